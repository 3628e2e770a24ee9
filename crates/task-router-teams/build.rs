//! Compiles the built-in teams into the program: their files as text, and each team's index for use in place, so that a
//! request to a built-in team reads no file and trains nothing.

// A build script that cannot continue panics with the reason.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};
use task_router_engine::source::{self, Library, Tree};
use task_router_engine::team::group;
use task_router_engine::{Index, Root, Severity, Team};

const AGENTS: &str = "agents";

fn main() {
    let package = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap());
    // A published package contains a copy of the folders; see `packaging/build crates`.
    let root = if package.join(AGENTS).is_dir() { package } else { package.join("../..") }.canonicalize().unwrap();
    let out = PathBuf::from(env::var("OUT_DIR").unwrap());
    for folder in [AGENTS, source::KNOWLEDGE_FOLDER] {
        println!("cargo::rerun-if-changed={}", root.join(folder).display());
    }
    let mut tree = source::read(&Root::named(&root.join(AGENTS))).unwrap();
    for file in &mut tree.files {
        file.display = format!("builtin:{AGENTS}/{}", file.path);
    }
    let knowledge = source::read(&Root::named(&root.join(source::KNOWLEDGE_FOLDER))).unwrap();
    let mut code = String::new();
    embed(&mut code, "AGENT_FILES", &root.join(AGENTS), &tree);
    embed(&mut code, "KNOWLEDGE_FILES", &root.join(source::KNOWLEDGE_FOLDER), &knowledge);
    write_indices(&mut code, &out, &tree, &knowledge);
    fs::write(out.join("builtin.rs"), code).unwrap();
}

/// Writes a table of (path, text).
fn embed(code: &mut String, name: &str, folder: &Path, tree: &Tree) {
    writeln!(code, "pub(super) static {name}: &[(&str, &str)] = &[").unwrap();
    for file in &tree.files {
        let path = folder.join(&file.path);
        writeln!(code, "    ({:?}, include_str!({:?})),", file.path, path.display().to_string()).unwrap();
    }
    writeln!(code, "];").unwrap();
}

/// Writes a table of the teams, compiled.
fn write_indices(code: &mut String, out: &Path, tree: &Tree, knowledge: &Tree) {
    let documents = knowledge.files.iter().map(|file| file.path.clone()).collect();
    let library = Library { display: source::KNOWLEDGE_FOLDER.to_owned(), documents, ..Library::default() };
    let trees = [tree.clone()];
    let mut table = String::new();
    for files in group(&trees, |_, _, _| library.clone()) {
        let team = Team::load(&files);
        for diagnostic in team.diagnostics.iter().filter(|d| d.severity() > Severity::Note) {
            println!("cargo::warning={diagnostic}");
        }
        let index = Index::compile(&team);
        let write = |what: &str, bytes: &[u8]| {
            let path = out.join(format!("{}.{what}", files.name));
            fs::write(&path, bytes).unwrap();
            path.display().to_string()
        };
        let image = write("index", index.image().bytes());
        let cards = write("cards", index.cards().in_memory().expect("just compiled"));
        let (name, is_default) = (&files.name, files.default);
        let image = format!("&Aligned {{ align: [], bytes: *include_bytes!({image:?}) }}");
        let cards = format!("include_bytes!({cards:?})");
        writeln!(
            table,
            "    BuiltinTeam {{ name: {name:?}, is_default: {is_default}, image: {image}, cards: {cards} }},"
        )
        .unwrap();
    }
    writeln!(code, "pub(super) static TEAMS: &[BuiltinTeam] = &[\n{table}];").unwrap();
}
