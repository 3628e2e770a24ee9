//! Interprets YAML values as their authors mean them: texts, lists of texts, words with weights.

use super::Keyword;
use super::dialect::{plain_key, same_key};
use super::frontmatter::{split_commas, split_list, unquote};
use super::keys::is_against;
use super::priority_of;
use crate::text::{Words, is_english};
use crate::value_type::truth;
use serde_yaml::{Mapping, Value};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A scalar as text: a string, number or boolean. `None` for lists, maps and null.
pub fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Tagged(tagged) => scalar(Some(&tagged.value)),
        _ => None,
    }
}

/// A scalar as true or false, in any of the words for them.
pub fn flag(value: Option<&Value>) -> Option<bool> {
    truth(&scalar(value)?)
}

/// Prose in any form: a text, a list of sentences, or a map of them, for example by language.
pub fn prose(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Sequence(items) => lines(items.iter()),
        Value::Mapping(map) => lines(map.values()),
        Value::Tagged(tagged) => prose(Some(&tagged.value)),
        value => scalar(Some(value)),
    }
}

fn lines<'v>(values: impl Iterator<Item = &'v Value>) -> Option<String> {
    let lines: Vec<String> = values.filter_map(|value| prose(Some(value))).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// A list of texts: a list, or one text split at commas.
pub fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => split_commas(text).into_iter().map(|text| unquote(text).to_owned()).collect(),
        other => strings_whole(other),
    }
}

/// A list of texts that may contain commas: a list, or one text. Nested lists are flattened.
pub fn strings_whole(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(items)) => items.iter().flat_map(|item| strings_whole(Some(item))).collect(),
        // `- risk: mitigation` without quotes is a map with one key to YAML, and a sentence to its author.
        Some(Value::Mapping(keys)) => keys
            .iter()
            .filter_map(|(key, value)| Some(format!("{}: {}", scalar(Some(key))?, scalar(Some(value))?)))
            .collect(),
        other => scalar(other).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).into_iter().collect(),
    }
}

/// Keywords: a list, a map from word to weight, a list of such maps or of objects, or a text separated by commas. A
/// later weight overrides.
pub fn keywords(value: Option<&Value>) -> Vec<Keyword> {
    let mut items = EvidenceItems::default();
    items.read(value, true);
    merged(items.found.into_iter().map(|item| item.keyword))
}

/// Keywords without duplicates; the last weight of each counts.
pub(super) fn merged(keywords: impl IntoIterator<Item = Keyword>) -> Vec<Keyword> {
    let mut found: Vec<Keyword> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for keyword in keywords {
        match known.entry(keyword.text.to_ascii_lowercase()) {
            Entry::Occupied(at) => {
                let first = &mut found[*at.get()];
                first.weight = keyword.weight;
                first.priority = keyword.priority.or(first.priority);
            }
            Entry::Vacant(free) => {
                free.insert(found.len());
                found.push(keyword);
            }
        }
    }
    found
}

/// One item of a list of evidence.
#[derive(Debug, Clone)]
pub(super) struct EvidenceItem {
    pub(super) keyword: Keyword,
    /// Whether it is marked as a regular expression.
    pub(super) is_pattern: bool,
}

/// Items of a list of evidence, and the values in it that cannot be used.
#[derive(Debug, Default)]
pub(super) struct EvidenceItems {
    pub(super) found: Vec<EvidenceItem>,
    /// Items of groups whose names say that they are against the agent: `{include: [..], exclude: [..]}`.
    pub(super) against: Vec<EvidenceItem>,
    /// Texts of values that cannot be used, each with what is wrong.
    pub(super) unusable: Vec<(String, String)>,
    /// Whether an item of a list may contain several: `- invoice, billing` among keywords.
    pub(super) has_lists_in_items: bool,
    /// Whether all items are regular expressions.
    pub(super) are_patterns: bool,
}

/// Keys for the text of an item that is an object.
const TEXT_KEYS: [&str; 21] = [
    "pattern",
    "patterns",
    "regex",
    "keyword",
    "keywords",
    "value",
    "values",
    "phrase",
    "phrases",
    "text",
    "trigger",
    "word",
    "term",
    "request",
    "query",
    "question",
    "prompt",
    "example",
    "utterance",
    "match",
    "name",
];
/// Those of them that contain regular expressions, unless the object's `type` says that they are words.
const PATTERN_KEYS: [&str; 3] = ["pattern", "patterns", "regex"];
/// Maximum weight; above 38 (the fixed point of postings) weights keep their order and not their proportion.
const HEAVIEST: f64 = 1e6;

impl EvidenceItems {
    /// Reads a value; a text is split at commas if `commas` is set.
    pub(super) fn read(&mut self, value: Option<&Value>, commas: bool) {
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Sequence(items)) => {
                items.iter().for_each(|item| self.read(Some(item), self.has_lists_in_items));
            }
            Some(Value::Mapping(map)) => self.read_map(map),
            Some(Value::Tagged(tagged)) => self.read(Some(&tagged.value), commas),
            Some(Value::String(text)) if commas => {
                split_list(text).into_iter().for_each(|text| self.add(unquote(text)))
            }
            other => self.add(&scalar(other).unwrap_or_default()),
        }
    }

    fn add(&mut self, text: &str) {
        self.push(text.trim().to_owned().into(), false);
    }

    fn push(&mut self, keyword: Keyword, is_pattern: bool) {
        if !keyword.text.is_empty() {
            self.found.push(EvidenceItem { keyword, is_pattern: is_pattern || self.are_patterns });
        }
    }

    /// Reads an object that describes one item, or a map from words to their properties.
    fn read_map(&mut self, map: &Mapping) {
        let entry = |name: &str| map.iter().find(|(key, _)| key.as_str().is_some_and(|key| same_key(key, name)));
        let text = TEXT_KEYS.iter().find_map(|name| Some((*name, entry(name)?.1)));
        match text.filter(|(_, value)| matches!(value, Value::String(_) | Value::Sequence(_))) {
            Some((name, value)) => {
                let kind = entry("type").and_then(|(_, kind)| scalar(Some(kind))).unwrap_or_default().to_lowercase();
                let says_pattern = kind.contains("regex") || kind.contains("pattern");
                let mut said = Keyword::from(String::new());
                self.read_properties(value.as_str().unwrap_or(name), map, &mut said);
                // A text may have a label under another of these keys; a list has other lists beside it.
                let is_text_key = |key: &str| TEXT_KEYS.iter().any(|known| same_key(key, known)) || names_words(key);
                let entries = map.iter().filter_map(|(key, value)| Some((key.as_str()?, value)));
                let lists = entries.filter(|(key, value)| value.is_sequence() && is_text_key(key));
                let texts = if value.is_string() { vec![(name, value)] } else { lists.collect() };
                for (name, value) in texts {
                    let is_pattern =
                        says_pattern || (PATTERN_KEYS.iter().any(|key| same_key(key, name)) && kind.is_empty());
                    for item in self.inside(value) {
                        self.push(Keyword { text: item.keyword.text, ..said.clone() }, is_pattern);
                    }
                }
                for (group, value) in map.iter().filter(|(group, value)| is_group_against(group, value)) {
                    self.read_entry(group, value);
                }
            }
            None => map.iter().for_each(|(word, value)| self.read_entry(word, value)),
        }
    }

    fn inside(&mut self, value: &Value) -> Vec<EvidenceItem> {
        let mut items = Self { are_patterns: self.are_patterns, ..Self::default() };
        items.read(Some(value), false);
        self.unusable.append(&mut items.unusable);
        self.against.append(&mut items.against);
        items.found
    }

    /// Reads `word: weight`, `word: {weight: .., priority: ..}`, `word: priority`, or a named group of words.
    fn read_entry(&mut self, word: &Value, value: &Value) {
        let Some(text) = scalar(Some(word)) else { return };
        let mut keyword = Keyword::from(text.trim().to_owned());
        match value {
            value if is_group_against(word, value) => {
                let known = self.found.len();
                self.read(Some(value), false);
                return self.against.extend(self.found.split_off(known));
            }
            Value::Sequence(_) => return self.read(Some(value), false),
            Value::Mapping(map) if self.read_properties(&text, map, &mut keyword) || map.is_empty() => {}
            Value::Mapping(map) => return self.read_map(map),
            Value::Null => {}
            value => match (weight_of(value), scalar(Some(value)).map(|text| priority_of(&text))) {
                (Some(weight), _) => keyword.weight = weight,
                (None, Some(Ok(priority))) => keyword.priority = Some(priority),
                (None, _) => {
                    let found = scalar(Some(value)).unwrap_or_default();
                    self.unusable.push((text, format!("the weight `{found}` is no number, so it is 1")));
                }
            },
        }
        self.push(keyword, false);
    }

    /// Reads weight and priority from an object; returns whether it has either, in whatever spelling.
    fn read_properties(&mut self, text: &str, map: &Mapping, keyword: &mut Keyword) -> bool {
        let mut has_any = false;
        for (key, value) in map {
            let Some((key, property)) = key.as_str().and_then(|key| Some((key, property_of(key)?))) else { continue };
            has_any = true;
            let read = if same_key(key, property) {
                read_property(property, value, keyword)
            } else {
                Err(format!("`{key}` is not known and says nothing; did you mean `{property}`?"))
            };
            self.unusable.extend(read.err().map(|wrong| (text.to_owned(), wrong)));
        }
        has_any
    }
}

/// Reads a property of a word, or tells what is wrong with its value.
fn read_property(property: &str, value: &Value, keyword: &mut Keyword) -> Result<(), String> {
    if property == WEIGHT {
        keyword.weight = weight_of(value).ok_or("a `weight` is no number, so it is 1")?;
    } else {
        let priority = scalar(Some(value)).and_then(|text| priority_of(&text).ok());
        keyword.priority = Some(priority.ok_or("a `priority` of a word is not known")?);
    }
    Ok(())
}

/// Whether a group beside keys of evidence has words or requests, by its name: `phrases`, `user_says`. Others may be
/// patterns of files, languages, events and the like.
pub(super) fn names_words(group: &str) -> bool {
    const WORDS: [&str; 14] = [
        "word",
        "phrase",
        "keyphrase",
        "term",
        "text",
        "trigger",
        "request",
        "query",
        "queries",
        "question",
        "prompt",
        "utterance",
        "synonym",
        "says",
    ];
    Words::of(group)
        .iter()
        .last()
        .is_some_and(|word| WORDS.contains(&word) || WORDS.contains(&word.strip_suffix('s').unwrap_or(word)))
}

/// Whether an entry is a group of words against the agent, not a word with properties.
fn is_group_against(name: &Value, value: &Value) -> bool {
    (value.is_sequence() || value.is_mapping()) && !has_properties(value) && name.as_str().is_some_and(is_against)
}

/// Whether a value is a map of a word's properties.
pub(super) fn has_properties(value: &Value) -> bool {
    let is_one = |key: &Value| key.as_str().and_then(property_of).is_some();
    value.as_mapping().is_some_and(|map| map.keys().any(is_one))
}

const WEIGHT: &str = "weight";
/// Properties of a word.
const PROPERTIES: [&str; 2] = [WEIGHT, "priority"];
/// In how many letters a key may differ from a property that is meant.
const MOST_SLIPS: usize = 2;

/// The property that a key is, or was probably meant for; `height` is a word.
fn property_of(key: &str) -> Option<&'static str> {
    let key = plain_key(key);
    let is_meant = |property: &&str| strsim::osa_distance(&key, property) <= MOST_SLIPS && !is_english(&key);
    PROPERTIES.into_iter().find(|property| key == *property || is_meant(property))
}

/// Whether a value in a map of words can be the weight or the priority of one.
pub(super) fn is_rank(value: &Value) -> bool {
    let text = || scalar(Some(value)).filter(|text| !text.is_empty());
    value.is_null() || weight_of(value).is_some() || text().is_some_and(|text| priority_of(&text).is_ok())
}

fn weight_of(value: &Value) -> Option<f32> {
    let weight = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|weight| weight.is_finite())?;
    Some(weight.clamp(-HEAVIEST, HEAVIEST) as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, weight, priority, whether it is a pattern.
    type Found = (String, f32, Option<i32>, bool);

    fn items(yaml: &str) -> (Vec<Found>, usize) {
        items_of(&serde_yaml::from_str(yaml).unwrap())
    }

    fn items_of(value: &Value) -> (Vec<Found>, usize) {
        let mut items = EvidenceItems::default();
        items.read(Some(value), true);
        let unusable = items.unusable.len();
        let of = |item: EvidenceItem| (item.keyword.text, item.keyword.weight, item.keyword.priority, item.is_pattern);
        (items.found.into_iter().map(of).collect(), unusable)
    }

    fn word(text: &str, weight: f32, priority: Option<i32>) -> Found {
        (text.to_owned(), weight, priority, false)
    }

    #[test]
    fn lists_of_every_shape() {
        let plain = [word("jwt", 1.0, None), word("401", 1.0, None)];
        for yaml in [
            "[jwt, 401]",
            "jwt, 401",
            "'\"jwt\", \"401\"'",
            "{jwt: 1, 401: }",
            "[jwt: 1.0, {text: '401'}]",
            "[[jwt], [401]]",
            "{primary: [jwt], secondary: ['401']}",
            "[{keyword: jwt}, {value: '401', label: x}]",
            "[{name: jwt, weight: 1}, {utterance: '401'}]",
            "jwt; 401",
            "|\n  - jwt\n  - 401",
            "[{type: KEYWORDS, keywords: [jwt, 401]}]",
            "[{type: keyword, pattern: jwt}, {phrase: '401'}]",
        ] {
            assert_eq!(items(yaml), (plain.to_vec(), 0), "{yaml}");
        }
    }

    /// `null` is a word of databases and languages; `~` and nothing are none.
    #[test]
    fn a_null_in_a_list_is_the_word() {
        let read = |yaml: &str| items_of(&crate::agent::as_written::yaml(yaml).unwrap()).0;
        let texts = |yaml: &str| read(yaml).into_iter().map(|item| item.0).collect::<Vec<_>>();
        assert_eq!(texts("[null, NULL, '', ~, x]"), ["null", "NULL", "x"]);
        assert_eq!(texts("- Null\n-\n- [null]\n- word: null"), ["Null", "null", "word"]);
        assert_eq!(read("{null: 2.0, x: }"), [word("null", 2.0, None), word("x", 1.0, None)]);
        assert_eq!(read("{~: 2.0}"), []);
    }

    #[test]
    fn words_have_weights_and_priorities_of_their_own() {
        let cases = [
            ("{error: {weight: 2, priority: critical}}", word("error", 2.0, Some(3))),
            ("{error: {priority: low}}", word("error", 1.0, Some(0))),
            ("[{text: error, weight: '1.5', priority: 7}]", word("error", 1.5, Some(7))),
            ("{error: high}", word("error", 1.0, Some(2))),
            ("{error: '2.5'}", word("error", 2.5, None)),
            ("{error: 1e9}", word("error", 1_000_000.0, None)),
        ];
        for (yaml, expected) in cases {
            assert_eq!(items(yaml), (vec![expected], 0), "{yaml}");
        }
        assert_eq!(items("{error: strong}"), (vec![word("error", 1.0, None)], 1));
        assert_eq!(items("{error: {weight: [1]}}"), (vec![word("error", 1.0, None)], 1));
        assert_eq!(items("[{regex: a.b}]").0, [("a.b".to_owned(), 1.0, None, true)]);
    }
}
