//! Splits sentences that state an order: "Before X, do Y" and "do Y after X".

use crate::plan::questions::begins_report;
use crate::text::{lowered, words};

/// Two things to do, the first one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct InOrder<'a> {
    pub(super) first: &'a str,
    pub(super) second: &'a str,
}

/// Words before what is done later, and before what is done earlier, in lower case. What follows them is an action, not
/// a noun, as in "before you deploy" or "after deploying".
const BEFORE: &[&str] = words!(
    "before you |before we |bevor du |bevor wir |avant de |avant d'|antes de |prima di |voordat je |voordat we \
    |innan du |прежде чем "
);
const AFTER: &[&str] = words!(
    "after you |after we |once you |once we |nachdem du |nachdem wir |après avoir |después de |dopo aver |depois de \
    |nadat je |после того как "
);
/// The same if what follows says that something is done: "once the endpoint is there".
const WHEN_DONE: &[&str] = words!("after |once |as soon as ");
const IS_DONE: &[&str] = words!(" is | are | has | have | was | were ");
/// Before a word that ends in `ing`: "before deploying".
const BEFORE_DOING: &str = "before ";
const AFTER_DOING: &str = "after ";

/// All readings of a sentence as two ordered things; the caller knows whether they belong to different agents.
pub(super) fn readings(sentence: &str) -> Vec<InOrder<'_>> {
    let lower = lowered(sentence);
    let mut found = at_start(sentence, &lower);
    found.extend(inside(sentence, &lower));
    found.retain(|both| is_request(both.first) && is_request(both.second) || is_done_clause(both));
    if mark(&lower).is_none() {
        found.extend(behind_thing(sentence, &lower));
    }
    found
}

/// `Before X, Y` and `After X, Y`.
fn at_start<'a>(sentence: &'a str, lower: &str) -> Vec<InOrder<'a>> {
    let Some((length, later)) = mark(lower) else { return Vec::new() };
    let commas = sentence.match_indices([',', '，']);
    let both = commas.map(|(at, comma)| (sentence[length..at].trim(), sentence[at + comma.len()..].trim()));
    both.filter(|(x, y)| !x.is_empty() && !y.is_empty()).map(|(x, y)| ordered(x, y, later)).collect()
}

/// `After the X, Y` and `Before the X, Y`.
fn behind_thing<'a>(sentence: &'a str, lower: &str) -> Option<InOrder<'a>> {
    let marks = [(BEFORE_DOING, true), (AFTER_DOING, false)];
    let (mark, later) = marks.into_iter().find(|(mark, _)| lower.starts_with(mark))?;
    let (thing, other) = sentence[mark.len()..].split_once([',', '，'])?;
    let (thing, other) = (thing.trim(), other.trim());
    let is_named = thing.split_whitespace().nth(1).is_some();
    (is_named && is_request(other)).then(|| ordered(thing, other, later))
}

/// `Y before X` and `Y after X`.
fn inside<'a>(sentence: &'a str, lower: &str) -> Vec<InOrder<'a>> {
    let spaces = lower.match_indices(' ').map(|(at, _)| at);
    let found = spaces.filter_map(|at| {
        let (length, later) = mark(&lower[at + 1..])?;
        let (y, x) = (sentence[..at].trim_end_matches([',', ' ']), sentence[at + 1 + length..].trim());
        (!x.is_empty() && !y.is_empty()).then(|| ordered(x, y, later))
    });
    found.collect()
}

fn ordered<'a>(marked: &'a str, other: &'a str, marked_is_later: bool) -> InOrder<'a> {
    if marked_is_later { InOrder { first: other, second: marked } } else { InOrder { first: marked, second: other } }
}

/// Length of the marker at the start of a text, and whether what it marks is done later.
fn mark(lower: &str) -> Option<(usize, bool)> {
    let begins = |marks: &[&str]| marks.iter().find(|mark| lower.starts_with(**mark)).map(|mark| mark.len());
    if let Some(length) = begins(BEFORE) {
        return Some((length, true));
    }
    if let Some(length) = begins(AFTER) {
        return Some((length, false));
    }
    let is_doing = |mark: &str| {
        let word = lower.strip_prefix(mark).and_then(|rest| rest.split_whitespace().next()).unwrap_or("");
        word.len() > 5 && word.ends_with("ing")
    };
    if is_doing(BEFORE_DOING) {
        return Some((BEFORE_DOING.len(), true));
    }
    if is_doing(AFTER_DOING) {
        return Some((AFTER_DOING.len(), false));
    }
    let length = begins(WHEN_DONE)?;
    let clause = lower[length..].split([',', '，']).next().unwrap_or("");
    IS_DONE.iter().any(|verb| clause.contains(verb)).then_some((length, false))
}

fn is_request(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or("").to_lowercase();
    !begins_report(&first) && !matches!(first.as_str(), "i" | "we")
}

/// `once the endpoint is there, style the button`: the prerequisite may be a statement about a thing.
fn is_done_clause(both: &InOrder) -> bool {
    let lower = format!("{} ", both.first.to_lowercase());
    IS_DONE.iter().any(|verb| lower.contains(verb)) && is_request(both.second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_with_an_order() {
        let cases = [
            ("Before you style the button, add an endpoint", "add an endpoint > style the button"),
            ("Add an endpoint before you style the button", "Add an endpoint > style the button"),
            ("Write the tests, before deploying the app", "Write the tests > deploying the app"),
            ("After migrating the table, style the button", "migrating the table > style the button"),
            ("Style the button after the endpoint is there", "the endpoint is there > Style the button"),
            ("Once the endpoint is there, style the button", "the endpoint is there > style the button"),
            ("Avant de déployer l'app, écris les tests", "écris les tests > déployer l'app"),
            ("After the migration, send the newsletter.", "the migration > send the newsletter."),
            ("Before the release, update the notes", "update the notes > the release"),
            ("before you deploy, run the migration", "run the migration > deploy"),
            ("Antes de desplegar la app, escribe las pruebas", "escribe las pruebas > desplegar la app"),
        ];
        for (sentence, expected) in cases {
            let found: Vec<_> =
                readings(sentence).iter().map(|both| format!("{} > {}", both.first, both.second)).collect();
            assert_eq!(found, [expected], "{sentence}");
        }
    }

    #[test]
    fn reports_have_none() {
        let reports = [
            "The page crashes after clicking the button",
            "Fix the error after login",
            "Show the price before tax",
            "We saw it before you deployed the app",
            "It fails after the last release",
            "After the last release, it fails",
            "After login, redirect to the dashboard",
            "",
        ];
        for sentence in reports {
            assert_eq!(readings(sentence), [], "{sentence}");
        }
    }
}
