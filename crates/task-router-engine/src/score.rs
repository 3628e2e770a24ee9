//! Index + request → scores: what the request says for each class, in log-odds, as a sum of parts.
//!
//! [`Scorer::score`] gives the sums for all classes: what a word says is put together once and kept, and a request is the sum
//! over its words. [`Scorer::evidence`] takes one class's score apart, word by word. Tests hold the two against each other, and
//! what is kept of words against every feature looked up where it stands.

mod sparse_accumulator;
mod word_cache;
mod literals;
mod patterns;
mod explain;
mod dense;
mod stated;
#[cfg(test)]
mod tests;
mod totals;
mod coverage;
mod named;
mod alternatives;
mod weighted;
mod related;
mod reading;
mod rules;

pub use crate::evidence::EvidenceKind;
use crate::index::patterns::Pattern;
use crate::index::{ClassId, FLAG_STARTS_PHRASE, Features, Index, Postings, RuleId, Target, UNIT};
use crate::model::BLOCKS;
use crate::request::WordWeight;
use crate::text::{Language, Languages, Stems, TEXT_START, Words, followed_by, is_dense_word};
pub use coverage::Coverage;
use dense::DenseSum;
pub use explain::RequestEvidence;
use explain::RequestFeatures;
use patterns::Patterns;
pub use patterns::compile_pattern;
use related::RelatedSum;
use smol_str::SmolStr;
use sparse_accumulator::SparseAccumulator;
use stated::Statements;
use std::borrow::Cow;
use std::ops::Range;
use totals::{Scale, Totals};
use weighted::Weights;
use word_cache::WordCache;

/// What a misspelt word counts, as a share of the word that was meant.
const SPELLING_SHARE: f64 = 0.5;

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What kind of evidence it is.
    pub kind: EvidenceKind,
    /// The text of the request that caused it, as the router read it.
    pub text: SmolStr,
    /// Of related evidence the word of the class that is nearest, where that is another one.
    pub near: Option<&'static str>,
    /// What it adds, in log-odds.
    pub score: f64,
    /// Where the agent's file says it, of a description or a body, in an explanation.
    pub line: Option<u32>,
}

impl ScorePart {
    /// The text, with the nearest word of the class behind it: `pod ~ kubernetes`.
    pub fn shown(&self) -> Cow<'_, str> {
        match self.near {
            None => self.text.as_str().into(),
            Some(_) => [self.text.as_str()].into_iter().chain(self.shown_behind()).collect(),
        }
    }

    /// What is shown behind the text, piece by piece.
    pub(crate) fn shown_behind(&self) -> impl Iterator<Item = &str> {
        self.near.into_iter().flat_map(|near| [" ~ ", near])
    }
}

/// The scores of one request.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Each class about which anything is known, with its score; in no order.
    pub classes: Vec<(ClassId, f64)>,
    /// The rules whose evidence is in the request, ascending.
    pub rules: Vec<RuleId>,
    /// By how much the bound of each rule is passed about which anything is known; in no order.
    pub(crate) surpluses: Vec<(RuleId, f64)>,
    /// How many words the request has.
    pub words: usize,
    /// The agents that the request names, in the order in which they stand.
    pub named: Vec<ClassId>,
    /// Whether the request is made of nothing but what authors state; then `classes` are those about which they do.
    pub is_stated: bool,
    /// For each statement in favour of a class its own priority, where it has one; kept where the request is stated or
    /// the team has such priorities. A class can stand there several times; the highest counts.
    pub priorities: Vec<(ClassId, Option<i32>)>,
    /// The two between whose things the request asks to choose.
    pub(crate) alternatives: Option<[ClassId; 2]>,
}

/// Scores requests against one index. Not shared between threads: each has its own, and all give the same answers.
pub struct Scorer<'i> {
    index: &'i Index,
    word_cache: WordCache<'i>,
    words: Words,
    /// Of words that the team writes in several ways.
    stems: Stems,
    /// Those of the team.
    languages: Languages,
    /// About which the table of words says anything, where it knows any of the words.
    related_targets: Vec<usize>,
    numbers: Vec<u32>,
    row: DenseSum,
    related: RelatedSum,
    learned: SparseAccumulator<[i64; BLOCKS]>,
    /// Described and stated units, of rules as well.
    plain: SparseAccumulator<i64>,
    patterns: Patterns<'i>,
    statements: Statements,
    /// The request scored last; what follows is of it, as are the words and their numbers.
    request: String,
    found_patterns: Vec<FoundPattern<'i>>,
    /// What its words may do for the whole of it, as `MAY_*` bits.
    may_be: u8,
    /// Pairs of words that the team knows: the place of the second, and the number.
    pairs: Vec<(usize, usize)>,
    /// Whether it is made of nothing but what authors state.
    is_stated: bool,
    totals: [Totals; BLOCKS],
    /// What the words of the request count, where not all count whole.
    weights: Option<Weights>,
    scratch: Scores,
    /// Of a request that was explained, for the memory that they have.
    spare_features: RequestFeatures,
}

/// A pattern that matches, where, and what that counts.
struct FoundPattern<'i> {
    pattern: Pattern<'i>,
    range: Range<usize>,
    weight: WordWeight,
}

impl<'i> Scorer<'i> {
    /// A scorer for `index`.
    pub fn new(index: &'i Index) -> Self {
        let classes = index.meta.classes.len();
        let rules = index.meta.rule_bounds.iter().enumerate().filter(|(_, bound)| bound.vector.is_some());
        Self {
            index,
            word_cache: WordCache::of(index),
            words: Words::default(),
            stems: Stems::of(&index.meta.languages),
            languages: index.languages(),
            related_targets: (0..classes).chain(rules.map(|(rule, _)| classes + rule)).collect(),
            numbers: Vec::new(),
            row: DenseSum::default(),
            related: RelatedSum::default(),
            learned: SparseAccumulator::new(if index.has_learned() { classes } else { 0 }),
            plain: SparseAccumulator::new(classes + index.meta.rules.len()),
            patterns: Patterns::of(index),
            statements: Statements::default(),
            request: String::new(),
            found_patterns: Vec::new(),
            may_be: 0,
            pairs: Vec::new(),
            is_stated: false,
            totals: Default::default(),
            weights: None,
            scratch: Scores::default(),
            spare_features: RequestFeatures::default(),
        }
    }

    /// The index it scores against.
    pub fn index(&self) -> &'i Index {
        self.index
    }

    /// Scores one request and lends the scores to `use_scores`; nothing is allocated from request to request.
    pub fn scored<T>(&mut self, request: &str, use_scores: impl FnOnce(&Self, &Scores) -> T) -> T {
        let mut scores = std::mem::take(&mut self.scratch);
        self.score(request, &mut scores);
        let result = use_scores(self, &scores);
        self.scratch = scores;
        result
    }

    /// Scores one request into `scores`.
    pub fn score(&mut self, request: &str, scores: &mut Scores) {
        self.request.clear();
        self.request.push_str(request);
        self.is_stated = false;
        self.read(request);
        self.weights = self.weigh(request);
        if let Some(weights) = self.weights.take() {
            self.score_weighted(request, &weights, scores);
            self.weights = Some(weights);
            return;
        }
        let mut totals = [Totals::default(); BLOCKS];
        for &number in &self.numbers {
            self.word_cache.authored_postings(number, |owner, weight| *self.plain.touch(owner) += weight);
        }
        if self.index.has_learned() {
            self.add_learned(&mut totals);
        }
        let features = *self.word_cache.features();
        for i in 1..self.numbers.len() {
            self.add_phrases(&features, i, &mut totals[0]);
        }
        self.add_start(WordWeight { share: 1, ..WordWeight::FULL });
        self.totals = totals;
        self.add_patterns(request);
        self.add_related(None);
        self.is_stated = self.find_statements();
        match self.is_stated {
            true => self.finish_stated(scores),
            false => self.finish(&totals, 1, scores),
        }
        self.add_priorities(scores);
        self.find_named(request, scores);
    }

    /// What was learned about the words.
    fn add_learned(&mut self, totals: &mut [Totals; BLOCKS]) {
        for &number in &self.numbers {
            let own = &self.word_cache.learned(number).totals;
            totals.iter_mut().zip(own).for_each(|(all, own)| all.add_all(own));
        }
        if self.word_cache.rows().are_used() {
            return self.row.sum(self.word_cache.rows(), &self.numbers, |class, sums| {
                let learned = self.learned.touch(class);
                (0..BLOCKS).for_each(|block| learned[block] += i64::from(sums[block]));
            });
        }
        for &number in &self.numbers {
            for (class, weight) in self.word_cache.stem(number).into_iter().flat_map(Postings::entries) {
                self.learned.touch(class)[0] += i64::from(weight);
            }
            for posting in self.word_cache.gram_postings(number) {
                self.learned.touch(posting.class as usize)[1] += i64::from(posting.weight);
            }
        }
    }

    /// The pair that ends at word `i`, and the longer phrases that start with that pair.
    fn add_phrases(&mut self, features: &Features, i: usize, totals: &mut Totals) {
        let before = self.word_cache.facts(self.numbers[i - 1]);
        let after = self.word_cache.facts(self.numbers[i]);
        let mut phrase = followed_by(before.stem, after.stem);
        let known = before.number != 0 && after.number != 0;
        let pair = if known { features.number(phrase) } else { None };
        totals.add(features, pair, self.index.meta.unknown_value);
        let Some(mut number) = pair else { return };
        self.pairs.push((i, number));
        for (class, weight) in features.learned(number).entries() {
            self.learned.touch(class)[0] += i64::from(weight);
        }
        let mut next = i + 1;
        loop {
            for (owner, weight) in features.authored_postings_at(features.authored(number)) {
                *self.plain.touch(owner) += i64::from(weight);
            }
            if features.flags(number) & FLAG_STARTS_PHRASE == 0 || next >= self.numbers.len() || !before.starts_phrase {
                return;
            }
            phrase = followed_by(phrase, self.word_cache.facts(self.numbers[next]).stem);
            next += 1;
            match features.number(phrase) {
                Some(longer) => number = longer,
                None => return,
            }
        }
    }

    /// What is said by the word with which the request begins, because it begins with it.
    fn add_start(&mut self, weight: WordWeight) {
        let Some(&first) = self.numbers.first() else { return };
        let features = self.word_cache.features();
        let start = followed_by(TEXT_START, self.word_cache.facts(first).stem);
        let Some(number) = features.number(start) else { return };
        for (owner, authored) in features.authored_postings_at(features.authored(number)) {
            *self.plain.touch(owner) += weight.authored(authored.into());
        }
    }

    fn add_patterns(&mut self, request: &str) {
        let Self { plain, statements, words, found_patterns, .. } = self;
        statements.clear();
        found_patterns.clear();
        self.patterns.find(request, |pattern, found| {
            *plain.touch(pattern.owner) += i64::from(pattern.weight);
            let start = found.as_ptr().addr() - request.as_ptr().addr();
            let range = start..start + found.len();
            statements.push_match(words, range.clone(), pattern.owner, pattern.weight);
            found_patterns.push(FoundPattern { pattern, range, weight: WordWeight::FULL });
        });
    }

    /// What the table of words says for every class, where it knows any of the words.
    fn add_related(&mut self, weights: Option<&[WordWeight]>) {
        let (words, known) = self.word_cache.related(&self.numbers, weights);
        self.related.clear();
        if words.are_used() {
            self.related.sum(words, known);
            if !self.related.says_anything() {
                return;
            }
            self.related_targets.iter().for_each(|&target| _ = self.plain.touch(target));
        }
    }

    /// Whether the table of words, which holds English, could have its say about the request scored last: it has to know half of
    /// the words, where the team writes in other languages or most of the request is in a script without spaces.
    pub fn has_table(&self) -> bool {
        let is_english = !self.index.languages().has_others(Languages::of(Language::English));
        let dense = || self.words.iter().filter(|word| is_dense_word(word)).count();
        self.related.knows_half() || (is_english && 2 * dense() < self.words.len().max(1))
    }

    /// What the table of words says for a class about the request scored last, as part of its score.
    pub fn related_to(&self, class: ClassId) -> f64 {
        self.related.log_odds(class.index())
    }

    /// Turns the sums into scores; authored sums are in so many units each.
    fn finish(&mut self, totals: &[Totals; BLOCKS], whole: i32, scores: &mut Scores) {
        let unit = UNIT * f64::from(whole);
        let meta = &self.index.meta;
        scores.clear(self.numbers.len());
        let classes = meta.classes.len();
        let related = |class: usize| self.related.log_odds(class);
        let surplus = |rule: RuleId, sum: i64, words: usize| self.related.surplus(self.index, rule, sum, words);
        if !self.index.has_learned() {
            self.plain.take(|target, plain| match Target::new(target, classes) {
                Target::Class(class) => scores.classes.push((class, plain as f64 / unit + related(class.index()))),
                Target::Rule(rule) => {
                    scores.surpluses.push((rule, surplus(rule, plain / i64::from(whole), scores.words)));
                }
            });
            scores.settle_rules(meta);
            return;
        }
        let scale = Scale::of(totals, meta.learned_unit);
        let base: f64 = (0..BLOCKS).map(|block| scale.value(block, totals[block].value)).sum();
        self.plain.take_with(&mut self.learned, |target, plain, learned| match Target::new(target, classes) {
            Target::Class(class) => {
                let learned: f64 =
                    (0..BLOCKS).map(|block| scale.learned(block, totals[block].base + learned[block])).sum();
                let bias = base * meta.class_bias[class.index()];
                scores.classes.push((class, learned + bias + plain as f64 / unit + related(class.index())));
            }
            Target::Rule(rule) => {
                scores.surpluses.push((rule, surplus(rule, plain / i64::from(whole), scores.words)));
            }
        });
        scores.settle_rules(meta);
    }

    /// The parts of one class's score, in the order of the request's words, phrases behind the words; they sum to it.
    pub fn parts(&mut self, request: &str, class: ClassId) -> Vec<ScorePart> {
        self.evidence(request).parts(class)
    }

    /// The same as if the request were not made of what authors state.
    pub fn unstated_parts(&mut self, request: &str, class: ClassId) -> Vec<ScorePart> {
        self.have_scored(request);
        RequestEvidence::of(self, true).parts(class)
    }

    /// What a request says about each class, part by part. One that was scored just before is not scored again.
    pub fn evidence<'s>(&'s mut self, request: &str) -> RequestEvidence<'s, 'i> {
        self.have_scored(request);
        RequestEvidence::of(self, false)
    }

    fn have_scored(&mut self, request: &str) {
        if self.request != request {
            self.scored(request, |_, _| ());
        }
    }
}

impl Scores {
    fn clear(&mut self, words: usize) {
        self.classes.clear();
        self.rules.clear();
        self.surpluses.clear();
        self.priorities.clear();
        self.alternatives = None;
        self.is_stated = false;
        self.words = words;
    }
}
