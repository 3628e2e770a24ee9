//! The log: one JSON object per line. Lines are appended whole, so that several processes can write to one log.

pub mod audit;
pub mod read;
pub mod stats;

use crate::terminal;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogEvent {
    /// A request was routed.
    Decision,
    /// A command was run with the answer.
    Run,
    /// A user typed a request into a coding agent.
    Hook,
    /// A coding agent started an agent or a skill.
    Started,
}

/// The log's own keys, after those of the decision.
#[derive(Debug, Serialize)]
pub struct LogEntry<'a> {
    /// When, in UTC.
    pub time: String,
    /// The kind of entry.
    pub event: LogEvent,
    /// The session.
    pub session: Option<&'a str>,
    /// The duration.
    pub duration_ms: u64,
    /// The outcome of a run.
    pub outcome: Option<RunOutcome>,
    /// Each try of a run.
    pub attempts: &'a [Attempt],
    /// The agents that a hook named.
    pub offered: &'a [String],
}

/// How a run, or one try of it, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunOutcome {
    /// The command succeeded.
    Done,
    /// It failed.
    Failed,
    /// It exceeded the timeout.
    Timeout,
    /// It could not be started.
    NotStarted,
    /// This program was told to end.
    Interrupted,
    /// Its output was closed.
    Closed,
    /// Nothing was run.
    Unclear,
    /// An outcome of another version.
    #[serde(other)]
    Other,
}

/// One try of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The agent that was to do it.
    pub agent: String,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Details about the outcome.
    pub detail: Option<String>,
    /// The command's exit status.
    pub exit: Option<i32>,
    /// The signal that ended the command.
    pub signal: Option<i32>,
    /// How long it took.
    pub duration_ms: u64,
    /// The number of bytes it printed.
    pub output_bytes: u64,
    /// Whether its output mentions the knowledge document; null if there is none.
    pub knowledge_used: Option<bool>,
}

impl<'a> LogEntry<'a> {
    /// The entry of a decision that took `duration`.
    pub fn of(event: LogEvent, session: Option<&'a str>, duration: Duration) -> Self {
        Self { time: now(), event, session, duration_ms: millis(duration), outcome: None, attempts: &[], offered: &[] }
    }
}

/// The time in the log's format.
pub fn now() -> String {
    humantime::format_rfc3339_millis(SystemTime::now()).to_string()
}

/// Whole milliseconds.
pub fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The session according to the environment.
pub fn session() -> Option<String> {
    std::env::var("ROUTE_SESSION").ok().filter(|session| !session.is_empty())
}

/// A decision's JSON, with the log's keys added.
pub fn line(mut decision: Vec<u8>, entry: &LogEntry) -> Vec<u8> {
    while matches!(decision.last(), Some(b'\n' | b'}')) && decision.pop() == Some(b'\n') {}
    let own = serde_json::to_vec(entry).unwrap_or_default();
    decision.push(if decision.len() > 1 { b',' } else { b' ' });
    decision.extend_from_slice(own.get(1..).unwrap_or_default());
    decision.push(b'\n');
    decision
}

/// Appends a line to a log; whether it is there now.
pub fn append(path: &Path, line: &[u8]) -> bool {
    let mut log = Log::open(path);
    log.append(line);
    !log.failed()
}

/// A log file being appended to. An error is reported once and remembered, and answers continue.
pub struct Log {
    path: PathBuf,
    file: Option<File>,
}

impl Log {
    /// Opens the file, or creates it.
    pub fn open(path: &Path) -> Self {
        let mut log = Self { path: path.to_owned(), file: None };
        match open(path) {
            Ok(file) => log.file = Some(file),
            Err(e) => log.fail(&e),
        }
        log
    }

    /// Appends complete lines.
    pub fn append(&mut self, lines: &[u8]) {
        let Some(file) = &mut self.file else { return };
        if let Err(e) = locked(file, |file| file.write_all(lines)) {
            self.fail(&e);
        }
    }

    /// Whether writing failed.
    pub fn failed(&self) -> bool {
        self.file.is_none()
    }

    fn fail(&mut self, error: &io::Error) {
        self.file = None;
        terminal::error(&format!(
            "cannot write the log `{}`: {error}; the answers are printed all the same",
            self.path.display()
        ));
    }
}

fn open(path: &Path) -> io::Result<File> {
    if path == Path::new("-") {
        return Err(io::Error::other("standard output carries the answers; name a file, `./-` for one of this name"));
    }
    // A pipe without a reader would block.
    let is_discarded = path == Path::new("/dev/null");
    if !is_discarded && path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    // So that a line cut off by, say, a full disk does not swallow the next one.
    locked(&mut file, |file| if ends_within_a_line(path).unwrap_or(false) { file.write_all(b"\n") } else { Ok(()) })?;
    Ok(file)
}

/// Does something while no other `route` writes. If files cannot be locked, a line is still a single write.
fn locked(file: &mut File, work: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let locked = file.lock().is_ok();
    let done = work(file);
    if locked {
        let _ = file.unlock();
    }
    done
}

fn ends_within_a_line(path: &Path) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let mut last = [b'\n'];
    if file.metadata()?.len() > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    Ok(last != [b'\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_the_decision_and_the_logs_own_keys() {
        for decision in ["{\"agent\":\"a\"}\n", "{\"agent\":{\"a\":{}}}\n", "{}\n"] {
            let entry = LogEntry::of(LogEvent::Decision, Some("s"), Duration::from_millis(3));
            let line = String::from_utf8(line(decision.into(), &entry)).unwrap();
            let value: serde_json::Value = serde_json::from_str(&line).unwrap();
            let before: serde_json::Value = serde_json::from_str(decision).unwrap();
            assert_eq!(value.get("agent"), before.get("agent"));
            assert_eq!((value["event"].as_str(), value["duration_ms"].as_u64()), (Some("decision"), Some(3)));
            assert!(line.ends_with("}\n") && line.matches('\n').count() == 1);
        }
    }

    #[test]
    fn an_outcome_of_another_version_is_read() {
        let read = |text| serde_json::from_str::<RunOutcome>(text).unwrap();
        assert_eq!(["\"not_started\"", "\"lost\""].map(read), [RunOutcome::NotStarted, RunOutcome::Other]);
    }

    #[test]
    fn a_line_that_was_cut_off_does_not_swallow_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        std::fs::write(&path, "{\"cut").unwrap();
        Log::open(&path).append(b"{}\n");
        Log::open(&path).append(b"{}\n");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"cut\n{}\n{}\n");
    }
}
