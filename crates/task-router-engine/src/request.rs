//! Weighs the words of a request: those around pasted text count in full, pasted text counts little, and exclusions
//! count against the classes that have them.
//!
//! A request of one plain line, which is the most common kind, is only inspected word by word.

mod all_clear;
mod exclusions;
pub(crate) mod noise;
mod thanks;

pub(crate) use all_clear::may_be_trouble;
pub(crate) use all_clear::{is_all_clear, without_all_clear, without_denied};
pub(crate) use exclusions::{CueLanguages, WordKinds, cue_languages, is_title};
pub(crate) use noise::Noise;

use crate::text::{Feature, Words};
use exclusions::Exclusions;
use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

/// Share of a word that counts in full.
pub const WHOLE: i32 = 128;
/// Upper limit of the total share of all pasted words: three words that count in full. This and the next two were chosen
/// by hand, as the shares of pasted text were (`noise/shares.rs`).
const MAX_NOISE: i32 = 3 * WHOLE;
/// Share with which an excluded word counts against the classes that have it.
const EXCLUDED_SHARE: i32 = WHOLE / 2;
/// Share of a word about something that is fine, if the request goes on about something else.
const FINE_SHARE: i32 = WHOLE / 4;

/// Weight of a word of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WordWeight {
    /// Its share, in units of 1/[`WHOLE`].
    pub share: i32,
    /// Whether the request excludes the word.
    pub is_excluded: bool,
}

impl WordWeight {
    /// Weight of a word that counts in full.
    pub(crate) const FULL: Self = Self { share: WHOLE, is_excluded: false };

    /// Whether the word counts in full, or neither for nor against anybody.
    pub(crate) fn is_all_or_nothing(self) -> bool {
        self == Self::FULL || self.share == 0
    }

    /// Applies the weight to an author's weight. That of an excluded word is negated if it is positive, and otherwise
    /// dropped.
    pub(crate) fn authored(self, weight: i64) -> i64 {
        match self.is_excluded {
            true => -weight.max(0) * i64::from(EXCLUDED_SHARE * self.share / WHOLE),
            false => weight * i64::from(self.share),
        }
    }

    /// Share of learned evidence: excluded words have none.
    pub(crate) fn learned(self) -> i64 {
        if self.is_excluded { 0 } else { i64::from(self.share) }
    }

    /// Common weight of adjacent words: the smallest share; 0 if only some of them are excluded.
    pub(crate) fn with(self, other: Self) -> Self {
        let share = if self.is_excluded == other.is_excluded { self.share.min(other.share) } else { 0 };
        Self { share, is_excluded: self.is_excluded }
    }
}

/// What the weights of a request's words depend on besides their positions.
pub(crate) trait WordFacts: WordKinds {
    /// The stem of a word.
    fn stem(&self, i: usize) -> Feature;
    /// Whether the team knows the word and it is no function word.
    fn is_telling(&self, i: usize) -> bool;
    /// Whether it is also evidence for anybody.
    fn is_evidence(&self, i: usize) -> bool;
    /// Whether an author has the word as written in a keyword, name or description, also if it is a function word.
    fn is_authored(&self, i: usize) -> bool;
    /// Whether a class learned from examples that are nothing but thanks.
    fn has_class_of_thanks(&self) -> bool;
}

/// The pasted parts of a request, if it has any; `are_stated` tells whether an author states some of its words as one
/// phrase.
pub(crate) fn find_noise(request: &str, words: &Words, are_stated: impl Fn(Range<usize>) -> bool) -> Option<Noise> {
    noise::find(request)?.without_stated(|part| are_stated(words.within(part)))
}

/// The weights of a request's words; `None` if all count in full. `may_hold_cue` is false if none of the words is in
/// [`cue_languages`]. Of a request that is only pasted text, the noise counts in full from then on.
pub(crate) fn weigh(
    words: &Words,
    noise: Option<&mut Noise>,
    may_hold_cue: bool,
    facts: &impl WordFacts,
) -> Option<Vec<WordWeight>> {
    let may_thank = || (0..words.len()).any(|i| facts.cue_languages(i).is_thanks());
    if noise.is_none()
        && may_hold_cue
        && may_thank()
        && thanks::are_all(words, facts)
        && thanks::are_nobodys(words, facts)
    {
        return Some(vec![WordWeight { share: 0, ..WordWeight::FULL }; words.len()]);
    }
    // Pasted text tells only if nothing else does.
    let is_asked = |i: usize| noise.as_deref().is_none_or(|noise| noise.share_at(words.origin(i).start).is_none());
    let asked_tells = || (0..words.len()).any(|i| is_asked(i) && facts.is_evidence(i));
    let asks = OnceCell::new();
    let tells = |i: usize| facts.is_evidence(i) && (is_asked(i) || !*asks.get_or_init(asked_tells));
    let may_exclude = || (0..words.len()).any(|i| facts.cue_languages(i).holds_exclusion_or_next());
    let Exclusions { excluded, fine } =
        if may_hold_cue && may_exclude() { exclusions::find(words, facts, tells) } else { Exclusions::default() };
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

/// Whether a one-line example is nothing but thanks, praise or a closing.
pub(crate) fn is_thanks(words: &Words) -> bool {
    thanks::may_be_any(words) && thanks::are_all(words, words)
}

/// Drops the excluded words of a one-line example: an example is not about what it excludes.
pub(crate) fn drop_excluded(words: &mut Words) {
    let tells = |i: usize| words.languages(i).is_empty();
    let excluded = exclusions::find(words, words, tells).excluded;
    if !excluded.is_empty() {
        words.drop_all(&excluded);
    }
}

/// Weighs pasted words. Each counts once, the less the more there are, and not if the asking words contain it. If only
/// pasted text is specific, it counts as the request.
fn weigh_noise(weights: &mut [WordWeight], words: &Words, noise: &mut Noise, facts: &impl WordFacts) {
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
    let limit = MAX_NOISE / pasted.len().max(1) as i32;
    for (n, i) in (0..).zip(pasted) {
        // If there are more words than the limit, the first ones count.
        let limit = if limit == 0 { i32::from(n < MAX_NOISE) } else { limit };
        weights[i].share = if is_asked { weights[i].share.min(limit) } else { WHOLE };
    }
    if !is_asked {
        noise.count_in_full();
    }
}
