//! Words that name an agent, by `@name` or with a title. They are things, whatever their words look like: `not @testing`,
//! `instead of the go agent`.

use super::cues::Grammar;
use super::{LONGEST_OBJECT, Reading, WordKinds, is_title};
use crate::request::exclusions::is_boundary;
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
    /// The words of names, by `@name` or beside a title, that a clause says not to go to: `do not send this to @name`, `not
    /// by @name`, `@name should not do it`. Who forbids something or reports a failure may still call somebody: `please
    /// don't cancel my order @name`, `the login does not work @name`.
    pub(super) fn refused_names(&self) -> Vec<usize> {
        let starts = self.names.iter().copied().filter(|&i| self.begins_name(i));
        let of_sign =
            starts.map(|i| i..(i + 1..).find(|&at| !self.is_of_name(at) || self.begins_name(at)).unwrap_or(i));
        let titles = (0..self.words.len()).filter(|&i| is_title(self.words.get(i)));
        let of_title = titles.filter_map(|title| {
            let before = (0..title).rev().take(LONGEST_OBJECT).take_while(|&at| !self.is_boundary(at));
            let start = before.into_iter().take_while(|&at| !self.is_function_word(at)).last()?;
            Some(start..title)
        });
        of_sign.chain(of_title).filter(|name| self.is_refused(name)).flatten().collect()
    }

    fn is_refused(&self, name: &Range<usize>) -> bool {
        let start = self.start_of_call(name.start);
        let is_asked = || self.end_of_call(name.end - 1).is_some_and(|end| self.is_asked_at(end));
        let is_before = |at: usize| self.is_negated_directly(at, name.start) || self.is_forbidden_by(at, name.start);
        let is_negated = (start..name.start).any(is_before) || self.is_negated_behind(name.end);
        is_negated && !self.asks_why(start) && !is_asked()
    }

    /// The first word of the clause of a name; a quote or a bracket before the name ends no clause: `not (@name)`.
    fn start_of_call(&self, name: usize) -> usize {
        let is_mark = |at: usize| {
            let between = self.words.separator(at).trim_matches(' ');
            at + 1 == name
                && between.starts_with(['"', '(', '[', '\u{201c}'])
                && !between.contains([',', '.', ';', ':'])
        };
        let ends = |at: usize| {
            let is_turn =
                || [self.grammar.next, self.grammar.please].iter().any(|words| words.contains(&&*self.word(at)));
            self.is_set_off(at) && !is_mark(at) || at + 1 < name && is_turn()
        };
        (0..name).rev().take(LONGEST_OBJECT).take_while(|&at| !ends(at)).last().unwrap_or(name)
    }

    fn end_of_call(&self, last: usize) -> Option<usize> {
        (last..self.words.len()).take(LONGEST_OBJECT).find(|&at| is_boundary(self.words, at))
    }

    fn asks_why(&self, start: usize) -> bool {
        self.grammar.asking.contains(&&*self.word(start))
    }

    /// Whether word `at` negates and only function words or other names are between it and a name: `not to @name`.
    fn is_negated_directly(&self, at: usize, name: usize) -> bool {
        let Grammar { not, no, is_not, only, able, working, .. } = self.grammar;
        let word = self.word(at);
        let is = |at: usize, words: &[&str]| words.contains(&&*self.word(at));
        let fails = || at > 0 && (is(at - 1, able) || is(at - 1, working) || self.word(at - 1) == "did");
        let is_other = |i: usize| is(i, self.grammar.pronouns) || is(i, self.grammar.prepositions);
        let is_between = |i: usize| self.is_function_word(i) || self.is_of_name(i) || is_other(i);
        [not, no, is_not].iter().any(|words| words.contains(&&*word))
            && (at + 1..name).all(is_between)
            && !is(at + 1, only)
            && !fails()
    }

    /// Whether a prohibition at word `at` is about going to a name: the name is its object, or follows a preposition.
    fn is_forbidden_by(&self, at: usize, name: usize) -> bool {
        let grammar = self.grammar;
        let is = |at: usize, words: &[&str]| words.contains(&&*self.word(at));
        let is_duty = || at > 0 && is(at - 1, grammar.duties) && self.word(at - 1) != "may";
        let is_told = |start: usize, verb: usize| {
            let by_us =
                || is(verb, grammar.wishes) && self.before(start).is_some_and(|who| ["i", "we"].contains(&&*who));
            self.starts_clause(start) || by_us()
        };
        let verb = at + 1;
        let forbids = if is(at, grammar.dont) {
            is_told(at, verb)
        } else if is(at, grammar.not) {
            let is_done = at > 0 && is(at - 1, grammar.auxiliaries) && is_told(at - 1, verb);
            is_done || is_duty() || self.negated_imperative(at).is_some() || is(verb, grammar.forbidding)
        } else {
            false
        };
        let mut lead = name - 1;
        while lead > at && is(lead, grammar.articles) && !is(lead, grammar.prepositions) {
            lead -= 1;
        }
        let is_object = lead == verb || is(lead, grammar.prepositions);
        // Slavic languages say `to` by the case of the name.
        let is_dative = || grammar.is_before_verbs && self.is_function_word(lead);
        // `don't have @name do it`
        let is_had = lead == verb && self.word(verb) == "have";
        let reports = is(verb, grammar.reporting) && !is(verb, grammar.also_tasks) && !is_had;
        forbids && !reports && (is_object || is_dative())
    }

    /// Whether what follows a name refuses it: `@name should not do it`, `ask @name not`, `@name is not needed`.
    fn is_negated_behind(&self, behind: usize) -> bool {
        let is = |at: usize, words: &[&str]| at < self.words.len() && words.contains(&&*self.word(at));
        if behind >= self.words.len() || self.is_boundary(behind - 1) {
            return false;
        }
        let is_not = |at: usize| is(at, self.grammar.not);
        let is_duty = is(behind, self.grammar.duties) && self.next(behind).is_some() && is_not(behind + 1);
        let is_all = is_not(behind) && self.is_boundary(behind);
        is_duty || is_all || self.phrase(self.grammar.unneeded, behind).is_some()
    }

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
