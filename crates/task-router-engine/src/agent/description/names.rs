//! Recognises the names of a team's agents in prose.

use super::clauses::lowered;
use std::collections::HashSet;

/// Names of a team's agents, to be recognised in prose.
#[derive(Debug, Clone, Default)]
pub struct AgentNames {
    names: HashSet<String>,
    /// Number of words of the longest one.
    longest: usize,
}

impl AgentNames {
    /// Creates the set of names.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: HashSet<String> = names.into_iter().map(lowered).collect();
        let longest = names.iter().map(|name| name.split_whitespace().count()).max().unwrap_or(0);
        // Longer names are not written out in sentences.
        Self { names, longest: longest.min(5) }
    }

    /// Names of agents in a lower-case clause, other than `own`.
    pub(super) fn in_clause<'c>(&'c self, clause: &'c str, own: &'c str) -> impl Iterator<Item = &'c str> {
        // Scripts without spaces put none around a name in Latin letters either.
        let is_between = |c: char| {
            c.is_whitespace()
                || matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
        };
        let has_others = !clause.is_ascii();
        let dense = clause.split(is_between).filter(|_| has_others);
        let words = clause.split_whitespace().chain(dense);
        let words: Vec<&str> = words.map(bare_name).filter(|word| !word.is_empty()).collect();
        let runs = (1..=self.longest).flat_map(move |n| {
            let runs: Vec<String> = words.windows(n).map(|run| run.join(" ")).collect();
            runs
        });
        runs.filter_map(|run| self.names.get(&run)).map(String::as_str).filter(move |name| *name != own)
    }
}

/// A word without punctuation around it: `` (`db-architect`), `` and `@db-architect's` become `db-architect`.
fn bare_name(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    bare.strip_suffix("'s").or_else(|| bare.strip_suffix("\u{2019}s")).unwrap_or(bare)
}
