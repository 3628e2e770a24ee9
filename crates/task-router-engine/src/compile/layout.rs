//! Sections of an image: rows of entries, the agents' cards.

use crate::agent::Agent;
use crate::index::{AgentCard, postings};
use crate::team::Team;

/// Entries of one kind for all features, one behind the other.
pub(super) struct Rows {
    pub(super) ends: Vec<u32>,
    pub(super) entries: Vec<u32>,
}

impl Rows {
    pub(super) fn of(rows: impl Iterator<Item = impl Iterator<Item = (usize, f32)>>, scale: f32) -> Self {
        let mut found = Self { ends: vec![0], entries: Vec::new() };
        for row in rows {
            push_entries(row, scale, &mut found.entries);
            found.ends.push(found.entries.len() as u32);
        }
        found
    }
}

/// Adds the entries of one feature, by class, in fixed point; what is 0 then is none.
pub(super) fn push_entries(row: impl Iterator<Item = (usize, f32)>, scale: f32, entries: &mut Vec<u32>) {
    let start = entries.len();
    entries.extend(row.filter_map(|(class, weight)| {
        let weight = (weight * scale).round().clamp(-32_767.0, 32_767.0) as i16;
        (weight != 0).then_some(postings::entry(class as u32, weight))
    }));
    entries[start..].sort_unstable_by_key(|entry| entry >> 16);
}

/// The agents' cards, one behind the other. Agents are the first classes.
pub(super) fn cards(team: &Team, described: &[Vec<(f32, &str)>]) -> (Vec<u32>, Vec<u8>) {
    let (mut ends, mut cards) = (Vec::new(), Vec::new());
    for (agent, described) in team.agents.iter().zip(described) {
        cards.extend(postcard::to_stdvec(&card(team, agent, described)).unwrap_or_default());
        ends.push(cards.len() as u32);
    }
    (ends, cards)
}

/// How many words are offered to somebody whose request is unclear.
const HINTS: usize = 5;

fn card(team: &Team, agent: &Agent, described: &[(f32, &str)]) -> AgentCard {
    AgentCard {
        knowledge: team.knowledge_path(agent),
        knowledge_found: team.has_knowledge(agent),
        scalars: agent.scalars.clone(),
        body: agent.body.clone(),
        hints: hints(agent, described),
    }
}

/// The strongest words of an agent: its keywords by weight, else the most telling words of its description.
fn hints(agent: &Agent, described: &[(f32, &str)]) -> Vec<String> {
    let keywords = agent.evidence.keywords.iter().map(|keyword| (keyword.weight, keyword.text.as_str()));
    let mut words: Vec<(f32, &str)> = keywords.filter(|(weight, _)| *weight > 0.0).collect();
    if words.is_empty() {
        words = described.to_vec();
    }
    words.sort_by(|a, b| b.0.total_cmp(&a.0));
    words.into_iter().take(HINTS).map(|(_, word)| word.to_owned()).collect()
}

/// The place of each name in their order; equal names have one place.
pub(super) fn ranks<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Vec<u32> {
    let mut order: Vec<&str> = names.clone().collect();
    order.sort_unstable();
    order.dedup();
    names.map(|name| order.partition_point(|&other| other < name) as u32).collect()
}
