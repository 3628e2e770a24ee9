//! `route stats LOG`

use crate::args::{StatsArgs, StatsFormat};
use crate::exit::Exit;
use crate::log::read::Records;
use crate::log::stats::Stats;
use crate::print::run::say;
use crate::print::{stats, stats_page};
use crate::terminal::Style;
use std::io::Write;

/// Prints what a log tells.
pub fn run(args: &StatsArgs) -> anyhow::Result<Exit> {
    let log = Records::read(&args.log)?;
    log.warning().iter().for_each(|warning| say(warning));
    let told = Stats::of(&log);
    let style = Style::stdout();
    let text = match args.format {
        StatsFormat::Text => stats::page(&told, style),
        StatsFormat::Json => style.json(&serde_json::to_string(&told)?).into_owned(),
        StatsFormat::Html => stats_page::page(&told),
        StatsFormat::Fixtures => stats::fixtures(&told.fixtures),
    };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()?;
    Ok(Exit::Success)
}
