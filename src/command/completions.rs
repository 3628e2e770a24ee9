//! `route completions SHELL`

use crate::args::CompletionsArgs;
use crate::complete::VARIABLE;
use crate::exit::Exit;
use crate::name::called_as;
use anyhow::Context;
use clap_complete::env::Shells;
use std::io::Write;

/// Prints the completion script for the name that the program was called by.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let shell_name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&shell_name).with_context(|| format!("no completions for `{shell_name}`"))?;
    // The script finds the program when it runs, so that an update needs no new script.
    let name = called_as();
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, name, name, name, &mut script)?;
    std::io::stdout().lock().write_all(script.trim_ascii_start())?;
    Ok(Exit::Success)
}
