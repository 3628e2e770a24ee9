//! The authors' patterns as sections of an image, with the literals they require: a request without them cannot match.

use super::image::{Image, Sections};
use super::literals::{self, BOUNDARY_BEFORE, Literal};
use super::records::{LiteralHolder, LiteralRecord, PatternRecord};
use super::windows::{self, Windows};
use regex_syntax::hir::Hir;
use std::collections::BTreeMap;
use std::ops::Range;

/// One pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pattern<'i> {
    /// The regular expression.
    pub source: &'i str,
    /// A class, or a rule numbered after the classes.
    pub owner: usize,
    /// Fixed-point log-odds.
    pub weight: i32,
}

/// All patterns of an index.
#[derive(Debug, Clone, Copy)]
pub struct PatternTable<'i> {
    patterns: &'i [PatternRecord],
    text: &'i [u8],
    literals: &'i [LiteralRecord],
    literal_text: &'i [u8],
    holders: &'i [LiteralHolder],
    windows: Windows<'i>,
}

impl<'i> PatternTable<'i> {
    pub(crate) fn new(image: &'i Image) -> Self {
        Self {
            patterns: image.patterns(),
            text: image.pattern_text(),
            literals: image.literals(),
            literal_text: image.literal_text(),
            holders: image.literal_holders(),
            windows: Windows::new(image),
        }
    }

    /// Number of patterns.
    pub fn len(&self) -> usize {
        self.patterns.len().saturating_sub(1)
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The pattern with this number.
    pub fn get(&self, number: usize) -> Pattern<'i> {
        let PatternRecord { target, weight, text_start, .. } = self.patterns[number];
        let text = &self.text[text_start as usize..self.patterns[number + 1].text_start as usize];
        Pattern { source: std::str::from_utf8(text).unwrap_or(""), owner: target as usize, weight }
    }

    /// Bits of the literal groups of a pattern: a matching request contains a literal of each.
    pub(crate) fn groups(&self, number: usize) -> u32 {
        self.patterns[number].groups
    }

    /// Number of literals.
    pub(crate) fn literal_count(&self) -> usize {
        self.literals.len().saturating_sub(1)
    }

    /// All literals, in lower case.
    pub(crate) fn literals(self) -> impl Iterator<Item = &'i [u8]> {
        (0..self.literal_count()).map(move |number| self.literal(number))
    }

    fn literal(&self, number: usize) -> &'i [u8] {
        let [start, end] = [number, number + 1].map(|number| self.literals[number].text_start as usize);
        &self.literal_text[start..end]
    }

    /// Calls `note` with the number and range of every literal in a lower-case text.
    pub(crate) fn find_literals(&self, text: &[u8], mut note: impl FnMut(usize, Range<usize>)) {
        self.windows.find(text, |number, start| {
            let literal = self.literal(number as usize);
            let part = start..start + literal.len();
            if text.get(part.clone()) == Some(literal) {
                note(number as usize, part);
            }
        });
    }

    /// The patterns that require a literal.
    pub(crate) fn holders(&self, literal: usize) -> &'i [LiteralHolder] {
        let [start, end] = [literal, literal + 1].map(|literal| self.literals[literal].holders_start as usize);
        &self.holders[start..end]
    }
}

/// Collects patterns for an image.
#[derive(Debug, Default)]
pub(crate) struct PatternBuilder {
    patterns: Vec<PatternRecord>,
    text: String,
    /// Holders by text of the literal.
    literals: BTreeMap<String, Vec<LiteralHolder>>,
}

impl PatternBuilder {
    /// Adds a pattern.
    pub(crate) fn add(&mut self, source: &str, parsed: &Hir, owner: usize, weight: i32) {
        let pattern = self.patterns.len() as u32;
        let mut groups = 0;
        for (number, literals) in literals::required(parsed).into_iter().enumerate() {
            let group = 1 << number;
            groups |= group;
            for Literal { text, boundaries } in literals {
                self.literals.entry(text).or_default().push(LiteralHolder { pattern, group, boundaries });
            }
        }
        self.patterns.push(PatternRecord { target: owner as u32, weight, groups, text_start: self.text.len() as u32 });
        self.text.push_str(source);
    }

    /// Writes the sections of patterns.
    pub(crate) fn write(mut self, sections: &mut Sections) {
        let end = PatternRecord { target: 0, weight: 0, groups: 0, text_start: self.text.len() as u32 };
        self.patterns.push(end);
        let record = |text: &[u8], holders: &[LiteralHolder]| LiteralRecord {
            text_start: text.len() as u32,
            holders_start: holders.len() as u32,
        };
        let may_be_inside = |holder: &LiteralHolder| holder.boundaries & BOUNDARY_BEFORE == 0;
        let begins = self.literals.iter().map(|(text, holders)| (text.as_bytes(), holders.iter().any(may_be_inside)));
        windows::write(begins, sections);
        let Sections { literals, literal_text, literal_holders, .. } = sections;
        for (literal, mut holders) in self.literals {
            literals.push(record(literal_text, literal_holders));
            literal_text.extend(literal.as_bytes());
            literal_holders.append(&mut holders);
        }
        literals.push(record(literal_text, literal_holders));
        sections.patterns = self.patterns;
        sections.pattern_text = self.text.into_bytes();
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::index::literals::BOUNDARY_AFTER;

    /// An image with these patterns alone.
    pub(crate) fn image(patterns: &[&str]) -> Image {
        let mut builder = PatternBuilder::default();
        for (owner, source) in patterns.iter().enumerate() {
            let parsed = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source).unwrap();
            builder.add(source, &parsed, owner, 3);
        }
        let mut sections = Sections::default();
        builder.write(&mut sections);
        Image::build(&sections)
    }

    #[test]
    fn literals_list_the_patterns_that_require_them() {
        let image = image(&[r"\b40[13]\b", "(401|abc).*xyz", r"\w+"]);
        let table = PatternTable::new(&image);
        assert_eq!(table.get(1), Pattern { source: "(401|abc).*xyz", owner: 1, weight: 3 });
        assert_eq!((0..3).map(|number| table.groups(number)).collect::<Vec<_>>(), [1, 3, 0]);
        let literals: Vec<&[u8]> = table.literals().collect();
        assert_eq!(literals, [&b"401"[..], b"403", b"abc", b"xyz"]);
        let holder = |pattern, group, boundaries| LiteralHolder { pattern, group, boundaries };
        assert_eq!(table.holders(0), [holder(0, 1, BOUNDARY_BEFORE | BOUNDARY_AFTER), holder(1, 1, 0)]);
        assert_eq!(table.holders(3), [holder(1, 2, 0)]);
        assert!(PatternTable::new(&Image::build(&Sections::default())).is_empty());
    }
}
