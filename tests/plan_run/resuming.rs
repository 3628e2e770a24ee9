//! Runs that were stopped, killed or interrupted, and go on.

use crate::bakery::{program, text};
use crate::kitchen::{REQUEST, command, kitchen, marks, once, report, resume, runs};
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::Duration;
use tempfile::TempDir;

/// Waits until a command has written something to a file.
fn wait_for_text(path: &Path) -> String {
    loop {
        let text = fs::read_to_string(path).unwrap_or_default();
        if !text.trim().is_empty() {
            return text;
        }
        sleep(Duration::from_millis(2));
    }
}

/// Waits until the journal of the only run has this many lines; false if the run ends before.
fn wait_for_lines(folder: &Path, child: &mut Child, lines: usize) -> bool {
    loop {
        let ended = child.try_wait().unwrap().is_some();
        let journals = runs(folder).into_iter().map(|run| fs::read(run.join("journal.jsonl")).unwrap_or_default());
        if journals.map(|text| text.iter().filter(|&&b| b == b'\n').count()).sum::<usize>() >= lines {
            return true;
        }
        if ended {
            return false;
        }
        sleep(Duration::from_millis(1));
    }
}

#[test]
fn killed_after_any_line_it_goes_on_nothing_twice_and_nothing_skipped() {
    // The run's beginning, four tries that began and ended, the end.
    let folders: Vec<TempDir> = (1..=10).map(|_| kitchen("")).collect();
    std::thread::scope(|scope| {
        for (folder, lines) in folders.iter().zip(1..) {
            scope.spawn(move || {
                let script = "sleep 0.1; echo $ROUTE_TASK >>marks; echo ok";
                let mut child = command(folder.path(), &[], script).spawn().unwrap();
                assert!(wait_for_lines(folder.path(), &mut child, lines), "{lines} lines");
                child.kill().unwrap();
                child.wait().unwrap();
                let output = resume(folder.path(), &["--report", "json"]);
                assert_eq!(output.status.code(), Some(0), "after {lines}: {}", text(&output.stderr));
                assert_eq!(marks(folder.path()), once(), "after {lines}: {}", text(&output.stderr));
                assert_eq!(report(&output)["metrics"]["done"], 4);
            });
        }
    });
}

#[test]
fn a_lock_that_is_held_for_a_moment_is_waited_for() {
    let folder = kitchen("");
    assert_eq!(command(folder.path(), &[], "exit 1").output().unwrap().status.code(), Some(1));
    // Like a child that has been forked, but does not execute its program yet.
    let lock = fs::File::open(runs(folder.path())[0].join("lock")).unwrap();
    lock.try_lock().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            sleep(Duration::from_millis(200));
            lock.unlock().unwrap();
        });
        let output = resume(folder.path(), &[]);
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    });
}

/// Nothing that a link in its place leads to is emptied, and nothing is waited for.
#[test]
fn a_lock_that_is_no_regular_file_is_refused() {
    let folder = kitchen("");
    assert_eq!(command(folder.path(), &[], "exit 1").output().unwrap().status.code(), Some(1));
    let (lock, precious) = (runs(folder.path())[0].join("lock"), folder.path().join("precious"));
    fs::write(&precious, "gold").unwrap();
    let link = || std::os::unix::fs::symlink(&precious, &lock).unwrap();
    let pipe = || assert!(Command::new("mkfifo").arg(&lock).status().unwrap().success());
    for make in [&link as &dyn Fn(), &pipe] {
        fs::remove_file(&lock).unwrap();
        make();
        let output = resume(folder.path(), &[]);
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(text(&output.stderr).contains("not a regular file"), "{}", text(&output.stderr));
        assert_eq!(fs::read_to_string(&precious).unwrap(), "gold");
    }
}

#[test]
fn a_task_that_was_cut_off_with_everything_else_is_begun_again() {
    let folder = kitchen("");
    let script = "echo $ROUTE_TASK >>marks; [ $ROUTE_TASK != t1 ] || [ -e second ] || { touch second; echo $PPID $$ >pids; sleep 60; }";
    let mut child = command(folder.path(), &[], script).spawn().unwrap();
    let both = wait_for_text(&folder.path().join("pids"));
    child.kill().unwrap();
    child.wait().unwrap();
    Command::new("kill").arg("-9").args(both.split_whitespace()).status().unwrap();
    let output = resume(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(marks(folder.path())["t1"], 2);
    assert!(["t2", "t3", "t4"].iter().all(|task| marks(folder.path())[*task] == 1));
}

#[test]
fn an_interrupt_ends_the_tasks_and_the_run_can_go_on() {
    let folder = kitchen("");
    let script = "[ -e go ] || { sleep 60 & echo $! >pid; wait; }; echo $ROUTE_TASK >>marks";
    let child = command(folder.path(), &[], script).spawn().unwrap();
    let pid = wait_for_text(&folder.path().join("pid"));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(2), "{}", text(&output.stderr));
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z"), "{state}");
    fs::write(folder.path().join("go"), "").unwrap();
    assert_eq!(resume(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(marks(folder.path()), once());
}

#[test]
fn a_run_that_goes_on_and_one_that_is_none_are_not_resumed() {
    let folder = kitchen("");
    let mut child = command(folder.path(), &[], "sleep 1").spawn().unwrap();
    assert!(wait_for_lines(folder.path(), &mut child, 2));
    let output = resume(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("is going on in another `route`"), "{}", text(&output.stderr));
    child.wait().unwrap();
    for id in ["../../x", "", "20260101-000000-0000"] {
        let output = program(folder.path()).args(["run", "--resume", id]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{id}");
        assert!(text(&output.stderr).contains("no run `"), "{}", text(&output.stderr));
    }
    for arguments in
        [&["run", "--yes", REQUEST, "--", "cat"][..], &["run", "--plan", "--", "cat"], &["run", "--plan", REQUEST]]
    {
        assert_eq!(program(folder.path()).args(arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_run_with_an_error() {
    let folder = kitchen("gates: [Everybody is fed]\n");
    let script = "[ $ROUTE_TASK != t1 ] || ln -sf /dev/full .route/runs/$ROUTE_RUN/results/t2.1.out; echo $ROUTE_TASK >>marks; echo ok";
    let output = command(folder.path(), &[], script).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let said = text(&output.stderr);
    assert!(said.contains("cannot write the result") && said.contains("No space left"), "{said}");
    assert!(!said.contains("standard output") && said.contains("route run --resume"), "{said}");
    assert!(!marks(folder.path()).contains_key("t4"));
    fs::remove_file(runs(folder.path())[0].join("results/t2.1.out")).unwrap();
    assert_eq!(resume(folder.path(), &["--yes"]).status.code(), Some(0));
}

/// A task never begins without a result it waits for.
#[test]
fn a_result_that_cannot_be_read_stops_the_run() {
    let folder = kitchen("");
    let output = command(folder.path(), &[], "rm .route/runs/$ROUTE_RUN/results/$ROUTE_TASK.*.out").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("cannot read the result `"), "{}", text(&output.stderr));
}

#[test]
fn what_cannot_be_read_is_named_and_the_run_can_go_on() {
    let folder = kitchen("gates: [Everybody is fed]\n");
    assert_eq!(command(folder.path(), &[], "echo ok").output().unwrap().status.code(), Some(1));
    let result = runs(folder.path())[0].join("results/t1.1.out");
    fs::remove_file(&result).unwrap();
    let output = resume(folder.path(), &["--yes"]);
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot read the result `.route/runs/") && !said.contains("standard output"), "{said}");
    // A step whose process is killed leaves no outcome.
    let folder = kitchen("");
    let output = command(folder.path(), &[], "[ $ROUTE_TASK != t2 ] || kill -9 $PPID; echo ok").output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in
        ["a step has left no outcome", "to undo what was done", "t1 shopper: Take the food back", "route run --resume"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}
