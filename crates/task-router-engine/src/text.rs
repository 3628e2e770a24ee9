//! Splits text into words and features; the same code for requests and for agent definitions.
//!
//! A *word* is a run of letters and digits, normalised (NFKC) and lower-cased; an identifier is split into its parts,
//! and text without spaces is read as pairs of characters. The spelling of a team decides which words are joined and
//! which are split (`Vocabulary`). Later stages see words only as 64-bit *features*: the stem of a word, a run of
//! adjacent stems (a pair or a longer phrase), and the character 3- and 4-grams inside a word. `docs/text.md` has
//! tables of all this.

mod compounds;
mod english;
mod everyday;
mod fold;
mod extensions;
mod forms;
mod golang;
mod identifiers;
mod grammar;
mod languages;
mod normal;
mod scripts;
mod sentences;
mod short_forms;
mod stem;
mod vocabulary;
mod word_filter;
pub(crate) mod word_list;
mod words;

pub(crate) use everyday::{
    assistants_requests, developers_requests, developers_share, is_everyday_stem, plain_statements,
};
pub use everyday::{everyday_requests, is_everyday};
pub use extensions::named_by;
pub(crate) use fold::lowered;
pub(crate) use forms::base_forms;
pub(crate) use grammar::{Role, Roles, grammar, has_articles_behind, is_determiner};
pub(crate) use languages::is_generic;
pub use languages::{FunctionWords, Language, Languages};
pub(crate) use normal::Normal;
pub(crate) use scripts::{is_dense_word, is_hangul};
pub use sentences::{sentences, separators};
pub(crate) use short_forms::{short_forms, terms};
pub use stem::Stems;
pub(crate) use stem::{KnownStems, StemsByLanguage, WordHasher};
pub(crate) use vocabulary::Vocabulary;
pub(crate) use vocabulary::{
    Lexicon, NOTE_OTHER_NAME, TextReader, feature_of, foreign_feature_of, has_symbols, may_be_glued, note_feature,
    notes_of, resolve_one, words_of,
};
pub(crate) use word_filter::{EMPTY_WORD, WordFilter, hash_of, with_byte};
pub(crate) use word_list::{joined, words};
pub use words::Words;

use std::hash::Hasher;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// A 64-bit hash of a stem, phrase or character n-gram. Texts with the same feature are the same to the router.
pub type Feature = u64;

/// Seed that separates character n-grams from stems of the same spelling.
const GRAM_SEED: u64 = 0x67_72_61_6d;
/// Lengths of the character n-grams, including the marks at both word ends.
const GRAM_LENGTHS: [usize; 2] = [3, 4];
/// Maximum length in bytes of a word that is stemmed and has n-grams; a longer one is data, not language.
pub const LONGEST_WORD: usize = 64;

/// Hasher for tables keyed by features, which are hashes already.
#[derive(Default)]
pub(crate) struct FeatureHasher(u64);

impl Hasher for FeatureHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, feature: u64) {
        self.0 = feature;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Whether a word is an ASCII letter. Single letters enumerate things; they are unrelated to the words beside them.
pub(crate) fn is_letter(word: &str) -> bool {
    word.len() == 1 && word.as_bytes()[0].is_ascii_alphabetic()
}

/// The feature of a stem.
pub(crate) fn stem_feature(stem: &str) -> Feature {
    xxh3_64(stem.as_bytes())
}

/// The feature of a phrase: a stem or a shorter phrase, followed by one more stem.
pub(crate) fn followed_by(before: Feature, stem: Feature) -> Feature {
    (before.rotate_left(23) ^ stem).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (before >> 29)
}

/// Pseudo-stem before the first word of a text; the pair with it is a feature of the first word only.
pub(crate) const TEXT_START: Feature = 0x5bd1_e995_9d1c_7a3f;

/// Maximum number of n-grams of a text whose words have so many bytes.
pub(crate) fn most_grams(bytes: usize) -> usize {
    GRAM_LENGTHS.len() * bytes
}

/// Calls `each` with every character n-gram of a lower-case word with marked ends, in order. A word shorter than an
/// n-gram length is itself one n-gram of that length.
pub(crate) fn grams(word: &str, mut each: impl FnMut(Feature)) {
    let word = &*fold::fold(word);
    if word.len() > LONGEST_WORD {
        return;
    }
    let mut marked = [0u8; LONGEST_WORD + 2];
    marked[0] = b'<';
    marked[1..=word.len()].copy_from_slice(word.as_bytes());
    marked[word.len() + 1] = b'>';
    let marked = &marked[..word.len() + 2];
    let mut starts = [0usize; LONGEST_WORD + 3];
    let mut characters = 0;
    for (i, &b) in marked.iter().enumerate() {
        if b & 0xc0 != 0x80 {
            starts[characters] = i;
            characters += 1;
        }
    }
    starts[characters] = marked.len();
    for length in GRAM_LENGTHS {
        if characters <= length {
            each(xxh3_64_with_seed(marked, GRAM_SEED));
            return;
        }
        for i in 0..=characters - length {
            each(xxh3_64_with_seed(&marked[starts[i]..starts[i + length]], GRAM_SEED));
        }
    }
}

/// Whether a lower-case word is an English word, and so no misspelling of another.
pub fn is_english(word: &str) -> bool {
    english::is_word(word)
}

/// A lower-case word without its accents.
pub(crate) fn without_accents(word: &str) -> std::borrow::Cow<'_, str> {
    fold::fold(word)
}

/// Whether two names are equal, ignoring how accents are typed.
pub fn is_same_name(a: &str, b: &str) -> bool {
    a == b || ((!a.is_ascii() || !b.is_ascii()) && a.nfc().eq(b.nfc()))
}

/// Where a part of a text stands in it; `part` is a slice of `text`.
pub(crate) fn range_in(part: &str, text: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_are_typed() {
        assert!(is_same_name("prüfer", "pru\u{308}fer"));
        assert!(!is_same_name("prüfer", "prufer"));
        assert!(!is_same_name("Reviewer", "reviewer"));
    }

    #[test]
    fn grams_of_a_word() {
        let count = |word| {
            let mut n = 0;
            grams(word, |_| n += 1);
            n
        };
        assert_eq!(count("a"), 1);
        assert_eq!(count("jwt"), 3 + 2);
        assert_eq!(count("né"), 2 + 1);
        assert_eq!(count("日本"), 2 + 1);
        assert_eq!(count(&"x".repeat(LONGEST_WORD + 1)), 0);
    }
}
