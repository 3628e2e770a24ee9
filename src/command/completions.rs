//! `route completions SHELL`

use crate::args::CompletionsArgs;
use crate::complete::VARIABLE;
use crate::exit::Exit;
use anyhow::Context;
use clap_complete::env::Shells;
use std::env;
use std::io::Write;

/// The two names of the program. Its scripts call the one that they are for, as it is found when a key asks, so that an
/// update needs no new script; and no other, since `route` may be another program where people write `task-router`.
const NAMES: [&str; 2] = ["route", "task-router"];
/// Set by `task-router`, which runs `route`.
const CALLED_AS: &str = "ROUTE_NAME";

/// Prints the script that makes a shell ask this program what can come next, for the name that it was called by.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let shell_name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&shell_name).with_context(|| format!("no completions for `{shell_name}`"))?;
    let called_as = env::var(CALLED_AS).unwrap_or_default();
    let name = NAMES.into_iter().find(|name| *name == called_as).unwrap_or(NAMES[0]);
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, name, name, name, &mut script)?;
    std::io::stdout().lock().write_all(script.trim_ascii_start())?;
    Ok(Exit::Success)
}
