//! `route init [DIR]`

use crate::args::InitArgs;
use crate::exit::Exit;
use anyhow::Context;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use task_router_teams;

/// Writes the built-in teams and their documents below the folder. A file that is there is left alone and named.
pub fn run(args: &InitArgs) -> anyhow::Result<Exit> {
    let (mut written, mut kept) = (0, 0);
    let mut out = std::io::stdout().lock();
    for (path, text) in task_router_teams::files() {
        let path = args.dir.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot create the folder `{}`", folder.display()))?;
        }
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(mut file) => {
                if let Err(e) = file.write_all(text.as_bytes()) {
                    // Half a file would be taken for the whole one the next time.
                    let _ = fs::remove_file(&path);
                    return Err(e).with_context(|| format!("cannot write `{}`", path.display()));
                }
                written += 1;
            }
            Err(e) if e.kind() == ErrorKind::AlreadyExists => {
                writeln!(out, "kept {}", path.display())?;
                kept += 1;
            }
            Err(e) => return Err(e).with_context(|| format!("cannot write `{}`", path.display())),
        }
    }
    writeln!(out, "wrote {written} files below {}, kept {kept} that were there", args.dir.display())?;
    Ok(Exit::Success)
}
