//! Recognises the names of a team's agents in prose.

use super::cues;
use super::exclusion::{find_word, words};
use crate::text::{is_determiner, lowered};
use std::collections::HashSet;
use std::ops::Range;

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

/// Maximum number of different names in a clause that are looked at, each of which is searched in the whole clause. The
/// last ones are: behind a list of a team is who gets the rest.
const MOST_NAMES: usize = 64;
/// Maximum distance in bytes between a name and what says that callers are sent to it.
const NEAR: usize = 256;

/// Whether a clause sends callers to one of `names`, which it contains.
pub(super) fn is_sent_to_one_of(clause: &str, names: &[&str]) -> bool {
    if names.is_empty() {
        return false;
    }
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let gives = cues::GIVING.iter().any(|verb| find_word(clause, verb).is_some());
    let sending = Sending { clause, gives, is_of_purpose: begins.starts_with("for ") };
    let mut seen = HashSet::new();
    let different = names.iter().rev().filter(|name| seen.insert(**name)).take(MOST_NAMES);
    let mut places = different.flat_map(|name| clause.match_indices(name).map(|(at, _)| at..at + name.len()));
    places.any(|name| sending.is_to(name))
}

/// What a clause is asked for each name in it.
struct Sending<'c> {
    clause: &'c str,
    /// Whether it has a verb that gives something to somebody.
    gives: bool,
    is_of_purpose: bool,
}

impl Sending<'_> {
    /// Whether it sends callers to the name in a range: `use NAME for X`, `leave X to NAME`, `for X: NAME`. A name may be
    /// repeated as often as there is room, so only what is near is looked at.
    fn is_to(&self, name: Range<usize>) -> bool {
        let mut near = name.start.saturating_sub(NEAR)..self.clause.len().min(name.end + NEAR);
        while !self.clause.is_char_boundary(near.start) {
            near.start += 1;
        }
        while !self.clause.is_char_boundary(near.end) {
            near.end -= 1;
        }
        // The rest of a word may be another one.
        if near.start > 0 {
            let cut = self.clause[near.start..name.start].find(|c: char| !c.is_alphanumeric());
            near.start = cut.map_or(name.start, |cut| near.start + cut);
        }
        let (before, behind) = (&self.clause[near.start..name.start], &self.clause[name.end..near.end]);
        let mut before = before.trim_end_matches([' ', '`', '*', '@', '"', '\'']);
        let behind = behind.trim_start_matches(['`', '*', '"', '\'']);
        let is_dense =
            cues::SENDING_DENSE.iter().any(|verb| before.ends_with(verb) || behind.trim_start().starts_with(verb));
        if is_dense || self.is_of_purpose && before.ends_with([':', '\u{2192}', '>']) {
            return true;
        }
        let following = words(behind).map(|(_, word)| word).find(|word| !cues::KINDS.contains(word));
        if following.is_some_and(|word| cues::SENDING_BEHIND.contains(&word)) {
            return true;
        }
        // `use security for audits`, and not `use security best practices`.
        let is_whole = behind.starts_with(|c: char| !c.is_alphanumeric() && c != ' ')
            || following.is_none_or(|word| cues::BEHIND_NAMES.contains(&word));
        if !is_whole {
            return false;
        }
        loop {
            let is_verb = |verb: &&str| ends_with_word(before, verb, |c| c.is_alphanumeric() || c == '-').is_some();
            if cues::SENDING.iter().chain(cues::ASKING).any(is_verb) {
                return true;
            }
            let is_letter = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
            let (rest, last) = before.split_at(before.trim_end_matches(is_letter).len());
            match last {
                "to" if self.gives => return true,
                _ if cues::BEFORE_NAMES.contains(&last) || is_determiner(last) => before = rest.trim_end(),
                _ => return false,
            }
        }
    }
}

/// What stands before the last word of a text, if it is `word`.
fn ends_with_word<'t>(text: &'t str, word: &str, is_part: impl Fn(char) -> bool) -> Option<&'t str> {
    text.strip_suffix(word).filter(|rest| !rest.ends_with(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_cut_neither_words_nor_who_comes_last() {
        let far = format!("reuse {}alpha8 for odes", "the ".repeat(63));
        assert!(!is_sent_to_one_of(&far, &["alpha8"]), "`use` is the rest of a word");
        assert!(
            is_sent_to_one_of(&far.replace("reuse ", ""), &["alpha8"])
                == is_sent_to_one_of("alpha8 for odes", &["alpha8"])
        );
        let names: Vec<String> = (0..MOST_NAMES + 16).map(|number| format!("alpha{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let last = names[names.len() - 1];
        assert!(is_sent_to_one_of(&format!("works with {} and use {last} for poems", names.join(", ")), &names));
        assert!(!is_sent_to_one_of(&format!("works with {}", names.join(", ")), &names));
    }
}
