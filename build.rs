//! Compiles the built-in teams into the binary: their files as text, and each team's index ready to be used in place, so
//! that a request to a built-in team reads no file and learns nothing.
//!
//! The modules are the library's own, included here by path: what the build compiles cannot differ from what the program
//! would. It also says how the program is linked.

#![allow(dead_code, unused_imports, missing_docs, clippy::unwrap_used)]

#[path = "src/agent.rs"]
mod agent;
#[path = "src/bits.rs"]
mod bits;
#[path = "src/calibrate.rs"]
mod calibrate;
#[path = "src/diagnostic.rs"]
mod diagnostic;
#[path = "src/discover.rs"]
mod discover;
#[path = "src/index.rs"]
mod index;
#[path = "src/learn.rs"]
mod learn;
#[path = "src/team.rs"]
mod team;
#[path = "src/template.rs"]
mod template;
#[path = "src/text.rs"]
mod text;
#[path = "src/threads.rs"]
mod threads;

use discover::{Library, Tree};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const AGENTS: &str = "agents";

fn main() {
    for path in [AGENTS, discover::KNOWLEDGE_FOLDER, "src", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap());
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    println!("cargo::rustc-env=ROUTE_SOURCES={:016x}", hash_sources(&package.join("src")));
    link_to_start_fast();
    let mut tree = discover::read(Path::new(AGENTS)).unwrap();
    for file in &mut tree.files {
        file.display = format!("builtin:{AGENTS}/{}", file.path);
    }
    let knowledge = discover::read(Path::new(discover::KNOWLEDGE_FOLDER)).unwrap();
    let mut code = String::new();
    embed(&mut code, "AGENT_FILES", &package, AGENTS, &tree);
    embed(&mut code, "KNOWLEDGE_FILES", &package, discover::KNOWLEDGE_FOLDER, &knowledge);
    write_indices(&mut code, &out, &tree, &knowledge);
    fs::write(out.join("builtin.rs"), code).unwrap();
}

/// A request takes less time than starting a program does, so the program is linked to start fast: at a fixed address, so
/// that no addresses have to be put right, and with the unwinder inside instead of in a library of its own. Only where
/// this is known to work, and each only where the system's compiler has what it takes.
fn link_to_start_fast() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|v| v.split(',').any(|v| v == value));
    let known = is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && is("CARGO_CFG_TARGET_ARCH", "x86_64")
        && env::var("HOST") == env::var("TARGET");
    // A program that is to be wholly static has neither cost.
    if !known || is("CARGO_CFG_TARGET_FEATURE", "crt-static") {
        return;
    }
    println!("cargo::rustc-link-arg-bin=route=-no-pie");
    let compiler = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let asked = Command::new(compiler).arg("-print-file-name=libgcc_eh.a").output();
    let archive = asked.ok().and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    let archive = Path::new(archive.trim());
    // A compiler that has no such file answers with the bare name.
    if let Some(folder) = archive.parent().filter(|_| archive.is_absolute() && archive.is_file()) {
        println!("cargo::rustc-link-search=native={}", folder.display());
        println!("cargo::rustc-link-lib=static=gcc_eh");
    }
}

/// All sources, hashed in path order.
fn hash_sources(folder: &Path) -> u64 {
    let mut hash = xxhash_rust::xxh3::Xxh3::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            hash.update(&fs::read(entry.path()).unwrap());
        }
    }
    hash.digest()
}

/// A table of (path, text).
fn embed(code: &mut String, name: &str, package: &Path, folder: &str, tree: &Tree) {
    writeln!(code, "pub(super) static {name}: &[(&str, &str)] = &[").unwrap();
    for file in &tree.files {
        let path = package.join(folder).join(&file.path);
        writeln!(code, "    ({:?}, include_str!({:?})),", file.path, path.display().to_string()).unwrap();
    }
    writeln!(code, "];").unwrap();
}

/// A table of (team, whether it is the default, its index).
fn write_indices(code: &mut String, out: &Path, tree: &Tree, knowledge: &Tree) {
    let documents = knowledge.files.iter().map(|file| file.path.clone()).collect();
    let library = Library { display: discover::KNOWLEDGE_FOLDER.to_owned(), documents, root: None };
    let trees = [tree.clone()];
    let mut table = String::new();
    for files in team::group(&trees, |_, _, _| library.clone()) {
        let team = team::Team::load(&files);
        for diagnostic in team.diagnostics.iter().filter(|d| d.severity() > diagnostic::Severity::Note) {
            println!("cargo::warning={diagnostic}");
        }
        let path = out.join(format!("{}.index", files.name));
        fs::write(&path, index::Index::compile(&team).image().bytes()).unwrap();
        let path = path.display().to_string();
        writeln!(
            table,
            "    ({:?}, {}, &Aligned {{ align: [], bytes: *include_bytes!({path:?}) }}),",
            files.name, files.default
        )
        .unwrap();
    }
    writeln!(code, "pub(super) static INDICES: &[(&str, bool, &Aligned<[u8]>)] = &[\n{table}];").unwrap();
}
