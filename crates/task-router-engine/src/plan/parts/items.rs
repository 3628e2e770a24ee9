//! Parses list items in any script: their markers, and whether they are done.

use crate::text::words;

/// Bullets, followed by a space; for the second group the space is optional.
const BULLETS: [char; 4] = ['-', '*', '+', '\u{b7}'];
const WIDE_BULLETS: [char; 17] = ['•', '‣', '◦', '▪', '▫', '●', '○', '■', '□', '◆', '◇', '・', '–', '—', '→', '※', '►'];
/// Open checkboxes, and ticked ones.
const OPEN: &[&str] = words!("[ ]|☐|[]");
const TICKED: &[&str] = words!("[x]|[X]|[✓]|[✔]|☑|☒|✅|✔");
/// Ticks behind an item that is done.
const BEHIND: [char; 3] = ['✅', '✔', '☑'];
/// Characters after an item's number, followed by a space; for the second group the space is optional.
const AFTER_NUMBER: [char; 2] = ['.', ')'];
const WIDE_AFTER_NUMBER: [char; 5] = ['、', '）', '．', '：', '。'];

/// A list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListItem<'a> {
    pub(super) text: &'a str,
    /// Whether its box is ticked, or it is struck out.
    pub(super) is_done: bool,
}

/// Whether several lines of a request begin with a box: then each box marks an item, which alone may start a sentence.
pub(super) fn are_boxed(request: &str) -> bool {
    let is_boxed = |line: &&str| OPEN.iter().chain(TICKED).any(|tick| line.trim_start().starts_with(tick));
    request.lines().filter(is_boxed).nth(1).is_some()
}

/// The list item in a line, trimmed; `None` if the line is none.
pub(super) fn item(line: &str, are_boxed: bool) -> Option<ListItem<'_>> {
    let unmarked = after_bullet(line).or_else(|| after_number(line)).map(str::trim_start);
    let text = unmarked.unwrap_or(line);
    let ticked = TICKED.iter().find_map(|tick| text.strip_prefix(tick)).map(str::trim_start);
    // A tick may also stand behind an item.
    let ticked = ticked.or_else(|| unmarked?.strip_suffix(BEHIND).map(str::trim_end));
    let open = OPEN.iter().find_map(|tick| text.strip_prefix(tick)).map(str::trim_start);
    // A box or a line through it alone marks an item, too.
    let boxed = (ticked.is_some() || open.is_some()) && (are_boxed || !text.starts_with('['));
    let text = ticked.or(open).unwrap_or(text);
    let struck = text.strip_prefix("~~").and_then(|text| text.trim_end().strip_suffix("~~"));
    let is_done = ticked.is_some() || struck.is_some();
    let is_item = unmarked.is_some() || boxed || struck.is_some();
    let text = struck.unwrap_or(text);
    (is_item && !text.is_empty()).then_some(ListItem { text, is_done })
}

fn after_bullet(line: &str) -> Option<&str> {
    line.strip_prefix(WIDE_BULLETS).or_else(|| line.strip_prefix(BULLETS)?.strip_prefix(char::is_whitespace))
}

/// The text after `1.`, `1)`, `(1)`, `１．`, `一、`, `①`, `a)`.
fn after_number(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix(|c| matches!(c, '①'..='⑳' | '❶'..='❿' | '㈠'..='㈩')) {
        return Some(rest);
    }
    if let Some(inside) = line.strip_prefix(['(', '（']) {
        let rest = after_figures(inside)?;
        return rest.strip_prefix('）').or_else(|| rest.strip_prefix(')')?.strip_prefix(char::is_whitespace));
    }
    let letter = line.strip_prefix(|c: char| c.is_ascii_lowercase()).and_then(|rest| rest.strip_prefix(") "));
    if letter.is_some() {
        return letter;
    }
    let rest = after_figures(line)?;
    rest.strip_prefix(WIDE_AFTER_NUMBER).or_else(|| rest.strip_prefix(AFTER_NUMBER)?.strip_prefix(char::is_whitespace))
}

/// The text after a number of at most three digits, in digits of any script.
fn after_figures(text: &str) -> Option<&str> {
    let is_figure = |c: char| c.is_numeric() || "一二三四五六七八九十".contains(c);
    let figures = text.chars().take_while(|&c| is_figure(c)).count();
    let length = text.chars().take(figures).map(char::len_utf8).sum::<usize>();
    (1..=3).contains(&figures).then_some(&text[length..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_of_any_script() {
        let open = [
            ("- one", "one"),
            ("* one", "one"),
            ("• one", "one"),
            ("・設計", "設計"),
            ("1. one", "one"),
            ("12) one", "one"),
            ("(1) one", "one"),
            ("（1）设计", "设计"),
            ("1）设计", "设计"),
            ("1、设计", "设计"),
            ("一、设计", "设计"),
            ("①设计", "设计"),
            ("１．設計", "設計"),
            ("١. تصميم", "تصميم"),
            ("a) one", "one"),
            ("- [ ] one", "one"),
            ("☐ one", "one"),
        ];
        for (line, text) in open {
            assert_eq!(item(line, false), Some(ListItem { text, is_done: false }), "{line}");
        }
        for line in ["- [x] one", "* [X] one", "1. [✓] one", "☑ one", "✅ one", "- ~~one~~", "~~one~~", "- one ✅"]
        {
            assert_eq!(item(line, false), Some(ListItem { text: "one", is_done: true }), "{line}");
        }
        assert!(are_boxed("[x] one\n[ ] two") && !are_boxed("[x] marks it"));
        assert_eq!(item("[x] one", true), Some(ListItem { text: "one", is_done: true }));
        for line in ["one", "-one", "1.2 of it", "2024. A year", "[x] marks it", "-", "", "一个问题", "(see) it"] {
            assert_eq!(item(line, false), None, "{line}");
        }
    }
}
