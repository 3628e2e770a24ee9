//! `route check --watch`: checks again after every change.
//!
//! The files and folders that a check reads are polled a few times per second. That works on every system and file
//! system, and the list of what a check reads is exact.

use super::files::{FIXTURES, fixture_files, fixture_folders};
use super::{CheckedTeams, suite};
use crate::args::{CheckArgs, PlaceArgs};
use crate::cache::Inputs;
use crate::cache::team::{LookedAt, looked_at, place_key};
use crate::closed_pipe::is_closed_pipe;
use crate::exit::Exit;
use crate::project::{Project, in_shared_project};
use crate::wording::counted;
use crate::{config, terminal};
use anyhow::bail;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};
use task_router_check::fixtures;
use task_router_engine::source::Probe;

/// The polling interval.
const PAUSE: Duration = Duration::from_millis(300);

/// Checks until the user stops it.
pub fn run(place_args: &PlaceArgs, args: &CheckArgs, once: impl Fn() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    // The configuration is read again for each check, and what it says about the places counts.
    let look = || in_shared_project(place_args, |project| Watched::look(project.clone(), args));
    // Taken before the check reads it, so that changes during the check are seen by the next poll.
    let mut watched = look()?;
    loop {
        terminal::clear()?;
        if let Err(error) = once() {
            if is_closed_pipe(&error) {
                return Err(error);
            }
            // Wait while somebody is still writing.
            terminal::error(&format!("{error:#}"));
        }
        terminal::note(&format!("watching {}; Ctrl-C ends", counted(watched.inputs.count(), "path")));
        while watched.looks_the_same() {
            thread::sleep(PAUSE);
        }
        // If the configuration cannot be read, the check reports that next.
        watched = look().unwrap_or_else(|_| watched.again());
    }
}

/// What a check reads, compared as the cache of teams compares what they are made from.
struct Watched {
    project: Project,
    /// The places that were found.
    places: [u8; 32],
    looked_at: LookedAt,
    inputs: Inputs,
}

impl Watched {
    fn look(project: Project, args: &CheckArgs) -> anyhow::Result<Self> {
        let places = places_of(&project);
        let looked_at = all_looked_at(&project, args)?;
        Ok(Self { inputs: inputs(looked_at.clone()), project, places, looked_at })
    }

    fn looks_the_same(&self) -> bool {
        self.inputs.look_the_same() && places_of(&self.project) == self.places
    }

    /// The same as it is now.
    fn again(self) -> Self {
        let probes = self.looked_at.probes.into_iter().map(|(probe, _)| probe.with_result()).collect();
        let looked_at = LookedAt { probes, ..self.looked_at };
        Self { places: places_of(&self.project), inputs: inputs(looked_at.clone()), looked_at, ..self }
    }
}

fn inputs(looked_at: LookedAt) -> Inputs {
    Inputs::of(looked_at, [0; 32], SystemTime::now())
}

/// The places that the project has now, wherever its repository begins.
fn places_of(project: &Project) -> [u8; 32] {
    place_key(&project.again().shared_places(), None)
}

/// What a check looks at, including what may appear.
fn all_looked_at(project: &Project, args: &CheckArgs) -> anyhow::Result<LookedAt> {
    let places = project.shared_places();
    if places.built_in {
        bail!("--watch: the built-in teams never change; name a folder with --agents");
    }
    let named = project.config.fixtures(&args.fixtures);
    let mut paths: Vec<PathBuf> = if named.is_empty() {
        fixture_folders(&places).folders
    } else {
        named.iter().map(|n| n.path.clone()).collect()
    };
    if let Ok(CheckedTeams { suite, .. }) = suite(project, &places, &args.bound) {
        paths.extend(fixture_files(&places, &suite, &named).unwrap_or_default().into_iter().map(|file| file.path));
    }
    let LookedAt { mut seen, mut probes } = looked_at(&places)?;
    // A file that is new changes the folder it is in.
    let below = seen.iter().chain(&paths).filter_map(|path| fixtures::find(path).ok()).flat_map(|found| found.folders);
    paths.extend(below.collect::<Vec<_>>());
    // A link out of the repository is reported.
    probes.extend(paths.iter().map(|path| Probe::Link(path.clone()).with_result()));
    seen.extend(paths);
    seen.extend(places.repository.iter().map(|top| top.join(FIXTURES)));
    seen.extend(config::paths(&project.around));
    seen.sort_unstable();
    seen.dedup();
    probes.sort_unstable();
    probes.dedup();
    Ok(LookedAt { seen, probes })
}
