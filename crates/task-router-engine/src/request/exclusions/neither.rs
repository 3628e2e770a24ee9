//! Cues with two sides: neither of two things; one thing and not the other.

use super::{MAX_WORDS, Reading, WordKinds};
use crate::text::{Language, has_articles_behind};

impl<K: WordKinds> Reading<'_, K> {
    /// Both things of `neither the cache nor the queue, the database`, of `it is neither ... nor ..., it is ...` and of
    /// `the database, neither the cache nor the queue`; none of `neither the cache nor the queue works`.
    pub(super) fn neither(&self, i: usize) -> Option<Vec<usize>> {
        if !self.starts_clause(i) && !self.is_said_of_something(i) {
            return None;
        }
        let (mut found, mut parts, mut cue) = (Vec::new(), 0, i);
        let last = loop {
            let part = self.thing(cue + 1);
            let last = *part.last()?;
            // `it is neither tested nor documented`: the task is to do so.
            let is_left_undone = |word: &str| self.grammar.language == Language::English && word.ends_with("ed");
            let fails = |word: &str| self.grammar.working.contains(&word) || is_left_undone(word);
            let tells_of_failure = part.iter().any(|&at| self.kinds.stated_words(at) < 2 && fails(&self.word(at)));
            if tells_of_failure {
                return None;
            }
            found.extend(part);
            parts += 1;
            cue = last + 1;
            if cue >= self.words.len() || !self.grammar.nor.contains(&&*self.word(cue)) {
                break last;
            }
        };
        let ends = last + 1 >= self.words.len() && i > 0;
        let goes_on = || self.is_set_off(last) && self.names_another(last + 1);
        (parts > 1 && (ends || goes_on())).then_some(found)
    }

    /// Content words from `start` on, up to the next `nor` or the end of the clause.
    fn thing(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for i in start..self.words.len() {
            let word = self.word(i);
            let is_over = i > start && self.is_set_off(i - 1) || self.grammar.nor.contains(&&*word);
            let is_function = self.is_function_word(i);
            if is_over || found.len() == MAX_WORDS || is_function && !found.is_empty() && !self.goes_on(&word) {
                break;
            }
            if !is_function {
                found.push(i);
            }
        }
        found
    }

    /// Whether only pronouns, copulas and negations precede word `i` in its clause: `to nie jest ani`, `ce n'est ni`.
    fn is_said_of_something(&self, i: usize) -> bool {
        let grammar = self.grammar;
        let says = [grammar.pronouns, grammar.copulas, grammar.not, grammar.negating, grammar.asked];
        let mut start = i;
        while self.before(start).is_some_and(|word| says.iter().any(|words| words.contains(&&*word))) {
            start -= 1;
        }
        start < i && self.starts_clause(start)
    }

    /// Whether the clause that starts with word `at` names another thing: it starts with an article, `only`, `it is`,
    /// or `but`.
    pub(super) fn names_another(&self, at: usize) -> bool {
        let grammar = self.grammar;
        let is = |at: usize, words: &[&str]| words.contains(&&*self.word(at));
        let leads = |at: &usize| is(*at, grammar.openers) || is(*at, grammar.next) || is(*at, grammar.please);
        let Some(first) = (at..self.words.len()).find(|at| !leads(at)) else { return false };
        let has_articles = grammar.has_articles() && !has_articles_behind(grammar.language);
        let begins = [grammar.articles, grammar.only, grammar.pronouns, grammar.copulas, grammar.but];
        begins.iter().any(|words| is(first, words))
            || is(at, grammar.but)
            || self.asks_for_another(at)
            || !has_articles && !self.is_function_word(first)
    }

    /// Whether `not` is a contrast in a language where it also precedes verbs: `nie baza, tylko hasło`, `to nie baza,
    /// to hasło`, `hasło, a nie baza`.
    pub(super) fn is_contrasted(&self, i: usize) -> bool {
        let before = |words: &[&str]| self.before(i).is_some_and(|word| words.contains(&&*word));
        if before(self.grammar.and) && i > 1 {
            return true;
        }
        let is_set_off = |at: usize| self.is_boundary(at) && self.grammar.but.contains(&&*self.word(at + 1));
        let last = self.words.len().saturating_sub(1);
        let says_it_is = before(self.grammar.pronouns) && self.goes_on_to_thing(i);
        // A thing, and not the verb of a failure: `a jelszó, nem a számla`.
        let is_article = || self.next(i).is_some_and(|word| self.grammar.articles.contains(&&*word));
        let is_thing = || is_article() || i + 1 < self.words.len() && self.kinds.stated_words(i + 1) > 0;
        let is_behind = || i > 0 && self.before(i).is_none() && is_thing() && self.is_whole_statement(i);
        says_it_is
            || is_behind()
            || self.before(i).is_none() && self.object(i + 1).last().is_some_and(|&at| at < last && is_set_off(at))
    }

    /// Whether word `i` starts a clause after an intensifier: `and definitely not the cache`.
    pub(super) fn is_stressed(&self, i: usize) -> bool {
        let stresses = |word: &str| ["definitely", "certainly", "really", "absolutely", "surely"].contains(&word);
        self.before(i).is_some_and(|word| stresses(&word)) && self.starts_clause(i - 1)
    }

    /// Whether `than` at word `i` follows `rather`: `rather the cache than the database`.
    pub(super) fn is_rather(&self, i: usize) -> bool {
        let clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(MAX_WORDS);
        clause.skip(1).any(|at| self.grammar.rather.contains(&&*self.word(at)))
    }

    /// For `no es la base, ...` and `ce n'est pas la base, ...`, the position after the negation, if the sentence
    /// starts so and goes on otherwise.
    pub(super) fn is_no_such_thing(&self, i: usize) -> Option<usize> {
        let is = |at: usize, words: &[&str]| words.contains(&&*self.word(at));
        let is_reflexive = |at: usize| is(at, &["se", "si", "s"]);
        let behind = if self.grammar.is_not_before_copula {
            let at = if i + 2 < self.words.len() && is_reflexive(i + 1) { i + 2 } else { i + 1 };
            (self.starts_clause(i) && is(at, self.grammar.copulas)).then_some(at + 1)
        } else {
            let copula = i.checked_sub(1).filter(|&at| is(at, self.grammar.copulas))?;
            let between = |at: &usize| is(*at, self.grammar.negating) || is_reflexive(*at);
            let start = (0..copula).rev().take_while(between).last()?;
            let said = start.checked_sub(1).filter(|&at| is(at, self.grammar.pronouns) && self.starts_clause(at));
            said.map(|_| i + 1)
        }?;
        let is_told = behind < self.words.len() && !is(behind, self.grammar.indefinite);
        (is_told && self.goes_on_to_thing(i)).then_some(behind)
    }
}
