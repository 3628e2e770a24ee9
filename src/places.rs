//! From where the user points to teams and their indices.

use std::path::{Path, PathBuf};
use task_router_engine::index::Index;
use task_router_engine::load::{Error, Files};
use task_router_engine::source::{self, as_seen_from};
use task_router_engine::team::Team;

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

impl Place {
    /// The folders named, else the nearest conventional folder from `here` upward, else the built-in teams.
    pub fn find(named: Vec<PathBuf>, here: &Path) -> Self {
        if !named.is_empty() {
            return Self::Named(named);
        }
        source::nearest(here).map_or(Self::BuiltIn, Self::Nearest)
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
        match self {
            Self::Named(folders) => Files::read(folders, self.describe(), &here()),
            Self::Nearest(folder) => Files::read(std::slice::from_ref(folder), self.describe(), &here()),
            Self::BuiltIn => Ok(Files::new(vec![task_router_teams::tree()], self.describe(), &here())),
        }
    }

    /// The index of the team `wanted`, or of the default one.
    ///
    /// # Errors
    /// Where a folder cannot be read or no team can be chosen.
    pub fn index(&self, wanted: Option<&str>) -> Result<Index, Error> {
        match self {
            Self::BuiltIn => Ok(task_router_teams::index(wanted)?),
            _ => self.read()?.index(wanted),
        }
    }

    /// The team `wanted`, or the default one, with its index.
    ///
    /// # Errors
    /// Where a folder cannot be read or no team can be chosen.
    pub fn team(&self, wanted: Option<&str>) -> Result<(Team, Index), Error> {
        let team = self.read()?.team(wanted)?;
        let index = match self {
            Self::BuiltIn => task_router_teams::index(Some(&team.name))?,
            _ => Index::compile(&team),
        };
        Ok((team, index))
    }
}

/// The current folder; where there is none, paths are named whole.
pub fn here() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// A path as seen from the current folder where it lies below it, else whole.
pub fn from_here(path: &Path) -> String {
    as_seen_from(&here(), path)
}
