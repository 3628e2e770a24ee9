//! Words that a misspelt one may be meant for.

use super::Index;
use super::image::Sections;
use super::key_table::{KeyTable, bucket_ends};
use crate::text::{self, Feature, stem_feature};
use std::collections::BTreeMap;

/// How many keys are in a bucket, about.
const BUCKET: f32 = 4.0;

impl Index {
    /// The known word that `word`, itself unknown, was probably meant to be: (its feature number, its text). A correct word
    /// of English is what was meant.
    pub fn respelt(&self, word: &str) -> Option<(usize, &str)> {
        let word = &*text::without_accents(word);
        let allowed = allowed_slips(word)?;
        let keys = KeyTable::new(self.image.spell_buckets(), self.image.spell_keys());
        let words = self.image.spell_words();
        let letters = letters(word);
        let mut best: Option<(usize, &str, usize)> = None;
        for key in spell_keys(word) {
            for &candidate in &words[keys.range(key)] {
                let text = self.word(candidate as usize);
                let is_near = text.len().abs_diff(word.len()) <= allowed && may_differ(letters, text, allowed);
                if !is_near || allowed_slips(text).is_none() {
                    continue;
                }
                let slips = strsim::osa_distance(word, text);
                if slips <= allowed && best.is_none_or(|(least, known, _)| (slips, text) < (least, known)) {
                    best = Some((slips, text, candidate as usize));
                }
            }
        }
        best.filter(|_| !text::is_english(word)).map(|(_, text, word)| (self.image.word_numbers()[word] as usize, text))
    }

    fn word(&self, word: usize) -> &str {
        let ends = self.image.word_ends();
        let start = if word == 0 { 0 } else { ends[word - 1] as usize };
        std::str::from_utf8(&self.image.word_text()[start..ends[word] as usize]).unwrap_or("")
    }
}

/// How many slips of the pen a word may have: none below five letters, one to seven, two from eight on.
/// Words with digits are names or numbers, and those are never nearly right.
pub(crate) fn allowed_slips(word: &str) -> Option<usize> {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    match word.chars().count() {
        0..=4 => None,
        5..=7 => Some(1),
        _ => Some(2),
    }
}

/// Which letters an ASCII word holds, a bit each; nothing for other words, whose characters have several bytes.
fn letters(word: &str) -> Option<u32> {
    word.is_ascii().then(|| word.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31)))
}

/// Whether a text can be `allowed` slips away from a word of these letters: a slip takes one letter away and brings
/// another at most. Far cheaper than counting the slips.
fn may_differ(word: Option<u32>, text: &str, allowed: usize) -> bool {
    let (Some(word), Some(text)) = (word, letters(text)) else { return true };
    (word & !text).count_ones().max((text & !word).count_ones()) as usize <= allowed
}

/// Two slips rarely touch both ends of a word: words are looked up by their first and by their last three letters.
fn spell_keys(word: &str) -> [u64; 2] {
    let mut ends = word.char_indices().map(|(i, _)| i).skip(3);
    let first = &word[..ends.next().unwrap_or(word.len())];
    let last_start = word.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
    let key = |end: u64, text: &str| stem_feature(text).rotate_left(1) ^ end;
    [key(1, first), key(2, &word[last_start..])]
}

/// Writes the sections about the words of a dictionary with their features; `features` are all, ascending.
pub(crate) fn write(dictionary: &BTreeMap<String, Feature>, features: &[Feature], sections: &mut Sections) {
    let mut pairs = Vec::new();
    for (word, feature) in dictionary {
        let Ok(number) = features.binary_search(feature) else { continue };
        pairs.extend(spell_keys(word).map(|key| (key, sections.word_ends.len() as u32)));
        sections.word_numbers.push(number as u32);
        sections.word_text.extend(word.as_bytes());
        sections.word_ends.push(sections.word_text.len() as u32);
    }
    pairs.sort_unstable();
    (sections.spell_keys, sections.spell_words) = pairs.into_iter().unzip();
    sections.spell_buckets = bucket_ends(&sections.spell_keys, BUCKET);
}
