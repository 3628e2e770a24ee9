//! The placeholders of the documents of a plan: one table for those of the whole plan, one for those of a task.

use super::{Plan, Task, headline, requirements};
use crate::escape::markdown as inline;
use crate::team::Team;
use crate::template::Name;
use crate::template::json::Value;
use std::collections::{HashMap, HashSet};

/// A placeholder of a document.
pub struct PlaceholderEntry<V> {
    /// Its name.
    pub name: &'static str,
    /// Its meaning, for people.
    pub meaning: &'static str,
    value: V,
}

type PlanValue = fn(&Plan, &Team) -> Value;
type TaskValue = fn(&Plan, &Task) -> Value;

/// Placeholders for a whole plan, in all documents. Those of [`PLACEHOLDERS`](crate::template::PLACEHOLDERS) have their
/// other names, too, and most mean the same.
pub const OF_PLAN: &[PlaceholderEntry<PlanValue>] = &[
    of_answers(Name::Task, |plan, _| text(&plan.request)),
    entry("summary", "the plan in a sentence", |plan, _| text(&summary(plan))),
    of_answers(Name::Team, |plan, _| text(&plan.team)),
    entry("agent", "who does the first task", |plan, _| {
        text(plan.tasks.first().map_or(plan.team.as_str(), |task| plan.who(task)))
    }),
    entry("agents", "a list of all who have a task", |plan, _| {
        Value::List(plan.agents().into_iter().map(str::to_owned).collect())
    }),
    of_answers(Name::Flow, |plan, _| or_none(plan.flow.as_deref())),
    of_answers(Name::Urgency, |plan, _| text(plan.urgency.name())),
    entry("reports_to", "whom the lead reports to", |_, team| or_none(team.policy.reports_to.as_deref())),
    of_answers(Name::Escalate, |plan, _| or_none(plan.escalate.as_deref())),
    of_answers(Name::Approval, |plan, _| or_none(plan.approval.as_deref())),
    of_answers(Name::Handoff, |plan, _| or_none(plan.handoff.as_deref())),
    of_answers(Name::Question, |plan, _| or_none(plan.question.as_deref())),
    entry("tasks", "a list of the tasks: id, who, title", |plan, _| {
        each(plan, |task| format!("{} {}: {}", task.id, plan.who(task), task.title))
    }),
    entry("assignments", "the same for people", |plan, _| {
        each(plan, |task| format!("- {} ({}): {}", plan.who(task), task.id, task.title))
    }),
    entry("progress", "the same with boxes to tick", |plan, _| {
        each(plan, |task| format!("- [ ] {} {} ({})", task.id, task.title, plan.who(task)))
    }),
    entry("contracts", "a list of the results: from whom, for whom", |plan, _| Value::List(results(plan))),
    entry("concerns", "a list of what the lead's superior should know", |plan, _| Value::List(concerns(plan))),
    entry("risks", "a list of the team's risks", |plan, _| Value::List(plan.risks.clone())),
    entry("gates", "a list of conditions for the work to count as complete", |plan, _| Value::List(plan.gates.clone())),
    entry("task_count", "the number of tasks", |plan, _| text(&plan.tasks.len().to_string())),
    entry("wave_count", "the number of waves", |plan, _| text(&plan.waves.len().to_string())),
];

/// Placeholders for a task, in the directive; they come before those of the plan.
pub const OF_TASK: &[PlaceholderEntry<TaskValue>] = &[
    entry("user_task", "what is to be done, with the text of the request", |_, task| text(&task.wording())),
    entry("task", "the same", |_, task| text(&task.wording())),
    entry("request", "the part of the request that it comes from", |_, task| text(&task.request)),
    entry("agent", "who does it", |plan, task| text(plan.who(task))),
    entry("id", "its id", |_, task| text(&task.id)),
    entry("title", "its title", |_, task| text(&task.title)),
    entry("condition", "the condition on which it is done", |_, task| or_none(task.condition.as_deref())),
    entry("knowledge", "the path of the knowledge document", |_, task| or_none(task.knowledge.as_deref())),
    entry("after", "a list of the tasks it waits for", |_, task| Value::List(task.after.clone())),
    entry("needs", "a list of the results it uses", |_, task| Value::List(task.inputs().cloned().collect())),
    entry("produces", "a list of its results", |_, task| Value::List(task.produces.clone())),
    entry("success", "a list of its success criteria", |_, task| Value::List(task.success.clone())),
    entry("rollback", "how it is undone", |_, task| or_none(task.rollback.as_deref())),
    entry("risks", "a list of its risks", |_, task| Value::List(task.risks.clone())),
    entry("timeframe", "how long it may take", |_, task| or_none(task.timeframe.as_deref())),
    entry("gates", "a list of approvals and conditions before it starts", |plan, task| {
        Value::List(plan.guards(task).collect())
    }),
    entry("until", "the condition that ends its loop", |_, task| or_none(task.until.as_deref())),
];

const fn entry<V: Copy>(name: &'static str, meaning: &'static str, value: V) -> PlaceholderEntry<V> {
    PlaceholderEntry { name, meaning, value }
}

/// A placeholder that means the same as in answers.
const fn of_answers<V: Copy>(name: Name, value: V) -> PlaceholderEntry<V> {
    let row = name.row();
    let names = if row.in_prompts.is_empty() { row.elsewhere } else { row.in_prompts };
    entry(names[0], row.meaning, value)
}

/// The value in the row of a placeholder, by its name there or another name of the same.
fn of<V: Copy>(rows: &[PlaceholderEntry<V>], name: &str) -> Option<V> {
    let meaning = Name::of(name);
    let by_name = rows.iter().find(|row| row.name == name);
    let row = by_name.or_else(|| rows.iter().find(|row| meaning.is_some() && Name::of(row.name) == meaning))?;
    Some(row.value)
}

/// Value of a placeholder for the whole plan.
pub(super) fn plan_value(plan: &Plan, team: &Team, name: &str) -> Option<Value> {
    let own = of(OF_PLAN, name).map(|value| value(plan, team));
    own.or_else(|| requirements::value(plan, team, None, name))
        .or_else(|| team.lead.as_ref()?.scalars.get(name).map(|value| text(value)))
}

/// Value of a placeholder for one task; `None` if it is one of the plan.
pub(super) fn task_value(plan: &Plan, team: &Team, task: &Task, name: &str) -> Option<Value> {
    let own = of(OF_TASK, name).map(|value| value(plan, task));
    own.or_else(|| requirements::value(plan, team, Some(task), name)).or_else(|| {
        let agent = task.agent.as_deref().and_then(|agent| team.agent(agent))?;
        agent.scalars.get(name).map(|value| text(value))
    })
}

/// Whether documents of the team know a placeholder.
pub fn knows(team: &Team, name: &str) -> bool {
    let (plan, task) = (Plan::default(), Task::default());
    task_value(&plan, team, &task, name).or_else(|| plan_value(&plan, team, name)).is_some()
}

fn text(text: &str) -> Value {
    Value::from(text)
}

fn or_none(text: Option<&str>) -> Value {
    Value::from(text.unwrap_or("none"))
}

fn each(plan: &Plan, line: impl Fn(&Task) -> String) -> Value {
    Value::List(plan.tasks.iter().map(line).collect())
}

impl Task {
    /// What is to be done, with the text of the request.
    fn wording(&self) -> String {
        if headline(&self.request) == self.title {
            self.request.clone()
        } else {
            format!("{}: {}", self.title, self.request)
        }
    }
}

fn summary(plan: &Plan) -> String {
    let request = headline(&plan.request);
    match (&plan.question, plan.tasks.len()) {
        (Some(_), _) => format!("Unclear, a question is open: {request}"),
        (None, 1) => format!("Planned as one task for {}: {request}", plan.agents().join(", ")),
        (None, tasks) => {
            let agents = plan.agents().join(", ");
            format!("Planned as {tasks} tasks in {} waves for {agents}: {request}", plan.waves.len())
        }
    }
}

/// What the lead's superior should know.
fn concerns(plan: &Plan) -> Vec<String> {
    let mut concerns = Vec::new();
    concerns.extend(plan.escalations.iter().map(|told| format!("Escalated to {}: {}", told.to, told.about)));
    concerns.extend(plan.approvals.iter().map(|approval| {
        let before = approval.before.join(", ");
        format!("Waits for the approval of {}: {} (before {before})", approval.by, approval.about)
    }));
    concerns.extend(plan.question.clone());
    concerns.extend(plan.warnings.iter().cloned());
    concerns.extend(plan.risks.iter().cloned());
    concerns
}

/// Results passed between tasks, with producers and users.
fn results(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    let mut users: HashMap<&str, Vec<&Task>> = HashMap::new();
    for task in &plan.tasks {
        let inputs: HashSet<&str> = task.inputs().map(String::as_str).collect();
        inputs.into_iter().for_each(|input| users.entry(input).or_default().push(task));
    }
    for task in &plan.tasks {
        for result in &task.produces {
            let users = users.get(result.as_str()).into_iter().flatten();
            let takers = users.filter(|other| other.after.contains(&task.id)).map(|other| other.id.as_str());
            let takers: Vec<&str> = takers.collect();
            let to = if takers.is_empty() { String::new() } else { format!(", for {}", takers.join(", ")) };
            let result = inline(result);
            lines.push(format!("- {result}: from {} ({}){to}", task.id, plan.who(task)));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_placeholder_has_its_other_names_in_documents_too() {
        let task = Task { knowledge: Some("k.md".to_owned()), request: "oil it".to_owned(), ..Task::default() };
        let (plan, team) = (Plan::default(), Team::default());
        for name in ["knowledge", "knowledge_base", "knowledge_base_file"] {
            assert_eq!(task_value(&plan, &team, &task, name), Some(text("k.md")), "{name}");
        }
        assert_eq!(task_value(&plan, &team, &task, "request"), Some(text("oil it")));
        assert!(knows(&team, "subagent_name") && !knows(&team, "confidence"));
    }
}
