//! The table of features: keys, records and postings. Kept compact, because after a cold start every page touched is a
//! page fault, and a request looks up a few dozen of tens of thousands of features.

use super::postings::{self, Postings};
use super::records::{FeatureKey, FeatureRecord};
use super::text_place::TextPlace;
use super::validate::ascend;
use crate::evidence::EvidenceKind;
use crate::text::{Feature, Lexicon, note_feature};
use std::ops::Range;

/// The feature starts a longer phrase.
pub const FLAG_STARTS_PHRASE: u8 = 1;
/// The feature is a stem: a word with it is known.
pub const FLAG_STEM: u8 = 2;
/// The feature occurs in examples, so its own value enters the norm, not that of an unknown feature.
pub const FLAG_LEARNED: u8 = 4;
/// The feature's learned postings are a dense row.
pub(crate) const FLAG_DENSE: u8 = 8;
/// The feature is a keyword or a `not_for` word or phrase.
pub const FLAG_STATED: u8 = 16;
/// The feature is the stem of a word of a stated phrase.
pub const FLAG_IN_PHRASE: u8 = 32;
/// The feature is the first word of an [exclusion](super::Exclusion).
pub const FLAG_EXCLUDED: u8 = 64;

/// Kind of postings: class numbers with weights by feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostingKind {
    /// Learned from examples.
    Learned,
    /// From names, descriptions and bodies.
    Described,
    /// From keywords and `not_for`.
    Stated,
}

/// An entry of a key table.
pub(crate) trait Keyed: Copy {
    /// The part of a key that is compared inside a bucket.
    type Short: Ord + Copy;

    /// That part of `key`, whose first `bucket_bits` select the bucket.
    fn short_of(key: u64, bucket_bits: u32) -> Self::Short;

    /// That part of the entry's own key.
    fn short(self) -> Self::Short;
}

impl Keyed for u64 {
    type Short = Self;

    fn short_of(key: u64, _: u32) -> Self {
        key
    }

    fn short(self) -> Self {
        self
    }
}

/// Half a key is stored: together with the bucket's bits that is a little more than 32 bits, so that an unknown feature
/// is taken for a known one once in a thousand million look-ups.
impl Keyed for FeatureKey {
    type Short = u32;

    fn short_of(key: u64, bucket_bits: u32) -> u32 {
        (key << bucket_bits >> 32) as u32
    }

    fn short(self) -> u32 {
        self.short
    }
}

/// A sorted table of keys with a bucket directory: keys with the same first bits are in one bucket.
#[derive(Debug, Clone, Copy)]
pub struct KeyTable<'i, K> {
    ends: &'i [u32],
    keys: &'i [K],
}

impl<'i, K: Keyed> KeyTable<'i, K> {
    /// A table with the directory that [`bucket_ends`] computed for `keys`.
    pub(crate) fn new(ends: &'i [u32], keys: &'i [K]) -> Self {
        Self { ends, keys }
    }

    /// Whether the directory fits the keys.
    pub(super) fn is_sound(&self) -> bool {
        let is_whole = match self.ends.len().checked_sub(1) {
            None => self.keys.is_empty(),
            Some(count) => count.is_power_of_two() && self.ends[count] as usize == self.keys.len(),
        };
        is_whole && ascend(self.ends.iter().copied(), self.keys.len())
    }

    /// The range of a key: empty, one entry, or several adjacent ones.
    pub fn range(&self, key: u64) -> Range<usize> {
        let Some((first, bucket)) = self.find_in_bucket(key) else { return 0..0 };
        let short = K::short_of(key, self.bucket_bits());
        let same = self.keys[first..bucket.end].iter().take_while(|other| other.short() == short).count();
        first..first + same
    }

    /// Index of the first entry of a key.
    pub fn find(&self, key: u64) -> Option<usize> {
        self.find_in_bucket(key).map(|(at, _)| at)
    }

    /// Index of the first entry of a key, and its bucket.
    fn find_in_bucket(&self, key: u64) -> Option<(usize, Range<usize>)> {
        let buckets = self.ends.len().checked_sub(1)?;
        let number = bucket(key, buckets);
        let bucket = self.ends[number] as usize..self.ends[number + 1] as usize;
        let short = K::short_of(key, self.bucket_bits());
        let mut at = bucket.start;
        // Branch-free search: counts how many of the next keys are smaller, because a compare-and-branch would
        // mispredict.
        while let (Some(keys), true) = (self.keys.get(at..at + COUNTED), at < bucket.end) {
            let left = bucket.end - at;
            let is_before = |(i, other): (usize, &K)| usize::from((other.short() < short) & (i < left));
            let before = keys.iter().enumerate().map(is_before).sum::<usize>();
            at += before;
            if before < COUNTED {
                break;
            }
        }
        let rest = self.keys.get(at..bucket.end).unwrap_or(&[]);
        at += rest.iter().take_while(|other| other.short() < short).count();
        (at < bucket.end && self.keys[at].short() == short).then_some((at, bucket))
    }

    /// Number of key bits that select the bucket.
    fn bucket_bits(&self) -> u32 {
        bucket_bits(self.ends)
    }
}

/// Number of key bits that select the bucket, given the bucket ends.
pub(crate) fn bucket_bits(ends: &[u32]) -> u32 {
    ends.len().saturating_sub(1).max(1).trailing_zeros()
}

/// Number of keys compared at a time: nearly all buckets have fewer.
const COUNTED: usize = 8;

/// The bucket of a key, given by its first bits; `buckets` is a power of two.
fn bucket(key: u64, buckets: usize) -> usize {
    (key >> 1 >> (63 - buckets.trailing_zeros())) as usize
}

/// End of each bucket of sorted keys, after a leading 0; a bucket has about `share` keys.
pub(crate) fn bucket_ends(keys: &[u64], share: f32) -> Vec<u32> {
    let buckets = ((keys.len() as f32 / share) as usize).next_power_of_two();
    let mut ends = vec![0u32; buckets + 1];
    keys.iter().for_each(|&key| ends[bucket(key, buckets) + 1] += 1);
    for i in 1..ends.len() {
        ends[i] += ends[i - 1];
    }
    ends
}

/// An authored posting.
#[derive(Debug, Clone, Copy)]
pub struct AuthoredPosting {
    /// A class, or a rule numbered after the classes.
    pub owner: usize,
    /// Fixed-point log-odds.
    pub weight: i32,
    /// Described or stated.
    pub kind: PostingKind,
    /// The text that it comes from, if it is described.
    pub place: TextPlace,
    /// The kind of what is stated.
    pub stated: Option<EvidenceKind>,
}

/// The feature table of an index.
#[derive(Debug, Clone, Copy)]
pub struct Features<'i> {
    pub(crate) keys: KeyTable<'i, FeatureKey>,
    /// One more record than distinct ones, to mark the end.
    pub(crate) records: &'i [FeatureRecord],
    pub(crate) learned: &'i [u32],
    /// A bit for each feature with authored postings; most features have none.
    pub(crate) authored: &'i [u64],
    /// Number of features with authored postings before each group of 64.
    pub(crate) authored_before: &'i [u32],
    /// By feature with authored postings: ends of its described and of its stated ones, after a leading 0.
    pub(crate) authored_ends: &'i [u32],
    pub(crate) authored_postings: &'i [u32],
    /// By authored posting, encoded: the text that it comes from, or the kind of what is stated.
    pub(crate) places: &'i [u16],
    pub(crate) classes: usize,
    /// Stems without accents, ascending, and the stems that they stand for.
    pub(crate) alias_keys: &'i [u64],
    pub(crate) alias_stems: &'i [u64],
}

impl Lexicon for Features<'_> {
    fn notes(&self, stem: Feature) -> u8 {
        // The notes on a word are stored as the flags of a feature of their own.
        self.number(note_feature(stem)).map_or(0, |number| self.flags(number))
    }

    fn knows(&self, feature: Feature) -> bool {
        self.number(feature).is_some()
    }

    fn alias(&self, stem: Feature) -> Option<Feature> {
        self.alias_keys.binary_search(&stem).ok().map(|at| self.alias_stems[at])
    }
}

impl<'i> Features<'i> {
    /// The number of a feature, if it is known.
    pub fn number(&self, feature: Feature) -> Option<usize> {
        self.keys.find(feature)
    }

    /// Index of a feature's record.
    fn record(&self, number: usize) -> usize {
        self.keys.keys[number].record as usize
    }

    /// Value of a feature, fixed point.
    pub fn value(&self, number: usize) -> u32 {
        self.records[self.record(number)].value()
    }

    /// The `FLAG_*` bits of a feature.
    pub fn flags(&self, number: usize) -> u8 {
        self.records[self.record(number)].flags()
    }

    /// Bias of a feature, added to every class, in learned units.
    pub fn base(&self, number: usize) -> i32 {
        self.records[self.record(number)].bias
    }

    /// Learned postings of a feature.
    pub fn learned(&self, number: usize) -> Postings<'i> {
        let at = self.record(number);
        let [record, next] = [self.records[at], self.records[at + 1]];
        let found = &self.learned[record.learned_start as usize..next.learned_start as usize];
        Postings::new(found, record.flags() & FLAG_DENSE != 0, self.classes)
    }

    /// Start of the described postings of a feature, their end, and the end of the stated ones.
    fn authored_bounds(&self, number: usize) -> [u32; 3] {
        let before = rank(self.authored, self.authored_before, number);
        match before.map(|before| &self.authored_ends[2 * before..]) {
            Some(&[start, middle, end, ..]) => [start, middle, end],
            _ => [0; 3],
        }
    }

    /// Range of the authored postings of a feature, for [`Features::authored_postings_at`].
    pub fn authored(&self, number: usize) -> Range<u32> {
        let [start, _, end] = self.authored_bounds(number);
        start..end
    }

    /// Authored postings of a range: (class or rule, weight); a class can have two.
    pub fn authored_postings_at(&self, authored: Range<u32>) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        self.authored_postings[authored.start as usize..authored.end as usize].iter().map(postings::read)
    }

    /// Authored postings of a feature.
    pub fn authored_by(&self, number: usize) -> impl Iterator<Item = AuthoredPosting> + use<'i> {
        let [start, middle, end] = self.authored_bounds(number);
        let places = self.places;
        (start..end).zip(self.authored_postings_at(start..end)).map(move |(at, (owner, weight))| {
            let code = places.get(at as usize).copied().unwrap_or_default();
            let (kind, place, stated) = if at < middle {
                (PostingKind::Described, TextPlace::decode(code), None)
            } else {
                (PostingKind::Stated, TextPlace::Description, EvidenceKind::ALL.get(usize::from(code)).copied())
            };
            AuthoredPosting { owner, weight, kind, place, stated }
        })
    }

    /// Postings of one kind of a feature: (class or rule, weight), by class.
    pub fn entries(&self, kind: PostingKind, number: usize) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        self.postings(kind, number).entries()
    }

    /// Weight of a feature for one class or rule.
    pub fn weight(&self, kind: PostingKind, number: usize, class: usize) -> Option<i32> {
        self.postings(kind, number).weight(class)
    }

    fn postings(&self, kind: PostingKind, number: usize) -> Postings<'i> {
        let [start, middle, end] = self.authored_bounds(number).map(|end| end as usize);
        match kind {
            PostingKind::Learned => self.learned(number),
            PostingKind::Described => Postings::List(&self.authored_postings[start..middle]),
            PostingKind::Stated => Postings::List(&self.authored_postings[middle..end]),
        }
    }
}

/// A bit for each feature with `has`, and the number of set bits before each group of 64.
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

/// Number of set bits before this one, given the results of [`bits`]; `None` if it is not set.
pub(crate) fn rank(bits: &[u64], before: &[u32], number: usize) -> Option<usize> {
    let (word, bit) = (number / 64, 1 << (number % 64));
    let own = bits[word];
    (own & bit != 0).then(|| (before[word] + (own & (bit - 1)).count_ones()) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_key_is_found_at_its_position(
            mut keys in prop::collection::vec(prop_oneof![any::<u64>(), 0..9u64, Just(u64::MAX)], 0..300),
            share in 0.2f32..8.0,
            absent in any::<u64>(),
        ) {
            keys.sort_unstable();
            let ends = bucket_ends(&keys, share);
            let sorted = KeyTable::new(&ends, &keys);
            for &key in &keys {
                let first = keys.partition_point(|&other| other < key);
                let last = keys.partition_point(|&other| other <= key);
                prop_assert_eq!(sorted.range(key), first..last);
            }
            prop_assert_eq!(sorted.range(absent).is_empty(), !keys.contains(&absent));
            let bits = bucket_bits(&ends);
            let short = |key: u64| FeatureKey { short: FeatureKey::short_of(key, bits), record: 0 };
            let features: Vec<FeatureKey> = keys.iter().map(|&key| short(key)).collect();
            let sorted = KeyTable::new(&ends, &features);
            for &key in keys.iter().chain([&absent]) {
                let is_same = |other: &u64| bucket(*other, ends.len() - 1) == bucket(key, ends.len() - 1) && short(*other) == short(key);
                prop_assert_eq!(sorted.find(key), keys.iter().position(is_same));
            }
        }

        #[test]
        fn rank_counts_the_bits_before(has in prop::collection::vec(any::<bool>(), 0..300)) {
            let (bits, before) = bits(has.iter().copied());
            for (number, &has_it) in has.iter().enumerate() {
                let (word, bit) = (number / 64, number % 64);
                prop_assert_eq!(bits[word] >> bit & 1 == 1, has_it);
                let expected = has[..number].iter().filter(|has| **has).count();
                let found = before[word] + (bits[word] & ((1 << bit) - 1)).count_ones();
                prop_assert_eq!(found as usize, expected);
                prop_assert_eq!(rank(&bits, &before, number), has_it.then_some(expected));
            }
        }
    }

    #[test]
    fn no_keys_at_all() {
        assert_eq!(KeyTable::<u64>::new(&bucket_ends(&[], 4.0), &[]).range(7), 0..0);
        assert_eq!(KeyTable::<u64>::new(&[], &[]).range(7), 0..0);
    }
}
