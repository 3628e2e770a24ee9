//! What authors state: keywords, patterns and `not_for` of classes, and the rules.

use super::{Builder, ClassText};
use crate::agent::Keyword;
use crate::index::spelling::allowed_slips;
use crate::index::{FLAG_STARTS_PHRASE, FLAG_STEM, UNIT};
use crate::text::{Feature, Language, feature_of, followed_by, without_accents, words_of};
use libm::logf;
use std::collections::{BTreeSet, HashMap};

/// Log-odds of a keyword of weight 1 that only one class has.
const KEYWORD_LOG_ODDS: f32 = 2.5;
/// Each further word of a phrase makes it that much more telling.
const PHRASE_GAIN: f32 = 0.3;
/// Log-odds of a pattern.
const PATTERN_LOG_ODDS: f32 = 3.0;
/// Log-odds of a `not_for` word or phrase.
const NOT_FOR_LOG_ODDS: f32 = -3.0;

impl Builder {
    /// Keywords, `not_for` and patterns of every class.
    pub(super) fn state(&mut self, texts_of_classes: &[ClassText]) {
        let mut holders: HashMap<Vec<Feature>, BTreeSet<usize>> = HashMap::new();
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            for keyword in &class_text.evidence.keywords {
                holders.entry(self.features(&keyword.text, class_text.language)).or_default().insert(class);
            }
        }
        let classes = texts_of_classes.len() as f32;
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            let share = |phrase: &[Feature]| {
                let n = holders.get(phrase).map_or(1, BTreeSet::len) as f32;
                logf(1.0 + classes / n) / logf(1.0 + classes)
            };
            self.keywords(class, &class_text.evidence.keywords, class_text.language, share);
            for text in &class_text.evidence.not_for {
                let phrase = self.features(text, class_text.language);
                self.add_phrase(&phrase, class, NOT_FOR_LOG_ODDS);
            }
            self.patterns(class, &class_text.evidence.patterns);
        }
    }

    /// The features of a phrase's words.
    pub(super) fn features(&self, text: &str, language: Language) -> Vec<Feature> {
        let stems = self.stems.of(language);
        let words = words_of(text, stems, &self.vocabulary);
        words.iter().map(|word| feature_of(word, stems, &self.vocabulary)).collect()
    }

    pub(super) fn keywords(
        &mut self,
        owner: usize,
        keywords: &[Keyword],
        language: Language,
        share: impl Fn(&[Feature]) -> f32,
    ) {
        for keyword in keywords {
            let words = words_of(&keyword.text, self.stems.of(language), &self.vocabulary);
            let stems = self.stems.of(language);
            let phrase: Vec<Feature> = words.iter().map(|word| feature_of(word, stems, &self.vocabulary)).collect();
            let gain = 1.0 + PHRASE_GAIN * (phrase.len().saturating_sub(1)) as f32;
            self.add_phrase(&phrase, owner, KEYWORD_LOG_ODDS * keyword.weight * share(&phrase) * gain);
            if let ([feature], true) = (phrase.as_slice(), allowed_slips(words.iter().next().unwrap_or("")).is_some()) {
                self.dictionary.insert(without_accents(words.get(0)).into_owned(), *feature);
            }
        }
    }

    pub(super) fn add_phrase(&mut self, phrase: &[Feature], owner: usize, weight: f32) {
        let Some((&first, rest)) = phrase.split_first() else { return };
        self.facts.entry(first).or_default().flags |= FLAG_STEM;
        let mut feature = first;
        for &stem in rest {
            self.facts.entry(feature).or_default().flags |= FLAG_STARTS_PHRASE;
            self.facts.entry(stem).or_default().flags |= FLAG_STEM;
            feature = followed_by(feature, stem);
        }
        let stated = &mut self.facts.entry(feature).or_default().stated;
        match stated.iter_mut().find(|(known, _)| *known == owner) {
            // Two spellings of one phrase (`crash`, `crashes`) are one keyword; the stronger statement holds.
            Some((_, known)) if known.abs() >= weight.abs() => {}
            Some((_, known)) => *known = weight,
            None => stated.push((owner, weight)),
        }
    }

    pub(super) fn patterns(&mut self, owner: usize, patterns: &[String]) {
        for source in patterns {
            let Ok(parsed) = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source) else {
                // Reported by the lint, with its line.
                continue;
            };
            let weight = (f64::from(PATTERN_LOG_ODDS) * UNIT) as i32;
            self.patterns.add(source, &parsed, owner, weight);
        }
    }
}
