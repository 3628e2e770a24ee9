//! Reads a root into a tree, with the contents of its files or only a hash of them.

use super::sift::sift;
use super::walk::{FoundFile, WalkResult, walk};
use super::{
    LeftOut, Probe, ProbeResult, Root, SourceError, SourceFile, Tree, is_command, kind_of, left_out_together, slashes,
};
use crate::agent::definition::{self, PROMPT_FILE};
use crate::agent::dialect::{FileFormat, format_of, of_file};
use crate::agent::source_folder::FolderOrigin;
use crate::escape;
use crate::files::{self, LARGEST_FILE};
use crate::threads;
use blake3::{Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// Minimum number of files for another thread: fewer are read before it would have started. Opening a file costs more
/// than reading it, so many files are read in several threads.
const WORTH_A_THREAD: usize = 32;

/// Reads every file below a root that may be a definition, in path order.
///
/// # Errors
/// If the root does not exist or is unreadable, or has too many files or one that is too large.
pub fn read(root: &Root) -> Result<Tree, SourceError> {
    let mut found = FoundTree::below(root)?;
    let files = threads::map(&found.files, WORTH_A_THREAD, || |file: &FoundFile| found.content(root, file));
    let files = files.into_iter().collect::<Result<Vec<_>, _>>()?;
    files.iter().filter_map(|file| file.prompt.as_ref()).for_each(|prompt| found.saw(prompt));
    Ok(found.tree(root, files.into_iter().map(Some)))
}

/// Reads the tree without the contents of its files, except those selected by `keep`, and a hash of everything that
/// [`read`] would return.
///
/// # Errors
/// Those of [`read`].
pub fn survey(root: &Root, keep: impl Fn(&Path) -> bool + Sync) -> Result<(Tree, Hash), SourceError> {
    let mut found = FoundTree::below(root)?;
    let one = || {
        |file: &FoundFile| {
            let ReadContent { bytes, prompt } = found.content(root, file)?;
            let hash = match &bytes {
                Ok(bytes) => blake3::hash(bytes),
                Err(cause) => blake3::derive_key("unreadable", cause.as_bytes()).into(),
            };
            let kept =
                bytes.ok().filter(|_| keep(&file.path)).map(|bytes| ReadContent { bytes: Ok(bytes), prompt: None });
            Ok((hash, prompt, kept))
        }
    };
    let contents = threads::map(&found.files, WORTH_A_THREAD, one).into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut hash = Hasher::new();
    let (mut kept, mut prompts) = (Vec::new(), Vec::new());
    for (file, (content, prompt, bytes)) in found.files.iter().zip(contents) {
        hash_text(&mut hash, file.path.as_os_str().as_encoded_bytes());
        // Of a file and a link to it, one counts, and of two equal files, both.
        hash_option(&mut hash, file.target.as_deref().map(|target| target.as_os_str().as_encoded_bytes()));
        hash.update(content.as_bytes());
        hash.update(&[u8::from(prompt.is_some())]);
        if let Some(prompt) = prompt {
            hash_option(&mut hash, prompt.bytes.as_deref());
            prompts.push(prompt);
        }
        kept.push(bytes);
    }
    prompts.iter().for_each(|prompt| found.saw(prompt));
    for (path, cause) in &found.broken {
        hash_text(&mut hash, path.as_os_str().as_encoded_bytes());
        hash_text(&mut hash, cause.as_bytes());
    }
    let tree = found.tree(root, kept.into_iter());
    hash_text(&mut hash, tree.name.as_bytes());
    hash.update(&[root.kind as u8, root.origin as u8]);
    Ok((tree, hash.finalize()))
}

/// Adds a text and its length, so that different sequences of texts have different hashes.
pub fn hash_text(hash: &mut Hasher, text: &[u8]) {
    hash.update(&(text.len() as u64).to_le_bytes());
    hash.update(text);
}

/// Adds a text that may be absent, which differs from an empty one.
pub fn hash_option(hash: &mut Hasher, text: Option<&[u8]>) {
    hash.update(&[u8::from(text.is_some())]);
    hash_text(hash, text.unwrap_or_default());
}

/// Files found below a root and not excluded by their paths, not read yet.
struct FoundTree {
    canonical: PathBuf,
    files: Vec<FoundFile>,
    left_out: Vec<LeftOut>,
    broken: Vec<(PathBuf, String)>,
    seen: Vec<PathBuf>,
    probes: Vec<(Probe, ProbeResult)>,
}

impl FoundTree {
    fn below(root: &Root) -> Result<Self, SourceError> {
        let found = found_below(root);
        let (canonical, found) = match found {
            // One known place that cannot be read leaves the others; a file of its name is none.
            Err(SourceError::Folder { cause, .. }) if root.origin != FolderOrigin::Named => {
                let is_other = cause.kind() == io::ErrorKind::NotADirectory;
                let broken = (!is_other).then(|| (root.folder.clone(), cause.to_string())).into_iter().collect();
                (root.folder.clone(), WalkResult { broken, seen: vec![root.folder.clone()], ..WalkResult::default() })
            }
            found => found?,
        };
        let WalkResult { files, mut left_out, broken, mut seen, probes } = found;
        let paths: Vec<&str> = files.iter().map(|file| file.relative.as_str()).collect();
        let reasons = sift(&paths, root.kind, |relative| is_command(&root.place_of(relative)));
        let mut kept = Vec::new();
        let mut dropped = Vec::new();
        for (file, reason) in files.into_iter().zip(reasons) {
            match reason {
                None => kept.push(file),
                Some(reason) => dropped.push((file.relative, file.path.display().to_string(), reason)),
            }
        }
        left_out.extend(left_out_together(dropped));
        seen.extend(kept.iter().map(|file| file.path.clone()));
        Ok(Self { canonical, files: kept, left_out, broken, seen, probes })
    }

    fn saw(&mut self, prompt: &Prompt) {
        self.seen.push(prompt.path.clone());
        self.probes.push(Probe::followed(prompt.path.clone(), prompt.target.as_deref()));
    }

    fn tree(self, root: &Root, contents: impl Iterator<Item = Option<ReadContent>>) -> Tree {
        let source = |relative: String, path: &Path, target, ReadContent { bytes, prompt }| SourceFile {
            kind: kind_of(&relative, root.kind),
            at: root.place_of(&relative),
            target,
            prompt: prompt.and_then(|prompt| prompt.bytes),
            ..SourceFile::new(relative, path.display().to_string(), bytes)
        };
        let read = self.files.into_iter().zip(contents);
        let mut files: Vec<_> =
            read.filter_map(|(file, content)| Some(source(file.relative, &file.path, file.target, content?))).collect();
        let relative = |path: &Path| slashes(path.strip_prefix(&root.folder).unwrap_or(path));
        files.extend(self.broken.into_iter().map(|(path, cause)| {
            source(relative(&path), &path, None, ReadContent { bytes: Err(cause), prompt: None })
        }));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Tree {
            display: root.display(),
            at: root.at.clone(),
            name: root.team_name_at(&self.canonical),
            files,
            left_out: self.left_out,
            root: Some(self.canonical),
            library: None,
            seen: self.seen,
            probes: self.probes,
            origin: root.origin,
            working: root.working.clone(),
        }
    }
}

/// The canonical path of a root, and what is below it.
fn found_below(root: &Root) -> Result<(PathBuf, WalkResult), SourceError> {
    let failed = |cause| SourceError::Folder { folder: root.display(), cause };
    let canonical = root.folder.canonicalize().map_err(failed)?;
    let found = match root.folder.metadata().map_err(failed)? {
        metadata if metadata.is_dir() => walk(root, &canonical, &|relative| root.takes(relative))?,
        // A client's file with several agents is a place of its own.
        metadata if metadata.is_file() && of_file(&root.at).is_some() => WalkResult::one(root, &canonical),
        _ => return Err(failed(io::Error::new(io::ErrorKind::NotADirectory, "not a folder"))),
    };
    Ok((canonical, found))
}

/// What a file holds.
struct ReadContent {
    /// Its bytes, or why there are none.
    bytes: Result<Vec<u8>, String>,
    prompt: Option<Prompt>,
}

/// The file that a definition names as its prompt.
struct Prompt {
    path: PathBuf,
    /// Where the path leads.
    target: Option<PathBuf>,
    bytes: Option<Vec<u8>>,
}

impl FoundTree {
    fn content(&self, root: &Root, file: &FoundFile) -> Result<ReadContent, SourceError> {
        let bytes = content(&file.path)?;
        let prompt = bytes.as_ref().ok().and_then(|bytes| self.prompt(root, file, bytes));
        Ok(ReadContent { bytes, prompt })
    }

    fn prompt(&self, root: &Root, file: &FoundFile, bytes: &[u8]) -> Option<Prompt> {
        // Few files name one, and only those are read twice.
        let may_name_one =
            format_of(&file.relative) != FileFormat::Markdown && String::from_utf8_lossy(bytes).contains(PROMPT_FILE);
        let definition = may_name_one
            .then(|| definition::read(&file.relative, &root.place_of(&file.relative), "", bytes).pop())??;
        let path = file.path.parent()?.join(definition.prompt_file()?);
        let target = path.canonicalize().ok();
        let allowed = target.as_ref().filter(|target| root.is_inside(target, &self.canonical));
        let bytes = allowed.and_then(|target| files::read(target, LARGEST_FILE).ok());
        Some(Prompt { path, target, bytes })
    }
}

impl Root {
    /// The name of a team of its agents without a `team.md`; nothing below it is read.
    pub fn team_name(&self) -> String {
        let canonical = self.folder.canonicalize();
        self.team_name_at(canonical.as_ref().unwrap_or(&self.folder))
    }

    fn team_name_at(&self, canonical: &Path) -> String {
        escape::name(&self.team.clone().unwrap_or_else(|| team_name(canonical)))
    }
}

/// A team without a `team.md` has the name of its folder; for a hidden folder such as `.claude`, of its parent.
fn team_name(folder: &Path) -> String {
    let name = |folder: &Path| folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let own = name(folder).unwrap_or_else(|| "agents".to_owned());
    match folder.parent().and_then(name) {
        Some(parent) if own.starts_with('.') && !parent.is_empty() => parent,
        _ => own,
    }
}

/// A file's bytes, or why there are none. A pipe or a device is not opened: reading it might never end.
fn content(path: &Path) -> Result<Result<Vec<u8>, String>, SourceError> {
    match files::read(path, LARGEST_FILE) {
        Ok(bytes) => Ok(Ok(bytes)),
        Err(e) if files::is_too_large(&e) => Err(SourceError::TooLarge(escape::name(&path.display().to_string()))),
        Err(e) => Ok(Err(e.to_string())),
    }
}
