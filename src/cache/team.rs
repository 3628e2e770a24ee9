//! The index of a team from the cache, where nothing that it was made from has changed.

use super::Cache;
use crate::places::{Places, here};
use std::path::Path;
use task_router_engine::index::Index;
use task_router_engine::load::{Error, library};
use task_router_engine::source::{self, Library, hash_text};
use task_router_engine::team::{TEAM_FILE, group};
use xxhash_rust::xxh3::Xxh3;

/// The index of the team `wanted`, or of the default one, taken from the cache where that has it and kept there
/// where not; and whether it is the program's own.
///
/// # Errors
/// Where a folder cannot be read or no team can be chosen.
pub fn index(places: &Places, wanted: Option<&str>, cache: &Cache) -> anyhow::Result<(Index, bool)> {
    if places.roots.is_empty() || cache.is_off() {
        return places.index(wanted);
    }
    let before = key(places, wanted)?;
    if let Some(index) = cache.get(before) {
        return Ok((index, false));
    }
    let (index, built_in) = places.index(wanted)?;
    // Only where nothing changed meanwhile is it known that the key is that of the files which were read.
    if !built_in && key(places, wanted)? == before {
        cache.put(before, &index);
    }
    Ok((index, built_in))
}

/// A hash of all that the index of a team is made from: the program, the files with their names, the knowledge documents
/// that are there, which team and which kinds are wanted.
fn key(places: &Places, wanted: Option<&str>) -> Result<u128, Error> {
    let mut hash = Xxh3::new();
    hash_text(&mut hash, env!("CARGO_PKG_VERSION").as_bytes());
    hash_text(&mut hash, env!("ROUTE_SOURCES").as_bytes());
    hash_text(&mut hash, wanted.unwrap_or("").as_bytes());
    hash_text(&mut hash, format!("{:?}", places.kinds).as_bytes());
    let mut trees = Vec::new();
    for root in &places.roots {
        let is_team_file = |path: &Path| path.file_name().is_some_and(|name| name == TEAM_FILE);
        let (tree, content) = source::survey(root, is_team_file)?;
        hash_text(&mut hash, root.folder.as_os_str().as_encoded_bytes());
        hash.update(&content.to_le_bytes());
        trees.push(tree);
    }
    for team in group(&trees, |tree, folder, stated| library(tree, folder, stated, &here())) {
        hash_library(&mut hash, &team.library);
    }
    // Files outside every team's folder may make a team of their own.
    for tree in trees.iter().filter(|tree| tree.files.iter().all(|file| file.path != TEAM_FILE)) {
        hash_library(&mut hash, &library(tree, "", None, &here()));
    }
    Ok(hash.digest128())
}

fn hash_library(hash: &mut Xxh3, library: &Library) {
    hash_text(hash, library.display.as_bytes());
    hash.update(&(library.documents.len() as u64).to_le_bytes());
    library.documents.iter().for_each(|document| hash_text(hash, document.as_bytes()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Surroundings, Wanted};
    use std::fs;

    #[test]
    fn the_cache_gives_the_same_index_and_notices_every_change() {
        let top = tempfile::tempdir().unwrap();
        let agents = top.path().join("agents");
        fs::create_dir_all(&agents).unwrap();
        let write = |name: &str, word: &str| {
            let text = format!(
                "---\nname: {name}\ndescription: handles {word}\nkeywords: [{word}]\nknowledge: {name}.md\n---\n"
            );
            fs::write(agents.join(format!("{name}.md")), text).unwrap();
        };
        write("one", "tokens");
        write("two", "stylesheets");
        let cache = Cache::in_folder(top.path().join("cache"));
        let wanted = Wanted { named: vec![agents.clone()], ..Wanted::default() };
        let places = Places::find(wanted, &Surroundings::default());
        let kept = || fs::read_dir(top.path().join("cache")).unwrap().count();
        let check = |changed: usize| {
            let (plain, _) = places.index(None).unwrap();
            for _ in 0..2 {
                assert_eq!(index(&places, None, &cache).unwrap().0.image().bytes(), plain.image().bytes());
                assert_eq!(kept(), changed);
            }
        };
        check(1);
        write("two", "templates");
        check(2);
        fs::rename(agents.join("one.md"), agents.join("three.md")).unwrap();
        check(3);
        fs::create_dir_all(top.path().join("knowledgebase")).unwrap();
        check(4);
        fs::write(top.path().join("knowledgebase/one.md"), "").unwrap();
        check(5);
        fs::write(agents.join("team.md"), "---\nname: team\nfallback: one\n---\n").unwrap();
        check(6);
        for entry in fs::read_dir(top.path().join("cache")).unwrap() {
            let path = entry.unwrap().path();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).unwrap();
        }
        check(6);
    }
}
