//! Parts of scores as shown by an explanation: the kind, the words of the request, the line of the file.

use super::same_answers::{described, index_of, small};
use super::*;

/// The parts of an agent's score: kind, text, and the line of the file if there is one.
fn parts(scorer: &mut Scorer, request: &str, agent: &str) -> Vec<String> {
    let agent = scorer.index().agent(agent).unwrap();
    let written = |part: ScorePart| {
        let line = part.line.map_or(String::new(), |line| format!(" @{line}"));
        assert_eq!(part.kind == EvidenceKind::NotFor, part.score < 0.0 && is_authored(part.kind), "{part:?}");
        format!("{} {}{line}", part.kind.label(), part.shown())
    };
    scorer.score(request).parts(agent).into_iter().map(written).collect()
}

/// Whether an author wrote it; learned and related evidence may be negative without being a `not_for`.
fn is_authored(kind: EvidenceKind) -> bool {
    !matches!(kind, EvidenceKind::Example | EvidenceKind::Related)
}

/// The same without related evidence.
fn authored(scorer: &mut Scorer, request: &str, agent: &str) -> String {
    let found = parts(scorer, request, agent);
    found.into_iter().filter(|part| !part.starts_with("related")).collect::<Vec<_>>().join("; ")
}

#[test]
fn each_part_names_its_words_and_its_line() {
    let index = described();
    let mut scorer = Scorer::new(&index);
    for (request, agent, expected) in [
        ("rye and ovens, please", "cy", "description rye @3; body ovens @6"),
        ("ovens, rye, ovens and rye", "cy", "body ovens @6; description rye @3"),
        ("no zeppelin here", "cy", ""),
        ("ann knows joins", "ann", "name ann @2; body joins @7"),
        ("the cache of the zeppelin", "bo", "description cache @3; keyword cache; pattern cache"),
        ("a stale cache, a cold cache", "bo", "description cache @3; keyword cache; pattern cache"),
        ("schema of a zeppelin", "bo", "not for schema"),
        // Words of weight 0 give no part.
        ("bake <!-- error 404 of the schema --> a zeppelin", "ann", ""),
        ("the qury plan of a zeppelin", "ann", ""),
        (
            "a slow query plan of the report, then the query plan",
            "ann",
            "keyword slow query plan of the report; keyword query plan",
        ),
        ("error 404 and error 405 of the zeppelin", "ann", "pattern error 404"),
        ("bake bread, not the cache of a zeppelin", "bo", "not for cache @3; not for cache"),
        ("the schema and the index of a zeppelin", "ann", "keyword schema; keyword index"),
        ("a shcema for the zeppelin", "ann", "spelling shcema"),
        ("a shcema for the zeppelin", "bo", "not for shcema"),
        ("a loginPage for the zeppelin", "fay", "description login @3; description page @3; keyword login page"),
    ] {
        assert_eq!(authored(&mut scorer, request, agent), expected, "{request}");
    }
}

/// The word table is asked for the correction, so that a slip costs half of its word and nothing of the others.
#[test]
fn a_misspelt_word_says_half_of_what_the_intended_word_says() {
    let described = "description: Plans terraform modules and their state.";
    let learned = "examples: [plan the terraform modules, lock the state, split a module, move the terraform state]";
    for evidence in [described, learned] {
        let bakes = "examples: [bake a cake, knead the dough, warm the oven, slice the loaf]";
        let files = [
            ("infra.md", format!("{described}\n{evidence}")),
            ("baker.md", format!("description: Bakes bread.\n{bakes}")),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), format!("---\n{text}\n---\n")));
        let index = index_of(&files);
        let mut scorer = Scorer::new(&index);
        for (typo, word) in [("terrafrom", "terraform"), ("modlues", "modules")] {
            for class in ["infra", "baker"].map(|name| index.agent(name).unwrap()) {
                // Learned evidence of words has no correction, but n-grams.
                let mut said = |word: &str| {
                    let request = format!("bread and {word} for postgres");
                    let parts = scorer.score(&request).parts(class).into_iter();
                    let parts = parts.filter(|part| part.kind != EvidenceKind::Example);
                    let (own, others): (Vec<_>, Vec<_>) = parts.partition(|part| part.text == word);
                    [own, others].map(|parts| parts.iter().map(|part| part.score).sum::<f64>())
                };
                let ([own, others], [whole, beside]) = (said(typo), said(word));
                assert!((own - whole / 2.0).abs() < 1.0 / UNIT && own != 0.0, "{typo} {own} {whole}");
                assert!((others - beside).abs() < 1e-9, "{typo} {others} {beside}");
            }
        }
        let found = parts(&mut scorer, "terrafrom for postgres", "infra");
        let own: Vec<&String> = found.iter().filter(|part| part.contains("terrafrom")).collect();
        assert!(own.iter().any(|part| part.starts_with("spelling terrafrom")), "{own:?}");
        assert!(own.iter().any(|part| *part == "related terrafrom ~ terraform"), "{own:?}");
    }
}

/// Where few agents have examples, these count as descriptions, but do not stand there.
#[test]
fn words_of_examples_are_not_said_to_be_in_the_description() {
    let files = [
        (
            "a.md",
            "---\nname: a\ndescription: Mends kettles.\nexamples: [descale the kettles, fix a leaking spout]\n---\n",
        ),
        ("b.md", "---\nname: b\ndescription: Paints walls.\n---\n"),
        ("c.md", "---\nname: c\ndescription: Bakes bread.\n---\n"),
    ];
    let index = index_of(&files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    assert!(!index.has_learned());
    let mut scorer = Scorer::new(&index);
    assert_eq!(authored(&mut scorer, "kettles with a spout", "a"), "description kettles @3; example spout");
}

/// The word table is English, and knows no generic verbs of other languages.
#[test]
fn generic_words_of_other_languages_have_no_related_evidence() {
    let files = [
        (
            "a.md",
            "---\nname: a\ndescription: Prepara os recibos e calcula as f\u{e9}rias dos funcion\u{e1}rios.\n---\n",
        ),
        ("b.md", "---\nname: b\ndescription: Encomenda o papel e compara as propostas dos fornecedores.\n---\n"),
    ];
    let index = index_of(&files.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let mut scorer = Scorer::new(&index);
    for (request, word) in [("precisamos de papel", "precisamos"), ("eles precisam de papel", "precisam")] {
        let found = parts(&mut scorer, request, "a");
        assert!(found.iter().all(|part| !part.contains(word)), "{found:?}");
    }
}

#[test]
fn learned_and_related_parts_name_their_words() {
    let index = small();
    let mut scorer = Scorer::new(&index);
    let found = parts(&mut scorer, "the stale table of the stale cellar", "bo");
    let learned: Vec<&str> = found.iter().filter_map(|part| part.strip_prefix("example ")).collect();
    assert_eq!(learned, ["the", "stale", "table", "of", "cellar"], "each word once");
    // Negative evidence and function words have no nearest word.
    let bo = index.agent("bo").unwrap();
    let related = scorer.score("the stale pastry of the warm lottery and redis").parts(bo);
    let related: Vec<_> = related.into_iter().filter(|part| part.kind == EvidenceKind::Related).collect();
    let compared = |part: &ScorePart| part.near.is_some();
    assert!(related.iter().any(|part| part.score < 0.0) && related.iter().any(compared), "{related:?}");
    for part in related.iter().filter(|part| compared(part)) {
        assert!(part.score > 0.0 && !["the", "of"].contains(&part.text.as_str()), "{part:?}");
    }
    // A related word is shown with the agent's nearest word, one that the agent has itself alone.
    let index = described();
    let mut scorer = Scorer::new(&index);
    let related = |scorer: &mut Scorer, request: &str, agent: &str| -> Vec<String> {
        let found = parts(scorer, request, agent);
        found.iter().filter_map(|part| part.strip_prefix("related ").map(str::to_owned)).collect()
    };
    let found = related(&mut scorer, "pastry and the flour of a zeppelin", "cy");
    assert!(found.iter().any(|text| text.starts_with("pastry ~ ")), "{found:?}");
    assert!(found.contains(&"flour".to_owned()), "{found:?}");
    assert!(!found.iter().any(|text| text.starts_with("the") || text.starts_with("of")), "{found:?}");
    // The same if the word survived an eviction.
    scorer.word_cache.evict();
    scorer.score("zeppelin");
    assert_eq!(related(&mut scorer, "pastry and the flour of a zeppelin", "cy"), found);
    assert_eq!(related(&mut scorer, "zeppelin", "cy"), Vec::<String>::new());
}

#[test]
fn cached_words_do_not_change_an_explanation() {
    for index in [small(), described()] {
        let mut warm = Scorer::new(&index);
        let requests =
            ["pastry, flour and the oven", "tables of pastry", "the pastry cache", "reports on flour and keys"];
        for (round, request) in requests.iter().cycle().take(3 * requests.len()).enumerate() {
            for (class, _) in index.classes() {
                assert_eq!(
                    warm.score(request).parts(class),
                    Scorer::new(&index).score(request).parts(class),
                    "{request}"
                );
            }
            if round % 2 == 1 {
                warm.word_cache.evict();
            }
        }
    }
}

#[test]
fn a_pair_is_shared_by_both_of_its_words() {
    let agent = |name: &str, examples: &str| format!("---\nname: {name}\nexamples: [{examples}]\n---\n");
    let index = index_of(&[
        ("a.md".to_owned(), agent("zza", "warm bread, stale bread, bread is warm")),
        ("b.md".to_owned(), agent("zzb", "warm oven, stale oven, oven is warm")),
    ]);
    let mut scorer = Scorer::new(&index);
    let class = index.agent("zza").unwrap();
    let mut learned = |request: &str| -> Vec<f64> {
        let parts = scorer.score(request).parts(class).into_iter();
        parts.filter(|part| part.kind == EvidenceKind::Example).map(|part| part.score).collect()
    };
    // Without the pair `warm bread` each word has the evidence it has alone; the norms of both requests are nearly
    // equal.
    let (pair, turned) = (learned("warm bread today"), learned("bread warm today"));
    assert_eq!((pair.len(), turned.len()), (3, 3));
    let more = [pair[0] - turned[1], pair[1] - turned[0]];
    assert!((more[0] - more[1]).abs() < 0.2 * more[1].abs().max(more[0].abs()), "{more:?}");
}
