//! `route.toml` of the repository and `config.toml` of the user. Flags override variables, which override the
//! repository's file, which overrides the user's. Where results must not depend on the machine, the user's is not read.

mod read;

use crate::args::PlaceArgs;
use crate::places::Surroundings;
use crate::{folders, terminal};
use anyhow::{Context, bail};
use read::ConfigReader;
use std::env;
use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use task_router_check::settings::FindingLevels;
use task_router_engine::files;
use task_router_engine::load;
use task_router_engine::source::{self, as_seen_from};
use task_router_engine::team::ChoiceError;
use task_router_engine::value_type::{KeySpec, ValueType};

/// The size limit of a configuration file.
const LARGEST: u64 = 1 << 20;
/// The repository's configuration file: the first of these that exists.
const OF_REPOSITORY: [&str; 2] = ["route.toml", ".config/route.toml"];
/// The keys; each has the name of a flag.
pub const KEYS: &[KeySpec] = &[
    KeySpec::new("agents", ValueType::Texts, "folders of agents, in place of every place in which clients keep them"),
    KeySpec::new("team", ValueType::Text, "the team to ask where there are several"),
    KeySpec::new("min_confidence", ValueType::Share, "below this confidence a request is unclear"),
    KeySpec::new("fixtures", ValueType::Texts, "what `route check` runs"),
    KeySpec::new("lint", ValueType::Map(LINT_KEYS), "how much findings matter"),
    KeySpec::new("user", ValueType::Map(USER_KEYS), "what is only the user's to say: in ~/.config/route/config.toml"),
];
const LINT_KEYS: &[KeySpec] = &[
    KeySpec::new("deny", ValueType::Texts, "codes that fail the check; \"warnings\" is all warnings"),
    KeySpec::new("warn", ValueType::Texts, "codes that fail it under `--deny warnings` only"),
    KeySpec::new("allow", ValueType::Texts, "codes that are not reported"),
    KeySpec::new("paths", ValueType::MapOf(&ValueType::Texts), "codes that are not reported in the files of a pattern"),
];
const USER_KEYS: &[KeySpec] = &[KeySpec::new("places", ValueType::Texts, "further places of your own")];

/// The settings of both files; what neither sets is empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {
    /// Folders of agents, instead of the known places.
    agents: Vec<NamedPath>,
    /// The team to use.
    pub team: Option<String>,
    /// The file and line that set it.
    team_from: String,
    /// The team that the user prefers: used if it exists, and otherwise ignored.
    pub preferred_team: Option<String>,
    /// The confidence below which a request is unclear.
    pub min_confidence: Option<f64>,
    /// Fixture files and folders, instead of the default ones.
    fixtures: Vec<NamedPath>,
    /// The severities of findings.
    pub lint: FindingLevels,
    /// More places of the user.
    pub user_places: Vec<PathBuf>,
}

/// A path that was named.
#[derive(Debug, Clone, PartialEq)]
pub struct NamedPath {
    /// The path.
    pub path: PathBuf,
    /// File, line and key of the configuration that names it.
    pub from: Option<String>,
}

impl NamedPath {
    /// The path as it is shown.
    fn seen(&self) -> PathBuf {
        crate::places::from_here(&self.path).into()
    }
}

impl Config {
    /// Reads the repository's file and, if `user` is set, the user's.
    ///
    /// # Errors
    /// If a file cannot be read, has an unknown key or a value of another type, or leads out of the repository.
    pub fn load(around: &Surroundings, user: bool) -> anyhow::Result<Self> {
        let mut config = Self::of_user(around, user)?;
        let top = top_of(around);
        for name in OF_REPOSITORY {
            let path = top.join(name);
            // A link in a checkout could lead to any file, and error messages quote it.
            let leads = if path.is_symlink() { files::inside(&path, &[top]).map(drop) } else { Ok(()) };
            match leads.map_err(|e| e.kind()) {
                Err(ErrorKind::PermissionDenied) => {
                    bail!("cannot read the configuration `{}`: it leads out of the repository", path.display())
                }
                Err(ErrorKind::NotFound) => bail!(
                    "cannot read the configuration `{}`: it is a link that leads nowhere; correct or remove it",
                    path.display()
                ),
                _ => {}
            }
            if let Some(text) = text_of(&path)? {
                let file = as_seen_from(&around.here, &path);
                ConfigReader { file, text: &text, base: top.to_owned(), bounds: Some(top) }.read(&mut config)?;
                break;
            }
        }
        Ok(config)
    }

    /// The user's file, if `user` is set.
    fn of_user(around: &Surroundings, user: bool) -> anyhow::Result<Self> {
        let mut config = Self::default();
        if let Some(path) = user_file().filter(|_| user)
            && let Some(text) = text_of(&path)?
        {
            let base = around.home.clone().unwrap_or_default();
            ConfigReader { file: path.display().to_string(), text: &text, base, bounds: None }.read(&mut config)?;
        }
        Ok(config)
    }

    /// The arguments, with the configuration's values where neither they nor variables set any.
    pub fn applied(&self, args: &PlaceArgs, around: &Surroundings) -> PlaceArgs {
        let mut args = args.clone();
        if args.builtin {
            return args;
        }
        if args.agents.is_empty() && of_variable().is_empty() {
            args.agents = self.agents.iter().map(|stated| as_seen_from(&around.here, &stated.path).into()).collect();
        }
        args.team = args.team.or_else(|| self.team.clone());
        args
    }

    /// Whether these folders of agents come from the configuration.
    pub fn names(&self, folders: &[PathBuf]) -> bool {
        !self.agents.is_empty() && self.agents.iter().map(NamedPath::seen).eq(folders.iter().cloned())
    }

    /// The fixtures of the command line, else those of the configuration.
    pub fn fixtures(&self, typed: &[PathBuf]) -> Vec<NamedPath> {
        match typed.is_empty() {
            true => self.fixtures.iter().map(|stated| NamedPath { path: stated.seen(), ..stated.clone() }).collect(),
            false => typed.iter().map(|path| NamedPath { path: path.clone(), from: None }).collect(),
        }
    }

    /// Adds to an error about a missing team or folder where it was named, unless it was typed: the variable, or file
    /// and line of the configuration.
    pub fn explained<T>(&self, args: &PlaceArgs, result: anyhow::Result<T>) -> anyhow::Result<T> {
        result.map_err(|e| match e.chain().find_map(|cause| self.origin(args, cause)) {
            Some(from) => e.context(from),
            None => e,
        })
    }

    fn origin(&self, args: &PlaceArgs, cause: &(dyn Error + 'static)) -> Option<String> {
        let (choice, reading) = match cause.downcast_ref() {
            Some(load::LoadError::Choose(choice)) => (Some(choice), None),
            Some(load::LoadError::Read(reading)) => (None, Some(reading)),
            _ => (cause.downcast_ref(), cause.downcast_ref()),
        };
        match (choice, reading) {
            (Some(ChoiceError::Unknown { name, .. }), _) if args.team.is_none() => {
                self.team.as_ref().filter(|team| *team == name).map(|_| format!("{}: `team`", self.team_from))
            }
            (_, Some(source::SourceError::Folder { folder, .. })) if args.agents.is_empty() => {
                let folder = Path::new(folder);
                let of_variable = of_variable();
                match of_variable.is_empty() {
                    true => self.agents.iter().find(|stated| stated.seen() == folder)?.from.clone(),
                    false => of_variable.iter().any(|named| named == folder).then(|| format!("`{VARIABLE}`")),
                }
            }
            _ => None,
        }
    }
}

/// Names folders of agents, instead of the configuration.
const VARIABLE: &str = "ROUTE_AGENTS";

/// The folders of agents that the variable names.
pub fn of_variable() -> Vec<PathBuf> {
    let folders = env::var_os(VARIABLE).unwrap_or_default();
    env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty()).collect()
}

/// A repository's configuration as of a revision.
pub struct OfRevision {
    /// The configuration.
    pub config: Config,
    /// Its folders of agents, relative to the repository's root.
    pub folders: Vec<String>,
}

impl OfRevision {
    /// Reads it, above the user's if `user` is set.
    ///
    /// # Errors
    /// If the revision cannot be read, or a configuration is invalid.
    pub fn read(revision: &str, around: &Surroundings, user: bool) -> anyhow::Result<Self> {
        let mut config = Config::of_user(around, user)?;
        let Some((name, text, top)) = crate::git::text(&folders::here(), revision, &OF_REPOSITORY)? else {
            return Ok(Self { config, folders: Vec::new() });
        };
        let file = format!("{revision}:{name}");
        ConfigReader { file, text: &text, base: top.clone(), bounds: Some(&top) }.read(&mut config)?;
        let folders = config.agents.iter().map(|stated| as_seen_from(&top, &stated.path));
        let folders = folders.map(|folder| folder.trim_matches('/').to_owned()).collect();
        Ok(Self { folders, config })
    }
}

/// `route/config.toml` in the user's configuration folder.
fn user_file() -> Option<PathBuf> {
    Some(folders::configuration()?.join("route/config.toml"))
}

/// The folder whose configuration counts: the repository's root, or the current folder outside of one.
fn top_of(around: &Surroundings) -> &Path {
    around.repository.as_deref().unwrap_or(&around.here)
}

/// Where to look for configuration files.
pub fn paths(around: &Surroundings) -> Vec<PathBuf> {
    user_file().into_iter().chain(paths_of_repository(around)).collect()
}

/// Where the repository's configuration may be.
pub fn paths_of_repository(around: &Surroundings) -> impl Iterator<Item = PathBuf> {
    let top = top_of(around);
    OF_REPOSITORY.iter().map(move |name| top.join(name))
}

fn text_of(path: &Path) -> anyhow::Result<Option<String>> {
    let cannot = || format!("cannot read the configuration `{}`", path.display());
    match files::read(path, LARGEST) {
        Ok(bytes) => Ok(Some(String::from_utf8(bytes).context("it is not UTF-8; save it so").with_context(cannot)?)),
        Err(e) if matches!(e.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        // Another user's home folder, as under `sudo -u`, cannot even be looked into.
        Err(e) if path.symlink_metadata().is_err_and(|e| e.kind() == ErrorKind::PermissionDenied) => {
            terminal::warning(&format!("{:#}; it is left out", anyhow::Error::new(e).context(cannot())));
            Ok(None)
        }
        Err(e) => Err(e).with_context(cannot),
    }
}
