//! Stated requests: which requests are stated, and which statements then count.

use super::*;
use crate::index::RuleAction;

const TEAM: [(&str, &str); 4] = [
    (
        "auth.md",
        "---\nname: auth\nkeywords: [login, profile, sql injection, it, deep blue sea]\nexamples: [fix the page of the shop, draw a map]\n---\n",
    ),
    (
        "data.md",
        "---\nname: data\nkeywords: {database: 1, sql: 1, profiling: 1, blue: 1, error: {weight: 0.1, priority: 7}}\nnot_for: [cookies, chocolate cookies, login form]\npatterns: ['\\bmigrate .*tables?\\b', '\\blogin .* database\\b', '!!$']\nexamples: [draw a map, count the rows]\n---\n",
    ),
    ("idle.md", "---\nname: idle\nkeywords: {database: {weight: 2, priority: 3}, error: {weight: 2}}\n---\n"),
    (
        "team.md",
        "---\nname: crew\nescalate: [{when: breach, to: chief, keywords: [breach, data leak, login is gone]}]\n---\n",
    ),
];

fn index() -> Index {
    Files::from_texts("crew", &TEAM).index(None).unwrap()
}

/// The statements by class; empty if the request is not stated.
fn statements(scorer: &mut Scorer, request: &str) -> String {
    let is_stated = scorer.score(request).scores().is_stated;
    let parts_of = |scorer: &mut Scorer, class: ClassId| -> Vec<String> {
        let name = scorer.index().class(class).name.clone();
        scorer
            .score(request)
            .parts(class)
            .iter()
            .map(|part| format!("{name} {} {}", part.kind.label(), part.text))
            .collect()
    };
    let classes: Vec<ClassId> = scorer.index().classes().map(|(class, _)| class).collect();
    let all: Vec<String> = classes.into_iter().flat_map(|class| parts_of(scorer, class)).collect();
    if is_stated { all.join("; ") } else { "-".to_owned() }
}

#[test]
fn statements_that_count_in_a_stated_request() {
    let index = index();
    let mut scorer = Scorer::new(&index);
    for (request, expected) in [
        ("login", "auth keyword login"),
        ("is the login there?", "auth keyword login"),
        ("the login page", "-"),
        ("zeppelin", "-"),
        ("is there a", "-"),
        ("", "-"),
        // A longer statement replaces those inside it.
        ("sql", "data keyword sql"),
        ("sql injection", "auth keyword sql injection"),
        ("sql injection and sql", "auth keyword sql injection; data keyword sql"),
        ("deep blue sea", "auth keyword deep blue sea"),
        ("deep blue", "-"),
        ("blue", "data keyword blue"),
        ("the blue login of a deep blue sea", "auth keyword login; auth keyword deep blue sea; data keyword blue"),
        // A rule's statement determines who is informed, not who answers.
        ("the login is gone", "auth keyword login"),
        // The class that states the word exactly as written.
        ("profile", "auth keyword profile"),
        ("profiling", "data keyword profiling"),
        ("profiled", "auth keyword profiled; data keyword profiled"),
        // A statement against a class favours nobody.
        ("cookies", "-"),
        ("login with cookies", "auth keyword login; data not for cookies"),
        ("login with chocolate cookies", "auth keyword login; data not for chocolate cookies"),
        // A longer statement against a class hides no statement of others.
        ("login form", "auth keyword login; data not for login form"),
        // A pattern's match is a statement, unless it is long.
        ("Migrate the «tables»", "data pattern Migrate the «tables"),
        ("migrate login tables", "data pattern migrate login tables"),
        ("migrate all the tables", "-"),
        (
            "login of the database",
            "auth keyword login; data pattern login of the database; data keyword database; idle keyword database",
        ),
        ("login of database", "data pattern login of database"),
        ("login!!", "auth keyword login"),
        // A function word is a statement if it is the whole request.
        ("it", "auth keyword it"),
        ("it is", "-"),
        ("it has a login", "auth keyword login"),
        // A request equal to an example.
        ("fix the page of the shop", "auth example fix the page of the shop"),
        ("Count the rows!", "data example count the rows"),
        ("draw a map", "auth example draw a map; data example draw a map"),
        ("draw the map", "-"),
        // Statements of rules cover their words.
        ("breach", "-"),
        ("login breach", "auth keyword login"),
        ("data leak of a login", "auth keyword login"),
    ] {
        assert_eq!(statements(&mut scorer, request), expected, "{request}");
    }
}

#[test]
fn rules_apply_to_stated_requests() {
    let index = index();
    let mut scorer = Scorer::new(&index);
    for (request, expected) in [("login", false), ("login breach", true), ("breach", true), ("login data leak", true)] {
        let rules = scorer.score(request).scores().rules.clone();
        let is_told =
            rules.iter().any(|&rule| matches!(index.rule(rule), RuleAction::Escalate(to, _) if to == "chief"));
        assert_eq!(is_told, expected, "{request}");
    }
}

#[test]
fn statements_have_priorities_of_their_own() {
    let index = index();
    let mut scorer = Scorer::new(&index);
    let mut found = |request: &str| {
        let named = |&(class, own): &(ClassId, Option<i32>)| format!("{} {own:?}", index.class(class).name);
        scorer.score(request).scores().priorities.iter().map(named).collect::<Vec<_>>().join(", ")
    };
    for (request, expected) in [
        ("login", "auth None"),
        ("error", "data Some(7), idle None"),
        ("database", "data None, idle Some(3)"),
        ("login cookies", "auth None"),
        // Among other words, too.
        ("error in the zeppelin", "data Some(7), idle None"),
        ("zeppelin", ""),
        ("cookies in the zeppelin", ""),
        ("the zeppelin has a deep blue sea error", "auth None, data None, data Some(7), idle None"),
        // Not if excluded or pasted.
        ("fix the zeppelin login, not the error", "auth None"),
        ("fix the zeppelin login\n```\nerror\n```\n", "auth None"),
        ("draw a map", "auth None, data None"),
    ] {
        assert_eq!(found(request), expected, "{request}");
    }
    // Not collected if no statement has a priority.
    with_scorer(|scorer, [ann, ..]| {
        let mut found = |request: &str| scorer.score(request).scores().priorities.clone();
        assert_eq!(found("schema"), [(ann, None)]);
        assert_eq!(found("schema of a zeppelin"), []);
    });
}

#[test]
fn statements_score_their_authored_weight() {
    let index = index();
    let mut scorer = Scorer::new(&index);
    let mut score = |request: &str, agent: &str| {
        let parts = scorer.score(request).parts(index.agent(agent).unwrap());
        parts.iter().map(|part| part.score).sum::<f64>()
    };
    let keyword = f64::from(EvidenceKind::Keyword.log_odds());
    let step = 1.0 / UNIT;
    // Of all classes one states `login` and two state `database`, one of them with twice the weight.
    let classes = index.classes().len() as f64;
    let of_two = f64::ln(1.0 + classes / 2.0) / f64::ln(1.0 + classes);
    for (request, agent, expected) in [
        ("login", "auth", keyword),
        ("blue login", "auth", keyword),
        ("login cookies", "data", f64::from(EvidenceKind::NotFor.log_odds())),
        ("migrate the tables", "data", f64::from(EvidenceKind::Pattern.log_odds())),
        ("draw a map", "data", f64::from(EvidenceKind::Pattern.log_odds())),
        ("login", "data", 0.0),
    ] {
        let found = score(request, agent);
        assert!((found - expected).abs() <= step, "{request} for {agent}: {found} and not {expected}");
    }
    let found = score("database", "data");
    assert!((found - of_two * keyword).abs() <= step, "{found} and not {}", of_two * keyword);
    assert!((score("database", "idle") - 2.0 * score("database", "data")).abs() <= 2.0 * step);
}
