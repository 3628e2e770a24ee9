//! The questions of a plan: whether somebody approves, whether a gate holds.

use crate::terminal;
use std::io::{self, BufRead, IsTerminal, Write};
use task_router_engine::escape::one_line;

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

    /// The answer; nothing if nobody gives one.
    pub fn ask(self, question: &str) -> io::Result<Option<bool>> {
        match self {
            Self::Yes => Ok(Some(true)),
            Self::Nobody => Ok(None),
            Self::Person => {
                let mut out = io::stderr().lock();
                write!(out, "{} [y/N] ", one_line(question))?;
                out.flush()?;
                let mut answer = String::new();
                if io::stdin().lock().read_line(&mut answer)? == 0 {
                    terminal::say("");
                    return Ok(None);
                }
                Ok(Some(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")))
            }
        }
    }
}
