//! Words of a run of Katakana, in which the words of a compound are not separated: `コミットメッセージ`.

use super::dense::UnspacedWord;
use crate::text::WordHasher;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::LazyLock;

/// Common loan words in texts about software and offices, without a final long vowel from four characters on.
static WORDS: LazyLock<HashSet<&str, BuildHasherDefault<WordHasher>>> =
    LazyLock::new(|| include_str!("loan_words.txt").split_whitespace().collect());
/// Maximum length of those.
const LONGEST: usize = 10;
/// Minimum length of those.
const SHORTEST: usize = 2;
/// Minimum length of a word beside one that is not in the list: `レビュー` in `マンションレビュー`, but no `プレ`.
const MIN_KNOWN: usize = 3;
/// Minimum length of the one that is not in the list.
const MIN_UNKNOWN: usize = 3;
/// Minimum length of a word whose long vowel at the end is not always written: `サーバー`, `サーバ`.
const MIN_LONG_VOWEL: usize = 4;

/// Passes the words of a run to `add`.
pub(super) fn parts<'t>(run: Range<usize>, at: &impl Fn(usize) -> &'t str, add: &mut impl FnMut(UnspacedWord)) {
    let mut words: Vec<Range<usize>> = Vec::new();
    let (mut unknown, mut here) = (run.start, run.start);
    while here < run.end {
        let is_inside = here > unknown;
        let least = if is_inside { MIN_KNOWN } else { SHORTEST };
        let found = known(here, run.end, at).filter(|end| end - here >= least);
        match found.filter(|_| !is_inside || here - unknown >= MIN_UNKNOWN) {
            Some(end) => {
                words.extend(is_inside.then_some(unknown..here));
                words.push(here..end);
                (unknown, here) = (end, end);
            }
            None => here += 1,
        }
    }
    if unknown < run.end {
        // A short rest means that the word before it is none.
        let is_word = |word: &Range<usize>| run.end - unknown >= MIN_UNKNOWN && word.len() >= MIN_KNOWN;
        let start = words.pop_if(|word| !is_word(word)).map_or(unknown, |word| word.start);
        words.push(start..run.end);
    }
    for word in words {
        let is_long = word.len() >= MIN_LONG_VOWEL && at(word.end - 1) == "ー";
        add(UnspacedWord { characters: word.start..word.end - usize::from(is_long), owned: word.end });
    }
}

/// End of the longest word of the list at a position, with its long vowel.
fn known<'t>(start: usize, end: usize, at: &impl Fn(usize) -> &'t str) -> Option<usize> {
    let mut text = String::new();
    let mut longest = None;
    for i in start..end.min(start + LONGEST) {
        text.push_str(at(i));
        if WORDS.contains(text.as_str()) {
            longest = Some(i + 1);
        }
    }
    longest.map(|at_end| at_end + usize::from(at_end < end && at(at_end) == "ー"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    #[test]
    fn words_are_of_the_lengths_stated() {
        assert!(WORDS.iter().all(|word| (SHORTEST..=LONGEST).contains(&word.chars().count())));
        assert!(WORDS.iter().all(|word| word.chars().count() < MIN_LONG_VOWEL || !word.ends_with('ー')));
    }

    #[test]
    fn compounds_are_cut_into_their_words() {
        let cases = [
            ("コミットメッセージ", "コミット メッセージ"),
            ("データベースサーバー", "データベース サーバ"),
            ("コードレビュー", "コード レビュ"),
            ("ユーザーテスト", "ユーザ テスト"),
            // A word that is not in the list, beside one that is.
            ("マンションレビュー", "マンション レビュ"),
            ("テストマンション", "テスト マンション"),
            // No words inside others.
            ("プレビュー", "プレビュ"),
            ("コードレス", "コードレス"),
            ("ファッション", "ファッション"),
            ("レストラン", "レストラン"),
            ("インフルエンザ", "インフルエンザ"),
            ("ドキュメンタリー", "ドキュメンタリ"),
            ("キー", "キー"),
            ("ー", "ー"),
        ];
        for (text, expected) in cases {
            assert_eq!(Words::of(text).iter().collect::<Vec<_>>().join(" "), expected, "{text}");
        }
    }
}
