//! Small teams whose scores can be computed by hand.

mod naive;
mod parts;
mod same_answers;
mod stated;

use super::*;
use crate::load::Files;
use crate::model::BLOCK_LENGTHS;
use std::sync::LazyLock;

const TEAM: [(&str, &str); 3] = [
    (
        "ann.md",
        "---\nname: ann\nkeywords: [schema, query plan]\npatterns: ['\\berror 4\\d\\d\\b']\nexamples:\n  - add an index to the orders table\n  - why is this join slow\n  - move the column to another table\n  - explain the query plan of the report\n---\nYou know tables.\n",
    ),
    (
        "bo.md",
        "---\nname: bo\ndescription: Looks after the cache and its keys.\nkeywords: [cache]\nnot_for: [schema]\nexamples:\n  - flush the cache of the shop\n  - keys expire too early\n  - warm it up after a deploy\n  - entries are stale since the release\n---\nYou know caches.\n",
    ),
    ("cy.md", "---\nname: cy\ndescription: Bakes bread from rye flour.\n---\nYou bake. Ovens are hot.\n"),
];

fn with_scorer<T>(test: impl FnOnce(&mut Scorer<'static>, [ClassId; 3]) -> T) -> T {
    static INDEX: LazyLock<Index> = LazyLock::new(|| Files::from_texts("team", &TEAM).index(None).unwrap());
    let agents = ["ann", "bo", "cy"].map(|name| INDEX.agent(name).unwrap());
    test(&mut Scorer::new(&INDEX), agents)
}

#[test]
fn a_block_is_scaled_to_its_length() {
    // Two features of value 1, one of them known: the block's share of the request has the length of the block, the
    // features √2 of that.
    let unit = 256;
    let totals = Totals { squared_norm: 2 * unit * unit, value: unit, base: 3 };
    let scale = Scale::of(&[totals, Totals::default()], 0.5);
    let length = BLOCK_LENGTHS.map(f64::from);
    let expected = length[0] / (2f64.sqrt() * 2f64.sqrt());
    assert!((scale.learned(0, 4) - 4.0 * 0.5 * expected).abs() < 1e-9, "{}", scale.learned(0, 4));
    assert!((scale.value(0, 3) - 3.0 * expected).abs() < 1e-9, "{}", scale.value(0, 3));
}

#[test]
fn a_pattern_has_the_weight_of_the_words_it_matches() {
    let pattern = |request: &str| {
        with_scorer(|scorer, [ann, ..]| {
            let parts = scorer.score(request).parts(ann);
            parts.iter().filter(|part| part.text == "error 404").map(|part| part.score).sum::<f64>()
        })
    };
    let whole = pattern("what is this error 404 in the shop");
    assert!(whole > 0.0);
    let excluded = pattern("flush the cache of the shop, leave error 404 alone");
    assert!(excluded < 0.0, "{excluded}");
    let pasted = pattern("flush the cache of the shop\n\n```\nerror 404\n```\n");
    assert!(pasted > 0.0 && pasted < 0.5 * whole, "{pasted} of {whole}");
    // If the request itself tells nothing, what is pasted counts as the request.
    for alone in ["```\nerror 404\n```\n", "what is it?\n```\nerror 404\n```\n"] {
        assert_eq!(pattern(alone), whole, "{alone}");
    }
    assert_eq!(pattern("<!-- error 404 -->"), 0.0);
}

#[test]
fn coverage_counts_content_words() {
    let coverage =
        |request: &str, agent: usize| with_scorer(|scorer, agents| scorer.score(request).coverage(agents[agent]));
    let both = coverage("rye bread", 2);
    assert_eq!((both.content, both.described, both.is_exclusive), (2, 1.0, true));
    assert!(both.evidence > 0.0 && both.share > 0.0 && both.share <= 1.0, "{both:?}");
    // A word that nobody has, one that only a body has, one of another agent, and no content at all.
    let half = coverage("rye zeppelin", 2);
    assert_eq!((half.content, half.described, half.is_exclusive), (2, 0.5, false));
    assert!(half.share < both.share && half.evidence < both.evidence, "{half:?}");
    let of_body = coverage("rye ovens", 2);
    assert_eq!((of_body.content, of_body.described, of_body.is_exclusive), (2, 0.5, true));
    assert!(!coverage("rye cache", 2).is_exclusive);
    let nothing = coverage("is it", 2);
    assert_eq!((nothing.content, nothing.share, nothing.is_exclusive), (0, 0.0, false));
    // Excluded words are not content if other words ask.
    let asked = coverage("rye bread without the cache", 2);
    assert_eq!((asked.content, asked.described, asked.is_exclusive), (2, 1.0, true));
}

#[test]
fn an_excluded_word_has_no_related_evidence() {
    with_scorer(|scorer, [_, bo, _]| {
        let related = |scorer: &mut Scorer, request: &str| scorer.score(request).related_to(bo);
        let without = related(scorer, "bread without");
        assert!((related(scorer, "bread without redis") - without).abs() < 1e-9);
        assert!((related(scorer, "bread with redis") - without).abs() > 1e-3);
    });
}

#[test]
fn a_request_equal_to_an_example_is_stated() {
    with_scorer(|scorer, [_, bo, _]| {
        let stated = |scorer: &mut Scorer, request: &str| {
            let is_stated = scorer.score(request).scores().is_stated;
            assert_eq!(scorer.is_example(), is_stated, "{request}");
            is_stated.then(|| scorer.scores.classes.iter().map(|(class, _)| *class).collect::<Vec<_>>())
        };
        assert_eq!(stated(scorer, "keys expire too early"), Some(vec![bo]));
        assert_eq!(stated(scorer, "Keys expire too early!"), Some(vec![bo]));
        assert_eq!(stated(scorer, "the keys expire too early"), None);
    });
}

#[test]
fn a_function_word_is_a_statement_only_alone() {
    with_scorer(|scorer, [ann, ..]| {
        let index = scorer.index();
        let number = |word: &str| {
            let stems = Stems::of(&index.meta.languages);
            index.features().number(crate::text::feature_of(word, &stems, &index.features())).unwrap()
        };
        let words = Words::of("schema so");
        // The keyword at one position of a request with `count` words, of which these are function words.
        let settled = |from: usize, count: usize, functions: &[usize]| {
            let mut statements = Statements::default();
            statements.push(&words, from, from + 1, number("schema"));
            statements.settle(index, count, |i| functions.contains(&i), |_| false)
        };
        assert!(settled(0, 2, &[1]), "a keyword and a word that holds the sentence together");
        assert!(settled(0, 1, &[0]), "a function word that is the whole request");
        assert!(!settled(0, 2, &[0]), "a function word beside another word");
        assert!(!settled(0, 2, &[0, 1]), "nothing but function words");
        assert!(!settled(1, 2, &[1]), "the other word is not stated");
        assert!(index.class(ann).name == "ann");
    });
}

#[test]
fn names_of_files_change_no_score() {
    let texts: Vec<String> = [
        ("ada", "bake the rye bread", "slice a loaf"),
        ("bea", "mend the red bike", "pump a tyre"),
        ("cy", "cut the long hedge", "mow a lawn"),
    ]
    .iter()
    .map(|(name, one, other)| format!("---\nname: {name}\nexamples: [{one}, {other}, use the shed for it]\n---\n"))
    .collect();
    let scored = |paths: [&str; 3]| {
        let files: Vec<(&str, &str)> = paths.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let index = Files::from_texts("t", &files).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        let scored = scorer.score("use the red bread");
        let scores = scored.scores();
        let mut found: Vec<(String, u64)> =
            scores.classes.iter().map(|(class, score)| (index.class(*class).name.clone(), score.to_bits())).collect();
        found.sort();
        found
    };
    assert_eq!(scored(["a.md", "b.md", "c.md"]), scored(["z.md", "y.md", "x.md"]));
}
