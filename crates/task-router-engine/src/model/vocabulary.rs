//! Interns feature hashes as dense ids, so that training indexes arrays instead of hashing.

use super::{BLOCKS, Example, WORTH_A_THREAD};
use crate::text::{Feature, FeatureHasher};
use crate::threads;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Feature counts of an example, by block: (feature number, occurrences).
pub(super) type Counted = [Vec<(u32, f32)>; BLOCKS];

/// Features numbered from 0.
pub(super) struct Vocabulary {
    /// Feature by number: those shared by several examples first, otherwise in order of occurrence.
    pub features: Vec<Feature>,
    /// Number of features shared by several examples.
    pub shared: usize,
    /// The examples in order.
    pub examples: Vec<Counted>,
}

/// Features of some of the examples, numbered in order of occurrence.
struct PartialVocabulary {
    features: Vec<Feature>,
    /// Number of examples with the feature, by number.
    holders: Vec<u32>,
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    /// Feature numbers by example and block.
    examples: Vec<[Vec<u32>; BLOCKS]>,
}

impl Vocabulary {
    /// Interns the features of `examples` in `order`. Each thread takes a part of the examples; the numbers do not
    /// depend on the parts.
    pub(super) fn of(examples: &[Example], order: &[usize]) -> Self {
        let parts: Vec<&[usize]> = threads::runs(order, WORTH_A_THREAD).collect();
        let parts =
            threads::map(&parts, 1, || |part: &&[usize]| PartialVocabulary::of(part.iter().map(|&i| &examples[i])));
        let mut all = PartialVocabulary::of(std::iter::empty());
        // Part number by example; feature numbers among all by part.
        let (mut numbers, mut counted) = (Vec::new(), Vec::new());
        for (i, mut part) in parts.into_iter().enumerate() {
            counted.extend(std::mem::take(&mut part.examples).into_iter().map(|blocks| (i, blocks)));
            numbers.push(all.merge(part));
        }

        let is_shared = |&f: &u32| all.holders[f as usize] > 1;
        let (mut order, own): (Vec<u32>, Vec<u32>) = (0..all.features.len() as u32).partition(is_shared);
        let shared = order.len();
        order.extend(own);
        let mut places = vec![0; order.len()];
        order.iter().zip(0..).for_each(|(&f, place)| places[f as usize] = place);
        let examples = threads::map(&counted, WORTH_A_THREAD, || {
            |(part, blocks): &(usize, [Vec<u32>; BLOCKS])| {
                blocks.each_ref().map(|block| {
                    let mut met: Vec<u32> = block.iter().map(|&f| numbers[*part][f as usize]).collect();
                    met.sort_unstable();
                    // Few features occur twice.
                    let mut counted = Vec::with_capacity(met.len());
                    let runs = met.chunk_by(|a, b| a == b);
                    counted.extend(runs.map(|run| (places[run[0] as usize], run.len() as f32)));
                    counted
                })
            }
        });
        Self { features: order.into_iter().map(|f| all.features[f as usize]).collect(), shared, examples }
    }
}

impl PartialVocabulary {
    fn of<'e>(examples: impl ExactSizeIterator<Item = &'e Example> + Clone) -> Self {
        let occurrences: usize = examples.clone().flat_map(|example| &example.features).map(Vec::len).sum();
        // Most features occur a few times: room for a quarter saves nearly all reallocations.
        let numbers = HashMap::with_capacity_and_hasher(occurrences / 4, BuildHasherDefault::default());
        let mut met = Self { features: Vec::new(), holders: Vec::new(), numbers, examples: Vec::new() };
        met.examples.reserve(examples.len());
        // By feature: the last block that contains it.
        let mut last_holder = Vec::new();
        for (i, example) in examples.enumerate() {
            let mut holder = BLOCKS * i;
            let blocks = example.features.each_ref().map(|block| {
                holder += 1;
                let number = |&feature: &Feature| {
                    let number = met.number(feature);
                    last_holder.resize(met.features.len(), 0);
                    let last = &mut last_holder[number as usize];
                    met.holders[number as usize] += u32::from(*last != holder);
                    *last = holder;
                    number
                };
                block.iter().map(number).collect()
            });
            met.examples.push(blocks);
        }
        met
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
