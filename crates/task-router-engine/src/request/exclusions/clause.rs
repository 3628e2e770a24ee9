//! Clause boundaries, neighbours of a word within its clause, and word forms.

use super::{Reading, WordKinds};
use crate::text::{Words, without_accents};
use std::borrow::Cow;

/// Whether a clause ends after word `i`.
pub(crate) fn is_boundary(words: &Words, i: usize) -> bool {
    let Some(between) = (i + 1 < words.len()).then(|| words.separator(i)) else { return true };
    let is_mark = |c: char| {
        let is_wide = matches!(c, '，' | '、' | '。' | '；' | '：' | '！' | '？' | '（' | '）' | '「' | '」');
        is_wide
            || matches!(
                c,
                ',' | ';' | ':' | '!' | '?' | '(' | ')' | '[' | ']' | '\n' | '"' | '\u{2013}' | '\u{2014}' | '\u{2026}'
            )
    };
    // `std::vector` and `data:etl` are one thing.
    let is_inside = between.bytes().all(|b| b == b':') && words.get(i).is_ascii();
    between.contains(is_mark) && !is_inside
        || between.starts_with(". ")
        || between.starts_with(" - ")
        || between.contains(".\n")
}

/// Whether an English word may be a participle, as in `not working`, `not found`: a report about something.
pub(super) fn is_participle(word: &str) -> bool {
    word.len() > 4 && (word.ends_with("ing") || word.ends_with("ed"))
}

/// Whether an English word may be an adjective.
pub(super) fn is_adjective(word: &str) -> bool {
    ["able", "ible", "ful", "ous", "ive"].iter().any(|end| word.len() > 6 && word.ends_with(end))
}

/// Whether an English word may be an adverb.
pub(super) fn is_adverb(word: &str) -> bool {
    word.ends_with("ly") || ["still", "sometimes", "often", "always", "yet"].contains(&word)
}

impl<K: WordKinds> Reading<'_, K> {
    /// Whether a clause starts with word `i`.
    pub(super) fn starts_clause(&self, i: usize) -> bool {
        self.before(i).is_none_or(|word| self.grammar.openers.contains(&&*word))
    }

    /// Whether anything follows the clause of word `i`.
    pub(super) fn is_set_against(&self, i: usize) -> bool {
        let last = || (0..self.words.len().saturating_sub(1)).rev().find(|&at| self.is_set_off(at));
        self.ends.last_set_off.get_or_init(last).is_some_and(|last| i <= last)
    }

    /// Whether a new statement starts after word `i`: a clause, or a contrast with `but`.
    pub(super) fn is_set_off(&self, i: usize) -> bool {
        self.is_boundary(i) || self.grammar.but.contains(&&*self.word(i + 1))
    }

    /// Whether the request has another clause.
    pub(super) fn has_other_clause(&self) -> bool {
        let begins = |at: usize| self.is_boundary(at - 1) || self.grammar.openers.contains(&&*self.word(at));
        *self.ends.has_other_clause.get_or_init(|| (1..self.words.len()).any(begins))
    }

    /// Whether the subject of the copula at word `i` is `it`.
    pub(super) fn is_said_of_it(&self, i: usize) -> bool {
        let is_it = |word: Cow<str>| self.grammar.pronouns.contains(&&*word);
        is_it(self.word(i)) || self.before(i).is_some_and(is_it)
    }

    /// Whether a clause ends after word `i`.
    pub(super) fn is_boundary(&self, i: usize) -> bool {
        is_boundary(self.words, i)
    }

    /// The previous word in the same clause.
    pub(super) fn before(&self, i: usize) -> Option<Cow<'_, str>> {
        i.checked_sub(1).filter(|&before| !self.is_boundary(before)).map(|before| self.word(before))
    }

    /// The next word in the same clause.
    pub(super) fn next(&self, i: usize) -> Option<Cow<'_, str>> {
        (i + 1 < self.words.len() && !self.is_boundary(i)).then(|| self.word(i + 1))
    }

    /// Word `i`, without accents where writers leave them out.
    pub(super) fn word(&self, i: usize) -> Cow<'_, str> {
        // The words of a name have no grammar.
        let word = if self.is_of_name(i) { "" } else { self.words.get(i) };
        if self.grammar.has_accents { Cow::Borrowed(word) } else { without_accents(word) }
    }

    pub(super) fn is_function_word(&self, i: usize) -> bool {
        self.kinds.languages(i).has_function_word(self.grammar.language)
            && !self.is_of_name(i)
            // `on` in the keyword `on-call`.
            && self.kinds.stated_words(i) < 2
    }

    /// Whether word `i` may be a participle that reports something (`cache not caching`, `error: not found`), as opposed
    /// to a keyword in a clause that begins with `not` (`not testing, the login`) and no verb of working (`not loading`).
    pub(super) fn may_report(&self, i: usize) -> bool {
        let word = self.word(i);
        let works = || self.grammar.working.iter().any(|verb| word.starts_with(verb));
        let is_thing = || word.ends_with("ing") && self.kinds.stated_words(i) > 0 && !works();
        let is_behind_not = || i > 0 && self.grammar.not.contains(&&*self.word(i - 1)) && self.starts_clause(i - 1);
        is_participle(&word) && !(is_behind_not() && is_thing())
    }
}
