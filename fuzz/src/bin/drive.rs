//! A fuzzer for a stable toolchain without a C++ compiler: `drive PROPERTY SECONDS [SEED]` mutates and joins the files of
//! the corpus, without regard to code coverage, until the time is over. Failing inputs are written to `regressions/`.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};
use task_router_fuzz::PROPERTIES;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (name, seconds) = (args[0].as_str(), args[1].parse().expect("seconds"));
    let seed = args.get(2).map_or(1, |seed| seed.parse().expect("a seed"));
    let (_, property) = *PROPERTIES.iter().find(|(known, _)| *known == name).expect("a property");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(folder.join("corpus").join(name)).expect("a corpus");
    let mut corpus: Vec<_> = files.map(|file| file.expect("a file").path()).collect();
    corpus.sort();
    let corpus: Vec<Vec<u8>> = corpus.iter().map(|path| fs::read(path).expect("a file")).collect();
    let mut random = Random(seed);
    let (mut runs, mut bytes, mut failed) = (0u64, 0u64, 0);
    let (started, mut slowest) = (Instant::now(), Duration::ZERO);
    while started.elapsed() < Duration::from_secs(seconds) {
        let data = random.changed(&corpus);
        let before = Instant::now();
        if catch_unwind(AssertUnwindSafe(|| property(&data))).is_err() {
            failed += 1;
            let path = folder.join("regressions").join(name);
            fs::create_dir_all(&path).expect("a folder");
            fs::write(path.join(format!("{seed}-{runs}")), &data).expect("a file");
        }
        slowest = slowest.max(before.elapsed());
        runs += 1;
        bytes += data.len() as u64;
    }
    println!("{name}: {runs} runs, {bytes} bytes, {failed} failed, the slowest took {slowest:?}");
    if failed > 0 {
        std::process::exit(1);
    }
}

/// Pseudo-random numbers: xorshift, so that a seed reproduces a run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// A file of the corpus with a few changes, or the beginning of one and the end of another.
    fn changed(&mut self, corpus: &[Vec<u8>]) -> Vec<u8> {
        let mut data = corpus[self.below(corpus.len())].clone();
        for _ in 0..=self.below(6) {
            let at = self.below(data.len() + 1);
            match self.below(8) {
                0 => data.truncate(at),
                1 => data.insert(at, self.next() as u8),
                2 if at < data.len() => data[at] ^= 1 << self.below(8),
                3 if at < data.len() => {
                    data.remove(at);
                }
                4 => {
                    let end = at + self.below(data.len() - at + 1);
                    let piece = data[at..end].to_vec();
                    data.splice(at..at, piece);
                }
                5 => {
                    let other = &corpus[self.below(corpus.len())];
                    let from = self.below(other.len() + 1);
                    data.truncate(at);
                    data.extend_from_slice(&other[from..]);
                }
                6 => {
                    const TOKENS: [&str; 20] = [
                        "\n",
                        "\r\n",
                        "\r",
                        "\0",
                        "---\n",
                        ": ",
                        "- ",
                        "  ",
                        "\"",
                        "'",
                        "[",
                        "{",
                        "}",
                        "#",
                        "|",
                        "\u{2028}",
                        "\u{202e}",
                        "ü",
                        "{user_task}",
                        "\\",
                    ];
                    let token = TOKENS[self.below(TOKENS.len())].bytes();
                    data.splice(at..at, token);
                }
                _ => {
                    let end = at + self.below(data.len() - at + 1);
                    data.drain(at..end);
                }
            }
        }
        data.truncate(1 << 16);
        data
    }
}
