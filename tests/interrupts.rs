//! Signals while the program waits: for input, for a program that `--ask` names, for an answer to a question.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::{program, route, team, text};
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const UNCLEAR: &str = "repaint the chimney";

/// A folder with a program to ask.
fn arbiter(script: &str) -> TempDir {
    let folder = team();
    fs::write(folder.path().join("arbiter"), script).unwrap();
    folder
}

/// A batch whose input stays open.
fn batch(folder: &Path) -> Child {
    let mut command = route(folder, &["-f", "name", "--ask", "sh arbiter"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap()
}

/// Ctrl-C ends the program, and soon.
fn interrupted(mut child: Child) {
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
        }
        sleep(Duration::from_millis(5));
    }
    assert_eq!(child.wait().unwrap().signal(), Some(2));
}

#[test]
fn a_batch_that_waits_for_input_can_be_interrupted() {
    let folder = arbiter("echo baker");
    let mut child = batch(folder.path());
    let mut input = child.stdin.take().unwrap();
    writeln!(input, "{UNCLEAR}").unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "baker\n");
    interrupted(child);
}

/// Several workers ask at once; the signal ends this program after each has stopped its command.
#[test]
fn an_interrupt_ends_every_program_that_is_asked() {
    let script =
        "touch begun; n=$(wc -l <begun); trap 'sleep $n; echo x >>stopped; exit' TERM; echo x >>begun; sleep 60 & wait";
    let folder = arbiter(script);
    let mut child = batch(folder.path());
    let mut input = child.stdin.take().unwrap();
    let workers = std::thread::available_parallelism().unwrap().get().min(2);
    let lines = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap_or_default().lines().count();
    for number in 1..=workers {
        writeln!(input, "{UNCLEAR}").unwrap();
        while lines("begun") < number {
            sleep(Duration::from_millis(5));
        }
    }
    interrupted(child);
    assert_eq!(lines("stopped"), workers);
}

#[test]
fn the_wait_for_the_request_of_a_plan_can_be_interrupted() {
    let folder = team();
    let mut child = program(folder.path());
    child.args(["run", "--plan", "-", "--", "true"]).stdin(Stdio::piped());
    let mut child = child.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than a pipe holds, so the program reads when this is written.
    input.write_all(&[b' '; 200_000]).unwrap();
    interrupted(child);
}

/// Ctrl-C at a question ends the run, which can be resumed. The test needs the `script` of util-linux.
#[cfg(target_os = "linux")]
#[test]
fn a_question_can_be_interrupted() {
    let folder = team();
    let lead = folder.path().join("agents/team.md");
    let text_of_lead = fs::read_to_string(&lead).unwrap();
    fs::write(&lead, text_of_lead.replacen("keywords:", "gates: [it tastes]\nkeywords:", 1)).unwrap();
    // `script` runs it in a terminal, where the byte 3 is Ctrl-C.
    let shell = format!("'{}' run --plan 'bake bread' -- true", env!("CARGO_BIN_EXE_route"));
    let mut child = Command::new("script");
    child.args(["-qec", &shell, "/dev/null"]).current_dir(folder.path()).env("HOME", folder.path());
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut keys, mut output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let (mut told, mut byte) = (Vec::new(), [0]);
    while !told.ends_with(b"[y/N] ") {
        assert_eq!(output.read(&mut byte).unwrap(), 1, "{}", text(&told));
        told.push(byte[0]);
    }
    keys.write_all(b"\x03").unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{}", text(&told));
        sleep(Duration::from_millis(5));
    }
    output.read_to_end(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(128 + 2), "{}", text(&told));
    assert!(text(&told).contains("--resume"), "{}", text(&told));
}
