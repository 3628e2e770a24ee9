//! Decisions → plan: the ordered tasks for one request, each complete in itself.
//!
//! Tasks come from the steps of the flow that matched, from the parts of the request, and from what the chosen agents
//! need from others. The flow's order holds first, then a "then" of the request, then who needs whose results; what
//! nothing keeps apart can be done side by side and is one *wave*.

pub mod airflow;
pub mod circles;
pub mod document;
mod draft;
pub mod github;
pub mod graph;
pub mod json;
pub mod make;
pub mod order;
pub mod parts;
mod prompt;
mod quote;

use crate::agent::Agent;
use crate::decide::{self, Decision, Options, Status};
use crate::diagnostic::{Code, Diagnostic};
use crate::explanation::NO_EXPLANATION;
use crate::index::Index;
use crate::render::Answer;
use crate::score::{Scorer, Scores};
use crate::team::Team;
use crate::team::policy::Urgency;
use draft::{Draft, Drafts, Whole, draft};
use order::{Edge, Order, Reason, order};
use serde::Serialize;

/// How long a title made from a request may be, in characters.
const TITLE_LENGTH: usize = 72;

/// Where a task came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// A part of the request.
    Request,
    /// A step of the flow.
    Flow,
    /// Somebody in the plan needs what this task produces.
    Needs,
}

impl Source {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Flow => "flow",
            Self::Needs => "needs",
        }
    }
}

/// One thing to be done by one agent.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// `t1`, `t2`, ... in the order of the plan.
    pub id: String,
    /// What it is called, in one line.
    pub title: String,
    /// The text of the request that it answers.
    pub request: String,
    /// Who does it; `None` is the lead.
    pub agent: Option<String>,
    /// Where it came from.
    pub source: Source,
    /// The ids of the tasks it waits for.
    pub after: Vec<String>,
    /// The results its agent takes from others: those it needs, then those it takes where they are to be had.
    pub needs: Vec<String>,
    /// The results its agent produces.
    pub produces: Vec<String>,
    /// Under which condition it is done.
    pub condition: Option<String>,
    /// The knowledge document, as the user would name it.
    pub knowledge: Option<String>,
    /// Everything its agent has to be told.
    pub prompt: String,
    /// How to see that it is done.
    pub success: Vec<String>,
    /// How it is undone.
    pub rollback: Option<String>,
    /// What can go wrong, each with its mitigation.
    pub risks: Vec<String>,
    /// Who else could do it.
    pub alternatives: Vec<String>,
    /// Who can be asked for help.
    pub support: Vec<String>,
    /// The peer that it is handed over to.
    pub handoff: Option<String>,
}

/// The ordered tasks for one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The request.
    pub request: String,
    /// The team.
    pub team: String,
    /// The flow that the request as a whole asks for.
    pub flow: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// The tasks, each behind those it waits for.
    pub tasks: Vec<Task>,
    /// The ids of the tasks that can be done side by side, wave by wave.
    pub waves: Vec<Vec<String>>,
    /// What can go wrong altogether.
    pub risks: Vec<String>,
    /// What must hold before the work counts as complete.
    pub gates: Vec<String>,
    /// Who has to be told.
    pub escalate: Option<String>,
    /// Who has to agree.
    pub approval: Option<String>,
    /// The peer to whom the request, or a part of it, belongs.
    pub handoff: Option<String>,
    /// What has to be asked before anybody can begin; `None` where the plan is clear.
    pub question: Option<String>,
    /// What has to be said besides.
    pub warnings: Vec<String>,
}

impl Plan {
    /// The ids in the order in which they are undone.
    pub fn rollback(&self) -> impl Iterator<Item = &str> {
        self.tasks.iter().rev().map(|task| task.id.as_str())
    }

    /// What has to be answered before a program may carry the plan out by itself; `None` where it can begin.
    pub fn cannot_begin(&self) -> Option<&str> {
        self.question.as_deref().or_else(|| self.tasks.is_empty().then_some("there is nothing to do"))
    }

    /// The task of this id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.iter().find(|task| task.id == id)
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum Error {
    /// A flow or a need of the team cannot be followed.
    #[error("{file}:{line}: {message}; {help}")]
    Definition {
        /// The file.
        file: String,
        /// The line in it, from 1.
        line: usize,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
    },
}

impl From<&Diagnostic> for Error {
    fn from(found: &Diagnostic) -> Self {
        Self::Definition {
            file: found.file.clone(),
            line: found.line,
            message: found.message.clone(),
            help: found.help.clone(),
        }
    }
}

/// Plans a request. `index` is the index of `team`.
///
/// # Errors
/// Where a flow of the team is broken, or agents of the plan need each other's results in a circle.
pub fn plan(team: &Team, index: &Index, request: &str) -> Result<Plan, Error> {
    const BROKEN: [Code; 3] = [Code::UnknownAgent, Code::EmptyFlow, Code::FlowWithoutEvidence];
    if let Some(broken) = team.diagnostics.iter().find(|found| BROKEN.contains(&found.code)) {
        return Err(broken.into());
    }
    let mut scorer = Scorer::new(index);
    let mut scores = Scores::default();
    scorer.score(request, &mut scores);
    let decision = decide::decide_scored(&scorer, &scores, &Options::default());
    let parts = parts::route(&mut scorer, request);
    let whole = Whole { request, scores: &scores, decision: &decision };
    let drafts = draft(team, index, &whole, &parts.parts);
    let order = order(drafts.tasks.len(), edges(team, &drafts)).map_err(|circle| cycle(team, &drafts, &circle))?;
    let mut plan = Assembly { team, index, drafts: &drafts, order: &order, request }.plan(&decision);
    plan.add_parts_of(&drafts);
    if parts.too_many {
        let most = parts::MOST_PARTS;
        plan.warnings.push(format!("the request has more than {most} parts; the rest stands with the last of them"));
    }
    Ok(plan)
}

/// The stated order, and an edge for every result that one task needs of another.
fn edges(team: &Team, drafts: &Drafts) -> Vec<Edge> {
    let mut edges = drafts.edges.clone();
    for (after, task) in drafts.tasks.iter().enumerate() {
        let Some(taker) = agent(team, task) else { continue };
        for input in taker.inputs() {
            let reason = if taker.needs.contains(input) { Reason::Need } else { Reason::Take };
            let producers = drafts.tasks.iter().enumerate().filter(|(_, other)| {
                // What a conditional step of a flow would hand on cannot be waited for.
                let certain = other.source != Source::Flow || other.condition.is_none();
                let produces = agent(team, other).is_some_and(|agent| agent.produces.contains(input));
                certain && produces && other.agent != task.agent
            });
            edges.extend(producers.map(|(before, _)| Edge { reason: reason(input.clone()), before, after }));
        }
    }
    edges
}

fn agent<'t>(team: &'t Team, task: &Draft) -> Option<&'t Agent> {
    task.agent.and_then(|agent| team.agents.get(agent.index()))
}

fn cycle(team: &Team, drafts: &Drafts, circle: &[Edge]) -> Error {
    let name = |task: usize| agent(team, &drafts.tasks[task]).map_or("", |agent| agent.name.as_str());
    let need = |edge: &Edge| edge.reason.result().unwrap_or_default().to_owned();
    let link = |edge: &Edge| format!("{} needs `{}` of {}", name(edge.after), need(edge), name(edge.before));
    // A circle is made of needs alone.
    let links: Vec<String> = circle.iter().map(link).collect();
    let first = circle.first().and_then(|edge| Some((edge, agent(team, &drafts.tasks[edge.after])?)));
    let (file, line) = first.map_or((String::new(), 1), |(edge, agent)| {
        (agent.source.file.clone(), agent.source.line_of("needs", &need(edge)))
    });
    Error::Definition {
        file,
        line,
        message: format!("agents need each other's results in a circle: {}", links.join(", ")),
        help: "remove one of these from `needs`, or give the order in a flow".to_owned(),
    }
}

/// Everything a plan is put together from.
struct Assembly<'a> {
    team: &'a Team,
    index: &'a Index,
    drafts: &'a Drafts,
    order: &'a Order,
    request: &'a str,
}

impl Assembly<'_> {
    fn plan(&self, decision: &Decision) -> Plan {
        let mut plan = Plan {
            request: self.request.to_owned(),
            team: self.team.name.clone(),
            flow: decision.flow.clone(),
            urgency: decision.urgency,
            tasks: Vec::new(),
            waves: Vec::new(),
            risks: Vec::new(),
            gates: self.team.policy.gates.clone(),
            escalate: decision.escalate.clone(),
            approval: decision.approval.clone(),
            handoff: decision.handoff.clone(),
            question: None,
            warnings: Vec::new(),
        };
        let ids = self.ids();
        let mut in_order: Vec<usize> = (0..ids.len()).collect();
        in_order.sort_by_key(|&task| (self.order.waves[task], task));
        for number in in_order {
            let wave = self.order.waves[number];
            plan.waves.resize_with(plan.waves.len().max(wave + 1), Vec::new);
            plan.waves[wave].push(ids[number].clone());
            plan.tasks.push(self.task(&mut plan.warnings, number, &ids));
        }
        let answer = Answer::new(self.request, decision, &NO_EXPLANATION, self.index);
        let clear = self.drafts.tasks.iter().any(|task| task.decision.status != Status::Unclear);
        plan.question = answer.question().filter(|_| !clear).map(str::to_owned);
        let of_team = self.team.lead.iter().flat_map(|lead| &lead.risks);
        for risk in plan.tasks.iter().flat_map(|task| &task.risks).chain(of_team) {
            if !plan.risks.contains(risk) {
                plan.risks.push(risk.clone());
            }
        }
        plan
    }

    /// The id of each task by its number: counted in the order of the plan.
    fn ids(&self) -> Vec<String> {
        let waves = &self.order.waves;
        let place = |task: usize| (0..waves.len()).filter(|&other| (waves[other], other) < (waves[task], task)).count();
        (0..waves.len()).map(|task| format!("t{}", place(task) + 1)).collect()
    }

    fn task(&self, warnings: &mut Vec<String>, number: usize, ids: &[String]) -> Task {
        let task = &self.drafts.tasks[number];
        let agent = agent(self.team, task);
        let mut decision = task.decision.clone();
        decision.agent = task.agent;
        if agent.is_some() && task.source != Source::Request {
            decision.status = Status::Routed;
        }
        let text = prompt::wording(task);
        let answer = Answer::new(&text, &decision, &NO_EXPLANATION, self.index);
        for warning in answer.warnings().into_iter().chain(self.unclear(task)) {
            if !warnings.contains(&warning) {
                warnings.push(warning);
            }
        }
        let mut after: Vec<usize> =
            self.order.edges.iter().filter(|edge| edge.after == number).map(|edge| edge.before).collect();
        after.dedup();
        after.sort_by_key(|&before| (self.order.waves[before], before));
        let list = |of: fn(&Agent) -> &Vec<String>| agent.map(of).cloned().unwrap_or_default();
        Task {
            id: ids[number].clone(),
            title: task.title.clone(),
            request: task.request.clone(),
            agent: agent.map(|agent| agent.name.clone()),
            source: task.source,
            after: after.into_iter().map(|before| ids[before].clone()).collect(),
            needs: agent.iter().flat_map(|agent| agent.inputs().cloned()).collect(),
            produces: list(|agent| &agent.produces),
            condition: task.condition.clone(),
            knowledge: answer.knowledge().map(str::to_owned),
            prompt: prompt::prompt(self, number, ids, &answer),
            success: list(|agent| &agent.success),
            rollback: agent.and_then(|agent| agent.rollback.clone()),
            risks: list(|agent| &agent.risks),
            alternatives: task.alternatives.clone(),
            handoff: task.decision.handoff.clone().filter(|_| agent.is_none()),
            support: if task.source == Source::Request { task.decision.support.clone() } else { Vec::new() },
        }
    }

    /// What has to be said of a list item that nobody can be named for.
    fn unclear(&self, task: &Draft) -> Option<String> {
        let said = task.decision.status == Status::Unclear && task.source == Source::Request;
        said.then(|| {
            let who = agent(self.team, task).map_or("nobody is named for it", |agent| agent.name.as_str());
            format!("`{}` is unclear: {who}", headline(&task.request))
        })
    }
}

impl Plan {
    /// What the decisions on single parts say of the whole.
    fn add_parts_of(&mut self, drafts: &Drafts) {
        for decision in drafts.tasks.iter().map(|task| &task.decision) {
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

/// The beginning of a text in one line.
pub fn headline(text: &str) -> String {
    let mut words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let mut line = String::new();
    let mut length = 0;
    for word in &mut words {
        let more = word.chars().count() + usize::from(length > 0);
        if length + more > TITLE_LENGTH {
            // A single word that is too long is cut.
            if length == 0 {
                line.extend(word.chars().take(TITLE_LENGTH));
            }
            line.push('\u{2026}');
            return line;
        }
        if length > 0 {
            line.push(' ');
        }
        line.push_str(word);
        length += more;
    }
    line
}
