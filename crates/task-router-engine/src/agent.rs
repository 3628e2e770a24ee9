//! Reads a markdown file into an [`Agent`]: name, evidence and prompt.

mod as_written;
pub mod body_lines;
pub mod definition;
mod description;
pub mod dialect;
pub mod encoding;
mod evidence;
pub mod example_file;
mod excluded;
pub mod frontmatter;
#[cfg(test)]
mod growth;
mod keys;
mod labels;
mod line_table;
mod lines;
mod listed;
mod paths;
pub mod source_folder;
mod reader;
mod scalars;
mod tidy;
mod triggers;
mod values;

use crate::diagnostic::Diagnostic;
use crate::escape;
use crate::template::TASK;
use crate::value_type::LEVELS;
use definition::Definition;
pub use description::{AgentNames, for_and_not_for};
pub(crate) use description::{is_of_exclusion, without_itself};
use dialect::{AgentKind, Dialect, Field, TEAM};
pub use evidence::{Evidence, Keyword};
use evidence::{risks, texts, texts_whole};
pub(crate) use excluded::{excluded_by_path, is_documentation};
pub use keys::Keys;
pub(crate) use labels::rules_out;
pub use lines::SourceText;
use listed::ListedPhrase;
use paths::may_lie_below;
use reader::DefinitionReader;
pub(crate) use scalars::Scalars;
use source_folder::SourceFolder;
use std::collections::{BTreeMap, HashSet};
use std::num::{IntErrorKind, ParseIntError};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;
pub use values::{flag, keywords, scalar, strings, strings_whole};

/// A specialist.
#[derive(Debug, Clone, Default)]
pub struct Agent {
    /// Its name, unique in its team.
    pub name: String,
    /// The name that its client shows to people, if that is another.
    pub title: Option<String>,
    /// What it is for, in the author's words.
    pub description: String,
    /// Its evidence in requests.
    pub evidence: Evidence,
    /// Priority, which decides close calls; higher wins. `critical` is 3, `high` 2, `medium` 1 (the default), `low` 0.
    pub priority: i32,
    /// Its knowledge document, relative to the team's knowledge root.
    pub knowledge: Option<String>,
    /// Names of results it produces.
    pub produces: Vec<String>,
    /// Names of results it needs before it can start.
    pub needs: Vec<String>,
    /// Names of results it uses if somebody produces them.
    pub takes: Vec<String>,
    /// Success criteria of its work.
    pub success: Vec<String>,
    /// How to undo its work.
    pub rollback: Option<String>,
    /// Risks, each with its mitigation.
    pub risks: Vec<String>,
    /// Whether it is disabled: it answers only when named.
    pub disabled: bool,
    /// Patterns of the repository files that it is for; all files if empty. If none of them can be in the current
    /// folder, it answers only when named.
    pub paths: Vec<String>,
    /// Dialect of its file.
    pub dialect: &'static Dialect,
    /// Kind of specialist.
    pub kind: AgentKind,
    /// Every scalar of the frontmatter by key, for placeholders.
    pub scalars: Scalars,
    /// Prompt template.
    pub body: String,
    /// Line of its file where the template starts.
    pub(crate) body_line: usize,
    /// File that it was read from.
    pub source: SourceText,
    /// Files with more of its examples.
    pub example_files: Vec<SourceText>,
    /// The file beside a skill that states evidence for it.
    pub rules: Option<SourceText>,
    /// The folder that it was found in.
    pub place: Arc<SourceFolder>,
    /// The phrases that its prompt alone lists, which are examples.
    listed: BTreeMap<String, ListedPhrase>,
    /// Those that refer to other agents, and are none.
    referrals: HashSet<String>,
}

impl Agent {
    /// Reads an agent from a definition. Whatever is wrong is added to `diagnostics`; the rest is used.
    pub fn read(definition: Definition, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Definition { dialect, stem, keys, body, body_line, source, examples, warnings } = definition;
        diagnostics.extend(warnings);
        let map = keys.unwrap_or_default();
        let keys = Keys::new(&map, dialect);
        let mut reader = DefinitionReader { keys, source: &source, diagnostics };
        let (mut body, body_line) = reader.prompt(body, body_line);
        if let Some(task) = dialect.task {
            body = body.replace(task, TASK);
        }
        let (description, mut said) = reader.description(&body);
        // A team's file describes all of its agents.
        let listed = if dialect.client == TEAM.client { Vec::new() } else { triggers::listed(&body) };
        said.extend(listed.iter().map(|(phrase, _)| phrase.clone()));
        let mut evidence = reader.evidence();
        let stated: HashSet<&str> = evidence.examples().filter(|_| !listed.is_empty()).collect();
        // A phrase that is listed several times is found where it is first.
        let listed = listed.into_iter().rev().filter(|(phrase, _)| !stated.contains(phrase.as_str())).collect();
        evidence.add_examples(examples.iter().flat_map(example_file::examples).chain(said));
        reader.unknown_keys(&body);
        reader.unfit();
        let name = reader.name(Field::Name).unwrap_or_else(|| escape::name(&stem.nfc().collect::<String>()));
        Self {
            title: reader.name(Field::Title).filter(|title| *title != name),
            name,
            description,
            evidence,
            priority: reader.priority(),
            knowledge: scalar(keys.one(Field::Knowledge)).filter(|path| !path.trim().is_empty()).map(|path| {
                let normal = normal_path(&path);
                // A folder is no document, which is then said to be missing.
                escape::path(if normal.is_empty() { &path } else { &normal })
            }),
            produces: texts(&keys, Field::Produces),
            needs: texts(&keys, Field::Needs),
            takes: texts(&keys, Field::Takes),
            success: texts_whole(&keys, Field::Success),
            rollback: scalar(keys.one(Field::Rollback)),
            risks: risks(&keys),
            disabled: reader.disabled(),
            paths: reader.paths(),
            kind: dialect.kind,
            dialect,
            scalars: Scalars::of(&map),
            body,
            body_line,
            source,
            example_files: examples,
            rules: None,
            place: Arc::default(),
            listed,
            referrals: HashSet::new(),
        }
    }

    /// The same agent with another text of its file; `None` if that defines no agent.
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> Option<Self> {
        let definitions = definition::read_text(self.source.with_text(text), &self.name, self.dialect);
        let mut agents = definitions.into_iter().map(|mut definition| {
            definition.examples.clone_from(&self.example_files);
            Self::read(definition, &mut Vec::new())
        });
        let agent = agents.find(|agent| agent.name == self.name)?;
        let mut agent = Self { kind: self.kind, place: self.place.clone(), ..agent };
        agent.refer(self.referrals.clone());
        Some(agent)
    }

    /// The same agent with one more example in its example file; `None` if it has none, or the example cannot be stored
    /// in it.
    pub fn with_example(&self, example: &str) -> Option<Self> {
        let last = self.example_files.last()?;
        let text = example_file::with_example(last, example)?;
        encoding::encode(&text, last.encoding)?;
        let mut agent = self.clone();
        *agent.example_files.last_mut()? = last.with_text(text);
        agent.with_text(self.source.text.clone())
    }

    /// Adds what a rules file says about it. A priority in its own file counts first.
    pub(crate) fn add_rules(&mut self, rules: Self) {
        self.evidence.merge(rules.evidence);
        if !self.description.contains(rules.description.trim()) {
            self.description.extend(["\n", rules.description.as_str()]);
        }
        if !self.scalars.contains_key("priority") {
            self.priority = rules.priority;
        }
        self.rules = Some(rules.source);
    }

    /// Whether it is for the current folder: files matching its `paths` can be there or below.
    pub(crate) fn is_for_this_folder(&self) -> bool {
        let working = &self.place.working;
        self.paths.is_empty() || working.is_empty() || working.iter().any(|folder| may_lie_below(&self.paths, folder))
    }

    /// Whether it answers only when named: it is disabled, or for files elsewhere.
    pub fn is_silent(&self) -> bool {
        self.disabled || !self.is_for_this_folder()
    }

    /// The files it was read from.
    pub fn sources(&self) -> impl Iterator<Item = &SourceText> {
        std::iter::once(&self.source).chain(&self.example_files)
    }

    /// File and line of a piece of its evidence, given the key.
    pub fn place_of(&self, key: &str, item: &str) -> (&SourceText, usize) {
        let in_file = example_file::place_of(&self.example_files, key, item);
        let in_body = || self.line_listing(item).filter(|_| key == "examples").map(|line| (&self.source, line));
        let line = self.source.line_of_evidence(key, item);
        let rules = || self.rules.as_ref().filter(|_| line == self.source.first_line.max(1));
        let in_rules = || rules().map(|rules| (rules, rules.line_of_evidence(key, item)));
        in_file.or_else(in_body).or_else(in_rules).unwrap_or((&self.source, line))
    }

    /// The results it works with: those it needs, then optional ones.
    pub fn inputs(&self) -> impl Iterator<Item = &String> {
        self.needs.iter().chain(&self.takes)
    }

    /// Line of its name, otherwise the first line of its file.
    pub fn line(&self) -> usize {
        self.source.line_of("name", "")
    }
}

/// Normalises a path: `/` as separator, no `./`, and `..` resolved as far as possible.
pub(crate) fn normal_path(path: &str) -> String {
    // The URL of a remote document is no path.
    if path.contains("://") {
        return path.trim().to_owned();
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.trim().split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Priority of whoever states none: medium.
pub(crate) const DEFAULT_PRIORITY: i32 = 1;

/// Parses a priority, a word or a number; returns what is wrong as an error.
fn priority_of(text: &str) -> Result<i32, &'static str> {
    let word = text.trim().to_ascii_lowercase();
    match LEVELS.iter().rev().position(|known| *known == word) {
        Some(place) => Ok(place as i32),
        None if matches!(word.as_str(), "normal" | "") => Ok(DEFAULT_PRIORITY),
        None => word.parse().map_err(|error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow | IntErrorKind::NegOverflow => "is too large a number",
            _ => "is not known",
        }),
    }
}

/// A priority as authors write it: a word, or the number if there is none for it.
pub fn priority_text(priority: i32) -> String {
    let word = usize::try_from(priority).ok().and_then(|place| LEVELS.iter().rev().nth(place));
    word.map_or_else(|| priority.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::evidence::EvidenceKind;

    fn agent(text: &str) -> (Agent, Vec<Diagnostic>) {
        let mut diagnostics = Vec::new();
        let definition = definition::read("a.md", "a.md", "stem", text.as_bytes()).remove(0);
        (Agent::read(definition, &mut diagnostics), diagnostics)
    }

    #[test]
    fn keywords_come_as_list_map_or_comma_string() {
        let texts = ["[jwt, 401]", "{jwt: 1, 401: 1}", "jwt, 401", "[jwt: 1.0, 401]", "\n  - jwt\n  - 401"];
        for text in texts {
            let (agent, _) = agent(&format!("---\nkeywords: {text}\n---\n"));
            let found: Vec<_> = agent.evidence.words().map(|k| (k.text.as_str(), k.weight)).collect();
            assert_eq!(found, [("jwt", 1.0), ("401", 1.0)], "{text}");
        }
    }

    #[test]
    fn names_of_other_clients_are_read() {
        let (agent, _) = agent(
            "---\ntriggers:\n  keywords: [a]\n  task_patterns: [\"fix * in form\"]\nsignals: [b, \"please fix my broken build\"]\n\
             routing: {triggers: [c], not_for: [d]}\nauto_activate: {keywords: [e]}\ntags: f, g\n---\n",
        );
        let words: Vec<_> = agent.evidence.words().map(|k| k.text.as_str()).collect();
        assert_eq!(words, ["b", "f", "g", "a", "c", "e"]);
        assert!(agent.evidence.examples().eq(["please fix my broken build", "fix   in form"]));
        assert!(agent.evidence.texts(EvidenceKind::NotFor).eq(["d"]));
    }

    #[test]
    fn what_an_agent_is_not_for_is_read_from_keys_of_many_names() {
        let (agent, found) = agent(
            "---\nname: n\ndescription: Does it.\nnegative_keywords: [css, html]\ndoNotUseFor: rust\nanti-triggers: [go]\n\
             exclude_keywords: [php]\nnegative_triggers: [java]\nwhen_not_to_use: [small fixes, The cache is cold.]\n---\n",
        );
        assert_eq!(found, []);
        assert!(agent.evidence.texts(EvidenceKind::NotFor).eq(["rust", "php", "css", "html", "java", "go"]));
        let (for_text, against) = for_and_not_for(&agent.description, &AgentNames::default(), "n");
        assert_eq!(for_text.trim(), "Does it.");
        assert!(against.contains("small fixes") && against.contains("The cache is cold"), "{against}");
    }

    #[test]
    fn a_dialogue_gives_examples() {
        let description = r#"Use for x. Examples:\n<example>\nContext: y.\nuser: "add a page"\nassistant: "I will"\n<commentary>no</commentary>\n</example>"#;
        let (from_literal, _) = agent(&format!("---\nname: n\ndescription: {description}\n---\n"));
        assert!(from_literal.evidence.examples().eq(["add a page"]));
        assert!(!from_literal.description.contains("I will") && !from_literal.description.contains("commentary"));
        let one_line = "Do. <example>Context: c user: 'first one' assistant: 'x' <commentary>q</commentary></example>";
        let (from_line, _) = agent(&format!("---\nname: n\ndescription: \"{one_line}\"\n---\n"));
        assert!(from_line.evidence.examples().eq(["first one"]));
    }

    #[test]
    fn placeholders_are_the_texts_of_their_keys() {
        for written in ["3.10", "1.20", "0x1F", "1e3", "True", "1.0", "7", "false", "text"] {
            let (read, _) =
                agent(&format!("---\nname: n\ndescription: about {written}\nver: {written}\nversion: 3.1\n---\n"));
            assert_eq!(read.scalars.get("Ver"), Some(&written.to_owned()));
            let (read, _) = agent(&format!("---\nname: {written}\nkeywords: {{{written}: 2}}\n---\n"));
            assert_eq!(
                (read.name.as_str(), read.evidence.items(EvidenceKind::Keyword)[0].text.as_str()),
                (written, written)
            );
        }
        let (disabled, _) = agent("---\nname: n\nenabled: False\n---\n");
        assert!(disabled.disabled);
    }

    #[test]
    fn priorities() {
        for (text, expected) in [("critical", 3), ("high", 2), ("low", 0), ("7", 7), ("\"-2\"", -2)] {
            assert_eq!(agent(&format!("---\npriority: {text}\n---\n")).0.priority, expected);
        }
        let (_, found) = agent("---\npriority: 2147483648\n---\n");
        assert!(found[0].message.ends_with("is too large a number"), "{}", found[0].message);
        let (broken, diagnostics) = agent("---\nname: n\npriority: urgent\n---\n");
        assert_eq!(
            (broken.priority, diagnostics[0].code, diagnostics[0].line),
            (DEFAULT_PRIORITY, Code::InvalidValue, 3)
        );
    }

    #[test]
    fn values_that_are_dropped_are_reported() {
        let cases = [
            "name: [a, b]",
            "name: {x: y}",
            "name: \"two\\nlines\"",
            "name: |\n  two\n  lines",
            "priority: [high]",
            "priority: {x: high}",
            "prompt: [a]",
            "knowledge: [x.md]",
            "rollback: {a: b}",
            "enabled: [no]",
            "hidden: perhaps",
        ];
        for case in cases {
            let (_, found) = agent(&format!("---\ndescription: d\n{case}\n---\n"));
            let found: Vec<_> = found.iter().map(|found| (found.code, found.line)).collect();
            assert_eq!(found, [(Code::InvalidValue, 3)], "{case}");
        }
        // What is left below a name by lenient reading is reported as that.
        let (read, found) = agent("---\nname: a\n<<: *base\ndescription: d\n---\n");
        assert_eq!((read.name.as_str(), found[0].code, found.len()), ("a", Code::LenientlyRead, 1));
        for case in ["name: a", "name: 5", "name: true", "name: >\n  one\n  line", "priority: 3", "prompt: 1", "name: "]
        {
            assert_eq!(agent(&format!("---\ndescription: d\n{case}\n---\n")).1, [], "{case}");
        }
    }
}
