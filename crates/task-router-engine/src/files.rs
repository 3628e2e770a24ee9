//! Reading files that may have been put there to do harm: regular files only, and none that is too large.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The most bytes that are read of an agent, a fixture file that is read whole, or a document.
pub const LARGEST_FILE: u64 = 4 << 20;
/// The most bytes of one request.
pub const LARGEST_REQUEST: usize = 16 << 20;
/// The most files that a folder may hold.
pub const MOST_FILES: usize = 100_000;

/// Opens a regular file. What is not one is not waited for: a pipe without a writer would never open, a device never end.
///
/// # Errors
/// Where it cannot be opened, or is no regular file.
pub fn open(path: &Path) -> io::Result<File> {
    open_with_metadata(path).map(|(file, _)| file)
}

/// [`open`], with what is known of the file that was opened.
///
/// # Errors
/// As those of [`open`].
pub fn open_with_metadata(path: &Path) -> io::Result<(File, Metadata)> {
    // Looked at before, because opening a device may already do something, and after, because it may have been replaced.
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

/// The bytes of a regular file.
///
/// # Errors
/// Where it cannot be read, is no regular file, or holds more than `most` bytes.
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

/// Where `path` really is, if that is inside one of `folders`, which are canonical.
///
/// # Errors
/// Where it is not there, or is elsewhere.
pub fn inside(path: &Path, folders: &[&Path]) -> io::Result<PathBuf> {
    let found = path.canonicalize()?;
    match folders.iter().any(|folder| found.starts_with(folder)) {
        true => Ok(found),
        false => Err(io::Error::new(io::ErrorKind::PermissionDenied, "it leads out of the repository")),
    }
}

/// Whether what is written to `path` (a whole path) stays in `folder` (a canonical one), whatever links lie on the way. It need
/// not be there yet.
///
/// # Errors
/// Where it is elsewhere, or a link on the way leads nowhere.
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

/// Whether an error says that a file is larger than is read.
pub fn is_too_large(error: &io::Error) -> bool {
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
    fn what_is_written_stays_inside() {
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
    fn pipes_and_devices_are_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            assert!(read(path, 4).unwrap_err().to_string().contains("not a regular file"));
        }
    }
}
