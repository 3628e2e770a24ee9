//! Negations that exclude because of what follows them: a clause that asks for another thing (`I am not asking for the
//! cache, I want the database`), or one that repeats the preposition (`not from the cache but from the database`). The
//! other thing must be stated by somebody: most sentences of this form are complaints.

use super::{LONGEST_OBJECT, MAX_BEFORE, Reading, WordKinds};

/// Maximum number of words between a negation and the verb that asks, and between an object and the end of its clause.
const MAX_BETWEEN: usize = 2;
/// Maximum number of words before the verb that asks, in the clause that follows.
const MAX_BEFORE_ASKED: usize = 3;
/// Maximum number of words in a clause without a verb: `but the database`.
const LONGEST_ELLIPSIS: usize = 4;

impl<K: WordKinds> Reading<'_, K> {
    /// Positions excluded by a negation at word `i` in contrast to what follows.
    pub(super) fn contrasted(&self, i: usize) -> Option<Vec<usize>> {
        let grammar = self.grammar;
        let word = self.word(i);
        let is = |words: &[&str]| words.contains(&&*word);
        if is(grammar.not) || is(grammar.no) || is(grammar.did_not) || self.phrase(grammar.not_asked, i).is_some() {
            let found = self.not_asked_for(i).or_else(|| self.replaced(i)).or_else(|| self.repeats_preposition(i));
            if found.is_some() {
                return found;
            }
        }
        if is(grammar.denied) || is(grammar.not) || is(grammar.no) {
            return self.elliptic(i).or_else(|| self.declined(i));
        }
        None
    }

    /// `I no longer need the cache, only the database`, `ich brauche keinen Cache, ich brauche die Datenbank`.
    fn not_asked_for(&self, i: usize) -> Option<Vec<usize>> {
        let asked = |at: usize| self.phrase(self.grammar.asked, at);
        let behind = || (i + 1..self.words.len()).take(MAX_BETWEEN).take_while(|&at| !self.is_boundary(at - 1));
        let is_before = || {
            let before = (0..i).rev().take(MAX_BETWEEN).take_while(|&at| !self.is_boundary(at));
            before.into_iter().any(|at| asked(at).is_some_and(|end| end <= i))
        };
        let start = self.phrase(self.grammar.not_asked, i).or_else(|| behind().find_map(asked));
        let start = start.filter(|&start| !self.is_boundary(start - 1)).or_else(|| is_before().then_some(i + 1));
        let mut object = self.object(start.unwrap_or(i + 1));
        let last = *object.last()?;
        // `ik heb geen factuur nodig`
        let is_asked = |&at: &usize| self.is_set_off(at) && asked(at) == Some(at + 1);
        let asked_behind = || (last..self.words.len()).take(2).find(is_asked);
        let end = if start.is_some() { self.end_behind(last) } else { asked_behind() }?;
        object.retain(|&at| at < end || start.is_some());
        let goes_on = self.asks_for_another(end + 1) || self.goes_on_to_another(end, &object);
        (!self.is_asked_at(end) && goes_on).then_some(object)
    }

    /// Whether the clause behind word `end` soon names what somebody states, and neither negates nor is about the same
    /// thing: `no quiero la factura, cambia la contraseña`, but not `..., la factura es falsa`.
    fn goes_on_to_another(&self, end: usize, object: &[usize]) -> bool {
        let negations = [self.grammar.not, self.grammar.no, self.grammar.did_not];
        let is_same = |at: usize| object.iter().any(|&known| self.word(known) == self.word(at));
        let mut clause = (end + 1..self.words.len()).take(LONGEST_OBJECT).take_while(self.continues(end + 1));
        self.goes_on_to_stated(end)
            && clause.all(|at| !negations.iter().any(|words| self.is_word(at, words)) && !is_same(at))
    }

    /// `keinen Cache mehr, sondern die Datenbank`: the conjunction follows nothing but what it replaces.
    fn replaced(&self, i: usize) -> Option<Vec<usize>> {
        // `Ich bekam keine Erstattung, sondern einen Gutschein` reports.
        let before = (0..i).rev().take(MAX_BEFORE).take_while(|&at| !self.is_boundary(at));
        let is_asked = before.into_iter().any(|at| self.phrase(self.grammar.asked, at).is_some());
        if !is_asked && !self.starts_clause(i) {
            return None;
        }
        let is_only = self.next(i).is_none_or(|word| self.grammar.only.contains(&&*word));
        let object = self.object(i + 1);
        let end = self.end_behind(*object.last()?).filter(|_| !is_only)?;
        (self.is_word(end + 1, self.grammar.replacing) && self.is_stated_thing(end + 2)).then_some(object)
    }

    /// `nicht nach dem Cache, sondern nach der Datenbank`, `not about the cache but about the database`.
    fn repeats_preposition(&self, i: usize) -> Option<Vec<usize>> {
        let grammar = self.grammar;
        let preposition = self.next(i).filter(|_| self.is_function_word(i + 1) && self.modal(i).is_none())?;
        let is_failing = |word: &str| grammar.working.contains(&word) || ["can", "could"].contains(&word);
        let is_about = grammar.about.contains(&&*preposition);
        if !is_about && self.before(i).is_some_and(|word| is_failing(&word)) || grammar.only.contains(&&*preposition) {
            return None;
        }
        let object = self.object(i + 2);
        let end = *object.last().filter(|_| object.len() <= MAX_BEFORE)?;
        let is_repeated = self.is_set_off(end) && self.is_word(end + 2, &[&*preposition]);
        (is_repeated && self.is_word(end + 1, grammar.but) && self.is_stated_thing(end + 3)).then_some(object)
    }

    /// `el cache no, la base sí`, `den Cache nicht, aber die Datenbank`: clauses without a verb, of which the first is
    /// negated.
    fn elliptic(&self, i: usize) -> Option<Vec<usize>> {
        let grammar = self.grammar;
        let object = self.object_before(i);
        let first = *object.first()?;
        let is_short = object.len() <= self.kinds.stated_words(first).max(1);
        let is_whole = first < 2 && self.is_whole_subject(&object) && object.last() == Some(&(i - 1));
        let behind = i + 1;
        if !is_short || !is_whole || behind >= self.words.len() || !self.is_set_off(i) {
            return None;
        }
        let end = (behind..self.words.len()).take(LONGEST_OBJECT).find(|&at| self.is_boundary(at))?;
        let affirms = || end > behind && self.is_word(end, grammar.yes) && self.is_stated_thing(behind);
        let names = || {
            let works = (behind..=end).any(|at| self.is_word(at, grammar.working) || self.is_word(at, grammar.not));
            self.is_word(behind, grammar.but)
                && end - behind < LONGEST_ELLIPSIS
                && !works
                && self.is_stated_thing(behind + 1)
        };
        (affirms() || names()).then_some(object)
    }

    /// `Cache? No thanks, the database`.
    fn declined(&self, i: usize) -> Option<Vec<usize>> {
        let thanks = i + usize::from(self.next(i).is_some_and(|word| self.grammar.please.contains(&&*word)));
        let last = i.checked_sub(1).filter(|&last| self.words.separator(last).contains(['?', '\u{ff1f}']))?;
        if !self.is_boundary(thanks) || thanks + 1 >= self.words.len() {
            return None;
        }
        let start = (0..last).rev().take(MAX_BEFORE).take_while(|&at| !self.is_boundary(at)).last().unwrap_or(last);
        let object: Vec<usize> = (start..i).filter(|&at| !self.is_function_word(at)).collect();
        let is_one = object.len() == self.kinds.stated_words(last).max(1) && object.last() == Some(&last);
        (is_one && self.is_whole_subject(&object) && self.is_stated_thing(thanks + 1)).then_some(object)
    }

    /// The end of the clause, if only function words are between it and word `last`.
    fn end_behind(&self, last: usize) -> Option<usize> {
        let end = (last..self.words.len()).take(MAX_BETWEEN + 1).find(|&at| self.is_set_off(at))?;
        (last + 1..=end).all(|at| self.is_function_word(at)).then_some(end)
    }

    /// Whether the clause that starts with word `at` asks for a thing that somebody states: `but the database`, `only the
    /// database`, `I want the database`. Complaints go on about the same thing (`I did not want it, but one came`).
    pub(super) fn asks_for_another(&self, at: usize) -> bool {
        let grammar = self.grammar;
        let leads = |&at: &usize| [grammar.but, grammar.only, grammar.next].iter().any(|words| self.is_word(at, words));
        let first = at + (at..self.words.len()).take_while(leads).count();
        let asked = || {
            let mut clause = (first..self.words.len()).take(MAX_BEFORE_ASKED + 1).take_while(self.continues(at));
            clause.find_map(|at| self.phrase(grammar.asked, at)).is_some_and(|end| self.is_stated_thing(end))
        };
        !self.clause_has(at, grammar.not) && (first > at && self.is_stated_thing(first) || asked())
    }

    /// Whether the thing that starts with word `at` is stated by somebody, so that it can be what is asked for.
    fn is_stated_thing(&self, at: usize) -> bool {
        let mut words = (at..self.words.len()).take(MAX_BETWEEN + 1).take_while(self.continues(at));
        words.find(|&at| !self.is_function_word(at)).is_some_and(|first| self.kinds.stated_words(first) > 0)
    }

    /// Whether the clause that starts with word `at` says what the request is about: `I write because of the cache`.
    pub(super) fn gives_reason(&self, at: usize) -> bool {
        let ends_in_preposition =
            |end: usize| self.is_word(end - 1, self.grammar.about) || self.is_word(end - 1, &["of"]);
        let mut clause = (at..self.words.len()).take(MAX_BEFORE_ASKED + 1).take_while(self.continues(at));
        clause.any(|at| self.phrase(self.grammar.asked, at).is_some_and(ends_in_preposition))
    }

    /// Whether one of the first words of the clause that starts with word `at` is one of these.
    pub(super) fn clause_has(&self, at: usize, words: &[&str]) -> bool {
        let mut clause = (at..self.words.len()).take(MAX_BEFORE_ASKED + 1).take_while(self.continues(at));
        clause.any(|at| self.is_word(at, words))
    }

    /// Whether a word continues the clause that starts with word `at`.
    fn continues(&self, at: usize) -> impl Fn(&usize) -> bool {
        move |&i| i == at || !self.is_boundary(i - 1)
    }

    pub(super) fn is_asked_at(&self, last: usize) -> bool {
        last + 1 < self.words.len() && self.words.separator(last).contains(['?', '\u{ff1f}'])
    }

    fn is_word(&self, at: usize, words: &[&str]) -> bool {
        at < self.words.len() && words.contains(&&*self.word(at))
    }
}
