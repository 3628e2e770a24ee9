//! The third block: where texts point by the table of words. The SVM learns what each of its numbers is worth to each class
//! as it does for words, starting from what descriptions say; the mean direction of each class's examples is added to that.

use super::{MEAN_EXAMPLES, MEAN_SHARE, Matrix, RELATED_LENGTH, Row};
use crate::word_table::WIDTH;

/// The vectors of the active classes, as weights of the third block: a row of classes for each number. None of none.
pub(super) fn by_number(vectors: &[[f32; WIDTH]], active: &[usize]) -> Vec<f32> {
    if vectors.is_empty() {
        return Vec::new();
    }
    let rows = (0..WIDTH).flat_map(|number| active.iter().map(move |&class| vectors[class][number] / RELATED_LENGTH));
    rows.collect()
}

/// The other way round: the vectors of classes that have examples are replaced by what the weights say.
pub(super) fn put_back(weights: &[f32], active: &[usize], vectors: &mut [[f32; WIDTH]]) {
    for (row, number) in weights.chunks_exact(active.len().max(1)).zip(0..WIDTH) {
        for (&class, weight) in active.iter().zip(row) {
            vectors[class][number] = weight * RELATED_LENGTH;
        }
    }
}

/// Where the examples of each class point on average.
pub(super) struct MeanDirections {
    /// By active class: the sum of its examples' third blocks.
    sums: Vec<[f32; WIDTH]>,
    /// By active class: what its mean direction counts.
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

    /// Adds them to the weights of the third block.
    pub(super) fn add_to(&self, weights: &mut [f32]) {
        let classes = self.sums.len();
        for (class, (sum, share)) in self.sums.iter().zip(&self.shares).enumerate() {
            let scale = share / (length(sum) * RELATED_LENGTH);
            for (number, x) in sum.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                weights[number * classes + class] += x * scale;
            }
        }
    }

    /// How much more the mean direction of its class has of an example than it would have without it.
    pub(super) fn own_part(&self, row: &Row) -> f32 {
        let (sum, share) = (&self.sums[row.label], self.shares[row.label]);
        let mut others = *sum;
        row.related.iter().for_each(|&(number, x)| others[number as usize] -= x);
        let of = |sum: &[f32; WIDTH]| {
            let dot: f32 = row.related.iter().map(|&(number, x)| sum[number as usize] * x).sum();
            // A class of this one example has no other direction.
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
