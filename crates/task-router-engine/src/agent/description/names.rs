//! The names of a team's agents, recognised in prose.

use super::clauses::lowered;
use std::collections::HashSet;

/// The names of a team's agents, to be recognised in prose.
#[derive(Debug, Clone, Default)]
pub struct AgentNames {
    names: HashSet<String>,
    /// How many words the longest one has.
    longest: usize,
}

impl AgentNames {
    /// Names to be recognised.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names: HashSet<String> = names.into_iter().map(lowered).collect();
        let longest = names.iter().map(|name| name.split_whitespace().count()).max().unwrap_or(0);
        // A longer one is no name that anybody would write out in a sentence.
        Self { names, longest: longest.min(5) }
    }

    /// The names of agents in a clause of lower case, other than `own`.
    pub(super) fn in_clause<'c>(&'c self, clause: &'c str, own: &'c str) -> impl Iterator<Item = &'c str> {
        // Scripts without spaces put none around a name in Latin letters either.
        let is_between = |c: char| {
            c.is_whitespace()
                || matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{ff00}'..='\u{ffef}')
        };
        let dense = clause.split(is_between).filter(|_| !clause.is_ascii());
        let words = clause.split_whitespace().chain(dense);
        let words: Vec<&str> = words.map(bare_name).filter(|word| !word.is_empty()).collect();
        let runs = (1..=self.longest).flat_map(move |n| {
            let runs: Vec<String> = words.windows(n).map(|run| run.join(" ")).collect();
            runs
        });
        runs.filter_map(|run| self.names.get(&run)).map(String::as_str).filter(move |name| *name != own)
    }
}

/// A word without the marks around it: `` (`db-architect`), `` is `db-architect`, and so is `@db-architect's`.
fn bare_name(word: &str) -> &str {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    bare.strip_suffix("'s").or_else(|| bare.strip_suffix("\u{2019}s")).unwrap_or(bare)
}
