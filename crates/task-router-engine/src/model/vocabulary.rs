//! Interns feature hashes as dense ids, so that training indexes arrays instead of hashing.

use super::ragged::Ragged;
use super::{BLOCKS, Examples, WORTH_A_THREAD};
use crate::text::{Feature, FeatureHasher};
use crate::threads;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Features numbered from 0.
pub(super) struct FeatureIds {
    /// Feature by number: those shared by several examples first, otherwise in order of occurrence.
    pub features: Vec<Feature>,
    /// Number of features shared by several examples.
    pub shared: usize,
    /// By block: the features of each example in order, as (feature number, occurrences).
    pub examples: [Ragged<(u32, f32)>; BLOCKS],
}

/// Features of some of the examples, numbered in order of occurrence.
struct PartialVocabulary {
    features: Vec<Feature>,
    /// Number of examples with the feature, by number.
    holders: Vec<u32>,
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    /// By block: the feature numbers of each example.
    examples: [Ragged<u32>; BLOCKS],
}

impl FeatureIds {
    /// Interns the features of `examples` in `order`. Each thread takes a part of the examples; the numbers do not
    /// depend on the parts.
    pub(super) fn of(examples: &Examples, order: &[usize]) -> Self {
        let parts: Vec<&[usize]> = threads::runs(order, WORTH_A_THREAD).collect();
        let mut parts = threads::map(&parts, 1, || |part: &&[usize]| PartialVocabulary::of(examples, part));
        // What a part's examples have, and the numbers of its features among all.
        let texts: Vec<_> = parts.iter_mut().map(|part| std::mem::take(&mut part.examples)).collect();
        let mut all = PartialVocabulary::of(examples, &[]);
        let numbers: Vec<_> = parts.into_iter().map(|part| all.merge(part)).collect();
        let texts: Vec<_> = texts.into_iter().zip(numbers).collect();

        let is_shared = |&f: &u32| all.holders[f as usize] > 1;
        let (mut order, own): (Vec<u32>, Vec<u32>) = (0..all.features.len() as u32).partition(is_shared);
        let shared = order.len();
        order.extend(own);
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&f, place)| places[f as usize] = place);
        let counted = threads::map(&texts, 1, || {
            let mut met = Vec::new();
            let places = &places;
            move |(blocks, numbers): &([Ragged<u32>; BLOCKS], Vec<u32>)| {
                blocks.each_ref().map(|block| {
                    let mut counted = Ragged::default();
                    for row in block.rows() {
                        met.clear();
                        met.extend(row.iter().map(|&f| numbers[f as usize]));
                        met.sort_unstable();
                        let runs = met.chunk_by(|a, b| a == b);
                        counted.push(runs.map(|run| (places[run[0] as usize], run.len() as f32)));
                    }
                    counted
                })
            }
        });
        let mut examples: [Ragged<(u32, f32)>; BLOCKS] = Default::default();
        for part in counted {
            examples.iter_mut().zip(part).for_each(|(all, part)| all.append(part));
        }
        Self { features: order.into_iter().map(|f| all.features[f as usize]).collect(), shared, examples }
    }
}

impl PartialVocabulary {
    fn of(examples: &Examples, part: &[usize]) -> Self {
        let occurrences: usize = part.iter().flat_map(|&example| examples.features(example)).map(<[_]>::len).sum();
        // Most features occur a few times: room for a quarter saves nearly all reallocations.
        let numbers = HashMap::with_capacity_and_hasher(occurrences / 4, BuildHasherDefault::default());
        let mut met = Self { features: Vec::new(), holders: Vec::new(), numbers, examples: Default::default() };
        let mut blocks: [Ragged<u32>; BLOCKS] = Default::default();
        // By feature: the last block that contains it.
        let mut last_holder = Vec::new();
        let mut holder = 0;
        for &example in part {
            for (block, features) in blocks.iter_mut().zip(examples.features(example)) {
                holder += 1;
                let number = |&feature: &Feature| {
                    let number = met.number(feature);
                    last_holder.resize(met.features.len(), 0);
                    let last = &mut last_holder[number as usize];
                    met.holders[number as usize] += u32::from(*last != holder);
                    *last = holder;
                    number
                };
                block.push(features.iter().map(number));
            }
        }
        Self { examples: blocks, ..met }
    }

    /// The number of a feature; a new one has no holders yet.
    fn number(&mut self, feature: Feature) -> u32 {
        *self.numbers.entry(feature).or_insert_with(|| {
            self.features.push(feature);
            self.holders.push(0);
            self.features.len() as u32 - 1
        })
    }

    /// Appends the next part; returns the numbers here of its features.
    fn merge(&mut self, next: Self) -> Vec<u32> {
        if self.features.is_empty() {
            *self = next;
            return (0..self.features.len() as u32).collect();
        }
        let numbers: Vec<u32> = next.features.into_iter().map(|feature| self.number(feature)).collect();
        numbers.iter().zip(next.holders).for_each(|(&f, holders)| self.holders[f as usize] += holders);
        numbers
    }
}
