//! What requests exclude, by whole decisions of small teams: what is wanted and what is excluded may be a word, a phrase,
//! a pattern or an agent's name.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use task_router_engine::{Decision, Files, Index, Options, Scorer, decide};

/// Agents with nothing but what they state: name and a line of front matter.
const STATED: [(&str, &str); 14] = [
    ("tickets", r"patterns: ['\bABC-\d+\b']"),
    ("container", "keywords: [docker, pg_dump]"),
    ("style", "keywords: [css]"),
    ("writer", "keywords: [release notes, changelog]"),
    ("query", "keywords: [database schema, slow query]"),
    ("i18n", "keywords: [right-to-left, end-to-end]"),
    ("monitoring", "keywords: [slo, on-call, p95]"),
    ("auth", "keywords: [login, single sign-on, password reset, session cookie]"),
    ("graphics", "keywords: [opengl]"),
    ("cpp", "keywords: ['std::vector']"),
    ("tables", "keywords: [postgres, npm]"),
    ("learning", "keywords: [embedding]"),
    ("network", "keywords: [tcp, load balancer, 10.0.0.1]"),
    ("quality", "keywords: [testing]"),
];

/// Agents whose names look like words of a sentence, or have several parts.
const NAMED: [(&str, &str); 7] = [
    ("go", "description: Programs in Golang."),
    ("pear", "description: Looks after pears."),
    ("help", "description: Answers questions."),
    ("testing", "description: Runs suites."),
    ("secure", "description: Locks doors."),
    ("'data:etl'", "description: Fills warehouses."),
    ("a-b-c-d-e-f", "description: Spells."),
];

fn index(agents: &[(&str, &str)]) -> Index {
    let texts = agents
        .iter()
        .enumerate()
        .map(|(number, (name, line))| (format!("{number}.md"), format!("---\nname: {name}\n{line}\n---\n")));
    let texts: Vec<(String, String)> = texts.collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Files::from_texts("t", &files).index(None).unwrap()
}

fn decided(index: &Index, request: &str) -> Decision {
    decide(&Scorer::new(index).score(request), &Options::default())
}

/// Compares the answers with the expected ones, all at once; an empty name is nobody.
#[track_caller]
fn answers(agents: &[(&str, &str)], cases: &[(&str, &str)]) {
    let index = index(agents);
    let answer = |request: &str| decided(&index, request).agent.map_or("", |agent| index.class(agent).name.as_str());
    let found: Vec<(&str, &str)> = cases.iter().map(|&(request, _)| (request, answer(request))).collect();
    assert_eq!(found, cases);
}

#[test]
fn a_phrase_and_a_pattern_are_what_is_wanted_instead() {
    answers(
        &STATED,
        &[
            ("release notes instead of docker", "writer"),
            ("changelog instead of docker", "writer"),
            ("write the release notes without docker", "writer"),
            ("ABC-123 instead of docker", "tickets"),
            ("work on ABC-123 without docker", "tickets"),
            ("close ABC-12\n\n> docker is broken", "tickets"),
            ("ohne database schema, mit slow query", "query"),
            ("ohne docker, mit slow query", "query"),
            ("slow query rather than docker", "query"),
            // Nothing else is wanted.
            ("without docker", "container"),
        ],
    );
}

#[test]
fn what_is_excluded_may_look_like_grammar() {
    answers(
        &STATED,
        &[
            ("slo but not right-to-left", "monitoring"),
            ("login, not on-call", "auth"),
            ("the slo, not the end-to-end", "monitoring"),
            ("slo without single sign-on", "monitoring"),
            ("leave the std::vector alone, fix the postgres", "tables"),
            ("std::vector, except docker", "cpp"),
            ("std::vector, not postgres", "cpp"),
            ("not embedding, tcp", "network"),
            ("not testing, tcp", "network"),
            ("tcp, not embedding", "network"),
            ("postgres not load balancer", "tables"),
            ("postgres not 10.0.0.1", "tables"),
            ("neither the load balancer nor docker, the postgres", "tables"),
        ],
    );
}

#[test]
fn what_is_fine_needs_no_article() {
    answers(
        &STATED,
        &[
            ("p95 is fine, opengl is broken", "graphics"),
            ("the p95 is fine, the opengl is broken", "graphics"),
            ("slow query is fine, on-call is broken", "monitoring"),
            ("docker works but opengl is broken", "graphics"),
            ("the 10.0.0.1 is fine, the opengl is broken", "graphics"),
        ],
    );
}

#[test]
fn words_of_a_phrase_are_text_of_its_agent() {
    answers(
        &STATED,
        &[
            ("reset my password", "auth"),
            ("the cookie of the session", "auth"),
            ("the query is slow", "query"),
            ("the schema of the database", "query"),
        ],
    );
}

#[test]
fn a_request_that_is_pasted_is_a_request() {
    answers(
        &STATED,
        &[
            ("npm", "tables"),
            ("```\nnpm\n```", "tables"),
            ("```\nslow query\n```", "query"),
            ("> docker", "container"),
            ("```\nnpm\n```\n\nthe css", "style"),
        ],
    );
}

#[test]
fn an_agent_that_is_excluded_by_name_cannot_answer() {
    let index = index(&NAMED);
    for (request, ruled_out) in [
        ("not @go, fix the pears", "go"),
        ("fix the pears, not @go", "go"),
        ("fix the pears but not @go", "go"),
        ("fix the pears, not @help", "help"),
        ("fix the pears, not @testing", "testing"),
        ("fix the pears, not @secure", "secure"),
        ("don't @go, fix the pears", "go"),
        ("pears, no @go", "go"),
        ("not @data:etl, fix the pears", "data:etl"),
        ("don't use @data:etl, fix the pears", "data:etl"),
        ("fix the pears without @data:etl", "data:etl"),
        ("fix the pears without @agent-plugin:data:etl", ""),
        ("instead of @data:etl use @pear", "data:etl"),
        ("don't use the data:etl agent, fix the pears", "data:etl"),
        ("not the go agent, fix the pears", "go"),
        ("fix the pears, not the testing agent", "testing"),
        ("don't use agent go, fix the pears", "go"),
        ("fix the pears without agent help", "help"),
        ("fix the pears, not @a-b-c-d-e-f", "a-b-c-d-e-f"),
    ] {
        let decision = decided(&index, request);
        let reason = decision.reason(&index);
        assert_eq!(decision.agent.map(|agent| index.class(agent).name.as_str()), Some("pear"), "{request}: {reason}");
        let rules_out = reason.ends_with(&format!("rules out {ruled_out}"));
        assert_eq!(rules_out, !ruled_out.is_empty(), "{request}: {reason}");
    }
    for request in ["@go fix the pears", "use the go agent for the pears", "pears, don't merge without @go"] {
        let agent = decided(&index, request).agent.map(|agent| index.class(agent).name.as_str());
        assert_eq!(agent, Some("go"), "{request}");
    }
}

#[test]
fn no_flow_lets_an_agent_answer_that_is_excluded() {
    let flow = "flows:\n  out:\n    keywords: [haul out, lift the boat]\n    steps: [crane, boat]\n";
    let team = format!("---\nname: yard\n{flow}---\n");
    let files = [
        ("team.md", team.as_str()),
        (
            "crane.md",
            "---\nname: crane\ndescription: Operates the crane for heavy loads.\nkeywords: [winch, lift]\n---\n",
        ),
        ("boat.md", "---\nname: boat\ndescription: Repairs hulls.\n---\n"),
        ("cook.md", "---\nname: cook\ndescription: Cooks soup.\n---\n"),
    ];
    let index = Files::from_texts("t", &files).index(None).unwrap();
    for (request, expected) in [
        ("haul out", "crane out"),
        ("haul out without delay", "crane out"),
        ("haul out, not the winch but the crane", "crane out"),
        ("haul out, not @crane", " -"),
        ("haul out, not the crane", " -"),
        // A word of an agent is not the agent.
        ("haul out without a winch", "crane out"),
        ("lift the boat, not crane", "boat -"),
        ("haul out, but not the boat", "crane out"),
    ] {
        let decision = decided(&index, request);
        let agent = decision.agent.map_or("", |agent| index.class(agent).name.as_str());
        let reason = decision.reason(&index);
        assert_eq!(format!("{agent} {}", decision.flow.as_deref().unwrap_or("-")), expected, "{request}: {reason}");
        assert_eq!(reason.contains("rules out crane"), expected.ends_with('-'), "{request}: {reason}");
    }
    assert!(decided(&index, "haul out, but not the boat").support.is_empty());
    // What is excluded beside another answer is no agent that is ruled out.
    let decision = decided(&index, "repair the hulls, not the winch, and haul it");
    assert!(!decision.reason(&index).contains("rules out"), "{}", decision.reason(&index));
    assert!(decision.candidates.iter().any(|candidate| index.class(candidate.answer).name == "crane"));
}

#[test]
fn a_keyword_that_reports_a_failure_is_not_excluded() {
    answers(
        &[
            ("trouble", "keywords: ['not starting', 'not found']"),
            ("access", "keywords: [authenticated, authorized]"),
            ("drawing", "keywords: [rendering]"),
            ("other", "keywords: [docker]"),
        ],
        &[
            ("the engine is not starting", "trouble"),
            ("record not found error", "trouble"),
            ("error: not authenticated", "access"),
            ("user not authorized error", "access"),
            ("images not rendering", "drawing"),
        ],
    );
}

#[test]
fn one_word_of_a_phrase_is_not_the_phrase() {
    answers(
        &[("access", "keywords: [log in, password reset]"), ("releases", "keywords: [version bump]")],
        &[("reset my password", "access"), ("log the error", ""), ("version control", "")],
    );
}
