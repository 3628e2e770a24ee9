//! The cache folder and the program's own files in it.
//!
//! Whoever can write there could forge answers. So a folder is used only if the user owns it and nobody else can write
//! to it, and so is each file. The folder is opened once and files are opened relative to it, so that nothing can be
//! exchanged between check and use.

use crate::private;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// The suffix of a partly written file.
const UNFINISHED: &str = "unfinished";

/// A folder that only the user can write to.
#[derive(Debug)]
pub struct CacheFolder {
    at: system::Open,
}

/// A file of the folder.
#[derive(Debug)]
pub struct CacheFile {
    /// Its name.
    pub name: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// When it was written.
    pub written: SystemTime,
}

impl CacheFolder {
    /// Opens the folder, and creates it if it does not exist and `make` is set.
    ///
    /// # Errors
    /// If it does not exist, cannot be opened, or others can write to it.
    pub fn open(path: &Path, make: bool) -> io::Result<Self> {
        if make && !path.is_dir() {
            private::folders().recursive(true).create(path)?;
        }
        Ok(Self { at: system::open(path)? })
    }

    /// Opens a file, which must be regular, owned by the user and at most `most` bytes long. Also returns its length.
    ///
    /// # Errors
    /// If there is no such file.
    pub fn read(&self, name: &str, most: u64) -> io::Result<(File, u64)> {
        let file = self.at.file(name)?;
        let metadata = file.metadata()?;
        match metadata.is_file() && metadata.len() <= most && system::is_own(&metadata) {
            true => Ok((file, metadata.len())),
            false => Err(io::ErrorKind::PermissionDenied.into()),
        }
    }

    /// The content of a file.
    ///
    /// # Errors
    /// As those of [`Self::read`].
    pub fn bytes(&self, name: &str, most: u64) -> io::Result<Vec<u8>> {
        let (file, length) = self.read(name, most)?;
        let mut bytes = Vec::with_capacity(length as usize + 1);
        file.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes to a temporary file and renames it, so that nobody ever reads a partial file.
    ///
    /// # Errors
    /// If it cannot be written completely; no partial file is left then.
    pub fn write(&self, name: &str, parts: &[&[u8]]) -> io::Result<()> {
        let unfinished = format!("{name}.{}.{UNFINISHED}", std::process::id());
        // Left by a killed process with the same number.
        let _ = self.at.remove(&unfinished);
        let written = self
            .at
            .make_file(&unfinished)
            .and_then(|mut file| parts.iter().try_for_each(|part| file.write_all(part)))
            .and_then(|()| self.at.rename(&unfinished, name));
        if written.is_err() {
            let _ = self.at.remove(&unfinished);
        }
        written
    }

    /// Removes a file.
    ///
    /// # Errors
    /// If it cannot be removed.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        self.at.remove(name)
    }

    /// Lists the program's own files and ignores all others.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub fn entries(&self) -> io::Result<Vec<CacheFile>> {
        Ok(self.at.entries()?.into_iter().filter(|entry| is_own_name(&entry.name)).collect())
    }
}

/// Whether the file name marks an unfinished file.
pub fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED)
}

/// A key in hexadecimal digits (half as many in earlier versions), the kind, and possibly the process that writes it.
fn is_own_name(name: &str) -> bool {
    let mut parts = name.split('.');
    let key =
        parts.next().is_some_and(|key| matches!(key.len(), 32 | 64) && key.bytes().all(|b| b.is_ascii_hexdigit()));
    let kind = parts.next().is_some_and(|kind| kind == super::INDEX || kind == super::INPUTS);
    let rest: Vec<&str> = parts.collect();
    let unfinished = matches!(rest.as_slice(), [id, UNFINISHED] if id.bytes().all(|b| b.is_ascii_digit()));
    key && kind && (rest.is_empty() || unfinished)
}

#[cfg(unix)]
mod system {
    use super::CacheFile;
    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, fstat, openat, renameat, statat, unlinkat};
    use rustix::process::geteuid;
    use std::fs::{File, Metadata};
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::MetadataExt;
    use std::path::Path;
    use std::time::{Duration, SystemTime};

    /// Others must not have write permission.
    const OTHERS_WRITE: u32 = 0o022;

    /// An open folder.
    #[derive(Debug)]
    pub struct Open(OwnedFd);

    pub fn open(path: &Path) -> io::Result<Open> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = openat(CWD, path, flags, Mode::empty())?;
        let known = fstat(&folder)?;
        match known.st_uid == geteuid().as_raw() && known.st_mode & OTHERS_WRITE == 0 {
            true => Ok(Open(folder)),
            false => Err(io::Error::new(
                io::ErrorKind::PermissionDenied,
                "it is not yours alone: others own it or can write to it",
            )),
        }
    }

    pub fn is_own(metadata: &Metadata) -> bool {
        metadata.uid() == geteuid().as_raw() && metadata.mode() & OTHERS_WRITE == 0
    }

    impl Open {
        pub fn file(&self, name: &str) -> io::Result<File> {
            // So that a pipe in its place does not block.
            let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK;
            Ok(openat(&self.0, name, flags, Mode::empty())?.into())
        }

        pub fn make_file(&self, name: &str) -> io::Result<File> {
            let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
            Ok(openat(&self.0, name, flags, Mode::RUSR | Mode::WUSR)?.into())
        }

        pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
            Ok(renameat(&self.0, from, &self.0, to)?)
        }

        pub fn remove(&self, name: &str) -> io::Result<()> {
            Ok(unlinkat(&self.0, name, AtFlags::empty())?)
        }

        pub fn entries(&self) -> io::Result<Vec<CacheFile>> {
            let mut entries = Vec::new();
            for entry in Dir::read_from(&self.0)? {
                let Ok(name) = entry?.file_name().to_str().map(str::to_owned) else { continue };
                let Ok(known) = statat(&self.0, name.as_str(), AtFlags::SYMLINK_NOFOLLOW) else { continue };
                if FileType::from_raw_mode(known.st_mode) == FileType::RegularFile {
                    let written = SystemTime::UNIX_EPOCH + Duration::from_secs(known.st_mtime.max(0) as u64);
                    entries.push(CacheFile { name, bytes: known.st_size.max(0) as u64, written });
                }
            }
            Ok(entries)
        }
    }
}

/// On systems that separate users' folders themselves.
#[cfg(not(unix))]
mod system {
    use super::CacheFile;
    use std::fs::{self, File, Metadata};
    use std::io;
    use std::path::{Path, PathBuf};

    #[derive(Debug)]
    pub struct Open(PathBuf);

    pub fn open(path: &Path) -> io::Result<Open> {
        if path.is_dir() { Ok(Open(path.to_owned())) } else { Err(io::ErrorKind::NotFound.into()) }
    }

    pub fn is_own(_: &Metadata) -> bool {
        true
    }

    impl Open {
        pub fn file(&self, name: &str) -> io::Result<File> {
            File::open(self.0.join(name))
        }

        pub fn make_file(&self, name: &str) -> io::Result<File> {
            File::options().write(true).create_new(true).open(self.0.join(name))
        }

        pub fn rename(&self, from: &str, to: &str) -> io::Result<()> {
            fs::rename(self.0.join(from), self.0.join(to))
        }

        pub fn remove(&self, name: &str) -> io::Result<()> {
            fs::remove_file(self.0.join(name))
        }

        pub fn entries(&self) -> io::Result<Vec<CacheFile>> {
            let mut entries = Vec::new();
            for entry in fs::read_dir(&self.0)?.flatten() {
                let (Ok(name), Ok(metadata)) = (entry.file_name().into_string(), entry.metadata()) else { continue };
                if metadata.is_file() {
                    let written = metadata.modified().unwrap_or(std::time::SystemTime::UNIX_EPOCH);
                    entries.push(CacheFile { name, bytes: metadata.len(), written });
                }
            }
            Ok(entries)
        }
    }
}
