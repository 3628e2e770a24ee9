//! From where the user points to teams and their indices: the first two stages together.

use crate::builtin;
use crate::cache::Cache;
use crate::discover::{self, Library, Tree, hash_text};
use crate::index::Index;
use crate::team::{ChoiceError, TEAM_FILE, Team, TeamFiles, choose, group};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::Xxh3;

/// Where agents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// These folders, because the user named them.
    Named(Vec<PathBuf>),
    /// This folder, because it is the nearest conventional one.
    Nearest(PathBuf),
    /// The program itself.
    BuiltIn,
}

/// Why no team could be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder cannot be read.
    #[error(transparent)]
    Read(#[from] discover::Error),
    /// No team can be chosen.
    #[error(transparent)]
    Choose(#[from] ChoiceError),
}

impl Place {
    /// The folders named, else the nearest conventional folder from `here` upward, else the built-in teams.
    pub fn find(named: Vec<PathBuf>, here: &Path) -> Self {
        if !named.is_empty() {
            return Self::Named(named);
        }
        discover::nearest(here).map_or(Self::BuiltIn, Self::Nearest)
    }

    /// Says where the agents come from, for people.
    pub fn describe(&self) -> String {
        match self {
            Self::Named(folders) => {
                let names: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
                format!("{} (named)", names.join(", "))
            }
            Self::Nearest(folder) => format!("{} (the nearest agents folder)", folder.display()),
            Self::BuiltIn => "the program (built in)".to_owned(),
        }
    }

    /// Reads all agent files.
    ///
    /// # Errors
    /// Where a folder is not there or not readable.
    pub fn read(&self) -> Result<Files, Error> {
        let trees = match self {
            Self::Named(folders) => folders.iter().map(|folder| discover::read(folder)).collect::<Result<_, _>>()?,
            Self::Nearest(folder) => vec![discover::read(folder)?],
            Self::BuiltIn => vec![builtin::tree()],
        };
        Ok(Files { trees, place: self.describe() })
    }

    /// The index of the team `wanted`, or of the default one, taken from the cache where that has it and kept there
    /// where not.
    ///
    /// # Errors
    /// Where a folder cannot be read or no team can be chosen.
    pub fn cached_index(&self, wanted: Option<&str>, cache: &Cache) -> Result<Index, Error> {
        let folders = match self {
            Self::Named(folders) if !cache.is_off() => folders.as_slice(),
            Self::Nearest(folder) if !cache.is_off() => std::slice::from_ref(folder),
            _ => return self.index(wanted),
        };
        let before = key(folders, wanted)?;
        if let Some(index) = cache.get(before) {
            return Ok(index);
        }
        let files = self.read()?;
        // Only where nothing changed meanwhile is it known that the key is that of the files which were read.
        let unchanged = key(folders, wanted)? == before;
        let index = self.compile(&files, wanted)?;
        if unchanged {
            cache.put(before, &index);
        }
        Ok(index)
    }

    /// The index of the team `wanted`, or of the default one.
    ///
    /// # Errors
    /// Where a folder cannot be read or no team can be chosen.
    pub fn index(&self, wanted: Option<&str>) -> Result<Index, Error> {
        match self {
            Self::BuiltIn => Ok(builtin::index(wanted)?),
            _ => self.compile(&self.read()?, wanted),
        }
    }

    fn compile(&self, files: &Files, wanted: Option<&str>) -> Result<Index, Error> {
        let team = files.team(wanted)?;
        match team.agents.is_empty() && team.lead.is_none() {
            true => Err(ChoiceError::None(self.describe()).into()),
            false => Ok(Index::compile(&team)),
        }
    }

    /// The team `wanted`, or the default one, with its index.
    ///
    /// # Errors
    /// Where a folder cannot be read or no team can be chosen.
    pub fn team(&self, wanted: Option<&str>) -> Result<(Team, Index), Error> {
        let team = self.read()?.team(wanted)?;
        let index = match self {
            Self::BuiltIn => builtin::index(Some(&team.name))?,
            _ => Index::compile(&team),
        };
        Ok((team, index))
    }
}

/// A hash of all that the index of a team is made from: the program, the files with their names, the knowledge documents
/// that are there, and which team is wanted.
fn key(folders: &[PathBuf], wanted: Option<&str>) -> Result<u128, Error> {
    let mut hash = Xxh3::new();
    hash_text(&mut hash, env!("CARGO_PKG_VERSION").as_bytes());
    hash_text(&mut hash, builtin::SOURCES.as_bytes());
    hash_text(&mut hash, wanted.unwrap_or("").as_bytes());
    let mut trees = Vec::new();
    for folder in folders {
        let is_team_file = |path: &Path| path.file_name().is_some_and(|name| name == TEAM_FILE);
        let (tree, content) = discover::survey(folder, is_team_file)?;
        hash_text(&mut hash, folder.as_os_str().as_encoded_bytes());
        hash.update(&content.to_le_bytes());
        trees.push(tree);
    }
    for team in group(&trees, library) {
        hash_library(&mut hash, &team.library);
    }
    // Files outside every team's folder may make a team of their own.
    for tree in trees.iter().filter(|tree| tree.files.iter().all(|file| file.path != TEAM_FILE)) {
        hash_library(&mut hash, &library(tree, "", None));
    }
    Ok(hash.digest128())
}

fn hash_library(hash: &mut Xxh3, library: &Library) {
    hash_text(hash, library.display.as_bytes());
    hash.update(&(library.documents.len() as u64).to_le_bytes());
    library.documents.iter().for_each(|document| hash_text(hash, document.as_bytes()));
}

/// The agent files of a place.
#[derive(Debug)]
pub struct Files {
    trees: Vec<Tree>,
    place: String,
}

impl Files {
    /// The files by team.
    pub fn teams(&self) -> Vec<TeamFiles<'_>> {
        group(&self.trees, library)
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
}

fn library(tree: &Tree, team_folder: &str, stated: Option<&str>) -> Library {
    match &tree.root {
        Some(root) => Library::find(&root.join(team_folder), stated),
        None => builtin::library(),
    }
}
