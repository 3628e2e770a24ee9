//! Stated evidence: keywords, patterns and `not_for` of classes, and the rules.

use super::bm25f::idf_among;
use super::{ClassText, IndexBuilder};
use crate::agent::Evidence;
use crate::evidence::{EvidenceForm, EvidenceKind};
use crate::index::spelling::allowed_slips;
use crate::index::{FLAG_IN_PHRASE, FLAG_STARTS_PHRASE, FLAG_STATED, FLAG_STEM, UNIT};
use crate::text::{
    Feature, Language, Stems, Vocabulary, Words, feature_of, followed_by, stem_feature, without_accents, words_of,
};
use libm::logf;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use unicode_normalization::UnicodeNormalization;

/// Increase of the log-odds with each further word of a phrase, as it becomes more specific.
const PHRASE_BONUS: f32 = 0.3;

/// Maximum number of readings of a phrase in several languages.
const MOST_READINGS: usize = 16;

/// Up to this many classes stated evidence has its plain log-odds. Among more, it grows as the idf of a word that
/// only one class has: description words gain by it, and a keyword must outweigh them in a team of any size.
const PLAIN_CLASSES: f32 = 30.0;

/// Features of the words of a text.
pub(super) fn features_of(text: &str, stems: &Stems, vocabulary: &Vocabulary) -> Vec<Feature> {
    words_of(text, stems, vocabulary).iter().map(|word| feature_of(word, stems, vocabulary)).collect()
}

impl IndexBuilder {
    /// Adds the keywords, `not_for` and patterns of every class.
    pub(super) fn state(&mut self, texts_of_classes: &[ClassText]) {
        let mut holders: HashMap<Vec<Feature>, BTreeSet<usize>> = HashMap::new();
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            for keyword in class_text.evidence.words() {
                let words = self.words(&keyword.text, class_text.language);
                for phrase in self.readings(&words, class_text.language) {
                    holders.entry(phrase).or_default().insert(class);
                }
            }
        }
        self.find_exact_words(texts_of_classes);
        let classes = texts_of_classes.len() as f32;
        let gain = (idf_among(classes, 1.0) / idf_among(PLAIN_CLASSES, 1.0)).max(1.0);
        for (class, class_text) in texts_of_classes.iter().enumerate() {
            let holder_idf = |phrase: &[Feature]| {
                let n = holders.get(phrase).map_or(1, BTreeSet::len) as f32;
                logf(1.0 + classes / n) / logf(1.0 + classes)
            };
            let factor = |phrase: &[Feature]| gain * holder_idf(phrase);
            let (evidence, language) = (class_text.evidence, class_text.language);
            self.state_words(class, evidence, language, factor);
            for (kind, text) in evidence.against() {
                self.add_phrases(text, class, language, (kind, gain * kind.log_odds()));
                self.exclude_stated(class, text, language, kind.log_odds());
            }
            self.patterns(class, evidence, gain);
        }
    }

    /// The words of a phrase in a language.
    fn words(&self, text: &str, language: Language) -> Words {
        words_of(text, self.stems.of(language), &self.vocabulary)
    }

    /// Features of the words of a phrase: as in the language of the text that states it, which is the first, and as a
    /// request may read them in the other languages of the team and in English.
    fn readings(&self, words: &Words, language: Language) -> Vec<Vec<Feature>> {
        let own = self.stems.of(language);
        let mut readings: Vec<Vec<Feature>> = vec![Vec::new()];
        for word in words.iter() {
            let mut stems = vec![feature_of(word, own, &self.vocabulary)];
            let others = self.meta.languages.iter().map(|&language| self.stems.of(language).feature(word));
            stems.extend(others.chain(own.others(word)));
            let first = stems[0];
            stems.sort_unstable_by_key(|&stem| (stem != first, stem));
            stems.dedup();
            // All combinations of a short phrase: each of its words is read in the first language that knows it.
            if readings.len() * stems.len() > MOST_READINGS {
                stems.truncate(1);
            }
            let longer = |stem: Feature| readings.iter().map(move |phrase| [phrase.as_slice(), &[stem]].concat());
            readings = stems.into_iter().flat_map(longer).collect();
        }
        readings
    }

    /// Adds stated evidence for a word or phrase in each of its readings.
    pub(super) fn add_phrases(&mut self, text: &str, owner: usize, language: Language, stated: (EvidenceKind, f32)) {
        for phrase in self.readings(&self.words(text, language), language) {
            self.add_phrase(&phrase, owner, stated);
        }
    }

    /// Collects keywords that several classes state in different forms of one word.
    fn find_exact_words(&mut self, texts: &[ClassText]) {
        let mut forms: BTreeMap<Feature, BTreeSet<(Feature, u32)>> = BTreeMap::new();
        for (class, text) in texts.iter().enumerate() {
            for keyword in text.evidence.words() {
                let words = self.words(&keyword.text, text.language);
                if words.len() == 1 {
                    for stem in self.readings(&words, text.language).concat() {
                        forms.entry(stem).or_default().insert((stem_feature(words.get(0)), class as u32));
                    }
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

    /// Adds the words and phrases in favour of a class or a rule.
    pub(super) fn state_words(
        &mut self,
        owner: usize,
        evidence: &Evidence,
        language: Language,
        factor: impl Fn(&[Feature]) -> f32,
    ) {
        for (kind, keyword) in evidence.in_favour(EvidenceForm::Words) {
            let words = self.words(&keyword.text, language);
            let readings = self.readings(&words, language);
            let bonus = 1.0 + PHRASE_BONUS * (words.len().saturating_sub(1)) as f32;
            for phrase in &readings {
                let weight = kind.log_odds() * keyword.weight * factor(phrase) * bonus;
                let stated = self.add_phrase(phrase, owner, (kind, weight));
                if let (Some(feature), Some(priority)) = (stated, keyword.priority) {
                    self.word_priorities.push((feature, owner as u32, priority));
                }
                if phrase.len() > 1 && keyword.weight > 0.0 && owner < self.meta.classes.len() {
                    self.phrase_words.extend(phrase.iter().map(|&stem| (stem, owner as u32)));
                }
            }
            if let ([feature], true) = (readings[0].as_slice(), words.iter().any(|word| allowed_slips(word).is_some()))
            {
                self.dictionary.insert(without_accents(words.get(0)).into_owned(), *feature);
            }
            if readings[0].len() == words.len() && words.len() > 1 {
                let parts = words.iter().zip(&readings[0]).filter(|(word, _)| allowed_slips(word).is_some());
                parts.for_each(|(word, &stem)| {
                    _ = self.dictionary.entry(without_accents(word).into_owned()).or_insert(stem);
                });
            }
        }
    }

    /// Adds stated evidence for a word or phrase; returns its feature.
    pub(super) fn add_phrase(
        &mut self,
        phrase: &[Feature],
        owner: usize,
        (kind, weight): (EvidenceKind, f32),
    ) -> Option<Feature> {
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
        match stated.iter_mut().find(|(known, ..)| *known == owner) {
            // Two spellings of a phrase (`crash`, `crashes`) are one keyword; the stronger one counts.
            Some((_, known, _)) if known.abs() >= weight.abs() => {}
            Some(known) => *known = (owner, weight, kind),
            None => stated.push((owner, weight, kind)),
        }
        Some(feature)
    }

    pub(super) fn patterns(&mut self, owner: usize, evidence: &Evidence, gain: f32) {
        for (kind, pattern) in evidence.of_form(EvidenceForm::Patterns) {
            // Requests are tried in this form, too.
            let source = &pattern.text.nfc().collect::<String>();
            let Ok(parsed) = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source) else {
                // Reported by a lint, with its line.
                continue;
            };
            let weight = (f64::from(gain * kind.log_odds()) * UNIT) as i32;
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

    const KEYWORD_LOG_ODDS: f32 = EvidenceKind::Keyword.log_odds();
    const PATTERN_LOG_ODDS: f32 = EvidenceKind::Pattern.log_odds();
    const NOT_FOR_LOG_ODDS: f32 = EvidenceKind::NotFor.log_odds();

    /// Three agents; the test gives the front matter of the first two.
    fn team(first: &str, second: &str) -> Index {
        let agent = |name: &str, keys: &str| format!("---\nname: {name}\n{keys}---\n");
        let files = [("q1.md", agent("q1", first)), ("q2.md", agent("q2", second)), ("q3.md", agent("q3", ""))];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        Files::from_texts("t", &files).index(None).unwrap()
    }

    /// The parts of an agent's score for a request: kind and score.
    fn score_parts(index: &Index, agent: &str, request: &str) -> Vec<(EvidenceKind, f64)> {
        let parts = Scorer::new(index).score(request).parts(index.agent(agent).unwrap());
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
    fn each_further_word_of_a_phrase_makes_it_more_specific() {
        let index = team("keywords: [red iron anvil, iron gate]\n", "");
        is(&score_parts(&index, "q1", "iron gate"), EvidenceKind::Keyword, KEYWORD_LOG_ODDS * (1.0 + PHRASE_BONUS));
        is(
            &score_parts(&index, "q1", "red iron anvil"),
            EvidenceKind::Keyword,
            KEYWORD_LOG_ODDS * (1.0 + 2.0 * PHRASE_BONUS),
        );
        let parts = score_parts(&index, "q1", "iron");
        assert!(parts.iter().all(|(kind, _)| *kind != EvidenceKind::Keyword), "{parts:?}");
    }

    /// The first agent is described in English, the second in another language.
    #[track_caller]
    fn answers(keys: [&str; 2], cases: &[(&str, &str)]) {
        let index = team(keys[0], keys[1]);
        for (request, agent) in cases {
            let scores = ["q1", "q2"].map(|agent| score_parts(&index, agent, request).iter().map(|part| part.1).sum());
            let [first, second]: [f64; 2] = scores;
            let best = if first == second {
                "neither"
            } else if first > second {
                "q1"
            } else {
                "q2"
            };
            assert_eq!(best, *agent, "{request} in {:?}: {first} and {second}", index.meta.languages);
        }
    }

    #[test]
    fn a_keyword_is_read_as_a_request_in_any_language_of_the_team() {
        let english = "description: Looks after the trees, the tickets and certificates of the park and the queries\n";
        for other in [
            "description: Vystavuje faktury a posílá je zákazníkům, kontroluje platby\n",
            "description: Membuat faktur dan mengirim pengingat untuk pelanggan yang belum membayar\n",
        ] {
            let keys = [english, &format!("{other}keywords: [certificate, ticket, slow query]\nnot_for: [tree]\n")];
            let cases = [("certificate", "q2"), ("fix the tickets", "q2"), ("slow queries", "q2"), ("trees", "q1")];
            answers(keys, &cases);
        }
        let german =
            "description: Prüft die Verträge und die Rechnungen der Kunden, jede Bestellung und alle Lieferungen\n";
        let keys = ["description: Takes care of the orders of the shop\nkeywords: [Bestellung, Lieferung]\n", german];
        answers(keys, &[("Bestellung", "q1"), ("Lieferungen", "q1"), ("Vertrag", "q2")]);
    }

    #[test]
    fn a_stated_address_is_no_pasted_text() {
        let keys = ["keywords: [support@acme.io]\n", "keywords: ['https://acme.io/docs', support]\n"];
        let cases =
            [("support@acme.io", "q1"), ("please mail support@acme.io.", "q1"), ("see https://acme.io/docs", "q2")];
        answers(keys, &cases);
    }

    #[test]
    fn english_inflections_match_in_a_team_of_any_language() {
        for other in [
            "Проверяет договоры и счета клиентов, а также платежи",
            "Fatura ve ödemeler için hatırlatma gönderir",
            "Prüft die Verträge und die Rechnungen der Kunden",
            "Membuat faktur dan mengirim pengingat untuk pelanggan yang belum membayar",
        ] {
            let keys = ["keywords: [invoice, policies]\n", &format!("description: {other}\nkeywords: [memory]\n")];
            let cases = [("invoices", "q1"), ("the invoicing", "q1"), ("policy", "q1"), ("memories", "q2")];
            answers(keys, &cases);
            let keys = ["description: Invoicing\n", &format!("description: {other}\n")];
            answers(keys, &[("invoices", "q1")]);
        }
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

    #[test]
    fn a_misspelt_word_of_a_phrase_is_confirmed_by_the_others() {
        let index = team("keywords: [side effect, waiting list]\n", "");
        let exact = score_parts(&index, "q1", "side effect");
        for request in ["side efect", "side effcet", "SIDE Efect"] {
            assert_eq!(score_parts(&index, "q1", request), exact, "{request}");
        }
        assert!(!score_parts(&index, "q1", "waitng list").is_empty());
        for request in ["efect", "side effort", "efect side", "list waitng"] {
            let found = score_parts(&index, "q1", request);
            assert!(found.iter().all(|(kind, _)| *kind != EvidenceKind::Keyword), "{request}: {found:?}");
        }
    }
}
