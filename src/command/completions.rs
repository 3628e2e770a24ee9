//! `route completions SHELL`

use crate::args::Cli;
use crate::exit::Exit;
use clap::CommandFactory;
use std::io::Write;

/// Prints the completions for `shell`.
pub fn run(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "route", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(Exit::Success)
}
