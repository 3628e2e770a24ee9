//! The `route` command: reads the command line, runs one verb, ends with its status.

mod args;
mod ask;
mod cache;
mod child;
mod command;
mod config;
mod exit;
mod git;
mod log;
mod places;
mod print;
mod terminal;

use args::{Cli, Colour, Command};
use exit::Exit;
use std::ffi::OsString;
use std::process::ExitCode;
use terminal::Settings;

fn main() -> ExitCode {
    let words: Vec<OsString> = std::env::args_os().collect();
    terminal::set_colour(Colour::asked(&words).into());
    let cli = match args::parse(words) {
        Ok(cli) => cli,
        Err(e) if e.use_stderr() => {
            terminal::error(&args::mistakes::message(&e));
            // To some clients a hook's status 2 means that the user's request is to be thrown away.
            let is_hook = std::env::args_os().nth(1).is_some_and(|verb| verb == "hook");
            return if is_hook { Exit::No } else { Exit::Unusable }.into();
        }
        // Help and version.
        Err(e) => return end(e.print().map_err(Into::into).map(|()| Exit::Success)),
    };
    end(run(cli))
}

/// The status for the system; what went wrong goes to standard error.
fn end(result: anyhow::Result<Exit>) -> ExitCode {
    match result {
        Ok(exit) => exit.into(),
        Err(e) if is_closed_pipe(&e) => Exit::Success.into(),
        Err(e) => {
            let e = if of_printing(&e) { e.context("cannot write to standard output") } else { e };
            terminal::error(&format!("{e:#}"));
            Exit::Unusable.into()
        }
    }
}

fn run(mut cli: Cli) -> anyhow::Result<Exit> {
    terminal::set_up(Settings { pager: !cli.terminal.no_pager, progress: !cli.terminal.no_progress });
    // A hook and a server are called from elsewhere: they look for the configuration where the client works.
    if reads_agents(cli.command.as_ref()) {
        let (around, config) = config::of_process()?;
        cli.place = config.applied(&cli.place, &around);
        cli.route.min_confidence = cli.route.min_confidence.or(config.min_confidence);
        if let Some(Command::Run(args)) = &mut cli.command {
            args.min_confidence = args.min_confidence.or(config.min_confidence);
        }
    }
    match cli.command {
        None => command::route::run(&cli.place, cli.route),
        Some(Command::Explain(args)) => command::explain::run(&cli.place, &args),
        Some(Command::Check(args)) => command::check::run(&cli.place, &args),
        Some(Command::Suggest(args)) => command::suggest::run(&cli.place, &args),
        Some(Command::Diff(args)) => command::diff::run(&cli.place, &args),
        Some(Command::List(args)) => command::list::run(&cli.place, &args),
        Some(Command::Show(args)) => command::show::run(&cli.place, &args),
        Some(Command::Plan(args)) => command::plan::run(&cli.place, &args),
        Some(Command::Stats(args)) => command::stats::run(&args),
        Some(Command::Audit(args)) => command::audit::run(&args),
        Some(Command::Hook(args)) => command::hook::run(&cli.place, &args),
        #[cfg(feature = "mcp")]
        Some(Command::Mcp) => command::mcp::run(&cli.place),
        #[cfg(not(feature = "mcp"))]
        Some(Command::Mcp) => anyhow::bail!("this program was built without the feature `mcp`"),
        Some(Command::Run(args)) => command::run::run(&cli.place, &args),
        Some(Command::Init(args)) => command::init::run(&cli.place, &args),
        Some(Command::Completions { shell }) => command::completions::run(shell),
        Some(Command::Man) => command::man::run(),
    }
}

/// Whether a verb reads agents as the current folder has them.
fn reads_agents(command: Option<&Command>) -> bool {
    use Command::{Completions, Hook, Init, Man, Mcp};
    !matches!(command, Some(Hook(_) | Mcp | Init(_) | Completions { .. } | Man))
}

/// The reader went away: `route ... | head -1` is done, not failed.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let kind = cause.downcast_ref().map(std::io::Error::kind);
        // The error of a JSON printer does not name the system's error as its cause.
        let kind = kind.or(cause.downcast_ref().and_then(serde_json::Error::io_error_kind));
        kind == Some(std::io::ErrorKind::BrokenPipe)
    })
}

/// An error of the system that says nothing about what was being done is a printer's: everything else says it.
fn of_printing(error: &anyhow::Error) -> bool {
    error.chain().len() == 1 && (error.is::<std::io::Error>() || error.is::<serde_json::Error>())
}
