//! What in a request speaks for or against somebody, read from the keys of any dialect.

use super::dialect::Field;
use super::keys::Keys;
use super::values::{Item, Items, merged, scalar, strings, strings_whole};
use serde_yaml::Mapping;
use std::collections::HashSet;

/// What in a request speaks for (or against) somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Words and phrases.
    pub keywords: Vec<Keyword>,
    /// Regular expressions.
    pub patterns: Vec<String>,
    /// Whole requests that belong here.
    pub examples: Vec<String>,
    /// Words and phrases that speak against it.
    pub not_for: Vec<String>,
    /// Whole requests that only sound as if they belonged here; of rules.
    pub not_examples: Vec<String>,
}

/// A word or phrase that speaks for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The word or phrase as written.
    pub text: String,
    /// How strongly it speaks; 1 unless the author says otherwise.
    pub weight: f32,
    /// Its own priority, where the author gives it one: it decides close calls in place of the agent's.
    pub priority: Option<i32>,
}

/// A value that could not be used: the key it stands under, the item, and what is wrong with it.
pub(super) type Unusable = (&'static str, String, String);

impl Evidence {
    /// Whether nothing at all is listed.
    pub fn is_empty(&self) -> bool {
        self.keywords.is_empty() && self.patterns.is_empty() && self.examples.is_empty()
    }

    /// Reads `keywords`, `patterns`, `examples`, `not_for` and their other names in the wild.
    pub fn read(keys: &Mapping) -> Self {
        Self::of(&Keys::plain(keys)).0
    }

    /// Reads the evidence of a definition, and says what of it could not be used.
    pub(super) fn of(keys: &Keys) -> (Self, Vec<Unusable>) {
        let mut reader = Reader::default();
        for (path, field, value) in keys.any_of(&[Field::Keywords, Field::Triggers]) {
            // A map with these keys is read under them.
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
            reader.evidence.patterns.extend(items.into_iter().map(|item| item.keyword.text));
        }
        for (path, value) in keys.all(Field::Examples) {
            // `- question: answer` without quotes is a sentence to its author.
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

    /// Adds what another file says.
    pub(crate) fn merge(&mut self, other: Self) {
        self.keywords = merged(std::mem::take(&mut self.keywords).into_iter().chain(other.keywords));
        self.patterns.extend(other.patterns);
        self.add_examples(other.examples);
        self.not_for.extend(other.not_for);
        self.not_examples.extend(other.not_examples);
    }

    /// Adds examples that are not there yet.
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
    /// Words and phrases, in which a comma is no part of the text.
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

    /// One entry of a list of requests, or a value that is one.
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

    /// Adds items as keywords; where they may be whole requests, long ones are examples.
    fn add(&mut self, items: Vec<Item>, may_be_requests: bool) {
        for Item { keyword, is_pattern } in items {
            match () {
                () if is_pattern => self.evidence.patterns.push(keyword.text),
                () if may_be_requests && is_request(&keyword.text) => self.evidence.examples.push(keyword.text),
                () => self.evidence.keywords.push(keyword),
            }
        }
    }
}

/// A trigger of four words or more is a request; in a script without spaces, of eight characters.
fn is_request(text: &str) -> bool {
    const WORDS: usize = 4;
    const CHARACTERS: usize = 8;
    let spaceless = |c: &char| matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
    text.split_whitespace().count() >= WORDS || text.chars().filter(spaceless).count() >= CHARACTERS
}

/// Every text of a list, however it is written.
pub(super) fn texts(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings(Some(value))).collect()
}

/// Every text of a list in which a comma is part of the text.
pub(super) fn texts_whole(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings_whole(Some(value))).collect()
}
