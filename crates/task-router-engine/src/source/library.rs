//! The knowledge documents that come with agents.

use super::{as_seen_from, boundary, slashes, upward};
use crate::escape;
use crate::files::{self, MOST_FILES};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

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
    /// Every file and folder that was looked at, also those that are not there.
    pub seen: Vec<PathBuf>,
    /// Why the root cannot be used that is stated or found.
    pub problem: Option<String>,
}

impl Library {
    /// The library of a team in `team_folder` (a canonical path): the folder `stated`, else `knowledgebase`, in the team's
    /// folder or the nearest one above it. Root and documents lie inside the repository, or beside the team outside of one;
    /// documents are regular files.
    pub fn find(team_folder: &Path, stated: Option<&str>, here: &Path) -> Self {
        let name = stated.unwrap_or(KNOWLEDGE_FOLDER);
        let boundary = boundary(team_folder);
        let mut library = Self { display: escape::name(name), ..Self::default() };
        for folder in upward(team_folder).take_while(|folder| folder.starts_with(boundary)) {
            let folder = folder.join(name);
            library.seen.push(folder.clone());
            if !folder.is_dir() {
                continue;
            }
            match files::inside(&folder, &[boundary]) {
                Ok(root) => library.documents_of(root, boundary, here),
                Err(e) => library.problem = Some(format!("the knowledge root `{name}` is not used: {e}")),
            }
            break;
        }
        library
    }

    fn documents_of(&mut self, root: PathBuf, boundary: &Path, here: &Path) {
        for (count, entry) in WalkDir::new(&root).into_iter().flatten().enumerate() {
            if count == MOST_FILES {
                let name = &self.display;
                self.problem =
                    Some(format!("the knowledge root `{name}` is not used: it holds more than {MOST_FILES} files"));
                self.documents.clear();
                return;
            }
            if entry.file_type().is_dir() || entry.path_is_symlink() {
                self.seen.push(entry.path().to_owned());
            }
            if is_document(&entry, boundary)
                && let Ok(relative) = entry.path().strip_prefix(&root)
            {
                self.documents.insert(slashes(relative));
            }
        }
        self.display = escape::name(&as_seen_from(here, &root));
        self.root = Some(root);
    }

    /// A document of the library.
    ///
    /// # Errors
    /// Where it cannot be read, is too large, or is no longer what was found.
    pub fn read(&self, document: &str) -> std::io::Result<Vec<u8>> {
        let root = self.root.as_deref().ok_or(std::io::ErrorKind::NotFound)?;
        let path = files::inside(&root.join(document.trim_start_matches('/')), &[boundary(root)])?;
        files::read(&path, files::LARGEST_FILE)
    }
}

/// A regular file, or a link to one inside the boundary.
fn is_document(entry: &DirEntry, boundary: &Path) -> bool {
    if entry.file_type().is_symlink() {
        return files::inside(entry.path(), &[boundary]).is_ok_and(|target| target.is_file());
    }
    entry.file_type().is_file()
}
