//! What an index knows of its team besides weights: who can be the answer, the policy, what each agent is given.

use super::ClassId;
use crate::agent::dialect::AgentKind;
use crate::model::calibration::Calibrator;
use crate::team::policy::Urgency;
use crate::text::{Feature, Language};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who can be the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClassKind {
    /// A specialist.
    Agent,
    /// The lead itself.
    Lead,
    /// A team beside this one.
    Peer,
    /// A flow, by its index in the policy.
    Flow(u32),
    /// Nobody: requests that do not say what they are about.
    OutOfScope,
}

/// One possible answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ClassKind,
    /// Decides close calls.
    pub priority: i32,
}

/// What a rule does when its evidence is in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleAction {
    /// Somebody has to be told: (to whom, about what).
    Escalate(String, String),
    /// Somebody has to agree: (who, to what).
    Approval(String, String),
    /// The request is that urgent.
    Urgency(Urgency),
    /// The flow of this index in the policy may be taken.
    Allows(u32),
    /// A domain of this agent is named.
    Concerns(u32),
    /// A joint session is asked for.
    Session,
    /// The request is a matter for rules of this kind, whichever of them it is.
    Matter(RuleKind),
}

/// The kinds of rules that learn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleKind {
    /// Somebody has to be told.
    Escalate,
    /// Somebody has to agree.
    Approval,
}

impl RuleAction {
    /// The kind of those that learn together.
    pub fn kind(&self) -> Option<RuleKind> {
        match self {
            Self::Escalate(..) => Some(RuleKind::Escalate),
            Self::Approval(..) => Some(RuleKind::Approval),
            Self::Urgency(_) | Self::Allows(_) | Self::Concerns(_) | Self::Session | Self::Matter(_) => None,
        }
    }
}

/// Log-odds of a margin of 1 of what a rule learned, so that fixed-point weights are fine enough.
pub const MARGIN: f64 = 4.0;
/// A request of fewer words counts as so long, since a single learned word tells too little to apply a rule.
const SHORTEST_REQUEST: usize = 4;

/// From which evidence on a rule applies.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RuleBound {
    /// Fixed-point log-odds.
    pub least: f64,
    /// Of what examples taught: the number of its vector in the table of words, behind those of the classes. Its evidence by words
    /// is divided by the root of the request's length: what was learned adds up over a long text, what an author states does not
    /// have to.
    pub vector: Option<u16>,
}

impl RuleBound {
    /// What the evidence of so many words is divided by.
    pub(crate) fn length(words: usize) -> f64 {
        libm::sqrt(words.max(SHORTEST_REQUEST) as f64)
    }

    /// By how much it is passed with this sum of evidence in a request of so many words, of which the table of words says so much.
    pub fn surplus(self, sum: i64, related: f64, words: usize) -> f64 {
        match self.vector {
            Some(_) => sum as f64 / Self::length(words) + related - self.least,
            None => sum as f64 - self.least,
        }
    }
}

/// The steps of a flow as a decision needs them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowCard {
    /// Its name.
    pub name: String,
    /// How urgent it makes a request.
    pub urgency: Option<Urgency>,
    /// Whether a rule has to allow it.
    pub has_requirement: bool,
    /// The agents of each step, and whether one of them is chosen by evidence.
    pub steps: Vec<(Vec<ClassId>, bool)>,
}

/// What is needed of a team for any decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The team's name.
    pub team: String,
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// The question for an unclear request.
    pub clarify: Option<String>,
    /// The activation template.
    pub activation: String,
    /// Reply templates by occasion.
    pub replies: BTreeMap<String, String>,
    /// The command of a joint session.
    pub session: Option<String>,
    /// What a command that is run with an answer is told of its work in a line, a template.
    pub context: Option<String>,
    /// How often such a command may go round.
    pub max_iterations: Option<u32>,
    /// All flows.
    pub flows: Vec<FlowCard>,
    /// The languages in which the team is written, that of most of it first.
    pub languages: Vec<Language>,
    /// All possible answers: agents first, in path order.
    pub classes: Vec<Class>,
    /// The rules, numbered behind the classes. One that learned from examples is there twice: as stated and as learned.
    pub rules: Vec<RuleAction>,
    /// By rule: from which evidence on it applies.
    pub rule_bounds: Vec<RuleBound>,
    /// Log-odds of one fixed-point unit of learned weight, before the norm.
    pub learned_unit: f64,
    /// Log-odds of what the table of words says, for a request of length 1.
    pub related_unit: f64,
    /// What a word not seen in any example counts in the norm, fixed point.
    pub unknown_value: u32,
    /// Per class: log-odds for each unit of feature value, before the norm.
    pub class_bias: Vec<f64>,
    /// By agent: the lines of its file in which its description and its body begin, from 1; 0 where that is not known.
    pub text_lines: Vec<[u32; 2]>,
    /// Keywords with a priority of their own: (number of the feature, class, priority), in order.
    pub word_priorities: Vec<(u32, u32, i32)>,
    /// Keywords of several classes that are one word but for its ending (`profile`, `profiling`): (number of the stem's feature,
    /// word, class), in order. Whoever states the word as it stands is meant.
    pub exact_words: Vec<(u32, Feature, u32)>,
    /// How sure a score is.
    pub calibrator: Calibrator,
    /// The lead's scalars, for placeholders.
    pub lead_scalars: BTreeMap<String, String>,
    /// What is said to each peer that has a message: (its name, the template).
    pub messages: Vec<(String, String)>,
    /// Warnings found while reading the team, as lines.
    pub warnings: Vec<String>,
}

/// What is needed of an agent when it is chosen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AgentCard {
    /// What kind of specialist it is.
    pub kind: AgentKind,
    /// Its knowledge document as the user would name it.
    pub knowledge: Option<String>,
    /// Whether that document is there.
    pub knowledge_found: bool,
    /// Its scalars, for placeholders.
    pub scalars: BTreeMap<String, String>,
    /// Its prompt template.
    pub body: String,
    /// A few words that would make it answer, in a row.
    pub hints: String,
}
