//! Plans a request: ordered tasks, each with everything its agent needs.
//!
//! Tasks come from the steps of the flow that matched, from the parts of the request, and from what the chosen agents
//! need from others. The flow's order has precedence, then a "then" of the request, then the results that agents need;
//! tasks without an order between them can run in parallel and form a *wave*.

pub mod airflow;
mod assemble;
pub mod cycles;
pub mod document;
mod domains;
mod draft;
pub mod github;
pub mod graph;
pub mod json;
pub mod make;
mod order;
mod parts;
mod phrases;
pub mod placeholders;
mod prompt;
mod questions;
mod quote;
#[cfg(test)]
mod random;
mod requirements;
mod review;
mod stops;

use crate::agent::Agent;
use crate::decide::{Options, decide};
use crate::diagnostic::{Code, Diagnostic};
use crate::escape::one_line;
use crate::index::Index;
use crate::score::Scorer;
use crate::team::policy::Urgency;
use crate::team::{Team, UnknownName};
use assemble::Assembly;
use domains::Domains;
use draft::{Drafts, TaskDraft, Tools, Whole, draft};
use order::{Edge, WaitReason, order};
pub(crate) use requirements::{Message, StatedRequirement};
pub use review::{Approval, Risk};
pub(crate) use review::{Bottleneck, Conflict, Escalation, Interface};
use serde::Serialize;
use std::collections::HashMap;

/// Maximum length of a title made from a request, in characters.
const TITLE_LENGTH: usize = 72;

/// Origin of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Source"))]
#[serde(rename_all = "lowercase")]
pub enum TaskOrigin {
    /// A part of the request.
    #[default]
    Request,
    /// A step of the flow.
    Flow,
    /// An agent of the plan needs what this task produces.
    Needs,
}

impl TaskOrigin {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Flow => "flow",
            Self::Needs => "needs",
        }
    }
}

/// A task of one agent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Task {
    /// `t1`, `t2`, ... in the order of the plan.
    pub id: String,
    /// Title, in one line.
    pub title: String,
    /// The text of the request that it is for.
    pub request: String,
    /// Agent that does it; `None` is the lead.
    pub agent: Option<String>,
    /// Origin of the task.
    pub source: TaskOrigin,
    /// Ids of the tasks it waits for.
    pub after: Vec<String>,
    /// Results that its agent needs.
    pub needs: Vec<String>,
    /// Results that its agent uses if they are there.
    pub takes: Vec<String>,
    /// Results that its agent produces.
    pub produces: Vec<String>,
    /// Condition under which it is done.
    pub condition: Option<String>,
    /// Path of the knowledge document, as the user would write it.
    pub knowledge: Option<String>,
    /// The wording of the task, which the prompt has in place of the request.
    pub asked: String,
    /// The prompt, with everything its agent needs to know.
    pub prompt: String,
    /// The end of the prompt: the place of the task in the plan; empty for a message to a peer.
    pub brief: String,
    /// The context of a command that does it, in a line.
    pub context: String,
    /// Success criteria.
    pub success: Vec<String>,
    /// How to undo it.
    pub rollback: Option<String>,
    /// Risks, each with its mitigation.
    pub risks: Vec<String>,
    /// Other agents that could do it.
    pub alternatives: Vec<String>,
    /// Agents that can be asked for help.
    pub support: Vec<String>,
    /// The peer that it is handed to.
    pub handoff: Option<String>,
    /// Time limit.
    pub timeframe: Option<String>,
    /// Conditions that must hold before it starts.
    pub gates: Vec<String>,
    /// Condition that ends a loop: until it holds, the tasks from `back_to` to this one are repeated.
    pub until: Option<String>,
    /// Id of the first task of the step that the loop starts with.
    pub back_to: Option<String>,
    /// Ids of the tasks of the loop's steps.
    pub repeats: Vec<String>,
    /// Requirements of the request for it.
    pub requirements: Vec<StatedRequirement>,
}

impl Task {
    /// Results that its agent uses: those it needs, then optional ones.
    pub fn inputs(&self) -> impl Iterator<Item = &String> {
        self.needs.iter().chain(&self.takes)
    }
}

/// The ordered tasks for one request.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// The request.
    pub request: String,
    /// The team.
    pub team: String,
    /// The flow that the request as a whole matches.
    pub flow: Option<String>,
    /// Urgency of the request.
    pub urgency: Urgency,
    /// The tasks, each after those it waits for.
    pub tasks: Vec<Task>,
    /// Ids of the tasks that can run in parallel, by wave.
    pub waves: Vec<Vec<String>>,
    /// Risks of the plan as a whole.
    pub risks: Vec<String>,
    /// Conditions for the work to count as complete.
    pub gates: Vec<String>,
    /// Who must be informed.
    pub escalate: Option<String>,
    /// Who must approve.
    pub approval: Option<String>,
    /// The peer that the request, or a part of it, belongs to.
    pub handoff: Option<String>,
    /// Question to be answered before anybody can start; `None` if the plan is clear.
    pub question: Option<String>,
    /// Warnings.
    pub warnings: Vec<String>,
    /// All escalations, with their triggers.
    pub escalations: Vec<Escalation>,
    /// All approvals, with their triggers and the tasks that wait for them.
    pub approvals: Vec<Approval>,
    /// The tasks that most others wait for.
    pub bottlenecks: Vec<Bottleneck>,
    /// Results that several tasks write.
    pub conflicts: Vec<Conflict>,
    /// Results passed between tasks: who defines each, and who uses it.
    pub interfaces: Vec<Interface>,
    /// Risks, with likelihood and effect if known.
    pub risk_register: Vec<Risk>,
    /// Messages to neighbouring teams.
    pub messages: Vec<Message>,
    /// Requirements stated by the request.
    pub requirements: Vec<StatedRequirement>,
    /// Who resolves conflicts and collects the results.
    pub lead: String,
    /// Maximum number of iterations of a loop, if the team states one.
    pub max_iterations: Option<u32>,
}

impl Plan {
    /// Task ids in the order in which they are undone.
    pub fn rollback(&self) -> impl Iterator<Item = &str> {
        self.tasks.iter().rev().map(|task| task.id.as_str())
    }

    /// What must be resolved before a program may carry out the plan; `None` if it can start.
    pub(crate) fn cannot_begin(&self) -> Option<&str> {
        self.question.as_deref().or_else(|| self.tasks.is_empty().then_some("there is nothing to do"))
    }

    /// Ids of the tasks that a loop goes back to: those of its first step.
    pub fn begin_again(&self, task: &Task) -> Vec<&str> {
        let Some(found) = self.loop_of(task) else { return Vec::new() };
        let tasks = found.tasks.iter().filter_map(|id| self.task(id));
        tasks.filter(|task| found.starts_with(task)).map(|task| task.id.as_str()).collect()
    }

    /// Approvals and conditions required before a task starts.
    pub fn guards<'p>(&'p self, task: &'p Task) -> impl Iterator<Item = String> + 'p {
        let approvals = self.approvals.iter().filter(|approval| approval.before.contains(&task.id));
        let approvals = approvals.map(|approval| format!("{} approves: {}", approval.by, approval.about));
        approvals.chain(task.gates.iter().cloned())
    }

    /// The task with this id.
    pub fn task(&self, id: &str) -> Option<&Task> {
        self.tasks.get(self.position(id)?)
    }

    /// The place of the task with this id.
    fn position(&self, id: &str) -> Option<usize> {
        position(&self.tasks, id, |task| &task.id)
    }
}

/// The place of the task with this id in the order of a plan, which ids count.
pub fn position<T>(tasks: &[T], id: &str, id_of: impl Fn(&T) -> &str) -> Option<usize> {
    let counted = id.strip_prefix('t').and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
    let is_it = |at: &usize| tasks.get(*at).is_some_and(|task| id_of(task) == id);
    counted.filter(is_it).or_else(|| tasks.iter().position(|task| id_of(task) == id))
}

/// Why there is no plan: what is wrong in a flow or a need of the team.
#[derive(Debug, thiserror::Error, PartialEq)]
#[error("{}:{}: {}; {}", one_line(&.0.file), .0.line, .0.message, .0.help)]
pub struct PlanError(Diagnostic);

/// Plans a request. `index` is the index of `team`; `options` apply to the request and to each of its parts.
///
/// # Errors
/// If a flow of the plan, a gate or an approval names nobody, or agents of the plan need each other's results in a cycle.
///
/// ```
/// use task_router_engine::{Files, Index, Options, plan};
///
/// let files = Files::from_texts("team", &[
///     ("api.md", "---\nname: api\ndescription: Endpoints.\nkeywords: [endpoint]\nproduces: [contract]\n---\n"),
///     ("web.md", "---\nname: web\ndescription: Pages.\nkeywords: [page]\nneeds: [contract]\n---\n"),
/// ]);
/// let team = files.team(None)?;
/// let plan = plan(&team, &Index::compile(&team), "change the page and add the endpoint", &Options::default())?;
/// let agents: Vec<_> = plan.tasks.iter().map(|task| (task.id.as_str(), task.agent.as_deref())).collect();
/// // The page needs the contract of the endpoint.
/// assert_eq!(agents, [("t1", Some("api")), ("t2", Some("web"))]);
/// assert_eq!(plan.waves, [["t1"], ["t2"]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan(team: &Team, index: &Index, request: &str, options: &Options) -> Result<Plan, PlanError> {
    let unknown = unknown_names(team);
    // Nobody can tell which tasks it holds up.
    if let Some(broken) = unknown.iter().find(|name| name.holds_up) {
        return Err(PlanError(broken.diagnostic.clone()));
    }
    let mut scorer = Scorer::new(index);
    let scored = scorer.score(request);
    let decision = decide(&scored, options);
    let scores = scored.scores().clone();
    let domains = Domains::of(team, index);
    let parts = parts::route(&mut scorer, &domains, request, options);
    let whole = Whole { request, scores: &scores, decision: &decision };
    let drafts = draft(&mut Tools { team, domains: &domains, scorer: &mut scorer }, &whole, &parts.parts);
    let is_planned = |name: &UnknownName| name.flow.is_some_and(|flow| drafts.flows.iter().any(|name| name == flow));
    if let Some(broken) = unknown.into_iter().find(is_planned) {
        return Err(PlanError(broken.diagnostic));
    }
    let order = order(drafts.tasks.len(), edges(team, &drafts)).map_err(|cycle| cycle_error(team, &drafts, &cycle))?;
    let mut plan = Assembly::of(team, index, &drafts, &order, request).plan(&decision);
    if parts.too_many {
        let most = parts::MAX_PARTS;
        plan.warnings.push(format!("the request has more than {most} parts; the rest stands with the last of them"));
    }
    Ok(plan)
}

/// The names in the team's policy that are nobody's.
fn unknown_names(team: &Team) -> Vec<UnknownName<'_>> {
    let is_any = team.diagnostics.iter().any(|found| found.code == Code::UnknownAgent);
    if is_any { team.unknown_names() } else { Vec::new() }
}

/// The stated order, and an edge for every result that one task needs from another.
fn edges(team: &Team, drafts: &Drafts) -> Vec<Edge> {
    let mut edges = drafts.edges.clone();
    let mut producers: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, task) in drafts.tasks.iter().enumerate() {
        // Results of a conditional step cannot be relied on.
        if task.source != TaskOrigin::Flow || task.condition.is_none() {
            let results = agent(team, task).map(|agent| agent.produces.as_slice()).unwrap_or_default();
            results.iter().for_each(|result| producers.entry(result).or_default().push(number));
        }
    }
    for (after, task) in drafts.tasks.iter().enumerate() {
        let Some(taker) = agent(team, task) else { continue };
        for input in taker.inputs() {
            let reason = if taker.needs.contains(input) { WaitReason::Need } else { WaitReason::Take };
            let producers = producers.get(input.as_str()).map(Vec::as_slice).unwrap_or_default().iter().copied();
            let producers = producers.filter(|&other| drafts.tasks[other].agent != task.agent);
            let known = edges.len();
            edges.extend(producers.map(|before| Edge { reason: reason(input.clone()), before, after }));
            // Nobody else produces it, so that it never starts; only a flow may say that it does.
            let waits_for_itself = edges.len() == known && task.source != TaskOrigin::Flow;
            if waits_for_itself && taker.needs.contains(input) && taker.produces.contains(input) {
                edges.push(Edge { reason: WaitReason::Need(input.clone()), before: after, after });
            }
        }
    }
    edges
}

fn agent<'t>(team: &'t Team, task: &TaskDraft) -> Option<&'t Agent> {
    task.agent.and_then(|agent| team.agents.get(agent.index()))
}

fn cycle_error(team: &Team, drafts: &Drafts, cycle: &[Edge]) -> PlanError {
    let name = |task: usize| agent(team, &drafts.tasks[task]).map_or("", |agent| agent.name.as_str());
    let need = |edge: &Edge| edge.reason.result().unwrap_or_default().to_owned();
    let link = |edge: &Edge| format!("{} needs `{}` of {}", name(edge.after), need(edge), name(edge.before));
    // A cycle consists of needs only.
    let links: Vec<String> = cycle.iter().map(link).collect();
    let first = cycle.first().and_then(|edge| Some((edge, agent(team, &drafts.tasks[edge.after])?)));
    let (file, line) = first.map_or((String::new(), 1), |(edge, agent)| {
        (agent.source.file.clone(), agent.source.line_of("needs", &need(edge)))
    });
    let message = format!("agents need each other's results in a circle: {}", links.join(", "));
    let help = "remove one of these from `needs`, or give the order in a flow";
    PlanError(Diagnostic::new(Code::CyclicNeeds, file, line, message, help))
}

/// The start of a text, in one line.
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
