//! Reads untrusted files safely: regular files only, up to a maximum size.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Maximum size of an agent, a fixture file that is read as a whole, or a document.
pub const LARGEST_FILE: u64 = 4 << 20;
/// Maximum size of a request.
pub const LARGEST_REQUEST: usize = 16 << 20;
/// Maximum number of files in a folder.
pub const MAX_FILES: usize = 100_000;

/// Opens a regular file. Anything else is refused, as it might block: a pipe without a writer never opens, a device
/// never ends.
///
/// # Errors
/// If it cannot be opened, or is no regular file.
pub fn open(path: &Path) -> io::Result<File> {
    open_with_metadata(path).map(|(file, _)| file)
}

/// [`open`], with the metadata of the file that was opened.
///
/// # Errors
/// Those of [`open`].
pub(crate) fn open_with_metadata(path: &Path) -> io::Result<(File, Metadata)> {
    // Checked before, because opening a device may have side effects, and after, because it may have been replaced.
    must_be_regular(&path.metadata()?)?;
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, rustix::fs::OFlags::NONBLOCK.bits() as i32);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    must_be_regular(&metadata)?;
    Ok((file, metadata))
}

/// Reads a regular file.
///
/// # Errors
/// If it cannot be read, is no regular file, or has more than `most` bytes.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (file, metadata) = open_with_metadata(path)?;
    if metadata.len() > most {
        return Err(too_large(most));
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    // It may grow meanwhile.
    file.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(too_large(most)) } else { Ok(bytes) }
}

/// The canonical form of `path`, which must be inside one of `folders`, which are canonical.
///
/// # Errors
/// If it does not exist, or is elsewhere.
pub fn inside(path: &Path, folders: &[&Path]) -> io::Result<PathBuf> {
    let found = path.canonicalize()?;
    match folders.iter().any(|folder| found.starts_with(folder)) {
        true => Ok(found),
        false => Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the repository")),
    }
}

/// Checks that what is written to `path` (an absolute path) stays in `folder` (a canonical one), whatever links are on
/// the way. It need not exist yet.
///
/// # Errors
/// If it is elsewhere, or a link on the way is broken.
pub fn stays_inside(path: &Path, folder: &Path) -> io::Result<()> {
    let is_there = |part: &&Path| part.symlink_metadata().is_ok();
    let there = path.ancestors().find(is_there).unwrap_or(Path::new("/"));
    match there.canonicalize() {
        Ok(found) if found.starts_with(folder) => Ok(()),
        Ok(_) => Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the repository")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            Err(io::Error::new(e.kind(), format!("`{}` is a link that leads nowhere", there.display())))
        }
        Err(e) => Err(e),
    }
}

/// Whether an error means that a file is too large.
pub(crate) fn is_too_large(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

fn must_be_regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_file() { Ok(()) } else { Err(io::Error::other("it is not a regular file")) }
}

fn too_large(most: u64) -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, format!("it holds more than the {} that are read", size(most)))
}

/// A number of bytes for people: `4 MB`.
pub fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        megabytes => format!("{megabytes} MB"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_that_are_small_enough_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap(), b"12345");
        assert!(is_too_large(&read(&path, 4).unwrap_err()));
        assert!(read(folder.path(), 4).unwrap_err().to_string().contains("not a regular file"));
        File::options().write(true).open(&path).unwrap().set_len(1 << 40).unwrap();
        let error = read(&path, LARGEST_FILE).unwrap_err();
        assert!(is_too_large(&error) && error.to_string().contains("more than the 4 MB"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn written_files_stay_inside() {
        use std::os::unix::fs::symlink;
        let (folder, outside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let top = folder.path().canonicalize().unwrap();
        std::fs::create_dir(top.join("in")).unwrap();
        symlink("in", top.join("around")).unwrap();
        symlink(outside.path(), top.join("out")).unwrap();
        symlink(outside.path().join("new"), top.join("nowhere")).unwrap();
        for (path, stays) in [
            ("a/b", true),
            ("in/a", true),
            ("around/a/b", true),
            ("out", false),
            ("out/a/b", false),
            ("nowhere", false),
        ] {
            assert_eq!(stays_inside(&top.join(path), &top).is_ok(), stays, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn pipes_and_devices_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            assert!(read(path, 4).unwrap_err().to_string().contains("not a regular file"));
        }
    }
}
