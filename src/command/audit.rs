//! `route audit LOG`

use crate::args::{AuditArgs, ListFormat};
use crate::exit::Exit;
use crate::log::audit::Audit;
use crate::log::read::LogRecords;
use crate::print::stats;
use crate::terminal::{self, Style};
use std::io::Write;
use task_router_engine::escape;

/// Prints a comparison of what was recommended with what ran.
pub fn run(args: &AuditArgs) -> anyhow::Result<Exit> {
    let log = LogRecords::read(&args.log)?;
    log.warning().iter().for_each(|text| terminal::warning(text));
    let audit = Audit::of(&log.records);
    let style = Style::stdout();
    let text = match args.format {
        ListFormat::Text => stats::audit(&audit, style),
        ListFormat::Json => escape::json(&serde_json::to_string(&audit)?).into_owned(),
    };
    let text = format!("{}\n", text.trim_end());
    match args.format {
        ListFormat::Text => terminal::page(&text)?,
        _ => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(Exit::Success)
}
