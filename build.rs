//! Records what the program was built from, so that it does not use another program's cached indices and `--version`
//! can print it, and links the program to start fast.

// A panic stops the build with the reason.
#![allow(clippy::unwrap_used)]

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// How many digits of a commit's hash are kept.
const COMMIT_LENGTH: usize = 10;

fn main() {
    let engine = Path::new("crates/task-router-engine");
    for path in [engine.join("src"), engine.join("Cargo.toml"), PathBuf::from("Cargo.lock"), PathBuf::from("build.rs")]
    {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let mut hash = DefaultHasher::new();
    // A published package gets its engine from the registry; Cargo.lock has its version.
    if engine.is_dir() {
        hash_files(&engine.join("src"), &mut hash);
    }
    for file in ["Cargo.lock", "crates/task-router-engine/Cargo.toml"] {
        hash.write(&fs::read(file).unwrap_or_default());
    }
    println!("cargo::rustc-env=ROUTE_SOURCES={:016x}", hash.finish());
    let target = env::var("TARGET").unwrap();
    let origin = commit().map_or_else(|| target.clone(), |commit| format!("{commit}, {target}"));
    println!("cargo::rustc-env=ROUTE_ORIGIN={origin}");
    link_to_start_fast();
}

/// The commit being built: in a published package as Cargo recorded it, otherwise that of the repository with this
/// folder as root; `None` if neither exists.
fn commit() -> Option<String> {
    let noted = fs::read_to_string(".cargo_vcs_info.json").ok();
    let noted =
        noted.as_deref().and_then(|text| text.split("\"sha1\": \"").nth(1)?.split('"').next().map(str::to_owned));
    let commit = noted.or_else(|| {
        // A folder inside another repository does not have that repository's commit.
        Path::new(".git").exists().then(|| git(&["rev-parse", "HEAD"])).flatten()
    })?;
    // Every commit and every checkout adds a line here.
    for path in git(&["rev-parse", "--git-path", "logs/HEAD"]).iter().filter(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={path}");
    }
    commit.get(..COMMIT_LENGTH).map(str::to_owned)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

/// All files below a folder, in path order.
fn hash_files(folder: &Path, hash: &mut DefaultHasher) {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        match path.is_dir() {
            true => hash_files(&path, hash),
            false => hash.write(&fs::read(&path).unwrap()),
        }
    }
}

/// Links at a fixed address, without relocations, since starting the program takes longer than a request. Only where
/// this is known to work.
fn link_to_start_fast() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v.split(',').any(|v| v == value));
    let known = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && env::var("HOST") == env::var("TARGET");
    // A static program has no relocations either.
    if known && !is("CARGO_CFG_TARGET_FEATURE", "crt-static") {
        println!("cargo::rustc-link-arg-bin=route=-no-pie");
        link_unwinder();
    }
}

/// Includes the unwinder from the compiler's archive, if there is one: the constructor of its shared library runs `cpuid`,
/// which costs a tenth of a start. `lld` takes a symbol from the first that defines it; other linkers may still load
/// the library.
fn link_unwinder() {
    let found = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output().ok();
    let path = found.and_then(|found| String::from_utf8(found.stdout).ok()).map(|path| PathBuf::from(path.trim()));
    if let Some(folder) = path.as_deref().filter(|path| path.is_absolute()).and_then(Path::parent) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static=gcc_eh");
    }
}
