//! Prints the engine's stem of each word, one per line: the keys of the rows in `tools/words/build.py`.

use std::io::{BufRead, Write};
use task_router_engine::text::Stems;

fn main() -> std::io::Result<()> {
    let (stems, mut out) = (Stems::default(), std::io::BufWriter::new(std::io::stdout()));
    for word in std::io::stdin().lock().lines() {
        writeln!(out, "{}", stems.stem(&word?))?;
    }
    out.flush()
}
