//! Reference scorer: scores by definition. Every feature of a request is looked up directly, one class at a time;
//! nothing is cached or shared and every pattern is tried. Slow, but short enough to verify by reading.

mod facts;

use crate::index::{
    ClassId, Exclusion, FLAG_IN_PHRASE, FLAG_LEARNED, FLAG_STATED, Features, Index, PostingKind, RuleBound, TextPlace,
    UNIT, VALUE_UNIT, text_name,
};
use crate::model::{BLOCK_LENGTHS, BLOCKS};
use crate::pattern::compile_pattern;
use crate::request::{self, Noise, WHOLE, WordWeight};
use crate::score::coverage::SPECIFIC;
use crate::score::weighted::are_stated;
use crate::score::{ContentCoverage, SPELLING_SHARE};
use crate::text::{
    Feature, Language, Stems, TEXT_START, Words, feature_of, followed_by, foreign_feature_of, grams, is_determiner,
    is_letter, words_of,
};
use crate::word_table::{Direction, EmbeddingId, MAX_WORDS};
use facts::Facts;
use regex::Regex;
use std::collections::HashSet;
use std::ops::Range;

/// A request as read by a team.
pub(super) struct Naive<'i> {
    index: &'i Index,
    features: Features<'i>,
    request: String,
    words: Words,
    stems: Vec<Feature>,
    weights: Option<Vec<WordWeight>>,
    noise: Option<Noise>,
    /// Features that may have learned evidence: block, number if known, weight.
    learnable: Vec<(usize, Option<usize>, i64)>,
    /// Features that may have authored evidence: number, weight, whether the word is a corrected one.
    written: Vec<(usize, WordWeight, bool)>,
    /// Matching patterns: target, weight.
    matched: Vec<(usize, i64)>,
}

/// All patterns of an index, compiled.
pub(super) fn patterns(index: &Index) -> Vec<Regex> {
    let table = index.patterns();
    (0..table.len()).map(|number| compile_pattern(table.get(number).source).unwrap()).collect()
}

impl<'i> Naive<'i> {
    /// Reads a request; `patterns` are those of the index, [compiled](patterns).
    pub(super) fn read(index: &'i Index, patterns: &[Regex], request: &str) -> Self {
        let (features, stems) = (index.features(), Stems::of(&index.meta.languages));
        let words = words_of(request, &stems, &features);
        let language = index.foreign_language(words.iter().map(Language::of_word));
        let stem = |word: &str| {
            let own = feature_of(word, &stems, &features);
            let is_unknown = features.number(own).is_none();
            language.filter(|_| is_unknown).map_or(own, |other| foreign_feature_of(word, other, &stems, &features))
        };
        let mut found = Self {
            index,
            features,
            request: request.to_owned(),
            stems: words.iter().map(stem).collect(),
            words,
            weights: None,
            noise: None,
            learnable: Vec::new(),
            written: Vec::new(),
            matched: Vec::new(),
        };
        let is_example =
            text_name(found.stems.iter().copied()).is_some_and(|name| index.example_owners(name).next().is_some());
        let are_stated = |words: Range<usize>| are_stated(index, words.map(|i| found.stems[i]));
        let mut noise = request::find_noise(request, &found.words, are_stated);
        if noise.is_some() || !is_example {
            let asking = noise.as_ref().map_or_else(|| request.to_owned(), |noise| noise.blanked(request));
            found.weights =
                request::weigh(&found.words, noise.as_mut(), true, &Facts(&found, (patterns, asking.as_str())));
        }
        found.noise = noise;
        found.learnable = found.learnable();
        found.written = found.written();
        found.matched = found.matched(patterns);
        found
    }

    fn number(&self, i: usize) -> Option<usize> {
        self.features.number(self.stems[i])
    }

    /// Common weight of a range of words.
    fn weight(&self, words: Range<usize>) -> WordWeight {
        let Some(weights) = &self.weights else { return WordWeight::FULL };
        weights[words].iter().copied().reduce(WordWeight::with).unwrap()
    }

    fn learnable(&self) -> Vec<(usize, Option<usize>, i64)> {
        let mut found = Vec::new();
        for i in 0..self.words.len() {
            let share = self.weight(i..i + 1).learned();
            found.push((0, self.number(i), share));
            grams(self.words.get(i), |gram| found.push((1, self.features.number(gram), share)));
        }
        for i in 1..self.words.len() {
            let pair = self.features.number(followed_by(self.stems[i - 1], self.stems[i]));
            found.push((0, pair, self.weight(i - 1..i + 1).learned()));
        }
        found
    }

    fn written(&self) -> Vec<(usize, WordWeight, bool)> {
        let mut found = Vec::new();
        for from in 0..self.words.len() {
            let word = self.weight(from..from + 1);
            let respelt = || self.index.respelt(self.words.get(from)).map(|(meant, _)| (meant, word, true));
            found.extend(self.number(from).map(|number| (number, word, false)).or_else(respelt));
            let mut phrase = self.stems[from];
            for to in from + 1..self.words.len() {
                phrase = followed_by(phrase, self.stems[to]);
                found.extend(self.features.number(phrase).map(|number| (number, self.weight(from..to + 1), false)));
            }
        }
        let start = self.stems.first().and_then(|&first| self.features.number(followed_by(TEXT_START, first)));
        found.extend(start.map(|number| (number, self.weight(0..1), false)));
        found
    }

    /// A pattern has the weight of where it matches: in the asking part if it matches there, otherwise in the pasted
    /// part.
    fn matched(&self, patterns: &[Regex]) -> Vec<(usize, i64)> {
        let table = self.index.patterns();
        let asking = self.noise.as_ref().map(|noise| noise.blanked(&self.request));
        let found = patterns.iter().enumerate().filter_map(|(number, regex)| {
            let pattern = table.get(number);
            let range = asking.iter().chain([&self.request]).find_map(|text| regex.find(text))?.range();
            let is_in = |i: &usize| self.words.origin(*i).start < range.end && self.words.origin(*i).end > range.start;
            let own = || (0..self.words.len()).filter(is_in).map(|i| self.weight(i..i + 1));
            let pasted = self.noise.as_ref().and_then(|noise| noise.share_at(range.start));
            let share = pasted.or_else(|| own().map(|weight| weight.share).min()).unwrap_or(WHOLE);
            let is_excluded = own().any(|weight| weight.is_excluded);
            Some((pattern.owner, WordWeight { share, is_excluded }.authored(pattern.weight.into())))
        });
        found.collect()
    }

    /// The norm of a block, which scales a request to the length of the block.
    fn norm(&self, block: usize) -> f64 {
        let squares = self.learnable.iter().filter(|(of, ..)| *of == block).map(|&(_, number, share)| {
            let value = self.value(number);
            (f64::from(value) / f64::from(VALUE_UNIT) * share as f64).powi(2)
        });
        let squares: f64 = squares.sum();
        if squares == 0.0 { 1.0 } else { (2.0 * squares).sqrt() / f64::from(BLOCK_LENGTHS[block]) }
    }

    /// The value of a feature if it is in any example; otherwise that of an unknown one.
    fn value(&self, number: Option<usize>) -> u32 {
        let learned = number.filter(|&number| self.features.flags(number) & FLAG_LEARNED != 0);
        learned.map_or(self.index.meta.unknown_value, |number| self.features.value(number))
    }

    fn learned(&self, class: usize) -> f64 {
        let meta = &self.index.meta;
        if !self.index.has_learned() {
            return 0.0;
        }
        let of_block = |block: usize| {
            let known = self.learnable.iter().filter(|(of, ..)| *of == block);
            let known = known.filter_map(|&(_, number, share)| Some((number?, share as f64)));
            let known = known.filter(|(number, _)| self.features.flags(*number) & FLAG_LEARNED != 0);
            let said = known.map(|(number, share)| {
                let own = self.features.weight(PostingKind::Learned, number, class).unwrap_or(0);
                let learned = f64::from(self.features.base(number) + own) * meta.learned_unit;
                share * (learned + f64::from(self.features.value(number)) * meta.class_bias[class])
            });
            said.sum::<f64>() / self.norm(block)
        };
        (0..BLOCKS).map(of_block).sum()
    }

    /// Authored evidence for a class or a rule, in units of weight.
    fn authored(&self, target: usize) -> i64 {
        let of_feature = |&(number, weight, is_respelt): &(usize, WordWeight, bool)| {
            let entries = self.features.authored_postings_at(self.features.authored(number));
            let own = entries.filter(|(owner, _)| *owner == target).map(|(_, own)| match is_respelt {
                true => (f64::from(own) * SPELLING_SHARE) as i64,
                false => own.into(),
            });
            own.map(|own| weight.authored(own)).sum::<i64>()
        };
        let by_patterns = self.matched.iter().filter(|(owner, _)| *owner == target).map(|(_, said)| said);
        self.written.iter().map(of_feature).sum::<i64>() + by_patterns.sum::<i64>()
    }

    /// Whether a word is a function word.
    fn is_function(&self, i: usize) -> bool {
        let flags = self.number(i).map_or(0, |number| self.features.flags(number));
        self.index.is_function(Language::of_word(self.words.get(i)), flags & (FLAG_STATED | FLAG_IN_PHRASE) != 0)
    }

    /// The stem that the word table is asked for: that of the correction if it does not know the word itself and nobody
    /// states the correction.
    fn meaning(&self, i: usize) -> (Feature, bool) {
        let is_unknown = self.number(i).is_none() && EmbeddingId::of(self.stems[i]).is_none();
        let correction = Some(self.words.get(i)).filter(|_| is_unknown).and_then(|word| self.index.respelt(word));
        let is_stated = |meant: usize| self.features.flags(meant) & FLAG_STATED != 0;
        let correction = correction.filter(|(meant, _)| !is_stated(*meant));
        let stems = Stems::of(&self.index.meta.languages);
        correction.map_or((self.stems[i], false), |(_, text)| (feature_of(text, &stems, &self.features), true))
    }

    /// The words with a row that count, as far as they count, whether the row is that of a correction, and the factor
    /// from their sums to log-odds.
    fn related_words(&self) -> (Vec<(usize, EmbeddingId, bool)>, f64) {
        let related = self.index.related();
        let counts = |i: &usize| {
            let word = self.words.get(*i);
            let is_english = || Language::of_word(word).has(Language::English);
            let is_generic = || self.index.is_generic(self.meaning(*i).0);
            let asks = match self.is_function(*i) {
                true => self.index.has_learned() && is_english(),
                false => !is_letter(word) && !is_generic(),
            };
            self.weight(*i..i + 1) == WordWeight::FULL && asks
        };
        let (mut direction, mut known) = (Direction::default(), Vec::new());
        if related.vectors() == 0 {
            return (known, 0.0);
        }
        for i in (0..self.words.len()).filter(counts) {
            let (meaning, is_respelt) = self.meaning(i);
            match EmbeddingId::of(meaning) {
                None => direction.add_unknown(),
                Some(row) if known.len() < MAX_WORDS => {
                    known.push((i, row, is_respelt));
                    direction.add(&row.vector());
                }
                Some(_) => {}
            }
        }
        (known, related.scale(direction.length()))
    }

    /// What a row says for a vector, before scaling.
    fn said_by(&self, row: EmbeddingId, is_respelt: bool, vector: usize) -> f64 {
        let said = f64::from(self.index.related().evidence(&row.levels(), vector));
        if is_respelt { (said * SPELLING_SHARE).trunc() } else { said }
    }

    /// Related evidence for a vector: the sum over the rows, scaled down by the length of their sum.
    fn related(&self, vector: usize) -> f64 {
        let (known, scale) = self.related_words();
        let said = known.iter().map(|&(_, row, is_respelt)| self.said_by(row, is_respelt, vector));
        said.sum::<f64>() * scale
    }

    pub(super) fn score(&self, class: ClassId) -> f64 {
        let class = class.index();
        let authored = self.authored(class) as f64 / (UNIT * f64::from(WHOLE));
        self.learned(class) + authored + self.related(class) + self.excluded(class)
    }

    /// Evidence against a class whose exclusions the request contains.
    fn excluded(&self, class: usize) -> f64 {
        let full = |i: &usize| self.weight(*i..i + 1) == WordWeight::FULL;
        let number = |i: usize| self.number(i).filter(|_| full(&i)).map(|number| number as u32);
        let is_between = |i: usize, is_apart: bool| match is_apart {
            true => self.is_function(i),
            false => is_determiner(self.words.get(i)),
        };
        let is_beside = |i: usize| self.words.separator(i).chars().all(|c| c.is_whitespace() || c == '-');
        let places = |exclusion: &Exclusion| exclusion.places(self.words.len(), number, is_between, is_beside);
        let own = self.index.meta.exclusions.iter().filter(|exclusion| exclusion.class as usize == class);
        let found: Vec<_> = own.filter(|own| !places(own).is_empty()).collect();
        let Some(weight) = found.iter().map(|exclusion| exclusion.weight).min() else { return 0.0 };
        let weight = f64::from(weight) / UNIT;
        let inside: HashSet<usize> = found.iter().flat_map(|own| places(own)).collect();
        let of_class = |number: usize| {
            let entries = self.features.authored_postings_at(self.features.authored(number));
            entries.filter(|(owner, _)| *owner == class).map(|(_, own)| own).collect::<Vec<i32>>()
        };
        let (related, scale) = self.related_words();
        let said = |i: usize| {
            let respelt = || Some(self.index.respelt(self.words.get(i))?.0);
            let share = if self.number(i).is_some() { 1.0 } else { SPELLING_SHARE };
            let own = self.number(i).or_else(respelt).into_iter().flat_map(of_class);
            let own: f64 = own.map(|own| (f64::from(own) * share).trunc() / UNIT).sum();
            let row = related.iter().find(|(place, ..)| *place == i);
            own + row.map_or(0.0, |&(_, row, is_respelt)| self.said_by(row, is_respelt, class) * scale)
        };
        let pairs = (1..self.words.len()).filter(|i| inside.contains(i) && inside.contains(&(i - 1)));
        let pairs = pairs.filter_map(|i| self.features.number(followed_by(self.stems[i - 1], self.stems[i])));
        let pairs: f64 = pairs.flat_map(of_class).map(|own| f64::from(own.max(0)) / UNIT).sum();
        let own: f64 = inside.iter().map(|&i| said(i).max(0.0)).sum();
        weight - own - pairs
    }

    /// By how much the request exceeds the bound of a rule.
    pub(super) fn surplus(&self, rule: usize) -> f64 {
        let classes = self.index.meta.classes.len();
        let bound: RuleBound = self.index.meta.rule_bounds[rule];
        let related = bound.vector.map_or(0.0, |vector| self.related(classes + usize::from(vector)));
        bound.surplus(self.authored(classes + rule) / i64::from(WHOLE), related * UNIT, self.words.len())
    }

    /// Whether there is any evidence for or against a class.
    pub(super) fn has_evidence(&self, class: ClassId) -> bool {
        let class = class.index();
        let weight = |number: usize| self.features.weight(PostingKind::Learned, number, class).unwrap_or(0);
        let is_learned = self.learnable.iter().any(|&(_, number, share)| share != 0 && number.map_or(0, weight) != 0);
        self.authored(class) != 0 || is_learned || self.related(class) != 0.0
    }

    pub(super) fn coverage(&self, class: ClassId, full: f64) -> ContentCoverage {
        let is_content = |i: &usize| !self.is_function(*i) && !self.index.is_generic(self.meaning(*i).0);
        let asks = |i: &usize| self.weight(*i..i + 1) == WordWeight::FULL;
        let mut content: Vec<usize> = (0..self.words.len()).filter(is_content).collect();
        if content.iter().any(asks) {
            content.retain(asks);
        }
        let mut found =
            ContentCoverage { content: content.len(), is_exclusive: !content.is_empty(), ..ContentCoverage::default() };
        let holders_of = |i: usize| {
            let rows = self.index.meta.phrase_words.iter();
            rows.filter(move |row| self.number(i) == Some(row.0 as usize)).map(|row| row.1 as usize)
        };
        let of_phrases = content.iter().filter(|i| holders_of(**i).any(|holder| holder == class.index()));
        let means_phrase = of_phrases.map(|i| self.number(*i)).collect::<HashSet<_>>().len() > 1;
        let mut is_told = false;
        for &i in &content {
            let authored = self.number(i).or_else(|| self.index.respelt(self.words.get(i)).map(|(meant, _)| meant));
            let entries = authored.into_iter().flat_map(|number| self.features.authored_by(number));
            let (own, others): (Vec<_>, Vec<_>) = entries.partition(|posting| posting.owner == class.index());
            let classes = self.index.meta.classes.len();
            let is_of_others = others.iter().any(|posting| posting.owner < classes && posting.weight > 0);
            let is_of_others = is_of_others || holders_of(i).any(|holder| holder != class.index());
            let is_in_phrase = means_phrase && holders_of(i).any(|holder| holder == class.index());
            let is_described =
                is_in_phrase || own.iter().any(|posting| posting.weight > 0 && posting.place.describes());
            let learned = self.number(i).filter(|_| self.index.has_learned()).map_or(0.0, |number| {
                let own = self.features.weight(PostingKind::Learned, number, class.index()).unwrap_or(0);
                f64::from(self.features.base(number) + own) * f64::from(WHOLE) * self.index.meta.learned_unit
                    / self.norm(0)
            });
            let authored = own.iter().map(|posting| f64::from(posting.weight) / UNIT).sum::<f64>();
            let said = authored + learned;
            found.share += (said / full).clamp(0.0, 1.0) / content.len() as f64;
            found.described += f64::from(u8::from(is_described)) / content.len() as f64;
            found.evidence += said.max(0.0);
            found.is_exclusive &= (authored > 0.0 || is_in_phrase) && !is_of_others;
            let row = EmbeddingId::of(self.stems[i]);
            let may_be_chance =
                own.iter().any(|posting| posting.weight > 0 && posting.place == TextPlace::EverydayExample);
            let is_telling = row.is_none_or(|row| row.specificity() >= SPECIFIC && authored >= full);
            is_told |= is_described || !may_be_chance && is_telling;
        }
        found.is_exclusive &= is_told;
        found
    }
}
