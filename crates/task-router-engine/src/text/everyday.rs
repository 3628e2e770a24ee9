//! Everyday requests: small talk, and questions not meant for software teams. They represent out-of-scope requests, and
//! their words are those that are specific to nobody.

use super::forms::usual;
use super::{Feature, Language, Stems};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

const LINES: &str = include_str!("everyday.txt");

/// Out-of-scope requests, in several languages.
pub fn everyday_requests() -> impl Iterator<Item = &'static str> {
    LINES.lines()
}

/// Requests to assistants for other subjects: banks, travel, shops, homes, health, media. Unlike words of everyday
/// requests, theirs may be an agent's keywords.
pub fn assistants_requests() -> impl Iterator<Item = &'static str> {
    include_str!("assistants.txt").lines()
}

static WORDS: LazyLock<HashSet<Feature>> = LazyLock::new(|| {
    let stems = Stems::of(&[Language::English]);
    let words = everyday_requests().flat_map(|line| stems.features(line));
    words.collect()
});

/// Whether a lower-case word occurs in everyday requests, in any form (`write`, `written`, `last`): it may distinguish
/// two agents, but it is no keyword.
pub fn is_everyday(word: &str) -> bool {
    let stems = Stems::of(&[Language::English]);
    let is = |word: &str| Language::English.is_function_word(word) || WORDS.contains(&stems.feature(word));
    is(word) || usual(word, Language::English).iter().any(|form| is(form))
}

/// Whether a stem is that of a word of everyday requests.
pub fn is_everyday_stem(stem: Feature) -> bool {
    WORDS.contains(&stem)
}

const DEVELOPERS: &str = include_str!("developers.txt");
/// Number of these requests with about as many words as a description.
const REQUESTS_A_DESCRIPTION: i32 = 7;

/// What people tell of their product and want of it, without anything being wrong: statements, as reports of incidents
/// are.
pub fn plain_statements() -> impl Iterator<Item = &'static str> {
    include_str!("statements.txt").lines()
}

/// What developers ask of any tool: code, tests, commits, builds, pages, queries.
pub fn developers_requests() -> impl Iterator<Item = &'static str> {
    DEVELOPERS.lines()
}

static DEVELOPER_WORDS: LazyLock<HashMap<Feature, f32>> = LazyLock::new(|| {
    let stems = Stems::of(&[Language::English]);
    let mut holders: HashMap<Feature, f32> = HashMap::new();
    for line in developers_requests() {
        let words: BTreeSet<Feature> = stems.features(line).into_iter().collect();
        words.into_iter().for_each(|word| *holders.entry(word).or_default() += 1.0);
    }
    let lines = developers_requests().count() as f32;
    holders.into_iter().map(|(word, held)| (word, 1.0 - (1.0 - held / lines).powi(REQUESTS_A_DESCRIPTION))).collect()
});

/// Probability that the description of any agent for developers contains a word (`code`, `file`, `run`), 0 to 1.
pub fn developers_share(stem: Feature) -> f32 {
    DEVELOPER_WORDS.get(&stem).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_request_are_everyday() {
        assert!(["write", "written", "until", "last", "rest", "recommend"].into_iter().all(is_everyday));
        assert!(!["jwt", "migration", "deploy", "stripe"].into_iter().any(is_everyday));
        assert!(everyday_requests().all(|line| !line.trim().is_empty()));
        assert!(plain_statements().all(|line| !line.trim().is_empty()));
        assert!(developers_requests().all(|line| !line.trim().is_empty()));
        let all = || everyday_requests().chain(assistants_requests()).chain(developers_requests());
        assert_eq!(all().collect::<HashSet<_>>().len(), all().count(), "each line once");
    }

    #[test]
    fn developers_words_are_in_many_descriptions() {
        let stems = Stems::of(&[Language::English]);
        let share = |word| developers_share(stems.feature(word));
        let held = developers_requests().filter(|line| line.split(' ').any(|word| word == "code")).count();
        let lines = developers_requests().count();
        assert!((share("code") - (1.0 - (1.0 - held as f32 / lines as f32).powi(7))).abs() < 1e-6);
        assert!(share("file") > share("docker") && share("docker") > 0.0);
        assert_eq!(share("invoice"), 0.0);
    }
}
