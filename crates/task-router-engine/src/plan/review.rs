//! Reviews a plan as a lead would: escalations, approvals, bottlenecks, write conflicts, interfaces and risks.

use super::assemble::Assembly;
use super::{Plan, Task, TaskOrigin};
use crate::decide::Decision;
use crate::index::RuleAction;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

/// The most bottlenecks that are listed: in a long chain half of the tasks are some, and each names all that wait for it.
const MOST_BOTTLENECKS: usize = 50;

/// An escalation: somebody must be informed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Escalation {
    /// Who.
    pub to: String,
    /// The trigger.
    pub about: String,
}

/// An approval that is required.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Approval {
    /// Who must approve.
    pub by: String,
    /// The trigger.
    pub about: String,
    /// The tasks that wait for it.
    pub before: Vec<String>,
}

/// A task that most others wait for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bottleneck {
    /// The task.
    pub task: String,
    /// The tasks that wait for it, directly or not.
    pub waiting: Vec<String>,
}

/// A result that several tasks write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// The result.
    pub result: String,
    /// The tasks.
    pub tasks: Vec<String>,
}

/// A result passed between tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interface {
    /// The result.
    pub result: String,
    /// The tasks that define it.
    pub defined_by: Vec<String>,
    /// The tasks that use it.
    pub used_by: Vec<String>,
}

/// A risk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Risk {
    /// What can go wrong.
    pub risk: String,
    /// What is done against it.
    pub mitigation: String,
    /// Its likelihood, if its author states it.
    pub likelihood: Option<String>,
    /// Its effect, if its author states it.
    pub effect: Option<String>,
    /// The tasks that it belongs to; empty if it applies to any work.
    pub tasks: Vec<String>,
}

/// Adds the review to a plan with its tasks.
pub fn review(plan: &mut Plan, from: &Assembly, decision: &Decision, ids: &[String]) {
    rules(plan, from, decision, ids);
    plan.bottlenecks = bottlenecks(&plan.tasks);
    plan.interfaces = interfaces(&plan.tasks);
    let several = plan.interfaces.iter().filter(|interface| interface.defined_by.len() > 1);
    plan.conflicts = several.map(|i| Conflict { result: i.result.clone(), tasks: i.defined_by.clone() }).collect();
    plan.interfaces.retain(|interface| !interface.used_by.is_empty());
    risks(plan, from);
}

/// Adds the escalations and approvals required by the request and its parts, without duplicates.
fn rules(plan: &mut Plan, from: &Assembly, decision: &Decision, ids: &[String]) {
    // A clause alone is ambiguous; these signals count only if the whole request has them.
    let of_parts = from.drafts.tasks.iter().filter(|task| !task.is_share).map(|task| &task.decision);
    let asked = Asked::of(from, ids);
    let mut known = HashSet::new();
    for decision in std::iter::once(decision).chain(of_parts) {
        for action in decision.actions(from.index) {
            if !known.insert(action) {
                continue;
            }
            match action {
                RuleAction::Escalate(to, about) => {
                    plan.escalations.push(Escalation { to: to.clone(), about: about.clone() });
                }
                RuleAction::Approval(by, about) => {
                    let before = asked.waiting(&plan.tasks, action, by, about);
                    plan.approvals.push(Approval { by: by.clone(), about: about.clone(), before });
                }
                _ => {}
            }
        }
    }
}

/// What is looked up for each approval. A team may have thousands of them.
struct Asked<'p> {
    /// The agents that each approval names, by who gives it and for what.
    agents: HashMap<(&'p str, &'p str), &'p [String]>,
    /// The tasks of the parts of the request, by the actions that they require.
    parts: HashMap<&'p RuleAction, BTreeSet<&'p String>>,
}

impl<'p> Asked<'p> {
    fn of(from: &Assembly<'p>, ids: &'p [String]) -> Self {
        let (mut agents, mut parts) = (HashMap::new(), HashMap::<_, BTreeSet<_>>::new());
        for rule in &from.team.policy.approval {
            agents.entry((rule.to.as_str(), rule.about.as_str())).or_insert(rule.before.as_slice());
        }
        let of_request = from.drafts.tasks.iter().zip(ids).filter(|(draft, _)| draft.source == TaskOrigin::Request);
        for (draft, id) in of_request {
            for action in draft.decision.actions(from.index) {
                parts.entry(action).or_default().insert(id);
            }
        }
        Self { agents, parts }
    }

    /// The tasks that wait for an approval: those of the agents named by the rule, otherwise those of the parts of the
    /// request that require it, otherwise the first ones.
    fn waiting(&self, tasks: &[Task], action: &RuleAction, by: &str, about: &str) -> Vec<String> {
        let agents = self.agents.get(&(by, about)).copied().unwrap_or_default();
        let who = |task: &&Task| task.agent.as_ref().or(task.handoff.as_ref()).is_some_and(|who| agents.contains(who));
        let named: Vec<String> = tasks.iter().filter(who).map(|task| task.id.clone()).collect();
        if !named.is_empty() {
            return named;
        }
        let asking = self.parts.get(action);
        let first = |task: &&Task| asking.map_or(task.after.is_empty(), |asking| asking.contains(&task.id));
        tasks.iter().filter(first).map(|task| task.id.clone()).collect()
    }
}

/// The tasks that at least half of all others, and at least two, wait for: those that most wait for, if there are many.
fn bottlenecks(tasks: &[Task]) -> Vec<Bottleneck> {
    let numbers: HashMap<&str, usize> = tasks.iter().enumerate().map(|(i, task)| (task.id.as_str(), i)).collect();
    let number = |id: &String| numbers.get(id.as_str()).copied();
    let after: Vec<Vec<usize>> = tasks.iter().map(|task| task.after.iter().filter_map(number).collect()).collect();
    let counts = count_waiting(&after);
    let is_one = |&task: &usize| counts[task] >= 2 && counts[task] * 2 >= tasks.len() - 1;
    let mut most: Vec<usize> = (0..tasks.len()).filter(is_one).collect();
    most.sort_by_key(|&task| Reverse(counts[task]));
    most.truncate(MOST_BOTTLENECKS);
    most.sort_unstable();
    let one = |task: usize| {
        let mut waits = vec![false; tasks.len()];
        // Each task comes after those it waits for.
        for other in task + 1..tasks.len() {
            waits[other] = after[other].iter().any(|&before| before == task || waits[before]);
        }
        let waiting = tasks.iter().zip(waits).filter(|(_, waits)| *waits).map(|(other, _)| other.id.clone());
        Bottleneck { task: tasks[task].id.clone(), waiting: waiting.collect() }
    };
    most.into_iter().map(one).collect()
}

/// How many tasks wait for each, directly or not. `after` are the tasks that each waits for, which come before it.
fn count_waiting(after: &[Vec<usize>]) -> Vec<usize> {
    let mut counts = vec![0; after.len()];
    // Which of so many tasks wait for one is a set of bits, so that few passes count all, in little memory.
    for first in (0..after.len()).step_by(u64::BITS as usize) {
        let behind = after.len().min(first + u64::BITS as usize);
        let mut waiting = vec![0_u64; behind];
        for task in (0..behind).rev() {
            counts[task] += waiting[task].count_ones() as usize;
            let itself = if task >= first { 1 << (task - first) } else { 0 };
            let with_itself = waiting[task] | itself;
            after[task].iter().for_each(|&before| waiting[before] |= with_itself);
        }
    }
    counts
}

fn interfaces(tasks: &[Task]) -> Vec<Interface> {
    let mut found: Vec<Interface> = Vec::new();
    // By result, its place in the list and the tasks that define it.
    let mut known: HashMap<&str, (usize, HashSet<&str>)> = HashMap::new();
    for task in tasks {
        for result in &task.produces {
            let (at, defining) = known.entry(result).or_insert_with(|| {
                found.push(Interface { result: result.clone(), defined_by: Vec::new(), used_by: Vec::new() });
                (found.len() - 1, HashSet::new())
            });
            found[*at].defined_by.push(task.id.clone());
            defining.insert(&task.id);
        }
    }
    for task in tasks {
        for (at, defining) in task.inputs().filter_map(|input| known.get(input.as_str())) {
            let used_by = &mut found[*at].used_by;
            if used_by.last() != Some(&task.id) && task.after.iter().any(|id| defining.contains(id.as_str())) {
                used_by.push(task.id.clone());
            }
        }
    }
    found
}

/// Adds the risks of the tasks, then those of any work of the team.
fn risks(plan: &mut Plan, from: &Assembly) {
    let everybody: HashSet<&str> = from.drafts.tasks.iter().map(|task| from.who(task)).collect();
    let is_there = |name: &String| everybody.contains(name.as_str());
    let mut known: HashMap<&str, usize> = HashMap::new();
    let of_team = from.team.policy.risks.iter();
    let of_team = of_team.filter(|risk| risk.agents.is_empty() || risk.agents.iter().any(is_there));
    let of_tasks = plan.tasks.iter().flat_map(|task| task.risks.iter().map(move |risk| (risk, Some(task))));
    for (text, task) in of_tasks.chain(of_team.map(|risk| (&risk.text, None))) {
        let at = *known.entry(text).or_insert_with(|| {
            plan.risks.push(text.clone());
            plan.risk_register.push(Risk::of(text));
            plan.risks.len() - 1
        });
        if let Some(task) = task {
            plan.risk_register[at].tasks.push(task.id.clone());
        }
    }
}

impl Risk {
    /// Parses `what (likely, severe): mitigation`; the two grades are optional.
    pub fn of(text: &str) -> Self {
        let (what, mitigation) = text.split_once(": ").unwrap_or((text, ""));
        let rated = what.trim_end().strip_suffix(')').and_then(|what| what.rsplit_once(" ("));
        let rating = rated.and_then(|(what, rating)| Some((what, rating.split_once(", ")?)));
        let rating = rating.filter(|(_, (likelihood, effect))| is_grade(likelihood) && is_grade(effect));
        let (risk, likelihood, effect) = match rating {
            Some((risk, (likelihood, effect))) => (risk, Some(likelihood.to_owned()), Some(effect.to_owned())),
            None => (what, None, None),
        };
        Self { risk: risk.to_owned(), mitigation: mitigation.to_owned(), likelihood, effect, tasks: Vec::new() }
    }
}

/// Whether a text of a word or two is a grade of a risk: `likely`, `low`, `severe`, `possible`.
fn is_grade(text: &str) -> bool {
    const GRADES: [&str; 13] = [
        "rare", "unlikely", "possible", "likely", "certain", "low", "medium", "high", "minor", "moderate", "major",
        "severe", "critical",
    ];
    GRADES.contains(&text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::random::random;

    #[test]
    fn a_risk_has_a_likelihood_and_an_effect() {
        let cases = [
            ("Locks (likely, severe): at night", ("Locks", "at night", Some("likely"), Some("severe"))),
            ("Locks (on writes, mostly): at night", ("Locks (on writes, mostly)", "at night", None, None)),
            ("Locks: at night", ("Locks", "at night", None, None)),
            ("Locks", ("Locks", "", None, None)),
        ];
        for (text, expected) in cases {
            let risk = Risk::of(text);
            let found =
                (risk.risk.as_str(), risk.mitigation.as_str(), risk.likelihood.as_deref(), risk.effect.as_deref());
            assert_eq!(found, expected);
        }
    }

    fn task(number: usize, after: impl Iterator<Item = usize>) -> Task {
        let id = |number| format!("t{number}");
        Task { id: id(number), after: after.map(id).collect(), ..Task::default() }
    }

    #[test]
    fn everybody_who_waits_is_counted() {
        let mut random = random(7);
        let after: Vec<Vec<usize>> =
            (0..200).map(|task| (0..task.min(2)).map(|_| random(task)).collect::<Vec<_>>()).collect();
        let counted = count_waiting(&after);
        for (task, &count) in counted.iter().enumerate() {
            let mut waits = vec![false; after.len()];
            for other in 0..after.len() {
                waits[other] = after[other].iter().any(|&before| before == task || waits[before]);
            }
            assert_eq!(count, waits.iter().filter(|waits| **waits).count(), "{task}");
        }
        assert_eq!(count_waiting(&[]), [0; 0]);
    }

    #[test]
    fn of_many_bottlenecks_those_that_most_wait_for_are_told() {
        let chain = |count: usize| (0..count).map(|number| task(number, (1..=number).rev().take(1).map(|one| one - 1)));
        let of = |count| bottlenecks(&chain(count).collect::<Vec<_>>());
        let short = of(100);
        assert_eq!((short.len(), &*short[49].task, short[49].waiting.len()), (50, "t49", 50));
        let long = of(5_000);
        assert_eq!((long.len(), &*long[49].task, long[49].waiting.len()), (MOST_BOTTLENECKS, "t49", 4_950));
    }
}
