//! Reads frontmatter that strict YAML rejects, key by key.

use super::strict;
use crate::agent::dialect::{DIALECTS, same_key};
use crate::speakers::{self, Place};
use serde_yaml::{Mapping, Value};

/// Words other than speakers that start a line of a dialogue inside a description, and are never a key.
const LABELS: [&str; 7] = ["context", "example", "examples", "commentary", "system", "note", "notes"];

/// Reads key by key: the lines of each key are parsed as strict YAML first, so that only broken ones are read
/// leniently.
pub(super) fn lenient(yaml: &str) -> Mapping {
    let mut keys = Mapping::new();
    for (key, lines) in segments(yaml) {
        let name = Value::String(key.to_owned());
        if !keys.contains_key(&name) {
            keys.insert(name, value_of(key, &lines));
        }
    }
    keys
}

/// Splits YAML by key: the lines of each key, the first one without the key.
pub(super) fn segments(yaml: &str) -> Vec<(&str, Vec<&str>)> {
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut lines = yaml.lines().peekable();
    while let Some(line) = lines.next() {
        let after = found.last().map(|(key, _)| *key);
        let key = key_line(line).or_else(|| listed_examples(line, lines.peek().copied().unwrap_or(""), after));
        if let Some((key, rest)) = key {
            found.push((key, vec![rest]));
        } else if line.starts_with('#') {
            // A comment at the margin.
        } else if let Some((_, lines)) = found.last_mut() {
            lines.push(line);
        }
    }
    found
}

/// Parses `word: rest` at the left margin, unless the word is a speaker.
pub(super) fn key_line(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once([':', '\u{ff1a}'])?;
    let is_wide = line[key.len()..].starts_with('\u{ff1a}');
    let word = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    let starts_well = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let spaced = rest.is_empty() || is_wide || rest.starts_with(char::is_whitespace);
    // `name:x`, but not `http://x`.
    let spaced = spaced || is_known_key(key);
    (word && starts_well && spaced && !is_of_dialogue(key)).then_some((key, rest.trim()))
}

fn is_of_dialogue(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    LABELS.contains(&&*word) || speakers::asks(&word, Place::Margin) || speakers::answers(&word, Place::Margin)
}

/// Whether a key is known to `route`, in the usual spelling.
fn is_known_key(key: &str) -> bool {
    DIALECTS.iter().any(|dialect| dialect.paths().any(|(path, _)| path == key))
}

/// Parses `examples:` at the margin, which inside a description is a speaker, but above a list is a key: a list of
/// quoted requests, or any list if no description precedes it.
fn listed_examples<'a>(line: &'a str, next: &str, after: Option<&str>) -> Option<(&'a str, &'a str)> {
    let rest = line.strip_prefix("examples:")?.trim();
    let item = next.trim_start().strip_prefix("- ").map(str::trim_start);
    let quoted = item.is_some_and(|item| item.starts_with(['"', '\'']));
    let listed = quoted || (item.is_some() && after != Some("description"));
    (rest.starts_with('[') || rest.is_empty() && listed).then_some(("examples", rest))
}

pub(super) fn value_of(key: &str, lines: &[&str]) -> Value {
    let (first, more) = lines.split_first().unwrap_or((&"", &[]));
    let strict_text = format!("{key}: {first}\n{}\n", more.join("\n"));
    if let Ok(one) = strict(&strict_text)
        && one.len() == 1
        && let Some((_, value)) = one.into_iter().next()
    {
        return value;
    }
    let block = matches!(first.chars().next(), Some('|' | '>')) && first.len() <= 3;
    if first.is_empty()
        && key != "description"
        && let Some(items) = listed(more)
    {
        return Value::Sequence(items.iter().map(|item| Value::String(unquote(item).to_owned())).collect());
    }
    if key != "description"
        && let Some(weights) = weights_of(lines)
    {
        return Value::Mapping(weights);
    }
    if let Some(inner) = first.strip_prefix('[')
        && key != "description"
    {
        let inner = format!("{inner} {}", more.join(" "));
        let inner = inner.trim().trim_end_matches(']');
        return Value::Sequence(
            split_commas(inner).into_iter().map(|item| Value::String(unquote(item).to_owned())).collect(),
        );
    }
    let mut text = if block { Vec::new() } else { vec![*first] };
    // A name ends with its line; what strict YAML rejects below it belongs to something else.
    let is_whole = same_key(key, "name") && !block && !first.is_empty();
    text.extend(more.iter().map(|line| line.trim()).filter(|_| !is_whole));
    Value::String(unquote(text.join("\n").trim()).to_owned())
}

/// The items of a list, if a line starts one. A dash without a space starts one too; any other text continues the item
/// above it.
fn listed(lines: &[&str]) -> Option<Vec<String>> {
    lines.iter().find(|line| line.trim_start().starts_with("- "))?;
    let mut items: Vec<String> = Vec::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.starts_with('#')) {
        match (line.strip_prefix('-').filter(|rest| !rest.starts_with('-')), items.last_mut()) {
            (Some(item), _) => items.push(item.trim_start().to_owned()),
            (None, Some(item)) => *item = format!("{item} {line}").trim().to_owned(),
            (None, None) => items.push(line.to_owned()),
        }
    }
    Some(items.into_iter().filter(|item| !item.is_empty()).collect())
}

/// Pairs of an inline map that strict YAML rejects, for example because its closing brace is missing.
fn weights_of(lines: &[&str]) -> Option<Mapping> {
    let text = lines.join(" ");
    let inner = text.trim().strip_prefix('{')?.trim_end_matches('}');
    let pair = |item: &str| {
        let (word, value) = item.rsplit_once(": ").unwrap_or((item, ""));
        let value = value.trim().parse::<f64>().map_or(Value::Null, Value::from);
        (Value::String(unquote(word).to_owned()), value)
    };
    Some(split_commas(inner).into_iter().map(pair).collect())
}

/// Removes the quotes around a text, or an opening quote that is not closed. In `"a", "b"` no pair is around the text.
pub(in crate::agent) fn unquote(text: &str) -> &str {
    let text = text.trim();
    let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return text };
    let inner = &text[1..];
    match closing(inner, quote) {
        None => inner,
        Some(at) if at + 1 == inner.len() => &inner[..at],
        Some(_) => text,
    }
}

/// Where the quote before a text is closed. A quote after a space and before a word opens one inside; one between
/// letters is an apostrophe; one after a backslash, and two in a row, stand for themselves.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let (mut open, mut before) = (1usize, quote);
    let mut rest = inner.char_indices().peekable();
    while let Some((i, c)) = rest.next() {
        let after = rest.peek().map(|(_, after)| *after);
        match c {
            '\\' if quote == '"' => {
                rest.next();
            }
            c if c != quote => {}
            '\'' if after == Some(quote) => {
                rest.next();
            }
            '\'' if before.is_alphanumeric() && after.is_some_and(char::is_alphanumeric) => {}
            _ if before.is_whitespace() && after.is_some_and(|after| !after.is_whitespace()) => open += 1,
            _ if open == 1 => return Some(i),
            _ => open -= 1,
        }
        before = c;
    }
    None
}

/// Splits at commas outside parentheses, brackets and quotes; empty items are dropped.
pub fn split_commas(text: &str) -> Vec<&str> {
    split(text, |c| matches!(c, ',' | '\n'))
}

/// Splits a list written as one text: at commas of any script, semicolons, bars between spaces and line breaks; bullets
/// are removed.
pub fn split_list(text: &str) -> Vec<&str> {
    let is_separator = |c| matches!(c, ',' | '\n' | ';' | '\u{60c}' | '\u{61b}' | '\u{3001}' | '\u{ff0c}' | '\u{ff1b}');
    let items = split(text, is_separator).into_iter().flat_map(|item| item.split(" | "));
    items.map(without_bullet).filter(|item| !item.is_empty()).collect()
}

fn without_bullet(item: &str) -> &str {
    let rest = ["- ", "* ", "\u{2022} "].iter().find_map(|bullet| item.strip_prefix(bullet));
    rest.unwrap_or(item).trim()
}

fn split(text: &str, is_separator: impl Fn(char) -> bool) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut items) = (0i32, None, 0, Vec::new());
    for (i, c) in text.char_indices() {
        match (c, quote) {
            ('"', None) => quote = Some('"'),
            (c, Some(q)) if c == q => quote = None,
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth -= 1,
            (c, None) if depth <= 0 && is_separator(c) => {
                items.push(&text[start..i]);
                start = i + c.len_utf8();
            }
            _ => {}
        }
    }
    items.push(&text[start..]);
    items.into_iter().map(str::trim).filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys with their values, as JSON.
    fn read(yaml: &str) -> String {
        serde_json::to_string(&lenient(yaml)).unwrap()
    }

    #[test]
    fn each_key_is_read_by_itself() {
        for (yaml, expected) in [
            ("name: a\ndescription: x: y", r#"{"name":"a","description":"x: y"}"#),
            ("a: 1\na: 2\nb: x: y", r#"{"a":1,"b":"x: y"}"#),
            ("# no\na: 1\n # of a\n# no: key", r#"{"a":1}"#),
            ("a: b: c\n  more\n\n  and more", r#"{"a":"b: c\nmore\n\nand more"}"#),
            // Valid parts are read as YAML.
            ("bad: x: y\nlist: [a, 'b']\nn: 2.5\nyes: true", r#"{"bad":"x: y","list":["a","b"],"n":2.5,"yes":true}"#),
            ("k: |\n  two\n  lines\nbad: x: y", r#"{"k":"two\nlines\n","bad":"x: y"}"#),
            // A block that YAML rejects because of its tab is the text below its indicator.
            ("k: >-\n\ttwo\n\tlines", r#"{"k":"two\nlines"}"#),
            ("k: |and more\n\tx", r#"{"k":"|and more\nx"}"#),
            ("k: @a\n\tx", r#"{"k":"@a\nx"}"#),
            ("k: @a\n\t- x", r#"{"k":"@a\n- x"}"#),
            ("k:\n\t- 'one'\n\t- two: 2", r#"{"k":["one","two: 2"]}"#),
            ("k:\n\t-one\n\t- two\n\t# none\n\t  more\n\t- --force", r#"{"k":["one","two more","--force"]}"#),
            ("k:\n  all of\n  - one: 1: 2\n  -\n  --x", r#"{"k":["all of","one: 1: 2","--x"]}"#),
            ("k: \"a\", \"b c\", \"d\"", r#"{"k":"\"a\", \"b c\", \"d\""}"#),
            ("k: [a, \"b, c\", @d", r#"{"k":["a","b, c","@d"]}"#),
            ("k: [a,\n  @b]", r#"{"k":["a","@b"]}"#),
            ("k: {a: 1, 'b c': 2", r#"{"k":{"a":1.0,"b c":2.0}}"#),
            ("k: {a: high, b", r#"{"k":{"a":null,"b":null}}"#),
            ("k: \"never closed", r#"{"k":"never closed"}"#),
            ("k: 'it''s", r#"{"k":"it''s"}"#),
            ("description:\n\t- a list", r#"{"description":"- a list"}"#),
            ("description: [not, @ list", r#"{"description":"[not, @ list"}"#),
            ("description: {not: a, @map", r#"{"description":"{not: a, @map"}"#),
            ("name:a\ndescription:b: c\nkeywords:[d]", r#"{"name":"a","description":"b: c","keywords":["d"]}"#),
            ("name:\u{a0}a\ndescription：b\nkeywords：[c]", r#"{"name":"a","description":"b","keywords":["c"]}"#),
            ("no key\nalso none", "{}"),
        ] {
            assert_eq!(read(yaml), expected, "{yaml}");
        }
    }

    #[test]
    fn forms_of_key_lines() {
        for (line, expected) in [
            ("name: a", Some(("name", "a"))),
            ("name:", Some(("name", ""))),
            ("name:\ta ", Some(("name", "a"))),
            ("name:\r", Some(("name", ""))),
            ("allowed-tools: a", Some(("allowed-tools", "a"))),
            ("a.b_c9: d", Some(("a.b_c9", "d"))),
            ("_x: d", Some(("_x", "d"))),
            ("http://x", None),
            ("name:a", Some(("name", "a"))),
            ("model:a", None),
            ("description\u{ff1a}a", Some(("description", "a"))),
            ("9x: d", None),
            ("-x: d", None),
            (" name: a", None),
            ("two words: a", None),
            (": a", None),
            ("no", None),
            ("User: a", None),
            ("commentary: a", None),
            ("username: a", Some(("username", "a"))),
        ] {
            assert_eq!(key_line(line), expected, "{line:?}");
        }
    }

    #[test]
    fn examples_are_a_key_above_a_list() {
        for (yaml, expected) in [
            ("a: x: y\nexamples:\n  - one: two\n  - 'x", r#"{"a":"x: y","examples":["one: two","x"]}"#),
            ("description: x: y\nexamples:\n- 'quoted'", r#"{"description":"x: y","examples":["quoted"]}"#),
            ("description: x: y\nexamples: [a, b]", r#"{"description":"x: y","examples":["a","b"]}"#),
            ("description: x: y\nexamples:\n- not quoted", r#"{"description":"x: y\nexamples:\n- not quoted"}"#),
            ("description: x: y\nexamples: see below", r#"{"description":"x: y\nexamples: see below"}"#),
            ("description: x: y\nexamples: see\n- 'a'", r#"{"description":"x: y\nexamples: see\n- 'a'"}"#),
            ("a: x: y\nexamples:\nnothing", r#"{"a":"x: y\nexamples:\nnothing"}"#),
        ] {
            assert_eq!(read(yaml), expected, "{yaml}");
        }
    }

    #[test]
    fn quotes_and_commas() {
        for (text, expected) in [
            ("'a'", "a"),
            ("\"a\"", "a"),
            (" 'a ", "a"),
            ("a'", "a'"),
            ("'a\"", "a\""),
            ("", ""),
            ("\"", ""),
            ("\"a\", \"b\"", "\"a\", \"b\""),
            ("'a' and 'b'", "'a' and 'b'"),
            ("\"say \"hi\" now\"", "say \"hi\" now"),
            ("'it's'", "it's"),
            ("'it''s'", "it''s"),
            ("\"a \\\"b\\\"\"", "a \\\"b\\\""),
        ] {
            assert_eq!(unquote(text), expected, "{text:?}");
        }
        for (text, expected) in [
            ("a, b(c, d), \"e, f\"", &["a", "b(c, d)", "\"e, f\""][..]),
            ("a\nb,,c, ", &["a", "b", "c"]),
            ("[a, {b, c}], d", &["[a, {b, c}]", "d"]),
            // An unmatched closing bracket closes nothing.
            ("a), b", &["a)", "b"]),
            ("it's, b", &["it's", "b"]),
        ] {
            assert_eq!(split_commas(text), expected, "{text}");
        }
        for (text, expected) in [
            ("invoice; billing;tax", &["invoice", "billing", "tax"][..]),
            ("发票，账单、税；增值税", &["发票", "账单", "税", "增值税"]),
            ("a | b, c|d", &["a", "b", "c|d"]),
            ("- a\n- b c\n", &["a", "b c"]),
            ("--force, -x", &["--force", "-x"]),
        ] {
            assert_eq!(split_list(text), expected, "{text}");
        }
    }
}
