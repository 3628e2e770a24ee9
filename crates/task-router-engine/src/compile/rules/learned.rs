//! Trains a classifier for a rule from its examples.
//!
//! A rule is a yes/no question, so its examples make a binary classifier: a linear SVM with squared hinge loss by dual
//! coordinate descent (Hsieh et al. 2008), with the rule's examples against those of all answering classes. Its
//! features are the stems and pairs of stems of the rule's own examples, and the text's direction in the word table, so
//! that words that no example has can be evidence for the rule, too.

use super::super::related::direction;
use crate::index::{MARGIN, RuleBound};
use crate::model::visiting_order;
use crate::text::{
    Feature, FeatureHasher, Language, Languages, Stems, TEXT_START, Vocabulary, feature_of, followed_by, words_of,
};
use crate::word_table::WIDTH;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// Training parameters of a rule.
pub(super) struct Learning {
    /// Bound of the decision function from which a rule applies; the margin is 1 for its examples and -1 for others.
    applies_from: f32,
    /// Cost of a violated margin.
    cost: f32,
    /// A rule has few examples compared to the others; this is the minimum of their total weight, as a share of the
    /// others'.
    balance: f32,
    /// Scales of words and pairs, and of the direction.
    word_scale: f32,
    related_scale: f32,
    /// Whether features that only the other examples have count against the rule.
    is_about_both: bool,
}

/// For what a request is about. One message too many costs less than an incident nobody is told of.
pub(super) const MATTER: Learning =
    Learning { applies_from: -0.3, cost: 0.3, balance: 0.2, word_scale: 2.0, related_scale: 3.0, is_about_both: false };
/// For whether a request is a matter for the rules at all, or only sounds like one.
pub(super) const MANNER: Learning =
    Learning { applies_from: -0.1, cost: 0.3, balance: 1.0, word_scale: 2.0, related_scale: 1.0, is_about_both: true };
/// Number of passes over the examples; more change no answer.
const PASSES: usize = 8;
/// Weight of a text's first word, relative to other words: it distinguishes a question or an order from a report.
const START_SCALE: f32 = 3.0;

/// Reads texts as the rest of the index does.
pub(super) struct FeatureExtractor<'b> {
    pub(super) stems: &'b Stems,
    pub(super) vocabulary: &'b Vocabulary,
    pub(super) language: Language,
    pub(super) function_languages: Languages,
    /// Whether the word table is used.
    pub(super) is_related: bool,
}

/// One example.
struct ExampleText {
    /// Features with their relative weights.
    features: BTreeMap<Feature, f32>,
    /// Scale of all features; it falls with the length of the text.
    value: f32,
    /// Direction of the text; empty if the table has none of its words.
    direction: Vec<f32>,
}

impl FeatureExtractor<'_> {
    /// Reads a text for what it is about: without function words.
    fn read(&self, text: &str) -> ExampleText {
        self.read_words(text, None, |word| !self.language.is_function_word(word))
    }

    /// Reads a text for its manner: with function words, which are most informative, and a feature for the first word.
    fn read_manner(&self, text: &str) -> ExampleText {
        self.read_words(text, Some(TEXT_START), |_| true)
    }

    /// Reads the stems of the words that satisfy `counts`, and the pairs of adjacent ones.
    fn read_words(&self, text: &str, start: Option<Feature>, counts: impl Fn(&str) -> bool) -> ExampleText {
        let words = words_of(text, self.stems, self.vocabulary);
        let mut features = BTreeMap::new();
        let mut before = start;
        for word in words.iter() {
            let stem = counts(word).then(|| feature_of(word, self.stems, self.vocabulary));
            let scale = if before == Some(TEXT_START) { START_SCALE } else { 1.0 };
            features.extend(stem.map(|stem| (stem, 1.0)));
            features.extend(before.zip(stem).map(|(before, stem)| (followed_by(before, stem), scale)));
            before = stem;
        }
        let value = 1.0 / RuleBound::length(words.len()) as f32;
        let direction = match self.is_related {
            true => direction(&words, self.stems, self.vocabulary, self.function_languages),
            false => Vec::new(),
        };
        ExampleText { features, value, direction }
    }
}

/// Training texts.
pub(super) struct Texts(Vec<ExampleText>);

impl Texts {
    /// Reads texts for [`MATTER`].
    pub(super) fn of<'t>(texts: impl IntoIterator<Item = &'t str>, reader: &FeatureExtractor) -> Self {
        Self(texts.into_iter().map(|text| reader.read(text)).collect())
    }

    /// Reads texts for [`MANNER`].
    pub(super) fn in_manner<'t>(texts: impl IntoIterator<Item = &'t str>, reader: &FeatureExtractor) -> Self {
        Self(texts.into_iter().map(|text| reader.read_manner(text)).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The classifier of one rule.
pub(super) struct LearnedRule {
    /// Weights of features; their sum is divided by the root of the number of words.
    pub(super) weights: Vec<(Feature, f32)>,
    /// Weights for a text's direction.
    pub(super) direction: [f32; WIDTH],
    /// Minimum of the sum of both.
    pub(super) bound: f32,
}

impl LearnedRule {
    /// Trains on texts of the rule and of others.
    pub(super) fn of(own: &Texts, others: &[&Texts], learning: &Learning) -> Self {
        // A text of the rule that others have, too, is no negative example.
        let is_own = |text: &ExampleText| own.0.iter().any(|own| own.features.keys().eq(text.features.keys()));
        let others: Vec<&ExampleText> = others.iter().flat_map(|texts| &texts.0).filter(|text| !is_own(text)).collect();
        let mut svm = RuleSvm::of(&own.0, &others, learning);
        let order = visiting_order(svm.rows.len());
        (0..PASSES).for_each(|_| order.iter().for_each(|&row| svm.visit(row)));
        let weight = |(feature, &(number, scale)): (&Feature, &(u32, f32))| {
            (*feature, svm.weights[number as usize] * scale * learning.word_scale * MARGIN as f32)
        };
        let mut weights: Vec<(Feature, f32)> = svm.numbers.iter().map(weight).collect();
        weights.sort_unstable_by_key(|(feature, _)| *feature);
        Self {
            weights,
            direction: svm.direction.map(|x| x * learning.related_scale * MARGIN as f32),
            bound: (learning.applies_from - svm.bias) * MARGIN as f32,
        }
    }
}

/// The binary SVM of one rule.
struct RuleSvm<'t> {
    /// Number and relative weight of each feature used.
    numbers: HashMap<Feature, (u32, f32), BuildHasherDefault<FeatureHasher>>,
    rows: Vec<RuleSample<'t>>,
    weights: Vec<f32>,
    direction: [f32; WIDTH],
    bias: f32,
    related_scale: f32,
}

struct RuleSample<'t> {
    /// Features with their values.
    features: Vec<(u32, f32)>,
    direction: &'t [f32],
    /// 1 for the rule's own texts, -1 for others.
    label: f32,
    /// Diagonal of the dual problem, without and with the squared length of the row.
    slack: f32,
    square: f32,
    dual: f32,
}

impl<'t> RuleSvm<'t> {
    fn of(own: &'t [ExampleText], others: &[&'t ExampleText], learning: &Learning) -> Self {
        let &Learning { cost, word_scale, related_scale, .. } = learning;
        let mut numbers: HashMap<Feature, (u32, f32), BuildHasherDefault<FeatureHasher>> = HashMap::default();
        let against = others.iter().copied().filter(|_| learning.is_about_both);
        for feature in own.iter().chain(against).flat_map(|text| &text.features) {
            let next = numbers.len() as u32;
            numbers.entry(*feature.0).or_insert((next, *feature.1));
        }
        let own_cost = cost * (learning.balance * others.len() as f32 / own.len() as f32).max(1.0);
        let row = |text: &'t ExampleText, label: f32, cost: f32| {
            let value = text.value * word_scale;
            let known = text.features.keys().filter_map(|feature| numbers.get(feature));
            let features: Vec<(u32, f32)> = known.map(|&(number, scale)| (number, value * scale)).collect();
            let slack = 0.5 / cost;
            let by_words: f32 = features.iter().map(|(_, x)| x * x).sum();
            let by_direction = related_scale * related_scale * text.direction.iter().map(|x| x * x).sum::<f32>();
            let square = 1.0 + by_words + by_direction + slack;
            RuleSample { features, direction: &text.direction, label, slack, square, dual: 0.0 }
        };
        let rows = own.iter().map(|text| row(text, 1.0, own_cost));
        let rows = rows.chain(others.iter().map(|text| row(text, -1.0, cost))).collect();
        let weights = vec![0.0; numbers.len()];
        Self { numbers, rows, weights, direction: [0.0; WIDTH], bias: 0.0, related_scale }
    }

    /// One exact step of the dual problem for one row.
    fn visit(&mut self, row: usize) {
        let scale = self.related_scale;
        let row = &mut self.rows[row];
        let by_words = row.features.iter().map(|&(f, x)| x * self.weights[f as usize]).sum::<f32>();
        let by_direction = scale * row.direction.iter().zip(&self.direction).map(|(x, w)| x * w).sum::<f32>();
        let margin = by_words + by_direction + self.bias;
        let gradient = row.label * margin - 1.0 + row.slack * row.dual;
        let dual = (row.dual - gradient / row.square).max(0.0);
        let step = (dual - row.dual) * row.label;
        row.dual = dual;
        if step == 0.0 {
            return;
        }
        row.features.iter().for_each(|&(f, x)| self.weights[f as usize] += step * x);
        self.direction.iter_mut().zip(row.direction).for_each(|(w, x)| *w += step * scale * x);
        self.bias += step;
    }
}
