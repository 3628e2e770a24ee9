//! Collects results into a report.

use super::{AgentReport, ConfidenceRange, Confusion, FailedCase, LogReport, Report, TeamReport};
use crate::coverage::{FixtureCoverage, Gaps};
use crate::fixtures::Fixture;
use crate::settings::FindingLevels;
use crate::{CheckEvent, CheckedFixture, Finding, FixtureFailure, Responder, Suite, Tally, lint};
use std::collections::BTreeMap;
use task_router_engine::diagnostic::Code;
use task_router_engine::{Diagnostic, Severity};

/// Maximum number of failures of one team that are kept, so that memory stays bounded; others are only counted.
const KEPT: usize = 5000;

/// Number of confidence ranges for the calibration.
const TENTHS: usize = 10;

/// Collects results.
pub struct Collector {
    teams: Vec<TeamResults>,
    unusable: Vec<Finding>,
    skipped: usize,
    log: LogReport,
    /// What is to be told, but fails nothing: requests that only the fallback answers, and how a file was read.
    told: Vec<Diagnostic>,
}

/// Counts of one team.
#[derive(Default)]
struct TeamResults {
    fixtures: Tally,
    labelled: usize,
    agents: BTreeMap<Responder, AgentReport>,
    confusions: BTreeMap<(Responder, Responder), usize>,
    failures: Vec<FailedCase>,
    held_out: Tally,
    held_out_failures: Vec<FailedCase>,
    /// By tenth of confidence: answers, and sum of confidence.
    calibration: [(Tally, f64); TENTHS],
}

impl Collector {
    /// Starts empty.
    pub fn new(suite: &Suite) -> Self {
        let teams = suite.teams.iter().map(|_| TeamResults::default()).collect();
        Self { teams, unusable: Vec::new(), skipped: 0, log: LogReport::default(), told: Vec::new() }
    }

    /// Adds a result.
    pub fn add(&mut self, outcome: CheckEvent) {
        match outcome {
            CheckEvent::Finding(diagnostic) if diagnostic.severity() < Severity::Error => self.told.push(diagnostic),
            CheckEvent::Finding(diagnostic) => self.unusable.push(diagnostic.into()),
            CheckEvent::Skipped => self.skipped += 1,
            CheckEvent::Case(case) => {
                if case.unclear
                    && case.got != Responder::Nobody
                    && case.fixture.expected.status.is_none()
                    && case.failure.is_none()
                    && !case.fixture.is_held_out
                {
                    self.told.push(only_generalist(&case));
                }
                match case.fixture.expected.none {
                    true => self.log.add(&case),
                    false => self.teams[case.team].add(*case),
                }
            }
        }
    }

    /// The complete report.
    pub fn report(self, suite: &Suite, coverage: &[FixtureCoverage], settings: &FindingLevels) -> Report {
        let found = suite.teams.iter().flat_map(lint::lint).chain(self.told);
        let leads = suite.teams.iter().filter_map(|team| team.team.lead.as_ref());
        let agents = suite.teams.iter().flat_map(|team| &team.team.agents).chain(leads);
        let lints = settings.apply(found, agents.map(|agent| &agent.source));
        let teams = self.teams.into_iter().zip(&suite.teams).zip(coverage);
        let teams = teams
            .map(|((results, compiled), coverage)| {
                let loo = lint::loo(compiled);
                let has_examples = compiled.team.agents.iter().any(|agent| agent.evidence.examples().len() > 0);
                TeamReport {
                    has_too_few_examples: loo.all == 0 && has_examples,
                    ..results.report(compiled.team.name.clone(), coverage.gaps(), loo)
                }
            })
            .collect();
        Report {
            teams,
            lints,
            unusable: self.unusable,
            skipped: self.skipped,
            fixtures_from: String::new(),
            log: self.log,
        }
    }
}

impl LogReport {
    fn add(&mut self, case: &CheckedFixture) {
        self.requests += 1;
        self.unclear += usize::from(case.unclear);
        *self.answers.entry(case.got.clone()).or_default() += 1;
    }
}

/// Finding about a request without evidence, which the fallback takes as the answer of last resort.
fn only_generalist(case: &CheckedFixture) -> Diagnostic {
    let CheckedFixture { fixture, got, .. } = case;
    let message =
        format!("{:?} reaches only the fallback `{got}`: nothing speaks clearly for anybody", fixture.request);
    let help = "give whoever should answer a keyword or an example of it";
    Diagnostic::new(Code::OnlyGeneralist, &*fixture.file, fixture.line, message, help)
}

impl TeamResults {
    fn add(&mut self, case: CheckedFixture) {
        let CheckedFixture { fixture, got, failure, unclear, confidence, .. } = case;
        if fixture.is_held_out {
            self.held_out.count(failure.is_none());
            let kept = failure.filter(|_| self.held_out_failures.len() < KEPT);
            self.held_out_failures.extend(kept.map(|failure| FailedCase::of(fixture, failure)));
            return;
        }
        self.fixtures.count(failure.is_none());
        if let Some(first) = fixture.expected.label() {
            // A fallback for a request that is as unclear as expected is no answer.
            let is_nobody = first == Responder::Nobody && failure.is_none();
            let got = if is_nobody { Responder::Nobody } else { got };
            // If several answers are right, the given one counts as the expected one.
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
        let (answers, sum) = &mut self.calibration[tenth.min(TENTHS - 1)];
        answers.count(is_right);
        *sum += confidence;
    }

    fn agent(&mut self, who: &Responder) -> &mut AgentReport {
        self.agents.entry(who.clone()).or_insert_with_key(|who| AgentReport::new(who.clone()))
    }

    fn report(self, team: String, coverage: Gaps, loo: Tally) -> TeamReport {
        let commonest = self.agents.values().map(|agent| agent.expected).max().unwrap_or(0);
        let mut confusions: Vec<Confusion> =
            self.confusions.into_iter().map(|((expected, got), count)| Confusion { expected, got, count }).collect();
        let tenth = |number: usize| number as f64 / TENTHS as f64;
        let ranges = self.calibration.into_iter().enumerate().filter(|(_, (answers, _))| answers.all > 0);
        let calibration = ranges
            .map(|(number, (answers, sum))| ConfidenceRange {
                from: tenth(number),
                to: tenth(number + 1),
                answers,
                confidence: sum / answers.all as f64,
            })
            .collect();
        confusions.sort_by_key(|confusion| std::cmp::Reverse(confusion.count));
        TeamReport {
            team,
            fixtures: self.fixtures,
            baseline: share(commonest, self.labelled),
            agents: self.agents.into_values().map(AgentReport::rated).collect(),
            confusions,
            calibration,
            failures_left: self.fixtures.all - self.fixtures.right - self.failures.len(),
            failures: self.failures,
            coverage,
            loo,
            has_too_few_examples: false,
            held_out: self.held_out,
            held_out_failures: self.held_out_failures,
        }
    }
}

impl FailedCase {
    fn of(fixture: Fixture, failure: FixtureFailure) -> Self {
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

fn share(right: usize, all: usize) -> Option<f64> {
    Tally { right, all }.share()
}
