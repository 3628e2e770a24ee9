//! Converts sorted words on standard input to a compact list on standard output, the format of `text/english.fst`. Used
//! by `tools/words/english.sh`.

use std::error::Error;
use std::io::{self, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = io::stdin().lines().collect::<Result<_, _>>()?;
    let list = fst::Set::from_iter(words)?;
    Ok(io::stdout().write_all(list.as_fst().as_bytes())?)
}
