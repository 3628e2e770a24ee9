//! `docs/seeds.md`: every statement about the built-in teams has a command, which must print the text beside it.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/seeds.md");

/// A row: its number, the command, and what it has to print.
struct Row<'t> {
    number: &'t str,
    command: String,
    prints: String,
}

fn rows(page: &str) -> Vec<Row<'_>> {
    let mut found = Vec::new();
    for (i, line) in page.lines().enumerate().filter(|(_, line)| line.contains(" | `route ")) {
        let cells: Vec<&str> = line.trim_matches(['|', ' ']).split(" | ").collect();
        let &[number, _, _, command, prints] = cells.as_slice() else { panic!("line {} has not five cells", i + 1) };
        let bare = |cell: &str| cell.trim_matches('`').trim().replace("&#124;", "|");
        found.push(Row { number, command: bare(command), prints: bare(prints) });
    }
    found
}

#[test]
fn statements_are_numbered_without_a_gap() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let (mut team, mut last) = (0, 0);
    for number in rows(&page).iter().map(|row| row.number) {
        let (of_team, own) = number.split_once('.').unwrap();
        let (of_team, own): (usize, usize) = (of_team.parse().unwrap(), own.parse().unwrap());
        let is_next = (of_team, own) == (team, last + 1) || (of_team, own) == (team + 1, 1);
        assert!(is_next, "{number} stands behind {team}.{last}");
        (team, last) = (of_team, own);
    }
    assert_eq!(team, 5);
}

#[test]
fn every_command_prints_what_stands_beside_it() {
    let page = std::fs::read_to_string(PAGE).unwrap();
    let rows = rows(&page);
    assert!(rows.len() > 350, "{} rows", rows.len());
    let here = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    let mut wrong = Vec::new();
    for Row { number, command, prints } in rows {
        let folder = TempDir::new().unwrap();
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).current_dir(folder.path()).env("PATH", &path).env("HOME", "/nonexistent");
        let output = shell.env("ROUTE_CACHE", "").env_remove("ROUTE_AGENTS").output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        if output.status.code() != Some(0) || !printed.contains(&prints) {
            let said = String::from_utf8_lossy(&output.stderr);
            wrong.push(format!("{number}: {command}\nwants: {prints}\nprints: {printed}{said}"));
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}
