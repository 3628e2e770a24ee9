//! Decisions left to an arbiter because scores cannot make them: which candidates it may choose from, and how its
//! choice is applied.

use super::{CLOSE_CALL, Candidate, Decision, Options, Status, Why, urgency};
use crate::index::{ClassKind, Index};
use serde::Serialize;

/// Maximum number of candidates of an unclear request that are offered to an arbiter.
pub(super) const MAX_CANDIDATES: usize = 8;
/// The question to an arbiter and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ArbiterRecord {
    /// Name of the arbiter.
    pub by: String,
    /// Names that it could choose from.
    pub among: Vec<String>,
    /// The chosen name, if its answer was one of them.
    pub chosen: Option<String>,
    /// Why its answer was rejected.
    pub problem: Option<String>,
}

impl Decision {
    /// The candidates that an arbiter may choose from: those of a close call, or the best of an unclear request,
    /// filled up with agents that have no evidence. Empty if the answer is clear.
    pub fn open(&self, index: &Index, options: &Options) -> Vec<Candidate> {
        let best = self.candidates.first().map_or(0.0, |best| best.score);
        let is_close = |candidate: &&Candidate| best - candidate.score <= CLOSE_CALL && candidate.score > 0.0;
        match (self.status, &self.why) {
            (Status::Unclear, _) => self.most_likely(index, options),
            (_, Why::Chosen { .. }) => {
                let close: Vec<Candidate> = self.candidates.iter().take_while(is_close).cloned().collect();
                if close.len() > 1 { close } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }

    fn most_likely(&self, index: &Index, options: &Options) -> Vec<Candidate> {
        let mut likely: Vec<Candidate> = self.candidates.iter().take(MAX_CANDIDATES).cloned().collect();
        let agents = index.classes().filter(|(_, class)| class.kind == ClassKind::Agent);
        for (agent, class) in agents {
            let is_known = likely.iter().any(|candidate| candidate.answer == agent);
            if likely.len() < MAX_CANDIDATES && !is_known && options.allows(class) {
                likely.push(Candidate { class: agent, answer: agent, score: 0.0 });
            }
        }
        likely
    }

    /// Records an arbiter's answer. If it chose one of the candidates, that candidate answers; the confidence stays
    /// that of the scores.
    pub fn settle(&mut self, index: &Index, options: &Options, asked: ArbiterRecord) {
        let is_chosen = |candidate: &&Candidate| Some(&index.class(candidate.answer).name) == asked.chosen.as_ref();
        if let Some(chosen) = self.open(index, options).iter().find(is_chosen).cloned() {
            let urgency = urgency(index, &self.rules);
            let unchosen =
                Self { agent: None, flow: None, urgency, handoff: None, support: Vec::new(), ..self.clone() };
            *self = Self { why: Why::Asked { by: asked.by.clone(), candidate: chosen.clone() }, ..unchosen };
            self.answer(index, &chosen);
            self.support(index, None, &chosen, 0, options);
        }
        self.asked = Some(asked);
    }
}
