//! `--ask`: a program that answers, and programs that fail, hang, flood or answer nonsense.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::{route, team, text};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

const UNCLEAR: &str = "repaint the chimney";

/// A folder with a program that answers `answer` and records its question.
fn arbiter(script: &str) -> tempfile::TempDir {
    let folder = team();
    fs::write(folder.path().join("arbiter"), format!("echo x >>calls; cat >question\n{script}\n")).unwrap();
    folder
}

fn decision(folder: &Path, request: &str, more: &[&str]) -> Value {
    let mut arguments = vec![request, "-f", "json"];
    arguments.extend(more);
    let output = route(folder, &arguments).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", text(&output.stderr)))
}

const ASK: [&str; 2] = ["--ask", "sh 'arbiter'"];

#[test]
fn an_answer_that_names_a_candidate_counts_and_is_told() {
    let folder = arbiter("echo baker");
    let decided = decision(folder.path(), UNCLEAR, &ASK);
    assert_eq!((&decided["status"], &decided["agent"]), (&"routed".into(), &"baker".into()), "{decided}");
    assert_eq!((&decided["asked"]["by"], &decided["asked"]["chosen"]), (&"sh 'arbiter'".into(), &"baker".into()));
    assert!(decided["asked"]["problem"].is_null());
    assert!(decided["reason"].as_str().unwrap().contains("`sh 'arbiter'` was asked and chose baker"), "{decided}");
    let question = fs::read_to_string(folder.path().join("question")).unwrap();
    assert!(question.contains(&format!("REQUEST: {UNCLEAR}")) && question.contains("- baker (agent)"), "{question}");
}

#[test]
fn what_is_clear_is_not_asked() {
    let folder = arbiter("echo helper");
    let decided = decision(folder.path(), "bake bread", &ASK);
    assert_eq!((&decided["agent"], &decided["asked"]), (&"baker".into(), &Value::Null));
    decision(folder.path(), UNCLEAR, &["--ask", "sh arbiter", "--agent", "baker"]);
    assert!(!folder.path().join("calls").exists());
}

#[test]
fn a_close_call_is_asked() {
    let folder = arbiter("echo smith");
    for (name, word) in [("smith", "anvil"), ("mason", "anvil")] {
        let agent = format!("---\nname: {name}\ndescription: Work.\nkeywords: [{word}]\n---\n");
        fs::write(folder.path().join(format!("agents/{name}.md")), agent).unwrap();
    }
    let without = decision(folder.path(), "anvil", &[]);
    let decided = decision(folder.path(), "anvil", &ASK);
    assert_eq!((&decided["agent"], &decided["asked"]["chosen"]), (&"smith".into(), &"smith".into()), "{without}");
}

#[test]
fn whatever_goes_wrong_changes_nothing() {
    for (script, problem) in [
        ("echo the smith next door", "it said `the smith next door`, which is none of them"),
        ("echo 'baker helper'", "which is none of them"),
        ("true", "it said nothing"),
        ("echo baker; echo no money >&2; exit 3", "it failed, exit status: 3: no money"),
        ("trap '' TERM; sleep 60", "it took longer than 300ms"),
        ("yes", "it took longer than 300ms"),
        ("printf '\\377\\376\\000'", "which is none of them"),
    ] {
        let folder = arbiter(script);
        let started = Instant::now();
        let mut without = decision(folder.path(), UNCLEAR, &[]);
        // The others have time enough on a busy machine.
        let timeout = if problem.contains("300ms") { "300ms" } else { "30s" };
        let mut with = decision(folder.path(), UNCLEAR, &["--ask", "sh arbiter", "--ask-timeout", timeout]);
        // It sleeps for a minute.
        assert!(started.elapsed() < Duration::from_secs(60));
        let asked = with["asked"].take();
        assert!(asked["problem"].as_str().unwrap().contains(problem), "{script}: {asked}");
        assert!(asked["chosen"].is_null());
        without["asked"].take();
        assert_eq!(with, without, "{script}");
    }
    let folder = team();
    let asked = decision(folder.path(), UNCLEAR, &["--ask", "no-such-arbiter"])["asked"].take();
    assert!(asked["problem"].as_str().unwrap().starts_with("it cannot be started: "), "{asked}");
    for wrong in ["", "  ", "sh 'open"] {
        assert_eq!(
            route(folder.path(), &[UNCLEAR, "--ask", wrong]).output().unwrap().status.code(),
            Some(2),
            "{wrong:?}"
        );
    }
}

#[test]
fn a_run_and_many_requests_ask_too() {
    let folder = arbiter("echo baker");
    let mut command = route(folder.path(), &["run", UNCLEAR, "--ask", "sh arbiter", "-q", "--log", "log"]);
    let output = command.args(["--", "sh", "-c", "echo $ROUTE_AGENT"]).output().unwrap();
    assert_eq!(text(&output.stdout), "baker\n");
    let log: Value = serde_json::from_str(&fs::read_to_string(folder.path().join("log")).unwrap()).unwrap();
    assert!(log["asked"]["among"].as_array().unwrap().contains(&json!("baker")));
    let requests = format!("{UNCLEAR}\nbake bread\n{UNCLEAR} again\n");
    fs::write(folder.path().join("requests"), requests).unwrap();
    let mut command = route(folder.path(), &["-f", "name", "--ask", "sh arbiter"]);
    let output = command.stdin(fs::File::open(folder.path().join("requests")).unwrap()).output().unwrap();
    assert_eq!(text(&output.stdout), "baker\nbaker\nbaker\n");
    assert_eq!(fs::read_to_string(folder.path().join("calls")).unwrap().lines().count(), 3);
}

/// A program that never answers is told once, and counted, however many requests there are.
#[test]
fn many_requests_that_nobody_settled_are_told_of() {
    let folder = arbiter("exit 3");
    fs::write(folder.path().join("requests"), format!("{UNCLEAR}\n").repeat(20)).unwrap();
    let mut command = route(folder.path(), &["-f", "name", "--ask", "sh arbiter"]);
    let output = command.stdin(fs::File::open(folder.path().join("requests")).unwrap()).output().unwrap();
    let told = text(&output.stderr);
    assert_eq!(told.matches("warning: --ask `sh arbiter`: ").count(), 2, "{told}");
    assert!(told.contains("it failed, exit status: 3") && told.contains(": 20 answers did not count"), "{told}");
}
