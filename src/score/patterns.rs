//! The authors' patterns. Nearly all requests match none of them, and compiling a regular expression costs more than
//! everything else about a request; so a pattern is looked at only where the literals it needs are in the request,
//! and compiled when that happens for the first time.

use crate::index::{Pattern, literals::FOLDED_TO_ASCII};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{Regex, bytes};
use regex_automata::{meta, util::syntax};
use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

/// So many requests are searched literal by literal, which costs no preparation; from then on all literals are searched
/// for at once.
const WORTH_PREPARING: usize = 32;

/// A pattern that is tried as often as this is worth compiling with all that makes searches fast.
const WORTH_ALL: u32 = 16;

/// A pattern that would take more memory than this is refused.
const SIZE_LIMIT: usize = 1 << 20;

/// All patterns of an index, compiled as they are needed.
pub struct Patterns<'i> {
    patterns: &'i [Pattern],
    compiled: Vec<Compiled>,
    requests: usize,
    automaton: Option<Automaton>,
    candidates: Vec<u32>,
}

/// All literals in one automaton.
struct Automaton {
    literals: AhoCorasick,
    /// By literal: the patterns it belongs to, and the bit of its group there.
    owners: Vec<Vec<(u32, u32)>>,
    /// By pattern: the bits of all its groups.
    groups: Vec<u32>,
    /// By pattern: the bits of the groups found in the request.
    found: Vec<u32>,
    /// The patterns of which nothing is known.
    without: Vec<u32>,
}

impl<'i> Patterns<'i> {
    /// None of them compiled yet.
    pub fn of(patterns: &'i [Pattern]) -> Self {
        Self {
            patterns,
            compiled: vec![Compiled::default(); patterns.len()],
            requests: 0,
            automaton: None,
            candidates: Vec::new(),
        }
    }

    /// Calls `each` with every pattern that matches, in order.
    pub fn find(&mut self, request: &str, mut each: impl FnMut(&Pattern)) {
        self.choose(request);
        for &i in &self.candidates {
            let pattern = &self.patterns[i as usize];
            if matched(pattern, &self.compiled[i as usize], request).is_some() {
                each(pattern);
            }
        }
    }

    /// The patterns of a class or rule that match, with what they match.
    pub fn of_owner<'r>(&mut self, owner: usize, request: &'r str) -> Vec<(&'i Pattern, &'r str)> {
        self.choose(request);
        let candidates = self.candidates.iter().map(|&i| (&self.patterns[i as usize], &self.compiled[i as usize]));
        let own = candidates.filter(|(pattern, _)| usize::from(pattern.owner) == owner);
        own.filter_map(|(pattern, regex)| Some((pattern, matched(pattern, regex, request)?))).collect()
    }

    /// Puts the numbers of the patterns that could match into `candidates`, in order.
    fn choose(&mut self, request: &str) {
        self.candidates.clear();
        if self.patterns.is_empty() {
            return;
        }
        if !request.is_ascii() && request.contains(FOLDED_TO_ASCII) {
            self.candidates.extend(0..self.patterns.len() as u32);
            return;
        }
        self.requests += 1;
        if self.requests == WORTH_PREPARING {
            self.automaton = Automaton::of(self.patterns);
        }
        match &mut self.automaton {
            Some(automaton) => automaton.choose(request, &mut self.candidates),
            None => {
                let text = Searched::of(request);
                let all = self.patterns.iter().enumerate();
                let possible = all.filter(|(_, pattern)| {
                    pattern.literals.groups().all(|mut group| group.any(|literal| text.contains(literal)))
                });
                self.candidates.extend(possible.map(|(i, _)| i as u32));
            }
        }
    }
}

/// A table of all transitions where it is small enough, since every byte of every request goes through it.
fn searched_at_once<'l>(literals: impl Iterator<Item = &'l &'l str> + Clone) -> Option<AhoCorasick> {
    const FEW: usize = 4096;
    let kind = (literals.clone().count() <= FEW).then_some(AhoCorasickKind::DFA);
    AhoCorasick::builder().ascii_case_insensitive(true).kind(kind).build(literals).ok()
}

/// A request in lower case, and which two bytes stand side by side in it: most literals are ruled out by their first two.
struct Searched {
    lower: String,
    pairs: [u64; 16],
}

impl Searched {
    fn of(request: &str) -> Self {
        let lower = request.to_ascii_lowercase();
        let mut pairs = [0; 16];
        for pair in lower.as_bytes().windows(2) {
            let (word, bit) = Self::place(pair[0], pair[1]);
            pairs[word] |= bit;
        }
        Self { lower, pairs }
    }

    /// Where a pair stands among the 1,024 bits; letters have bits of their own.
    fn place(first: u8, second: u8) -> (usize, u64) {
        let pair = usize::from(first & 31) << 5 | usize::from(second & 31);
        (pair / 64, 1 << (pair % 64))
    }

    fn contains(&self, literal: &str) -> bool {
        if let &[first, second, ..] = literal.as_bytes() {
            let (word, bit) = Self::place(first, second);
            if self.pairs[word] & bit == 0 {
                return false;
            }
        }
        self.lower.contains(literal)
    }
}

impl Automaton {
    fn of(patterns: &[Pattern]) -> Option<Self> {
        let mut by_text: BTreeMap<&str, Vec<(u32, u32)>> = BTreeMap::new();
        let mut groups = vec![0; patterns.len()];
        for (i, pattern) in patterns.iter().enumerate() {
            for (bit, group) in pattern.literals.groups().enumerate() {
                groups[i] |= 1 << bit;
                group.for_each(|literal| by_text.entry(literal).or_default().push((i as u32, 1 << bit)));
            }
        }
        let literals = searched_at_once(by_text.keys())?;
        let all = groups.iter().enumerate();
        let without = all.filter(|(_, groups)| **groups == 0).map(|(i, _)| i as u32).collect();
        let found = vec![0; patterns.len()];
        Some(Self { literals, owners: by_text.into_values().collect(), groups, found, without })
    }

    fn choose(&mut self, request: &str, candidates: &mut Vec<u32>) {
        for literal in self.literals.find_overlapping_iter(request) {
            for &(pattern, bit) in &self.owners[literal.pattern().as_usize()] {
                if self.found[pattern as usize] == 0 {
                    candidates.push(pattern);
                }
                self.found[pattern as usize] |= bit;
            }
        }
        let (found, groups) = (&mut self.found, &self.groups);
        candidates.retain(|&i| std::mem::take(&mut found[i as usize]) == groups[i as usize]);
        candidates.extend(&self.without);
        candidates.sort_unstable();
    }
}

/// One pattern, compiled when it is first needed; `None` inside where it cannot be, which the lint reports.
#[derive(Debug, Clone, Default)]
struct Compiled {
    /// How often it was tried.
    tries: Cell<u32>,
    /// For the first tries: nothing but the automaton, without what makes long searches fast.
    bare: OnceCell<Option<meta::Regex>>,
    /// For requests in ASCII, to which only the ASCII part of each class matters: far smaller, and so far faster.
    ascii: OnceCell<Option<bytes::Regex>>,
    any: OnceCell<Option<Regex>>,
}

/// What a pattern matches in a request.
fn matched<'r>(pattern: &Pattern, compiled: &Compiled, request: &'r str) -> Option<&'r str> {
    if !request.is_ascii() {
        return matched_any(pattern, compiled, request);
    }
    let tries = compiled.tries.get();
    if tries < WORTH_ALL {
        compiled.tries.set(tries + 1);
        if let Some(regex) = compiled.bare.get_or_init(|| bare(&pattern.source)) {
            return regex.find(request).map(|found| &request[found.range()]);
        }
    }
    let ascii = || {
        let mut builder = bytes::RegexBuilder::new(&pattern.source);
        builder.case_insensitive(true).unicode(false).size_limit(SIZE_LIMIT).build().ok()
    };
    match compiled.ascii.get_or_init(ascii) {
        Some(regex) => regex.find(request.as_bytes()).map(|found| &request[found.range()]),
        None => matched_any(pattern, compiled, request),
    }
}

/// The same with the pattern as it is, Unicode and all.
fn matched_any<'r>(pattern: &Pattern, compiled: &Compiled, request: &'r str) -> Option<&'r str> {
    let regex = compiled.any.get_or_init(|| compile_pattern(&pattern.source).ok());
    regex.as_ref()?.find(request).map(|found| found.as_str())
}

/// A pattern for ASCII compiled in a fraction of the time that [`bytes::Regex`] takes.
fn bare(source: &str) -> Option<meta::Regex> {
    let syntax = syntax::Config::new().case_insensitive(true).unicode(false).utf8(false);
    let engines = meta::Config::new().auto_prefilter(false).hybrid(false).dfa(false).onepass(false);
    let limits = engines.utf8_empty(false).nfa_size_limit(Some(SIZE_LIMIT));
    meta::Builder::new().configure(limits).syntax(syntax).build(source).ok()
}

/// Compiles an author's pattern as the router uses it: without regard to case.
pub fn compile_pattern(source: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(source).case_insensitive(true).size_limit(SIZE_LIMIT).build()
}
