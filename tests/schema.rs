//! `route schema`: the schemas are valid draft 7, the published files are up to date, and an independent validator
//! accepts every file of this repository, everything that `init` writes and everything that is printed.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::{program, team};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

const NAMES: [&str; 7] = ["agent", "team", "fixtures", "config", "decision", "plan", "report"];

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder).args(arguments).output().unwrap();
    assert!(output.stderr.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&printed(repository(), &["schema", name])).unwrap()
}

fn validator(name: &str) -> Validator {
    jsonschema::draft7::new(&schema(name)).unwrap()
}

/// The validation errors of a value; empty if it is valid.
fn faults(validator: &Validator, value: &Value) -> Vec<String> {
    validator.iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect()
}

fn accepts(validator: &Validator, what: &str, value: &Value) {
    let faults = faults(validator, value);
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}

/// A YAML document as JSON, with all keys as texts, as editors read them.
fn yaml(text: &str) -> Value {
    fn of(value: serde_yaml::Value) -> Value {
        use serde_yaml::Value as Yaml;
        match value {
            Yaml::Mapping(map) => {
                let key = |key: Yaml| match of(key) {
                    Value::String(text) => text,
                    other => other.to_string(),
                };
                Value::Object(map.into_iter().map(|(name, value)| (key(name), of(value))).collect())
            }
            Yaml::Sequence(items) => items.into_iter().map(of).collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    of(serde_yaml::from_str(text).unwrap())
}

/// The text between the fences of a markdown file.
fn frontmatter(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap();
    let inside = text.strip_prefix("---\n").and_then(|text| text.split("\n---\n").next());
    yaml(inside.unwrap_or_else(|| panic!("{} has no frontmatter", path.display())))
}

/// The files below a folder with this ending, except generated ones.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    files.filter(|path| path.extension().is_some_and(|own| own == ending)).collect()
}

/// Validates every definition, fixture file and configuration of a folder, and returns how many there were.
fn check_files(folder: &Path) -> usize {
    let [agent, team, fixtures, config] = ["agent", "team", "fixtures", "config"].map(validator);
    let definitions = below(&folder.join("agents"), "md");
    for path in &definitions {
        let is_team = path.file_name().unwrap() == "team.md";
        accepts(if is_team { &team } else { &agent }, &path.display().to_string(), &frontmatter(path));
    }
    let suites = match folder.join("tests/routing") {
        routing if routing.is_dir() => below(&routing, "yaml"),
        _ => Vec::new(),
    };
    for path in &suites {
        accepts(&fixtures, &path.display().to_string(), &yaml(&fs::read_to_string(path).unwrap()));
    }
    let configuration = folder.join("route.toml");
    let written = fs::read_to_string(&configuration).ok();
    if let Some(text) = &written {
        accepts(&config, "route.toml", &toml(text));
    }
    definitions.len() + suites.len() + usize::from(written.is_some())
}

fn toml(text: &str) -> Value {
    serde_json::to_value(toml::from_str::<toml::Value>(text).unwrap()).unwrap()
}

#[test]
fn schemas_are_draft_7_and_published_as_they_are() {
    for name in NAMES {
        let text = printed(repository(), &["schema", name]);
        let own: Value = serde_json::from_str(&text).unwrap();
        jsonschema::draft7::meta::validate(&own).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(own["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(own["title"].is_string(), "{name}");
        let path = repository().join(format!("docs/schemas/{name}.json"));
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let published = fs::read_to_string(&path).unwrap_or_default();
        assert!(published == text, "{}: run UPDATE=1 cargo test --test schema", path.display());
        assert_eq!(own["$id"].as_str().unwrap().rsplit('/').next(), path.file_name().and_then(|name| name.to_str()));
    }
    let listed = printed(repository(), &["schema"]);
    assert_eq!(listed.lines().map(|line| line.split(' ').next().unwrap()).collect::<Vec<_>>(), NAMES);
}

#[test]
fn every_file_of_this_repository_is_valid() {
    assert!(check_files(repository()) >= 40);
}

#[test]
fn what_init_writes_is_valid_and_names_its_schema() {
    let empty = tempfile::tempdir().unwrap();
    printed(empty.path(), &["init", "."]);
    assert_eq!(check_files(empty.path()), 5);
    let of_others = team();
    printed(of_others.path(), &["init", "."]);
    assert_eq!(check_files(of_others.path()), 5);
    let built_in = tempfile::tempdir().unwrap();
    printed(built_in.path(), &["init", ".", "--team", "backend-team"]);
    assert!(check_files(built_in.path()) > 5);
    let first = |path: &str, line: usize| {
        let text = fs::read_to_string(empty.path().join(path)).unwrap();
        text.lines().nth(line).unwrap().to_owned()
    };
    for (path, line, begins, name) in [
        ("agents/team.md", 1, "# yaml-language-server: $schema=", "team"),
        ("agents/tester.md", 1, "# yaml-language-server: $schema=", "agent"),
        ("tests/routing/team.yaml", 0, "# yaml-language-server: $schema=", "fixtures"),
        ("route.toml", 0, "#:schema ", "config"),
    ] {
        let id = schema(name)["$id"].as_str().unwrap().to_owned();
        assert_eq!(first(path, line), format!("{begins}{id}"), "{path}");
    }
    // The comment that names a schema changes nothing about how a file is read.
    printed(empty.path(), &["check", "--deny", "warnings"]);
    printed(built_in.path(), &["list"]);
}

/// Mistakes that a reader reports are also rejected by the schema.
#[test]
fn mistakes_are_refused() {
    let cases = [
        ("team", "{flows: [{name: a, steps: [b], stpes: [c]}]}"),
        ("team", "{flows: [{name: a, urgency: soon, steps: [b]}]}"),
        ("team", "{peers: {a: {mesage: x}}}"),
        ("team", "{approval: [{what: a, to: b}]}"),
        ("team", "{urgency: {now: [a]}}"),
        ("team", "{replies: {hello: a}}"),
        ("team", "{max_iterations: 0}"),
        ("team", "{default: maybe}"),
        ("agent", "{keywords: [a]}"),
        ("agent", "{name: a, priority: urgent}"),
        ("agent", "{name: a, enabled: never}"),
        ("agent", "{name: a, produces: {b: c}}"),
        ("agent", "{name: [a]}"),
        ("fixtures", "[{request: a, agnet: b}]"),
        ("fixtures", "[{agent: b}]"),
        ("fixtures", "[{request: a, status: clear}]"),
        ("fixtures", "{tests: [{request: a, foreign: b}]}"),
        ("config", "{agnets: [a]}"),
        ("config", "{min_confidence: 2}"),
        ("config", "{lint: {deny: [weak-keywrd]}}"),
        ("config", "{lint: {paths: {'a/**': [weak-keywrd]}}}"),
        ("config", "{user: {palces: [a]}}"),
        ("decision", "{version: 1, request: a}"),
        ("plan", "{version: 1, tasks: []}"),
        ("report", "{version: 1, verdict: passed}"),
    ];
    for (name, text) in cases {
        assert!(!faults(&validator(name), &yaml(text)).is_empty(), "{name}: {text}");
    }
}

/// Every documented way to write something.
#[test]
fn forms_that_are_read_are_accepted() {
    let cases = [
        ("agent", "{description: [a, b], keywords: 'jwt, token'}"),
        ("agent", "{name: a, keywords: {jwt: 2.0, error: {weight: 1, priority: critical}, b: critical, c: null}}"),
        ("agent", "{name: a, keywords: {primary: [jwt], secondary: [token]}, patterns: [{pattern: x}], examples: a}"),
        ("agent", "{name: a, triggers: [{type: keyword, pattern: v}, {keywords: [b, c], weight: 2}], persona: Ada}"),
        (
            "agent",
            "{name: a, triggers: {keywords: [a], task_patterns: ['fix *']}, routing: {triggers: [a], not_for: [b]}}",
        ),
        ("agent", "{name: a, tools: {bash: true}, model: sonnet, risks: [a, {b: c}], priority: '-2', tags: 3}"),
        ("agent", "{name: a, metadata: {keywords: [a], author: b}, examples: [{user: hello}, {question: answer}]}"),
        ("team", "{name: a, flows: {b: {keywords: [c], steps: [d, [e, f], {any: [g, h], when: i}]}}, gates: one}"),
        ("team", "{peers: [shop, {name: b, keywords: {c: 2}}], urgency: {high: [now], low: {keywords: [later]}}}"),
        ("fixtures", "{request: a, agent: null, flow: null, handoff: null, knowledge: null, support: null, plan: []}"),
        ("fixtures", "{request: a, agent: [null, b], not: [null], support: [null]}"),
        ("fixtures", "{skill: a, should_trigger: [b], should_not_trigger: [c]}"),
        ("fixtures", "{evals: [{query: a, should_trigger: false, id: 3}]}"),
        ("fixtures", "[{query: a, expected: [b, c], not: d, escalate: null, prompt_contains: [e]}]"),
        ("config", "{agents: a, lint: {deny: warnings, paths: {'a/**': all}}, user: {places: ['~/b']}}"),
    ];
    for (name, text) in cases {
        accepts(&validator(name), &format!("{name}: {text}"), &yaml(text));
    }
}

#[test]
fn what_is_printed_is_valid() {
    let folder = team();
    let run = |arguments: &[&str]| {
        let output = program(folder.path()).args(arguments).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let print = |arguments: &[&str]| run(&[&["--agents", "agents"], arguments].concat());
    let decision = validator("decision");
    let check = |text: String| {
        assert!(!text.is_empty());
        text.lines().for_each(|line| accepts(&decision, line, &serde_json::from_str(line).unwrap()));
    };
    for request in ["bake bread", "who leads?", "qwerty", "@baker what is this?", ""] {
        check(print(&["-f", "json", "--", request]));
    }
    check(print(&["-f", "json", "--ask", "echo baker", "something else"]));
    for team in ["backend-coordinator", "backend-team"] {
        let request = "urgent: production outage, data loss; use a new LLM provider and hand the CSS to the frontend";
        check(run(&["--builtin", "--team", team, "-f", "json", request]));
    }
    let plan = validator("plan");
    for request in ["bake bread, then clean up everything", "who leads?", "qwerty"] {
        let text = print(&["plan", "-f", "json", request]);
        accepts(&plan, &text, &serde_json::from_str(&text).unwrap());
    }
    let report = validator("report");
    let routing = folder.path().join("tests/routing");
    fs::create_dir_all(&routing).unwrap();
    let suites = [
        "- {request: bake bread, agent: helper}\n- {request: dough, agent: baker}\n",
        "- {request: a, agent: nobody}\n- b\n",
    ];
    for suite in suites {
        fs::write(routing.join("a.yaml"), suite).unwrap();
        let text = run(&["check", "--agents", "agents", "-f", "json", "tests/routing"]);
        accepts(&report, &text, &serde_json::from_str(&text).unwrap());
    }
    let text = run(&["check", "--builtin", "--team", "backend-team", "-f", "json", "--allow-empty"]);
    accepts(&report, &text, &serde_json::from_str(&text).unwrap());
    let record = json!({"version": 1, "error": "not JSON", "input": null});
    accepts(&decision, "a line that cannot be read", &record);
}
