//! Edits YAML frontmatter as text: finds a value, detects its style, and adds an item in the same style.

use std::ops::Range;
use task_router_engine::Keyword;
use task_router_engine::agent::dialect::same_key;
use task_router_engine::agent::encoding::BYTE_ORDER_MARK;

/// Maximum line width.
const WIDEST: usize = 120;

/// Location of the frontmatter in a text, as byte offsets between the two fences.
pub(super) struct FrontmatterSpan<'t> {
    inside: Range<usize>,
    /// Indentation of the fence, and of every key.
    indent: &'t str,
}

impl<'t> FrontmatterSpan<'t> {
    /// Finds the first fence, also after a title, in a code fence or indented. Whether it is the one that was read is
    /// checked with the edited text.
    pub(super) fn find(text: &'t str) -> Option<Self> {
        let mut at = 0;
        let mut start = None;
        for line in text.split_inclusive('\n') {
            let bare = line.trim_start_matches(BYTE_ORDER_MARK).trim_end();
            match start {
                None => {
                    let indent = bare.strip_suffix("---").filter(|indent| indent.trim().is_empty());
                    start = indent.map(|indent| (at + line.len(), indent));
                }
                Some((start, indent)) if bare.trim().len() >= 3 && bare.trim().bytes().all(|b| b == b'-') => {
                    return Some(Self { inside: start..at, indent });
                }
                Some(_) => {}
            }
            at += line.len();
        }
        None
    }

    /// Everything after `key:`, in any spelling, up to the next key.
    pub(super) fn value(&self, text: &str, key: &str) -> Option<Range<usize>> {
        let mut at = self.inside.start;
        let mut found: Option<Range<usize>> = None;
        for whole in text[self.inside.clone()].split_inclusive('\n') {
            let line = whole.strip_prefix(self.indent).unwrap_or(whole);
            match &mut found {
                None => {
                    let typed = line
                        .split_once(':')
                        .map(|(typed, _)| typed)
                        .filter(|typed| same_key(typed.trim_matches(['"', '\'']), key));
                    if let Some(typed) = typed.filter(|typed| !typed.starts_with([' ', '\t'])) {
                        found = Some(at + whole.len() - line.len() + typed.len() + 1..at + whole.len());
                    }
                }
                Some(value) => {
                    if line.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '"') {
                        break;
                    }
                    value.end = at + whole.len();
                }
            }
            at += whole.len();
        }
        found
    }

    /// Adds a key at the end.
    pub(super) fn add_key(&self, text: &str, lines: &str) -> String {
        let new_line = new_line(text);
        let lines: String = lines.lines().map(|line| format!("{}{line}{new_line}", self.indent)).collect();
        splice(text, self.inside.end..self.inside.end, &lines)
    }
}

/// Adds frontmatter with these lines to a text that has none.
pub(super) fn begun(text: &str, lines: &str) -> String {
    let at = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let new_line = new_line(text);
    let lines: String =
        ["---"].into_iter().chain(lines.lines()).chain(["---"]).flat_map(|line| [line, new_line]).collect();
    splice(text, at..at, &lines)
}

/// Line ending of the frontmatter: that of the first line, since the body may have another.
pub(super) fn new_line(text: &str) -> &'static str {
    if text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r')) { "\r\n" } else { "\n" }
}

pub(super) fn splice(text: &str, range: Range<usize>, with: &str) -> String {
    format!("{}{with}{}", &text[..range.start], &text[range.end..])
}

/// A keyword as a list item.
pub(super) fn listed(keyword: &Keyword, quote: &str) -> String {
    match keyword.weight {
        1.0 => word(&keyword.text, quote),
        weight => format!("{}: {weight:?}", word(&keyword.text, quote)),
    }
}

/// A keyword as YAML, quoted if it must be or if its neighbours are.
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

/// A JSON string is a valid double-quoted YAML scalar.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}

pub(super) fn add_keyword(text: &str, value: &Range<usize>, keyword: &Keyword) -> Option<String> {
    let entries = entries(text, value);
    let quote = entries.last().map_or("", |entry| entry.quote);
    let weighted = || format!("{}: {:?}", word(&keyword.text, quote), keyword.weight);
    match ValueStyle::of(text, value) {
        ValueStyle::FlowMap | ValueStyle::BlockMap => add_item(text, value, &weighted()),
        ValueStyle::FlowList | ValueStyle::BlockList | ValueStyle::Empty => {
            add_item(text, value, &listed(keyword, quote))
        }
        ValueStyle::Scalar if keyword.weight == 1.0 && !keyword.text.contains([',', '"', '\'', '#', ':']) => {
            let line = text[value.clone()].lines().next().unwrap_or("");
            let bare = line.split(" #").next().unwrap_or(line).trim_end();
            let end = value.start + bare.trim_end_matches(['"', '\'']).len();
            Some(splice(text, end..end, &format!(", {}", keyword.text)))
        }
        ValueStyle::Scalar => None,
    }
}

/// Style of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ValueStyle {
    FlowList,
    FlowMap,
    BlockList,
    BlockMap,
    Scalar,
    Empty,
}

impl ValueStyle {
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

/// Adds a formatted item after the last one.
pub(super) fn add_item(text: &str, value: &Range<usize>, item: &str) -> Option<String> {
    let new_line = new_line(text);
    match ValueStyle::of(text, value) {
        ValueStyle::FlowList | ValueStyle::FlowMap => {
            let flow = FlowCollection::scan(text, value)?;
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
        ValueStyle::BlockList | ValueStyle::BlockMap => {
            let (end, indent) = block_end(text, value)?;
            let dash = if ValueStyle::of(text, value) == ValueStyle::BlockList { "- " } else { "" };
            Some(splice(text, end..end, &format!("{new_line}{indent}{dash}{item}")))
        }
        ValueStyle::Empty => {
            let end = value.start + text[value.clone()].find(['\r', '\n', '#']).unwrap_or(value.len());
            Some(splice(text, value.start..end, &format!(" [{item}]")))
        }
        ValueStyle::Scalar => {
            // One text in one line becomes the first of a list.
            let (line, rest) = text[value.clone()].split_once('\n').unwrap_or((&text[value.clone()], ""));
            let is_one = rest.lines().map(str::trim).all(|line| line.is_empty() || line.starts_with('#'));
            let first = line.trim();
            let start = text[..value.start].rfind('\n').map_or(0, |at| at + 1);
            let margin = &text[start..value.start];
            let begins = format!("{new_line}{}  - ", &margin[..margin.len() - margin.trim_start().len()]);
            let end = value.start + line.trim_end().len();
            let list = format!("{begins}{first}{begins}{item}");
            (is_one && !first.starts_with(['|', '>'])).then(|| splice(text, value.start..end, &list))
        }
    }
}

/// End of a block's last line that is no comment, and the indentation of its items.
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

/// A keyword as written.
#[derive(Debug, PartialEq)]
pub(super) struct KeywordEntry<'t> {
    pub(super) key: &'t str,
    quote: &'t str,
    /// Position of `: weight`, or where it would be inserted.
    pub(super) weight: Range<usize>,
}

/// The keywords of a value with their positions.
pub(super) fn entries<'t>(text: &'t str, value: &Range<usize>) -> Vec<KeywordEntry<'t>> {
    let ranges = match ValueStyle::of(text, value) {
        ValueStyle::FlowList | ValueStyle::FlowMap => {
            FlowCollection::scan(text, value).map(|flow| flow.entries).unwrap_or_default()
        }
        ValueStyle::BlockList | ValueStyle::BlockMap => lines_of(text, value),
        ValueStyle::Scalar | ValueStyle::Empty => Vec::new(),
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

fn entry(text: &str, range: Range<usize>) -> Option<KeywordEntry<'_>> {
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
    Some(KeywordEntry { key, quote, weight: start + behind..range.end })
}

/// An inline list or map.
struct FlowCollection {
    /// Its items, without surrounding commas and spaces.
    entries: Vec<Range<usize>>,
    /// Position after the last item, or the comma after it; after the opening bracket if there is none.
    last: usize,
}

impl FlowCollection {
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
