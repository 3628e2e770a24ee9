//! What a rule learns from its examples.
//!
//! A rule is a question with two answers, so its examples make a binary classifier: a linear SVM with squared hinge loss by dual
//! coordinate descent (Hsieh et al. 2008), the rule's examples against those of everybody who answers. It sees the stems and the
//! pairs of stems of the rule's own examples, and where a text points by the table of words, so that words that no example has
//! speak for the rule too.

use super::super::related::direction;
use crate::index::RuleBound;
use crate::text::{Feature, FeatureHasher, Language, Stems, Vocabulary, feature_of, followed_by, words_of};
use crate::word_table::WIDTH;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// From this sum on a rule applies: the margin of its examples is 1, that of others -1. A message too many costs less than an
/// incident nobody is told of.
const APPLIES_FROM: f32 = -0.2;
/// The cost of a violated margin.
const COST: f32 = 0.3;
/// Examples of a rule are few against those of others; together they count so much of what the others do.
const BALANCE: f32 = 0.2;
/// Passes over the examples; more change no answer.
const PASSES: usize = 8;
/// What words and pairs count, and where a text points.
const WORD_SCALE: f32 = 2.0;
const RELATED_SCALE: f32 = 3.0;
/// Units of log-odds in a margin of 1, so that fixed-point weights are fine enough.
const MARGIN_LOG_ODDS: f32 = 4.0;

/// Reads texts as the rest of the index does.
pub(super) struct Reader<'b> {
    pub(super) stems: &'b Stems,
    pub(super) vocabulary: &'b Vocabulary,
    pub(super) language: Language,
    /// Whether the table of words is asked.
    pub(super) is_related: bool,
}

/// One example.
struct Text {
    features: BTreeSet<Feature>,
    /// What a feature counts.
    value: f32,
    /// Where it points; empty where the table knows none of its words.
    direction: Vec<f32>,
}

impl Reader<'_> {
    /// The stems of a text without function words, and the pairs of those that stand side by side.
    fn read(&self, text: &str) -> Text {
        let words = words_of(text, self.stems, self.vocabulary);
        let mut features = BTreeSet::new();
        let mut before = None;
        for word in words.iter() {
            let stem = (!self.language.is_function_word(word)).then(|| feature_of(word, self.stems, self.vocabulary));
            features.extend(stem);
            features.extend(before.zip(stem).map(|(before, stem)| followed_by(before, stem)));
            before = stem;
        }
        let value = WORD_SCALE / RuleBound::length(words.len()) as f32;
        let direction = if self.is_related { direction(&words, self.stems, self.vocabulary) } else { Vec::new() };
        Text { features, value, direction }
    }
}

/// Examples of those who answer.
pub(super) struct Negatives(Vec<Text>);

impl Negatives {
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t String>, reader: &Reader) -> Self {
        Self(texts.map(|text| reader.read(text)).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What the examples of one rule taught.
pub(super) struct LearnedRule {
    /// What features say, to be divided by the root of the length in words.
    pub(super) weights: Vec<(Feature, f32)>,
    /// What it has of a text's direction.
    pub(super) direction: [f32; WIDTH],
    /// What both have to reach together.
    pub(super) bound: f32,
}

impl LearnedRule {
    pub(super) fn of(examples: &[String], negatives: &Negatives, reader: &Reader) -> Self {
        let own: Vec<Text> = examples.iter().map(|text| reader.read(text)).collect();
        // A text of the rule that somebody else has too is no reason against it.
        let is_own = |text: &Text| own.iter().any(|own| own.features == text.features);
        let others: Vec<&Text> = negatives.0.iter().filter(|text| !is_own(text)).collect();
        let mut svm = Svm::of(&own, &others);
        let order = visiting_order(svm.rows.len());
        (0..PASSES).for_each(|_| order.iter().for_each(|&row| svm.visit(row)));
        let weight = |(feature, number): (&Feature, &u32)| {
            (*feature, svm.weights[*number as usize] * WORD_SCALE * MARGIN_LOG_ODDS)
        };
        let mut weights: Vec<(Feature, f32)> = svm.numbers.iter().map(weight).collect();
        weights.sort_unstable_by_key(|(feature, _)| *feature);
        Self {
            weights,
            direction: svm.direction.map(|x| x * RELATED_SCALE * MARGIN_LOG_ODDS),
            bound: (APPLIES_FROM - svm.bias) * MARGIN_LOG_ODDS,
        }
    }
}

/// The binary SVM of one rule.
struct Svm<'t> {
    /// The features of the rule's own examples, numbered.
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    rows: Vec<Row<'t>>,
    weights: Vec<f32>,
    direction: [f32; WIDTH],
    bias: f32,
}

struct Row<'t> {
    features: Vec<u32>,
    value: f32,
    direction: &'t [f32],
    /// 1 of the rule's own, -1 of others.
    label: f32,
    /// The diagonal of the dual problem, with and without the squared length of the row.
    slack: f32,
    square: f32,
    dual: f32,
}

impl<'t> Svm<'t> {
    fn of(own: &'t [Text], others: &[&'t Text]) -> Self {
        let mut numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>> = HashMap::default();
        for feature in own.iter().flat_map(|text| &text.features) {
            let next = numbers.len() as u32;
            numbers.entry(*feature).or_insert(next);
        }
        let own_cost = COST * (BALANCE * others.len() as f32 / own.len() as f32).max(1.0);
        let row = |text: &'t Text, label: f32, cost: f32| {
            let features: Vec<u32> = text.features.iter().filter_map(|feature| numbers.get(feature).copied()).collect();
            let slack = 0.5 / cost;
            let by_words = text.value * text.value * features.len() as f32;
            let by_direction = RELATED_SCALE * RELATED_SCALE * text.direction.iter().map(|x| x * x).sum::<f32>();
            let square = 1.0 + by_words + by_direction + slack;
            Row { features, value: text.value, direction: &text.direction, label, slack, square, dual: 0.0 }
        };
        let rows = own.iter().map(|text| row(text, 1.0, own_cost));
        let rows = rows.chain(others.iter().map(|text| row(text, -1.0, COST))).collect();
        let weights = vec![0.0; numbers.len()];
        Self { numbers, rows, weights, direction: [0.0; WIDTH], bias: 0.0 }
    }

    /// One exact step of the dual problem for one row.
    fn visit(&mut self, row: usize) {
        let row = &mut self.rows[row];
        let by_words = row.value * row.features.iter().map(|&f| self.weights[f as usize]).sum::<f32>();
        let by_direction = RELATED_SCALE * row.direction.iter().zip(&self.direction).map(|(x, w)| x * w).sum::<f32>();
        let margin = by_words + by_direction + self.bias;
        let gradient = row.label * margin - 1.0 + row.slack * row.dual;
        let dual = (row.dual - gradient / row.square).max(0.0);
        let step = (dual - row.dual) * row.label;
        row.dual = dual;
        if step == 0.0 {
            return;
        }
        row.features.iter().for_each(|&f| self.weights[f as usize] += step * row.value);
        self.direction.iter_mut().zip(row.direction).for_each(|(w, x)| *w += step * RELATED_SCALE * x);
        self.bias += step;
    }
}

/// A fixed shuffled order (multiplicative hashing of the position), so that labels alternate without randomness.
fn visiting_order(rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&row| (row as u32).wrapping_mul(2_654_435_761));
    order
}
