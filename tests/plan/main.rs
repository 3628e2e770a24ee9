//! `route plan`, as a user calls it.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

mod calls;
mod formats;
#[path = "../pipe/mod.rs"]
mod pipe;
#[path = "../proportion/mod.rs"]
mod proportion;
#[path = "../required/mod.rs"]
mod required;
mod teams;

use calls::{Team, agent, assert_sound, json, plan, tasks, text};
use serde_json::Value;
use std::fs;
use std::path::Path;

#[test]
fn parts_are_tasks_and_needs_bring_others_in() {
    let modeller = agent(
        "modeller",
        "keywords: [table, column]\nproduces: [schema]\nsuccess: [it migrates]\nrollback: migrate down",
    );
    let builder = agent("builder", "keywords: [endpoint, route]\nneeds: [schema]\nproduces: [contract]");
    let writer = agent("writer", "keywords: [manual, handbook]\ntakes: [contract]");
    let team = Team::of(&[("m.md", &modeller), ("b.md", &builder), ("w.md", &writer)]);

    let plan = team.json("add an endpoint");
    assert_sound(&plan);
    assert_eq!(tasks(&plan), [("modeller", "needs", vec![]), ("builder", "request", vec!["t1"])]);
    assert_eq!(plan["tasks"][0]["condition"], "if this is not there yet: schema");

    // `takes` brings nobody into the plan.
    let plan = team.json("write the handbook");
    assert_eq!(tasks(&plan), [("writer", "request", vec![])]);

    let plan = team.json("- write the manual\n- add an endpoint\n- add a table with one column\n");
    assert_sound(&plan);
    let expected =
        [("modeller", "request", vec![]), ("builder", "request", vec!["t1"]), ("writer", "request", vec!["t2"])];
    assert_eq!(tasks(&plan), expected);
    assert_eq!(plan["tasks"][1]["needs"], serde_json::json!(["schema"]));

    // A "then" sets an order, and an "and" between two domains separates tasks.
    let plan = team.json("write the manual page, then add a table");
    assert_eq!(tasks(&plan), [("writer", "request", vec![]), ("modeller", "request", vec!["t1"])]);
    let plan = team.json("add the endpoint route and write the handbook manual");
    assert_eq!(
        tasks(&plan),
        [("modeller", "needs", vec![]), ("builder", "request", vec!["t1"]), ("writer", "request", vec!["t2"])]
    );
    let plan = team.json("add a table and a column");
    assert_eq!(tasks(&plan), [("modeller", "request", vec![])]);
}

#[test]
fn the_sides_of_an_and_go_to_whoever_would_answer_them_as_sentences() {
    let lead = "---\nname: depot\nkeywords: [roster]\npeers:\n  - {name: finance, keywords: [invoice]}\n  - {name: press, keywords: [journalist]}\n---\n";
    let (keeper, clerk) = (agent("keeper", "keywords: [forklift]"), agent("clerk", "keywords: [customs]"));
    let team = Team::of(&[("team.md", lead), ("k.md", &keeper), ("c.md", &clerk)]);
    let answers = |request: &str| -> Vec<(String, String)> {
        let plan = team.json(request);
        assert_sound(&plan);
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        plan["tasks"].as_array().unwrap().iter().map(|task| (text(&task["agent"]), text(&task["handoff"]))).collect()
    };
    let sides = [
        "repair the forklift",
        "clear it through customs",
        "send them the invoice",
        "answer the journalist",
        "show us the roster",
    ];
    for (i, left) in sides.iter().enumerate() {
        for (_, right) in sides.iter().enumerate().filter(|(k, _)| *k != i) {
            let sentences = answers(&format!("{left}. {right}."));
            assert_eq!(sentences.len(), 2, "{left}. {right}.");
            for mark in [" and ", ", ", ", and then "] {
                assert_eq!(answers(&format!("{left}{mark}{right}")), sentences, "{left}{mark}{right}");
            }
        }
    }
    // One answerer takes both sides.
    for side in ["repair the forklift and wash the forklift", "send them the invoice and file the invoice"] {
        assert_eq!(answers(side).len(), 1, "{side}");
    }
}

#[test]
fn questions_stay_one_task_steps_wait_and_an_approval_stops_its_part() {
    let lead = "---\nname: bistro\napproval:\n  - {what: wine, from: owner, keywords: [wine]}\n---\n";
    let (baker, florist) = (agent("baker", "keywords: [dough]"), agent("florist", "keywords: [rose]"));
    let team = Team::of(&[("team.md", lead), ("b.md", &baker), ("f.md", &florist)]);
    for question in ["why do the dough and the rose differ?", "can the dough and the rose be combined?"] {
        assert!(team.json(question)["tasks"].as_array().unwrap().len() < 2, "{question}");
    }
    let plan = team.json("step 1: knead the dough step 2: cut the rose");
    assert_eq!(tasks(&plan), [("baker", "request", vec![]), ("florist", "request", vec!["t1"])]);
    // What nobody answers stays with the part before it, and so does its approval.
    let plan = team.json("Knead the dough. Cut the rose. Wine for all.");
    assert_eq!(plan["tasks"].as_array().unwrap().len(), 2);
    assert_eq!(plan["approvals"], serde_json::json!([{"by": "owner", "about": "wine", "before": ["t2"]}]));
}

#[test]
fn a_prompt_is_complete_in_itself() {
    let modeller = agent(
        "modeller",
        "keywords: [table]\nproduces: [schema]\nsuccess: [it migrates]\nrollback: migrate down\nrisks: [\"locks: do it at night\"]",
    );
    let builder = agent("builder", "keywords: [endpoint]\nneeds: [schema]");
    let team = Team::of(&[("m.md", &modeller), ("b.md", &builder)]);
    let plan = team.json("- add a table\n- add an endpoint\n");
    let first = plan["tasks"][0]["prompt"].as_str().unwrap();
    for part in [
        "You are the modeller. TASK: add a table",
        "TASK t1 OF A PLAN OF 2",
        "The whole request: - add a table",
        "- schema: to t2 (builder)",
        "- it migrates",
        "- locks: do it at night",
        "How to undo it: migrate down",
    ] {
        assert!(first.contains(part), "{part} is missing in: {first}");
    }
    let second = plan["tasks"][1]["prompt"].as_str().unwrap();
    assert!(second.contains("- schema: from t1 (modeller)"), "{second}");
    assert!(second.contains("Success criteria: "), "{second}");
    assert!(second.contains("How to undo it: "), "{second}");
}

#[test]
fn the_flow_comes_before_needs() {
    let lead = "---\nname: crew\nreports_to: boss\ngates: [tests pass]\nflows:\n  - name: launch\n    urgency: high\n    keywords: {launch: 3}\n    steps:\n      - agent: late\n        title: First in the flow\n      - agent: extra\n        when: if it is big\n      - all: [left, right]\n      - any: [other, chosen]\nescalate:\n  - when: danger\n    keywords: [fire]\n---\n";
    let files = [
        ("team.md", lead.to_owned()),
        // `late` needs what `left` produces, but the flow puts it first; nobody waits for a conditional task.
        ("late.md", agent("late", "needs: [x]\nkeywords: [late]")),
        ("extra.md", agent("extra", "produces: [y]\nkeywords: [extra]")),
        ("left.md", agent("left", "produces: [x]\nneeds: [nothing]\nkeywords: [left]")),
        ("right.md", agent("right", "needs: [x]\nkeywords: [right]")),
        ("other.md", agent("other", "needs: [y]\nkeywords: [other]")),
        ("chosen.md", agent("chosen", "keywords: [rocket]")),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let team = Team::of(&files);
    let plan = team.json("launch the rocket");
    assert_sound(&plan);
    assert_eq!((plan["flow"].as_str(), plan["urgency"].as_str()), (Some("launch"), Some("high")));
    assert_eq!(plan["gates"], serde_json::json!(["tests pass"]));
    assert_eq!(
        tasks(&plan),
        [
            ("late", "flow", vec![]),
            ("extra", "flow", vec!["t1"]),
            ("left", "flow", vec!["t1", "t2"]),
            ("right", "flow", vec!["t1", "t2", "t3"]),
            ("chosen", "flow", vec!["t3", "t4"]),
        ]
    );
    assert_eq!(plan["tasks"][0]["title"], "First in the flow");
    assert_eq!(plan["tasks"][1]["condition"], "if it is big");
    let last = plan["tasks"][4]["prompt"].as_str().unwrap();
    assert!(last.contains("Belongs to another where your findings say so: other"), "{last}");

    // A task that the request asks for is unconditional, and has the request's words.
    let plan = team.json("There is a fire. Launch now. The extra is wanted.");
    assert_sound(&plan);
    let extra = plan["tasks"].as_array().unwrap().iter().find(|task| task["agent"] == "extra").unwrap();
    assert_eq!((extra["condition"].as_str(), extra["request"].as_str()), (None, Some("The extra is wanted.")));
    assert_eq!(plan["escalate"], "boss");
}

#[test]
fn what_cannot_be_planned_is_an_error_with_its_line() {
    let mutual = Team::of(&[
        ("a.md", &agent("a", "keywords: [apple]\nproduces: [x]\nneeds: [y]")),
        ("b.md", &agent("b", "keywords: [banana]\nproduces: [y]\nneeds: [x]")),
    ]);
    let error = mutual.error("peel the apple");
    assert!(error.contains("a.md:6: ") && error.contains("a needs `y` of b, b needs `x` of a"), "{error}");
    assert_eq!(error.lines().count(), 1);

    let solo = agent("a", "keywords: [apple]");
    let broken = [
        (
            "fallback: a\nflows:\n  - name: f\n    keywords: [jam]\n    steps: [a, ghost]\n",
            "boil the jam",
            "team.md:7: the flow",
        ),
        ("gates:\n  - {gate: it is ripe, before: [ghost]}\n", "peel the apple", "team.md:4: a gate names `ghost`"),
    ];
    for (keys, request, message) in broken {
        let lead = format!("---\nname: t\n{keys}---\n");
        let error = Team::of(&[("a.md", &solo), ("team.md", &lead)]).error(request);
        assert!(error.contains(message), "{error}");
    }
    // Those are errors of a check; this plan has nothing to do with them.
    for keys in [
        "fallback: ghost",
        "flows:\n  - {name: f, keywords: [jam], steps: [a, ghost]}",
        "flows:\n  - {name: f, keywords: [apple]}",
        "flows:\n  - {name: f, steps: [a]}",
    ] {
        let lead = format!("---\nname: t\n{keys}\n---\n");
        let plan = Team::of(&[("a.md", &solo), ("team.md", &lead)]).json("peel the apple");
        assert_eq!(tasks(&plan), [("a", "request", vec![])], "{keys}");
    }
}

#[test]
fn an_unclear_request_gives_the_question() {
    let lead = "---\nname: t\nclarify: Apple or pear?\n---\n";
    let team = Team::of(&[("a.md", &agent("a", "keywords: [apple]")), ("team.md", lead)]);
    let plan_of = team.json("hello there");
    assert_sound(&plan_of);
    assert_eq!(
        (plan_of["tasks"].clone(), plan_of["question"].as_str()),
        (serde_json::json!([]), Some("Apple or pear?"))
    );
    for (request, expected) in [("hello there", 1), ("peel the apple", 0)] {
        let output = plan(&["--agents", team.path(), "--strict"], request);
        assert_eq!(output.status.code(), Some(expected), "{request}");
    }
    // A list item without an agent stays in the plan, with a warning.
    let plan = team.json("- peel the apple\n- hello there\n");
    assert_sound(&plan);
    assert_eq!(plan["tasks"].as_array().unwrap().len(), 2);
    assert!(plan["question"].is_null());
    assert!(plan["warnings"][0].as_str().unwrap().contains("`hello there` is unclear"), "{}", plan["warnings"]);
}

#[test]
fn any_number_of_parts_gives_a_sound_plan() {
    for count in [0, 1, 50, 250] {
        let request: String = (0..count)
            .map(|i| match i % 3 {
                0 => format!("- add column number {i} to the users table\n"),
                1 => format!("- fix JWT expiry for client {i}\n"),
                _ => format!("- xyzzy {i}\n"),
            })
            .collect();
        let plan = json(&[], &request);
        assert_sound(&plan);
        let tasks = plan["tasks"].as_array().unwrap().len();
        assert!(tasks >= count.min(100) && tasks <= 110, "{count}: {tasks}");
        assert_eq!(count > 100, plan["warnings"].to_string().contains("more than 100 parts"));
    }
}

#[test]
fn plans_of_the_built_in_teams_are_sound_and_always_the_same() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/routing");
    for file in fs::read_dir(fixtures).unwrap() {
        let path = file.unwrap().path();
        if path.is_dir() {
            continue;
        }
        let team = path.file_stem().unwrap().to_str().unwrap().to_owned();
        // Named after its subject; its fixtures name their teams.
        if ["incidents", "alarms", "plans"].contains(&team.as_str()) {
            continue;
        }
        let fixtures: Vec<serde_yaml::Value> = serde_yaml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        // Every tenth is enough to include each kind.
        for fixture in fixtures.iter().step_by(10) {
            let request = fixture["request"].as_str().unwrap();
            let plan = json(&["--team", &team], request);
            assert_sound(&plan);
            assert_eq!(plan, json(&["--team", &team], request), "{team}: {request}");
        }
    }
}

/// A team whose requests name domains, state requirements, and go through a flow with a loop.
fn workshop() -> Team {
    let lead = r#"---
name: workshop
reports_to: owner
max_iterations: 4
timeframe: {medium: two days}
peers:
  - {name: shop-window, keywords: [window display], message: '{"for": "{user_task}"}'}
domains:
  - {agent: joiner, title: Wood, keywords: {cupboard: 2, drawer: 2, wood: 1}}
  - {agent: smith, title: Metal, keywords: {hinge: 2, lock: 2}, not_for: [lock step]}
  - {agent: painter, title: Colour, keywords: {varnish: 2, paint: 2}}
requirements:
  - {name: size, patterns: ['(\d+ ?cm)'], for: [joiner]}
  - {name: colour, patterns: ['\b(red|green)\b'], for: [painter], else: white}
notify:
  - {when: a door changes, to: shop-window, patterns: ['\bcupboard'], produces: [body], message: '{"type": "new", "what": "{user_task}", "colour": "{colour}"}'}
gates:
  - "All is clean"
  - {gate: "The wood is dry", before: [joiner]}
  - {gate: "The fire is out", for: [smith]}
approval:
  - {what: varnish that smells, keywords: [varnish], before: [painter]}
risks:
  - {risk: "Burns (rare, severe): gloves", for: [smith]}
flows:
  - name: restore
    keywords: {restore: 4}
    requires: [chair, table]
    steps:
      - {agent: workshop, title: Look at it}
      - {agent: joiner, name: sand, title: Sand it}
      - {agent: painter, title: Varnish it, until: it shines, back_to: sand, timeframe: an hour}
      - {agent: shop-window, title: Show it}
---
"#;
    let joiner = agent("joiner", "keywords: [table]\nproduces: [body]\nrisks: [\"Cuts (likely, minor): slow down\"]");
    let smith = agent("smith", "keywords: [iron]\nneeds: [body]\nproduces: [fittings]");
    let painter = agent("painter", "keywords: [brush]\ntakes: [body, fittings]\nproduces: [body]");
    Team::of(&[("team.md", lead), ("j.md", &joiner), ("s.md", &smith), ("p.md", &painter)])
}

#[test]
fn domains_that_a_request_names_are_tasks_of_their_owners() {
    let team = workshop();
    let plan = team.json("make a cupboard of 40 cm with hinges, red paint and two drawers");
    assert_sound(&plan);
    let brief: Vec<(&str, &str)> = plan["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (task["agent"].as_str().unwrap(), task["title"].as_str().unwrap()))
        .collect();
    assert_eq!(
        brief,
        [
            ("joiner", "Wood: make a cupboard of 40 cm; two drawers"),
            ("painter", "Colour: red paint"),
            ("smith", "Metal: hinges"),
        ]
    );
    assert_eq!(plan["tasks"][0]["requirements"], serde_json::json!([{"name": "size", "values": ["40 cm"]}]));
    assert_eq!(plan["tasks"][1]["requirements"], serde_json::json!([{"name": "colour", "values": ["red"]}]));
    assert_eq!(plan["tasks"][2]["requirements"], serde_json::json!([]));
    assert_eq!(plan["tasks"][0]["gates"], serde_json::json!(["The wood is dry"]));
    assert_eq!(plan["tasks"][0]["timeframe"], "two days");
    assert_eq!(plan["gates"], serde_json::json!(["All is clean", "The fire is out"]));
    assert_eq!((plan["decides"].as_str(), plan["gathers"].as_str()), (Some("workshop"), Some("workshop")));
    assert_eq!(plan["conflicts"], serde_json::json!([{"result": "body", "tasks": ["t1", "t2"]}]));
    assert_eq!(plan["bottlenecks"], serde_json::json!([{"task": "t1", "waiting": ["t2", "t3"]}]));
    assert_eq!(plan["interfaces"][0]["used_by"], serde_json::json!(["t2", "t3"]));
    let cuts = serde_json::json!({"risk": "Cuts", "mitigation": "slow down", "likelihood": "likely", "effect": "minor", "tasks": ["t1"]});
    assert_eq!((&plan["risk_register"][0], &plan["risk_register"][1]["risk"]), (&cuts, &"Burns".into()));
    let message: Value = serde_json::from_str(plan["messages"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!((&message["type"], &message["colour"]), (&"new".into(), &"red".into()));

    // One domain is not enough to split a request, and questions and faults are not split.
    for request in ["make a cupboard", "make a cupboard in lock step", "why does a cupboard need hinges and paint"] {
        assert!(team.json(request)["tasks"].as_array().unwrap().len() < 2, "{request}");
    }
}

#[test]
fn a_flow_loops_waits_and_ends_with_the_lead_and_a_peer() {
    let team = workshop();
    let plan = team.json("restore the chair with varnish");
    assert_sound(&plan);
    assert_eq!(plan["flow"], "restore");
    let last = &plan["tasks"][3];
    assert_eq!((plan["tasks"][0]["agent"].as_str(), last["handoff"].as_str()), (None, Some("shop-window")));
    assert!(
        last["prompt"].as_str().unwrap().starts_with("{\n  \"for\": \"Hand over to shop-window: Show it"),
        "{}",
        last["prompt"]
    );
    let painting = &plan["tasks"][2];
    assert_eq!((&painting["until"], &painting["back_to"]), (&"it shines".into(), &"t2".into()));
    assert_eq!(painting["timeframe"], "an hour");
    let asked = serde_json::json!([{"by": "owner", "about": "varnish that smells", "before": ["t3"]}]);
    assert_eq!(plan["approvals"], asked);
    let request = "restore the chair with varnish";
    let picture = |format| text(&["--agents", team.path(), "-f", format], request);
    let mermaid = picture("mermaid");
    for part in [
        "t3 --> t3q{\"it shines\"}",
        "t3q -->|no| t2",
        "t3q -->|yes| t4",
        "t3g{{\"owner approves: varnish that smells\"}} --> t3",
    ] {
        assert!(mermaid.contains(part), "{part} is missing in:\n{mermaid}");
    }
    let dot = picture("dot");
    for part in ["t3q -> t2 [label=\"no\"]", "t3q -> t4 [label=\"yes\"]", "shape=diamond", "t3g -> t3;"] {
        assert!(dot.contains(part), "{part} is missing in:\n{dot}");
    }
    // Without a word of `requires`, a flow does not match, whatever other evidence it has.
    assert!(team.json("restore the brush")["flow"].is_null());
}
