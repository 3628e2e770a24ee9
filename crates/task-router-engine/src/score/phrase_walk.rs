//! Walks along the phrases of an index that a request contains.

use super::word_cache::WordCache;
use crate::index::FLAG_STARTS_PHRASE;
use crate::text::{Feature, followed_by};

/// Runs of words that begin at one place of a request: one that the index has, then longer ones by one word each, as long
/// as the index has phrases that begin so. Yields the position behind the run and the number of its feature.
pub(super) struct PhraseWalk<'a, 'i> {
    word_cache: &'a WordCache<'i>,
    numbers: &'a [u32],
    /// The feature of the run.
    phrase: Feature,
    /// The number of that feature, if the index has it.
    number: Option<usize>,
    /// The position behind the run.
    end: usize,
    /// Whether the index has longer phrases that begin with the first word.
    begins_longer: bool,
}

impl<'a, 'i> PhraseWalk<'a, 'i> {
    /// The runs that begin with word `first`, from that word alone on; `numbers` are the words of the request.
    pub(super) fn from_word(word_cache: &'a WordCache<'i>, numbers: &'a [u32], first: usize) -> Self {
        let word = word_cache.facts(numbers[first]);
        let number = word.number.checked_sub(1).map(|number| number as usize);
        Self { word_cache, numbers, phrase: word.stem, number, end: first + 1, begins_longer: word.starts_phrase }
    }

    /// The runs that begin with the pair whose second word is `second`. Only known words are a pair.
    pub(super) fn from_pair(word_cache: &'a WordCache<'i>, numbers: &'a [u32], second: usize) -> Self {
        let [before, after] = [second - 1, second].map(|i| word_cache.facts(numbers[i]));
        let phrase = followed_by(before.stem, after.stem);
        let is_known = before.number != 0 && after.number != 0;
        let number = if is_known { word_cache.features().number(phrase) } else { None };
        Self { word_cache, numbers, phrase, number, end: second + 1, begins_longer: before.starts_phrase }
    }

    /// The number of the first run's feature, if the index has it and nothing was taken yet.
    pub(super) fn number(&self) -> Option<usize> {
        self.number
    }
}

impl Iterator for PhraseWalk<'_, '_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let (end, number) = (self.end, self.number.take()?);
        let features = self.word_cache.features();
        if self.begins_longer && features.flags(number) & FLAG_STARTS_PHRASE != 0 && end < self.numbers.len() {
            self.phrase = followed_by(self.phrase, self.word_cache.facts(self.numbers[end]).stem);
            self.number = features.number(self.phrase);
            self.end += 1;
        }
        Some((end, number))
    }
}
