//! Compares a check with an earlier run.

use crate::places::from_root;
use crate::terminal::{self, one_line};
use crate::wording::counted;
use anyhow::Context;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use task_router_check::CheckEvent;
use task_router_check::fixtures::Fixture;
use task_router_engine::agent::encoding::{BYTE_ORDER_MARK, decode};
use task_router_engine::{Severity, files};

/// The size limit of an earlier report.
const LARGEST_REPORT: u64 = 64 << 20;
/// How many changes are named in each direction.
const NAMED: usize = 20;

/// Identifies a fixture by its file, as seen from the repository's root, and its request, since lines move.
type FixtureKey = (String, String);

/// The failures of an earlier run, and their outcomes now.
#[derive(Debug, Default)]
pub struct Baseline {
    /// How many fixtures with a key failed before, and the outcomes of those with it now: several may have the same request.
    failed: BTreeMap<FixtureKey, Outcomes>,
    /// How many fixtures with a file and a message could not be used before.
    unusable: BTreeMap<FixtureKey, usize>,
    became_right: Vec<String>,
    became_wrong: Vec<String>,
    became_unusable: Vec<String>,
    unchanged: usize,
    /// Number of failures that the earlier report only counts.
    unlisted: usize,
    /// Number of failures now of which the earlier report does not say how they ended.
    unknown: usize,
    /// The latest file, as displayed and as seen from the root.
    file: (String, String),
}

/// Fixtures with one key: how many failed before, and the places of those that pass and fail now.
#[derive(Debug, Default)]
struct Outcomes {
    before: usize,
    right: Vec<String>,
    wrong: Vec<String>,
}

/// The part of an earlier report that is needed.
#[derive(Deserialize)]
struct Earlier {
    teams: Vec<EarlierTeam>,
    #[serde(default)]
    unusable: Vec<EarlierFinding>,
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

#[derive(Deserialize)]
struct EarlierFinding {
    file: String,
    message: String,
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
        // A shell may have written it in an encoding of its own.
        let text = decode(&bytes).text;
        let earlier: Earlier = serde_json::from_str(text.trim_start_matches(BYTE_ORDER_MARK)).with_context(cannot)?;
        let unlisted = earlier.teams.iter().map(|team| team.failures_left).sum();
        let mut baseline = Self { unlisted, ..Self::default() };
        for failure in earlier.teams.into_iter().flat_map(|team| team.failures) {
            let file = baseline.seen_from_root(&failure.file);
            baseline.failed.entry((file, failure.request)).or_default().before += 1;
        }
        for finding in earlier.unusable {
            let file = baseline.seen_from_root(&finding.file);
            *baseline.unusable.entry((file, finding.message)).or_default() += 1;
        }
        Ok(baseline)
    }

    /// The path of a file from the root; fixtures come file by file.
    fn seen_from_root(&mut self, file: &str) -> String {
        if self.file.0 != file {
            self.file = (file.to_owned(), from_root(file));
        }
        self.file.1.clone()
    }

    /// Compares one result, unless it is held out: those fail no check, and no report lists them.
    pub fn compare(&mut self, outcome: &CheckEvent) {
        match outcome {
            CheckEvent::Finding(found) if found.severity() == Severity::Error => {
                let key = (self.seen_from_root(&found.file), found.message.clone());
                match self.unusable.get_mut(&key).filter(|count| **count > 0) {
                    Some(count) => *count -= 1,
                    None => self.became_unusable.push(format!("{}:{}: {}", found.file, found.line, found.message)),
                }
            }
            CheckEvent::Case(case) if !case.fixture.is_held_out => {
                let Fixture { file, line, request, .. } = &case.fixture;
                let key = (self.seen_from_root(file), request.clone());
                let place = || format!("{file}:{line}: {request}");
                match (self.failed.get_mut(&key), case.failure.is_some()) {
                    (Some(outcomes), false) => outcomes.right.push(place()),
                    (Some(outcomes), true) => outcomes.wrong.push(place()),
                    (None, true) if self.unlisted > 0 => self.unknown += 1,
                    (None, true) => self.became_wrong.push(place()),
                    (None, false) => {}
                }
            }
            _ => {}
        }
    }

    /// Sets off the fixtures that failed before against those with the same key that fail now.
    fn settle(&mut self) {
        for Outcomes { before, right, wrong } in std::mem::take(&mut self.failed).into_values() {
            let unchanged = before.min(wrong.len());
            self.unchanged += unchanged;
            self.became_right.extend(right.into_iter().take(before - unchanged));
            let others = wrong.into_iter().skip(unchanged);
            if self.unlisted > 0 { self.unknown += others.count() } else { self.became_wrong.extend(others) }
        }
    }

    /// Prints the changes on standard error.
    pub fn tell(mut self) {
        self.settle();
        for (sign, places) in [('+', &self.became_right), ('-', &self.became_wrong), ('!', &self.became_unusable)] {
            for place in places.iter().take(NAMED) {
                terminal::say(&format!("{sign} {}", one_line(place)));
            }
            if places.len() > NAMED {
                terminal::say(&format!("{sign} and {} more", places.len() - NAMED));
            }
        }
        let unusable = match self.became_unusable.len() {
            0 => String::new(),
            count => format!("; {} cannot be used, which is new", counted(count, "fixture")),
        };
        terminal::say(&format!(
            "since the baseline {} became right and {} wrong; {} fail as before{unusable}",
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
