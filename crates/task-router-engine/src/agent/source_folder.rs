//! The folders that agents are found in.

/// Why a folder is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum FolderOrigin {
    /// The user named it.
    #[default]
    Named,
    /// A known place of the repository, used only if it has a definition.
    Project,
    /// A known place of the user, likewise.
    User,
}

/// One of several folders that are read together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceFolder {
    /// Its number: of two agents with the same name, the one in the first place counts.
    pub number: usize,
    /// Path of the folder, as the user would write it, for messages.
    pub display: String,
    /// Its path from the folder that contains its repository, which decides what it is.
    pub at: String,
    /// Why it is read.
    pub origin: FolderOrigin,
    /// Path of the current folder below each folder that `paths` may be relative to; if empty, agents are for every
    /// folder.
    pub working: Vec<String>,
}
