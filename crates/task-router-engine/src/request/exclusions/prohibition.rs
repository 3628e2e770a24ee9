//! What a prohibition excludes: `don't touch the cache`, `you must not work on the cache`, `arbeite nicht am Cache`. It
//! forbids a whole task, so that the thing behind its preposition is excluded, too; a failure forbids nothing (`I
//! cannot log in to the portal`, `finde die Rechnung nicht`).

use super::clause::is_participle;
use super::cues::Grammar;
use super::{LONGEST_OBJECT, MAX_BEFORE, Reading, WordKinds};
use crate::text::{Language, words};
use std::borrow::Cow;

/// Verbs that are function words, but name a task before a preposition or an article: `don't look at the cache`.
const LIGHT: &[&str] = words!("go|look|make|take|give|do|get|help");
/// Nouns that say how much is done, not to what: `don't spend time on the cache`.
const AMOUNTS: &[&str] = words!("time|effort|attention|energy");
/// Maximum number of prepositions between a verb and its object: `look up to the cache`.
const MAX_PREPOSITIONS: usize = 2;
/// Maximum number of words between a negation and its verb: `no te lo lleves`.
const MAX_CLITICS: usize = 2;

impl<K: WordKinds> Reading<'_, K> {
    /// Positions excluded by a prohibition like `don't touch the cache`, as opposed to a report.
    pub(super) fn forbidden(&self, start: usize, verb: usize) -> Vec<usize> {
        let Some(word) = self.next(verb - 1) else { return Vec::new() };
        let grammar = self.grammar;
        let is_wish = grammar.wishes.contains(&&*word);
        let by_whom = self.before(start).filter(|_| is_wish).is_some_and(|who| ["i", "we"].contains(&&*who));
        let is_told = self.starts_clause(start) || by_whom;
        let is_third_person = word.ends_with('s') && !word.ends_with("ss");
        if !is_told || is_third_person && !is_wish {
            return Vec::new();
        }
        if is_wish {
            return self.object(verb + 1);
        }
        if grammar.turned.contains(&&*word) {
            return Vec::new();
        }
        if grammar.reporting.contains(&&*word) {
            return if self.is_also_task(start, verb) { self.task(verb) } else { Vec::new() };
        }
        let is_light = LIGHT.contains(&&*word) && self.has_object(verb);
        if self.is_function_word(verb) && !is_light {
            return Vec::new();
        }
        let is_to_somebody = self.next(verb).is_some_and(|word| grammar.recipients.contains(&&*word));
        match is_to_somebody {
            true => self.not_given(verb),
            // `never worked on the phone`
            false if word.ends_with("ed") && is_participle(&word) => self.object(verb),
            false => self.task(verb),
        }
    }

    /// The words of a task, from its verb on, with what it is done to: also behind a preposition (`work on the cache`).
    /// Behind the object of the verb, a preposition begins what the task is part of, and is not forbidden: `don't use
    /// mocks in the tests`.
    pub(super) fn task(&self, verb: usize) -> Vec<usize> {
        let is_amount = |word: &str| AMOUNTS.contains(&word) || self.grammar.changes.contains(&word);
        let behind = verb + 1 + usize::from(self.next(verb).is_some_and(|word| is_amount(&word)));
        let leads = |at: &usize| self.is_preposition_behind(at - 1);
        let prepositions = (behind..self.words.len()).take(MAX_PREPOSITIONS).take_while(leads).count();
        let object = if prepositions > 0 { self.object(behind + prepositions) } else { Vec::new() };
        if object.is_empty() {
            return self.object(verb);
        }
        (verb..behind).filter(|&i| !self.is_function_word(i)).chain(object).collect()
    }

    fn is_preposition_behind(&self, i: usize) -> bool {
        self.next(i).is_some_and(|word| self.grammar.prepositions.contains(&&*word))
    }

    /// Whether an article or a preposition follows the verb at word `i`.
    fn has_object(&self, i: usize) -> bool {
        self.is_preposition_behind(i) || self.next(i).is_some_and(|word| self.grammar.articles.contains(&&*word))
    }

    /// Whether a verb that mostly reports (`the page doesn't open`) is what somebody is told not to do: `don't open the
    /// page, change the password`.
    fn is_also_task(&self, start: usize, verb: usize) -> bool {
        let is_task = self.grammar.also_tasks.contains(&&*self.word(verb)) && self.has_object(verb);
        let is_sentence = || start > 0 && self.before(start).is_none();
        // `The pages load but don't show the images` goes on about the pages.
        let goes_on_about = |word: Cow<str>| word == "and" || self.grammar.but.contains(&&*word);
        let is_of_others = self.before(start).is_some_and(goes_on_about);
        is_task && !is_of_others && (self.goes_on_to_thing(verb) || is_sentence())
    }

    /// What `don't send me the invoice, send the parcel` excludes, if it goes on so.
    fn not_given(&self, verb: usize) -> Vec<usize> {
        let object = self.object(verb + 2);
        let goes_on = object.last().is_some_and(|&last| self.goes_on_to_stated(last));
        if goes_on && self.goes_on_to_thing(verb) { [verb].into_iter().chain(object).collect() } else { Vec::new() }
    }

    /// Whether a clause ends after word `last`, and the next one soon names what somebody states.
    pub(super) fn goes_on_to_stated(&self, last: usize) -> bool {
        let mut near = (last + 1..self.words.len()).take(MAX_BEFORE + 1);
        self.is_set_off(last) && near.any(|at| self.kinds.stated_words(at) > 0)
    }

    /// What `you must not touch the cache` excludes by a negation at word `i`, and `we should not touch the cache, but the
    /// database`, which may also complain.
    pub(super) fn forbidden_by_duty(&self, i: usize) -> Option<Vec<usize>> {
        let is_duty = self.before(i).is_some_and(|word| self.grammar.duties.contains(&&*word));
        let told = i.checked_sub(2).filter(|_| is_duty)?;
        if self.grammar.addressed.contains(&&*self.word(told)) {
            return Some(self.forbidden(told, i + 1));
        }
        let is_of_us = self.grammar.language == Language::English && self.word(told) == "we";
        let object = if is_of_us { self.forbidden(told, i + 1) } else { return None };
        Some(object).filter(|object| object.last().is_some_and(|&last| self.goes_on_to_stated(last)))
    }

    /// What `stop working on the cache, fix the database` excludes, if it goes on so.
    pub(super) fn stopped(&self, i: usize) -> Vec<usize> {
        let verb = i + 1;
        if !self.starts_clause(i) || !self.is_gerund(verb) || !self.goes_on_to_thing(i) {
            return Vec::new();
        }
        let is_to_somebody = self.next(verb).is_some_and(|word| self.grammar.recipients.contains(&&*word));
        if is_to_somebody { self.not_given(verb) } else { self.task(verb) }
    }

    /// What a cue like `without` excludes that ends before word `at`: a thing, or a task (`without working on the cache`,
    /// `no need to look at the cache`).
    pub(super) fn left_out(&self, at: usize) -> Vec<usize> {
        let is_task = self.is_gerund(at) || self.before(at).is_some_and(|word| word == "to");
        if is_task && self.has_object(at) { self.task(at) } else { self.object(at) }
    }

    /// Whether word `i` is an English verb in `-ing`, and not a keyword (`billing`).
    fn is_gerund(&self, i: usize) -> bool {
        let is_english = self.grammar.language == Language::English;
        let is_one = || self.word(i).ends_with("ing") && is_participle(&self.word(i));
        is_english && i < self.words.len() && self.kinds.stated_words(i) == 0 && is_one()
    }

    /// What an imperative behind its negation excludes (`no trabajes en la caché`, `не пиши в кэш`), in languages whose
    /// imperatives have endings of their own; the negation is word `i`.
    pub(super) fn negated_imperative(&self, i: usize) -> Option<Vec<usize>> {
        if !self.starts_clause(i) {
            return None;
        }
        let needs = |at: usize| self.grammar.needing.contains(&&*self.word(at));
        let mut behind = (i + 1..self.words.len()).take(MAX_CLITICS + 1).take_while(|&at| !self.is_boundary(at - 1));
        let verb = behind.find(|&at| needs(at) || !self.is_function_word(at))?;
        // `не надо менять`
        let (is_needed, verb) = (needs(verb), verb + usize::from(needs(verb)));
        (verb < self.words.len() && (is_needed || self.is_imperative(verb))).then(|| self.task(verb))
    }

    /// Whether word `i`, behind a negation, is a verb in a form that tells somebody what to do.
    pub(super) fn is_imperative(&self, i: usize) -> bool {
        let grammar = self.grammar;
        let word = self.word(i);
        let has_end = |end: &&str| word.len() > end.len() + 1 && word.ends_with(end);
        let reports = [grammar.reporting, grammar.working, grammar.copulas, grammar.able];
        grammar.imperative_ends.iter().any(has_end)
            && !grammar.other_ends.iter().any(has_end)
            && !reports.iter().any(|words| words.contains(&&*word))
            && self.kinds.stated_words(i) == 0
    }

    /// Whether word `i`, behind a negation that precedes copulas, too, is a verb with its object: `no recibí la factura`.
    pub(super) fn is_verb_of_report(&self, i: usize) -> bool {
        let is_article = |word: Cow<str>| self.grammar.articles.contains(&&*word) && !self.joins(i + 1);
        self.grammar.is_not_before_copula
            && !self.is_function_word(i)
            && self.kinds.stated_words(i) == 0
            && self.phrase(self.grammar.asked, i).is_none()
            && (self.next(i).is_some_and(is_article) || self.grammar.able.contains(&&*self.word(i)))
    }

    /// What an imperative before its negation excludes (`arbeite nicht am Cache`, `verander de cache niet`), in languages
    /// whose verb is the first word; the negation is word `i`. Since `finde die Rechnung nicht` reports, another clause
    /// must name a thing that somebody states.
    pub(super) fn verb_first(&self, i: usize) -> Option<Vec<usize>> {
        let grammar = self.grammar;
        let mut verb = self.first_of_clause(i);
        while verb < i && [grammar.openers, grammar.please].iter().any(|words| words.contains(&&*self.word(verb))) {
            verb += 1;
        }
        let between = verb + 1..i;
        // `Drucker ist nicht im Netz`
        let tells = between.clone().any(|at| self.is_of_report(&self.word(at)));
        let is_function = self.is_function_word(verb) && !grammar.imperatives.contains(&self.words.get(verb));
        if tells || verb >= i || is_function || !self.is_first_verb(verb) {
            return None;
        }
        let is_content = |&at: &usize| !self.is_function_word(at);
        let mut object: Vec<usize> = between.clone().filter(is_content).collect();
        if object.is_empty() {
            object = self.object(i + 1);
        } else if object.len() > MAX_BEFORE || is_content(&between.start) || self.kinds.stated_words(i - 1) == 0 {
            return None;
        }
        let end = (i..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_set_off(at))?;
        let goes_on = || self.goes_on_to_stated(end) && !self.clause_has(end + 1, grammar.not);
        let is_behind = || (0..self.first_of_clause(i)).any(|at| self.kinds.stated_words(at) > 0);
        (!object.is_empty() && !self.is_asked_at(end) && (goes_on() || is_behind())).then_some(object)
    }

    /// Whether word `i` may be an imperative in a language whose verb is the first word, by what it is not.
    fn is_first_verb(&self, i: usize) -> bool {
        let grammar = self.grammar;
        let word = self.word(i);
        !grammar.third_person_ends.is_empty()
            && !grammar.third_person_ends.iter().any(|end| word.ends_with(end))
            && !self.is_of_report(&word)
            && self.kinds.stated_words(i) == 0
    }

    /// Whether a verb tells what is, and not what to do.
    fn is_of_report(&self, verb: &str) -> bool {
        let Grammar { reporting, working, copulas, modals, able, asked, .. } = self.grammar;
        [reporting, working, copulas, modals, able, asked].iter().any(|words| words.contains(&verb))
    }

    /// Whether the clause around a cue like `without` at word `i` says what cannot be done without the thing, which is
    /// what the request is about: `without the invoice I cannot pay`, `ohne die Rechnung kann ich nicht zahlen`.
    pub(super) fn is_lacking(&self, i: usize, object: &[usize]) -> bool {
        let grammar = self.grammar;
        let Some(first) = object.first().map(|&first| first.min(i)) else { return false };
        // `I cannot open the invoice without the password` is about the invoice.
        let opens = |at: usize| self.is_function_word(at) || self.grammar.openers.contains(&&*self.word(at));
        let is_first = (self.first_of_clause(first)..first).all(opens);
        let lacks = grammar.without.contains(&&*self.word(i)) || grammar.postpositions.first() == Some(&&*self.word(i));
        if !is_first || !lacks {
            return false;
        }
        let end_of = |start: usize| (start..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_boundary(at));
        let Some(end) = end_of(i) else { return false };
        // `Without the invoice, I cannot pay`
        let is_whole = self.starts_clause(i) && object.last() == Some(&end) && end + 1 < self.words.len();
        let end = if is_whole { end_of(end + 1).unwrap_or(end) } else { end };
        let mut clause = self.first_of_clause(i)..end + 1;
        let has = |words: &[&str]| clause.clone().any(|at| words.contains(&&*self.word(at)));
        has(grammar.able) && has(grammar.not) || clause.any(|at| self.phrase(grammar.unable, at).is_some())
    }
}
