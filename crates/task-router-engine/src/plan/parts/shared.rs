//! Things that share the verb before the first of them: "explain the css and the api".

use crate::text::{Language, Roles, is_determiner, words};

/// Verbs of what is done to each of several things alone, in lower case. Others may need them together (`swap`, `align`),
/// or say who does it.
const EACH: &[&str] = words!(
    "audit|benchmark|book|build|cancel|check|clean|debug|deploy|describe|design|document|explain|fix|format\
    |implement|improve|lint|measure|monitor|optimize|order|pay|print|profile|refactor|repair|review|rewrite|schedule\
    |send|summarize|test|translate|update|write"
);
/// Words with which nothing is asked for, beside negations.
const NOT_ASKING: &[&str] = words!("both|don't|don\u{2019}t|who");
/// Maximum number of words before the first thing.
const MOST_BEFORE: usize = 5;

/// Length of what stands before the first thing, if a verb does and the rest is no more than that thing.
pub(super) fn verb_before_thing(side: &str) -> Option<usize> {
    let mut before: Option<&str> = None;
    for word in side.split_whitespace().take(MOST_BEFORE + 1) {
        if is_determiner(word) {
            let is_verb = EACH.contains(&&*before?.to_lowercase());
            let at = word.as_ptr().addr() - side.as_ptr().addr();
            return (is_verb && is_thing(&side[at..])).then_some(at);
        }
        let lower = word.to_lowercase();
        if NOT_ASKING.contains(&&*lower) || Roles::NEGATION.has_any(&lower) {
            return None;
        }
        before = Some(word);
    }
    None
}

/// Whether a text is an article or a possessive and what it belongs to: `the api docs`.
pub(super) fn is_thing(text: &str) -> bool {
    let mut words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let begins = words.next().is_some_and(is_determiner);
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    begins && words.peek().is_some() && words.all(|word| Language::of_word(&word.to_lowercase()).is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_before_a_thing() {
        for (side, verb) in [
            ("explain the css", Some("explain ")),
            ("can you please check my invoice", Some("can you please check ")),
            ("the css", None),
            ("explain css", None),
            ("write about the css", None),
            ("compare the css", None),
            ("align the css", None),
            ("do not change the css", None),
            ("fix both the css", None),
            ("Ann owns the contract", None),
            ("cancel the contract because the router is slow", None),
            ("", None),
        ] {
            assert_eq!(verb_before_thing(side).map(|length| &side[..length]), verb, "{side}");
        }
        assert!(is_thing("the api docs."));
        for text in ["the", "api", "the router is slow", "the page to the server", ""] {
            assert!(!is_thing(text), "{text}");
        }
    }
}
