//! `route mcp`: a Model Context Protocol server on standard input and output with two tools, `route` and `load`.
//!
//! One JSON-RPC 2.0 message a line. The agents are looked up anew for every call, so that a client that stays open sees
//! what was edited meanwhile.

mod protocol;
mod tools;

use crate::args::PlaceArgs;
use crate::exit::Exit;
use crate::terminal;
use anyhow::Context;
use protocol::Server;
use std::io::{BufRead, Read, Write};

/// How long one message may be.
const LONGEST_MESSAGE: u64 = 16 << 20;

/// Serves until the client closes its end.
pub fn run(place_args: &PlaceArgs) -> anyhow::Result<Exit> {
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
            terminal::warning("a message is longer than 16 MB; the rest of it is left out");
            input.skip_until(b'\n').context("cannot read standard input")?;
            line = b"too long".to_vec();
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        if let Some(answer) = server.answer(&line) {
            serde_json::to_writer(&mut out, &answer)?;
            out.write_all(b"\n")?;
            out.flush()?;
        }
    }
}
