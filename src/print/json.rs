//! A check as one JSON object.

use crate::terminal::Style;
use serde::Serialize;
use std::io::{self, Write};
use task_router_check::report::{Bar, Report, Verdict};

/// The version that `version` states.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Whole<'r> {
    version: u32,
    /// `holds`, `fails` or `unusable`.
    verdict: &'static str,
    fixtures: usize,
    right: usize,
    #[serde(flatten)]
    report: &'r Report,
}

/// Prints the whole report.
pub fn report(out: &mut dyn Write, report: &Report, bar: Bar) -> io::Result<()> {
    let verdict = match report.verdict(bar) {
        Verdict::Holds => "holds",
        Verdict::Fails => "fails",
        Verdict::Unusable => "unusable",
    };
    let (fixtures, right) = report.totals();
    let whole = Whole { version: VERSION, verdict, fixtures, right, report };
    writeln!(out, "{}", Style::stdout().json(&serde_json::to_string_pretty(&whole)?))
}
