//! Builds the prompt of a task: besides the agent's own prompt, everything about its place in the plan.

use super::assemble::Assembly;
use super::draft::TaskDraft;
use super::order::Edge;
use super::{StatedRequirement, TaskOrigin, agent, headline};
use crate::render::Answer;
use std::collections::HashSet;
use std::fmt::Write;

/// Maximum length, in characters, of the request quoted in the prompt of a task that is a part of it.
const QUOTED_LENGTH: usize = 2_000;

/// Wording of the task, in place of the request.
pub fn wording(task: &TaskDraft, request: &str) -> String {
    match task.source {
        TaskOrigin::Request if task.is_share => format!("{} (this part alone of the request: {request})", task.title),
        TaskOrigin::Request => task.request.clone(),
        TaskOrigin::Flow | TaskOrigin::Needs => format!("{} (for the request: {})", task.title, task.request),
    }
}

/// The prompt of a task: the agent's own, followed by the place of the task in the plan.
pub fn prompt(answer: &Answer, brief: &str) -> String {
    let own = answer.prompt().unwrap_or_else(|| answer.request.to_owned());
    if brief.is_empty() { own } else { format!("{}\n\n{brief}", own.trim_end()) }
}

/// Whether a task is a message to a peer, which stays as its author wrote it.
pub fn is_message(answer: &Answer) -> bool {
    let peer = answer.decision.handoff.as_ref().filter(|_| answer.decision.agent.is_none());
    answer.index.meta.messages.iter().any(|(name, _)| Some(name) == peer)
}

/// The place of task `number` in the plan.
pub fn brief(plan: &Assembly, number: usize, ids: &[String], asked: &[StatedRequirement]) -> String {
    let task = &plan.drafts.tasks[number];
    let agent = agent(plan.team, task);
    let mut text = format!("TASK {} OF A PLAN OF {}: {}\n", ids[number], ids.len(), task.title);
    if task.request != plan.request {
        let quoted: String = plan.request.chars().take(QUOTED_LENGTH).collect();
        let more = if quoted.len() < plan.request.len() { " [...]" } else { "" };
        line(&mut text, "The whole request", &format!("{quoted}{more}"));
    }
    if let Some(condition) = &task.condition {
        line(&mut text, "Only", &format!("{condition}; otherwise say so, hand on what is there, and change nothing"));
    }
    for StatedRequirement { name, values } in asked {
        line(&mut text, &format!("Asked for: {name}"), &values.join(", "));
    }
    list(&mut text, "Inputs", &inputs(plan, number, ids), "the request alone");
    list(&mut text, "Hand on", &outputs(plan, number, ids), "your result, to the one who asked");
    let success = agent.map(|agent| agent.success.as_slice()).unwrap_or_default();
    list(&mut text, "Success criteria", success, "the task is done, and somebody else can see that it is");
    let risks = agent.map(|agent| agent.risks.as_slice()).unwrap_or_default();
    list(&mut text, "Risks and their mitigation", risks, "name those you see before you begin");
    let undo = agent.and_then(|agent| agent.rollback.as_deref());
    line(
        &mut text,
        "How to undo it",
        undo.unwrap_or("take your changes back in reverse order; note each as you make it"),
    );
    if let Some(repeat) = plan.repeat(number) {
        line(&mut text, "Done again until this holds", &repeat.until);
        line(&mut text, "Your last line", "`HOLDS: yes` or `HOLDS: no`, by what you have measured");
    }
    if !task.alternatives.is_empty() {
        line(&mut text, "Belongs to another where your findings say so", &task.alternatives.join(", "));
    }
    text.trim_end().to_owned()
}

/// Inputs by source: needed results first, then other tasks that must be done before.
fn inputs(plan: &Assembly, number: usize, ids: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    let before = plan.order.waits_for(number);
    let from = |edge: &Edge| format!("{} ({})", ids[edge.before], who(plan, edge.before));
    for need in agent(plan.team, &plan.drafts.tasks[number]).iter().flat_map(|agent| agent.inputs()) {
        let sources: Vec<String> = before.iter().filter(|edge| edge.reason.result() == Some(need)).map(from).collect();
        let otherwise = || match conditional(plan, number, need) {
            Some(step) => {
                format!("{need}: from {} ({}), if that is done; else as it is today", ids[step], who(plan, step))
            }
            None => format!("{need}: as it is today; no task of this plan has to change it first"),
        };
        found.push(match sources.is_empty() {
            false => format!("{need}: from {}", sources.join(" and ")),
            true => otherwise(),
        });
    }
    let needed: HashSet<usize> =
        before.iter().filter(|edge| edge.reason.result().is_some()).map(|edge| edge.before).collect();
    for edge in before.iter().filter(|edge| !needed.contains(&edge.before)) {
        found.push(format!("the result of {}: {}", from(edge), headline(&plan.drafts.tasks[edge.before].title)));
    }
    found
}

/// The last task of an earlier wave that produces a result, if only a conditional step does.
fn conditional(plan: &Assembly, number: usize, result: &str) -> Option<usize> {
    let waves = &plan.order.waves;
    let earlier = plan.producers(result).iter().copied().filter(|&task| waves[task] < waves[number]);
    earlier.max_by_key(|&task| waves[task])
}

/// Outputs by receiver.
fn outputs(plan: &Assembly, number: usize, ids: &[String]) -> Vec<String> {
    let after: Vec<&Edge> = plan.order.waiting_for(number).collect();
    let to = |edge: &&&Edge| format!("{} ({})", ids[edge.after], who(plan, edge.after));
    let mut found = Vec::new();
    for result in
        agent(plan.team, &plan.drafts.tasks[number]).map(|agent| agent.produces.as_slice()).unwrap_or_default()
    {
        let mut takers: Vec<String> =
            after.iter().filter(|edge| edge.reason.result() == Some(result)).map(|edge| to(&edge)).collect();
        takers.dedup();
        found.push(match takers.is_empty() {
            true => result.clone(),
            false => format!("{result}: to {}", takers.join(", ")),
        });
    }
    let named: HashSet<usize> =
        after.iter().filter(|edge| edge.reason.result().is_some()).map(|edge| edge.after).collect();
    let waiting: Vec<String> = after.iter().filter(|edge| !named.contains(&edge.after)).map(|edge| to(&edge)).collect();
    if !waiting.is_empty() {
        found.push(format!("your result and what it means for the next step: to {}", waiting.join(", ")));
    }
    found
}

fn who<'a>(plan: &'a Assembly, task: usize) -> &'a str {
    plan.who(&plan.drafts.tasks[task])
}

// Writing to a string cannot fail.
fn line(text: &mut String, title: &str, content: &str) {
    let _ = writeln!(text, "{title}: {content}");
}

fn list(text: &mut String, title: &str, items: &[String], none: &str) {
    if items.is_empty() {
        return line(text, title, none);
    }
    let _ = writeln!(text, "{title}:");
    items.iter().for_each(|item| {
        let _ = writeln!(text, "- {item}");
    });
}
