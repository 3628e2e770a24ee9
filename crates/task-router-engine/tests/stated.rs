//! Statements of an author override what was learned: tested with generated teams whose examples and descriptions
//! contradict the keywords as strongly as possible.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use task_router_engine::{Decision, Files, Index, Options, Scorer, Status, decide};

/// Words that share no stem.
const WORDS: [&str; 16] = [
    "amber", "bolt", "cargo", "delta", "ember", "fjord", "goblet", "harbor", "indigo", "jungle", "kernel", "lantern",
    "marble", "nectar", "orchid", "pepper",
];
/// Text around a stated word that is no evidence.
const FRAMES: [(&str, &str); 6] = [
    ("", ""),
    ("please use the ", ""),
    ("hi, ", ", thanks"),
    ("can you help me with my ", "?"),
    ("why is the ", " not there"),
    ("the ", " and all that"),
];

/// An agent: its keywords (word numbers, two for a phrase), its priority, and words of its examples and description.
#[derive(Debug, Clone)]
struct Made {
    keywords: Vec<usize>,
    phrase: (usize, usize),
    priority: i32,
    said: Vec<usize>,
}

/// Agents that each state three words of their own, and mention everybody's.
fn made() -> impl Strategy<Value = Vec<Made>> {
    let agent = (0..4i32, prop::collection::vec(0..WORDS.len(), 12..40));
    (Just((0..WORDS.len()).collect::<Vec<_>>()).prop_shuffle(), prop::collection::vec(agent, 2..5)).prop_map(
        |(order, agents)| {
            let own = agents.into_iter().zip(order.chunks_exact(4));
            own.map(|((priority, said), own)| Made {
                keywords: own[..2].to_vec(),
                phrase: (own[2], own[3]),
                priority,
                said,
            })
            .collect()
        },
    )
}

fn text(number: usize, agent: &Made) -> (String, String) {
    let phrase = format!("{} {}", WORDS[agent.phrase.0], WORDS[agent.phrase.1]);
    let keywords =
        agent.keywords.iter().map(|&word| WORDS[word].to_owned()).chain([phrase]).collect::<Vec<_>>().join(", ");
    let said: Vec<&str> = agent.said.iter().map(|&word| WORDS[word]).collect();
    let examples: Vec<String> =
        said.chunks(3).map(|words| format!("  - please use the {} not there\n", words.join(" "))).collect();
    let body = format!(
        "---\nname: agent-{number}\ndescription: {}\npriority: {}\nkeywords: [{keywords}]\nexamples:\n{}---\nDo it.\n",
        said.join(" "),
        agent.priority,
        examples.concat()
    );
    (format!("{number}.md"), body)
}

fn index(agents: &[Made]) -> Index {
    let texts: Vec<(String, String)> = agents.iter().enumerate().map(|(number, agent)| text(number, agent)).collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    Files::from_texts("team", &texts).index(None).unwrap()
}

fn decision(index: &Index, request: &str) -> Decision {
    decide(&Scorer::new(index).score(request), &Options::default())
}

/// The number of the agent that answers.
fn answer(decision: &Decision) -> Option<usize> {
    decision.agent.map(|agent| agent.index())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_stated_word_reaches_its_agent(agents in made()) {
        let index = index(&agents);
        for (number, agent) in agents.iter().enumerate() {
            let phrase = format!("{} {}", WORDS[agent.phrase.0], WORDS[agent.phrase.1]);
            let stated = agent.keywords.iter().map(|&word| WORDS[word].to_owned()).chain([phrase]);
            for (keyword, (before, after)) in stated.flat_map(|word| FRAMES.map(|frame| (word.clone(), frame))) {
                let decision = decision(&index, &format!("{before}{keyword}{after}"));
                prop_assert_eq!((decision.status, answer(&decision)), (Status::Routed, Some(number)), "{}", keyword);
                prop_assert!(decision.confidence >= 0.5);
            }
        }
    }

    #[test]
    fn the_highest_priority_of_several_stated_agents_answers(agents in made(), frame in prop::sample::select(&FRAMES[..])) {
        let index = index(&agents);
        for (a, b) in (0..agents.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let (words, (before, after)) = ([agents[a].keywords[0], agents[b].keywords[1]], frame);
            let decision = decision(&index, &format!("{before}{} or {}{after}", WORDS[words[0]], WORDS[words[1]]));
            match agents[a].priority.cmp(&agents[b].priority) {
                std::cmp::Ordering::Equal => prop_assert_eq!(decision.status, Status::Unclear),
                order => {
                    let (wins, helps) = if order.is_gt() { (a, b) } else { (b, a) };
                    prop_assert_eq!((decision.status, answer(&decision)), (Status::Routed, Some(wins)));
                    prop_assert_eq!(&decision.support, &[format!("agent-{helps}")]);
                    prop_assert!(decision.reason(&index).contains("priority"));
                }
            }
        }
    }
}

const TEAM: [(&str, &str); 2] = [
    (
        "auth.md",
        "---\nname: auth\npriority: high\nkeywords: [login, profile, sql injection]\nexamples: [the database and its tables, fix login of the database]\n---\n",
    ),
    (
        "data.md",
        "---\nname: data\nkeywords: {database: 1, sql: 1, profiling: 1, \"error\": {weight: 0.1, priority: critical}}\n\
         patterns: ['\\bmigrate .{1,6} tables?\\b']\nexamples: [login of the database]\n---\n",
    ),
];

#[test]
fn decisive_statements_of_a_stated_request() {
    let index = Files::from_texts("team", &TEAM).index(None).unwrap();
    let cases = [
        ("the login", "auth", "whatever the examples of others say"),
        ("sql", "data", "its own word"),
        ("sql injection", "auth", "the longer statement"),
        ("a login with sql", "auth", "the higher priority"),
        ("login error", "data", "a word's own priority"),
        ("migrate login tables", "data", "a pattern that spans it"),
        ("profile", "auth", "the word as it stands"),
        ("profiling", "data", "the word as it stands"),
        ("login of the database", "data", "an example that is the whole request"),
    ];
    for (request, agent, why) in cases {
        let decision = decision(&index, request);
        assert_eq!(decision.agent.map(|agent| index.class(agent).name.as_str()), Some(agent), "{request}: {why}");
    }
}

#[test]
fn a_part_of_a_name_is_not_a_statement() {
    let index = Files::from_texts("team", &TEAM).index(None).unwrap();
    let is_stated = |request: &str| Scorer::new(&index).score(request).scores().is_stated;
    let cases = [("sql error", true), ("SqlError", false), ("sql LoginError", false), ("sql_error", true)];
    for (request, expected) in cases {
        assert_eq!(is_stated(request), expected, "{request}");
    }
}

/// What else stands in a request says nothing: greetings and closings, and vague words that nobody has.
#[test]
fn what_says_nothing_does_not_decide_between_statements() {
    let files = [
        ("a.md", "---\nname: a\ndescription: Writes the reports of the month.\nkeywords: {report: 1, chart: 2}\n---\n"),
        (
            "b.md",
            "---\nname: b\ndescription: Repairs what is broken.\nkeywords: {error: {weight: 1, priority: critical}, chart: 1}\n---\n",
        ),
        ("c.md", "---\nname: c\ndescription: Bakes cakes.\nkeywords: [chart cake]\n---\n"),
    ];
    let index = Files::from_texts("team", &files).index(None).unwrap();
    let mut scorer = Scorer::new(&index);
    let mut answer = |request: &str| {
        let decision = decide(&scorer.score(request), &Options::default());
        decision.agent.map_or("?", |agent| index.class(agent).name.as_str()).to_owned()
    };
    for around in [
        "{}",
        "{}, thanks a lot",
        "{} today",
        "OK, {}",
        "Good morning, {}",
        "maybe there really is a problem: {}",
        "Hello,\n\n{}\n\nBest regards,\nBob",
    ] {
        for (request, agent) in [("error in the report", "b"), ("the chart", "a"), ("the chart cake", "c")] {
            assert_eq!(answer(&around.replace("{}", request)), agent, "{around}: {request}");
        }
    }
    // A word that somebody has, or that is specific, is evidence like all others.
    assert_eq!(answer("error in the report of the month"), "a");
    assert_eq!(answer("error in the report of the auditor"), "a");
}
