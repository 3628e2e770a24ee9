//! `route diff BASE [REQUESTS]`

use super::check::files::{AllRecords, fixture_files};
use super::check::suite;
use crate::args::DiffArgs;
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::folders::here;
use crate::git;
use crate::places::{Places, Surroundings, Wanted};
use crate::print::{self, diff::Change};
use crate::project::Project;
use crate::terminal;
use anyhow::{Context, bail};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use task_router_check::Suite;
use task_router_check::diff::Pair;
use task_router_check::fixtures::{self, Expected, Fixture, Form};
use task_router_engine::agent::encoding::decode_line;
use task_router_engine::agent::place::Origin;
use task_router_engine::diagnostic::Diagnostic;
use task_router_engine::files;
use task_router_engine::index::Index;
use task_router_engine::load::Files;
use task_router_engine::source::{self, Root, Tree};
use task_router_engine::team::{Team, is_definition};

/// Lists the requests whose agent or status differs between `BASE` and now.
pub fn run(project: &Project, args: &DiffArgs) -> anyhow::Result<Exit> {
    let (places, config) = (project.shared_places(), &project.config);
    let (suite, built_in) = suite(project, &places)?;
    if built_in && !Path::new(&args.base).is_dir() {
        bail!("`{}` is no folder, and the built-in teams have no revisions; name a folder", args.base);
    }
    let is_typed = places.are_named() && !config.names(&project.place.agents);
    let base = indices(base_trees(&places, &args.base, is_typed)?);
    let mut pairs: Vec<Pair> = suite
        .teams
        .iter()
        .map(|compiled| Pair::new(counterpart(&base, &compiled.team.name, suite.teams.len()), Some(&compiled.index)))
        .collect();
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut all, mut different, mut unusable) = (0, 0, false);
    let (mut became_right, mut became_wrong) = (0, 0);
    for request in requests(&places, &suite, config, args)? {
        match request.and_then(|request| Ok((suite.team_of(&request)?, request))) {
            Ok((None, _)) => {}
            Ok((Some(team), request)) => {
                all += 1;
                let compared = pairs[team].compare(&request.request, &request.expected, &suite.options);
                let Some([before, after]) = compared else { continue };
                different += 1;
                became_right += usize::from((before.is_right, after.is_right) == (Some(false), Some(true)));
                became_wrong += usize::from((before.is_right, after.is_right) == (Some(true), Some(false)));
                let change = Change { team: &suite.teams[team].team.name, fixture: &request, before, after };
                print::diff::change(&mut out, args.format, &change)?;
            }
            Err(e) => {
                unusable = true;
                terminal::say(&e.to_string());
            }
        }
    }
    out.flush()?;
    let judged = match became_right + became_wrong {
        0 => String::new(),
        _ => format!("; {became_right} became right, {became_wrong} wrong"),
    };
    let requests = print::counted(all, "request");
    terminal::say(&format!("{different} of {requests} answered differently than in {}{judged}", args.base));
    Ok(match (unusable, different > 0 && args.exit_code) {
        (true, _) => Exit::Unusable,
        (false, true) => Exit::No,
        (false, false) => Exit::Success,
    })
}

/// The agent files of the other version; if folders were typed, those folders.
fn base_trees(places: &Places, base: &str, is_typed: bool) -> anyhow::Result<Vec<Tree>> {
    let path = Path::new(base);
    if path.is_dir() {
        // git takes no name with such a beginning or end for a revision.
        if !base.starts_with(['.', '/']) && !base.ends_with('/') && git::knows(&here(), base) {
            terminal::note(&format!(
                "`{base}` is a folder and a revision, and the folder was taken; `{base}^{{commit}}` is the revision, `./{base}` the folder"
            ));
        }
        let around = Surroundings { here: path.canonicalize()?, ..Surroundings::default() };
        let known = Places::find(Wanted::default(), &around);
        let roots = known.roots.into_iter().map(|root| Root { folder: path.join(root.folder), ..root });
        let trees = roots.map(|root| source::read(&root)).collect::<Result<Vec<_>, _>>()?;
        let found = trees.into_iter().filter(|tree| tree.files.iter().any(is_definition)).collect::<Vec<_>>();
        return Ok(if found.is_empty() { vec![source::read(&Root::named(path))?] } else { found });
    }
    let mut trees = Vec::new();
    let mut failed = None;
    // Uses the revision's own configuration and places, whether or not they exist now.
    if !is_typed && let Some(root) = places.roots.iter().find(|root| root.origin != Origin::User) {
        let name = source::read(root)?.name;
        let found = config::folders_of(base).and_then(|folders| match folders.as_slice() {
            [] => git::places(&here(), base, &name),
            folders => git::folders(&here(), base, folders),
        });
        match found {
            Ok(found) => trees.extend(found),
            Err(e) => failed = Some(e),
        }
    }
    let is_read = |root: &&Root| is_typed || root.origin == Origin::User;
    for root in places.roots.iter().filter(|root| is_read(root) && root.folder.is_dir()) {
        let name = source::read(root)?.name;
        match git::tree(&root.folder, base, name) {
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

/// The matching team of the other version: the one with the same name, or the only one if each version has one team.
fn counterpart<'b>(base: &'b HashMap<String, Index>, team: &str, teams: usize) -> Option<&'b Index> {
    base.get(team).or_else(|| base.values().next().filter(|_| base.len() == 1 && teams == 1))
}

/// The teams of the other version. Its knowledge documents do not affect who answers.
fn indices(trees: Vec<Tree>) -> HashMap<String, Index> {
    let files = Files::new(trees, String::new(), Path::new(""));
    let teams = files.teams();
    teams.iter().map(|files| (files.name.clone(), Index::compile(&Team::load(files)))).collect()
}

type Requests<'a> = Box<dyn Iterator<Item = Result<Fixture, Diagnostic>> + 'a>;

/// The requests to compare: the fixtures, a file of fixtures, or lines.
fn requests<'a>(places: &Places, suite: &Suite, config: &Config, args: &DiffArgs) -> anyhow::Result<Requests<'a>> {
    let (file, lines): (_, Box<dyn BufRead>) = match &args.requests {
        Some(path) if path == Path::new("-") => ("-".to_owned(), Box::new(std::io::stdin().lock())),
        Some(path) if !path.is_dir() && Form::of(path).is_none() => {
            let file = files::open(path).with_context(|| format!("cannot read `{}`", path.display()))?;
            (path.display().to_string(), Box::new(BufReader::new(file)))
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
            return Ok(Box::new(AllRecords::new(files).flat_map(move |record| match record {
                Ok(record) => fixtures::Record { is_untested, ..record }.fixtures(),
                Err(e) => vec![Err(e)],
            })));
        }
    };
    if suite.default.is_none() {
        bail!("several teams and none is the default; choose one with --team");
    }
    let named = file.clone();
    let of_json = move |number: usize, text: &str| {
        let records = fixtures::Records::new(&named, Form::JsonLines, text.as_bytes()).next()?.ok()?;
        let record = fixtures::Record { is_untested: true, line: number + 1, ..records };
        record.fixtures().pop()?.ok()
    };
    let plain = |line: Vec<u8>| Fixture {
        file: "".into(),
        line: 1,
        request: decode_line(&line).trim_end_matches('\r').to_owned(),
        team: None,
        expected: Expected::default(),
        foreign: false,
        is_held_out: false,
    };
    // After an error there is nothing more to read.
    let lines = lines.split(b'\n').enumerate().scan(false, move |failed, (number, line)| {
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
    Ok(Box::new(lines.filter(|request| !request.as_ref().is_ok_and(|request| request.request.trim().is_empty()))))
}
