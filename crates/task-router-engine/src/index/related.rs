//! What the table of words says for each class: one vector a class, and the words by which it is named; behind them a vector for
//! each rule that learned from examples.

use crate::word_table::{Row, RowDirection, Vector, WIDTH};

/// With more classes than this the table is not asked: every word would have to be compared with every class.
pub const MOST_RELATED_CLASSES: usize = 2048;

/// Bits that are dropped of what a word says for a class, so that sums of many words fit into 32.
const DROPPED: u32 = 15;

/// The vectors of all classes.
#[derive(Debug, Clone, Copy)]
pub struct Related<'i> {
    /// By class, then by rule that learned.
    vectors: &'i [Vector],
    /// Log-odds of one unit of a sum, for a request of length 1.
    unit: f64,
    /// By class: where its words end, behind a 0.
    ends: &'i [u32],
    words: &'i [u16],
}

/// The vectors of all classes as an index keeps them.
pub(crate) struct PackedVectors {
    pub(crate) vectors: Vec<i16>,
    pub(crate) unit: f64,
}

impl<'i> Related<'i> {
    /// From the sections of an index.
    pub(super) fn new(vectors: &'i [i16], unit: f64, ends: &'i [u32], words: &'i [u16]) -> Self {
        Self { vectors: vectors.as_chunks().0, unit, ends, words }
    }

    /// The vectors of classes, in log-odds for a request of length 1, in fixed point.
    pub(crate) fn pack(vectors: &[[f32; WIDTH]]) -> PackedVectors {
        let largest = vectors.iter().flatten().fold(0f32, |most, number| most.max(number.abs()));
        let scale = if largest > 0.0 { f32::from(i16::MAX) / largest } else { 1.0 };
        let fixed = |number: &f32| (number * scale).round() as i16;
        let unit = f64::from(1u32 << DROPPED) / f64::from(scale);
        PackedVectors { vectors: vectors.iter().flatten().map(fixed).collect(), unit }
    }

    /// How many vectors there are; 0 where the table is not asked.
    pub fn vectors(self) -> usize {
        self.vectors.len()
    }

    /// What turns sums of [`Self::says`] into log-odds for a request whose sum of rows is so long.
    pub fn scale(self, length: f64) -> f64 {
        self.unit / length
    }

    /// What a word says for a class, by what [`Row::levels`] gives.
    pub fn says(self, (scale, levels): &(i16, Vector), class: usize) -> i32 {
        let (vector, mut sum) = (&self.vectors[class], 0);
        // Written so plainly, it becomes one instruction for eight products and their sums, where the processor has such.
        for i in 0..WIDTH {
            sum += i32::from(levels[i]) * i32::from(vector[i]);
        }
        // A sum of 128 products of 3 and 15 bits, times 13 bits.
        ((i64::from(sum) * i64::from(*scale)) >> DROPPED) as i32
    }

    /// The word of a class that is nearest to a row: the row itself where the class has it. `known` keeps what is known of the
    /// words by their place, as far as classes were asked for.
    pub fn nearest(self, row: Row, class: usize, known: &mut Vec<Option<OwnWord>>) -> Option<Row> {
        let places = *self.ends.get(class)? as usize..*self.ends.get(class + 1)? as usize;
        let words = self.words.get(places.clone())?;
        known.resize(self.words.len(), None);
        let own = row.direction();
        let near = words.iter().zip(&mut known[places]).filter_map(|(&number, known)| {
            let row = Row::numbered(number)?;
            let OwnWord { direction, length } = known.get_or_insert_with(|| OwnWord::of(row));
            Some((row, f64::from(own.dot(direction)) / *length))
        });
        near.max_by(|(a, one), (b, other)| one.total_cmp(other).then(b.cmp(a))).map(|(row, _)| row)
    }
}

/// Where a word of a class points, and how long that direction is.
#[derive(Debug, Clone)]
pub struct OwnWord {
    direction: RowDirection,
    length: f64,
}

impl OwnWord {
    fn of(row: Row) -> Self {
        let direction = row.direction();
        Self { length: f64::from(direction.dot(&direction)).sqrt(), direction }
    }
}
