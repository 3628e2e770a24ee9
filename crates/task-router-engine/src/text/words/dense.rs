//! Words of scripts without spaces between words. Katakana spells loan words, which are read as words. Hangul has
//! spaces, and its words are read without their particles and endings. Everything else is read as overlapping pairs of
//! characters, as a dictionary would be needed to know its words.

use super::loan_words;
use crate::text::WordHasher;
use crate::text::scripts::{is_hangul, is_katakana};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::LazyLock;

/// A word: its characters, and the end of those that only it covers, or it covers last.
pub(super) struct UnspacedWord {
    pub(super) characters: Range<usize>,
    pub(super) owned: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Katakana,
    Hangul,
    Other,
}

impl Script {
    /// The script of a character; a long vowel belongs to what precedes it.
    fn of(c: &str, before: Self) -> Self {
        match c {
            _ if c.starts_with('ー') && before != Self::Hangul => before,
            _ if is_katakana(c) => Self::Katakana,
            _ if is_hangul(c) => Self::Hangul,
            _ => Self::Other,
        }
    }
}

/// Passes the words of a run of characters to `add`, in order.
pub(super) fn parts<'t>(characters: usize, at: impl Fn(usize) -> &'t str, mut add: impl FnMut(UnspacedWord)) {
    let mut start = 0;
    while start < characters {
        let script = Script::of(at(start), Script::Other);
        let mut end = start + 1;
        while end < characters && Script::of(at(end), script) == script {
            end += 1;
        }
        match script {
            Script::Katakana => loan_words::parts(start..end, &at, &mut add),
            Script::Hangul => add(UnspacedWord { characters: start..without_endings(start..end, &at), owned: end }),
            Script::Other => {
                let last = end.saturating_sub(2).max(start);
                for i in start..=last {
                    add(UnspacedWord { characters: i..(i + 2).min(end), owned: if i == last { end } else { i + 1 } });
                }
            }
        }
        start = end;
    }
}

/// Minimum number of syllables of a Hangul word without its endings: `회의` is no `회` with a particle.
const MIN_STEM: usize = 2;
/// Particles, and endings of verbs.
static ENDINGS: LazyLock<HashSet<&str, BuildHasherDefault<WordHasher>>> =
    LazyLock::new(|| include_str!("endings.txt").split_whitespace().collect());
/// Maximum number of syllables of an ending.
const LONGEST_ENDING: usize = 4;

/// Whether a word is such an ending.
pub(in crate::text) fn is_ending(word: &str) -> bool {
    ENDINGS.contains(word)
}

/// End of a Hangul word without particles and endings. One after the other, so that a word and the same with one more
/// particle are the same word.
fn without_endings<'t>(word: Range<usize>, at: &impl Fn(usize) -> &'t str) -> usize {
    let mut end = word.end;
    loop {
        let longest = LONGEST_ENDING.min(end.saturating_sub(word.start + MIN_STEM));
        let is_ending = |&length: &usize| {
            let ending: String = (end - length..end).map(at).collect();
            is_ending(&ending)
        };
        match (1..=longest).rev().find(is_ending) {
            Some(length) => end -= length,
            None => return end,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_short() {
        assert!(ENDINGS.iter().all(|ending| ending.chars().count() <= LONGEST_ENDING));
    }
}
