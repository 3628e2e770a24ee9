//! `route show AGENT`

use super::list::{AgentJson, EvidenceJson, why_silent};
use super::warn_of;
use crate::args::{ListFormat, ShowArgs};
use crate::exit::Exit;
use crate::print::hierarchy;
use crate::project::Project;
use crate::terminal::{self, Style, one_line};
use anyhow::{Context, anyhow, bail};
use serde::Serialize;
use std::io::Write;
use task_router_engine::agent::priority_text;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::evidence::EvidenceForm;
use task_router_engine::{Agent, Evidence, EvidenceKind, Team, escape};
use task_router_teams;

/// Shows an agent of the chosen team, or else the first of that name in any team.
pub fn run(project: &Project, show: &ShowArgs) -> anyhow::Result<Exit> {
    let places = project.places();
    let definitions = project.definitions(&places)?;
    let teams = definitions.files.teams_chosen(project.team_name())?;
    places.must_have_somebody(&definitions, &teams)?;
    warn_of(&teams);
    let found = teams.iter().find_map(|team| Some((team, team.agent(&show.name)?)));
    let Some((team, agent)) = found else {
        return match teams.iter().find(|team| team.name == show.name) {
            Some(team) if show.knowledge => match &team.lead {
                Some(lead) => knowledge(team, lead),
                None => bail!("{} has no lead, and so no knowledge document of one", one_line(&team.name)),
            },
            Some(team) => lead(team, show),
            None => Err(nobody(&teams, &show.name)),
        };
    };
    if show.knowledge {
        return knowledge(team, agent);
    }
    match show.format {
        ListFormat::Json => {
            let shown = AgentShown {
                agent: AgentJson::new(team, agent),
                template: agent.body.trim(),
                document: document(team, agent)?,
            };
            let line = serde_json::to_string(&shown)?;
            writeln!(std::io::stdout().lock(), "{}", escape::json(&line))?;
        }
        ListFormat::Text => {
            let mut page = Vec::new();
            text(team, agent, &mut page)?;
            terminal::page(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Success)
}

fn nobody(teams: &[Team], name: &str) -> anyhow::Error {
    let leads = teams.iter().filter(|team| team.lead.is_some()).map(|team| team.name.as_str());
    let names: Vec<&str> = teams.iter().flat_map(|team| team.names()).chain(leads).collect();
    anyhow!("no agent `{name}`; {}", suggestion(name, names.iter().copied()))
}

/// Prints only the knowledge document.
fn knowledge(team: &Team, agent: &Agent) -> anyhow::Result<Exit> {
    let Some(path) = team.knowledge_path(agent) else { bail!("{} has no knowledge document", agent.name) };
    let Some(text) = document(team, agent)? else { bail!("the knowledge document `{path}` is missing; write it") };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", Style::stdout().safe(text.trim_end()))?;
    Ok(Exit::Success)
}

/// An agent as JSON, with its texts.
#[derive(Serialize)]
struct AgentShown<'a> {
    #[serde(flatten)]
    agent: AgentJson<'a>,
    /// Its prompt template.
    template: &'a str,
    /// The text of its knowledge document; null if it has none.
    document: Option<String>,
}

/// A team's lead as JSON.
#[derive(Serialize)]
struct LeadJson<'a> {
    name: &'a str,
    team: &'a str,
    description: &'a str,
    kind: &'static str,
    reports_to: Option<&'a str>,
    peers: Vec<&'a str>,
    agents: Vec<&'a str>,
    flows: Vec<String>,
    escalate: Vec<String>,
    approval: Vec<String>,
    file: Option<&'a str>,
    knowledge: Option<String>,
    #[serde(flatten)]
    evidence: EvidenceJson<'a>,
    /// The activation template around each agent's own prompt.
    template: Option<&'a str>,
    /// Its own prompt.
    prompt: Option<&'a str>,
    /// The text of its knowledge document; null if it has none.
    document: Option<String>,
}

impl<'a> LeadJson<'a> {
    fn of(team: &'a Team) -> anyhow::Result<Self> {
        let policy = &team.policy;
        let lead = team.lead.as_ref();
        Ok(Self {
            name: &team.name,
            team: &team.name,
            description: &team.description,
            kind: "lead",
            reports_to: policy.reports_to.as_deref(),
            peers: policy.peers.iter().map(|peer| peer.name.as_str()).collect(),
            agents: team.names().collect(),
            flows: policy.flows.iter().map(hierarchy::flow).collect(),
            escalate: policy.escalate.iter().map(hierarchy::rule).collect(),
            approval: policy.approval.iter().map(hierarchy::rule).collect(),
            file: lead.map(|lead| lead.source.file.as_str()),
            knowledge: lead.and_then(|lead| team.knowledge_path(lead)),
            evidence: EvidenceJson(lead.map(|lead| &lead.evidence)),
            template: lead.map(|lead| lead.body.trim()),
            prompt: lead.and_then(|lead| lead.scalars.get("prompt")).map(|prompt| prompt.trim()),
            document: lead.map(|lead| document(team, lead)).transpose()?.flatten(),
        })
    }
}

/// Shows the lead: its agents, decisions and policy.
fn lead(team: &Team, show: &ShowArgs) -> anyhow::Result<Exit> {
    let style = Style::stdout();
    let json = LeadJson::of(team)?;
    if show.format == ListFormat::Json {
        writeln!(std::io::stdout().lock(), "{}", escape::json(&serde_json::to_string(&json)?))?;
        return Ok(Exit::Success);
    }
    let mut page = Vec::new();
    let out = &mut page;
    let file = team.lead.as_ref().map_or(team.folder.as_str(), |lead| lead.source.file.as_str());
    writeln!(out, "{} ({}, {})", style.bold(&team.name), hierarchy::rank(team), one_line(file))?;
    list(out, style, "description", &team.description)?;
    section(out, style, "hierarchy", hierarchy::tree(team))?;
    let domains = team.policy.domains.iter().filter(|domain| !domain.whole);
    section(out, style, "domains", domains.map(|d| format!("{}: {}", d.title, d.agent)).collect::<Vec<_>>())?;
    section(out, style, "flows", &json.flows)?;
    section(out, style, "escalates", &json.escalate)?;
    section(out, style, "asks for approval", &json.approval)?;
    if let Some(lead) = &team.lead {
        writeln!(out, "\n{}", style.bold("answers itself"))?;
        stated(out, style, &lead.evidence)?;
        list(out, style, "priority", &priority_text(lead.priority))?;
        requests(out, style, &lead.evidence)?;
        let prompt = lead.scalars.get("prompt").map_or(String::new(), |prompt| prompt.trim().to_owned());
        section(out, style, "own prompt", prompt.lines().map(str::to_owned).collect::<Vec<_>>())?;
        writeln!(out, "\n{}\n{}", style.bold("activation template"), style.safe(lead.body.trim()))?;
        known(team, lead, style, out)?;
    }
    terminal::page(&String::from_utf8_lossy(&page))?;
    Ok(Exit::Success)
}

fn section(
    out: &mut dyn Write,
    style: Style,
    title: &str,
    lines: impl IntoIterator<Item = impl AsRef<str>>,
) -> std::io::Result<()> {
    for (i, line) in lines.into_iter().enumerate() {
        if i == 0 {
            writeln!(out, "\n{}", style.bold(title))?;
        }
        writeln!(out, "  {}", one_line(line.as_ref()))?;
    }
    Ok(())
}

fn text(team: &Team, agent: &Agent, out: &mut dyn Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    let evidence = &agent.evidence;
    writeln!(out, "{} ({}, {})", style.bold(&agent.name), one_line(&team.name), one_line(&agent.source.file))?;
    list(out, style, "description", &agent.description)?;
    if team.lead.is_some() {
        let above = team.policy.reports_to.as_ref().map_or(String::new(), |above| format!(", who reports to {above}"));
        list(out, style, "lead", &format!("{}{above}", team.name))?;
    }
    stated(out, style, evidence)?;
    list(out, style, "paths", &agent.paths.join(", "))?;
    if agent.is_silent() {
        list(out, style, "not chosen by itself", &why_silent(agent))?;
    }
    list(out, style, "priority", &priority_text(agent.priority))?;
    list(out, style, "produces", &agent.produces.join(", "))?;
    list(out, style, "needs", &agent.needs.join(", "))?;
    list(out, style, "takes", &agent.takes.join(", "))?;
    requests(out, style, evidence)?;
    writeln!(out, "\n{}\n{}", style.bold("template"), style.safe(agent.body.trim()))?;
    known(team, agent, style, out)
}

/// The words and patterns, and what speaks against it.
fn stated(out: &mut dyn Write, style: Style, evidence: &Evidence) -> std::io::Result<()> {
    for kind in EvidenceKind::written().filter(|kind| kind.form() != Some(EvidenceForm::Requests)) {
        let between = if kind.form() == Some(EvidenceForm::Patterns) { "  " } else { ", " };
        let items = evidence.items(kind).iter().map(|item| match item.weight {
            1.0 => item.text.clone(),
            weight => format!("{} ({weight})", item.text),
        });
        list(out, style, &title(kind), &items.collect::<Vec<_>>().join(between))?;
    }
    Ok(())
}

fn requests(out: &mut dyn Write, style: Style, evidence: &Evidence) -> std::io::Result<()> {
    let mut kinds = EvidenceKind::written().filter(|kind| kind.form() == Some(EvidenceForm::Requests));
    kinds.try_for_each(|kind| section(out, style, &title(kind), evidence.texts(kind)))
}

fn title(kind: EvidenceKind) -> String {
    kind.key().replace('_', " ")
}

/// The knowledge document.
fn known(team: &Team, agent: &Agent, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
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
    // Reading one that cannot be read says why.
    let is_there = |path: &&str| team.has_knowledge(agent) || team.library.is_unreadable(path);
    let Some(path) = agent.knowledge.as_deref().filter(is_there) else { return Ok(None) };
    match &team.library.root {
        None => Ok(task_router_teams::document(path.trim_start_matches('/')).map(str::to_owned)),
        Some(_) => {
            let shown = || team.knowledge_path(agent).unwrap_or_else(|| path.to_owned());
            let bytes = team.library.read(path).with_context(|| format!("cannot read `{}`", shown()))?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        }
    }
}
