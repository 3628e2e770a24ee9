//! `route REQUEST`: requests in, answers out.

mod batch;

use super::{request_text, warn};
use crate::args::{AnswerFormat, InputFormat, RouteArgs, meant_as_verb};
use crate::ask::Arbiter;
use crate::child::Interrupts;
use crate::closed_pipe::unless_closed;
use crate::exit::Exit;
use crate::log::{self, Log, LogEntry, LogEvent};
use crate::print::answer::{AnswerOutput, LISTED, Layout, Printer};
use crate::project::Project;
use crate::terminal::{self, Style};
use anyhow::{Context, anyhow, bail};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::Path;
use std::time::{Duration, Instant};
use task_router_engine::decide::{Decision, Options, Status, decide};
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::explanation::{Detail, Explanation};
use task_router_engine::index::Index;
use task_router_engine::json::DecisionField;
use task_router_engine::render::Answer;
use task_router_engine::score::{Scorer, unknown_name};
use task_router_engine::source::KNOWLEDGE_FOLDER;
use task_router_engine::template::{Name, PLACEHOLDERS, Placeholder, TemplatePiece, pieces};
use task_router_engine::text::is_same_name;

/// Answers the request on the command line, or those on standard input.
pub fn run(project: &Project, args: RouteArgs) -> anyhow::Result<Exit> {
    let output = output(&args)?;
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
    let job = Job {
        printer: Printer { output, layout, style: Style::stdout() },
        options,
        log: args.log.as_deref().map(Log::open),
        session: args.log.as_ref().and_then(|_| log::session()),
        input: args.input,
        strict: args.strict,
        arbiter,
    };
    if many {
        return batch::run(index, job);
    }
    let words: &[String] = if may_be_command { &args.request } else { &[] };
    job.one(index, &request_text(&args.request)?, words)
}

/// How requests are answered.
struct Job {
    printer: Printer,
    options: Options,
    log: Option<Log>,
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
    fn one(mut self, index: &Index, request: &str, words: &[String]) -> anyhow::Result<Exit> {
        let started = Instant::now();
        // Leaked like the index.
        let mut scorer = ManuallyDrop::new(Scorer::new(index));
        let decision = self.decide(&mut scorer, request);
        let explanation = Explanation::of(&mut scorer, request, &decision, self.detail(self.log.is_some()));
        let answer = Answer::new(request, &decision, &explanation, index);
        let mut text = Vec::new();
        self.printer.answer(&mut text, &answer, None);
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
        if let Some(name) = unknown_name(index, request).filter(|_| self.options.agent.is_none()) {
            let known = index.answers().collect::<Vec<_>>();
            let team = index.team();
            terminal::note(&format!(
                "no agent `@{name}` in {team}, so the words of the request decided; {}",
                suggestion(name, known)
            ));
        }
        if decision.status == Status::Unclear
            && let Some(note) = meant_as_verb(words)
        {
            terminal::note(&note);
        }
        if let Some(log) = &mut self.log {
            log.append(&log_line(&answer, self.session.as_deref(), started.elapsed()));
        }
        unless_closed(printed.map_err(Into::into))?;
        Ok(self.exit(decision.status == Status::Unclear, self.log.as_ref()))
    }

    /// The decision, from the evidence or from the program of `--ask`.
    fn decide(&self, scorer: &mut Scorer, request: &str) -> Decision {
        let mut decision = decide(scorer, request, &self.options);
        if let Some(arbiter) = &self.arbiter {
            arbiter.settle(scorer, request, &self.options, &mut decision);
        }
        decision
    }

    /// How much evidence is printed or logged.
    fn detail(&self, logging: bool) -> Detail {
        let logged = if logging { Detail::Candidates(LISTED) } else { Detail::Nothing };
        self.printer.output.detail(self.printer.layout).max(logged)
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

/// A hint where to find a built-in team's document that is not in this folder.
fn not_here(answer: &Answer, path: &str) -> Option<String> {
    let team = answer.index.team();
    let document = path.strip_prefix(KNOWLEDGE_FOLDER)?.trim_start_matches('/');
    task_router_teams::document(document)?;
    let is_built_in = task_router_teams::names().any(|name| name == team);
    let agent = answer.agent().filter(|_| is_built_in && !Path::new(path).exists())?;
    Some(format!(
        "{path} is built into the program and not in this folder; `route show {agent} --knowledge` prints it, `route init --team {team}` \
         writes it here"
    ))
}

fn write_out(text: &[u8]) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text)?;
    out.flush()
}

/// A decision as a log entry.
fn log_line(answer: &Answer, session: Option<&str>, duration: Duration) -> Vec<u8> {
    let mut decision = Vec::new();
    task_router_engine::json::DecisionWriter { fields: DecisionField::ALL, top: LISTED }.decision(
        &mut decision,
        answer,
        None,
    );
    log::line(decision, &LogEntry::of(LogEvent::Decision, session, duration))
}

fn output(args: &RouteArgs) -> anyhow::Result<AnswerOutput> {
    let output = output_of(args)?;
    let lists = matches!(&output, AnswerOutput::Json(fields, _) if fields.contains(&DecisionField::Candidates));
    if args.top.is_some() && !lists {
        bail!(
            "--top says how many `candidates` the JSON lists; use it with `-f json`, alone or with `--fields candidates,...`; \
             for people, `route explain` lists them all"
        );
    }
    Ok(output)
}

fn output_of(args: &RouteArgs) -> anyhow::Result<AnswerOutput> {
    let top = args.top.unwrap_or(LISTED);
    if let Some(text) = &args.template {
        return Ok(AnswerOutput::Template(text.clone()));
    }
    match (&args.fields, args.format) {
        (Some(fields), None | Some(AnswerFormat::Json)) => {
            let fields = DecisionField::parse_list(fields).map_err(|e| anyhow!(e)).context("--fields")?;
            Ok(AnswerOutput::Json(fields, top))
        }
        (Some(_), Some(_)) => bail!("--fields chooses keys of the JSON; use it with `-f json` or alone"),
        (None, Some(AnswerFormat::Json)) => Ok(AnswerOutput::Json(DecisionField::ALL.to_vec(), top)),
        (None, Some(AnswerFormat::Name)) => Ok(AnswerOutput::Name),
        (None, Some(AnswerFormat::Prompt)) => Ok(AnswerOutput::Prompt),
        (None, Some(AnswerFormat::Knowledge)) => Ok(AnswerOutput::Knowledge),
        (None, None | Some(AnswerFormat::Text)) => Ok(AnswerOutput::Text),
    }
}

/// Warns of each placeholder of the user's template that stays as it is, whoever answers. It may be meant as text.
fn warn_of_unknown_placeholders(template: &str, index: &Index) {
    let is_filled = |name: Name| !matches!(name, Name::Context | Name::MaxIterations);
    let agents = || index.answers().filter_map(|name| index.agent(name));
    let is_key = |name: &str| {
        index.lead_scalars().contains_key(name) || agents().any(|agent| index.card(agent).scalars.contains_key(name))
    };
    let mut told = BTreeSet::new();
    for piece in pieces(template) {
        let TemplatePiece::Placeholder(Placeholder { name, written, .. }) = piece else { continue };
        let is_known = Name::of(name).map_or_else(|| is_key(name), is_filled);
        if !is_known && told.insert(name) {
            let known = PLACEHOLDERS.iter().filter(|row| is_filled(row.name));
            let known: Vec<&str> =
                known.filter_map(|row| row.in_prompts.iter().chain(row.elsewhere).next().copied()).collect();
            terminal::warning(&format!(
                "--template: the placeholder `{written}` is not known and stays as it is; there are {}, and the keys of the agents",
                known.join(", ")
            ));
        }
    }
}

/// Checks that everybody the user names can answer: agents, peers and the lead.
pub fn check_names(index: &Index, options: &Options) -> anyhow::Result<()> {
    let Options { agent, only, exclude, .. } = options;
    let known = || index.answers();
    for (flag, names) in [("--agent", agent.as_slice()), ("--only", only), ("--exclude", exclude)] {
        let unknown = names.iter().find(|name| !known().any(|known| is_same_name(known, name)));
        let Some(name) = unknown else { continue };
        if let Some(flow) = index.flows().iter().find(|flow| is_same_name(&flow.name, name)) {
            let mut agents: Vec<&str> = Vec::new();
            for agent in flow.steps.iter().flat_map(|step| &step.agents) {
                let agent = index.class(*agent).name.as_str();
                if !agents.contains(&agent) {
                    agents.push(agent);
                }
            }
            bail!(
                "{flag}: `{name}` is a flow of {}; name the agents of its steps: {}",
                index.team(),
                agents.join(", ")
            );
        }
        bail!("{flag}: no agent `{name}` in {}; {}", index.team(), suggestion(name, known().collect::<Vec<_>>()));
    }
    let is_in = |names: &[String], name: &str| names.iter().any(|given| is_same_name(given, name));
    if !only.is_empty() && only.iter().all(|name| is_in(exclude, name)) {
        terminal::warning("--exclude leaves out everybody that --only names, so nobody can answer");
    }
    Ok(())
}
