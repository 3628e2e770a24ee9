//! Small changes to an agent file as text, so that its comments and its style stay: a keyword more, another weight, an
//! example more.
//!
//! An edit is taken only where reading the new text gives the agent with exactly that change.

use crate::agent::{Agent, Evidence, Keyword, Source, frontmatter};
use crate::check::fixtures::LEAD;
use crate::team::Team;
use std::fmt;
use std::ops::Range;

/// Lines are broken before they grow longer than this.
const WIDEST: usize = 120;

/// What is changed of somebody's evidence.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A keyword more.
    Keyword(Keyword),
    /// Another weight for a keyword that is there.
    Weight(Keyword),
    /// An example more.
    Example(String),
}

/// A change to one agent, or to the lead.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// The agent's name, or [`LEAD`].
    pub agent: String,
    /// What is changed.
    pub change: Change,
}

impl fmt::Display for Edit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = &self.agent;
        match &self.change {
            Change::Keyword(Keyword { text, weight }) => write!(f, "give {who} the keyword `{text}` (weight {weight})"),
            Change::Weight(Keyword { text, weight }) => {
                write!(f, "set the weight of the keyword `{text}` of {who} to {weight}")
            }
            Change::Example(text) => write!(f, "give {who} the example {text:?}"),
        }
    }
}

impl Edit {
    /// The agent it is about.
    pub fn target<'t>(&self, team: &'t Team) -> Option<&'t Agent> {
        if self.agent == LEAD { team.lead.as_ref() } else { team.agent(&self.agent) }
    }

    /// The team with this change made in its file's text; `None` where the file cannot be changed in this way.
    pub fn apply(&self, team: &Team) -> Option<Team> {
        let agent = self.target(team)?;
        let text = self.rewrite(&agent.source.text)?;
        let document = frontmatter::read(&agent.source.file, &text);
        let source = Source { file: agent.source.file.clone(), text };
        let keys = document.keys.unwrap_or_default();
        let edited = Agent::read(source, &agent.name, &keys, document.body, &mut Vec::new());
        let same = edited.name == agent.name && edited.description == agent.description && edited.body == agent.body;
        if !same || !self.is_all_that_changed(&agent.evidence, &edited.evidence) {
            return None;
        }
        let mut team = team.clone();
        let place = match self.agent.as_str() {
            LEAD => team.lead.as_mut(),
            name => team.agents.iter_mut().find(|agent| agent.name == name),
        };
        *place? = edited;
        Some(team)
    }

    fn is_all_that_changed(&self, before: &Evidence, after: &Evidence) -> bool {
        let mut keywords = after.keywords.clone();
        let mut examples = after.examples.clone();
        let undone = match &self.change {
            Change::Keyword(keyword) => {
                let at = keywords.iter().position(|known| known == keyword);
                at.map(|at| keywords.remove(at)).is_some()
            }
            Change::Weight(keyword) => {
                let old = before.keywords.iter().find(|known| known.text == keyword.text);
                let new = keywords.iter_mut().find(|known| *known == keyword);
                new.zip(old).map(|(new, old)| new.weight = old.weight).is_some()
            }
            Change::Example(text) => {
                let at = examples.iter().position(|known| known == text);
                at.map(|at| examples.remove(at)).is_some()
            }
        };
        let Evidence { patterns, not_for, .. } = after;
        undone && *before == Evidence { keywords, examples, patterns: patterns.clone(), not_for: not_for.clone() }
    }

    fn rewrite(&self, text: &str) -> Option<String> {
        let fence = Fence::find(text)?;
        match &self.change {
            Change::Weight(keyword) => {
                let value = fence.value(text, "keywords")?;
                let entry = entries(text, &value).into_iter().find(|entry| entry.key == keyword.text)?;
                Some(splice(text, entry.weight, &format!(": {:?}", keyword.weight)))
            }
            Change::Keyword(keyword) => match fence.value(text, "keywords") {
                Some(value) => add_keyword(text, &value, keyword),
                None => Some(fence.add_key(text, &format!("keywords: [{}]", listed(keyword, "")))),
            },
            Change::Example(example) => match fence.value(text, "examples") {
                Some(value) => add_item(text, &value, &quoted(example)),
                None => {
                    let new_line = new_line(text);
                    Some(fence.add_key(text, &format!("examples:{new_line}  - {}", quoted(example))))
                }
            },
        }
    }
}

/// Where the frontmatter stands in a text, as byte offsets: between the two fences.
struct Fence {
    inside: Range<usize>,
}

impl Fence {
    fn find(text: &str) -> Option<Self> {
        let mut at = 0;
        let mut start = None;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start_matches('\u{feff}').trim_end();
            match start {
                None if bare.is_empty() => {}
                None if bare == "---" => start = Some(at + line.len()),
                None => return None,
                Some(start) if bare.len() >= 3 && bare.bytes().all(|b| b == b'-') => {
                    return Some(Self { inside: start..at });
                }
                Some(_) => {}
            }
            at += line.len();
        }
        None
    }

    /// Everything behind `key:` up to the next key.
    fn value(&self, text: &str, key: &str) -> Option<Range<usize>> {
        let mut at = self.inside.start;
        let mut found: Option<Range<usize>> = None;
        for line in text[self.inside.clone()].split_inclusive('\n') {
            match &mut found {
                None => {
                    if line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')) {
                        found = Some(at + key.len() + 1..at + line.len());
                    }
                }
                Some(value) => {
                    if line.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"') {
                        break;
                    }
                    value.end = at + line.len();
                }
            }
            at += line.len();
        }
        found
    }

    /// A key more, as the last one.
    fn add_key(&self, text: &str, lines: &str) -> String {
        splice(text, self.inside.end..self.inside.end, &format!("{lines}{}", new_line(text)))
    }
}

/// How the lines of a text end.
fn new_line(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

fn splice(text: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// A keyword as an item of a list.
fn listed(keyword: &Keyword, quote: &str) -> String {
    match keyword.weight {
        1.0 => word(&keyword.text, quote),
        weight => format!("{}: {weight:?}", word(&keyword.text, quote)),
    }
}

/// A keyword as YAML wants it, in quotes where it must be or where its neighbours are.
fn word(text: &str, quote: &str) -> String {
    let reserved = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" _-.".contains(&b))
        && !reserved.contains(&text.to_ascii_lowercase().as_str());
    match (plain, quote) {
        (true, "'") => format!("'{text}'"),
        (true, "") => text.to_owned(),
        _ => quoted(text),
    }
}

/// A JSON string is a double-quoted YAML scalar.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

fn add_keyword(text: &str, value: &Range<usize>, keyword: &Keyword) -> Option<String> {
    let entries = entries(text, value);
    let quote = entries.last().map_or("", |entry| entry.quote);
    let weighted = || format!("{}: {:?}", word(&keyword.text, quote), keyword.weight);
    match Shape::of(text, value) {
        Shape::FlowMap | Shape::BlockMap => add_item(text, value, &weighted()),
        Shape::FlowList | Shape::BlockList | Shape::Empty => add_item(text, value, &listed(keyword, quote)),
        Shape::Scalar if keyword.weight == 1.0 && !keyword.text.contains([',', '"', '\'', '#', ':']) => {
            let line = text[value.clone()].lines().next().unwrap_or("");
            let bare = line.split(" #").next().unwrap_or(line).trim_end();
            let end = value.start + bare.trim_end_matches(['"', '\'']).len();
            Some(splice(text, end..end, &format!(", {}", keyword.text)))
        }
        Shape::Scalar => None,
    }
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    FlowList,
    FlowMap,
    BlockList,
    BlockMap,
    Scalar,
    Empty,
}

impl Shape {
    fn of(text: &str, value: &Range<usize>) -> Self {
        let value = &text[value.clone()];
        let (first, rest) = value.split_once('\n').unwrap_or((value, ""));
        let mut lines = rest.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let first = without_comment(first).trim();
        match (first.chars().next(), lines.next()) {
            (Some('['), _) => Self::FlowList,
            (Some('{'), _) => Self::FlowMap,
            (Some(_), _) => Self::Scalar,
            (None, None) => Self::Empty,
            (None, Some(line)) if line == "-" || line.starts_with("- ") => Self::BlockList,
            (None, Some(line)) if line.starts_with('[') => Self::FlowList,
            (None, Some(line)) if line.starts_with('{') => Self::FlowMap,
            (None, Some(_)) => Self::BlockMap,
        }
    }
}

fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') { "" } else { line }
}

/// Adds one item, written out already, behind the last one.
fn add_item(text: &str, value: &Range<usize>, item: &str) -> Option<String> {
    let new_line = new_line(text);
    match Shape::of(text, value) {
        Shape::FlowList | Shape::FlowMap => {
            let flow = Flow::scan(text, value)?;
            let line_start = text[..flow.last].rfind('\n').map_or(0, |at| at + 1);
            let line = &text[line_start..flow.last];
            let comma = if flow.entries.is_empty() || line.ends_with(',') { "" } else { "," };
            let indent = &line[..line.len() - line.trim_start().len()];
            let space = match (flow.entries.is_empty(), line.chars().count() + item.len() + 2 > WIDEST) {
                (true, _) => String::new(),
                (false, true) if indent.is_empty() => format!("{new_line}  "),
                (false, true) => format!("{new_line}{indent}"),
                (false, false) => " ".to_owned(),
            };
            Some(splice(text, flow.last..flow.last, &format!("{comma}{space}{item}")))
        }
        Shape::BlockList | Shape::BlockMap => {
            let (end, indent) = block_end(text, value)?;
            let dash = if Shape::of(text, value) == Shape::BlockList { "- " } else { "" };
            Some(splice(text, end..end, &format!("{new_line}{indent}{dash}{item}")))
        }
        Shape::Empty => {
            let end = value.start + text[value.clone()].find(['\r', '\n', '#']).unwrap_or(value.len());
            Some(splice(text, value.start..end, &format!(" [{item}]")))
        }
        Shape::Scalar => None,
    }
}

/// The end of the last line of a block that is no comment, and how far its items are indented.
fn block_end<'t>(text: &'t str, value: &Range<usize>) -> Option<(usize, &'t str)> {
    let mut at = value.start;
    let mut indent = None;
    let mut end = None;
    for (i, line) in text[value.clone()].split_inclusive('\n').enumerate() {
        let bare = line.trim();
        if i > 0 && !bare.is_empty() && !bare.starts_with('#') {
            indent.get_or_insert(&line[..line.len() - line.trim_start().len()]);
            end = Some(at + line.trim_end().len());
        }
        at += line.len();
    }
    Some((end?, indent?))
}

/// One keyword as it is written.
#[derive(Debug, PartialEq)]
struct Entry<'t> {
    key: &'t str,
    quote: &'t str,
    /// Where `: weight` stands, or would.
    weight: Range<usize>,
}

/// The keywords of a value, where each stands.
fn entries<'t>(text: &'t str, value: &Range<usize>) -> Vec<Entry<'t>> {
    let ranges = match Shape::of(text, value) {
        Shape::FlowList | Shape::FlowMap => Flow::scan(text, value).map(|flow| flow.entries).unwrap_or_default(),
        Shape::BlockList | Shape::BlockMap => lines_of(text, value),
        Shape::Scalar | Shape::Empty => Vec::new(),
    };
    ranges.into_iter().filter_map(|range| entry(text, range)).collect()
}

fn lines_of(text: &str, value: &Range<usize>) -> Vec<Range<usize>> {
    let mut at = value.start;
    let mut found = Vec::new();
    for line in text[value.clone()].split_inclusive('\n') {
        let end = line.find(" #").unwrap_or(line.trim_end().len());
        found.push(at..at + line[..end].trim_end().len());
        at += line.len();
    }
    found.into_iter().skip(1).filter(|range| !text[range.clone()].trim().is_empty()).collect()
}

fn entry(text: &str, range: Range<usize>) -> Option<Entry<'_>> {
    let raw = &text[range.clone()];
    let bare = raw.trim_start();
    let bare = bare.strip_prefix("- ").unwrap_or(bare).trim_start();
    let start = range.end - bare.len();
    let quote = bare.get(..1).filter(|quote| matches!(*quote, "\"" | "'")).unwrap_or("");
    let (key, behind) = match quote {
        "" => match bare.rfind(':').filter(|&at| bare[at + 1..].trim().parse::<f32>().is_ok()) {
            Some(at) => (bare[..at].trim_end(), at),
            None => (bare.trim_end(), bare.trim_end().len()),
        },
        quote => {
            let end = bare[1..].find(quote)? + 1;
            (&bare[1..end], end + 1)
        }
    };
    Some(Entry { key, quote, weight: start + behind..range.end })
}

/// A list or map in brackets.
struct Flow {
    /// Its items, without the commas and spaces around them.
    entries: Vec<Range<usize>>,
    /// Behind the last character of the last item, or of the comma behind it; behind the bracket where there is none.
    last: usize,
}

impl Flow {
    fn scan(text: &str, value: &Range<usize>) -> Option<Self> {
        let (mut depth, mut quote, mut comment) = (0, None, false);
        let mut flow = Self { entries: Vec::new(), last: value.start };
        let mut item: Option<Range<usize>> = None;
        let mut before = ' ';
        let mut escaped = false;
        for (i, c) in text[value.clone()].char_indices().map(|(i, c)| (value.start + i, c)) {
            let end = i + c.len_utf8();
            let mut extend = |item: &mut Option<Range<usize>>| {
                item.get_or_insert(i..end).end = end;
                flow.last = end;
            };
            match (c, quote) {
                ('\n', _) if comment => comment = false,
                _ if comment => {}
                (c, Some(open)) => {
                    quote = if c == open && !escaped { None } else { quote };
                    escaped = c == '\\' && open == '"' && !escaped;
                    extend(&mut item);
                }
                ('#', None) if before.is_whitespace() => comment = true,
                ('[' | '{', None) if depth == 0 => {
                    depth = 1;
                    flow.last = end;
                }
                (']' | '}', None) if depth == 1 => {
                    flow.entries.extend(item.take());
                    return Some(flow);
                }
                (',', None) if depth == 1 => {
                    flow.entries.extend(item.take());
                    flow.last = end;
                }
                (c, None) if c.is_whitespace() => {}
                (c, None) => {
                    let starts = item.is_none() || matches!(before, ' ' | ':' | '[' | '{' | ',');
                    quote = Some(c).filter(|c| starts && matches!(c, '"' | '\''));
                    depth += i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'));
                    extend(&mut item);
                }
            }
            before = c;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(text: &str) -> Team {
        let document = frontmatter::read("a.md", text);
        let source = Source { file: "a.md".into(), text: text.into() };
        let agent = Agent::read(source, "a", &document.keys.unwrap_or_default(), document.body, &mut Vec::new());
        Team { agents: vec![agent], ..Team::default() }
    }

    fn edited(frontmatter: &str, change: Change) -> Option<String> {
        let text = format!("---\nname: a\n{frontmatter}---\nBody\n");
        let edit = Edit { agent: "a".into(), change };
        let text = edit.apply(&team(&text))?.agents.remove(0).source.text;
        Some(text.strip_prefix("---\nname: a\n")?.strip_suffix("---\nBody\n")?.to_owned())
    }

    fn keyword(text: &str, weight: f32) -> Keyword {
        Keyword { text: text.into(), weight }
    }

    #[test]
    fn a_keyword_more_in_every_form() {
        let cases = [
            ("keywords: [b, c]\n", "keywords: [b, c, new]\n"),
            ("keywords: [b, 'c, d'] # note\n", "keywords: [b, 'c, d', 'new'] # note\n"),
            ("keywords: []\nmodel: x\n", "keywords: [new]\nmodel: x\n"),
            ("keywords: {b: 1.0, \"c\": 2}\n", "keywords: {b: 1.0, \"c\": 2, \"new\": 1.0}\n"),
            ("keywords: {\n  b: 2,  # why\n  c: 1 }\n", "keywords: {\n  b: 2,  # why\n  c: 1, new: 1.0 }\n"),
            ("keywords: [\n  b,\n]\n", "keywords: [\n  b, new\n]\n"),
            (
                "keywords:\n  - b\n  # the last\n  - c\n\nmodel: x\n",
                "keywords:\n  - b\n  # the last\n  - c\n  - new\n\nmodel: x\n",
            ),
            ("keywords:\n- b\n", "keywords:\n- b\n- new\n"),
            ("keywords:\n  b: 1.5\n", "keywords:\n  b: 1.5\n  new: 1.0\n"),
            ("keywords: b, c\n", "keywords: b, c, new\n"),
            ("keywords: \"b, c\"\n", "keywords: \"b, c, new\"\n"),
            ("keywords:\n", "keywords: [new]\n"),
            ("description: d\n", "description: d\nkeywords: [new]\n"),
        ];
        for (before, after) in cases {
            assert_eq!(edited(before, Change::Keyword(keyword("new", 1.0))).as_deref(), Some(after), "{before}");
        }
        let weighted = edited("keywords: [b]\n", Change::Keyword(keyword("c#: 1", 2.0)));
        assert_eq!(weighted.as_deref(), Some("keywords: [b, \"c#: 1\": 2.0]\n"));
        assert_eq!(edited("keywords: b\n", Change::Keyword(keyword("c", 2.0))), None);
    }

    #[test]
    fn another_weight_in_every_form() {
        let cases = [
            ("keywords: [b, c]\n", "keywords: [b: 2.5, c]\n"),
            ("keywords: {b: 1.0, c: 2}\n", "keywords: {b: 2.5, c: 2}\n"),
            ("keywords: {\"b\": 1.0}\n", "keywords: {\"b\": 2.5}\n"),
            ("keywords:\n  - a b\n  - b # note\n", "keywords:\n  - a b\n  - b: 2.5 # note\n"),
            ("keywords:\n  b: 1\n", "keywords:\n  b: 2.5\n"),
        ];
        for (before, after) in cases {
            assert_eq!(edited(before, Change::Weight(keyword("b", 2.5))).as_deref(), Some(after), "{before}");
        }
        assert_eq!(edited("keywords: [b]\n", Change::Weight(keyword("absent", 2.5))), None);
    }

    #[test]
    fn an_example_more() {
        let cases = [
            ("examples:\n  - \"b\"\nmodel: x\n", "examples:\n  - \"b\"\n  - \"say \\\"hi\\\": now\"\nmodel: x\n"),
            ("examples: [b]\n", "examples: [b, \"say \\\"hi\\\": now\"]\n"),
            ("model: x\n", "model: x\nexamples:\n  - \"say \\\"hi\\\": now\"\n"),
        ];
        for (before, after) in cases {
            let change = Change::Example("say \"hi\": now".into());
            assert_eq!(edited(before, change).as_deref(), Some(after), "{before}");
        }
    }

    #[test]
    fn line_breaks_stay_as_they_are() {
        let text = "---\r\nname: a\r\nkeywords:\r\n  - b\r\n---\r\nBody\r\n";
        let edit = Edit { agent: "a".into(), change: Change::Keyword(keyword("c", 1.0)) };
        let after = edit.apply(&team(text)).unwrap().agents.remove(0).source.text;
        assert_eq!(after, text.replace("  - b\r\n", "  - b\r\n  - c\r\n"));
        assert!(Fence::find("no frontmatter").is_none());
    }
}
