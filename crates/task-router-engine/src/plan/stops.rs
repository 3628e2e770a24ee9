//! Where a plan stops until a person says that it may go on: for engines that know neither gates nor loops.

use super::{Plan, Task};
use std::collections::BTreeSet;

/// How often a loop is gone through where the team does not say.
const MOST_ROUNDS: u32 = 3;

/// A loop of a plan.
pub struct Loop<'p> {
    /// What ends it.
    pub until: &'p str,
    /// The ids of its tasks, in the order of the plan.
    pub tasks: Vec<&'p str>,
    /// How often it is gone through at most.
    pub rounds: u32,
}

impl Plan {
    /// What somebody has to see before a task begins: its gates, and that the loops which end right before it have ended.
    pub fn stops(&self, task: &Task) -> Vec<String> {
        let ended = task.after.iter().filter_map(|before| self.task(before)?.until.as_deref());
        task.gates.iter().map(String::as_str).chain(ended).map(str::to_owned).collect()
    }

    /// The loop that ends with a task.
    pub fn loop_of<'p>(&'p self, task: &'p Task) -> Option<Loop<'p>> {
        let until = task.until.as_deref()?;
        let first = task.back_to.as_deref().unwrap_or(&task.id);
        let (mut inside, mut before) = (BTreeSet::from([first]), BTreeSet::from([task.id.as_str()]));
        for task in &self.tasks {
            if task.after.iter().any(|id| inside.contains(id.as_str())) {
                inside.insert(&task.id);
            }
        }
        for task in self.tasks.iter().rev().filter(|task| task.id != first) {
            if before.contains(task.id.as_str()) {
                before.extend(task.after.iter().map(String::as_str));
            }
        }
        let tasks = self.tasks.iter().map(|task| task.id.as_str());
        let tasks = tasks.filter(|id| inside.contains(id) && before.contains(id)).collect();
        Some(Loop { until, tasks, rounds: self.max_iterations.unwrap_or(MOST_ROUNDS) })
    }
}
