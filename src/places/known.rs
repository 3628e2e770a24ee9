//! The places in which clients keep definitions: around the current folder, and in the home folder.

use crate::{folders, git};
use std::collections::HashSet;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use task_router_engine::agent::dialect::{self, AgentKind};
use task_router_engine::agent::place::Origin;
use task_router_engine::source::{LeftOut, Reason, Root, as_seen_from, slashes};

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

    /// The folders whose places count, nearest first: up to the repository's root, or only the current one.
    fn folders(&self) -> impl Iterator<Item = &Path> {
        let top = self.repository.as_deref().unwrap_or(&self.here);
        self.here.ancestors().take_while(move |folder| folder.starts_with(top))
    }

    /// Where the repository's places are, or would be.
    pub fn possible_places(&self) -> Vec<PathBuf> {
        let fixed = |place: &'static str| place.split("/*").next().unwrap_or(place);
        self.folders().flat_map(|folder| dialect::places().map(move |(place, _)| folder.join(fixed(place)))).collect()
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
        let folder = self.repository.as_deref().unwrap_or(&self.here);
        folder.file_name().map(|name| name.to_string_lossy().into_owned())
    }
}

/// The known places that exist, and all that were looked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) roots: Vec<Root>,
    pub(super) looked_at: Vec<String>,
    /// Places of the repository that are links and lead nowhere, or to somebody else's files.
    pub(super) left_out: Vec<LeftOut>,
}

/// Looks for all known places, the project's before the user's.
pub(super) fn find(around: &Surroundings, user: bool) -> Known {
    let mut finder = Finder { around, team: around.team(), known: Known::default(), seen: HashSet::new() };
    for path in around.folders() {
        let mut folder = PlaceFolder::new(path);
        let working = around.working(Some(path));
        for (place, kind) in dialect::places() {
            let first = folder.entry(place.split('/').next().unwrap_or(place));
            if first != Look::Nothing {
                expanded(path, place).iter().for_each(|below| finder.project(&folder, &working, (first, below), kind));
            }
        }
        for place in dialect::UNREAD_PLACES {
            if folder.entry(place.split('/').next().unwrap_or(place)) != Look::Nothing && path.join(place).exists() {
                let file = as_seen_from(&around.here, &path.join(place));
                finder.known.left_out.push(LeftOut { file, reason: Reason::Unread, count: 1 });
            }
        }
    }
    let mut looked_at: Vec<String> = dialect::places().map(|(place, _)| place.to_owned()).collect();
    let above = around.folders().count() - 1;
    if above > 0 {
        looked_at.push(format!("the same in the {above} folders above, up to the repository's root"));
    }
    for (path, kind) in user_places(around).into_iter().filter(|_| user) {
        if path.exists() {
            finder.user(&path, kind);
        }
    }
    if user {
        looked_at.push("and those with a dot below your home folder".to_owned());
    }
    Known { looked_at, ..finder.known }
}

/// The kind of file at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Nothing,
    Link,
    Other,
}

impl Look {
    fn at(path: &Path) -> Self {
        match path.symlink_metadata() {
            Err(_) => Self::Nothing,
            Ok(metadata) if metadata.is_symlink() => Self::Link,
            Ok(_) => Self::Other,
        }
    }
}

/// A canonical folder that may contain places.
struct PlaceFolder<'a> {
    path: &'a Path,
    /// Remembers what was looked at: most clients are not used, and each has several places.
    entries: Vec<(&'static str, Look)>,
}

impl<'a> PlaceFolder<'a> {
    fn new(path: &'a Path) -> Self {
        Self { path, entries: Vec::new() }
    }

    fn entry(&mut self, name: &'static str) -> Look {
        if let Some((_, look)) = self.entries.iter().find(|(known, _)| *known == name) {
            return *look;
        }
        let look = Look::at(&self.path.join(name));
        self.entries.push((name, look));
        look
    }

    /// The canonical form of a path below; `first` is the kind of file at its first part. Otherwise the reason why it is not
    /// read, if something is there. Few paths contain links, and without one it is enough to look at each part.
    fn canonical(&self, first: Look, below: &Path, top: &Path) -> Result<PathBuf, Option<Reason>> {
        let mut at = self.path.to_owned();
        for (i, part) in below.components().enumerate() {
            at.push(part);
            match if i == 0 { first } else { Look::at(&at) } {
                Look::Nothing => return Err(None),
                Look::Link => {
                    // Where the link leads to something, the place itself need not be there.
                    let leads_nowhere = at.canonicalize().is_err();
                    return match self.path.join(below).canonicalize() {
                        Ok(path) if path.starts_with(top) => Ok(path),
                        Ok(_) => Err(Some(Reason::LeadsOut)),
                        Err(_) => Err(leads_nowhere.then_some(Reason::LeadsNowhere)),
                    };
                }
                Look::Other => {}
            }
        }
        Ok(at)
    }
}

struct Finder<'a> {
    around: &'a Surroundings,
    /// The name of a team of loose agents.
    team: Option<String>,
    known: Known,
    /// Canonical paths, so that two paths to one folder are one place.
    seen: HashSet<OsString>,
}

impl Finder<'_> {
    /// A place of the repository below `folder`; the kind of file at its first part is known. A link counts only if it
    /// leads into the repository. `working` is the working folder in the forms in which `paths` of agents may name it.
    fn project(&mut self, folder: &PlaceFolder, working: &[String], (first, below): (Look, &Path), kind: AgentKind) {
        let Surroundings { here, repository, .. } = self.around;
        let top = repository.as_ref().unwrap_or(here);
        let canonical = match folder.canonical(first, below, top) {
            Ok(canonical) => canonical,
            Err(reason) => {
                let file = as_seen_from(here, &folder.path.join(below));
                self.known.left_out.extend(reason.map(|reason| LeftOut { file, reason, count: 1 }));
                return;
            }
        };
        if self.seen.insert(canonical.into_os_string()) {
            let path = folder.path.join(below);
            let seen_from_here = match folder.path == here {
                true => below.to_owned(),
                // In the place itself, `paths` are matched against its full path, as in the folders above.
                false => path
                    .strip_prefix(here)
                    .ok()
                    .filter(|below| !below.as_os_str().is_empty())
                    .unwrap_or(&path)
                    .to_owned(),
            };
            self.known.roots.push(Root {
                folder: seen_from_here,
                kind,
                team: self.team.clone(),
                inside: vec![top.clone()],
                ignores_from: repository.clone(),
                origin: Origin::Project,
                working: working.to_vec(),
            });
        }
    }

    /// One of the user's own places. It may be a link to anywhere, and links in it may lead to any of the user's files.
    fn user(&mut self, path: &Path, kind: AgentKind) {
        let Ok(canonical) = path.canonicalize() else { return };
        if self.seen.insert(canonical.into_os_string()) {
            self.known.roots.push(Root {
                folder: path.to_owned(),
                kind,
                team: self.team.clone(),
                inside: self.around.home.clone().into_iter().collect(),
                ignores_from: None,
                origin: Origin::User,
                working: self.around.working(None),
            });
        }
    }
}

/// The user's own places that may exist.
fn user_places(around: &Surroundings) -> Vec<(PathBuf, AgentKind)> {
    let mut home = around.home.as_deref().map(PlaceFolder::new);
    let mut found = Vec::new();
    for (place, kind) in dialect::places().filter(|(place, _)| place.starts_with('.')) {
        let Some((client, rest)) = place.split_once('/') else { continue };
        let moved = around.moved.iter().find(|(name, _)| *name == client);
        if let Some((_, folder)) = moved {
            found.push((folder.join(rest), kind));
        }
        // OpenCode reads both; the variables of other clients replace the folder.
        if let Some(home) = home.as_mut().filter(|_| moved.is_none() || client == ".opencode")
            && home.entry(client) != Look::Nothing
        {
            found.push((home.path.join(place), kind));
        }
    }
    found.extend(around.own.iter().map(|folder| (folder.clone(), AgentKind::Agent)));
    found
}

/// A place below a folder; for `plugins/*/agents`, the one of every plugin.
fn expanded(folder: &Path, place: &str) -> Vec<PathBuf> {
    let Some((before, after)) = place.split_once("/*/") else { return vec![place.into()] };
    let plugins = entries(&folder.join(before));
    // A marketplace may group its plugins: `plugins/devops/NAME`.
    let is_marketplace = folder.join(".claude-plugin/marketplace.json").is_file();
    let is_sort =
        |path: &&PathBuf| is_marketplace && !path.join(".claude-plugin").exists() && !path.join(after).exists();
    let is_own = |path: &&PathBuf| path.symlink_metadata().is_ok_and(|found| found.is_dir());
    let sorted = plugins.iter().filter(is_sort).filter(is_own).flat_map(|path| entries(path));
    let plugins = plugins.iter().cloned().chain(sorted);
    let below = |path: PathBuf| Some(path.strip_prefix(folder).ok()?.join(after));
    let mut paths: Vec<PathBuf> = plugins.filter_map(below).collect();
    paths.sort();
    paths
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(top: &Path, here: &str) -> Surroundings {
        let top = top.canonicalize().unwrap();
        let here = top.join(here);
        fs::create_dir_all(&here).unwrap();
        Surroundings::at(here, Some(top.join("home")))
    }

    fn write(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "---\nname: a\ndescription: d\n---\n").unwrap();
    }

    fn roots(around: &Surroundings, user: bool) -> Vec<String> {
        let top = around.home.as_ref().unwrap().parent().unwrap();
        let absolute = |root: &Root| around.here.join(&root.folder);
        let roots = find(around, user).roots;
        roots.iter().map(|r| absolute(r).strip_prefix(top).unwrap().display().to_string()).collect()
    }

    #[test]
    fn places_are_found_from_here_up_to_the_repository_then_the_users() {
        let top = tempfile::tempdir().unwrap();
        let files = [
            "home/.claude/agents/a.md",
            "home/agents/a.md",
            "home/r/.claude/skills/s/SKILL.md",
            "home/r/agents/a.md",
            "home/r/plugins/p/skills/s/SKILL.md",
            "home/r/src/.github/prompts/p.prompt.md",
            "home/r/.roomodes",
        ];
        files.iter().for_each(|file| write(&top.path().join(file)));
        fs::create_dir_all(top.path().join("home/r/.git")).unwrap();
        let around = around(top.path(), "home/r/src");
        let project = [
            "home/r/src/.github/prompts",
            "home/r/agents",
            "home/r/.roomodes",
            "home/r/.claude/skills",
            "home/r/plugins/p/skills",
        ];
        assert_eq!(roots(&around, false), project);
        assert_eq!(roots(&around, true), [&project[..], &["home/.claude/agents"]].concat());
    }

    #[test]
    fn outside_a_repository_the_current_folder_alone_counts() {
        let top = tempfile::tempdir().unwrap();
        write(&top.path().join("agents/a.md"));
        write(&top.path().join("home/x/agents/a.md"));
        fs::create_dir_all(top.path().join(".git")).unwrap();
        assert_eq!(
            roots(&around(top.path(), "home/x/deep"), false),
            Vec::<String>::new(),
            "`.git` above the home folder"
        );
        assert_eq!(roots(&around(top.path(), "home/x"), false), ["home/x/agents"]);
        assert_eq!(roots(&around(top.path(), "other"), false), ["agents"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_to_the_repository_and_a_place_is_read_once() {
        use std::os::unix::fs::symlink;
        let top = tempfile::tempdir().unwrap();
        write(&top.path().join("home/r/.agents/skills/s/SKILL.md"));
        write(&top.path().join("home/dotfiles/agents/a.md"));
        for folder in ["home/r/.git", "home/r/.claude", "home/.claude"] {
            fs::create_dir_all(top.path().join(folder)).unwrap();
        }
        symlink("../.agents/skills", top.path().join("home/r/.claude/skills")).unwrap();
        symlink("../../dotfiles/agents", top.path().join("home/r/.claude/agents")).unwrap();
        symlink("../dotfiles/agents", top.path().join("home/.claude/agents")).unwrap();
        let around = around(top.path(), "home/r");
        assert_eq!(roots(&around, true), ["home/r/.claude/skills", "home/.claude/agents"]);
        symlink("../gone", top.path().join("home/r/.github")).unwrap();
        let left_out = find(&around, true).left_out.into_iter().map(|left| (left.file, left.reason));
        let nowhere = dialect::places().filter(|(place, _)| place.starts_with(".github/"));
        let nowhere = nowhere.map(|(place, _)| (place.to_owned(), Reason::LeadsNowhere));
        let out = [(".claude/agents".to_owned(), Reason::LeadsOut)];
        assert_eq!(left_out.collect::<HashSet<_>>(), nowhere.chain(out).collect());
    }

    #[test]
    fn places_that_are_not_read_are_named() {
        let top = tempfile::tempdir().unwrap();
        let files = ["home/r/.clinerules/a.md", "home/r/config/agents.yaml", "home/r/.kiro/prompts/a.md"];
        files.iter().for_each(|file| write(&top.path().join(file)));
        fs::create_dir_all(top.path().join("home/r/.git")).unwrap();
        let around = around(top.path(), "home/r");
        assert_eq!(roots(&around, false), ["home/r/.kiro/prompts"]);
        let left_out: Vec<String> = find(&around, false).left_out.into_iter().map(|left| left.file).collect();
        assert_eq!(left_out, [".clinerules", "config/agents.yaml"]);
    }

    #[test]
    fn a_marketplace_may_sort_its_plugins() {
        let top = tempfile::tempdir().unwrap();
        for file in ["plugins/a/agents/a.md", "plugins/web/b/agents/a.md", "plugins/a/sub/agents/a.md"] {
            write(&top.path().join(file));
        }
        let is_there = |below: &PathBuf| top.path().join(below).is_dir();
        let found = || expanded(top.path(), "plugins/*/agents").into_iter().filter(is_there).collect::<Vec<_>>();
        assert_eq!(found(), ["plugins/a/agents"].map(PathBuf::from));
        write(&top.path().join(".claude-plugin/marketplace.json"));
        assert_eq!(found(), ["plugins/a/agents", "plugins/web/b/agents"].map(PathBuf::from));
    }
}
