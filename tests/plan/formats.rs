//! Each format contains everything that its consumer needs.

use crate::calls::{HOSTILE, done_in_order, json, text};
use crate::required;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

#[test]
fn every_format_prints_every_kind_of_plan() {
    let teams = ["backend-task-dispatcher", "backend-coordinator"];
    let list = format!("- {HOSTILE}\n- add a column\n- the React button has the wrong css\n- xyzzy\n");
    for team in teams {
        for request in [HOSTILE, &list, "hello", ""] {
            for format in ["text", "json", "markdown", "mermaid", "dot", "directive", "status", "scratchpad"] {
                let page = text(&["--team", team, "-f", format], request);
                assert!(!page.trim().is_empty());
                if matches!(format, "json" | "directive" | "status") {
                    let value: Result<Value, _> = serde_json::from_str(&page);
                    assert!(value.is_ok_and(|value| value.is_object()), "{team} {format}: {page}");
                }
            }
        }
    }
}

#[test]
fn the_directive_has_an_assignment_for_each_agent() {
    let plan = json(&["--team", "backend-coordinator"], "We need a new endpoint that returns metadata of documents");
    let directive = text(
        &["--team", "backend-coordinator", "-f", "directive"],
        "We need a new endpoint that returns metadata of documents",
    );
    let directive: Value = serde_json::from_str(&directive).unwrap();
    let assigned: BTreeSet<&str> = directive["assignments"].as_object().unwrap().keys().map(String::as_str).collect();
    let who = |task: &'_ Value| -> String {
        let name = task["agent"].as_str().or(task["handoff"].as_str()).unwrap_or("backend-coordinator");
        name.to_owned()
    };
    let tasks = plan["tasks"].as_array().unwrap();
    let planned: BTreeSet<String> = tasks.iter().map(who).collect();
    assert_eq!(assigned, planned.iter().map(String::as_str).collect());
    assert!(assigned.len() > 2);
    // One entry per task, with its id; an agent with several tasks has a list of them.
    let mut ids: Vec<&str> = Vec::new();
    for entry in directive["assignments"].as_object().unwrap().values() {
        let entries = entry.as_array().map_or(std::slice::from_ref(entry), Vec::as_slice);
        ids.extend(entries.iter().map(|entry| entry["id"].as_str().unwrap()));
    }
    ids.sort_unstable();
    assert_eq!(ids, done_in_order(tasks.len()));
}

#[test]
fn markdown_has_all_that_an_issue_needs() {
    let page = text(
        &["--team", "backend-team", "-f", "markdown"],
        "Build a coupon feature end to end, with tables, policies and API",
    );
    for part in [
        "# Plan: ",
        "## Decomposition",
        "## Specialists and roles",
        "## Order and dependencies",
        "```mermaid\nflowchart TD",
        "## Risks and mitigation",
        "## Success criteria",
        "## Gates",
        "## Progress\n\n- [ ] t1 ",
        "## Rollback",
        "## Output format",
        "### Migrations",
    ] {
        assert!(page.contains(part), "{part} is missing in:\n{page}");
    }
}

/// Graphviz itself parses the graph.
#[test]
fn graphviz_reads_the_dot() {
    if Command::new("dot").arg("-V").output().is_err() {
        return required::missing("dot");
    }
    let list = format!("- {HOSTILE}\n- add a column\n- {HOSTILE} migration\n");
    for request in
        [HOSTILE, &list, "hello", "", "add login with email confirmation and an admin page for locked accounts"]
    {
        let graph = text(&["-f", "dot"], request);
        let plan = json(&[], request);
        let mut dot = Command::new("dot")
            .args(["-Tjson0"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        dot.stdin.take().unwrap().write_all(graph.as_bytes()).unwrap();
        let output = dot.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        let read: Value = serde_json::from_slice(&output.stdout).unwrap();
        let count = |key: &str| read[key].as_array().map_or(0, Vec::len);
        let nodes = read["objects"].as_array().into_iter().flatten().filter(|object| object.get("nodes").is_none());
        let tasks = plan["tasks"].as_array().unwrap();
        assert_eq!(nodes.count(), tasks.len().max(usize::from(plan["question"].is_string() && tasks.is_empty())));
        let edges = tasks.iter().map(|task| list_len(&task["after"])).sum::<usize>();
        let guards = tasks.iter().filter(|task| list_len(&task["gates"]) > 0).count();
        assert_eq!(count("edges"), edges + guards);
    }
}

fn list_len(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}
