//! Labels that say that what follows is not wanted: keys of a definition (`negative_keywords`), words before a colon in
//! a description (`Anti-triggers: ...`), headings of a body (`## Exclusions`).

use crate::text::{Language, Roles, Words, without_accents, words};

/// Words that make a label one against an agent, even alone.
const ALONE: &[&str] = words!("avoid|exclude|excludes|excluded|exclusion|exclusions|negative|negatives");
/// More of them, beside other words, as negations are.
const BESIDE_OTHERS: &[&str] =
    words!("anti|except|skip|non|excluding|ignore|ignored|forbidden|disallowed|blocked|unwanted|bad");
/// Verbs of prose that do.
const CONTRACTIONS: &[&str] = words!("cannot|cant|wont|doesnt|shouldnt|isnt");
/// Adjectives of prose that do, even alone.
const ADJECTIVES: &[&str] = words!("unsupported|unsuitable");
/// Words that mean the agent, or what it is asked for.
const OF_AGENT: &[&str] = words!(
    "for|when|if|scope|goal|goals|trigger|triggers|keyword|keywords|request|requests|agent|subagent|skill|i|will\
    |responsible"
);
/// Words for its use.
const OF_USE: &[&str] = words!(
    "use|used|using|uses|case|cases|invoke|invoked|call|called|activate|activated|handle|handles|handled|cover\
    |covers|covered|support|supports|supported|suitable|suited|intended|meant|designed|included|apply|applicable|fit"
);
/// Words that say nothing beside them.
const FILLERS: &[&str] = words!("do|does|to|this|that|the|it|a|an|you|what|be|should|is|are|of|in|with|on");
/// Nouns that head a list of what is excluded even in a body, where `Avoid` and `Skip` tell the agent how to work.
const NOUNS: &[&str] = words!("exclusion|exclusions");

/// Whether a word of a key makes it one against an agent.
pub(super) fn negates_key(word: &str) -> bool {
    negates_alone(word) || BESIDE_OTHERS.contains(&word) || Roles::NEGATION.has(word, Language::English)
}

/// Whether it does as the only word.
pub(super) fn negates_alone(word: &str) -> bool {
    ALONE.contains(&word)
}

fn negates(word: &str) -> bool {
    negates_key(word) || CONTRACTIONS.contains(&word) || ADJECTIVES.contains(&word)
}

/// Whether a label says nothing but that the agent is not for what follows: it consists of a negation and of words about
/// its use. In a body, instructions to the agent itself (`Never use`) are none.
pub fn rules_out(label: &str, is_in_body: bool) -> bool {
    // In bytes, chosen by hand: a label is shorter than a sentence.
    const LONGEST: usize = 60;
    if label.len() > LONGEST {
        return false;
    }
    let words = Words::of(label);
    let words: Vec<_> = words.iter().map(without_accents).collect();
    let is_known =
        |word: &str| negates(word) || OF_AGENT.contains(&word) || OF_USE.contains(&word) || FILLERS.contains(&word);
    let Some(at) = words.iter().position(|word| negates(word)) else { return false };
    if let [word] = words.as_slice() {
        let is_other = || ADJECTIVES.contains(&&**word) || **word == *"skip" || negates_alone(word);
        return NOUNS.contains(&&**word) || !is_in_body && is_other();
    }
    // `If not:` and `when it does not:` are conditions.
    let is_of_agent = |(i, word): (usize, &str)| match word {
        "when" => at < i || words.get(i + 1).is_some_and(|next| negates(next) || **next == *"to"),
        "if" => at < i,
        word => OF_AGENT.contains(&word),
    };
    words.iter().all(|word| is_known(word))
        && (words.iter().map(|word| &**word).enumerate().any(is_of_agent)
            || !is_in_body && words.iter().any(|word| OF_USE.contains(&&**word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_exclude() {
        for (label, in_description, in_body) in [
            ("Not suitable for", true, true),
            ("When to not invoke it", true, true),
            ("Don't use if", true, true),
            ("Will not", true, true),
            ("Non-goals", true, true),
            ("Goals and non-goals", false, false),
            ("Exclusions", true, true),
            ("Out of scope", false, false),
            ("Unsupported", true, false),
            ("Avoid", true, false),
            ("Never use", true, false),
            ("Never", false, false),
            ("Do not", false, false),
            ("If not", false, false),
            ("When it does not", false, false),
            ("Use for", false, false),
            ("No errors for", false, false),
            ("Not found", false, false),
            ("", false, false),
        ] {
            assert_eq!((rules_out(label, false), rules_out(label, true)), (in_description, in_body), "{label}");
        }
    }
}
