//! A markdown file → its frontmatter and its body, strictly where possible, else leniently and said so.

mod fence;
mod lenient;

use super::definition::toml;
use super::dialect::same_key;
use crate::diagnostic::{Code, Diagnostic};
use fence::{Fenced, Language};
pub use lenient::split_commas;
use lenient::{key_line, lenient, segments, value_of};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// A markdown file taken apart.
#[derive(Debug, Default)]
pub struct Document {
    /// The frontmatter's keys and values; `None` where the file has no frontmatter.
    pub keys: Option<Mapping>,
    /// Everything behind the frontmatter, or the whole text.
    pub body: String,
    /// The line of the file with which the body begins.
    pub body_line: usize,
    /// Each departure from strict reading, with its line.
    pub warnings: Vec<Diagnostic>,
}

/// Takes `text` (the content of `file`) apart. Never fails: what strict YAML refuses is read line by line.
pub fn read(file: &str, text: &str) -> Document {
    let Some(fenced) = Fenced::find(text) else {
        return Document { body: text.to_owned(), body_line: 1, ..Document::default() };
    };
    let mut warnings = Vec::new();
    let mut warn = |line, reason: &str, fix: &str| {
        warnings.push(Diagnostic::new(Code::LenientlyRead, file, line, reason, fix));
    };
    if let Some((line, reason, fix)) = fenced.departure {
        warn(line, reason, fix);
    }
    let (read, language) = match fenced.language {
        Language::Yaml => (strict(&fenced.inside), "strict YAML"),
        Language::Toml => (toml(&fenced.inside), "TOML"),
    };
    let mut keys = match read {
        Ok(keys) => keys,
        Err((line, reason)) => {
            warn(
                fenced.first_line + line.saturating_sub(1),
                &format!("{language} cannot read this frontmatter ({reason}); it was read line by line"),
                "quote the value, or write it as a `|` block",
            );
            lenient(&fenced.inside)
        }
    };
    if fenced.language == Language::Yaml {
        for (line, key, cut) in cut_by_comments(&fenced.inside) {
            let restored = restore(&mut keys, key, cut);
            let what = if restored { "it was read as text" } else { "to YAML that is a comment" };
            let reason = format!("`{key}` is cut by an unquoted ` #`: {cut:?} is lost to other tools; {what}");
            warn(fenced.first_line + line, &reason, "put the value in quotes");
        }
    }
    Document { keys: Some(keys), body: fenced.body, body_line: fenced.body_line, warnings }
}

/// A file that is all YAML, or JSON.
pub(super) fn yaml(text: &str) -> Result<Mapping, (usize, String)> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|e| {
            let text = e.to_string();
            (e.line(), text.split(" at line ").next().unwrap_or(&text).to_owned())
        });
    }
    strict(text)
}

/// The keys of prose that an unquoted ` #` cuts off: the line (from 0), the key and what is behind the cut.
fn cut_by_comments(yaml: &str) -> Vec<(usize, &str, &str)> {
    yaml.lines().enumerate().filter_map(|(i, line)| cut_by_comment(line).map(|(key, cut)| (i, key, cut))).collect()
}

fn cut_by_comment(line: &str) -> Option<(&str, &str)> {
    let (key, value) = key_line(line)?;
    let is_prose = PROSE.iter().any(|known| same_key(known, key));
    let is_plain = !value.starts_with(['"', '\'', '|', '>', '[', '{', '#', '&', '*', '!']);
    let at = value.find(" #").filter(|_| is_prose && is_plain)?;
    Some((key, value[at..].trim()))
}

/// Keys whose values are sentences.
const PROSE: [&str; 2] = ["description", "when_to_use"];

/// Puts back what a ` #` has cut off, where it is sure to be text: `#532` and `#general` are, `# why` is not.
fn restore(keys: &mut Mapping, key: &str, cut: &str) -> bool {
    match keys.get_mut(key) {
        Some(Value::String(text)) if !text.contains(cut) && !cut.starts_with("# ") && cut != "#" => {
            text.push(' ');
            text.push_str(cut);
            true
        }
        Some(Value::String(text)) => text.contains(cut),
        _ => false,
    }
}

/// The scalars of the frontmatter's `keys` alone, without reading the rest of it: enough to choose a team.
pub fn scalars(text: &str, keys: &[&str]) -> BTreeMap<String, String> {
    let Some(fenced) = Fenced::find(text) else { return BTreeMap::new() };
    let wanted = segments(&fenced.inside).into_iter().filter(|(key, _)| keys.contains(key));
    // What is written out at the margin below a value, `context: ...` for one, belongs to another key.
    let own = |lines: &[&'_ str]| lines.iter().skip(1).take_while(|line| line.starts_with([' ', '\t'])).count() + 1;
    wanted
        .filter_map(|(key, lines)| Some((key.to_owned(), super::scalar(Some(&value_of(key, &lines[..own(&lines)])))?)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect()
}

/// The parser's time grows with the square of the depth of open brackets, and nobody means this many.
const MOST_OPEN_BRACKETS: usize = 1000;

/// The first line (from 0) on which more brackets are open than anybody means.
pub fn too_deep(yaml: &str) -> Option<usize> {
    let mut open = 0usize;
    yaml.lines().position(|line| {
        line.bytes().any(|byte| {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            open > MOST_OPEN_BRACKETS
        })
    })
}

fn strict(yaml: &str) -> Result<Mapping, (usize, String)> {
    if let Some(line) = too_deep(yaml) {
        return Err((line + 1, "brackets are nested too deeply".to_owned()));
    }
    match serde_yaml::from_str::<Value>(yaml) {
        Ok(Value::Mapping(keys)) => Ok(keys),
        Ok(Value::Null) => Ok(Mapping::new()),
        Ok(_) => Err((1, "it is not a list of keys and values".to_owned())),
        Err(e) => {
            let text = e.to_string();
            let line = e.location().map(|location| location.line());
            let line = repeated_key(yaml, &text).or(control_character(yaml, &text)).or(line).unwrap_or(1);
            // A quote that is never closed is found missing behind the last line.
            let line = line.min(yaml.lines().count());
            let reason = text.split(" at line ").next().unwrap_or(&text);
            Err((line, reason.replace('\n', " ")))
        }
    }
}

/// Where an error is about a control character, its line: the parser names only its position.
fn control_character(yaml: &str, error: &str) -> Option<usize> {
    let position: usize = error.strip_prefix("control characters are not allowed at position ")?.parse().ok()?;
    Some(yaml.bytes().take(position).filter(|&byte| byte == b'\n').count() + 1)
}

/// Where an error is about a key that stands twice, the line of its second occurrence: the parser names only the key.
fn repeated_key(yaml: &str, error: &str) -> Option<usize> {
    let key = error.split_once("duplicate entry with key \"")?.1.split('"').next()?;
    let stands = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.starts_with(':'));
    yaml.lines().enumerate().filter(|(_, line)| stands(line)).nth(1).map(|(i, _)| i + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(document: &Document, key: &str) -> String {
        match document.keys.as_ref().and_then(|keys| keys.get(key)) {
            Some(Value::String(text)) => text.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn strict_files_read_without_a_word() {
        let document = read("a.md", "---\nname: a\r\ndescription: \"b: c\"\r\n---\r\nBody\n---\nmore\n");
        assert!(document.warnings.is_empty());
        assert_eq!(text(&document, "description"), "b: c");
        assert_eq!(document.body, "Body\n---\nmore");
    }

    #[test]
    fn every_departure_is_read_and_warned_about() {
        let cases = [
            ("\u{feff}---\nname: a\n---\nB", 1, "byte order mark"),
            ("\n\n---\nname: a\n---\nB", 1, "blank lines"),
            ("  ---\n  name: a\n  ---\n  B", 1, "indented"),
            ("---\nname: a\n-----\nB", 3, "more than three dashes"),
            ("-----\nname: a\n-----\nB", 1, "more than three dashes"),
            ("---\nname: a\n...\nB", 3, "closed by `...`"),
            ("\u{2014}\nname: a\n\u{2014}\nB", 1, "typographic dashes"),
            ("---\nname: a\n\u{2013}\u{2013}\u{2013}\nB", 3, "typographic dashes"),
            ("+++\nname = \"a\"\n+++\nB", 1, "TOML"),
            ("<!-- SPDX-License-Identifier: MIT -->\n---\nname: a\n---\nB", 1, "comment"),
            ("# Title\n\n---\nname: a\n---\nB", 1, "title"),
            ("# Title\n\nIt does\nthis.\n\n---\nname: a\ndescription: b\n---\nB", 1, "paragraph"),
            ("<!--\nlong\n-->\n\nCopyright 2025 Acme\nAll rights.\n\n---\nname: a\n---\nB", 1, "comment"),
            ("```markdown\n---\nname: a\n---\nB\n```\n", 1, "code fence"),
            ("\n\n```markdown\n---\nname: a\n---\nB\n```\n", 3, "code fence"),
            ("---\nname: a\ndescription: see PR #532 first\n---\nB", 3, "unquoted ` #`"),
            ("---\nname: a\n\nB", 1, "never closed"),
            ("---\nname: a\ndescription: x: y\n---\nB", 3, "strict YAML"),
            ("---\nname: a\nname: b\n---\nB", 3, "strict YAML"),
            ("---\nname: a\ndescription: \"open\n---\nB", 3, "strict YAML"),
            ("---\nname: a\ntools: @all\n---\nB", 3, "strict YAML"),
            ("---\nname: a\nkeywords:\n\t- b\n---\nB", 4, "strict YAML"),
            ("---\nname: a\nmodel: b\ntools: a\0b\n---\nB", 4, "strict YAML"),
        ];
        for (file, line, reason) in cases {
            let document = read("a.md", file);
            assert_eq!(text(&document, "name"), "a", "{file:?}");
            assert_eq!(document.body.trim(), "B", "{file:?}");
            assert_eq!(document.warnings.len(), 1, "{file:?}: {:?}", document.warnings);
            assert!(document.warnings[0].message.contains(reason), "{file:?}: {:?}", document.warnings);
            assert_eq!(document.warnings[0].line, line, "{file:?}: {:?}", document.warnings);
        }
    }

    #[test]
    fn scalars_are_read_alone() {
        let text = "---\nname: a\nkeywords: [b]\nteam: 'c'\nempty:\ncontext: x\n---\nB";
        let found = scalars(text, &["name", "team", "empty", "keywords"]);
        let found: Vec<_> = found.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(found, [("name", "a"), ("team", "c")]);
        assert!(scalars("no frontmatter", &["name"]).is_empty());
    }

    #[test]
    fn text_between_two_rules_is_no_frontmatter() {
        let texts = [
            "# Title\n\nIt does this.\n\n---\nName: see below\n---\nB",
            "A\n---\nB\n---\nC",
            "---\n\n# Title\n\nIt does this.\n",
            "---\n# Title\nIt does this.\n",
        ];
        for text in texts {
            assert!(read("a.md", text).keys.is_none(), "{text:?}");
        }
    }

    #[test]
    fn what_a_comment_sign_cuts_is_text_where_no_comment_is_meant() {
        for (value, expected) in [
            ("see PR #532 first", "see PR #532 first"),
            ("post in #general", "post in #general"),
            ("C# and F#", "C# and F#"),
            ("count # why", "count"),
            ("'a #b'", "a #b"),
        ] {
            let document = read("a.md", &format!("---\nname: a\ndescription: {value}\n---\n"));
            assert_eq!(text(&document, "description"), expected);
            assert_eq!(document.warnings.is_empty(), !value.contains(" #") || value.starts_with('\''), "{value}");
        }
    }

    #[test]
    fn a_dialogue_inside_a_description_holds_no_keys() {
        let file = "---\nname: a\ndescription: Use it. Triggers: x\nuser: \"hi\"\nContext: y\nmodel: opus\n---\n";
        let document = read("a.md", file);
        assert_eq!(text(&document, "description"), "Use it. Triggers: x\nuser: \"hi\"\nContext: y");
        assert_eq!(text(&document, "model"), "opus");
    }

    #[test]
    fn what_stands_in_lists_and_maps_survives_lenient_reading() {
        let file =
            "---\nname: a\ndescription: x: y\npatterns:\n  - '\\bp\\d'\nexamples:\n  - fix it\n  - \"fix it\"\n---\n";
        let keys = read("a.md", file).keys.unwrap();
        assert_eq!(crate::agent::strings_whole(keys.get("patterns")), ["\\bp\\d"]);
        assert_eq!(crate::agent::strings_whole(keys.get("examples")), ["fix it", "fix it"]);
        let file = "---\nname: a\ndescription: Use it: often\nexamples:\n- When in need\nmodel: opus\n---\n";
        assert_eq!(text(&read("a.md", file), "description"), "Use it: often\nexamples:\n- When in need");
        let file = "---\nname: a\nkeywords:\n  {\"a b\": 0.5,\n   jwt: 2, c: d: 1.5\nmodel: opus\n---\n";
        let found = crate::agent::keywords(read("a.md", file).keys.unwrap().get("keywords"));
        let found: Vec<_> = found.iter().map(|keyword| (keyword.text.as_str(), keyword.weight)).collect();
        assert_eq!(found, [("a b", 0.5), ("jwt", 2.0), ("c: d", 1.5)]);
    }

    #[test]
    fn a_fence_counts_only_as_a_whole_line() {
        assert!(read("a.md", "--- name: a ---\n").keys.is_none());
        for document in
            ["text\n---\nname: a\n---\n", "# Title\n\n---\n\ntext: a\n\n---\n", "```js\n---\n```\n", "\u{2014}\ntext\n"]
        {
            assert!(read("a.md", document).keys.is_none(), "{document:?}");
        }
        let document = read("a.md", "---\nname: a\ndescription: 'x --- y'\n---\nB");
        assert_eq!(text(&document, "description"), "x --- y");
    }

    #[test]
    fn an_alias_bomb_is_read_leniently() {
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for i in 1..30 {
            let refs = vec![format!("*a{}", i - 1); 9].join(", ");
            bomb += &format!("a{i}: &a{i} [{refs}]\n");
        }
        let document = read("a.md", &format!("---\nname: a\n{bomb}---\nB"));
        assert_eq!(text(&document, "name"), "a");
        assert_eq!(document.warnings.len(), 1);
    }

    #[test]
    fn what_is_cut_and_what_of_it_is_put_back() {
        for (line, expected) in [
            ("description: see #5 first", Some(("description", "#5 first"))),
            ("when_to_use: see #5", Some(("when_to_use", "#5"))),
            ("whenToUse: see  # why #5", Some(("whenToUse", "# why #5"))),
            ("description: C# and F#", None),
            ("name: a #b", None),
            ("description: \"a #b\"", None),
            ("description: 'a #b'", None),
            ("description: | #b", None),
            ("description: > #b", None),
            ("description: [a #b", None),
            ("description: {a #b", None),
            ("description: #a #b", None),
            ("description: &a #b", None),
            ("description: *a #b", None),
            ("description: !a #b", None),
            ("  description: a #b", None),
        ] {
            assert_eq!(cut_by_comment(line), expected, "{line}");
        }
        for (value, cut, restored, expected) in [
            ("see", "#5 first", true, "see #5 first"),
            ("see #5 first", "#5 first", true, "see #5 first"),
            ("see", "# why", false, "see"),
            ("see", "#", false, "see"),
            ("see # why", "# why", true, "see # why"),
        ] {
            let mut keys = Mapping::from_iter([("d".into(), value.into()), ("n".into(), Value::Null)]);
            assert_eq!(restore(&mut keys, "d", cut), restored, "{value:?} {cut:?}");
            assert_eq!(keys.get("d").and_then(Value::as_str), Some(expected), "{value:?} {cut:?}");
            assert!(!restore(&mut keys, "n", cut) && !restore(&mut keys, "absent", cut));
        }
        let document = read("a.md", "---\nname: a\ndescription: see #5\nwhen_to_use: x # y\n---\n");
        let said: Vec<_> = document.warnings.iter().map(|warning| (warning.line, warning.message.as_str())).collect();
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4]);
        assert!(said[0].1.ends_with("it was read as text") && said[1].1.ends_with("that is a comment"), "{said:?}");
    }

    #[test]
    fn errors_name_their_line() {
        for (text, line, reason) in [
            ("a: 1\nb: [", 2, ""),
            ("a: 1\nb: 2\na: 3\n", 3, "duplicate"),
            ("k:\n  ab: 1\n  b: 2\n  ab: 3\nab: 4", 4, "duplicate"),
            ("a: 1\nb: 2\nc: x\u{1}\n", 3, "control"),
            ("- a\n- b", 1, "not a list of keys"),
            ("just text", 1, "not a list of keys"),
            ("a: \"x\ny\n", 2, ""),
        ] {
            let (found, said) = strict(text).unwrap_err();
            assert_eq!(found, line, "{text:?}: {said}");
            assert!(said.contains(reason) && !said.contains(" at line ") && !said.contains('\n'), "{text:?}: {said}");
        }
        assert_eq!(strict("").unwrap(), Mapping::new());
        assert_eq!(yaml("\u{feff}a: 1").unwrap().len(), 1);
        assert_eq!(yaml(" {\"a\": 1,\n\"b\": 2}").unwrap().len(), 2);
        let (line, said) = yaml("{\"a\": 1,\n\"b\": x}").unwrap_err();
        assert!(line == 2 && !said.contains(" at line "), "{line} {said}");
        let most = |open: &str, close: &str, by: usize| {
            too_deep(&format!("a\n{}{}{}", open.repeat(by), close.repeat(9), open.repeat(9)))
        };
        assert_eq!(most("[", "]", MOST_OPEN_BRACKETS), None);
        assert_eq!(most("{", "}", MOST_OPEN_BRACKETS + 1), Some(1));
        assert_eq!(most("{[", "}]", MOST_OPEN_BRACKETS / 2), None);
        assert_eq!(most("]", "[", 2 * MOST_OPEN_BRACKETS), None);
        assert_eq!(too_deep(&"[\n".repeat(MOST_OPEN_BRACKETS + 1)), Some(MOST_OPEN_BRACKETS));
    }

    #[test]
    fn a_scalar_goes_on_where_it_is_indented() {
        let text = "---\nname: one\n  two\n\tthree\nContext: x\nteam: \"c\nd\"\nn: 5\nb: true\nl: [a]\n---\nname: no";
        let found = scalars(text, &["name", "team", "n", "b", "l", "absent"]);
        let found: Vec<_> = found.iter().map(|(key, text)| (key.as_str(), text.as_str())).collect();
        assert_eq!(found, [("b", "true"), ("n", "5"), ("name", "one\ntwo\nthree"), ("team", "c")]);
    }

    #[test]
    fn deep_brackets_take_no_time() {
        let deep = "[".repeat(50_000) + &"{a: ".repeat(50_000);
        let document = read("a.md", &format!("---\nname: a\nkeywords: {deep}\n---\nB"));
        assert_eq!(text(&document, "name"), "a");
        assert_eq!(document.warnings[0].line, 3);
        assert!(document.warnings[0].message.contains("nested too deeply"), "{:?}", document.warnings);
    }

    #[test]
    fn commas_inside_parentheses_do_not_split() {
        assert_eq!(split_commas("Read, Bash(git:*, ls), Write"), ["Read", "Bash(git:*, ls)", "Write"]);
        assert!(split_commas(" , ").is_empty());
    }
}
