//! The state of a run, reconstructed from its journal.

use super::journal::JournalEvent;
use super::spec::{RunTask, Spec, is_second, next_round};
use crate::log::{Attempt, RunOutcome};
use std::collections::BTreeMap;

/// The state of a task.
#[derive(Debug, Clone, PartialEq)]
pub enum TaskState {
    /// Waiting, for this try.
    Waiting(u32),
    /// Running, in this try.
    Started(u32),
    /// Done, by this try.
    Done(u32),
    /// Failed.
    Failed,
    /// Blocked, by this.
    Skipped(String),
}

/// The state of a run.
#[derive(Debug, Clone, Default)]
pub struct RunProgress {
    /// Each task.
    pub tasks: BTreeMap<String, TaskState>,
    /// Each try with its number, in the order of their ends.
    pub attempts: Vec<(String, u32, Attempt)>,
    /// The answers to questions.
    pub answers: BTreeMap<String, bool>,
    /// The loops that reached their maximum number of rounds, by last task, and the reason why that was not enough.
    pub given_up: BTreeMap<String, String>,
    /// The rounds of loops after the first, by last task.
    rounds: BTreeMap<String, u32>,
    /// The number of each task's latest try. Numbers never repeat, so that every try keeps its results.
    latest: BTreeMap<String, u32>,
}

impl RunProgress {
    /// The state according to a journal. If everything that could be done was done, failed tasks are tried again.
    pub fn replay(spec: &Spec, events: &[JournalEvent]) -> Self {
        let tasks = spec.tasks.iter().map(|task| (task.id.clone(), TaskState::Waiting(1))).collect();
        let mut progress = Self { tasks, ..Self::default() };
        events.iter().for_each(|event| progress.apply(spec, event));
        progress
    }

    /// Applies one event.
    pub fn apply(&mut self, spec: &Spec, event: &JournalEvent) {
        match event {
            JournalEvent::Begun { .. } => {}
            JournalEvent::Started { task, number, .. } => {
                self.latest.insert(task.clone(), *number);
                self.set(task, TaskState::Started(*number));
            }
            JournalEvent::Ended { task, number, attempt, .. } => {
                let again = spec.task(task).is_ok_and(|task| task.fallback.is_some());
                self.set(task, after(attempt, *number, again));
                self.attempts.push((task.clone(), *number, attempt.clone()));
            }
            JournalEvent::Skipped { task, because, .. } => self.set(task, TaskState::Skipped(because.clone())),
            JournalEvent::Again { task, .. } => {
                let repeat = spec.task(task).ok().and_then(|task| task.repeat.as_ref());
                for id in repeat.iter().flat_map(|repeat| &repeat.tasks) {
                    self.set(id, TaskState::Waiting(self.next(id)));
                    // A loop inside this one starts over.
                    if id != task {
                        self.rounds.remove(id);
                    }
                }
                *self.rounds.entry(task.clone()).or_default() += 1;
            }
            JournalEvent::GaveUp { task, because, .. } => {
                self.given_up.insert(task.clone(), because.clone());
                self.set(task, TaskState::Failed);
            }
            JournalEvent::Answered { question, yes, .. } => _ = self.answers.insert(question.clone(), *yes),
            JournalEvent::Finished { .. } => {
                self.given_up.clear();
                self.rounds.clear();
                let settled = |state: &TaskState| matches!(state, TaskState::Failed | TaskState::Skipped(_));
                let again: Vec<String> =
                    self.tasks.iter().filter(|(_, state)| settled(state)).map(|(id, _)| id.clone()).collect();
                again.iter().for_each(|id| self.set(id, TaskState::Waiting(self.next(id))));
                self.answers.retain(|_, yes| *yes);
            }
        }
    }

    /// Sets a task's state.
    pub fn set(&mut self, task: &str, state: TaskState) {
        self.tasks.insert(task.to_owned(), state);
    }

    /// The state of the task with this id.
    pub fn of(&self, task: &str) -> &TaskState {
        self.tasks.get(task).unwrap_or(&TaskState::Waiting(1))
    }

    /// The first try of a task's next round.
    fn next(&self, task: &str) -> u32 {
        next_round(self.latest.get(task).copied().unwrap_or_default())
    }

    /// The round of the loop that ends with a task, from 1.
    pub fn round(&self, task: &str) -> u32 {
        1 + self.rounds.get(task).copied().unwrap_or_default()
    }

    /// The number of the latest try of a task that was done, whatever has become of it since.
    pub fn latest_done(&self, task: &str) -> Option<u32> {
        let mut tries = self.attempts.iter().rev();
        tries.find(|(id, _, attempt)| id == task && attempt.outcome == RunOutcome::Done).map(|(_, number, _)| *number)
    }

    /// The tasks that are done.
    pub fn done<'a>(&'a self, spec: &'a Spec) -> impl DoubleEndedIterator<Item = &'a RunTask> {
        spec.tasks.iter().filter(|task| matches!(self.of(&task.id), TaskState::Done(_)))
    }
}

/// The state after a try.
fn after(attempt: &Attempt, number: u32, again: bool) -> TaskState {
    match attempt.outcome {
        RunOutcome::Done => TaskState::Done(number),
        RunOutcome::Interrupted => TaskState::Waiting(number),
        _ if !is_second(number) && again => TaskState::Waiting(number + 1),
        _ => TaskState::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_try_leads_to() {
        let attempt = |outcome: RunOutcome| Attempt {
            agent: "a".to_owned(),
            outcome,
            detail: None,
            exit: None,
            signal: None,
            duration_ms: 0,
            output_bytes: 0,
            knowledge_used: None,
        };
        let cases = [
            (RunOutcome::Done, 1, true, TaskState::Done(1)),
            (RunOutcome::Done, 2, true, TaskState::Done(2)),
            (RunOutcome::Failed, 1, true, TaskState::Waiting(2)),
            (RunOutcome::Failed, 1, false, TaskState::Failed),
            (RunOutcome::Timeout, 2, true, TaskState::Failed),
            (RunOutcome::Interrupted, 2, true, TaskState::Waiting(2)),
        ];
        for (outcome, number, again, state) in cases {
            assert_eq!(after(&attempt(outcome), number, again), state, "{outcome:?} {number} {again}");
        }
    }
}
