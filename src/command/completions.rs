//! `route completions SHELL`

use crate::args::CompletionsArgs;
use crate::complete::VARIABLE;
use crate::exit::Exit;
use crate::name::called_as;
use anyhow::Context;
use clap_complete::env::Shells;
use std::io::Write;

/// Prints the script that makes a shell ask this program what can come next, for the name that it was called by.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let shell_name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&shell_name).with_context(|| format!("no completions for `{shell_name}`"))?;
    // The script calls the program as it is found when a key asks, so that an update needs no new script.
    let name = called_as();
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, name, name, name, &mut script)?;
    std::io::stdout().lock().write_all(script.trim_ascii_start())?;
    Ok(Exit::Success)
}
