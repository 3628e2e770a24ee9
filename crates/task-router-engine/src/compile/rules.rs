//! The rules of a team's policy: what must be escalated, what needs approval, what makes a request urgent.
//!
//! A rule has keywords and patterns as agents do, and may have examples. A rule is a question with two answers, so its
//! examples make a binary classifier of their own: weights after Robertson and Sparck Jones (1976), the rule's examples
//! against all other examples of the team, over stems and pairs without function words.

use super::{Builder, ClassText};
use crate::agent::Evidence;
use crate::index::{FLAG_STEM, MOST_CLASSES, RuleAction, RuleBound, UNIT};
use crate::team::Team;
use crate::text::{Feature, FeatureHasher, Language, Stems, Vocabulary, feature_of, followed_by, words_of};
use libm::logf;
use std::collections::{BTreeSet, HashMap};
use std::hash::BuildHasherDefault;

/// Stated evidence of this many log-odds applies a rule: one keyword (2.5) or one pattern (3.0) is enough, a keyword of half
/// the weight is not.
const STATED_BOUND: f32 = 2.0;
/// A rule may apply to so many of the team's other examples by what it learned; some of those are what the rule is about.
const FALSE_ALARMS: f32 = 0.003;
/// A request has to reach this share of what the rule's own examples typically reach, each left out.
const LEAST_SHARE: f32 = 0.5;
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
        let learned = self.learned_rules(&rules, texts_of_classes);
        for ((action, evidence), learned) in rules.into_iter().zip(learned) {
            let Some(owner) = self.add_rule(&action, STATED_BOUND, false) else { return };
            self.keywords(owner, &evidence.keywords, language, |_| 1.0);
            self.patterns(owner, &evidence.patterns);
            self.exclude(owner, &evidence.not_for, language);
            if let Some(learned) = learned {
                let Some(owner) = self.add_rule(&action, learned.bound, true) else { return };
                self.add_learned_rule(owner, learned.weights);
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
        rules: &[(RuleAction, &Evidence)],
        texts_of_classes: &[ClassText],
    ) -> Vec<Option<LearnedRule>> {
        let language = self.main_language();
        let reader = Reader { stems: self.stems.of(language), vocabulary: &self.vocabulary, language };
        let learns = rules.iter().any(|(_, evidence)| evidence.examples.len() >= FEWEST_EXAMPLES);
        let others = if learns { Documents::of(texts_of_classes, &reader) } else { Documents::default() };
        rules.iter().map(|(_, evidence)| LearnedRule::of(&evidence.examples, &others, &reader)).collect()
    }

    /// Numbers one more target behind the classes; none where there are too many.
    fn add_rule(&mut self, action: &RuleAction, bound: f32, by_length: bool) -> Option<usize> {
        let owner = self.meta.classes.len() + self.meta.rules.len();
        if owner >= MOST_CLASSES {
            return None;
        }
        self.meta.rules.push(action.clone());
        self.meta.rule_bounds.push(RuleBound { least: f64::from(bound) * UNIT, by_length });
        Some(owner)
    }

    fn add_learned_rule(&mut self, owner: usize, weights: Vec<(Feature, f32)>) {
        for (feature, weight) in weights {
            let facts = self.facts.entry(feature).or_default();
            facts.flags |= FLAG_STEM;
            facts.described.push((owner, weight));
        }
    }
}

type Counts = HashMap<Feature, f32, BuildHasherDefault<FeatureHasher>>;

/// How many of some texts hold each feature.
#[derive(Default)]
struct Documents {
    texts: Vec<(BTreeSet<Feature>, usize)>,
    counts: Counts,
}

impl Documents {
    /// All examples of the classes.
    fn of(texts_of_classes: &[ClassText], reader: &Reader) -> Self {
        let examples = texts_of_classes.iter().flat_map(|text| &text.evidence.examples);
        Self::new(examples.map(String::as_str), reader)
    }

    fn new<'t>(texts: impl Iterator<Item = &'t str>, reader: &Reader) -> Self {
        let mut found = Self::default();
        for text in texts {
            let (features, words) = reader.features(text);
            features.iter().for_each(|&feature| *found.counts.entry(feature).or_default() += 1.0);
            found.texts.push((features, words));
        }
        found
    }

    /// How many texts hold a feature, out of how many, as smoothed log-odds.
    fn log_odds(&self, feature: Feature, without: f32) -> f32 {
        let held = self.counts.get(&feature).copied().unwrap_or(0.0) - without;
        let all = self.texts.len() as f32 - without;
        logf((held + 0.5) / (all - held + 0.5))
    }
}

/// Reads texts as the rest of the index does.
struct Reader<'b> {
    stems: &'b Stems,
    vocabulary: &'b Vocabulary,
    language: Language,
}

impl Reader<'_> {
    /// The stems and pairs of a text, function words apart, and how many words it has.
    fn features(&self, text: &str) -> (BTreeSet<Feature>, usize) {
        let words = words_of(text, self.stems, self.vocabulary);
        let mut found = BTreeSet::new();
        let mut before = None;
        for word in words.iter() {
            let stem = (!self.language.is_function_word(word)).then(|| feature_of(word, self.stems, self.vocabulary));
            found.extend(stem);
            found.extend(before.zip(stem).map(|(before, stem)| followed_by(before, stem)));
            before = stem;
        }
        (found, words.len())
    }
}

/// What the examples of one rule taught.
struct LearnedRule {
    /// Features that speak for the rule, with their log-odds.
    weights: Vec<(Feature, f32)>,
    /// What the sum of a request's weights, divided by the root of its length in words, has to reach.
    bound: f32,
}

impl LearnedRule {
    fn of(examples: &[String], others: &Documents, reader: &Reader) -> Option<Self> {
        if examples.len() < FEWEST_EXAMPLES || others.texts.is_empty() {
            return None;
        }
        let own = Documents::new(examples.iter().map(String::as_str), reader);
        let weight =
            |feature: Feature, without: f32| (own.log_odds(feature, without) - others.log_odds(feature, 0.0)).max(0.0);
        let sum = |(features, words): &(BTreeSet<Feature>, usize), without: f32| {
            let known = features.iter().filter(|feature| own.counts.get(feature).is_some_and(|&held| held > without));
            known.map(|&feature| weight(feature, without)).sum::<f32>() / RuleBound::length(*words) as f32
        };
        let mut typical: Vec<f32> = own.texts.iter().map(|text| sum(text, 1.0)).collect();
        let mut alarms: Vec<f32> = others.texts.iter().map(|text| sum(text, 0.0)).collect();
        typical.sort_by(f32::total_cmp);
        alarms.sort_by(f32::total_cmp);
        let allowed = (alarms.len() as f32 * (1.0 - FALSE_ALARMS)) as usize;
        let highest = alarms[allowed.min(alarms.len() - 1)];
        let bound = highest.max(LEAST_SHARE * typical[typical.len() / 2]).max(f32::MIN_POSITIVE);
        let mut weights: Vec<(Feature, f32)> =
            own.counts.keys().map(|&feature| (feature, weight(feature, 0.0))).collect();
        weights.retain(|(_, weight)| *weight > 0.0);
        weights.sort_unstable_by_key(|(feature, _)| *feature);
        Some(Self { weights, bound })
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
