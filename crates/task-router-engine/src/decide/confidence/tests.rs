//! Confidence computed by hand, and what it means for answers of small teams.

use super::*;
use crate::decide::decide;
use crate::index::ClassId;
use crate::load::Files;
use crate::score::Scorer;

/// Coverage of a request with one word of content.
const ONE_WORD: ContentCoverage =
    ContentCoverage { content: 1, share: 0.0, described: 0.0, evidence: 0.0, is_exclusive: false, is_exact: false };

/// Three agents, without examples or with four each.
fn team(has_examples: bool) -> Index {
    team_of(&["anvil", "basket", "candle"], has_examples)
}

fn team_of(words: &[&str], has_examples: bool) -> Index {
    let agent = |word: &str| {
        let examples: String =
            ["mend the", "sell a", "paint my", "clean this"].map(|verb| format!("  - {verb} {word}\n")).concat();
        let examples = if has_examples { format!("examples:\n{examples}") } else { String::new() };
        format!("---\nname: {word}\ndescription: Knows {word} things.\n{examples}---\n")
    };
    let texts: Vec<_> = words.iter().map(|word| (format!("{word}.md"), agent(word))).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Files::from_texts("t", &files).index(None).unwrap()
}

#[test]
fn exclusive_content_raises_confidence_and_related_evidence_limits_it() {
    let index = team(false);
    let exclusive = ContentCoverage { is_exclusive: true, ..ONE_WORD };
    let confidence = |score: f64, next: f64, coverage: ContentCoverage, related: f64| {
        Signals { score, next, coverage, related, function_words: 0.0, has_table: true }.confidence(&index)
    };
    let fitted = |score, next| index.meta.calibrator.probability(score, next, 0.0);
    // Little evidence, and much.
    assert!(fitted(0.5, 0.0) < WITHOUT_CONTENT && fitted(20.0, 0.0) > EVEN);
    for (score, next, coverage, related, expected) in [
        (0.5, 0.0, ONE_WORD, 0.0, fitted(0.5, 0.0)),
        (0.5, 0.0, exclusive, 0.0, EVEN),
        (20.0, 0.0, exclusive, 0.0, fitted(20.0, 0.0)),
        // A rival is equally close.
        (0.5, 0.5, exclusive, 0.0, fitted(0.5, 0.5)),
        (0.5, 0.6, exclusive, 0.0, fitted(0.5, 0.6)),
        // Only related evidence.
        (20.0, 0.0, exclusive, 20.0, WITHOUT_CONTENT),
        (20.0, 0.0, ONE_WORD, 25.0, WITHOUT_CONTENT),
        // Nothing but function words.
        (20.0, 0.0, ContentCoverage::default(), 0.0, WITHOUT_CONTENT),
        // A word of its text occurs, whatever examples say against it.
        (
            20.0,
            0.0,
            ContentCoverage { described: 0.5, ..ONE_WORD },
            25.0,
            index.meta.calibrator.probability(20.0, 0.0, 0.5),
        ),
        (0.5, 0.0, exclusive, 0.5, fitted(0.5, 0.0)),
        (20.0, 0.0, exclusive, 19.0, fitted(20.0, 0.0)),
    ] {
        assert_eq!(confidence(score, next, coverage, related), expected, "{score} {next} {related}");
    }
}

#[test]
fn what_is_only_related_is_likelier_in_larger_teams() {
    let words = ["anvil", "basket", "candle", "drum", "easel", "fiddle", "gate", "hat"];
    let words: Vec<String> = words.iter().flat_map(|word| [word.to_string(), format!("{word}maker")]).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).chain(["inkwell"]).collect();
    for (agents, factor) in
        [(2, None), (FEW - 1, None), (FEW, Some(0.25)), (8, Some(0.5)), (16, Some(1.0)), (17, Some(1.0))]
    {
        let index = team_of(&words[..agents], false);
        let likely = |score: f64, related: f64, content: usize| {
            let coverage = ContentCoverage { content, ..ONE_WORD };
            Signals { score, next: 0.0, coverage, related, function_words: 0.0, has_table: true }.confidence(&index)
        };
        for score in [1.0, 5.0, 50.0] {
            let fitted = index.meta.calibrator.probability(score, 0.0, 0.0);
            let expected = match factor {
                Some(factor) => factor * fitted / (factor * fitted + 1.0 - fitted),
                None => fitted.min(WITHOUT_CONTENT),
            };
            assert_eq!(likely(score, score, 1), expected, "{agents} {score}");
            assert_eq!(likely(score, score, 0), fitted.min(WITHOUT_CONTENT), "{agents} {score}");
            assert_eq!(likely(score, score - 0.5, 1), fitted, "{agents} {score}");
        }
    }
}

#[test]
fn a_close_call_is_never_sure() {
    let index = team(true);
    let confidence = |next: f64| {
        let coverage = ContentCoverage { described: 1.0, ..ONE_WORD };
        Signals { score: 400.0, next, coverage, related: 0.0, function_words: 0.0, has_table: true }.confidence(&index)
    };
    assert!(index.meta.calibrator.probability(400.0, 399.5, 1.0) > 0.9);
    for (next, expected) in [(399.5, logistic(0.5)), (400.0, 0.5), (401.0, 0.5)] {
        assert_eq!(confidence(next), expected, "{next}");
    }
}

#[test]
fn behind_the_out_of_scope_class_a_word_of_its_own_is_needed() {
    let index = team(true);
    let own = ContentCoverage { evidence: FULL, ..ONE_WORD };
    for (coverage, expected) in [(own, EVEN), (ONE_WORD, logistic(-1.0))] {
        let signals =
            Signals { score: 400.0, next: 401.0, coverage, related: 0.0, function_words: 0.0, has_table: true };
        assert_eq!(signals.confidence(&index), expected, "{coverage:?}");
    }
}

#[test]
fn what_is_only_related_neither_wins_by_priority_nor_hides_the_owner() {
    let agent = |name: &str, more: &str| format!("---\nname: {name}\n{more}\n---\n");
    let keeper = "description: Handles MySQL databases and Docker containers, and birds.\npriority: critical";
    let writer = "description: Ships releases, writes notes for users, tags versions, keeps the changelog honest, \
        informs support, plans the calendar, hosts the retro, mirrors postgres to the lake and pings everybody.";
    let files = [
        ("a.md", agent("writer", writer)),
        ("b.md", agent("keeper", keeper)),
        ("c.md", agent("painter", "description: Paints pages.")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let index = Files::from_texts("t", &files).index(None).unwrap();
    for (request, expected) in [("postgres", Some("writer")), ("mysql", Some("keeper")), ("oracle", None)] {
        let decision = decide(&Scorer::new(&index).score(request), &Options::default());
        let name = decision.agent.map(|agent| index.class(agent).name.as_str());
        assert_eq!(name, expected, "{request}: {}", decision.reason(&index));
    }
    // However many others are more related, and however few are listed.
    let related = (0..30).map(|i| (format!("z{i}.md"), agent(&format!("z{i}"), "description: Runs Oracle and MySQL.")));
    let related: Vec<(String, String)> = related.collect();
    let more = related.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let index = Files::from_texts("t", &files.into_iter().chain(more).collect::<Vec<_>>()).index(None).unwrap();
    for most in [0, 1, 5, 50] {
        let decision = decide(&Scorer::new(&index).score("postgres"), &Options { most, ..Options::default() });
        assert_eq!(decision.agent.map(|agent| index.class(agent).name.as_str()), Some("writer"), "{most}");
        assert!(decision.answering(&index).is_some(), "{most}");
    }
}

#[test]
fn function_words_alone_are_no_reason() {
    let index = team(true);
    let fitted = |score| index.meta.calibrator.probability(score, 0.0, 0.0);
    let described = ContentCoverage { described: 0.5, ..ONE_WORD };
    for (function_words, coverage, expected) in [
        (0.0, ONE_WORD, fitted(20.0)),
        // The content gives as much as one word of its own, and less.
        (19.9 - FULL, ONE_WORD, fitted(20.0)),
        (20.1 - FULL, ONE_WORD, WITHOUT_CONTENT),
        (25.0, ONE_WORD, WITHOUT_CONTENT),
        (25.0, described, index.meta.calibrator.probability(20.0, 0.0, 0.5)),
    ] {
        let signals = Signals { score: 20.0, next: 0.0, coverage, related: 0.0, function_words, has_table: true };
        assert_eq!(signals.confidence(&index), expected, "{function_words}");
    }
}

#[test]
fn strangers_who_share_the_grammar_of_a_few_examples_are_unclear() {
    let agent = |name: &str, examples: &[&str]| {
        let examples: String = examples.iter().map(|example| format!("  - {example}\n")).collect();
        (format!("{name}.md"), format!("---\nname: {name}\nexamples:\n{examples}---\n"))
    };
    let german = [
        agent("bill", &["Ich habe keine Quittung bekommen", "Wie bezahle ich das Abo?"]),
        agent("post", &["Wo ist mein Koffer?", "Ich möchte den Mantel umtauschen"]),
        agent("login", &["Ich kann mich nicht einloggen", "Mein Zugang ist gesperrt"]),
    ];
    let french = [
        agent("bill", &["Je n'ai pas eu mon reçu", "Comment payer l'abonnement ?"]),
        agent("post", &["Où est ma valise ?", "Je voudrais échanger le manteau"]),
        agent("login", &["Je ne peux plus entrer", "Mon accès est bloqué"]),
    ];
    for (files, strangers, known) in [
        (
            german,
            ["Wo ist mein Onkel?", "Ich habe keine Lust", "Ich kann nicht singen", "mein", "Ich möchte das"],
            [("Wo ist der Koffer?", "post"), ("Zugang gesperrt", "login"), ("Quittung fürs Abo?", "bill")],
        ),
        (
            french,
            ["Où est ma tante ?", "Je n'ai pas peur", "Je ne peux plus chanter", "pas", "Je voudrais le"],
            [("Où est la valise ?", "post"), ("accès bloqué", "login"), ("un reçu d'abonnement ?", "bill")],
        ),
    ] {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        let index = Files::from_texts("t", &files).index(None).unwrap();
        let answer = |request: &str| {
            let decision = decide(&Scorer::new(&index).score(request), &Options::default());
            decision.agent.map(|agent| index.class(agent).name.clone())
        };
        for request in strangers {
            assert_eq!(answer(request), None, "{request}");
        }
        for (request, agent) in known {
            assert_eq!(answer(request).as_deref(), Some(agent), "{request}");
        }
    }
}

#[test]
fn the_next_candidate_is_the_rival_whatever_its_evidence() {
    let agent = |name: &str, text: &str| format!("---\nname: {name}\ndescription: {text}\n---\n");
    let files = [
        ("a.md", agent("zza", "Ledgers and taxes.")),
        ("b.md", agent("zzb", "Meals.")),
        ("c.md", agent("zzc", "Ledgers.")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let index = Files::from_texts("t", &files).index(None).unwrap();
    for (request, is_only_related) in [("taxes and the cooking", true), ("taxes and a ledger", false)] {
        let mut scorer = Scorer::new(&index);
        let scored = scorer.score(request);
        let found = signals_of(&scored).unwrap();
        let listed = Ranking { index: &index, scores: scored.scores(), options: &Options::default() }.candidates();
        let [best, next] = [&listed[0], &listed[1]];
        let related = scored.related_to(next.class);
        assert_eq!((next.score - related).abs() < SAME, is_only_related, "{request}: {next:?} {related}");
        assert!(found.next > 0.0 && found.next == next.score, "{request}: {found:?}");
        assert_eq!((found.score, found.related), (best.score, scored.related_to(best.class)), "{request}");
        assert_eq!(found.coverage, scored.coverage(best.class), "{request}");
    }
    assert_eq!(signals_of(&Scorer::new(&index).score("")), None);
}

#[test]
fn the_out_of_scope_class_is_a_rival() {
    let index = team(true);
    let out_of_scope = ClassId::new(index.meta.classes.len() - 1);
    assert_eq!(index.class(out_of_scope).kind, ClassKind::OutOfScope);
    let next = |others: &[(usize, f64)], nobody: Option<f64>| {
        let classes = others.iter().map(|&(class, score)| (ClassId::new(class), score));
        let classes = classes.chain(nobody.map(|score| (out_of_scope, score))).collect();
        let scores = Scores { classes, ..Scores::default() };
        let candidates = Ranking { index: &index, scores: &scores, options: &Options::default() }.candidates();
        candidates.first().map(|best| (best.score, next_score(&index, &scores, &candidates)))
    };
    for (others, nobody, expected) in [
        (&[(0, 3.0)][..], None, Some((3.0, 0.0))),
        (&[(0, 3.0)], Some(2.5), Some((3.0, 2.5))),
        (&[(0, 3.0)], Some(4.0), Some((3.0, 4.0))),
        (&[(0, 3.0), (1, 2.0)], Some(1.0), Some((3.0, 2.0))),
        (&[(0, 3.0), (1, 2.0)], Some(2.5), Some((3.0, 2.5))),
        (&[(0, 3.0), (1, -2.0)], None, Some((3.0, 0.0))),
        (&[], Some(4.0), None),
    ] {
        assert_eq!(next(others, nobody), expected, "{others:?} {nobody:?}");
    }
    let described = team(false);
    assert!(described.classes().all(|(_, class)| class.kind != ClassKind::OutOfScope));
}
