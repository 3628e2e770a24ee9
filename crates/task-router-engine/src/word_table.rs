//! The word table: 16,000 English stems with 128 numbers each, embedded in the program. It relates words by their
//! meaning.
//!
//! The sum of the rows of a text's words approximates a sentence model's embedding of the text, so texts are compared
//! by the angle between their sums; `tools/words` builds the table and documents its sources. A row is a scale and 128
//! numbers from -7 to 7. Rows are found by the hash of a stem; a word without a row contributes nothing.

use crate::text::Feature;

/// Numbers per row.
pub(crate) const WIDTH: usize = 128;

/// The embedded table; its layout is described at `packed` in `tools/words/build.py`.
static DATA: &[u8] = include_bytes!("../data/words.bin");
const MAGIC: &[u8] = b"words\0\0\x01";
/// Header length in bytes: magic, number of rows, numbers per row.
const HEADER: usize = 16;
/// Bytes of a hash or of a text end.
const NUMBER: usize = 4;
/// Bytes of a row: its scale, and two numbers per byte.
const ROW: usize = 2 + WIDTH / 2;
/// Offset added to a number to store it in four bits.
const ZERO: i16 = 8;
/// Number of rows.
const ROWS: usize = u32_at(DATA, MAGIC.len()) as usize;
const ROWS_START: usize = HEADER + ROWS * NUMBER;
const ENDS_START: usize = ROWS_START + ROWS * ROW;
const TEXTS_START: usize = ENDS_START + ROWS * NUMBER;

// A table of another shape does not compile.
const _: () =
    assert!(u32_at(DATA, MAGIC.len() + NUMBER) as usize == WIDTH && ROWS < (1 << 16) - 2 && TEXTS_START < DATA.len());

/// Root mean square of the row lengths. The row of a function word has a tenth of it, that of a specific word one and a
/// half.
pub(crate) const MEAN_LENGTH: f64 = 50_624.0;
/// Specificity of a word without a row: that of a specific word.
pub const UNKNOWN_SPECIFICITY: f32 = 1.5;
/// Length that a word without a row adds to a sum: that of a specific word. On CLINC150 with ten examples a class it is
/// worth 0.4 points.
const UNKNOWN_LENGTH: f64 = UNKNOWN_SPECIFICITY as f64 * MEAN_LENGTH;
/// Minimum length added to every sum. No cost up to this value, 0.3 points at twice as much.
const MIN_LENGTH: f64 = 0.5 * MEAN_LENGTH;

/// Maximum number of words of a text that are added, so that their sum fits into 32 bits.
pub(crate) const MAX_WORDS: usize = 512;

/// Number of lanes added at once.
const PART: usize = 16;

/// Index of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmbeddingId(u16);

/// Numbers of a row times its scale. All rows have the same unit.
pub(crate) type Vector = [i16; WIDTH];

/// Direction of a text: the sum of the rows of its words.
#[derive(Debug, Clone)]
pub(crate) struct Direction {
    sum: [i32; WIDTH],
    unknown: u32,
}

/// Direction of a row, for comparison with others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowDirection([i16; WIDTH]);

impl RowDirection {
    /// Scalar product. A sum of 128 products of numbers from -8 to 7 fits into 16 bits.
    pub fn dot(&self, other: &Self) -> i32 {
        i32::from(self.0.iter().zip(&other.0).map(|(a, b)| a * b).sum::<i16>())
    }
}

impl Default for Direction {
    fn default() -> Self {
        Self { sum: [0; WIDTH], unknown: 0 }
    }
}

impl Direction {
    /// Adds a word, at most [`MAX_WORDS`] of them.
    pub fn add(&mut self, row: &Vector) {
        self.add_all(std::iter::once(row));
    }

    /// Adds several words, one part of the sum at a time, so that it stays in registers.
    pub(crate) fn add_all<'r>(&mut self, rows: impl Iterator<Item = &'r Vector> + Clone) {
        for (part, sums) in self.sum.as_chunks_mut::<PART>().0.iter_mut().enumerate() {
            for row in rows.clone() {
                let row = &row.as_chunks::<PART>().0[part];
                (0..PART).for_each(|i| sums[i] += i32::from(row[i]));
            }
        }
    }

    /// Adds a word without a row: it has an unknown direction, so the others are less of the whole.
    pub(crate) fn add_unknown(&mut self) {
        self.unknown = self.unknown.saturating_add(1);
    }

    /// Length of the sum for normalisation. The rows of an uninformative text are short, and must not be scaled up
    /// because it has nothing else.
    pub fn length(&self) -> f64 {
        // Always the same four partial sums, so that the result does not depend on the machine.
        let (fours, _) = self.sum.as_chunks::<4>();
        let mut squares = [0f64; 4];
        for four in fours {
            (0..4).for_each(|i| squares[i] += f64::from(four[i]) * f64::from(four[i]));
        }
        let unknown = f64::from(self.unknown) * UNKNOWN_LENGTH * UNKNOWN_LENGTH;
        (squares.iter().sum::<f64>() + unknown + MIN_LENGTH * MIN_LENGTH).sqrt()
    }

    /// The sum divided by its length.
    pub(crate) fn unit(&self) -> Vec<f32> {
        let length = self.length();
        self.sum.iter().map(|&number| (f64::from(number) / length) as f32).collect()
    }
}

const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

impl EmbeddingId {
    /// The row of a stem.
    pub fn of(stem: Feature) -> Option<Self> {
        let hash = (stem >> 32) as u32;
        let at = |row: usize| u32_at(DATA, HEADER + row * NUMBER);
        // Hashes are evenly distributed, so the search starts at the proportional position.
        let mut row = ((u64::from(hash) * ROWS as u64) >> 32) as usize;
        while row > 0 && at(row) > hash {
            row -= 1;
        }
        while row + 1 < ROWS && at(row) < hash {
            row += 1;
        }
        (at(row) == hash).then_some(Self(row as u16))
    }

    /// The row with this index.
    pub fn numbered(number: u16) -> Option<Self> {
        (usize::from(number) < ROWS).then_some(Self(number))
    }

    /// Its index.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Its scale and its numbers, from -7 to 7.
    pub fn levels(self) -> (i16, Vector) {
        let row = &DATA[ROWS_START + usize::from(self.0) * ROW..][..ROW];
        let mut levels = [0; WIDTH];
        for (pair, byte) in levels.as_chunks_mut::<2>().0.iter_mut().zip(&row[2..]) {
            *pair = [i16::from(byte & 0xf) - ZERO, i16::from(byte >> 4) - ZERO];
        }
        (i16::from_le_bytes([row[0], row[1]]), levels)
    }

    /// Its direction: the numbers without the scale, in an order of their own.
    pub(crate) fn direction(self) -> RowDirection {
        let row = &DATA[ROWS_START + usize::from(self.0) * ROW..][2..ROW];
        let mut direction = RowDirection([0; WIDTH]);
        let (low, high) = direction.0.split_at_mut(WIDTH / 2);
        for ((low, high), byte) in low.iter_mut().zip(high).zip(row) {
            (*low, *high) = (i16::from(byte & 0xf) - ZERO, i16::from(byte >> 4) - ZERO);
        }
        direction
    }

    /// Its scaled numbers.
    pub fn vector(self) -> Vector {
        let (scale, levels) = self.levels();
        levels.map(|level| level * scale)
    }

    /// Its length relative to the mean row: how specific the word is in any text.
    pub fn specificity(self) -> f32 {
        let squares: f64 = self.vector().iter().map(|&number| f64::from(number) * f64::from(number)).sum();
        (squares.sqrt() / MEAN_LENGTH) as f32
    }

    /// The most common word with this stem.
    pub fn word(self) -> &'static str {
        let end = |row: usize| u32_at(DATA, ENDS_START + row * NUMBER) as usize;
        let row = usize::from(self.0);
        let start = if row == 0 { 0 } else { end(row - 1) };
        std::str::from_utf8(&DATA[TEXTS_START + start..TEXTS_START + end(row)]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Stems;
    use sha2::{Digest, Sha256};

    /// The checksum that `tools/words/build.py` printed.
    const SHA_256: &str = "00a12cac331ca095158a75bba0915dd3947e032b57e6247ba07ba945a2d59bec";

    fn all() -> impl Iterator<Item = EmbeddingId> {
        (0..ROWS as u16).filter_map(EmbeddingId::numbered)
    }

    fn cosine(one: &str, other: &str) -> f64 {
        let stems = Stems::default();
        let [a, b] = [one, other].map(|word| EmbeddingId::of(stems.feature(word)).expect(word).vector().map(f64::from));
        let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
        dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
    }

    #[test]
    fn the_table_is_the_one_that_was_measured() {
        assert!(DATA.starts_with(MAGIC));
        let hash: String = Sha256::digest(DATA).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, SHA_256);
    }

    #[test]
    fn every_row_is_found_by_the_stem_of_its_word() {
        let stems = Stems::default();
        // A table built with another stemmer has rows that are never found; it must be rebuilt.
        let lost: Vec<_> = all()
            .filter(|row| EmbeddingId::of(stems.feature(row.word())) != Some(*row))
            .map(EmbeddingId::word)
            .collect();
        assert!(lost.is_empty(), "{lost:?}");
        assert_eq!(EmbeddingId::of(stems.feature("zzyzxq")), None);
        assert_eq!(EmbeddingId::of(Feature::MIN), None);
        assert_eq!(EmbeddingId::of(Feature::MAX), None);
    }

    #[test]
    fn the_mean_length_is_that_of_the_rows() {
        let squares = |row: EmbeddingId| row.vector().map(|number| f64::from(number).powi(2)).iter().sum::<f64>();
        let mean = (all().map(squares).sum::<f64>() / ROWS as f64).sqrt();
        assert!((mean - MEAN_LENGTH).abs() < 1.0, "{mean}");
    }

    #[test]
    fn unknown_words_make_a_sum_longer() {
        let mut direction = Direction::default();
        assert_eq!(direction.length(), MIN_LENGTH);
        direction.add(&[3000; WIDTH]);
        // 3000 * sqrt 128 = 33,941.
        assert!((direction.length() - (33_941.0f64.powi(2) + MIN_LENGTH.powi(2)).sqrt()).abs() < 1.0);
        direction.add_unknown();
        let squares = 33_941.0f64.powi(2) + MIN_LENGTH.powi(2) + UNKNOWN_LENGTH.powi(2);
        assert!((direction.length() - squares.sqrt()).abs() < 1.0);
        assert!((f64::from(direction.unit()[0]) - 3000.0 / squares.sqrt()).abs() < 1e-6);
    }

    #[test]
    fn no_number_overflows() {
        for row in all() {
            let at = ROWS_START + usize::from(row.number()) * ROW;
            let scale = u16::from_le_bytes([DATA[at], DATA[at + 1]]);
            assert!((1..=i16::MAX as u16 / 7).contains(&scale), "{}", row.word());
            assert!(DATA[at + 2..at + ROW].iter().all(|byte| byte & 0xf > 0 && byte >> 4 > 0), "{}", row.word());
        }
    }

    #[test]
    fn related_words_are_near_one_another() {
        let near = [
            ("pod", "kubernetes"),
            ("k8s", "cluster"),
            ("jwt", "login"),
            ("postgres", "database"),
            ("invoice", "billing"),
        ];
        for (word, neighbour) in near {
            assert!(cosine(word, neighbour) > 0.3, "{word} {neighbour} {}", cosine(word, neighbour));
            assert!(
                cosine(word, neighbour) > cosine(word, "banana") + 0.1,
                "{word} {neighbour} {}",
                cosine(word, "banana")
            );
        }
    }
}
