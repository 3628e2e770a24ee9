//! Example files, one example per line: lines that start with `#` are comments, and `\#` escapes an example that does.

use super::SourceText;
use super::definition::Definition;
use super::dialect::Field;
use super::encoding::BYTE_ORDER_MARK;
use super::keys::Keys;
use super::values::strings;

/// The files of examples that a definition names, relative to its own folder.
pub fn named_by(definition: &Definition) -> Vec<String> {
    let Some(keys) = &definition.keys else { return Vec::new() };
    let keys = Keys::new(keys, definition.dialect);
    keys.all(Field::ExamplesFrom).flat_map(|(_, value)| strings(Some(value))).collect()
}

/// The examples of a file.
pub fn examples(file: &SourceText) -> impl Iterator<Item = String> {
    let lines = file.text.trim_start_matches(BYTE_ORDER_MARK).lines().map(str::trim);
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !is_conflict_mark(line))
        .map(|line| unescaped(line).to_owned())
}

/// Line of an example, from 1.
fn line_of(file: &SourceText, example: &str) -> Option<usize> {
    file.line_that(example.trim(), |line| unescaped(line.trim()) == example.trim())
}

/// File and line of an item of evidence, if it is an example of one of these files.
pub fn place_of<'f>(files: &'f [SourceText], key: &str, item: &str) -> Option<(&'f SourceText, usize)> {
    let mut files = files.iter().filter(|_| key == "examples");
    files.find_map(|file| Some((file, line_of(file, item)?)))
}

/// The text of a file with one more example as its last line; `None` if the example has several lines.
pub(crate) fn with_example(file: &SourceText, example: &str) -> Option<String> {
    let example = example.trim();
    if example.is_empty() || example.contains(['\n', '\r']) {
        return None;
    }
    let line_end = if file.text.contains("\r\n") { "\r\n" } else { "\n" };
    let escape = if example.starts_with(['#', '\\']) { "\\" } else { "" };
    let before = if file.text.is_empty() || file.text.ends_with('\n') { "" } else { line_end };
    Some(format!("{}{before}{escape}{example}{line_end}", file.text))
}

/// Whether a line is a mark that git leaves where a merge has to be decided.
pub fn is_conflict_mark(line: &str) -> bool {
    line == "=======" || ["<<<<<<< ", "||||||| ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark))
}

fn unescaped(line: &str) -> &str {
    match line.strip_prefix('\\') {
        Some(rest) if rest.starts_with(['#', '\\']) => rest,
        _ => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_lines_without_comments() {
        let file = SourceText::new(
            "e.txt",
            "# those of the desk\r\nfix the lamp\r\n=======\r\n\\#12 is open\r\nkey: value\r\n",
        );
        assert_eq!(examples(&file).collect::<Vec<_>>(), ["fix the lamp", "#12 is open", "key: value"]);
        assert_eq!(line_of(&file, "#12 is open"), Some(4));
        assert_eq!(line_of(&file, "lamp"), None);
    }

    #[test]
    fn an_added_example_is_read_again() {
        for (text, example) in [("", "a"), ("a", "#b"), ("a\r\n", "\\c"), ("a\n", "d: e")] {
            let file = SourceText::new("e.txt", text);
            let more = SourceText::new("e.txt", with_example(&file, example).unwrap());
            assert!(more.text.starts_with(text));
            assert_eq!(examples(&more).last().as_deref(), Some(example));
        }
        assert_eq!(with_example(&SourceText::new("e.txt", ""), "a\nb"), None);
    }
}
