//! Places, files and documents that are there and may not be read: each is told, and none is passed over in silence.

use crate::repository::{agent, repository, text, write};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const ROUTE: &str = env!("CARGO_BIN_EXE_route");

/// The program run by a user who is held by permissions: root reads everything, so root's tests run as somebody else.
fn run(folder: &Path, args: &[&str]) -> Output {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = Command::new(if is_root { "setpriv" } else { ROUTE });
    if is_root {
        command.args(["--reuid", "54321", "--regid", "54321", "--clear-groups", ROUTE]);
    }
    command.args(args).current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", folder.join("home"));
    command.env("ROUTE_CACHE", folder.join("cache")).stdin(Stdio::null()).output().unwrap()
}

/// A repository with a baker, its document and a fixture, and what a team file says.
fn bakery(team: Option<&str>) -> TempDir {
    let folder = repository(&[
        ("agents/baker.md", &agent("baker", "dough", "knowledge: baking.md\n")),
        (".claude/agents/smith.md", &agent("smith", "iron", "")),
        ("home/.claude/agents/tailor.md", &agent("tailor", "cloth", "")),
        ("knowledgebase/baking.md", "Bake.\n"),
        ("tests/routing/a.yaml", "- {request: dough, agent: baker}\n"),
    ]);
    if let Some(team) = team {
        write(folder.path(), &[("agents/team.md", team)]);
    }
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
    folder
}

/// What `said` returns while nobody may read `path`.
fn closed<T>(folder: &TempDir, path: &str, said: impl FnOnce() -> T) -> T {
    let path = folder.path().join(path);
    let before = fs::metadata(&path).unwrap().permissions();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let said = said();
    fs::set_permissions(&path, before).unwrap();
    said
}

#[test]
fn a_place_that_cannot_be_read_is_told() {
    for team in [None, Some("---\nname: shop\nfallback: baker\n---\n")] {
        let folder = bakery(team);
        for place in [".claude", ".claude/agents"] {
            let finding = format!("{place}:1: error[unreadable-file]: cannot read this file");
            for (args, status) in [
                (&["check"][..], 2),
                (&["check", "--allow-empty", "--kind", "agent"], 2),
                (&["list"], 0),
                (&["-f", "name", "dough"], 0),
                // Answered from the cache.
                (&["-f", "name", "dough"], 0),
                (&["plan", "dough"], 0),
                (&["explain", "dough"], 0),
            ] {
                let output = closed(&folder, place, || run(folder.path(), args));
                let said = text(&output.stdout) + &text(&output.stderr);
                assert!(said.contains(&finding), "{place}: {args:?}: {said}");
                assert_eq!(output.status.code(), Some(status), "{place}: {args:?}: {said}");
            }
            let output = run(folder.path(), &["-f", "name", "dough"]);
            assert_eq!((text(&output.stdout).as_str(), text(&output.stderr).as_str()), ("baker\n", ""), "{place}");
        }
    }
}

#[test]
fn a_place_of_the_user_that_cannot_be_read_is_told() {
    let folder = bakery(None);
    let said = |place: &str| {
        let output = closed(&folder, place, || run(folder.path(), &["list"]));
        assert_eq!(output.status.code(), Some(0));
        text(&output.stderr)
    };
    assert!(said("home/.claude").contains("home/.claude:1: error[unreadable-file]"));
    // What is in it is not known, and it need not be this user's.
    assert!(!said("home").contains("error["));
}

#[test]
fn fixtures_that_cannot_be_reached_are_told() {
    let folder = bakery(None);
    for (place, args) in
        [("tests", &["check"][..]), ("tests", &["check", "--allow-empty"]), ("tests/routing", &["check"])]
    {
        let output = closed(&folder, place, || run(folder.path(), args));
        let said = text(&output.stderr);
        assert!(said.contains("cannot read the fixtures `tests/routing"), "{place}: {said}");
        assert_eq!(output.status.code(), Some(2), "{place}: {said}");
    }
    assert_eq!(run(folder.path(), &["check"]).status.code(), Some(0));
}

#[test]
fn a_document_that_cannot_be_read_is_told_and_read_again_once_it_can_be() {
    let folder = bakery(None);
    let decide = || {
        // What was changed a moment ago is not cached.
        std::thread::sleep(std::time::Duration::from_millis(50));
        let output = run(folder.path(), &["--fields", "agent,warnings", "dough"]);
        text(&output.stdout)
    };
    let fine = "{\"agent\":\"baker\",\"warnings\":[]}\n";
    assert_eq!((decide(), decide()), (fine.to_owned(), fine.to_owned()));
    for place in ["knowledgebase/baking.md", "knowledgebase"] {
        let wrong = if place.ends_with(".md") { "cannot be read; correct its permissions" } else { "is missing" };
        let (first, cached) = closed(&folder, place, || (decide(), decide()));
        assert!(first.contains("the knowledge document `knowledgebase/baking.md` of baker"), "{place}: {first}");
        assert!(first.contains(wrong) && first == cached, "{place}: {first}");
        let output = closed(&folder, place, || run(folder.path(), &["check"]));
        let said = text(&output.stdout);
        assert!(said.contains("error[missing-knowledge]"), "{place}: {said}");
        assert!(said.contains("cannot be read"), "{place}: {said}");
        assert_eq!(output.status.code(), Some(1), "{place}: {said}");
        assert_eq!(decide(), fine);
    }
    let output = closed(&folder, "knowledgebase/baking.md", || run(folder.path(), &["show", "baker", "--knowledge"]));
    assert!(text(&output.stderr).contains("cannot read `knowledgebase/baking.md`"), "{}", text(&output.stderr));
}

/// The answer stands, since others can give it; `check` fails.
#[test]
fn an_agent_that_cannot_be_read_is_told_as_an_error_by_every_command() {
    let folder = bakery(Some("---\nname: shop\nfallback: smith\n---\n"));
    write(folder.path(), &[("agents/smith.md", &agent("smith", "iron", ""))]);
    let told = |args: &[&str]| {
        let output = closed(&folder, "agents/smith.md", || run(folder.path(), args));
        (text(&output.stderr), output.status.code())
    };
    for args in
        ["dough", "explain dough", "plan dough", "run dough -- true", "run --plan dough -- true", "list", "show baker"]
    {
        let args: Vec<&str> = args.split(' ').collect();
        let (said, status) = told(&args);
        assert!(said.contains("note: 2 errors in 2 files; `route check` shows them"), "{args:?}: {said}");
        assert_eq!(status, Some(0), "{args:?}: {said}");
        let (said, _) = told(&[&["-v"], args.as_slice()].concat());
        assert!(said.contains("agents/smith.md:1: error[unreadable-file]"), "{args:?}: {said}");
        assert!(!told(&[&["-q"], args.as_slice()].concat()).0.contains("error"), "{args:?}");
    }
    assert_eq!(told(&["check"]).1, Some(2));
}

#[test]
fn where_no_agent_can_be_read_every_command_says_so() {
    let folder = bakery(None);
    fs::remove_dir_all(folder.path().join(".claude")).unwrap();
    for args in ["dough", "explain dough", "plan dough", "list", "list -f json", "show baker", "suggest", "diff agents"]
    {
        let args: Vec<&str> = args.split(' ').chain(["--agents", "agents"]).collect();
        let output = closed(&folder, "agents/baker.md", || run(folder.path(), &args));
        let said = text(&output.stderr);
        assert!(said.contains("no agent of agents can be used: agents/baker.md:1: error[unreadable-file]"), "{said}");
        assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)), "{args:?}: {said}");
    }
}

/// A name may have the signs between the parts of a message.
#[test]
fn problems_are_counted_by_file_whatever_its_name() {
    let folder = bakery(None);
    let wrong = agent("smith", "iron", "patterns: ['(', '[']\n");
    write(folder.path(), &[("agents/a: warning[b]: c.md", &wrong)]);
    let said = text(&run(folder.path(), &["iron"]).stderr);
    assert!(said.contains("note: 2 errors in 1 file; `route check` shows them"), "{said}");
}
