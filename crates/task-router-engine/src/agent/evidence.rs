//! Evidence for or against an agent in requests.

mod read;

use super::Keys;
use super::dialect::Field;
use super::values::{merged, scalar, strings, strings_whole};
use crate::evidence::{EvidenceForm, EvidenceKind};
use read::without_slashes;
use serde_yaml::{Mapping, Value};
use std::collections::HashSet;

/// Evidence for (or against) an agent or a rule in requests.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    /// By kind; none of a kind that no author can write.
    items: [Vec<Keyword>; EvidenceKind::ALL.len()],
    /// For rules: whole requests that only sound as if they belonged here.
    pub not_examples: Vec<String>,
}

/// An item of evidence: a word or phrase, a pattern, or a request.
#[derive(Debug, Clone, PartialEq)]
pub struct Keyword {
    /// The word or phrase as written.
    pub text: String,
    /// Weight; 1 by default. Only words in favour have another.
    pub weight: f32,
    /// Priority of its own, used in close calls in place of the agent's.
    pub priority: Option<i32>,
}

impl From<String> for Keyword {
    fn from(text: String) -> Self {
        Self { text, weight: 1.0, priority: None }
    }
}

impl Evidence {
    /// None at all.
    pub(crate) const NONE: Self =
        Self { items: [const { Vec::new() }; EvidenceKind::ALL.len()], not_examples: Vec::new() };

    /// The same with these items of a kind.
    #[must_use]
    pub fn with(mut self, kind: EvidenceKind, items: impl IntoIterator<Item = impl Into<Keyword>>) -> Self {
        items.into_iter().for_each(|item| self.push(kind, item.into()));
        self
    }

    /// The items of a kind.
    pub fn items(&self, kind: EvidenceKind) -> &[Keyword] {
        &self.items[kind as usize]
    }

    /// The texts of a kind.
    pub fn texts(&self, kind: EvidenceKind) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        self.items(kind).iter().map(|item| item.text.as_str())
    }

    /// All items of a form, with their kinds.
    pub fn of_form(&self, form: EvidenceForm) -> impl Iterator<Item = (EvidenceKind, &Keyword)> + Clone {
        let kinds = EvidenceKind::written().filter(move |kind| kind.form() == Some(form));
        kinds.flat_map(|kind| self.items(kind).iter().map(move |item| (kind, item)))
    }

    /// Those of them that are in favour.
    pub fn in_favour(&self, form: EvidenceForm) -> impl Iterator<Item = (EvidenceKind, &Keyword)> + Clone {
        self.of_form(form).filter(|(kind, _)| !kind.is_against())
    }

    /// Words and phrases in favour.
    pub fn words(&self) -> impl Iterator<Item = &Keyword> + Clone {
        self.in_favour(EvidenceForm::Words).map(|(_, word)| word)
    }

    /// Whole requests that belong here, from which the router learns.
    pub fn examples(&self) -> impl ExactSizeIterator<Item = &str> + DoubleEndedIterator + Clone {
        self.texts(EvidenceKind::Example)
    }

    /// Words and phrases against it, with their kinds.
    pub fn against(&self) -> impl Iterator<Item = (EvidenceKind, &str)> + Clone {
        self.of_form(EvidenceForm::Words)
            .filter(|(kind, _)| kind.is_against())
            .map(|(kind, word)| (kind, word.text.as_str()))
    }

    /// Whether there is nothing in favour.
    pub fn is_empty(&self) -> bool {
        EvidenceKind::written().all(|kind| kind.is_against() || self.items(kind).is_empty())
    }

    /// Adds the evidence of another file.
    pub(crate) fn merge(&mut self, other: Self) {
        // In full, so that nothing is left out.
        let Self { items, not_examples } = other;
        for (kind, items) in EvidenceKind::ALL.iter().zip(items) {
            self.items_mut(*kind).extend(items);
            self.settle(*kind);
        }
        self.not_examples.extend(not_examples);
    }

    /// Adds examples, without duplicates.
    pub(super) fn add_examples(&mut self, more: impl IntoIterator<Item = String>) {
        self.items_mut(EvidenceKind::Example).extend(more.into_iter().map(Keyword::from));
        self.settle(EvidenceKind::Example);
    }

    /// The items of a kind that authors can write.
    pub fn items_mut(&mut self, kind: EvidenceKind) -> &mut Vec<Keyword> {
        &mut self.items[kind as usize]
    }

    fn push(&mut self, kind: EvidenceKind, item: Keyword) {
        let item = match kind.form() {
            Some(EvidenceForm::Words) if !kind.is_against() => item,
            Some(EvidenceForm::Patterns) => without_slashes(item.text).into(),
            _ => item.text.into(),
        };
        self.items_mut(kind).push(item);
    }

    /// Removes duplicates of words and requests in favour.
    fn settle(&mut self, kind: EvidenceKind) {
        let items = self.items_mut(kind);
        if kind.is_for(EvidenceForm::Words) {
            *items = merged(std::mem::take(items));
        } else if kind.is_for(EvidenceForm::Requests) {
            let mut seen = HashSet::new();
            items.retain(|item| seen.insert(item.text.clone()));
        }
    }
}

/// All texts of a list, in any form.
pub(super) fn texts(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings(Some(value))).collect()
}

/// Risks, each as `what (likelihood, effect): mitigation`; a map can state these under keys of their own.
pub(super) fn risks(keys: &Keys) -> Vec<String> {
    let of_map = |map: &Mapping| {
        let text = |key: &str| scalar(map.get(key));
        let grades = text("likelihood").zip(text("effect").or_else(|| text("impact")));
        let grades = grades.map_or(String::new(), |(likelihood, effect)| format!(" ({likelihood}, {effect})"));
        let mitigation = text("mitigation").map_or(String::new(), |how| format!(": {how}"));
        Some(format!("{}{grades}{mitigation}", text("risk")?))
    };
    let of_item = |item: &Value| match item.as_mapping().and_then(of_map) {
        Some(risk) => vec![risk],
        None => strings_whole(Some(item)),
    };
    let of_value = |value: &Value| match value {
        Value::Sequence(items) => items.iter().flat_map(of_item).collect(),
        one => of_item(one),
    };
    keys.all(Field::Risks).flat_map(|(_, value)| of_value(value)).collect()
}

/// All texts of a list whose items may contain commas.
pub(super) fn texts_whole(keys: &Keys, field: Field) -> Vec<String> {
    keys.all(field).flat_map(|(_, value)| strings_whole(Some(value))).collect()
}
