//! Fingerprints of the files and folders that an index was made from, so that one `stat` each shows whether any has
//! changed, and none has to be read.
//!
//! Git detects changed files in a checkout in the same way. A file is unchanged if its device, inode, size and change
//! times are equal, to the nanosecond. A folder's time changes with the names in it. A path that was absent must still
//! be absent. A file that changed while the list was made, or that has a time in the future, could change again within
//! the same clock tick; if there is one, everything is read again. Beside them are the
//! [probes](Probe): where a link leads, or which folder above is a repository, is looked at again itself.

use super::CacheKey;
use super::team::LookedAt;
use std::collections::{BTreeMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use task_router_engine::source::{LinkResolver, Probe, ProbeResult};

/// The coarsest file system clock in use ticks every two seconds.
const TICK: Duration = Duration::from_secs(2);
/// A system stamps files with the time of its last timer interrupt, which may be this far behind the clock that
/// programs read: the slowest kernels in use have a hundred interrupts per second.
const STAMP_LAG: Duration = Duration::from_millis(20);
/// Raise this when the format of the list changes.
const FORM: u64 = u64::from_le_bytes(*b"inputs\0\x02");
/// How many links into one folder make it a collection, such as of skills, in which all that comes concerns them.
const COLLECTION: usize = 8;
/// How many numbers are stored per input, besides the length of its path.
const FACTS: usize = 7;

/// The number that says when a file last changed: its inode change time, if the system keeps one.
const CHANGED: usize = if cfg!(unix) { FACTS - 1 } else { FACTS - 2 };

/// The files and folders that were looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Inputs {
    /// The time before the first was looked at, in nanoseconds.
    time: u64,
    /// The hash of all their contents.
    content: CacheKey,
    inputs: Vec<(PathBuf, Fingerprint)>,
    probes: Vec<(Probe, ProbeResult)>,
}

/// The fingerprint of an input.
type Fingerprint = [u64; FACTS];
/// The fingerprint of a path that does not exist.
const ABSENT: Fingerprint = [0; FACTS];

/// The result of comparing a list with the files.
#[derive(Debug, PartialEq, Eq)]
pub enum InputState {
    /// Nothing has changed.
    Same,
    /// Something may have changed.
    Unknown,
}

impl Inputs {
    /// Fingerprints what was looked at, whose contents have the hash `content`; `time` is from before any of it was
    /// looked at.
    pub fn of(looked_at: LookedAt, content: CacheKey, time: SystemTime) -> Self {
        let LookedAt { seen, mut probes } = looked_at;
        let with_facts = |path: PathBuf| {
            let facts = facts(&path);
            (path, facts)
        };
        let mut inputs: Vec<(PathBuf, Fingerprint)> = seen.into_iter().map(with_facts).collect();
        drop_implied(&mut inputs, &mut probes);
        inputs.extend(collections(&inputs, &mut probes).into_iter().map(with_facts));
        Self { time: nanoseconds(time), content, inputs, probes }
    }

    /// The hash of the contents.
    pub fn content(&self) -> CacheKey {
        self.content
    }

    /// Whether all are unchanged.
    pub fn state(&self) -> InputState {
        let tick = TICK.as_nanos() as u64;
        let is_same = |(path, known): &(PathBuf, Fingerprint)| {
            let changed = known[FACTS - 2].max(known[FACTS - 1]);
            changed.saturating_add(tick) < self.time && facts(path) == *known
        };
        let is_same = self.inputs.iter().all(is_same) && self.probes_are_unchanged();
        if is_same { InputState::Same } else { InputState::Unknown }
    }

    /// Whether no change is to be seen. What changes again within a tick of the clock is not noticed.
    pub fn look_the_same(&self) -> bool {
        self.inputs.iter().all(|(path, known)| facts(path) == *known) && self.probes_are_unchanged()
    }

    /// How many files and folders are compared.
    pub fn count(&self) -> usize {
        self.inputs.len()
    }

    fn probes_are_unchanged(&self) -> bool {
        let mut resolver = LinkResolver::default();
        self.probes.iter().all(|(probe, known)| resolver.is_unchanged(probe, known))
    }

    /// Whether none has changed since before the first was looked at. A file that was swapped and swapped back is the
    /// same again, except for its time.
    pub fn are_settled(&self) -> bool {
        let lag = STAMP_LAG.as_nanos() as u64;
        self.inputs.iter().all(|(path, _)| facts(path)[CHANGED].saturating_add(lag) < self.time)
            && self.probes_are_unchanged()
    }

    /// As bytes for a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.inputs.len() * 128);
        let mut number = |number: u64| bytes.extend_from_slice(&number.to_le_bytes());
        [FORM, self.time, self.inputs.len() as u64, self.probes.len() as u64].into_iter().for_each(&mut number);
        bytes.extend_from_slice(&self.content);
        for (path, facts) in &self.inputs {
            let path = path.as_os_str().as_encoded_bytes();
            bytes.extend_from_slice(&(path.len() as u64).to_le_bytes());
            facts.iter().for_each(|fact| bytes.extend_from_slice(&fact.to_le_bytes()));
            bytes.extend_from_slice(path);
        }
        for (probe, result) in &self.probes {
            let (kind, path) = parts(probe);
            let path = path.as_os_str().as_encoded_bytes();
            let numbers = [kind, path.len() as u64, result.len() as u64];
            numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
            bytes.extend_from_slice(path);
            bytes.extend_from_slice(result);
        }
        let hash = blake3::hash(&bytes);
        bytes.extend_from_slice(hash.as_bytes());
        bytes
    }

    /// Read from a file's bytes; `None` if they are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bytes, hash) = bytes.split_last_chunk::<32>()?;
        if blake3::hash(bytes).as_bytes() != hash {
            return None;
        }
        let mut rest = bytes;
        let form = number(&mut rest)?;
        let time = number(&mut rest)?;
        let (count, probe_count) = (number(&mut rest)?, number(&mut rest)?);
        let content = *take(&mut rest, 32)?.first_chunk()?;
        let mut inputs = Vec::new();
        for _ in 0..count {
            let length = usize::try_from(number(&mut rest)?).ok()?;
            let mut facts = [0; FACTS];
            for fact in &mut facts {
                *fact = number(&mut rest)?;
            }
            inputs.push((path_of(take(&mut rest, length)?)?, facts));
        }
        let mut probes = Vec::new();
        for _ in 0..probe_count {
            let kind = number(&mut rest)?;
            let [path, result] = [number(&mut rest)?, number(&mut rest)?].map(usize::try_from);
            let path = path_of(take(&mut rest, path.ok()?)?)?;
            probes.push((probe_of(kind, path)?, take(&mut rest, result.ok()?)?.to_vec()));
        }
        (form == FORM && rest.is_empty()).then_some(Self { time, content, inputs, probes })
    }
}

/// Drops absent paths inside a folder that is in the list itself, since the folder's time shows if they appear. A
/// broken link stays, because its target may appear. Such a folder's facts also tell its owner and whether it has
/// `.git`, unless that is a link.
fn drop_implied(inputs: &mut Vec<(PathBuf, Fingerprint)>, probes: &mut Vec<(Probe, ProbeResult)>) {
    let listed = FoundPaths::of(inputs);
    let is_listed = |folder: &Path| listed.has(folder);
    let is_implied = |path: &Path| path.parent().is_some_and(is_listed) && path.symlink_metadata().is_err();
    inputs.retain(|(path, facts)| *facts != ABSENT || !is_implied(path));
    let has_linked_git = |folder: &Path| folder.join(".git").is_symlink();
    probes
        .retain(|(probe, _)| !matches!(probe, Probe::Ancestor(folder) if is_listed(folder) && !has_linked_git(folder)));
}

/// The paths of a list at which something was found.
struct FoundPaths {
    here: PathBuf,
    paths: HashSet<PathBuf>,
}

impl FoundPaths {
    fn of(inputs: &[(PathBuf, Fingerprint)]) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let found = inputs.iter().filter(|(_, facts)| *facts != ABSENT);
        Self { paths: found.map(|(path, _)| here.join(path)).collect(), here }
    }

    fn has(&self, path: &Path) -> bool {
        self.paths.contains(&self.here.join(path))
    }
}

/// Replaces the probes of many links from one listed folder straight into one other folder by that folder, which is
/// returned, and the probe of the path to it. As long as neither folder has changed, their entries are the same: the
/// links have the same texts, and what they lead to is no link.
fn collections(inputs: &[(PathBuf, Fingerprint)], probes: &mut Vec<(Probe, ProbeResult)>) -> Vec<PathBuf> {
    let listed = FoundPaths::of(inputs);
    let mut groups: BTreeMap<PathBuf, Vec<usize>> = BTreeMap::new();
    for (number, (probe, result)) in probes.iter().enumerate() {
        if let Some(collection) = straight_into(probe, result, &listed) {
            groups.entry(collection).or_default().push(number);
        }
    }
    let (mut found, mut dropped) = (Vec::new(), HashSet::new());
    for (collection, links) in groups.into_iter().filter(|(_, links)| links.len() >= COLLECTION) {
        let (probe, result) = Probe::Link(collection.clone()).with_result();
        let folder = path_of(&result).unwrap_or_default();
        let is_in_it = |link: &usize| path_of(&probes[*link].1).is_some_and(|target| target.parent() == Some(&*folder));
        if links.iter().all(is_in_it) {
            dropped.extend(links);
            probes.push((probe, result));
            found.push(collection);
        }
    }
    let mut number = 0..;
    probes.retain(|_| number.next().is_none_or(|number| !dropped.contains(&number)));
    found
}

/// The folder that a link in a listed folder names, if what it names there was no link either.
fn straight_into(probe: &Probe, result: &ProbeResult, listed: &FoundPaths) -> Option<PathBuf> {
    let Probe::Link(path) = probe else { return None };
    let (folder, target) = (path.parent().filter(|folder| listed.has(folder))?, path_of(result)?);
    let text = path.read_link().ok()?;
    let is_same_name = text.file_name().is_some() && text.file_name() == target.file_name();
    is_same_name.then(|| folder.join(text.parent().unwrap_or(Path::new(""))))
}

/// A probe as a number and a path.
fn parts(probe: &Probe) -> (u64, &Path) {
    match probe {
        Probe::Link(path) => (0, path),
        Probe::Ancestor(path) => (1, path),
        Probe::Document(path) => (2, path),
    }
}

fn probe_of(kind: u64, path: PathBuf) -> Option<Probe> {
    [Probe::Link, Probe::Ancestor, Probe::Document].get(usize::try_from(kind).ok()?).map(|kind| kind(path))
}

fn take<'b>(rest: &mut &'b [u8], length: usize) -> Option<&'b [u8]> {
    let (taken, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*take(rest, 8)?.first_chunk()?))
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(std::ffi::OsStr::new(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes)).into())
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> Option<PathBuf> {
    Some(std::str::from_utf8(bytes).ok()?.into())
}

fn facts(path: &Path) -> Fingerprint {
    path.metadata().map_or(ABSENT, |metadata| of_metadata(&metadata))
}

#[cfg(unix)]
fn of_metadata(metadata: &Metadata) -> Fingerprint {
    use std::os::unix::fs::MetadataExt;
    let time = |seconds: i64, nanoseconds: i64| {
        (seconds.max(0) as u64).saturating_mul(1_000_000_000).saturating_add(nanoseconds.max(0) as u64)
    };
    [
        metadata.dev(),
        metadata.ino(),
        u64::from(metadata.mode()),
        u64::from(metadata.uid()),
        metadata.size(),
        time(metadata.mtime(), metadata.mtime_nsec()),
        time(metadata.ctime(), metadata.ctime_nsec()),
    ]
}

/// If anybody can set a file's change time, an equal time proves nothing.
#[cfg(not(unix))]
fn of_metadata(metadata: &Metadata) -> Fingerprint {
    let modified = metadata.modified().map_or(u64::MAX, nanoseconds);
    [1, 0, 0, 0, metadata.len(), modified, u64::MAX]
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_comes_to_a_listed_folder_is_noticed_by_the_folder() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: &str| top.path().join(name);
        std::fs::create_dir(path("listed")).unwrap();
        std::os::unix::fs::symlink("nowhere", path("listed/link")).unwrap();
        std::thread::sleep(STAMP_LAG * 2);
        let seen = ["listed", "listed/absent", "listed/link", "other/absent"].map(path);
        let looked_at = LookedAt { seen: seen.to_vec(), ..LookedAt::default() };
        let inputs = Inputs::of(looked_at, [7; 32], SystemTime::now());
        let kept: Vec<&Path> = inputs.inputs.iter().map(|(path, _)| path.as_path()).collect();
        assert_eq!(kept, [path("listed"), path("listed/link"), path("other/absent")]);
        assert!(inputs.are_settled());
        std::thread::sleep(STAMP_LAG * 2);
        std::fs::write(path("listed/absent"), "").unwrap();
        assert!(!inputs.are_settled());
    }

    #[cfg(unix)]
    #[test]
    fn many_links_into_one_folder_are_looked_at_through_it() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: String| top.path().join(name);
        for folder in ["links", "shared", "few"] {
            std::fs::create_dir(path(folder.to_owned())).unwrap();
        }
        let link = |text: String, name: usize| {
            let link = path(format!("links/{name}"));
            std::os::unix::fs::symlink(text, &link).unwrap();
            Probe::Link(link).with_result()
        };
        let make = |folder: &str, name: usize| std::fs::create_dir(path(format!("{folder}/{name}"))).unwrap();
        (0..100).for_each(|name| make("shared", name));
        (100..103).for_each(|name| make("few", name));
        let mut probes: Vec<(Probe, ProbeResult)> =
            (0..100).map(|name| link(format!("../shared/{name}"), name)).collect();
        let apart = [
            link("../few/100".to_owned(), 100),
            link("../few/101".to_owned(), 101),
            // Led on by another link.
            link("../links/0".to_owned(), 102),
            link("../shared/none".to_owned(), 103),
        ];
        probes.extend(apart.clone());
        let looked_at = LookedAt { seen: vec![path("links".to_owned())], probes };
        let inputs = Inputs::of(looked_at.clone(), [7; 32], SystemTime::now());
        let shared = path("links/../shared".to_owned());
        let probe = Probe::Link(shared.clone()).with_result();
        assert_eq!(inputs.probes, [&apart[..], &[probe]].concat());
        assert!(inputs.inputs.iter().any(|(path, _)| *path == shared));
        let unlisted = Inputs::of(LookedAt { seen: Vec::new(), ..looked_at.clone() }, [7; 32], SystemTime::now());
        assert_eq!(unlisted.probes, looked_at.probes, "nothing tells that the links are the same");
    }

    #[test]
    fn a_list_comes_back_from_its_bytes_and_damage_is_noticed() {
        let seen = vec![PathBuf::from("/"), PathBuf::from("/no such"), PathBuf::new()];
        let probes =
            [Probe::Link, Probe::Ancestor, Probe::Document].map(|kind| kind("/no such".into()).with_result()).to_vec();
        let inputs = Inputs::of(LookedAt { seen, probes }, [7; 32], SystemTime::now());
        let bytes = inputs.to_bytes();
        assert_eq!(Inputs::from_bytes(&bytes), Some(inputs));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 4;
            assert_eq!(Inputs::from_bytes(&damaged), None, "byte {at}");
            assert_eq!(Inputs::from_bytes(&bytes[..at]), None, "cut at {at}");
        }
    }
}
