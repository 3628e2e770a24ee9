//! A check as GitLab's code quality report.

use super::findings_from_root;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds};
use task_router_engine::{Diagnostic, Severity, escape};

/// Prints a list of all findings.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let mut twins = HashMap::new();
    let all: Vec<Value> = findings_from_root(report, thresholds).iter().map(|found| issue(found, &mut twins)).collect();
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&all)?))
}

/// A message without the lines of the places it names (`agents/a.md:7`), which other edits move.
fn without_lines(message: &str) -> String {
    let mut parts = message.split(':');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + ":" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// The fingerprint identifies an issue across versions. It is unique and does not depend on the line.
fn issue((severity, found): &(Severity, Diagnostic), twins: &mut HashMap<String, usize>) -> Value {
    let severity = match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Note => "info",
    };
    let text = format!("{}\0{}\0{}", found.file, found.code.name(), without_lines(&found.message));
    let twin = twins.entry(text.clone()).or_default();
    *twin += 1;
    json!({
        "description": format!("{}; {}", found.message, found.help),
        "check_name": found.code.name(),
        "fingerprint": blake3::hash(format!("{text}\0{twin}").as_bytes()).to_hex().to_string(),
        "severity": severity,
        "location": {"path": found.file.strip_prefix("./").unwrap_or(&found.file), "lines": {"begin": found.line}},
    })
}
