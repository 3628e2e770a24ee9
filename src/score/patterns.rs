//! The authors' patterns. Nearly all requests match none of them, and compiling a regular expression costs more than
//! everything else about a request; so a pattern is looked at only where one of its literals is in the request, and
//! compiled when that happens for the first time.

use crate::index::{FOLDED_TO_ASCII, Pattern};
use aho_corasick::AhoCorasick;
use regex::Regex;
use std::cell::OnceCell;

/// So many requests are searched literal by literal, which costs no preparation; from then on all literals are searched
/// for at once.
const WORTH_PREPARING: usize = 8;

/// All patterns of an index, compiled as they are needed.
pub struct Patterns<'i> {
    patterns: &'i [Pattern],
    /// `None` inside where a pattern cannot be compiled, which the lint reports.
    compiled: Vec<OnceCell<Option<Regex>>>,
    requests: usize,
    literals: Option<Literals>,
    candidates: Vec<u32>,
}

/// All literals in one automaton.
struct Literals {
    automaton: AhoCorasick,
    /// By literal: its pattern.
    owners: Vec<u32>,
    /// The patterns of which nothing is known.
    without: Vec<u32>,
}

impl<'i> Patterns<'i> {
    /// None of them compiled yet.
    pub fn of(patterns: &'i [Pattern]) -> Self {
        Self {
            patterns,
            compiled: vec![OnceCell::new(); patterns.len()],
            requests: 0,
            literals: None,
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
            self.literals = Literals::of(self.patterns);
        }
        match &self.literals {
            Some(literals) => literals.choose(request, &mut self.candidates),
            None => {
                let lower = request.to_ascii_lowercase();
                let holds = |literals: &Vec<String>| literals.iter().any(|literal| lower.contains(literal.as_str()));
                let all = self.patterns.iter().enumerate();
                let possible = all.filter(|(_, pattern)| pattern.literals.as_ref().is_none_or(holds));
                self.candidates.extend(possible.map(|(i, _)| i as u32));
            }
        }
    }
}

impl Literals {
    fn of(patterns: &[Pattern]) -> Option<Self> {
        let (mut texts, mut owners, mut without) = (Vec::new(), Vec::new(), Vec::new());
        for (i, pattern) in patterns.iter().enumerate() {
            match &pattern.literals {
                None => without.push(i as u32),
                Some(literals) => {
                    texts.extend(literals);
                    owners.resize(texts.len(), i as u32);
                }
            }
        }
        let automaton = AhoCorasick::builder().ascii_case_insensitive(true).build(texts).ok()?;
        Some(Self { automaton, owners, without })
    }

    fn choose(&self, request: &str, candidates: &mut Vec<u32>) {
        let found = self.automaton.find_overlapping_iter(request);
        candidates.extend(found.map(|found| self.owners[found.pattern().as_usize()]));
        candidates.extend(&self.without);
        candidates.sort_unstable();
        candidates.dedup();
    }
}

/// What a pattern matches in a request.
fn matched<'r>(pattern: &Pattern, compiled: &OnceCell<Option<Regex>>, request: &'r str) -> Option<&'r str> {
    let regex = compiled.get_or_init(|| compile_pattern(&pattern.source).ok());
    regex.as_ref()?.find(request).map(|found| found.as_str())
}

/// Compiles an author's pattern as the router uses it: without regard to case.
pub fn compile_pattern(source: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(source).case_insensitive(true).size_limit(1 << 20).build()
}
