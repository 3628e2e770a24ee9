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
use crate::wording::counted;
use std::collections::BTreeMap;
use task_router_check::Tally;
use task_router_check::report::{Report, Thresholds, Verdict};
use task_router_engine::diagnostic::Code;
use task_router_engine::{AgentKind, Diagnostic, Severity};

/// Every finding of a report and the held-out accuracy that is too low, with paths relative to the repository's root, as
/// tools that show findings beside code expect, wherever the check was run.
fn findings_from_root(report: &Report, thresholds: Thresholds) -> Vec<(Severity, Diagnostic)> {
    let seen =
        |(severity, found): (Severity, Diagnostic)| (severity, Diagnostic { file: from_root(&found.file), ..found });
    findings(report, thresholds).map(seen).collect()
}

/// Every finding of a report, and the held-out accuracy that is too low, at the first file with a fixture that failed.
fn findings(report: &Report, thresholds: Thresholds) -> impl Iterator<Item = (Severity, Diagnostic)> {
    let found = report.findings().map(|(severity, found)| (severity, found.clone()));
    let below = report.below_held_out(thresholds).zip(below_held_out(report, thresholds));
    found.chain(below.map(|(team, sentence)| {
        let file = team.held_out_failures.first().map_or_else(String::new, |failure| failure.file.clone());
        let help = "give the agents more evidence, though not these requests, or lower `--min-held-out`";
        let found = Diagnostic::new(Code::FixtureFails, file, 1, sentence, help);
        (found.severity(), found)
    }))
}

/// What to do if nothing was tested of what should have been.
pub fn untested(report: &Report, thresholds: Thresholds) -> Option<&'static str> {
    if report.verdict(thresholds) != Verdict::Untested {
        return None;
    }
    Some(match (thresholds.min_held_out, report.held_out()) {
        (Some(_), _) => {
            "no held-out fixture was tested, though --min-held-out asks for them; put some below tests/routing/held-out/, or leave it out; --allow-empty lets this pass"
        }
        (None, 0) => {
            "`route init` writes fixtures for a repository's agents; put your own into tests/routing/ beside the agents or at the repository's root, or evals that say what they expect beside the skills; --allow-empty lets this pass"
        }
        (None, _) => {
            "all fixtures are held out, and those fail nothing by themselves; --min-held-out SHARE tests them; --allow-empty lets this pass"
        }
    })
}

/// For each team of whose held-out fixtures too few pass, a sentence about it.
fn below_held_out(report: &Report, thresholds: Thresholds) -> impl Iterator<Item = String> {
    report.below_held_out(thresholds).map(move |team| {
        let (Tally { right, all }, share) = (team.held_out, thresholds.min_held_out.unwrap_or(0.0));
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

/// How many there are of each kind: `8 agents, 2 skills`.
pub fn by_kind(kinds: impl Iterator<Item = AgentKind>) -> String {
    let mut counts: BTreeMap<AgentKind, usize> = BTreeMap::new();
    kinds.for_each(|kind| *counts.entry(kind).or_default() += 1);
    match counts.is_empty() {
        true => counted(0, AgentKind::Agent.name()),
        false => counts.iter().map(|(kind, count)| counted(*count, kind.name())).collect::<Vec<_>>().join(", "),
    }
}
