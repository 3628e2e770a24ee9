//! One markdown file → one [`Agent`]: what it is called, what speaks for it, and its prompt.

mod description;
pub mod dialect;
pub mod frontmatter;
mod lines;

use crate::diagnostic::{Code, Diagnostic};
use crate::escape;
use crate::text;
use description::dialogue;
pub use description::for_and_not_for;
use frontmatter::split_commas;
use lines::LineTable;
use serde_yaml::{Mapping, Value};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A specialist.
#[derive(Debug, Clone, Default)]
pub struct Agent {
    /// Its name, unique in its team.
    pub name: String,
    /// What it is for, in sentences, as the author wrote it.
    pub description: String,
    /// What in a request speaks for it.
    pub evidence: Evidence,
    /// Decides close calls; higher wins. `critical` is 3, `high` 2, `medium` 1 (the default), `low` 0.
    pub priority: i32,
    /// Its knowledge document, relative to the team's knowledge root.
    pub knowledge: Option<String>,
    /// Names of results it hands on.
    pub produces: Vec<String>,
    /// Names of results without which it cannot begin.
    pub needs: Vec<String>,
    /// Names of results it takes where somebody hands them on, and does without where nobody does.
    pub takes: Vec<String>,
    /// How to see that its work is done.
    pub success: Vec<String>,
    /// How its work is undone.
    pub rollback: Option<String>,
    /// What can go wrong, each with its mitigation.
    pub risks: Vec<String>,
    /// Every scalar of the frontmatter by its key, for placeholders.
    pub scalars: BTreeMap<String, String>,
    /// The prompt template.
    pub body: String,
    /// Where it was read.
    pub source: Source,
}

/// What in a request speaks for (or against) somebody.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// Words and phrases.
    pub keywords: Vec<Keyword>,
    /// Regular expressions.
    pub patterns: Vec<String>,
    /// Whole requests that belong here.
    pub examples: Vec<String>,
    /// Words and phrases that speak against it.
    pub not_for: Vec<String>,
}

impl Evidence {
    /// Whether nothing at all is listed.
    pub fn is_empty(&self) -> bool {
        self.keywords.is_empty() && self.patterns.is_empty() && self.examples.is_empty()
    }

    /// Reads `keywords`, `patterns`, `examples`, `not_for` and their other names in the wild.
    pub fn read(keys: &Mapping) -> Self {
        let mut evidence = Self {
            keywords: keywords(keys.get("keywords")),
            patterns: strings_whole(keys.get("patterns")),
            examples: strings_whole(keys.get("examples")),
            not_for: strings(keys.get("not_for")),
        };
        for key in ["signals", "tags"] {
            evidence.add_triggers(keys.get(key));
        }
        match keys.get("triggers") {
            Some(Value::Mapping(triggers)) => {
                evidence.keywords.extend(keywords(triggers.get("keywords")));
                for pattern in strings_whole(triggers.get("task_patterns")) {
                    evidence.examples.push(pattern.replace('*', " ").trim().to_owned());
                }
            }
            triggers => evidence.add_triggers(triggers),
        }
        if let Some(Value::Mapping(routing)) = keys.get("routing") {
            evidence.add_triggers(routing.get("triggers"));
            evidence.not_for.extend(strings(routing.get("not_for")));
        }
        if let Some(Value::Mapping(activate)) = keys.get("auto_activate") {
            evidence.keywords.extend(keywords(activate.get("keywords")));
        }
        evidence
    }

    /// Found triggers are words or whole requests; a text of four words or more is a request.
    fn add_triggers(&mut self, value: Option<&Value>) {
        for keyword in keywords(value) {
            if text::Words::of(&keyword.text).len() >= 4 {
                self.examples.push(keyword.text);
            } else {
                self.keywords.push(keyword);
            }
        }
    }
}

/// A word or phrase that speaks for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The word or phrase as written.
    pub text: String,
    /// How strongly it speaks; 1 unless the author says otherwise.
    pub weight: f32,
}

/// The file something was read from, kept whole so that a finding can name its line.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The path as the user would name it.
    pub file: String,
    /// The file's text.
    pub text: String,
    lines: OnceLock<Arc<LineTable>>,
}

impl Source {
    /// A file and its text.
    pub fn new(file: impl Into<String>, text: impl Into<String>) -> Self {
        Self { file: file.into(), text: text.into(), lines: OnceLock::new() }
    }

    /// The line (from 1) of the item `item` of the frontmatter key `key`; the key's own line where the item is not
    /// found literally, line 1 where there is no such key. An empty `item` asks for the key's line.
    pub fn line_of(&self, key: &str, item: &str) -> usize {
        let Some(at) = self.lines().key(key) else { return 1 };
        let first = item.lines().next().unwrap_or("").trim();
        if first.is_empty() {
            return at + 1;
        }
        let escaped = first.replace('\\', "\\\\").replace('"', "\\\"");
        let doubled = first.replace('\'', "''");
        self.lines().item(&self.text, at, &[first, &escaped, &doubled]).unwrap_or(at) + 1
    }

    /// A line of the text, from 1.
    pub fn line(&self, number: usize) -> &str {
        self.lines().line(&self.text, number.saturating_sub(1))
    }

    fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| Arc::new(LineTable::of(&self.text)))
    }
}

impl Agent {
    /// Reads an agent from a file's frontmatter and body; `stem` names it where the frontmatter does not.
    /// Everything that is wrong is added to `diagnostics`; what can be used is used.
    pub fn read(source: Source, stem: &str, keys: &Mapping, body: String, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let raw_description = scalar(keys.get("description")).unwrap_or_default();
        let (description, said) = dialogue(&raw_description.replace("\\n", "\n"));
        let mut evidence = Evidence::read(keys);
        evidence.examples.extend(said);
        drop_repeated(&mut evidence.examples);
        // A name is one line; what follows in a file read leniently is somebody else's.
        let name = scalar(keys.get("name")).and_then(|name| Some(escape::name(name.trim().lines().next()?)));
        let priority = match priority(keys.get("priority")) {
            Ok(priority) => priority,
            Err(found) => {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    &source.file,
                    source.line_of("priority", ""),
                    format!("priority `{found}` is not known"),
                    "write critical, high, medium, low or a whole number",
                ));
                DEFAULT_PRIORITY
            }
        };
        Self {
            name: name.unwrap_or_else(|| escape::name(stem)),
            description,
            evidence,
            priority,
            knowledge: scalar(keys.get("knowledge")).map(|path| escape::name(&path)).filter(|path| !path.is_empty()),
            produces: strings(keys.get("produces")),
            needs: strings(keys.get("needs")),
            takes: strings(keys.get("takes")),
            success: strings_whole(keys.get("success")),
            rollback: scalar(keys.get("rollback")),
            risks: strings_whole(keys.get("risks")),
            scalars: scalars(keys),
            body,
            source,
        }
    }

    /// The results it works with: those it needs, then those it takes where they are to be had.
    pub fn inputs(&self) -> impl Iterator<Item = &String> {
        self.needs.iter().chain(&self.takes)
    }

    /// The line of its name, or of its file's start.
    pub fn line(&self) -> usize {
        self.source.line_of("name", "")
    }
}

/// The priority of an agent that states none.
pub const DEFAULT_PRIORITY: i32 = 1;

fn priority(value: Option<&Value>) -> Result<i32, String> {
    let Some(text) = scalar(value) else { return Ok(DEFAULT_PRIORITY) };
    match text.trim().to_ascii_lowercase().as_str() {
        "critical" => Ok(3),
        "high" => Ok(2),
        "medium" | "normal" | "" => Ok(1),
        "low" => Ok(0),
        number => number.parse().map_err(|_| text),
    }
}

/// A scalar as text: a string, number or boolean. `None` for lists, maps and nothing.
pub fn scalar(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Tagged(tagged) => scalar(Some(&tagged.value)),
        _ => None,
    }
}

fn scalars(keys: &Mapping) -> BTreeMap<String, String> {
    keys.iter().filter_map(|(key, value)| Some((key.as_str()?.to_owned(), scalar(Some(value))?))).collect()
}

/// A list of texts: a list, or one text split at commas.
pub fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => split_commas(text).into_iter().map(str::to_owned).collect(),
        other => strings_whole(other),
    }
}

/// A list of texts in which a comma is part of the text: a list, or one text. A list inside a list is flattened.
pub fn strings_whole(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Sequence(items)) => items.iter().flat_map(|item| strings_whole(Some(item))).collect(),
        // `- risk: mitigation` without quotes is a map of one key to YAML and a sentence to its author.
        Some(Value::Mapping(keys)) => keys
            .iter()
            .filter_map(|(key, value)| Some(format!("{}: {}", scalar(Some(key))?, scalar(Some(value))?)))
            .collect(),
        other => scalar(other).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).into_iter().collect(),
    }
}

/// Keywords: a list, a map from word to weight, a list of such maps, or a comma string. A later weight wins.
pub fn keywords(value: Option<&Value>) -> Vec<Keyword> {
    let mut found: Vec<Keyword> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut add = |text: String, weight: f32| {
        let text = text.trim().to_owned();
        if text.is_empty() {
            return;
        }
        match known.entry(text.to_ascii_lowercase()) {
            Entry::Occupied(at) => found[*at.get()].weight = weight,
            Entry::Vacant(free) => {
                free.insert(found.len());
                found.push(Keyword { text, weight });
            }
        }
    };
    match value {
        Some(Value::Mapping(weights)) => add_weights(weights, &mut add),
        Some(Value::Sequence(items)) => {
            for item in items {
                match item {
                    Value::Mapping(weights) => add_weights(weights, &mut add),
                    item => strings_whole(Some(item)).into_iter().for_each(|text| add(text, 1.0)),
                }
            }
        }
        other => strings(other).into_iter().for_each(|text| add(text, 1.0)),
    }
    found
}

fn add_weights(weights: &Mapping, add: &mut impl FnMut(String, f32)) {
    for (word, weight) in weights {
        let weight = weight.as_f64().filter(|weight| weight.is_finite()).unwrap_or(1.0);
        if let Some(word) = scalar(Some(word)) {
            add(word, weight.clamp(-100.0, 100.0) as f32);
        }
    }
}

fn drop_repeated(texts: &mut Vec<String>) {
    let mut seen = HashSet::new();
    texts.retain(|text| seen.insert(text.clone()));
}

/// Why a markdown file is not an agent, judged by its path alone; `None` where it may be one.
pub fn excluded_by_path(path: &Path) -> Option<&'static str> {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("");
    if ["readme", "claude", "agents"].contains(&stem.to_ascii_lowercase().as_str()) {
        return Some("a file of this name is documentation");
    }
    if stem.starts_with('_') {
        return Some("its name starts with `_`");
    }
    let inside = path.parent().is_some_and(|parent| parent.components().any(|part| part.as_os_str() == "references"));
    inside.then_some("it is under `references/`")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agent(text: &str) -> (Agent, Vec<Diagnostic>) {
        let document = frontmatter::read("a.md", text);
        let mut diagnostics = document.warnings;
        let source = Source::new("a.md", text);
        let agent = Agent::read(source, "stem", &document.keys.unwrap_or_default(), document.body, &mut diagnostics);
        (agent, diagnostics)
    }

    #[test]
    fn keywords_come_as_list_map_or_comma_string() {
        let texts = ["[jwt, 401]", "{jwt: 1, 401: 1}", "jwt, 401", "[jwt: 1.0, 401]", "\n  - jwt\n  - 401"];
        for text in texts {
            let (agent, _) = agent(&format!("---\nkeywords: {text}\n---\n"));
            let found: Vec<_> = agent.evidence.keywords.iter().map(|k| (k.text.as_str(), k.weight)).collect();
            assert_eq!(found, [("jwt", 1.0), ("401", 1.0)], "{text}");
        }
    }

    #[test]
    fn names_in_the_wild_are_read() {
        let (agent, _) = agent(
            "---\ntriggers:\n  keywords: [a]\n  task_patterns: [\"fix * in form\"]\nsignals: [b, \"please fix my broken build\"]\n\
             routing: {triggers: [c], not_for: [d]}\nauto_activate: {keywords: [e]}\ntags: f, g\n---\n",
        );
        let words: Vec<_> = agent.evidence.keywords.iter().map(|k| k.text.as_str()).collect();
        assert_eq!(words, ["b", "f", "g", "a", "c", "e"]);
        assert_eq!(agent.evidence.examples, ["please fix my broken build", "fix   in form"]);
        assert_eq!(agent.evidence.not_for, ["d"]);
    }

    #[test]
    fn a_dialogue_gives_examples() {
        let description = r#"Use for x. Examples:\n<example>\nContext: y.\nuser: "add a page"\nassistant: "I will"\n<commentary>no</commentary>\n</example>"#;
        let (from_literal, _) = agent(&format!("---\nname: n\ndescription: {description}\n---\n"));
        assert_eq!(from_literal.evidence.examples, ["add a page"]);
        assert!(!from_literal.description.contains("I will") && !from_literal.description.contains("commentary"));
        let one_line = "Do. <example>Context: c user: 'first one' assistant: 'x' <commentary>q</commentary></example>";
        let (from_line, _) = agent(&format!("---\nname: n\ndescription: \"{one_line}\"\n---\n"));
        assert_eq!(from_line.evidence.examples, ["first one"]);
    }

    #[test]
    fn priorities() {
        for (text, expected) in [("critical", 3), ("high", 2), ("low", 0), ("7", 7), ("\"-2\"", -2)] {
            assert_eq!(agent(&format!("---\npriority: {text}\n---\n")).0.priority, expected);
        }
        let (broken, diagnostics) = agent("---\nname: n\npriority: urgent\n---\n");
        assert_eq!(
            (broken.priority, diagnostics[0].code, diagnostics[0].line),
            (DEFAULT_PRIORITY, Code::InvalidValue, 3)
        );
    }

    #[test]
    fn lines_of_items() {
        let text = "---\nname: n\nkeywords: [login,\n  log]\nexamples:\n  - \"say \\\"hi\\\"\"\n---\n";
        let source = Source::new("a.md", text);
        assert_eq!(source.line_of("keywords", "log"), 4);
        assert_eq!(source.line_of("keywords", "login"), 3);
        assert_eq!(source.line_of("examples", "say \"hi\""), 6);
        assert_eq!(source.line_of("examples", "gone"), 5);
        assert_eq!(source.line_of("absent", "gone"), 1);
    }

    #[test]
    fn excluded_paths() {
        for path in ["README.md", "a/claude.md", "_x.md", "references/x.md", "a/references/b/x.md"] {
            assert!(excluded_by_path(Path::new(path)).is_some(), "{path}");
        }
        assert!(excluded_by_path(Path::new("references.md")).is_none());
    }
}
