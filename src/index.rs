//! A team → its index: everything a decision needs, compiled once into something immutable and flat.
//!
//! A *class* is whoever can be the answer: an agent, the lead, a peer or a flow. What a feature of a request says about a
//! class is an *entry*: a class number and a fixed-point weight. There are three kinds of entries: *learned* from
//! examples (normalised by the request's length), *described* by names, descriptions and bodies, and *stated* by the
//! author as keywords or `not_for`. Rules (escalation, approval, urgency) have stated entries only and come behind the
//! classes in the numbering. All weights are integers, so that sums do not depend on their order.

// Named by path because the build includes this file from outside the library.
#[path = "index/image.rs"]
pub mod image;
#[path = "index/literals.rs"]
pub mod literals;
#[path = "index/vague.rs"]
mod vague;

use crate::agent::{Agent, Evidence, Keyword, for_and_not_for};
use crate::calibrate::{Confidence, Trial};
use crate::learn::{self, BLOCKS, Example};
use crate::team::Team;
use crate::team::policy::{Peer, Urgency, Who};
use crate::template::{self, Piece};
use crate::text::{Feature, FeatureHasher, Stems, Words, followed_by, grams, is_function_word};
use image::{Image, Section};
use literals::Literals;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::BuildHasherDefault;
use vague::VAGUE;

/// Fixed-point units of stated and described weights in one unit of log-odds.
pub const UNIT: f64 = 256.0;
/// Fixed-point units of feature values.
const VALUE_UNIT: f32 = 256.0;
/// The most classes and rules an index can number.
pub const MOST_CLASSES: usize = 65_535;

/// Log-odds of one unit of learned score. Fitted once over public intent sets; see `docs/scoring.md`.
const LEARNED_LOG_ODDS: f32 = 3.3;
/// Log-odds of a keyword of weight 1 that only one class has.
const KEYWORD_LOG_ODDS: f32 = 2.5;
/// Each further word of a phrase makes it that much more telling.
const PHRASE_GAIN: f32 = 0.3;
/// Log-odds of a pattern.
const PATTERN_LOG_ODDS: f32 = 3.0;
/// Log-odds of a `not_for` word or phrase.
const NOT_FOR_LOG_ODDS: f32 = -3.0;
/// Log-odds of one unit of BM25F over the descriptions.
const DESCRIBED_LOG_ODDS: f32 = 0.35;
/// What a word in a sentence on what an agent is not for counts, as a share of what it would count for it.
const NEGATED_SHARE: f32 = -0.5;
/// BM25F field weights of name, description and body, and its saturation and length constants (Robertson et al. 2004).
const FIELD_WEIGHTS: [f32; 3] = [3.0, 1.0, 0.5];
const SATURATION: f32 = 0.8;
const LENGTH_SHARE: f32 = 0.5;
/// A description is worth as much as so many examples.
const DESCRIPTION_EXAMPLES: f32 = 2.0;
/// How rare a word is, is judged as if so many more classes existed that do not use it: in a team of two, a word that only
/// one uses still is telling.
const BACKGROUND_CLASSES: f32 = 20.0;
/// In collections of more words than this, bodies give no pairs: they would be most of the index for little.
const MOST_PAIRED_WORDS: usize = 400_000;
/// Described weights below this are noise and are not kept.
const LEAST_DESCRIBED: f32 = 0.05;

/// The feature starts a phrase of more words than itself.
pub const FLAG_STARTS_PHRASE: u8 = 1;
/// The feature is a stem: a word that has it is known.
pub const FLAG_STEM: u8 = 2;
/// The feature was learned from examples, so its value and not that of an unknown feature enters the norm.
pub const FLAG_LEARNED: u8 = 4;

/// Who can be the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// A specialist.
    Agent,
    /// The lead itself.
    Lead,
    /// A team beside this one.
    Peer,
    /// A flow, by its index in the policy.
    Flow(u32),
    /// Nobody: requests that do not say what they are about.
    Vague,
}

/// One possible answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Decides close calls.
    pub priority: i32,
}

/// What a rule does when its evidence is in a request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Rule {
    /// Somebody has to be told: (to whom, about what).
    Escalate(String, String),
    /// Somebody has to agree: (who, to what).
    Approval(String, String),
    /// The request is that urgent.
    Urgency(Urgency),
}

/// A pattern and to whom it belongs.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pattern {
    /// The regular expression.
    pub source: String,
    /// A class, or a rule behind the classes.
    pub owner: u16,
    /// Fixed-point log-odds.
    pub weight: i32,
    /// What every match in a text without [`literals::FOLDED_TO_ASCII`] holds, without regard to ASCII case.
    pub literals: Literals,
}

/// The steps of a flow as a decision needs them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FlowCard {
    /// Its name.
    pub name: String,
    /// How urgent it makes a request.
    pub urgency: Option<Urgency>,
    /// The agents of each step, and whether one of them is chosen by evidence.
    pub steps: Vec<(Vec<String>, bool)>,
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
    /// All flows.
    pub flows: Vec<FlowCard>,
    /// All possible answers: agents first, in path order.
    pub classes: Vec<Class>,
    /// The rules, numbered behind the classes.
    pub rules: Vec<Rule>,
    /// All patterns.
    pub patterns: Vec<Pattern>,
    /// Log-odds of one fixed-point unit of learned weight, before the norm.
    pub learned_unit: f64,
    /// What a word not seen in any example counts in the norm, fixed point.
    pub unknown_value: u32,
    /// Per class: log-odds for each unit of feature value, before the norm.
    pub class_base: Vec<f64>,
    /// How sure a score is.
    pub confidence: Confidence,
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

/// What is known of all features. Numbers by feature are an open hash table with a power of two of slots; the rest is
/// by number.
#[derive(Debug, Clone, Copy)]
pub struct Features<'i> {
    slots: &'i [u64],
    numbers: &'i [u32],
    values: &'i [u32],
    flags: &'i [u8],
    bases: &'i [i32],
    entries: [Entered<'i>; 3],
}

/// Entries of one kind.
#[derive(Debug, Clone, Copy)]
struct Entered<'i> {
    ends: &'i [u32],
    entries: &'i [u32],
}

impl<'i> Features<'i> {
    /// The number of a feature, if anything is known of it.
    pub fn number(&self, feature: Feature) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut slot = feature as usize & mask;
        loop {
            match self.numbers[slot] {
                0 => return None,
                number if self.slots[slot] == feature => return Some(number as usize - 1),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    /// The value of a feature, fixed point.
    pub fn value(&self, number: usize) -> u32 {
        self.values[number]
    }

    /// The `FLAG_*` bits of a feature.
    pub fn flags(&self, number: usize) -> u8 {
        self.flags[number]
    }

    /// What a feature adds to every class, in learned units.
    pub fn base(&self, number: usize) -> i32 {
        self.bases[number]
    }

    /// What a feature says about single classes: (class or rule, weight), by class.
    pub fn entries(&self, kind: Entries, number: usize) -> impl Iterator<Item = (usize, i32)> + use<'i> {
        let Entered { ends, entries } = self.entries[kind as usize];
        let range = ends[number] as usize..ends[number + 1] as usize;
        entries[range].iter().map(|entry| ((entry >> 16) as usize, i32::from(*entry as i16)))
    }
}

/// How an example is answered by a team that has not seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOutExample {
    /// The class it belongs to.
    pub class: usize,
    /// Its place among that class's examples.
    pub number: usize,
    /// The class that would answer.
    pub answer: usize,
}

/// Entries of one kind: class numbers with weights by feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entries {
    /// Learned from examples.
    Learned,
    /// From names, descriptions and bodies.
    Described,
    /// From keywords and `not_for`.
    Stated,
}

/// A compiled team.
#[derive(Debug, Clone)]
pub struct Index {
    image: Image,
    /// What is needed for any decision.
    pub meta: Meta,
    /// By flow.
    first_agents: Vec<Vec<usize>>,
}

impl Index {
    /// Compiles a team.
    pub fn compile(team: &Team) -> Self {
        Builder::default().build(team, &mut Vec::new())
    }

    /// Compiles a team, and tells how each of its examples fares without itself: the same pass gives both.
    pub fn compile_with_left_out(team: &Team) -> (Self, Vec<LeftOutExample>) {
        let mut left_out = Vec::new();
        let index = Builder::default().build(team, &mut left_out);
        (index, left_out)
    }

    /// Reads an index from its image; `None` where the image is of no use.
    pub fn from_image(image: Image) -> Option<Self> {
        let meta = postcard::from_bytes(image.section(Section::Meta)).ok()?;
        Some(Self::new(image, meta))
    }

    fn new(image: Image, meta: Meta) -> Self {
        let mut index = Self { image, meta, first_agents: Vec::new() };
        let first = |flow: &FlowCard| {
            let names = flow.steps.first().map_or(&[][..], |(names, _)| names);
            names.iter().filter_map(|name| index.agent(name)).collect()
        };
        index.first_agents = index.meta.flows.iter().map(first).collect();
        index
    }

    /// The agents who may take the first step of a flow.
    pub fn first_agents(&self, flow: usize) -> &[usize] {
        self.first_agents.get(flow).map_or(&[], Vec::as_slice)
    }

    /// The flat form, to be written to a file.
    pub fn image(&self) -> &Image {
        &self.image
    }

    /// The card of the agent with class number `agent`.
    pub fn card(&self, agent: usize) -> AgentCard {
        let ends = self.image.section::<u32>(Section::CardEnds);
        let start = if agent == 0 { 0 } else { ends[agent - 1] as usize };
        let bytes = &self.image.section::<u8>(Section::Cards)[start..ends[agent] as usize];
        postcard::from_bytes(bytes).unwrap_or_default()
    }

    /// The class number of the agent of this name.
    pub fn agent(&self, name: &str) -> Option<usize> {
        let order = self.image.section::<u32>(Section::AgentOrder);
        let name_of = |agent: &u32| self.meta.classes[*agent as usize].name.as_str();
        order.binary_search_by(|agent| name_of(agent).cmp(name)).ok().map(|at| order[at] as usize)
    }

    /// The names of the agents.
    pub fn agent_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.meta.classes.iter().filter(|class| class.kind == Kind::Agent).map(|class| class.name.as_str())
    }

    /// The number of a feature, if anything is known of it.
    pub fn number(&self, feature: Feature) -> Option<usize> {
        self.features().number(feature)
    }

    /// All features, for looking up many.
    pub fn features(&self) -> Features<'_> {
        let image = &self.image;
        let rows = |ends, entries| Entered { ends: image.section(ends), entries: image.section(entries) };
        Features {
            slots: image.section(Section::SlotFeatures),
            numbers: image.section(Section::SlotNumbers),
            values: image.section(Section::Values),
            flags: image.section(Section::Flags),
            bases: image.section(Section::Bases),
            entries: [
                rows(Section::LearnedEnds, Section::Learned),
                rows(Section::DescribedEnds, Section::Described),
                rows(Section::StatedEnds, Section::Stated),
            ],
        }
    }

    /// What a feature says about single classes: (class or rule, weight), by class.
    pub fn entries(&self, kind: Entries, number: usize) -> impl Iterator<Item = (usize, i32)> {
        self.features().entries(kind, number)
    }

    /// The known word that `word`, itself unknown, was probably meant to be: (its feature number, its text).
    pub fn respelt(&self, word: &str) -> Option<(usize, &str)> {
        let allowed = allowed_slips(word)?;
        let keys = self.image.section::<u64>(Section::SpellKeys);
        let words = self.image.section::<u32>(Section::SpellWords);
        let letters = letters(word);
        let mut best: Option<(usize, &str, usize)> = None;
        for key in spell_keys(word) {
            let from = keys.partition_point(|&k| k < key);
            let same = keys[from..].iter().take_while(|&&k| k == key).count();
            for &candidate in &words[from..from + same] {
                let text = self.word(candidate as usize);
                let is_near = text.len().abs_diff(word.len()) <= allowed && may_differ(letters, text, allowed);
                if !is_near || allowed_slips(text).is_none() {
                    continue;
                }
                let slips = strsim::osa_distance(word, text);
                if slips <= allowed && best.is_none_or(|(least, known, _)| (slips, text) < (least, known)) {
                    best = Some((slips, text, candidate as usize));
                }
            }
        }
        best.map(|(_, text, word)| (self.image.section::<u32>(Section::WordNumbers)[word] as usize, text))
    }

    fn word(&self, word: usize) -> &str {
        let ends = self.image.section::<u32>(Section::WordEnds);
        let start = if word == 0 { 0 } else { ends[word - 1] as usize };
        std::str::from_utf8(&self.image.section::<u8>(Section::WordText)[start..ends[word] as usize]).unwrap_or("")
    }
}

/// How many slips of the pen a word may have: none below five letters, one to seven, two from eight on.
/// Words with digits are names or numbers, and those are never nearly right.
fn allowed_slips(word: &str) -> Option<usize> {
    if word.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    match word.chars().count() {
        0..=4 => None,
        5..=7 => Some(1),
        _ => Some(2),
    }
}

/// Which letters an ASCII word holds, a bit each; nothing for other words, whose characters have several bytes.
fn letters(word: &str) -> Option<u32> {
    word.is_ascii().then(|| word.bytes().fold(0, |letters, byte| letters | 1 << (byte & 31)))
}

/// Whether a text can be `allowed` slips away from a word of these letters: a slip takes one letter away and brings
/// another at most. Far cheaper than counting the slips.
fn may_differ(word: Option<u32>, text: &str, allowed: usize) -> bool {
    let (Some(word), Some(text)) = (word, letters(text)) else { return true };
    (word & !text).count_ones().max((text & !word).count_ones()) as usize <= allowed
}

/// Two slips rarely touch both ends of a word: words are looked up by their first and by their last three letters.
fn spell_keys(word: &str) -> [u64; 2] {
    let mut ends = word.char_indices().map(|(i, _)| i).skip(3);
    let first = &word[..ends.next().unwrap_or(word.len())];
    let last_start = word.char_indices().rev().nth(2).map_or(0, |(i, _)| i);
    let key = |end: u64, text: &str| crate::text::stem_feature(text).rotate_left(1) ^ end;
    [key(1, first), key(2, &word[last_start..])]
}

/// The features of a text as an example: stems and pairs, and n-grams.
pub fn example_features(words: &Words, stems: &Stems) -> [Vec<Feature>; BLOCKS] {
    let mut features: [Vec<Feature>; BLOCKS] = Default::default();
    let mut before = None;
    for word in words.iter() {
        let stem = stems.feature(word);
        features[0].push(stem);
        if let Some(before) = before {
            features[0].push(followed_by(before, stem));
        }
        before = Some(stem);
        grams(word, |gram| features[1].push(gram));
    }
    features
}

/// A prompt template without its placeholders.
fn prose_of(template: &str) -> String {
    let text = |piece| match piece {
        Piece::Text(text) => text,
        Piece::Placeholder(_) => " ",
    };
    template::pieces(template).map(text).collect()
}

#[derive(Default)]
struct Builder {
    stems: Stems,
    meta: Meta,
    facts: HashMap<Feature, Facts, BuildHasherDefault<FeatureHasher>>,
    /// Words that a misspelt one may be meant for, with their features.
    dictionary: BTreeMap<String, Feature>,
}

/// What is known of one feature while building.
#[derive(Default)]
struct Facts {
    flags: u8,
    value: f32,
    base: f32,
    learned: Vec<(u32, f32)>,
    described: Vec<(usize, f32)>,
    stated: Vec<(usize, f32)>,
}

/// A class with the texts that speak for it.
struct Voice<'a> {
    evidence: &'a Evidence,
    /// Name, what it is for, body.
    fields: [String; 3],
    not_for: String,
}

impl Voice<'_> {
    /// How many words each field has.
    fn lengths(&self) -> [f32; 3] {
        self.fields.each_ref().map(|field| Words::of(field).len() as f32)
    }
}

impl Builder {
    fn build(mut self, team: &Team, left_out: &mut Vec<LeftOutExample>) -> Index {
        let voices = self.classes(team);
        let voices = &voices[..voices.len().min(MOST_CLASSES)];
        self.describe(voices);
        self.state(voices);
        self.rules(team);
        self.team(team);
        let model = self.learn(voices, left_out);
        self.add_learned(model);
        self.index(team)
    }

    fn classes<'a>(&mut self, team: &'a Team) -> Vec<Voice<'a>> {
        let mut voices = Vec::new();
        let mut add = |name: &str, kind, priority, voice| {
            self.meta.classes.push(Class { name: name.to_owned(), kind, priority });
            voices.push(voice);
        };
        for agent in &team.agents {
            let (for_text, not_for) = for_and_not_for(&agent.description);
            let fields = [agent.name.clone(), for_text, prose_of(&agent.body)];
            add(&agent.name, Kind::Agent, agent.priority, Voice { evidence: &agent.evidence, fields, not_for });
        }
        let described = |name: &str, description: &str| [name.to_owned(), description.to_owned(), String::new()];
        if let Some(lead) = team.lead.as_ref().filter(|lead| !lead.evidence.is_empty()) {
            // The lead's name and description speak of the whole team, so they are no evidence for the lead itself.
            let voice = Voice { evidence: &lead.evidence, fields: Default::default(), not_for: String::new() };
            add("direct", Kind::Lead, lead.priority, voice);
        }
        for peer in &team.policy.peers {
            let fields = described(&peer.name, &peer.description);
            add(&peer.name, Kind::Peer, 0, Voice { evidence: &peer.evidence, fields, not_for: String::new() });
        }
        for (i, flow) in team.policy.flows.iter().enumerate() {
            let fields = described(&flow.name, &flow.description);
            let voice = Voice { evidence: &flow.evidence, fields, not_for: String::new() };
            add(&flow.name, Kind::Flow(i as u32), 0, voice);
        }
        if voices.iter().any(|voice| !voice.evidence.examples.is_empty()) {
            self.meta.classes.push(Class { name: String::new(), kind: Kind::Vague, priority: 0 });
            voices.push(Voice { evidence: &VAGUE, fields: Default::default(), not_for: String::new() });
        }
        self.meta.classes.truncate(MOST_CLASSES);
        voices
    }

    /// BM25F over name, description and body, of stems and of pairs.
    fn describe(&mut self, voices: &[Voice]) {
        let counted = self.count(voices);
        let classes = voices.len() as f32;
        let mut holders: HashMap<Feature, f32> = HashMap::new();
        counted.iter().flat_map(BTreeMap::keys).for_each(|&feature| *holders.entry(feature).or_default() += 1.0);
        let mut mean = [0f32; 3];
        let lengths: Vec<[f32; 3]> = voices.iter().map(|voice| voice.lengths()).collect();
        lengths.iter().for_each(|lengths| (0..3).for_each(|i| mean[i] += lengths[i] / classes));
        let rarity = |feature: &Feature| {
            let n = holders.get(feature).copied().unwrap_or(0.0);
            (1.0 + (BACKGROUND_CLASSES + classes - n + 0.5) / (n + 0.5)).ln()
        };
        for (class, (voice, counts)) in voices.iter().zip(&counted).enumerate() {
            let scale: [f32; 3] = std::array::from_fn(|i| {
                FIELD_WEIGHTS[i] / (1.0 - LENGTH_SHARE + LENGTH_SHARE * lengths[class][i] / mean[i].max(1.0))
            });
            // The more examples speak for somebody, the less the description has to.
            let examples = voice.evidence.examples.len() as f32;
            let share = DESCRIPTION_EXAMPLES / (DESCRIPTION_EXAMPLES + examples);
            for (feature, counts) in counts {
                let frequency: f32 = (0..3).map(|i| scale[i] * counts[i]).sum();
                let saturated = frequency * (SATURATION + 1.0) / (frequency + SATURATION);
                self.add_described(*feature, class, DESCRIBED_LOG_ODDS * share * rarity(feature) * saturated);
            }
            let against = Words::of(&voice.not_for);
            let against = against.iter().filter(|word| !is_function_word(word));
            let against: BTreeSet<Feature> = against.map(|word| self.stems.feature(word)).collect();
            for feature in against.into_iter().filter(|feature| !counts.contains_key(feature)) {
                self.add_described(feature, class, DESCRIBED_LOG_ODDS * rarity(&feature) * NEGATED_SHARE);
            }
        }
    }

    fn add_described(&mut self, feature: Feature, class: usize, weight: f32) {
        if weight.abs() >= LEAST_DESCRIBED {
            let facts = self.facts.entry(feature).or_default();
            facts.flags |= FLAG_STEM;
            facts.described.push((class, weight));
        }
    }

    /// How often each field of each class holds each stem and each pair of stems, function words apart.
    fn count(&mut self, voices: &[Voice]) -> Vec<BTreeMap<Feature, [f32; 3]>> {
        let words: usize = voices.iter().flat_map(Voice::lengths).map(|words| words as usize).sum();
        let paired = if words <= MOST_PAIRED_WORDS { 3 } else { 2 };
        voices.iter().map(|voice| self.count_one(voice, paired)).collect()
    }

    /// The counts of one class; pairs are taken from the first `paired` fields.
    fn count_one(&mut self, voice: &Voice, paired: usize) -> BTreeMap<Feature, [f32; 3]> {
        let mut counts: BTreeMap<Feature, [f32; 3]> = BTreeMap::new();
        for (i, field) in voice.fields.iter().enumerate() {
            let mut before = None;
            for word in Words::of(field).iter() {
                let stem = (!is_function_word(word)).then(|| self.stems.feature(word));
                if let Some(stem) = stem {
                    counts.entry(stem).or_default()[i] += 1.0;
                    if i < 2 && allowed_slips(word).is_some() {
                        self.dictionary.entry(word.to_owned()).or_insert(stem);
                    }
                }
                if let (Some(before), Some(stem), true) = (before, stem, i < paired) {
                    counts.entry(followed_by(before, stem)).or_default()[i] += 1.0;
                    for stem in [before, stem] {
                        self.facts.entry(stem).or_default().flags |= FLAG_STEM;
                    }
                }
                before = stem;
            }
        }
        counts
    }

    /// Keywords, `not_for` and patterns of every class.
    fn state(&mut self, voices: &[Voice]) {
        let mut holders: HashMap<Vec<Feature>, BTreeSet<usize>> = HashMap::new();
        for (class, voice) in voices.iter().enumerate() {
            for keyword in &voice.evidence.keywords {
                holders.entry(self.stems.features(&keyword.text)).or_default().insert(class);
            }
        }
        let classes = voices.len() as f32;
        for (class, voice) in voices.iter().enumerate() {
            let share = |phrase: &[Feature]| {
                let n = holders.get(phrase).map_or(1, BTreeSet::len) as f32;
                (1.0 + classes / n).ln() / (1.0 + classes).ln()
            };
            self.keywords(class, &voice.evidence.keywords, share);
            for text in &voice.evidence.not_for {
                let phrase = self.stems.features(text);
                self.add_phrase(&phrase, class, NOT_FOR_LOG_ODDS);
            }
            self.patterns(class, &voice.evidence.patterns);
        }
    }

    fn keywords(&mut self, owner: usize, keywords: &[Keyword], share: impl Fn(&[Feature]) -> f32) {
        for keyword in keywords {
            let words = Words::of(&keyword.text);
            let phrase: Vec<Feature> = words.iter().map(|word| self.stems.feature(word)).collect();
            let gain = 1.0 + PHRASE_GAIN * (phrase.len().saturating_sub(1)) as f32;
            self.add_phrase(&phrase, owner, KEYWORD_LOG_ODDS * keyword.weight * share(&phrase) * gain);
            if let ([feature], true) = (phrase.as_slice(), allowed_slips(words.iter().next().unwrap_or("")).is_some()) {
                self.dictionary.insert(words.get(0).to_owned(), *feature);
            }
        }
    }

    fn add_phrase(&mut self, phrase: &[Feature], owner: usize, weight: f32) {
        let Some((&first, rest)) = phrase.split_first() else { return };
        self.facts.entry(first).or_default().flags |= FLAG_STEM;
        let mut feature = first;
        for &stem in rest {
            self.facts.entry(feature).or_default().flags |= FLAG_STARTS_PHRASE;
            self.facts.entry(stem).or_default().flags |= FLAG_STEM;
            feature = followed_by(feature, stem);
        }
        let stated = &mut self.facts.entry(feature).or_default().stated;
        match stated.iter_mut().find(|(known, _)| *known == owner) {
            // Two spellings of one phrase (`crash`, `crashes`) are one keyword; the stronger statement holds.
            Some((_, known)) if known.abs() >= weight.abs() => {}
            Some((_, known)) => *known = weight,
            None => stated.push((owner, weight)),
        }
    }

    fn patterns(&mut self, owner: usize, patterns: &[String]) {
        for source in patterns {
            let Ok(parsed) = regex_syntax::ParserBuilder::new().case_insensitive(true).build().parse(source) else {
                // Reported by the lint, with its line.
                continue;
            };
            let weight = (f64::from(PATTERN_LOG_ODDS) * UNIT) as i32;
            let literals = Literals::of(&parsed);
            self.meta.patterns.push(Pattern { source: source.clone(), owner: owner as u16, weight, literals });
        }
    }

    fn rules(&mut self, team: &Team) {
        let policy = &team.policy;
        let mut rules: Vec<(Rule, &Evidence)> = Vec::new();
        for rule in &policy.escalate {
            rules.push((Rule::Escalate(rule.to.clone(), rule.about.clone()), &rule.evidence));
        }
        for rule in &policy.approval {
            rules.push((Rule::Approval(rule.to.clone(), rule.about.clone()), &rule.evidence));
        }
        for (urgency, evidence) in &policy.urgency {
            rules.push((Rule::Urgency(*urgency), evidence));
        }
        for (rule, evidence) in rules {
            let owner = self.meta.classes.len() + self.meta.rules.len();
            if owner >= MOST_CLASSES {
                break;
            }
            self.keywords(owner, &evidence.keywords, |_| 1.0);
            self.patterns(owner, &evidence.patterns);
            self.meta.rules.push(rule);
        }
    }

    /// Who answers for each class: the first agent of a flow that names one, and everybody else for themselves.
    fn answers(&self) -> Vec<usize> {
        let classes = &self.meta.classes;
        let first_agent = |flow: &FlowCard| match flow.steps.first() {
            Some((agents, false)) => {
                let first = agents.first()?;
                classes.iter().position(|class| class.kind == Kind::Agent && class.name == *first)
            }
            _ => None,
        };
        let answer = |(number, class): (usize, &Class)| match class.kind {
            Kind::Flow(flow) => self.meta.flows.get(flow as usize).and_then(first_agent).unwrap_or(number),
            _ => number,
        };
        classes.iter().enumerate().map(answer).collect()
    }

    fn learn(&mut self, voices: &[Voice], left_out: &mut Vec<LeftOutExample>) -> learn::Model {
        let mut examples = Vec::new();
        let mut origins = Vec::new();
        for (class, voice) in voices.iter().enumerate() {
            let texts = voice.evidence.examples.iter();
            // The name is one more example of whoever has any.
            let name = texts.clone().next().map(|_| &voice.fields[0]).filter(|name| !name.is_empty());
            for (number, text) in texts.chain(name).enumerate() {
                let features = example_features(&Words::of(text), &self.stems);
                if !features[0].is_empty() {
                    let prior = self.prior(&features[0], voices.len());
                    examples.push(Example { class, features, prior });
                    origins.push(number);
                }
            }
        }
        let answers = self.answers();
        let model = learn::train(&examples, &answers);
        let trials: Vec<Trial> = examples
            .iter()
            .zip(&model.left_out)
            .filter(|(example, _)| self.meta.classes[example.class].kind != Kind::Vague)
            .map(|(example, left_out)| Trial {
                score: f64::from(left_out.best * LEARNED_LOG_ODDS),
                lead: f64::from(left_out.lead * LEARNED_LOG_ODDS),
                right: left_out.answer == answers[example.class],
            })
            .collect();
        self.meta.confidence = Confidence::fit(&trials);
        let fares = examples.iter().zip(&origins).zip(&model.left_out);
        left_out.extend(
            fares
                .filter(|((example, number), _)| {
                    let own = **number < voices[example.class].evidence.examples.len();
                    own && self.meta.classes[example.class].kind != Kind::Vague
                })
                .map(|((example, number), fares)| LeftOutExample {
                    class: example.class,
                    number: *number,
                    answer: fares.answer,
                }),
        );
        model
    }

    /// What is described and stated gives each class on an example, in units of the learned weights. The features are
    /// stems and pairs in turn, so a stem's successor is two places on.
    fn prior(&self, features: &[Feature], classes: usize) -> Vec<(usize, f32)> {
        let known = features.iter().filter_map(|feature| self.facts.get(feature));
        let entries = known.flat_map(|facts| facts.described.iter().chain(&facts.stated));
        let mut entries: Vec<(usize, f32)> = entries.copied().filter(|(class, _)| *class < classes).collect();
        entries.sort_by_key(|(class, _)| *class);
        let sum = |run: &[(usize, f32)]| run.iter().map(|(_, weight)| weight / LEARNED_LOG_ODDS).sum();
        entries.chunk_by(|a, b| a.0 == b.0).map(|run| (run[0].0, sum(run))).collect()
    }

    fn add_learned(&mut self, model: learn::Model) {
        for learned in model.features {
            let facts = self.facts.entry(learned.feature).or_default();
            facts.flags |= FLAG_LEARNED | FLAG_STEM;
            facts.value = learned.value;
            facts.base = learned.base;
            facts.learned = learned.weights;
        }
        self.meta.unknown_value = (model.unknown_value * VALUE_UNIT) as u32;
        self.meta.class_base =
            model.class_base.iter().map(|base| f64::from(base * LEARNED_LOG_ODDS / VALUE_UNIT)).collect();
    }

    fn team(&mut self, team: &Team) {
        let policy = &team.policy;
        self.meta.team.clone_from(&team.name);
        self.meta.fallback = policy.fallback.clone().filter(|name| team.agent(name).is_some());
        self.meta.clarify.clone_from(&policy.clarify);
        self.meta.activation = team.lead.as_ref().map(|lead| lead.body.clone()).unwrap_or_default();
        self.meta.replies.clone_from(&policy.replies);
        self.meta.session.clone_from(&policy.session);
        self.meta.lead_scalars = team.lead.as_ref().map(|lead| lead.scalars.clone()).unwrap_or_default();
        let message = |peer: &Peer| Some((peer.name.clone(), peer.message.clone()?));
        self.meta.messages = policy.peers.iter().filter_map(message).collect();
        self.meta.flows = policy
            .flows
            .iter()
            .map(|flow| FlowCard {
                name: flow.name.clone(),
                urgency: flow.urgency,
                steps: flow
                    .steps
                    .iter()
                    .map(|step| (step.who.names().to_vec(), matches!(step.who, Who::Any(_))))
                    .collect(),
            })
            .collect();
        self.meta.warnings = team
            .diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity() > crate::diagnostic::Severity::Note)
            .map(ToString::to_string)
            .collect();
    }

    fn index(mut self, team: &Team) -> Index {
        let mut features: Vec<Feature> = self.facts.keys().copied().collect();
        features.sort_unstable();
        let facts: Vec<&Facts> = features.iter().map(|feature| &self.facts[feature]).collect();
        let strongest = facts.iter().flat_map(|f| &f.learned).map(|(_, w)| w.abs()).fold(0f32, f32::max);
        let learned_scale = if strongest > 0.0 { 32_000.0 / strongest } else { 1.0 };
        self.meta.learned_unit = f64::from(LEARNED_LOG_ODDS / learned_scale);

        let wide = |&(class, weight): &(u32, f32)| (class as usize, weight);
        let learned = Rows::of(facts.iter().map(|f| f.learned.iter().map(wide)), learned_scale);
        let described = Rows::of(facts.iter().map(|f| f.described.iter().copied()), UNIT as f32);
        let stated = Rows::of(facts.iter().map(|f| f.stated.iter().copied()), UNIT as f32);
        let values: Vec<u32> = facts.iter().map(|f| (f.value * VALUE_UNIT) as u32).collect();
        let bases: Vec<i32> = facts.iter().map(|f| (f.base * learned_scale).round() as i32).collect();
        let flags: Vec<u8> = facts.iter().map(|f| f.flags).collect();
        let (slot_features, slot_numbers) = hash_table(&features);
        let spelling = Spelling::of(&self.dictionary, &features);
        let (card_ends, cards) = cards(team, self.meta.classes.len());
        let mut agent_order: Vec<u32> = (0..card_ends.len() as u32).collect();
        agent_order.sort_by_key(|&agent| &self.meta.classes[agent as usize].name);
        let meta = postcard::to_stdvec(&self.meta).unwrap_or_default();
        use bytemuck::cast_slice as bytes;
        let image = Image::build(&[
            (Section::Meta, &meta),
            (Section::CardEnds, bytes(&card_ends)),
            (Section::Cards, &cards),
            (Section::AgentOrder, bytes(&agent_order)),
            (Section::SlotFeatures, bytes(&slot_features)),
            (Section::SlotNumbers, bytes(&slot_numbers)),
            (Section::Values, bytes(&values)),
            (Section::Flags, &flags),
            (Section::Bases, bytes(&bases)),
            (Section::LearnedEnds, bytes(&learned.ends)),
            (Section::Learned, bytes(&learned.entries)),
            (Section::DescribedEnds, bytes(&described.ends)),
            (Section::Described, bytes(&described.entries)),
            (Section::StatedEnds, bytes(&stated.ends)),
            (Section::Stated, bytes(&stated.entries)),
            (Section::SpellKeys, bytes(&spelling.keys)),
            (Section::SpellWords, bytes(&spelling.words)),
            (Section::WordNumbers, bytes(&spelling.numbers)),
            (Section::WordEnds, bytes(&spelling.ends)),
            (Section::WordText, spelling.text.as_bytes()),
        ]);
        Index::new(image, self.meta)
    }
}

/// Entries of one kind for all features, one behind the other.
struct Rows {
    ends: Vec<u32>,
    entries: Vec<u32>,
}

impl Rows {
    fn of(rows: impl Iterator<Item = impl Iterator<Item = (usize, f32)>>, scale: f32) -> Self {
        let mut found = Self { ends: vec![0], entries: Vec::new() };
        for row in rows {
            let start = found.entries.len();
            let entry = |(class, w): (usize, f32)| {
                let weight = (w * scale).round().clamp(-32_767.0, 32_767.0) as i16;
                (weight != 0).then_some((class as u32) << 16 | u32::from(weight as u16))
            };
            found.entries.extend(row.filter_map(entry));
            found.entries[start..].sort_unstable_by_key(|entry| entry >> 16);
            found.ends.push(found.entries.len() as u32);
        }
        found
    }
}

/// Open addressing with linear probing, at most half full.
fn hash_table(features: &[Feature]) -> (Vec<u64>, Vec<u32>) {
    let slots = (features.len() * 2).next_power_of_two().max(2);
    let (mut slot_features, mut slot_numbers) = (vec![0u64; slots], vec![0u32; slots]);
    for (number, &feature) in features.iter().enumerate() {
        let mut slot = feature as usize & (slots - 1);
        while slot_numbers[slot] != 0 {
            slot = (slot + 1) & (slots - 1);
        }
        slot_features[slot] = feature;
        slot_numbers[slot] = number as u32 + 1;
    }
    (slot_features, slot_numbers)
}

struct Spelling {
    keys: Vec<u64>,
    words: Vec<u32>,
    numbers: Vec<u32>,
    ends: Vec<u32>,
    text: String,
}

impl Spelling {
    fn of(dictionary: &BTreeMap<String, Feature>, features: &[Feature]) -> Self {
        let mut spelling =
            Self { keys: Vec::new(), words: Vec::new(), numbers: Vec::new(), ends: Vec::new(), text: String::new() };
        let mut pairs = Vec::new();
        for (word, feature) in dictionary {
            let Ok(number) = features.binary_search(feature) else { continue };
            pairs.extend(spell_keys(word).map(|key| (key, spelling.ends.len() as u32)));
            spelling.numbers.push(number as u32);
            spelling.text.push_str(word);
            spelling.ends.push(spelling.text.len() as u32);
        }
        pairs.sort_unstable();
        (spelling.keys, spelling.words) = pairs.into_iter().unzip();
        spelling
    }
}

/// The agents' cards, one behind the other. Agents are the first classes.
fn cards(team: &Team, classes: usize) -> (Vec<u32>, Vec<u8>) {
    let (mut ends, mut cards) = (Vec::new(), Vec::new());
    for agent in team.agents.iter().take(classes) {
        cards.extend(postcard::to_stdvec(&card(team, agent)).unwrap_or_default());
        ends.push(cards.len() as u32);
    }
    (ends, cards)
}

/// How many keywords are offered to somebody whose request is unclear.
const HINTS: usize = 5;

fn card(team: &Team, agent: &Agent) -> AgentCard {
    AgentCard {
        knowledge: team.knowledge_path(agent),
        knowledge_found: team.has_knowledge(agent),
        scalars: agent.scalars.clone(),
        body: agent.body.clone(),
        hints: agent.evidence.keywords.iter().take(HINTS).map(|keyword| keyword.text.clone()).collect(),
    }
}
