//! The out-of-scope class: small talk, everyday requests of other people, and what developers ask of any tool. Learned
//! beside the team's own examples, these lines let an out-of-scope request be recognised however many of its words
//! occur in the examples by chance. Complaints that something fails are not included: every team has somebody for
//! those.

use super::ClassText;
use crate::agent::Evidence;
use crate::text::{Feature, Language, Languages, Stems, Words, developers_requests, everyday_requests};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

/// Out-of-scope requests, in several languages.
pub static OUT_OF_SCOPE: LazyLock<Evidence> = LazyLock::new(|| Evidence {
    examples: everyday_requests().chain(developers_requests()).map(str::to_owned).collect(),
    ..Evidence::default()
});

/// A word is typical of a class if one in this many of its examples has it.
const TYPICAL_IN: usize = 20;
/// Minimum number of examples with a word; fewer are chance.
const MIN_HOLDERS: usize = 2;

/// The lines of [`OUT_OF_SCOPE`] that are in scope for this team: those with a word that is typical of a class's
/// examples, and those with most of their words in a class's name, description and keywords. A team about the weather
/// or about cooking answers what is small talk elsewhere.
pub(super) fn in_scope<'t>(
    stems: &Stems,
    function_languages: Languages,
    texts: impl Iterator<Item = &'t ClassText<'t>>,
) -> HashSet<usize> {
    let content = |line: &str| -> Vec<Feature> {
        Words::of(line)
            .iter()
            .filter(|word| !Language::of_word(word).shares(function_languages))
            .map(|word| stems.feature(word))
            .collect()
    };
    let lines: Vec<Vec<Feature>> = OUT_OF_SCOPE.examples.iter().map(|line| content(line)).collect();
    let words: HashSet<Feature> = lines.iter().flatten().copied().collect();
    let mut typical: HashSet<Feature> = HashSet::new();
    let mut described: HashSet<usize> = HashSet::new();
    for text in texts {
        let examples = &text.evidence.examples;
        let keywords = text.evidence.keywords.iter().map(|keyword| keyword.text.as_str());
        let own = text.fields[..2].iter().map(String::as_str).chain(keywords).flat_map(content);
        let own: HashSet<Feature> = own.collect();
        let is_own = |line: &Vec<Feature>| 2 * line.iter().filter(|word| own.contains(word)).count() > line.len();
        described.extend(lines.iter().enumerate().filter(|(_, line)| is_own(line)).map(|(number, _)| number));
        let mut holders: BTreeMap<Feature, usize> = BTreeMap::new();
        for example in examples {
            let held: BTreeSet<Feature> = content(example).into_iter().filter(|word| words.contains(word)).collect();
            held.into_iter().for_each(|word| *holders.entry(word).or_default() += 1);
        }
        let least = MIN_HOLDERS.max(examples.len().div_ceil(TYPICAL_IN));
        typical.extend(holders.into_iter().filter(|(_, held)| *held >= least).map(|(word, _)| word));
    }
    let is_typical = |line: &Vec<Feature>| line.iter().any(|word| typical.contains(word));
    let typical = lines.iter().enumerate().filter(|(_, line)| is_typical(line)).map(|(number, _)| number);
    described.into_iter().chain(typical).collect()
}
