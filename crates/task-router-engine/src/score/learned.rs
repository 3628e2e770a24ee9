//! Learned evidence of single words and pairs of a request for one class, as contained in its score. Scoring adds it up
//! for all classes at once; this is for explanations, and for what is left of a score without some of the words.

use super::Scorer;
use super::totals::{Scale, Totals};
use crate::index::PostingKind;
use crate::model::BLOCKS;
use crate::request::WordWeight;

/// A word of the request scored last. All but its class's weight is the same for all classes.
pub(super) struct LearnedWord {
    number: u32,
    share: i64,
    /// Bias added to the weight of each class, by block.
    base: [i64; BLOCKS],
    /// The word's share of the request.
    value: f64,
}

/// A pair of its words.
pub(super) struct LearnedPair {
    /// Position of the second word.
    pub(super) place: usize,
    number: usize,
    share: i64,
    base: i64,
    value: f64,
}

impl LearnedWord {
    /// Word `i`; something was learned.
    pub(super) fn of(scorer: &Scorer, i: usize, scale: &Scale) -> Self {
        let share = share_of(scorer, weight_of(scorer, i));
        let number = scorer.numbers[i];
        let totals = scorer.word_cache.learned(number).totals.each_ref().map(|totals| totals.weighted(share));
        let value = (0..BLOCKS).map(|block| scale.value(block, totals[block].value)).sum();
        Self { number, share, base: totals.map(|totals| totals.base), value }
    }

    /// Its evidence for a class.
    pub(super) fn score(&self, scorer: &Scorer, class: usize, scale: &Scale) -> f64 {
        let weights = scorer.word_cache.learned_weights(self.number, class);
        let learned = |block: usize| scale.learned(block, self.base[block] + self.share * i64::from(weights[block]));
        (0..BLOCKS).map(learned).sum::<f64>() + self.value * bias(scorer, class)
    }
}

impl LearnedPair {
    /// The pair with feature `number` whose second word is at `place`.
    pub(super) fn of(scorer: &Scorer, place: usize, number: usize, scale: &Scale) -> Self {
        let share = share_of(scorer, weight_of(scorer, place - 1).with(weight_of(scorer, place)));
        let mut totals = Totals::default();
        totals.add(scorer.word_cache.features(), Some(number), 0);
        let totals = totals.weighted(share);
        Self { place, number, share, base: totals.base, value: scale.value(0, totals.value) }
    }

    /// Its evidence for a class.
    pub(super) fn score(&self, scorer: &Scorer, class: usize, scale: &Scale) -> f64 {
        let own = scorer.word_cache.features().weight(PostingKind::Learned, self.number, class).unwrap_or(0);
        scale.learned(0, self.base + self.share * i64::from(own)) + self.value * bias(scorer, class)
    }
}

/// The weight of word `i` of the request scored last.
pub(super) fn weight_of(scorer: &Scorer, i: usize) -> WordWeight {
    scorer.weights.as_ref().map_or(WordWeight::FULL, |weights| weights.words[i])
}

/// The factor of learned sums for such a word or pair; 1 if all words of the request count in full.
fn share_of(scorer: &Scorer, weight: WordWeight) -> i64 {
    if scorer.weights.is_some() { weight.learned() } else { 1 }
}

fn bias(scorer: &Scorer, class: usize) -> f64 {
    scorer.index.meta.class_bias.get(class).copied().unwrap_or(0.0)
}
