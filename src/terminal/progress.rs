//! How far a long run has come, while somebody watches.

use super::layout::{shortened, width_of};
use super::{one_line, settings};
use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

/// How far a long run has come, shown on standard error.
#[derive(Debug)]
pub struct Progress {
    /// What the whole run amounts to.
    pub total: u64,
    shown: Option<Instant>,
    visible: bool,
}

impl Progress {
    /// Shown where standard error is a terminal and nobody said `--no-progress`.
    pub fn stderr(total: u64) -> Self {
        Self { total, shown: None, visible: Self::is_wanted() && stderr().is_terminal() }
    }

    /// Never shown.
    pub fn hidden() -> Self {
        Self { total: 0, shown: None, visible: false }
    }

    /// Whether it may be shown at all.
    pub fn is_wanted() -> bool {
        settings().progress
    }

    /// `done` of the total is done.
    pub fn show(&mut self, done: u64) {
        let total = self.total.max(1);
        self.show_text(|| format!("{:3} %", done.saturating_mul(100) / total));
    }

    /// It has come as far as `text` says, of which as much is shown as fits one line.
    pub fn show_text(&mut self, text: impl FnOnce() -> String) {
        const PAUSE: Duration = Duration::from_millis(100);
        if self.visible && self.shown.is_none_or(|shown| shown.elapsed() >= PAUSE) {
            self.shown = Some(Instant::now());
            // A line that reaches the edge would become two, of which one would stay.
            let most = width_of(&stderr()).map_or(usize::MAX, |width| width - " …".len());
            let _ = write!(stderr(), "\r\u{1b}[K{}", shortened(&one_line(&text()), most));
        }
    }

    /// Leaves the line as it was before.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}
