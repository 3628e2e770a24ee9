//! What a terminal needs that a file does not: colour where it is wanted, and text that cannot steer it.

use std::borrow::Cow;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::time::{Duration, Instant};
use task_router_engine::escape;
pub use task_router_engine::escape::one_line;

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
        let text = one_line(text);
        if self.colour { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.into_owned() }
    }

    /// A text of several lines as it may go to this stream: whole to a file; to a terminal without anything that could steer
    /// it. What has to be one line goes through [`one_line`], wherever it leads.
    pub fn safe(self, text: &str) -> Cow<'_, str> {
        if self.terminal { escape::lines(text) } else { text.into() }
    }

    /// A JSON document as it may go to this stream.
    pub fn json(self, document: &str) -> Cow<'_, str> {
        if self.terminal { escape::json(document) } else { document.into() }
    }
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

/// Says one line on standard error. Nothing is done where that is closed.
pub fn say(text: &str) {
    let _ = writeln!(stderr(), "{}", one_line(text.trim_end_matches('\n')));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_there_only() {
        let text = "a\u{1b}[2Jb\u{9b}c\nd\u{202e}e";
        let terminal = Style { terminal: true, colour: false };
        assert_eq!(terminal.safe(text), "a\\u{1b}[2Jb\\u{9b}c\nd\\u{202e}e");
        assert_eq!(terminal.json("\"\u{7f}\""), "\"\\u007f\"");
        let file = Style { terminal: false, colour: false };
        assert_eq!((file.safe(text), file.json(text)), (text.into(), text.into()));
        assert_eq!(file.red(text), "a\\u{1b}[2Jb\\u{9b}c\\nd\\u{202e}e");
    }
}
