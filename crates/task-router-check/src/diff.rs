//! Two versions of the teams + requests → the requests whose answers differ.

use crate::fixtures::Expected;
use crate::{answer_name, is_right};
use serde::Serialize;
use task_router_engine::decide::{Options, decide};
use task_router_engine::index::Index;
use task_router_engine::score::Scorer;

/// An answer as far as a comparison looks at it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Brief {
    /// Who: an agent, a peer, `direct`, or `-` for nobody.
    pub agent: String,
    /// What kind of answer: `routed`, `direct`, `unclear`; `absent` where the team is not there.
    pub status: &'static str,
}

impl Brief {
    fn absent() -> Self {
        Self { agent: task_router_engine::render::NOBODY.to_owned(), status: "absent" }
    }
}

/// A request that is answered differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The request.
    pub request: String,
    /// The team it is for.
    pub team: String,
    /// The file it stands in; null where it was given otherwise.
    pub file: Option<String>,
    /// Its line there.
    pub line: Option<usize>,
    /// The answer of the other version.
    pub before: Brief,
    /// The answer now.
    pub after: Brief,
    /// Whether the fixture held before; null where nothing is expected.
    pub was_right: Option<bool>,
    /// Whether it holds now.
    pub is_right: Option<bool>,
}

/// The two versions of one team.
pub struct Pair<'i> {
    before: Option<Scorer<'i>>,
    after: Option<Scorer<'i>>,
}

impl<'i> Pair<'i> {
    /// Two versions; `None` where one of them does not have the team.
    pub fn new(before: Option<&'i Index>, after: Option<&'i Index>) -> Self {
        Self { before: before.map(Scorer::new), after: after.map(Scorer::new) }
    }

    /// The answers of both, each with whether it is as expected, where the answers differ.
    pub fn compare(
        &mut self,
        request: &str,
        expected: &Expected,
        options: &Options,
    ) -> Option<[(Brief, Option<bool>); 2]> {
        let both = [&mut self.before, &mut self.after].map(|scorer| answer(scorer, request, expected, options));
        (both[0].0 != both[1].0).then_some(both)
    }
}

fn answer(scorer: &mut Option<Scorer>, request: &str, expected: &Expected, options: &Options) -> (Brief, Option<bool>) {
    let is_stated = !expected.agents.is_empty() || !expected.not.is_empty() || expected.label().is_some();
    let Some(scorer) = scorer else { return (Brief::absent(), is_stated.then_some(false)) };
    let decision = decide(scorer, request, options);
    let brief = Brief { agent: answer_name(scorer.index(), &decision).to_owned(), status: decision.status.name() };
    let right = is_stated.then(|| is_right(scorer.index(), expected, &decision));
    (brief, right)
}
