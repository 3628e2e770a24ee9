//! `route completions SHELL`

use crate::args::CompletionsArgs;
use crate::complete::VARIABLE;
use crate::exit::Exit;
use anyhow::Context;
use clap_complete::env::Shells;
use std::io::Write;

/// The program that the scripts call: the one found as `route` when a key asks, so that an update needs no new script.
const PROGRAM: &str = "route";

/// Prints the script that makes a shell ask this program what can come next.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&name).with_context(|| format!("no completions for `{name}`"))?;
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, PROGRAM, PROGRAM, PROGRAM, &mut script)?;
    std::io::stdout().lock().write_all(script.trim_ascii_start())?;
    Ok(Exit::Success)
}
