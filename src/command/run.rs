//! `route run REQUEST -- COMMAND...`: runs the command with the rendered prompt, again with the fallback's prompt if it
//! fails, and then tells a person.

mod attempt;
pub mod plan;

use super::names::check_names;
use super::{must_be_whole, request_text, warn};
use crate::args::RunArgs;
use crate::ask::Arbiter;
use crate::child::Interrupts;
use crate::exit::Exit;
use crate::log::{self, Attempt, LogEntry, LogEvent};
use crate::print::answer::{LISTED, log_line};
use crate::print::run::RunPage;
use crate::project::Project;
use crate::run::Assignment;
use crate::terminal;
use anyhow::bail;
use attempt::{Ended, TypedCommand};
use std::time::{Duration, Instant};
use task_router_engine::{Answer, Detail, Explanation, Index, Scorer, Status, decide};

/// Routes the request and runs the command with the answer.
pub fn run(project: &Project, args: &RunArgs) -> anyhow::Result<Exit> {
    if let Some(step) = &args.step {
        return plan::step::run(step);
    }
    if args.plan || args.resume.is_some() {
        return plan::run(project, args);
    }
    if let Some(flag) = args.flag_of_a_plan() {
        bail!("{flag} belongs to --plan");
    }
    let started = Instant::now();
    let Some((program, arguments)) = args.command.split_first() else {
        bail!("no command; write it behind `--`: route run \"fix JWT expiry\" -- claude -p");
    };
    let index = project.index()?;
    warn(index.warnings());
    let options = args.choice.options(0, project.config.min_confidence);
    check_names(&index, &options)?;
    let request = request_text(&args.request)?;
    let mut scorer = Scorer::new(&index);
    let mut scored = scorer.score(&request);
    let mut decision = decide(&scored, &options);
    let interrupts = Interrupts::new()?;
    if let Some(arbiter) = Arbiter::of(&args.ask, || Ok(interrupts.clone()))? {
        arbiter.settle(&mut scored, &options, &mut decision);
        arbiter.tell(&decision);
    }
    let _held = interrupts.hold();
    let command = TypedCommand { program, arguments, timeout: args.timeout, interrupts: &interrupts };
    let explanation = Explanation::of(&mut scored, &decision, Detail::Candidates(LISTED));
    let mut run = RequestRun {
        args,
        index: &index,
        answer: Answer::new(&request, &decision, &explanation, &index),
        attempts: Vec::new(),
    };
    let ended = run.with(&command)?;
    let logged = run.log(&ended, started.elapsed());
    if let Ended::Interrupted(signal) = ended {
        Interrupts::end_by(signal);
    }
    Ok(match ended {
        _ if !logged => Exit::Unusable,
        Ended::Done | Ended::OutputClosed => Exit::Success,
        Ended::Unclear | Ended::Failed | Ended::Interrupted(_) => Exit::No,
    })
}

/// The error if `--fallback` is given and the team has no fallback.
fn no_fallback(team: &str) -> String {
    format!("--fallback: {team} names no `fallback`")
}

/// A request being run.
struct RequestRun<'a> {
    args: &'a RunArgs,
    index: &'a Index,
    answer: Answer<'a>,
    attempts: Vec<Attempt>,
}

impl RequestRun<'_> {
    /// Runs the chosen agent's try, and the fallback's if that fails.
    fn with(&mut self, command: &TypedCommand) -> anyhow::Result<Ended> {
        let page = RunPage::new();
        page.routing(&self.answer)?;
        let decision = self.answer.decision;
        if decision.status == Status::Unclear && !(self.args.fallback && decision.agent.is_some()) {
            page.unclear(&self.answer)?;
            if self.args.fallback {
                terminal::note(&no_fallback(self.index.team()));
            }
            return Ok(Ended::Unclear);
        }
        let chosen = Assignment::of(&self.answer);
        must_be_whole(self.index)?;
        attempt::check(command.arguments, &chosen)?;
        let mut ended = self.try_once(command, &page, &chosen)?;
        let fallback = self.fallback(&chosen.agent);
        if let (Ended::Failed, Some(fallback)) = (&ended, &fallback) {
            ended = self.try_once(command, &page, fallback)?;
        }
        if let Ended::Failed = ended {
            page.guidance(&self.answer, &chosen, fallback.as_ref(), &self.attempts);
        }
        Ok(ended)
    }

    fn try_once(&mut self, command: &TypedCommand, page: &RunPage, who: &Assignment) -> anyhow::Result<Ended> {
        page.activating(who, command.program, self.attempts.len() + 1)?;
        let (ended, attempt) = command.run(who, page.output(), page.errors())?;
        page.tried(&attempt, self.attempts.len() + 1);
        self.attempts.push(attempt);
        Ok(ended)
    }

    /// The fallback's assignment, if there is a second try.
    fn fallback(&self, tried: &str) -> Option<Assignment> {
        let retries = !self.args.no_retry;
        retries.then(|| Assignment::of_fallback(self.index, self.answer.request, tried)).flatten()
    }

    /// Appends the run to the log; false if that failed.
    fn log(&self, ended: &Ended, duration: Duration) -> bool {
        let Some(path) = &self.args.log else { return true };
        let session = log::session();
        let entry = LogEntry {
            outcome: Some(ended.outcome()),
            attempts: &self.attempts,
            ..LogEntry::of(LogEvent::Run, session.as_deref(), duration)
        };
        log::append(path, &log_line(&self.answer, &entry))
    }
}
