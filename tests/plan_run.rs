//! `route run --plan`: waves, results passed on, failures, questions, and a run that is killed after every line of its
//! journal and resumed.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]
// Every child is waited for, or killed with its group.
#![allow(clippy::zombie_processes)]

mod bakery;

use bakery::{program, stand_ins, text};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const REQUEST: &str = "plan the whole feast";

/// A team whose flow has four tasks in three waves: t1, then t2 and t3, then t4.
fn kitchen(gates: &str) -> TempDir {
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

fn command(folder: &Path, options: &[&str], script: &str) -> Command {
    let mut command = program(folder);
    command.args(["run", "--plan", REQUEST]).args(options).args(["--", "sh", "-c", script]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn resume(folder: &Path, options: &[&str]) -> Output {
    program(folder).args(["run", "--resume", &id(folder)]).args(options).output().unwrap()
}

fn runs(folder: &Path) -> Vec<PathBuf> {
    let runs = fs::read_dir(folder.join(".route/runs")).into_iter().flatten();
    runs.map(|entry| entry.unwrap().path()).collect()
}

/// The only run.
fn id(folder: &Path) -> String {
    let runs = runs(folder);
    assert_eq!(runs.len(), 1);
    runs[0].file_name().unwrap().to_string_lossy().into_owned()
}

/// How often each task ran.
fn marks(folder: &Path) -> BTreeMap<String, usize> {
    let mut count = BTreeMap::new();
    for line in fs::read_to_string(folder.join("marks")).unwrap_or_default().lines() {
        *count.entry(line.to_owned()).or_default() += 1;
    }
    count
}

fn once() -> BTreeMap<String, usize> {
    ["t1", "t2", "t3", "t4"].map(|task| (task.to_owned(), 1)).into()
}

fn report(output: &Output) -> Value {
    serde_json::from_str(text(&output.stdout).lines().last().unwrap()).unwrap()
}

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

/// A task never begins without a result it waits for.
#[test]
fn a_result_that_cannot_be_read_stops_the_run() {
    let folder = kitchen("");
    let output = command(folder.path(), &[], "rm .route/runs/$ROUTE_RUN/results/$ROUTE_TASK.*.out").output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("cannot read the result `"), "{}", text(&output.stderr));
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

#[test]
fn a_task_that_was_cut_off_with_everything_else_is_begun_again() {
    let folder = kitchen("");
    let script = "echo $ROUTE_TASK >>marks; [ $ROUTE_TASK != t1 ] || [ -e second ] || { touch second; echo $PPID $$ >pids; sleep 60; }";
    let mut child = command(folder.path(), &[], script).spawn().unwrap();
    let pids = folder.path().join("pids");
    while fs::read_to_string(&pids).unwrap_or_default().trim().is_empty() {
        sleep(Duration::from_millis(2));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let both = fs::read_to_string(&pids).unwrap();
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
    let pid = folder.path().join("pid");
    while fs::read_to_string(&pid).unwrap_or_default().trim().is_empty() {
        sleep(Duration::from_millis(2));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(2), "{}", text(&output.stderr));
    let pid = fs::read_to_string(pid).unwrap();
    let state = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
    assert!(state.is_empty() || state.contains(") Z"), "{state}");
    fs::write(folder.path().join("go"), "").unwrap();
    assert_eq!(resume(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(marks(folder.path()), once());
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

/// A flow that measures, repairs until the result is good, and serves; the waiter waits for a gate and for the owner.
fn bench() -> TempDir {
    let folder = kitchen("max_iterations: 3\n");
    let lead = "---\nname: kitchen\nreports_to: owner\nmax_iterations: 3\ngates:\n  - {gate: the table is laid, before: [waiter]}\n\
                approval:\n  - {what: a whole feast, keywords: [feast], before: [waiter]}\nflows:\n  - name: feast\n    \
                keywords: [whole feast]\n    steps:\n      - shopper\n      - {agent: cook, name: taste}\n      \
                - {agent: baker, until: it tastes good, back_to: taste}\n      - waiter\n---\n";
    fs::write(folder.path().join("agents/team.md"), lead).unwrap();
    folder
}

const TASTE: &str = "echo $ROUTE_TASK >>marks; [ $ROUTE_TASK != t3 ] || echo \"HOLDS: $([ $(grep -c t3 marks) -ge $GOOD ] && echo yes || echo no)\"";

#[test]
fn a_loop_goes_round_until_it_holds_or_often_enough() {
    for (good, options, status, rounds, served) in [("2", &["--yes"][..], 0, 2, 1), ("9", &["--yes"], 1, 3, 0)] {
        let folder = bench();
        let mut command = command(folder.path(), options, TASTE);
        let output = command.env("GOOD", good).output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{}", text(&output.stderr));
        let marks = marks(folder.path());
        let times = |task: &str| marks.get(task).copied().unwrap_or(0);
        assert_eq!((times("t1"), times("t2"), times("t3"), times("t4")), (1, rounds, rounds, served));
        let said = text(&output.stderr);
        assert_eq!(said.contains("it tastes good does not hold after 3 rounds"), served == 0, "{said}");
    }
}

#[test]
fn a_single_task_waits_for_its_gate_and_a_resumed_loop_goes_on() {
    let folder = bench();
    let output = command(folder.path(), &[], TASTE).env("GOOD", "2").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let said = text(&output.stderr);
    assert!(said.contains("nobody answered: does owner approve, before t4: a whole feast?"), "{said}");
    assert!(!marks(folder.path()).contains_key("t4") && marks(folder.path())["t3"] == 2);
    let output = resume(folder.path(), &["--yes"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!((marks(folder.path())["t3"], marks(folder.path())["t4"]), (2, 1));
    let journal = fs::read_to_string(runs(folder.path())[0].join("journal.jsonl")).unwrap();
    assert!(journal.contains("does this hold, before t4: the table is laid?"), "{journal}");
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

/// The files of a run's results, with what they hold.
fn results(folder: &Path, ending: &str) -> BTreeMap<String, String> {
    let files = fs::read_dir(runs(folder)[0].join("results")).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|e| e == ending));
    files.map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&p).unwrap())).collect()
}

#[test]
fn each_round_keeps_its_results_is_told_the_last_verdict_and_is_logged_by_itself() {
    let folder = bench();
    let script = format!("cat >told.$ROUTE_TASK; {TASTE}; echo by $ROUTE_RUN of $(wc -l <marks) >&2");
    let output = command(folder.path(), &["--yes", "--log", "log"], &script).env("GOOD", "9").output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("t3 baker:"), "what gave up is undone too: {}", text(&output.stderr));
    let told = fs::read_to_string(folder.path().join("told.t2")).unwrap();
    assert!(told.contains("RESULT OF t3, THE ROUND BEFORE (baker") && told.contains("HOLDS: no"), "{told}");
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    let entries: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let outcomes: Vec<_> = entries.iter().map(|entry| (entry["task"].as_str().unwrap(), &entry["outcome"])).collect();
    let done = Value::from("done");
    let failed = Value::from("failed");
    let expected = ["t1", "t2", "t3", "t2", "t3", "t2"].map(|task| (task, &done));
    assert_eq!(outcomes, [&expected[..], &[("t3", &failed)]].concat());
    assert!(entries.iter().all(|entry| entry["attempts"].as_array().unwrap().len() == 1));
    let stats = program(folder.path()).args(["stats", "log", "-f", "json"]).output().unwrap();
    let stats: Value = serde_json::from_slice(&stats.stdout).unwrap();
    let cook = stats["agents"].as_array().unwrap().iter().find(|agent| agent["name"] == "cook").unwrap();
    assert_eq!((&cook["runs"], &cook["done"]), (&3.into(), &3.into()));

    let before = results(folder.path(), "err");
    assert_eq!(before.len(), 7);
    let mut again = program(folder.path());
    let again = again.args(["run", "--resume", &id(folder.path()), "--yes"]).env("GOOD", "9").output().unwrap();
    assert_eq!(again.status.code(), Some(1), "{}", text(&again.stderr));
    let after = results(folder.path(), "err");
    assert!(before.iter().all(|(name, content)| after[name] == *content), "{before:?}\n{after:?}");
    assert_eq!(after.len(), 7 + 5, "the last task, then two more rounds");
}

#[test]
fn a_loop_inside_another_begins_anew_in_each_round() {
    let folder = kitchen("max_iterations: 2\n");
    let lead = "---\nname: kitchen\nmax_iterations: 2\nflows:\n  - name: feast\n    keywords: [whole feast]\n    steps:\n      \
                - {agent: shopper, name: buy}\n      - {agent: cook, until: hot}\n      - {agent: baker, until: good, back_to: buy}\n---\n";
    fs::write(folder.path().join("agents/team.md"), lead).unwrap();
    let script = "echo $ROUTE_TASK >>marks; n=$(grep -c $ROUTE_TASK marks); case $ROUTE_TASK in t2) [ $((n % 2)) = 0 ];; t3) [ $n = 2 ];; esac \
                  && echo HOLDS: yes || echo HOLDS: no";
    let output = command(folder.path(), &["--yes"], script).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(marks(folder.path()), [("t1", 2), ("t2", 4), ("t3", 2)].map(|(t, n)| (t.to_owned(), n)).into());
    assert_eq!(results(folder.path(), "out").len(), 8);
}

#[test]
fn all_tasks_of_parallel_steps_go_round() {
    let folder = bench();
    let lead = "---\nname: kitchen\nflows:\n  - name: feast\n    keywords: [whole feast]\n    steps:\n      - shopper\n      \
                - {all: [cook, baker], name: make}\n      - {agent: waiter, until: it tastes good, back_to: make}\n---\n";
    fs::write(folder.path().join("agents/team.md"), lead).unwrap();
    let script = TASTE.replace("t3", "t4");
    let output = command(folder.path(), &["--yes", "-j", "2"], &script).env("GOOD", "2").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(
        marks(folder.path()),
        [("t1", 1), ("t2", 2), ("t3", 2), ("t4", 2)].map(|(t, n)| (t.to_owned(), n)).into()
    );
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

#[test]
fn a_number_of_rounds_that_the_team_does_not_state_is_refused() {
    let folder = kitchen("");
    let output =
        program(folder.path()).args(["run", "--plan", REQUEST, "--", "echo", "{max_iterations}"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("add `max_iterations: 3`") && runs(folder.path()).is_empty());
}
