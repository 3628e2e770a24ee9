//! The plan as a makefile: `make -j` does side by side what a wave allows, and goes on behind what is done.

use super::quote::{comment, plain, printf_commands};
use super::{Plan, Task, headline};
use std::fmt::Write;

const HEAD: &str = "\
# A plan for make, written by `route plan -f make`. To carry it out:
#     make -f FILE -j 4 RUN='claude -p'
# RUN reads a task's prompt and the results of the tasks before it on standard input; what it prints is the task's result.
";

/// What stands above a plan that stops somewhere.
const STOPS: &str = "\
# Where something has to hold before a task begins, make stops and says what; once it holds, call it again with CONFIRM='ID ...'.
";

const SETTINGS: &str = "
PLAN := $(lastword $(MAKEFILE_LIST))
RESULTS ?= .route/make
RUN ?= $(error say what carries out a task, as in: make -f $(PLAN) RUN='claude -p')

.DELETE_ON_ERROR:
.PHONY: all
";

/// The plan for GNU make: a target a task, its results as files below `RESULTS`.
pub fn makefile(plan: &Plan) -> String {
    let mut text = String::from(HEAD);
    // Writing to a string cannot fail, here and below.
    let _ = writeln!(text, "# Team {}, request {}", comment(&plan.team), comment(&plan.request));
    if plan.tasks.iter().any(|task| !plan.stops(task).is_empty()) {
        text.push_str(STOPS);
    }
    text.push_str(SETTINGS);
    if let Some(question) = plan.cannot_begin() {
        text.push_str("all:\n");
        printf(&mut text, &format!("{}\n", headline(question)), |_| ">&2".to_owned());
        text.push_str("\t@exit 1\n");
        return text;
    }
    if let Some(who) = &plan.approval {
        let _ = writeln!(text, "APPROVED ?= $(error {} has to agree first; then add APPROVED=yes)\n", plain(who));
    }
    let results: Vec<String> = plan.tasks.iter().map(|task| result(&task.id)).collect();
    let _ = writeln!(text, "all: {}", results.join(" "));
    if !plan.gates.is_empty() {
        let gates: String = plan.gates.iter().map(|gate| format!("- {gate}\n")).collect();
        printf(&mut text, &format!("Complete when all of this holds:\n{gates}"), |_| ">&2".to_owned());
    }
    for task in &plan.tasks {
        rule(&mut text, plan, task);
        stop(&mut text, plan, task);
        again(&mut text, plan, task);
    }
    text
}

/// What has to hold before a task begins, as a target that somebody confirms.
fn stop(text: &mut String, plan: &Plan, task: &Task) {
    let stops = plan.stops(task);
    if stops.is_empty() {
        return;
    }
    let id = &task.id;
    let before: String = task.after.iter().map(|id| format!(" {}", result(id))).collect();
    let _ = writeln!(text, "$(RESULTS)/{id}.confirmed:{before}\n\t@mkdir -p $(RESULTS)");
    let _ = writeln!(text, "ifeq ($(filter {id},$(CONFIRM)),)");
    let says = format!("{id} begins when this holds: {}\n", stops.join("; "));
    printf(text, &says, |_| ">&2".to_owned());
    let _ = writeln!(text, "\t@echo 'then call make with CONFIRM={id}' >&2; exit 1\nelse\n\t@touch $@\nendif");
}

/// A loop that ends with a task: the target that has its tasks done again, so often at most.
fn again(text: &mut String, plan: &Plan, task: &Task) {
    let Some(found) = plan.loop_of(task) else { return };
    let (id, tasks, more) = (&task.id, found.tasks.join(" "), found.rounds.saturating_sub(1));
    let results: Vec<String> = found.tasks.iter().map(|id| result(id)).collect();
    let confirmed: Vec<String> = plan.tasks.iter().filter(|next| next.after.contains(id)).map(stamp).collect();
    let _ = writeln!(
        text,
        "# {tasks}: done until {}. As long as it does not hold: `make -f FILE again-{id}`, {more} times at most, then as before.
.PHONY: again-{id}
again-{id}:
\t@mkdir -p $(RESULTS); echo >> $(RESULTS)/{id}.rounds
\t@test $$(wc -l < $(RESULTS)/{id}.rounds) -le {more} || {{ echo '{id}: {} rounds are over, a person has to decide' >&2; exit 1; }}
\t@rm -f {} {}",
        comment(found.until),
        found.rounds,
        results.join(" "),
        confirmed.join(" "),
    );
}

/// The file that says that a task may begin.
fn stamp(task: &Task) -> String {
    format!("$(RESULTS)/{}.confirmed", task.id)
}

fn result(id: &str) -> String {
    format!("$(RESULTS)/{id}.md")
}

fn rule(text: &mut String, plan: &Plan, task: &Task) {
    let id = &task.id;
    let who = plan.who(task);
    let _ = writeln!(text, "\n# {id}, {}: {}", comment(who), comment(&task.title));
    if let Some(condition) = &task.condition {
        let _ = writeln!(text, "# only: {}", comment(condition));
    }
    let before: String = task.after.iter().map(|id| format!(" {}", result(id))).collect();
    let stop = if plan.stops(task).is_empty() { String::new() } else { format!(" {}", stamp(task)) };
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
    printf(text, &format!("{id} {}: {}\n", headline(who), task.title), |_| ">&2".to_owned());
    let _ = writeln!(text, "\t@export ROUTE_TASK={id}; {{ $(RUN); }} < {prompt} > $@");
}

/// The commands that write `content` where `target` says; it is told whether a command is the first.
fn printf(text: &mut String, content: &str, target: impl Fn(bool) -> String) {
    for (i, words) in printf_commands(content).iter().enumerate() {
        let _ = writeln!(text, "\t@printf '%b' \\\n\t    {} \\\n\t    {}", words.join(" \\\n\t    "), target(i == 0));
    }
}
