//! Groups files by team, and selects a team.

use crate::agent::definition::{self, Definition, DefinitionKind};
use crate::agent::dialect::{self, AgentKind, Field, TEAM, same_key};
use crate::agent::scalar;
use crate::did_you_mean::suggestion;
use crate::escape::{self, one_line};
use crate::source::{LeftOut, Library, SourceFile, Tree};
use crate::team::examples::is_examples;
use crate::value_type::truth;
use serde_yaml::{Mapping, Value};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Name of the file that defines a team's lead and its policy.
pub const TEAM_FILE: &str = "team.md";

/// The files of one team, not read yet.
#[derive(Debug, Clone, Default)]
pub struct TeamFiles<'a> {
    /// Its name.
    pub name: String,
    /// Whether it is used if no team is named.
    pub default: bool,
    /// Its `team.md`.
    pub lead: Option<&'a SourceFile>,
    /// Its other markdown files.
    pub files: Vec<&'a SourceFile>,
    /// Files of no team, none of which is an agent: what they are is told with this team.
    pub others: Vec<&'a SourceFile>,
    /// Files left out of its folders.
    pub left_out: Vec<&'a LeftOut>,
    /// Path of the folder, as the user would write it.
    pub folder: String,
    /// Its knowledge documents.
    pub library: Library,
    /// Where another team of this name is.
    pub same_name: Option<String>,
    /// Where a default team is that comes before this one.
    pub other_default: Option<String>,
    /// Whether definitions of some kinds were left out.
    pub is_partial: bool,
}

impl TeamFiles<'_> {
    /// Its file, or the folder of one without.
    fn place(&self) -> String {
        format!("`{}`", one_line(self.lead.map_or(&*self.folder, |lead| &*lead.display)))
    }
}

/// Why no team could be selected.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum ChoiceError {
    /// No team has the requested name.
    #[error("no team `{name}`; {suggestion}")]
    Unknown {
        /// The requested name.
        name: String,
        /// A close match, or the list of teams.
        suggestion: String,
    },
    /// There are several teams and none is the default.
    #[error("several teams and none is the default; choose one with --team: {0}")]
    Several(String),
    /// There are no teams.
    #[error(
        "no agent files in {0}; an agent is a markdown file with `name` and `description` in its frontmatter (`route init` writes a team to start from)"
    )]
    None(String),
}

/// Groups the files of trees by team. A folder with a team file is one; all other agents together are one more, named
/// after the first tree with any. `library` returns the knowledge documents of a team, given its tree, its folder and
/// its stated knowledge root.
pub fn group<'a>(trees: &'a [Tree], library: impl Fn(&Tree, &str, Option<&str>) -> Library) -> Vec<TeamFiles<'a>> {
    let mut teams: Vec<TeamFiles<'a>> = Vec::new();
    let mut loose: Option<TeamFiles<'a>> = None;
    let mut left_out: Vec<&LeftOut> = Vec::new();
    for tree in trees {
        let folders = team_folders(tree);
        let mut by_folder: BTreeMap<&str, Vec<&SourceFile>> = BTreeMap::new();
        for file in tree.files.iter().filter(|file| !folders.values().any(|(team, _)| std::ptr::eq(*team, *file))) {
            let folder = folders.keys().filter(|folder| is_below(&file.path, folder)).max_by_key(|folder| folder.len());
            match folder {
                Some(folder) => by_folder.entry(folder).or_default().push(file),
                None => loose.get_or_insert_with(|| loose_team(tree, &library)).files.push(file),
            }
        }
        for (folder, (lead, peek)) in folders {
            let files = by_folder.remove(folder).unwrap_or_default();
            let stated = peek.knowledge_root.as_deref();
            teams.push(TeamFiles {
                name: peek.name.unwrap_or_else(|| {
                    if folder.is_empty() { tree.name.clone() } else { escape::name(file_name(folder)) }
                }),
                default: peek.default,
                lead: Some(lead),
                files,
                folder: lead.display.strip_suffix(TEAM_FILE).map_or("", |f| f.trim_end_matches(['/', '\\'])).to_owned(),
                library: library(tree, folder, stated),
                ..TeamFiles::default()
            });
        }
        left_out.extend(&tree.left_out);
    }
    // Files outside every team's folder are a team only if one of them is an agent. A place that cannot be read may hold
    // anybody's, so it is told with whatever team is chosen.
    let mut others = Vec::new();
    if let Some(mut loose) = loose {
        others.extend(loose.files.extract_if(.., |file| is_unreadable_place(file)));
        if teams.is_empty() || loose.files.iter().any(|file| is_definition(file)) {
            teams.push(loose);
        } else {
            others.append(&mut loose.files);
        }
    }
    note_clashes(&mut teams);
    // The team a left-out file belongs to may be unknown; it must be reported once.
    if let Some(last) = teams.last_mut() {
        (last.others, last.left_out) = (others, left_out);
    }
    teams
}

/// Moves what belongs to no team, and was given to the last one, to the team that was chosen.
pub fn give_rest(teams: &mut [TeamFiles], chosen: usize) {
    if let Some(last) = teams.last_mut() {
        let (others, left_out) = (std::mem::take(&mut last.others), std::mem::take(&mut last.left_out));
        (teams[chosen].others, teams[chosen].left_out) = (others, left_out);
    }
}

/// Notes at each team what keeps it from being reached: another of its name, another default.
fn note_clashes(teams: &mut [TeamFiles]) {
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut default: Option<String> = None;
    for at in 0..teams.len() {
        let place = teams[at].place();
        match names.entry(teams[at].name.clone()) {
            Entry::Vacant(entry) => _ = entry.insert(at),
            // A team without a file is told at that of the other.
            Entry::Occupied(first) if teams[at].lead.is_none() => teams[*first.get()].same_name = Some(place.clone()),
            Entry::Occupied(first) => teams[at].same_name = Some(teams[*first.get()].place()),
        }
        if teams[at].default {
            teams[at].other_default.clone_from(&default);
            default.get_or_insert(place);
        }
    }
}

fn loose_team<'a>(tree: &'a Tree, library: &impl Fn(&Tree, &str, Option<&str>) -> Library) -> TeamFiles<'a> {
    TeamFiles {
        name: tree.name.clone(),
        folder: tree.display.clone(),
        library: library(tree, "", None),
        ..TeamFiles::default()
    }
}

/// The folders of a tree with a team file, by path.
fn team_folders(tree: &Tree) -> BTreeMap<&str, (&SourceFile, Peek)> {
    let leads = tree.files.iter().filter_map(|file| Some((file, Peek::of(&team_keys(file)?))));
    leads.map(|(file, peek)| (folder_of(&file.path), (file, peek))).collect()
}

/// Whether a file defines a team's lead and its policy: the name alone is not enough, since an agent or a document may
/// be called `team.md`, too.
pub fn is_team_file(file: &SourceFile) -> bool {
    team_keys(file).is_some()
}

/// The keys of a file that defines a team's lead.
fn team_keys(file: &SourceFile) -> Option<Mapping> {
    let bytes = file.content.as_ref().ok().filter(|_| file_name(&file.path) == TEAM_FILE)?;
    let keys = definition::read_team_file(&file.display, &file.at, "", bytes).keys?;
    let of_teams = TEAM.keys.iter().filter(|(_, field)| *field == Field::Policy);
    let is_of_teams = |key: &str| of_teams.clone().any(|(known, _)| same_key(known, key));
    keys.keys().filter_map(|key| key.as_str()).any(is_of_teams).then_some(keys)
}

/// Whether a file alone certainly defines an agent or a team.
pub fn is_definition(file: &SourceFile) -> bool {
    file.content.is_ok()
        && is_no_other(file)
        && (file.kind != AgentKind::Agent
            || stands(file, |definition| matches!(definition.standing(), DefinitionKind::Agent)))
}

/// Whether this is a place that cannot be read, which stands for all that is in it.
pub fn is_unreadable_place(file: &SourceFile) -> bool {
    file.path.is_empty() && file.content.is_err()
}

/// Whether a file defines an agent or a team, or is meant to, by its location, but cannot be read.
pub fn is_meant(file: &SourceFile) -> bool {
    let counts =
        |definition: &Definition| matches!(definition.standing(), DefinitionKind::Agent) || is_broken(definition);
    is_no_other(file) && (file.content.is_err() || file.kind != AgentKind::Agent || stands(file, counts))
}

fn is_broken(definition: &Definition) -> bool {
    definition.standing() == DefinitionKind::Unreadable && definition.is_at_home()
}

fn stands(file: &SourceFile, how: impl Fn(&Definition) -> bool) -> bool {
    let definitions =
        file.content.as_ref().map(|bytes| definition::read(&file.display, &file.at, &stem_of(file), bytes));
    definitions.is_ok_and(|definitions| definitions.iter().any(how))
}

/// Whether a file is neither excluded by its path nor an example file.
fn is_no_other(file: &SourceFile) -> bool {
    file.excluded().is_none() && !is_examples(file)
}

fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

pub(super) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What must be known of a team before it is selected.
struct Peek {
    name: Option<String>,
    default: bool,
    knowledge_root: Option<String>,
}

impl Peek {
    fn of(keys: &Mapping) -> Self {
        let get = |key: &str| {
            let is_it = |(known, _): &(&Value, &Value)| known.as_str().is_some_and(|known| same_key(known, key));
            scalar(keys.iter().find(is_it).map(|(_, value)| value)).filter(|text| !text.trim().is_empty())
        };
        Self {
            // A team's name may be a command-line argument, so it must not be an option.
            name: get("name")
                .map(|name| escape::name(&name).trim_start_matches('-').trim().to_owned())
                .filter(|name| !name.is_empty()),
            default: get("default").and_then(|text| truth(&text)) == Some(true),
            knowledge_root: get("knowledge_root"),
        }
    }
}

/// The index of the team to use: the one named `wanted`, otherwise the default, otherwise the only one.
///
/// # Errors
/// No team has the name, there is none, or several of which none is the default.
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
    // Agents without a lead are a team of last resort: beside one team with a lead, that one is selected.
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

/// Name of an agent whose file states none: from the file name, or from the folder of a skill or rule.
pub(super) fn stem_of(file: &SourceFile) -> String {
    let name = file_name(&file.at);
    let folder = file_name(folder_of(&file.at));
    match dialect::of_file(&file.at) {
        Some(dialect) if dialect.is_named_by_folder(name) && !folder.is_empty() => escape::name(folder),
        Some(dialect) => dialect.stem(name).to_owned(),
        None => name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned(),
    }
}

pub(super) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Code;
    use crate::team::Team;

    #[test]
    fn files_of_no_team_are_told_with_a_team() {
        let file = |path: &str, content: Result<&str, &str>| {
            let content = content.map(|text| text.as_bytes().to_vec()).map_err(str::to_owned);
            SourceFile::new(path, format!("agents/{path}"), content)
        };
        let files = vec![
            file("x/team.md", Ok("---\nname: t\nfallback: a\n---\n")),
            file("x/a.md", Ok("---\nname: a\ndescription: d\n---\n")),
            file("Notes.md", Ok("# Notes")),
            file("closed.md", Err("no")),
        ];
        let trees = [Tree { name: "agents".into(), files, ..Tree::default() }];
        let mut teams = group(&trees, |_, _, _| Library::default());
        give_rest(&mut teams, 0);
        let team = Team::load(&teams[0]);
        let told: Vec<_> = team.diagnostics.iter().map(|found| (found.file.as_str(), found.code)).collect();
        assert_eq!(told, [("agents/Notes.md", Code::LeftOut), ("agents/closed.md", Code::UnreadableFile)]);
        assert_eq!((team.names().collect::<Vec<_>>(), team.no_agents.len()), (vec!["a"], 1));
    }
}
