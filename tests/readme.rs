//! Compares the documents with the program: their commands are run, their JSON, options and files compared.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod required;
mod transcript;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use task_router_engine::DecisionField;

fn path(document: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(document)
}

fn text(document: &str) -> String {
    fs::read_to_string(path(document)).unwrap()
}

/// The blocks of a document that are marked `language`.
fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = text(document);
    let fence = format!("\n```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts.map(|part| part.split("\n```\n").next().unwrap_or(part).to_owned()).collect()
}

fn route(args: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command
        .args(args)
        .current_dir(folder.path())
        .env_remove("ROUTE_AGENTS")
        .env("HOME", "/nonexistent")
        .stdin(Stdio::null());
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

#[test]
fn every_command_does_what_the_readme_shows() {
    transcript::check_markdown(&path("README.md"));
}

#[test]
fn every_command_does_what_the_documents_show() {
    for document in ["docs/pipes.md", "docs/checking.md"] {
        transcript::check_markdown(&path(document));
    }
}

/// The cells of the row `name` in the table behind `heading`.
fn row(document: &str, heading: &str, name: &str) -> Vec<String> {
    let text = text(document);
    let section = text.split_once(heading).unwrap_or_else(|| panic!("{document}: no `{heading}`")).1;
    let start = format!("| {name} |");
    let line = section.lines().find(|line| line.starts_with(&start)).unwrap();
    line.split('|').map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty()).collect()
}

/// The README's figures are those of the documents, and accuracy and speed on one data set are of one set-up.
#[test]
fn the_figures_are_those_of_the_documents() {
    let measured = [("route", "route"), ("BM25", "BM25, nearest example"), ("MiniLM", "MiniLM, nearest example")];
    for (name, in_full) in measured {
        let tools = row("docs/benchmarks.md", "**MetaTool: 199 described tools", name)[1].clone();
        let compared = row("docs/performance.md", "## Compared with other tools", in_full);
        let (intents, speed) = (compared[2].clone(), compared[4].clone());
        assert_eq!(row("README.md", "<!-- figures -->", name)[1..], [tools, intents, speed], "{name}");
    }
}

/// The README stays short enough to be read to the end.
#[test]
fn the_readme_is_short_and_begins_with_what_to_do() {
    let readme = text("README.md");
    assert!(readme.lines().count() < 300);
    assert_eq!(blocks("README.md", "sh")[0], "cargo run --release -- \"fix JWT expiry\"\ncargo test");
}

#[test]
fn the_json_is_as_documented() {
    let documented: Value = serde_json::from_str(&blocks("docs/json.md", "json")[0]).unwrap();
    let line = route(&["-f", "json", documented["request"].as_str().unwrap()]);
    let real: Value = serde_json::from_str(&line).unwrap();
    agrees("", &documented, &real);
    let names: Vec<&str> = DecisionField::ALL.iter().map(|field| field.name()).collect();
    let section = text("docs/json.md");
    let keys: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(keys, names, "the keys explained");
    let at = |key: &str| section.find(&format!("\n  \"{key}\": ")).unwrap_or_else(|| panic!("no {key} in the example"));
    assert!(names.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "the order of the keys in the example");
}

/// Texts agree up to an ellipsis, lists up to an item that is one. Numbers but the confidence may differ, since learned
/// weights change.
fn agrees(at: &str, documented: &Value, real: &Value) {
    match (documented, real) {
        (Value::Number(_), Value::Number(_)) if !at.ends_with(".confidence") => {}
        (Value::String(part), Value::String(whole)) if part.ends_with('…') => {
            assert!(whole.starts_with(part.trim_end_matches('…')), "{at}: {whole:?}");
        }
        (Value::Array(items), Value::Array(all)) => {
            let open = items.last().is_some_and(|item| item == "…");
            let items = &items[..items.len() - usize::from(open)];
            assert!(items.len() == all.len() || (open && items.len() <= all.len()), "{at}: {all:?}");
            items.iter().zip(all).enumerate().for_each(|(i, (item, real))| agrees(&format!("{at}[{i}]"), item, real));
        }
        (Value::Object(keys), Value::Object(all)) => {
            assert!(keys.keys().eq(all.keys()), "{at}: {:?}", all.keys());
            keys.iter().for_each(|(key, value)| agrees(&format!("{at}.{key}"), value, &all[key]));
        }
        _ => assert_eq!(documented, real, "{at}"),
    }
}

/// The long options in a text.
fn options(text: &str) -> BTreeSet<String> {
    let pattern = regex::Regex::new(r"(?:^|[\s`(,])(--[a-z][a-z-]+)").unwrap();
    pattern.captures_iter(text).map(|found| found[1].to_owned()).collect()
}

/// The commands listed in the help.
fn commands(help: &str) -> Vec<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // Continuation lines of a description are indented further.
    let named = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).collect()
}

/// docs/commands.md is generated from the command line; options that other documents name must exist.
#[test]
fn every_command_is_documented_and_no_other_option() {
    let readme = text("README.md");
    let reference = text("docs/commands.md");
    let help = route(&["--help"]);
    let commands = commands(&help);
    assert!(commands.len() > 5, "{commands:?}");
    for command in commands {
        assert!(readme.contains(&format!("route {command}")), "{command}");
    }
    let real = options(&reference);
    let missing: Vec<_> = options(&readme).into_iter().filter(|option| !real.contains(option)).collect();
    // Options of other programs.
    assert_eq!(missing, ["--global", "--locked", "--path", "--release"], "in the README, but no option");
}

/// Example files are read without a warning, with every key known.
#[test]
fn the_files_shown_are_valid() {
    let shown = blocks("README.md", "markdown");
    assert_eq!(shown.len(), 1, "an agent");
    for file in shown {
        let folder = tempfile::tempdir().unwrap();
        let is_team = file.contains("{agent_prompt}");
        fs::write(folder.path().join(if is_team { "team.md" } else { "agent.md" }), &file).unwrap();
        let fallback = "---\nname: backend-overview-architect\ndescription: Work.\n---\n";
        fs::write(folder.path().join("fallback.md"), fallback).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        let output = command.args(["list", "--agents"]).arg(folder.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{file}");
        assert!(output.status.success());
    }
}

/// Links to files of the repository lead to existing files.
#[test]
fn links_lead_to_files() {
    let pattern = regex::Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    let pages = fs::read_dir(path("docs")).unwrap().map(|page| format!("docs/{}", page.unwrap().file_name().display()));
    let pages = pages.filter(|page| page.ends_with(".md"));
    let others = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "tests/README.md"].map(str::to_owned);
    for document in others.into_iter().chain(pages) {
        let document = document.as_str();
        let folder = path(document).parent().unwrap().to_owned();
        for found in pattern.captures_iter(&text(document)) {
            assert!(folder.join(&found[1]).exists(), "{document}: {}", &found[1]);
        }
    }
}

#[test]
fn a_line_takes_requests_out_of_a_tests_code() {
    let line = blocks("docs/fixtures.md", "sh").into_iter().find(|block| block.contains("ast.literal_eval")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("tests")).unwrap();
    let code = "import pytest\n\nSPECIFIC = [\n    # Bread.\n    (\n        \"Knead the \\\"dough\\\"\",\n        [\"bread\"],\n        \
                [\"specific\"],\n    ),\n]\nPAIR = {\"bread\", \"iron\"}\nNEGATIVE = [(\"Sing.\", [], [\"negative\"])]\n";
    fs::write(folder.path().join("tests/test_skill_selection.py"), code).unwrap();
    let done = Command::new("sh").args(["-c", &line]).current_dir(folder.path()).status().unwrap();
    if done.code() == Some(127) {
        return required::missing("python3");
    }
    assert!(done.success());
    let written = fs::read_to_string(folder.path().join("routing.jsonl")).unwrap();
    assert_eq!(
        written,
        "{\"request\": \"Knead the \\\"dough\\\"\", \"agent\": [\"bread\"]}\n{\"request\": \"Sing.\", \"agent\": null}\n"
    );
}
