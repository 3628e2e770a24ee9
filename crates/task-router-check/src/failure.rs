//! Compares a decision with its fixture: what differs, why, and a likely fix.

use crate::fixtures::{Expected, Fixture};
use crate::phrases::distinctive_phrases;
use crate::{CompiledTeam, Responder};
use std::borrow::Cow;
use std::fmt;
use task_router_engine::diagnostic::Code;
use task_router_engine::explanation::NO_EXPLANATION;
use task_router_engine::plan;
use task_router_engine::render::NOBODY;
use task_router_engine::{
    Answer, Candidate, ClassId, Decision, Diagnostic, Index, Options, ScorePart, ScoredRequest, Status, Task, Team,
};

/// Maximum number of score parts shown for each side of a failure.
const SHOWN_PARTS: usize = 5;

/// A smaller distance prints as 0.00 and is not told.
const MIN_SHOWN: f64 = 0.005;

/// Why a fixture fails.
#[derive(Debug, Clone)]
pub struct FixtureFailure {
    /// What was expected, and what was answered instead.
    pub mismatches: Vec<Mismatch>,
    /// How far the expected answer is behind the given one, in log-odds; `None` if nobody answered, or the failure is
    /// about something else.
    pub behind: Option<f64>,
    /// Confidence of the answer.
    pub confidence: f64,
    /// Reason of the decision.
    pub reason: String,
    /// The strongest evidence for the expected answer.
    pub evidence_expected: Vec<ScorePart>,
    /// The strongest evidence for the given answer.
    pub evidence_got: Vec<ScorePart>,
    /// A likely fix.
    pub hint: String,
}

/// One difference from what is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// What the expectation is about.
    pub key: ExpectedKey,
    /// Expected value.
    pub expected: String,
    /// Actual value.
    pub got: String,
}

/// What an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedKey {
    /// Who answers.
    Agent,
    /// Who must not answer.
    Not,
    /// Kind of answer.
    Status,
    /// Urgency of the request.
    Urgency,
    /// The flow that answers.
    Flow,
    /// The escalation that applies.
    Escalate,
    /// The approval that is needed.
    Approval,
    /// The peer that takes over.
    Handoff,
    /// Who supports the agent.
    Support,
    /// The knowledge document.
    Knowledge,
    /// What the prompt contains.
    Prompt,
    /// The agents of a plan.
    Plan,
    /// Whether the team exists.
    Team,
}

impl ExpectedKey {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Not => "not",
            Self::Status => "status",
            Self::Urgency => "urgency",
            Self::Flow => "flow",
            Self::Escalate => "escalate",
            Self::Approval => "approval",
            Self::Handoff => "handoff",
            Self::Support => "support",
            Self::Knowledge => "knowledge",
            Self::Prompt => "prompt",
            Self::Plan => "plan",
            Self::Team => "team",
        }
    }

    /// Whether it is about who answers, and in which status.
    pub fn is_about_who(self) -> bool {
        matches!(self, Self::Agent | Self::Not | Self::Status | Self::Team)
    }

    /// Whether it depends on knowledge documents.
    pub(crate) fn needs_documents(self) -> bool {
        matches!(self, Self::Knowledge | Self::Prompt)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |value: &str| if value == NOBODY { format!("{value} (nobody)") } else { beginning(value).into_owned() };
        write!(f, "{}: expected {}, got {}", self.key.name(), shown(&self.expected), shown(&self.got))
    }
}

impl FixtureFailure {
    /// A failure without evidence, if there are too many for anybody to read.
    pub(super) fn brief(confidence: f64, mismatches: Vec<Mismatch>) -> Self {
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

    /// Expected and actual values, in one line.
    pub fn summary(&self) -> String {
        self.mismatches.iter().map(Mismatch::to_string).collect::<Vec<_>>().join("; ")
    }

    /// How close the expected answer was, how sure the given one, and its reason; `None` if the failure is about
    /// something else than who answers.
    pub fn closeness(&self) -> Option<String> {
        let is_about_who =
            self.behind.is_some() || self.mismatches.iter().any(|mismatch| mismatch.key == ExpectedKey::Agent);
        let told = Some(&self.reason).filter(|reason| is_about_who && !reason.is_empty())?;
        let behind = self.behind.filter(|behind| *behind >= MIN_SHOWN);
        let behind = behind.map_or_else(String::new, |behind| format!("{behind:.2} behind; "));
        Some(format!("{behind}the answer was {:.0} % sure: {told}", self.confidence * 100.0))
    }

    /// The failure as a finding at its fixture.
    pub fn diagnostic(&self, fixture: &Fixture) -> Diagnostic {
        let closeness = self.closeness().map_or_else(String::new, |closeness| format!("; {closeness}"));
        let message = format!("{:?}: {}{closeness}", beginning(&fixture.request), self.summary());
        Diagnostic::new(Code::FixtureFails, &*fixture.file, fixture.line, message, &self.hint)
    }
}

/// Number of characters of a text that people need to recognise it.
const RECOGNISED: usize = 300;

/// The beginning of a request or of what a prompt must contain, for people: a pasted log may have any length.
pub fn beginning(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(RECOGNISED) {
        None => text.into(),
        Some((end, _)) => {
            let quote = if text.starts_with('"') && text.ends_with('"') { "\"" } else { "" };
            format!("{} …{quote}", text[..end].trim_end()).into()
        }
    }
}

/// Whether the decision is one of the expected answers, if any are given.
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

/// All differences between a fixture and a decision made with `options`.
pub fn mismatches(
    team: &Team,
    index: &Index,
    fixture: &Fixture,
    decision: &Decision,
    options: &Options,
) -> Vec<Mismatch> {
    let expected = &fixture.expected;
    let mut found = Comparison::default();
    found.responder(expected, &Responder::of(index, decision));
    found.decision(expected, decision);
    if expected.knowledge.is_some() || !expected.prompt_contains.is_empty() {
        found.texts(expected, &Answer::new(&fixture.request, decision, &NO_EXPLANATION, index));
    }
    if !expected.plan.is_empty() {
        found.plan(&expected.plan, planned(team, index, fixture, options));
    }
    found.mismatches
}

/// Compares what a fixture expects with what was answered.
#[derive(Default)]
struct Comparison {
    mismatches: Vec<Mismatch>,
}

impl Comparison {
    fn compare(&mut self, key: ExpectedKey, holds: bool, expected: String, got: &str) {
        if !holds {
            self.mismatches.push(Mismatch { key, expected, got: got.to_owned() });
        }
    }

    fn responder(&mut self, expected: &Expected, got: &Responder) {
        let listed =
            |who: &[Responder], between: &str| who.iter().map(Responder::name).collect::<Vec<_>>().join(between);
        if !expected.agents.is_empty() {
            self.compare(
                ExpectedKey::Agent,
                expected.agents.contains(got),
                listed(&expected.agents, " or "),
                got.name(),
            );
        }
        if expected.not.contains(got) {
            self.compare(ExpectedKey::Not, false, format!("anybody but {}", listed(&expected.not, ", ")), got.name());
        }
    }

    fn decision(&mut self, expected: &Expected, decision: &Decision) {
        if let Some(status) = expected.status {
            self.compare(ExpectedKey::Status, status == decision.status, status.to_string(), decision.status.name());
        }
        if let Some(urgency) = expected.urgency {
            self.compare(
                ExpectedKey::Urgency,
                urgency == decision.urgency,
                urgency.name().to_owned(),
                decision.urgency.name(),
            );
        }
        for (key, expected, got) in [
            (ExpectedKey::Flow, &expected.flow, &decision.flow),
            (ExpectedKey::Escalate, &expected.escalate, &decision.escalate),
            (ExpectedKey::Approval, &expected.approval, &decision.approval),
            (ExpectedKey::Handoff, &expected.handoff, &decision.handoff),
        ] {
            if let Some(name) = expected {
                let got = got.as_deref().unwrap_or(NOBODY);
                self.compare(key, name == got, name.clone(), got);
            }
        }
        for name in &expected.support {
            let holds = if name == NOBODY { decision.support.is_empty() } else { decision.support.contains(name) };
            self.compare(ExpectedKey::Support, holds, name.clone(), &decision.support.join(", "));
        }
    }

    fn texts(&mut self, expected: &Expected, answer: &Answer) {
        if let Some(path) = &expected.knowledge {
            let got = answer.knowledge().unwrap_or(NOBODY);
            let holds = got.strip_suffix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
            self.compare(ExpectedKey::Knowledge, holds, path.clone(), got);
        }
        let prompt = answer.prompt().unwrap_or_default();
        for text in &expected.prompt_contains {
            self.compare(
                ExpectedKey::Prompt,
                prompt.contains(text.as_str()),
                format!("{text:?}"),
                "a prompt without it",
            );
        }
    }

    fn plan(&mut self, expected: &[String], got: Result<Vec<String>, String>) {
        let is_expected = |got: &Vec<String>| if got.is_empty() { expected == [NOBODY] } else { got == expected };
        let holds = got.as_ref().is_ok_and(is_expected);
        let got = match got {
            Ok(got) if got.is_empty() => NOBODY.to_owned(),
            Ok(got) => got.join(", "),
            Err(error) => error,
        };
        self.compare(ExpectedKey::Plan, holds, expected.join(", "), &got);
    }
}

/// Agents of the tasks in a request's plan, in order; of conditional tasks, only those that the fixture names.
fn planned(team: &Team, index: &Index, fixture: &Fixture, options: &Options) -> Result<Vec<String>, String> {
    let plan = plan::plan(team, index, &fixture.request, options);
    let plan = plan.map_err(|error| error.to_string())?;
    let who = |task: &Task| plan.who(task).to_owned();
    let counts = |task: &&Task| task.condition.is_none() || fixture.expected.plan.contains(&who(task));
    Ok(plan.tasks.iter().filter(counts).map(who).collect())
}

/// Explains why a fixture fails.
pub(super) fn failure(
    compiled: &CompiledTeam,
    scored: &mut ScoredRequest,
    fixture: &Fixture,
    decision: &Decision,
    mismatches: Vec<Mismatch>,
) -> FixtureFailure {
    let right = is_right(&compiled.index, &fixture.expected, decision);
    let wanted = fixture.expected.label().filter(|_| !right);
    let got = Responder::of(&compiled.index, decision);
    let chosen = chosen(&compiled.index, decision);
    let expected = wanted.as_ref().and_then(|who| who.class(&compiled.index));
    let candidate = expected.and_then(|class| decision.candidates.iter().find(|c| c.answer == class));
    let score_of = |class: Option<&Candidate>| class.map_or(0.0, |c| c.score);
    let mut evidence = |class: Option<ClassId>| class.map(|class| strongest(scored.parts(class))).unwrap_or_default();
    FixtureFailure {
        behind: expected.filter(|_| got != Responder::Nobody).map(|_| score_of(chosen) - score_of(candidate)),
        confidence: decision.confidence,
        reason: decision.reason(&compiled.index),
        evidence_expected: evidence(candidate.map(|c| c.class).or(expected)),
        // Where nobody was chosen the best candidate's is told, unless that is who was expected.
        evidence_got: evidence(chosen.map(|c| c.class).filter(|class| candidate.is_none_or(|c| c.class != *class))),
        hint: hint(compiled, fixture, &mismatches, wanted.as_ref()),
        mismatches,
    }
}

/// The candidate whose answer was given; the best one if the request is unclear.
fn chosen<'d>(index: &Index, decision: &'d Decision) -> Option<&'d Candidate> {
    let given = decision.answering(index).filter(|_| decision.status != Status::Unclear);
    given.or(decision.candidates.first())
}

fn strongest(mut parts: Vec<ScorePart>) -> Vec<ScorePart> {
    parts.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    parts.truncate(SHOWN_PARTS);
    parts
}

/// A likely fix of a failure, in one line.
fn hint(compiled: &CompiledTeam, fixture: &Fixture, mismatches: &[Mismatch], wanted: Option<&Responder>) -> String {
    if fixture.is_held_out {
        return "none made for it: as an example it would no longer estimate new requests".to_owned();
    }
    let Some(wanted) = wanted else {
        let got =
            mismatches.iter().find(|mismatch| mismatch.key == ExpectedKey::Not).map_or("", |mismatch| &mismatch.got);
        let of_flow = mismatches.iter().find(|mismatch| mismatch.key == ExpectedKey::Flow);
        let key = of_flow.or(mismatches.first()).map(|mismatch| mismatch.key);
        return match key {
            Some(ExpectedKey::Status) if fixture.expected.status == Some(Status::Unclear) => {
                "lower or remove the evidence that decided, or correct the fixture".to_owned()
            }
            Some(ExpectedKey::Not) => format!(
                "give another agent this request as an example, remove the evidence of {got} that is too broad, or correct the fixture"
            ),
            Some(ExpectedKey::Knowledge) => "correct `knowledge` of the agent, or the fixture".to_owned(),
            Some(ExpectedKey::Prompt) => "correct the agent's prompt, or the fixture".to_owned(),
            Some(ExpectedKey::Status) => {
                "give the agent an example like this request, or correct the fixture".to_owned()
            }
            key => {
                let key = key.map_or("answer", ExpectedKey::name);
                format!("correct the evidence of `{key}` in the team's file, or the fixture")
            }
        };
    };
    if *wanted == Responder::Nobody {
        return "remove the evidence that is too broad, or correct the fixture".to_owned();
    }
    if *wanted == Responder::Lead && compiled.team.lead.is_none() {
        return "the team has no lead: write a `team.md` with this request as an example, or correct the fixture"
            .to_owned();
    }
    if matches!(wanted, Responder::Named(name) if compiled.team.agent(name).is_none()) {
        return format!("give the peer {wanted} this request as an example in team.md, or correct the fixture");
    }
    match distinctive_phrases(compiled, &fixture.request, wanted).first() {
        Some(phrase) => format!(
            "give {wanted} this request as an example, or the keyword `{phrase}`; `route suggest` finds edits that break nothing"
        ),
        None => format!("give {wanted} this request as an example, or correct the fixture"),
    }
}
