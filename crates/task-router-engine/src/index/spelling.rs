//! Spelling correction: known words for a misspelt one.

use super::Index;
use super::image::Sections;
use super::key_table::{KeyTable, bucket_ends};
use crate::text::{self, Feature, Language, Stems, followed_by, stem_feature};
use std::collections::BTreeMap;

/// Minimum length of a base form that is compared with misspelt words.
const LEAST_BASE: usize = 6;
/// Approximate number of keys per bucket.
const BUCKET: f32 = 4.0;

impl Index {
    /// The most likely correction of the unknown word `word`: (feature number, text). A correct English word is not
    /// corrected.
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

/// Maximum edit distance for a word: 0 below five letters, 1 up to seven, 2 from eight on. Words with digits are names
/// or numbers, which are never corrected. A [name](crate::did_you_mean::slips) may be a letter shorter, since it is only
/// compared with few others, and a suggestion does no harm.
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

/// Bit set of the letters of an ASCII word; `None` for other words, whose characters have several bytes.
fn letters(word: &str) -> Option<u32> {
    word.is_ascii().then(|| word.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31)))
}

/// Whether the edit distance of a text to a word with these letters can be at most `allowed`: an edit removes at most
/// one letter and adds at most one. Far cheaper than computing the distance.
fn may_differ(word: Option<u32>, text: &str, allowed: usize) -> bool {
    let (Some(word), Some(text)) = (word, letters(text)) else { return true };
    (word & !text).count_ones().max((text & !word).count_ones()) as usize <= allowed
}

/// Two edits rarely affect both ends of a word, so words are looked up by their first and by their last three letters.
/// In five or six letters a slip in the middle affects both; no slip affects all of these.
fn spell_keys(word: &str) -> impl Iterator<Item = u64> {
    let ends: &[(usize, usize)] = match word.chars().count() {
        5 => &[(3, 0), (0, 3), (1, 2), (2, 1)],
        6 => &[(3, 0), (0, 3), (2, 2)],
        _ => &[(3, 0), (0, 3)],
    };
    ends.iter().zip(1..).map(move |(&(first, last), kind)| {
        let first = word.char_indices().nth(first).map_or(word, |(end, _)| &word[..end]);
        let last = last.checked_sub(1).and_then(|last| word.char_indices().rev().nth(last));
        let last = last.map_or("", |(start, _)| &word[start..]);
        followed_by(stem_feature(first), stem_feature(last)).rotate_left(3) ^ kind
    })
}

/// Writes the sections of a dictionary of words with their features; `features` are all features, ascending.
pub(crate) fn write(dictionary: &BTreeMap<String, Feature>, features: &[Feature], sections: &mut Sections) {
    // `comit` is one slip from `commit` and two from `commits`. Shorter base forms are one slip from names and words of
    // other languages (`orders` and `Orden`).
    let stems = Stems::of(&[Language::English]);
    let base_forms =
        dictionary.iter().flat_map(|(word, &feature)| text::base_forms(word).map(move |base| (base, feature)));
    let mut words: BTreeMap<String, Feature> =
        base_forms.filter(|(base, feature)| base.len() >= LEAST_BASE && stems.feature(base) == *feature).collect();
    words.extend(dictionary.iter().map(|(word, feature)| (word.clone(), *feature)));
    let mut pairs = Vec::new();
    for (word, feature) in &words {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Files;

    #[test]
    fn a_slip_in_the_base_form_of_a_word_is_corrected() {
        let text =
            "---\nname: a\ndescription: Handles commits, branches and copied schemas, while formatting them.\n---\n";
        let index = Files::from_texts("t", &[("a.md", text)]).index(None).unwrap();
        for (typo, expected) in [
            ("comit", Some("commit")),
            ("commmits", Some("commits")),
            ("braanch", Some("branch")),
            ("schemma", Some("schema")),
            ("fromat", Some("format")),
            ("contact", None),
        ] {
            assert_eq!(index.respelt(typo).map(|(_, text)| text), expected, "{typo}");
        }
    }

    #[test]
    fn a_slip_anywhere_in_a_word_is_corrected() {
        let words = ["mouse", "python", "grafana", "postgres"];
        let text = format!("---\nname: a\nkeywords: [{}]\n---\n", words.join(", "));
        let index = Files::from_texts("t", &[("a.md", &text)]).index(None).unwrap();
        for word in words {
            let letters: Vec<char> = word.chars().collect();
            let mut typos: Vec<Vec<char>> = Vec::new();
            for at in 0..letters.len() {
                let (mut other, mut doubled, mut missing) = (letters.clone(), letters.clone(), letters.clone());
                other[at] = 'x';
                doubled.insert(at, letters[at]);
                missing.remove(at);
                typos.extend([other, doubled, missing]);
                if at > 0 {
                    let mut swapped = letters.clone();
                    swapped.swap(at - 1, at);
                    typos.push(swapped);
                }
            }
            let typos = typos.into_iter().map(String::from_iter).collect::<Vec<String>>();
            for typo in typos.iter().filter(|typo| allowed_slips(typo).is_some() && !text::is_english(typo)) {
                assert_eq!(index.respelt(typo).map(|(_, text)| text), Some(word), "{typo}");
            }
        }
    }
}
