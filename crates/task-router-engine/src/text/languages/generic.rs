//! Content words that occur in descriptions and requests of every kind: to write, to make, to check, new. For English
//! the word table shows how unspecific they are; for other languages this list does.

use super::{Language, Languages};
use crate::text::fold::fold;
use crate::text::{Feature, Stems, WordHasher};
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// One language per line: its name, and the words.
const LINES: &str = include_str!("generic.txt");

static STEMS: LazyLock<HashMap<Feature, Languages>> = LazyLock::new(|| {
    let mut stems: HashMap<Feature, Languages> = HashMap::new();
    for (language, words) in LINES.lines().filter_map(of_line) {
        let known = Stems::of(&[language]);
        words.for_each(|word| stems.entry(known.feature(word)).or_default().add(language));
    }
    stems
});

/// Room for all words, so that the table does not grow.
const ROOM: usize = 1 << 10;

/// Languages by word, without accents.
static WORDS: LazyLock<HashMap<Cow<str>, Languages, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut known: HashMap<Cow<str>, Languages, _> = HashMap::with_capacity_and_hasher(ROOM, Default::default());
    for (language, words) in LINES.lines().filter_map(of_line) {
        words.for_each(|word| known.entry(fold(word)).or_default().add(language));
    }
    known
});

/// The languages other than English in which a word is generic.
pub(super) fn languages_of(word: &str) -> Languages {
    WORDS.get(&*fold(word)).copied().unwrap_or_default()
}

/// The language of a line, and its words.
fn of_line(line: &'static str) -> Option<(Language, impl Iterator<Item = &'static str>)> {
    let (name, words) = line.split_once(' ')?;
    let language = Language::ALL.into_iter().find(|language| format!("{language:?}") == name)?;
    Some((language, words.split(' ')))
}

/// Whether a stem is that of a generic word in one of these languages; there are none in English.
pub fn is_generic(stem: Feature, languages: Languages) -> bool {
    STEMS.get(&stem).is_some_and(|known| known.shares(languages))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_words_are_known_by_their_stems() {
        for (language, word, expected) in [
            (Language::German, "schreibt", true),
            (Language::French, "écrivez", true),
            (Language::Russian, "пишет", true),
            (Language::German, "rechnung", false),
            (Language::French, "données", false),
            (Language::Finnish, "kirjoittaa", true),
            (Language::Finnish, "kirja", false),
        ] {
            let stem = Stems::of(&[language]).feature(word);
            assert_eq!(is_generic(stem, Languages::of(language)), expected, "{word}");
        }
        assert_eq!(LINES.lines().count(), Language::ALL.len() - 1);
    }
}
