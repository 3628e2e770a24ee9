//! Compares two versions of a team: finds the requests that they answer differently.

use crate::fixtures::Expected;
use crate::{Responder, is_right};
use task_router_engine::decide::{Options, Status, decide};
use task_router_engine::index::Index;
use task_router_engine::score::Scorer;

/// An answer, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerSummary {
    /// Who answers.
    pub who: Responder,
    /// Kind of answer; `None` if the team does not exist.
    pub status: Option<Status>,
    /// Whether it is as expected; `None` if nothing is expected.
    pub is_right: Option<bool>,
}

/// Two versions of one team.
pub struct Pair<'i> {
    before: Option<Scorer<'i>>,
    after: Option<Scorer<'i>>,
}

impl<'i> Pair<'i> {
    /// Creates a pair; `None` is a version without the team.
    pub fn new(before: Option<&'i Index>, after: Option<&'i Index>) -> Self {
        Self { before: before.map(Scorer::new), after: after.map(Scorer::new) }
    }

    /// The answers of both versions, if they differ.
    pub fn compare(&mut self, request: &str, expected: &Expected, options: &Options) -> Option<[AnswerSummary; 2]> {
        let both = [&mut self.before, &mut self.after].map(|scorer| answer(scorer, request, expected, options));
        let [before, after] = &both;
        ((&before.who, before.status) != (&after.who, after.status)).then_some(both)
    }
}

fn answer(scorer: &mut Option<Scorer>, request: &str, expected: &Expected, options: &Options) -> AnswerSummary {
    let is_stated = !expected.agents.is_empty() || !expected.not.is_empty() || expected.label().is_some();
    let Some(scorer) = scorer else {
        return AnswerSummary { who: Responder::Nobody, status: None, is_right: is_stated.then_some(false) };
    };
    let decision = decide(scorer, request, options);
    let is_right = is_stated.then(|| is_right(scorer.index(), expected, &decision));
    AnswerSummary { who: Responder::of(scorer.index(), &decision), status: Some(decision.status), is_right }
}
