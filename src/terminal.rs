//! What a terminal needs that a file does not: colour where it is wanted, and text that cannot steer it.

use std::borrow::Cow;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::time::{Duration, Instant};

/// How to write for people on one of the standard streams.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether the stream is a terminal.
    pub terminal: bool,
    /// Whether to colour.
    pub colour: bool,
}

impl Style {
    /// For standard output: coloured on a terminal unless `NO_COLOR` says otherwise.
    pub fn stdout() -> Self {
        let terminal = stdout().is_terminal();
        let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Self { terminal, colour: terminal && !refused && std::env::var_os("TERM").is_none_or(|term| term != "dumb") }
    }

    /// `text` in bold.
    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// `text` in the background.
    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// `text` in green: good.
    pub fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    /// `text` in red: bad.
    pub fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        let text = self.safe(text);
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.into_owned() }
    }

    /// `text` as it may go to this stream: whole to a file; to a terminal without anything that could steer it.
    pub fn safe<'t>(self, text: &'t str) -> Cow<'t, str> {
        let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || is_direction_mark(c);
        if self.terminal && text.contains(steers) { escape(text, steers).into() } else { text.into() }
    }
}

/// Characters that reorder what is shown around them.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn escape(text: &str, which: impl Fn(char) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match which(c) {
            true => escaped.extend(c.escape_default()),
            false => escaped.push(c),
        }
    }
    escaped
}

/// `text` on one line: line breaks, tabs and control characters written as escapes.
pub fn one_line(text: &str) -> Cow<'_, str> {
    if text.contains(char::is_control) { escape(text, char::is_control).into() } else { text.into() }
}

/// How wide tables may be: what the shell says, else a width that most windows have.
pub fn columns() -> u16 {
    std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok())
        .filter(|&columns| columns >= 40)
        .unwrap_or(110)
}

/// How far a long run has come, shown on standard error while somebody watches.
#[derive(Debug)]
pub struct Progress {
    /// What the whole run amounts to.
    pub total: u64,
    shown: Option<Instant>,
    visible: bool,
}

impl Progress {
    /// Shown where standard error is a terminal.
    pub fn stderr(total: u64) -> Self {
        Self { total, shown: None, visible: stderr().is_terminal() }
    }

    /// Never shown.
    pub fn hidden() -> Self {
        Self { total: 0, shown: None, visible: false }
    }

    /// `done` of the total is done.
    pub fn show(&mut self, done: u64) {
        const PAUSE: Duration = Duration::from_millis(100);
        if self.visible && self.shown.is_none_or(|shown| shown.elapsed() >= PAUSE) {
            self.shown = Some(Instant::now());
            let _ = write!(stderr(), "\r{:3} %", done.saturating_mul(100) / self.total.max(1));
        }
    }

    /// Leaves the line as it was before.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}

/// Says something on standard error, safely. Nothing is done where that is closed.
pub fn say(text: &str) {
    let style = Style { terminal: stderr().is_terminal(), colour: false };
    let _ = writeln!(stderr(), "{}", style.safe(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_there_only() {
        let text = "a\u{1b}[2Jb\u{9b}c\nd\u{202e}e";
        let terminal = Style { terminal: true, colour: false };
        assert_eq!(terminal.safe(text), "a\\u{1b}[2Jb\\u{9b}c\nd\\u{202e}e");
        assert_eq!(Style { terminal: false, colour: false }.safe(text), text);
        assert_eq!(one_line("a\tb\r\n\0"), "a\\tb\\r\\n\\u{0}");
    }
}
