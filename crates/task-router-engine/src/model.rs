//! Learns the weights of features for and against classes from examples, deterministically.
//!
//! Two linear models over the same features are added (the idea of NB-SVM, Wang and Manning 2012, in a multi-class
//! form): the log-odds of a multinomial naive Bayes model, which is accurate with as few as two examples, and a
//! Crammer-Singer multi-class SVM (Crammer and Singer 2001, dual coordinate descent after Keerthi et al. 2008), which
//! corrects it where there are enough examples. `docs/scoring.md` derives the model and the constants.

mod vocabulary;
pub mod calibration;
mod leave_one_out;
mod related;
mod svm;
#[cfg(test)]
mod tests;

use crate::text::Feature;
use crate::threads;
use crate::word_table::WIDTH;
use leave_one_out::Learnt;
use libm::logf;
use related::MeanDirections;
pub(crate) use svm::visiting_order;
use vocabulary::{Counted, Vocabulary};

/// Additive smoothing of the naive Bayes counts.
const SMOOTHING: f32 = 0.02;
/// Weight of the naive Bayes log-odds in the sum.
const BAYES_SHARE: f32 = 0.1;
/// Maximum number of weights (features × classes) for training the SVM: 48 million weights are 192 MB. Above it, the
/// time and memory of the SVM are not worth it, and naive Bayes is used alone.
const MAX_WEIGHTS: usize = 48_000_000;
/// Minimum number of examples for another thread: fewer are processed before it would have started.
const WORTH_A_THREAD: usize = 256;

/// Length of the third block, the direction of an example's words: longer than the other two together, as a dense block
/// is spread over all its numbers. Accuracy is flat between 1 and 1.5.
const RELATED_LENGTH: f32 = 1.3;
/// Weight of the mean direction of a class's examples relative to the learned weights, and the number of examples at
/// which it is halved: with many, the SVM is better.
const MEAN_SHARE: f32 = 1.0;
const MEAN_EXAMPLES: f32 = 10.0;

/// Number of blocks of sparse features (words, n-grams). Each is normalised by itself, so that neither dominates.
pub const BLOCKS: usize = 2;
/// Length of each block of a text, as a share of 1/√2: words and their pairs are better evidence than n-grams, by which
/// `author` is close to `authentication`. Accuracy is flat between 1.3 and 2 (`docs/scoring.md`).
pub const BLOCK_LENGTHS: [f32; BLOCKS] = [1.6, 1.0];

/// One example: its class and its features by block, one entry per occurrence.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its class, an index below `Corpus::classes`.
    pub class: usize,
    /// Its stems and pairs (block 0) and its character n-grams (block 1).
    pub features: [Vec<Feature>; BLOCKS],
    /// Direction of its words: a vector of length 1 at most; empty if the word table has none of them.
    pub related: Vec<f32>,
    /// Authored evidence on this example by class, in the unit of the weights.
    pub prior: Vec<(usize, f32)>,
}

/// What was learned about one feature.
#[derive(Debug, Clone, Copy)]
pub struct Learned {
    /// The feature.
    pub feature: Feature,
    /// Inverse class frequency: 1 + its logarithm. It enters the norm.
    pub value: f32,
    /// Contribution of an occurrence to every class, before the norm.
    pub feature_bias: f32,
    /// Number of its row of [`Model::rows`].
    pub row: u32,
}

/// A trained model. An occurrence of feature `f` adds to class `c` `(base_f + weight_fc + value_f · class_base_c) /
/// norm`, with `norm = √(2 · Σ value²)` over the block, divided by its [length](BLOCK_LENGTHS).
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Every feature of the examples, once.
    pub features: Vec<Learned>,
    /// Additional contribution of an occurrence to single classes, before the norm. Features that only one example has
    /// share its row.
    pub rows: Vec<Vec<(u32, f32)>>,
    /// Value of a feature that is in no example, for the norm.
    pub unknown_value: f32,
    /// Class bias (`class_base` above); 0 for a class without examples.
    pub class_bias: Vec<f32>,
    /// By class: its weights for a text's direction (a vector of length 1).
    pub related: Vec<[f32; WIDTH]>,
    /// Leave-one-out results of some examples: (position in the given order, result), ascending.
    pub left_out: Vec<(usize, LooResult)>,
}

/// Answer to an example from a model that has not seen it, in the unit of the weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LooResult {
    /// Score of the best class.
    pub best: f32,
    /// The class that answers for the best one; never [`NOBODY`], even if that scores higher.
    pub answer: usize,
    /// Margin of the best class over the next one with another answer.
    pub lead: f32,
}

/// Marks, among the answers, a class of requests that nobody answers.
pub const NOBODY: usize = usize::MAX;

/// Trains a model on `examples`.
///
/// `answers[c]` is the class that answers for class `c`: itself, or the first agent of a flow; its length is the number
/// of classes. Confusing two classes with the same answer is no error. `described` are the classes' weights for a
/// text's direction before training; empty if the word table is not used. `ranks` is the order in which classes are
/// trained, a rank for each: their numbers follow the order of the files, on which nothing may depend. One in `every`
/// examples gets a leave-one-out result.
///
/// Deterministic; the order of the examples matters only for ties between identical ones. Classes without examples get
/// no weight at all, for or against.
pub fn train(
    examples: &[Example],
    described: Vec<[f32; WIDTH]>,
    answers: &[usize],
    ranks: &[usize],
    every: usize,
) -> Model {
    let classes = answers.len();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |i: usize| (ranks[examples[i].class], &examples[i].features);
        key(a).cmp(&key(b))
    });
    let matrix = Matrix::of(examples, &order, ranks);
    if matrix.active.len() < 2 {
        let left_out = (0..examples.len()).map(|example| (example, LooResult::default())).collect();
        return Model { class_bias: vec![0.0; classes], related: described, left_out, ..Model::default() };
    }
    let counts = matrix.counts();
    let mut weights = matrix.bayes(&counts);
    weights.related = related::initial(&described, &matrix.active);
    let duals = match matrix.features.len() * matrix.active.len() {
        0..=MAX_WEIGHTS => svm::train(&matrix, &mut weights),
        _ => vec![Vec::new(); examples.len()],
    };
    let directions = MeanDirections::of(&matrix);
    directions.add_to(&mut weights.related);
    let means: Vec<f32> = weights.shared.iter().map(|row| matrix.mean(row)).collect();
    let learnt = Learnt { counts: &counts, weights: &weights, means: &means, directions: &directions, duals: &duals };
    let mut left_out = matrix.leave_out(every, &learnt, answers);
    left_out.sort_unstable_by_key(|(example, _)| *example);
    matrix.model(weights, &duals, described, classes, left_out)
}

/// The examples as a sparse matrix over dense class and feature numbers.
///
/// Most features (nearly all pairs of words) occur in a single example. Their weights follow from the dual variables of
/// that example alone, so they need no row in any table: keeping them apart makes the tables several times smaller and
/// training that much faster.
struct Matrix {
    /// The classes that have examples, by rank; the index here is the dense class number.
    active: Vec<usize>,
    /// Feature by dense number; those shared by several examples come first.
    features: Vec<Feature>,
    /// Number of features shared by several examples.
    shared: usize,
    /// Value by dense feature number.
    values: Vec<f32>,
    unknown_value: f32,
    /// In the order in which the SVM visits them: what is close in memory is there sooner.
    rows: Vec<Row>,
}

/// One example.
struct Row {
    /// Its position in the given order.
    example: usize,
    label: usize,
    /// Features that other examples have, too, with their scaled counts.
    shared: Vec<(u32, f32)>,
    /// Features that only this example has.
    own: Vec<(u32, f32)>,
    /// Third block: the direction of its words; empty if the word table has none of them.
    related: Vec<f32>,
    /// Squared length of `own`, and of all features.
    own_square: f32,
    square: f32,
    /// Sum of all scaled counts.
    length: f32,
    prior: Vec<(u32, f32)>,
}

/// Weights during training: for each shared feature the classes that deviate from its base.
struct Weights {
    shared: Vec<Vec<(u32, f32)>>,
    /// The same for all classes, one row per feature; empty if naive Bayes is used alone.
    dense: Vec<f32>,
    /// Weights of the third block by class; empty if the word table is not used.
    related: Vec<[f32; WIDTH]>,
    class_bias: Vec<f32>,
}

impl Matrix {
    fn of(examples: &[Example], order: &[usize], ranks: &[usize]) -> Self {
        let classes = ranks.len();
        let mut count = vec![0usize; classes];
        examples.iter().for_each(|example| count[example.class] += 1);
        let mut active: Vec<usize> = (0..classes).filter(|&class| count[class] > 0).collect();
        active.sort_by_key(|&class| ranks[class]);
        let mut dense_class = vec![usize::MAX; classes];
        active.iter().enumerate().for_each(|(k, &class)| dense_class[class] = k);

        let Vocabulary { features, shared, examples: counted } = Vocabulary::of(examples, order);
        let labels: Vec<usize> = order.iter().map(|&i| dense_class[examples[i].class]).collect();
        let values = icf(&counted, &labels, features.len(), &count, &active);
        let prior = |i: usize| {
            let known = examples[i].prior.iter().filter(|(class, _)| dense_class[*class] != usize::MAX);
            known.map(|&(class, weight)| (dense_class[class] as u32, weight)).collect()
        };
        let rows = threads::map(&visiting_order(order.len()), WORTH_A_THREAD, || {
            |&place: &usize| {
                let (example, label) = (order[place], labels[place]);
                let row = Row::of(&counted[place], &examples[example].related, &values, shared, label);
                Row { example, prior: prior(example), ..row }
            }
        });
        let unknown_value = 1.0 + logf(1.0 + active.len() as f32);
        Self { active, features, shared, values, unknown_value, rows }
    }

    /// Sum of the scaled counts of each shared feature over the examples of each class.
    fn counts(&self) -> Vec<Vec<(u32, f32)>> {
        let mut counts: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.shared];
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by_key(|row| row.label);
        // Rows are grouped by class, so the entry of a row's class is the last one, if there is any.
        for row in rows {
            let class = row.label as u32;
            for &(f, x) in &row.shared {
                match counts[f as usize].last_mut() {
                    Some((last, sum)) if *last == class => *sum += x,
                    _ => counts[f as usize].push((class, x)),
                }
            }
        }
        counts
    }

    /// Multinomial naive Bayes as log-odds against the mean class. All classes without a feature have the same smoothed
    /// log-odds for it apart from the size of the class, so only the others are kept.
    fn bayes(&self, counts: &[Vec<(u32, f32)>]) -> Weights {
        let mut totals = vec![SMOOTHING * self.features.len() as f32; self.active.len()];
        self.rows.iter().for_each(|row| totals[row.label] += row.length);
        let logs: Vec<f32> = totals.iter().map(|&total| logf(total)).collect();
        let mean = logs.iter().sum::<f32>() / logs.len() as f32;
        let shared = counts.iter().map(|row| row.iter().map(|&(class, n)| (class, smoothed(n))).collect()).collect();
        Weights {
            shared,
            dense: Vec::new(),
            related: Vec::new(),
            class_bias: logs.iter().map(|log| BAYES_SHARE * (mean - log)).collect(),
        }
    }

    fn mean(&self, weights: &[(u32, f32)]) -> f32 {
        weights.iter().map(|(_, w)| w).sum::<f32>() / self.active.len() as f32
    }

    /// Builds the model: an occurrence counts `value` times its weight, relative to the mean class.
    fn model(
        self,
        weights: Weights,
        duals: &[Vec<(u32, f32)>],
        mut related: Vec<[f32; WIDTH]>,
        classes: usize,
        left_out: Vec<(usize, LooResult)>,
    ) -> Model {
        let mut class_bias = vec![0.0; classes];
        for (&class, weights) in self.active.iter().zip(&weights.related) {
            related[class] = weights.map(|weight| weight * RELATED_LENGTH);
        }
        for (&class, base) in self.active.iter().zip(&weights.class_bias) {
            class_bias[class] = *base;
        }
        let (mut features, mut rows) = (Vec::with_capacity(self.features.len()), weights.shared);
        for (f, row) in rows.iter_mut().enumerate() {
            features.push(Learned { row: f as u32, ..self.learned(f, row) });
        }
        for (row, duals) in self.rows.iter().zip(duals) {
            let mut last: Option<(f32, Learned)> = None;
            for &(f, x) in &row.own {
                // Nearly all occur once and have the same value, so they have the same weights.
                let alike = last.filter(|(count, last)| *count == x && last.value == self.values[f as usize]);
                let learned = match alike {
                    Some((_, last)) => Learned { feature: self.features[f as usize], ..last },
                    None => {
                        let mut weights = duals.iter().map(|&(class, dual)| (class, x * dual)).collect();
                        add(&mut weights, row.label as u32, smoothed(x));
                        let learned = Learned { row: rows.len() as u32, ..self.learned(f as usize, &mut weights) };
                        rows.push(weights);
                        learned
                    }
                };
                last = Some((x, learned));
                features.push(learned);
            }
        }
        Model { features, rows, unknown_value: self.unknown_value, class_bias, related, left_out }
    }

    /// Makes trained weights of a feature final; the row is the caller's.
    fn learned(&self, f: usize, weights: &mut [(u32, f32)]) -> Learned {
        let value = self.values[f];
        let feature_bias = -self.mean(weights) * value;
        weights.iter_mut().for_each(|(class, w)| (*class, *w) = (self.active[*class as usize] as u32, *w * value));
        weights.sort_unstable_by_key(|(class, _)| *class);
        Learned { feature: self.features[f], value, feature_bias, row: 0 }
    }
}

fn add(weights: &mut Vec<(u32, f32)>, class: u32, weight: f32) {
    match weights.binary_search_by_key(&class, |(known, _)| *known) {
        Ok(at) => weights[at].1 += weight,
        Err(at) => weights.insert(at, (class, weight)),
    }
}

impl Row {
    /// Scales each block to its length.
    fn of(blocks: &Counted, related: &[f32], values: &[f32], shared: usize, label: usize) -> Self {
        let value = |f: u32| values[f as usize];
        let is_shared = |f: u32| (f as usize) < shared;
        let features = || blocks.iter().flatten();
        let count = features().filter(|(f, _)| is_shared(*f)).count();
        let (mut shared, mut own) = (Vec::with_capacity(count), Vec::with_capacity(features().count() - count));
        let scaled = blocks.iter().zip(BLOCK_LENGTHS).flat_map(|(block, length)| {
            let squared_norm: f32 = block.iter().map(|&(f, n)| n * value(f) * value(f)).sum();
            let norm = (2.0 * squared_norm).sqrt() / length;
            block.iter().map(move |&(f, n)| (f, n * value(f) / norm))
        });
        scaled.for_each(|(f, x)| if is_shared(f) { &mut shared } else { &mut own }.push((f, x)));
        let square = |part: &[(u32, f32)]| part.iter().map(|(_, x)| x * x).sum::<f32>();
        let own_square = square(&own);
        let related: Vec<f32> = related.iter().map(|number| number * RELATED_LENGTH).collect();
        Self {
            label,
            own_square,
            square: own_square + square(&shared) + related.iter().map(|x| x * x).sum::<f32>(),
            length: shared.iter().chain(&own).map(|(_, x)| x).sum(),
            shared,
            own,
            related,
            prior: Vec::new(),
            example: 0,
        }
    }
}

/// Inverse class frequency of each feature: 1 + ln((1 + classes) / effective number of classes with it), where a class
/// counts by the share of its examples that have the feature, relative to the class with the highest share.
fn icf(rows: &[Counted], labels: &[usize], features: usize, count: &[usize], active: &[usize]) -> Vec<f32> {
    let mut sum = vec![0f32; features];
    let mut most = vec![0f32; features];
    let mut current = vec![(usize::MAX, 0f32); features];
    for (row, &class) in rows.iter().zip(labels) {
        let share = 1.0 / count[active[class]] as f32;
        for &(f, _) in row.iter().flatten() {
            let f = f as usize;
            if current[f].0 != class {
                current[f] = (class, 0.0);
            }
            current[f].1 += share;
            sum[f] += share;
            most[f] = most[f].max(current[f].1);
        }
    }
    let classes = 1.0 + active.len() as f32;
    sum.iter().zip(&most).map(|(sum, most)| 1.0 + logf(classes * most / sum)).collect()
}

/// Naive Bayes log-odds of a feature seen `n` times, times [`BAYES_SHARE`].
fn smoothed(n: f32) -> f32 {
    BAYES_SHARE * logf(1.0 + n.max(0.0) / SMOOTHING)
}

fn highest(scores: impl Iterator<Item = (usize, f32)>) -> (usize, f32) {
    scores.fold((0, f32::MIN), |best, (class, score)| if score > best.1 { (class, score) } else { best })
}
