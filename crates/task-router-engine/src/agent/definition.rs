//! Reads the definitions in a file according to its dialect: decodes it, splits it and reports everything unusual.

use super::as_written::toml;
use super::dialect::{AgentKind, Content, Dialect, Field, Format, TEAM, format_of, of_file};
use super::frontmatter::{self, Document, yaml};
use super::keys::Keys;
use super::values::prose;
use super::{Source, encoding, tidy};
use crate::diagnostic::{Code, Diagnostic};
use serde_yaml::{Mapping, Value};
use std::borrow::Cow;

/// An agent's definition as written, not interpreted yet.
#[derive(Debug)]
pub struct Definition {
    /// Its dialect, which gives its keys their meaning.
    pub dialect: &'static Dialect,
    /// Name to use if it states none.
    pub stem: String,
    /// Its keys; `None` for markdown without frontmatter.
    pub keys: Option<Mapping>,
    /// Everything after the frontmatter.
    pub body: String,
    /// Line of the file where the body starts.
    pub body_line: usize,
    /// The file.
    pub source: Source,
    /// Example files that it names.
    pub examples: Vec<Source>,
    /// Deviations from strict syntax, with their lines.
    pub warnings: Vec<Diagnostic>,
}

/// What a definition turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// An agent.
    Agent,
    /// Evidence for skills defined elsewhere.
    Rules,
    /// Markdown without frontmatter: an agent only in a folder with other agents.
    Unnamed,
    /// No agent, for this reason.
    Nobody(&'static str),
    /// Unreadable, as its warnings explain.
    Unreadable,
    /// A file of another program with the same name.
    Foreign,
}

impl Definition {
    /// Classifies the definition by its keys.
    pub fn standing(&self) -> Standing {
        if self.dialect.content == Content::SkillRules {
            return Standing::Rules;
        }
        let is_markdown = format_of(&self.source.file) == Format::Markdown;
        let path = self.source.file.replace('\\', "/");
        let Some(keys) = &self.keys else {
            // Skills, commands and rules need no frontmatter.
            return match self.dialect.kind {
                _ if !is_markdown => Standing::Unreadable,
                AgentKind::Agent => Standing::Unnamed,
                _ if self.body.trim().is_empty() => Standing::Nobody("it is empty"),
                _ => Standing::Agent,
            };
        };
        let keys = Keys::new(keys, self.dialect);
        let says = |field| prose(keys.one(field)).is_some_and(|text| !text.trim().is_empty());
        let is_named = says(Field::Name) || says(Field::Description) || says(Field::When);
        // An A2A card is one by its file's name alone.
        let is_at_home = self.dialect.is_at_home(&path) || self.dialect.content == Content::Card;
        match () {
            () if is_markdown && (is_named || self.dialect.kind != AgentKind::Agent) => Standing::Agent,
            () if is_markdown => Standing::Nobody("its frontmatter has neither name nor description"),
            () if says(Field::Prompt) || (is_named && is_at_home) => Standing::Agent,
            () if is_at_home => Standing::Nobody("it has neither name nor description"),
            () if is_named => Standing::Nobody("it has no prompt, and is in no folder of its client"),
            () => Standing::Foreign,
        }
    }

    /// Whether none of its keys could be read.
    pub fn has_no_keys(&self) -> bool {
        self.keys.as_ref().is_none_or(Mapping::is_empty)
    }

    /// Path of the file with its prompt, relative to its own folder, if it names one (`"prompt": "file://./maps.md"`).
    pub fn prompt_file(&self) -> Option<&str> {
        let keys = Keys::new(self.keys.as_ref()?, self.dialect);
        keys.all(Field::Prompt).find_map(|(_, value)| value.as_str()?.trim().strip_prefix("file://"))
    }

    /// The entries of a rules file, each named after the skill it is for.
    pub fn rules(&self) -> Vec<Self> {
        let skills = self.keys.as_ref().and_then(|keys| Keys::common(keys).get("skills")?.as_mapping());
        let entries = skills.into_iter().flatten();
        let read = |(name, rules): (&Value, &Value)| {
            let (name, keys) = (name.as_str()?, rules.as_mapping()?.clone());
            let source = self.source.below_line(self.source.line_of(name, ""));
            Some(one(self.dialect, name, source, Document { keys: Some(keys), ..Document::default() }))
        };
        entries.filter_map(read).collect()
    }
}

/// Reads a team file, which may have policy keys; `name` is used if the file states none.
pub fn read_team_file(file: &str, name: &str, bytes: &[u8]) -> Definition {
    let mut definitions = read_as(&TEAM, file, name, bytes);
    definitions.pop().unwrap_or_else(|| one(&TEAM, name, Source::new(file, ""), Document::default()))
}

/// Reads a file, with its path as the user would write it; `stem` is the default name. Never fails: what strict syntax
/// rejects is read leniently, and what cannot be read at all is a definition without keys and with a warning.
pub fn read(file: &str, stem: &str, bytes: &[u8]) -> Vec<Definition> {
    let dialect = of_file(&file.replace('\\', "/")).unwrap_or_default();
    read_as(dialect, file, stem, bytes)
}

fn read_as(dialect: &'static Dialect, file: &str, stem: &str, bytes: &[u8]) -> Vec<Definition> {
    let decoded = encoding::decode(bytes);
    let mut warnings = Vec::new();
    if !decoded.is_utf8() {
        warnings.push(encoding::not_utf_8(file, decoded.line, decoded.encoding));
    }
    let mut source = Source::new(file, decoded.text);
    source.encoding = decoded.encoding;
    let mut found = read_text(source, stem, dialect);
    if let Some(first) = found.first_mut() {
        first.warnings.splice(0..0, warnings);
    }
    found
}

/// Reads a text from the file that `source` names.
pub(super) fn read_text(source: Source, stem: &str, dialect: &'static Dialect) -> Vec<Definition> {
    let name = source.file.rsplit(['/', '\\']).next().unwrap_or(&source.file);
    let document = match format_of(name) {
        Format::Markdown => frontmatter::read(&source.file, &with_quoted_globs(&source.text, dialect)),
        Format::Toml => whole(&source, toml(&source.text)),
        Format::Yaml => whole(&source, yaml(&source.text)),
    };
    match dialect.content {
        Content::Many(list) => many(dialect, list, stem, &source, document),
        Content::Card => vec![card(one(dialect, stem, source, document))],
        Content::Examples => Vec::new(),
        Content::One | Content::SkillRules => vec![one(dialect, stem, source, document)],
    }
}

/// Quotes glob patterns that Cursor writes unquoted (`globs: *.ts`), where YAML reads an alias.
fn with_quoted_globs<'t>(text: &'t str, dialect: &Dialect) -> Cow<'t, str> {
    const KEY: &str = "\nglobs:";
    let frontmatter = text.find("\n---").map_or("", |end| &text[..end]);
    let value = frontmatter.find(KEY).map(|at| at + KEY.len()).filter(|_| dialect.gives(Field::Paths));
    let Some(start) = value else { return text.into() };
    let line = frontmatter[start..].lines().next().unwrap_or_default();
    match line.trim() {
        value if value.starts_with('*') && !value.contains(['"', '\\']) => {
            format!("{} \"{value}\"{}", &text[..start], &text[start + line.len()..]).into()
        }
        _ => text.into(),
    }
}

fn one(dialect: &'static Dialect, stem: &str, source: Source, document: Document) -> Definition {
    let Document { mut keys, body, body_line, mut warnings } = document;
    if let Some(keys) = &mut keys {
        warnings.extend(tidy::tidy(keys, &source));
    }
    Definition { dialect, stem: stem.to_owned(), keys, body, body_line, source, examples: Vec::new(), warnings }
}

/// A file that consists of keys only.
fn whole(source: &Source, read: Result<Mapping, (usize, String)>) -> Document {
    let mut document = Document { body_line: source.text.lines().count() + 1, ..Document::default() };
    match read {
        Ok(keys) => document.keys = Some(keys),
        Err((line, reason)) => {
            let message = format!("the file cannot be read: {reason}");
            document.warnings.push(Diagnostic::new(
                Code::UnreadableFile,
                &source.file,
                line,
                message,
                "correct it; nothing of it was read",
            ));
        }
    }
    document
}

/// Each entry of a list as a separate definition.
fn many(dialect: &'static Dialect, list: &str, stem: &str, source: &Source, mut document: Document) -> Vec<Definition> {
    let entries = document.keys.as_mut().and_then(|keys| Some(keys.get_mut(list)?.as_sequence_mut()?.split_off(0)));
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return vec![one(dialect, stem, source.clone(), document)];
    }
    let mut warnings = document.warnings;
    let mut found = Vec::new();
    for entry in entries {
        let Value::Mapping(keys) = entry else {
            let message = format!("an entry of `{list}` is no map, and was not read");
            let line = source.line_of(list, "");
            warnings.push(Diagnostic::new(Code::InvalidValue, &source.file, line, message, "write its keys below it"));
            continue;
        };
        // Lines are searched from where the entry states its name.
        let text = |field| Keys::new(&keys, dialect).one(field).and_then(Value::as_str);
        let (name, title) = (text(Field::Name), text(Field::Title));
        let stem = title.unwrap_or(stem).to_owned();
        let first_line = name.or(title).map_or(0, |name| source.line_holding(name));
        let source = source.below_line(first_line);
        let document = Document {
            keys: Some(keys),
            body_line: first_line,
            warnings: std::mem::take(&mut warnings),
            ..Document::default()
        };
        found.push(one(dialect, &stem, source, document));
    }
    found
}

/// Converts an A2A card: the tags and examples of its skills are its evidence, their descriptions its description.
fn card(mut definition: Definition) -> Definition {
    let Some(keys) = &mut definition.keys else { return definition };
    let Some(Value::Sequence(skills)) = keys.remove("skills") else { return definition };
    let mut sentences = prose(keys.get("description")).into_iter().collect::<Vec<_>>();
    for (ours, theirs) in [("keywords", "tags"), ("examples", "examples"), ("examples_from", "examples_from")] {
        let values = skills.iter().filter_map(|skill| skill.get(theirs).cloned()).collect();
        let own = keys.remove(ours).into_iter().chain([Value::Sequence(values)]).collect();
        keys.insert(ours.into(), Value::Sequence(own));
    }
    for skill in &skills {
        let text = |key| skill.get(key).and_then(|value| prose(Some(value)));
        sentences.extend([text("name"), text("description")].into_iter().flatten());
    }
    keys.insert("description".into(), sentences.join("\n").into());
    definition
}

#[cfg(test)]
mod tests {
    use super::super::Agent;
    use super::*;

    fn agents(file: &str, text: &str) -> Vec<(Agent, Vec<Diagnostic>)> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let stem = of_file(file).map_or(name, |dialect| dialect.stem(name));
        let read = |definition| {
            let mut diagnostics = Vec::new();
            (Agent::read(definition, &mut diagnostics), diagnostics)
        };
        super::read(file, stem, text.as_bytes()).into_iter().map(read).collect()
    }

    /// A file of each dialect, with the name, description, prompt and keywords to be read from it.
    #[test]
    fn a_file_of_each_dialect() {
        let markdown = "---\ndescription: Reads maps.\n---\nYou read maps.";
        let cases = [
            ("/r/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            ("/r/.claude/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            (
                "/r/.github/agents/maps.agent.md",
                "---\ndescription: Reads maps.\ntools: ['read', 'edit']\nhandoffs:\n  - label: Go\n    agent: b\n---\nYou read maps.",
                ["maps", "Reads maps.", "You read maps.", ""],
            ),
            (
                "/r/.opencode/agents/maps.md",
                "---\ndescription: Reads maps.\nmode: subagent\npermission:\n  edit: deny\n---\nYou read maps.",
                ["maps", "Reads maps.", "You read maps.", ""],
            ),
            (
                "/r/.gemini/agents/maps.md",
                "---\nname: map-reader\ndescription: Reads maps.\nkind: local\ntools:\n  - read_file\nmax_turns: 10\n---\nYou read maps.",
                ["map-reader", "Reads maps.", "You read maps.", ""],
            ),
            ("/r/.cursor/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            (
                "/r/.codex/agents/maps.toml",
                "name = \"map_reader\"\ndescription = \"Reads maps.\"\nmodel_reasoning_effort = \"high\"\n\
                 developer_instructions = \"\"\"\nYou read maps.\n\"\"\"\n",
                ["map_reader", "Reads maps.", "You read maps.", ""],
            ),
            (
                "/r/.kiro/agents/maps.json",
                r#"{"name": "map-reader", "description": "Reads maps.", "prompt": "You read maps.", "tools": ["read"]}"#,
                ["map-reader", "Reads maps.", "You read maps.", ""],
            ),
            ("/r/.kiro/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            (
                "/r/.factory/droids/maps.md",
                "---\nname: maps\ndescription: Reads maps.\nmodel: inherit\ntools: [\"Read\"]\n---\nYou read maps.",
                ["maps", "Reads maps.", "You read maps.", ""],
            ),
            ("/r/.qwen/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            (
                "/r/.claude/skills/maps/SKILL.md",
                "---\nmetadata:\n  tags: [atlas]\nwhen_to_use: For hikes.\n---\n# Maps\n\nReads maps.\n\nMore.",
                ["SKILL", "Reads maps.\nFor hikes.", "# Maps\n\nReads maps.\n\nMore.", "atlas"],
            ),
            (
                "/r/.claude/commands/maps.md",
                "---\ndescription: Reads maps.\nargument-hint: [file]\n---\nRead $ARGUMENTS.",
                ["maps", "Reads maps.", "Read $ARGUMENTS.", ""],
            ),
            (
                "/r/.claude/commands/maps.md",
                "For example:\n```\nx\n```\n\nRead the map $ARGUMENTS.\n",
                ["maps", "Read the map $ARGUMENTS.", "For example:\n```\nx\n```\n\nRead the map $ARGUMENTS.", ""],
            ),
            ("/r/.github/prompts/maps.prompt.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            ("/r/.github/chatmodes/maps.chatmode.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
            (
                "/r/.github/instructions/maps.instructions.md",
                "---\ndescription: Reads maps.\napplyTo: '**/*.map'\n---\nYou read maps.",
                ["maps", "Reads maps.", "You read maps.", ""],
            ),
            (
                "/r/.cursor/rules/maps.mdc",
                "---\ndescription: Reads maps.\nglobs:\nalwaysApply: false\n---\nYou read maps.",
                ["maps", "Reads maps.", "You read maps.", ""],
            ),
            (
                "/r/.well-known/agent-card.json",
                r#"{"name": "Maps", "description": "Reads maps.", "url": "https://x", "skills": [{"id": "a", "name": "Routes",
                    "description": "Finds routes.", "tags": ["hike", "bike"], "examples": ["the way to the hut"]}]}"#,
                ["Maps", "Reads maps.\nRoutes\nFinds routes.", "", "hike bike"],
            ),
        ];
        for (file, text, expected) in cases {
            let found = agents(file, text);
            assert_eq!(found.len(), 1, "{file}");
            let (agent, diagnostics) = &found[0];
            assert!(diagnostics.is_empty(), "{file}: {diagnostics:?}");
            let keywords: Vec<_> = agent.evidence.keywords.iter().map(|keyword| keyword.text.as_str()).collect();
            let got =
                [&agent.name, &agent.description, agent.body.trim(), keywords.join(" ").as_str()].map(String::from);
            assert_eq!(got.each_ref().map(String::as_str), expected, "{file}");
        }
    }

    #[test]
    fn unquoted_patterns_of_cursor_are_read() {
        let text = "---\ndescription: Types.\nglobs: **/*.ts, *.{a,b}\nalwaysApply: false\n---\nglobs: *\n";
        let (agent, diagnostics) = agents("/r/.cursor/rules/types.mdc", text).remove(0);
        assert!(diagnostics.is_empty(), "{diagnostics:?}");
        assert_eq!((agent.paths, agent.body.trim()), (vec!["**/*.ts".to_owned(), "*.{a,b}".to_owned()], "globs: *"));
        let others = agents("/r/.claude/agents/types.md", text).remove(0);
        assert_eq!(others.1.first().map(|found| found.code), Some(Code::LenientlyRead));
    }

    #[test]
    fn a_file_of_several_modes() {
        let text = "customModes:\n  - slug: maps\n    name: Map Reader\n    roleDefinition: You read maps.\n    \
                    whenToUse: To read maps.\n    groups: [read]\n  - slug: cook\n    name: Cook\n    roleDefinition: You cook.\n    \
                    description: Cooks.\n    customInstructions: Add salt.\n    keyword: soup\n";
        let found = agents("/r/.roomodes", text);
        let names: Vec<_> = found.iter().map(|(agent, _)| agent.name.as_str()).collect();
        assert_eq!(names, ["maps", "cook"]);
        assert_eq!([&found[0].0.title, &found[1].0.title].map(Option::as_deref), [Some("Map Reader"), Some("Cook")]);
        assert_eq!(found[0].0.description, "To read maps.");
        assert_eq!(found[1].0.body, "You cook.\n\nAdd salt.");
        let line = found[1].1.iter().map(|diagnostic| diagnostic.line).collect::<Vec<_>>();
        assert_eq!(line, [12], "a finding is at the line of its own mode");
    }

    #[test]
    fn a_mode_is_described_by_its_role() {
        let text = "customModes:\n  - slug: maps\n    name: Map Reader\n    roleDefinition: >-\n      You read maps v1.2 well. \
                    You never guess.\n    groups: [read]\n  - slug: tee\n    roleDefinition: 你泡茶。不加糖。\n";
        let found = agents("/r/.roomodes", text);
        let told: Vec<_> = found.iter().map(|(agent, _)| agent.description.as_str()).collect();
        assert_eq!(told, ["You read maps v1.2 well.", "你泡茶。"]);
    }

    #[test]
    fn quotes_in_a_team_description_are_no_examples_of_its_lead() {
        let text = "---\ndescription: For who says \"ship it\".\nfallback: a\nprompt: Yours.\n---\n{agent_prompt}";
        let lead = Agent::read(read_team_file("team.md", "t", text.as_bytes()), &mut Vec::new());
        assert!(lead.evidence.is_empty());
        assert_eq!(lead.body, "{agent_prompt}");
        assert_eq!(agents("a.md", text)[0].0.evidence.examples, ["ship it"]);
    }

    #[test]
    fn a_broken_file_is_reported() {
        let found = agents("/r/.codex/agents/maps.toml", "name = \"a\"\ndescription = \n");
        assert_eq!(found[0].1[0].code, Code::UnreadableFile);
        assert_eq!(found[0].1[0].line, 2);
    }
}
