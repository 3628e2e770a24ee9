//! Reads texts as a team writes its words: joined, split and with signs as in the team's vocabulary.

use super::{
    ALONE_SEED, ANY_SYMBOL, LONGEST_COMPOUND, LONGEST_NAME, MIN_FIRST, MIN_SECOND, NOTE_COMPOUND, NOTE_DROPS,
    NOTE_ENDS, NOTE_JOINS, NOTE_OTHER_NAME, NOTE_SEED, NOTE_SIGNS, NOTE_SINGLE, NOTE_SPLITS,
};
use crate::text::scripts::{is_dense_word, is_hangul, is_katakana, is_symbol_word};
use crate::text::{
    Feature, Language, Roles, Stems, Words, compounds, extensions, followed_by, forms, golang, short_forms,
    stem_feature, words,
};

/// Words before a noun, beside [determiners](Roles::DETERMINER): what follows one of these, and is followed by a particle,
/// is a noun: `the log in staging`.
const BEFORE_NOUN: &[&str] = words!("any|each|every");

/// What makes a noun of a verb that precedes it: `log in`, `set up`. Other function words are words of their own:
/// `form at` is no `format`.
const PARTICLES: &[&str] = words!("around|away|back|by|down|in|off|on|out|over|through|up");

/// Maximum number of parts of one word: `end-to-end`.
const MOST_PARTS: usize = 3;

/// Maximum number of signs that may be part of a word or not: `**` of `**.net**`.
const MOST_SIGNS: usize = 4;

/// A team's knowledge of words, as needed by a reader.
pub trait Lexicon {
    /// The `NOTE_*` bits of a word's stem.
    fn notes(&self, stem: Feature) -> u8;
    /// Whether the team has this stem or pair of stems.
    fn knows(&self, feature: Feature) -> bool;
    /// The stem of the team for one that it does not have: the same word with its accents.
    fn alias(&self, stem: Feature) -> Option<Feature>;
}

/// The feature under which the notes of a stem are stored.
pub fn note_feature(stem: Feature) -> Feature {
    followed_by(stem, NOTE_SEED)
}

/// The feature whose notes say that a stem is a keyword.
pub(super) fn alone_feature(stem: Feature) -> Feature {
    followed_by(stem, ALONE_SEED)
}

/// The feature of a word for a team.
pub fn feature_of(word: &str, stems: &Stems, known: &impl Lexicon) -> Feature {
    let stem = stems.feature(word);
    if known.knows(stem) {
        return stem;
    }
    let other = stems.others(word).find(|stem| known.knows(*stem));
    let alias = || known.alias(stem).or_else(|| stems.others(word).find_map(|stem| known.alias(stem)));
    other.or_else(alias).or_else(|| in_usual_form(word, stems, known)).unwrap_or(stem)
}

/// The stem of a word's normal form, if the team has only that (`color` for `colour`), or of another form of the same
/// word (`broken` for `broke`).
fn in_usual_form(word: &str, stems: &Stems, known: &impl Lexicon) -> Option<Feature> {
    forms::usual(word, stems.language()).iter().find_map(|form| {
        let stem = stems.feature(form);
        if known.knows(stem) { Some(stem) } else { known.alias(stem) }
    })
}

/// The same for a word of a request in a language other than the team's, which is stemmed in that language if the team
/// does not know it.
pub fn foreign_feature_of(word: &str, language: Language, stems: &Stems, known: &impl Lexicon) -> Feature {
    let stem = feature_of(word, stems, known);
    let foreign = || Some(stems.foreign(word, language)).filter(|stem| known.knows(*stem));
    if known.knows(stem) { stem } else { foreign().unwrap_or(stem) }
}

/// The notes of one word.
pub fn notes_of(word: &str, stems: &Stems, known: &impl Lexicon) -> u8 {
    let mut notes = known.notes(stems.feature(word)) & !NOTE_OTHER_NAME;
    if extensions::named_by(word).next().is_some() || short_forms::has_other_form(word) {
        notes |= NOTE_OTHER_NAME;
    }
    if compounds::cut(word, stems, known).is_some() {
        notes |= NOTE_COMPOUND;
    }
    if word.is_ascii() {
        return notes;
    }
    if is_symbol_word(word) && !known.knows(stem_feature(word)) {
        notes |= NOTE_DROPS;
    }
    if is_dense_word(word) && !is_katakana(word) {
        let ends = word.chars().next().into_iter().chain(word.chars().next_back());
        notes |= ends.fold(0, |notes, c| notes | known.notes(stem_feature(c.encode_utf8(&mut [0; 4]))) & NOTE_SINGLE);
    }
    notes
}

/// Whether keywords of the team hold symbols, which are words then.
pub fn has_symbols(known: &impl Lexicon) -> bool {
    known.notes(stem_feature(ANY_SYMBOL)) != 0
}

/// The words of a text as read by a team.
pub fn words_of(text: &str, stems: &Stems, known: &impl Lexicon) -> Words {
    let mut words = if has_symbols(known) { Words::with_symbols(text) } else { Words::of(text) };
    resolve(&mut words, stems, known);
    words
}

/// Reads texts as a team does.
pub struct TextReader<K> {
    stems: Stems,
    known: K,
}

impl<K: Lexicon> TextReader<K> {
    /// A reader for a team with these words and languages.
    pub fn new(languages: &[Language], known: K) -> Self {
        Self { stems: Stems::of(languages), known }
    }

    /// The words of a text.
    pub fn words(&self, text: &str) -> Words {
        words_of(text, &self.stems, &self.known)
    }

    /// The feature of one of them.
    pub fn feature(&self, word: &str) -> Feature {
        feature_of(word, &self.stems, &self.known)
    }

    /// Features of a text's words, in order.
    pub fn features(&self, text: &str) -> Vec<Feature> {
        self.words(text).iter().map(|word| self.feature(word)).collect()
    }
}

/// Joins and splits words as the team writes them.
pub fn resolve(words: &mut Words, stems: &Stems, known: &impl Lexicon) {
    words.rewrite(|words, i| {
        let own = notes_of(words.get(i), stems, known);
        // The notes of the next word, which need a search for its parts, only matter if it may be joined.
        let may_join = own & NOTE_JOINS != 0 && i + 1 < words.len();
        let next = if may_join { notes_of(words.get(i + 1), stems, known) } else { 0 };
        resolve_one(words, i, [own, next], stems, known)
    });
}

/// Resolves word `i`, given its notes and those of the next word: how many words it replaces and what they become;
/// `None` if it is unchanged.
pub fn resolve_one(
    words: &Words,
    i: usize,
    [notes, next]: [u8; 2],
    stems: &Stems,
    known: &impl Lexicon,
) -> Option<(usize, Vec<String>)> {
    if notes & NOTE_SIGNS != 0
        && let Some(signed) = signed(words, i).find(|text| known.knows(stem_feature(text)))
    {
        return Some((1, vec![signed]));
    }
    if may_be_glued(words, i)
        && let Some((parts, glued)) = glued(words, i, |text| known.knows(stems.feature(text)))
    {
        return Some((parts, vec![glued]));
    }
    if notes & NOTE_JOINS != 0
        && next & NOTE_ENDS != 0
        && let Some(joined) = joined(words, i, stems, known).filter(|text| known.knows(stems.feature(text)))
    {
        return Some((2, vec![joined]));
    }
    if notes & NOTE_OTHER_NAME != 0
        && words.get(i) == golang::NAME
        && known.knows(stems.feature(golang::GOLANG))
        && golang::is_language(words, i)
    {
        return Some((1, vec![golang::GOLANG.to_owned()]));
    }
    if notes & (NOTE_SINGLE | NOTE_COMPOUND | NOTE_SPLITS | NOTE_DROPS) == 0 {
        return None;
    }
    if notes & NOTE_DROPS != 0 {
        return Some((1, Vec::new()));
    }
    let word = words.get(i);
    if notes & NOTE_SINGLE != 0 && word.chars().nth(1).is_some() {
        return Some((1, single(words, i, known)));
    }
    if notes & NOTE_COMPOUND != 0
        && let Some((end, start)) = compounds::cut(word, stems, known)
    {
        return Some((1, vec![word[..end].to_owned(), word[start..].to_owned()]));
    }
    if notes & NOTE_SPLITS != 0 && !known.knows(stems.feature(word)) {
        let is_known = |at: &usize| known.knows(followed_by(stems.feature(&word[..*at]), stems.feature(&word[*at..])));
        let at = (1..word.len()).filter(|at| word.is_char_boundary(*at)).find(is_known)?;
        return Some((1, vec![word[..at].to_owned(), word[at..].to_owned()]));
    }
    None
}

/// A word with the signs around it, most signs first. The outer ones may be emphasis, a heading or the end of a
/// sentence.
fn signed(words: &Words, i: usize) -> impl Iterator<Item = String> {
    let (before, behind) = words.signs(i, is_sign);
    let word = words.get(i);
    let before = if words.follows_word(i, before.len()) { "" } else { before };
    let is_outer = |byte: &u8| matches!(byte, b'*' | b'~' | b'#');
    let outer = before.bytes().take_while(is_outer).count();
    let is_end = |byte: &u8| matches!(byte, b'*' | b'~' | b'.' | b'!' | b'/' | b'-');
    let end = behind.len() - behind.bytes().rev().take_while(is_end).count();
    let inner = (outer.saturating_sub(MOST_SIGNS)..=outer).map(|from| &before[from..]);
    [before].into_iter().chain(inner).chain([""]).flat_map(move |before| {
        let inner = (end..behind.len().min(end + MOST_SIGNS)).rev().map(|to| &behind[..to]);
        let behinds = [behind].into_iter().chain(inner).chain([""]);
        behinds.filter(move |behind| before.len() + behind.len() > 0).map(move |behind| [before, word, behind].concat())
    })
}

pub(super) fn is_sign(byte: u8) -> bool {
    matches!(byte, b'.' | b'/' | b'@' | b'#' | b'$' | b'-' | b'!' | b'+' | b'*' | b'~' | b'&' | b'%')
}

/// Whether word `i` and the next one may be parts of one word, because of what is between them.
pub fn may_be_glued(words: &Words, i: usize) -> bool {
    i + 1 < words.len() && is_glue(words.separator(i)) && !is_dense_word(words.get(i))
}

/// Word `i` and the next ones as one word that is known, of as many parts as possible, with their number.
fn glued(words: &Words, i: usize, is_known: impl Fn(&str) -> bool) -> Option<(usize, String)> {
    let mut text = words.get(i).to_owned();
    let mut known = None;
    for next in i + 1..words.len().min(i + MOST_PARTS) {
        if !may_be_glued(words, next - 1) {
            break;
        }
        text.push_str(words.get(next));
        if may_be_compound(&text) && is_known(&text) {
            known = Some((next + 1 - i, text.clone()));
        }
    }
    known
}

/// Whether a text may be a word in parts, and is no number, date or hash: digits are in short names only, as in `h264`.
pub(super) fn may_be_compound(text: &str) -> bool {
    let has_digits = text.bytes().any(|b| b.is_ascii_digit());
    let most = if has_digits { LONGEST_NAME } else { LONGEST_COMPOUND };
    text.len() <= most && !is_dense_word(text) && text.contains(char::is_alphabetic)
}

/// Word `i` and the next one as one word, if spaces are between them and neither is a word of its own.
fn joined(words: &Words, i: usize, stems: &Stems, known: &impl Lexicon) -> Option<String> {
    let (first, second, between) = (words.get(i), words.get(i + 1), words.separator(i));
    let is_long_enough = first.len() >= MIN_FIRST && second.len() >= MIN_SECOND && !is_function_word(first);
    let is_part = i > 0 && may_be_glued(words, i - 1);
    if !is_long_enough || is_part || between.is_empty() || !between.bytes().all(|b| b == b' ') {
        return None;
    }
    let is_particle = PARTICLES.binary_search(&second).is_ok();
    let is_own = !is_particle && known.notes(alone_feature(stems.feature(first))) != 0;
    let is_noun = is_function_word(second) && (!is_particle || i > 0 && is_before_noun(words.get(i - 1)));
    // `logging in` is an inflected `login`, but `logs in` is not.
    let base = if first.ends_with("ing") || first.ends_with("ed") { stems.stem(first) } else { first.into() };
    (!is_noun && !is_own).then(|| [&base, second].concat())
}

fn is_before_noun(word: &str) -> bool {
    Roles::DETERMINER.has(word, Language::English) || BEFORE_NOUN.contains(&word)
}

pub(super) fn is_function_word(word: &str) -> bool {
    Language::English.is_function_word(word)
}

/// Whether two parts separated by this may be one word.
pub(super) fn is_glue(between: &str) -> bool {
    matches!(between, "" | "-" | "_" | "." | "\u{2010}" | "\u{2011}")
}

/// Adds characters that are words of their own beside the pairs that contain them. In Hangul they are words only at the
/// start of one.
fn single(words: &Words, i: usize, known: &impl Lexicon) -> Vec<String> {
    let pair = words.get(i);
    let is_single = |c: &char| known.notes(stem_feature(c.encode_utf8(&mut [0; 4]))) & NOTE_SINGLE != 0;
    let begins = i == 0 || !words.separator(i - 1).is_empty() || !is_dense_word(words.get(i - 1));
    let ends = i + 1 >= words.len() || !words.separator(i).is_empty() || !is_dense_word(words.get(i + 1));
    let first = pair.chars().next().filter(is_single).filter(|_| begins || !is_hangul(pair));
    let last = pair.chars().next_back().filter(is_single).filter(|_| ends && !is_hangul(pair));
    first.map(String::from).into_iter().chain([pair.to_owned()]).chain(last.map(String::from)).collect()
}
