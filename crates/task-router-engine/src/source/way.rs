//! What decides which files are found and what they are, besides the files and folders themselves.

use super::{owner, repository_of, upward};
use crate::files::{self, LARGEST_FILE};
use std::collections::HashMap;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The longest path is looked at by the system itself, which also ends a loop of links.
const MAX_PARTS: usize = 200;

/// Something that was looked at whose own metadata does not tell what was seen there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// A path that was followed. Where it leads may change although what it leads to does not: a folder on the way may
    /// be moved, and a link put in its place.
    Link(PathBuf),
    /// A folder that was passed on the way upward: whether it has `.git`, and who owns it. Its time would say more than
    /// that, such as that any file came to a home folder.
    Above(PathBuf),
    /// A document that can be read, as long as it is not too large. What it says does not matter.
    Document(PathBuf),
}

/// What was seen, in a form that can be compared and stored.
pub type Sight = Vec<u8>;

impl Way {
    /// What is to be seen there now.
    pub fn look(&self) -> Sight {
        match self {
            Self::Link(path) => sight_of(path.canonicalize().ok().as_deref()),
            Self::Above(folder) => {
                let owner = owner(folder).map(u32::to_le_bytes);
                let mut sight = vec![u8::from(is_repository(folder)), u8::from(owner.is_some())];
                sight.extend(owner.into_iter().flatten());
                sight
            }
            Self::Document(path) => vec![u8::from(files::is_larger(path, LARGEST_FILE))],
        }
    }

    /// With what is to be seen there now.
    pub fn looked_at(self) -> (Self, Sight) {
        let sight = self.look();
        (self, sight)
    }

    /// A path that was followed to `target`.
    pub(super) fn followed(path: PathBuf, target: Option<&Path>) -> (Self, Sight) {
        (Self::Link(path), sight_of(target))
    }
}

/// Looks at many ways at one time, and once at each folder that several of them run through.
#[derive(Debug, Default)]
pub struct Lookout {
    /// Where the paths lead that were followed so far, if that could be told.
    known: HashMap<PathBuf, Option<PathBuf>>,
}

impl Lookout {
    /// Whether what is to be seen there is still the same.
    pub fn sees(&mut self, way: &Way, sight: &[u8]) -> bool {
        // What was not found here may be: the system decides, for instance where upper and lower case are equal.
        self.finds(way, sight) || way.look() == sight
    }

    fn finds(&mut self, way: &Way, sight: &[u8]) -> bool {
        let Way::Link(path) = way else { return false };
        !sight.is_empty() && self.canonical(path, 0).is_some_and(|target| sight_of(Some(&target)) == sight)
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
fn sight_of(target: Option<&Path>) -> Sight {
    target.map(|target| target.as_os_str().as_encoded_bytes().to_vec()).unwrap_or_default()
}

/// The folders that [`upward`] looks at, including one of another user where it stops.
pub(super) fn above(from: &Path) -> impl Iterator<Item = (Way, Sight)> {
    let stop = usize::from(repository_of(from).is_none());
    let count = upward(from).count() + stop;
    from.ancestors().take(count).map(|folder| Way::Above(folder.to_owned()).looked_at())
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
    fn a_lookout_follows_paths_as_the_system_does() {
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
        let mut lookout = Lookout::default();
        let beyond = ["a", "a/over/c/..", "a/up/absolute/../c", "a/gone/../b", "a/file/x", "a/in/./.", "a/nowhere/.."];
        let long = "a/../".repeat(MAX_PARTS) + "absolute";
        let paths = links.iter().map(|(_, link)| *link).chain(beyond).chain(["absolute", &*long]);
        for path in paths.map(at).chain(["/", "/..", ".", "src", "src/../src"].map(PathBuf::from)) {
            let (system, own) = (path.canonicalize().ok(), lookout.canonical(&path, 0));
            assert!(own.is_none() || own == system, "{path:?}: {own:?}, not {system:?}");
            let sight = sight_of(system.as_deref());
            let way = Way::Link(path);
            assert!(lookout.sees(&way, &sight), "{way:?}");
            assert!(!lookout.sees(&way, b"/elsewhere"), "{way:?}");
        }
        assert!(lookout.canonical(&at("absolute"), 0).is_some(), "followed without the system");
    }

    #[test]
    fn each_lookout_looks_anew() {
        let top = tempfile::tempdir().unwrap();
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("p/d")).unwrap();
        symlink("p/d", at("link")).unwrap();
        let (way, sight) = Way::Link(at("link")).looked_at();
        assert!(Lookout::default().sees(&way, &sight));
        fs::rename(at("p"), at("out")).unwrap();
        symlink("out", at("p")).unwrap();
        assert!(!Lookout::default().sees(&way, &sight));
    }
}
