//! What agents are not for, as words in order: each thing that a text excludes (`Not for charts or pivot tables`), and
//! each `not_for` of several words.

use super::bm25f::specificity;
use super::keywords::NOT_FOR_LOG_ODDS;
use super::{Builder, ClassText};
use crate::agent::is_of_exclusion;
use crate::index::{Exclusion, FLAG_EXCLUDED, FLAG_STEM, UNIT};
use crate::text::{Feature, Language, words_of};
use std::collections::BTreeMap;

/// Maximum number of words; a longer text describes a situation. One word alone only counts against, as evidence does.
const MOST_WORDS: usize = 6;
/// Words between two things.
const BETWEEN: [&str; 10] = ["or", "and", "nor", "oder", "und", "ou", "et", "y", "o", "e"];
/// Words before several verbs with one object: `does not plan or write tests`.
const BEFORE_VERBS: [&str; 7] = ["does", "do", "doesn", "don", "cannot", "never", "will"];

/// A thing that a class is not for: its words, the class, and what the thing weighs.
pub(super) type Excluded = (Vec<Feature>, u32, f32);

/// The same with numbers of features, sorted by the words.
pub(super) fn numbered(excluded: &[Excluded], number: impl Fn(&Feature) -> Option<u32>) -> Vec<Exclusion> {
    let mut found: Vec<Exclusion> = Vec::new();
    for (words, class, weight) in excluded {
        let words: Option<Vec<u32>> = words.iter().map(&number).collect();
        let weight = (f64::from(*weight) * UNIT) as i32;
        found.extend(words.map(|words| Exclusion { words, class: *class, weight }));
    }
    found.sort_by(|a, b| (&a.words, a.class, a.weight).cmp(&(&b.words, b.class, b.weight)));
    found.dedup_by(|later, first| (&later.words, later.class) == (&first.words, first.class));
    found
}

impl Builder {
    /// Adds what the description and the body of a class exclude; `own` are the words that it is described with.
    pub(super) fn exclude_described(&mut self, class: usize, text: &ClassText, own: &BTreeMap<Feature, [f32; 3]>) {
        let is_named = |stem: &Feature| own.get(stem).is_some_and(|[name, description, _]| name + description > 0.0);
        for thing in self.things(&text.not_for, text.language) {
            let others = thing.iter().filter(|stem| !is_named(stem));
            let telling = others.map(|&stem| specificity(stem, text.language, self.learns)).reduce(f32::max);
            if let Some(telling) = telling {
                self.add_exclusion(thing, class, NOT_FOR_LOG_ODDS * telling.min(1.0));
            }
        }
    }

    /// Adds a stated `not_for` of several words.
    pub(super) fn exclude_stated(&mut self, class: usize, text: &str, language: Language) {
        let words = words_of(text, self.stems.of(language), &self.vocabulary);
        let words = words.iter().filter(|word| !language.is_function_word(word));
        let stems: Vec<Feature> = words.map(|word| self.stem(word, language)).collect();
        if stems.len() > 1 {
            self.add_exclusion(stems, class, NOT_FOR_LOG_ODDS);
        }
    }

    fn stem(&self, word: &str, language: Language) -> Feature {
        crate::text::feature_of(word, self.stems.of(language), &self.vocabulary)
    }

    fn add_exclusion(&mut self, words: Vec<Feature>, class: usize, weight: f32) {
        let first = words.first().copied();
        for &stem in &words {
            let is_first = if Some(stem) == first { FLAG_EXCLUDED } else { 0 };
            self.facts.entry(stem).or_default().flags |= FLAG_STEM | is_first;
        }
        self.exclusions.push((words, class as u32, weight));
    }

    /// The things that a text excludes.
    fn things(&self, text: &str, language: Language) -> Vec<Vec<Feature>> {
        let ends = |c: char| matches!(c, '.' | ',' | ';' | ':' | '(' | ')' | '\n' | '\u{2013}' | '\u{2014}');
        let mut found = Vec::new();
        for clause in text.split(ends) {
            let words = words_of(clause, self.stems.of(language), &self.vocabulary);
            let words: Vec<&str> = words.iter().collect();
            let parts: Vec<Vec<&str>> = words
                .split(|word| BETWEEN.contains(word))
                .map(|part| {
                    let tells = |word: &&&str| !language.is_function_word(word) && !is_of_exclusion(word);
                    part.iter().filter(tells).copied().collect()
                })
                .collect();
            let are_verbs = words.first().is_some_and(|word| BEFORE_VERBS.contains(word)) && !words.contains(&"for")
                || parts.iter().all(|part| part.first().is_some_and(|word| word.ends_with("ing")));
            let object: &[&str] = match parts.last() {
                Some(last) if are_verbs && last.len() > 1 => &last[1..],
                _ => &[],
            };
            for part in &parts {
                let object = if part.len() == 1 { object } else { &[] };
                let thing: Vec<Feature> = part.iter().chain(object).map(|word| self.stem(word, language)).collect();
                if (2..=MOST_WORDS).contains(&thing.len()) {
                    found.push(thing);
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_are_read_with_their_verbs_and_objects() {
        let builder = Builder::default();
        let cases = [
            ("Not for charts or pivot tables.", vec!["pivot tables"]),
            ("Does not plan or write queries", vec!["plan queries", "write queries"]),
            ("generating or retouching pictures", vec!["generating pictures", "retouching pictures"]),
            ("Do not use this for Scala, or when the user asks for C.", vec![]),
            ("not for one, if two three four five six seven eight", vec![]),
        ];
        for (text, expected) in cases {
            let stems = |words: &str| words.split(' ').map(|word| builder.stem(word, Language::English)).collect();
            let expected: Vec<Vec<Feature>> = expected.into_iter().map(stems).collect();
            assert_eq!(builder.things(text, Language::English), expected, "{text}");
        }
    }
}
