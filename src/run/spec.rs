//! A plan as it is carried out. It is stored with the run, so that later edits of the agents do not change it.

use super::Assignment;
use crate::args::RunArgs;
use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use task_router_engine::plan::position;
use task_router_engine::{Index, Plan, Team};

/// How many bytes of a result are included in a prompt; the file has the rest.
const LONGEST_RESULT: usize = 64 << 10;

/// Everything a run is made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spec {
    /// The run's id.
    pub id: String,
    /// The request.
    pub request: String,
    /// The team, which is also the name of its lead.
    pub team: String,
    /// The one the lead reports to.
    pub reports_to: Option<String>,
    /// The command.
    pub command: Vec<String>,
    /// The timeout of a try.
    pub timeout_ms: Option<u64>,
    /// The tasks.
    pub tasks: Vec<RunTask>,
    /// The ids of the tasks, wave by wave.
    pub waves: Vec<Vec<String>>,
    /// The gates for the work to count as complete.
    pub gates: Vec<String>,
}

/// A task as it is carried out.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunTask {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its origin: `request`, `flow` or `needs`.
    #[serde(default)]
    pub source: String,
    /// The ids of the tasks it waits for.
    pub after: Vec<String>,
    /// The assignment of its agent.
    pub who: Assignment,
    /// The fallback's assignment.
    pub fallback: Option<Assignment>,
    /// How to undo it.
    pub rollback: Option<String>,
    /// Its risks.
    pub risks: Vec<String>,
    /// The questions to ask before it begins.
    #[serde(default)]
    pub before: Vec<String>,
    /// The loop that ends with this task.
    #[serde(default)]
    pub repeat: Option<TaskLoop>,
}

/// Tasks that are repeated until a condition holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct TaskLoop {
    /// The condition.
    pub until: String,
    /// The tasks.
    pub tasks: Vec<String>,
    /// The maximum number of rounds.
    pub most: u32,
}

impl Spec {
    /// Converts a plan.
    pub fn of(plan: &Plan, team: &Team, index: &Index, id: &str, args: &RunArgs) -> anyhow::Result<Self> {
        let utf8 = |word: &std::ffi::OsString| word.to_str().map(str::to_owned);
        let command: Option<Vec<String>> = args.command.iter().map(utf8).collect();
        let fallbacks = Fallbacks { index, args };
        let tasks = plan.tasks.iter().map(|task| {
            let who = Assignment::of_task(task, plan, index);
            RunTask {
                id: task.id.clone(),
                title: task.title.clone(),
                source: task.source.name().to_owned(),
                after: task.after.clone(),
                fallback: fallbacks.of(task, &who),
                who,
                rollback: task.rollback.clone(),
                risks: task.risks.clone(),
                before: questions(plan, task),
                repeat: repeat(plan, task),
            }
        });
        Ok(Self {
            id: id.to_owned(),
            request: plan.request.clone(),
            team: plan.team.clone(),
            reports_to: team.policy.reports_to.clone(),
            command: command.context("the command of a plan has to be valid UTF-8, because it is kept for --resume")?,
            timeout_ms: args.timeout.map(crate::log::millis),
            tasks: tasks.collect(),
            waves: plan.waves.clone(),
            gates: plan.gates.clone(),
        })
    }

    /// The task with this id.
    pub fn task(&self, id: &str) -> anyhow::Result<&RunTask> {
        match position(&self.tasks, id, |task| &task.id) {
            Some(at) => Ok(&self.tasks[at]),
            None => bail!("run `{}` has no task `{id}`", self.id),
        }
    }
}

impl RunTask {
    /// The assignment for a try of it.
    pub fn assigned(&self, number: u32) -> &Assignment {
        self.fallback.as_ref().filter(|_| is_second(number)).unwrap_or(&self.who)
    }
}

/// Whether a try is by the fallback: each round of a loop has two numbers, the second of which is the fallback's.
pub fn is_second(number: u32) -> bool {
    number.is_multiple_of(2)
}

/// The round to which a try belongs, from 1.
pub fn round(number: u32) -> u32 {
    number.div_ceil(2)
}

/// The first try of the next round.
pub fn next_round(number: u32) -> u32 {
    2 * round(number) + 1
}

/// The questions before a task: approvals, then gates.
fn questions(plan: &Plan, task: &task_router_engine::plan::Task) -> Vec<String> {
    let approvals = plan.approvals.iter().filter(|approval| approval.before.contains(&task.id));
    let approvals = approvals.map(|approval| {
        format!("does {} approve, before {}: {}?", approval.by, approval.before.join(", "), approval.about)
    });
    let gates = task.gates.iter().map(|gate| format!("does this hold, before {}: {gate}?", task.id));
    approvals.chain(gates).collect()
}

/// The loop that ends with a task.
fn repeat(plan: &Plan, task: &task_router_engine::plan::Task) -> Option<TaskLoop> {
    let found = plan.loop_of(task)?;
    let tasks = found.tasks.iter().map(|id| (*id).to_owned()).collect();
    Some(TaskLoop { until: found.until.to_owned(), tasks, most: found.rounds })
}

/// The assignments of second tries.
struct Fallbacks<'a> {
    index: &'a Index,
    args: &'a RunArgs,
}

impl Fallbacks<'_> {
    fn of(&self, task: &task_router_engine::plan::Task, who: &Assignment) -> Option<Assignment> {
        if self.args.no_retry {
            return None;
        }
        let mut fallback = Assignment::of_fallback(self.index, &task.asked, &who.agent)?;
        fallback.request.clone_from(&who.request);
        // The task's place in the plan follows the specialist's own prompt.
        if !task.brief.is_empty() {
            fallback.prompt.extend(["\n\n", &task.brief]);
        }
        Some(fallback)
    }
}

/// A result that a task is told.
pub struct TaskResult<'a> {
    /// The task that it is of.
    pub task: &'a RunTask,
    /// The file.
    pub path: PathBuf,
    /// Whether it is of the round before, in a loop that begins again.
    pub of_round_before: bool,
}

/// A prompt, followed by the results of the tasks it waits for.
///
/// # Errors
/// If a result cannot be read.
pub fn with_results<'a>(prompt: &str, results: impl Iterator<Item = TaskResult<'a>>) -> anyhow::Result<String> {
    let mut text = prompt.trim_end().to_owned();
    for TaskResult { task, path, of_round_before } in results {
        let bytes = read_beginning(&path).with_context(|| format!("cannot read the result `{}`", path.display()))?;
        let result = String::from_utf8_lossy(&bytes);
        let more = if bytes.len() >= LONGEST_RESULT { "\n[cut; the whole result is in the file]" } else { "" };
        let result = result.trim_end();
        let before = if of_round_before { ", THE ROUND BEFORE" } else { "" };
        text.push_str(&format!(
            "\n\nRESULT OF {}{before} ({}: {}), in {}:\n{result}{more}",
            task.id,
            task.who.agent,
            task.title,
            path.display()
        ));
    }
    Ok(text)
}

fn read_beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST_RESULT as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}
