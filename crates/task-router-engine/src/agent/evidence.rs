//! Evidence for or against an agent in requests, read from the keys of any dialect.

use super::dialect::Field;
use super::keys::Keys;
use super::values::{Item, Items, merged, scalar, strings, strings_whole};
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
        let mut reader = Reader::default();
        for (path, field, value) in keys.any_of(&[Field::Keywords, Field::Triggers]) {
            // A map with these keys is read by them.
            let parts = ["triggers.keywords", "triggers.task_patterns"];
            let is_section = path == "triggers" && parts.iter().any(|part| keys.get(part).is_some());
            if !is_section {
                let is_trigger = field == Field::Triggers;
                let items = if is_trigger { reader.items(path, value, true) } else { reader.words(path, value) };
                reader.add(items, is_trigger);
            }
        }
        for (path, value) in keys.all(Field::Patterns) {
            let items = reader.items(path, value, false);
            reader.evidence.patterns.extend(items.into_iter().map(|item| without_slashes(item.keyword.text)));
        }
        for (path, value) in keys.all(Field::Examples) {
            // `- question: answer` without quotes is meant as a sentence.
            let is_object = |value: &serde_yaml::Value| value.as_mapping().is_some_and(|map| map.len() == 1);
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
        for (path, value) in keys.all(Field::NotFor) {
            let items = reader.words(path, value);
            reader.evidence.not_for.extend(items.into_iter().map(|item| item.keyword.text));
        }
        let Reader { mut evidence, unusable } = reader;
        evidence.keywords = merged(evidence.keywords);
        (evidence, unusable)
    }

    /// Adds the evidence of another file.
    pub(crate) fn merge(&mut self, other: Self) {
        self.keywords = merged(std::mem::take(&mut self.keywords).into_iter().chain(other.keywords));
        self.patterns.extend(other.patterns);
        self.add_examples(other.examples);
        self.not_for.extend(other.not_for);
        self.not_examples.extend(other.not_examples);
    }

    /// Adds examples, without duplicates.
    pub(super) fn add_examples(&mut self, more: impl IntoIterator<Item = String>) {
        self.examples.extend(more);
        let mut seen = HashSet::new();
        self.examples.retain(|text| seen.insert(text.clone()));
    }
}

#[derive(Default)]
struct Reader {
    evidence: Evidence,
    unusable: Vec<Unusable>,
}

impl Reader {
    /// Reads words and phrases, separated by commas.
    fn words(&mut self, path: &'static str, value: &serde_yaml::Value) -> Vec<Item> {
        self.read(path, value, true, Items { has_lists_in_items: true, ..Items::default() })
    }

    fn items(&mut self, path: &'static str, value: &serde_yaml::Value, commas: bool) -> Vec<Item> {
        self.read(path, value, commas, Items::default())
    }

    fn read(&mut self, path: &'static str, value: &serde_yaml::Value, commas: bool, mut items: Items) -> Vec<Item> {
        items.read(Some(value), commas);
        self.unusable.extend(items.unusable.into_iter().map(|(item, wrong)| (path, item, wrong)));
        items.found
    }

    /// Reads one entry of a list of requests, or a value that is one.
    fn request(&mut self, path: &'static str, value: &serde_yaml::Value, is_sentence: bool) -> Vec<String> {
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
                match said.and_then(|(_, value)| scalar(Some(value))) {
                    Some(text) => vec![text.trim().to_owned()],
                    None if is_sentence => strings_whole(Some(value)),
                    None => self.items(path, value, false).into_iter().map(|item| item.keyword.text).collect(),
                }
            }
        }
    }

    /// Adds items as keywords; long ones are examples if they may be whole requests.
    fn add(&mut self, items: Vec<Item>, may_be_requests: bool) {
        for Item { keyword, is_pattern } in items {
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
    const WORDS: usize = 4;
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
}
