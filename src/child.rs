//! Runs a command: writes its input, passes its output on, and waits for its end, or stops it after a timeout.
//!
//! A command gets its own process group (on Windows a job), so that stopping it also stops what it has started. Memory
//! is bounded by a few buffers, whatever it prints.

mod interrupt;
mod pump;

pub use interrupt::Interrupts;

use process_wrap::std::{ChildWrapper, CommandWrap};
use pump::Pump;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a command may take to end after it was asked to.
const GRACE: Duration = Duration::from_secs(2);
/// How long to wait for output, after the command has ended, from processes that it left behind.
const LEFT_BEHIND: Duration = Duration::from_secs(1);
/// The longest pause between two checks of a running command.
const LONGEST_PAUSE: Duration = Duration::from_millis(20);
/// The length limit of a variable; systems refuse to start a command with much longer ones.
pub const LONGEST_VALUE: usize = 100_000;

/// A command with everything it gets.
pub struct Call<'a> {
    /// The program.
    pub program: &'a OsStr,
    /// Its arguments.
    pub arguments: &'a [OsString],
    /// Environment variables to set.
    pub environment: &'a [(String, OsString)],
    /// What to write to its standard input.
    pub input: Vec<u8>,
    /// The timeout.
    pub timeout: Option<Duration>,
    /// A text to look for in its output.
    pub watched: Option<&'a str>,
    /// Where its standard output goes.
    pub output: Box<dyn Write + Send>,
    /// Where its standard error goes.
    pub errors: Box<dyn Write + Send>,
}

/// How a command ended.
#[derive(Debug)]
pub enum End {
    /// By itself.
    Exited(ExitStatus),
    /// It could not be started.
    NotStarted(io::Error),
    /// It was started, and how it ended is not known.
    Lost(io::Error),
    /// It exceeded the timeout.
    TimedOut(Duration),
    /// A signal told this program to end, so it was stopped.
    Interrupted(i32),
    /// Its output could not be passed on.
    Unwritable(io::Error),
}

/// The result of a command that has ended.
#[derive(Debug)]
pub struct CommandResult {
    /// How it ended.
    pub end: End,
    /// How long it took.
    pub duration: Duration,
    /// The number of bytes on its standard output.
    pub output_bytes: u64,
    /// Whether the output contained the text.
    pub watched_seen: bool,
    /// The last non-blank line of its standard error.
    pub last_error: Option<String>,
    /// Whether processes that it left behind still hold its output open.
    pub left_behind: bool,
}

impl CommandResult {
    fn not_run(end: End, started: Instant) -> Self {
        Self {
            end,
            duration: started.elapsed(),
            output_bytes: 0,
            watched_seen: false,
            last_error: None,
            left_behind: false,
        }
    }
}

/// Runs a command until it ends, or until a signal arrives; while it runs, signals are held back.
pub fn run(mut call: Call, interrupts: &Interrupts) -> CommandResult {
    let started = Instant::now();
    let _held = interrupts.hold();
    if let Some(signal) = interrupts.pending() {
        return CommandResult::not_run(End::Interrupted(signal), started);
    }
    let mut child = match spawn(&call) {
        Ok(child) => child,
        Err(e) => return CommandResult::not_run(End::NotStarted(e), started),
    };
    feed(child.as_mut(), std::mem::take(&mut call.input));
    let (Some(output), Some(errors)) = (child.stdout().take(), child.stderr().take()) else {
        return CommandResult::not_run(End::NotStarted(io::Error::other("no pipes to it")), started);
    };
    let output = Pump::start(output, call.output, call.watched);
    // It does not matter if nobody reads standard error.
    let errors = Pump::start(errors, Box::new(Lenient(call.errors)), None);
    let mut running = Running { child, pumps: [output, errors], started, timeout: call.timeout, interrupts };
    let end = running.end();
    let left_behind = running.settle(&end);
    let [output, errors] = &running.pumps;
    let unwritable = output.take_error().map(End::Unwritable);
    let seen = output.seen();
    CommandResult {
        end: unwritable.unwrap_or(end),
        duration: started.elapsed(),
        output_bytes: seen.bytes,
        watched_seen: seen.watched_seen,
        last_error: errors.seen().last_line(),
        left_behind,
    }
}

/// A text as the value of a variable: without NUL, and cut to the limit.
pub fn variable(text: &str) -> OsString {
    let end = (0..=LONGEST_VALUE.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text[..end.unwrap_or_default()].replace('\0', "\u{fffd}").into()
}

fn spawn(call: &Call) -> io::Result<Box<dyn ChildWrapper>> {
    let mut command = Command::new(call.program);
    command.args(call.arguments);
    command.envs(call.environment.iter().map(|(name, value)| (name, value)));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    command.spawn()
}

/// Writes the input in a thread. A command may close its input or never read it.
fn feed(child: &mut dyn ChildWrapper, input: Vec<u8>) {
    if let Some(mut stdin) = child.stdin().take() {
        thread::spawn(move || {
            let _ = stdin.write_all(&input);
        });
    }
}

struct Running<'a> {
    child: Box<dyn ChildWrapper>,
    pumps: [Pump; 2],
    started: Instant,
    timeout: Option<Duration>,
    interrupts: &'a Interrupts,
}

impl Running<'_> {
    /// Waits for the end, or stops the command.
    fn end(&mut self) -> End {
        let mut pause = Duration::from_millis(1);
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return End::Exited(status),
                Ok(None) => {}
                Err(e) => return self.stop(End::Lost(e)),
            }
            if let Some(end) = self.reason_to_stop() {
                return self.stop(end);
            }
            thread::sleep(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn reason_to_stop(&self) -> Option<End> {
        if let Some(signal) = self.interrupts.pending() {
            return Some(End::Interrupted(signal));
        }
        if self.pumps.iter().any(|pump| pump.seen().error.is_some()) {
            return Some(End::Unwritable(io::ErrorKind::BrokenPipe.into()));
        }
        self.timeout.filter(|timeout| self.started.elapsed() >= *timeout).map(End::TimedOut)
    }

    /// Asks the whole process group to end, and kills what is left of it after a while.
    fn stop(&mut self, end: End) -> End {
        self.ask_to_end();
        let asked = Instant::now();
        let gone = |child: &mut dyn ChildWrapper| matches!(child.try_wait(), Ok(Some(_)) | Err(_));
        while asked.elapsed() < GRACE && !(gone(self.child.as_mut()) && self.pumps.iter().all(Pump::is_done)) {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = self.child.start_kill();
        let _ = self.child.wait();
        end
    }

    #[cfg(unix)]
    fn ask_to_end(&mut self) {
        let _ = self.child.signal(signal_hook::consts::SIGTERM);
    }

    #[cfg(not(unix))]
    fn ask_to_end(&mut self) {
        let _ = self.child.start_kill();
    }

    /// Waits for the rest of the output; true if a process that was left behind keeps it open.
    fn settle(&mut self, end: &End) -> bool {
        loop {
            if self.pumps.iter().all(Pump::is_done) {
                return false;
            }
            // Wait for a slow reader of our output, but not for a silent process that outlives its command.
            if self.pumps.iter().all(|pump| pump.is_done() || pump.silent_for() > LEFT_BEHIND) {
                return true;
            }
            if matches!(end, End::Exited(_)) && self.interrupts.pending().is_some() {
                return true;
            }
            thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Accepts everything, even if the writer behind it fails.
struct Lenient(Box<dyn Write + Send>);

impl Write for Lenient {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.0.write_all(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let _ = self.0.flush();
        Ok(())
    }
}
