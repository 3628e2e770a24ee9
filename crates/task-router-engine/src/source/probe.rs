//! Probes: what decides which files are found and what they are, besides the files and folders themselves, with results
//! that show later whether anything has changed.

use super::{owner, repository_of, upward};
use crate::files::LARGEST_FILE;
use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Component, Path, PathBuf};

/// The longest path is looked at by the system itself, which also ends a loop of links.
const MAX_PARTS: usize = 200;

/// Something that was looked at and whose metadata does not show whether the result is still the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Probe {
    /// A path that was followed. Where it leads may change although what it leads to does not: a folder on the way may
    /// be moved, and a link put in its place.
    Link(PathBuf),
    /// A folder that was passed on the way upward: whether it has `.git`, and who owns it. Its time would say more than
    /// that, such as that any file came to a home folder.
    Ancestor(PathBuf),
    /// A document: whether it is too large, and who may read it. What it says does not matter.
    Document(PathBuf),
}

/// The result of a probe, in a form that can be compared and stored.
pub type ProbeResult = Vec<u8>;

impl Probe {
    /// Its result now.
    pub fn result(&self) -> ProbeResult {
        match self {
            Self::Link(path) => target_bytes(path.canonicalize().ok().as_deref()),
            Self::Ancestor(folder) => {
                let owner = owner(folder).map(u32::to_le_bytes);
                let mut result = vec![u8::from(is_repository(folder)), u8::from(owner.is_some())];
                result.extend(owner.into_iter().flatten());
                result
            }
            Self::Document(path) => path.metadata().map(|metadata| document_result(&metadata)).unwrap_or_default(),
        }
    }

    /// With its result now.
    pub fn with_result(self) -> (Self, ProbeResult) {
        let result = self.result();
        (self, result)
    }

    /// A path that was followed to `target`.
    pub(super) fn followed(path: PathBuf, target: Option<&Path>) -> (Self, ProbeResult) {
        (Self::Link(path), target_bytes(target))
    }
}

/// Whether a document can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentState {
    Readable,
    TooLarge,
    Unreadable,
}

impl DocumentState {
    /// That of a document, and the result of its probe.
    pub(super) fn of(path: &Path) -> (Self, ProbeResult) {
        let Ok(metadata) = path.metadata() else { return (Self::Unreadable, ProbeResult::new()) };
        let state = match metadata.len() > LARGEST_FILE {
            true => Self::TooLarge,
            // Most can be read by everybody, and need not be opened.
            false if is_for_all(&metadata) || File::open(path).is_ok() => Self::Readable,
            false => Self::Unreadable,
        };
        (state, document_result(&metadata))
    }
}

/// The size of a document as far as it matters, and its permissions: without a change of them, whoever could read it
/// still can, which takes one look and no attempt.
fn document_result(metadata: &Metadata) -> ProbeResult {
    let mut result = vec![u8::from(metadata.len() > LARGEST_FILE)];
    #[cfg(unix)]
    for number in [metadata.mode(), metadata.uid(), metadata.gid()] {
        result.extend(number.to_le_bytes());
    }
    result
}

/// Whether everybody may read a file.
#[cfg(unix)]
fn is_for_all(metadata: &Metadata) -> bool {
    const FOR_ALL: u32 = 0o444;
    metadata.mode() & FOR_ALL == FOR_ALL
}

#[cfg(not(unix))]
fn is_for_all(_: &Metadata) -> bool {
    false
}

/// Repeats many probes at one time, and looks once at each folder that several followed paths run through.
#[derive(Debug, Default)]
pub struct LinkResolver {
    /// Where the paths lead that were followed so far, if that could be told.
    known: HashMap<PathBuf, Option<PathBuf>>,
}

impl LinkResolver {
    /// Whether the result of a probe is still the same.
    pub fn is_unchanged(&mut self, probe: &Probe, result: &[u8]) -> bool {
        // What was not found here may be: the system decides, for instance where upper and lower case are equal.
        self.resolves_to(probe, result) || probe.result() == result
    }

    fn resolves_to(&mut self, probe: &Probe, result: &[u8]) -> bool {
        let Probe::Link(path) = probe else { return false };
        !result.is_empty() && self.canonical(path, 0).is_some_and(|target| target_bytes(Some(&target)) == result)
    }

    /// The canonical form of a path, like the system's; `None` if it leads nowhere, or that is not certain.
    fn canonical(&mut self, path: &Path, parts: usize) -> Option<PathBuf> {
        if let Some(known) = self.known.get(path) {
            return known.clone();
        }
        let found = if parts < MAX_PARTS { self.follow(path, parts + 1) } else { None };
        self.known.insert(path.to_owned(), found.clone());
        found
    }

    /// Follows the last part of a path from the folder it is in.
    fn follow(&mut self, path: &Path, parts: usize) -> Option<PathBuf> {
        let Some(part) = path.components().next_back() else { return Path::new(".").canonicalize().ok() };
        let Some(parent) = path.parent() else { return path.canonicalize().ok() };
        let folder = self.canonical(parent, parts)?;
        match part {
            Component::Normal(name) => {
                let path = folder.join(name);
                match path.read_link() {
                    Ok(text) => self.follow_link(&folder, &text, parts),
                    // The system's way to say that something is there, but no link.
                    Err(e) if e.kind() == io::ErrorKind::InvalidInput => Some(path),
                    Err(_) => None,
                }
            }
            Component::ParentDir if folder.is_dir() => Some(folder.parent().unwrap_or(&folder).to_owned()),
            Component::CurDir => Some(folder),
            _ => None,
        }
    }

    fn follow_link(&mut self, folder: &Path, text: &Path, parts: usize) -> Option<PathBuf> {
        // Only a folder may stand before a slash at the end, which a path does not keep.
        let is_plain = |end: &u8| *end != b'/' && *end != b'.';
        let ends_plainly = text.as_os_str().as_encoded_bytes().last().is_some_and(is_plain);
        if ends_plainly { self.canonical(&folder.join(text), parts) } else { None }
    }
}

/// Where a path leads; nothing if it leads nowhere.
fn target_bytes(target: Option<&Path>) -> ProbeResult {
    target.map(|target| target.as_os_str().as_encoded_bytes().to_vec()).unwrap_or_default()
}

/// The folders that [`upward`] looks at, including one of another user where it stops.
pub(super) fn ancestors(from: &Path) -> impl Iterator<Item = (Probe, ProbeResult)> {
    let stop = usize::from(repository_of(from).is_none());
    let count = upward(from).count() + stop;
    from.ancestors().take(count).map(|folder| Probe::Ancestor(folder.to_owned()).with_result())
}

/// Whether a folder is the root of a repository.
pub(super) fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_resolver_follows_paths_as_the_system_does() {
        let top = tempfile::tempdir().unwrap();
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("a/b/c")).unwrap();
        fs::write(at("a/file"), "").unwrap();
        let links = [
            ("b/c", "a/in"),
            ("../a/b", "a/over"),
            ("in/../..", "a/above"),
            ("file", "a/to_file"),
            ("file/", "a/to_file_as_folder"),
            ("file/.", "a/to_file_within"),
            ("file/../b", "a/through_file"),
            ("b/c/", "a/slash"),
            ("b/.", "a/dot"),
            ("..", "a/up"),
            ("/", "a/root"),
            ("nowhere", "a/gone"),
            ("loop", "a/loop"),
            ("./in", "a/twice"),
        ];
        links.iter().for_each(|(text, link)| symlink(text, at(link)).unwrap());
        symlink(at("a/twice"), at("absolute")).unwrap();
        let mut resolver = LinkResolver::default();
        let beyond = ["a", "a/over/c/..", "a/up/absolute/../c", "a/gone/../b", "a/file/x", "a/in/./.", "a/nowhere/.."];
        let long = "a/../".repeat(MAX_PARTS) + "absolute";
        let paths = links.iter().map(|(_, link)| *link).chain(beyond).chain(["absolute", &*long]);
        for path in paths.map(at).chain(["/", "/..", ".", "src", "src/../src"].map(PathBuf::from)) {
            let (system, own) = (path.canonicalize().ok(), resolver.canonical(&path, 0));
            assert!(own.is_none() || own == system, "{path:?}: {own:?}, not {system:?}");
            let result = target_bytes(system.as_deref());
            let probe = Probe::Link(path);
            assert!(resolver.is_unchanged(&probe, &result), "{probe:?}");
            assert!(!resolver.is_unchanged(&probe, b"/elsewhere"), "{probe:?}");
        }
        assert!(resolver.canonical(&at("absolute"), 0).is_some(), "followed without the system");
    }

    #[test]
    fn each_resolver_looks_anew() {
        let top = tempfile::tempdir().unwrap();
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("p/d")).unwrap();
        symlink("p/d", at("link")).unwrap();
        let (probe, result) = Probe::Link(at("link")).with_result();
        assert!(LinkResolver::default().is_unchanged(&probe, &result));
        fs::rename(at("p"), at("out")).unwrap();
        symlink("out", at("p")).unwrap();
        assert!(!LinkResolver::default().is_unchanged(&probe, &result));
    }
}
