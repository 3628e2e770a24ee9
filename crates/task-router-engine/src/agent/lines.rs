//! Source files, and the lines of their items.

use super::dialect::{DIALECTS, KEYS, same_key};
use super::line_table::{LineTable, key_of};
use crate::escape::one_line;
use crate::evidence::EvidenceKind;
use encoding_rs::{Encoding, UTF_8};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// A source file with its full text, so that a finding can refer to its line.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// Path as the user would write it, not escaped.
    pub file: String,
    /// Its path from the folder that contains its repository, which decides what it is.
    pub at: String,
    /// Text of the file, which all definitions in it share.
    pub text: Arc<str>,
    /// Encoding of the file.
    pub encoding: &'static Encoding,
    /// Line at which searches start, if the file has several definitions; 0 if it has one.
    pub first_line: usize,
    lines: Arc<OnceLock<LineTable>>,
}

impl Default for SourceText {
    fn default() -> Self {
        Self::new(String::new(), String::new())
    }
}

impl SourceText {
    /// A text in UTF-8, of a file that lies where it is displayed.
    pub fn new(file: impl Into<String>, text: impl Into<Arc<str>>) -> Self {
        let file = file.into();
        let at = file.replace('\\', "/");
        Self { file, at, text: text.into(), encoding: UTF_8, first_line: 0, lines: Arc::default() }
    }

    /// Its path in the text of a message.
    pub fn shown(&self) -> Cow<'_, str> {
        one_line(&self.file)
    }

    /// Codes that comments in the frontmatter allow.
    pub fn allowed_codes(&self) -> Vec<&str> {
        self.allowing_comments().into_iter().flat_map(|(_, codes)| codes).collect()
    }

    /// The words of each comment in the frontmatter that allows codes, with its line (from 1):
    /// `# route: allow weak-keyword, shared-keyword`. A `#` in the text of a block begins none.
    pub fn allowing_comments(&self) -> Vec<(usize, Vec<&str>)> {
        let mut found = Vec::new();
        if !self.text.contains("route:") {
            return found;
        }
        let (mut fences, mut block) = (0, None);
        for (at, line) in self.text.lines().enumerate() {
            fences += usize::from(matches!(line.trim_end(), "---" | "+++"));
            if fences == 2 {
                break;
            }
            if block.as_mut().is_some_and(|block: &mut FrontmatterBlock| block.holds(line)) {
                continue;
            }
            block = FrontmatterBlock::begun_by(line);
            found.extend(allowed_in(line).map(|codes| (at + 1, codes)));
        }
        found
    }

    /// The same file with another text.
    pub fn with_text(&self, text: impl Into<Arc<str>>) -> Self {
        Self { text: text.into(), lines: Arc::default(), ..self.clone() }
    }

    /// The same file, searched from a line on. A file may have thousands of definitions, so text and index are shared.
    pub(crate) fn below_line(&self, first_line: usize) -> Self {
        Self { first_line, ..self.clone() }
    }

    /// Line (from 1) of `item` under the frontmatter key `key`, in any spelling; the key's line if the item does not
    /// occur literally, line 1 if there is no such key. An empty `item` is the key itself.
    pub fn line_of(&self, key: &str, item: &str) -> usize {
        self.place_under(key, &forms(item)).map_or(self.first_line.max(1), |place| place.line)
    }

    /// Where an item, given its forms, is under a key, if there is such a key.
    fn place_under(&self, key: &str, forms: &[String; 3]) -> Option<ItemPlace> {
        let of_key = self.line_of_key(key)?;
        if forms[0].is_empty() {
            return Some(ItemPlace { of_key, line: of_key, is_whole: false });
        }
        let (at, forms) = (of_key - 1, forms.each_ref().map(String::as_str));
        let whole = self.lines().item(&self.text, at, &forms);
        let found = whole.or_else(|| self.lines().folded(&self.text, at, &forms));
        Some(ItemPlace { of_key, line: found.unwrap_or(at) + 1, is_whole: whole.is_some() })
    }

    /// Line (from 1) of the first of `items` that occurs in the steps of the flow called `name`, or of another such entry
    /// of the section `key`; the entry's line if none does.
    pub(crate) fn line_in_entry(&self, key: &str, name: &str, items: &[&str]) -> usize {
        let Some(at) = self.line_of_key(key) else { return self.first_line.max(1) };
        let block = self.lines().block(at - 1);
        let find = |from: usize, item: &str, is: &dyn Fn(&str) -> bool| {
            let forms = forms(item);
            self.lines().item_in(&self.text, from..block.end, &forms.each_ref().map(String::as_str), is)
        };
        let is_name = |line: &str| key_of(line) == Some("name") || is_key_inside(line, "name");
        let Some(entry) = find(block.start, name, &is_name) else {
            return self.line_of(key, items.last().unwrap_or(&name));
        };
        let steps = find(entry, "steps", &|_| true).unwrap_or(entry);
        items.iter().find_map(|item| find(steps, item, &|_| true)).unwrap_or(entry) + 1
    }

    /// Line (from 1) of a key, in any spelling.
    pub fn line_of_key(&self, key: &str) -> Option<usize> {
        let inside = || self.lines().inside(&self.text, key, self.first_line, |line| is_key_inside(line, key));
        self.lines().key(key, self.first_line).or_else(inside).map(|at| at + 1)
    }

    /// Line (from 1) on which the text of a key begins: the one below the key, if the text is a block (`|`, `>-`, `"""`).
    pub fn line_of_text(&self, key: &str) -> usize {
        let at = self.line_of(key, "");
        let written = self.line(at).trim_end();
        let value = written.split_once([':', '=']).map_or("", |(_, value)| value.trim());
        at + usize::from(is_block_mark(value) || matches!(value, "\"\"\"" | "'''"))
    }

    /// The line (from 1) that satisfies `is`, among those with the words of `item`, from the definition's first on.
    pub(crate) fn line_that(&self, item: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
        self.line_behind(self.first_line.saturating_sub(1), item, is)
    }

    /// The same behind a line.
    pub(super) fn line_behind(&self, line: usize, item: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
        self.lines().that(&self.text, item, line, is).map(|at| at + 1)
    }

    /// The lines from a line on, with their numbers, from 1.
    pub(crate) fn lines_from(&self, number: usize) -> impl Iterator<Item = (usize, &str)> {
        self.lines().lines_from(&self.text, number.saturating_sub(1)).map(|(at, line)| (at + 1, line))
    }

    /// A line of the text, from 1.
    pub fn line(&self, number: usize) -> &str {
        self.lines().line(&self.text, number.saturating_sub(1))
    }

    /// Line of an item under one of several keys, tried in order: one that contains it, otherwise that of the first
    /// existing key.
    pub fn line_of_any<'k>(&self, keys: impl IntoIterator<Item = &'k str>, item: &str) -> usize {
        let mut first = None;
        // There is only one answer in a file of one line, however many items it has.
        let keys = keys.into_iter().take_while(|_| !self.lines().is_one_line());
        let forms = forms(item);
        for key in keys {
            let place = self.place_under(key, &forms);
            let line = place.map_or(self.first_line.max(1), |place| place.line);
            let is_found = place.is_some_and(|place| place.is_whole || place.of_key < line);
            if line > 1 && (is_found || forms.iter().any(|form| self.line(line).contains(form))) {
                return line;
            }
            first = first.or(Some(line).filter(|line| *line > 1));
        }
        first.unwrap_or(self.first_line.max(1))
    }

    /// Line of a piece of evidence, given `route`'s own key for it; keys with the same meaning are searched, too.
    pub(crate) fn line_of_evidence(&self, key: &str, item: &str) -> usize {
        self.line_of_any(std::iter::once(key).chain(keys_beside(key)), item)
    }

    fn lines(&self) -> &LineTable {
        self.lines.get_or_init(|| LineTable::of(&self.text))
    }
}

/// The place of an item under a key.
#[derive(Clone, Copy)]
struct ItemPlace {
    /// Line of the key.
    of_key: usize,
    /// Line of the item; of the key, if the item is not found.
    line: usize,
    /// Whether the item stands there whole.
    is_whole: bool,
}

/// A block of text in the frontmatter.
struct FrontmatterBlock {
    /// Least indentation of its lines.
    indent: usize,
    /// Whether the indentation is known; otherwise, that of the first line with text is.
    is_known: bool,
}

impl FrontmatterBlock {
    /// The block whose mark ends a line: `key: |`, `- key: >-`, `- |2`. It is indented more than the key, or the dash.
    fn begun_by(line: &str) -> Option<Self> {
        let line = line.split(" #").next().unwrap_or(line);
        let column = |rest: &str| line.len() - rest.len();
        let (mut rest, mut dash) = (line.trim_start(), None);
        while let Some(item) = rest.strip_prefix("- ") {
            dash = Some(column(rest));
            rest = item.trim_start();
        }
        let (parent, value) = rest.split_once(": ").map_or((dash, rest), |(_, value)| (Some(column(rest)), value));
        let (parent, mark) = (parent?, Some(value.trim()).filter(|value| is_block_mark(value))?);
        let stated = mark.chars().find_map(|c| c.to_digit(10));
        Some(Self { indent: parent + stated.unwrap_or(1) as usize, is_known: stated.is_some() })
    }

    /// Whether the next line is part of it.
    fn holds(&mut self, line: &str) -> bool {
        let indent = line.len() - line.trim_start().len();
        let is_empty = line.trim().is_empty();
        if !is_empty && !self.is_known {
            self.indent = self.indent.max(indent);
            self.is_known = true;
        }
        is_empty || indent >= self.indent
    }
}

/// Whether a value is the mark of a block of text: `|`, `>-`.
fn is_block_mark(value: &str) -> bool {
    let marks = value.strip_prefix(['|', '>']);
    marks.is_some_and(|marks| marks.chars().all(|c| matches!(c, '+' | '-' | '0'..='9')))
}

/// The words of a line's comment that allows codes.
fn allowed_in(line: &str) -> Option<Vec<&str>> {
    let comments = line.match_indices('#').filter(|(at, _)| !line[..*at].ends_with(|c: char| !c.is_whitespace()));
    let mut texts = comments.map(|(at, _)| line[at..].trim_start_matches('#').trim_start());
    let codes = texts.find_map(|text| text.strip_prefix("route:")?.trim_start().strip_prefix("allow"))?;
    let is_whole = codes.is_empty() || codes.starts_with(|c: char| c.is_whitespace() || c == ':');
    let words = codes.split(|c: char| c.is_whitespace() || matches!(c, ',' | ':')).filter(|word| !word.is_empty());
    is_whole.then(|| words.collect())
}

/// Whether a line contains a key of an inline map: `key` in `- {name: a, key: b}`.
fn is_key_inside(line: &str, key: &str) -> bool {
    line.match_indices(key).any(|(at, _)| {
        let quotes = ['"', '\''];
        let before = line[..at].trim_end_matches(quotes).trim_end();
        let after = line[at + key.len()..].trim_start_matches(quotes).trim_start();
        before.ends_with(['{', ',']) && after.starts_with(':')
    })
}

/// Forms of an item's first line: bare, in double quotes, in single quotes.
fn forms(item: &str) -> [String; 3] {
    let first = item.lines().next().unwrap_or("").trim();
    [first.to_owned(), first.replace('\\', "\\\\").replace('"', "\\\""), first.replace('\'', "''")]
}

/// Other keys for the same evidence.
fn keys_beside(key: &str) -> Vec<&'static str> {
    let kind = EvidenceKind::written().find(|kind| same_key(key, kind.key())).unwrap_or(EvidenceKind::NotFor);
    let all = KEYS.iter().chain(DIALECTS.iter().flat_map(|dialect| dialect.keys));
    let paths = all.filter(|(_, field)| field.may_have(kind)).map(|(path, _)| *path);
    paths.flat_map(|path| path.rsplit('.')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_items() {
        let text =
            "---\nname: n\nKey-Words: [login,\n  log]\nexamples:\n  - \"say \\\"hi\\\"\"\n  - 'it''s'\n---\nlog\n";
        let source = SourceText::new("a.md", text);
        assert_eq!(source.line_of("keywords", "log"), 4);
        assert_eq!(source.line_of("key_words", "login"), 3);
        assert_eq!(source.line_of("examples", "say \"hi\""), 6);
        assert_eq!(source.line_of("examples", "it's"), 7);
        assert_eq!(source.line_of("examples", "gone"), 5);
        assert_eq!(source.line_of("absent", "gone"), 1);
    }

    #[test]
    fn an_item_that_goes_on_below_its_line_is_found_where_it_begins() {
        let text = "---\ndescription: >\n  Bakes.\n  Say \"bake a loaf\n  of\n\n  bread\" to it.\nnot_for: a loaf\n of\n  tea\n---\n";
        let source = SourceText::new("a.md", text);
        assert_eq!(source.line_of("description", "bake a loaf of bread"), 4);
        assert_eq!(source.line_of("description", "bread\" to"), 7);
        assert_eq!(source.line_of("description", "ake a loaf of bread"), 2, "words are whole");
        assert_eq!(source.line_of("description", "a loaf of tea"), 2, "of another key");
        assert_eq!(source.line_of("not_for", "a loaf of tea"), 8);
        assert_eq!(source.line_of_evidence("examples", "bake a loaf of bread"), 4);
    }

    #[test]
    fn comments_allow_codes_however_they_are_spaced_and_texts_do_not() {
        let text = "---\nname: a  # route: allow a-b, c\n#route:allow d\n# Route: allow e\n# route: allowed f\ndescription: |\n  x\n\n  # route: allow g\nkeywords: [x]#route: allow h\nmore: >- # a text\n # route: allow i\n#  route:  allow j\n---\n# route: allow k\n";
        assert_eq!(SourceText::new("a.md", text).allowed_codes(), ["a-b", "c", "d", "j"]);
    }

    #[test]
    fn a_block_ends_where_its_text_is_indented_no_more() {
        let allowed = |text: &str| SourceText::new("a.md", format!("---\n{text}---\n")).allowed_codes().join(" ");
        let text = "examples:\n  - |\n    x\n    # route: allow a\n   # route: allow b\n  # route: allow c\n";
        assert_eq!(allowed(text), "b c");
        let text = "steps:\n  - name: x\n    do: >-\n      y\n\n      # route: allow a\n    # route: allow b\n";
        assert_eq!(allowed(text), "b");
        let text = "steps:\n- do: | # z\n    y\n  # route: allow a\n- - |2\n     x\n    # route: allow b\n   # route: allow c\n";
        assert_eq!(allowed(text), "a c");
        assert_eq!(allowed("a: |\n# route: allow a\n"), "a", "a block without text");
    }

    #[test]
    fn a_block_begins_below_its_key() {
        let text = "a: |\n  x\nb: >-\n  y\nc = \"\"\"\nz\n\"\"\"\nd: x > y\ne: |2+ \n  f: g\n";
        let source = SourceText::new("a.md", text);
        let lines = ["a", "b", "c", "d", "e", "f"].map(|key| source.line_of_text(key));
        assert_eq!(lines, [2, 4, 6, 8, 10, 10]);
    }

    #[test]
    fn evidence_is_found_under_many_keys() {
        let text =
            "---\ndescription: when somebody says \"ship it\"\nrouting:\n  triggers:\n    - land the plane\n---\n";
        let source = SourceText::new("a.md", text);
        assert_eq!(source.line_of_evidence("examples", "ship it"), 2);
        assert_eq!(source.line_of_evidence("keywords", "land the plane"), 5);
        assert_eq!(source.line_of_evidence("keywords", "absent"), 4);
    }

    #[test]
    fn other_formats_have_lines_too() {
        let toml = SourceText::new("a.toml", "name = \"a\"\nkeywords = [\n  \"x\",\n  \"y\",\n]\nmodel = \"m\"\n");
        assert_eq!(toml.line_of("keywords", "y"), 4);
        let json =
            SourceText::new("a.json", "{\n  \"name\": \"a\",\n  \"keywords\": [\n    \"x\",\n    \"y\"\n  ]\n}\n");
        assert_eq!(json.line_of("keywords", "y"), 5);
        assert_eq!(SourceText::new("a", "k: a\n- k: b\n").below_line(2).line_of("k", ""), 2);
    }

    #[test]
    fn definitions_of_one_file_share_its_text_and_its_index() {
        let source = SourceText::new("a", "- k: a\n- k: b\n- k: c\n");
        let below = [1, 2, 3].map(|line| source.below_line(line));
        assert_eq!(below.each_ref().map(|source| source.line_of("k", "")), [1, 2, 3]);
        assert!(below.iter().all(|below| Arc::ptr_eq(&below.text, &source.text)));
        assert!(below.iter().all(|below| std::ptr::eq(below.lines(), source.lines())));
        assert_eq!(source.with_text("x: y\nk: z\n").line_of("k", ""), 2, "another text has an index of its own");
    }
}
