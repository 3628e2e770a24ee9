//! One try of a task, in its own process: it continues if `route` is killed and leaves its result behind, so that
//! nothing is done twice.

use super::folder::{lock_file, write_whole};
use crate::child::Interrupts;
use crate::command::run::attempt::TypedCommand;
use crate::exit::Exit;
use crate::log::Attempt;
use crate::run::Assignment;
use anyhow::Context;
use process_wrap::std::{ChildWrapper, CommandWrap};
use serde::{Deserialize, Serialize};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use task_router_engine::files;

/// The description of a try.
#[derive(Debug, Serialize, Deserialize)]
pub struct TryStep {
    /// The command.
    pub command: Vec<String>,
    /// The timeout.
    pub timeout_ms: Option<u64>,
    /// The assignment.
    pub who: Assignment,
    /// The file for its standard output.
    pub output: PathBuf,
    /// The file for its standard error.
    pub errors: PathBuf,
    /// The file for its outcome.
    pub outcome: PathBuf,
}

/// Carries out the step that a file describes.
///
/// # Errors
/// If the file cannot be read or its outcome cannot be written.
pub fn run(file: &Path) -> anyhow::Result<Exit> {
    let step: TryStep =
        serde_json::from_slice(&fs::read(file).context("cannot read the step")?).context("cannot read the step")?;
    let interrupts = Interrupts::new()?;
    let _held = interrupts.hold();
    let words: Vec<OsString> = step.command.iter().map(Into::into).collect();
    let (program, arguments) = words.split_first().context("the step has no command")?;
    let timeout = step.timeout_ms.map(Duration::from_millis);
    let command = TypedCommand { program, arguments, timeout, interrupts: &interrupts };
    let output = File::create(&step.output).with_context(|| format!("cannot make `{}`", step.output.display()))?;
    let errors = File::create(&step.errors).with_context(|| format!("cannot make `{}`", step.errors.display()))?;
    let unwritten = || format!("cannot write the result `{}`", step.output.display());
    let synced = output.try_clone().with_context(unwritten)?;
    let (_, attempt) = command.run(&step.who, Box::new(output), Box::new(errors)).with_context(unwritten)?;
    synced.sync_all().with_context(unwritten)?;
    write_whole(&step.outcome, &serde_json::to_vec(&attempt)?)?;
    Ok(Exit::Success)
}

/// A try that runs in another process.
pub struct Going {
    process: Option<Box<dyn ChildWrapper>>,
    lock: PathBuf,
    outcome: PathBuf,
}

/// The state of a try.
pub enum TryState {
    /// It is running.
    Going,
    /// It has ended.
    Ended(Box<Attempt>),
    /// It was killed and left no outcome.
    Lost,
}

impl Going {
    /// Starts a try, described by `step_file`. `lock` stays locked while it runs, whatever becomes of this process.
    pub fn start(step_file: &Path, lock: &Path, outcome: &Path) -> anyhow::Result<Self> {
        let held = lock_file(lock).with_context(|| format!("cannot make `{}`", lock.display()))?;
        held.lock().context("cannot lock the step")?;
        let program = std::env::current_exe().context("cannot find this program")?;
        let mut command = std::process::Command::new(program);
        command.args([OsStr::new("run"), OsStr::new("--step"), step_file.as_os_str()]);
        // The lock belongs to the open file, which the process inherits as its standard output.
        command.stdin(Stdio::null()).stdout(Stdio::from(held)).stderr(Stdio::inherit());
        let mut command = CommandWrap::from(command);
        // Not in the terminal's process group: this program handles interrupts.
        #[cfg(unix)]
        command.wrap(process_wrap::std::ProcessGroup::leader());
        let process = command.spawn().context("cannot start the step")?;
        Ok(Self { process: Some(process), lock: lock.to_owned(), outcome: outcome.to_owned() })
    }

    /// A try that was started by an earlier `route`.
    pub fn found(lock: &Path, outcome: &Path) -> Self {
        Self { process: None, lock: lock.to_owned(), outcome: outcome.to_owned() }
    }

    /// How it stands.
    ///
    /// # Errors
    /// If it ended without writing an outcome, for example because its disk is full.
    pub fn standing(&mut self) -> anyhow::Result<TryState> {
        let over = match &mut self.process {
            Some(process) => process.try_wait().context("cannot wait for the step")?.is_some(),
            None => !is_locked(&self.lock),
        };
        if !over {
            return Ok(TryState::Going);
        }
        match fs::read(&self.outcome) {
            Ok(bytes) => {
                Ok(TryState::Ended(Box::new(serde_json::from_slice(&bytes).context("cannot read an outcome")?)))
            }
            Err(e) if e.kind() == std::io::ErrorKind::NotFound && self.process.is_none() => Ok(TryState::Lost),
            Err(e) => Err(e).with_context(|| format!("a step has left no outcome in `{}`", self.outcome.display())),
        }
    }

    /// Asks it to end.
    pub fn stop(&mut self) {
        #[cfg(unix)]
        if let Some(process) = &self.process {
            let _ = process.signal(signal_hook::consts::SIGTERM);
        }
        #[cfg(not(unix))]
        if let Some(process) = &mut self.process {
            let _ = process.start_kill();
        }
    }

    /// Whether this process started it.
    pub fn is_own(&self) -> bool {
        self.process.is_some()
    }
}

fn is_locked(path: &Path) -> bool {
    files::open(path).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}
