//! Words of content that stand in descriptions and requests of every kind: to write, to make, to check, new. Of English the word
//! table tells how little they say; of other languages this list does.

use super::Language;
use crate::text::{Feature, Stems};
use std::collections::HashSet;
use std::sync::LazyLock;

/// By language: its name, and the words.
const LINES: &str = include_str!("generic.txt");

static STEMS: LazyLock<HashSet<Feature>> = LazyLock::new(|| {
    let of_line = |line: &'static str| {
        let (name, words) = line.split_once(' ')?;
        let language = Language::ALL.into_iter().find(|language| format!("{language:?}") == name)?;
        let stems = Stems::of(&[language]);
        Some(words.split(' ').map(|word| stems.feature(word)).collect::<Vec<_>>())
    };
    LINES.lines().filter_map(of_line).flatten().collect()
});

/// Whether a stem is of such a word in a language other than English.
pub fn is_generic(stem: Feature) -> bool {
    STEMS.contains(&stem)
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
        ] {
            assert_eq!(is_generic(Stems::of(&[language]).feature(word)), expected, "{word}");
        }
        assert_eq!(LINES.lines().count(), Language::ALL.len() - 1);
    }
}
