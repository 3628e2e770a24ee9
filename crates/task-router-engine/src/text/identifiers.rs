//! Splits identifiers into their parts: `createPaymentIntent` into create, payment, intent; `HTTP404` into HTTP, 404.

use super::english;
use std::ops::Range;

/// Names with a capital letter inside, which are not identifiers. One per line, in lower case, sorted.
const NAMES: &str = include_str!("names.txt");
/// Maximum number of changes between kinds of characters in a name; a run with more is a hash or a device number.
const MAX_CHANGES: usize = 5;

/// Calls `each` with the range of each part of a run of letters and digits. A run with at most one letter on one side
/// of a change is not split (`iOS`, `s3`, `k8s`), nor are digits with a unit (`100ms`, `2fa`), known names (`GitHub`)
/// and English words (`DataBase`).
pub(super) fn parts(token: &str, mut each: impl FnMut(Range<usize>)) {
    let mut start = 0;
    let changes = changes(token);
    // Most runs of capitals are one word (`API`), for which no lookup is needed.
    if !changes.is_empty() && !stays_whole(token) {
        for at in changes {
            each(start..at);
            start = at;
        }
    }
    each(start..token.len());
}

/// The part without its plural `s`, if the rest is an acronym or a number: `PRs`, `404s`.
pub(super) fn singular(part: &str) -> &str {
    let Some(rest) = part.strip_suffix('s').filter(|rest| rest.len() >= 2) else { return part };
    let is_number = rest.len() >= 3 && rest.bytes().all(|b| b.is_ascii_digit());
    if is_number || rest.chars().all(char::is_uppercase) { rest } else { part }
}

/// Whether inner capitals are mere spelling, or there are too many changes to be meaningful.
fn stays_whole(token: &str) -> bool {
    let digits = token.bytes().any(|b| b.is_ascii_digit());
    if digits {
        let kinds = token.as_bytes().windows(2).filter(|w| w[0].is_ascii_digit() != w[1].is_ascii_digit());
        return kinds.count() > MAX_CHANGES;
    }
    let lower = token.to_lowercase();
    is_name(&lower) || english::is_word(&lower)
}

fn is_name(lower: &str) -> bool {
    lower.is_ascii() && names().binary_search(&lower).is_ok()
}

fn names() -> &'static [&'static str] {
    static LIST: std::sync::LazyLock<Vec<&'static str>> = std::sync::LazyLock::new(|| NAMES.lines().collect());
    &LIST
}

/// Positions at which a token changes from one part to the next.
fn changes(token: &str) -> Vec<usize> {
    if token.is_ascii() {
        return changes_of(token.len(), |i| token.as_bytes().get(i).map(|&byte| char::from(byte)));
    }
    let all: Vec<(usize, char)> = token.char_indices().collect();
    let found = changes_of(all.len(), |i| all.get(i).map(|(_, c)| *c));
    found.into_iter().map(|i| all[i].0).collect()
}

/// Indices of the characters that start another part; `at` returns the characters, `count` is their number.
fn changes_of(count: usize, at: impl Fn(usize) -> Option<char>) -> Vec<usize> {
    let mut found = Vec::new();
    let mut start = 0;
    for i in 1..count {
        if is_change(&at, start, i) {
            found.push(i);
            start = i;
        }
    }
    found
}

/// Whether a part that started at character `start` ends before character `i`.
fn is_change(at: &impl Fn(usize) -> Option<char>, start: usize, i: usize) -> bool {
    let (Some(before), Some(here)) = (at(i - 1), at(i)) else { return false };
    let is_digit = |c: char| c.is_numeric();
    let has_letters = |count: usize| (i..i + count).all(|i| at(i).is_some_and(char::is_alphabetic));
    if is_digit(here) != is_digit(before) {
        // Two letters before a number, or three after it, are a word of their own.
        return match is_digit(here) {
            true => i - start >= 2 && !at(start).is_some_and(is_digit),
            false => has_letters(3),
        };
    }
    if !here.is_uppercase() || i - start < 2 {
        return false;
    }
    let letters = has_letters(2);
    match before.is_uppercase() {
        false => letters,
        // The last capital of an acronym starts the next word, except before a plural `s`.
        true => {
            let next = at(i + 1).filter(|next| next.is_lowercase());
            let plural = next == Some('s') && at(i + 2).is_none_or(|c| !c.is_lowercase());
            next.is_some() && !plural && letters
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_their_parts() {
        let cases = [
            ("createPaymentIntent", "create Payment Intent"),
            ("PaymentIntentService", "Payment Intent Service"),
            ("XMLHttpRequest", "XML Http Request"),
            ("HTTPServer", "HTTP Server"),
            ("getURLs", "get URL"),
            ("userIDs", "user ID"),
            ("frontEnd", "front End"),
            ("useEffect", "use Effect"),
            ("HTTP404", "HTTP 404"),
            ("oauth2", "oauth 2"),
            ("python3", "python 3"),
            ("sha256sum", "sha 256 sum"),
            ("404error", "404 error"),
            ("utf8", "utf 8"),
            ("IPv4", "IPv 4"),
            ("créerUtilisateur", "créer Utilisateur"),
        ];
        for (token, expected) in cases {
            let mut found = Vec::new();
            parts(token, |range| found.push(singular(&token[range])));
            assert_eq!(found.join(" "), expected);
        }
    }

    #[test]
    fn other_tokens_are_not_split() {
        let whole = [
            "iOS",
            "eBay",
            "OAuth",
            "GmbH",
            "JavaScript",
            "GitHub",
            "PostgreSQL",
            "DataBase",
            "s3",
            "k8s",
            "p95",
            "e2e",
            "i18n",
            "a11y",
            "2fa",
            "5xx",
            "100ms",
            "10k",
            "v2",
            "ABC",
            "Word",
            "a1b2c3d4e5f6",
            "x",
            "",
        ];
        for token in whole {
            let mut found = Vec::new();
            parts(token, |range| found.push(&token[range]));
            assert_eq!(found, [token]);
        }
    }

    #[test]
    fn plurals_of_acronyms_and_numbers() {
        let cases = [
            ("PRs", "PR"),
            ("JWTs", "JWT"),
            ("404s", "404"),
            ("css", "css"),
            ("CSS", "CSS"),
            ("As", "As"),
            ("90s", "90s"),
        ];
        for (plural, expected) in cases {
            assert_eq!(singular(plural), expected);
        }
    }

    #[test]
    fn names_are_sorted_and_lower_case() {
        assert!(names().is_sorted_by(|a, b| a < b));
        assert!(names().iter().all(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())));
    }
}
