//! Things that share the verb before the first of them: "explain the css and the api".

use crate::text::{Language, is_determiner};

/// Beginnings of verbs that say what is to be done with several things together, in lower case.
const TOGETHER: [&str; 26] = [
    "balanc",
    "combin",
    "compar",
    "conect",
    "connect",
    "contrast",
    "discuss",
    "integrat",
    "intégr",
    "join",
    "kombinier",
    "link",
    "map",
    "match",
    "merg",
    "mix",
    "reconcil",
    "separat",
    "swap",
    "sync",
    "tie",
    "verbind",
    "vergleich",
    "verknüpf",
    "weigh",
    "wire",
];
/// Function words that are verbs with an object.
const VERBS: [&str; 9] = ["explain", "get", "give", "make", "need", "see", "show", "take", "use"];
/// Maximum number of words before the first thing.
const MOST_BEFORE: usize = 5;

/// Length of what stands before the first thing, if a verb does and the rest is no more than that thing.
pub(super) fn verb_before_thing(side: &str) -> Option<usize> {
    let mut before: Option<&str> = None;
    for (number, word) in side.split_whitespace().enumerate().take(MOST_BEFORE + 1) {
        if is_determiner(word) {
            let verb = before?.to_lowercase();
            let is_verb = VERBS.contains(&&*verb) || Language::of_word(&verb).is_empty();
            let is_verb = is_verb && !TOGETHER.iter().any(|known| verb.starts_with(known));
            let at = word.as_ptr().addr() - side.as_ptr().addr();
            return (number > 0 && is_verb && is_thing(&side[at..])).then_some(at);
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
