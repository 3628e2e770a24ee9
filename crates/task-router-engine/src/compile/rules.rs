//! The rules of a team's policy: what must be escalated, what needs approval, what makes a request urgent.
//!
//! A rule has keywords and patterns as agents do, and may have examples, for which it gets a [classifier](learned) of
//! its own.

mod learned;

use super::{ClassText, IndexBuilder};
use crate::agent::Evidence;
use crate::index::{ClassId, ClassKind, FLAG_STEM, FlowId, MAX_CLASSES, RuleAction, RuleBound, RuleKind, UNIT};
use crate::request::is_all_clear;
use crate::team::Team;
use crate::team::policy::Urgency;
use crate::text::{Language, everyday_requests, plain_statements};
use learned::{FeatureExtractor, LearnedRule, MANNER, MATTER, Texts};
use std::collections::HashSet;

/// Minimum stated evidence, in log-odds, for a rule to apply: one keyword (2.5) or one pattern (3.0) is enough, a
/// keyword of half the weight is not.
const STATED_BOUND: f32 = 2.0;
/// Log-odds of a `not_for` phrase of a rule: outweighs the evidence of any request of a few lines.
const EXCLUSION: f32 = -60.0;
/// Number of the rules' `not_examples` per example of the answering classes, which are chosen evenly: these represent
/// work in general, and more of them would drown what distinguishes a matter from talk about it.
const SOUNDING_FOR_ONE: usize = 2;
/// Minimum number of examples for a rule to learn; fewer do not generalise to other wordings.
const FEWEST_EXAMPLES: usize = 3;

impl IndexBuilder {
    /// Adds the rules as targets after the classes.
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
            rules.extend(flow.requires.as_ref().map(|evidence| (RuleAction::Allows(FlowId::new(number)), evidence)));
        }
        if policy.session.is_some() {
            rules.push((RuleAction::Session, &policy.asks_for_session));
            let agent = |name: &str| team.agents.iter().take(MAX_CLASSES).position(|agent| agent.name == name);
            let domains = policy.domains.iter().filter(|domain| !domain.whole);
            rules.extend(domains.filter_map(|domain| {
                Some((RuleAction::Concerns(ClassId::new(agent(&domain.agent)?)), &domain.evidence))
            }));
        }
        let language = self.main_language();
        let learned = self.learned_rules(team, &rules, texts_of_classes);
        for ((action, evidence), learned) in rules.into_iter().zip(learned) {
            let is_of_all_clear = is_of_all_clear(evidence);
            let Some(owner) = self.add_rule(&action, STATED_BOUND, None, is_of_all_clear) else { return };
            self.state_words(owner, evidence, language, |_| 1.0);
            self.patterns(owner, evidence, 1.0);
            self.exclude(owner, evidence, language);
            if let Some(learned) = learned {
                let vector = self.rule_vectors.len() as u16;
                let Some(owner) = self.add_rule(&action, learned.bound, Some(vector), is_of_all_clear) else { return };
                self.add_learned_rule(owner, learned);
                self.exclude(owner, evidence, language);
            }
        }
        self.add_shared_rules(team, texts_of_classes);
    }

    /// Adds, after all rules, the shared classifier of each kind: whether a request is a matter for any of its rules.
    /// Whether something is reported or asked about, actual or hypothetical, does not depend on the subject and shows
    /// in the function words.
    fn add_shared_rules(&mut self, team: &Team, texts_of_classes: &[ClassText]) {
        let policy = &team.policy;
        for (kind, rules) in [(RuleKind::Escalate, &policy.escalate), (RuleKind::Approval, &policy.approval)] {
            let of_kind = || rules.iter().map(|rule| &rule.evidence);
            let mut seen = HashSet::new();
            let not_examples = of_kind().flat_map(|evidence| &evidence.not_examples).filter(|text| seen.insert(*text));
            let reader = self.rule_reader();
            let not_examples = Texts::in_manner(not_examples.map(String::as_str), &reader);
            let examples = Texts::in_manner(of_kind().flat_map(Evidence::examples), &reader);
            if not_examples.len() < FEWEST_EXAMPLES || examples.len() < FEWEST_EXAMPLES {
                continue;
            }
            let of_approval = kind == RuleKind::Approval;
            let negative_examples: Vec<&str> = self.negative_examples(team, of_approval, texts_of_classes).collect();
            let every = (negative_examples.len() * SOUNDING_FOR_ONE / not_examples.len()).max(1);
            let negative_examples = Texts::in_manner(negative_examples.into_iter().step_by(every), &reader);
            // What needs an approval is asked for in plain statements, too.
            let statements = || plain_statements().filter(|_| !of_approval);
            let every = (statements().count() / not_examples.len()).max(1);
            let statements = Texts::in_manner(statements().step_by(every), &reader);
            let learned = LearnedRule::of(&examples, &[&not_examples, &negative_examples, &statements], &MANNER);
            let vector = self.rule_vectors.len() as u16;
            let Some(owner) = self.add_rule(&RuleAction::Matter(kind), learned.bound, Some(vector), false) else {
                return;
            };
            self.add_learned_rule(owner, learned);
        }
    }

    /// Examples of the answering classes, which are negative examples for rules.
    fn negative_examples<'t>(
        &self,
        team: &Team,
        of_approval: bool,
        texts_of_classes: &'t [ClassText],
    ) -> impl Iterator<Item = &'t str> {
        // Not those of flows: a flow's requests may need an approval, and those of a critical flow may be incidents.
        let is_against = move |kind: ClassKind| match kind {
            ClassKind::Flow(flow) => {
                let urgency = team.policy.flows.get(flow.index()).and_then(|flow| flow.urgency);
                !of_approval && urgency != Some(Urgency::Critical)
            }
            _ => true,
        };
        let kinds = self.meta.classes.iter().map(|class| class.kind);
        let against = kinds.zip(texts_of_classes).filter(move |(kind, _)| is_against(*kind));
        // What developers ask of any tool ("log the errors") uses the words of incidents, so it is no negative example.
        let most =
            |kind: ClassKind| if kind == ClassKind::OutOfScope { everyday_requests().count() } else { usize::MAX };
        against.flat_map(move |(kind, text)| text.evidence.examples().take(most(kind)))
    }

    fn rule_reader(&self) -> FeatureExtractor<'_> {
        let language = self.main_language();
        FeatureExtractor {
            stems: self.stems.of(language),
            vocabulary: &self.vocabulary,
            language,
            function_languages: self.meta.function_languages(),
            is_related: !self.related.is_empty(),
        }
    }

    /// Adds words and phrases that keep a rule from applying, whatever else a request contains.
    fn exclude(&mut self, owner: usize, evidence: &Evidence, language: Language) {
        for (kind, text) in evidence.against() {
            self.add_phrases(text, owner, language, (kind, EXCLUSION));
        }
    }

    /// The language of most of the team's text, in which rules are written.
    fn main_language(&self) -> Language {
        self.meta.languages.first().copied().unwrap_or(Language::English)
    }

    /// Trains the classifier of each rule that has enough examples.
    fn learned_rules(
        &self,
        team: &Team,
        rules: &[(RuleAction, &Evidence)],
        texts_of_classes: &[ClassText],
    ) -> Vec<Option<LearnedRule>> {
        let reader = self.rule_reader();
        if rules.iter().all(|(_, evidence)| evidence.examples().len() < FEWEST_EXAMPLES) {
            return rules.iter().map(|_| None).collect();
        }
        let negatives = [false, true]
            .map(|of_approval| Texts::of(self.negative_examples(team, of_approval, texts_of_classes), &reader));
        let learned = |(action, evidence): &(RuleAction, &Evidence)| {
            let negatives = &negatives[usize::from(matches!(action, RuleAction::Approval(..)))];
            let has_enough = evidence.examples().len() >= FEWEST_EXAMPLES && negatives.len() > 0;
            has_enough.then(|| {
                let own = Texts::of(evidence.examples(), &reader);
                let against = Texts::of(evidence.not_examples.iter().map(String::as_str), &reader);
                LearnedRule::of(&own, &[negatives, &against], &MATTER)
            })
        };
        rules.iter().map(learned).collect()
    }

    /// Adds a target after the classes; `None` if there are too many.
    fn add_rule(
        &mut self,
        action: &RuleAction,
        bound: f32,
        vector: Option<u16>,
        is_of_all_clear: bool,
    ) -> Option<usize> {
        let owner = self.meta.classes.len() + self.meta.rules.len();
        if owner >= MAX_CLASSES {
            return None;
        }
        self.meta.rules.push(action.clone());
        self.meta.rule_bounds.push(RuleBound { least: f64::from(bound) * UNIT, vector, is_of_all_clear });
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

/// Whether a rule is about what is not so or over (`tell the customers when it is back online`): a keyword of it says so,
/// or a quarter of its examples do.
fn is_of_all_clear(evidence: &Evidence) -> bool {
    let examples = evidence.examples().filter(|text| is_all_clear(text)).count();
    evidence.words().any(|word| is_all_clear(&word.text)) || 4 * examples > evidence.examples().len()
}

#[cfg(test)]
mod tests {
    use crate::decide::{Options, decide};
    use crate::load::Files;
    use crate::score::Scorer;
    use crate::team::policy::Urgency;

    const TEAM: &str = "---\nname: t\ndefault: true\nfallback: ops\nescalate:\n  - when: outage\n    to: boss\n    keywords: [outage]\n    not_for: [exercise]\n    examples:\n      - nothing works any more for all users\n      - all users see errors since the deploy\n      - the whole site shows errors to everybody\n      - every customer gets errors, nothing works\n---\n";
    const OPS: &str = "---\nname: ops\ndescription: Operations.\nexamples: [restart the queue worker, rotate the logs of the proxy, errors in one report of a user, add a dashboard for the site, list the users]\n---\n";
    const DOCS: &str = "---\nname: docs\ndescription: Documentation.\nexamples: [write a page about users, list all errors in the manual, describe how the deploy works, a guide for the site]\n---\n";

    /// Checks for each request to the team of this file and the two agents whether it is escalated.
    fn assert_escalated(team: &str, cases: &[(&str, bool)]) {
        let files = Files::from_texts("t", &[("team.md", team), ("ops.md", OPS), ("docs.md", DOCS)]);
        let index = files.index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        for &(request, escalated) in cases {
            let decision = decide(&scorer.score(request), &Options::default());
            assert_eq!(decision.escalate.is_some(), escalated, "{request}");
        }
    }

    #[test]
    fn a_rule_applies_by_stated_words_and_by_its_examples() {
        let cases = [
            ("an outage", true),
            ("outage exercise", false),
            ("nothing works, all users get errors", true),
            ("errors for every customer", true),
            ("describe the deploy", false),
            ("rotate the logs", false),
            ("users", false),
        ];
        assert_escalated(TEAM, &cases);
    }

    const SOUNDS: &str = "not_examples: [what is an outage, what are errors of users, what happens when the site shows errors, how do all users see errors, write a page about errors for users, write a test for an outage, how does nothing work]\n";

    #[test]
    fn talk_about_a_matter_is_not_a_matter() {
        let team = TEAM.replace("    not_for: [exercise]\n", &format!("    {SOUNDS}"));
        let cases = [
            ("there is an outage since today", true),
            ("nothing works, all users get errors", true),
            ("the whole site shows errors since today", true),
            ("what is a total outage", false),
            ("write a description of the outage", false),
            ("rotate the logs", false),
        ];
        assert_escalated(&team, &cases);
    }

    #[test]
    fn what_is_said_not_to_be_so_is_no_alarm() {
        let cases = [
            ("there is an outage", true),
            ("there is no outage", false),
            ("the outage is over, restart the queue worker", true),
            ("no outage, but nothing works for all users", true),
            ("the outage is not over", true),
        ];
        assert_escalated(TEAM, &cases);
        // A rule about that is not an alarm.
        let calm = TEAM.replace("keywords: [outage]", "keywords: [outage, back online]");
        assert_escalated(&calm, &[("the site is back online", true), ("there is no outage", true)]);
    }

    #[test]
    fn a_flow_is_urgent_unless_all_is_clear() {
        let team = "---\nname: t\ndefault: true\nflows:\n  - {name: incident, urgency: critical, keywords: [outage], steps: [ops, docs]}\n---\n";
        let files = Files::from_texts("t", &[("team.md", team), ("ops.md", OPS), ("docs.md", DOCS)]);
        let index = files.index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        for (request, urgency) in [
            ("there is an outage", Urgency::Critical),
            ("there was no outage", Urgency::Medium),
            ("no data loss, but an outage", Urgency::Critical),
        ] {
            let decision = decide(&scorer.score(request), &Options::default());
            assert_eq!((decision.flow.as_deref(), decision.urgency), (Some("incident"), urgency), "{request}");
        }
    }
}
