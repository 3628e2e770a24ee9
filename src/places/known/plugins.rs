//! Plugins of Claude Code: the folders in `plugins`, and those that a marketplace names.

use super::PLUGIN_COMMANDS;
use serde_json::Value;
use std::fs;
use std::path::{Component, Path, PathBuf};
use task_router_engine::agent::dialect::SKILL_FILE;
use task_router_engine::source::slashes;
use task_router_engine::{AgentKind, files};

/// The list of plugins that a repository offers.
pub(super) const MARKETPLACE: &str = ".claude-plugin/marketplace.json";
/// Maximum number of bytes read of a list.
const LONGEST: u64 = 1 << 20;
/// Maximum number of plugins that are looked at, and of entries of a folder.
const MOST: usize = 1000;
/// Maximum number of paths of plugins that are looked at: each costs a few system calls in every request.
pub(super) const MOST_PATHS: usize = 4 * MOST;
/// Maximum number of paths out of the repository that are listed.
const MOST_OUTSIDE: usize = 100;
/// What is in a plugin, and the key that names more of it.
const PARTS: [(&str, AgentKind); 3] =
    [("agents", AgentKind::Agent), ("skills", AgentKind::Skill), ("commands", AgentKind::Command)];

/// What is in a repository: in its checkout, or in a revision of it.
pub trait Contents {
    /// Whether a path is a file, or a link to one.
    fn is_file(&self, path: &Path) -> bool;
    /// Whether a path is a folder, and no link.
    fn is_folder(&self, path: &Path) -> bool;
    /// Whether anything is there.
    fn exists(&self, path: &Path) -> bool;
    /// The paths directly in a folder.
    fn entries(&self, folder: &Path) -> Vec<PathBuf>;
    /// A file of at most this many bytes; otherwise nothing.
    fn read(&self, path: &Path, most: u64) -> Vec<u8>;
}

/// What is on disk.
pub(super) struct Checkout;

impl Contents for Checkout {
    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok_and(|found| found.is_dir())
    }

    fn exists(&self, path: &Path) -> bool {
        path.exists()
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
    }

    fn read(&self, path: &Path, most: u64) -> Vec<u8> {
        files::read(path, most).unwrap_or_default()
    }
}

/// A folder with definitions, of a plugin or of a client.
#[derive(Debug, PartialEq, Eq)]
pub struct PluginFolder {
    /// Its path below the folder that it was found from: for a plugin, the folder of the marketplace.
    pub below: PathBuf,
    /// Its place; for a plugin, as if it lay in `plugins`.
    pub at: String,
    /// The kind of its definitions.
    pub kind: AgentKind,
}

impl PluginFolder {
    /// The commands of the plugin whose root a folder is.
    pub(super) fn commands_of(folder: &Path) -> Self {
        let name = slashes(Path::new(folder.file_name().unwrap_or_default()));
        let at = format!("plugins/{name}/{PLUGIN_COMMANDS}");
        Self { below: PLUGIN_COMMANDS.into(), at, kind: AgentKind::Command }
    }
}

/// The folders of a marketplace's plugins, and the paths that it may not name.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Marketplace {
    pub(super) folders: Vec<PluginFolder>,
    pub(super) outside: Vec<Outside>,
    /// Number of plugins and paths beyond those that are looked at.
    pub(super) beyond: usize,
}

/// A path out of the repository, and the line that names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outside {
    pub(super) path: String,
    pub(super) line: usize,
}

impl Marketplace {
    /// Reads the list of plugins in a folder. Plugins in other repositories are not here to be read.
    pub(super) fn of(contents: &impl Contents, folder: &Path) -> Self {
        let mut found = Self::default();
        let text = contents.read(&folder.join(MARKETPLACE), LONGEST);
        let Ok(list) = serde_json::from_slice::<Value>(&text) else { return found };
        let text = String::from_utf8_lossy(&text);
        let base = list["metadata"]["pluginRoot"].as_str().unwrap_or(".");
        let plugins = list["plugins"].as_array().map_or(&[][..], Vec::as_slice);
        found.beyond = plugins.len().saturating_sub(MOST);
        for plugin in plugins.iter().take(MOST) {
            let Some(source) = local(&plugin["source"]) else { continue };
            let base = if source.starts_with("./") { "." } else { base };
            match inside(Path::new(base), source) {
                Some(source) => found.add((contents, folder), &text, plugin, &source),
                None => found.is_outside(&text, source),
            }
        }
        found
    }

    /// Notes a path that leads out of the repository. Of several that are written alike, each has its own line.
    fn is_outside(&mut self, text: &str, path: &str) {
        if self.outside.len() == MOST_OUTSIDE {
            self.beyond += 1;
            return;
        }
        let earlier = self.outside.iter().filter(|outside| outside.path == path).count();
        let written = Value::from(path).to_string();
        let places: Vec<usize> = text.match_indices(&written).map(|(at, _)| at).collect();
        let at = places.get(earlier).or(places.last());
        let line = at.map_or(1, |at| text[..*at].matches('\n').count() + 1);
        self.outside.push(Outside { path: path.to_owned(), line });
    }

    fn add(&mut self, (contents, folder): (&impl Contents, &Path), text: &str, plugin: &Value, source: &Path) {
        let is_name = |name: &&str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
        let own = source.file_name().and_then(|name| name.to_str()).unwrap_or("plugin");
        let name = plugin["name"].as_str().filter(is_name).unwrap_or(own);
        for (part, kind) in PARTS {
            let at = format!("plugins/{name}/{part}");
            self.folders.push(PluginFolder { below: source.join(part), at: at.clone(), kind });
            for stated in texts(&plugin[part]) {
                if self.folders.len() >= MOST_PATHS {
                    self.beyond += 1;
                    continue;
                }
                let Some(below) = inside(source, stated) else {
                    self.is_outside(text, stated);
                    continue;
                };
                let is_skill = kind == AgentKind::Skill && contents.is_file(&folder.join(&below).join(SKILL_FILE));
                // Skills beside it are read with it, as one place.
                let (below, at) = match below.parent().filter(|parent| is_skill && *parent != source) {
                    Some(parent) => (parent.to_owned(), at.clone()),
                    None => {
                        let last = below.file_name().and_then(|name| name.to_str()).unwrap_or(part);
                        let at = format!("{at}/{last}");
                        (below, at)
                    }
                };
                self.folders.push(PluginFolder { below, at, kind });
            }
        }
    }
}

/// The path of a plugin in the same repository.
fn local(source: &Value) -> Option<&str> {
    let is_elsewhere = |key: &str| !source[key].is_null();
    match source {
        Value::String(path) => Some(path.as_str()).filter(|path| !path.contains("://") && !path.starts_with("git@")),
        _ => source["path"].as_str().filter(|_| !["url", "repo"].into_iter().any(is_elsewhere)),
    }
}

/// A text or several.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().into_iter().flatten();
    value.as_str().into_iter().chain(several.filter_map(Value::as_str))
}

/// `path` below `base`, if it does not lead out of the repository.
fn inside(base: &Path, path: &str) -> Option<PathBuf> {
    let mut found = PathBuf::new();
    for part in base.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => found.push(name),
            Component::ParentDir => found.pop().then_some(())?,
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(found)
}

/// A place below a folder; for `plugins/*/agents`, the one of every plugin.
pub(super) fn expanded(contents: &impl Contents, folder: &Path, place: &str) -> Vec<PathBuf> {
    let Some((before, after)) = place.split_once("/*/") else { return vec![place.into()] };
    let plugins = contents.entries(&folder.join(before));
    // A marketplace may group its plugins: `plugins/devops/NAME`.
    let is_marketplace = contents.is_file(&folder.join(MARKETPLACE));
    let is_sort = |path: &&PathBuf| {
        is_marketplace && !contents.exists(&path.join(".claude-plugin")) && !contents.exists(&path.join(after))
    };
    let is_own = |path: &&PathBuf| contents.is_folder(path);
    let sorted = plugins.iter().filter(is_sort).filter(is_own).flat_map(|path| contents.entries(path));
    let plugins = plugins.iter().cloned().chain(sorted);
    let below = |path: PathBuf| Some(path.strip_prefix(folder).ok()?.join(after));
    let mut paths: Vec<PathBuf> = plugins.filter_map(below).collect();
    paths.sort();
    paths
}

/// The folders with a `SKILL.md` directly below a folder: a collection of skills without a folder for them.
pub(super) fn skills_of(contents: &impl Contents, folder: &Path) -> Vec<PathBuf> {
    let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.as_encoded_bytes().starts_with(b"."));
    let found = contents.entries(folder);
    if found.len() > MOST {
        return Vec::new();
    }
    let skills = found.into_iter().filter(|path| !is_hidden(path) && contents.is_file(&path.join(SKILL_FILE)));
    let mut skills: Vec<PathBuf> = skills.filter_map(|path| path.file_name().map(PathBuf::from)).collect();
    skills.sort();
    skills
}
