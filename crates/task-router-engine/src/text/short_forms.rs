//! Short forms of terms (`k8s`, `db`, `PR`), which a request may have where a team has the term, or the other way round.

use super::word_filter::WordFilter;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A short form and its terms a line; a `_` stands for a space inside a term. Behind `=` the terms also stand for the short
/// form, behind `>` they do not, as the short form is a word for other things, too.
const LINES: &str = include_str!("short_forms.txt");

/// All words of these lines, so that a request without any of them reads no line.
static WORDS: WordFilter<48> = {
    let mut words = WordFilter::empty();
    words.add_words(LINES);
    words
};

fn lines() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    LINES.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        Some((parts.next()?, parts.next()?, parts.next()?))
    })
}

static TERMS: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| lines().map(|(form, _, terms)| (form, terms)).collect());

/// Short forms with the further words of the term, by its first word.
static SHORT: LazyLock<HashMap<&str, Vec<(&str, &str)>>> = LazyLock::new(|| {
    let mut short: HashMap<&str, Vec<(&str, &str)>> = HashMap::new();
    for (form, _, terms) in lines().filter(|(_, sign, _)| *sign == "=") {
        for term in terms.split(' ') {
            let (first, rest) = term.split_once('_').unwrap_or((term, ""));
            short.entry(first).or_default().push((rest, form));
        }
    }
    short
});

/// Whether a lower-case word is a short form or begins a term that has one.
pub(super) fn has_other_form(word: &str) -> bool {
    WORDS.may_hold(word) && (TERMS.contains_key(word) || SHORT.contains_key(word))
}

/// Words of each term that a lower-case word is short for.
pub fn terms(word: &str) -> impl Iterator<Item = Vec<&'static str>> {
    TERMS.get(word).into_iter().flat_map(|terms| terms.split(' ')).map(|term| term.split('_').collect())
}

/// Short forms of terms that begin with a lower-case word, each with the words that have to follow it.
pub fn short_forms(first: &str) -> impl Iterator<Item = (Vec<&'static str>, &'static str)> {
    let found = SHORT.get(first).into_iter().flatten();
    found.map(|(rest, form)| (rest.split('_').filter(|word| !word.is_empty()).collect(), *form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_and_their_short_forms() {
        assert!(LINES.lines().is_sorted() && TERMS.len() == LINES.lines().count());
        assert_eq!(terms("auth").collect::<Vec<_>>(), [["authentication"], ["authorization"]]);
        assert_eq!(terms("pr").collect::<Vec<_>>(), [["pull", "request"]]);
        assert_eq!(short_forms("pull").next(), Some((vec!["request"], "pr")));
        assert_eq!(short_forms("kubernetes").collect::<Vec<_>>(), [(vec![], "k8s")]);
        assert!(has_other_form("db") && has_other_form("pull") && !has_other_form("request"));
    }
}
