//! Turns scores into a decision: status, agent, confidence, support, urgency and escalation.

mod confidence;
mod actions;
mod arbiter;
mod candidates;
mod reason;
#[cfg(test)]
mod tests;

use crate::index::{Class, ClassId, ClassKind, Index, RuleAction, RuleId, StepCard};
use crate::score::{ScoredRequest, Scores};
use crate::team::LEAD;
use crate::team::policy::Urgency;
use crate::text::is_same_name;
pub use arbiter::ArbiterRecord;
use candidates::{MAX_SUPPORT, Ranking, first_allowed, forced};
pub(crate) use candidates::{SUGGESTED, best_of};
pub use confidence::{Signals, signals_of};
use confidence::{confidence, has_own_evidence, owner};
use reason::Why;
use serde::Serialize;
use std::fmt;

/// Maximum score difference, in log-odds, at which two candidates are in a close call, which priority decides.
pub(crate) const CLOSE_CALL: f64 = 0.5;
/// Confidence at which the answer is as likely right as wrong.
pub const EVEN: f64 = 0.5;
/// Scores that differ by less than this are equal: the difference is rounding.
const SAME: f64 = 1e-9;
/// Minimum score of a supporting agent, as a share of the best score. It also needs evidence of its own. Chosen by hand, as
/// the size of a session is: the agent that answers does not depend on them.
const SUPPORT_SHARE: f64 = 0.4;
/// Number of good candidates from which a joint session is suggested, if the team has one.
const SESSION_SIZE: usize = 3;

/// Kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// A specialist is clearly ahead, or priority settled a close call.
    Routed,
    /// The lead answers, or hands the request to a peer.
    Direct,
    /// There is no evidence, or too little to tell.
    Unclear,
}

impl Status {
    /// All statuses.
    pub const ALL: [Self; 3] = [Self::Routed, Self::Direct, Self::Unclear];

    /// Their names, as in JSON.
    pub const NAMES: [&str; 3] = ["routed", "direct", "unclear"];

    /// Name of the status, as in JSON.
    pub fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A possible answer with its score.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The class whose evidence was scored: the agent itself, or a flow that starts with the agent.
    pub class: ClassId,
    /// The class that would answer.
    pub answer: ClassId,
    /// Score in log-odds.
    pub score: f64,
}

/// Restrictions on who may answer.
#[derive(Debug, Clone)]
pub struct Options {
    /// Forces this agent, peer or the lead, whatever the scores.
    pub agent: Option<String>,
    /// Only these agents may answer; empty allows all.
    pub only: Vec<String>,
    /// Agents that may not answer.
    pub exclude: Vec<String>,
    /// Minimum confidence; an answer below it is unclear.
    pub min_confidence: f64,
    /// Number of agents that the candidates must include; 0 lists all. It has no other effect on a decision.
    pub most: usize,
}

impl Default for Options {
    fn default() -> Self {
        let none = Vec::new;
        Self { agent: None, only: none(), exclude: none(), min_confidence: EVEN, most: 0 }
    }
}

impl Options {
    /// Allows all agents, with this minimum confidence; [`EVEN`] if there is none.
    pub fn bounded(min_confidence: Option<f64>) -> Self {
        Self { min_confidence: min_confidence.unwrap_or(EVEN), ..Self::default() }
    }

    /// These options without some more agents, if there are any.
    fn ruling_out(&self, index: &Index, agents: &[ClassId]) -> Option<Self> {
        let exclude =
            || self.exclude.iter().cloned().chain(agents.iter().map(|&agent| index.class(agent).name.clone()));
        (!agents.is_empty()).then(|| Self { exclude: exclude().collect(), ..self.clone() })
    }

    fn allows(&self, class: &Class) -> bool {
        let is_among = |names: &[String]| names.iter().any(|name| is_same_name(name, &class.name));
        (self.only.is_empty() || is_among(&self.only)) && !is_among(&self.exclude)
    }
}

/// The answer to one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Kind of answer.
    pub status: Status,
    /// The agent that answers; `None` if the lead answers or nobody is chosen.
    pub agent: Option<ClassId>,
    /// Probability that the best candidate is right, 0 to 1.
    pub confidence: f64,
    /// The reason, which [`Decision::reason`] puts into words.
    why: Why,
    /// Names of other agents whose help is likely needed, best first.
    pub support: Vec<String>,
    /// The flow that answers.
    pub flow: Option<String>,
    /// Urgency of the request.
    pub urgency: Urgency,
    /// Name of whoever must be informed.
    pub escalate: Option<String>,
    /// Name of whoever must approve.
    pub approval: Option<String>,
    /// The peer that the request is handed to.
    pub handoff: Option<String>,
    /// All candidates, best first; if [`Options::most`] is not 0, at least that many agents.
    pub candidates: Vec<Candidate>,
    /// Whether an urgent flow makes the request no urgent one.
    is_all_clear: bool,
    /// The rules that apply.
    rules: Vec<RuleId>,
    /// The agents that the request rules out by name.
    ruled_out: Vec<ClassId>,
    /// The first agents that may answer, where nothing speaks for any.
    pub(crate) first: Vec<ClassId>,
    /// The arbiter that was asked because the scores could not decide, and its answer.
    pub asked: Option<ArbiterRecord>,
}

/// Decides on one request.
///
/// ```
/// use task_router_engine::{Files, Options, Scorer, Status, decide};
///
/// let agents = [("css.md", "---\nname: css\ndescription: Stylesheets and layout.\nkeywords: [grid]\n---\n")];
/// let index = Files::from_texts("team", &agents).index(None)?;
/// let mut scorer = Scorer::new(&index);
/// let decision = decide(&scorer.score("the grid overlaps the header"), &Options::default());
/// assert_eq!((decision.status, decision.agent), (Status::Routed, index.agent("css")));
/// // Nothing in it belongs to the team.
/// let decision = decide(&scorer.score("when is lunch?"), &Options::default());
/// assert_eq!((decision.status, decision.agent), (Status::Unclear, None));
/// # Ok::<(), task_router_engine::LoadError>(())
/// ```
pub fn decide(request: &ScoredRequest, options: &Options) -> Decision {
    let (index, scores) = (request.index(), request.scores());
    let narrowed = options.ruling_out(index, &scores.ruled_out);
    let options = narrowed.as_ref().unwrap_or(options);
    let ranking = Ranking { index, scores, options };
    let mut candidates = ranking.candidates();
    let owner = owner(request, ranking, &candidates);
    if let Some(owner) = owner.as_ref().filter(|owner| !candidates.contains(owner)) {
        candidates.insert(candidates.partition_point(|other| other.score >= owner.score), owner.clone());
    }
    let confidence = confidence(request, ranking, &candidates);
    let confidence = if owner.is_some() { confidence.max(EVEN) } else { confidence };
    let mut decision = Decision {
        status: Status::Unclear,
        agent: None,
        confidence,
        why: Why::NoEvidence,
        support: Vec::new(),
        flow: None,
        urgency: urgency(index, &scores.rules),
        escalate: None,
        approval: None,
        handoff: None,
        ruled_out: scores.ruled_out.clone(),
        candidates,
        is_all_clear: scores.is_all_clear,
        rules: scores.rules.clone(),
        first: Vec::new(),
        asked: None,
    };
    if let Some(answer) = forced(index, options) {
        decision.answer(index, &Candidate { class: answer, answer, score: 0.0 });
        decision.confidence = 1.0;
        decision.why = Why::Forced;
    } else if options.agent.as_deref().is_some_and(|name| is_same_name(name, LEAD)) {
        // A lead without evidence has no class.
        (decision.status, decision.confidence, decision.why) = (Status::Direct, 1.0, Why::Forced);
    } else if !decision.route_to_named(ranking) {
        decision.choose(request, ranking, owner);
    }
    decision.apply_rules(index);
    decision
}

/// The highest urgency among the rules that apply, else the default.
fn urgency(index: &Index, rules: &[RuleId]) -> Urgency {
    let said = rules.iter().filter_map(|&rule| match index.rule(rule) {
        RuleAction::Urgency(urgency) => Some(*urgency),
        _ => None,
    });
    said.max().unwrap_or_default()
}

impl Decision {
    /// Routes to the first allowed agent that the request names, if any; the others named become support.
    fn route_to_named(&mut self, ranking: Ranking) -> bool {
        let Ranking { index, scores, options } = ranking;
        let mut named = scores.named.iter().copied().filter(|&agent| options.allows(index.class(agent)));
        let Some(agent) = named.next() else { return false };
        self.status = Status::Routed;
        self.agent = Some(agent);
        self.confidence = 1.0;
        self.why = Why::Named;
        self.support.extend(named.map(|agent| index.class(agent).name.clone()));
        true
    }

    /// Chooses by scores and priority; `owner` is the candidate that alone has the words of the request.
    fn choose(&mut self, request: &ScoredRequest, ranking: Ranking, owner: Option<Candidate>) {
        let Ranking { index, scores, options } = ranking;
        let Some(best) = self.candidates.first().filter(|best| best.score > 0.0).cloned() else {
            let why = if self.candidates.is_empty() { Why::NoEvidence } else { Why::NobodyFavoured };
            return self.unclear(index, options, why);
        };
        if self.confidence < options.min_confidence {
            return self.unclear(index, options, Why::TooLittle(options.min_confidence));
        }
        if let Some(two) = scores.alternatives.filter(|two| two.contains(&best.class)) {
            return self.choose_between(ranking, two);
        }
        if let Some(owner) = owner {
            self.answer(index, &owner);
            self.why = Why::Owner(owner.answer);
            return;
        }
        // Authors claim the words of a stated request, so weights do not decide: all are in the close call.
        let margin = if scores.is_stated { f64::INFINITY } else { CLOSE_CALL };
        let is_close = |c: &&Candidate| best.score - c.score <= margin && c.score > 0.0;
        let close = self.candidates.iter().take_while(is_close).count();
        // Priority chooses among those with evidence; what is only related is none.
        let may_win = |c: &&Candidate| scores.is_stated || **c == best || has_own_evidence(request, c);
        let among: Vec<&Candidate> = self.candidates[..close].iter().filter(may_win).collect();
        let priority = |candidate: &Candidate| ranking.priority(candidate);
        // `max_by_key` returns the last maximum; reversed, ties go to the higher score, then the name.
        let chosen =
            among.iter().rev().max_by_key(|candidate| priority(candidate)).map_or(&best, |chosen| chosen).clone();
        let by_priority = among.len() > 1 && priority(&chosen) > priority(among[usize::from(chosen == best)]);
        let is_tied =
            |c: &Candidate| *c != chosen && (c.score - chosen.score).abs() < SAME && priority(c) == priority(&chosen);
        if let Some(other) = among.iter().find(|c| is_tied(c)) {
            let other = other.answer;
            return self.unclear(index, options, Why::Tied(chosen.answer, other));
        }
        let chosen = ranking.with_flow(&chosen);
        self.answer(index, &chosen);
        self.support(index, Some(scores), &chosen, close, options);
        self.why = Why::Chosen { candidate: chosen, by_priority };
    }

    /// Answers a request that asks to choose between the subjects of two agents: by priority, otherwise it is unclear.
    fn choose_between(&mut self, ranking: Ranking, two: [ClassId; 2]) {
        let Ranking { index, scores, options } = ranking;
        let among: Vec<&Candidate> =
            self.candidates.iter().filter(|c| two.contains(&c.class) && c.score > 0.0).collect();
        let rank = |candidate: &&&Candidate| ranking.priority(candidate);
        let (Some(&highest), Some(&lowest)) = (among.iter().max_by_key(rank), among.iter().min_by_key(rank)) else {
            return self.unclear(index, options, Why::NobodyFavoured);
        };
        let (chosen, other, count) = (highest.clone(), lowest.clone(), among.len());
        if count == 2 && rank(&&highest) == rank(&&lowest) {
            self.confidence = self.confidence.min(EVEN);
            return self.unclear(index, options, Why::Choice(two[0], two[1]));
        }
        self.answer(index, &chosen);
        self.support(index, Some(scores), &chosen, 0, options);
        let other = &index.class(other.answer).name;
        if count == 2 && !self.support.contains(other) {
            self.support.insert(0, other.clone());
        }
        self.why = Why::Chosen { candidate: chosen, by_priority: count == 2 };
    }

    /// Sets the answer from the kind of the chosen class.
    fn answer(&mut self, index: &Index, chosen: &Candidate) {
        // Evidence for a flow is answered by the flow's first agent; the decision also names the flow.
        if let Some(flow) = index.flow(chosen.class) {
            self.flow = Some(flow.name.clone());
            self.urgency = self.urgency.max(flow.urgency.filter(|_| !self.is_all_clear).unwrap_or_default());
        }
        match index.class(chosen.answer).kind {
            ClassKind::Agent => {
                self.status = Status::Routed;
                self.agent = Some(chosen.answer);
            }
            // Unreachable: a flow is replaced by its first agent, and the out-of-scope class is never a candidate.
            ClassKind::Flow(_) | ClassKind::OutOfScope => {}
            ClassKind::Lead => self.status = Status::Direct,
            // The lead answers with a message to its peer.
            ClassKind::Peer => {
                self.status = Status::Direct;
                self.handoff = Some(index.class(chosen.answer).name.clone());
            }
        }
    }

    fn unclear(&mut self, index: &Index, options: &Options, why: Why) {
        self.agent = index.fallback().filter(|&agent| options.allows(index.class(agent)));
        self.why = why;
        if self.candidates.first().is_none_or(|best| best.score <= 0.0) {
            self.first = first_allowed(index, options);
        }
    }

    /// Collects support: other agents of the flow, others of the close call, then those with a score near the best.
    fn support(&mut self, index: &Index, scores: Option<&Scores>, chosen: &Candidate, close: usize, options: &Options) {
        let mut wanted: Vec<ClassId> = Vec::new();
        let steps = index.flow(chosen.class).map(|flow| flow.steps.as_slice()).unwrap_or_default();
        for (i, StepCard { agents, any }) in steps.iter().enumerate() {
            match any {
                false => wanted.extend(agents),
                // Of a later step the best agent is support; of the first step, those not chosen are not.
                true if i > 0 => wanted.extend(scores.and_then(|scores| best_of(scores, agents))),
                true => {}
            }
        }
        let near = self.candidates.iter().enumerate();
        let near = near.filter(|(i, c)| *i < close || c.score >= SUPPORT_SHARE * chosen.score);
        wanted.extend(near.take(MAX_SUPPORT + 1).map(|(_, candidate)| candidate.answer));
        for answer in wanted {
            let class = index.class(answer);
            let is_other = class.kind == ClassKind::Agent && answer != chosen.answer && options.allows(class);
            if is_other && !self.support.contains(&class.name) {
                self.support.push(class.name.clone());
            }
        }
    }

    /// Whether the request asks for a joint session.
    pub fn asks_for_session(&self, index: &Index) -> bool {
        self.rules.iter().any(|&rule| *index.rule(rule) == RuleAction::Session)
    }

    /// Members of a joint session: agents of the decision and the request, if they are enough or it asks for one.
    pub fn session(&self, index: &Index) -> Option<Vec<String>> {
        index.meta.session.as_ref()?;
        let agent = self.agent.map(|agent| index.class(agent).name.clone());
        let mut everybody: Vec<String> = agent.into_iter().chain(self.support.iter().cloned()).collect();
        let by_evidence = everybody.len() >= SESSION_SIZE && self.status == Status::Routed;
        let concerned: Vec<&str> = self
            .rules
            .iter()
            .filter_map(|&rule| match index.rule(rule) {
                RuleAction::Concerns(agent) => Some(index.class(*agent).name.as_str()),
                _ => None,
            })
            .collect();
        for name in concerned {
            if !everybody.iter().any(|known| known == name) {
                everybody.push(name.to_owned());
            }
        }
        let by_domains = everybody.len() >= SESSION_SIZE && self.status != Status::Direct;
        (by_evidence || by_domains || self.asks_for_session(index)).then_some(everybody)
    }
}
