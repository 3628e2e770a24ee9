//! The module that runs `git`, to read agent files as they were in a revision.
//!
//! A checkout may contain files that mislead git: a folder that looks like a bare repository, a configuration that
//! names commands. So the repository is found here and not by git, every call starts at its root, and git is told to
//! trust nothing in the checkout, fetch nothing, run nothing and ask nobody. Nothing is checked out.

mod blobs;

use crate::folders::{here, home};
use anyhow::{Context, bail};
pub use blobs::Blob;
use blobs::{Mode, TreeEntry, contents, follow};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Write;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use task_router_engine::AgentKind;
use task_router_engine::agent::dialect::of_file;
use task_router_engine::files::{LARGEST_FILE, MAX_FILES};
use task_router_engine::source::{self, SourceFile, Tree, is_walked, repository_of, slashes};

/// Options before each git command.
const CONFIGURATION: [&str; 7] = [
    // A folder in a checkout is never a repository, even if it looks like one.
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    // Programs that a configuration can name.
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.pager=cat",
    "credential.helper=",
];

/// git's environment; all other variables that begin with `GIT_` are removed.
const ENVIRONMENT: [(&str, &str); 5] = [
    // A missing object is an error, not a reason to ask another machine or run its `uploadpack`.
    ("GIT_NO_LAZY_FETCH", "1"),
    // No protocol is allowed; this overrides `protocol.NAME.allow` in any configuration.
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
];

/// The target of a link is a path, and no system has longer ones.
const LONGEST_LINK: u64 = 4096;

/// A repository that was found without git.
#[derive(Debug)]
struct Repository {
    root: PathBuf,
}

/// Reads the definitions that `folder` held in `revision`.
///
/// # Errors
/// If the folder lies in no repository, git does not know the revision, there were no such files, or git fails.
pub fn tree(folder: &Path, revision: &str, name: &str) -> anyhow::Result<Tree> {
    let snapshot = Snapshot::of(folder, revision)?;
    snapshot.folder(&snapshot.inside, name)
}

/// Reads the definitions that `revision` held in folders, given relative to the root of the repository around `here`,
/// whether or not they exist now.
///
/// # Errors
/// As those of [`tree`].
pub fn folders(here: &Path, revision: &str, folders: &[String]) -> anyhow::Result<Vec<Tree>> {
    let snapshot = Snapshot::of(here, revision)?;
    folders.iter().map(|folder| snapshot.folder(folder, folder.rsplit('/').next().unwrap_or_default())).collect()
}

/// The first of `paths` that `revision` held, with its text and the root of the repository around `here`, which the
/// paths are relative to.
///
/// # Errors
/// If `here` lies in no repository, or git does not know the revision or fails.
pub fn text<'p>(here: &Path, revision: &str, paths: &[&'p str]) -> anyhow::Result<Option<(&'p str, String, PathBuf)>> {
    let repository = Repository::of(&here.canonicalize()?)?;
    let commit = repository.commit(revision)?;
    for path in paths {
        let listed = repository.output(
            &["--literal-pathspecs", "ls-tree", "-z", "--long", "--full-tree", "--end-of-options", &commit, "--", path],
            b"",
        )?;
        let entry = listed.split(|&b| b == 0).filter_map(TreeEntry::parse).next();
        if let Some(entry) = entry.filter(|entry| entry.mode == Mode::File && entry.size <= LARGEST_FILE) {
            let blob = Blob::new(entry.hash, entry.path, &repository.root);
            let bytes = contents(&[blob])?.concat();
            return Ok(Some((*path, String::from_utf8_lossy(&bytes).into_owned(), repository.root)));
        }
    }
    Ok(None)
}

/// What a revision contains, without its contents.
pub struct Snapshot {
    repository: Repository,
    revision: String,
    /// The folder that it is seen from, from the repository's root.
    inside: String,
    files: BTreeMap<String, Blob>,
}

impl Snapshot {
    /// What `revision` contains in the repository around `folder`.
    ///
    /// # Errors
    /// If the folder lies in no repository, git does not know the revision, or git fails.
    pub fn of(folder: &Path, revision: &str) -> anyhow::Result<Self> {
        let folder = folder.canonicalize()?;
        let repository = Repository::of(&folder)?;
        let inside = folder.strip_prefix(&repository.root).map(slashes).unwrap_or_default();
        let blobs = repository.blobs(&repository.commit(revision)?)?;
        let files = blobs.into_iter().map(|blob| (blob.path.clone(), blob)).collect();
        Ok(Self { repository, revision: revision.to_owned(), inside, files })
    }

    /// The root of the repository.
    pub fn root(&self) -> &Path {
        &self.repository.root
    }

    /// The folder that it is seen from, from the root.
    pub fn inside(&self) -> &Path {
        Path::new(&self.inside)
    }

    /// The file at a path from the root.
    pub fn file(&self, path: &str) -> Option<&Blob> {
        self.files.get(path)
    }

    /// The file at a path, and those below.
    pub fn below(&self, path: &str) -> impl Iterator<Item = &Blob> {
        let is_root = path.is_empty();
        let start = if is_root { String::new() } else { format!("{path}/") };
        let behind = self.files.range::<str, _>((Bound::Included(start.as_str()), Bound::Unbounded));
        let inside = behind.map(|(_, blob)| blob).take_while(move |blob| is_root || blob.path.starts_with(&start));
        self.files.get(path).into_iter().chain(inside)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// If git fails.
    pub fn content(&self, blob: &Blob) -> anyhow::Result<Vec<u8>> {
        Ok(contents(std::slice::from_ref(blob))?.concat())
    }

    /// The definitions of a folder, given relative to the root.
    fn folder(&self, folder: &str, name: &str) -> anyhow::Result<Tree> {
        if !self.below(folder).any(|blob| of_file(&blob.path).is_some()) {
            bail!("`{}` has no agent files in `{folder}`", self.revision);
        }
        let at = source::place_of(&self.root().join(folder), Some(self.root()));
        self.tree(folder, at, AgentKind::Agent, name)
    }

    /// The definitions in a place of this kind. `at` says what its files are: its path from the root, or another one.
    ///
    /// # Errors
    /// If there are too many, or git fails.
    pub fn tree(&self, place: &str, at: String, kind: AgentKind, name: &str) -> anyhow::Result<Tree> {
        let revision = &self.revision;
        // Some places are files.
        let below = |blob: &Blob| blob.path.strip_prefix(place).map(|path| path.trim_start_matches('/').to_owned());
        let at_of =
            |blob: &Blob| below(blob).filter(|path| !path.is_empty()).map_or(at.clone(), |path| format!("{at}/{path}"));
        let is_read = |blob: &&Blob| is_walked(&below(blob).unwrap_or_default()) && of_file(&at_of(blob)).is_some();
        let blobs: Vec<Blob> = self.below(place).filter(is_read).cloned().collect();
        if blobs.len() > MAX_FILES {
            bail!("`{revision}` has {} files in `{place}`, more than the {MAX_FILES} that are read", blobs.len());
        }
        let contents = contents(&blobs)?;
        let file = |(blob, content): (Blob, Vec<u8>)| {
            let path = below(&blob).filter(|path| !path.is_empty());
            let path = path.unwrap_or_else(|| blob.path.rsplit('/').next().unwrap_or_default().to_owned());
            SourceFile { at: at_of(&blob), ..SourceFile::new(path, format!("{revision}:./{}", blob.path), Ok(content)) }
        };
        let mut files: Vec<SourceFile> = blobs.into_iter().zip(contents).map(file).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let tree = Tree {
            display: format!("{revision}:{place}"),
            at: at.clone(),
            name: name.to_owned(),
            files,
            ..Tree::default()
        };
        Ok(tree.sifted(kind))
    }
}

/// Whether a name is a revision, too, of the repository around `here`.
pub fn knows(here: &Path, revision: &str) -> bool {
    let repository = here.canonicalize().map_err(Into::into).and_then(|here| Repository::of(&here));
    repository.and_then(|repository| repository.commit(revision)).is_ok()
}

/// The names of branches and tags.
///
/// # Errors
/// If `folder` lies in no repository, or git fails.
pub fn revisions(folder: &Path) -> anyhow::Result<Vec<String>> {
    let repository = Repository::of(&folder.canonicalize()?)?;
    let listed = repository.output(&["for-each-ref", "--format=%(refname:short)"], b"")?;
    Ok(String::from_utf8_lossy(&listed).lines().map(str::to_owned).chain(["HEAD".to_owned()]).collect())
}

impl Repository {
    /// The repository of the current folder if `folder` (a canonical path) lies in it, or else that of `folder`.
    fn of(folder: &Path) -> anyhow::Result<Self> {
        let here = here().canonicalize().unwrap_or_default();
        let home = home();
        let around = |start: &Path| root(start, home.as_deref()).map(Path::to_owned);
        around(&here)
            .filter(|root| folder.starts_with(root))
            .or_else(|| around(folder))
            .map(|root| Self { root })
            .with_context(|| format!("`{}` lies in no git repository; name a folder to compare with", folder.display()))
    }

    /// The commit that a revision names.
    fn commit(&self, revision: &str) -> anyhow::Result<String> {
        let wanted = format!("{revision}^{{commit}}");
        self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
            .with_context(|| format!("`{revision}` is neither a folder nor a git revision"))
    }

    /// Possible definitions by path, as in a checkout: the targets of links and the contents of submodules are read
    /// too.
    fn blobs(&self, commit: &str) -> anyhow::Result<Vec<Blob>> {
        let list = ["ls-tree", "-r", "-z", "--long", "--full-tree", "--end-of-options"];
        let listed = self.output(&[&list[..], &[commit]].concat(), b"")?;
        let (mut files, mut links) = (BTreeMap::new(), Vec::new());
        for entry in listed.split(|&b| b == 0).filter_map(TreeEntry::parse) {
            match entry.mode {
                Mode::File if entry.is_read() => {
                    let blob = Blob::new(entry.hash, entry.path.clone(), &self.root);
                    files.insert(entry.path, blob);
                }
                Mode::Link if entry.size <= LONGEST_LINK => links.push(Blob::new(entry.hash, entry.path, &self.root)),
                Mode::Submodule => {
                    for blob in self.submodule(&entry)? {
                        files.insert(blob.path.clone(), blob);
                    }
                }
                _ => {}
            }
        }
        let leads = contents(&links)?;
        let leads: Vec<(String, String)> = links.iter().zip(leads).filter_map(|(link, to)| link.leads(&to)).collect();
        follow(&leads, &mut files)?;
        Ok(files.into_values().collect())
    }

    /// The files of a submodule, if it is checked out; the paths are relative to this repository.
    fn submodule(&self, entry: &TreeEntry) -> anyhow::Result<Vec<Blob>> {
        let inside = Self { root: self.root.join(&entry.path) };
        // It may be a link to anywhere by now.
        let is_there = inside.root.canonicalize().is_ok_and(|path| path == inside.root);
        if !is_there || !inside.root.join(".git").exists() {
            return Ok(Vec::new());
        }
        let blobs = inside.commit(&entry.hash).and_then(|commit| inside.blobs(&commit));
        let mut blobs = blobs.with_context(|| {
            format!("cannot read the submodule `{}` as it was; `git submodule update --init` fetches it", entry.path)
        })?;
        blobs.iter_mut().for_each(|blob| blob.path = format!("{}/{}", entry.path, blob.path));
        Ok(blobs)
    }

    /// One line of git's output.
    fn line(&self, args: &[&str]) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&self.output(args, b"")?).trim_end_matches(['\n', '\r']).to_owned())
    }

    /// git's output for `input`.
    fn output(&self, args: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
        let mut child = self
            .command()
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start `git`, which reads the revision; name a folder instead")?;
        let stdin = child.stdin.take();
        let done = thread::scope(|scope| {
            // Written in a thread, so that neither side blocks on a full pipe.
            let writing = move || stdin.map(|mut stdin| stdin.write_all(input));
            thread::Builder::new().spawn_scoped(scope, writing).context("cannot start a thread to feed `git`")?;
            anyhow::Ok(child.wait_with_output()?)
        })?;
        if !done.status.success() {
            let said = String::from_utf8_lossy(&done.stderr);
            let verb = args.iter().find(|arg| !arg.starts_with('-')).unwrap_or(&"");
            let why = said.lines().next().map(|line| format!(": {line}")).unwrap_or_default();
            bail!("git {verb} failed{why}");
        }
        Ok(done.stdout)
    }

    /// git at the root, with nothing in its environment or configuration that could mislead it.
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        for (variable, _) in std::env::vars_os() {
            if is_for_git(&variable) {
                command.env_remove(variable);
            }
        }
        command.envs(ENVIRONMENT);
        // So that git does not search for `.git` above the root.
        if let Some(above) = self.root.parent() {
            command.env("GIT_CEILING_DIRECTORIES", above);
        }
        command.arg("-C").arg(&self.root);
        for setting in CONFIGURATION {
            command.args(["-c", setting]);
        }
        command
    }
}

fn is_for_git(variable: &OsStr) -> bool {
    variable.as_encoded_bytes().starts_with(b"GIT_")
}

/// The root of the repository around `start` (a canonical path), unless `start` is below `home` and the root above it.
pub fn root<'a>(start: &'a Path, home: Option<&Path>) -> Option<&'a Path> {
    let home = home.filter(|home| start.starts_with(home));
    repository_of(start).filter(|root| home.is_none_or(|home| root.starts_with(home)))
}
