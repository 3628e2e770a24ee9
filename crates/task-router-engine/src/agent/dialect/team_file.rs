//! The keys of a `team.md` besides those of any definition, and what may stand under each.

use super::Field;
use crate::shape::{Key, Shape};

/// The words for an urgency.
const URGENCIES: Shape = Shape::OneOf(&["critical", "high", "medium", "low"]);

const NAME: Key = Key::new("name", Shape::Text, "its name");
const DESCRIPTION: Key = Key::new("description", Shape::Text, "what it is for");
const KEYWORDS: Key = Key::new("keywords", Shape::Evidence, "words and phrases that speak for it");
const PATTERNS: Key = Key::new("patterns", Shape::Evidence, "regular expressions");
const EXAMPLES: Key = Key::new("examples", Shape::Sentences, "whole requests");
const EXAMPLES_FROM: Key = Key::new("examples_from", Shape::Texts, "a file of more whole requests, one a line");
const NOT_FOR: Key = Key::new("not_for", Shape::Evidence, "words and phrases that speak against it");

/// A team beside this one.
pub const PEER: &[Key] = &[
    NAME,
    DESCRIPTION,
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    Key::new("message", Shape::Text, "what is said to it, a template"),
];

/// A way in which several agents handle one kind of request.
pub const FLOW: &[Key] = &[
    NAME,
    DESCRIPTION,
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    Key::new("urgency", URGENCIES, "the least urgency of such a request"),
    Key::new(
        "steps",
        Shape::List(&Shape::Any(&[Shape::Text, Shape::List(&Shape::Text), Shape::Map(STEP)])),
        "who does what, in order",
    ),
];

/// One step of a flow.
pub const STEP: &[Key] = &[
    Key::new("agent", Shape::Texts, "who does it"),
    Key::new("any", Shape::Texts, "those of whom the one that the request speaks for most does it"),
    Key::new("all", Shape::Texts, "those who do it side by side"),
    Key::new("title", Shape::Text, "what it is called in a plan"),
    Key::new("when", Shape::Text, "under which condition it is done"),
    Key::new("optional", Shape::Flag, "whether it may be skipped"),
];

/// Who has to be told of what.
pub const ESCALATE: &[Key] = &[
    Key::new("when", Shape::Text, "what it is about"),
    Key::new("to", Shape::Text, "who has to be told; `reports_to` unless stated"),
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    NOT_FOR,
];

/// Who has to agree to what.
pub const APPROVAL: &[Key] = &[
    Key::new("what", Shape::Text, "what it is about"),
    Key::new("from", Shape::Text, "who has to agree; `reports_to` unless stated"),
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    NOT_FOR,
];

/// What makes a request urgent, or less so.
const LEVEL: Shape = Shape::Any(&[Shape::Map(&[KEYWORDS, PATTERNS, EXAMPLES, NOT_FOR]), Shape::Evidence]);
const URGENCY: &[Key] = &[
    Key::new("critical", LEVEL, "what makes a request critical"),
    Key::new("high", LEVEL, "what makes it urgent"),
    Key::new("medium", LEVEL, "what makes it ordinary"),
    Key::new("low", LEVEL, "what can wait"),
];

/// The occasions of a reply.
pub const REPLY: &[Key] = &[
    Key::new("routed", Shape::Text, "where a specialist answers"),
    Key::new("direct", Shape::Text, "where the lead answers"),
    Key::new("unclear", Shape::Text, "where the request is unclear"),
    Key::new("session", Shape::Text, "where several agents meet"),
];

/// What a `team.md` says besides what every definition does.
pub const TEAM_KEYS: &[(Key, Field)] = &[
    // Its body is what is put around an agent's.
    (Key::new("prompt", Shape::Text, "the lead's own prompt"), Field::Lead),
    (Key::new("default", Shape::Flag, "whether this team is asked where none is named"), Field::Policy),
    (Key::new("fallback", Shape::Text, "the agent that gets an unclear request"), Field::Policy),
    (Key::new("clarify", Shape::Text, "the question for an unclear request"), Field::Policy),
    (
        Key::new("knowledge_root", Shape::Text, "the folder of the knowledge documents, looked for here and above"),
        Field::Policy,
    ),
    (Key::new("reports_to", Shape::Text, "who receives escalations and is asked for approval"), Field::Policy),
    (Key::new("peers", Shape::Entries(PEER), "teams beside this one"), Field::Policy),
    (Key::new("flows", Shape::Entries(FLOW), "ways in which several agents handle one kind of request"), Field::Policy),
    (Key::new("escalate", Shape::Entries(ESCALATE), "who has to be told of what"), Field::Policy),
    (Key::new("approval", Shape::Entries(APPROVAL), "who has to agree to what"), Field::Policy),
    (Key::new("urgency", Shape::Map(URGENCY), "what makes a request urgent; `medium` unless stated"), Field::Policy),
    (Key::new("gates", Shape::Sentences, "what must hold before work counts as complete"), Field::Policy),
    (Key::new("replies", Shape::Map(REPLY), "the lead's own words for an occasion"), Field::Policy),
    (Key::new("context", Shape::Text, "what a command is told of its work, a template"), Field::Policy),
    (Key::new("max_iterations", Shape::Count, "how often a command may go round"), Field::Policy),
    (Key::new("session", Shape::Text, "the command that opens a joint session"), Field::Lead),
    (Key::new("directive", Shape::Text, "what the specialists are told, a template"), Field::Lead),
    (Key::new("status_report", Shape::Text, "the report to the one above, a template"), Field::Lead),
    (Key::new("scratchpad", Shape::Text, "the notes for the work, a template"), Field::Lead),
    (Key::new("output", Shape::Text, "the form in which the result of a plan is wanted"), Field::Lead),
];

/// The same as a row of the table of dialects has them.
pub(super) const TEAM_FIELDS: [(&str, Field); TEAM_KEYS.len()] = {
    let mut fields = [("", Field::Lead); TEAM_KEYS.len()];
    let mut i = 0;
    while i < fields.len() {
        fields[i] = (TEAM_KEYS[i].0.name, TEAM_KEYS[i].1);
        i += 1;
    }
    fields
};
