//! Function words of Chinese, Japanese and Korean, as they are read: pairs of characters, single characters between
//! others, and words of Katakana and Hangul; and generic ones of descriptions and requests (`需要`, `사용`). They are not
//! used to detect a language.

use crate::text::WordHasher;
use crate::text::scripts::is_dense_word;
use crate::text::words::is_ending;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Kanji of verbs of any request, whose endings are Hiragana: `作って`, `書いた`.
const VERBS: &str = "作書教考見調使探知行思言欲買送読直選出入始終続待持置変決頼付合伝助立取受手";

/// Whether a word is such a word, or grammar only: Hiragana, an ending, or a pair across the end of a word.
pub(super) fn is_function_word(word: &str) -> bool {
    if word.is_ascii() {
        return false;
    }
    let mut characters = word.chars();
    let is_grammar = match (characters.next(), characters.next(), characters.next()) {
        (Some(first), None, None) => is_hiragana(first),
        (Some(first), Some(second), None) => match (is_hiragana(first), is_hiragana(second)) {
            (true, true) => true,
            (true, false) => is_dense_word(&word[first.len_utf8()..]),
            // `を` of `記事を`, `し` of `予約して`; but `い` of `遅い`.
            (false, true) => is_particle(second) || VERBS.contains(first),
            (false, false) => false,
        },
        _ => word.chars().all(is_hiragana),
    };
    is_grammar || WORDS.contains(word) || is_ending(word)
}

fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309f}')
}

/// Whether a Hiragana is a particle or starts the endings of nouns: `する`, `だ`, `な`, `から`, `まで`, `より`.
fn is_particle(c: char) -> bool {
    "をがのにはでともへやなかしすせさだまよ".contains(c)
}

static WORDS: LazyLock<HashSet<&str, BuildHasherDefault<WordHasher>>> =
    LazyLock::new(|| include_str!("dense.txt").split_whitespace().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grammar_and_generic_words_are_function_words() {
        let grammar = ["ます", "を", "に作", "事を", "約し", "書い", "습니다", "해주세요", "需要", "어떻게"];
        assert!(grammar.into_iter().all(is_function_word));
        assert!(!["数据", "テスト", "遅い", "쿼리", "the", ""].into_iter().any(is_function_word));
    }
}
