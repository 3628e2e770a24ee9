//! Renders a plan as a GitHub Actions workflow with one job per task.

use super::quote::{comment, double_quoted, printf_commands, strip_special};
use super::stops::Loop;
use super::{Plan, Task, headline};
use std::collections::{BTreeSet, HashMap};
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

/// Downloads the results of other tasks, one folder per task.
const RESULTS_OF_OTHERS: &str = r"      - uses: actions/download-artifact@v4
        with:
          path: ${{ runner.temp }}/results
";

/// Header comment of a plan with stops.
const STOPS: &str = "\
# Jobs that wait for an approval, a gate or the end of a loop are in the environment `plan`: give it required reviewers in the
# settings of the repository, or they do not wait.
";

/// Header comment of a plan with loops.
const LOOPS: &str = "\
# Jobs of a loop are there once for each round, as `ID-2`, `ID-3`. They run as long as the last line of its last result is `HOLDS: no`,
# else they are skipped; where that is so after the last round, `ID-ends` fails.
";

/// The plan as a YAML file for `.github/workflows`.
pub fn workflow(plan: &Plan) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "# Team {}, request {}", comment(&plan.team), comment(&plan.request));
    if plan.tasks.iter().any(|task| waits(plan, task)) {
        text.push_str(STOPS);
    }
    let jobs = Jobs::of(plan);
    if !jobs.loops.is_empty() {
        text.push_str(LOOPS);
    }
    let _ = writeln!(text, "name: {}", name(&format!("Plan: {}", plan.request)));
    text.push_str(START);
    if let Some(who) = &plan.approval {
        let agreed = double_quoted(&format!("{} has agreed", strip_special(who)));
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
    for task in &plan.tasks {
        jobs.write(&mut text, task, 1);
        if let Some(found) = jobs.loop_that_ends(&task.id) {
            for round in 2..=found.rounds {
                let again = found.tasks.iter().filter_map(|id| plan.task(id));
                again.for_each(|task| jobs.write(&mut text, task, round));
            }
            ends(&mut text, found);
        }
    }
    text
}

/// Whether somebody must allow a task to start.
fn waits(plan: &Plan, task: &Task) -> bool {
    !plan.stops(task).is_empty() || plan.approvals.iter().any(|approval| approval.before.contains(&task.id))
}

/// Job id of a task in an iteration of a loop.
fn job_id(id: &str, round: u32) -> String {
    if round == 1 { id.to_owned() } else { format!("{id}-{round}") }
}

/// The jobs of a plan; loops are unrolled by iteration.
struct Jobs<'p> {
    plan: &'p Plan,
    loops: Vec<Loop<'p>>,
    /// By task, the loop that contains it.
    by_task: HashMap<&'p str, usize>,
    /// The tasks after loops, directly or not.
    behind: BTreeSet<&'p str>,
}

impl<'p> Jobs<'p> {
    fn of(plan: &'p Plan) -> Self {
        let loops = plan.outer_loops();
        let mut by_task = HashMap::new();
        for (number, found) in loops.iter().enumerate() {
            found.tasks.iter().for_each(|id| {
                by_task.entry(*id).or_insert(number);
            });
        }
        let mut jobs = Self { plan, loops, by_task, behind: BTreeSet::new() };
        for task in &plan.tasks {
            let is_behind = |id: &String| jobs.behind.contains(id.as_str()) || jobs.ends_another(id, task);
            if task.after.iter().any(is_behind) {
                jobs.behind.insert(&task.id);
            }
        }
        jobs
    }

    /// The loop that contains a task.
    fn loop_of(&self, id: &str) -> Option<&Loop<'p>> {
        self.by_task.get(id).map(|&number| &self.loops[number])
    }

    /// The loop that ends with a task.
    fn loop_that_ends(&self, id: &str) -> Option<&Loop<'p>> {
        self.loop_of(id).filter(|found| found.last == id)
    }

    /// The loop that a task restarts in this iteration.
    fn loop_begun_again(&self, task: &Task, round: u32) -> Option<&Loop<'p>> {
        self.loop_of(&task.id).filter(|found| round > 1 && found.starts_with(task))
    }

    /// Whether two tasks are in the same loop.
    fn are_together(&self, one: &str, other: &str) -> bool {
        self.loop_of(one).is_some_and(|found| found.has(other))
    }

    /// Whether a task ends a loop that does not contain `task`.
    fn ends_another(&self, id: &str, task: &Task) -> bool {
        self.loop_that_ends(id).is_some() && !self.are_together(&task.id, id)
    }

    /// The jobs that a task waits for in an iteration.
    fn needs(&self, task: &Task, round: u32) -> Vec<String> {
        let need = |before: &String| match self.ends_another(before, task) {
            true => format!("{before}-ends"),
            false if self.are_together(&task.id, before) => job_id(before, round),
            false => before.clone(),
        };
        let mut needs: Vec<String> = task.after.iter().map(need).collect();
        needs.extend(self.loop_begun_again(task, round).map(|found| job_id(found.last, round - 1)));
        needs
    }

    /// Conditions for a task to run in an iteration. After a loop, skipped iterations are no reason to skip it.
    fn conditions(&self, task: &Task, round: u32, needs: &[String]) -> Vec<String> {
        let mut conditions = Vec::new();
        if self.behind.contains(task.id.as_str()) {
            conditions.push("!cancelled()".to_owned());
            conditions.extend(needs.iter().map(|need| format!("needs.{need}.result == 'success'")));
        }
        let again = self.loop_begun_again(task, round);
        conditions.extend(again.map(|found| format!("needs.{}.outputs.holds == 'no'", job_id(found.last, round - 1))));
        if self.plan.approval.is_some() && task.after.is_empty() {
            conditions.push("inputs.approved".to_owned());
        }
        conditions
    }

    /// Writes the job of a task in an iteration.
    fn write(&self, text: &mut String, task: &Task, round: u32) {
        let (plan, id) = (self.plan, &task.id);
        let job = job_id(id, round);
        let title = format!("{job} {}: {}", plan.who(task), task.title);
        let _ = writeln!(text, "  {job}:\n    name: {}", name(&title));
        if let Some(condition) = &task.condition {
            let _ = writeln!(text, "    # only: {}", comment(condition));
        }
        if round == 1 && waits(plan, task) {
            let stops = plan.stops(task).join("; ");
            let reason =
                if stops.is_empty() { String::new() } else { format!("    # begins when: {}\n", comment(&stops)) };
            let _ = writeln!(text, "{reason}    environment: plan");
        }
        let needs = self.needs(task, round);
        let conditions = self.conditions(task, round, &needs);
        if !conditions.is_empty() {
            let _ = writeln!(text, "    if: {}", condition(&conditions));
        }
        text.push_str("    runs-on: ubuntu-latest\n");
        if !needs.is_empty() {
            let _ = writeln!(text, "    needs: [{}]", needs.join(", "));
        }
        if self.loop_that_ends(id).is_some() {
            text.push_str("    outputs:\n      holds: ${{ steps.said.outputs.holds }}\n");
        }
        let _ = writeln!(text, "    env:\n      ROUTE_TASK: {id}\n    steps:");
        self.steps(text, task, round, !needs.is_empty());
        let _ = writeln!(
            text,
            "      - uses: actions/upload-artifact@v4
        with:
          name: {job}
          path: ${{{{ runner.temp }}}}/{id}.md"
        );
    }

    /// Writes the steps of a job that carry out its task; `waits` says whether it waits for results of others.
    fn steps(&self, text: &mut String, task: &Task, round: u32, waits: bool) {
        let id = &task.id;
        text.push_str("      - uses: actions/checkout@v4\n        with:\n          persist-credentials: false\n");
        if waits {
            text.push_str(RESULTS_OF_OTHERS);
        }
        text.push_str("      - name: Write the prompt\n        run: |\n");
        printf(text, &task.prompt, "> \"$RUNNER_TEMP/prompt.md\"", ">> \"$RUNNER_TEMP/prompt.md\"");
        for before in &task.after {
            let _ = writeln!(
                text,
                "          {{ printf '\\n\\nRESULT OF {before}:\\n'; {}; }} >> \"$RUNNER_TEMP/prompt.md\"",
                self.show(before)
            );
        }
        if let Some(Loop { last, .. }) = self.loop_begun_again(task, round) {
            let _ = writeln!(
                text,
                "          {{ printf '\\n\\nRESULT OF {last}, THE ROUND BEFORE:\\n'; {}; }} >> \"$RUNNER_TEMP/prompt.md\"",
                self.show(last)
            );
        }
        let _ = writeln!(
            text,
            "      - name: Carry it out
        run: sh -c \"$RUN\" < \"$RUNNER_TEMP/prompt.md\" > \"$RUNNER_TEMP/{id}.md\""
        );
        if self.loop_that_ends(id).is_some() {
            let _ = writeln!(
                text,
                "      - name: Whether the loop has ended
        id: said
        run: |
          said=$(grep -v '^[[:space:]]*$' \"$RUNNER_TEMP/{id}.md\" | tail -n 1 | tr -d '`*_. \\t\\r' | tr '[:upper:]' '[:lower:]')
          if [ \"$said\" = holds:no ]; then echo holds=no; else echo holds=yes; fi >> \"$GITHUB_OUTPUT\""
            );
        }
    }

    /// The command that prints the latest result of a task.
    fn show(&self, id: &str) -> String {
        let rounds = self.loop_of(id).map_or(1, |found| found.rounds);
        let file = |round| format!("\"$RUNNER_TEMP/results/{}/{id}.md\"", job_id(id, round));
        if rounds == 1 {
            return format!("cat {}", file(1));
        }
        let files: Vec<String> = (1..=rounds).rev().map(file).collect();
        format!("for result in {}; do if [ -e \"$result\" ]; then cat \"$result\"; break; fi; done", files.join(" "))
    }
}

/// Writes the job at the end of a loop, which other jobs wait for.
fn ends(text: &mut String, found: &Loop) {
    let Loop { last, rounds, until, .. } = found;
    let first = format!("needs.{last}.result == 'success'");
    let jobs: Vec<String> =
        (1..=*rounds).flat_map(|round| found.tasks.iter().map(move |id| job_id(id, round))).collect();
    let _ = writeln!(
        text,
        "  {last}-ends:
    # Done until {}, {rounds} rounds at most.
    if: {}
    runs-on: ubuntu-latest
    needs: [{}]
    env:
      LAST: ${{{{ needs.{}.outputs.holds }}}}
    steps:
      - run: |
          if [ \"$LAST\" = no ]; then echo '{last}: {rounds} rounds are over, a person has to decide' >&2; exit 1; fi",
        comment(until),
        condition(&["!cancelled()".to_owned(), "!failure()".to_owned(), first]),
        jobs.join(", "),
        job_id(last, *rounds),
    );
}

/// The conjunction of conditions, quoted because YAML reads `!` as a tag.
fn condition(all: &[String]) -> String {
    double_quoted(&all.join(" && "))
}

/// A quoted name. Names are evaluated for expressions, and an untrusted expression could print a secret.
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
