//! The lead's report to the one it reports to, and the summary for a person at the end of a run.

use super::folder::RunFolder;
use super::runner::RunEnd;
use crate::log::Attempt;
use crate::print::run::detail;
use crate::run::{RunProgress, Spec, TaskState};
use crate::terminal::{self, Style};
use anyhow::Context;
use serde::Serialize;
use std::fs::File;
use std::io::{self, Write};
use task_router_engine::escape;
use task_router_engine::escape::one_line;

/// The lead's report.
#[derive(Debug, Serialize)]
pub struct LeadReport {
    /// The lead.
    agent: String,
    /// The one it reports to.
    to: Option<String>,
    /// `complete`, `incomplete` or `stopped`.
    status: &'static str,
    /// A summary in a sentence.
    summary: String,
    metrics: Metrics,
    /// What needs attention.
    concerns: Vec<String>,
    #[serde(skip)]
    undo: Vec<(String, String)>,
    #[serde(skip)]
    id: String,
}

#[derive(Debug, Serialize)]
struct Metrics {
    tasks: usize,
    done: usize,
    failed: usize,
    skipped: usize,
    /// Not begun, or cut off.
    open: usize,
    /// The number of tries, and of those by the fallback.
    tries: usize,
    fallbacks: usize,
    /// The duration of all tries, and of the longest.
    duration_ms: u64,
    longest_ms: u64,
    /// How many results named their task's knowledge document, of those that have one.
    documents_used: usize,
    documents: usize,
    output_bytes: u64,
}

impl LeadReport {
    /// The report of a run that has ended, at least for now.
    pub fn of(spec: &Spec, progress: &RunProgress, stop: &RunEnd) -> Self {
        let metrics = Metrics::of(spec, progress);
        let status = match stop {
            RunEnd::Finished if metrics.done == metrics.tasks => "complete",
            RunEnd::Finished => "incomplete",
            _ => "stopped",
        };
        let mut concerns: Vec<String> = match stop {
            RunEnd::Finished => Vec::new(),
            RunEnd::Refused(question) => vec![format!("answered with no: {question}")],
            RunEnd::Unanswered(question) => vec![format!("nobody answered: {question}")],
            RunEnd::Interrupted(signal) => vec![format!("interrupted by signal {signal}")],
            RunEnd::Broken(error) => vec![error.clone()],
        };
        for task in &spec.tasks {
            match progress.of(&task.id) {
                TaskState::Failed => {
                    let last = progress.attempts.iter().rev().find(|(id, ..)| *id == task.id);
                    let detail = last.and_then(|(_, _, attempt)| attempt.detail.as_deref()).unwrap_or("failed");
                    let detail = progress.given_up.get(&task.id).map_or(detail, String::as_str);
                    concerns.push(format!("{} ({}): {detail}", task.id, task.who.agent));
                    concerns.extend(task.risks.iter().map(|risk| format!("{}: {risk}", task.id)));
                }
                TaskState::Skipped(because) => {
                    concerns.push(format!("{} ({}) was not begun: {because}", task.id, task.who.agent))
                }
                _ => {}
            }
        }
        let undo = |task: &crate::run::spec::RunTask| {
            let how = task.rollback.clone().unwrap_or_else(|| "take its changes back".to_owned());
            (format!("{} {}", task.id, task.who.agent), how)
        };
        Self {
            agent: spec.team.clone(),
            to: spec.reports_to.clone(),
            status,
            summary: format!(
                "{} of {} tasks done: {}",
                metrics.done,
                metrics.tasks,
                task_router_engine::plan::headline(&spec.request)
            ),
            metrics,
            concerns,
            // Also what a loop was not enough for, or what failed in a later round.
            undo: spec.tasks.iter().rev().filter(|task| progress.latest_done(&task.id).is_some()).map(undo).collect(),
            id: spec.id.clone(),
        }
    }

    /// Whether everything was done and all gates hold.
    pub fn complete(&self) -> bool {
        self.status == "complete"
    }

    /// Prints the outcome, and how to undo what was done unless everything was. With JSON, the report is the last line
    /// of standard output.
    pub fn print(&self, json: bool) -> io::Result<()> {
        if !self.complete() {
            for concern in &self.concerns {
                terminal::error(concern);
            }
            if !self.undo.is_empty() {
                terminal::hint("to undo what was done, in this order:");
                self.undo.iter().for_each(|(who, how)| detail(who, how));
            }
            terminal::hint(&format!("to go on: route run --resume {}", self.id));
        }
        let mut out = io::stdout().lock();
        match json {
            true => writeln!(out, "{}", escape::json(&serde_json::to_string(self)?))?,
            false => writeln!(out, "{}: {}", self.status, one_line(&self.summary))?,
        }
        out.flush()
    }
}

/// Prints each result under its task's title.
pub fn print_results(folder: &RunFolder, spec: &Spec, progress: &RunProgress) -> anyhow::Result<()> {
    let style = Style::stdout();
    let mut out = io::stdout().lock();
    for task in progress.done(spec) {
        let TaskState::Done(number) = progress.of(&task.id) else { continue };
        let title = one_line(&task.title);
        writeln!(out, "{}", style.bold(&format!("✅ {} {}: {title}", task.id, task.who.agent)))?;
        let mut last = LastByte { out: &mut out, byte: b'\n' };
        let path = folder.result(&task.id, *number, "out");
        let mut result = File::open(&path).with_context(|| format!("cannot read the result `{}`", path.display()))?;
        io::copy(&mut result, &mut last)?;
        if last.byte != b'\n' {
            writeln!(out)?;
        }
    }
    Ok(out.flush()?)
}

/// Remembers the end of the text written through it.
struct LastByte<'a, W> {
    out: &'a mut W,
    byte: u8,
}

impl<W: Write> Write for LastByte<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.byte = bytes[..written].last().copied().unwrap_or(self.byte);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Metrics {
    fn of(spec: &Spec, progress: &RunProgress) -> Self {
        let count = |is: fn(&TaskState) -> bool| spec.tasks.iter().filter(|task| is(progress.of(&task.id))).count();
        let attempts = || progress.attempts.iter().map(|(_, _, attempt)| attempt);
        let last = |id: &str| progress.attempts.iter().rev().find(|(task, ..)| task == id).map(|(_, _, last)| last);
        let done: Vec<&Attempt> = progress.done(spec).filter_map(|task| last(&task.id)).collect();
        let first = |attempt: &Attempt, id: &str| spec.task(id).is_ok_and(|task| task.who.agent == attempt.agent);
        Self {
            tasks: spec.tasks.len(),
            done: count(|state| matches!(state, TaskState::Done(_))),
            failed: count(|state| matches!(state, TaskState::Failed)),
            skipped: count(|state| matches!(state, TaskState::Skipped(_))),
            open: count(|state| matches!(state, TaskState::Waiting(_) | TaskState::Started(_))),
            tries: progress.attempts.len(),
            fallbacks: progress.attempts.iter().filter(|(id, _, attempt)| !first(attempt, id)).count(),
            duration_ms: attempts().map(|attempt| attempt.duration_ms).sum(),
            longest_ms: attempts().map(|attempt| attempt.duration_ms).max().unwrap_or_default(),
            documents_used: done.iter().filter(|attempt| attempt.knowledge_used == Some(true)).count(),
            documents: done.iter().filter(|attempt| attempt.knowledge_used.is_some()).count(),
            output_bytes: done.iter().map(|attempt| attempt.output_bytes).sum(),
        }
    }
}
