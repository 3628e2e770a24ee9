//! Reads the examples of a team, learns from them, and calibrates the confidence by them.

use super::class_text::ClassText;
use super::{Builder, EvidenceByFeature, FeatureEvidence, LEARNED_LOG_ODDS, out_of_scope, related};
use crate::index::{ClassId, ClassKind, LooExample, example_features};
use crate::model::calibration::{Calibrator, Sample};
use crate::model::{self, Example, LooResult};
use crate::request;
use crate::text::{Feature, Language, StemsByLanguage, feature_of, words_of};
use crate::threads;

/// Minimum number of examples for another thread: fewer are processed before it would have started.
const WORTH_A_THREAD: usize = 256;
/// Maximum number of examples that the calibration is fitted to: its few parameters need no more.
const MAX_SAMPLES: usize = 8_192;

/// The examples of a team.
pub(super) struct Examples {
    examples: Vec<Example>,
    /// By example.
    origins: Vec<Origin>,
}

/// Origin of an example.
struct Origin {
    /// Position among the class's examples.
    number: usize,
    /// Whether it is the class's name, which is learned as an example but is none.
    is_name: bool,
    /// Stems of its content words.
    content: Vec<Feature>,
}

impl Builder {
    /// Reads the examples of all classes, if the team learns from them.
    pub(super) fn examples(&self, texts_of_classes: &[ClassText]) -> Examples {
        let texts: Vec<(usize, usize, &str)> = if self.learns { self.texts(texts_of_classes) } else { Vec::new() };
        let (facts, vocabulary, is_related) = (&self.facts, &self.vocabulary, !self.related.is_empty());
        let function_languages = self.meta.function_languages();
        let examples = threads::map(&texts, WORTH_A_THREAD, || {
            let stems = StemsByLanguage::default();
            move |&(class, number, text)| {
                let class_text = &texts_of_classes[class];
                let (language, stems) = (class_text.language, stems.of(class_text.language));
                let mut words = words_of(text, stems, vocabulary);
                request::drop_excluded(&mut words);
                let features = example_features(&words, stems, vocabulary);
                let prior = prior(facts, &features[0], texts_of_classes.len());
                let related = match is_related {
                    true => related::direction(&words, stems, vocabulary, function_languages),
                    false => Vec::new(),
                };
                let content = words.iter().filter(|word| !language.is_function_word(word));
                let content = content.map(|word| feature_of(word, stems, vocabulary)).collect();
                let is_name = number >= class_text.evidence.examples.len();
                (Example { class, features, related, prior }, Origin { number, is_name, content })
            }
        });
        let examples = examples.into_iter().filter(|(example, _)| !example.features[0].is_empty());
        let (examples, origins) = examples.unzip();
        Examples { examples, origins }
    }

    /// The texts of all examples, with their classes and their numbers there. A class with examples has its name as one
    /// more. Out-of-scope examples that the team's own texts are about are left out.
    fn texts<'t>(&self, texts_of_classes: &'t [ClassText]) -> Vec<(usize, usize, &'t str)> {
        let own_texts = texts_of_classes.iter().enumerate().filter(|(class, _)| self.is_own(*class));
        let own_texts = own_texts.map(|(_, text)| text);
        let english = self.stems.of(Language::English);
        let in_scope = out_of_scope::in_scope(english, self.meta.function_languages(), own_texts);
        let texts = texts_of_classes.iter().enumerate().flat_map(|(class, class_text)| {
            let texts = class_text.evidence.examples.iter();
            let name = texts.clone().next().map(|_| &class_text.fields[0]).filter(|name| !name.is_empty());
            texts.chain(name).enumerate().map(move |(number, text)| (class, number, text.as_str()))
        });
        texts.filter(|(class, number, _)| self.is_own(*class) || !in_scope.contains(number)).collect()
    }

    fn is_own(&self, class: usize) -> bool {
        self.meta.classes[class].kind != ClassKind::OutOfScope
    }

    /// Learns from the examples, and calibrates the confidence by them; if `left_out` is given, adds the leave-one-out
    /// result of each example to it.
    pub(super) fn learn(
        &self,
        Examples { examples, origins }: Examples,
        left_out: Option<&mut Vec<LooExample>>,
    ) -> (model::Model, Calibrator) {
        let answers = self.answers();
        let every = examples.len().div_ceil(MAX_SAMPLES).max(1);
        let described = self.related.iter().map(|class| class.direction.map(|x| x / LEARNED_LOG_ODDS)).collect();
        let every_left_out = if left_out.is_some() { 1 } else { every };
        let model = model::train(&examples, described, &answers, &self.ranks(), every_left_out);
        let class_of = |example: usize| examples[example].class;
        let sample = |&(example, outcome): &(usize, LooResult)| {
            let class = class_of(example);
            let right = self.is_own(class).then(|| outcome.answer == answers[class]);
            let [score, margin] = [outcome.best, outcome.lead].map(|score| f64::from(score * LEARNED_LOG_ODDS));
            let coverage = coverage(&self.facts, &origins[example].content, outcome.answer);
            Sample { score, next: score - margin, coverage, right }
        };
        let results = || model.left_out.iter().filter(|(example, _)| !origins[*example].is_name);
        let samples: Vec<Sample> = results().filter(|(example, _)| example.is_multiple_of(every)).map(sample).collect();
        if let Some(left_out) = left_out {
            let own = results().filter(|(example, _)| self.is_own(class_of(*example)));
            left_out.extend(own.map(|&(example, outcome)| LooExample {
                class: ClassId::new(class_of(example)),
                number: origins[example].number,
                // A negative margin means that the out-of-scope class, the last one, is ahead.
                answer: ClassId::new(if outcome.lead < 0.0 { answers.len() - 1 } else { outcome.answer }),
            }));
        }
        (model, Calibrator::fit(&samples, self.meta.classes.len()))
    }
}

/// Share of an example's content words that are in the name, the description or the keywords of a class, like
/// `Coverage::described` of a request.
fn coverage(facts: &EvidenceByFeature, content: &[Feature], class: usize) -> f64 {
    let speaks = |entries: &[(usize, f32)]| entries.iter().any(|&(other, weight)| other == class && weight > 0.0);
    let is_held = |facts: &FeatureEvidence| {
        let is_in_body = facts.places.iter().any(|&(other, place)| other == class && place.is_body());
        speaks(&facts.stated) || speaks(&facts.described) && !is_in_body
    };
    let held = content.iter().filter(|feature| facts.get(feature).is_some_and(is_held)).count();
    held as f64 / content.len().max(1) as f64
}

/// Described and stated evidence of an example by class, in units of the learned weights.
fn prior(facts: &EvidenceByFeature, features: &[Feature], classes: usize) -> Vec<(usize, f32)> {
    let known = features.iter().filter_map(|feature| facts.get(feature));
    let entries = known.flat_map(|facts| facts.described.iter().chain(&facts.stated));
    let mut entries: Vec<(usize, f32)> = entries.copied().filter(|(class, _)| *class < classes).collect();
    entries.sort_by_key(|(class, _)| *class);
    let sum = |run: &[(usize, f32)]| run.iter().map(|(_, weight)| weight / LEARNED_LOG_ODDS).sum();
    entries.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, sum(run))).collect()
}
