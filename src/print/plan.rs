//! A plan for people: its waves, and in each the tasks with their agents and dependencies.

use crate::terminal::{Style, one_line};
use std::fmt::Write;
use task_router_engine::plan::{Risk, headline};
use task_router_engine::{Plan, Task};

/// The whole plan as text.
pub fn page(plan: &Plan, style: Style) -> String {
    let mut text = format!("{} {}\n", style.bold("PLAN:"), one_line(&headline(&plan.request)));
    let mut note = |title: &str, note: Option<&str>| {
        if let Some(note) = note {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{title}: {}", one_line(note));
        }
    };
    note("Team", Some(&plan.team));
    note("Flow", plan.flow.as_deref());
    note("Urgency", Some(plan.urgency.name()));
    for told in &plan.escalations {
        note("Escalate to", Some(&format!("{} ({})", told.to, told.about)));
    }
    for asked in &plan.approvals {
        note("Approval by", Some(&format!("{} ({}), before {}", asked.by, asked.about, asked.before.join(", "))));
    }
    note("Hand over to", plan.handoff.as_deref());
    note("Question", plan.question.as_deref());
    for asked in &plan.requirements {
        note(&format!("Asked for, {}", one_line(&asked.name)), Some(&asked.values.join(", ")));
    }
    for (i, wave) in plan.waves.iter().enumerate() {
        let side_by_side = if wave.len() > 1 { " (side by side)" } else { "" };
        let _ = writeln!(text, "\n{}{side_by_side}", style.bold(&format!("Wave {}", i + 1)));
        wave.iter().filter_map(|id| plan.task(id)).for_each(|of_wave| task(&mut text, plan, of_wave, style));
    }
    list(&mut text, "Coordination", &coordination(plan), style);
    list(&mut text, "Risks", &plan.risk_register.iter().map(risk).collect::<Vec<_>>(), style);
    list(&mut text, "Done when", &plan.gates, style);
    if plan.tasks.len() > 1 {
        let _ = writeln!(text, "\nUndo in this order: {}", plan.rollback().collect::<Vec<_>>().join(", "));
    }
    text
}

fn task(text: &mut String, plan: &Plan, task: &Task, style: Style) {
    let who = style.green(plan.who(task));
    let _ = writeln!(text, "  {} {who}: {}", style.bold(&task.id), one_line(&task.title));
    let mut fact = |name: &str, fact: &str| {
        if !fact.is_empty() {
            let _ = writeln!(text, "     {} {}", style.dim(name), one_line(fact));
        }
    };
    if task.request != plan.request && headline(&task.request) != task.title {
        fact("for:", &headline(&task.request));
    }
    fact("only:", task.condition.as_deref().unwrap_or_default());
    fact("after:", &task.after.join(", "));
    fact("not before:", &plan.guards(task).collect::<Vec<_>>().join("; "));
    fact("in:", task.timeframe.as_deref().unwrap_or_default());
    if let Some(until) = &task.until {
        fact("again:", &format!("from {} on, until {until}", plan.begin_again(task).join(", ")));
    }
    fact("needs:", &task.needs.join(", "));
    fact("takes:", &task.takes.join(", "));
    fact("produces:", &task.produces.join(", "));
    fact("or:", &task.alternatives.join(", "));
    fact("can be asked:", &task.support.join(", "));
    fact("read first:", task.knowledge.as_deref().unwrap_or_default());
}

/// Bottlenecks, conflicts, interfaces and escalations; and, if there is more than one task, who decides and gathers the
/// results.
fn coordination(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    if plan.tasks.len() > 1 {
        lines.push(format!("{} decides conflicts and gathers the results", plan.lead));
    }
    let bottlenecks = plan.bottlenecks.iter();
    lines.extend(bottlenecks.map(|b| format!("bottleneck: {}, for which {} wait", b.task, b.waiting.join(", "))));
    let conflicts = plan.conflicts.iter();
    lines.extend(conflicts.map(|c| format!("conflict point: {} is written by {}", c.result, c.tasks.join(", "))));
    lines.extend(plan.interfaces.iter().map(|interface| {
        let [by, of] = [&interface.defined_by, &interface.used_by].map(|ids| ids.join(", "));
        format!("interface: {}, defined by {by}, used by {of}", interface.result)
    }));
    lines.extend(plan.messages.iter().map(|m| format!("message to {}: {} (`-f messages`)", m.to, m.about)));
    lines
}

fn risk(risk: &Risk) -> String {
    let rated = match (&risk.likelihood, &risk.effect) {
        (Some(likelihood), Some(effect)) => format!(" ({likelihood}, {effect})"),
        _ => String::new(),
    };
    let tasks = if risk.tasks.is_empty() { String::new() } else { format!(" [{}]", risk.tasks.join(", ")) };
    let mitigation = if risk.mitigation.is_empty() { String::new() } else { format!(": {}", risk.mitigation) };
    format!("{}{rated}{mitigation}{tasks}", risk.risk)
}

fn list(text: &mut String, title: &str, items: &[String], style: Style) {
    for (i, item) in items.iter().enumerate() {
        if i == 0 {
            let _ = writeln!(text, "\n{}", style.bold(title));
        }
        let _ = writeln!(text, "  - {}", one_line(item));
    }
}
