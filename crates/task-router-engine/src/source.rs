//! Finds and reads the files of a folder that may be definitions, and records what was left out.

mod library;
mod read;
mod root;
mod sift;
#[cfg(test)]
mod tests;
mod walk;
mod probe;

use crate::agent::dialect::{AgentKind, of_file};
use crate::agent::excluded_by_path;
use crate::agent::source_folder::{FolderOrigin, SourceFolder};
use crate::files;
pub use library::{KNOWLEDGE_FOLDER, Library};
use probe::is_repository;
pub use probe::{LinkResolver, Probe, ProbeResult};
pub use read::{hash_option, hash_text, read, survey};
pub use root::{Root, place_of};
pub use sift::LeftOutReason;
pub(crate) use sift::sift;
use sift::translation_folder;
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
pub use walk::{is_walked, walk_folder};

/// A file that was found.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the tree's root, with `/` as separator.
    pub path: String,
    /// Path as the user would write it, not escaped: data has it as it is, and text escapes it where it is shown.
    pub display: String,
    /// Its [place](place_of), which decides what it is.
    pub at: String,
    /// Its bytes, or why it could not be read.
    pub content: Result<Vec<u8>, String>,
    /// Kind of the definition.
    pub kind: AgentKind,
    /// Its canonical path, if it was reached through a link.
    pub target: Option<PathBuf>,
    /// The bytes of the file that it names as its prompt, if that lies in its repository.
    pub prompt: Option<Vec<u8>>,
    /// The place it was found in.
    pub place: Arc<SourceFolder>,
}

impl SourceFile {
    /// A file of an agents folder that lies where it is displayed.
    pub fn new(path: impl Into<String>, display: impl Into<String>, content: Result<Vec<u8>, String>) -> Self {
        let (path, display) = (path.into(), display.into());
        let (kind, at) = (kind_of(&path, AgentKind::Agent), display.replace('\\', "/"));
        Self { path, display, at, content, kind, target: None, prompt: None, place: Arc::default() }
    }

    /// Why it is no agent, judged by its path alone; `None` if it may be one.
    pub fn excluded(&self) -> Option<&'static str> {
        excluded_by_path(Path::new(&self.path), || self.kind == AgentKind::Command || is_command(&self.at))
    }
}

/// Whether a file with this place is a command.
fn is_command(at: &str) -> bool {
    of_file(at).is_some_and(|dialect| dialect.kind == AgentKind::Command)
}

/// Skills are recognised by file name in any folder.
fn kind_of(path: &str, otherwise: AgentKind) -> AgentKind {
    if sift::is_skill(path) { AgentKind::Skill } else { otherwise }
}

/// A file or folder that was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its path, as the user would write it, not escaped.
    pub file: String,
    /// The reason.
    pub reason: LeftOutReason,
    /// Number of files it stands for.
    pub count: usize,
    /// File and line that name it, if a file does.
    pub named_at: Option<(String, usize)>,
}

impl LeftOut {
    /// One that was found where it lies.
    pub fn new(file: String, reason: LeftOutReason) -> Self {
        Self { file, reason, count: 1, named_at: None }
    }
}

/// All files of one folder that may be definitions, in path order.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Path of the folder, as the user would write it.
    pub display: String,
    /// Place of the folder, as in [`Root::at`].
    pub at: String,
    /// Name of a team of its agents without a `team.md`.
    pub name: String,
    /// Its files.
    pub files: Vec<SourceFile>,
    /// Files left out.
    pub left_out: Vec<LeftOut>,
    /// The folder on disk; `None` for the built-in teams.
    pub root: Option<PathBuf>,
    /// Knowledge documents that come with the files, instead of those of a folder.
    pub library: Option<Library>,
    /// Every file and folder that was inspected: if none has changed, the tree is unchanged.
    pub seen: Vec<PathBuf>,
    /// The links that were followed, with where they led.
    pub probes: Vec<(Probe, ProbeResult)>,
    /// Why the folder is read.
    pub origin: FolderOrigin,
    /// Path of the current folder, as in [`Root::working`].
    pub working: Vec<String>,
}

impl Tree {
    /// Leaves out files excluded by their paths, as when a folder of this kind is read.
    pub fn sifted(mut self, kind: AgentKind) -> Self {
        self.files.iter_mut().for_each(|file| file.kind = kind_of(&file.path, kind));
        let paths: Vec<&str> = self.files.iter().map(|file| file.path.as_str()).collect();
        let places: HashMap<&str, &str> = self.files.iter().map(|file| (&*file.path, &*file.at)).collect();
        let reasons = sift(&paths, kind, |path| places.get(path).is_some_and(|at| is_command(at)));
        let mut left_out = Vec::new();
        let mut reasons = reasons.into_iter();
        self.files.retain(|file| match reasons.next().flatten() {
            None => true,
            Some(reason) => {
                left_out.push((file.path.clone(), file.display.clone(), reason));
                false
            }
        });
        self.left_out.extend(left_out_together(left_out));
        self
    }
}

/// Groups translations by folder; everything else is listed by file.
fn left_out_together(left_out: Vec<(String, String, LeftOutReason)>) -> Vec<LeftOut> {
    let mut translated: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, display, reason) in left_out {
        match translation_folder(&path).filter(|_| reason == LeftOutReason::Translation) {
            Some(folder) => {
                let above = display.strip_suffix(path.as_str()).unwrap_or_default();
                *translated.entry(format!("{above}{folder}")).or_default() += 1;
            }
            None => found.push(LeftOut::new(display, reason)),
        }
    }
    let folder = |(file, count)| LeftOut { count, ..LeftOut::new(file, LeftOutReason::Translation) };
    found.extend(translated.into_iter().map(folder));
    found
}

/// Why no agents could be found or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// A folder named by the user does not exist or is unreadable.
    #[error(
        "cannot read the agents folder `{folder}`: {cause}; name a folder of agent files, or run `route init` to write a team to start from"
    )]
    Folder {
        /// The folder as the user wrote it.
        folder: String,
        /// The system's error.
        cause: io::Error,
    },
    /// A file exceeds the maximum size of a definition.
    #[error(
        "`{0}` holds more than the 4 MB that are read of a definition; shorten it, or move it out of the folders of agents"
    )]
    TooLarge(String),
}

/// The nearest folder `name` (which may be a path of several parts) in `from` (a canonical path) or above it: canonical
/// if it is inside the repository, or in `from` itself outside one; `None` if there is none.
///
/// # Errors
/// The path of a link that leads out of there, or of a folder that may not be looked at.
pub fn nearest_folder(from: &Path, name: &str) -> Option<Result<PathBuf, PathBuf>> {
    let boundary = boundary(from);
    // The first part of its path is there, but may not be entered.
    let is_closed = |folder: &Path, e: &io::Error| {
        let first = Path::new(name).components().next().map(|first| folder.join(first));
        e.kind() == io::ErrorKind::PermissionDenied && first.is_some_and(|first| first.symlink_metadata().is_ok())
    };
    let counts = |folder: &&Path| match folder.join(name).metadata() {
        Ok(found) => found.is_dir(),
        Err(e) => is_closed(folder, &e),
    };
    let found = upward(from).take_while(|folder| folder.starts_with(boundary)).find(counts)?.join(name);
    Some(files::inside(&found, &[boundary]).map_err(|_| found))
}

/// `from` and the folders above it, up to one with `.git`, and excluding folders of other users, who could have put
/// anything there.
pub(crate) fn upward(from: &Path) -> impl Iterator<Item = &Path> {
    let owner = owner(from);
    let mut done = false;
    from.ancestors().take_while(move |folder| {
        let go_on = !done && self::owner(folder) == owner;
        done = is_repository(folder);
        go_on
    })
}

/// The root of the repository around `folder` (a canonical path).
pub fn repository_of(folder: &Path) -> Option<&Path> {
    upward(folder).find(|folder| is_repository(folder))
}

/// Owner of a folder; `None` if the system does not tell.
#[cfg(unix)]
fn owner(folder: &Path) -> Option<u32> {
    folder.metadata().ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata))
}

#[cfg(not(unix))]
fn owner(_: &Path) -> Option<u32> {
    None
}

/// The folder that nothing found for `folder` (a canonical path) may be outside of: its repository, otherwise its
/// parent, or that of the hidden folder (such as `.claude`) it is in.
pub(crate) fn boundary(folder: &Path) -> &Path {
    if let Some(root) = repository_of(folder) {
        return root;
    }
    let is_hidden = |folder: &Path| folder.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    // A team is a folder below `agents`, and its documents are beside that.
    let agents = folder.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "agents"));
    let folder = agents.unwrap_or(folder);
    let mut top = folder.parent().unwrap_or(folder);
    while let Some(above) = top.parent().filter(|_| is_hidden(top)) {
        top = above;
    }
    top
}

/// A relative path with `/` as separator, on every system.
pub fn slashes(path: &Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        Component::ParentDir => Some("..".to_owned()),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A canonical path relative to the folder `here` if it is below it, otherwise absolute.
pub fn as_seen_from(here: &Path, path: &Path) -> String {
    match here.canonicalize().ok().and_then(|here| path.strip_prefix(here).ok().map(slashes)) {
        Some(relative) if relative.is_empty() => ".".to_owned(),
        Some(relative) => relative,
        None => path.display().to_string(),
    }
}
