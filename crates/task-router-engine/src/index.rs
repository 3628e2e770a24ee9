//! The compiled form of a team: everything a decision needs, immutable and flat.
//!
//! A *class* is a possible answer: an agent, the lead, a peer or a flow, besides the out-of-scope class. A *posting* is
//! what a feature says about a class: a class number and a fixed-point weight. There are three kinds of postings:
//! *learned* from examples (normalised by the request's length), *described* by names, descriptions and bodies, and
//! *stated* by the author as keywords or `not_for`. Rules (escalation, approval, urgency) have described and stated
//! postings and are numbered after the classes. All weights are integers, so that sums do not depend on their order.

pub mod cards;
pub mod image;
pub(crate) mod key_table;
mod meta;
pub(crate) mod postings;
pub(crate) mod records;
pub(crate) mod related;
pub(crate) mod literals;
pub(crate) mod patterns;
pub(crate) mod spelling;
mod text_place;
mod validate;
mod windows;

use crate::agent::Scalars;
use crate::diagnostic::Diagnostic;
use crate::model::BLOCKS;
use crate::team::LEAD;
pub(crate) use crate::team::MAX_CLASSES;
use crate::template::Filled;
use crate::text::{
    Feature, FunctionWords, Language, Languages, Lexicon, Stems, TextReader, Words, feature_of, followed_by, grams,
    is_generic, is_same_name, most_grams,
};
use cards::{ByAgent, Cards};
use image::Image;
use key_table::KeyTable;
pub(crate) use key_table::{
    FLAG_EXCLUDED, FLAG_IN_PHRASE, FLAG_LEARNED, FLAG_STARTS_PHRASE, FLAG_STATED, FLAG_STEM, Features, PostingKind,
};
pub use meta::{AgentCard, Class, ClassKind};
pub(crate) use meta::{Exclusion, FlowCard, FlowId, MARGIN, Meta, RuleAction, RuleBound, RuleKind, StepCard};
use patterns::PatternTable;
pub(crate) use postings::{CLASSES_PER_BITMAP, DensePostings, Postings};
pub(crate) use related::Related;
pub(crate) use related::{MAX_RELATED_CLASSES, OwnWord};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;
pub(crate) use text_place::TextPlace;

/// Fixed-point units of stated and described weights per log-odds.
pub(crate) const UNIT: f64 = 256.0;
/// Fixed-point units of feature values.
pub(crate) const VALUE_UNIT: f32 = 256.0;

/// A class, by its position among the classes of an index: agents first, in path order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(u16);

impl ClassId {
    /// The class at this position; an index has at most [`MAX_CLASSES`].
    pub(crate) fn new(place: usize) -> Self {
        Self(place as u16)
    }

    /// Its position among the classes.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// A rule of the policy, by its position among the rules of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u16);

impl RuleId {
    /// Its position among the rules.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// The target of a posting. Classes and rules share one numbering inside an index, rules after classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// A possible answer.
    Class(ClassId),
    /// A rule of the policy.
    Rule(RuleId),
}

impl Target {
    /// The target with this number, if there are `classes` classes.
    pub(crate) fn new(number: usize, classes: usize) -> Self {
        match number.checked_sub(classes) {
            None => Self::Class(ClassId(number as u16)),
            Some(rule) => Self::Rule(RuleId(rule as u16)),
        }
    }
}

/// Leave-one-out result of an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooExample {
    /// The class it belongs to.
    pub class: ClassId,
    /// Its position among that class's examples.
    pub number: usize,
    /// The class that would answer.
    pub answer: ClassId,
}

/// Reads texts like requests to a team.
pub type TeamReader<'i> = TextReader<Features<'i>>;

/// A compiled team.
#[derive(Debug, Clone)]
pub struct Index {
    pub(crate) image: Image,
    /// What any decision needs.
    pub(crate) meta: Meta,
    cards: Cards,
    known_cards: ByAgent<AgentCard>,
    prompts: ByAgent<Filled>,
    fallback: OnceLock<Option<ClassId>>,
    /// Set once a card is lost.
    has_lost_card: OnceLock<()>,
}

impl Index {
    pub(crate) fn new(image: Image, meta: Meta, cards: Cards) -> Self {
        let (known_cards, prompts) = (ByAgent::none(), ByAgent::none());
        Self { image, meta, cards, known_cards, prompts, fallback: OnceLock::new(), has_lost_card: OnceLock::new() }
    }

    /// Reads an index from its image and the cards beside it; `None` if the image is invalid or points outside itself,
    /// or a card in memory is not the one that was written.
    pub fn from_image(image: Image, cards: Cards) -> Option<Self> {
        let index = Self::from_own_image(image, cards)?;
        validate::is_sound(&index).then_some(index)
    }

    /// The same for an image embedded in this program, which is not validated.
    pub fn from_own_image(image: Image, cards: Cards) -> Option<Self> {
        let meta = postcard::from_bytes(image.meta()).ok()?;
        Some(Self::new(image, meta, cards))
    }

    /// The flat form, to be written to a file.
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// The cards beside it.
    pub fn cards(&self) -> &Cards {
        &self.cards
    }

    /// Length of all cards together.
    pub fn card_bytes(&self) -> u32 {
        self.image.card_ends().last().copied().unwrap_or_default()
    }

    /// The class with this id.
    ///
    /// # Panics
    /// If the class belongs to another index.
    pub fn class(&self, class: ClassId) -> &Class {
        &self.meta.classes[class.index()]
    }

    /// The flow that a class is, if it is one.
    pub fn flow(&self, class: ClassId) -> Option<&FlowCard> {
        match self.class(class).kind {
            ClassKind::Flow(flow) => self.meta.flows.get(flow.index()),
            _ => None,
        }
    }

    /// The action of a rule.
    ///
    /// # Panics
    /// If the rule belongs to another index.
    pub(crate) fn rule(&self, rule: RuleId) -> &RuleAction {
        &self.meta.rules[rule.index()]
    }

    /// Name of the team.
    pub fn team(&self) -> &str {
        &self.meta.team
    }

    /// The team's flows, as [`Index::flow`] finds those that are classes.
    pub fn flows(&self) -> &[FlowCard] {
        &self.meta.flows
    }

    /// Maximum number of iterations of a command that is run with an answer, if the team states one.
    pub fn max_iterations(&self) -> Option<u32> {
        self.meta.max_iterations
    }

    /// The lead's own keys with one value, for placeholders.
    pub fn lead_scalars(&self) -> &Scalars {
        &self.meta.lead_scalars
    }

    /// Warnings found while reading the team.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.meta.warnings
    }

    /// Median score of the agent that an example belongs to, in log-odds; 1 if the team has not learned.
    pub fn median_score(&self) -> f64 {
        self.meta.calibrator.median_score
    }

    /// All classes: agents first, in path order.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = (ClassId, &Class)> + ExactSizeIterator + Clone {
        self.meta.classes.iter().enumerate().map(|(place, class)| (ClassId::new(place), class))
    }

    /// Names of all who can be asked to answer: agents, peers and the lead, who has a class only if it has evidence.
    pub fn answers(&self) -> impl Iterator<Item = &str> + Clone {
        let classes = self.meta.classes.iter().filter(|class| class.kind.is_answer()).map(|class| class.name.as_str());
        let is_lead = |class: &Class| class.kind == ClassKind::Lead;
        let has_lead = !self.meta.lead_scalars.is_empty() && !self.meta.classes.iter().any(is_lead);
        classes.chain(has_lead.then_some(LEAD))
    }

    /// The card of an agent; an empty one if it is lost, so that [`Self::has_lost_card`].
    ///
    /// # Panics
    /// If the class is no agent of this index.
    pub fn card(&self, agent: ClassId) -> &AgentCard {
        let replacement = || match &self.cards {
            // They are read when an index is taken.
            Cards::InMemory(_) => None,
            Cards::Stored(store) => store.replacement(&self.class(agent).name),
        };
        let lost = || {
            let _ = self.has_lost_card.set(());
            AgentCard::default()
        };
        let read = || self.read_card(agent).or_else(replacement).unwrap_or_else(lost);
        self.known_cards.get(self.agent_count(), agent.index(), read)
    }

    /// Whether a card that was asked for is lost: what was made with it is no answer.
    pub fn has_lost_card(&self) -> bool {
        self.has_lost_card.get().is_some()
    }

    /// The card of an agent as it was written; `None` if it is damaged.
    fn read_card(&self, agent: ClassId) -> Option<AgentCard> {
        let ends = self.image.card_ends();
        let start = agent.index().checked_sub(1).map_or(0, |before| ends[before]);
        let bytes = self.cards.bytes(start..*ends.get(agent.index())?)?;
        let is_whole = image::checksum_of(&bytes) == *self.image.card_sums().get(agent.index())?;
        is_whole.then(|| postcard::from_bytes(&bytes).ok()).flatten()
    }

    /// The prompt of an agent, filled in by `fill` except for the task.
    pub(crate) fn prompt(&self, agent: ClassId, fill: impl FnOnce() -> Filled) -> &Filled {
        self.prompts.get(self.agent_count(), agent.index(), fill)
    }

    /// Languages of the team, the most used first.
    pub fn languages_by_use(&self) -> &[Language] {
        &self.meta.languages
    }

    /// Name of who gets an unclear request, as the team states it.
    pub fn fallback_name(&self) -> Option<&str> {
        self.meta.fallback.as_deref()
    }

    /// The fallback agent, if there is one.
    pub fn fallback(&self) -> Option<ClassId> {
        *self.fallback.get_or_init(|| self.agent(self.meta.fallback.as_ref()?))
    }

    /// Number of agents, which are the first classes.
    pub(crate) fn agent_count(&self) -> usize {
        self.image.card_ends().len()
    }

    /// The agent with this name, ignoring how accents are typed.
    pub fn agent(&self, name: &str) -> Option<ClassId> {
        let order = self.image.agent_order();
        let name_of = |agent: &u32| self.meta.classes[*agent as usize].name.as_str();
        let same = || order.iter().position(|agent| is_same_name(name_of(agent), name));
        let at = order.binary_search_by(|agent| name_of(agent).cmp(name)).ok().or_else(same);
        at.map(|at| ClassId::new(order[at] as usize))
    }

    /// Rank of each class in the order of names; equal names have equal ranks.
    pub(crate) fn name_ranks(&self) -> &[u32] {
        self.image.name_ranks()
    }

    /// Names of the agents.
    pub fn agent_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.meta.classes.iter().filter(|class| class.kind == ClassKind::Agent).map(|class| class.name.as_str())
    }

    /// A reader for texts like requests to the team.
    pub fn reader(&self) -> TeamReader<'_> {
        TextReader::new(&self.meta.languages, self.features())
    }

    /// The languages of the team.
    pub fn languages(&self) -> Languages {
        self.meta.languages()
    }

    /// Whether a word that is a function word in these languages is one here. A pair of characters that an author
    /// states is not: a list of pairs is coarse.
    pub(crate) fn is_function(&self, languages: Languages, is_stated: bool) -> bool {
        languages.shares(self.meta.function_languages()) && !(is_stated && languages == Languages::OF_PAIRS)
    }

    /// Whether a stem is common in any request, for a team that writes in languages other than English.
    pub(crate) fn is_generic(&self, stem: Feature) -> bool {
        let languages = self.languages();
        languages.has_others(Languages::of(Language::English)) && is_generic(stem, languages)
    }

    /// The language of a request, from the languages of its words, if the team has no texts in it.
    pub(crate) fn foreign_language(&self, words: impl Iterator<Item = Languages>) -> Option<Language> {
        FunctionWords::of(words).language(self.languages()).filter(|language| !self.languages().has(*language))
    }

    /// Whether anything was learned from examples.
    pub fn has_learned(&self) -> bool {
        !self.image.learned().is_empty()
    }

    /// The feature table.
    pub fn features(&self) -> Features<'_> {
        let image = &self.image;
        Features {
            keys: KeyTable::new(image.feature_buckets(), image.feature_keys()),
            records: image.features(),
            learned: image.learned(),
            authored: image.authored(),
            authored_before: image.authored_before(),
            authored_ends: image.authored_ends(),
            authored_postings: image.authored_postings(),
            places: image.places(),
            classes: self.meta.classes.len(),
            alias_keys: image.alias_keys(),
            alias_stems: image.alias_stems(),
        }
    }

    /// Targets with an example equal to a whole text, given its [`text_name`].
    pub(crate) fn example_owners(&self, name: Feature) -> impl Iterator<Item = usize> {
        let names = self.image.example_names();
        let owners = self.image.example_owners();
        let first = names.partition_point(|&other| other < name);
        let same = names[first..].iter().take_while(move |&&other| other == name).count();
        owners[first..first + same].iter().map(|&owner| owner as usize)
    }

    /// The class vectors of the word table.
    pub(crate) fn related(&self) -> Related<'_> {
        let (vectors, ends) = (self.image.related(), self.image.own_word_ends());
        Related::new(vectors, self.meta.related_unit, ends, self.image.own_words())
    }

    /// All patterns.
    pub(crate) fn patterns(&self) -> PatternTable<'_> {
        PatternTable::new(&self.image)
    }
}

/// The hash of a whole text, by its stems.
pub(crate) fn text_name(stems: impl Iterator<Item = Feature>) -> Option<Feature> {
    stems.reduce(followed_by)
}

/// Features of a text as an example: stems and pairs, and n-grams.
pub(crate) fn example_features(words: &Words, stems: &Stems, known: &impl Lexicon) -> [Vec<Feature>; BLOCKS] {
    let length = words.iter().map(str::len).sum();
    let mut features = [Vec::with_capacity(2 * words.len()), Vec::with_capacity(most_grams(length))];
    let mut before = None;
    for word in words.iter() {
        let stem = feature_of(word, stems, known);
        features[0].push(stem);
        if let Some(before) = before {
            features[0].push(followed_by(before, stem));
        }
        before = Some(stem);
        grams(word, |gram| features[1].push(gram));
    }
    features
}
