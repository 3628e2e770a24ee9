//! Looks up which words start a cue, and in which languages; once for each word.

use super::cues::Grammar;
use super::{cues, dense};
use crate::request::thanks;
use crate::text::{EMPTY_WORD, Languages, hash_of, with_byte, without_accents};

/// Languages in which a word may start a cue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CueLanguages {
    /// Languages in which it may be all of a cue of an exclusion.
    excluding: Languages,
    /// Languages in which it may start a cue of several words, and be the second one: `in place of`.
    leading: Languages,
    second: Languages,
    /// Languages in which it may start a statement that something is fine or done.
    pub(super) fine: Languages,
    /// Languages in which it may start the task after one that is done: `now`.
    pub(super) next: Languages,
    /// Whether it may be part of thanks in any.
    is_thanks: bool,
}

impl CueLanguages {
    const NONE: Self = Self {
        excluding: Languages::NONE,
        leading: Languages::NONE,
        second: Languages::NONE,
        fine: Languages::NONE,
        next: Languages::NONE,
        is_thanks: false,
    };

    fn with(self, other: Self) -> Self {
        Self {
            excluding: self.excluding.with(other.excluding),
            leading: self.leading.with(other.leading),
            second: self.second.with(other.second),
            fine: self.fine.with(other.fine),
            next: self.next.with(other.next),
            is_thanks: self.is_thanks || other.is_thanks,
        }
    }

    /// Whether it may start an exclusion or say that something is fine.
    pub(in crate::request) fn holds_exclusion(self) -> bool {
        !self.excluding.with(self.leading).with(self.fine).is_empty()
    }

    /// Whether it may also start the task after one that is done.
    pub(in crate::request) fn holds_exclusion_or_next(self) -> bool {
        self.holds_exclusion() || !self.next.is_empty()
    }

    /// Languages in which it may start an exclusion before the next word.
    pub(super) fn excluding_before(self, next: Self) -> Languages {
        self.excluding.with(self.leading.shared(next.second))
    }

    /// Whether it may be part of thanks.
    pub(in crate::request) fn is_thanks(self) -> bool {
        self.is_thanks
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        !self.holds_exclusion_or_next() && !self.is_thanks
    }
}

/// The languages in which a lower-case word may start such a cue.
pub(crate) fn cue_languages(word: &str) -> CueLanguages {
    if dense::is_cue(word) {
        return CueLanguages { excluding: Languages::OF_PAIRS, ..CueLanguages::default() };
    }
    let plain = without_accents(word);
    let languages = CueLanguages { is_thanks: thanks::may_be_cue(&plain), ..TABLE.get(&plain) };
    if word.is_ascii() { languages } else { languages.with(TABLE.get(word)) }
}

/// A hash table that the compiler fills, by hash of a word (FNV-1a): nearly every request has `the` or `to`, the second
/// words of cues, and filling it when the program started took a third of the instructions for one request.
struct CueTable([(u64, CueLanguages); CUE_SLOTS]);

/// What a cue begins.
#[derive(Clone, Copy)]
enum Of {
    Exclusion,
    Fine,
    Next,
}

/// Slots of the table, about a third of which are taken.
const CUE_SLOTS: usize = 1 << 11;

/// The hash in a free slot.
const FREE: u64 = 0;

static TABLE: CueTable = CueTable::of(&cues::GRAMMARS);

impl CueTable {
    const fn of(grammars: &[Grammar]) -> Self {
        let mut table = Self([(FREE, CueLanguages::NONE); CUE_SLOTS]);
        let mut number = 0;
        while number < grammars.len() {
            let language = Languages::of(grammars[number].language);
            table.add(&grammars[number].excluding(), language, Of::Exclusion);
            table.add(&grammars[number].of_fine(), language, Of::Fine);
            table.add(&[grammars[number].next], language, Of::Next);
            number += 1;
        }
        table
    }

    /// Adds the words of cues.
    const fn add(&mut self, lists: &[&[&'static str]], language: Languages, of: Of) {
        let mut list = 0;
        while list < lists.len() {
            let mut cue = 0;
            while cue < lists[list].len() {
                let (first, second) = hashes_of_two(lists[list][cue]);
                let of_first = self.entry(first);
                let languages = match (of, second) {
                    (Of::Fine, _) => &mut of_first.fine,
                    (Of::Next, _) => &mut of_first.next,
                    (Of::Exclusion, None) => &mut of_first.excluding,
                    (Of::Exclusion, Some(_)) => &mut of_first.leading,
                };
                *languages = languages.with(language);
                if let (Of::Exclusion, Some(second)) = (of, second) {
                    let of_second = self.entry(second);
                    of_second.second = of_second.second.with(language);
                }
                cue += 1;
            }
            list += 1;
        }
    }

    /// What is known of the word with this hash, which is added.
    const fn entry(&mut self, hash: u64) -> &mut CueLanguages {
        let slot = self.slot(hash);
        self.0[slot].0 = hash;
        &mut self.0[slot].1
    }

    /// The slot of a hash, or the free one that it would get: linear probing.
    const fn slot(&self, hash: u64) -> usize {
        let mut slot = (hash ^ hash >> 32) as usize % CUE_SLOTS;
        while self.0[slot].0 != FREE && self.0[slot].0 != hash {
            slot = (slot + 1) % CUE_SLOTS;
        }
        slot
    }

    fn get(&self, word: &str) -> CueLanguages {
        self.0[self.slot(hash_of(word))].1
    }
}

/// The hashes of the first word of a cue, and of the second if it has one.
const fn hashes_of_two(cue: &str) -> (u64, Option<u64>) {
    let (cue, mut at, mut hash, mut first) = (cue.as_bytes(), 0, EMPTY_WORD, None);
    while at < cue.len() {
        hash = match (cue[at], first) {
            (b' ', Some(_)) => break,
            (b' ', None) => {
                first = Some(hash);
                EMPTY_WORD
            }
            (byte, _) => with_byte(hash, byte),
        };
        at += 1;
    }
    match first {
        Some(first) => (first, Some(hash)),
        None => (hash, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_cues_have_their_languages() {
        let all = |lists: &[&[&'static str]]| lists.concat();
        for grammar in &cues::GRAMMARS {
            for cue in all(&grammar.excluding()) {
                let words: Vec<&str> = cue.split(' ').collect();
                let of_first = TABLE.get(words[0]);
                let languages = if words.len() > 1 { of_first.leading } else { of_first.excluding };
                assert!(languages.has(grammar.language), "{cue}");
                let is_second = |word| TABLE.get(word).second.has(grammar.language);
                assert!(words.get(1).is_none_or(|second| is_second(second)), "{cue}");
            }
            for cue in all(&grammar.of_fine()) {
                let first = cue.split(' ').next().unwrap_or_default();
                assert!(TABLE.get(first).fine.has(grammar.language), "{cue}");
            }
        }
        let taken = TABLE.0.iter().filter(|(hash, _)| *hash != FREE).count();
        assert!((CUE_SLOTS / 4..CUE_SLOTS / 2).contains(&taken), "{taken} words");
        assert!(cue_languages("the").excluding.is_empty() && cue_languages("the").leading.is_empty());
        assert!(cue_languages("không").holds_exclusion() && cue_languages("jwt").is_empty());
        assert_eq!(cue_languages(""), CueLanguages::NONE);
    }
}
