//! Sections of an image: rows of entries, the table of features, the words for spelling, the agents' cards.

use super::{AgentCard, spell_keys};
use crate::agent::Agent;
use crate::team::Team;
use crate::text::Feature;
use std::collections::BTreeMap;

/// Entries of one kind for all features, one behind the other.
pub(super) struct Rows {
    pub(super) ends: Vec<u32>,
    pub(super) entries: Vec<u32>,
}

impl Rows {
    pub(super) fn of(rows: impl Iterator<Item = impl Iterator<Item = (usize, f32)>>, scale: f32) -> Self {
        let mut found = Self { ends: vec![0], entries: Vec::new() };
        for row in rows {
            let start = found.entries.len();
            let entry = |(class, w): (usize, f32)| {
                let weight = (w * scale).round().clamp(-32_767.0, 32_767.0) as i16;
                (weight != 0).then_some((class as u32) << 16 | u32::from(weight as u16))
            };
            found.entries.extend(row.filter_map(entry));
            found.entries[start..].sort_unstable_by_key(|entry| entry >> 16);
            found.ends.push(found.entries.len() as u32);
        }
        found
    }
}

/// Open addressing with linear probing, at most half full.
pub(super) fn hash_table(features: &[Feature]) -> (Vec<u64>, Vec<u32>) {
    let slots = (features.len() * 2).next_power_of_two().max(2);
    let (mut slot_features, mut slot_numbers) = (vec![0u64; slots], vec![0u32; slots]);
    for (number, &feature) in features.iter().enumerate() {
        let mut slot = feature as usize & (slots - 1);
        while slot_numbers[slot] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        slot_features[slot] = feature;
        slot_numbers[slot] = number as u32 + 1;
    }
    (slot_features, slot_numbers)
}

pub(super) struct Spelling {
    pub(super) keys: Vec<u64>,
    pub(super) words: Vec<u32>,
    pub(super) numbers: Vec<u32>,
    pub(super) ends: Vec<u32>,
    pub(super) text: String,
}

impl Spelling {
    pub(super) fn of(dictionary: &BTreeMap<String, Feature>, features: &[Feature]) -> Self {
        let mut spelling =
            Self { keys: Vec::new(), words: Vec::new(), numbers: Vec::new(), ends: Vec::new(), text: String::new() };
        let mut pairs = Vec::new();
        for (word, feature) in dictionary {
            let Ok(number) = features.binary_search(feature) else { continue };
            pairs.extend(spell_keys(word).map(|key| (key, spelling.ends.len() as u32)));
            spelling.numbers.push(number as u32);
            spelling.text.push_str(word);
            spelling.ends.push(spelling.text.len() as u32);
        }
        pairs.sort_unstable();
        (spelling.keys, spelling.words) = pairs.into_iter().unzip();
        spelling
    }
}

/// The agents' cards, one behind the other. Agents are the first classes.
pub(super) fn cards(team: &Team, classes: usize) -> (Vec<u32>, Vec<u8>) {
    let (mut ends, mut cards) = (Vec::new(), Vec::new());
    for agent in team.agents.iter().take(classes) {
        cards.extend(postcard::to_stdvec(&card(team, agent)).unwrap_or_default());
        ends.push(cards.len() as u32);
    }
    (ends, cards)
}

/// How many keywords are offered to somebody whose request is unclear.
const HINTS: usize = 5;

fn card(team: &Team, agent: &Agent) -> AgentCard {
    AgentCard {
        knowledge: team.knowledge_path(agent),
        knowledge_found: team.has_knowledge(agent),
        scalars: agent.scalars.clone(),
        body: agent.body.clone(),
        hints: agent.evidence.keywords.iter().take(HINTS).map(|keyword| keyword.text.clone()).collect(),
    }
}
