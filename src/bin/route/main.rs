//! The `route` command: reads the command line, runs one verb, ends with its status.

mod args;
mod command;
mod exit;
mod print;
mod terminal;

use args::{Cli, Command};
use clap::Parser;
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // Clap prints help to standard output and errors to standard error; a closed pipe is nobody's fault.
            let _ = e.print();
            return if e.use_stderr() { Exit::Unusable.into() } else { Exit::Success.into() };
        }
    };
    match run(cli) {
        Ok(exit) => exit.into(),
        Err(e) if is_closed_pipe(&e) => Exit::Success.into(),
        Err(e) => {
            terminal::say(&format!("route: {e:#}"));
            Exit::Unusable.into()
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    match cli.command {
        None => command::route::run(&cli.place, cli.route),
        Some(Command::Explain(args)) => command::explain::run(&cli.place, &args),
        Some(Command::List(args)) => command::list::run(&cli.place, &args),
        Some(Command::Show(args)) => command::show::run(&cli.place, &args),
        Some(Command::Plan(args)) => command::plan::run(&cli.place, &args),
        Some(Command::Init(args)) => command::init::run(&args),
        Some(Command::Completions { shell }) => command::completions::run(shell),
        Some(Command::Man) => command::man::run(),
    }
}

/// The reader went away: `route ... | head -1` is done, not failed.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
