//! The files of a folder → its teams: who leads, who is in it, by which policy.

pub mod policy;

use crate::agent::definition::{self, Definition, Standing};
use crate::agent::dialect::{self, AgentKind, plain_key};
use crate::agent::place::Origin;
use crate::agent::{Agent, Evidence, excluded_by_path, frontmatter};
use crate::diagnostic::{Code, Diagnostic, first_of_each_kind, suggestion};
use crate::escape;
use crate::source::{LeftOut, Library, SourceFile, Tree};
use crate::threads;
use policy::Policy;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

/// Fewer files than this are parsed before a thread would have started.
const WORTH_A_THREAD: usize = 32;

/// The file that defines a team's lead and its policy.
pub const TEAM_FILE: &str = "team.md";

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

/// The files of one team, not read yet.
#[derive(Debug, Clone)]
pub struct TeamFiles<'a> {
    /// Its name.
    pub name: String,
    /// Whether it is used when none is named.
    pub default: bool,
    /// Its `team.md`.
    pub lead: Option<&'a SourceFile>,
    /// Its other markdown files.
    pub files: Vec<&'a SourceFile>,
    /// What was left out of its folders.
    pub left_out: Vec<&'a LeftOut>,
    /// The folder as the user would name it.
    pub folder: String,
    /// Its knowledge documents.
    pub library: Library,
}

/// Why no team could be chosen.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum ChoiceError {
    /// No team has the name asked for.
    #[error("no team `{name}`; {suggestion}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// A close match, or the list of teams.
        suggestion: String,
    },
    /// There are several and nothing says which.
    #[error("several teams and none is the default; choose one with --team: {0}")]
    Several(String),
    /// There is none at all.
    #[error(
        "no agent files in {0}; an agent is a markdown file with `name` and `description` in its frontmatter (`route init` writes a team to start from)"
    )]
    None(String),
}

/// Groups the files of trees by team. A folder with a team file is one; all other agents together are one more, named
/// after the first tree that holds some. `library` gives the knowledge documents of a team from its tree, its folder and
/// its stated knowledge root.
pub fn group<'a>(trees: &'a [Tree], library: impl Fn(&Tree, &str, Option<&str>) -> Library) -> Vec<TeamFiles<'a>> {
    let mut teams: Vec<TeamFiles<'a>> = Vec::new();
    let mut loose: Option<TeamFiles<'a>> = None;
    let mut left_out: Vec<&LeftOut> = Vec::new();
    for tree in trees {
        let folders = team_folders(tree);
        let mut by_folder: BTreeMap<&str, Vec<&SourceFile>> = BTreeMap::new();
        for file in tree.files.iter().filter(|file| !folders.values().any(|team| std::ptr::eq(*team, *file))) {
            let folder = folders.keys().filter(|folder| is_below(&file.path, folder)).max_by_key(|folder| folder.len());
            match folder {
                Some(folder) => by_folder.entry(folder).or_default().push(file),
                None => loose.get_or_insert_with(|| loose_team(tree, &library)).files.push(file),
            }
        }
        for (folder, lead) in folders {
            let files = by_folder.remove(folder).unwrap_or_default();
            let peek = peek(lead);
            let stated = peek.knowledge_root.as_deref();
            teams.push(TeamFiles {
                name: peek.name.unwrap_or_else(|| {
                    if folder.is_empty() { tree.name.clone() } else { escape::name(file_name(folder)) }
                }),
                default: peek.default,
                lead: Some(lead),
                files,
                left_out: Vec::new(),
                folder: lead.display.strip_suffix(TEAM_FILE).map_or("", |f| f.trim_end_matches(['/', '\\'])).to_owned(),
                library: library(tree, folder, stated),
            });
        }
        left_out.extend(&tree.left_out);
    }
    // Files outside every team's folder are a team only where something in them is an agent.
    if let Some(loose) = loose
        && (teams.is_empty() || loose.files.iter().any(|file| is_definition(file)))
    {
        teams.push(loose);
    }
    // Whose folder it was may be nobody's; that it was left out has to be said once.
    if let Some(last) = teams.last_mut() {
        last.left_out = left_out;
    }
    teams
}

fn loose_team<'a>(tree: &'a Tree, library: &impl Fn(&Tree, &str, Option<&str>) -> Library) -> TeamFiles<'a> {
    TeamFiles {
        name: tree.name.clone(),
        default: false,
        lead: None,
        files: Vec::new(),
        left_out: Vec::new(),
        folder: tree.display.clone(),
        library: library(tree, "", None),
    }
}

/// The folders of a tree that hold a team file, by path.
fn team_folders(tree: &Tree) -> BTreeMap<&str, &SourceFile> {
    let team_files = tree.files.iter().filter(|file| is_team_file(file));
    team_files.map(|file| (folder_of(&file.path), file)).collect()
}

/// The keys of which one makes a `team.md` the file of a team.
const TEAM_KEYS: [&str; 14] = [
    "default",
    "fallback",
    "clarify",
    "knowledge_root",
    "reports_to",
    "peers",
    "flows",
    "escalate",
    "approval",
    "urgency",
    "gates",
    "replies",
    "context",
    "max_iterations",
];

/// Whether a file defines a team's lead and its policy: the name alone does not say so, since an agent or a document may be
/// called `team.md` too.
pub fn is_team_file(file: &SourceFile) -> bool {
    let Ok(bytes) = &file.content else { return false };
    file_name(&file.path) == TEAM_FILE && {
        let keys = definition::read_team_file(&file.display, "", bytes).keys.unwrap_or_default();
        let is_of_teams = |key: &str| TEAM_KEYS.iter().any(|known| plain_key(known) == plain_key(key));
        keys.keys().filter_map(|key| key.as_str()).any(is_of_teams)
    }
}

/// Whether a file by itself is sure to define an agent or a team.
pub fn is_definition(file: &SourceFile) -> bool {
    let Ok(bytes) = &file.content else { return false };
    let stands = || {
        let definitions = definition::read(&file.display, &stem_of(file), bytes);
        definitions.iter().any(|definition| matches!(definition.standing(), Standing::Agent))
    };
    excluded_by_path(Path::new(&file.path)).is_none() && (file.kind != AgentKind::Agent || stands())
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What has to be known of a team before it is chosen.
struct Peek {
    name: Option<String>,
    default: bool,
    knowledge_root: Option<String>,
}

fn peek(file: &SourceFile) -> Peek {
    let text = file.content.as_ref().map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let keys = frontmatter::scalars(&text, &["name", "default", "knowledge_root"]);
    let get = |key: &str| keys.get(key).cloned();
    Peek {
        name: get("name").map(|name| escape::name(&name)),
        default: get("default").as_deref() == Some("true"),
        knowledge_root: get("knowledge_root"),
    }
}

/// The index of the team to use: the one named `wanted`, else the default, else the only one.
pub fn choose(teams: &[TeamFiles], wanted: Option<&str>, place: &str) -> Result<usize, ChoiceError> {
    if let Some(name) = wanted {
        return teams.iter().position(|team| team.name == name).ok_or_else(|| ChoiceError::Unknown {
            name: name.to_owned(),
            suggestion: suggestion(name, teams.iter().map(|team| team.name.as_str())),
        });
    }
    if let Some(default) = teams.iter().position(|team| team.default) {
        return Ok(default);
    }
    // Agents without a lead are asked where nobody leads; beside one team they leave no doubt who is meant.
    let led: Vec<usize> = (0..teams.len()).filter(|&i| teams[i].lead.is_some()).collect();
    match (led.as_slice(), teams.len()) {
        ([only], _) => Ok(*only),
        ([], 1) => Ok(0),
        ([], 0) => Err(ChoiceError::None(place.to_owned())),
        _ => {
            let names: Vec<_> = teams.iter().map(|team| team.name.as_str()).collect();
            Err(ChoiceError::Several(names.join(", ")))
        }
    }
}

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
        let rules = policy.escalate.len() + policy.approval.len() + policy.urgency.len();
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
        own.chain(rules).chain(others).chain(policy.urgency.iter().map(|(_, evidence)| evidence))
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
        if let Some(file) = files.lead {
            team.read_lead(file, &mut diagnostics);
        }
        team.read_agents(&files.files, &mut diagnostics);
        diagnostics.extend(files.left_out.iter().filter(|left_out| left_out.reason.is_named()).map(|l| not_read(l)));
        team.check_names(&mut diagnostics);
        team.check_case(&mut diagnostics);
        team.check_knowledge_root(&mut diagnostics);
        diagnostics.sort();
        team.diagnostics = first_of_each_kind(diagnostics);
        team
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

    fn read_lead(&mut self, file: &SourceFile, diagnostics: &mut Vec<Diagnostic>) {
        let Some(bytes) = bytes_of(file, diagnostics) else { return };
        let definition = definition::read_team_file(&file.display, &self.name, bytes);
        let keys = definition.keys.clone().unwrap_or_default();
        self.policy = Policy::read(&keys, &definition.source, diagnostics);
        let lead = Agent::read(definition, diagnostics);
        self.description.clone_from(&lead.description);
        self.lead = Some(lead);
    }

    fn read_agents(&mut self, files: &[&SourceFile], diagnostics: &mut Vec<Diagnostic>) {
        let mut unnamed = Vec::new();
        let mut folders_of_agents = BTreeSet::new();
        let mut read = Vec::new();
        let mut rules = Vec::new();
        let parse = |file: &&SourceFile| {
            let mut found = Vec::new();
            if let Some(reason) = excluded_by_path(Path::new(&file.path)) {
                found.push(left_out(file, reason));
                return (Vec::new(), found);
            }
            let bytes = bytes_of(file, &mut found);
            (bytes.map(|bytes| definition::read(&file.display, &stem_of(file), bytes)).unwrap_or_default(), found)
        };
        for (file, (definitions, found)) in files.iter().zip(threads::map(files, WORTH_A_THREAD, || parse)) {
            diagnostics.extend(found);
            for definition in definitions {
                match definition.standing() {
                    Standing::Agent => {
                        folders_of_agents.insert(folder_of(&file.path));
                        read.push((*file, definition));
                    }
                    Standing::Rules => rules.push(definition),
                    Standing::Unnamed if is_lower_case(&definition.stem) => unnamed.push((*file, definition)),
                    Standing::Unnamed => diagnostics.push(left_out(file, "it has no frontmatter")),
                    Standing::Nobody(reason) => diagnostics.push(left_out(file, reason)),
                    Standing::Unreadable => diagnostics.extend(definition.warnings),
                    Standing::Foreign => {}
                }
            }
        }
        for (file, mut definition) in unnamed {
            if folders_of_agents.contains(folder_of(&file.path)) {
                definition.warnings.push(Diagnostic::new(
                    Code::LenientlyRead,
                    &file.display,
                    1,
                    format!("the file has no frontmatter; it was taken for an agent named `{}`", definition.stem),
                    "add `name` and `description` between two lines `---`, or start the file's name with `_`",
                ));
                read.push((file, definition));
            } else {
                diagnostics.push(left_out(file, "it has no frontmatter"));
            }
        }
        read.sort_by(|a, b| (a.0.place.number, &a.0.path).cmp(&(b.0.place.number, &b.0.path)));
        let mut numbers: HashMap<String, usize> = HashMap::with_capacity(read.len());
        for (file, definition) in read {
            let mut agent = Agent::read(definition, diagnostics);
            agent.place = file.place.clone();
            // What a place is for says more than a file's name does.
            if file.kind != AgentKind::Agent {
                agent.kind = file.kind;
            }
            let number = *numbers.entry(agent.name.clone()).or_insert(self.agents.len());
            match self.agents.get(number) {
                Some(first) => diagnostics.push(name_is_taken(&agent, first)),
                None => self.agents.push(agent),
            }
        }
        for rules in rules {
            self.add_rules(&rules, diagnostics);
        }
    }

    /// Evidence for skills that stands beside them in a file of its own.
    fn add_rules(&mut self, rules: &Definition, diagnostics: &mut Vec<Diagnostic>) {
        for (name, evidence) in rules.evidence_by_skill() {
            let known = self.agents.iter_mut().find(|agent| agent.name == name);
            match known {
                Some(agent) => agent.evidence.merge(evidence),
                None => diagnostics.push(Diagnostic::new(
                    Code::LeftOut,
                    &rules.source.file,
                    rules.source.line_of(&name, ""),
                    format!("rules for `{name}`, which is no skill here, say nothing"),
                    suggestion(&name, self.names()),
                )),
            }
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
        for flow in &self.policy.flows {
            for name in flow.steps.iter().flat_map(|step| step.who.names()) {
                check(format!("the flow `{}`", flow.name), "flows", name);
            }
        }
    }
}

/// What the walk left out and a check has to name.
fn not_read(left_out: &LeftOut) -> Diagnostic {
    let message = match left_out.count {
        1 => format!("not read: {}", left_out.reason.text()),
        count => format!("{count} files not read: {}", left_out.reason.text()),
    };
    Diagnostic::new(Code::LeftOut, &left_out.file, 1, message, "nothing, if that is meant; else rename or move it")
}

fn left_out(file: &SourceFile, reason: &str) -> Diagnostic {
    Diagnostic::new(
        Code::LeftOut,
        &file.display,
        1,
        format!("not an agent: {reason}"),
        "nothing, if that is meant; else give it a name and a description in its frontmatter",
    )
}

fn name_is_taken(agent: &Agent, first: &Agent) -> Diagnostic {
    let taken = format!("the name `{}` is taken by {}, which is used; this file is not", agent.name, first.source.file);
    let (code, message, help) = match first.place.number == agent.place.number {
        true => (Code::DuplicateName, taken, "rename or remove one of them"),
        false if prefers_the_second(first, agent) => {
            (Code::Shadowed, format!("{taken}, but Claude Code uses this one"), "rename one of them")
        }
        false => (Code::Shadowed, taken, "nothing, if that is meant; else rename one of them"),
    };
    Diagnostic::new(code, &agent.source.file, agent.line(), message, help)
}

/// Claude Code puts a user's skill before the project's; of agents the project's comes first.
fn prefers_the_second(first: &Agent, second: &Agent) -> bool {
    let skill_of = |agent: &Agent, origin| {
        agent.kind == AgentKind::Skill
            && agent.place.origin == origin
            && agent.place.display.replace('\\', "/").contains(".claude/")
    };
    skill_of(first, Origin::Project) && skill_of(second, Origin::User)
}

fn bytes_of<'f>(file: &'f SourceFile, diagnostics: &mut Vec<Diagnostic>) -> Option<&'f [u8]> {
    match &file.content {
        Ok(bytes) => Some(bytes),
        Err(cause) => {
            let message = format!("cannot read this file: {cause}");
            let help = "correct its permissions or remove it";
            diagnostics.push(Diagnostic::new(Code::UnreadableFile, &file.display, 1, message, help));
            None
        }
    }
}

/// The name of an agent whose file says none: the file's, or a skill's folder's.
fn stem_of(file: &SourceFile) -> String {
    let path = file.display.replace('\\', "/");
    let name = file_name(&path);
    let folder = file_name(folder_of(&path));
    match dialect::of_file(&path) {
        Some(dialect) if dialect.kind == AgentKind::Skill && !matches!(folder, "" | "." | "..") => folder.to_owned(),
        Some(dialect) => dialect.stem(name).to_owned(),
        None => name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned(),
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_lower_case(stem: &str) -> bool {
    !stem.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Tree {
        let files = files
            .iter()
            .map(|(path, text)| SourceFile::new(*path, format!("agents/{path}"), Ok(text.as_bytes().to_vec())))
            .collect();
        Tree { display: "agents".into(), name: "agents".into(), files, ..Tree::default() }.sifted()
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
    fn the_first_of_two_agents_of_one_name_wins() {
        let second = "---\n# note\nname: a\ndescription: other\n---\n";
        let teams = load(&[("a.md", A), ("b.md", second)]);
        assert_eq!((teams[0].agents.len(), teams[0].agents[0].description.as_str()), (1, "d"));
        let found = &teams[0].diagnostics[0];
        assert_eq!((found.code, found.file.as_str(), found.line), (Code::DuplicateName, "agents/b.md", 3));
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
