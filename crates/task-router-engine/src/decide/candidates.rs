//! The candidates for an answer, ranked.

use super::{CLOSE_CALL, Candidate, Decision, Options, Status, Why};
use crate::index::{ClassId, ClassKind, FlowId, Index, RuleAction, StepCard};
use crate::score::Scores;
use crate::text::is_same_name;

/// Maximum number of agents offered as support because of their evidence.
pub(super) const MAX_SUPPORT: usize = 3;
/// Number of agents suggested for an unclear request.
pub(crate) const SUGGESTED: usize = 3;
/// Number of candidates above which finding a cut-off first is faster than sorting all of them.
pub(super) const MANY: usize = 16;

/// The scores of a request, and who may answer it.
#[derive(Clone, Copy)]
pub(super) struct Ranking<'a> {
    pub(super) index: &'a Index,
    pub(super) scores: &'a Scores,
    pub(super) options: &'a Options,
}

impl<'a> Ranking<'a> {
    /// The candidates, best first. Each agent is listed once: with its own evidence or, if that is stronger, with that of
    /// a flow that starts with it.
    pub(super) fn candidates(self) -> Vec<Candidate> {
        let Self { index, scores, options } = self;
        let ranks = index.name_ranks();
        let by_score = |a: &Candidate, b: &Candidate| {
            // Of equal evidence for an agent and for a flow that starts with it, the flow says more.
            let by_kind = || (a.class == a.answer).cmp(&(b.class == b.answer)).then(a.class.cmp(&b.class));
            let by_name = || ranks[a.answer.index()].cmp(&ranks[b.answer.index()]).then_with(by_kind);
            b.score.total_cmp(&a.score).then_with(by_name)
        };
        let allows_all = options.only.is_empty() && options.exclude.is_empty();
        let is_allowed = |answer: &ClassId| allows_all || options.allows(index.class(*answer));
        let mut least = f64::NEG_INFINITY;
        if options.most > 0 && scores.classes.len() > MANY.max(options.most) && !scores.is_stated {
            // Lower bound: agents are distinct answers and a flow can only raise an agent's score, so it is safe to cut at
            // the own score of the n-th best agent.
            let may_answer = |class: &ClassId| class.index() < index.agent_count() && is_allowed(class);
            let own = scores.classes.iter().filter(|(class, _)| may_answer(class));
            least = cut_off_score(own.map(|(_, score)| *score), options.most);
        }
        let mut found: Vec<Candidate> = Vec::with_capacity(scores.classes.len().min(MANY));
        for &(class, score) in scores.classes.iter().filter(|(_, score)| *score >= least) {
            if let Some(answer) = self.answer(class).filter(is_allowed) {
                found.push(Candidate { class, answer, score });
            }
        }
        if least > f64::NEG_INFINITY {
            for agent in self.forced_answers().filter(is_allowed) {
                if !found.iter().any(|candidate| candidate.answer == agent) {
                    found.extend(self.answered_by(agent));
                }
            }
        }
        // No two candidates compare equal, so the unstable sort is deterministic.
        found.sort_unstable_by(by_score);
        if found.iter().any(|candidate| candidate.class != candidate.answer) {
            let mut is_known = vec![false; index.meta.classes.len()];
            found.retain(|candidate| !std::mem::replace(&mut is_known[candidate.answer.index()], true));
        }
        found
    }

    /// A class as a candidate, listed or below the cut-off score; `None` if it may not answer.
    pub(super) fn candidate(self, class: ClassId) -> Option<Candidate> {
        let Self { index, scores, options } = self;
        let score = scores.classes.iter().find(|(other, _)| *other == class)?.1;
        let answer = self.answer(class).filter(|answer| options.allows(index.class(*answer)))?;
        Some(Candidate { class, answer, score })
    }

    /// The class that answers if `class` is the best one.
    fn answer(self, class: ClassId) -> Option<ClassId> {
        let Self { index, .. } = self;
        if answers_itself(index, class) { Some(class) } else { self.first_of_flow(class) }
    }

    /// The agent that takes the first step, if `class` is a flow.
    fn first_of_flow(self, class: ClassId) -> Option<ClassId> {
        let Self { index, scores, options } = self;
        let ClassKind::Flow(flow) = index.class(class).kind else { return None };
        let card = index.flow(class)?;
        if card.has_requirement && !self.allows_flow(flow) {
            return None;
        }
        let StepCard { agents, any } = card.steps.first()?;
        let mut agents = agents.iter().copied().filter(|&agent| options.allows(index.class(agent)));
        if !any {
            return agents.next();
        }
        best_of(scores, &agents.collect::<Vec<_>>())
    }

    /// Whether the request contains what a flow requires.
    fn allows_flow(self, flow: FlowId) -> bool {
        let Self { index, scores, .. } = self;
        scores.rules.iter().any(|&rule| *index.rule(rule) == RuleAction::Allows(flow))
    }

    /// The chosen candidate, as a flow that starts with the chosen agent if the request states the flow too: whichever of
    /// the two is meant, the agent is the same.
    pub(super) fn with_flow(self, chosen: &Candidate) -> Candidate {
        let Self { index, scores, .. } = self;
        let begins_here =
            |class| may_begin(index, class, chosen.answer) && self.first_of_flow(class) == Some(chosen.answer);
        let is_own = scores.is_stated && chosen.class == chosen.answer;
        let flows = scores.classes.iter().filter(|&&(class, score)| is_own && score > 0.0 && begins_here(class));
        let best = flows.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        Candidate { class: best.map_or(chosen.class, |&(class, _)| class), ..chosen.clone() }
    }

    /// Those that may answer whatever their scores: named by the user or by the request, the fallback, and the two between
    /// which the request asks to choose.
    fn forced_answers(self) -> impl Iterator<Item = ClassId> {
        let Self { index, scores, options } = self;
        let named = forced(index, options).into_iter().chain(index.fallback()).chain(scores.named.first().copied());
        named.chain(scores.alternatives.into_iter().flatten())
    }

    /// The candidates that this agent would answer: its own class, and each flow that starts with it.
    fn answered_by(self, agent: ClassId) -> impl Iterator<Item = Candidate> {
        let Self { index, scores, .. } = self;
        let leads_to = move |class| self.first_of_flow(class) == Some(agent);
        let own = scores
            .classes
            .iter()
            .filter(move |(class, _)| *class == agent || may_begin(index, *class, agent) && leads_to(*class));
        own.map(move |&(class, score)| Candidate { class, answer: agent, score })
    }

    /// Priority of a candidate in a close call: the highest among the statements in its favour. A statement without a
    /// priority of its own, and a candidate without statements, takes the agent's.
    pub(super) fn priority(self, candidate: &Candidate) -> i32 {
        let Self { index, scores, .. } = self;
        let of_agent = index.class(candidate.answer).priority;
        let stated = scores.priorities.iter().filter(|(class, _)| *class == candidate.class);
        stated.map(|(_, own)| own.unwrap_or(of_agent)).max().unwrap_or(of_agent)
    }
}

/// The first agents of the team that may answer, and have words that would make them.
pub(super) fn first_allowed(index: &Index, options: &Options) -> Vec<ClassId> {
    let agents = index.classes().take(index.agent_count()).filter(|(_, class)| options.allows(class));
    agents.map(|(agent, _)| agent).filter(|agent| !index.card(*agent).hints.is_empty()).take(SUGGESTED).collect()
}

impl Decision {
    /// The decision for a step of the work it starts: of another agent, of a peer, or of the lead (neither given).
    pub(crate) fn for_step(&self, agent: Option<ClassId>, peer: Option<String>) -> Self {
        let status = if agent.is_some() { self.status } else { Status::Direct };
        Self { status, agent, handoff: peer, ..self.clone() }
    }

    /// Whether priority chose the answer over other candidates of a close call.
    pub(crate) fn is_by_priority(&self) -> bool {
        matches!(self.why, Why::Chosen { by_priority: true, .. })
    }

    /// The candidate that answers: not always the first, as priority, a name in the request or the user can decide.
    pub fn answering(&self, index: &Index) -> Option<&Candidate> {
        let answers = |candidate: &&Candidate| {
            let class = index.class(candidate.answer);
            match (self.status, &self.handoff) {
                (Status::Direct, Some(peer)) => class.kind == ClassKind::Peer && class.name == *peer,
                (Status::Direct, None) => class.kind == ClassKind::Lead,
                _ => Some(candidate.answer) == self.agent,
            }
        };
        self.candidates.iter().find(answers)
    }
}

/// Who the user says should answer: an agent, a peer or the lead.
pub(super) fn forced(index: &Index, options: &Options) -> Option<ClassId> {
    let name = options.agent.as_ref()?;
    let mut others = index.classes().skip(index.agent_count()).filter(|(_, class)| class.kind.is_answer());
    index.agent(name).or_else(|| others.find(|(_, class)| is_same_name(&class.name, name)).map(|(class, _)| class))
}

/// Whether a class is a flow whose first step may go to this agent.
fn may_begin(index: &Index, class: ClassId, agent: ClassId) -> bool {
    let first = index.flow(class).and_then(|flow| flow.steps.first());
    first.is_some_and(|step| step.agents.contains(&agent))
}

/// Whether a class is its own answer. Agents come first among the classes, so for most classes of a large team no
/// lookup is needed.
fn answers_itself(index: &Index, class: ClassId) -> bool {
    class.index() < index.agent_count() || index.class(class).kind.is_answer()
}

/// Score below which a candidate is neither listed nor part of the decision; `most` is [`Options::most`], not 0. The
/// candidates that matter are the answer, as many as may be offered as support, and all of a close call, any of which
/// may be chosen.
pub(super) fn cut_off_score(scores: impl Iterator<Item = f64>, most: usize) -> f64 {
    let count = most.max(MAX_SUPPORT + 1);
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

/// The agent with the best evidence of its own; the first of equals.
pub fn best_of(scores: &Scores, agents: &[ClassId]) -> Option<ClassId> {
    let score =
        |agent: ClassId| scores.classes.iter().find(|(class, _)| *class == agent).map_or(f64::MIN, |(_, score)| *score);
    // `max_by` returns the last maximum; reversed, it returns the first.
    agents.iter().copied().rev().max_by(|&a, &b| score(a).total_cmp(&score(b)))
}
