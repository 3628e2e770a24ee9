//! The documents contain the tables that the program uses to read definitions. `UPDATE=1` writes them.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use task_router_engine::agent::dialect::{self, DIALECTS, Dialect, Field, KEYS};
use task_router_engine::plan::placeholders::{OF_PLAN, OF_TASK};
use task_router_engine::template::PLACEHOLDERS;
use task_router_engine::{AgentKind, EvidenceKind};

fn quoted<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    texts.into_iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", ")
}

fn dialects() -> String {
    let mut table = String::from("| client | kind | where | files | its own keys |\n|---|---|---|---|---|\n");
    for Dialect { client, kind, places, files, keys, .. } in DIALECTS {
        let places =
            if places.is_empty() { "beside the skill it is for".to_owned() } else { quoted(places.iter().copied()) };
        let keys: Vec<String> = keys
            .iter()
            .filter(|(_, field)| *field != Field::Client)
            .map(|(path, field)| format!("`{path}` ({})", field.meaning()))
            .collect();
        let (files, keys) = (quoted(files.iter().copied()), keys.join(", "));
        writeln!(table, "| {client} | {} | {places} | {files} | {keys} |", kind.name()).unwrap();
    }
    table
}

/// The table of the README: client, kind and places.
fn clients() -> String {
    let mut table = String::from("| client | kind | where |\n|---|---|---|\n");
    for Dialect { client, kind, places, files, .. } in DIALECTS {
        let files = files.iter().map(|file| file.trim_start_matches('*'));
        let places: Vec<String> = match places {
            [] => quoted(files).split(", ").map(|file| format!("{file} beside a skill")).collect(),
            [file] if files.clone().eq([*file]) || file.ends_with(".json") => vec![format!("`{file}`")],
            _ => vec![format!("{}: {}", quoted(places.iter().copied()), quoted(files))],
        };
        writeln!(table, "| {client} | {} | {} |", kind.name(), places.join(", ")).unwrap();
    }
    table
}

/// The order in which the places of a folder are read.
fn places() -> String {
    let mut table = String::from("| kind | places |\n|---|---|\n");
    for kind in AgentKind::ALL {
        let places = quoted(dialect::places().filter(|(_, is)| *is == kind).map(|(place, _)| place));
        writeln!(table, "| {} | {places} |", kind.name()).unwrap();
    }
    table
}

fn keys() -> String {
    let mut table = String::from("| meaning | keys |\n|---|---|\n");
    for (at, (_, field)) in KEYS.iter().enumerate() {
        if KEYS[..at].iter().all(|(_, before)| before != field) {
            let paths = KEYS.iter().filter(|(_, is)| is == field).map(|(path, _)| *path);
            writeln!(table, "| {} | {} |", field.meaning(), quoted(paths)).unwrap();
        }
    }
    table
}

fn placeholders() -> String {
    let mut table = String::from("| stands for | in prompts | also in replies and `--template` |\n|---|---|---|\n");
    for row in PLACEHOLDERS {
        let [prompts, elsewhere] = [row.in_prompts, row.elsewhere]
            .map(|names| names.iter().map(|name| format!("`{{{name}}}`")).collect::<Vec<_>>().join(", "));
        writeln!(table, "| {} | {prompts} | {elsewhere} |", row.meaning).unwrap();
    }
    table
}

fn documents() -> String {
    let mut table = String::from("| stands for | placeholder | available in |\n|---|---|---|\n");
    let of_plan = OF_PLAN.iter().map(|row| (row.name, row.meaning, "all"));
    let of_task = OF_TASK.iter().map(|row| (row.name, row.meaning, "the directive, for each task"));
    for (name, meaning, available) in of_plan.chain(of_task) {
        writeln!(table, "| {meaning} | `{{{name}}}` | {available} |").unwrap();
    }
    table
}

#[test]
fn the_tables_are_printed_as_they_are() {
    let tables = [
        ("README.md", "clients", clients()),
        ("docs/definitions.md", "dialects", dialects()),
        ("docs/places.md", "places", places()),
        ("docs/definitions.md", "keys", keys()),
        ("docs/definitions.md", "placeholders", placeholders()),
        ("docs/teams.md", "placeholders of documents", documents()),
    ];
    for (file, name, table) in tables {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let page = fs::read_to_string(&file).unwrap();
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let (before, rest) = page.split_once(&start).unwrap();
        let (printed, after) = rest.split_once(&end).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, [before, &start, &table, &end, after].concat()).unwrap();
        } else {
            let file = file.display();
            assert!(
                printed == table,
                "{file}, table `{name}`: `UPDATE=1 cargo test --test definitions` writes\n{table}"
            );
        }
    }
}

/// The kinds of evidence are explained, by their names in JSON.
#[test]
fn the_kinds_of_evidence_are_named() {
    for file in ["docs/scoring.md", "docs/json.md"] {
        let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        for kind in EvidenceKind::ALL {
            assert!(page.contains(&format!("`{}`", kind.name())), "{file} does not name `{}`", kind.name());
        }
    }
}

/// The hidden folders that are searched are named.
#[test]
fn the_hidden_folders_of_clients_are_named() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/places.md")).unwrap();
    let named = page.split_once("hidden folders, except those of clients (").unwrap().1.split_once(')').unwrap().0;
    for (place, _) in dialect::places() {
        let folder = place.split_once('/').map(|(folder, _)| folder).filter(|folder| folder.starts_with('.'));
        assert!(folder.is_none_or(|folder| named.contains(&format!("`{folder}`"))), "{place} is not in ({named})");
    }
}
