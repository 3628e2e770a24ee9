//! Holds the documents to what the program does: their commands are run, their JSON, options and files compared.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod transcript;

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use task_router_engine::json::Field;

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
fn the_json_is_as_documented() {
    let documented: Value = serde_json::from_str(&blocks("README.md", "json")[0]).unwrap();
    let line = route(&["-f", "json", documented["request"].as_str().unwrap()]);
    let real: Value = serde_json::from_str(&line).unwrap();
    agrees("", &documented, &real);
    let names: Vec<&str> = Field::ALL.iter().map(|field| field.name()).collect();
    let readme = text("README.md");
    let section = readme.split("\n## ").find(|section| section.starts_with("JSON")).unwrap();
    let keys: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(keys, names, "the keys explained");
    let at = |key: &str| section.find(&format!("\n  \"{key}\": ")).unwrap_or_else(|| panic!("no {key} in the example"));
    assert!(names.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "the order of the keys in the example");
}

/// Texts agree up to an ellipsis, lists up to an item that is one; numbers may differ, since the teams learn.
fn agrees(at: &str, documented: &Value, real: &Value) {
    match (documented, real) {
        (Value::Number(_), Value::Number(_)) => {}
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

/// The commands that the help lists.
fn commands(help: &str) -> Vec<&str> {
    let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    // A description that takes several lines goes on further to the right.
    let named = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.filter_map(|line| line.split_whitespace().next()).collect()
}

#[test]
fn every_option_and_command_is_documented_and_no_other() {
    let readme = text("README.md");
    let help = route(&["--help"]);
    let mut documented = options(&readme);
    for page in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/docs")).unwrap() {
        let page = page.unwrap().path();
        if page.extension().is_some_and(|extension| extension == "md") {
            documented.extend(options(&fs::read_to_string(page).unwrap()));
        }
    }
    let mut real = options(&help);
    let table: BTreeSet<String> =
        options(&readme.lines().filter(|line| line.starts_with("| `-")).collect::<Vec<_>>().join("\n"));
    let missing: Vec<_> = table.difference(&real).collect();
    assert!(missing.is_empty(), "in the table of options, but no option: {missing:?}");
    let commands = commands(&help);
    assert!(commands.len() > 5, "{commands:?}");
    for command in commands {
        assert!(readme.contains(&format!("route {command}")), "{command}");
        real.extend(options(&route(&[command, "--help"])));
    }
    let undocumented: Vec<_> =
        real.difference(&documented).filter(|option| !["--help", "--version"].contains(&option.as_str())).collect();
    assert!(undocumented.is_empty(), "neither in the README nor in docs/: {undocumented:?}");
}

/// An example of a file is read without a warning, with every key known.
#[test]
fn the_files_shown_are_valid() {
    let shown = blocks("README.md", "markdown");
    assert_eq!(shown.len(), 2, "an agent and a team");
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

/// Links to files of the repository lead somewhere.
#[test]
fn links_lead_to_files() {
    let pattern = regex::Regex::new(r"\]\(([^)#:]+)\)").unwrap();
    for document in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "tests/README.md", "docs/teams.md"] {
        let folder = path(document).parent().unwrap().to_owned();
        for found in pattern.captures_iter(&text(document)) {
            assert!(folder.join(&found[1]).exists(), "{document}: {}", &found[1]);
        }
    }
}
