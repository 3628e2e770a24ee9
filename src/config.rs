//! `route.toml` of the repository and `config.toml` of the user. Flags override variables, which override the
//! repository's file, which overrides the user's. Where results must not depend on the machine, the user's is not read.

mod read;

use crate::args::PlaceArgs;
use crate::places::Surroundings;
use anyhow::{Context, bail};
use read::Reader;
use std::env;
use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use task_router_check::settings::Settings;
use task_router_engine::files;
use task_router_engine::load;
use task_router_engine::shape::{Key, Shape};
use task_router_engine::source::as_seen_from;
use task_router_engine::team::ChoiceError;

/// The size limit of a configuration file.
const LARGEST: u64 = 1 << 20;
/// The repository's configuration file: the first of these that exists.
const OF_REPOSITORY: [&str; 2] = ["route.toml", ".config/route.toml"];
/// The keys; each has the name of a flag.
pub const KEYS: &[Key] = &[
    Key::new("agents", Shape::Texts, "folders of agents, in place of every place in which clients keep them"),
    Key::new("team", Shape::Text, "the team to ask where there are several"),
    Key::new("min_confidence", Shape::Share, "below this confidence a request is unclear"),
    Key::new("fixtures", Shape::Texts, "what `route check` runs"),
    Key::new("lint", Shape::Map(LINT_KEYS), "how much findings matter"),
    Key::new("user", Shape::Map(USER_KEYS), "what is only the user's to say: in ~/.config/route/config.toml"),
];
const LINT_KEYS: &[Key] = &[
    Key::new("deny", Shape::Texts, "codes that fail the check; \"warnings\" is all warnings"),
    Key::new("warn", Shape::Texts, "codes that fail it under `--deny warnings` only"),
    Key::new("allow", Shape::Texts, "codes that are not reported"),
    Key::new("paths", Shape::MapOf(&Shape::Texts), "codes that are not reported in the files of a pattern"),
];
const USER_KEYS: &[Key] = &[Key::new("places", Shape::Texts, "further places of your own")];

/// The settings of both files; what neither sets is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Folders of agents, instead of the known places.
    pub agents: Vec<PathBuf>,
    /// The team to use.
    pub team: Option<String>,
    /// The file and line that set it.
    team_from: String,
    /// The team that the user prefers: used if it exists, and otherwise ignored.
    pub preferred_team: Option<String>,
    /// The confidence below which a request is unclear.
    pub min_confidence: Option<f64>,
    /// Fixture files and folders, instead of the default ones.
    pub fixtures: Vec<PathBuf>,
    /// The severities of findings.
    pub lint: Settings,
    /// More places of the user.
    pub user_places: Vec<PathBuf>,
}

impl Config {
    /// Reads the repository's file and, if `user` is set, the user's.
    ///
    /// # Errors
    /// If a file cannot be read, has an unknown key or a value of another type, or leads out of the repository.
    pub fn load(around: &Surroundings, user: bool) -> anyhow::Result<Self> {
        let mut config = Self::default();
        if let Some(path) = user_file(around).filter(|_| user)
            && let Some(text) = text_of(&path)?
        {
            let base = around.home.clone().unwrap_or_default();
            Reader { file: path.display().to_string(), text: &text, base, bounds: None }.read(&mut config)?;
        }
        let top = top_of(around);
        for name in OF_REPOSITORY {
            let path = top.join(name);
            // A link in a checkout could lead to any file, and error messages quote it.
            let leads_out = || files::inside(&path, &[top]).is_err_and(|e| e.kind() == ErrorKind::PermissionDenied);
            if path.is_symlink() && leads_out() {
                bail!("cannot read the configuration `{}`: it leads out of the repository", path.display());
            }
            if let Some(text) = text_of(&path)? {
                let file = as_seen_from(&around.here, &path);
                Reader { file, text: &text, base: top.to_owned(), bounds: Some(top) }.read(&mut config)?;
                break;
            }
        }
        Ok(config)
    }

    /// The arguments, with the configuration's values where neither they nor variables set any.
    pub fn applied(&self, args: &PlaceArgs, around: &Surroundings) -> PlaceArgs {
        let mut args = args.clone();
        if args.builtin {
            return args;
        }
        if args.agents.is_empty() && env::var_os("ROUTE_AGENTS").is_none_or(|folders| folders.is_empty()) {
            args.agents = self.agents.iter().map(|folder| PathBuf::from(as_seen_from(&around.here, folder))).collect();
        }
        args.team = args.team.or_else(|| self.team.clone());
        args
    }

    /// Whether these folders of agents come from the configuration.
    pub fn names(&self, folders: &[PathBuf]) -> bool {
        let seen = |folder: &PathBuf| PathBuf::from(crate::places::from_here(folder));
        !self.agents.is_empty() && self.agents.iter().map(seen).eq(folders.iter().cloned())
    }

    /// Adds to an error about a missing team that the configuration named it, with file and line, if nobody typed it.
    pub fn explained<T>(&self, args: &PlaceArgs, result: anyhow::Result<T>) -> anyhow::Result<T> {
        let unknown = |cause: &(dyn Error + 'static)| match cause.downcast_ref() {
            Some(load::Error::Choose(ChoiceError::Unknown { name, .. })) => Some(name.clone()),
            _ => match cause.downcast_ref() {
                Some(ChoiceError::Unknown { name, .. }) => Some(name.clone()),
                _ => None,
            },
        };
        result.map_err(|e| match e.chain().find_map(unknown) {
            Some(name) if args.team.is_none() && self.team.as_deref() == Some(name.as_str()) => {
                e.context(format!("{}: `team`", self.team_from))
            }
            _ => e,
        })
    }
}

/// The folders of agents in a repository's configuration as of `revision`, relative to its root.
///
/// # Errors
/// If the revision cannot be read, or its configuration is invalid.
pub fn folders_of(revision: &str) -> anyhow::Result<Vec<String>> {
    let Some((name, text, top)) = crate::git::text(&crate::places::here(), revision, &OF_REPOSITORY)? else {
        return Ok(Vec::new());
    };
    let mut config = Config::default();
    let file = format!("{revision}:{name}");
    Reader { file, text: &text, base: top.clone(), bounds: Some(&top) }.read(&mut config)?;
    Ok(config.agents.iter().map(|folder| as_seen_from(&top, folder)).map(|f| f.trim_matches('/').to_owned()).collect())
}

/// `route/config.toml` in the user's configuration folder.
fn user_file(around: &Surroundings) -> Option<PathBuf> {
    let folder = env::var_os("XDG_CONFIG_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = folder.or_else(|| around.home.as_ref().map(|home| home.join(".config")))?;
    Some(folder.join("route/config.toml"))
}

/// The folder whose configuration counts: the repository's root, or the current folder outside of one.
fn top_of(around: &Surroundings) -> &Path {
    around.repository.as_deref().unwrap_or(&around.here)
}

/// Where to look for configuration files.
pub fn paths(around: &Surroundings) -> Vec<PathBuf> {
    let of_repository = OF_REPOSITORY.map(|name| top_of(around).join(name));
    user_file(around).into_iter().chain(of_repository).collect()
}

fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    let cannot = || format!("cannot read the configuration `{}`", path.display());
    match files::read(path, LARGEST) {
        Ok(bytes) => Ok(Some(String::from_utf8(bytes).context("it is not UTF-8; save it so").with_context(cannot)?)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(e) => Err(e).with_context(cannot),
    }
}

/// The configuration as read for the arguments, until it is used for the places, so that it is not read twice.
static HANDED_ON: Mutex<Option<(Surroundings, Config)>> = Mutex::new(None);

/// Keeps what was just read for the next call.
pub fn hand_on(around: Surroundings, config: Config) {
    if let Ok(mut handed_on) = HANDED_ON.lock() {
        *handed_on = Some((around, config));
    }
}

/// The surroundings with their configuration, including the user's own file if `user` is set.
///
/// # Errors
/// If there is no current folder, or as [`Config::load`].
pub fn of_process(user: bool) -> anyhow::Result<(Surroundings, Config)> {
    if let Some(known) = HANDED_ON.lock().ok().and_then(|mut handed_on| handed_on.take()) {
        return Ok(known);
    }
    let around = Surroundings::of_process().context("cannot tell the current folder")?;
    let config = Config::load(&around, user)?;
    if around.here.as_os_str().is_empty() {
        bail!("cannot tell the current folder");
    }
    Ok((around, config))
}
