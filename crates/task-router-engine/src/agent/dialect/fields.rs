//! The table of keys.

use crate::shape::Shape;
use std::sync::LazyLock;

/// Meaning of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The name that a client shows to people.
    Title,
    /// What it is for, in sentences.
    Description,
    /// When to use it, in sentences; appended to the description.
    When,
    /// When not to use it, in sentences; counts against it.
    WhenNot,
    /// The prompt template, if it is not the body.
    Prompt,
    /// Words and phrases in its favour.
    Keywords,
    /// Words, phrases or whole requests in its favour, distinguished by length.
    Triggers,
    /// Regular expressions.
    Patterns,
    /// Whole requests that belong to it.
    Examples,
    /// Whole requests with `*` as a wildcard.
    Wildcards,
    /// A file with more examples, one per line.
    ExamplesFrom,
    /// Words and phrases against it.
    NotFor,
    /// Priority in close calls.
    Priority,
    /// Its knowledge document.
    Knowledge,
    /// Results it produces.
    Produces,
    /// Results it needs before it can start.
    Needs,
    /// Results it uses if somebody produces them.
    Takes,
    /// Success criteria.
    Success,
    /// How to undo its work.
    Rollback,
    /// Risks.
    Risks,
    /// `false`: answers only when named.
    Enabled,
    /// `true`: answers only when named.
    Disabled,
    /// Path patterns of the files it is for.
    Paths,
    /// Part of a team's policy; a `team.md` without any is no team file.
    Policy,
    /// A key that only has a meaning in a team file: the lead's own prompt, documents.
    Lead,
    /// A client's key: kept, but never a placeholder.
    Client,
}

impl Field {
    /// All fields, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Title,
        Self::Description,
        Self::When,
        Self::WhenNot,
        Self::Prompt,
        Self::Keywords,
        Self::Triggers,
        Self::Patterns,
        Self::Examples,
        Self::Wildcards,
        Self::ExamplesFrom,
        Self::NotFor,
        Self::Priority,
        Self::Knowledge,
        Self::Produces,
        Self::Needs,
        Self::Takes,
        Self::Success,
        Self::Rollback,
        Self::Risks,
        Self::Enabled,
        Self::Disabled,
        Self::Paths,
        Self::Policy,
        Self::Lead,
        Self::Client,
    ];

    /// Whether it is evidence in requests, for or against an agent.
    pub fn is_evidence(self) -> bool {
        let stated = matches!(self, Self::Keywords | Self::Triggers | Self::Patterns | Self::NotFor);
        stated || matches!(self, Self::Examples | Self::ExamplesFrom | Self::When | Self::WhenNot)
    }

    /// What it means, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Name => "its name",
            Self::Title => "another name of it, for people",
            Self::Description => "what it is for",
            Self::When => "more of what it is for",
            Self::WhenNot => "what it is not for, in sentences",
            Self::Prompt => "the prompt, if there is no body",
            Self::Keywords => "words and phrases that count for it",
            Self::Triggers => "words, phrases or whole requests that count for it",
            Self::Patterns => "regular expressions",
            Self::Examples => "example requests",
            Self::Wildcards => "example requests in which `*` stands for any text",
            Self::ExamplesFrom => "a `.txt` file with more example requests, one per line",
            Self::NotFor => "words and phrases that count against it",
            Self::Priority => "`critical`, `high`, `medium`, `low` or a whole number: decides close calls",
            Self::Knowledge => "its knowledge document, relative to the knowledge root",
            Self::Produces => "results it produces",
            Self::Needs => "results it needs before it can begin",
            Self::Takes => "results it uses if they are available",
            Self::Success => "how to see that its work is done",
            Self::Rollback => "how to undo its work",
            Self::Risks => "what can go wrong",
            Self::Enabled => "`false`: answers only when named",
            Self::Disabled => "`true`: answers only when named",
            Self::Paths => "the files of the repository it is for",
            Self::Policy => "a team's policy",
            Self::Lead => "a team's texts",
            Self::Client => "a client's own",
        }
    }

    /// Type of its values; `None` if others define it.
    pub fn shape(self) -> Option<Shape> {
        Some(match self {
            Self::Name | Self::Title | Self::Prompt | Self::Knowledge | Self::Rollback => Shape::Text,
            Self::Description | Self::When | Self::WhenNot => Shape::Prose,
            Self::Keywords | Self::Triggers | Self::Patterns | Self::NotFor => Shape::Evidence,
            Self::Examples | Self::Success | Self::Risks => Shape::Sentences,
            Self::Wildcards | Self::ExamplesFrom | Self::Produces | Self::Needs | Self::Takes | Self::Paths => {
                Shape::Texts
            }
            Self::Priority => Shape::Priority,
            Self::Enabled | Self::Disabled => Shape::Flag,
            Self::Policy | Self::Lead | Self::Client => return None,
        })
    }
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
    ("keywords", Field::Keywords),
    ("signals", Field::Triggers),
    ("tags", Field::Triggers),
    ("triggers", Field::Triggers),
    ("triggers.keywords", Field::Keywords),
    ("patterns", Field::Patterns),
    ("examples", Field::Examples),
    ("triggers.task_patterns", Field::Wildcards),
    ("examples_from", Field::ExamplesFrom),
    ("not_for", Field::NotFor),
    ("do_not_use_for", Field::NotFor),
    ("exclude_keywords", Field::NotFor),
    ("negative_keywords", Field::NotFor),
    ("negative_triggers", Field::NotFor),
    ("anti_triggers", Field::NotFor),
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
