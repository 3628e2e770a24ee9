//! The places in a revision of a repository, found in the same way as those around the current folder.

use super::plugins::{Contents, MARKETPLACE, Marketplace, PluginFolder, expanded, skills_of};
use super::{PLUGIN, PLUGIN_COMMANDS};
use crate::folders;
use std::path::Path;
use task_router_engine::agent::dialect::{self, AgentKind};
use task_router_engine::source::{place_of, slashes};

/// The places in `inside` (a folder relative to the root) and above, nearest first, with their paths from the root.
pub fn places(contents: &impl Contents, root: &Path, inside: &Path) -> Vec<PluginFolder> {
    let mut found = Found { contents, root, places: Vec::new() };
    for folder in inside.ancestors() {
        for (place, kind) in dialect::places() {
            expanded(contents, folder, place).iter().for_each(|below| found.add(folder, below, None, kind));
        }
        if contents.is_file(&folder.join(PLUGIN)) {
            let name = slashes(Path::new(root.join(folder).file_name().unwrap_or_default()));
            let at = format!("plugins/{name}/{PLUGIN_COMMANDS}");
            found.add(folder, Path::new(PLUGIN_COMMANDS), Some(at), AgentKind::Command);
        }
        if contents.is_file(&folder.join(MARKETPLACE)) {
            for PluginFolder { below, at, kind } in Marketplace::of(contents, folder).folders {
                let path = folder.join(&below);
                if !found.places.iter().any(|known| path.starts_with(&known.below)) {
                    found.add(folder, &below, Some(at), kind);
                }
            }
        }
    }
    if found.places.is_empty() && folders::home().as_deref() != Some(root) {
        let top = Path::new("");
        skills_of(contents, top).iter().for_each(|below| found.add(top, below, None, AgentKind::Skill));
    }
    found.places
}

struct Found<'a, C> {
    contents: &'a C,
    root: &'a Path,
    places: Vec<PluginFolder>,
}

impl<C: Contents> Found<'_, C> {
    /// Adds a place, if it is there and was not found before.
    fn add(&mut self, folder: &Path, below: &Path, at: Option<String>, kind: AgentKind) {
        let below = folder.join(below);
        if self.contents.exists(&below) && self.places.iter().all(|known| known.below != below) {
            let at = at.unwrap_or_else(|| place_of(&self.root.join(&below), Some(self.root)));
            self.places.push(PluginFolder { below, at, kind });
        }
    }
}
