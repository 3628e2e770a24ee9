//! A stranger's repository, and the program called in it.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder that is a repository's root, with these files.
pub fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(folder.path(), files);
    folder
}

pub fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

pub fn agent(name: &str, keyword: &str, more: &str) -> String {
    format!(
        "---\nname: {name}\ndescription: Works with {keyword}.\nkeywords: [{keyword}]\n{more}---\nTASK: {{user_task}}\n"
    )
}

pub fn route(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.args(args).current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", folder).stdin(Stdio::null());
    command
}

pub fn run(folder: &Path, args: &[&str]) -> Output {
    route(folder, args).output().unwrap()
}

pub fn feed(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let file = folder.join("input-of-the-test");
    fs::write(&file, input).unwrap();
    route(folder, args).stdin(fs::File::open(file).unwrap()).output().unwrap()
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args).env("HOME", folder);
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
}

/// Agents and fixtures, committed as the branch `base`.
pub fn history() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(
        folder.path(),
        &[
            ("agents/baker.md", &agent("baker", "dough", "")),
            ("tests/routing/a.yaml", "- {request: knead the dough, agent: baker}\n"),
        ],
    );
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "-A"]);
    git(folder.path(), &["commit", "-qm", "base"]);
    git(folder.path(), &["branch", "base"]);
    folder
}
