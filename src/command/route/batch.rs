//! Many requests: read, answered by several threads and written in order, as the input arrives.
//!
//! The reader cuts the available input after the last complete record and hands such blocks to the workers in turn. The
//! writer takes the answers back in the same turn. So nothing waits for more input than it needs, and answers are in
//! the order of the requests by construction. The number of blocks that wait bounds the memory; since a prompt can be a
//! thousand times as long as its request, the answers to a block are handed over in parts.

use super::{Job, json_line, log_line};
use crate::args::InputFormat;
use crate::ask::problem;
use crate::closed_pipe::unless_closed;
use crate::command::LOST_CARD;
use crate::exit::Exit;
use crate::input::{lines, unmarked};
use crate::log::Log;
use crate::terminal;
use anyhow::Context;
use serde_json::value::RawValue;
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::Instant;
use task_router_engine::agent::encoding::decode_line;
use task_router_engine::files::{LARGEST_REQUEST, size};
use task_router_engine::{Answer, Explanation, Index, Scorer, Status, threads};

/// How much is read at once.
const BLOCK: usize = 1 << 16;
/// How many blocks may wait for one worker, and how many parts of answers for the writer from one worker.
const WAITING: usize = 4;
/// A part of the answers to a block is handed over when it is longer. The full JSON for a block takes about twice as
/// much, so that a worker can be two such blocks ahead.
const PART: usize = BLOCK << 7;
/// Larger buffers are not reused.
const MAX_SPARE: usize = 2 * PART;

/// Complete records, and the number of the first.
struct InputBlock {
    bytes: Vec<u8>,
    first: usize,
}

/// The answers to a block, or a part of them.
#[derive(Default)]
struct AnsweredBlock {
    /// Whether the answers to the block end with these.
    ends_block: bool,
    text: Vec<u8>,
    log: Vec<u8>,
    unreadable: Vec<String>,
    unclear: bool,
    /// Why answers of `--ask` did not count.
    problems: Vec<String>,
    /// Warnings about what belongs to the answers.
    warnings: BTreeSet<String>,
}

/// Buffers of answers that were written, for reuse. Full JSON is a hundred times as long as the requests, and
/// requesting new pages from the system each time took a tenth of the time. The buffer of a huge request is freed.
#[derive(Default)]
struct Spare(Mutex<Vec<AnsweredBlock>>);

impl Spare {
    fn take(&self) -> AnsweredBlock {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }

    fn put(&self, mut answers: AnsweredBlock) {
        if answers.text.capacity() > MAX_SPARE {
            return;
        }
        answers.text.clear();
        answers.log.clear();
        answers.unreadable.clear();
        answers.problems.clear();
        answers.warnings.clear();
        (answers.ends_block, answers.unclear) = (false, false);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(answers);
    }
}

/// Answers every record of standard input.
pub fn run(index: &Index, job: &Job, log: Option<Log>) -> anyhow::Result<Exit> {
    let mut written =
        AnswerWriter { job, log, unclear: false, unreadable: false, problems: 0, warned: BTreeSet::new() };
    let done = by_threads(index, job, &mut written);
    let done = done.unwrap_or_else(|| alone(index, job, &mut written));
    written.tell_problems();
    unless_closed(done)?;
    let exit = job.exit(written.unclear, written.log.as_ref());
    Ok(if written.unreadable { Exit::Unusable } else { exit })
}

/// Starts as many workers as can run at once, or as the system gives threads to; `None`, with nothing done, if that is
/// too few.
fn by_threads(index: &Index, job: &Job, written: &mut AnswerWriter) -> Option<anyhow::Result<()>> {
    let spare = &Spare::default();
    let closed = &AtomicBool::new(false);
    thread::scope(|scope| {
        let (mut senders, mut receivers) = (Vec::new(), Vec::new());
        for _ in 0..threads::available() {
            let (to_worker, blocks) = sync_channel::<InputBlock>(WAITING);
            let (to_writer, answers) = sync_channel::<AnsweredBlock>(WAITING);
            let work = move || work(BatchWorker::new(index, job, closed), spare, &blocks, &to_writer);
            if thread::Builder::new().spawn_scoped(scope, work).is_err() {
                break;
            }
            senders.push(to_worker);
            receivers.push(answers);
        }
        if senders.is_empty() {
            return None;
        }
        let read = move || {
            let mut turn = senders.iter().cycle();
            let send = |block| turn.next().is_some_and(|sender| sender.send(block).is_ok());
            read(job.separator(), closed, send)
        };
        let reader = thread::Builder::new().spawn_scoped(scope, read).ok()?;
        // The first worker without an answer is the one whose turn it is, so everything is answered.
        let mut turn = receivers.iter().cycle().peekable();
        let mut answers = std::iter::from_fn(|| {
            let answers = turn.peek()?.recv().ok()?;
            if answers.ends_block {
                turn.next();
            }
            Some(answers)
        });
        let printed = answers.try_for_each(|answers| written.write(&answers).map(|()| spare.put(answers)));
        // If the output is closed, nothing more is answered: the workers end, and so does the reader.
        closed.store(true, Ordering::Relaxed);
        drop(receivers);
        Some(match (printed, reader.join()) {
            (Err(e), _) => Err(e).context("cannot write to standard output"),
            (Ok(()), Ok(read)) => read.context("cannot read standard input"),
            (Ok(()), Err(panic)) => std::panic::resume_unwind(panic),
        })
    })
}

/// Does everything in this thread.
fn alone(index: &Index, job: &Job, written: &mut AnswerWriter) -> anyhow::Result<()> {
    let closed = AtomicBool::new(false);
    let mut worker = BatchWorker::new(index, job, &closed);
    let mut printed = Ok(());
    let read = read(job.separator(), &closed, |block| {
        worker.block(&block, AnsweredBlock::default, |answers| {
            printed = written.write(&answers);
            printed.is_ok()
        })
    });
    printed.context("cannot write to standard output")?;
    read.context("cannot read standard input")
}

/// Cuts the input into blocks of complete records, until the output is closed or `send` returns false. A longer record
/// makes its block longer; of a record that exceeds the limit of a request, only enough is kept to report that.
fn read(separator: u8, closed: &AtomicBool, mut send: impl FnMut(InputBlock) -> bool) -> std::io::Result<()> {
    // What ends with NUL bytes is not taken for UTF-16 by them.
    let stdin = std::io::stdin().lock();
    let mut input = if separator == 0 { unmarked(stdin)? } else { lines(stdin)? };
    let (mut rest, mut first, mut skipping) = (Vec::new(), 0, false);
    let mut send = |bytes: Vec<u8>| {
        let records = memchr::memchr_iter(separator, &bytes).count();
        let block = InputBlock { bytes, first };
        first += records;
        send(block)
    };
    loop {
        let start = rest.len();
        rest.resize(start + BLOCK, 0);
        let n = match input.read(&mut rest[start..]) {
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {
                rest.truncate(start);
                continue;
            }
            other => other?,
        };
        rest.truncate(start + n);
        if closed.load(Ordering::Relaxed) {
            return Ok(());
        }
        if n == 0 {
            if !rest.is_empty() {
                send(rest);
            }
            return Ok(());
        }
        if skipping {
            let end = memchr::memchr(separator, &rest[start..]);
            skipping = end.is_none();
            rest.drain(start..start + end.unwrap_or(n));
        }
        if let Some(end) = memchr::memrchr(separator, &rest[start..]) {
            let after = rest.split_off(start + end + 1);
            if !send(std::mem::replace(&mut rest, after)) {
                return Ok(());
            }
        } else if rest.len() > LARGEST_REQUEST {
            rest.truncate(LARGEST_REQUEST + 1);
            skipping = true;
        }
    }
}

fn work(mut worker: BatchWorker, spare: &Spare, blocks: &Receiver<InputBlock>, to_writer: &SyncSender<AnsweredBlock>) {
    while let Ok(block) = blocks.recv() {
        if !worker.block(&block, || spare.take(), |answers| to_writer.send(answers).is_ok()) {
            return;
        }
    }
}

/// Writes the answers, and collects facts about all of them.
struct AnswerWriter<'a> {
    job: &'a Job,
    log: Option<Log>,
    unclear: bool,
    unreadable: bool,
    /// The number of answers of `--ask` that did not count.
    problems: usize,
    /// Warnings, each of which is told once.
    warned: BTreeSet<String>,
}

impl AnswerWriter<'_> {
    /// Warns about the answers of `--ask` that did not count, of which the first was told when it came.
    fn tell_problems(&self) {
        if let Some(arbiter) = self.job.arbiter.as_ref().filter(|_| self.problems > 1) {
            arbiter.warn(&format!("{} answers did not count; -f json has the reason of each", self.problems));
        }
    }

    fn write(&mut self, answers: &AnsweredBlock) -> std::io::Result<()> {
        for error in &answers.unreadable {
            terminal::error(error);
        }
        for warning in &answers.warnings {
            if self.warned.insert(warning.clone()) {
                terminal::warning(warning);
            }
        }
        if let (Some(arbiter), Some(first), 0) = (&self.job.arbiter, answers.problems.first(), self.problems) {
            arbiter.warn(first);
        }
        self.problems += answers.problems.len();
        if let Some(log) = &mut self.log {
            log.append(&answers.log);
        }
        self.unclear |= answers.unclear;
        self.unreadable |= !answers.unreadable.is_empty();
        let mut out = std::io::stdout().lock();
        out.write_all(&answers.text)?;
        out.flush()
    }
}

struct BatchWorker<'a> {
    scorer: Scorer<'a>,
    index: &'a Index,
    job: &'a Job,
    /// Whether nobody reads the answers any more.
    closed: &'a AtomicBool,
}

impl<'a> BatchWorker<'a> {
    fn new(index: &'a Index, job: &'a Job, closed: &'a AtomicBool) -> Self {
        Self { scorer: Scorer::new(index), index, job, closed }
    }

    /// Answers a block in parts, which `empty` makes and `send` takes; returns whether someone still reads them.
    fn block(
        &mut self,
        block: &InputBlock,
        empty: impl Fn() -> AnsweredBlock,
        mut send: impl FnMut(AnsweredBlock) -> bool,
    ) -> bool {
        let separator = self.job.separator();
        let bytes = block.bytes.strip_suffix(&[separator]).unwrap_or(&block.bytes);
        let mut answers = empty();
        for (i, record) in bytes.split(|&b| b == separator).enumerate() {
            if self.closed.load(Ordering::Relaxed) {
                return false;
            }
            if answers.text.len() > PART && !send(std::mem::replace(&mut answers, empty())) {
                return false;
            }
            self.record(record, block.first + i + 1, &mut answers);
        }
        answers.ends_block = true;
        send(answers)
    }

    fn record(&mut self, record: &[u8], number: usize, answers: &mut AnsweredBlock) {
        if record.len() > LARGEST_REQUEST {
            let most = size(LARGEST_REQUEST as u64);
            return self.unreadable(&format!("longer than the {most} of a request"), None, number, answers);
        }
        match self.job.input {
            InputFormat::Nul => self.answer(&decode_line(record), None, answers),
            InputFormat::Lines => {
                self.answer(&decode_line(record.strip_suffix(b"\r").unwrap_or(record)), None, answers)
            }
            InputFormat::Jsonl => match json_line::parse(record) {
                Ok((request, input)) => self.answer(&request, Some(input), answers),
                Err((reason, input)) => self.unreadable(&reason, input, number, answers),
            },
        }
    }

    fn unreadable(&self, reason: &str, input: Option<&RawValue>, number: usize, answers: &mut AnsweredBlock) {
        let what = if self.job.input == InputFormat::Nul { "record" } else { "line" };
        let error = format!("{what} {number} of the input: {reason}");
        self.job.printer.failure(&mut answers.text, &error, input);
        answers.unreadable.push(error);
    }

    fn answer(&mut self, request: &str, input: Option<&RawValue>, answers: &mut AnsweredBlock) {
        let started = self.job.is_logged.then(Instant::now);
        let mut scored = self.scorer.score(request);
        let decision = self.job.decide(&mut scored);
        let explanation = Explanation::of(&mut scored, &decision, self.job.detail);
        let answer = Answer::new(request, &decision, &explanation, self.index);
        let before = answers.text.len();
        self.job.printer.answer(&mut answers.text, &answer, input);
        if self.index.has_lost_card() {
            answers.text.truncate(before);
            self.job.printer.failure(&mut answers.text, LOST_CARD, input);
            answers.unreadable.push(LOST_CARD.to_owned());
            return;
        }
        answers.unclear |= decision.status == Status::Unclear;
        if !terminal::is_quiet() {
            answers.warnings.extend(answer.warnings());
        }
        answers.problems.extend(problem(&decision).map(str::to_owned));
        if let Some(started) = started {
            let session = self.job.session.as_deref();
            answers.log.extend(log_line(&answer, session, started.elapsed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_answers_is_taken_again_unless_it_is_huge() {
        let spare = Spare::default();
        for (capacity, is_kept) in [(BLOCK, true), (MAX_SPARE + 1, false)] {
            spare.put(AnsweredBlock { text: Vec::with_capacity(capacity), unclear: true, ..AnsweredBlock::default() });
            let taken = spare.take();
            assert_eq!(taken.text.capacity() >= capacity, is_kept);
            assert!(taken.text.is_empty() && !taken.unclear);
        }
    }
}
