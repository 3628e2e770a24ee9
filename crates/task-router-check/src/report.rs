//! The report of a check: fixtures passed, confusions, coverage.

mod collector;

use crate::coverage::Gaps;
use crate::{Finding, FixtureFailure, Responder, Tally};
pub use collector::Collector;
use std::collections::BTreeMap;
use task_router_engine::diagnostic::Code;
use task_router_engine::{Diagnostic, Severity};

/// Results of a check.
#[derive(Debug, Default)]
pub struct Report {
    /// By team.
    pub teams: Vec<TeamReport>,
    /// Findings about the definitions.
    pub lints: Vec<Finding>,
    /// Fixtures that cannot be used.
    pub unusable: Vec<Finding>,
    /// Number of fixtures of teams that were not checked.
    pub skipped: usize,
    /// Where the fixtures come from.
    pub fixtures_from: String,
    /// Answers to logged requests.
    pub log: LogReport,
}

/// Results of one team.
#[derive(Debug, Default)]
pub struct TeamReport {
    /// Its name.
    pub team: String,
    /// Fixtures that were run, and those that passed.
    pub fixtures: Tally,
    /// Majority baseline: the accuracy of always giving the most common answer.
    pub baseline: Option<f64>,
    /// By answer, in alphabetical order.
    pub agents: Vec<AgentReport>,
    /// Expected and given answers of failures, most frequent first.
    pub confusions: Vec<Confusion>,
    /// Fixtures that failed; limited to the first thousands.
    pub failures: Vec<FailedCase>,
    /// Number of failed fixtures that are not listed.
    pub failures_left: usize,
    /// Calibration: accuracy by range of confidence, without empty ranges.
    pub calibration: Vec<ConfidenceRange>,
    /// What no fixture covers.
    pub coverage: Gaps,
    /// Leave-one-out accuracy, an estimate for new requests.
    pub loo: Tally,
    /// Whether nothing is learned from the examples, because too few agents have any.
    pub has_too_few_examples: bool,
    /// Results of held-out fixtures; they fail no check.
    pub held_out: Tally,
    /// Held-out fixtures that failed; limited to the first thousands.
    pub held_out_failures: Vec<FailedCase>,
}

/// How often an answer was expected, given, and right.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentReport {
    /// Who answers.
    pub agent: Responder,
    /// Number of times expected.
    pub expected: usize,
    /// Number of times given.
    pub given: usize,
    /// Number of times both.
    pub right: usize,
    /// right / given, if it was ever given.
    pub precision: Option<f64>,
    /// right / expected, if it was ever expected.
    pub recall: Option<f64>,
    /// Harmonic mean of both, if it was given or expected.
    pub f1: Option<f64>,
}

/// One answer given in place of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// Who should have answered.
    pub expected: Responder,
    /// Who did.
    pub got: Responder,
    /// Number of times.
    pub count: usize,
}

/// Answers with a confidence in one range.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ConfidenceRange {
    /// Start of the range.
    pub from: f64,
    /// End of the range, exclusive.
    pub to: f64,
    /// Answers with an expectation, without unclear requests.
    pub answers: Tally,
    /// Mean confidence.
    pub confidence: f64,
}

/// A fixture that failed.
#[derive(Debug, Clone)]
pub struct FailedCase {
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
    /// Its request.
    pub request: String,
    /// Why it failed.
    pub failure: FixtureFailure,
    /// The same as a finding.
    pub diagnostic: Diagnostic,
}

/// Answers to logged requests.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogReport {
    /// Number of requests.
    pub requests: usize,
    /// Number of unclear ones.
    pub unclear: usize,
    /// Number by answer.
    pub answers: BTreeMap<Responder, usize>,
}

/// Requirements for a check to pass.
#[derive(Debug, Clone, Copy)]
pub struct Thresholds {
    /// Minimum share of fixtures that pass.
    pub min_accuracy: f64,
    /// Minimum share of each team's held-out fixtures that pass; `None` if they fail nothing.
    pub min_held_out: Option<f64>,
    /// Whether warnings fail the check.
    pub deny_warnings: bool,
    /// Whether a check without fixtures may pass.
    pub allow_empty: bool,
}

/// Result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Everything passed.
    Passed,
    /// Something failed.
    Failed,
    /// Some input cannot be used.
    Unusable,
    /// There is nothing to test.
    Untested,
}

impl Report {
    /// All fixtures, and those that passed.
    pub fn fixtures(&self) -> Tally {
        self.teams.iter().map(|team| team.fixtures).sum()
    }

    /// Number of held-out fixtures.
    pub fn held_out(&self) -> usize {
        self.teams.iter().map(|team| team.held_out.all).sum()
    }

    /// Lint findings with at least this severity.
    pub fn lints_from(&self, least: Severity) -> impl Iterator<Item = &Finding> {
        self.lints.iter().filter(move |finding| finding.severity >= least)
    }

    /// Number of lint findings with exactly this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.lints.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Result of the check.
    pub fn verdict(&self, thresholds: Thresholds) -> Verdict {
        let unreadable = self
            .lints
            .iter()
            .any(|finding| (finding.diagnostic.code, finding.severity) == (Code::UnreadableFile, Severity::Error));
        if unreadable || !self.unusable.is_empty() {
            return Verdict::Unusable;
        }
        let tested = match thresholds.min_held_out {
            Some(_) => self.held_out(),
            None => self.fixtures().all,
        };
        if tested == 0 && !thresholds.allow_empty {
            return Verdict::Untested;
        }
        let least = if thresholds.deny_warnings { Severity::Warning } else { Severity::Error };
        let enough =
            self.fixtures().reaches(thresholds.min_accuracy) && self.below_held_out(thresholds).next().is_none();
        if enough && self.lints_from(least).next().is_none() { Verdict::Passed } else { Verdict::Failed }
    }

    /// Teams of whose held-out fixtures too few pass.
    pub fn below_held_out(&self, thresholds: Thresholds) -> impl Iterator<Item = &TeamReport> {
        let least = thresholds.min_held_out.unwrap_or(0.0);
        self.teams.iter().filter(move |team| !team.held_out.reaches(least))
    }

    /// All findings with their severity here: unusable fixtures, failed ones, and lints.
    pub fn findings(&self) -> impl Iterator<Item = (Severity, &Diagnostic)> {
        let failures = self.teams.iter().flat_map(|team| &team.failures).map(|failure| &failure.diagnostic);
        let failures = failures.map(|diagnostic| (diagnostic.severity(), diagnostic));
        fn of(finding: &Finding) -> (Severity, &Diagnostic) {
            (finding.severity, &finding.diagnostic)
        }
        self.unusable.iter().map(of).chain(failures).chain(self.lints.iter().map(of))
    }
}
