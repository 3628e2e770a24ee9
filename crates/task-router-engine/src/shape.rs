//! What may stand under the keys of a file, as tables: readers take the keys they know from them, findings the keys that
//! are nearly right, and JSON Schemas everything.

use serde_yaml::Value;

/// A key of a map in a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Key {
    /// How it is written.
    pub name: &'static str,
    /// What may stand under it.
    pub shape: Shape,
    /// What it says, for people.
    pub meaning: &'static str,
}

/// What may stand under a key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// A text; numbers and truth values are read as texts.
    Text,
    /// Sentences: a text, or a list or a map of texts.
    Prose,
    /// True or false.
    Flag,
    /// A whole number from 1.
    Count,
    /// A number from 0 to 1.
    Share,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of texts, or one text.
    Texts,
    /// The same with sentences, of which YAML takes `risk: mitigation` without quotes for a map.
    Sentences,
    /// Words, phrases or patterns: a list, a map to their weights, groups, objects, or one text with commas.
    Evidence,
    /// One of the words for a priority, or a whole number.
    Priority,
    /// Nothing: the key is there and null.
    Null,
    /// A map with these keys and no others.
    Map(&'static [Key]),
    /// A map with any keys, each with this under it.
    MapOf(&'static Shape),
    /// Maps with these keys: a list, in which a plain text stands for the first key, or a map from that to the rest.
    Entries(&'static [Key]),
    /// A list of these.
    List(&'static Shape),
    /// One of several.
    Any(&'static [Shape]),
}

/// What people write for true and false.
pub(crate) fn truth(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}

impl Shape {
    /// What is wanted in place of a value that cannot be meant: of a list or a map where a text stands, of anything else where a
    /// map stands, of a word that is neither true nor false. What readers take in other forms besides fits.
    pub fn wanted_for(self, value: &Value) -> Option<&'static str> {
        match (self, value) {
            (_, Value::Null) => None,
            (Self::Text, Value::Sequence(_) | Value::Mapping(_)) => Some("a text"),
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
}

impl Key {
    /// A key.
    pub const fn new(name: &'static str, shape: Shape, meaning: &'static str) -> Self {
        Self { name, shape, meaning }
    }

    /// How the keys of a table are written.
    pub fn names(keys: &'static [Self]) -> impl Iterator<Item = &'static str> + Clone {
        keys.iter().map(|key| key.name)
    }
}
