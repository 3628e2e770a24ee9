//! Runs the transcripts in `tests/cli/`, each file in a folder of its own.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod transcript;

use std::path::Path;

fn check(name: &str) {
    transcript::check(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli").join(format!("{name}.console")));
}

macro_rules! transcripts {
    ($($name:ident,)+) => {
        $(#[test] fn $name() { check(stringify!($name)); })+

        #[test]
        fn every_transcript_is_run() {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli");
            let mut files: Vec<String> = std::fs::read_dir(folder)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().to_string_lossy().trim_end_matches(".console").to_owned())
                .collect();
            files.sort();
            assert_eq!(files, [$(stringify!($name)),+], "in alphabetical order, above");
        }
    };
}

transcripts! {
    agent_files,
    configured,
    definitions,
    finding,
    formats,
    gate,
    jsonl,
    list_show_init,
    mistakes,
    paths,
    suites,
    terminal,
    unusable,
}
