//! Renders a plan as a makefile: `make -j` runs the tasks of a wave in parallel, and resumes after completed tasks.

use super::quote::{comment, printf_commands, strip_special};
use super::stops::Loop;
use super::{Plan, Task, headline};
use std::collections::HashSet;
use std::fmt::Write;

const HEAD: &str = "\
# A plan for make, written by `route plan -f make`. To carry it out:
#     make -f FILE -j 4 RUN='claude -p'
# RUN reads a task's prompt and the results of the tasks before it on standard input; what it prints is the task's result.
";

/// Header comment of a plan with stops.
const STOPS: &str = "\
# Where something has to hold before a task begins, make stops and says what; once it holds, call it again with CONFIRM='ID ...'.
";

/// Header comment of a plan with loops.
const LOOPS: &str = "\
# Tasks of a loop are done again as long as the last line of its last result is `HOLDS: no`. Where that line says neither this nor
# `HOLDS: yes`, make stops: CONFIRM=ID of that task goes on, the target `again-ID` does the loop again.
";

const SETTINGS: &str = "
empty :=
# The name of this file, also where it has spaces.
PLAN := $(or $(wildcard $(lastword $(MAKEFILE_LIST))),$(subst $(empty) ,\\ ,$(strip $(MAKEFILE_LIST))))
RUN ?= $(error say what carries out a task, as in: make -f $(PLAN) RUN='claude -p')

.DELETE_ON_ERROR:
.PHONY: all
";

/// The plan for GNU make: one target per task, with results as files below `RESULTS`.
pub fn makefile(plan: &Plan) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "# Team {}, request {}", comment(&plan.team), comment(&plan.request));
    if plan.tasks.iter().any(|task| !task.gates.is_empty()) {
        text.push_str(STOPS);
    }
    let loops = plan.loops();
    if !loops.is_empty() {
        text.push_str(LOOPS);
    }
    let settings = text.len();
    text.push_str(SETTINGS);
    if let Some(question) = plan.cannot_begin() {
        text.push_str("all:\n");
        printf(&mut text, &format!("{}\n", headline(question)), |_| ">&2".to_owned());
        text.push_str("\t@exit 1\n");
        return text;
    }
    if let Some(who) = &plan.approval {
        let _ =
            writeln!(text, "APPROVED ?= $(error {} has to agree first; then add APPROVED=yes)\n", strip_special(who));
    }
    let ids = plan.tasks.iter().map(|task| task.id.as_str());
    let _ = writeln!(text, "all:{}", done(plan, ids));
    if !plan.gates.is_empty() {
        let gates: String = plan.gates.iter().map(|gate| format!("- {gate}\n")).collect();
        printf(&mut text, &format!("Complete when all of this holds:\n{gates}"), |_| ">&2".to_owned());
    }
    for task in &plan.tasks {
        rule(&mut text, plan, task, &loops);
        stop(&mut text, plan, task);
        rounds(&mut text, plan, task);
    }
    // What one plan has done, and what was confirmed for it, is nothing to another.
    let own = blake3::hash(text.as_bytes()).to_hex();
    text.insert_str(settings, &format!("\nRESULTS ?= .route/make/{}", &own[..12]));
    text
}

/// Writes the conditions of a task as a target that somebody confirms.
fn stop(text: &mut String, plan: &Plan, task: &Task) {
    if task.gates.is_empty() {
        return;
    }
    let id = &task.id;
    let before = done(plan, task.after.iter().map(String::as_str));
    let _ = writeln!(text, "$(RESULTS)/{id}.confirmed: $(PLAN){before}\n\t@mkdir -p $(RESULTS)");
    let _ = writeln!(text, "ifeq ($(filter {id},$(CONFIRM)),)");
    let says = format!("{id} begins when this holds: {}\n", task.gates.join("; "));
    printf(text, &says, |_| ">&2".to_owned());
    let _ = writeln!(text, "\t@echo 'then call make with CONFIRM={id}' >&2; exit 1\nelse\n\t@touch $@\nendif");
}

/// Writes the targets of a loop that ends with a task: one that exists once the loop has ended, and one that repeats
/// its tasks, up to the maximum number of iterations.
fn rounds(text: &mut String, plan: &Plan, task: &Task) {
    let Some(found) = plan.loop_of(task) else { return };
    let (id, most, more) = (&task.id, found.rounds, found.rounds.saturating_sub(1));
    let inside: HashSet<&str> = found.tasks.iter().copied().collect();
    let undone: Vec<String> = plan.tasks.iter().flat_map(|task| undone(&found, &inside, task)).collect();
    let results: Vec<String> = found.tasks.iter().map(|id| self::result(id)).collect();
    let (tasks, until, result, undone) = (found.tasks.join(" "), comment(found.until), result(id), undone.join(" "));
    let results = results.join(" ");
    let round = format!(
        "echo >> $(RESULTS)/{id}.rounds; \\
\t    test $$(wc -l < $(RESULTS)/{id}.rounds) -le {more} || {{ echo '{id}: {most} rounds are over, a person has to decide' >&2; exit 1; }}; \\
\t    if test -e {result}; then cp -f {result} $(RESULTS)/{id}.last; fi; rm -f {undone}"
    );
    let _ = writeln!(
        text,
        "# {tasks}: done until {until}, {most} rounds at most.
$(RESULTS)/{id}.ended: {results}
\t@says() {{ grep -v '^[[:space:]]*$$' {result} | tail -n 1 | tr -d '`*_. \\t\\r' | tr '[:upper:]' '[:lower:]'; }}; \\
\twhile test \"$$(says)\" = holds:no; do \\
\t    {round}; \\
\t    $(MAKE) -f $(PLAN) {results} || exit 1; \\
\tdone; \\
\ttest \"$$(says)\" = holds:yes || test -n '$(filter {id},$(CONFIRM))' || \\
\t    {{ echo '{id} does not say whether its loop has ended: call make with CONFIRM={id} if it has, else make again-{id}' >&2; exit 1; }}
\t@touch $@
.PHONY: again-{id}
again-{id}:
\t@mkdir -p $(RESULTS); {round}",
    );
}

/// Files of a task to be removed before the tasks of a loop, `inside`, are repeated: its result, and the confirmation
/// that it may start.
fn undone(found: &Loop, inside: &HashSet<&str>, task: &Task) -> Vec<String> {
    let file = |ending: &str| format!("$(RESULTS)/{}.{ending}", task.id);
    let is_inside = inside.contains(task.id.as_str());
    let is_behind = task.after.iter().any(|before| before == found.last);
    let mut files = Vec::new();
    files.extend(is_inside.then(|| file("md")));
    files.extend(((is_inside || is_behind) && !task.gates.is_empty()).then(|| file("confirmed")));
    // A nested loop restarts.
    if is_inside && task.until.is_some() && task.id != found.last {
        files.extend(["ended", "rounds", "last"].map(file));
    }
    files
}

/// Files that exist once these tasks, and the loops that end with them, are done.
fn done<'p>(plan: &'p Plan, ids: impl Iterator<Item = &'p str>) -> String {
    let ended = |id: &str| plan.task(id).is_some_and(|task| task.until.is_some());
    let files = |id: &str| match ended(id) {
        true => format!(" {} $(RESULTS)/{id}.ended", result(id)),
        false => format!(" {}", result(id)),
    };
    ids.map(files).collect()
}

/// The file that allows a task to start.
fn stamp(task: &Task) -> String {
    format!("$(RESULTS)/{}.confirmed", task.id)
}

fn result(id: &str) -> String {
    format!("$(RESULTS)/{id}.md")
}

fn rule(text: &mut String, plan: &Plan, task: &Task, loops: &[Loop]) {
    let id = &task.id;
    let who = plan.who(task);
    let _ = writeln!(text, "\n# {id}, {}: {}", comment(who), comment(&task.title));
    if let Some(condition) = &task.condition {
        let _ = writeln!(text, "# only: {}", comment(condition));
    }
    let before = done(plan, task.after.iter().map(String::as_str));
    let stop = if task.gates.is_empty() { String::new() } else { format!(" {}", stamp(task)) };
    let _ = writeln!(text, "$(RESULTS)/{id}.md: $(PLAN){before}{stop}");
    let prompt = format!("$(RESULTS)/{id}.prompt");
    if plan.approval.is_some() && task.after.is_empty() {
        text.push_str("\t@: $(APPROVED)\n");
    }
    text.push_str("\t@mkdir -p $(RESULTS)\n");
    printf(text, &task.prompt, |first| format!("{} {prompt}", if first { ">" } else { ">>" }));
    if !task.after.is_empty() {
        let _ = writeln!(
            text,
            "\t@for task in {}; do printf '\\n\\nRESULT OF %s:\\n' $$task; cat $(RESULTS)/$$task.md; done >> {prompt}",
            task.after.join(" ")
        );
    }
    for found in loops.iter().filter(|found| found.starts_with(task)) {
        let last = found.last;
        let _ = writeln!(
            text,
            "\t@if test -e $(RESULTS)/{last}.last; then {{ printf '\\n\\nRESULT OF {last}, THE ROUND BEFORE:\\n'; cat $(RESULTS)/{last}.last; }} >> {prompt}; fi"
        );
    }
    printf(text, &format!("{id} {}: {}\n", headline(who), task.title), |_| ">&2".to_owned());
    let _ = writeln!(text, "\t@export ROUTE_TASK={id}; {{ $(RUN); }} < {prompt} > $@");
}

/// Commands that write `content` to the result of `target`, which is told whether a command is the first.
fn printf(text: &mut String, content: &str, target: impl Fn(bool) -> String) {
    for (i, words) in printf_commands(content).iter().enumerate() {
        let _ = writeln!(text, "\t@printf '%b' \\\n\t    {} \\\n\t    {}", words.join(" \\\n\t    "), target(i == 0));
    }
}
