//! What a `team.md` says besides naming its lead: flows, peers, escalation, approval, urgency, gates, replies, and what plans
//! are made by.

mod planning;
mod read;

use crate::agent::{Evidence, Source};
pub use planning::{Domain, Gate, Notice, Requirement, TeamRisk};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The policy of a team. Everything is optional; a team without a `team.md` has the default, empty one.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// The question for an unclear request.
    pub clarify: Option<String>,
    /// To whom the lead reports; the default receiver of escalations and approvals.
    pub reports_to: Option<String>,
    /// Teams beside this one that a request may belong to.
    pub peers: Vec<Peer>,
    /// Named ways in which several agents handle one kind of request.
    pub flows: Vec<Flow>,
    /// What must be escalated.
    pub escalate: Vec<Rule>,
    /// What needs approval.
    pub approval: Vec<Rule>,
    /// What makes a request more or less urgent than `medium`.
    pub urgency: Vec<(Urgency, Evidence)>,
    /// What must hold before the work counts as complete, or before a single task begins.
    pub gates: Vec<Gate>,
    /// What can go wrong with any work of the team.
    pub risks: Vec<TeamRisk>,
    /// The parts of the system that a request can name; each that it names becomes a task.
    pub domains: Vec<Domain>,
    /// What a request can ask for besides: time limits, formats, dates.
    pub requirements: Vec<Requirement>,
    /// Who beside this team is told when something changes.
    pub notify: Vec<Notice>,
    /// How long a task may take, by urgency.
    pub timeframe: BTreeMap<Urgency, String>,
    /// Reply templates by the occasion: `routed`, `direct`, `unclear`, `session`, `handoff`.
    pub replies: BTreeMap<String, String>,
    /// The command that opens a joint session of several agents.
    pub session: Option<String>,
    /// What in a request asks for such a session.
    pub asks_for_session: Evidence,
    /// What a command that is run with an answer is told of its work in a line, a template.
    pub context: Option<String>,
    /// How often such a command may go round.
    pub max_iterations: Option<u32>,
    /// The files that hold more examples of peers and flows.
    pub example_files: Vec<Source>,
    /// Document templates by name: `directive`, `status_report`, `scratchpad`, and `output`, the form of the result.
    pub documents: BTreeMap<String, String>,
}

/// A team beside this one.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// The name of its lead.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What in a request belongs there.
    pub evidence: Evidence,
    /// What is said to it, a template.
    pub message: Option<String>,
}

/// A named way in which several agents handle one kind of request.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// What kind of request it is for.
    pub description: String,
    /// What in a request asks for it.
    pub evidence: Evidence,
    /// What has to be in a request besides, where the flow says so: without it the flow is never taken.
    pub requires: Option<Evidence>,
    /// How urgent such a request is, where the flow says so.
    pub urgency: Option<Urgency>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Who does it: agents, the lead by the team's name, or a peer.
    pub who: Who,
    /// What other steps call it.
    pub name: Option<String>,
    /// What it is called in a plan.
    pub title: Option<String>,
    /// What it is called for one of those who do it.
    pub titles: BTreeMap<String, String>,
    /// How long it may take.
    pub timeframe: Option<String>,
    /// What ends a loop: until it holds, the steps from `back_to` to this one are done again.
    pub until: Option<String>,
    /// The name or title of the step with which the loop begins; this step where nothing is said.
    pub back_to: Option<String>,
    /// Under which condition it is done.
    pub when: Option<String>,
    /// Whether it may be skipped.
    pub optional: bool,
}

/// Who does a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// All of these, side by side; one agent is a list of one.
    All(Vec<String>),
    /// The one of these with the best evidence.
    Any(Vec<String>),
}

impl Default for Who {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Step {
    /// What it is called where this one does it.
    pub fn title_of(&self, name: &str) -> Option<&str> {
        self.titles.get(name).or(self.title.as_ref()).map(String::as_str)
    }

    /// Whether another step means this one.
    pub fn is_called(&self, name: &str) -> bool {
        [&self.name, &self.title].into_iter().flatten().any(|own| own == name)
    }
}

impl Who {
    /// Everybody named.
    pub fn names(&self) -> &[String] {
        match self {
            Self::All(names) | Self::Any(names) => names,
        }
    }
}

/// Something in a request that has to go to somebody above.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// What it is about.
    pub about: String,
    /// To whom it goes.
    pub to: String,
    /// What in a request shows it.
    pub evidence: Evidence,
    /// Of an approval: the agents whose tasks wait for it.
    pub before: Vec<String>,
}

/// How urgent a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// When there is time.
    Low,
    /// Unless something says otherwise.
    #[default]
    Medium,
    /// Soon.
    High,
    /// Now.
    Critical,
}

impl Urgency {
    /// All, least urgent first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The urgency a word names.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.name() == name.trim().to_ascii_lowercase())
    }
}
