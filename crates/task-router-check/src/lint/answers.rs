//! Answers to a team's own texts. Many agents may have the same keyword or example, and each answer weighs all of them;
//! so each text is asked about once.

use crate::Responder;
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use task_router_engine::{ClassId, Decision, Index, Options, Scorer, decide};

/// What the lints need to know of a decision; its candidates may be as many as agents.
pub struct LintAnswer {
    /// Who answers.
    pub responder: Responder,
    /// The agent that answers.
    pub agent: Option<ClassId>,
    /// The flow that answers.
    pub flow: Option<String>,
    /// The best candidate's answer, also where nobody was chosen.
    pub best: Option<ClassId>,
    /// The reason, in words.
    pub reason: String,
}

impl LintAnswer {
    fn of(index: &Index, decision: Decision) -> Self {
        Self {
            responder: Responder::of(index, &decision),
            agent: decision.agent,
            best: decision.candidates.first().map(|best| best.answer),
            reason: decision.reason(index),
            flow: decision.flow,
        }
    }
}

/// The answers so far, by text.
#[derive(Default)]
pub struct AnswerCache<'t>(HashMap<Cow<'t, str>, Rc<LintAnswer>>);

impl<'t> AnswerCache<'t> {
    /// The answer to a text.
    pub fn to(&mut self, scorer: &mut Scorer, text: impl Into<Cow<'t, str>>) -> Rc<LintAnswer> {
        let text = text.into();
        if let Some(known) = self.0.get(&text) {
            return Rc::clone(known);
        }
        let decision = decide(&scorer.score(&text), &Options::default());
        let answer = Rc::new(LintAnswer::of(scorer.index(), decision));
        self.0.insert(text, Rc::clone(&answer));
        answer
    }
}
