//! The plan as a workflow of GitHub Actions: a job a task.

use super::quote::{comment, double_quoted, plain, printf_commands};
use super::{Plan, Task, headline};
use std::fmt::Write;

const HEAD: &str = "\
# A plan as a workflow, written by `route plan -f github`: commit it as .github/workflows/NAME.yml and start it by hand.
# The command `run` reads a task's prompt and the results of the tasks before it on standard input; what it prints is the
# task's result, kept as an artifact. It has to be there on the runner: add the steps that install it.
";

const START: &str = "\
on:
  workflow_dispatch:
    inputs:
      run:
        description: What carries out a task
        required: true
        default: claude -p
";

const SETTINGS: &str = "\
permissions:
  contents: read
env:
  RUN: ${{ inputs.run }}
defaults:
  run:
    shell: bash
jobs:
";

/// What others handed on, a folder a task.
const RESULTS_OF_OTHERS: &str = r"      - uses: actions/download-artifact@v4
        with:
          path: ${{ runner.temp }}/results
";

/// What stands above a plan that stops somewhere.
const STOPS: &str = "\
# Jobs that wait for an approval, a gate or the end of a loop are in the environment `plan`: give it required reviewers in the
# settings of the repository, or they do not wait.
";

/// The plan as a YAML file for `.github/workflows`.
pub fn workflow(plan: &Plan) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "# Team {}, request {}", comment(&plan.team), comment(&plan.request));
    if plan.tasks.iter().any(|task| waits(plan, task)) {
        text.push_str(STOPS);
    }
    let _ = writeln!(text, "name: {}", name(&format!("Plan: {}", plan.request)));
    text.push_str(START);
    if let Some(who) = &plan.approval {
        let agreed = double_quoted(&format!("{} has agreed", plain(who)));
        let _ = writeln!(
            text,
            "      approved:\n        description: {agreed}\n        type: boolean\n        default: false"
        );
    }
    text.push_str(SETTINGS);
    if let Some(question) = plan.cannot_begin() {
        text.push_str("  question:\n    runs-on: ubuntu-latest\n    steps:\n      - run: |\n");
        printf(&mut text, &format!("{}\n", headline(question)), ">&2", ">&2");
        text.push_str("          exit 1\n");
        return text;
    }
    plan.tasks.iter().for_each(|task| job(&mut text, plan, task));
    text
}

/// Whether somebody has to let a task begin.
fn waits(plan: &Plan, task: &Task) -> bool {
    !plan.stops(task).is_empty() || plan.approvals.iter().any(|approval| approval.before.contains(&task.id))
}

/// A loop as a comment: a workflow has none.
fn again(text: &mut String, plan: &Plan, task: &Task) {
    if let Some(found) = plan.loop_of(task) {
        let (tasks, until, rounds) = (found.tasks.join(", "), comment(found.until), found.rounds);
        let _ = writeln!(
            text,
            "    # {tasks}: done until {until}. A workflow has no loops: as long as it does not hold, re-run from {}, {rounds} rounds at most.",
            found.tasks.first().copied().unwrap_or(&task.id)
        );
    }
}

fn job(text: &mut String, plan: &Plan, task: &Task) {
    let id = &task.id;
    let title = format!("{id} {}: {}", plan.who(task), task.title);
    let _ = writeln!(text, "  {id}:\n    name: {}", name(&title));
    if let Some(condition) = &task.condition {
        let _ = writeln!(text, "    # only: {}", comment(condition));
    }
    again(text, plan, task);
    if waits(plan, task) {
        let stops = plan.stops(task).join("; ");
        let reason = if stops.is_empty() { String::new() } else { format!("    # begins when: {}\n", comment(&stops)) };
        let _ = writeln!(text, "{reason}    environment: plan");
    }
    if plan.approval.is_some() && task.after.is_empty() {
        text.push_str("    if: inputs.approved\n");
    }
    text.push_str("    runs-on: ubuntu-latest\n");
    if !task.after.is_empty() {
        let _ = writeln!(text, "    needs: [{}]", task.after.join(", "));
    }
    let _ = writeln!(text, "    env:\n      ROUTE_TASK: {id}\n    steps:");
    text.push_str("      - uses: actions/checkout@v4\n        with:\n          persist-credentials: false\n");
    if !task.after.is_empty() {
        text.push_str(RESULTS_OF_OTHERS);
    }
    text.push_str("      - name: Write the prompt\n        run: |\n");
    printf(text, &task.prompt, "> \"$RUNNER_TEMP/prompt.md\"", ">> \"$RUNNER_TEMP/prompt.md\"");
    for before in &task.after {
        let _ = writeln!(
            text,
            "          {{ printf '\\n\\nRESULT OF {before}:\\n'; cat \"$RUNNER_TEMP/results/{before}/{before}.md\"; }} >> \"$RUNNER_TEMP/prompt.md\""
        );
    }
    let _ = writeln!(
        text,
        "      - name: Carry it out
        run: sh -c \"$RUN\" < \"$RUNNER_TEMP/prompt.md\" > \"$RUNNER_TEMP/{id}.md\"
      - uses: actions/upload-artifact@v4
        with:
          name: {id}
          path: ${{{{ runner.temp }}}}/{id}.md"
    );
}

/// A name in quotes. Names are read for expressions, and an expression of a stranger's could print a secret.
fn name(text: &str) -> String {
    double_quoted(&headline(text).replace("${{", "$ {{"))
}

fn printf(text: &mut String, content: &str, first: &str, others: &str) {
    for (i, words) in printf_commands(content).iter().enumerate() {
        let target = if i == 0 { first } else { others };
        let _ = writeln!(
            text,
            "          printf '%b' \\\n            {} \\\n            {target}",
            words.join(" \\\n            ")
        );
    }
}
