//! From folders to teams: the first stage as one call.

use crate::index::Index;
use crate::source::{self, Library, SourceFile, Tree};
use crate::team::{ChoiceError, Team, TeamFiles, choose, group};
use std::path::{Path, PathBuf};

/// Why no team could be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder cannot be read.
    #[error(transparent)]
    Read(#[from] source::Error),
    /// No team can be chosen.
    #[error(transparent)]
    Choose(#[from] ChoiceError),
}

/// The agent files of one or several folders.
#[derive(Debug)]
pub struct Files {
    trees: Vec<Tree>,
    /// Where they are from, for messages.
    place: String,
    /// The folder from which paths are named.
    here: PathBuf,
}

impl Files {
    /// Files that are read already; `place` says where they are from, paths are named as seen from `here`.
    pub fn new(trees: Vec<Tree>, place: String, here: &Path) -> Self {
        Self { trees, place, here: here.to_owned() }
    }

    /// Reads all agent files below `folders`; of two agents of one name that of the earlier folder counts.
    ///
    /// # Errors
    /// Where a folder is not there or not readable.
    pub fn read(folders: &[PathBuf], place: String, here: &Path) -> Result<Self, Error> {
        let trees = folders.iter().map(|folder| source::read(folder)).collect::<Result<_, _>>()?;
        Ok(Self::new(trees, place, here))
    }

    /// Agent files given as texts, each with its path below the folder `name`.
    pub fn from_texts(name: &str, texts: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| SourceFile {
            path: (*path).to_owned(),
            display: format!("{name}/{path}"),
            content: Ok(text.as_bytes().to_vec()),
        };
        let files = texts.iter().map(file).collect();
        let tree = Tree { display: name.to_owned(), name: name.to_owned(), files, root: None, library: None };
        Self::new(vec![tree], name.to_owned(), Path::new(""))
    }

    /// The files by team.
    pub fn teams(&self) -> Vec<TeamFiles<'_>> {
        group(&self.trees, |tree, folder, stated| library(tree, folder, stated, &self.here))
    }

    /// Reads the team `wanted`, or the default one.
    ///
    /// # Errors
    /// Where no team can be chosen.
    pub fn team(&self, wanted: Option<&str>) -> Result<Team, ChoiceError> {
        let teams = self.teams();
        Ok(Team::load(&teams[choose(&teams, wanted, &self.place)?]))
    }

    /// Reads the team `wanted`, or the default one, or all where neither says which.
    ///
    /// # Errors
    /// Where there is no team of the name wanted, or none at all.
    pub fn teams_chosen(&self, wanted: Option<&str>) -> Result<Vec<Team>, ChoiceError> {
        let teams = self.teams();
        match wanted {
            None if !teams.is_empty() => Ok(teams.iter().map(Team::load).collect()),
            _ => Ok(vec![Team::load(&teams[choose(&teams, wanted, &self.place)?])]),
        }
    }

    /// Reads and compiles the team `wanted`, or the default one.
    ///
    /// # Errors
    /// Where no team can be chosen, or the chosen one has nobody who could answer.
    pub fn index(&self, wanted: Option<&str>) -> Result<Index, Error> {
        let team = self.team(wanted)?;
        match team.agents.is_empty() && team.lead.is_none() {
            true => Err(ChoiceError::None(self.place.clone()).into()),
            false => Ok(Index::compile(&team)),
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
