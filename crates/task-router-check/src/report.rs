//! Outcomes → the report: how many fixtures passed, who is mistaken for whom, what no fixture reaches.

mod collector;

use crate::coverage::Gaps;
use crate::{Failure, Responder};
pub use collector::Collector;
use std::collections::BTreeMap;
use task_router_engine::diagnostic::{Code, Diagnostic, Severity};

/// All that a check found.
#[derive(Debug, Default)]
pub struct Report {
    /// By team.
    pub teams: Vec<TeamReport>,
    /// What is wrong with the definitions.
    pub lints: Vec<Finding>,
    /// Fixtures that cannot be used.
    pub unusable: Vec<Finding>,
    /// Fixtures of teams that were not checked.
    pub skipped: usize,
    /// Where the fixtures are from.
    pub whence: String,
    /// How requests of logs are answered.
    pub log: LogReport,
}

/// A finding as reports show it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// How much it matters.
    pub severity: Severity,
    /// What it is.
    pub diagnostic: Diagnostic,
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { severity: diagnostic.severity(), diagnostic }
    }
}

/// How one team fared.
#[derive(Debug, Default)]
pub struct TeamReport {
    /// Its name.
    pub team: String,
    /// Fixtures that were run.
    pub fixtures: usize,
    /// Those that passed.
    pub right: usize,
    /// The share of them; null without fixtures.
    pub accuracy: Option<f64>,
    /// The majority baseline: what always giving the commonest answer would reach.
    pub baseline: Option<f64>,
    /// By answer, in the order of their names.
    pub agents: Vec<AgentReport>,
    /// Who was expected and who came, most frequent first.
    pub confusions: Vec<Confusion>,
    /// The fixtures that failed, the first thousands of them.
    pub failures: Vec<FailedCase>,
    /// Failing fixtures that are not listed, because there are too many.
    pub failures_left: usize,
    /// How sure answers were, and how many of them were right; ranges without an answer are left out.
    pub calibration: Vec<ConfidenceRange>,
    /// What no fixture reaches.
    pub coverage: Gaps,
    /// Leave-one-out: the estimate for requests nobody thought of.
    pub left_out: LooReport,
    /// Fixtures in wordings that nobody learned from; they fail no check.
    pub held_out: LooReport,
    /// Those of them that failed, the first thousands of them.
    pub held_out_failures: Vec<FailedCase>,
}

/// How often an answer was expected, given, and right.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentReport {
    /// Who.
    pub agent: Responder,
    /// How often expected.
    pub expected: usize,
    /// How often given.
    pub given: usize,
    /// How often both.
    pub right: usize,
    /// right / given; null where it was never given.
    pub precision: Option<f64>,
    /// right / expected; null where it was never expected.
    pub recall: Option<f64>,
    /// The harmonic mean of both; null where it was neither given nor expected.
    pub f1: Option<f64>,
}

/// One answer taken for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// Who should have answered.
    pub expected: Responder,
    /// Who did.
    pub got: Responder,
    /// How often.
    pub count: usize,
}

/// Answers about which the program was equally sure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConfidenceRange {
    /// The least confidence.
    pub from: f64,
    /// The confidence from which on the next range holds.
    pub to: f64,
    /// Answers that fixtures judge; unclear requests have none.
    pub answers: usize,
    /// Those that are right.
    pub right: usize,
    /// How sure they were on average.
    pub confidence: f64,
}

/// A fixture that fails.
#[derive(Debug, Clone)]
pub struct FailedCase {
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its request.
    pub request: String,
    /// Why it fails.
    pub failure: Failure,
    /// The same as a finding.
    pub diagnostic: Diagnostic,
}

/// How many examples are answered rightly by a team that has not seen them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LooReport {
    /// Those that are.
    pub right: usize,
    /// All.
    pub examples: usize,
    /// The share; null without examples.
    pub accuracy: Option<f64>,
}

/// How the requests of logs are answered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogReport {
    /// All.
    pub requests: usize,
    /// Those for which nobody is sure enough.
    pub unclear: usize,
    /// How often each answer comes.
    pub answers: BTreeMap<Responder, usize>,
}

/// What a check needs to pass.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// The share of fixtures that has to pass.
    pub min_accuracy: f64,
    /// The share of each team's held-out fixtures that has to pass.
    pub min_held_out: f64,
    /// Whether warnings fail the check.
    pub deny_warnings: bool,
    /// Whether a check without fixtures may pass.
    pub allow_empty: bool,
}

/// How a check ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything passed.
    Passed,
    /// Something failed.
    Failed,
    /// Some of the input cannot be used.
    Unusable,
    /// There is nothing to test.
    Untested,
}

impl Report {
    /// All fixtures and those that passed.
    pub fn totals(&self) -> (usize, usize) {
        self.teams.iter().fold((0, 0), |(all, right), team| (all + team.fixtures, right + team.right))
    }

    /// Findings of at least this severity among the lints.
    pub fn lints_from(&self, least: Severity) -> impl Iterator<Item = &Finding> {
        self.lints.iter().filter(move |finding| finding.severity >= least)
    }

    /// How the check ends.
    pub fn verdict(&self, thresholds: Thresholds) -> Verdict {
        let unreadable = self.lints.iter().any(|finding| finding.diagnostic.code == Code::UnreadableFile);
        if unreadable || !self.unusable.is_empty() {
            return Verdict::Unusable;
        }
        let (all, right) = self.totals();
        let held_out: usize = self.teams.iter().map(|team| team.held_out.examples).sum();
        if all + held_out == 0 && !thresholds.allow_empty {
            return Verdict::Untested;
        }
        let least = if thresholds.deny_warnings { Severity::Warning } else { Severity::Error };
        let enough = right as f64 >= thresholds.min_accuracy * all as f64;
        let held_out =
            |team: &TeamReport| team.held_out.right as f64 >= thresholds.min_held_out * team.held_out.examples as f64;
        let enough = enough && self.teams.iter().all(held_out);
        if enough && self.lints_from(least).next().is_none() { Verdict::Passed } else { Verdict::Failed }
    }

    /// Every finding there is, with how much it matters here: unusable fixtures, failing ones, and lints.
    pub fn findings(&self) -> impl Iterator<Item = (Severity, &Diagnostic)> {
        let failures = self.teams.iter().flat_map(|team| &team.failures).map(|failure| &failure.diagnostic);
        let failures = failures.map(|diagnostic| (diagnostic.severity(), diagnostic));
        fn of(finding: &Finding) -> (Severity, &Diagnostic) {
            (finding.severity, &finding.diagnostic)
        }
        self.unusable.iter().map(of).chain(failures).chain(self.lints.iter().map(of))
    }
}
