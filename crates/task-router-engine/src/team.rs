//! The files of a folder → its teams: who leads, who is in it, by which policy.

mod examples;
mod group;
pub mod policy;
mod read;
#[cfg(test)]
mod tests;

use crate::agent::{Agent, Evidence};
use crate::diagnostic::{Code, Diagnostic, Severity, first_of_each_kind, suggestion};
use crate::source::Library;
use examples::ExampleFiles;
pub use examples::is_examples;
pub use group::{
    ChoiceError, TEAM_FILE, TeamFiles, choose, group, is_definition, is_meant, is_team_file, is_unreadable,
};
use policy::Policy;
use read::not_read;
use std::collections::{HashMap, HashSet};

/// A team, read and valid; what was wrong with its files stands in `diagnostics`.
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
    /// What `team.md` says besides.
    pub policy: Policy,
    /// The knowledge documents.
    pub library: Library,
    /// The folder as the user would name it.
    pub folder: String,
    /// Everything found wrong while reading, in path order.
    pub diagnostics: Vec<Diagnostic>,
}

/// The name under which the lead stands among those who can answer.
pub const LEAD: &str = "direct";
/// What stands for nobody.
pub const NOBODY: &str = "-";

/// The most classes and rules that can be numbered.
pub const MOST_CLASSES: usize = 65_535;

/// The most patterns of a team, and their most bytes: each may take a megabyte when it is compiled.
const MOST_PATTERNS: (usize, usize) = (10_000, 1 << 20);

/// A team that holds more than can be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the team `{team}` holds {what}; split it, or leave some out with `enabled: false`")]
pub struct TooMuch {
    team: String,
    what: String,
}

impl Team {
    /// Whether all of it can be used.
    ///
    /// # Errors
    /// Where it holds more agents, flows and rules than can be numbered, or more patterns than are worth their memory.
    pub fn within_bounds(&self) -> Result<(), TooMuch> {
        let policy = &self.policy;
        let rules = policy.escalate.len() + policy.approval.len() + policy.urgency.len() + policy.domains.len() + 1;
        // The lead, and nobody, are answers too.
        let numbered = self.agents.len() + policy.flows.len() + policy.peers.len() + rules + 2;
        let (patterns, bytes) = self
            .evidence()
            .flat_map(|evidence| &evidence.patterns)
            .fold((0, 0), |(n, bytes), pattern| (n + 1, bytes + pattern.len()));
        let what = match (numbered > MOST_CLASSES, patterns > MOST_PATTERNS.0, bytes > MOST_PATTERNS.1) {
            (true, ..) => {
                format!("{numbered} agents, flows and rules, more than the {MOST_CLASSES} that can be numbered")
            }
            (_, true, _) => format!("{patterns} patterns, more than the {} that are used", MOST_PATTERNS.0),
            (_, _, true) => format!("patterns of {bytes} bytes, more than the {} that are used", MOST_PATTERNS.1),
            _ => return Ok(()),
        };
        Err(TooMuch { team: self.name.clone(), what })
    }

    /// All evidence of everybody and of every rule.
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

    /// Reads the files of a team. Never fails: what cannot be read or is not valid stands in `diagnostics`.
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
        diagnostics.extend(files.left_out.iter().filter(|left_out| left_out.reason.is_named()).map(|l| not_read(l)));
        team.check_names(&mut diagnostics);
        team.check_case(&mut diagnostics);
        team.check_knowledge_root(&mut diagnostics);
        diagnostics.sort();
        team.diagnostics = first_of_each_kind(diagnostics);
        team
    }

    /// What is wrong with the files and neither a note nor allowed by a comment in the file.
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

    /// The agent of this name.
    pub fn agent(&self, name: &str) -> Option<&Agent> {
        self.agents.iter().find(|agent| agent.name == name)
    }

    /// The names of all agents, in path order.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.agents.iter().map(|agent| agent.name.as_str())
    }

    /// The path of an agent's knowledge document as the user would name it.
    pub fn knowledge_path(&self, agent: &Agent) -> Option<String> {
        agent.knowledge.as_ref().map(|document| format!("{}/{document}", self.library.display))
    }

    /// Whether an agent's knowledge document is there; true for an agent that has none.
    pub fn has_knowledge(&self, agent: &Agent) -> bool {
        agent.knowledge.as_ref().is_none_or(|document| self.library.documents.contains(document))
    }

    /// Whoever has a name that means somebody else is not used.
    fn refuse_reserved(&mut self, diagnostics: &mut Vec<Diagnostic>) {
        let mut refuse = |file: &str, line, what: &str, name: &str| {
            let means = match name {
                LEAD => "means the lead",
                NOBODY => "means nobody",
                // Of whoever is handed a name as an argument: what a stranger calls an agent is no option of a command.
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

    /// Names that people cannot tell apart.
    fn check_case(&self, diagnostics: &mut Vec<Diagnostic>) {
        let mut first: HashMap<String, &Agent> = HashMap::with_capacity(self.agents.len());
        for agent in &self.agents {
            let taken = *first.entry(agent.name.to_lowercase()).or_insert(agent);
            if taken.name != agent.name {
                let message = format!(
                    "the name `{}` differs from `{}` ({}) in case alone",
                    agent.name, taken.name, taken.source.file
                );
                let (file, line) = (&agent.source.file, agent.line());
                diagnostics.push(Diagnostic::new(Code::SameNameButCase, file, line, message, "rename one of them"));
            }
        }
    }

    /// Documents come from inside the repository.
    fn check_knowledge_root(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(problem) = &self.library.problem else { return };
        let (file, line) = match &self.lead {
            Some(lead) => (&lead.source.file, lead.source.line_of("knowledge_root", "")),
            None => (&self.folder, 1),
        };
        let help = "keep the documents in the repository, or beside the agents outside of one";
        diagnostics.push(Diagnostic::new(Code::InvalidValue, file, line, problem, help));
    }

    /// Every agent that the policy names has to exist.
    fn check_names(&self, diagnostics: &mut Vec<Diagnostic>) {
        let Some(lead) = &self.lead else { return };
        let known: HashSet<&str> = self.names().collect();
        let mut check = |place: String, key: &str, name: &str| {
            if !known.contains(name) {
                diagnostics.push(Diagnostic::new(
                    Code::UnknownAgent,
                    &lead.source.file,
                    lead.source.line_of(key, name),
                    format!("{place} names `{name}`, which is no agent of this team"),
                    suggestion(name, self.names()),
                ));
            }
        };
        if let Some(fallback) = &self.policy.fallback {
            check("the fallback".to_owned(), "fallback", fallback);
        }
        let policy = &self.policy;
        for domain in &policy.domains {
            check("a domain".to_owned(), "domains", &domain.agent);
        }
        for requirement in &policy.requirements {
            requirement.agents.iter().for_each(|name| check("a requirement".to_owned(), "requirements", name));
        }
        // The lead and its peers can have a step, and a task that waits, too.
        let is_known = |name: &&String| **name == self.name || policy.peers.iter().any(|peer| peer.name == **name);
        for flow in &policy.flows {
            let names = flow.steps.iter().flat_map(|step| step.who.names());
            names
                .filter(|name| !is_known(name))
                .for_each(|name| check(format!("the flow `{}`", flow.name), "flows", name));
        }
        let gates = policy.gates.iter().flat_map(|gate| gate.agents.iter().chain(&gate.before));
        gates.filter(|name| !is_known(name)).for_each(|name| check("a gate".to_owned(), "gates", name));
        let waiting = policy.approval.iter().flat_map(|rule| &rule.before);
        waiting.filter(|name| !is_known(name)).for_each(|name| check("an approval".to_owned(), "approval", name));
    }
}
