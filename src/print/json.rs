//! A check as one JSON object, version 1. Its keys are frozen. The types here are only the format, so that internal
//! types can change independently.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use task_router_check::coverage::{Gaps, Unused};
use task_router_check::report::{self, Report, Thresholds, Verdict};
use task_router_check::{Mismatch, Tally};
use task_router_engine::json::VERSION;
use task_router_engine::{Diagnostic, ScorePart, escape};

#[derive(Serialize, JsonSchema)]
struct Check<'r> {
    version: u32,
    /// `passed`, `failed`, `unusable` or `untested`.
    verdict: &'static str,
    fixtures: usize,
    right: usize,
    teams: Vec<Team<'r>>,
    /// Problems in the definitions.
    lints: Vec<Finding<'r>>,
    /// Fixtures that cannot be used.
    unusable: Vec<Finding<'r>>,
    /// Fixtures of teams that were not checked.
    skipped: usize,
    fixtures_from: &'r str,
    log: Log<'r>,
}

#[derive(Serialize, JsonSchema)]
struct Finding<'r> {
    severity: &'static str,
    file: &'r str,
    line: usize,
    code: &'static str,
    message: &'r str,
    help: &'r str,
}

#[derive(Serialize, JsonSchema)]
struct Team<'r> {
    team: &'r str,
    fixtures: usize,
    right: usize,
    accuracy: Option<f64>,
    /// The majority baseline.
    baseline: Option<f64>,
    /// By answer: agents, peers, `direct`, `-` for nobody.
    agents: Vec<Agent<'r>>,
    confusions: Vec<Confusion<'r>>,
    failures: Vec<Failure<'r>>,
    failures_left: usize,
    /// Confidence and accuracy, by range of confidence.
    calibration: Vec<Range>,
    coverage: Coverage<'r>,
    /// Leave-one-out.
    left_out: LeftOut,
    held_out: LeftOut,
}

#[derive(Serialize, JsonSchema)]
struct Agent<'r> {
    agent: &'r str,
    expected: usize,
    given: usize,
    right: usize,
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct Confusion<'r> {
    expected: &'r str,
    got: &'r str,
    count: usize,
}

#[derive(Serialize, JsonSchema)]
struct Failure<'r> {
    file: &'r str,
    line: usize,
    request: &'r str,
    mismatches: Vec<Difference<'r>>,
    behind: Option<f64>,
    confidence: f64,
    reason: &'r str,
    evidence_expected: Vec<Part<'r>>,
    evidence_got: Vec<Part<'r>>,
    hint: &'r str,
}

#[derive(Serialize, JsonSchema)]
struct Difference<'r> {
    /// The fixture's key.
    what: &'static str,
    expected: &'r str,
    got: &'r str,
}

#[derive(Serialize, JsonSchema)]
struct Part<'r> {
    kind: &'static str,
    text: Cow<'r, str>,
    score: f64,
}

#[derive(Serialize, JsonSchema)]
struct Range {
    from: f64,
    to: f64,
    answers: usize,
    right: usize,
    confidence: f64,
}

#[derive(Serialize, JsonSchema)]
struct Coverage<'r> {
    reached: usize,
    rules: usize,
    agents: &'r [String],
    unused: Vec<Rule<'r>>,
}

#[derive(Serialize, JsonSchema)]
struct Rule<'r> {
    agent: &'r str,
    /// `keyword`, `pattern` or `example`.
    kind: &'static str,
    text: &'r str,
    file: &'r str,
    line: usize,
}

#[derive(Serialize, JsonSchema)]
struct LeftOut {
    right: usize,
    examples: usize,
    accuracy: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
struct Log<'r> {
    requests: usize,
    unclear: usize,
    answers: BTreeMap<&'r str, usize>,
}

/// The JSON Schema of a report.
pub fn schema(generator: &mut SchemaGenerator) -> Schema {
    let mut schema = <Check as JsonSchema>::json_schema(generator);
    schema.insert("title".to_owned(), "a report of `route check`".into());
    schema
}

/// Prints the whole report.
pub fn report(out: &mut dyn Write, report: &Report, thresholds: Thresholds) -> io::Result<()> {
    writeln!(out, "{}", escape::json(&serde_json::to_string_pretty(&Check::of(report, thresholds))?))
}

impl<'r> Check<'r> {
    fn of(report: &'r Report, thresholds: Thresholds) -> Self {
        let Tally { right, all: fixtures } = report.fixtures();
        Self {
            version: VERSION,
            verdict: match report.verdict(thresholds) {
                Verdict::Passed => "passed",
                Verdict::Failed => "failed",
                Verdict::Unusable => "unusable",
                Verdict::Untested => "untested",
            },
            fixtures,
            right,
            teams: report.teams.iter().map(Team::of).collect(),
            lints: report.lints.iter().map(Finding::of).collect(),
            unusable: report.unusable.iter().map(Finding::of).collect(),
            skipped: report.skipped,
            fixtures_from: &report.fixtures_from,
            log: Log {
                requests: report.log.requests,
                unclear: report.log.unclear,
                answers: report.log.answers.iter().map(|(answer, count)| (answer.name(), *count)).collect(),
            },
        }
    }
}

impl<'r> Finding<'r> {
    fn of(finding: &'r task_router_check::Finding) -> Self {
        let Diagnostic { file, line, code, message, help } = &finding.diagnostic;
        Self { severity: finding.severity.name(), file, line: *line, code: code.name(), message, help }
    }
}

impl<'r> Team<'r> {
    fn of(team: &'r report::TeamReport) -> Self {
        Self {
            team: &team.team,
            fixtures: team.fixtures.all,
            right: team.fixtures.right,
            accuracy: team.fixtures.share(),
            baseline: team.baseline,
            agents: team.agents.iter().map(Agent::of).collect(),
            confusions: team.confusions.iter().map(Confusion::of).collect(),
            failures: team.failures.iter().map(Failure::of).collect(),
            failures_left: team.failures_left,
            calibration: team.calibration.iter().map(Range::of).collect(),
            coverage: Coverage::of(&team.coverage),
            held_out: LeftOut::of(team.held_out),
            left_out: LeftOut::of(team.loo),
        }
    }
}

impl<'r> Agent<'r> {
    fn of(agent: &'r report::AgentReport) -> Self {
        let report::AgentReport { agent, expected, given, right, precision, recall, f1 } = agent;
        let [expected, given, right] = [*expected, *given, *right];
        Self { agent: agent.name(), expected, given, right, precision: *precision, recall: *recall, f1: *f1 }
    }
}

impl<'r> Confusion<'r> {
    fn of(confusion: &'r report::Confusion) -> Self {
        Self { expected: confusion.expected.name(), got: confusion.got.name(), count: confusion.count }
    }
}

impl<'r> Failure<'r> {
    fn of(case: &'r report::FailedCase) -> Self {
        let failure = &case.failure;
        Self {
            file: &case.file,
            line: case.line,
            request: &case.request,
            mismatches: failure.mismatches.iter().map(Difference::of).collect(),
            behind: failure.behind,
            confidence: failure.confidence,
            reason: &failure.reason,
            evidence_expected: failure.evidence_expected.iter().map(Part::of).collect(),
            evidence_got: failure.evidence_got.iter().map(Part::of).collect(),
            hint: &failure.hint,
        }
    }
}

impl<'r> Difference<'r> {
    fn of(mismatch: &'r Mismatch) -> Self {
        Self { what: mismatch.key.name(), expected: &mismatch.expected, got: &mismatch.got }
    }
}

impl<'r> Part<'r> {
    fn of(part: &'r ScorePart) -> Self {
        Self { kind: part.kind.name(), text: part.shown(), score: part.score }
    }
}

impl LeftOut {
    fn of(tally: Tally) -> Self {
        Self { right: tally.right, examples: tally.all, accuracy: tally.share() }
    }
}

impl Range {
    fn of(range: &report::ConfidenceRange) -> Self {
        let report::ConfidenceRange { from, to, answers: Tally { right, all }, confidence } = *range;
        Self { from, to, answers: all, right, confidence }
    }
}

impl<'r> Coverage<'r> {
    fn of(gaps: &'r Gaps) -> Self {
        let unused = gaps.unused.iter().map(Rule::of).collect();
        Self { reached: gaps.reached, rules: gaps.rules, agents: &gaps.agents, unused }
    }
}

impl<'r> Rule<'r> {
    fn of(unused: &'r Unused) -> Self {
        let Unused { agent, kind, text, file, line } = unused;
        Self { agent: agent.name(), kind: kind.name(), text, file, line: *line }
    }
}
