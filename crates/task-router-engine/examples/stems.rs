//! Words, one a line, to their stems as the engine makes them: what `tools/words/build.py` keys its rows by.

use std::io::{BufRead, Write};
use task_router_engine::text::Stems;

fn main() -> std::io::Result<()> {
    let (stems, mut out) = (Stems::default(), std::io::BufWriter::new(std::io::stdout()));
    for word in std::io::stdin().lock().lines() {
        writeln!(out, "{}", stems.stem(&word?))?;
    }
    out.flush()
}
