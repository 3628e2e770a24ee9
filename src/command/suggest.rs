//! `route suggest [FIXTURES]...`

use super::check::files::{AllRecords, FixtureFile, fixture_files};
use super::check::{CheckedTeams, suite};
use super::warn_of;
use crate::args::SuggestArgs;
use crate::atomic::replace;
use crate::closed_pipe::unless_closed;
use crate::exit::Exit;
use crate::folders::here;
use crate::log::read::LogRecords;
use crate::log::stats;
use crate::places::{to_edit, top};
use crate::project::Project;
use crate::terminal::{self, ProgressLine, one_line};
use crate::wording::counted;
use anyhow::{Context, bail};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::Arc;
use task_router_check::fixtures::{Expected, Fixture};
use task_router_check::suggest::{Criteria, Suggestions, changed, diff, suggest};
use task_router_check::{Responder, Suite, Tally};
use task_router_engine::agent::SourceText;
use task_router_engine::agent::encoding::{decode, encode};
use task_router_engine::{Severity, Team, files};

/// Prints the edits as a diff, or makes them. What they fix and break goes to standard error.
pub fn run(project: &Project, args: &SuggestArgs) -> anyhow::Result<Exit> {
    let (places, config) = (project.shared_places(), &project.config);
    let CheckedTeams { suite, built_in, nobody } = suite(project, &places, &args.bound)?;
    nobody.map_or(Ok(()), Err)?;
    warn_of(suite.teams.iter().map(|compiled| &compiled.team));
    if built_in {
        bail!(
            "the built-in teams cannot be edited; write one to disk with `route init --team NAME`, or name a folder with --agents"
        );
    }
    let files = fixture_files(&places, &suite, &config.fixtures(&args.fixtures))?;
    let ToFix { by_team, held_out, unusable } = ToFix::read(&suite, files, args)?;
    let others = others(args)?;
    let mut edited = Vec::new();
    let (mut left, mut all) = (0, 0);
    for (compiled, fixtures) in suite.teams.into_iter().zip(by_team) {
        let before = compiled.team.clone();
        let mut progress = ProgressLine::stderr(0);
        let judged = Criteria { fixtures: &fixtures, others: &others, options: &suite.options };
        let found = suggest(compiled, judged, args.limit, |done, all| {
            progress.total = all as u64;
            progress.show(done as u64);
        });
        progress.clear();
        say(&found);
        all += fixtures.len();
        left += found.unfixed.len() + found.left;
        edited.push((before, found.team));
    }
    if args.apply {
        apply(&edited)?
    } else {
        unless_closed(print(&edited))?
    }
    if left == 0 && !unusable && edited.iter().all(|(before, after)| changed(before, after).next().is_none()) {
        let why = match all {
            0 if held_out > 0 => "all fixtures are held out".to_owned(),
            0 => "no fixture is for these agents".to_owned(),
            1 => "the fixture passes".to_owned(),
            all => format!("all {all} fixtures pass"),
        };
        terminal::note(&format!("nothing to suggest: {why}"));
    }
    Ok(match (unusable, left) {
        (true, _) => Exit::Unusable,
        (false, 0) => Exit::Success,
        (false, _) => Exit::No,
    })
}

/// What edits are to fix.
struct ToFix {
    /// Fixtures and requests of the log, by team.
    by_team: Vec<Vec<Fixture>>,
    /// Number of held-out fixtures, which are left out.
    held_out: usize,
    /// Whether a fixture cannot be used.
    unusable: bool,
}

impl ToFix {
    fn read(suite: &Suite, files: Vec<FixtureFile>, args: &SuggestArgs) -> anyhow::Result<Self> {
        if files.is_empty() && args.log.is_none() {
            bail!(
                "no fixtures; name a file of them, put one into `tests/routing/` beside the agents, or let `route init` write one for a repository's agents"
            );
        }
        let (mut by_team, unusable) = read(suite, files);
        let held_out = by_team.iter_mut().map(|own| own.extract_if(.., |fixture| fixture.is_held_out).count()).sum();
        if held_out > 0 {
            let left_out = counted(held_out, "held-out fixture");
            terminal::note(&format!("{left_out} left out: edits made for them would end what they estimate"));
        }
        for fixture in args.log.as_deref().map(of_log).transpose()?.unwrap_or_default() {
            // A team that is not checked here is left alone.
            if let Ok(Some(team)) = suite.team_of(&fixture) {
                by_team[team].push(fixture);
            }
        }
        Ok(Self { by_team, held_out, unusable })
    }
}

/// Prints the edits of each team, with its versions before and after.
fn print(edited: &[(Team, Team)]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for (before, after) in edited {
        out.write_all(&diff(before, after, to_edit))?;
    }
    out.flush()?;
    let here = here();
    let is_elsewhere =
        |file: &SourceText| Path::new(&file.file).canonicalize().is_ok_and(|path| !path.starts_with(&here));
    if edited.iter().flat_map(|(before, after)| changed(before, after)).any(|(old, _)| is_elsewhere(old)) {
        let top = top().display().to_string();
        let top = shell_words::quote(&top);
        terminal::note(&format!(
            "`git apply` passes over files outside of its folder: take this with `git -C {top} apply`"
        ));
    }
    Ok(())
}

/// Writes the edits into the files, after checking that each is still what was read.
fn apply(edited: &[(Team, Team)]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for (old, new) in edited.iter().flat_map(|(before, after)| changed(before, after)) {
        let path = Path::new(&old.file);
        let cannot = || format!("cannot write `{}`", old.file);
        let is_read = |bytes: Vec<u8>| Some(bytes) == encode(&old.text, old.encoding);
        if !is_read(files::read(path, files::LARGEST_FILE).with_context(cannot)?) {
            bail!("{}: it was changed meanwhile; try again", cannot());
        }
        let bytes = encode(&new.text, new.encoding).with_context(cannot)?;
        replace(path, &bytes).with_context(cannot)?;
        writeln!(out, "edited {}", one_line(&old.file))?;
    }
    Ok(out.flush()?)
}

/// The fixtures by team, and whether some cannot be used.
fn read(suite: &Suite, files: Vec<FixtureFile>) -> (Vec<Vec<Fixture>>, bool) {
    let mut by_team = vec![Vec::new(); suite.teams.len()];
    let mut unusable = false;
    for fixture in AllRecords::new(files).fixtures(false) {
        match fixture.and_then(|fixture| Ok((suite.team_of(&fixture)?, fixture))) {
            Ok((Some(team), fixture)) => by_team[team].push(fixture),
            Ok((None, _)) => {}
            Err(e) => {
                unusable |= e.severity() == Severity::Error;
                terminal::say(&e.to_string());
            }
        }
    }
    (by_team, unusable)
}

/// The requests that a log says were done by other agents, as fixtures.
fn of_log(path: &Path) -> anyhow::Result<Vec<Fixture>> {
    let log = LogRecords::read(path)?;
    let file: Arc<str> = path.display().to_string().into();
    let fixture = |done: stats::Proposed| Fixture {
        team: done.team,
        expected: Expected { agents: vec![Responder::read(&done.agent)], ..Expected::default() },
        ..Fixture::new(Arc::clone(&file), done.line, done.request)
    };
    Ok(stats::proposed(&log.records).into_iter().map(fixture).collect())
}

/// The requests without an expectation that measure what edits move: from a log, from fixtures, or one per line.
fn others(args: &SuggestArgs) -> anyhow::Result<Vec<String>> {
    let Some(path) = &args.others else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    let read = files::open(path).and_then(|mut file| file.read_to_end(&mut bytes));
    read.with_context(|| format!("cannot read `{}`", path.display()))?;
    let text = decode(&bytes).text;
    let request = |line: &str| -> Option<String> {
        let of_log = serde_json::from_str::<serde_json::Value>(line).ok();
        let request = match &of_log {
            Some(serde_json::Value::Object(keys)) => keys.get("request")?.as_str()?,
            _ => line,
        };
        Some(request.trim().to_owned()).filter(|request| !request.is_empty())
    };
    let mut found: Vec<String> = text.lines().filter_map(request).collect();
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

/// How many of the requests that an edit moves are listed.
const MAX_MOVED: usize = 5;

/// The leave-one-out accuracy before and after, unless there is nothing that could be left out.
fn loo(accuracies: [Tally; 2]) -> String {
    let [before, after] = accuracies.map(|Tally { right, all }| match all {
        0 => "no examples".to_owned(),
        all => format!("{right} of {all}"),
    });
    match accuracies.iter().all(|one| one.all == 0) {
        true => String::new(),
        false => format!("; leave-one-out accuracy: {before} before, {after} after"),
    }
}

fn say(found: &Suggestions) {
    for made in &found.made {
        let fixture = &made.fixture;
        terminal::say(&format!(
            "{}:{}: {}: fixes {}, breaks 0{}; moves {} of the other requests",
            fixture.file,
            fixture.line,
            made.edit,
            made.fixes,
            loo(made.loo),
            made.moved.len()
        ));
        for (request, before, after) in made.moved.iter().take(MAX_MOVED) {
            terminal::say(&format!("  moves {request:?} from {before} to {after}"));
        }
    }
    for (fixture, reason) in &found.unfixed {
        terminal::say(&format!("{}:{}: no edit: {reason}", fixture.file, fixture.line));
    }
    if found.left > 0 {
        terminal::say(&format!(
            "not looked at: {}; apply these edits, or raise --limit",
            counted(found.left, "more failing fixture")
        ));
    }
}
