//! Recognises Markdown tables, whose lines only together show what they are.

use super::CODE;
use std::ops::Range;

/// Adds the tables of a request of several lines.
pub(super) fn find(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    let lines: Vec<&str> = request.split_inclusive('\n').collect();
    let mut start = 0;
    for block in lines.chunk_by(|one, next| is_row(one) == is_row(next)) {
        let end = start + block.iter().map(|line| line.len()).sum::<usize>();
        if is_row(block[0]) && block.iter().any(|line| is_rule(line)) {
            spans.push((start..end, CODE));
        }
        start = end;
    }
}

/// Whether a line is a row of a table: `| item | price |`.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 1 && line.starts_with('|') && line.ends_with('|')
}

/// Whether a row of a table is the one below its head: `|---|:--|`.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::super::tests::asked;

    #[test]
    fn tables_have_a_rule() {
        let cases = [
            ("| a | b |\n|---|---|\n| tea | 3 |\n\nit is wrong", "it is wrong"),
            ("| a | b |\n| tea | 3 |\nit is wrong", "| a | b | | tea | 3 | it is wrong"),
            ("router: fritz\nfibre: yes\nfirmware: 7\n\nfix it", "router: fritz fibre: yes firmware: 7 fix it"),
            ("Re: your tea\n\nit is cold", "Re: your tea it is cold"),
        ];
        for (request, expected) in cases {
            assert_eq!(asked(request), expected, "{request}");
        }
    }
}
