//! `route check [FIXTURES]...`

pub mod baseline;
pub mod files;
mod watch;

use crate::args::{BoundArgs, CheckArgs, CheckFormat, Deny, PlaceArgs};
use crate::atomic::put;
use crate::closed_pipe::unless_closed;
use crate::exit::Exit;
use crate::places::{Definitions, NothingFound, Places};
use crate::print;
use crate::project::{Project, in_shared_project};
use crate::terminal::{self, Style};
use anyhow::{Context, bail};
use baseline::Baseline;
use files::{AllRecords, fixture_files, fixtures_from};
use std::fs::OpenOptions;
use std::io::{BufWriter, Write};
use std::path::Path;
use task_router_check::report::{Collector, Report, Thresholds, Verdict};
use task_router_check::{CheckEvent, CompiledTeam, Suite};
use task_router_engine::team::{ChoiceError, give_rest};
use task_router_engine::{Team, threads};

/// Lints the teams, runs the fixtures and reports both.
pub fn run(place_args: &PlaceArgs, args: &CheckArgs) -> anyhow::Result<Exit> {
    if let Some(contradiction) = args.contradiction(place_args) {
        bail!(contradiction);
    }
    if args.list {
        let mut page = Vec::new();
        print::codes::list(terminal::columns(), &mut page)?;
        terminal::page(&String::from_utf8_lossy(&page))?;
        return Ok(Exit::Success);
    }
    let once = || in_shared_project(place_args, |project| once(project, args));
    if args.watch { watch::run(place_args, args, once) } else { once() }
}

fn once(project: &Project, args: &CheckArgs) -> anyhow::Result<Exit> {
    let (places, config) = (project.shared_places(), &project.config);
    let (suite, files) = match suite(project, &places, &args.bound) {
        Ok(CheckedTeams { suite, .. }) => {
            let files = fixture_files(&places, &suite, &config.fixtures(&args.fixtures))?;
            (suite, files)
        }
        Err(e) if args.allow_empty && is_nobody(&e) => {
            terminal::note(&format!("nothing was tested: {e}"));
            (Suite::default(), Vec::new())
        }
        Err(e) => return Err(e),
    };
    let mut baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let fixtures_from = fixtures_from(&files);
    let mut collector = Collector::new(&suite);
    let mut cases = print::junit::Cases::new(&suite, args.only_failing);
    let coverage = task_router_check::run(&suite, AllRecords::new(files), threads::available(), |outcome| {
        if let CheckEvent::Case(case) = &outcome
            && args.format == CheckFormat::Junit
            && !case.fixture.expected.none
        {
            cases.add(case);
        }
        if let Some(baseline) = &mut baseline {
            baseline.compare(&outcome);
        }
        collector.add(outcome);
    });
    let report = Report { fixtures_from, ..collector.report(&suite, &coverage, &config.lint) };
    let thresholds = Thresholds {
        min_accuracy: args.min_accuracy,
        min_held_out: args.min_held_out,
        deny_warnings: args.deny == Some(Deny::Warnings) || config.lint.deny_warnings,
        allow_empty: args.allow_empty,
    };
    let printed = Printed { args, suite: &suite, report: &report, thresholds, cases: &cases }.print();
    // A watched check ends when nobody reads it any more; any other still says by its status what it found.
    if args.watch {
        printed?
    } else {
        unless_closed(printed)?
    }
    let is_in_a_file = args.output.as_deref().is_some_and(|path| path != Path::new("-"));
    let has_said = args.format == CheckFormat::Table || is_in_a_file;
    if let Some(advice) = print::untested(&report, thresholds).filter(|_| !has_said) {
        terminal::error(&format!("nothing was tested: {advice}"));
    }
    if let Some(baseline) = baseline {
        baseline.tell();
    }
    step_summary(&report, thresholds)?;
    Ok(match report.verdict(thresholds) {
        Verdict::Passed => Exit::Success,
        Verdict::Failed => Exit::No,
        Verdict::Unusable | Verdict::Untested => Exit::Unusable,
    })
}

/// Whether an error says that there are no agents to check.
fn is_nobody(error: &anyhow::Error) -> bool {
    error.is::<NothingFound>() || matches!(error.downcast_ref(), Some(ChoiceError::None(_)))
}

/// What is printed.
struct Printed<'r> {
    args: &'r CheckArgs,
    suite: &'r Suite,
    report: &'r Report,
    thresholds: Thresholds,
    cases: &'r print::junit::Cases,
}

impl Printed<'_> {
    /// Prints the report to its destination.
    fn print(&self) -> anyhow::Result<()> {
        let Some(path) = self.args.output.as_deref().filter(|path| *path != Path::new("-")) else {
            if self.args.format == CheckFormat::Table {
                let mut page = Vec::new();
                self.print_to(&mut page, Style::stdout())?;
                let page = String::from_utf8_lossy(&page);
                let shown = if self.args.watch { terminal::put_page(&page) } else { terminal::page(&page) };
                return shown.map_err(Into::into);
            }
            let mut out = BufWriter::new(std::io::stdout().lock());
            self.print_to(&mut out, Style::stdout())?;
            return Ok(out.flush()?);
        };
        let cannot = || format!("cannot write `{}`", path.display());
        let mut report = Vec::new();
        self.print_to(&mut report, Style::PLAIN)?;
        put(path, &report).with_context(cannot)?;
        let mut out = std::io::stdout().lock();
        Ok(print::table::summary(&mut out, Style::stdout(), self.report, self.thresholds)?)
    }

    fn print_to(&self, out: &mut dyn Write, style: Style) -> anyhow::Result<()> {
        let Self { args, suite, report, thresholds, cases } = *self;
        match args.format {
            CheckFormat::Table => {
                let options = print::table::TableOptions {
                    only_failing: args.only_failing,
                    coverage: args.coverage,
                    verbose: terminal::is_verbose(),
                };
                print::table::report(out, style, report, thresholds, options)?;
            }
            CheckFormat::Json => print::json::report(out, report, thresholds)?,
            CheckFormat::Junit => print::junit::report(out, report, thresholds, cases)?,
            CheckFormat::Github => print::github::report(out, report, thresholds)?,
            CheckFormat::Sarif => print::sarif::report(out, report, thresholds)?,
            CheckFormat::Rdjson => print::rdjson::report(out, report, thresholds)?,
            CheckFormat::Gitlab => print::gitlab::report(out, report, thresholds)?,
            CheckFormat::Html => {
                let teams = suite.teams.iter().map(|compiled| &compiled.team);
                writeln!(out, "{}", print::page::check::page(report, teams, thresholds))?;
            }
        }
        Ok(())
    }
}

/// Appends the summary to the file that a GitHub runner names.
fn step_summary(report: &Report, thresholds: Thresholds) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let mut text = Vec::new();
    print::summary::report(&mut text, report, thresholds)?;
    let written = OpenOptions::new().append(true).create(true).open(&path).and_then(|mut file| file.write_all(&text));
    if let Err(e) = written {
        let path = path.display();
        terminal::warning(&format!(
            "cannot write the summary of the step to `{path}`, as GITHUB_STEP_SUMMARY says: {e}; correct or unset it"
        ));
    }
    Ok(())
}

/// The teams to check.
pub struct CheckedTeams {
    /// The wanted one, or all, with the settings of the configuration.
    pub suite: Suite,
    /// Whether they are built in.
    pub built_in: bool,
    /// The error if nobody of them can answer.
    pub nobody: Option<anyhow::Error>,
}

/// The teams to check: the wanted one, or all, with the settings of the configuration.
pub fn suite(project: &Project, places: &Places, bound: &BoundArgs) -> anyhow::Result<CheckedTeams> {
    let found = project.definitions(places)?;
    let Definitions { files, built_in } = &found;
    let wanted = project.team_name();
    let mut teams = files.teams();
    let chosen = match wanted {
        None if !teams.is_empty() => (0..teams.len()).collect(),
        _ => vec![files.choose(&teams, wanted)?],
    };
    if let [only] = chosen.as_slice() {
        give_rest(&mut teams, *only);
    }
    let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
    let others = names.iter().enumerate().filter(|(i, _)| !chosen.contains(i)).map(|(_, name)| name.clone()).collect();
    let default = match chosen.as_slice() {
        [_] => Some(0),
        _ => files.choose(&teams, None).ok(),
    };
    let compiled = threads::map(&chosen, 1, || {
        |&i: &usize| {
            let team = Team::load(&teams[i]);
            team.within_bounds().map(|()| CompiledTeam::new(team))
        }
    });
    let compiled = compiled.into_iter().collect::<Result<Vec<_>, _>>()?;
    let options = project.options(bound);
    let is_partial = !places.kinds.is_empty();
    let nobody = places.must_have_somebody(&found, compiled.iter().map(|compiled| &compiled.team)).err();
    let suite = Suite { teams: compiled, default, others, is_partial, options };
    Ok(CheckedTeams { suite, built_in: *built_in, nobody })
}
