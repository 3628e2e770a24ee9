//! The phrases that an agent's prompt lists: where they stand, and which of them refer to another agent.

use super::Agent;
use super::dialect::{FileFormat, format_of};
use crate::evidence::EvidenceKind;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Where a prompt lists a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPhrase {
    /// Its line in the prompt, from 0.
    pub line: usize,
    /// What the other cells of its row hold, if it is in a table; shared by all phrases of the row.
    pub beside: Arc<[String]>,
}

impl Agent {
    /// The line of the file in which the prompt lists a phrase; in other formats the prompt is no part of it, line by
    /// line.
    pub(super) fn line_listing(&self, phrase: &str) -> Option<usize> {
        let is_part = format_of(&self.source.file) == FileFormat::Markdown;
        self.listed.get(phrase).filter(|_| is_part).map(|listed| self.body_line + listed.line)
    }

    /// Drops the examples that only rows of tables list which name another agent: they refer to it.
    pub(crate) fn drop_referrals(&mut self, names: &HashSet<String>) {
        let names_another = |cell: &String| {
            let mut parts = cell.split([',', '/', '+', '&']).map(|part| part.trim().trim_matches(['`', '*', '@']));
            parts.any(|part| part != self.name && names.contains(part))
        };
        // The cells of a row are read once, however many phrases it has.
        let mut rows = HashMap::new();
        let mut refers =
            |row: &Arc<[String]>| *rows.entry(row.as_ptr()).or_insert_with(|| row.iter().any(names_another));
        let referring = self.listed.iter().filter(|(_, listed)| refers(&listed.beside));
        let referrals = referring.map(|(phrase, _)| phrase.clone()).collect();
        self.refer(referrals);
    }

    pub(super) fn refer(&mut self, referrals: HashSet<String>) {
        self.evidence.items_mut(EvidenceKind::Example).retain(|example| !referrals.contains(&example.text));
        self.referrals = referrals;
    }
}
