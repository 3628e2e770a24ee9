//! The words met so far and what each says about each class: put together once and kept.
//!
//! What a word's stem says stands in the index already, so that only its place is kept. What its n-grams say has to be added
//! up: where classes are few, to a row of numbers by class; where they are many, to a list of the classes about which there
//! is anything.

use super::dense::WordRows;
use super::sparse_accumulator::ByClass;
use super::{Totals, respelt_weight};
use crate::index::{FLAG_STARTS_PHRASE, Features, Index, Learned};
use crate::model::BLOCKS;
use crate::text::{Feature, FeatureHasher, Stems, grams, stem_feature};
use crate::threads;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// Bytes that the words kept may take, all threads together; beyond that only those met again are kept, so that memory
/// stays bounded whatever comes in.
const MOST_BYTES: usize = 44 << 20;
/// What the table of hashes takes for a word, about.
const HASH_BYTES: usize = 28;
/// So many words fit in any case.
const FEW: usize = 64;

/// What a word brings into any request.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordFacts {
    pub stem: Feature,
    /// The stem's number + 1, 0 where it is unknown.
    pub number: u32,
    /// Where what authors say by it stands, or by the word that was probably meant.
    plain: (u32, u32),
    pub starts_phrase: bool,
    is_respelt: bool,
    /// How often the word was met again since room was made.
    met: u32,
}

/// What a word brings where examples taught anything.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LearnedFacts {
    pub totals: [Totals; BLOCKS],
    /// What its n-grams say, where that is a list.
    says: (u32, u32),
}

/// What the n-grams of one word say about one class. A word has few enough that this cannot overflow.
#[derive(Debug, Clone, Copy)]
pub(super) struct Says {
    pub class: u32,
    pub weight: i32,
}

/// The words met.
pub(super) struct Lexicon<'i> {
    index: &'i Index,
    features: Features<'i>,
    stems: Stems,
    /// By the word's hash, which names it here as a feature names a stem: a lookup need not go to the word's text.
    numbers: HashMap<Feature, u32, BuildHasherDefault<FeatureHasher>>,
    facts: Vec<WordFacts>,
    /// By word, where anything was learned.
    learned: Vec<LearnedFacts>,
    says: Vec<Says>,
    /// By word, where examples taught anything about few enough classes.
    rows: WordRows,
    /// How many threads share the memory that all may take; asked for when there are words enough for it to matter.
    sharers: Option<usize>,
    /// What the n-grams of the word being put together say, where that becomes a list.
    sums: ByClass<i32>,
}

impl<'i> Lexicon<'i> {
    pub(super) fn of(index: &'i Index) -> Self {
        let rows = WordRows::of(index);
        let listed = if index.has_learned() && !rows.are_used() { index.meta.classes.len() } else { 0 };
        Self {
            index,
            features: index.features(),
            stems: Stems::default(),
            numbers: HashMap::default(),
            facts: Vec::new(),
            learned: Vec::new(),
            says: Vec::new(),
            rows,
            sharers: None,
            sums: ByClass::new(listed),
        }
    }

    pub(super) fn stems(&self) -> &Stems {
        &self.stems
    }

    /// The features of the index.
    pub(super) fn features(&self) -> Features<'i> {
        self.features
    }

    /// Makes room for more words where there is none left: numbers given before lose their meaning then.
    pub(super) fn make_room(&mut self) {
        if self.facts.len() < FEW {
            return;
        }
        let sharers = *self.sharers.get_or_insert_with(threads::available);
        let word = HASH_BYTES + size_of::<WordFacts>();
        let bytes = self.facts.len() * word
            + self.learned.len() * size_of::<LearnedFacts>()
            + self.says.len() * size_of::<Says>()
            + self.rows.bytes();
        if bytes > MOST_BYTES / sharers {
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
        // All move towards the front, where nothing that is still needed stands, so that no more memory is taken meanwhile.
        let mut new_numbers = vec![None; self.facts.len()];
        let (mut kept, mut says) = (0, 0);
        for (old, new_number) in new_numbers.iter_mut().enumerate() {
            if self.facts[old].met < least {
                continue;
            }
            self.facts[kept] = WordFacts { met: 0, ..self.facts[old] };
            if let Some(&learned) = self.learned.get(old) {
                let (start, end) = (learned.says.0 as usize, learned.says.1 as usize);
                self.says.copy_within(start..end, says);
                self.learned[kept] = LearnedFacts { says: (says as u32, (says + end - start) as u32), ..learned };
                self.rows.copy(old, kept);
                says += end - start;
            }
            *new_number = Some(kept as u32);
            kept += 1;
        }
        self.facts.truncate(kept);
        self.learned.truncate(kept);
        self.says.truncate(says);
        if !self.learned.is_empty() {
            self.rows.resize(kept);
        }
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
        let number = self.facts.len() as u32;
        self.add(word);
        self.numbers.insert(name, number);
        number
    }

    pub(super) fn facts(&self, number: u32) -> &WordFacts {
        &self.facts[number as usize]
    }

    /// What authors say by a word: (class or rule, weight).
    pub(super) fn said(&self, number: u32, mut each: impl FnMut(usize, i64)) {
        let facts = self.facts(number);
        let said = self.features.said(facts.plain.0..facts.plain.1);
        match facts.is_respelt {
            true => said.for_each(|(owner, weight)| each(owner, respelt_weight(weight))),
            false => said.for_each(|(owner, weight)| each(owner, i64::from(weight))),
        }
    }

    /// What examples taught about the stem of a word.
    pub(super) fn stem(&self, number: u32) -> Option<Learned<'i>> {
        self.facts(number).number.checked_sub(1).map(|stem| self.features.learned(stem as usize))
    }

    /// What was learned about a word, where anything was learned at all.
    pub(super) fn learned(&self, number: u32) -> &LearnedFacts {
        &self.learned[number as usize]
    }

    /// What the n-grams of a word say, where that is a list.
    pub(super) fn says(&self, number: u32) -> &[Says] {
        let (start, end) = self.learned(number).says;
        &self.says[start as usize..end as usize]
    }

    /// What was learned about each word, where that is in rows.
    pub(super) fn rows(&self) -> &WordRows {
        &self.rows
    }

    fn add(&mut self, word: &str) {
        let features = self.features;
        // What comes of it is kept here, so that the stem need not be kept as well.
        let stem = stem_feature(&self.stems.stem(word));
        let number = features.number(stem);
        let meant = match number {
            Some(_) => number,
            None => self.index.respelt(word).map(|(meant, _)| meant),
        };
        let plain = meant.map_or(0..0, |meant| features.plain(meant));
        self.facts.push(WordFacts {
            stem,
            number: number.map_or(0, |number| number as u32 + 1),
            plain: (plain.start, plain.end),
            starts_phrase: number.is_some_and(|number| features.flags(number) & FLAG_STARTS_PHRASE != 0),
            is_respelt: number.is_none(),
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
        let Self { rows, sums, says, .. } = self;
        let row = self.facts.len() - 1;
        rows.resize(row + 1);
        let mut totals = [Totals::default(); BLOCKS];
        totals[0].add(features, number, unknown);
        if let (Some(number), true) = (number, rows.are_used()) {
            rows.set_stem(row, features.learned(number));
        }
        grams(word, |gram| {
            let number = features.number(gram);
            totals[1].add(features, number, unknown);
            let Some(learned) = number.map(|number| features.learned(number)) else { return };
            match rows.are_used() {
                true => rows.add_gram(row, learned),
                false => learned.entries().for_each(|(class, weight)| *sums.touch(class) += weight),
            }
        });
        let from = says.len() as u32;
        sums.take(|class, weight| says.push(Says { class: class as u32, weight }));
        self.learned.push(LearnedFacts { totals, says: (from, says.len() as u32) });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Files;
    use crate::score::dense::SumRow;

    const WORDS: [&str; 6] = ["login", "tokens", "databse", "the", "zzyzx", "endpoints"];

    /// All that a word brings.
    fn says(lexicon: &mut Lexicon, word: &str) -> impl PartialEq + std::fmt::Debug + use<> {
        let number = lexicon.number(word);
        let (mut said, mut learned) = (Vec::new(), Vec::new());
        lexicon.said(number, |owner, weight| said.push((owner, weight)));
        SumRow::default().sum(lexicon.rows(), &[number], |class, sums| learned.push((class, sums)));
        (lexicon.facts(number).stem, said, learned, lexicon.learned(number).totals)
    }

    #[test]
    fn words_met_again_are_kept_and_all_say_the_same_as_before() {
        let agent = |name: &str, words: &str| {
            format!(
                "---\nname: {name}\ndescription: handles {words}\nkeywords: [{words}]\nexamples: [fix the {words}, {words} fail]\n---\n"
            )
        };
        let texts = [("a.md", agent("auth", "login tokens")), ("b.md", agent("data", "database endpoints"))];
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let index = Files::from_texts("team", &texts).index(None).unwrap();
        let mut lexicon = Lexicon::of(&index);
        let before: Vec<_> = WORDS.iter().map(|word| says(&mut lexicon, word)).collect();
        for _ in 0..3 {
            WORDS[3..].iter().for_each(|word| _ = lexicon.number(word));
        }
        lexicon.keep_what_was_met_again();
        assert_eq!(lexicon.facts.len(), 3);
        for (word, before) in WORDS.iter().zip(&before) {
            assert_eq!(says(&mut lexicon, word), *before, "{word}");
        }
        assert_eq!(lexicon.facts.len(), WORDS.len());
    }
}
