use super::*;
use crate::load::Files;
use crate::score::dense::DenseSum;
use crate::score::related::RelatedSum;

const WORDS: [&str; 7] = ["login", "tokens", "databse", "the", "zzyzx", "endpoints", "database"];

/// All cached properties of a word.
fn all_of(cache: &mut WordCache, word: &str) -> impl PartialEq + std::fmt::Debug + use<> {
    let number = cache.number(word);
    let (mut authored, mut learned) = (Vec::new(), Vec::new());
    cache.authored_postings(number, |owner, weight| authored.push((owner, weight)));
    DenseSum::default().sum(cache.rows(), &[number], |class, sums| learned.push((class, sums)));
    let mut related = RelatedSum::default();
    let numbers = [number];
    let (rows, known) = cache.related(&numbers, None);
    related.sum(rows, known);
    let related = (related.scale(), related.log_odds(0), related.log_odds(1));
    (cache.facts(number).stem, authored, learned, cache.learned(number).totals, related)
}

/// Number of repeated uses by word, and the words kept: those used again at least twice, with the bound doubled until
/// at most half stay.
#[test]
fn the_words_met_most_often_are_kept() {
    let index = Files::from_texts("team", &[("a.md", "---\nname: a\ndescription: login\n---\n")]).index(None).unwrap();
    for (met, kept) in [
        (&[0, 0, 0, 0][..], &[][..]),
        (&[1, 1, 1, 1], &[]),
        (&[2, 0, 1, 0], &[0]),
        (&[0, 3, 0, 2], &[1, 3]),
        (&[2, 3, 2, 0], &[]),
        (&[4, 2, 5, 9], &[3]),
        (&[4, 2, 3, 9], &[0, 3]),
        (&[7, 7, 8, 7], &[2]),
        (&[2], &[]),
    ] {
        let mut cache = WordCache::of(&index);
        let words: Vec<String> = (0..met.len()).map(|i| format!("zz{i}q")).collect();
        for (word, &again) in words.iter().zip(met) {
            (0..=again).for_each(|_| _ = cache.number(word));
        }
        cache.evict();
        let found: Vec<usize> =
            (0..met.len()).filter(|&i| cache.numbers.contains_key(&stem_feature(&words[i]))).collect();
        assert_eq!(found, kept, "{met:?}");
        assert_eq!((cache.facts.len(), cache.numbers.len()), (kept.len(), kept.len()));
        // Counts restart: after one more use each, none is kept.
        kept.iter().for_each(|&i| _ = cache.number(&words[i]));
        assert!(kept.iter().all(|&i| cache.facts(cache.numbers[&stem_feature(&words[i])]).met == 1));
        cache.evict();
        assert!(cache.facts.is_empty());
    }
}

/// Words are evicted when they exceed the limit, and not before.
#[test]
fn memory_is_bounded() {
    let agent = |i: usize| (format!("{i}.md"), format!("---\nname: a{i}\nexamples: [fix the login of user{i}]\n---\n"));
    let files: Vec<(String, String)> = (0..250).map(agent).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let index = Files::from_texts("team", &files).index(None).unwrap();
    let mut cache = WordCache::of(&index);
    cache.sharers = Some(128);
    let most = MAX_BYTES / 128;
    let mut largest = 0;
    for i in 0..600 {
        let before = cache.facts.len();
        cache.make_room();
        let is_full = cache.facts.len() < before;
        assert!(!is_full || cache.bytes() == 0, "no word was met again");
        assert!(!is_full || before >= FEW);
        _ = cache.number(&format!("zz{i}q"));
        largest = largest.max(cache.bytes());
    }
    // The last word added may exceed the limit.
    assert!(largest > most && largest < most + most / 50, "{largest} of {most}");
    assert!(cache.facts.len() < 600);
    // Rows are nearly all of it: two bytes a class for stems, four for n-grams.
    let of_rows = cache.facts.len() * 250 * 6;
    assert!(cache.bytes() > of_rows && cache.bytes() < of_rows * 5 / 4, "{} and {of_rows}", cache.bytes());
    // A few words are kept whatever their size.
    cache.sharers = Some(usize::MAX);
    cache.evict();
    for words in 0..FEW {
        cache.make_room();
        assert_eq!(cache.facts.len(), words);
        _ = cache.number(&format!("yy{words}q"));
    }
    cache.make_room();
    assert!(cache.facts.is_empty());
}

/// Authored features of a word or of its correction.
#[test]
fn authored_postings_are_found_by_feature() {
    let text = "---\nname: a\nkeywords: [database]\nexamples: [restart the pod, count the pods, scale it]\n---\n";
    let index = Files::from_texts("team", &[("a.md", text)]).index(None).unwrap();
    let mut cache = WordCache::of(&index);
    let meant = cache.features.number(feature_of("database", &cache.stems, &cache.features)).unwrap();
    for (word, expected) in
        [("database", Some((meant, false))), ("databse", Some((meant, true))), ("zzyzx", None), ("pod", None)]
    {
        let number = cache.number(word);
        assert_eq!(cache.authored_feature(number), expected, "{word}");
    }
}

#[test]
fn words_met_again_are_kept_with_the_same_postings() {
    let agent = |name: &str, words: &str| {
        format!(
            "---\nname: {name}\ndescription: handles {words}\nkeywords: [{words}]\nexamples: [fix the {words}, {words} fail]\n---\n"
        )
    };
    let texts = [("a.md", agent("auth", "login tokens")), ("b.md", agent("data", "database endpoints"))];
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let index = Files::from_texts("team", &texts).index(None).unwrap();
    let mut cache = WordCache::of(&index);
    let before: Vec<_> = WORDS.iter().map(|word| all_of(&mut cache, word)).collect();
    for _ in 0..3 {
        WORDS[4..].iter().for_each(|word| _ = cache.number(word));
    }
    cache.evict();
    assert_eq!(cache.facts.len(), 3);
    for (word, before) in WORDS.iter().zip(&before) {
        assert_eq!(all_of(&mut cache, word), *before, "{word}");
    }
    assert_eq!(cache.facts.len(), WORDS.len());
    let known = cache.number("database");
    assert!(cache.facts(known).related > 0, "the table knows one at least");
}

/// Words of the word table take memory, and more once an explanation asked for nearest words.
#[test]
fn related_words_take_their_memory() {
    let text = "---\nname: a\ndescription: Looks after databases.\n---\n";
    let index = Files::from_texts("team", &[("a.md", text)]).index(None).unwrap();
    let mut cache = WordCache::of(&index);
    _ = cache.number("zzyzx");
    assert_eq!(cache.related.bytes(), 0);
    for words in 1..3 {
        _ = cache.number(["postgres", "kubernetes"][words - 1]);
        let of_a_word = size_of::<crate::word_table::Vector>()
            + size_of::<EmbeddingId>()
            + size_of::<[i32; 8]>()
            + size_of::<bool>();
        assert_eq!(cache.related.bytes(), words * of_a_word);
        assert_eq!(cache.related.len(), words);
    }
    let before = cache.related.bytes();
    assert!(cache.related_words().nearest(0, 0).is_some());
    assert_eq!(cache.related.bytes(), before + 2 * size_of::<u16>());
}

#[test]
fn words_met_again_in_another_language_are_kept() {
    let text = "---\nname: a\nkeywords: [database]\n---\n";
    let index = Files::from_texts("team", &[("a.md", text)]).index(None).unwrap();
    let mut cache = WordCache::of(&index);
    for i in 0..4 {
        _ = cache.foreign_number(&format!("zz{i}q"), Language::German);
    }
    (0..2).for_each(|_| _ = cache.foreign_number("zz1q", Language::German));
    cache.evict();
    assert_eq!(cache.facts.len(), 1);
    assert_eq!(cache.foreign_number("zz1q", Language::German), 0);
}
