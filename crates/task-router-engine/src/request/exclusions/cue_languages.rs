//! Looks up which words start a cue, and in which languages; once for each word.

use super::{cues, dense};
use crate::request::thanks;
use crate::text::{Languages, WordHasher, without_accents};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// Languages in which a word may start a cue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct CueLanguages {
    /// Languages in which it may start or end an exclusion.
    pub(super) excluding: Languages,
    /// Languages in which it may start a statement that something is fine or done.
    pub(super) fine: Languages,
    /// Whether it may be part of thanks in any.
    is_thanks: bool,
}

impl CueLanguages {
    pub(super) fn with(self, other: Self) -> Self {
        let is_thanks = self.is_thanks || other.is_thanks;
        Self { excluding: self.excluding.with(other.excluding), fine: self.fine.with(other.fine), is_thanks }
    }

    /// Whether it may start an exclusion or say that something is fine.
    pub(super) fn holds_exclusion(self) -> bool {
        Self { is_thanks: false, ..self } != Self::default()
    }

    /// Whether it may be part of thanks.
    pub(in crate::request) fn is_thanks(self) -> bool {
        self.is_thanks
    }

    /// Whether there are none.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// The languages in which a lower-case word may start such a cue.
pub(crate) fn cue_languages(word: &str) -> CueLanguages {
    if dense::is_cue(word) {
        return CueLanguages { excluding: Languages::OF_PAIRS, ..CueLanguages::default() };
    }
    let of = |word: &str| CUES.get(word).copied().unwrap_or_default();
    let plain = without_accents(word);
    let languages = CueLanguages { is_thanks: thanks::may_be_cue(&plain), ..of(&plain) };
    if word.is_ascii() { languages } else { languages.with(of(word)) }
}

/// Languages by first word of a cue.
static CUES: LazyLock<HashMap<&'static str, CueLanguages, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut cues: HashMap<&str, CueLanguages, _> = HashMap::default();
    for grammar in &cues::GRAMMARS {
        grammar.excluding().for_each(|word| cues.entry(word).or_default().excluding.add(grammar.language));
        grammar.of_fine().for_each(|word| cues.entry(word).or_default().fine.add(grammar.language));
    }
    cues
});
