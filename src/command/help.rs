//! `route help [COMMAND]`

use crate::args::{HelpArgs, of_verb};
use crate::exit::Exit;
use crate::terminal::{self, Style};
use anyhow::{anyhow, bail};
use clap::builder::StyledStr;

/// Shows the help of the program or of one command.
pub fn run(args: &HelpArgs) -> anyhow::Result<Exit> {
    let words: Vec<&str> = args.command.iter().map(String::as_str).collect();
    let page = match words.as_slice() {
        [] => of_verb(None),
        [verb] => {
            of_verb(Some(verb)).map_err(|e| anyhow!("{e} (a request goes behind `--`: `route -- help {verb} ...`)"))
        }
        _ => bail!("`{}` is no command; a request goes behind `--`: `route -- help {} ...`", words.join(" "), words[0]),
    };
    show(&page?.render_long_help())?;
    Ok(Exit::Success)
}

/// The help text, coloured if the terminal supports it.
pub fn show(page: &StyledStr) -> std::io::Result<()> {
    let text = if Style::stdout().colour { page.ansi().to_string() } else { page.to_string() };
    terminal::page(&format!("{}\n", text.trim_end()))
}
