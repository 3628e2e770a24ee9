//! Knowledge documents that come with agents.

use super::probe::{DocumentState, ancestors};
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
    /// Those that cannot be read, and folders below it that cannot be, either.
    pub unreadable: BTreeSet<String>,
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
        for (count, entry) in WalkDir::new(&root).into_iter().enumerate() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(e) => {
                    self.not_read(&root, &e);
                    continue;
                }
            };
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
                let (state, result) = DocumentState::of(entry.path());
                // A large one may shrink without a change of its folder.
                match state {
                    DocumentState::TooLarge => self.seen.push(entry.path().to_owned()),
                    _ => self.probes.push((Probe::Document(entry.path().to_owned()), result)),
                }
                let known = match state {
                    DocumentState::Readable => &mut self.documents,
                    DocumentState::TooLarge => &mut self.too_large,
                    DocumentState::Unreadable => &mut self.unreadable,
                };
                known.insert(slashes(relative));
            }
        }
        self.display = escape::path(&as_seen_from(here, &root));
        self.root = Some(root);
    }

    /// Notes what could not be walked: the root, or a folder below it.
    fn not_read(&mut self, root: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(root);
        self.seen.push(path.to_owned());
        match path.strip_prefix(root).map(slashes) {
            Ok(below) if !below.is_empty() => _ = self.unreadable.insert(below),
            _ => {
                let cause = error.io_error().map(ToString::to_string).unwrap_or_default();
                self.problem = Some(format!("the knowledge root `{}` cannot be read: {cause}", self.display));
            }
        }
    }

    /// Whether a document, or a folder that it is in, is there but cannot be read.
    pub fn is_unreadable(&self, document: &str) -> bool {
        let above = document.match_indices('/').map(|(at, _)| &document[..at]);
        !self.unreadable.is_empty() && above.chain([document]).any(|path| self.unreadable.contains(path))
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

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    #[test]
    fn a_change_of_who_may_read_a_document_is_noticed_without_opening_it() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: &str| top.path().join(name);
        fs::create_dir_all(path("knowledgebase")).unwrap();
        fs::write(path("knowledgebase/a.md"), "one").unwrap();
        let library = Library::find(&top.path().canonicalize().unwrap(), None, top.path());
        let is_document = |probe: &&(Probe, ProbeResult)| matches!(probe.0, Probe::Document(_));
        let [(probe, result)] = &library.probes.iter().filter(is_document).collect::<Vec<_>>()[..] else { panic!() };
        fs::write(path("knowledgebase/a.md"), "another").unwrap();
        assert_eq!(&probe.result(), result, "what it says does not matter");
        fs::set_permissions(path("knowledgebase/a.md"), fs::Permissions::from_mode(0o000)).unwrap();
        assert_ne!(&probe.result(), result);
    }

    #[test]
    fn what_cannot_be_walked_is_unreadable() {
        let top = tempfile::tempdir().unwrap();
        let root = top.path().join("knowledgebase");
        let mut library = Library::default();
        symlink("loop", top.path().join("loop")).unwrap();
        for folder in [root.join("loop/below"), root.clone()] {
            let error = WalkDir::new(&folder).into_iter().find_map(Result::err).unwrap();
            library.not_read(&root, &error);
        }
        assert!(library.is_unreadable("loop/below/a.md") && library.is_unreadable("loop/below"));
        assert!(!library.is_unreadable("loop/a.md") && !library.is_unreadable("loop/belowa.md"));
        assert!(library.problem.is_some_and(|problem| problem.contains("cannot be read")));
    }
}
