//! Speed changes no answer: thousands of requests are routed the plain way (every part of every class's score looked up
//! by itself and summed), the fast way, by one thread and by many, and through the cache; all have to agree.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use task_router_engine::decide::{Options, decide};
use task_router_engine::index::{ClassId, Index};
use task_router_engine::load::Files;
use task_router_engine::score::{Scorer, Scores};
use task_router_engine::source::Root;

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
        // Pasted text, exclusions and another language have ways of their own.
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

/// The built-in teams, and made-up ones that are looked at in other ways: so many agents that few of them matter, with and
/// without examples, and more than have a row each.
fn teams() -> Vec<(String, Index)> {
    let mut found: Vec<_> = task_router_teams::names()
        .map(|name| (name.to_owned(), task_router_teams::index(Some(name)).unwrap()))
        .collect();
    for (agents, examples, flows) in [(60, 0, 0), (60, 3, 0), (300, 2, 0), (60, 1, 12)] {
        let name = format!("{agents} agents of {examples} examples, {flows} flows");
        found.push((name, made_up(agents, examples, flows)));
    }
    found
}

/// A team whose agents speak of much the same things, in the words of the requests.
fn made_up(agents: usize, examples: usize, flows: usize) -> Index {
    let requests = requests();
    let words: Vec<&str> = requests.iter().flat_map(|request| request.split(|c: char| !c.is_alphanumeric())).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let folder = tempfile::tempdir().unwrap();
    for agent in 0..agents {
        let some = |from: usize, n: usize| {
            (0..n).map(|i| words[(agent * 37 + from + i * 11) % words.len()]).collect::<Vec<_>>()
        };
        let mut text = format!("---\nname: agent-{agent}\ndescription: \"{}\"\n", some(0, 12).join(" "));
        text.push_str(&format!("keywords: [\"{}\", \"{}\"]\n", some(3, 1)[0], some(5, 2).join(" ")));
        text.push_str(&format!("not_for: [\"{}\"]\npriority: {}\n", some(7, 1)[0], agent % 3));
        if examples > 0 {
            let lines = (0..examples).map(|i| format!("  - \"{}\"\n", some(100 * i, 6).join(" ")));
            text.push_str(&format!("examples:\n{}", lines.collect::<String>()));
        }
        fs::write(folder.path().join(format!("{agent}.md")), text + "---\nDo it.\n").unwrap();
    }
    let mut team = "---\nname: made-up\nflows:\n".to_owned();
    for flow in 0..flows {
        let words = (0..4).map(|i| words[(flow * 41 + i * 13) % words.len()]).collect::<Vec<_>>();
        let first = if flow % 3 == 0 { "any: [agent-1, agent-2]".to_owned() } else { format!("agent: agent-{flow}") };
        team.push_str(&format!("  - name: flow-{flow}\n    description: \"{}\"\n", words.join(" ")));
        team.push_str(&format!("    keywords: [\"{}\", \"{}\"]\n", words[0], words[1]));
        team.push_str(&format!("    steps:\n      - {first}\n      - agent: agent-0\n"));
    }
    if flows > 0 {
        fs::write(folder.path().join("team.md"), team + "---\n").unwrap();
    }
    let files = Files::read(&[Root::named(folder.path())], String::new(), Path::new("")).unwrap();
    let index = files.index(None).unwrap();
    assert_eq!(index.meta.flows.len(), flows);
    assert_eq!(index.agent_names().count(), agents);
    index
}

#[test]
fn the_fast_way_and_the_plain_way_agree() {
    let requests = requests();
    assert!(requests.len() > 1000, "{}", requests.len());
    for (name, index) in teams() {
        let (mut fast, mut plain, mut scores) = (Scorer::new(&index), Scorer::new(&index), Scores::default());
        // Every class is summed by itself, which takes its time where there are many.
        let step = 3 + index.agent_names().count() / 4;
        for request in requests.iter().step_by(step) {
            fast.score(request, &mut scores);
            for &(class, score) in &scores.classes {
                let sum: f64 = plain.parts(request, class).iter().map(|part| part.score).sum();
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
            let whole = decide(&mut scorer, &request, &Options::default());
            let short = decide(&mut scorer, &request, &Options { most: 2, ..Options::default() });
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
        let decision = decide(&mut Scorer::new(&index), request, &Options::default());
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
