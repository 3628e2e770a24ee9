//! Finds further requirements of a request by the team's `requirements`, and notifications to others.

use super::phrases::PhraseMatcher;
use super::placeholders::plan_value;
use super::{Plan, Task};
use crate::index::Index;
use crate::pattern::compile_pattern;
use crate::team::Team;
use crate::team::policy::{Notice, Requirement};
use crate::template::json::{Value, fill};
use serde::Serialize;

/// A requirement that the request states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StatedRequirement {
    /// Name of the requirement.
    pub name: String,
    /// Its values, in order of occurrence.
    pub values: Vec<String>,
}

/// A message to a neighbouring team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Message {
    /// Who is notified.
    pub to: String,
    /// What has changed.
    pub about: String,
    /// The message.
    pub text: String,
}

/// The requirements that a request states.
pub fn asked(team: &Team, request: &str) -> Vec<StatedRequirement> {
    let asked = team
        .policy
        .requirements
        .iter()
        .map(|requirement| StatedRequirement { name: requirement.name.clone(), values: values(requirement, request) });
    asked.filter(|asked| !asked.values.is_empty()).collect()
}

fn values(requirement: &Requirement, request: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for pattern in requirement.patterns.iter().filter_map(|pattern| compile_pattern(pattern).ok()) {
        for captures in pattern.captures_iter(request) {
            let stated = captures.get(1).or_else(|| captures.get(0)).map_or("", |found| found.as_str().trim());
            let value = requirement.value.as_deref().unwrap_or(stated);
            if !value.is_empty() && !values.iter().any(|known| known.eq_ignore_ascii_case(value)) {
                values.push(value.to_owned());
            }
        }
    }
    values
}

/// Requirements for the tasks of this agent: those for it, and those for agents without tasks.
pub fn of_agent(
    team: &Team,
    asked: &[StatedRequirement],
    agent: Option<&str>,
    everybody: &[&str],
) -> Vec<StatedRequirement> {
    let Some(agent) = agent else { return Vec::new() };
    let is_for = |asked: &&StatedRequirement| {
        let requirement = team.policy.requirements.iter().find(|requirement| requirement.name == asked.name);
        let agents = requirement.map(|requirement| requirement.agents.as_slice()).unwrap_or_default();
        agents.iter().any(|name| name == agent) || !agents.iter().any(|name| everybody.contains(&name.as_str()))
    };
    asked.iter().filter(is_for).cloned().collect()
}

/// Value of a placeholder named after a requirement; its default or `Nothing` if it is not stated.
pub fn value(plan: &Plan, team: &Team, task: Option<&Task>, name: &str) -> Option<Value> {
    if name == "requirements" {
        let stated = task.map_or(&plan.requirements, |task| &task.requirements).iter();
        return Some(Value::Map(stated.map(|asked| (asked.name.clone(), asked.values.clone())).collect()));
    }
    let requirement = team.policy.requirements.iter().find(|requirement| requirement.name == name)?;
    let own = task.map_or(&plan.requirements, |task| &task.requirements);
    let stated = own.iter().find(|asked| asked.name == name).map(|asked| asked.values.clone());
    Some(match (stated, &requirement.otherwise) {
        (Some(values), _) if values.len() == 1 => Value::Text(values.concat()),
        (Some(values), _) => Value::List(values),
        (None, Some(otherwise)) if is_for(requirement, task) => Value::Text(otherwise.clone()),
        _ => Value::Nothing,
    })
}

fn is_for(requirement: &Requirement, task: Option<&Task>) -> bool {
    let agent = task.and_then(|task| task.agent.as_ref());
    requirement.agents.is_empty() || agent.is_none_or(|agent| requirement.agents.contains(agent))
}

/// Adds the messages to neighbouring teams: if the request mentions a change, and the plan produces what has changed.
pub fn add_messages(plan: &mut Plan, team: &Team, index: &Index) {
    let phrases = PhraseMatcher::of(index);
    let read = phrases.read(&plan.request);
    let is_shown = |notice: &&Notice| {
        let stated = phrases.stated(&notice.evidence);
        let shown = stated.is_empty() || stated.iter().any(|(pattern, _)| read.holds(pattern));
        shown && !phrases.against(&notice.evidence).iter().any(|pattern| read.holds(pattern))
    };
    let is_made = |notice: &&Notice| {
        let mut results = plan.tasks.iter().flat_map(|task| &task.produces);
        notice.produces.is_empty() || results.any(|result| notice.produces.contains(result))
    };
    let notices = team.policy.notify.iter().filter(is_shown).filter(is_made);
    let message = |notice: &Notice| Message {
        to: notice.to.clone(),
        about: notice.about.clone(),
        text: fill(&notice.message, &[&|name| plan_value(plan, team, name)]),
    };
    let messages = notices.map(message).collect();
    if !plan.tasks.is_empty() {
        plan.messages = messages;
    }
}
