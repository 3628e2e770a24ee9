//! `docs/seeds.md`: every statement about the built-in teams has a command, and the command prints what stands beside it.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// A row: its line, the command, and what it has to print.
struct Row<'t> {
    line: usize,
    command: &'t str,
    prints: String,
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let mut found = Vec::new();
    for (i, line) in page.lines().enumerate().filter(|(_, line)| line.contains(" | `route ")) {
        let cells: Vec<&str> = line.trim_matches(['|', ' ']).split(" | ").collect();
        let &[_, _, command, prints] = cells.as_slice() else { panic!("line {} has not four cells", i + 1) };
        let bare = |cell: &'_ str| -> String { cell.trim_matches('`').replace("&#124;", "|") };
        found.push(Row { line: i + 1, command: command.trim_matches('`'), prints: bare(prints) });
    }
    found
}

#[test]
fn every_command_prints_what_stands_beside_it() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/seeds.md")).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 60, "{} rows", rows.len());
    let here = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    let mut wrong = Vec::new();
    for Row { line, command, prints } in rows {
        let folder = TempDir::new().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(folder.path()).env("PATH", &path).env("HOME", "/nonexistent");
        let output = shell.env("ROUTE_CACHE", "").env_remove("ROUTE_AGENTS").output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.code() != Some(0) || !printed.contains(&prints) {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("line {line}: {command}\nwants: {prints}\nprints: {printed}{said}"));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
