//! What names, descriptions and bodies say for each class: BM25F over stems and pairs.

use super::{Builder, ClassText};
use crate::index::FLAG_STEM;
use crate::index::spelling::allowed_slips;
use crate::text::{
    Feature, FeatureHasher, Stems, StemsByLanguage, Vocabulary, feature_of, followed_by, without_accents, words_of,
};
use crate::threads;
use libm::logf;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// Log-odds of one unit of BM25F over the descriptions.
const DESCRIBED_LOG_ODDS: f32 = 0.35;
/// What a word in a sentence on what an agent is not for counts, as a share of what it would count for it.
const NEGATED_SHARE: f32 = -0.5;
/// BM25F field weights of name, description and body, and its saturation and length constants (Robertson et al. 2004).
const FIELD_WEIGHTS: [f32; 3] = [3.0, 1.0, 0.5];
const SATURATION: f32 = 0.8;
const LENGTH_SHARE: f32 = 0.5;
/// A description is worth as much as so many examples.
const DESCRIPTION_EXAMPLES: f32 = 2.0;
/// How rare a word is, is judged as if so many more classes existed that do not use it: in a team of two, a word that only
/// one uses still is telling.
const BACKGROUND_CLASSES: f32 = 20.0;
/// In collections of more words than this, bodies give no pairs: they would be most of the index for little.
const MOST_PAIRED_WORDS: usize = 400_000;
/// A word of descriptions that more classes than this hold tells too little to look at each of them in every request.
const MOST_HOLDERS: f32 = 192.0;
/// Described weights below this are noise and are not kept.
const LEAST_DESCRIBED: f32 = 0.05;

/// Fewer classes than this are read before a thread would have started.
const WORTH_A_THREAD: usize = 16;

/// What the fields of one class hold, function words apart.
struct Counted {
    /// How often each field holds each stem and each pair of stems.
    counts: BTreeMap<Feature, [f32; 3]>,
    /// Words that a misspelt one may be meant for, with their stems.
    dictionary: BTreeMap<String, Feature>,
    /// The stems of the pairs.
    paired: BTreeSet<Feature>,
}

impl Builder {
    /// BM25F over name, description and body, of stems and of pairs.
    pub(super) fn describe(&mut self, texts_of_classes: &[ClassText]) {
        let vocabulary = &self.vocabulary;
        let lengths = threads::map(texts_of_classes, WORTH_A_THREAD, || ClassText::lengths);
        let words: usize = lengths.iter().flatten().map(|words| *words as usize).sum();
        let paired = if words <= MOST_PAIRED_WORDS { 3 } else { 2 };
        let counted = threads::map(texts_of_classes, WORTH_A_THREAD, || {
            let stems = StemsByLanguage::default();
            move |class_text: &ClassText| Counted::of(class_text, paired, stems.of(class_text.language), vocabulary)
        });
        let classes = texts_of_classes.len() as f32;
        let mut holders: HashMap<Feature, f32, BuildHasherDefault<FeatureHasher>> = HashMap::default();
        let features = counted.iter().flat_map(|counted| counted.counts.keys());
        features.for_each(|&feature| *holders.entry(feature).or_default() += 1.0);
        let mut mean = [0f32; 3];
        lengths.iter().for_each(|lengths| (0..3).for_each(|i| mean[i] += lengths[i] / classes));
        let rarity = |feature: &Feature| {
            let n = holders.get(feature).copied().unwrap_or(0.0);
            logf(1.0 + (BACKGROUND_CLASSES + classes - n + 0.5) / (n + 0.5))
        };
        for (class, (class_text, Counted { counts, dictionary, paired })) in
            texts_of_classes.iter().zip(counted).enumerate()
        {
            paired.into_iter().for_each(|stem| self.facts.entry(stem).or_default().flags |= FLAG_STEM);
            dictionary.into_iter().for_each(|(word, stem)| _ = self.dictionary.entry(word).or_insert(stem));
            let scale: [f32; 3] = std::array::from_fn(|i| {
                FIELD_WEIGHTS[i] / (1.0 - LENGTH_SHARE + LENGTH_SHARE * lengths[class][i] / mean[i].max(1.0))
            });
            // The more examples speak for somebody, the less the description has to.
            let examples = if self.learns { class_text.evidence.examples.len() as f32 } else { 0.0 };
            let share = DESCRIPTION_EXAMPLES / (DESCRIPTION_EXAMPLES + examples);
            for (feature, counts) in counts.iter().filter(|(feature, _)| holders[feature] <= MOST_HOLDERS) {
                let frequency: f32 = (0..3).map(|i| scale[i] * counts[i]).sum();
                let saturated = frequency * (SATURATION + 1.0) / (frequency + SATURATION);
                self.add_described(*feature, class, DESCRIBED_LOG_ODDS * share * rarity(feature) * saturated);
                if counts[0] + counts[1] == 0.0 {
                    self.facts.entry(*feature).or_default().in_body.push(class);
                }
            }
            let (language, stems) = (class_text.language, self.stems.of(class_text.language));
            let against = words_of(&class_text.not_for, stems, &self.vocabulary);
            let against = against.iter().filter(|word| !language.is_function_word(word));
            let against: BTreeSet<Feature> = against.map(|word| feature_of(word, stems, &self.vocabulary)).collect();
            for feature in against.into_iter().filter(|feature| !counts.contains_key(feature)) {
                self.add_described(feature, class, DESCRIBED_LOG_ODDS * rarity(&feature) * NEGATED_SHARE);
            }
        }
    }

    fn add_described(&mut self, feature: Feature, class: usize, weight: f32) {
        if weight.abs() >= LEAST_DESCRIBED {
            let facts = self.facts.entry(feature).or_default();
            facts.flags |= FLAG_STEM;
            facts.described.push((class, weight));
        }
    }
}

impl Counted {
    /// Of one class; pairs are taken from the first `paired` fields.
    fn of(class_text: &ClassText, paired: usize, stems: &Stems, vocabulary: &Vocabulary) -> Self {
        let mut found = Self { counts: BTreeMap::new(), dictionary: BTreeMap::new(), paired: BTreeSet::new() };
        for (i, field) in class_text.fields.iter().enumerate() {
            let mut before = None;
            for word in words_of(field, stems, vocabulary).iter() {
                let stem = (!class_text.language.is_function_word(word)).then(|| feature_of(word, stems, vocabulary));
                if let Some(stem) = stem {
                    found.counts.entry(stem).or_default()[i] += 1.0;
                    if i < 2 && allowed_slips(word).is_some() {
                        found.dictionary.entry(without_accents(word).into_owned()).or_insert(stem);
                    }
                }
                if let (Some(before), Some(stem), true) = (before, stem, i < paired) {
                    found.counts.entry(followed_by(before, stem)).or_default()[i] += 1.0;
                    found.paired.extend([before, stem]);
                }
                before = stem;
            }
        }
        found
    }
}
