use super::*;
use crate::load::Files;
use crate::score::dense::DenseSum;
use crate::score::related::RelatedSum;

const WORDS: [&str; 7] = ["login", "tokens", "databse", "the", "zzyzx", "endpoints", "database"];

/// All that a word brings.
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

/// All sums over words, and all parts of scores, are made of this.
#[test]
fn what_was_learned_about_a_word_is_the_sum_over_its_features() {
    let agent = |i: usize| {
        format!(
            "---\nname: a{i}\nexamples: [fix the login of user{i}, restart endpoints {i} times, logins{i} fail]\n---\n"
        )
    };
    for agents in [3, 300] {
        let texts: Vec<(String, String)> = (0..agents).map(|i| (format!("{i}.md"), agent(i))).collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let (mut cache, features) = (WordCache::of(&index), index.features());
        assert_eq!(cache.rows().are_used(), agents == 3);
        for word in WORDS {
            let number = cache.number(word);
            let mut looked_up = [vec![feature_of(word, &cache.stems, &features)], Vec::new()];
            text::grams(word, |gram| looked_up[1].push(gram));
            for class in 0..agents {
                let expected = looked_up.each_ref().map(|found| {
                    let known = found.iter().filter_map(|&feature| features.number(feature));
                    known.filter_map(|number| features.weight(PostingKind::Learned, number, class)).sum::<i32>()
                });
                assert_eq!(cache.learned_weights(number, class), expected, "{word} for {class} of {agents}");
            }
            let mut totals = [Totals::default(); BLOCKS];
            for (totals, found) in totals.iter_mut().zip(&looked_up) {
                let add = |&feature| totals.add(&features, features.number(feature), index.meta.unknown_value);
                found.iter().for_each(add);
            }
            assert_eq!(cache.learned(number).totals, totals, "{word} of {agents}");
        }
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
    cache.keep_what_was_met_again();
    assert_eq!(cache.facts.len(), 3);
    for (word, before) in WORDS.iter().zip(&before) {
        assert_eq!(all_of(&mut cache, word), *before, "{word}");
    }
    assert_eq!(cache.facts.len(), WORDS.len());
    let known = cache.number("database");
    assert!(cache.facts(known).related > 0, "the table knows one at least");
}
