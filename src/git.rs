//! Agent files as they were in a revision, read with the `git` program; nothing is checked out.

use anyhow::{Context, bail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use task_router_engine::source::{SourceFile, Tree};

/// Reads the markdown files that `folder` held in `revision`.
pub fn tree(folder: &Path, revision: &str, name: String) -> anyhow::Result<Tree> {
    let top = PathBuf::from(line(folder, &["rev-parse", "--show-toplevel"])?);
    let prefix = line(folder, &["rev-parse", "--show-prefix"])?;
    let wanted = format!("{revision}^{{commit}}");
    let commit = line(&top, &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])
        .with_context(|| format!("`{revision}` is neither a folder nor a git revision"))?;
    let path = if prefix.is_empty() { "." } else { prefix.trim_end_matches('/') };
    let listed = output(&top, &["ls-tree", "-r", "-z", "--full-tree", &commit, "--", path], b"")?;
    let blobs: Vec<(String, String)> = String::from_utf8_lossy(&listed).split('\0').filter_map(blob).collect();
    if blobs.is_empty() {
        bail!("`{revision}` has no agent files in `{}`", prefix.trim_end_matches('/'));
    }
    let contents = contents(&top, &blobs)?;
    let file = |((_, path), content): ((String, String), Vec<u8>)| SourceFile {
        display: format!("{revision}:{path}"),
        path: path.strip_prefix(&prefix).unwrap_or(&path).to_owned(),
        content: Ok(content),
    };
    let mut files: Vec<SourceFile> = blobs.into_iter().zip(contents).map(file).collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Tree { display: format!("{revision}:{prefix}"), name, files, root: None, library: None })
}

/// `mode type hash<TAB>path` → (hash, path), for the markdown files.
fn blob(line: &str) -> Option<(String, String)> {
    let (head, path) = line.split_once('\t')?;
    let mut head = head.split(' ');
    let (mode, hash) = (head.next()?, head.nth(1)?);
    let markdown = Path::new(path).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("md"));
    (mode.starts_with("100") && markdown).then(|| (hash.to_owned(), path.to_owned()))
}

/// The contents of blobs, in order.
fn contents(top: &Path, blobs: &[(String, String)]) -> anyhow::Result<Vec<Vec<u8>>> {
    let wanted: String = blobs.iter().map(|(hash, _)| format!("{hash}\n")).collect();
    let bytes = output(top, &["cat-file", "--batch"], wanted.as_bytes())?;
    let mut rest = bytes.as_slice();
    let mut found = Vec::new();
    for _ in blobs {
        let end = rest.iter().position(|&b| b == b'\n').context("git cat-file ended early")?;
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let size: usize =
            head.rsplit(' ').next().and_then(|size| size.parse().ok()).context("git cat-file gave no size")?;
        let content = rest.get(end + 1..end + 1 + size).context("git cat-file ended early")?;
        found.push(content.to_vec());
        rest = rest.get(end + size + 2..).unwrap_or_default();
    }
    Ok(found)
}

/// One line of what git prints.
fn line(folder: &Path, args: &[&str]) -> anyhow::Result<String> {
    Ok(String::from_utf8_lossy(&output(folder, args, b"")?).trim_end_matches(['\n', '\r']).to_owned())
}

fn output(folder: &Path, args: &[&str], input: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut child = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start `git`, which reads the revision; name a folder instead")?;
    let stdin = child.stdin.take();
    let done = std::thread::scope(|scope| {
        // Written beside the reading, so that neither waits for the other's full pipe.
        scope.spawn(move || stdin.map(|mut stdin| stdin.write_all(input)));
        child.wait_with_output()
    })?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("git {} failed: {}", args.first().unwrap_or(&""), said.lines().next().unwrap_or("without a word"));
    }
    Ok(done.stdout)
}
