//! Calls of `route plan`, and properties of every plan.

use crate::pipe;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

const PLAN_KEYS: [&str; 25] = [
    "version",
    "request",
    "team",
    "flow",
    "urgency",
    "tasks",
    "waves",
    "rollback",
    "risks",
    "gates",
    "escalate",
    "approval",
    "handoff",
    "question",
    "warnings",
    "escalations",
    "approvals",
    "bottlenecks",
    "conflicts",
    "interfaces",
    "risk_register",
    "requirements",
    "messages",
    "decides",
    "gathers",
];
const TASK_KEYS: [&str; 22] = [
    "id",
    "title",
    "request",
    "agent",
    "source",
    "after",
    "needs",
    "takes",
    "produces",
    "condition",
    "knowledge",
    "prompt",
    "success",
    "rollback",
    "risks",
    "timeframe",
    "gates",
    "until",
    "back_to",
    "repeats",
    "requirements",
    "handoff",
];
/// Text that has a meaning in terminals, Markdown, Mermaid, DOT and JSON.
pub const HOSTILE: &str =
    "Fix the \"login\" `jwt` <b>token</b> & [x] {y} {user_task} | end; # a --> b \\n -. %% \u{1b}[31m\u{202e}";

/// Runs `route plan` in an empty folder, the request on standard input.
pub fn plan(arguments: &[&str], request: &str) -> Output {
    let empty = TempDir::new().unwrap();
    let arguments = [&["plan"], arguments, &["-"]].concat();
    pipe::route(empty.path(), &arguments, request.as_bytes().to_vec())
}

pub fn text(arguments: &[&str], request: &str) -> String {
    let output = plan(arguments, request);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

pub fn json(arguments: &[&str], request: &str) -> Value {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["-f", "json"]).collect();
    serde_json::from_str(&text(&arguments, request)).unwrap()
}

/// A folder of agents.
pub struct Team(TempDir);

impl AsRef<Path> for Team {
    fn as_ref(&self) -> &Path {
        self.0.path()
    }
}

impl Team {
    pub fn of(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, content) in files {
            fs::write(folder.path().join(name), content).unwrap();
        }
        Self(folder)
    }

    pub fn path(&self) -> &str {
        self.0.path().to_str().unwrap()
    }

    pub fn json(&self, request: &str) -> Value {
        json(&["--agents", self.path()], request)
    }

    pub fn error(&self, request: &str) -> String {
        let output = plan(&["--agents", self.path()], request);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        String::from_utf8(output.stderr).unwrap()
    }
}

/// An agent's file.
pub fn agent(name: &str, keys: &str) -> String {
    format!("---\nname: {name}\ndescription: The {name}.\n{keys}\n---\nYou are the {name}. TASK: {{user_task}}\n")
}

pub fn list(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|item| item.as_str().unwrap()).collect()
}

/// (agent, source, after) of each task.
pub fn tasks(plan: &Value) -> Vec<(&str, &str, Vec<&str>)> {
    plan["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| (task["agent"].as_str().unwrap_or("-"), task["source"].as_str().unwrap(), list(&task["after"])))
        .collect()
}

/// The properties of every plan.
pub fn assert_sound(plan: &Value) {
    let keys: Vec<&str> = plan.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, PLAN_KEYS);
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let tasks = plan["tasks"].as_array().unwrap();
    for (i, task) in tasks.iter().enumerate() {
        let keys: Vec<&str> = task.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(keys, TASK_KEYS);
        assert_eq!(task["id"], format!("t{}", i + 1));
        assert!(list(&task["after"]).iter().all(|id| done.contains(id)), "{} waits for what comes later", task["id"]);
        assert!(["request", "flow", "needs"].contains(&task["source"].as_str().unwrap()));
        assert!(!task["title"].as_str().unwrap().is_empty() && !task["prompt"].as_str().unwrap().is_empty());
        done.insert(task["id"].as_str().unwrap());
    }
    let mut in_waves: Vec<&str> = Vec::new();
    for wave in plan["waves"].as_array().unwrap() {
        for id in list(wave) {
            let task = &tasks[id[1..].parse::<usize>().unwrap() - 1];
            assert!(list(&task["after"]).iter().all(|before| in_waves.contains(before)), "{id} is in too early a wave");
        }
        in_waves.extend(list(wave));
    }
    assert_eq!(in_waves, done_in_order(tasks.len()));
    let mut undone = list(&plan["rollback"]);
    undone.reverse();
    assert_eq!(undone.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>(), done_in_order(tasks.len()));
    assert!(!tasks.is_empty() || plan["question"].is_string());
}

pub fn done_in_order(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("t{number}")).collect()
}
