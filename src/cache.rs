//! The disk cache of compiled indices: a team that has not changed is not compiled again.
//!
//! An index is stored under the hash of everything it was made from: the hash again, the length of the image, the image
//! and the agents' cards. For each set of places there is also a list of the
//! files and folders that were looked at. Nothing here is ever an error: a cache that is damaged, out of date, full,
//! read-only, owned by another user or written by two processes at once costs time, but changes no answer.

mod folder;
mod inputs;
mod stored_cards;
#[cfg(all(test, unix))]
mod stale;
pub mod team;

use crate::{folders, terminal};
use folder::{CacheFile, CacheFolder, is_unfinished};
pub use inputs::Inputs;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;
use std::{env, fmt::Write};
use stored_cards::{IndexSource, StoredCards};
use task_router_engine::Index;
use task_router_engine::index::cards::Cards;
use task_router_engine::index::image::Image;

/// The size limit of all cached indices together; beyond it the oldest are removed.
const MAX_BYTES: u64 = 512 << 20;
/// An unfinished file older than this was abandoned.
const ABANDONED: Duration = Duration::from_secs(3600);
/// The kinds of cached files, as in their names.
const INDEX: &str = "index";
const INPUTS: &str = "inputs";

/// A cryptographic hash, so that nobody can construct a second repository with the same key.
type CacheKey = [u8; 32];

/// A folder of compiled indices, or none.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The cache in `folder`, which is created when something is first stored.
    #[cfg(test)]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// The folder in `ROUTE_CACHE` (no cache if that is empty), or else `route` in the user's cache folder. A folder
    /// that others can write to is not used, with a warning.
    pub fn of_user() -> Self {
        let folder = match env::var_os("ROUTE_CACHE") {
            Some(folder) => Some(PathBuf::from(folder)).filter(|folder| !folder.as_os_str().is_empty()),
            None => user_caches().map(|folder| folder.join("route")),
        };
        let Some(path) = &folder else { return Self::default() };
        match CacheFolder::open(path, false) {
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied => {
                let path = path.display();
                terminal::warning(&format!("the cache `{path}` is not used: {e}; `chmod 700` it, or set ROUTE_CACHE"));
                Self::default()
            }
            _ => Self { folder },
        }
    }

    /// Whether anything can be stored.
    pub fn is_off(&self) -> bool {
        self.folder.is_none()
    }

    /// The index stored under this hash, if it exists and is intact; `source` is what it was made from.
    fn index(&self, content: &CacheKey, source: &Arc<IndexSource>) -> Option<Index> {
        let (mut file, length) = self.file(&name(content, INDEX)).ok()?;
        let mut start = [0u64; KEY_WORDS + 1];
        file.read_exact(bytemuck::cast_slice_mut(&mut start)).ok()?;
        let (words, key) = start.split_last()?;
        // A file under a wrong name is not trusted.
        if bytemuck::cast_slice::<u64, u8>(key) != content {
            return None;
        }
        let cards_start = words.checked_mul(8)?.checked_add(size_of_val(&start) as u64).filter(|end| *end <= length)?;
        let mut words = vec![0u64; *words as usize];
        file.read_exact(bytemuck::cast_slice_mut(&mut words)).ok()?;
        let image = Image::read(words)?;
        let cards = StoredCards {
            file: Mutex::new(file),
            start: cards_start,
            source: Arc::clone(source),
            entry: (self.clone(), *content),
            made_again: OnceLock::new(),
        };
        let index = Index::from_image(image, Cards::Stored(Arc::new(cards)))?;
        (cards_start + u64::from(index.card_bytes()) == length).then_some(index)
    }

    /// Opens a file, and its length.
    fn file(&self, name: &str) -> io::Result<(File, u64)> {
        self.open(false)?.read(name, MAX_BYTES).inspect_err(|e| {
            if e.kind() == io::ErrorKind::PermissionDenied {
                terminal::warning(&format!("`{name}` in the cache is not used: it is not yours alone; delete it"));
            }
        })
    }

    /// Stores an index that was just made, if possible.
    fn keep_index(&self, content: &CacheKey, index: &Index) {
        if let (Ok(folder), Some(cards)) = (self.open(true), index.cards().in_memory()) {
            let image = index.image().bytes();
            let words = (image.len() as u64 / 8).to_ne_bytes();
            // If it cannot be stored, it is compiled again next time.
            let _ = folder.write(&name(content, INDEX), &[content, &words, image, cards]);
            let _ = keep_small(&folder);
        }
    }

    /// The list of inputs stored for a place.
    fn inputs(&self, place: &CacheKey) -> Option<Inputs> {
        Inputs::from_bytes(&self.open(false).ok()?.bytes(&name(place, INPUTS), MAX_BYTES).ok()?)
    }

    /// Stores such a list, if possible.
    fn keep_inputs(&self, place: &CacheKey, inputs: &Inputs) {
        if let Ok(folder) = self.open(true) {
            let _ = folder.write(&name(place, INPUTS), &[&inputs.to_bytes()]);
        }
    }

    fn open(&self, make: bool) -> io::Result<CacheFolder> {
        let path = self.folder.as_deref().ok_or(io::ErrorKind::NotFound)?;
        CacheFolder::open(path, make)
    }
}

/// A key as words of an image.
const KEY_WORDS: usize = size_of::<CacheKey>() / size_of::<u64>();

fn name(key: &CacheKey, what: &str) -> String {
    let mut name = String::with_capacity(80);
    // Writing to a string cannot fail.
    key.iter().for_each(|byte| {
        let _ = write!(name, "{byte:02x}");
    });
    name + "." + what
}

/// The system's folder for a user's caches; only absolute paths count.
fn user_caches() -> Option<PathBuf> {
    folders::named("XDG_CACHE_HOME").or_else(|| match env::consts::OS {
        "windows" => folders::named("LOCALAPPDATA"),
        "macos" => Some(folders::home()?.join("Library/Caches")),
        _ => Some(folders::home()?.join(".cache")),
    })
}

/// Removes the oldest files until the rest is within the limit, and abandoned unfinished files.
fn keep_small(folder: &CacheFolder) -> io::Result<()> {
    let (unfinished, mut kept): (Vec<CacheFile>, Vec<CacheFile>) =
        folder.entries()?.into_iter().partition(|entry| is_unfinished(&entry.name));
    for entry in unfinished {
        if entry.written.elapsed().is_ok_and(|age| age > ABANDONED) {
            folder.remove(&entry.name)?;
        }
    }
    kept.sort_by_key(|entry| entry.written);
    let mut bytes: u64 = kept.iter().map(|entry| entry.bytes).sum();
    for entry in kept {
        if bytes <= MAX_BYTES {
            break;
        }
        folder.remove(&entry.name)?;
        bytes -= entry.bytes;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::{Places, Surroundings, WantedPlaces};
    use std::fs;
    use std::time::SystemTime;
    use task_router_engine::Team;

    fn made() -> Index {
        Index::compile(&Team { name: "t".to_owned(), ..Team::default() })
    }

    fn kept(cache: &Cache, key: &CacheKey) -> Option<Index> {
        let places = Places::find(WantedPlaces::default(), &Surroundings::default());
        cache.index(key, &Arc::new(IndexSource { places, wanted: None }))
    }

    #[test]
    fn what_is_kept_comes_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("deep/cache"));
        let (one, other) = ([7; 32], [8; 32]);
        assert!(kept(&cache, &one).is_none());
        cache.keep_index(&one, &made());
        assert_eq!(kept(&cache, &one).unwrap().team(), "t");
        let path = |key: &CacheKey| folder.path().join("deep/cache").join(name(key, INDEX));
        let whole = fs::read(path(&one)).unwrap();
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 16;
            fs::write(path(&one), damaged).unwrap();
            assert!(kept(&cache, &one).is_none(), "byte {at}");
            fs::write(path(&one), &whole[..at]).unwrap();
            assert!(kept(&cache, &one).is_none(), "cut at {at}");
        }
        fs::write(path(&one), &whole).unwrap();
        fs::rename(path(&one), path(&other)).unwrap();
        assert!(kept(&cache, &other).is_none(), "another key's file");
    }

    #[test]
    fn a_cache_that_cannot_be_written_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = Cache::in_folder(file.join("below"));
        cache.keep_index(&[1; 32], &made());
        assert!(kept(&cache, &[1; 32]).is_none());
        Cache::default().keep_index(&[1; 32], &made());
        assert!(kept(&Cache::default(), &[1; 32]).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn only_what_is_the_users_alone_is_believed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache");
        let cache = Cache::in_folder(path.clone());
        let key = [7; 32];
        cache.keep_index(&key, &made());
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join(name(&key, INDEX)))), (0o700, 0o600));
        let set = |path: &std::path::Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        for (mode, is_believed) in [(0o777, false), (0o720, false), (0o702, false), (0o755, true), (0o700, true)] {
            set(&path, mode);
            assert_eq!(kept(&cache, &key).is_some(), is_believed, "folder {mode:o}");
        }
        let file = path.join(name(&key, INDEX));
        set(&file, 0o666);
        assert!(kept(&cache, &key).is_none(), "a file that others can write");
        set(&file, 0o600);
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(&file, &elsewhere).unwrap();
        symlink(&elsewhere, &file).unwrap();
        assert!(kept(&cache, &key).is_none(), "a link");
        fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        assert!(kept(&cache, &key).is_none(), "a pipe");
    }

    #[test]
    fn the_oldest_of_its_own_files_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (name(&[1; 32], INDEX), name(&[2; 32], INDEX));
        for (name, age) in [("thesis.index", 1000), (old.as_str(), 100), (new.as_str(), 10)] {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_len(MAX_BYTES / 2 + 1).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        keep_small(&CacheFolder::open(folder.path(), false).unwrap()).unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, [new.as_str(), "thesis.index"]);
    }
}
