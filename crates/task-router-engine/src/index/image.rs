//! The flat form of an index: sections in one block of memory, read in place. The same bytes serve an index just compiled,
//! one embedded in the program and one read from a cache file.
//!
//! A section is a list of records of one type. [`Sections`] is the one declaration of all of them.

use super::records::{FeatureKey, FeatureRecord, LiteralHolder, LiteralRecord, PatternRecord};
use bytemuck::Pod;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Changes whenever the meaning of any section changes, so that no other version's file is read.
const FORMAT: u64 = u64::from_le_bytes(*b"route\0\0\x0d");
/// Magic, checksum of all that follows, number of sections.
const HEADER: usize = 3;

/// Declares the sections in file order, each with its record: what an image is built from, where each lies in one, and
/// how it is read.
macro_rules! sections {
    ($($(#[doc = $doc:literal])+ $name:ident: $record:ty,)+) => {
        /// What an image is built from, in file order.
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

        /// Where each section lies, in bytes.
        #[derive(Debug, Clone)]
        struct Ranges {
            $($name: Range<usize>,)+
        }

        impl Ranges {
            /// `range` gives where the next section lies, as so many records of so many bytes each.
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
    /// What is needed for any decision, serialised.
    meta: u8,
    /// By agent: where its card ends in `cards`.
    card_ends: u32,
    /// The agents' cards, serialised one by one.
    cards: u8,
    /// The agents' class numbers in the order of their names.
    agent_order: u32,
    /// By class: its place in the order of names, the same for equal names.
    name_ranks: u32,
    /// Features: where each bucket of keys ends, behind a 0.
    feature_buckets: u32,
    /// By feature number, in the order of the keys: the key and the record.
    feature_keys: FeatureKey,
    /// What every request needs of a feature; features of which the same is known share a record. Behind the last the end
    /// of `learned`.
    features: FeatureRecord,
    /// By record: learned postings, or a row of them for all classes.
    learned: u32,
    /// By feature number: a bit that says whether it has authored postings.
    authored: u64,
    /// How many features have authored postings before each 64 features.
    authored_before: u32,
    /// By feature that has authored postings: where its described and where its stated ones end, behind a 0.
    authored_ends: u32,
    /// By feature: described postings, behind them stated ones, `not_for` negative.
    authored_postings: u32,
    /// By authored posting: where it is from a body alone, the line of the body from 1, else 0.
    body_lines: u16,
    /// By class: 128 numbers that say where its description and its examples point.
    related: i16,
    /// By class: where its words end in `own_words`, behind a 0.
    own_word_ends: u32,
    /// By class: rows of the table of words by which it can be named as a neighbour.
    own_words: u16,
    /// The patterns; behind the last the end of `pattern_text`.
    patterns: PatternRecord,
    /// Patterns: their texts.
    pattern_text: u8,
    /// The literals that patterns need; behind the last the ends of `literal_text` and `literal_holders`.
    literals: LiteralRecord,
    /// Literals: their texts, in lower case.
    literal_text: u8,
    /// By literal: the patterns that need it.
    literal_holders: LiteralHolder,
    /// By window of three bytes: a bit that says whether a literal begins with it; behind them the same inside of words. Nothing
    /// where there are no literals.
    window_begins: u64,
    /// How many windows begin a literal before each 64 windows.
    windows_before: u32,
    /// By window that begins a literal: where its literals end in `window_literals`, behind a 0.
    window_ends: u32,
    /// By window that begins a literal: the numbers of those that do.
    window_literals: u32,
    /// Spelling: where each bucket of keys ends, behind a 0.
    spell_buckets: u32,
    /// Spelling: sorted hashes of the first and last letters of words.
    spell_keys: u64,
    /// Spelling: for each key a word.
    spell_words: u32,
    /// Spelling: the feature number of each word.
    word_numbers: u32,
    /// Spelling: where each word ends in `word_text`.
    word_ends: u32,
    /// Spelling: the words.
    word_text: u8,
    /// Stems without accents that stand for others, ascending.
    alias_keys: u64,
    /// By alias: the stem that it stands for.
    alias_stems: u64,
    /// Examples: the names of whole texts, ascending.
    example_names: u64,
    /// By example there: whose it is.
    example_owners: u32,
}

/// Sections in one block of memory.
#[derive(Debug, Clone)]
pub struct Image {
    words: Words,
    ranges: Ranges,
}

#[derive(Debug, Clone)]
enum Words {
    Static(&'static [u64]),
    Owned(Vec<u64>),
}

impl Image {
    /// Lays sections out in one block; each starts at a multiple of eight bytes.
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
        Self { words: Words::Owned(words), ranges }
    }

    /// Reads an embedded image, which is trusted to be whole.
    pub fn embedded(bytes: &'static [u8]) -> Option<Self> {
        let words: &'static [u64] = bytemuck::try_cast_slice(bytes).ok()?;
        Some(Self { ranges: ranges(words)?, words: Words::Static(words) })
    }

    /// Reads an image from a file's content; `None` where it is damaged or of another version.
    pub fn read(words: Vec<u64>) -> Option<Self> {
        let ranges = ranges(&words)?;
        (words[1] == checksum(&words)).then_some(Self { ranges, words: Words::Owned(words) })
    }

    /// The same with whatever checksum.
    #[cfg(test)]
    pub(super) fn read_unchecked(words: Vec<u64>) -> Option<Self> {
        Some(Self { ranges: ranges(&words)?, words: Words::Owned(words) })
    }

    /// All of it, to be written to a file.
    pub fn bytes(&self) -> &[u8] {
        bytemuck::cast_slice(self.words())
    }

    fn words(&self) -> &[u64] {
        match &self.words {
            Words::Static(words) => words,
            Words::Owned(words) => words,
        }
    }

    /// `Ranges::read` has seen to it that these are whole records.
    fn records<T: Pod>(&self, range: &Range<usize>) -> &[T] {
        bytemuck::cast_slice(&self.bytes()[range.clone()])
    }
}

fn checksum(words: &[u64]) -> u64 {
    xxh3_64(bytemuck::cast_slice(&words[2..]))
}

/// Where each section lies, if the directory makes sense: each inside of the block, at a multiple of eight bytes, and of
/// whole records.
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
    fn what_is_built_can_be_read_and_damage_is_noticed() {
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
    fn half_a_record_is_noticed() {
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
