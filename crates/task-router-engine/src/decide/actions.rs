//! What a decision requires besides its answer, by the rules that apply.

use super::Decision;
use crate::index::{Index, RuleAction, RuleId};
use std::collections::HashSet;

impl Decision {
    /// The actions of the rules that apply, without duplicates.
    pub(crate) fn actions<'i>(&self, index: &'i Index) -> Vec<&'i RuleAction> {
        let mut known = HashSet::new();
        self.rules.iter().map(|&rule| index.rule(rule)).filter(|action| known.insert(*action)).collect()
    }

    /// Takes over the approvals that another text requires, which became part of this one's.
    pub(crate) fn take_approvals(&mut self, index: &Index, other: &Self) {
        let is_approval = |rule: &RuleId| matches!(index.rule(*rule), RuleAction::Approval(..));
        let new = other.rules.iter().copied().filter(|rule| is_approval(rule) && !self.rules.contains(rule));
        let new: Vec<RuleId> = new.collect();
        self.rules.extend(new);
        self.apply_rules(index);
    }

    pub(super) fn apply_rules(&mut self, index: &Index) {
        for &rule in &self.rules {
            match index.rule(rule) {
                RuleAction::Escalate(to, _) => _ = self.escalate.get_or_insert_with(|| to.clone()),
                RuleAction::Approval(to, _) => _ = self.approval.get_or_insert_with(|| to.clone()),
                _ => {}
            }
        }
    }
}
