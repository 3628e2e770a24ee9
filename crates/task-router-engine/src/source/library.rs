//! Knowledge documents that come with agents.

use super::probe::ancestors;
use super::{Probe, ProbeResult, as_seen_from, boundary, slashes, upward};
use crate::escape;
use crate::files::{self, MAX_FILES};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use walkdir::{DirEntry, WalkDir};

/// Name of the folder of knowledge documents, searched beside the agents and above them.
pub const KNOWLEDGE_FOLDER: &str = "knowledgebase";

/// A knowledge root and its documents.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Path of the root, as the user would write it.
    pub display: String,
    /// Paths of the documents below it, with `/` as separator.
    pub documents: BTreeSet<String>,
    /// Those that are larger than what is read.
    pub too_large: BTreeSet<String>,
    /// The folder on disk; `None` for built-in documents and if there is none.
    pub root: Option<PathBuf>,
    /// Every file and folder that was inspected, including those that do not exist.
    pub seen: Vec<PathBuf>,
    /// What else was looked at: folders above the team, links that were followed, and documents.
    pub probes: Vec<(Probe, ProbeResult)>,
    /// Why the root that was stated or found cannot be used.
    pub problem: Option<String>,
}

impl Library {
    /// Finds the library of a team in `team_folder` (a canonical path): the folder `stated`, otherwise `knowledgebase`,
    /// in the team's folder or the nearest one above it. Root and documents must be inside the repository, or beside
    /// the team outside one; documents are regular files.
    pub fn find(team_folder: &Path, stated: Option<&str>, here: &Path) -> Self {
        let name = stated.unwrap_or(KNOWLEDGE_FOLDER);
        let boundary = boundary(team_folder);
        let probes = ancestors(team_folder).collect();
        let mut library = Self { display: escape::path(name), probes, ..Self::default() };
        for folder in upward(team_folder).take_while(|folder| folder.starts_with(boundary)) {
            let folder = folder.join(name);
            library.seen.push(folder.clone());
            if !folder.is_dir() {
                continue;
            }
            library.probes.push(Probe::Link(folder.clone()).with_result());
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
            if count == MAX_FILES {
                let name = &self.display;
                self.problem =
                    Some(format!("the knowledge root `{name}` is not used: it holds more than {MAX_FILES} files"));
                self.documents.clear();
                return;
            }
            if entry.file_type().is_dir() || entry.path_is_symlink() {
                self.seen.push(entry.path().to_owned());
            }
            if entry.path_is_symlink() {
                self.probes.push(Probe::Link(entry.path().to_owned()).with_result());
            }
            if is_document(&entry, boundary)
                && let Ok(relative) = entry.path().strip_prefix(&root)
            {
                let is_too_large = files::is_larger(entry.path(), files::LARGEST_FILE);
                // Its size may change without a change of its folder.
                match is_too_large {
                    true => self.seen.push(entry.path().to_owned()),
                    false => self.probes.push((Probe::Document(entry.path().to_owned()), vec![0])),
                }
                let known = if is_too_large { &mut self.too_large } else { &mut self.documents };
                known.insert(slashes(relative));
            }
        }
        self.display = escape::path(&as_seen_from(here, &root));
        self.root = Some(root);
    }

    /// Reads a document of the library.
    ///
    /// # Errors
    /// If it cannot be read, is too large, or is no longer what was found.
    pub fn read(&self, document: &str) -> std::io::Result<Vec<u8>> {
        let root = self.root.as_deref().ok_or(std::io::ErrorKind::NotFound)?;
        let path = files::inside(&root.join(document.trim_start_matches('/')), &[boundary(root)])?;
        files::read(&path, files::LARGEST_FILE)
    }
}

/// Whether an entry is a regular file, or a link to one inside the boundary.
fn is_document(entry: &DirEntry, boundary: &Path) -> bool {
    if entry.file_type().is_symlink() {
        return files::inside(entry.path(), &[boundary]).is_ok_and(|target| target.is_file());
    }
    entry.file_type().is_file()
}
