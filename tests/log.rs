//! `route stats` and `route audit` over a log that the program itself has written.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;
mod proportion;

use bakery::{program, route, team, text};
use proportion::grows_in_proportion;
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

/// A log of decisions, runs and hooks.
fn log() -> tempfile::TempDir {
    let folder = team();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let ask = |arguments: &[&str]| route(folder.path(), arguments).output().unwrap();
    ask(&["bake bread", "--log", "log"]);
    for request in ["repaint the chimney", "chimney again", "sing"] {
        ask(&[request, "--log", "log"]);
    }
    let run = |request: &str, script: &str| {
        let mut command = route(folder.path(), &["run", request, "--log", "log"]);
        command.args(["--", "sh", "-c", script]).output().unwrap()
    };
    run("knead dough", "cat");
    run("more dough", "[ $ROUTE_AGENT = helper ]");
    run("old bread", "exit 1");
    for event in [
        json!({"session_id": "s", "cwd": folder.path(), "hook_event_name": "UserPromptSubmit", "prompt": "slice bread"}),
        json!({"session_id": "s", "hook_event_name": "SubagentStart", "agent_type": "baker"}),
        json!({"session_id": "s", "cwd": folder.path(), "hook_event_name": "UserPromptSubmit", "prompt": "sell bread"}),
        json!({"session_id": "s", "hook_event_name": "SubagentStart", "agent_type": "seller"}),
        json!({"session_id": "t", "cwd": folder.path(), "hook_event_name": "UserPromptSubmit", "prompt": "hello"}),
        json!({"session_id": "t", "hook_event_name": "SubagentStart", "agent_type": "greeter"}),
    ] {
        let mut command = program(folder.path());
        let mut child = command
            .args(["hook", "codex", "--log", "log"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(event.to_string().as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    }
    folder
}

fn told(folder: &Path, arguments: &[&str]) -> Output {
    program(folder).args(arguments).output().unwrap()
}

#[test]
fn a_choice_that_leaves_nobody_is_told() {
    let folder = team();
    let said = |args: &[&str]| text(&route(folder.path(), args).output().unwrap().stderr);
    let nobody = "--exclude leaves out everybody that --only names";
    assert!(said(&["--only", "baker", "--exclude", "baker", "bread"]).contains(nobody));
    assert!(!said(&["--only", "baker,smith", "--exclude", "baker", "bread"]).contains(nobody));
}

#[test]
fn an_unknown_placeholder_of_a_template_is_told() {
    let folder = team();
    fs::write(
        folder.path().join("agents/miner.md"),
        "---\nname: miner\ndescription: Mines.\nkeywords: [coal]\nlamp: bright\n---\n",
    )
    .unwrap();
    let output =
        route(folder.path(), &["--template", "{nosuch} {nosuch} {agent} {lamp} ${HOME}", "bread"]).output().unwrap();
    let said = text(&output.stderr);
    assert!(said.contains("`{nosuch}` is not known and stays as it is; there are user_task, agent, "), "{said}");
    assert_eq!(said.matches("is not known").count(), 1, "{said}");
    assert!(text(&output.stdout).starts_with("{nosuch} {nosuch} baker "));
    assert!(
        !text(&route(folder.path(), &["-q", "--template", "{nosuch}", "bread"]).output().unwrap().stderr)
            .contains("nosuch")
    );
}

#[test]
fn a_log_is_no_stream() {
    let folder = team();
    let output = route(folder.path(), &["--log", "-", "-f", "name", "bread"]).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stdout).lines().count()), (Some(2), 1));
    assert!(text(&output.stderr).contains("cannot write the log `-`: standard output carries the answers"));
    assert!(!folder.path().join("-").exists());
}

#[test]
fn statistics_tell_what_was_asked_and_how_it_went() {
    let folder = log();
    fs::OpenOptions::new().append(true).open(folder.path().join("log")).unwrap().write_all(b"{\"cut\n").unwrap();
    let output = told(folder.path(), &["stats", "log", "-f", "json"]);
    assert!(
        text(&output.stderr).contains("1 line of the log left out, the first is line 14"),
        "{}",
        text(&output.stderr)
    );
    let stats: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&stats["requests"], &stats["sessions"]), (&10.into(), &2.into()));
    let count = |list: &str, name: &str| {
        stats[list].as_array().unwrap().iter().find(|share| share["name"] == name).map(|share| share["count"].clone())
    };
    assert_eq!(count("status", "unclear"), Some(4.into()));
    assert_eq!(count("agents", "baker"), Some(6.into()));
    assert_eq!((&stats["durations"]["runs"], &stats["documents"]), (&3.into(), &json!({"results": 2, "used": 1})));
    let ranges: u64 =
        stats["confidence"].as_array().unwrap().iter().map(|range| range["count"].as_u64().unwrap()).sum();
    assert_eq!(ranges, 10);
    let chimney = &stats["unclear"][0];
    assert_eq!((&chimney["word"], &chimney["count"]), (&"chimney".into(), &2.into()));
    let fixtures: Vec<_> = stats["fixtures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["request"].as_str().unwrap(), f["agent"].as_str().unwrap()))
        .collect();
    let expected = [("knead dough", "baker"), ("more dough", "helper"), ("slice bread", "baker")];
    assert_eq!(fixtures, expected);
}

#[test]
fn the_page_and_the_text_say_the_same_and_let_nothing_in() {
    let folder = log();
    let evil =
        json!({"request": "<script>alert(1)</script> evil \u{1b}[2J\u{202e}", "status": "unclear", "agent": null});
    fs::OpenOptions::new()
        .append(true)
        .open(folder.path().join("log"))
        .unwrap()
        .write_all(format!("{evil}\n").as_bytes())
        .unwrap();
    let page = text(&told(folder.path(), &["stats", "log", "-f", "html"]).stdout);
    assert!(
        page.starts_with("<!doctype html>") && page.matches("<script").count() == 1 && page.contains("&lt;script&gt;"),
        "{page}"
    );
    let shown = text(&told(folder.path(), &["stats", "log"]).stdout);
    for part in [
        "11 requests",
        "Status",
        "Agents",
        "baker",
        "Confidence against outcome",
        "within 5 min: 3 of 3",
        "chimney (2)",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(!shown.contains('\u{1b}') && !shown.contains('\u{202e}') && !page.contains('\u{202e}'));
}

#[test]
fn proposed_fixtures_are_fixtures() {
    let folder = log();
    let proposed = told(folder.path(), &["stats", "log", "-f", "fixtures"]).stdout;
    let known: Vec<u8> =
        text(&proposed).lines().filter(|l| l.contains("agent: \"baker\"")).collect::<Vec<_>>().join("\n").into();
    fs::write(folder.path().join("proposed.yaml"), known).unwrap();
    let proposed = text(&proposed);
    assert!(!proposed.contains("seller") && !proposed.contains("greeter"), "known to the client alone: {proposed}");
    let output = route(folder.path(), &["check", "proposed.yaml"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}{}", text(&output.stdout), text(&output.stderr));
}

/// The lead and peers answer too; fixtures call them `direct` and by their names. What is shown is limited, what
/// `suggest` reads is not.
#[test]
fn what_the_lead_and_peers_did_is_proposed_as_theirs() {
    let folder = log();
    let lead = folder.path().join("agents/team.md");
    let peers = "peers: [{name: mill, keywords: [flour]}]\nkeywords:";
    fs::write(&lead, fs::read_to_string(&lead).unwrap().replacen("keywords:", peers, 1)).unwrap();
    fs::remove_file(folder.path().join("log")).unwrap();
    for request in ["who leads", "flour", "bake bread"] {
        let mut command = route(folder.path(), &["run", request, "--log", "log"]);
        command.args(["--", "true"]).output().unwrap();
    }
    fs::write(folder.path().join("proposed.yaml"), told(folder.path(), &["stats", "log", "-f", "fixtures"]).stdout)
        .unwrap();
    let checked = route(folder.path(), &["check", "proposed.yaml"]).output().unwrap();
    let said = text(&checked.stdout) + &text(&checked.stderr);
    assert!(checked.status.success() && said.contains("3 of 3 fixtures passed"), "{said}");
    let one = fs::read_to_string(folder.path().join("log")).unwrap().lines().last().unwrap().to_owned();
    let many: Vec<String> = (0..60).map(|i| one.replace("bake bread", &format!("bake bread {i}"))).collect();
    fs::write(folder.path().join("log"), many.join("\n").replace("\"agent\":\"baker\"", "\"agent\":\"helper\""))
        .unwrap();
    let shown = text(&told(folder.path(), &["stats", "log", "-f", "fixtures"]).stdout);
    assert_eq!(shown.matches("request:").count(), 50, "{shown}");
    let suggested = route(folder.path(), &["suggest", "--log", "log", "--limit", "1"]).output().unwrap();
    assert!(text(&suggested.stderr).contains("not looked at: 59 more"), "{}", text(&suggested.stderr));
}

/// A task that a flow or another agent's needs brought into a plan is handed the whole request, which is not its own.
#[test]
fn a_task_that_a_plan_adds_is_no_example_of_its_agent() {
    let folder = team();
    let write = |name: &str, keys: &str| {
        let text = format!("---\nname: {name}\ndescription: The {name}.\n{keys}\n---\nTASK: {{user_task}}\n");
        fs::write(folder.path().join(format!("agents/{name}.md")), text).unwrap();
    };
    write("miller", "produces: [flour]");
    write("cook", "keywords: [dumplings]\nneeds: [flour]");
    let mut command = route(folder.path(), &["run", "--plan", "boil dumplings", "--log", "log"]);
    assert!(command.args(["--", "cat"]).output().unwrap().status.success());
    let proposed = text(&told(folder.path(), &["stats", "log", "-f", "fixtures"]).stdout);
    assert_eq!(proposed, "- {request: \"boil dumplings\", agent: \"cook\"}  # it did it\n");
    // What the fallback did with an unclear request is to be looked at.
    let mut command = route(folder.path(), &["run", "--fallback", "zzz qqq", "--log", "asked"]);
    assert!(command.args(["--", "cat"]).output().unwrap().status.success());
    let proposed = text(&told(folder.path(), &["stats", "asked", "-f", "fixtures"]).stdout);
    assert!(proposed.ends_with("agent: \"helper\"}  # the fallback did it\n"), "{proposed}");
}

#[test]
fn long_requests_are_shown_by_their_beginnings() {
    let folder = team();
    let long = "chimney ".repeat(100_000);
    let mut log = String::new();
    for session in ["a", "b"] {
        log +=
            &json!({"event": "hook", "session": session, "status": "unclear", "request": format!("{session} {long}")})
                .to_string();
        log += "\n";
        log += &json!({"event": "started", "session": session, "agent": "x"}).to_string();
        log += "\n";
    }
    fs::write(folder.path().join("log"), log).unwrap();
    for verb in ["stats", "audit"] {
        let shown = text(&told(folder.path(), &[verb, "log"]).stdout);
        assert!(shown.contains("chimney chimney") && shown.len() < 5_000, "{verb}: {}", shown.len());
    }
}

#[test]
fn many_agents_of_a_log_are_read_in_proportion_to_their_number() {
    let line = |i: usize| {
        let hook = json!({"event": "hook", "session": i, "status": "routed", "agent": format!("a{i}"), "request": i});
        format!("{hook}\n{}\n", json!({"event": "started", "session": i, "agent": format!("b{i}")}))
    };
    grows_in_proportion("agents", &["stats", "log"], 2_500, |many| {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("log"), (0..many).map(line).collect::<String>()).unwrap();
        folder
    });
}

#[test]
fn the_audit_joins_what_was_recommended_with_what_ran() {
    let folder = log();
    let audit: Value = serde_json::from_slice(&told(folder.path(), &["audit", "log", "-f", "json"]).stdout).unwrap();
    let numbers = ["recommended", "followed", "not_followed", "never_offered"].map(|key| audit[key].as_u64().unwrap());
    assert_eq!(numbers, [5, 2, 3, 3], "{audit}");
    let shown = text(&told(folder.path(), &["audit", "log"]).stdout);
    for part in [
        "5 recommended, 2 followed (40 %)",
        "not followed: sell bread",
        "recommended baker, ran seller",
        "recommended baker, ran nobody",
        "never offered: hello",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
}

#[test]
fn checks_and_suggestions_read_a_log() {
    let folder = log();
    fs::copy(folder.path().join("log"), folder.path().join("decisions.log")).unwrap();
    let output = route(folder.path(), &["check", "decisions.log"]).output().unwrap();
    let said = text(&output.stderr) + &text(&output.stdout);
    assert!(said.contains("10 requests of logs, 4 of them unclear"), "{said}");
    // Fixtures are proposed for agents of the team; `seller` and `greeter` are not among them.
    let output = route(folder.path(), &["suggest", "--log", "log"]).output().unwrap();
    let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
    assert_ne!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("log:") && said.contains("more dough"), "{said}");
}

#[test]
fn what_is_no_log_is_refused() {
    let folder = team();
    fs::write(folder.path().join("prose"), "Once upon a time\n").unwrap();
    for arguments in
        [&["stats", "prose"][..], &["audit", "prose"], &["stats", "nowhere"], &["stats", "/dev/zero"], &["stats"]]
    {
        let output = told(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn documented_lines_run() {
    let folder = log();
    fs::rename(folder.path().join("log"), folder.path().join("decisions.jsonl")).unwrap();
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/log.md")).unwrap();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("route ")).collect();
    assert_eq!(lines.len(), 4, "{lines:?}");
    let here = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    for line in lines {
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", line]).current_dir(folder.path()).env("PATH", &path).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", text(&output.stderr));
    }
}
