//! Writes the input of `benches/compare`:
//!
//! - `generate agents DIR N KEYWORDS EXAMPLES BODY`: a folder of N agent files in made-up words;
//! - `generate requests N AGENTS`: N requests to such a team, one per line;
//! - `generate sentences N FILE`: N random lines of a file, every fourth followed by a made-up word, since people use words
//!   that no team knows.

#[path = "data.rs"]
mod data;

use std::io::{BufWriter, Write};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |i: usize| arguments.get(i).and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let mut out = BufWriter::new(io::stdout().lock());
    match (arguments.first().map(String::as_str), arguments.get(2)) {
        (Some("agents"), Some(_)) => {
            let (folder, agents) = (&arguments[1], number(2));
            let mut vocabulary = data::Vocabulary::new(data::words(agents));
            fs::create_dir_all(folder)?;
            for i in 0..agents {
                let text = data::agent(&mut vocabulary, i, number(3), number(4), number(5));
                fs::write(format!("{folder}/agent-{i}.md"), text)?;
            }
        }
        (Some("requests"), Some(_)) => {
            let mut vocabulary = data::Vocabulary::new(data::words(number(2)));
            for _ in 0..number(1) {
                writeln!(out, "{}", vocabulary.sentence(8))?;
            }
        }
        (Some("sentences"), Some(file)) => {
            let mut vocabulary = data::Vocabulary::new(data::words(0));
            let text = fs::read_to_string(file)?;
            let sentences: Vec<&str> = text.lines().collect();
            for i in 0..number(1) {
                let sentence = sentences.get((vocabulary.random() * sentences.len() as f64) as usize).unwrap_or(&"");
                match i % 4 {
                    0 => writeln!(out, "{sentence} {}", vocabulary.any())?,
                    _ => writeln!(out, "{sentence}")?,
                }
            }
        }
        _ => {
            let usage =
                "generate agents DIR N KEYWORDS EXAMPLES BODY | generate requests N AGENTS | generate sentences N FILE";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, usage));
        }
    }
    out.flush()
}
