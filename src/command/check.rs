//! `route check [FIXTURES]...`

use super::{definitions, project_places};
use crate::args::{CheckArgs, CheckFormat, Deny, PlaceArgs};
use crate::exit::Exit;
use crate::places::{Found, Places, from_here};
use crate::print;
use crate::terminal::{Progress, Style};
use anyhow::Context;
use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use task_router_check::fixtures::{self, Record, Records};
use task_router_check::report::{Bar, Collector, Report, Verdict};
use task_router_check::{CompiledTeam, Outcome, Suite};
use task_router_engine::agent::place::Origin;
use task_router_engine::diagnostic::{Code, Diagnostic};
use task_router_engine::source;
use task_router_engine::team::Team;
use task_router_engine::threads;

/// Where fixtures are looked for beside the agents.
const FIXTURES: &str = "tests/routing";
/// Progress is shown for fixture files of more bytes than this.
const LONG: u64 = 1 << 20;

/// Lints the teams, runs the fixtures, reports both.
pub fn run(place_args: &PlaceArgs, args: &CheckArgs) -> anyhow::Result<Exit> {
    let places = project_places(place_args)?;
    let (suite, _) = suite(&places, place_args)?;
    let records = AllRecords::new(fixture_files(&places, &args.fixtures)?);
    let mut collector = Collector::new(&suite);
    let mut cases = print::junit::Cases::new(&suite, args.only_failing);
    let coverage = task_router_check::run(&suite, records, threads::available(), |outcome| {
        if let (CheckFormat::Junit, Outcome::Case(case)) = (args.format, &outcome) {
            cases.add(case);
        }
        collector.add(outcome);
    });
    let report = collector.report(&suite, &coverage);
    let bar = Bar { min_accuracy: args.min_accuracy, deny_warnings: args.deny == Some(Deny::Warnings) };
    let mut out = BufWriter::new(std::io::stdout().lock());
    print(&mut out, args, &report, bar, &cases)?;
    out.flush()?;
    Ok(match report.verdict(bar) {
        Verdict::Holds => Exit::Success,
        Verdict::Fails => Exit::No,
        Verdict::Unusable => Exit::Unusable,
    })
}

fn print(
    out: &mut dyn Write,
    args: &CheckArgs,
    report: &Report,
    bar: Bar,
    cases: &print::junit::Cases,
) -> anyhow::Result<()> {
    match args.format {
        CheckFormat::Table => {
            let options = print::table::Options { only_failing: args.only_failing, coverage: args.coverage };
            print::table::report(out, Style::stdout(), report, bar, options)?;
        }
        CheckFormat::Json => print::json::report(out, report, bar)?,
        CheckFormat::Junit => print::junit::report(out, report, bar, cases)?,
        CheckFormat::Github => print::github::report(out, report)?,
        CheckFormat::Sarif => print::sarif::report(out, report)?,
    }
    Ok(())
}

/// The teams to check: the one wanted, else all; and whether they are the program's own.
pub fn suite(places: &Places, args: &PlaceArgs) -> anyhow::Result<(Suite, bool)> {
    let Found { files, built_in } = definitions(args, places)?;
    let wanted = args.team.as_deref();
    let teams = files.teams();
    let chosen = match wanted {
        None if !teams.is_empty() => (0..teams.len()).collect(),
        _ => vec![files.choose(&teams, wanted)?],
    };
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    let others = names.iter().enumerate().filter(|(i, _)| !chosen.contains(i)).map(|(_, name)| name.clone()).collect();
    let default = match chosen.as_slice() {
        [_] => Some(0),
        _ => files.choose(&teams, None).ok(),
    };
    let compiled = threads::map(&chosen, 1, || |&i: &usize| CompiledTeam::new(Team::load(&teams[i])));
    Ok((Suite { teams: compiled, default, others }, built_in))
}

/// The fixture files named, else those beside the agents and at the repository's root.
pub fn fixture_files(places: &Places, named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let folders = if named.is_empty() { fixture_folders(places) } else { named.to_vec() };
    let mut files = Vec::new();
    for path in folders {
        let found = fixtures::find(&path).with_context(|| format!("cannot read the fixtures `{}`", path.display()))?;
        files.extend(found.into_iter().filter(|file| !files.contains(file)).collect::<Vec<_>>());
    }
    Ok(files)
}

/// `tests/routing/` in or above each folder of agents, and at the repository's root.
fn fixture_folders(places: &Places) -> Vec<PathBuf> {
    let of_repository = places.repository.iter().map(|top| top.join(FIXTURES)).filter(|folder| folder.is_dir());
    let roots = places.roots.iter().filter(|root| root.origin != Origin::User);
    let beside = roots.filter_map(|root| source::nearest_folder(&root.folder.canonicalize().ok()?, FIXTURES));
    let mut folders = Vec::new();
    for folder in beside.chain(of_repository).map(|folder| PathBuf::from(from_here(&folder))) {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The records of several files, one behind the other, with progress shown where that takes long.
pub struct AllRecords {
    files: std::vec::IntoIter<PathBuf>,
    current: Option<Records<BufReader<File>>>,
    progress: Progress,
    before: u64,
}

impl AllRecords {
    /// The records of these files.
    pub fn new(files: Vec<PathBuf>) -> Self {
        let bytes = files.iter().filter_map(|file| file.metadata().ok()).map(|file| file.len()).sum();
        let progress = if bytes > LONG { Progress::stderr(bytes) } else { Progress::hidden() };
        Self { files: files.into_iter(), current: None, progress, before: 0 }
    }
}

impl Iterator for AllRecords {
    type Item = Result<Record, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(records) = &mut self.current {
                if let Some(record) = records.next() {
                    self.progress.show(self.before + records.bytes() as u64);
                    return Some(record);
                }
                self.before += records.bytes() as u64;
            }
            let Some(path) = self.files.next() else {
                self.progress.clear();
                return None;
            };
            match Records::open(&path) {
                Ok(records) => self.current = Some(records),
                Err(e) => {
                    self.current = None;
                    let message = format!("cannot read this file: {e}");
                    let file = path.display().to_string();
                    let help = "fix its permissions or remove it";
                    return Some(Err(Diagnostic::new(Code::InvalidFixture, file, 1, message, help)));
                }
            }
        }
    }
}
