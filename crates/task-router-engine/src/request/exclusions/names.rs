//! Words that name an agent, by `@name` or with a title. They are things, whatever their words look like: `not @testing`,
//! `instead of the go agent`.

use super::{LONGEST_OBJECT, Reading, WordKinds, is_title};
use crate::text::Words;
use std::ops::Range;

/// Positions of the words of `@names`, which may have several (`@data:etl-jobs`).
pub(super) fn after_signs(words: &Words) -> Vec<usize> {
    let mut found = Vec::new();
    for i in 1..words.len() {
        let between = words.separator(i - 1);
        let goes_on = || found.last() == Some(&(i - 1)) && between.chars().all(|c| "-_.:".contains(c));
        // `me@home` and `me.@home` are addresses.
        let begins = |before: &str| !before.is_empty() && !before.ends_with(['.', '-', '_']);
        if between.strip_suffix('@').is_some_and(begins) || goes_on() {
            found.push(i);
        }
    }
    found
}

impl<K: WordKinds> Reading<'_, K> {
    /// Whether word `i` is part of an `@name`.
    pub(super) fn is_of_name(&self, i: usize) -> bool {
        self.names.binary_search(&i).is_ok()
    }

    /// Whether an `@name` starts with word `i`.
    pub(super) fn begins_name(&self, i: usize) -> bool {
        self.is_of_name(i) && self.words.separator(i - 1).ends_with('@')
    }

    /// The words of the name beside a title in the clause from word `start` on: between an article or `start` and the
    /// title (`the go agent`), or the word behind it if the title comes first (`agent go`).
    pub(super) fn titled(&self, start: usize) -> Range<usize> {
        let of_clause = |i: &usize| *i == start || !self.is_set_off(i - 1);
        let mut clause = (start..self.words.len()).take(LONGEST_OBJECT).take_while(of_clause);
        let Some(title) = clause.find(|&i| is_title(&self.word(i))) else { return start..start };
        if title == start {
            return clause.next().map_or(start..start, |name| name..name + 1);
        }
        let is_article = |i: &usize| self.grammar.articles.contains(&&*self.word(*i));
        (start..title).rev().find(is_article).map_or(start, |article| article + 1)..title
    }
}
