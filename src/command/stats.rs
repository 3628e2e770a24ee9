//! `route stats LOG`

use crate::args::{StatsArgs, StatsFormat};
use crate::exit::Exit;
use crate::log::read::LogRecords;
use crate::log::stats::Stats;
use crate::print::{page, stats};
use crate::terminal::{self, Style};
use std::io::Write;
use task_router_engine::escape;

/// Prints the statistics of a log.
pub fn run(args: &StatsArgs) -> anyhow::Result<Exit> {
    let log = LogRecords::read(&args.log)?;
    log.warning().iter().for_each(|text| terminal::warning(text));
    let told = Stats::of(&log);
    let style = Style::stdout();
    let text = match args.format {
        StatsFormat::Text => stats::page(&told, style),
        StatsFormat::Json => escape::json(&serde_json::to_string(&told)?).into_owned(),
        StatsFormat::Html => page::stats::page(&told),
        StatsFormat::Fixtures => stats::fixtures(&told.fixtures),
    };
    let text = format!("{}\n", text.trim_end());
    match args.format {
        StatsFormat::Text => terminal::page(&text)?,
        _ => std::io::stdout().lock().write_all(text.as_bytes())?,
    }
    Ok(Exit::Success)
}
