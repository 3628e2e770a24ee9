//! Loads teams from folders: the first stage, as one call.

use crate::agent::dialect::AgentKind;
use crate::agent::source_folder::{FolderOrigin, SourceFolder};
use crate::diagnostic::Severity;
use crate::escape::one_line;
use crate::index::Index;
use crate::source::{self, LeftOut, LeftOutReason, Library, Root, SourceFile, Tree};
use crate::team::{
    ChoiceError, Team, TeamFiles, TooMuch, choose, give_rest, group, is_examples, is_meant, is_team_file,
    is_unreadable_place,
};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why no team could be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// A folder cannot be read.
    #[error(transparent)]
    Read(#[from] source::SourceError),
    /// No team can be selected.
    #[error(transparent)]
    Choose(#[from] ChoiceError),
    /// A team exceeds a limit.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
    /// Nobody of a team can be used, although there are files of agents.
    #[error("no agent of {team} can be used: {why}")]
    Unusable {
        /// The team.
        team: String,
        /// What is wrong with the first of them, and with how many more.
        why: String,
    },
}

impl LoadError {
    /// That nobody of a team in this place can answer.
    fn nobody(team: &Team, place: &str) -> Self {
        let (mut notes, mut found) = (Vec::new(), Vec::new());
        for finding in &team.diagnostics {
            if finding.severity() > Severity::Note { &mut found } else { &mut notes }.push(finding);
        }
        match (found.as_slice(), notes.as_slice()) {
            ([first, more @ ..], _) => {
                let team = one_line(&team.name).into_owned();
                Self::Unusable { team, why: format!("{first}{}", and_more(more.len())) }
            }
            ([], [first, more @ ..]) => {
                let (file, message) = (one_line(&first.file), one_line(&first.message));
                ChoiceError::None(format!("{place} (`{file}`: {message}{})", and_more(more.len()))).into()
            }
            ([], []) => ChoiceError::None(place.to_owned()).into(),
        }
    }
}

/// How many more findings there are.
fn and_more(count: usize) -> String {
    if count == 0 { String::new() } else { format!("; {count} more, as `route check` shows") }
}

/// Reads a team and checks its limits.
fn load(files: &TeamFiles) -> Result<Team, LoadError> {
    let team = Team::load(files);
    team.within_bounds()?;
    Ok(team)
}

/// Agent files of one or several folders.
#[derive(Debug)]
pub struct Files {
    trees: Vec<Tree>,
    /// Known places without a definition. Their files are told of, and not used.
    idle: Vec<Tree>,
    /// Where they come from, for messages.
    place: String,
    /// Folder that paths are shown relative to.
    here: PathBuf,
    /// Name of the team to select by default, if there is one with that name.
    preferred: Option<String>,
    /// Name of the only team if it has no team file.
    loose: Option<String>,
    /// Whether definitions of some kinds were left out.
    is_partial: bool,
}

impl Files {
    /// Files that have been read; `place` says where they come from, and paths are shown relative to `here`. Known
    /// places without a definition are set apart; of a file found in two ways, the first is kept.
    pub fn new(trees: Vec<Tree>, place: String, here: &Path) -> Self {
        let is_used = |tree: &Tree| tree.origin == FolderOrigin::Named || tree.files.iter().any(is_meant);
        let (mut trees, mut idle): (Vec<_>, Vec<_>) = trees.into_iter().partition(is_used);
        let mut seen = HashSet::new();
        drop_seen_twice(&mut trees, &mut seen);
        // What is read as part of another place is not left out.
        drop_seen_twice(&mut idle, &mut seen);
        idle.iter_mut().for_each(|tree| tree.left_out.retain(|left| left.reason != LeftOutReason::SameFile));
        for (number, tree) in trees.iter_mut().chain(&mut idle).enumerate() {
            let (display, at, working) = (tree.display.clone(), tree.at.clone(), tree.working.clone());
            let place = Arc::new(SourceFolder { number, display, at, origin: tree.origin, working });
            tree.files.iter_mut().for_each(|file| file.place = place.clone());
        }
        Self { trees, idle, place, here: here.to_owned(), preferred: None, loose: None, is_partial: false }
    }

    /// Reads all agent files below `roots`; of two agents with the same name, the one in the earlier root counts.
    ///
    /// # Errors
    /// If a root does not exist or is unreadable.
    pub fn read(roots: &[Root], place: String, here: &Path) -> Result<Self, LoadError> {
        let trees = roots.iter().map(source::read).collect::<Result<_, _>>()?;
        Ok(Self::new(trees, place, here))
    }

    /// Sets the team to select by default, if there is one with that name.
    pub fn preferring(self, team: Option<String>) -> Self {
        Self { preferred: team, ..self }
    }

    /// Sets the name of the only team if it has no team file, in place of its folder's.
    pub fn named(self, team: Option<String>) -> Self {
        Self { loose: team, ..self }
    }

    /// Adds left-out places to what was left out.
    pub fn without(mut self, places: &[LeftOut]) -> Self {
        if let Some(tree) = self.trees.first_mut() {
            tree.left_out.extend_from_slice(places);
        }
        self
    }

    /// Keeps only definitions of these kinds, and team files.
    pub fn of_kinds(mut self, kinds: &[AgentKind]) -> Self {
        self.is_partial = !kinds.is_empty();
        if self.is_partial {
            // A place that cannot be read may hold any kind.
            let stays = |file: &SourceFile| {
                kinds.contains(&file.kind) || is_team_file(file) || is_examples(file) || is_unreadable_place(file)
            };
            self.trees.iter_mut().chain(&mut self.idle).for_each(|tree| tree.files.retain(stays));
            self.trees.retain(|tree| tree.origin == FolderOrigin::Named || !tree.files.is_empty());
            self.idle.retain(|tree| !tree.files.is_empty());
        }
        self
    }

    /// The folders that were read, by precedence.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// The known places without a definition.
    pub fn idle_trees(&self) -> &[Tree] {
        &self.idle
    }

    /// Agent files given as texts, with their paths below the folder `name`.
    pub fn from_texts(name: &str, texts: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| {
            SourceFile::new(*path, format!("{name}/{path}"), Ok(text.as_bytes().to_vec()))
        };
        let files = texts.iter().map(file).collect();
        let tree = Tree { display: name.to_owned(), name: name.to_owned(), files, ..Tree::default() };
        Self::new(vec![tree], name.to_owned(), Path::new(""))
    }

    /// The files by team.
    pub fn teams(&self) -> Vec<TeamFiles<'_>> {
        self.grouped(|tree, folder, stated| library(tree, folder, stated, &self.here))
    }

    /// The names of the teams, whose knowledge documents are not looked for.
    pub fn team_names(&self) -> Vec<String> {
        self.grouped(|_, _, _| Library::default()).into_iter().map(|team| team.name).collect()
    }

    /// The files by team, each with its knowledge documents.
    fn grouped(&self, library: impl Fn(&Tree, &str, Option<&str>) -> Library) -> Vec<TeamFiles<'_>> {
        let mut teams = group(&self.trees, library);
        if let ([only], Some(name)) = (teams.as_mut_slice(), &self.loose)
            && only.lead.is_none()
        {
            only.name.clone_from(name);
        }
        teams.iter_mut().for_each(|team| team.is_partial = self.is_partial);
        if let Some(last) = teams.last_mut() {
            last.others.extend(self.idle.iter().flat_map(|tree| &tree.files));
            last.left_out.extend(self.idle.iter().flat_map(|tree| &tree.left_out));
        }
        teams
    }

    /// Index of the team `wanted`, or of the default one.
    ///
    /// # Errors
    /// If no team can be selected.
    pub fn choose(&self, teams: &[TeamFiles], wanted: Option<&str>) -> Result<usize, ChoiceError> {
        let is_there = |name: &&str| teams.iter().any(|team| team.name == *name);
        choose(teams, wanted.or(self.preferred.as_deref().filter(is_there)), &self.place)
    }

    /// Reads the team `wanted`, or the default one, which also has what belongs to no team.
    ///
    /// # Errors
    /// If no team can be selected, or it exceeds a limit.
    pub fn team(&self, wanted: Option<&str>) -> Result<Team, LoadError> {
        let mut teams = self.teams();
        let chosen = self.choose(&teams, wanted)?;
        give_rest(&mut teams, chosen);
        load(&teams[chosen])
    }

    /// Reads the team `wanted`, otherwise the default one, otherwise all.
    ///
    /// # Errors
    /// If there is no team with the requested name, or no team at all.
    pub fn teams_chosen(&self, wanted: Option<&str>) -> Result<Vec<Team>, LoadError> {
        let teams = self.teams();
        match wanted {
            None if !teams.is_empty() => teams.iter().map(load).collect(),
            _ => Ok(vec![self.team(wanted)?]),
        }
    }

    /// Reads and compiles the team `wanted`, or the default one.
    ///
    /// # Errors
    /// If no team can be selected, or the selected one has nobody who could answer.
    pub fn index(&self, wanted: Option<&str>) -> Result<Index, LoadError> {
        let team = self.team(wanted)?;
        self.must_have_somebody([&team])?;
        Ok(Index::compile(&team))
    }

    /// Checks that anybody of these teams can answer. Where only some kinds of definitions are wanted, the lead is none
    /// of them.
    ///
    /// # Errors
    /// If nobody can.
    pub fn must_have_somebody<'t>(&self, teams: impl IntoIterator<Item = &'t Team>) -> Result<(), LoadError> {
        let is_nobody = |team: &&Team| team.agents.is_empty() && (team.lead.is_none() || self.is_partial);
        let mut teams = teams.into_iter();
        match teams.next() {
            Some(first) if is_nobody(&first) && teams.all(|team| is_nobody(&team)) => {
                Err(LoadError::nobody(first, &self.place))
            }
            _ => Ok(()),
        }
    }
}

/// The knowledge documents of the team in `folder` of `tree`.
pub fn library(tree: &Tree, folder: &str, stated: Option<&str>, here: &Path) -> Library {
    match (&tree.library, &tree.root) {
        (Some(library), _) => library.clone(),
        (None, Some(root)) => Library::find(&root.join(folder), stated, here),
        (None, None) => Library::default(),
    }
}

/// Drops files found in several ways, through links or overlapping places; the first is kept.
fn drop_seen_twice(trees: &mut [Tree], seen: &mut HashSet<PathBuf>) {
    for tree in trees {
        let Some(root) = tree.root.clone() else { continue };
        let left_out = &mut tree.left_out;
        // Beside a link to it, the file itself is kept, unless its own path says that it is none.
        let own = tree.files.iter().filter(|file| file.target.is_none());
        let own = own.filter(|file| file.excluded().is_none());
        let own: HashSet<PathBuf> = own.map(|file| root.join(&file.path)).collect();
        tree.files.retain(|file| {
            let is_twin = file.target.as_ref().is_some_and(|target| own.contains(target));
            let first = !is_twin && seen.insert(file.target.clone().unwrap_or_else(|| root.join(&file.path)));
            if !first {
                left_out.push(LeftOut::new(file.display.clone(), LeftOutReason::SameFile));
            }
            first
        });
    }
}
