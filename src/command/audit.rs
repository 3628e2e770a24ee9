//! `route audit LOG`

use crate::args::{AuditArgs, ListFormat};
use crate::exit::Exit;
use crate::log::audit::Audit;
use crate::log::read::Records;
use crate::print::run::say;
use crate::print::stats;
use crate::terminal::Style;
use std::io::Write;

/// Prints what was recommended against what ran.
pub fn run(args: &AuditArgs) -> anyhow::Result<Exit> {
    let log = Records::read(&args.log)?;
    log.warning().iter().for_each(|warning| say(warning));
    let audit = Audit::of(&log.records);
    let style = Style::stdout();
    let text = match args.format {
        ListFormat::Text => stats::audit(&audit, style),
        ListFormat::Json => style.json(&serde_json::to_string(&audit)?).into_owned(),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()?;
    Ok(Exit::Success)
}
