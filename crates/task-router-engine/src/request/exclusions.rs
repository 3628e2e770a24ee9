//! What a request says that it is not about: "not the cache, the database", "without docker", "don't touch auth".
//!
//! A failure is no exclusion: "why does it not work", "I don't see the button", "no response from the server". What tells them
//! apart is where the negation stands and what follows it, by language ([`cues`], [`dense`]).

mod clause;
mod cues;
mod dense;
mod fine;
#[cfg(test)]
mod tests;

use crate::text::{FunctionWords, Language, Languages, WordHasher, Words, without_accents};
use clause::is_participle;
use cues::{Grammar, NoCue};
pub(crate) use fine::find_fine;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// An exclusion names so many words at most.
const MOST_WORDS: usize = 5;
/// One that stands before its negation (`die Datenbank nicht anfassen`).
const MOST_BEFORE: usize = 3;

/// The languages in which a lower-case word may begin or end an exclusion.
pub(crate) fn cue_languages(word: &str) -> Languages {
    if dense::is_cue(word) {
        return Languages::OF_PAIRS;
    }
    CUES.get(&*without_accents(word)).copied().unwrap_or_default()
}

/// The first words of all cues, by word.
static CUES: LazyLock<HashMap<&'static str, Languages, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut cues: HashMap<&str, Languages, _> = HashMap::default();
    for grammar in &cues::GRAMMARS {
        grammar.first_words().for_each(|word| cues.entry(word).or_default().add(grammar.language));
    }
    cues
});

/// What is known of a text's words apart from their places.
pub(crate) trait WordKinds {
    /// The languages of which a word is a function word, as [`Language::of_word`] says.
    fn languages(&self, i: usize) -> Languages;
    /// As [`cue_languages`] says.
    fn cue_languages(&self, i: usize) -> Languages;
}

impl WordKinds for Words {
    fn languages(&self, i: usize) -> Languages {
        Language::of_word(self.get(i))
    }

    fn cue_languages(&self, i: usize) -> Languages {
        cue_languages(self.get(i))
    }
}

/// The words that a request excludes; `None` where there are none.
pub(crate) fn find(words: &Words, kinds: &impl WordKinds) -> Option<Vec<usize>> {
    let all = (0..words.len()).fold(Languages::default(), |all, i| all.with(kinds.cue_languages(i)));
    if all.is_empty() {
        return None;
    }
    let counts = FunctionWords::of((0..words.len()).map(|i| kinds.languages(i)));
    let mut found: Vec<usize> = Vec::new();
    // A word of another language may look like a cue; a text too short to tell its language may be in any.
    let may_say = |grammar: &&Grammar| all.has(grammar.language) && counts.may_be(grammar.language);
    for grammar in cues::GRAMMARS.iter().filter(may_say) {
        let reading = Reading { words, kinds, grammar };
        let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).has(grammar.language));
        cues.for_each(|i| found.extend(reading.excluded_by(i)));
    }
    if all.shares(Languages::OF_PAIRS) {
        let cues = (0..words.len()).filter(|&i| kinds.cue_languages(i).shares(Languages::OF_PAIRS));
        cues.for_each(|i| found.extend(dense::excluded_by(words, i)));
    }
    if found.is_empty() {
        return None;
    }
    found.sort_unstable();
    found.dedup();
    // "Don't talk any more" and "you must not reuse a token" ask for just that where nothing else is said.
    let english = &cues::GRAMMARS[0];
    let is_told = words.iter().any(|word| english.dont.contains(&word) || english.duties.contains(&word));
    let is_all = || {
        let mut others = (0..words.len()).filter(|i| found.binary_search(i).is_err());
        let tells = |i: usize| kinds.languages(i).is_empty() && kinds.cue_languages(i).is_empty();
        !others.any(|i| tells(i) && !english.duties.contains(&words.get(i)))
    };
    (!(is_told && is_all())).then_some(found)
}

/// A request read by one language's grammar.
struct Reading<'a, K> {
    words: &'a Words,
    kinds: &'a K,
    grammar: &'a Grammar,
}

impl<K: WordKinds> Reading<'_, K> {
    /// What is excluded where word `i` is a cue.
    fn excluded_by(&self, i: usize) -> Vec<usize> {
        let word = self.word(i);
        let grammar = self.grammar;
        if let Some(behind) = self.phrase(grammar.without, i) {
            return self.unless_failure(self.object(behind));
        }
        if grammar.than.contains(&&*word) && self.is_rather(i) {
            return self.object(i + 1);
        }
        if grammar.neither.contains(&&*word) && self.is_neither(i) {
            return self.object(i + 1);
        }
        if grammar.prefixes.contains(&&*word) && i + 1 < self.words.len() && self.words.separator(i) == "-" {
            return vec![i + 1];
        }
        if grammar.no.contains(&&*word)
            && let Some(behind) = self.no_changes_to(i)
        {
            return self.object(behind);
        }
        if grammar.no.contains(&&*word) && self.excludes_as_no(i) {
            return self.unless_failure(self.object(i + 1));
        }
        if grammar.ignore.contains(&&*word) && self.starts_clause(i) && (i > 0 || self.is_set_aside(i)) {
            return self.object(i + 1);
        }
        if grammar.leave.contains(&&*word) && self.starts_clause(i) {
            return self.left_alone(i + 1);
        }
        if self.phrase(grammar.stays, i).is_some() && self.has_other_clause() {
            let is_said_of = self.before(i).is_some_and(|word| grammar.copulas.contains(&&*word));
            return self.object_before(i - usize::from(is_said_of));
        }
        if grammar.dont.contains(&&*word) {
            return self.forbidden(i, i + 1);
        }
        if grammar.not.contains(&&*word) || grammar.is_not.contains(&&*word) {
            return self.excluded_by_not(i);
        }
        Vec::new()
    }

    /// `rather the cache than the database`: whether `than` at word `i` is about what somebody would rather not have.
    fn is_rather(&self, i: usize) -> bool {
        let clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(MOST_WORDS);
        clause.skip(1).any(|at| self.grammar.rather.contains(&&*self.word(at)))
    }

    /// `neither the cache nor the queue, ...` or `it is neither ..., it is ...`, but `neither the cache nor the queue works`.
    fn is_neither(&self, i: usize) -> bool {
        let is_copula = |at: &usize| self.grammar.copulas.contains(&&*self.word(*at));
        let is_said_of_it = || i.checked_sub(1).filter(is_copula).is_some_and(|at| self.is_said_of_it(at));
        let ends = self.object(i + 1).last().is_some_and(|&last| self.is_set_off(last));
        (self.starts_clause(i) || is_said_of_it()) && ends && self.has_other_clause()
    }

    /// `forget the styles, ...`: of the first words only what is known, and where something else follows.
    fn is_set_aside(&self, i: usize) -> bool {
        let Grammar { articles, about, openers, not, .. } = self.grammar;
        let leads_on = |word: Cow<str>| {
            let is_article = articles.contains(&&*word) || articles.is_empty() && !not.contains(&&*word);
            is_article || about.contains(&&*word)
        };
        let goes_on = |at: usize| openers.contains(&&*self.word(at));
        self.next(i).is_some_and(leads_on) && (self.is_set_against(i) || (i + 2..self.words.len()).any(goes_on))
    }

    /// `no changes to the cache, ...`: the word behind the changes.
    fn no_changes_to(&self, i: usize) -> Option<usize> {
        let are_changes = self.next(i).is_some_and(|word| self.grammar.changes.contains(&&*word));
        let leads_on = are_changes && self.next(i + 1).is_some() && self.is_function_word(i + 2);
        (leads_on && self.starts_clause(i) && self.is_set_against(i)).then_some(i + 2)
    }

    /// `leave the styles alone`: what stands before the words that say so.
    fn left_alone(&self, start: usize) -> Vec<usize> {
        let end =
            (start..self.words.len()).take_while(|&i| i == start || !self.is_boundary(i - 1)).take(2 * MOST_WORDS);
        match end.skip(1).find(|&i| self.phrase(self.grammar.alone, i).is_some()) {
            Some(end) => (start..end).filter(|&i| !self.is_function_word(i)).collect(),
            None => Vec::new(),
        }
    }

    /// Where one of several cues begins at word `i`, all in one clause: the word behind it.
    fn phrase(&self, cues: &[&str], i: usize) -> Option<usize> {
        let first = self.word(i);
        let behind = |cue: &&str| {
            let mut others = cue.strip_prefix(&*first)?.split(' ');
            // What stands before the first blank is the rest of the first word.
            if others.next() != Some("") {
                return None;
            }
            let mut at = i + 1;
            for expected in others {
                // A `hands-off` upgrade is none without hands.
                let is_apart =
                    at >= self.words.len() || self.is_boundary(at - 1) || self.words.separator(at - 1) == "-";
                if is_apart || self.word(at) != expected {
                    return None;
                }
                at += 1;
            }
            Some(at)
        };
        cues.iter().find_map(behind)
    }

    /// `not the cache`, `do not touch the cache`, `die Datenbank nicht anfassen`, `ne touche pas à la base`.
    fn excluded_by_not(&self, i: usize) -> Vec<usize> {
        let (grammar, next) = (self.grammar, self.next(i));
        if self.before(i).is_some_and(|word| grammar.auxiliaries.contains(&&*word)) {
            return self.forbidden(i - 1, i + 1);
        }
        if let Some(told) = self.told_not_to(i) {
            return self.forbidden(told, i + 1);
        }
        let Some(next) = next else { return Vec::new() };
        if grammar.forbidding.contains(&&*next) && self.modal(i).is_none() {
            return self.object(i + 1);
        }
        if self.before(i).is_some_and(|word| grammar.forbidding_before.contains(&&*word)) {
            return self.object(i + 1);
        }
        if grammar.behind.contains(&&*next) && self.modal(i).is_none() {
            return self.object_before(i);
        }
        if let Some(behind) = self.is_no_such_thing(i) {
            return self.object(behind);
        }
        if self.is_failure(i) {
            return Vec::new();
        }
        let contrasts = self.starts_clause(i) || grammar.is_contrast_anywhere;
        let is_one_word = grammar.is_not.contains(&&*self.word(i));
        let is_said_of = is_one_word || self.before(i).is_some_and(|word| grammar.copulas.contains(&&*word));
        // `it is not a styling problem, it is the data`, but `undefined is not a function`.
        let is_diagnosis = is_said_of && self.is_set_against(i) && self.is_said_of_it(i - usize::from(!is_one_word));
        if grammar.articles.contains(&&*next) {
            let is_indefinite = grammar.indefinite.contains(&&*next);
            return if is_diagnosis || (contrasts || is_said_of) && !(is_said_of && is_indefinite) {
                self.object(i + 1)
            } else {
                Vec::new()
            };
        }
        // Without an article only behind something that it stands against, or before it: `React, not Vue`.
        let stands_against = is_diagnosis || self.starts_clause(i) && (i > 0 || self.is_set_against(i));
        let is_noun = !self.is_function_word(i + 1) && !grammar.adjectives.contains(&&*next) && !is_participle(&next);
        let is_about = grammar.about.contains(&&*next);
        if stands_against && (is_noun || is_about) { self.object(i + 1) } else { Vec::new() }
    }

    /// `don't touch the cache`: somebody is told, and nothing is reported.
    fn forbidden(&self, start: usize, verb: usize) -> Vec<usize> {
        let Some(word) = self.next(verb - 1) else { return Vec::new() };
        let is_wish = self.grammar.wishes.contains(&&*word);
        let by_whom = self.before(start).filter(|_| is_wish).is_some_and(|who| ["i", "we"].contains(&&*who));
        let is_told = self.starts_clause(start) || by_whom;
        let reports = self.grammar.reporting.contains(&&*word) || (word.ends_with('s') && !word.ends_with("ss"));
        if is_told && !reports && !self.is_function_word(verb) || is_told && is_wish {
            return self.object(verb);
        }
        Vec::new()
    }

    /// `no es la base, ...`, `ce n'est pas la base, ...`: the word behind, where the sentence begins so and goes on otherwise.
    fn is_no_such_thing(&self, i: usize) -> Option<usize> {
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
        (is_told && self.is_set_against(i)).then_some(behind)
    }

    /// Where somebody is told what not to do: the word `you` of `you must not touch the cache`.
    fn told_not_to(&self, i: usize) -> Option<usize> {
        let is_duty = self.before(i).is_some_and(|word| self.grammar.duties.contains(&&*word));
        let told = i.checked_sub(2).filter(|_| is_duty)?;
        self.grammar.addressed.contains(&&*self.word(told)).then_some(told)
    }

    /// `no docker please`, `..., no finance analysis`: a wish, and not what is missing.
    fn excludes_as_no(&self, i: usize) -> bool {
        let object = self.object(i + 1);
        let Some(&last) = object.last() else { return false };
        let ends = last + 1 >= self.words.len() || self.is_boundary(last);
        let is_asked = !ends && self.grammar.please.contains(&&*self.word(last + 1));
        let stands = self.starts_clause(i) && (i > 0 || last + 1 < self.words.len());
        is_asked
            || (stands && ends)
            || self.grammar.no_cue == NoCue::Anywhere && self.modal(i).is_none() && self.starts_clause(i)
    }

    /// The telling words from `start` on that a cue before them is about: up to the end of the clause, to a function word that
    /// is no article and goes on with nothing, or to what is asked for behind it (`instead of the cache fix the database`).
    fn object(&self, start: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut is_thing = false;
        for i in start..self.words.len() {
            if self.is_set_off(i - 1) || found.len() == MOST_WORDS {
                break;
            }
            if !self.is_function_word(i) {
                found.push(i);
                continue;
            }
            let begins_thing = self.grammar.articles.contains(&&*self.word(i)) && !self.joins(i);
            // An article behind `of` or `or` goes on with the same.
            if begins_thing && is_thing && found.last() == Some(&(i - 1)) {
                // What stands before the second thing is what to do with it.
                if found.len() > 1 {
                    found.pop();
                }
                break;
            }
            is_thing |= begins_thing;
            if !found.is_empty() && !self.goes_on(&self.word(i)) {
                break;
            }
        }
        found
    }

    /// Whether a word goes on with what stands before it: `of`, `or`, and articles that hold an `of`.
    fn joins(&self, i: usize) -> bool {
        self.grammar.joining.contains(&&*self.word(i))
    }

    /// The telling words before `end`, back to their article.
    fn object_before(&self, end: usize) -> Vec<usize> {
        let mut found = Vec::new();
        for i in (0..end).rev() {
            let is_function = self.is_function_word(i);
            if self.is_boundary(i) || found.len() == MOST_BEFORE || (is_function && !found.is_empty()) {
                break;
            }
            if !is_function {
                found.insert(0, i);
            }
        }
        found
    }

    fn unless_failure(&self, object: Vec<usize>) -> Vec<usize> {
        let fails = object.first().is_some_and(|&i| self.grammar.missing.contains(&&*self.word(i)));
        if fails { Vec::new() } else { object }
    }

    /// Articles and `of` and `or` lead on.
    fn goes_on(&self, word: &str) -> bool {
        self.grammar.articles.contains(&word) || self.grammar.joining.contains(&word)
    }

    /// `ne ... pas`: what somebody does not do.
    fn is_failure(&self, i: usize) -> bool {
        let clause = (0..i).rev().take_while(|&at| !self.is_boundary(at)).take(MOST_BEFORE);
        clause.into_iter().any(|at| self.grammar.negating.contains(&&*self.word(at)))
    }

    /// `kann die Tabelle nicht ändern`: a failure, and nothing forbidden.
    fn modal(&self, i: usize) -> Option<usize> {
        (0..i).rev().take_while(|&at| !self.is_boundary(at)).find(|&at| self.grammar.modals.contains(&&*self.word(at)))
    }
}
