//! Terminal output: width, colour, a pager for long output, and text that cannot control the terminal.

mod layout;
mod pager;
mod progress;

pub use layout::{columns, fit, items, padded, shortened, table};
pub use pager::{clear, page, put_page};
pub use progress::ProgressLine;
pub use task_router_engine::escape::one_line;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style as Paint};
use std::borrow::Cow;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::sync::OnceLock;
use task_router_engine::escape;

/// The user's settings for the terminal. They are global, as there is one terminal.
#[derive(Debug, Clone, Copy)]
pub struct TerminalSettings {
    /// Whether to print errors only.
    pub quiet: bool,
    /// Whether to print each warning, and full reports.
    pub verbose: bool,
    /// Whether long output may go through a pager.
    pub pager: bool,
    /// Whether to show progress.
    pub progress: bool,
}

static SETTINGS: OnceLock<TerminalSettings> = OnceLock::new();

/// Sets them until the program ends; only the first call counts.
pub fn set_up(settings: TerminalSettings) {
    let _ = SETTINGS.set(settings);
}

fn settings() -> TerminalSettings {
    SETTINGS.get().copied().unwrap_or(TerminalSettings { quiet: false, verbose: false, pager: true, progress: true })
}

/// Whether to print errors only.
pub fn is_quiet() -> bool {
    settings().quiet
}

/// Whether to print each warning, and full reports.
pub fn is_verbose() -> bool {
    settings().verbose
}

/// Sets when to colour. Without a choice on the command line, `NO_COLOR`, `FORCE_COLOR`, `CLICOLOR_FORCE` and
/// `CLICOLOR` decide, in this order, and then whether the stream is a terminal that supports it.
pub fn set_colour(wanted: ColorChoice) {
    let choice = match wanted {
        ColorChoice::Auto => forced_colour().unwrap_or(ColorChoice::Auto),
        choice => choice,
    };
    choice.write_global();
}

/// `FORCE_COLOR`, which the library does not know: any value except `0` and the empty one forces colour, even in a
/// file.
fn forced_colour() -> Option<ColorChoice> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match (set("NO_COLOR"), set("FORCE_COLOR")?) {
        (Some(_), _) => None,
        (None, value) if value == "0" || value == "false" => Some(ColorChoice::Never),
        (None, _) => Some(ColorChoice::Always),
    }
}

/// Whether to colour a stream. For the library any value of `CLICOLOR_FORCE` forces colour, even `0`.
fn is_coloured(stream: &impl RawStream) -> bool {
    let forces_nothing = || std::env::var_os("CLICOLOR_FORCE").is_some_and(|value| value == "0");
    let is_file = ColorChoice::global() == ColorChoice::Auto && !stream.is_terminal() && forces_nothing();
    !is_file && AutoStream::choice(stream) != ColorChoice::Never
}

/// How to write for people on a standard stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether the stream is a terminal.
    pub terminal: bool,
    /// Whether to colour.
    pub colour: bool,
}

impl Style {
    /// Plain, for a file.
    pub const PLAIN: Self = Self { terminal: false, colour: false };

    /// For standard output.
    pub fn stdout() -> Self {
        Self { terminal: stdout().is_terminal(), colour: is_coloured(&stdout()) }
    }

    /// For standard error.
    pub fn stderr() -> Self {
        Self { terminal: stderr().is_terminal(), colour: is_coloured(&stderr()) }
    }

    /// Headings, and the subject of a line.
    pub fn bold(self, text: &str) -> String {
        self.paint(Paint::new().bold(), text)
    }

    /// Text that can be skipped.
    pub fn dim(self, text: &str) -> String {
        self.paint(Paint::new().dimmed(), text)
    }

    /// Good news: the winner, what passed.
    pub fn green(self, text: &str) -> String {
        self.paint(AnsiColor::Green.on_default(), text)
    }

    /// Errors.
    pub fn red(self, text: &str) -> String {
        self.paint(AnsiColor::Red.on_default(), text)
    }

    /// Warnings.
    pub fn yellow(self, text: &str) -> String {
        self.paint(AnsiColor::Yellow.on_default(), text)
    }

    /// Remarks.
    pub fn cyan(self, text: &str) -> String {
        self.paint(AnsiColor::Cyan.on_default(), text)
    }

    fn paint(self, paint: Paint, text: &str) -> String {
        let text = one_line(text);
        if self.colour { format!("{paint}{text}{paint:#}") } else { text.into_owned() }
    }

    /// A text of several lines for this stream: unchanged for a file; for a terminal without control characters. Text
    /// that has to be one line goes through [`one_line`] in any case.
    pub fn safe(self, text: &str) -> Cow<'_, str> {
        if self.terminal { escape::lines(text) } else { text.into() }
    }
}

/// Prints an error on standard error: why the program cannot do what it was asked to.
pub fn error(text: &str) {
    tell(Style::red, "error:", text);
}

/// Prints a warning on standard error, unless quiet.
pub fn warning(text: &str) {
    if !is_quiet() {
        tell(Style::yellow, "warning:", text);
    }
}

/// Prints a note on standard error, unless quiet.
pub fn note(text: &str) {
    if !is_quiet() {
        tell(Style::cyan, "note:", text);
    }
}

/// Prints a hint on standard error: what to do after an error.
pub fn hint(text: &str) {
    tell(Style::cyan, "hint:", text);
}

fn tell(paint: fn(Style, &str) -> String, what: &str, text: &str) {
    put(&format!("{} {}", paint(Style::stderr(), what), one_line(text.trim_end_matches('\n'))));
}

/// Prints one line on standard error.
pub fn say(text: &str) {
    put(&one_line(text.trim_end_matches('\n')));
}

/// Prints one line on standard error, which a terminal breaks between words. Does nothing if the stream is closed.
fn put(line: &str) {
    let style = Style::stderr();
    let width = if style.terminal { layout::width_of(&stderr()) } else { None };
    let _ = writeln!(stderr(), "{}", width.map_or(line.into(), |width| layout::wrapped(line, width)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped_there_only() {
        let text = "a\u{1b}[2Jb\u{9b}c\nd\u{202e}e";
        let terminal = Style { terminal: true, colour: false };
        assert_eq!(terminal.safe(text), "a\\u{1b}[2Jb\\u{9b}c\nd\\u{202e}e");
        assert_eq!(escape::json("\"\u{7f}\""), "\"\\u007f\"");
        let file = Style::PLAIN;
        assert_eq!(file.safe(text), text);
        assert_eq!(escape::json("\"ä\u{9b}\u{202e}ü\""), "\"ä\\u009b\\u202eü\"");
        assert_eq!(file.red(text), "a\\u{1b}[2Jb\\u{9b}c\\nd\\u{202e}e");
    }

    #[test]
    fn colour_is_closed_behind_what_it_is_for() {
        let style = Style { terminal: true, colour: true };
        assert_eq!(style.green("a"), "\u{1b}[32ma\u{1b}[0m");
        assert_eq!(style.bold("a\u{1b}[0m"), "\u{1b}[1ma\\u{1b}[0m\u{1b}[0m");
    }
}
