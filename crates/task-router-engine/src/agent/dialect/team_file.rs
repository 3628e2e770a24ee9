//! Keys of a `team.md` beside those of any definition, and the types of their values.

use super::Field;
use crate::shape::{Key, LEVELS, Shape};

/// Names of urgencies.
const URGENCIES: Shape = Shape::OneOf(&LEVELS);

const NAME: Key = Key::new("name", Shape::Text, "its name");
const DESCRIPTION: Key = Key::new("description", Shape::Text, "what it is for");
const KEYWORDS: Key = Key::new("keywords", Shape::Evidence, "words and phrases that count for it");
const PATTERNS: Key = Key::new("patterns", Shape::Evidence, "regular expressions");
const EXAMPLES: Key = Key::new("examples", Shape::Sentences, "example requests");
const EXAMPLES_FROM: Key =
    Key::new("examples_from", Shape::Texts, "a `.txt` file with more example requests, one per line");
const NOT_EXAMPLES: Key =
    Key::new("not_examples", Shape::Sentences, "similar requests to which the rule does not apply");
const NOT_EXAMPLES_FROM: Key =
    Key::new("not_examples_from", Shape::Texts, "a `.txt` file with more of them, one per line");
const NOT_FOR: Key = Key::new("not_for", Shape::Evidence, "words and phrases that count against it");

/// A neighbouring team.
pub const PEER: &[Key] = &[
    NAME,
    DESCRIPTION,
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    Key::new("message", Shape::Text, "the message to it, a template"),
];

/// A flow.
pub const FLOW: &[Key] = &[
    NAME,
    DESCRIPTION,
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    Key::new("urgency", URGENCIES, "the minimum urgency of such a request"),
    Key::new("requires", LEVEL, "words of which a request must contain one for the flow to match"),
    Key::new(
        "steps",
        Shape::List(&Shape::Any(&[Shape::Text, Shape::List(&Shape::Text), Shape::Map(STEP)])),
        "who does what, in order",
    ),
];

/// Names, or the step's title for each.
const WITH_TITLES: Shape = Shape::Any(&[Shape::Texts, Shape::MapOf(&Shape::Text)]);

/// One step of a flow.
pub const STEP: &[Key] = &[
    Key::new("agent", Shape::Texts, "who does it"),
    Key::new("any", WITH_TITLES, "alternatives: the one with the most evidence does it"),
    Key::new("all", WITH_TITLES, "agents that do it in parallel"),
    Key::new("name", Shape::Text, "the name by which other steps refer to it"),
    Key::new("title", Shape::Text, "its title in a plan"),
    Key::new("timeframe", Shape::Text, "how long it may take"),
    Key::new("until", Shape::Text, "the condition that ends a loop"),
    Key::new("back_to", Shape::Text, "the name or title of the step with which the loop begins"),
    Key::new("when", Shape::Text, "the condition under which it is done"),
    Key::new("optional", Shape::Flag, "whether it may be skipped"),
];

/// An escalation: who must be informed of what.
pub const ESCALATE: &[Key] = &[
    Key::new("when", Shape::Text, "what it is about"),
    Key::new("to", Shape::Text, "who must be told; `reports_to` by default"),
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    NOT_EXAMPLES,
    NOT_EXAMPLES_FROM,
];

/// An approval: who must approve what.
pub const APPROVAL: &[Key] = &[
    Key::new("what", Shape::Text, "what it is about"),
    Key::new("from", Shape::Text, "who must agree; `reports_to` by default"),
    Key::new("before", Shape::Texts, "agents whose tasks wait for it in a plan"),
    KEYWORDS,
    PATTERNS,
    EXAMPLES,
    EXAMPLES_FROM,
    NOT_FOR,
    NOT_EXAMPLES,
    NOT_EXAMPLES_FROM,
];

/// What a request must contain for a flow to be used.
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

/// Occasions of a reply.
pub const REPLY: &[Key] = &[
    Key::new("routed", Shape::Text, "where a specialist answers"),
    Key::new("direct", Shape::Text, "where the lead answers"),
    Key::new("unclear", Shape::Text, "where the request is unclear"),
    Key::new("session", Shape::Text, "where several agents meet"),
    Key::new("handoff", Shape::Text, "where a peer is handed the request"),
];

/// A condition that must hold.
pub const GATE: &[Key] = &[
    Key::new("gate", Shape::Text, "what must hold"),
    Key::new("for", Shape::Texts, "only in plans in which one of these agents has a task"),
    Key::new("before", Shape::Texts, "before the tasks of these agents instead of at the end"),
];

/// A risk.
pub const RISK: &[Key] = &[
    Key::new("risk", Shape::Text, "what, with its mitigation"),
    Key::new("for", Shape::Texts, "only in plans in which one of these agents has a task"),
];

/// A part of the system that a request can name.
pub const DOMAIN: &[Key] = &[
    Key::new("agent", Shape::Text, "who owns it"),
    Key::new("title", Shape::Text, "the title of its task"),
    KEYWORDS,
    PATTERNS,
    NOT_FOR,
    Key::new("whole", Shape::Flag, "whether a request that names it stays one task"),
];

/// Something else that a request can ask for.
pub const REQUIREMENT: &[Key] = &[
    NAME,
    PATTERNS,
    Key::new("is", Shape::Text, "its value if a pattern matches"),
    Key::new("else", Shape::Text, "its value if none does"),
    Key::new("for", Shape::Texts, "agents whose tasks it is for"),
];

/// A notification to somebody outside the team.
pub const NOTICE: &[Key] = &[
    Key::new("when", Shape::Text, "what has changed"),
    Key::new("to", Shape::Text, "who is told"),
    KEYWORDS,
    PATTERNS,
    NOT_FOR,
    Key::new("produces", Shape::Texts, "results of which the plan must produce one"),
    Key::new("message", Shape::Text, "the message, a template"),
];

/// The command of a joint session and its evidence.
pub const SESSION: &[Key] = &[Key::new("command", Shape::Text, "the command"), KEYWORDS, PATTERNS, EXAMPLES, NOT_FOR];

/// Time limit of a task.
const TIMEFRAME: &[Key] = &[
    Key::new("critical", Shape::Text, "for critical requests"),
    Key::new("high", Shape::Text, "for urgent requests"),
    Key::new("medium", Shape::Text, "for ordinary requests"),
    Key::new("low", Shape::Text, "for requests that can wait"),
];

/// Keys of a `team.md` beside those of every definition.
pub const TEAM_KEYS: &[(Key, Field)] = &[
    // Its body is the activation template around an agent's prompt.
    (Key::new("prompt", Shape::Text, "the lead's own prompt"), Field::Lead),
    (Key::new("default", Shape::Flag, "whether this team is used if none is named"), Field::Policy),
    (Key::new("fallback", Shape::Text, "the agent that gets an unclear request"), Field::Policy),
    (Key::new("clarify", Shape::Text, "the question for an unclear request"), Field::Policy),
    (
        Key::new("knowledge_root", Shape::Text, "the folder of the knowledge documents, looked for here and above"),
        Field::Policy,
    ),
    (Key::new("reports_to", Shape::Text, "who receives escalations and is asked for approval"), Field::Policy),
    (Key::new("peers", Shape::Entries(PEER), "other teams"), Field::Policy),
    (Key::new("flows", Shape::Entries(FLOW), "ways in which several agents handle one kind of request"), Field::Policy),
    (Key::new("escalate", Shape::Entries(ESCALATE), "who must be told of what"), Field::Policy),
    (Key::new("approval", Shape::Entries(APPROVAL), "who must agree to what"), Field::Policy),
    (Key::new("urgency", Shape::Map(URGENCY), "what makes a request urgent; `medium` by default"), Field::Policy),
    (
        Key::new(
            "gates",
            Shape::Any(&[Shape::Sentences, Shape::List(&Shape::Any(&[Shape::Text, Shape::Map(GATE)]))]),
            "conditions for work to count as complete, or for a task to begin",
        ),
        Field::Policy,
    ),
    (Key::new("replies", Shape::Map(REPLY), "the lead's replies, by occasion"), Field::Policy),
    (Key::new("context", Shape::Text, "what a command is told about its task, a template"), Field::Policy),
    (Key::new("max_iterations", Shape::Count, "the maximum number of rounds for a command"), Field::Policy),
    (
        Key::new("session", Shape::Any(&[Shape::Text, Shape::Map(SESSION)]), "the command that opens a joint session"),
        Field::Lead,
    ),
    (Key::new("domains", Shape::Entries(DOMAIN), "the parts of the system, and who owns each"), Field::Lead),
    (Key::new("requirements", Shape::Entries(REQUIREMENT), "values to find in a request"), Field::Lead),
    (Key::new("notify", Shape::Entries(NOTICE), "who outside the team is told of what"), Field::Lead),
    (Key::new("timeframe", Shape::Any(&[Shape::Text, Shape::Map(TIMEFRAME)]), "how long a task may take"), Field::Lead),
    (Key::new("directive", Shape::Text, "the instructions for the specialists, a template"), Field::Lead),
    (Key::new("status_report", Shape::Text, "the lead's status report, a template"), Field::Lead),
    (Key::new("scratchpad", Shape::Text, "the working notes, a template"), Field::Lead),
    (Key::new("output", Shape::Text, "the format for the result of a plan"), Field::Lead),
];

/// The same, in the form of the table of dialects.
pub(super) const TEAM_FIELDS: [(&str, Field); TEAM_KEYS.len()] = {
    let mut fields = [("", Field::Lead); TEAM_KEYS.len()];
    let mut i = 0;
    while i < fields.len() {
        fields[i] = (TEAM_KEYS[i].0.name, TEAM_KEYS[i].1);
        i += 1;
    }
    fields
};
