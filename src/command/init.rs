//! `route init [DIR]`

mod fixtures;

use crate::args::{BoundArgs, InitArgs, PlaceArgs, SchemaName};
use crate::atomic;
use crate::exit::Exit;
use crate::places::{NothingFound, Places, must_stay_here};
use crate::project::Project;
use crate::terminal::{self, one_line};
use crate::wording::counted;
use anyhow::{Context, bail};
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::load;
use task_router_engine::source::{KNOWLEDGE_FOLDER, slashes};
use task_router_teams;

/// The starter team: its lead, two agents, and its fixtures.
const STARTER: [(&str, &str); 4] = [
    ("agents/team.md", include_str!("init/team.md")),
    ("agents/reviewer.md", include_str!("init/reviewer.md")),
    ("agents/tester.md", include_str!("init/tester.md")),
    ("tests/routing/team.yaml", include_str!("init/team.yaml")),
];
/// The configuration file, with every key explained.
const CONFIGURATION: &str = include_str!("init/route.toml");

/// Writes what is missing: a built-in team with fixtures and a configuration, if one is named; fixtures and a
/// configuration, if there are agents; or else a team of two agents. Existing files are kept and named.
pub fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let team = args.team.as_deref().map(built_in).transpose()?;
    let cannot = || format!("cannot create the folder `{}`", args.dir.display());
    let made = missing(&args.dir).with_context(cannot)?;
    fs::create_dir_all(&args.dir).with_context(cannot)?;
    // All paths below are relative to it.
    std::env::set_current_dir(&args.dir).with_context(|| format!("cannot go to `{}`", args.dir.display()))?;
    let (files, elsewhere) = match team {
        Some(files) => (with_fixtures(files, args.team.as_deref())?, None),
        None => for_what_is_there()?,
    };
    let dir = elsewhere.as_ref().unwrap_or(&args.dir).display().to_string();
    if let Some(top) = elsewhere {
        std::env::set_current_dir(&top).with_context(|| format!("cannot go to `{dir}`"))?;
        if args.dir != Path::new(".") {
            let typed = args.dir.display();
            terminal::note(&format!("files for the agents of a repository go to its root, so `{typed}` was not used"));
        }
        // Remove the folders if nothing was written.
        made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
    }
    let (mut written, mut kept) = (0, 0);
    let mut out = std::io::stdout().lock();
    for (path, text) in &files {
        match write_new(Path::new(path), &with_modeline(path, text))? {
            true => {
                writeln!(out, "wrote {}", one_line(path))?;
                written += 1;
            }
            false => {
                writeln!(out, "kept {}", one_line(path))?;
                kept += 1;
            }
        }
    }
    let files = counted(written, "file");
    writeln!(out, "wrote {files} below {}, kept {kept} that were there", one_line(&dir))?;
    Ok(Exit::Success)
}

/// The missing parent folders of `dir`, innermost first.
fn missing(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let whole = std::path::absolute(dir)?;
    Ok(whole.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect())
}

type NewFiles = Vec<(String, String)>;

/// The files of a built-in team, with its agents' knowledge documents.
fn built_in(team: &str) -> anyhow::Result<NewFiles> {
    if !task_router_teams::names().any(|name| name == team) {
        let names: Vec<&str> = task_router_teams::names().collect();
        bail!("no built-in team `{team}`; {}", suggestion(team, names.iter().copied()));
    }
    let folder = format!("agents/{team}/");
    let own: Vec<(String, &str)> = task_router_teams::files().filter(|(path, _)| path.starts_with(&folder)).collect();
    let documents = format!("{KNOWLEDGE_FOLDER}/");
    let names_it = |path: &str| {
        let document = path.strip_prefix(&documents);
        document.is_some_and(|document| own.iter().any(|(_, text)| text.contains(document)))
    };
    let named = task_router_teams::files().filter(|(path, _)| names_it(path));
    Ok(own.iter().cloned().chain(named).map(|(path, text)| (path, text.to_owned())).collect())
}

/// The files of a built-in team, with fixtures for it and a configuration, as for agents that were there.
fn with_fixtures(mut files: NewFiles, team: Option<&str>) -> anyhow::Result<NewFiles> {
    let project = Project::of_process(&PlaceArgs::default(), false)?;
    let (around, options) = (&project.around, project.options(&BoundArgs::default()));
    let teams = load::Files::new(vec![task_router_teams::tree()], "the program".to_owned(), &around.here);
    files.extend(fixtures::of(&teams, team, &options)?);
    if around.repository.as_ref().is_none_or(|top| *top == around.here) {
        files.push(("route.toml".to_owned(), CONFIGURATION.to_owned()));
    }
    Ok(files)
}

/// Fixtures and a configuration for existing agents, or a starter team. Files for a repository's agents go to its root,
/// where all commands look for them.
fn for_what_is_there() -> anyhow::Result<(NewFiles, Option<PathBuf>)> {
    let project = Project::of_process(&PlaceArgs::default(), false)?;
    let around = &project.around;
    let elsewhere = around.repository.clone().filter(|top| *top != around.here);
    let places = project.shared_places();
    let (mut files, elsewhere) = match there(&places)? {
        Some(found) => (fixtures::of(&found, None, &project.options(&BoundArgs::default()))?, elsewhere),
        None => (starter(&places), None),
    };
    // Only the one at the root is read.
    if elsewhere.is_some() || around.repository.as_ref().is_none_or(|top| *top == around.here) {
        files.push(("route.toml".to_owned(), CONFIGURATION.to_owned()));
    }
    Ok((files, elsewhere))
}

/// The starter team, in the folder that the configuration or the variable names, since no other would be read.
fn starter(places: &Places) -> NewFiles {
    let is_below = |folder: &&Path| folder.components().all(|part| matches!(part, Component::Normal(_)));
    let named = places.roots.first().filter(|_| places.are_named()).map(|root| root.folder.as_path());
    let folder = named.filter(is_below).filter(|folder| folder.extension().is_none());
    let place = |path: &str| match (folder, path.strip_prefix("agents")) {
        (Some(folder), Some(rest)) => slashes(folder) + rest,
        _ => path.to_owned(),
    };
    STARTER.iter().map(|(path, text)| (place(path), (*text).to_owned())).collect()
}

/// The existing definitions; `None` if there are none yet, including folders named in the configuration that do not
/// exist yet.
fn there(places: &Places) -> anyhow::Result<Option<load::Files>> {
    if places.roots.iter().all(|root| !root.folder.exists()) {
        return Ok(None);
    }
    match places.read(None) {
        Ok(found) => Ok(Some(found.files).filter(|files| !found.built_in && !files.teams().is_empty())),
        Err(e) if e.is::<NothingFound>() => Ok(None),
        Err(e) => Err(e),
    }
}

/// Adds the comment that tells editors the file's schema.
fn with_modeline(path: &str, text: &str) -> String {
    let yaml = |name: SchemaName| format!("# yaml-language-server: $schema={}\n", name.url());
    match path.rsplit(['/', '.']).next() {
        Some("toml") => format!("#:schema {}\n{text}", SchemaName::Config.url()),
        Some("yaml") => yaml(SchemaName::Fixtures) + text,
        Some("md") if !path.starts_with(KNOWLEDGE_FOLDER) => {
            let name = if path.ends_with("/team.md") { SchemaName::Team } else { SchemaName::Agent };
            match text.split_once("---\n") {
                Some(("", rest)) => format!("---\n{}{rest}", yaml(name)),
                _ => text.to_owned(),
            }
        }
        _ => text.to_owned(),
    }
}

/// Writes a new file atomically; false if it already exists.
fn write_new(path: &Path, text: &str) -> anyhow::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    must_stay_here(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).with_context(|| format!("cannot create the folder `{}`", folder.display()))?;
    atomic::create(path, text.as_bytes()).with_context(|| format!("cannot write `{}`", path.display()))
}
