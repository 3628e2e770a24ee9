//! `route man [COMMAND]`

use crate::args::{ManArgs, of_verb};
use crate::exit::Exit;
use crate::manual::{ENVIRONMENT, FILES, exit_status};
use clap_mangen::Man;
use roff::{Roff, bold, roman};
use std::io::Write;

/// Prints the manual page of the program or of one command.
pub fn run(args: &ManArgs) -> anyhow::Result<Exit> {
    let page = page(args.command.as_deref())?;
    std::io::stdout().lock().write_all(&page)?;
    Ok(Exit::Success)
}

fn page(verb: Option<&str>) -> anyhow::Result<Vec<u8>> {
    let command = of_verb(verb)?;
    let name = verb.map_or("route".to_owned(), |verb| format!("route-{verb}"));
    let has_commands = command.has_subcommands();
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    // Only the program has a version, and a page's source is not empty.
    let source = format!("route {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command).title(name.to_uppercase()).source(source).manual("route");
    let mut page = Vec::new();
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if has_commands {
        man.render_subcommands_section(&mut page)?;
    }
    let mut more = Roff::new();
    section(&mut more, "EXIT STATUS", &exit_status(verb));
    section(&mut more, "ENVIRONMENT", ENVIRONMENT);
    section(&mut more, "FILES", FILES);
    // The exit status already has a section above.
    let notes: Vec<&str> = examples.lines().take_while(|line| !line.starts_with("Exit status:")).collect();
    if !notes.is_empty() {
        more.control("SH", ["NOTES"]).control("nf", []);
        notes.iter().for_each(|line| _ = more.text([roman(*line)]));
        more.control("fi", []);
    }
    more.control("SH", ["SEE ALSO"]);
    match verb {
        Some(_) => more.text([bold("route"), roman("(1)")]),
        None => more.text([bold("route man COMMAND"), roman(" prints the page of a command.")]),
    };
    more.to_writer(&mut page)?;
    Ok(page)
}

/// A list of names with their meanings.
fn section(page: &mut Roff, title: &str, entries: &[(&str, &str)]) {
    page.control("SH", [title]);
    for (name, meaning) in entries {
        page.control("TP", []).text([bold(*name)]).text([roman(*meaning)]);
    }
}
