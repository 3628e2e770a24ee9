//! How far a plan has come: a moving line while somebody watches, a line for each event elsewhere.

use crate::command::run::plan::{Event, Progress, Spec, TaskState, is_second, round};
use crate::terminal;
use indicatif::{ProgressBar, ProgressStyle};
use std::time::Duration;

/// Shows a run on standard error.
pub struct Watch {
    bar: ProgressBar,
}

impl Watch {
    /// Of so many tasks.
    pub fn new(tasks: usize) -> Self {
        // Hidden by itself where standard error is no terminal.
        let is_hidden = terminal::is_quiet() || !terminal::Progress::is_wanted();
        let bar = if is_hidden { ProgressBar::hidden() } else { ProgressBar::new(tasks as u64) };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(100));
        Self { bar }
    }

    /// These tasks go on.
    pub fn tick(&self, going: &[&str]) {
        self.bar.set_message(going.join(", "));
    }

    /// Does something that needs the line for itself.
    pub fn suspended<T>(&self, work: impl FnOnce() -> T) -> T {
        self.bar.suspend(work)
    }

    /// Something happened.
    pub fn show(&self, spec: &Spec, event: &Event, progress: &Progress) {
        let settled = |state: &&TaskState| !matches!(state, TaskState::Waiting(_) | TaskState::Started(_));
        self.bar.set_position(progress.tasks.values().filter(settled).count() as u64);
        let line = match event {
            Event::Started { task, number, agent, .. } => {
                let title = spec.task(task).map(|task| task.title.as_str()).unwrap_or_default();
                let again = if is_second(*number) { "once more, with the fallback, " } else { "" };
                Some((false, format!("{task} {again}{agent}: {title}")))
            }
            Event::Ended { task, attempt, .. } => {
                let took = humantime::format_duration(Duration::from_millis(attempt.duration_ms));
                let detail = attempt.detail.as_deref().unwrap_or("done");
                Some((attempt.outcome != "done", format!("{task} {}: {detail} ({took})", attempt.agent)))
            }
            Event::Skipped { task, because, .. } => Some((true, format!("{task} is not begun: {because}"))),
            Event::Again { task, number, .. } => {
                Some((false, format!("{task} goes round again, round {}", round(*number))))
            }
            Event::GaveUp { task, because, .. } => Some((true, format!("{task} ends without success: {because}"))),
            Event::Begun { .. } | Event::Answered { .. } | Event::Finished { .. } => None,
        };
        match line {
            Some((true, line)) => self.bar.suspend(|| terminal::error(&line)),
            Some((false, line)) => self.bar.suspend(|| terminal::note(&line)),
            None => {}
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
