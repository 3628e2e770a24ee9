//! Reads whether a clause says that trouble is over, or that something works again.

use super::signs::Sign;
use super::{Clause, Token};
use std::ops::Range;

/// Maximum distance between a state and `again`: `works for all customers again`.
const MAX_BEFORE_AGAIN: usize = 5;
/// Number of words of a time before a state, with its preposition: `seit einer Stunde`.
const LONGEST_TIME: usize = 3;
/// Maximum length of a clause without a verb: `service restored`.
const LONGEST_NOTE: usize = 3;

impl Clause<'_> {
    /// The words of the clause if it says that something is over, mended, or in order.
    pub(super) fn recovered(&self) -> Option<Range<usize>> {
        let tokens = self.0;
        let all = 0..tokens.len();
        let is_bad = |token: &Token| token.is(Sign::Bad) && !token.is(Sign::Trouble);
        let is_clear = || tokens.iter().any(|token| token.is(Sign::Clear)) && !self.has_other(0..0, is_bad);
        let is_open = |at: usize| !tokens[at].is(Sign::Mended) && (at..tokens.len()).any(|at| self.is_limit(at));
        let is_over = || all.clone().any(|at| self.is_over(at) && !is_open(at) && !self.has_other(at..at + 1, is_bad));
        let is_trouble = |token: &Token| token.is_any(&[Sign::Trouble, Sign::Bad]);
        let is_limited = all.clone().any(|at| self.is_limit(at));
        let is_good = || all.clone().any(|at| self.is_good(at)) && !is_limited && !self.has_other(0..0, is_trouble);
        (is_clear() || is_over() || is_good()).then(|| tokens[0].at.start..tokens[tokens.len() - 1].at.end)
    }

    /// Whether token `at` limits what is said: `with any password`, but not `with the server`, `desde las 9`.
    fn is_limit(&self, at: usize) -> bool {
        let thing = self.behind(at + 1, &[Sign::The]);
        let is_of_all = self.is_at(thing, &[Sign::System]) && self.ends(thing + 1);
        let is_time = self.0.get(thing).is_some_and(|token| token.is_number) && self.0[at].is(Sign::After);
        self.0[at].is(Sign::Limit) && !is_of_all && !is_time
    }

    /// Whether token `at` says that trouble is over or something is mended: `the outage is over`, `it is fixed`, `we
    /// fixed the leak`.
    fn is_over(&self, at: usize) -> bool {
        let tokens = self.0;
        let is_mended = tokens[at].is(Sign::Mended);
        if !is_mended && !tokens[at].is(Sign::Over) {
            return false;
        }
        let is_trouble = |token: &Token| token.is(Sign::Trouble);
        // `over an hour long`.
        let is_said = self.is_said(at) && self.ends(at + 1) && (is_mended || !self.is_at(at + 1, &[Sign::Article]));
        let is_of_it = || !tokens.iter().any(|token| token.is_content() || token.is(Sign::System));
        // `the leak stopped`, but not `the leak stopped our sale`.
        let happens =
            || self.before(at).is_some_and(is_trouble) && self.ends(at + 1) && !self.is_at(at + 1, &[Sign::The]);
        let mends = || {
            let thing = self.behind(at + 1, &[Sign::The, Sign::Article]);
            let trouble = thing + self.content(thing, 2);
            thing > at + 1 && self.is_at(trouble, &[Sign::Trouble]) && self.ends(trouble + 1)
        };
        // `service restored after the outage`.
        let end = tokens.iter().position(|token| token.is(Sign::After)).unwrap_or(tokens.len());
        let is_note = end <= LONGEST_NOTE && at + 1 == end;
        is_said && (is_mended || is_of_it() || tokens[..at].iter().any(is_trouble))
            || happens()
            || is_mended && mends()
            || is_mended && is_note
    }

    /// The last token before `at` that is more than an adverb.
    fn before(&self, at: usize) -> Option<&Token> {
        let is_aside = |token: &&Token| token.is_any(&[Sign::Adverb, Sign::Wholly]);
        // `seit einer Stunde vorbei`.
        let since = (at.saturating_sub(LONGEST_TIME)..at).find(|&at| self.0[at].is(Sign::After));
        let end = since.filter(|&since| !self.0[since..at].iter().any(|token| token.is(Sign::Be))).unwrap_or(at);
        self.0[..end].iter().rfind(|token| !is_aside(token))
    }

    /// Whether the state at token `at` is said of something: `is now up`.
    fn is_said(&self, at: usize) -> bool {
        self.before(at).is_some_and(|token| token.is(Sign::Be))
    }

    /// Whether token `at` says that something is in order, or is so again.
    fn is_good(&self, at: usize) -> bool {
        let tokens = self.0;
        let is_said_of = |at: usize, sign: Sign| tokens[..at].iter().any(|token| token.is(sign));
        let is_up = |at: usize, is_again: bool| {
            // `we got back the report`.
            let has_object = self.is_at(at + 1, &[Sign::The]);
            let may_be_it = tokens[at].is(Sign::Up) && (is_again || tokens[at].at.len() > 1);
            let is_of_system = is_said_of(at, Sign::System) || may_be_it && is_said_of(at, Sign::It);
            tokens[at].is_any(&[Sign::Up, Sign::Back]) && is_of_system && !has_object
        };
        let is_state =
            |at: usize| self.is_at(at, &[Sign::Good, Sign::Fair, Sign::Works]) || at < tokens.len() && is_up(at, true);
        if tokens[at].is(Sign::Again) {
            let is_open =
                |i: usize| !tokens[i + 1].is_content() && (i + 1..at).filter(|&i| tokens[i].is_content()).count() < 2;
            let is_before = (at.saturating_sub(MAX_BEFORE_AGAIN)..at).any(|i| is_state(i) && is_open(i));
            let behind = self.behind(at + 1, &[Sign::Be, Sign::Adverb]);
            return (is_before || is_state(at)) && self.ends(at + 1) || is_state(behind) && self.ends(behind + 1);
        }
        let is_note = || {
            let end = (0..tokens.len()).find(|&at| tokens[at].is(Sign::Limit)).unwrap_or(tokens.len());
            let is_whole = end <= LONGEST_NOTE && self.behind(at + 1, &[Sign::Adverb]) == end;
            // `ok` alone says little.
            let is_clear = is_said_of(at, Sign::System) || tokens[at].at.len() > 1;
            is_whole && is_clear && !tokens.iter().any(|token| token.is_content() && !token.is(Sign::System))
        };
        let is_news =
            tokens[at].is(Sign::Good) && (self.is_said(at) || is_note()) || is_up(at, false) && self.is_said(at);
        is_news && self.ends(at + 1)
    }
}
