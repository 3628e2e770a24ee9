//! Steps that are repeated until their result is good.

use crate::bakery::{program, text};
use crate::kitchen::{REQUEST, command, id, kitchen, marks, results, resume, runs};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

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
fn a_number_of_rounds_that_the_team_does_not_state_is_refused() {
    let folder = kitchen("");
    let output =
        program(folder.path()).args(["run", "--plan", REQUEST, "--", "echo", "{max_iterations}"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    assert!(text(&output.stderr).contains("add `max_iterations: 3`") && runs(folder.path()).is_empty());
}
