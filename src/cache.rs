//! The disk cache of compiled indices: a team that has not changed is not compiled again.
//!
//! An index is stored under the hash of everything it was made from. For each set of places there is also a list of the
//! files and folders that were looked at. Nothing here is ever an error: a cache that is damaged, out of date, full,
//! read-only, owned by another user or written by two processes at once costs time, but changes no answer.

mod folder;
mod inputs;
#[cfg(all(test, unix))]
mod stale;
pub mod team;

use crate::{folders, terminal};
use folder::{Entry, Folder, is_unfinished};
pub use inputs::Inputs;
use std::io::{self, Read};
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fmt::Write};
use task_router_engine::index::{Index, image::Image};

/// The size limit of all cached indices together; beyond it the oldest are removed.
const MAX_BYTES: u64 = 512 << 20;
/// An unfinished file older than this was abandoned.
const ABANDONED: Duration = Duration::from_secs(3600);
/// The kinds of cached files, as in their names.
const INDEX: &str = "index";
const INPUTS: &str = "inputs";

/// A cryptographic hash, so that nobody can construct a second repository with the same key.
type Key = [u8; 32];

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
        match Folder::open(path, false) {
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

    /// The index stored under this hash, if it exists and is intact.
    fn index(&self, content: &Key) -> Option<Index> {
        let words = self.words(&name(content, INDEX)).ok()?;
        // The key is stored behind the image too, so that a file under a wrong name is not trusted.
        let (image, key) = words.split_last_chunk::<KEY_WORDS>()?;
        if bytemuck::bytes_of(key) != content {
            return None;
        }
        let length = image.len();
        let mut words = words;
        words.truncate(length);
        Index::from_image(Image::read(words)?)
    }

    fn words(&self, name: &str) -> io::Result<Vec<u64>> {
        let folder = self.open(false)?;
        let (mut file, length) = folder.read(name, MAX_BYTES).inspect_err(|e| {
            if e.kind() == io::ErrorKind::PermissionDenied {
                terminal::warning(&format!("`{name}` in the cache is not used: it is not yours alone; delete it"));
            }
        })?;
        if length % 8 != 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut words = vec![0u64; (length / 8) as usize];
        file.read_exact(bytemuck::cast_slice_mut(&mut words))?;
        Ok(words)
    }

    /// Stores an index, if possible.
    fn keep_index(&self, content: &Key, index: &Index) {
        if let Ok(folder) = self.open(true) {
            // If it cannot be stored, it is compiled again next time.
            let _ = folder.write(&name(content, INDEX), &[index.image().bytes(), content]);
            let _ = keep_small(&folder);
        }
    }

    /// The list of inputs stored for a place.
    fn inputs(&self, place: &Key) -> Option<Inputs> {
        Inputs::from_bytes(&self.open(false).ok()?.bytes(&name(place, INPUTS), MAX_BYTES).ok()?)
    }

    /// Stores such a list, if possible.
    fn keep_inputs(&self, place: &Key, inputs: &Inputs) {
        if let Ok(folder) = self.open(true) {
            let _ = folder.write(&name(place, INPUTS), &[&inputs.to_bytes()]);
        }
    }

    fn open(&self, make: bool) -> io::Result<Folder> {
        let path = self.folder.as_deref().ok_or(io::ErrorKind::NotFound)?;
        Folder::open(path, make)
    }
}

/// A key as words of an image.
const KEY_WORDS: usize = size_of::<Key>() / size_of::<u64>();

fn name(key: &Key, what: &str) -> String {
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
fn keep_small(folder: &Folder) -> io::Result<()> {
    let (unfinished, mut kept): (Vec<Entry>, Vec<Entry>) =
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
    use std::fs::{self, File};
    use std::time::SystemTime;
    use task_router_engine::team::Team;

    fn made() -> Index {
        Index::compile(&Team { name: "t".to_owned(), ..Team::default() })
    }

    #[test]
    fn what_is_kept_comes_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("deep/cache"));
        let (one, other) = ([7; 32], [8; 32]);
        assert!(cache.index(&one).is_none());
        cache.keep_index(&one, &made());
        assert_eq!(cache.index(&one).unwrap().meta.team, "t");
        let path = |key: &Key| folder.path().join("deep/cache").join(name(key, INDEX));
        let whole = fs::read(path(&one)).unwrap();
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 16;
            fs::write(path(&one), damaged).unwrap();
            assert!(cache.index(&one).is_none(), "byte {at}");
            fs::write(path(&one), &whole[..at]).unwrap();
            assert!(cache.index(&one).is_none(), "cut at {at}");
        }
        fs::write(path(&one), &whole).unwrap();
        fs::rename(path(&one), path(&other)).unwrap();
        assert!(cache.index(&other).is_none(), "another key's file");
    }

    #[test]
    fn a_cache_that_cannot_be_written_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = Cache::in_folder(file.join("below"));
        cache.keep_index(&[1; 32], &made());
        assert!(cache.index(&[1; 32]).is_none());
        Cache::default().keep_index(&[1; 32], &made());
        assert!(Cache::default().index(&[1; 32]).is_none());
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
            assert_eq!(cache.index(&key).is_some(), is_believed, "folder {mode:o}");
        }
        let file = path.join(name(&key, INDEX));
        set(&file, 0o666);
        assert!(cache.index(&key).is_none(), "a file that others can write");
        set(&file, 0o600);
        let elsewhere = folder.path().join("elsewhere");
        fs::rename(&file, &elsewhere).unwrap();
        symlink(&elsewhere, &file).unwrap();
        assert!(cache.index(&key).is_none(), "a link");
        fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        assert!(cache.index(&key).is_none(), "a pipe");
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
        keep_small(&Folder::open(folder.path(), false).unwrap()).unwrap();
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        left.sort();
        assert_eq!(left, [new.as_str(), "thesis.index"]);
    }
}
