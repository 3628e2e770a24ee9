//! Coverage: how much of a request's content the words of one class account for.

use super::learned::{LearnedPair, LearnedWord};
use super::{Scale, Scorer};
use crate::index::{ClassId, Target, TextPlace, UNIT};
use crate::request::{WHOLE, WordWeight};
use crate::word_table::EmbeddingId;

/// Log-odds from which a word counts as fully covered: about those of a word that one description of several has. Chosen by
/// hand; the weight of the coverage was fitted with it (`docs/scoring.md`, step 5).
pub const FULL: f64 = 0.7;

/// Specificity from which a word that stands in one body alone tells whose the request is: `royalty` and `auction` have
/// more than 1.1, `postgres` 1.3, what people say of anything (`perfect`, `later`, `ahead`) 0.4 to 0.8. A word below it
/// that nobody has says nothing.
pub(super) const SPECIFIC: f32 = 0.8;

/// Coverage of a request's content by one class. Function words are not content, nor are words common in requests of
/// languages other than English (`schreib`, `dodaj`), for which the word table has no measure of specificity.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ContentCoverage {
    /// Number of content words in the request.
    pub content: usize,
    /// Share of them that favours the class, 0 to 1; weak evidence counts in part.
    pub share: f64,
    /// Share of them that occurs in its name, description or keywords; a word that occurs only in its body or in its
    /// examples does not count.
    pub described: f64,
    /// Sum of the positive evidence of the content words.
    pub evidence: f64,
    /// Whether each content word occurs in the class's own text and in nobody else's; of a body, not only words that any
    /// text may have.
    pub is_exclusive: bool,
    /// Whether any of them occurs in its name, description, keywords or examples exactly, not only as a spelling
    /// correction; a word that may stand in an example by chance does not count.
    pub is_exact: bool,
}

/// Authored evidence of one word for one class.
struct Authored {
    own: f64,
    /// Whether the class has it: its evidence is positive, or it is part of a keyword of several words.
    is_own: bool,
    /// Whether it is in more than the body and the examples.
    is_described: bool,
    /// Whether it is in more than the body, not by chance, and not by spelling correction.
    is_exact: bool,
    /// Whether no other class has it.
    is_exclusive: bool,
    /// Whether it may stand in an example by chance.
    may_be_chance: bool,
}

impl Scorer<'_> {
    /// How much of the request scored last `class` covers.
    pub(super) fn coverage(&self, class: ClassId) -> ContentCoverage {
        let mut found = ContentCoverage { is_exclusive: true, ..ContentCoverage::default() };
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let content = || self.content();
        // One word of a keyword of several words (`log` of `log in`) does not tell that it is meant.
        let of_phrases = content().filter(|number| self.holds_in_phrase(*number, class));
        let mut stems = of_phrases.map(|number| self.word_cache.facts(number).number);
        let first = stems.next();
        let means_phrase = stems.any(|stem| Some(stem) != first);
        let mut is_told = false;
        for number in content() {
            let authored = self.authored(number, class, means_phrase);
            let evidence = authored.own + self.learned(number, class, &scale);
            found.content += 1;
            found.share += (evidence / FULL).clamp(0.0, 1.0);
            found.described += f64::from(u8::from(authored.is_described));
            found.is_exact |= authored.is_exact;
            found.evidence += evidence.max(0.0);
            found.is_exclusive &= authored.is_exclusive && authored.is_own;
            let is_telling = || !authored.may_be_chance && self.is_telling(number, authored.own);
            is_told |= found.is_exclusive && (authored.is_described || is_telling());
        }
        let content = found.content.max(1) as f64;
        found.is_exclusive &= is_told;
        found.share /= content;
        found.described /= content;
        found
    }

    /// The class that has all content of the request scored last to itself, if there is one.
    pub(super) fn exclusive_class(&self) -> Option<ClassId> {
        let number = self.content().next()?;
        let postings = self.word_cache.authored_feature(number).into_iter();
        let postings = postings.flat_map(|(stem, _)| self.word_cache.features().authored_by(stem));
        let owners = postings.filter(|posting| posting.weight > 0).map(|posting| posting.owner);
        let owners = owners.filter_map(|owner| match Target::new(owner, self.index.meta.classes.len()) {
            Target::Class(class) => Some(class),
            Target::Rule(_) => None,
        });
        let in_phrases = self.holders_of_phrases(number).iter().map(|&(_, holder)| ClassId::new(holder as usize));
        let mut holders = owners.chain(in_phrases);
        let first = holders.next()?;
        (holders.all(|other| other == first) && self.coverage(first).is_exclusive).then_some(first)
    }

    /// The content words of the request scored last. Excluded and pasted ones are ignored, unless there are no others.
    fn content(&self) -> impl Iterator<Item = u32> {
        let asks = |i: usize| self.weights.as_ref().is_none_or(|weights| weights.words[i] == WordWeight::FULL);
        let is_content = |number: u32| self.word_cache.facts(number).is_content;
        let content = || self.numbers.iter().copied().enumerate().filter(move |(_, number)| is_content(*number));
        let asking = self.weights.is_none() || content().any(|(i, _)| asks(i));
        content().filter(move |(i, _)| !asking || asks(*i)).map(|(_, number)| number)
    }

    /// Whether a word that stands in one body alone tells whose the request is: not one that any text may have, as
    /// `perfect` or `later`, nor one that hardly counts. A word without a row usually is a name.
    fn is_telling(&self, number: u32, evidence: f64) -> bool {
        let row = EmbeddingId::of(self.word_cache.facts(number).stem);
        row.is_none_or(|row| row.specificity() >= SPECIFIC && evidence >= FULL)
    }

    /// Learned evidence for `class` from words of the request scored last that are not content, and from pairs of
    /// them, as contained in its score: what the class's examples happen to say of words that any request may have.
    pub(super) fn function_words_to(&self, class: ClassId) -> f64 {
        if !self.index.has_learned() {
            return 0.0;
        }
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let is_content = |i: usize| self.word_cache.facts(self.numbers[i]).is_content;
        let words = (0..self.numbers.len()).filter(|&i| !is_content(i));
        let words = words.map(|i| LearnedWord::of(self, i, &scale).score(self, class.index(), &scale));
        let pairs = self.pairs.iter().filter(|(i, _)| !is_content(i - 1) && !is_content(*i));
        let pairs =
            pairs.map(|&(i, number)| LearnedPair::of(self, i, number, &scale).score(self, class.index(), &scale));
        words.chain(pairs).sum()
    }

    /// The classes with a word in a keyword of several words.
    fn holders_of_phrases(&self, number: u32) -> &[(u32, u32)] {
        let (first, end) = self.word_cache.facts(number).phrase_rows;
        &self.index.meta.phrase_words[first as usize..end as usize]
    }

    fn holds_in_phrase(&self, number: u32, class: ClassId) -> bool {
        self.holders_of_phrases(number).iter().any(|&(_, holder)| holder as usize == class.index())
    }

    /// The authored evidence of a word for a class; `means_phrase` tells whether words of its keywords count.
    fn authored(&self, number: u32, class: ClassId, means_phrase: bool) -> Authored {
        let classes = self.index.meta.classes.len();
        let holders = self.holders_of_phrases(number);
        let is_own = means_phrase && self.holds_in_phrase(number, class);
        let is_exclusive = holders.iter().all(|&(_, holder)| holder as usize == class.index());
        let mut found =
            Authored { own: 0.0, is_own, is_described: is_own, is_exact: is_own, is_exclusive, may_be_chance: false };
        let mut is_text = is_own;
        // A misspelt word has the evidence of its correction.
        let meant = self.word_cache.authored_feature(number);
        for posting in meant.into_iter().flat_map(|(stem, _)| self.word_cache.features().authored_by(stem)) {
            match Target::new(posting.owner, classes) {
                Target::Class(other) if other == class => {
                    found.own += f64::from(posting.weight) / UNIT;
                    if posting.weight > 0 {
                        found.is_described |= posting.place.describes();
                        is_text |= posting.place.describes() || posting.place == TextPlace::Example;
                        found.may_be_chance |= posting.place == TextPlace::EverydayExample;
                    }
                }
                Target::Class(_) => found.is_exclusive &= posting.weight <= 0,
                Target::Rule(_) => {}
            }
        }
        found.is_own |= found.own > 0.0;
        found.is_exact |= is_text && meant.is_some_and(|(_, is_respelt)| !is_respelt);
        found
    }

    /// Learned weight of a word's stem for a class.
    fn learned(&self, number: u32, class: ClassId, scale: &Scale) -> f64 {
        let Some(stem) = self.word_cache.facts(number).number.checked_sub(1).filter(|_| self.index.has_learned())
        else {
            return 0.0;
        };
        let weight = i64::from(self.word_cache.stem_weight(number, class.index()));
        let base = i64::from(self.word_cache.features().base(stem as usize));
        let whole = if self.weights.is_some() { WHOLE } else { 1 };
        scale.learned(0, (base + weight) * i64::from(whole))
    }
}
