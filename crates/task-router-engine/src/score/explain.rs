//! The plain way to a score: each part with the words it belongs to, every feature looked up where it stands.

use super::weighted::Weights;
use super::{EvidenceKind, Scale, ScorePart, Totals, respelt_weight};
use crate::index::{Features, Index, PostingKind, UNIT};
use crate::model::BLOCKS;
use crate::request::{self, WHOLE, WordFacts, WordWeight};
use crate::text::{Feature, Language, Words, followed_by, grams};
use crate::word_table::{Direction, MOST_WORDS, Row};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The plain computation for one class: every feature looked up where it stands.
pub(super) struct Explainer<'a> {
    index: &'a Index,
    features: Features<'a>,
    class: usize,
    words: &'a Words,
    stems: &'a [Feature],
    weights: &'a [WordWeight],
    /// Where the description and the body of the class begin in its file, from 1; 0 where that is not known.
    lines: [u32; 2],
    totals: [Totals; BLOCKS],
    /// By word: learned units by block, and feature values by block. Halves occur, so these are not integers.
    learned: Vec<[f64; BLOCKS]>,
    values: Vec<[f64; BLOCKS]>,
    stated: Vec<ScorePart>,
}

impl<'a> Explainer<'a> {
    pub(super) fn of(
        index: &'a Index,
        class: usize,
        words: &'a Words,
        stems: &'a [Feature],
        weights: &'a [WordWeight],
    ) -> Self {
        let none = vec![[0.0; BLOCKS]; words.len()];
        let totals = [Totals::default(); BLOCKS];
        let features = index.features();
        Self {
            index,
            features,
            class,
            words,
            stems,
            weights,
            lines: index.meta.text_lines.get(class).copied().unwrap_or_default(),
            totals,
            learned: none.clone(),
            values: none,
            stated: Vec::new(),
        }
    }

    pub(super) fn parts(&mut self) -> Vec<ScorePart> {
        for i in 0..self.words.len() {
            self.word(i);
        }
        for i in 1..self.words.len() {
            self.pair(i);
        }
        let scale = Scale::of(&self.totals, self.index.meta.learned_unit);
        let base = self.index.meta.class_bias.get(self.class).copied().unwrap_or(0.0);
        let learned = self.learned.iter().zip(&self.values).enumerate().map(|(i, (learned, value))| {
            let sum = |block: usize| learned[block] * scale.learned[block] + value[block] * base * scale.value[block];
            ScorePart {
                kind: EvidenceKind::Example,
                text: self.words.get(i).to_owned(),
                score: (0..BLOCKS).map(sum).sum(),
                line: None,
            }
        });
        let mut parts: Vec<ScorePart> = learned.filter(|part| part.score != 0.0).collect();
        parts.append(&mut self.stated);
        parts.append(&mut self.related());
        merged(parts)
    }

    /// What the table of words says by each word, with the word of the class that is nearest to it.
    fn related(&self) -> Vec<ScorePart> {
        let related = self.index.related();
        if related.classes() == 0 {
            return Vec::new();
        }
        let (mut direction, mut known) = (Direction::default(), Vec::new());
        let is_function = |i: usize| Language::of_word(self.words.get(i)).shares(self.index.function_languages());
        let points = |i: usize| self.index.has_learned() || !is_function(i);
        let asking = self.stems.iter().enumerate();
        let asking = asking.filter(|(i, _)| self.weights[*i] == WordWeight::FULL && points(*i));
        for (i, &stem) in asking {
            match Row::of(stem) {
                Some(row) if known.len() < MOST_WORDS => {
                    direction.add(&row.vector());
                    known.push((i, row));
                }
                Some(_) => {}
                None => direction.add_unknown(),
            }
        }
        let scale = related.scale(direction.length());
        let part = |(i, row): (usize, Row)| {
            let score = f64::from(related.says(&row.levels(), self.class)) * scale;
            let word = self.words.get(i);
            let near = related.nearest(row, self.class).filter(|&near| near != row && score > 0.0 && !is_function(i));
            let text = near.map_or_else(|| word.to_owned(), |near| format!("{word} ~ {}", near.word()));
            ScorePart { kind: EvidenceKind::Related, text, score, line: None }
        };
        known.into_iter().map(part).filter(|part| part.score != 0.0).collect()
    }

    /// The weight of this class among a feature's entries.
    fn weight(&self, kind: PostingKind, number: usize) -> Option<i32> {
        self.features.weight(kind, number, self.class)
    }

    fn word(&mut self, i: usize) {
        let number = self.features.number(self.stems[i]);
        let weight = self.weights[i];
        self.learn(0, &[i], number, weight);
        match number {
            Some(number) => self.state(number, i, i + 1, None, weight),
            None => {
                if let Some((meant, _)) = self.index.respelt(self.words.get(i)) {
                    self.state(meant, i, i + 1, Some(EvidenceKind::Spelling), weight);
                }
            }
        }
        let mut found = Vec::new();
        grams(self.words.get(i), |gram| found.push(gram));
        for gram in found {
            self.learn(1, &[i], self.features.number(gram), weight);
        }
    }

    /// The pair that ends at word `i`, and the longer phrases that start with it.
    fn pair(&mut self, i: usize) {
        let both = [self.stems[i - 1], self.stems[i]];
        let known = both.iter().all(|stem| self.features.number(*stem).is_some());
        let mut phrase = followed_by(both[0], both[1]);
        let mut number = self.features.number(phrase).filter(|_| known);
        let mut weight = self.weights[i - 1].with(self.weights[i]);
        self.learn(0, &[i - 1, i], number, weight);
        for end in i + 1..=self.words.len() {
            let Some(found) = number else { return };
            self.state(found, i - 1, end, None, weight);
            let Some(&next) = self.stems.get(end) else { return };
            weight = weight.with(self.weights[end]);
            phrase = followed_by(phrase, next);
            number = self.features.number(phrase);
        }
    }

    /// One occurrence of a feature that came from these words in equal shares.
    fn learn(&mut self, block: usize, from: &[usize], number: Option<usize>, weight: WordWeight) {
        let mut totals = Totals::default();
        totals.add(self.features, number, self.index.meta.unknown_value);
        let totals = totals.weighted(weight.learned());
        self.totals[block].add_all(&totals);
        let own = number.and_then(|number| self.weight(PostingKind::Learned, number)).unwrap_or(0);
        let own = totals.base + weight.learned() * i64::from(own);
        for &word in from {
            self.learned[word][block] += own as f64 / from.len() as f64;
            self.values[word][block] += totals.value as f64 / from.len() as f64;
        }
    }

    /// Where the class's file says a feature: in a line of its body alone, or in its name or description.
    fn place(&self, number: usize) -> (EvidenceKind, Option<u32>) {
        let of_class = self.features.authored_with_place(number).find(|(target, ..)| *target == self.class);
        let [description, body] = self.lines;
        let (kind, line) = match of_class {
            Some((.., Some(line))) => (EvidenceKind::Body, (body > 0).then(|| body + u32::from(line) - 1)),
            _ => (EvidenceKind::Description, Some(description)),
        };
        (kind, line.filter(|&line| line > 0))
    }

    fn state(&mut self, number: usize, from: usize, to: usize, instead: Option<EvidenceKind>, share: WordWeight) {
        for (entries, kind) in
            [(PostingKind::Described, EvidenceKind::Description), (PostingKind::Stated, EvidenceKind::Keyword)]
        {
            let Some(weight) = self.weight(entries, number) else { continue };
            let (kind, line) = if kind == EvidenceKind::Description { self.place(number) } else { (kind, None) };
            let weight = if instead.is_some() { respelt_weight(weight) } else { i64::from(weight) };
            let weight = share.authored(weight);
            let kind = instead.unwrap_or(kind).signed(weight);
            if weight != 0 {
                let score = weight as f64 / (UNIT * f64::from(WHOLE));
                self.stated.push(ScorePart { kind, text: self.words.phrase(from, to), score, line });
            }
        }
    }
}

/// The weights of a request's words.
pub(super) fn weights(request: &str, words: &Words, stems: &[Feature], features: Features) -> Weights {
    let noise = request::find_noise(request);
    let found = request::weigh(words, noise.as_ref(), &Looked { words, stems, features });
    Weights { words: found.unwrap_or_else(|| vec![WordWeight::FULL; words.len()]), noise }
}

/// Words looked up where they stand.
struct Looked<'a> {
    words: &'a Words,
    stems: &'a [Feature],
    features: Features<'a>,
}

impl WordFacts for Looked<'_> {
    fn stem(&self, i: usize) -> Feature {
        self.stems[i]
    }

    fn is_telling(&self, i: usize) -> bool {
        self.features.number(self.stems[i]).is_some() && Language::of_word(self.words.get(i)).is_empty()
    }
}

/// One part for a text that speaks in the same way several times, where it stands first.
fn merged(parts: Vec<ScorePart>) -> Vec<ScorePart> {
    let mut at: BTreeMap<(EvidenceKind, String), usize> = BTreeMap::new();
    let mut merged: Vec<ScorePart> = Vec::with_capacity(parts.len());
    for part in parts {
        match at.entry((part.kind, part.text.clone())) {
            Entry::Occupied(first) => merged[*first.get()].score += part.score,
            Entry::Vacant(free) => {
                free.insert(merged.len());
                merged.push(part);
            }
        }
    }
    merged
}
