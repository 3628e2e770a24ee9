//! The words that a cue excludes.

use super::{LONGEST_OBJECT, MAX_BEFORE, MAX_WORDS, Reading, WordKinds};
use crate::text::words;
use std::borrow::Cow;

/// Prepositions between a view and what it is on, in all languages.
const ON: &[&str] =
    words!("on|about|regarding|concerning|zu|zum|zur|uber|over|sur|concernant|sobre|su|sul|sulla|sui|sulle");

impl<K: WordKinds> Reading<'_, K> {
    /// Content words from `start` on that a preceding cue refers to: up to the end of the clause, to a function word
    /// that is neither an article nor a continuation, or to the task that follows (`instead of the cache fix the
    /// database`).
    pub(super) fn object(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut is_thing = false;
        let titled = self.titled(start);
        for i in (start..self.words.len()).take(LONGEST_OBJECT) {
            let is_of_name = self.is_of_name(i) || titled.contains(&i);
            let continues_name = is_of_name && !self.begins_name(i) && found.last() == Some(&(i - 1));
            if self.is_set_off(i - 1) || found.len() >= MAX_WORDS && !continues_name {
                break;
            }
            // `zamiast cache sprawdź hasło`: the task to do instead.
            if !found.is_empty() && !is_of_name && self.grammar.language.is_task_in(self.words.get(i)) {
                break;
            }
            let is_function = self.is_function_word(i) && !is_of_name;
            let is_article = || is_function && self.grammar.articles.contains(&&*self.word(i)) && !self.joins(i);
            let begins_thing = self.begins_name(i) || is_article();
            // An article after `of` or `or` continues the object.
            if begins_thing && is_thing && found.last() == Some(&(i - 1)) {
                // The word before a second object is the verb of the task.
                if found.len() > 1 {
                    found.pop();
                }
                break;
            }
            is_thing |= begins_thing;
            if !is_function {
                found.push(i);
            } else if !found.is_empty() && !self.goes_on(&self.word(i)) && !self.is_view_on(i) {
                break;
            }
        }
        found
    }

    /// Whether a word continues what precedes it: `of`, `or`, and articles that contain an `of`.
    pub(super) fn joins(&self, i: usize) -> bool {
        self.grammar.joining.contains(&&*self.word(i))
    }

    /// Whether word `i` is the preposition between a view and what it is on: `no opinion on the cache`.
    pub(super) fn is_view_on(&self, i: usize) -> bool {
        let is_view = |word: Cow<str>| self.grammar.views.contains(&&*word);
        ON.contains(&&*self.word(i)) && self.before(i).is_some_and(is_view)
    }

    /// Content words before `end`, back to their article.
    pub(super) fn object_before(&self, end: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for i in (0..end).rev().take(LONGEST_OBJECT) {
            let is_function = self.is_function_word(i);
            // A keyword of more words, as `10.0.0.1`, is one thing.
            let is_long = found.len() >= MAX_BEFORE.max(self.kinds.stated_words(i));
            if self.is_boundary(i) || is_long || (is_function && !found.is_empty()) {
                break;
            }
            if !is_function {
                found.insert(0, i);
            }
        }
        found
    }

    /// Of two things side by side, the one before a postposition: `jelszó számla helyett`.
    pub(super) fn nearest_thing(&self, mut object: Vec<usize>) -> Vec<usize> {
        let stated = |i: usize| self.kinds.stated_words(i);
        let nearest = object.last().map_or(0, |&last| stated(last));
        let first = object.len().saturating_sub(nearest.max(1));
        if nearest > 0 && object[..first].iter().any(|&i| stated(i) > 0) {
            object.drain(..first);
        }
        object
    }

    pub(super) fn unless_failure(&self, object: Vec<usize>) -> Vec<usize> {
        // A function word may stand in between: `không dùng được cache` (cannot use the cache).
        let begins = |&first: &usize| [first, first.saturating_sub(1)];
        let mut first = object.first().map(begins).into_iter().flatten();
        let fails = first.any(|i| self.grammar.missing.contains(&&*self.word(i)));
        if fails { Vec::new() } else { object }
    }

    /// Whether the object continues after the word: an article, `of` or `or`.
    pub(super) fn goes_on(&self, word: &str) -> bool {
        self.grammar.articles.contains(&word) || self.grammar.joining.contains(&word)
    }
}
