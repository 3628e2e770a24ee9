//! What agents are not for, as words in order: each thing that a text excludes (`Not for charts or pivot tables`), and
//! each `not_for` of several words.

use super::bm25f::specificity;
use super::{ClassText, IndexBuilder};
use crate::agent::is_of_exclusion;
use crate::evidence::EvidenceKind;
use crate::index::{Exclusion, FLAG_EXCLUDED, FLAG_STEM, UNIT};
use crate::text::{Feature, Language, Roles, is_determiner, words, words_of};
use std::collections::BTreeMap;

/// Maximum number of words; a longer text describes a situation. One word alone only counts against, as evidence does.
const MOST_WORDS: usize = 6;
/// Words before several verbs with one object: `does not plan or write tests`.
const BEFORE_VERBS: &[&str] = words!("does|do|doesn|don|cannot|never|will");

/// The words of a thing, each with whether function words other than articles stand before it.
type Thing = Vec<(Feature, bool)>;

/// A thing that a class is not for, the class, and what the thing weighs.
pub(super) type ExcludedThing = (Thing, u32, f32);

/// The same with numbers of features, sorted by the words.
pub(super) fn numbered(excluded: &[ExcludedThing], number: impl Fn(&Feature) -> Option<u32>) -> Vec<Exclusion> {
    let mut found: Vec<Exclusion> = Vec::new();
    for (words, class, weight) in excluded {
        let apart = words.iter().map(|(_, is_apart)| *is_apart).collect();
        let words: Option<Vec<u32>> = words.iter().map(|(word, _)| number(word)).collect();
        let weight = (f64::from(*weight) * UNIT) as i32;
        found.extend(words.map(|words| Exclusion { words, apart, class: *class, weight }));
    }
    found.sort_by(|a, b| (&a.words, a.class, &a.apart, a.weight).cmp(&(&b.words, b.class, &b.apart, b.weight)));
    found.dedup_by(|later, first| {
        (&later.words, later.class, &later.apart) == (&first.words, first.class, &first.apart)
    });
    found
}

impl IndexBuilder {
    /// Adds what the description and the body of a class exclude; `own` are the words that it is described with.
    pub(super) fn exclude_described(&mut self, class: usize, text: &ClassText, own: &BTreeMap<Feature, [f32; 3]>) {
        let is_named = |stem: &Feature| own.get(stem).is_some_and(|[name, description, _]| name + description > 0.0);
        for thing in self.things(&text.not_for, text.language) {
            let others = thing.iter().map(|(stem, _)| stem).filter(|stem| !is_named(stem));
            let highest = others.map(|&stem| specificity(stem, text.language, self.learns)).reduce(f32::max);
            if let Some(highest) = highest {
                self.add_exclusion(thing, class, EvidenceKind::NotFor.log_odds() * highest.min(1.0));
            }
        }
    }

    /// Adds a statement against a class, if it has several words.
    pub(super) fn exclude_stated(&mut self, class: usize, text: &str, language: Language, log_odds: f32) {
        let words = words_of(text, self.stems.of(language), &self.vocabulary);
        let thing = self.thing(&content_words(words.iter(), |word| !language.is_function_word(word)), language);
        if thing.len() > 1 {
            self.add_exclusion(thing, class, log_odds);
        }
    }

    fn thing(&self, words: &[(&str, bool)], language: Language) -> Thing {
        words.iter().map(|&(word, is_apart)| (self.stem(word, language), is_apart)).collect()
    }

    fn stem(&self, word: &str, language: Language) -> Feature {
        crate::text::feature_of(word, self.stems.of(language), &self.vocabulary)
    }

    fn add_exclusion(&mut self, words: Thing, class: usize, weight: f32) {
        let first = words.first().map(|(stem, _)| *stem);
        for &(stem, _) in &words {
            let is_first = if Some(stem) == first { FLAG_EXCLUDED } else { 0 };
            self.facts.entry(stem).or_default().flags |= FLAG_STEM | is_first;
        }
        self.exclusions.push((words, class as u32, weight));
    }

    /// The things that a text excludes.
    fn things(&self, text: &str, language: Language) -> Vec<Thing> {
        let ends = |c: char| matches!(c, '.' | ',' | ';' | ':' | '(' | ')' | '\n' | '\u{2013}' | '\u{2014}');
        let mut found = Vec::new();
        for clause in text.split(ends) {
            let words = words_of(clause, self.stems.of(language), &self.vocabulary);
            let words: Vec<&str> = words.iter().collect();
            let tells = |word: &str| !language.is_function_word(word) && !is_of_exclusion(word);
            let joins = |word: &str| Roles::JOINING.languages_of(word).has_function_word(language);
            let parts = words.split(|word| joins(word));
            let parts: Vec<Vec<(&str, bool)>> = parts.map(|part| content_words(part.iter().copied(), tells)).collect();
            let are_verbs = words.first().is_some_and(|word| BEFORE_VERBS.contains(word)) && !words.contains(&"for")
                || parts.iter().all(|part| part.first().is_some_and(|(word, _)| word.ends_with("ing")));
            let object: &[(&str, bool)] = match parts.last() {
                Some(last) if are_verbs && last.len() > 1 => &last[1..],
                _ => &[],
            };
            for part in &parts {
                let object = if part.len() == 1 { object } else { &[] };
                let thing = self.thing(&[part, object].concat(), language);
                if (2..=MOST_WORDS).contains(&thing.len()) {
                    found.push(thing);
                }
            }
        }
        found
    }
}

/// The content words, each with whether words other than articles stand before it that do not.
fn content_words<'w>(words: impl Iterator<Item = &'w str>, tells: impl Fn(&str) -> bool) -> Vec<(&'w str, bool)> {
    let (mut found, mut is_apart) = (Vec::new(), false);
    for word in words {
        match tells(word) {
            true => found.push((word, std::mem::take(&mut is_apart) && !found.is_empty())),
            false => is_apart |= !is_determiner(word),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_read_with_their_verbs_and_objects() {
        let builder = IndexBuilder::default();
        let cases = [
            ("Not for charts or pivot tables.", vec!["pivot tables"]),
            ("Does not plan or write queries", vec!["plan queries", "write queries"]),
            ("generating or retouching pictures", vec!["generating pictures", "retouching pictures"]),
            ("Do not use this for Scala, or when the user asks for C.", vec![]),
            ("not for one, if two three four five six seven eight", vec![]),
            ("Does not search the web or write to the disk", vec!["search web", "write -disk"]),
        ];
        for (text, expected) in cases {
            let stem =
                |word: &str| (builder.stem(word.trim_start_matches('-'), Language::English), word.starts_with('-'));
            let expected: Vec<Thing> = expected.into_iter().map(|words| words.split(' ').map(stem).collect()).collect();
            assert_eq!(builder.things(text, Language::English), expected, "{text}");
        }
        // `en` joins two things in Dutch, and none in French.
        let number = |language| builder.things("niet voor nieuwe rekeningen en oude tabellen", language).len();
        assert_eq!((number(Language::Dutch), number(Language::French)), (2, 1));
    }
}
