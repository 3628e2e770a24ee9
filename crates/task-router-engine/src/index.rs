//! A team → its index: everything a decision needs, compiled once into something immutable and flat.
//!
//! A *class* is whoever can be the answer: an agent, the lead, a peer or a flow. What a feature of a request says about a
//! class is an *entry*: a class number and a fixed-point weight. There are three kinds of entries: *learned* from
//! examples (normalised by the request's length), *described* by names, descriptions and bodies, and *stated* by the
//! author as keywords or `not_for`. Rules (escalation, approval, urgency) have stated entries only and come behind the
//! classes in the numbering. All weights are integers, so that sums do not depend on their order.

pub mod image;
pub(crate) mod key_table;
pub(crate) mod postings;
pub mod records;
pub(crate) mod related;
pub mod literals;
pub mod patterns;
pub(crate) mod spelling;
mod validate;

use crate::model::BLOCKS;
use crate::model::calibration::Calibrator;
pub use crate::team::MOST_CLASSES;
use crate::team::policy::Urgency;
use crate::text::{
    Feature, FunctionWords, Known, Language, Languages, Reader, Stems, Words, feature_of, followed_by, grams,
    is_same_name,
};
use image::Image;
use key_table::KeyTable;
pub use key_table::{FLAG_IN_PHRASE, FLAG_LEARNED, FLAG_STARTS_PHRASE, FLAG_STATED, FLAG_STEM, Features, PostingKind};
use patterns::PatternTable;
pub use postings::{CLASSES_PER_BITMAP, DensePostings, Postings};
pub use related::{MOST_RELATED_CLASSES, Related};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// Who can be the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClassKind {
    /// A specialist.
    Agent,
    /// The lead itself.
    Lead,
    /// A team beside this one.
    Peer,
    /// A flow, by its index in the policy.
    Flow(u32),
    /// Nobody: requests that do not say what they are about.
    OutOfScope,
}

/// One possible answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ClassKind,
    /// Decides close calls.
    pub priority: i32,
}

/// What a rule does when its evidence is in a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum RuleAction {
    /// Somebody has to be told: (to whom, about what).
    Escalate(String, String),
    /// Somebody has to agree: (who, to what).
    Approval(String, String),
    /// The request is that urgent.
    Urgency(Urgency),
}

/// A request of fewer words counts as so long, since a single learned word tells too little to apply a rule.
const SHORTEST_REQUEST: usize = 4;

/// From which evidence on a rule applies.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RuleBound {
    /// Fixed-point log-odds.
    pub least: f64,
    /// Whether the evidence is divided by the root of the request's length in words first: what examples taught adds up over
    /// a long text, what an author states does not have to.
    pub by_length: bool,
}

impl RuleBound {
    /// What the evidence of so many words is divided by.
    pub(crate) fn length(words: usize) -> f64 {
        libm::sqrt(words.max(SHORTEST_REQUEST) as f64)
    }

    /// Whether a rule applies with this sum of evidence in a request of so many words.
    pub fn is_reached(self, sum: i64, words: usize) -> bool {
        let length = if self.by_length { Self::length(words) } else { 1.0 };
        sum > 0 && sum as f64 >= self.least * length
    }
}

/// The steps of a flow as a decision needs them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowCard {
    /// Its name.
    pub name: String,
    /// How urgent it makes a request.
    pub urgency: Option<Urgency>,
    /// The agents of each step, and whether one of them is chosen by evidence.
    pub steps: Vec<(Vec<ClassId>, bool)>,
}

/// What is needed of a team for any decision.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The team's name.
    pub team: String,
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// The question for an unclear request.
    pub clarify: Option<String>,
    /// The activation template.
    pub activation: String,
    /// Reply templates by occasion.
    pub replies: BTreeMap<String, String>,
    /// The command of a joint session.
    pub session: Option<String>,
    /// What a command that is run with an answer is told of its work in a line, a template.
    pub context: Option<String>,
    /// How often such a command may go round.
    pub max_iterations: Option<u32>,
    /// All flows.
    pub flows: Vec<FlowCard>,
    /// The languages in which the team is written, that of most of it first.
    pub languages: Vec<Language>,
    /// All possible answers: agents first, in path order.
    pub classes: Vec<Class>,
    /// The rules, numbered behind the classes. One that learned from examples is there twice: as stated and as learned.
    pub rules: Vec<RuleAction>,
    /// By rule: from which evidence on it applies.
    pub rule_bounds: Vec<RuleBound>,
    /// Log-odds of one fixed-point unit of learned weight, before the norm.
    pub learned_unit: f64,
    /// Log-odds of what the table of words says, for a request of length 1.
    pub related_unit: f64,
    /// What a word not seen in any example counts in the norm, fixed point.
    pub unknown_value: u32,
    /// Per class: log-odds for each unit of feature value, before the norm.
    pub class_bias: Vec<f64>,
    /// By agent: the lines of its file in which its description and its body begin, from 1; 0 where that is not known.
    pub text_lines: Vec<[u32; 2]>,
    /// Keywords with a priority of their own: (feature, class, priority), in order.
    pub word_priorities: Vec<(Feature, u32, i32)>,
    /// Keywords of several classes that are one word but for its ending (`profile`, `profiling`): (stem, word, class), in
    /// order. Whoever states the word as it stands is meant.
    pub exact_words: Vec<(Feature, Feature, u32)>,
    /// How sure a score is.
    pub calibrator: Calibrator,
    /// The lead's scalars, for placeholders.
    pub lead_scalars: BTreeMap<String, String>,
    /// What is said to each peer that has a message: (its name, the template).
    pub messages: Vec<(String, String)>,
    /// Warnings found while reading the team, as lines.
    pub warnings: Vec<String>,
}

/// What is needed of an agent when it is chosen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct AgentCard {
    /// Its knowledge document as the user would name it.
    pub knowledge: Option<String>,
    /// Whether that document is there.
    pub knowledge_found: bool,
    /// Its scalars, for placeholders.
    pub scalars: BTreeMap<String, String>,
    /// Its prompt template.
    pub body: String,
    /// A few words that would make it answer.
    pub hints: Vec<String>,
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
}

impl Index {
    /// Reads an index from its image; `None` where the image is of no use, or points outside of itself.
    pub fn from_image(image: Image) -> Option<Self> {
        let index = Self::from_own_image(image)?;
        validate::is_sound(&index.image, &index.meta).then_some(index)
    }

    /// The same for an image that this program brings itself.
    pub fn from_own_image(image: Image) -> Option<Self> {
        let meta = postcard::from_bytes(image.meta()).ok()?;
        Some(Self { image, meta })
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
    pub fn card(&self, agent: ClassId) -> AgentCard {
        let damaged = |error| unreachable!("cards are read when an index is taken: {error}");
        decode_card(&self.image, agent.index()).unwrap_or_else(damaged)
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
        let mut all = self.languages();
        all.add(Language::English);
        all
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
