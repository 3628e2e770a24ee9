//! Reads evidence from the keys of any dialect.

use super::{Evidence, Keyword};
use crate::agent::Keys;
use crate::agent::dialect::{Field, same_key};
use crate::agent::keys::is_against;
use crate::agent::values::{
    EvidenceItem, EvidenceItems, flag, has_properties, is_rank, keywords, names_words, scalar, strings, strings_whole,
};
use crate::evidence::{EvidenceForm, EvidenceKind};
use serde_yaml::{Mapping, Value};

/// A value that cannot be used: key, item, and what is wrong with it.
pub(in crate::agent) type Unusable = (&'static str, String, String);

impl Evidence {
    /// Reads all kinds by their keys and the names of these in other dialects.
    pub fn read(keys: &Mapping) -> Self {
        Self::of(&Keys::common(keys)).0
    }

    /// Reads the evidence of a rule: keys in the spelling of team files only, without groups and objects but for words.
    pub(crate) fn of_rule(map: &Mapping) -> Self {
        let mut evidence = Self { not_examples: strings_whole(map.get("not_examples")), ..Self::default() };
        for kind in EvidenceKind::written() {
            let (value, texts) =
                (map.get(kind.key()), |texts: Vec<String>| texts.into_iter().map(Keyword::from).collect());
            *evidence.items_mut(kind) = match kind.form() {
                Some(EvidenceForm::Words) if kind.is_against() => texts(strings(value)),
                Some(EvidenceForm::Words) => keywords(value),
                _ => texts(strings_whole(value)),
            };
        }
        evidence
    }

    /// Reads the evidence of a definition, and returns the values that cannot be used.
    pub(in crate::agent) fn of(keys: &Keys) -> (Self, Vec<Unusable>) {
        let mut reader = EvidenceReader::default();
        let may_be_words = |field| match field {
            Field::Evidence(kind) => kind.is_for(EvidenceForm::Words),
            field => field == Field::Triggers,
        };
        for (path, field, value) in keys.any_of(may_be_words) {
            match (field, value.as_mapping()) {
                (Field::Evidence(kind), _) => {
                    let words = reader.words(path, value);
                    reader.add(kind, words, false);
                }
                // A map with keys of evidence is read by them.
                (_, Some(map)) if reader.section(path, map, keys) => {}
                _ => {
                    let items = reader.items(path, value, true);
                    reader.add(EvidenceKind::Keyword, items, true);
                }
            }
        }
        for kind in EvidenceKind::written().filter(|kind| !kind.is_for(EvidenceForm::Words)) {
            for (path, value) in keys.all(Field::Evidence(kind)) {
                reader.texts(kind, path, value);
            }
        }
        for (_, value) in keys.all(Field::Wildcards) {
            let texts = strings_whole(Some(value)).into_iter().map(|text| text.replace('*', " ").trim().to_owned());
            reader.evidence.items_mut(EvidenceKind::Example).extend(texts.map(Keyword::from));
        }
        let EvidenceReader { mut evidence, unusable } = reader;
        EvidenceKind::written().filter(|kind| kind.is_for(EvidenceForm::Words)).for_each(|kind| evidence.settle(kind));
        (evidence, unusable)
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
    /// Reads a value of a kind that has neither weights nor priorities.
    fn texts(&mut self, kind: EvidenceKind, path: &'static str, value: &Value) {
        let items = match (kind.form(), value) {
            (Some(EvidenceForm::Patterns), _) => {
                self.read(path, value, false, EvidenceItems { are_patterns: true, ..EvidenceItems::default() })
            }
            (Some(EvidenceForm::Requests), Value::Sequence(items)) => {
                // `- question: answer` without quotes is meant as a sentence.
                let is_object = |value: &Value| value.as_mapping().is_some_and(|map| map.len() == 1);
                return items.iter().for_each(|item| self.request(kind, path, item, is_object(item)));
            }
            (Some(EvidenceForm::Requests), _) => return self.request(kind, path, value, false),
            _ => self.words(path, value),
        };
        items.into_iter().for_each(|item| self.evidence.push(kind, item.keyword));
    }

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
                false => self.evidence.push(EvidenceKind::NotFor, keyword),
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
                items.into_iter().for_each(|item| self.evidence.push(EvidenceKind::NotFor, item.keyword));
            } else if names_words(key) && value.is_sequence() {
                let items = self.items(path, value, false);
                self.add(EvidenceKind::Keyword, items, true);
            }
        }
        let (evidence, unusable) = Evidence::of(&Keys::new(&section, keys.dialect()));
        self.evidence.merge(evidence);
        self.unusable.extend(unusable);
        true
    }

    /// Reads one entry of a list of requests, or a value that is one.
    fn request(&mut self, kind: EvidenceKind, path: &'static str, value: &Value, is_sentence: bool) {
        let texts = match value.as_mapping() {
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
                        self.evidence.push(EvidenceKind::NotFor, text.trim().to_owned().into());
                        Vec::new()
                    }
                    Some(text) => vec![text.trim().to_owned()],
                    None if is_sentence => strings_whole(Some(value)),
                    None => self.items(path, value, false).into_iter().map(|item| item.keyword.text).collect(),
                }
            }
        };
        self.evidence.items_mut(kind).extend(texts.into_iter().map(Keyword::from));
    }

    /// Adds words of a kind; those marked as patterns are patterns, and long ones are examples if they may be requests.
    fn add(&mut self, kind: EvidenceKind, items: Vec<EvidenceItem>, may_be_requests: bool) {
        for EvidenceItem { keyword, is_pattern } in items {
            let kind = match () {
                () if is_pattern => EvidenceKind::Pattern,
                () if may_be_requests && is_request(&keyword.text) => EvidenceKind::Example,
                () => kind,
            };
            self.evidence.push(kind, keyword);
        }
    }
}

/// A pattern as other languages write it, with its flags: `/a+b/i` is `(?i)a+b`. Without flags, slashes may be meant.
pub(super) fn without_slashes(pattern: String) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_between_slashes_are_read_with_their_flags() {
        let yaml = r"{patterns: ['/hip+o/i', '/a\/b/gs', '/a.b/g', '/usr/bin/i', '/api/', '/', '//i', 'a/i', '/é/x'], triggers: [{regex: /c+/m}]}";
        let evidence = Evidence::read(&serde_yaml::from_str(yaml).unwrap());
        let expected = ["(?m)c+", "(?i)hip+o", "(?s)a/b", "a.b", "/usr/bin/i", "/api/", "/", "//i", "a/i", "/é/x"];
        let patterns: Vec<&str> = evidence.texts(EvidenceKind::Pattern).collect();
        assert_eq!(patterns, expected);
        assert!(patterns.iter().all(|pattern| regex::Regex::new(pattern).is_ok()));
    }

    /// (words, patterns, examples, not for), and the number of values that cannot be used.
    fn read(yaml: &str) -> ([String; 4], usize) {
        let map: Mapping = serde_yaml::from_str(yaml).unwrap();
        let (evidence, unusable) = Evidence::of(&Keys::common(&map));
        use EvidenceKind::{Example, Keyword, NotFor, Pattern};
        let texts = |kind| evidence.texts(kind).collect::<Vec<_>>().join(",");
        ([Keyword, Pattern, Example, NotFor].map(texts), unusable.len())
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
        let keyword = Evidence::read(&weighted).items_mut(EvidenceKind::Keyword).remove(0);
        assert_eq!((keyword.weight, keyword.priority), (2.0, Some(2)));
        assert_eq!(read("keywords: {sizes: {height: 2, go: 1}}").0[0], "height,go");
    }
}
