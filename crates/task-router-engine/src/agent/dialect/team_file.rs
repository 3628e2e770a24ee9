//! Keys of a `team.md` beside those of any definition, and the types of their values.

use super::Field;
use crate::evidence::{EvidenceForm, EvidenceKind};
use crate::text::word_list::{join, total};
use crate::value_type::{KeySpec, LEVELS, ValueType};

/// Names of urgencies.
const URGENCIES: ValueType = ValueType::OneOf(&LEVELS);

const NAME: KeySpec = KeySpec::new("name", ValueType::Text, "its name");
const DESCRIPTION: KeySpec = KeySpec::new("description", ValueType::Text, "what it is for");
const EXAMPLES_FROM: KeySpec =
    KeySpec::new("examples_from", ValueType::Texts, "a `.txt` file with more example requests, one per line");
const NOT_EXAMPLES: KeySpec =
    KeySpec::new("not_examples", ValueType::Sentences, "similar requests to which the rule does not apply");
const NOT_EXAMPLES_FROM: KeySpec =
    KeySpec::new("not_examples_from", ValueType::Texts, "a `.txt` file with more of them, one per line");

/// Number of kinds of evidence; not all of them can be written.
const KINDS: usize = EvidenceKind::ALL.len();
/// All evidence that authors can write.
const EVIDENCE: &[KeySpec] = const { &evidence(true) }.0.split_at(evidence(true).1).0;
/// The same without whole requests, where nothing is learned from any.
const WORDS_AND_PATTERNS: &[KeySpec] = const { &evidence(false) }.0.split_at(evidence(false).1).0;

/// The keys of evidence, and their number.
const fn evidence(has_requests: bool) -> ([KeySpec; KINDS], usize) {
    let (mut keys, mut count, mut i) = ([NAME; KINDS], 0, 0);
    while i < KINDS {
        if let Some((form, key)) = EvidenceKind::ALL[i].as_written()
            && (has_requests || !matches!(form, EvidenceForm::Requests))
        {
            keys[count] = key;
            count += 1;
        }
        i += 1;
    }
    (keys, count)
}

/// Several lists as one.
macro_rules! keys {
    ($($part:expr),+ $(,)?) => {{
        const PARTS: &[&[KeySpec]] = &[$($part),+];
        const KEYS: [KeySpec; total(PARTS)] = join(PARTS, NAME);
        &KEYS
    }};
}

/// A neighbouring team.
pub(crate) const PEER: &[KeySpec] = keys![
    &[NAME, DESCRIPTION],
    EVIDENCE,
    &[EXAMPLES_FROM, KeySpec::new("message", ValueType::Text, "the message to it, a template")],
];

/// A flow.
pub(crate) const FLOW: &[KeySpec] = keys![
    &[NAME, DESCRIPTION],
    EVIDENCE,
    &[
        EXAMPLES_FROM,
        KeySpec::new("urgency", URGENCIES, "the minimum urgency of such a request"),
        KeySpec::new("requires", LEVEL, "words of which a request must contain one for the flow to match"),
        KeySpec::new("steps", STEPS, "who does what, in order"),
    ],
];

/// The steps of a flow, each an agent, agents in parallel, or a map.
const STEPS: ValueType =
    ValueType::List(&ValueType::Any(&[ValueType::Text, ValueType::List(&ValueType::Text), ValueType::Map(STEP)]));

/// Names, or the step's title for each.
const WITH_TITLES: ValueType = ValueType::Any(&[ValueType::Texts, ValueType::MapOf(&ValueType::Text)]);

/// One step of a flow.
pub(crate) const STEP: &[KeySpec] = &[
    KeySpec::new("agent", ValueType::Texts, "who does it"),
    KeySpec::new("any", WITH_TITLES, "alternatives: the one with the most evidence does it"),
    KeySpec::new("all", WITH_TITLES, "agents that do it in parallel"),
    KeySpec::new("name", ValueType::Text, "the name by which other steps refer to it"),
    KeySpec::new("title", ValueType::Text, "its title in a plan"),
    KeySpec::new("timeframe", ValueType::Text, "how long it may take"),
    KeySpec::new("until", ValueType::Text, "the condition that ends a loop"),
    KeySpec::new("back_to", ValueType::Text, "the name or title of the step with which the loop begins"),
    KeySpec::new("when", ValueType::Text, "the condition under which it is done"),
    KeySpec::new("optional", ValueType::Flag, "whether it may be skipped"),
];

/// An escalation: who must be informed of what.
pub(crate) const ESCALATE: &[KeySpec] = keys![
    &[
        KeySpec::new("when", ValueType::Text, "what it is about"),
        KeySpec::new("to", ValueType::Text, "who must be told; `reports_to` by default"),
    ],
    LEVEL_OF_URGENCY,
];

/// An approval: who must approve what.
pub(crate) const APPROVAL: &[KeySpec] = keys![
    &[
        KeySpec::new("what", ValueType::Text, "what it is about"),
        KeySpec::new("from", ValueType::Text, "who must agree; `reports_to` by default"),
        KeySpec::new("before", ValueType::Texts, "agents whose tasks wait for it in a plan"),
    ],
    LEVEL_OF_URGENCY,
];

/// What a request must contain for a flow to be used.
const LEVEL: ValueType = ValueType::Any(&[ValueType::Map(keys![EVIDENCE, &[EXAMPLES_FROM]]), ValueType::Evidence]);
/// What makes a request urgent, or less so; what a rule is told by.
pub(crate) const LEVEL_OF_URGENCY: &[KeySpec] = keys![EVIDENCE, &[EXAMPLES_FROM, NOT_EXAMPLES, NOT_EXAMPLES_FROM]];
const SAYS_HOW_URGENT: ValueType = ValueType::Any(&[ValueType::Map(LEVEL_OF_URGENCY), ValueType::Evidence]);
const URGENCY: &[KeySpec] = &[
    KeySpec::new("critical", SAYS_HOW_URGENT, "what makes a request critical"),
    KeySpec::new("high", SAYS_HOW_URGENT, "what makes it urgent"),
    KeySpec::new("medium", SAYS_HOW_URGENT, "what makes it ordinary"),
    KeySpec::new("low", SAYS_HOW_URGENT, "what can wait"),
];

/// Occasions of a reply.
pub(crate) const REPLY: &[KeySpec] = &[
    KeySpec::new("routed", ValueType::Text, "where a specialist answers"),
    KeySpec::new("direct", ValueType::Text, "where the lead answers"),
    KeySpec::new("unclear", ValueType::Text, "where the request is unclear"),
    KeySpec::new("session", ValueType::Text, "where several agents meet"),
    KeySpec::new("handoff", ValueType::Text, "where a peer is handed the request"),
];

/// A condition that must hold.
pub(crate) const GATE: &[KeySpec] = &[
    KeySpec::new("gate", ValueType::Text, "what must hold"),
    KeySpec::new("for", ValueType::Texts, "only in plans in which one of these agents has a task"),
    KeySpec::new("before", ValueType::Texts, "before the tasks of these agents instead of at the end"),
];

/// A risk.
pub(crate) const RISK: &[KeySpec] = &[
    KeySpec::new("risk", ValueType::Text, "what, with its mitigation"),
    KeySpec::new("for", ValueType::Texts, "only in plans in which one of these agents has a task"),
];

/// A part of the system that a request can name.
pub(crate) const DOMAIN: &[KeySpec] = keys![
    &[
        KeySpec::new("agent", ValueType::Text, "who owns it"),
        KeySpec::new("title", ValueType::Text, "the title of its task"),
    ],
    WORDS_AND_PATTERNS,
    &[KeySpec::new("whole", ValueType::Flag, "whether a request that names it stays one task")],
];

/// Something else that a request can ask for.
pub(crate) const REQUIREMENT: &[KeySpec] = &[
    NAME,
    KeySpec::new("patterns", ValueType::Evidence, "regular expressions"),
    KeySpec::new("is", ValueType::Text, "its value if a pattern matches"),
    KeySpec::new("else", ValueType::Text, "its value if none does"),
    KeySpec::new("for", ValueType::Texts, "agents whose tasks it is for"),
];

/// A notification to somebody outside the team.
pub(crate) const NOTICE: &[KeySpec] = keys![
    &[KeySpec::new("when", ValueType::Text, "what has changed"), KeySpec::new("to", ValueType::Text, "who is told"),],
    WORDS_AND_PATTERNS,
    &[
        KeySpec::new("produces", ValueType::Texts, "results of which the plan must produce one"),
        KeySpec::new("message", ValueType::Text, "the message, a template"),
    ],
];

/// The command of a joint session and its evidence.
pub(crate) const SESSION: &[KeySpec] = keys![&[KeySpec::new("command", ValueType::Text, "the command")], EVIDENCE];

/// Time limit of a task.
const TIMEFRAME: &[KeySpec] = &[
    KeySpec::new("critical", ValueType::Text, "for critical requests"),
    KeySpec::new("high", ValueType::Text, "for urgent requests"),
    KeySpec::new("medium", ValueType::Text, "for ordinary requests"),
    KeySpec::new("low", ValueType::Text, "for requests that can wait"),
];

/// Keys of a `team.md` beside those of every definition.
pub const TEAM_KEYS: &[(KeySpec, Field)] = &[
    // Its body is the activation template around an agent's prompt.
    (KeySpec::new("prompt", ValueType::Text, "the lead's own prompt"), Field::Lead),
    (KeySpec::new("default", ValueType::Flag, "whether this team is used if none is named"), Field::Policy),
    (KeySpec::new("fallback", ValueType::Text, "the agent that gets an unclear request"), Field::Policy),
    (KeySpec::new("clarify", ValueType::Text, "the question for an unclear request"), Field::Policy),
    (
        KeySpec::new(
            "knowledge_root",
            ValueType::Text,
            "the folder of the knowledge documents, looked for here and above",
        ),
        Field::Policy,
    ),
    (KeySpec::new("reports_to", ValueType::Text, "who receives escalations and is asked for approval"), Field::Policy),
    (KeySpec::new("peers", ValueType::Entries(PEER), "other teams"), Field::Policy),
    (
        KeySpec::new("flows", ValueType::Entries(FLOW), "ways in which several agents handle one kind of request"),
        Field::Policy,
    ),
    (KeySpec::new("escalate", ValueType::Entries(ESCALATE), "who must be told of what"), Field::Policy),
    (KeySpec::new("approval", ValueType::Entries(APPROVAL), "who must agree to what"), Field::Policy),
    (
        KeySpec::new("urgency", ValueType::Map(URGENCY), "what makes a request urgent; `medium` by default"),
        Field::Policy,
    ),
    (
        KeySpec::new(
            "gates",
            ValueType::Any(&[
                ValueType::Sentences,
                ValueType::List(&ValueType::Any(&[ValueType::Text, ValueType::Map(GATE)])),
            ]),
            "conditions for work to count as complete, or for a task to begin",
        ),
        Field::Policy,
    ),
    (KeySpec::new("replies", ValueType::Map(REPLY), "the lead's replies, by occasion"), Field::Policy),
    (KeySpec::new("context", ValueType::Text, "what a command is told about its task, a template"), Field::Policy),
    (KeySpec::new("max_iterations", ValueType::Count, "the maximum number of rounds for a command"), Field::Policy),
    (
        KeySpec::new(
            "session",
            ValueType::Any(&[ValueType::Text, ValueType::Map(SESSION)]),
            "the command that opens a joint session",
        ),
        Field::Lead,
    ),
    (KeySpec::new("domains", ValueType::Entries(DOMAIN), "the parts of the system, and who owns each"), Field::Lead),
    (KeySpec::new("requirements", ValueType::Entries(REQUIREMENT), "values to find in a request"), Field::Lead),
    (KeySpec::new("notify", ValueType::Entries(NOTICE), "who outside the team is told of what"), Field::Lead),
    (
        KeySpec::new(
            "timeframe",
            ValueType::Any(&[ValueType::Text, ValueType::Map(TIMEFRAME)]),
            "how long a task may take",
        ),
        Field::Lead,
    ),
    (KeySpec::new("directive", ValueType::Text, "the instructions for the specialists, a template"), Field::Lead),
    (KeySpec::new("status_report", ValueType::Text, "the lead's status report, a template"), Field::Lead),
    (KeySpec::new("scratchpad", ValueType::Text, "the working notes, a template"), Field::Lead),
    (KeySpec::new("output", ValueType::Text, "the format for the result of a plan"), Field::Lead),
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
