//! A stranger's definitions, fixtures and file names: what they must not be able to do.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

#[path = "../proportion/mod.rs"]
mod proportion;
mod repository;
mod resources;
mod unreadable;

use repository::{agent, feed, git, history, repository, route, run, text, write};
use std::fs;
use std::process::{Command, Output};

#[test]
fn a_folder_that_looks_like_a_repository_is_none() {
    let folder = history();
    let agents = folder.path().join("agents");
    let ran = folder.path().join("ran");
    // Ordinary files that would make git use the folder as a bare repository, fetch a missing object, and ask this
    // program for it.
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

/// Lines that GitHub would run as commands, except our own annotations.
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

/// Lines that a runner would take for commands: it ignores blanks before `::`, and finds `##[` anywhere.
fn hidden_commands(output: &Output) -> Vec<String> {
    let all = text(&output.stdout) + &text(&output.stderr);
    let foreign = |line: &&str| {
        let line = line.trim_start();
        !line.contains("title=route ") && (line.starts_with("::") || line.contains("##[") || line.contains("##vso["))
    };
    all.split(['\n', '\r', '\u{2028}', '\u{85}']).filter(foreign).map(str::to_owned).collect()
}

#[test]
fn no_text_of_a_file_is_a_command_where_it_stands() {
    let folder = repository(&[
        ("agents/team.md", "---\nname: \"::add-mask::t\"\nfallback: \"##[error]nobody\"\n---\n{agent_prompt}\n"),
        (
            "agents/a.md",
            "---\nname: \"::stop-commands::x\"\ndescription: \"##[error]d\"\nkeywords: [dough, \"##[group]k\"]\nproduces: [\"##vso[task.x]p\"]\n---\n",
        ),
        ("agents/b.md", "---\nname: b\ndescription: b\npatterns: ['##[stop-commands]tok(']\n---\n"),
        ("agents/##[error]c.md", "---\nname: c\ndescription: c\npatterns: ['(']\n---\n"),
        (
            "tests/routing/a.yaml",
            "- {request: \"::error::r ##[error]r\", agent: b}\n- {request: \"dough\\n::error::r\", agent: \"##[error]w\"}\n",
        ),
    ]);
    let formats = ["text", "json", "name", "knowledge"].map(|format| format!("-f {format} dough"));
    let plans = ["text", "json", "markdown", "mermaid", "dot", "status", "directive"];
    let plans = plans.map(|format| format!("plan -f {format} dough"));
    let checks = ["text", "json", "html", "junit", "sarif", "github"].map(|format| format!("check --format {format}"));
    let others = "list,list -f json,check --coverage,explain dough,explain dough -f json,show ::stop-commands::x -f json,\
                  --template {agent} dough,--template {team} dough,--team nobody dough";
    for call in formats.into_iter().chain(plans).chain(checks).chain(others.split(',').map(str::to_owned)) {
        let output = run(folder.path(), &call.split(' ').collect::<Vec<_>>());
        assert_eq!(hidden_commands(&output), [""; 0], "route {call}");
    }
    let request = "dough\n::error::pwn ##[error]";
    let output = run(folder.path(), &["explain", "-f", "html", "--", request]);
    assert_eq!(hidden_commands(&output), [""; 0], "{}", text(&output.stdout));
    let output = run(folder.path(), &["-f", "name", "use std::vector dough"]);
    assert_eq!(text(&output.stdout), "\\u{3a}:stop-commands::x\n");
}

#[test]
fn json_of_a_server_and_of_documents_hides_nothing() {
    let folder = repository(&[("agents/baker.md", &agent("baker", "dough", ""))]);
    let request = "dough x\u{202e}\u{ad}\u{7f}";
    let is_safe = |output: &Output| {
        let out = text(&output.stdout);
        assert!(out.contains("x\\u202e\\u00ad") && !out.contains(['\u{202e}', '\u{ad}', '\u{7f}']), "{out}");
    };
    let call = serde_json::json!({"jsonrpc": "2.0", "id": request, "method": "ping"});
    is_safe(&feed(folder.path(), &["mcp"], format!("{call}\n").as_bytes()));
    for format in ["status", "directive"] {
        is_safe(&run(folder.path(), &["plan", "-f", format, request]));
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
fn the_files_of_a_diff_and_of_json_are_those_on_disk() {
    let names = [
        "emoji\u{1f468}\u{200d}\u{1f373}",
        "می\u{200c}خواهم",
        "tab\there",
        "line\nbreak",
        "bidi\u{202e}mark",
        "esc\u{1b}[2J",
        "so\u{ad}ft",
    ];
    for name in names.map(|name| format!("::{name} ")) {
        let file = format!("agents/{name}.md");
        let definition = "---\nname: baker\ndescription: Bakes bread.\nkeywords: [dough]\n---\n";
        let fixture = "- {request: heat the kwiaty, agent: baker}\n";
        let folder = repository(&[
            (&file, definition),
            ("agents/florist.md", "---\nname: florist\ndescription: Binds flowers.\nkeywords: [rose]\n---\n"),
            ("tests/routing/a.yaml", fixture),
        ]);
        for command in [&["list", "-f", "json"][..], &["show", "baker", "-f", "json"]] {
            let output = run(folder.path(), command).stdout;
            assert!(!text(&output).contains(|c: char| c.is_control() && c != '\n' || "\u{200d}\u{202e}".contains(c)));
            let first = serde_json::Deserializer::from_slice(&output).into_iter::<serde_json::Value>();
            let found = first.map(Result::unwrap).find(|agent| agent["name"] == "baker").unwrap();
            assert!(folder.path().join(found["file"].as_str().unwrap()).is_file(), "{command:?}: {found}");
        }
        // Messages show names, escaped, also once their JSON is decoded.
        fs::write(folder.path().join(format!("agents/{name}2.md")), "Mends things.\n").unwrap();
        let checked: serde_json::Value =
            serde_json::from_slice(&run(folder.path(), &["check", "-f", "json"]).stdout).unwrap();
        let of_it = |found: &&serde_json::Value| found["file"].as_str().is_some_and(|file| file.ends_with("2.md"));
        for found in checked["lints"].as_array().unwrap().iter().filter(of_it) {
            assert!(folder.path().join(found["file"].as_str().unwrap()).is_file(), "{found}");
            let message = found["message"].as_str().unwrap();
            assert!(!message.contains(|c: char| c.is_control() || "\u{ad}\u{200c}\u{200d}\u{202e}".contains(c)));
        }
        fs::remove_file(folder.path().join(format!("agents/{name}2.md"))).unwrap();
        // Text is still one escaped line.
        let shown = text(&run(folder.path(), &["show", "baker"]).stdout);
        assert!(!shown.contains(&name) || name.chars().all(|c| c.is_ascii_graphic()), "{shown}");
        let diff = run(folder.path(), &["suggest"]).stdout;
        fs::write(folder.path().join("p.diff"), &diff).unwrap();
        git(folder.path(), &["apply", "p.diff"]);
        let applied = fs::read_to_string(folder.path().join(&file)).unwrap();
        assert!(applied.contains("kwiaty"), "{applied}");
        fs::write(folder.path().join(&file), definition).unwrap();
        let output = run(folder.path(), &["suggest", "--apply"]);
        assert_eq!(text(&output.stdout).lines().count(), 1, "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(folder.path().join(&file)).unwrap(), applied);
    }
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
fn nothing_is_written_through_a_link_that_leads_out_of_the_repository() {
    use std::os::unix::fs::symlink;
    let plan: &[&str] = &["run", "--plan", "knead the dough", "--", "true"];
    // A link that a checkout may contain, and commands that would write through it.
    let cases: [(&str, &[&str]); 7] = [
        (".route", plan),
        (".route/runs", plan),
        ("tests", &["init"]),
        ("agents", &["init", "--team", "backend-team"]),
        (".claude", &["hook", "claude-code", "--install", "--write"]),
        (".gemini/settings.json", &["hook", "gemini", "--install", "--write"]),
        (".codex/hooks.json", &["hook", "codex", "--install", "--write"]),
    ];
    for (link, args) in cases {
        let outside = tempfile::tempdir().unwrap();
        let folder = repository(&[(".github/agents/baker.md", &agent("baker", "dough", ""))]);
        let at = folder.path().join(link);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        // Writing to a file that does not exist yet would create it.
        let target = if link.ends_with(".json") { outside.path().join("new") } else { outside.path().to_owned() };
        symlink(target, &at).unwrap();
        let output = run(folder.path(), args);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(if args[0] == "hook" { 1 } else { 2 }), "{link}: {said}");
        assert!(said.contains("leads out of the repository") || said.contains("leads nowhere"), "{link}: {said}");
        assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0, "{link}");
    }
    let folder = repository(&[(".github/agents/baker.md", &agent("baker", "dough", ""))]);
    let outside = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".route")).unwrap();
    symlink(outside.path().join("new"), folder.path().join(".route/.gitignore")).unwrap();
    assert_eq!(run(folder.path(), plan).status.code(), Some(0));
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
    // Endless settings files are not read.
    fs::create_dir(folder.path().join(".claude")).unwrap();
    symlink("/dev/zero", folder.path().join(".claude/settings.json")).unwrap();
    let output = run(folder.path(), &["hook", "claude-code", "--install", "--write"]);
    assert!(text(&output.stderr).contains("not a regular file"), "{}", text(&output.stderr));
}

/// Invalid configurations are quoted in errors, so they must be the repository's own.
#[cfg(unix)]
#[test]
fn a_configuration_is_no_link_to_what_is_elsewhere() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    write(outside.path(), &[("secret", "[token-of-somebody]\n")]);
    let folder = repository(&[("agents/a.md", &agent("a", "oven", "")), ("own.toml", "min_confidence = 1.0\n")]);
    for config in ["route.toml", ".config/route.toml"] {
        let path = folder.path().join(config);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(outside.path().join("secret"), &path).unwrap();
        let output = run(folder.path(), &["-f", "name", "oven"]);
        let said = text(&output.stderr);
        assert!(said.contains("leads out of the repository") && !said.contains("token"), "{said}");
        assert_eq!(output.status.code(), Some(2));
        fs::remove_file(&path).unwrap();
    }
    symlink("own.toml", folder.path().join("route.toml")).unwrap();
    assert_eq!(text(&run(folder.path(), &["-f", "name", "oven"]).stdout), "-\n", "a link inside is read");
}
