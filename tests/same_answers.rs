//! Optimisations change no answer: thousands of requests are routed in the plain way (every part of every class's score
//! looked up separately and summed), in the fast way, by one thread and by many, and through the cache; all must agree.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use task_router_engine::{ClassId, Index, Options, Scorer, decide};

/// The fixtures' requests, and new ones made of the first half of one and the second half of another.
fn requests() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/routing");
    let mut found = vec![
        String::new(),
        "日本語 naïve ſign in, the \u{212a}ey, a data base and createLoginPage".to_owned(),
        "a".repeat(5000),
    ];
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in entries.filter(|path| path.is_file()) {
        let text = fs::read_to_string(path).unwrap();
        let lines = text.lines().filter_map(|line| line.split_once("request:"));
        found.extend(lines.map(|(_, request)| request.trim().trim_matches('"').to_owned()));
    }
    let around: Vec<String> = found.iter().step_by(3).cloned().collect();
    for (i, request) in around.iter().enumerate() {
        let other = &around[(i + 5) % around.len()];
        // Pasted text, exclusions and other languages have code paths of their own.
        found.extend([
            format!("{request}\n```\n{other}\n```\n> {other} {request}"),
            format!("{request}, not the {other}, without {other}"),
            format!("{request} https://example.com/{} <!-- {other} -->", other.replace(' ', "-")),
            format!("{request}, und bitte nicht der {other} für die {other}"),
        ]);
    }
    found.sort();
    let words: Vec<Vec<&str>> = found.iter().map(|request| request.split(' ').collect()).collect();
    let mut mixed = Vec::new();
    for step in [1, 7, 31] {
        for (i, first) in words.iter().enumerate() {
            let second = &words[(i + step) % words.len()];
            mixed.push([&first[..first.len() / 2], &second[second.len() / 2..]].concat().join(" "));
        }
    }
    found.extend(mixed);
    found
}

/// The built-in teams. The engine's own tests compare smaller and larger generated teams with the plain implementation.
fn teams() -> Vec<(&'static str, Index)> {
    task_router_teams::names().map(|name| (name, task_router_teams::index(Some(name)).unwrap())).collect()
}

#[test]
fn the_fast_way_and_the_plain_way_agree() {
    let requests = requests();
    assert!(requests.len() > 1000, "{}", requests.len());
    for (name, index) in teams() {
        let mut scorer = Scorer::new(&index);
        // Every class is summed separately, which takes long if there are many.
        let step = 3 + index.agent_names().count() / 4;
        for request in requests.iter().step_by(step) {
            let mut scored = scorer.score(request);
            let scores = scored.scores().clone();
            for &(class, score) in &scores.classes {
                let sum: f64 = scored.parts(class).iter().map(|part| part.score).sum();
                assert!(
                    (sum - score).abs() < 1e-6 * score.abs().max(1.0),
                    "{name}, class {class:?}: {request}: {sum} {score}"
                );
            }
            let known: BTreeSet<ClassId> = scores.classes.iter().map(|(class, _)| *class).collect();
            assert_eq!(known.len(), scores.classes.len(), "{name}: each class stands once: {request}");
            assert!(scores.rules.is_sorted());
        }
    }
}

#[test]
fn a_shorter_list_of_candidates_changes_no_decision() {
    for (name, index) in teams() {
        let mut scorer = Scorer::new(&index);
        for request in requests() {
            let whole = decide(&scorer.score(&request), &Options::default());
            let short = decide(&scorer.score(&request), &Options { most: 2, ..Options::default() });
            let all = |d: &task_router_engine::decide::Decision| {
                (d.status, d.agent, d.confidence.to_bits(), d.reason(&index), d.support.clone(), d.flow.clone())
            };
            assert_eq!(all(&whole), all(&short), "{name}: {request}");
            assert_eq!(
                whole.candidates.iter().take(2).collect::<Vec<_>>(),
                short.candidates.iter().take(2).collect::<Vec<_>>()
            );
        }
    }
}

#[test]
fn one_thread_and_many_agree() {
    let requests: Vec<String> = requests().into_iter().map(|request| request.replace(['\n', '\r'], " ")).collect();
    let index = task_router_teams::index(None).unwrap();
    let mut expected = String::new();
    for request in &requests {
        let decision = decide(&Scorer::new(&index).score(request), &Options::default());
        expected.push_str(decision.agent.map_or("-", |agent| &index.class(agent).name));
        expected.push('\n');
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let mut route = Command::new(env!("CARGO_BIN_EXE_route"));
    route.args(["-f", "name"]).current_dir(elsewhere.path()).env("ROUTE_AGENTS", "").env("HOME", "/nonexistent");
    let mut child = route.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let lines = format!("{}\n", requests.join("\n")).repeat(5);
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap() == expected.repeat(5), "the answers differ");
}
