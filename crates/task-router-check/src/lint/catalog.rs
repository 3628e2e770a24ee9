//! Lints that need the whole catalogue: nearly equal descriptions, and lists that are too long for a client.

use super::{Linter, is_common};
use std::collections::{BTreeMap, HashMap};
use task_router_engine::diagnostic::Code;
use task_router_engine::text::{Stems, Words};
use task_router_engine::{Agent, AgentKind};

/// Minimum weighted share of common words of two descriptions that say nearly the same.
const ALIKE: f64 = 0.55;
/// Minimum number of common words; fewer are chance.
const MIN_SHARED: usize = 4;
/// Maximum number of descriptions with a word for it to count; this also limits the pairs that are compared.
const COMMON_IN: usize = 64;
/// Maximum number of pairs that are reported, most similar first.
const NAMED_PAIRS: usize = 50;
/// Maximum number of common words reported for a pair.
const NAMED_WORDS: usize = 8;
/// Size that clients reserve for the list of skills, in characters: Claude Code 1 % of a window of 200,000 tokens of
/// four characters, Codex the same 8,000 characters if it does not know the window.
const LISTING: usize = 8_000;

impl Linter<'_> {
    pub(super) fn catalog(&mut self) {
        self.similar_descriptions();
        self.listing();
    }

    /// Reports pairs of agents with similar descriptions.
    fn similar_descriptions(&mut self) {
        let agents: Vec<&Agent> = self.team.agents.iter().filter(|agent| !agent.is_silent()).collect();
        let stems = Stems::default();
        let words: Vec<TellingWords> = agents.iter().map(|agent| telling_words(agent, &stems)).collect();
        let mut holders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (i, words) in words.iter().enumerate() {
            words.keys().for_each(|stem| holders.entry(stem).or_default().push(i));
        }
        let weight = |word: &str| libm::log(1.0 + agents.len() as f64 / holders.get(word).map_or(1, Vec::len) as f64);
        let total = |words: &TellingWords| words.keys().map(|stem| weight(stem)).sum::<f64>();
        let totals: Vec<f64> = words.iter().map(total).collect();
        let mut shared: HashMap<(usize, usize), (f64, usize)> = HashMap::new();
        for (word, holders) in holders.iter().filter(|(_, holders)| holders.len() <= COMMON_IN) {
            for (k, &a) in holders.iter().enumerate() {
                for &b in &holders[k + 1..] {
                    let pair = shared.entry((a, b)).or_default();
                    *pair = (pair.0 + weight(word), pair.1 + 1);
                }
            }
        }
        // However short.
        let is_same = |a: usize, b: usize| agents[a].description.trim() == agents[b].description.trim();
        let alike = |&(a, b): &(usize, usize), sum: f64| sum / (totals[a] + totals[b] - sum).max(f64::MIN_POSITIVE);
        let mut pairs: Vec<(f64, usize, usize)> = shared
            .iter()
            .filter(|((a, b), (_, count))| *count >= MIN_SHARED || is_same(*a, *b))
            .map(|(pair, (sum, _))| (alike(pair, *sum), pair.0, pair.1))
            .filter(|(alike, ..)| *alike >= ALIKE)
            .collect();
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (alike, a, b) in pairs.into_iter().take(NAMED_PAIRS) {
            let shared = words[a].iter().filter(|(stem, _)| words[b].contains_key(*stem));
            let mut shared: Vec<(&String, &String)> = shared.collect();
            shared.sort_by(|a, b| weight(b.0).total_cmp(&weight(a.0)).then(a.cmp(b)));
            let same: Vec<&str> = shared.iter().take(NAMED_WORDS).map(|(_, word)| word.as_str()).collect();
            let (one, other) = (agents[a], agents[b]);
            let message = format!(
                "the descriptions of `{}` and `{}` ({}) say nearly the same ({:.0} %): both have {}; {}",
                other.name,
                one.name,
                one.source.shown(),
                alike * 100.0,
                same.join(", "),
                hands_over(one, other)
            );
            let help = "say in each what is the other's";
            let line = other.source.line_of("description", "");
            self.add(Code::SimilarDescriptions, &other.source, line, message, help);
        }
    }

    /// Reports skills that a client lists without their descriptions because the list is too long.
    fn listing(&mut self) {
        let listed = |agent: &&Agent| agent.kind == AgentKind::Skill && !agent.is_silent();
        let skills: Vec<&Agent> = self.team.agents.iter().filter(listed).collect();
        let length = |agent: &Agent| format!("- {}: {}\n", agent.name, agent.description.trim()).chars().count();
        let total: usize = skills.iter().map(|skill| length(skill)).sum();
        if total <= LISTING {
            return;
        }
        let mut so_far = 0;
        let losing: Vec<&Agent> = skills
            .iter()
            .copied()
            .filter(|skill| {
                so_far += length(skill);
                so_far > LISTING
            })
            .collect();
        let Some(first) = losing.first() else { return };
        let names: Vec<&str> = losing.iter().take(NAMED_WORDS).map(|agent| agent.name.as_str()).collect();
        let more = losing.len().saturating_sub(NAMED_WORDS);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!(
            "the list of {} skills takes {total} characters, more than the {LISTING} that Claude Code (1 % of its window) and \
             Codex keep for it: {}{more} lose their descriptions",
            skills.len(),
            names.join(", ")
        );
        let help = "shorten the descriptions, or disable skills that are called by name only";
        self.add(Code::ListingBudget, &first.source, first.source.line_of("description", ""), message, help);
    }
}

/// Whether one of two descriptions names the other agent.
fn hands_over(one: &Agent, other: &Agent) -> String {
    let names = |a: &Agent, b: &Agent| a.description.to_lowercase().contains(&b.name.to_lowercase());
    match (names(one, other), names(other, one)) {
        (true, true) => "each hands over to the other".to_owned(),
        (true, false) => format!("`{}` hands over to `{}`", one.name, other.name),
        (false, true) => format!("`{}` hands over to `{}`", other.name, one.name),
        (false, false) => "neither hands over to the other".to_owned(),
    }
}

/// The words of a description by their stems, each in the first form that it has there.
type TellingWords = BTreeMap<String, String>;

fn telling_words(agent: &Agent, stems: &Stems) -> TellingWords {
    let words = Words::of(&agent.description);
    let mut found = TellingWords::new();
    for word in words.iter().filter(|word| word.chars().count() > 1 && !is_common(word)) {
        found.entry(stems.stem(word).into_owned()).or_insert_with(|| word.to_owned());
    }
    found
}
