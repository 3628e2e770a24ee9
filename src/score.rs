//! Index + request → scores: what the request says for each class, in log-odds, as a sum of parts.
//!
//! Two ways lead to the same sums. [`Scorer::score`] is the fast one: what a word says is put together once and kept, and a
//! request is the sum over its words. [`Scorer::parts`] is the plain one: it looks up every feature of one class and names
//! the word it came from. Tests hold the two against each other.

use crate::index::{Entries, FLAG_LEARNED, FLAG_STARTS_PHRASE, Index, UNIT};
use crate::learn::BLOCKS;
use crate::text::{Feature, Stems, Words, followed_by, grams};
use regex::Regex;
use serde::Serialize;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What a misspelt word counts, as a share of the word that was meant.
const SPELLING_SHARE: f64 = 0.5;
/// Words kept ready at most; beyond that all are forgotten, so that memory stays bounded whatever comes in.
const MOST_KEPT_WORDS: usize = 1 << 16;

/// The kinds of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A keyword of the author.
    Keyword,
    /// A pattern of the author.
    Pattern,
    /// What the examples taught about a word.
    Example,
    /// Name, description or body hold the word.
    Description,
    /// The word is a slip away from a keyword or a word of the description.
    Spelling,
    /// The author says that this is not for the agent.
    NotFor,
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What kind of evidence it is.
    pub kind: Kind,
    /// The text of the request that caused it, as the router read it.
    pub text: String,
    /// What it adds, in log-odds.
    pub score: f64,
}

/// The scores of one request.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Each class about which anything is known, with its score; by class number.
    pub classes: Vec<(usize, f64)>,
    /// The rules (numbered from 0) whose evidence is in the request.
    pub rules: Vec<usize>,
    /// How many words the request has.
    pub words: usize,
}

/// Scores requests against one index. Not shared between threads: each has its own, and all give the same answers.
pub struct Scorer<'i> {
    index: &'i Index,
    stems: Stems,
    words: Words,
    numbers: Vec<u32>,
    kept: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    facts: Vec<WordFacts>,
    says: Vec<Says>,
    sums: Vec<Sums>,
    stamps: Vec<u32>,
    stamp: u32,
    touched: Vec<u32>,
    lower: String,
    patterns: Vec<Option<Regex>>,
}

/// What a word brings into any request.
#[derive(Debug, Clone, Copy, Default)]
struct WordFacts {
    stem: Feature,
    /// The stem's number + 1, 0 where it is unknown.
    number: u32,
    starts_phrase: bool,
    totals: [Totals; BLOCKS],
    says_from: u32,
    says_to: u32,
}

/// What enters the norm, and what is added to all classes alike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Totals {
    energy: u64,
    value: u64,
    base: i64,
}

/// What one word says about one class.
#[derive(Debug, Clone, Copy)]
struct Says {
    class: u32,
    sums: Sums,
}

/// Sums for one class: learned units by block, stated and described units.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    learned: [i64; BLOCKS],
    plain: i64,
}

impl Totals {
    /// One feature more.
    fn add(&mut self, index: &Index, number: Option<usize>) {
        let number = number.filter(|&number| index.flags(number) & FLAG_LEARNED != 0);
        let value = match number {
            Some(number) => {
                let value = index.value(number);
                self.value += u64::from(value);
                self.base += i64::from(index.base(number));
                value
            }
            None => index.meta.unknown_value,
        };
        self.energy += u64::from(value) * u64::from(value);
    }

    fn add_all(&mut self, other: &Self) {
        self.energy += other.energy;
        self.value += other.value;
        self.base += other.base;
    }

    /// The norm of the block: its share of the request has the length 1/√2. Values and norm are in the same fixed-point
    /// unit, which cancels.
    fn norm(&self) -> f64 {
        const VALUE_UNIT: f64 = 256.0;
        if self.energy == 0 { 1.0 } else { (2.0 * self.energy as f64).sqrt() / VALUE_UNIT }
    }
}

impl<'i> Scorer<'i> {
    /// A scorer for `index`.
    pub fn new(index: &'i Index) -> Self {
        let owners = index.meta.classes.len() + index.meta.rules.len();
        Self {
            index,
            stems: Stems::default(),
            words: Words::default(),
            numbers: Vec::new(),
            kept: HashMap::default(),
            facts: Vec::new(),
            says: Vec::new(),
            sums: vec![Sums::default(); owners],
            stamps: vec![0; owners],
            stamp: 0,
            touched: Vec::new(),
            lower: String::new(),
            patterns: vec![None; index.meta.patterns.len()],
        }
    }

    /// The index it scores against.
    pub fn index(&self) -> &'i Index {
        self.index
    }

    /// Scores one request into `scores`.
    pub fn score(&mut self, request: &str, scores: &mut Scores) {
        self.read(request);
        self.begin();
        let mut totals = [Totals::default(); BLOCKS];
        for i in 0..self.numbers.len() {
            let facts = self.facts[self.numbers[i] as usize];
            (0..BLOCKS).for_each(|block| totals[block].add_all(&facts.totals[block]));
            for at in facts.says_from..facts.says_to {
                let says = self.says[at as usize];
                let sums = self.touch(says.class as usize);
                (0..BLOCKS).for_each(|block| sums.learned[block] += says.sums.learned[block]);
                sums.plain += says.sums.plain;
            }
        }
        for i in 1..self.numbers.len() {
            self.add_phrases(i, &mut totals[0]);
        }
        self.add_patterns(request);
        self.finish(&totals, scores);
    }

    fn begin(&mut self) {
        self.touched.clear();
        self.stamp = self.stamp.wrapping_add(1);
        if self.stamp == 0 {
            self.stamps.fill(0);
            self.stamp = 1;
        }
    }

    /// The sums of a class, emptied when it is met for the first time in a request.
    fn touch(&mut self, class: usize) -> &mut Sums {
        if self.stamps[class] != self.stamp {
            self.stamps[class] = self.stamp;
            self.sums[class] = Sums::default();
            self.touched.push(class as u32);
        }
        &mut self.sums[class]
    }

    /// The pair that ends at word `i`, and the longer phrases that start with that pair.
    fn add_phrases(&mut self, i: usize, totals: &mut Totals) {
        let index = self.index;
        let before = self.facts[self.numbers[i - 1] as usize];
        let after = self.facts[self.numbers[i] as usize];
        if before.number == 0 || after.number == 0 {
            totals.add(index, None);
            return;
        }
        let mut phrase = followed_by(before.stem, after.stem);
        let pair = index.number(phrase);
        totals.add(index, pair);
        let Some(mut number) = pair else { return };
        for (class, weight) in index.entries(Entries::Learned, number) {
            self.touch(class).learned[0] += i64::from(weight);
        }
        let mut next = i + 1;
        loop {
            for kind in [Entries::Described, Entries::Stated] {
                for (class, weight) in index.entries(kind, number) {
                    self.touch(class).plain += i64::from(weight);
                }
            }
            if index.flags(number) & FLAG_STARTS_PHRASE == 0 || next >= self.numbers.len() || !before.starts_phrase {
                return;
            }
            phrase = followed_by(phrase, self.facts[self.numbers[next] as usize].stem);
            next += 1;
            match index.number(phrase) {
                Some(longer) => number = longer,
                None => return,
            }
        }
    }

    fn add_patterns(&mut self, request: &str) {
        if self.patterns.is_empty() {
            return;
        }
        let index = self.index;
        lower_ascii(request, &mut self.lower);
        for i in 0..self.patterns.len() {
            if matches(&index.meta.patterns[i], &mut self.patterns[i], request, &self.lower).is_some() {
                let pattern = &index.meta.patterns[i];
                self.touch(usize::from(pattern.owner)).plain += i64::from(pattern.weight);
            }
        }
    }

    fn finish(&mut self, totals: &[Totals; BLOCKS], scores: &mut Scores) {
        let meta = &self.index.meta;
        scores.classes.clear();
        scores.rules.clear();
        scores.words = self.numbers.len();
        self.touched.sort_unstable();
        let scale = Scale::of(totals, meta.learned_unit);
        for &class in &self.touched {
            let class = class as usize;
            let sums = self.sums[class];
            match class.checked_sub(meta.classes.len()) {
                Some(rule) if sums.plain > 0 => scores.rules.push(rule),
                Some(_) => {}
                None => {
                    let learned: f64 =
                        (0..BLOCKS).map(|block| scale.learned(block, totals[block].base + sums.learned[block])).sum();
                    let base: f64 = (0..BLOCKS).map(|block| scale.value(block, totals[block].value)).sum();
                    let score = learned + base * meta.class_base[class] + sums.plain as f64 / UNIT;
                    scores.classes.push((class, score));
                }
            }
        }
    }

    /// Reads the words of a request; those not met before are put together.
    fn read(&mut self, request: &str) {
        self.words.read(request);
        self.numbers.clear();
        if self.kept.len() > MOST_KEPT_WORDS {
            self.kept.clear();
            self.facts.clear();
            self.says.clear();
        }
        for i in 0..self.words.len() {
            let word = self.words.get(i);
            let number = match self.kept.get(word) {
                Some(&number) => number,
                None => {
                    let (facts, number) =
                        (word_facts(self.index, &self.stems, word, &mut self.says), self.facts.len() as u32);
                    self.facts.push(facts);
                    self.kept.insert(word.into(), number);
                    number
                }
            };
            self.numbers.push(number);
        }
    }

    /// The parts of one class's score, in the order of the request's words, phrases behind the words. They sum to the
    /// score. The plain way: nothing is kept from other requests.
    pub fn parts(&mut self, request: &str, class: usize) -> Vec<Part> {
        let words = Words::of(request);
        let stems: Vec<Feature> = words.iter().map(|word| self.stems.feature(word)).collect();
        let mut plain = Plain::of(self.index, class, &words, &stems);
        let mut parts = plain.parts();
        lower_ascii(request, &mut self.lower);
        for (pattern, regex) in self.index.meta.patterns.iter().zip(&mut self.patterns) {
            if usize::from(pattern.owner) == class
                && let Some(found) = matches(pattern, regex, request, &self.lower)
            {
                parts.push(Part {
                    kind: Kind::Pattern,
                    text: found.to_owned(),
                    score: f64::from(pattern.weight) / UNIT,
                });
            }
        }
        parts
    }
}

/// What turns integer sums into log-odds for one request.
struct Scale {
    norms: [f64; BLOCKS],
    learned_unit: f64,
}

impl Scale {
    fn of(totals: &[Totals; BLOCKS], learned_unit: f64) -> Self {
        Self { norms: totals.each_ref().map(Totals::norm), learned_unit }
    }

    fn learned(&self, block: usize, sum: i64) -> f64 {
        sum as f64 * self.learned_unit / self.norms[block]
    }

    fn value(&self, block: usize, sum: u64) -> f64 {
        sum as f64 / self.norms[block]
    }
}

/// Puts together what a word says, sorted by class.
fn word_facts(index: &Index, stems: &Stems, word: &str, says: &mut Vec<Says>) -> WordFacts {
    let stem = stems.feature(word);
    let number = index.number(stem);
    let mut totals = [Totals::default(); BLOCKS];
    let mut found: Vec<Says> = Vec::new();
    let mut add = |class: usize, change: &dyn Fn(&mut Sums)| {
        let mut sums = Sums::default();
        change(&mut sums);
        found.push(Says { class: class as u32, sums });
    };
    totals[0].add(index, number);
    if let Some(number) = number {
        for (class, weight) in index.entries(Entries::Learned, number) {
            add(class, &|sums| sums.learned[0] += i64::from(weight));
        }
        for kind in [Entries::Described, Entries::Stated] {
            for (class, weight) in index.entries(kind, number) {
                add(class, &|sums| sums.plain += i64::from(weight));
            }
        }
    } else if let Some((meant, _)) = index.respelt(word) {
        for kind in [Entries::Described, Entries::Stated] {
            for (class, weight) in index.entries(kind, meant) {
                add(class, &|sums| sums.plain += respelt_weight(weight));
            }
        }
    }
    grams(word, |gram| {
        let number = index.number(gram);
        totals[1].add(index, number);
        for (class, weight) in number.into_iter().flat_map(|number| index.entries(Entries::Learned, number)) {
            add(class, &|sums| sums.learned[1] += i64::from(weight));
        }
    });
    found.sort_by_key(|says| says.class);
    let says_from = says.len() as u32;
    for run in found.chunk_by(|a, b| a.class == b.class) {
        let mut sums = Sums::default();
        for one in run {
            (0..BLOCKS).for_each(|block| sums.learned[block] += one.sums.learned[block]);
            sums.plain += one.sums.plain;
        }
        says.push(Says { class: run[0].class, sums });
    }
    WordFacts {
        stem,
        number: number.map_or(0, |number| number as u32 + 1),
        starts_phrase: number.is_some_and(|number| index.flags(number) & FLAG_STARTS_PHRASE != 0),
        totals,
        says_from,
        says_to: says.len() as u32,
    }
}

fn respelt_weight(weight: i32) -> i64 {
    (f64::from(weight) * SPELLING_SHARE) as i64
}

/// The plain computation for one class: every feature looked up where it stands.
struct Plain<'a> {
    index: &'a Index,
    class: usize,
    words: &'a Words,
    stems: &'a [Feature],
    totals: [Totals; BLOCKS],
    /// By word: learned units by block, and feature values by block. Halves occur, so these are not integers.
    learned: Vec<[f64; BLOCKS]>,
    values: Vec<[f64; BLOCKS]>,
    stated: Vec<Part>,
}

impl<'a> Plain<'a> {
    fn of(index: &'a Index, class: usize, words: &'a Words, stems: &'a [Feature]) -> Self {
        let none = vec![[0.0; BLOCKS]; words.len()];
        let totals = [Totals::default(); BLOCKS];
        Self { index, class, words, stems, totals, learned: none.clone(), values: none, stated: Vec::new() }
    }

    fn parts(&mut self) -> Vec<Part> {
        for i in 0..self.words.len() {
            self.word(i);
        }
        for i in 1..self.words.len() {
            self.pair(i);
        }
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let base = self.index.meta.class_base.get(self.class).copied().unwrap_or(0.0);
        let learned = self.learned.iter().zip(&self.values).enumerate().map(|(i, (learned, value))| {
            let sum = |block: usize| {
                (learned[block] * self.index.meta.learned_unit + value[block] * base) / scale.norms[block]
            };
            Part { kind: Kind::Example, text: self.words.get(i).to_owned(), score: (0..BLOCKS).map(sum).sum() }
        });
        let mut parts: Vec<Part> = learned.filter(|part| part.score != 0.0).collect();
        parts.append(&mut self.stated);
        parts
    }

    /// The weight of this class among a feature's entries.
    fn weight(&self, kind: Entries, number: usize) -> Option<i32> {
        self.index.entries(kind, number).find(|(class, _)| *class == self.class).map(|(_, weight)| weight)
    }

    fn word(&mut self, i: usize) {
        let number = self.index.number(self.stems[i]);
        self.learn(0, &[i], number);
        match number {
            Some(number) => self.state(number, i, i + 1, None),
            None => {
                if let Some((meant, _)) = self.index.respelt(self.words.get(i)) {
                    self.state(meant, i, i + 1, Some(Kind::Spelling));
                }
            }
        }
        let mut found = Vec::new();
        grams(self.words.get(i), |gram| found.push(gram));
        for gram in found {
            self.learn(1, &[i], self.index.number(gram));
        }
    }

    /// The pair that ends at word `i`, and the longer phrases that start with it.
    fn pair(&mut self, i: usize) {
        let both = [self.stems[i - 1], self.stems[i]];
        let known = both.iter().all(|stem| self.index.number(*stem).is_some());
        let mut phrase = followed_by(both[0], both[1]);
        let mut number = self.index.number(phrase).filter(|_| known);
        self.learn(0, &[i - 1, i], number);
        for end in i + 1..=self.words.len() {
            let Some(found) = number else { return };
            self.state(found, i - 1, end, None);
            let Some(&next) = self.stems.get(end) else { return };
            phrase = followed_by(phrase, next);
            number = self.index.number(phrase);
        }
    }

    /// One occurrence of a feature that came from these words in equal shares.
    fn learn(&mut self, block: usize, from: &[usize], number: Option<usize>) {
        let before = self.totals[block];
        self.totals[block].add(self.index, number);
        let value = (self.totals[block].value - before.value) as f64 / from.len() as f64;
        let base = (self.totals[block].base - before.base) as f64;
        let own = number.and_then(|number| self.weight(Entries::Learned, number)).unwrap_or(0);
        for &word in from {
            self.learned[word][block] += (base + f64::from(own)) / from.len() as f64;
            self.values[word][block] += value;
        }
    }

    fn state(&mut self, number: usize, from: usize, to: usize, instead: Option<Kind>) {
        for (entries, kind) in [(Entries::Described, Kind::Description), (Entries::Stated, Kind::Keyword)] {
            let Some(weight) = self.weight(entries, number) else { continue };
            let weight = if instead.is_some() { respelt_weight(weight) } else { i64::from(weight) };
            let kind = if weight < 0 { Kind::NotFor } else { instead.unwrap_or(kind) };
            if weight != 0 {
                self.stated.push(Part { kind, text: self.words.phrase(from, to), score: weight as f64 / UNIT });
            }
        }
    }
}

fn lower_ascii(text: &str, into: &mut String) {
    into.clear();
    into.push_str(text);
    into.make_ascii_lowercase();
}

/// What a pattern matches in a request. It is compiled only where one of its literals is in the request.
fn matches<'r>(
    pattern: &crate::index::Pattern,
    regex: &mut Option<Regex>,
    request: &'r str,
    lower: &str,
) -> Option<&'r str> {
    if let Some(literals) = &pattern.literals
        && request.is_ascii()
        && !literals.iter().any(|literal| lower.contains(literal.as_str()))
    {
        return None;
    }
    if regex.is_none() {
        *regex = compile_pattern(&pattern.source).ok();
    }
    regex.as_ref()?.find(request).map(|found| found.as_str())
}

/// Compiles an author's pattern as the router uses it: without regard to case.
pub fn compile_pattern(source: &str) -> Result<Regex, regex::Error> {
    regex::RegexBuilder::new(source).case_insensitive(true).size_limit(1 << 20).build()
}

/// Hashes words for the table of kept words.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _terminator: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
