//! Recognises lines of logs and traces.

use crate::text::words;

/// Log levels.
const LEVELS: &[&str] = words!("TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL");
/// Words before a colon in lines of logs and compilers, which count where several such lines stand together; those of
/// the second list do not make a log by themselves.
const LABELS: &[&str] = words!("ERROR|FATAL|WARN|WARNING|INFO|DEBUG|error|warning");
const MORE_LABELS: &[&str] = words!("DETAIL|HINT|CONTEXT|STATEMENT|NOTICE|LOG|CRITICAL|note|help");
/// First words of the messages of traces, in lower case, and the number of bytes in which they are looked for.
const HEADS: &[&str] =
    words!("panic:|fatal error:|php fatal error:|unhandled exception|uncaught |error:|exception in thread|exception:");
/// At least the length of the longest of them.
const LONGEST_HEAD: usize = 24;

/// Whether a line is one of a log or a trace by itself.
pub(super) fn is_log(line: &str, bare: &str) -> bool {
    is_entry(bare) || is_frame(line, bare) || is_record(bare)
}

/// For a line that starts with a label of logs, whether such a label makes a log of the lines beside it.
pub(super) fn label(bare: &str) -> Option<bool> {
    let (label, rest) = bare.split_once(':')?;
    let label = label.split_once('[').map_or(label, |(label, _)| label);
    let makes_a_log = LABELS.contains(&label);
    (rest.starts_with(' ') && (makes_a_log || MORE_LABELS.contains(&label))).then_some(makes_a_log)
}

/// Whether a line starts with a time or a level.
fn is_entry(bare: &str) -> bool {
    let first = bare.split_whitespace().next().unwrap_or("");
    let first = first.trim_matches(|c| matches!(c, '[' | ']' | '(' | ')' | ':' | ','));
    let digits = first.bytes().filter(u8::is_ascii_digit).count();
    let is_date = digits >= 6 && first.contains(['-', '/']) && first.bytes().take(4).all(|b| b.is_ascii_digit());
    let is_time = digits >= 4 && first.matches(':').count() >= 1 && first.starts_with(|c: char| c.is_ascii_digit());
    if is_date || is_time || is_stamped(bare) || is_of_service(bare) || is_pairs(bare) {
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

/// Whether a line starts with a time as the system log, Kubernetes or a web server writes it: `Nov 12 10:00:00 host`,
/// `E1112 10:00:00.1 1 a.go:3]`, `127.0.0.1 - - [12/Nov/2025:10:00:00 +0000] "GET`.
fn is_stamped(bare: &str) -> bool {
    const MONTHS: &[&str] = words!("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec");
    let mut words = bare.split_whitespace();
    let mut next = || words.next().unwrap_or("");
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_time = |text: &str| {
        let mut parts = text.split(':');
        let is_pair = |part: Option<&str>| part.is_some_and(|part| part.len() == 2 && is_number(part));
        is_pair(parts.next()) && is_pair(parts.next()) && parts.next().is_some_and(|part| part.len() > 1)
    };
    let (first, second, third) = (next(), next(), next());
    let is_syslog = MONTHS.contains(&first) && is_number(second) && is_time(third);
    let is_glog =
        first.len() == 5 && first.starts_with(['I', 'W', 'E', 'F']) && is_number(&first[1..]) && is_time(second);
    let is_access = || {
        let mut parts = bare.split_once('[').map_or("", |(_, stamp)| stamp).split('/');
        parts.next().is_some_and(is_number) && parts.next().is_some_and(|month| MONTHS.contains(&month))
    };
    is_syslog || is_glog || (second == "-" && is_access())
}

/// Whether a line starts with the name of a numbered service, as Docker Compose writes it: `web-1  | ...`.
fn is_of_service(bare: &str) -> bool {
    let Some((name, _)) = bare.split_once('|') else { return false };
    let service = name.trim_end();
    let base = service.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = base.len() < service.len() && base.ends_with(['-', '_']);
    is_numbered && service.len() < name.len() && !service.contains(' ')
}

/// Whether a line consists of pairs such as `level=error`: it starts with one, and one is a level or a message.
fn is_pairs(bare: &str) -> bool {
    let is_pair = |word: &str| {
        let key = word.split_once('=').map_or("", |(key, _)| key);
        !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
    };
    let mut words = bare.split_whitespace();
    let is_telling = |word: &str| ["level=", "lvl=", "severity=", "msg="].iter().any(|key| word.starts_with(key));
    words.clone().next().is_some_and(is_pair) && words.clone().nth(1).is_some() && words.any(is_telling)
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
        || is_numbered(bare)
        || is_place(bare)
        || bare.starts_with("** (") && bare.contains("Error) ")
        || bare == "Stack trace:"
        || bare.starts_with("thrown in ") && bare.contains(" on line ")
}

/// Whether a line is a numbered frame: `3: a::b`, `#3 a.php(3): b()`.
fn is_numbered(bare: &str) -> bool {
    let marked = bare.strip_prefix('#');
    let number = marked.unwrap_or(bare);
    let rest = number.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == number.len() {
        return false;
    }
    if marked.is_some() {
        let place = rest.split_whitespace().next().unwrap_or("");
        return place == "{main}" || place.starts_with("0x") || place.starts_with('[') || place.contains(".php(");
    }
    let name = rest.strip_prefix(": ").map(str::trim).unwrap_or_default();
    name.contains("::") && !name.contains(' ') || name.starts_with("0x") && name.contains(" - ")
}

/// Whether a line begins with a place in a file as traces and compilers name it: `/a.go:12 +0x1d`, `a.rb:12:in b`,
/// `(app 1.0) a.ex:3: b`, `a.rs:1:2: error`.
fn is_place(bare: &str) -> bool {
    let package = bare.strip_prefix('(').and_then(|rest| rest.split_once(") "));
    let rest = package.map_or(bare, |(_, rest)| rest);
    let place = rest.split_whitespace().next().unwrap_or("");
    let behind = rest[place.len()..].trim_start();
    let is_numbered = |place: &str| {
        let (file, number) = place.rsplit_once(':').unwrap_or_default();
        file.contains('.') && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    };
    if let Some(place) = place.strip_suffix(":in") {
        return is_numbered(place);
    }
    let is_compilers = || ["error", "warning", "note"].iter().any(|level| behind.starts_with(level));
    is_numbered(place.trim_end_matches(':'))
        && (package.is_some() || (place.ends_with(':') && is_compilers()) || behind.starts_with("+0x"))
}

/// Whether a line next to the frames of a trace belongs to it: the message, the name of a function, or the source line
/// in a Python frame. `is_trace` tells which lines near it are part of a log, `is_introduced` whether the line before it
/// ends with a colon.
pub(super) fn is_message(line: &str, is_trace: impl Fn(isize) -> bool, is_introduced: bool) -> bool {
    let bare = line.trim();
    let is_shown =
        is_trace(-1) && (is_introduced && (is_trace(1) || line.starts_with([' ', '\t'])) || line.starts_with("    "));
    let is_call = || is_call(bare) && (is_trace(1) || is_trace(-1));
    let is_near = || [1, -1, 2, -2].into_iter().any(&is_trace);
    is_shown || is_call() || (names_error(bare) && is_near())
}

/// Whether a line starts with the name of an error, as code names it, or as traces introduce it.
fn names_error(bare: &str) -> bool {
    let name = bare.split([':', ' ']).next().unwrap_or("");
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'.' | b'\\');
    // `psycopg2.errors.DeadlockDetected`, but not `www.example.org`.
    let is_type = || name.rsplit('.').next().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_uppercase()));
    let is_qualified =
        name.contains('.') && bare[name.len()..].starts_with(": ") && name.bytes().all(is_word) && is_type();
    let is_introduced = || {
        let start: String = bare.chars().take(LONGEST_HEAD).collect();
        HEADS.iter().any(|head| start.to_ascii_lowercase().starts_with(head))
    };
    ["Error", "Exception", "Warning", "Panic"].iter().any(|end| name.ends_with(end)) || is_qualified || is_introduced()
}

/// Whether a line is nothing but a call: `main.run(0xc000)`, `created by main.run`.
fn is_call(bare: &str) -> bool {
    let name = bare.split('(').next().unwrap_or("");
    let is_call = bare.ends_with(')') && name.len() < bare.len() && name.contains(['.', ':']) && !name.contains(' ');
    is_call || bare.starts_with("created by ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_logs_and_traces() {
        for line in [
            "Feb  3 07:08:09 mars sshd[7]: gone",
            "W0203 07:08:09.100000       7 tea.go:3] gone",
            "10.0.0.7 - eva [03/Feb/2026:07:08:09 +0100] \"GET /tea HTTP/2\" 404 7",
            "time=now level=warn msg=gone",
            "tea_cup-12 | gone",
            "tea/cup.rb:7:in 'pour'",
            "\t/tea/cup.go:7 +0x1f",
            "  12: tea::cup::pour",
            "#4 /tea/Cup.php(7): pour()",
            "#0 {main}",
            "    (tea 0.1.0) lib/cup.ex:7: Cup.pour/1",
            "** (ArgumentError) gone",
            "src/tea.c:7:3: warning: gone",
            "  thrown in /tea/cup.php on line 7",
        ] {
            assert!(is_log(line, line.trim_start()), "{line}");
        }
    }

    #[test]
    fn prose_is_no_log() {
        for line in [
            "May 3 is too late for the tea",
            "March 12 10 cups",
            "E1112 is the number of the cup",
            "the tea - hot - [as always] is gone",
            "set x=1 and level=2 in the game",
            "a | b",
            "cup-12 is gone | now",
            "tea.rb:7 is wrong, please repair it",
            "src/tea.c:7:3: please look",
            "  src/tea.c:7",
            "3: the third cup",
            "#12 (cups): gone",
            "#3 the third cup",
            "(tea 1.0) cups are gone",
            "** (very) important **",
            "created with love",
            "ERROR: the tea is gone",
        ] {
            assert!(!is_log(line, line.trim_start()), "{line}");
        }
    }
}
