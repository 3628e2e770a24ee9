//! `route run --plan`: waves, results passed on, failures, questions, loops, and runs that are stopped and resumed.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]
// Every child is waited for, or killed with its group.
#![allow(clippy::zombie_processes)]

#[path = "../bakery/mod.rs"]
mod bakery;
mod kitchen;
mod loops;
mod resuming;

use bakery::{program, stand_ins, text};
use kitchen::{REQUEST, command, id, kitchen, marks, once, report, resume, runs};
use serde_json::Value;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn waves_run_side_by_side_and_hand_their_results_on() {
    let folder = kitchen("");
    let script = "echo $ROUTE_TASK >>marks; cat >in.$ROUTE_TASK; sleep 0.3; echo \"result of $ROUTE_AGENT\"";
    let started = Instant::now();
    let output = command(folder.path(), &["-j", "2", "--report", "json"], script).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(started.elapsed() >= Duration::from_millis(900), "three waves");
    assert_eq!(marks(folder.path()), once());
    let told = fs::read_to_string(folder.path().join("in.t4")).unwrap();
    for part in ["RESULT OF t2 (cook: Make)", "RESULT OF t3 (baker: Make)", "result of baker", "result of cook"] {
        assert!(told.contains(part), "{part}\n{told}");
    }
    assert!(!fs::read_to_string(folder.path().join("in.t1")).unwrap().contains("RESULT OF"));
    let report = report(&output);
    assert_eq!(
        (&report["agent"], &report["to"], &report["status"]),
        (&"kitchen".into(), &"owner".into(), &"complete".into())
    );
    assert_eq!((&report["metrics"]["tasks"], &report["metrics"]["done"]), (&4.into(), &4.into()));
    assert!(text(&output.stdout).contains("✅ t4 waiter: Serve\nresult of waiter\n"));
    let side_by_side = text(&output.stderr);
    let at = |part: &str| side_by_side.find(part).unwrap();
    assert!(at("t3 baker: Make") < at("t2 cook: done"), "{side_by_side}");
    // Requests and results may hold secrets.
    let [run] = &runs(folder.path())[..] else { panic!("one run") };
    assert_eq!(fs::metadata(run).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn what_depends_on_a_failure_is_not_begun_and_the_rest_is_undone_by_a_list() {
    let folder = kitchen("");
    let script =
        "echo $ROUTE_TASK >>marks; [ $ROUTE_TASK != t2 ] || [ -e fixed ] || { echo cold >&2; exit 4; }; echo ok";
    let output = command(folder.path(), &["--report", "json", "-q", "--log", "log"], script).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for part in [
        "t2 (cook): exit status 4: cold",
        "t2: The stove is cold",
        "t4 (waiter) was not begun: t2 is not done",
        "t1 shopper: Take the food back",
        "to go on: route run --resume ",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert!(said.find("  t3 baker: ").unwrap() < said.find("t1 shopper: ").unwrap(), "in reverse order: {said}");
    let metrics = &report(&output)["metrics"];
    let numbers = ["done", "failed", "skipped", "tries", "fallbacks"].map(|key| metrics[key].as_u64().unwrap());
    assert_eq!(numbers, [2, 1, 1, 4, 1], "{metrics}");
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let brief: Vec<_> =
        lines.iter().map(|l| format!("{} {} {}", l["task"], l["agent"], l["outcome"]).replace('"', "")).collect();
    assert_eq!(brief, ["t1 shopper done", "t2 cook failed", "t3 baker done"]);
    assert_eq!(lines[1]["attempts"].as_array().unwrap().len(), 2);
    // With the cause fixed, only what was not done is done.
    fs::write(folder.path().join("fixed"), "").unwrap();
    let output = resume(folder.path(), &["--report", "json"]);
    assert_eq!((output.status.code(), &report(&output)["status"]), (Some(0), &"complete".into()));
    let expected = [("t1", 1), ("t2", 3), ("t3", 1), ("t4", 1)].map(|(task, times)| (task.to_owned(), times));
    assert_eq!(marks(folder.path()), expected.into(), "two tries failed, the third did it");
}

/// A command that is called for one task is told what that task is, and the fallback is told the same.
#[test]
fn a_task_is_what_its_prompt_says_for_the_command_and_the_fallback() {
    let folder = kitchen("");
    let script = "cat >\"$ROUTE_TASK-$1\"; echo \"$ROUTE_REQUEST|$2\" >\"$ROUTE_TASK-$1-request\"; exit 4";
    let mut run = program(folder.path());
    run.args(["run", "--plan", REQUEST, "--", "sh", "-c", script, "-", "{agent}", "{user_task}"]);
    run.output().unwrap();
    let asked = format!("Buy (for the request: {REQUEST})");
    for agent in ["shopper", "helper"] {
        let read = |name: String| fs::read_to_string(folder.path().join(name)).unwrap();
        let prompt = read(format!("t1-{agent}"));
        assert!(prompt.starts_with(&format!("TASK: {asked}\n\nTASK t1 OF A PLAN OF 4")), "{agent}: {prompt}");
        assert_eq!(read(format!("t1-{agent}-request")), format!("{asked}|{asked}\n"));
    }
}

#[test]
fn gates_are_asked_and_without_an_answer_the_run_stops() {
    let folder = kitchen("gates: [Everybody is fed]\n");
    let output = command(folder.path(), &["--report", "json"], "echo $ROUTE_TASK >>marks").output().unwrap();
    assert_eq!((output.status.code(), &report(&output)["status"]), (Some(1), &"stopped".into()));
    assert!(text(&output.stderr).contains("nobody answered: is this met: Everybody is fed?"));
    let output = resume(folder.path(), &["--yes", "--report", "json"]);
    assert_eq!((output.status.code(), &report(&output)["status"]), (Some(0), &"complete".into()));
    assert_eq!(marks(folder.path()), once());
}

#[test]
fn two_runs_side_by_side_do_not_meet() {
    let folder = kitchen("");
    let both =
        [0, 1].map(|_| command(folder.path(), &["-j", "2"], "echo $ROUTE_RUN >>marks; sleep 0.05").spawn().unwrap());
    for child in both {
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(0));
    }
    assert_eq!(marks(folder.path()).into_values().collect::<Vec<_>>(), [4, 4]);
}

#[test]
fn an_unclear_request_is_asked_about_and_nothing_is_run() {
    let folder = kitchen("");
    let output = program(folder.path()).args(["run", "--plan", "zzz qqq", "--", "touch", "marks"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains('?') && runs(folder.path()).is_empty());
}

#[test]
fn documented_lines_run() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/run.md")).unwrap();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("route run --")).collect();
    assert_eq!(lines.len(), 3, "{lines:?}");
    let here = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    for line in lines {
        let folder = kitchen("");
        stand_ins(&folder.path().join("bin"));
        let bin = folder.path().join("bin");
        let path = format!("{}:{}:{}", bin.display(), here.display(), std::env::var("PATH").unwrap());
        if line.contains("--resume") {
            command(folder.path(), &[], "true").output().unwrap();
        }
        let line = match runs(folder.path()).is_empty() {
            true => line.replace("add subscriptions end to end", REQUEST),
            false => line.replace("20260101-120000-1f3a", &id(folder.path())),
        };
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).current_dir(folder.path()).env("PATH", path).env("ROUTE_CACHE", "");
        let output = shell.env_remove("ROUTE_AGENTS").stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", text(&output.stderr));
    }
}
