//! Where clauses end, and what forms words have in them.

use crate::text::Words;

/// Whether a clause ends behind word `i`.
pub(super) fn is_boundary(words: &Words, i: usize) -> bool {
    let Some(between) = (i + 1 < words.len()).then(|| words.separator(i)) else { return true };
    let is_mark = |c: char| {
        let is_wide = matches!(c, '，' | '、' | '。' | '；' | '：' | '！' | '？' | '（' | '）' | '「' | '」');
        is_wide
            || matches!(
                c,
                ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '\n' | '"' | '\u{2013}' | '\u{2014}' | '\u{2026}'
            )
    };
    between.contains(is_mark) || between.starts_with(". ") || between.starts_with(" - ") || between.contains(".\n")
}

/// `not working`, `not found`: what something does not do or is not.
pub(super) fn is_participle(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ing") || word.ends_with("ed"))
}
