//! The journal of a run: one line per event, on disk before the next step begins.

use crate::log::{Attempt, now};
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use task_router_engine::files;

/// An event that has happened, or is about to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum JournalEvent {
    /// The run begins.
    Begun { time: String, request: String },
    /// A try of a task is about to begin.
    Started { time: String, task: String, number: u32, agent: String },
    /// A try of a task has ended.
    Ended { time: String, task: String, number: u32, attempt: Attempt },
    /// A task cannot be done, because another was not.
    Skipped { time: String, task: String, because: String },
    /// The condition of a loop does not hold: its tasks run again, beginning with this try.
    Again { time: String, task: String, number: u32 },
    /// The condition of a loop does not hold, and its tasks have run the maximum number of times.
    GaveUp { time: String, task: String, because: String },
    /// A question was answered.
    Answered { time: String, question: String, yes: bool },
    /// Everything that could be done is done.
    Finished { time: String },
}

impl JournalEvent {
    /// The run begins.
    pub fn begun(request: &str) -> Self {
        Self::Begun { time: now(), request: request.to_owned() }
    }
}

/// The file.
pub struct Journal {
    file: File,
    path: PathBuf,
}

impl Journal {
    /// Creates a new journal.
    pub fn create(path: &Path) -> anyhow::Result<Self> {
        let file = OpenOptions::new().create_new(true).append(true).open(path);
        let file = file.with_context(|| format!("cannot make `{}`", path.display()))?;
        Ok(Self { file, path: path.to_owned() })
    }

    /// Opens an earlier journal and reads its events. A last line that was cut off does not count.
    pub fn open(path: &Path) -> anyhow::Result<(Self, Vec<JournalEvent>)> {
        let cannot = || format!("cannot read `{}`", path.display());
        let mut text = Vec::new();
        files::open(path).with_context(cannot)?.read_to_end(&mut text).with_context(cannot)?;
        let whole = text.iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1);
        let mut file = OpenOptions::new().write(true).open(path).with_context(cannot)?;
        if whole < text.len() {
            file.set_len(whole as u64).with_context(cannot)?;
        }
        file.seek(SeekFrom::End(0)).with_context(cannot)?;
        let mut events = Vec::new();
        for (i, line) in text[..whole].split(|&b| b == b'\n').enumerate().filter(|(_, line)| !line.is_empty()) {
            match serde_json::from_slice(line) {
                Ok(event) => events.push(event),
                Err(e) => bail!("{}:{}: no line of a journal: {e}", path.display(), i + 1),
            }
        }
        Ok((Self { file, path: path.to_owned() }, events))
    }

    /// Appends an event; it is on the disk when this returns.
    ///
    /// # Errors
    /// If it cannot be written: nothing may be done that is not in the journal.
    pub fn append(&mut self, event: &JournalEvent) -> anyhow::Result<()> {
        let mut line = serde_json::to_vec(event)?;
        line.push(b'\n');
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        written.with_context(|| format!("cannot write the journal `{}`; nothing more is begun", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_was_cut_off_has_not_happened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let events = [JournalEvent::begun("a"), JournalEvent::Finished { time: now() }];
        let mut journal = Journal::create(&path).unwrap();
        events.iter().for_each(|event| journal.append(event).unwrap());
        let whole = std::fs::read(&path).unwrap();
        let first = whole.iter().position(|&b| b == b'\n').unwrap() + 1;
        for end in 0..=whole.len() {
            std::fs::write(&path, &whole[..end]).unwrap();
            let (mut journal, read) = Journal::open(&path).unwrap();
            let count = if end < first { 0 } else { 1 + usize::from(end == whole.len()) };
            assert_eq!(read, events[..count], "cut at {end}");
            journal.append(&events[1]).unwrap();
            assert_eq!(Journal::open(&path).unwrap().1.len(), count + 1, "cut at {end}");
        }
        std::fs::write(&path, "{}\n").unwrap();
        assert!(Journal::open(&path).is_err());
    }
}
