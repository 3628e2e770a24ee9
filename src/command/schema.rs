//! `route schema [NAME]`

use crate::args::SchemaName;
use crate::exit::Exit;
use clap::ValueEnum;
use std::io::Write;

/// Prints one schema, or all names.
pub fn run(name: Option<SchemaName>) -> anyhow::Result<Exit> {
    let mut out = std::io::stdout().lock();
    match name {
        Some(name) => writeln!(out, "{:#}", name.schema())?,
        None => {
            for name in SchemaName::value_variants() {
                writeln!(out, "{:<10}{}", name.name(), name.about())?;
            }
        }
    }
    Ok(Exit::Success)
}
