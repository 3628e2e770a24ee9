//! Coverage: which evidence of a team the fixtures use, and which evidence could be removed without any fixture
//! failing.

use crate::Responder;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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

/// The evidence of one agent (or the lead), and whether each piece was decisive for a fixture.
struct Owner<'t> {
    agent: &'t Agent,
    answers: usize,
    keywords: HashMap<Vec<Feature>, (usize, bool)>,
    /// Number of words of the longest keyword.
    longest: usize,
    patterns: Vec<(Option<Regex>, bool)>,
    /// By example: number of distinct words, and whether it was decisive for a fixture.
    examples: Vec<(usize, bool)>,
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
        let Some(owner) = owner_of(index, decision).and_then(|who| self.position(&who)) else { return };
        let owner = &mut self.owners[owner];
        owner.answers += 1;
        let features = self.reader.features(request);
        owner.note_keywords(&features);
        let unused = owner.patterns.iter_mut().filter(|(_, used)| !used);
        unused.for_each(|(regex, used)| *used = regex.as_ref().is_some_and(|regex| regex.is_match(request)));
        owner.note_nearest(&features.into_iter().collect());
    }

    fn position(&self, who: &Responder) -> Option<usize> {
        match who {
            Responder::Named(name) => self.team.agents.iter().position(|agent| agent.name == *name),
            Responder::Lead => self.team.lead.as_ref().map(|_| self.team.agents.len()),
            Responder::Nobody => None,
        }
    }

    /// Adds the coverage of another part of the fixtures.
    pub(crate) fn merge(&mut self, other: Self) {
        for (own, other) in self.owners.iter_mut().zip(other.owners) {
            own.answers += other.answers;
            for (features, (_, used)) in other.keywords {
                own.keywords.entry(features).and_modify(|(_, own)| *own |= used);
            }
            own.patterns.iter_mut().zip(other.patterns).for_each(|(own, other)| own.1 |= other.1);
            own.examples.iter_mut().zip(other.examples).for_each(|(own, other)| own.1 |= other.1);
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
        let evidence = &agent.evidence;
        let keywords = evidence.keywords.iter().enumerate().rev();
        let mut holders: HashMap<Feature, Vec<usize>> = HashMap::new();
        let mut examples = Vec::new();
        for (number, text) in evidence.examples.iter().enumerate() {
            let words: BTreeSet<Feature> = reader.features(text).into_iter().collect();
            examples.push((words.len(), false));
            words.into_iter().for_each(|word| holders.entry(word).or_default().push(number));
        }
        let keywords: HashMap<_, _> =
            keywords.map(|(i, keyword)| (reader.features(&keyword.text), (i, false))).collect();
        Self {
            agent,
            answers: 0,
            longest: keywords.keys().map(Vec::len).max().unwrap_or(0),
            keywords,
            patterns: evidence.patterns.iter().map(|source| (compile_pattern(source).ok(), false)).collect(),
            examples,
            holders,
        }
    }

    fn note_keywords(&mut self, request: &[Feature]) {
        for run in (1..=self.longest).flat_map(|n| request.windows(n)) {
            if let Some((_, used)) = self.keywords.get_mut(run) {
                *used = true;
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
            self.examples[nearest].1 = true;
        }
    }

    fn gaps(&self, who: Responder, gaps: &mut Gaps) {
        let evidence = &self.agent.evidence;
        let mut note = |kind: EvidenceKind, text: &str, used: bool| {
            gaps.rules += 1;
            gaps.reached += usize::from(used);
            if !used {
                let (source, line) = self.agent.place_of(kind.key().unwrap_or_default(), text);
                let (agent, text, file) = (who.clone(), text.to_owned(), source.file.clone());
                gaps.unused.push(Unused { agent, kind, text, file, line });
            }
        };
        let mut keywords: Vec<(usize, bool)> = self.keywords.values().copied().collect();
        keywords.sort_unstable();
        for (i, used) in keywords {
            note(EvidenceKind::Keyword, &evidence.keywords[i].text, used);
        }
        for (source, (_, used)) in evidence.patterns.iter().zip(&self.patterns) {
            note(EvidenceKind::Pattern, source, *used);
        }
        for (text, (_, used)) in evidence.examples.iter().zip(&self.examples) {
            note(EvidenceKind::Example, text, *used);
        }
    }
}

/// Whose evidence was decisive: that of the chosen candidate, unless it is a flow.
fn owner_of(index: &Index, decision: &Decision) -> Option<Responder> {
    let class = match decision.agent {
        Some(agent) => index.class(agent),
        None => index.class(decision.answering(index).or(decision.candidates.first())?.answer),
    };
    match class.kind {
        ClassKind::Lead => Some(Responder::Lead),
        ClassKind::Agent => Some(Responder::Named(class.name.clone())),
        ClassKind::Peer | ClassKind::Flow(_) | ClassKind::OutOfScope => None,
    }
}
