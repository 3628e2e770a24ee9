//! Everyday requests of people: small talk, and what others than software teams are asked. They stand for all that a team is not
//! asked, and their words for those that tell nobody's matter.

use super::{Feature, Language, Stems};
use std::collections::HashSet;
use std::sync::LazyLock;

const LINES: &str = include_str!("everyday.txt");

/// Requests that are for nobody, in several languages.
pub fn everyday_requests() -> impl Iterator<Item = &'static str> {
    LINES.lines()
}

static WORDS: LazyLock<HashSet<Feature>> = LazyLock::new(|| {
    let stems = Stems::of(&[Language::English]);
    let words = everyday_requests().flat_map(|line| stems.features(line));
    words.collect()
});

/// Whether everyday requests hold a lower-case word (`write`, `last`): it may tell two agents apart, but it is no keyword.
pub fn is_everyday(word: &str) -> bool {
    Language::English.is_function_word(word) || WORDS.contains(&Stems::of(&[Language::English]).feature(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_request_are_everyday() {
        assert!(["write", "until", "last", "rest", "recommend"].into_iter().all(is_everyday));
        assert!(!["jwt", "migration", "deploy", "stripe"].into_iter().any(is_everyday));
        assert!(everyday_requests().all(|line| !line.trim().is_empty()));
    }
}
