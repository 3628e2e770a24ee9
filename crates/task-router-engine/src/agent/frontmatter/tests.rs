//! Splitting documents, and the warnings about those that strict syntax rejects.

use super::*;

fn text(document: &MarkdownFile, key: &str) -> String {
    match document.keys.as_ref().and_then(|keys| keys.get(key)) {
        Some(Value::String(text)) => text.clone(),
        other => format!("{other:?}"),
    }
}

#[test]
fn strict_files_are_read_without_warnings() {
    let document = read("a.md", "---\nname: a\r\ndescription: \"b: c\"\r\n---\r\nBody\n---\nmore\n");
    assert!(document.warnings.is_empty());
    assert_eq!(text(&document, "description"), "b: c");
    assert_eq!(document.body, "Body\n---\nmore");
}

#[test]
fn every_deviation_is_read_with_a_warning() {
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
fn text_after_a_comment_sign_is_restored_unless_it_is_a_comment() {
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
fn a_dialogue_inside_a_description_has_no_keys() {
    let file = "---\nname: a\ndescription: Use it. Triggers: x\nuser: \"hi\"\nContext: y\nmodel: opus\n---\n";
    let document = read("a.md", file);
    assert_eq!(text(&document, "description"), "Use it. Triggers: x\nuser: \"hi\"\nContext: y");
    assert_eq!(text(&document, "model"), "opus");
    for speaker in ["Benutzer", "Nutzer", "Utilisateur", "Usuario", "gebruiker", "Assistent"] {
        let file = format!("---\nname: a\ndescription: Use it: often\n{speaker}: \"hi\"\nmodel: opus\n---\n");
        let expected = format!("Use it: often\n{speaker}: \"hi\"");
        assert_eq!(text(&read("a.md", &file), "description"), expected);
    }
    // A name of a program may be a key.
    assert_eq!(text(&read("a.md", "---\nname: a\ndescription: Use it: often\nclaude: x\n---\n"), "claude"), "x");
}

#[test]
fn lists_and_maps_survive_lenient_reading() {
    let file =
        "---\nname: a\ndescription: x: y\npatterns:\n  - '\\bp\\d'\nexamples:\n  - fix it\n  - \"fix it\"\n---\n";
    let keys = read("a.md", file).keys.unwrap();
    assert_eq!(crate::agent::strings_whole(keys.get("patterns")), ["\\bp\\d"]);
    assert_eq!(crate::agent::strings_whole(keys.get("examples")), ["fix it", "fix it"]);
    let file = "---\nname: a\ndescription: Use it: often\nexamples:\n- When in need\nmodel: opus\n---\n";
    let keys = read("a.md", file).keys.unwrap();
    assert_eq!(crate::agent::strings_whole(keys.get("examples")), ["When in need"], "as strict YAML reads it");
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
fn cut_values_and_what_is_restored_of_them() {
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
    assert_eq!(most("[", "]", MAX_OPEN_BRACKETS), None);
    assert_eq!(most("{", "}", MAX_OPEN_BRACKETS + 1), Some(1));
    assert_eq!(most("{[", "}]", MAX_OPEN_BRACKETS / 2), None);
    assert_eq!(most("]", "[", 2 * MAX_OPEN_BRACKETS), None);
    assert_eq!(too_deep(&"[\n".repeat(MAX_OPEN_BRACKETS + 1)), Some(MAX_OPEN_BRACKETS));
}

#[test]
fn the_fix_is_one_for_the_error() {
    for (text, help) in [
        ("name: a\nname: b", "keep one of the two"),
        ("name: a\n\tdescription: b", "write spaces in place of the tab"),
        ("name: a\nkeywords:\n\t- b", "write spaces in place of the tab"),
        ("name: a: b", "quote the value"),
    ] {
        let document = read("a.md", &format!("---\n{text}\n---\n"));
        assert!(document.warnings[0].help.starts_with(help), "{text:?}: {:?}", document.warnings);
    }
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

#[test]
fn a_list_of_one_entry_is_that_entry() {
    let document = read("a.md", "---\n- name: a\n  keywords: [b, c]\n---\nB");
    assert_eq!(text(&document, "name"), "a");
    assert_eq!((document.warnings.len(), document.warnings[0].line), (1, 2));
    assert!(document.warnings[0].message.contains("only entry"), "{:?}", document.warnings);
    let several = read("a.md", "---\n- name: a\n- name: b\n---\nB");
    assert!(several.keys.is_some_and(|keys| keys.is_empty()) && !several.warnings.is_empty());
}
