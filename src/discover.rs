//! Where agents come from: the folders named, the nearest conventional folder, or the built-in teams.

use std::collections::BTreeSet;
use std::io;
use std::path::{Component, Path, PathBuf};
use walkdir::WalkDir;

/// Folders that hold agents by convention, in the order in which they are looked for.
pub const CONVENTIONAL_FOLDERS: [&str; 4] = ["agents", ".claude/agents", ".github/agents", ".opencode/agent"];
/// The folder of knowledge documents, looked for beside the agents and above them.
pub const KNOWLEDGE_FOLDER: &str = "knowledgebase";

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

/// `from` and the folders above it, no further than one that holds `.git`.
fn upward(from: &Path) -> impl Iterator<Item = &Path> {
    let mut done = false;
    from.ancestors().take_while(move |folder| {
        let go_on = !done;
        done = folder.join(".git").exists();
        go_on
    })
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
    let failed = |cause| Error::Folder { folder: folder.display().to_string(), cause };
    if !folder.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::Error::new(io::ErrorKind::NotADirectory, "not a folder")));
    }
    let canonical = folder.canonicalize().map_err(failed)?;
    let mut paths = Vec::new();
    let mut broken = Vec::new();
    for entry in walk(folder) {
        match entry {
            Ok(entry) if !is_markdown(entry.path()) || entry.file_type().is_dir() => {}
            Ok(entry) if entry.file_type().is_symlink() && leaves(entry.path(), &canonical) => {}
            Ok(entry) => paths.push(entry.into_path()),
            Err(e) => {
                let path = e.path().unwrap_or(folder).to_owned();
                broken.push(source_file(folder, &path, Err(cause_of(&e))));
            }
        }
    }
    let mut files = read_all(folder, &paths);
    files.append(&mut broken);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let name = canonical.file_name().map_or_else(|| "agents".into(), |name| name.to_string_lossy().into_owned());
    Ok(Tree { display: folder.display().to_string(), name: team_name(name, &canonical), files, root: Some(canonical) })
}

/// `.claude/agents` belongs to the project it stands in; other folders name their team themselves.
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
    SourceFile { path: slashes(relative), display: path.display().to_string(), content }
}

/// Opening a file costs more than reading it, so large folders are read by several threads, each a run of paths.
fn read_all(folder: &Path, paths: &[PathBuf]) -> Vec<SourceFile> {
    /// Fewer files than this are read before a thread would have started.
    const WORTH_A_THREAD: usize = 64;
    let one = |path: &PathBuf| source_file(folder, path, content(path));
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(paths.len() / WORTH_A_THREAD + 1);
    if threads == 1 {
        return paths.iter().map(one).collect();
    }
    std::thread::scope(|scope| {
        let runs: Vec<_> = paths
            .chunks(paths.len().div_ceil(threads))
            .map(|run| scope.spawn(move || run.iter().map(one).collect::<Vec<_>>()))
            .collect();
        runs.into_iter().flat_map(|run| run.join().unwrap_or_default()).collect()
    })
}

/// A file's bytes, or why there are none. A pipe or a device is not opened: reading it might never end.
fn content(path: &Path) -> Result<Vec<u8>, String> {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => std::fs::read(path).map_err(|e| e.to_string()),
        Ok(_) => Err("it is not a regular file".to_owned()),
        Err(e) => Err(e.to_string()),
    }
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

/// A knowledge root and the documents in it.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// The root as the user would name it.
    pub display: String,
    /// The documents below it, with `/` between the parts of their paths.
    pub documents: BTreeSet<String>,
    /// The folder on disk; `None` for the built-in documents and where there is none.
    pub root: Option<PathBuf>,
}

impl Library {
    /// The library of a team in `team_folder` (a canonical path): the folder `stated`, else `knowledgebase`, in the team's
    /// folder or the nearest one above it, no further than the root of the repository.
    pub fn find(team_folder: &Path, stated: Option<&str>) -> Self {
        let name = stated.unwrap_or(KNOWLEDGE_FOLDER);
        let root = upward(team_folder).map(|folder| folder.join(name)).find(|folder| folder.is_dir());
        let Some(root) = root else { return Self { display: name.to_owned(), ..Self::default() } };
        let root = root.canonicalize().unwrap_or(root);
        let documents = walk(&root)
            .flatten()
            .filter(|entry| !entry.file_type().is_dir())
            .filter_map(|entry| entry.path().strip_prefix(&root).ok().map(slashes))
            .collect();
        Self { display: from_here(&root), documents, root: Some(root) }
    }
}

/// A path as seen from the current folder where it lies below it, else whole.
pub fn from_here(path: &Path) -> String {
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match here.ok().and_then(|here| path.strip_prefix(here).ok().map(slashes)) {
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
