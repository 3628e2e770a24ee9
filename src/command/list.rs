//! `route list`

use super::place;
use crate::args::{ListArgs, ListFormat, PlaceArgs};
use crate::exit::Exit;
use crate::terminal::{self, Style, one_line};
use serde::Serialize;
use std::borrow::Cow;
use std::io::Write;
use task_router_engine::agent::Agent;
use task_router_engine::diagnostic::Severity;
use task_router_engine::team::Team;

/// Lists the agents of the chosen team, or of all.
pub fn run(args: &PlaceArgs, list: &ListArgs) -> anyhow::Result<Exit> {
    let place = place(args)?;
    let teams = place.read()?.teams_chosen(args.team.as_deref())?;
    for diagnostic in teams.iter().flat_map(|team| &team.diagnostics).filter(|d| d.severity() > Severity::Note) {
        terminal::say(&diagnostic.to_string());
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match list.format {
        ListFormat::Json => json(&teams, &mut out)?,
        ListFormat::Text => text(&teams, &place.describe(), &mut out)?,
    }
    out.flush()?;
    Ok(Exit::Success)
}

/// One agent as JSON.
#[derive(Serialize)]
pub struct AgentJson<'a> {
    name: &'a str,
    team: &'a str,
    description: &'a str,
    priority: i32,
    knowledge: Option<String>,
    file: &'a str,
    keywords: Vec<&'a str>,
    patterns: &'a [String],
    examples: &'a [String],
    not_for: &'a [String],
    produces: &'a [String],
    needs: &'a [String],
}

impl<'a> AgentJson<'a> {
    pub fn new(team: &'a Team, agent: &'a Agent) -> Self {
        Self {
            name: &agent.name,
            team: &team.name,
            description: &agent.description,
            priority: agent.priority,
            knowledge: team.knowledge_path(agent),
            file: &agent.source.file,
            keywords: agent.evidence.keywords.iter().map(|keyword| keyword.text.as_str()).collect(),
            patterns: &agent.evidence.patterns,
            examples: &agent.evidence.examples,
            not_for: &agent.evidence.not_for,
            produces: &agent.produces,
            needs: &agent.needs,
        }
    }
}

fn json(teams: &[Team], out: &mut dyn Write) -> anyhow::Result<()> {
    for team in teams {
        for agent in &team.agents {
            let line = serde_json::to_string(&AgentJson::new(team, agent))?;
            writeln!(out, "{}", Style::stdout().json(&line))?;
        }
    }
    Ok(())
}

fn text(teams: &[Team], from: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    writeln!(out, "agents from {}", one_line(from))?;
    for team in teams {
        let plural = if team.agents.len() == 1 { "" } else { "s" };
        writeln!(out, "\n{} ({} agent{plural})", style.bold(&team.name), team.agents.len())?;
        let width = team.names().map(|name| name.chars().count()).max().unwrap_or(0).min(40);
        for agent in &team.agents {
            let first = agent.description.trim().lines().next().unwrap_or_default();
            writeln!(out, "  {:<width$}  {}", one_line(&agent.name), style.dim(&shortened(&one_line(first))))?;
        }
    }
    Ok(())
}

/// A text cut behind a word where it is too long for a line.
fn shortened(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 100;
    match text.char_indices().nth(LONGEST) {
        None => text.into(),
        Some((end, _)) => {
            let end = text[..end].rfind(' ').unwrap_or(end);
            format!("{} …", text[..end].trim_end_matches([' ', ',', ';', ':'])).into()
        }
    }
}
