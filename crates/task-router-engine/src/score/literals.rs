//! Which patterns could match a request: those of which it holds a literal of every group. Where a literal may begin is told by
//! three bytes at a time, in a table that fits into the first level of a processor's cache and is filled in microseconds; many
//! literals are found by an automaton of all, once there have been requests enough for it.

use crate::index::literals::{BOUNDARY_BEFORE, boundaries, folded, is_word_byte};
use crate::index::patterns::PatternTable;
use crate::set_bits::set_bits;
use aho_corasick::automaton::Automaton;
use aho_corasick::{Anchored, nfa};
use std::ops::Range;

/// Up to so many literals a request is looked through with their first bytes: with a thousand of them a byte in seven may begin
/// one, and each such place is compared with a handful.
const MOST_BY_PREFIX: usize = 1 << 12;
/// After so many bytes of requests an automaton of more literals is worth building: 5,000 take some 8 ms.
const WORTH_AN_AUTOMATON: usize = 1 << 15;

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
    /// Of all literals, from the first request on.
    prefixes: Option<Prefixes<'i>>,
    /// Of all literals, where they are many; `None` inside where they are too many for one.
    automaton: Option<Option<nfa::contiguous::NFA>>,
}

impl<'i> Candidates<'i> {
    pub(super) fn of(table: PatternTable<'i>) -> Self {
        let without = (0..table.len() as u32).filter(|&number| table.groups(number as usize) == 0).collect();
        let found = vec![0; table.len()];
        Self { table, numbers: Vec::new(), without, found, bytes: 0, prefixes: None, automaton: None }
    }

    /// Finds the patterns that could match a request: those of which it holds a literal of every group, and those without
    /// literals, or of these only the ones in `without`, where it is known that no others match.
    pub(super) fn choose(&mut self, request: &str, without: Option<&[u32]>) {
        self.numbers.clear();
        self.bytes = self.bytes.saturating_add(request.len());
        let prefixes = self.prefixes.get_or_insert_with(|| Prefixes::of(self.table));
        if prefixes.entries.len() > MOST_BY_PREFIX && self.bytes >= WORTH_AN_AUTOMATON {
            self.automaton.get_or_insert_with(|| automaton(self.table));
        }
        let (table, numbers, found) = (self.table, &mut self.numbers, &mut self.found);
        let request = folded(request);
        let request = request.as_bytes();
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
            _ => prefixes.find_all(request, note),
        }
        self.numbers
            .retain(|&number| std::mem::take(&mut self.found[number as usize]) == table.groups(number as usize));
        self.numbers.extend(without.unwrap_or(&self.without));
        self.numbers.sort_unstable();
    }
}

/// Five bits of a byte, in which letters stay apart from each other and are the same in either case.
const BYTE_BITS: u32 = 5;
/// Of how many bytes a window is.
const WINDOW: usize = 3;
/// As many windows as there may be.
const WINDOWS: usize = 1 << (BYTE_BITS as usize * WINDOW);

/// By byte: 1 where it is a character that `\w` matches by itself.
static IN_WORD: [u8; 256] = {
    let mut found = [0; 256];
    let mut byte = 0;
    while byte < found.len() {
        found[byte] = is_word_byte(byte as u8) as u8;
        byte += 1;
    }
    found
};

/// The literals by the window with which they begin (after Wu and Manber 1994); those of two bytes begin with several.
struct Prefixes<'i> {
    /// By window: a bit that says whether a literal begins with it, at the beginning of a word; behind them inside of one, where
    /// few literals may stand.
    begins: Box<[[u64; WINDOWS / 64]; 2]>,
    /// How many windows that begin a literal stand before each 64.
    before: Vec<u32>,
    /// By window that begins a literal: where its entries end, behind a 0.
    ends: Vec<u32>,
    /// The literals' numbers and texts.
    entries: Vec<(u32, &'i [u8])>,
}

/// The window that ends with one byte more.
fn push(window: usize, byte: u8) -> usize {
    ((window << BYTE_BITS) | usize::from(byte % (1 << BYTE_BITS))) % WINDOWS
}

/// With which windows a literal of two bytes or more begins.
fn windows(literal: &[u8]) -> Range<usize> {
    let first = literal.iter().take(WINDOW).fold(0, |window, &byte| push(window, byte));
    if literal.len() < WINDOW { push(first, 0)..push(first, 0) + (1 << BYTE_BITS) } else { first..first + 1 }
}

impl<'i> Prefixes<'i> {
    fn of(table: PatternTable<'i>) -> Self {
        let of = |(literal, text): (usize, &'i [u8])| windows(text).map(move |window| (window, literal, text));
        let mut entries: Vec<(usize, usize, &[u8])> = table.literals().enumerate().flat_map(of).collect();
        entries.sort_unstable();
        let mut begins = Box::new([[0u64; WINDOWS / 64]; 2]);
        let mut ends = vec![0];
        for of_window in entries.chunk_by(|one, next| one.0 == next.0) {
            let window = of_window[0].0;
            let may_be_inside = of_window.iter().any(|(_, literal, _)| {
                table.holders(*literal).iter().any(|holder| holder.boundaries & BOUNDARY_BEFORE == 0)
            });
            begins[..=usize::from(may_be_inside)]
                .iter_mut()
                .for_each(|begins| begins[window / 64] |= 1 << (window % 64));
            ends.push(ends[ends.len() - 1] + of_window.len() as u32);
        }
        let mut sum = 0;
        let before = begins[0].iter().map(|bits| {
            sum += bits.count_ones();
            sum - bits.count_ones()
        });
        let before = before.collect();
        let entries = entries.into_iter().map(|(_, literal, text)| (literal as u32, text)).collect();
        Self { begins, before, ends, entries }
    }

    /// Calls `note` with every literal in a request, wherever it stands.
    fn find_all(&self, request: &[u8], mut note: impl FnMut(usize, Range<usize>)) {
        let (first, rest) = request.split_at(request.len().min(WINDOW - 1));
        let mut window = first.iter().fold(0, |window, &byte| push(window, byte));
        // A bit for each byte, the last one's first.
        let mut in_words = first.iter().fold(0, |words, &byte| (words << 1) | IN_WORD[usize::from(byte)]);
        for (start, part) in (0..).step_by(u64::BITS as usize).zip(rest.chunks(u64::BITS as usize)) {
            let mut found = 0;
            for (at, &byte) in part.iter().enumerate() {
                window = push(window, byte);
                in_words = (in_words << 1) | IN_WORD[usize::from(byte)];
                let begins = &self.begins[usize::from((in_words >> WINDOW) & 1)];
                found |= ((begins[window / 64] >> (window % 64)) & 1) << at;
            }
            set_bits(found).for_each(|at| self.find_at(start + at, request, &mut note));
        }
        // One of two bytes may end where the request does.
        self.find_at(rest.len(), request, &mut note);
    }

    /// Calls `note` with every literal that begins at `start`.
    fn find_at(&self, start: usize, request: &[u8], note: &mut impl FnMut(usize, Range<usize>)) {
        let bytes = request[start..].iter().chain([&0; WINDOW]).take(WINDOW);
        let window = bytes.fold(0, |window, &byte| push(window, byte));
        let (bits, bit) = (self.begins[0][window / 64], 1 << (window % 64));
        if bits & bit == 0 {
            return;
        }
        let place = (self.before[window / 64] + (bits & (bit - 1)).count_ones()) as usize;
        for (literal, text) in &self.entries[self.ends[place] as usize..self.ends[place + 1] as usize] {
            let part = start..start + text.len();
            if request.get(part.clone()).is_some_and(|found| found.eq_ignore_ascii_case(text)) {
                note(*literal as usize, part);
            }
        }
    }
}

/// An automaton of all literals, if they are not too many.
fn automaton(table: PatternTable) -> Option<nfa::contiguous::NFA> {
    nfa::contiguous::Builder::new().ascii_case_insensitive(true).build(table.literals()).ok()
}

/// Calls `note` with every literal in a request, wherever it stands. Searching for one match after another would take up the
/// search anew behind each.
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

    /// Word boundaries in other ways; tried for what matches only.
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
        /// Whatever matches is among the candidates, and the automaton finds what is found one by one.
        #[test]
        fn no_pattern_that_matches_is_left_out(
            request in r"(log ?in|PAGE|40[0-4]|ab|c|d|abcdef|one|TWO|[xy]| three|!|\x{212a}elvin|[a-z ü_\n]){0,12}",
        ) {
            let patterns = [&PATTERNS[..], &EDGES].concat();
            let image = image(&patterns);
            let mut candidates = Candidates::of(PatternTable::new(&image));
            candidates.choose(&request, None);
            let by_prefix = candidates.numbers.clone();
            for (number, source) in patterns.iter().enumerate() {
                let matches = regex::RegexBuilder::new(source).case_insensitive(true).build().unwrap();
                if matches.is_match(&request) {
                    prop_assert!(by_prefix.contains(&(number as u32)), "{source} in {request}");
                }
            }
            prop_assert!(by_prefix.is_sorted_by(|a, b| a < b));
            candidates.automaton = Some(automaton(candidates.table));
            candidates.choose(&request, None);
            prop_assert_eq!(&candidates.numbers, &by_prefix);
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
        let many: Vec<String> = (0..=MOST_BY_PREFIX).map(|i| format!("{i:05}abc")).collect();
        let of_many = image(&many.iter().map(String::as_str).collect::<Vec<_>>());
        let mut candidates = Candidates::of(PatternTable::new(&of_many));
        candidates.choose(&"x".repeat(WORTH_AN_AUTOMATON - 1), None);
        assert!(candidates.automaton.is_none());
        candidates.choose("00007ABC and 00012abc, 00007abc", None);
        assert!(matches!(candidates.automaton, Some(Some(_))));
        assert_eq!(candidates.numbers, [7, 12]);
    }
}
