//! Where agents come from: the folders named, the nearest conventional folder, or the built-in teams.

mod library;

use crate::escape;
use crate::files::{self, LARGEST_FILE};
use crate::threads;
pub use library::{KNOWLEDGE_FOLDER, Library};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Folders that hold agents by convention, in the order in which they are looked for.
pub const CONVENTIONAL_FOLDERS: [&str; 4] = ["agents", ".claude/agents", ".github/agents", ".opencode/agent"];
/// Opening a file costs more than reading it, so many files are read by several threads; fewer than this are read before
/// a thread would have started.
const WORTH_A_THREAD: usize = 32;

/// What clients take a definition for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Works in a context of its own: a file of an agents folder.
    #[default]
    Agent,
    /// Read into the conversation when it fits: a folder with a `SKILL.md`.
    Skill,
    /// Called by name, or added as a rule: a command, prompt or instruction file.
    Command,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Skill, Self::Command];

    /// The name under which it is printed and asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Skill => "skill",
            Self::Command => "command",
        }
    }
}

/// One markdown file as it was found.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the tree's root, with `/` between its parts.
    pub path: String,
    /// Path as the user would name it.
    pub display: String,
    /// Its bytes, or why it could not be read.
    pub content: Result<Vec<u8>, String>,
}

/// All markdown files of one agents folder, in path order.
#[derive(Debug, Clone)]
pub struct Tree {
    /// The folder as the user would name it.
    pub display: String,
    /// The folder's own name, which names a team without a `team.md`.
    pub name: String,
    /// Its markdown files.
    pub files: Vec<SourceFile>,
    /// The folder on disk; `None` for the built-in teams.
    pub root: Option<PathBuf>,
    /// The knowledge documents that come with the files, in place of a folder to look for.
    pub library: Option<Library>,
}

/// Why no agents could be found or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder named by the user is not there or not readable.
    #[error(
        "cannot read the agents folder `{folder}`: {cause}; name a folder of agent files, or run `route init` to write the built-in ones"
    )]
    Folder {
        /// The folder as the user named it.
        folder: String,
        /// What the system says.
        cause: io::Error,
    },
}

/// The nearest conventional agents folder from `from` upward, no further than the root of the repository.
pub fn nearest(from: &Path) -> Option<PathBuf> {
    upward(from).find_map(|folder| {
        CONVENTIONAL_FOLDERS.iter().map(|name| folder.join(name)).find(|candidate| holds_markdown(candidate))
    })
}

/// The nearest folder `name` (which may be a path of several parts) in `from` or above it, no further than the root of
/// the repository.
pub fn nearest_folder(from: &Path, name: &str) -> Option<PathBuf> {
    upward(from).map(|folder| folder.join(name)).find(|folder| folder.is_dir())
}

/// `from` and the folders above it, no further than one that holds `.git`, and not into a folder of another user, who could
/// have put anything there.
pub fn upward(from: &Path) -> impl Iterator<Item = &Path> {
    let owner = owner(from);
    let mut done = false;
    from.ancestors().take_while(move |folder| {
        let go_on = !done && self::owner(folder) == owner;
        done = folder.join(".git").exists();
        go_on
    })
}

/// Who owns a folder; nobody where the system does not say.
#[cfg(unix)]
fn owner(folder: &Path) -> Option<u32> {
    folder.metadata().ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata))
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// A conventional name alone does not make an agents folder: `agents/` is also a common name for code.
fn holds_markdown(folder: &Path) -> bool {
    folder.is_dir() && walk(folder).flatten().any(|entry| is_markdown(entry.path()))
}

fn walk(folder: &Path) -> walkdir::IntoIter {
    WalkDir::new(folder).follow_links(false).follow_root_links(true).sort_by_file_name().into_iter()
}

fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"))
}

/// Reads every markdown file below `folder`, recursively, in path order. A link is followed where it stays inside the
/// folder; links to folders are not, so that a loop of links ends.
pub fn read(folder: &Path) -> Result<Tree, Error> {
    let found = Found::below(folder)?;
    let read = |(path, _): &(PathBuf, bool)| source_file(folder, path, content(path));
    let mut files = threads::map(&found.paths, WORTH_A_THREAD, || read);
    files.extend(found.broken.iter().map(|(path, cause)| source_file(folder, path, Err(cause.clone()))));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found.tree(folder, files))
}

/// The same folder without the contents of its files, and a hash of all that [`read`] would give. The contents of those
/// files that `keep` names are kept. It costs hardly more than having the system read the files.
pub fn survey(folder: &Path, keep: impl Fn(&Path) -> bool + Sync) -> Result<(Tree, u128), Error> {
    let found = Found::below(folder)?;
    let one = || {
        let mut buffer = Vec::with_capacity(1 << 16);
        let keep = &keep;
        move |(path, plain): &(PathBuf, bool)| {
            buffer.clear();
            let read = match plain {
                // A reader of unknown length is read until it ends, without asking for its length first.
                true => File::open(path).and_then(|file| file.take(u64::MAX).read_to_end(&mut buffer)),
                false => {
                    content(path).map(|bytes| buffer.extend(bytes)).map(|()| buffer.len()).map_err(io::Error::other)
                }
            };
            match read {
                Ok(_) => (xxh3_128(&buffer), keep(path).then(|| source_file(folder, path, Ok(buffer.clone())))),
                Err(e) => (xxh3_128(e.to_string().as_bytes()).rotate_left(1), None),
            }
        }
    };
    let mut hash = Xxh3::new();
    let mut kept = Vec::new();
    for ((path, _), (content, file)) in found.paths.iter().zip(threads::map(&found.paths, WORTH_A_THREAD, one)) {
        hash_text(&mut hash, path.as_os_str().as_encoded_bytes());
        hash.update(&content.to_le_bytes());
        kept.extend(file);
    }
    for (path, cause) in &found.broken {
        hash_text(&mut hash, path.as_os_str().as_encoded_bytes());
        hash_text(&mut hash, cause.as_bytes());
    }
    let tree = found.tree(folder, kept);
    hash_text(&mut hash, tree.name.as_bytes());
    Ok((tree, hash.digest128()))
}

/// Adds a text and its length, so that no two sequences of texts are hashed as one.
pub fn hash_text(hash: &mut Xxh3, text: &[u8]) {
    hash.update(&(text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// The markdown files below a folder, not read yet.
struct Found {
    canonical: PathBuf,
    /// Each with whether it is surely a regular file; a link may lead to anything.
    paths: Vec<(PathBuf, bool)>,
    /// What could not be looked at, and why.
    broken: Vec<(PathBuf, String)>,
}

impl Found {
    fn below(folder: &Path) -> Result<Self, Error> {
        let failed = |cause| Error::Folder { folder: folder.display().to_string(), cause };
        if !folder.metadata().map_err(failed)?.is_dir() {
            return Err(failed(io::Error::new(io::ErrorKind::NotADirectory, "not a folder")));
        }
        let mut found =
            Self { canonical: folder.canonicalize().map_err(failed)?, paths: Vec::new(), broken: Vec::new() };
        for entry in walk(folder) {
            match entry {
                Ok(entry) if !is_markdown(entry.path()) || entry.file_type().is_dir() => {}
                Ok(entry) if entry.file_type().is_symlink() && leaves(entry.path(), &found.canonical) => {}
                Ok(entry) => {
                    let plain = entry.file_type().is_file();
                    found.paths.push((entry.into_path(), plain));
                }
                Err(e) => found.broken.push((e.path().unwrap_or(folder).to_owned(), cause_of(&e))),
            }
        }
        Ok(found)
    }

    fn tree(self, folder: &Path, files: Vec<SourceFile>) -> Tree {
        let own = self.canonical.file_name();
        let own = own.map_or_else(|| "agents".into(), |name| name.to_string_lossy().into_owned());
        let name = escape::name(&team_name(own, &self.canonical));
        Tree {
            display: escape::name(&folder.display().to_string()),
            name,
            files,
            root: Some(self.canonical),
            library: None,
        }
    }
}

/// A team without a `team.md` is named after its folder; a hidden folder, as `.claude`, after the one it stands in.
fn team_name(own: String, folder: &Path) -> String {
    let parent = folder.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
    match parent {
        Some(parent) if own.starts_with('.') && !parent.is_empty() => parent,
        _ => own,
    }
}

fn cause_of(error: &walkdir::Error) -> String {
    error.io_error().map_or_else(|| "a loop of links".to_owned(), ToString::to_string)
}

/// Whether a link points out of the folder, or at nothing.
fn leaves(link: &Path, root: &Path) -> bool {
    link.canonicalize().map_or(true, |target| !target.starts_with(root) || !target.is_file())
}

fn source_file(folder: &Path, path: &Path, content: Result<Vec<u8>, String>) -> SourceFile {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    SourceFile { path: slashes(relative), display: escape::name(&path.display().to_string()), content }
}

/// A file's bytes, or why there are none. A pipe or a device is not opened: reading it might never end.
fn content(path: &Path) -> Result<Vec<u8>, String> {
    files::read(path, LARGEST_FILE).map_err(|e| e.to_string())
}

/// A relative path with `/` between its parts, on every system.
pub fn slashes(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        Component::ParentDir => Some("..".to_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A canonical path as seen from the folder `here` where it lies below it, else whole.
pub fn as_seen_from(here: &Path, path: &Path) -> String {
    match here.canonicalize().ok().and_then(|here| path.strip_prefix(here).ok().map(slashes)) {
        Some(relative) if relative.is_empty() => ".".to_owned(),
        Some(relative) => relative,
        None => path.display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn nearest_stops_at_the_repository() {
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().join("repository");
        fs::create_dir_all(top.path().join("agents")).unwrap();
        fs::write(top.path().join("agents/a.md"), "").unwrap();
        fs::create_dir_all(repository.join("src/deep")).unwrap();
        assert_eq!(nearest(&repository.join("src/deep")), Some(top.path().join("agents")));
        fs::create_dir_all(repository.join(".git")).unwrap();
        assert_eq!(nearest(&repository.join("src/deep")), None);
        fs::create_dir_all(repository.join(".claude/agents")).unwrap();
        assert_eq!(nearest(&repository), None, "an empty folder holds no agents");
        fs::write(repository.join(".claude/agents/b.md"), "").unwrap();
        assert_eq!(nearest(&repository.join("src")), Some(repository.join(".claude/agents")));
    }

    #[cfg(unix)]
    #[test]
    fn links_are_read_inside_the_folder_only() {
        let top = tempfile::tempdir().unwrap();
        let agents = top.path().join("agents");
        fs::create_dir_all(&agents).unwrap();
        fs::write(agents.join("a.md"), "a").unwrap();
        fs::write(top.path().join("secret.md"), "s").unwrap();
        std::os::unix::fs::symlink(&agents, agents.join("loop")).unwrap();
        std::os::unix::fs::symlink(top.path().join("secret.md"), agents.join("out.md")).unwrap();
        std::os::unix::fs::symlink("a.md", agents.join("in.md")).unwrap();
        let tree = read(&agents).unwrap();
        let paths: Vec<_> = tree.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["a.md", "in.md"]);
        assert!(read(&top.path().join("absent")).is_err());
    }
}
