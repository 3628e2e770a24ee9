//! Reads the definitions in a file according to its dialect: decodes it, splits it and reports everything unusual.

#[cfg(test)]
mod tests;

use super::as_written::toml;
use super::dialect::{AgentKind, Dialect, Field, FileContent, FileFormat, TEAM, format_of, of_file};
use super::frontmatter::{self, MarkdownFile, yaml};
use super::keys::Keys;
use super::line_table::holds_whole;
use super::values::prose;
use super::{SourceText, encoding, tidy};
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
    pub(crate) body_line: usize,
    /// The file.
    pub source: SourceText,
    /// Example files that it names.
    pub examples: Vec<SourceText>,
    /// Deviations from strict syntax, with their lines.
    pub warnings: Vec<Diagnostic>,
}

/// What a prompt begins with that is the name of a file.
pub(crate) const PROMPT_FILE: &str = "file://";

/// What a definition turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
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
    pub fn standing(&self) -> DefinitionKind {
        if matches!(self.dialect.content, FileContent::SkillRules | FileContent::SkillPolicy) {
            return DefinitionKind::Rules;
        }
        let is_markdown = format_of(&self.source.file) == FileFormat::Markdown;
        let Some(keys) = &self.keys else {
            // Skills, commands and rules need no frontmatter.
            return match self.dialect.kind {
                _ if !is_markdown => DefinitionKind::Unreadable,
                AgentKind::Agent => DefinitionKind::Unnamed,
                _ if self.body.trim().is_empty() => DefinitionKind::Nobody("it is empty"),
                _ => DefinitionKind::Agent,
            };
        };
        let keys = Keys::new(keys, self.dialect);
        let says = |field| prose(keys.one(field)).is_some_and(|text| !text.trim().is_empty());
        let is_named = says(Field::Name) || says(Field::Description) || says(Field::When);
        // An A2A card is one by its file's name alone.
        let is_at_home = self.is_at_home() || self.dialect.content == FileContent::Card;
        match () {
            () if is_markdown && (is_named || self.dialect.kind != AgentKind::Agent) => DefinitionKind::Agent,
            () if is_markdown => DefinitionKind::Nobody("its frontmatter has neither name nor description"),
            () if says(Field::Prompt) || (is_named && is_at_home) => DefinitionKind::Agent,
            () if is_at_home => DefinitionKind::Nobody("it has neither name nor description"),
            () if is_named => DefinitionKind::Nobody("it has no prompt, and is in no folder of its client"),
            () => DefinitionKind::Foreign,
        }
    }

    /// Whether its file lies in one of the places of its dialect.
    pub(crate) fn is_at_home(&self) -> bool {
        self.dialect.is_at_home(&self.source.at)
    }

    /// Whether none of its keys could be read.
    pub(crate) fn has_no_keys(&self) -> bool {
        self.keys.as_ref().is_none_or(Mapping::is_empty)
    }

    /// Path of the file with its prompt, relative to its own folder, if it names one (`"prompt": "file://./maps.md"`).
    pub(crate) fn prompt_file(&self) -> Option<&str> {
        let keys = Keys::new(self.keys.as_ref()?, self.dialect);
        keys.all(Field::Prompt).find_map(|(_, value)| value.as_str()?.trim().strip_prefix(PROMPT_FILE))
    }

    /// The entries of a rules file, each named after the skill it is for.
    pub fn rules(&self) -> Vec<Self> {
        let skills = self.keys.as_ref().and_then(|keys| Keys::common(keys).get("skills")?.as_mapping());
        let entries = skills.into_iter().flatten();
        let read = |(name, rules): (&Value, &Value)| {
            let (name, keys) = (name.as_str()?, rules.as_mapping()?.clone());
            let source = self.source.below_line(self.source.line_of(name, ""));
            Some(one(self.dialect, name, source, MarkdownFile { keys: Some(keys), ..MarkdownFile::default() }))
        };
        entries.filter_map(read).collect()
    }
}

/// Reads a team file, which may have policy keys; `name` is used if the file states none.
pub(crate) fn read_team_file(file: &str, at: &str, name: &str, bytes: &[u8]) -> Definition {
    let mut definitions = read_as(&TEAM, file, at, name, bytes);
    definitions.pop().unwrap_or_else(|| one(&TEAM, name, SourceText::new(file, ""), MarkdownFile::default()))
}

/// Reads a file, with its path as the user would write it and its place; `stem` is the default name. Never fails: what
/// strict syntax rejects is read leniently, and what cannot be read at all is a definition without keys and with a
/// warning.
pub fn read(file: &str, at: &str, stem: &str, bytes: &[u8]) -> Vec<Definition> {
    read_as(of_file(at).unwrap_or_default(), file, at, stem, bytes)
}

fn read_as(dialect: &'static Dialect, file: &str, at: &str, stem: &str, bytes: &[u8]) -> Vec<Definition> {
    let decoded = encoding::decode(bytes);
    let mut warnings = Vec::new();
    if !decoded.is_utf8() {
        warnings.push(encoding::not_utf_8(file, decoded.line, decoded.encoding));
    }
    let mut source = SourceText::new(file, decoded.text);
    at.clone_into(&mut source.at);
    source.encoding = decoded.encoding;
    let mut found = read_text(source, stem, dialect);
    if let Some(first) = found.first_mut() {
        first.warnings.splice(0..0, warnings);
    }
    found
}

/// Reads a text from the file that `source` names.
pub(super) fn read_text(source: SourceText, stem: &str, dialect: &'static Dialect) -> Vec<Definition> {
    let name = source.file.rsplit(['/', '\\']).next().unwrap_or(&source.file);
    let document = match format_of(name) {
        FileFormat::Markdown => frontmatter::read(&source.file, &with_quoted_globs(&source.text, dialect)),
        FileFormat::Toml => whole(&source, toml(&source.text)),
        FileFormat::Yaml => whole(&source, yaml(&source.text)),
    };
    match dialect.content {
        FileContent::Many(list) => many(dialect, list, stem, &source, document),
        FileContent::Card => vec![card(one(dialect, stem, source, document))],
        FileContent::Examples => Vec::new(),
        FileContent::One | FileContent::SkillRules | FileContent::SkillPolicy => {
            vec![one(dialect, stem, source, document)]
        }
    }
}

/// Quotes glob patterns that Cursor writes unquoted (`globs: *.ts`), where YAML reads an alias, a tag or a map.
fn with_quoted_globs<'t>(text: &'t str, dialect: &Dialect) -> Cow<'t, str> {
    const KEY: &str = "\nglobs:";
    let frontmatter = text.find("\n---").map_or("", |end| &text[..end]);
    let value = frontmatter.find(KEY).map(|at| at + KEY.len()).filter(|_| dialect.gives(Field::Paths));
    let Some(start) = value else { return text.into() };
    let line = frontmatter[start..].lines().next().unwrap_or_default();
    let value = line.split(" #").next().unwrap_or_default().trim();
    match value.starts_with(['*', '!', '{', '@', '%', '`']) && !value.contains('\'') {
        true => format!("{} '{value}'{}", &text[..start], &text[start + line.len()..]).into(),
        false => text.into(),
    }
}

fn one(dialect: &'static Dialect, stem: &str, source: SourceText, document: MarkdownFile) -> Definition {
    let MarkdownFile { mut keys, body, body_line, mut warnings } = document;
    if let Some(keys) = &mut keys {
        warnings.extend(tidy::tidy(keys, &source));
    }
    Definition { dialect, stem: stem.to_owned(), keys, body, body_line, source, examples: Vec::new(), warnings }
}

/// A file that consists of keys only.
fn whole(source: &SourceText, read: Result<Mapping, (usize, String)>) -> MarkdownFile {
    let mut document = MarkdownFile { body_line: source.text.lines().count() + 1, ..MarkdownFile::default() };
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
fn many(
    dialect: &'static Dialect,
    list: &str,
    stem: &str,
    source: &SourceText,
    mut document: MarkdownFile,
) -> Vec<Definition> {
    let entries = document.keys.as_mut().and_then(|keys| Some(keys.get_mut(list)?.as_sequence_mut()?.split_off(0)));
    if entries.is_none() && !document.keys.as_ref().is_none_or(Mapping::is_empty) {
        let message = format!("the file has no list `{list}`, so nothing of it was read");
        let (line, help) = (source.line_of(list, ""), format!("write its entries as a list below `{list}`"));
        document.warnings.push(Diagnostic::new(Code::UnreadableFile, &source.file, line, message, help));
        document.keys = None;
    }
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return vec![one(dialect, stem, source.clone(), document)];
    }
    // Of entries on one line, that is the line of all.
    let (mut first_line, mut behind) = (1, 0);
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
        let text = |field| Keys::new(&keys, dialect).all(field).find_map(|(key, value)| Some((key, value.as_str()?)));
        let (name, title) = (text(Field::Name), text(Field::Title));
        let stem = title.map_or(stem, |(_, title)| title).to_owned();
        if let Some((key, name)) = name.or(title) {
            let is_it = |line: &str| {
                let states = line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(key);
                states && holds_whole(line, name)
            };
            if let Some(found) = source.line_behind(behind, name, is_it) {
                (first_line, behind) = (found, found);
            }
        }
        let source = source.below_line(first_line);
        let document = MarkdownFile {
            keys: Some(keys),
            body_line: first_line,
            warnings: std::mem::take(&mut warnings),
            ..MarkdownFile::default()
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
