//! Shows output longer than the terminal in the user's pager.

use super::layout::fit;
use super::settings;
use std::io::{self, IsTerminal, Write, stdout};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use terminal_size::{Height, terminal_size};

/// The default pager.
const USUAL: &str = "less";
/// The options of `less` unless its user has set any: exit if a page fits, show colour, and leave the page
/// on the screen.
const LESS: &str = "FRX";

/// Prints a page for people: wrapped, and through the pager if it is longer than the terminal.
///
/// # Errors
/// If standard output cannot be written.
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
/// If standard output cannot be written.
pub fn put_page(text: &str) -> io::Result<()> {
    put(&fit(text))
}

fn put(text: &str) -> io::Result<()> {
    let mut out = stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Clears the screen for the next page; in a file, pages follow each other.
///
/// # Errors
/// If standard output cannot be written.
pub fn clear() -> io::Result<()> {
    if stdout().is_terminal() { put("\u{1b}[2J\u{1b}[H") } else { Ok(()) }
}

/// Starts the pager, if one is wanted and exists.
fn pager(text: &str) -> Option<Child> {
    // On a terminal that cannot move its cursor, such as an editor's window, a pager waits for a key at each page.
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
    // Without a pager the page is printed directly.
    command.spawn().ok()
}

/// Writes the page to the pager and waits. Ctrl-C is for the pager; this program ends when the pager does.
fn through(mut pager: Child, text: &[u8]) -> io::Result<()> {
    let interrupt = Arc::new(AtomicBool::new(false));
    let taken = signal_hook::flag::register(signal_hook::consts::SIGINT, interrupt);
    if let Some(mut input) = pager.stdin.take() {
        // The user may quit the pager early, which closes the pipe.
        let _ = input.write_all(text);
    }
    pager.wait()?;
    taken.map(signal_hook::low_level::unregister)?;
    Ok(())
}
