//! The `route` command: parses the command line, runs one command, and exits with its status. Each module uses only
//! modules above it.

mod exit;
mod closed_pipe;
mod wording;
mod name;
mod private;
mod folders;
mod input;
mod terminal;
mod atomic;
mod git;
mod places;
mod child;
mod args;
mod config;
mod cache;
mod project;
mod log;
mod run;
mod ask;
mod print;
mod schema;
mod complete;
mod manual;
mod command;

use args::{Cli, Colour, Command, EarlyExit, SharedArgs, TerminalArgs};
use closed_pipe::is_closed_pipe;
use exit::Exit;
use project::{in_project, in_shared_project};
use std::ffi::OsString;
use std::process::ExitCode;
use terminal::TerminalSettings;

fn main() -> ExitCode {
    end_at_any_panic();
    take_full_files_as_errors();
    complete::answer_shell();
    let words: Vec<OsString> = std::env::args_os().collect();
    terminal::set_colour(Colour::asked(&words).into());
    match args::parse(words) {
        Ok(cli) => end(run(cli)),
        Err(EarlyExit::Page(page)) => end(command::help::show(&page).map_err(Into::into).map(|()| Exit::Success)),
        Err(EarlyExit::Mistake(mistake)) => {
            terminal::error(&mistake);
            // Some clients discard the user's request if a hook exits with status 2.
            let is_hook = args::verb(&std::env::args_os().collect::<Vec<_>>()) == Some("hook");
            if is_hook { Exit::No } else { Exit::Unusable }.into()
        }
    }
}

/// A panic in a thread ends the program, so that no other thread waits for its result or takes its part for done.
fn end_at_any_panic() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tell(panic);
        std::process::abort();
    }));
}

/// Without this, a file size limit (`ulimit -f`) would kill the program instead of being an error when writing a cache
/// or log.
fn take_full_files_as_errors() {
    #[cfg(unix)]
    let _ = signal_hook::flag::register(rustix::process::Signal::XFSZ.as_raw(), std::sync::Arc::default());
}

/// The exit status for the system; errors are printed on standard error.
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

fn run(cli: Cli) -> anyhow::Result<Exit> {
    let Cli { command, route, shared } = cli;
    let SharedArgs { place, terminal } = shared;
    let TerminalArgs { quiet, verbose, no_pager, no_progress, .. } = terminal;
    terminal::set_up(TerminalSettings { quiet, verbose, pager: !no_pager, progress: !no_progress });
    match command {
        None => in_project(&place, |project| command::route::run(project, route)),
        Some(Command::Run(verb)) => in_project(&place, |project| command::run::run(project, &verb.args)),
        Some(Command::Explain(verb)) => in_project(&place, |project| command::explain::run(project, &verb.args)),
        Some(Command::Check(verb)) => command::check::run(&place, &verb.args),
        Some(Command::Suggest(verb)) => in_shared_project(&place, |project| command::suggest::run(project, &verb.args)),
        Some(Command::Diff(verb)) => in_shared_project(&place, |project| command::diff::run(project, &verb.args)),
        Some(Command::List(verb)) => in_project(&place, |project| command::list::run(project, &verb.args)),
        Some(Command::Show(verb)) => in_project(&place, |project| command::show::run(project, &verb.args)),
        Some(Command::Plan(verb)) => in_project(&place, |project| command::plan::run(project, &verb.args)),
        // Hooks and servers are started from elsewhere: they look for the configuration in the client's working folder.
        Some(Command::Hook(verb)) => command::hook::run(&place, &verb.args),
        #[cfg(feature = "mcp")]
        Some(Command::Mcp(_)) => command::mcp::run(&place),
        #[cfg(not(feature = "mcp"))]
        Some(Command::Mcp(_)) => anyhow::bail!("this program was built without the feature `mcp`"),
        Some(Command::Stats(verb)) => command::stats::run(&verb.args),
        Some(Command::Audit(verb)) => command::audit::run(&verb.args),
        Some(Command::Init(args)) => command::init::run(&args),
        Some(Command::Schema(args)) => command::schema::run(args.name),
        Some(Command::Completions(args)) => command::completions::run(&args),
        Some(Command::Man(args)) => command::man::run(&args),
        Some(Command::Help(verb)) => command::help::run(&verb.args),
    }
}

/// A system error without context comes from a printer; all others have context.
fn of_printing(error: &anyhow::Error) -> bool {
    error.chain().len() == 1 && (error.is::<std::io::Error>() || error.is::<serde_json::Error>())
}
