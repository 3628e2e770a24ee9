//! The width of lines, and text wrapped to it between words.

use std::borrow::Cow;
use std::io::{IsTerminal, stdout};
use terminal_size::{Width, terminal_size};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// The width of columns if the output is not a terminal.
const UNWATCHED: usize = 110;
/// The minimum width at which lines are readable.
const NARROWEST: usize = 20;
/// Stands for ` %` while lines are wrapped.
const UNBROKEN: &str = "\u{a0}%";
/// The gap between two columns.
const GAP: &str = "  ";

/// The width of standard output: `COLUMNS`, or else the terminal's width; `None` for a file, whose lines are not
/// wrapped.
pub fn columns() -> Option<usize> {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    said.filter(|&columns| columns >= NARROWEST).or_else(|| width_of(&stdout()))
}

/// The width of a stream's terminal, if it is one.
pub fn width_of(stream: &impl IsTerminal) -> Option<usize> {
    let (Width(width), _) = if stream.is_terminal() { terminal_size()? } else { return None };
    Some(usize::from(width).max(NARROWEST))
}

/// A page wrapped to standard output.
pub fn fit(page: &str) -> Cow<'_, str> {
    columns().map_or(page.into(), |width| fitted(page, width))
}

/// `page` with every line longer than `width` broken between words; continuation lines are indented.
fn fitted(page: &str, width: usize) -> Cow<'_, str> {
    if page.lines().all(|line| display_width(line) <= width) {
        return page.into();
    }
    let lines: Vec<_> = page.split('\n').map(|line| wrapped(line, width)).collect();
    lines.join("\n").into()
}

/// One line broken between words; continuation lines are indented.
pub fn wrapped(line: &str, width: usize) -> Cow<'_, str> {
    if display_width(line) <= width {
        return line.into();
    }
    let indent = line.len() - line.trim_start_matches(' ').len();
    // An indented line already differs from its heading, and with a deep indentation there is no room left.
    let deeper = match marker(&line[indent..]) {
        0 if indent < 2 * GAP.len() => GAP.len(),
        marker => marker,
    };
    let below = " ".repeat((indent + deeper).min(width / 2));
    let options = Options::new(width)
        .initial_indent(&line[..indent])
        .subsequent_indent(&below)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    // A number and its sign are not separated.
    let line = line[indent..].replace(" %", UNBROKEN);
    textwrap::fill(&line, options).replace(UNBROKEN, " %").into()
}

/// The length of a list item's mark: `- `, `12. `; 0 for any other text.
fn marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match text.as_bytes() {
        [b'-' | b'*', b' ', ..] => 2,
        [_, ..] if (1..4).contains(&digits) && text[digits..].starts_with(". ") => digits + 2,
        _ => 0,
    }
}

/// Items in one line after `title`; if that takes several lines, no item is broken.
pub fn items(title: &str, items: &[String]) -> String {
    let width = columns().unwrap_or(usize::MAX);
    let below = " ".repeat(title.len() - title.trim_start_matches(' ').len());
    let (mut text, mut at) = (title.to_owned(), display_width(title));
    for (i, item) in items.iter().enumerate() {
        let comma = if i + 1 < items.len() { "," } else { "" };
        let long = display_width(item) + comma.len();
        let is_first = i == 0;
        if !is_first && at + 1 + long > width {
            text.push_str(&format!("\n{below}"));
            at = below.len();
        } else if !is_first {
            text.push(' ');
            at += 1;
        }
        text.extend([item, comma]);
        at += long;
    }
    text
}

/// Rows in columns under a header, the first column left-aligned and the others, numbers, right-aligned. If that is
/// wider than the page, one line per row that names each number.
pub fn table(header: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let widths: Vec<usize> = (0..header.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell));
            cells.chain([display_width(header[column])]).max().unwrap_or(0)
        })
        .collect();
    let whole: usize = widths.iter().map(|width| width + GAP.len()).sum();
    let mut text = String::new();
    if whole > width.unwrap_or(UNWATCHED) {
        for row in rows {
            let facts = header.iter().zip(row).skip(1).map(|(name, cell)| format!("{name} {cell}"));
            let name = row.first().map(String::as_str).unwrap_or_default();
            text.push_str(&format!("{GAP}{name}: {}\n", facts.collect::<Vec<_>>().join(", ")));
        }
        return text;
    }
    let header = header.iter().map(|title| (*title).to_owned()).collect::<Vec<_>>();
    for row in std::iter::once(&header).chain(rows) {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let room = " ".repeat(width - display_width(cell).min(*width));
            line.push_str(GAP);
            match column {
                0 => line.extend([cell.as_str(), &room]),
                _ => line.extend([room.as_str(), cell]),
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// `text` padded to at least this width.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(display_width(text))))
}

/// A text cut after a word if it is longer than a line may be.
pub fn shortened(text: &str, longest: usize) -> Cow<'_, str> {
    match text.char_indices().nth(longest) {
        None => text.into(),
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("{} …", text[..end].trim_end_matches([' ', ',', ';', ':'])).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words_and_set_in() {
        let page = "short\n  one two-three four fife\n\u{1b}[1m12345678901234567890123\u{1b}[0m end";
        let narrow = "short\n  one two-three four\n    fife\n\u{1b}[1m12345678901234567890123\u{1b}[0m\n  end";
        assert_eq!(fitted(page, 20), narrow);
        assert_eq!(fitted("as it is\n", 20), "as it is\n");
        assert_eq!(
            fitted("10. one two three four\n- one two three four", 20),
            "10. one two three\n    four\n- one two three four"
        );
        assert_eq!(wrapped("one two three of 5.0 % now", 20), "one two three of\n  5.0 % now");
        assert_eq!(wrapped("     - one two three four", 20), "     - one two three\n       four");
        assert_eq!(wrapped("語語語語 語語語語 語", 20), "語語語語 語語語語 語");
        assert_eq!(wrapped("語語語語 語語語語 語語", 20), "語語語語 語語語語\n  語語");
    }

    #[test]
    fn a_table_that_does_not_fit_is_a_list() {
        let rows = vec![vec!["baker".to_owned(), "1".to_owned(), "100.0 %".to_owned()]];
        let header = ["answer", "right", "recall"];
        assert_eq!(table(&header, &rows, Some(40)), "  answer  right   recall\n  baker       1  100.0 %\n");
        assert_eq!(table(&header, &rows, Some(20)), "  baker: right 1, recall 100.0 %\n");
    }

    #[test]
    fn a_text_is_cut_behind_a_word() {
        assert_eq!(shortened("Bread, dough and ovens.", 8), "Bread …");
        assert_eq!(shortened("Bread", 5), "Bread");
    }
}
