//! Who has a word in the texts of a definition: read once for a team, since each failing fixture asks about its words.

use crate::Responder;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use task_router_engine::text::Feature;
use task_router_engine::{Agent, Index, Team};

/// The agents and the lead, by the words of their names, descriptions, keywords and examples.
#[derive(Debug)]
pub struct Holders {
    names: Vec<String>,
    by_word: HashMap<Feature, Holder>,
}

/// Who has a word.
#[derive(Debug, Clone, Copy)]
enum Holder {
    /// The one with this number.
    One(usize),
    /// At least two of different names.
    Several,
}

impl Holders {
    /// Reads the texts of a team.
    pub fn of(team: &Team, index: &Index) -> Self {
        let reader = index.reader();
        let agents = team.agents.iter().map(|agent| (agent.name.as_str(), agent));
        let lead = team.lead.iter().map(|lead| (Responder::Lead.name(), lead));
        let mut all = Self { names: Vec::new(), by_word: HashMap::new() };
        for (number, (name, agent)) in agents.chain(lead).enumerate() {
            all.names.push(name.to_owned());
            texts(agent).flat_map(|text| reader.features(text)).for_each(|word| all.add(word, number));
        }
        all
    }

    fn add(&mut self, word: Feature, number: usize) {
        match self.by_word.entry(word) {
            Entry::Vacant(entry) => {
                entry.insert(Holder::One(number));
            }
            Entry::Occupied(mut entry) => {
                let is_other = |known: usize| self.names[known] != self.names[number];
                if matches!(entry.get(), Holder::One(known) if is_other(*known)) {
                    entry.insert(Holder::Several);
                }
            }
        }
    }

    /// Whether anybody has a word.
    pub fn has(&self, word: Feature) -> bool {
        self.by_word.contains_key(&word)
    }

    /// Whether anybody but `name` has a word.
    pub fn others_have(&self, word: Feature, name: &str) -> bool {
        match self.by_word.get(&word) {
            None => false,
            Some(Holder::One(number)) => self.names[*number] != name,
            Some(Holder::Several) => true,
        }
    }
}

fn texts(agent: &Agent) -> impl Iterator<Item = &str> {
    let evidence = &agent.evidence;
    let words = evidence.words().map(|word| word.text.as_str());
    [agent.name.as_str(), agent.description.as_str()].into_iter().chain(words).chain(evidence.examples())
}
