//! One try: the command, run with one assignment.

use crate::child::{self, Call, CommandResult, End, Interrupts};
use crate::log::{self, Attempt, millis};
use crate::run::Assignment;
use anyhow::bail;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::process::ExitStatus;
use std::time::Duration;
use task_router_engine::template::{self, Name};

/// The command as it was typed.
pub struct TypedCommand<'a> {
    /// The program.
    pub program: &'a OsStr,
    /// Its arguments, with placeholders not yet filled in.
    pub arguments: &'a [OsString],
    /// The timeout of a try.
    pub timeout: Option<Duration>,
    /// Catches the signals that end this program.
    pub interrupts: &'a Interrupts,
}

/// How a try, and with it a run, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The command succeeded.
    Done,
    /// It failed.
    Failed,
    /// Nothing was run.
    Unclear,
    /// Nobody reads the output any more.
    OutputClosed,
    /// This program was told to end.
    Interrupted(i32),
}

impl Ended {
    /// Its outcome in the log.
    pub fn outcome(self) -> log::RunOutcome {
        match self {
            Self::Done | Self::OutputClosed => log::RunOutcome::Done,
            Self::Failed => log::RunOutcome::Failed,
            Self::Unclear => log::RunOutcome::Unclear,
            Self::Interrupted(_) => log::RunOutcome::Interrupted,
        }
    }
}

/// Checks that everything the arguments ask for exists.
///
/// # Errors
/// If an argument asks for a number of iterations and the team states none.
pub fn check(arguments: &[OsString], who: &Assignment) -> anyhow::Result<()> {
    let asks = |argument: &OsString| argument.to_str().is_some_and(|text| template::places(text, Name::MaxIterations));
    if who.max_iterations.is_none() && arguments.iter().any(asks) {
        bail!(
            "the command asks for {{max_iterations}}, and {} states none; add `max_iterations: 3` to its team.md",
            who.team
        );
    }
    Ok(())
}

impl TypedCommand<'_> {
    /// Runs the command once.
    ///
    /// # Errors
    /// If its output cannot be written.
    pub fn run(
        &self,
        who: &Assignment,
        output: Box<dyn Write + Send>,
        errors: Box<dyn Write + Send>,
    ) -> io::Result<(Ended, Attempt)> {
        let arguments = who.arguments(self.arguments);
        let environment = who.environment();
        let outcome = child::run(
            Call {
                program: self.program,
                arguments: &arguments,
                environment: &environment,
                input: who.input(),
                timeout: self.timeout,
                watched: who.document_name(),
                output,
                errors,
            },
            self.interrupts,
        );
        let attempt = self.attempt(who, &outcome);
        Ok((ended(outcome.end)?, attempt))
    }

    fn attempt(&self, who: &Assignment, outcome: &CommandResult) -> Attempt {
        let status = match &outcome.end {
            End::Exited(status) => Some(*status),
            _ => None,
        };
        Attempt {
            agent: who.agent.clone(),
            outcome: outcome_of(&outcome.end),
            detail: self.detail(outcome),
            exit: status.and_then(|status| status.code()),
            signal: status.and_then(signal),
            duration_ms: millis(outcome.duration),
            output_bytes: outcome.output_bytes,
            knowledge_used: who.knowledge.as_ref().map(|_| outcome.watched_seen),
        }
    }

    /// What happened, unless it succeeded.
    fn detail(&self, outcome: &CommandResult) -> Option<String> {
        let said = outcome.last_error.as_ref().map(|line| format!(": {line}")).unwrap_or_default();
        let program = self.program.to_string_lossy();
        Some(match &outcome.end {
            End::Exited(status) if status.success() => {
                return outcome.left_behind.then(|| "processes it left behind still hold its output".to_owned());
            }
            End::Exited(status) => match signal(*status) {
                Some(signal) => format!("ended by signal {signal}{said}"),
                None => format!("exit status {}{said}", status.code().unwrap_or(-1)),
            },
            End::NotStarted(e) => format!("cannot start `{program}`: {e}"),
            End::Lost(e) => format!("cannot tell how `{program}` ended: {e}{said}"),
            End::TimedOut(timeout) => {
                format!("not done after {}, and ended{said}", humantime::format_duration(*timeout))
            }
            End::Interrupted(signal) => format!("interrupted by signal {signal}"),
            End::Unwritable(e) => format!("nobody takes its output: {e}"),
        })
    }
}

fn ended(end: End) -> io::Result<Ended> {
    match end {
        End::Exited(status) if status.success() => Ok(Ended::Done),
        End::Exited(_) | End::NotStarted(_) | End::Lost(_) | End::TimedOut(_) => Ok(Ended::Failed),
        End::Interrupted(signal) => Ok(Ended::Interrupted(signal)),
        End::Unwritable(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(Ended::OutputClosed),
        End::Unwritable(e) => Err(e),
    }
}

fn outcome_of(end: &End) -> log::RunOutcome {
    match end {
        End::Exited(status) if status.success() => log::RunOutcome::Done,
        End::Exited(_) | End::Lost(_) => log::RunOutcome::Failed,
        End::Unwritable(_) => log::RunOutcome::Closed,
        End::NotStarted(_) => log::RunOutcome::NotStarted,
        End::TimedOut(_) => log::RunOutcome::Timeout,
        End::Interrupted(_) => log::RunOutcome::Interrupted,
    }
}

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
