//! Turns the files of a folder into teams: lead, agents and policy.

mod examples;
mod group;
pub mod policy;
mod read;
#[cfg(test)]
mod tests;

use crate::agent::source_folder::FolderOrigin;
use crate::agent::{Agent, Evidence, Keyword};
use crate::diagnostic::{Code, Diagnostic, Severity, first_of_each_kind};
use crate::did_you_mean::suggestion;
use crate::evidence::EvidenceForm;
use crate::pattern::{FIX_PATTERN, fault_of_pattern, invalid_pattern};
use crate::source::Library;
use examples::ExampleFiles;
pub(crate) use examples::is_examples;
pub use group::{ChoiceError, TEAM_FILE, TeamFiles, choose, give_rest, group, is_definition, is_team_file};
pub(crate) use group::{is_meant, is_unreadable_place};
use policy::Policy;
use read::not_read;
use std::collections::{HashMap, HashSet};

/// A team as read from its files; everything wrong with them is in `diagnostics`.
#[derive(Debug, Clone, Default)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// The lead: its evidence is for what it answers itself, its body is the activation template.
    pub lead: Option<Agent>,
    /// The specialists, in path order.
    pub agents: Vec<Agent>,
    /// The policy of `team.md`.
    pub policy: Policy,
    /// The knowledge documents.
    pub library: Library,
    /// Path of the folder, as the user would write it.
    pub folder: String,
    /// Everything found wrong while reading, in path order.
    pub diagnostics: Vec<Diagnostic>,
    /// Files of the team that are no agents, each with a diagnostic.
    pub no_agents: Vec<NoAgent>,
}

/// A file that was read and is no agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAgent {
    /// The reason.
    pub reason: &'static str,
    /// Whose place it is in.
    pub origin: FolderOrigin,
}

/// A name in the policy that is nobody's.
pub(crate) struct UnknownName<'t> {
    /// The flow that names it.
    pub(crate) flow: Option<&'t str>,
    /// Whether tasks wait for what names it.
    pub(crate) holds_up: bool,
    /// The finding.
    pub(crate) diagnostic: Diagnostic,
}

/// Name of the lead among the possible answers.
pub const LEAD: &str = "direct";
/// Stands for nobody.
pub const NOBODY: &str = "-";

/// Maximum number of classes and rules.
pub(crate) const MAX_CLASSES: usize = 65_535;

/// Maximum number of patterns of a team, and their maximum total bytes: each may take a megabyte when it is compiled.
const MAX_PATTERNS: (usize, usize) = (10_000, 1 << 20);

/// A team that exceeds a limit.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the team `{team}` holds {what}; split it, or leave some out with `enabled: false`")]
pub struct TooMuch {
    team: String,
    what: String,
}

impl Team {
    /// Checks the limits.
    ///
    /// # Errors
    /// If the team has more agents, flows and rules than can be numbered, or more patterns than are worth their memory.
    pub fn within_bounds(&self) -> Result<(), TooMuch> {
        let policy = &self.policy;
        let conditions = policy.flows.iter().filter(|flow| flow.requires.is_some()).count();
        let session = usize::from(policy.session.is_some());
        let rules = policy.escalate.len() + policy.approval.len() + policy.urgency.len() + policy.domains.len();
        // What a rule states and what it learns are two; escalations and approvals have a shared classifier each.
        let rules = 2 * (rules + conditions + session) + 2;
        // The lead and the out-of-scope class are answers, too.
        let numbered = self.agents.len() + policy.flows.len() + policy.peers.len() + rules + 2;
        let (patterns, bytes) = self
            .evidence()
            .flat_map(|evidence| evidence.of_form(EvidenceForm::Patterns))
            .fold((0, 0), |(n, bytes), (_, pattern)| (n + 1, bytes + pattern.text.len()));
        let what = match (numbered > MAX_CLASSES, patterns > MAX_PATTERNS.0, bytes > MAX_PATTERNS.1) {
            (true, ..) => {
                format!("{numbered} agents, flows and rules, more than the {MAX_CLASSES} that can be numbered")
            }
            (_, true, _) => format!("{patterns} patterns, more than the {} that are used", MAX_PATTERNS.0),
            (_, _, true) => format!("patterns of {bytes} bytes, more than the {} that are used", MAX_PATTERNS.1),
            _ => return Ok(()),
        };
        Err(TooMuch { team: self.name.clone(), what })
    }

    /// All evidence of agents, flows, peers and rules.
    fn evidence(&self) -> impl Iterator<Item = &Evidence> {
        let policy = &self.policy;
        let own = self.agents.iter().chain(&self.lead).map(|agent| &agent.evidence);
        let rules = policy.escalate.iter().chain(&policy.approval).map(|rule| &rule.evidence);
        let others =
            policy.flows.iter().map(|flow| &flow.evidence).chain(policy.peers.iter().map(|peer| &peer.evidence));
        let planning = policy.flows.iter().flat_map(|flow| &flow.requires);
        let planning = planning.chain(policy.domains.iter().map(|domain| &domain.evidence));
        let planning = planning.chain(policy.notify.iter().map(|notice| &notice.evidence));
        own.chain(rules).chain(others).chain(policy.urgency.iter().map(|(_, evidence)| evidence)).chain(planning)
    }

    /// Reads the files of a team. Never fails: what cannot be read or is invalid is in `diagnostics`.
    pub fn load(files: &TeamFiles) -> Self {
        let mut diagnostics = Vec::new();
        let mut team = Self {
            name: files.name.clone(),
            folder: files.folder.clone(),
            library: files.library.clone(),
            ..Self::default()
        };
        let (examples, others) = ExampleFiles::among(&files.files);
        if let Some(file) = files.lead {
            team.read_lead(file, &examples, &mut diagnostics);
        }
        team.read_agents(&others, &examples, &mut diagnostics);
        team.refuse_reserved(&mut diagnostics);
        team.refuse_others(&files.others, &mut diagnostics);
        diagnostics.extend(not_read(&files.left_out));
        team.check_team_name(files, &mut diagnostics);
        // Agents of other kinds may have been left out.
        if !files.is_partial {
            team.check_names(&mut diagnostics);
        }
        team.check_policy_names(&mut diagnostics);
        team.check_case(&mut diagnostics);
        team.check_patterns(&mut diagnostics);
        team.check_knowledge_root(&mut diagnostics);
        diagnostics.sort();
        team.diagnostics = first_of_each_kind(diagnostics);
        team
    }

    /// Diagnostics that are neither notes nor allowed by a comment in the file.
    pub fn warnings(&self) -> Vec<&Diagnostic> {
        let files = self.agents.iter().chain(&self.lead).map(|agent| &agent.source);
        let allowed: HashMap<&str, Vec<&str>> =
            files.map(|source| (source.file.as_str(), source.allowed_codes())).filter(|(_, c)| !c.is_empty()).collect();
        let is_allowed = |found: &Diagnostic| {
            allowed.get(found.file.as_str()).is_some_and(|codes| codes.contains(&found.code.name()))
        };
        let told = self.diagnostics.iter().filter(|found| found.severity() > Severity::Note);
        told.filter(|found| !is_allowed(found)).collect()
    }

    /// The agent with this name.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.name == name)
    }

    /// Names of all agents, in path order.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.agents.iter().map(|agent| agent.name.as_str())
    }

    /// Path of an agent's knowledge document, as the user would write it.
    pub fn knowledge_path(&self, agent: &Agent) -> Option<String> {
        agent.knowledge.as_ref().map(|document| format!("{}/{document}", self.library.display))
    }

    /// Whether an agent's knowledge document exists and can be read; true for an agent without one.
    pub fn has_knowledge(&self, agent: &Agent) -> bool {
        agent.knowledge.as_ref().is_none_or(|document| self.library.documents.contains(document))
    }

    /// Removes agents, peers and flows with a reserved name.
    fn refuse_reserved(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut refuse = |file: &str, line, what: &str, name: &str| {
            let means = match name {
                LEAD => "means the lead",
                NOBODY => "means nobody",
                // Names are passed as command-line arguments: a name from an untrusted file must not be an option.
                _ => "reads as an option",
            };
            let message = format!("{what} cannot be called `{name}`, which {means}; it is not used");
            diagnostics.push(Diagnostic::new(Code::ReservedName, file, line, message, "give it another name"));
        };
        let is_reserved = |name: &str| name == LEAD || name.starts_with(NOBODY);
        for agent in self.agents.extract_if(.., |agent| is_reserved(&agent.name)) {
            refuse(&agent.source.file, agent.line(), "an agent", &agent.name);
        }
        let Some(lead) = &self.lead else { return };
        let line = |section: &str, name: &str| lead.source.line_of(section, name);
        for peer in self.policy.peers.extract_if(.., |peer| is_reserved(&peer.name)) {
            refuse(&lead.source.file, line("peers", &peer.name), "a peer", &peer.name);
        }
        for flow in self.policy.flows.extract_if(.., |flow| is_reserved(&flow.name)) {
            refuse(&lead.source.file, line("flows", &flow.name), "a flow", &flow.name);
        }
    }

    /// Reports that another team has its name, or is the default too: it cannot be reached by either.
    fn check_team_name(&self, files: &TeamFiles, diagnostics: &mut Vec<Diagnostic>) {
        let Some(lead) = &self.lead else { return };
        let (name, line) = (&self.name, |key| lead.source.line_of(key, ""));
        let mut add = |code, key, message, help| {
            diagnostics.push(Diagnostic::new(code, &lead.source.file, line(key), message, help));
        };
        if let Some(other) = &files.same_name {
            let message = format!("{other} is a team called `{name}`, too; `--team` reaches one of them alone");
            add(Code::DuplicateName, "name", message, "rename one of them");
        }
        if let Some(other) = &files.other_default {
            let message = format!("{other} is the default, too; that one is used if no team is named");
            add(Code::InvalidValue, "default", message, "keep `default: true` in one of them");
        }
    }

    /// Reports patterns of agents and of the lead that cannot be used; other evidence of a team's file is linted.
    fn check_patterns(&self, diagnostics: &mut Vec<Diagnostic>) {
        let lead = self.lead.iter().map(|lead| (LEAD, lead));
        for (name, agent) in self.agents.iter().map(|agent| (&*agent.name, agent)).chain(lead) {
            for (kind, Keyword { text: pattern, .. }) in agent.evidence.of_form(EvidenceForm::Patterns) {
                let Some(error) = fault_of_pattern(pattern) else { continue };
                let (source, line) = agent.place_of(kind.key(), pattern);
                let message = invalid_pattern(name, pattern, &error);
                diagnostics.push(Diagnostic::new(Code::InvalidPattern, &source.file, line, message, FIX_PATTERN));
            }
        }
    }

    /// Reports names that differ in case only.
    fn check_case(&self, diagnostics: &mut Vec<Diagnostic>) {
        let mut first: HashMap<String, &Agent> = HashMap::with_capacity(self.agents.len());
        for agent in &self.agents {
            let taken = *first.entry(agent.name.to_lowercase()).or_insert(agent);
            if taken.name != agent.name {
                let message = format!(
                    "the name `{}` differs from `{}` ({}) in case alone",
                    agent.name,
                    taken.name,
                    taken.source.shown()
                );
                let (file, line) = (&agent.source.file, agent.line());
                diagnostics.push(Diagnostic::new(Code::SameNameButCase, file, line, message, "rename one of them"));
            }
        }
    }

    /// Reports peers and flows that have the name of an agent, or of one another: an answer could not tell them apart.
    fn check_policy_names(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(lead) = &self.lead else { return };
        let mut taken: HashMap<&str, &str> = self.names().map(|name| (name, "an agent")).collect();
        let peers = self.policy.peers.iter().map(|peer| ("peers", "a peer", peer.name.as_str()));
        let flows = self.policy.flows.iter().map(|flow| ("flows", "a flow", flow.name.as_str()));
        for (section, what, name) in peers.chain(flows) {
            if let Some(other) = taken.insert(name, what) {
                let other = if other == what { "another" } else { other };
                let message = format!("{what} is called `{name}`, as {other} is");
                let line = lead.source.line_of(section, name);
                let help = "rename one of them";
                diagnostics.push(Diagnostic::new(Code::DuplicateName, &lead.source.file, line, message, help));
            }
        }
    }

    /// Reports a knowledge root outside the repository.
    fn check_knowledge_root(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(problem) = &self.library.problem else { return };
        let (file, line) = match &self.lead {
            Some(lead) => (&lead.source.file, lead.source.line_of("knowledge_root", "")),
            None => (&self.folder, 1),
        };
        let help = "keep the documents in the repository, or beside the agents outside of one";
        diagnostics.push(Diagnostic::new(Code::InvalidValue, file, line, problem, help));
    }

    /// Reports agents that the policy names but that do not exist.
    fn check_names(&self, diagnostics: &mut Vec<Diagnostic>) {
        diagnostics.extend(self.unknown_names().into_iter().map(|name| name.diagnostic));
    }

    /// Finds the names in the policy that are nobody's.
    pub(crate) fn unknown_names<'t>(&'t self) -> Vec<UnknownName<'t>> {
        let mut found = Vec::new();
        let Some(lead) = &self.lead else { return found };
        let known: HashSet<&str> = self.names().collect();
        let mut check = |place: &str, key: &str, flow: Option<&'t str>, name: &str| {
            if known.contains(name) {
                return;
            }
            let line = match flow {
                Some(flow) => lead.source.line_in_entry(key, flow, &[&format!("agent: {name}"), name]),
                None => lead.source.line_of(key, name),
            };
            let place = flow.map_or_else(|| place.to_owned(), |flow| format!("{place} `{flow}`"));
            let message = format!("{place} names `{name}`, which is no agent of this team");
            let help = suggestion(name, self.names());
            let diagnostic = Diagnostic::new(Code::UnknownAgent, &lead.source.file, line, message, help);
            found.push(UnknownName { flow, holds_up: ["gates", "approval"].contains(&key), diagnostic });
        };
        let policy = &self.policy;
        policy.fallback.iter().for_each(|name| check("the fallback", "fallback", None, name));
        policy.domains.iter().for_each(|domain| check("a domain", "domains", None, &domain.agent));
        let required = policy.requirements.iter().flat_map(|requirement| &requirement.agents);
        required.for_each(|name| check("a requirement", "requirements", None, name));
        // The lead and its peers can have a step, and a task that waits, too.
        let is_known = |name: &&String| **name == self.name || policy.peers.iter().any(|peer| peer.name == **name);
        let risky = policy.risks.iter().flat_map(|risk| &risk.agents);
        risky.filter(|name| !is_known(name)).for_each(|name| check("a risk", "risks", None, name));
        for flow in &policy.flows {
            let names = flow.steps.iter().flat_map(|step| step.who.names());
            names.filter(|name| !is_known(name)).for_each(|name| check("the flow", "flows", Some(&flow.name), name));
        }
        let gates = policy.gates.iter().flat_map(|gate| gate.agents.iter().chain(&gate.before));
        gates.filter(|name| !is_known(name)).for_each(|name| check("a gate", "gates", None, name));
        let waiting = policy.approval.iter().flat_map(|rule| &rule.before);
        waiting.filter(|name| !is_known(name)).for_each(|name| check("an approval", "approval", None, name));
        found
    }
}
