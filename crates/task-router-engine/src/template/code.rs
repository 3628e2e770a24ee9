//! Locates code in markdown: fenced blocks and code spans.

use std::ops::Range;

/// Ranges of a text that are code, in order.
pub(super) fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<(usize, &str)> = None;
    let mut prose = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let mark = &bare[..bare.len() - bare.trim_start_matches(['`', '~']).len()];
        match fence {
            Some((start, open)) if closes(mark, &bare[mark.len()..], open) => {
                found.push(start..at + line.len());
                fence = None;
                prose = at + line.len();
            }
            Some(_) => {}
            // ``` `x` ``` in one line is a span.
            None if is_fence(mark) && !bare[mark.len()..].contains('`') => {
                spans(text, prose..at, &mut found);
                fence = Some((at, mark));
            }
            None => {}
        }
        at += line.len();
    }
    match fence {
        Some((start, _)) => found.push(start..text.len()),
        None => spans(text, prose..text.len(), &mut found),
    }
    found
}

fn closes(mark: &str, behind: &str, open: &str) -> bool {
    mark.len() >= open.len() && mark.starts_with(open) && behind.trim().is_empty()
}

fn is_fence(mark: &str) -> bool {
    mark.len() >= 3 && (mark.bytes().all(|b| b == b'`') || mark.bytes().all(|b| b == b'~'))
}

/// Finds spans between runs of backticks of equal length; they do not cross the end of a paragraph.
fn spans(text: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let mut at = part.start;
    while let Some(open) = text[at..part.end].find('`').map(|i| at + i) {
        let length = run(text, open);
        let behind = open + length;
        let end = text[behind..part.end].find("\n\n").map_or(part.end, |end| behind + end);
        match closing(text, behind..end, length) {
            Some(close) => {
                found.push(open..close + length);
                at = close + length;
            }
            None => at = behind,
        }
    }
}

fn run(text: &str, at: usize) -> usize {
    text[at..].bytes().take_while(|&b| b == b'`').count()
}

fn closing(text: &str, part: Range<usize>, length: usize) -> Option<usize> {
    let mut at = part.start;
    while let Some(next) = text[at..part.end].find('`').map(|i| at + i) {
        let found = run(text, next);
        if found == length {
            return Some(next);
        }
        at = next + found;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_and_spans() {
        let cases: [(&str, &[&str]); 24] = [
            ("a `b` c ``d ` e`` f", &["`b`", "``d ` e``"]),
            ("a\n```js\nb\n```\nc", &["```js\nb\n```\n"]),
            ("a\n~~~\nb\n```\n~~~\n`c`", &["~~~\nb\n```\n~~~\n", "`c`"]),
            ("  ````md\n```\n````\n", &["  ````md\n```\n````\n"]),
            ("a `b\n\nc` d", &[]),
            ("```\nopen", &["```\nopen"]),
            ("", &[]),
            // A fence is closed by at least as many of its own marks, with nothing after them.
            ("~~~\na\n~~~~\n`b`", &["~~~\na\n~~~~\n", "`b`"]),
            ("~~~~\na\n~~~\n`b`", &["~~~~\na\n~~~\n`b`"]),
            ("~~~\na\n~~~ b\n`c`", &["~~~\na\n~~~ b\n`c`"]),
            ("~~~\na\n~~~  \n`c`", &["~~~\na\n~~~  \n", "`c`"]),
            ("~~~\na\n```\n", &["~~~\na\n```\n"]),
            ("`x`\n~~~\na\n~~~\nb `c`\n~~~\nd\n~~~\n", &["`x`", "~~~\na\n~~~\n", "`c`", "~~~\nd\n~~~\n"]),
            ("~~\na\n~~", &[]),
            ("``~\na `b`", &["`b`"]),
            // In one line it is a span, and an info string with a backtick opens no fence.
            ("``` `x` ```", &["``` `x` ```"]),
            ("```a`\n`b`", &["`\n`"]),
            // A span ends at a run of the same length.
            ("`a ``b` c", &["`a ``b`"]),
            ("``a` b`` c", &["``a` b``"]),
            ("```a`` b`", &[]),
            ("``a `b`", &["`b`"]),
            ("a ` b\n\nc ` d `e", &["` d `"]),
            ("`a`\n\n`b` `", &["`a`", "`b`"]),
            ("é `ü` ö ``ß``", &["`ü`", "``ß``"]),
        ];
        for (text, expected) in cases {
            let found: Vec<_> = code_ranges(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
