//! Properties that hold for any input, with a small budget: those for which `fuzz/` searches counterexamples, on its
//! corpora, on the regressions it found, and on inputs that proptest builds from meaningful pieces.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

#[path = "../fuzz/src/lib.rs"]
mod fuzz;

use fuzz::PROPERTIES;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// Pieces that have a meaning for one of the readers.
const PIECES: [&str; 69] = [
    "---\n",
    "---",
    "\n",
    "\r\n",
    "\r",
    "\t",
    " ",
    "  ",
    ": ",
    ":",
    "- ",
    "-",
    "#",
    "\"",
    "'",
    "\\",
    "|\n",
    ">\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    "&a ",
    "*a",
    "!",
    "\0",
    "name",
    "description",
    "keywords",
    "patterns",
    "examples",
    "not_for",
    "priority",
    "high",
    "knowledge",
    "flows",
    "steps",
    "urgency",
    "escalate",
    "when",
    "to",
    "fallback",
    "request",
    "agent",
    "status",
    "routed",
    "{user_task}",
    "{{user_task}}",
    "$ARGUMENTS",
    "{agent}",
    "plumbing",
    "carpentry thing",
    "fix the masonry",
    "@mason",
    "ü",
    "日本",
    "\u{202e}",
    "\u{feff}",
    "\u{2028}",
    "Ⱥ",
    "ẞ",
    ", then ",
    " before ",
    " and ",
    "\\b40[13]\\b",
    "(",
    "<example>user: fix it</example>",
    "tests",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        12 => prop::sample::select(PIECES.as_slice()).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..4),
        2 => "[a-z]{1,8}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hold_for_pieces_put_together(data in pieces()) {
        for (_, property) in PROPERTIES {
            property(&data);
        }
    }
}

#[test]
fn hold_for_what_the_corpora_keep() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    for (name, property) in PROPERTIES {
        let mut count = 0;
        for kind in ["corpus", "regressions"] {
            let Ok(files) = fs::read_dir(folder.join(kind).join(name)) else { continue };
            for file in files {
                property(&fs::read(file.unwrap().path()).unwrap());
                count += 1;
            }
        }
        assert!(count > 0, "fuzz/corpus/{name} is empty");
    }
}
