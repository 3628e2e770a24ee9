//! A team whose flow is run as a plan, and what a run leaves behind.

use crate::bakery::{program, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

pub const REQUEST: &str = "plan the whole feast";

/// A team whose flow has four tasks in three waves: t1, then t2 and t3, then t4.
pub fn kitchen(gates: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("agents")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join("agents").join(name), text).unwrap();
    write(
        "team.md",
        &format!(
            "---\nname: kitchen\ndescription: The kitchen.\nfallback: helper\nreports_to: owner\n{gates}flows:\n  - name: feast\n    \
             keywords: [whole feast]\n    steps:\n      - {{agent: shopper, title: Buy}}\n      - {{all: [cook, baker], title: Make}}\n      \
             - {{agent: waiter, title: Serve}}\n---\n"
        ),
    );
    for (name, more) in [
        ("shopper", "produces: [food]\nrollback: Take the food back"),
        ("cook", "needs: [food]\nproduces: [soup]\nrisks: [The stove is cold]"),
        ("baker", "needs: [food]\nproduces: [bread]"),
        ("waiter", "needs: [soup, bread]"),
        ("helper", "keywords: [anything]"),
    ] {
        write(
            &format!("{name}.md"),
            &format!("---\nname: {name}\ndescription: The {name}.\n{more}\n---\nTASK: {{user_task}}\n"),
        );
    }
    folder
}

pub fn command(folder: &Path, options: &[&str], script: &str) -> Command {
    let mut command = program(folder);
    command.args(["run", "--plan", REQUEST]).args(options).args(["--", "sh", "-c", script]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn resume(folder: &Path, options: &[&str]) -> Output {
    program(folder).args(["run", "--resume", &id(folder)]).args(options).output().unwrap()
}

pub fn runs(folder: &Path) -> Vec<PathBuf> {
    let runs = fs::read_dir(folder.join(".route/runs")).into_iter().flatten();
    runs.map(|entry| entry.unwrap().path()).collect()
}

/// The only run.
pub fn id(folder: &Path) -> String {
    let runs = runs(folder);
    assert_eq!(runs.len(), 1);
    runs[0].file_name().unwrap().to_string_lossy().into_owned()
}

/// How often each task ran.
pub fn marks(folder: &Path) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for line in fs::read_to_string(folder.join("marks")).unwrap_or_default().lines() {
        *count.entry(line.to_owned()).or_default() += 1;
    }
    count
}

pub fn once() -> BTreeMap<String, usize> {
    ["t1", "t2", "t3", "t4"].map(|task| (task.to_owned(), 1)).into()
}

pub fn report(output: &Output) -> Value {
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

/// The files of a run's results, with what they hold.
pub fn results(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let files = fs::read_dir(runs(folder)[0].join("results")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|e| e == ending));
    files.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap())).collect()
}
