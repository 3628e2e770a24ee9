//! The places in which clients keep definitions: around the current folder, and in the home folder.

mod look;
mod plugins;
pub mod revision;
#[cfg(test)]
mod tests;

use crate::wording::counted;
use crate::{folders, git};
use look::{Look, NotRead, PlaceFolder, is_closed};
use plugins::{Checkout, MARKETPLACE, Marketplace, PluginFolder, expanded, skills_of};
use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use task_router_engine::agent::dialect;
use task_router_engine::agent::source_folder::FolderOrigin;
use task_router_engine::source::{LeftOut, LeftOutReason, as_seen_from, place_of, slashes};
use task_router_engine::{AgentKind, Root, files};

/// What makes a folder a plugin of Claude Code, which keeps its agents, skills and commands at its root.
const PLUGIN: &str = ".claude-plugin/plugin.json";
/// In other folders this holds anything.
const PLUGIN_COMMANDS: &str = "commands";
/// Maximum number of bytes read of a client's settings.
const LONGEST_SETTINGS: u64 = 1 << 20;

/// The surroundings: the working folder, its repository, the user's home folder.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The current folder, canonical.
    pub here: PathBuf,
    /// The root of its repository, if it lies in one.
    pub repository: Option<PathBuf>,
    /// The user's home folder, canonical.
    pub home: Option<PathBuf>,
    /// The user's folders that replace `.claude` and the like in the home folder.
    pub moved: Vec<(&'static str, PathBuf)>,
    /// More places of the user.
    pub own: Vec<PathBuf>,
}

impl Surroundings {
    /// Reads the current folder and the environment.
    ///
    /// # Errors
    /// If there is no current folder.
    pub fn of_process() -> std::io::Result<Self> {
        let here = env::current_dir()?.canonicalize()?;
        let moved = [
            (".claude", folders::named("CLAUDE_CONFIG_DIR")),
            (".codex", folders::named("CODEX_HOME")),
            (".opencode", folders::configuration().map(|folder| folder.join("opencode"))),
        ];
        let moved = moved.into_iter().filter_map(|(name, folder)| Some((name, folder?))).collect();
        Ok(Self { moved, ..Self::at(here, folders::home()) })
    }

    /// Those of a canonical folder.
    fn at(here: PathBuf, home: Option<PathBuf>) -> Self {
        let repository = git::root(&here, home.as_deref()).map(Path::to_owned);
        Self { here, repository, home, ..Self::default() }
    }

    /// The root of the repository, or the current folder outside of one: nothing above it counts.
    fn top(&self) -> &Path {
        self.repository.as_deref().unwrap_or(&self.here)
    }

    /// The folders whose places count, nearest first: up to the repository's root, or only the current one.
    fn folders(&self) -> impl Iterator<Item = &Path> {
        let top = self.top();
        self.here.ancestors().take_while(move |folder| folder.starts_with(top))
    }

    /// The working folder, relative to the repository's root and to the folder that contains a place, since people
    /// write `paths` relative to either. Outside a repository every path matches.
    pub(super) fn working(&self, place: Option<&Path>) -> Vec<String> {
        let mut above: Vec<&Path> = self.repository.as_deref().into_iter().chain(place).collect();
        above.dedup();
        above.iter().filter_map(|above| self.here.strip_prefix(above).ok().map(slashes)).collect()
    }

    /// The name of a team of loose agents.
    fn team(&self) -> Option<String> {
        self.top().file_name().map(|name| name.to_string_lossy().into_owned())
    }
}

/// The known places that exist, and all that were looked for.
#[derive(Debug, Default)]
pub(super) struct KnownPlaces {
    pub(super) roots: Vec<Root>,
    pub(super) looked_at: Vec<String>,
    /// Places of the repository that are links and lead nowhere, or to somebody else's files.
    pub(super) left_out: Vec<LeftOut>,
}

/// Looks for all known places, the project's before the user's.
pub(super) fn find(around: &Surroundings, user: bool) -> KnownPlaces {
    let mut finder = Finder { around, team: around.team(), known: KnownPlaces::default(), seen: HashSet::new() };
    for path in around.folders() {
        let mut folder = PlaceFolder::new(path);
        let working = around.working(Some(path));
        for (place, kind) in dialect::places() {
            let first = folder.entry(place);
            if first != Look::Nothing {
                for below in expanded(&Checkout, path, place) {
                    let place = finder.place(path, &below, kind);
                    finder.project(&folder, &working, first, place);
                }
            }
        }
        if folder.entry(PLUGIN) != Look::Nothing && path.join(PLUGIN).is_file() {
            let first = folder.entry(PLUGIN_COMMANDS);
            finder.project(&folder, &working, first, PluginFolder::commands_of(path));
        }
        if folder.entry(MARKETPLACE) != Look::Nothing && finder.leads_in(&path.join(MARKETPLACE)) {
            let marketplace = Marketplace::of(&Checkout, path);
            let list = as_seen_from(&around.here, &path.join(MARKETPLACE));
            if marketplace.beyond > 0 {
                let beyond = LeftOut::new(list.clone(), LeftOutReason::BeyondLimit);
                finder.known.left_out.push(LeftOut { count: marketplace.beyond, ..beyond });
            }
            finder.known.left_out.extend(marketplace.outside.into_iter().map(|outside| LeftOut {
                named_at: Some((list.clone(), outside.line)),
                ..LeftOut::new(outside.path, LeftOutReason::NamedOutside)
            }));
            for place in marketplace.folders {
                let first = place.below.components().next().map_or(Look::Nothing, |first| Look::at(&path.join(first)));
                if !finder.is_read(&path.join(&place.below)) {
                    finder.project(&folder, &working, first, place);
                }
            }
        }
        for (place, mark) in dialect::UNREAD_PLACES {
            let at = path.join(place);
            let holds = |mark: &str| {
                let text = files::read(&at, LONGEST_SETTINGS).unwrap_or_default();
                String::from_utf8_lossy(&text).contains(mark)
            };
            let is_there = folder.entry(place) != Look::Nothing && at.exists();
            let is_inside = || files::inside(&at, &[around.top()]).is_ok();
            if is_there && (mark.is_empty() || is_inside() && holds(mark)) {
                let file = as_seen_from(&around.here, &at);
                finder.known.left_out.push(LeftOut::new(file, LeftOutReason::Unread));
            }
        }
    }
    finder.collection();
    let mut looked_at = by_folder(dialect::places().map(|(place, _)| place));
    let above = around.folders().count() - 1;
    if above > 0 {
        looked_at.push(format!("the same in the {} above, up to the repository's root", counted(above, "folder")));
    }
    for UserPlace { folder, path, at, kind } in user_places(around).into_iter().filter(|_| user) {
        match path.metadata() {
            Ok(_) => finder.user(&path, at, kind),
            // As for a place of the repository; above the client's folder, nothing tells that there is one.
            Err(e) if is_closed(&e) => {
                let mut above = path.ancestors().take_while(|above| above.starts_with(&folder));
                if let Some(closed) = above.find(|above| above.symlink_metadata().is_ok()) {
                    finder.user(closed, at, AgentKind::Agent);
                }
            }
            Err(_) => {}
        }
    }
    if user {
        looked_at.push("and those with a dot below your home folder".to_owned());
    }
    KnownPlaces { looked_at, ..finder.known }
}

/// The folders that most people use, in the order in which they are named.
const COMMON: [&str; 5] = [".claude", "agents", "skills", ".agents", ".github"];

/// Places for people, those of one client together and the common ones first: `.claude/{agents,skills}`.
fn by_folder(places: impl Iterator<Item = &'static str>) -> Vec<String> {
    let mut groups: Vec<(&str, Vec<&str>)> = COMMON.map(|folder| (folder, Vec::new())).into();
    for place in places {
        let (folder, name) = place.rsplit_once('/').map_or((place, None), |(folder, name)| (folder, Some(name)));
        let group = groups.iter().position(|(known, _)| *known == folder).unwrap_or(groups.len());
        if group == groups.len() {
            groups.push((folder, Vec::new()));
        }
        groups[group].1.extend(name);
    }
    let shown = |(folder, names): (&str, Vec<&str>)| match names.as_slice() {
        [] => folder.to_owned(),
        [name] => format!("{folder}/{name}"),
        names => format!("{folder}/{{{}}}", names.join(",")),
    };
    groups.into_iter().map(shown).collect()
}

struct Finder<'a> {
    around: &'a Surroundings,
    /// The name of a team of loose agents.
    team: Option<String>,
    known: KnownPlaces,
    /// Canonical paths, so that two paths to one folder are one place.
    seen: HashSet<OsString>,
}

impl Finder<'_> {
    /// A known place below a folder.
    fn place(&self, folder: &Path, below: &Path, kind: AgentKind) -> PluginFolder {
        let top = self.around.top();
        PluginFolder { below: below.to_owned(), at: place_of(&folder.join(below), Some(top)), kind }
    }

    /// Whether a folder is read as part of another.
    fn is_read(&self, folder: &Path) -> bool {
        folder.canonicalize().is_ok_and(|folder| folder.ancestors().any(|above| self.seen.contains(above.as_os_str())))
    }

    /// Whether a file is there and in the repository; one that a link leads out to is left out.
    fn leads_in(&mut self, file: &Path) -> bool {
        let found = files::inside(file, &[self.around.top()]);
        if found.as_ref().is_err_and(|e| e.kind() == ErrorKind::PermissionDenied) {
            self.known.left_out.push(LeftOut::new(as_seen_from(&self.around.here, file), LeftOutReason::LeadsOut));
        }
        found.is_ok()
    }

    /// The skills of a repository that is nothing but a collection of them, and has no other place.
    fn collection(&mut self) {
        let around = self.around;
        let Some(top) = around.folders().last().filter(|top| Some(*top) != around.home.as_deref()) else { return };
        if !self.known.roots.is_empty() {
            return;
        }
        let (folder, working) = (PlaceFolder::new(top), around.working(Some(top)));
        for below in skills_of(&Checkout, top) {
            let place = self.place(top, &below, AgentKind::Skill);
            self.project(&folder, &working, Look::at(&top.join(below)), place);
        }
    }

    /// A place of the repository below `folder`; the kind of file at its first part is known. A link counts only if it
    /// leads into the repository. `working` is the working folder in the forms in which `paths` of agents may name it.
    fn project(&mut self, folder: &PlaceFolder, working: &[String], first: Look, place: PluginFolder) {
        let PluginFolder { mut below, mut at, mut kind } = place;
        let (Surroundings { here, repository, .. }, top) = (self.around, self.around.top());
        let canonical = match folder.canonical(first, &below, top) {
            Ok(canonical) => canonical,
            Err(NotRead::Nothing) => return,
            Err(NotRead::LeftOut(reason)) => {
                let file = as_seen_from(here, &folder.path.join(&below));
                self.known.left_out.push(LeftOut::new(file, reason));
                return;
            }
            // Read in place of all that may be in it, which says what is wrong.
            Err(NotRead::Closed(closed)) => {
                below = closed.strip_prefix(folder.path).unwrap_or(&closed).to_owned();
                (at, kind) = (place_of(&closed, Some(top)), AgentKind::Agent);
                closed
            }
        };
        if self.seen.insert(canonical.clone().into_os_string()) {
            let path = folder.path.join(below);
            let seen_from_here = match path.strip_prefix(here) {
                Ok(below) if below.as_os_str().is_empty() => Path::new("."),
                below => below.unwrap_or(&path),
            };
            self.known.roots.push(Root {
                folder: seen_from_here.to_owned(),
                canonical: Some(canonical),
                at,
                kind,
                team: self.team.clone(),
                inside: vec![top.to_owned()],
                ignores_from: repository.clone(),
                origin: FolderOrigin::Project,
                working: working.to_vec(),
            });
        }
    }

    /// One of the user's own places. It may be a link to anywhere, and links in it may lead to any of the user's files.
    fn user(&mut self, path: &Path, at: String, kind: AgentKind) {
        let Ok(canonical) = path.canonicalize() else { return };
        if self.seen.insert(canonical.clone().into_os_string()) {
            self.known.roots.push(Root {
                folder: path.to_owned(),
                canonical: Some(canonical),
                at,
                kind,
                team: self.team.clone(),
                inside: self.around.home.clone().into_iter().collect(),
                ignores_from: None,
                origin: FolderOrigin::User,
                working: self.around.working(None),
            });
        }
    }
}

/// One of the user's own places, which may exist.
struct UserPlace {
    /// The client's folder.
    folder: PathBuf,
    /// The place, in that folder.
    path: PathBuf,
    /// The place it stands for.
    at: String,
    /// Kind of its files.
    kind: AgentKind,
}

fn user_places(around: &Surroundings) -> Vec<UserPlace> {
    let mut home = around.home.as_deref().map(PlaceFolder::new);
    let mut found = Vec::new();
    for (place, kind) in dialect::places().filter(|(place, _)| place.starts_with('.')) {
        let Some((client, rest)) = place.split_once('/') else { continue };
        // Copilot keeps a user's in a folder of its own.
        let client = match (client, rest) {
            (".github", "agents" | "skills") => ".copilot",
            (".github", _) => continue,
            (client, _) => client,
        };
        let moved = around.moved.iter().find(|(name, _)| *name == client);
        if let Some((_, folder)) = moved {
            found.push(UserPlace { path: folder.join(rest), folder: folder.clone(), at: place.to_owned(), kind });
        }
        // OpenCode reads both; the variables of other clients replace the folder.
        if let Some(home) = home.as_mut().filter(|_| moved.is_none() || client == ".opencode")
            && home.entry(client) != Look::Nothing
        {
            let folder = home.path.join(client);
            found.push(UserPlace { path: folder.join(rest), folder, at: place.to_owned(), kind });
        }
    }
    found.extend(around.own.iter().map(|folder| UserPlace {
        folder: folder.clone(),
        path: folder.clone(),
        at: Root::named(folder).at,
        kind: AgentKind::Agent,
    }));
    found
}
