//! The hierarchy of a team: the one the lead reports to, the lead, its agents, and its peers.

use crate::terminal::one_line;
use task_router_engine::Team;
use task_router_engine::team::policy::{Flow, FlowStep, Rule, Who};

/// In a line: the one the lead reports to, and the peers; `None` if neither is known.
pub fn line(team: &Team) -> Option<String> {
    let above = team.policy.reports_to.as_ref().map(|above| format!("reports to {above}"));
    let peers: Vec<&str> = team.policy.peers.iter().map(|peer| peer.name.as_str()).collect();
    let beside = (!peers.is_empty()).then(|| format!("beside it {}", peers.join(", ")));
    let parts: Vec<String> = above.into_iter().chain(beside).collect();
    (!parts.is_empty()).then(|| one_line(&parts.join("; ")).into_owned())
}

/// As a tree, one line each.
pub fn tree(team: &Team) -> Vec<String> {
    let mut lines = Vec::new();
    let top = format!("{} ({})", team.name, rank(team));
    let indent = match &team.policy.reports_to {
        Some(above) => {
            lines.push(above.clone());
            lines.push(format!("└── {top}"));
            "    "
        }
        None => {
            lines.push(top);
            ""
        }
    };
    let last = team.agents.len().saturating_sub(1);
    for (i, agent) in team.agents.iter().enumerate() {
        let branch = if i == last { "└──" } else { "├──" };
        lines.push(format!("{indent}{branch} {}", agent.name));
    }
    lines.extend(team.policy.peers.iter().map(|peer| format!("beside it: {}", peer.name)));
    lines.iter().map(|line| one_line(line).into_owned()).collect()
}

/// The top of a team: without a `team.md` there is no lead.
pub fn rank(team: &Team) -> &'static str {
    if team.lead.is_some() { "lead" } else { "no lead" }
}

/// A flow in a line: `api-design: api-designer → firebase-specialist`.
pub fn flow(flow: &Flow) -> String {
    let steps: Vec<String> = flow.steps.iter().map(step).collect();
    one_line(&format!("{}: {}", flow.name, steps.join(" → "))).into_owned()
}

fn step(step: &FlowStep) -> String {
    let who = match &step.who {
        Who::All(names) => names.join(" + "),
        Who::Any(names) => names.join(" or "),
    };
    let who = if step.optional { format!("({who})") } else { who };
    match (&step.until, &step.back_to) {
        (Some(until), Some(back_to)) => format!("{who} [back to {back_to} until {until}]"),
        (Some(until), None) => format!("{who} [until {until}]"),
        _ => who,
    }
}

/// A rule in a line: what it is about, and who is told or asked.
pub fn rule(rule: &Rule) -> String {
    one_line(&format!("{} → {}", rule.about, rule.to)).into_owned()
}
