//! Related evidence: what the word table says about each class, cached by word and summed over a request.

use super::respelt_weight;
use crate::index::{Index, OwnWord, Related, RuleId, UNIT};
use crate::word_table::{Direction, EmbeddingId, MAX_WORDS, Vector};
use std::collections::HashMap;

/// Reserved index into `near`: not computed yet. There are fewer rows than this and the next.
const NOT_YET: u16 = u16::MAX;
/// Reserved index into `near`: no nearest word.
const NONE: u16 = u16::MAX - 1;
/// Number of lanes added at once.
const LANES: usize = 8;

/// Cached words that have a row in the word table.
pub(super) struct RelatedWords<'i> {
    related: Related<'i>,
    /// Row by word.
    rows: Vec<EmbeddingId>,
    /// Vector of the row by word.
    vectors: Vec<Vector>,
    /// Whether the row is that of a spelling correction, by word.
    respelt: Vec<bool>,
    /// Products with all class vectors by word, `width` lanes each.
    evidence: Vec<[i32; LANES]>,
    /// Number of lane groups of a word in `evidence`.
    width: usize,
    /// Index into `near` of the class's nearest word, by word and class; computed when an explanation asks for it,
    /// since comparing a word with all words of a class costs more than the rest of an explanation.
    nearest: Vec<u16>,
    /// Direction by word of a class, as far as computed.
    own_words: Vec<Option<OwnWord>>,
    /// Nearest words found so far; a batch meets the same ones again and again.
    near: Vec<&'static str>,
    /// Index into `near` by row.
    places: HashMap<EmbeddingId, u16>,
}

/// Related evidence of a request's words together.
#[derive(Default)]
pub(super) struct RelatedSum {
    evidence: Vec<[i32; LANES]>,
    /// The words with a row, at most as many as count.
    words: Vec<usize>,
    /// Number of words without a row.
    unknown: usize,
    /// Factor from sums to log-odds; it falls with the length of the summed vector.
    scale: f64,
}

impl<'i> RelatedWords<'i> {
    pub(super) fn of(related: Related<'i>) -> Self {
        let width = related.vectors().div_ceil(LANES);
        Self {
            related,
            rows: Vec::new(),
            vectors: Vec::new(),
            respelt: Vec::new(),
            evidence: Vec::new(),
            width,
            nearest: Vec::new(),
            own_words: Vec::new(),
            near: Vec::new(),
            places: HashMap::new(),
        }
    }

    /// Whether any class has a vector.
    pub(super) fn are_used(&self) -> bool {
        self.width > 0
    }

    /// Memory used, in bytes.
    pub(super) fn bytes(&self) -> usize {
        let words = [size_of_val(&*self.rows), size_of_val(&*self.vectors), size_of_val(&*self.evidence)];
        words.iter().sum::<usize>() + size_of_val(&*self.respelt) + size_of_val(&*self.nearest)
    }

    /// Number of cached words.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Computes and caches a word's evidence. A misspelt word has the row of its correction: it says half of what that
    /// says, and leaves the words around it what they would say beside that.
    pub(super) fn push(&mut self, row: EmbeddingId, is_respelt: bool) {
        let levels = row.levels();
        let start = self.evidence.len();
        self.evidence.resize(start + self.width, Default::default());
        let evidence = self.evidence[start..].as_flattened_mut();
        evidence.iter_mut().take(self.related.vectors()).enumerate().for_each(|(class, evidence)| {
            let whole = self.related.evidence(&levels, class);
            *evidence = if is_respelt { respelt_weight(whole) as i32 } else { whole };
        });
        self.rows.push(row);
        self.respelt.push(is_respelt);
        self.vectors.push(row.vector());
    }

    /// Copies a word over another.
    pub(super) fn copy(&mut self, from: usize, to: usize) {
        self.rows[to] = self.rows[from];
        self.vectors[to] = self.vectors[from];
        self.respelt[to] = self.respelt[from];
        self.evidence.copy_within(from * self.width..(from + 1) * self.width, to * self.width);
        if !self.nearest.is_empty() {
            let classes = self.related.vectors();
            self.nearest.resize(self.rows.len() * classes, NOT_YET);
            self.nearest.copy_within(from * classes..(from + 1) * classes, to * classes);
        }
    }

    /// Keeps the first `words` words.
    pub(super) fn truncate(&mut self, words: usize) {
        self.rows.truncate(words);
        self.vectors.truncate(words);
        self.respelt.truncate(words);
        self.evidence.truncate(words * self.width);
        self.nearest.truncate(words * self.related.vectors());
    }

    /// The evidence of a word for a class, before scaling.
    pub(super) fn evidence(&self, word: usize, class: usize) -> i32 {
        self.evidence[word * self.width + class / LANES][class % LANES]
    }

    /// The word of a class that is nearest to a word, if it is a different one, as the correction of a misspelt word is.
    pub(super) fn nearest(&mut self, word: usize, class: usize) -> Option<&'static str> {
        let (row, is_respelt, classes) = (self.rows[word], self.respelt[word], self.related.vectors());
        if self.nearest.len() < self.rows.len() * classes {
            self.nearest.resize(self.rows.len() * classes, NOT_YET);
        }
        let nearest = &mut self.nearest[word * classes + class];
        if *nearest == NOT_YET {
            let near = self.related.nearest(row, class, &mut self.own_words);
            let near = near.filter(|&near| is_respelt || near != row);
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
    /// Sums over the words of these numbers; `None` is a word without a row. Of very many words only the first ones
    /// count.
    pub(super) fn sum(&mut self, words: &RelatedWords, numbers: impl Iterator<Item = (usize, Option<usize>)>) {
        let mut direction = Direction::default();
        self.clear();
        for (_, word) in numbers {
            match word {
                None => {
                    direction.add_unknown();
                    self.unknown += 1;
                }
                Some(word) if self.words.len() < MAX_WORDS => self.words.push(word),
                Some(_) => {}
            }
        }
        direction.add_all(self.words.iter().map(|&word| &words.vectors[word]));
        self.scale = words.related.scale(direction.length());
        self.evidence.clear();
        for part in 0..words.width {
            let mut sums = [0; LANES];
            for &word in &self.words {
                let own = &words.evidence[word * words.width + part];
                (0..LANES).for_each(|i| sums[i] += own[i]);
            }
            self.evidence.push(sums);
        }
    }

    /// Resets the sum to no evidence.
    pub(super) fn clear(&mut self) {
        self.words.clear();
        self.evidence.clear();
        self.unknown = 0;
    }

    /// Whether at least half of the words are in the word table.
    pub(super) fn knows_half(&self) -> bool {
        !self.words.is_empty() && self.words.len() >= self.unknown
    }

    /// Whether any word is in the word table.
    pub(super) fn has_evidence(&self) -> bool {
        !self.words.is_empty()
    }

    /// Factor from sums to log-odds.
    pub(super) fn scale(&self) -> f64 {
        self.scale
    }

    /// Evidence for a class, or for another target with a vector, in log-odds.
    pub(super) fn log_odds(&self, class: usize) -> f64 {
        f64::from(self.unscaled(class)) * self.scale
    }

    /// By how much a rule exceeds its bound, given its word evidence in units and the request's number of words.
    pub(super) fn surplus(&self, index: &Index, rule: RuleId, sum: i64, words: usize) -> f64 {
        let bound = index.meta.rule_bounds[rule.index()];
        let vector = bound.vector.map(|number| index.meta.classes.len() + usize::from(number));
        let related = vector.map_or(0.0, |vector| self.log_odds(vector));
        bound.surplus(sum, related * UNIT, words)
    }

    /// Unscaled evidence for a class or another target with a vector; 0 if the word table is not used.
    fn unscaled(&self, class: usize) -> i32 {
        self.evidence.get(class / LANES).map_or(0, |evidence| evidence[class % LANES])
    }
}
