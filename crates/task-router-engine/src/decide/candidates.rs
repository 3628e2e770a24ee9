//! Who may answer, in order.

use super::{CLOSE_CALL, Candidate, Options};
use crate::index::{ClassId, ClassKind, Index, RuleAction};
use crate::score::Scores;
use std::cmp::Ordering;

/// At most this many are offered as support by their evidence.
pub(super) const MOST_SUPPORT: usize = 3;
/// To sort more candidates than this takes longer than to look first which of them matter.
pub(super) const MANY: usize = 16;

/// The candidates, best first. An agent stands once: with its own evidence, or with that of a flow that starts with it
/// where that is stronger.
pub(super) fn candidates(index: &Index, scores: &Scores, options: &Options) -> Vec<Candidate> {
    let ranks = index.name_ranks();
    let by_score = |a: &Candidate, b: &Candidate| {
        let by_name = || ranks[a.answer.index()].cmp(&ranks[b.answer.index()]).then(a.class.cmp(&b.class));
        b.score.total_cmp(&a.score).then_with(by_name)
    };
    let answer = answers(index, scores, options);
    let all =
        || scores.classes.iter().filter_map(|&(class, score)| Some(Candidate { class, answer: answer(class)?, score }));
    let mut least = f64::NEG_INFINITY;
    if options.most > 0 && scores.classes.len() > MANY && !scores.is_stated {
        // Lower bound: agents are distinct answers, and a flow can only raise an agent's score, so the n-th best agent's own
        // score is safe to cut at.
        let own = all().filter(|candidate| candidate.class == candidate.answer);
        least = least_that_matters(own.map(|candidate| candidate.score), options.most);
    }
    let mut found: Vec<Candidate> = Vec::with_capacity(scores.classes.len().min(MANY));
    found.extend(all().filter(|candidate| candidate.score >= least));
    if found.iter().any(|candidate| candidate.class != candidate.answer) {
        keep_best_of_each(&mut found, index.meta.classes.len(), by_score);
    }
    // No two are equal, so the order is the same as a stable sort's.
    found.sort_unstable_by(by_score);
    found
}

/// Who answers where a class is the best, if anybody who may.
fn answers<'a>(
    index: &'a Index,
    scores: &'a Scores,
    options: &'a Options,
) -> impl Fn(ClassId) -> Option<ClassId> + Copy {
    let (classes, agents) = (&index.meta.classes, index.agent_count());
    let allows_all = options.only.is_empty() && options.exclude.is_empty();
    move |class| {
        // Most classes of a large team are agents, and those are the first: nothing has to be looked up to know that.
        let answer = match class.index() < agents {
            true => Some(class),
            false => match classes[class.index()].kind {
                ClassKind::Flow(flow) => first_agent(index, scores, options, flow as usize),
                ClassKind::OutOfScope => None,
                ClassKind::Agent | ClassKind::Lead | ClassKind::Peer => Some(class),
            },
        };
        answer.filter(|&answer| allows_all || options.allows(&classes[answer.index()]))
    }
}

/// The score below which a candidate need not be listed and has no part in the decision; `most` is [`Options::most`], not 0.
/// As many as can be offered as support, and one that answers, matter, and all that are in a close call, of which any may
/// be chosen.
pub(super) fn least_that_matters(scores: impl Iterator<Item = f64>, most: usize) -> f64 {
    let mut best = vec![f64::NEG_INFINITY; most.max(MOST_SUPPORT + 1)];
    let last = best.len() - 1;
    for score in scores {
        if score > best[last] {
            best[last] = score;
            let mut at = last;
            while at > 0 && best[at - 1] < best[at] {
                best.swap(at - 1, at);
                at -= 1;
            }
        }
    }
    best[last].min(best[0] - CLOSE_CALL)
}

/// Keeps the best candidate of each who would answer.
fn keep_best_of_each(
    found: &mut Vec<Candidate>,
    classes: usize,
    by_score: impl Fn(&Candidate, &Candidate) -> Ordering,
) {
    let mut best: Vec<Option<u32>> = vec![None; classes];
    for (i, candidate) in found.iter().enumerate() {
        let best: &mut Option<u32> = &mut best[candidate.answer.index()];
        if best.is_none_or(|best| by_score(candidate, &found[best as usize]).is_lt()) {
            *best = Some(i as u32);
        }
    }
    let mut i = 0;
    found.retain(|candidate| {
        i += 1;
        best[candidate.answer.index()] == Some(i - 1)
    });
}

/// Who takes the first step of a flow.
fn first_agent(index: &Index, scores: &Scores, options: &Options, flow: usize) -> Option<ClassId> {
    let card = index.meta.flows.get(flow)?;
    if card.has_requirement && !is_allowed(index, scores, flow) {
        return None;
    }
    let (agents, any) = card.steps.first()?;
    let mut agents = agents.iter().copied().filter(|&agent| options.allows(index.class(agent)));
    if !any {
        return agents.next();
    }
    best_of(scores, &agents.collect::<Vec<_>>())
}

/// Whether what a flow requires is in the request.
fn is_allowed(index: &Index, scores: &Scores, flow: usize) -> bool {
    scores.rules.iter().any(|&rule| *index.rule(rule) == RuleAction::Allows(flow as u32))
}

/// The one of these agents that has the best evidence of its own; the first of equals.
pub fn best_of(scores: &Scores, agents: &[ClassId]) -> Option<ClassId> {
    let score =
        |agent: ClassId| scores.classes.iter().find(|(class, _)| *class == agent).map_or(f64::MIN, |(_, score)| *score);
    // `max_by` would take the last.
    agents.iter().copied().rev().max_by(|&a, &b| score(a).total_cmp(&score(b)))
}
