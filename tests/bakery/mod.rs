//! A test team in its own folder, and the program running there.

// Each test crate that includes this module uses some of it.
#![allow(dead_code)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A team of two specialists with documents, a fallback and a lead.
pub fn team() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "agents/team.md",
        "---\nname: bakery\ndescription: The bakery.\nfallback: helper\nclarify: What is it about?\nknowledge_root: docs\n\
         context: Bakery task for {agent}\nmax_iterations: 4\nkeywords: [who leads, budget]\n---\nROUTED TO: {agent}\n\n{agent_prompt}\n",
    );
    write(
        "agents/baker.md",
        "---\nname: baker\npersona: Ann Baker\ndescription: Bread and dough.\nkeywords: [bread, dough]\nknowledge: bread.md\n---\n\
         You are the baker. Read {knowledge_base}.\nTASK: {user_task}\n",
    );
    write(
        "agents/helper.md",
        "---\nname: helper\ndescription: Everything else.\nknowledge: all.md\n---\nTASK: {user_task}\n",
    );
    write("docs/bread.md", "Bread.");
    write("docs/all.md", "All.");
    folder
}

/// The program in that folder, with its agents.
pub fn route(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = program(folder);
    command.args(arguments).args(["--agents", "agents"]);
    command
}

/// The program in a folder.
pub fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(folder).env("ROUTE_CACHE", "").env("HOME", folder).stdin(Stdio::null());
    for variable in ["ROUTE_AGENTS", "ROUTE_SESSION"] {
        command.env_remove(variable);
    }
    command
}

/// What was printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Stand-ins for the clients in documented commands: they accept the same options, and a prompt on standard input.
pub fn stand_ins(folder: &Path) {
    fs::create_dir(folder).unwrap();
    for client in ["claude", "codex", "gemini", "copilot", "llm", "ollama"] {
        let path = folder.join(client);
        fs::write(&path, format!("#!/bin/sh\necho \"{client} $*\"; head -n 1\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
}
