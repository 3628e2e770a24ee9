//! The folders that agents were found in.

/// Who chose a folder.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The user named it.
    #[default]
    Named,
    /// A known place of the repository: it counts only where it holds a definition.
    Project,
    /// One of the user's own places: likewise.
    User,
}

/// One of several folders that are read together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Its number: of two agents of one name that of the first place counts.
    pub number: usize,
    /// The folder as the user would name it.
    pub display: String,
    /// Who chose it.
    pub origin: Origin,
    /// The folder worked in, by its path below each folder that `paths` may be relative to; where there is none, agents are
    /// for every folder.
    pub working: Vec<String>,
}
