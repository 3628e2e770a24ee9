//! `route man`

use crate::args::Cli;
use crate::exit::Exit;
use clap::CommandFactory;
use std::io::Write;

/// Prints the manual page.
pub fn run() -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Success)
}
