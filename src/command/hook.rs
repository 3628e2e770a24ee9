//! `route hook CLIENT`: when a request is typed into a coding agent, says which agent fits and on what evidence.
//!
//! A hook must never get in the way: it prints nothing unless it is sure, and never exits with status 2, which would
//! make the client discard the request.

mod client;
mod install;
mod statement;

use super::must_be_whole;
use crate::args::{HookArgs, PlaceArgs};
use crate::closed_pipe::is_closed_pipe;
use crate::exit::Exit;
use crate::log::{self, LogEntry, LogEvent};
use crate::print::answer::{LISTED, log_line};
use crate::project::own_index;
use crate::terminal;
use anyhow::{Context, bail};
use client::{HookInput, Told};
use serde::Serialize;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Instant;
use task_router_engine::files::{self, LARGEST_REQUEST};
use task_router_engine::json::VERSION;
use task_router_engine::{Answer, Detail, Explanation, Scorer, decide, escape};

/// The size limit of an event.
const LONGEST_INPUT: u64 = LARGEST_REQUEST as u64;

/// Answers a client's event. If anything goes wrong, prints one line and returns status 1.
pub fn run(place_args: &PlaceArgs, args: &HookArgs) -> anyhow::Result<Exit> {
    let done = if args.install { install::run(args, place_args) } else { answer(place_args, args) };
    match done {
        // No client reads what is printed for its settings.
        Err(e) if args.install && is_closed_pipe(&e) => Err(e),
        Err(e) => {
            terminal::error(&format!("{e:#}"));
            Ok(Exit::No)
        }
        Ok(exit) => Ok(exit),
    }
}

fn answer(place_args: &PlaceArgs, args: &HookArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    // Read before anything is refused, so that no client fails to write.
    let input = read()?;
    refuse_built_in(place_args)?;
    let input = HookInput::parse(&input)?;
    let session = input.session.clone().or_else(log::session);
    if let Some(folder) = &input.folder {
        std::env::set_current_dir(folder).with_context(|| format!("cannot go to the client's folder `{folder}`"))?;
    }
    // Clients run hooks from anywhere: what is named in the entry is relative to the root of the project.
    let root = crate::places::top();
    let mut place_args = place_args.clone();
    place_args.agents.iter_mut().for_each(|folder| *folder = root.join(&folder));
    // `-` is refused as everywhere.
    let log = args.log.as_deref().map(|log| if log == Path::new("-") { log.to_owned() } else { root.join(log) });
    match &input.told {
        Told::Request(request) => {
            let Some((index, options)) = own_index(&place_args, &args.bound)? else { return Ok(Exit::Success) };
            let mut scorer = Scorer::new(&index);
            let mut scored = scorer.score(request);
            let decision = decide(&scored, &options);
            let explanation = Explanation::of(&mut scored, &decision, Detail::Candidates(LISTED));
            let answer = Answer::new(request, &decision, &explanation, &index);
            let said = statement::of(&answer);
            must_be_whole(&index)?;
            if let Some(said) = &said {
                let mut out = std::io::stdout().lock();
                let envelope = args.client.envelope(&input.event, &said.text).to_string();
                writeln!(out, "{}", escape::json(&envelope))?;
                out.flush()?;
            }
            if let Some(log) = log {
                let offered = said.map(|said| said.names).unwrap_or_default();
                let entry = LogEntry {
                    offered: &offered,
                    ..LogEntry::of(LogEvent::Hook, session.as_deref(), started.elapsed())
                };
                return Ok(append(&log, &log_line(&answer, &entry)));
            }
        }
        Told::Started(name) => {
            if let Some(log) = log {
                let record = serde_json::to_vec(&StartRecord { version: VERSION, agent: name })?;
                let entry = LogEntry::of(LogEvent::Started, session.as_deref(), started.elapsed());
                return Ok(append(&log, &log::line(record, &entry)));
            }
        }
        Told::Other => {}
    }
    Ok(Exit::Success)
}

/// Refuses teams that never answer in a hook, so that nobody waits for their answers.
fn refuse_built_in(place_args: &PlaceArgs) -> anyhow::Result<()> {
    if place_args.builtin {
        bail!("--builtin: the built-in teams never answer in a hook; name a folder with --agents");
    }
    Ok(())
}

/// Records a specialist that a client has started.
#[derive(Serialize)]
struct StartRecord<'a> {
    version: u32,
    agent: &'a str,
}

fn read() -> anyhow::Result<Vec<u8>> {
    let stdin = std::io::stdin();
    if std::io::IsTerminal::is_terminal(&stdin) {
        bail!("a hook is called by its client, with an event as JSON on standard input; `--install` prints how");
    }
    let mut bytes = Vec::new();
    stdin.lock().take(LONGEST_INPUT + 1).read_to_end(&mut bytes).context("cannot read the client's event")?;
    if bytes.len() as u64 > LONGEST_INPUT {
        bail!("the client's event is longer than {}", files::size(LONGEST_INPUT));
    }
    Ok(bytes)
}

/// Appends a line to the log.
fn append(path: &Path, line: &[u8]) -> Exit {
    if log::append(path, line) { Exit::Success } else { Exit::No }
}
