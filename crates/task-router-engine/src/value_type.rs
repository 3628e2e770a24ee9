//! Types of the values under the keys of a file, as tables: readers take the known keys from them, findings the near
//! misses, and JSON Schemas everything.

use serde_yaml::Value;

/// Levels of priority and urgency, the highest first.
pub const LEVELS: [&str; 4] = ["critical", "high", "medium", "low"];

/// A key of a map in a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KeySpec {
    /// Its spelling.
    pub name: &'static str,
    /// Type of its value.
    pub shape: ValueType,
    /// What it means, for people.
    pub meaning: &'static str,
}

/// Type of the value under a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ValueType {
    /// A text; numbers and booleans are read as texts.
    Text,
    /// Sentences: a text, or a list or a map of texts.
    Prose,
    /// True or false.
    Flag,
    /// An integer from 1.
    Count,
    /// A number from 0 to 1.
    Share,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of texts, or one text.
    Texts,
    /// Names: the same, where null is nobody, alone or in the list.
    Names,
    /// The same for sentences; YAML reads `risk: mitigation` without quotes as a map.
    Sentences,
    /// Words, phrases or patterns: a list, a map to their weights, groups, objects, or one text with commas.
    Evidence,
    /// The name of a priority, or an integer.
    Priority,
    /// Nothing: the key is present and null.
    Null,
    /// A map with these keys only.
    Map(&'static [KeySpec]),
    /// A map with any keys and values of this type.
    MapOf(&'static ValueType),
    /// Maps with these keys: a list, in which a plain text is the value of the first key, or a map from that value to
    /// the rest.
    Entries(&'static [KeySpec]),
    /// A list of this type.
    List(&'static ValueType),
    /// One of several types.
    Any(&'static [ValueType]),
}

/// Parses what people write for true and false.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

impl ValueType {
    /// What is expected in place of a value that cannot be meant: a list or a map in place of a text, anything else in
    /// place of a map, a word that is neither true nor false. Other forms that readers accept are fine.
    pub(crate) fn wanted_for(self, value: &Value) -> Option<&'static str> {
        match (self, value) {
            (_, Value::Null) => None,
            (_, Value::Sequence(_) | Value::Mapping(_)) if self.one_value().is_some() => self.one_value(),
            (Self::Flag, Value::Bool(_)) => None,
            (Self::Flag, Value::String(text)) if truth(text).is_some() => None,
            (Self::Flag, Value::Number(number)) if truth(&number.to_string()).is_some() => None,
            (Self::Flag, _) => Some("`true` or `false`"),
            (Self::Map(_), Value::Mapping(_)) => None,
            (Self::Map(_), _) => Some("a map"),
            (Self::Any(shapes), _) => {
                let mut wanted = shapes.iter().map(|shape| shape.wanted_for(value));
                wanted.clone().all(|wanted| wanted.is_some()).then(|| wanted.next().flatten()).flatten()
            }
            _ => None,
        }
    }

    /// What is expected of a type whose values are single texts or numbers.
    fn one_value(self) -> Option<&'static str> {
        match self {
            Self::Text => Some("a text"),
            Self::OneOf(_) => Some("one word"),
            Self::Count => Some("a whole number"),
            Self::Share => Some("a number from 0 to 1"),
            Self::Priority => Some("one word or number"),
            _ => None,
        }
    }
}

impl KeySpec {
    /// Creates a key.
    pub const fn new(name: &'static str, shape: ValueType, meaning: &'static str) -> Self {
        Self { name, shape, meaning }
    }

    /// Spellings of the keys of a table.
    pub fn names(keys: &'static [Self]) -> impl Iterator<Item = &'static str> + Clone {
        keys.iter().map(|key| key.name)
    }
}
