//! Walks a folder for files that may be definitions, and records what was left out.

use super::sift::{LeftOutReason, has_other_ending, is_examples};
use super::{LeftOut, Probe, ProbeResult, Root, SourceError, slashes};
use crate::agent::dialect::{AgentKind, is_client_folder};
use crate::agent::{definition, example_file, normal_path};
use crate::files::{self, LARGEST_FILE, MAX_FILES};
use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::collections::{BTreeSet, HashSet};
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};

/// Maximum number of bytes read of an ignore file.
const LONGEST_IGNORE_FILE: u64 = 1 << 20;
const IGNORE_FILE: &str = ".gitignore";

/// Folders with files of others, or with build output.
const DEPENDENCIES: [&str; 8] =
    ["node_modules", "target", "vendor", "venv", "bower_components", "site-packages", "__pycache__", "__MACOSX"];

/// A file that was found, not read yet.
#[derive(Debug)]
pub(super) struct FoundFile {
    /// Its path, as the user would use it.
    pub(super) path: PathBuf,
    /// Its path below the root, with `/` as separator.
    pub(super) relative: String,
    /// Its canonical path, if it was reached through a link.
    pub(super) target: Option<PathBuf>,
}

/// Files found below a root.
#[derive(Debug, Default)]
pub(super) struct WalkResult {
    pub(super) files: Vec<FoundFile>,
    pub(super) left_out: Vec<LeftOut>,
    /// What could not be inspected, and why.
    pub(super) broken: Vec<(PathBuf, String)>,
    /// Every folder and ignore file that was inspected.
    pub(super) seen: Vec<PathBuf>,
    /// The links that were followed, with where they led.
    pub(super) probes: Vec<(Probe, ProbeResult)>,
}

impl WalkResult {
    /// A root that is a file itself, with the files of examples that it names: no others beside it are read.
    pub(super) fn one(root: &Root, canonical: &Path) -> Self {
        let folder = root.folder.parent().unwrap_or(Path::new(""));
        let name = root.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = files::read(&root.folder, LARGEST_FILE).unwrap_or_default();
        let definitions = definition::read(&slashes(&root.folder), &root.at, &name, &bytes);
        let named: BTreeSet<String> =
            definitions.iter().flat_map(example_file::named_by).map(|named| normal_path(&named)).collect();
        let mut found = Self::default();
        found.files.push(FoundFile { path: root.folder.clone(), relative: name, target: None });
        for relative in named.into_iter().filter(|name| is_examples(name)) {
            let path = folder.join(&relative);
            match files::inside(&path, canonical.parent().as_slice()) {
                Ok(target) => {
                    found.probes.push(Probe::followed(path.clone(), Some(&target)));
                    found.files.push(FoundFile { path, relative, target: None });
                }
                // It may come.
                Err(_) => {
                    found.probes.push(Probe::Link(path.clone()).with_result());
                    found.seen.push(path);
                }
            }
        }
        found
    }
}

/// Finds every file below `root` whose path is `wanted`, in path order.
pub(super) fn walk(root: &Root, canonical: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<WalkResult, SourceError> {
    below(root, canonical, usize::MAX, wanted).map_err(|cause| SourceError::Folder { folder: root.display(), cause })
}

/// What a folder holds that is no definition, found by the rules for definitions.
#[derive(Debug, Default)]
pub struct Walked {
    /// The files that are wanted, in path order.
    pub files: Vec<PathBuf>,
    /// What was left out.
    pub left_out: Vec<LeftOut>,
    /// Every folder and ignore file that was inspected.
    pub seen: Vec<PathBuf>,
}

/// Finds every file below a folder, at most `depth` folders deep, whose path is `wanted`.
///
/// # Errors
/// If a folder is unreadable, or there are too many files.
pub fn walk_folder(folder: &Path, depth: usize, wanted: &dyn Fn(&str) -> bool) -> io::Result<Walked> {
    let found = below(&Root::named(folder), &folder.canonicalize()?, depth, wanted)?;
    if let Some((path, cause)) = found.broken.first() {
        return Err(io::Error::other(format!("{}: {cause}", path.display())));
    }
    let files = found.files.into_iter().map(|file| file.path).collect();
    Ok(Walked { files, left_out: found.left_out, seen: found.seen })
}

fn below(root: &Root, canonical: &Path, depth: usize, wanted: &dyn Fn(&str) -> bool) -> io::Result<WalkResult> {
    let mut walk =
        Walk { root, canonical, depth, wanted, found: WalkResult::default(), links: HashSet::new(), count: 0 };
    let ignores = walk.ignores_above();
    walk.folder(&root.folder, ignores)?;
    walk.found.files.sort_by(|a, b| a.relative.cmp(&b.relative));
    Ok(walk.found)
}

/// Why a folder with this name is not walked; `None` if it is.
fn by_name(name: &str) -> Option<LeftOutReason> {
    if name.starts_with('.') && !is_client_folder(name) {
        Some(LeftOutReason::Hidden)
    } else {
        DEPENDENCIES.contains(&name).then_some(LeftOutReason::Dependencies)
    }
}

/// Whether a walk reaches a file with this path below its root, by the names of the folders.
pub fn is_walked(path: &str) -> bool {
    path.rsplit('/').skip(1).all(|folder| by_name(folder).is_none())
}

struct Walk<'r> {
    root: &'r Root,
    canonical: &'r Path,
    /// Folders that are deeper are not walked.
    depth: usize,
    wanted: &'r dyn Fn(&str) -> bool,
    found: WalkResult,
    /// Folders reached through links, so that a loop of links ends.
    links: HashSet<PathBuf>,
    count: usize,
}

/// Ignore files that apply to a folder, the nearest last.
type Ignores = Vec<std::sync::Arc<Gitignore>>;

impl Walk<'_> {
    /// Ignore files from the topmost folder that counts down to the parent of the root.
    fn ignores_above(&mut self) -> Ignores {
        let Some(top) = &self.root.ignores_from else { return Vec::new() };
        let above: Vec<_> = self.canonical.ancestors().skip(1).take_while(|f| f.starts_with(top)).collect();
        above.into_iter().rev().filter_map(|folder| self.ignore_file(folder)).collect()
    }

    /// The ignore file of a folder, given its canonical path.
    fn ignore_file(&mut self, folder: &Path) -> Option<std::sync::Arc<Gitignore>> {
        let path = folder.join(IGNORE_FILE);
        // Also if it does not exist yet.
        self.found.seen.push(path.clone());
        let is_link = path.symlink_metadata().ok()?.is_symlink();
        let text = files::read(&path, LONGEST_IGNORE_FILE).ok().filter(|_| !is_link)?;
        let mut builder = GitignoreBuilder::new(folder);
        for line in String::from_utf8_lossy(&text).lines() {
            // A line that is no valid pattern is ignored.
            let _ = builder.add_line(None, line);
        }
        builder.build().ok().map(std::sync::Arc::new)
    }

    /// Walks one folder and those below it.
    fn folder(&mut self, folder: &Path, mut ignores: Ignores) -> io::Result<()> {
        self.found.seen.push(folder.to_owned());
        let mut entries = Vec::new();
        for entry in fs::read_dir(folder)? {
            match entry {
                Ok(entry) => entries.push(entry),
                Err(e) => self.found.broken.push((folder.to_owned(), e.to_string())),
            }
        }
        entries.sort_by_key(DirEntry::file_name);
        if entries.iter().any(|entry| entry.file_name() == IGNORE_FILE) {
            ignores.extend(self.ignore_file(&self.canonical.join(self.relative(folder))));
        }
        self.count += entries.len();
        if self.count > MAX_FILES {
            let cause = format!("more than {MAX_FILES} files; name the folders in it that are meant");
            return Err(io::Error::other(cause));
        }
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Ok(kind) => self.entry(path, kind, &ignores)?,
                Err(e) => self.found.broken.push((path, e.to_string())),
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: PathBuf, kind: FileType, ignores: &Ignores) -> io::Result<()> {
        if !kind.is_symlink() {
            return if kind.is_dir() { self.below(&path, ignores) } else { self.file(path, None, ignores) };
        }
        // The target of a link may appear, disappear or change.
        self.found.seen.push(path.clone());
        let target = path.canonicalize();
        let is_folder = target.as_ref().is_ok_and(|target| target.is_dir());
        if !is_folder && !(self.wanted)(&self.relative(&path)) {
            return Ok(());
        }
        self.found.probes.push(Probe::followed(path.clone(), target.as_deref().ok()));
        match target {
            Err(_) => self.leave_out(&path, LeftOutReason::LeadsNowhere),
            Ok(target) if !self.root.is_inside(&target, self.canonical) => {
                self.leave_out(&path, LeftOutReason::LeadsOut)
            }
            Ok(target) if !is_folder => return self.file(path, Some(target), ignores),
            // A target below the root is found without the link, and one above it would restart the walk.
            Ok(target) if target.starts_with(self.canonical) || self.canonical.starts_with(&target) => {
                self.leave_out(&path, LeftOutReason::SameFile);
            }
            Ok(target) if self.links.insert(target.clone()) => return self.below(&path, ignores),
            Ok(_) => self.leave_out(&path, LeftOutReason::SameFile),
        }
        Ok(())
    }

    /// Walks a subfolder.
    fn below(&mut self, path: &Path, ignores: &Ignores) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_ignored = || self.is_ignored(ignores, path, true).then_some(LeftOutReason::IgnoredFolder);
        let reason = by_name(&name).or_else(is_ignored);
        match reason {
            // `.git` is left out without a report.
            Some(_) if name == ".git" => {}
            Some(reason) => self.leave_out(path, reason),
            None if self.relative(path).split('/').count() >= self.depth => {}
            None => {
                if let Err(e) = self.folder(path, ignores.clone()) {
                    if self.count > MAX_FILES {
                        return Err(e);
                    }
                    self.found.broken.push((path.to_owned(), e.to_string()));
                }
            }
        }
        Ok(())
    }

    fn file(&mut self, path: PathBuf, target: Option<PathBuf>, ignores: &Ignores) -> io::Result<()> {
        let relative = self.relative(&path);
        if !(self.wanted)(&relative) {
            if self.root.kind == AgentKind::Agent && has_other_ending(&relative) {
                self.leave_out(&path, LeftOutReason::OtherEnding);
            }
        } else if self.is_ignored(ignores, &path, false) {
            self.leave_out(&path, LeftOutReason::Ignored);
        } else {
            let target = target.or_else(|| self.below_a_link(&path));
            self.found.files.push(FoundFile { path, relative, target });
        }
        Ok(())
    }

    /// The canonical path of a file in a folder reached through a link.
    fn below_a_link(&self, path: &Path) -> Option<PathBuf> {
        if self.links.is_empty() { None } else { path.canonicalize().ok() }
    }

    fn relative(&self, path: &Path) -> String {
        slashes(path.strip_prefix(&self.root.folder).unwrap_or(path))
    }

    fn leave_out(&mut self, path: &Path, reason: LeftOutReason) {
        self.found.left_out.push(LeftOut::new(path.display().to_string(), reason));
    }

    fn is_ignored(&self, ignores: &Ignores, path: &Path, is_folder: bool) -> bool {
        if ignores.is_empty() {
            return false;
        }
        let path = self.canonical.join(self.relative(path));
        let decided =
            ignores.iter().rev().map(|ignore| ignore.matched(&path, is_folder)).find(|found| !found.is_none());
        decided.is_some_and(|found| matches!(found, Match::Ignore(_)))
    }
}
