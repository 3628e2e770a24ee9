//! One file a verb: its public entry takes the arguments and gives the exit status.

pub mod check;
pub mod completions;
pub mod diff;
pub mod explain;
pub mod hook;
pub mod init;
pub mod list;
pub mod man;
#[cfg(feature = "mcp")]
pub mod mcp;
pub mod plan;
pub mod route;
pub mod run;
pub mod show;
pub mod suggest;

use crate::args::PlaceArgs;
use crate::cache::{self, Cache};
use crate::places::Place;
use anyhow::{Context, bail};
use std::env;
use std::io::Read;
use std::path::{Path, PathBuf};
use task_router_engine::files::{LARGEST_REQUEST, size};
use task_router_engine::index::Index;

/// Where the arguments, the environment and the current folder say that the agents are.
pub fn place(args: &PlaceArgs) -> anyhow::Result<Place> {
    let here = env::current_dir().context("cannot tell the current folder")?;
    let named = match env::var_os("ROUTE_AGENTS") {
        Some(folders) if args.agents.is_empty() => {
            env::split_paths(&folders).filter(|folder| !folder.as_os_str().is_empty()).collect::<Vec<PathBuf>>()
        }
        _ => args.agents.clone(),
    };
    Ok(Place::find(named, &here))
}

/// The index of the team that the arguments choose.
pub fn index(args: &PlaceArgs) -> anyhow::Result<Index> {
    Ok(cache::team::index(&place(args)?, args.team.as_deref(), &Cache::of_user())?)
}

/// The words of a request as one text; a single `-` stands for all of standard input.
pub fn request_text(words: &[String]) -> anyhow::Result<String> {
    if words != ["-"] {
        return Ok(words.join(" "));
    }
    let mut bytes = Vec::new();
    let stdin = std::io::stdin().lock();
    stdin.take(LARGEST_REQUEST as u64 + 1).read_to_end(&mut bytes).context("cannot read standard input")?;
    if bytes.len() > LARGEST_REQUEST {
        bail!(
            "standard input is longer than the {} of a request; give its part that says what is wanted",
            size(LARGEST_REQUEST as u64)
        );
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']).to_owned())
}

/// The file as `git apply` wants it: from the root of its repository, else from the current folder.
pub fn path_in_diff(file: &str) -> String {
    let Ok(path) = Path::new(file).canonicalize() else { return file.to_owned() };
    let root = path.ancestors().skip(1).find(|folder| folder.join(".git").exists());
    match root.and_then(|root| path.strip_prefix(root).ok()) {
        Some(relative) => task_router_engine::source::slashes(relative),
        None => crate::places::from_here(&path),
    }
}
