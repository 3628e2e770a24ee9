//! What is known of each feature. A request looks up a few dozen features out of tens of thousands, so they lie together
//! as closely as they can: what is not near is not yet in memory when a program has just started.

use super::postings::{self, Learned};
use crate::text::Feature;
use std::ops::Range;

/// The feature starts a phrase of more words than itself.
pub const FLAG_STARTS_PHRASE: u8 = 1;
/// The feature is a stem: a word that has it is known.
pub const FLAG_STEM: u8 = 2;
/// The feature was learned from examples, so its value and not that of an unknown feature enters the norm.
pub const FLAG_LEARNED: u8 = 4;
/// The feature's learned entries are a row.
pub(crate) const FLAG_ROW: u8 = 8;

/// Entries of one kind: class numbers with weights by feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// Learned from examples.
    Learned,
    /// From names, descriptions and bodies.
    Described,
    /// From keywords and `not_for`.
    Stated,
}

/// 64-bit names in ascending order, found by their first bits: the names that start with the same bits are a bucket.
#[derive(Debug, Clone, Copy)]
pub struct Sorted<'i> {
    ends: &'i [u32],
    names: &'i [u64],
}

impl<'i> Sorted<'i> {
    /// From what [`bucket_ends`] gave for `names`.
    pub(crate) fn new(ends: &'i [u32], names: &'i [u64]) -> Self {
        Self { ends, names }
    }

    /// The places of a name: none, one, or several side by side.
    pub fn places(&self, name: u64) -> Range<usize> {
        let Some(first) = self.first(name) else { return 0..0 };
        let same = self.names[first..].iter().take_while(|&&other| other == name).count();
        first..first + same
    }

    /// The first place of a name.
    pub fn first(&self, name: u64) -> Option<usize> {
        let buckets = self.ends.len().checked_sub(1)?;
        let bucket = bucket(name, buckets);
        let (mut at, end) = (self.ends[bucket] as usize, self.ends[bucket + 1] as usize);
        if at == end {
            return None;
        }
        // Counting those before it, so many at once, takes no guess at where it stands, which would be wrong most times.
        while let Some(names) = self.names.get(at..at + COUNTED) {
            let before = names.iter().map(|&other| usize::from(other < name)).sum::<usize>();
            at += before;
            if before < COUNTED || at >= end {
                break;
            }
        }
        at += self.names.get(at..end).map_or(0, |names| names.iter().take_while(|&&other| other < name).count());
        (at < end && self.names[at] == name).then_some(at)
    }
}

/// Names looked at together: nearly all buckets hold fewer.
const COUNTED: usize = 8;

/// The bucket of a name among so many buckets, a power of two: its first bits.
fn bucket(name: u64, buckets: usize) -> usize {
    (name >> 1 >> (63 - buckets.trailing_zeros())) as usize
}

/// Where each bucket of sorted names ends, behind a 0; about `share` names are in a bucket.
pub(crate) fn bucket_ends(names: &[u64], share: f32) -> Vec<u32> {
    let buckets = ((names.len() as f32 / share) as usize).next_power_of_two();
    let mut ends = vec![0u32; buckets + 1];
    names.iter().for_each(|&name| ends[bucket(name, buckets) + 1] += 1);
    for i in 1..ends.len() {
        ends[i] += ends[i - 1];
    }
    ends
}

/// What is known of one feature that every request needs: its value (fixed point) above its `FLAG_*` bits, what it adds
/// to every class, and where its learned entries start. The next one's start is their end.
pub(crate) type Fact = [u32; 3];

/// All facts in one line.
pub(crate) fn fact(value: u32, flags: u8, base: i32, learned_start: u32) -> Fact {
    [value << 8 | u32::from(flags), base as u32, learned_start]
}

/// All features of an index.
#[derive(Debug, Clone, Copy)]
pub struct Features<'i> {
    pub(crate) names: Sorted<'i>,
    /// One more than there are features.
    pub(crate) facts: &'i [Fact],
    pub(crate) learned: &'i [u32],
    /// A bit for each feature that has described or stated entries; most features have none.
    pub(crate) plain: &'i [u64],
    /// How many features have such entries before each 64 features.
    pub(crate) plain_before: &'i [u32],
    /// By feature that has such entries: where its described and where its stated ones end, behind a 0.
    pub(crate) plain_ends: &'i [u32],
    pub(crate) plain_entries: &'i [u32],
    pub(crate) classes: usize,
}

impl<'i> Features<'i> {
    /// The number of a feature, if anything is known of it.
    pub fn number(&self, feature: Feature) -> Option<usize> {
        self.names.first(feature)
    }

    /// The value of a feature, fixed point.
    pub fn value(&self, number: usize) -> u32 {
        self.facts[number][0] >> 8
    }

    /// The `FLAG_*` bits of a feature.
    pub fn flags(&self, number: usize) -> u8 {
        self.facts[number][0] as u8
    }

    /// What a feature adds to every class, in learned units.
    pub fn base(&self, number: usize) -> i32 {
        self.facts[number][1] as i32
    }

    /// What was learned about a feature.
    pub fn learned(&self, number: usize) -> Learned<'i> {
        let found = &self.learned[self.facts[number][2] as usize..self.facts[number + 1][2] as usize];
        Learned::new(found, self.flags(number) & FLAG_ROW != 0, self.classes)
    }

    /// Where the described entries of a feature start, where they end and the stated ones start, and where those end.
    fn plain_bounds(&self, number: usize) -> [u32; 3] {
        let (word, bit) = (number / 64, number % 64);
        let bits = self.plain[word];
        if bits >> bit & 1 == 0 {
            return [0; 3];
        }
        let before = (self.plain_before[word] + (bits & ((1 << bit) - 1)).count_ones()) as usize;
        std::array::from_fn(|i| self.plain_ends[2 * before + i])
    }

    /// Where all that authors say by a feature stands: described and stated entries, for [`Features::said`].
    pub fn plain(&self, number: usize) -> Range<u32> {
        let [start, _, end] = self.plain_bounds(number);
        start..end
    }

    /// (class or rule, weight) of each entry there; a class can have two.
    pub fn said(&self, plain: Range<u32>) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        self.plain_entries[plain.start as usize..plain.end as usize].iter().map(postings::read)
    }

    /// What a feature says about single classes: (class or rule, weight), by class.
    pub fn entries(&self, kind: Entries, number: usize) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        let [start, middle, end] = self.plain_bounds(number).map(|end| end as usize);
        let found = match kind {
            Entries::Learned => self.learned(number),
            Entries::Described => Learned::List(&self.plain_entries[start..middle]),
            Entries::Stated => Learned::List(&self.plain_entries[middle..end]),
        };
        found.entries()
    }
}

/// A bit for each feature of which `has` is true, and how many there are before each 64 features.
pub(crate) fn bits(has: impl ExactSizeIterator<Item = bool>) -> (Vec<u64>, Vec<u32>) {
    let mut bits = vec![0u64; has.len().div_ceil(64)];
    has.enumerate().filter(|(_, has)| *has).for_each(|(number, _)| bits[number / 64] |= 1 << (number % 64));
    let mut before = 0;
    let befores = bits.iter().map(|bits| {
        before += bits.count_ones();
        before - bits.count_ones()
    });
    let befores = befores.collect();
    (bits, befores)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_name_is_found_where_it_stands(
            mut names in prop::collection::vec(prop_oneof![any::<u64>(), 0..9u64, Just(u64::MAX)], 0..300),
            share in 0.2f32..8.0,
            absent in any::<u64>(),
        ) {
            names.sort_unstable();
            let ends = bucket_ends(&names, share);
            let sorted = Sorted::new(&ends, &names);
            for &name in &names {
                let first = names.partition_point(|&other| other < name);
                let last = names.partition_point(|&other| other <= name);
                prop_assert_eq!(sorted.places(name), first..last);
            }
            prop_assert_eq!(sorted.places(absent).is_empty(), !names.contains(&absent));
        }

        #[test]
        fn bits_count_those_before(has in prop::collection::vec(any::<bool>(), 0..300)) {
            let (bits, before) = bits(has.iter().copied());
            for (number, &has_it) in has.iter().enumerate() {
                let (word, bit) = (number / 64, number % 64);
                prop_assert_eq!(bits[word] >> bit & 1 == 1, has_it);
                let expected = has[..number].iter().filter(|has| **has).count();
                let found = before[word] + (bits[word] & ((1 << bit) - 1)).count_ones();
                prop_assert_eq!(found as usize, expected);
            }
        }
    }

    #[test]
    fn no_names_at_all() {
        assert_eq!(Sorted::new(&bucket_ends(&[], 4.0), &[]).places(7), 0..0);
        assert_eq!(Sorted::new(&[], &[]).places(7), 0..0);
    }
}
