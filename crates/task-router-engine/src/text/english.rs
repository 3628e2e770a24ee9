//! English word list, so that no English word is taken for a misspelling of another.

use fst::raw::Fst;
use std::sync::LazyLock;

/// 80,097 words of SCOWL up to size 60, American and British, lower case, letters only; made by
/// `tools/words/english.sh`, which names the source. SCOWL is Copyright 2000-2018 by Kevin Atkinson; its permission
/// notice is in `tools/words/SCOWL`.
static WORDS: LazyLock<Option<Fst<&'static [u8]>>> =
    LazyLock::new(|| Fst::new(include_bytes!("english.fst").as_slice()).ok());

/// Whether a lower-case word is English. The list is exact, not probabilistic.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.as_ref().is_some_and(|words| words.contains_key(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn correct_words_are_in_the_list_and_misspelt_ones_are_not() {
        let known = [
            "contact", "contract", "preview", "review", "logic", "login", "form", "from", "starting", "staging",
            "colour",
        ];
        assert!(known.into_iter().all(is_word));
        assert!(!["contrct", "authentification", "databse", "jwt", ""].into_iter().any(is_word));
    }
}
