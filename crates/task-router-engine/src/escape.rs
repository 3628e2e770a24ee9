//! Escapes untrusted text for the place where it is shown.
//!
//! Definitions, fixtures, requests and file names may come from a stranger. Everything from them that reaches a line, a
//! column, a terminal, an annotation, a document or a diff passes through a function of this module, one for each
//! place.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character may control a display or hide text: control characters, line and paragraph separators, direction
/// marks, zero-width characters, tags and other invisible characters.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

fn escaped(text: &str, which: impl Fn(char) -> bool) -> Cow<'_, str> {
    // Nearly all text is printable ASCII, which needs no search.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) || !text.contains(&which) {
        return text.into();
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match which(c) {
            // `\n`, `\t`, and `\u{202e}` for what has no shorter name.
            true => safe.extend(c.escape_default()),
            false => safe.push(c),
        }
    }
    safe.into()
}

/// `text` as one line, or as one column of a line: line breaks, tabs and hidden characters are escaped.
pub fn one_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

/// `text` of several lines, for people: hidden characters are escaped, except line breaks and tabs.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

/// A JSON document, for a terminal, a log or a program. Hidden characters can only occur inside its strings, and are
/// written as JSON escapes there, so that the document is equivalent.
pub fn json(document: &str) -> Cow<'_, str> {
    let which = |c: char| is_hidden(c) && !matches!(c, '\n' | '\t');
    // Few texts have a byte that a hidden character starts with, and bytes are compared much faster than characters.
    let may_hide = |b: u8| matches!(b, 0x7f | 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3);
    if !document.bytes().fold(false, |found, b| found | may_hide(b)) || !document.contains(which) {
        return document.into();
    }
    let mut safe = String::with_capacity(document.len() + 16);
    for c in document.chars() {
        match which(c) {
            // Writing to a string cannot fail.
            true => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| {
                let _ = write!(safe, "\\u{unit:04x}");
            }),
            false => safe.push(c),
        }
    }
    safe.into()
}

/// A name or a path as stored: trimmed, on one line.
pub fn name(text: &str) -> String {
    one_line(text.trim()).into_owned()
}

/// Message of a GitHub Actions workflow command, after its second `::`.
pub fn workflow_message(text: &str) -> String {
    // Escapes that the runner converts back are for line breaks of the message; everything else is one line.
    let lines: Vec<_> = text.lines().map(one_line).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Property of a workflow command, before the message.
pub fn workflow_property(text: &str) -> String {
    one_line(text).replace('%', "%25").replace(':', "%3A").replace(',', "%2C")
}

/// Text in a line of Markdown, without markup of its own: no emphasis, link, image, code, HTML, mention or table.
pub fn markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in one_line(text).chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '!' | '&' | '$' => {
                safe.extend(['\\', c])
            }
            // A mention notifies people; some readers still see one if the sign is escaped, but not if it is an entity.
            '@' => safe.push_str("&#64;"),
            c => safe.push(c),
        }
    }
    // A number and a full stop, or a dash, at the start of a line start a list.
    let digits = safe.bytes().take_while(u8::is_ascii_digit).count();
    match safe.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => safe.insert(digits, '\\'),
        Some(b'-' | b'+' | b'=') if digits == 0 => safe.insert(0, '\\'),
        _ => {}
    }
    safe
}

/// Text inside the quotes of a Mermaid label; special characters are written as numeric entities.
pub fn mermaid(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_hidden(c) => safe.push(' '),
            c if c.is_alphanumeric() || " -_.,:()/?!'".contains(c) || !c.is_ascii() => safe.push(c),
            c => {
                let _ = write!(safe, "#{};", u32::from(c));
            }
        }
    }
    safe
}

/// Text inside the quotes of a DOT label.
pub fn dot(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if is_hidden(c) => safe.push(' '),
            '"' | '\\' => safe.extend(['\\', c]),
            // An ampersand starts an entity.
            '&' => safe.push_str("&amp;"),
            c => safe.push(c),
        }
    }
    safe
}

/// One line for an XML writer that escapes markup itself. XML cannot represent some characters at all.
pub fn xml(text: &str) -> String {
    one_line(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}

/// One line in HTML, inside an element or the quotes of an attribute.
pub fn html(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A path in a unified diff, with its `a/` or `b/`; quoted as git does if a character in it would end it.
pub fn diff_path(path: &str) -> Cow<'_, str> {
    if !path.chars().any(|c| is_hidden(c) || matches!(c, '"' | '\\')) {
        return path.into();
    }
    let mut quoted = String::from("\"");
    for c in path.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_hidden(c) => {
                let mut bytes = [0; 4];
                c.encode_utf8(&mut bytes).bytes().for_each(|byte| {
                    let _ = write!(quoted, "\\{byte:03o}");
                });
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes_by_place() {
        let text = "a\u{1b}[2Jb\u{9b}c\nd\u{202e}e\t\u{e0041}";
        assert_eq!(one_line(text), "a\\u{1b}[2Jb\\u{9b}c\\nd\\u{202e}e\\t\\u{e0041}");
        assert_eq!(lines(text), "a\\u{1b}[2Jb\\u{9b}c\nd\\u{202e}e\t\\u{e0041}");
        assert_eq!(one_line("Grüße, 日本 😀"), "Grüße, 日本 😀");
        assert_eq!(json("{\"a\":\"\u{7f}\u{e0041}\"}"), "{\"a\":\"\\u007f\\udb40\\udc41\"}");
        assert_eq!(workflow_message("100 %\n::error::x\r\u{1b}"), "100 %25%0A::error::x\\r\\u{1b}");
        assert_eq!(workflow_property("a,b:c\n"), "a%2Cb%3Ac\\n");
        assert_eq!(
            markdown("**a</b><img src=x> [l](u) @me `c` 1."),
            "\\*\\*a\\</b\\>\\<img src=x\\> \\[l\\](u) &#64;me \\`c\\` 1."
        );
        assert_eq!((markdown("1. a").as_str(), markdown("- a").as_str()), ("1\\. a", "\\- a"));
        assert_eq!(mermaid("a \"b\" `c` <d> #e; [f] é\n"), "a #34;b#34; #96;c#96; #60;d#62; #35;e#59; #91;f#93; é ");
        assert_eq!(dot("a \"b\" \\n & c\t"), "a \\\"b\\\" \\\\n &amp; c ");
        assert_eq!(html("<a href='x'>&\""), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
        assert_eq!(xml("a\u{0}b\nc\u{ffff}"), "a\\u{0}b\\nc\u{fffd}");
        assert_eq!(diff_path("a/agents/ü x.md"), "a/agents/ü x.md");
        assert_eq!(diff_path("a/x\n--- \"b\".md"), "\"a/x\\012--- \\\"b\\\".md\"");
    }

    proptest! {
        #[test]
        fn no_hidden_character_is_left(text in "(?s)[\\PC\u{0}-\u{1f}\u{7f}-\u{9f}\u{200b}-\u{202e}\u{e0000}-\u{e007f}]{0,40}") {
            for safe in [&*one_line(&text), &markdown(&text), &dot(&text), &mermaid(&text), &workflow_property(&text), &html(&text), &xml(&text), &*diff_path(&text)] {
                prop_assert!(!safe.contains(is_hidden), "{safe:?}");
            }
            prop_assert!(!workflow_message(&text).contains(is_hidden));
            prop_assert!(!lines(&text).contains(|c| is_hidden(c) && !matches!(c, '\n' | '\t')));
            let document = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&json(&document)).unwrap(), text);
        }
    }
}
