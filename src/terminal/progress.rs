//! Progress of a long run, on a terminal.

use super::layout::{shortened, width_of};
use super::{one_line, settings};
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// The progress of a long run, shown on standard error.
#[derive(Debug)]
pub struct ProgressLine {
    /// The total.
    pub total: u64,
    shown: Option<Instant>,
    visible: bool,
}

impl ProgressLine {
    /// Shown if standard error is a terminal and `--no-progress` is not given.
    pub fn stderr(total: u64) -> Self {
        Self { total, shown: None, visible: Self::is_wanted() && stderr().is_terminal() }
    }

    /// Never shown.
    pub fn hidden() -> Self {
        Self { total: 0, shown: None, visible: false }
    }

    /// Whether it may be shown.
    pub fn is_wanted() -> bool {
        settings().progress
    }

    /// `done` of the total is done.
    pub fn show(&mut self, done: u64) {
        let total = self.total.max(1);
        self.show_text(|| format!("{:3} %", done.saturating_mul(100) / total));
    }

    /// Shows `text` as the progress, cut to one line.
    pub fn show_text(&mut self, text: impl FnOnce() -> String) {
        // Quick enough to be seen to move, and slow enough to cost nothing.
        const PAUSE: Duration = Duration::from_millis(100);
        if self.visible && self.shown.is_none_or(|shown| shown.elapsed() >= PAUSE) {
            self.shown = Some(Instant::now());
            // A line that reaches the edge would wrap, and half of it would stay on the screen.
            let most = width_of(&stderr()).map_or(usize::MAX, |width| width - " …".len());
            let _ = write!(stderr(), "\r\u{1b}[K{}", shortened(&one_line(&text()), most));
        }
    }

    /// Clears the line.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}
