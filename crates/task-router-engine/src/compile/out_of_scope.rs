//! The out-of-scope class: small talk, everyday requests of other people, and what developers ask of any tool. Learned
//! beside the team's own examples, these lines let an out-of-scope request be recognised however many of its words
//! occur in the examples by chance. Complaints that something fails are not included: every team has somebody for
//! those.

use super::ClassText;
use crate::agent::Evidence;
use crate::text::{
    Feature, KnownStems, Language, Languages, StemsByLanguage, Words, developers_requests, everyday_requests,
};
use crate::threads;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

/// Out-of-scope requests, in several languages.
pub static OUT_OF_SCOPE: LazyLock<Evidence> = LazyLock::new(|| Evidence {
    examples: everyday_requests().chain(developers_requests()).map(str::to_owned).collect(),
    ..Evidence::default()
});

/// Minimum number of classes for another thread.
const WORTH_A_THREAD: usize = 16;
/// A word is typical of a class if one in this many of its examples has it.
const TYPICAL_IN: usize = 20;
/// Minimum number of examples with a word; fewer are chance.
const MIN_HOLDERS: usize = 2;

/// Whether something is typical of a class if so many of its examples have it.
pub(super) fn is_typical(held: usize, examples: usize) -> bool {
    held >= MIN_HOLDERS.max(examples.div_ceil(TYPICAL_IN))
}

/// The lines of [`OUT_OF_SCOPE`] that are in scope for this team: those with a word that is typical of a class's
/// examples, and those with most of their words in a class's name, description and keywords. A team about the weather
/// or about cooking answers what is small talk elsewhere.
pub(super) fn in_scope(
    known_stems: &KnownStems,
    function_languages: Languages,
    texts: &[&ClassText],
) -> HashSet<usize> {
    let content = |line: &str, stems: &StemsByLanguage| -> Vec<Feature> {
        let words = Words::of(line);
        let words = words.iter().filter(|word| !Language::of_word(word).shares(function_languages));
        words.map(|word| stems.of(Language::English).feature(word)).collect()
    };
    let stems = StemsByLanguage::with(known_stems);
    let lines: Vec<Vec<Feature>> = OUT_OF_SCOPE.examples.iter().map(|line| content(line, &stems)).collect();
    let words: HashSet<Feature> = lines.iter().flatten().copied().collect();
    // By class: the lines that it is described by, and its typical words.
    let found = threads::map(texts, WORTH_A_THREAD, || {
        let stems = StemsByLanguage::with(known_stems);
        let (lines, words) = (&lines, &words);
        move |text: &&ClassText| {
            let examples = &text.evidence.examples;
            let keywords = text.evidence.keywords.iter().map(|keyword| keyword.text.as_str());
            let own = text.fields[..2].iter().map(String::as_str).chain(keywords);
            let own: HashSet<Feature> = own.flat_map(|text| content(text, &stems)).collect();
            let is_own = |line: &Vec<Feature>| 2 * line.iter().filter(|word| own.contains(word)).count() > line.len();
            let described = lines.iter().enumerate().filter(|(_, line)| is_own(line)).map(|(number, _)| number);
            let mut holders: BTreeMap<Feature, usize> = BTreeMap::new();
            for example in examples {
                let held = content(example, &stems).into_iter().filter(|word| words.contains(word));
                held.collect::<BTreeSet<_>>().into_iter().for_each(|word| *holders.entry(word).or_default() += 1);
            }
            let typical = holders.into_iter().filter(|(_, held)| is_typical(*held, examples.len()));
            let typical = typical.map(|(word, _)| word);
            (described.collect::<Vec<usize>>(), typical.collect::<Vec<Feature>>())
        }
    });
    let typical: HashSet<Feature> = found.iter().flat_map(|(_, typical)| typical).copied().collect();
    let is_typical = |line: &Vec<Feature>| line.iter().any(|word| typical.contains(word));
    let typical = lines.iter().enumerate().filter(|(_, line)| is_typical(line)).map(|(number, _)| number);
    found.iter().flat_map(|(described, _)| described).copied().chain(typical).collect()
}
