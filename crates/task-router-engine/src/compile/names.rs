//! Splits names that write several words as one (`financetool`), so that they are evidence for these words.

use crate::text::{Language, Stems, Words, is_english};
use crate::word_table::EmbeddingId;

/// Minimum number of letters of a part; shorter ones occur by chance.
const MIN_PART: usize = 3;
/// Maximum number of parts.
const MAX_PARTS: usize = 3;
/// Lengths of words that may be split: a shorter one is one word, and nobody writes longer ones.
const LENGTHS: std::ops::RangeInclusive<usize> = 7..=40;

/// A name, followed by the parts of its compound words.
pub(super) fn with_parts(name: &str, stems: &Stems) -> String {
    let words = Words::of(name);
    let parts = words.iter().filter(|word| !is_known(word, stems)).flat_map(parts);
    parts.fold(name.to_owned(), |name, part| name + " " + part)
}

/// Whether a title says more than a name does.
pub(super) fn adds_words(title: &str, name: &str) -> bool {
    let name = Words::of(name);
    Words::of(title).iter().any(|word| !name.iter().any(|known| known == word))
}

/// Whether it is a known word itself, of English or of the trade (`javascript`).
fn is_known(word: &str, stems: &Stems) -> bool {
    is_english(word) || EmbeddingId::of(stems.feature(word)).is_some()
}

/// The smallest number of words that a lower-case word consists of; of several splits the one whose shortest part is
/// longest. Empty if there is none.
fn parts(word: &str) -> Vec<&str> {
    let is_whole = LENGTHS.contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_lowercase());
    (2..=MAX_PARTS).filter(|_| is_whole).find_map(|count| split(word, count)).unwrap_or_default()
}

fn split(word: &str, count: usize) -> Option<Vec<&str>> {
    if count == 1 {
        return (is_english(word) && !Language::English.is_function_word(word)).then(|| vec![word]);
    }
    let ends = MIN_PART..(word.len() + 1).saturating_sub(MIN_PART * (count - 1));
    let splits = ends.filter_map(|end| {
        let (first, rest) = word.split_at(end);
        let mut parts = split(first, 1)?;
        parts.extend(split(rest, count - 1)?);
        Some(parts)
    });
    // Of equal splits the last, whose first part is the longest.
    splits.max_by_key(|parts| parts.iter().map(|part| part.len()).min())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compound_words_are_split() {
        let cases = [
            ("financetool", "financetool finance tool"),
            ("housepurchasingtool", "housepurchasingtool house purchasing tool"),
            ("researchfinder-pro", "researchfinder-pro research finder"),
            // Known words of English or of the trade, and words that cannot be split.
            ("javascript-developer", "javascript-developer"),
            ("kubernetes", "kubernetes"),
            ("reviewer", "reviewer"),
            ("zzyzxqtool", "zzyzxqtool"),
            ("smol", "smol"),
            ("überprüfer", "überprüfer"),
        ];
        for (name, expected) in cases {
            assert_eq!(with_parts(name, &Stems::default()), expected);
        }
    }
}
