//! Locates code in markdown: fenced blocks and code spans.

use memchr::memmem;
use std::collections::HashMap;
use std::ops::Range;

/// A fenced block of code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// The block with its fences.
    pub whole: Range<usize>,
    /// The lines between them.
    pub inside: Range<usize>,
}

/// The fenced blocks of a text, in order; one that is not closed extends to the end.
pub fn samples(text: &str) -> Vec<CodeBlock> {
    let mut found = Vec::new();
    if ["```", "~~~"].iter().all(|fence| memmem::find(text.as_bytes(), fence.as_bytes()).is_none()) {
        return found;
    }
    let mut open: Option<(CodeBlock, &str)> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_start();
        let mark = &bare[..bare.len() - bare.trim_start_matches(['`', '~']).len()];
        let end = at + line.len();
        match open.take() {
            Some((sample, fence)) if closes(mark, &bare[mark.len()..], fence) => {
                found.push(CodeBlock { whole: sample.whole.start..end, inside: sample.inside.start..at });
            }
            Some(inside) => open = Some(inside),
            // ``` `x` ``` in one line is a span.
            None if is_fence(mark) && !bare[mark.len()..].contains('`') => {
                open = Some((CodeBlock { whole: at..text.len(), inside: end..text.len() }, mark));
            }
            None => {}
        }
        at = end;
    }
    found.extend(open.map(|(sample, _)| sample));
    found
}

/// Ranges of a text that are code, in order: fenced blocks and spans.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut prose = 0;
    for CodeBlock { whole, .. } in samples(text) {
        spans(text, prose..whole.start, &mut found);
        prose = whole.end;
        found.push(whole);
    }
    spans(text, prose..text.len(), &mut found);
    found
}

/// Whether a position is in one of these ranges, which are in order.
pub fn covers(ranges: &[Range<usize>], at: usize) -> bool {
    let behind = ranges.partition_point(|range| range.end <= at);
    ranges.get(behind).is_some_and(|range| range.contains(&at))
}

fn closes(mark: &str, behind: &str, open: &str) -> bool {
    mark.len() >= open.len() && mark.starts_with(open) && behind.trim().is_empty()
}

fn is_fence(mark: &str) -> bool {
    mark.len() >= 3 && (mark.bytes().all(|b| b == b'`') || mark.bytes().all(|b| b == b'~'))
}

/// Finds spans between runs of backticks of equal length; they do not cross the end of a paragraph.
fn spans(text: &str, part: Range<usize>, found: &mut Vec<Range<usize>>) {
    let runs = runs(text, part);
    let is_same_paragraph = |one: &Range<usize>, next: &Range<usize>| !text[one.end..next.start].contains("\n\n");
    for runs in runs.chunk_by(is_same_paragraph) {
        // For each run, last first, the next one of its length.
        let mut nearest = HashMap::new();
        let mut closing: Vec<Option<usize>> =
            runs.iter().enumerate().rev().map(|(i, run)| nearest.insert(run.len(), i)).collect();
        closing.reverse();
        let mut open = 0;
        while open < runs.len() {
            let close = closing[open];
            found.extend(close.map(|close| runs[open].start..runs[close].end));
            open = close.unwrap_or(open) + 1;
        }
    }
}

/// Runs of backticks in a part of a text.
fn runs(text: &str, part: Range<usize>) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in memchr::memchr_iter(b'`', text[part.clone()].as_bytes()).map(|at| part.start + at) {
        match found.last_mut().filter(|run| run.end == at) {
            Some(run) => run.end += 1,
            None => found.push(at..at + 1),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{is_proportional, repeated};

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

    #[test]
    fn many_spans_are_read_in_proportion_to_their_size() {
        let spans = |text: &str| assert_eq!(code_ranges(text).len(), text.len() / 4);
        assert!(is_proportional(|size| repeated("`a` ", size), 1 << 20, spans));
        // Ticks one by one more, which close nothing.
        let ticks = |size: usize| (1..(2 * size).isqrt()).map(|length| "`".repeat(length) + " ").collect();
        assert!(is_proportional(ticks, 2 << 20, |text| assert!(code_ranges(text).is_empty())));
    }
}
