//! `route plan` for programs that carry out plans: they read the same plan, and no text from outside is interpreted by
//! them. `tests/engines/run` hands the same files to the programs themselves.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

/// Requests whose text has a meaning in make, shells, YAML, Python, Jinja and workflows.
const HOSTILE: &str = "- Fix the login $(shell touch made) ${{ secrets.TOKEN }} 'quote' \"jwt\" `touch made` \\\n\
    - then add a column {{ 1 + 1 }} {% x %} # $(touch made) $$HOME %s \\0101 \u{202e}é\u{2028}\u{1f600}\u{7}\n\
    - then endef \"\"\" ''' : - & * ! | > test \\";
/// A request that belongs to nobody.
const UNCLEAR: &str = "xyzzy";

fn with_input(command: &mut Command, input: &str) -> Output {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn plan(format: &str, request: &str) -> String {
    plan_with(&["-f", format], request)
}

fn plan_with(options: &[&str], request: &str) -> String {
    let mut route = Command::new(env!("CARGO_BIN_EXE_route"));
    let empty = TempDir::new().unwrap();
    let command = route.arg("plan").args(options).arg("-").current_dir(&empty).env_remove("ROUTE_AGENTS");
    let output = with_input(command, request);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(request: &str) -> Value {
    serde_json::from_str(&plan("json", request)).unwrap()
}

/// Runs a makefile in `folder`; each task's result is its input.
fn make(makefile: &str, folder: &Path) -> Output {
    with_input(
        Command::new("make").args(["-f", "-", "-j2", "RUN=cat", "RESULTS=results"]).current_dir(folder),
        makefile,
    )
}

#[test]
#[cfg(unix)]
fn make_tells_each_task_its_prompt_and_the_results_before_it() {
    let folder = TempDir::new().unwrap();
    let plan_read = json(HOSTILE);
    let output = make(&plan("make", HOSTILE), folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let result = |id: &str| std::fs::read_to_string(folder.path().join(format!("results/{id}.md"))).unwrap();
    let tasks = plan_read["tasks"].as_array().unwrap();
    assert!(tasks.len() >= 3 && tasks.iter().any(|task| task["after"] != serde_json::json!([])));
    for task in tasks {
        let mut told = task["prompt"].as_str().unwrap().to_owned();
        for before in task["after"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()) {
            told += &format!("\n\nRESULT OF {before}:\n{}", result(before));
        }
        assert_eq!(result(task["id"].as_str().unwrap()), told);
    }
    let made: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(made, ["results"]);
}

#[test]
#[cfg(unix)]
fn make_asks_what_carries_a_task_out_and_what_is_unclear() {
    let folder = TempDir::new().unwrap();
    let mut make_alone = Command::new("make");
    let output = with_input(make_alone.args(["-f", "-"]).current_dir(&folder), &plan("make", HOSTILE));
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("say what carries out a task")
    );
    let unclear = make(&plan("make", UNCLEAR), folder.path());
    assert!(!unclear.status.success() && !unclear.stderr.is_empty());
}

#[test]
fn a_workflow_has_a_job_for_each_task_and_no_expression_of_a_stranger() {
    for request in [HOSTILE, "URGENT: login is broken in production", UNCLEAR] {
        let text = plan("github", request);
        let read: Value = serde_yaml::from_str(&text).unwrap();
        let tasks = json(request)["tasks"].as_array().unwrap().clone();
        let jobs = read["jobs"].as_object().unwrap();
        if request == UNCLEAR {
            assert_eq!(jobs.keys().collect::<Vec<_>>(), ["question"]);
            continue;
        }
        assert_eq!(jobs.len(), tasks.len());
        for task in &tasks {
            let job = &jobs[task["id"].as_str().unwrap()];
            let needs = job.get("needs").cloned().unwrap_or_else(|| serde_json::json!([]));
            assert_eq!(needs, task["after"]);
        }
        let expressions = text.match_indices("${{").map(|(at, _)| &text[at..text.len().min(at + 20)]);
        let known = ["${{ inputs.run }}", "${{ runner.temp }}"];
        let strange: Vec<&str> =
            expressions.filter(|found| !known.iter().any(|known| found.starts_with(known))).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}

#[test]
fn a_dag_is_ascii_but_for_letters_and_says_what_is_unclear() {
    let text = plan("airflow", HOSTILE);
    assert!(text.contains("\"after\": [\"t1\"]"), "{text}");
    assert!(text.chars().all(|c| c == '\n' || (' '..='~').contains(&c) || c.is_alphanumeric()));
    assert!(plan("airflow", UNCLEAR).contains("raise ValueError(\""));
}

#[test]
#[cfg(unix)]
fn nothing_is_done_before_somebody_agreed() {
    const REQUEST: &str = "integrate stripe as a new provider, then migrate the schema of the users table";
    let folder = TempDir::new().unwrap();
    let of_team = |format| plan_with(&["--team", "backend-coordinator", "-f", format], REQUEST);
    let makefile = of_team("make");
    let refused = make(&makefile, folder.path());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(!refused.status.success() && said.contains("main-coordinator has to agree first"), "{said}");
    assert!(!folder.path().join("results").exists());
    let agreed = with_input(
        Command::new("make").args(["-f", "-", "RUN=cat", "RESULTS=results", "APPROVED=yes"]).current_dir(&folder),
        &makefile,
    );
    assert!(agreed.status.success());
    let workflow: Value = serde_yaml::from_str(&of_team("github")).unwrap();
    assert_eq!(workflow["on"]["workflow_dispatch"]["inputs"]["approved"]["default"], false);
    for job in workflow["jobs"].as_object().unwrap().values() {
        assert_eq!(job.get("if").is_some(), job.get("needs").is_none());
    }
    assert!(of_team("airflow").contains("APPROVAL = \"main-coordinator\""));
}

#[test]
#[cfg(unix)]
fn a_plan_stops_at_gates_and_at_the_end_of_loops_and_goes_round_so_often_at_most() {
    const REQUEST: &str = "We need to add a new endpoint for extracting metadata from documents";
    let of_team = |format| plan_with(&["--team", "backend-coordinator", "-f", format], REQUEST);
    let read: Value = serde_json::from_str(&of_team("json")).unwrap();
    let tasks = read["tasks"].as_array().unwrap();
    let id = |task: &Value| task["id"].as_str().unwrap().to_owned();
    let last = tasks.iter().find(|task| !task["until"].is_null()).unwrap();
    let behind = tasks.iter().find(|task| task["after"].as_array().unwrap().contains(&last["id"])).unwrap();
    assert!(!behind["gates"].as_array().unwrap().is_empty());

    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("plan.mk"), of_team("make")).unwrap();
    let make = |arguments: &[&str]| {
        let mut make = Command::new("make");
        make.args(["-f", "plan.mk", "RUN=cat", "RESULTS=results"])
            .args(arguments)
            .current_dir(&folder)
            .output()
            .unwrap()
    };
    let is_done = |task: &Value| folder.path().join(format!("results/{}.md", id(task))).exists();
    let stopped = make(&[]);
    let said = String::from_utf8_lossy(&stopped.stderr).into_owned();
    assert!(!stopped.status.success() && said.contains("does not say whether its loop has ended"), "{said}");
    assert!(is_done(last) && !is_done(behind));
    let again = format!("again-{}", id(last));
    for _ in 0..2 {
        assert!(make(&[&again]).status.success());
        assert!(!is_done(last));
        assert!(!make(&[]).status.success() && is_done(last));
    }
    assert!(!make(&[&again]).status.success(), "a fourth round");
    let gated = make(&[&format!("CONFIRM={}", id(last))]);
    let said = String::from_utf8_lossy(&gated.stderr).into_owned();
    assert!(!gated.status.success() && said.contains(behind["gates"][0].as_str().unwrap()), "{said}");
    let confirmed = make(&[&format!("CONFIRM={}", id(behind))]);
    assert!(confirmed.status.success() && is_done(behind), "{}", String::from_utf8_lossy(&confirmed.stderr));

    let workflow: Value = serde_yaml::from_str(&of_team("github")).unwrap();
    for task in tasks {
        let waits = id(task) == id(behind);
        assert_eq!(workflow["jobs"][id(task)].get("environment").is_some(), waits, "{}", task["id"]);
    }
    let dag = of_team("airflow");
    assert!(dag.contains("\"rounds\": 3") && dag.contains("_begins"), "{dag}");
}

/// A plan with a loop, a task before it and one after it.
const ROUND: &str = "---\nname: t\nmax_iterations: 4\nflows:\n  - name: f\n    keywords: [tune]\n    steps:\n      - {agent: a, name: plan}\n      \
                     - {agent: a, name: measure}\n      - {agent: b, until: fast, back_to: measure}\n      - {agent: a, name: report}\n---\n";

fn round(format: &str) -> String {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("team.md"), ROUND).unwrap();
    for name in ["a", "b"] {
        let text = format!("---\nname: {name}\ndescription: Part {name}.\n---\n{{user_task}}\n");
        std::fs::write(folder.path().join(format!("{name}.md")), text).unwrap();
    }
    plan_with(&["--agents", folder.path().to_str().unwrap(), "-f", format], "tune")
}

#[test]
#[cfg(unix)]
fn make_goes_round_as_long_as_the_last_result_says_that_it_does_not_hold() {
    // How often the last task says no; how often each task runs; whether make succeeds.
    let cases = [(0, [1, 1, 1, 1], true), (2, [1, 3, 3, 1], true), (3, [1, 4, 4, 1], true), (9, [1, 4, 4, 0], false)];
    for (no, times, ends) in cases {
        let folder = TempDir::new().unwrap();
        std::fs::write(folder.path().join("plan.mk"), round("make")).unwrap();
        let run = format!(
            "cat > told.$$ROUTE_TASK; echo x >> done.$$ROUTE_TASK; n=$$(wc -l < done.$$ROUTE_TASK); echo round $$n; \
             test $$ROUTE_TASK != t3 || if test $$n -le {no}; then echo '**HOLDS: no**'; else echo 'HOLDS: yes'; fi"
        );
        let mut make = Command::new("make");
        let make = make.args(["-f", "plan.mk", "-j2", "RESULTS=results", &format!("RUN={run}")]).current_dir(&folder);
        let output = make.output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.success(), ends, "{no}: {said}");
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap_or_default();
        let done = ["t1", "t2", "t3", "t4"].map(|id| read(&format!("done.{id}")).lines().count());
        assert_eq!(done, times, "{no}");
        assert_eq!(read("told.t2").contains("RESULT OF t3, THE ROUND BEFORE:\nround"), times[1] > 1);
        if ends {
            assert!(read("told.t4").contains(&format!("RESULT OF t3:\nround {}\nHOLDS: yes", times[2])), "{no}");
            assert!(make.output().unwrap().status.success());
            assert_eq!(read("done.t3").lines().count(), times[2], "nothing is done again that is done");
        } else {
            assert!(said.contains("t3: 4 rounds are over"), "{said}");
        }
    }
}

#[test]
fn a_workflow_has_the_jobs_of_a_loop_once_for_each_round() {
    let workflow: Value = serde_yaml::from_str(&round("github")).unwrap();
    let jobs = workflow["jobs"].as_object().unwrap();
    let names: Vec<&str> = jobs.keys().map(String::as_str).collect();
    assert_eq!(names, ["t1", "t2", "t3", "t2-2", "t3-2", "t2-3", "t3-3", "t2-4", "t3-4", "t3-ends", "t4"]);
    let job = |id: &str| {
        let needs = jobs[id].get("needs").map(Value::to_string).unwrap_or_default();
        (needs, jobs[id].get("if").and_then(Value::as_str).unwrap_or_default().to_owned())
    };
    let expected = [
        ("t2", "[\"t1\"]", ""),
        ("t3", "[\"t2\"]", ""),
        ("t2-2", "[\"t1\",\"t3\"]", "needs.t3.outputs.holds == 'no'"),
        ("t3-2", "[\"t2-2\"]", ""),
        ("t2-4", "[\"t1\",\"t3-3\"]", "needs.t3-3.outputs.holds == 'no'"),
        ("t4", "[\"t3-ends\"]", "!cancelled() && needs.t3-ends.result == 'success'"),
    ];
    for (id, needs, condition) in expected {
        assert_eq!(job(id), (needs.to_owned(), condition.to_owned()), "{id}");
    }
    for id in ["t3", "t3-2", "t3-3", "t3-4"] {
        assert_eq!(jobs[id]["outputs"]["holds"], "${{ steps.said.outputs.holds }}");
    }
    assert!(jobs["t4"]["steps"].to_string().contains("results/t3-4/t3.md"));
}

#[test]
#[cfg(unix)]
fn make_repeats_parallel_steps_and_keeps_plans_apart() {
    let folder = TempDir::new().unwrap();
    let lead = "---\nname: t\ngates:\n  - {gate: Backup taken, before: [a]}\nflows:\n  - name: f\n    keywords: [tune]\n    steps:\n      \
                - a\n      - {all: [b, c], name: par, until: fast, back_to: par}\n      - d\n---\n";
    std::fs::create_dir(folder.path().join("agents")).unwrap();
    std::fs::write(folder.path().join("agents/team.md"), lead).unwrap();
    for name in ["a", "b", "c", "d"] {
        let text = format!("---\nname: {name}\ndescription: Part {name}.\n---\n{{user_task}}\n");
        std::fs::write(folder.path().join(format!("agents/{name}.md")), text).unwrap();
    }
    let agents = folder.path().join("agents");
    let here = folder.path().join("a folder");
    std::fs::create_dir(&here).unwrap();
    for (name, request) in [("one.mk", "tune it"), ("other one.mk", "tune that")] {
        let plan = plan_with(&["--agents", agents.to_str().unwrap(), "-f", "make"], request);
        std::fs::write(here.join(name), plan).unwrap();
    }
    let run = "cat >/dev/null; echo x >> done.$$ROUTE_TASK; test $$ROUTE_TASK != t3 || \
               if test $$(wc -l < done.t3) -lt 3; then echo 'HOLDS: no'; else echo 'HOLDS: yes'; fi";
    let make = |plan: &str, confirm: &str| {
        let path = here.join(plan);
        let mut make = Command::new("make");
        make.args(["-f", path.to_str().unwrap(), "-j2", &format!("RUN={run}"), confirm]);
        let output = make.current_dir(&folder).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (done, said) = make("one.mk", "CONFIRM=t1");
    assert!(done, "{said}");
    let times = |id: &str| std::fs::read_to_string(folder.path().join(format!("done.{id}"))).unwrap().lines().count();
    assert_eq!(["t1", "t2", "t3", "t4"].map(times), [1, 3, 3, 1]);
    let (done, said) = make("other one.mk", "CONFIRM=");
    assert!(!done && said.contains("t1 begins when this holds: Backup taken"), "{said}");
}
