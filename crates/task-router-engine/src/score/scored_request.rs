//! A request that has been scored.

use super::explain::RequestEvidence;
use super::{ContentCoverage, ScorePart, Scorer, Scores};
use crate::index::{ClassId, Index};
use crate::text::{FunctionWords, Language, Languages};

/// A scored request: what a decision and its explanation are computed from.
///
/// It borrows the scorer, whose buffers hold what was read of the request, so that no other request can be scored while
/// this one is used.
pub struct ScoredRequest<'s, 'i> {
    scorer: &'s mut Scorer<'i>,
}

impl<'i> Scorer<'i> {
    /// Scores a request.
    pub fn score(&mut self, request: &str) -> ScoredRequest<'_, 'i> {
        let mut scores = std::mem::take(&mut self.scores);
        self.score_text(request, &mut scores);
        self.settle_said(request, &mut scores);
        self.scores = scores;
        ScoredRequest { scorer: self }
    }

    /// A request that is read, with these scores.
    #[cfg(test)]
    pub(crate) fn with_scores(&mut self, request: &str, scores: Scores) -> ScoredRequest<'_, 'i> {
        self.score(request);
        self.scores = scores;
        ScoredRequest { scorer: self }
    }
}

impl<'i> ScoredRequest<'_, 'i> {
    /// The index that the request was scored against.
    pub fn index(&self) -> &'i Index {
        self.scorer.index
    }

    /// The request.
    pub fn text(&self) -> &str {
        &self.scorer.request
    }

    /// Its language, by its function words; English if they tell none.
    pub(crate) fn language(&self) -> Language {
        let words = || self.scorer.numbers.iter().map(|&number| self.scorer.word_cache.facts(number).languages);
        // Most requests have function words of no other language, so that there is nothing to count.
        let english = Languages::of(Language::English).with(Languages::OF_PAIRS);
        match words().any(|languages| languages.has_others(english)) {
            true => FunctionWords::of(words()).language(self.scorer.languages).unwrap_or(Language::English),
            false => Language::English,
        }
    }

    /// The scores of all classes.
    pub fn scores(&self) -> &Scores {
        &self.scorer.scores
    }

    /// The parts that sum to one class's score, in the order of the request's words, each phrase after its words.
    pub fn parts(&mut self, class: ClassId) -> Vec<ScorePart> {
        self.evidence().parts(class)
    }

    /// The same, without the special rules for a stated request.
    pub fn unstated_parts(&mut self, class: ClassId) -> Vec<ScorePart> {
        RequestEvidence::of(self.scorer, true).parts(class)
    }

    /// The evidence of the request, to be split by class.
    pub(crate) fn evidence(&mut self) -> RequestEvidence<'_, 'i> {
        RequestEvidence::of(self.scorer, false)
    }

    /// How much of the request `class` covers.
    pub(crate) fn coverage(&self, class: ClassId) -> ContentCoverage {
        self.scorer.coverage(class)
    }

    /// The class that has all content of the request to itself, if there is one.
    pub(crate) fn exclusive_class(&self) -> Option<ClassId> {
        self.scorer.exclusive_class()
    }

    /// Learned evidence for `class` from words that are not content, and from pairs of them, as contained in its score.
    pub(crate) fn function_words_to(&self, class: ClassId) -> f64 {
        self.scorer.function_words_to(class)
    }

    /// Related evidence for `class`, as contained in its score.
    pub(crate) fn related_to(&self, class: ClassId) -> f64 {
        self.scorer.related_to(class)
    }

    /// Whether the word table, which covers English, is usable for the request.
    pub(crate) fn has_table(&self) -> bool {
        self.scorer.has_table()
    }
}
