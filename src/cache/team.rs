//! Gets the index of a team from the cache, if nothing it was made from has changed.

use super::inputs::{InputState, Inputs};
use super::stored_cards::IndexSource;
use super::{Cache, CacheKey};
use crate::folders::here;
use crate::places::Places;
use blake3::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use task_router_engine::load::library;
use task_router_engine::source::{self, Library, Probe, ProbeResult, hash_option, hash_text};
use task_router_engine::team::{TEAM_FILE, group};
use task_router_engine::{Index, LoadError};

/// The index of the team `wanted`, or of the default one: from the cache if possible, else compiled and stored there.
/// Also whether it is one of the built-in teams.
///
/// # Errors
/// If a folder cannot be read or no team can be chosen.
pub fn index(places: &Places, wanted: Option<&str>, cache: &Cache) -> anyhow::Result<(Index, bool)> {
    if places.roots.is_empty() || cache.is_off() {
        return places.index(wanted);
    }
    let place = place_key(places, wanted);
    let source = Arc::new(IndexSource { places: places.clone(), wanted: wanted.map(str::to_owned) });
    let unchanged = cache.inputs(&place).filter(|inputs| inputs.state() == InputState::Same);
    if let Some(index) = unchanged.and_then(|inputs| cache.index(&inputs.content(), &source)) {
        return Ok((index, false));
    }
    let started = SystemTime::now();
    let (content, looked_at) = survey(places, &place)?;
    let inputs = Inputs::of(looked_at, content, started);
    if let Some(index) = cache.index(&content, &source) {
        cache.keep_inputs(&place, &inputs);
        return Ok((index, false));
    }
    let (index, built_in) = places.index(wanted)?;
    // Only if nothing changed meanwhile does the hash belong to the files that were read. A file that was swapped and
    // swapped back has the same hash again, but a later time.
    if !built_in && survey(places, &place)?.0 == content && inputs.are_settled() {
        cache.keep_index(&content, &index);
        cache.keep_inputs(&place, &inputs);
    }
    Ok((index, built_in))
}

/// What teams are made from, including what may appear.
///
/// # Errors
/// If a folder cannot be read.
pub fn looked_at(places: &Places) -> anyhow::Result<LookedAt> {
    Ok(survey(places, &place_key(places, None))?.1)
}

/// The key for a set of places: the program, the folder, the existing places and how they are read. If a place appears
/// or disappears, the key changes.
pub fn place_key(places: &Places, wanted: Option<&str>) -> CacheKey {
    let mut hash = Hasher::new();
    hash_text(&mut hash, env!("CARGO_PKG_VERSION").as_bytes());
    hash_text(&mut hash, env!("ROUTE_SOURCES").as_bytes());
    hash_text(&mut hash, here().as_os_str().as_encoded_bytes());
    // No team has an empty name, so asking for one is an error.
    for name in [wanted, places.preferred.as_deref(), places.loose.as_deref()] {
        hash_option(&mut hash, name.map(str::as_bytes));
    }
    hash_text(&mut hash, format!("{:?} {:?}", places.kinds, places.repository).as_bytes());
    places.roots.iter().for_each(|root| root.add_to(&mut hash));
    hash.finalize().into()
}

/// What was looked at.
#[derive(Debug, Default, Clone)]
pub struct LookedAt {
    /// Files and folders, including those that do not exist.
    pub seen: Vec<PathBuf>,
    /// What else was looked at, with the results.
    pub probes: Vec<(Probe, ProbeResult)>,
}

/// A hash of everything the index of a team is made from: the files with their names and where they are, and the
/// existing knowledge documents. Also returns what was looked at.
fn survey(places: &Places, place: &CacheKey) -> Result<(CacheKey, LookedAt), LoadError> {
    let mut hash = Hasher::new();
    hash.update(place);
    let (mut trees, mut looked_at) = (Vec::new(), LookedAt::default());
    for root in &places.roots {
        let is_team_file = |path: &Path| path.file_name().is_some_and(|name| name == TEAM_FILE);
        let (mut tree, content) = source::survey(root, is_team_file)?;
        hash.update(content.as_bytes());
        looked_at.seen.append(&mut tree.seen);
        looked_at.probes.append(&mut tree.probes);
        trees.push(tree);
    }
    let mut add = |library: Library| {
        hash_text(&mut hash, library.display.as_bytes());
        hash_text(&mut hash, library.problem.unwrap_or_default().as_bytes());
        for documents in [&library.documents, &library.too_large, &library.unreadable] {
            hash.update(&(documents.len() as u64).to_le_bytes());
            documents.iter().for_each(|document| hash_text(&mut hash, document.as_bytes()));
        }
        looked_at.seen.extend(library.seen);
        looked_at.probes.extend(library.probes);
    };
    for team in group(&trees, |tree, folder, stated| library(tree, folder, stated, &here())) {
        add(team.library);
    }
    // Files outside every team's folder may form a team of their own.
    for tree in trees.iter().filter(|tree| tree.files.iter().all(|file| file.path != TEAM_FILE)) {
        add(library(tree, "", None, &here()));
    }
    let LookedAt { seen, probes } = &mut looked_at;
    seen.sort_unstable();
    seen.dedup();
    probes.sort_unstable();
    probes.dedup();
    Ok((hash.finalize().into(), looked_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Surroundings, WantedPlaces};
    use std::fs;
    use std::path::PathBuf;
    use std::time::Duration;
    use tempfile::TempDir;

    fn write(path: &Path, word: &str) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text =
            format!("---\nname: {name}\ndescription: handles {word}\nkeywords: [{word}]\nknowledge: {name}.md\n---\n");
        fs::write(path, text).unwrap();
    }

    #[test]
    fn the_cache_gives_the_same_index_and_notices_every_change() {
        let top = tempfile::tempdir().unwrap();
        let agents = top.path().join("agents");
        fs::create_dir_all(&agents).unwrap();
        write(&agents.join("one.md"), "tokens");
        write(&agents.join("two.md"), "stylesheets");
        let cache = Cache::in_folder(top.path().join("cache"));
        let wanted = WantedPlaces { named: vec![agents.clone()], ..WantedPlaces::default() };
        let places = Places::find(wanted, &Surroundings::default());
        let files = || fs::read_dir(top.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let kept = || files().filter(|path| path.extension().is_some_and(|kind| kind == "index")).count();
        let check = |changed: usize| {
            // What was stamped a moment ago may change within the same tick, so it is not stored.
            std::thread::sleep(Duration::from_millis(50));
            let (plain, _) = places.index(None).unwrap();
            for _ in 0..2 {
                assert_eq!(index(&places, None, &cache).unwrap().0.image().bytes(), plain.image().bytes());
                assert_eq!(kept(), changed);
            }
        };
        check(1);
        write(&agents.join("two.md"), "templates");
        check(2);
        fs::rename(agents.join("one.md"), agents.join("three.md")).unwrap();
        check(3);
        fs::create_dir_all(top.path().join("knowledgebase")).unwrap();
        check(4);
        fs::write(top.path().join("knowledgebase/one.md"), "").unwrap();
        check(5);
        fs::write(agents.join("team.md"), "---\nname: team\nfallback: one\n---\n").unwrap();
        check(6);
        for path in files() {
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            fs::write(path, bytes).unwrap();
        }
        check(6);
    }

    /// A folder with two agents, its places, and a cache in it.
    fn two_agents() -> (TempDir, Places, Cache) {
        let top = tempfile::tempdir().unwrap();
        let agents = top.path().join("agents");
        fs::create_dir_all(&agents).unwrap();
        write(&agents.join("one.md"), "tokens");
        write(&agents.join("two.md"), "stylesheets");
        std::thread::sleep(Duration::from_millis(50));
        let cache = Cache::in_folder(top.path().join("cache"));
        let wanted = WantedPlaces { named: vec![agents], ..WantedPlaces::default() };
        let places = Places::find(wanted, &Surroundings::default());
        (top, places, cache)
    }

    /// Changes the last byte of the cached index, which is part of the last card; returns the file and what it holds now.
    fn damage_last_card(top: &TempDir) -> (PathBuf, Vec<u8>) {
        let mut files = fs::read_dir(top.path().join("cache")).unwrap().map(|entry| entry.unwrap().path());
        let file = files.find(|path| path.extension().is_some_and(|kind| kind == "index")).unwrap();
        let mut bytes = fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&file, &bytes).unwrap();
        (file, bytes)
    }

    #[test]
    fn a_damaged_card_is_made_again() {
        let (top, places, cache) = two_agents();
        let cards = || {
            let index = index(&places, None, &cache).unwrap().0;
            let is_stored = index.cards().in_memory().is_none();
            let card = |name| index.card(index.agent(name).unwrap()).knowledge.clone().unwrap();
            (is_stored, card("one"), card("two"))
        };
        let (is_stored, one, two) = cards();
        assert!(!is_stored && one.ends_with("one.md") && two.ends_with("two.md"));
        assert_eq!(cards(), (true, one.clone(), two.clone()));
        let (file, mut bytes) = damage_last_card(&top);
        assert_eq!(cards(), (true, one.clone(), two.clone()), "the second one is made again");
        assert_eq!(cards(), (false, one.clone(), two.clone()), "the damaged entry is gone");
        assert_eq!(cards(), (true, one.clone(), two.clone()), "a new one is stored");
        bytes.pop();
        fs::write(&file, &bytes).unwrap();
        assert_eq!(cards(), (false, one, two), "a cut file is not used");
    }

    #[test]
    fn a_damaged_card_of_a_definition_that_is_gone_is_told() {
        let (top, places, cache) = two_agents();
        index(&places, None, &cache).unwrap();
        let stored = index(&places, None, &cache).unwrap().0;
        damage_last_card(&top);
        fs::remove_file(top.path().join("agents/two.md")).unwrap();
        let card = |name| stored.card(stored.agent(name).unwrap());
        assert!(card("one").knowledge.is_some() && !stored.has_lost_card());
        assert_eq!((card("two").knowledge.as_deref(), stored.has_lost_card()), (None, true));
    }

    #[test]
    fn each_team_has_an_entry_of_its_own() {
        let top = tempfile::tempdir().unwrap();
        let agents = top.path().join("agents");
        for (team, is_default) in [("a", true), ("b", false)] {
            let folder = agents.join(team);
            fs::create_dir_all(&folder).unwrap();
            write(&folder.join(format!("of-{team}.md")), "tokens");
            fs::write(folder.join("team.md"), format!("---\nname: {team}\ndefault: {is_default}\nclarify: W?\n---\n"))
                .unwrap();
        }
        std::thread::sleep(Duration::from_millis(50));
        let cache = Cache::in_folder(top.path().join("cache"));
        let named = |folder: &Path| {
            let wanted = WantedPlaces { named: vec![folder.to_owned()], ..WantedPlaces::default() };
            Places::find(wanted, &Surroundings::default())
        };
        let (places, only_b) = (named(&agents), named(&agents.join("b")));
        // The second round is answered from the cache.
        for _ in 0..2 {
            let agent = |places: &Places, wanted: Option<&str>| {
                let (index, _) = index(places, wanted, &cache).unwrap();
                index.agent_names().collect::<Vec<_>>().join(" ")
            };
            assert_eq!(agent(&places, Some("a")), "of-a");
            assert_eq!(agent(&places, Some("b")), "of-b");
            assert_eq!(agent(&places, None), "of-a", "the default one");
            assert_eq!(agent(&only_b, None), "of-b");
            assert!(index(&places, Some("c"), &cache).is_err());
        }
    }

    /// A list of inputs made long after the last change, as usual.
    fn settled(paths: &[&Path]) -> Inputs {
        let seen = paths.iter().map(|path| path.to_path_buf()).collect();
        Inputs::of(LookedAt { seen, ..LookedAt::default() }, [0; 32], SystemTime::now() + Duration::from_secs(10))
    }

    #[cfg(unix)]
    #[test]
    fn a_look_tells_every_change() {
        let top = tempfile::tempdir().unwrap();
        let (file, folder, absent) = (top.path().join("a"), top.path().join("f"), top.path().join("x"));
        let make = || {
            let _ = fs::remove_dir_all(&folder);
            let _ = fs::remove_file(&absent);
            fs::create_dir(&folder).unwrap();
            fs::write(folder.join("b"), "b").unwrap();
            fs::write(&file, "one").unwrap();
            settled(&[&file, &folder, &absent])
        };
        let shell = |line: &str| {
            let done = std::process::Command::new("sh").args(["-c", line]).current_dir(top.path()).status();
            assert!(done.unwrap().success(), "{line}");
        };
        assert_eq!(make().state(), InputState::Same);
        for change in [
            "echo longer > a",
            "printf two > a",
            // Same size and same modification time, but another inode change time.
            "cp -p a kept && printf two > a && touch -r kept a",
            "printf two > new && touch -r a new && mv new a",
            "cp -p a new && mv new a",
            "touch -d '2001-01-01' a",
            "chmod 600 a && chmod 644 a",
            "rm a",
            "rm a && ln -s f/b a",
            "touch f/new",
            "rm f/b",
            "mv f/b f/c",
            "mkdir x",
            "touch x",
            "ln -s a x",
        ] {
            let inputs = make();
            shell(change);
            assert_eq!(inputs.state(), InputState::Unknown, "{change}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn what_may_change_within_a_tick_is_read_again() {
        let top = tempfile::tempdir().unwrap();
        let file = top.path().join("a");
        fs::write(&file, "one").unwrap();
        let seen = || LookedAt { seen: vec![file.clone()], ..LookedAt::default() };
        let at = |time| Inputs::of(seen(), [0; 32], time).state();
        assert_eq!(at(SystemTime::now()), InputState::Unknown, "just written");
        assert_eq!(at(SystemTime::now() - Duration::from_secs(3600)), InputState::Unknown, "the clock was set back");
        assert_eq!(at(SystemTime::now() + Duration::from_secs(10)), InputState::Same);
        // A change time in the future arrives.
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(SystemTime::now() + Duration::from_secs(60))
            .unwrap();
        assert_eq!(at(SystemTime::now() + Duration::from_secs(10)), InputState::Unknown);
    }
}
