//! Detects what a request says it is not about: "not the cache, the database", "without docker", "don't touch auth".
//!
//! A failure is no exclusion: "why does it not work", "I don't see the button", "no response from the server". They are
//! distinguished by the position of the negation and by what follows it, depending on the language ([`cues`],
//! [`dense`]).

mod clause;
mod contrast;
mod cue_languages;
mod cues;
mod dense;
mod done;
mod fine;
mod names;
mod negation;
mod neither;
mod object;
mod other_thing;
mod prohibition;
#[cfg(test)]
mod tests;

use crate::text::{FunctionWords, Language, Languages, Words, words};
pub(crate) use clause::is_boundary;
pub(crate) use cue_languages::{CueLanguages, cue_languages};
use cues::Grammar;
use std::borrow::Cow;
use std::cell::OnceCell;

/// Maximum number of content words in an exclusion.
const MAX_WORDS: usize = 5;
/// Maximum length of an exclusion in words, function words included, and maximum distance of its modal verb.
const LONGEST_OBJECT: usize = 24;
/// Maximum number of content words in an exclusion that precedes its negation (`die Datenbank nicht anfassen`).
const MAX_BEFORE: usize = 3;
/// Maximum distance in words between a negation and its `but`.
const MAX_BEFORE_BUT: usize = 12;

/// Properties of a text's words apart from their positions.
pub(crate) trait WordKinds {
    /// Languages in which a word is a function word, as in [`Language::of_word`].
    fn languages(&self, i: usize) -> Languages;
    /// Languages in which a word may start a cue, as in [`cue_languages()`].
    fn cue_languages(&self, i: usize) -> CueLanguages;
    /// The languages of the team that the request is for.
    fn team_languages(&self) -> Languages {
        Languages::NONE
    }
    /// Number of words of the longest keyword that word `i` is part of, if anybody states one here; otherwise 0.
    fn stated_words(&self, i: usize) -> usize;
}

impl WordKinds for Words {
    fn languages(&self, i: usize) -> Languages {
        Language::of_word(self.get(i))
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        cue_languages(self.get(i))
    }

    fn stated_words(&self, _: usize) -> usize {
        0
    }
}

/// Words of a request that it says it is not about.
#[derive(Default)]
pub(crate) struct Exclusions {
    /// Positions of excluded words, ascending.
    pub(crate) excluded: Vec<usize>,
    /// Positions of words about something that is fine or done, if the request goes on about something else.
    pub(crate) fine: Vec<usize>,
}

/// Titles that follow or precede the name of a requested agent, in lower case and without accents.
const TITLES: &[&str] = words!(
    "agent|subagent|skill|specialist|agenten|subagenten|spezialist|spezialisten|agente|subagente|especialista\
    |specialista|agenta|agentem|agentovi|agentowi|specjalista|specjaliste|specialisten|агент|агента|агенту|агентом\
    |специалист|специалиста|специалисту"
);

/// Whether a word, in lower case and without accents, is a title of agents.
pub(crate) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Whether what an English prohibition of this verb is about is wanted: `don't forget the cache`.
pub(in crate::request) fn turns_prohibition(verb: &str) -> bool {
    cues::ENGLISH.turned.contains(&verb)
}

/// Finds what a request excludes and what it says is fine; `tells` says which words are evidence for anybody.
///
/// If nothing else in it tells, it names no other thing and no other clause has a matter of its own, it is about what it
/// seems to exclude: `Don't talk any more`, `no parcel`, `without stock we cannot sell`. An agent that it names stays
/// excluded.
pub(crate) fn find(words: &Words, kinds: &impl WordKinds, tells: impl Fn(usize) -> bool) -> Exclusions {
    let cue = |i: usize| if i < words.len() { kinds.cue_languages(i) } else { CueLanguages::default() };
    let excluding = cues_in(words, |i| cue(i).excluding_before(cue(i + 1)));
    let fine = cues_in(words, |i| cue(i).fine);
    let next = cues_in(words, |i| cue(i).next);
    let mut said = Exclusions::default();
    if excluding.is_empty() && fine.is_empty() && next.is_empty() {
        return said;
    }
    let names = names::after_signs(words);
    let is_name = |i: usize| names.binary_search(&i).is_ok();
    // A word of another language may look like a cue. A text too short to detect its language may be in any.
    // The letters of `w/o` are words of Polish and Portuguese.
    let has_slash = |i: usize| i + 1 < words.len() && words.separator(i) == "/" && words.get(i).len() == 1;
    let is_abbreviated = |&i: &usize| has_slash(i) || i > 0 && has_slash(i - 1);
    let whole = (0..words.len()).filter(|i| !is_abbreviated(i) && !is_name(*i));
    // Of the team's languages, words that are also English count as well: `a` in `a senha, não a fatura`.
    let team = kinds.team_languages();
    let languages = |i: usize| kinds.languages(i).with(Language::all_of_word(words.get(i)).shared(team));
    let possible = FunctionWords::of(whole.map(languages)).possible();
    let may_say = |grammar: &&Grammar| possible.has(grammar.language);
    let is_cue =
        |i: usize| kinds.cue_languages(i).holds_exclusion() || cues::GRAMMARS[0].duties.contains(&words.get(i));
    let tells = |i: usize| (is_name(i) || !is_cue(i)) && tells(i);
    let mut negating = Vec::new();
    for grammar in cues::GRAMMARS.iter().filter(may_say) {
        let reading = Reading { words, kinds, grammar, names: &names, tells: &tells, ends: Ends::default() };
        in_language(&fine, grammar).for_each(|i| said.fine.extend(reading.said_to_be_fine(i)));
        in_language(&next, grammar).for_each(|i| said.fine.extend(reading.done_before(i)));
        let known = said.excluded.len();
        in_language(&excluding, grammar).for_each(|i| said.excluded.extend(reading.excluded_by(i)));
        said.excluded.extend(reading.refused_names());
        negating.extend((said.excluded.len() > known).then_some(reading));
    }
    let known = said.excluded.len();
    let of_pairs = excluding.iter().filter(|(_, languages)| languages.shares(Languages::OF_PAIRS));
    of_pairs.for_each(|(i, _)| said.excluded.extend(dense::excluded_by(words, *i)));
    let is_dense = said.excluded.len() > known;
    said.fine.sort_unstable();
    said.fine.dedup();
    said.excluded.sort_unstable();
    said.excluded.dedup();
    let excluded = said.excluded.as_slice();
    let is_excluded = |i: usize| excluded.binary_search(&i).is_ok();
    let others_tell = || (0..words.len()).any(|i| !is_excluded(i) && tells(i));
    // In `instead of styles mend data`, the object holds the task, too.
    let is_one_thing = || {
        let mut telling = (0..excluded.len()).filter(|&at| tells(excluded[at]));
        let first = telling.next().unwrap_or(0);
        telling.zip(first + 1..).all(|(at, next)| at == next && next <= first + 2)
    };
    let goes_on = || {
        is_dense && dense::names_other_thing(words, kinds, is_excluded)
            || negating.iter().any(|reading| reading.names_other_thing(is_excluded))
    };
    let names_agent = || excluded.iter().any(|&i| is_name(i)) || words.iter().any(is_title);
    if !excluded.is_empty() && !names_agent() && is_one_thing() && !others_tell() && !goes_on() {
        said.excluded.clear();
    }
    said
}

/// The positions of cues, ascending, with their languages.
fn cues_in(words: &Words, languages: impl Fn(usize) -> Languages) -> Vec<(usize, Languages)> {
    (0..words.len()).map(|i| (i, languages(i))).filter(|(_, languages)| !languages.is_empty()).collect()
}

fn in_language(cues: &[(usize, Languages)], grammar: &Grammar) -> impl Iterator<Item = usize> {
    cues.iter().filter(|(_, languages)| languages.has(grammar.language)).map(|(i, _)| *i)
}

/// A request parsed with one language's grammar.
struct Reading<'a, K> {
    words: &'a Words,
    kinds: &'a K,
    grammar: &'a Grammar,
    /// Positions of the words of `@names`, ascending.
    names: &'a [usize],
    /// Whether a word, which is part of no cue, is evidence for anybody.
    tells: &'a dyn Fn(usize) -> bool,
    ends: Ends,
}

/// Properties of the whole request that are needed for each cue, computed once: there may be as many cues as words.
#[derive(Default)]
struct Ends {
    /// Position of the last word after which a new statement starts.
    last_set_off: OnceCell<Option<usize>>,
    last_opener: OnceCell<Option<usize>>,
    /// Position of the last word that is evidence for anybody.
    last_telling: OnceCell<Option<usize>>,
    has_other_clause: OnceCell<bool>,
    /// Start of the last clause that has a matter of its own.
    last_matter: OnceCell<Option<usize>>,
}

impl<K: WordKinds> Reading<'_, K> {
    /// Positions excluded by a cue at word `i`.
    fn excluded_by(&self, i: usize) -> Vec<usize> {
        let word = self.word(i);
        let grammar = self.grammar;
        if let Some(behind) = self.phrase(grammar.unneeded, i)
            && self.is_set_off(behind - 1)
            && self.has_other_clause()
        {
            let links = [grammar.copulas, grammar.linking];
            let is_said_of = self.before(i).is_some_and(|word| links.iter().any(|words| words.contains(&&*word)));
            let object = self.object_before(i - usize::from(is_said_of));
            return if self.is_whole_subject(&object) { object } else { Vec::new() };
        }
        // Swedish `utan` means `but` after a negation, otherwise `without`.
        let denies = |at: usize| grammar.not.contains(&&*self.word(at)) || grammar.neither.contains(&&*self.word(at));
        let is_but = grammar.but.contains(&&*word) && (i.saturating_sub(MAX_BEFORE_BUT)..i).any(denies);
        if let Some(behind) = self.left_out_behind(i).filter(|_| !is_but) {
            // `do not merge without the reviewer` asks for the reviewer; `not X instead of Y` is another matter.
            let mut clause = (0..i).rev().take(LONGEST_OBJECT).take_while(|&at| !self.is_boundary(at));
            let forbids = |at: usize| denies(at) || grammar.dont.contains(&&*self.word(at)) || self.word(at) == "never";
            if behind == i + 1 && clause.any(forbids) {
                return Vec::new();
            }
            let object = self.left_out(behind);
            return if self.is_lacking(i, &object) { Vec::new() } else { self.unless_failure(object) };
        }
        if grammar.than.contains(&&*word) && self.is_rather(i) {
            return self.object(i + 1);
        }
        if grammar.neither.contains(&&*word)
            && let Some(things) = self.neither(i)
        {
            return things;
        }
        if let Some(things) = self.contrasted(i) {
            return things;
        }
        if self.phrase(grammar.postpositions, i).is_some() {
            let object = self.object_before(i);
            return if self.is_lacking(i, &object) { Vec::new() } else { self.nearest_thing(object) };
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
        if grammar.ignore.contains(&&*word) && self.starts_clause(i) {
            return if i > 0 || self.is_set_aside(i) || self.is_left_out(i) { self.object(i + 1) } else { Vec::new() };
        }
        if grammar.leave.contains(&&*word) && self.starts_clause(i) {
            return self.left_alone(i + 1);
        }
        if self.phrase(grammar.stays, i).is_some() && self.has_other_clause() {
            let before = |words: &[&str]| self.before(i).is_some_and(|word| words.contains(&&*word));
            // `doğru değil`: it is not right.
            return if before(grammar.adjectives) {
                Vec::new()
            } else {
                self.object_before(i - usize::from(before(grammar.copulas)))
            };
        }
        if grammar.dont.contains(&&*word) {
            // `you mustn't touch`
            let is_of_you = |who: Cow<str>| word.ends_with("nt") && grammar.addressed.contains(&&*who);
            return self.forbidden(i - usize::from(self.before(i).is_some_and(is_of_you)), i + 1);
        }
        if grammar.stop.contains(&&*word) {
            return self.stopped(i);
        }
        // The keyword `not found` denies nothing.
        let is_in_keyword = || self.kinds.stated_words(i) > 1;
        if (grammar.not.contains(&&*word) || grammar.is_not.contains(&&*word)) && !is_in_keyword() {
            return self.excluded_by_not(i);
        }
        Vec::new()
    }

    /// Position behind a cue like `without` or `instead of` at word `i`.
    fn left_out_behind(&self, i: usize) -> Option<usize> {
        self.phrase(self.grammar.without, i).or_else(|| self.phrase(self.grammar.besides, i))
    }

    /// Whether a cue like `forget` in `forget the styles, ...` excludes: only if an article or a preposition follows
    /// it, and then another statement.
    fn is_set_aside(&self, i: usize) -> bool {
        let Grammar { articles, about, openers, not, .. } = self.grammar;
        let leads_on = |word: Cow<str>| {
            let is_article = articles.contains(&&*word) || !self.grammar.has_articles() && !not.contains(&&*word);
            is_article || about.contains(&&*word)
        };
        let last = || (0..self.words.len()).rev().find(|&at| openers.contains(&&*self.word(at)));
        let goes_on = || self.ends.last_opener.get_or_init(last).is_some_and(|last| i + 2 <= last);
        self.next(i).is_some_and(leads_on) && (self.is_set_against(i) || goes_on())
    }

    /// Whether the object of `exclude styles, fix the data` is all of its clause, and another thing follows.
    fn is_left_out(&self, i: usize) -> bool {
        let object = self.object(i + 1);
        let is_whole = object.iter().copied().eq(i + 1..=i + object.len());
        let goes_on =
            |&last: &usize| self.is_set_off(last) && (self.names_thing(last + 1) || self.is_bare_thing(last + 1));
        self.grammar.leaving_out.contains(&&*self.word(i)) && is_whole && object.last().is_some_and(goes_on)
    }

    /// Position after the changes in `no changes to the cache, ...`.
    fn no_changes_to(&self, i: usize) -> Option<usize> {
        let are_changes = self.next(i).is_some_and(|word| self.grammar.changes.contains(&&*word));
        let leads_on = are_changes && self.next(i + 1).is_some() && self.is_function_word(i + 2);
        (leads_on && self.starts_clause(i) && self.is_set_against(i)).then_some(i + 2)
    }

    /// Positions before the end of a phrase like `leave the styles alone`, or behind it.
    fn left_alone(&self, start: usize) -> Vec<usize> {
        // `deja en paz la factura`; `weg` alone may begin something else.
        let follows = start < self.words.len() && !self.is_boundary(start - 1);
        let alone = follows.then(|| self.phrase(self.grammar.alone, start)).flatten();
        // `hagyd békén a számlát`
        let is_article = |word: Cow<str>| self.grammar.articles.contains(&&*word);
        let is_of_object = |behind: usize| behind > start + 1 || self.next(behind - 1).is_some_and(is_article);
        if let Some(behind) = alone.filter(|&behind| is_of_object(behind)) {
            return self.object(behind);
        }
        let end = (start..self.words.len()).take_while(|&i| i == start || !self.is_boundary(i - 1)).take(2 * MAX_WORDS);
        match end.skip(1).find(|&i| self.phrase(self.grammar.alone, i).is_some()) {
            Some(end) => (start..end).filter(|&i| !self.is_function_word(i)).collect(),
            None => Vec::new(),
        }
    }

    /// If one of the cues starts at word `i`, all in one clause, the position after it.
    fn phrase(&self, cues: &[&str], i: usize) -> Option<usize> {
        let first = self.word(i);
        // `the styles aren't the problem`: the copula is in the contraction.
        let first = if self.grammar.is_not.contains(&&*first) { Cow::Borrowed("not") } else { first };
        let behind = |cue: &&str| {
            let mut others = cue.strip_prefix(&*first)?.split(' ');
            // The part before the first blank is the rest of the first word.
            if others.next() != Some("") {
                return None;
            }
            let mut at = i + 1;
            for expected in others {
                // `hands-off` in `a hands-off upgrade` is not the cue `hands off`.
                let is_apart =
                    at >= self.words.len() || self.is_boundary(at - 1) || self.words.separator(at - 1) == "-";
                if is_apart || self.word(at) != expected {
                    return None;
                }
                at += 1;
            }
            Some(at)
        };
        let begins_alike = |cue: &&&str| cue.as_bytes().first() == first.as_bytes().first();
        cues.iter().filter(begins_alike).find_map(behind)
    }
}
