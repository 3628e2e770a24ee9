//! Reads a log, with entries of any version.

use super::{Attempt, RunOutcome};
use crate::input::lines;
use crate::wording::counted;
use anyhow::{Context, bail};
use serde::Deserialize;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use task_router_engine::agent::encoding::BYTE_ORDER_MARK;
use task_router_engine::files;
use task_router_engine::team::LEAD;

/// The size limit of a line.
const LONGEST_LINE: u64 = 64 << 20;

/// The parts of an entry that are used. Entries of older versions lack some.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct LogRecord {
    /// The request; empty if an agent was started.
    pub request: String,
    /// The team.
    pub team: Option<String>,
    /// `routed`, `direct` or `unclear`; empty if an agent was started.
    pub status: String,
    /// The peer that a request was handed to.
    pub handoff: Option<String>,
    /// The agent that was chosen or started.
    pub agent: Option<String>,
    /// The confidence.
    pub confidence: Option<f64>,
    /// The time.
    pub time: Option<String>,
    /// `decision`, `run`, `hook` or `started`; empty in older lines, which are decisions.
    pub event: String,
    /// The session.
    pub session: Option<String>,
    /// The duration.
    pub duration_ms: Option<u64>,
    /// The task of a plan that was run.
    pub task: Option<String>,
    /// The origin of that task: `request`, `flow` or `needs`.
    pub source: Option<String>,
    /// The outcome of a run.
    pub outcome: Option<RunOutcome>,
    /// Each try of a run.
    pub attempts: Vec<Attempt>,
    /// The agents that a hook named.
    pub offered: Vec<String>,
    /// The line number in the log, from 1.
    #[serde(skip)]
    pub line: usize,
}

/// The entries of a log, and the lines that were not entries.
#[derive(Debug, Default)]
pub struct LogRecords {
    /// The entries, in order.
    pub records: Vec<LogRecord>,
    /// The numbers of the lines that could not be read.
    pub unreadable: Vec<usize>,
}

impl LogRecords {
    /// Reads a log; `-` is standard input.
    ///
    /// # Errors
    /// If it cannot be read, or has no entries.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let cannot = || format!("cannot read the log `{}`", path.display());
        let input: Box<dyn Read> = match path == Path::new("-") {
            true => Box::new(std::io::stdin().lock()),
            false => Box::new(files::open(path).with_context(cannot)?),
        };
        let records = lines(BufReader::new(input)).and_then(Self::parse).with_context(cannot)?;
        if records.records.is_empty() {
            bail!("no line of `{}` is a decision; `route --log FILE REQUEST` writes them", path.display());
        }
        Ok(records)
    }

    fn parse(mut input: impl BufRead) -> std::io::Result<Self> {
        let mut records = Self::default();
        let mut line = Vec::new();
        for number in 1.. {
            line.clear();
            if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            let mark = if number == 1 { BYTE_ORDER_MARK.as_bytes() } else { b"" };
            let line = line.strip_prefix(mark).unwrap_or(&line);
            if line.trim_ascii().is_empty() {
                continue;
            }
            match serde_json::from_slice::<LogRecord>(line) {
                Ok(record) if record.is_one() => records.records.push(LogRecord { line: number, ..record }),
                _ => records.unreadable.push(number),
            }
        }
        Ok(records)
    }

    /// The warning about lines that could not be read.
    pub fn warning(&self) -> Option<String> {
        let first = self.unreadable.first()?;
        let lines = counted(self.unreadable.len(), "line");
        Some(format!("{lines} of the log left out, the first is line {first}: no decision"))
    }
}

impl LogRecord {
    /// Whether this is an entry of a log.
    fn is_one(&self) -> bool {
        !self.status.is_empty() || self.is_start()
    }

    /// Whether the request is all that the chosen agent was chosen for. It is not for a task that the flow of a plan
    /// or another agent brought in: that is handed the whole request.
    pub fn is_of_request(&self) -> bool {
        self.task.is_none() || self.source.as_deref() == Some("request")
    }

    /// Whether the chosen agent made every attempt.
    pub fn is_by_chosen(&self) -> bool {
        self.attempts.iter().all(|attempt| attempt.agent == self.attempts[0].agent)
    }

    /// Whether an agent was started.
    pub fn is_start(&self) -> bool {
        self.event == "started" && self.agent.is_some()
    }

    /// The agents that answered, were offered or ran, by the names that `route` gives them.
    pub fn agents(&self) -> impl Iterator<Item = &str> {
        let answered = self.agent.as_ref().filter(|_| !self.is_start());
        let ran = self.attempts.iter().map(|attempt| &attempt.agent);
        answered.into_iter().chain(&self.offered).chain(ran).map(String::as_str)
    }

    /// Who made an attempt, as a fixture calls them: for the lead and for peers, an attempt has the team's name.
    pub fn responder<'a>(&'a self, attempt: &'a Attempt) -> &'a str {
        match self.status == "direct" && self.team.as_ref() == Some(&attempt.agent) {
            true => self.handoff.as_deref().unwrap_or(LEAD),
            false => &attempt.agent,
        }
    }

    /// The responder in a word: the agent, the lead, or nobody.
    pub fn answer(&self) -> &str {
        match (self.status.as_str(), &self.agent) {
            ("unclear", _) => "(unclear)",
            (_, Some(agent)) => agent,
            (_, None) => "(lead)",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_version_are_read_and_others_are_counted() {
        let text = "\u{feff}{\"version\":1,\"request\":\"a\",\"status\":\"routed\",\"agent\":\"x\",\"confidence\":0.9,\"candidates\":[]}\n\n\
                    {\"cut\n3\n{}\n{\"event\":\"started\",\"agent\":\"x\",\"session\":\"s\"}\n\
                    {\"status\":\"direct\",\"request\":\"b\",\"agent\":null}";
        let records = LogRecords::parse(text.as_bytes()).unwrap();
        assert_eq!(records.unreadable, [3, 4, 5]);
        let answers: Vec<_> = records.records.iter().map(LogRecord::answer).collect();
        assert_eq!(answers, ["x", "x", "(lead)"]);
    }
}
