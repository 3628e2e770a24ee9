//! Scores a request against an index: for each class a sum of parts, in log-odds.
//!
//! [`Scorer::score`] computes the sums for all classes: the contribution of each word is computed once and cached, and
//! a request is the sum over its words. [`ScoredRequest::parts`] splits the score of one class by word. Tests compare the
//! two, and compare the cached contributions with a direct lookup of every feature.

mod sparse_accumulator;
mod word_cache;
mod literals;
mod patterns;
mod phrase_walk;
mod explain;
mod flow_exclusions;
mod learned;
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
mod excluded;
mod scored_request;

pub use crate::evidence::EvidenceKind;
use crate::index::patterns::Pattern;
use crate::index::{ClassId, Features, Index, Postings, RuleId, Target, UNIT};
use crate::model::BLOCKS;
use crate::request::{WHOLE, WordWeight};
use crate::text::{Language, Languages, Stems, TEXT_START, Words, followed_by, has_symbols, is_dense_word, range_in};
pub(crate) use coverage::{ContentCoverage, FULL};
use dense::DenseSum;
use explain::RequestFeatures;
pub use named::unknown_name;
use patterns::Patterns;
use phrase_walk::PhraseWalk;
use related::RelatedSum;
pub use scored_request::ScoredRequest;
use smol_str::SmolStr;
use sparse_accumulator::SparseAccumulator;
use stated::{By, Statements};
use std::borrow::Cow;
use std::ops::Range;
use totals::{Scale, Totals};
use weighted::RequestWeights;
use word_cache::WordCache;

/// Weight of a misspelt word, as a share of the weight of its correction.
const SPELLING_SHARE: f64 = 0.5;

/// Weight of a misspelt word, given that of its correction.
fn respelt_weight(weight: i32) -> i64 {
    (f64::from(weight) * SPELLING_SHARE) as i64
}

/// One part of a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// Kind of evidence.
    pub kind: EvidenceKind,
    /// The text of the request that caused it, as normalised by the router.
    pub text: SmolStr,
    /// For related evidence, the nearest word of the class, if it is a different one.
    pub near: Option<&'static str>,
    /// Contribution in log-odds.
    pub score: f64,
    /// For a description or body, the line of the agent's file, if the explanation includes lines.
    pub line: Option<u32>,
}

impl ScorePart {
    /// The text, followed by the nearest word of the class: `pod ~ kubernetes`.
    pub fn shown(&self) -> Cow<'_, str> {
        match self.near {
            None => self.text.as_str().into(),
            Some(_) => [self.text.as_str()].into_iter().chain(self.shown_behind()).collect(),
        }
    }

    /// Whether it is evidence of function words alone, in a request in this language: nobody stated them, and they tell
    /// a reader nothing.
    pub fn is_grammar(&self, language: Language) -> bool {
        !self.kind.is_stated() && self.text.split(' ').all(|word| language.is_function_word(word))
    }

    /// What follows the text in [`ScorePart::shown`], in pieces.
    pub(crate) fn shown_behind(&self) -> impl Iterator<Item = &str> {
        self.near.into_iter().flat_map(|near| [" ~ ", near])
    }
}

/// The scores of one request.
#[derive(Debug, Clone, Default)]
pub struct Scores {
    /// Score of each class with any evidence, unordered.
    pub classes: Vec<(ClassId, f64)>,
    /// The rules with evidence in the request, ascending.
    pub rules: Vec<RuleId>,
    /// Whether all that would be an alarm is said not to be so, or to be over.
    pub(crate) is_all_clear: bool,
    /// By how much each rule with any evidence exceeds its bound, unordered.
    pub(crate) surpluses: Vec<(RuleId, f64)>,
    /// Number of words in the request.
    pub words: usize,
    /// The agents that the request names, in order of occurrence.
    pub named: Vec<ClassId>,
    /// Those that it rules out by name.
    pub ruled_out: Vec<ClassId>,
    /// Whether the request is *stated*: it consists of author statements only; `classes` then has only their classes.
    pub is_stated: bool,
    /// Own priorities of statements by class, the highest counting; only if the request is stated or the team has any.
    pub(crate) priorities: Vec<(ClassId, Option<i32>)>,
    /// The two agents between whose subjects the request asks to choose.
    pub(crate) alternatives: Option<[ClassId; 2]>,
}

/// Scores requests against one index. Each thread has its own scorer; all of them give the same answers.
pub struct Scorer<'i> {
    index: &'i Index,
    word_cache: WordCache<'i>,
    words: Words,
    /// Stems of words that the team spells in several ways.
    stems: Stems,
    /// The team's languages.
    languages: Languages,
    /// Targets that have related evidence for any request with a word in the word table.
    related_targets: Vec<usize>,
    numbers: Vec<u32>,
    row: DenseSum,
    related: RelatedSum,
    learned: SparseAccumulator<[i64; BLOCKS]>,
    /// Sums of authored evidence (descriptions, keywords, patterns) by class and rule.
    authored: SparseAccumulator<i64>,
    patterns: Patterns<'i>,
    statements: Statements,
    /// The request scored last. The fields below, `words` and `numbers` belong to it.
    request: String,
    found_patterns: Vec<FoundPattern<'i>>,
    /// Request-level features that its words may trigger, as `MAY_*` bits.
    may_be: u8,
    /// Pairs of adjacent words that the index has: position of the second word, feature number.
    pairs: Vec<(usize, usize)>,
    /// Whether it is stated.
    is_stated: bool,
    totals: [Totals; BLOCKS],
    /// Weights of its words, unless all count in full.
    weights: Option<RequestWeights>,
    scores: Scores,
    /// Features of a request explained earlier, kept for their allocations.
    spare_features: RequestFeatures,
}

/// A matching pattern, the matched range and its weight.
struct FoundPattern<'i> {
    pattern: Pattern<'i>,
    range: Range<usize>,
    weight: WordWeight,
}

impl<'i> Scorer<'i> {
    /// Creates a scorer for `index`.
    pub fn new(index: &'i Index) -> Self {
        let classes = index.meta.classes.len();
        let rules = index.meta.rule_bounds.iter().enumerate().filter(|(_, bound)| bound.vector.is_some());
        Self {
            index,
            word_cache: WordCache::of(index),
            words: Words::default().reading_symbols(has_symbols(&index.features())),
            stems: Stems::of(&index.meta.languages),
            languages: index.languages(),
            related_targets: (0..classes).chain(rules.map(|(rule, _)| classes + rule)).collect(),
            numbers: Vec::new(),
            row: DenseSum::default(),
            related: RelatedSum::default(),
            learned: SparseAccumulator::new(if index.has_learned() { classes } else { 0 }),
            authored: SparseAccumulator::new(classes + index.meta.rules.len()),
            patterns: Patterns::of(index),
            statements: Statements::default(),
            request: String::new(),
            found_patterns: Vec::new(),
            may_be: 0,
            pairs: Vec::new(),
            is_stated: false,
            totals: Default::default(),
            weights: None,
            scores: Scores::default(),
            spare_features: RequestFeatures::default(),
        }
    }

    /// The index that is scored against.
    pub fn index(&self) -> &'i Index {
        self.index
    }

    fn score_text(&mut self, request: &str, scores: &mut Scores) {
        self.request.clear();
        self.request.push_str(request);
        self.is_stated = false;
        self.read(request);
        self.weights = None;
        let asking = match self.weigh(request) {
            Some(weights) if !weights.are_full() => {
                self.score_weighted(request, &weights, scores);
                self.weights = Some(weights);
                return;
            }
            weights => weights.and_then(|weights| weights.asking),
        };
        let mut totals = [Totals::default(); BLOCKS];
        for &number in &self.numbers {
            self.word_cache.authored_postings(number, |owner, weight| *self.authored.touch(owner) += weight);
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
        self.conclude(asking.as_deref().unwrap_or(request), None, scores);
    }

    /// Turns the sums of the request's words and patterns into scores, and looks at what the request says as a whole;
    /// `asking` is the part of it that asks, `weights` those of its words, unless all count in full.
    fn conclude(&mut self, asking: &str, weights: Option<&[WordWeight]>, scores: &mut Scores) {
        self.add_related(weights);
        // Only statements in the asking part carry priorities. A request is not stated if a word that somebody has counts
        // in part, or if any is excluded.
        let is_nobodys = |i: usize| self.word_cache.facts(self.numbers[i]).meant == 0;
        let leaves_stated =
            |(i, weight): (usize, &WordWeight)| weight.is_all_or_nothing() || !weight.is_excluded && is_nobodys(i);
        let may_be_stated = weights.is_none_or(|weights| weights.iter().enumerate().all(leaves_stated));
        let counts = |i: usize| weights.is_none_or(|weights| weights[i] == WordWeight::FULL);
        self.is_stated = self.find_statements(counts) && may_be_stated;
        let whole = if weights.is_some() { WHOLE } else { 1 };
        match self.is_stated {
            true => self.finish_stated(whole, scores),
            false => {
                self.finish(whole, scores);
                self.exclude(weights, scores);
            }
        }
        self.add_priorities(scores);
        self.find_named(asking, weights, scores);
        if let Some(weights) = weights {
            self.rule_out_of_flows(weights, scores);
        }
    }

    /// Adds the learned weights of the words.
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

    /// Adds the pair that ends at word `i`, and the longer phrases that start with that pair.
    fn add_phrases(&mut self, features: &Features, i: usize, totals: &mut Totals) {
        let Self { word_cache, numbers, authored, learned, .. } = self;
        let phrases = PhraseWalk::from_pair(word_cache, numbers, i);
        totals.add(features, phrases.number(), self.index.meta.unknown_value);
        let Some(pair) = phrases.number() else { return };
        self.pairs.push((i, pair));
        for (class, weight) in features.learned(pair).entries() {
            learned.touch(class)[0] += i64::from(weight);
        }
        for (_, number) in phrases {
            for (owner, weight) in features.authored_postings_at(features.authored(number)) {
                *authored.touch(owner) += i64::from(weight);
            }
        }
    }

    /// Adds the feature "the request starts with this word".
    fn add_start(&mut self, weight: WordWeight) {
        let Some(&first) = self.numbers.first() else { return };
        let features = self.word_cache.features();
        let start = followed_by(TEXT_START, self.word_cache.facts(first).stem);
        let Some(number) = features.number(start) else { return };
        for (owner, authored) in features.authored_postings_at(features.authored(number)) {
            *self.authored.touch(owner) += weight.authored(authored.into());
        }
    }

    fn add_patterns(&mut self, request: &str) {
        let Self { authored, statements, words, found_patterns, .. } = self;
        statements.clear();
        found_patterns.clear();
        self.patterns.find(request, |pattern, found| {
            *authored.touch(pattern.owner) += i64::from(pattern.weight);
            let range = range_in(found, request);
            let by = By::Pattern(pattern.owner, pattern.weight, found_patterns.len());
            statements.push_match(words, range.clone(), by);
            found_patterns.push(FoundPattern { pattern, range, weight: WordWeight::FULL });
        });
    }

    /// Adds the related evidence for all targets, if the word table has any of the words.
    fn add_related(&mut self, weights: Option<&[WordWeight]>) {
        let (words, known) = self.word_cache.related(&self.numbers, weights);
        self.related.clear();
        if words.are_used() {
            self.related.sum(words, known);
            if !self.related.has_evidence() {
                return;
            }
            self.related_targets.iter().for_each(|&target| _ = self.authored.touch(target));
        }
    }

    /// Whether the word table, which covers English, is usable for the request scored last. It is if it has at least
    /// half of the words; also if the team is English and less than half of the words are in a script without spaces.
    fn has_table(&self) -> bool {
        let is_english = !self.index.languages().has_others(Languages::of(Language::English));
        let dense = || self.words.iter().filter(|word| is_dense_word(word)).count();
        self.related.knows_half() || (is_english && 2 * dense() < self.words.len().max(1))
    }

    /// Related evidence for a class in the request scored last, as contained in its score.
    fn related_to(&self, class: ClassId) -> f64 {
        self.related.log_odds(class.index())
    }

    /// Converts sums into scores; `whole` is the share of a word that counts in full, a factor of the authored sums.
    fn finish(&mut self, whole: i32, scores: &mut Scores) {
        let totals = &self.totals;
        let unit = UNIT * f64::from(whole);
        let meta = &self.index.meta;
        scores.clear(self.numbers.len());
        let classes = meta.classes.len();
        let related = |class: usize| self.related.log_odds(class);
        if !self.index.has_learned() {
            self.authored.take(|target, authored| match Target::new(target, classes) {
                Target::Class(class) => scores.classes.push((class, authored as f64 / unit + related(class.index()))),
                Target::Rule(rule) => scores.add_rule(rule, authored / i64::from(whole), &self.related, self.index),
            });
            self.settle_rules(scores);
            return;
        }
        let scale = Scale::of(totals, meta.learned_unit);
        let base: f64 = (0..BLOCKS).map(|block| scale.value(block, totals[block].value)).sum();
        self.authored.take_with(&mut self.learned, |target, authored, learned| match Target::new(target, classes) {
            Target::Class(class) => {
                let learned: f64 =
                    (0..BLOCKS).map(|block| scale.learned(block, totals[block].base + learned[block])).sum();
                let bias = base * meta.class_bias[class.index()];
                scores.classes.push((class, learned + bias + authored as f64 / unit + related(class.index())));
            }
            Target::Rule(rule) => scores.add_rule(rule, authored / i64::from(whole), &self.related, self.index),
        });
        self.settle_rules(scores);
    }
}

impl Scores {
    /// Adds a rule with any evidence; `authored` is what authors wrote for it.
    fn add_rule(&mut self, rule: RuleId, authored: i64, related: &RelatedSum, index: &Index) {
        self.surpluses.push((rule, related.surplus(index, rule, authored, self.words)));
    }

    fn clear(&mut self, words: usize) {
        self.classes.clear();
        self.rules.clear();
        self.surpluses.clear();
        self.priorities.clear();
        self.alternatives = None;
        self.is_stated = false;
        self.is_all_clear = false;
        self.words = words;
    }
}
