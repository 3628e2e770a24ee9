//! The table of keys.

use crate::evidence::EvidenceForm;
use crate::evidence::EvidenceKind::{self, Example, Keyword, NotFor, Pattern};
use crate::value_type::ValueType;
use std::sync::LazyLock;

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $variant:ident: $meaning:literal, $shape:expr, $evidence:expr;)+) => {
        /// Meaning of a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field {
            $($(#[doc = $doc])+ $variant,)+
            /// Evidence of one kind.
            Evidence(EvidenceKind),
        }

        impl Field {
            /// What it means, for people.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => $meaning,)+
                    Self::Evidence(kind) => kind.as_written().map_or("", |(_, key)| key.meaning),
                }
            }

            /// Type of its values; `None` if others define it.
            pub fn shape(self) -> Option<ValueType> {
                match self {
                    $(Self::$variant => $shape,)+
                    Self::Evidence(kind) => kind.as_written().map(|(_, key)| key.shape),
                }
            }

            /// Whether it is evidence in requests, for or against an agent.
            pub fn is_evidence(self) -> bool {
                match self { $(Self::$variant => $evidence,)+ Self::Evidence(_) => true }
            }
        }
    };
}

const EVIDENCE: bool = true;
const OTHER: bool = false;

// Meaning for people, type of the values, whether it is evidence in requests.
fields! {
    /// The name.
    Name: "its name", Some(ValueType::Text), OTHER;
    /// The name that a client shows to people.
    Title: "another name of it, for people", Some(ValueType::Text), OTHER;
    /// What it is for, in sentences.
    Description: "what it is for", Some(ValueType::Prose), OTHER;
    /// When to use it, in sentences; appended to the description.
    When: "more of what it is for", Some(ValueType::Prose), EVIDENCE;
    /// When not to use it, in sentences; counts against it.
    WhenNot: "what it is not for, in sentences", Some(ValueType::Prose), EVIDENCE;
    /// The prompt template, if it is not the body.
    Prompt: "the prompt, if there is no body", Some(ValueType::Text), OTHER;
    /// Words, phrases or whole requests in its favour, distinguished by length.
    Triggers: "words, phrases or whole requests that count for it", Some(ValueType::Evidence), EVIDENCE;
    /// Whole requests with `*` as a wildcard.
    Wildcards: "example requests in which `*` stands for any text", Some(ValueType::Texts), OTHER;
    /// A file with more examples, one per line.
    ExamplesFrom: "a `.txt` file with more example requests, one per line", Some(ValueType::Texts), EVIDENCE;
    /// Priority in close calls.
    Priority: "`critical`, `high`, `medium`, `low` or a whole number: decides close calls", Some(ValueType::Priority), OTHER;
    /// Its knowledge document.
    Knowledge: "its knowledge document, relative to the knowledge root", Some(ValueType::Text), OTHER;
    /// Results it produces.
    Produces: "results it produces", Some(ValueType::Texts), OTHER;
    /// Results it needs before it can start.
    Needs: "results it needs before it can begin", Some(ValueType::Texts), OTHER;
    /// Results it uses if somebody produces them.
    Takes: "results it uses if they are available", Some(ValueType::Texts), OTHER;
    /// Success criteria.
    Success: "how to see that its work is done", Some(ValueType::Sentences), OTHER;
    /// How to undo its work.
    Rollback: "how to undo its work", Some(ValueType::Text), OTHER;
    /// Risks.
    Risks: "what can go wrong", Some(ValueType::Sentences), OTHER;
    /// `false`: answers only when named.
    Enabled: "`false`: answers only when named", Some(ValueType::Flag), OTHER;
    /// `true`: answers only when named.
    Disabled: "`true`: answers only when named", Some(ValueType::Flag), OTHER;
    /// Path patterns of the files it is for.
    Paths: "the files of the repository it is for", Some(ValueType::Texts), OTHER;
    /// Part of a team's policy; a `team.md` without any is no team file.
    Policy: "a team's policy", None, OTHER;
    /// A key that only has a meaning in a team file: the lead's own prompt, documents.
    Lead: "a team's texts", None, OTHER;
    /// A client's key: kept, but never a placeholder.
    Client: "a client's own", None, OTHER;
}

/// Keys of all dialects, by path. If several have one meaning, a single value is taken from the first one present, a
/// list from all. [`plain_key`](super::plain_key) decides which spellings are one key.
pub const KEYS: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("title", Field::Title),
    ("description", Field::Description),
    ("when_to_use", Field::When),
    ("when_not_to_use", Field::WhenNot),
    ("prompt", Field::Prompt),
    ("keywords", Field::Evidence(Keyword)),
    ("signals", Field::Triggers),
    ("tags", Field::Triggers),
    ("triggers", Field::Triggers),
    ("triggers.keywords", Field::Evidence(Keyword)),
    ("patterns", Field::Evidence(Pattern)),
    ("examples", Field::Evidence(Example)),
    ("triggers.task_patterns", Field::Wildcards),
    ("examples_from", Field::ExamplesFrom),
    ("not_for", Field::Evidence(NotFor)),
    ("do_not_use_for", Field::Evidence(NotFor)),
    ("exclude_keywords", Field::Evidence(NotFor)),
    ("negative_keywords", Field::Evidence(NotFor)),
    ("negative_triggers", Field::Evidence(NotFor)),
    ("anti_triggers", Field::Evidence(NotFor)),
    ("priority", Field::Priority),
    ("knowledge", Field::Knowledge),
    ("produces", Field::Produces),
    ("needs", Field::Needs),
    ("takes", Field::Takes),
    ("success", Field::Success),
    ("rollback", Field::Rollback),
    ("risks", Field::Risks),
    ("enabled", Field::Enabled),
    ("disabled", Field::Disabled),
    ("disable", Field::Disabled),
    ("disable_model_invocation", Field::Disabled),
    ("hidden", Field::Disabled),
    ("paths", Field::Paths),
];

impl Field {
    /// Whether it counts against the agent.
    pub(crate) fn is_against(self) -> bool {
        matches!(self, Self::WhenNot) || matches!(self, Self::Evidence(kind) if kind.is_against())
    }

    /// Whether items of this kind may stand in its values.
    pub(crate) fn may_have(self, kind: EvidenceKind) -> bool {
        match self {
            Self::Evidence(own) => own == kind,
            Self::Triggers => !kind.is_against(),
            Self::Description | Self::When | Self::Wildcards => kind.is_for(EvidenceForm::Requests),
            _ => false,
        }
    }
}

/// Maps in which keys of [evidence](Field::is_evidence) mean the same as outside them.
pub const SECTIONS: [&str; 3] = ["routing", "auto_activate", "metadata"];

/// The keys in [`SECTIONS`], by path.
pub(super) static IN_SECTIONS: LazyLock<Vec<(String, Field)>> = LazyLock::new(|| {
    let keys = || KEYS.iter().filter(|(path, field)| field.is_evidence() && !path.contains('.'));
    SECTIONS.iter().flat_map(|section| keys().map(move |(key, field)| (format!("{section}.{key}"), *field))).collect()
});

/// Keys of clients: kept, but never placeholders, because these words are too common in prompts.
pub const CLIENT_KEYS: &[&str] = &[
    "name",
    "description",
    "model",
    "version",
    "color",
    "tools",
    "allowed_tools",
    "disallowed_tools",
    "excluded_tools",
    "mcp_servers",
    "permission",
    "permissions",
    "permission_mode",
    "mode",
    "temperature",
    "top_p",
    "max_turns",
    "max_steps",
    "steps",
    "timeout_mins",
    "reasoning_effort",
    "model_reasoning_effort",
    "effort",
    "sandbox_mode",
    "approval_mode",
    "skills",
    "hooks",
    "memory",
    "background",
    "isolation",
    "initial_prompt",
    "context",
    "agent",
    "agents",
    "handoffs",
    "target",
    "infer",
    "apply_to",
    "globs",
    "always_apply",
    "argument_hint",
    "arguments",
    "user_invocable",
    "disable_model_invocation",
    "license",
    "compatibility",
    "metadata",
    "author",
    "homepage",
    "repository",
    "category",
    "id",
    "title",
    "type",
    "url",
    "date",
    "path",
    "shell",
    "resources",
    "include_mcp_json",
    "tools_settings",
    "tool_aliases",
    "keyboard_shortcut",
    "welcome_message",
];
