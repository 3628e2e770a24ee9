//! Lints of keywords: shared ones, weak ones, and those that take requests from other agents.

use super::{LintAnswer, LintTarget, Linter, is_common, reaches};
use crate::Responder;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use task_router_engine::diagnostic::Code;
use task_router_engine::evidence::EvidenceForm;
use task_router_engine::text::{Feature, Words};
use task_router_engine::{ClassId, EvidenceKind, Keyword, ScorePart};

/// A word in fewer than one in this many of an agent's examples is there by chance.
const TYPICAL_IN: usize = 50;

/// A target with a word or phrase of its own.
type Held<'s> = (usize, EvidenceKind, &'s Keyword);

impl<'s> Linter<'s> {
    pub(super) fn keywords(&mut self) {
        let mut holders: BTreeMap<Vec<Feature>, Vec<Held<'s>>> = BTreeMap::new();
        for i in 0..self.targets.len() {
            for (kind, keyword) in self.targets[i].evidence.in_favour(EvidenceForm::Words) {
                let words = self.reader.words(&keyword.text);
                let features: Vec<Feature> = words.iter().map(|word| self.reader.feature(word)).collect();
                // Keywords without words are not all the same keyword.
                if !features.is_empty() {
                    holders.entry(features).or_default().push((i, kind, keyword));
                }
                if let Some(reason) = weakness(&words, self.targets[i].class.is_some()) {
                    let (target, text) = (&self.targets[i], &keyword.text);
                    let message = format!("the {} `{text}` of `{}` {reason}", kind.label(), target.name);
                    let help = "use a longer or a more telling word, or a phrase";
                    self.add_at(Code::WeakKeyword, i, kind.key(), text, message, help);
                }
            }
        }
        // By target: the number of keywords that it shares.
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for holders in holders.into_values() {
            match holders[..] {
                [held] => self.lost(held),
                _ => holders.iter().for_each(|&(target, ..)| *shared.entry(target).or_default() += 1),
            }
            self.shared(&holders);
        }
        shared.into_iter().for_each(|(target, count)| self.all_lost(target, count));
        self.in_other_examples();
    }

    /// Reports a keyword of several agents if neither weight nor priority decides between them.
    fn shared(&mut self, holders: &[Held]) {
        let is_claim = |(target, ..): &&Held| self.targets[*target].section.is_empty() && !self.is_silent(*target);
        let claims: Vec<Held> = holders.iter().filter(is_claim).copied().collect();
        for &(target, kind, keyword) in &claims {
            let text = keyword.text.as_str();
            let same = |&&(other, other_kind, other_keyword): &&Held| {
                other != target
                    && other_kind == kind
                    && other_keyword.weight == keyword.weight
                    && self.targets[other].priority == self.targets[target].priority
            };
            let Some(&(other, ..)) = claims.iter().find(same) else { continue };
            let (key, label) = (kind.key(), kind.label());
            let says = |own: &str, other: &str| {
                format!("the {label} `{text}` belongs to `{own}` and, with the same weight and priority, to {other}")
            };
            let help = "give it to one of them, or different weights: `{word: 1.5}`";
            self.add_about_pair(Code::SharedKeyword, key, [(target, text), (other, text)], says, help);
        }
    }

    /// Reports a keyword that only one agent states and that does not reach it as the whole request, because an example
    /// or a pattern of another takes it.
    fn lost(&mut self, (target, kind, keyword): Held<'s>) {
        let own = &self.targets[target];
        let Some(class) = own.class.filter(|_| own.section.is_empty() && keyword.weight > 0.0) else { return };
        if self.is_silent(target) {
            return;
        }
        let answer = self.answers.to(&mut self.scorer, &keyword.text);
        if reaches(self.index, class, &answer) {
            return;
        }
        let LintAnswer { responder: got, reason, .. } = &*answer;
        let (label, text) = (kind.label(), &keyword.text);
        let message = format!("the {label} `{text}` alone does not reach `{}` but `{got}` ({reason})", own.name);
        let help = "give the keyword a priority of its own, or take away what others state by it";
        self.add_at(Code::LostKeyword, target, kind.key(), text, message, help);
    }

    /// Reports an agent all of whose keywords others have too, if a weight or a priority gives every one of them away. A
    /// single one may be meant so.
    fn all_lost(&mut self, target: usize, shared: usize) {
        let LintTarget { name, evidence, section, class, .. } = self.targets[target];
        let Some(class) = class.filter(|_| section.is_empty() && !self.is_silent(target)) else { return };
        if shared < evidence.words().count() {
            return;
        }
        let mut takers = BTreeSet::new();
        for keyword in evidence.words() {
            let answer = self.answers.to(&mut self.scorer, &keyword.text);
            if reaches(self.index, class, &answer) || answer.responder == Responder::Nobody {
                return;
            }
            takers.insert(format!("`{}`", answer.responder));
        }
        let takers = takers.into_iter().collect::<Vec<_>>().join(", ");
        let Some((kind, first)) = evidence.in_favour(EvidenceForm::Words).next() else { return };
        let message = format!("no keyword of `{name}` reaches it alone: by weight or priority, all go to {takers}");
        let help = "give it keywords of its own, or a higher weight for those that are its own";
        self.add_at(Code::LostKeyword, target, kind.key(), &first.text, message, help);
    }

    /// Reports keywords that occur in none of their agent's own examples, but in an example of another agent with
    /// weaker evidence.
    fn in_other_examples(&mut self) {
        let examples = self.example_phrases();
        for i in 0..self.targets.len() {
            let target = &self.targets[i];
            let (Some(class), "") = (target.class, target.section) else { continue };
            for (kind, keyword) in target.evidence.in_favour(EvidenceForm::Words) {
                let features = self.reader.features(&keyword.text);
                let Some(places) = examples.get(&phrase_key(&features)) else { continue };
                if keyword.weight <= 0.0 || places.iter().any(|(owner, _)| *owner == i) {
                    continue;
                }
                let by_owner = places.chunk_by(|(one, _), (other, _)| one == other);
                let typical = by_owner.filter(|places| self.is_typical(places[0].0, places.len())).flatten();
                let typical: Vec<(usize, usize)> = typical.copied().collect();
                let taken = |(owner, number): &(usize, usize)| self.takes_away(class, &features, *owner, *number);
                let Some((owner, number)) = typical.into_iter().find(taken) else { continue };
                let message = format!(
                    "the {} `{}` of `{}` stands in an example of `{}`: {:?}",
                    kind.label(),
                    keyword.text,
                    self.targets[i].name,
                    self.targets[owner].name,
                    self.targets[owner].example(number)
                );
                let help = "use a narrower phrase, or give the other agent a keyword for it";
                self.add_at(Code::KeywordInOtherExample, i, kind.key(), &keyword.text, message, help);
            }
        }
    }

    /// Whether a word that occurs in so many of an agent's examples is typical of it, not in a few of many by chance.
    fn is_typical(&self, owner: usize, held: usize) -> bool {
        held * TYPICAL_IN >= self.targets[owner].evidence.examples().len()
    }

    /// Whether the stated evidence in an example favours `class` over its owner, and a similar request would go there
    /// because of this keyword.
    fn takes_away(&mut self, class: ClassId, keyword: &[Feature], owner: usize, number: usize) -> bool {
        let target = &self.targets[owner];
        let Some(own) = target.class.filter(|_| target.section.is_empty()) else { return false };
        if self.learned.contains(&class) && self.loo.get(&(own, number)).is_some_and(|answer| *answer != class) {
            return false;
        }
        let example = target.example(number);
        let mut scored = self.scorer.score(example);
        let mut stated = |class: ClassId| {
            let mut parts = scored.unstated_parts(class);
            parts.retain(|part| part.kind != EvidenceKind::Example);
            parts
        };
        let sum = |parts: &[ScorePart]| parts.iter().map(|part| part.score).sum::<f64>();
        let (own, theirs) = (sum(&stated(own)), stated(class));
        let is_keyword =
            |part: &&ScorePart| part.kind.is_for(EvidenceForm::Words) && self.reader.features(&part.text) == keyword;
        let by_keyword: f64 = theirs.iter().filter(is_keyword).map(|part| part.score).sum();
        sum(&theirs) > own && sum(&theirs) - by_keyword <= own
    }

    /// Occurrences of each run of up to four words in the examples: (target, example number).
    fn example_phrases(&self) -> HashMap<u64, Vec<(usize, usize)>> {
        // Keywords of more words are rare.
        const LONGEST: usize = 4;
        let mut found: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
        for (i, target) in self.targets.iter().enumerate() {
            for (number, example) in target.evidence.examples().enumerate() {
                let features = self.reader.features(example);
                let runs = (1..=LONGEST).flat_map(|n| features.windows(n));
                let keys: BTreeSet<u64> = runs.map(phrase_key).collect();
                keys.into_iter().for_each(|key| found.entry(key).or_default().push((i, number)));
            }
        }
        found
    }
}

/// Why a keyword is weak, if it is. For urgency, common words (`now`) are good evidence.
fn weakness(words: &Words, routes: bool) -> Option<&'static str> {
    let word = words.iter().next().unwrap_or("");
    match (words.len(), word.chars().count()) {
        (0, _) => Some("holds no word"),
        (1, 1) if word.is_ascii() => Some("is a single letter"),
        (1, _) if routes && is_common(word) => Some("is in requests of every kind"),
        _ => None,
    }
}

fn phrase_key(features: &[Feature]) -> u64 {
    features.iter().fold(0, |key: u64, feature| key.rotate_left(17) ^ feature.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
