//! Related evidence of each class from the word table: the direction of its description, and which of its words may be
//! shown as neighbours of a request's words.

use super::ClassText;
use crate::index::MAX_RELATED_CLASSES;
use crate::text::{
    Feature, FeatureHasher, KnownStems, Language, Languages, Stems, StemsByLanguage, Vocabulary, Words, feature_of,
    is_letter, words_of,
};
use crate::threads;
use crate::word_table::{Direction, EmbeddingId, MAX_WORDS, MEAN_LENGTH, WIDTH};
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

/// Log-odds of a request with exactly the direction of a description. Described tools gain up to 13 and more, the
/// agents of a public collection lose beyond 8; beside examples it makes no difference.
const RELATED_LOG_ODDS: f32 = 8.0;
/// Length of a word without a row in a description, in teams without examples: a name that the table does not have keeps the
/// words around it from standing for the whole. 199 described tools, top-1 with 0 / 0.5 / 1 / 1.5 mean rows: 51.4 / 52.4 /
/// 51.7 / 51.8.
pub(super) const UNKNOWN_LENGTH: f32 = 0.5 * MEAN_LENGTH as f32;
/// Weight of a name among the words of a description.
const NAME_COUNT: f32 = 2.0;
/// Maximum number of words of a class that can be shown as neighbours.
const MAX_OWN_WORDS: usize = 48;
/// Minimum number of classes for another thread: fewer are processed before it would have started.
const WORTH_A_THREAD: usize = 16;

/// Evidence of one class in words of the word table.
pub(super) struct Described {
    /// Direction of its name, description and keywords, in log-odds; all 0 if the table has none of their words.
    pub(super) direction: [f32; WIDTH],
    /// Its own words, the most specific first.
    pub(super) words: Vec<EmbeddingId>,
}

/// Words of a class.
#[derive(Default)]
struct WordCounts {
    /// Words with a row: occurrences in the description and in the examples.
    known: BTreeMap<EmbeddingId, (Feature, f32, f32)>,
    /// Words without a row: occurrences in the description.
    unknown: BTreeMap<Feature, f32>,
}

/// Related evidence of each class; empty for teams with too many. `idf` is that of a stem; `shares` is
/// the share that each class's description keeps beside its examples; `unknown` is the length of a word without a row.
pub(super) fn describe(
    texts_of_classes: &[ClassText],
    vocabulary: &Vocabulary,
    known_stems: &KnownStems,
    idf: impl Fn(Feature) -> f32 + Sync,
    shares: &[f32],
    unknown: f32,
) -> Vec<Described> {
    if texts_of_classes.len() > MAX_RELATED_CLASSES {
        return Vec::new();
    }
    let counts = threads::map(texts_of_classes, WORTH_A_THREAD, || {
        let stems = StemsByLanguage::with(known_stems);
        move |class_text: &ClassText| counts(class_text, stems.of(class_text.language), vocabulary)
    });
    let mut holders: HashMap<EmbeddingId, f32, BuildHasherDefault<FeatureHasher>> = HashMap::default();
    counts.iter().flat_map(|counts| counts.known.keys()).for_each(|&row| *holders.entry(row).or_default() += 1.0);
    let described = counts.iter().zip(shares).map(|(counts, share)| {
        let mut sum = [0f32; WIDTH];
        for (row, &(stem, count, _)) in counts.known.iter().filter(|(_, (_, count, _))| *count > 0.0) {
            let weight = count * idf(stem);
            sum.iter_mut().zip(row.vector()).for_each(|(sum, number)| *sum += weight * f32::from(number));
        }
        let known = sum.iter().map(|number| number * number).sum::<f32>();
        let elsewhere = |(&stem, &count): (&Feature, &f32)| (count * idf(stem) * unknown).powi(2);
        let length = (known + counts.unknown.iter().map(elsewhere).sum::<f32>()).sqrt();
        let scale = if length > 0.0 { RELATED_LOG_ODDS * share / length } else { 0.0 };
        // A word that many classes have identifies none of them.
        let specificity = |(row, (_, count, examples)): (&EmbeddingId, &(Feature, f32, f32))| {
            (*row, (count + examples) / holders[row])
        };
        let is_word = |(row, _): &(&EmbeddingId, _)| !is_letter(row.word());
        let mut words: Vec<(EmbeddingId, f32)> = counts.known.iter().filter(is_word).map(specificity).collect();
        words.sort_by(|(a, one), (b, other)| other.total_cmp(one).then(a.cmp(b)));
        words.truncate(MAX_OWN_WORDS);
        Described {
            direction: sum.map(|number| number * scale),
            words: words.into_iter().map(|(row, _)| row).collect(),
        }
    });
    described.collect()
}

fn counts(class_text: &ClassText, stems: &Stems, vocabulary: &Vocabulary) -> WordCounts {
    let mut counts = WordCounts::default();
    let mut add = |text: &str, in_description: f32, in_examples: f32| {
        for word in words_of(text, stems, vocabulary).iter().filter(|word| !class_text.language.is_function_word(word))
        {
            let stem = feature_of(word, stems, vocabulary);
            let Some(row) = EmbeddingId::of(stem) else {
                *counts.unknown.entry(stem).or_default() += in_description;
                continue;
            };
            let entry = counts.known.entry(row).or_insert((stem, 0.0, 0.0));
            entry.1 += in_description;
            entry.2 += in_examples;
        }
    };
    let [name, description, _] = &class_text.fields;
    add(name, NAME_COUNT, 0.0);
    add(description, 1.0, 0.0);
    class_text.evidence.words().for_each(|keyword| add(&keyword.text, 1.0, 0.0));
    class_text.evidence.examples().for_each(|example| add(example, 0.0, 1.0));
    counts
}

/// Words of all classes as stored in an index: end of each class's words, after a leading 0, and their row numbers.
pub(super) fn own_words(described: &[Described]) -> (Vec<u32>, Vec<u16>) {
    let (mut ends, mut words) = (vec![0], Vec::new());
    for class in described {
        words.extend(class.words.iter().map(|row| row.number()));
        ends.push(words.len() as u32);
    }
    (ends, words)
}

/// Direction of a text: a vector of length 1 at most; empty if the table has none of its words. Of function words only
/// English ones count, as the table takes the others for English words (French `mon` for Monday).
pub(super) fn direction(
    words: &Words,
    stems: &Stems,
    vocabulary: &Vocabulary,
    function_languages: Languages,
) -> Vec<f32> {
    let (mut direction, mut known) = (Direction::default(), 0);
    let counts = |word: &&str| {
        let languages = Language::of_word(word);
        languages.has(Language::English) || !languages.shares(function_languages)
    };
    for word in words.iter().filter(counts) {
        match EmbeddingId::of(feature_of(word, stems, vocabulary)) {
            Some(row) if known < MAX_WORDS => {
                direction.add(&row.vector());
                known += 1;
            }
            Some(_) => {}
            None => direction.add_unknown(),
        }
    }
    if known > 0 { direction.unit() } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::Evidence;
    use crate::load::Files;
    use crate::score::{EvidenceKind, Scorer};

    fn class<'a>(evidence: &'a Evidence, name: &str, description: &str) -> ClassText<'a> {
        let fields = [name.to_owned(), description.to_owned(), "prose that does not count".to_owned()];
        ClassText::of(evidence, fields)
    }

    #[test]
    fn a_description_has_the_direction_of_its_words() {
        let evidence =
            [vec![], vec!["docker".to_owned()]].map(|words| Evidence::default().with(EvidenceKind::Keyword, words));
        let classes = [class(&evidence[0], "postgres", "the"), class(&evidence[1], "zzyzxq", "")];
        let described = describe(&classes, &Vocabulary::default(), &KnownStems::default(), |_| 1.0, &[0.5, 1.0], 0.0);
        let stems = Stems::default();
        let row = |word: &str| EmbeddingId::of(stems.feature(word)).unwrap();
        for (class, word, log_odds) in [(0, "postgres", 0.5 * RELATED_LOG_ODDS), (1, "docker", RELATED_LOG_ODDS)] {
            let direction =
                direction(&Words::of(word), &stems, &Vocabulary::default(), Languages::of(Language::English));
            let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
            let dot = dot(&direction, &described[class].direction) / dot(&direction, &direction).sqrt();
            assert!((dot - log_odds).abs() < 1e-4, "{word} {dot}");
            assert_eq!(described[class].words, [row(word)]);
        }
        let (ends, words) = own_words(&described);
        assert_eq!((ends, words), (vec![0, 1, 2], vec![row("postgres").number(), row("docker").number()]));
    }

    #[test]
    fn what_nobody_knows_points_elsewhere() {
        let evidence = Evidence::default();
        let classes = [class(&evidence, "", "postgres"), class(&evidence, "", "postgres zzyzxq")];
        let described =
            describe(&classes, &Vocabulary::default(), &KnownStems::default(), |_| 1.0, &[1.0, 1.0], UNKNOWN_LENGTH);
        let length = |i: usize| described[i].direction.iter().map(|number| number * number).sum::<f32>().sqrt();
        let postgres = EmbeddingId::of(Stems::default().feature("postgres")).unwrap().specificity();
        assert!((length(0) - RELATED_LOG_ODDS).abs() < 1e-3, "{}", length(0));
        let by_hand = RELATED_LOG_ODDS * postgres / (postgres * postgres + 0.25).sqrt();
        assert!((length(1) - by_hand).abs() < 1e-3, "{} {by_hand}", length(1));
    }

    #[test]
    fn related_evidence_by_hand() {
        let agent = |name: &str, says: &str| format!("---\nname: {name}\ndescription: {says}\n---\n");
        let texts = [("a.md", agent("it", "postgres")), ("b.md", agent("or", "docker"))];
        let texts = texts.each_ref().map(|(path, text)| (*path, text.as_str()));
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        let related = |scorer: &mut Scorer, request: &str, agent: &str| -> Vec<(String, f64)> {
            let parts = scorer.score(request).parts(index.agent(agent).unwrap()).into_iter();
            let parts = parts.filter(|part| part.kind == EvidenceKind::Related);
            parts.map(|part| (part.shown().into_owned(), part.score)).collect()
        };
        let row = |word: &str| EmbeddingId::of(Stems::default().feature(word)).unwrap().vector().map(f64::from);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let length = |a: &[f64]| dot(a, a).sqrt();
        let [postgres, docker, redis] = ["postgres", "docker", "redis"].map(row);
        // Both descriptions are one word, whose row is their direction (the names are function words); a request is as
        // long as the sum of its rows and what every request has.
        let least = Direction::default().length();
        let request_length = |sum: &[f64]| (dot(sum, sum) + least * least).sqrt();
        let expected = |word: &[f64], sum: &[f64], described: &[f64]| {
            f64::from(RELATED_LOG_ODDS) * dot(word, described) / (length(described) * request_length(sum))
        };
        // `the` is a function word and has no direction.
        for (agent, described, near) in [("it", &postgres, "postgres"), ("or", &docker, "docker")] {
            let found = related(&mut scorer, "the redis", agent);
            let by_hand = expected(&redis, &redis, described);
            assert!((found[0].1 - by_hand).abs() < 1e-3, "{found:?} {by_hand}");
            assert_eq!((found.len(), found[0].0.as_str()), (1, format!("redis ~ {near}").as_str()));
        }
        // Two words share the length of their sum.
        let sum: Vec<f64> = redis.iter().zip(&docker).map(|(a, b)| a + b).collect();
        let found = related(&mut scorer, "redis docker", "or");
        let by_hand = [&redis, &docker].map(|word| expected(word, &sum, &docker));
        assert!(found.iter().zip(by_hand).all(|((_, score), by_hand)| (score - by_hand).abs() < 1e-3), "{found:?}");
    }

    #[test]
    fn single_letters_are_unrelated_to_anything() {
        let agent = |name: &str, says: &str| format!("---\nname: {name}\ndescription: {says}\n---\n");
        let texts = [("a.md", agent("zzyzxq", "review q")), ("b.md", agent("qxqxqq", "docker"))];
        let texts = texts.each_ref().map(|(path, text)| (*path, text.as_str()));
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        assert!(EmbeddingId::of(Stems::default().feature("q")).is_some());
        for (request, expected) in
            [("q", vec![]), ("q k reviewing", vec!["reviewing"]), ("x docs", vec!["docs ~ review"])]
        {
            let parts = scorer.score(request).parts(index.agent("zzyzxq").unwrap()).into_iter();
            let related = parts.filter(|part| part.kind == EvidenceKind::Related);
            let found: Vec<String> = related.map(|part| part.shown().into_owned()).collect();
            assert_eq!(found, expected, "{request}");
        }
    }

    #[test]
    fn there_is_no_related_evidence_for_too_many_classes() {
        let none = Evidence::default();
        let classes: Vec<ClassText> = (0..=MAX_RELATED_CLASSES).map(|_| class(&none, "docker", "")).collect();
        assert!(
            describe(&classes, &Vocabulary::default(), &KnownStems::default(), |_| 1.0, &vec![1.0; classes.len()], 0.0)
                .is_empty()
        );
        assert_eq!(
            describe(
                &classes[1..],
                &Vocabulary::default(),
                &KnownStems::default(),
                |_| 1.0,
                &vec![1.0; classes.len()],
                0.0
            )
            .len(),
            MAX_RELATED_CLASSES
        );
    }
}
