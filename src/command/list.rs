//! `route list`

use super::warn_of;
use crate::args::{ListArgs, ListFormat};
use crate::exit::Exit;
use crate::folders;
use crate::print::{by_kind, hierarchy};
use crate::project::Project;
use crate::terminal::{self, Style, columns, one_line, padded, shortened};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use task_router_engine::agent::source_folder::{FolderOrigin, SourceFolder};
use task_router_engine::diagnostic::Code;
use task_router_engine::source::Tree;
use task_router_engine::{Agent, AgentKind, Evidence, EvidenceKind, Files, Team, escape};

/// Lists the places, then the agents of the chosen team, or of all.
pub fn run(project: &Project, list: &ListArgs) -> anyhow::Result<Exit> {
    let places = project.places();
    let found = project.definitions(&places)?;
    let teams = found.files.teams_chosen(project.team_name())?;
    places.must_have_somebody(&found, &teams)?;
    warn_of(&teams);
    match list.format {
        ListFormat::Json => {
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            json(&teams, &mut out)?;
            out.flush()?;
        }
        ListFormat::Text => {
            let mut page = Vec::new();
            text(&teams, &found.files, &mut page)?;
            terminal::page(&String::from_utf8_lossy(&page))?;
        }
    }
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
    #[serde(flatten)]
    evidence: EvidenceJson<'a>,
    produces: &'a [String],
    needs: &'a [String],
    takes: &'a [String],
    kind: AgentKind,
    place: &'a str,
    /// The files it is for; empty means all.
    paths: &'a [String],
    /// Whether it can be chosen automatically in this folder.
    chosen_here: bool,
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
            evidence: EvidenceJson(Some(&agent.evidence)),
            produces: &agent.produces,
            needs: &agent.needs,
            takes: &agent.takes,
            kind: agent.kind,
            place: &agent.place.display,
            paths: &agent.paths,
            chosen_here: !agent.is_silent(),
        }
    }
}

/// Evidence as JSON: the texts of each kind, under its key.
pub struct EvidenceJson<'a>(pub Option<&'a Evidence>);

impl Serialize for EvidenceJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let texts = |kind| self.0.map_or_else(Vec::new, |evidence| evidence.texts(kind).collect());
        serializer.collect_map(EvidenceKind::written().map(|kind| (kind.key(), texts(kind))))
    }
}

fn json(teams: &[Team], out: &mut dyn Write) -> anyhow::Result<()> {
    for team in teams {
        for agent in &team.agents {
            let line = serde_json::to_string(&AgentJson::new(team, agent))?;
            writeln!(out, "{}", escape::json(&line))?;
        }
    }
    Ok(())
}

fn text(teams: &[Team], files: &Files, out: &mut dyn Write) -> anyhow::Result<()> {
    let style = Style::stdout();
    places_of(teams, files.trees(), out)?;
    let agents = || teams.iter().flat_map(|team| &team.agents);
    let several = agents().any(|agent| agent.place.number > 0 || agent.kind != AgentKind::Agent);
    for team in teams {
        writeln!(out, "\n{} ({})", style.bold(&team.name), by_kind(team.agents.iter().map(|agent| agent.kind)))?;
        if let Some(hierarchy) = hierarchy::line(team) {
            writeln!(out, "  {hierarchy}")?;
        }
        rows(team, several, style, out)?;
    }
    rest(teams, files, out)
}

/// Longer names are not aligned in columns.
const LONGEST_NAME: usize = 40;
/// The length limit of a description beside a name.
const LONGEST_DESCRIPTION: usize = 100;
/// The length limit of a description below a name.
const LONGEST_BELOW: usize = 160;
/// With less room than this beside a name, the description goes below it.
const MIN_BESIDE: usize = 40;
/// At this width or less, a list is printed, however short the names are.
const NARROW: usize = 60;

/// A row per agent: its name, its kind and place if agents of several exist, and the beginning of its description.
fn rows(team: &Team, several: bool, style: Style, out: &mut dyn Write) -> anyhow::Result<()> {
    let longest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
    let width = longest(&mut team.names().map(|name| name.chars().count())).min(LONGEST_NAME);
    let from = |agent: &Agent| one_line(&place_name(&agent.place)).into_owned();
    let from_width = longest(&mut team.agents.iter().map(|agent| from(agent).chars().count()));
    let before = if several { width + from_width + "  ".len() * 4 + "command".len() } else { width + "  ".len() * 2 };
    let room = columns().map_or(LONGEST_DESCRIPTION, |columns| columns.saturating_sub(before));
    let is_list = room < MIN_BESIDE || columns().is_some_and(|columns| columns <= NARROW);
    let most = if is_list { LONGEST_BELOW } else { room.saturating_sub(2).clamp(MIN_BESIDE - 2, LONGEST_DESCRIPTION) };
    for agent in &team.agents {
        let first = agent.description.trim().lines().next().unwrap_or_default();
        let first = one_line(&if agent.disabled { format!("(only where named) {first}") } else { first.to_owned() })
            .into_owned();
        let description = shortened(&first, most);
        let name = style.green(&padded(&one_line(&agent.name), width));
        match (is_list, several) {
            (false, false) => writeln!(out, "  {name}  {description}")?,
            (false, true) => {
                let from = style.dim(&format!("{:<7}  {}", agent.kind.name(), padded(&from(agent), from_width)));
                writeln!(out, "  {name}  {from}  {description}")?;
            }
            (true, false) => writeln!(out, "  {}\n      {description}", style.green(&agent.name))?,
            (true, true) => {
                let from = style.dim(&format!("({}, {})", agent.kind.name(), from(agent)));
                writeln!(out, "  {} {from}\n      {description}", style.green(&agent.name))?;
            }
        }
    }
    Ok(())
}

/// Prints where agents were found, in the order of the places.
fn places_of(teams: &[Team], trees: &[Tree], out: &mut dyn Write) -> anyhow::Result<()> {
    for tree in trees {
        let Some(place) = tree.files.first().map(|file| &file.place) else {
            writeln!(out, "agents from {} (no agents)", one_line(&tree.display))?;
            continue;
        };
        let agents = teams.iter().flat_map(|team| &team.agents).filter(|agent| agent.place.number == place.number);
        let mut kinds = agents.map(|agent| agent.kind).peekable();
        let none = kinds.peek().is_none().then(|| "no agents".to_owned());
        let mut told = vec![none.unwrap_or_else(|| by_kind(kinds))];
        if place.origin == FolderOrigin::User {
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

/// Counts what has no row: agents whose names are taken, and files that are not agents.
fn rest(teams: &[Team], files: &Files, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut left_out: BTreeMap<NamedBy, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut add = |named_by, reason, count| *left_out.entry(named_by).or_default().entry(reason).or_default() += count;
    for tree in files.trees().iter().chain(files.idle_trees()) {
        for left in &tree.left_out {
            let named_by = if left.reason.is_named() { NamedBy::of(tree.origin) } else { NamedBy::Nobody };
            add(named_by, left.reason.text(), left.count);
        }
    }
    for left in teams.iter().flat_map(|team| &team.no_agents) {
        add(NamedBy::of(left.origin), left.reason, 1);
    }
    let diagnostics = || teams.iter().flat_map(|team| &team.diagnostics);
    let shadowed = || diagnostics().filter(|diagnostic| diagnostic.code == Code::Shadowed);
    // Agents that are switched off say so in their row.
    let is_elsewhere = |agent: &&Agent| agent.is_silent() && !agent.disabled;
    let silent = || teams.iter().flat_map(|team| &team.agents).filter(is_elsewhere);
    if shadowed().next().is_some() || !left_out.is_empty() || silent().next().is_some() {
        writeln!(out)?;
    }
    for agent in silent() {
        writeln!(out, "not chosen by itself: {}: {}", one_line(&agent.name), one_line(&why_silent(agent)))?;
    }
    for diagnostic in shadowed() {
        writeln!(out, "not used: {}: {}", one_line(&diagnostic.file), one_line(&diagnostic.message))?;
    }
    for (named_by, reasons) in left_out {
        let counts: Vec<_> = reasons.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
        writeln!(out, "left out: {}{}", counts.join(", "), named_by.note())?;
    }
    Ok(())
}

/// The command that names a file that was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum NamedBy {
    Check,
    CheckUser,
    Nobody,
}

impl NamedBy {
    fn of(origin: FolderOrigin) -> Self {
        if origin == FolderOrigin::User { Self::CheckUser } else { Self::Check }
    }

    fn note(self) -> &'static str {
        match self {
            Self::Check => " (`route check` names them)",
            Self::CheckUser => " (`route check --user` names them)",
            Self::Nobody => "",
        }
    }
}

/// Why an agent answers only when named.
pub fn why_silent(agent: &Agent) -> String {
    match agent.disabled {
        true => "as its file says".to_owned(),
        false => format!("for {} alone, which is not below this folder", agent.paths.join(", ")),
    }
}

/// The folder of a place; one of the user's own is shown relative to the home folder.
fn place_name(place: &SourceFolder) -> Cow<'_, str> {
    let home = folders::home().filter(|home| home.parent().is_some() && place.origin == FolderOrigin::User);
    match home.and_then(|home| place.display.strip_prefix(home.to_str()?)) {
        Some(rest) if rest.starts_with(['/', '\\']) => format!("~{rest}").into(),
        _ => place.display.as_str().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_of_every_kind_is_listed_under_its_key() {
        for kind in EvidenceKind::written() {
            let evidence = Evidence::default().with(kind, ["a".to_owned()]);
            let listed = serde_json::to_value(EvidenceJson(Some(&evidence))).unwrap();
            for other in EvidenceKind::written() {
                let texts = if other == kind { vec!["a"] } else { vec![] };
                assert_eq!(listed[other.key()], serde_json::json!(texts), "{kind:?}");
            }
        }
    }
}
