//! Assembles a plan from ordered drafts.

use super::draft::{Drafts, LoopDraft, TaskDraft};
use super::order::Order;
use super::{Plan, StatedRequirement, Task, TaskOrigin, agent, headline, prompt, requirements, review};
use crate::agent::Agent;
use crate::decide::{Decision, Status};
use crate::explanation::NO_EXPLANATION;
use crate::index::Index;
use crate::render::Answer;
use crate::team::Team;
use crate::team::policy::Gate;
use std::collections::{HashMap, HashSet};

/// Inputs of a plan.
pub struct Assembly<'a> {
    /// The team.
    pub team: &'a Team,
    /// Its index.
    pub index: &'a Index,
    /// The tasks.
    pub drafts: &'a Drafts,
    /// Their order.
    pub order: &'a Order,
    /// The request.
    pub request: &'a str,
    /// By result, the tasks that produce it.
    producers: HashMap<&'a str, Vec<usize>>,
    /// By the task that ends it, the number of a loop.
    loops: HashMap<usize, usize>,
}

impl<'a> Assembly<'a> {
    /// The inputs, with what is looked up for each task.
    pub fn of(team: &'a Team, index: &'a Index, drafts: &'a Drafts, order: &'a Order, request: &'a str) -> Self {
        let mut producers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (number, task) in drafts.tasks.iter().enumerate() {
            let results = agent(team, task).map(|agent| agent.produces.as_slice()).unwrap_or_default();
            results.iter().for_each(|result| producers.entry(result).or_default().push(number));
        }
        let mut loops = HashMap::new();
        for (number, found) in drafts.loops.iter().enumerate() {
            let place = |&task: &usize| (order.waves[task], task);
            if let Some(last) = (found.last_step..found.tasks.end).max_by_key(place) {
                loops.entry(last).or_insert(number);
            }
        }
        Self { team, index, drafts, order, request, producers, loops }
    }

    /// The plan, given the decision on the request.
    pub fn plan(&self, decision: &Decision) -> Plan {
        let who = self.everybody();
        let gates = self.team.policy.gates.iter().filter(|gate| gate.before.is_empty() && gate.concerns(&who));
        let mut plan = Plan {
            request: self.request.to_owned(),
            team: self.team.name.clone(),
            flow: decision
                .flow
                .clone()
                .filter(|_| self.drafts.tasks.iter().any(|task| task.source == TaskOrigin::Flow)),
            urgency: decision.urgency,
            gates: gates.map(|gate| gate.text.clone()).collect(),
            escalate: decision.escalate.clone(),
            approval: decision.approval.clone(),
            handoff: decision.handoff.clone(),
            requirements: requirements::asked(self.team, self.request),
            lead: self.team.name.clone(),
            max_iterations: self.team.policy.max_iterations,
            ..Plan::default()
        };
        let ids = self.ids();
        let mut in_order: Vec<usize> = (0..ids.len()).collect();
        in_order.sort_by_key(|&task| (self.order.waves[task], task));
        for number in in_order {
            let wave = self.order.waves[number];
            plan.waves.resize_with(plan.waves.len().max(wave + 1), Vec::new);
            plan.waves[wave].push(ids[number].clone());
            let asked = self.asked_of(&self.drafts.tasks[number], &plan.requirements, &who);
            plan.tasks.push(self.task(&mut plan.warnings, number, &ids, &who, asked));
        }
        let answer = Answer::new(self.request, decision, &NO_EXPLANATION, self.index);
        let clear = self.drafts.tasks.iter().any(|task| task.decision.status != Status::Unclear);
        plan.question = answer.question().filter(|_| !clear).map(str::to_owned);
        plan.add_parts_of(self.drafts);
        review::review(&mut plan, self, decision, &ids);
        requirements::add_messages(&mut plan, self.team, self.index);
        plan
    }

    /// Names of all who have a task in the plan.
    fn everybody(&self) -> Vec<&str> {
        let mut known = HashSet::new();
        self.drafts.tasks.iter().map(|task| self.who(task)).filter(|who| known.insert(*who)).collect()
    }

    /// Who does a task: its agent, otherwise the peer it is handed to, otherwise the lead.
    pub fn who<'t>(&'t self, task: &'t TaskDraft) -> &'t str {
        let agent = agent(self.team, task).map(|agent| &agent.name);
        agent.or(task.decision.handoff.as_ref()).unwrap_or(&self.team.name)
    }

    /// Task ids by draft number, numbered in the order of the plan.
    fn ids(&self) -> Vec<String> {
        let mut in_order: Vec<usize> = (0..self.order.waves.len()).collect();
        in_order.sort_by_key(|&task| (self.order.waves[task], task));
        let mut ids = vec![String::new(); in_order.len()];
        in_order.into_iter().enumerate().for_each(|(place, task)| ids[task] = format!("t{}", place + 1));
        ids
    }

    fn asked_of(&self, task: &TaskDraft, asked: &[StatedRequirement], everybody: &[&str]) -> Vec<StatedRequirement> {
        let agent = agent(self.team, task).map(|agent| agent.name.as_str());
        requirements::of_agent(self.team, asked, agent, everybody)
    }

    /// The loop that ends with a task, which is the last of its last step.
    pub fn repeat(&self, number: usize) -> Option<&LoopDraft> {
        self.loops.get(&number).map(|&found| &self.drafts.loops[found])
    }

    /// The tasks that produce a result, by number.
    pub fn producers(&self, result: &str) -> &[usize] {
        self.producers.get(result).map(Vec::as_slice).unwrap_or_default()
    }

    fn task(
        &self,
        warnings: &mut Vec<String>,
        number: usize,
        ids: &[String],
        everybody: &[&str],
        asked: Vec<StatedRequirement>,
    ) -> Task {
        let task = &self.drafts.tasks[number];
        let agent = agent(self.team, task);
        let mut decision = task.decision.clone();
        decision.agent = task.agent;
        if agent.is_some() && task.source != TaskOrigin::Request {
            decision.status = Status::Routed;
        }
        let text = prompt::wording(task, self.request);
        let answer = Answer::new(&text, &decision, &NO_EXPLANATION, self.index);
        for warning in answer.warnings().into_iter().chain(self.unclear(task)) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        let mut after: Vec<usize> = self.order.waits_for(number).iter().map(|edge| edge.before).collect();
        after.dedup();
        after.sort_by_key(|&before| (self.order.waves[before], before));
        let list = |of: fn(&Agent) -> &Vec<String>| agent.map(of).cloned().unwrap_or_default();
        let policy = &self.team.policy;
        let who = self.who(task);
        let waits = |gate: &&Gate| gate.before.iter().any(|name| name == who) && gate.concerns(everybody);
        let own_timeframe = || agent.and_then(|agent| agent.scalars.get("timeframe"));
        let timeframe = task.timeframe.as_ref().or_else(own_timeframe);
        let repeat = self.repeat(number);
        let is_placed = !prompt::is_message(&answer);
        let brief = if is_placed { prompt::brief(self, number, ids, &asked) } else { String::new() };
        Task {
            id: ids[number].clone(),
            title: task.title.clone(),
            request: task.request.clone(),
            agent: agent.map(|agent| agent.name.clone()),
            source: task.source,
            after: after.into_iter().map(|before| ids[before].clone()).collect(),
            needs: list(|agent| &agent.needs),
            takes: list(|agent| &agent.takes),
            produces: list(|agent| &agent.produces),
            condition: task.condition.clone(),
            knowledge: answer.knowledge().map(str::to_owned),
            prompt: prompt::prompt(&answer, &brief),
            brief,
            context: Answer::new(&task.request, &decision, &NO_EXPLANATION, self.index).context_for(who),
            success: list(|agent| &agent.success),
            rollback: agent.and_then(|agent| agent.rollback.clone()),
            risks: list(|agent| &agent.risks),
            alternatives: task.alternatives.clone(),
            handoff: task.decision.handoff.clone().filter(|_| agent.is_none()),
            support: if task.source == TaskOrigin::Request { task.decision.support.clone() } else { Vec::new() },
            timeframe: timeframe.or_else(|| policy.timeframe.get(&task.decision.urgency)).cloned(),
            gates: policy.gates.iter().filter(waits).map(|gate| gate.text.clone()).collect(),
            until: repeat.map(|repeat| repeat.until.clone()),
            back_to: repeat.map(|repeat| ids[repeat.tasks.start].clone()),
            repeats: repeat.iter().flat_map(|repeat| ids[repeat.tasks.clone()].iter().cloned()).collect(),
            requirements: asked,
            asked: text.clone(),
        }
    }

    /// Warning about a list item without an agent.
    fn unclear(&self, task: &TaskDraft) -> Option<String> {
        let said = task.decision.status == Status::Unclear && task.source == TaskOrigin::Request;
        said.then(|| {
            let who = agent(self.team, task).map_or("nobody is named for it", |agent| agent.name.as_str());
            format!("`{}` is unclear: {who}", headline(&task.request))
        })
    }
}

impl Plan {
    /// Adds what the decisions on single parts imply for the whole plan.
    fn add_parts_of(&mut self, drafts: &Drafts) {
        // A clause alone is ambiguous; these signals count only if the whole request has them.
        for decision in drafts.tasks.iter().filter(|task| !task.is_share).map(|task| &task.decision) {
            let of_part = [&decision.escalate, &decision.approval, &decision.handoff];
            for (slot, of_part) in [&mut self.escalate, &mut self.approval, &mut self.handoff].into_iter().zip(of_part)
            {
                if slot.is_none() {
                    slot.clone_from(of_part);
                }
            }
            self.flow = self.flow.take().or_else(|| decision.flow.clone());
            self.urgency = self.urgency.max(decision.urgency);
        }
    }
}
