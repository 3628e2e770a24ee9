//! Outcomes → the report: how many fixtures passed, who is mistaken for whom, what no fixture reaches.

use crate::coverage::{Coverage, Gaps};
use crate::fixtures::Fixture;
use crate::settings::Settings;
use crate::{Case, Failure, Outcome, Responder, Suite, lint};
use std::collections::BTreeMap;
use task_router_engine::diagnostic::{Code, Diagnostic, Severity};

/// Failures of one team beyond this many are counted only, so that memory stays bounded.
const KEPT: usize = 5000;

/// Confidence is told from outcome in so many ranges.
const TENTHS: usize = 10;

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

/// Collects outcomes.
pub struct Collector {
    teams: Vec<Tally>,
    unusable: Vec<Finding>,
    skipped: usize,
    log: LogReport,
    /// Requests for which only the fallback is there.
    fallback_only: Vec<Diagnostic>,
}

/// What is counted for one team.
#[derive(Default)]
struct Tally {
    right: usize,
    fixtures: usize,
    labelled: usize,
    agents: BTreeMap<Responder, AgentReport>,
    confusions: BTreeMap<(Responder, Responder), usize>,
    failures: Vec<FailedCase>,
    held_out: LooReport,
    held_out_failures: Vec<FailedCase>,
    /// By tenth of confidence: answers, those that are right, and the sum of their confidence.
    calibration: [(usize, usize, f64); TENTHS],
}

impl Collector {
    /// Nothing yet.
    pub fn new(suite: &Suite) -> Self {
        let teams = suite.teams.iter().map(|_| Tally::default()).collect();
        Self { teams, unusable: Vec::new(), skipped: 0, log: LogReport::default(), fallback_only: Vec::new() }
    }

    /// One outcome more.
    pub fn add(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Finding(diagnostic) => self.unusable.push(diagnostic.into()),
            Outcome::Skipped => self.skipped += 1,
            Outcome::Case(case) => {
                if case.unclear
                    && case.got != Responder::Nobody
                    && case.fixture.expected.status.is_none()
                    && case.failure.is_none()
                {
                    self.fallback_only.push(only_generalist(&case));
                }
                match case.fixture.expected.none {
                    true => self.log.add(&case),
                    false => self.teams[case.team].add(*case),
                }
            }
        }
    }

    /// The whole report.
    pub fn report(self, suite: &Suite, coverage: &[Coverage], settings: &Settings) -> Report {
        let found = suite.teams.iter().flat_map(lint::lint).chain(self.fallback_only);
        let leads = suite.teams.iter().filter_map(|team| team.team.lead.as_ref());
        let agents = suite.teams.iter().flat_map(|team| &team.team.agents).chain(leads);
        let lints = settings.apply(found, agents.map(|agent| &agent.source));
        let teams = self.teams.into_iter().zip(&suite.teams).zip(coverage);
        let teams = teams
            .map(|((tally, compiled), coverage)| {
                let (right, examples) = lint::left_out(compiled);
                let left_out = LooReport { right, examples, accuracy: share(right, examples) };
                tally.report(compiled.team.name.clone(), coverage.gaps(), left_out)
            })
            .collect();
        Report { teams, lints, unusable: self.unusable, skipped: self.skipped, whence: String::new(), log: self.log }
    }
}

impl LogReport {
    fn add(&mut self, case: &Case) {
        self.requests += 1;
        self.unclear += usize::from(case.unclear);
        *self.answers.entry(case.got.clone()).or_default() += 1;
    }
}

/// A request that nothing speaks for but that the fallback takes whatever nobody else does.
fn only_generalist(case: &Case) -> Diagnostic {
    let Case { fixture, got, .. } = case;
    let message =
        format!("{:?} reaches only the fallback `{got}`: nothing speaks clearly for anybody", fixture.request);
    let help = "give whoever should answer a keyword or an example of it";
    Diagnostic::new(Code::OnlyGeneralist, &*fixture.file, fixture.line, message, help)
}

impl Tally {
    fn add(&mut self, case: Case) {
        let Case { fixture, got, failure, unclear, confidence, .. } = case;
        if fixture.is_held_out() {
            self.held_out.examples += 1;
            self.held_out.right += usize::from(failure.is_none());
            let kept = failure.filter(|_| self.held_out_failures.len() < KEPT);
            self.held_out_failures.extend(kept.map(|failure| FailedCase::of(fixture, failure)));
            return;
        }
        self.fixtures += 1;
        self.right += usize::from(failure.is_none());
        if let Some(first) = fixture.expected.label() {
            // Where several answers are right, the one that came is the one that was meant.
            let meant = if fixture.expected.agents.contains(&got) { got.clone() } else { first };
            let is_right = meant == got;
            self.count(meant, got);
            if !unclear {
                self.judge(confidence, is_right);
            }
        }
        if let Some(failure) = failure.filter(|_| self.failures.len() < KEPT) {
            self.failures.push(FailedCase::of(fixture, failure));
        }
    }

    fn count(&mut self, meant: Responder, got: Responder) {
        self.labelled += 1;
        let is_right = usize::from(meant == got);
        self.agent(&meant).expected += 1;
        let given = self.agent(&got);
        given.given += 1;
        given.right += is_right;
        if is_right == 0 {
            *self.confusions.entry((meant, got)).or_default() += 1;
        }
    }

    fn judge(&mut self, confidence: f64, is_right: bool) {
        let tenth = (confidence * TENTHS as f64) as usize;
        let (answers, right, sum) = &mut self.calibration[tenth.min(TENTHS - 1)];
        *answers += 1;
        *right += usize::from(is_right);
        *sum += confidence;
    }

    fn agent(&mut self, who: &Responder) -> &mut AgentReport {
        self.agents.entry(who.clone()).or_insert_with_key(|who| AgentReport::new(who.clone()))
    }

    fn report(self, team: String, coverage: Gaps, left_out: LooReport) -> TeamReport {
        let commonest = self.agents.values().map(|agent| agent.expected).max().unwrap_or(0);
        let mut confusions: Vec<Confusion> =
            self.confusions.into_iter().map(|((expected, got), count)| Confusion { expected, got, count }).collect();
        let tenth = |number: usize| number as f64 / TENTHS as f64;
        let ranges = self.calibration.into_iter().enumerate().filter(|(_, (answers, ..))| *answers > 0);
        let calibration = ranges
            .map(|(number, (answers, right, sum))| ConfidenceRange {
                from: tenth(number),
                to: tenth(number + 1),
                answers,
                right,
                confidence: sum / answers as f64,
            })
            .collect();
        confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
        TeamReport {
            team,
            fixtures: self.fixtures,
            right: self.right,
            accuracy: share(self.right, self.fixtures),
            baseline: share(commonest, self.labelled),
            agents: self.agents.into_values().map(AgentReport::rated).collect(),
            confusions,
            calibration,
            failures_left: self.fixtures - self.right - self.failures.len(),
            failures: self.failures,
            coverage,
            left_out,
            held_out: LooReport { accuracy: share(self.held_out.right, self.held_out.examples), ..self.held_out },
            held_out_failures: self.held_out_failures,
        }
    }
}

impl FailedCase {
    fn of(fixture: Fixture, failure: Failure) -> Self {
        let diagnostic = failure.diagnostic(&fixture);
        Self { file: fixture.file.to_string(), line: fixture.line, request: fixture.request, failure, diagnostic }
    }
}

impl AgentReport {
    fn new(agent: Responder) -> Self {
        Self { agent, expected: 0, given: 0, right: 0, precision: None, recall: None, f1: None }
    }

    fn rated(mut self) -> Self {
        self.precision = share(self.right, self.given);
        self.recall = share(self.right, self.expected);
        self.f1 = share(2 * self.right, self.given + self.expected);
        self
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
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
