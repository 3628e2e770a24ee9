//! Whether a request names another thing than the one that it excludes.

use super::{LONGEST_OBJECT, Reading, WordKinds};

/// Maximum number of openers before the first word of a clause.
const MAX_OPENERS: usize = 4;
/// Maximum distance between a pronoun and its copula (`il s'agit`), and between a verb and its object.
const LONGEST_CORE: usize = 2;

impl<K: WordKinds> Reading<'_, K> {
    /// Whether a clause names a thing and excludes none.
    pub(super) fn names_other_thing(&self, is_excluded: impl Fn(usize) -> bool) -> bool {
        let mut start = 0;
        let ends = (0..self.words.len()).filter(|&end| self.is_set_off(end));
        ends.into_iter().any(|end| {
            let clause = start..end + 1;
            start = end + 1;
            !clause.clone().any(&is_excluded) && self.names_thing(clause.start)
        })
    }

    /// Whether the next clause after word `i` names a thing (`not the cache that you know, the database`), or a later
    /// one is evidence for anybody (`it is not the cache, how do I add an index`).
    pub(super) fn goes_on_to_thing(&self, i: usize) -> bool {
        let end = (i..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_set_off(at));
        end.is_some_and(|end| end + 1 < self.words.len() && (self.names_thing(end + 1) || self.tells_behind(end)))
    }

    fn tells_behind(&self, end: usize) -> bool {
        let last = || (0..self.words.len()).rev().find(|&at| (self.tells)(at));
        self.ends.last_telling.get_or_init(last).is_some_and(|last| end < last)
    }

    /// Whether the clause that starts with word `at` names a thing: with an article, after `it is`, or as the object of
    /// a task (`fix the data`), as opposed to `I never had it` and `please check`.
    pub(super) fn names_thing(&self, at: usize) -> bool {
        let grammar = self.grammar;
        let is = |at: usize, words: &[&str]| at < self.words.len() && words.contains(&&*self.word(at));
        // Before openers are skipped: Italian `è` is both `e` and a copula.
        if is(at, grammar.but) || is(at, grammar.copulas) {
            return true;
        }
        let leads = |at: &usize| is(*at, grammar.openers) || is(*at, grammar.next) || is(*at, grammar.please);
        let mut words = (at..self.words.len()).take(MAX_OPENERS + 1);
        let Some(first) = words.find(|at| !leads(at)) else { return false };
        let is_of_clause = |i: &usize| *i == first || !self.is_boundary(i - 1);
        let mut behind = (first..self.words.len()).take(LONGEST_CORE + 1).take_while(is_of_clause);
        if is(first, grammar.pronouns) {
            let is_article =
                is(first, grammar.articles) && first + 1 < self.words.len() && !self.is_function_word(first + 1);
            return is_article || behind.any(|at| is(at, grammar.copulas));
        }
        if [grammar.articles, grammar.only, grammar.copulas].iter().any(|words| is(first, words)) {
            return true;
        }
        let is_object = |at: usize| !self.is_function_word(at) || is(at, grammar.articles) || is(at, grammar.about);
        let is_task = behind.skip(1).any(is_object);
        let is_verb = !self.is_function_word(first) || is(first, grammar.wishes) || is(first, grammar.auxiliaries);
        is_verb && is_task
    }

    /// Whether the clause that starts with word `at` is nothing but a word for a thing.
    pub(super) fn is_bare_thing(&self, at: usize) -> bool {
        let is_asked = || self.next(at).is_some_and(|word| self.grammar.please.contains(&&*word));
        at < self.words.len() && !self.is_function_word(at) && (self.is_boundary(at) || is_asked())
    }
}
