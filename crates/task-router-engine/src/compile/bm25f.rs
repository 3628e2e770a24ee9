//! BM25F over the stems and pairs of names, descriptions and bodies.

use super::{ClassText, IndexBuilder, description_worth, related};
use crate::index::spelling::allowed_slips;
use crate::index::{FLAG_STEM, TextPlace};
use crate::text::{
    Feature, FeatureHasher, Language, Languages, Stems, StemsByLanguage, Vocabulary, developers_share, feature_of,
    followed_by, is_everyday_stem, is_generic, without_accents, words_of,
};
use crate::threads;
use crate::word_table::{EmbeddingId, UNKNOWN_SPECIFICITY};
use libm::logf;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// Log-odds of one unit of BM25F over the descriptions.
const DESCRIBED_LOG_ODDS: f32 = 0.35;
/// Weight of a word in a sentence about what an agent is not for, relative to a word in its favour.
const NEGATED_SHARE: f32 = -1.0;
/// BM25F's field weights of name and description (Robertson et al. 2004). These and the next two were measured on a
/// public collection of 158 agents, and are flat nearby (`docs/scoring.md`).
const FIELD_WEIGHTS: [f32; 2] = [3.0, 1.0];
/// BM25F's constant k1: how soon more occurrences of a word add nothing.
const SATURATION: f32 = 0.8;
/// BM25F's constant b: how far the length of a field divides the counts of its words.
const LENGTH_SHARE: f32 = 0.5;
/// A body is scored as a document of its own: its term frequency is saturated separately and added, so that it neither
/// is drowned by the name and description nor has their weight. As one more field, with any weight, it cost five points
/// of top-1 accuracy among 177 agents and skills.
const BODY_SHARE: f32 = 0.5;
/// The same as [`SATURATION`], for bodies, which repeat their words.
const BODY_SATURATION: f32 = 2.0;
/// Number of classes added when computing how rare a word is: in a team of two, a word that only one uses is still
/// specific. These background classes use the words common in developers' requests, and no others.
const BACKGROUND_CLASSES: f32 = 20.0;
/// Maximum number of words of a collection for indexing pairs of bodies: beyond, they would be most of the index for
/// little gain.
const MAX_PAIRED_WORDS: usize = 400_000;
/// Maximum number of classes with a description word: a word of more is too unspecific to be worth scoring all of them
/// in every request.
const MAX_HOLDERS: f32 = 192.0;
/// Described weights below this are noise and are dropped.
const MIN_DESCRIBED: f32 = 0.05;

/// Field number of the description.
const DESCRIPTION: usize = 1;
/// Field number of the body.
const BODY: usize = 2;
/// Minimum number of classes for another thread: fewer are processed before it would have started.
const WORTH_A_THREAD: usize = 16;

/// Term counts of one class, without function words.
struct Counted {
    /// Count of each stem and each pair of stems, by field.
    counts: BTreeMap<Feature, [f32; 3]>,
    /// Words that a misspelt word may be corrected to, with their stems.
    dictionary: BTreeMap<String, Feature>,
    /// The two stems of each pair.
    pairs: BTreeMap<Feature, [Feature; 2]>,
    /// First line of the body with each stem and each pair of stems, from 1.
    lines: BTreeMap<Feature, u16>,
    /// Those that the description has from examples only.
    only_examples: BTreeSet<Feature>,
}

/// Inverse document frequency of a word that `n` of `classes` classes have, with the background classes.
pub(super) fn idf_among(classes: f32, n: f32) -> f32 {
    logf(1.0 + (BACKGROUND_CLASSES + classes - n + 0.5) / (n + 0.5))
}

/// What a word counts that a class has from examples only, where examples are read as descriptions, and that everyday
/// requests have, too (`eat`, `safe`): it may stand there by chance.
const EVERYDAY_SHARE: f32 = 0.5;

/// A number of one or two digits, of a version, of a numbered step or cut out of a name (`STM32`), says nothing about a
/// request alone. Longer ones do: `404`, `2024`.
const NUMBERS: std::ops::Range<u32> = 0..100;

/// Specificity of generic words in other languages: that of `write` and `make` by their rows.
const GENERIC_SPECIFICITY: f32 = 0.3;

impl IndexBuilder {
    /// Adds BM25F evidence of name, description and body, for stems and for pairs.
    pub(super) fn describe(&mut self, texts_of_classes: &[ClassText]) {
        let (vocabulary, known_stems) = (&self.vocabulary, &self.known_stems);
        let shares = match self.learns {
            true => description_worth::description_shares(texts_of_classes),
            // Nothing is learned beside the descriptions, so they have full weight.
            false => vec![1.0; texts_of_classes.len()],
        };
        let lengths = threads::map(texts_of_classes, WORTH_A_THREAD, || ClassText::lengths);
        let words: usize = lengths.iter().flatten().map(|words| *words as usize).sum();
        let paired = if words <= MAX_PAIRED_WORDS { 3 } else { 2 };
        let counted = threads::map(texts_of_classes, WORTH_A_THREAD, || {
            let stems = StemsByLanguage::with(known_stems);
            move |class_text: &ClassText| Counted::of(class_text, paired, stems.of(class_text.language), vocabulary)
        });
        let numbers = NUMBERS.map(|number| self.stems.of(Language::English).feature(&number.to_string()));
        let collection = Collection::of(&counted, lengths, shares, numbers.collect(), self.learns);
        let unknown = if self.learns { 0.0 } else { related::UNKNOWN_LENGTH };
        let idf = |stem| collection.idf(stem);
        self.related = related::describe(texts_of_classes, vocabulary, known_stems, idf, &collection.shares, unknown);
        for (class, (class_text, counted)) in texts_of_classes.iter().zip(counted).enumerate() {
            self.describe_class(class, class_text, counted, &collection);
        }
    }

    /// Adds the evidence of one class.
    fn describe_class(&mut self, class: usize, class_text: &ClassText, counted: Counted, collection: &Collection) {
        let paired = counted.pairs.values().flatten();
        paired.for_each(|&stem| self.facts.entry(stem).or_default().flags |= FLAG_STEM);
        let language = class_text.language;
        let Counted { counts, dictionary, pairs, lines, only_examples } = counted;
        dictionary.into_iter().for_each(|(word, stem)| _ = self.dictionary.entry(word).or_insert(stem));
        let scale = collection.scale(class);
        for (feature, counts) in counts.iter().filter(|(feature, counts)| collection.may_tell(feature, counts)) {
            let frequency = (0..2).map(|i| FIELD_WEIGHTS[i] * scale[i] * counts[i]).sum();
            let body = BODY_SHARE * saturated(scale[2] * counts[2], BODY_SATURATION);
            let saturated = saturated(frequency, SATURATION) + body;
            // For a pair, the geometric mean.
            let specificity = pairs.get(feature).map_or_else(
                || collection.specificity(*feature, language),
                |&[one, other]| {
                    (collection.specificity(one, language) * collection.specificity(other, language)).sqrt()
                },
            );
            let place = match TextPlace::of(counts, only_examples.contains(feature), || lines.get(feature).copied()) {
                TextPlace::Example if is_everyday_stem(*feature) => TextPlace::EverydayExample,
                place => place,
            };
            let share = if place == TextPlace::EverydayExample { EVERYDAY_SHARE } else { 1.0 };
            let idf = collection.idf(*feature);
            let weight = DESCRIBED_LOG_ODDS * collection.shares[class] * share * idf * specificity * saturated;
            self.add_described(*feature, class, weight);
            if place != TextPlace::Description {
                self.facts.entry(*feature).or_default().places.push((class, place));
            }
        }
        self.exclude_described(class, class_text, &counts);
        let stems = self.stems.of(language);
        let against = words_of(&class_text.not_for, stems, &self.vocabulary);
        let against = against.iter().filter(|word| !language.is_function_word(word));
        let against: BTreeSet<Feature> = against.map(|word| feature_of(word, stems, &self.vocabulary)).collect();
        for feature in against.into_iter().filter(|feature| !counts.contains_key(feature)) {
            let specificity = collection.specificity(feature, language);
            let weight = DESCRIBED_LOG_ODDS * collection.idf(feature) * specificity * NEGATED_SHARE;
            self.add_described(feature, class, weight);
        }
    }

    fn add_described(&mut self, feature: Feature, class: usize, weight: f32) {
        if weight.abs() >= MIN_DESCRIBED {
            let facts = self.facts.entry(feature).or_default();
            facts.flags |= FLAG_STEM;
            facts.described.push((class, weight));
        }
    }
}

/// What the weights of a class depend on besides its own texts.
struct Collection {
    /// Number of classes with each stem and each pair of stems.
    holders: HashMap<Feature, f32, BuildHasherDefault<FeatureHasher>>,
    /// Words of each class's fields.
    lengths: Vec<[f32; 3]>,
    /// Words of a field on average.
    mean: [f32; 3],
    /// Weight of each class's descriptions beside what is learned.
    shares: Vec<f32>,
    /// Numbers that say nothing alone.
    numbers: BTreeSet<Feature>,
    learns: bool,
}

impl Collection {
    fn of(
        counted: &[Counted],
        lengths: Vec<[f32; 3]>,
        shares: Vec<f32>,
        numbers: BTreeSet<Feature>,
        learns: bool,
    ) -> Self {
        let mut holders: HashMap<Feature, f32, _> = HashMap::default();
        let features = counted.iter().flat_map(|counted| counted.counts.keys());
        features.for_each(|&feature| *holders.entry(feature).or_default() += 1.0);
        // The sums are exact, so that they do not depend on the order of the files.
        let total = |i: usize| lengths.iter().map(|lengths| f64::from(lengths[i])).sum::<f64>();
        let mean = std::array::from_fn(|i| (total(i) / counted.len() as f64) as f32);
        Self { holders, lengths, mean, shares, numbers, learns }
    }

    fn idf(&self, feature: Feature) -> f32 {
        let holders = self.holders.get(&feature).copied().unwrap_or(0.0);
        idf_among(self.lengths.len() as f32, holders + BACKGROUND_CLASSES * developers_share(feature))
    }

    /// What an occurrence in each field of a class counts, by the field's length.
    fn scale(&self, class: usize) -> [f32; 3] {
        std::array::from_fn(|i| {
            1.0 / (1.0 - LENGTH_SHARE + LENGTH_SHARE * self.lengths[class][i] / self.mean[i].max(1.0))
        })
    }

    /// Whether a feature with these counts in a class may be evidence for it.
    fn may_tell(&self, feature: &Feature, [name, ..]: &[f32; 3]) -> bool {
        // A name may differ from another in its number alone (`iron2`).
        let is_lone_number = *name == 0.0 && self.numbers.contains(feature);
        self.holders[feature] <= MAX_HOLDERS && !is_lone_number
    }

    fn specificity(&self, stem: Feature, language: Language) -> f32 {
        specificity(stem, language, self.learns)
    }
}

/// Computes the line of ascending positions in a text.
#[derive(Default)]
struct FittedLine {
    /// Number of bytes counted, and line breaks in them.
    counted: usize,
    breaks: u16,
}

impl FittedLine {
    /// Line number from 1; the maximum is used for all lines after it.
    fn number_at(&mut self, text: &str, place: usize) -> u16 {
        if let Some(between) = text.get(self.counted..place) {
            let breaks = between.matches('\n').count();
            self.breaks = self.breaks.saturating_add(breaks.try_into().unwrap_or(u16::MAX));
            self.counted = place;
        }
        self.breaks.saturating_add(1)
    }
}

/// Specificity of a stem in any text, by the length of its row: that of `find` and `information` is a third of that of
/// `invoice`. The few descriptions of a team cannot show that. A word without a row is usually a name, and specific. Not
/// beside examples, nor in languages that the table does not have, where it would multiply all words alike.
pub(super) fn specificity(stem: Feature, language: Language, learns: bool) -> f32 {
    match EmbeddingId::of(stem) {
        Some(row) => row.specificity(),
        None if is_generic(stem, Languages::of(language)) => GENERIC_SPECIFICITY,
        None if language == Language::English && !learns => UNKNOWN_SPECIFICITY,
        None => 1.0,
    }
}

/// Saturated term frequency: the first occurrence counts most, and all together little more than `by` + 1.
fn saturated(frequency: f32, by: f32) -> f32 {
    frequency * (by + 1.0) / (frequency + by)
}

impl Counted {
    /// Counts the terms of one class; pairs are taken from the first `paired` fields.
    fn of(class_text: &ClassText, paired: usize, stems: &Stems, vocabulary: &Vocabulary) -> Self {
        let mut found = Self {
            counts: BTreeMap::new(),
            dictionary: BTreeMap::new(),
            pairs: BTreeMap::new(),
            lines: BTreeMap::new(),
            only_examples: BTreeSet::new(),
        };
        for (i, share, text) in class_text.shares() {
            let (mut before, words) = (None, words_of(text, stems, vocabulary));
            let mut line = FittedLine::default();
            for (number, word) in words.iter().enumerate() {
                let stem = (!class_text.language.is_function_word(word)).then(|| feature_of(word, stems, vocabulary));
                let line = if i == BODY { line.number_at(text, words.origin(number).start) } else { 0 };
                let is_example = i == DESCRIPTION && words.origin(number).start >= class_text.examples_from;
                let mut add = |feature: Feature| {
                    let counts = found.counts.entry(feature).or_default();
                    if is_example && counts[i] == 0.0 {
                        found.only_examples.insert(feature);
                    }
                    counts[i] += share;
                    if i == BODY {
                        found.lines.entry(feature).or_insert(line);
                    }
                };
                stem.into_iter().for_each(&mut add);
                // Three characters of a script without spaces are no phrase, but part of a word.
                let is_phrase = i < paired && words.overlap(number).is_none();
                if let (Some(before), Some(stem), true) = (before, stem, is_phrase) {
                    let pair = followed_by(before, stem);
                    add(pair);
                    found.pairs.insert(pair, [before, stem]);
                }
                if let Some(stem) = stem.filter(|_| i < BODY && allowed_slips(word).is_some()) {
                    found.dictionary.entry(without_accents(word).into_owned()).or_insert(stem);
                }
                before = stem;
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Evidence;

    fn class<'a>(evidence: &'a Evidence, fields: [&str; 3], code: &str) -> ClassText<'a> {
        ClassText { code: code.to_owned(), ..ClassText::of(evidence, fields.map(str::to_owned)) }
    }

    #[test]
    fn weights_by_hand() {
        let none = Evidence::default();
        let classes = [
            class(&none, ["alpha", "bravo", "charlie"], ""),
            class(&none, ["delta", "echo", "foxtrot"], ""),
            class(&none, ["golf", "hotel", "india"], "juliet"),
        ];
        let mut builder = IndexBuilder::default();
        builder.describe(&classes);
        let weight = |word: &str| builder.facts[&builder.stems.of(Language::English).feature(word)].described[0].1;
        let about = |word: &str, expected: f32| {
            let expected =
                expected * specificity(builder.stems.of(Language::English).feature(word), Language::English, false);
            assert!((weight(word) - expected).abs() < 1e-3, "{word} {}", weight(word));
        };
        // One of three classes has each word: 0.35 * ln(1 + (20 + 3 - 1 + 0.5) / (1 + 0.5)) = 0.35 * ln 16 = 0.9704.
        about("alpha", 0.9704 * 3.0 * 1.8 / 3.8);
        about("bravo", 0.9704);
        // Bodies have 1, 1 and 1.2 words, 1.067 on average: 1 / (0.5 + 0.5 / 1.067) = 1.0323.
        about("charlie", 0.9704 * 0.5 * 1.0323 * 3.0 / 3.0323);
        // 0.2 / (0.5 + 0.5 * 1.2 / 1.067) = 0.1882 of the sample's word.
        about("juliet", 0.9704 * 0.5 * 0.1882 * 3.0 / 2.1882);
    }

    #[test]
    fn a_word_that_only_an_example_has_is_no_description() {
        let agent = |name: &str, text: &str| format!("---\nname: {name}\ndescription: {text}\n---\n");
        let pets =
            agent("pets", "Answers whoever keeps animals of any kind\nexamples: [my dog does not eat its pellets]");
        let texts = [("pets.md", pets.as_str()), ("cars.md", &agent("cars", "Sells and repairs cars"))];
        let index = crate::load::Files::from_texts("team", &texts).index(None).unwrap();
        let mut scorer = crate::score::Scorer::new(&index);
        let mut covered = |request: &str| scorer.score(request).coverage(index.agent("pets").unwrap());
        let (animals, pellets, eat) = (covered("animals"), covered("pellets"), covered("eat"));
        assert!(!index.has_learned() && animals.described == 1.0);
        assert!(pellets.described == 0.0 && pellets.is_exact && pellets.is_exclusive, "{pellets:?}");
        assert!(eat.evidence > 0.0 && eat.described == 0.0 && !eat.is_exclusive, "{eat:?}");
    }

    #[test]
    fn a_short_number_alone_tells_in_a_name_only() {
        let agent = |name: &str, text: &str| format!("---\nname: {name}\ndescription: {text}\n---\n");
        let texts =
            [agent("draw", "Draws with mmdc v11.12.0, for the STM32 and pages with 404."), agent("iron2", "Forges.")];
        let texts = [("draw.md", texts[0].as_str()), ("iron2.md", texts[1].as_str())];
        let index = crate::load::Files::from_texts("team", &texts).index(None).unwrap();
        let cases = [
            ("5.85.0", None),
            ("32 chairs", None),
            ("stm 32", Some("draw")),
            ("a 404", Some("draw")),
            ("iron 2", Some("iron2")),
        ];
        for (request, expected) in cases {
            let mut scorer = crate::score::Scorer::new(&index);
            let decision = crate::decide::decide(&scorer.score(request), &Default::default());
            let name = decision.agent.map(|agent| index.class(agent).name.as_str());
            assert_eq!(name, expected, "{request}");
        }
    }
}
