//! Renders a plan as a diagram: Mermaid for markdown, DOT for Graphviz.

use super::{Plan, Task};
use crate::escape;
use std::fmt::Write;

/// The plan as a Mermaid flowchart.
pub fn mermaid(plan: &Plan) -> String {
    let mut text = String::from("flowchart TD\n");
    for task in &plan.tasks {
        let label: Vec<String> = label(plan, task).iter().map(|line| escape::mermaid(line)).collect();
        let class = if task.condition.is_some() { ":::conditional" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {}[\"{}\"]{class}", task.id, label.join("<br/>"));
    }
    for task in &plan.tasks {
        let id = &task.id;
        if let Some(until) = &task.until {
            let _ = writeln!(text, "    {id} --> {id}q{{\"{}\"}}", escape::mermaid(until));
            for first in plan.begin_again(task) {
                let _ = writeln!(text, "    {id}q -->|no| {first}");
            }
        }
        if let Some(guards) = guards(plan, task) {
            let _ = writeln!(text, "    {id}g{{{{\"{}\"}}}} --> {id}", escape::mermaid(&guards));
        }
    }
    for (before, task) in edges(plan) {
        let arrow = if task.condition.is_some() { "-.->" } else { "-->" };
        let from = if is_loop(plan, before) { format!("{before}q {arrow}|yes|") } else { format!("{before} {arrow}") };
        let _ = writeln!(text, "    {from} {}", task.id);
    }
    if plan.tasks.is_empty() {
        let question = plan.question.as_deref().unwrap_or("nothing to do");
        let _ = writeln!(text, "    question[\"{}\"]", escape::mermaid(&super::headline(question)));
    }
    if plan.tasks.iter().any(|task| task.condition.is_some()) {
        text.push_str("    classDef conditional stroke-dasharray: 5 5\n");
    }
    text
}

/// The plan as a DOT graph; tasks of a wave have the same rank.
pub fn dot(plan: &Plan) -> String {
    let mut text = String::from("digraph plan {\n    rankdir=TB;\n    node [shape=box, style=rounded];\n");
    for task in &plan.tasks {
        let label: Vec<String> = label(plan, task).iter().map(|line| escape::dot(line)).collect();
        let style = if task.condition.is_some() { ", style=\"rounded,dashed\"" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {} [label=\"{}\"{style}];", task.id, label.join("\\n"));
    }
    for task in &plan.tasks {
        let id = &task.id;
        if let Some(until) = &task.until {
            let _ = writeln!(text, "    {id}q [label=\"{}\", shape=diamond, style=solid];", escape::dot(until));
            let _ = writeln!(text, "    {id} -> {id}q;");
            for first in plan.begin_again(task) {
                let _ = writeln!(text, "    {id}q -> {first} [label=\"no\"];");
            }
        }
        if let Some(guards) = guards(plan, task) {
            let _ = writeln!(text, "    {id}g [label=\"{}\", shape=hexagon, style=solid];", escape::dot(&guards));
            let _ = writeln!(text, "    {id}g -> {id};");
        }
    }
    for (before, task) in edges(plan) {
        let (from, style) = match (is_loop(plan, before), task.condition.is_some()) {
            (false, false) => ("", ""),
            (false, true) => ("", " [style=dashed]"),
            (true, false) => ("q", " [label=\"yes\"]"),
            (true, true) => ("q", " [label=\"yes\", style=dashed]"),
        };
        let _ = writeln!(text, "    {before}{from} -> {}{style};", task.id);
    }
    for wave in plan.waves.iter().filter(|wave| wave.len() > 1) {
        let _ = writeln!(text, "    {{ rank=same; {}; }}", wave.join("; "));
    }
    if let (true, Some(question)) = (plan.tasks.is_empty(), &plan.question) {
        let _ = writeln!(text, "    question [label=\"{}\"];", escape::dot(&super::headline(question)));
    }
    text.push_str("}\n");
    text
}

fn edges(plan: &Plan) -> impl Iterator<Item = (&str, &Task)> {
    plan.tasks.iter().flat_map(|task| task.after.iter().map(move |before| (before.as_str(), task)))
}

/// Whether successors of a task wait for the end of its loop.
fn is_loop(plan: &Plan, id: &str) -> bool {
    plan.task(id).is_some_and(|task| task.until.is_some())
}

/// Approvals and gates that a task waits for, as one node.
fn guards(plan: &Plan, task: &Task) -> Option<String> {
    let guards: Vec<String> = plan.guards(task).collect();
    (!guards.is_empty()).then(|| guards.join("; "))
}

fn label(plan: &Plan, task: &Task) -> Vec<String> {
    let mut lines = vec![format!("{} {}", task.id, plan.who(task)), task.title.clone()];
    lines.extend(task.condition.clone());
    lines
}
