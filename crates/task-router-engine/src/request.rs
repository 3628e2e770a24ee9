//! What of a request asks: the words around pasted text count whole, pasted text counts little, and what the request
//! excludes speaks against whoever has it.
//!
//! A request of one plain line, which is most of them, is not looked at any further than its words.

mod exclusions;
mod noise;

pub(crate) use exclusions::{CueLanguages, WordKinds, cue_languages};
pub(crate) use noise::{Noise, find as find_noise};

use crate::text::{Feature, Words};
use exclusions::Said;
use std::collections::HashSet;

/// What a word that counts whole has for a share.
pub const WHOLE: i32 = 128;
/// All pasted words together count as so many of the words that ask.
const MOST_NOISE: i32 = 3 * WHOLE;
/// What an excluded word says for somebody it says against them, by this share.
const EXCLUDED_SHARE: i32 = WHOLE / 2;

/// What a word of something that is fine says, where the request goes on about something else.
const FINE_SHARE: i32 = WHOLE / 4;

/// How much a word of a request counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordWeight {
    /// Its share, of [`WHOLE`].
    pub share: i32,
    /// The request says that it is not about this.
    pub is_excluded: bool,
}

impl WordWeight {
    /// Of a word that counts whole.
    pub(crate) const FULL: Self = Self { share: WHOLE, is_excluded: false };

    /// What becomes of an author's weight: an excluded word speaks against whom it speaks for, and otherwise not at all.
    pub(crate) fn authored(self, weight: i64) -> i64 {
        match self.is_excluded {
            true => -weight.max(0) * i64::from(EXCLUDED_SHARE * self.share / WHOLE),
            false => weight * i64::from(self.share),
        }
    }

    /// The share by which examples speak about the word: excluded words are not learned about.
    pub(crate) fn learned(self) -> i64 {
        if self.is_excluded { 0 } else { i64::from(self.share) }
    }

    /// Of words side by side: the smallest share; nothing where only some are excluded.
    pub(crate) fn with(self, other: Self) -> Self {
        let share = if self.is_excluded == other.is_excluded { self.share.min(other.share) } else { 0 };
        Self { share, is_excluded: self.is_excluded }
    }
}

/// What the weights of a request's words depend on besides their places.
pub(crate) trait WordFacts: WordKinds {
    /// The stem of a word.
    fn stem(&self, i: usize) -> Feature;
    /// Whether the team knows it, and it is no function word.
    fn is_telling(&self, i: usize) -> bool;
}

/// The weights of a request's words; `None` where all count whole. `may_hold_cue` is false where none of them is one of
/// [`cue_languages`].
pub(crate) fn weigh(
    words: &Words,
    noise: Option<&Noise>,
    may_hold_cue: bool,
    facts: &impl WordFacts,
) -> Option<Vec<WordWeight>> {
    let Said { excluded, fine } = if may_hold_cue { exclusions::find(words, facts) } else { Said::default() };
    if excluded.is_empty() && noise.is_none() && fine.is_empty() {
        return None;
    }
    let mut weights = vec![WordWeight::FULL; words.len()];
    if let Some(noise) = noise {
        weigh_noise(&mut weights, words, noise, facts);
    }
    fine.into_iter().for_each(|i| weights[i].share = weights[i].share.min(FINE_SHARE));
    excluded.into_iter().for_each(|i| weights[i].is_excluded = true);
    Some(weights)
}

/// The words of an example, of one line, that count in a request: what examples say is not about what they exclude.
pub(crate) fn drop_excluded(words: &mut Words) {
    let excluded = exclusions::find(words, words).excluded;
    if !excluded.is_empty() {
        words.drop_all(&excluded);
    }
}

/// A pasted word counts once, the less the more there are, and not where the asking words hold it. Where nothing but pasted
/// text tells anything, it is the request.
fn weigh_noise(weights: &mut [WordWeight], words: &Words, noise: &Noise, facts: &impl WordFacts) {
    let shares: Vec<Option<i32>> = (0..words.len()).map(|i| noise.share_at(words.origin(i).start)).collect();
    let asking = || (0..words.len()).filter(|&i| shares[i].is_none());
    let is_asked = asking().any(|i| facts.is_telling(i));
    let mut seen: HashSet<Feature> = asking().map(|i| facts.stem(i)).collect();
    let mut pasted: Vec<usize> = Vec::new();
    for (i, share) in shares.iter().enumerate() {
        let Some(share) = *share else { continue };
        weights[i].share = if share > 0 && seen.insert(facts.stem(i)) { share } else { 0 };
        if weights[i].share > 0 {
            pasted.push(i);
        }
    }
    let limit = MOST_NOISE / pasted.len().max(1) as i32;
    for (n, i) in (0..).zip(pasted) {
        // Where there are more than can count anything, the first do.
        let limit = if limit == 0 { i32::from(n < MOST_NOISE) } else { limit };
        weights[i].share = if is_asked { weights[i].share.min(limit) } else { WHOLE };
    }
}
