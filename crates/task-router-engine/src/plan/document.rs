//! Renders a plan as documents: markdown for an issue, and the team's own directive, status report and scratchpad.

use super::placeholders::{plan_value, task_value};
use super::{Plan, Task, graph, headline};
use crate::escape::markdown as inline;
use crate::team::Team;
use crate::template::json::{Lookup, fill};
use std::fmt::Write;

/// Documents that a team may have its own templates for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanDocument {
    /// Instructions for the specialists: one assignment per task.
    Directive,
    /// Report to whom the lead reports.
    Status,
    /// Notes kept during the work.
    Scratchpad,
}

impl PlanDocument {
    /// Key of its template in a `team.md`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Directive => "directive",
            Self::Status => "status_report",
            Self::Scratchpad => "scratchpad",
        }
    }

    /// Default template.
    fn standard(self) -> &'static str {
        match self {
            Self::Directive => include_str!("templates/directive.json"),
            Self::Status => include_str!("templates/status_report.json"),
            Self::Scratchpad => include_str!("templates/scratchpad.md"),
        }
    }
}

/// Renders one of the team's documents for a plan.
pub fn document(plan: &Plan, team: &Team, document: PlanDocument) -> String {
    let template = team.policy.documents.get(document.key()).map_or(document.standard(), String::as_str);
    let of_plan = |name: &str| plan_value(plan, team, name);
    match document {
        // One assignment per task; if nobody can be assigned, the form stays empty.
        PlanDocument::Directive if !plan.tasks.is_empty() => {
            let of_tasks: Vec<_> = plan
                .tasks
                .iter()
                .map(|task| {
                    move |name: &str| task_value(plan, team, task, name).or_else(|| plan_value(plan, team, name))
                })
                .collect();
            let rounds: Vec<Lookup> = of_tasks.iter().map(|known| known as Lookup).collect();
            fill(template, &rounds)
        }
        _ => fill(template, &[&of_plan]),
    }
}

impl Plan {
    /// Who does a task: its agent, otherwise the peer it is handed to, otherwise the lead.
    pub fn who<'a>(&'a self, task: &'a Task) -> &'a str {
        task.agent.as_deref().or(task.handoff.as_deref()).unwrap_or(&self.team)
    }

    /// All who have a task, in the order of the plan.
    pub fn agents(&self) -> Vec<&str> {
        let mut agents = Vec::new();
        for who in self.tasks.iter().map(|task| self.who(task)) {
            if !agents.contains(&who) {
                agents.push(who);
            }
        }
        agents
    }
}

/// The plan as markdown, for a lead to paste into an issue.
pub fn markdown(plan: &Plan, team: &Team) -> String {
    let mut page = MarkdownPage { text: String::new() };
    page.line(&format!("# Plan: {}", inline(&headline(&plan.request))));
    page.quote(&plan.request);
    page.facts(plan);
    if !plan.tasks.is_empty() {
        page.decomposition(plan);
        page.specialists(plan, team);
        page.order(plan);
        page.tasks(plan);
        page.coordination(plan);
        page.risks(plan);
        page.checks("Success criteria", plan.tasks.iter().flat_map(|task| task.success.iter().map(move |s| (task, s))));
        page.rollback(plan);
    }
    page.list("Gates", plan.gates.iter().map(|gate| format!("[ ] {}", inline(gate))));
    page.list(
        "Progress",
        plan.tasks.iter().map(|task| format!("[ ] {} {} ({})", task.id, inline(&task.title), inline(plan.who(task)))),
    );
    if let Some(output) = team.policy.documents.get("output") {
        page.section("Output format");
        let of_plan = |name: &str| plan_value(plan, team, name);
        page.line(&fill(output, &[&of_plan]));
    }
    page.text
}

/// A markdown page under construction.
struct MarkdownPage {
    text: String,
}

impl MarkdownPage {
    // Writing to a string cannot fail.
    fn line(&mut self, line: &str) {
        let _ = writeln!(self.text, "{line}");
    }

    fn section(&mut self, title: &str) {
        self.line(&format!("\n## {title}\n"));
    }

    fn list(&mut self, title: &str, items: impl Iterator<Item = String>) {
        for (i, item) in items.enumerate() {
            if i == 0 {
                self.section(title);
            }
            self.line(&format!("- {item}"));
        }
    }

    fn quote(&mut self, text: &str) {
        self.line("");
        text.lines().for_each(|line| self.line(format!("> {}", inline(line)).trim_end()));
    }

    fn facts(&mut self, plan: &Plan) {
        let facts = [
            ("Team", Some(plan.team.as_str())),
            ("Flow", plan.flow.as_deref()),
            ("Urgency", Some(plan.urgency.name())),
            ("Hand over to", plan.handoff.as_deref()),
            ("Question", plan.question.as_deref()),
        ];
        self.line("");
        let escalations = plan.escalations.iter().map(|told| ("Escalate to", &told.to, &told.about));
        let approvals = plan.approvals.iter().map(|asked| ("Needs the approval of", &asked.by, &asked.about));
        for (name, who, about) in escalations.chain(approvals) {
            self.line(&format!("- **{name}:** {} ({})", inline(who), inline(about)));
        }
        for asked in &plan.requirements {
            self.line(&format!("- **Asked for, {}:** {}", inline(&asked.name), inline(&asked.values.join(", "))));
        }
        for (name, fact) in facts {
            if let Some(fact) = fact {
                self.line(&format!("- **{name}:** {}", inline(fact)));
            }
        }
        plan.warnings.iter().for_each(|warning| self.line(&format!("- **Warning:** {}", inline(warning))));
    }

    fn decomposition(&mut self, plan: &Plan) {
        self.section("Decomposition");
        self.line("| task | what | who | after | from |\n|---|---|---|---|---|");
        for task in &plan.tasks {
            let cells = [&task.id, &inline(&task.title), &inline(&who(plan, task)), &task.after.join(", ")];
            self.line(&format!(
                "| {} | {} | {} | {} | {} |",
                cells[0],
                cells[1],
                cells[2],
                cells[3],
                task.source.name()
            ));
        }
    }

    fn specialists(&mut self, plan: &Plan, team: &Team) {
        self.section("Specialists and roles");
        for name in plan.agents() {
            let own: Vec<&str> =
                plan.tasks.iter().filter(|task| plan.who(task) == name).map(|task| task.id.as_str()).collect();
            let role = team.agent(name).map(|agent| crate::text::sentences(&agent.description).next().unwrap_or(""));
            let role = role.unwrap_or(if name == plan.team { "The lead" } else { "A team beside this one" });
            self.line(&format!("- **{}** ({}): {}", inline(name), own.join(", "), inline(role)));
        }
    }

    fn order(&mut self, plan: &Plan) {
        self.section("Order and dependencies");
        for (i, wave) in plan.waves.iter().enumerate() {
            self.line(&format!("{}. {}", i + 1, wave.join(", ")));
        }
        self.line(&format!("\n```mermaid\n{}```", graph::mermaid(plan)));
    }

    fn tasks(&mut self, plan: &Plan) {
        self.section("Tasks");
        for task in &plan.tasks {
            self.line(&format!("### {} {}\n", task.id, inline(&task.title)));
            let after = if task.after.is_empty() { "nothing".to_owned() } else { task.after.join(", ") };
            let mut fact = |name: &str, fact: &str| {
                if !fact.is_empty() {
                    self.line(&format!("- {name}: {}", inline(fact)));
                }
            };
            fact("Who", &who(plan, task));
            if task.request != plan.request {
                fact("Request", &headline(&task.request));
            }
            fact("Only", task.condition.as_deref().unwrap_or_default());
            fact("After", &after);
            fact("Not before", &plan.guards(task).collect::<Vec<_>>().join("; "));
            fact("Timeframe", task.timeframe.as_deref().unwrap_or_default());
            if let Some(until) = &task.until {
                fact("Done again", &format!("from {} on, until {until}", plan.begin_again(task).join(", ")));
            }
            fact("Takes", &task.inputs().map(String::as_str).collect::<Vec<_>>().join(", "));
            fact("Hands on", &task.produces.join(", "));
            fact("Can be asked", &task.support.join(", "));
            fact("Read first", task.knowledge.as_deref().unwrap_or_default());
            fact("Undo", task.rollback.as_deref().unwrap_or_default());
            self.line("");
        }
        self.text.truncate(self.text.trim_end().len());
        self.line("");
    }

    /// Who resolves conflicts, bottlenecks, results with several writers, and results passed on.
    fn coordination(&mut self, plan: &Plan) {
        self.section("Coordination");
        self.line(&format!("- **Decides conflicts, gathers the results:** {}", inline(&plan.lead)));
        for bottleneck in &plan.bottlenecks {
            let waiting = bottleneck.waiting.join(", ");
            self.line(&format!("- **Bottleneck:** {}, for which {waiting} wait", bottleneck.task));
        }
        for conflict in &plan.conflicts {
            let tasks = conflict.tasks.join(", ");
            self.line(&format!("- **Conflict point:** {} is written by {tasks}", inline(&conflict.result)));
        }
        for interface in &plan.interfaces {
            let [by, of] = [&interface.defined_by, &interface.used_by].map(|ids| ids.join(", "));
            self.line(&format!("- **Interface:** {}, defined by {by}, used by {of}", inline(&interface.result)));
        }
        for message in &plan.messages {
            self.line(&format!("- **Message to {}** ({}):\n", inline(&message.to), inline(&message.about)));
            // Unlike a fence, indented code has no end mark that a message could contain.
            message.text.trim_end().lines().for_each(|line| self.line(&format!("      {line}")));
        }
    }

    fn risks(&mut self, plan: &Plan) {
        for (i, risk) in plan.risk_register.iter().enumerate() {
            if i == 0 {
                self.section("Risks and mitigation");
                self.line("| risk | likelihood | effect | mitigation | task |\n|---|---|---|---|---|");
            }
            let grade = |grade: &Option<String>| grade.clone().unwrap_or_else(|| "not rated".to_owned());
            let tasks = if risk.tasks.is_empty() { "all".to_owned() } else { risk.tasks.join(", ") };
            let cells = [&risk.risk, &grade(&risk.likelihood), &grade(&risk.effect), &risk.mitigation, &tasks];
            self.line(&format!("| {} |", cells.map(|cell| inline(cell)).join(" | ")));
        }
    }

    fn checks<'p>(&mut self, title: &str, criteria: impl Iterator<Item = (&'p Task, &'p String)>) {
        self.list(title, criteria.map(|(task, criterion)| format!("[ ] {}: {}", task.id, inline(criterion))));
    }

    fn rollback(&mut self, plan: &Plan) {
        self.section("Rollback");
        for (i, task) in plan.tasks.iter().rev().enumerate() {
            let undo = task.rollback.as_deref().unwrap_or("take the changes back in reverse order");
            self.line(&format!("{}. {}: {}", i + 1, task.id, inline(undo)));
        }
    }
}

fn who(plan: &Plan, task: &Task) -> String {
    let mut who = plan.who(task).to_owned();
    if !task.alternatives.is_empty() {
        let _ = write!(who, " (or {})", task.alternatives.join(", "));
    }
    who
}
