//! `route list`

use super::{definitions, places, warn};
use crate::args::{ListArgs, ListFormat, PlaceArgs};
use crate::exit::Exit;
use crate::terminal::{Style, one_line};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use task_router_engine::agent::Agent;
use task_router_engine::agent::dialect::AgentKind;
use task_router_engine::agent::place::{Origin, Place};
use task_router_engine::diagnostic::{Code, Severity};
use task_router_engine::source::Tree;
use task_router_engine::team::Team;

/// Lists the places, then the agents of the chosen team, or of all.
pub fn run(args: &PlaceArgs, list: &ListArgs) -> anyhow::Result<Exit> {
    let found = definitions(args, &places(args)?)?;
    let teams = found.files.teams_chosen(args.team.as_deref())?;
    let diagnostics = teams.iter().flat_map(|team| &team.diagnostics).filter(|d| d.severity() > Severity::Note);
    warn(args, &diagnostics.map(ToString::to_string).collect::<Vec<_>>());
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match list.format {
        ListFormat::Json => json(&teams, &mut out)?,
        ListFormat::Text => text(&teams, found.files.trees(), &mut out)?,
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
    kind: AgentKind,
    place: &'a str,
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
            kind: agent.kind,
            place: &agent.place.display,
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

fn text(teams: &[Team], trees: &[Tree], out: &mut dyn Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    places_of(teams, trees, out)?;
    let agents = || teams.iter().flat_map(|team| &team.agents);
    let several = agents().any(|agent| agent.place.number > 0 || agent.kind != AgentKind::Agent);
    for team in teams {
        let plural = if team.agents.len() == 1 { "" } else { "s" };
        writeln!(out, "\n{} ({} agent{plural})", style.bold(&team.name), team.agents.len())?;
        let width = team.names().map(|name| name.chars().count()).max().unwrap_or(0).min(40);
        let from_width = team.agents.iter().map(|agent| place_name(&agent.place).chars().count()).max().unwrap_or(0);
        for agent in &team.agents {
            let first = agent.description.trim().lines().next().unwrap_or_default();
            write!(out, "  {:<width$}  ", one_line(&agent.name))?;
            if several {
                write!(out, "{:<7}  {:<from_width$}  ", agent.kind.name(), one_line(&place_name(&agent.place)))?;
            }
            writeln!(out, "{}", style.dim(&shortened(&one_line(first))))?;
        }
    }
    rest(teams, trees, out)
}

/// Where agents were found, in the order in which places count.
fn places_of(teams: &[Team], trees: &[Tree], out: &mut dyn Write) -> anyhow::Result<()> {
    for tree in trees {
        let Some(place) = tree.files.first().map(|file| &file.place) else {
            writeln!(out, "agents from {} (no agents)", one_line(&tree.display))?;
            continue;
        };
        let agents = teams.iter().flat_map(|team| &team.agents).filter(|agent| agent.place.number == place.number);
        let mut kinds: BTreeMap<AgentKind, usize> = BTreeMap::new();
        agents.for_each(|agent| *kinds.entry(agent.kind).or_default() += 1);
        let count = |(kind, count): (&AgentKind, &usize)| {
            format!("{count} {}{}", kind.name(), if *count == 1 { "" } else { "s" })
        };
        let mut told: Vec<String> = kinds.iter().map(count).collect();
        if told.is_empty() {
            told.push("no agents".to_owned());
        }
        if place.origin == Origin::User {
            told.push("yours".to_owned());
        }
        if tree.root.is_none() {
            told.push("built in".to_owned());
        }
        let name = if tree.root.is_none() { "the program" } else { &place_name(place) };
        writeln!(out, "agents from {} ({})", one_line(name), told.join(", "))?;
    }
    Ok(())
}

/// What is not among the rows: agents whose names are taken, and files that are no agents.
fn rest(teams: &[Team], trees: &[Tree], out: &mut dyn Write) -> anyhow::Result<()> {
    let mut left_out: BTreeMap<&str, usize> = BTreeMap::new();
    for tree in trees {
        tree.left_out.iter().for_each(|left| *left_out.entry(left.reason.text()).or_default() += left.count);
    }
    let mut shadowed = Vec::new();
    for diagnostic in teams.iter().flat_map(|team| &team.diagnostics) {
        match diagnostic.code {
            Code::Shadowed => shadowed.push(diagnostic),
            Code::LeftOut => {
                if let Some(reason) = diagnostic.message.strip_prefix("not an agent: ") {
                    *left_out.entry(reason).or_default() += 1;
                }
            }
            _ => {}
        }
    }
    if !shadowed.is_empty() || !left_out.is_empty() {
        writeln!(out)?;
    }
    for diagnostic in shadowed {
        writeln!(out, "not used: {}: {}", one_line(&diagnostic.file), one_line(&diagnostic.message))?;
    }
    if !left_out.is_empty() {
        let counts: Vec<_> = left_out.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
        writeln!(out, "left out: {} (`route check` names them)", counts.join(", "))?;
    }
    Ok(())
}

/// The folder of a place; one of the user's own as seen from the home folder.
fn place_name(place: &Place) -> Cow<'_, str> {
    let home = std::env::var("HOME").ok().filter(|home| home.len() > 1 && place.origin == Origin::User);
    match home.and_then(|home| place.display.strip_prefix(&home)) {
        Some(rest) if rest.starts_with(['/', '\\']) => format!("~{rest}").into(),
        _ => place.display.as_str().into(),
    }
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
