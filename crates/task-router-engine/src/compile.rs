//! Compiles a team into an index: described, stated and learned evidence of each class, merged by feature.

mod bm25f;
mod class_text;
mod description_worth;
mod exclusions;
mod keywords;
mod layout;
mod learning;
mod names;
mod out_of_scope;
mod reading;
mod related;
mod rules;
mod text_lines;

use crate::agent::{Agent, AgentNames, DEFAULT_PRIORITY, Evidence, for_and_not_for, without_itself};
use crate::evidence::EvidenceKind;
use crate::index::patterns;
use crate::index::{
    Class, ClassId, ClassKind, FlowCard, FlowId, Index, LooExample, MAX_CLASSES, Meta, StepCard, TextPlace,
};
use crate::model::{self, Matrix, Model};
use crate::team::policy::{Peer, Who};
use crate::team::{LEAD, Team};
use crate::text::{Feature, FeatureHasher, KnownStems, Language, StemsByLanguage, Vocabulary, note_feature};
use crate::threads;
use crate::word_table::WIDTH;
use class_text::{ClassText, prose_and_code, prose_of, without_exclusions};
use out_of_scope::OUT_OF_SCOPE;
use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;
use std::thread;

/// Log-odds of one unit of learned score. Fitted once on public intent sets; see `docs/scoring.md`.
const LEARNED_LOG_ODDS: f32 = 3.3;
/// Minimum number of agents for another thread to read what they are for.
const AGENTS_WORTH_A_THREAD: usize = 32;
/// A team learns from examples if it has as many classes with some as one in this many agents, and if they outweigh the
/// descriptions: fewer teach which words are grammar, and which belong to nobody, worse than they are known without.
const LEARNING_SHARE: usize = 2;

impl Index {
    /// Compiles a team.
    pub fn compile(team: &Team) -> Self {
        IndexBuilder::default().build(team, None)
    }

    /// Compiles a team and returns the leave-one-out result of each example, which the same pass computes.
    pub fn compile_with_loo(team: &Team) -> (Self, Vec<LooExample>) {
        let mut loo = Vec::new();
        let index = IndexBuilder::default().build(team, Some(&mut loo));
        (index, loo)
    }
}

/// Evidence of an agent that is never chosen.
static NO_EVIDENCE: Evidence = Evidence::NONE;

/// Builds an index.
#[derive(Default)]
pub(crate) struct IndexBuilder {
    /// Whether examples are learned from; otherwise they are treated as descriptions.
    learns: bool,
    stems: StemsByLanguage,
    /// The stems of the team's words, for other threads.
    known_stems: KnownStems,
    /// How the team spells its words.
    vocabulary: Vocabulary,
    meta: Meta,
    patterns: patterns::PatternBuilder,
    facts: EvidenceByFeature,
    /// Words that a misspelt word may be corrected to, with their features.
    dictionary: BTreeMap<String, Feature>,
    /// Keywords with a priority of their own: (feature, class, priority).
    word_priorities: Vec<(Feature, u32, i32)>,
    /// Keywords of several classes that differ only in the ending of a word: (stem, word, class), sorted.
    exact_words: Vec<(Feature, Feature, u32)>,
    /// Words of keywords of several words: (stem, class).
    phrase_words: Vec<(Feature, u32)>,
    /// What classes are not for.
    exclusions: Vec<exclusions::ExcludedThing>,
    /// By class: what the word table says about its description.
    related: Vec<related::Described>,
    /// By rule with examples: its weights for a text's direction, in log-odds.
    rule_vectors: Vec<[f32; WIDTH]>,
}

type EvidenceByFeature = HashMap<Feature, FeatureEvidence, BuildHasherDefault<FeatureHasher>>;

/// Evidence of one feature while building.
#[derive(Default)]
struct FeatureEvidence {
    flags: u8,
    described: Vec<(usize, f32)>,
    /// Where classes have the feature, ascending; classes with it in the description are left out.
    places: Vec<(usize, TextPlace)>,
    stated: Vec<(usize, f32, EvidenceKind)>,
}

impl FeatureEvidence {
    /// What is stated, whatever its kind: (class or rule, log-odds).
    fn stated(&self) -> impl Iterator<Item = (usize, f32)> {
        self.stated.iter().map(|&(owner, log_odds, _)| (owner, log_odds))
    }
}

impl IndexBuilder {
    /// Compiles a team; if `loo` is given, adds the leave-one-out result of each example to it.
    pub(crate) fn build(mut self, team: &Team, loo: Option<&mut Vec<LooExample>>) -> Index {
        let mut texts_of_classes = self.classes(team);
        texts_of_classes.truncate(MAX_CLASSES);
        self.meta.languages = reading::tell_languages(&mut texts_of_classes);
        let texts_of_classes = texts_of_classes.as_slice();
        self.vocabulary = reading::vocabulary(team, texts_of_classes, &self.stems, &self.meta.languages);
        self.known_stems = std::mem::take(&mut self.stems).into_known();
        self.stems = StemsByLanguage::with(&self.known_stems);
        self.describe(texts_of_classes);
        self.state(texts_of_classes);
        self.rules(team, texts_of_classes);
        self.team(team);
        for (stem, notes) in self.vocabulary.all_notes() {
            self.facts.entry(note_feature(stem)).or_default().flags |= notes;
        }
        let (examples, origins) = self.examples(texts_of_classes);
        self.meta.has_class_of_thanks = self.has_class_of_thanks(&origins, texts_of_classes);
        let (answers, ranks) = (self.answers(), self.ranks());
        let described: Vec<_> =
            self.related.iter().map(|class| class.direction.map(|x| x / LEARNED_LOG_ODDS)).collect();
        let matrix = Matrix::of(&examples, &ranks);
        let meta = std::mem::take(&mut self.meta);
        let patterns = std::mem::take(&mut self.patterns);
        // Training is one step after the other, so meanwhile this thread lays out what does not depend on it.
        let (trained, draft) = thread::scope(|scope| {
            let training = threads::start(scope, || matrix.as_ref().map(|matrix| matrix.train(&described)));
            let features = matrix.as_ref().map(Matrix::features).unwrap_or_default();
            let draft = self.draft(team, texts_of_classes, meta, patterns, features);
            (training.join(), draft)
        });
        let learning = matrix.as_ref().zip(trained.as_ref());
        thread::scope(|scope| {
            let facts = &self.facts;
            let calibrating = threads::start(scope, || learning::calibrate(learning, &origins, facts, &answers, loo));
            let model = match learning {
                Some((matrix, trained)) => matrix.model(trained, described),
                None => Model::untrained(described, answers.len()),
            };
            draft.finish(model, &self.rule_vectors, || calibrating.join())
        })
    }

    fn classes<'a>(&mut self, team: &'a Team) -> Vec<ClassText<'a>> {
        let mut texts_of_classes = Vec::new();
        let mut add = |name: &str, kind, priority, class_text| {
            self.meta.classes.push(Class { name: name.to_owned(), kind, priority });
            texts_of_classes.push(class_text);
        };
        for (agent, class_text) in team.agents.iter().zip(texts_of_agents(team)) {
            add(&agent.name, ClassKind::Agent, agent.priority, class_text);
        }
        let described = |name: &str, description: &str| [name.to_owned(), description.to_owned(), String::new()];
        if let Some(lead) = team.lead.as_ref().filter(|lead| !lead.evidence.is_empty()) {
            // The lead's name and description cover the whole team, so they are no evidence for the lead itself.
            add(LEAD, ClassKind::Lead, lead.priority, ClassText::of(&lead.evidence, Default::default()));
        }
        for peer in &team.policy.peers {
            let fields = described(&peer.name, &peer.description);
            add(&peer.name, ClassKind::Peer, DEFAULT_PRIORITY, ClassText::of(&peer.evidence, fields));
        }
        for (i, flow) in team.policy.flows.iter().enumerate() {
            let fields = described(&flow.name, &flow.description);
            add(&flow.name, ClassKind::Flow(FlowId::new(i)), 0, ClassText::of(&flow.evidence, fields));
        }
        let with_examples = texts_of_classes.iter().filter(|text| text.evidence.examples().len() > 0).count();
        self.learns = with_examples > 0
            && with_examples * LEARNING_SHARE >= team.agents.len()
            && description_worth::examples_outweigh(&texts_of_classes);
        if !self.learns {
            // A few examples must not count against the other agents: they become descriptions.
            for text in &mut texts_of_classes {
                text.examples_from = text.fields[1].len();
                let examples = text.evidence.examples();
                examples.for_each(|example| text.fields[1].extend(["\n", example]));
            }
        }
        if self.learns {
            self.meta.classes.push(Class { name: String::new(), kind: ClassKind::OutOfScope, priority: 0 });
            texts_of_classes.push(ClassText::of(&OUT_OF_SCOPE, Default::default()));
        }
        self.meta.classes.truncate(MAX_CLASSES);
        texts_of_classes
    }

    /// The class that answers for each class: the first agent of a flow that names one, otherwise the class itself.
    fn answers(&self) -> Vec<usize> {
        let classes = &self.meta.classes;
        let first_agent = |flow: &FlowCard| {
            let step = flow.steps.first().filter(|step| !step.any)?;
            step.agents.first().map(|agent| agent.index())
        };
        let answer = |(number, class): (usize, &Class)| match class.kind {
            ClassKind::OutOfScope => model::NOBODY,
            ClassKind::Flow(flow) => self.meta.flows.get(flow.index()).and_then(first_agent).unwrap_or(number),
            _ => number,
        };
        classes.iter().enumerate().map(answer).collect()
    }

    /// The rank of each class: agents by name, then the others as they are numbered, which is their order in `team.md`.
    fn ranks(&self) -> Vec<usize> {
        let classes = &self.meta.classes;
        let mut order: Vec<usize> = (0..classes.len()).collect();
        let agents = classes.iter().take_while(|class| class.kind == ClassKind::Agent).count();
        order[..agents].sort_by_key(|&class| &classes[class].name);
        let mut ranks = vec![0; classes.len()];
        order.into_iter().enumerate().for_each(|(rank, class)| ranks[class] = rank);
        ranks
    }

    fn team(&mut self, team: &Team) {
        let policy = &team.policy;
        self.meta.team.clone_from(&team.name);
        self.meta.fallback = policy.fallback.clone().filter(|name| team.agent(name).is_some());
        self.meta.clarify.clone_from(&policy.clarify);
        self.meta.activation = team.lead.as_ref().map(|lead| lead.body.clone()).unwrap_or_default();
        self.meta.replies.clone_from(&policy.replies);
        self.meta.session.clone_from(&policy.session);
        self.meta.context.clone_from(&policy.context);
        self.meta.max_iterations = policy.max_iterations;
        self.meta.lead_scalars = team.lead.as_ref().map(|lead| lead.scalars.clone()).unwrap_or_default();
        let titles = team.agents.iter().take(MAX_CLASSES).map(|agent| agent.title.clone()).zip(0..);
        self.meta.titles = titles.filter_map(|(title, agent)| Some((title?, agent))).collect();
        let message = |peer: &Peer| Some((peer.name.clone(), peer.message.clone()?));
        self.meta.messages = policy.peers.iter().filter_map(message).collect();
        let agents: HashMap<&str, ClassId> = team
            .agents
            .iter()
            .take(MAX_CLASSES)
            .enumerate()
            .map(|(place, agent)| (agent.name.as_str(), ClassId::new(place)))
            .collect();
        let known = |who: &Who| who.names().iter().filter_map(|name| agents.get(name.as_str()).copied()).collect();
        self.meta.flows = policy
            .flows
            .iter()
            .map(|flow| FlowCard {
                name: flow.name.clone(),
                urgency: flow.urgency,
                has_requirement: flow.requires.is_some(),
                steps: (flow.steps.iter())
                    .map(|step| StepCard { agents: known(&step.who), any: matches!(step.who, Who::Any(_)) })
                    .filter(|step| !step.agents.is_empty())
                    .collect(),
            })
            .collect();
        self.meta.warnings = team.warnings().into_iter().cloned().collect();
    }
}

/// The texts of each agent, in their order.
fn texts_of_agents(team: &Team) -> impl Iterator<Item = ClassText<'_>> {
    let names = AgentNames::new(team.names());
    let texts = threads::map(&team.agents, AGENTS_WORTH_A_THREAD, || {
        let (names, stems) = (&names, StemsByLanguage::default());
        move |agent: &Agent| {
            // A silent agent keeps its class, since a request may name it, but has no evidence.
            if agent.is_silent() {
                return Default::default();
            }
            let (for_text, not_for) = for_and_not_for(&agent.description, names, &agent.name);
            let (prose, code) = prose_and_code(&prose_of(&agent.body));
            let (prose, excluded) = without_exclusions(&prose);
            let mut name = names::with_parts(&agent.name, stems.of(Language::English));
            if let Some(title) = agent.title.as_deref().filter(|title| names::adds_words(title, &name)) {
                name.extend([" ", title]);
            }
            ([name, without_itself(&for_text), prose], code, [not_for, excluded].join("\n"))
        }
    });
    team.agents.iter().zip(texts).map(|(agent, (fields, code, not_for))| {
        let evidence = if agent.is_silent() { &NO_EVIDENCE } else { &agent.evidence };
        ClassText { code, not_for, ..ClassText::of(evidence, fields) }
    })
}
