//! The questions of a plan: whether somebody approves, whether a gate holds.

use crate::child::Interrupts;
use crate::terminal;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use task_router_engine::escape::one_line;

/// The pause between two checks for a signal while a person thinks.
const PAUSE: Duration = Duration::from_millis(20);

/// Who answers questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Respondent {
    /// Every answer is yes.
    Yes,
    /// A person at the terminal.
    Person,
    /// Nobody.
    Nobody,
}

impl Respondent {
    /// `--yes`, or else a person if there is a terminal, or else nobody.
    pub fn find(yes: bool) -> Self {
        match (yes, io::stdin().is_terminal() && io::stderr().is_terminal()) {
            (true, _) => Self::Yes,
            (false, true) => Self::Person,
            (false, false) => Self::Nobody,
        }
    }

    /// The answer; nothing if nobody gives one, or a signal arrives first.
    pub fn ask(self, question: &str, interrupts: &Interrupts) -> io::Result<Option<bool>> {
        match self {
            Self::Yes => Ok(Some(true)),
            Self::Nobody => Ok(None),
            Self::Person => {
                let mut out = io::stderr().lock();
                write!(out, "{} [y/N] ", one_line(question))?;
                out.flush()?;
                let answer = line(interrupts)?;
                if answer.is_none() {
                    terminal::say("");
                }
                Ok(answer.map(|answer| matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")))
            }
        }
    }
}

/// A line of standard input; nothing at its end, or if a signal arrives first. A thread reads, because a caught signal
/// does not end a read.
fn line(interrupts: &Interrupts) -> io::Result<Option<String>> {
    let (to_here, from_thread) = channel();
    thread::Builder::new().spawn(move || {
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line);
        let _ = to_here.send(read.map(|bytes| (bytes > 0).then(|| String::from_utf8_lossy(&line).into_owned())));
    })?;
    loop {
        match from_thread.recv_timeout(PAUSE) {
            Ok(line) => return line,
            Err(RecvTimeoutError::Timeout) if interrupts.pending().is_none() => {}
            Err(_) => return Ok(None),
        }
    }
}
