//! Drafts the tasks of a plan from the steps of the flow, from the parts of the request, and from what the agents need
//! from others, with the order that flow and request state.

use super::domains::{DomainShare, Domains};
use super::order::{Edge, WaitReason};
use super::parts::{Joint, RequestPart, join};
use super::{TaskOrigin, agent, headline};
use crate::decide::{Decision, Options, Status, best_of, decide};
use crate::index::{ClassId, ClassKind, Index};
use crate::score::{Scorer, Scores};
use crate::team::Team;
use crate::team::policy::{Flow, FlowStep, Who, step_called};
use std::collections::BTreeMap;
use std::ops::Range;

/// A task without a place in the plan yet.
#[derive(Debug, Clone)]
pub struct TaskDraft {
    /// Title.
    pub title: String,
    /// The text of the request that it is for.
    pub request: String,
    /// Agent that does it; `None` is the lead, or nobody if the request is unclear.
    pub agent: Option<ClassId>,
    /// Origin of the task.
    pub source: TaskOrigin,
    /// Condition under which it is done.
    pub condition: Option<String>,
    /// Other agents that could do it.
    pub alternatives: Vec<String>,
    /// The decision on its text.
    pub decision: Decision,
    /// Whether its text is a [`DomainShare`]: the clauses of the request that name a domain of its agent.
    pub is_share: bool,
    /// Time limit, if the flow states one.
    pub timeframe: Option<String>,
}

/// A loop: tasks repeated until a condition holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoopDraft {
    /// The condition.
    pub until: String,
    /// Numbers of the tasks of its steps.
    pub tasks: Range<usize>,
    /// Number of the first task of its last step; the one done last says whether the condition holds.
    pub last_step: usize,
}

/// All drafts, with the order stated by the flow and the request.
#[derive(Debug, Default)]
pub struct Drafts {
    /// The tasks.
    pub tasks: Vec<TaskDraft>,
    /// Order of the flow and of "then".
    pub edges: Vec<Edge>,
    /// The loops of flows.
    pub loops: Vec<LoopDraft>,
    /// Names of the flows.
    pub flows: Vec<String>,
}

/// The request as a whole, scored and decided.
pub struct Whole<'a> {
    /// Its text.
    pub request: &'a str,
    /// Its scores.
    pub scores: &'a Scores,
    /// Its decision.
    pub decision: &'a Decision,
}

/// What is needed to split and route a request.
pub struct Tools<'a, 's, 'i> {
    /// The team.
    pub team: &'a Team,
    /// Its domains.
    pub domains: &'a Domains<'a>,
    /// Scores parts of the request.
    pub scorer: &'s mut Scorer<'i>,
}

/// Drafts the tasks of a request.
pub fn draft(tools: &mut Tools, whole: &Whole, parts: &[RequestPart]) -> Drafts {
    let mut drafts = Drafts::default();
    let (team, index) = (tools.team, tools.scorer.index());
    // In prose each agent has one task, however many sentences name its domain; list items are separate tasks.
    let is_prose = parts.iter().all(|part| matches!(part.joint, Joint::Sentence | Joint::Clause));
    let is_for_team = whole.decision.status != Status::Direct;
    let shares = if is_prose && is_for_team { tools.domains.shares(whole.request) } else { Vec::new() };
    let carries = |flow: &&Flow| tools.domains.carries(flow, whole.request, &shares);
    match flow_of(team, whole.decision).filter(carries) {
        Some(flow) => drafts.add_flow_with_parts(tools, whole, flow, parts, &shares),
        None if !shares.is_empty() => {
            drafts.add_shares(tools, &shares);
            parts.iter().filter(|part| part.decision.handoff.is_some()).for_each(|part| drafts.add_part(part));
        }
        // A lone list item is the request without what is ticked off above it.
        None if parts.len() < 2 && parts.iter().all(|part| part.joint != Joint::Item) => drafts.add_whole(whole),
        None => drafts.add_parts(tools, whole.scores, parts),
    }
    drafts.add_needed(team, index, whole);
    drafts
}

/// The flow that a decision names.
fn flow_of<'t>(team: &'t Team, decision: &Decision) -> Option<&'t Flow> {
    decision.flow.as_ref().and_then(|name| team.policy.flows.iter().find(|flow| flow.name == *name))
}

impl Drafts {
    /// Adds the flow as the plan. Parts of the request refine the task of the agent they belong to, and request
    /// conditional steps; a whole sentence for another agent is an additional task.
    fn add_flow_with_parts(
        &mut self,
        tools: &mut Tools,
        whole: &Whole,
        flow: &Flow,
        parts: &[RequestPart],
        shares: &[DomainShare],
    ) {
        let wanted: Vec<ClassId> = parts.iter().filter_map(|part| part.decision.agent).collect();
        let text = FlowText { request: whole.request, decision: whole.decision };
        let steps = self.add_flow(tools, flow, whole.scores, &text, &wanted);
        let mut besides: Vec<DomainShare> = Vec::new();
        for share in shares {
            match steps.clone().find(|&step| self.tasks[step].agent == Some(share.agent)) {
                Some(step) => {
                    let task = &mut self.tasks[step];
                    task.condition = None;
                    if task.request == whole.request {
                        task.request.clear();
                    }
                    join(&mut task.request, &share.text);
                }
                None => besides.push(share.clone()),
            }
        }
        self.add_shares(tools, &besides);
        if parts.len() < 2 {
            return;
        }
        for part in parts.iter().filter(|part| part.decision.status != Status::Unclear) {
            let own =
                self.tasks.iter().position(|task| task.agent == part.decision.agent && part.decision.agent.is_some());
            match own.map(|step| &mut self.tasks[step]) {
                Some(task) if task.is_share => {}
                Some(task) => {
                    if task.request == whole.request {
                        task.request.clear();
                    }
                    task.make_unconditional(part);
                }
                _ if part.joint == Joint::Clause || part.decision.flow == whole.decision.flow => {}
                _ => self.add_part(part),
            }
        }
    }

    /// Adds a task for each agent whose domain is named.
    fn add_shares(&mut self, tools: &mut Tools, shares: &[DomainShare]) {
        for share in shares {
            let name = tools.scorer.index().class(share.agent).name.clone();
            let decision =
                decide(&tools.scorer.score(&share.text), &Options { agent: Some(name), ..Options::default() });
            let title = format!("{}: {}", share.title, headline(&share.text));
            self.tasks.push(TaskDraft { is_share: true, ..TaskDraft::of(&title, &share.text, decision) });
        }
    }

    /// Adds the steps of a flow as a chain; returns the numbers of the tasks.
    fn add_flow(
        &mut self,
        tools: &Tools,
        flow: &Flow,
        scores: &Scores,
        text: &FlowText,
        wanted: &[ClassId],
    ) -> Range<usize> {
        self.flows.push(flow.name.clone());
        let start = self.tasks.len();
        let mut waits_for: Vec<usize> = Vec::new();
        let mut begins: Vec<usize> = Vec::new();
        for step in &flow.steps {
            let first = self.tasks.len();
            begins.push(first);
            self.add_step(tools, step, scores, text, wanted);
            // The request rules out whoever would do the step.
            if first == self.tasks.len() {
                continue;
            }
            for after in first..self.tasks.len() {
                self.edges.extend(waits_for.iter().map(|&before| Edge { reason: WaitReason::Flow, before, after }));
            }
            if let Some(until) = &step.until {
                let from = step.back_to.as_ref().and_then(|name| step_called(&flow.steps[..begins.len()], name));
                let tasks = from.map_or(first, |from| begins[from])..self.tasks.len();
                self.loops.push(LoopDraft { until: until.clone(), tasks, last_step: first });
            }
            // A conditional step may be skipped, so the next step waits for the same tasks, too.
            if !step.optional {
                waits_for.clear();
            }
            waits_for.extend(first..self.tasks.len());
        }
        start..self.tasks.len()
    }

    fn add_step(&mut self, tools: &Tools, step: &FlowStep, scores: &Scores, text: &FlowText, wanted: &[ClassId]) {
        let index = tools.scorer.index();
        let (agents, others): (Vec<&String>, Vec<&String>) =
            step.who.names().iter().partition(|name| index.agent(name).is_some());
        let is_free = |agent: &ClassId| !scores.ruled_out.contains(agent);
        let named: Vec<ClassId> = agents.into_iter().filter_map(|name| index.agent(name)).filter(is_free).collect();
        let name = |agent: ClassId| index.class(agent).name.clone();
        let (chosen, alternatives) = match &step.who {
            Who::All(_) => (named, Vec::new()),
            Who::Any(_) => {
                let asked_for = named.iter().copied().find(|agent| wanted.contains(agent));
                let chosen = asked_for.or_else(|| best_of(scores, &named));
                let others = named.iter().filter(|&&agent| Some(agent) != chosen).map(|&agent| name(agent)).collect();
                (chosen.into_iter().collect(), others)
            }
        };
        let condition = step.when.clone().or_else(|| step.optional.then(|| "if it turns out to be useful".to_owned()));
        let mut add = |name: &str, agent: Option<ClassId>, decision: Decision| {
            let title = step.title_of(name).map_or_else(|| format!("What {name} has to do with it"), str::to_owned);
            self.tasks.push(TaskDraft {
                condition: condition.clone(),
                alternatives: alternatives.clone(),
                timeframe: step.timeframe.clone(),
                agent,
                source: TaskOrigin::Flow,
                ..TaskDraft::of(&title, text.request, decision)
            });
        };
        for agent in chosen {
            add(&name(agent), Some(agent), text.decision.for_step(Some(agent), None));
        }
        for name in others {
            // The lead, or a peer that it hands this step to.
            let handoff = tools.team.policy.peers.iter().any(|peer| peer.name == *name).then(|| name.clone());
            add(name, None, text.decision.for_step(None, handoff));
        }
    }

    fn add_whole(&mut self, whole: &Whole) {
        let decision = whole.decision.clone();
        let says_something = whole.request.contains(|c: char| !c.is_whitespace() && !c.is_control());
        if says_something && (decision.status != Status::Unclear || decision.agent.is_some()) {
            self.tasks.push(TaskDraft::of(&headline(whole.request), whole.request, decision));
        }
    }

    fn add_parts(&mut self, tools: &mut Tools, scores: &Scores, parts: &[RequestPart]) {
        let mut before = 0..0;
        let wanted: Vec<ClassId> = parts.iter().filter_map(|part| part.decision.agent).collect();
        for part in parts {
            let start = self.tasks.len();
            let shares = tools.domains.shares(&part.text);
            match flow_of(tools.team, &part.decision) {
                Some(flow) => {
                    let text = FlowText { request: &part.text, decision: &part.decision };
                    self.add_flow(tools, flow, scores, &text, &wanted);
                }
                None if !shares.is_empty() && part.decision.status != Status::Direct => self.add_shares(tools, &shares),
                // An earlier part may have started a flow in which this is a conditional step.
                None => match self.conditional_step_of(part.decision.agent) {
                    Some(step) => {
                        step.request.clear();
                        step.make_unconditional(part);
                        continue;
                    }
                    None => self.add_part(part),
                },
            }
            let own = start..self.tasks.len();
            if part.joint == Joint::Then {
                let pairs = before.flat_map(|before| own.clone().map(move |after| (before, after)));
                self.edges.extend(pairs.map(|(before, after)| Edge { reason: WaitReason::Then, before, after }));
            }
            before = own;
        }
    }

    fn conditional_step_of(&mut self, agent: Option<ClassId>) -> Option<&mut TaskDraft> {
        let in_question = |task: &&mut TaskDraft| task.source == TaskOrigin::Flow && task.condition.is_some();
        self.tasks.iter_mut().filter(in_question).find(|task| agent.is_some() && task.agent == agent)
    }

    fn add_part(&mut self, part: &RequestPart) {
        self.tasks.push(TaskDraft::of(&part.title, &part.text, part.decision.clone()));
    }

    /// Adds producers of results that agents need and no other agent in the plan produces. A flow already includes
    /// everybody it needs.
    fn add_needed(&mut self, team: &Team, index: &Index, whole: &Whole) {
        let mut at = 0;
        // By number of an added task, what others need of it.
        let mut needed: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        while at < self.tasks.len() {
            let task = &self.tasks[at];
            let agent = agent(team, task).filter(|_| task.source != TaskOrigin::Flow);
            for need in agent.map(|agent| agent.needs.as_slice()).unwrap_or_default() {
                let own = self.tasks[at].agent;
                if let Some(producer) = self.producer(team, index, whole, need, own) {
                    let results = needed.entry(producer).or_default();
                    results.extend((!results.contains(&need.as_str())).then_some(need.as_str()));
                }
            }
            at += 1;
        }
        for (number, task) in self.tasks.iter_mut().enumerate().filter(|(_, task)| task.source == TaskOrigin::Needs) {
            let results = needed.remove(&number).unwrap_or_default().join(", ");
            task.title = format!("Hand over the {results}");
            task.condition = Some(format!("if this is not there yet: {results}"));
        }
    }

    /// Number of a task of another agent that produces a result; it is added if there is none.
    fn producer(
        &mut self,
        team: &Team,
        index: &Index,
        whole: &Whole,
        need: &str,
        own: Option<ClassId>,
    ) -> Option<usize> {
        let produces = |agent: ClassId| {
            let known = team.agents.get(agent.index()).filter(|_| Some(agent) != own);
            known.is_some_and(|agent| agent.produces.iter().any(|p| p == need))
        };
        let is_free = |agent: &ClassId| !whole.scores.ruled_out.contains(agent);
        let found = self.tasks.iter().position(|task| task.agent.is_some_and(produces));
        if found.is_some() {
            return found;
        }
        let producers: Vec<ClassId> =
            index.classes().map(|(class, _)| class).filter(|&agent| produces(agent) && is_free(&agent)).collect();
        let agent = best_of(whole.scores, &producers).filter(|&agent| index.class(agent).kind == ClassKind::Agent)?;
        let decision = whole.decision.for_step(Some(agent), None);
        self.tasks.push(TaskDraft {
            agent: Some(agent),
            source: TaskOrigin::Needs,
            ..TaskDraft::of("", whole.request, decision)
        });
        Some(self.tasks.len() - 1)
    }
}

impl TaskDraft {
    fn of(title: &str, request: &str, decision: Decision) -> Self {
        let title = match &decision.handoff {
            Some(peer) => format!("Hand over to {peer}: {title}"),
            None => title.to_owned(),
        };
        Self {
            title,
            request: request.to_owned(),
            agent: decision.agent,
            source: TaskOrigin::Request,
            condition: None,
            alternatives: Vec::new(),
            decision,
            is_share: false,
            timeframe: None,
        }
    }

    /// Makes a conditional step unconditional because the request asks for it, with the part's wording.
    fn make_unconditional(&mut self, part: &RequestPart) {
        self.condition = None;
        join(&mut self.request, &part.text);
    }
}

/// The text that a flow is for.
struct FlowText<'a> {
    request: &'a str,
    decision: &'a Decision,
}
