//! Determines which rules apply, from how far each exceeds its bound.

use super::{Scorer, Scores};
use crate::index::{FlowCard, MARGIN, Meta, RuleAction, RuleId, RuleKind, UNIT};
use crate::request::{without_all_clear, without_denied};
use crate::team::policy::Urgency;

/// Weight of what all rules of a kind learned together, relative to what the rule learned itself.
const SHARED_WEIGHT: f64 = 2.0;
/// A rule this far below its bound, in margins, is not considered: the examples of other rules are that far off.
const FARTHEST: f64 = -0.7;
/// Minimum surplus of the shared evidence, in margins, for stated evidence to apply a rule: a question about an
/// incident contains the words of an incident, too.
const MIN_FOR_STATED: f64 = -0.2;

impl Scorer<'_> {
    /// Determines which rules apply to the request whose words were just scored.
    pub(super) fn settle_rules(&self, scores: &mut Scores) {
        let has_content = || self.numbers.iter().any(|&number| self.word_cache.facts(number).is_content);
        scores.settle_rules(&self.index.meta, !scores.surpluses.is_empty() && has_content());
    }

    /// Drops the rules that apply only because of what the request says is not so: alarms by clauses that say that nothing
    /// is wrong (`there is no outage`), approvals by what it does without (`we have no new supplier`). What applies to the
    /// rest of the request does.
    pub(super) fn settle_said(&mut self, request: &str, scores: &mut Scores) {
        let alarming = if self.is_alarm(scores) { without_all_clear(request) } else { None };
        let needing = if self.needs_approval(scores) { without_denied(request) } else { None };
        if alarming.is_none() && needing.is_none() {
            return;
        }
        let (mut rules, mut is_all_clear) = (scores.rules.clone(), false);
        if let Some(rest) = alarming {
            self.score_text(&rest, scores);
            is_all_clear = !self.is_alarm(scores);
            self.replace_alarms(&mut rules, &scores.rules);
        }
        if let Some(rest) = needing {
            self.score_text(&rest, scores);
            rules.retain(|rule| !self.is_approval(*rule) || scores.rules.contains(rule));
        }
        self.score_text(request, scores);
        (scores.rules, scores.is_all_clear) = (rules, is_all_clear);
    }

    /// Whether the request just scored is an alarm, by a rule or by the best flow.
    fn is_alarm(&self, scores: &Scores) -> bool {
        scores.rules.iter().any(|&rule| self.is_alarm_rule(rule)) || self.is_best_flow_urgent(scores)
    }

    /// Replaces the alarms among `rules` by those of the rest of the request that may stand for one of them: another rule
    /// may apply to the rest, but the request does not become more urgent.
    fn replace_alarms(&self, rules: &mut Vec<RuleId>, of_rest: &[RuleId]) {
        let is_due = |known: RuleId, rule: RuleId| match (self.index.rule(known), self.index.rule(rule)) {
            (RuleAction::Urgency(known), RuleAction::Urgency(urgency)) => known >= urgency,
            (known, action) => known.kind() == action.kind(),
        };
        let (alarms, others): (Vec<RuleId>, Vec<RuleId>) = rules.iter().partition(|&&rule| self.is_alarm_rule(rule));
        let of_rest = of_rest.iter().copied().filter(|&rule| self.is_alarm_rule(rule));
        *rules = others;
        rules.extend(of_rest.filter(|&rule| alarms.iter().any(|&known| is_due(known, rule))));
        rules.sort_unstable();
    }

    /// Whether the request just scored needs an approval.
    fn needs_approval(&self, scores: &Scores) -> bool {
        scores.rules.iter().any(|&rule| self.is_approval(rule))
    }

    fn is_approval(&self, rule: RuleId) -> bool {
        matches!(self.index.rule(rule), RuleAction::Approval(..))
    }

    fn is_alarm_rule(&self, rule: RuleId) -> bool {
        let is_alarm = match self.index.rule(rule) {
            RuleAction::Escalate(..) => true,
            RuleAction::Urgency(urgency) => *urgency >= Urgency::High,
            _ => false,
        };
        is_alarm && !self.index.meta.rule_bounds[rule.index()].is_of_all_clear
    }

    fn is_best_flow_urgent(&self, scores: &Scores) -> bool {
        let is_urgent = |flow: &FlowCard| flow.urgency.is_some_and(|urgency| urgency >= Urgency::High);
        let best = || scores.classes.iter().max_by(|a, b| a.1.total_cmp(&b.1)).filter(|best| best.1 > 0.0);
        self.index.meta.flows.iter().any(is_urgent)
            && best().and_then(|best| self.index.flow(best.0)).is_some_and(is_urgent)
    }
}

impl Scores {
    /// Determines which rules apply. What was learned from examples says nothing about a request without content (`no`,
    /// `not now`), since function words are in requests of every kind. Of the rules that apply only by the evidence
    /// shared within their kind, just the likeliest one does: that a request is a matter for the kind does not say for
    /// which rule.
    fn settle_rules(&mut self, meta: &Meta, has_content: bool) {
        let shared: Vec<(RuleKind, f64)> =
            self.surpluses.iter().filter_map(|&(rule, surplus)| Some((shared_by(meta, rule)?, surplus))).collect();
        let mut likeliest: Vec<(RuleKind, RuleId, f64)> = Vec::new();
        for &(rule, surplus) in &self.surpluses {
            let action = &meta.rules[rule.index()];
            let is_learned = meta.rule_bounds[rule.index()].vector.is_some();
            let of_kind = action.kind().and_then(|kind| shared.iter().find(|(other, _)| *other == kind));
            let applies = match of_kind {
                _ if is_learned && !has_content => false,
                None => surplus >= 0.0 && shared_by(meta, rule).is_none(),
                Some(&(_, shared)) if !is_learned => surplus >= 0.0 && shared >= MIN_FOR_STATED * MARGIN * UNIT,
                Some(&(kind, shared)) => {
                    if surplus + SHARED_WEIGHT * shared >= 0.0 && surplus >= FARTHEST * MARGIN * UNIT {
                        likeliest.push((kind, rule, surplus));
                    }
                    surplus >= 0.0 && shared >= 0.0
                }
            };
            self.rules.extend(applies.then_some(rule));
        }
        for (kind, _) in shared {
            let of_kind = likeliest.iter().filter(|(other, ..)| *other == kind);
            // Ties go to the first.
            let best = of_kind.max_by(|a, b| a.2.total_cmp(&b.2).then(b.1.cmp(&a.1)));
            self.rules.extend(best.map(|(_, rule, _)| *rule));
        }
        self.rules.sort_unstable();
        self.rules.dedup();
    }
}

/// The kind of rules that share evidence with this one.
fn shared_by(meta: &Meta, rule: RuleId) -> Option<RuleKind> {
    match meta.rules[rule.index()] {
        RuleAction::Matter(kind) => Some(kind),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::decide;
    use crate::index::{RuleBound, Target};
    use crate::load::Files;

    /// Two escalations, each as stated and as learned, an approval that shares nothing, and the evidence shared by the
    /// escalations.
    fn meta() -> Meta {
        let escalate = |about: &str| RuleAction::Escalate("boss".to_owned(), about.to_owned());
        let approval = RuleAction::Approval("boss".to_owned(), "money".to_owned());
        let [fire, flood] = ["fire", "flood"].map(escalate);
        let rules = vec![fire.clone(), fire, flood.clone(), flood, approval, RuleAction::Matter(RuleKind::Escalate)];
        let vector = [None, Some(0), None, Some(1), None, Some(2)];
        let rule_bounds = vector.map(|vector| RuleBound { least: 0.0, vector, is_of_all_clear: false }).to_vec();
        Meta { rules, rule_bounds, ..Meta::default() }
    }

    fn rule(number: usize) -> RuleId {
        match Target::new(number, 0) {
            Target::Rule(rule) => rule,
            Target::Class(_) => panic!("there are no classes"),
        }
    }

    #[test]
    fn shared_evidence_decides_with_learned_evidence() {
        /// Surplus of rules over their bounds, in margins.
        type Passed = &'static [(usize, f64)];
        // With the rules that then apply.
        let cases: [(Passed, &[usize]); 12] = [
            (&[(0, 0.1), (5, 0.0)], &[0]),
            (&[(0, 0.1), (5, MIN_FOR_STATED)], &[0]),
            (&[(0, 0.1), (5, MIN_FOR_STATED - 0.01)], &[]),
            (&[(0, -0.1), (5, 1.0)], &[]),
            (&[(1, 0.1), (3, 0.2), (5, 0.1)], &[1, 3]),
            (&[(1, -0.2), (3, -0.1), (5, 0.1)], &[3]),
            (&[(3, -0.1), (1, -0.1), (5, 0.1)], &[1]),
            (&[(1, -0.3), (5, 0.1)], &[]),
            (&[(1, 0.3), (5, -0.1)], &[1]),
            (&[(1, 0.1), (5, -0.1)], &[]),
            (&[(1, FARTHEST - 0.01), (5, 1.0)], &[]),
            (&[(4, 0.0), (5, -1.0)], &[4]),
        ];
        for (passed, expected) in cases {
            let surpluses = passed.iter().map(|&(number, by)| (rule(number), by * MARGIN * UNIT)).collect();
            let mut scores = Scores { surpluses, ..Scores::default() };
            scores.settle_rules(&meta(), true);
            let applied = |scores: &Scores| scores.rules.iter().map(|rule| rule.index()).collect::<Vec<_>>();
            assert_eq!(applied(&scores), expected, "{passed:?}");
            scores.rules.clear();
            scores.settle_rules(&meta(), false);
            let stated: Vec<usize> = expected.iter().copied().filter(|rule| [0, 4].contains(rule)).collect();
            assert_eq!(applied(&scores), stated, "{passed:?} without content");
        }
    }

    #[test]
    fn what_is_not_so_needs_nobody() {
        let team = "---\nname: t\nescalate:\n  - {when: outage, to: boss, keywords: [outage]}\napproval:\n  - {what: supplier, from: owner, keywords: [new supplier]}\nurgency: {high: [urgent]}\n---\n";
        let cook = "---\nname: cook\ndescription: Makes the food.\nkeywords: [soup]\n---\n";
        let index = Files::from_texts("t", &[("team.md", team), ("cook.md", cook)]).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        for (request, expected) in [
            ("an outage", "boss"),
            ("FYI: an outage", "boss"),
            ("FYI: the outage is over", ""),
            ("great job on the outage", ""),
            ("great job on the outage, but it goes on", "boss"),
            ("urgent soup", "high"),
            ("soup, it's not urgent", ""),
            ("soup, it's not urgent. An outage", "boss"),
            ("soup of a new supplier", "owner"),
            ("soup, don't forget the new supplier", "owner"),
            ("soup, we have no new supplier", ""),
            ("don't take a new supplier for the soup", ""),
        ] {
            let decision = decide(&scorer.score(request), &Default::default());
            let urgency = (decision.urgency >= Urgency::High).then(|| "high".to_owned());
            let needed: Vec<String> = [decision.escalate, decision.approval, urgency].into_iter().flatten().collect();
            assert_eq!(needed.join(" "), expected, "{request}");
        }
    }
}
