//! Renders a plan as a DAG of Apache Airflow.

use super::quote::{comment, double_quoted};
use super::stops::Loop;
use super::{Plan, Task};
use std::fmt::Write;

const HEAD: &str = "\
# A plan for Apache Airflow 3, written by `route plan -f airflow`. The DAG has the name of this file.
# The program in ROUTE_RUN (`claude -p` unless told) reads a task's prompt and the results of the tasks before it on standard
# input; what it prints is the task's result.
";

/// Header comment of a plan with stops.
const STOPS: &str = "\
# Where something has to hold before a task begins, the task `ID_begins` fails and says what; once it holds, mark that one as
# a success, or start the DAG with the configuration {\"confirmed\": [\"ID\"]}.
";

/// Header comment of a plan with loops.
const LOOPS: &str = "\
# Tasks of a loop are there once for each round, as `ID_2`, `ID_3`. They are done again as long as the last line of its last
# result is `HOLDS: no`, else they hand on what there is. Where that line says neither this nor `HOLDS: yes`, `ID_ends` fails: mark it as
# a success, or start the DAG with the configuration {\"confirmed\": [\"ID\"]}.
";

/// Prompts are never in a field that Airflow renders as a Jinja template: a task only has its number.
const CODE: &str = r#"

def carry_out(number, before="", **results):
    job = TASKS[number]
    told = job["prompt"]
    for name in job["after"]:
        told += f"\n\nRESULT OF {name}:\n{results[name]}"
    told += before
    command = shlex.split(os.environ.get("ROUTE_RUN", "claude -p"))
    environment = {**os.environ, "ROUTE_TASK": job["id"]}
    done = subprocess.run(command, input=told.encode(), stdout=subprocess.PIPE, env=environment, check=True)
    return done.stdout.decode(errors="replace")


def says(result):
    lines = [line for line in (result or "").splitlines() if line.strip()]
    return "".join(sign for sign in lines[-1].lower() if sign not in "`*_. \t") if lines else ""


def carry_out_again(number, last, verdict, so_far, **results):
    if says(verdict) != "holds:no":
        return so_far
    return carry_out(number, f"\n\nRESULT OF {last}, THE ROUND BEFORE:\n{verdict}", **results)


def ends(last, rounds, verdict, dag_run=None):
    if says(verdict) == "holds:no":
        raise RuntimeError(f"{last}: {rounds} rounds are over, a person has to decide")
    if says(verdict) != "holds:yes" and last not in (dag_run.conf or {}).get("confirmed", []):
        raise RuntimeError(f"{last} does not say whether its loop has ended")


def holds(number, dag_run=None):
    job = TASKS[number]
    if job["id"] not in (dag_run.conf or {}).get("confirmed", []):
        raise RuntimeError(f'{job["id"]} begins when this holds: {"; ".join(job["stops"])}')


def agreed(dag_run=None):
    if not (dag_run.conf or {}).get("approved"):
        raise RuntimeError(f'{APPROVAL} has to agree first; then start it with the configuration {{"approved": true}}')


with DAG(
    dag_id=pathlib.Path(__file__).stem,
    start_date=datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc),
    schedule=None,
    catchup=False,
    tags=["route"],
):
    gate = task(task_id="approval")(agreed)() if APPROVAL else None
    done = {}
    ended = {}
    numbers = {job["id"]: number for number, job in enumerate(TASKS)}
    for number, job in enumerate(TASKS):
        before = {name: done[name] for name in job["after"]}
        done[job["id"]] = task(task_id=job["id"], task_display_name=job["title"])(carry_out)(number, **before)
        if gate is not None and not job["after"]:
            gate >> done[job["id"]]
        loops = [ended[name] for name in job["after"] if name in ended]
        for end in loops:
            end >> done[job["id"]]
        if job["stops"]:
            begins = task(task_id=job["id"] + "_begins")(holds)(number)
            [*before.values(), *loops] >> begins
            begins >> done[job["id"]]
        if "loop" in job:
            last, rounds = job["id"], job["rounds"]
            for round in range(2, rounds + 1):
                verdict = done[last]
                for name in job["loop"]:
                    again = task(task_id=f"{name}_{round}")(carry_out_again)
                    before = {other: done[other] for other in TASKS[numbers[name]]["after"]}
                    done[name] = again(numbers[name], last, verdict, done[name], **before)
            ended[last] = task(task_id=f"{last}_ends")(ends)(last, rounds, done[last])
"#;

/// The plan as a Python file for the DAGs folder.
pub fn dag(plan: &Plan) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "# Team {}, request {}", comment(&plan.team), comment(&plan.request));
    if plan.tasks.iter().any(|task| !task.gates.is_empty()) {
        text.push_str(STOPS);
    }
    let loops = plan.outer_loops();
    if !loops.is_empty() {
        text.push_str(LOOPS);
    }
    if let Some(question) = plan.cannot_begin() {
        let _ = writeln!(text, "raise ValueError({})", double_quoted(question));
        return text;
    }
    text.push_str("import datetime\nimport os\nimport pathlib\nimport shlex\nimport subprocess\n\n");
    text.push_str("from airflow.sdk import DAG, task\n\n");
    let approval = plan.approval.as_deref().map_or_else(|| "None".to_owned(), double_quoted);
    let _ = writeln!(text, "APPROVAL = {approval}\nTASKS = [");
    plan.tasks.iter().for_each(|task| entry(&mut text, plan, task, &loops));
    text.push_str("]\n");
    text.push_str(CODE);
    text
}

fn entry(text: &mut String, plan: &Plan, task: &Task, loops: &[Loop]) {
    let title = super::headline(&format!("{}: {}", plan.who(task), task.title));
    let after: Vec<String> = task.after.iter().map(|id| double_quoted(id)).collect();
    let _ = writeln!(text, "    {{\n        \"id\": {},", double_quoted(&task.id));
    let _ = writeln!(text, "        \"title\": {},", double_quoted(&title));
    if let Some(condition) = &task.condition {
        let _ = writeln!(text, "        \"only\": {},", double_quoted(condition));
    }
    let _ = writeln!(text, "        \"after\": [{}],", after.join(", "));
    let stops: Vec<String> = task.gates.iter().map(|gate| double_quoted(gate)).collect();
    let _ = writeln!(text, "        \"stops\": [{}],", stops.join(", "));
    if let Some(found) = loops.iter().find(|found| found.last == task.id) {
        let tasks: Vec<String> = found.tasks.iter().map(|id| double_quoted(id)).collect();
        let _ = writeln!(
            text,
            "        # Done until {}.\n        \"loop\": [{}],\n        \"rounds\": {},",
            comment(found.until),
            tasks.join(", "),
            found.rounds
        );
    }
    text.push_str("        \"prompt\": (\n");
    let lines = if task.prompt.is_empty() { vec![""] } else { task.prompt.split_inclusive('\n').collect() };
    for line in lines {
        let _ = writeln!(text, "            {}", double_quoted(line));
    }
    text.push_str("        ),\n    },\n");
}
