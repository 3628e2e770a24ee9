//! Detects what a request says is not so or is over: `there is no outage`, `nothing was leaked`, `the login works
//! again`. Such a clause has the words of an incident, but reports none.
//!
//! Each clause is read alone, by the [signs] in it. A negated state is a failure unless the state is bad by itself (`not
//! reachable`, but `not down`), and a negated noun is one unless it names trouble (`no backup`, but `no outage`). One
//! sign of doubt keeps a clause an alarm: a second negation, a condition, a wish, a question, other trouble.

mod asides;
mod denied;
mod recovered;
mod signs;
#[cfg(test)]
mod tests;

use super::exclusions::is_boundary;
use crate::text::{FunctionWords, Language, Languages, Words, without_accents};
pub(crate) use denied::without_denied;
pub(crate) use signs::may_be_trouble;
use signs::{ALL, Sign, Signs, longest, may_be_calm};
use std::borrow::Cow;
use std::ops::Range;

/// Maximum number of words before trouble that belong to it: `no data loss`. More are another thing: `no response, server
/// error` is often written without the comma.
const MAX_MODIFIERS: usize = 1;
/// Maximum number of words of a thing that is negated: `no customer data was lost`.
const MAX_SUBJECT: usize = 2;
/// Number of words after `after` that tell of the past: `after yesterday's outage`.
const LONGEST_PAST: usize = 5;
/// Maximum length of a clause that is read, in words and phrases: it is a sentence without marks otherwise.
const LONGEST_CLAUSE: usize = 32;

/// The request without the clauses that say that nothing is wrong, their places blank; `None` if there are none, or if
/// anything else is said: `production is up again and deletes orders`. That something is not urgent is left out beside
/// anything: it is said of the request, not of what the request reports.
pub(crate) fn without_all_clear(request: &str) -> Option<String> {
    let words = Words::of(request);
    let Found { mut clear, unhurried, asides } = find(request, &words);
    let is_in = |ranges: &[Range<usize>], i: usize| ranges.iter().any(|range| range.contains(&i));
    let is_other = |i: usize| {
        Language::of_word(words.get(i)).is_empty()
            && ![&clear, &unhurried, &asides].into_iter().any(|ranges| is_in(ranges, i))
    };
    if clear.is_empty() || (0..words.len()).any(is_other) {
        clear.clear();
    }
    clear.extend(unhurried);
    without(request, &words, clear)
}

/// The request with these words blank; `None` if there are none.
fn without(request: &str, words: &Words, mut ranges: Vec<Range<usize>>) -> Option<String> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut found = ranges.iter().map(|at| words.origin(at.start).start..words.origin(at.end - 1).end);
    let mut next = found.next()?;
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

/// What a request says of trouble that is none.
#[derive(Default)]
struct Found {
    /// The words of the clauses that say so.
    clear: Vec<Range<usize>>,
    /// Words that say that something is not urgent.
    unhurried: Vec<Range<usize>>,
    /// The words of clauses that say nothing.
    asides: Vec<Range<usize>>,
}

fn find(request: &str, words: &Words) -> Found {
    let mut found = Found::default();
    if !words.iter().any(|word| may_be_calm(&without_accents(word))) {
        return found;
    }
    let possible = possible(words);
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
            if is_asked {
                continue;
            }
            found.unhurried.extend(clause.unhurried());
            let Some(mut range) = clause.all_clear(signs) else {
                found.asides.extend(clause.aside(words));
                continue;
            };
            // What follows `but` is read as if it began the request.
            let opener = tokens.get(start).filter(|next| next.is(Sign::And) && range.end == token.at.end);
            range.end = opener.map_or(range.end, |opener| opener.at.end);
            found.clear.push(range);
        }
    }
    if !found.clear.is_empty() {
        let subject = asides::answered_subject(words, &found.clear);
        found.clear.extend(subject);
    }
    found
}

/// The languages that a request may be in.
fn possible(words: &Words) -> Languages {
    FunctionWords::of((0..words.len()).map(|i| Language::of_word(words.get(i)))).possible()
}

/// A word or a phrase that is a sign.
struct Token {
    /// Its words.
    at: Range<usize>,
    /// Its signs, as bits.
    signs: u64,
    is_function: bool,
    is_number: bool,
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
        const OF_THINGS: [Sign; 3] = [Sign::System, Sign::Opening, Sign::Urgent];
        !self.is_function && OF_THINGS.iter().fold(self.signs, |rest, &sign| rest & !(1 << sign as u32)) == 0
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
        let is_number = words.get(i).starts_with(|c: char| c.is_ascii_digit());
        tokens.push(Token { at: i..i + length, signs: found, is_function, is_number });
        i += length;
    }
    tokens
}

fn is_negation(token: &Token) -> bool {
    token.is_any(&[Sign::No, Sign::Nobody, Sign::Not])
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
        // `kein Kunde war vom Ausfall betroffen`.
        let is_past = self.0[verb..bad].iter().any(|token| token.is(Sign::Was));
        let bad = self.cause(bad).filter(|_| is_past).map_or(bad, |end| self.behind(end, &[Sign::Adverb]));
        let is_noted = || verb == end && self.ends(bad + 1) && !self.is_at(bad, &[Sign::Trouble]);
        let is_said = verb > at && self.is_at(bad, &[Sign::Bad]) && (bad > verb || is_noted());
        is_said.then(|| self.cause(bad + 1).filter(|_| is_past).unwrap_or(bad + 1))
    }

    /// The end of what harmed nobody, from `at` on: `by the outage`.
    fn cause(&self, at: usize) -> Option<usize> {
        let thing = self.behind(at, &[Sign::By]);
        let trouble = self.behind(thing, &[Sign::The, Sign::Article]);
        let ends = || self.ends(trouble + 1) || self.is_at(trouble + 1, &[Sign::Bad]);
        (thing > at && self.is_at(trouble, &[Sign::Trouble]) && ends()).then_some(trouble + 1)
    }

    /// What says that something is not urgent: `not so urgent`.
    fn unhurried(&self) -> Option<Range<usize>> {
        const BEFORE_URGENT: [Sign; 5] = [Sign::Be, Sign::Frame, Sign::Adverb, Sign::Article, Sign::Degree];
        let tokens = self.0;
        let end = |at: usize| {
            if tokens[at].is(Sign::Leisure) {
                return Some(at + 1);
            }
            let urgent = self.behind(at + 1, &BEFORE_URGENT);
            (is_negation(&tokens[at]) && self.is_at(urgent, &[Sign::Urgent])).then_some(urgent + 1)
        };
        let (at, end) = (0..tokens.len()).find_map(|at| Some((at, end(at)?)))?;
        let is_sure = !tokens[..at].iter().any(|token| token.is(Sign::Doubt));
        is_sure.then(|| tokens[at].at.start..tokens[end - 1].at.end)
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
}
