//! Recognises pasted text by its lines: logs, traces, diffs, mail, turns of a conversation.

use super::{CODE, EARLIER_TURN, LOG, QUOTE};
use std::ops::Range;

/// Speakers of a conversation, in lower case: those who ask, and those who answer.
const ASKING: [&str; 12] = [
    "user",
    "human",
    "me",
    "customer",
    "q",
    "question",
    "benutzer",
    "utilisateur",
    "usuario",
    "utente",
    "用户",
    "пользователь",
];
const ANSWERING: [&str; 13] = [
    "assistant",
    "ai",
    "bot",
    "system",
    "agent",
    "support",
    "a",
    "answer",
    "claude",
    "chatgpt",
    "copilot",
    "助手",
    "ассистент",
];
/// Log levels.
const LEVELS: [&str; 9] = ["TRACE", "DEBUG", "INFO", "NOTICE", "WARN", "WARNING", "ERROR", "FATAL", "CRITICAL"];
/// Names of mail headers.
const HEADERS: [&str; 23] = [
    "from",
    "to",
    "cc",
    "bcc",
    "date",
    "sent",
    "reply-to",
    "message-id",
    "von",
    "an",
    "datum",
    "gesendet",
    "de",
    "\u{e0}",
    "envoy\u{e9}",
    "para",
    "fecha",
    "enviado",
    "da",
    "inviato",
    "data",
    "aan",
    "verzonden",
];
const SUBJECTS: [&str; 7] = ["subject", "betreff", "objet", "asunto", "oggetto", "assunto", "onderwerp"];
/// A subject with one of these prefixes is that of an earlier mail.
const ANSWERS: [&str; 7] = ["re:", "aw:", "fwd:", "fw:", "wg:", "tr:", "sv:"];
/// Closings of a mail, on a line of their own; the sender's name follows.
const CLOSINGS: [&str; 33] = [
    "best regards",
    "kind regards",
    "warm regards",
    "regards",
    "best wishes",
    "yours sincerely",
    "sincerely",
    "cheers,",
    "thanks,",
    "many thanks,",
    "thank you,",
    "best,",
    "mit freundlichen gr\u{fc}\u{df}en",
    "freundliche gr\u{fc}\u{df}e",
    "viele gr\u{fc}\u{df}e",
    "liebe gr\u{fc}\u{df}e",
    "beste gr\u{fc}\u{df}e",
    "cordialement",
    "bien cordialement",
    "saludos",
    "un saludo",
    "atentamente",
    "cordiali saluti",
    "saluti",
    "atenciosamente",
    "met vriendelijke groet",
    "groeten",
    "\u{441} \u{443}\u{432}\u{430}\u{436}\u{435}\u{43d}\u{438}\u{435}\u{43c}",
    "med v\u{e4}nliga h\u{e4}lsningar",
    "mvh",
    "pozdrawiam",
    "z powa\u{17c}aniem",
    "sayg\u{131}lar\u{131}mla",
];
/// Maximum number of lines of a signature, their maximum length in bytes, and the maximum number of words in the name
/// that it starts with.
const MAX_SIGNATURE_LINES: usize = 6;
const LONGEST_SIGNATURE_LINE: usize = 80;
const MAX_NAMES: usize = 4;
/// Maximum length of a line that introduces quoted mail.
const LONGEST_INTRODUCTION: usize = 200;

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
    /// Closing of a mail.
    Closing,
    /// Mail header; whether it is the subject of the mail.
    Header(bool),
    /// Start of a turn: (length of the speaker's name with its colon, whether the speaker asks).
    Turn(usize, bool),
}

/// Adds the pasted lines of a request.
pub(super) fn find(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    let lines = lines(request);
    turns(request.len(), &lines, spans);
    let mut diff = false;
    for (i, (range, line)) in lines.iter().enumerate() {
        match line {
            // The lines of this quote say themselves where it ends.
            Line::Mail if is_before_marked(request, &lines, i) => spans.push((range.clone(), QUOTE)),
            Line::Mail => return spans.push((range.start..request.len(), QUOTE)),
            Line::Closing if is_signed(request, &lines, i) => return spans.push((range.start..request.len(), QUOTE)),
            Line::Header(false) if is_head(&lines, i) => spans.push((range.clone(), QUOTE)),
            Line::Diff => diff = true,
            Line::Blank => diff = false,
            _ => {}
        }
        if diff {
            spans.push((range.clone(), CODE));
        } else if *line == Line::Log || is_message(request, &lines, i) {
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
    } else if is_log(bare) || is_frame(line, bare) || is_record(bare) {
        Line::Log
    } else if introduces_mail(bare) || line == "--" {
        Line::Mail
    } else if is_closing(bare) {
        Line::Closing
    } else if let Some(subject) = header(line) {
        Line::Header(subject)
    } else {
        turn(line).map_or(Line::Text, |(length, asks)| Line::Turn(length, asks))
    }
}

/// Whether the first line of text after line `i` is marked as quoted.
fn is_before_marked(request: &str, lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let behind = lines[i + 1..].iter().find(|(_, line)| *line != Line::Blank);
    behind.is_some_and(|(range, _)| request[range.clone()].trim_start().starts_with('>'))
}

fn is_closing(bare: &str) -> bool {
    let is_short = bare.len() <= LONGEST_SIGNATURE_LINE && bare.starts_with(char::is_alphabetic);
    let closing = || bare.to_lowercase();
    is_short && {
        let closing = closing();
        CLOSINGS.iter().any(|known| closing == *known || closing.trim_end_matches([',', '!', '.']) == *known)
    }
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

/// Whether a line starts with a time or a level.
fn is_log(bare: &str) -> bool {
    let first = bare.split_whitespace().next().unwrap_or("");
    let first = first.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | ':' | ','));
    let digits = first.bytes().filter(u8::is_ascii_digit).count();
    let is_date = digits >= 6 && first.contains(['-', '/']) && first.bytes().take(4).all(|b| b.is_ascii_digit());
    let is_time = digits >= 4 && first.matches(':').count() >= 1 && first.starts_with(|c: char| c.is_ascii_digit());
    if is_date || is_time {
        return true;
    }
    let level = bare.trim_start_matches(['[', '<']).split(|c: char| !c.is_ascii_uppercase()).next().unwrap_or("");
    // A level alone may start a sentence; with a bracket or a logger's name it is a log's.
    LEVELS.contains(&level) && (bare.starts_with(['[', '<']) || names_logger(&bare[level.len()..]))
}

/// Whether a line is a JSON object, a common log format.
fn is_record(bare: &str) -> bool {
    bare.starts_with('{') && bare.trim_end_matches(',').ends_with('}') && bare.contains("\":")
}

/// For a line that may be a mail header, whether it is the subject of this mail.
fn header(line: &str) -> Option<bool> {
    let (name, text) = line.split_once(": ")?;
    let name = name.to_lowercase();
    if SUBJECTS.contains(&name.as_str()) {
        let text = text.to_lowercase();
        return Some(!ANSWERS.iter().any(|answer| text.starts_with(answer)));
    }
    HEADERS.contains(&name.as_str()).then_some(false)
}

/// Whether a possible mail header is next to another one.
fn is_head(lines: &[(Range<usize>, Line)], i: usize) -> bool {
    let beside = [i.checked_sub(1), Some(i + 1)];
    let is_header = |i: usize| matches!(lines.get(i), Some((_, Line::Header(_))));
    beside.into_iter().flatten().any(is_header)
}

/// Whether the text after a level starts as in a log: `: sql.Migration - ...`, `[main] ...`.
fn names_logger(rest: &str) -> bool {
    let rest = rest.trim_start_matches([':', ' ', '\t']);
    let word = rest.split_whitespace().next().unwrap_or("").trim_end_matches([':', '-']);
    rest.starts_with('[') || (word.contains('.') && !word.ends_with('.') && word.len() > 4)
}

/// Whether a line is a stack frame, in the languages most often pasted.
fn is_frame(line: &str, bare: &str) -> bool {
    let is_indented = bare.len() < line.len();
    let is_call = bare.starts_with("at ") && (bare.contains('(') || bare.contains(':'));
    let is_python = bare.starts_with("File \"") && bare.contains(", line ");
    let is_ruby = bare.starts_with("from ") && bare.contains(":in ");
    let is_more = bare.starts_with("... ") && bare.ends_with(" more");
    // In prose, `at` is not followed by a position in a file.
    let names_place = || {
        let end = bare.trim_end_matches(')');
        let digits = end.len() - end.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        digits > 0 && end[..end.len() - digits].ends_with(':')
    };
    (is_call && (is_indented || names_place()))
        || is_python
        || is_ruby
        || is_more
        || bare.starts_with("Traceback (most recent call last)")
        || bare.starts_with("Caused by: ")
        || bare.starts_with("goroutine ") && bare.ends_with(':')
        || bare.starts_with("stack backtrace:")
        || bare.starts_with("thread '") && bare.contains("panicked at")
}

/// Whether a line is the message next to the frames of a trace, or the source line shown in a Python frame.
fn is_message(request: &str, lines: &[(Range<usize>, Line)], i: usize) -> bool {
    if lines[i].1 != Line::Text {
        return false;
    }
    let is_log = |i: Option<usize>| i.and_then(|i| lines.get(i)).is_some_and(|(_, line)| *line == Line::Log);
    let line = &request[lines[i].0.clone()];
    let before = i.checked_sub(1);
    let is_source = line.starts_with("    ") && is_log(before);
    let name = line.split([':', ' ', '\n']).next().unwrap_or("");
    let names_error = ["Error", "Exception", "Warning", "Panic"].iter().any(|end| name.ends_with(end));
    is_source || (names_error && (is_log(Some(i + 1)) || is_log(before) || is_log(i.checked_sub(2))))
}

/// Whether a line introduces quoted mail: `On Monday, Bob wrote:` and the forms of other mail programs, in a few
/// languages.
fn introduces_mail(bare: &str) -> bool {
    if bare.starts_with("-----") || bare.starts_with("________") {
        let title = bare.trim_matches(['-', '_', ' ']).to_lowercase();
        return [
            "original message",
            "forwarded message",
            "ursprüngliche nachricht",
            "message d'origine",
            "mensaje original",
        ]
        .contains(&title.as_str());
    }
    let ends = ["wrote:", "schrieb:", "a écrit :", "a écrit:", "escribió:", "ha scritto:", "escreveu:", "schreef:"];
    let has_digit = || bare.contains(|c: char| c.is_ascii_digit());
    // The name follows the verb: `Am 3. Mai schrieb Eva:`.
    let begins = [("Am ", " schrieb "), ("Op ", " schreef "), ("Den ", " skrev ")];
    let names_last =
        || bare.ends_with(':') && begins.iter().any(|(on, verb)| bare.starts_with(on) && bare.contains(verb));
    bare.len() <= LONGEST_INTRODUCTION
        && (has_digit() && (ends.iter().any(|end| bare.ends_with(end)) || names_last())
            || bare.starts_with("On ") && bare.ends_with("wrote:"))
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
    let asks = ASKING.contains(&lower.as_str());
    (asks || ANSWERING.contains(&lower.as_str())).then_some((start + name.len() + colon, asks))
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
