//! Looks at what is where a place would be.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use task_router_engine::source::LeftOutReason;

/// The kind of file at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    Nothing,
    /// The folder that it would be in may not be entered.
    Closed,
    Link,
    Other,
}

impl Look {
    pub(super) fn at(path: &Path) -> Self {
        match path.symlink_metadata() {
            Err(e) if is_closed(&e) => Self::Closed,
            Err(_) => Self::Nothing,
            Ok(metadata) if metadata.is_symlink() => Self::Link,
            Ok(_) => Self::Other,
        }
    }
}

/// Whether an error says that a folder may not be entered.
pub(super) fn is_closed(error: &io::Error) -> bool {
    error.kind() == ErrorKind::PermissionDenied
}

/// Why a place is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotRead {
    Nothing,
    LeftOut(LeftOutReason),
    /// This folder on the way is there, and may not be entered.
    Closed(PathBuf),
}

/// A canonical folder that may contain places.
pub(super) struct PlaceFolder<'a> {
    pub(super) path: &'a Path,
    /// Remembers what was looked at: most clients are not used, and each has several places.
    entries: Vec<(&'static str, Look)>,
}

impl<'a> PlaceFolder<'a> {
    pub(super) fn new(path: &'a Path) -> Self {
        Self { path, entries: Vec::new() }
    }

    /// What the first part of a place is.
    pub(super) fn entry(&mut self, place: &'static str) -> Look {
        let name = place.split('/').next().unwrap_or(place);
        if let Some((_, look)) = self.entries.iter().find(|(known, _)| *known == name) {
            return *look;
        }
        let look = Look::at(&self.path.join(name));
        self.entries.push((name, look));
        look
    }

    /// The canonical form of a path below; `first` is the kind of file at its first part. Few paths contain links, and
    /// without one it is enough to look at each part.
    pub(super) fn canonical(&self, first: Look, below: &Path, top: &Path) -> Result<PathBuf, NotRead> {
        let mut at = self.path.to_owned();
        for (i, part) in below.components().enumerate() {
            at.push(part);
            match if i == 0 { first } else { Look::at(&at) } {
                Look::Closed if i > 0 => {
                    at.pop();
                    return Err(NotRead::Closed(at));
                }
                Look::Nothing | Look::Closed => return Err(NotRead::Nothing),
                Look::Link => return self.through_link(&at, below, top),
                Look::Other => {}
            }
        }
        Ok(at)
    }

    /// The same for a path with a link at `link`.
    fn through_link(&self, link: &Path, below: &Path, top: &Path) -> Result<PathBuf, NotRead> {
        match (self.path.join(below).canonicalize(), link.canonicalize()) {
            (Ok(path), _) if path.starts_with(top) => Ok(path),
            (Ok(_), _) => Err(NotRead::LeftOut(LeftOutReason::LeadsOut)),
            (Err(e), Ok(target)) if is_closed(&e) && target.starts_with(top) => Err(NotRead::Closed(link.to_owned())),
            // Where the link leads to something, the place itself need not be there.
            (Err(_), Ok(_)) => Err(NotRead::Nothing),
            (Err(_), Err(_)) => Err(NotRead::LeftOut(LeftOutReason::LeadsNowhere)),
        }
    }
}
