//! The table of dialects.

use super::team_file::TEAM_FIELDS;
use super::{AgentKind, Dialect, Field, FileContent, SKILL_FILE};
use crate::evidence::EvidenceKind::{Keyword, Pattern};

/// All dialects. The places of one kind are searched in this order.
pub const DIALECTS: &[Dialect] = &[
    agents("route", &["agents"], &["*.md"]),
    agents("Claude Code", &[".claude/agents"], &["*.md"]),
    Dialect { keys: &[("infer", Field::Enabled)], ..agents("Copilot", &[".github/agents"], &["*.agent.md", "*.md"]) },
    agents("OpenCode", &[".opencode/agents", ".opencode/agent"], &["*.md"]),
    agents("Gemini CLI", &[".gemini/agents"], &["*.md"]),
    agents("Cursor", &[".cursor/agents"], &["*.md"]),
    Dialect {
        keys: &[("developer_instructions", Field::Prompt), ("nickname_candidates", Field::Client)],
        ..agents("Codex", &[".codex/agents"], &["*.toml", "*.md"])
    },
    Dialect { only_in_places: true, ..agents("Kiro", &[".kiro/agents"], &["*.md", "*.json"]) },
    agents("Factory", &[".factory/droids"], &["*.md"]),
    agents("Qwen Code", &[".qwen/agents"], &["*.md"]),
    Dialect {
        content: FileContent::Many("customModes"),
        keys: &[
            ("slug", Field::Name),
            ("name", Field::Title),
            ("role_definition", Field::Prompt),
            ("custom_instructions", Field::Prompt),
            ("groups", Field::Client),
            ("source", Field::Client),
        ],
        ..agents("Roo Code", &[".roomodes"], &[".roomodes"])
    },
    agents("Claude Code plugins", &["plugins/*/agents"], &["*.md"]),
    Dialect {
        kind: AgentKind::Skill,
        ..agents(
            "Agent Skills",
            &[
                ".claude/skills",
                ".agents/skills",
                "skills",
                ".github/skills",
                ".opencode/skills",
                ".gemini/skills",
                ".cursor/skills",
                ".codex/skills",
                ".kiro/skills",
                ".factory/skills",
                ".qwen/skills",
                ".roo/skills",
                "plugins/*/skills",
            ],
            &[SKILL_FILE],
        )
    },
    Dialect {
        kind: AgentKind::Skill,
        content: FileContent::SkillRules,
        keys: &[
            ("prompt_triggers.keywords", Field::Evidence(Keyword)),
            ("prompt_triggers.intent_patterns", Field::Evidence(Pattern)),
            ("file_triggers", Field::Client),
            ("skip_conditions", Field::Client),
        ],
        ..agents("skill rules", &[], &["skill-rules.json"])
    },
    Dialect {
        kind: AgentKind::Skill,
        content: FileContent::SkillPolicy,
        keys: &[("policy.allow_implicit_invocation", Field::Enabled)],
        ..agents("Codex skill policy", &[], &["openai.yaml"])
    },
    commands("Claude Code commands", &[".claude/commands", "plugins/*/commands"], &["*.md"]),
    commands("OpenCode commands", &[".opencode/commands", ".opencode/command"], &["*.md"]),
    Dialect {
        only_in_places: true,
        task: GEMINI_TASK,
        ..commands("Gemini CLI commands", &[".gemini/commands"], &["*.toml"])
    },
    commands("Cursor commands", &[".cursor/commands"], &["*.md"]),
    commands("Codex prompts", &[".codex/prompts"], &["*.md"]),
    commands("Kiro prompts", &[".kiro/prompts"], &["*.md"]),
    commands("Factory commands", &[".factory/commands"], &["*.md"]),
    Dialect {
        only_in_places: true,
        task: GEMINI_TASK,
        ..commands("Qwen Code commands", &[".qwen/commands"], &["*.md", "*.toml"])
    },
    commands("Roo Code commands", &[".roo/commands"], &["*.md"]),
    commands("Windsurf workflows", &[".windsurf/workflows"], &["*.md"]),
    commands("Copilot prompts", &[".github/prompts"], &["*.prompt.md"]),
    commands("Copilot chat modes", &[".github/chatmodes"], &["*.chatmode.md"]),
    Dialect {
        keys: &[("apply_to", Field::Paths)],
        ..commands("Copilot instructions", &[".github/instructions"], &["*.instructions.md"])
    },
    Dialect {
        only_in_places: true,
        keys: &[("globs", Field::Paths), ("always_apply", Field::Disabled)],
        ..commands("Cursor rules", &[".cursor/rules"], &["*.mdc", "RULE.md"])
    },
    Dialect {
        content: FileContent::Card,
        ..commands("A2A cards", &[".well-known/agent-card.json"], &["agent-card.json"])
    },
    Dialect {
        content: FileContent::Card,
        only_in_places: true,
        ..commands("older A2A cards", &[".well-known/agent.json"], &["agent.json"])
    },
];

/// Places of clients whose definitions are not read (rules that always apply, and other formats), each with what a file
/// has to hold to define any.
pub const UNREAD_PLACES: [(&str, &str); 13] = [
    (".clinerules", ""),
    (".claude/rules", ""),
    (".kiro/steering", ""),
    (".windsurf/rules", ""),
    (".opencode/mode", ""),
    (".opencode/modes", ""),
    (".agent/workflows", ""),
    (".agent/skills", ""),
    ("config/agents.yaml", ""),
    (".codex/config.toml", "[agents."),
    ("opencode.json", "\"agent\""),
    ("opencode.jsonc", "\"agent\""),
    (".opencode/opencode.json", "\"agent\""),
];

/// What stands for the request in commands of Gemini CLI and its descendants.
const GEMINI_TASK: Option<&str> = Some("{{args}}");

/// The dialect of team files, which are recognised by their policy keys. It is not in the table, as no client has it.
pub const TEAM: Dialect = Dialect { keys: &TEAM_FIELDS, ..agents("team.md", &[], &[]) };

/// The dialect of example files. It is not in the table: a file only counts if a definition's `examples_from` names it.
pub(super) const EXAMPLES: Dialect = Dialect { content: FileContent::Examples, ..agents("examples", &[], &["*.txt"]) };

/// A row of a client with one agent per file, the base for other rows.
const fn agents(client: &'static str, places: &'static [&'static str], files: &'static [&'static str]) -> Dialect {
    let (kind, content) = (AgentKind::Agent, FileContent::One);
    Dialect { client, kind, places, files, only_in_places: false, content, keys: &[], task: None }
}

/// A row of a client with one command per file.
const fn commands(client: &'static str, places: &'static [&'static str], files: &'static [&'static str]) -> Dialect {
    Dialect { kind: AgentKind::Command, ..agents(client, places, files) }
}
