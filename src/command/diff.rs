//! `route diff BASE [REQUESTS]`

use super::check::files::{AllRecords, fixture_files};
use super::check::{CheckedTeams, suite};
use super::warn_of;
use crate::args::DiffArgs;
use crate::closed_pipe::unless_closed;
use crate::config::{self, Config, OfRevision};
use crate::exit::Exit;
use crate::folders::here;
use crate::git;
use crate::input;
use crate::places::known::revision;
use crate::places::{Places, Surroundings, WantedPlaces};
use crate::print::{self, diff::AnswerChange};
use crate::project::Project;
use crate::terminal;
use crate::wording::counted;
use anyhow::{Context, bail};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use task_router_check::Suite;
use task_router_check::diff::{Version, compare};
use task_router_check::fixtures::{self, Fixture, Form};
use task_router_engine::agent::encoding::decode_line;
use task_router_engine::agent::source_folder::FolderOrigin;
use task_router_engine::source::{self, Tree};
use task_router_engine::team::is_definition;
use task_router_engine::{Diagnostic, Files, Index, Options, Root, Severity, Team, files};

/// Lists the requests that are answered differently in `BASE` and now.
pub fn run(project: &Project, args: &DiffArgs) -> anyhow::Result<Exit> {
    let (places, config) = (project.shared_places(), &project.config);
    let CheckedTeams { suite, built_in, nobody } = suite(project, &places, &args.bound)?;
    if built_in && !Path::new(&args.base).is_dir() {
        bail!("`{}` is no folder, and the built-in teams have no revisions; name a folder", args.base);
    }
    let is_typed = places.are_named() && !config.names(&project.place.agents);
    let base = Base::read(project, &places, args, is_typed)?;
    // That the last agent went is a difference; where there was none, nothing can be compared.
    if let Some(nobody) = nobody.filter(|_| !base.has_somebody()) {
        return Err(nobody);
    }
    warn_of(suite.teams.iter().map(|compiled| &compiled.team));
    let mut before: Vec<Version> =
        base.teams.iter().map(|(team, index)| Version::new(team, index, &base.options, false)).collect();
    let of_now = suite.teams.iter();
    let mut after: Vec<Version> =
        of_now.map(|compiled| Version::new(&compiled.team, &compiled.index, &suite.options, true)).collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut counts, mut unusable, mut is_closed) = (RequestCounts::default(), false, false);
    for request in requests(&places, &suite, config, args)? {
        match request.and_then(|request| Ok((suite.team_of(&request)?, request))) {
            Ok((None, _)) => {}
            Ok((Some(team), request)) => {
                counts.all += 1;
                let then = base.counterpart(&suite, team, &request).and_then(|team| before.get_mut(team));
                let Some([before, after]) = compare(then, after.get_mut(team), &request) else { continue };
                counts.add(before.is_right(), after.is_right());
                let change = AnswerChange { team: &suite.teams[team].team.name, fixture: &request, before, after };
                if let Err(e) = print::diff::change(&mut out, args.format, &change) {
                    unless_closed(Err(e.into()))?;
                    // Nobody reads on, and that answers differ is known.
                    is_closed = true;
                    break;
                }
            }
            Err(e) => {
                unusable |= e.severity() == Severity::Error;
                terminal::say(&e.to_string());
            }
        }
    }
    if is_closed {
        drop(out.into_parts());
    } else {
        unless_closed(out.flush().map_err(Into::into))?;
    }
    if !is_closed {
        counts.tell(&args.base);
    }
    Ok(match (unusable, counts.different > 0 && args.exit_code) {
        (true, _) => Exit::Unusable,
        (false, true) => Exit::No,
        (false, false) => Exit::Success,
    })
}

/// Numbers of requests.
#[derive(Default)]
struct RequestCounts {
    all: usize,
    different: usize,
    became_right: usize,
    became_wrong: usize,
}

impl RequestCounts {
    /// Counts a request that is answered differently; its fixture says whether the answers are right.
    fn add(&mut self, was_right: Option<bool>, is_right: Option<bool>) {
        self.different += 1;
        self.became_right += usize::from((was_right, is_right) == (Some(false), Some(true)));
        self.became_wrong += usize::from((was_right, is_right) == (Some(true), Some(false)));
    }

    fn tell(&self, base: &str) {
        let Self { all, different, became_right, became_wrong } = self;
        let judged = match became_right + became_wrong {
            0 => String::new(),
            _ => format!("; {became_right} became right, {became_wrong} wrong"),
        };
        let requests = counted(*all, "request");
        terminal::say(&format!("{different} of {requests} answered differently than in {base}{judged}"));
    }
}

/// The other version.
struct Base {
    /// Its teams. Their knowledge documents were not read: they do not affect who answers.
    teams: Vec<(Team, Index)>,
    /// The team of requests that name none, unless one was typed.
    default: Option<usize>,
    /// The options of its decisions.
    options: Options,
}

impl Base {
    /// Reads it, with the configuration it had. A folder of agents without one has that of now.
    fn read(project: &Project, places: &Places, args: &DiffArgs, is_typed: bool) -> anyhow::Result<Self> {
        let base = args.base.as_str();
        let path = Path::new(base);
        let (trees, config) = if path.is_dir() {
            let around = Surroundings { here: path.canonicalize()?, ..Surroundings::default() };
            let is_configured = config::paths_of_repository(&around).any(|path| path.is_file());
            let config = is_configured.then(|| Config::load(&around, false)).transpose()?;
            (trees_of_folder(&around, base)?, config.unwrap_or_else(|| project.config.clone()))
        } else {
            let then = OfRevision::read(base, &project.around, project.place.user);
            let config = then.as_ref().map_or_else(|_| Config::default(), |then| then.config.clone());
            (base_trees(places, base, is_typed, then.map(|then| then.folders))?, config)
        };
        let files = Files::new(trees, String::new(), Path::new(""));
        let teams = files.teams();
        // What was typed is wanted of both versions.
        let is_named = project.place.team.is_some() && project.place.team != project.config.team;
        let default = config.team.as_deref().filter(|name| teams.iter().any(|team| team.name == **name));
        let default = files.choose(&teams, default).ok().filter(|_| !is_named);
        let compiled = teams.iter().map(Team::load).map(|team| {
            let index = Index::compile(&team);
            (team, index)
        });
        Ok(Self {
            teams: compiled.collect(),
            default,
            options: Options::bounded(args.bound.min_confidence.or(config.min_confidence)),
        })
    }

    /// Whether anybody could answer.
    fn has_somebody(&self) -> bool {
        self.teams.iter().any(|(team, _)| !team.agents.is_empty() || team.lead.is_some())
    }

    /// The team that answered a request which now is `team`'s: the default one if the request names none, otherwise the
    /// one with the same name, or the only one if each version has one team.
    fn counterpart(&self, suite: &Suite, team: usize, request: &Fixture) -> Option<usize> {
        let name = suite.teams[team].team.name.as_str();
        let is_by_default = suite.default == Some(team) && request.wanted_team() != name;
        let same = || self.teams.iter().position(|(team, _)| team.name == name);
        let only = || (self.teams.len() == 1 && suite.teams.len() == 1).then_some(0);
        self.default.filter(|_| is_by_default).or_else(same).or_else(only)
    }
}

/// The agent files of a folder: those of its places, else its own.
fn trees_of_folder(around: &Surroundings, base: &str) -> anyhow::Result<Vec<Tree>> {
    // git takes no name with such a beginning or end for a revision.
    if !base.starts_with(['.', '/']) && !base.ends_with('/') && git::knows(&here(), base) {
        terminal::note(&format!(
            "`{base}` is a folder and a revision, and the folder was taken; `{base}^{{commit}}` is the revision, `./{base}` the folder"
        ));
    }
    let path = Path::new(base);
    let known = Places::find(WantedPlaces::default(), around);
    let roots = known.roots.into_iter().map(|root| Root { folder: path.join(root.folder), ..root });
    let trees = roots.map(|root| source::read(&root)).collect::<Result<Vec<_>, _>>()?;
    let found = trees.into_iter().filter(|tree| tree.files.iter().any(is_definition)).collect::<Vec<_>>();
    Ok(if found.is_empty() { vec![source::read(&Root::named(path))?] } else { found })
}

/// The agent files of a revision: those of the folders that its configuration named, else of its places; if folders were
/// typed, of those folders.
fn base_trees(
    places: &Places,
    base: &str,
    is_typed: bool,
    folders: anyhow::Result<Vec<String>>,
) -> anyhow::Result<Vec<Tree>> {
    let mut trees = Vec::new();
    let mut failed = None;
    // Uses the revision's own configuration and places, whether or not they exist now.
    if !is_typed && let Some(root) = places.roots.iter().find(|root| root.origin != FolderOrigin::User) {
        let name = root.team_name();
        let found = folders.and_then(|folders| match folders.as_slice() {
            [] => revision::trees(&here(), base, &name),
            folders => git::folders(&here(), base, folders),
        });
        match found {
            Ok(found) => trees.extend(found),
            Err(e) => failed = Some(e),
        }
    }
    let is_read = |root: &&Root| is_typed || root.origin == FolderOrigin::User;
    for root in places.roots.iter().filter(|root| is_read(root) && root.folder.is_dir()) {
        match git::tree(&root.folder, base, &root.team_name()) {
            Ok(tree) => trees.push(tree),
            // A place that is new did not exist before.
            Err(e) => failed = failed.or(Some(e)),
        }
    }
    match failed {
        Some(e) if trees.is_empty() => Err(match places.repository.as_deref().filter(|top| is_shallow(top)) {
            Some(_) => e.context(format!("cannot read `{base}`: this clone is shallow; {}", depth_for(base))),
            None => e.context(format!("cannot read `{base}`")),
        }),
        _ => {
            if !trees.iter().any(|tree| tree.files.iter().any(is_definition)) {
                terminal::note(&format!("`{base}` has no agents, so that every answer is new"));
            }
            Ok(trees)
        }
    }
}

/// Whether a repository is a shallow clone.
fn is_shallow(top: &Path) -> bool {
    top.join(".git/shallow").exists()
}

/// The `fetch-depth` that a revision needs.
fn depth_for(base: &str) -> String {
    let back = base.strip_prefix("HEAD").and_then(|rest| match rest {
        "^" | "~" => Some(1),
        _ => rest.strip_prefix('~')?.parse::<usize>().ok(),
    });
    match back {
        Some(back) => format!("check out with `fetch-depth: {}`, or run `git fetch --deepen={back}`", back + 1),
        None => "check out with `fetch-depth: 0`, or run `git fetch --unshallow`".to_owned(),
    }
}

type Requests<'a> = Box<dyn Iterator<Item = Result<Fixture, Diagnostic>> + 'a>;

/// The requests to compare: the fixtures, a file of fixtures, or lines.
fn requests<'a>(places: &Places, suite: &Suite, config: &Config, args: &DiffArgs) -> anyhow::Result<Requests<'a>> {
    let (file, lines): (_, Box<dyn BufRead>) = match &args.requests {
        Some(path) if path == Path::new("-") => {
            ("-".to_owned(), input::lines(std::io::stdin().lock()).context("cannot read standard input")?)
        }
        Some(path) if !path.is_dir() && Form::of(path).is_none() => {
            let cannot = || format!("cannot read `{}`", path.display());
            let file = files::open(path).with_context(cannot)?;
            (path.display().to_string(), input::lines(BufReader::new(file)).with_context(cannot)?)
        }
        named => {
            let files = fixture_files(places, suite, &config.fixtures(named.as_slice()))?;
            if files.is_empty() {
                bail!(
                    "no requests; name a file of them or `-`, or put fixtures into `tests/routing/` beside the agents"
                );
            }
            // A file that is named holds requests; what they expect need not be said.
            let is_untested = args.requests.is_some();
            return Ok(Box::new(AllRecords::new(files).fixtures(is_untested)));
        }
    };
    if suite.default.is_none() {
        bail!("several teams and none is the default; choose one with --team");
    }
    Ok(Box::new(in_lines(file, lines)))
}

/// Requests of a file, one per line: as text, or as an object whose expectations need not be said.
fn in_lines(file: String, lines: impl BufRead) -> impl Iterator<Item = Result<Fixture, Diagnostic>> {
    let named = file.clone();
    let of_json = move |number: usize, text: &str| {
        let records = fixtures::FixtureRecords::new(&named, Form::JsonLines, text.as_bytes()).next()?.ok()?;
        let record = fixtures::FixtureRecord { is_untested: true, line: number + 1, ..records };
        record.fixtures().pop()?.ok()
    };
    let plain = |line: Vec<u8>| Fixture::new("".into(), 1, decode_line(&line).trim_end_matches('\r').to_owned());
    // After an error there is nothing more to read.
    let found = lines.split(b'\n').enumerate().scan(false, move |failed, (number, line)| {
        let line = (!*failed).then_some(line)?;
        *failed = line.is_err();
        let request = |line: Vec<u8>| {
            let fixture = plain(line);
            if fixture.request.starts_with('{') {
                of_json(number, &fixture.request).unwrap_or(fixture)
            } else {
                fixture
            }
        };
        Some(line.map(request).map_err(|e| fixtures::cannot_read_on(&file, number + 1, &e)))
    });
    found.filter(|request| !request.as_ref().is_ok_and(|request| request.request.trim().is_empty()))
}
