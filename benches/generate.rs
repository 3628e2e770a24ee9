//! Writes what `benches/compare` measures with: `generate agents DIR N KEYWORDS EXAMPLES BODY` writes agent files,
//! `generate requests N [KEYWORDS-FILE]` prints requests, one a line.

#[path = "data.rs"]
mod data;

use std::io::{BufWriter, Write};
use std::{env, fs, io};

const WORDS: usize = 120_000;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |i: usize| arguments.get(i).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let mut vocabulary = data::Vocabulary::new(WORDS);
    match arguments.first().map(String::as_str) {
        Some("agents") => {
            let folder = &arguments[1];
            fs::create_dir_all(folder)?;
            for i in 0..number(2) {
                let text = data::agent(&mut vocabulary, i, number(3), number(4), number(5));
                fs::write(format!("{folder}/agent-{i}.md"), text)?;
            }
        }
        Some("requests") => {
            let keywords = arguments.get(2).map(fs::read_to_string).transpose()?.unwrap_or_default();
            let keywords: Vec<&str> = keywords.lines().collect();
            let mut out = BufWriter::new(io::stdout().lock());
            for i in 0..number(1) {
                writeln!(out, "{}", data::request(&mut vocabulary, i, &keywords))?;
            }
        }
        _ => {
            let usage = "generate agents DIR N KEYWORDS EXAMPLES BODY | generate requests N [KEYWORDS-FILE]";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, usage));
        }
    }
    Ok(())
}
