//! Version 1 of the decision as JSON: one object a line, its keys frozen.
//!
//! The types here are the format and nothing else; what the program thinks in may change without them.

use crate::diagnostic::suggestion;
use crate::index::RuleAction;
use crate::render::Answer;
use crate::score::ScorePart;
use serde::Serialize;
use serde_json::value::RawValue;

/// The version that `version` states.
pub const VERSION: u32 = 1;

macro_rules! fields {
    ($($variant:ident = $name:literal,)+) => {
        /// The keys of a decision, in their order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field { $(#[doc = concat!("`", $name, "`")] $variant,)+ }

        impl Field {
            /// All keys.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The key.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }
        }
    };
}

fields! {
    Version = "version",
    Request = "request",
    Team = "team",
    Status = "status",
    Agent = "agent",
    Confidence = "confidence",
    Reason = "reason",
    Matched = "matched",
    Support = "support",
    Flow = "flow",
    Urgency = "urgency",
    Escalate = "escalate",
    Approval = "approval",
    Handoff = "handoff",
    Knowledge = "knowledge",
    Prompt = "prompt",
    Question = "question",
    Suggestions = "suggestions",
    Candidates = "candidates",
    Input = "input",
    Warnings = "warnings",
    Asked = "asked",
    Triggers = "triggers",
}

impl Field {
    /// Reads a comma list of keys. The error names the first that is not known, and what is.
    pub fn parse_list(list: &str) -> Result<Vec<Self>, String> {
        list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(Self::parse).collect()
    }

    fn parse(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|field| field.name() == name).ok_or_else(|| {
            format!("no field `{name}`; {}", suggestion(name, Self::ALL.iter().map(|field| field.name())))
        })
    }
}

/// A candidate with its evidence.
#[derive(Debug, Serialize)]
struct Candidate<'a> {
    agent: &'a str,
    score: f64,
    evidence: Vec<Evidence<'a>>,
}

#[derive(Debug, Serialize)]
struct Evidence<'a> {
    kind: crate::score::EvidenceKind,
    text: &'a str,
    score: f64,
}

/// A line of input that could not be read, in the place of its decision.
#[derive(Debug, Serialize)]
struct Failure<'a> {
    version: u32,
    error: &'a str,
    input: Option<&'a RawValue>,
}

/// Writes decisions.
pub struct Writer<'a> {
    /// The keys to write.
    pub fields: &'a [Field],
    /// How many candidates at most, of those that the explanation has; 0 for all.
    pub top: usize,
}

impl Writer<'_> {
    /// Appends one decision as one line.
    pub fn decision(&self, out: &mut Vec<u8>, answer: &Answer, input: Option<&RawValue>) {
        out.push(b'{');
        for (i, field) in self.fields.iter().enumerate() {
            out.extend_from_slice(if i == 0 { b"\"" } else { b",\"" });
            out.extend_from_slice(field.name().as_bytes());
            out.extend_from_slice(b"\":");
            self.field(out, *field, answer, input);
        }
        out.extend_from_slice(b"}\n");
    }

    fn field(&self, out: &mut Vec<u8>, field: Field, answer: &Answer, input: Option<&RawValue>) {
        let decision = answer.decision;
        match field {
            Field::Version => put(out, &VERSION),
            Field::Request => put(out, answer.request),
            Field::Team => put(out, &answer.index.meta.team),
            Field::Status => put(out, &decision.status),
            Field::Agent => put(out, &answer.agent()),
            Field::Confidence => put(out, &round(decision.confidence, 1e4)),
            Field::Reason => put(out, &decision.reason(answer.index)),
            Field::Matched => put(out, &answer.explanation.matched()),
            Field::Support => put(out, &decision.support),
            Field::Flow => put(out, &decision.flow),
            Field::Urgency => put(out, &decision.urgency),
            Field::Escalate => put(out, &decision.escalate),
            Field::Approval => put(out, &decision.approval),
            Field::Handoff => put(out, &decision.handoff),
            Field::Knowledge => put(out, &answer.knowledge()),
            Field::Prompt => put(out, &answer.prompt()),
            Field::Question => put(out, &answer.question()),
            Field::Suggestions => put(out, &answer.suggestions()),
            Field::Candidates => self.candidates(out, answer),
            Field::Input => put(out, &input),
            Field::Warnings => put(out, &answer.warnings()),
            Field::Asked => put(out, &decision.asked),
            Field::Triggers => put(out, &triggers(answer)),
        }
    }

    fn candidates(&self, out: &mut Vec<u8>, answer: &Answer) {
        let most = if self.top == 0 { usize::MAX } else { self.top };
        out.push(b'[');
        for (i, candidate) in answer.explanation.candidates.iter().take(most).enumerate() {
            if i > 0 {
                out.push(b',');
            }
            let evidence = evidence(&candidate.parts);
            let score = round(evidence.iter().map(|part| part.score).sum(), 1e6);
            put(out, &Candidate { agent: &answer.index.class(candidate.answer).name, score, evidence });
        }
        out.push(b']');
    }
}

/// A rule of the team's policy that applies.
#[derive(Debug, Serialize)]
struct Trigger<'a> {
    rule: &'static str,
    /// Who has to be told or asked; null for urgency.
    to: Option<&'a str>,
    /// What it is about; how urgent.
    about: &'a str,
}

fn triggers<'a>(answer: &Answer<'a>) -> Vec<Trigger<'a>> {
    let trigger = |action: &'a RuleAction| match action {
        RuleAction::Escalate(to, about) => Trigger { rule: "escalate", to: Some(to), about },
        RuleAction::Approval(to, about) => Trigger { rule: "approval", to: Some(to), about },
        RuleAction::Urgency(urgency) => Trigger { rule: "urgency", to: None, about: urgency.name() },
    };
    answer.decision.actions(answer.index).into_iter().map(trigger).collect()
}

/// Appends the record of a line that could not be read.
pub fn failure(out: &mut Vec<u8>, error: &str, input: Option<&RawValue>) {
    put(out, &Failure { version: VERSION, error, input });
    out.push(b'\n');
}

fn evidence(parts: &[ScorePart]) -> Vec<Evidence<'_>> {
    parts
        .iter()
        .map(|part| Evidence { kind: part.kind, text: &part.text, score: round(part.score, 1e6) })
        .filter(|part| part.score != 0.0)
        .collect()
}

/// Rounded so that a reader is not shown digits that mean nothing.
fn round(number: f64, unit: f64) -> f64 {
    let rounded = (number * unit).round() / unit;
    // Minus zero is zero.
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Everything written here can be serialised, and a vector takes all bytes.
fn put(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let _ = serde_json::to_writer(out, value);
}
