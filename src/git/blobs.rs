//! The contents of a revision, as git lists them, and the targets of its links.

use super::Repository;
use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use task_router_engine::agent::dialect::of_file;
use task_router_engine::files::{LARGEST_FILE, MAX_FILES};

/// The folder of files that name places of definitions.
const MANIFESTS: &str = ".claude-plugin/";
/// How many links in a row are followed.
const MAX_LINKS: usize = 8;

/// A file of a revision.
#[derive(Clone)]
pub struct Blob {
    /// The hash of its content.
    pub hash: String,
    /// Its path from the repository's root.
    pub path: String,
    /// The root of the repository that holds it: this one, or a submodule.
    pub top: PathBuf,
    /// The link through which it has this path.
    pub link: Option<String>,
}

impl Blob {
    /// A file that is there itself.
    pub fn new(hash: String, path: String, top: &Path) -> Self {
        Self { hash, path, top: top.to_owned(), link: None }
    }

    /// A link: its path and its target; `None` if the target is not in the repository, or the link is inside it.
    pub fn leads(&self, to: &[u8]) -> Option<(String, String)> {
        let to = std::str::from_utf8(to).ok().filter(|to| !to.starts_with('/'))?;
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts.pop();
        for part in to.split('/').filter(|part| !matches!(*part, "" | ".")) {
            match part {
                ".." => _ = parts.pop()?,
                part => parts.push(part),
            }
        }
        let to = parts.join("/");
        (!to.is_empty() && !is_below(&self.path, &to)).then(|| (self.path.clone(), to))
    }
}

/// Adds the targets of links under the links' paths, also through other links.
///
/// # Errors
/// If that is more than [`MAX_FILES`]: a thousand links to a folder of a thousand files are a million.
pub fn follow(links: &[(String, String)], files: &mut BTreeMap<String, Blob>) -> anyhow::Result<()> {
    let most = files.len() + MAX_FILES;
    for _ in 0..MAX_LINKS {
        let before = files.len();
        for (link, to) in links {
            let below = files.range(paths_below(to));
            let found: Vec<Blob> = files
                .get_key_value(to)
                .into_iter()
                .chain(below)
                .map(|(path, blob)| Blob {
                    hash: blob.hash.clone(),
                    path: format!("{link}{}", &path[to.len()..]),
                    top: blob.top.clone(),
                    link: Some(link.clone()),
                })
                .filter(|blob| of_file(&blob.path).is_some() || blob.path.contains(MANIFESTS))
                .collect();
            found.into_iter().for_each(|blob| _ = files.entry(blob.path.clone()).or_insert(blob));
            if files.len() > most {
                bail!("links lead to more than {MAX_FILES} definitions (the last one read is `{link}`)");
            }
        }
        if files.len() == before {
            break;
        }
    }
    Ok(())
}

/// The paths below a folder, and no others: in their order, `0` comes right after `/`.
fn paths_below(folder: &str) -> Range<String> {
    format!("{folder}/")..format!("{folder}0")
}

/// Whether a path lies below a folder.
fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The contents of blobs, in order.
pub fn contents(blobs: &[Blob]) -> anyhow::Result<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    for blobs in blobs.chunk_by(|a, b| a.top == b.top) {
        let Some(first) = blobs.first() else { continue };
        let wanted: String = blobs.iter().map(|blob| format!("{}\n", blob.hash)).collect();
        let repository = Repository { root: first.top.clone() };
        let bytes = repository.output(&["cat-file", "--batch"], wanted.as_bytes())?;
        let mut rest = bytes.as_slice();
        for _ in blobs {
            let end = rest.iter().position(|&b| b == b'\n').context("git cat-file ended early")?;
            let head = String::from_utf8_lossy(&rest[..end]).into_owned();
            let size: usize =
                head.rsplit(' ').next().and_then(|size| size.parse().ok()).context("git cat-file gave no size")?;
            let content = end.checked_add(1 + size).and_then(|to| rest.get(end + 1..to));
            found.push(content.context("git cat-file ended early")?.to_vec());
            rest = rest.get(end + size + 2..).unwrap_or_default();
        }
    }
    Ok(found)
}

/// The kind of an entry of `git ls-tree`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A file.
    File,
    /// A link.
    Link,
    /// A submodule: a commit of another repository.
    Submodule,
}

/// A line of `git ls-tree --long`.
pub struct TreeEntry {
    /// Its kind.
    pub mode: Mode,
    /// The hash of its content, or the commit.
    pub hash: String,
    /// The size of its content.
    pub size: u64,
    /// Its path from the repository's root.
    pub path: String,
}

impl TreeEntry {
    /// `mode type hash size<TAB>path`; a submodule has no size.
    pub fn parse(line: &[u8]) -> Option<Self> {
        let line = String::from_utf8_lossy(line);
        let (head, path) = line.split_once('\t')?;
        let mut head = head.split_ascii_whitespace();
        let (mode, hash, size) = (head.next()?, head.nth(1)?, head.next()?);
        let mode = match mode {
            "120000" => Mode::Link,
            "160000" => Mode::Submodule,
            mode => mode.starts_with("100").then_some(Mode::File)?,
        };
        Some(Self { mode, hash: hash.to_owned(), size: size.parse().unwrap_or_default(), path: path.to_owned() })
    }

    /// Whether it is small enough for a definition. Which files are definitions depends on the place that they are in.
    pub fn is_read(&self) -> bool {
        self.size <= LARGEST_FILE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> BTreeMap<String, Blob> {
        let blob = |path: &&str| Blob::new(String::new(), (*path).to_owned(), Path::new(""));
        paths.iter().map(|path| ((*path).to_owned(), blob(path))).collect()
    }

    #[test]
    fn links_are_followed_and_end() {
        let link = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let followed = |links: &[(String, String)]| {
            let mut files = files(&["real/a.md", "real/b.md", "other.md"]);
            follow(links, &mut files).map(|()| files.into_keys().collect::<Vec<_>>().join(" ")).unwrap()
        };
        assert_eq!(followed(&[link("x", "real")]), "other.md real/a.md real/b.md x/a.md x/b.md");
        assert_eq!(followed(&[link("y", "x"), link("x", "real/a.md")]), "other.md real/a.md real/b.md");
        assert_eq!(
            followed(&[link("y.md", "x.md"), link("x.md", "other.md")]),
            "other.md real/a.md real/b.md x.md y.md"
        );
        assert_eq!(followed(&[link("x", "y"), link("y", "x"), link("z", "re")]), "other.md real/a.md real/b.md");
    }

    #[test]
    fn files_beside_what_a_link_leads_to_are_not_looked_at() {
        let range = paths_below("a");
        for path in ["a", "a-1.md", "a.md", "a0", "a0/b.md", "ab/c.md", "b/a/c.md", "A/b.md"] {
            assert!(!range.contains(&path.to_owned()) && !is_below(path, "a"), "{path}");
        }
        for path in ["a/b.md", "a/b/c.md", "a/ b", "a/\u{10ffff}"] {
            assert!(range.contains(&path.to_owned()) && is_below(path, "a"), "{path}");
        }
    }

    #[test]
    fn links_that_multiply_are_refused() {
        let names: Vec<String> = (0..300).map(|i| format!("real/{i}.md")).collect();
        let mut files = files(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let links: Vec<(String, String)> = (0..MAX_FILES).map(|i| (format!("l{i}"), "real".to_owned())).collect();
        let error = follow(&links, &mut files).unwrap_err().to_string();
        assert!(error.starts_with("links lead to more than"), "{error}");
        assert!(files.len() <= MAX_FILES + 600, "{}", files.len());
    }
}
