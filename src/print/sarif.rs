//! A check as SARIF 2.1.0, for code scanning.

use super::findings_from_root;
use serde_json::{Value, json};
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds};
use task_router_engine::diagnostic::Code;
use task_router_engine::{Diagnostic, Severity, escape};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Prints one run with every finding.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let rules: Vec<Value> = Code::ALL.iter().map(|&code| rule(code)).collect();
    let results: Vec<Value> = findings_from_root(report, thresholds).iter().map(result).collect();
    let driver = json!({"name": "route", "version": env!("CARGO_PKG_VERSION"), "rules": rules});
    let run = json!({"tool": {"driver": driver}, "columnKind": "utf16CodeUnits", "results": results});
    let whole = json!({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]});
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&whole)?))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.name(),
        "shortDescription": {"text": code.description()},
        "defaultConfiguration": {"level": level(code.severity())},
    })
}

fn result((severity, found): &(Severity, Diagnostic)) -> Value {
    json!({
        "ruleId": found.code.name(),
        "ruleIndex": Code::ALL.iter().position(|code| *code == found.code),
        "level": level(*severity),
        "message": {"text": format!("{}; {}", found.message, found.help)},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": uri(&found.file)},
            "region": {"startLine": found.line},
        }}],
    })
}

/// A path as a URI: relative if possible, otherwise with the scheme `file`.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' | b':' => uri.push(byte as char),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("./a b/ü.md"), "a%20b/%C3%BC.md");
        assert_eq!(uri("/x/a.md"), "file:///x/a.md");
    }
}
