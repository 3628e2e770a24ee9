//! The roots that are read, and the places of their files.

use super::{hash_text, repository_of, slashes};
use crate::agent::dialect::{AgentKind, is_client_folder, of_file};
use crate::agent::source_folder::FolderOrigin;
use blake3::Hasher;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// A folder (or a file) to read definitions from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Root {
    /// The folder, as a path that the user would use.
    pub folder: PathBuf,
    /// Its canonical path, if it is known.
    pub canonical: Option<PathBuf>,
    /// Its place, which decides what its files are: see [`place_of`].
    pub at: String,
    /// Kind of its files, except skills, which are recognised by file name.
    pub kind: AgentKind,
    /// Name of a team of its agents without a `team.md`; the folder's name by default.
    pub team: Option<String>,
    /// Canonical folders that links may lead into, besides the folder itself.
    pub inside: Vec<PathBuf>,
    /// The topmost folder above this one whose ignore files count.
    pub ignores_from: Option<PathBuf>,
    /// Why it is read.
    pub origin: FolderOrigin,
    /// Path of the current folder below each folder that `paths` of a definition may be relative to.
    pub working: Vec<String>,
}

impl Root {
    /// A folder named by the user; links may lead anywhere in its repository.
    pub fn named(folder: &Path) -> Self {
        let canonical = folder.canonicalize().ok();
        let repository = canonical.as_deref().and_then(repository_of);
        let inside = repository.map(Path::to_owned).into_iter().collect();
        // A link keeps its own place, if that lies in the repository, too.
        let written = std::path::absolute(folder).map(|path| lexical(&path)).ok();
        let is_there = |path: &PathBuf| repository.is_none_or(|top| path.starts_with(top));
        let path = written.filter(is_there).or_else(|| canonical.clone());
        let at = place_of(path.as_deref().unwrap_or(folder), repository);
        Self { folder: folder.to_owned(), canonical, at, inside, ..Self::default() }
    }

    /// Path of the folder, as the user would write it, not escaped.
    pub fn display(&self) -> String {
        self.folder.display().to_string()
    }

    /// Adds everything that determines what is read to a hash.
    pub fn add_to(&self, hash: &mut Hasher) {
        let Self { folder, canonical, at, kind, team, inside, ignores_from, origin, working } = self;
        let given = [team.is_some(), ignores_from.is_some(), canonical.is_some()].map(u8::from);
        hash.update(&[*kind as u8, *origin as u8]).update(&given);
        hash.update(&[inside.len() as u64, working.len() as u64].map(u64::to_le_bytes).concat());
        for path in [folder].into_iter().chain(canonical).chain(inside).chain(ignores_from) {
            hash_text(hash, path.as_os_str().as_encoded_bytes());
        }
        working.iter().chain(team).chain([at]).for_each(|text| hash_text(hash, text.as_bytes()));
    }

    /// Whether the target of a link may be read.
    pub(super) fn is_inside(&self, target: &Path, canonical: &Path) -> bool {
        target.starts_with(canonical) || self.inside.iter().any(|folder| target.starts_with(folder))
    }

    /// Whether a file, given its path below the root, may be a definition.
    pub(super) fn takes(&self, relative: &str) -> bool {
        of_file(&self.place_of(relative)).is_some()
    }

    /// The place of a file, given its path below the root.
    pub(super) fn place_of(&self, relative: &str) -> String {
        format!("{}/{relative}", self.at)
    }
}

/// Folders of clients, besides those of the [dialects](is_client_folder), in which a definition may have a repository of
/// its own: one whose definitions are not read, and that of OpenCode in `~/.config`.
const OTHER_CLIENTS: [&str; 2] = [".agent", "opencode"];

/// The place of a file or folder: its path from the folder that contains its repository, with `/` as separator. Outside
/// of one it is the whole path. Wherever a path has a meaning, it is this one: what a file is never depends on how the
/// user names it, nor on where the repository lies.
pub fn place_of(path: &Path, repository: Option<&Path>) -> String {
    let mut above = repository.and_then(Path::parent);
    // A repository of its own inside a client's folder, `.claude/skills/pdf`.
    let is_client = |folder: &&Path| {
        let name = folder.file_name().and_then(OsStr::to_str);
        name.is_some_and(|name| is_client_folder(name) || OTHER_CLIENTS.contains(&name))
    };
    if let Some(folder) = above.and_then(|above| above.ancestors().take(2).find(is_client)) {
        above = folder.parent();
    }
    slashes(above.and_then(|above| path.strip_prefix(above).ok()).unwrap_or(path))
}

/// An absolute path without `..`.
fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        if part == Component::ParentDir {
            path.pop();
        } else {
            path.push(part);
        }
        path
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_inside_a_clients_folder_keeps_its_place() {
        let place = |repository: &str| {
            let repository = Path::new(repository);
            place_of(&repository.join("a.md"), Some(repository))
        };
        for (repository, expected) in [
            ("/r/code", "code/a.md"),
            ("/r/.claude/skills/pdf", ".claude/skills/pdf/a.md"),
            ("/r/.claude/agents", ".claude/agents/a.md"),
            ("/r/.roo/commands", ".roo/commands/a.md"),
            ("/r/.copilot/agents", ".copilot/agents/a.md"),
            ("/r/.agent/skills", ".agent/skills/a.md"),
            ("/home/.config/opencode/agents", "opencode/agents/a.md"),
            ("/r/.cache/agents", "agents/a.md"),
            ("/r/.claude/skills/office/pdf", "pdf/a.md"),
        ] {
            assert_eq!(place(repository), expected, "{repository}");
        }
    }
}
