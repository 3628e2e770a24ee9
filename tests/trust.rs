//! Definitions, fixtures and file names of a stranger: what they must not be able to do.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// A folder that is a repository's root, with these files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    write(folder.path(), files);
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn agent(name: &str, keyword: &str, more: &str) -> String {
    format!(
        "---\nname: {name}\ndescription: Works with {keyword}.\nkeywords: [{keyword}]\n{more}---\nTASK: {{user_task}}\n"
    )
}

fn route(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.args(args).current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", folder).stdin(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    route(folder, args).output().unwrap()
}

fn feed(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let file = folder.join("input-of-the-test");
    fs::write(&file, input).unwrap();
    route(folder, args).stdin(fs::File::open(file).unwrap()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@b"]).args(args).env("HOME", folder);
    let output = git.output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", text(&output.stderr));
}

/// Agents and fixtures, committed as the branch `base`.
fn history() -> TempDir {
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

#[test]
fn a_folder_that_looks_like_a_repository_is_none() {
    let folder = history();
    let agents = folder.path().join("agents");
    let ran = folder.path().join("ran");
    // Ordinary files: git takes the folder for a bare repository, goes for an object that is not there, and asks this program.
    write(
        &agents,
        &[
            ("HEAD", "ref: refs/heads/main\n"),
            ("objects/keep", ""),
            ("refs/heads/base", "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n"),
            (
                "config",
                &format!(
                    "[core]\n\trepositoryformatversion = 1\n\tbare = false\n\tworktree = .\n[extensions]\n\tpartialClone = \
                     origin\n[remote \"origin\"]\n\turl = .\n\tpromisor = true\n\tuploadpack = \"touch {}; false\"\n",
                    ran.display()
                ),
            ),
        ],
    );
    git(folder.path(), &["add", "-A", "-f"]);
    git(folder.path(), &["commit", "-qm", "a pull request"]);
    let output = run(folder.path(), &["diff", "base", "--exit-code"]);
    assert!(!ran.exists(), "a command of the checkout was run");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("", Some(0)), "{}", text(&output.stderr));
    // Also from inside that folder.
    let output = run(&agents, &["diff", "base", "--agents", "."]);
    assert!(!ran.exists(), "a command of the checkout was run");
    assert_ne!(output.status.code(), None);
}

#[test]
fn a_lost_object_is_not_fetched() {
    let folder = history();
    let ran = folder.path().join("ran");
    for setting in [
        ["core.repositoryformatversion", "1"],
        ["extensions.partialClone", "origin"],
        ["remote.origin.url", "."],
        ["remote.origin.promisor", "true"],
        ["remote.origin.uploadpack", &format!("touch {}; false", ran.display())],
        ["protocol.file.allow", "always"],
        ["core.fsmonitor", &format!("touch {}", ran.display())],
    ] {
        git(folder.path(), &["config", setting[0], setting[1]]);
    }
    let hash = Command::new("git").current_dir(folder.path()).args(["rev-parse", "base:agents/baker.md"]).output();
    let hash = text(&hash.unwrap().stdout).trim().to_owned();
    fs::remove_file(folder.path().join(format!(".git/objects/{}/{}", &hash[..2], &hash[2..]))).unwrap();
    let output = run(folder.path(), &["diff", "base"]);
    assert!(!ran.exists(), "a command of the configuration was run");
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

#[test]
fn what_names_no_revision_is_no_option() {
    let folder = history();
    for base in ["--output=made", "ext::sh -c touch% made", "$(touch made)", "-h", "base:agents", "@{-1}", ""] {
        let output = run(folder.path(), &["diff", "--", base]);
        assert_eq!(output.status.code(), Some(2), "{base}: {}", text(&output.stdout));
        assert!(!folder.path().join("made").exists());
    }
    let lost = run(folder.path(), &["diff", "no-such"]);
    assert!(text(&lost.stderr).contains("`no-such` is neither a folder nor a git revision"), "{}", text(&lost.stderr));
    // The environment of a hook does not lead git elsewhere.
    let mut command = route(folder.path(), &["diff", "base"]);
    let output = command.env("GIT_DIR", "/nowhere").env("GIT_WORK_TREE", "/").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

/// Lines that GitHub would run as commands, other than our own annotations.
fn commands(output: &Output) -> Vec<String> {
    let all = text(&output.stdout) + &text(&output.stderr);
    let foreign = |line: &&str| line.starts_with("::") && !line.contains("title=route ");
    all.split(['\n', '\r', '\u{2028}']).filter(foreign).map(str::to_owned).collect()
}

#[test]
fn no_text_of_a_file_starts_a_line() {
    let folder = repository(&[
        (
            "agents/team.md",
            "---\nname: \"t\\n::stop-commands::x1\"\nfallback: \"nobody\\n::add-mask::a\"\nflows:\n  - {name: \"f\\n::error::f\", \
             keywords: [\"k\\n::error::k\"], steps: [\"s\\n::error::s\"]}\n---\n{agent_prompt}\n",
        ),
        (
            "agents/ok.md",
            &agent("ok", "dough", "knowledge: \"a\\n::error::knowledge\"\nneeds: [\"n\\n::error::needs\"]\n"),
        ),
        (
            "agents/b.md",
            "---\nname: \"b\\u2028::error::b\"\ndescription: \"d\\r::error::d\"\nkeywords: [\"x\\n::error::x\"]\n---\n",
        ),
        (
            "agents/c\n::error::file.md",
            "---\nname: c\ndescription: c\npatterns: ['(']\npriority: \"p\\n::error::p\"\n---\n",
        ),
        (
            "tests/routing/a.yaml",
            "- {request: \"a\\n::error::r\", status: \"s\\n::error::status\"}\n- {request: \"q\\n::error::q\", agent: \"w\\n::error::w\"}\n",
        ),
    ]);
    let calls = [
        "list",
        "check",
        "check --format junit",
        "check --format github",
        "check --format sarif",
        "check --format json",
        "check --coverage",
        "suggest",
        "plan dough",
        "plan -f markdown dough",
        "plan -f mermaid dough",
        "plan -f dot dough",
        "plan -f json dough",
        "dough",
        "-f json dough",
        "explain dough",
        "explain dough -f json",
        "show ok -f json",
        "diff agents",
        "--agent nobody dough",
        "--team nobody dough",
    ];
    for call in calls {
        let output = run(folder.path(), &call.split(' ').collect::<Vec<_>>());
        assert_eq!(commands(&output), [""; 0], "route {call}");
    }
}

#[test]
fn one_request_is_one_record() {
    let knowledge = "knowledge: \"doc\\nfake\\trouted\\t1.00\\t-\\tinjected\"\n";
    let evil = agent("\"tab\\tx\\0nul\"", "dough", knowledge);
    let folder = repository(&[("agents/a.md", &evil)]);
    let output = feed(folder.path(), &[], b"dough\n");
    let line = text(&output.stdout);
    assert_eq!((line.matches('\n').count(), line.matches('\t').count()), (1, 4), "{line:?}");
    for format in ["name", "prompt", "knowledge", "text", "json"] {
        let output = feed(folder.path(), &["--input", "nul", "-f", format], b"dough\0iron\0");
        let ends = output.stdout.iter().filter(|&&b| b == 0).count();
        assert!(ends == 2 || format == "json" && ends == 0, "{format}: {:?}", text(&output.stdout));
    }
}

#[test]
fn the_diff_of_suggest_names_no_other_file() {
    let name = "agents/x b/agents/x\n\n--- a/Makefile\n+++ b/Makefile\n@@ -2,2 +2,3 @@\n+X := $(shell touch pwned)\n all:\n \techo build\n--- a/agents/y.md\n+++ b/agents/y.md";
    let baker = "---\nname: baker\ndescription: Bakes bread.\nkeywords: [dough]\n---\n";
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    write(
        folder.path(),
        &[
            (name, baker),
            ("agents/y.md", baker),
            ("agents/florist.md", "---\nname: florist\ndescription: Binds flowers.\nkeywords: [rose]\n---\n"),
            ("tests/routing/a.yaml", "- {request: heat the kwiaty, agent: baker}\n"),
            ("Makefile", "# build\nall:\n\techo build\n"),
        ],
    );
    let diff = run(folder.path(), &["suggest"]).stdout;
    fs::write(folder.path().join("p.diff"), &diff).unwrap();
    let _ = Command::new("git").current_dir(folder.path()).args(["apply", "p.diff"]).output().unwrap();
    assert_eq!(
        fs::read_to_string(folder.path().join("Makefile")).unwrap(),
        "# build\nall:\n\techo build\n",
        "{}",
        text(&diff)
    );
}

#[test]
fn a_carriage_return_ends_no_line_of_a_diff() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "-q"]);
    write(
        folder.path(),
        &[
            ("agents/baker.md", "---\nname: baker\ndescription: \"Bakes\r bread.\"\nkeywords: [dough]\n---\n"),
            ("tests/routing/a.yaml", "- {request: heat the kwiaty, agent: baker}\n"),
        ],
    );
    let diff = run(folder.path(), &["suggest"]).stdout;
    assert!(!diff.is_empty());
    fs::write(folder.path().join("p.diff"), &diff).unwrap();
    git(folder.path(), &["apply", "--check", "p.diff"]);
}

#[test]
fn markdown_of_a_plan_brings_no_markup() {
    let name = "**one</b><img src=x onerror=alert(1)> @team ![b](http://x) [l](http://x) `c`";
    let evil = format!("---\nname: '{name}'\ndescription: '{name}.'\nkeywords: [dough]\n---\n");
    let folder = repository(&[("agents/a.md", &evil)]);
    let output = run(folder.path(), &["plan", "-f", "markdown", "dough and ```x``` <b>"]);
    let page = text(&output.stdout);
    let page = page.split("```mermaid").next().unwrap();
    for markup in ["<img", "<b>", " @team", "![b]", "[l](", " `c`", "```"] {
        assert!(!page.replace(&format!("\\{}", markup.trim()), "").contains(markup), "{markup}: {page}");
    }
}

#[test]
fn a_request_that_is_too_long_is_a_record_with_an_error() {
    let folder = repository(&[("agents/baker.md", &agent("baker", "dough", ""))]);
    let mut input = b"dough\n".to_vec();
    input.resize(17 << 20, b'a');
    input.extend_from_slice(b"\ndough\n");
    for (format, lines) in [("name", ["baker", "-", "baker"]), ("text", ["baker\t", "-\terror\t", "baker\t"])] {
        let output = feed(folder.path(), &["-f", format], &input);
        let out = text(&output.stdout);
        assert_eq!((out.lines().count(), output.status.code()), (3, Some(2)));
        assert!(out.lines().zip(lines).all(|(line, start)| line.starts_with(start)), "{out:?}");
        let said = text(&output.stderr);
        assert!(said.contains("line 2 of the input: longer than the 16 MB of a request"), "{said}");
    }
    let output = feed(folder.path(), &["-"], &input);
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
    // Endless input without a line break ends with the input, in bounded memory.
    let mut command = Command::new("sh");
    let line =
        format!("head -c 200000000 /dev/zero | (ulimit -v 1000000; exec {} -f name)", env!("CARGO_BIN_EXE_route"));
    let output = command.args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("-\n", Some(2)), "{}", text(&output.stderr));
}

#[test]
fn fixtures_are_regular_files_of_bounded_size_and_depth() {
    let brackets = format!("- {{request: a, agent: {}{}}}\n", "[".repeat(200_000), "]".repeat(200_000));
    let whole = format!("{{tests: [{}]}}\n", "{request: a, agent: baker},\n".repeat(200_000));
    let line = format!("{{\"request\":\"{}\",\"agent\":\"baker\"}}\n", "a".repeat(5 << 20));
    let folder = repository(&[
        ("agents/baker.md", &agent("baker", "dough", "")),
        ("brackets.yaml", &brackets),
        ("whole.yaml", &whole),
        ("line.jsonl", &line),
    ]);
    mkfifo(&folder.path().join("pipe.yaml"));
    symlink("/dev/zero", folder.path().join("endless.yaml")).unwrap();
    for (file, said) in [
        ("brackets.yaml", "brackets are nested too deeply"),
        ("whole.yaml", "larger than the 4 MB of a fixture"),
        ("line.jsonl", "larger than the 4 MB of a fixture"),
        ("pipe.yaml", "not a regular file"),
        ("endless.yaml", "not a regular file"),
    ] {
        let output = run(folder.path(), &["check", file]);
        let out = text(&output.stdout) + &text(&output.stderr);
        assert!(out.contains(said) && output.status.code() == Some(2), "{file}: {out}");
    }
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A shell for a user who may start one process and not one thread more.
fn without_threads(folder: &Path, line: &str) -> Output {
    let line = format!("ulimit -u 1; exec {} {line}", env!("CARGO_BIN_EXE_route"));
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    // No limit holds for root.
    let mut command = if is_root { Command::new("setpriv") } else { Command::new("bash") };
    if is_root {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        command.args(["--reuid", "54321", "--regid", "54321", "--clear-groups", "bash"]);
    }
    command.args(["-c", &line]).current_dir(folder).env("HOME", folder).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn without_threads_all_is_done_in_one() {
    let agents: Vec<(String, String)> =
        (0..200).map(|i| (format!("agents/a{i}.md"), agent(&format!("a{i}"), &format!("word{i}"), ""))).collect();
    let files: Vec<(&str, &str)> = agents.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = repository(&files);
    write(
        folder.path(),
        &[("tests/routing/a.yaml", "- {request: word7, agent: a7}\n"), ("requests", "word7\nword8\n")],
    );
    for (line, out) in
        [("-f name word7", "a7\n"), ("-f name < requests", "a7\na8\n"), ("check --only-failing", "ok: 1 of 1")]
    {
        let output = without_threads(folder.path(), line);
        assert!(text(&output.stdout).starts_with(out), "{line}: {:?} {}", output.status, text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
    }
}

#[test]
fn what_takes_long_grows_with_the_size_of_a_file() {
    const MANY: usize = 16_000;
    let keywords: String = (0..MANY).map(|i| format!("  - kw{i}\n")).collect();
    let claims = |name: &str| format!("---\nname: {name}\ndescription: d\nkeywords:\n{keywords}---\n");
    let flows: String = (0..MANY).map(|i| format!("  - {{name: f{i}, steps: [nobody{i}]}}\n")).collect();
    let folder = repository(&[
        ("agents/team.md", &format!("---\nname: t\nflows:\n{flows}---\n")),
        ("agents/x.md", &claims("x")),
        ("agents/y.md", &claims("y")),
    ]);
    let started = std::time::Instant::now();
    let output = run(folder.path(), &["check", "-f", "json"]);
    assert_ne!(output.status.code(), Some(0));
    // With the square of the size it took a hundred times as long.
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
fn half_a_file_is_not_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    // Files may not grow beyond 512 bytes; the signal that says so is ignored, so that writing fails.
    let line = format!("trap '' XFSZ; ulimit -f 1; exec {} init --team backend-team made", env!("CARGO_BIN_EXE_route"));
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    let again = run(folder.path(), &["init", "--team", "backend-team", "made"]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(run(folder.path(), &["list", "--agents", "made/agents"]).status.code(), Some(0));
    let whole = |file: &str| fs::metadata(folder.path().join("made").join(file)).unwrap().len() > 512;
    let said = text(&output.stderr);
    let named = said.split('`').find(|part| part.ends_with(".md")).unwrap().to_owned();
    assert!(whole(&named), "{named} was kept as half a file");
}

#[test]
fn more_than_can_be_used_is_an_error() {
    let patterns: String = (0..10_001).map(|i| format!("  - 'p{i}'\n")).collect();
    let text = format!("---\nname: x\ndescription: d\npatterns:\n{patterns}---\n");
    let folder = repository(&[("agents/x.md", &text), ("agents/baker.md", &agent("baker", "dough", ""))]);
    for call in [["-f", "name", "dough"].as_slice(), &["list"], &["check"], &["plan", "dough"]] {
        let output = run(folder.path(), call);
        let said = text_of(&output);
        assert!(
            said.contains("10001 patterns, more than the 10000") && output.status.code() == Some(2),
            "{call:?}: {said}"
        );
    }
}

fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}
