//! Version 1 of the JSON format of decisions: one object per line, with frozen keys.
//!
//! The types here define the format only, so that internal types can change independently.

mod number;

use crate::agent::dialect::AgentKind;
use crate::did_you_mean::suggestion;
use crate::escape::EACH;
use crate::index::RuleAction;
use crate::render::Answer;
use crate::score::ScorePart;
use number::in_millionths;
use serde::Serialize;
use serde_json::value::RawValue;

/// Value of `version`.
pub const VERSION: u32 = 1;

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal: $type:ty,)+) => {
        /// Keys of a decision, in order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum DecisionField { $($(#[doc = $doc])+ $variant,)+ }

        impl DecisionField {
            /// All keys.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The key.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// The key with its punctuation, as written before its value.
            fn opening(self) -> &'static str {
                match self { $(Self::$variant => concat!("\"", $name, "\":"),)+ }
            }

            #[cfg(feature = "schema")]
            fn schema(self, generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let (mut schema, meaning) = match self {
                    $(Self::$variant => (generator.subschema_for::<$type>(), concat!($($doc),+)),)+
                };
                schema.insert("description".to_owned(), meaning.trim().into());
                schema
            }
        }
    };
}

fields! {
    /// Version of this format.
    Version = "version": u32,
    /// The request.
    Request = "request": String,
    /// Name of the team.
    Team = "team": String,
    /// Kind of answer.
    Status = "status": crate::decide::Status,
    /// The agent that answers; null if nobody or the lead does.
    Agent = "agent": Option<String>,
    /// Probability that the answer is right, from 0 to 1.
    Confidence = "confidence": f64,
    /// Reason for this answer, as a sentence.
    Reason = "reason": String,
    /// The decisive words and patterns.
    Matched = "matched": Vec<String>,
    /// Other agents whose help is likely needed.
    Support = "support": Vec<String>,
    /// The flow that answers.
    Flow = "flow": Option<String>,
    /// Urgency of the request.
    Urgency = "urgency": crate::team::policy::Urgency,
    /// Who must be informed.
    Escalate = "escalate": Option<String>,
    /// Who must approve.
    Approval = "approval": Option<String>,
    /// The peer that the request is handed to.
    Handoff = "handoff": Option<String>,
    /// Path of the knowledge document.
    Knowledge = "knowledge": Option<String>,
    /// The rendered prompt.
    Prompt = "prompt": Option<String>,
    /// Question for an unclear request.
    Question = "question": Option<String>,
    /// Suggested next steps.
    Suggestions = "suggestions": Vec<String>,
    /// The candidates, best first.
    Candidates = "candidates": Vec<Candidate<'static>>,
    /// The input object that contained the request.
    Input = "input": serde_json::Value,
    /// Warnings about the answer.
    Warnings = "warnings": Vec<String>,
    /// The arbiter that was asked, and its answer.
    Asked = "asked": Option<crate::decide::ArbiterRecord>,
    /// The rules of the team's policy that apply.
    Triggers = "triggers": Vec<Trigger<'static>>,
    /// Kind of the agent that answers; null if no agent does.
    Kind = "kind": Option<crate::agent::dialect::AgentKind>,
}

/// JSON Schema of a line: a decision with all keys, or the record of a line that could not be read.
#[cfg(feature = "schema")]
pub fn schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let properties: serde_json::Map<_, _> =
        DecisionField::ALL.iter().map(|field| (field.name().to_owned(), field.schema(generator).into())).collect();
    let required: Vec<&str> = DecisionField::ALL.iter().map(|field| field.name()).collect();
    let failure = generator.subschema_for::<Failure>();
    schemars::json_schema!({
        "title": "a decision of `route`",
        "oneOf": [{"type": "object", "properties": properties, "required": required}, failure],
    })
}

impl DecisionField {
    /// Parses a comma-separated list of keys, without duplicates, as an object has each key once.
    ///
    /// # Errors
    /// The first unknown key, with the known ones.
    pub fn parse_list(list: &str) -> Result<Vec<Self>, String> {
        let mut fields = Vec::new();
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let field = Self::parse(name)?;
            if !fields.contains(&field) {
                fields.push(field);
            }
        }
        if fields.is_empty() { Self::parse("").map(|field| vec![field]) } else { Ok(fields) }
    }

    fn parse(name: &str) -> Result<Self, String> {
        Self::ALL.iter().copied().find(|field| field.name() == name).ok_or_else(|| {
            format!("no field `{name}`; {}", suggestion(name, Self::ALL.iter().map(|field| field.name())))
        })
    }
}

// `DecisionWriter::candidates` writes it without this type.
/// A candidate with its evidence.
#[cfg(feature = "schema")]
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Candidate<'a> {
    agent: &'a str,
    score: f64,
    evidence: Vec<Evidence<'a>>,
}

#[cfg(feature = "schema")]
#[derive(Debug, Serialize, schemars::JsonSchema)]
struct Evidence<'a> {
    kind: crate::score::EvidenceKind,
    text: &'a str,
    score: f64,
    /// Line of the agent's file, for a description or a body.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
}

/// A line of input that could not be read, in place of its decision.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Failure<'a> {
    version: u32,
    error: &'a str,
    #[cfg_attr(feature = "schema", schemars(with = "serde_json::Value"))]
    input: Option<&'a RawValue>,
}

/// Writes decisions.
pub struct DecisionWriter<'a> {
    /// Keys to write.
    pub fields: &'a [DecisionField],
    /// Maximum number of candidates, of those in the explanation; 0 for all.
    pub top: usize,
}

impl DecisionWriter<'_> {
    /// Appends a decision as one line.
    pub fn decision(&self, out: &mut Vec<u8>, answer: &Answer, input: Option<&RawValue>) {
        out.push(b'{');
        for (i, field) in self.fields.iter().enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(field.opening().as_bytes());
            self.field(out, *field, answer, input);
        }
        out.extend_from_slice(b"}\n");
    }

    fn field(&self, out: &mut Vec<u8>, field: DecisionField, answer: &Answer, input: Option<&RawValue>) {
        let decision = answer.decision;
        match field {
            DecisionField::Version => put(out, &VERSION),
            DecisionField::Request => text(out, answer.request),
            DecisionField::Team => text(out, &answer.index.meta.team),
            DecisionField::Status => in_quotation_marks(out, decision.status.name()),
            DecisionField::Agent => optional(out, answer.agent()),
            DecisionField::Confidence => put(out, &round(decision.confidence, 1e4)),
            DecisionField::Reason => text(out, &decision.reason(answer.index)),
            DecisionField::Matched => list(out, answer.explanation.matched().into_iter(), text),
            DecisionField::Support => list(out, decision.support.iter().map(String::as_str), text),
            DecisionField::Flow => optional(out, decision.flow.as_deref()),
            DecisionField::Urgency => in_quotation_marks(out, decision.urgency.name()),
            DecisionField::Escalate => optional(out, decision.escalate.as_deref()),
            DecisionField::Approval => optional(out, decision.approval.as_deref()),
            DecisionField::Handoff => optional(out, decision.handoff.as_deref()),
            DecisionField::Knowledge => optional(out, answer.knowledge()),
            DecisionField::Prompt => prompt(out, answer),
            DecisionField::Question => optional(out, answer.question()),
            DecisionField::Suggestions => list(out, answer.suggestions().iter().map(String::as_str), text),
            DecisionField::Candidates => self.candidates(out, answer),
            DecisionField::Input => put(out, &input),
            DecisionField::Warnings => put(out, &answer.warnings()),
            DecisionField::Asked => put(out, &decision.asked),
            DecisionField::Triggers => put(out, &triggers(answer)),
            DecisionField::Kind => optional(out, answer.kind().map(AgentKind::name)),
        }
    }

    fn candidates(&self, out: &mut Vec<u8>, answer: &Answer) {
        let most = if self.top == 0 { usize::MAX } else { self.top };
        list(out, answer.explanation.candidates.iter().take(most), |out, candidate| {
            out.extend_from_slice(b"{\"agent\":");
            text(out, &answer.index.class(candidate.answer).name);
            score(out, candidate.parts.iter().map(|part| in_millionths(part.score)).sum());
            out.extend_from_slice(b",\"evidence\":");
            evidence(out, &candidate.parts);
            out.push(b'}');
        });
    }
}

/// Appends the parts of a score that do not round to 0. They are most of a line, and a serialiser takes several times
/// as long.
fn evidence(out: &mut Vec<u8>, parts: &[ScorePart]) {
    let rounded = parts.iter().map(|part| (part, in_millionths(part.score)));
    list(out, rounded.filter(|(_, rounded)| *rounded != 0), |out, (part, rounded)| {
        out.extend_from_slice(part.kind.opening().as_bytes());
        if part.kind.is_verbatim() {
            text(out, &part.text);
        } else {
            // Words need no escaping.
            out.push(b'"');
            out.extend_from_slice(part.text.as_bytes());
            part.shown_behind().for_each(|text| out.extend_from_slice(text.as_bytes()));
            out.push(b'"');
        }
        score(out, rounded);
        if let Some(line) = part.line {
            out.extend_from_slice(b",\"line\":");
            put(out, &line);
        }
        out.push(b'}');
    });
}

/// Appends a score after another key.
fn score(out: &mut Vec<u8>, millionths: i64) {
    out.extend_from_slice(b",\"score\":");
    number::put(out, millionths);
}

/// Appends a list, each item written by `write`.
fn list<T>(out: &mut Vec<u8>, items: impl Iterator<Item = T>, write: impl Fn(&mut Vec<u8>, T)) {
    out.push(b'[');
    let start = out.len();
    for item in items {
        write(out, item);
        out.push(b',');
    }
    // Removes the comma after the last item.
    out.truncate(start.max(out.len() - 1));
    out.push(b']');
}

/// Whether any byte must be escaped; hardly any text needs that. Eight bytes are checked at a time.
fn needs_escapes(text: &str) -> bool {
    let (eights, rest) = text.as_bytes().as_chunks::<8>();
    let found = eights.iter().fold(0, |found, eight| found | escaped_bytes(u64::from_le_bytes(*eight)));
    let rest = rest.iter().fold(EACH * u64::from(b' '), |rest, &byte| rest << 8 | u64::from(byte));
    found | escaped_bytes(rest) != 0
}

/// Non-zero if one of eight bytes is a control character, a quotation mark or a backslash. A subtraction without a
/// smaller byte borrows from none, so the highest bit of each byte shows the result ("Bit Twiddling Hacks", Anderson).
fn escaped_bytes(eight: u64) -> u64 {
    let less = |bytes: u64, than: u8| bytes.wrapping_sub(EACH * u64::from(than)) & !bytes;
    let equal = |byte: u8| less(eight ^ (EACH * u64::from(byte)), 1);
    (less(eight, b' ') | equal(b'"') | equal(b'\\')) & (EACH << 7)
}

/// Appends a string.
fn text(out: &mut Vec<u8>, text: &str) {
    if needs_escapes(text) {
        return put(out, text);
    }
    in_quotation_marks(out, text);
}

fn in_quotation_marks(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

/// Appends a string or null.
fn optional(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        Some(value) => text(out, value),
        None => out.extend_from_slice(b"null"),
    }
}

/// Appends the prompt. An agent's prompt is the same around every request, so its escaped form is cached.
fn prompt(out: &mut Vec<u8>, answer: &Answer) {
    let Some((around, behind)) = answer.prompt_around_request() else { return put(out, &answer.prompt()) };
    out.push(b'"');
    for (i, text) in around.json().iter().enumerate() {
        if i > 0 {
            escaped(out, answer.request);
        }
        out.extend_from_slice(text.as_bytes());
    }
    escaped(out, behind.as_deref().unwrap_or_default());
    out.push(b'"');
}

/// Appends a text escaped for a JSON string.
fn escaped(out: &mut Vec<u8>, text: &str) {
    if !needs_escapes(text) {
        return out.extend_from_slice(text.as_bytes());
    }
    let start = out.len();
    put(out, text);
    out.pop();
    out.remove(start);
}

/// A rule of the team's policy that applies.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Trigger<'a> {
    rule: &'static str,
    /// Who must be informed or must approve; null for urgency.
    to: Option<&'a str>,
    /// Subject of the rule, or the urgency.
    about: &'a str,
}

fn triggers<'a>(answer: &Answer<'a>) -> Vec<Trigger<'a>> {
    let trigger = |action: &'a RuleAction| match action {
        RuleAction::Escalate(to, about) => Some(Trigger { rule: "escalate", to: Some(to), about }),
        RuleAction::Approval(to, about) => Some(Trigger { rule: "approval", to: Some(to), about }),
        RuleAction::Urgency(urgency) => Some(Trigger { rule: "urgency", to: None, about: urgency.name() }),
        // These decide on flows and sessions, which are in the decision, and on rules that do not apply.
        RuleAction::Allows(_) | RuleAction::Concerns(_) | RuleAction::Session | RuleAction::Matter(_) => None,
    };
    answer.decision.actions(answer.index).into_iter().filter_map(trigger).collect()
}

/// Appends the record of a line that could not be read.
pub fn failure(out: &mut Vec<u8>, error: &str, input: Option<&RawValue>) {
    put(out, &Failure { version: VERSION, error, input });
    out.push(b'\n');
}

/// Rounds a number to its significant digits for readers.
fn round(number: f64, unit: f64) -> f64 {
    let rounded = (number * unit).round() / unit;
    // Turns minus zero into zero.
    if rounded == 0.0 { 0.0 } else { rounded }
}

/// Appends a serialised value. It cannot fail: all types here are serialisable, and a vector accepts all bytes.
fn put(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    let _ = serde_json::to_writer(out, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_text_is_written_as_a_serialiser_does(value in any::<String>(), odd in r#"[a-z"\\\n\x00-\x20\x7f\u{e9}]{0,9}"#) {
            for value in [value, odd] {
                let mut out = Vec::new();
                text(&mut out, &value);
                prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&value).unwrap());
            }
        }
    }
}
