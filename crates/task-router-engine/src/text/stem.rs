//! Words → features: what inflected forms of one word have in common.

use super::fold::fold;
use super::{Feature, LONGEST_WORD, Words, stem_feature};
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Words whose stems are remembered at most.
const MOST_KNOWN: usize = 1 << 16;

/// Snowball's English stemmer; words in other alphabets, numbers and very long words come out as they are. The stems of
/// words met are remembered, since a text costs as much to stem as it has different words.
pub struct Stems {
    stemmer: Stemmer,
    known: RefCell<HashMap<Box<str>, Feature, BuildHasherDefault<WordHasher>>>,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: RefCell::default() }
    }
}

impl Stems {
    /// The stem of one lower-case word, without accents.
    pub fn stem<'a>(&self, word: &'a str) -> Cow<'a, str> {
        if word.len() > LONGEST_WORD {
            return word.into();
        }
        if !word.bytes().all(|b| b.is_ascii_lowercase()) {
            return fold(word);
        }
        match acronym(word) {
            Some(acronym) => acronym.into(),
            None => self.stemmer.stem(word),
        }
    }

    /// The feature of one lower-case word's stem.
    pub fn feature(&self, word: &str) -> Feature {
        let mut known = self.known.borrow_mut();
        if let Some(&feature) = known.get(word) {
            return feature;
        }
        let feature = stem_feature(&self.stem(word));
        if word.len() <= LONGEST_WORD && known.len() < MOST_KNOWN {
            known.insert(word.into(), feature);
        }
        feature
    }

    /// The features of a phrase's words in order.
    pub fn features(&self, text: &str) -> Vec<Feature> {
        Words::of(text).iter().map(|word| self.feature(word)).collect()
    }
}

/// What the plural of an acronym without vowels is of, which Snowball takes for a word that ends so: `prs`, `jwts`.
fn acronym(word: &str) -> Option<&str> {
    let rest = word.strip_suffix('s').filter(|rest| rest.len() >= 2 && !rest.ends_with('s'))?;
    rest.bytes().all(|b| !matches!(b, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')).then_some(rest)
}

/// Hashes words for tables in memory.
#[derive(Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _terminator: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inflections_share_a_stem_and_parts_of_words_do_not() {
        let stems = Stems::default();
        for (a, b) in [("crashes", "crashed"), ("pr", "prs"), ("jwts", "jwt"), ("api", "apis"), ("dbs", "db")] {
            assert_eq!(stems.stem(a), stems.stem(b));
        }
        for (a, b) in [("ci", "recipe"), ("css", "cs"), ("contact", "contract")] {
            assert_ne!(stems.stem(a), stems.stem(b));
        }
        assert_eq!(stems.stem("requête"), "requete");
    }
}
