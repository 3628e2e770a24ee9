//! `route check --watch`: checks again after every change.
//!
//! The files and folders that a check reads are polled a few times per second. That works on every system and file
//! system, and the list of what a check reads is exact.

use super::files::{FIXTURES, fixture_files, fixture_folders};
use super::suite;
use crate::args::{CheckArgs, PlaceArgs};
use crate::cache::team::seen;
use crate::exit::Exit;
use crate::project::{Project, in_project};
use crate::{config, print, terminal};
use anyhow::bail;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};
use task_router_check::fixtures;

/// The polling interval.
const PAUSE: Duration = Duration::from_millis(300);

/// Checks until the user stops it.
pub fn run(place_args: &PlaceArgs, args: &CheckArgs, once: impl Fn() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    // The configuration is read again for each check, and what it says about the places counts.
    let paths = || in_project(place_args, place_args.user, |project| paths(project, args));
    let mut seen = paths()?;
    loop {
        // Taken before the check reads them, so that changes during the check are seen by the next poll.
        let state = state(&seen);
        terminal::clear()?;
        if let Err(error) = once() {
            if crate::is_closed_pipe(&error) {
                return Err(error);
            }
            // Wait while somebody is still writing.
            terminal::error(&format!("{error:#}"));
        }
        terminal::note(&format!("watching {}; Ctrl-C ends", print::counted(seen.len(), "path")));
        while self::state(&seen) == state {
            thread::sleep(PAUSE);
        }
        // If the configuration cannot be read, the check reports that next.
        seen = paths().unwrap_or(seen);
    }
}

/// The paths that a check reads, including those that may appear.
fn paths(project: &Project, args: &CheckArgs) -> anyhow::Result<Vec<PathBuf>> {
    let places = project.shared_places();
    if places.built_in {
        bail!("--watch: the built-in teams never change; name a folder with --agents");
    }
    let mut paths = seen(&places)?;
    let named = project.config.fixtures(&args.fixtures);
    paths.extend(if named.is_empty() {
        fixture_folders(&places).folders
    } else {
        named.iter().map(|n| n.path.clone()).collect()
    });
    if let Ok((suite, _)) = suite(project, &places, &args.bound) {
        paths.extend(fixture_files(&places, &suite, &named).unwrap_or_default().into_iter().map(|file| file.path));
    }
    // A file that is new changes the folder it is in.
    let below = paths.iter().filter_map(|path| fixtures::find(path).ok()).flat_map(|found| found.folders);
    paths.extend(below.collect::<Vec<_>>());
    paths.extend(places.repository.iter().map(|top| top.join(FIXTURES)));
    paths.extend(config::paths(&project.around));
    if !places.are_named() {
        paths.extend(project.around.possible_places());
    }
    paths.sort_unstable();
    paths.dedup();
    Ok(paths)
}

/// When each was last changed, and its length; nothing if it does not exist.
fn state(paths: &[PathBuf]) -> Vec<Option<(SystemTime, u64)>> {
    let look = |path: &PathBuf| path.metadata().ok().and_then(|found| Some((found.modified().ok()?, found.len())));
    paths.iter().map(look).collect()
}
