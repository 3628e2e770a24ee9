//! Learns the weights of features for and against classes from examples, deterministically.
//!
//! Two linear models over the same features are added (the idea of NB-SVM, Wang and Manning 2012, in a multi-class
//! form): the log-odds of a multinomial naive Bayes model, which is accurate with as few as two examples, and a
//! Crammer-Singer multi-class SVM (Crammer and Singer 2001, dual coordinate descent after Keerthi et al. 2008), which
//! corrects it where there are enough examples. `docs/scoring.md` derives the model and the constants.

mod vocabulary;
pub mod calibration;
mod examples;
mod leave_one_out;
mod matrix;
pub mod ragged;
mod related;
mod svm;
#[cfg(test)]
mod tests;

use crate::threads;
use crate::word_table::WIDTH;
pub use examples::{Example, Examples};
pub use leave_one_out::LooResult;
use libm::logf;
pub use matrix::Matrix;
use related::MeanDirections;
pub(crate) use svm::visiting_order;

/// Additive smoothing of the naive Bayes counts. This and the next one are the best over three public intent sets
/// (`docs/scoring.md`), flat between 0.01 and 0.05, and between 0.05 and 0.2.
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
pub const RELATED_LENGTH: f32 = 1.3;
/// Weight of the mean direction of a class's examples relative to the learned weights. Flat between 0.5 and 2 where
/// examples are few (`docs/scoring.md`).
const MEAN_SHARE: f32 = 1.0;
/// The number of examples at which that is halved: with many, the SVM is better.
const MEAN_EXAMPLES: f32 = 10.0;

/// Number of blocks of sparse features (words, n-grams). Each is normalised by itself, so that neither dominates.
pub const BLOCKS: usize = 2;
/// Length of each block of a text, as a share of 1/√2: words and their pairs are better evidence than n-grams, by which
/// `author` is close to `authentication`. Accuracy is flat between 1.3 and 2 (`docs/scoring.md`).
pub const BLOCK_LENGTHS: [f32; BLOCKS] = [1.6, 1.0];

/// What was learned about one feature.
#[derive(Debug, Clone, Copy)]
pub struct Learned {
    /// Inverse class frequency: 1 + its logarithm. It enters the norm.
    pub value: f32,
    /// Contribution of an occurrence to every class, before the norm.
    pub feature_bias: f32,
    /// Number of its row of [`Model::rows`].
    pub row: u32,
}

/// The weights of a trained model. An occurrence of feature `f` adds to class `c` `(base_f + weight_fc + value_f ·
/// class_base_c) / norm`, with `norm = √(2 · Σ value²)` over the block, divided by its [length](BLOCK_LENGTHS).
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// By feature, as numbered by [`Matrix::features`].
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
}

impl Model {
    /// The model of a team that does not learn from examples; `described` are the classes' weights for a text's direction.
    pub fn untrained(described: Vec<[f32; WIDTH]>, classes: usize) -> Self {
        Self { class_bias: vec![0.0; classes], related: described, ..Self::default() }
    }
}

/// Marks, among the answers, a class of requests that nobody answers.
pub const NOBODY: usize = usize::MAX;

/// What training computes, from which both the final weights and the answers to the examples themselves follow.
#[derive(Debug)]
pub struct Trained {
    /// By shared feature: the sum of its scaled counts by class.
    counts: Vec<Vec<(u32, f32)>>,
    weights: ModelWeights,
    /// By shared feature: its mean weight.
    means: Vec<f32>,
    directions: MeanDirections,
    /// By row: its dual variables.
    duals: Vec<Vec<(u32, f32)>>,
}

#[derive(Debug)]
struct ModelWeights {
    shared: SharedWeights,
    /// Weights of the third block by active class; empty if the word table is not used.
    related: Vec<[f32; WIDTH]>,
    class_bias: Vec<f32>,
}

/// Weights of shared features, a row each.
#[derive(Debug)]
enum SharedWeights {
    /// Of naive Bayes alone: the classes that deviate from the base.
    Sparse(Vec<Vec<(u32, f32)>>),
    /// With those of the SVM: all classes, in rows of [`svm::row_length`].
    Dense { weights: Vec<f32>, row_length: usize },
}

impl SharedWeights {
    /// The weights of a feature that are not 0, by class.
    fn row(&self, feature: usize) -> Vec<(u32, f32)> {
        match self {
            Self::Sparse(rows) => rows[feature].clone(),
            Self::Dense { weights, row_length } => nonzero(&weights[feature * row_length..][..*row_length]),
        }
    }

    /// The sum of a feature's weights over the classes.
    fn sum(&self, feature: usize) -> f32 {
        match self {
            Self::Sparse(rows) => rows[feature].iter().map(|(_, weight)| weight).sum(),
            Self::Dense { weights, row_length } => weights[feature * row_length..][..*row_length].iter().sum(),
        }
    }
}

fn nonzero(row: &[f32]) -> Vec<(u32, f32)> {
    let found = row.iter().filter(|w| **w != 0.0).count();
    let mut sparse = Vec::with_capacity(found);
    sparse.extend(row.iter().enumerate().filter(|(_, w)| **w != 0.0).map(|(class, w)| (class as u32, *w)));
    sparse
}

impl Matrix {
    /// Trains a model. `described` are the classes' weights for a text's direction before training; empty if the word
    /// table is not used. Classes without examples get no weight at all, for or against.
    pub fn train(&self, described: &[[f32; WIDTH]]) -> Trained {
        let counts = self.counts();
        let mut weights = self.bayes(&counts);
        weights.related = related::initial(described, &self.active);
        let duals = match self.features.len() * self.active.len() {
            0..=MAX_WEIGHTS => svm::train(self, &mut weights),
            _ => vec![Vec::new(); self.rows.heads.len()],
        };
        let directions = MeanDirections::of(self);
        directions.add_to(&mut weights.related);
        let mean = |feature: usize| weights.shared.sum(feature) / self.active.len() as f32;
        let means = (0..self.shared).map(mean).collect();
        Trained { counts, weights, means, directions, duals }
    }

    /// Multinomial naive Bayes as log-odds against the mean class. All classes without a feature have the same smoothed
    /// log-odds for it apart from the size of the class, so only the others are kept.
    fn bayes(&self, counts: &[Vec<(u32, f32)>]) -> ModelWeights {
        let mut totals = vec![SMOOTHING * self.features.len() as f32; self.active.len()];
        self.rows.heads.iter().for_each(|row| totals[row.label] += row.length);
        let logs: Vec<f32> = totals.iter().map(|&total| logf(total)).collect();
        let mean = logs.iter().sum::<f32>() / logs.len() as f32;
        let shared = counts.iter().map(|row| row.iter().map(|&(class, n)| (class, smoothed(n))).collect()).collect();
        ModelWeights {
            shared: SharedWeights::Sparse(shared),
            related: Vec::new(),
            class_bias: logs.iter().map(|log| BAYES_SHARE * (mean - log)).collect(),
        }
    }
}

impl Matrix {
    /// The final weights; `described` are those before training. An occurrence counts `value` times its weight,
    /// relative to the mean class.
    pub fn model(&self, trained: &Trained, described: Vec<[f32; WIDTH]>) -> Model {
        let Trained { weights, means, duals, .. } = trained;
        let mut model = Model::untrained(described, self.classes);
        for (&class, weights) in self.active.iter().zip(&weights.related) {
            model.related[class] = weights.map(|weight| weight * RELATED_LENGTH);
        }
        for (&class, base) in self.active.iter().zip(&weights.class_bias) {
            model.class_bias[class] = *base;
        }
        let shared: Vec<usize> = (0..self.shared).collect();
        let (mut features, mut rows): (Vec<Learned>, Vec<_>) = threads::map(&shared, WORTH_A_THREAD, || {
            |&f: &usize| {
                let mut row = weights.shared.row(f);
                (Learned { row: f as u32, ..self.learned(f, means[f], &mut row) }, row)
            }
        })
        .into_iter()
        .unzip();
        let unset = Learned { value: 0.0, feature_bias: 0.0, row: 0 };
        features.resize(self.features.len(), unset);
        for ((row, own), duals) in self.rows.heads.iter().zip(self.rows.own.rows()).zip(duals) {
            let mut last: Option<(f32, Learned)> = None;
            for &(f, x) in own {
                let f = f as usize;
                // Nearly all occur once and have the same value, so they have the same weights.
                let alike = last.filter(|(count, last)| *count == x && last.value == self.values[f]);
                let learned = match alike {
                    Some((_, last)) => last,
                    None => {
                        let mut weights = duals.iter().map(|&(class, dual)| (class, x * dual)).collect();
                        add(&mut weights, row.label as u32, smoothed(x));
                        let mean = weights.iter().map(|(_, w)| w).sum::<f32>() / self.active.len() as f32;
                        let learned = Learned { row: rows.len() as u32, ..self.learned(f, mean, &mut weights) };
                        rows.push(weights);
                        learned
                    }
                };
                last = Some((x, learned));
                features[f] = learned;
            }
        }
        Model { features, rows, unknown_value: self.unknown_value, ..model }
    }

    /// Makes trained weights of a feature final; the row is the caller's.
    fn learned(&self, f: usize, mean: f32, weights: &mut [(u32, f32)]) -> Learned {
        let (value, active) = (self.values[f], &self.active);
        weights.iter_mut().for_each(|(class, w)| (*class, *w) = (active[*class as usize] as u32, *w * value));
        weights.sort_unstable_by_key(|(class, _)| *class);
        Learned { value, feature_bias: -mean * value, row: 0 }
    }
}

fn add(weights: &mut Vec<(u32, f32)>, class: u32, weight: f32) {
    match weights.binary_search_by_key(&class, |(known, _)| *known) {
        Ok(at) => weights[at].1 += weight,
        Err(at) => weights.insert(at, (class, weight)),
    }
}

/// Naive Bayes log-odds of a feature seen `n` times, times [`BAYES_SHARE`].
fn smoothed(n: f32) -> f32 {
    BAYES_SHARE * logf(1.0 + n.max(0.0) / SMOOTHING)
}

fn highest(scores: impl Iterator<Item = (usize, f32)>) -> (usize, f32) {
    scores.fold((0, f32::MIN), |best, (class, score)| if score > best.1 { (class, score) } else { best })
}
