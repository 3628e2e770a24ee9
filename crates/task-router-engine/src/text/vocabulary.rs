//! The vocabulary of a team, which decides how its texts and its requests are read: `log in` is read as `login` if the
//! team writes `login`, and `login` as `log in` if it writes that; `.NET` is not `net` and `/plan` not `plan` if the
//! team includes the sign; a word without accents is read as the team's word with them.
//!
//! One principle for all of these: adjacent parts are joined if the joined form is known, and a word is split if only
//! its parts are known. Every text becomes a plain list of words, the same for definitions and requests.

mod resolve;
#[cfg(test)]
mod tests;

use super::fold::{fold, transcribed};
use super::languages::Languages;
use super::scripts::{is_dense_word, is_symbol_word};
use super::stem::WordHasher;
use super::{Feature, FeatureHasher, Stems, Words, english, forms, golang, stem_feature};
pub use resolve::{
    Lexicon, TextReader, feature_of, foreign_feature_of, has_symbols, may_be_glued, note_feature, notes_of,
    resolve_one, words_of,
};
use resolve::{alone_feature, is_function_word, is_glue, is_sign, may_be_compound};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasherDefault;

/// The word starts a word that may be written in two: `log` of `login`.
pub const NOTE_JOINS: u8 = 1;
/// The word ends such a word: `in` of `login`.
pub const NOTE_ENDS: u8 = 32;
/// The word is written apart by the team: `frontend` if it writes `front-end`.
pub const NOTE_SPLITS: u8 = 2;
/// The word has a sign in one of the team's keywords: `net` of `.NET`.
pub const NOTE_SIGNS: u8 = 4;
/// The character is a word of its own in a script without spaces. (8 is taken by `FLAG_DENSE` of the index.)
pub const NOTE_SINGLE: u8 = 16;

/// The word is a symbol that no keyword of the team has; computed on reading and not stored.
pub const NOTE_DROPS: u8 = 128;

/// The word is a compound that the team does not have, of words that it has; computed on reading and not stored.
pub const NOTE_COMPOUND: u8 = 64;

/// The word may be the extension of a file's name, or a term and its short form; computed on reading and not stored. (The
/// index has its `FLAG_DENSE` in this place, which features of notes never have.)
pub const NOTE_OTHER_NAME: u8 = 8;

/// Seed that separates notes from the features they are about.
const NOTE_SEED: Feature = 0x6e_6f_74_65_73;
/// Seed of the notes on keywords of one word.
const ALONE_SEED: Feature = 0x61_6c_6f_6e_65;
/// The word whose note says that keywords of the team hold symbols, such as emoji.
const ANY_SYMBOL: &str = "";
/// Minimum length of the first part of a word that may be written in two. The four lengths were chosen by hand.
const MIN_FIRST: usize = 3;
/// The same of its second part: `login` is `log in`.
const MIN_SECOND: usize = 2;
/// Maximum length of a word that may be written in parts.
const LONGEST_COMPOUND: usize = 24;
/// The same of one with digits, such as `oauth2`.
const LONGEST_NAME: usize = 6;

/// The words of a team, collected before its texts are read.
#[derive(Debug, Default)]
pub struct Vocabulary {
    stems: HashSet<Feature, BuildHasherDefault<FeatureHasher>>,
    notes: HashMap<Feature, u8, BuildHasherDefault<FeatureHasher>>,
    aliases: HashMap<Feature, Feature, BuildHasherDefault<FeatureHasher>>,
    /// All words, with the languages of the texts they occur in.
    words: HashMap<Box<str>, Languages, BuildHasherDefault<WordHasher>>,
    /// Joined forms of words that are written apart.
    apart: BTreeSet<String>,
    /// Keywords of one word.
    alone: BTreeSet<String>,
}

impl Lexicon for Vocabulary {
    fn notes(&self, stem: Feature) -> u8 {
        self.notes.get(&stem).copied().unwrap_or(0)
    }

    fn knows(&self, feature: Feature) -> bool {
        self.stems.contains(&feature)
    }

    fn alias(&self, stem: Feature) -> Option<Feature> {
        self.aliases.get(&stem).copied()
    }
}

impl Vocabulary {
    /// Adds the words of a text.
    pub fn add(&mut self, text: &str, stems: &Stems) {
        let words = Words::of(text);
        for i in 0..words.len() {
            let word = words.get(i);
            self.add_word(word, stems);
            if word == golang::NAME && golang::is_language(&words, i) {
                self.add_word(golang::GOLANG, stems);
            }
            if i + 1 < words.len() && is_glue(words.separator(i)) {
                self.add_apart(word, words.get(i + 1));
            }
            // The name of a framework, not the word.
            let (before, _) = words.signs(i, is_sign);
            if before == "." && !words.follows_word(i, 1) && text[words.origin(i)].starts_with(char::is_uppercase) {
                self.add_signed(&format!(".{word}"), word, stems);
            }
        }
    }

    fn add_word(&mut self, word: &str, stems: &Stems) {
        match self.words.get_mut(word) {
            Some(languages) if languages.has(stems.language()) => return,
            Some(languages) => languages.add(stems.language()),
            None => _ = self.words.insert(word.into(), Languages::of(stems.language())),
        }
        self.stems.insert(stems.feature(word));
    }

    /// Adds the words of a keyword, which is more specific: words written apart are one unit, and signs belong to it.
    pub fn add_keyword(&mut self, text: &str, stems: &Stems) {
        self.add(text, stems);
        let words = Words::with_symbols(text);
        for symbol in words.iter().filter(|word| is_symbol_word(word)) {
            self.add_signed(symbol, ANY_SYMBOL, stems);
        }
        match words.len() {
            1 => {
                let word = words.get(0);
                let (before, behind) = words.signs(0, is_sign);
                match before.is_empty() && behind.is_empty() {
                    true => _ = self.alone.insert(word.to_owned()),
                    false => self.add_signed(&format!("{before}{word}{behind}"), word, stems),
                }
                if is_dense_word(word) && word.chars().nth(1).is_none() {
                    *self.notes.entry(stem_feature(word)).or_default() |= NOTE_SINGLE;
                }
            }
            2 => self.add_apart(words.get(0), words.get(1)),
            _ => {}
        }
    }

    fn add_signed(&mut self, signed: &str, word: &str, stems: &Stems) {
        self.stems.insert(stem_feature(signed));
        *self.notes.entry(stems.feature(word)).or_default() |= NOTE_SIGNS;
    }

    fn add_apart(&mut self, first: &str, second: &str) {
        let is_part = |word: &str| is_lettered(word) || word.bytes().all(|b| b.is_ascii_alphanumeric());
        let joined = [first, second].concat();
        if is_part(first) && is_part(second) && may_be_compound(&joined) {
            self.apart.insert(joined);
        }
    }

    /// Computes the notes; to be called once all texts are added, with the stems of each language of the team.
    pub fn finish(&mut self, stems: &[&Stems]) {
        let words = std::mem::take(&mut self.words);
        // Sorted, so that of two words that only differ in accents the same one is always chosen.
        let mut sorted: Vec<&str> = words.keys().map(|word| &**word).filter(|word| is_lettered(word)).collect();
        sorted.sort_unstable();
        let is_word = |part: &str| words.contains_key(part) || english::is_word(part);
        for word in sorted {
            match word.is_ascii() {
                true => self.note_parts(word, is_word, stems),
                false => self.note_accents(word, stems),
            }
            self.note_usual_forms(word, stems);
            self.note_english(word, stems);
        }
        for joined in std::mem::take(&mut self.apart) {
            if !stems.iter().any(|stems| self.stems.contains(&stems.feature(&joined))) {
                self.note(&joined, NOTE_SPLITS, stems);
            }
        }
        for word in std::mem::take(&mut self.alone) {
            for stem in stems.iter().map(|stems| stems.feature(&word)) {
                if self.notes(stem) & NOTE_JOINS != 0 {
                    self.notes.insert(alone_feature(stem), NOTE_JOINS);
                }
            }
        }
    }

    /// Notes the parts of a word that may be written in two. Function words do not count: they precede everything. With
    /// a hyphen between them parts need no note.
    fn note_parts(&mut self, word: &str, is_word: impl Fn(&str) -> bool, stems: &[&Stems]) {
        if word.len() > LONGEST_COMPOUND {
            return;
        }
        for at in MIN_FIRST..=word.len().saturating_sub(MIN_SECOND) {
            let (first, second) = word.split_at(at);
            if !is_word(first) || is_function_word(first) {
                continue;
            }
            // Even if it is no word itself: `post gres` is `postgres`, once another word starts with `post`.
            self.note(second, NOTE_ENDS, stems);
            if is_word(second) {
                self.note(first, NOTE_JOINS, stems);
            }
        }
    }

    fn note(&mut self, word: &str, note: u8, stems: &[&Stems]) {
        stems.iter().for_each(|stems| *self.notes.entry(stems.feature(word)).or_default() |= note);
    }

    /// Notes a word also without its accents, and as typed without umlauts.
    fn note_accents(&mut self, word: &str, stems: &[&Stems]) {
        let plain = [Some(fold(word).into_owned()), transcribed(word).map(|word| fold(&word).into_owned())];
        for stems in stems {
            plain.iter().flatten().for_each(|plain| self.note_alias(plain, word, stems));
        }
    }

    /// Notes a word in another form (`licence`, `indices`) also in its normal form.
    fn note_usual_forms(&mut self, word: &str, stems: &[&Stems]) {
        for stems in stems {
            forms::usual(word, stems.language()).iter().for_each(|form| self.note_alias(form, word, stems));
        }
    }

    /// Notes an English word of a text in another language as in English, so that its other forms are known there.
    fn note_english(&mut self, word: &str, stems: &[&Stems]) {
        if english::is_word(word) {
            for stems in stems {
                stems.others(word).for_each(|other| self.add_alias(other, stems.feature(word)));
            }
        }
    }

    /// Notes an alias of a word, unless it is a word of the team itself.
    fn note_alias(&mut self, other: &str, word: &str, stems: &Stems) {
        self.add_alias(stems.feature(other), stems.feature(word));
    }

    fn add_alias(&mut self, other: Feature, stem: Feature) {
        if other != stem && self.stems.contains(&stem) && !self.stems.contains(&other) {
            self.aliases.entry(other).or_insert(stem);
        }
    }

    /// All notes by stem, unordered.
    pub(crate) fn all_notes(&self) -> impl Iterator<Item = (Feature, u8)> {
        self.notes.iter().map(|(stem, notes)| (*stem, *notes))
    }

    /// Aliases of stems, ascending.
    pub(crate) fn all_aliases(&self) -> Vec<(Feature, Feature)> {
        let mut all: Vec<_> = self.aliases.iter().map(|(plain, stem)| (*plain, *stem)).collect();
        all.sort_unstable();
        all
    }
}

/// Whether a word consists of letters of scripts that separate words.
fn is_lettered(word: &str) -> bool {
    let is_ascii = word.bytes().all(|b| b.is_ascii_lowercase());
    is_ascii || (!is_dense_word(word) && word.chars().all(char::is_alphabetic))
}
