//! Runs fixtures.

use crate::coverage::FixtureCoverage;
use crate::failure::{FixtureFailure, failure, mismatches};
use crate::fixtures::{Fixture, FixtureRecord};
use crate::{Responder, Suite};
use task_router_engine::threads::{self, Started};
use task_router_engine::{Diagnostic, Scorer, Status, decide};

/// Number of records processed at a time.
const BATCH: usize = 4096;
/// Number of failed fixtures after which failures are reported without evidence.
const DETAILED: usize = 1000;

/// Result of a fixture.
#[derive(Debug, Clone)]
pub enum CheckEvent {
    /// It was run.
    Case(Box<CheckedFixture>),
    /// It cannot be used, or is read with a warning.
    Finding(Diagnostic),
    /// It is for a team that is not checked.
    Skipped,
}

/// A fixture that was run.
#[derive(Debug, Clone)]
pub struct CheckedFixture {
    /// The fixture.
    pub fixture: Fixture,
    /// Index of its team.
    pub team: usize,
    /// Who answered.
    pub(crate) got: Responder,
    /// Whether the request was unclear, so that the fallback answered.
    pub(crate) unclear: bool,
    /// Confidence of the answer.
    pub(crate) confidence: f64,
    /// Why it failed, if it did.
    pub failure: Option<FixtureFailure>,
}

/// Runs all fixtures, in order, on several threads, and passes the results to `each`. Returns the coverage by team.
/// It keeps one batch at a time; what `each` keeps is up to the caller.
pub fn run<'s>(
    suite: &'s Suite,
    records: impl Iterator<Item = Result<FixtureRecord, Diagnostic>>,
    threads: usize,
    mut each: impl FnMut(CheckEvent),
) -> Vec<FixtureCoverage<'s>> {
    let mut workers: Vec<CheckWorker> = (0..threads.max(1)).map(|_| CheckWorker::new(suite)).collect();
    let mut records = records.peekable();
    let mut failures = 0;
    while records.peek().is_some() {
        let detailed = failures < DETAILED;
        let batch: Vec<_> = records.by_ref().take(BATCH).collect();
        let share = batch.len().div_ceil(workers.len());
        std::thread::scope(|scope| {
            let runs: Vec<_> = workers
                .iter_mut()
                .zip(batch.chunks(share))
                .map(|(worker, run)| threads::start(scope, move || worker.run(run, detailed)))
                .collect();
            for outcome in runs.into_iter().flat_map(Started::join) {
                failures += usize::from(matches!(&outcome, CheckEvent::Case(case) if case.failure.is_some()));
                each(outcome);
            }
        });
    }
    let mut coverage: Vec<FixtureCoverage> =
        suite.teams.iter().map(|compiled| FixtureCoverage::new(&compiled.team, &compiled.index)).collect();
    for worker in workers {
        coverage.iter_mut().zip(worker.coverage).for_each(|(all, one)| all.merge(one));
    }
    coverage
}

/// State of one thread.
struct CheckWorker<'s> {
    suite: &'s Suite,
    scorers: Vec<Scorer<'s>>,
    coverage: Vec<FixtureCoverage<'s>>,
}

impl<'s> CheckWorker<'s> {
    fn new(suite: &'s Suite) -> Self {
        Self {
            suite,
            scorers: suite.teams.iter().map(|compiled| Scorer::new(&compiled.index)).collect(),
            coverage: suite
                .teams
                .iter()
                .map(|compiled| FixtureCoverage::new(&compiled.team, &compiled.index))
                .collect(),
        }
    }

    fn run(&mut self, records: &[Result<FixtureRecord, Diagnostic>], detailed: bool) -> Vec<CheckEvent> {
        let mut outcomes = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Err(e) => outcomes.push(CheckEvent::Finding(e.clone())),
                Ok(record) => {
                    for fixture in record.fixtures() {
                        outcomes.push(fixture.and_then(|f| self.case(f, detailed)).unwrap_or_else(CheckEvent::Finding));
                    }
                }
            }
        }
        outcomes
    }

    fn case(&mut self, fixture: Fixture, detailed: bool) -> Result<CheckEvent, Diagnostic> {
        let Some(team) = self.suite.team_of(&fixture)? else { return Ok(CheckEvent::Skipped) };
        let compiled = &self.suite.teams[team];
        match self.suite.check_names(&fixture, compiled) {
            Err(_) if self.suite.is_partial => return Ok(CheckEvent::Skipped),
            checked => checked?,
        }
        let mut scored = self.scorers[team].score(&fixture.request);
        let decision = decide(&scored, &self.suite.options);
        self.coverage[team].note(&compiled.index, &fixture.request, &decision);
        let mismatches = mismatches(&compiled.team, &compiled.index, &fixture, &decision, &self.suite.options);
        let failure = (!mismatches.is_empty()).then(|| match detailed {
            true => failure(compiled, &mut scored, &fixture, &decision, mismatches),
            false => FixtureFailure::brief(decision.confidence, mismatches),
        });
        let got = Responder::of(&compiled.index, &decision);
        let unclear = decision.status == Status::Unclear;
        let confidence = decision.confidence;
        Ok(CheckEvent::Case(Box::new(CheckedFixture { fixture, team, got, unclear, confidence, failure })))
    }
}
