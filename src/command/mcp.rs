//! `route mcp`: a Model Context Protocol server on standard input and output with two tools, `route` and `load`.
//!
//! Messages are JSON-RPC 2.0, one per line. The agents are read again for every call, so that a long-lived client sees
//! edits.

mod protocol;
mod tools;

use crate::args::PlaceArgs;
use crate::exit::Exit;
use crate::input::unmarked;
use anyhow::{Context, bail};
use protocol::{Reply, Server};
use std::io::{self, BufRead, BufReader, Read, Write};
use task_router_engine::escape;
use task_router_engine::files::{self, LARGEST_REQUEST};

/// The length limit of a message.
const LONGEST_MESSAGE: u64 = LARGEST_REQUEST as u64;
/// How much of a longer message is searched for its id.
const MAX_SEARCHED: u64 = 16 * LONGEST_MESSAGE;

/// Serves until the client closes its end.
pub fn run(place_args: &PlaceArgs) -> anyhow::Result<Exit> {
    if place_args.builtin {
        bail!("--builtin: the built-in teams never answer in a server; name a folder with --agents");
    }
    let mut input = unmarked(std::io::stdin().lock()).context("cannot read standard input")?;
    let mut out = std::io::stdout().lock();
    let mut server = Server::new(place_args);
    loop {
        let mut line = Vec::new();
        let read = input.by_ref().take(LONGEST_MESSAGE).read_until(b'\n', &mut line);
        if read.context("cannot read standard input")? == 0 {
            return Ok(Exit::Success);
        }
        if line.len() as u64 == LONGEST_MESSAGE && !line.ends_with(b"\n") {
            let mut rest = Rest { before: &line, input: &mut input, is_read: false };
            let id = protocol::id_of(BufReader::new((&mut rest).take(MAX_SEARCHED)));
            if !rest.is_read {
                input.skip_until(b'\n').context("cannot read standard input")?;
            }
            write(
                &mut out,
                &protocol::refused(id, &format!("a message is longer than {}", files::size(LONGEST_MESSAGE))),
            )?;
        } else if !line.trim_ascii().is_empty()
            && let Some(answer) = server.answer(&line)
        {
            write(&mut out, &answer)?;
        }
    }
}

/// The beginning and end of a message that is too long, to find the id for the answer; most clients write it last.
struct Rest<'r, R> {
    before: &'r [u8],
    input: &'r mut R,
    /// Whether the end of its line was read.
    is_read: bool,
}

impl<R: BufRead> Read for Rest<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if !self.before.is_empty() {
            return self.before.read(bytes);
        }
        if self.is_read {
            return Ok(0);
        }
        let ahead = self.input.fill_buf()?;
        let end = memchr::memchr(b'\n', ahead);
        let n = end.unwrap_or(ahead.len()).min(bytes.len());
        bytes[..n].copy_from_slice(&ahead[..n]);
        self.is_read = end == Some(n) || ahead.is_empty();
        self.input.consume(n + usize::from(end == Some(n)));
        Ok(n)
    }
}

/// Writes one message as a line and flushes it.
fn write(out: &mut dyn Write, message: &Reply) -> anyhow::Result<()> {
    writeln!(out, "{}", escape::json(&serde_json::to_string(message)?))?;
    Ok(out.flush()?)
}
