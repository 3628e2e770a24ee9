//! The plan as a picture: Mermaid for where markdown is shown, DOT for Graphviz.

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
    for (before, task) in edges(plan) {
        let arrow = if task.condition.is_some() { "-.->" } else { "-->" };
        let _ = writeln!(text, "    {before} {arrow} {}", task.id);
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

/// The plan as a DOT graph: what can be done side by side stands side by side.
pub fn dot(plan: &Plan) -> String {
    let mut text = String::from("digraph plan {\n    rankdir=TB;\n    node [shape=box, style=rounded];\n");
    for task in &plan.tasks {
        let label: Vec<String> = label(plan, task).iter().map(|line| escape::dot(line)).collect();
        let style = if task.condition.is_some() { ", style=\"rounded,dashed\"" } else { "" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {} [label=\"{}\"{style}];", task.id, label.join("\\n"));
    }
    for (before, task) in edges(plan) {
        let style = if task.condition.is_some() { " [style=dashed]" } else { "" };
        let _ = writeln!(text, "    {before} -> {}{style};", task.id);
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

fn label(plan: &Plan, task: &Task) -> Vec<String> {
    let mut lines = vec![format!("{} {}", task.id, plan.who(task)), task.title.clone()];
    lines.extend(task.condition.clone());
    lines
}
