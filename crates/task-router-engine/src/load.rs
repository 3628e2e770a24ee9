//! From folders to teams: the first stage as one call.

use crate::agent::dialect::AgentKind;
use crate::agent::place::{Origin, Place};
use crate::index::Index;
use crate::source::{self, LeftOut, Library, Reason, Root, SourceFile, Tree};
use crate::team::{
    ChoiceError, Team, TeamFiles, TooMuch, choose, group, is_examples, is_meant, is_team_file, is_unreadable,
};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why no team could be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder cannot be read.
    #[error(transparent)]
    Read(#[from] source::Error),
    /// No team can be chosen.
    #[error(transparent)]
    Choose(#[from] ChoiceError),
    /// A team holds more than can be used.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
}

/// Reads a team, all of which can be used.
fn load(files: &TeamFiles) -> Result<Team, Error> {
    let team = Team::load(files);
    team.within_bounds()?;
    Ok(team)
}

/// The agent files of one or several folders.
#[derive(Debug)]
pub struct Files {
    trees: Vec<Tree>,
    /// Where they are from, for messages.
    place: String,
    /// The folder from which paths are named.
    here: PathBuf,
    /// The team that is chosen where it is there and none is named.
    preferred: Option<String>,
}

impl Files {
    /// Files that are read already; `place` says where they are from, paths are named as seen from `here`. Of a known place
    /// without a single definition, or one that cannot be read, nothing is kept; of what is found by two ways, the first.
    pub fn new(mut trees: Vec<Tree>, place: String, here: &Path) -> Self {
        trees.retain(|tree| tree.origin == Origin::Named || tree.files.iter().any(is_meant));
        drop_seen_twice(&mut trees);
        for (number, tree) in trees.iter_mut().enumerate() {
            let (display, working) = (tree.display.clone(), tree.working.clone());
            let place = Arc::new(Place { number, display, origin: tree.origin, working });
            tree.files.iter_mut().for_each(|file| file.place = place.clone());
        }
        Self { trees, place, here: here.to_owned(), preferred: None }
    }

    /// Reads all agent files below `roots`; of two agents of one name that of the earlier root counts.
    ///
    /// # Errors
    /// Where a root is not there or not readable.
    pub fn read(roots: &[Root], place: String, here: &Path) -> Result<Self, Error> {
        let trees = roots.iter().map(source::read).collect::<Result<_, _>>()?;
        Ok(Self::new(trees, place, here))
    }

    /// Where the team of this name is there, it is chosen where none is named.
    pub fn preferring(self, team: Option<String>) -> Self {
        Self { preferred: team, ..self }
    }

    /// Keeps definitions of these kinds alone; teams' own files stay.
    pub fn of_kinds(mut self, kinds: &[AgentKind]) -> Self {
        if !kinds.is_empty() {
            let stays = |file: &SourceFile| kinds.contains(&file.kind) || is_team_file(file) || is_examples(file);
            self.trees.iter_mut().for_each(|tree| tree.files.retain(stays));
            self.trees.retain(|tree| tree.origin == Origin::Named || !tree.files.is_empty());
        }
        self
    }

    /// The folders that hold what was read, in the order in which they count.
    pub fn trees(&self) -> &[Tree] {
        &self.trees
    }

    /// Agent files given as texts, each with its path below the folder `name`.
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
        group(&self.trees, |tree, folder, stated| library(tree, folder, stated, &self.here))
    }

    /// The number of the team `wanted`, or of the default one.
    ///
    /// # Errors
    /// Where no team can be chosen.
    pub fn choose(&self, teams: &[TeamFiles], wanted: Option<&str>) -> Result<usize, ChoiceError> {
        let is_there = |name: &&str| teams.iter().any(|team| team.name == *name);
        choose(teams, wanted.or(self.preferred.as_deref().filter(is_there)), &self.place)
    }

    /// Reads the team `wanted`, or the default one.
    ///
    /// # Errors
    /// Where no team can be chosen, or it holds more than can be used.
    pub fn team(&self, wanted: Option<&str>) -> Result<Team, Error> {
        let teams = self.teams();
        load(&teams[self.choose(&teams, wanted)?])
    }

    /// Reads the team `wanted`, or the default one, or all where neither says which.
    ///
    /// # Errors
    /// Where there is no team of the name wanted, or none at all.
    pub fn teams_chosen(&self, wanted: Option<&str>) -> Result<Vec<Team>, Error> {
        let teams = self.teams();
        match wanted {
            None if !teams.is_empty() => teams.iter().map(load).collect(),
            _ => Ok(vec![load(&teams[self.choose(&teams, wanted)?])?]),
        }
    }

    /// Reads and compiles the team `wanted`, or the default one.
    ///
    /// # Errors
    /// Where no team can be chosen, or the chosen one has nobody who could answer.
    pub fn index(&self, wanted: Option<&str>) -> Result<Index, Error> {
        let team = self.team(wanted)?;
        match team.agents.is_empty() && team.lead.is_none() {
            true => Err(ChoiceError::None(self.nobodys_place()).into()),
            false => Ok(Index::compile(&team)),
        }
    }

    /// Where nobody was found, with a file that somebody might have been in.
    fn nobodys_place(&self) -> String {
        match self.trees.iter().flat_map(|tree| &tree.files).find(|file| is_unreadable(file)) {
            Some(file) => format!("{} (`{}` cannot be read, as `route check` shows)", self.place, file.display),
            None => self.place.clone(),
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

/// Links and places may lead to one file by several ways; it is read by the first.
fn drop_seen_twice(trees: &mut [Tree]) {
    let mut seen = HashSet::new();
    for tree in trees {
        let Some(root) = tree.root.clone() else { continue };
        let left_out = &mut tree.left_out;
        tree.files.retain(|file| {
            let first = seen.insert(file.target.clone().unwrap_or_else(|| root.join(&file.path)));
            if !first {
                left_out.push(LeftOut { file: file.display.clone(), reason: Reason::SameFile, count: 1 });
            }
            first
        });
    }
}
