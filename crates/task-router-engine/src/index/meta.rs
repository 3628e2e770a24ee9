//! What an index has of its team besides weights: possible answers, policy, and the agents' cards.

use super::ClassId;
use crate::agent::Scalars;
use crate::agent::dialect::AgentKind;
use crate::diagnostic::Diagnostic;
use crate::model::calibration::Calibrator;
use crate::team::policy::Urgency;
use crate::text::{Feature, Language, Languages};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A flow, by its position in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FlowId(u32);

impl FlowId {
    /// The flow at this position.
    pub(crate) fn new(place: usize) -> Self {
        Self(place as u32)
    }

    /// Its position among the flows.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Kind of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClassKind {
    /// A specialist.
    Agent,
    /// The lead itself.
    Lead,
    /// A neighbouring team.
    Peer,
    /// A flow.
    Flow(FlowId),
    /// Nobody: the class of out-of-scope requests.
    OutOfScope,
}

impl ClassKind {
    /// Whether such a class answers itself; a flow is answered by its agents.
    pub(crate) fn is_answer(self) -> bool {
        matches!(self, Self::Agent | Self::Lead | Self::Peer)
    }
}

/// A possible answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: ClassKind,
    /// Priority, which decides close calls.
    pub priority: i32,
}

/// Action of a rule that applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RuleAction {
    /// Somebody must be informed: (who, about what).
    Escalate(String, String),
    /// Somebody must approve: (who, what).
    Approval(String, String),
    /// The request has this urgency.
    Urgency(Urgency),
    /// This flow may be used.
    Allows(FlowId),
    /// A domain of this agent is mentioned.
    Concerns(ClassId),
    /// A joint session is requested.
    Session,
    /// The request is a matter for the rules of this kind, whichever of them it is.
    Matter(RuleKind),
}

/// Kinds of rules that learn together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RuleKind {
    /// Somebody must be informed.
    Escalate,
    /// Somebody must approve.
    Approval,
}

impl RuleAction {
    /// The kind of an action whose rules learn together.
    pub fn kind(&self) -> Option<RuleKind> {
        match self {
            Self::Escalate(..) => Some(RuleKind::Escalate),
            Self::Approval(..) => Some(RuleKind::Approval),
            Self::Urgency(_) | Self::Allows(_) | Self::Concerns(_) | Self::Session | Self::Matter(_) => None,
        }
    }
}

/// Log-odds of a margin of 1 of a learned rule, chosen so that fixed-point weights are fine enough.
pub const MARGIN: f64 = 4.0;
/// Minimum length of a request for learned rules: in a shorter one a single learned word would weigh too much.
const SHORTEST_REQUEST: usize = 4;

/// The bound from which a rule applies.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RuleBound {
    /// Fixed-point log-odds.
    pub least: f64,
    /// For a learned rule, the index of its vector for the word table, numbered after those of the classes. Its word
    /// evidence is divided by the root of the request's length: learned evidence adds up over a long text, an author's
    /// statement need not.
    pub vector: Option<u16>,
    /// Whether the rule is about things that are not so or over, so that saying so is evidence for it.
    pub(crate) is_of_all_clear: bool,
}

impl RuleBound {
    /// Divisor of the word evidence of a request with this many words.
    pub(crate) fn length(words: usize) -> f64 {
        libm::sqrt(words.max(SHORTEST_REQUEST) as f64)
    }

    /// By how much the rule exceeds its bound, given the sum of its word evidence, its related evidence and the
    /// request's number of words.
    pub(crate) fn surplus(self, sum: i64, related: f64, words: usize) -> f64 {
        match self.vector {
            Some(_) => sum as f64 / Self::length(words) + related - self.least,
            None => sum as f64 - self.least,
        }
    }
}

/// A flow, as needed for decisions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowCard {
    /// Its name.
    pub name: String,
    /// The urgency that it gives a request.
    pub urgency: Option<Urgency>,
    /// Whether it needs a rule to allow it.
    pub(crate) has_requirement: bool,
    /// Its steps, without those of the lead or a peer, which are no answers.
    pub steps: Vec<StepCard>,
}

/// A step of a flow, as needed for decisions.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StepCard {
    /// Its agents.
    pub agents: Vec<ClassId>,
    /// Whether one of them is chosen by evidence.
    pub any: bool,
}

/// Something that a class is not for: it counts against it where a request has its words one behind the other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Exclusion {
    /// Feature numbers of its words, in order.
    pub words: Vec<u32>,
    /// Whether the author has function words before each of them, besides articles.
    pub apart: Vec<bool>,
    /// The class.
    pub class: u32,
    /// Fixed-point log-odds, at most 0, beside what its words say for the class, which does not count.
    pub weight: i32,
}

/// Maximum number of words between two words of an exclusion.
const MOST_BETWEEN: usize = 2;

impl Exclusion {
    /// The positions of its words in a request of so many words. `number` is the feature number of a word that counts;
    /// `may_stand_between` tells whether a word may stand between two of its words, given whether the author has words
    /// there, and `is_beside` whether no sign stands between a word and the next.
    pub(crate) fn places(
        &self,
        length: usize,
        number: impl Fn(usize) -> Option<u32>,
        may_stand_between: impl Fn(usize, bool) -> bool,
        is_beside: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let mut found = Vec::new();
        for start in (0..length).filter(|&at| number(at) == Some(self.words[0])) {
            let mut last = start;
            let mut places = vec![start];
            for (&word, &is_apart) in self.words.iter().zip(&self.apart).skip(1) {
                let behind = (last + 1..length).take(MOST_BETWEEN + 1).take_while(|&at| is_beside(at - 1));
                let mut reached = behind.scan(true, |goes_on, at| {
                    let is_reached = std::mem::replace(goes_on, may_stand_between(at, is_apart));
                    is_reached.then_some(at)
                });
                let Some(at) = reached.find(|&at| number(at) == Some(word)) else { break };
                places.push(at);
                last = at;
            }
            if places.len() == self.words.len() {
                found.extend(places);
            }
        }
        found
    }
}

/// What any decision needs of a team.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    /// Name of the team.
    pub team: String,
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// Question asked for an unclear request.
    pub(crate) clarify: Option<String>,
    /// Activation template.
    pub activation: String,
    /// Reply templates by occasion.
    pub replies: BTreeMap<String, String>,
    /// Command of a joint session.
    pub session: Option<String>,
    /// Template of the one-line context passed to a command that is run with an answer.
    pub context: Option<String>,
    /// Maximum number of iterations of such a command.
    pub max_iterations: Option<u32>,
    /// All flows.
    pub flows: Vec<FlowCard>,
    /// Languages of the team, the most used first.
    pub languages: Vec<Language>,
    /// All classes: agents first, in path order.
    pub classes: Vec<Class>,
    /// Names that clients show to people: (title, number of the agent).
    pub titles: Vec<(String, u32)>,
    /// The rules, numbered after the classes. A rule that learned from examples occurs twice: as stated and as learned.
    pub rules: Vec<RuleAction>,
    /// Bound by rule.
    pub(crate) rule_bounds: Vec<RuleBound>,
    /// Log-odds per fixed-point unit of learned weight, before the norm.
    pub(crate) learned_unit: f64,
    /// Log-odds per unit of related evidence, for a request of length 1.
    pub(crate) related_unit: f64,
    /// Value of a word in no example, for the norm, fixed point.
    pub(crate) unknown_value: u32,
    /// By class: log-odds per unit of feature value, before the norm.
    pub(crate) class_bias: Vec<f64>,
    /// By agent: lines of its file with its name and where its description and its body start, from 1; 0 if unknown.
    pub(crate) text_lines: Vec<[u32; 3]>,
    /// Keywords with a priority of their own: (feature number, class, priority), sorted.
    pub(crate) word_priorities: Vec<(u32, u32, i32)>,
    /// Keywords of several classes that differ only in the ending of a word (`profile`, `profiling`): (feature number
    /// of the stem, word, class), sorted. A request for the exact word belongs to the class that states it.
    pub(crate) exact_words: Vec<(u32, Feature, u32)>,
    /// Words of keywords of several words: (feature number, class), sorted. They are the author's own text.
    pub(crate) phrase_words: Vec<(u32, u32)>,
    /// What classes are not for, sorted by its words.
    pub exclusions: Vec<Exclusion>,
    /// Whether thanks are some class's task: several of its examples are nothing else.
    pub(crate) has_class_of_thanks: bool,
    /// Turns scores into confidence.
    pub calibrator: Calibrator,
    /// The lead's scalars, for placeholders.
    pub lead_scalars: Scalars,
    /// Messages to peers: (name of the peer, template).
    pub messages: Vec<(String, String)>,
    /// Warnings found while reading the team.
    pub warnings: Vec<Diagnostic>,
}

impl Meta {
    /// The languages of the team.
    pub(crate) fn languages(&self) -> Languages {
        self.languages.iter().fold(Languages::default(), |mut all, &language| {
            all.add(language);
            all
        })
    }

    /// The rows of `phrase_words` of a feature number: where they start and end.
    pub(crate) fn phrase_rows(&self, number: usize) -> (u32, u32) {
        let first = self.phrase_words.partition_point(|row| (row.0 as usize) < number);
        let end = self.phrase_words.partition_point(|row| row.0 as usize <= number);
        (first as u32, end as u32)
    }

    /// Languages whose function words are not content: the team's, and English, which is used everywhere.
    pub(crate) fn function_languages(&self) -> Languages {
        let mut all = self.languages().with(Languages::OF_PAIRS);
        all.add(Language::English);
        all
    }
}

/// What is needed of an agent once it is chosen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AgentCard {
    /// Kind of specialist.
    pub kind: AgentKind,
    /// Path of its knowledge document, as the user would write it.
    pub knowledge: Option<String>,
    /// Whether that document exists and can be read.
    pub(crate) knowledge_found: bool,
    /// Whether it exists and cannot be read.
    pub(crate) knowledge_unreadable: bool,
    /// Its scalars, for placeholders.
    pub scalars: Scalars,
    /// Its prompt template.
    pub body: String,
    /// A few words that would make it answer, separated by commas.
    pub hints: String,
}
