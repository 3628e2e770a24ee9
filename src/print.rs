//! Answers as text. Printers take a writer; only commands know where it leads.

pub mod answer;
pub mod codes;
pub mod diff;
pub mod explain;
pub mod github;
pub mod gitlab;
pub mod hierarchy;
pub mod json;
pub mod junit;
pub mod page;
pub mod plan;
pub mod plan_run;
pub mod rdjson;
pub mod run;
pub mod sarif;
pub mod summary;
pub mod stats;
pub mod table;

use crate::places::from_root;
use task_router_check::report::{Report, Thresholds};
use task_router_engine::diagnostic::{Diagnostic, Severity};

/// Every finding of a report, with paths relative to the repository's root, as tools that show findings beside code
/// expect, wherever the check was run.
fn findings_from_root(report: &Report) -> Vec<(Severity, Diagnostic)> {
    let seen = |(severity, found): (Severity, &Diagnostic)| {
        (severity, Diagnostic { file: from_root(&found.file), ..found.clone() })
    };
    report.findings().map(seen).collect()
}

/// For each team of whose held-out fixtures too few pass, a sentence about it; no finding says so.
fn below_held_out(report: &Report, thresholds: Thresholds) -> impl Iterator<Item = String> {
    report.below_held_out(thresholds).map(move |team| {
        let (right, all, share) = (team.held_out.right, team.held_out.examples, thresholds.min_held_out);
        format!("{right} of {} of {} passed, less than {share}", counted(all, "held-out fixture"), team.team)
    })
}

/// How many fixtures cannot be used, for the sentence about those that passed; nothing if all can.
fn unusable(report: &Report) -> String {
    match report.unusable.len() {
        0 => String::new(),
        count => format!("; {} cannot be used", counted(count, "fixture")),
    }
}

/// A count with its noun: `1 fixture`, `2 fixtures`.
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
