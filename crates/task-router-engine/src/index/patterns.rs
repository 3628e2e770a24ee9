//! The authors' patterns as sections of an image, with a table of the literals they need: one walk over a request tells
//! which patterns could match it, without preparing anything.

use super::image::{Image, Section};
use super::key_table::{KeyTable, bucket_ends};
use super::literals::{self, FOLDED_TO_ASCII};
use crate::set_bits::set_bits;
use bytemuck::cast_slice;
use regex_syntax::hir::Hir;
use std::collections::BTreeMap;
use std::ops::Range;

/// Owner, weight, a bit for each group of literals, start of the text.
pub(super) type PatternFact = [u32; 4];
/// Start of the text, start of the holders.
pub(super) type LiteralFact = [u32; 2];

/// Literals are found by so many first bytes, or by all where they have fewer.
const START: usize = 4;
/// Bits of a byte that are the same in both cases of a letter and tell letters apart.
const FOLDED_BITS: usize = 5;
/// How many numbers pairs of bytes have.
pub(super) const PAIRS: usize = 1 << (2 * FOLDED_BITS);
/// How many numbers three bytes have.
const TRIPLES: usize = 1 << (3 * FOLDED_BITS);
/// Most places of a request start no literal, which an empty bucket tells at once: four buckets for each literal.
const BUCKET: f32 = 0.25;

/// One pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern<'i> {
    /// The regular expression.
    pub source: &'i str,
    /// A class, or a rule behind the classes.
    pub owner: usize,
    /// Fixed-point log-odds.
    pub weight: i32,
}

/// All patterns of an index.
#[derive(Debug, Clone, Copy)]
pub struct PatternTable<'i> {
    /// One more than there are patterns.
    facts: &'i [PatternFact],
    text: &'i [u8],
    /// A bit for each three bytes: whether any literal begins so.
    triples: &'i [u64],
    lengths: &'i [u8],
    starts: KeyTable<'i>,
    /// One more than there are literals.
    literals: &'i [LiteralFact],
    literal_text: &'i [u8],
    holders: &'i [u32],
}

/// Which patterns could match one request; kept from request to request.
#[derive(Debug)]
pub struct Candidates {
    /// The patterns' numbers, ascending.
    pub numbers: Vec<u32>,
    /// The patterns without literals, which could match anything.
    pub without: Vec<u32>,
    /// By pattern: the bits of the groups of which a literal was found.
    found: Vec<u32>,
}

impl<'i> PatternTable<'i> {
    pub(crate) fn new(image: &'i Image) -> Self {
        Self {
            facts: image.section(Section::PatternFacts),
            text: image.section(Section::PatternText),
            triples: image.section(Section::LiteralTriples),
            lengths: image.section(Section::LiteralLengths),
            starts: KeyTable::new(image.section(Section::LiteralBuckets), image.section(Section::LiteralNames)),
            literals: image.section(Section::LiteralFacts),
            literal_text: image.section(Section::LiteralText),
            holders: image.section(Section::LiteralHolders),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.facts.len().saturating_sub(1)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pattern of this number.
    pub fn get(&self, number: usize) -> Pattern<'i> {
        let [owner, weight, _, start] = self.facts[number];
        let text = &self.text[start as usize..self.facts[number + 1][3] as usize];
        Pattern { source: std::str::from_utf8(text).unwrap_or(""), owner: owner as usize, weight: weight as i32 }
    }

    /// Room for the candidates of one request after another.
    pub fn candidates(&self) -> Candidates {
        let without = (0..self.len() as u32).filter(|&number| self.facts[number as usize][2] == 0).collect();
        Candidates { numbers: Vec::new(), without, found: vec![0; self.len()] }
    }

    /// Finds the patterns that could match a request: those of which it holds a literal of every group, and those without
    /// literals, or of these only the ones in `without`, where it is known that no others match.
    pub fn choose(&self, request: &str, candidates: &mut Candidates, without: Option<&[u32]>) {
        candidates.numbers.clear();
        if !request.is_ascii() && request.contains(FOLDED_TO_ASCII) {
            candidates.numbers.extend(0..self.len() as u32);
            return;
        }
        self.literals_in(request.as_bytes(), |literal| {
            for holder in &self.holders[self.range(literal, 1)] {
                let (number, group) = (holder >> GROUP_BITS, holder % (1 << GROUP_BITS));
                let found = &mut candidates.found[number as usize];
                if *found == 0 {
                    candidates.numbers.push(number);
                }
                *found |= 1 << group;
            }
        });
        let found = &mut candidates.found;
        candidates.numbers.retain(|&i| std::mem::take(&mut found[i as usize]) == self.facts[i as usize][2]);
        candidates.numbers.extend(without.unwrap_or(&candidates.without));
        candidates.numbers.sort_unstable();
    }

    /// Calls `each` with every literal of a text, wherever it stands.
    fn literals_in(&self, text: &[u8], mut each: impl FnMut(usize)) {
        let (Some(first), Some(triples)) = (text.first(), self.triples.first_chunk::<{ TRIPLES / 64 }>()) else {
            return;
        };
        // Behind the text stands a byte that no literal has.
        let mut triple = numbered(numbered(0, *first), text.get(1).copied().unwrap_or(0));
        text.iter().skip(2).chain(&[0]).enumerate().for_each(|(at, &third)| {
            triple = numbered(triple, third);
            // Nearly always 0: no literal begins so.
            if triples[triple / 64] >> (triple % 64) & 1 == 1 {
                self.literals_at(&text[at..], self.lengths[triple >> FOLDED_BITS], &mut each);
            }
        });
    }

    /// Calls `each` with every literal that a text begins with, `lengths` telling by how many first bytes to look.
    fn literals_at(&self, text: &[u8], lengths: u8, each: &mut impl FnMut(usize)) {
        for length in set_bits(lengths.into()) {
            let Some(start) = text.get(..length) else { continue };
            for literal in self.starts.range(name(start)) {
                let wanted = &self.literal_text[self.range(literal, 0)];
                if text.get(..wanted.len()).is_some_and(|text| text.eq_ignore_ascii_case(wanted)) {
                    each(literal);
                }
            }
        }
    }

    /// From where to where a literal's text (0) or holders (1) are.
    fn range(&self, literal: usize, what: usize) -> Range<usize> {
        self.literals[literal][what] as usize..self.literals[literal + 1][what] as usize
    }
}

/// The first bytes of a literal, without regard to case, spread over all 64 bits (Fibonacci hashing, Knuth 6.4), since names
/// are found by their first bits.
fn name(start: &[u8]) -> u64 {
    let start = start.iter().rev().fold(0, |name, &byte| name << 8 | u64::from(byte.to_ascii_lowercase()));
    u64::wrapping_mul(start, 0x9e37_79b9_7f4a_7c15)
}

/// Numbers the last three bytes of a text without regard to case, from the number of those before the last one. Letters have
/// numbers of their own.
fn numbered(before: usize, last: u8) -> usize {
    ((before << FOLDED_BITS) | (usize::from(last) % (1 << FOLDED_BITS))) % TRIPLES
}

/// Holders keep the number of a group in so many bits.
pub(super) const GROUP_BITS: u32 = literals::MOST_GROUPS.trailing_zeros();

/// Patterns on their way into an image.
#[derive(Debug)]
pub(crate) struct Builder {
    facts: Vec<PatternFact>,
    text: String,
    triples: Vec<u64>,
    lengths: [u8; PAIRS],
    /// By first bytes and text: who holds the literal.
    literals: BTreeMap<(u64, String), Vec<u32>>,
}

/// The sections about patterns.
pub(crate) struct Sections {
    pub(crate) facts: Vec<PatternFact>,
    pub(crate) text: String,
    pub(crate) triples: Vec<u64>,
    pub(crate) lengths: [u8; PAIRS],
    pub(crate) buckets: Vec<u32>,
    pub(crate) names: Vec<u64>,
    pub(crate) literals: Vec<LiteralFact>,
    pub(crate) literal_text: String,
    pub(crate) holders: Vec<u32>,
}

impl Default for Builder {
    fn default() -> Self {
        let triples = vec![0; TRIPLES / 64];
        Self { facts: Vec::new(), text: String::new(), triples, lengths: [0; PAIRS], literals: BTreeMap::new() }
    }
}

impl Builder {
    /// One pattern more.
    pub(crate) fn add(&mut self, source: &str, parsed: &Hir, owner: usize, weight: i32) {
        let number = self.facts.len() as u32;
        let mut groups = 0;
        for (group, literals) in literals::required(parsed).into_iter().enumerate() {
            groups |= 1 << group;
            for literal in literals {
                let start = &literal.as_bytes()[..START.min(literal.len())];
                self.starts(start);
                self.literals.entry((name(start), literal)).or_default().push(number << GROUP_BITS | group as u32);
            }
        }
        self.facts.push([owner as u32, weight as u32, groups, self.text.len() as u32]);
        self.text.push_str(source);
    }

    /// Some literal starts so.
    fn starts(&mut self, start: &[u8]) {
        let triple = |third| [start[0], start[1], third].into_iter().fold(0, numbered);
        self.lengths[triple(0) >> FOLDED_BITS] |= 1 << start.len();
        // Behind a literal of two bytes stands any.
        let thirds = start.get(2).map_or(0..=(1 << FOLDED_BITS) - 1, |&third| third..=third);
        for triple in thirds.map(triple) {
            self.triples[triple / 64] |= 1 << (triple % 64);
        }
    }

    pub(crate) fn sections(mut self) -> Sections {
        self.facts.push([0, 0, 0, self.text.len() as u32]);
        let names: Vec<u64> = self.literals.keys().map(|(name, _)| *name).collect();
        let (mut literals, mut literal_text, mut holders) = (Vec::new(), String::new(), Vec::new());
        for ((_, literal), mut held) in self.literals {
            literals.push([literal_text.len() as u32, holders.len() as u32]);
            literal_text.push_str(&literal);
            holders.append(&mut held);
        }
        literals.push([literal_text.len() as u32, holders.len() as u32]);
        let buckets = bucket_ends(&names, BUCKET);
        Sections {
            facts: self.facts,
            text: self.text,
            triples: if names.is_empty() { Vec::new() } else { self.triples },
            lengths: self.lengths,
            buckets,
            names,
            literals,
            literal_text,
            holders,
        }
    }
}

impl Sections {
    /// As an image takes them.
    pub(crate) fn bytes(&self) -> [(Section, &[u8]); 9] {
        [
            (Section::PatternFacts, cast_slice(&self.facts)),
            (Section::PatternText, self.text.as_bytes()),
            (Section::LiteralTriples, cast_slice(&self.triples)),
            (Section::LiteralLengths, &self.lengths),
            (Section::LiteralBuckets, cast_slice(&self.buckets)),
            (Section::LiteralNames, cast_slice(&self.names)),
            (Section::LiteralFacts, cast_slice(&self.literals)),
            (Section::LiteralText, self.literal_text.as_bytes()),
            (Section::LiteralHolders, cast_slice(&self.holders)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn image(patterns: &[&str]) -> Image {
        let mut builder = Builder::default();
        for (owner, source) in patterns.iter().enumerate() {
            let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source).unwrap();
            builder.add(source, &parsed, owner, 3);
        }
        Image::build(&builder.sections().bytes())
    }

    const PATTERNS: [&str; 6] =
        [r"\b40[13]\b", r"log ?in.*page", "(ab|abc|abcd|abcdef)x?", r"\w+!", "(one|two)x* three", "kelvin"];

    proptest! {
        /// Whatever matches is among the candidates.
        #[test]
        fn no_pattern_that_matches_is_left_out(
            request in r"(log ?in|PAGE|40[0-4]|ab|c|d|abcdef|one|TWO|[xy]| three|!|\x{212a}elvin|[a-z ü]){0,12}",
        ) {
            let image = image(&PATTERNS);
            let table = PatternTable::new(&image);
            let mut candidates = table.candidates();
            for _ in 0..2 {
                table.choose(&request, &mut candidates, None);
                for (number, source) in PATTERNS.iter().enumerate() {
                    let matches = regex::RegexBuilder::new(source).case_insensitive(true).build().unwrap();
                    if matches.is_match(&request) {
                        prop_assert!(candidates.numbers.contains(&(number as u32)), "{source} in {request}");
                    }
                }
                prop_assert!(candidates.numbers.is_sorted_by(|a, b| a < b));
            }
        }
    }

    #[test]
    fn few_patterns_are_tried() {
        let image = image(&PATTERNS);
        let table = PatternTable::new(&image);
        let mut candidates = table.candidates();
        let mut chosen = |request: &str| {
            table.choose(request, &mut candidates, None);
            candidates.numbers.clone()
        };
        assert_eq!(chosen("the LOGIN page gives 401"), [0, 1, 3]);
        assert_eq!(chosen("the login gives 402"), [3], "one of two groups is not enough");
        assert_eq!(chosen("nothing"), [3], "a pattern without literals is always tried");
        assert_eq!(table.get(1), Pattern { source: PATTERNS[1], owner: 1, weight: 3 });
        assert!(PatternTable::new(&Image::build(&[])).is_empty());
    }
}
