//! Inputs made to do harm, and inputs that only look like it.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]
// `within_patience` waits for every child.
#![allow(clippy::zombie_processes)]

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

/// Longer than any test takes on a slow machine, but not infinite.
const PATIENCE: Duration = Duration::from_secs(120);

fn agent(name: &str, keywords: &str) -> String {
    format!(
        "---
name: {name}
description: Work.
keywords: [{keywords}]
---
TASK: {{user_task}}
"
    )
}

/// A folder of two agents.
fn bakery() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("baker.md"), agent("baker", "bread, dough, oven")).unwrap();
    fs::write(folder.path().join("smith.md"), agent("smith", "iron, anvil")).unwrap();
    folder
}

fn route(agents: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.args(args).arg("--agents").arg(agents).env_remove("ROUTE_AGENTS").stdin(Stdio::null());
    command
}

/// Runs to the end with `input` on standard input.
fn feed(mut command: Command, input: &[u8]) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Kills a child that does not end, so that a test fails instead of hanging.
fn within_patience(mut child: Child) -> Child {
    let (done, ended) = mpsc::channel::<()>();
    let id = child.id().to_string();
    thread::spawn(move || {
        if ended.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = Command::new("kill").arg(id).status();
        }
    });
    let _ = child.wait();
    drop(done);
    child
}

#[test]
fn many_requests_are_answered_in_order_while_they_come_in_bounded_memory() {
    const MANY: usize = 100_000;
    let bakery = bakery();
    let mut command = route(bakery.path(), &["--fields", "request,agent"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let (sender, lines) = mpsc::sync_channel(1024);
    let stdout = BufReader::new(child.stdout.take().unwrap());
    let reader = thread::spawn(move || stdout.lines().for_each(|line| sender.send(line.unwrap()).unwrap()));
    let answer = |i: usize| format!("{{\"request\":\"dough number {i}\",\"agent\":\"baker\"}}");
    // A slow writer gets its answer before it writes more.
    for i in 0..3 {
        writeln!(stdin, "dough number {i}").unwrap();
        assert_eq!(lines.recv_timeout(PATIENCE).unwrap(), answer(i));
    }
    let writer = thread::spawn(move || {
        (3..MANY).for_each(|i| writeln!(stdin, "dough number {i}").unwrap());
        stdin
    });
    for i in 3..MANY {
        // The last record is complete only with its line break, so the last block waits for it.
        assert_eq!(lines.recv_timeout(PATIENCE).unwrap(), answer(i));
    }
    let stdin = writer.join().unwrap();
    #[cfg(target_os = "linux")]
    assert!(peak_memory(&child) < 200_000, "{} kB", peak_memory(&child));
    drop(stdin);
    assert!(child.wait().unwrap().success());
    reader.join().unwrap();
    assert!(lines.recv().is_err(), "more answers than requests");
}

/// The peak memory of a process, in kB.
#[cfg(target_os = "linux")]
fn peak_memory(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

#[test]
fn every_record_has_its_answer() {
    let bakery = bakery();
    let long = "dough ".repeat(20_000);
    let hostile: [&[u8]; 9] = [
        b"",
        b"   ",
        long.as_bytes(),
        b"dough\0dough",
        b"dough \xff\xfe\x80",
        b"dough \x1b[2J\x1b]0;title\x07",
        b"dough {user_task} {agent} $ARGUMENTS {{}}",
        "dough \u{202e} \u{feff} d\u{f6}ugh \u{65e5}\u{672c} \u{1f600}".as_bytes(),
        b"dough \\ \" ' ` $(rm -rf /) ; | < >",
    ];
    let input = hostile.join(&b'\n');
    for (format, separator) in [("text", '\n'), ("json", '\n'), ("name", '\n'), ("prompt", '\n')] {
        let output = feed(route(bakery.path(), &["-f", format]), &input);
        assert!(output.status.success(), "{format}: {}", text(&output.stderr));
        let out = text(&output.stdout);
        let answers: Vec<&str> = out.trim_end_matches(separator).split(separator).collect();
        assert_eq!(answers.len(), hostile.len(), "{format}");
        if format == "json" {
            let agents =
                answers.iter().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["agent"].clone());
            let agents: Vec<String> = agents.map(|agent| agent.as_str().unwrap_or("-").to_owned()).collect();
            assert_eq!(agents, ["-", "-", "baker", "baker", "baker", "baker", "baker", "baker", "baker"]);
        }
    }
    let output = feed(route(bakery.path(), &["-f", "prompt", "-"]), hostile[6]);
    assert_eq!(text(&output.stdout), "TASK: dough {user_task} {agent} $ARGUMENTS {{}}\n");
}

#[test]
fn a_long_word_and_a_long_argument_are_requests_too() {
    let bakery = bakery();
    // A line of 10 MB: one long word, then many short ones.
    let mut long = vec![b'a'; 5_000_000];
    long.extend_from_slice(" dough".repeat(850_000).as_bytes());
    let output = feed(route(bakery.path(), &["-f", "name"]), &long);
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("baker\n", Some(0)));
    let output = route(bakery.path(), &["-f", "name", &"dough ".repeat(20_000)]).output().unwrap();
    assert_eq!(text(&output.stdout), "baker\n");
}

#[test]
fn an_argument_that_is_no_text_is_refused() {
    let bakery = bakery();
    let output = route(bakery.path(), &[]).arg(OsStr::from_bytes(b"dough \xff")).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("UTF-8"), "{}", text(&output.stderr));
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let bakery = bakery();
    for args in [["-f", "json"].as_slice(), &["-f", "name"], &["list", "-f", "json"], &["list"], &["explain", "dough"]]
    {
        let mut child = route(bakery.path(), args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // The writer may also find the pipe closed.
        let _ = stdin.write_all("dough\n".repeat(200_000).as_bytes());
        drop(stdin);
        let mut errors = String::new();
        child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
        assert_eq!((child.wait().unwrap().code(), errors.as_str()), (Some(0), ""), "{args:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let bakery = bakery();
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    for args in [
        ["dough"].as_slice(),
        &["list"],
        &["list", "-f", "json"],
        &["show", "baker"],
        &["explain", "dough"],
        &["--help"],
    ] {
        let output = route(bakery.path(), args).stdout(full()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).contains("cannot write to standard output: No space left"), "{args:?}");
    }
    let output = feed(
        {
            let mut c = route(bakery.path(), &[]);
            c.stdout(full());
            c
        },
        b"",
    );
    assert_eq!(output.status.code(), Some(0), "nothing to write, nothing wrong");
}

#[cfg(target_os = "linux")]
#[test]
fn a_log_on_a_full_disk_costs_the_status_and_not_the_answers() {
    let bakery = bakery();
    let output = feed(route(bakery.path(), &["-f", "name", "--log", "/dev/full"]), b"dough\niron\ndough\n");
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("baker\nsmith\nbaker\n", Some(2)));
    assert_eq!(text(&output.stderr).matches("cannot write the log").count(), 1);
    let output = route(bakery.path(), &["-f", "name", "--log", "/dev/full", "dough"]).output().unwrap();
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("baker\n", Some(2)));
}

#[test]
fn files_that_are_no_files_are_named_and_not_opened() {
    let bakery = bakery();
    let _socket = UnixListener::bind(bakery.path().join("socket.md")).unwrap();
    fs::create_dir(bakery.path().join("folder.md")).unwrap();
    let pipe = bakery.path().join("pipe.md");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // Nor is it waited for a reader of a log.
    let child = route(bakery.path(), &["--log", pipe.to_str().unwrap(), "dough"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    assert_eq!(within_patience(child).wait().unwrap().code(), Some(2));
    let log = bakery.path().join("errors");
    let child = route(bakery.path(), &["-v", "-f", "name", "dough"])
        .stdout(Stdio::piped())
        .stderr(File::create(&log).unwrap())
        .spawn()
        .unwrap();
    let mut child = within_patience(child);
    let mut out = String::new();
    child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(out, "baker\n");
    let errors = fs::read_to_string(log).unwrap();
    for name in ["pipe.md", "socket.md"] {
        let line = errors.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name}: {errors}"));
        assert!(line.contains("error[unreadable-file]: cannot read this file: it is not a regular file"), "{line}");
    }
}

#[test]
fn a_file_without_permission_is_named_and_the_others_are_used() {
    use std::os::unix::fs::PermissionsExt;
    let bakery = bakery();
    let secret = bakery.path().join("secret.md");
    fs::write(&secret, agent("secret", "secret")).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o000)).unwrap();
    let output = route(bakery.path(), &["-f", "name", "dough"]).output().unwrap();
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("baker\n", Some(0)));
    // Root can read every file.
    let readable = File::open(&secret).is_ok();
    assert_ne!(text(&output.stderr).contains("secret.md:1: error[unreadable-file]"), readable);
}

#[test]
fn file_names_that_are_no_text_do() {
    let bakery = bakery();
    let name = OsStr::from_bytes(b"m\xffller.md");
    fs::write(bakery.path().join(name), "---\ndescription: Mills.\nkeywords: flour\n---\n").unwrap();
    let output = route(bakery.path(), &["-f", "name", "flour"]).output().unwrap();
    assert_eq!(text(&output.stdout), "m\u{fffd}ller\n");
}

#[test]
fn large_and_twisted_agent_files_are_read_in_time() {
    let bomb: String =
        (1..30).map(|i| format!("a{i}: &a{i} [{}]\n", vec![format!("*a{}", i - 1); 9].join(", "))).collect();
    let keywords: String = (0..100_000).map(|i| format!("  - word{i} number{i}\n")).collect();
    let cases = [
        ("bomb", format!("a0: &a0 [x, x, x]\n{bomb}")),
        ("brackets", format!("keywords: {}", "[".repeat(200_000))),
        ("braces", format!("keywords: {}", "{a: ".repeat(50_000))),
        ("dashes", format!("keywords: {}", "- ".repeat(50_000))),
        (
            "indents",
            format!("keywords:\n{}", (1..2000).map(|i| format!("{}- a:\n", " ".repeat(i))).collect::<String>()),
        ),
        ("keywords", format!("keywords:\n{keywords}")),
        ("nothing", String::new()),
    ];
    for (name, yaml) in cases {
        let bakery = bakery();
        let body = if name == "nothing" { "word and text {user_task}\n".repeat(150_000) } else { String::new() };
        let file = format!("---\nname: {name}\ndescription: Work.\nsignals: [wheels]\n{yaml}\n---\n{body}");
        fs::write(bakery.path().join("large.md"), file).unwrap();
        let child =
            route(bakery.path(), &["-f", "name", "wheels"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = within_patience(child.unwrap());
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        assert_eq!(out, format!("{name}\n"));
    }
}
