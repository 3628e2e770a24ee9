//! The main job: requests in, answers out.

mod batch;

use super::{index, request_text};
use crate::args::{Format, Input, PlaceArgs, RouteArgs};
use crate::exit::Exit;
use crate::print::answer::{Layout, Output, Printer};
use crate::terminal::{self, Style};
use anyhow::{Context, anyhow, bail};
use std::fs::{File, OpenOptions};
use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::PathBuf;
use task_router_engine::decide::{Options, Status, decide};
use task_router_engine::diagnostic::suggestion;
use task_router_engine::index::Index;
use task_router_engine::json::Field;
use task_router_engine::render::Answer;
use task_router_engine::score::Scorer;

/// Answers the request of the command line, or those of standard input.
pub fn run(place_args: &PlaceArgs, args: RouteArgs) -> anyhow::Result<Exit> {
    let output = output(&args)?;
    let many = args.request.is_empty();
    if many && std::io::stdin().is_terminal() {
        bail!("no request; try `route \"fix JWT expiry\"`, pipe requests in, one a line, or see `route --help`");
    }
    // Needed to the end, and then gone with the program: taking it apart piece by piece would only take time.
    let index: &'static Index = Box::leak(Box::new(index(place_args)?));
    check_names(index, &args)?;
    for warning in &index.meta.warnings {
        terminal::say(warning);
    }
    let layout = match (many, args.input) {
        (false, _) => Layout::Alone,
        (true, Input::Nul) => Layout::Nul,
        (true, _) => Layout::Lines,
    };
    let most = if args.log.is_none() { output.candidates() } else { 0 };
    let job = Job {
        printer: Printer { output, layout, style: Style::stdout() },
        options: Options { agent: args.agent, only: args.only, exclude: args.exclude, most },
        log: args.log.as_ref().map(Log::open),
        input: args.input,
        strict: args.strict,
    };
    if many { batch::run(index, job) } else { job.one(index, &request_text(&args.request)?) }
}

/// What is to be done with each request.
struct Job {
    printer: Printer,
    options: Options,
    log: Option<Log>,
    input: Input,
    strict: bool,
}

impl Job {
    /// The same job without its log.
    fn clone_settings(&self) -> Self {
        Self {
            printer: self.printer.clone(),
            options: self.options.clone(),
            log: None,
            input: self.input,
            strict: self.strict,
        }
    }

    fn one(mut self, index: &Index, request: &str) -> anyhow::Result<Exit> {
        // As the index, gone with the program.
        let mut scorer = ManuallyDrop::new(Scorer::new(index));
        let decision = decide(&mut scorer, request, &self.options);
        let answer = Answer::new(request, &decision, index);
        let mut text = Vec::new();
        self.printer.answer(&mut text, &answer, &mut scorer, None);
        let printed = write_out(&text);
        for warning in answer.warnings() {
            terminal::say(&format!("route: {warning}"));
        }
        if let Some(log) = &mut self.log {
            log.append(&log_line(&answer, &mut scorer));
        }
        printed?;
        Ok(self.exit(decision.status == Status::Unclear))
    }

    /// The status the whole run ends with, `unclear` telling whether any request was.
    fn exit(&self, unclear: bool) -> Exit {
        match (self.log.as_ref().is_some_and(Log::failed), self.strict && unclear) {
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

/// One decision as the log keeps it.
fn log_line(answer: &Answer, scorer: &mut Scorer) -> Vec<u8> {
    let mut line = Vec::new();
    task_router_engine::json::Writer { fields: Field::ALL, top: 3 }.decision(&mut line, answer, scorer, None);
    line
}

/// A file that decisions are appended to. What goes wrong with it is said once and remembered; answers go on.
struct Log {
    path: PathBuf,
    file: Option<File>,
}

impl Log {
    fn open(path: &PathBuf) -> Self {
        let mut log = Self { path: path.clone(), file: None };
        match OpenOptions::new().create(true).append(true).open(path) {
            Ok(file) => log.file = Some(file),
            Err(e) => log.fail(&e),
        }
        log
    }

    fn append(&mut self, lines: &[u8]) {
        let Some(file) = &mut self.file else { return };
        if let Err(e) = file.write_all(lines).and_then(|()| file.flush()) {
            self.fail(&e);
        }
    }

    fn fail(&mut self, error: &std::io::Error) {
        self.file = None;
        terminal::say(&format!(
            "route: cannot write the log `{}`: {error}; the answers are printed all the same",
            self.path.display()
        ));
    }

    fn failed(&self) -> bool {
        self.file.is_none()
    }
}

fn output(args: &RouteArgs) -> anyhow::Result<Output> {
    if let Some(text) = &args.template {
        return Ok(Output::Template(text.clone()));
    }
    match (&args.fields, args.format) {
        (Some(fields), None | Some(Format::Json)) => {
            let fields = Field::parse_list(fields).map_err(|e| anyhow!(e)).context("--fields")?;
            Ok(Output::Json(fields, args.top))
        }
        (Some(_), Some(_)) => bail!("--fields chooses keys of the JSON; use it with `-f json` or alone"),
        (None, Some(Format::Json)) => Ok(Output::Json(Field::ALL.to_vec(), args.top)),
        (None, format) => Ok(Output::Format(format.unwrap_or(Format::Text))),
    }
}

/// Every agent the user names has to exist.
fn check_names(index: &Index, args: &RouteArgs) -> anyhow::Result<()> {
    for (flag, names) in [("--agent", args.agent.as_slice()), ("--only", &args.only), ("--exclude", &args.exclude)] {
        for name in names {
            if !index.meta.classes.iter().any(|class| class.name == *name) {
                bail!("{flag}: no agent `{name}` in {}; {}", index.meta.team, suggestion(name, index.agent_names()));
            }
        }
    }
    Ok(())
}
