//! Carries out a plan wave by wave, several tasks in parallel, with every event in the journal before the next.

use super::folder::{RunFolder, write_whole};
use super::questions::Respondent;
use super::step::{Going, TryState, TryStep};
use super::verdict::verdict;
use crate::args::RunArgs;
use crate::child::Interrupts;
use crate::log::{self, Attempt, Log, LogEntry, RunOutcome, now};
use crate::print::plan_run::RunWatch;
use crate::run::journal::Journal;
use crate::run::spec::{RunTask, TaskResult, next_round, round, with_results};
use crate::run::{JournalEvent, RunProgress, Spec, TaskState};
use anyhow::Context;
use serde::Serialize;
use std::time::Duration;
use task_router_engine::json::VERSION;

/// Why a run ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RunEnd {
    /// Everything that could be done is done.
    Finished,
    /// Somebody said no.
    Refused(String),
    /// Nobody was there to answer.
    Unanswered(String),
    /// A signal arrived.
    Interrupted(i32),
    /// Something could not be read or written.
    Broken(String),
}

/// Where a run continues after a wave.
enum Looped {
    /// With the next wave.
    On,
    /// With an earlier wave.
    Back(usize),
    /// Nowhere.
    Stop(RunEnd),
}

/// A run in progress.
pub struct Runner<'a> {
    folder: &'a RunFolder,
    spec: &'a Spec,
    journal: Journal,
    progress: RunProgress,
    going: Vec<(String, u32, Going)>,
    side_by_side: usize,
    respondent: Respondent,
    interrupts: &'a Interrupts,
    watch: RunWatch,
    log: Option<Log>,
}

/// A task as a log entry, with the keys of a decision that it has.
#[derive(Serialize)]
struct TaskEntry<'a> {
    version: u32,
    request: &'a str,
    team: &'a str,
    status: &'a str,
    agent: &'a str,
    knowledge: Option<&'a str>,
    run: &'a str,
    task: &'a str,
    source: &'a str,
}

impl<'a> Runner<'a> {
    /// A run according to its journal.
    pub fn new(
        folder: &'a RunFolder,
        spec: &'a Spec,
        journal: Journal,
        args: &RunArgs,
        interrupts: &'a Interrupts,
        events: &[JournalEvent],
    ) -> Self {
        let progress = RunProgress::replay(spec, events);
        let begun = progress.tasks.iter().filter_map(|(task, state)| match state {
            TaskState::Started(number) => Some((task.clone(), *number)),
            _ => None,
        });
        let found = |(task, number): (String, u32)| {
            let [lock, outcome] = ["lock", "json"].map(|ending| folder.result(&task, number, ending));
            (task, number, Going::found(&lock, &outcome))
        };
        Self {
            folder,
            spec,
            journal,
            going: begun.map(found).collect(),
            side_by_side: args.jobs.max(1),
            respondent: Respondent::find(args.yes),
            interrupts,
            watch: RunWatch::new(spec.tasks.len()),
            log: args.log.as_deref().map(Log::open),
            progress,
        }
    }

    /// The state of the run.
    pub fn progress(&self) -> &RunProgress {
        &self.progress
    }

    /// Continues until everything that can be done is done, or something stops it.
    ///
    /// # Errors
    /// If something cannot be written, or a step ends without an outcome.
    pub fn run(&mut self) -> anyhow::Result<RunEnd> {
        let mut at = 0;
        while let Some(wave) = self.spec.waves.get(at) {
            if let Some(stop) = self.guards(wave)? {
                return Ok(stop);
            }
            if let Some(stop) = self.wave(wave)? {
                return Ok(stop);
            }
            at = match self.loops(wave)? {
                Looped::On => at + 1,
                Looped::Back(first) => first,
                Looped::Stop(stop) => return Ok(stop),
            };
        }
        if self.progress.done(self.spec).count() == self.spec.tasks.len() {
            for gate in &self.spec.gates {
                if let Some(stop) = self.ask(&format!("is this met: {gate}?"))? {
                    return Ok(stop);
                }
            }
        }
        // For `--resume`, which then retries failed tasks.
        self.journal.append(&JournalEvent::Finished { time: now() })?;
        Ok(RunEnd::Finished)
    }

    /// Asks every unanswered question.
    fn ask(&mut self, question: &str) -> anyhow::Result<Option<RunEnd>> {
        if self.progress.answers.get(question) == Some(&true) {
            return Ok(None);
        }
        Ok(match self.answer(question)? {
            Ok(true) => None,
            Ok(false) => Some(RunEnd::Refused(question.to_owned())),
            Err(stop) => Some(stop),
        })
    }

    /// Asks for the approvals and gates before the tasks of a wave. Everything else waits.
    fn guards(&mut self, wave: &[String]) -> anyhow::Result<Option<RunEnd>> {
        for id in wave {
            let task = self.spec.task(id)?;
            if !matches!(self.progress.of(id), TaskState::Waiting(_)) || self.obstacle(task).is_some() {
                continue;
            }
            for question in &task.before {
                if let Some(stop) = self.ask(question)? {
                    return Ok(Some(stop));
                }
            }
        }
        Ok(None)
    }

    /// Whether the loops that end in a wave have ended. The last line of a result decides; if it does not say, the
    /// question is asked.
    fn loops(&mut self, wave: &[String]) -> anyhow::Result<Looped> {
        for id in wave {
            let task = self.spec.task(id)?;
            let (Some(repeat), TaskState::Done(number)) = (&task.repeat, self.progress.of(id).clone()) else {
                continue;
            };
            let holds = match verdict(&self.folder.result(id, number, "out")) {
                Some(holds) => holds,
                None => match self.asked(&format!(
                    "does this hold, after round {} of {id}: {}?",
                    round(number),
                    repeat.until
                ))? {
                    Ok(holds) => holds,
                    Err(stop) => return Ok(Looped::Stop(stop)),
                },
            };
            if holds {
                continue;
            }
            if self.progress.round(id) >= repeat.most {
                let because = format!("{} does not hold after {} rounds", repeat.until, repeat.most);
                self.happened(JournalEvent::GaveUp { time: now(), task: id.clone(), because })?;
                continue;
            }
            self.happened(JournalEvent::Again { time: now(), task: id.clone(), number: next_round(number) })?;
            let holds_one = |wave: &Vec<String>| wave.iter().any(|id| repeat.tasks.contains(id));
            return Ok(self.spec.waves.iter().position(holds_one).map_or(Looped::On, Looped::Back));
        }
        Ok(Looped::On)
    }

    /// The answer to a question, from earlier if it was already answered.
    fn asked(&mut self, question: &str) -> anyhow::Result<Result<bool, RunEnd>> {
        if let Some(yes) = self.progress.answers.get(question) {
            return Ok(Ok(*yes));
        }
        self.answer(question)
    }

    /// The answer of the respondent, which is kept.
    fn answer(&mut self, question: &str) -> anyhow::Result<Result<bool, RunEnd>> {
        let asked = self.watch.suspended(|| self.respondent.ask(question, self.interrupts));
        let Some(yes) = asked.context("cannot ask at the terminal")? else {
            let interrupted = self.interrupts.pending().map(RunEnd::Interrupted);
            return Ok(Err(interrupted.unwrap_or_else(|| RunEnd::Unanswered(question.to_owned()))));
        };
        self.happened(JournalEvent::Answered { time: now(), question: question.to_owned(), yes })?;
        Ok(Ok(yes))
    }

    /// Runs all tasks of a wave until each is settled.
    fn wave(&mut self, wave: &[String]) -> anyhow::Result<Option<RunEnd>> {
        loop {
            if let Some(signal) = self.interrupts.pending() {
                return Ok(Some(RunEnd::Interrupted(signal)));
            }
            self.take_ended()?;
            for id in wave {
                let TaskState::Waiting(number) = *self.progress.of(id) else { continue };
                let task = self.spec.task(id)?;
                match self.obstacle(task) {
                    Some(because) => self.happened(JournalEvent::Skipped { time: now(), task: id.clone(), because })?,
                    None if self.going.len() < self.side_by_side => self.start(task, number)?,
                    None => {}
                }
            }
            if wave.iter().all(|id| !matches!(self.progress.of(id), TaskState::Waiting(_) | TaskState::Started(_))) {
                return Ok(None);
            }
            self.watch.tick(&self.going.iter().map(|(task, ..)| task.as_str()).collect::<Vec<_>>());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The reason why a task cannot run.
    fn obstacle(&self, task: &RunTask) -> Option<String> {
        let missing = |id: &&String| !matches!(self.progress.of(id), TaskState::Done(_));
        task.after.iter().find(missing).map(|id| format!("{id} is not done"))
    }

    fn start(&mut self, task: &RunTask, number: u32) -> anyhow::Result<()> {
        let file = |ending: &str| self.folder.result(&task.id, number, ending);
        let mut who = task.assigned(number).clone();
        let results = task.after.iter().filter_map(|id| self.result(id)).chain(self.rounds_before(task));
        who.prompt = with_results(&who.prompt, results)?;
        who.extra = vec![("ROUTE_RUN".to_owned(), self.spec.id.clone()), ("ROUTE_TASK".to_owned(), task.id.clone())];
        let agent = who.agent.clone();
        let step = TryStep {
            command: self.spec.command.clone(),
            timeout_ms: self.spec.timeout_ms,
            who,
            output: file("out"),
            errors: file("err"),
            outcome: file("json"),
        };
        write_whole(&file("step"), &serde_json::to_vec(&step)?)?;
        // So that an outcome of an earlier try is not taken for this one's.
        match std::fs::remove_file(&step.outcome) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                return Err(e).with_context(|| format!("cannot remove `{}`", step.outcome.display()));
            }
            _ => {}
        }
        self.happened(JournalEvent::Started { time: now(), task: task.id.clone(), number, agent })?;
        let going = Going::start(&file("step"), &file("lock"), &step.outcome)?;
        self.going.push((task.id.clone(), number, going));
        Ok(())
    }

    /// The result of a task that is done.
    fn result(&self, id: &str) -> Option<TaskResult<'a>> {
        match self.progress.of(id) {
            TaskState::Done(number) => {
                let path = self.folder.result(id, *number, "out");
                Some(TaskResult { task: self.spec.task(id).ok()?, path, of_round_before: false })
            }
            _ => None,
        }
    }

    /// What the loops that begin again with a task have found in the round before.
    fn rounds_before(&self, task: &RunTask) -> Vec<TaskResult<'a>> {
        let begins = |tasks: &[String]| tasks.contains(&task.id) && !task.after.iter().any(|id| tasks.contains(id));
        let last = self.spec.tasks.iter().filter(|last| last.repeat.as_ref().is_some_and(|r| begins(&r.tasks)));
        let last = last.filter(|last| self.progress.round(&last.id) > 1);
        let result = |task: &'a RunTask| {
            let path = self.folder.result(&task.id, self.progress.latest_done(&task.id)?, "out");
            Some(TaskResult { task, path, of_round_before: true })
        };
        last.filter_map(result).collect()
    }

    fn take_ended(&mut self) -> anyhow::Result<()> {
        let mut at = 0;
        while at < self.going.len() {
            let (task, number, going) = &mut self.going[at];
            let (task, number) = (task.clone(), *number);
            match going.standing()? {
                TryState::Going => {
                    at += 1;
                    continue;
                }
                TryState::Ended(attempt) => {
                    self.happened(JournalEvent::Ended { time: now(), task, number, attempt: *attempt })?;
                }
                // It was killed together with the `route` that began it, so begin again.
                TryState::Lost => self.progress.set(&task, TaskState::Waiting(number)),
            }
            self.going.remove(at);
        }
        Ok(())
    }

    /// Stops running tasks and waits for them. What an earlier `route` began continues by itself.
    pub fn stop_all(&mut self) {
        self.going.retain(|(_, _, going)| going.is_own());
        self.going.iter_mut().for_each(|(_, _, going)| going.stop());
        while !self.going.is_empty() {
            // Without a journal there is nothing left to do but wait.
            if self.take_ended().is_err() {
                self.going.retain_mut(|(_, _, going)| matches!(going.standing(), Ok(TryState::Going)));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Writes an event to the journal, and then applies it.
    fn happened(&mut self, event: JournalEvent) -> anyhow::Result<()> {
        self.journal.append(&event)?;
        self.progress.apply(self.spec, &event);
        self.watch.show(self.spec, &event, &self.progress);
        match event {
            JournalEvent::Ended { task, number, .. } => self.keep(&task, number),
            _ => Ok(()),
        }
    }

    /// Whether a task that is done ends a loop for the last time, and says that it has not succeeded.
    fn gives_up(&self, task: &RunTask, number: u32) -> bool {
        let is_last = task.repeat.as_ref().is_some_and(|repeat| self.progress.round(&task.id) >= repeat.most);
        is_last && verdict(&self.folder.result(&task.id, number, "out")) == Some(false)
    }

    /// Appends a settled task to the log, with its tries of this round.
    fn keep(&mut self, id: &str, number: u32) -> anyhow::Result<()> {
        let task = self.spec.task(id)?;
        let outcome = match self.progress.of(id) {
            TaskState::Done(_) if !self.gives_up(task, number) => RunOutcome::Done,
            TaskState::Done(_) | TaskState::Failed => RunOutcome::Failed,
            _ => return Ok(()),
        };
        let Some(log) = &mut self.log else { return Ok(()) };
        let record = TaskEntry {
            version: VERSION,
            request: &task.who.request,
            team: &self.spec.team,
            status: &task.who.status,
            agent: &task.who.agent,
            knowledge: task.who.knowledge.as_deref(),
            run: &self.spec.id,
            task: id,
            source: &task.source,
        };
        let tries = self.progress.attempts.iter().filter(|(task, n, _)| task == id && round(*n) == round(number));
        let attempts: Vec<Attempt> = tries.map(|(_, _, attempt)| attempt.clone()).collect();
        let duration = attempts.iter().map(|attempt| attempt.duration_ms).sum();
        let session = log::session();
        let entry = LogEntry {
            outcome: Some(outcome),
            attempts: &attempts,
            ..LogEntry::of(log::LogEvent::Run, session.as_deref(), Duration::from_millis(duration))
        };
        log.append(&log::line(serde_json::to_vec(&record)?, &entry));
        Ok(())
    }

    /// Whether writing the log failed.
    pub fn log_failed(&self) -> bool {
        self.log.as_ref().is_some_and(Log::failed)
    }
}
