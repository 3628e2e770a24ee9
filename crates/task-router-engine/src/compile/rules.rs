//! The rules of a team's policy: what must be escalated, what needs approval, what makes a request urgent.
//!
//! A rule has keywords and patterns as agents do, and may have examples, which make a [classifier](learned) of their own.

mod learned;

use super::{Builder, ClassText};
use crate::agent::Evidence;
use crate::index::{ClassKind, FLAG_STEM, MOST_CLASSES, RuleAction, RuleBound, UNIT};
use crate::team::Team;
use crate::team::policy::Urgency;
use crate::text::{Language, everyday_requests};
use learned::{LearnedRule, Negatives, Reader};

/// Stated evidence of this many log-odds applies a rule: one keyword (2.5) or one pattern (3.0) is enough, a keyword of half
/// the weight is not.
const STATED_BOUND: f32 = 2.0;
/// Log-odds of a `not_for` phrase of a rule: more than the evidence of any request of a few lines.
const EXCLUSION: f32 = -60.0;
/// Fewer examples than this teach nothing that holds for other wordings.
const FEWEST_EXAMPLES: usize = 3;

impl Builder {
    /// Adds the rules behind the classes.
    pub(super) fn rules(&mut self, team: &Team, texts_of_classes: &[ClassText]) {
        let policy = &team.policy;
        let mut rules: Vec<(RuleAction, &Evidence)> = Vec::new();
        for rule in &policy.escalate {
            rules.push((RuleAction::Escalate(rule.to.clone(), rule.about.clone()), &rule.evidence));
        }
        for rule in &policy.approval {
            rules.push((RuleAction::Approval(rule.to.clone(), rule.about.clone()), &rule.evidence));
        }
        for (urgency, evidence) in &policy.urgency {
            rules.push((RuleAction::Urgency(*urgency), evidence));
        }
        for (number, flow) in policy.flows.iter().enumerate() {
            rules.extend(flow.requires.as_ref().map(|evidence| (RuleAction::Allows(number as u32), evidence)));
        }
        if policy.session.is_some() {
            rules.push((RuleAction::Session, &policy.asks_for_session));
            let agent = |name: &str| team.agents.iter().take(MOST_CLASSES).position(|agent| agent.name == name);
            let domains = policy.domains.iter().filter(|domain| !domain.whole);
            rules.extend(
                domains
                    .filter_map(|domain| Some((RuleAction::Concerns(agent(&domain.agent)? as u32), &domain.evidence))),
            );
        }
        let language = self.main_language();
        let learned = self.learned_rules(team, &rules, texts_of_classes);
        for ((action, evidence), learned) in rules.into_iter().zip(learned) {
            let Some(owner) = self.add_rule(&action, STATED_BOUND, None) else { return };
            self.keywords(owner, &evidence.keywords, language, |_| 1.0);
            self.patterns(owner, &evidence.patterns);
            self.exclude(owner, &evidence.not_for, language);
            if let Some(learned) = learned {
                let vector = self.rule_vectors.len() as u16;
                let Some(owner) = self.add_rule(&action, learned.bound, Some(vector)) else { return };
                self.add_learned_rule(owner, learned);
                self.exclude(owner, &evidence.not_for, language);
            }
        }
    }

    /// Words and phrases with which a rule does not apply, whatever else a request holds.
    fn exclude(&mut self, owner: usize, not_for: &[String], language: Language) {
        for text in not_for {
            let phrase = self.features(text, language);
            self.add_phrase(&phrase, owner, EXCLUSION);
        }
    }

    /// The language of most of the team's text: rules are written in it.
    fn main_language(&self) -> Language {
        self.meta.languages.first().copied().unwrap_or(Language::English)
    }

    /// What the examples of each rule taught, where it has enough of them.
    fn learned_rules(
        &self,
        team: &Team,
        rules: &[(RuleAction, &Evidence)],
        texts_of_classes: &[ClassText],
    ) -> Vec<Option<LearnedRule>> {
        let language = self.main_language();
        let reader = Reader {
            stems: self.stems.of(language),
            vocabulary: &self.vocabulary,
            language,
            is_related: !self.related.is_empty(),
        };
        if rules.iter().all(|(_, evidence)| evidence.examples.len() < FEWEST_EXAMPLES) {
            return rules.iter().map(|_| None).collect();
        }
        // What a flow is for may need an approval, and where it is critical it may be an incident: that is no reason against a rule.
        let negatives = [true, false].map(|of_approval| {
            let is_against = |class: usize| match self.meta.classes[class].kind {
                ClassKind::Flow(flow) => {
                    let urgency = team.policy.flows.get(flow as usize).and_then(|flow| flow.urgency);
                    !of_approval && urgency != Some(Urgency::Critical)
                }
                _ => true,
            };
            let against = texts_of_classes.iter().enumerate().filter(|(class, _)| is_against(*class));
            // What developers ask of any tool ("log the errors") is in the words of incidents, and no reason against one.
            let most = |class: usize| match self.meta.classes[class].kind {
                ClassKind::OutOfScope => everyday_requests().count(),
                _ => usize::MAX,
            };
            let texts = against.flat_map(|(class, text)| text.evidence.examples.iter().take(most(class)));
            Negatives::of(texts, &reader)
        });
        let learned = |(action, evidence): &(RuleAction, &Evidence)| {
            let negatives = &negatives[usize::from(!matches!(action, RuleAction::Approval(..)))];
            let has_enough = evidence.examples.len() >= FEWEST_EXAMPLES && !negatives.is_empty();
            has_enough.then(|| LearnedRule::of(&evidence.examples, negatives, &reader))
        };
        rules.iter().map(learned).collect()
    }

    /// Numbers one more target behind the classes; none where there are too many.
    fn add_rule(&mut self, action: &RuleAction, bound: f32, vector: Option<u16>) -> Option<usize> {
        let owner = self.meta.classes.len() + self.meta.rules.len();
        if owner >= MOST_CLASSES {
            return None;
        }
        self.meta.rules.push(action.clone());
        self.meta.rule_bounds.push(RuleBound { least: f64::from(bound) * UNIT, vector });
        Some(owner)
    }

    fn add_learned_rule(&mut self, owner: usize, learned: LearnedRule) {
        self.rule_vectors.push(learned.direction);
        for (feature, weight) in learned.weights {
            let facts = self.facts.entry(feature).or_default();
            facts.flags |= FLAG_STEM;
            facts.described.push((owner, weight));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::decide::{Options, decide};
    use crate::load::Files;
    use crate::score::Scorer;

    const TEAM: &str = "---\nname: t\ndefault: true\nfallback: ops\nescalate:\n  - when: outage\n    to: boss\n    keywords: [outage]\n    not_for: [exercise]\n    examples:\n      - nothing works any more for all users\n      - all users see errors since the deploy\n      - the whole site shows errors to everybody\n      - every customer gets errors, nothing works\n---\n";
    const OPS: &str = "---\nname: ops\ndescription: Operations.\nexamples: [restart the queue worker, rotate the logs of the proxy, errors in one report of a user, add a dashboard for the site]\n---\n";
    const DOCS: &str = "---\nname: docs\ndescription: Documentation.\nexamples: [write a page about users, list all errors in the manual, describe how the deploy works, a guide for the site]\n---\n";

    #[test]
    fn a_rule_applies_by_stated_words_and_by_its_examples() {
        let files = Files::from_texts("t", &[("team.md", TEAM), ("ops.md", OPS), ("docs.md", DOCS)]);
        let index = files.index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        let cases = [
            ("an outage", true),
            ("outage exercise", false),
            ("nothing works, all users get errors", true),
            ("errors for every customer", true),
            ("describe the deploy", false),
            ("rotate the logs", false),
            ("users", false),
        ];
        for (request, escalated) in cases {
            let decision = decide(&mut scorer, request, &Options::default());
            assert_eq!(decision.escalate.is_some(), escalated, "{request}");
        }
    }
}
