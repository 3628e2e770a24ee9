//! The picture of a terminal in the README: the program's real output, drawn.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use anstyle_svg::Term;
use std::fs;
use std::path::Path;
use std::process::Command;

const WIDTH: usize = 84;
const COMMANDS: [&[&str]; 2] =
    [&["list"], &["explain", "--top", "2", "the layout of the checkout page breaks on phones"]];

fn drawn() -> String {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("website");
    assert!(Command::new("cp").arg("-R").arg(top.join("tests/readme/website")).arg(&shop).status().unwrap().success());
    fs::create_dir(shop.join(".git")).unwrap();
    let mut screen = String::new();
    for args in COMMANDS {
        let typed = args.iter().map(|word| if word.contains(' ') { format!("\"{word}\"") } else { (*word).to_owned() });
        screen.push_str(&format!("\u{1b}[1m$ route {}\u{1b}[0m\n", typed.collect::<Vec<_>>().join(" ")));
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        command.args(args).args(["--color", "always", "--no-user"]).current_dir(&shop);
        command.env("COLUMNS", WIDTH.to_string()).env("ROUTE_CACHE", "").env_remove("ROUTE_AGENTS");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        screen.push_str(&String::from_utf8(output.stdout).unwrap());
        screen.push('\n');
    }
    Term::new().min_width_px(760).render_svg(screen.trim_end())
}

/// Numbers may differ, since learned weights and measurements change.
fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }) {
        if !(c == '0' && kept.ends_with('0')) {
            kept.push(c);
        }
    }
    kept
}

#[test]
fn the_picture_is_of_this_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/terminal.svg");
    let drawn = drawn();
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if without_numbers(&kept) != without_numbers(&drawn) && std::env::var_os("UPDATE").is_some() {
        return fs::write(path, drawn).unwrap();
    }
    assert_eq!(without_numbers(&kept), without_numbers(&drawn), "UPDATE=1 cargo test --test picture draws it");
}
