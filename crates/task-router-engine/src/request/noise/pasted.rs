//! Recognises pasted text of several lines that only together show what they are: settings, tables and chats.

use super::{CODE, EARLIER_TURN};
use crate::text::range_in;
use std::ops::Range;

/// Minimum number of lines of a block of settings; two may be a sentence each.
const MIN_SETTINGS: usize = 3;
/// Maximum number of words of a setting's name and of its value.
const MAX_WORDS: usize = 2;

/// Adds the pasted blocks of a request of several lines; returns whether all of it is a chat.
pub(super) fn find(request: &str, spans: &mut Vec<(Range<usize>, i32)>) -> bool {
    let lines: Vec<&str> = request.split_inclusive('\n').collect();
    if is_chat(&lines) {
        chat(request, &lines, spans);
        return true;
    }
    let mut start = 0;
    for block in lines.chunk_by(|one, next| kind(one) == kind(next)) {
        let end = start + block.iter().map(|line| line.len()).sum::<usize>();
        let is_pasted = match kind(block[0]) {
            Kind::Setting => block.len() >= MIN_SETTINGS,
            Kind::Row => block.iter().any(|line| is_rule(line)),
            Kind::Other => false,
        };
        if is_pasted {
            spans.push((start..end, CODE));
        }
        start = end;
    }
    false
}

#[derive(PartialEq, Eq)]
enum Kind {
    /// `router: fritz`
    Setting,
    /// `| item | price |`
    Row,
    Other,
}

fn kind(line: &str) -> Kind {
    let line = line.trim();
    match () {
        () if line.len() > 1 && line.starts_with('|') && line.ends_with('|') => Kind::Row,
        () if is_setting(line) => Kind::Setting,
        () => Kind::Other,
    }
}

/// Whether a line is a name and a value as programs print them: `router fw: 7`. People begin such lines with a capital
/// letter.
fn is_setting(line: &str) -> bool {
    let Some((name, value)) = line.split_once(": ") else { return false };
    let is_short = |text: &str| (1..=MAX_WORDS).contains(&text.split_whitespace().count());
    let is_sign = |c: char| matches!(c, ' ' | '-' | '_' | '.');
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || is_sign(c))
        && is_short(name)
        && is_short(value)
        && !value.ends_with(['?', '!', '.', ','])
}

/// Whether a row of a table is the one below its head: `|---|:--|`.
fn is_rule(line: &str) -> bool {
    line.contains("--") && line.trim().chars().all(|c| matches!(c, '|' | '-' | ':' | ' '))
}

/// Whether all lines are messages of a chat, of two speakers or more.
fn is_chat(lines: &[&str]) -> bool {
    let mut speakers = lines.iter().filter(|line| !line.trim().is_empty()).map(|line| message(line));
    let Some(Some((first, _))) = speakers.next() else { return false };
    let mut is_of_two = false;
    for speaker in speakers {
        let Some((speaker, _)) = speaker else { return false };
        is_of_two |= speaker != first;
    }
    is_of_two
}

/// The speaker and the text of a message with its time: `[10:01] Bob: hello`.
fn message(line: &str) -> Option<(&str, &str)> {
    let (time, rest) = line.trim().strip_prefix('[')?.split_once("] ")?;
    let is_time =
        time.contains(':') && time.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b' ' | b'.' | b'/'));
    let (speaker, text) = rest.split_once(": ").filter(|_| is_time)?;
    let mut letters = speaker.chars();
    let is_name = letters.next().is_some_and(char::is_uppercase) && letters.next().is_some_and(char::is_lowercase);
    (is_name && speaker.split_whitespace().count() <= MAX_WORDS).then_some((speaker, text))
}

/// Of a chat, the last message counts, without its speaker.
fn chat(request: &str, lines: &[&str], spans: &mut Vec<(Range<usize>, i32)>) {
    let last = lines.iter().rev().find_map(|line| message(line));
    if let Some((_, text)) = last {
        spans.push((0..range_in(text, request).start, EARLIER_TURN));
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;

    /// The request without its pasted parts.
    fn asked(request: &str) -> String {
        let rest = find(request).map_or_else(|| request.to_owned(), |noise| noise.blanked(request));
        rest.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn blocks_of_lines() {
        let cases = [
            ("test:\nrouter: fritz\nrouter fw: 7\nfibre: yes\n\nI want out.", "test: I want out."),
            ("router: fritz\nfibre: yes\n\nI want out.", "router: fritz fibre: yes I want out."),
            ("Product: tea\nSize: big\nIssue: cold\nplease help", "Product: tea Size: big Issue: cold please help"),
            ("| a | b |\n|---|---|\n| tea | 3 |\n\nit is wrong", "it is wrong"),
            ("| a | b |\n| tea | 3 |\nit is wrong", "| a | b | | tea | 3 | it is wrong"),
            ("[10:01] Bob: tea again\n[10:02] Eve: cold\n[10:03] Bob: book a cup", "book a cup"),
            ("[10:01] Bob: tea\n[10:02] Bob: book a cup", ""),
            ("Re: your tea", "Re: your tea"),
            ("Re:tea\nwhy", "Re:tea why"),
        ];
        for (request, expected) in cases {
            assert_eq!(asked(request), expected, "{request}");
        }
    }
}
