//! Vectors for related evidence: one for each class, with the words shown as its neighbours, then one for each rule
//! with examples.

use crate::word_table::{EmbeddingId, RowDirection, Vector, WIDTH};

/// Maximum number of classes for related evidence: every word has to be compared with every class.
pub const MAX_RELATED_CLASSES: usize = 2048;

/// Number of bits dropped from the evidence of a word for a class, so that sums of many words fit into 32.
const DROPPED: u32 = 15;

/// The vectors of all classes.
#[derive(Debug, Clone, Copy)]
pub struct Related<'i> {
    /// By class, then by learned rule.
    vectors: &'i [Vector],
    /// Log-odds per unit of a sum, for a request of length 1.
    unit: f64,
    /// By class: end of its words, after a leading 0.
    ends: &'i [u32],
    words: &'i [u16],
}

/// The vectors of all classes as stored in an index.
pub(crate) struct PackedVectors {
    pub(crate) vectors: Vec<i16>,
    pub(crate) unit: f64,
}

impl<'i> Related<'i> {
    /// Related evidence from the sections of an index.
    pub(super) fn new(vectors: &'i [i16], unit: f64, ends: &'i [u32], words: &'i [u16]) -> Self {
        Self { vectors: vectors.as_chunks().0, unit, ends, words }
    }

    /// Converts class vectors, in log-odds for a request of length 1, to fixed point.
    pub(crate) fn pack(vectors: &[[f32; WIDTH]]) -> PackedVectors {
        let largest = vectors.iter().flatten().fold(0f32, |most, number| most.max(number.abs()));
        let scale = if largest > 0.0 { f32::from(i16::MAX) / largest } else { 1.0 };
        let fixed = |number: &f32| (number * scale).round() as i16;
        let unit = f64::from(1u32 << DROPPED) / f64::from(scale);
        PackedVectors { vectors: vectors.iter().flatten().map(fixed).collect(), unit }
    }

    /// Number of vectors; 0 if the word table is not used.
    pub(crate) fn vectors(self) -> usize {
        self.vectors.len()
    }

    /// Factor from sums of [`Self::evidence`] to log-odds, for a request whose summed rows have this length.
    pub fn scale(self, length: f64) -> f64 {
        self.unit / length
    }

    /// Evidence of a word for a class; the word is given as [`EmbeddingId::levels`].
    pub fn evidence(self, (scale, levels): &(i16, Vector), class: usize) -> i32 {
        let (vector, mut sum) = (&self.vectors[class], 0);
        // This simple form compiles to one instruction for eight products and their sums, if the processor has one.
        for i in 0..WIDTH {
            sum += i32::from(levels[i]) * i32::from(vector[i]);
        }
        // A sum of 128 products of 3 and 15 bits, times 13 bits.
        ((i64::from(sum) * i64::from(*scale)) >> DROPPED) as i32
    }

    /// The word of a class that is nearest to a row; the row itself if the class has it. `known` caches directions by
    /// position of the word.
    pub fn nearest(self, row: EmbeddingId, class: usize, known: &mut Vec<Option<OwnWord>>) -> Option<EmbeddingId> {
        let places = *self.ends.get(class)? as usize..*self.ends.get(class + 1)? as usize;
        let words = self.words.get(places.clone())?;
        known.resize(self.words.len(), None);
        let own = row.direction();
        let near = words.iter().zip(&mut known[places]).filter_map(|(&number, known)| {
            let row = EmbeddingId::numbered(number)?;
            let OwnWord { direction, length } = known.get_or_insert_with(|| OwnWord::of(row));
            Some((row, f64::from(own.dot(direction)) / *length))
        });
        near.max_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a))).map(|(row, _)| row)
    }
}

/// Direction of a word of a class, and its length.
#[derive(Debug, Clone)]
pub struct OwnWord {
    direction: RowDirection,
    length: f64,
}

impl OwnWord {
    fn of(row: EmbeddingId) -> Self {
        let direction = row.direction();
        Self { length: f64::from(direction.dot(&direction)).sqrt(), direction }
    }
}
