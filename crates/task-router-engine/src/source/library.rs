//! The knowledge documents that come with agents.

use super::{as_seen_from, slashes, upward};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use walkdir::WalkDir;

/// The folder of knowledge documents, looked for beside the agents and above them.
pub const KNOWLEDGE_FOLDER: &str = "knowledgebase";

/// A knowledge root and the documents in it.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The root as the user would name it.
    pub display: String,
    /// The documents below it, with `/` between the parts of their paths.
    pub documents: BTreeSet<String>,
    /// The folder on disk; `None` for the built-in documents and where there is none.
    pub root: Option<PathBuf>,
}

impl Library {
    /// The library of a team in `team_folder` (a canonical path): the folder `stated`, else `knowledgebase`, in the team's
    /// folder or the nearest one above it, no further than the root of the repository.
    pub fn find(team_folder: &Path, stated: Option<&str>, here: &Path) -> Self {
        let name = stated.unwrap_or(KNOWLEDGE_FOLDER);
        let root = upward(team_folder).map(|folder| folder.join(name)).find(|folder| folder.is_dir());
        let Some(root) = root else { return Self { display: name.to_owned(), ..Self::default() } };
        let root = root.canonicalize().unwrap_or(root);
        let documents = WalkDir::new(&root)
            .into_iter()
            .flatten()
            .filter(|entry| !entry.file_type().is_dir())
            .filter_map(|entry| entry.path().strip_prefix(&root).ok().map(slashes))
            .collect();
        Self { display: as_seen_from(here, &root), documents, root: Some(root) }
    }
}
