//! Loops of a plan, and stops at which a person must allow it to continue, for engines without loops or gates.

use super::{Plan, Task};
use std::collections::HashSet;

/// Maximum number of iterations of a loop if the team states none.
const MAX_ROUNDS: u32 = 3;

/// A loop of a plan.
pub struct Loop<'p> {
    /// Condition that ends it.
    pub until: &'p str,
    /// The task whose last line says whether the condition holds.
    pub last: &'p str,
    /// Ids of its tasks, in the order of the plan.
    pub tasks: Vec<&'p str>,
    /// The same, to look them up.
    members: HashSet<&'p str>,
    /// Maximum number of iterations.
    pub rounds: u32,
}

impl Loop<'_> {
    /// Whether an iteration starts with a task: it waits for no other of the loop.
    pub fn starts_with(&self, task: &Task) -> bool {
        self.has(&task.id) && !task.after.iter().any(|before| self.has(before))
    }

    /// Whether a task belongs to it.
    pub fn has(&self, id: &str) -> bool {
        self.members.contains(id)
    }
}

impl Plan {
    /// What somebody must confirm before a task starts: its gates, and the end of loops directly before it.
    pub fn stops(&self, task: &Task) -> Vec<String> {
        let ended = task.after.iter().filter_map(|before| self.task(before)?.until.as_deref());
        task.gates.iter().map(String::as_str).chain(ended).map(str::to_owned).collect()
    }

    /// All loops, in the order in which they end.
    pub fn loops(&self) -> Vec<Loop<'_>> {
        self.tasks.iter().filter_map(|task| self.loop_of(task)).collect()
    }

    /// The outermost loops, whose iterations can be unrolled into separate tasks.
    pub fn outer_loops(&self) -> Vec<Loop<'_>> {
        let all = self.loops();
        let is_inside = |one: &Loop| {
            let share = |other: &&Loop| other.tasks.iter().any(|id| one.has(id));
            let is_larger = |other: &Loop| (other.tasks.len(), other.last) > (one.tasks.len(), one.last);
            all.iter().filter(share).any(is_larger)
        };
        let inside: Vec<bool> = all.iter().map(is_inside).collect();
        all.into_iter().zip(inside).filter(|(_, is_inside)| !is_inside).map(|(found, _)| found).collect()
    }

    /// The loop that ends with a task: the tasks of its steps, and what lies on a path between two of them.
    pub fn loop_of<'p>(&'p self, task: &'p Task) -> Option<Loop<'p>> {
        let until = task.until.as_deref()?;
        let mut behind: HashSet<&str> = task.repeats.iter().map(String::as_str).collect();
        let mut before = behind.clone();
        // What lies on a path between two tasks stands between them in the plan.
        let places = || task.repeats.iter().filter_map(|id| self.position(id));
        let between = match (places().min(), places().max()) {
            (Some(first), Some(last)) => &self.tasks[first..=last],
            _ => &[],
        };
        for task in between {
            if task.after.iter().any(|id| behind.contains(id.as_str())) {
                behind.insert(&task.id);
            }
        }
        for task in between.iter().rev() {
            if before.contains(task.id.as_str()) {
                before.extend(task.after.iter().map(String::as_str));
            }
        }
        let tasks = between.iter().map(|task| task.id.as_str());
        let tasks: Vec<&str> = tasks.filter(|id| behind.contains(id) && before.contains(id)).collect();
        let members = tasks.iter().copied().collect();
        Some(Loop { until, last: &task.id, tasks, members, rounds: self.max_iterations.unwrap_or(MAX_ROUNDS) })
    }
}
