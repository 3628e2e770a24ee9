//! Writes files whole or not at all; what is no file, as it is.

#[cfg(unix)]
use crate::terminal;
#[cfg(unix)]
use rustix::{
    fs::{Mode, OFlags},
    io::Errno,
};
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Replaces a file; through a link, the file that it leads to. Its permissions are kept; everybody can read a new one.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let file = unfinished(&path, bytes)?;
    match path.metadata() {
        Ok(metadata) => file.as_file().set_permissions(metadata.permissions())?,
        Err(_) => readable_by_all(file.as_file())?,
    }
    file.persist(&path)?;
    Ok(())
}

/// Replaces a file, so that nobody reads half of it; writes to a device or a pipe directly.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    match path.metadata() {
        Ok(there) if !there.is_file() => write_directly(path, bytes),
        _ => replace(path, bytes),
    }
}

/// Writes to a device or a pipe. That nobody reads a pipe yet is said, since it has to be waited for.
fn write_directly(path: &Path, bytes: &[u8]) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let open = rustix::fs::open(path, OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC, Mode::empty());
        let is_pipe = || fs::metadata(path).is_ok_and(|found| found.file_type().is_fifo());
        if matches!(open, Err(Errno::NXIO)) && is_pipe() {
            terminal::note(&format!("nobody reads the pipe `{}` yet: waiting", path.display()));
        } else if let Ok(open) = open {
            // Kept open, since the reader would take closing it for the end.
            rustix::fs::fcntl_setfl(&open, OFlags::empty())?;
            return File::from(open).write_all(bytes);
        }
    }
    fs::write(path, bytes)
}

/// Writes a file that only its owner can read, in place of what is there.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    unfinished(path, bytes)?.persist(path)?;
    Ok(())
}

/// Writes a new file that everybody can read; false if something is there.
pub fn create(path: &Path, bytes: &[u8]) -> Result<bool> {
    let file = unfinished(path, bytes)?;
    readable_by_all(file.as_file())?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(true),
        Err(e) if e.error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(e) => Err(e.error),
    }
}

/// A temporary file in the folder of `path`, synced to disk and readable by its owner only.
fn unfinished(path: &Path, bytes: &[u8]) -> Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    folder.metadata()?;
    let made = tempfile::Builder::new().prefix(".route-").tempfile_in(folder);
    let file = made.map_err(without_path)?;
    // Errors of the file itself do not name its path.
    let mut open = file.as_file();
    open.write_all(bytes)?;
    open.sync_all()?;
    Ok(file)
}

/// An error without the path of the temporary file, which says nothing to people.
fn without_path(error: Error) -> Error {
    match error.kind() {
        kind @ (ErrorKind::PermissionDenied
        | ErrorKind::NotADirectory
        | ErrorKind::ReadOnlyFilesystem
        | ErrorKind::StorageFull) => kind.into(),
        _ => error,
    }
}

/// Sets the usual permissions.
#[cfg(unix)]
fn readable_by_all(file: &File) -> Result<()> {
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable_by_all(_: &File) -> Result<()> {
    Ok(())
}
