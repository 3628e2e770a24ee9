//! Detects what a request says is not so or is over: `there is no outage`, `nothing was leaked`, `the login works
//! again`. Such a clause has the words of an incident, but reports none.
//!
//! Each clause is read alone, by the [signs] in it. A negated state is a failure unless the state is bad by itself (`not
//! reachable`, but `not down`), and a negated noun is one unless it names trouble (`no backup`, but `no outage`). One
//! sign of doubt keeps a clause an alarm: a second negation, a condition, a wish, a question, other trouble.

mod signs;
#[cfg(test)]
mod tests;

use super::exclusions::is_boundary;
use crate::text::{FunctionWords, Language, Words, without_accents};
pub(super) use signs::may_be_trouble;
use signs::{ALL, Sign, Signs, longest, may_be_calm};
use std::borrow::Cow;
use std::ops::Range;

/// Maximum number of words before trouble that belong to it: `no data loss`. More are another thing: `no response, server
/// error` is often written without the comma.
const MAX_MODIFIERS: usize = 1;
/// Maximum number of words of a thing that is negated: `no customer data was lost`.
const MAX_SUBJECT: usize = 2;
/// Maximum distance between a state and `again`: `works for all customers again`.
const MAX_BEFORE_AGAIN: usize = 5;
/// Number of words after `after` that tell of the past: `after yesterday's outage`.
const LONGEST_PAST: usize = 5;
/// Maximum length of a clause that is read, in words and phrases: it is a sentence without marks otherwise.
const LONGEST_CLAUSE: usize = 32;
/// Maximum length of a clause without a verb: `service restored`.
const LONGEST_NOTE: usize = 3;

/// The request without the clauses that say that nothing is wrong, their places blank; `None` if there are none, or if
/// anything else is said: `production is up again and deletes orders`.
pub(crate) fn without_all_clear(request: &str) -> Option<String> {
    let words = Words::of(request);
    let ranges = find(request, &words);
    let mut found = ranges.iter().map(|at| words.origin(at.start).start..words.origin(at.end - 1).end);
    let mut next = found.next()?;
    let is_other =
        |i: usize| Language::of_word(words.get(i)).is_empty() && !ranges.iter().any(|range| range.contains(&i));
    if (0..words.len()).any(is_other) {
        return None;
    }
    let mut rest = String::with_capacity(request.len());
    for (at, c) in request.char_indices() {
        while at >= next.end {
            let Some(range) = found.next() else {
                rest.push_str(&request[at..]);
                return Some(rest);
            };
            next = range;
        }
        rest.push(if next.contains(&at) { ' ' } else { c });
    }
    Some(rest)
}

/// Whether all of a text says that nothing is wrong.
pub(crate) fn is_all_clear(text: &str) -> bool {
    without_all_clear(text).is_some_and(|rest| Words::of(&rest).is_empty())
}

/// The words of the clauses that say so, in order.
fn find(request: &str, words: &Words) -> Vec<Range<usize>> {
    if !words.iter().any(|word| may_be_calm(&without_accents(word))) {
        return Vec::new();
    }
    let possible = FunctionWords::of((0..words.len()).map(|i| Language::of_word(words.get(i)))).possible();
    let mut found: Vec<Range<usize>> = Vec::new();
    for signs in ALL.iter().filter(|signs| possible.has(signs.language)) {
        let tokens = tokens(words, signs);
        let mut start = 0;
        for (i, token) in tokens.iter().enumerate() {
            let ends = is_boundary(words, token.at.end - 1) || tokens[i + 1].is(Sign::And);
            if !ends {
                continue;
            }
            let next = tokens.get(i + 1).map_or(request.len(), |next| words.origin(next.at.start).start);
            let is_asked = request[words.origin(token.at.end - 1).end..next].contains('?');
            let clause = Clause(&tokens[start..=i]);
            start = i + 1;
            let Some(mut range) = clause.all_clear(signs).filter(|_| !is_asked) else { continue };
            // What follows `but` is read as if it began the request.
            let opener = tokens.get(start).filter(|next| next.is(Sign::And) && range.end == token.at.end);
            range.end = opener.map_or(range.end, |opener| opener.at.end);
            found.push(range);
        }
    }
    found.sort_unstable_by_key(|range| range.start);
    found
}

/// A word or a phrase that is a sign.
struct Token {
    /// Its words.
    at: Range<usize>,
    /// Its signs, as bits.
    signs: u32,
    is_function: bool,
}

impl Token {
    fn is(&self, sign: Sign) -> bool {
        self.signs & 1 << sign as u32 != 0
    }

    fn is_any(&self, signs: &[Sign]) -> bool {
        signs.iter().any(|&sign| self.is(sign))
    }

    /// Whether a statement may end before it.
    fn is_aside(&self) -> bool {
        self.is_function || self.is_any(&[Sign::Adverb, Sign::After, Sign::Again])
    }

    /// Whether it is a word that says something by itself.
    fn is_content(&self) -> bool {
        !self.is_function && self.signs & !(1 << Sign::System as u32) == 0
    }
}

fn tokens(words: &Words, signs: &Signs) -> Vec<Token> {
    let plain: Vec<Cow<str>> = words.iter().map(without_accents).collect();
    let mut tokens = Vec::with_capacity(plain.len());
    let mut i = 0;
    while i < plain.len() {
        let is_here = |at: usize| at == i || !is_boundary(words, at - 1);
        let (found, length) = longest(signs, |n| plain.get(i + n).filter(|_| is_here(i + n)).map(|word| &**word));
        let is_function = Language::of_word(words.get(i)).has_function_word(signs.language);
        tokens.push(Token { at: i..i + length, signs: found, is_function });
        i += length;
    }
    tokens
}

/// The tokens of one clause.
struct Clause<'t>(&'t [Token]);

impl Clause<'_> {
    /// The words of the clause, or of its negated noun, if that is trouble that did not happen or is over.
    fn all_clear(&self, signs: &Signs) -> Option<Range<usize>> {
        let tokens = self.0;
        if tokens.len() > LONGEST_CLAUSE
            || tokens.iter().any(|token| token.is(Sign::Doubt))
            || signs.has_inversion && tokens[0].is(Sign::Be) && !tokens[0].is(Sign::It)
        {
            return None;
        }
        let is_negation = |token: &Token| token.is_any(&[Sign::No, Sign::Nobody, Sign::Not]);
        let Some(at) = tokens.iter().position(is_negation) else { return self.recovered() };
        let is_not = tokens[at].is(Sign::Not);
        let end = match () {
            () if is_not => self.state(at + 1).or_else(|| self.no_such(at + 1)),
            () if tokens[at].is(Sign::Nobody) => self.state(at + 1).or_else(|| self.said_of_subject(at + 1)),
            () => self.noun(at + 1).or_else(|| self.said_of_subject(at + 1)),
        }?;
        let is_trouble = |token: &Token| token.is_any(&[Sign::Trouble, Sign::Bad]);
        let is_other = |token: &Token| is_negation(token) && !(signs.has_concord && token.is(Sign::No));
        let goes_on = |token: &Token| is_other(token) || token.is_any(&[Sign::Mended, Sign::Over, Sign::Works]);
        // `it is not corrupt it is deleted`.
        let is_restated = is_not && tokens[end..].iter().any(|token| token.is_any(&[Sign::Be, Sign::It]));
        let is_denied = tokens[at + 1..end].iter().any(is_other);
        // `we did not lose all data`.
        let is_in_part = is_not && self.is_at(end, &[Sign::Wholly]);
        if is_restated
            || is_denied
            || is_in_part
            || tokens[end..].iter().any(goes_on)
            || self.has_other(at..end, is_trouble)
        {
            return None;
        }
        // `orders vanish without an error` is still about orders.
        let is_verb = |token: &Token| token.is_any(&[Sign::Be, Sign::Frame]);
        let is_whole = is_not || at == 0 || is_verb(&tokens[at - 1]) || !tokens[..at].iter().any(Token::is_content);
        let start = if is_whole { 0 } else { at };
        let last = if is_whole { tokens.len() } else { end };
        Some(tokens[start].at.start..tokens[last - 1].at.end)
    }

    /// Whether there is trouble outside of these tokens, apart from what is past.
    fn has_other(&self, except: Range<usize>, is_trouble: impl Fn(&Token) -> bool) -> bool {
        let past = self.0.iter().position(|token| token.is(Sign::After)).map(|at| at..at + LONGEST_PAST + 1);
        let is_past = |i: &usize| past.as_ref().is_some_and(|past| past.contains(i));
        (0..self.0.len()).any(|i| !except.contains(&i) && !is_past(&i) && is_trouble(&self.0[i]))
    }

    /// Position of the first token from `at` on without one of these signs.
    fn behind(&self, at: usize, signs: &[Sign]) -> usize {
        at + self.0.iter().skip(at).take_while(|token| token.is_any(signs)).count()
    }

    /// Number of words from `at` on that say something by themselves, up to `most`.
    fn content(&self, at: usize, most: usize) -> usize {
        self.0.iter().skip(at).take(most).take_while(|token| token.is_content()).count()
    }

    fn is_at(&self, at: usize, signs: &[Sign]) -> bool {
        self.0.get(at).is_some_and(|token| token.is_any(signs))
    }

    /// Whether the statement ends before token `at`.
    fn ends(&self, at: usize) -> bool {
        self.0.get(at).is_none_or(Token::is_aside)
    }

    /// The end of a bad state from `at` on: `not really down`, `nothing was lost`.
    fn state(&self, at: usize) -> Option<usize> {
        let at = self.behind(at, &[Sign::Be, Sign::Adverb]);
        self.is_at(at, &[Sign::Bad]).then_some(at + 1)
    }

    /// The end of a bad state said of a negated subject from `at` on: `no data of our customers was lost`.
    fn said_of_subject(&self, at: usize) -> Option<usize> {
        let end = at + self.content(at, MAX_SUBJECT);
        let verb = if self.is_at(end, &[Sign::Of]) {
            let whole = self.behind(end, &[Sign::Of, Sign::The]);
            whole + self.content(whole, MAX_SUBJECT)
        } else {
            end
        };
        let bad = self.behind(verb, &[Sign::Be, Sign::Adverb]);
        let is_noted = || verb == end && self.ends(bad + 1) && !self.is_at(bad, &[Sign::Trouble]);
        (verb > at && self.is_at(bad, &[Sign::Bad]) && (bad > verb || is_noted())).then_some(bad + 1)
    }

    /// The end of trouble from `at` on that `not` negates: `not an attack`, `never had any outage`.
    fn no_such(&self, at: usize) -> Option<usize> {
        let first = self.behind(at, &[Sign::Be, Sign::Frame, Sign::Adverb]);
        let is_named = first > at || self.is_at(first, &[Sign::Article, Sign::Trouble]);
        if is_named { self.noun(first) } else { None }
    }

    /// The end of trouble from `at` on: `data loss`, `sign of a breach`, `lost orders`.
    fn noun(&self, at: usize) -> Option<usize> {
        let mut first = self.behind(at, &[Sign::Article]);
        if self.is_at(first, &[Sign::Trace]) && self.is_at(first + 1, &[Sign::Of]) {
            first = self.behind(first + 2, &[Sign::Article]);
        }
        let is_trouble = |at: usize| self.is_at(at, &[Sign::Trouble]);
        let at = first + self.content(first, MAX_MODIFIERS);
        if is_trouble(at) {
            let mut end = at + 1;
            while is_trouble(end) || is_trouble(end + 1) && self.0[end].is_function {
                end += 1;
            }
            return self.ends(end).then_some(end);
        }
        let is_bad_thing = self.is_at(first, &[Sign::Bad]) && self.content(first + 1, 1) > 0;
        (is_bad_thing && self.ends(first + 2) && !self.is_at(first + 2, &[Sign::Be])).then_some(first + 2)
    }

    /// The words of the clause if it says that something is over, mended, or in order.
    fn recovered(&self) -> Option<Range<usize>> {
        let tokens = self.0;
        let all = 0..tokens.len();
        let is_bad = |token: &Token| token.is(Sign::Bad) && !token.is(Sign::Trouble);
        let is_clear = || tokens.iter().any(|token| token.is(Sign::Clear)) && !self.has_other(0..0, is_bad);
        let is_open =
            |at: usize| !tokens[at].is(Sign::Mended) && tokens[at..].iter().any(|token| token.is(Sign::Limit));
        let is_over = || all.clone().any(|at| self.is_over(at) && !is_open(at) && !self.has_other(at..at + 1, is_bad));
        let is_trouble = |token: &Token| token.is_any(&[Sign::Trouble, Sign::Bad]);
        let is_limited = tokens.iter().any(|token| token.is(Sign::Limit));
        let is_good = || all.clone().any(|at| self.is_good(at)) && !is_limited && !self.has_other(0..0, is_trouble);
        (is_clear() || is_over() || is_good()).then(|| tokens[0].at.start..tokens[tokens.len() - 1].at.end)
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
        let is_note = tokens.len() <= LONGEST_NOTE && at + 1 == tokens.len();
        is_said && (is_mended || is_of_it() || tokens[..at].iter().any(is_trouble))
            || happens()
            || is_mended && mends()
            || is_mended && is_note
    }

    /// The last token before `at` that is more than an adverb.
    fn before(&self, at: usize) -> Option<&Token> {
        self.0[..at].iter().rfind(|token| !token.is_any(&[Sign::Adverb, Sign::Wholly]))
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
            return is_before && self.ends(at + 1) || is_state(behind) && self.ends(behind + 1);
        }
        let is_note = || {
            let is_whole = tokens.len() <= LONGEST_NOTE && self.behind(at + 1, &[Sign::Adverb]) == tokens.len();
            // `ok` alone says little.
            let is_clear = is_said_of(at, Sign::System) || tokens[at].at.len() > 1;
            is_whole && is_clear && !tokens.iter().any(|token| token.is_content() && !token.is(Sign::System))
        };
        let is_news =
            tokens[at].is(Sign::Good) && (self.is_said(at) || is_note()) || is_up(at, false) && self.is_said(at);
        is_news && self.ends(at + 1)
    }
}
