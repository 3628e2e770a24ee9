//! The table of keys.

use crate::shape::Shape;

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// What it is for, in sentences.
    Description,
    /// When to use it, in sentences: read as more of the description.
    When,
    /// The prompt template, where it is not the body.
    Prompt,
    /// Words and phrases that speak for it.
    Keywords,
    /// Words, phrases or whole requests that speak for it: told apart by their length.
    Triggers,
    /// Regular expressions.
    Patterns,
    /// Whole requests that belong to it.
    Examples,
    /// Whole requests in which `*` stands for anything.
    Wildcards,
    /// A file of more examples, one a line.
    ExamplesFrom,
    /// Words and phrases that speak against it.
    NotFor,
    /// What decides close calls.
    Priority,
    /// Its knowledge document.
    Knowledge,
    /// Results it produces, needs, and uses where they are to be had.
    Produces,
    /// Results without which it cannot begin.
    Needs,
    /// Results it takes where somebody hands them on.
    Takes,
    /// How to see that its work is done.
    Success,
    /// How its work is undone.
    Rollback,
    /// What can go wrong.
    Risks,
    /// `false`: answers only when named.
    Enabled,
    /// `true`: answers only when named.
    Disabled,
    /// Where in the repository it is for: patterns of paths.
    Paths,
    /// Something that a team's policy says; a `team.md` without any is no team's.
    Policy,
    /// Something that only means something in a team's file: the lead's own prompt, documents.
    Lead,
    /// Something of a client's: kept, never a placeholder.
    Client,
}

impl Field {
    /// All of them, in the order of the documentation.
    pub const ALL: &'static [Self] = &[
        Self::Name,
        Self::Description,
        Self::When,
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

    /// What it says, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Name => "its name",
            Self::Description => "what it is for",
            Self::When => "more of what it is for",
            Self::Prompt => "the prompt, if there is no body",
            Self::Keywords => "words and phrases that count for it",
            Self::Triggers => "words, phrases or whole requests that count for it",
            Self::Patterns => "regular expressions",
            Self::Examples => "example requests",
            Self::Wildcards => "example requests in which `*` stands for any text",
            Self::ExamplesFrom => "a file with more example requests, one per line",
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

    /// What may stand under its keys; `None` where that is for somebody else to say.
    pub fn shape(self) -> Option<Shape> {
        Some(match self {
            Self::Name | Self::Prompt | Self::Knowledge | Self::Rollback => Shape::Text,
            Self::Description | Self::When => Shape::Prose,
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

/// The keys of all dialects, by their paths; of several of one meaning the first that is there counts for a single value,
/// all for a list. [`plain_key`] says which spellings are one key.
pub const KEYS: &[(&str, Field)] = &[
    ("name", Field::Name),
    ("description", Field::Description),
    ("when_to_use", Field::When),
    ("prompt", Field::Prompt),
    ("keywords", Field::Keywords),
    ("signals", Field::Triggers),
    ("tags", Field::Triggers),
    ("triggers", Field::Triggers),
    ("triggers.keywords", Field::Keywords),
    ("routing.triggers", Field::Triggers),
    ("auto_activate.keywords", Field::Keywords),
    ("metadata.keywords", Field::Keywords),
    ("metadata.triggers", Field::Triggers),
    ("metadata.tags", Field::Triggers),
    ("patterns", Field::Patterns),
    ("examples", Field::Examples),
    ("triggers.task_patterns", Field::Wildcards),
    ("examples_from", Field::ExamplesFrom),
    ("not_for", Field::NotFor),
    ("routing.not_for", Field::NotFor),
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

/// Keys of clients: they are kept, and never a placeholder, because the words are too common in prompts.
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
