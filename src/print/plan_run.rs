//! The progress of a plan: a moving status line on a terminal, otherwise one line per event.

use crate::log::RunOutcome;
use crate::run::{JournalEvent, RunProgress, Spec, TaskState, is_second};
use crate::terminal;
use std::time::{Duration, Instant};

/// Shows a run on standard error.
pub struct RunWatch {
    line: terminal::ProgressLine,
    began: Instant,
    tasks: usize,
    /// The number of settled tasks.
    settled: usize,
}

impl RunWatch {
    /// The number of tasks.
    pub fn new(tasks: usize) -> Self {
        let line =
            if terminal::is_quiet() { terminal::ProgressLine::hidden() } else { terminal::ProgressLine::stderr(0) };
        Self { line, began: Instant::now(), tasks, settled: 0 }
    }

    /// The running tasks.
    pub fn tick(&mut self, going: &[&str]) {
        let Self { line, began, tasks, settled } = self;
        line.show_text(|| {
            let elapsed = humantime::format_duration(Duration::from_secs(began.elapsed().as_secs()));
            format!("{settled}/{tasks} {elapsed} {}", going.join(", "))
        });
    }

    /// Does something that needs the line for itself.
    pub fn suspended<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.line.clear();
        work()
    }

    /// Prints an event.
    pub fn show(&mut self, spec: &Spec, event: &JournalEvent, progress: &RunProgress) {
        let settled = |state: &&TaskState| !matches!(state, TaskState::Waiting(_) | TaskState::Started(_));
        self.settled = progress.tasks.values().filter(settled).count();
        let line = match event {
            JournalEvent::Started { task, number, agent, .. } => {
                let title = spec.task(task).map(|task| task.title.as_str()).unwrap_or_default();
                let again = if is_second(*number) { "once more, with the fallback, " } else { "" };
                Some((false, format!("{task} {again}{agent}: {title}")))
            }
            JournalEvent::Ended { task, attempt, .. } => {
                let took = humantime::format_duration(Duration::from_millis(attempt.duration_ms));
                let detail = attempt.detail.as_deref().unwrap_or("done");
                Some((attempt.outcome != RunOutcome::Done, format!("{task} {}: {detail} ({took})", attempt.agent)))
            }
            JournalEvent::Skipped { task, because, .. } => Some((true, format!("{task} is not begun: {because}"))),
            JournalEvent::Again { task, .. } => {
                Some((false, format!("{task} goes round again, round {}", progress.round(task))))
            }
            JournalEvent::GaveUp { task, because, .. } => {
                Some((true, format!("{task} ends without success: {because}")))
            }
            JournalEvent::Begun { .. } | JournalEvent::Answered { .. } | JournalEvent::Finished { .. } => None,
        };
        match line {
            Some((true, line)) => self.suspended(|| terminal::error(&line)),
            Some((false, line)) => self.suspended(|| terminal::note(&line)),
            None => {}
        }
    }
}

impl Drop for RunWatch {
    fn drop(&mut self) {
        self.line.clear();
    }
}
