//! Reviews a plan as a lead would: escalations, approvals, bottlenecks, write conflicts, interfaces and risks.

use super::assemble::Assembly;
use super::{Plan, Source, Task};
use crate::decide::Decision;
use crate::index::RuleAction;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};

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
        let of_request = from.drafts.tasks.iter().zip(ids).filter(|(draft, _)| draft.source == Source::Request);
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

/// The tasks that at least half of all others, and at least two, wait for.
fn bottlenecks(tasks: &[Task]) -> Vec<Bottleneck> {
    let mut found = Vec::new();
    let numbers: HashMap<&str, usize> = tasks.iter().enumerate().map(|(i, task)| (task.id.as_str(), i)).collect();
    let number = |id: &String| numbers.get(id.as_str()).copied();
    let after: Vec<Vec<usize>> = tasks.iter().map(|task| task.after.iter().filter_map(number).collect()).collect();
    for (i, task) in tasks.iter().enumerate() {
        let mut waits = vec![false; tasks.len()];
        // Each task comes after those it waits for.
        for other in 0..tasks.len() {
            waits[other] = after[other].iter().any(|&before| before == i || waits[before]);
        }
        let waiting: Vec<String> =
            tasks.iter().zip(waits).filter(|(_, waits)| *waits).map(|(other, _)| other.id.clone()).collect();
        if waiting.len() >= 2 && waiting.len() * 2 >= tasks.len() - 1 {
            found.push(Bottleneck { task: task.id.clone(), waiting });
        }
    }
    found
}

fn interfaces(tasks: &[Task]) -> Vec<Interface> {
    let mut found: Vec<Interface> = Vec::new();
    for task in tasks {
        for result in &task.produces {
            match found.iter_mut().find(|known| known.result == *result) {
                Some(known) => known.defined_by.push(task.id.clone()),
                None => found.push(Interface {
                    result: result.clone(),
                    defined_by: vec![task.id.clone()],
                    used_by: Vec::new(),
                }),
            }
        }
    }
    for interface in &mut found {
        let defines = &interface.defined_by;
        let uses = |task: &&Task| {
            task.inputs().any(|input| *input == interface.result) && task.after.iter().any(|id| defines.contains(id))
        };
        interface.used_by = tasks.iter().filter(uses).map(|task| task.id.clone()).collect();
    }
    found
}

/// Adds the risks of the tasks, then those of any work of the team.
fn risks(plan: &mut Plan, from: &Assembly) {
    let everybody: Vec<&str> = from.drafts.tasks.iter().map(|task| from.who(task)).collect();
    let is_there = |name: &String| everybody.contains(&name.as_str());
    let of_team = from.team.policy.risks.iter();
    let of_team = of_team.filter(|risk| risk.agents.is_empty() || risk.agents.iter().any(is_there));
    let of_tasks = plan.tasks.iter().flat_map(|task| task.risks.iter().map(move |risk| (risk, Some(task))));
    for (text, task) in of_tasks.chain(of_team.map(|risk| (&risk.text, None))) {
        let at = match plan.risks.iter().position(|known| known == text) {
            Some(at) => at,
            None => {
                plan.risks.push(text.clone());
                plan.risk_register.push(Risk::of(text));
                plan.risks.len() - 1
            }
        };
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
}
