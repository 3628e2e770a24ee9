//! The flat form of an index: numbered sections in one block of memory, read in place. The same bytes serve an index
//! just compiled, one embedded in the program and one read from a cache file.

use bytemuck::Pod;
use std::ops::Range;
use xxhash_rust::xxh3::xxh3_64;

/// Changes whenever the meaning of any section changes, so that no other version's file is read.
const FORMAT: u64 = u64::from_le_bytes(*b"route\0\0\x06");
/// Magic, checksum of all that follows, number of sections.
const HEADER: usize = 3;

/// The sections, in file order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub enum Section {
    /// `Meta`, serialised.
    Meta,
    /// End of each agent's card in `Cards`.
    CardEnds,
    /// The agents' cards, serialised one by one.
    Cards,
    /// The agents' class numbers in the order of their names.
    AgentOrder,
    /// By class: its place in the order of names, the same for equal names.
    NameRanks,
    /// Features: where each bucket of names ends, behind a 0.
    FeatureBuckets,
    /// Features: their names, ascending.
    FeatureNames,
    /// By feature number: its value and `FLAG_*` bits, what it adds to every class, where its learned entries start.
    FeatureFacts,
    /// By feature: learned entries, or a row of them for all classes.
    Learned,
    /// By feature number: a bit that says whether it has described or stated entries.
    Authored,
    /// How many features have such entries before each 64 features.
    AuthoredBefore,
    /// By feature that has such entries: where its described and where its stated ones end, behind a 0.
    AuthoredEnds,
    /// By feature: described entries, behind them stated ones, `not_for` negative.
    AuthoredPostings,
    /// By authored posting: a bit that says whether it is from a body alone.
    InBody,
    /// By class: 128 numbers that say where its description and its examples point.
    Related,
    /// By class: where its words end in `OwnWords`, behind a 0.
    OwnWordEnds,
    /// By class: rows of the table of words by which it can be named as a neighbour.
    OwnWords,
    /// By pattern: its owner, its weight, the bits of its groups of literals, where its text starts.
    PatternFacts,
    /// Patterns: their texts.
    PatternText,
    /// By the first three bytes of a text: a bit that says whether literals begin so.
    LiteralTriples,
    /// By the first two bytes of a text: how long the starts are by which literals that begin so are found, a bit each.
    LiteralLengths,
    /// Literals of patterns: where each bucket of names ends, behind a 0.
    LiteralBuckets,
    /// Literals: the names of their first bytes, ascending.
    LiteralNames,
    /// By literal: where its text and its holders start.
    LiteralFacts,
    /// Literals: their texts.
    LiteralText,
    /// Literals: the patterns that hold them, with the number of the group there in the last four bits.
    LiteralHolders,
    /// Spelling: where each bucket of keys ends, behind a 0.
    SpellBuckets,
    /// Spelling: sorted hashes of the first and last letters of words.
    SpellKeys,
    /// Spelling: for each key a word.
    SpellWords,
    /// Spelling: the feature number of each word.
    WordNumbers,
    /// Spelling: end of each word in `WordText`.
    WordEnds,
    /// Spelling: the words.
    WordText,
    /// Stems without accents that stand for others, ascending.
    AliasNames,
    /// By alias: the stem that it stands for.
    AliasStems,
    /// Examples of teams that state anything: the names of whole texts, ascending.
    ExampleNames,
    /// By example there: whose it is.
    ExampleOwners,
}

const SECTIONS: usize = Section::ExampleOwners as usize + 1;

/// Sections in one block of memory.
#[derive(Debug, Clone)]
pub struct Image {
    words: Words,
    ranges: [Range<usize>; SECTIONS],
}

#[derive(Debug, Clone)]
enum Words {
    Static(&'static [u64]),
    Owned(Vec<u64>),
}

impl Image {
    /// Lays sections out in one block; each starts at a multiple of eight bytes.
    pub fn build(sections: &[(Section, &[u8])]) -> Self {
        let mut directory = vec![0u64; HEADER + SECTIONS * 2];
        let mut body: Vec<u64> = Vec::new();
        for (section, bytes) in sections {
            let at = *section as usize * 2 + HEADER;
            directory[at] = ((HEADER + SECTIONS * 2 + body.len()) * 8) as u64;
            directory[at + 1] = bytes.len() as u64;
            let start = body.len();
            body.resize(start + bytes.len().div_ceil(8), 0);
            bytemuck::cast_slice_mut::<u64, u8>(&mut body[start..])[..bytes.len()].copy_from_slice(bytes);
        }
        directory[0] = FORMAT;
        directory[2] = SECTIONS as u64;
        let mut words = directory;
        words.append(&mut body);
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

    /// A section as numbers.
    pub fn section<T: Pod>(&self, section: Section) -> &[T] {
        bytemuck::cast_slice(&self.bytes()[self.ranges[section as usize].clone()])
    }
}

fn checksum(words: &[u64]) -> u64 {
    xxh3_64(bytemuck::cast_slice(&words[2..]))
}

/// Where each section lies, if the directory makes sense.
fn ranges(words: &[u64]) -> Option<[Range<usize>; SECTIONS]> {
    if words.len() < HEADER + SECTIONS * 2 || words[0] != FORMAT || words[2] != SECTIONS as u64 {
        return None;
    }
    let mut ranges = [const { 0..0 }; SECTIONS];
    for (i, range) in ranges.iter_mut().enumerate() {
        let start = usize::try_from(words[HEADER + i * 2]).ok()?;
        let end = start.checked_add(usize::try_from(words[HEADER + i * 2 + 1]).ok()?)?;
        if end > words.len() * 8 || (start % 8 != 0) {
            return None;
        }
        *range = start..end;
    }
    Some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_built_can_be_read_and_damage_is_noticed() {
        let values = [1u32, 2, 3];
        let image = Image::build(&[(Section::Meta, b"abc"), (Section::Learned, bytemuck::cast_slice(&values))]);
        let words: Vec<u64> = bytemuck::cast_slice(image.bytes()).to_vec();
        let again = Image::read(words.clone()).expect("whole");
        assert_eq!(again.section::<u8>(Section::Meta), b"abc");
        assert_eq!(again.section::<u32>(Section::Learned), values);
        assert!(again.section::<u32>(Section::AuthoredPostings).is_empty());
        for i in 0..words.len() {
            let mut damaged = words.clone();
            damaged[i] ^= 1 << (i % 64);
            assert!(Image::read(damaged).is_none(), "word {i}");
        }
        assert!(Image::read(words[..words.len() - 1].to_vec()).is_none());
        assert!(Image::read(Vec::new()).is_none());
    }
}
