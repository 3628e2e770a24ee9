//! Matches words and patterns of a team's policy in parts of a request, reading them as the index would.

use crate::agent::Evidence;
use crate::evidence::EvidenceForm;
use crate::index::{Index, TeamReader};
use crate::pattern::compile_pattern;
use crate::text::Feature;
use regex::Regex;

/// A phrase by its stems, or a regular expression.
pub enum PhrasePattern {
    /// Adjacent stems.
    Phrase(Vec<Feature>),
    /// A regular expression.
    Expression(Regex),
}

/// Reads texts as the team does.
pub struct PhraseMatcher<'i> {
    reader: TeamReader<'i>,
}

/// A text prepared for matching.
pub struct PreparedText<'t> {
    text: &'t str,
    features: Vec<Feature>,
}

impl<'i> PhraseMatcher<'i> {
    /// Creates a reader for a team.
    pub fn of(index: &'i Index) -> Self {
        Self { reader: index.reader() }
    }

    /// A phrase; `None` if it has no words.
    pub fn phrase(&self, text: &str) -> Option<PhrasePattern> {
        Some(self.reader.features(text)).filter(|features| !features.is_empty()).map(PhrasePattern::Phrase)
    }

    /// The words and phrases against whose evidence it is.
    pub fn against(&self, evidence: &Evidence) -> Vec<PhrasePattern> {
        evidence.against().filter_map(|(_, text)| self.phrase(text)).collect()
    }

    /// All words and patterns of evidence with their weights; a pattern has the weight of a strong word. Invalid ones,
    /// which `route check` reports, are left out.
    pub fn stated(&self, evidence: &Evidence) -> Vec<(PhrasePattern, f32)> {
        // Chosen by hand: as much as makes a keyword name its domain alone (`domains::STRONG`).
        const PATTERN_WEIGHT: f32 = 2.0;
        let words = evidence.words().filter_map(|word| Some((self.phrase(&word.text)?, word.weight)));
        let patterns =
            evidence.in_favour(EvidenceForm::Patterns).filter_map(|(_, pattern)| compile_pattern(&pattern.text).ok());
        words.chain(patterns.map(|pattern| (PhrasePattern::Expression(pattern), PATTERN_WEIGHT))).collect()
    }

    /// Prepares a text for matching.
    pub fn read<'t>(&self, text: &'t str) -> PreparedText<'t> {
        PreparedText { text, features: self.reader.features(text) }
    }
}

impl PreparedText<'_> {
    /// Whether the text contains the pattern.
    pub fn holds(&self, pattern: &PhrasePattern) -> bool {
        match pattern {
            PhrasePattern::Phrase(stems) => self.features.windows(stems.len()).any(|window| window == stems),
            PhrasePattern::Expression(expression) => expression.is_match(self.text),
        }
    }
}
