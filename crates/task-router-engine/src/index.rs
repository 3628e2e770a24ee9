//! A team → its index: everything a decision needs, compiled once into something immutable and flat.
//!
//! A *class* is whoever can be the answer: an agent, the lead, a peer or a flow. What a feature of a request says about a
//! class is an *entry*: a class number and a fixed-point weight. There are three kinds of entries: *learned* from
//! examples (normalised by the request's length), *described* by names, descriptions and bodies, and *stated* by the
//! author as keywords or `not_for`. Rules (escalation, approval, urgency) have stated entries only and come behind the
//! classes in the numbering. All weights are integers, so that sums do not depend on their order.

pub mod image;
pub(crate) mod key_table;
mod meta;
pub(crate) mod postings;
pub mod records;
pub(crate) mod related;
pub mod literals;
pub mod patterns;
pub(crate) mod spelling;
mod validate;
mod windows;

use crate::model::BLOCKS;
pub use crate::team::MOST_CLASSES;
use crate::template::Filled;
use crate::text::{
    Feature, FunctionWords, Known, Language, Languages, Reader, Stems, Words, feature_of, followed_by, grams,
    is_generic, is_same_name,
};
use image::Image;
use key_table::KeyTable;
pub use key_table::{FLAG_IN_PHRASE, FLAG_LEARNED, FLAG_STARTS_PHRASE, FLAG_STATED, FLAG_STEM, Features, PostingKind};
pub use meta::{AgentCard, Class, ClassKind, FlowCard, MARGIN, Meta, RuleAction, RuleBound, RuleKind};
use patterns::PatternTable;
pub use postings::{CLASSES_PER_BITMAP, DensePostings, Postings};
pub use related::{MOST_RELATED_CLASSES, OwnWord, Related};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Fixed-point units of stated and described weights in one unit of log-odds.
pub const UNIT: f64 = 256.0;
/// Fixed-point units of feature values.
pub(crate) const VALUE_UNIT: f32 = 256.0;

/// A class, by its place among the classes of an index: agents first, in path order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ClassId(u16);

impl ClassId {
    /// The class at this place; an index has at most [`MOST_CLASSES`].
    pub(crate) fn new(place: usize) -> Self {
        Self(place as u16)
    }

    /// Its place among the classes.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// A rule of the policy, by its place among the rules of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(u16);

impl RuleId {
    /// Its place among the rules.
    pub fn index(self) -> usize {
        self.0.into()
    }
}

/// Whom a posting speaks for. Both share one numbering inside an index, the rules behind the classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// Somebody who could answer.
    Class(ClassId),
    /// A rule of the policy.
    Rule(RuleId),
}

impl Target {
    /// The target with this number among `classes` classes and the rules behind them.
    pub(crate) fn new(number: usize, classes: usize) -> Self {
        match number.checked_sub(classes) {
            None => Self::Class(ClassId(number as u16)),
            Some(rule) => Self::Rule(RuleId(rule as u16)),
        }
    }
}

/// How an example is answered by a team that has not seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LooExample {
    /// The class it belongs to.
    pub class: ClassId,
    /// Its place among that class's examples.
    pub number: usize,
    /// The class that would answer.
    pub answer: ClassId,
}

/// Reads texts as requests to a team are read.
pub type TeamReader<'i> = Reader<Features<'i>>;

/// A compiled team.
#[derive(Debug, Clone)]
pub struct Index {
    pub(crate) image: Image,
    /// What is needed for any decision.
    pub meta: Meta,
    cards: ByAgent<AgentCard>,
    prompts: ByAgent<Filled>,
    fallback: OnceLock<Option<ClassId>>,
}

/// By agent: what was put together once it was asked for. Many answers of a batch want the same few.
#[derive(Debug, Clone)]
struct ByAgent<T>(OnceLock<Box<[OnceLock<Box<T>>]>>);

impl<T> ByAgent<T> {
    const fn none() -> Self {
        Self(OnceLock::new())
    }

    fn get(&self, agents: usize, agent: usize, make: impl FnOnce() -> T) -> &T {
        let all = self.0.get_or_init(|| (0..agents).map(|_| OnceLock::new()).collect());
        all[agent].get_or_init(|| Box::new(make()))
    }
}

impl Index {
    pub(crate) fn new(image: Image, meta: Meta) -> Self {
        Self { image, meta, cards: ByAgent::none(), prompts: ByAgent::none(), fallback: OnceLock::new() }
    }

    /// Reads an index from its image; `None` where the image is of no use, or points outside of itself.
    pub fn from_image(image: Image) -> Option<Self> {
        let index = Self::from_own_image(image)?;
        validate::is_sound(&index.image, &index.meta).then_some(index)
    }

    /// The same for an image that this program brings itself.
    pub fn from_own_image(image: Image) -> Option<Self> {
        let meta = postcard::from_bytes(image.meta()).ok()?;
        Some(Self::new(image, meta))
    }

    /// The flat form, to be written to a file.
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// What is known of a class.
    ///
    /// # Panics
    /// Where the class is of another index.
    pub fn class(&self, class: ClassId) -> &Class {
        &self.meta.classes[class.index()]
    }

    /// What a rule does.
    ///
    /// # Panics
    /// Where the rule is of another index.
    pub fn rule(&self, rule: RuleId) -> &RuleAction {
        &self.meta.rules[rule.index()]
    }

    /// All classes: agents first, in path order.
    pub fn classes(&self) -> impl DoubleEndedIterator<Item = (ClassId, &Class)> + ExactSizeIterator + Clone {
        self.meta.classes.iter().enumerate().map(|(place, class)| (ClassId::new(place), class))
    }

    /// The card of an agent.
    ///
    /// # Panics
    /// Where the class is no agent of this index.
    pub fn card(&self, agent: ClassId) -> &AgentCard {
        let damaged = |error| unreachable!("cards are read when an index is taken: {error}");
        let read = || decode_card(&self.image, agent.index()).unwrap_or_else(damaged);
        self.cards.get(self.agent_count(), agent.index(), read)
    }

    /// The prompt of an agent, which `fill` fills in but for the task.
    pub(crate) fn prompt(&self, agent: ClassId, fill: impl FnOnce() -> Filled) -> &Filled {
        self.prompts.get(self.agent_count(), agent.index(), fill)
    }

    /// Who answers where the answer is unclear, if anybody does.
    pub fn fallback(&self) -> Option<ClassId> {
        *self.fallback.get_or_init(|| self.agent(self.meta.fallback.as_ref()?))
    }

    /// How many agents there are; they are the first classes.
    pub fn agent_count(&self) -> usize {
        self.image.card_ends().len()
    }

    /// The agent of this name, however its accents were typed.
    pub fn agent(&self, name: &str) -> Option<ClassId> {
        let order = self.image.agent_order();
        let name_of = |agent: &u32| self.meta.classes[*agent as usize].name.as_str();
        let same = || order.iter().position(|agent| is_same_name(name_of(agent), name));
        let at = order.binary_search_by(|agent| name_of(agent).cmp(name)).ok().or_else(same);
        at.map(|at| ClassId::new(order[at] as usize))
    }

    /// By class: its place in the order of names, the same for equal names.
    pub fn name_ranks(&self) -> &[u32] {
        self.image.name_ranks()
    }

    /// The names of the agents.
    pub fn agent_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.meta.classes.iter().filter(|class| class.kind == ClassKind::Agent).map(|class| class.name.as_str())
    }

    /// Reads texts as requests to the team are read.
    pub fn reader(&self) -> TeamReader<'_> {
        Reader::new(&self.meta.languages, self.features())
    }

    /// The languages of the team.
    pub fn languages(&self) -> Languages {
        self.meta.languages.iter().fold(Languages::default(), |mut all, &language| {
            all.add(language);
            all
        })
    }

    /// The languages whose function words are no content here: the team's, and English, which people use everywhere.
    pub(crate) fn function_languages(&self) -> Languages {
        let mut all = self.languages().with(Languages::OF_PAIRS);
        all.add(Language::English);
        all
    }

    /// Whether a word of these languages only holds a sentence together here. A pair of characters that an author states is
    /// meant: a list of pairs is coarse.
    pub(crate) fn is_function(&self, languages: Languages, is_stated: bool) -> bool {
        languages.shares(self.function_languages()) && !(is_stated && languages == Languages::OF_PAIRS)
    }

    /// Whether a stem is that of a word of any request, in a team that writes in other languages than English.
    pub(crate) fn is_generic(&self, stem: Feature) -> bool {
        let languages = self.languages();
        languages.has_others(Languages::of(Language::English)) && is_generic(stem, languages)
    }

    /// The language of a request by the languages of its words, where the team has no texts in it.
    pub fn foreign_language(&self, words: impl Iterator<Item = Languages>) -> Option<Language> {
        FunctionWords::of(words).language(self.languages()).filter(|language| !self.languages().has(*language))
    }

    /// Whether anything was learned from examples.
    pub fn has_learned(&self) -> bool {
        !self.image.learned().is_empty()
    }

    /// All features, for looking up many.
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
            body_lines: image.body_lines(),
            classes: self.meta.classes.len(),
            alias_keys: image.alias_keys(),
            alias_stems: image.alias_stems(),
        }
    }

    /// Whose example a whole text is; texts are named by [`text_name`].
    pub(crate) fn example_owners(&self, name: Feature) -> impl Iterator<Item = usize> {
        let names = self.image.example_names();
        let owners = self.image.example_owners();
        let first = names.partition_point(|&other| other < name);
        let same = names[first..].iter().take_while(move |&&other| other == name).count();
        owners[first..first + same].iter().map(|&owner| owner as usize)
    }

    /// What the table of words says for each class.
    pub fn related(&self) -> Related<'_> {
        let (vectors, ends) = (self.image.related(), self.image.own_word_ends());
        Related::new(vectors, self.meta.related_unit, ends, self.image.own_words())
    }

    /// All patterns.
    pub fn patterns(&self) -> PatternTable<'_> {
        PatternTable::new(&self.image)
    }
}

/// Reads the card of the agent at this place.
fn decode_card(image: &Image, agent: usize) -> Result<AgentCard, postcard::Error> {
    let ends = image.card_ends();
    let start = agent.checked_sub(1).map_or(0, |before| ends[before] as usize);
    postcard::from_bytes(&image.cards()[start..ends[agent] as usize])
}

/// The name of a whole text by its stems.
pub(crate) fn text_name(stems: impl Iterator<Item = Feature>) -> Option<Feature> {
    stems.reduce(followed_by)
}

/// The features of a text as an example: stems and pairs, and n-grams.
pub fn example_features(words: &Words, stems: &Stems, known: &impl Known) -> [Vec<Feature>; BLOCKS] {
    let mut features: [Vec<Feature>; BLOCKS] = Default::default();
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
