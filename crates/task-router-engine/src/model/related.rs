//! The third block: the direction of a text in the word table. The SVM learns a weight of each of its numbers for each
//! class as it does for words, starting from the descriptions; the mean direction of each class's examples is added.

use super::{MEAN_EXAMPLES, MEAN_SHARE, Matrix, RELATED_LENGTH, Row};
use crate::word_table::WIDTH;

/// Transposes the vectors of the active classes into weights of the third block: one row of classes per number. Empty
/// if there are no vectors.
pub(super) fn by_number(vectors: &[[f32; WIDTH]], active: &[usize]) -> Vec<f32> {
    if vectors.is_empty() {
        return Vec::new();
    }
    let rows = (0..WIDTH).flat_map(|number| active.iter().map(move |&class| vectors[class][number] / RELATED_LENGTH));
    rows.collect()
}

/// The inverse of [`by_number`]: replaces the vectors of classes that have examples by the weights.
pub(super) fn put_back(weights: &[f32], active: &[usize], vectors: &mut [[f32; WIDTH]]) {
    for (row, number) in weights.chunks_exact(active.len().max(1)).zip(0..WIDTH) {
        for (&class, weight) in active.iter().zip(row) {
            vectors[class][number] = weight * RELATED_LENGTH;
        }
    }
}

/// Mean direction of each class's examples.
pub(super) struct MeanDirections {
    /// By active class: the sum of its examples' third blocks.
    sums: Vec<[f32; WIDTH]>,
    /// By active class: the weight of its mean direction.
    shares: Vec<f32>,
}

impl MeanDirections {
    pub(super) fn of(matrix: &Matrix) -> Self {
        let classes = matrix.active.len();
        let (mut sums, mut examples) = (vec![[0f32; WIDTH]; classes], vec![0f32; classes]);
        for row in &matrix.rows {
            row.related.iter().for_each(|&(number, x)| sums[row.label][number as usize] += x);
            examples[row.label] += 1.0;
        }
        let share = |examples: f32| MEAN_SHARE * MEAN_EXAMPLES / (MEAN_EXAMPLES + examples);
        Self { sums, shares: examples.into_iter().map(share).collect() }
    }

    /// Adds the mean directions to the weights of the third block.
    pub(super) fn add_to(&self, weights: &mut [f32]) {
        let classes = self.sums.len();
        for (class, (sum, share)) in self.sums.iter().zip(&self.shares).enumerate() {
            let scale = share / (length(sum) * RELATED_LENGTH);
            for (number, x) in sum.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                weights[number * classes + class] += x * scale;
            }
        }
    }

    /// How much an example raises its own score through its class's mean direction.
    pub(super) fn own_part(&self, row: &Row) -> f32 {
        let (sum, share) = (&self.sums[row.label], self.shares[row.label]);
        let mut others = *sum;
        row.related.iter().for_each(|&(number, x)| others[number as usize] -= x);
        let of = |sum: &[f32; WIDTH]| {
            let dot: f32 = row.related.iter().map(|&(number, x)| sum[number as usize] * x).sum();
            // Without this example the class has no direction.
            match length(sum) {
                length if length > 1e-3 => dot / length,
                _ => 0.0,
            }
        };
        share * (of(sum) - of(&others)) / RELATED_LENGTH
    }
}

fn length(vector: &[f32; WIDTH]) -> f32 {
    vector.iter().map(|x| x * x).sum::<f32>().sqrt()
}
