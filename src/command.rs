//! One file per verb: its public entry takes the arguments and returns the exit status.

pub mod audit;
pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod help;
pub mod hook;
pub mod init;
pub mod list;
pub mod man;
#[cfg(feature = "mcp")]
pub mod mcp;
mod names;
pub mod plan;
pub mod route;
pub mod run;
pub mod schema;
pub mod show;
pub mod stats;
pub mod suggest;

use crate::terminal;
use crate::wording::counted;
use anyhow::{Context, bail, ensure};
use std::collections::BTreeSet;
use std::io::Read;
use task_router_engine::agent::encoding::{BYTE_ORDER_MARK, decode};
use task_router_engine::files::{LARGEST_REQUEST, size};
use task_router_engine::{Diagnostic, Index, Severity, Team};

/// What to say of an answer for which the card of an agent was needed that is lost.
const LOST_CARD: &str = "the cache was damaged, and the definitions have changed; please try again";

/// Checks, before an answer is printed or used, that everything was there that it is made of.
///
/// # Errors
/// If the card of an agent was needed and is lost.
pub fn must_be_whole(index: &Index) -> anyhow::Result<()> {
    ensure!(!index.has_lost_card(), LOST_CARD);
    Ok(())
}

/// Prints the problems with the definitions of teams, as [`warn`] does.
pub fn warn_of<'t>(teams: impl IntoIterator<Item = &'t Team>) {
    warn(teams.into_iter().flat_map(Team::warnings));
}

/// Prints the problems with definitions: as one line that refers to `check`, or each by itself.
pub fn warn<'w>(warnings: impl IntoIterator<Item = &'w Diagnostic>) {
    let warnings: Vec<&Diagnostic> = warnings.into_iter().collect();
    match warnings.as_slice() {
        _ if terminal::is_quiet() => {}
        [one] => terminal::say(&one.to_string()),
        _ if terminal::is_verbose() => warnings.iter().for_each(|warning| terminal::say(&warning.to_string())),
        [] => {}
        _ => {
            let files: BTreeSet<&str> = warnings.iter().map(|warning| warning.file.as_str()).collect();
            let errors = warnings.iter().filter(|warning| warning.severity() == Severity::Error).count();
            let told = [(errors, "error"), (warnings.len() - errors, "warning")];
            let told = told.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| counted(count, what));
            let (told, files) = (told.collect::<Vec<_>>().join(" and "), counted(files.len(), "file"));
            terminal::note(&format!("{told} in {files}; `route check` shows them"));
        }
    }
}

/// The words of a request as one text; a single `-` stands for all of standard input.
pub fn request_text(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    let stdin = std::io::stdin().lock();
    stdin.take(LARGEST_REQUEST as u64 + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() > LARGEST_REQUEST {
        bail!(
            "standard input is longer than the {} of a request; give its part that says what is wanted",
            size(LARGEST_REQUEST as u64)
        );
    }
    // Decoded as any editor or shell may have written it.
    let text = decode(&bytes).text;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).trim_end_matches(['\n', '\r']).to_owned())
}
