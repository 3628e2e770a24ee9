//! What the table of words says for each class: kept by word, and added up over a request.

use crate::index::Related;
use crate::word_table::{Direction, MOST_WORDS, Row, Vector};
use std::collections::HashMap;

/// So many nearest words are kept, about 1.5 MB.
const MOST_NEAREST: usize = 1 << 15;
/// So many numbers are added at once.
const LANES: usize = 8;

/// The words met that have a row in the table.
pub(super) struct RelatedWords<'i> {
    related: Related<'i>,
    /// By word: its row.
    rows: Vec<Vector>,
    /// By word: what it says for each class, so many vectors.
    says: Vec<[i32; LANES]>,
    vectors: usize,
}

/// The nearest words of classes to the words met in explanations: comparing a word with all of a class costs more than the
/// rest of its explanation, and requests repeat their words.
#[derive(Default)]
pub(super) struct NearestWords(HashMap<(u16, usize), Option<Row>>);

impl NearestWords {
    /// The word of a class that is nearest to a row.
    pub(super) fn nearest(&mut self, related: Related, row: Row, class: usize) -> Option<Row> {
        if self.0.len() >= MOST_NEAREST {
            self.0.clear();
        }
        *self.0.entry((row.number(), class)).or_insert_with(|| related.nearest(row, class))
    }
}

/// What the words of a request say together.
#[derive(Default)]
pub(super) struct RelatedSum {
    direction: Direction,
    says: Vec<[i32; LANES]>,
    words: usize,
}

impl<'i> RelatedWords<'i> {
    pub(super) fn of(related: Related<'i>) -> Self {
        Self { related, rows: Vec::new(), says: Vec::new(), vectors: related.classes().div_ceil(LANES) }
    }

    /// Whether any class is known by the table.
    pub(super) fn are_used(&self) -> bool {
        self.vectors > 0
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(&*self.rows) + size_of_val(&*self.says)
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Puts together what a word says.
    pub(super) fn push(&mut self, row: Row) {
        let levels = row.levels();
        let start = self.says.len();
        self.says.resize(start + self.vectors, Default::default());
        let says = self.says[start..].as_flattened_mut();
        says.iter_mut()
            .take(self.related.classes())
            .enumerate()
            .for_each(|(class, says)| *says = self.related.says(&levels, class));
        self.rows.push(row.vector());
    }

    /// Copies a word over another.
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        self.rows[to] = self.rows[from];
        self.says.copy_within(from * self.vectors..(from + 1) * self.vectors, to * self.vectors);
    }

    /// Keeps the first so many.
    pub(super) fn truncate(&mut self, words: usize) {
        self.rows.truncate(words);
        self.says.truncate(words * self.vectors);
    }
}

impl RelatedSum {
    /// The sum over the words of these numbers, `None` for a word that the table does not know. Where they are very many, the
    /// first count.
    pub(super) fn sum(&mut self, words: &RelatedWords, numbers: impl Iterator<Item = Option<usize>>) {
        self.direction = Direction::default();
        self.words = 0;
        self.says.clear();
        self.says.resize(words.vectors, Default::default());
        for word in numbers {
            let Some(word) = word else {
                self.direction.add_unknown();
                continue;
            };
            if self.words == MOST_WORDS {
                continue;
            }
            self.words += 1;
            self.direction.add(&words.rows[word]);
            for (sums, own) in self.says.iter_mut().zip(&words.says[word * words.vectors..]) {
                (0..LANES).for_each(|i| sums[i] += own[i]);
            }
        }
    }

    /// Whether the table knows any of the words.
    pub(super) fn says_anything(&self) -> bool {
        self.words > 0
    }

    /// How long the sum of the rows is.
    pub(super) fn length(&self) -> f64 {
        self.direction.length()
    }

    /// What the words say for a class; 0 where the table is not asked.
    pub(super) fn of(&self, class: usize) -> i32 {
        self.says.get(class / LANES).map_or(0, |says| says[class % LANES])
    }
}
