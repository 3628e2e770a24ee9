//! Text → words → features: the same code for requests and for what agents say of themselves.
//!
//! A *word* is a run of letters and digits, lower-cased, apostrophes dropped (`don't` → `dont`), with a `+` or `#`
//! kept behind a short name (`c++`, `c#`). Everything later sees words only as 64-bit *features*: the stem of a word,
//! a run of adjacent stems (a pair or a longer phrase), and the character 3- and 4-grams inside a word.

use crate::set_bits::set_bits;
use rust_stemmers::{Algorithm, Stemmer};
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// A 64-bit name of a stem, phrase or character n-gram. Two texts with one feature are the same to the router.
pub type Feature = u64;

/// Keeps character n-grams apart from stems that are spelt alike.
const GRAM_SEED: u64 = 0x67_72_61_6d;
/// Lengths of the character n-grams, in characters, counting the word's two boundary marks.
const GRAM_LENGTHS: [usize; 2] = [3, 4];
/// A word longer than this (in bytes) is not stemmed and gives no n-grams: it is data, not language.
pub const LONGEST_WORD: usize = 64;

/// Words that hold a sentence together and say nothing of what it is about. In a description of a few lines nothing else
/// tells them from words that do; examples are many enough to show what they are worth, and keep them. In alphabetical order.
const FUNCTION_WORDS: [&str; 151] = [
    "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "but", "by", "can", "cannot", "could", "did", "do", "does", "doing", "done", "dont",
    "down", "during", "each", "either", "else", "etc", "every", "for", "from", "get", "gets", "go", "had", "has",
    "have", "having", "he", "help", "helps", "her", "here", "hers", "him", "his", "how", "i", "if", "im", "in", "into",
    "is", "isnt", "it", "its", "ive", "just", "let", "like", "make", "makes", "me", "more", "most", "my", "need",
    "needs", "new", "no", "nor", "not", "now", "of", "off", "on", "once", "one", "only", "onto", "or", "other", "our",
    "ours", "out", "over", "please", "s", "same", "she", "should", "so", "some", "such", "t", "than", "that", "thats",
    "the", "their", "theirs", "them", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "under", "until", "up", "us", "use", "used", "uses", "using", "very", "via", "want", "wants", "was", "we", "were",
    "what", "when", "where", "whether", "which", "while", "who", "whom", "whose", "why", "will", "with", "within",
    "without", "would", "you", "your", "yours",
];

/// Whether a lower-case word only holds a sentence together.
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.binary_search(&word).is_ok()
}

/// The words of one text, kept in one buffer so that a scorer can reuse it from request to request.
#[derive(Debug, Default, Clone)]
pub struct Words {
    buffer: String,
    /// Start and end of each word in the buffer.
    ranges: Vec<(usize, usize)>,
}

impl Words {
    /// Splits `text` into words.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        words.read(text);
        words
    }

    /// Replaces what is held by the words of `text`.
    pub fn read(&mut self, text: &str) {
        self.buffer.clear();
        self.ranges.clear();
        // Looked at to the end in any case, since that is done many bytes at once.
        let is_plain = |byte: u8| byte.is_ascii() & (byte != b'\'') & (byte != b'+') & (byte != b'#');
        match text.bytes().fold(true, |all, byte| all & is_plain(byte)) {
            true => self.read_plain(text),
            false => self.read_any(text),
        }
    }

    /// Text in which the words stand as they are, but for their case: most text.
    fn read_plain(&mut self, text: &str) {
        self.buffer.push_str(text);
        self.buffer.make_ascii_lowercase();
        const BITS: usize = 64;
        let (mut start, mut last) = (None, 0);
        for (base, bytes) in (0..).step_by(BITS).zip(text.as_bytes().chunks(BITS)) {
            // A bit for each byte of a word; words start and end where it changes.
            let bit = |(i, byte): (usize, &u8)| u64::from(byte.is_ascii_alphanumeric()) << i;
            let inside = bytes.iter().enumerate().map(bit).fold(0, |all, bit| all | bit);
            for change in set_bits(inside ^ (inside << 1 | last)) {
                let at = base + change;
                match start.take() {
                    Some(start) => self.ranges.push((start, at)),
                    None => start = Some(at),
                }
            }
            last = inside >> (BITS - 1);
        }
        self.ranges.extend(start.map(|start| (start, text.len())));
    }

    fn read_any(&mut self, text: &str) {
        let mut start = 0;
        for c in text.chars() {
            let length = self.buffer.len() - start;
            if c.is_ascii_alphanumeric() {
                self.buffer.push(c.to_ascii_lowercase());
            } else if c.is_alphanumeric() || (is_mark(c) && length > 0) {
                self.buffer.extend(c.to_lowercase());
            } else if matches!(c, '\'' | '\u{2019}') || (c == '\u{ad}') {
                // An apostrophe or a soft hyphen is spelling, not a boundary.
            } else if matches!(c, '+' | '#') && is_short_name(&self.buffer[start..]) {
                self.buffer.push(c);
            } else if length > 0 {
                self.ranges.push((start, self.buffer.len()));
                start = self.buffer.len();
            }
        }
        if self.buffer.len() > start {
            self.ranges.push((start, self.buffer.len()));
        }
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.ranges.len()
    }

    /// Whether there is no word at all.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Word `i`, lower-cased.
    pub fn get(&self, i: usize) -> &str {
        let (start, end) = self.ranges[i];
        &self.buffer[start..end]
    }

    /// All words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Words `from..to` joined by spaces, as an explanation shows them.
    pub fn phrase(&self, from: usize, to: usize) -> String {
        (from..to).map(|i| self.get(i)).collect::<Vec<_>>().join(" ")
    }
}

/// Combining marks (accents written as characters of their own) belong to the letter before them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}')
}

/// `c` and `f` may be followed by `#`, `c`, `g` and `h` by `+`; a hash behind a longer word is punctuation.
fn is_short_name(word: &str) -> bool {
    matches!(word, "c" | "f" | "g" | "h" | "j" | "q" | "c+" | "g+" | "h+")
}

/// Words whose stems are remembered at most.
const MOST_KNOWN: usize = 1 << 16;

/// Snowball's English stemmer; words in other alphabets, numbers and very long words come out as they are. The stems of
/// words met are remembered, since a text costs as much to stem as it has different words.
pub struct Stems {
    stemmer: Stemmer,
    known: RefCell<HashMap<Box<str>, Feature, BuildHasherDefault<WordHasher>>>,
}

impl Default for Stems {
    fn default() -> Self {
        Self { stemmer: Stemmer::create(Algorithm::English), known: RefCell::default() }
    }
}

impl Stems {
    /// The stem of one lower-case word.
    pub fn stem<'a>(&self, word: &'a str) -> std::borrow::Cow<'a, str> {
        let letters = word.len() <= LONGEST_WORD && word.bytes().all(|b| b.is_ascii_lowercase());
        if letters { self.stemmer.stem(word) } else { word.into() }
    }

    /// The feature of one lower-case word's stem.
    pub fn feature(&self, word: &str) -> Feature {
        let mut known = self.known.borrow_mut();
        if let Some(&feature) = known.get(word) {
            return feature;
        }
        let feature = stem_feature(&self.stem(word));
        if word.len() <= LONGEST_WORD && known.len() < MOST_KNOWN {
            known.insert(word.into(), feature);
        }
        feature
    }

    /// The features of a phrase's words in order.
    pub fn features(&self, text: &str) -> Vec<Feature> {
        Words::of(text).iter().map(|word| self.feature(word)).collect()
    }
}

/// Hashes words for tables in memory.
#[derive(Default)]
pub struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, _terminator: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Hashes features for tables in memory: they are hashes already.
#[derive(Default)]
pub struct FeatureHasher(u64);

impl Hasher for FeatureHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|&byte| self.0 = self.0.rotate_left(8) ^ u64::from(byte));
    }

    fn write_u64(&mut self, feature: u64) {
        self.0 = feature;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The feature of a stem.
pub fn stem_feature(stem: &str) -> Feature {
    xxh3_64(stem.as_bytes())
}

/// The feature of a phrase: what stands before (a stem or a shorter phrase) followed by one more stem.
pub fn followed_by(before: Feature, stem: Feature) -> Feature {
    (before.rotate_left(23) ^ stem).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (before >> 29)
}

/// Calls `each` with every character n-gram of a lower-case word, its ends marked, in order.
/// A word too short for an n-gram of a length is one n-gram itself.
pub fn grams(word: &str, mut each: impl FnMut(Feature)) {
    if word.len() > LONGEST_WORD {
        return;
    }
    let mut marked = [0u8; LONGEST_WORD + 2];
    marked[0] = b'<';
    marked[1..=word.len()].copy_from_slice(word.as_bytes());
    marked[word.len() + 1] = b'>';
    let marked = &marked[..word.len() + 2];
    let mut starts = [0usize; LONGEST_WORD + 3];
    let mut characters = 0;
    for (i, &b) in marked.iter().enumerate() {
        if b & 0xc0 != 0x80 {
            starts[characters] = i;
            characters += 1;
        }
    }
    starts[characters] = marked.len();
    for length in GRAM_LENGTHS {
        if characters <= length {
            each(xxh3_64_with_seed(marked, GRAM_SEED));
            return;
        }
        for i in 0..=characters - length {
            each(xxh3_64_with_seed(&marked[starts[i]..starts[i + length]], GRAM_SEED));
        }
    }
}

/// The sentences of a text: split behind `.`, `!` or `?` before a space, at line breaks and semicolons.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = sentence_end(rest);
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence.trim())
    })
    .filter(|sentence| !sentence.is_empty())
}

fn sentence_end(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((i, c)) = characters.next() {
        let space_next = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        let ends = matches!(c, '\n' | ';') || (matches!(c, '.' | '!' | '?') && space_next);
        // `e.g. this` and `i.e. that` do not end a sentence.
        if ends && !(c == '.' && is_abbreviation(&text[..i])) {
            return i + c.len_utf8();
        }
    }
    text.len()
}

fn is_abbreviation(before: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    matches!(last.to_ascii_lowercase().as_str(), "e.g" | "i.e" | "etc" | "vs" | "cf" | "incl")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<String> {
        Words::of(text).iter().map(str::to_owned).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_digits() {
        assert_eq!(split("Fix JWT-expiry, don't 500!"), ["fix", "jwt", "expiry", "dont", "500"]);
        assert_eq!(split("  \0 \u{1b}[31m "), ["31m"]);
        assert_eq!(split("C++ and C# but not issue#4"), ["c++", "and", "c#", "but", "not", "issue", "4"]);
        assert_eq!(split("Ünïcode ΣΑΣ 日本語"), ["ünïcode", "σας", "日本語"].map(|w| w.replace("σας", "σασ")));
        assert!(split("").is_empty());
    }

    proptest::proptest! {
        #[test]
        fn plain_text_is_read_as_any_text_is(text in r"([ -~\t\x00]|[a-zA-Z0-9]{0,9}|[a-z]{60,70}|[ .]{60,70}){0,30}") {
            let mut any = Words::default();
            any.read_any(&text);
            proptest::prop_assert_eq!(split(&text), any.iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn inflections_share_a_feature_and_parts_of_words_do_not() {
        let stems = Stems::default();
        assert_eq!(stems.feature("crashes"), stems.feature("crashed"));
        assert_ne!(stems.feature("ci"), stems.feature("recipe"));
        assert_ne!(stem_feature("<ci>"), {
            let mut g = 0;
            grams("ci", |f| g = f);
            g
        });
    }

    #[test]
    fn function_words() {
        assert!(FUNCTION_WORDS.is_sorted_by(|a, b| a < b));
        assert!(["the", "a", "yours", "please"].into_iter().all(is_function_word));
        assert!(!["css", "he llo", "ther", "login"].into_iter().any(is_function_word));
    }

    #[test]
    fn grams_of_a_word() {
        let count = |word| {
            let mut n = 0;
            grams(word, |_| n += 1);
            n
        };
        assert_eq!(count("a"), 1);
        assert_eq!(count("jwt"), 3 + 2);
        assert_eq!(count("né"), 2 + 1);
        assert_eq!(count(&"x".repeat(LONGEST_WORD + 1)), 0);
    }

    #[test]
    fn sentences_keep_abbreviations_together() {
        let found: Vec<_> = sentences("Use it, e.g. for CSS. Not for Rust v1.2!\nNever alone").collect();
        assert_eq!(found, ["Use it, e.g. for CSS.", "Not for Rust v1.2!", "Never alone"]);
    }
}
