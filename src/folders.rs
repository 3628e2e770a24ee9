//! The current folder, and the user's own, according to the environment.

use std::env;
use std::path::PathBuf;

/// The current folder; without one, paths are absolute.
pub fn here() -> PathBuf {
    env::current_dir().unwrap_or_default()
}

/// The folder that a variable names; only absolute paths count.
pub fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute())
}

/// The user's home folder, canonical.
pub fn home() -> Option<PathBuf> {
    named("HOME").or_else(|| named("USERPROFILE"))?.canonicalize().ok()
}

/// The folder of the user's configuration.
pub fn configuration() -> Option<PathBuf> {
    named("XDG_CONFIG_HOME").or_else(|| Some(home()?.join(".config")))
}
