//! From the places the user asks for to teams and their indices.

pub mod known;

use crate::folders::here;
use crate::terminal::one_line;
use anyhow::Context;
pub use known::Surroundings;
use std::path::{Path, PathBuf};
use task_router_engine::agent::source_folder::FolderOrigin;
use task_router_engine::load;
use task_router_engine::source::{self, LeftOut, LeftOutReason, Tree, as_seen_from};
use task_router_engine::team::ChoiceError;
use task_router_engine::{AgentKind, Files, Index, Root, Team, files};

/// The places to read.
#[derive(Debug, Clone, Default)]
pub struct WantedPlaces {
    /// Only these folders.
    pub named: Vec<PathBuf>,
    /// Whether to read the user's own places too.
    pub user: bool,
    /// Whether to use only the built-in teams.
    pub built_in: bool,
    /// Only definitions of these kinds; of all kinds if it is empty.
    pub kinds: Vec<AgentKind>,
    /// Whether agents for some folders can be chosen everywhere, as at the repository's root.
    pub every_folder: bool,
    /// The team to use if it exists and none is named.
    pub preferred: Option<String>,
    /// The repository's name for the only team, if that has no team file.
    pub loose: Option<String>,
}

/// The places that agents come from.
#[derive(Debug, Clone)]
pub struct Places {
    /// The existing folders, in search order. Empty if only the built-in teams are used.
    pub roots: Vec<Root>,
    /// Only definitions of these kinds; of all kinds if it is empty.
    pub kinds: Vec<AgentKind>,
    /// Every place that was looked for, for people.
    looked_at: Vec<String>,
    /// Places that are links out of the repository, or to nothing.
    left_out: Vec<LeftOut>,
    /// The root of the repository.
    pub repository: Option<PathBuf>,
    /// Whether only the built-in teams are used.
    pub built_in: bool,
    /// The team to use if it exists and none is named.
    pub preferred: Option<String>,
    /// The repository's name for the only team, if that has no team file: a clone's folder may be called otherwise.
    pub loose: Option<String>,
}

/// The error if no place holds a definition: what was looked at, and how to begin.
#[derive(Debug)]
pub struct NothingFound(String);

impl std::fmt::Display for NothingFound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NothingFound {}

/// Definitions that were read.
pub struct Definitions {
    /// The files.
    pub files: Files,
    /// Whether they are built in.
    pub built_in: bool,
}

impl Places {
    /// The named folders, or else every known place around the current folder, and the user's own places.
    pub fn find(wanted: WantedPlaces, around: &Surroundings) -> Self {
        let kinds = wanted.kinds;
        let repository = around.repository.clone();
        let (built_in, preferred) = (wanted.built_in, wanted.preferred);
        let loose = wanted.loose.filter(|name| !task_router_teams::names().any(|built_in| built_in == name));
        let (roots, looked_at, left_out) = Default::default();
        let none = Self { roots, kinds, looked_at, left_out, repository, built_in, preferred, loose };
        let mut found = match (built_in, wanted.named.is_empty()) {
            (true, _) => none,
            (false, false) => {
                // Agents of another repository are for that repository's files, wherever the user works.
                let is_ours = |folder: &Path| {
                    let top = around.repository.as_ref();
                    top.is_some_and(|top| folder.canonicalize().is_ok_and(|folder| folder.starts_with(top)))
                };
                let working = |folder: &Path| if is_ours(folder) { around.working(None) } else { Vec::new() };
                let root = |folder: &PathBuf| Root { working: working(folder), ..Root::named(folder) };
                Self { roots: wanted.named.iter().map(root).collect(), ..none }
            }
            (false, true) => {
                let known = known::find(around, wanted.user);
                Self { roots: known.roots, looked_at: known.looked_at, left_out: known.left_out, ..none }
            }
        };
        if wanted.every_folder {
            found.roots.iter_mut().for_each(|root| root.working.clear());
        }
        found
    }

    /// Whether the user named the folders.
    pub fn are_named(&self) -> bool {
        self.roots.first().is_some_and(|root| root.origin == FolderOrigin::Named)
    }

    /// Describes where the agents come from, for people.
    fn describe(&self) -> String {
        let names: Vec<_> = self.roots.iter().map(Root::display).collect();
        names.join(", ")
    }

    /// Reads the definitions. These are the built-in ones if they are asked for, if only they have a team `team`, or if
    /// there are no others and no repository.
    ///
    /// # Errors
    /// If a folder cannot be read, or a repository holds no agents.
    pub fn read(&self, team: Option<&str>) -> anyhow::Result<Definitions> {
        if self.built_in {
            return self.built_in();
        }
        let files = Files::read(&self.roots, self.describe(), &here())?.of_kinds(&self.kinds);
        let files = files.preferring(self.preferred.clone()).named(self.loose.clone()).without(&self.left_out);
        let teams = files.team_names();
        let is_theirs = |name| !teams.iter().any(|own| own == name) && task_router_teams::names().any(|n| n == name);
        if team.is_some_and(is_theirs) {
            return self.built_in();
        }
        match (teams.is_empty(), self.are_named(), &self.repository) {
            (true, false, None) if self.kinds.is_empty() => self.built_in(),
            (true, false, _) => Err(NothingFound(self.nothing_found()).into()),
            _ => Ok(Definitions { files, built_in: false }),
        }
    }

    /// The error message if no place holds a definition.
    fn nothing_found(&self) -> String {
        let kinds: Vec<_> = self.kinds.iter().map(|kind| format!("{}s", kind.name())).collect();
        let what = if kinds.is_empty() { "agents".to_owned() } else { kinds.join(" or ") };
        let within =
            self.repository.as_ref().map_or_else(|| "here".to_owned(), |top| format!("in `{}`", top.display()));
        let help = match (self.kinds.is_empty(), self.kinds.contains(&AgentKind::Agent)) {
            (true, _) => {
                "begin with `route init`, name a folder with `--agents DIR`, or ask a built-in team with `--builtin`"
            }
            (false, true) => {
                "leave out `--kind`, name a folder with `--agents DIR`, or ask a built-in team with `--builtin`"
            }
            (false, false) => "leave out `--kind`, or name a folder with `--agents DIR`",
        };
        format!("no {what} {within}{}; looked at {}; {help}", self.not_read(), self.looked_at.join(", "))
    }

    /// Files that are no agents, links that were not followed, files named in ignore files and formats that are not read:
    /// if those are all the agents, they are the reason.
    fn not_read(&self) -> String {
        // A message stays short.
        const NAMED: usize = 5;
        let trees: Vec<_> = self.roots.iter().filter_map(|root| source::read(root).ok()).collect();
        let is_told =
            |tree: &&Tree| self.kinds.is_empty() && tree.origin == FolderOrigin::Project && !tree.files.is_empty();
        let others = trees.iter().filter(is_told).map(|tree| {
            let what = if tree.files.len() == 1 { "file is no agent" } else { "files are no agents" };
            let place = one_line(&tree.display);
            format!("; {} {what} in {place} (`route check --agents {place}` says why)", tree.files.len())
        });
        let others: String = others.take(NAMED).collect();
        const REASONS: [LeftOutReason; 6] = [
            LeftOutReason::LeadsOut,
            LeftOutReason::NamedOutside,
            LeftOutReason::LeadsNowhere,
            LeftOutReason::Ignored,
            LeftOutReason::IgnoredFolder,
            LeftOutReason::Unread,
        ];
        let is_reason = |left: &LeftOut| REASONS.contains(&left.reason);
        let told = trees.into_iter().flat_map(|tree| tree.left_out).filter(is_reason);
        let told = self.left_out.iter().cloned().chain(told);
        let not_read = told.take(NAMED).map(|left| {
            let by = left.named_at.as_ref().map(|(file, line)| format!(", at {}:{line}", one_line(file)));
            format!("; not read: {} ({}{})", one_line(&left.file), left.reason.text(), by.unwrap_or_default())
        });
        others + &not_read.collect::<String>()
    }

    /// The index of the team `wanted`, or of the default one, and whether it is built in.
    ///
    /// # Errors
    /// If a folder cannot be read or no team can be chosen.
    pub fn index(&self, wanted: Option<&str>) -> anyhow::Result<(Index, bool)> {
        // The built-in teams are compiled already, so nothing is read.
        if self.built_in || (self.roots.is_empty() && self.repository.is_none() && self.kinds.is_empty()) {
            return Ok((self.built_in_index(wanted)?, true));
        }
        let found = self.read(wanted)?;
        match found.built_in {
            true => Ok((self.built_in_index(wanted)?, true)),
            false => Ok((self.of_these_kinds(found.files.index(wanted))?, false)),
        }
    }

    /// The result; where there are no agents and only some kinds were wanted, the error says so.
    fn of_these_kinds<T>(&self, result: Result<T, load::LoadError>) -> anyhow::Result<T> {
        match result {
            Err(load::LoadError::Choose(ChoiceError::None(_))) if !self.kinds.is_empty() => {
                Err(NothingFound(self.nothing_found()).into())
            }
            other => Ok(other?),
        }
    }

    /// The built-in teams.
    fn built_in(&self) -> anyhow::Result<Definitions> {
        self.wants_agents()?;
        let files = Files::new(vec![task_router_teams::tree()], "the program".to_owned(), &here());
        Ok(Definitions { files: files.preferring(self.preferred.clone()), built_in: true })
    }

    /// All built-in definitions are agents.
    fn wants_agents(&self) -> anyhow::Result<()> {
        let is_one = self.kinds.is_empty() || self.kinds.contains(&AgentKind::Agent);
        anyhow::ensure!(is_one, "the built-in teams have agents alone, which --kind leaves out; leave `--kind` out");
        Ok(())
    }

    fn built_in_index(&self, wanted: Option<&str>) -> anyhow::Result<Index> {
        self.wants_agents()?;
        let is_theirs = |name: &&str| task_router_teams::names().any(|n| n == *name);
        Ok(task_router_teams::index(wanted.or(self.preferred.as_deref().filter(is_theirs)))?)
    }

    /// The team `wanted`, or the default one, with its index, and whether it is built in.
    ///
    /// # Errors
    /// If a folder cannot be read or no team can be chosen.
    pub fn team(&self, wanted: Option<&str>) -> anyhow::Result<(Team, Index, bool)> {
        let found = self.read(wanted)?;
        let team = found.files.team(wanted)?;
        self.must_have_somebody(&found, [&team])?;
        let index = match found.built_in {
            true => task_router_teams::index(Some(&team.name))?,
            false => Index::compile(&team),
        };
        Ok((team, index, found.built_in))
    }

    /// Checks that anybody of these teams, which were read here, can answer.
    ///
    /// # Errors
    /// If nobody can.
    pub fn must_have_somebody<'t>(
        &self,
        found: &Definitions,
        teams: impl IntoIterator<Item = &'t Team>,
    ) -> anyhow::Result<()> {
        self.of_these_kinds(found.files.must_have_somebody(teams))
    }
}

/// The root of the repository around the current folder, or else that folder.
pub fn top() -> PathBuf {
    Surroundings::of_process().map(|around| around.repository.unwrap_or(around.here)).unwrap_or_default()
}

/// Refuses to write a file that the user did not name through a link out of the repository, which a checkout may
/// contain.
///
/// # Errors
/// If it leads out of the repository, or nowhere.
pub fn must_stay_here(path: &Path) -> anyhow::Result<()> {
    files::stays_inside(&here().join(path), &top()).with_context(|| format!("cannot write `{}`", path.display()))
}

/// The path from the root of the repository, as `git apply` and code reviews need it; outside of one from the current
/// folder.
pub fn from_root(file: &str) -> String {
    // The file itself may be a link: its name is what is reviewed, not where it leads.
    let given = Path::new(file);
    let folder = given.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    let (Some(Ok(folder)), Some(name)) = (folder.map(Path::canonicalize), given.file_name()) else {
        return file.to_owned();
    };
    let path = folder.join(name);
    match source::repository_of(&folder).and_then(|root| path.strip_prefix(root).ok()) {
        Some(relative) => source::slashes(relative),
        None => from_here(&path),
    }
}

/// What the paths of built-in definitions begin with.
const BUILT_IN: &str = "builtin:";

/// The path of a file for a diff that git applies: where a link leads, since git changes nothing through one, and where
/// `route init` writes a built-in definition.
pub fn to_edit(file: &str) -> String {
    match (file.strip_prefix(BUILT_IN), Path::new(file).canonicalize()) {
        (Some(written), _) => written.to_owned(),
        (None, Ok(path)) => from_root(&path.display().to_string()),
        (None, Err(_)) => from_root(file),
    }
}

/// A path relative to the current folder if it lies below it, else absolute.
pub fn from_here(path: &Path) -> String {
    as_seen_from(&here(), path)
}
