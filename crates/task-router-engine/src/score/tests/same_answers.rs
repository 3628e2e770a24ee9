//! Optimisations change no score: fast scoring, with new words and with cached ones, is compared with the reference
//! scorer; the parts of an explanation sum to both.

use super::naive::{self, Naive};
use super::*;
use crate::load::Files;
use crate::score::coverage::FULL;
use std::collections::BTreeSet;

const SMALL: [(&str, &str); 7] = [
    (
        "ann.md",
        "---\nname: ann\nkeywords: [schema, query plan, slow query plan of the report, {index: 0.5}]\nnot_for: [bread, rye bread]\npatterns: ['\\berror 4\\d\\d\\b', '[a-z]{4}-\\d+']\nexamples:\n  - add an index to the orders table\n  - why is this join slow\n  - move the column to another table\n  - explain the query plan of the report\n  - not the cache, the table is slow\n---\nYou know tables and joins.\n",
    ),
    (
        "bo.md",
        "---\nname: bo\ndescription: Looks after the cache and its keys.\nkeywords: [cache, keys]\nnot_for: [schema]\npatterns: ['cache|redis']\nexamples:\n  - flush the cache of the shop\n  - keys expire too early\n  - warm it up after a deploy\n  - entries are stale since the release\n---\nYou know caches.\n",
    ),
    (
        "cy.md",
        "---\nname: cy\ndescription: Bakes bread from rye flour. Not for cakes.\n---\nYou bake.\nOvens are hot.\n",
    ),
    (
        "dee.md",
        "---\nname: dee\ndescription: Größen, Prüfungen und 検索 of documents, naïve ones.\nkeywords: [检索, prüfung]\n---\n",
    ),
    (
        "eve.md",
        "---\nname: eve\ndescription: Writes reports\nexamples: [write the report of the month, report what went wrong, the report is late, a report of the year, where is the report, one more report, who wrote this report, send me the report, report it again, a longer report]\n---\n",
    ),
    (
        "fay.md",
        "---\nname: fay\ndescription: Front-end pages, log in and sign up.\nkeywords: [login page, front end]\n---\n",
    ),
    (
        "team.md",
        "---\nname: crew\nkeywords: [schedule]\npeers: [{name: outside, keywords: [other town]}]\nflows:\n  - {name: repair, description: mends broken tables, keywords: [repair], steps: [ann, bo]}\nescalate:\n  - {when: fire, to: chief, keywords: [fire], examples: [the oven is burning, smoke comes out of the shop, the shop burns]}\n  - {when: flood, to: chief, keywords: [flood], examples: [water is in the cellar, the pipe is leaking, it is all wet]}\napproval: [{what: money, from: boss, keywords: [money], patterns: ['\\d+ (usd|eur)']}]\nurgency: {low: [whenever], high: [soon], critical: [right now]}\n---\n",
    ),
];

const REQUESTS: [&str; 44] = [
    "",
    "?!",
    "fix the schema of the orders table",
    "the slow query plan of the report, slow, slow",
    "slow query plan, slow query, query plan of the report",
    "error 404 in the cache, ERROR 405 and error 4040",
    "shcema of the tabel, an indx and the kache",
    "schema cache schema",
    "explain the query plan of the report",
    "explain the query plan of the report and the join",
    "not the schema, the cache is slow",
    "leave the query plan alone and add an index to the cache",
    "the slow query plan of the report is wrong, not the cache, and nor is it a query plan",
    "fix the bread, without the slow query plan of the report\n```\nslow query plan of the report, login page\n```\n",
    "why is this join slow without the query plan and the cache",
    "bake a loaf of rye bread, no cache please",
    "don't touch the index, error 404 or page-12, flush the keys",
    "the cache is stale\n\n```\nerror 404: query plan of the schema, schema\n```\n",
    "what is this?\n```\nerror 404 in the shop's cache\njoin slow\n```\n> the schema is stale\n\nfix the bread, not the cache",
    "look at https://example.com/cache/schema-12?query=plan, the report",
    "fix it <!-- the schema of the cache, error 404 -->",
    "> the cache of the shop\n> is stale\n",
    "der Cache ist zu langsam und die Prüfung der Größen fehlt, bitte nicht das Schema",
    "le cache est lent, mais pas le schema, dans les tables de la boutique",
    "検索が遅い、cacheではなくschema",
    "检索 数据库 的 schema",
    "naïve Gro\u{308}ßen und \u{212a}eys of the ſchema",
    "loginPage for the frontEnd, log-in and SIGN UP",
    "front end login page, front-end log in page",
    "rye bread oven zeppelin quux",
    "ovens",
    "is it the",
    "keys expire too early",
    "Keys expire too early!",
    "the oven is burning, smoke, right now, 300 USD of money",
    "water in the cellar and fire in the shop soon, whenever",
    "fire in the shop, not in the cache, and it costs 20 eur",
    "whenever you like\n```\nfire, flood and money, right now\n```\n",
    "repair the broken tables in the other town, schedule it",
    "database tables and joins, accounting of loaves and pastry",
    "x",
    "cache",
    "schema schema schema schema schema schema schema schema schema schema schema schema schema schema schema schema schema",
    "write a report what went wrong this month: 12 entries, 34 keys, page-56, v1.2.3 and a_b_c",
];

/// Requests with misspelt words of descriptions, which generated teams do not use as words.
const MISSPELT: [&str; 2] = [
    "braed for the documnets, mend the brokne tables, not the reprots",
    "repiar the chace pages, fluor and kache kache, then the shcema",
];

/// The words used for generated teams.
fn vocabulary() -> Vec<&'static str> {
    let words = REQUESTS.iter().flat_map(|request| request.split(|c: char| !c.is_alphanumeric()));
    words.filter(|word| !word.is_empty()).collect()
}

pub(super) fn index_of(files: &[(String, String)]) -> Index {
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Files::from_texts("team", &files).index(None).unwrap()
}

/// A generated team whose agents share most of their vocabulary with the requests.
fn many(agents: usize, examples: usize, flows: usize) -> Index {
    let words = vocabulary();
    let some = |from: usize, count: usize| (0..count).map(|i| words[(from + i * 11) % words.len()]).collect::<Vec<_>>();
    let agent = |number: usize| {
        let some = |from: usize, count: usize| some(number * 37 + from, count);
        let mut text = format!("---\nname: agent-{number}\ndescription: \"{}\"\n", some(0, 12).join(" "));
        text += &format!("keywords: [\"{}\", \"{}\"]\n", some(3, 1)[0], some(5, 2).join(" "));
        text += &format!("not_for: [\"{}\"]\npatterns: ['{}s?\\b']\n", some(7, 1)[0], some(9, 1)[0]);
        let lines: String = (0..examples).map(|i| format!("  - \"{}\"\n", some(100 * i, 6).join(" "))).collect();
        text + &if examples > 0 { format!("examples:\n{lines}") } else { String::new() } + "---\nDo it.\n"
    };
    let mut files: Vec<_> = (0..agents).map(|number| (format!("{number}.md"), agent(number))).collect();
    let flow = |number: usize| {
        let words = some(number * 41, 4);
        let (keyword, description) = (words[0], words.join(" "));
        format!(
            "  - {{name: flow-{number}, description: \"{description}\", keywords: [\"{keyword}\"], steps: [agent-{number}]}}\n"
        )
    };
    if flows > 0 {
        let flows: String = (0..flows).map(flow).collect();
        files.push(("team.md".to_owned(), format!("---\nname: many\nflows:\n{flows}---\n")));
    }
    let index = index_of(&files);
    assert_eq!((index.agent_count(), index.meta.flows.len()), (agents, flows));
    assert_eq!(index.has_learned(), examples > 0);
    index
}

pub(super) fn small() -> Index {
    let index = index_of(&SMALL.map(|(path, text)| (path.to_owned(), text.to_owned())));
    assert!(index.has_learned());
    index
}

/// The same team without examples.
pub(super) fn described() -> Index {
    let without = SMALL.map(|(path, text)| {
        let is_kept = |line: &&str| !line.starts_with("examples:") && !line.starts_with("  - ") || line.contains('{');
        let lines: Vec<&str> = text.lines().filter(is_kept).collect();
        (path.to_owned(), lines.join("\n").replace(", examples:", ", never:"))
    });
    let index = index_of(&without);
    assert!(!index.has_learned());
    index
}

#[track_caller]
fn is_near(found: f64, expected: f64, about: impl Fn() -> String) {
    assert!((found - expected).abs() < 1e-6 * expected.abs().max(1.0), "{}: {found} and not {expected}", about());
}

/// Compares fast scoring of a request with the reference scorer, for every `step`-th class.
fn compare(scorer: &mut Scorer, naive: &Naive, request: &str, step: usize) {
    let index = scorer.index();
    let mut scored = scorer.score(request);
    let scores = scored.scores().clone();
    let known: BTreeSet<ClassId> = scores.classes.iter().map(|(class, _)| *class).collect();
    assert_eq!(known.len(), scores.classes.len(), "each class stands once");
    for (class, _) in index.classes().step_by(step) {
        let expected = naive.score(class);
        let about = || format!("{request:?} for {:?}", index.class(class).name);
        let sum: f64 = scored.unstated_parts(class).iter().map(|part| part.score).sum();
        is_near(sum, expected, || format!("parts of {}", about()));
        let found = scores.classes.iter().find(|(known, _)| *known == class).map(|(_, score)| *score);
        match found {
            Some(score) if !scores.is_stated => is_near(score, expected, about),
            Some(score) => is_near(scored.parts(class).iter().map(|part| part.score).sum(), score, about),
            None => assert!(scores.is_stated || !naive.has_evidence(class), "{} is left out", about()),
        }
        let (found, expected) = (scored.coverage(class), naive.coverage(class, FULL));
        assert_eq!((found.content, found.is_exclusive), (expected.content, expected.is_exclusive), "{}", about());
        let numbers = |coverage: ContentCoverage| [coverage.share, coverage.described, coverage.evidence];
        for (one, other) in numbers(found).into_iter().zip(numbers(expected)) {
            is_near(one, other, || format!("coverage {found:?}, {expected:?} of {}", about()));
        }
    }
    for &(rule, surplus) in &scores.surpluses {
        is_near(surplus, naive.surplus(rule.index()), || format!("{request:?} for {:?}", index.rule(rule)));
    }
}

/// Compares requests with new words, with cached words, and after an eviction: every `stride`-th request, from the
/// second round on joined with another.
fn compare_all(index: &Index, stride: usize) {
    let mut scorer = Scorer::new(index);
    let patterns = naive::patterns(index);
    let step = 1 + index.agent_count() / 8;
    for round in 0..2 {
        for (i, request) in REQUESTS.iter().chain(&MISSPELT).enumerate().skip(round % stride).step_by(stride) {
            let other = if round > 0 { REQUESTS[(i * 7 + 3) % REQUESTS.len()] } else { "" };
            let request = format!("{request} {other}");
            let request = request.trim_end_matches(' ');
            compare(&mut scorer, &Naive::read(index, &patterns, request), request, step);
            if i % 7 == 6 {
                scorer.word_cache.evict();
            }
        }
    }
}

#[test]
fn a_team_with_examples_scores_as_the_reference() {
    compare_all(&small(), 1);
}

#[test]
fn a_team_without_examples_scores_as_the_reference() {
    compare_all(&described(), 1);
}

#[test]
fn many_classes_score_as_the_reference() {
    compare_all(&many(60, 0, 3), 4);
    compare_all(&many(40, 5, 5), 4);
}

#[test]
fn more_classes_than_have_rows_score_as_the_reference() {
    let index = many(260, 5, 0);
    assert!(!Scorer::new(&index).word_cache.rows().are_used());
    compare_all(&index, 7);
}

#[test]
fn more_words_than_are_summed_at_once_score_as_the_reference() {
    let index = small();
    let mut scorer = Scorer::new(&index);
    for request in ["the cache of the slow table is stale and the bread ".repeat(40), "zebra schema ".repeat(300)] {
        compare(&mut scorer, &Naive::read(&index, &naive::patterns(&index), &request), &request, 5);
    }
}
