//! Words and phrases that show whether a clause reports an incident or says that there is none, in four languages. All
//! are in lower case and without accents; apostrophes end a word (`n est`) or are left out (`isnt`).

mod english;
mod french;
mod german;
mod spanish;

use crate::text::{Language, WordHasher};
use english::ENGLISH;
use french::FRENCH;
use german::GERMAN;
use spanish::SPANISH;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

/// What a word or phrase is a sign of; a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Negates a noun, as a subject, and a verb: `no`, `nobody`, `not`.
    No,
    Nobody,
    Not,
    /// A noun that names an incident.
    Trouble,
    /// A state or an event that is bad by itself: `down`, `lost`.
    Bad,
    /// `over`, said of trouble, and `fixed`, said of anything.
    Over,
    Mended,
    /// `works`, which is news with `again` only.
    Works,
    Again,
    /// States: `fine`; `reachable`, which is news with `again` only; `up`, which is good of a [`Sign::System`], or of what
    /// is `up again`; and `back`, which is good of a system only.
    Good,
    Fair,
    Up,
    Back,
    System,
    /// Verbs between a subject and its state, and before a negated noun: `was`, `had`.
    Be,
    Frame,
    /// What may stand between the words of a sign, or end a clause: `now`; and what limits a negated state: `fully`.
    Adverb,
    Wholly,
    Article,
    /// `the` in `fixed the leak`.
    The,
    /// `of` in `no data of our customers`.
    Of,
    /// `it`, which may be a system or trouble, also contracted with its verb.
    It,
    /// `sign` in `no sign of a breach`.
    Trace,
    /// `false alarm`: says all.
    Clear,
    /// `after`: what follows is past.
    After,
    /// What may limit a state, or make it the danger: `works with any password`.
    Limit,
    /// Conditions, wishes, questions, hearsay and exceptions.
    Doubt,
    /// Starts a new clause.
    And,
    /// `by` in `nobody was affected by the outage`.
    By,
    /// Verbs with which trouble is past, at least where nobody was harmed by it: `was`.
    Was,
    /// `urgent`; what may stand before it; and what says by itself that something is not: `less urgent`.
    Urgent,
    Degree,
    Leisure,
    /// What announces, addresses or ends a message, and says nothing about its matter: `FYI`, `update`, `team`.
    Opening,
}

/// The signs of one language, phrases separated by `|`.
pub(super) struct Signs {
    pub(super) language: Language,
    /// Whether a second negation confirms the first: `no hay ningún`.
    pub(super) has_concord: bool,
    /// Whether a clause that starts with a verb is a question: `is it over`.
    pub(super) has_inversion: bool,
    /// Whether nouns are joined: `Totalausfall`.
    pub(super) has_compounds: bool,
    phrases: &'static [(Sign, &'static str)],
}

pub(super) const ALL: [Signs; 4] = [ENGLISH, GERMAN, FRENCH, SPANISH];

/// A phrase of a language.
struct Phrase {
    language: Language,
    text: &'static str,
    sign: Sign,
}

/// Signs of which a clause that says that nothing is wrong has at least one.
const CALM: [Sign; 13] = [
    Sign::No,
    Sign::Nobody,
    Sign::Not,
    Sign::Over,
    Sign::Mended,
    Sign::Works,
    Sign::Again,
    Sign::Good,
    Sign::Fair,
    Sign::Up,
    Sign::Back,
    Sign::Clear,
    Sign::Leisure,
];

/// Whether a word may begin a sign that nothing is wrong.
pub(super) fn may_be_calm(word: &str) -> bool {
    PHRASES.get(word).is_some_and(|phrases| phrases.iter().any(|phrase| CALM.contains(&phrase.sign)))
}

/// Whether a word may begin a sign of trouble, in any language.
pub fn may_be_trouble(word: &str) -> bool {
    let is_trouble = |phrase: &Phrase| matches!(phrase.sign, Sign::Trouble | Sign::Bad) && phrase.text == word;
    PHRASES.get(word).is_some_and(|phrases| phrases.iter().any(is_trouble))
}

/// The signs of the longest phrase that starts with the first of these words, as bits, and its length.
pub(super) fn longest<'w>(signs: &Signs, word: impl Fn(usize) -> Option<&'w str>) -> (u64, usize) {
    let first = word(0).unwrap_or_default();
    let (mut found, mut length) = (0, 1);
    let phrases = PHRASES.get(first).into_iter().flatten();
    for phrase in phrases.filter(|phrase| phrase.language == signs.language) {
        let is_here = phrase.text.split(' ').enumerate().all(|(n, expected)| word(n) == Some(expected));
        let own = phrase.text.split(' ').count();
        if is_here && own >= length {
            found = if own > length { 0 } else { found } | 1 << phrase.sign as u32;
            length = own;
        }
    }
    let is_compound = |trouble: &str| trouble.len() > 4 && first.len() > trouble.len() && first.ends_with(trouble);
    if found == 0 && signs.has_compounds && signs.of(Sign::Trouble).any(is_compound) {
        found = 1 << Sign::Trouble as u32;
    }
    (found, length)
}

impl Signs {
    fn of(&self, sign: Sign) -> impl Iterator<Item = &'static str> {
        self.phrases.iter().filter(move |(own, _)| *own == sign).flat_map(|(_, phrases)| phrases.split('|'))
    }
}

/// Phrases by first word.
static PHRASES: LazyLock<HashMap<&'static str, Vec<Phrase>, BuildHasherDefault<WordHasher>>> = LazyLock::new(|| {
    let mut found: HashMap<&str, Vec<_>, _> = HashMap::default();
    for signs in &ALL {
        let phrases = signs.phrases.iter().flat_map(|(sign, all)| all.split('|').map(move |text| (*sign, text)));
        for (sign, text) in phrases {
            let first = text.split(' ').next().unwrap_or_default();
            found.entry(first).or_default().push(Phrase { language: signs.language, text, sign });
        }
    }
    found
});
