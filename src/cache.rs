//! Compiled indices kept on disk, so that a team that has not changed is not compiled again.
//!
//! A cached index is found by its key, a hash of all it was made from. Nothing here is ever an error: a cache that is
//! damaged, out of date, full, read-only or written by two processes at once costs time and changes no answer.

pub mod team;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use std::{env, process};
use task_router_engine::index::{Index, image::Image};

/// What all cached indices together may take; beyond it the oldest are removed.
const MOST_BYTES: u64 = 512 << 20;
/// An unfinished file older than this belongs to nobody any more.
const ABANDONED: Duration = Duration::from_secs(3600);
const EXTENSION: &str = "index";
const UNFINISHED: &str = "unfinished";

/// A folder of compiled indices, or none.
#[derive(Debug, Clone, Default)]
pub struct Cache {
    folder: Option<PathBuf>,
}

impl Cache {
    /// The cache in `folder`, which is made when something is first kept in it.
    #[cfg(test)]
    pub fn in_folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder) }
    }

    /// The folder that `ROUTE_CACHE` names, no cache where that is empty; else `route` in the user's folder of caches.
    pub fn of_user() -> Self {
        let folder = match env::var_os("ROUTE_CACHE") {
            Some(folder) => Some(PathBuf::from(folder)).filter(|folder| !folder.as_os_str().is_empty()),
            None => user_caches().map(|folder| folder.join("route")),
        };
        Self { folder }
    }

    /// Whether anything can be kept at all.
    pub fn is_off(&self) -> bool {
        self.folder.is_none()
    }

    /// The index kept under `key`, if it is there and whole.
    pub fn get(&self, key: u128) -> Option<Index> {
        let mut words = read_words(&self.path(key)?).ok()?;
        // The key stands behind the image, so that a file under a wrong name is not believed.
        let [low, high] = halves(key);
        if words.pop() != Some(high) || words.pop() != Some(low) {
            return None;
        }
        Index::from_image(Image::read(words)?)
    }

    /// Keeps an index, if it can be kept.
    pub fn put(&self, key: u128, index: &Index) {
        let (Some(folder), Some(path)) = (&self.folder, self.path(key)) else { return };
        let unfinished = path.with_extension(format!("{}.{UNFINISHED}", process::id()));
        let written = fs::create_dir_all(folder)
            .and_then(|()| write_words(&unfinished, index.image().bytes(), key))
            .and_then(|()| fs::rename(&unfinished, &path));
        if written.is_err() {
            let _ = fs::remove_file(&unfinished);
        }
        let _ = keep_small(folder);
    }

    fn path(&self, key: u128) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(format!("{key:032x}.{EXTENSION}")))
    }
}

/// Where this system keeps a user's caches; only absolute paths count.
fn user_caches() -> Option<PathBuf> {
    let folder = |variable: &str| env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || folder("HOME");
    folder("XDG_CACHE_HOME").or_else(|| match env::consts::OS {
        "windows" => folder("LOCALAPPDATA"),
        "macos" => home().map(|home| home.join("Library/Caches")),
        _ => home().map(|home| home.join(".cache")),
    })
}

fn halves(key: u128) -> [u64; 2] {
    [key as u64, (key >> 64) as u64]
}

fn read_words(path: &Path) -> io::Result<Vec<u64>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    if length % 8 != 0 || length > MOST_BYTES {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut words = vec![0u64; (length / 8) as usize];
    file.read_exact(bytemuck::cast_slice_mut(&mut words))?;
    Ok(words)
}

fn write_words(path: &Path, image: &[u8], key: u128) -> io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(path)?;
    file.write_all(image)?;
    file.write_all(bytemuck::cast_slice(&halves(key)))
}

/// Removes the oldest files until the rest is small enough, and what was never finished.
fn keep_small(folder: &Path) -> io::Result<()> {
    let mut kept: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let (path, Ok(metadata)) = (entry.path(), entry.metadata()) else { continue };
        let written = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(EXTENSION) => kept.push((written, metadata.len(), path)),
            Some(UNFINISHED) if written.elapsed().is_ok_and(|age| age > ABANDONED) => fs::remove_file(path)?,
            _ => {}
        }
    }
    kept.sort();
    let mut bytes: u64 = kept.iter().map(|(_, bytes, _)| bytes).sum();
    for (_, own, path) in kept {
        if bytes <= MOST_BYTES {
            break;
        }
        fs::remove_file(path)?;
        bytes -= own;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use task_router_engine::team::Team;

    fn index() -> Index {
        Index::compile(&Team { name: "t".to_owned(), ..Team::default() })
    }

    #[test]
    fn what_is_kept_comes_back_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::in_folder(folder.path().join("deep/cache"));
        assert!(cache.get(7).is_none());
        cache.put(7, &index());
        assert_eq!(cache.get(7).unwrap().meta.team, "t");
        let path = cache.path(7).unwrap();
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(5) {
            let mut damaged = whole.clone();
            damaged[at] ^= 16;
            fs::write(&path, damaged).unwrap();
            assert!(cache.get(7).is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(cache.get(7).is_none(), "cut at {at}");
        }
        fs::write(&path, &whole).unwrap();
        fs::rename(&path, cache.path(8).unwrap()).unwrap();
        assert!(cache.get(8).is_none(), "another key's file");
    }

    #[test]
    fn a_cache_that_cannot_be_written_keeps_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let cache = Cache::in_folder(file.join("below"));
        cache.put(1, &index());
        assert!(cache.get(1).is_none());
        Cache::default().put(1, &index());
        assert!(Cache::default().get(1).is_none());
    }

    #[test]
    fn the_oldest_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        for (name, age) in [("old", 100), ("new", 10)] {
            let path = folder.path().join(name).with_extension(EXTENSION);
            let file = File::create(&path).unwrap();
            file.set_len(MOST_BYTES / 2 + 1).unwrap();
            file.set_modified(SystemTime::now() - Duration::from_secs(age)).unwrap();
        }
        keep_small(folder.path()).unwrap();
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.file_name()).collect();
        assert_eq!(left, ["new.index"]);
    }
}
