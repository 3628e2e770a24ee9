//! What names, descriptions and bodies say for each class: BM25F over stems and pairs.

use super::{Builder, ClassText, related};
use crate::index::FLAG_STEM;
use crate::index::spelling::allowed_slips;
use crate::text::{
    Feature, FeatureHasher, Language, Languages, Stems, StemsByLanguage, Vocabulary, developers_share, feature_of,
    followed_by, is_generic, without_accents, words_of,
};
use crate::threads;
use crate::word_table::Row;
use libm::logf;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// Log-odds of one unit of BM25F over the descriptions.
const DESCRIBED_LOG_ODDS: f32 = 0.35;
/// What a word in a sentence on what an agent is not for counts, as a share of what it would count for it.
const NEGATED_SHARE: f32 = -1.0;
/// BM25F field weights of name and description, and its saturation and length constants (Robertson et al. 2004).
const FIELD_WEIGHTS: [f32; 2] = [3.0, 1.0];
const SATURATION: f32 = 0.8;
const LENGTH_SHARE: f32 = 0.5;
/// A body is a document of its own: what it says of a word is saturated by itself and added, so that it neither drowns in
/// what the name and the description say nor has their weight. As one more field among them, whatever its weight, it cost
/// five points of top-1 among 177 agents and skills.
const BODY_SHARE: f32 = 0.5;
const BODY_SATURATION: f32 = 2.0;
/// A description is worth as many examples as a third of its and the name's words, and no fewer than two. With two or three
/// examples an agent it then keeps most of what it says (5 points of top-1 on collections never looked at, 18 where only
/// some agents have any); with names of two words as descriptions, as in the public intent sets, nothing changes.
const LEAST_WORTH: f32 = 2.0;
const WORDS_PER_EXAMPLE: f32 = 3.0;
/// How rare a word is, is judged as if so many more classes existed: in a team of two, a word that only one uses still is
/// telling. They use the words of any request of developers, and no others.
const BACKGROUND_CLASSES: f32 = 20.0;
/// In collections of more words than this, bodies give no pairs: they would be most of the index for little.
const MOST_PAIRED_WORDS: usize = 400_000;
/// A word of descriptions that more classes than this hold tells too little to look at each of them in every request.
const MOST_HOLDERS: f32 = 192.0;
/// Described weights below this are noise and are not kept.
const LEAST_DESCRIBED: f32 = 0.05;

/// The field that is the body.
const BODY: usize = 2;
/// Fewer classes than this are read before a thread would have started.
const WORTH_A_THREAD: usize = 16;

/// What the fields of one class hold, function words apart.
struct Counted {
    /// How often each field holds each stem and each pair of stems.
    counts: BTreeMap<Feature, [f32; 3]>,
    /// Words that a misspelt one may be meant for, with their stems.
    dictionary: BTreeMap<String, Feature>,
    /// The two stems of each pair.
    pairs: BTreeMap<Feature, [Feature; 2]>,
    /// The line of the body in which each stem and each pair of stems stands first, from 1.
    lines: BTreeMap<Feature, u16>,
}

/// The share that each class's description keeps beside examples: worth / (worth + n), where n is how many examples those
/// who have a name have on average. It is the same for all, so that an agent with examples does not fall behind one without.
fn description_shares(texts_of_classes: &[ClassText]) -> Vec<f32> {
    let named = || texts_of_classes.iter().filter(|class_text| !class_text.fields[0].is_empty());
    let examples: usize = named().map(|class_text| class_text.evidence.examples.len()).sum();
    let mean = examples as f32 / named().count().max(1) as f32;
    let share = |class_text: &ClassText| {
        let [name, description, _] = class_text.lengths();
        let worth = LEAST_WORTH.max((name + description) / WORDS_PER_EXAMPLE);
        worth / (worth + mean)
    };
    texts_of_classes.iter().map(share).collect()
}

/// What the generic words of other languages tell: as much as `write` and `make` do by their rows.
const GENERIC_TELLS: f32 = 0.3;

impl Builder {
    /// BM25F over name, description and body, of stems and of pairs.
    pub(super) fn describe(&mut self, texts_of_classes: &[ClassText]) {
        let vocabulary = &self.vocabulary;
        let shares = match self.learns {
            true => description_shares(texts_of_classes),
            // Nothing is learned beside the descriptions, so they speak alone.
            false => vec![1.0; texts_of_classes.len()],
        };
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
            let n = holders.get(feature).copied().unwrap_or(0.0) + BACKGROUND_CLASSES * developers_share(*feature);
            logf(1.0 + (BACKGROUND_CLASSES + classes - n + 0.5) / (n + 0.5))
        };
        self.related = related::describe(texts_of_classes, vocabulary, |stem| rarity(&stem), &shares);
        for (class, (class_text, counted)) in texts_of_classes.iter().zip(counted).enumerate() {
            let paired = counted.pairs.values().flatten();
            paired.for_each(|&stem| self.facts.entry(stem).or_default().flags |= FLAG_STEM);
            let language = class_text.language;
            let Counted { counts, dictionary, pairs, lines } = counted;
            dictionary.into_iter().for_each(|(word, stem)| _ = self.dictionary.entry(word).or_insert(stem));
            let scale: [f32; 3] = std::array::from_fn(|i| {
                1.0 / (1.0 - LENGTH_SHARE + LENGTH_SHARE * lengths[class][i] / mean[i].max(1.0))
            });
            for (feature, counts) in counts.iter().filter(|(feature, _)| holders[feature] <= MOST_HOLDERS) {
                let frequency = (0..2).map(|i| FIELD_WEIGHTS[i] * scale[i] * counts[i]).sum();
                let body = BODY_SHARE * saturated(scale[2] * counts[2], BODY_SATURATION);
                let saturated = saturated(frequency, SATURATION) + body;
                let telling = pairs
                    .get(feature)
                    .map_or_else(|| telling(*feature, language), |&pair| telling_pair(pair, language));
                let weight = DESCRIBED_LOG_ODDS * shares[class] * rarity(feature) * telling * saturated;
                self.add_described(*feature, class, weight);
                if let (true, Some(&line)) = (counts[0] + counts[1] == 0.0, lines.get(feature)) {
                    self.facts.entry(*feature).or_default().in_body.push((class, line));
                }
            }
            let stems = self.stems.of(language);
            let against = words_of(&class_text.not_for, stems, &self.vocabulary);
            let against = against.iter().filter(|word| !language.is_function_word(word));
            let against: BTreeSet<Feature> = against.map(|word| feature_of(word, stems, &self.vocabulary)).collect();
            for feature in against.into_iter().filter(|feature| !counts.contains_key(feature)) {
                self.add_described(
                    feature,
                    class,
                    DESCRIBED_LOG_ODDS * rarity(&feature) * telling(feature, language) * NEGATED_SHARE,
                );
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

/// The line of a text in which a place lies; places come in order.
#[derive(Default)]
struct Line {
    /// How much of the text is counted, and the line breaks in it.
    counted: usize,
    breaks: u16,
}

impl Line {
    /// From 1; the last that can be told for all that follow it.
    fn of(&mut self, text: &str, place: usize) -> u16 {
        if let Some(between) = text.get(self.counted..place) {
            let breaks = between.matches('\n').count();
            self.breaks = self.breaks.saturating_add(breaks.try_into().unwrap_or(u16::MAX));
            self.counted = place;
        }
        self.breaks.saturating_add(1)
    }
}

/// How telling a stem is in any text, by the length of its row: `find` and `information` a third of `invoice`. The few
/// descriptions of a team cannot tell that.
fn telling(stem: Feature, language: Language) -> f32 {
    let is_generic = || is_generic(stem, Languages::of(language));
    Row::of(stem).map_or_else(|| if is_generic() { GENERIC_TELLS } else { 1.0 }, Row::telling)
}

/// The same of two stems that stand side by side.
fn telling_pair([one, other]: [Feature; 2], language: Language) -> f32 {
    (telling(one, language) * telling(other, language)).sqrt()
}

/// How much so many occurrences count: the first most, and all of them together little more than `by` + 1.
fn saturated(frequency: f32, by: f32) -> f32 {
    frequency * (by + 1.0) / (frequency + by)
}

impl Counted {
    /// Of one class; pairs are taken from the first `paired` fields.
    fn of(class_text: &ClassText, paired: usize, stems: &Stems, vocabulary: &Vocabulary) -> Self {
        let mut found = Self {
            counts: BTreeMap::new(),
            dictionary: BTreeMap::new(),
            pairs: BTreeMap::new(),
            lines: BTreeMap::new(),
        };
        for (i, share, text) in class_text.shares() {
            let (mut before, words) = (None, words_of(text, stems, vocabulary));
            let mut line = Line::default();
            for (number, word) in words.iter().enumerate() {
                let stem = (!class_text.language.is_function_word(word)).then(|| feature_of(word, stems, vocabulary));
                let line = if i == BODY { line.of(text, words.origin(number).start) } else { 0 };
                let mut add = |feature: Feature| {
                    found.counts.entry(feature).or_default()[i] += share;
                    if i == BODY {
                        found.lines.entry(feature).or_insert(line);
                    }
                };
                stem.into_iter().for_each(&mut add);
                if let (Some(before), Some(stem), true) = (before, stem, i < paired) {
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
        ClassText {
            evidence,
            fields: fields.map(str::to_owned),
            code: code.to_owned(),
            not_for: String::new(),
            language: Language::English,
        }
    }

    #[test]
    fn a_description_is_worth_a_third_of_its_words() {
        let two = Evidence { examples: vec!["one".to_owned(), "two".to_owned()], ..Evidence::default() };
        let none = Evidence::default();
        let long = "eleven words long is what this one here is, all told";
        let classes = [
            class(&two, ["auth", long, "body"], ""),
            class(&none, ["css", "styles", ""], ""),
            // Who has no name has no description, and no part in the mean.
            class(&two, ["", "", ""], ""),
        ];
        let shares = description_shares(&classes);
        // A mean of 1 example; 12 words are worth 4, and nobody is worth less than 2.
        assert_eq!(shares, [4.0 / 5.0, 2.0 / 3.0, 2.0 / 3.0]);
    }

    #[test]
    fn weights_by_hand() {
        let none = Evidence::default();
        let classes = [
            class(&none, ["alpha", "bravo", "charlie"], ""),
            class(&none, ["delta", "echo", "foxtrot"], ""),
            class(&none, ["golf", "hotel", "india"], "juliet"),
        ];
        let mut builder = Builder::default();
        builder.describe(&classes);
        let weight = |word: &str| builder.facts[&builder.stems.of(Language::English).feature(word)].described[0].1;
        let about = |word: &str, expected: f32| {
            let expected = expected * telling(builder.stems.of(Language::English).feature(word), Language::English);
            assert!((weight(word) - expected).abs() < 1e-3, "{word} {}", weight(word));
        };
        // One of three classes holds each word: 0.35 * ln(1 + (20 + 3 - 1 + 0.5) / (1 + 0.5)) = 0.35 * ln 16 = 0.9704.
        about("alpha", 0.9704 * 3.0 * 1.8 / 3.8);
        about("bravo", 0.9704);
        // Bodies have 1, 1 and 1.2 words, 1.067 on average: 1 / (0.5 + 0.5 / 1.067) = 1.0323.
        about("charlie", 0.9704 * 0.5 * 1.0323 * 3.0 / 3.0323);
        // 0.2 / (0.5 + 0.5 * 1.2 / 1.067) = 0.1882 of the sample's word.
        about("juliet", 0.9704 * 0.5 * 0.1882 * 3.0 / 2.1882);
    }
}
