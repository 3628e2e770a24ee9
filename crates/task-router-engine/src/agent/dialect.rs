//! Dialects: where each client keeps agents and how it writes them. One table of dialects, one of keys.
//!
//! The walker uses [`of_file`] to find the files to read, the reader and the line finder use `Dialect::paths_of` for
//! the meaning of keys, the lints use [`Dialect::knows`], and docs/definitions.md shows both tables. A new dialect is a
//! row in the first, with the keys that are its own.

mod fields;
mod table;
pub mod team_file;

use fields::IN_SECTIONS;
pub(crate) use fields::{CLIENT_KEYS, SECTIONS};
pub use fields::{Field, KEYS};
use serde::{Deserialize, Serialize};
use table::EXAMPLES;
pub use table::{DIALECTS, TEAM, UNREAD_PLACES};

/// Kind of specialist that a file defines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum AgentKind {
    /// A subagent with its own prompt.
    #[default]
    Agent,
    /// A skill: a folder with a `SKILL.md`.
    Skill,
    /// A command, a rule or a card: something that a client offers by name.
    Command,
}

impl AgentKind {
    /// All kinds, in the order in which places are searched.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Skill, Self::Command];

    /// Its name in options and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Skill => "skill",
            Self::Command => "command",
        }
    }
}

/// File format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileFormat {
    /// Markdown with frontmatter; the body is the prompt.
    Markdown,
    /// TOML; a key contains the prompt.
    Toml,
    /// YAML or JSON; a key contains the prompt.
    Yaml,
}

/// Content of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FileContent {
    /// One agent.
    One,
    /// A list of agents under this key.
    Many(&'static str),
    /// An A2A card: one agent, with its skills as evidence.
    Card,
    /// Evidence for skills that are defined elsewhere.
    SkillRules,
    /// Whether the skill in the folder above may be chosen, as Codex writes it.
    SkillPolicy,
    /// Examples, one per line, for the definitions that name the file.
    Examples,
}

/// How a client writes its agents.
#[derive(Debug)]
pub struct Dialect {
    /// Name of the client.
    pub client: &'static str,
    /// Kind of the definitions.
    pub kind: AgentKind,
    /// Folders (or files) below a repository's root; `*` is a folder of any name.
    pub places: &'static [&'static str],
    /// File names: a whole name, or `*` and an ending, which is not part of the agent's name.
    pub files: &'static [&'static str],
    /// Whether such a file counts in `places` only, because other programs use the name, too.
    pub(crate) only_in_places: bool,
    /// Content of a file.
    pub(crate) content: FileContent,
    /// Keys with a meaning beside, or instead of, that in [`KEYS`].
    pub keys: &'static [(&'static str, Field)],
    /// What stands for the request in a prompt, beside what does in every dialect.
    pub task: Option<&'static str>,
}

impl Default for &Dialect {
    fn default() -> Self {
        &DIALECTS[0]
    }
}

/// Name of the file that makes its folder a skill.
pub const SKILL_FILE: &str = "SKILL.md";

impl Dialect {
    /// A file name without the ending of this dialect: `review` for `review.agent.md`.
    pub fn stem<'n>(&self, file_name: &'n str) -> &'n str {
        let ending =
            self.files.iter().filter(|pattern| matches(pattern, file_name)).max_by_key(|pattern| pattern.len());
        let bare = ending.and_then(|pattern| pattern.strip_prefix('*')).map_or(0, str::len);
        match file_name.get(..file_name.len() - bare) {
            Some(stem) if bare > 0 => stem,
            _ => match file_name.rsplit_once('.') {
                Some((stem, _)) if !stem.is_empty() => stem,
                _ => file_name,
            },
        }
    }

    /// Whether a file has the name of its folder, since all files of its kind are called the same.
    pub(crate) fn is_named_by_folder(&self, file_name: &str) -> bool {
        let is_whole = |pattern: &&'static str| !pattern.starts_with('*') && matches(pattern, file_name);
        format_of(file_name) == FileFormat::Markdown && self.files.iter().any(is_whole)
    }

    /// Paths of the keys that mean `field`, by precedence: first this dialect's own, then the common ones, except those
    /// with another meaning in this dialect.
    pub(crate) fn paths_of(&self, field: Field) -> impl Iterator<Item = &'static str> {
        self.paths().filter(move |(_, is)| *is == field).map(|(path, _)| path)
    }

    /// All key paths with their meaning in this dialect.
    pub fn paths(&self) -> impl Iterator<Item = (&'static str, Field)> {
        let common = KEYS.iter().filter(|(path, _)| !self.keys.iter().any(|(own, _)| own == path));
        self.keys.iter().chain(common).copied()
    }

    /// The keys that mean the same in a section as outside it, by path.
    pub fn paths_in_sections() -> impl Iterator<Item = (&'static str, Field)> {
        IN_SECTIONS.iter().map(|(path, field)| (path.as_str(), *field))
    }

    /// Whether one of this dialect's own keys means `field`.
    pub fn gives(&self, field: Field) -> bool {
        self.keys.iter().any(|(_, is)| *is == field)
    }

    /// Whether a file is in one of the places of this dialect.
    pub(crate) fn is_at_home(&self, path: &str) -> bool {
        self.places.iter().any(|place| is_inside(path, place))
    }

    /// Whether a top-level key has a meaning for `route` or for a client.
    pub fn knows(&self, key: &str) -> bool {
        let is = |path: &str| same_key(path.split('.').next().unwrap_or(path), key);
        let in_table = || self.keys.iter().chain(KEYS).any(|(path, _)| is(path));
        in_table() || SECTIONS.iter().any(|section| is(section)) || is_client_key(key)
    }
}

/// Format of a file, by its name.
pub(crate) fn format_of(file_name: &str) -> FileFormat {
    match file_name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).as_deref() {
        Some("toml") => FileFormat::Toml,
        Some("json" | "yaml" | "yml" | "roomodes") => FileFormat::Yaml,
        _ => FileFormat::Markdown,
    }
}

/// The dialect of a file, given its path with `/` as separator, as much of it as is known. The longest matching file
/// name pattern wins, then the longest place that contains the file, then the first dialect. `None` if no dialect has
/// such files.
///
/// ```
/// use task_router_engine::agent::dialect::{AgentKind, of_file};
/// let kind = |path| of_file(path).map(|dialect| dialect.kind);
/// assert_eq!(kind("/r/.claude/agents/deep/review.md"), Some(AgentKind::Agent));
/// assert_eq!(kind("/r/.claude/commands/review.md"), Some(AgentKind::Command));
/// assert_eq!(kind("/r/anywhere/pdf/SKILL.md"), Some(AgentKind::Skill));
/// assert_eq!(kind("/r/package.json"), None);
/// ```
pub fn of_file(path: &str) -> Option<&'static Dialect> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut best: Option<(usize, usize, &Dialect)> = None;
    for dialect in DIALECTS {
        let fitting = dialect.files.iter().filter(|pattern| matches(pattern, name));
        let Some(pattern) = fitting.max_by_key(|pattern| pattern.len()) else { continue };
        let length = pattern.len();
        let places = dialect.places.iter().filter(|place| is_inside(path, place));
        let place = places.map(|place| place.len()).max().unwrap_or(0);
        // Even for a dialect restricted to its places, markdown elsewhere may be an agent, by its ending.
        let by_ending = || format_of(name) == FileFormat::Markdown && pattern.starts_with('*');
        let theirs = place > 0 || !dialect.only_in_places || by_ending();
        if theirs && best.is_none_or(|(most, longest, _)| (length, place) > (most, longest)) {
            best = Some((length, place, dialect));
        }
    }
    let examples = || EXAMPLES.files.iter().any(|pattern| matches(pattern, name)).then_some(&EXAMPLES);
    best.map(|(_, _, dialect)| dialect).or_else(examples)
}

/// Whether a file name matches a pattern, ignoring case.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(ending) => {
            let at = name.len().checked_sub(ending.len());
            at.is_some_and(|at| at > 0 && name.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(ending)))
        }
        None => name.eq_ignore_ascii_case(pattern),
    }
}

/// Whether a file is in a place, or is the place.
fn is_inside(path: &str, place: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    let wanted: Vec<&str> = place.split('/').collect();
    let fits = |run: &[&str]| run.iter().zip(&wanted).all(|(part, wanted)| *wanted == "*" || part == wanted);
    parts.windows(wanted.len()).any(fits)
}

/// All places with their kinds, in the order in which they are searched in a folder.
pub fn places() -> impl Iterator<Item = (&'static str, AgentKind)> {
    AgentKind::ALL.into_iter().flat_map(|kind| {
        let rows = DIALECTS.iter().filter(move |dialect| dialect.kind == kind);
        rows.flat_map(move |dialect| dialect.places.iter().map(move |place| (*place, kind)))
    })
}

/// Whether a hidden folder belongs to a client, so that it is searched.
pub(crate) fn is_client_folder(name: &str) -> bool {
    let first = |place: &str| place.starts_with('.') && place.split('/').next() == Some(name);
    name == ".copilot" || name.starts_with(".claude-") || places().any(|(place, _)| first(place) && place.contains('/'))
}

/// Whether a key belongs to a client.
pub(crate) fn is_client_key(key: &str) -> bool {
    CLIENT_KEYS.iter().any(|known| same_key(known, key))
}

/// Whether two keys are spellings of one key.
pub fn same_key(one: &str, other: &str) -> bool {
    letters_of_key(one).eq(letters_of_key(other))
}

/// A key without case, `-`, `_` and spaces: `Not-For`, `not_for` and `notFor` are one.
pub fn plain_key(key: &str) -> String {
    letters_of_key(key).collect()
}

fn letters_of_key(key: &str) -> impl Iterator<Item = char> {
    key.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A place that stands twice is either searched twice or the second row is never reached.
    #[test]
    fn places_differ_and_are_sorted_by_kind() {
        let kinds: Vec<AgentKind> = places().map(|(_, kind)| kind).collect();
        assert_eq!(kinds.chunk_by(PartialEq::eq).count(), AgentKind::ALL.len(), "each kind once, and each has a place");
        let mut different: Vec<&str> = places().map(|(place, _)| place).collect();
        different.sort_unstable();
        different.dedup();
        assert_eq!(different.len(), kinds.len());
        assert_eq!(places().next(), Some(("agents", AgentKind::Agent)), "route's own folder comes first");
    }

    #[test]
    fn files_are_known_by_name_and_place() {
        let cases = [
            ("/r/agents/a.md", Some(("route", "a"))),
            ("/r/.claude/agents/x/a.md", Some(("Claude Code", "a"))),
            ("/r/.claude/agents/a.agent.md", Some(("Copilot", "a"))),
            ("/r/.github/agents/a.md", Some(("Copilot", "a"))),
            ("/r/elsewhere/a.MD", Some(("route", "a"))),
            ("/r/.kiro/agents/a.json", Some(("Kiro", "a"))),
            ("/r/.kiro/agents/a.md", Some(("Kiro", "a"))),
            ("/r/x/a.json", None),
            ("/r/x/a.toml", Some(("Codex", "a"))),
            ("/r/.roomodes", Some(("Roo Code", ".roomodes"))),
            ("/r/plugins/p/agents/a.md", Some(("Claude Code plugins", "a"))),
            ("/r/p/skills/pdf/skill.md", Some(("Agent Skills", "skill"))),
            ("/r/.claude/skills/skill-rules.json", Some(("skill rules", "skill-rules"))),
            ("/r/.codex/skills/pdf/agents/openai.yaml", Some(("Codex skill policy", "openai"))),
            ("/r/.claude/commands/a.md", Some(("Claude Code commands", "a"))),
            ("/r/plugins/p/commands/a.md", Some(("Claude Code commands", "a"))),
            ("/r/.opencode/command/git/a.md", Some(("OpenCode commands", "a"))),
            ("/r/.gemini/commands/a.toml", Some(("Gemini CLI commands", "a"))),
            ("/r/.qwen/commands/a.toml", Some(("Qwen Code commands", "a"))),
            ("/r/.factory/skills/pdf/SKILL.md", Some(("Agent Skills", "SKILL"))),
            ("/r/.github/prompts/a.prompt.md", Some(("Copilot prompts", "a"))),
            ("/r/x/ask.chatmode.md", Some(("Copilot chat modes", "ask"))),
            ("/r/x/css.instructions.md", Some(("Copilot instructions", "css"))),
            ("/r/.cursor/rules/css.mdc", Some(("Cursor rules", "css"))),
            ("/r/.cursor/rules/css/RULE.md", Some(("Cursor rules", "RULE"))),
            ("/r/.claude/agents/RULE.md", Some(("Claude Code", "RULE"))),
            ("/r/.well-known/agent-card.json", Some(("A2A cards", "agent-card"))),
            ("/r/.well-known/agent.json", Some(("older A2A cards", "agent"))),
            ("/r/.kiro/agents/agent.json", Some(("Kiro", "agent"))),
            ("/r/x/agent.json", None),
            ("/r/notes.txt", Some(("examples", "notes"))),
            ("/r/notes.rst", None),
            (".md", None),
        ];
        for (path, expected) in cases {
            let found = of_file(path).map(|dialect| (dialect.client, dialect.stem(path.rsplit('/').next().unwrap())));
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn spellings_of_a_key_are_equivalent() {
        for key in ["not_for", "Not-For", "notFor", "NOT FOR"] {
            assert!(DIALECTS[0].knows(key), "{key}");
        }
        assert!(DIALECTS[0].knows("modelReasoningEffort") && !DIALECTS[0].knows("exmaples"));
        let mut plain: Vec<_> = KEYS.iter().map(|(path, _)| plain_key(path)).collect();
        plain.sort();
        plain.dedup();
        assert_eq!(plain.len(), KEYS.len(), "no key has two meanings");
    }

    #[test]
    fn a_dialect_may_give_a_key_another_meaning() {
        let roo = of_file("/r/.roomodes").unwrap();
        assert_eq!(roo.paths_of(Field::Name).collect::<Vec<_>>(), ["slug"]);
        assert_eq!(DIALECTS[0].paths_of(Field::Name).collect::<Vec<_>>(), ["name"]);
    }

    #[test]
    fn hidden_folders_of_clients_are_searched() {
        for name in [".claude", ".claude-work", ".agents", ".github", ".factory", ".qwen", ".copilot", ".codex"] {
            assert!(is_client_folder(name), "{name}");
        }
        for name in [".git", ".venv", ".roomodes", "agents", ".cache"] {
            assert!(!is_client_folder(name), "{name}");
        }
    }
}
