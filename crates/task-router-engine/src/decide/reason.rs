//! The reason for a decision, as text.

use super::{CLOSE_CALL, Candidate, Decision, EVEN, Status};
use crate::index::{ClassId, ClassKind, Index, RuleAction};

/// The reason. Its text is made on request: most callers need none, and it costs more than the decision.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Why {
    Forced,
    Named,
    NoEvidence,
    NobodyFavoured,
    /// The confidence is below this bound.
    TooLittle(f64),
    /// Two equal candidates, which priority does not separate.
    Tied(ClassId, ClassId),
    /// The request asks to choose between the subjects of two agents.
    Choice(ClassId, ClassId),
    Chosen {
        candidate: Candidate,
        by_priority: bool,
    },
    /// Nobody else has the words of the request, which others are only related to.
    Owner(ClassId),
    Asked {
        by: String,
        candidate: Candidate,
    },
}

impl Decision {
    /// The reason, as one sentence.
    pub fn reason(&self, index: &Index) -> String {
        let name = |class: ClassId| index.class(class).name.as_str();
        let mut reason = match &self.why {
            Why::Named => "the request names it".to_owned(),
            Why::Forced => "chosen with --agent".to_owned(),
            Why::NoEvidence => "no word of the request is evidence for anybody".to_owned(),
            Why::NobodyFavoured => "the evidence speaks for nobody".to_owned(),
            Why::TooLittle(bound) => {
                let best = self.candidates.first().map_or("nobody", |best| name(best.answer));
                let digits = if bound - self.confidence < 0.01 { 2 } else { 0 };
                let [likely, bound] = [self.confidence, *bound].map(|share| format!("{:.digits$} %", share * 100.0));
                let asked = if self.confidence < EVEN { String::new() } else { format!(", and {bound} is asked for") };
                format!("too little to tell: {best} is only {likely} likely{asked}")
            }
            Why::Tied(one, other) => {
                format!("{} and {} have the same evidence, and no priority settles it", name(*one), name(*other))
            }
            Why::Choice(one, other) => {
                format!(
                    "the request asks to choose between {} and {}, and no priority settles it",
                    name(*one),
                    name(*other)
                )
            }
            Why::Owner(owner) => {
                format!("the words of the request stand in the text of {}, and in nobody else's", name(*owner))
            }
            Why::Asked { by, candidate } => {
                format!("words do not decide; `{by}` was asked and chose {}", name(candidate.answer))
            }
            Why::Chosen { candidate, by_priority } => reason(index, candidate, &self.candidates, *by_priority),
        };
        let ruled_out: Vec<&str> = self.ruled_out.iter().map(|&agent| name(agent)).collect();
        if !ruled_out.is_empty() && self.why != Why::Forced {
            reason.push_str(&format!("; the request rules out {}", ruled_out.join(", ")));
        }
        if let (Status::Unclear, Some(agent)) = (self.status, self.agent) {
            reason.push_str(&format!("; {} is the fallback", name(agent)));
        }
        for action in self.actions(index) {
            match action {
                RuleAction::Escalate(to, about) => reason.push_str(&format!("; escalate to {to}: {about}")),
                RuleAction::Approval(to, about) => reason.push_str(&format!("; needs approval by {to}: {about}")),
                _ => {}
            }
        }
        reason
    }
}

fn reason(index: &Index, chosen: &Candidate, candidates: &[Candidate], by_priority: bool) -> String {
    let class = |candidate: &Candidate| index.class(candidate.answer).name.as_str();
    let by_flow = match index.class(chosen.class).kind {
        ClassKind::Flow(_) => format!(" by the flow {}", index.class(chosen.class).name),
        _ => String::new(),
    };
    let other = candidates.iter().find(|candidate| candidate.answer != chosen.answer);
    match other {
        Some(other) => {
            let gap = (chosen.score - other.score).abs();
            // Enough digits to show which is higher.
            let digits = if gap < 0.1 { 3 } else { 1 };
            let [own, theirs] = [chosen, other].map(|candidate| format!("{:.digits$}", candidate.score));
            let (name, other) = (class(chosen), class(other));
            match by_priority {
                true if gap > CLOSE_CALL => {
                    format!("{name}{by_flow} ({own}) and {other} ({theirs}) are both stated; priority decides")
                }
                true => format!("{name}{by_flow} ({own}) and {other} ({theirs}) are a close call; priority decides"),
                false => format!("{name}{by_flow} has the strongest evidence: {own} against {theirs} for {other}"),
            }
        }
        None => format!("{}{by_flow} is the only one with evidence: {:.1}", class(chosen), chosen.score),
    }
}
