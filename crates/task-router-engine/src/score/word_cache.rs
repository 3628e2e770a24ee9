//! A cache of resolved words: stem, authored postings, and the sums over a word's n-grams, kept from request to
//! request.
//!
//! The postings of a word's stem are in the index, so only their range is cached. The postings of its n-grams have to
//! be summed: into a dense row if classes are few, into a list of gram postings if they are many. Words used only once
//! are evicted when the cache is full.

#[cfg(test)]
mod tests;

use super::alternatives::may_separate;
use super::dense::DenseRows;
use super::named::may_be_title;
use super::reading::WordReading;
use super::related::RelatedWords;
use super::sparse_accumulator::SparseAccumulator;
use super::{Totals, respelt_weight};
use crate::index::{FLAG_IN_PHRASE, FLAG_STARTS_PHRASE, FLAG_STATED, Features, Index, PostingKind, Postings};
use crate::model::BLOCKS;
use crate::request::{CueLanguages, WordWeight, cue_languages};
use crate::text::{
    self, Feature, FeatureHasher, Language, Languages, Stems, feature_of, followed_by, foreign_feature_of, notes_of,
    stem_feature,
};
use crate::threads;
use crate::word_table::EmbeddingId;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Memory limit of the cache in bytes, for all threads together. Above it only words used repeatedly are kept, so that
/// memory stays bounded for any input.
const MAX_BYTES: usize = 44 << 20;
/// Approximate memory of a word in the hash table.
const HASH_BYTES: usize = 28;
/// Number of words that are kept whatever their size.
const FEW: usize = 64;

/// The word may be a title beside an agent's name.
pub(super) const MAY_BE_TITLE: u8 = 1;
/// It may separate two alternatives.
pub(super) const MAY_SEPARATE: u8 = 2;
/// It may be part of an exclusion or say that something is fine.
pub(super) const MAY_HOLD_CUE: u8 = 4;

/// Properties of a word that do not depend on the request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CachedWord {
    pub stem: Feature,
    /// Feature number of the stem + 1; 0 if the stem is unknown.
    pub number: u32,
    /// Range of the authored postings of the stem or of its spelling correction.
    authored: (u32, u32),
    /// Feature number of the stem or of its correction + 1; 0 if there is none.
    pub meant: u32,
    pub starts_phrase: bool,
    /// Whether it is a stated word or part of a stated phrase.
    pub may_be_stated: bool,
    /// Rows of it in the words of keywords of several words.
    pub phrase_rows: (u32, u32),
    /// Whether it is a function word.
    pub is_function: bool,
    /// Whether it is a content word.
    pub is_content: bool,
    /// Whether the word table is consulted for it. It does not know how generic a word of another language is.
    asks_table: bool,
    pub is_respelt: bool,
    /// Notes of the team on the word's spelling.
    pub notes: u8,
    /// Languages in which it is a function word.
    pub languages: Languages,
    /// Languages in which it may be part of an exclusion cue.
    pub cue_languages: CueLanguages,
    /// Request-level features that it may trigger, as `MAY_*` bits.
    pub may_be: u8,
    /// Index among the cached words of the word table + 1; 0 if it is not in the table.
    related: u32,
    /// Number of repeated uses since the last eviction.
    met: u32,
}

/// Learned evidence of a word, if there are examples.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CachedGrams {
    pub totals: [Totals; BLOCKS],
    /// Range of the n-gram postings, if they are a list.
    grams: (u32, u32),
}

/// Summed weight of the n-grams of one word for one class. A word has few enough n-grams that this cannot overflow.
#[derive(Debug, Clone, Copy)]
pub(super) struct GramPosting {
    pub class: u32,
    pub weight: i32,
}

/// The cached words.
pub(super) struct WordCache<'i> {
    index: &'i Index,
    features: Features<'i>,
    stems: Stems,
    /// Word numbers by the hash of the word, which identifies it as a feature identifies a stem: a lookup need not read
    /// the word's text.
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    facts: Vec<CachedWord>,
    /// Learned evidence by word, if there are examples.
    learned: Vec<CachedGrams>,
    grams: Vec<GramPosting>,
    /// Dense row by word, if there are examples and few enough classes.
    rows: DenseRows,
    /// Cached words of the word table.
    related: RelatedWords<'i>,
    /// Number of threads that share the memory limit; determined once there are enough words for it to matter.
    sharers: Option<usize>,
    /// Sums over the n-grams of the word being added, if those become a list.
    sums: SparseAccumulator<i32>,
}

impl<'i> WordCache<'i> {
    pub(super) fn of(index: &'i Index) -> Self {
        let rows = DenseRows::of(index);
        let listed = if index.has_learned() && !rows.are_used() { index.meta.classes.len() } else { 0 };
        Self {
            index,
            features: index.features(),
            stems: Stems::of(&index.meta.languages).forgetting(),
            numbers: HashMap::default(),
            facts: Vec::new(),
            learned: Vec::new(),
            grams: Vec::new(),
            rows,
            related: RelatedWords::of(index.related()),
            sharers: None,
            sums: SparseAccumulator::new(listed),
        }
    }

    /// The features of the index.
    pub(super) fn features(&self) -> &Features<'i> {
        &self.features
    }

    /// Evicts words if the cache is full; numbers returned earlier become invalid.
    pub(super) fn make_room(&mut self) {
        if self.facts.len() < FEW {
            return;
        }
        let sharers = *self.sharers.get_or_insert_with(threads::available);
        if self.bytes() > MAX_BYTES / sharers {
            self.evict();
        }
    }

    /// Approximate memory of the words in bytes.
    fn bytes(&self) -> usize {
        let words = [HASH_BYTES * self.facts.len(), size_of_val(&*self.facts), size_of_val(&*self.learned)];
        let said = [size_of_val(&*self.grams), self.rows.bytes(), self.related.bytes()];
        words.iter().chain(&said).sum()
    }

    /// Keeps the words used again at least twice since the last eviction, doubling that bound until at most half of the
    /// words stay.
    pub(super) fn evict(&mut self) {
        let met = |least: u32| move |facts: &&CachedWord| facts.met >= least;
        let mut least = 2;
        while least < u32::MAX && self.facts.iter().filter(met(least)).count() > self.facts.len() / 2 {
            least = least.saturating_mul(2);
        }
        // Compacts in place: survivors only move to lower indices, so no second buffer is needed.
        let mut new_numbers = vec![None; self.facts.len()];
        let (mut kept, mut grams, mut related) = (0, 0, 0);
        for (old, new_number) in new_numbers.iter_mut().enumerate() {
            if self.facts[old].met < least {
                continue;
            }
            self.facts[kept] = CachedWord { met: 0, ..self.facts[old] };
            if let Some(known) = self.facts[kept].related.checked_sub(1) {
                self.related.copy(known as usize, related);
                related += 1;
                self.facts[kept].related = related as u32;
            }
            if let Some(&learned) = self.learned.get(old) {
                let (start, end) = (learned.grams.0 as usize, learned.grams.1 as usize);
                self.grams.copy_within(start..end, grams);
                self.learned[kept] = CachedGrams { grams: (grams as u32, (grams + end - start) as u32), ..learned };
                self.rows.copy(old, kept);
                grams += end - start;
            }
            *new_number = Some(kept as u32);
            kept += 1;
        }
        self.facts.truncate(kept);
        self.related.truncate(related);
        self.learned.truncate(kept);
        self.grams.truncate(grams);
        // Also if no word is kept: the row of a new word starts empty.
        self.rows.resize(kept);
        self.numbers.retain(|_, number| {
            let new = new_numbers[*number as usize];
            *number = new.unwrap_or_default();
            new.is_some()
        });
    }

    /// The number of a word, which is added if it is new.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        self.number_of(stem_feature(word), word, WordReading::Own)
    }

    /// The number of a word of a request in a language other than the team's.
    pub(super) fn foreign_number(&mut self, word: &str, language: Language) -> u32 {
        self.number_of(followed_by(stem_feature(word), language as Feature), word, WordReading::Foreign(language))
    }

    /// The number of a word that only holds the request together: it is evidence for nothing.
    pub(super) fn silent_number(&mut self, word: &str) -> u32 {
        self.number_of(followed_by(stem_feature(word), Feature::MAX), word, WordReading::Silent)
    }

    fn number_of(&mut self, name: Feature, word: &str, reading: WordReading) -> u32 {
        if let Some(&number) = self.numbers.get(&name) {
            let met = &mut self.facts[number as usize].met;
            *met = met.saturating_add(1);
            return number;
        }
        let number = self.facts.len() as u32;
        self.add(word, reading);
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn facts(&self, number: u32) -> &CachedWord {
        &self.facts[number as usize]
    }

    /// Calls `each` with the authored postings of a word: (class or rule, weight).
    pub(super) fn authored_postings(&self, number: u32, mut each: impl FnMut(usize, i64)) {
        let facts = self.facts(number);
        let postings = self.features.authored_postings_at(facts.authored.0..facts.authored.1);
        match facts.is_respelt {
            true => postings.for_each(|(owner, weight)| each(owner, respelt_weight(weight))),
            false => postings.for_each(|(owner, weight)| each(owner, i64::from(weight))),
        }
    }

    /// The feature with authored evidence for a word, and whether it is that of a spelling correction.
    pub(super) fn authored_feature(&self, number: u32) -> Option<(usize, bool)> {
        let facts = self.facts(number);
        let (start, end) = facts.authored;
        (start < end).then(|| (facts.meant as usize - 1, facts.is_respelt))
    }

    /// Learned weights of a word for one class, by block.
    pub(super) fn learned_weights(&self, number: u32, class: usize) -> [i32; BLOCKS] {
        if self.rows.are_used() {
            return self.rows.weights(number as usize, class);
        }
        let stem = self.stem_weight(number, class);
        let grams = self.gram_postings(number).iter().filter(|posting| posting.class as usize == class);
        [stem, grams.map(|posting| posting.weight).sum()]
    }

    /// Learned weight of a word's stem for one class.
    pub(super) fn stem_weight(&self, number: u32, class: usize) -> i32 {
        if self.rows.are_used() {
            return self.rows.weights(number as usize, class)[0];
        }
        let stem = self.facts(number).number.checked_sub(1);
        stem.and_then(|stem| self.features.weight(PostingKind::Learned, stem as usize, class)).unwrap_or(0)
    }

    /// Learned postings of a word's stem.
    pub(super) fn stem(&self, number: u32) -> Option<Postings<'i>> {
        self.facts(number).number.checked_sub(1).map(|stem| self.features.learned(stem as usize))
    }

    /// Learned evidence of a word, if there is any.
    pub(super) fn learned(&self, number: u32) -> &CachedGrams {
        &self.learned[number as usize]
    }

    /// Summed n-gram postings of a word, if they are a list.
    pub(super) fn gram_postings(&self, number: u32) -> &[GramPosting] {
        let (start, end) = self.learned(number).grams;
        &self.grams[start as usize..end as usize]
    }

    /// The cached words of the word table and, for each position of the request, its index among them, if any. If the
    /// request's words have weights, only those that count in full are included. A function word has none, unless it
    /// is English and the team learns.
    pub(super) fn related<'n>(
        &'n self,
        numbers: &'n [u32],
        weights: Option<&'n [WordWeight]>,
    ) -> (&'n RelatedWords<'i>, impl Iterator<Item = (usize, Option<usize>)> + 'n) {
        let known = |number: u32| self.facts(number).related.checked_sub(1).map(|known| known as usize);
        let counts = move |&(i, number): &(usize, &u32)| {
            weights.is_none_or(|weights| weights[i] == WordWeight::FULL) && self.facts(*number).asks_table
        };
        (&self.related, numbers.iter().enumerate().filter(counts).map(move |(i, &number)| (i, known(number))))
    }

    /// The cached words of the word table.
    pub(super) fn related_words(&mut self) -> &mut RelatedWords<'i> {
        &mut self.related
    }

    /// The dense rows of the words.
    pub(super) fn rows(&self) -> &DenseRows {
        &self.rows
    }

    fn add(&mut self, word: &str, reading: WordReading) {
        let features = self.features;
        let stem = match reading {
            WordReading::Own | WordReading::Silent => feature_of(word, &self.stems, &features),
            WordReading::Foreign(language) => foreign_feature_of(word, language, &self.stems, &features),
        };
        let is_silent = matches!(reading, WordReading::Silent);
        let number = features.number(stem).filter(|_| !is_silent);
        let respelt = if number.is_none() { self.index.respelt(word) } else { None };
        let meant = number.or(respelt.map(|(meant, _)| meant));
        // The word table is asked for the correction of a word, unless it knows the word as written. What an author
        // states is obeyed in the correction, too: it is not outweighed by what is related to it.
        let is_stated = |meant: usize| features.flags(meant) & FLAG_STATED != 0;
        let correction = respelt.filter(|(meant, _)| EmbeddingId::of(stem).is_none() && !is_stated(*meant));
        let meaning = correction.map_or(stem, |(_, text)| feature_of(text, &self.stems, &features));
        let authored = meant.filter(|_| !is_silent).map_or(0..0, |meant| features.authored(meant));
        let languages = Language::of_word(word);
        let has = |flags: u8| number.is_some_and(|number| features.flags(number) & flags != 0);
        let cue_languages = cue_languages(word);
        let is_function = is_silent || self.index.is_function(languages, has(FLAG_STATED | FLAG_IN_PHRASE));
        let is_generic = self.index.is_generic(meaning);
        let asks_table = match is_function {
            true => self.index.has_learned() && languages.has(Language::English),
            false => !text::is_letter(word) && !is_generic,
        };
        let row = if self.related.are_used() && asks_table { EmbeddingId::of(meaning) } else { None };
        row.into_iter().for_each(|row| self.related.push(row, correction.is_some()));
        self.facts.push(CachedWord {
            stem,
            may_be_stated: has(FLAG_STATED | FLAG_IN_PHRASE),
            phrase_rows: number.map_or((0, 0), |number| self.index.meta.phrase_rows(number)),
            is_function,
            is_content: !is_function && !is_generic,
            asks_table,
            number: number.map_or(0, |number| number as u32 + 1),
            authored: (authored.start, authored.end),
            meant: meant.map_or(0, |meant| meant as u32 + 1),
            starts_phrase: has(FLAG_STARTS_PHRASE),
            is_respelt: number.is_none(),
            notes: notes_of(word, &self.stems, &features),
            languages,
            cue_languages,
            may_be: may_be(word, cue_languages),
            related: row.map_or(0, |_| self.related.len() as u32),
            met: 0,
        });
        // Only examples give evidence for n-grams.
        if self.index.has_learned() {
            self.learn(if is_silent { "" } else { word }, number);
        }
    }

    /// Computes the learned evidence of the word added last.
    fn learn(&mut self, word: &str, number: Option<usize>) {
        let (features, unknown) = (self.features, self.index.meta.unknown_value);
        let Self { rows, sums, grams, .. } = self;
        let row = self.facts.len() - 1;
        rows.resize(row + 1);
        let mut totals = [Totals::default(); BLOCKS];
        totals[0].add(&features, number, unknown);
        if let (Some(number), true) = (number, rows.are_used()) {
            rows.set_stem(row, features.learned(number));
        }
        text::grams(word, |gram| {
            let number = features.number(gram);
            totals[1].add(&features, number, unknown);
            let Some(learned) = number.map(|number| features.learned(number)) else { return };
            match rows.are_used() {
                true => rows.add_gram(row, learned),
                false => learned.entries().for_each(|(class, weight)| *sums.touch(class) += weight),
            }
        });
        let from = grams.len() as u32;
        sums.take(|class, weight| grams.push(GramPosting { class: class as u32, weight }));
        self.learned.push(CachedGrams { totals, grams: (from, grams.len() as u32) });
    }
}

/// The `MAY_*` bits of a word.
fn may_be(word: &str, cue_languages: CueLanguages) -> u8 {
    let bits = [
        (may_be_title(word), MAY_BE_TITLE),
        (may_separate(word), MAY_SEPARATE),
        (!cue_languages.is_empty(), MAY_HOLD_CUE),
    ];
    bits.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum()
}
