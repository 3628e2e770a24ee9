//! Looks up which words start a cue, and in which languages; once for each word.

use super::{cues, dense};
use crate::request::thanks;
use crate::text::{Languages, WordFilter, WordHasher, without_accents};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Languages in which a word may start a cue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CueLanguages {
    /// Languages in which it may be all of a cue of an exclusion.
    excluding: Languages,
    /// Languages in which it may start a cue of several words, and be the second one: `in place of`.
    leading: Languages,
    second: Languages,
    /// Languages in which it may start a statement that something is fine or done.
    pub(super) fine: Languages,
    /// Whether it may be part of thanks in any.
    is_thanks: bool,
}

impl CueLanguages {
    fn with(self, other: Self) -> Self {
        Self {
            excluding: self.excluding.with(other.excluding),
            leading: self.leading.with(other.leading),
            second: self.second.with(other.second),
            fine: self.fine.with(other.fine),
            is_thanks: self.is_thanks || other.is_thanks,
        }
    }

    /// Whether it may start an exclusion or say that something is fine.
    pub(in crate::request) fn holds_exclusion(self) -> bool {
        !self.excluding.with(self.leading).with(self.fine).is_empty()
    }

    /// Languages in which it may start an exclusion before the next word.
    pub(super) fn excluding_before(self, next: Self) -> Languages {
        self.excluding.with(self.leading.shared(next.second))
    }

    /// Whether it may be part of thanks.
    pub(in crate::request) fn is_thanks(self) -> bool {
        self.is_thanks
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        !self.holds_exclusion() && !self.is_thanks
    }
}

/// The languages in which a lower-case word may start such a cue.
pub(crate) fn cue_languages(word: &str) -> CueLanguages {
    if dense::is_cue(word) {
        return CueLanguages { excluding: Languages::OF_PAIRS, ..CueLanguages::default() };
    }
    let of = |word: &str| match WORDS.may_hold(word) {
        true => CUES.get(word).copied().unwrap_or_default(),
        false => CueLanguages::default(),
    };
    let plain = without_accents(word);
    let languages = CueLanguages { is_thanks: thanks::may_be_cue(&plain), ..of(&plain) };
    if word.is_ascii() { languages } else { languages.with(of(word)) }
}

/// The words of all cues, so that a request without any of them does without the table.
static WORDS: WordFilter<512> = {
    let mut words = WordFilter::empty();
    let mut number = 0;
    while number < cues::GRAMMARS.len() {
        words.add_phrases(&cues::GRAMMARS[number].excluding());
        words.add_phrases(&cues::GRAMMARS[number].of_fine());
        number += 1;
    }
    words
};

/// Languages by word.
static CUES: LazyLock<HashMap<&'static str, CueLanguages, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut cues: HashMap<&str, CueLanguages, _> = HashMap::default();
    for grammar in &cues::GRAMMARS {
        for cue in grammar.excluding().into_iter().flatten() {
            let mut words = cue.split(' ');
            let (first, second) = (words.next().unwrap_or_default(), words.next());
            let of_first = cues.entry(first).or_default();
            let languages = if second.is_some() { &mut of_first.leading } else { &mut of_first.excluding };
            languages.add(grammar.language);
            second.into_iter().for_each(|word| cues.entry(word).or_default().second.add(grammar.language));
        }
        let fine = grammar.of_fine().into_iter().flatten();
        let first_of_fine = fine.filter_map(|cue| cue.split(' ').next());
        first_of_fine.for_each(|word| cues.entry(word).or_default().fine.add(grammar.language));
    }
    cues
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_lets_all_words_of_cues_pass() {
        assert!(CUES.keys().all(|word| WORDS.may_hold(word)));
        assert!(cue_languages("rather").holds_exclusion() && cue_languages("không").holds_exclusion());
        assert!(cue_languages("jwt").is_empty());
    }
}
