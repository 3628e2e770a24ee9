//! Detects what a request says it is not about: "not the cache, the database", "without docker", "don't touch auth".
//!
//! A failure is no exclusion: "why does it not work", "I don't see the button", "no response from the server". They are
//! distinguished by the position of the negation and by what follows it, depending on the language ([`cues`],
//! [`dense`]).

mod clause;
mod cue_languages;
mod cues;
mod dense;
mod fine;
mod neither;
#[cfg(test)]
mod tests;

use crate::text::{FunctionWords, Language, Languages, Words};
use clause::is_participle;
pub(crate) use cue_languages::{CueLanguages, cue_languages};
use cues::{Grammar, NoCue};
use std::borrow::Cow;
use std::cell::OnceCell;

/// Maximum number of content words in an exclusion.
const MAX_WORDS: usize = 5;
/// Maximum length of an exclusion in words, function words included, and maximum distance of its modal verb.
const LONGEST_OBJECT: usize = 24;
/// Maximum number of content words in an exclusion that precedes its negation (`die Datenbank nicht anfassen`).
const MAX_BEFORE: usize = 3;
/// Maximum distance in words between a negation and its `but`.
const MAX_BEFORE_BUT: usize = 12;

/// Properties of a text's words apart from their positions.
pub(crate) trait WordKinds {
    /// Languages in which a word is a function word, as in [`Language::of_word`].
    fn languages(&self, i: usize) -> Languages;
    /// Languages in which a word may start a cue, as in [`cue_languages()`].
    fn cue_languages(&self, i: usize) -> CueLanguages;
}

impl WordKinds for Words {
    fn languages(&self, i: usize) -> Languages {
        Language::of_word(self.get(i))
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        cue_languages(self.get(i))
    }
}

/// Words of a request that it says it is not about.
#[derive(Default)]
pub(crate) struct Exclusions {
    /// Positions of excluded words, ascending.
    pub(crate) excluded: Vec<usize>,
    /// Positions of words about something that is fine or done, if the request goes on about something else.
    pub(crate) fine: Vec<usize>,
}

/// Finds what a request excludes and what it says is fine.
pub(crate) fn find(words: &Words, kinds: &impl WordKinds) -> Exclusions {
    let all = (0..words.len()).fold(CueLanguages::default(), |all, i| all.with(kinds.cue_languages(i)));
    let mut said = Exclusions::default();
    if all.is_empty() {
        return said;
    }
    // A word of another language may look like a cue. A text too short to detect its language may be in any.
    let possible = FunctionWords::of((0..words.len()).map(|i| kinds.languages(i))).possible();
    let may_say = |grammar: &&Grammar| possible.has(grammar.language);
    for grammar in cues::GRAMMARS.iter().filter(may_say) {
        let reading = Reading { words, kinds, grammar, ends: Ends::default() };
        if all.excluding.has(grammar.language) {
            let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).excluding.has(grammar.language));
            cues.for_each(|i| said.excluded.extend(reading.excluded_by(i)));
        }
        if all.fine.has(grammar.language) {
            let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).fine.has(grammar.language));
            cues.for_each(|i| said.fine.extend(reading.said_to_be_fine(i)));
        }
    }
    if all.excluding.shares(Languages::OF_PAIRS) {
        let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).excluding.shares(Languages::OF_PAIRS));
        cues.for_each(|i| said.excluded.extend(dense::excluded_by(words, i)));
    }
    said.excluded.sort_unstable();
    said.excluded.dedup();
    if !said.excluded.is_empty() && only_forbids(words, kinds, &said.excluded) {
        said.excluded.clear();
    }
    said
}

/// Whether the request only forbids: `Don't talk any more` and `you must not reuse a token`, without anything else, are
/// about just that.
fn only_forbids(words: &Words, kinds: &impl WordKinds, excluded: &[usize]) -> bool {
    let english = &cues::GRAMMARS[0];
    let is_told = words.iter().any(|word| english.dont.contains(&word) || english.duties.contains(&word));
    let mut others = (0..words.len()).filter(|i| excluded.binary_search(i).is_err());
    let tells = |i: usize| kinds.languages(i).is_empty() && kinds.cue_languages(i).is_empty();
    is_told && !others.any(|i| tells(i) && !english.duties.contains(&words.get(i)))
}

/// A request parsed with one language's grammar.
struct Reading<'a, K> {
    words: &'a Words,
    kinds: &'a K,
    grammar: &'a Grammar,
    ends: Ends,
}

/// Properties of the whole request that are needed for each cue, computed once: there may be as many cues as words.
#[derive(Default)]
struct Ends {
    /// Position of the last word after which a new statement starts.
    last_set_off: OnceCell<Option<usize>>,
    last_opener: OnceCell<Option<usize>>,
    has_other_clause: OnceCell<bool>,
}

impl<K: WordKinds> Reading<'_, K> {
    /// Positions excluded by a cue at word `i`.
    fn excluded_by(&self, i: usize) -> Vec<usize> {
        let word = self.word(i);
        let grammar = self.grammar;
        // Swedish `utan` means `but` after a negation, otherwise `without`.
        let denies = |at: usize| grammar.not.contains(&&*self.word(at)) || grammar.neither.contains(&&*self.word(at));
        let is_but = grammar.but.contains(&&*word) && (i.saturating_sub(MAX_BEFORE_BUT)..i).any(denies);
        if let Some(behind) = self.phrase(grammar.without, i).filter(|_| !is_but) {
            return self.unless_failure(self.object(behind));
        }
        if grammar.than.contains(&&*word) && self.is_rather(i) {
            return self.object(i + 1);
        }
        if grammar.neither.contains(&&*word)
            && let Some(things) = self.neither(i)
        {
            return things;
        }
        if self.phrase(grammar.postpositions, i).is_some() {
            return self.object_before(i);
        }
        if grammar.prefixes.contains(&&*word) && i + 1 < self.words.len() && self.words.separator(i) == "-" {
            return vec![i + 1];
        }
        if grammar.no.contains(&&*word)
            && let Some(behind) = self.no_changes_to(i)
        {
            return self.object(behind);
        }
        if grammar.no.contains(&&*word) && self.excludes_as_no(i) {
            return self.unless_failure(self.object(i + 1));
        }
        if grammar.ignore.contains(&&*word) && self.starts_clause(i) && (i > 0 || self.is_set_aside(i)) {
            return self.object(i + 1);
        }
        if grammar.leave.contains(&&*word) && self.starts_clause(i) {
            return self.left_alone(i + 1);
        }
        if self.phrase(grammar.stays, i).is_some() && self.has_other_clause() {
            let before = |words: &[&str]| self.before(i).is_some_and(|word| words.contains(&&*word));
            // `doğru değil`: it is not right.
            return if before(grammar.adjectives) {
                Vec::new()
            } else {
                self.object_before(i - usize::from(before(grammar.copulas)))
            };
        }
        if grammar.dont.contains(&&*word) {
            return self.forbidden(i, i + 1);
        }
        if grammar.not.contains(&&*word) || grammar.is_not.contains(&&*word) {
            return self.excluded_by_not(i);
        }
        Vec::new()
    }

    /// Whether a cue like `forget` in `forget the styles, ...` excludes: only if an article or a preposition follows
    /// it, and then another statement.
    fn is_set_aside(&self, i: usize) -> bool {
        let Grammar { articles, about, openers, not, .. } = self.grammar;
        let leads_on = |word: Cow<str>| {
            let is_article = articles.contains(&&*word) || articles.is_empty() && !not.contains(&&*word);
            is_article || about.contains(&&*word)
        };
        let last = || (0..self.words.len()).rev().find(|&at| openers.contains(&&*self.word(at)));
        let goes_on = || self.ends.last_opener.get_or_init(last).is_some_and(|last| i + 2 <= last);
        self.next(i).is_some_and(leads_on) && (self.is_set_against(i) || goes_on())
    }

    /// Position after the changes in `no changes to the cache, ...`.
    fn no_changes_to(&self, i: usize) -> Option<usize> {
        let are_changes = self.next(i).is_some_and(|word| self.grammar.changes.contains(&&*word));
        let leads_on = are_changes && self.next(i + 1).is_some() && self.is_function_word(i + 2);
        (leads_on && self.starts_clause(i) && self.is_set_against(i)).then_some(i + 2)
    }

    /// Positions before the end of a phrase like `leave the styles alone`.
    fn left_alone(&self, start: usize) -> Vec<usize> {
        let end = (start..self.words.len()).take_while(|&i| i == start || !self.is_boundary(i - 1)).take(2 * MAX_WORDS);
        match end.skip(1).find(|&i| self.phrase(self.grammar.alone, i).is_some()) {
            Some(end) => (start..end).filter(|&i| !self.is_function_word(i)).collect(),
            None => Vec::new(),
        }
    }

    /// If one of the cues starts at word `i`, all in one clause, the position after it.
    fn phrase(&self, cues: &[&str], i: usize) -> Option<usize> {
        let first = self.word(i);
        let behind = |cue: &&str| {
            let mut others = cue.strip_prefix(&*first)?.split(' ');
            // The part before the first blank is the rest of the first word.
            if others.next() != Some("") {
                return None;
            }
            let mut at = i + 1;
            for expected in others {
                // `hands-off` in `a hands-off upgrade` is not the cue `hands off`.
                let is_apart =
                    at >= self.words.len() || self.is_boundary(at - 1) || self.words.separator(at - 1) == "-";
                if is_apart || self.word(at) != expected {
                    return None;
                }
                at += 1;
            }
            Some(at)
        };
        cues.iter().find_map(behind)
    }

    /// Positions excluded by `not`: `not the cache`, `do not touch the cache`, `die Datenbank nicht anfassen`, `ne
    /// touche pas à la base`.
    fn excluded_by_not(&self, i: usize) -> Vec<usize> {
        let (grammar, next) = (self.grammar, self.next(i));
        if self.before(i).is_some_and(|word| grammar.auxiliaries.contains(&&*word)) {
            return self.forbidden(i - 1, i + 1);
        }
        if let Some(told) = self.told_not_to(i) {
            return self.forbidden(told, i + 1);
        }
        let Some(next) = next else { return Vec::new() };
        if grammar.forbidding.contains(&&*next) && self.modal(i).is_none() {
            return self.object(i + 1);
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
        if self.is_failure(i) {
            return Vec::new();
        }
        let contrasts = self.starts_clause(i) || self.is_stressed(i) || grammar.is_contrast_anywhere;
        let is_one_word = grammar.is_not.contains(&&*self.word(i));
        let is_said_of = is_one_word || self.before(i).is_some_and(|word| grammar.copulas.contains(&&*word));
        // `it is not a styling problem, it is the data`, but `undefined is not a function`.
        let is_diagnosis = is_said_of && self.is_set_against(i) && self.is_said_of_it(i - usize::from(!is_one_word));
        if grammar.articles.contains(&&*next) {
            let is_indefinite = grammar.indefinite.contains(&&*next);
            return if is_diagnosis || (contrasts || is_said_of) && !(is_said_of && is_indefinite) {
                self.object(i + 1)
            } else {
                Vec::new()
            };
        }
        // Without an article, only if contrasted with something before or after it: `React, not Vue`.
        let stands_against = is_diagnosis || self.starts_clause(i) && (i > 0 || self.is_set_against(i));
        let is_noun = !self.is_function_word(i + 1) && !grammar.adjectives.contains(&&*next) && !is_participle(&next);
        let is_about = grammar.about.contains(&&*next);
        if stands_against && (is_noun || is_about) { self.object(i + 1) } else { Vec::new() }
    }

    /// Positions excluded by a prohibition like `don't touch the cache`, as opposed to a report.
    fn forbidden(&self, start: usize, verb: usize) -> Vec<usize> {
        let Some(word) = self.next(verb - 1) else { return Vec::new() };
        let is_wish = self.grammar.wishes.contains(&&*word);
        let by_whom = self.before(start).filter(|_| is_wish).is_some_and(|who| ["i", "we"].contains(&&*who));
        let is_told = self.starts_clause(start) || by_whom;
        let reports = self.grammar.reporting.contains(&&*word) || (word.ends_with('s') && !word.ends_with("ss"));
        if is_told && is_wish {
            return self.object(verb + 1);
        }
        if is_told && !reports && !self.is_function_word(verb) {
            return self.object(verb);
        }
        Vec::new()
    }

    /// In a prohibition like `you must not touch the cache`, the position of `you`.
    fn told_not_to(&self, i: usize) -> Option<usize> {
        let is_duty = self.before(i).is_some_and(|word| self.grammar.duties.contains(&&*word));
        let told = i.checked_sub(2).filter(|_| is_duty)?;
        self.grammar.addressed.contains(&&*self.word(told)).then_some(told)
    }

    /// Whether `no` excludes what follows (`no docker please`, `..., no finance analysis`), as opposed to reporting
    /// that it is missing.
    fn excludes_as_no(&self, i: usize) -> bool {
        let object = self.object(i + 1);
        let Some(&last) = object.last() else { return false };
        let ends = last + 1 >= self.words.len() || self.is_boundary(last);
        let is_asked = !ends && self.grammar.please.contains(&&*self.word(last + 1));
        let stands = self.starts_clause(i) && (i > 0 || last + 1 < self.words.len());
        // `das ist kein Problem der Datenbank, das Passwort ist falsch`.
        let is_copula = |at: &usize| self.grammar.copulas.contains(&&*self.word(*at));
        let said_of = i.checked_sub(1).filter(is_copula).is_some_and(|at| self.is_said_of_it(at));
        is_asked
            || (stands && ends)
            || (said_of && self.is_set_against(i))
            || self.grammar.no_cue == NoCue::Anywhere && self.modal(i).is_none() && self.starts_clause(i)
    }

    /// Content words from `start` on that a preceding cue refers to: up to the end of the clause, to a function word
    /// that is neither an article nor a continuation, or to the task that follows (`instead of the cache fix the
    /// database`).
    fn object(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut is_thing = false;
        for i in (start..self.words.len()).take(LONGEST_OBJECT) {
            if self.is_set_off(i - 1) || found.len() == MAX_WORDS {
                break;
            }
            // `zamiast cache sprawdź hasło`: the task to do instead.
            if !found.is_empty() && self.grammar.language.is_task_in(self.words.get(i)) {
                break;
            }
            if !self.is_function_word(i) {
                found.push(i);
                continue;
            }
            let begins_thing = self.grammar.articles.contains(&&*self.word(i)) && !self.joins(i);
            // An article after `of` or `or` continues the object.
            if begins_thing && is_thing && found.last() == Some(&(i - 1)) {
                // The word before a second object is the verb of the task.
                if found.len() > 1 {
                    found.pop();
                }
                break;
            }
            is_thing |= begins_thing;
            if !found.is_empty() && !self.goes_on(&self.word(i)) {
                break;
            }
        }
        found
    }

    /// Whether a word continues what precedes it: `of`, `or`, and articles that contain an `of`.
    fn joins(&self, i: usize) -> bool {
        self.grammar.joining.contains(&&*self.word(i))
    }

    /// Content words before `end`, back to their article.
    fn object_before(&self, end: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for i in (0..end).rev().take(LONGEST_OBJECT) {
            let is_function = self.is_function_word(i);
            if self.is_boundary(i) || found.len() == MAX_BEFORE || (is_function && !found.is_empty()) {
                break;
            }
            if !is_function {
                found.insert(0, i);
            }
        }
        found
    }

    fn unless_failure(&self, object: Vec<usize>) -> Vec<usize> {
        // A function word may stand in between: `không dùng được cache` (cannot use the cache).
        let begins = |&first: &usize| [first, first.saturating_sub(1)];
        let mut first = object.first().map(begins).into_iter().flatten();
        let fails = first.any(|i| self.grammar.missing.contains(&&*self.word(i)));
        if fails { Vec::new() } else { object }
    }

    /// Whether the object continues after the word: an article, `of` or `or`.
    fn goes_on(&self, word: &str) -> bool {
        self.grammar.articles.contains(&word) || self.grammar.joining.contains(&word)
    }

    /// Whether word `i` is part of a reporting negation (`ne ... pas`).
    fn is_failure(&self, i: usize) -> bool {
        let clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(MAX_BEFORE);
        clause.into_iter().any(|at| self.grammar.negating.contains(&&*self.word(at)))
    }

    /// Position of a modal verb that makes it a failure, not a prohibition: `kann die Tabelle nicht ändern`.
    fn modal(&self, i: usize) -> Option<usize> {
        let mut clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(LONGEST_OBJECT);
        clause.find(|&at| self.grammar.modals.contains(&&*self.word(at)))
    }
}
