//! Examples → weights: what each feature says for and against each class, learned without randomness.
//!
//! Two linear models over the same features are added (the idea of NB-SVM, Wang and Manning 2012, in a multi-class
//! form): the log-odds of a multinomial naive Bayes model, which is right with two examples, and a Crammer-Singer
//! multi-class SVM (Crammer and Singer 2001, dual coordinate descent after Keerthi et al. 2008), which corrects it where
//! there are enough examples to know better. `docs/scoring.md` derives the model and says where the constants are from.

use std::collections::HashMap;

use crate::text::Feature;

/// Additive smoothing of the naive Bayes counts.
const SMOOTHING: f32 = 0.02;
/// Share of the naive Bayes log-odds in the sum.
const BAYES_SHARE: f32 = 0.1;
/// The SVM's cost of a margin violation.
const COST: f32 = 2.0;
/// Passes over the examples.
const PASSES: usize = 8;
/// A violation smaller than this is none.
const TOLERANCE: f32 = 1e-3;
/// How much of what an example contributes to its own score is taken away to see how it would fare without it. All of
/// it (1.0) is a lower bound: trained anew, its neighbours would say part of it. This share agrees with held-out data.
const OWN_SHARE: f32 = 0.7;
/// Above this many weights (features × classes) the correction would cost more time and memory than it is worth, and
/// the closed form stands alone: 48 million weights are 192 MB.
const MOST_WEIGHTS: usize = 48_000_000;

/// The two blocks into which features fall; each is normalised by itself, so that neither drowns the other.
pub const BLOCKS: usize = 2;

/// One example: its class and its features, by block, one entry an occurrence.
#[derive(Debug, Clone)]
pub struct Example {
    /// The class it belongs to, an index below `Corpus::classes`.
    pub class: usize,
    /// Its stems and pairs (block 0) and its character n-grams (block 1).
    pub features: [Vec<Feature>; BLOCKS],
    /// What the authors' stated evidence gives each class on this example already, in the unit of the weights; empty
    /// where there is none.
    pub prior: Vec<f32>,
}

/// What is learned of one feature.
#[derive(Debug, Clone)]
pub struct Learned {
    /// The feature.
    pub feature: Feature,
    /// How telling the feature is, as it enters the norm: 1 + the log inverse class frequency.
    pub value: f32,
    /// What an occurrence adds to every class alike, before the norm.
    pub base: f32,
    /// What it adds to single classes on top, before the norm.
    pub weights: Vec<(usize, f32)>,
}

/// A trained model. An occurrence of feature `f` adds to class `c`
/// `(base_f + weight_fc + value_f · class_base_c) / norm`, with `norm = √(2 · Σ value²)` over the block.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// By feature, sorted.
    pub features: Vec<Learned>,
    /// What a feature unknown to every class counts in the norm.
    pub unknown_value: f32,
    /// See above; 0 for a class without examples.
    pub class_base: Vec<f32>,
    /// For each example in the order given, how it would fare if it had been left out.
    pub left_out: Vec<LeftOut>,
}

/// How an example is answered by a model that has not seen it, in the unit of the weights.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct LeftOut {
    /// The score of the best class.
    pub best: f32,
    /// The best class.
    pub answer: usize,
    /// The lead of the best class over the next.
    pub lead: f32,
}

/// Learns from `examples` of `classes` classes. Deterministic; the order of the examples does not matter beyond ties
/// between identical ones. Classes without examples get no weight at all, for or against.
pub fn train(examples: &[Example], classes: usize) -> Model {
    let mut order: Vec<usize> = (0..examples.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |i: usize| (examples[i].class, &examples[i].features);
        key(a).cmp(&key(b))
    });
    let matrix = Matrix::of(examples, &order, classes);
    if matrix.active.len() < 2 {
        let left_out = vec![LeftOut::default(); examples.len()];
        return Model { class_base: vec![0.0; classes], left_out, ..Model::default() };
    }
    let counts = matrix.counts();
    let mut weights = matrix.bayes(&counts);
    let duals = match matrix.features.len() * matrix.active.len() {
        0..=MOST_WEIGHTS => matrix.correct(&mut weights),
        _ => vec![Vec::new(); examples.len()],
    };
    let mut left_out = vec![LeftOut::default(); examples.len()];
    for (row, &example) in order.iter().enumerate() {
        left_out[example] = matrix.leave_out(row, &counts, &weights, &duals[row]);
    }
    matrix.model(weights, classes, left_out)
}

/// The examples as a sparse matrix over dense class and feature numbers.
struct Matrix {
    /// The classes that have examples; their index here is the dense class number.
    active: Vec<usize>,
    /// Dense feature number → feature, sorted.
    features: Vec<Feature>,
    /// Dense feature number → its value.
    values: Vec<f32>,
    unknown_value: f32,
    rows: Vec<Vec<(usize, f32)>>,
    labels: Vec<usize>,
    priors: Vec<Vec<f32>>,
}

/// Weights before they are put together: for each feature the classes that deviate from its base.
struct Weights {
    sparse: Vec<Vec<(usize, f32)>>,
    class_base: Vec<f32>,
}

impl Matrix {
    fn of(examples: &[Example], order: &[usize], classes: usize) -> Self {
        let mut count = vec![0usize; classes];
        examples.iter().for_each(|example| count[example.class] += 1);
        let active: Vec<usize> = (0..classes).filter(|&class| count[class] > 0).collect();
        let mut dense_class = vec![usize::MAX; classes];
        active.iter().enumerate().for_each(|(k, &class)| dense_class[class] = k);

        let mut features: Vec<Feature> =
            examples.iter().flat_map(|example| example.features.iter().flatten().copied()).collect();
        features.sort_unstable();
        features.dedup();
        let number: HashMap<Feature, usize> = features.iter().enumerate().map(|(i, &f)| (f, i)).collect();

        let labels: Vec<usize> = order.iter().map(|&i| dense_class[examples[i].class]).collect();
        let counted: Vec<[Vec<(usize, f32)>; BLOCKS]> =
            order.iter().map(|&i| examples[i].features.each_ref().map(|block| count_numbers(block, &number))).collect();
        let values = values(&counted, &labels, features.len(), &count, &active);
        let rows = counted.into_iter().map(|blocks| row(&blocks, &values)).collect();
        let priors = order
            .iter()
            .map(|&i| active.iter().filter_map(|&class| examples[i].prior.get(class).copied()).collect())
            .collect();
        let unknown_value = 1.0 + (1.0 + active.len() as f32).ln();
        Self { active, features, values, unknown_value, rows, labels, priors }
    }

    /// How much of each feature the examples of each class hold.
    fn counts(&self) -> Vec<Vec<(usize, f32)>> {
        let mut counts: Vec<Vec<(usize, f32)>> = vec![Vec::new(); self.features.len()];
        // Rows come grouped by class, so the entry of a row's class is the last one where there is one.
        for (row, &class) in self.rows.iter().zip(&self.labels) {
            for &(f, x) in row {
                match counts[f].last_mut() {
                    Some((last, sum)) if *last == class => *sum += x,
                    _ => counts[f].push((class, x)),
                }
            }
        }
        counts
    }

    /// Multinomial naive Bayes as log-odds against the mean class. A class that never saw a feature has the same
    /// smoothed log-odds for all of them but for the size of the class, so only the others are kept.
    fn bayes(&self, counts: &[Vec<(usize, f32)>]) -> Weights {
        let mut totals = vec![SMOOTHING * self.features.len() as f32; self.active.len()];
        counts.iter().flatten().for_each(|&(class, x)| totals[class] += x);
        let logs: Vec<f32> = totals.iter().map(|total| total.ln()).collect();
        let mean = logs.iter().sum::<f32>() / logs.len() as f32;
        let sparse = counts.iter().map(|row| row.iter().map(|&(class, n)| (class, smoothed(n))).collect()).collect();
        Weights { sparse, class_base: logs.iter().map(|log| BAYES_SHARE * (mean - log)).collect() }
    }

    /// How a row would be answered had it been left out: its own counts are taken from the naive Bayes weights, and its
    /// own duals from the SVM's (a bound on what training without it gives; Jaakkola and Haussler 1999).
    fn leave_out(
        &self,
        row: usize,
        counts: &[Vec<(usize, f32)>],
        weights: &Weights,
        duals: &[(usize, f32)],
    ) -> LeftOut {
        let label = self.labels[row];
        let mut scores = self.priors[row].clone();
        scores.resize(self.active.len(), 0.0);
        let mut base = 0.0;
        for &(f, x) in &self.rows[row] {
            let sparse = &weights.sparse[f];
            base -= x * sparse.iter().map(|(_, w)| w).sum::<f32>() / self.active.len() as f32;
            sparse.iter().for_each(|&(class, w)| scores[class] += x * w);
            let own = counts[f].iter().find(|(class, _)| *class == label).map_or(0.0, |(_, n)| *n);
            scores[label] += x * (smoothed(own - x) - smoothed(own));
        }
        let square: f32 = self.rows[row].iter().map(|(_, x)| x * x).sum();
        duals.iter().for_each(|&(class, dual)| scores[class] -= OWN_SHARE * dual * square);
        let length: f32 = self.rows[row].iter().map(|(_, x)| x).sum();
        scores.iter_mut().zip(&weights.class_base).for_each(|(score, class_base)| *score += base + length * class_base);
        let (answer, best) = highest(scores.iter().copied().enumerate());
        let (_, next) = highest(scores.iter().copied().enumerate().filter(|(class, _)| *class != answer));
        LeftOut { best, answer: self.active[answer], lead: best - next }
    }

    /// Adds the SVM's weights, and returns the dual variables of each row (sparse).
    fn correct(&self, weights: &mut Weights) -> Vec<Vec<(usize, f32)>> {
        let classes = self.active.len();
        let mut primal = vec![0f32; self.features.len() * classes];
        let mut duals = vec![0f32; self.rows.len() * classes];
        let squares: Vec<f32> = self.rows.iter().map(|row| row.iter().map(|(_, x)| x * x).sum()).collect();
        let mut gradient = vec![0f32; classes];
        let mut sorted = vec![0f32; classes];
        let mut quiet = vec![0u8; self.rows.len()];
        for pass in 0..PASSES {
            for i in visiting_order(self.rows.len()) {
                // An example that kept its margin twice in a row is looked at only every other pass.
                if quiet[i] >= 2 && pass % 2 == 1 && pass + 1 < PASSES {
                    continue;
                }
                self.gradient(i, &primal, &mut gradient);
                let dual = &mut duals[i * classes..(i + 1) * classes];
                let changes = descend(&mut gradient, dual, self.labels[i], squares[i], &mut sorted);
                quiet[i] = if changes.is_empty() { quiet[i] + 1 } else { 0 };
                for &(f, x) in &self.rows[i] {
                    let row = &mut primal[f * classes..(f + 1) * classes];
                    changes.iter().for_each(|&(class, change)| row[class] += x * change);
                }
            }
        }
        for (sparse, row) in weights.sparse.iter_mut().zip(primal.chunks_exact(classes)) {
            add_dense(sparse, row);
        }
        duals.chunks_exact(classes).map(|row| nonzero(row)).collect()
    }

    /// The margin each class has on row `i`, plus the 1 that every class but the right one has to stay below.
    fn gradient(&self, i: usize, primal: &[f32], gradient: &mut [f32]) {
        let classes = gradient.len();
        match self.priors[i].len() {
            0 => gradient.fill(1.0),
            _ => gradient.iter_mut().zip(&self.priors[i]).for_each(|(g, prior)| *g = 1.0 + prior),
        }
        gradient[self.labels[i]] -= 1.0;
        for &(f, x) in &self.rows[i] {
            let row = &primal[f * classes..(f + 1) * classes];
            for (g, w) in gradient.iter_mut().zip(row) {
                *g += x * w;
            }
        }
    }

    /// Puts the weights together: an occurrence counts `value` times its weight, relative to the mean class.
    fn model(self, weights: Weights, classes: usize, left_out: Vec<LeftOut>) -> Model {
        let mut class_base = vec![0.0; classes];
        for (&class, base) in self.active.iter().zip(&weights.class_base) {
            class_base[class] = *base;
        }
        let features = self.features.iter().zip(&self.values).zip(weights.sparse);
        let features = features.map(|((&feature, &value), sparse)| {
            let mean = sparse.iter().map(|(_, w)| w).sum::<f32>() / self.active.len() as f32;
            let weights = sparse.into_iter().map(|(k, w)| (self.active[k], w * value)).collect();
            Learned { feature, value, base: -mean * value, weights }
        });
        Model { features: features.collect(), unknown_value: self.unknown_value, class_base, left_out }
    }
}

/// How telling each feature is: 1 + ln((1 + classes) / in how many classes it effectively occurs), where a class counts
/// by the share of its examples that hold the feature, relative to the class that holds it most.
fn values(
    rows: &[[Vec<(usize, f32)>; BLOCKS]],
    labels: &[usize],
    features: usize,
    count: &[usize],
    active: &[usize],
) -> Vec<f32> {
    let mut sum = vec![0f32; features];
    let mut most = vec![0f32; features];
    let mut current = vec![(usize::MAX, 0f32); features];
    for (row, &class) in rows.iter().zip(labels) {
        let share = 1.0 / count[active[class]] as f32;
        for &(f, _) in row.iter().flatten() {
            if current[f].0 != class {
                current[f] = (class, 0.0);
            }
            current[f].1 += share;
            sum[f] += share;
            most[f] = most[f].max(current[f].1);
        }
    }
    let classes = 1.0 + active.len() as f32;
    sum.iter().zip(&most).map(|(sum, most)| 1.0 + (classes * most / sum).ln()).collect()
}

/// The naive Bayes log-odds of a feature seen `n` times, in its share of the sum.
fn smoothed(n: f32) -> f32 {
    BAYES_SHARE * (1.0 + n.max(0.0) / SMOOTHING).ln()
}

fn highest(scores: impl Iterator<Item = (usize, f32)>) -> (usize, f32) {
    scores.fold((0, f32::MIN), |best, (class, score)| if score > best.1 { (class, score) } else { best })
}

fn count_numbers(block: &[Feature], number: &HashMap<Feature, usize>) -> Vec<(usize, f32)> {
    let mut numbers: Vec<usize> = block.iter().filter_map(|feature| number.get(feature).copied()).collect();
    numbers.sort_unstable();
    numbers.chunk_by(|a, b| a == b).map(|run| (run[0], run.len() as f32)).collect()
}

/// The row of an example: each block scaled to the length 1/√2.
fn row(blocks: &[Vec<(usize, f32)>; BLOCKS], values: &[f32]) -> Vec<(usize, f32)> {
    let mut row = Vec::with_capacity(blocks.iter().map(Vec::len).sum());
    for block in blocks {
        let energy: f32 = block.iter().map(|&(f, n)| n * values[f] * values[f]).sum();
        let norm = (2.0 * energy).sqrt();
        row.extend(block.iter().map(|&(f, n)| (f, n * values[f] / norm)));
    }
    row
}

/// A fixed shuffled order (multiplicative hashing of the position), so that classes alternate without randomness.
fn visiting_order(rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by_key(|&i| (i as u32).wrapping_mul(2_654_435_761));
    order
}

/// One exact step of the dual problem for one example; returns the classes whose dual variable changes.
fn descend(gradient: &mut [f32], dual: &mut [f32], label: usize, square: f32, sorted: &mut [f32]) -> Vec<(usize, f32)> {
    let cap = |class: usize| if class == label { COST } else { 0.0 };
    let highest = gradient.iter().copied().fold(f32::MIN, f32::max);
    let lowest = gradient
        .iter()
        .zip(dual.iter())
        .enumerate()
        .filter(|(class, (_, dual))| **dual < cap(*class))
        .map(|(_, (g, _))| *g)
        .fold(f32::MAX, f32::min);
    if highest - lowest < TOLERANCE {
        return Vec::new();
    }
    for (g, dual) in gradient.iter_mut().zip(dual.iter()) {
        *g -= square * dual;
    }
    let target = water_level(gradient, label, square, sorted);
    let mut changes = Vec::new();
    for (class, (b, dual)) in gradient.iter().zip(dual.iter_mut()).enumerate() {
        let new = cap(class).min((target - b) / square);
        let change = new - *dual;
        if change.abs() > 1e-5 {
            *dual = new;
            changes.push((class, change));
        }
    }
    changes
}

/// The level at which the duals sum to zero: found among the highest classes in falling order.
fn water_level(b: &[f32], label: usize, square: f32, sorted: &mut [f32]) -> f32 {
    sorted.copy_from_slice(b);
    sorted[label] += square * COST;
    let mut level = f32::NAN;
    let mut sum = -square * COST;
    for taken in 0..sorted.len() {
        let rest = &mut sorted[taken..];
        let (at, highest) = highest(rest.iter().copied().enumerate());
        if taken > 0 && sum / taken as f32 >= highest {
            break;
        }
        rest.swap(0, at);
        sum += highest;
        level = sum / (taken + 1) as f32;
    }
    level
}

fn add_dense(sparse: &mut Vec<(usize, f32)>, row: &[f32]) {
    let mut sum = row.to_vec();
    sparse.iter().for_each(|&(class, w)| sum[class] += w);
    *sparse = nonzero(&sum);
}

fn nonzero(row: &[f32]) -> Vec<(usize, f32)> {
    row.iter().copied().enumerate().filter(|(_, w)| *w != 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example(class: usize, features: &[u64]) -> Example {
        Example { class, features: [features.to_vec(), Vec::new()], prior: Vec::new() }
    }

    fn score(model: &Model, class: usize, features: &[u64]) -> f32 {
        let known = |f| model.features.iter().find(|learned| learned.feature == f);
        let value = |f| known(f).map_or(model.unknown_value, |learned| learned.value);
        let norm = (2.0 * features.iter().map(|&f| value(f).powi(2)).sum::<f32>()).sqrt();
        let sum: f32 = features
            .iter()
            .filter_map(|&f| known(f))
            .map(|l| {
                let own = l.weights.iter().find(|(k, _)| *k == class).map_or(0.0, |(_, w)| *w);
                l.base + own + l.value * model.class_base[class]
            })
            .sum();
        sum / norm
    }

    #[test]
    fn two_examples_help_already_and_order_does_not_matter() {
        let mut examples =
            vec![example(0, &[1, 2, 9]), example(0, &[1, 3, 9]), example(2, &[4, 5, 9]), example(2, &[4, 6, 9])];
        let model = train(&examples, 3);
        assert!(score(&model, 0, &[1, 9, 77]) > score(&model, 2, &[1, 9, 77]));
        assert!(score(&model, 2, &[4]) > score(&model, 0, &[4]));
        examples.reverse();
        let again = train(&examples, 3);
        for class in [0, 2] {
            assert_eq!(score(&model, class, &[1, 4, 9]), score(&again, class, &[1, 4, 9]));
        }
    }

    #[test]
    fn a_prior_that_misleads_is_corrected() {
        let mut examples = vec![example(0, &[1, 2]), example(0, &[1, 3]), example(1, &[4, 5]), example(1, &[4, 6])];
        let plain = train(&examples, 2);
        for example in &mut examples {
            example.prior = vec![0.0, 2.0];
        }
        let corrected = train(&examples, 2);
        let lead = |model: &Model| score(model, 0, &[1]) - score(model, 1, &[1]);
        assert!(lead(&corrected) > lead(&plain));
    }

    #[test]
    fn nothing_to_learn_from_one_class() {
        let model = train(&[example(1, &[1])], 2);
        assert!(model.features.is_empty());
    }
}
