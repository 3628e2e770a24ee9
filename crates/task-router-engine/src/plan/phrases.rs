//! Words and patterns of a team's policy, looked for in parts of a request as the index would read them.

use crate::agent::Evidence;
use crate::index::{Index, TeamReader};
use crate::text::Feature;
use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may become, in bytes; patterns may come from a stranger.
const LARGEST_PATTERN: usize = 1 << 20;

/// A phrase by its stems, or a regular expression.
pub enum Pattern {
    /// Adjacent stems.
    Phrase(Vec<Feature>),
    /// An expression.
    Expression(Regex),
}

/// Reads texts as the team does.
pub struct Phrases<'i> {
    reader: TeamReader<'i>,
}

/// A text that was read.
pub struct Read<'t> {
    text: &'t str,
    features: Vec<Feature>,
}

impl<'i> Phrases<'i> {
    /// For a team.
    pub fn of(index: &'i Index) -> Self {
        Self { reader: index.reader() }
    }

    /// A phrase; `None` where it holds no word.
    pub fn phrase(&self, text: &str) -> Option<Pattern> {
        Some(self.reader.features(text)).filter(|features| !features.is_empty()).map(Pattern::Phrase)
    }

    /// Everything that evidence states, with its weight; a pattern counts as a strong word.
    pub fn stated(&self, evidence: &Evidence) -> Vec<(Pattern, f32)> {
        const OF_A_PATTERN: f32 = 2.0;
        let keywords =
            evidence.keywords.iter().filter_map(|keyword| Some((self.phrase(&keyword.text)?, keyword.weight)));
        let patterns = evidence.patterns.iter().filter_map(|pattern| expression(pattern));
        keywords.chain(patterns.map(|pattern| (Pattern::Expression(pattern), OF_A_PATTERN))).collect()
    }

    /// A text, ready to be looked into.
    pub fn read<'t>(&self, text: &'t str) -> Read<'t> {
        Read { text, features: self.reader.features(text) }
    }
}

/// A pattern that can be used; what is wrong with another is a finding of `route check`.
pub fn expression(pattern: &str) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(true).size_limit(LARGEST_PATTERN).build().ok()
}

impl Read<'_> {
    /// Whether it is in the text.
    pub fn holds(&self, pattern: &Pattern) -> bool {
        match pattern {
            Pattern::Phrase(stems) => self.features.windows(stems.len()).any(|window| window == stems),
            Pattern::Expression(expression) => expression.is_match(self.text),
        }
    }
}
