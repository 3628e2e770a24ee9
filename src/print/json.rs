//! A check as one JSON object.

use crate::terminal::Style;
use serde::Serialize;
use std::io::{self, Write};
use task_router_check::report::{Report, Thresholds, Verdict};

/// The version that `version` states.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'r> {
    version: u32,
    /// `passed`, `failed`, `unusable` or `untested`.
    verdict: &'static str,
    fixtures: usize,
    right: usize,
    #[serde(flatten)]
    report: &'r Report,
}

/// Prints the whole report.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    let verdict = match report.verdict(thresholds) {
        Verdict::Passed => "passed",
        Verdict::Failed => "failed",
        Verdict::Unusable => "unusable",
        Verdict::Untested => "untested",
    };
    let (fixtures, right) = report.totals();
    let whole = Whole { version: VERSION, verdict, fixtures, right, report };
    writeln!(out, "{}", Style::stdout().json(&serde_json::to_string_pretty(&whole)?))
}
