//! The examples as a matrix.

use super::ragged::Ragged;
use super::vocabulary::FeatureIds;
use super::{BLOCK_LENGTHS, BLOCKS, Examples, WORTH_A_THREAD, visiting_order};
use crate::text::Feature;
use crate::threads;
use libm::logf;

/// The examples as a sparse matrix over dense class and feature numbers.
///
/// Most features (nearly all pairs of words) occur in a single example. Their weights follow from the dual variables of
/// that example alone, so they need no row in any table: keeping them apart makes the tables several times smaller and
/// training that much faster.
#[derive(Debug)]
pub struct Matrix {
    /// Number of classes, with those that have no examples.
    pub(super) classes: usize,
    /// The classes that have examples, by rank; the index here is the dense class number.
    pub(super) active: Vec<usize>,
    /// Feature by dense number; those shared by several examples come first.
    pub(super) features: Vec<Feature>,
    /// Number of features shared by several examples.
    pub(super) shared: usize,
    /// Value by dense feature number.
    pub(super) values: Vec<f32>,
    pub(super) unknown_value: f32,
    /// In the order in which the SVM visits them: what is close in memory is there sooner.
    pub(super) rows: TrainingRows,
}

/// One example.
#[derive(Debug, Clone, Copy)]
pub(super) struct TrainingRow {
    /// Its position in the given order.
    pub(super) example: usize,
    pub(super) label: usize,
    /// Squared length of the features that only it has, and of all features.
    pub(super) own_square: f32,
    pub(super) square: f32,
    /// Sum of all scaled counts.
    pub(super) length: f32,
}

/// Examples, as rows of the matrix.
#[derive(Debug, Default)]
pub(super) struct TrainingRows {
    /// By row: what is not a list.
    pub(super) heads: Vec<TrainingRow>,
    /// By row: features that other examples have, too, with their scaled counts.
    pub(super) shared: Ragged<(u32, f32)>,
    /// By row: features that only this example has.
    pub(super) own: Ragged<(u32, f32)>,
    /// By row: third block, the direction of its words; empty if the word table has none of them.
    pub(super) related: Ragged<f32>,
    /// By row: authored evidence by class.
    pub(super) priors: Ragged<(u32, f32)>,
}

impl Matrix {
    /// Numbers the features of `examples`. `ranks` is the order in which classes are trained, a rank for each: their
    /// numbers follow the order of the files, on which nothing may depend. `None` for examples of fewer than two
    /// classes, which teach nothing.
    ///
    /// Deterministic; the order of the examples matters only for ties between identical ones.
    pub fn of(examples: &Examples, ranks: &[usize]) -> Option<Self> {
        let classes = ranks.len();
        let mut order: Vec<usize> = (0..examples.classes.len()).collect();
        order.sort_by(|&a, &b| {
            let key = |i: usize| (ranks[examples.classes[i]], examples.features(i));
            key(a).cmp(&key(b))
        });
        let mut count = vec![0usize; classes];
        examples.classes.iter().for_each(|&class| count[class] += 1);
        let mut active: Vec<usize> = (0..classes).filter(|&class| count[class] > 0).collect();
        if active.len() < 2 {
            return None;
        }
        active.sort_by_key(|&class| ranks[class]);
        let mut dense_class = vec![usize::MAX; classes];
        active.iter().enumerate().for_each(|(k, &class)| dense_class[class] = k);

        let FeatureIds { features, shared, examples: counted } = FeatureIds::of(examples, &order);
        let labels: Vec<usize> = order.iter().map(|&i| dense_class[examples.classes[i]]).collect();
        let values = icf(&counted, &labels, features.len(), &count, &active);
        let places = visiting_order(order.len());
        let parts: Vec<&[usize]> = threads::runs(&places, WORTH_A_THREAD).collect();
        let parts = threads::map(&parts, 1, || {
            |places: &&[usize]| {
                let mut rows = TrainingRows::default();
                for &place in *places {
                    let example = order[place];
                    let counted = counted.each_ref().map(|block| block.row(place));
                    rows.push(example, labels[place], counted, examples.related.row(example), &values, shared);
                    let known = examples.priors.row(example).iter();
                    let known = known.map(|&(class, weight)| (dense_class[class], weight));
                    let known = known.filter(|(class, _)| *class != usize::MAX);
                    rows.priors.push(known.map(|(class, weight)| (class as u32, weight)));
                }
                rows
            }
        });
        let mut rows = TrainingRows::default();
        parts.into_iter().for_each(|part| rows.append(part));
        let unknown_value = 1.0 + logf(1.0 + active.len() as f32);
        Some(Self { classes, active, features, shared, values, unknown_value, rows })
    }

    /// Every feature of the examples, once.
    pub fn features(&self) -> &[Feature] {
        &self.features
    }

    /// Sum of the scaled counts of each shared feature over the examples of each class.
    pub(super) fn counts(&self) -> Vec<Vec<(u32, f32)>> {
        let mut counts: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.shared];
        let label = |row: usize| self.rows.heads[row].label;
        let mut rows: Vec<usize> = (0..self.rows.heads.len()).collect();
        rows.sort_by_key(|&row| label(row));
        // Rows are grouped by class, so the entry of a row's class is the last one, if there is any.
        for row in rows {
            let class = label(row) as u32;
            for &(f, x) in self.rows.shared.row(row) {
                match counts[f as usize].last_mut() {
                    Some((last, sum)) if *last == class => *sum += x,
                    _ => counts[f as usize].push((class, x)),
                }
            }
        }
        counts
    }
}

impl TrainingRows {
    /// Adds an example; each block of its features is scaled to its length. `shared` is the number of shared features.
    fn push(
        &mut self,
        example: usize,
        label: usize,
        counted: [&[(u32, f32)]; BLOCKS],
        related: &[f32],
        values: &[f32],
        shared: usize,
    ) {
        let value = |f: u32| values[f as usize];
        let is_shared = |(f, _): &(u32, f32)| (*f as usize) < shared;
        let scaled = || {
            counted.into_iter().zip(BLOCK_LENGTHS).flat_map(|(block, length)| {
                let squared_norm: f32 = block.iter().map(|&(f, n)| n * value(f) * value(f)).sum();
                let norm = (2.0 * squared_norm).sqrt() / length;
                block.iter().map(move |&(f, n)| (f, n * value(f) / norm))
            })
        };
        let row = self.heads.len();
        self.shared.push(scaled().filter(is_shared));
        self.own.push(scaled().filter(|count| !is_shared(count)));
        let (shared, own) = (self.shared.row(row), self.own.row(row));
        let length = shared.iter().chain(own).map(|(_, x)| x).sum();
        let own_square = square(own);
        let square = own_square + square(shared) + related.iter().map(|x| x * x).sum::<f32>();
        self.heads.push(TrainingRow { example, label, own_square, square, length });
        self.related.push(related.iter().copied());
    }

    fn append(&mut self, others: Self) {
        self.heads.extend(others.heads);
        self.shared.append(others.shared);
        self.own.append(others.own);
        self.related.append(others.related);
        self.priors.append(others.priors);
    }
}

fn square(counts: &[(u32, f32)]) -> f32 {
    counts.iter().map(|(_, x)| x * x).sum()
}

/// Inverse class frequency of each feature: 1 + ln((1 + classes) / effective number of classes with it), where a class
/// counts by the share of its examples that have the feature, relative to the class with the highest share.
fn icf(
    counted: &[Ragged<(u32, f32)>; BLOCKS],
    labels: &[usize],
    features: usize,
    count: &[usize],
    active: &[usize],
) -> Vec<f32> {
    let mut sum = vec![0f32; features];
    let mut most = vec![0f32; features];
    let mut current = vec![(usize::MAX, 0f32); features];
    for (row, &class) in labels.iter().enumerate() {
        let share = 1.0 / count[active[class]] as f32;
        for &(f, _) in counted.iter().flat_map(|block| block.row(row)) {
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
