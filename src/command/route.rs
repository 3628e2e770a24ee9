//! `route REQUEST`: requests in, answers out.

mod batch;
mod hints;
mod json_line;

use super::names::check_names;
use super::{must_be_whole, request_text, warn};
use crate::args::{InputFormat, RouteArgs, meant_as_verb};
use crate::ask::Arbiter;
use crate::child::Interrupts;
use crate::closed_pipe::unless_closed;
use crate::exit::Exit;
use crate::log::{self, Log, LogEntry, LogEvent};
use crate::print::answer::{self, AnswerOutput, LISTED, Layout, Printer};
use crate::project::Project;
use crate::terminal::{self, Style};
use anyhow::bail;
use hints::{no_such_agent, not_here, warn_of_unknown_placeholders};
use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::time::{Duration, Instant};
use task_router_engine::{
    Answer, Decision, Detail, Explanation, Index, Options, ScoredRequest, Scorer, Status, decide,
};

/// Answers the request on the command line, or those on standard input.
pub fn run(project: &Project, args: RouteArgs) -> anyhow::Result<Exit> {
    let output = AnswerOutput::of(&args)?;
    let many = args.request.is_empty();
    if many && std::io::stdin().is_terminal() {
        bail!("no request; try `route \"fix JWT expiry\"`, pipe requests in, one a line, or see `route --help`");
    }
    // Used until the end, so it is leaked: freeing it piece by piece would only take time.
    let index: &'static Index = Box::leak(Box::new(project.index()?));
    let arbiter = Arbiter::of(&args.ask, Interrupts::new)?;
    let most = if args.log.is_none() && arbiter.is_none() { output.candidates() } else { 0 };
    let options = args.choice.options(most, project.config.min_confidence);
    check_names(index, &options)?;
    if let AnswerOutput::Template(text) = &output {
        warn_of_unknown_placeholders(text, index);
    }
    warn(index.warnings());
    let layout = match (many, args.input) {
        (false, _) => Layout::Alone,
        (true, InputFormat::Nul) => Layout::Nul,
        (true, _) => Layout::Lines,
    };
    let may_be_command = matches!(output, AnswerOutput::Text) && !args.is_set_apart;
    let log = args.log.as_deref().map(Log::open);
    let logged = if log.is_some() { Detail::Candidates(LISTED) } else { Detail::Nothing };
    let job = Job {
        detail: output.detail(layout).max(logged),
        printer: Printer { output, layout, style: Style::stdout() },
        options,
        is_logged: log.is_some(),
        session: args.log.as_ref().and_then(|_| log::session()),
        input: args.input,
        strict: args.strict,
        arbiter,
    };
    if many {
        return batch::run(index, &job, log);
    }
    let words: &[String] = if may_be_command { &args.request } else { &[] };
    job.one(index, &request_text(&args.request)?, words, log)
}

/// How requests are answered.
struct Job {
    printer: Printer,
    options: Options,
    /// How much evidence is printed or logged.
    detail: Detail,
    is_logged: bool,
    session: Option<String>,
    input: InputFormat,
    strict: bool,
    arbiter: Option<Arbiter>,
}

impl Job {
    /// The separator of records.
    fn separator(&self) -> u8 {
        if self.input == InputFormat::Nul { 0 } else { b'\n' }
    }

    /// Answers one request; `words` are those of the command line that may have been meant as a command.
    fn one(self, index: &Index, request: &str, words: &[String], mut log: Option<Log>) -> anyhow::Result<Exit> {
        let started = Instant::now();
        // Leaked like the index.
        let mut scorer = ManuallyDrop::new(Scorer::new(index));
        let mut scored = scorer.score(request);
        let decision = self.decide(&mut scored);
        let explanation = Explanation::of(&mut scored, &decision, self.detail);
        let answer = Answer::new(request, &decision, &explanation, index);
        let mut text = Vec::new();
        self.printer.answer(&mut text, &answer, None);
        must_be_whole(index)?;
        let printed = write_out(&text);
        self.arbiter.iter().for_each(|arbiter| arbiter.tell(&decision));
        for warning in answer.warnings() {
            terminal::warning(&warning);
        }
        // This hint is for people; scripts that call route get only the path.
        let is_page = matches!(self.printer.output, AnswerOutput::Text) && std::io::stdout().is_terminal();
        if let Some(note) = answer.knowledge().filter(|_| is_page).and_then(|path| not_here(&answer, path)) {
            terminal::note(&note);
        }
        if let Some(note) = no_such_agent(index, request).filter(|_| self.options.agent.is_none()) {
            terminal::note(&note);
        }
        if decision.status == Status::Unclear
            && let Some(note) = meant_as_verb(words)
        {
            terminal::note(&note);
        }
        if let Some(log) = &mut log {
            log.append(&log_line(&answer, self.session.as_deref(), started.elapsed()));
        }
        unless_closed(printed.map_err(Into::into))?;
        Ok(self.exit(decision.status == Status::Unclear, log.as_ref()))
    }

    /// The decision, from the evidence or from the program of `--ask`.
    fn decide(&self, request: &mut ScoredRequest) -> Decision {
        let mut decision = decide(request, &self.options);
        if let Some(arbiter) = &self.arbiter {
            arbiter.settle(request, &self.options, &mut decision);
        }
        decision
    }

    /// The exit status of the whole run: `unclear` says whether any request was, `log` is where decisions were written.
    fn exit(&self, unclear: bool, log: Option<&Log>) -> Exit {
        match (log.is_some_and(Log::failed), self.strict && unclear) {
            (true, _) => Exit::Unusable,
            (false, true) => Exit::No,
            (false, false) => Exit::Success,
        }
    }
}

fn write_out(text: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}

/// A decision as a log entry.
fn log_line(answer: &Answer, session: Option<&str>, duration: Duration) -> Vec<u8> {
    answer::log_line(answer, &LogEntry::of(LogEvent::Decision, session, duration))
}
