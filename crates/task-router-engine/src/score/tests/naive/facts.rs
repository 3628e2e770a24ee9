//! Properties of a request's words, for the detection of exclusions and pasted text.

use super::Naive;
use crate::index::FLAG_STATED;
use crate::request::{CueLanguages, WordFacts, WordKinds, cue_languages};
use crate::score::weighted::{is_authored, is_evidence};
use crate::text::{Feature, Language, Languages, followed_by};
use regex::Regex;

/// A request, with all patterns and the part that asks.
pub(super) struct Facts<'n, 'i>(pub(super) &'n Naive<'i>, pub(super) (&'n [Regex], &'n str));

impl WordKinds for Facts<'_, '_> {
    fn languages(&self, i: usize) -> Languages {
        Language::of_word(self.0.words.get(i))
    }

    fn cue_languages(&self, i: usize) -> CueLanguages {
        cue_languages(self.0.words.get(i))
    }

    fn team_languages(&self) -> Languages {
        self.0.index.languages()
    }

    fn stated_words(&self, i: usize) -> usize {
        let Naive { features, stems, .. } = self.0;
        let states = |from: usize, to: usize| {
            let phrase = stems[from + 1..to].iter().fold(stems[from], |phrase, &stem| followed_by(phrase, stem));
            let is_function = to == from + 1 && self.0.is_function(from);
            let number = features.number(phrase).filter(|&number| features.flags(number) & FLAG_STATED != 0);
            !is_function && number.is_some_and(|number| is_evidence(self.0.index, Some(number), None))
        };
        let around = (0..=i).flat_map(|from| (i + 1..=stems.len()).map(move |to| (from, to)));
        around.filter(|&(from, to)| states(from, to)).map(|(from, to)| to - from).max().unwrap_or(0)
    }
}

impl WordFacts for Facts<'_, '_> {
    fn stem(&self, i: usize) -> Feature {
        self.0.stems[i]
    }

    fn is_telling(&self, i: usize) -> bool {
        self.0.number(i).is_some() && self.languages(i).is_empty() || self.is_stated(i)
    }

    fn is_evidence(&self, i: usize) -> bool {
        let known = self.0.number(i);
        let meant = known.or_else(|| self.0.index.respelt(self.0.words.get(i)).map(|(meant, _)| meant));
        self.languages(i).is_empty() && is_evidence(self.0.index, meant, known) || self.is_stated(i)
    }

    fn is_authored(&self, i: usize) -> bool {
        is_authored(self.0.index, self.0.number(i), self.0.number(i))
    }

    fn has_class_of_thanks(&self) -> bool {
        self.0.index.meta.has_class_of_thanks
    }
}

impl Facts<'_, '_> {
    /// Whether a word is part of a keyword or of what a pattern matches.
    fn is_stated(&self, i: usize) -> bool {
        let Naive { index, words, .. } = self.0;
        let (asking, part) = (self.1.1, words.origin(i));
        let is_match = |(number, regex): (usize, &Regex)| {
            let is_of_class = index.patterns().get(number).owner < index.meta.classes.len();
            is_of_class && regex.find(asking).is_some_and(|m| m.start() < part.end && part.start < m.end())
        };
        self.stated_words(i) > 0 || self.1.0.iter().enumerate().any(is_match)
    }
}
