//! Exclusions in descriptions in languages other than English, and their forms that depend on more than a cue. All words
//! are in lower case.

use super::cues_elsewhere::ALWAYS;
use super::exclusion::{find_word, from, part_start, words};
use super::limits;
use crate::text::{Role, Roles, words};

/// Words before a clause that make it say when to use the agent, not what is excluded.
const CONDITIONS: &[&str] = words!(
    "wenn|falls|ob|dass|weil|wanneer|quand|si|lorsque|que|cuando|quando|se|когда|если|коли|якщо|jeśli|gdy|když|pokud\
    |när|når|hvis|amikor|jos|eğer|khi|nếu|jika|ketika"
);
/// Negations that exclude behind a comma or a dash (`Plant Reisen, nicht Rechnungen`), with the number of words that may
/// follow: few, where a verb may follow, too (`la pagina è vuota, non carica i dati del cliente`).
const CONTRASTS: &[(&str, usize)] = &[
    ("nicht", 12),
    ("niet", 12),
    ("pas", 6),
    ("non", 2),
    ("não", 2),
    ("inte", 12),
    ("ej", 12),
    ("ikke", 12),
    ("ne", 2),
    ("nem", 2),
    ("ei", 2),
    ("không phải", 6),
    ("bukan", 6),
];
/// Words behind them with which they exclude nothing: `nicht zu vergessen`, `pas de réponse`, `ne charge pas`.
const NO_CONTRAST: &[&str] = words!("zu|mehr|te|meer|de|d|plus|att|at|å|pas|jamais|mai|só|è|é|aber");
/// Negations that exclude what precedes them, at the end of a clause and behind a comma: `Seyahat planlar, fatura değil`.
const CONTRASTS_BEHIND: [&str; 1] = ["değil"];
/// Negations with a word in a case of purpose, by its endings: `Nem számlákhoz`, `Ei laskuille`.
const CASES_OF_PURPOSE: [(&str, &[&str]); 2] = [("nem", &["hoz", "hez", "höz", "nak", "nek"]), ("ei", &["lle"])];
/// Verbs of an agent's work with the negation behind them, at the start of a clause: `skriver inte fakturor`.
const WORK_BEFORE_NEGATION: [(&str, &[&str]); 2] = [
    ("inte", &["skriver", "skapar", "ändrar", "redigerar", "hanterar", "översätter", "genererar", "rättar"]),
    (
        "ikke",
        &[
            "skriver",
            "skaber",
            "lager",
            "opretter",
            "ændrer",
            "endrer",
            "redigerer",
            "håndterer",
            "oversætter",
            "oversetter",
            "genererer",
            "retter",
        ],
    ),
];
/// Verbs that contain their negation, at the start of a clause, and at its end.
const NEGATED_AT_START: &[&str] =
    words!("nepíše|nevytváří|negeneruje|neupravuje|nemění|nepřekládá|neřeší|nezpracovává");
const NEGATED_AT_END: &[&str] =
    words!("yazmaz|oluşturmaz|düzenlemez|çevirmez|değiştirmez|yapmaz|ilgilenmez|kapsamaz|hazırlamaz|üretmez|yönetmez");

/// Where an exclusion starts in a clause.
pub(super) fn exclusion(clause: &str) -> Option<usize> {
    let always = ALWAYS.iter().filter_map(|phrase| Some((find_word(clause, phrase)?, phrase.len())));
    let always = always.filter(|(at, length)| !limits(&clause[at + length..]));
    // `no` before a noun excludes in the first words of a clause; the English one has rules of its own.
    let is_no = |word: &str| word != "no" && Roles::of(&[Role::No]).has_any(word);
    let no = words(clause).filter(|(_, word)| is_no(word)).map(|(at, word)| (at, word.len())).filter(|(at, _)| {
        let before = &clause[part_start(clause, *at)..*at];
        before.split_whitespace().count() <= 1
    });
    let in_condition = |at: usize| is_condition(&clause[part_start(clause, at)..at]);
    let phrases = always.chain(no).filter(|(at, _)| !in_condition(*at));
    let phrases = phrases.map(|(at, length)| from(clause, at, length));
    phrases.chain(contrast(clause)).chain(at_start(clause)).chain(at_end(clause)).min()
}

/// Whether a text between brackets says what is left out: `(sans les factures)`. Without an article it says how something
/// is done: `(ohne Ausfall)`.
pub(super) fn leaves_out(inside: &str) -> bool {
    let mut words = words(inside).flat_map(|(_, word)| word.split(['\'', '\u{2019}']));
    let (first, second) = (words.next(), words.next());
    let (Some(first), Some(second)) = (first, second) else { return false };
    let languages = Roles::of(&[Role::Without]).languages_of(first);
    languages.shares(Roles::of(&[Role::Definite]).languages_of(second)) && words.next().is_some()
}

fn is_condition(text: &str) -> bool {
    words(text).any(|(_, word)| CONDITIONS.contains(&word))
}

/// Whether a text starts with a word that limits the negation before it.
fn limits(text: &str) -> bool {
    words(text).next().is_some_and(|(_, word)| limits::is_limiting_elsewhere(word))
}

/// `X, not Y`.
fn contrast(clause: &str) -> Option<usize> {
    let behind_comma = clause.match_indices(',').map(|(at, _)| at + 1);
    let behind_dash = clause.trim_start().starts_with(['-', '\u{2013}', '\u{2014}']).then_some(0);
    let starts = behind_dash.into_iter().chain(behind_comma);
    starts
        .filter_map(|start| {
            let part = clause[start..].split(',').next().unwrap_or_default();
            let begins = part.trim_start_matches(|c: char| !c.is_alphanumeric());
            let (length, most) = CONTRASTS.iter().find_map(|(negation, most)| {
                Some((negation.len(), *most)).filter(|_| find_word(begins, negation) == Some(0))
            })?;
            let object: Vec<&str> = words(&begins[length..]).map(|(_, word)| word).collect();
            let is_time = CONDITIONS.contains(object.first()?);
            let is_contrast = object.len() <= most
                && !limits(&begins[length..])
                && !object.iter().any(|word| NO_CONTRAST.contains(word))
                && (is_time || !is_condition(&clause[..start]));
            is_contrast.then(|| start + part.len() - begins.len())
        })
        .min()
}

/// A negated verb or purpose at the start of a clause.
fn at_start(clause: &str) -> Option<usize> {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let all: Vec<&str> = words(begins).map(|(_, word)| word).collect();
    let [first, second, ..] = all[..] else { return None };
    let is_purpose = |(negation, endings): &(&str, &[&str])| {
        first == *negation
            && all.len() <= 3
            && !limits(second)
            && all.last().is_some_and(|last| endings.iter().any(|e| last.ends_with(e)))
    };
    let is_work = |(negation, verbs): &(&str, &[&str])| second == *negation && verbs.contains(&first);
    let found = NEGATED_AT_START.contains(&first)
        || CASES_OF_PURPOSE.iter().any(is_purpose)
        || WORK_BEFORE_NEGATION.iter().any(is_work) && !all.get(2).is_some_and(|word| limits(word))
        || first == "nicht" && ["bei", "zum", "zur", "wenn"].contains(&second);
    found.then_some(clause.len() - begins.len())
}

/// What a negation at the end of a clause excludes.
fn at_end(clause: &str) -> Option<usize> {
    let (at, last) = words(clause).last()?;
    let start = part_start(clause, at);
    let is_limited = words(&clause[start..at]).any(|(_, word)| limits::is_limiting_elsewhere(word));
    let found = NEGATED_AT_END.contains(&last) || CONTRASTS_BEHIND.contains(&last) && start > 0;
    (found && at > start && !is_limited).then_some(start)
}
