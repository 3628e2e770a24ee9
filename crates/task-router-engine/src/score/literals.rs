//! Which patterns could match a request: those of which it holds a literal of every group. The literals are found one by
//! one in the first requests, because an automaton of all takes longer to build than that, and by the automaton after.

use crate::index::literals::{FOLDED_TO_ASCII, boundaries};
use crate::index::patterns::PatternTable;
use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, dfa, nfa};
use memchr::memmem;
use std::ops::Range;

/// After so many bytes of requests an automaton is worth building. With 250 literals it takes as long as some 800 requests of a
/// line one by one (7 ms beside 9 µs, and 2 µs a request by the automaton).
const WORTH_AN_AUTOMATON: usize = 1 << 15;
/// Up to so many bytes of literals the automaton is a table of all states and bytes: the fastest, and the largest. The other is
/// ready in a fifth of the time, and a line takes 5 % more with it.
const MOST_FOR_A_TABLE: usize = 1 << 13;

/// Which patterns could match one request; kept from request to request.
pub(super) struct Candidates<'i> {
    table: PatternTable<'i>,
    /// The patterns' numbers, ascending.
    pub(super) numbers: Vec<u32>,
    /// The patterns without literals, which could match anything.
    pub(super) without: Vec<u32>,
    /// By pattern: the bits of the groups of which a literal was found.
    found: Vec<u32>,
    /// Bytes of all requests so far.
    bytes: usize,
    /// All literals; `None` inside where they are too many for one.
    automaton: Option<Option<Literals>>,
}

impl<'i> Candidates<'i> {
    pub(super) fn of(table: PatternTable<'i>) -> Self {
        let without = (0..table.len() as u32).filter(|&number| table.groups(number as usize) == 0).collect();
        let found = vec![0; table.len()];
        Self { table, numbers: Vec::new(), without, found, bytes: 0, automaton: None }
    }

    /// Finds the patterns that could match a request: those of which it holds a literal of every group, and those without
    /// literals, or of these only the ones in `without`, where it is known that no others match.
    pub(super) fn choose(&mut self, request: &str, without: Option<&[u32]>) {
        self.numbers.clear();
        self.bytes = self.bytes.saturating_add(request.len());
        if !request.is_ascii() && request.contains(FOLDED_TO_ASCII) {
            self.numbers.extend(0..self.table.len() as u32);
            return;
        }
        if self.bytes >= WORTH_AN_AUTOMATON {
            self.automaton.get_or_insert_with(|| automaton(self.table));
        }
        let (table, numbers, found) = (self.table, &mut self.numbers, &mut self.found);
        let note = |literal: usize, part: Range<usize>| {
            let boundaries = boundaries(request.as_bytes(), part);
            for holder in table.holders(literal).iter().filter(|holder| holder.boundaries & !boundaries == 0) {
                let found = &mut found[holder.pattern as usize];
                if *found == 0 {
                    numbers.push(holder.pattern);
                }
                *found |= holder.group;
            }
        };
        match &self.automaton {
            Some(Some(Literals::Table(table))) => find_all(table, request, note),
            Some(Some(Literals::Other(automaton))) => find_all(automaton, request, note),
            _ => one_by_one(table, request, note),
        }
        self.numbers
            .retain(|&number| std::mem::take(&mut self.found[number as usize]) == table.groups(number as usize));
        self.numbers.extend(without.unwrap_or(&self.without));
        self.numbers.sort_unstable();
    }
}

/// Calls `note` with every literal that a request holds, wherever it stands.
fn one_by_one(table: PatternTable, request: &str, mut note: impl FnMut(usize, Range<usize>)) {
    let request = request.to_ascii_lowercase();
    let pairs = Pairs::of(request.as_bytes());
    for (number, literal) in table.literals().enumerate().filter(|(_, literal)| pairs.may_hold(literal)) {
        let mut from = 0;
        while let Some(at) = memmem::find(&request.as_bytes()[from..], literal) {
            note(number, from + at..from + at + literal.len());
            from += at + 1;
        }
    }
}

/// The pairs of adjacent bytes of a text, a bit each for many: what lacks one of a literal's does not hold it.
struct Pairs([u64; 32]);

impl Pairs {
    fn of(text: &[u8]) -> Self {
        let mut pairs = Self([0; 32]);
        for pair in text.windows(2) {
            let (number, bit) = Self::place(pair);
            pairs.0[number] |= bit;
        }
        pairs
    }

    fn may_hold(&self, literal: &[u8]) -> bool {
        literal.windows(2).all(|pair| {
            let (number, bit) = Self::place(pair);
            self.0[number] & bit != 0
        })
    }

    /// Five bits of one byte and six of the other: letters stay apart from each other.
    fn place(pair: &[u8]) -> (usize, u64) {
        (usize::from(pair[0] % 32), 1 << (pair[1] % 64))
    }
}

/// An automaton of all literals.
enum Literals {
    /// Of all states and bytes.
    Table(dfa::DFA),
    Other(nfa::contiguous::NFA),
}

/// An automaton of all literals, if they are not too many.
fn automaton(table: PatternTable) -> Option<Literals> {
    let bytes: usize = table.literals().map(<[u8]>::len).sum();
    if bytes <= MOST_FOR_A_TABLE {
        return dfa::Builder::new().ascii_case_insensitive(true).build(table.literals()).ok().map(Literals::Table);
    }
    nfa::contiguous::Builder::new().ascii_case_insensitive(true).build(table.literals()).ok().map(Literals::Other)
}

/// Calls `note` with every literal in a request, wherever it stands. Searching for one match after another would take up the
/// search anew behind each.
fn find_all(automaton: &impl Automaton, request: &str, mut note: impl FnMut(usize, Range<usize>)) {
    let Ok(mut state) = automaton.start_state(Anchored::No) else { return };
    for (at, &byte) in request.as_bytes().iter().enumerate() {
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

    /// Word boundaries in other ways; tried for what matches only.
    const EDGES: [&str; 9] = [
        r"\b{start}two\b{end}",
        r"(?m)^page\b",
        r"\bone\B",
        r"(?:\b|_)page",
        r"x?\bpage(s|)\b",
        r"\b(?-u:\w)?two\b",
        r"(\bab|cd\b)+x*\b",
        r"page\b{start-half}|\b{end-half}two",
        r"(?-iu:\bPAGE\b)",
    ];

    proptest! {
        /// Whatever matches is among the candidates, and the automaton finds what is found one by one.
        #[test]
        fn no_pattern_that_matches_is_left_out(
            request in r"(log ?in|PAGE|40[0-4]|ab|c|d|abcdef|one|TWO|[xy]| three|!|\x{212a}elvin|[a-z ü_\n]){0,12}",
        ) {
            let patterns = [&PATTERNS[..], &EDGES].concat();
            let image = image(&patterns);
            let mut candidates = Candidates::of(PatternTable::new(&image));
            candidates.choose(&request, None);
            let one_by_one = candidates.numbers.clone();
            for (number, source) in patterns.iter().enumerate() {
                let matches = regex::RegexBuilder::new(source).case_insensitive(true).build().unwrap();
                if matches.is_match(&request) {
                    prop_assert!(one_by_one.contains(&(number as u32)), "{source} in {request}");
                }
            }
            prop_assert!(one_by_one.is_sorted_by(|a, b| a < b));
            candidates.bytes = WORTH_AN_AUTOMATON;
            candidates.choose(&request, None);
            prop_assert_eq!(&candidates.numbers, &one_by_one);
        }
    }

    #[test]
    fn few_patterns_are_tried() {
        let image = image(&PATTERNS);
        let mut candidates = Candidates::of(PatternTable::new(&image));
        for round in 0..2 {
            let mut chosen = |request: &str| {
                candidates.choose(request, None);
                candidates.numbers.clone()
            };
            assert_eq!(chosen("the LOGIN page gives 401"), [0, 1, 3, 7]);
            assert_eq!(chosen("40155, paged"), [1, 3], "no word of a pattern begins or ends inside of another");
            assert_eq!(chosen("ab"), [2, 3, 6]);
            assert_eq!(chosen("the login gives 402"), [3], "one of two groups is not enough");
            assert_eq!(chosen("nothing"), [3], "a pattern without literals is always tried");
            assert_eq!(matches!(candidates.automaton, Some(Some(Literals::Table(_)))), round == 1);
            candidates.bytes = WORTH_AN_AUTOMATON;
        }
    }

    #[test]
    fn much_text_is_worth_an_automaton() {
        let few = image(&PATTERNS);
        let mut candidates = Candidates::of(PatternTable::new(&few));
        candidates.choose(&"x".repeat(WORTH_AN_AUTOMATON - 1), None);
        assert!(candidates.automaton.is_none());
        candidates.choose("x", None);
        assert!(matches!(candidates.automaton, Some(Some(Literals::Table(_)))));
        // Of many literals, eight bytes each, it is no table.
        let many: Vec<String> = (0..=MOST_FOR_A_TABLE / 8).map(|i| format!("{i:05}abc")).collect();
        let of_many = image(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let mut candidates = Candidates::of(PatternTable::new(&of_many));
        candidates.bytes = WORTH_AN_AUTOMATON;
        candidates.choose("00007ABC and 00012abc, 00007abc", None);
        assert!(matches!(candidates.automaton, Some(Some(Literals::Other(_)))));
        assert_eq!(candidates.numbers, [7, 12]);
    }
}
