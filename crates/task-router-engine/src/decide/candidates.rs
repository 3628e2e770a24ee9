//! Who may answer, in order.

use super::{CLOSE_CALL, Candidate, Options};
use crate::index::{ClassId, ClassKind, Index, RuleAction};
use crate::score::Scores;

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
    let allows_all = options.only.is_empty() && options.exclude.is_empty();
    let is_allowed = |answer: &ClassId| allows_all || options.allows(index.class(*answer));
    let mut least = f64::NEG_INFINITY;
    if options.most > 0 && scores.classes.len() > MANY && !scores.is_stated {
        // Lower bound: agents are distinct answers, and a flow can only raise an agent's score, so the n-th best agent's own
        // score is safe to cut at.
        let answers = |class: &ClassId| answers_itself(index, *class) && is_allowed(class);
        let own = scores.classes.iter().filter(|(class, _)| answers(class));
        least = least_that_matters(own.map(|(_, score)| *score), options.most);
    }
    let mut found: Vec<Candidate> = Vec::with_capacity(scores.classes.len().min(MANY));
    for &(class, score) in scores.classes.iter().filter(|(_, score)| *score >= least) {
        if let Some(answer) = answer(index, scores, options, class).filter(is_allowed) {
            found.push(Candidate { class, answer, score });
        }
    }
    // No two are equal, so the order is the same as a stable sort's.
    found.sort_unstable_by(by_score);
    if found.iter().any(|candidate| candidate.class != candidate.answer) {
        let mut is_known = vec![false; index.meta.classes.len()];
        found.retain(|candidate| !std::mem::replace(&mut is_known[candidate.answer.index()], true));
    }
    found
}

/// Whether a class is its own answer. Most of a large team are agents, and those are the first: nothing has to be looked up to
/// know that.
fn answers_itself(index: &Index, class: ClassId) -> bool {
    class.index() < index.agent_count()
        || !matches!(index.class(class).kind, ClassKind::Flow(_) | ClassKind::OutOfScope)
}

/// Who answers where a class is the best.
fn answer(index: &Index, scores: &Scores, options: &Options, class: ClassId) -> Option<ClassId> {
    if answers_itself(index, class) {
        return Some(class);
    }
    match index.class(class).kind {
        ClassKind::Flow(flow) => first_agent(index, scores, options, flow as usize),
        _ => None,
    }
}

/// The score below which a candidate need not be listed and has no part in the decision; `most` is [`Options::most`], not 0.
/// As many as can be offered as support, and one that answers, matter, and all that are in a close call, of which any may
/// be chosen.
pub(super) fn least_that_matters(scores: impl Iterator<Item = f64>, most: usize) -> f64 {
    let count = most.max(MOST_SUPPORT + 1);
    let (mut few, mut many) = ([f64::NEG_INFINITY; MANY], Vec::new());
    let best = match few.get_mut(..count) {
        Some(few) => few,
        None => {
            many.resize(count, f64::NEG_INFINITY);
            &mut many[..]
        }
    };
    let last = count - 1;
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
