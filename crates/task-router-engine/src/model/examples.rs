//! Examples to learn from.

use super::BLOCKS;
use super::ragged::Ragged;
use crate::text::Feature;

/// One example: its class and its features by block, one entry per occurrence.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its class, an index below the number of classes.
    pub class: usize,
    /// Its stems and pairs (block 0) and its character n-grams (block 1).
    pub features: [Vec<Feature>; BLOCKS],
    /// Direction of its words: a vector of [`RELATED_LENGTH`](super::RELATED_LENGTH) at most; empty if the word table has
    /// none of them.
    pub related: Vec<f32>,
    /// Authored evidence on this example by class, in the unit of the weights.
    pub prior: Vec<(usize, f32)>,
}

/// Examples, one behind the other in memory.
#[derive(Debug, Default)]
pub struct Examples {
    pub(super) classes: Vec<usize>,
    pub(super) features: [Ragged<Feature>; BLOCKS],
    pub(super) related: Ragged<f32>,
    pub(super) priors: Ragged<(usize, f32)>,
}

impl Examples {
    /// Adds an example.
    pub fn push(&mut self, example: Example) {
        self.classes.push(example.class);
        self.features.iter_mut().zip(example.features).for_each(|(all, features)| all.push(features));
        self.related.push(example.related);
        self.priors.push(example.prior);
    }

    /// Adds other examples behind these.
    pub fn append(&mut self, others: Self) {
        self.classes.extend(others.classes);
        self.features.iter_mut().zip(others.features).for_each(|(all, features)| all.append(features));
        self.related.append(others.related);
        self.priors.append(others.priors);
    }

    /// The features of an example by block.
    pub(super) fn features(&self, example: usize) -> [&[Feature]; BLOCKS] {
        self.features.each_ref().map(|features| features.row(example))
    }
}
