//! The folder of a run, `.route/runs/ID`, with its plan, journal and results.

use crate::places::must_stay_here;
use crate::{atomic, private};
use anyhow::{Context, bail};
use std::fs::{self, File, OpenOptions};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

const RUNS: &str = ".route/runs";
/// How long to wait for the lock of a run: a child that has just been forked shares its parent's lock until it executes
/// its program, also where the parent was killed.
const LOCK_WAIT: Duration = Duration::from_secs(1);
/// Time between two tries to lock.
const LOCK_RETRY: Duration = Duration::from_millis(10);

/// A run's folder, locked by one process at a time.
pub struct RunFolder {
    id: String,
    path: PathBuf,
    /// Locked until this process ends.
    _lock: File,
}

impl RunFolder {
    /// Creates a folder with a new id.
    pub fn new() -> anyhow::Result<Self> {
        must_stay_here(Path::new(RUNS))?;
        fs::create_dir_all(RUNS).with_context(|| format!("cannot make `{RUNS}`"))?;
        // Results do not belong in version control. An existing file, or a link in its place, is left as it is.
        if let Ok(mut ignore) = File::create_new(".route/.gitignore") {
            let _ = ignore.write_all(b"*\n");
        }
        loop {
            let id = new_id();
            let path = Path::new(RUNS).join(&id);
            match private::folders().create(&path) {
                Ok(()) => {
                    fs::create_dir(path.join("results")).context("cannot make the folder of results")?;
                    return Self::locked(id, path);
                }
                Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e).with_context(|| format!("cannot make `{}`", path.display())),
            }
        }
    }

    /// Opens the folder of an earlier run.
    pub fn open(id: &str) -> anyhow::Result<Self> {
        let path = Path::new(RUNS).join(id);
        let is_id = !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !is_id || !path.join("plan.json").is_file() {
            bail!("no run `{id}` in `{RUNS}`; {}", latest());
        }
        for name in ["lock", "journal.jsonl", "results"] {
            must_stay_here(&path.join(name))?;
        }
        Self::locked(id.to_owned(), path)
    }

    fn locked(id: String, path: PathBuf) -> anyhow::Result<Self> {
        let lock = lock_file(&path.join("lock")).context("cannot make the lock of the run")?;
        let until = Instant::now() + LOCK_WAIT;
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(Self { id, path, _lock: lock }),
                Err(fs::TryLockError::WouldBlock) if Instant::now() < until => sleep(LOCK_RETRY),
                Err(fs::TryLockError::WouldBlock) => bail!("run `{id}` is going on in another `route`"),
                Err(fs::TryLockError::Error(e)) => return Err(e).context("cannot lock the run"),
            }
        }
    }

    /// The run's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// A file of results.
    pub fn result(&self, task: &str, number: u32, ending: &str) -> PathBuf {
        self.path.join("results").join(format!("{task}.{number}.{ending}"))
    }

    /// Reads a file in it.
    pub fn read(&self, name: &str) -> anyhow::Result<Vec<u8>> {
        let path = self.path(name);
        fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))
    }

    /// Writes a file in it atomically.
    pub fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        write_whole(&self.path(name), bytes)
    }
}

/// Opens a file to be locked, or creates it. A link in its place is not followed, and nothing is waited for or emptied.
pub fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits() as i32);
    }
    let refused = || io::Error::other("it is not a regular file");
    // Looked at before, since opening a device may have effects, and after, since it may have been replaced.
    if path.symlink_metadata().is_ok_and(|there| !there.is_file()) {
        return Err(refused());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(refused()) }
}

/// Writes a file atomically, and syncs it to disk.
pub fn write_whole(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    atomic::write_private(path, bytes).with_context(|| format!("cannot write `{}`", path.display()))
}

/// The time, so that runs sort by it, and four digits to distinguish runs of the same second.
fn new_id() -> String {
    let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
    let digits: String = time.chars().filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(8);
    format!("{day}-{time}-{:04x}", RandomState::new().hash_one(()) & 0xffff)
}

fn latest() -> String {
    let names = fs::read_dir(RUNS).into_iter().flatten().flatten().map(|entry| entry.file_name());
    match names.max() {
        Some(name) => format!("the latest is `{}`", name.display()),
        None => "there is none yet".to_owned(),
    }
}
