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
const NOT_EXAMPLES: Key =
    Key::new("not_examples", Shape::Sentences, "whole requests that only sound as if they belonged here");
const NOT_EXAMPLES_FROM: Key = Key::new("not_examples_from", Shape::Texts, "a file of more of them, one a line");
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
    Key::new("requires", LEVEL, "what has to be in a request besides, or the flow is not taken"),
    Key::new(
        "steps",
        Shape::List(&Shape::Any(&[Shape::Text, Shape::List(&Shape::Text), Shape::Map(STEP)])),
        "who does what, in order",
    ),
];

/// Names, or what the step is called for each.
const WITH_TITLES: Shape = Shape::Any(&[Shape::Texts, Shape::MapOf(&Shape::Text)]);

/// One step of a flow.
pub const STEP: &[Key] = &[
    Key::new("agent", Shape::Texts, "who does it"),
    Key::new("any", WITH_TITLES, "those of whom the one that the request speaks for most does it"),
    Key::new("all", WITH_TITLES, "those who do it side by side"),
    Key::new("name", Shape::Text, "what other steps call it"),
    Key::new("title", Shape::Text, "what it is called in a plan"),
    Key::new("timeframe", Shape::Text, "how long it may take"),
    Key::new("until", Shape::Text, "what ends a loop"),
    Key::new("back_to", Shape::Text, "the name or title of the step with which the loop begins"),
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
    EXAMPLES_FROM,
    NOT_FOR,
    NOT_EXAMPLES,
    NOT_EXAMPLES_FROM,
];

/// Who has to agree to what.
pub const APPROVAL: &[Key] = &[
    Key::new("what", Shape::Text, "what it is about"),
    Key::new("from", Shape::Text, "who has to agree; `reports_to` unless stated"),
    Key::new("before", Shape::Texts, "whose tasks wait for it in a plan"),
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    NOT_EXAMPLES,
    NOT_EXAMPLES_FROM,
];

/// What has to be in a request for a flow to be taken.
const LEVEL: Shape =
    Shape::Any(&[Shape::Map(&[KEYWORDS, PATTERNS, EXAMPLES, EXAMPLES_FROM, NOT_FOR]), Shape::Evidence]);
/// What makes a request urgent, or less so.
pub const LEVEL_OF_URGENCY: &[Key] =
    &[KEYWORDS, PATTERNS, EXAMPLES, EXAMPLES_FROM, NOT_FOR, NOT_EXAMPLES, NOT_EXAMPLES_FROM];
const SAYS_HOW_URGENT: Shape = Shape::Any(&[Shape::Map(LEVEL_OF_URGENCY), Shape::Evidence]);
const URGENCY: &[Key] = &[
    Key::new("critical", SAYS_HOW_URGENT, "what makes a request critical"),
    Key::new("high", SAYS_HOW_URGENT, "what makes it urgent"),
    Key::new("medium", SAYS_HOW_URGENT, "what makes it ordinary"),
    Key::new("low", SAYS_HOW_URGENT, "what can wait"),
];

/// The occasions of a reply.
pub const REPLY: &[Key] = &[
    Key::new("routed", Shape::Text, "where a specialist answers"),
    Key::new("direct", Shape::Text, "where the lead answers"),
    Key::new("unclear", Shape::Text, "where the request is unclear"),
    Key::new("session", Shape::Text, "where several agents meet"),
    Key::new("handoff", Shape::Text, "where a peer is handed the request"),
];

/// Something that must hold.
pub const GATE: &[Key] = &[
    Key::new("gate", Shape::Text, "what must hold"),
    Key::new("for", Shape::Texts, "in plans in which one of these does something"),
    Key::new("before", Shape::Texts, "before the tasks of these begin, instead of at the end"),
];

/// Something that can go wrong.
pub const RISK: &[Key] = &[
    Key::new("risk", Shape::Text, "what, with its mitigation"),
    Key::new("for", Shape::Texts, "in plans in which one of these does something"),
];

/// A part of the system that a request can name.
pub const DOMAIN: &[Key] = &[
    Key::new("agent", Shape::Text, "who owns it"),
    Key::new("title", Shape::Text, "what its task is called"),
    KEYWORDS,
    PATTERNS,
    NOT_FOR,
    Key::new("whole", Shape::Flag, "whether a request that names it stays one task"),
];

/// What a request can ask for besides.
pub const REQUIREMENT: &[Key] = &[
    NAME,
    PATTERNS,
    Key::new("is", Shape::Text, "its value where a pattern matches"),
    Key::new("else", Shape::Text, "its value where none does"),
    Key::new("for", Shape::Texts, "whose tasks it is for"),
];

/// Who beside the team is told of what.
pub const NOTICE: &[Key] = &[
    Key::new("when", Shape::Text, "what has changed"),
    Key::new("to", Shape::Text, "who is told"),
    KEYWORDS,
    PATTERNS,
    NOT_FOR,
    Key::new("produces", Shape::Texts, "results of which a plan has to hand one on"),
    Key::new("message", Shape::Text, "what is said, a template"),
];

/// The command of a joint session and what asks for one.
pub const SESSION: &[Key] = &[Key::new("command", Shape::Text, "the command"), KEYWORDS, PATTERNS, EXAMPLES, NOT_FOR];

/// How long a task may take.
const TIMEFRAME: &[Key] = &[
    Key::new("critical", Shape::Text, "one of a critical request"),
    Key::new("high", Shape::Text, "one of an urgent request"),
    Key::new("medium", Shape::Text, "one of an ordinary request"),
    Key::new("low", Shape::Text, "one that can wait"),
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
    (
        Key::new(
            "gates",
            Shape::Any(&[Shape::Sentences, Shape::List(&Shape::Any(&[Shape::Text, Shape::Map(GATE)]))]),
            "what must hold before work counts as complete, or a task begins",
        ),
        Field::Policy,
    ),
    (Key::new("replies", Shape::Map(REPLY), "the lead's own words for an occasion"), Field::Policy),
    (Key::new("context", Shape::Text, "what a command is told of its work, a template"), Field::Policy),
    (Key::new("max_iterations", Shape::Count, "how often a command may go round"), Field::Policy),
    (
        Key::new("session", Shape::Any(&[Shape::Text, Shape::Map(SESSION)]), "the command that opens a joint session"),
        Field::Lead,
    ),
    (Key::new("domains", Shape::Entries(DOMAIN), "the parts of the system, and who owns each"), Field::Lead),
    (Key::new("requirements", Shape::Entries(REQUIREMENT), "what a request can ask for besides"), Field::Lead),
    (Key::new("notify", Shape::Entries(NOTICE), "who beside the team is told of what"), Field::Lead),
    (Key::new("timeframe", Shape::Any(&[Shape::Text, Shape::Map(TIMEFRAME)]), "how long a task may take"), Field::Lead),
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
