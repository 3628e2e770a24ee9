//! Reads frontmatter that strict YAML rejects, key by key.

use super::strict;
use crate::agent::dialect::{DIALECTS, same_key};
use crate::speakers::{self, SpeakerContext};
use crate::value_type::ValueType;
use serde_yaml::{Mapping, Value};

/// Words other than speakers that start a line of a dialogue inside free text, and are no key there.
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
        let next = lines.peek().copied().unwrap_or("");
        let goes_on = || found.last().is_some_and(|(key, lines)| is_prose(key) && !is_closed(lines));
        let is_key =
            |(key, rest): &(&str, &str)| !is_of_dialogue(key) || is_key_in_prose(key, rest, next) || !goes_on();
        if let Some((key, rest)) = key_line(line).filter(is_key) {
            found.push((key, vec![rest]));
        } else if line.starts_with('#') {
            // A comment at the margin.
        } else if let Some((_, lines)) = found.last_mut() {
            lines.push(line);
        }
    }
    found
}

/// Parses `word: rest` at the left margin.
pub(super) fn key_line(line: &str) -> Option<(&str, &str)> {
    let (key, rest) = line.split_once([':', '\u{ff1a}'])?;
    let is_wide = line[key.len()..].starts_with('\u{ff1a}');
    let word = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'));
    let starts_well = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    let spaced = rest.is_empty() || is_wide || rest.starts_with(char::is_whitespace);
    // `name:x`, but not `http://x`.
    let spaced = spaced || is_known_key(key);
    (word && starts_well && spaced).then_some((key, rest.trim()))
}

/// Whether a line gives a key that is known, in the usual spelling, a value.
pub(super) fn is_known_line(line: &str) -> bool {
    key_line(line).is_some_and(|(key, _)| is_known_key(key))
}

/// Whether the values of a key are sentences in some dialect.
pub(super) fn is_prose(key: &str) -> bool {
    let mut paths = DIALECTS.iter().flat_map(|dialect| dialect.paths());
    paths.any(|(path, field)| field.shape() == Some(ValueType::Prose) && same_key(path, key))
}

/// Whether the lines of a value are one text in quotes, which nothing below continues.
fn is_closed(lines: &[&str]) -> bool {
    let [first, more @ ..] = lines else { return false };
    first.starts_with(['"', '\''])
        && unquote(first).len() + 2 == first.len()
        && more.iter().all(|l| l.trim().is_empty())
}

fn is_of_dialogue(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    LABELS.contains(&&*word)
        || speakers::asks(&word, SpeakerContext::Margin)
        || speakers::answers(&word, SpeakerContext::Margin)
}

/// Whether a key is known to `route`, in the usual spelling.
fn is_known_key(key: &str) -> bool {
    DIALECTS.iter().any(|dialect| dialect.paths().any(|(path, _)| path == key))
}

/// Whether a word of dialogues is a key even below free text: `examples:` above a list, and `context:` before a single
/// word or a text in quotes.
fn is_key_in_prose(key: &str, rest: &str, next: &str) -> bool {
    match key {
        "examples" => rest.starts_with('[') || rest.is_empty() && next.trim_start().starts_with("- "),
        "context" => rest.starts_with(['"', '\'']) || !rest.contains(char::is_whitespace),
        _ => false,
    }
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
    // Where single quotes close an item: before its end. An apostrophe that starts a word opens nothing.
    let closes = |at: usize| {
        let rest = text[at + 1..].trim_start_matches(' ');
        rest.is_empty() || rest.starts_with(|c| is_separator(c) || matches!(c, ']' | '}' | ')'))
    };
    let mut is_start = true;
    let last_close = text.rmatch_indices('\'').map(|(at, _)| at).find(|&at| closes(at)).unwrap_or(0);
    for (i, c) in text.char_indices() {
        match (c, quote) {
            ('"', None) => quote = Some('"'),
            ('\'', None) if is_start && i < last_close => quote = Some('\''),
            ('\'', Some('\'')) if !closes(i) => {}
            (c, Some(q)) if c == q => quote = None,
            ('(' | '[' | '{', None) => depth += 1,
            (')' | ']' | '}', None) => depth -= 1,
            (c, None) if depth <= 0 && is_separator(c) => {
                items.push(&text[start..i]);
                start = i + c.len_utf8();
                is_start = true;
                continue;
            }
            _ => {}
        }
        is_start &= matches!(c, '[' | '{' | '(' | ' ');
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
            // Words of a dialogue are keys behind a value that is no free text, or that ends with its quote.
            (
                "bad: x: y\nfallback: a\ncontext: b\nnote: c",
                r#"{"bad":"x: y","fallback":"a","context":"b","note":"c"}"#,
            ),
            ("bad: x: y\nnot_for: [a]\nexample: b", r#"{"bad":"x: y","not_for":["a"],"example":"b"}"#),
            ("bad: x: y\ndescription: \"a: b\"\nnote: c", r#"{"bad":"x: y","description":"a: b","note":"c"}"#),
            ("description: x: y\ncontext: fork", r#"{"description":"x: y","context":"fork"}"#),
            ("description: x: y\nContext: a b\nnote: c", r#"{"description":"x: y\nContext: a b\nnote: c"}"#),
            ("k: [a, 'b, c', @d", r#"{"k":["a","b, c","@d"]}"#),
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
            ("User: a", Some(("User", "a"))),
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
            ("description: x: y\nexamples:\n- not quoted", r#"{"description":"x: y","examples":["not quoted"]}"#),
            ("description: x: y\nexamples: see below", r#"{"description":"x: y\nexamples: see below"}"#),
            ("description: x: y\nexamples: see\n- 'a'", r#"{"description":"x: y\nexamples: see\n- 'a'"}"#),
            ("a: x: y\nexamples:\nnothing", r#"{"a":"x: y","examples":"nothing"}"#),
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
            ("'a, b', 'c d', e", &["'a, b'", "'c d'", "e"]),
            ("'tis, b", &["'tis", "b"]),
            ("'a' and 'b', c", &["'a' and 'b'", "c"]),
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
