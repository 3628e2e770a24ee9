//! What stands beside an all clear and says nothing about it: an announcement (`FYI:`, `good news:`), a greeting or thanks
//! (`Hi team,`), the number of a ticket (`(INC-1234)`), the subject of the mail that is answered (`Re: outage`).

use super::super::thanks;
use super::signs::Sign;
use super::{Clause, Token};
use crate::request::exclusions::is_boundary;
use crate::text::{Words, without_accents, words};
use std::ops::Range;

/// Maximum length of such a clause, in words.
const LONGEST: usize = 12;
/// Maximum number of words of a name: `Hi Anna Berg,`.
const LONGEST_NAME: usize = 2;
/// Words that greet somebody by name.
const GREETING: &[&str] = words!(
    "bonjour|cher|chere|chers|dear|estimada|estimado|guten|hallo|hello|hey|hi|hola|liebe|lieber|moin|salut|servus"
);
/// Marks of the subject of an answered mail.
const ANSWER: &[&str] = words!("re|aw|antw|sv");

impl Clause<'_> {
    /// The words of the clause if it says nothing.
    pub(super) fn aside(&self, words: &Words) -> Option<Range<usize>> {
        let tokens = self.0;
        let at = tokens[0].at.start..tokens[tokens.len() - 1].at.end;
        let says_nothing = at.len() <= LONGEST
            && (self.is_opening()
                || self.greets_somebody(words)
                || is_ticket(words, &at)
                || thanks::asks_nothing(words, at.clone()));
        says_nothing.then_some(at)
    }

    fn is_opening(&self) -> bool {
        let is_open = |token: &Token| token.is(Sign::Opening) || token.is_function || token.is(Sign::Adverb);
        self.0.iter().any(|token| token.is(Sign::Opening)) && self.0.iter().all(is_open)
    }

    fn greets_somebody(&self, words: &Words) -> bool {
        let is_name = |token: &Token| token.is(Sign::Opening) || token.is_function || token.signs == 0;
        GREETING.contains(&&*without_accents(words.get(self.0[0].at.start)))
            && self.0.len() <= 1 + LONGEST_NAME
            && self.0[1..].iter().all(is_name)
    }
}

/// Whether words are the number of a ticket, as `INC-1234` or `#1234`.
fn is_ticket(words: &Words, at: &Range<usize>) -> bool {
    let is_number = |i: usize| words.get(i).bytes().all(|b| b.is_ascii_digit());
    let is_prefix = || {
        words.get(at.start).bytes().all(|b| b.is_ascii_lowercase())
            && matches!(words.separator(at.start), "-" | " #" | "-#" | "")
    };
    match at.len() {
        1 => is_number(at.start),
        2 => is_prefix() && is_number(at.end - 1),
        _ => false,
    }
}

/// The subject of the mail that a request answers, if all that it says is said to be over: `Re: outage`.
pub(super) fn answered_subject(words: &Words, clear: &[Range<usize>]) -> Option<Range<usize>> {
    let first = ANSWER.contains(&words.get(0)) && is_boundary(words, 0);
    let end = (1..words.len()).take(LONGEST).find(|&i| is_boundary(words, i)).filter(|_| first)? + 1;
    let is_repeated = |i: usize| {
        clear.iter().any(|range| range.start >= end && range.clone().any(|at| words.get(at) == words.get(i)))
    };
    (1..end).all(is_repeated).then_some(0..end)
}
