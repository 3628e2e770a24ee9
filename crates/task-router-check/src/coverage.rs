//! What the fixtures of a team reach, and what no fixture reaches: rules that nothing would notice the loss of.

use crate::Responder;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use task_router_engine::agent::Agent;
use task_router_engine::decide::Decision;
use task_router_engine::index::{ClassKind, Index, TeamReader};
use task_router_engine::score::{EvidenceKind, compile_pattern};
use task_router_engine::team::Team;
use task_router_engine::text::Feature;

/// What has been reached so far.
pub struct Coverage<'t> {
    team: &'t Team,
    owners: Vec<Owner<'t>>,
    reader: TeamReader<'t>,
}

/// One agent's (or the lead's) rules, and whether each has decided a fixture.
struct Owner<'t> {
    agent: &'t Agent,
    answers: usize,
    keywords: HashMap<Vec<Feature>, (usize, bool)>,
    /// How many words the longest keyword has.
    longest: usize,
    patterns: Vec<(Option<Regex>, bool)>,
    /// By example: how many different words it has, and whether it decided a fixture.
    examples: Vec<(usize, bool)>,
    /// By word: the examples that hold it.
    holders: HashMap<Feature, Vec<usize>>,
}

/// What no fixture reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gaps {
    /// Keywords, patterns and examples that decided a fixture.
    pub reached: usize,
    /// Keywords, patterns and examples there are.
    pub rules: usize,
    /// Agents that answer no fixture.
    pub agents: Vec<String>,
    /// Rules that decided no fixture.
    pub unused: Vec<Unused>,
}

/// A rule that decided no fixture.
#[derive(Debug, Clone, PartialEq)]
pub struct Unused {
    /// Whose it is.
    pub agent: Responder,
    /// A keyword, a pattern or an example.
    pub kind: EvidenceKind,
    /// The rule.
    pub text: String,
    /// The file it stands in.
    pub file: String,
    /// The line it stands in.
    pub line: usize,
}

impl<'t> Coverage<'t> {
    /// Nothing reached yet.
    pub fn new(team: &'t Team, index: &'t Index) -> Self {
        let reader = index.reader();
        let owners = team.agents.iter().chain(&team.lead).map(|agent| Owner::new(agent, &reader)).collect();
        Self { team, owners, reader }
    }

    /// Notes what decided one request.
    pub fn note(&mut self, index: &Index, request: &str, decision: &Decision) {
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

    /// Adds what another part of the fixtures reached.
    pub fn merge(&mut self, other: Self) {
        for (own, other) in self.owners.iter_mut().zip(other.owners) {
            own.answers += other.answers;
            for (features, (_, used)) in other.keywords {
                own.keywords.entry(features).and_modify(|(_, own)| *own |= used);
            }
            own.patterns.iter_mut().zip(other.patterns).for_each(|(own, other)| own.1 |= other.1);
            own.examples.iter_mut().zip(other.examples).for_each(|(own, other)| own.1 |= other.1);
        }
    }

    /// What no fixture reached.
    pub fn gaps(&self) -> Gaps {
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

    /// The example that shares most with a request is the one that decided it.
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

/// Whose rules decided: those of the candidate that was chosen, not those of a flow.
fn owner_of(index: &Index, decision: &Decision) -> Option<Responder> {
    let class = match decision.agent {
        Some(agent) => index.class(agent),
        None => index.class(decision.candidates.first()?.answer),
    };
    match class.kind {
        ClassKind::Lead => Some(Responder::Lead),
        ClassKind::Agent => Some(Responder::Named(class.name.clone())),
        ClassKind::Peer | ClassKind::Flow(_) | ClassKind::OutOfScope => None,
    }
}
