//! The authors' patterns. Nearly all requests match none of them, and compiling a regular expression costs more than
//! everything else about a request; so a pattern is tried only if the request contains the literals it requires, and is
//! compiled when that happens for the first time.

mod shape;

use super::literals::Candidates;
use crate::index::Index;
use crate::index::patterns::{Pattern, PatternTable};
use crate::pattern::LARGEST_PATTERN;
use crate::text::{Normal, range_in};
use regex::{Regex, bytes};
use shape::{RequestShape, Shaped};

/// Number of tries from which a pattern is worth the slower compilation for faster searches.
const WORTH_ALL: u32 = 16;
/// Request length in bytes from which it is worth it at once.
const LONG: usize = 1 << 10;
/// Memory limits for a pattern, tried in order; a pattern that exceeds the last is refused. The first limit that
/// suffices is counted as its size.
const SIZE_LIMITS: [usize; 3] = [1 << 14, 1 << 17, LARGEST_PATTERN];
/// Number of patterns without literals, which any request could match, from which they are tried as one set.
const WORTH_A_SET: usize = 16;
/// Memory limits of such a set and of searching with it.
const SET_LIMITS: [usize; 2] = [16 << 20, 8 << 20];
/// Memory limit for all compiled patterns of a scorer. Above it the least recently used are dropped.
const KEPT: usize = 48 << 20;

/// All patterns of an index, compiled on demand.
pub struct Patterns<'i> {
    table: PatternTable<'i>,
    compiled: Vec<Option<Box<Compiled>>>,
    candidates: Candidates<'i>,
    /// Approximate memory of the compiled patterns.
    bytes: usize,
    /// Number of requests so far, used as a clock.
    now: u64,
    /// Set of the patterns without literals, built after a few requests; the inner `None` means that they exceed its
    /// limits.
    set: Option<Option<Set>>,
    /// Shape of the current request, if a pattern was tried on it.
    shape: RequestShape,
}

impl<'i> Patterns<'i> {
    /// Creates the patterns of an index without compiling any.
    pub fn of(index: &'i Index) -> Self {
        let table = index.patterns();
        let (candidates, shape) = (Candidates::of(table), RequestShape::default());
        Self { table, compiled: Vec::new(), candidates, bytes: 0, now: 0, set: None, shape }
    }

    /// Calls `each` with every pattern that matches and its match, in order: as the request is written, otherwise in its
    /// normal form.
    pub fn find<'r>(&mut self, request: &'r str, mut each: impl FnMut(Pattern<'i>, &'r str)) {
        if self.table.is_empty() {
            return;
        }
        let Some(normal) = Normal::of(request) else {
            return self.find_as_written(request, |_, pattern, part| each(pattern, part));
        };
        let mut found: Vec<(usize, Pattern<'i>, &'r str)> = Vec::new();
        self.find_as_written(request, |number, pattern, part| found.push((number, pattern, part)));
        self.find_as_written(&normal.text, |number, pattern, part| {
            found.push((number, pattern, &request[normal.origin(range_in(part, &normal.text))]));
        });
        found.sort_by_key(|(number, ..)| *number);
        found.dedup_by_key(|(number, ..)| *number);
        found.into_iter().for_each(|(_, pattern, part)| each(pattern, part));
    }

    fn find_as_written<'r>(&mut self, request: &'r str, mut each: impl FnMut(usize, Pattern<'i>, &'r str)) {
        self.now += 1;
        let is_many = self.candidates.without.len() >= WORTH_A_SET && self.now > u64::from(WORTH_ALL);
        let set = match is_many && request.is_ascii() {
            true => self.set.get_or_insert_with(|| Set::of(self.table, &self.candidates.without)).as_ref(),
            false => None,
        };
        let matched = set.map(|set| set.matching(request));
        self.candidates.choose(request, matched.as_deref());
        if self.candidates.numbers.is_empty() {
            return;
        }
        self.shape.set(request);
        for at in 0..self.candidates.numbers.len() {
            let number = self.candidates.numbers[at] as usize;
            let pattern = self.table.get(number);
            if self.compiled.len() <= number {
                self.compiled.resize_with(number + 1, Default::default);
            }
            let compiled = self.compiled[number].get_or_insert_default();
            compiled.used = self.now;
            let before = compiled.bytes;
            let found = compiled.find(pattern.source, request, &self.shape);
            self.bytes += compiled.bytes - before;
            if let Some(found) = found {
                each(number, pattern, found);
            }
            if self.bytes > KEPT {
                self.bytes = forget(&mut self.compiled, self.bytes);
            }
        }
    }
}

/// Drops the least recently used half of the compiled patterns; returns what is left of `bytes`.
fn forget(compiled: &mut [Option<Box<Compiled>>], mut bytes: usize) -> usize {
    let mut by_use: Vec<(u64, usize)> =
        compiled.iter().enumerate().filter_map(|(i, c)| Some((c.as_ref()?.used, i))).collect();
    by_use.sort_unstable();
    for (_, number) in by_use {
        if bytes <= KEPT / 2 {
            break;
        }
        bytes -= compiled[number].take().map_or(0, |compiled| compiled.bytes);
    }
    bytes
}

/// Patterns that are tried together on a request in ASCII.
struct Set {
    set: bytes::RegexSet,
    numbers: Vec<u32>,
    /// Patterns that cannot be parsed without Unicode, and so are tried one by one.
    others: Vec<u32>,
}

impl Set {
    fn of(table: PatternTable, numbers: &[u32]) -> Option<Self> {
        let mut parser = regex_syntax::ParserBuilder::new();
        parser.case_insensitive(true).unicode(false).utf8(false);
        let source = |number: &u32| table.get(*number as usize).source;
        let (numbers, others): (Vec<u32>, Vec<u32>) =
            numbers.iter().partition(|number| parser.build().parse(source(number)).is_ok());
        let mut builder = bytes::RegexSetBuilder::new(numbers.iter().map(source));
        builder.case_insensitive(true).unicode(false).size_limit(SET_LIMITS[0]).dfa_size_limit(SET_LIMITS[1]);
        Some(Self { set: builder.build().ok()?, numbers, others })
    }

    fn matching(&self, request: &str) -> Vec<u32> {
        let matched = self.set.matches(request.as_bytes());
        matched.iter().map(|at| self.numbers[at]).chain(self.others.iter().copied()).collect()
    }
}

/// One pattern. Each engine is compiled when it is first needed; the inner `None` means that it cannot be, which a lint
/// reports if the pattern itself is invalid.
#[derive(Debug, Default)]
struct Compiled {
    /// Number of tries.
    tries: u32,
    /// Number of the request it was last tried on.
    used: u64,
    /// Approximate memory.
    bytes: usize,
    /// Used for the first tries: compiles in a fraction of the time, but supports ASCII only.
    light: Option<Option<regex_lite::Regex>>,
    /// Engine for request shapes.
    shaped: Option<Option<Shaped>>,
    /// Engine for ASCII requests, for patterns that have no shape: of each character class only the ASCII part matters.
    ascii: Option<Option<bytes::Regex>>,
    any: Option<Option<Regex>>,
}

impl Compiled {
    /// The match of the pattern in a request with this shape.
    fn find<'r>(&mut self, source: &str, request: &'r str, shape: &RequestShape) -> Option<&'r str> {
        let is_ascii = request.is_ascii();
        if is_ascii {
            self.tries = self.tries.saturating_add(1);
        }
        if is_ascii
            && self.tries <= WORTH_ALL
            && request.len() < LONG
            && let Some(regex) = self.light.get_or_insert_with(|| counted(&mut self.bytes, |most| light(source, most)))
        {
            return regex.find(request).map(|found| found.as_str());
        }
        let of_shapes = |most| Shaped::of(source, most, searching(most));
        if let Some(shaped) = self.shaped.get_or_insert_with(|| counted(&mut self.bytes, of_shapes)) {
            return shaped.find(shape, request);
        }
        if !is_ascii {
            return self.find_any(source, request);
        }
        let ascii = |most| {
            let mut builder = bytes::RegexBuilder::new(source);
            builder.case_insensitive(true).unicode(false).size_limit(most).dfa_size_limit(searching(most)).build().ok()
        };
        match self.ascii.get_or_insert_with(|| counted(&mut self.bytes, ascii)) {
            Some(regex) => regex.find(request.as_bytes()).map(|found| &request[found.range()]),
            None => self.find_any(source, request),
        }
    }

    /// The same with the full Unicode pattern.
    fn find_any<'r>(&mut self, source: &str, request: &'r str) -> Option<&'r str> {
        let regex = self.any.get_or_insert_with(|| counted(&mut self.bytes, |most| compile(source, most).ok()));
        regex.as_ref()?.find(request).map(|found| found.as_str())
    }
}

/// Compiles within the smallest limit that suffices and adds that limit to `bytes`.
fn counted<R>(bytes: &mut usize, compile: impl Fn(usize) -> Option<R>) -> Option<R> {
    let (regex, most) = SIZE_LIMITS.iter().find_map(|&most| Some((compile(most)?, most)))?;
    *bytes += most + searching(most);
    Some(regex)
}

/// Extra memory for searching, for a pattern of this size. With half of it, patterns with gaps (`.{0,20}`) keep
/// discarding their lazy DFA states on varied lines.
fn searching(most: usize) -> usize {
    most.max(1 << 17)
}

fn light(source: &str, most: usize) -> Option<regex_lite::Regex> {
    regex_lite::RegexBuilder::new(source).case_insensitive(true).size_limit(most).build().ok()
}

fn compile(source: &str, most: usize) -> Result<Regex, regex::Error> {
    let mut builder = regex::RegexBuilder::new(source);
    builder.case_insensitive(true).size_limit(most).dfa_size_limit(searching(most)).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCES: [&str; 12] = [
        r"\b(jwt|token)s?\b.{0,20}\b(expir\w+|refresh\w*)\b",
        r"(^|\s)/api(/v\d+)?(/\S*)?",
        r"(?-i:\b(FLASK|APP)_[A-Z_]{2,}\b)",
        r"[^a-z]+$",
        r"(?s)a.b|(?m)^x",
        r"\D\W\S",
        r"\p{Lu}+",
        r"[\w--[aeiou]]x",
        r"[[:alpha:]]{2,3}?k",
        r"(?x) a b # c",
        r"(a|ab)(c|bcd)?",
        r"\bk\B",
    ];

    proptest! {
        // Each case compiles every pattern four times.
        #![proptest_config(ProptestConfig::with_cases(40))]

        /// All engines find the same.
        #[test]
        fn a_pattern_finds_the_same_each_way(
            ascii in r"(JWT|token|s| |expir|refreshes|/api|/v1|FLASK_|APP_X|[a-eA-Ek-x0-9\n\t\r_/-]|abcd){0,12}",
            other in r"(JWT|token|expir|/api|APP_X|[a-eA-Ek-x0-9 \n_/-]|\u{e9}|\u{c9}|\u{301}|\u{4e2d}|\u{663}|\u{a0}|\u{2014}|\u{17f}|\u{212a}){0,12}",
        ) {
            for request in [ascii, other] {
                let mut shape = RequestShape::default();
                shape.set(&request);
                for source in SOURCES {
                    let mut compiled = Compiled::default();
                    let any = compiled.find_any(source, &request);
                    for (tries, way) in [(0, "light"), (WORTH_ALL, "shape"), (WORTH_ALL, "shape again")] {
                        compiled.tries = tries;
                        prop_assert_eq!(compiled.find(source, &request, &shape), any, "{}: {}", way, source);
                    }
                    compiled.shaped = Some(None);
                    prop_assert_eq!(compiled.find(source, &request, &shape), any, "ascii: {}", source);
                }
            }
        }
    }

    #[test]
    fn invalid_patterns_match_nothing() {
        assert_eq!(Compiled::default().find("(", "(", &RequestShape::default()), None);
    }

    #[test]
    fn a_pattern_matches_any_form_of_a_text() {
        let patterns = ["caf\u{e9}", "the\u{301}", r"\\b40[13]\\b", "x\u{2026}", "[a-f]1"];
        let list: String = patterns.iter().map(|source| format!("  - \"{source}\"\n")).collect();
        let text = format!("---\nname: a\ndescription: d\npatterns:\n{list}---\n");
        let index = crate::load::Files::from_texts("t", &[("a.md", &text)]).index(None).unwrap();
        let cases = [
            ("un caf\u{e9}", vec!["caf\u{e9}"]),
            ("un cafe\u{301}, th\u{e9}", vec!["cafe\u{301}", "th\u{e9}"]),
            ("the\u{301}", vec!["the\u{301}"]),
            ("x\u{2026} \u{ff14}\u{ff10}\u{ff11}", vec!["\u{ff14}\u{ff10}\u{ff11}", "x\u{2026}"]),
            ("\u{ff14}\u{ff10}\u{ff12}", vec![]),
        ];
        for (request, expected) in cases {
            let mut found = Vec::new();
            Patterns::of(&index).find(request, |_, part| found.push(part));
            assert_eq!(found, expected, "{request}");
        }
    }

    #[test]
    fn a_pattern_is_compiled_as_it_is_needed() {
        let ways = |compiled: &Compiled| {
            let Compiled { light, shaped, ascii, any, .. } = compiled;
            [light.is_some(), shaped.is_some(), ascii.is_some(), any.is_some()]
        };
        let long = "k".repeat(LONG);
        for (source, request, tries, expected) in [
            ("k", "a k", 0, [true, false, false, false]),
            ("k", "a k", WORTH_ALL - 1, [true, false, false, false]),
            ("k", "a k", WORTH_ALL, [false, true, false, false]),
            ("k", &long[1..], 0, [true, false, false, false]),
            ("k", &long, 0, [false, true, false, false]),
            ("k", "\u{e9} k", 0, [false, true, false, false]),
            // Not expressible in shapes.
            ("(?-i:k)", "a k", WORTH_ALL, [false, true, true, false]),
            ("(?-i:k)", "\u{e9} k", 0, [false, true, false, true]),
        ] {
            let (mut shape, mut compiled) = (RequestShape::default(), Compiled { tries, ..Compiled::default() });
            shape.set(request);
            assert!(compiled.find(source, request, &shape).is_some());
            assert_eq!(ways(&compiled), expected, "{source} {tries} {}", request.len());
            assert_eq!(compiled.tries, tries + u32::from(request.is_ascii()));
        }
    }

    #[test]
    fn compiled_patterns_are_bounded() {
        let pattern = |i: usize| format!("  - '[a-z]{{0,900}}[b-z]{{0,{i}}}!'\n");
        let list: String = (0..300).map(pattern).collect();
        let text = format!("---\nname: a\ndescription: d\npatterns:\n{list}---\n");
        let index = crate::load::Files::from_texts("t", &[("a.md", &text)]).index(None).unwrap();
        let mut patterns = Patterns::of(&index);
        let mut matched = 0;
        for request in ["knead the dough!", "kn\u{e4}d!"] {
            patterns.find(request, |_, _| matched += 1);
            let bytes: usize = patterns.compiled.iter().flatten().map(|compiled| compiled.bytes).sum();
            assert_eq!(bytes, patterns.bytes);
            assert!(bytes <= KEPT && patterns.compiled.iter().flatten().count() < 300, "{bytes}");
            // No more are dropped than necessary.
            assert!(bytes > KEPT / 2, "{bytes}");
        }
        assert_eq!(matched, 600);
    }

    #[test]
    fn many_at_once_find_what_each_finds() {
        let list: String = SOURCES.iter().cycle().take(40).map(|source| format!("  - '{source}'\n")).collect();
        let text = format!("---\nname: a\ndescription: d\npatterns:\n{list}---\n");
        let index = crate::load::Files::from_texts("t", &[("a.md", &text)]).index(None).unwrap();
        let requests = ["JWT token expired at /api/v1", "APP_KEY is x!", "aab k abcd", "", "a\nb 7", "k\u{e4}se"];
        let found = |patterns: &mut Patterns, request: &str| {
            let mut found = Vec::new();
            patterns.find(request, |pattern, text| found.push((pattern.source.to_owned(), text.to_owned())));
            found
        };
        let mut warm = Patterns::of(&index);
        for _ in 0..WORTH_ALL {
            _ = found(&mut warm, "anything");
            assert!(warm.set.is_none(), "few requests are not worth it");
        }
        _ = found(&mut warm, "anyth\u{ed}ng");
        assert!(warm.set.is_none(), "it knows ASCII alone");
        _ = found(&mut warm, "anything");
        for request in requests {
            assert_eq!(found(&mut warm, request), found(&mut Patterns::of(&index), request), "{request}");
        }
        assert!(matches!(warm.set, Some(Some(_))));
    }
}
