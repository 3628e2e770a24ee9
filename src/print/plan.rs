//! A plan for a person: its waves, in each the tasks with who does them and what they wait for.

use crate::terminal::{Style, one_line};
use std::fmt::Write;
use task_router_engine::plan::{Plan, Task, headline};

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
    note("Escalate to", plan.escalate.as_deref());
    note("Approval by", plan.approval.as_deref());
    note("Hand over to", plan.handoff.as_deref());
    note("Question", plan.question.as_deref());
    for (i, wave) in plan.waves.iter().enumerate() {
        let side_by_side = if wave.len() > 1 { " (side by side)" } else { "" };
        let _ = writeln!(text, "\n{}{side_by_side}", style.bold(&format!("Wave {}", i + 1)));
        wave.iter().filter_map(|id| plan.task(id)).for_each(|of_wave| task(&mut text, plan, of_wave, style));
    }
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
    fact("needs:", &task.needs.join(", "));
    fact("produces:", &task.produces.join(", "));
    fact("or:", &task.alternatives.join(", "));
    fact("can be asked:", &task.support.join(", "));
    fact("read first:", task.knowledge.as_deref().unwrap_or_default());
}

fn list(text: &mut String, title: &str, items: &[String], style: Style) {
    for (i, item) in items.iter().enumerate() {
        if i == 0 {
            let _ = writeln!(text, "\n{}", style.bold(title));
        }
        let _ = writeln!(text, "  - {}", one_line(item));
    }
}
