//! The words met so far and what each says about each class: put together once and kept.
//!
//! Where classes are few, what the examples taught about a word is a row of numbers by class, which are added as rows;
//! where they are many, and always for what authors state, it is a list of the classes about which there is anything.

use super::by_class::ByClass;
use super::{Totals, respelt_weight};
use crate::index::{Entries, FLAG_STARTS_PHRASE, Features, Index};
use crate::learn::BLOCKS;
use crate::text::{Feature, FeatureHasher, Stems, grams, stem_feature};
use crate::threads;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::mem::take;

/// Words kept at most by all threads together; beyond that only those met again are kept, so that memory stays bounded
/// whatever comes in.
const MOST_KEPT: usize = 1 << 17;
/// The same for rows (numbers): 16 MB.
const MOST_KEPT_ROWS: usize = 1 << 22;
/// The same for lists (classes): 16 MB.
const MOST_KEPT_SAYS: usize = 1 << 20;
/// So many words fit in any case.
const FEW: usize = 64;
/// With more classes than this, rows would mostly be empty.
const MOST_IN_ROWS: usize = 256;
/// So many rows can be added without overflow: a word has fewer than 200 features, each weight 16 bits.
pub(super) const ROWS_THAT_FIT: usize = 256;

/// A bit for each class that can be in a row.
pub(super) type InRow = [u64; MOST_IN_ROWS / 64];

/// What a word brings into any request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordFacts {
    pub stem: Feature,
    /// The stem's number + 1, 0 where it is unknown.
    pub number: u32,
    pub starts_phrase: bool,
    pub totals: [Totals; BLOCKS],
    /// The classes that the row says anything about, a bit each.
    pub in_row: InRow,
    /// How often the word was met again since room was made.
    met: u32,
    says: (u32, u32),
}

/// What one word says about one class.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    pub class: u32,
    /// 0 where it stands in the row. A word has few enough features that none of these can overflow.
    pub learned: [i32; BLOCKS],
    pub plain: i32,
}

/// The words met.
pub(super) struct Lexicon<'i> {
    index: &'i Index,
    features: Features<'i>,
    stems: Stems,
    /// By the word's hash, which names it here as a feature names a stem: a lookup need not go to the word's text.
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    facts: Vec<WordFacts>,
    says: Vec<Says>,
    rows: Vec<i32>,
    /// Classes in a row, 0 where there are no rows; a row has that for each block.
    width: usize,
    /// How many threads share the memory that all may take; asked for when there are words enough for it to matter.
    sharers: Option<usize>,
    /// What the word being put together says: learned and plain units.
    sums: ByClass<([i32; BLOCKS], i32)>,
}

impl<'i> Lexicon<'i> {
    pub(super) fn of(index: &'i Index) -> Self {
        const VECTOR: usize = 8;
        let classes = index.meta.classes.len();
        Self {
            index,
            features: index.features(),
            stems: Stems::default(),
            numbers: HashMap::default(),
            facts: Vec::new(),
            says: Vec::new(),
            rows: Vec::new(),
            width: if classes <= MOST_IN_ROWS && index.has_learned() { classes.next_multiple_of(VECTOR) } else { 0 },
            sharers: None,
            sums: ByClass::new(classes + index.meta.rules.len()),
        }
    }

    pub(super) fn stems(&self) -> &Stems {
        &self.stems
    }

    /// The features of the index.
    pub(super) fn features(&self) -> Features<'i> {
        self.features
    }

    /// How many classes a row has, for each block.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Makes room for more words where there is none left: numbers given before lose their meaning then.
    pub(super) fn make_room(&mut self) {
        if self.facts.len() < FEW {
            return;
        }
        let sharers = *self.sharers.get_or_insert_with(threads::available);
        let is_full = |kept: usize, most: usize| kept > most / sharers;
        if is_full(self.facts.len(), MOST_KEPT)
            || is_full(self.rows.len(), MOST_KEPT_ROWS)
            || is_full(self.says.len(), MOST_KEPT_SAYS)
        {
            self.keep_what_was_met_again();
        }
    }

    /// Forgets the words met only once since the last time, or as often as it takes to forget half of them.
    fn keep_what_was_met_again(&mut self) {
        let met = |least: u32| move |facts: &&WordFacts| facts.met >= least;
        let mut least = 2;
        while least < u32::MAX && self.facts.iter().filter(met(least)).count() > self.facts.len() / 2 {
            least = least.saturating_mul(2);
        }
        let (facts, says, rows) = (take(&mut self.facts), take(&mut self.says), take(&mut self.rows));
        let length = self.width * BLOCKS;
        self.numbers.retain(|_, number| {
            let (old, mut facts) = (*number as usize, facts[*number as usize]);
            let keep = facts.met >= least;
            if keep {
                *number = self.facts.len() as u32;
                let from = self.says.len() as u32;
                self.says.extend_from_slice(&says[facts.says.0 as usize..facts.says.1 as usize]);
                self.rows.extend_from_slice(&rows[old * length..][..length]);
                facts.says = (from, self.says.len() as u32);
                facts.met = 0;
                self.facts.push(facts);
            }
            keep
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
        let number = self.facts.len() as u32;
        self.add(word);
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn facts(&self, number: u32) -> &WordFacts {
        &self.facts[number as usize]
    }

    /// What stands in the list of a word.
    pub(super) fn says(&self, facts: &WordFacts) -> &[Says] {
        &self.says[facts.says.0 as usize..facts.says.1 as usize]
    }

    /// What stands in the row of a word: learned units by block and class.
    pub(super) fn row(&self, number: u32) -> &[i32] {
        let length = self.width * BLOCKS;
        &self.rows[number as usize * length..][..length]
    }

    fn add(&mut self, word: &str) {
        let (width, start) = (self.width, self.rows.len());
        self.rows.resize(start + width * BLOCKS, 0);
        let (row, sums) = (&mut self.rows[start..], &mut self.sums);
        let mut in_row = InRow::default();
        let mut facts = gather(self.index, self.features, &self.stems, word, |class, learned, plain| {
            if let (1.., Some((block, weight))) = (width, learned) {
                row[block * width + class] += weight;
                in_row[class / 64] |= 1 << (class % 64);
                return;
            }
            let sum = sums.touch(class);
            sum.1 += plain;
            if let Some((block, weight)) = learned {
                sum.0[block] += weight;
            }
        });
        facts.in_row = in_row;
        let from = self.says.len() as u32;
        let says = &mut self.says;
        self.sums.take(|class, (learned, plain)| says.push(Says { class: class as u32, learned, plain }));
        facts.says = (from, self.says.len() as u32);
        self.facts.push(facts);
    }
}

/// Looks up every feature of a word; `add` takes each class with what is learned (block, weight) or stated about it.
fn gather(
    index: &Index,
    features: Features,
    stems: &Stems,
    word: &str,
    mut add: impl FnMut(usize, Option<(usize, i32)>, i32),
) -> WordFacts {
    let unknown = index.meta.unknown_value;
    // What comes of it is kept here, so that the stem need not be kept as well.
    let stem = stem_feature(&stems.stem(word));
    let number = features.number(stem);
    let mut totals = [Totals::default(); BLOCKS];
    totals[0].add(features, number, unknown);
    let plain = |number| {
        let both = [Entries::Described, Entries::Stated].into_iter();
        both.flat_map(move |kind| features.entries(kind, number))
    };
    if let Some(number) = number {
        features.entries(Entries::Learned, number).for_each(|(class, weight)| add(class, Some((0, weight)), 0));
        plain(number).for_each(|(class, weight)| add(class, None, weight));
    } else if let Some((meant, _)) = index.respelt(word) {
        plain(meant).for_each(|(class, weight)| add(class, None, respelt_weight(weight) as i32));
    }
    // Only examples teach anything about n-grams.
    if index.has_learned() {
        grams(word, |gram| {
            let number = features.number(gram);
            totals[1].add(features, number, unknown);
            for (class, weight) in number.into_iter().flat_map(|number| features.entries(Entries::Learned, number)) {
                add(class, Some((1, weight)), 0);
            }
        });
    }
    WordFacts {
        stem,
        number: number.map_or(0, |number| number as u32 + 1),
        starts_phrase: number.is_some_and(|number| features.flags(number) & FLAG_STARTS_PHRASE != 0),
        totals,
        ..WordFacts::default()
    }
}
