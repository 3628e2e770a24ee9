//! Detects requests that are nothing but a greeting, thanks, praise, a closing or a set phrase of chats: `good morning`,
//! `thanks for fixing the login`, `great job on the cache`, `the deploy worked, thank you`, `wait a second`. What they
//! thank for is no task.
//!
//! Each clause must be such a phrase as a whole. Anything else may be a task, which the words around it belong to:
//! `thanks for the fix, but the login still fails`.

mod phrases;
#[cfg(test)]
mod tests;

use super::all_clear::may_be_trouble;
use super::exclusions::is_boundary;
use super::{WordFacts, WordKinds};
use crate::text::{EMPTY_WORD, Language, Roles, WordFilter, WordHasher, Words, with_byte, without_accents, words};
use phrases::{PHRASES, Phrases};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// Maximum number of words in such a request.
const MAX_WORDS: usize = 40;
/// Maximum number of words that `*` stands for.
const MAX_REST: usize = 12;

/// Beginnings of verbs of damage, for which nobody is thanked in earnest.
const HARM: &[&str] = words!("break|broke|crash|delet|destroy|kill|leak|wip");
/// Beginnings of verbs of mending: somebody may be thanked for trouble that is mended.
const MENDING: &[&str] = words!(
    "arregl|beheb|behob|clear|corrig|corrij|debug|find|fix|gelost|handl|losen|losung|repar|resol|risol|solu|solv"
);

/// Nouns for dealing with trouble. Somebody is thanked for the `help with the outage`, but hardly for the outage.
const DEALING: &[&str] = words!(
    "aide|aiuto|ajuda|apoyo|arbeit|ayuda|effort|efforts|einsatz|ending|esfuerzo|hilfe|handling|help|helping\
    |intervention|job|lavoro|leistung|patience|reaction|reaktion|respuesta|response|support|trabajo|trabalho|travail\
    |work"
);
/// `well done`, in which a word without a meaning of its own praises the dealing.
const WELL_DONE: &[&str] = words!("well|done");

/// Words by which no trouble is one, beside `no` and `without`: `no problem`, `pas de souci`.
const NO: &[&str] = words!("any|de|pas");
/// Words behind a noun that begin another clause, as the object of a verb does.
const ANEW: &[&str] = words!("as|i");

/// The cues.
static CUES: WordFilter<512> = {
    let mut cues = WordFilter::empty();
    let mut number = 0;
    while number < 2 * PHRASES.len() {
        let Phrases { thanks, greetings, .. } = &PHRASES[number / 2];
        let text = if number % 2 == 0 { thanks } else { greetings }.as_bytes();
        let (mut at, mut word) = (0, EMPTY_WORD);
        while at < text.len() {
            match text[at] {
                b'!' | b'~' => cues.add(word),
                letter @ b'a'..=b'z' => word = with_byte(word, letter),
                _ => word = EMPTY_WORD,
            }
            at += 1;
        }
        number += 1;
    }
    cues
};

/// Whether any of the words may be a cue.
pub(super) fn may_be_any(words: &Words) -> bool {
    words.iter().any(|word| may_be_cue(&without_accents(word)))
}

/// Whether a lower-case word without accents may be a cue.
pub(super) fn may_be_cue(word: &str) -> bool {
    CUES.may_hold(word)
}

/// Whether thanks are nobody's task in a team: no author has a cue of them, and nobody learned from such requests.
pub(super) fn are_nobodys(words: &Words, facts: &impl WordFacts) -> bool {
    let is_own = |i: usize| OWN.contains(&*without_accents(words.get(i))) && facts.is_authored(i);
    let is_stated = || facts.stated_words(0) == words.len();
    !facts.has_class_of_thanks() && !is_stated() && !(0..words.len()).any(is_own)
}

/// Whether a request is nothing but thanks; it is not, without a cue.
pub(super) fn are_all(words: &Words, kinds: &impl WordKinds) -> bool {
    let table = &*TABLE;
    if words.len() > MAX_WORDS {
        return false;
    }
    let plain: Vec<Cow<str>> = words.iter().map(without_accents).collect();
    let (mut start, mut has_thanks, mut greets) = (0, false, true);
    for end in (0..words.len()).filter(|&i| is_boundary(words, i)).map(|i| i + 1) {
        let clause = Clause { plain: &plain, kinds, range: start..end };
        let Some(phrase) = table.phrase(&clause) else { return false };
        has_thanks |= phrase.kind == Kind::Thanks;
        greets &= phrase.kind == Kind::Greeting;
        start = end;
    }
    let has = |beginnings: &[&str]| plain.iter().any(|word| beginnings.iter().any(|begins| word.starts_with(begins)));
    let is_denied = |i: usize| i > 0 && (NO.contains(&&*plain[i - 1]) || Roles::NO_NOUN.has_any(&plain[i - 1]));
    let is_dealt_with = |i: usize| {
        plain[..i].iter().any(|word| DEALING.contains(&&**word)) || plain[..i].windows(2).any(|pair| pair == WELL_DONE)
    };
    let has_trouble = || (0..plain.len()).any(|i| may_be_trouble(&plain[i]) && !is_denied(i) && !is_dealt_with(i));
    if has(HARM) || !has(MENDING) && has_trouble() {
        return false;
    }
    // Beside a greeting alone, that something is fine may be a report.
    (has_thanks || greets && start > 0) && !words.text_from(0).contains(['?', '\u{ff1f}', '@'])
}

/// Whether a clause is a greeting, thanks, praise or a closing.
pub(super) fn asks_nothing(words: &Words, range: Range<usize>) -> bool {
    let plain: Vec<Cow<str>> = words.iter().take(range.end).map(without_accents).collect();
    let is_harm = |word: &str| HARM.iter().any(|begins| word.starts_with(begins));
    let clause = Clause { plain: &plain, kinds: words, range: range.clone() };
    may_be_any(words)
        && TABLE.phrase(&clause).is_some_and(|phrase| phrase.kind != Kind::Beside)
        && !plain[range].iter().any(|word| is_harm(word))
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

/// Cues that must be nobody's evidence.
static OWN: LazyLock<WordSet> = LazyLock::new(|| {
    let words = PHRASES.iter().flat_map(|phrases| [phrases.thanks, phrases.greetings]);
    let words = words.flat_map(|lines| lines.split([' ', '/', '\n']));
    words.filter_map(|word| word.trim_end_matches('?').strip_suffix('!')).collect()
});

/// The phrases of all languages.
struct Table {
    phrases: Vec<Phrase>,
    /// Numbers of phrases by the words that they may start with; `_` for any.
    by_first: HashMap<&'static str, Vec<usize>, Hashing>,
    /// By language: words that ask for something, `and`, and what may follow that.
    links: Vec<[WordSet; 3]>,
}

type Hashing = BuildHasherDefault<WordHasher>;
type WordSet = HashSet<&'static str, Hashing>;

/// A clause that asks for nothing.
struct Phrase {
    /// Its start and the ends that it may have, which are split when they are needed.
    start: &'static str,
    ends: &'static str,
    /// The number of its language.
    language: usize,
    kind: Kind,
    tokens: OnceLock<Tokens>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// What asks for nothing beside thanks.
    Beside,
    /// A greeting or a set phrase of chats.
    Greeting,
    /// Thanks, praise or a closing by itself.
    Thanks,
}

struct Clause<'a, K> {
    /// Words of the request without accents.
    plain: &'a [Cow<'a, str>],
    kinds: &'a K,
    range: Range<usize>,
}

impl Table {
    fn new() -> Self {
        let mut phrases = Vec::new();
        for (language, Phrases { thanks, greetings, beside, things, fine, .. }) in PHRASES.iter().enumerate() {
            for (lines, kind) in [(thanks, Kind::Thanks), (greetings, Kind::Greeting), (beside, Kind::Beside)] {
                for line in lines.lines() {
                    let (start, ends) = line.trim_end_matches(']').split_once(" [").unwrap_or((line, ""));
                    phrases.push(Phrase { start, ends, language, kind, tokens: OnceLock::new() });
                }
            }
            let tokens = OnceLock::new;
            let fine = |start| Phrase { start, ends: fine, language, kind: Kind::Beside, tokens: tokens() };
            phrases.extend(things.lines().map(fine));
        }
        let mut by_first: HashMap<&str, Vec<usize>, Hashing> = HashMap::default();
        for (number, phrase) in phrases.iter().enumerate() {
            for token in phrase.start.split(' ') {
                alternatives(token).for_each(|word| by_first.entry(word).or_default().push(number));
                if !token.ends_with('?') {
                    break;
                }
            }
        }
        let links = |phrases: &Phrases| {
            let (and, things) = phrases.joining.split_once(" | ").unwrap_or_default();
            [phrases.asking, and, things].map(|words| words.split(' ').collect())
        };
        Self { phrases, by_first, links: PHRASES.iter().map(links).collect() }
    }

    /// A phrase that is this clause, one of thanks if possible, otherwise of greeting.
    fn phrase(&self, clause: &Clause<impl WordKinds>) -> Option<&Phrase> {
        let first = clause.word(clause.range.start);
        let numbers = [first, "_"].into_iter().filter_map(|word| self.by_first.get(word)).flatten();
        let phrases = numbers.map(|&number| &self.phrases[number]);
        phrases.filter(|phrase| phrase.is(clause)).max_by_key(|phrase| phrase.kind)
    }
}

impl Phrase {
    fn is(&self, clause: &Clause<impl WordKinds>) -> bool {
        let Tokens { start, ends } = self.tokens.get_or_init(|| self.tokens());
        clause.is(&[start], self.language, clause.range.start, false)
            && ends.iter().any(|end| clause.is(&[start, end], self.language, clause.range.start, true))
    }

    fn tokens(&self) -> Tokens {
        let of = |text: &'static str| text.split(' ').filter(|token| !token.is_empty()).map(Token::of).collect();
        // The two parts of a statement that a thing is fine are lines.
        let (ends, may_be_start) = (self.ends.split(['|', '\n']), !self.ends.contains('\n'));
        Tokens { start: of(self.start), ends: ends.chain(may_be_start.then_some("")).map(of).collect() }
    }
}

/// A phrase, split.
struct Tokens {
    start: Vec<Token>,
    ends: Vec<Vec<Token>>,
}

struct Token {
    is_optional: bool,
    place: Place,
}

/// What may be in the place of a token.
enum Place {
    /// A word for a thing.
    Thing,
    /// The rest of the clause.
    Rest,
    /// One of these words.
    Words(Vec<&'static str>),
}

impl Token {
    fn of(text: &'static str) -> Self {
        let place = match text.trim_end_matches('?') {
            "*" => Place::Rest,
            "_" => Place::Thing,
            _ => Place::Words(alternatives(text).collect()),
        };
        Self { is_optional: text.ends_with('?'), place }
    }
}

/// The words of which one is at the place of a token.
fn alternatives(token: &str) -> impl Iterator<Item = &str> {
    token.trim_end_matches('?').split('/').map(|word| word.trim_end_matches(['!', '~']))
}

impl<K: WordKinds> Clause<'_, K> {
    fn word(&self, i: usize) -> &str {
        &self.plain[i]
    }

    /// Whether the words from `at` on are these tokens, or only start with them.
    fn is(&self, parts: &[&[Token]], language: usize, at: usize, to_end: bool) -> bool {
        let Some((first, others)) = parts.split_first() else { return !to_end || at == self.range.end };
        let Some((token, rest)) = first.split_first() else { return self.is(others, language, at, to_end) };
        let goes_on = |at: usize| match others {
            [other] => self.is(&[rest, other], language, at, to_end),
            _ => self.is(&[rest], language, at, to_end),
        };
        let takes = |at: usize| match &token.place {
            Place::Rest => {
                let mut ends = (at..self.range.end).take(MAX_REST).take_while(|&i| self.asks_nothing(i, language));
                ends.any(|last| goes_on(last + 1))
            }
            Place::Thing => self.is_thing(at, language) && goes_on(at + 1),
            Place::Words(words) => words.contains(&self.word(at)) && goes_on(at + 1),
        };
        at < self.range.end && takes(at) || token.is_optional && goes_on(at)
    }

    fn is_thing(&self, i: usize, language: usize) -> bool {
        !self.kinds.languages(i).has_function_word(PHRASES[language].language) && self.asks_nothing(i, language)
    }

    /// Whether a word may be a part of what somebody is thanked for.
    fn asks_nothing(&self, i: usize, language: usize) -> bool {
        let [asking, and, things] = &TABLE.links[language];
        let is_in = |words: &WordSet, i: usize| words.contains(self.word(i));
        // `for the index and the query`, `for adding it and fixing the query`, `for your time and patience`.
        let goes_on = |next: usize| {
            next + 1 == self.range.end
                || next < self.range.end && (is_in(things, next) || self.word(next).ends_with("ing"))
        };
        // `thanks for the report fix the login`; other languages thank for verbs like that.
        let language = PHRASES[language].language;
        let is_determiner = |i: usize| Roles::DETERMINER.has(self.word(i), language);
        // `für die Behebung der Störung`.
        let is_noun = || {
            let is_german = language == Language::German;
            is_german && (i > 0 && is_determiner(i - 1) || self.word(i).ends_with("ung"))
        };
        let takes_object = || {
            matches!(language, Language::English | Language::German)
                && i + 1 < self.range.end
                && (is_determiner(i + 1) || ANEW.contains(&self.word(i + 1)))
                && !self.kinds.languages(i).has_function_word(language)
                && !self.word(i).ends_with("ing")
                && !is_noun()
        };
        !is_in(asking, i) && (!is_in(and, i) || goes_on(i + 1)) && !takes_object()
    }
}
