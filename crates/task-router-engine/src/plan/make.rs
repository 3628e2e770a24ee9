//! The plan as a makefile: `make -j` does side by side what a wave allows, and goes on behind what is done.

use super::quote::{comment, plain, printf_commands};
use super::{Plan, Task, headline};
use std::fmt::Write;

const HEAD: &str = "\
# A plan for make, written by `route plan -f make`. To carry it out:
#     make -f FILE -j 4 RUN='claude -p'
# RUN reads a task's prompt and the results of the tasks before it on standard input; what it prints is the task's result.
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
    plan.tasks.iter().for_each(|task| rule(&mut text, plan, task));
    text
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
    let _ = writeln!(text, "$(RESULTS)/{id}.md: $(PLAN){before}");
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
