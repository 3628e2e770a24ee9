//! What the table of words says for each class: kept by word, and added up over a request.

use crate::index::{Index, OwnWord, Related, RuleId, UNIT};
use crate::word_table::{Direction, MOST_WORDS, Row, Vector};
use std::collections::HashMap;

/// No place: that nothing is known of the nearest word, and that a class has none. There are fewer rows.
const NOT_YET: u16 = u16::MAX;
const NONE: u16 = u16::MAX - 1;
/// So many numbers are added at once.
const LANES: usize = 8;

/// The words met that have a row in the table.
pub(super) struct RelatedWords<'i> {
    related: Related<'i>,
    /// By word: its row.
    rows: Vec<Row>,
    /// By word: the numbers of its row.
    vectors: Vec<Vector>,
    /// By word: what it says for each class, so many vectors.
    says: Vec<[i32; LANES]>,
    /// How many parts of `says` a word has.
    width: usize,
    /// By word and class, as far as explanations asked for it: the place in `near` of the word of the class that is nearest.
    /// Comparing a word with all of a class costs more than the rest of an explanation.
    nearest: Vec<u16>,
    /// By word of a class: where it points, as far as it was compared.
    own_words: Vec<Option<OwnWord>>,
    /// The words that were found to be nearest to others, as a batch meets them again and again.
    near: Vec<&'static str>,
    /// The places of rows there.
    places: HashMap<Row, u16>,
}

/// What the words of a request say together.
#[derive(Default)]
pub(super) struct RelatedSum {
    says: Vec<[i32; LANES]>,
    /// The words that have a row, as many as count.
    words: Vec<usize>,
    /// How many have none.
    unknown: usize,
    /// What turns sums into log-odds: less, the longer the sum of the rows is.
    scale: f64,
}

impl<'i> RelatedWords<'i> {
    pub(super) fn of(related: Related<'i>) -> Self {
        let width = related.vectors().div_ceil(LANES);
        Self {
            related,
            rows: Vec::new(),
            vectors: Vec::new(),
            says: Vec::new(),
            width,
            nearest: Vec::new(),
            own_words: Vec::new(),
            near: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Whether any class is known by the table.
    pub(super) fn are_used(&self) -> bool {
        self.width > 0
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let words = [size_of_val(&*self.rows), size_of_val(&*self.vectors), size_of_val(&*self.says)];
        words.iter().sum::<usize>() + size_of_val(&*self.nearest)
    }

    /// How many are kept.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Puts together what a word says.
    pub(super) fn push(&mut self, row: Row) {
        let levels = row.levels();
        let start = self.says.len();
        self.says.resize(start + self.width, Default::default());
        let says = self.says[start..].as_flattened_mut();
        says.iter_mut()
            .take(self.related.vectors())
            .enumerate()
            .for_each(|(class, says)| *says = self.related.says(&levels, class));
        self.rows.push(row);
        self.vectors.push(row.vector());
    }

    /// Copies a word over another.
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        self.rows[to] = self.rows[from];
        self.vectors[to] = self.vectors[from];
        self.says.copy_within(from * self.width..(from + 1) * self.width, to * self.width);
        if !self.nearest.is_empty() {
            let classes = self.related.vectors();
            self.nearest.resize(self.rows.len() * classes, NOT_YET);
            self.nearest.copy_within(from * classes..(from + 1) * classes, to * classes);
        }
    }

    /// Keeps the first so many.
    pub(super) fn truncate(&mut self, words: usize) {
        self.rows.truncate(words);
        self.vectors.truncate(words);
        self.says.truncate(words * self.width);
        self.nearest.truncate(words * self.related.vectors());
    }

    /// What a word says for a class.
    pub(super) fn says(&self, word: usize, class: usize) -> i32 {
        self.says[word * self.width + class / LANES][class % LANES]
    }

    /// The word of a class that is nearest to a word, where it is another one.
    pub(super) fn nearest(&mut self, word: usize, class: usize) -> Option<&'static str> {
        let (row, classes) = (self.rows[word], self.related.vectors());
        if self.nearest.len() < self.rows.len() * classes {
            self.nearest.resize(self.rows.len() * classes, NOT_YET);
        }
        let nearest = &mut self.nearest[word * classes + class];
        if *nearest == NOT_YET {
            let near = self.related.nearest(row, class, &mut self.own_words).filter(|&near| near != row);
            *nearest = near.map_or(NONE, |near| {
                *self.places.entry(near).or_insert_with(|| {
                    self.near.push(near.word());
                    self.near.len() as u16 - 1
                })
            });
        }
        self.near.get(usize::from(*nearest)).copied()
    }
}

impl RelatedSum {
    /// The sum over the words of these numbers, `None` for a word that the table does not know. Where they are very many, the
    /// first count.
    pub(super) fn sum(&mut self, words: &RelatedWords, numbers: impl Iterator<Item = (usize, Option<usize>)>) {
        let mut direction = Direction::default();
        self.clear();
        for (_, word) in numbers {
            match word {
                None => {
                    direction.add_unknown();
                    self.unknown += 1;
                }
                Some(word) if self.words.len() < MOST_WORDS => self.words.push(word),
                Some(_) => {}
            }
        }
        direction.add_all(self.words.iter().map(|&word| &words.vectors[word]));
        self.scale = words.related.scale(direction.length());
        self.says.clear();
        for part in 0..words.width {
            let mut sums = [0; LANES];
            for &word in &self.words {
                let own = &words.says[word * words.width + part];
                (0..LANES).for_each(|i| sums[i] += own[i]);
            }
            self.says.push(sums);
        }
    }

    /// Nothing is said.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.says.clear();
        self.unknown = 0;
    }

    /// Whether the table knows half of the words.
    pub(super) fn knows_half(&self) -> bool {
        !self.words.is_empty() && self.words.len() >= self.unknown
    }

    /// Whether the table knows any of the words.
    pub(super) fn says_anything(&self) -> bool {
        !self.words.is_empty()
    }

    /// What turns sums into log-odds.
    pub(super) fn scale(&self) -> f64 {
        self.scale
    }

    /// What the words say for a class, or another that has a vector, in log-odds.
    pub(super) fn log_odds(&self, class: usize) -> f64 {
        f64::from(self.of(class)) * self.scale
    }

    /// By how much a rule's bound is passed with this sum of evidence by words in the request of so many, in units.
    pub(super) fn surplus(&self, index: &Index, rule: RuleId, sum: i64, words: usize) -> f64 {
        let bound = index.meta.rule_bounds[rule.index()];
        let vector = bound.vector.map(|number| index.meta.classes.len() + usize::from(number));
        let related = vector.map_or(0.0, |vector| self.log_odds(vector));
        bound.surplus(sum, related * UNIT, words)
    }

    /// What the words say for a class, or another that has a vector; 0 where the table is not asked.
    fn of(&self, class: usize) -> i32 {
        self.says.get(class / LANES).map_or(0, |says| says[class % LANES])
    }
}
