//! Reads the files of one team: its lead with the policy, its agents, and reports of files that are no agents.

use super::examples::ExampleFiles;
use super::group::{folder_of, stem_of};
use super::policy::Policy;
use super::{NoAgent, Team};
use crate::agent::definition::{self, Definition, DefinitionKind};
use crate::agent::dialect::{AgentKind, FileContent};
use crate::agent::source_folder::FolderOrigin;
use crate::agent::{Agent, normal_path};
use crate::diagnostic::{Code, Diagnostic};
use crate::did_you_mean::suggestion;
use crate::escape::one_line;
use crate::source::{LeftOut, LeftOutReason, SourceFile};
use crate::threads;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Minimum number of files for another thread: fewer are parsed before it would have started.
const WORTH_A_THREAD: usize = 32;

impl Team {
    pub(super) fn read_lead(&mut self, file: &SourceFile, examples: &ExampleFiles, diagnostics: &mut Vec<Diagnostic>) {
        let Some(bytes) = bytes_of(file, diagnostics) else { return };
        let mut definition = definition::read_team_file(&file.display, &file.at, &self.name, bytes);
        let mut keys = definition.keys.clone().unwrap_or_default();
        let files = examples.give_sections(&mut keys, &definition.source, diagnostics);
        self.policy = Policy::read(&keys, &definition.source, diagnostics);
        self.policy.example_files = files;
        examples.give(&mut definition, diagnostics);
        let lead = Agent::read(definition, diagnostics);
        self.description.clone_from(&lead.description);
        self.lead = Some(lead);
    }

    pub(super) fn read_agents(
        &mut self,
        files: &[&SourceFile],
        examples: &ExampleFiles,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let Sorted { mut read, mut unnamed, rules, mut refused } = Sorted::of(files, diagnostics);
        refused.extend(give_prompts(&mut read, &mut unnamed));
        refused.extend(add_unnamed(&mut read, unnamed));
        self.refuse(refused, diagnostics);
        self.add_agents(read, examples, diagnostics);
        let names: HashSet<String> = self.agents.iter().map(|agent| agent.name.clone()).collect();
        self.agents.iter_mut().for_each(|agent| agent.drop_referrals(&names));
        let (policies, rules): (Vec<_>, Vec<_>) =
            rules.into_iter().partition(|rules| rules.dialect.content == FileContent::SkillPolicy);
        self.obey(policies);
        for rules in &rules {
            self.add_rules(rules, diagnostics);
        }
    }

    /// Reports files of no team, which are no agents. What nobody said to be one is at most a note.
    pub(super) fn refuse_others(&mut self, files: &[&SourceFile], diagnostics: &mut Vec<Diagnostic>) {
        for file in files {
            let (definitions, found) = parse(file);
            diagnostics.extend(found);
            let reason = match definitions.into_iter().next() {
                None => file.excluded(),
                Some(definition) => match definition.standing() {
                    DefinitionKind::Nobody(reason) => Some(reason),
                    DefinitionKind::Unnamed => Some(NO_FRONTMATTER),
                    DefinitionKind::Unreadable if definition.is_at_home() => {
                        diagnostics.extend(definition.warnings);
                        None
                    }
                    DefinitionKind::Unreadable => Some("it is no definition that can be read"),
                    DefinitionKind::Agent | DefinitionKind::Rules | DefinitionKind::Foreign => None,
                },
            };
            self.refuse(reason.map(|reason| (*file, reason)), diagnostics);
        }
    }

    fn refuse<'f>(&mut self, refused: impl IntoIterator<Item = Refused<'f>>, diagnostics: &mut Vec<Diagnostic>) {
        for (file, reason) in refused {
            self.no_agents.push(NoAgent { reason, origin: file.place.origin });
            diagnostics.push(no_agent(file, reason));
        }
    }

    /// Adds the agents by place and path; of several with one name, the first.
    fn add_agents(
        &mut self,
        mut read: Vec<ReadDefinition>,
        examples: &ExampleFiles,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        // Commands in folders come last: their names are qualified where they are taken.
        let is_in_folder = |file: &SourceFile| folder_of_command(&file.at).is_some();
        read.sort_by(|(a, _), (b, _)| {
            let places = a.place.number.cmp(&b.place.number);
            places.then_with(|| is_in_folder(a).cmp(&is_in_folder(b))).then_with(|| a.path.cmp(&b.path))
        });
        let mut numbers: HashMap<String, usize> = HashMap::with_capacity(read.len());
        for (file, mut definition) in read {
            examples.give(&mut definition, diagnostics);
            let mut agent = Agent::read(definition, diagnostics);
            agent.place = file.place.clone();
            // The kind of a place overrides the file name.
            if file.kind != AgentKind::Agent {
                agent.kind = file.kind;
            }
            if numbers.contains_key(&agent.name)
                && let Some(whose) = plugin_of(&file.at).or_else(|| folder_of_command(&file.at))
            {
                // Clients qualify the names of what plugins bring by the plugin's name, and commands by their folder's.
                agent.name = format!("{whose}:{}", agent.name);
            }
            let number = *numbers.entry(agent.name.clone()).or_insert(self.agents.len());
            match self.agents.get(number) {
                Some(first) => diagnostics.push(name_is_taken(&agent, first)),
                None => self.agents.push(agent),
            }
        }
    }

    /// Disables the skills whose policies say so; everything else in those files is for the client.
    fn obey(&mut self, policies: Vec<Definition>) {
        let skill_of = |policy: &Definition| folder_of(folder_of(&policy.source.at)).to_owned();
        let policies = policies.into_iter().map(|policy| (skill_of(&policy), Agent::read(policy, &mut Vec::new())));
        let disabled: HashSet<String> = policies.filter(|(_, says)| says.disabled).map(|(skill, _)| skill).collect();
        for agent in self.agents.iter_mut().filter(|agent| agent.kind == AgentKind::Skill) {
            agent.disabled |= disabled.contains(folder_of(&agent.source.at));
        }
    }

    /// Adds the evidence for skills from a rules file beside them.
    fn add_rules(&mut self, rules: &Definition, diagnostics: &mut Vec<Diagnostic>) {
        let by_skill = rules.rules();
        if by_skill.is_empty() && !rules.has_no_keys() {
            let (message, help) = ("it has no rules of skills", "write them below `skills`, under each skill's name");
            diagnostics.push(Diagnostic::new(Code::LeftOut, &rules.source.file, 1, message, help));
        }
        let skills = self.agents.iter().filter(|agent| agent.kind == AgentKind::Skill);
        let skills: Vec<String> = skills.map(|agent| agent.name.clone()).collect();
        for rule in by_skill {
            match self.agents.iter_mut().find(|agent| agent.name == rule.stem) {
                Some(agent) => agent.add_rules(Agent::read(rule, diagnostics)),
                None => diagnostics.push(Diagnostic::new(
                    Code::LeftOut,
                    &rules.source.file,
                    rule.source.first_line,
                    format!("rules for `{}`, which is no skill here, say nothing", rule.stem),
                    suggestion(&rule.stem, skills.iter().map(String::as_str)),
                )),
            }
        }
    }
}

type ReadDefinition<'f> = (&'f SourceFile, Definition);
/// A file that is no agent, and why.
type Refused<'f> = (&'f SourceFile, &'static str);

const NO_FRONTMATTER: &str = "it has no frontmatter";

/// What the files of a team define.
#[derive(Default)]
struct Sorted<'f> {
    /// Agents.
    read: Vec<ReadDefinition<'f>>,
    /// Files without frontmatter, which may be agents or the prompts of others.
    unnamed: Vec<ReadDefinition<'f>>,
    /// Rules and policies for skills.
    rules: Vec<Definition>,
    refused: Vec<Refused<'f>>,
}

impl<'f> Sorted<'f> {
    fn of(files: &[&'f SourceFile], diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut sorted = Self::default();
        for (file, (definitions, found)) in files.iter().zip(threads::map(files, WORTH_A_THREAD, || parse)) {
            diagnostics.extend(found);
            sorted.refused.extend(file.excluded().map(|reason| (*file, reason)));
            for definition in definitions {
                sorted.add(file, definition, diagnostics);
            }
        }
        sorted
    }

    fn add(&mut self, file: &'f SourceFile, mut definition: Definition, diagnostics: &mut Vec<Diagnostic>) {
        match definition.standing() {
            DefinitionKind::Agent => self.read.push((file, definition)),
            DefinitionKind::Rules => {
                diagnostics.append(&mut definition.warnings);
                self.rules.push(definition);
            }
            DefinitionKind::Unnamed => self.unnamed.push((file, definition)),
            // The warnings explain why the definition is empty, which says more than that it is.
            DefinitionKind::Nobody(_) if definition.has_no_keys() && !definition.warnings.is_empty() => {
                diagnostics.extend(definition.warnings);
            }
            DefinitionKind::Nobody(reason) => self.refused.push((file, reason)),
            DefinitionKind::Unreadable => diagnostics.extend(definition.warnings),
            DefinitionKind::Foreign => {}
        }
    }
}

/// The definitions in a file, with what is wrong with it; none if its path alone says that it is no agent.
fn parse(file: &&SourceFile) -> (Vec<Definition>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    if file.excluded().is_some() {
        return (Vec::new(), found);
    }
    let bytes = bytes_of(file, &mut found);
    let read = |bytes| definition::read(&file.display, &file.at, &stem_of(file), bytes);
    (bytes.map(read).unwrap_or_default(), found)
}

/// Attaches prompts to definitions that have them in separate files of their repository; such a file is no command, nor
/// an agent without frontmatter. Several may share one. Returns these files.
fn give_prompts<'f>(read: &mut Vec<ReadDefinition<'f>>, unnamed: &mut Vec<ReadDefinition<'f>>) -> Vec<Refused<'f>> {
    let place = |file: &SourceFile, path: &str| normal_path(&format!("{}/{path}", folder_of(&file.at)));
    let named = read.iter().filter_map(|(file, definition)| Some(place(file, definition.prompt_file()?)));
    let named: HashSet<String> = named.collect();
    if named.is_empty() {
        return Vec::new();
    }
    let others = read.iter().chain(&*unnamed).filter(|(file, _)| named.contains(&file.at));
    let others: HashMap<&str, String> = others.map(|(file, text)| (&*file.at, text.body.clone())).collect();
    for (file, definition) in read.iter_mut() {
        let Some(path) = definition.prompt_file() else { continue };
        let own = |bytes: &Vec<u8>| Some(definition::read("", path, "", bytes).pop()?.body);
        let text = file.prompt.as_ref().and_then(own).or_else(|| others.get(&*place(file, path)).cloned());
        let line = definition.source.line_of("prompt", "");
        match text {
            Some(text) => (definition.body, definition.body_line) = (text, line),
            None => {
                let message = format!("the file of the prompt, `{path}`, is not there; its name is the prompt");
                let help = "write it in the repository, or correct the path";
                definition.warnings.push(Diagnostic::new(Code::LenientlyRead, &file.display, line, message, help));
            }
        }
    }
    let is_prompt = |(file, _): &mut ReadDefinition| named.contains(&file.at);
    let commands = read.extract_if(.., |other| other.0.kind == AgentKind::Command && is_prompt(other));
    let prompts = commands.chain(unnamed.extract_if(.., |other| is_prompt(other)));
    prompts.map(|(file, _)| (file, "another file has it as its prompt")).collect()
}

/// Adds the files without frontmatter in folders of agents; returns the others.
fn add_unnamed<'f>(read: &mut Vec<ReadDefinition<'f>>, unnamed: Vec<ReadDefinition<'f>>) -> Vec<Refused<'f>> {
    let mut left_out = Vec::new();
    // By place and folder: number of files with a definition, and of files that could be one without frontmatter.
    let mut folders: HashMap<(usize, &'f str), (usize, usize)> = HashMap::new();
    let folder = |file: &'f SourceFile| (file.place.number, folder_of(&file.path));
    let could_be_agent = |definition: &Definition| is_lower_case(&definition.stem);
    for (file, _) in read.iter() {
        folders.entry(folder(file)).or_default().0 += 1;
    }
    for (file, _) in unnamed.iter().filter(|(_, definition)| could_be_agent(definition)) {
        folders.entry(folder(file)).or_default().1 += 1;
    }
    for (file, mut definition) in unnamed {
        // One named template does not make a folder of documents a folder of agents.
        let (agents, others) = folders.get(&folder(file)).copied().unwrap_or_default();
        if agents >= others && could_be_agent(&definition) {
            definition.warnings.push(Diagnostic::new(
                Code::LenientlyRead,
                &file.display,
                1,
                format!(
                    "the file has no frontmatter; it was taken for an agent named `{}`",
                    one_line(&definition.stem)
                ),
                "add `name` and `description` between two lines `---`, or start the file's name with `_`",
            ));
            read.push((file, definition));
        } else {
            left_out.push((file, NO_FRONTMATTER));
        }
    }
    left_out
}

/// Number of files that one finding lists.
const LISTED: usize = 5;

/// Diagnostics for the files that the walk left out and a check must report: one a file, except that all files named by
/// ignore files are one, since a single pattern there may name any number.
pub(super) fn not_read(left_out: &[&LeftOut]) -> Vec<Diagnostic> {
    let told = left_out.iter().filter(|left_out| left_out.reason.is_named());
    let (ignored, others): (Vec<&LeftOut>, _) = told.partition(|left_out| left_out.reason == LeftOutReason::Ignored);
    let ignored: BTreeSet<&str> = ignored.into_iter().map(|left_out| left_out.file.as_str()).collect();
    let tell = |file: &str, count: usize, reason: LeftOutReason, list: &str| {
        let files = if count > 1 { format!("{count} files ") } else { String::new() };
        let help = match reason {
            LeftOutReason::SameFile => "nothing: it counts once",
            _ => "nothing, if that is meant; else rename or move it",
        };
        Diagnostic::new(Code::LeftOut, file, 1, format!("{files}not read: {}{list}", reason.text()), help)
    };
    let ignored_too = ignored.first().map(|first| {
        let listed: Vec<_> = ignored.iter().map(|file| one_line(file)).take(LISTED).collect();
        let list = match (listed.join(", "), ignored.len().saturating_sub(LISTED)) {
            (_, _) if listed.len() == 1 => String::new(),
            (listed, 0) => format!(" ({listed})"),
            (listed, more) => format!(" ({listed} and {more} more)"),
        };
        tell(first, ignored.len(), LeftOutReason::Ignored, &list)
    });
    let told = others.iter().map(|left| match &left.named_at {
        Some((file, line)) => {
            let message = format!("not read: `{}`, {}", left.file, left.reason.text());
            let help = "nothing, if that is meant; else name a folder of this repository";
            Diagnostic::new(Code::LeftOut, file, *line, message, help)
        }
        None => tell(&left.file, left.count, left.reason, ""),
    });
    told.chain(ignored_too).collect()
}

fn no_agent(file: &SourceFile, reason: &str) -> Diagnostic {
    let help = match file.excluded() {
        // Whatever its frontmatter says.
        Some(_) => "nothing, if that is meant; else rename or move it",
        None => "nothing, if that is meant; else give it a name and a description in its frontmatter",
    };
    Diagnostic::new(Code::LeftOut, &file.display, 1, format!("not an agent: {reason}"), help)
}

/// The plugin that a file belongs to: `NAME` in `plugins/NAME/agents/a.md`, where plugins may be in subfolders.
fn plugin_of(file: &str) -> Option<&str> {
    let parts: Vec<&str> = file.split('/').collect();
    let plugins = parts.iter().position(|part| *part == "plugins")?;
    let holds = |at: &usize| parts.get(*at).is_some_and(|part| ["agents", "skills", "commands"].contains(part));
    // What a client keeps in a plugin for its developers is not the plugin's.
    let at = [plugins + 2, plugins + 3].into_iter().find(holds)?;
    Some(parts[at - 1]).filter(|name| !name.starts_with('.'))
}

/// Folders of commands, below a client's.
const COMMANDS: [&str; 4] = ["commands", "command", "prompts", "workflows"];

/// The folder that a command is in: `git` in `.claude/commands/git/push.md`.
fn folder_of_command(file: &str) -> Option<&str> {
    let parts: Vec<&str> = file.split('/').collect();
    let commands = parts.windows(2).position(|pair| pair[0].starts_with('.') && COMMANDS.contains(&pair[1]))? + 1;
    (commands + 3 <= parts.len())
        .then(|| parts.get(parts.len() - 2).copied())
        .flatten()
        .filter(|name| !COMMANDS.contains(name))
}

fn name_is_taken(agent: &Agent, first: &Agent) -> Diagnostic {
    let taken = match first.source.file == agent.source.file {
        true => {
            format!("the name `{}` is taken in line {}, which is used; this entry is not", agent.name, first.line())
        }
        false => {
            format!("the name `{}` is taken by {}, which is used; this file is not", agent.name, first.source.shown())
        }
    };
    let (code, message, help) = match first.place.number == agent.place.number {
        true => (Code::DuplicateName, taken, "rename or remove one of them"),
        false if prefers_the_second(first, agent) => {
            (Code::Shadowed, format!("{taken}, but Claude Code uses this one"), "rename one of them")
        }
        false => (Code::Shadowed, taken, "nothing, if that is meant; else rename one of them"),
    };
    Diagnostic::new(code, &agent.source.file, agent.line(), message, help)
}

/// Claude Code prefers a user's skill to the project's, but the project's agent to the user's.
fn prefers_the_second(first: &Agent, second: &Agent) -> bool {
    let skill_of = |agent: &Agent, origin| {
        agent.kind == AgentKind::Skill && agent.place.origin == origin && agent.place.at.contains(".claude/")
    };
    skill_of(first, FolderOrigin::Project) && skill_of(second, FolderOrigin::User)
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

fn is_lower_case(stem: &str) -> bool {
    !stem.chars().any(char::is_uppercase)
}
