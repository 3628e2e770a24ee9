//! Scores requests whose words do not all count in full: pasted text and exclusions. Each word is added with its own
//! weight; sums are in units of [`WHOLE`], as is the norm, so that the unit cancels in learned evidence.

use super::coverage::FULL;
use super::patterns::Patterns;
use super::phrase_walk::PhraseWalk;
use super::stated::{By, for_each_stated};
use super::word_cache::{CachedWord, MAY_HOLD_CUE, WordCache};
use super::{FoundPattern, Scale, Scorer, Scores, Totals};
use crate::index::patterns::Pattern;
use crate::index::{ClassId, ClassKind, FLAG_STATED, Index};
use crate::model::BLOCKS;
use crate::request::{self, CueLanguages, Noise, WHOLE, WordFacts, WordKinds, WordWeight};
use crate::text::{Feature, Languages, Words, followed_by, range_in};
use std::cell::{OnceCell, RefCell};
use std::ops::Range;

/// The weights of a request's words, its pasted ranges, and the part that asks, if there are any.
pub(super) struct RequestWeights {
    pub(super) words: Vec<WordWeight>,
    pub(super) noise: Option<Noise>,
    pub(super) asking: Option<String>,
}

impl RequestWeights {
    /// Whether all words count in full, as those of a request that is only pasted text may: it is scored as if it were
    /// not pasted.
    pub(super) fn are_full(&self) -> bool {
        self.words.iter().all(|weight| *weight == WordWeight::FULL)
    }

    /// Weight of a part of the request: its share of pasted text, otherwise the smallest of its words'; excluded if any
    /// of its words is.
    fn weight_of(&self, words: &Words, range: &Range<usize>) -> WordWeight {
        let overlaps = |i: &usize| words.origin(*i).start < range.end && words.origin(*i).end > range.start;
        let own = || (0..words.len()).filter(overlaps).map(|i| self.words[i]);
        let pasted = self.noise.as_ref().and_then(|noise| noise.share_at(range.start));
        let share = pasted.or_else(|| own().map(|weight| weight.share).min()).unwrap_or(WHOLE);
        WordWeight { share, is_excluded: own().any(|weight| weight.is_excluded) }
    }

    /// Every pattern that matches, with its match and the weight of that: in the asking part if it matches there,
    /// otherwise in the pasted part.
    fn patterns<'i>(&self, patterns: &mut Patterns<'i>, request: &str, words: &Words) -> Vec<FoundPattern<'i>> {
        let mut found: Vec<(Pattern<'i>, Range<usize>)> = Vec::new();
        for text in self.asking.as_deref().into_iter().chain([request]) {
            patterns.find(text, |pattern, part| {
                if found.iter().all(|(known, _)| *known != pattern) {
                    found.push((pattern, range_in(part, text)));
                }
            });
        }
        let weighted = |(pattern, range)| FoundPattern { pattern, weight: self.weight_of(words, &range), range };
        found.into_iter().map(weighted).collect()
    }
}

/// The words as the cache has them, and what is stated with them.
struct Cached<'a, 'i> {
    index: &'i Index,
    cache: &'a WordCache<'i>,
    numbers: &'a [u32],
    words: &'a Words,
    /// The part of the request that asks.
    asking: &'a str,
    patterns: RefCell<&'a mut Patterns<'i>>,
    /// By word, the number of words of the longest keyword that it is part of.
    stated: OnceCell<Vec<usize>>,
    /// By word, whether it is part of a pattern's match.
    matched: OnceCell<Vec<bool>>,
}

impl Cached<'_, '_> {
    fn word(&self, i: usize) -> &CachedWord {
        self.cache.facts(self.numbers[i])
    }

    fn find_stated(&self) -> Vec<usize> {
        let mut found = vec![0; self.numbers.len()];
        for_each_stated(self.cache, self.numbers, |at, number| {
            let is_function = at.len() == 1 && self.word(at.start).is_function;
            if !is_function && is_evidence(self.index, Some(number), None) {
                found[at.clone()].iter_mut().for_each(|longest| *longest = at.len().max(*longest));
            }
        });
        found
    }

    fn known(&self, i: usize) -> Option<usize> {
        self.word(i).number.checked_sub(1).map(|number| number as usize)
    }

    fn find_matched(&self) -> Vec<bool> {
        let mut found = vec![false; self.numbers.len()];
        self.patterns.borrow_mut().find(self.asking, |pattern, part| {
            if pattern.owner < self.index.meta.classes.len() {
                found[self.words.within(range_in(part, self.asking))].fill(true);
            }
        });
        found
    }

    /// Whether word `i` is part of a keyword or of what a pattern matches.
    fn is_stated(&self, i: usize) -> bool {
        self.stated_words(i) > 0 || self.matched.get_or_init(|| self.find_matched())[i]
    }
}

impl WordKinds for Cached<'_, '_> {
    fn languages(&self, i: usize) -> Languages {
        self.word(i).languages
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        self.word(i).cue_languages
    }

    fn team_languages(&self) -> Languages {
        self.index.languages()
    }

    fn stated_words(&self, i: usize) -> usize {
        self.stated.get_or_init(|| self.find_stated())[i]
    }
}

impl WordFacts for Cached<'_, '_> {
    fn stem(&self, i: usize) -> Feature {
        self.word(i).stem
    }

    fn is_telling(&self, i: usize) -> bool {
        self.word(i).number != 0 && self.word(i).languages.is_empty() || self.is_stated(i)
    }

    fn is_evidence(&self, i: usize) -> bool {
        let meant = self.cache.authored_feature(self.numbers[i]).map(|(meant, _)| meant);
        self.word(i).languages.is_empty() && is_evidence(self.index, meant, self.known(i)) || self.is_stated(i)
    }

    fn is_authored(&self, i: usize) -> bool {
        is_authored(self.index, self.known(i), self.known(i))
    }

    fn has_class_of_thanks(&self) -> bool {
        self.index.meta.has_class_of_thanks
    }
}

/// Whether these stems, one after the other, are a stated phrase.
pub(super) fn are_stated(index: &Index, stems: impl Iterator<Item = Feature>) -> bool {
    let number = stems.reduce(followed_by).and_then(|phrase| index.features().number(phrase));
    number.is_some_and(|number| index.features().flags(number) & FLAG_STATED != 0)
}

/// Whether a word is in anybody's keywords, name or description, or speaks for anybody by examples; given the features
/// that it means with and without its author's evidence.
pub(super) fn is_evidence(index: &Index, meant: Option<usize>, known: Option<usize>) -> bool {
    let (features, meta) = (index.features(), &index.meta);
    let is_somebody = |class: &usize| index.class(ClassId::new(*class)).kind != ClassKind::OutOfScope;
    let speaks = |known: usize| {
        let mut totals = [Totals::default(); BLOCKS];
        totals[0].add(&features, Some(known), meta.unknown_value);
        let learned = features.learned(known).entries().filter(|(class, _)| is_somebody(class));
        let most = learned.map(|(_, weight)| i64::from(weight)).max().unwrap_or(0);
        let base = i64::from(features.base(known));
        Scale::of(&totals, meta.learned_unit).learned(0, base + most) >= FULL
    };
    is_authored(index, meant, known) || index.has_learned() && known.is_some_and(speaks)
}

/// Whether a word is in anybody's keywords, name or description.
pub(super) fn is_authored(index: &Index, meant: Option<usize>, known: Option<usize>) -> bool {
    let mut authored = meant.into_iter().flat_map(|meant| index.features().authored_by(meant));
    let is_class = |owner: usize| owner < index.meta.classes.len();
    authored.any(|posting| is_class(posting.owner) && posting.weight > 0 && !posting.place.is_body())
        || known.is_some_and(|known| {
            let (first, end) = index.meta.phrase_rows(known);
            first < end
        })
}

impl Scorer<'_> {
    /// The weights of the words just read; `None` if all count in full, which is cheap to detect. A request that equals
    /// an example excludes nothing.
    pub(super) fn weigh(&mut self, request: &str) -> Option<RequestWeights> {
        let stem = |i: usize| self.word_cache.facts(self.numbers[i]).stem;
        let are_stated = |words: Range<usize>| are_stated(self.index, words.map(stem));
        let mut noise = request::find_noise(request, &self.words, are_stated);
        let may_hold_cue = self.may_be & MAY_HOLD_CUE != 0;
        if noise.is_none() && !may_hold_cue {
            return None;
        }
        let asking = noise.as_ref().map(|noise| noise.blanked(request));
        let facts = Cached {
            index: self.index,
            cache: &self.word_cache,
            numbers: &self.numbers,
            words: &self.words,
            asking: asking.as_deref().unwrap_or(request),
            patterns: RefCell::new(&mut self.patterns),
            stated: OnceCell::new(),
            matched: OnceCell::new(),
        };
        let words = request::weigh(&self.words, noise.as_mut(), may_hold_cue, &facts)?;
        let is_weighted = noise.is_some() || !self.is_example();
        is_weighted.then_some(RequestWeights { words, noise, asking })
    }

    /// Computes the weighted sums of the words just read.
    pub(super) fn score_weighted(&mut self, request: &str, weights: &RequestWeights, scores: &mut Scores) {
        let mut totals = [Totals::default(); BLOCKS];
        for i in 0..self.numbers.len() {
            self.add_weighted(i, weights.words[i], &mut totals);
        }
        for i in 1..self.numbers.len() {
            self.add_weighted_phrases(i, &weights.words, &mut totals[0]);
        }
        weights.words.first().into_iter().for_each(|&weight| self.add_start(weight));
        self.found_patterns = weights.patterns(&mut self.patterns, request, &self.words);
        self.statements.clear();
        for (number, FoundPattern { pattern, range, weight }) in self.found_patterns.iter().enumerate() {
            *self.authored.touch(pattern.owner) += weight.authored(pattern.weight.into());
            let by = By::Pattern(pattern.owner, pattern.weight, number);
            self.statements.push_match(&self.words, range.clone(), by);
        }
        self.totals = totals;
        self.conclude(weights.asking.as_deref().unwrap_or(request), Some(&weights.words), scores);
    }

    fn add_weighted(&mut self, i: usize, weight: WordWeight, totals: &mut [Totals; BLOCKS]) {
        let (number, share) = (self.numbers[i], weight.learned());
        self.word_cache.authored_postings(number, |owner, own| *self.authored.touch(owner) += weight.authored(own));
        if share == 0 || !self.index.has_learned() {
            return;
        }
        let own = &self.word_cache.learned(number).totals;
        totals.iter_mut().zip(own).for_each(|(all, own)| all.add_all(&own.weighted(share)));
        if self.word_cache.rows().are_used() {
            return self.row.sum(self.word_cache.rows(), &[number], |class, sums| {
                let learned = self.learned.touch(class);
                (0..BLOCKS).for_each(|block| learned[block] += share * i64::from(sums[block]));
            });
        }
        for (class, own) in self.word_cache.stem(number).into_iter().flat_map(crate::index::Postings::entries) {
            self.learned.touch(class)[0] += share * i64::from(own);
        }
        for posting in self.word_cache.gram_postings(number) {
            self.learned.touch(posting.class as usize)[1] += share * i64::from(posting.weight);
        }
    }

    /// Adds the pair that ends at word `i`, and the longer phrases that start with that pair, each with the weight that
    /// its words have in common.
    fn add_weighted_phrases(&mut self, i: usize, weights: &[WordWeight], totals: &mut Totals) {
        let Self { word_cache, numbers, authored, learned, .. } = self;
        let features = word_cache.features();
        let phrases = PhraseWalk::from_pair(word_cache, numbers, i);
        let weight = weights[i - 1].with(weights[i]);
        let mut own = Totals::default();
        own.add(features, phrases.number(), self.index.meta.unknown_value);
        totals.add_all(&own.weighted(weight.learned()));
        let Some(pair) = phrases.number() else { return };
        self.pairs.push((i, pair));
        for (class, own) in features.learned(pair).entries() {
            learned.touch(class)[0] += weight.learned() * i64::from(own);
        }
        let mut weight = weights[i - 1];
        for (end, number) in phrases {
            weight = weight.with(weights[end - 1]);
            for (owner, own) in features.authored_postings_at(features.authored(number)) {
                *authored.touch(owner) += weight.authored(own.into());
            }
        }
    }
}
