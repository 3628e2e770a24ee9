//! One file per verb: its public entry takes the arguments and returns the exit status.

pub mod audit;
pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod help;
pub mod hook;
pub mod init;
pub mod list;
pub mod man;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod plan;
pub mod route;
pub mod run;
pub mod schema;
pub mod show;
pub mod stats;
pub mod suggest;

use crate::args::PlaceArgs;
use crate::cache::{self, Cache};
use crate::config::{self, Config};
use crate::places::{Found, NothingFound, Places, Surroundings, Wanted};
use crate::print::counted;
use crate::terminal;
use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::io::Read;
use task_router_engine::agent::encoding::{BYTE_ORDER_MARK, decode};
use task_router_engine::decide::Options;
use task_router_engine::files::{LARGEST_REQUEST, size};
use task_router_engine::index::Index;
use task_router_engine::team::Team;

/// Where to look for agents, according to arguments, environment and current folder.
pub fn places(args: &PlaceArgs) -> anyhow::Result<Places> {
    let (around, config) = config::of_process(true)?;
    Ok(places_around(args, !args.no_user, true, around, &config))
}

/// The same for commands whose result must not depend on machine or folder, with the configuration: without the user's
/// own places and configuration unless asked for, and with agents for some folders as at the repository's root.
pub fn project(args: &PlaceArgs) -> anyhow::Result<(Places, Config)> {
    let (around, config) = config::of_process(args.user)?;
    Ok((places_around(args, args.user, false, around, &config), config))
}

/// The project's places according to configuration and environment, without arguments.
pub fn own_places(around: Surroundings, config: &Config) -> Places {
    places_around(&config.applied(&PlaceArgs::default(), &around), false, false, around, config)
}

/// The same if surroundings and configuration are already known. `here` says whether the working folder counts.
fn places_around(args: &PlaceArgs, user: bool, here: bool, mut around: Surroundings, config: &Config) -> Places {
    around.own.extend(config.user_places.iter().cloned());
    let named = match args.agents.is_empty() && !args.builtin {
        true => config::of_variable(),
        false => args.agents.clone(),
    };
    let (preferred, loose) = (config.preferred_team.clone(), config.team.clone());
    let (built_in, kinds) = (args.builtin, args.kind.clone());
    let wanted = Wanted { named, user, built_in, kinds, every_folder: !here, preferred, loose };
    Places::find(wanted, &around)
}

/// The definitions that the arguments choose. Prints a note if they are the built-in ones.
pub fn definitions(args: &PlaceArgs, places: &Places) -> anyhow::Result<Found> {
    let found = places.read(args.team.as_deref())?;
    say_built_in(args, found.built_in);
    Ok(found)
}

/// The index of the team that the arguments choose.
pub fn index(args: &PlaceArgs) -> anyhow::Result<Index> {
    let (index, built_in) = cache::team::index(&places(args)?, args.team.as_deref(), &Cache::of_user())?;
    say_built_in(args, built_in);
    Ok(index)
}

/// The index of the project's and the user's own agents, and the configured minimum confidence; `None` if there are no
/// agents. The built-in teams belong to no project.
pub fn own_index(args: &PlaceArgs) -> anyhow::Result<Option<(Index, Options)>> {
    let (around, config) = config::of_process(true)?;
    let applied = &config.applied(args, &around);
    let places = places_around(applied, !applied.no_user, true, around, &config);
    if places.built_in || places.roots.is_empty() {
        return Ok(None);
    }
    match cache::team::index(&places, applied.team.as_deref(), &Cache::of_user()) {
        Ok((_, true)) => Ok(None),
        Ok((index, false)) => Ok(Some((index, Options::bounded(config.min_confidence)))),
        Err(e) if e.is::<NothingFound>() => Ok(None),
        Err(e) => config.explained(args, Err(e)),
    }
}

/// The team that the arguments choose, with its index.
pub fn team(args: &PlaceArgs) -> anyhow::Result<(Team, Index)> {
    let (team, index, built_in) = places(args)?.team(args.team.as_deref())?;
    say_built_in(args, built_in);
    Ok((team, index))
}

/// Tells users that the built-in agents answer, so that nobody takes them for their own.
fn say_built_in(args: &PlaceArgs, built_in: bool) {
    if built_in {
        let why = if args.builtin || args.team.is_some() { "as asked" } else { "no agents are here" };
        terminal::note(&format!("the built-in teams answer ({why}); `route init` writes a team of your own"));
    }
}

/// Prints the problems with definitions: as one line that refers to `check`, or each by itself.
pub fn warn(warnings: &[String]) {
    match warnings {
        _ if terminal::is_quiet() => {}
        [_] => terminal::say(&warnings[0]),
        _ if terminal::is_verbose() => warnings.iter().for_each(|warning| terminal::say(warning)),
        [] => {}
        _ => {
            let file = |warning: &'_ String| {
                warning.split(": ").next().and_then(|at| at.rsplit_once(':')).map(|(f, _)| f.to_owned())
            };
            let files: BTreeSet<_> = warnings.iter().filter_map(file).collect();
            let (all, files) = (warnings.len(), counted(files.len(), "file"));
            terminal::note(&format!("{all} warnings in {files}; `route check` shows them"));
        }
    }
}

/// The words of a request as one text; a single `-` stands for all of standard input.
pub fn request_text(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    let stdin = std::io::stdin().lock();
    stdin.take(LARGEST_REQUEST as u64 + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() > LARGEST_REQUEST {
        bail!(
            "standard input is longer than the {} of a request; give its part that says what is wanted",
            size(LARGEST_REQUEST as u64)
        );
    }
    // Decoded as any editor or shell may have written it.
    let text = decode(&bytes).text;
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&text).trim_end_matches(['\n', '\r']).to_owned())
}
