//! The verdict of a result on its loop: the last line is `HOLDS: yes` or `HOLDS: no`.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// How many bytes at the end of a result are searched for the last line.
const LAST_BYTES: u64 = 4 << 10;

/// Whether the loop's condition holds; nothing if the result does not say.
pub fn verdict(result: &Path) -> Option<bool> {
    let mut file = File::open(result).ok()?;
    let length = file.metadata().ok()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(LAST_BYTES))).ok()?;
    let mut bytes = Vec::new();
    file.take(LAST_BYTES).read_to_end(&mut bytes).ok()?;
    of_text(&String::from_utf8_lossy(&bytes))
}

fn of_text(text: &str) -> Option<bool> {
    let last = text.lines().rev().find(|line| !line.trim().is_empty())?;
    let unmarked = last.trim().trim_matches(['*', '`', '_', '.', ' ']).to_ascii_lowercase();
    match unmarked.strip_prefix("holds:")?.trim().trim_matches(['*', '`', '_', '.', ' ']) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_counts_alone() {
        let cases = [
            ("all fine\nHOLDS: yes\n\n", Some(true)),
            ("HOLDS: yes\nbut then\n**holds: no**", Some(false)),
            ("`HOLDS: yes`.", Some(true)),
            ("HOLDS: yes\nand so on", None),
            ("HOLDS: perhaps", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(of_text(text), expected, "{text}");
        }
    }
}
