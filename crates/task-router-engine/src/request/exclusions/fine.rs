//! Detects what a request says is fine or done before it goes on about something else.

use super::{Reading, WordKinds};
use crate::text::words;
use std::ops::Range;

/// Maximum number of words before `now` at the start of the next task: `als Nächstes`.
pub(super) const MAX_BEFORE_NEXT: usize = 2;
/// Maximum number of words between the verb of a completed task and either end of its clause.
pub(super) const MAX_AROUND_DONE: usize = 16;
/// First words of cues that praise a thing. After others, as `done`, the next task may be about the same thing.
const GOOD: &[&str] = words!("fine|ok|okay|works|looks");
/// Words of a subject and its verb with which nothing is fine.
const DENYING: &[&str] =
    words!("nothing|nobody|none|doesnt|dont|didnt|wont|cant|couldnt|wouldnt|never|hardly|barely|rarely|neither");
/// Adverbs before a verb with which a thing is not simply fine, beside those in `-ly`.
const QUALIFYING: &[&str] = words!("seldom|sometimes|almost|often|half");

impl<K: WordKinds> Reading<'_, K> {
    /// Positions that word `i` says are fine or done.
    pub(super) fn said_to_be_fine(&self, i: usize) -> Vec<usize> {
        let fine = self.fine_thing(i);
        if fine.is_empty() { self.done_clause(i) } else { fine }
    }

    /// `the cache works` in `the cache works, the login does not`, but nothing in `the login works on my phone, not on
    /// hers`: it must be a clause of its own, after which another thing is named.
    fn fine_thing(&self, i: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let Some(behind) = self.phrase(grammar.fine, i).filter(|&at| self.is_set_off(at - 1)) else {
            return Vec::new();
        };
        let mut end = i;
        while self.before(end).is_some_and(|word| grammar.linking.contains(&&*word)) {
            end -= 1;
        }
        let object = self.object_before(end);
        let is_article = |at: usize| grammar.articles.contains(&&*self.word(at));
        let mut next = (behind..self.words.len()).skip_while(|&at| grammar.openers.contains(&&*self.word(at)));
        // `p95 is fine, opengl is broken`.
        let is_copula = |at: usize| self.next(at).is_some_and(|word| grammar.copulas.contains(&&*word));
        let is_thing = |at: usize| self.kinds.stated_words(at) > 0 || is_copula(at) && (self.tells)(at);
        let names_another = next.next().is_some_and(|at| is_article(at) || is_thing(at))
            || self.begins_next(behind)
            || self.gives_reason(behind)
            // After a completed task, the next one may be about the same thing.
            || GOOD.contains(&&*self.word(i)) && self.goes_on_to_matter(i);
        // Not in `the cache is not fine`, `nothing works`, `the cache doesn't work`, `the cache seldom works`.
        let is_adverb = |word: &str| word.ends_with("ly") || QUALIFYING.contains(&word);
        let is_denied = |&at: &usize| DENYING.contains(&&*self.word(at)) || at + 1 == end && is_adverb(&self.word(at));
        let is_whole =
            self.is_whole_subject(&object) && object.last() == Some(&(end - 1)) && !object.iter().any(is_denied);
        if is_whole && names_another { object } else { Vec::new() }
    }

    /// Whether nothing but an article precedes these words in their clause.
    pub(super) fn is_whole_subject(&self, object: &[usize]) -> bool {
        let is_article = |at: usize| self.grammar.articles.contains(&&*self.word(at));
        let begins =
            |&first: &usize| self.starts_clause(first) || self.starts_clause(first - 1) && is_article(first - 1);
        object.first().is_some_and(begins)
    }

    /// The words of a clause about a completed task, if the next one starts with `now`: `I already fixed the cache, now
    /// the login`.
    fn done_clause(&self, i: usize) -> Vec<usize> {
        let grammar = self.grammar;
        let Some(behind) = self.phrase(grammar.done, i) else { return Vec::new() };
        let before = (i.saturating_sub(MAX_AROUND_DONE)..i).rev().find(|&at| self.is_boundary(at));
        let start = before.map_or(0, |at| at + 1);
        let end = (behind - 1..self.words.len()).take(MAX_AROUND_DONE).find(|&at| self.is_boundary(at));
        let Some(end) = end.filter(|_| i - start <= MAX_AROUND_DONE) else { return Vec::new() };
        self.done_words(start..end + 1)
    }

    /// The words of a clause about a completed task, unless it is negated or asked, or the next one does not start with
    /// `now`.
    pub(super) fn done_words(&self, clause: Range<usize>) -> Vec<usize> {
        let grammar = self.grammar;
        let negations = [grammar.not, grammar.is_not, grammar.dont, grammar.no];
        let is_negation = |at: usize| negations.iter().any(|words| words.contains(&&*self.word(at)));
        if self.is_asked_at(clause.end - 1) || clause.clone().any(is_negation) || !self.begins_next(clause.end) {
            return Vec::new();
        }
        let tells = |at: &usize| !self.is_function_word(*at) && !grammar.linking.contains(&&*self.word(*at));
        clause.filter(tells).collect()
    }

    /// Whether a clause that starts with word `at` starts with `now`.
    fn begins_next(&self, at: usize) -> bool {
        let is_next = |at: &usize| self.grammar.next.contains(&&*self.word(*at));
        let leads = |at: &usize| self.is_function_word(*at) || self.grammar.openers.contains(&&*self.word(*at));
        let found = (at..self.words.len()).take(MAX_BEFORE_NEXT + 1).find(|at| is_next(at) || !leads(at));
        found.is_some_and(|at| is_next(&at))
    }
}
