//! Finds and reads the files of a folder that may be definitions, and records what was left out.

mod library;
mod read;
mod root;
mod sift;
mod walk;

use crate::agent::dialect::{AgentKind, of_file};
use crate::agent::excluded_by_path;
use crate::agent::place::{Origin, Place};
use crate::escape;
use crate::files;
pub use library::{KNOWLEDGE_FOLDER, Library};
pub use read::{hash_text, read, survey};
pub use root::{Root, place_of};
use sift::translation_folder;
pub use sift::{Reason, sift};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
pub use walk::{Walked, is_walked, walk_folder};

/// A file that was found.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path below the tree's root, with `/` as separator.
    pub path: String,
    /// Path as the user would write it, for messages.
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
    pub place: Arc<Place>,
}

impl SourceFile {
    /// A file of an agents folder that lies where it is displayed.
    pub fn new(path: impl Into<String>, display: impl Into<String>, content: Result<Vec<u8>, String>) -> Self {
        let (path, display) = (path.into(), display.into());
        let (kind, at) = (kind_of(&path, AgentKind::Agent), display.replace('\\', "/"));
        let (display, place) = (escape::name(&display), Arc::default());
        Self { path, display, at, content, kind, target: None, prompt: None, place }
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
    /// Its path, as the user would write it.
    pub file: String,
    /// The reason.
    pub reason: Reason,
    /// Number of files it stands for.
    pub count: usize,
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
    /// Why the folder is read.
    pub origin: Origin,
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
fn left_out_together(left_out: Vec<(String, String, Reason)>) -> Vec<LeftOut> {
    let mut translated: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = Vec::new();
    for (path, display, reason) in left_out {
        match translation_folder(&path).filter(|_| reason == Reason::Translation) {
            Some(folder) => {
                let above = display.strip_suffix(path.as_str()).unwrap_or_default();
                *translated.entry(format!("{above}{folder}")).or_default() += 1;
            }
            None => found.push(LeftOut { file: escape::name(&display), reason, count: 1 }),
        }
    }
    found.extend(translated.into_iter().map(|(file, count)| LeftOut {
        file: escape::name(&file),
        reason: Reason::Translation,
        count,
    }));
    found
}

/// Why no agents could be found or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
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
/// if it is inside the repository, or in `from` itself outside one; else the link that leads out of there.
pub fn nearest_folder(from: &Path, name: &str) -> Option<Result<PathBuf, PathBuf>> {
    let boundary = boundary(from);
    let mut candidates = upward(from).take_while(|folder| folder.starts_with(boundary)).map(|folder| folder.join(name));
    let found = candidates.find(|folder| folder.is_dir())?;
    Some(files::inside(&found, &[boundary]).map_err(|_| found))
}

/// `from` and the folders above it, up to one with `.git`, and excluding folders of other users, who could have put
/// anything there.
pub fn upward(from: &Path) -> impl Iterator<Item = &Path> {
    let owner = owner(from);
    let mut done = false;
    from.ancestors().take_while(move |folder| {
        let go_on = !done && self::owner(folder) == owner;
        done = folder.join(".git").exists();
        go_on
    })
}

/// The root of the repository around `folder` (a canonical path).
pub fn repository_of(folder: &Path) -> Option<&Path> {
    upward(folder).find(|folder| folder.join(".git").exists())
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
pub fn boundary(folder: &Path) -> &Path {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn paths(tree: &Tree) -> Vec<&str> {
        tree.files.iter().map(|file| file.path.as_str()).collect()
    }

    fn write(folder: &Path, files: &[&str]) {
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, *file).unwrap();
        }
    }

    #[test]
    fn dependency_folders_are_not_walked() {
        let top = tempfile::tempdir().unwrap();
        let files = [
            "a.md",
            "x.txt",
            "node_modules/p/b.md",
            ".hidden/c.md",
            ".claude/agents/d.md",
            ".claude-plugin/e.md",
            "drafts/f.md",
            "deep/g.md",
            "deep/kept.md",
        ];
        write(top.path(), &files);
        fs::write(top.path().join(".gitignore"), "drafts/\n*.md\n!/a.md\n!.claude/**\n!.claude-plugin/**\n").unwrap();
        fs::write(top.path().join("deep/.gitignore"), "!kept.md\n").unwrap();
        let tree = read(&Root::named(top.path())).unwrap();
        assert_eq!(paths(&tree), [".claude-plugin/e.md", ".claude/agents/d.md", "a.md", "deep/kept.md", "x.txt"]);
        let mut reasons: Vec<_> = tree.left_out.iter().map(|left_out| left_out.reason).collect();
        reasons.sort();
        assert_eq!(reasons, [Reason::Dependencies, Reason::Hidden, Reason::Ignored, Reason::IgnoredFolder]);
    }

    #[test]
    fn a_place_is_the_same_however_it_is_named() {
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().canonicalize().unwrap().join("plugins/mine");
        write(&repository, &[".git/HEAD", ".kiro/agents/a.json", ".gemini/agents/a.md"]);
        for name in [".kiro/agents", ".gemini/../.kiro/agents", ".kiro/agents/."] {
            assert_eq!(Root::named(&repository.join(name)).at, "mine/.kiro/agents");
        }
        // As in the place itself, where its path is `.`.
        let here = Root { folder: repository.join(".kiro/agents"), at: "mine/.kiro/agents".into(), ..Root::default() };
        assert_eq!(paths(&read(&here).unwrap()), ["a.json"]);
        assert_eq!(read(&here).unwrap().files[0].at, "mine/.kiro/agents/a.json");
        assert_eq!(read(&Root { at: String::new(), ..here }).unwrap().files.len(), 0);
        std::fs::remove_dir_all(repository.join(".git")).unwrap();
        let at = Root::named(&repository.join(".gemini/agents")).at;
        assert!(at.ends_with("plugins/mine/.gemini/agents") && at.len() > 27, "{at}");
    }

    #[cfg(unix)]
    #[test]
    fn a_repository_of_somebody_else_around_a_folder_is_not_its_repository() {
        let top = tempfile::tempdir().unwrap();
        let (repository, folder) =
            (top.path().canonicalize().unwrap(), top.path().canonicalize().unwrap().join("mine"));
        write(&repository, &[".git/HEAD", "mine/a.md"]);
        assert_eq!(repository_of(&folder), Some(repository.as_path()));
        assert_eq!(Root::named(&folder).inside, std::slice::from_ref(&repository));
        // Only an administrator can give folders away.
        if std::os::unix::fs::chown(&repository, Some(12345), None).is_ok() {
            assert_eq!(repository_of(&folder), None);
            assert_eq!(Root::named(&folder).inside, Vec::<PathBuf>::new());
        }
    }

    #[test]
    fn a_root_that_is_a_file_has_the_files_of_examples_that_it_names() {
        let top = tempfile::tempdir().unwrap();
        write(top.path(), &["out.txt", "r/sub/a.txt", "r/b.txt", "r/no.md", "r/other.txt"]);
        let names = ["sub/a.txt", "./b.txt", "gone.txt", "../out.txt", "no.md"];
        let mode = |name| format!("  - {{slug: s, examples_from: {name}}}\n");
        let file = top.path().join("r/.roomodes");
        fs::write(&file, format!("customModes:\n{}", names.map(mode).concat())).unwrap();
        let tree = read(&Root::named(&file)).unwrap();
        assert_eq!(paths(&tree), [".roomodes", "b.txt", "sub/a.txt"]);
        assert!(tree.seen.contains(&top.path().join("r/gone.txt")), "it is read as soon as it is there");
        let card = top.path().join("r/agent-card.json");
        fs::write(&card, r#"{"name": "c", "skills": [{"description": "d", "examples_from": "b.txt"}]}"#).unwrap();
        assert_eq!(paths(&read(&Root::named(&card)).unwrap()), ["agent-card.json", "b.txt"]);
    }

    #[test]
    fn ignore_files_above_count_for_known_places_only() {
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().canonicalize().unwrap();
        write(&repository, &[".claude/agents/a.md", ".claude/agents/local/b.md"]);
        fs::write(repository.join(".gitignore"), ".claude/\nlocal\n").unwrap();
        let named = Root::named(&repository.join(".claude/agents"));
        assert_eq!(paths(&read(&named).unwrap()), ["a.md", "local/b.md"]);
        let known = Root { ignores_from: Some(repository), ..named };
        assert_eq!(paths(&read(&known).unwrap()), ["a.md"], "the place itself is its client's, ignored or not");
    }

    #[test]
    fn the_file_of_a_prompt_is_read_in_the_repository_only() {
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().join("r");
        write(
            &repository,
            &[".git/HEAD", "docs/a.md", ".kiro/agents/a.json", ".kiro/agents/b.json", ".kiro/agents/c.json"],
        );
        write(top.path(), &["b.md"]);
        for (name, prompt) in [("a", "../../docs/a.md"), ("b", "../../../b.md"), ("c", "./none.md")] {
            let text = format!(r#"{{"name": "{name}", "prompt": "file://{prompt}"}}"#);
            fs::write(repository.join(format!(".kiro/agents/{name}.json")), text).unwrap();
        }
        let tree = read(&Root::named(&repository.join(".kiro/agents"))).unwrap();
        let prompts: Vec<_> = tree.files.iter().map(|file| file.prompt.as_deref()).collect();
        assert_eq!(prompts, [Some(&b"docs/a.md"[..]), None, None]);
        assert!(["docs/a.md", "none.md"].iter().all(|name| tree.seen.iter().any(|seen| seen.ends_with(name))));
        let hash = |text: &str| {
            fs::write(repository.join("docs/a.md"), text).unwrap();
            survey(&Root::named(&repository.join(".kiro/agents")), |_| false).unwrap().1
        };
        assert_ne!(hash("one"), hash("another"));
    }

    #[test]
    fn a_known_place_that_cannot_be_read_does_not_stop_the_others() {
        let top = tempfile::tempdir().unwrap();
        write(top.path(), &["commands"]);
        for (name, files) in [("gone", 1), ("commands", 0)] {
            let named = Root::named(&top.path().join(name));
            assert!(read(&named).is_err() && survey(&named, |_| false).is_err());
            let known = Root { origin: Origin::Project, ..named };
            let tree = read(&known).unwrap();
            assert!(tree.files.len() == files && tree.files.iter().all(|file| file.content.is_err()), "{name}");
            assert!(survey(&known, |_| false).is_ok_and(|(tree, _)| tree.seen == [top.path().join(name)]));
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_read_inside_the_folder_or_its_repository_only() {
        use std::os::unix::fs::symlink;
        let top = tempfile::tempdir().unwrap();
        let repository = top.path().join("repository");
        let agents = repository.join("agents");
        write(top.path(), &["secret.md", "repository/agents/a.md", "repository/.agents/skills/pdf/SKILL.md"]);
        symlink(&agents, agents.join("loop")).unwrap();
        symlink(top.path().join("secret.md"), agents.join("out.md")).unwrap();
        symlink("nowhere", agents.join("gone.md")).unwrap();
        symlink("../.agents/skills/pdf", agents.join("pdf")).unwrap();
        let tree = read(&Root::named(&agents)).unwrap();
        assert_eq!(paths(&tree), ["a.md"]);
        let left_out: Vec<_> = tree.left_out.iter().map(|left_out| left_out.reason).collect();
        assert_eq!(left_out, [Reason::LeadsNowhere, Reason::SameFile, Reason::LeadsOut, Reason::LeadsOut]);
        fs::create_dir(repository.join(".git")).unwrap();
        assert_eq!(paths(&read(&Root::named(&agents)).unwrap()), ["a.md", "pdf/SKILL.md"]);
        assert!(read(&Root::named(&top.path().join("absent"))).is_err());
    }
}
