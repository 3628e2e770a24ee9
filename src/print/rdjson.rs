//! A check in the diagnostic format of reviewdog, which comments on changes on many code hosts.

use super::findings;
use serde_json::{Value, json};
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds};
use task_router_engine::{Diagnostic, Severity, escape};

/// Prints one object with every finding.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let diagnostics: Vec<Value> = findings(report, thresholds).map(diagnostic).collect();
    let whole = json!({"source": {"name": "route"}, "diagnostics": diagnostics});
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&whole)?))
}

fn diagnostic((severity, found): (Severity, Diagnostic)) -> Value {
    let severity = match severity {
        Severity::Error => "ERROR",
        Severity::Warning => "WARNING",
        Severity::Note => "INFO",
    };
    json!({
        "message": format!("{}; {}", found.message, found.help),
        "location": {"path": found.file, "range": {"start": {"line": found.line}}},
        "severity": severity,
        "code": {"value": found.code.name()},
    })
}
