//! `task-router`: the second name of `route`, for systems that have another `route` (net-tools, macOS and Windows have
//! one for network tables). It runs the `route` in its own folder.

use std::io::Write;
use std::process::{Command, ExitCode};
use std::{env, io};

/// Tells `route` the name it was called by, so that completions are for that name.
const NAME: &str = "ROUTE_NAME";

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(error) => {
            let hint = "install both programs into one folder";
            // If standard error is closed, nobody can be told.
            let _ = writeln!(io::stderr(), "task-router: cannot run the `route` beside this program: {error}; {hint}");
            ExitCode::from(2)
        }
    }
}

/// The folder of the file itself, even if it was called through a link.
fn route() -> io::Result<Command> {
    let beside = env::current_exe()?.canonicalize()?.with_file_name(format!("route{}", env::consts::EXE_SUFFIX));
    let mut route = Command::new(beside);
    route.args(env::args_os().skip(1)).env(NAME, env!("CARGO_BIN_NAME"));
    Ok(route)
}

/// Replaces this process by `route`, so signals, streams and the exit status are its own.
#[cfg(unix)]
fn run() -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(route()?.exec())
}

/// Waits for `route` and exits with its status.
#[cfg(not(unix))]
fn run() -> io::Result<ExitCode> {
    let code = route()?.status()?.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
