//! Finds files with fixtures, and reads their records one after the other.

use crate::config::NamedPath;
use crate::places::{Places, from_here};
use crate::terminal::ProgressLine;
use crate::wording::counted;
use anyhow::{Context, anyhow};
use std::collections::{BTreeSet, HashMap};
use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use task_router_check::Suite;
pub use task_router_check::fixtures::FIXTURES;
use task_router_check::fixtures::{self, Fixture, FixtureRecord, FixtureRecords, FixtureSearch, Form};
use task_router_engine::agent::source_folder::FolderOrigin;
use task_router_engine::diagnostic::Code;
use task_router_engine::files::inside;
use task_router_engine::{AgentKind, Diagnostic, source};

/// Folders for a skill's own tests, in the skill or beside skills.
const SKILL_TESTS: [&str; 5] = ["evals", "eval", "evaluations", "tests", "test"];
/// How many folders above a file may be named after the agent that it is for.
const MAX_PARENTS: usize = 3;
/// How deep below a skill its own tests are.
const MAX_DEPTH: usize = 3;
/// Progress is shown if fixture files are larger than this.
const LONG: u64 = 1 << 20;

/// A file of fixtures.
#[derive(Debug)]
pub struct FixtureFile {
    /// The file.
    pub path: PathBuf,
    /// The skill it is for, according to its folder.
    skill: Option<Arc<str>>,
    /// Whether it was found beside a skill. Then entries that are not fixtures belong to another tool.
    is_discovered: bool,
    /// Whether it is a link out of the repository, which is not followed.
    leads_out: bool,
}

/// The fixture files that were named, or else those beside the agents, at the repository's root and beside each skill.
///
/// # Errors
/// If a named file or folder cannot be read.
pub fn fixture_files(places: &Places, suite: &Suite, named: &[NamedPath]) -> anyhow::Result<Vec<FixtureFile>> {
    let skills = Skills::of(suite);
    let mut files: Vec<FixtureFile> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut add = |search: FixtureSearch, is_discovered: bool| {
        let inside = search.files.into_iter().map(|path| (path, false));
        for (path, leads_out) in inside.chain(search.outside.into_iter().map(|path| (path, true))) {
            if seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())) {
                files.push(FixtureFile { skill: skills.of_file(&path), path, is_discovered, leads_out });
            }
        }
    };
    let beside = |path| NamedPath { path, from: None };
    let mut stated = named.to_vec();
    if named.is_empty() {
        let found = fixture_folders(places);
        stated.extend(found.folders.into_iter().map(beside));
        add(FixtureSearch { outside: found.outside, ..FixtureSearch::default() }, false);
    }
    for NamedPath { path, from } in stated {
        let found = fixtures::find(&path).map_err(|e| {
            let from = from.map(|from| format!("{from}: ")).unwrap_or_default();
            anyhow!("{from}{}: {e}; name a file or folder of fixtures", cannot_read(&path))
        })?;
        add(found, false);
    }
    if named.is_empty() {
        add(skills.own_tests()?, true);
    }
    Ok(files)
}

fn cannot_read(path: &Path) -> String {
    format!("cannot read the fixtures `{}`", path.display())
}

/// Where the files are, for people: their folders, or "beside skills".
pub fn fixtures_from(files: &[FixtureFile]) -> String {
    let mut folders: Vec<(String, usize)> = Vec::new();
    for file in files.iter().filter(|file| !file.is_discovered) {
        let folder = file.path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
        let folder = if folder.is_empty() { ".".to_owned() } else { folder };
        match folders.iter_mut().find(|(known, _)| *known == folder) {
            Some((_, count)) => *count += 1,
            None => folders.push((folder, 1)),
        }
    }
    let mut told: Vec<String> =
        folders.into_iter().map(|(folder, count)| format!("{folder} ({})", counted(count, "file"))).collect();
    let beside = files.iter().filter(|file| file.is_discovered).count();
    if beside > 0 {
        told.push(format!("beside skills ({})", counted(beside, "file")));
    }
    told.join(", ")
}

/// `tests/routing/` in or above each folder of agents, and at the repository's root. A link that leads out of the
/// repository is none, but is told.
pub fn fixture_folders(places: &Places) -> FixtureSearch {
    let roots = places.roots.iter().filter(|root| root.origin != FolderOrigin::User);
    let mut starts: Vec<PathBuf> = roots.filter_map(|root| root.folder.canonicalize().ok()).collect();
    // If only folders are named, the repository around them does not count.
    starts.extend(places.repository.clone().filter(|_| !places.are_named()));
    let mut search = FixtureSearch::default();
    for found in starts.iter().filter_map(|start| source::nearest_folder(start, FIXTURES)) {
        let (folders, folder) = match found {
            Ok(folder) => (&mut search.folders, folder),
            // Reading it says what is wrong.
            Err(closed) if closed.metadata().is_err() => (&mut search.folders, closed),
            Err(link) => (&mut search.outside, link),
        };
        let folder = PathBuf::from(from_here(&folder));
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    search
}

/// The skills by folder, and the names of all agents.
struct Skills<'s> {
    folders: HashMap<PathBuf, &'s str>,
    names: BTreeSet<&'s str>,
}

impl<'s> Skills<'s> {
    fn of(suite: &'s Suite) -> Self {
        let agents = || suite.teams.iter().flat_map(|team| &team.team.agents);
        let skills =
            agents().filter(|agent| agent.kind == AgentKind::Skill && agent.place.origin != FolderOrigin::User);
        let folder = |file: &str| Path::new(file).canonicalize().ok()?.parent().map(Path::to_owned);
        Self {
            folders: skills.filter_map(|agent| Some((folder(&agent.source.file)?, agent.name.as_str()))).collect(),
            names: agents().map(|agent| agent.name.as_str()).collect(),
        }
    }

    /// The skill in whose folder a file lies, or else the agent that one of its parent folders is named after.
    fn of_file(&self, file: &Path) -> Option<Arc<str>> {
        let whole = file.canonicalize().ok()?;
        let above = || whole.ancestors().skip(1);
        let by_folder = above().find_map(|folder| self.folders.get(folder).copied());
        let name = |folder: &Path| self.names.get(folder.file_name()?.to_str()?).copied();
        by_folder.or_else(|| above().take(MAX_PARENTS).find_map(name)).map(Arc::from)
    }

    /// Files in skill folders, and in test folders beside them, whose names suggest requests.
    fn own_tests(&self) -> anyhow::Result<FixtureSearch> {
        let (mut files, mut outside) = (BTreeSet::new(), BTreeSet::new());
        let mut folders: BTreeSet<PathBuf> = self.folders.keys().cloned().collect();
        for folder in self.folders.keys() {
            let above = || folder.ancestors().skip(1).take(2);
            let Some(top) = source::repository_of(folder).or(above().last()) else { continue };
            let tests = above().flat_map(|above| ["evals", "evaluations"].map(|name| above.join(name)));
            for tests in tests.filter(|tests| tests.starts_with(top) && tests.is_dir()) {
                match inside(&tests, &[top]) {
                    Ok(_) => folders.insert(tests),
                    Err(_) => outside.insert(tests),
                };
            }
        }
        for folder in folders {
            let all = fixtures::find_to_depth(&folder, MAX_DEPTH).with_context(|| cannot_read(&folder))?;
            let is_ours = |file: &PathBuf| holds_requests(&folder, file);
            files.extend(all.files.into_iter().filter(is_ours));
            // A folder that a skill links to may be anything.
            outside.extend(all.outside.into_iter().filter(|link| is_ours(link) && Form::of(link).is_some()));
        }
        let seen = |paths: BTreeSet<PathBuf>| paths.iter().map(|path| PathBuf::from(from_here(path))).collect();
        Ok(FixtureSearch { files: seen(files), outside: seen(outside), ..FixtureSearch::default() })
    }
}

/// `evals/any.json`, `triggers.yaml`, `eval_queries.json`, ...
fn holds_requests(folder: &Path, file: &Path) -> bool {
    let name = file.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let below = file.strip_prefix(folder.parent().unwrap_or(folder)).unwrap_or(file);
    let of_tests =
        |part: std::path::Component| SKILL_TESTS.iter().any(|tests| part.as_os_str().eq_ignore_ascii_case(tests));
    let parent_is = below.parent().is_some_and(|parent| parent.components().any(of_tests));
    name.contains("trigger") || name.contains("eval") || parent_is
}

/// The records of several files, one after the other, with a progress display if that takes long.
pub struct AllRecords {
    files: std::vec::IntoIter<FixtureFile>,
    current: Option<FixtureRecords<Box<dyn BufRead>>>,
    progress: ProgressLine,
    before: u64,
}

impl AllRecords {
    /// The records of these files.
    pub fn new(files: Vec<FixtureFile>) -> Self {
        let bytes = files.iter().filter_map(|file| file.path.metadata().ok()).map(|file| file.len()).sum();
        let progress = if bytes > LONG { ProgressLine::stderr(bytes) } else { ProgressLine::hidden() };
        Self { files: files.into_iter(), current: None, progress, before: 0 }
    }

    /// Their fixtures, or findings about them; `is_untested` says whether requests without an expectation are wanted.
    pub fn fixtures(self, is_untested: bool) -> impl Iterator<Item = Result<Fixture, Diagnostic>> {
        self.flat_map(move |record| match record {
            Ok(record) => FixtureRecord { is_untested, ..record }.fixtures(),
            Err(e) => vec![Err(e)],
        })
    }
}

impl Iterator for AllRecords {
    type Item = Result<FixtureRecord, Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(records) = &mut self.current {
                if let Some(record) = records.next() {
                    self.progress.show(self.before + records.bytes() as u64);
                    return Some(record);
                }
                self.before += records.bytes() as u64;
            }
            let Some(FixtureFile { path, skill, is_discovered, leads_out }) = self.files.next() else {
                self.progress.clear();
                return None;
            };
            if leads_out {
                self.current = None;
                let message = "this link leads out of the repository and was not followed";
                let help = "copy what it leads to into the repository, or name that as an argument";
                return Some(Err(Diagnostic::new(Code::InvalidFixture, path.display().to_string(), 1, message, help)));
            }
            match FixtureRecords::open(&path) {
                Ok(records) => self.current = Some(records.of_skill(skill, is_discovered)),
                Err(e) => {
                    self.current = None;
                    let message = format!("cannot read this file: {e}");
                    let file = path.display().to_string();
                    let help = "correct its permissions or remove it";
                    return Some(Err(Diagnostic::new(Code::InvalidFixture, file, 1, message, help)));
                }
            }
        }
    }
}
