//! Compares two versions of a team: finds the requests that they answer differently.

use crate::fixtures::{Expected, Fixture};
use crate::{ExpectedKey, Responder, mismatches};
use task_router_engine::{Index, Options, Scorer, Status, Team, decide};

/// An answer, as far as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerSummary {
    /// Who answers.
    pub who: Responder,
    /// Kind of answer; `None` if the team does not exist.
    pub status: Option<Status>,
    /// The expectations that do not hold; `None` if nothing is expected, or it cannot be judged.
    pub wrong: Option<Vec<ExpectedKey>>,
}

/// One version of a team.
pub struct Version<'i> {
    scorer: Scorer<'i>,
    team: &'i Team,
    options: &'i Options,
    /// Whether its knowledge documents were read.
    has_documents: bool,
}

impl<'i> Version<'i> {
    /// A version with the options of its decisions. Without its documents, it is not judged what depends on them.
    pub fn new(team: &'i Team, index: &'i Index, options: &'i Options, has_documents: bool) -> Self {
        Self { scorer: Scorer::new(index), team, options, has_documents }
    }

    fn answer(&mut self, fixture: &Fixture) -> AnswerSummary {
        let decision = decide(&self.scorer.score(&fixture.request), self.options);
        let index = self.scorer.index();
        let expected = &fixture.expected;
        let wrong = is_stated(expected).then(|| {
            let found = mismatches(self.team, index, fixture, &decision, self.options);
            let found = found.into_iter().map(|mismatch| mismatch.key);
            found.filter(|key| self.has_documents || !key.needs_documents()).collect::<Vec<_>>()
        });
        let is_known = self.has_documents || expected.knowledge.is_none() && expected.prompt_contains.is_empty();
        let wrong = wrong.filter(|wrong| is_known || !wrong.is_empty());
        AnswerSummary { who: Responder::of(index, &decision), status: Some(decision.status), wrong }
    }
}

impl AnswerSummary {
    /// Whether it is as expected, if that is known.
    pub fn is_right(&self) -> Option<bool> {
        self.wrong.as_ref().map(Vec::is_empty)
    }
}

/// The answers of two versions, if they differ: in who answers, in their status, or in whether they are as expected.
pub fn compare(
    before: Option<&mut Version>,
    after: Option<&mut Version>,
    fixture: &Fixture,
) -> Option<[AnswerSummary; 2]> {
    let absent = || AnswerSummary {
        who: Responder::Nobody,
        status: None,
        wrong: is_stated(&fixture.expected).then(|| vec![ExpectedKey::Team]),
    };
    let before = before.map_or_else(absent, |version| version.answer(fixture));
    let after = after.map_or_else(absent, |version| version.answer(fixture));
    let is_judged_otherwise = before.is_right().zip(after.is_right()).is_some_and(|(before, after)| before != after);
    let differs = is_judged_otherwise || (&before.who, before.status) != (&after.who, after.status);
    differs.then_some([before, after])
}

fn is_stated(expected: &Expected) -> bool {
    !expected.none && *expected != Expected::default()
}
