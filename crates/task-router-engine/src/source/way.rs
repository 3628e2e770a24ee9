//! What decides which files are found and what they are, besides the files and folders themselves.

use super::{owner, repository_of, upward};
use crate::files::{self, LARGEST_FILE};
use std::path::{Path, PathBuf};

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
