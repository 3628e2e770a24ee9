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
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
            | '\u{fe00}'..='\u{fe0e}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The mark of coloured emoji, which many names contain. It is invisible, and some runners overlook it in commands.
const EMOJI: char = '\u{fe0f}';

/// Where a runner of continuous integration would find a command in a line of its log that begins with `text`: the
/// first colon of a `::` at the start, and the first `#` of each `##[` and `##vso[`.
fn commands(text: &str) -> impl Iterator<Item = usize> {
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || c == EMOJI);
    let first = is_next(begun, "::").then_some(text.len() - begun.len());
    // Nearly all text has no `#`, which is found faster than what follows one.
    let marks = memchr::memchr_iter(b'#', text.as_bytes());
    first.into_iter().chain(marks.filter(|at| ["##[", "##vso["].iter().any(|mark| is_next(&text[*at..], mark))))
}

/// Whether a text begins with `mark`, in any case.
fn is_next(text: &str, mark: &str) -> bool {
    let mut next = text.chars().filter(|c| *c != EMOJI);
    mark.chars().all(|wanted| next.next().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)))
}

/// `text` with `code` of each of these characters, which are ASCII, in their place.
fn replaced(text: Cow<'_, str>, places: Vec<usize>, code: impl Fn(u8) -> String) -> Cow<'_, str> {
    if places.is_empty() {
        return text;
    }
    let (mut safe, mut done) = (String::with_capacity(text.len() + 8 * places.len()), 0);
    for at in places {
        safe.push_str(&text[done..at]);
        safe.push_str(&code(text.as_bytes()[at]));
        done = at + 1;
    }
    safe.push_str(&text[done..]);
    safe.into()
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

/// `text` as one line, or as one column of a line: line breaks, tabs and hidden characters are escaped, and what would be
/// a command in the log of a CI runner (`::command::` at the start, `##[command]` anywhere).
pub fn one_line(text: &str) -> Cow<'_, str> {
    let text = escaped(text, is_hidden);
    let places = commands(&text).collect();
    replaced(text, places, |byte| format!("\\u{{{byte:x}}}"))
}

/// `text` of several lines, for people: hidden characters are escaped, except line breaks and tabs.
pub fn lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

/// A JSON document, for a terminal, a log or a program. Hidden characters and the `##[` of a runner's command can only
/// occur inside its strings, and are written as JSON escapes there, so that the document is equivalent.
pub fn json(document: &str) -> Cow<'_, str> {
    let text = json_visible(document);
    let places = commands(&text).collect();
    replaced(text, places, |byte| format!("\\u{byte:04x}"))
}

fn json_visible(document: &str) -> Cow<'_, str> {
    let which = |c: char| is_hidden(c) && !matches!(c, '\n' | '\t');
    if !others_than_ascii(document).any(which) {
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

/// A 1 in each byte.
pub(crate) const EACH: u64 = u64::MAX / 0xff;

/// The characters of a JSON document that are not printable ASCII, except its line breaks. Nearly all bytes are, and
/// eight of them are passed at once.
fn others_than_ascii(document: &str) -> impl Iterator<Item = char> {
    let mut rest = document;
    std::iter::from_fn(move || {
        let (eights, _) = rest.as_bytes().as_chunks::<8>();
        // A byte has its highest bit, or gets it from an addition if it is 0x7f; a carry only stops too early.
        let is_other = |eight: u64| (eight | eight.wrapping_add(EACH)) & (EACH << 7) != 0;
        let passed = eights.iter().take_while(|eight| !is_other(u64::from_le_bytes(**eight))).count();
        let at = rest.as_bytes()[passed * 8..].iter().position(|byte| *byte >= 0x7f)?;
        let mut behind = rest[passed * 8 + at..].chars();
        let other = behind.next();
        rest = behind.as_str();
        other
    })
}

/// A name as stored: trimmed, on one line.
pub fn name(text: &str) -> String {
    one_line(text.trim()).into_owned()
}

/// A path as stored: trimmed, and as it is, since it has to lead to its file; text escapes it where it is shown. Only with
/// a character that would begin a line or control a display anywhere, or a runner's command, it is escaped here, and leads
/// nowhere.
pub fn path(text: &str) -> String {
    let is_harmful = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let text = text.trim();
    if text.contains(is_harmful) || commands(text).next().is_some() { name(text) } else { text.to_owned() }
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
    let text = escaped(text, is_hidden);
    let command = commands(&text).next();
    for (at, c) in text.char_indices() {
        match c {
            ':' if command == Some(at) => safe.push_str("\\:"),
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
    let commands: Vec<usize> = commands(text).collect();
    for (at, c) in text.char_indices() {
        match c {
            c if is_hidden(c) => safe.push(' '),
            '#' if commands.binary_search(&at).is_ok() => safe.push_str("&#35;"),
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
    let text = escaped(text, is_hidden);
    let commands: Vec<usize> = commands(&text).collect();
    for (at, c) in text.char_indices() {
        match c {
            '#' | ':' if commands.binary_search(&at).is_ok() => {
                let _ = write!(safe, "&#{};", u32::from(c));
            }
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
    let commands: Vec<usize> = commands(path).collect();
    if commands.is_empty() && !path.chars().any(|c| is_hidden(c) || matches!(c, '"' | '\\')) {
        return path.into();
    }
    let mut quoted = String::from("\"");
    for (at, c) in path.char_indices() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if is_hidden(c) || commands.binary_search(&at).is_ok() => {
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
        assert_eq!(workflow_message("100 %\n::error::x\r\u{1b}"), "100 %25%0A\\u{3a}:error::x\\r\\u{1b}");
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

    #[test]
    fn no_text_is_a_command_of_a_runner() {
        assert_eq!(one_line("::stop-commands::x"), "\\u{3a}:stop-commands::x");
        assert_eq!(one_line(" \u{3000}::add-mask::x"), " \u{3000}\\u{3a}:add-mask::x");
        assert_eq!(one_line("\u{fe0f}:\u{fe0f}:error::x"), "\u{fe0f}\\u{3a}\u{fe0f}:error::x");
        assert_eq!(one_line("a ###[error]b ##VSO[task.x]"), "a #\\u{23}#[error]b \\u{23}#VSO[task.x]");
        assert_eq!(one_line("#\u{fe0f}#\u{fe0f}[error]"), "\\u{23}\u{fe0f}#\u{fe0f}[error]");
        assert_eq!(name(" ::error::x "), "\\u{3a}:error::x");
        assert_eq!(json(r###"{"a":"::x ##[error]"}"###), r###"{"a":"::x \u0023#[error]"}"###);
        assert_eq!(html("::a ##[error]"), "&#58;:a &#35;#[error]");
        assert_eq!(markdown("::a"), "\\::a");
        assert_eq!(dot("x ##[error]"), "x &#35;#[error]");
        assert_eq!(diff_path("a/##[error].md"), "\"a/\\043#[error].md\"");
        for safe in
            [markdown("##[error]"), mermaid("##vso[a]"), workflow_message("x\n##[error]"), workflow_property("##[a]")]
        {
            assert!(!safe.contains("##[") && !safe.contains("##vso["), "{safe}");
        }
    }

    #[test]
    fn what_only_resembles_a_command_is_readable() {
        for text in
            ["use std::vector", "a::b", "## [Title]", "#[derive]", ":: x".trim_start_matches(':'), ":a", "# ##", "☀️ a"]
        {
            assert_eq!((&*one_line(text), &*json(text)), (text, text));
        }
    }

    #[test]
    fn a_path_is_kept_unless_it_would_begin_a_line() {
        assert_eq!(path(" a\u{202e}b\u{200b}.md "), "a\u{202e}b\u{200b}.md");
        for (harmful, kept) in [
            ("a\nb", "a\\nb"),
            ("a\u{1b}b", "a\\u{1b}b"),
            ("a\u{2028}\u{200b}", "a\\u{2028}\\u{200b}"),
            ("a/##[b]\u{200b}", "a/\\u{23}#[b]\\u{200b}"),
        ] {
            assert_eq!(path(harmful), kept);
        }
    }

    #[test]
    fn invisible_characters_are_hidden() {
        let all =
            "\u{ad}\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{3164}\u{fe00}\u{fe0e}\u{ffa0}\u{1d173}\u{1d17a}";
        assert!(one_line(all).is_ascii() && json(all).is_ascii());
        assert_eq!(one_line("☀\u{fe0f}"), "☀\u{fe0f}");
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
            let others: String = document.chars().filter(|c| *c >= '\u{7f}').collect();
            prop_assert_eq!(others_than_ascii(&document).collect::<String>(), others);
            prop_assert_eq!(serde_json::from_str::<String>(&json(&document)).unwrap(), text);
        }
    }
}
