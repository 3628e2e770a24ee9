//! The program's second name, and `--version`.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use std::io::ErrorKind;
use std::process::{Command, Output};
use tempfile::TempDir;

fn run(program: &str, arguments: &[&str]) -> Output {
    let outside = TempDir::new().unwrap();
    let mut command = Command::new(program);
    command.args(arguments).current_dir(&outside).env_remove("ROUTE_AGENTS");
    loop {
        match command.output() {
            // Another test just starts a program, and so briefly holds the copy of this one open for writing.
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => std::thread::yield_now(),
            output => return output.unwrap(),
        }
    }
}

fn both(arguments: &[&str]) -> (Output, Output) {
    (run(env!("CARGO_BIN_EXE_route"), arguments), run(env!("CARGO_BIN_EXE_task-router"), arguments))
}

#[test]
fn task_router_is_route() {
    for arguments in [
        &["--team", "backend-task-dispatcher", "fix JWT expiry"][..],
        &["--strict", "--team", "backend-task-dispatcher", "xyzzy"],
        &["--no-such-option"],
    ] {
        let (route, second) = both(arguments);
        assert_eq!(second, route, "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn task_router_is_found_through_a_link_and_says_where_route_is_missing() {
    let folder = TempDir::new().unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_task-router"), &link).unwrap();
    assert!(run(link.to_str().unwrap(), &["-V"]).status.success());
    let alone = folder.path().join("task-router");
    std::fs::copy(env!("CARGO_BIN_EXE_task-router"), &alone).unwrap();
    let output = run(alone.to_str().unwrap(), &["-V"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("install both programs into one folder"));
}

#[test]
fn the_version_names_what_was_built() {
    let long = String::from_utf8(run(env!("CARGO_BIN_EXE_route"), &["--version"]).stdout).unwrap();
    let short = String::from_utf8(run(env!("CARGO_BIN_EXE_route"), &["-V"]).stdout).unwrap();
    let pattern = format!(r"^route {} \(([0-9a-f]{{10}}, )?\w+(-\w+){{2,}}\)\n$", env!("CARGO_PKG_VERSION"));
    assert!(regex::Regex::new(&pattern).unwrap().is_match(&long), "{long}");
    assert_eq!(short, format!("route {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn what_others_are_to_call_is_called_as_this_was() {
    let (route, second) = both(&["hook", "claude-code", "--install"]);
    let text = |output: Output| String::from_utf8(output.stdout).unwrap();
    assert!(text(route).contains("\"command\": \"route hook claude-code\""));
    assert!(text(second).contains("\"command\": \"task-router hook claude-code\""));
}
