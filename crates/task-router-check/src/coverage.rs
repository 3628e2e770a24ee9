//! Coverage: which evidence of a team the fixtures use, and which evidence could be removed without any fixture
//! failing.

use crate::Responder;
use regex::Regex;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use task_router_engine::evidence::EvidenceForm;
use task_router_engine::index::TeamReader;
use task_router_engine::pattern::compile_pattern;
use task_router_engine::text::Feature;
use task_router_engine::{Agent, ClassKind, Decision, EvidenceKind, Index, Team};

/// Coverage collected so far.
pub struct FixtureCoverage<'t> {
    team: &'t Team,
    owners: Vec<Owner<'t>>,
    reader: TeamReader<'t>,
}

/// The evidence in favour of one agent (or the lead).
struct Owner<'t> {
    agent: &'t Agent,
    answers: usize,
    /// By piece of evidence: its kind and its text. Several spellings of a phrase are one piece.
    pieces: Vec<(EvidenceKind, &'t str)>,
    /// By piece: whether it was decisive for a fixture.
    used: Vec<bool>,
    /// The pieces that are words and phrases.
    phrases: HashMap<Vec<Feature>, usize>,
    /// Number of words of the longest phrase.
    longest: usize,
    /// The pieces that are patterns.
    patterns: Vec<(Regex, usize)>,
    /// The pieces that are whole requests: number of distinct words, and the piece.
    examples: Vec<(usize, usize)>,
    /// By word: the examples that contain it.
    holders: HashMap<Feature, Vec<usize>>,
}

/// What no fixture covers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    /// Number of keywords, patterns and examples that were decisive for a fixture.
    pub reached: usize,
    /// Number of all keywords, patterns and examples.
    pub rules: usize,
    /// Agents that answer no fixture.
    pub agents: Vec<String>,
    /// Evidence that was decisive for no fixture.
    pub unused: Vec<Unused>,
}

/// A piece of evidence that was decisive for no fixture.
#[derive(Debug, Clone, PartialEq)]
pub struct Unused {
    /// Whose it is.
    pub agent: Responder,
    /// A keyword, a pattern or an example.
    pub kind: EvidenceKind,
    /// Its text.
    pub text: String,
    /// Its file.
    pub file: String,
    /// Its line.
    pub line: usize,
}

impl<'t> FixtureCoverage<'t> {
    /// Starts with nothing covered.
    pub(crate) fn new(team: &'t Team, index: &'t Index) -> Self {
        let reader = index.reader();
        let owners = team.agents.iter().chain(&team.lead).map(|agent| Owner::new(agent, &reader)).collect();
        Self { team, owners, reader }
    }

    /// Records the evidence that was decisive for one request.
    pub(crate) fn note(&mut self, index: &Index, request: &str, decision: &Decision) {
        let Some(owner) = self.owner_of(index, decision) else { return };
        let owner = &mut self.owners[owner];
        owner.answers += 1;
        let features = self.reader.features(request);
        owner.note_phrases(&features);
        for (regex, piece) in &owner.patterns {
            owner.used[*piece] = owner.used[*piece] || regex.is_match(request);
        }
        owner.note_nearest(&features.into_iter().collect());
    }

    /// Position of the owner whose evidence was decisive: that of the chosen candidate, unless it is a flow.
    fn owner_of(&self, index: &Index, decision: &Decision) -> Option<usize> {
        let chosen = || decision.answering(index).or(decision.candidates.first()).map(|candidate| candidate.answer);
        let class = decision.agent.or_else(chosen)?;
        match index.class(class).kind {
            // The agents are the first classes, in their order.
            ClassKind::Agent => Some(class.index()),
            ClassKind::Lead => Some(self.team.agents.len()),
            ClassKind::Peer | ClassKind::Flow(_) | ClassKind::OutOfScope => None,
        }
    }

    /// Adds the coverage of another part of the fixtures.
    pub(crate) fn merge(&mut self, other: Self) {
        for (own, other) in self.owners.iter_mut().zip(other.owners) {
            own.answers += other.answers;
            own.used.iter_mut().zip(other.used).for_each(|(own, other)| *own |= other);
        }
    }

    /// What no fixture covers.
    pub(crate) fn gaps(&self) -> Gaps {
        let mut gaps = Gaps::default();
        for (number, owner) in self.owners.iter().enumerate() {
            let is_agent = number < self.team.agents.len();
            if owner.answers == 0 && is_agent {
                gaps.agents.push(owner.agent.name.clone());
            }
            owner.gaps(if is_agent { Responder::Named(owner.agent.name.clone()) } else { Responder::Lead }, &mut gaps);
        }
        gaps
    }
}

impl<'t> Owner<'t> {
    fn new(agent: &'t Agent, reader: &TeamReader) -> Self {
        let mut owner = Self {
            agent,
            answers: 0,
            pieces: Vec::new(),
            used: Vec::new(),
            phrases: HashMap::new(),
            longest: 0,
            patterns: Vec::new(),
            examples: Vec::new(),
            holders: HashMap::new(),
        };
        for kind in EvidenceKind::written().filter(|kind| !kind.is_against()) {
            agent.evidence.texts(kind).for_each(|text| owner.add(kind, text, reader));
        }
        owner.used.resize(owner.pieces.len(), false);
        owner
    }

    fn add(&mut self, kind: EvidenceKind, text: &'t str, reader: &TeamReader) {
        let piece = self.pieces.len();
        match kind.form() {
            None => return,
            Some(EvidenceForm::Words) => {
                let Entry::Vacant(free) = self.phrases.entry(reader.features(text)) else { return };
                self.longest = self.longest.max(free.key().len());
                free.insert(piece);
            }
            Some(EvidenceForm::Patterns) => {
                self.patterns.extend(compile_pattern(text).ok().map(|regex| (regex, piece)))
            }
            Some(EvidenceForm::Requests) => {
                let words: BTreeSet<Feature> = reader.features(text).into_iter().collect();
                let number = self.examples.len();
                self.examples.push((words.len(), piece));
                words.into_iter().for_each(|word| self.holders.entry(word).or_default().push(number));
            }
        }
        self.pieces.push((kind, text));
    }

    fn note_phrases(&mut self, request: &[Feature]) {
        for run in (1..=self.longest).flat_map(|n| request.windows(n)) {
            if let Some(piece) = self.phrases.get(run) {
                self.used[*piece] = true;
            }
        }
    }

    /// Marks the example that shares the most words with a request as decisive.
    fn note_nearest(&mut self, request: &BTreeSet<Feature>) {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for number in request.iter().filter_map(|word| self.holders.get(word)).flatten() {
            *shared.entry(*number).or_default() += 1;
        }
        let likeness = |number: usize, shared: usize| shared as f64 / (self.examples[number].0 + request.len()) as f64;
        let alike = shared.into_iter().map(|(number, shared)| (likeness(number, shared), number));
        if let Some((_, nearest)) = alike.max_by(|a, b| a.0.total_cmp(&b.0)) {
            self.used[self.examples[nearest].1] = true;
        }
    }

    fn gaps(&self, who: Responder, gaps: &mut Gaps) {
        gaps.rules += self.pieces.len();
        gaps.reached += self.used.iter().filter(|used| **used).count();
        for (&(kind, text), _) in self.pieces.iter().zip(&self.used).filter(|(_, used)| !**used) {
            let (source, line) = self.agent.place_of(kind.key(), text);
            let (agent, text, file) = (who.clone(), text.to_owned(), source.file.clone());
            gaps.unused.push(Unused { agent, kind, text, file, line });
        }
    }
}
