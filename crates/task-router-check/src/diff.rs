//! Two versions of the teams + requests → the requests whose answers differ.

use crate::answer_name;
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

    /// The answers of both, where they differ.
    pub fn compare(&mut self, request: &str) -> Option<(Brief, Brief)> {
        let (before, after) = (answer(&mut self.before, request), answer(&mut self.after, request));
        (before != after).then_some((before, after))
    }
}

fn answer(scorer: &mut Option<Scorer>, request: &str) -> Brief {
    let Some(scorer) = scorer else { return Brief::absent() };
    let decision = decide(scorer, request, &Options::default());
    Brief { agent: answer_name(scorer.index(), &decision).to_owned(), status: decision.status.name() }
}
