//! A cache of resolved words: stem, authored postings, and the sums over a word's n-grams, kept from request to request.
//!
//! The postings of a word's stem stand in the index, so only their range is kept. The postings of its n-grams have to be
//! added up: into a dense row where classes are few, into a list of gram postings where they are many. Words met only once
//! are evicted when the memory is full.

#[cfg(test)]
mod tests;

use super::alternatives::may_set_apart;
use super::dense::DenseRows;
use super::named::may_be_title;
use super::related::RelatedWords;
use super::sparse_accumulator::SparseAccumulator;
use super::{SPELLING_SHARE, Totals};
use crate::index::{FLAG_IN_PHRASE, FLAG_STARTS_PHRASE, FLAG_STATED, Features, Index, PostingKind, Postings};
use crate::model::BLOCKS;
use crate::request::{CueLanguages, WordWeight, cue_languages};
use crate::text::{
    self, Feature, FeatureHasher, Language, Languages, Stems, feature_of, followed_by, foreign_feature_of, notes_of,
    stem_feature,
};
use crate::threads;
use crate::word_table::Row;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Bytes that the words kept may take, all threads together; beyond that only those met again are kept, so that memory
/// stays bounded whatever comes in.
const MOST_BYTES: usize = 44 << 20;
/// What the table of hashes takes for a word, about.
const HASH_BYTES: usize = 28;
/// So many words fit in any case.
const FEW: usize = 64;

/// The word may stand beside the name of an agent that is asked for.
pub(super) const MAY_BE_TITLE: u8 = 1;
/// It may stand between two things of which one is to be chosen.
pub(super) const MAY_SET_APART: u8 = 2;

/// It may say what the request is not about, or what is fine.
pub(super) const MAY_HOLD_CUE: u8 = 4;

/// What a word brings into any request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CachedWord {
    pub stem: Feature,
    /// The stem's number + 1, 0 where it is unknown.
    pub number: u32,
    /// Range of the authored postings of this stem, or of its spelling correction.
    authored: (u32, u32),
    /// The number of the stem, or of the one that was meant; only of use where authors say something by it.
    meant: u32,
    pub starts_phrase: bool,
    /// Whether it is stated, or a word of a stated phrase.
    pub may_be_stated: bool,
    /// Whether it only holds a sentence together.
    pub is_function: bool,
    /// Whether it says what the request is about.
    pub is_content: bool,
    /// Whether the table of words is asked about it.
    asks_table: bool,
    is_respelt: bool,
    /// What the team says about how the word is written.
    pub notes: u8,
    /// Where it is a function word.
    pub languages: Languages,
    /// Where it may say what the request is not about.
    pub cue_languages: CueLanguages,
    /// What it may do for the whole request, as `MAY_*` bits.
    pub may_be: u8,
    /// Its number among those that the table of words knows + 1, 0 where it is not one of them.
    related: u32,
    /// How often the word was met again since room was made.
    met: u32,
}

/// What a word brings where examples taught anything.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CachedGrams {
    pub totals: [Totals; BLOCKS],
    /// What its n-grams say, where that is a list.
    grams: (u32, u32),
}

/// What the n-grams of one word say about one class. A word has few enough that this cannot overflow.
#[derive(Debug, Clone, Copy)]
pub(super) struct GramPosting {
    pub class: u32,
    pub weight: i32,
}

/// The words met.
pub(super) struct WordCache<'i> {
    index: &'i Index,
    features: Features<'i>,
    stems: Stems,
    /// By the word's hash, which names it here as a feature names a stem: a lookup need not go to the word's text.
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    facts: Vec<CachedWord>,
    /// By word, where anything was learned.
    learned: Vec<CachedGrams>,
    grams: Vec<GramPosting>,
    /// By word, where examples taught anything about few enough classes.
    rows: DenseRows,
    /// The words that the table of words knows.
    related: RelatedWords<'i>,
    /// How many threads share the memory that all may take; asked for when there are words enough for it to matter.
    sharers: Option<usize>,
    /// What the n-grams of the word being put together say, where that becomes a list.
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

    /// Makes room for more words where there is none left: numbers given before lose their meaning then.
    pub(super) fn make_room(&mut self) {
        if self.facts.len() < FEW {
            return;
        }
        let sharers = *self.sharers.get_or_insert_with(threads::available);
        if self.bytes() > MOST_BYTES / sharers {
            self.keep_what_was_met_again();
        }
    }

    /// How many bytes the words take, about.
    fn bytes(&self) -> usize {
        let words = [HASH_BYTES * self.facts.len(), size_of_val(&*self.facts), size_of_val(&*self.learned)];
        let said = [size_of_val(&*self.grams), self.rows.bytes(), self.related.bytes()];
        words.iter().chain(&said).sum()
    }

    /// Forgets the words met only once since the last time, or as often as it takes to forget half of them.
    pub(super) fn keep_what_was_met_again(&mut self) {
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
        // Where none is kept, too: a new word's row begins empty.
        self.rows.resize(kept);
        self.numbers.retain(|_, number| {
            let new = new_numbers[*number as usize];
            *number = new.unwrap_or_default();
            new.is_some()
        });
    }

    /// The number of a word, which is put together where it is new.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        let name = stem_feature(word);
        if let Some(&number) = self.numbers.get(&name) {
            let met = &mut self.facts[number as usize].met;
            *met = met.saturating_add(1);
            return number;
        }
        self.insert(name, word, None)
    }

    /// The number of a word of a request in another language than the team's.
    pub(super) fn foreign_number(&mut self, word: &str, language: Language) -> u32 {
        let name = followed_by(stem_feature(word), language as Feature);
        let known = self.numbers.get(&name).copied();
        known.unwrap_or_else(|| self.insert(name, word, Some(language)))
    }

    fn insert(&mut self, name: Feature, word: &str, language: Option<Language>) -> u32 {
        let number = self.facts.len() as u32;
        self.add(word, language);
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn facts(&self, number: u32) -> &CachedWord {
        &self.facts[number as usize]
    }

    /// What authors say by a word: (class or rule, weight).
    pub(super) fn authored_postings(&self, number: u32, mut each: impl FnMut(usize, i64)) {
        let facts = self.facts(number);
        let postings = self.features.authored_postings_at(facts.authored.0..facts.authored.1);
        match facts.is_respelt {
            true => postings.for_each(|(owner, weight)| each(owner, respelt_weight(weight))),
            false => postings.for_each(|(owner, weight)| each(owner, i64::from(weight))),
        }
    }

    /// By which feature authors say anything by a word, and whether that is of another one, which was meant.
    pub(super) fn authored_feature(&self, number: u32) -> Option<(usize, bool)> {
        let facts = self.facts(number);
        let (start, end) = facts.authored;
        (start < end).then_some((facts.meant as usize, facts.is_respelt))
    }

    /// What examples taught for one class about a word, by block.
    pub(super) fn learned_weights(&self, number: u32, class: usize) -> [i32; BLOCKS] {
        if self.rows.are_used() {
            return self.rows.weights(number as usize, class);
        }
        let stem = self.stem_weight(number, class);
        let grams = self.gram_postings(number).iter().filter(|posting| posting.class as usize == class);
        [stem, grams.map(|posting| posting.weight).sum()]
    }

    /// What examples taught for one class about the stem of a word.
    pub(super) fn stem_weight(&self, number: u32, class: usize) -> i32 {
        if self.rows.are_used() {
            return self.rows.weights(number as usize, class)[0];
        }
        let stem = self.facts(number).number.checked_sub(1);
        stem.and_then(|stem| self.features.weight(PostingKind::Learned, stem as usize, class)).unwrap_or(0)
    }

    /// What examples taught about the stem of a word.
    pub(super) fn stem(&self, number: u32) -> Option<Postings<'i>> {
        self.facts(number).number.checked_sub(1).map(|stem| self.features.learned(stem as usize))
    }

    /// What was learned about a word, where anything was learned at all.
    pub(super) fn learned(&self, number: u32) -> &CachedGrams {
        &self.learned[number as usize]
    }

    /// What the n-grams of a word say, where that is a list.
    pub(super) fn gram_postings(&self, number: u32) -> &[GramPosting] {
        let (start, end) = self.learned(number).grams;
        &self.grams[start as usize..end as usize]
    }

    /// The words that the table of words knows, and by place which of them these are, if any; of a request whose words have weights,
    /// those that count whole. A word that only holds a sentence together points nowhere, unless examples taught where.
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

    /// The words that the table of words knows.
    pub(super) fn related_words(&mut self) -> &mut RelatedWords<'i> {
        &mut self.related
    }

    /// What was learned about each word, where that is in rows.
    pub(super) fn rows(&self) -> &DenseRows {
        &self.rows
    }

    fn add(&mut self, word: &str, language: Option<Language>) {
        let features = self.features;
        let stem = match language {
            None => feature_of(word, &self.stems, &features),
            Some(language) => foreign_feature_of(word, language, &self.stems, &features),
        };
        let number = features.number(stem);
        let meant = match number {
            Some(_) => number,
            None => self.index.respelt(word).map(|(meant, _)| meant),
        };
        let authored = meant.map_or(0..0, |meant| features.authored(meant));
        let languages = Language::of_word(word);
        let has = |flags: u8| number.is_some_and(|number| features.flags(number) & flags != 0);
        let cue_languages = cue_languages(word);
        let is_function = self.index.is_function(languages, has(FLAG_STATED | FLAG_IN_PHRASE));
        let asks_table = if is_function { self.index.has_learned() } else { !text::is_letter(word) };
        let row = if self.related.are_used() && asks_table { Row::of(stem) } else { None };
        row.into_iter().for_each(|row| self.related.push(row));
        self.facts.push(CachedWord {
            stem,
            may_be_stated: has(FLAG_STATED | FLAG_IN_PHRASE),
            is_function,
            is_content: !is_function && !self.index.is_generic(stem),
            asks_table,
            number: number.map_or(0, |number| number as u32 + 1),
            authored: (authored.start, authored.end),
            meant: meant.unwrap_or(0) as u32,
            starts_phrase: has(FLAG_STARTS_PHRASE),
            is_respelt: number.is_none(),
            notes: notes_of(word, &self.stems, &features),
            languages,
            cue_languages,
            may_be: may_be(word, cue_languages),
            related: row.map_or(0, |_| self.related.len() as u32),
            met: 0,
        });
        // Only examples teach anything about n-grams.
        if self.index.has_learned() {
            self.learn(word, number);
        }
    }

    /// Puts together what was learned about the word added last.
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

/// What a word may do for the whole request.
fn may_be(word: &str, cue_languages: CueLanguages) -> u8 {
    let bits = [
        (may_be_title(word), MAY_BE_TITLE),
        (may_set_apart(word), MAY_SET_APART),
        (!cue_languages.is_empty(), MAY_HOLD_CUE),
    ];
    bits.iter().filter(|(is, _)| *is).map(|(_, bit)| bit).sum()
}

/// What a misspelt word counts.
pub(super) fn respelt_weight(weight: i32) -> i64 {
    (f64::from(weight) * SPELLING_SHARE) as i64
}
