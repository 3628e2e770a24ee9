//! Whether a request names another thing than the one that it excludes.

use super::clause::is_participle;
use super::{LONGEST_OBJECT, Reading, WordKinds};
use std::ops::Range;

/// Maximum number of openers before the first word of a clause.
const MAX_OPENERS: usize = 4;
/// Maximum distance between a pronoun and its copula (`il s'agit`), and between a verb and its object.
const LONGEST_CORE: usize = 2;

impl<K: WordKinds> Reading<'_, K> {
    /// Whether a clause that excludes nothing names a thing, or one beside a known thing that is set aside has a matter of
    /// its own.
    pub(super) fn names_other_thing(&self, is_excluded: impl Fn(usize) -> bool) -> bool {
        let excludes_known = |at: usize| is_excluded(at) && (self.tells)(at);
        let names_thing = |clause: &Range<usize>| !clause.clone().any(&is_excluded) && self.names_thing(clause.start);
        // What is lacking may be what the request is about: `without the cache it takes a second, how do I get it faster`.
        let is_lacking = |at: usize| self.grammar.without.contains(&&*self.word(at));
        let sets_aside = |clause: Range<usize>| clause.clone().any(excludes_known) && !clause.clone().any(is_lacking);
        let has_matter = |clause: Range<usize>| !clause.clone().any(excludes_known) && self.has_matter(clause);
        self.clauses().any(|clause| names_thing(&clause))
            || self.clauses().any(sets_aside) && self.clauses().any(has_matter)
    }

    fn clauses(&self) -> impl Iterator<Item = Range<usize>> {
        let mut start = 0;
        (0..self.words.len())
            .filter(move |&end| self.is_set_off(end))
            .map(move |end| std::mem::replace(&mut start, end + 1)..end + 1)
    }

    /// Whether a clause has a matter of its own, known to the team or not: a question or a wish with a content word, or
    /// two content words. `Please help`, `what now` and `I never ordered` have none: they are about what another clause
    /// names, as is a clause that refers to it (`why is it slow`, `cancel it`).
    fn has_matter(&self, mut clause: Range<usize>) -> bool {
        let grammar = self.grammar;
        let is = |at: usize, words: &[&str]| words.contains(&&*self.word(at));
        let refers = |at: usize| {
            let is_wish = || self.next(at).is_some_and(|word| grammar.conditional.contains(&&*word));
            // `how do I fix this`
            let ends = || is(at, grammar.pronouns) && self.next(at).is_none();
            is(at, grammar.referring) && !is_wish() || ends()
        };
        if clause.clone().any(refers) {
            return false;
        }
        let (first, last) = (clause.start, clause.end - 1);
        let is_content = |at: &usize| {
            let is_task =
                || grammar.language.is_task_in(self.words.get(*at)) || is(*at, grammar.please) || is(*at, grammar.dont);
            !self.is_function_word(*at) && !is_task() && !is_participle(&self.word(*at))
        };
        let is_question = || is(first, grammar.asking) || self.is_asked_at(last);
        let asks = || is_question() || (first..=last).any(|at| self.phrase(grammar.asked, at).is_some());
        match clause.by_ref().filter(is_content).take(2).count() {
            0 => false,
            1 => asks(),
            _ => true,
        }
    }

    /// Whether a clause behind that of word `i` has a matter of its own.
    pub(super) fn goes_on_to_matter(&self, i: usize) -> bool {
        let last = || self.clauses().filter(|clause| self.has_matter(clause.clone())).last().map(|clause| clause.start);
        let end = (i..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_set_off(at));
        end.is_some_and(|end| self.ends.last_matter.get_or_init(last).is_some_and(|last| end < last))
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
