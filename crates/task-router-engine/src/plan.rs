//! Decisions → plan: the ordered tasks for one request, each complete in itself.
//!
//! Tasks come from the steps of the flow that matched, from the parts of the request, and from what the chosen agents
//! need from others. The flow's order holds first, then a "then" of the request, then who needs whose results; what
//! nothing keeps apart can be done side by side and is one *wave*.

pub mod airflow;
mod assemble;
pub mod circles;
pub mod document;
mod domains;
mod draft;
pub mod github;
pub mod graph;
pub mod json;
pub mod make;
pub mod order;
pub mod parts;
mod phrases;
mod prompt;
mod quote;
mod requirements;
mod review;
mod stops;

use crate::agent::Agent;
use crate::decide::{self, Options};
use crate::diagnostic::{Code, Diagnostic};
use crate::index::Index;
use crate::score::{Scorer, Scores};
use crate::team::Team;
use crate::team::policy::Urgency;
use assemble::Assembly;
use domains::Domains;
use draft::{Draft, Drafts, Tools, Whole, draft};
use order::{Edge, Reason, order};
pub use requirements::{Asked, Message};
pub use review::{Approval, Bottleneck, Conflict, Escalation, Interface, Risk};
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
    /// How long it may take.
    pub timeframe: Option<String>,
    /// What must hold before it begins.
    pub gates: Vec<String>,
    /// What must hold before what comes behind it begins; else the tasks from `back_to` to this one are done again.
    pub until: Option<String>,
    /// The id of the task with which that loop begins.
    pub back_to: Option<String>,
    /// What the request asks of it besides.
    pub requirements: Vec<Asked>,
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
    /// Everything that has to be told, with its trigger.
    pub escalations: Vec<Escalation>,
    /// Everything that has to be agreed to, with its trigger and the tasks that wait for it.
    pub approvals: Vec<Approval>,
    /// The tasks that most others wait for.
    pub bottlenecks: Vec<Bottleneck>,
    /// Results that several tasks write.
    pub conflicts: Vec<Conflict>,
    /// The results that are handed on: who defines each, and who uses it.
    pub interfaces: Vec<Interface>,
    /// What can go wrong, with its likelihood and effect where they are known.
    pub risk_register: Vec<Risk>,
    /// What teams beside this one are told.
    pub messages: Vec<Message>,
    /// What the request asks for besides.
    pub requirements: Vec<Asked>,
    /// Who decides conflicts, and gathers the results.
    pub lead: String,
    /// How often a loop is gone through at most, where the team says so.
    pub max_iterations: Option<u32>,
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

    /// What has to be agreed to, and what has to hold, before a task begins.
    pub fn guards<'p>(&'p self, task: &'p Task) -> impl Iterator<Item = String> + 'p {
        let approvals = self.approvals.iter().filter(|approval| approval.before.contains(&task.id));
        let approvals = approvals.map(|approval| format!("{} approves: {}", approval.by, approval.about));
        approvals.chain(task.gates.iter().cloned())
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

/// Plans a request. `index` is the index of `team`; `options` hold for the request and for each of its parts.
///
/// # Errors
/// Where a flow of the team is broken, or agents of the plan need each other's results in a circle.
pub fn plan(team: &Team, index: &Index, request: &str, options: &Options) -> Result<Plan, Error> {
    const BROKEN: [Code; 3] = [Code::UnknownAgent, Code::EmptyFlow, Code::FlowWithoutEvidence];
    if let Some(broken) = team.diagnostics.iter().find(|found| BROKEN.contains(&found.code)) {
        return Err(broken.into());
    }
    let mut scorer = Scorer::new(index);
    let mut scores = Scores::default();
    scorer.score(request, &mut scores);
    let decision = decide::decide_scored(&scorer, &scores, options);
    let domains = Domains::of(team, index);
    let parts = parts::route(&mut scorer, &domains, request, options);
    let whole = Whole { request, scores: &scores, decision: &decision };
    let drafts = draft(&mut Tools { team, domains: &domains, scorer: &mut scorer }, &whole, &parts.parts);
    let order = order(drafts.tasks.len(), edges(team, &drafts)).map_err(|circle| cycle(team, &drafts, &circle))?;
    let mut plan = Assembly { team, index, drafts: &drafts, order: &order, request }.plan(&decision);
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
