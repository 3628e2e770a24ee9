//! Faults of the environment: the program is killed, the disk is full, memory, files and processes run out, files
//! change while they are read. It may refuse, but must not give another answer, hang or crash.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]
// Each child is waited for, or killed and then waited for.
#![allow(clippy::zombie_processes)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const ROUTE: &str = env!("CARGO_BIN_EXE_route");
/// Longer than any test takes on a slow machine.
const PATIENCE: Duration = Duration::from_secs(120);

fn agent(name: &str, keyword: &str) -> String {
    format!("---\nname: {name}\ndescription: Works with {keyword}.\nkeywords: [{keyword}]\n---\nTASK: {{user_task}}\n")
}

/// A repository of `count` agents; the first is the baker.
fn repository(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join(".git")).unwrap();
    fs::create_dir_all(folder.path().join("agents")).unwrap();
    fs::write(folder.path().join("agents/baker.md"), agent("baker", "dough")).unwrap();
    for i in 1..count {
        fs::write(folder.path().join(format!("agents/a{i}.md")), agent(&format!("a{i}"), &format!("word{i}"))).unwrap();
    }
    // An index is cached although its files were stamped a moment before they were read.
    thread::sleep(Duration::from_millis(50));
    folder
}

fn cache(folder: &TempDir) -> PathBuf {
    folder.path().join("cache")
}

fn route(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(ROUTE);
    command.args(args).current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", folder);
    command.env("ROUTE_CACHE", folder.join("cache")).stdin(Stdio::null());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn answers_baker(output: &Output) {
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("baker\n", Some(0)), "{}", text(&output.stderr));
}

/// A shell command, with `route` as `$route`.
fn shell(folder: &Path, line: &str) -> Output {
    let mut command = Command::new("bash");
    command.args(["-c", line]).current_dir(folder).env_remove("ROUTE_AGENTS").env("HOME", folder).env("route", ROUTE);
    command.env("ROUTE_CACHE", folder.join("cache")).stdin(Stdio::null()).output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).map(|entries| entries.map(|e| e.unwrap().file_name().into_string().unwrap()));
    entries.map(Iterator::collect).unwrap_or_default()
}

#[test]
fn a_killed_process_leaves_nothing_that_answers_wrongly() {
    let folder = repository(30);
    let whole = {
        let started = Instant::now();
        answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
        started.elapsed()
    };
    for i in 0..20 {
        let _ = fs::remove_dir_all(cache(&folder));
        let mut child = route(folder.path(), &["-f", "name", "dough"]).stdout(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * i / 20);
        child.kill().unwrap();
        child.wait().unwrap();
        answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
        answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
    }
}

#[test]
fn a_cache_that_cannot_be_kept_costs_no_answer() {
    let folder = repository(3);
    // Nothing longer than a block can be written, as on a full disk.
    for script in ["trap '' XFSZ; ulimit -f 1; \"$route\" -f name dough", "ulimit -f 1; \"$route\" -f name dough"] {
        answers_baker(&shell(folder.path(), script));
        assert!(
            names(&cache(&folder)).iter().all(|name| !name.ends_with("unfinished")),
            "{:?}",
            names(&cache(&folder))
        );
    }
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    for path in [Path::new("/dev/full"), Path::new("/proc/nowhere"), &file, &file.join("below")] {
        answers_baker(&route(folder.path(), &["-f", "name", "dough"]).env("ROUTE_CACHE", path).output().unwrap());
    }
}

#[test]
fn a_report_that_cannot_be_written_leaves_the_last_one() {
    let folder = repository(3);
    let report = folder.path().join("report.json");
    fs::write(&report, "{}").unwrap();
    let check = "trap '' XFSZ; ulimit -f 1; \"$route\" check --allow-empty -f json --output report.json";
    let done = shell(folder.path(), check);
    assert_eq!((done.status.code(), fs::read_to_string(&report).unwrap().as_str()), (Some(2), "{}"), "{done:?}");
    let done = shell(folder.path(), &check.replace("ulimit -f 1;", ""));
    assert!(done.status.success() && fs::read_to_string(&report).unwrap().contains("\"verdict\""), "{done:?}");
    let left = fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")));
    assert_eq!(left.count(), 0);
}

#[test]
fn what_lies_in_the_cache_folder_is_not_waited_for_nor_removed() {
    let folder = repository(3);
    answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
    let kept = names(&cache(&folder));
    assert!(!kept.is_empty());
    fs::write(cache(&folder).join("thesis.index"), "mine").unwrap();
    for name in kept {
        let path = cache(&folder).join(name);
        fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    }
    let started = Instant::now();
    answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
    assert!(started.elapsed() < PATIENCE);
    assert_eq!(fs::read_to_string(cache(&folder).join("thesis.index")).unwrap(), "mine");
}

#[test]
fn a_cache_of_others_is_not_used_and_that_is_said() {
    use std::os::unix::fs::PermissionsExt;
    let folder = repository(3);
    answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
    fs::set_permissions(cache(&folder), fs::Permissions::from_mode(0o777)).unwrap();
    let output = route(folder.path(), &["-f", "name", "dough"]).output().unwrap();
    answers_baker(&output);
    assert!(text(&output.stderr).contains("is not used: it is not yours alone"), "{}", text(&output.stderr));
    fs::set_permissions(cache(&folder), fs::Permissions::from_mode(0o700)).unwrap();
    for name in names(&cache(&folder)) {
        fs::set_permissions(cache(&folder).join(name), fs::Permissions::from_mode(0o666)).unwrap();
    }
    let output = route(folder.path(), &["-f", "name", "dough"]).output().unwrap();
    answers_baker(&output);
    assert!(text(&output.stderr).contains("in the cache is not used"), "{}", text(&output.stderr));
}

#[test]
fn fifty_processes_on_a_cold_cache_answer_alike() {
    let folder = repository(40);
    let children: Vec<_> = (0..50)
        .map(|_| {
            route(folder.path(), &["-f", "name", "dough"])
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    children.into_iter().for_each(|child| answers_baker(&child.wait_with_output().unwrap()));
    assert!(names(&cache(&folder)).iter().all(|name| !name.ends_with("unfinished")));
}

#[test]
fn files_swapped_while_they_are_read_do_not_poison_the_cache() {
    let folder = repository(20);
    let file = folder.path().join("agents/baker.md");
    let texts = [agent("baker", "dough"), agent("other", "dough")];
    let done = AtomicBool::new(false);
    let put = |text: &str| {
        let new = folder.path().join("new");
        fs::write(&new, text).unwrap();
        fs::rename(&new, &file).unwrap();
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            for i in 0.. {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                put(&texts[i % 2]);
                thread::sleep(Duration::from_millis(3));
            }
        });
        for _ in 0..40 {
            let output = route(folder.path(), &["-f", "name", "dough"]).output().unwrap();
            let name = text(&output.stdout);
            assert!(["baker\n", "other\n"].contains(&name.as_str()), "{name:?} {}", text(&output.stderr));
        }
        done.store(true, Ordering::Relaxed);
    });
    for (text_of_file, name) in texts.iter().zip(["baker\n", "other\n"]).cycle().take(6) {
        put(text_of_file);
        assert_eq!(text(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap().stdout), name);
    }
}

#[test]
fn no_change_is_answered_from_before() {
    let folder = repository(5);
    let changes = [
        "true",
        "sed -i s/baker/tailor/ agents/baker.md",
        "cp -p agents/baker.md kept; sed -i s/tailor/sailor/ agents/baker.md; touch -r kept agents/baker.md",
        "mv agents/baker.md agents/moved.md",
        "touch -d '2001-01-01' agents/moved.md; sed -i s/sailor/miller/ agents/moved.md; touch -d '2001-01-01' agents/moved.md",
        "mkdir -p .claude/agents; mv agents/moved.md .claude/agents/",
        "mkdir knowledgebase; sed -i 's/^keywords/knowledge: d.md\\nkeywords/' .claude/agents/moved.md",
        "touch knowledgebase/d.md",
        "rm knowledgebase/d.md",
        "ln -s ../README knowledgebase/d.md",
        "touch README",
        "echo '.claude/agents/*' > .gitignore",
        "rm .gitignore",
        "rm .claude/agents/moved.md",
    ];
    for change in changes {
        assert!(shell(folder.path(), change).status.success(), "{change}");
        for _ in 0..2 {
            let args = ["--fields", "agent,status,knowledge,warnings", "dough"];
            let cached = route(folder.path(), &args).output().unwrap();
            let plain = route(folder.path(), &args).env("ROUTE_CACHE", "").output().unwrap();
            assert_eq!((text(&cached.stdout), cached.status), (text(&plain.stdout), plain.status), "{change}");
        }
    }
}

#[test]
fn with_little_memory_or_few_files_it_answers_or_says_why() {
    let folder = repository(200);
    for limit in ["-n 20", "-n 8", "-n 4", "-v 400000", "-v 100000"] {
        let output = shell(folder.path(), &format!("ulimit {limit}; exec \"$route\" -f name dough"));
        match output.status.code() {
            // Two threads may both need the last file descriptor; files that were not read are reported.
            Some(0) if text(&output.stderr).contains("unreadable-file") => {}
            Some(0) if text(&output.stderr).contains("`route check` shows them") => {}
            Some(0) => assert_eq!(text(&output.stdout), "baker\n", "{limit}"),
            Some(2) => assert!(text(&output.stderr).starts_with("error: "), "{limit}: {}", text(&output.stderr)),
            // If there is not even room for the program itself, the system reports it.
            code => assert!(limit.starts_with("-v") || limit == "-n 4", "{limit}: {code:?} {}", text(&output.stderr)),
        }
    }
}

#[test]
fn closed_streams_end_nothing_early() {
    let folder = repository(3);
    for streams in ["2>&-", "<&-", "<&- 2>&-"] {
        answers_baker(&shell(folder.path(), &format!("\"$route\" -f name dough {streams}")));
    }
    let output = shell(folder.path(), "printf 'dough\\n' | \"$route\" -f name 2>&-");
    answers_baker(&output);
    for call in ["list", "hook claude-code --install"] {
        let line = format!("(sleep 0.3; \"$route\" {call}; echo \"status $?\" >&2) | true");
        let said = text(&shell(folder.path(), &line).stderr).to_owned();
        assert!(said.ends_with("status 0\n") && !said.contains("error"), "{call}: {said}");
    }
}

/// The next opened file gets the number of a closed stream; the answer must not be written to it.
#[test]
fn where_the_output_is_closed_or_full_no_file_takes_the_answer() {
    let folder = repository(3);
    for (streams, status) in [("1>&-", 0), ("<&- 1>&- 2>&-", 0), ("1>/dev/full", 2)] {
        for call in ["\"$route\" -f name dough", "printf 'dough\\n' | \"$route\" -f name", "\"$route\" list"] {
            let output = shell(folder.path(), &format!("{call} {streams}"));
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(status), "{call} {streams}: {said}");
            assert_eq!(
                said.contains("error: cannot write to standard output"),
                status == 2,
                "{call} {streams}: {said}"
            );
            for name in names(&cache(&folder)) {
                let bytes = fs::read(cache(&folder).join(&name)).unwrap();
                assert!(!bytes.starts_with(b"baker"), "{name}");
            }
        }
        answers_baker(&route(folder.path(), &["-f", "name", "dough"]).output().unwrap());
    }
}

#[test]
fn where_no_thread_can_be_started_it_answers_by_itself() {
    let folder = repository(200);
    // Root is not limited, and gets an answer in any case.
    let limited = |line: &str| {
        let line = format!("ulimit -u 1; exec {line}");
        Command::new("bash")
            .args(["-c", &line])
            .current_dir(folder.path())
            .env("route", ROUTE)
            .env("HOME", folder.path())
            .env("ROUTE_CACHE", "")
            .stdin(fs::File::open(folder.path().join("requests")).unwrap())
            .output()
            .unwrap()
    };
    fs::write(folder.path().join("requests"), "dough\n").unwrap();
    answers_baker(&limited("\"$route\" -f name dough"));
    answers_baker(&limited("\"$route\" -f name"));
    assert_eq!(limited("\"$route\" check --allow-empty").status.code(), Some(0));
}

#[test]
fn a_huge_agent_file_ends_with_an_error_in_little_memory() {
    let folder = repository(3);
    let file = fs::File::create(folder.path().join("agents/huge.md")).unwrap();
    file.set_len(1 << 30).unwrap();
    for call in ["-f name dough", "check", "list"] {
        let output = shell(folder.path(), &format!("ulimit -v 1500000; exec \"$route\" {call}"));
        let said = text(&output.stderr);
        assert!(said.contains("huge.md") && said.contains("4 MB") && output.status.code() == Some(2), "{call}: {said}");
    }
}

#[test]
fn definitions_lead_nowhere_else() {
    let folder = repository(1);
    let top = folder.path();
    let with = |name: &str, document: &str| {
        let text = agent(name, name).replace("---\nTASK", &format!("knowledge: {document}\n---\nTASK"));
        fs::write(top.join(format!("agents/{name}.md")), text).unwrap();
    };
    let outside = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("secret.md"), "SECRET").unwrap();
    fs::create_dir(top.join("knowledgebase")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("secret.md"), top.join("knowledgebase/link.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", top.join("knowledgebase/zero.md")).unwrap();
    assert!(Command::new("mkfifo").arg(top.join("knowledgebase/pipe.md")).status().unwrap().success());
    fs::write(top.join("knowledgebase/good.md"), "GOOD").unwrap();
    for (name, document) in
        [("a", "link.md"), ("b", "zero.md"), ("c", "pipe.md"), ("d", "../agents/a.md"), ("e", "good.md")]
    {
        with(name, document);
        let output = route(top, &["show", name]).output().unwrap();
        let page = text(&output.stdout);
        assert_eq!((page.contains("missing"), page.contains("GOOD")), (name != "e", name == "e"), "{page}");
        assert!(!page.contains("SECRET"));
    }
    fs::create_dir_all(top.join("tests/routing")).unwrap();
    fs::write(top.join("tests/routing/a.yaml"), "- {request: e, agent: e}\n").unwrap();
    // A root outside is reported at its line, and nothing outside is read.
    for root in ["/", "../..", "../../..", outside.path().to_str().unwrap()] {
        let team = format!("---\nname: t\nfallback: e\nknowledge_root: {root}\n---\n{{agent_prompt}}\n");
        fs::write(top.join("agents/team.md"), team).unwrap();
        let output = route(top, &["check"]).output().unwrap();
        let said = text(&output.stdout) + &text(&output.stderr);
        let is_said = said.contains("agents/team.md:4: error[invalid-value]: the knowledge root");
        assert!(is_said && output.status.code() == Some(1), "{root}: {said}");
        let output = route(top, &["show", "e"]).output().unwrap();
        assert!(text(&output.stdout).contains("missing"), "{root}");
    }
    fs::remove_file(top.join("agents/team.md")).unwrap();
    // Nor through a folder that is a link.
    fs::remove_dir_all(top.join("knowledgebase")).unwrap();
    std::os::unix::fs::symlink(outside.path(), top.join("knowledgebase")).unwrap();
    with("a", "secret.md");
    assert!(!text(&route(top, &["show", "a"]).output().unwrap().stdout).contains("SECRET"));
    fs::remove_dir_all(top.join("agents")).unwrap();
    fs::write(outside.path().join("notes.md"), agent("notes", "private")).unwrap();
    std::os::unix::fs::symlink(outside.path(), top.join("agents")).unwrap();
    assert_ne!(text(&route(top, &["-f", "name", "private"]).output().unwrap().stdout), "notes\n");
}
