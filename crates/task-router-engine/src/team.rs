//! The files of a folder → its teams: who leads, who is in it, by which policy.

mod examples;
mod group;
pub mod policy;
mod read;

use crate::agent::{Agent, Evidence};
use crate::diagnostic::{Code, Diagnostic, Severity, first_of_each_kind, suggestion};
use crate::source::Library;
use examples::ExampleFiles;
pub use examples::is_examples;
pub use group::{ChoiceError, TEAM_FILE, TeamFiles, choose, group, is_definition, is_team_file, is_unreadable};
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::dialect::AgentKind;
    use crate::source::{SourceFile, Tree};

    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files
            .iter()
            .map(|(path, text)| SourceFile::new(*path, format!("agents/{path}"), Ok(text.as_bytes().to_vec())))
            .collect();
        Tree { display: "agents".into(), name: "agents".into(), files, ..Tree::default() }.sifted(AgentKind::Agent)
    }

    fn load(files: &[(&str, &str)]) -> Vec<Team> {
        let trees = [tree(files)];
        group(&trees, |_, _, _| Library::default()).iter().map(Team::load).collect()
    }

    const A: &str = "---\nname: a\ndescription: d\n---\nBody";

    #[test]
    fn a_tree_without_team_file_is_one_team() {
        let teams =
            load(&[("README.md", "# no"), ("a.md", A), ("references/r.md", A), ("sub/b.md", "---\nname: b\n---\n")]);
        assert_eq!(teams.len(), 1);
        assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a", "b"]);
        let left_out: Vec<_> = teams[0].diagnostics.iter().filter(|d| d.code == Code::LeftOut).collect();
        assert_eq!(left_out.len(), 2);
    }

    #[test]
    fn a_file_without_frontmatter_is_an_agent_among_agents_only() {
        let teams = load(&[("a.md", A), ("guide.md", "# Guide"), ("Notes.md", "# Notes"), ("docs/page.md", "# Page")]);
        assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a", "guide"]);
        let codes: Vec<_> = teams[0].diagnostics.iter().map(|d| (d.file.as_str(), d.code)).collect();
        assert_eq!(
            codes,
            [
                ("agents/Notes.md", Code::LeftOut),
                ("agents/docs/page.md", Code::LeftOut),
                ("agents/guide.md", Code::LenientlyRead)
            ]
        );
    }

    #[test]
    fn one_template_makes_no_agents_of_documents() {
        let teams =
            load(&[("a.md", A), ("docs/template.md", A), ("docs/setup.md", "# Setup"), ("docs/usage.md", "# Usage")]);
        assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a"]);
        let left_out = teams[0].diagnostics.iter().filter(|d| d.code == Code::LeftOut).map(|d| d.file.as_str());
        assert_eq!(left_out.collect::<Vec<_>>(), ["agents/docs/setup.md", "agents/docs/usage.md"]);
    }

    #[test]
    fn prompts_are_read_from_the_files_that_definitions_name() {
        let kiro = |name: &str, prompt: &str| {
            format!(r#"{{"name": "{name}", "description": "d", "prompt": "file://{prompt}"}}"#)
        };
        let files = [
            (".kiro/agents/a.json", kiro("a", "./shared.md")),
            (".kiro/agents/b.json", kiro("b", "./shared.md")),
            (".kiro/agents/c.json", kiro("c", "./prompts/C-Prompt.md")),
            (".kiro/agents/d.md", "You are d.".to_owned()),
            (".kiro/agents/prompts/C-Prompt.md", "You are c.".to_owned()),
            (".kiro/agents/shared.md", "You share.".to_owned()),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let team = load(&files).remove(0);
        let prompts: Vec<_> = team.agents.iter().map(|agent| (agent.name.as_str(), agent.body.as_str())).collect();
        let expected = [("a", "You share."), ("b", "You share."), ("c", "You are c."), ("d", "You are d.")];
        assert_eq!(prompts, expected, "{:?}", team.diagnostics);
    }

    #[test]
    fn what_cannot_be_read_is_said_wherever_it_lies() {
        let cases = [
            (".codex/agents/c.toml", "name = \"c\"\ndescription = \"d\n", 2, Code::UnreadableFile),
            (".kiro/agents/k.json", "{\"name\": \"k\",", 1, Code::UnreadableFile),
            (".roomodes", "{\"customModes\": [{", 1, Code::UnreadableFile),
            ("skills/skill-rules.json", "{\"skills\": {", 1, Code::UnreadableFile),
            ("skills/skill-rules.json", "{\"skills\": []}", 1, Code::LeftOut),
            (
                ".kiro/agents/k.json",
                "{\"name\": \"k\", \"description\": \"d\",\n\"prompt\": \"file:///etc/passwd\"}",
                2,
                Code::LenientlyRead,
            ),
            ("agents/t.md", "+++\nname = \"t\"\ndescription = \"d\n+++\n", 3, Code::LenientlyRead),
        ];
        for (file, text, line, code) in cases {
            let found = load(&[("agents/a.md", A), (file, text)]).remove(0).diagnostics;
            let found = found.last().map(|found| (found.line, found.code));
            assert_eq!(found, Some((line, code)), "{file}");
        }
    }

    #[test]
    fn the_first_of_two_agents_of_one_name_wins() {
        let second = "---\n# note\nname: a\ndescription: other\n---\n";
        let teams = load(&[("a.md", A), ("b.md", second)]);
        assert_eq!((teams[0].agents.len(), teams[0].agents[0].description.as_str()), (1, "d"));
        let found = &teams[0].diagnostics[0];
        assert_eq!((found.code, found.file.as_str(), found.line), (Code::DuplicateName, "agents/b.md", 3));
    }

    #[test]
    fn what_plugins_and_folders_of_commands_have_under_one_name_is_told_by_theirs() {
        let skill = "---\nname: setup\ndescription: d\n---\n";
        let files = [
            ".claude/commands/git/setup.md",
            ".claude/commands/setup.md",
            ".claude/commands/web/setup.md",
            "plugins/a/skills/setup/SKILL.md",
            "plugins/web/c/agents/setup.md",
        ];
        let team = load(&files.map(|file| (file, skill))).remove(0);
        assert_eq!(team.names().collect::<Vec<_>>(), ["setup", "web:setup", "a:setup", "c:setup"]);
        let taken: Vec<_> = team.diagnostics.iter().map(|found| (found.code, found.file.as_str())).collect();
        assert_eq!(taken, [(Code::DuplicateName, "agents/.claude/commands/setup.md")]);
    }

    #[test]
    fn nobody_else_is_called_as_the_lead_is() {
        let lead = "---\nname: t\npeers:\n  - name: direct\n    keywords: [x]\nflows:\n  - {name: '-', keywords: [y], steps: [a]}\n---\n";
        let direct = "---\ndescription: d\nname: direct\n---\n";
        let team = load(&[("a.md", A), ("b.md", direct), ("team.md", lead)]).remove(0);
        assert_eq!(team.names().collect::<Vec<_>>(), ["a"]);
        assert!(team.policy.peers.is_empty() && team.policy.flows.is_empty());
        let found: Vec<_> = team.diagnostics.iter().map(|d| (d.code, d.file.as_str(), d.line)).collect();
        let reserved = |file, line| (Code::ReservedName, file, line);
        assert_eq!(found, [reserved("agents/b.md", 3), reserved("agents/team.md", 4), reserved("agents/team.md", 7)]);
    }

    #[test]
    fn teams_are_chosen_by_name_default_or_being_alone() {
        let trees = [tree(&[
            ("x/a.md", A),
            ("x/team.md", "---\nname: x\nclarify: Which?\n---\n"),
            ("y/b.md", "---\nname: b\n---\n"),
            ("y/team.md", "---\nname: y-team\nfallback: c\n---\n"),
        ])];
        let teams = group(&trees, |_, _, _| Library::default());
        let names: Vec<_> = teams.iter().map(|team| team.name.as_str()).collect();
        assert_eq!(names, ["x", "y-team"]);
        assert_eq!(choose(&teams, Some("y-team"), ""), Ok(1));
        assert!(choose(&teams, Some("z"), "").unwrap_err().to_string().contains("there are: x, y-team"));
        assert!(choose(&teams, None, "").unwrap_err().to_string().contains("x, y-team"));
        assert_eq!(choose(&teams[..1], None, ""), Ok(0));
        let loaded = Team::load(&teams[1]);
        let found = &loaded.diagnostics[0];
        assert_eq!((found.code, found.line), (Code::UnknownAgent, 3));
    }

    #[test]
    fn policy_mistakes_are_found_at_their_line() {
        let lead = "---\nname: t\nflows:\n  - name: empty\n    keywords: [x]\n  - name: mute\n    steps: [a]\n    colour: red\n---\n";
        let teams = load(&[("a.md", A), ("team.md", lead)]);
        let codes: Vec<_> = teams[0].diagnostics.iter().map(|d| (d.code, d.line)).collect();
        assert_eq!(codes, [(Code::EmptyFlow, 4), (Code::FlowWithoutEvidence, 6), (Code::InvalidValue, 8)]);
    }
}
