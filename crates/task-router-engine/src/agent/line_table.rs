//! An index of a file's lines by key and by word, built in one pass: a file may have as many findings as lines, and
//! each needs its line.

use super::dialect::plain_key;
use crate::text::{Feature, range_in, stem_feature};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

/// The index of a text's lines.
#[derive(Debug, Default)]
pub struct LineTable {
    /// Range of each line.
    lines: Vec<Range<usize>>,
    /// Lines of each key, ascending, by its normalised spelling.
    keys: HashMap<Box<str>, Vec<usize>>,
    /// Lines with a top-level key of the frontmatter, or its fence.
    tops: Vec<usize>,
    /// Hash of each word and a line with it, ascending.
    words: Vec<(Feature, u32)>,
    /// First line of each key of an inline map that was asked for: each definition of a file asks for the same ones, and
    /// all of them may be on one line.
    inside: Mutex<HashMap<Box<str>, Option<usize>>>,
}

impl LineTable {
    /// Indexes a text.
    pub fn of(text: &str) -> Self {
        let mut table = Self::default();
        for (number, line) in text.lines().enumerate() {
            table.lines.push(range_in(line, text));
            if is_top_level_key(line) {
                table.tops.push(number);
            }
            if let Some(key) = key_of(line) {
                table.keys.entry(plain_key(key).into()).or_default().push(number);
            }
            table.words.extend(words(line).map(|word| (stem_feature(word), number as u32)));
        }
        table.words.sort_unstable();
        table.words.dedup();
        table
    }

    /// A line of the text, from 0.
    pub fn line<'t>(&self, text: &'t str, number: usize) -> &'t str {
        self.lines.get(number).and_then(|range| text.get(range.clone())).unwrap_or("")
    }

    /// First line of a key in any spelling, from 0, at or below line `first` (from 1).
    pub fn key(&self, key: &str, first: usize) -> Option<usize> {
        let lines = self.keys.get(plain_key(key).as_str())?;
        lines.get(lines.partition_point(|number| number + 1 < first)).copied()
    }

    /// First line that has a key in an inline map according to `is`, from 0.
    pub fn inside(&self, text: &str, key: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
        let mut known = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(key) {
            return *found;
        }
        let found = self.that(text, key, is);
        known.insert(key.into(), found);
        found
    }

    /// Lines that belong to the key at line `at`.
    pub fn block(&self, at: usize) -> Range<usize> {
        let next = self.tops.partition_point(|&top| top <= at);
        at..self.tops.get(next).copied().unwrap_or(self.lines.len())
    }

    /// The first line that satisfies `is`, among those with the rarest word of `item`.
    pub fn that(&self, text: &str, item: &str, is: impl Fn(&str) -> bool) -> Option<usize> {
        let holds = |number: &usize| is(self.line(text, *number));
        match self.rarest(item) {
            None => (0..self.lines.len()).find(holds),
            Some(lines) => lines.iter().map(|&(_, number)| number as usize).find(holds),
        }
    }

    /// Lines with the rarest word of `item`, if it has any word.
    fn rarest(&self, item: &str) -> Option<&[(Feature, u32)]> {
        let lines_of = |word: &str| {
            let hash = stem_feature(word);
            let start = self.words.partition_point(|(word, _)| *word < hash);
            &self.words[start..][..self.words[start..].partition_point(|(word, _)| *word == hash)]
        };
        words(item).map(lines_of).min_by_key(|lines| lines.len())
    }

    /// The first line among those of the key at line `at` that contains one of `items` as a whole. All of `items` have
    /// the same words.
    pub fn item(&self, text: &str, at: usize, items: &[&str]) -> Option<usize> {
        self.item_in(text, self.block(at), items, |_| true)
    }

    /// The line on which one of `items` begins that goes on below it, as in a folded text, among those of the key at line
    /// `at`.
    pub fn folded(&self, text: &str, at: usize, items: &[&str]) -> Option<usize> {
        let (block, item) = (self.block(at), items.first()?);
        // There is a word on each of its lines, or an empty line between two.
        let span = (2 * words(item).count()).min(MOST_FOLDED);
        let lines = self.rarest(item)?.iter().map(|&(_, number)| number as usize).filter(|n| block.contains(n));
        let begins_near = |number: usize| {
            let (mut joined, mut starts) = (String::new(), Vec::new());
            let first = number.saturating_sub(span).max(block.start);
            for near in first..(number + span + 1).min(block.end) {
                starts.push(joined.len());
                let line = self.line(text, near).trim();
                joined.push_str(line);
                joined.push_str(if line.is_empty() { "" } else { " " });
            }
            let place = items.iter().find_map(|item| whole_at(&joined, item))?;
            Some(first + starts.partition_point(|start| *start <= place) - 1)
        };
        lines.into_iter().find_map(begins_near)
    }

    /// The same among the lines of a range that satisfy `is`.
    pub fn item_in(&self, text: &str, block: Range<usize>, items: &[&str], is: impl Fn(&str) -> bool) -> Option<usize> {
        let holds = |&number: &usize| {
            let line = self.line(text, number);
            items.iter().any(|item| holds_whole(line, item)) && is(line)
        };
        // A line with the item contains its rarest word.
        match self.rarest(items.first()?) {
            None => block.into_iter().find(holds),
            Some(lines) => {
                let first = lines.partition_point(|&(_, number)| (number as usize) < block.start);
                lines[first..].iter().map(|&(_, number)| number as usize).take_while(|n| *n < block.end).find(holds)
            }
        }
    }
}

/// The key of a line: `key: value`, `- key: value`, `"key": value`, `key = value`.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.trim_start().trim_start_matches("- ").trim_start_matches('{').split_once([':', '='])?;
    let key = key.trim().trim_matches('"');
    (!key.is_empty() && key.len() < LONGEST_KEY).then_some(key)
}

/// Maximum number of lines on each side of a word on which the rest of its item is searched.
const MOST_FOLDED: usize = 16;

/// Maximum length of a key; a longer one is a sentence with a colon.
const LONGEST_KEY: usize = 64;

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether `line` contains `text` with no letter or digit adjacent to it.
pub(super) fn holds_whole(line: &str, text: &str) -> bool {
    whole_at(line, text).is_some()
}

/// Where it does.
fn whole_at(line: &str, text: &str) -> Option<usize> {
    let mut places = line.match_indices(text).map(|(i, _)| i);
    places.find(|&i| {
        let before = line[..i].chars().next_back();
        let after = line[i + text.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

fn is_top_level_key(line: &str) -> bool {
    line.starts_with("---")
        || (line.starts_with(|c: char| c.is_ascii_alphabetic())
            && line.split_once([':', '=']).is_some_and(|(key, _)| !key.trim_end().contains(' ')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by searching all lines.
    fn plain(text: &str, key: &str, item: &str) -> Option<(usize, Option<usize>)> {
        let is_key = |line: &str| key_of(line).is_some_and(|k| plain_key(k) == plain_key(key));
        let at = text.lines().position(is_key)?;
        let mut block = text.lines().enumerate().skip(at).take_while(|(i, line)| *i == at || !is_top_level_key(line));
        Some((at, block.find(|(_, line)| holds_whole(line, item)).map(|(i, _)| i)))
    }

    proptest! {
        #[test]
        fn lines_are_those_of_looking_at_each(
            text in r"((a|bc|key|-|---| |:|: |\r?\n|é|\(|x y){0,3}\n?){0,30}",
            key in "a|bc|key", item in "(a|bc|é|-|\\(| |x y){1,3}",
        ) {
            let table = LineTable::of(&text);
            let found = table.key(&key, 0).map(|at| (at, table.item(&text, at, &[&item])));
            prop_assert_eq!(found, plain(&text, &key, &item));
        }
    }
}
