//! A team as a graph: the lead with its peers, the agents, and the flows with lines to the agents of their steps.

use super::Html;
use crate::print::by_kind;
use std::collections::HashMap;
use task_router_engine::Team;
use task_router_engine::team::policy::Flow;

/// Further agents and flows are counted, not drawn.
const DRAWN: usize = 60;
/// The length limit of a name.
const LONGEST: usize = 34;
/// The width of a character. This and the lengths below are in the units of the picture, chosen by eye.
const CHARACTER: f64 = 7.3;
/// The distance of two rows.
const ROW: f64 = 34.0;
/// The height of a node.
const BOX: f64 = 24.0;
/// The space around the text in a node.
const PADDING: f64 = 10.0;
/// The space for lines between two columns.
const GAP: f64 = 110.0;
/// The space above the first row, for the titles of columns.
const TOP: f64 = 28.0;

/// The nodes that a decision chose.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChosenNodes<'a> {
    /// The agent that answers.
    pub agent: Option<&'a str>,
    /// The flow.
    pub flow: Option<&'a str>,
    /// Whether the lead answers.
    pub lead: bool,
    /// The peer that it is for.
    pub peer: Option<&'a str>,
}

struct Column<'t> {
    x: f64,
    width: f64,
    names: Vec<&'t str>,
}

impl<'t> Column<'t> {
    fn new(x: f64, names: Vec<&'t str>) -> Self {
        let longest = names.iter().map(|name| name.chars().count().min(LONGEST)).max().unwrap_or(0);
        Self { x, width: longest as f64 * CHARACTER + 2.0 * PADDING, names }
    }

    fn right(&self) -> f64 {
        self.x + self.width
    }

    fn next(&self) -> f64 {
        if self.names.is_empty() { self.x } else { self.right() + GAP }
    }
}

/// The middle of a row.
fn middle(row: usize) -> f64 {
    TOP + row as f64 * ROW + BOX / 2.0
}

/// The graph, with a text description.
pub fn team(team: &Team, chosen: ChosenNodes) -> Html {
    let policy = &team.policy;
    let lead = team.lead.as_ref().map(|lead| lead.name.as_str());
    let peers = policy.peers.iter().map(|peer| peer.name.as_str());
    let first = Column::new(4.0, lead.into_iter().chain(peers).take(DRAWN).collect());
    let agents = Column::new(first.next(), team.names().take(DRAWN).collect());
    let flows = Column::new(agents.next(), policy.flows.iter().map(|flow| flow.name.as_str()).take(DRAWN).collect());
    let rows = [&first, &agents, &flows].map(|column| column.names.len()).into_iter().max().unwrap_or(0);
    let (width, height) = (if flows.names.is_empty() { agents.right() } else { flows.right() } + 4.0, middle(rows));
    let mut page = Html::default();
    page.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"the team as a graph\">");
    page.raw("<svg class=\"graph\" role=\"img\" width=\"").rounded(width, 0).raw("\" height=\"").rounded(height, 0);
    page.raw("\" viewBox=\"0 0 ").rounded(width, 0).raw(" ").rounded(height, 0).raw("\" aria-label=\"");
    page.text(&by_kind(team.agents.iter().map(|agent| agent.kind)))
        .raw(", ")
        .count(policy.flows.len(), "flow")
        .raw("\">");
    heads(&mut page, &first, &agents, &flows, lead.is_some());
    if lead.is_some() {
        for row in 0..agents.names.len() {
            line(&mut page, (first.right(), middle(0)), (agents.x, middle(row)), false);
        }
    }
    let rows: HashMap<&str, usize> = agents.names.iter().enumerate().map(|(row, name)| (*name, row)).collect();
    for (row, flow) in policy.flows.iter().take(DRAWN).enumerate() {
        let is_chosen = chosen.flow == Some(flow.name.as_str());
        page.raw(if is_chosen {
            "<g class=\"flow chosen\" tabindex=\"0\">"
        } else {
            "<g class=\"flow\" tabindex=\"0\">"
        });
        steps(&mut page, flow, &rows, &agents, (flows.x, middle(row)));
        node(&mut page, &flows, row, is_chosen, "flow");
        page.raw("</g>");
    }
    for (row, name) in first.names.iter().enumerate() {
        let is_lead = lead.is_some() && row == 0;
        let is_chosen = if is_lead { chosen.lead } else { chosen.peer == Some(*name) };
        node(&mut page, &first, row, is_chosen, if is_lead { "lead" } else { "peer" });
    }
    for (row, agent) in team.agents.iter().take(DRAWN).enumerate() {
        let class = if agent.disabled { "off" } else { "agent" };
        node(&mut page, &agents, row, chosen.agent == Some(agent.name.as_str()), class);
    }
    page.raw("</svg></div>");
    words(&mut page, team);
    page
}

fn heads(page: &mut Html, first: &Column, agents: &Column, flows: &Column, has_lead: bool) {
    let lead = match (has_lead, first.names.len()) {
        (true, 1) => "lead",
        (true, _) => "lead, peers",
        (false, _) => "peers",
    };
    for (column, head) in [(first, lead), (agents, "agents"), (flows, "flows")] {
        if !column.names.is_empty() {
            page.raw("<text class=\"head\" x=\"").rounded(column.x, 0).raw("\" y=\"14\">").raw(head).raw("</text>");
        }
    }
}

/// Lines from a flow to the agents of its steps, dashed for conditional steps.
fn steps(page: &mut Html, flow: &Flow, rows: &HashMap<&str, usize>, agents: &Column, from: (f64, f64)) {
    for step in &flow.steps {
        for row in step.who.names().iter().filter_map(|name| rows.get(name.as_str())) {
            line(page, from, (agents.right(), middle(*row)), step.optional);
        }
    }
}

fn line(page: &mut Html, from: (f64, f64), to: (f64, f64), is_dashed: bool) {
    let bend = (to.0 - from.0) / 2.0;
    page.raw(if is_dashed { "<path class=\"maybe\" d=\"M" } else { "<path d=\"M" });
    page.rounded(from.0, 1).raw(" ").rounded(from.1, 1).raw(" C").rounded(from.0 + bend, 1).raw(" ").rounded(from.1, 1);
    page.raw(" ").rounded(to.0 - bend, 1).raw(" ").rounded(to.1, 1).raw(" ").rounded(to.0, 1).raw(" ").rounded(to.1, 1);
    page.raw("\"/>");
}

fn node(page: &mut Html, column: &Column, row: usize, is_chosen: bool, class: &'static str) {
    let name = column.names[row];
    page.raw("<g class=\"").raw(class).raw(if is_chosen { " chosen\"><title>" } else { "\"><title>" }).text(name);
    page.raw("</title><rect rx=\"5\" x=\"").rounded(column.x, 1).raw("\" y=\"").rounded(middle(row) - BOX / 2.0, 1);
    page.raw("\" width=\"").rounded(column.width, 1).raw("\" height=\"").rounded(BOX, 0).raw("\"/><text x=\"");
    page.rounded(column.x + PADDING, 1).raw("\" y=\"").rounded(middle(row) + 4.0, 1).raw("\">").text(&short(name));
    page.raw("</text></g>");
}

fn short(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        None => name.to_owned(),
        Some(_) => name.chars().take(LONGEST - 1).chain(['…']).collect(),
    }
}

/// The lines in words, for people who do not see them.
fn words(page: &mut Html, team: &Team) {
    let policy = &team.policy;
    if let Some(fallback) = &policy.fallback {
        page.raw("<p class=\"soft\">An unclear request goes to <b>").text(fallback).raw("</b>.</p>");
    }
    let left = team.agents.len().saturating_sub(DRAWN) + policy.flows.len().saturating_sub(DRAWN);
    if left > 0 {
        page.raw("<p class=\"soft\">").number(left).raw(" more agents and flows are not drawn.</p>");
    }
    if policy.flows.is_empty() {
        return;
    }
    page.raw("<details><summary>The flows in words</summary><div><ul>");
    for flow in &policy.flows {
        page.raw("<li><b>").text(&flow.name).raw("</b>: ");
        for (number, step) in flow.steps.iter().enumerate() {
            page.raw(if number > 0 { " → " } else { "" }).text(&step.who.names().join(" + "));
            page.raw(if step.optional { " (where needed)" } else { "" });
        }
        page.raw("</li>");
    }
    page.raw("</ul></div></details>");
}
