//! How much of a request's content the words of one class account for.

use super::{Scale, Scorer};
use crate::index::{ClassId, Target, UNIT};
use crate::request::{WHOLE, WordWeight};

/// A word that speaks for a class with this many log-odds is accounted for in full.
pub(super) const FULL: f64 = 0.7;

/// What of a request's content speaks for one class. Function words are no content, nor words of any request in other languages
/// than English (`schreib`, `dodaj`), of which the word table knows how little they tell.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Coverage {
    /// How many words of content the request has.
    pub content: usize,
    /// The share of them that speaks for the class, 0 to 1; a word that speaks little counts in part.
    pub share: f64,
    /// The share of them that its name, description or keywords hold; a word that only its body holds is none of these.
    pub described: f64,
    /// What they add to the class's score, those that speak for it.
    pub evidence: f64,
    /// Whether each stands in the class's own text and in nobody else's.
    pub is_exclusive: bool,
    /// Whether one of them stands in its name, description or keywords as it is, and not only by its spelling.
    pub is_exact: bool,
}

/// What authors say for one class by one word.
struct Authored {
    own: f64,
    /// Whether more than its body says it, and whether of the word itself.
    is_described: bool,
    is_exact: bool,
    /// Whether they say it for no other.
    is_exclusive: bool,
}

impl Scorer<'_> {
    /// How much of the request scored last the words of `class` account for.
    pub fn coverage(&self, class: ClassId) -> Coverage {
        let mut found = Coverage { is_exclusive: true, ..Coverage::default() };
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let is_content = |number: u32| self.word_cache.facts(number).is_content;
        let asks = |i: usize| self.weights.as_ref().is_none_or(|weights| weights.words[i] == WordWeight::FULL);
        let content = || self.numbers.iter().enumerate().filter(|(_, number)| is_content(**number));
        // The words that ask, where not all do.
        let asking = self.weights.is_none() || content().any(|(i, _)| asks(i));
        for (_, &number) in content().filter(|(i, _)| !asking || asks(*i)) {
            let authored = self.authored(number, class);
            let evidence = authored.own + self.learned(number, class, &scale);
            found.content += 1;
            found.share += (evidence / FULL).clamp(0.0, 1.0);
            found.described += f64::from(u8::from(authored.is_described));
            found.is_exact |= authored.is_exact;
            found.evidence += evidence.max(0.0);
            found.is_exclusive &= authored.is_exclusive && authored.own > 0.0;
        }
        let content = found.content.max(1) as f64;
        found.is_exclusive &= found.content > 0;
        found.share /= content;
        found.described /= content;
        found
    }

    /// What authors say for a class by a word.
    fn authored(&self, number: u32, class: ClassId) -> Authored {
        let classes = self.index.meta.classes.len();
        let mut found = Authored { own: 0.0, is_described: false, is_exact: false, is_exclusive: true };
        // A misspelt word says what the one says that was meant.
        let Some((stem, is_respelt)) = self.word_cache.authored_feature(number) else { return found };
        for posting in self.word_cache.features().authored_by(stem) {
            match Target::new(posting.owner, classes) {
                Target::Class(other) if other == class => {
                    found.own += f64::from(posting.weight) / UNIT;
                    found.is_described |= posting.weight > 0 && posting.body_line.is_none();
                    found.is_exact = found.is_described && !is_respelt;
                }
                Target::Class(_) => found.is_exclusive &= posting.weight <= 0,
                Target::Rule(_) => {}
            }
        }
        found
    }

    /// What was learned for a class about a word's stem.
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
