//! The third block: the direction of a text in the word table. The SVM learns a weight of each of its numbers for each
//! class as it does for words, starting from the descriptions; the mean direction of each class's examples is added.

use super::{MEAN_EXAMPLES, MEAN_SHARE, Matrix, RELATED_LENGTH};
use crate::word_table::WIDTH;

/// Number of texts that are compared with a class at once: the sums fit into the processor's registers.
pub(super) const BLOCK: usize = 32;

/// Directions of several texts, number by number.
pub(super) struct DirectionBlock([[f32; BLOCK]; WIDTH]);

impl DirectionBlock {
    /// At most [`BLOCK`] directions; an empty one is 0.
    pub(super) fn of<'r>(directions: impl Iterator<Item = &'r [f32]>) -> Self {
        let mut numbers = [[0.0; BLOCK]; WIDTH];
        for (text, direction) in directions.enumerate() {
            numbers.iter_mut().zip(direction).for_each(|(texts, number)| texts[text] = *number);
        }
        Self(numbers)
    }

    /// Scalar product of each direction with `weights`.
    pub(super) fn products(&self, weights: &[f32]) -> [f32; BLOCK] {
        let mut products = [0.0; BLOCK];
        for (texts, weight) in self.0.iter().zip(weights) {
            (0..BLOCK).for_each(|text| products[text] += weight * texts[text]);
        }
        products
    }
}

/// Weights of the third block before training, from the vectors of the active classes. Empty if there are no vectors.
pub(super) fn initial(vectors: &[[f32; WIDTH]], active: &[usize]) -> Vec<[f32; WIDTH]> {
    let known = active.iter().filter_map(|&class| vectors.get(class));
    known.map(|vector| vector.map(|number| number / RELATED_LENGTH)).collect()
}

/// Mean direction of each class's examples.
#[derive(Debug)]
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
        for (row, related) in matrix.rows.heads.iter().zip(matrix.rows.related.rows()) {
            sums[row.label].iter_mut().zip(related).for_each(|(sum, x)| *sum += x);
            examples[row.label] += 1.0;
        }
        let share = |examples: f32| MEAN_SHARE * MEAN_EXAMPLES / (MEAN_EXAMPLES + examples);
        Self { sums, shares: examples.into_iter().map(share).collect() }
    }

    /// Adds the mean directions to the weights of the third block.
    pub(super) fn add_to(&self, weights: &mut [[f32; WIDTH]]) {
        for ((sum, share), weights) in self.sums.iter().zip(&self.shares).zip(weights) {
            let scale = share / (length(sum) * RELATED_LENGTH);
            let known = weights.iter_mut().zip(sum).filter(|(_, x)| **x != 0.0);
            known.for_each(|(weight, x)| *weight += x * scale);
        }
    }

    /// How much an example of this class raises its own score through its class's mean direction.
    pub(super) fn own_part(&self, class: usize, related: &[f32]) -> f32 {
        let (sum, share) = (&self.sums[class], self.shares[class]);
        let mut others = *sum;
        others.iter_mut().zip(related).for_each(|(other, x)| *other -= x);
        let of = |sum: &[f32; WIDTH]| {
            let dot: f32 = related.iter().zip(sum).map(|(x, sum)| sum * x).sum();
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
