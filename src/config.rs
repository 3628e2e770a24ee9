//! `route.toml` of the repository and `config.toml` of the user. Flags override variables, which override the
//! repository's file, which overrides the user's.

use crate::args::PlaceArgs;
use crate::places::Surroundings;
use anyhow::{Context, anyhow, bail};
use std::env;
use std::error::Error;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use task_router_check::settings::{Level, Settings};
use task_router_engine::diagnostic::{Code, suggestion};
use task_router_engine::files;
use task_router_engine::load;
use task_router_engine::shape::{Key, Shape};
use task_router_engine::source::as_seen_from;
use task_router_engine::team::ChoiceError;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

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
/// Stands for all codes.
const ALL: &str = "all";

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
    /// Reads the repository's file and the user's.
    ///
    /// # Errors
    /// If a file cannot be read, has an unknown key or a value of another type, or leads out of the repository.
    pub fn load(around: &Surroundings) -> anyhow::Result<Self> {
        let mut config = Self::default();
        if let Some(path) = user_file(around)
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
    let Some((text, top)) = crate::git::text(&crate::places::here(), revision, &OF_REPOSITORY)? else {
        return Ok(Vec::new());
    };
    let mut config = Config::default();
    let file = format!("{revision}:route.toml");
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

/// Reads one file.
struct Reader<'t> {
    file: String,
    text: &'t str,
    /// The folder that paths are relative to.
    base: PathBuf,
    /// The repository that paths must stay in.
    bounds: Option<&'t Path>,
}

type Value<'i> = Spanned<DeValue<'i>>;

impl Reader<'_> {
    fn read(&self, config: &mut Config) -> anyhow::Result<()> {
        let table = DeTable::parse(self.text).map_err(|e| {
            let line = e.span().map_or(1, |span| self.line(span.start));
            anyhow!("{}:{line}: {}", self.file, e.message().lines().next().unwrap_or("not TOML"))
        })?;
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "agents" => config.agents = self.paths(value)?,
                "team" if self.bounds.is_none() => config.preferred_team = Some(self.text_of(value)?),
                "team" => {
                    config.team = Some(self.text_of(value)?);
                    config.team_from = format!("{}:{}", self.file, self.line(key.span().start));
                }
                "min_confidence" => config.min_confidence = Some(self.probability(value)?),
                "fixtures" => config.fixtures = self.paths(value)?,
                "lint" => self.lint(value, &mut config.lint)?,
                "user" => self.user(value, config)?,
                unknown => return Err(self.unknown(unknown, key.span().start, KEYS)),
            }
        }
        Ok(())
    }

    fn lint(&self, value: &Value, lint: &mut Settings) -> anyhow::Result<()> {
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "deny" => self.levels(value, Level::Error, lint)?,
                "warn" => self.levels(value, Level::Warning, lint)?,
                "allow" => self.levels(value, Level::Allowed, lint)?,
                "paths" => {
                    for (pattern, codes) in self.table(value)? {
                        let names = self.list(codes)?;
                        let codes =
                            names.iter().map(|(name, at)| self.codes(name, *at)).collect::<Result<Vec<_>, _>>()?;
                        lint.allow_in(pattern.get_ref(), codes.concat())
                            .map_err(|e| self.wrong(pattern.span().start, &e))?;
                    }
                }
                unknown => return Err(self.unknown(unknown, key.span().start, LINT_KEYS)),
            }
        }
        Ok(())
    }

    fn levels(&self, value: &Value, level: Level, lint: &mut Settings) -> anyhow::Result<()> {
        for (name, at) in self.list(value)? {
            match (name.as_str(), level) {
                ("warnings", Level::Error) => lint.deny_warnings = true,
                _ => self.codes(&name, at)?.into_iter().for_each(|code| lint.set(code, level)),
            }
        }
        Ok(())
    }

    fn codes(&self, name: &str, at: usize) -> anyhow::Result<Vec<Code>> {
        match Code::ALL.iter().find(|code| code.name() == name) {
            Some(code) => Ok(vec![*code]),
            None if name == ALL => Ok(Code::ALL.to_vec()),
            None => {
                let help = suggestion(name, Code::ALL.iter().map(|code| code.name()));
                Err(self
                    .wrong(at, &format!("no finding has the code `{name}`; {help}; `route check --list` has them all")))
            }
        }
    }

    fn user(&self, value: &Value, config: &mut Config) -> anyhow::Result<()> {
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "places" if self.bounds.is_some() => {
                    let at = key.span().start;
                    return Err(self.wrong(
                        at,
                        "a repository says nothing about your own places; put this into ~/.config/route/config.toml",
                    ));
                }
                "places" => config.user_places = self.paths(value)?,
                unknown => return Err(self.unknown(unknown, key.span().start, USER_KEYS)),
            }
        }
        Ok(())
    }

    /// Folders and files; those of a repository must be inside it.
    fn paths(&self, value: &Value) -> anyhow::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for (text, at) in self.list(value)? {
            let path = match text.strip_prefix("~/").filter(|_| self.bounds.is_none()) {
                Some(rest) => self.base.join(rest),
                None => self.base.join(&text),
            };
            let whole = path.canonicalize().unwrap_or_else(|_| path.clone());
            let climbs = path.components().any(|part| part == std::path::Component::ParentDir);
            if self.bounds.is_some_and(|top| climbs || !whole.starts_with(top)) {
                return Err(self.wrong(at, &format!("`{text}` leads out of the repository; name it with a flag")));
            }
            paths.push(path);
        }
        Ok(paths)
    }

    /// A list of texts, or one text, each with its position.
    fn list(&self, value: &Value) -> anyhow::Result<Vec<(String, usize)>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| Ok((self.text_of(item)?, item.span().start))).collect(),
            _ => Ok(vec![(self.text_of(value)?, value.span().start)]),
        }
    }

    fn text_of(&self, value: &Value) -> anyhow::Result<String> {
        value.get_ref().as_str().map(str::to_owned).ok_or_else(|| self.mistyped(value, "a text"))
    }

    fn table<'v, 'i>(&self, value: &'v Value<'i>) -> anyhow::Result<&'v DeTable<'i>> {
        value.get_ref().as_table().ok_or_else(|| self.mistyped(value, "a table"))
    }

    fn probability(&self, value: &Value) -> anyhow::Result<f64> {
        let wanted = "a number from 0 to 1";
        let written = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => return Err(self.mistyped(value, wanted)),
        };
        let number = written.parse().ok().filter(|p: &f64| (0.0..=1.0).contains(p));
        number.ok_or_else(|| self.wrong(value.span().start, &format!("{wanted} is expected here, not `{written}`")))
    }

    fn mistyped(&self, value: &Value, wanted: &str) -> anyhow::Error {
        self.wrong(value.span().start, &format!("{wanted} is expected here, not {}", value.get_ref().type_str()))
    }

    fn unknown(&self, key: &str, at: usize, known: &'static [Key]) -> anyhow::Error {
        self.wrong(at, &format!("there is no key `{key}`; {}", suggestion(key, Key::names(known))))
    }

    fn wrong(&self, at: usize, message: &str) -> anyhow::Error {
        anyhow!("{}:{}: {message}", self.file, self.line(at))
    }

    fn line(&self, at: usize) -> usize {
        self.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
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

/// The surroundings with their configuration.
///
/// # Errors
/// If there is no current folder, or as [`Config::load`].
pub fn of_process() -> anyhow::Result<(Surroundings, Config)> {
    if let Some(known) = HANDED_ON.lock().ok().and_then(|mut handed_on| handed_on.take()) {
        return Ok(known);
    }
    let around = Surroundings::of_process().context("cannot tell the current folder")?;
    let config = Config::load(&around)?;
    if around.here.as_os_str().is_empty() {
        bail!("cannot tell the current folder");
    }
    Ok((around, config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let mut config = Config::default();
        let top = Path::new("/repository");
        let reader = Reader { file: "route.toml".to_owned(), text, base: top.to_owned(), bounds: Some(top) };
        reader.read(&mut config).map(|()| config).map_err(|e| e.to_string())
    }

    #[test]
    fn every_key_is_read() {
        let text = "agents = ['team', \"skills\"]\nteam = \"shop\"\nmin_confidence = 0.7\nfixtures = 'tests/r.yaml'\n[lint]\ndeny = ['warnings', 'shared-keyword']\nallow = ['weak-keyword']\n[lint.paths]\n'legacy/**' = ['all']\n";
        let config = read(text).unwrap();
        assert_eq!(config.agents, [Path::new("/repository/team"), Path::new("/repository/skills")]);
        assert_eq!((config.team.as_deref(), config.min_confidence), (Some("shop"), Some(0.7)));
        assert!(config.lint.deny_warnings);
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        let cases = [
            ("team = 'a'\nagnets = []\n", "route.toml:2: there is no key `agnets`; did you mean `agents`?"),
            ("team = 3\n", "route.toml:1: a text is expected here, not integer"),
            (
                "\n[lint]\ndeny = ['weak-keywrd']\n",
                "route.toml:3: no finding has the code `weak-keywrd`; did you mean `weak-keyword`?; `route check --list` has them all",
            ),
            ("agents = ['../x']\n", "route.toml:1: `../x` leads out of the repository; name it with a flag"),
            ("min_confidence = 2\n", "route.toml:1: a number from 0 to 1 is expected here, not `2`"),
            ("min_confidence = 'high'\n", "route.toml:1: a number from 0 to 1 is expected here, not string"),
            (
                "[user]\nplaces = ['x']\n",
                "route.toml:2: a repository says nothing about your own places; put this into ~/.config/route/config.toml",
            ),
        ];
        for (text, message) in cases {
            assert_eq!(read(text).unwrap_err(), message);
        }
        assert!(read("a = \n").unwrap_err().starts_with("route.toml:1: "));
    }
}
