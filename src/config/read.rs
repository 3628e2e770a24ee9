//! Reads one configuration file, and reports what is wrong in it with its line.

use super::{Config, KEYS, LINT_KEYS, NamedPath, USER_KEYS};
use anyhow::anyhow;
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use task_router_check::settings::{FindingLevels, Level, OF_FIXTURES};
use task_router_engine::diagnostic::Code;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::value_type::KeySpec;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Stands for all codes.
const ALL: &str = "all";

/// Reads one file.
pub(super) struct ConfigReader<'t> {
    /// How it is named in errors.
    pub(super) file: String,
    pub(super) text: &'t str,
    /// The folder that paths are relative to.
    pub(super) base: PathBuf,
    /// The repository that paths must stay in.
    pub(super) bounds: Option<&'t Path>,
}

type TomlValue<'i> = Spanned<DeValue<'i>>;
/// A code at its position, with the level and the key that it is under.
type Leveled = (String, usize, Level, &'static str);

impl ConfigReader<'_> {
    /// Adds what the file sets to what was read before.
    ///
    /// # Errors
    /// If it has an unknown key or a value of another type, or leads out of the repository.
    pub(super) fn read(&self, config: &mut Config) -> anyhow::Result<()> {
        let table = DeTable::parse(self.text).map_err(|e| {
            let line = e.span().map_or(1, |span| self.line(span.start));
            anyhow!("{}:{line}: {}", self.file, e.message().lines().next().unwrap_or("not TOML"))
        })?;
        for (key, value) in table.get_ref() {
            match key.get_ref().as_ref() {
                "agents" => config.agents = self.stated("agents", value)?,
                "team" if self.text_of(value)?.trim().is_empty() => {
                    return Err(self.wrong(value.span().start, "`team` is empty; name one, or leave the key out"));
                }
                "team" if self.bounds.is_none() => config.preferred_team = Some(self.text_of(value)?),
                "team" => {
                    config.team = Some(self.text_of(value)?);
                    config.team_from = format!("{}:{}", self.file, self.line(key.span().start));
                }
                "min_confidence" => config.min_confidence = Some(self.probability(value)?),
                "fixtures" => config.fixtures = self.stated("fixtures", value)?,
                "lint" => self.lint(value, &mut config.lint)?,
                "user" => self.user(value, config)?,
                unknown => return Err(self.unknown(unknown, key.span().start, KEYS)),
            }
        }
        Ok(())
    }

    fn lint(&self, value: &TomlValue, lint: &mut FindingLevels) -> anyhow::Result<()> {
        let mut leveled: Vec<Leveled> = Vec::new();
        let mut add = |value, level, key| -> anyhow::Result<()> {
            leveled.extend(self.list(value)?.into_iter().map(|(name, at)| (name, at, level, key)));
            Ok(())
        };
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "deny" => add(value, Level::Error, "deny")?,
                "warn" => add(value, Level::Warning, "warn")?,
                "allow" => add(value, Level::Allowed, "allow")?,
                "paths" => {
                    for (pattern, codes) in self.table(value)? {
                        let names = self.list(codes)?;
                        let codes = names
                            .iter()
                            .map(|(name, at)| self.codes_to_lower(name, *at))
                            .collect::<Result<Vec<_>, _>>()?;
                        lint.allow_in(&self.base, pattern.get_ref(), codes.concat())
                            .map_err(|e| self.wrong(pattern.span().start, &e))?;
                    }
                }
                unknown => return Err(self.unknown(unknown, key.span().start, LINT_KEYS)),
            }
        }
        self.levels(leveled, lint)
    }

    /// Sets the levels of codes. A code of its own name counts more than `all`; the order of the keys does not matter.
    fn levels(&self, mut leveled: Vec<Leveled>, lint: &mut FindingLevels) -> anyhow::Result<()> {
        leveled.sort_by_key(|(name, at, ..)| (name != ALL, *at));
        let mut known: BTreeMap<&str, (Level, &str)> = BTreeMap::new();
        for (name, at, level, key) in &leveled {
            if (name.as_str(), *level) == ("warnings", Level::Error) {
                lint.deny_warnings = true;
                continue;
            }
            let codes = if *level == Level::Error { self.codes(name, *at) } else { self.codes_to_lower(name, *at) };
            codes?.into_iter().for_each(|code| lint.set(code, *level));
            if let Some((before, other)) = known.insert(name, (*level, key))
                && before != *level
            {
                return Err(
                    self.wrong(*at, &format!("`{name}` is under `{other}` and under `{key}`; keep one of them"))
                );
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

    /// Codes that are to count less than they do.
    fn codes_to_lower(&self, name: &str, at: usize) -> anyhow::Result<Vec<Code>> {
        match self.codes(name, at)?.as_slice() {
            [code] if OF_FIXTURES.contains(code) => Err(self.wrong(
                at,
                &format!("`{name}` is about a fixture and always an error; fix the fixture, remove it, or use `--min-accuracy`"),
            )),
            codes => Ok(codes.to_vec()),
        }
    }

    fn user(&self, value: &TomlValue, config: &mut Config) -> anyhow::Result<()> {
        for (key, value) in self.table(value)? {
            match key.get_ref().as_ref() {
                "places" if self.bounds.is_some() => {
                    let at = key.span().start;
                    return Err(self.wrong(
                        at,
                        "a repository says nothing about your own places; put this into ~/.config/route/config.toml",
                    ));
                }
                "places" => config.user_places = self.paths(value)?.into_iter().map(|(path, _)| path).collect(),
                unknown => return Err(self.unknown(unknown, key.span().start, USER_KEYS)),
            }
        }
        Ok(())
    }

    /// Folders and files, each with its position; those of a repository must be inside it.
    fn paths(&self, value: &TomlValue) -> anyhow::Result<Vec<(PathBuf, usize)>> {
        let mut paths = Vec::new();
        for (text, at) in self.list(value)? {
            if text.trim().is_empty() {
                return Err(self.wrong(at, "this path is empty; write one (`.` is the folder itself), or leave it out"));
            }
            let path = match text.strip_prefix("~/").filter(|_| self.bounds.is_none()) {
                Some(rest) => self.base.join(rest),
                None => self.base.join(&text),
            };
            let Some(top) = self.bounds else {
                paths.push((path, at));
                continue;
            };
            let path = without_steps_up(&path).filter(|path| {
                path.starts_with(top) && path.canonicalize().unwrap_or_else(|_| path.clone()).starts_with(top)
            });
            match path {
                Some(path) => paths.push((path, at)),
                None => {
                    return Err(self.wrong(at, &format!("`{text}` leads out of the repository; name it with a flag")));
                }
            }
        }
        Ok(paths)
    }

    /// The same, with where they are named.
    fn stated(&self, key: &str, value: &TomlValue) -> anyhow::Result<Vec<NamedPath>> {
        let from = |at| Some(format!("{}:{}: `{key}`", self.file, self.line(at)));
        Ok(self.paths(value)?.into_iter().map(|(path, at)| NamedPath { path, from: from(at) }).collect())
    }

    /// A list of texts, or one text, each with its position.
    fn list(&self, value: &TomlValue) -> anyhow::Result<Vec<(String, usize)>> {
        match value.get_ref() {
            DeValue::Array(items) => items.iter().map(|item| Ok((self.text_of(item)?, item.span().start))).collect(),
            _ => Ok(vec![(self.text_of(value)?, value.span().start)]),
        }
    }

    fn text_of(&self, value: &TomlValue) -> anyhow::Result<String> {
        value.get_ref().as_str().map(str::to_owned).ok_or_else(|| self.mistyped(value, "a text"))
    }

    fn table<'v, 'i>(&self, value: &'v TomlValue<'i>) -> anyhow::Result<&'v DeTable<'i>> {
        value.get_ref().as_table().ok_or_else(|| self.mistyped(value, "a table"))
    }

    fn probability(&self, value: &TomlValue) -> anyhow::Result<f64> {
        let wanted = "a number from 0 to 1";
        let written = match value.get_ref() {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) => number.as_str(),
            _ => return Err(self.mistyped(value, wanted)),
        };
        let number = written.parse().ok().filter(|p: &f64| (0.0..=1.0).contains(p));
        number.ok_or_else(|| self.wrong(value.span().start, &format!("{wanted} is expected here, not `{written}`")))
    }

    fn mistyped(&self, value: &TomlValue, wanted: &str) -> anyhow::Error {
        self.wrong(value.span().start, &format!("{wanted} is expected here, not {}", value.get_ref().type_str()))
    }

    fn unknown(&self, key: &str, at: usize, known: &'static [KeySpec]) -> anyhow::Error {
        self.wrong(at, &format!("there is no key `{key}`; {}", suggestion(key, KeySpec::names(known))))
    }

    fn wrong(&self, at: usize, message: &str) -> anyhow::Error {
        anyhow!("{}:{}: {message}", self.file, self.line(at))
    }

    fn line(&self, at: usize) -> usize {
        self.text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
    }
}

/// The path with each `..` taken with the folder before it, whatever that is; `None` if there is none.
fn without_steps_up(path: &Path) -> Option<PathBuf> {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if !found.pop() => return None,
            Component::ParentDir => {}
            part => found.push(part),
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, String> {
        let mut config = Config::default();
        let top = Path::new("/repository");
        let reader = ConfigReader { file: "route.toml".to_owned(), text, base: top.to_owned(), bounds: Some(top) };
        reader.read(&mut config).map(|()| config).map_err(|e| e.to_string())
    }

    #[test]
    fn every_key_is_read() {
        let text = "agents = ['tests/../team', \"skills\"]\nteam = \"shop\"\nmin_confidence = 0.7\nfixtures = 'tests/r.yaml'\n[lint]\ndeny = ['warnings', 'shared-keyword']\nallow = ['weak-keyword']\n[lint.paths]\n'legacy/**' = ['all']\n";
        let config = read(text).unwrap();
        let stated = |path: &str, line| NamedPath { path: path.into(), from: Some(format!("route.toml:{line}")) };
        let agents = [("/repository/team", 1), ("/repository/skills", 1)];
        assert_eq!(config.agents, agents.map(|(path, line)| stated(path, format!("{line}: `agents`"))));
        assert_eq!(config.fixtures, [stated("/repository/tests/r.yaml", "4: `fixtures`".to_owned())]);
        assert_eq!((config.team.as_deref(), config.min_confidence), (Some("shop"), Some(0.7)));
        assert!(config.lint.deny_warnings);
    }

    /// Whatever the order of the keys, of which the last would otherwise count.
    #[test]
    fn a_code_counts_more_than_all_of_them() {
        let written = |lint: &str| read(&format!("[lint]\n{lint}")).unwrap().lint;
        for (all, one) in [("deny", "allow"), ("allow", "deny"), ("warn", "deny"), ("deny", "warn")] {
            let both = written(&format!("{all} = ['all']\n{one} = ['weak-keyword', 'weak-keyword']\n"));
            assert_eq!(both, written(&format!("{one} = ['weak-keyword']\n{all} = ['all']\n")));
            assert_ne!(both, written(&format!("{all} = ['all']\n")), "{all} {one}");
        }
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
            (
                "[lint]\ndeny = ['weak-keyword']\nwarn = [\n 'weak-keyword']\n",
                "route.toml:4: `weak-keyword` is under `deny` and under `warn`; keep one of them",
            ),
            (
                "[lint]\ndeny = ['fixture-fails']\n[lint.paths]\n'a.yaml' = ['fixture-fails']\n",
                "route.toml:4: `fixture-fails` is about a fixture and always an error; fix the fixture, remove it, or use `--min-accuracy`",
            ),
            ("team = ' '\n", "route.toml:1: `team` is empty; name one, or leave the key out"),
            ("agents = ['x/../../x']\n", "route.toml:1: `x/../../x` leads out of the repository; name it with a flag"),
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
