//! Compares a check with an earlier run.

use crate::print::counted;
use crate::terminal::{self, one_line};
use anyhow::Context;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;
use task_router_check::Case;
use task_router_engine::files;

/// The size limit of an earlier report.
const LARGEST_REPORT: u64 = 64 << 20;
/// How many changes are named in each direction.
const NAMED: usize = 20;

/// The failures of an earlier run, and how they fare now.
#[derive(Debug)]
pub struct Baseline {
    failed: BTreeSet<String>,
    became_right: Vec<String>,
    became_wrong: Vec<String>,
    unchanged: usize,
    /// Number of failures that the earlier report only counts.
    unlisted: usize,
    /// Number of failures now of which the earlier report does not say how they fared.
    unknown: usize,
}

/// The part of an earlier report that is needed.
#[derive(Deserialize)]
struct Earlier {
    teams: Vec<EarlierTeam>,
}

#[derive(Deserialize)]
struct EarlierTeam {
    #[serde(default)]
    failures: Vec<EarlierFailure>,
    #[serde(default)]
    failures_left: usize,
}

#[derive(Deserialize)]
struct EarlierFailure {
    file: String,
    request: String,
}

impl Baseline {
    /// Reads the JSON of an earlier run.
    ///
    /// # Errors
    /// If the file cannot be read or is not a report.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let cannot =
            || format!("cannot use the baseline `{}`; it is what `route check -f json` prints", path.display());
        let bytes = files::read(path, LARGEST_REPORT).with_context(cannot)?;
        let earlier: Earlier = serde_json::from_slice(&bytes).with_context(cannot)?;
        let unlisted = earlier.teams.iter().map(|team| team.failures_left).sum();
        let failed = earlier.teams.into_iter().flat_map(|team| team.failures);
        Ok(Self {
            failed: failed.map(|failure| key(&failure.file, &failure.request)).collect(),
            became_right: Vec::new(),
            became_wrong: Vec::new(),
            unchanged: 0,
            unlisted,
            unknown: 0,
        })
    }

    /// Compares one fixture, unless it is held out: those fail no check, and no report lists them.
    pub fn compare(&mut self, case: &Case) {
        let fixture = &case.fixture;
        if fixture.is_held_out() {
            return;
        }
        let place = || format!("{}:{}: {}", fixture.file, fixture.line, fixture.request);
        match (self.failed.contains(&key(&fixture.file, &fixture.request)), case.failure.is_some()) {
            (true, false) => self.became_right.push(place()),
            (false, true) if self.unlisted > 0 => self.unknown += 1,
            (false, true) => self.became_wrong.push(place()),
            (true, true) => self.unchanged += 1,
            (false, false) => {}
        }
    }

    /// Prints the changes on standard error.
    pub fn tell(&self) {
        for (sign, places) in [('+', &self.became_right), ('-', &self.became_wrong)] {
            for place in places.iter().take(NAMED) {
                terminal::say(&format!("{sign} {}", one_line(place)));
            }
            if places.len() > NAMED {
                terminal::say(&format!("{sign} and {} more", places.len() - NAMED));
            }
        }
        terminal::say(&format!(
            "since the baseline {} became right and {} wrong; {} fail as before",
            self.became_right.len(),
            self.became_wrong.len(),
            self.unchanged
        ));
        if self.unknown > 0 {
            terminal::say(&format!(
                "{} may have failed before: the baseline does not list {} of its failures",
                counted(self.unknown, "other failing fixture"),
                self.unlisted
            ));
        }
    }
}

/// Identifies a fixture by file and request, since lines move.
fn key(file: &str, request: &str) -> String {
    format!("{file}\0{request}")
}
