//! Recognises pasted text by its lines: logs, traces, diffs, mail, turns of a conversation.

use super::mail::{Header, forwards, header, heads_earlier_mail, introduces_mail, is_closing};
use super::{CODE, EARLIER_TURN, LOG, QUOTE, chat, logs, tables};
use crate::speakers::{self, SpeakerContext};
use std::ops::Range;

/// Maximum number of lines of a signature. It and the next two were chosen by hand.
const MAX_SIGNATURE_LINES: usize = 6;
/// Maximum length in bytes of such a line.
const LONGEST_SIGNATURE_LINE: usize = 80;
/// Maximum number of words in the name that a signature starts with.
const MAX_NAMES: usize = 4;

/// Kind of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    /// Text of the request itself.
    Text,
    Blank,
    /// Part of a log or a trace.
    Log,
    /// Start of a diff, which extends to the next blank line.
    Diff,
    /// Start of quoted mail or of a signature, which extends to the end.
    Mail,
    /// Subject of a forwarded mail, which extends to the end if it stands behind other text.
    Forward,
    /// Closing of a mail.
    Closing,
    /// A possible mail header.
    Header(Header),
    /// Label of a log (`ERROR: `), which counts beside others; whether it makes a log of them.
    Label(bool),
    /// Start of a turn: (length of the speaker's name with its colon, whether the speaker asks).
    Turn(usize, bool),
}

/// Adds the pasted lines of a request.
pub(super) fn find(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    tables::find(request, spans);
    chat::find(request, spans);
    let lines = lines(request);
    turns(request.len(), &lines, spans);
    let (mut diff, mut has_text, mut in_log) = (false, false, false);
    for (i, (range, line)) in lines.iter().enumerate() {
        match line {
            // The lines of this quote say themselves where it ends.
            Line::Mail if is_before_marked(request, &lines, i) => spans.push((range.clone(), QUOTE)),
            Line::Mail => return spans.push((range.start..request.len(), QUOTE)),
            Line::Forward if has_text => return spans.push((range.start..request.len(), QUOTE)),
            Line::Closing if is_signed(request, &lines, i) => return spans.push((range.start..request.len(), QUOTE)),
            Line::Header(_) if has_text && begins_earlier_mail(&lines, i) => {
                return spans.push((range.start..request.len(), QUOTE));
            }
            Line::Header(Header::Subject(false)) => {}
            Line::Header(_) if is_head(&lines, i) => spans.push((range.clone(), QUOTE)),
            Line::Text | Line::Label(_) | Line::Forward => has_text = true,
            Line::Diff => diff = true,
            Line::Blank => diff = false,
            _ => {}
        }
        // A label behind one that counts is of the same log.
        in_log = matches!(line, Line::Label(_)) && (in_log || is_in_log(&lines, i));
        if diff {
            spans.push((range.clone(), CODE));
        } else if in_log || *line == Line::Log || is_message(request, &lines, i) {
            spans.push((range.clone(), LOG));
        }
    }
}

fn lines(request: &str) -> Vec<(Range<usize>, Line)> {
    let mut start = 0;
    let of = |line: &str| {
        let range = start..start + line.len();
        start = range.end;
        (range, kind(line.trim_end()))
    };
    request.split_inclusive('\n').map(of).collect()
}

fn kind(line: &str) -> Line {
    let bare = line.trim_start();
    if bare.is_empty() {
        Line::Blank
    } else if line.starts_with("diff --git ") || line.starts_with("@@ ") || line.starts_with("--- a/") {
        Line::Diff
    } else if logs::is_log(line, bare) {
        Line::Log
    } else if introduces_mail(bare) || line == "--" {
        Line::Mail
    } else if forwards(bare) {
        Line::Forward
    } else if is_closing(bare) {
        Line::Closing
    } else if let Some(header) = header(line) {
        Line::Header(header)
    } else if let Some(makes_a_log) = logs::label(bare) {
        Line::Label(makes_a_log)
    } else {
        turn(line).map_or(Line::Text, |(length, asks)| Line::Turn(length, asks))
    }
}

/// Whether the first line of text after line `i` is marked as quoted.
fn is_before_marked(request: &str, lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let behind = lines[i + 1..].iter().find(|(_, line)| *line != Line::Blank);
    behind.is_some_and(|(range, _)| request[range.clone()].trim_start().starts_with('>'))
}

/// Whether a closing that is not at the start is followed by nothing but a name and a few short lines.
fn is_signed(request: &str, lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let text = |(range, _): &(Range<usize>, Line)| request[range.clone()].trim().to_owned();
    let behind = lines[i + 1..].iter().map(text).filter(|line| !line.is_empty());
    let behind: Vec<String> = behind.take(MAX_SIGNATURE_LINES + 1).collect();
    let is_name = |line: &String| {
        line.starts_with(char::is_uppercase)
            && line.split_whitespace().count() <= MAX_NAMES
            && !line.ends_with(['?', '.'])
    };
    i > 0
        && behind.len() <= MAX_SIGNATURE_LINES
        && behind.first().is_some_and(is_name)
        && behind.iter().all(|line| line.len() <= LONGEST_SIGNATURE_LINE)
}

/// Whether a header is the first of those of an earlier mail.
fn begins_earlier_mail(lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let header = |(_, line): &(Range<usize>, Line)| if let Line::Header(header) = line { Some(*header) } else { None };
    let is_first = i.checked_sub(1).is_none_or(|before| header(&lines[before]).is_none());
    is_first && heads_earlier_mail(lines[i..].iter().map_while(header))
}

/// Whether a line with a label of logs is next to a line of a log, or to another label of which one makes a log.
fn is_in_log(lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let Line::Label(makes_a_log) = lines[i].1 else { return false };
    let beside = [i.checked_sub(1), Some(i + 1)];
    beside.into_iter().flatten().filter_map(|i| lines.get(i)).any(|(_, line)| match line {
        Line::Label(other) => makes_a_log || *other,
        line => *line == Line::Log,
    })
}

/// Whether a line next to the lines of a log belongs to them.
fn is_message(request: &str, lines: &[(Range<usize>, Line)], i: usize) -> bool {
    if !matches!(lines[i].1, Line::Text | Line::Label(_)) {
        return false;
    }
    let near = |by: isize| i.checked_add_signed(by).and_then(|i| lines.get(i));
    let is_trace = |by: isize| near(by).is_some_and(|(_, line)| *line == Line::Log);
    let is_introduced = || near(-1).is_some_and(|(range, _)| request[range.clone()].trim_end().ends_with(':'));
    logs::is_message(&request[lines[i].0.clone()], is_trace, is_introduced())
}

/// Whether a possible mail header is next to another one.
fn is_head(lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let beside = [i.checked_sub(1), Some(i + 1)];
    let is_header = |i: usize| matches!(lines.get(i), Some((_, Line::Header(_))));
    beside.into_iter().flatten().any(is_header)
}

/// The speaker at the start of a line, with or without markdown emphasis: (length with the colon, whether the speaker
/// asks).
fn turn(line: &str) -> Option<(usize, bool)> {
    let marks = |text: &str| text.len() - text.trim_start_matches(['*', '_', '#', '>', '[', ' ']).len();
    let start = marks(line);
    let name = line[start..].split([':', '：', '*', ']']).next().unwrap_or("");
    let rest = &line[start + name.len()..];
    let colon = rest.len() - rest.trim_start_matches(['*', '_', ']', ' ', ':', '：']).len();
    if !rest[..colon].contains([':', '：']) {
        return None;
    }
    let lower = name.trim().to_lowercase();
    let asks = speakers::asks(&lower, SpeakerContext::Conversation);
    (asks || speakers::answers(&lower, SpeakerContext::Conversation)).then_some((start + name.len() + colon, asks))
}

/// Of a conversation, only the last turn of the speaker who asks counts, without the speakers' names.
fn turns(end: usize, lines: &[(Range<usize>, Line)], spans: &mut Vec<(Range<usize>, i32)>) {
    let turns: Vec<(usize, usize, bool)> = lines
        .iter()
        .filter_map(|(range, line)| match line {
            Line::Turn(length, asks) => Some((range.start, range.start + length, *asks)),
            _ => None,
        })
        .collect();
    if turns.len() < 2 || turns.iter().all(|turn| turn.2 == turns[0].2) {
        return;
    }
    let Some(last) = turns.iter().rposition(|turn| turn.2) else { return };
    spans.push((turns[0].0..turns[last].1, EARLIER_TURN));
    if let Some(next) = turns.get(last + 1) {
        spans.push((next.0..end, EARLIER_TURN));
    }
}
