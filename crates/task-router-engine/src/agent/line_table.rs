//! An index of a file's lines by key and by word, built in one pass: a file may have as many findings as lines, and
//! each needs its line.

use super::dialect::plain_key;
use crate::text::{Feature, range_in, stem_feature};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, OnceLock, PoisonError};

/// The index of a text's lines.
#[derive(Debug, Default)]
pub struct LineTable {
    /// Range of each line.
    lines: Vec<Range<usize>>,
    /// Lines of each key, ascending, by its normalised spelling.
    keys: HashMap<Box<str>, Vec<usize>>,
    /// Lines with a top-level key of the frontmatter, or its fence.
    tops: Vec<usize>,
    /// Each word and its positions.
    words: WordRunPlaces,
    /// The same of runs of several words, made when an item has as many.
    runs: OnceLock<WordRunPlaces>,
    /// Lines of each key of an inline map that was asked for, ascending: each definition of a file asks for the same
    /// ones, and all of them may be on one line.
    inside: Mutex<HashMap<Box<str>, Vec<usize>>>,
}

/// Hash of a run of words and a position at which it begins, ascending.
type WordRunPlaces = Vec<(Feature, u32)>;

/// A run of words of an item, and where the text has it.
struct WordRun<'t> {
    /// Number of words of the item before it.
    number: usize,
    places: &'t [(Feature, u32)],
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
        }
        table.words = places(text, 1);
        table
    }

    /// Whether the text has at most one line.
    pub fn is_one_line(&self) -> bool {
        self.lines.len() < 2
    }

    /// The line of a position.
    fn line_at(&self, position: usize) -> usize {
        self.lines.partition_point(|line| line.start <= position).saturating_sub(1)
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

    /// First line that has a key in an inline map according to `is`, from 0, at or below line `first` (from 1).
    pub fn inside(&self, text: &str, key: &str, first: usize, is: impl Fn(&str) -> bool) -> Option<usize> {
        let mut known = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let all = || self.all(text, key, 0).filter(|number| is(self.line(text, *number))).collect();
        let lines = known.entry(key.into()).or_insert_with(all);
        lines.get(lines.partition_point(|number| number + 1 < first)).copied()
    }

    /// Lines that belong to the key at line `at`.
    pub fn block(&self, at: usize) -> Range<usize> {
        let next = self.tops.partition_point(|&top| top <= at);
        at..self.tops.get(next).copied().unwrap_or(self.lines.len())
    }

    /// The first line from `first` on (from 0) that satisfies `is`, among those with the rarest word of `item`.
    pub fn that(&self, text: &str, item: &str, first: usize, is: impl Fn(&str) -> bool) -> Option<usize> {
        self.all(text, item, first).find(|number| is(self.line(text, *number)))
    }

    /// The lines from `first` on with the rarest word of `item`; all of them if it has no word.
    fn all(&self, text: &str, item: &str, first: usize) -> impl Iterator<Item = usize> {
        let run = self.rarest(text, item);
        let lines = run.is_none().then_some(first..self.lines.len());
        run.map(|run| self.lines_of(&run, first)).into_iter().flatten().chain(lines.into_iter().flatten())
    }

    /// The lines from `first` on (from 0), with their numbers.
    pub fn lines_from<'t>(&self, text: &'t str, first: usize) -> impl Iterator<Item = (usize, &'t str)> {
        (first..self.lines.len()).map(move |number| (number, self.line(text, number)))
    }

    /// The rarest word of `item`, or, if it has many, run of words; if it has any. Of long items that consist of common
    /// words, only runs are rare.
    fn rarest(&self, text: &str, item: &str) -> Option<WordRun<'_>> {
        let words: Vec<Feature> = words(item).map(stem_feature).collect();
        let (length, all) = match words.len() < RUN {
            true => (1, &self.words),
            false => (RUN, self.runs.get_or_init(|| places(text, RUN))),
        };
        let mut rarest: Option<WordRun> = None;
        for (number, run) in words.windows(length).enumerate() {
            let hash = hash_of(run);
            let from = &all[all.partition_point(|(run, _)| *run < hash)..];
            let places = &from[..from.partition_point(|(run, _)| *run == hash)];
            if rarest.as_ref().is_none_or(|rarest| places.len() < rarest.places.len()) {
                rarest = Some(WordRun { number, places });
            }
            if places.len() < 2 {
                break;
            }
        }
        rarest
    }

    /// The lines from `first` on on which a run begins, ascending.
    fn lines_of<'t>(&'t self, run: &WordRun<'t>, first: usize) -> impl Iterator<Item = usize> + use<'t> {
        let (mut places, mut first) = (run.places, first);
        std::iter::from_fn(move || {
            let start = self.lines.get(first)?.start;
            places = &places[places.partition_point(|&(_, at)| (at as usize) < start)..];
            let line = self.line_at(places.first()?.1 as usize);
            first = line + 1;
            Some(line)
        })
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
        let run = self.rarest(text, item)?;
        let mut lines = self.lines_of(&run, block.start).take_while(|number| *number < block.end);
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
        lines.find_map(begins_near)
    }

    /// The same among the lines of a range that satisfy `is`.
    pub fn item_in(&self, text: &str, block: Range<usize>, items: &[&str], is: impl Fn(&str) -> bool) -> Option<usize> {
        let holds = |&number: &usize| {
            let line = self.line(text, number);
            items.iter().any(|item| holds_whole(line, item)) && is(line)
        };
        let Some(run) = self.rarest(text, items.first()?) else { return block.into_iter().find(holds) };
        // Where the item is, its rarest run is, so that no line is searched: it may be the whole file.
        let start_of_run = |item: &str| words(item).nth(run.number).map(|word| range_in(word, item).start);
        let items: Vec<(usize, &str)> = items.iter().filter_map(|item| Some((start_of_run(item)?, *item))).collect();
        let position = |line: usize| self.lines.get(line).map_or(text.len(), |line| line.start);
        let (start, end) = (position(block.start), position(block.end));
        let first = run.places.partition_point(|&(_, at)| (at as usize) < start);
        let places = run.places[first..].iter().map(|&(_, at)| at as usize).take_while(|at| *at < end);
        let is_item = |at: usize, (offset, item): &(usize, &str)| {
            at.checked_sub(*offset).is_some_and(|start| is_whole(text, start, item))
        };
        places
            .filter(|at| items.iter().any(|item| is_item(*at, item)))
            .map(|at| self.line_at(at))
            .find(|number| is(self.line(text, *number)))
    }
}

/// The key of a line: `key: value`, `- key: value`, `"key": value`, `key = value`.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.trim_start().trim_start_matches("- ").trim_start_matches('{').split_once([':', '='])?;
    let key = key.trim().trim_matches('"');
    (!key.is_empty() && key.len() < LONGEST_KEY).then_some(key)
}

/// Number of words of a run.
const RUN: usize = 4;

/// The runs of as many words in a text.
fn places(text: &str, length: usize) -> WordRunPlaces {
    let (words, starts): (Vec<Feature>, Vec<u32>) =
        words(text).map(|word| (stem_feature(word), range_in(word, text).start as u32)).unzip();
    let mut places: WordRunPlaces = words.windows(length).map(hash_of).zip(starts).collect();
    places.sort_unstable();
    places
}

fn hash_of(run: &[Feature]) -> Feature {
    run.iter().fold(0, |hash: u64, word| hash.rotate_left(17) ^ word.wrapping_mul(0x9e37_79b9_7f4a_7c15))
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
    line.match_indices(text).map(|(at, _)| at).find(|&at| is_whole(line, at, text))
}

/// Whether `text` is at a position of `line`, with no letter or digit adjacent to it.
fn is_whole(line: &str, at: usize, text: &str) -> bool {
    let Some((before, rest)) = line.split_at_checked(at) else { return false };
    let borders = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    rest.strip_prefix(text).is_some_and(|after| borders(after.chars().next())) && borders(before.chars().next_back())
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

    #[test]
    fn what_is_searched_for_an_item_does_not_grow_with_the_others() {
        // Common words in each order, in one line.
        let words = ["fix", "the", "api", "of", "a", "team"];
        let digits = |n: u32| (n + 1).wrapping_mul(0x9e37_79b9);
        let item = |n: u32| (0..8).map(|k| words[(digits(n) >> (3 * k)) as usize % 6]).collect::<Vec<_>>().join(" ");
        for separator in ["\", \"", "\n  - "] {
            let most = |many: u32| {
                let text = (0..many).map(item).collect::<Vec<_>>().join(separator);
                let table = LineTable::of(&text);
                (0..many).map(|n| table.rarest(&text, &item(n)).map_or(0, |run| run.places.len())).max().unwrap()
            };
            assert!(most(400) < 40 && most(4_000) < 400, "{} {}", most(400), most(4_000));
        }
    }

    proptest! {
        #[test]
        fn lines_are_those_of_looking_at_each(
            text in r"((a|bc|key|-|---| |:|: |\r?\n|é|\(|x y){0,3}\n?){0,30}",
            key in "a|bc|key", item in "(a|bc|é|-|\\(| |x y){1,8}",
        ) {
            let table = LineTable::of(&text);
            let found = table.key(&key, 0).map(|at| (at, table.item(&text, at, &[&item])));
            prop_assert_eq!(found, plain(&text, &key, &item));
        }
    }
}
