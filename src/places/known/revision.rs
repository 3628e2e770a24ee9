//! The places in a revision of a repository, found in the same way as those around the current folder.

use super::PLUGIN;
use super::plugins::{Contents, MARKETPLACE, Marketplace, PluginFolder, expanded, skills_of};
use crate::folders;
use crate::git::{Blob, Snapshot};
use std::path::{Path, PathBuf};
use task_router_engine::AgentKind;
use task_router_engine::agent::dialect;
use task_router_engine::source::{Tree, place_of, slashes};

/// Reads the definitions in the places that `revision` had in `folder` and above, nearest first, whether or not they exist
/// now.
///
/// # Errors
/// If the folder lies in no repository, git does not know the revision, or git fails.
pub fn trees(folder: &Path, revision: &str, name: &str) -> anyhow::Result<Vec<Tree>> {
    let snapshot = Snapshot::of(folder, revision)?;
    let places = places(&snapshot, snapshot.root(), snapshot.inside());
    places.into_iter().map(|place| snapshot.tree(&slashes(&place.below), place.at, place.kind, name)).collect()
}

impl Contents for Snapshot {
    fn is_file(&self, path: &Path) -> bool {
        self.file(&slashes(path)).is_some()
    }

    fn is_folder(&self, path: &Path) -> bool {
        let path = slashes(path);
        // A link's files are below it.
        let is_below = |blob: &Blob| blob.path != path && blob.link.as_ref() != Some(&path);
        self.below(&path).next().is_some_and(is_below)
    }

    fn exists(&self, path: &Path) -> bool {
        self.below(&slashes(path)).next().is_some()
    }

    fn entries(&self, folder: &Path) -> Vec<PathBuf> {
        let top = slashes(folder);
        let first = |blob: &Blob| {
            let below = blob.path.strip_prefix(&top)?.trim_start_matches('/');
            below.split('/').next().filter(|name| !name.is_empty()).map(|name| folder.join(name))
        };
        let mut found: Vec<PathBuf> = self.below(&top).filter_map(first).collect();
        found.dedup();
        found
    }

    fn read(&self, path: &Path, most: u64) -> Vec<u8> {
        let text = self.file(&slashes(path)).and_then(|blob| self.content(blob).ok());
        text.filter(|text| text.len() as u64 <= most).unwrap_or_default()
    }
}

/// The places in `inside` (a folder relative to the root) and above, nearest first, with their paths from the root.
fn places(contents: &impl Contents, root: &Path, inside: &Path) -> Vec<PluginFolder> {
    let mut found = RevisionSearch { contents, root, places: Vec::new() };
    for folder in inside.ancestors() {
        for (place, kind) in dialect::places() {
            expanded(contents, folder, place).iter().for_each(|below| found.add(folder, below, None, kind));
        }
        if contents.is_file(&folder.join(PLUGIN)) {
            let PluginFolder { below, at, kind } = PluginFolder::commands_of(&root.join(folder));
            found.add(folder, &below, Some(at), kind);
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

struct RevisionSearch<'a, C> {
    contents: &'a C,
    root: &'a Path,
    places: Vec<PluginFolder>,
}

impl<C: Contents> RevisionSearch<'_, C> {
    /// Adds a place, if it is there and was not found before.
    fn add(&mut self, folder: &Path, below: &Path, at: Option<String>, kind: AgentKind) {
        let below = folder.join(below);
        if self.contents.exists(&below) && self.places.iter().all(|known| known.below != below) {
            let at = at.unwrap_or_else(|| place_of(&self.root.join(&below), Some(self.root)));
            self.places.push(PluginFolder { below, at, kind });
        }
    }
}
