//! Evidence for or against an agent in requests, read from the keys of any dialect.

use super::dialect::{Field, same_key};
use super::keys::{Keys, is_against};
use super::values::{
    EvidenceItem, EvidenceItems, flag, has_properties, is_rank, merged, names_words, scalar, strings, strings_whole,
};
use crate::evidence::EvidenceKind;
use serde_yaml::{Mapping, Value};
use std::collections::HashSet;

/// Evidence for (or against) an agent or a rule in requests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Words and phrases.
    pub keywords: Vec<Keyword>,
    /// Regular expressions.
    pub patterns: Vec<String>,
    /// Whole requests that belong here.
    pub examples: Vec<String>,
    /// Words and phrases against it.
    pub not_for: Vec<String>,
    /// For rules: whole requests that only sound as if they belonged here.
    pub not_examples: Vec<String>,
}

/// A word or phrase in favour of an agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The word or phrase as written.
    pub text: String,
    /// Weight; 1 by default.
    pub weight: f32,
    /// Priority of its own, used in close calls in place of the agent's.
    pub priority: Option<i32>,
}

/// A value that cannot be used: key, item, and what is wrong with it.
pub(super) type Unusable = (&'static str, String, String);

impl Evidence {
    /// Whether there is no evidence at all.
    pub fn is_empty(&self) -> bool {
        self.keywords.is_empty() && self.patterns.is_empty() && self.examples.is_empty()
    }

    /// Reads `keywords`, `patterns`, `examples`, `not_for` and their names in other dialects.
    pub fn read(keys: &Mapping) -> Self {
        Self::of(&Keys::common(keys)).0
    }

    /// Reads the evidence of a definition, and returns the values that cannot be used.
    pub(super) fn of(keys: &Keys) -> (Self, Vec<Unusable>) {
        let mut reader = EvidenceReader::default();
        for (path, field, value) in
            keys.any_of(|field| matches!(field, Field::Evidence(EvidenceKind::Keyword) | Field::Triggers))
        {
            let is_trigger = field == Field::Triggers;
            // A map with keys of evidence is read by them.
            if is_trigger && value.as_mapping().is_some_and(|map| reader.section(path, map, keys)) {
                continue;
            }
            let items = if is_trigger { reader.items(path, value, true) } else { reader.words(path, value) };
            reader.add(items, is_trigger);
        }
        for (path, value) in keys.all(Field::Evidence(EvidenceKind::Pattern)) {
            let items = EvidenceItems { are_patterns: true, ..EvidenceItems::default() };
            let items = reader.read(path, value, false, items);
            reader.add(items, false);
        }
        for (path, value) in keys.all(Field::Evidence(EvidenceKind::Example)) {
            // `- question: answer` without quotes is meant as a sentence.
            let is_object = |value: &Value| value.as_mapping().is_some_and(|map| map.len() == 1);
            let texts = match value.as_sequence() {
                Some(items) => items.iter().flat_map(|item| reader.request(path, item, is_object(item))).collect(),
                None => reader.request(path, value, false),
            };
            reader.evidence.examples.extend(texts);
        }
        for (_, value) in keys.all(Field::Wildcards) {
            let texts = strings_whole(Some(value)).into_iter();
            reader.evidence.examples.extend(texts.map(|text| text.replace('*', " ").trim().to_owned()));
        }
        for (path, value) in keys.all(Field::Evidence(EvidenceKind::NotFor)) {
            let items = reader.words(path, value);
            reader.evidence.not_for.extend(items.into_iter().map(|item| item.keyword.text));
        }
        let EvidenceReader { mut evidence, unusable } = reader;
        evidence.keywords = merged(evidence.keywords);
        (evidence, unusable)
    }

    /// Adds the evidence of another file.
    pub(crate) fn merge(&mut self, other: Self) {
        // In full, so that no kind is left out.
        let Self { keywords, patterns, examples, not_for, not_examples } = other;
        self.keywords = merged(std::mem::take(&mut self.keywords).into_iter().chain(keywords));
        self.patterns.extend(patterns);
        self.add_examples(examples);
        self.not_for.extend(not_for);
        self.not_examples.extend(not_examples);
    }

    /// Adds examples, without duplicates.
    pub(super) fn add_examples(&mut self, more: impl IntoIterator<Item = String>) {
        self.examples.extend(more);
        let mut seen = HashSet::new();
        self.examples.retain(|text| seen.insert(text.clone()));
    }
}

/// Keys that tell whether a request of an evaluation belongs to the agent.
const EXPECTATIONS: [&str; 4] = ["should_trigger", "expected", "positive", "is_positive"];

#[derive(Default)]
struct EvidenceReader {
    evidence: Evidence,
    unusable: Vec<Unusable>,
}

impl EvidenceReader {
    /// Reads words and phrases, separated by commas.
    fn words(&mut self, path: &'static str, value: &Value) -> Vec<EvidenceItem> {
        self.read(path, value, true, EvidenceItems { has_lists_in_items: true, ..EvidenceItems::default() })
    }

    fn items(&mut self, path: &'static str, value: &Value, commas: bool) -> Vec<EvidenceItem> {
        self.read(path, value, commas, EvidenceItems::default())
    }

    fn read(&mut self, path: &'static str, value: &Value, commas: bool, mut items: EvidenceItems) -> Vec<EvidenceItem> {
        items.read(Some(value), commas);
        self.unusable.extend(items.unusable.into_iter().map(|(item, wrong)| (path, item, wrong)));
        for EvidenceItem { keyword, is_pattern } in items.against {
            match is_pattern {
                true => {
                    let wrong = "a pattern cannot be against an agent; write words under `not_for`";
                    self.unusable.push((path, keyword.text, wrong.to_owned()));
                }
                false => self.evidence.not_for.push(keyword.text),
            }
        }
        items.found
    }

    /// Reads a map of triggers with keys of evidence, such as `triggers: {keywords: [..], patterns: [..], not_for: [..]}`,
    /// and groups beside them that are known to have words. Returns whether it is one.
    fn section(&mut self, path: &'static str, map: &Mapping, keys: &Keys) -> bool {
        let in_table = |key: &str| keys.reads_in(path, key);
        let is_for = |key: &str| in_table(key) || keys.evidence(key).is_some_and(|kind| !kind.is_against());
        let is_value = |value: &Value| !is_rank(value) && !has_properties(value);
        let entries =
            || map.iter().filter_map(|(key, value)| Some((key.as_str()?, value))).filter(|(_, value)| is_value(value));
        if !entries().any(|(key, _)| is_for(key)) || map.contains_key("type") {
            return false;
        }
        let mut section = Mapping::new();
        for (key, value) in entries().filter(|(key, _)| !in_table(key)) {
            if keys.evidence(key).is_some() {
                section.insert(key.into(), value.clone());
            } else if is_against(key) {
                let items = self.words(path, value);
                self.evidence.not_for.extend(items.into_iter().map(|item| item.keyword.text));
            } else if names_words(key) && value.is_sequence() {
                let items = self.items(path, value, false);
                self.add(items, true);
            }
        }
        let (evidence, unusable) = Evidence::of(&Keys::new(&section, keys.dialect()));
        self.evidence.merge(evidence);
        self.unusable.extend(unusable);
        true
    }

    /// Reads one entry of a list of requests, or a value that is one.
    fn request(&mut self, path: &'static str, value: &Value, is_sentence: bool) -> Vec<String> {
        match value.as_mapping() {
            None => strings_whole(Some(value)),
            Some(map) => {
                let named = [
                    "user",
                    "user_input",
                    "input",
                    "prompt",
                    "request",
                    "query",
                    "question",
                    "text",
                    "q",
                    "utterance",
                    "example",
                    "message",
                ];
                let said = map.iter().find(|(key, _)| key.as_str().is_some_and(|key| named.contains(&key)));
                let is_against = map.iter().any(|(key, value)| {
                    key.as_str().is_some_and(|key| EXPECTATIONS.iter().any(|known| same_key(key, known)))
                        && flag(Some(value)) == Some(false)
                });
                match said.and_then(|(_, value)| scalar(Some(value))) {
                    Some(text) if is_against => {
                        self.evidence.not_for.push(text.trim().to_owned());
                        Vec::new()
                    }
                    Some(text) => vec![text.trim().to_owned()],
                    None if is_sentence => strings_whole(Some(value)),
                    None => self.items(path, value, false).into_iter().map(|item| item.keyword.text).collect(),
                }
            }
        }
    }

    /// Adds items as keywords; long ones are examples if they may be whole requests.
    fn add(&mut self, items: Vec<EvidenceItem>, may_be_requests: bool) {
        for EvidenceItem { keyword, is_pattern } in items {
            match () {
                () if is_pattern => self.evidence.patterns.push(without_slashes(keyword.text)),
                () if may_be_requests && is_request(&keyword.text) => self.evidence.examples.push(keyword.text),
                () => self.evidence.keywords.push(keyword),
            }
        }
    }
}

/// A pattern as other languages write it, with its flags: `/a+b/i` is `(?i)a+b`. Without flags, slashes may be meant.
fn without_slashes(pattern: String) -> String {
    let parts = pattern.strip_prefix('/').and_then(|rest| rest.rsplit_once('/'));
    let Some((inside, flags)) = parts.filter(|(inside, flags)| {
        let is_whole = !inside.is_empty() && !inside.replace("\\/", "").contains('/');
        is_whole && !flags.is_empty() && flags.chars().all(|flag| "dgimsuvy".contains(flag))
    }) else {
        return pattern;
    };
    let kept: String = flags.chars().filter(|flag| "ims".contains(*flag)).collect();
    let inside = inside.replace("\\/", "/");
    if kept.is_empty() { inside } else { format!("(?{kept}){inside}") }
}

/// Whether a trigger is a request: it has four words or more, or eight characters in a script without spaces.
fn is_request(text: &str) -> bool {
    // Chosen by hand: `fix the failing tests` is a request, `code review` and `unit test generation` are phrases.
    const WORDS: usize = 4;
    // Two characters are about one word.
    const CHARACTERS: usize = 8;
    let spaceless = |c: &char| matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.split_whitespace().count() >= WORDS || text.chars().filter(spaceless).count() >= CHARACTERS
}

/// All texts of a list, in any form.
pub(super) fn texts(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings(Some(value))).collect()
}

/// Risks, each as `what (likelihood, effect): mitigation`; a map can state these under keys of their own.
pub(super) fn risks(keys: &Keys) -> Vec<String> {
    let of_map = |map: &Mapping| {
        let text = |key: &str| scalar(map.get(key));
        let grades = text("likelihood").zip(text("effect").or_else(|| text("impact")));
        let grades = grades.map_or(String::new(), |(likelihood, effect)| format!(" ({likelihood}, {effect})"));
        let mitigation = text("mitigation").map_or(String::new(), |how| format!(": {how}"));
        Some(format!("{}{grades}{mitigation}", text("risk")?))
    };
    let of_item = |item: &Value| match item.as_mapping().and_then(of_map) {
        Some(risk) => vec![risk],
        None => strings_whole(Some(item)),
    };
    let of_value = |value: &Value| match value {
        Value::Sequence(items) => items.iter().flat_map(of_item).collect(),
        one => of_item(one),
    };
    keys.all(Field::Risks).flat_map(|(_, value)| of_value(value)).collect()
}

/// All texts of a list whose items may contain commas.
pub(super) fn texts_whole(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings_whole(Some(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_between_slashes_are_read_with_their_flags() {
        let yaml = r"{patterns: ['/hip+o/i', '/a\/b/gs', '/a.b/g', '/usr/bin/i', '/api/', '/', '//i', 'a/i', '/é/x'], triggers: [{regex: /c+/m}]}";
        let evidence = Evidence::read(&serde_yaml::from_str(yaml).unwrap());
        let expected = ["(?m)c+", "(?i)hip+o", "(?s)a/b", "a.b", "/usr/bin/i", "/api/", "/", "//i", "a/i", "/é/x"];
        assert_eq!(evidence.patterns, expected);
        assert!(evidence.patterns.iter().all(|pattern| regex::Regex::new(pattern).is_ok()));
    }

    /// (words, patterns, examples, not for), and the number of values that cannot be used.
    fn read(yaml: &str) -> ([String; 4], usize) {
        let map: Mapping = serde_yaml::from_str(yaml).unwrap();
        let (evidence, unusable) = Evidence::of(&Keys::common(&map));
        let words = evidence.keywords.iter().map(|keyword| keyword.text.as_str()).collect::<Vec<_>>().join(",");
        let texts = [&evidence.patterns, &evidence.examples, &evidence.not_for].map(|texts| texts.join(","));
        let [patterns, examples, not_for] = texts;
        ([words, patterns, examples, not_for], unusable.len())
    }

    #[test]
    fn a_map_of_triggers_is_read_by_its_keys_and_its_groups() {
        for (yaml, expected) in [
            ("triggers: {keywords: [a], patterns: [p], examples: [e f g], not_for: [n]}", ["a", "p", "e f g", "n"]),
            ("triggers: {Keywords: a, phrases: [b], not-for: {x: [n]}}", ["b,a", "", "", "n"]),
            ("signals: {patterns: p, words: [a], exclude: n}", ["a", "p", "", "n"]),
            ("triggers: {phrases: [a], words: [b], weight: 2}", ["a,b", "", "", ""]),
            (
                "triggers: {keywords: [a], threshold: 0.8, mode: x, file_patterns: ['*.b'], events: [push]}",
                ["a", "", "", ""],
            ),
            ("triggers: {keywords: [a], confidence: {min: 0.5}, examples: {weight: 2}}", ["a", "", "", ""]),
            ("keywords: {a: 3, b: 2, not_for: [n]}", ["a,b", "", "", "n"]),
            ("keywords: {ignore: {weight: 2}, patterns: {weight: 2}}", ["ignore,patterns", "", "", ""]),
            ("keywords: [{keyword: a, weight: 2, synonyms: [b], related: [c]}]", ["a", "", "", ""]),
            ("keywords: [{patterns: ['p, ?q']}]", ["", "p, ?q", "", ""]),
            ("keywords: [{keywords: [a], file_patterns: ['*.b'], exclude: [n]}]", ["a", "", "", "n"]),
            ("triggers: [{patterns: [p], words: [a], not: [n]}]", ["a", "p", "", "n"]),
            ("triggers: {task_patterns: ['*a*']}", ["", "", "a", ""]),
            ("triggers: [{type: keyword, pattern: a}]", ["a", "", "", ""]),
        ] {
            assert_eq!(read(yaml), (expected.map(str::to_owned), 0), "{yaml}");
        }
    }

    #[test]
    fn a_group_that_is_against_the_agent_by_its_name_is() {
        for name in [
            "negative",
            "not",
            "exclude",
            "excluded",
            "exclusions",
            "avoid",
            "never",
            "dont",
            "do_not",
            "should_not",
            "no",
            "not_for",
            "anti",
            "ignore",
            "must_not",
            "do_not_use",
            "when_not_to_use",
            "should_not_trigger",
        ] {
            for key in ["keywords", "triggers", "tags"] {
                let yaml = format!("{key}: {{positive: [a], {name}: [n, {{word: m}}]}}");
                assert_eq!(read(&yaml).0, ["a", "", "", "n,m"].map(str::to_owned), "{yaml}");
            }
            let yaml = format!("examples: {{positive: [do a now], {name}: [do n now]}}");
            assert_eq!(read(&yaml).0, ["", "", "do a now", "do n now"].map(str::to_owned), "{yaml}");
            assert_eq!(read(&format!("patterns: {{positive: [a], {name}: [n]}}")).1, 1, "{name}");
        }
        let about = "keywords: {no_code: [a], exclude: 2.0, avoidance: [b]}";
        assert_eq!(read(about).0, ["a,exclude,b", "", "", ""].map(str::to_owned));
        for key in EXPECTATIONS {
            let yaml = format!("examples: [{{query: do a, {key}: true}}, {{query: do n, {key}: false}}]");
            assert_eq!(read(&yaml).0, ["", "", "do a", "do n"].map(str::to_owned), "{yaml}");
        }
    }

    #[test]
    fn misspelt_properties_of_a_word_are_told_and_the_word_is_kept() {
        for yaml in [
            "keywords: {a: {wieght: 2}}",
            "keywords: {a: {weight: 2, prioritty: high}}",
            "keywords: [{keyword: a, wieght: 2}]",
            "keywords: {a: , exclude: [{regex: p}]}",
        ] {
            assert_eq!(read(yaml), (["a", "", "", ""].map(str::to_owned), 1), "{yaml}");
        }
        for yaml in ["keywords: {a: {Weight: 2}}", "keywords: [{Keyword: a, WEIGHT: 2}]", "keywords: {a: {}}"] {
            assert_eq!(read(yaml), (["a", "", "", ""].map(str::to_owned), 0), "{yaml}");
        }
        let weighted: Mapping = serde_yaml::from_str("keywords: {a: {Weight: 2, PRIORITY: high}}").unwrap();
        let told = Evidence::of(&Keys::common(&serde_yaml::from_str("keywords: [{keyword: a, wieght: 2}]").unwrap())).1;
        assert_eq!(told[0].1, "a");
        let keyword = Evidence::read(&weighted).keywords.remove(0);
        assert_eq!((keyword.weight, keyword.priority), (2.0, Some(2)));
        assert_eq!(read("keywords: {sizes: {height: 2, go: 1}}").0[0], "height,go");
    }
}
