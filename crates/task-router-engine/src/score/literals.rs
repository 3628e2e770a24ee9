//! Selects the patterns that could match a request: those with a literal of every group in it. Possible starts of
//! literals are found by three-byte windows; with many literals, by an Aho-Corasick automaton, once there have been
//! enough requests to pay for it.

use crate::index::literals::{boundaries, folded};
use crate::index::patterns::PatternTable;
use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, nfa};
use std::ops::Range;

/// Maximum number of literals searched by window: with a thousand of them one byte in seven may start a literal, and
/// each such place is compared with a handful.
const MAX_BY_WINDOW: usize = 1 << 12;
/// Number of request bytes after which an automaton for more literals is worth building: one for 5,000 takes about 8
/// ms.
const WORTH_AN_AUTOMATON: usize = 1 << 15;

/// The patterns that could match one request; buffers are reused from request to request.
pub(super) struct Candidates<'i> {
    table: PatternTable<'i>,
    /// Numbers of the patterns, ascending.
    pub(super) numbers: Vec<u32>,
    /// Patterns without literals, which could match anything.
    pub(super) without: Vec<u32>,
    /// Bits of the groups with a literal found, by pattern.
    found: Vec<u32>,
    /// The request in lower case.
    lower: Vec<u8>,
    /// Total bytes of all requests so far.
    bytes: usize,
    /// Automaton of all literals, if they are many; the inner `None` means that they are too many for one.
    automaton: Option<Option<nfa::contiguous::NFA>>,
}

impl<'i> Candidates<'i> {
    pub(super) fn of(table: PatternTable<'i>) -> Self {
        let without = (0..table.len() as u32).filter(|&number| table.groups(number as usize) == 0).collect();
        let found = vec![0; table.len()];
        Self { table, numbers: Vec::new(), without, found, lower: Vec::new(), bytes: 0, automaton: None }
    }

    /// Finds the patterns that could match a request: those with a literal of every group in it, and those without
    /// literals; of the latter only the ones in `without`, if it is given, because no others match.
    pub(super) fn choose(&mut self, request: &str, without: Option<&[u32]>) {
        self.numbers.clear();
        self.bytes = self.bytes.saturating_add(request.len());
        if self.table.literal_count() > MAX_BY_WINDOW && self.bytes >= WORTH_AN_AUTOMATON {
            self.automaton.get_or_insert_with(|| automaton(self.table));
        }
        let (table, numbers, found) = (self.table, &mut self.numbers, &mut self.found);
        self.lower.clear();
        self.lower.extend_from_slice(folded(request).as_bytes());
        self.lower.make_ascii_lowercase();
        let request = self.lower.as_slice();
        let note = |literal: usize, part: Range<usize>| {
            let boundaries = boundaries(request, part);
            for holder in table.holders(literal).iter().filter(|holder| holder.boundaries & !boundaries == 0) {
                let found = &mut found[holder.pattern as usize];
                if *found == 0 {
                    numbers.push(holder.pattern);
                }
                *found |= holder.group;
            }
        };
        match &self.automaton {
            Some(Some(automaton)) => find_all(automaton, request, note),
            _ => table.find_literals(request, note),
        }
        self.numbers
            .retain(|&number| std::mem::take(&mut self.found[number as usize]) == table.groups(number as usize));
        self.numbers.extend(without.unwrap_or(&self.without));
        self.numbers.sort_unstable();
    }
}

/// Builds an automaton of all literals, unless they are too many.
fn automaton(table: PatternTable) -> Option<nfa::contiguous::NFA> {
    nfa::contiguous::NFA::new(table.literals()).ok()
}

/// Calls `note` with every literal in a lower-case request, overlapping ones included. Finding one match after another would
/// restart the search after each.
fn find_all(automaton: &nfa::contiguous::NFA, request: &[u8], mut note: impl FnMut(usize, Range<usize>)) {
    let Ok(mut state) = automaton.start_state(Anchored::No) else { return };
    for (at, &byte) in request.iter().enumerate() {
        state = automaton.next_state(Anchored::No, state, byte);
        if automaton.is_special(state) && automaton.is_match(state) {
            for literal in (0..automaton.match_len(state)).map(|i| automaton.match_pattern(state, i)) {
                note(literal.as_usize(), at + 1 - automaton.pattern_len(literal)..at + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::patterns::tests::image;
    use proptest::prelude::*;

    const PATTERNS: [&str; 9] = [
        r"\b40[13]\b",
        r"log ?in.*page",
        "(ab|abc|abcd|abcdef)x?",
        r"\w+!",
        "(one|two)x* three",
        "kelvin",
        r"\bab(cd)?\b",
        r"\bpage\b",
        r"(?-u:\b)two\b|\bxx\b",
    ];

    /// Other word boundaries; tested only for what matches.
    const EDGES: [&str; 10] = [
        r"\b{start}two\b{end}",
        r"(?m)^page\b",
        r"\bone\B",
        r"(?:\b|_)page",
        r"x?\bpage(s|)\b",
        r"\b(?-u:\w)?two\b",
        r"(\bab|cd\b)+x*\b",
        r"page\b{start-half}|\b{end-half}two",
        r"(?-iu:\bPAGE\b)",
        r"(?-u:\b)elvin",
    ];

    proptest! {
        /// Every pattern that matches is among the candidates, and the automaton finds the same as the window search.
        #[test]
        fn every_matching_pattern_is_a_candidate(
            request in r"(log ?in|PAGE|40[0-4]|ab|c|d|abcdef|one|TWO|[xy]| three|!|\x{212a}elvin|[a-z ü_\n]){0,12}",
        ) {
            let patterns = [&PATTERNS[..], &EDGES].concat();
            let image = image(&patterns);
            let mut candidates = Candidates::of(PatternTable::new(&image));
            candidates.choose(&request, None);
            let by_window = candidates.numbers.clone();
            for (number, source) in patterns.iter().enumerate() {
                let matches = regex::RegexBuilder::new(source).case_insensitive(true).build().unwrap();
                if matches.is_match(&request) {
                    prop_assert!(by_window.contains(&(number as u32)), "{source} in {request}");
                }
            }
            prop_assert!(by_window.is_sorted_by(|a, b| a < b));
            candidates.automaton = Some(automaton(candidates.table));
            candidates.choose(&request, None);
            prop_assert_eq!(&candidates.numbers, &by_window);
        }
    }

    #[test]
    fn few_patterns_are_tried() {
        let image = image(&PATTERNS);
        let mut candidates = Candidates::of(PatternTable::new(&image));
        let mut chosen = |request: &str| {
            candidates.choose(request, None);
            candidates.numbers.clone()
        };
        assert_eq!(chosen("the LOGIN page gives 401"), [0, 1, 3, 7]);
        assert_eq!(chosen("40155, paged"), [1, 3], "no word of a pattern begins or ends inside of another");
        assert_eq!(chosen("ab"), [2, 3, 6]);
        assert_eq!(chosen("the login gives 402"), [3], "one of two groups is not enough");
        assert_eq!(chosen("nothing"), [3], "a pattern without literals is always tried");
        assert_eq!(chosen("\u{212a}elvin"), [3, 5], "the Kelvin sign is a k");
        assert_eq!(chosen(""), [3]);
    }

    #[test]
    fn an_automaton_is_for_many_literals_and_much_text() {
        let few = image(&PATTERNS);
        let mut candidates = Candidates::of(PatternTable::new(&few));
        candidates.choose(&"x".repeat(WORTH_AN_AUTOMATON), None);
        assert!(candidates.automaton.is_none());
        let many: Vec<String> = (0..=MAX_BY_WINDOW).map(|i| format!("{i:05}abc")).collect();
        let of_many = image(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let mut candidates = Candidates::of(PatternTable::new(&of_many));
        candidates.choose(&"x".repeat(WORTH_AN_AUTOMATON - 1), None);
        assert!(candidates.automaton.is_none());
        candidates.choose("00007ABC and 00012abc, 00007abc", None);
        assert!(matches!(candidates.automaton, Some(Some(_))));
        assert_eq!(candidates.numbers, [7, 12]);
    }
}
