//! Stated evidence: keywords, patterns and `not_for` of classes, and the rules.

use super::bm25f::rarity_among;
use super::{Builder, ClassText};
use crate::agent::Keyword;
use crate::evidence::EvidenceKind;
use crate::index::spelling::allowed_slips;
use crate::index::{FLAG_IN_PHRASE, FLAG_STARTS_PHRASE, FLAG_STATED, FLAG_STEM, UNIT};
use crate::text::{
    Feature, Language, Stems, Vocabulary, feature_of, followed_by, stem_feature, without_accents, words_of,
};
use libm::logf;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Log-odds of a keyword of weight 1 that only one class has.
const KEYWORD_LOG_ODDS: f32 = EvidenceKind::Keyword.log_odds();
/// Increase of the log-odds with each further word of a phrase, as it becomes more specific.
const PHRASE_GAIN: f32 = 0.3;
/// Log-odds of a pattern.
const PATTERN_LOG_ODDS: f32 = EvidenceKind::Pattern.log_odds();
/// Log-odds of a `not_for` word or phrase.
const NOT_FOR_LOG_ODDS: f32 = EvidenceKind::NotFor.log_odds();

/// Up to this many classes stated evidence has its plain log-odds. Among more, it grows as the rarity of a word that
/// only one class has: description words gain by it, and a keyword must outweigh them in a team of any size.
const PLAIN_CLASSES: f32 = 30.0;

/// Features of the words of a text.
pub(super) fn features_of(text: &str, stems: &Stems, vocabulary: &Vocabulary) -> Vec<Feature> {
    words_of(text, stems, vocabulary).iter().map(|word| feature_of(word, stems, vocabulary)).collect()
}

impl Builder {
    /// Adds the keywords, `not_for` and patterns of every class.
    pub(super) fn state(&mut self, texts_of_classes: &[ClassText]) {
        let mut holders: HashMap<Vec<Feature>, BTreeSet<usize>> = HashMap::new();
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            for keyword in &class_text.evidence.keywords {
                holders.entry(self.features(&keyword.text, class_text.language)).or_default().insert(class);
            }
        }
        self.find_exact_words(texts_of_classes);
        let classes = texts_of_classes.len() as f32;
        let gain = (rarity_among(classes, 1.0) / rarity_among(PLAIN_CLASSES, 1.0)).max(1.0);
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            let share = |phrase: &[Feature]| {
                let n = holders.get(phrase).map_or(1, BTreeSet::len) as f32;
                gain * logf(1.0 + classes / n) / logf(1.0 + classes)
            };
            self.keywords(class, &class_text.evidence.keywords, class_text.language, share);
            for text in &class_text.evidence.not_for {
                let phrase = self.features(text, class_text.language);
                self.add_phrase(&phrase, class, gain * NOT_FOR_LOG_ODDS);
            }
            self.patterns(class, &class_text.evidence.patterns, gain);
        }
    }

    /// Features of the words of a phrase.
    pub(super) fn features(&self, text: &str, language: Language) -> Vec<Feature> {
        features_of(text, self.stems.of(language), &self.vocabulary)
    }

    /// Collects keywords that several classes state in different forms of one word.
    fn find_exact_words(&mut self, texts: &[ClassText]) {
        let mut forms: BTreeMap<Feature, BTreeSet<(Feature, u32)>> = BTreeMap::new();
        for (class, text) in texts.iter().enumerate() {
            for keyword in &text.evidence.keywords {
                let stems = self.stems.of(text.language);
                let words = words_of(&keyword.text, stems, &self.vocabulary);
                if words.len() == 1 {
                    let stem = feature_of(words.get(0), stems, &self.vocabulary);
                    let forms = forms.entry(stem).or_default();
                    forms.insert((stem_feature(words.get(0)), class as u32));
                }
            }
        }
        let several = forms.into_iter().filter(|(_, forms)| {
            let first = forms.first();
            forms.iter().any(|(word, _)| first.is_some_and(|first| first.0 != *word))
                && forms.iter().any(|(_, class)| first.is_some_and(|first| first.1 != *class))
        });
        let rows = several.flat_map(|(stem, forms)| forms.into_iter().map(move |(word, class)| (stem, word, class)));
        self.exact_words = rows.collect();
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
            let stated = self.add_phrase(&phrase, owner, KEYWORD_LOG_ODDS * keyword.weight * share(&phrase) * gain);
            if phrase.len() > 1 && keyword.weight > 0.0 && owner < self.meta.classes.len() {
                self.phrase_words.extend(phrase.iter().map(|&stem| (stem, owner as u32)));
            }
            if let (Some(feature), Some(priority)) = (stated, keyword.priority) {
                self.word_priorities.push((feature, owner as u32, priority));
            }
            if let ([feature], true) = (phrase.as_slice(), allowed_slips(words.iter().next().unwrap_or("")).is_some()) {
                self.dictionary.insert(without_accents(words.get(0)).into_owned(), *feature);
            }
        }
    }

    /// Adds stated evidence for a word or phrase; returns its feature.
    pub(super) fn add_phrase(&mut self, phrase: &[Feature], owner: usize, weight: f32) -> Option<Feature> {
        let (&first, rest) = phrase.split_first()?;
        if !rest.is_empty() {
            phrase.iter().for_each(|&stem| self.facts.entry(stem).or_default().flags |= FLAG_IN_PHRASE);
        }
        self.facts.entry(first).or_default().flags |= FLAG_STEM;
        let mut feature = first;
        for &stem in rest {
            self.facts.entry(feature).or_default().flags |= FLAG_STARTS_PHRASE;
            self.facts.entry(stem).or_default().flags |= FLAG_STEM;
            feature = followed_by(feature, stem);
        }
        let facts = self.facts.entry(feature).or_default();
        facts.flags |= FLAG_STATED;
        let stated = &mut facts.stated;
        match stated.iter_mut().find(|(known, _)| *known == owner) {
            // Two spellings of a phrase (`crash`, `crashes`) are one keyword; the stronger one counts.
            Some((_, known)) if known.abs() >= weight.abs() => {}
            Some((_, known)) => *known = weight,
            None => stated.push((owner, weight)),
        }
        Some(feature)
    }

    pub(super) fn patterns(&mut self, owner: usize, patterns: &[String], gain: f32) {
        for source in patterns {
            let Ok(parsed) = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source) else {
                // Reported by a lint, with its line.
                continue;
            };
            let weight = (f64::from(gain * PATTERN_LOG_ODDS) * UNIT) as i32;
            self.patterns.add(source, &parsed, owner, weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Index;
    use crate::load::Files;
    use crate::score::Scorer;

    /// Three agents; the test gives the front matter of the first two.
    fn team(first: &str, second: &str) -> Index {
        let agent = |name: &str, keys: &str| format!("---\nname: {name}\n{keys}---\n");
        let files = [("q1.md", agent("q1", first)), ("q2.md", agent("q2", second)), ("q3.md", agent("q3", ""))];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        Files::from_texts("t", &files).index(None).unwrap()
    }

    /// The parts of an agent's score for a request: kind and score.
    fn score_parts(index: &Index, agent: &str, request: &str) -> Vec<(EvidenceKind, f64)> {
        let parts = Scorer::new(index).parts(request, index.agent(agent).unwrap());
        parts.into_iter().map(|part| (part.kind, part.score)).collect()
    }

    /// Resolution of weights.
    const STEP: f64 = 1.0 / UNIT;

    #[track_caller]
    fn is(found: &[(EvidenceKind, f64)], kind: EvidenceKind, score: f32) {
        let [(found_kind, found)] = found else { panic!("one part and not {found:?}") };
        assert_eq!(*found_kind, kind);
        assert!((found - f64::from(score)).abs() <= STEP, "{found} and not {score}");
    }

    #[test]
    fn a_keyword_weighs_more_the_fewer_classes_state_it() {
        let classes = 3.0;
        let of_two = logf(1.0 + classes / 2.0) / logf(1.0 + classes);
        let index = team("keywords: [anvil, {hammer: 2}, tongs]\n", "keywords: [tongs]\n");
        is(&score_parts(&index, "q1", "anvil"), EvidenceKind::Keyword, KEYWORD_LOG_ODDS);
        is(&score_parts(&index, "q1", "hammer"), EvidenceKind::Keyword, 2.0 * KEYWORD_LOG_ODDS);
        for agent in ["q1", "q2"] {
            is(&score_parts(&index, agent, "tongs"), EvidenceKind::Keyword, of_two * KEYWORD_LOG_ODDS);
        }
        assert_eq!(score_parts(&index, "q2", "anvil"), []);
    }

    #[test]
    fn each_further_word_of_a_phrase_makes_it_more_telling() {
        let index = team("keywords: [red iron anvil, iron gate]\n", "");
        is(&score_parts(&index, "q1", "iron gate"), EvidenceKind::Keyword, KEYWORD_LOG_ODDS * (1.0 + PHRASE_GAIN));
        is(
            &score_parts(&index, "q1", "red iron anvil"),
            EvidenceKind::Keyword,
            KEYWORD_LOG_ODDS * (1.0 + 2.0 * PHRASE_GAIN),
        );
        let parts = score_parts(&index, "q1", "iron");
        assert!(parts.iter().all(|(kind, _)| *kind != EvidenceKind::Keyword), "{parts:?}");
    }

    #[test]
    fn the_stronger_of_two_spellings_counts() {
        let index = team("keywords: {crash: 1, crashes: 2}\n", "keywords: {crashes: 2, crash: 1}\n");
        let of_two = logf(1.0 + 3.0 / 2.0) / logf(4.0);
        for agent in ["q1", "q2"] {
            is(&score_parts(&index, agent, "crashed"), EvidenceKind::Keyword, 2.0 * of_two * KEYWORD_LOG_ODDS);
        }
    }

    #[test]
    fn patterns_and_not_for() {
        let index = team("patterns: ['\\bx\\d+']\nnot_for: [paint, wet paint]\n", "keywords: [anvil]\n");
        is(&score_parts(&index, "q1", "x12"), EvidenceKind::Pattern, PATTERN_LOG_ODDS);
        is(&score_parts(&index, "q1", "the paint of an anvil"), EvidenceKind::NotFor, NOT_FOR_LOG_ODDS);
        assert_eq!(score_parts(&index, "q2", "x12"), []);
    }

    #[test]
    fn a_symbol_is_a_keyword() {
        let index = team("keywords: {🚀: 2, '❤️': 1}\nnot_for: [🐛]\n", "keywords: [anvil]\ndescription: ✅ fast\n");
        is(&score_parts(&index, "q1", "🚀"), EvidenceKind::Keyword, 2.0 * KEYWORD_LOG_ODDS);
        is(&score_parts(&index, "q1", "❤👍🏽"), EvidenceKind::Keyword, KEYWORD_LOG_ODDS);
        is(&score_parts(&index, "q1", "the anvil🐛"), EvidenceKind::NotFor, NOT_FOR_LOG_ODDS);
        assert_eq!(score_parts(&index, "q2", "✅"), []);
    }

    #[test]
    fn a_misspelt_keyword_counts_a_share() {
        let index = team("keywords: [blacksmith]\n", "");
        let exact = f64::from(KEYWORD_LOG_ODDS);
        let found = score_parts(&index, "q1", "blaksmith");
        let [(EvidenceKind::Spelling, score)] = found[..] else { panic!("{found:?}") };
        assert!(score > 0.25 * exact && score < 0.75 * exact, "{score} of {exact}");
    }
}
