//! `task-router`: the second name of `route`, for systems that have another `route` (net-tools, macOS and Windows have one
//! for network tables). It runs the `route` that lies beside it.

use std::io::Write;
use std::process::{Command, ExitCode};
use std::{env, io};

/// Tells `route` by which name it was called: a shell completes that one.
const NAME: &str = "ROUTE_NAME";

fn main() -> ExitCode {
    match run() {
        Ok(status) => status,
        Err(error) => {
            let hint = "install both programs into one folder";
            // With standard error gone there is nobody to tell.
            let _ = writeln!(io::stderr(), "task-router: cannot run the `route` beside this program: {error}; {hint}");
            ExitCode::from(2)
        }
    }
}

/// The folder is that of the file itself, also where a link to it was called.
fn route() -> io::Result<Command> {
    let beside = env::current_exe()?.canonicalize()?.with_file_name(format!("route{}", env::consts::EXE_SUFFIX));
    let mut route = Command::new(beside);
    route.args(env::args_os().skip(1)).env(NAME, env!("CARGO_BIN_NAME"));
    Ok(route)
}

/// Becomes `route`: signals, streams and the exit status are its own.
#[cfg(unix)]
fn run() -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(route()?.exec())
}

/// Waits for `route` and ends as it did.
#[cfg(not(unix))]
fn run() -> io::Result<ExitCode> {
    let code = route()?.status()?.code().unwrap_or(1);
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}
