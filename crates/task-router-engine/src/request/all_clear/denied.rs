//! What a request says it does without: `we have no new supplier`, `don't take a new supplier`. What needs an approval
//! does not, if it is not to happen.

use super::signs::{ALL, Sign};
use super::{Clause, is_negation, possible, tokens, without};
use crate::request::exclusions::{is_boundary, turns_prohibition};
use crate::text::{Language, Role, Roles, Words, without_accents, words};
use std::ops::Range;

/// Maximum number of words of a thing that a request does without.
const LONGEST_THING: usize = 3;
/// Maximum number of words between a negation and its thing: `not about a new supplier`.
const MAX_BETWEEN: usize = 4;
/// Verbs that a prohibition turns into a request, beside [those](turns_prohibition) that ask to deal with a thing: `don't
/// delay the new supplier`.
const TURNED: &[&str] = words!("avoid|delay|fail|hesitate|lose|postpone|refuse|reject|stop|wait");
/// Words that begin a prohibition, and those that may stand before it.
const CUES: Roles = Roles::of(&[Role::Dont, Role::Never]);
const OPENERS: Roles = Roles::of(&[Role::And, Role::But, Role::Please]);

/// The request without the things that it does without, their places blank; `None` if there are none.
pub(crate) fn without_denied(request: &str) -> Option<String> {
    let words = Words::of(request);
    let possible = possible(&words);
    let mut denied: Vec<Range<usize>> = Vec::new();
    for signs in ALL.iter().filter(|signs| possible.has(signs.language)) {
        let tokens = tokens(&words, signs);
        let mut start = 0;
        for (i, token) in tokens.iter().enumerate().filter(|(_, token)| is_boundary(&words, token.at.end - 1)) {
            let next = tokens.get(i + 1).map_or(request.len(), |next| words.origin(next.at.start).start);
            let is_asked = request[words.origin(token.at.end - 1).end..next].contains('?');
            let clause = Clause(&tokens[start..=i]);
            start = i + 1;
            if !is_asked {
                denied.extend(clause.denied(&words, signs.language));
            }
        }
    }
    without(request, &words, denied)
}

impl Clause<'_> {
    /// The words of the thing that the clause denies.
    fn denied(&self, words: &Words, language: Language) -> Option<Range<usize>> {
        let tokens = self.0;
        if tokens.iter().any(|token| token.is(Sign::Doubt)) {
            return None;
        }
        let at = tokens.iter().position(|token| is_negation(token) && !token.is(Sign::Nobody))?;
        let between =
            |at: usize| tokens.iter().skip(at).take_while(|token| token.is_function && !is_negation(token)).count();
        let is_forbidden = language == Language::English && self.forbids(at, words);
        let verb = at + 1 + usize::from(is_forbidden);
        let thing = verb + between(verb);
        // `not paying suppliers` is no thing that is done without.
        let is_near = tokens[at].is(Sign::No) || thing > verb && thing - verb <= MAX_BETWEEN;
        let is_thing = |at: &usize| !tokens[*at].is_function && !tokens[*at].is_any(&[Sign::Trouble, Sign::Bad]);
        let end = thing + (thing..tokens.len()).take(LONGEST_THING).take_while(is_thing).count();
        (is_near && end > thing).then(|| tokens[verb].at.start..tokens[end - 1].at.end)
    }

    /// Whether the negation begins a prohibition: `don't take`, `please do not look for`.
    fn forbids(&self, at: usize, words: &Words) -> bool {
        let word = |at: usize| self.0.get(at).map(|token| without_accents(words.get(token.at.start)));
        let is = |at: usize, expected: &str| word(at).is_some_and(|word| word == expected);
        let has = |at: usize, roles: Roles| word(at).is_some_and(|word| roles.has(&word, Language::English));
        let is_cue = has(at, CUES) || has(at, Roles::of(&[Role::Not])) && at > 0 && is(at - 1, "do");
        let begins = (0..at).all(|before| has(before, OPENERS) || is(before, "do") || is(before, "so"));
        let is_turned = || word(at + 1).is_none_or(|verb| TURNED.contains(&&*verb) || turns_prohibition(&verb));
        is_cue && begins && self.0.get(at + 1).is_some_and(|verb| !verb.is_function) && !is_turned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_request_does_without() {
        for (request, thing) in [
            ("soup, not from a new supplier", Some("new supplier")),
            ("don't take a new supplier for the soup", Some("new supplier")),
            ("soup, please do not look for a new supplier", Some("new supplier")),
            ("soup, we have no new supplier", Some("new supplier")),
            ("soup, there is no new supplier involved", Some("new supplier involved")),
            ("soup, it is not about a new supplier", Some("new supplier")),
            ("soup, never a new supplier", Some("new supplier")),
            ("Suppe, wir haben keinen neuen Lieferanten", Some("neuen Lieferanten")),
            ("don't forget the new supplier", None),
            ("don't wait for a new supplier", None),
            ("not only a new supplier", None),
            ("why not a new supplier?", None),
            ("if there is no new supplier, wait", None),
            ("no answer from the new supplier", Some("answer")),
            ("we did not pay the new supplier", None),
            ("a new supplier, without meat", Some("meat")),
            ("a new supplier", None),
        ] {
            let rest = without_denied(request);
            let gone = rest.map(|rest| {
                let gone = request.char_indices().filter(|(at, _)| rest.as_bytes()[*at] == b' ');
                gone.map(|(_, c)| c).collect::<String>().replace(' ', "")
            });
            // The words before the thing may be gone, too.
            let is_as_expected = match (&gone, thing) {
                (Some(gone), Some(thing)) => gone.ends_with(&thing.replace(' ', "")),
                (gone, thing) => gone.is_none() && thing.is_none(),
            };
            assert!(is_as_expected, "{request}: {gone:?}");
        }
    }
}
