//! `route run --plan REQUEST -- COMMAND...`: carries out a plan wave by wave. The journal is flushed before each step,
//! so that `--resume ID` can continue after any interruption.

mod folder;
mod questions;
mod report;
mod runner;
pub mod step;
mod verdict;

use super::attempt::check;
use super::no_fallback;
use crate::args::RunArgs;
use crate::child::Interrupts;
use crate::command::{request_text, warn};
use crate::exit::Exit;
use crate::project::Project;
use crate::run::journal::Journal;
use crate::run::{Assignment, JournalEvent, Spec};
use crate::terminal::{self, Style};
use crate::wording::counted;
use anyhow::{Context, bail};
use folder::RunFolder;
use runner::{RunEnd, Runner};
use std::io::Write;
use task_router_engine::plan;

/// Plans the request and carries out the plan, or resumes an earlier run.
pub fn run(project: &Project, args: &RunArgs) -> anyhow::Result<Exit> {
    if args.ask.ask.is_some() {
        bail!("--ask decides on one request; the parts of a plan are not asked about");
    }
    let (folder, spec, journal, events) = match &args.resume {
        Some(id) => resumed(id, args)?,
        None => match begun(project, args)? {
            Some(begun) => begun,
            None => return Ok(Exit::No),
        },
    };
    let interrupts = Interrupts::new()?;
    let _held = interrupts.hold();
    let mut runner = Runner::new(&folder, &spec, journal, args, &interrupts, &events);
    let stop = runner.run();
    runner.stop_all();
    // Whatever breaks, what was done is told, and how to go on.
    let stop = stop.unwrap_or_else(|error| RunEnd::Broken(format!("{error:#}")));
    let printed = report::print_results(&folder, &spec, runner.progress());
    let report = report::LeadReport::of(&spec, runner.progress(), &stop);
    report.print(args.report.is_some())?;
    printed?;
    if let RunEnd::Interrupted(signal) = stop {
        Interrupts::end_by(signal);
    }
    if runner.log_failed() || matches!(stop, RunEnd::Broken(_)) {
        return Ok(Exit::Unusable);
    }
    Ok(if stop == RunEnd::Finished && report.complete() { Exit::Success } else { Exit::No })
}

type OpenRun = (RunFolder, Spec, Journal, Vec<JournalEvent>);

/// A new run; nothing if the request is unclear.
fn begun(project: &Project, args: &RunArgs) -> anyhow::Result<Option<OpenRun>> {
    if args.command.is_empty() {
        bail!("no command; write it behind `--`: route run --plan \"add subscriptions\" -- claude -p");
    }
    let (team, index) = project.team()?;
    warn(index.warnings());
    let request = request_text(&args.request)?;
    let plan = plan(&team, &index, &request, &args.choice.options(0, project.config.min_confidence))?;
    if let Some(question) = plan.question.as_ref().filter(|_| !args.fallback || plan.tasks.is_empty()) {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", Style::stdout().safe(question))?;
        if args.fallback {
            terminal::note(&no_fallback(&plan.team));
        }
        return Ok(None);
    }
    if let Some(task) = plan.tasks.first() {
        check(args.command.get(1..).unwrap_or_default(), &Assignment::of_task(task, &plan, &index))?;
    }
    plan.warnings.iter().for_each(|warning| terminal::warning(warning));
    let folder = RunFolder::new()?;
    let spec = Spec::of(&plan, &team, &index, folder.id(), args)?;
    folder.write("plan.json", &serde_json::to_vec_pretty(&spec)?)?;
    let mut journal = Journal::create(&folder.path("journal.jsonl"))?;
    journal.append(&JournalEvent::begun(&spec.request))?;
    terminal::note(&format!(
        "run {} of {}; if it is cut off: route run --resume {}",
        spec.id,
        counted(spec.tasks.len(), "task"),
        spec.id
    ));
    Ok(Some((folder, spec, journal, Vec::new())))
}

/// An earlier run, according to its journal.
fn resumed(id: &str, args: &RunArgs) -> anyhow::Result<OpenRun> {
    if !args.request.is_empty() || !args.command.is_empty() {
        bail!("--resume goes on with the request and the command of run `{id}`; give neither");
    }
    let folder = RunFolder::open(id)?;
    let spec: Spec = serde_json::from_slice(&folder.read("plan.json")?)
        .with_context(|| format!("run `{id}` has a plan.json that cannot be read"))?;
    let (journal, events) = Journal::open(&folder.path("journal.jsonl"))?;
    Ok((folder, spec, journal, events))
}
