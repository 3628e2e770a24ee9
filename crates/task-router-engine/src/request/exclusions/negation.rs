//! What `not` and `no` exclude, as opposed to failures, questions and complaints.

use super::clause::{is_adjective, is_adverb};
use super::cues::NoCue;
use super::{LONGEST_OBJECT, MAX_BEFORE, Reading, WordKinds, is_title};
use crate::text::{Role, grammar};

impl<K: WordKinds> Reading<'_, K> {
    /// Positions excluded by `not`: `not the cache`, `do not touch the cache`, `die Datenbank nicht anfassen`, `ne
    /// touche pas à la base`.
    pub(super) fn excluded_by_not(&self, i: usize) -> Vec<usize> {
        let (grammar, next) = (self.grammar, self.next(i));
        if self.before(i).is_some_and(|word| grammar.auxiliaries.contains(&&*word)) {
            return self.forbidden(i - 1, i + 1);
        }
        if let Some(task) = self.forbidden_by_duty(i) {
            return task;
        }
        // `ändere die Rechnung nicht, ...`
        let Some(next) = next else { return self.verb_first(i).unwrap_or_default() };
        if self.begins_name(i + 1) {
            return self.object(i + 1);
        }
        if grammar.forbidding.contains(&&*next) && self.modal(i).is_none() {
            return self.task(i + 1);
        }
        if let Some(task) = self.negated_imperative(i).or_else(|| self.verb_first(i)) {
            return task;
        }
        if self.is_verb_of_report(i + 1) {
            return Vec::new();
        }
        if grammar.is_before_verbs {
            return if self.is_contrasted(i) { self.object(i + 1) } else { Vec::new() };
        }
        if self.before(i).is_some_and(|word| grammar.forbidding_before.contains(&&*word)) {
            return self.object(i + 1);
        }
        if grammar.behind.contains(&&*next) && self.modal(i).is_none() {
            return self.object_before(i);
        }
        if let Some(behind) = self.is_no_such_thing(i) {
            return self.object(behind);
        }
        if self.is_failure(i) || self.is_not_even_one(i) {
            return Vec::new();
        }
        let (is_article, is_indefinite) = (grammar.articles.contains(&&*next), grammar.indefinite.contains(&&*next));
        let is_phrase = self.kinds.stated_words(i + 1) > 1;
        let is_other = !is_phrase && (grammar.adjectives.contains(&&*next) || self.may_report(i + 1));
        let is_noun = !self.is_function_word(i + 1) && !is_other || self.titled(i + 1).contains(&(i + 1));
        let is_thing = is_article || is_noun || grammar.about.contains(&&*next);
        let is_one_word = grammar.is_not.contains(&&*self.word(i));
        let is_copula = |at: &usize| !self.is_boundary(*at) && grammar.copulas.contains(&&*self.word(*at));
        let copula = if is_one_word { Some(i) } else { i.checked_sub(1).filter(is_copula) };
        let excludes = match copula {
            // `undefined is not a function`.
            Some(at) => {
                let is_about = || grammar.about.contains(&&*next) && self.is_said_of_it(at);
                self.denies_identity(at, i, is_article && !is_indefinite) || is_about() && self.goes_on_to_matter(i)
            }
            None => self.is_set_beside(i, is_article) || (is_article || is_noun) && self.is_behind_noun(i),
        };
        // `ikke snakk om cachen`
        let is_task = !is_article && !grammar.third_person_ends.is_empty() && !(self.tells)(i + 1);
        match is_thing && excludes {
            true if is_task => self.task(i + 1),
            true => self.object(i + 1),
            false => Vec::new(),
        }
    }

    /// Whether `not` at word `i` starts a clause, with a clause before or after it: `React, not Vue`; or `not @name`.
    fn is_set_beside(&self, i: usize, is_before_article: bool) -> bool {
        let is_anywhere = is_before_article && self.grammar.is_contrast_anywhere;
        let starts = self.starts_clause(i) || self.is_stressed(i) || is_anywhere;
        starts && (i > 0 || self.is_set_against(i) || self.begins_name(i + 1) || self.has_title(i + 1))
    }

    /// Whether the object that starts at word `i` is an agent by its title: `not the billing agent`.
    fn has_title(&self, i: usize) -> bool {
        let object = self.object(i);
        let behind = object.last().map(|last| last + 1).filter(|&at| at < self.words.len());
        object.iter().copied().chain(behind).any(|at| is_title(&self.word(at)))
    }

    /// Whether the clause with the copula and `not` is a diagnosis (`it is not the cache, it is the data`), as opposed
    /// to a question (`isn't the cache stale?`) and a complaint (`this is not the price we agreed on`).
    fn denies_identity(&self, copula: usize, not: usize, is_definite: bool) -> bool {
        let is_it = self.is_said_of_it(copula);
        let has_subject = self.before(copula).is_some() || self.grammar.pronouns.contains(&&*self.word(copula));
        let asks = self.before(copula).is_some_and(|word| self.grammar.asking.contains(&&*word));
        if asks || self.is_disowned(not) || !has_subject && !self.is_whole_statement(not) {
            return false;
        }
        let is_behind = copula > 0 && self.first_of_clause(copula) > 0 && self.is_whole_statement(not);
        (is_it || is_definite) && self.goes_on_to_thing(not) || is_definite && is_behind
    }

    /// Whether `not` at word `i` complains: `this is not my invoice, I have not ordered anything`.
    fn is_disowned(&self, i: usize) -> bool {
        let possessive = grammar(self.grammar.language).with(Role::Possessive);
        let end = || (i..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_set_off(at));
        self.next(i).is_some_and(|word| possessive.contains(&&*word))
            && end().is_some_and(|end| self.clause_has(end + 1, self.grammar.not))
    }

    /// Whether the object of `not` at word `i` ends its clause, which is no question.
    pub(super) fn is_whole_statement(&self, i: usize) -> bool {
        self.object(i + 1).last().is_some_and(|&last| self.is_set_off(last) && !self.is_asked_at(last))
    }

    /// Position of the first word in the clause of word `i`.
    pub(super) fn first_of_clause(&self, i: usize) -> usize {
        let before = (0..i).rev().take(LONGEST_OBJECT);
        before.into_iter().take_while(|&at| !self.is_boundary(at)).last().unwrap_or(i)
    }

    /// Whether `not` stands between two nouns, the second of which ends the clause: `fix the page not the data`.
    fn is_behind_noun(&self, i: usize) -> bool {
        let grammar = self.grammar;
        let verbs = [grammar.duties, grammar.saying, grammar.reporting, grammar.working];
        let is_verb = |word: &str| verbs.iter().any(|verbs| verbs.contains(&word));
        let is_noun = |at: usize| {
            let word = self.word(at);
            let stated = self.kinds.stated_words(at);
            let is_modifier = stated == 0 && (is_adjective(&word) || is_adverb(&word));
            // `load balancer` is a thing.
            let is_other = is_verb(&word) && stated < 2 || self.may_report(at) || is_modifier;
            !is_other && !self.is_function_word(at)
        };
        let is_beside = self.grammar.is_contrast_behind_noun && self.before(i).is_some() && is_noun(i - 1);
        let longest = |&first: &usize| MAX_BEFORE.max(self.kinds.stated_words(first));
        let is_short = |object: &[usize]| object.len() <= object.first().map_or(0, longest);
        let is_other = |object: &[usize]| is_short(object) && object.iter().all(|&at| is_noun(at));
        is_beside && self.is_whole_statement(i) && is_other(&self.object(i + 1))
    }

    /// Whether `not` at word `i` starts `not a single one`, which reports that there is none.
    fn is_not_even_one(&self, i: usize) -> bool {
        self.phrase(self.grammar.sole, i + 1).is_some()
    }

    /// Whether `no` excludes what follows (`no docker please`, `..., no finance analysis`), as opposed to reporting
    /// that it is missing.
    pub(super) fn excludes_as_no(&self, i: usize) -> bool {
        let object = self.object(i + 1);
        let Some(&last) = object.last() else { return false };
        let ends = last + 1 >= self.words.len() || self.is_boundary(last);
        let is_asked = !ends && self.grammar.please.contains(&&*self.word(last + 1));
        // `no parcel came, please check` reports that.
        let is_needed = ["needed", "required", "wanted", "allowed"].contains(&&*self.word(last));
        let fails = self.grammar.working.contains(&&*self.word(object[0]));
        let reports = fails || object.len() > 1 && self.may_report(last) && !is_needed || self.is_not_even_one(i);
        // `I have no opinion on the cache, ...`
        let is_view = self.next(i + 1).is_some() && self.is_view_on(i + 2);
        let is_said = || i > 1 && self.word(i - 1) == "have" && ["i", "we"].contains(&&*self.word(i - 2));
        let goes_on = self.goes_on_to_thing(i) || is_view && self.goes_on_to_matter(i);
        let starts = self.starts_clause(i) && (i > 0 || goes_on || self.is_bare_thing(last + 1));
        let stands = !reports && (starts || is_view && is_said() && goes_on);
        // `das ist kein Problem der Datenbank, das Passwort ist falsch`.
        let is_copula = |at: &usize| self.grammar.copulas.contains(&&*self.word(*at));
        let said_of = i.checked_sub(1).filter(is_copula).is_some_and(|at| self.is_said_of_it(at));
        is_asked
            || (stands && ends)
            || (said_of && self.goes_on_to_thing(i))
            || self.grammar.no_cue == NoCue::Anywhere && self.modal(i).is_none() && self.starts_clause(i)
    }

    /// Whether word `i` is part of a reporting negation (`ne ... pas`).
    fn is_failure(&self, i: usize) -> bool {
        let clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(MAX_BEFORE);
        clause.into_iter().any(|at| self.grammar.negating.contains(&&*self.word(at)))
    }

    /// Position of a modal verb that makes it a failure, not a prohibition: `kann die Tabelle nicht ändern`.
    pub(super) fn modal(&self, i: usize) -> Option<usize> {
        let mut clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(LONGEST_OBJECT);
        clause.find(|&at| self.grammar.modals.contains(&&*self.word(at)))
    }
}
