//! The scalars of a frontmatter, by key.

use super::dialect::{TEAM, plain_key};
use super::scalar;
use serde::{Deserialize, Serialize};
use serde_yaml::Mapping;
use std::collections::BTreeMap;

/// Every scalar of a frontmatter, which any spelling of its key finds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scalars(BTreeMap<String, String>);

impl Scalars {
    /// Those of these keys; of two spellings of one key the first counts.
    pub fn of(keys: &Mapping) -> Self {
        let mut found = BTreeMap::new();
        for (key, value) in keys {
            if let (Some(key), Some(text)) = (key.as_str(), scalar(Some(value))) {
                found.entry(plain_key(key)).or_insert(text);
            }
        }
        Self(found)
    }

    /// The text of a key.
    pub fn get(&self, key: &str) -> Option<&String> {
        self.0.get(&plain_key(key))
    }

    /// The text of a key of a team file, if it fills placeholders for the team's agents, too. Keys that mean something do
    /// not: `{fallback}` or `{priority}` in the prompt of an agent is text.
    pub fn get_for_agents(&self, key: &str) -> Option<&String> {
        self.get(key).filter(|_| !TEAM.knows(key))
    }

    /// Whether a key has a text.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
