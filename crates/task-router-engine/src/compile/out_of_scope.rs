//! The out-of-scope class: small talk, everyday requests, requests to assistants for other subjects, and what developers
//! ask of any tool. Learned beside the team's own examples, these lines let an out-of-scope request be recognised however
//! many of its words occur in the examples by chance. Complaints that something fails are not included: every team has
//! somebody for those.

use super::ClassText;
use crate::agent::Evidence;
use crate::evidence::EvidenceKind;
use crate::text::{
    Feature, KnownStems, Language, Languages, StemsByLanguage, Words, assistants_requests, developers_requests,
    everyday_requests, is_everyday_stem,
};
use crate::threads;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Out-of-scope requests, in several languages.
pub static OUT_OF_SCOPE: LazyLock<Evidence> = LazyLock::new(|| {
    let requests = everyday_requests().chain(assistants_requests()).chain(developers_requests());
    Evidence::default().with(EvidenceKind::Example, requests.map(str::to_owned))
});

/// Numbers of the requests to assistants for other subjects.
fn on_other_subjects() -> Range<usize> {
    let first = everyday_requests().count();
    first..first + assistants_requests().count()
}

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

/// The same of a word that is no everyday word: one example of a few is no chance.
fn is_subject(word: Feature, held: usize, examples: usize) -> bool {
    held >= examples.div_ceil(TYPICAL_IN) && !is_everyday_stem(word)
}

/// The lines of [`OUT_OF_SCOPE`] that are in scope for this team: those with a word that is typical of a class's
/// examples, and those with most of their words in a class's name, description and keywords; of the requests to other
/// assistants, also those with one such word that is no everyday word. A team about the weather or about cooking answers
/// what is small talk elsewhere.
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
    let lines: Vec<Vec<Feature>> = OUT_OF_SCOPE.examples().map(|line| content(line, &stems)).collect();
    let words: HashSet<Feature> = lines.iter().flatten().copied().collect();
    let others = on_other_subjects();
    // By class: the lines that it is described by, and its typical words.
    let found = threads::map(texts, WORTH_A_THREAD, || {
        let stems = StemsByLanguage::with(known_stems);
        let (lines, words, others) = (&lines, &words, &others);
        move |text: &&ClassText| {
            let examples = text.evidence.examples();
            let keywords = text.evidence.words().map(|word| word.text.as_str());
            let own = text.fields[..2].iter().map(String::as_str).chain(keywords);
            let own: HashSet<Feature> = own.flat_map(|text| content(text, &stems)).collect();
            let is_own = |number: usize, line: &[Feature]| {
                let mut held = line.iter().filter(|word| own.contains(word));
                2 * held.clone().count() > line.len()
                    || others.contains(&number) && held.any(|word| !is_everyday_stem(*word))
            };
            let numbered = lines.iter().enumerate();
            let described = numbered.filter(|(number, line)| is_own(*number, line)).map(|(number, _)| number);
            let mut holders: BTreeMap<Feature, usize> = BTreeMap::new();
            for example in examples.clone() {
                let held = content(example, &stems).into_iter().filter(|word| words.contains(word));
                held.collect::<BTreeSet<_>>().into_iter().for_each(|word| *holders.entry(word).or_default() += 1);
            }
            let count = examples.len();
            let of = |is: fn(Feature, usize, usize) -> bool| -> Vec<Feature> {
                holders.iter().filter(|(word, held)| is(**word, **held, count)).map(|(word, _)| *word).collect()
            };
            (described.collect::<Vec<usize>>(), of(|_, held, count| is_typical(held, count)), of(is_subject))
        }
    });
    let typical: HashSet<Feature> = found.iter().flat_map(|(_, typical, _)| typical).copied().collect();
    let subjects: HashSet<Feature> = found.iter().flat_map(|(.., subjects)| subjects).copied().collect();
    let has_one = |line: &[Feature], words: &HashSet<Feature>| line.iter().any(|word| words.contains(word));
    let numbered = lines.iter().enumerate();
    let typical = numbered
        .filter(|(number, line)| has_one(line, &typical) || others.contains(number) && has_one(line, &subjects));
    let typical = typical.map(|(number, _)| number);
    found.iter().flat_map(|(described, ..)| described).copied().chain(typical).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_to_another_assistant_with_one_word_of_an_agent_is_in_scope() {
        let stems = KnownStems::default();
        let lines_with = |description: &str, examples: &[&str]| {
            let fields = ["desk", description, ""].map(str::to_owned);
            let evidence =
                Evidence::default().with(EvidenceKind::Example, examples.iter().map(|text| text.to_string()));
            let found = in_scope(&stems, Languages::default(), &[&ClassText::of(&evidence, fields)]);
            found.into_iter().map(|number| OUT_OF_SCOPE.examples().nth(number).unwrap()).collect::<Vec<_>>()
        };
        let lines = |description: &str| lines_with(description, &[]);
        let portfolio = "build me a portfolio with low risk";
        assert!(lines("Sells portfolios").contains(&portfolio) && !lines("Books trains").contains(&portfolio));
        // So is one with a word of one example of a few.
        assert!(lines_with("Sells", &["which portfolio suits me"]).contains(&portfolio));
        let many = [&["which portfolio suits me"][..], &["open the desk"; 20]].concat();
        assert!(!lines_with("Sells", &many).contains(&portfolio));
        // One word of an everyday request is not enough.
        let museum = "is the museum open on sundays";
        assert!(OUT_OF_SCOPE.examples().any(|line| line == museum) && !lines("Guides museums").contains(&museum));
    }
}
