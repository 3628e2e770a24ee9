//! Teams + fixtures → a report: which answers hold, which definitions are wrong, and what would fix them.

pub mod coverage;
pub mod diff;
pub mod edit;
pub mod fixtures;
pub mod lint;
pub mod report;
mod responder;
pub mod settings;
pub mod suggest;

use coverage::Coverage;
use fixtures::{Expected, Fixture, Record};
pub use responder::Responder;
use std::path::Path;
use task_router_engine::decide::{Decision, Options, Status, decide};
use task_router_engine::diagnostic::{Code, Diagnostic, suggestion};
use task_router_engine::explanation::NO_EXPLANATION;
use task_router_engine::index::{ClassId, Index, LooExample};
use task_router_engine::render::{Answer, NOBODY};
use task_router_engine::score::{self, ScorePart, Scorer};
use task_router_engine::team::Team;
use task_router_engine::threads::{self, Started};

/// Records that are held at once.
const BATCH: usize = 4096;
/// Once so many fixtures have failed, failures are told without their evidence.
const DETAILED: usize = 1000;
/// How many parts of a score are shown for each side of a failure.
const SHOWN_PARTS: usize = 5;

/// A team with all that a check needs of it.
#[derive(Debug)]
pub struct CompiledTeam {
    /// The team.
    pub team: Team,
    /// Its index.
    pub index: Index,
    /// How each of its examples fares without itself.
    pub left_out: Vec<LooExample>,
}

impl CompiledTeam {
    /// Compiles a team.
    pub fn new(team: Team) -> Self {
        let (index, left_out) = Index::compile_with_loo(&team);
        Self { team, index, left_out }
    }

    /// Whether somebody can be expected to answer: an agent or a peer of the team, its lead, nobody.
    pub fn has(&self, who: &Responder) -> bool {
        match who {
            Responder::Named(name) => self.names().any(|known| known == name),
            Responder::Lead | Responder::Nobody => true,
        }
    }

    /// The names of the agents and peers.
    fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.team.names().chain(self.team.policy.peers.iter().map(|peer| peer.name.as_str()))
    }
}

/// The teams that are checked.
#[derive(Debug, Default)]
pub struct Suite {
    /// The teams.
    pub teams: Vec<CompiledTeam>,
    /// The one that a fixture is for which names none.
    pub default: Option<usize>,
    /// Teams that are there but not checked; their fixtures are passed over.
    pub others: Vec<String>,
    /// How decisions are made.
    pub options: Options,
}

impl Suite {
    /// The team that a fixture is for: the one it names, else the one its file is named after, else the default.
    /// `None` where that team is not checked.
    ///
    /// # Errors
    /// Where no such team is there, or none can be told.
    pub fn team_of(&self, fixture: &Fixture) -> Result<Option<usize>, Diagnostic> {
        let position = |name: &str| self.teams.iter().position(|compiled| compiled.team.name == name);
        let stem = Path::new(&*fixture.file).file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
        let wanted = fixture.team.as_deref().unwrap_or(stem);
        let wrong = |message: String, help: String| {
            Diagnostic::new(Code::UnknownTeam, &*fixture.file, fixture.line, message, help)
        };
        match (position(wanted), &fixture.team) {
            (Some(team), _) => Ok(Some(team)),
            (None, _) if self.others.iter().any(|other| other == wanted) => Ok(None),
            (None, None) if self.default.is_some() => Ok(self.team_with(fixture).or(self.default)),
            (None, team) => {
                let names = self.teams.iter().map(|s| s.team.name.as_str());
                let help = suggestion(wanted, names.chain(self.others.iter().map(String::as_str)));
                Err(match team {
                    Some(name) => wrong(format!("there is no team `{name}`"), help),
                    None => wrong(
                        "this fixture names no team, and none is the default".into(),
                        format!("add `team: NAME`; {help}"),
                    ),
                })
            }
        }
    }

    /// The team that has those whom a fixture names, where the default team has not.
    fn team_with(&self, fixture: &Fixture) -> Option<usize> {
        let names = || fixture.expected.agents.iter().chain(&fixture.expected.not);
        let has = |team: &usize| names().all(|who| self.teams[*team].has(who));
        let others = (0..self.teams.len()).filter(|team| Some(*team) != self.default);
        self.default.filter(has).or_else(|| others.into_iter().find(has))
    }

    /// Every name that a fixture uses has to exist.
    fn check_names(&self, fixture: &Fixture, compiled: &CompiledTeam) -> Result<(), Diagnostic> {
        let expected = &fixture.expected;
        let flows = compiled.team.policy.flows.iter().map(|flow| flow.name.as_str());
        let peers = compiled.team.policy.peers.iter().map(|peer| peer.name.as_str());
        let known = |what: &str, name: &str, is_known: bool, help: String| match is_known {
            true => Ok(()),
            false => {
                let message = format!("{what} `{name}` is not in {}", compiled.team.name);
                Err(Diagnostic::new(Code::UnknownAgent, &*fixture.file, fixture.line, message, help))
            }
        };
        for who in expected.agents.iter().chain(&expected.not) {
            let all = compiled.names().chain([Responder::Lead.name(), Responder::Nobody.name()]);
            known("agent", who.name(), compiled.has(who), suggestion(who.name(), all))?;
        }
        for name in &expected.support {
            known("agent", name, compiled.team.agent(name).is_some(), suggestion(name, compiled.team.names()))?;
        }
        if let Some(name) = &expected.flow {
            known("flow", name, flows.clone().any(|known| known == name), suggestion(name, flows.clone()))?;
        }
        if let Some(name) = &expected.handoff {
            known("peer", name, peers.clone().any(|known| known == name), suggestion(name, peers.clone()))?;
        }
        Ok(())
    }
}

/// What became of one fixture.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It was run.
    Case(Box<Case>),
    /// It cannot be used.
    Finding(Diagnostic),
    /// It is for a team that is not checked.
    Skipped,
}

/// A fixture that was run.
#[derive(Debug, Clone)]
pub struct Case {
    /// The fixture.
    pub fixture: Fixture,
    /// The number of its team.
    pub team: usize,
    /// Who answered.
    pub got: Responder,
    /// Whether that is for want of anybody better.
    pub unclear: bool,
    /// How sure the answer was.
    pub confidence: f64,
    /// Why it fails, where it does.
    pub failure: Option<Failure>,
}

/// Why a fixture fails.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What was expected and what came.
    pub mismatches: Vec<Mismatch>,
    /// How far the expected answer is behind the one that came, in log-odds; `None` where that is not the question.
    pub behind: Option<f64>,
    /// How sure the answer was.
    pub confidence: f64,
    /// Why it was given.
    pub reason: String,
    /// The strongest evidence for the expected answer.
    pub evidence_expected: Vec<Evidence>,
    /// The strongest evidence for the answer that came.
    pub evidence_got: Vec<Evidence>,
    /// What would probably fix it.
    pub hint: String,
}

/// One thing that is not as expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The fixture's key.
    pub what: &'static str,
    /// What it says.
    pub expected: String,
    /// What came.
    pub got: String,
}

/// A part of a score, as reports show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// What kind of evidence it is.
    pub kind: score::EvidenceKind,
    /// The text of the request that caused it.
    pub text: String,
    /// What it adds, in log-odds.
    pub score: f64,
}

impl Failure {
    /// One of so many that nobody reads its evidence.
    fn brief(confidence: f64, mismatches: Vec<Mismatch>) -> Self {
        Self {
            mismatches,
            behind: None,
            confidence,
            reason: String::new(),
            evidence_expected: Vec::new(),
            evidence_got: Vec::new(),
            hint: "fix the first failures; this is one of many".to_owned(),
        }
    }

    /// What was expected and what came, in one line.
    pub fn summary(&self) -> String {
        let one = |m: &Mismatch| format!("{}: expected {}, got {}", m.what, m.expected, m.got);
        self.mismatches.iter().map(one).collect::<Vec<_>>().join("; ")
    }

    /// The failure as a finding at its fixture.
    pub fn diagnostic(&self, fixture: &Fixture) -> Diagnostic {
        let behind = self.behind.map_or_else(String::new, |behind| format!(" ({behind:.2} behind)"));
        let message = format!("{:?}: {}{behind}", fixture.request, self.summary());
        Diagnostic::new(Code::FixtureFails, &*fixture.file, fixture.line, message, &self.hint)
    }
}

/// Runs all fixtures, in order, on several threads; `each` is told what became of them. Returns what the fixtures
/// reached, by team. Memory does not grow with the number of fixtures.
pub fn run<'s>(
    suite: &'s Suite,
    records: impl Iterator<Item = Result<Record, Diagnostic>>,
    threads: usize,
    mut each: impl FnMut(Outcome),
) -> Vec<Coverage<'s>> {
    let mut workers: Vec<Worker> = (0..threads.max(1)).map(|_| Worker::new(suite)).collect();
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
                failures += usize::from(matches!(&outcome, Outcome::Case(case) if case.failure.is_some()));
                each(outcome);
            }
        });
    }
    let mut coverage: Vec<Coverage> =
        suite.teams.iter().map(|compiled| Coverage::new(&compiled.team, &compiled.index)).collect();
    for worker in workers {
        coverage.iter_mut().zip(worker.coverage).for_each(|(all, one)| all.merge(one));
    }
    coverage
}

/// What one thread needs.
struct Worker<'s> {
    suite: &'s Suite,
    scorers: Vec<Scorer<'s>>,
    coverage: Vec<Coverage<'s>>,
}

impl<'s> Worker<'s> {
    fn new(suite: &'s Suite) -> Self {
        Self {
            suite,
            scorers: suite.teams.iter().map(|compiled| Scorer::new(&compiled.index)).collect(),
            coverage: suite.teams.iter().map(|compiled| Coverage::new(&compiled.team, &compiled.index)).collect(),
        }
    }

    fn run(&mut self, records: &[Result<Record, Diagnostic>], detailed: bool) -> Vec<Outcome> {
        let mut outcomes = Vec::with_capacity(records.len());
        for record in records {
            match record {
                Err(e) => outcomes.push(Outcome::Finding(e.clone())),
                Ok(record) => {
                    for fixture in record.fixtures() {
                        outcomes.push(fixture.and_then(|f| self.case(f, detailed)).unwrap_or_else(Outcome::Finding));
                    }
                }
            }
        }
        outcomes
    }

    fn case(&mut self, fixture: Fixture, detailed: bool) -> Result<Outcome, Diagnostic> {
        let Some(team) = self.suite.team_of(&fixture)? else { return Ok(Outcome::Skipped) };
        let compiled = &self.suite.teams[team];
        self.suite.check_names(&fixture, compiled)?;
        let scorer = &mut self.scorers[team];
        let decision = decide(scorer, &fixture.request, &self.suite.options);
        self.coverage[team].note(&compiled.index, &fixture.request, &decision);
        let mismatches = mismatches(compiled, &fixture, &decision);
        let failure = (!mismatches.is_empty()).then(|| match detailed {
            true => failure(compiled, scorer, &fixture, &decision, mismatches),
            false => Failure::brief(decision.confidence, mismatches),
        });
        let got = Responder::of(&compiled.index, &decision);
        let unclear = decision.status == Status::Unclear;
        let confidence = decision.confidence;
        Ok(Outcome::Case(Box::new(Case { fixture, team, got, unclear, confidence, failure })))
    }
}

/// Whether the decision names one of the answers expected, where any is.
pub fn is_right(index: &Index, expected: &Expected, decision: &Decision) -> bool {
    let got = Responder::of(index, decision);
    if expected.not.contains(&got) {
        return false;
    }
    match expected.agents.as_slice() {
        [] => expected.label().is_none_or(|label| label == got || label == Responder::Nobody),
        agents => agents.contains(&got),
    }
}

/// Everything in which a decision is not as its fixture says.
pub fn mismatches(compiled: &CompiledTeam, fixture: &Fixture, decision: &Decision) -> Vec<Mismatch> {
    let Fixture { request, expected, .. } = fixture;
    let mut found = Vec::new();
    let mut compare = |what, holds: bool, expected: String, got: &str| {
        if !holds {
            found.push(Mismatch { what, expected, got: got.to_owned() });
        }
    };
    let or_nobody = |name: &Option<String>| name.clone().unwrap_or_else(|| NOBODY.to_owned());
    let got = Responder::of(&compiled.index, decision);
    let listed = |who: &[Responder], between: &str| who.iter().map(Responder::name).collect::<Vec<_>>().join(between);
    if !expected.agents.is_empty() {
        compare("agent", expected.agents.contains(&got), listed(&expected.agents, " or "), got.name());
    }
    if expected.not.contains(&got) {
        compare("not", false, format!("anybody but {}", listed(&expected.not, ", ")), got.name());
    }
    if let Some(status) = expected.status {
        compare("status", status == decision.status, status.to_string(), decision.status.name());
    }
    if let Some(urgency) = expected.urgency {
        compare("urgency", urgency == decision.urgency, urgency.name().to_owned(), decision.urgency.name());
    }
    for (what, expected, got) in [
        ("flow", &expected.flow, &decision.flow),
        ("escalate", &expected.escalate, &decision.escalate),
        ("approval", &expected.approval, &decision.approval),
        ("handoff", &expected.handoff, &decision.handoff),
    ] {
        if let Some(name) = expected {
            let got = or_nobody(got);
            compare(what, *name == got, name.clone(), &got);
        }
    }
    for name in &expected.support {
        compare("support", decision.support.contains(name), name.clone(), &decision.support.join(", "));
    }
    if expected.knowledge.is_some() || !expected.prompt_contains.is_empty() {
        let answer = Answer::new(request, decision, &NO_EXPLANATION, &compiled.index);
        if let Some(path) = &expected.knowledge {
            let got = answer.knowledge().unwrap_or(NOBODY);
            let holds = got.strip_suffix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            compare("knowledge", holds, path.clone(), got);
        }
        let prompt = answer.prompt().unwrap_or_default();
        for text in &expected.prompt_contains {
            compare("prompt", prompt.contains(text.as_str()), format!("{text:?}"), "a prompt without it");
        }
    }
    found
}

fn failure(
    compiled: &CompiledTeam,
    scorer: &mut Scorer,
    fixture: &Fixture,
    decision: &Decision,
    mismatches: Vec<Mismatch>,
) -> Failure {
    let right = is_right(&compiled.index, &fixture.expected, decision);
    let wanted = fixture.expected.label().filter(|_| !right);
    let chosen = chosen(decision);
    let expected = wanted.as_ref().and_then(|who| who.class(&compiled.index));
    let candidate = expected.and_then(|class| decision.candidates.iter().find(|c| c.answer == class));
    let score_of = |class: Option<&task_router_engine::decide::Candidate>| class.map_or(0.0, |c| c.score);
    let mut evidence = |class: Option<ClassId>| {
        class.map(|class| strongest(scorer.parts(&fixture.request, class))).unwrap_or_default()
    };
    Failure {
        behind: expected.map(|_| score_of(chosen) - score_of(candidate)),
        confidence: decision.confidence,
        reason: decision.reason(&compiled.index),
        evidence_expected: evidence(candidate.map(|c| c.class).or(expected)),
        evidence_got: evidence(chosen.map(|c| c.class)),
        hint: hint(compiled, fixture, &mismatches, wanted.as_ref()),
        mismatches,
    }
}

/// The candidate whose answer was given; the best one where nobody was.
fn chosen(decision: &Decision) -> Option<&task_router_engine::decide::Candidate> {
    let given = decision.agent.filter(|_| decision.status == Status::Routed);
    given.and_then(|agent| decision.candidates.iter().find(|c| c.answer == agent)).or(decision.candidates.first())
}

fn strongest(mut parts: Vec<ScorePart>) -> Vec<Evidence> {
    parts.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    let shown = parts.into_iter().take(SHOWN_PARTS);
    shown.map(|part| Evidence { kind: part.kind, text: part.text, score: part.score }).collect()
}

/// What would probably fix a failure, in one line.
fn hint(compiled: &CompiledTeam, fixture: &Fixture, mismatches: &[Mismatch], wanted: Option<&Responder>) -> String {
    let Some(wanted) = wanted else {
        let what = mismatches.first().map_or("answer", |mismatch| mismatch.what);
        return match what {
            "status" if fixture.expected.status == Some(Status::Unclear) => {
                "lower or remove the evidence that decided, or correct the fixture".to_owned()
            }
            "knowledge" => "correct `knowledge` of the agent, or the fixture".to_owned(),
            "prompt" => "correct the agent's prompt, or the fixture".to_owned(),
            "status" => "give the agent an example like this request, or correct the fixture".to_owned(),
            what => format!("correct the evidence of `{what}` in the team's file, or the fixture"),
        };
    };
    if *wanted == Responder::Nobody {
        return "remove the evidence that is too broad, or correct the fixture".to_owned();
    }
    match suggest::distinctive_phrases(compiled, &fixture.request, wanted).first() {
        Some(phrase) => format!(
            "give {wanted} this request as an example, or the keyword `{phrase}`; `route suggest` finds edits that break nothing"
        ),
        None => format!("give {wanted} this request as an example, or correct the fixture"),
    }
}
