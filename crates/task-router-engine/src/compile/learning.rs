//! Reads the examples of a team, learns from them, and calibrates the confidence by them.

use super::class_text::ClassText;
use super::{EvidenceByFeature, FeatureEvidence, IndexBuilder, LEARNED_LOG_ODDS, out_of_scope, related};
use crate::index::{ClassId, ClassKind, LooExample, example_features};
use crate::model::calibration::{CalibrationSample, Calibrator};
use crate::model::ragged::Ragged;
use crate::model::{Example, Examples, LooResult, Matrix, NOBODY, RELATED_LENGTH, Trained};
use crate::request;
use crate::text::{Feature, StemsByLanguage, feature_of, words_of};
use crate::threads;
use std::collections::BTreeMap;

/// Minimum number of examples for another thread: fewer are processed before it would have started.
const WORTH_A_THREAD: usize = 256;
/// Maximum number of examples that the calibration is fitted to: its few parameters need no more.
const MAX_SAMPLES: usize = 8_192;

/// Origins of the examples that are learned from, in their order.
#[derive(Default)]
pub(super) struct Origins {
    origins: Vec<ExampleOrigin>,
    /// By example: stems of its content words.
    content: Ragged<Feature>,
}

/// Origin of an example.
struct ExampleOrigin {
    class: usize,
    /// Position among the class's examples.
    number: usize,
    /// Whether it is the class's name, which is learned as an example but is none.
    is_name: bool,
    /// Whether it is nothing but thanks.
    is_thanks: bool,
}

impl IndexBuilder {
    /// Reads the examples of all classes, if the team learns from them, with their origins.
    pub(super) fn examples(&self, texts_of_classes: &[ClassText]) -> (Examples, Origins) {
        let texts: Vec<(usize, usize, &str)> = if self.learns { self.texts(texts_of_classes) } else { Vec::new() };
        let (facts, vocabulary, known_stems) = (&self.facts, &self.vocabulary, &self.known_stems);
        let is_related = !self.related.is_empty();
        let function_languages = self.meta.function_languages();
        let parts: Vec<&[(usize, usize, &str)]> = threads::runs(&texts, WORTH_A_THREAD).collect();
        let parts = threads::map(&parts, 1, || {
            let stems = StemsByLanguage::with(known_stems);
            move |part: &&[(usize, usize, &str)]| {
                let (mut examples, mut origins) = (Examples::default(), Origins::default());
                for &(class, number, text) in *part {
                    let class_text = &texts_of_classes[class];
                    let (language, stems) = (class_text.language, stems.of(class_text.language));
                    let mut words = words_of(text, stems, vocabulary);
                    let is_thanks = request::is_thanks(&words);
                    request::drop_excluded(&mut words);
                    let features = example_features(&words, stems, vocabulary);
                    if features[0].is_empty() {
                        continue;
                    }
                    let prior = prior(facts, &features[0], texts_of_classes.len());
                    let mut related = match is_related {
                        true => related::direction(&words, stems, vocabulary, function_languages),
                        false => Vec::new(),
                    };
                    related.iter_mut().for_each(|number| *number *= RELATED_LENGTH);
                    examples.push(Example { class, features, related, prior });
                    let is_name = number >= class_text.evidence.examples().len();
                    origins.origins.push(ExampleOrigin { class, number, is_name, is_thanks });
                    let content = words.iter().filter(|word| !language.is_function_word(word));
                    origins.content.push(content.map(|word| feature_of(word, stems, vocabulary)));
                }
                (examples, origins)
            }
        });
        let (mut examples, mut origins) = (Examples::default(), Origins::default());
        for (more, their_origins) in parts {
            examples.append(more);
            origins.origins.extend(their_origins.origins);
            origins.content.append(their_origins.content);
        }
        (examples, origins)
    }

    /// The texts of all examples, with their classes and their numbers there. A class with examples has its name as one
    /// more. Out-of-scope examples that the team's own texts are about are left out.
    fn texts<'t>(&self, texts_of_classes: &'t [ClassText]) -> Vec<(usize, usize, &'t str)> {
        let own_texts = texts_of_classes.iter().enumerate().filter(|(class, _)| self.is_own(*class));
        let own_texts: Vec<&ClassText> = own_texts.map(|(_, text)| text).collect();
        let in_scope = out_of_scope::in_scope(&self.known_stems, self.meta.function_languages(), &own_texts);
        let texts = texts_of_classes.iter().enumerate().flat_map(|(class, class_text)| {
            let texts = class_text.evidence.examples();
            let name = texts.clone().next().map(|_| class_text.fields[0].as_str()).filter(|name| !name.is_empty());
            texts.chain(name).enumerate().map(move |(number, text)| (class, number, text))
        });
        texts.filter(|(class, number, _)| self.is_own(*class) || !in_scope.contains(number)).collect()
    }

    /// Whether thanks are typical of a class of the team.
    pub(super) fn has_class_of_thanks(&self, origins: &Origins, texts_of_classes: &[ClassText]) -> bool {
        let mut thanks = BTreeMap::<usize, usize>::new();
        let own = origins.origins.iter().filter(|origin| origin.is_thanks && self.is_own(origin.class));
        own.for_each(|origin| *thanks.entry(origin.class).or_default() += 1);
        let examples = |class: usize| texts_of_classes[class].evidence.examples().len();
        thanks.into_iter().any(|(class, held)| out_of_scope::is_typical(held, examples(class)))
    }

    fn is_own(&self, class: usize) -> bool {
        self.meta.classes[class].kind != ClassKind::OutOfScope
    }
}

/// Calibrates the confidence by the leave-one-out results of the examples, if anything was learned from them; if
/// `loo` is given, adds the result of each to it. `answers` has the class that answers for each class.
pub(super) fn calibrate(
    learned: Option<(&Matrix, &Trained)>,
    Origins { origins, content }: &Origins,
    facts: &EvidenceByFeature,
    answers: &[usize],
    loo: Option<&mut Vec<LooExample>>,
) -> Calibrator {
    let every = origins.len().div_ceil(MAX_SAMPLES).max(1);
    let every_loo = if loo.is_some() { 1 } else { every };
    let results = match learned {
        Some((matrix, trained)) => matrix.leave_out(trained, every_loo, answers),
        None => (0..origins.len()).map(|example| (example, LooResult::default())).collect(),
    };
    let results = results.into_iter().map(|(example, outcome)| (example, &origins[example], outcome));
    let results: Vec<_> = results.filter(|(_, origin, _)| !origin.is_name).collect();
    let sample = |&(example, origin, outcome): &(usize, &ExampleOrigin, LooResult)| {
        let answer = answers[origin.class];
        let right = (answer != NOBODY).then_some(outcome.answer == answer);
        let [score, margin] = [outcome.best, outcome.margin].map(|score| f64::from(score * LEARNED_LOG_ODDS));
        let coverage = coverage(facts, content.row(example), outcome.answer);
        CalibrationSample { score, next: score - margin, coverage, right }
    };
    let sampled = results.iter().filter(|(example, ..)| example.is_multiple_of(every));
    let samples: Vec<CalibrationSample> = sampled.map(sample).collect();
    if let Some(loo) = loo {
        let own = results.iter().filter(|(_, origin, _)| answers[origin.class] != NOBODY);
        loo.extend(own.map(|(_, origin, outcome)| LooExample {
            class: ClassId::new(origin.class),
            number: origin.number,
            // A negative margin means that the out-of-scope class, the last one, is ahead.
            answer: ClassId::new(if outcome.margin < 0.0 { answers.len() - 1 } else { outcome.answer }),
        }));
    }
    Calibrator::fit(&samples, answers.len())
}

/// Share of an example's content words that are in the name, the description or the keywords of a class, like
/// `Coverage::described` of a request.
fn coverage(facts: &EvidenceByFeature, content: &[Feature], class: usize) -> f64 {
    let speaks = |(other, weight): (usize, f32)| other == class && weight > 0.0;
    let is_held = |facts: &FeatureEvidence| {
        let is_in_body = facts.places.iter().any(|&(other, place)| other == class && place.is_body());
        facts.stated().any(speaks) || facts.described.iter().copied().any(speaks) && !is_in_body
    };
    let held = content.iter().filter(|feature| facts.get(feature).is_some_and(is_held)).count();
    held as f64 / content.len().max(1) as f64
}

/// Described and stated evidence of an example by class, in units of the learned weights.
fn prior(facts: &EvidenceByFeature, features: &[Feature], classes: usize) -> Vec<(usize, f32)> {
    let known = features.iter().filter_map(|feature| facts.get(feature));
    let entries = known.flat_map(|facts| facts.described.iter().copied().chain(facts.stated()));
    let mut entries: Vec<(usize, f32)> = entries.filter(|(class, _)| *class < classes).collect();
    entries.sort_by_key(|(class, _)| *class);
    let sum = |run: &[(usize, f32)]| run.iter().map(|(_, weight)| weight / LEARNED_LOG_ODDS).sum();
    entries.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, sum(run))).collect()
}
