//! Who does what: drafts of tasks from the steps of the flow, from the parts of the request, and from what the agents
//! need of others; with what is known of their order before any graph is made.

use super::order::{Edge, Reason};
use super::parts::{Joint, RequestPart, join};
use super::{Source, headline};
use crate::decide::{Decision, Status, best_of};
use crate::index::{ClassId, ClassKind, Index};
use crate::score::Scores;
use crate::team::Team;
use crate::team::policy::{Flow, Step, Who};

/// A task before it has a place in the plan.
#[derive(Debug, Clone)]
pub struct Draft {
    /// What it is called.
    pub title: String,
    /// The text of the request that it answers.
    pub request: String,
    /// Who does it, by class number; `None` is the lead, or nobody where the request is unclear.
    pub agent: Option<ClassId>,
    /// Where it came from.
    pub source: Source,
    /// Under which condition it is done.
    pub condition: Option<String>,
    /// Who else could do it.
    pub alternatives: Vec<String>,
    /// The decision on its text.
    pub decision: Decision,
}

/// All drafts, with their order as far as the flow and the request state it.
#[derive(Debug, Default)]
pub struct Drafts {
    /// The tasks.
    pub tasks: Vec<Draft>,
    /// Flow order and "then".
    pub edges: Vec<Edge>,
}

/// The request as a whole, scored and decided.
pub struct Whole<'a> {
    /// Its text.
    pub request: &'a str,
    /// What it says for each class.
    pub scores: &'a Scores,
    /// What was decided.
    pub decision: &'a Decision,
}

/// Drafts the tasks of a request.
pub fn draft(team: &Team, index: &Index, whole: &Whole, parts: &[RequestPart]) -> Drafts {
    let mut drafts = Drafts::default();
    match flow_of(team, whole.decision) {
        Some(flow) => drafts.add_flow_with_parts(index, whole, flow, parts),
        None if parts.len() < 2 => drafts.add_whole(whole),
        None => drafts.add_parts(team, index, whole.scores, parts),
    }
    drafts.add_needed(team, index, whole);
    drafts
}

/// The flow that a decision names.
fn flow_of<'t>(team: &'t Team, decision: &Decision) -> Option<&'t Flow> {
    decision.flow.as_ref().and_then(|name| team.policy.flows.iter().find(|flow| flow.name == *name))
}

impl Drafts {
    /// The flow is the plan. A part of the request says more about the task of the agent that it belongs to, and that a
    /// conditional step is wanted; a whole sentence for somebody else is a task besides.
    fn add_flow_with_parts(&mut self, index: &Index, whole: &Whole, flow: &Flow, parts: &[RequestPart]) {
        let wanted: Vec<ClassId> = parts.iter().filter_map(|part| part.decision.agent).collect();
        let text = Text { request: whole.request, decision: whole.decision };
        let steps = self.add_flow(index, flow, whole.scores, &text, &wanted);
        if parts.len() < 2 {
            return;
        }
        for part in parts.iter().filter(|part| part.decision.status != Status::Unclear) {
            let own = steps.clone().find(|&step| self.tasks[step].agent == part.decision.agent);
            match own.map(|step| &mut self.tasks[step]) {
                Some(task) if part.decision.agent.is_some() => {
                    if task.request == whole.request {
                        task.request.clear();
                    }
                    task.is_asked_for_by(part);
                }
                _ if part.joint == Joint::Clause || part.decision.flow == whole.decision.flow => {}
                _ => self.add_part(part),
            }
        }
    }

    /// The steps of a flow as a chain. Gives the numbers of its tasks.
    fn add_flow(
        &mut self,
        index: &Index,
        flow: &Flow,
        scores: &Scores,
        text: &Text,
        wanted: &[ClassId],
    ) -> std::ops::Range<usize> {
        let start = self.tasks.len();
        let mut waits_for: Vec<usize> = Vec::new();
        for step in &flow.steps {
            let first = self.tasks.len();
            self.add_step(index, step, scores, text, wanted);
            for after in first..self.tasks.len() {
                self.edges.extend(waits_for.iter().map(|&before| Edge { reason: Reason::Flow, before, after }));
            }
            // A conditional step may be left out, so what it waits for holds for the next step too.
            if !step.optional {
                waits_for.clear();
            }
            waits_for.extend(first..self.tasks.len());
        }
        start..self.tasks.len()
    }

    fn add_step(&mut self, index: &Index, step: &Step, scores: &Scores, text: &Text, wanted: &[ClassId]) {
        let named: Vec<ClassId> = step.who.names().iter().filter_map(|name| index.agent(name)).collect();
        let name = |agent: ClassId| index.class(agent).name.clone();
        let (chosen, others) = match &step.who {
            Who::All(_) => (named, Vec::new()),
            Who::Any(_) => {
                let asked_for = named.iter().copied().find(|agent| wanted.contains(agent));
                let chosen = asked_for.or_else(|| best_of(scores, &named));
                let others = named.iter().filter(|&&agent| Some(agent) != chosen).map(|&agent| name(agent)).collect();
                (chosen.into_iter().collect(), others)
            }
        };
        let condition = step.when.clone().or_else(|| step.optional.then(|| "if it turns out to be useful".to_owned()));
        for agent in chosen {
            self.tasks.push(Draft {
                title: step.title.clone().unwrap_or_else(|| format!("What {} has to do with it", name(agent))),
                request: text.request.to_owned(),
                agent: Some(agent),
                source: Source::Flow,
                condition: condition.clone(),
                alternatives: others.clone(),
                decision: text.decision.clone(),
            });
        }
    }

    fn add_whole(&mut self, whole: &Whole) {
        let decision = whole.decision.clone();
        let says_something = whole.request.contains(|c: char| !c.is_whitespace() && !c.is_control());
        if says_something && (decision.status != Status::Unclear || decision.agent.is_some()) {
            self.tasks.push(Draft::of(&headline(whole.request), whole.request, decision));
        }
    }

    fn add_parts(&mut self, team: &Team, index: &Index, scores: &Scores, parts: &[RequestPart]) {
        let mut before = 0..0;
        let wanted: Vec<ClassId> = parts.iter().filter_map(|part| part.decision.agent).collect();
        for part in parts {
            let start = self.tasks.len();
            match flow_of(team, &part.decision) {
                Some(flow) => {
                    let text = Text { request: &part.text, decision: &part.decision };
                    self.add_flow(index, flow, scores, &text, &wanted);
                }
                // A part before this one may have begun a flow in which this is the step that was still in question.
                None => match self.conditional_step_of(part.decision.agent) {
                    Some(step) => {
                        step.request.clear();
                        step.is_asked_for_by(part);
                        continue;
                    }
                    None => self.add_part(part),
                },
            }
            let own = start..self.tasks.len();
            if part.joint == Joint::Then {
                let pairs = before.flat_map(|before| own.clone().map(move |after| (before, after)));
                self.edges.extend(pairs.map(|(before, after)| Edge { reason: Reason::Then, before, after }));
            }
            before = own;
        }
    }

    fn conditional_step_of(&mut self, agent: Option<ClassId>) -> Option<&mut Draft> {
        let in_question = |task: &&mut Draft| task.source == Source::Flow && task.condition.is_some();
        self.tasks.iter_mut().filter(in_question).find(|task| agent.is_some() && task.agent == agent)
    }

    fn add_part(&mut self, part: &RequestPart) {
        self.tasks.push(Draft::of(&part.title, &part.text, part.decision.clone()));
    }

    /// Whoever produces what an agent needs, where nobody in the plan does. A flow knows by itself who is needed.
    fn add_needed(&mut self, team: &Team, index: &Index, whole: &Whole) {
        let mut at = 0;
        while at < self.tasks.len() {
            let task = &self.tasks[at];
            let agent =
                task.agent.filter(|_| task.source != Source::Flow).and_then(|agent| team.agents.get(agent.index()));
            for need in agent.map(|agent| agent.needs.as_slice()).unwrap_or_default() {
                self.add_producer(team, index, whole, need);
            }
            at += 1;
        }
    }

    fn add_producer(&mut self, team: &Team, index: &Index, whole: &Whole, need: &str) {
        let produces = |agent: ClassId| {
            team.agents.get(agent.index()).is_some_and(|agent| agent.produces.iter().any(|p| p == need))
        };
        if self.tasks.iter().any(|task| task.agent.is_some_and(produces)) {
            return;
        }
        let producers: Vec<ClassId> =
            index.classes().map(|(class, _)| class).filter(|&agent| produces(agent)).collect();
        let Some(agent) = best_of(whole.scores, &producers) else { return };
        if index.class(agent).kind != ClassKind::Agent {
            return;
        }
        self.tasks.push(Draft {
            title: format!("Hand over the {need}"),
            request: whole.request.to_owned(),
            agent: Some(agent),
            source: Source::Needs,
            condition: Some(format!("if this is not there yet: {need}")),
            alternatives: Vec::new(),
            decision: whole.decision.clone(),
        });
    }
}

impl Draft {
    fn of(title: &str, request: &str, decision: Decision) -> Self {
        let title = match &decision.handoff {
            Some(peer) => format!("Hand over to {peer}: {title}"),
            None => title.to_owned(),
        };
        Self {
            title,
            request: request.to_owned(),
            agent: decision.agent,
            source: Source::Request,
            condition: None,
            alternatives: Vec::new(),
            decision,
        }
    }

    /// The request itself asks for this step of a flow: in these words, and without any condition.
    fn is_asked_for_by(&mut self, part: &RequestPart) {
        self.condition = None;
        join(&mut self.request, &part.text);
    }
}

/// The text that a flow is for.
struct Text<'a> {
    request: &'a str,
    decision: &'a Decision,
}
