//! Transcripts: commands and their output, run in a real shell and compared.
//!
//! ```text
//! #: A comment.
//! $ route -f name "fix JWT expiry"        a command; lines that start with `> ` continue it
//! ? 2                                     its exit status, where that is not 0
//! auth-system-architect                   what it prints on both streams; `...` stands for any lines, `[..]` for any text
//! ```
//!
//! The commands of one file share a folder, which is empty at first and written `[folder]`. `UPDATE=1 cargo test`
//! writes the real output.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Stdio};

const ANY_LINES: &str = "...";
const ANY_TEXT: &str = "[..]";
/// Stands for the folder in which the commands run.
const FOLDER: &str = "[folder]";

/// Variables that change the output, or lead to the developer's own agents.
const UNSET: [&str; 7] =
    ["ROUTE_AGENTS", "NO_COLOR", "COLUMNS", "CLICOLOR_FORCE", "CLAUDE_CONFIG_DIR", "CODEX_HOME", "XDG_CONFIG_HOME"];

/// A command with its expected result.
struct Step {
    command: String,
    status: i32,
    /// The lines of the file with the expected output, including the line of the status.
    lines: Range<usize>,
    expected: Vec<String>,
}

/// The result of a command.
struct Outcome {
    status: i32,
    lines: Vec<String>,
}

/// Runs every command of a transcript; panics with all differences.
#[allow(dead_code)] // Each test crate that includes this module uses one of the two.
pub fn check(path: &Path) {
    check_lines(path, |_| true, str::to_owned, |_| ());
}

/// Runs every command of the blocks marked `console` of a markdown file. Scores may differ: learned weights change, and a
/// document is not wrong because a score has become 12.4 from 12.6. Shares (`9 % sure`) and the confidence in
/// columns and JSON may not: they are what is promised.
#[allow(dead_code)]
pub fn check_markdown(path: &Path) {
    let mut inside = false;
    let is_transcript = |line: &str| {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ => return inside,
        }
        false
    };
    check_lines(path, is_transcript, without_scores, this_repository);
}

/// `line` with every number but shares as 0 and runs of spaces as one, since columns are as wide as their numbers.
fn without_scores(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let after = rest[digits..]
            .strip_prefix('.')
            .map_or(&rest[digits..], |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        let is_confidence = text.ends_with("\"confidence\":") || (text.ends_with('\t') && after.starts_with('\t'));
        let token = if digits > 0 && (is_confidence || after.starts_with(" %")) {
            &rest[..rest.len() - after.len()]
        } else {
            &rest[..c.len_utf8()]
        };
        rest = &rest[token.len()..];
        let token =
            if token.len() == 1 && digits > 0 && !is_confidence && !rest.starts_with(" %") { "0" } else { token };
        if !(matches!(token, "0" | " ") && text.ends_with(token)) {
            text.push_str(token);
        }
    }
    text
}

/// The commands of a document run in a copy of this repository's teams; `website` is a repository with Claude Code
/// definitions.
fn this_repository(folder: &Path) {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let website = top.join("tests/readme");
    let copied = [(top, "agents"), (top, "knowledgebase"), (website.as_path(), "website")];
    let entries =
        copied.iter().flat_map(|(top, name)| walkdir::WalkDir::new(top.join(name)).into_iter().map(move |e| (top, e)));
    for (top, entry) in entries {
        let entry = entry.unwrap();
        let copy = folder.join(entry.path().strip_prefix(top).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir(copy).unwrap()
        } else {
            assert!(fs::copy(entry.path(), copy).is_ok())
        }
    }
    fs::create_dir(folder.join("website/.git")).unwrap();
}

fn check_lines(
    path: &Path,
    mut is_transcript: impl FnMut(&str) -> bool,
    compared: fn(&str) -> String,
    prepare_folder: fn(&Path),
) {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let within: Vec<bool> = lines.iter().map(|line| is_transcript(line)).collect();
    let steps = steps(&lines, &within);
    assert!(!steps.is_empty(), "{}: no commands", path.display());
    let folder = tempfile::tempdir().unwrap();
    let home = tempfile::tempdir().unwrap();
    prepare_folder(folder.path());
    let mut differences = Vec::new();
    let mut fixed = Vec::new();
    for step in steps {
        let outcome = run(&step.command, folder.path(), home.path());
        let prepare = |lines: &[String]| lines.iter().map(|line| compared(line)).collect::<Vec<_>>();
        if outcome.status != step.status || !agrees(&prepare(&step.expected), &prepare(&outcome.lines)) {
            differences.push(difference(path, &step, &outcome));
            fixed.push((step.lines, outcome));
        }
    }
    if std::env::var_os("UPDATE").is_some() {
        for (range, outcome) in fixed.into_iter().rev() {
            let status = (outcome.status != 0).then(|| format!("? {}", outcome.status));
            lines.splice(range, status.into_iter().chain(outcome.lines));
        }
        fs::write(path, lines.join("\n") + "\n").unwrap();
    } else {
        assert!(differences.is_empty(), "{}", differences.join("\n"));
    }
}

fn steps(lines: &[String], within: &[bool]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        if !within[at] || line.starts_with("#: ") {
            open = false;
        } else if let Some(command) = line.strip_prefix("$ ") {
            steps.push(Step { command: command.to_owned(), status: 0, lines: at + 1..at + 1, expected: Vec::new() });
            open = true;
        } else if let Some(step) = steps.last_mut().filter(|_| open) {
            if let Some(more) = line.strip_prefix("> ").filter(|_| step.expected.is_empty()) {
                step.command = format!("{}\n{more}", step.command);
                step.lines = at + 1..at + 1;
                continue;
            }
            match line.strip_prefix("? ").and_then(|status| status.parse().ok()) {
                Some(status) if step.expected.is_empty() => step.status = status,
                _ => step.expected.push(line.clone()),
            }
            step.lines.end = at + 1;
        }
    }
    for step in &mut steps {
        // Blank lines before the next command are for the reader.
        while step.expected.last().is_some_and(String::is_empty) {
            step.expected.pop();
            step.lines.end -= 1;
        }
    }
    steps
}

fn run(command: &str, folder: &Path, home: &Path) -> Outcome {
    let programs = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap().to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path))).unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("exec 2>&1\n{command}")]).current_dir(folder).stdin(Stdio::null()).env("PATH", path);
    for variable in UNSET {
        shell.env_remove(variable);
    }
    // Settings of the developer must not affect the tests.
    shell.env("HOME", home);
    let output = shell.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    let text = text.replace(&folder.canonicalize().unwrap().display().to_string(), FOLDER);
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    Outcome { status: output.status.code().unwrap_or(-1), lines }
}

/// Whether lines are those expected, `...` standing for any number of them.
fn agrees(expected: &[String], lines: &[String]) -> bool {
    match expected.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == ANY_LINES => (0..=lines.len()).any(|skipped| agrees(rest, &lines[skipped..])),
        Some((first, rest)) => {
            lines.split_first().is_some_and(|(line, more)| line_agrees(first, line) && agrees(rest, more))
        }
    }
}

fn line_agrees(expected: &str, line: &str) -> bool {
    let mut parts = expected.split(ANY_TEXT);
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn difference(path: &Path, step: &Step, outcome: &Outcome) -> String {
    format!(
        "{}:{}: $ {}\nexpected (status {}):\n{}\ncame (status {}):\n{}\n(UPDATE=1 cargo test writes what came)\n",
        path.display(),
        step.lines.start,
        step.command,
        step.status,
        step.expected.join("\n"),
        outcome.status,
        outcome.lines.join("\n")
    )
}
