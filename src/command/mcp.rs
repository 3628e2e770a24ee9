//! `route mcp`: a Model Context Protocol server on standard input and output with two tools, `route` and `load`.
//!
//! One JSON-RPC 2.0 message a line. The agents are looked up anew for every call, so that a client that stays open sees
//! what was edited meanwhile.

mod protocol;
mod tools;

use crate::args::PlaceArgs;
use crate::exit::Exit;
use anyhow::{Context, bail};
use protocol::Server;
use serde_json::Value;
use std::io::{BufRead, Read, Write};

/// How long one message may be.
const LONGEST_MESSAGE: u64 = 16 << 20;

/// Serves until the client closes its end.
pub fn run(place_args: &PlaceArgs) -> anyhow::Result<Exit> {
    if place_args.builtin {
        bail!("--builtin: the built-in teams never answer in a server; name a folder with --agents");
    }
    let mut input = std::io::stdin().lock();
    let mut out = std::io::stdout().lock();
    let mut server = Server::new(place_args);
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_MESSAGE).read_until(b'\n', &mut line);
        if read.context("cannot read standard input")? == 0 {
            return Ok(Exit::Success);
        }
        if line.len() as u64 == LONGEST_MESSAGE && !line.ends_with(b"\n") {
            input.skip_until(b'\n').context("cannot read standard input")?;
            write(&mut out, &protocol::refused("a message is longer than 16 MB"))?;
        } else if !line.trim_ascii().is_empty()
            && let Some(answer) = server.answer(&line)
        {
            write(&mut out, &answer)?;
        }
    }
}

/// One message a line, at once.
fn write(out: &mut dyn Write, message: &Value) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, message)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}
