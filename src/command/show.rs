//! `route show AGENT`

use super::list::AgentJson;
use super::{definitions, places};
use crate::args::{ListFormat, PlaceArgs, ShowArgs};
use crate::exit::Exit;
use crate::terminal::{self, Style, one_line};
use anyhow::{Context, anyhow};
use std::io::Write;
use task_router_engine::agent::Agent;
use task_router_engine::diagnostic::suggestion;
use task_router_engine::team::Team;
use task_router_teams;

/// Shows one agent of the chosen team, or the first of that name in any.
pub fn run(args: &PlaceArgs, show: &ShowArgs) -> anyhow::Result<Exit> {
    let files = definitions(args, &places(args)?)?.files;
    let teams = files.teams_chosen(args.team.as_deref())?;
    let found = teams.iter().find_map(|team| Some((team, team.agent(&show.name)?)));
    let (team, agent) = found.ok_or_else(|| {
        let names: Vec<&str> = teams.iter().flat_map(|team| team.names()).collect();
        anyhow!("no agent `{}`; {}", show.name, suggestion(&show.name, names.iter().copied()))
    })?;
    match show.format {
        ListFormat::Json => {
            let line = serde_json::to_string(&AgentJson::new(team, agent))?;
            writeln!(std::io::stdout().lock(), "{}", Style::stdout().json(&line))?;
        }
        ListFormat::Text => {
            let mut page = Vec::new();
            text(team, agent, &mut page)?;
            terminal::page(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Success)
}

fn text(team: &Team, agent: &Agent, out: &mut dyn Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    let evidence = &agent.evidence;
    writeln!(out, "{} ({}, {})", style.bold(&agent.name), one_line(&team.name), one_line(&agent.source.file))?;
    writeln!(out, "{}", style.safe(&agent.description))?;
    let keywords = evidence.keywords.iter().map(|keyword| match keyword.weight {
        1.0 => keyword.text.clone(),
        weight => format!("{} ({weight})", keyword.text),
    });
    list(out, style, "keywords", &keywords.collect::<Vec<_>>().join(", "))?;
    list(out, style, "patterns", &evidence.patterns.join("  "))?;
    list(out, style, "not for", &evidence.not_for.join(", "))?;
    list(out, style, "priority", &agent.priority.to_string())?;
    list(out, style, "produces", &agent.produces.join(", "))?;
    list(out, style, "needs", &agent.needs.join(", "))?;
    if !evidence.examples.is_empty() {
        writeln!(out, "\n{}", style.bold("examples"))?;
        for example in &evidence.examples {
            writeln!(out, "  {}", one_line(example))?;
        }
    }
    writeln!(out, "\n{}\n{}", style.bold("template"), style.safe(agent.body.trim()))?;
    if let Some(path) = team.knowledge_path(agent) {
        writeln!(out, "\n{} {}", style.bold("knowledge"), one_line(&path))?;
        match document(team, agent)? {
            Some(text) => writeln!(out, "{}", style.safe(text.trim()))?,
            None => writeln!(out, "(this document is missing)")?,
        }
    }
    Ok(())
}

fn list(out: &mut dyn Write, style: Style, title: &str, text: &str) -> std::io::Result<()> {
    if text.is_empty() { Ok(()) } else { writeln!(out, "{} {}", style.bold(&format!("{title}:")), one_line(text)) }
}

fn document(team: &Team, agent: &Agent) -> anyhow::Result<Option<String>> {
    let Some(path) = agent.knowledge.as_deref().filter(|_| team.has_knowledge(agent)) else { return Ok(None) };
    match &team.library.root {
        None => Ok(task_router_teams::document(path.trim_start_matches('/')).map(str::to_owned)),
        Some(_) => {
            let bytes = team.library.read(path).with_context(|| format!("cannot read `{path}`"))?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
    }
}
