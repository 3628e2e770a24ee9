//! The flat form of an index: sections in one block of memory, read in place. The same bytes serve an index just
//! compiled, one embedded in the program and one read from a cache file. The agents' cards are beside it
//! ([`super::cards`]).
//!
//! A section is a list of records of one type. All of them are declared in [`Sections`].

use super::records::{FeatureKey, FeatureRecord, LiteralHolder, LiteralRecord, PatternRecord};
use bytemuck::Pod;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Format version; it changes whenever the meaning of a section does, so that files of other versions are rejected.
const FORMAT: u64 = u64::from_le_bytes(*b"route\0\0\x1d");
/// Header length in words: magic, checksum of the rest, number of sections.
const HEADER: usize = 3;

/// Declares the sections in file order with their record types, and generates the input of [`Image::build`], the
/// section ranges, and a getter for each section.
macro_rules! sections {
    ($($(#[doc = $doc:literal])+ $name:ident: $record:ty,)+) => {
        /// Sections of an image to be built, in file order.
        #[derive(Debug, Default)]
        pub struct Sections {
            $($(#[doc = $doc])+ pub $name: Vec<$record>,)+
        }

        const SECTIONS: usize = [$(stringify!($name)),+].len();

        impl Sections {
            fn bytes(&self) -> [&[u8]; SECTIONS] {
                [$(bytemuck::cast_slice(&self.$name)),+]
            }
        }

        /// Byte range of each section.
        #[derive(Debug, Clone)]
        struct Ranges {
            $($name: Range<usize>,)+
        }

        impl Ranges {
            /// Reads all ranges; `range` returns the next section's, given its record size in bytes.
            fn read(mut range: impl FnMut(usize) -> Option<Range<usize>>) -> Option<Self> {
                Some(Self { $($name: range(size_of::<$record>())?,)+ })
            }
        }

        impl Image {
            $($(#[doc = $doc])+ pub fn $name(&self) -> &[$record] {
                self.records(&self.ranges.$name)
            })+
        }
    };
}

sections! {
    /// `Meta`, serialised.
    meta: u8,
    /// By agent: end of its card among the cards, which are beside the image.
    card_ends: u32,
    /// By agent: checksum of its card.
    card_sums: u64,
    /// The agents' class numbers in the order of their names.
    agent_order: u32,
    /// By class: rank in the order of names; equal names have equal ranks.
    name_ranks: u32,
    /// Features: ends of the key buckets, after a leading 0.
    feature_buckets: u32,
    /// By feature number, which is the order of keys: the key and the record.
    feature_keys: FeatureKey,
    /// Properties of a feature that every request needs; equal ones share a record. The last record only marks the end
    /// of `learned`.
    features: FeatureRecord,
    /// By record: learned postings, as a list or as a row with a weight for every class.
    learned: u32,
    /// By feature number: a bit that tells whether it has authored postings.
    authored: u64,
    /// Number of features with authored postings before each group of 64 features.
    authored_before: u32,
    /// By feature with authored postings: ends of its described and of its stated ones, after a leading 0.
    authored_ends: u32,
    /// By feature: described postings, then stated ones; `not_for` is negative.
    authored_postings: u32,
    /// By authored posting: the text that it comes from, encoded as a `TextPlace`.
    places: u16,
    /// By class, then by rule with examples: the 128 numbers of the direction of its description and its examples.
    related: i16,
    /// By class: end of its words in `own_words`, after a leading 0.
    own_word_ends: u32,
    /// By class: rows of the word table that may be shown as neighbours.
    own_words: u16,
    /// Patterns; the last record only marks the end of `pattern_text`.
    patterns: PatternRecord,
    /// Patterns: their texts.
    pattern_text: u8,
    /// Literals required by patterns; the last record only marks the ends of `literal_text` and `literal_holders`.
    literals: LiteralRecord,
    /// Literals: their texts, in lower case.
    literal_text: u8,
    /// By literal: the patterns that require it.
    literal_holders: LiteralHolder,
    /// By window of three bytes: a bit that tells whether a literal starts with it; then the same for literals that may
    /// start inside a word. Empty if there are no literals.
    window_begins: u64,
    /// Number of windows that start a literal before each group of 64 windows.
    windows_before: u32,
    /// By window that starts a literal: end of its literals in `window_literals`, after a leading 0.
    window_ends: u32,
    /// By window that starts a literal: the numbers of these literals.
    window_literals: u32,
    /// Spelling: ends of the key buckets, after a leading 0.
    spell_buckets: u32,
    /// Spelling: sorted hashes of the first and last letters of words.
    spell_keys: u64,
    /// Spelling: the word of each key.
    spell_words: u32,
    /// Spelling: the feature number of each word.
    word_numbers: u32,
    /// Spelling: the end of each word in `word_text`.
    word_ends: u32,
    /// Spelling: the words.
    word_text: u8,
    /// Stems without accents that stand for others, ascending.
    alias_keys: u64,
    /// By alias: the stem it stands for.
    alias_stems: u64,
    /// Examples: hashes of whole texts, ascending.
    example_names: u64,
    /// By example there: its owner.
    example_owners: u32,
}

/// Sections in one block of memory.
#[derive(Debug, Clone)]
pub struct Image {
    words: ImageBytes,
    ranges: Ranges,
}

#[derive(Debug, Clone)]
enum ImageBytes {
    Static(&'static [u64]),
    Owned(Vec<u64>),
}

impl Image {
    /// Lays out sections in one block; each starts at a multiple of eight bytes.
    pub fn build(sections: &Sections) -> Self {
        let mut words = vec![0u64; HEADER + SECTIONS * 2];
        for (i, bytes) in sections.bytes().into_iter().enumerate() {
            let start = words.len();
            words[HEADER + i * 2] = (start * 8) as u64;
            words[HEADER + i * 2 + 1] = bytes.len() as u64;
            words.resize(start + bytes.len().div_ceil(8), 0);
            bytemuck::cast_slice_mut::<u64, u8>(&mut words[start..])[..bytes.len()].copy_from_slice(bytes);
        }
        words[0] = FORMAT;
        words[2] = SECTIONS as u64;
        words[1] = checksum(&words);
        let ranges = ranges(&words).unwrap_or_else(|| unreachable!("the directory was just written"));
        Self { words: ImageBytes::Owned(words), ranges }
    }

    /// Reads an embedded image, whose checksum is trusted.
    pub fn embedded(bytes: &'static [u8]) -> Option<Self> {
        let words: &'static [u64] = bytemuck::try_cast_slice(bytes).ok()?;
        Some(Self { ranges: ranges(words)?, words: ImageBytes::Static(words) })
    }

    /// Reads an image from a file's content; `None` if it is damaged or of another version.
    pub fn read(words: Vec<u64>) -> Option<Self> {
        let ranges = ranges(&words)?;
        (words[1] == checksum(&words)).then_some(Self { ranges, words: ImageBytes::Owned(words) })
    }

    /// The same, ignoring the checksum.
    #[cfg(test)]
    pub(super) fn read_unchecked(words: Vec<u64>) -> Option<Self> {
        Some(Self { ranges: ranges(&words)?, words: ImageBytes::Owned(words) })
    }

    /// The whole image, to be written to a file.
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self.words())
    }

    fn words(&self) -> &[u64] {
        match &self.words {
            ImageBytes::Static(words) => words,
            ImageBytes::Owned(words) => words,
        }
    }

    /// `Ranges::read` ensures that these are whole records.
    fn records<T: Pod>(&self, range: &Range<usize>) -> &[T] {
        bytemuck::cast_slice(&self.bytes()[range.clone()])
    }
}

fn checksum(words: &[u64]) -> u64 {
    checksum_of(bytemuck::cast_slice(&words[2..]))
}

/// The checksum of bytes.
pub(crate) fn checksum_of(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Byte range of each section; `None` unless each is inside the block, aligned to eight bytes, and consists of whole
/// records.
fn ranges(words: &[u64]) -> Option<Ranges> {
    if words.len() < HEADER + SECTIONS * 2 || words[0] != FORMAT || words[2] != SECTIONS as u64 {
        return None;
    }
    let mut directory = words[HEADER..].chunks_exact(2);
    Ranges::read(|record| {
        let &[start, length] = directory.next()? else { return None };
        let (start, length) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
        let end = start.checked_add(length)?;
        (end <= size_of_val(words) && start % 8 == 0 && length % record == 0).then_some(start..end)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_image_can_be_read_and_damage_is_detected() {
        let sections = Sections { meta: b"abc".to_vec(), learned: vec![1, 2, 3], ..Sections::default() };
        let image = Image::build(&sections);
        let words: Vec<u64> = bytemuck::cast_slice(image.bytes()).to_vec();
        let again = Image::read(words.clone()).expect("whole");
        assert_eq!((again.meta(), again.learned()), (&b"abc"[..], &[1, 2, 3][..]));
        assert!(again.authored_postings().is_empty() && again.features().is_empty());
        for i in 0..words.len() {
            let mut damaged = words.clone();
            damaged[i] ^= 1 << (i % 64);
            assert!(Image::read(damaged).is_none(), "word {i}");
        }
        assert!(Image::read(words[..words.len() - 1].to_vec()).is_none());
        assert!(Image::read(Vec::new()).is_none());
    }

    #[test]
    fn half_a_record_is_detected() {
        let image = Image::build(&Sections { learned: vec![1, 2], ..Sections::default() });
        let words: Vec<u64> = bytemuck::cast_slice(image.bytes()).to_vec();
        let length = words[HEADER..].iter().position(|&word| word == 8).expect("its length stands there") + HEADER;
        for (bytes, is_whole) in [(8, true), (7, false), (4, true), (12, false)] {
            let mut changed = words.clone();
            changed[length] = bytes;
            assert_eq!(Image::read_unchecked(changed).is_some(), is_whole, "{bytes} bytes");
        }
    }
}
