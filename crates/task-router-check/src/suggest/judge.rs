//! Judges an edit by its effects: on fixtures, examples, leave-one-out accuracy, and unrelated requests.

use super::Criteria;
use crate::fixtures::Fixture;
use crate::{CompiledTeam, Responder, Tally, lint, mismatches};
use std::collections::HashSet;
use task_router_engine::text::everyday_requests;
use task_router_engine::{Options, Scorer, Status, decide};

/// Maximum loss of leave-one-out accuracy by an edit: one in this many examples, apart from rounding.
const TOLERATED: usize = 200;

/// Small talk that no model learns from, so that what an edit does to it is what it does to anybody's.
const SMALL_TALK: &str = include_str!("small_talk.txt");

/// Requests that are nobody's, each of which an edit could take.
fn small_talk() -> impl Iterator<Item = &'static str> {
    everyday_requests().chain(SMALL_TALK.lines())
}

/// Results of a team for everything that an edit is judged by.
#[derive(Debug, Clone)]
pub(super) struct Results {
    /// Whether each fixture passes.
    pub(super) fixtures: Vec<bool>,
    /// Examples, and whether their owners answer them.
    examples: Vec<(String, bool)>,
    /// Leave-one-out accuracy.
    pub(super) loo: Tally,
    /// Who answers each of the other requests.
    others: Vec<Responder>,
    /// Whether each everyday request is routed to anybody.
    everyday: Vec<bool>,
}

impl Results {
    pub(super) fn of(compiled: &CompiledTeam, judged: Criteria) -> Self {
        let Criteria { fixtures, others, options } = judged;
        let mut scorer = Scorer::new(&compiled.index);
        let mut answer = |request: &str| {
            let decision = decide(&scorer.score(request), options);
            (Responder::of(&compiled.index, &decision), decision.status)
        };
        let others = others.iter().map(|request| answer(request).0).collect();
        let everyday = small_talk().map(|request| answer(request).1 != Status::Unclear).collect();
        Self {
            fixtures: fixtures.iter().map(|fixture| passes(compiled, &mut scorer, fixture, options)).collect(),
            examples: lint::examples_that_pass(compiled),
            loo: lint::loo(compiled),
            others,
            everyday,
        }
    }

    /// Requests that were answered rightly and no longer are.
    pub(super) fn broken<'r>(&'r self, after: &Self, fixtures: &'r [Fixture]) -> Vec<&'r str> {
        let lost = |before: &[bool], after: &[bool], at: usize| before[at] && !after[at];
        // An edit may add an example, so these are compared by text.
        let wrong = after.examples.iter().filter(|(_, held)| !held).map(|(text, _)| text.as_str());
        let wrong: HashSet<&str> = wrong.collect();
        let is_lost = |(text, held): &&(String, bool)| *held && wrong.contains(text.as_str());
        let fixtures = fixtures.iter().enumerate().filter(|(at, _)| lost(&self.fixtures, &after.fixtures, *at));
        let examples = self.examples.iter().filter(is_lost).map(|(text, _)| text.as_str());
        // Everyday requests that are routed now.
        let everyday = small_talk().enumerate().filter(|(at, _)| lost(&after.everyday, &self.everyday, *at));
        let fixtures = fixtures.map(|(_, fixture)| fixture.request.as_str());
        fixtures.chain(examples).chain(everyday.map(|(_, request)| request)).collect()
    }

    /// Whether an edit costs more leave-one-out accuracy than tolerated. An added example does not count itself: left
    /// out, it is the request that was answered wrong before.
    pub(super) fn is_worse(&self, after: &Self) -> bool {
        self.loo.right > after.loo.right + self.loo.all / TOLERATED
    }

    pub(super) fn fixed(&self, after: &Self) -> usize {
        self.fixtures.iter().zip(&after.fixtures).filter(|(before, after)| !**before && **after).count()
    }

    /// Other requests whose answer changes: (position, before, after).
    pub(super) fn moved(&self, after: &Self) -> Vec<(usize, Responder, Responder)> {
        let pairs = self.others.iter().zip(&after.others).enumerate();
        pairs.filter(|(_, (b, a))| b != a).map(|(i, (b, a))| (i, b.clone(), a.clone())).collect()
    }
}

pub(super) fn passes(compiled: &CompiledTeam, scorer: &mut Scorer, fixture: &Fixture, options: &Options) -> bool {
    let decision = decide(&scorer.score(&fixture.request), options);
    mismatches(&compiled.team, &compiled.index, fixture, &decision, options).is_empty()
}
