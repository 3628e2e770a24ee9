//! What the extension of a file's name says: `parser.rs` is a file in Rust.

use super::word_filter::WordFilter;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One extension a line, and what files with it are written in or made for, as authors name it.
const LINES: &str = include_str!("extensions.txt");
static NAMES: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| LINES.lines().filter_map(|line| line.split_once(' ')).collect());
/// All words of these lines, so that a request without any of them reads no line.
static WORDS: WordFilter<48> = {
    let mut words = WordFilter::empty();
    words.add_words(LINES);
    words
};
/// Length of the longest extension.
const LONGEST: usize = 7;

/// Languages and tools that a lower-case extension without its dot stands for; none if it is no known extension.
pub fn named_by(extension: &str) -> impl Iterator<Item = &'static str> {
    let may_be_known = extension.len() <= LONGEST && WORDS.may_hold(extension);
    let names = Some(extension).filter(|_| may_be_known).and_then(|known| NAMES.get(known));
    names.into_iter().flat_map(|names| names.split(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extensions_are_short_and_say_something() {
        let mut lines = LINES.lines();
        assert!(lines.clone().is_sorted() && NAMES.len() == lines.clone().count());
        assert!(lines.all(|line| line.find(' ').is_some_and(|end| end <= LONGEST)));
        assert_eq!(named_by("tsx").collect::<Vec<_>>(), ["react", "typescript"]);
        assert_eq!(named_by("the").count(), 0);
    }
}
