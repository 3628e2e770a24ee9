//! The policy in a `team.md`: flows, peers, escalation, approval, urgency, gates, replies, and the settings for plans.

mod planning;
mod read;

use crate::agent::{Evidence, SourceText};
use crate::value_type::LEVELS;
pub(crate) use planning::{Domain, Gate, Notice, Requirement, TeamRisk};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The policy of a team. Everything is optional; a team without a `team.md` has the default, empty one.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// Question asked for an unclear request.
    pub(crate) clarify: Option<String>,
    /// Whom the lead reports to; the default receiver of escalations and approvals.
    pub reports_to: Option<String>,
    /// Neighbouring teams that a request may belong to.
    pub peers: Vec<Peer>,
    /// Flows: named procedures in which several agents handle one kind of request.
    pub flows: Vec<Flow>,
    /// What must be escalated.
    pub escalate: Vec<Rule>,
    /// What needs approval.
    pub approval: Vec<Rule>,
    /// What makes a request more or less urgent than `medium`.
    pub urgency: Vec<(Urgency, Evidence)>,
    /// Conditions for the work to count as complete, or for a single task to start.
    pub gates: Vec<Gate>,
    /// Risks of any work of the team.
    pub risks: Vec<TeamRisk>,
    /// Parts of the system that a request can name; each one named becomes a task.
    pub domains: Vec<Domain>,
    /// Other things that a request can ask for: time limits, formats, dates.
    pub requirements: Vec<Requirement>,
    /// Who outside this team is notified of changes.
    pub notify: Vec<Notice>,
    /// Time limit of a task, by urgency.
    pub timeframe: BTreeMap<Urgency, String>,
    /// Reply templates by occasion: `routed`, `direct`, `unclear`, `session`, `handoff`.
    pub replies: BTreeMap<String, String>,
    /// Command that opens a joint session of several agents.
    pub session: Option<String>,
    /// Evidence of a request for such a session.
    pub asks_for_session: Evidence,
    /// Template of the one-line context passed to a command that is run with an answer.
    pub context: Option<String>,
    /// Maximum number of iterations of such a command.
    pub max_iterations: Option<u32>,
    /// Files with more examples of peers and flows.
    pub example_files: Vec<SourceText>,
    /// Document templates by name: `directive`, `status_report`, `scratchpad`, and `output`, the form of the result.
    pub documents: BTreeMap<String, String>,
}

/// A neighbouring team.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// Name of its lead.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Evidence of requests that belong to it.
    pub evidence: Evidence,
    /// Template of the message to it.
    pub message: Option<String>,
}

/// A flow: a named procedure in which several agents handle one kind of request.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// What kind of request it is for.
    pub description: String,
    /// Evidence of requests for it.
    pub evidence: Evidence,
    /// Evidence that a request must contain for the flow to be used at all, if given.
    pub requires: Option<Evidence>,
    /// Urgency of such a request, if given.
    pub urgency: Option<Urgency>,
    /// Its steps, in order.
    pub steps: Vec<FlowStep>,
}

/// One step of a flow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FlowStep {
    /// Who does it: agents, the lead by the team's name, or a peer.
    pub who: Who,
    /// Name used by other steps.
    pub name: Option<String>,
    /// Title in a plan.
    pub title: Option<String>,
    /// Titles by agent.
    pub titles: BTreeMap<String, String>,
    /// Time limit.
    pub timeframe: Option<String>,
    /// Condition that ends a loop: until it holds, the steps from `back_to` to this one are repeated.
    pub until: Option<String>,
    /// Name or title of the step that the loop starts with; this step by default.
    pub back_to: Option<String>,
    /// Condition under which it is done.
    pub when: Option<String>,
    /// Whether it may be skipped.
    pub optional: bool,
}

/// Who does a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// All of these, in parallel; one agent is a list of one.
    All(Vec<String>),
    /// The one of these with the best evidence.
    Any(Vec<String>),
}

impl Default for Who {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl FlowStep {
    /// Its title if this agent does it.
    pub(crate) fn title_of(&self, name: &str) -> Option<&str> {
        self.titles.get(name).or(self.title.as_ref()).map(String::as_str)
    }

    fn is_called(&self, name: &str) -> bool {
        [&self.name, &self.title].into_iter().flatten().any(|own| own == name)
    }
}

/// Number of the step that another refers to: by its name, its title, or its agent if that has no other of these steps.
pub(crate) fn step_called(steps: &[FlowStep], name: &str) -> Option<usize> {
    let alone = |step: &FlowStep| step.who.names() == [name];
    let only = || steps.iter().position(alone).filter(|_| steps.iter().filter(|step| alone(step)).count() == 1);
    steps.iter().position(|step| step.is_called(name)).or_else(only)
}

impl Who {
    /// All names.
    pub fn names(&self) -> &[String] {
        match self {
            Self::All(names) | Self::Any(names) => names,
        }
    }
}

/// A rule: something in a request that must be escalated or approved.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// What it is about.
    pub about: String,
    /// Who is informed or must approve.
    pub to: String,
    /// Its evidence in a request.
    pub evidence: Evidence,
    /// For an approval, the agents whose tasks wait for it.
    pub before: Vec<String>,
}

/// Urgency of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// When there is time.
    Low,
    /// The default.
    #[default]
    Medium,
    /// Soon.
    High,
    /// Now.
    Critical,
}

impl Urgency {
    /// All urgencies, least urgent first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// Its name.
    pub fn name(self) -> &'static str {
        // The least urgent is the first variant.
        LEVELS[LEVELS.len() - 1 - self as usize]
    }

    /// The urgency with this name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.name() == name.trim().to_ascii_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::team::{MAX_CLASSES, Team};

    #[test]
    fn a_team_with_more_than_can_be_numbered_is_refused() {
        let rule = Rule::default();
        let team = |escalations, conditions: usize| {
            let flow = Flow { requires: Some(Evidence::default()), ..Flow::default() };
            let policy = Policy {
                escalate: vec![rule.clone(); escalations],
                flows: vec![flow; conditions],
                ..Policy::default()
            };
            Team { policy, ..Team::default() }.within_bounds().is_ok()
        };
        // Beside the lead, the out-of-scope class and two shared classifiers, a rule has two numbers and such a flow three.
        let free = MAX_CLASSES - 4;
        assert!(team(free / 2, 0) && !team(free / 2 + 1, 0));
        assert!(team(0, free / 3) && !team(0, free / 3 + 1));
    }
}
