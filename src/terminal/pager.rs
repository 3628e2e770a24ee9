//! Pages longer than the terminal, read with the user's pager.

use super::layout::fit;
use super::settings;
use std::io::{self, IsTerminal, Write, stdout};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use terminal_size::{Height, terminal_size};

/// The pager of nearly every system.
const USUAL: &str = "less";
/// What `less` is told where its user has told it nothing: to end where a page fits, show colour, and leave the page behind.
const LESS: &str = "FRX";

/// Prints a page for people: within the width, and through the pager where it is longer than the terminal.
///
/// # Errors
/// Where standard output cannot be written.
pub fn page(text: &str) -> io::Result<()> {
    let text = fit(text);
    match pager(&text) {
        Some(pager) => through(pager, text.as_bytes()),
        None => put(&text),
    }
}

/// Prints a page within the width, without a pager.
///
/// # Errors
/// Where standard output cannot be written.
pub fn put_page(text: &str) -> io::Result<()> {
    put(&fit(text))
}

fn put(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Empties the screen for the next page; in a file pages stand one behind the other.
///
/// # Errors
/// Where standard output cannot be written.
pub fn clear() -> io::Result<()> {
    if stdout().is_terminal() { put("\u{1b}[2J\u{1b}[H") } else { Ok(()) }
}

/// The pager, started, where one is wanted and there is one.
fn pager(text: &str) -> Option<Child> {
    // A terminal that cannot move its cursor waits for a key at each page, in an editor's window for one.
    let is_dumb = cfg!(unix) && std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    let is_wanted = settings().pager && stdout().is_terminal() && !is_dumb;
    let (_, Height(height)) = if is_wanted { terminal_size()? } else { return None };
    if text.lines().count() < usize::from(height) {
        return None;
    }
    let said = std::env::var("PAGER").unwrap_or_else(|_| USUAL.to_owned());
    let words = shell_words::split(&said).ok()?;
    let (program, arguments) = words.split_first().filter(|(program, _)| *program != "cat")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", LESS);
    }
    // Without a pager the page is printed as it is.
    command.spawn().ok()
}

/// Hands the page over and waits. Ctrl-C is for the pager: this program ends when it does.
fn through(mut pager: Child, text: &[u8]) -> io::Result<()> {
    let interrupt = Arc::new(AtomicBool::new(false));
    let taken = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupt);
    if let Some(mut input) = pager.stdin.take() {
        // Who has read enough closes the pipe.
        let _ = input.write_all(text);
    }
    pager.wait()?;
    taken.map(signal_hook::low_level::unregister)?;
    Ok(())
}
