//! Lints of a team's definitions; each finding is at the line that causes it.
//!
//! Findings from loading are already in the team; these lints need the whole team. A lint with false positives gets
//! disabled, so each one only fires if the mistake affects the answers, or cannot be intended.

mod agents;
mod answers;
mod catalog;
mod files;
mod keywords;
mod team_file;

use crate::{CompiledTeam, Tally};
use answers::{AnswerCache, LintAnswer};
use std::collections::{BTreeMap, HashMap, HashSet};
use task_router_engine::agent::{AgentNames, SourceText, example_file};
use task_router_engine::diagnostic::{Code, first_of_each_kind};
use task_router_engine::evidence::EvidenceForm;
use task_router_engine::index::TeamReader;
use task_router_engine::pattern::{FIX_PATTERN, compile_pattern, invalid_pattern};
use task_router_engine::plan::cycles::cycles;
use task_router_engine::team::LEAD;
use task_router_engine::team::policy::Policy;
use task_router_engine::text::{Feature, Language};
use task_router_engine::{
    Agent, Class, ClassId, ClassKind, Diagnostic, Evidence, EvidenceKind, Index, Keyword, Scorer, Team,
};

/// Function words that are meaningful as keywords: the language Go, a page that is down.
const MEANT: [&str; 6] = ["down", "go", "help", "helps", "new", "off"];

/// Whether a word is too common to distinguish requests.
pub(crate) fn is_common(word: &str) -> bool {
    Language::English.is_function_word(word) && !MEANT.contains(&word)
}

/// All findings about a team, in path order.
pub(crate) fn lint(compiled: &CompiledTeam) -> Vec<Diagnostic> {
    let mut linter = Linter::new(compiled);
    linter.agents();
    linter.patterns();
    linter.team_file();
    linter.keywords();
    linter.cycles();
    linter.examples();
    linter.catalog();
    linter.files();
    linter.found.extend(compiled.team.diagnostics.iter().cloned());
    linter.found.sort();
    linter.found.dedup();
    linter.only_conflicts();
    first_of_each_kind(linter.found)
}

/// Texts without a common word or letter: a pattern that matches all of them matches anything.
const UNLIKE: [&str; 3] = ["zq", "jx vk wp", "hf. gb?"];

/// Evidence with its owner and its position.
struct LintTarget<'t> {
    name: &'t str,
    evidence: &'t Evidence,
    /// The agent, or the lead in whose file it is.
    agent: &'t Agent,
    /// Files with more of its examples.
    example_files: &'t [SourceText],
    /// The section of `team.md` it is in; empty for an agent or the lead.
    section: &'static str,
    priority: i32,
    /// Its class; `None` for a rule.
    class: Option<ClassId>,
}

impl<'t> LintTarget<'t> {
    /// File and line of an item.
    fn place_of(&self, key: &str, item: &str) -> (&'t SourceText, usize) {
        if self.section.is_empty() {
            return self.agent.place_of(key, item);
        }
        let source = &self.agent.source;
        let in_file = example_file::place_of(self.example_files, key, item);
        in_file.unwrap_or_else(|| (source, source.line_of_any([self.section, key], item)))
    }

    fn example(&self, number: usize) -> &'t str {
        &self.evidence.items(EvidenceKind::Example)[number].text
    }

    /// Its name, and the position of an item.
    fn named_at(&self, key: &str, item: &str) -> String {
        let (source, line) = self.place_of(key, item);
        format!("`{}` ({}:{line})", self.name, source.shown())
    }
}

struct Linter<'s> {
    team: &'s Team,
    index: &'s Index,
    targets: Vec<LintTarget<'s>>,
    scorer: Scorer<'s>,
    answers: AnswerCache<'s>,
    reader: TeamReader<'s>,
    names: AgentNames,
    /// Number of documents that missing ones were compared with.
    compared_documents: usize,
    /// Leave-one-out answer of each example (class, number).
    loo: HashMap<(ClassId, usize), ClassId>,
    /// The classes that have such answers.
    learned: HashSet<ClassId>,
    found: Vec<Diagnostic>,
    /// Files with an undecided merge, and its line.
    conflicts: HashMap<String, usize>,
}

impl<'s> Linter<'s> {
    fn new(compiled: &'s CompiledTeam) -> Self {
        let CompiledTeam { team, index, loo, .. } = compiled;
        Self {
            team,
            index,
            targets: targets(team, index),
            scorer: Scorer::new(index),
            answers: AnswerCache::default(),
            compared_documents: 0,
            reader: index.reader(),
            names: AgentNames::new(team.names()),
            loo: loo.iter().map(|example| ((example.class, example.number), example.answer)).collect(),
            learned: loo.iter().map(|example| example.class).collect(),
            found: Vec::new(),
            conflicts: HashMap::new(),
        }
    }

    fn add(&mut self, code: Code, source: &SourceText, line: usize, message: String, help: impl Into<String>) {
        self.found.push(Diagnostic::new(code, &source.file, line, message, help));
    }

    /// Adds a finding about an item under a key of a target.
    fn add_at(&mut self, code: Code, target: usize, key: &str, item: &str, message: String, help: &str) {
        let target = &self.targets[target];
        let (source, line) = target.place_of(key, item);
        self.add(code, source, line, message, help);
    }

    /// Adds a finding about an item that two targets have; `says` gets the name of the one whose item it is reported
    /// at, and name and position of the other.
    fn add_about_pair(
        &mut self,
        code: Code,
        key: &str,
        [(own, item), (other, twin)]: [(usize, &str); 2],
        says: impl Fn(&str, &str) -> String,
        help: &str,
    ) {
        let message = says(self.targets[own].name, &self.targets[other].named_at(key, twin));
        self.add_at(code, own, key, item, message, help);
    }

    /// Whether a target answers only when named: it neither loses requests to others nor takes any from them.
    fn is_silent(&self, target: usize) -> bool {
        let target = &self.targets[target];
        target.section.is_empty() && self.team.agent(target.name).is_some_and(Agent::is_silent)
    }

    fn patterns(&mut self) {
        for i in 0..self.targets.len() {
            let LintTarget { name, evidence, .. } = self.targets[i];
            for (kind, Keyword { text: pattern, .. }) in evidence.of_form(EvidenceForm::Patterns) {
                let key = kind.key();
                match compile_pattern(pattern) {
                    // Reported when the team was read.
                    Err(_) if self.targets[i].section.is_empty() => {}
                    Err(error) => {
                        let message = invalid_pattern(name, pattern, &error);
                        self.add_at(Code::InvalidPattern, i, key, pattern, message, FIX_PATTERN);
                    }
                    Ok(compiled) if UNLIKE.iter().all(|text| compiled.is_match(text)) => {
                        let message = format!("the pattern `{pattern}` of `{name}` is found in every request");
                        let help = "name a word that has to stand there: `.*`, `x?` and `\\w+` fit all";
                        self.add_at(Code::WeakPattern, i, key, pattern, message, help);
                    }
                    Ok(_) => {}
                }
            }
        }
    }

    fn examples(&mut self) {
        self.routing_of_examples();
        let mut alike: BTreeMap<Vec<Feature>, Vec<(usize, &str)>> = BTreeMap::new();
        let can_answer = |(i, target): &(usize, &LintTarget<'_>)| target.class.is_some() && !self.is_silent(*i);
        for (i, target) in self.targets.iter().enumerate().filter(can_answer) {
            for example in target.evidence.examples() {
                alike.entry(self.content_key(example)).or_default().push((i, example));
            }
        }
        for group in alike.into_values() {
            // The many examples of one agent are not compared with each other.
            if group.iter().all(|(target, _)| *target == group[0].0) {
                continue;
            }
            for &(i, text) in &group {
                let Some(&twin) = group.iter().find(|(other, _)| self.disagree(i, *other)) else { continue };
                let says = |own: &str, other: &str| {
                    format!("{text:?} is an example of `{own}` and nearly the same one of {other}")
                };
                let help = "keep it with the one that should answer";
                self.add_about_pair(Code::NearIdenticalExamples, "examples", [(i, text), twin], says, help);
            }
        }
    }

    /// A sorted key of the distinctive words of a text; of all its words if fewer than two are distinctive.
    fn content_key(&self, text: &str) -> Vec<Feature> {
        let words = self.reader.words(text);
        let distinctive: Vec<&str> = words.iter().filter(|word| !is_common(word)).collect();
        let kept: Vec<&str> = if distinctive.len() < 2 { words.iter().collect() } else { distinctive };
        let mut features: Vec<Feature> = kept.into_iter().map(|word| self.reader.feature(word)).collect();
        features.sort_unstable();
        features
    }

    /// Whether a request cannot belong to both; a flow agrees with the agents of its first step.
    fn disagree(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.targets[a].class, self.targets[b].class) else { return false };
        a != b && !agree(self.index, a, b)
    }

    /// Checks the answer to each example.
    fn routing_of_examples(&mut self) {
        for i in 0..self.targets.len() {
            let target = &self.targets[i];
            let Some(class) = target.class.filter(|_| !self.is_silent(i)) else { continue };
            for example in target.evidence.examples() {
                let answer = self.answers.to(&mut self.scorer, example);
                if reaches(self.index, class, &answer) {
                    continue;
                }
                let got = &answer.responder;
                let message = format!(
                    "{example:?} is an example of `{}` but goes to `{got}` ({})",
                    self.targets[i].name, answer.reason
                );
                let help = "give its owner a keyword of it, or move the example";
                self.add_at(Code::ExampleRoutesElsewhere, i, "examples", example, message, help);
            }
        }
    }

    /// Finds agents that cannot start because they need each other's results.
    fn cycles(&mut self) {
        let agents = &self.team.agents;
        let mut producers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (i, agent) in agents.iter().enumerate() {
            agent.produces.iter().for_each(|what| producers.entry(what).or_default().push(i));
        }
        // One producer of a needed result is enough; results that nobody produces are not waited for.
        let waits_for = |i: usize, done: &[bool]| {
            let mut needed = agents[i].needs.iter().filter_map(|what| producers.get(what.as_str()));
            needed.find(|all| all.iter().all(|&one| !done[one])).map(|all| all[0])
        };
        for cycle in cycles(agents.len(), waits_for) {
            let names: Vec<&str> = cycle.iter().chain(&cycle[..1]).map(|&i| agents[i].name.as_str()).collect();
            let first = &agents[cycle[0]].source;
            let message = format!("no order of work exists: {}", names.join(" needs "));
            let line = first.line_of("needs", "");
            self.add(Code::CyclicNeeds, first, line, message, "let one of them begin without the other's result");
        }
    }
}

fn targets<'t>(team: &'t Team, index: &Index) -> Vec<LintTarget<'t>> {
    let class = |name: &str, is: fn(ClassKind) -> bool| {
        index.classes().find(|(_, class)| is(class.kind) && class.name == name).map(|(class, _)| class)
    };
    let mut targets: Vec<LintTarget> = Vec::new();
    for agent in &team.agents {
        let class = index.agent(&agent.name);
        targets.push(target_of(&agent.name, agent, class));
    }
    let Some(lead) = &team.lead else { return targets };
    targets.push(target_of(LEAD, lead, class(LEAD, |kind| kind == ClassKind::Lead)));
    let mut add = |name, evidence, section, class| {
        targets.push(LintTarget {
            name,
            evidence,
            agent: lead,
            example_files: &team.policy.example_files,
            section,
            priority: 0,
            class,
        });
    };
    let Policy { peers, flows, escalate, approval, urgency, domains, notify, asks_for_session, .. } = &team.policy;
    for peer in peers {
        add(&peer.name, &peer.evidence, "peers", class(&peer.name, |kind| kind == ClassKind::Peer));
    }
    for flow in flows {
        add(&flow.name, &flow.evidence, "flows", class(&flow.name, |kind| matches!(kind, ClassKind::Flow(_))));
    }
    for (section, rules) in [("escalate", escalate), ("approval", approval)] {
        rules.iter().for_each(|rule| add(&rule.about, &rule.evidence, section, None));
    }
    urgency.iter().for_each(|(urgency, evidence)| add(urgency.name(), evidence, "urgency", None));
    let requires = flows.iter().filter_map(|flow| Some((flow, flow.requires.as_ref()?)));
    requires.for_each(|(flow, evidence)| add(&flow.name, evidence, "requires", None));
    domains.iter().for_each(|domain| add(&domain.agent, &domain.evidence, "domains", None));
    notify.iter().for_each(|notice| add(&notice.about, &notice.evidence, "notify", None));
    add("session", asks_for_session, "session", None);
    targets
}

fn target_of<'t>(name: &'t str, agent: &'t Agent, class: Option<ClassId>) -> LintTarget<'t> {
    let Agent { evidence, example_files, priority, .. } = agent;
    LintTarget { name, evidence, agent, example_files, section: "", priority: *priority, class }
}

/// Whether two classes can both be right about one request.
fn agree(index: &Index, a: ClassId, b: ClassId) -> bool {
    let takes_first_step = |flow: ClassId, agent: ClassId| {
        let first = index.flow(flow).and_then(|flow| flow.steps.first());
        first.is_some_and(|step| step.agents.contains(&agent))
    };
    a == b || takes_first_step(a, b) || takes_first_step(b, a)
}

/// Whether an answer is that of a class.
fn reaches(index: &Index, class: ClassId, answer: &LintAnswer) -> bool {
    let Class { name, kind, .. } = index.class(class);
    match kind {
        ClassKind::Flow(_) => {
            answer.flow.as_ref() == Some(name) || answer.agent.is_some_and(|agent| agree(index, class, agent))
        }
        _ => answer.responder.class(index) == Some(class),
    }
}

/// Every example, and whether its owner answers it.
pub(crate) fn examples_that_pass(compiled: &CompiledTeam) -> Vec<(String, bool)> {
    let (mut scorer, mut answers) = (Scorer::new(&compiled.index), AnswerCache::default());
    let mut found = Vec::new();
    for target in targets(&compiled.team, &compiled.index) {
        let Some(class) = target.class else { continue };
        for example in target.evidence.examples() {
            let answer = answers.to(&mut scorer, example);
            found.push((example.to_owned(), reaches(&compiled.index, class, &answer)));
        }
    }
    found
}

/// Leave-one-out accuracy of the examples.
pub(crate) fn loo(compiled: &CompiledTeam) -> Tally {
    let mut tally = Tally::default();
    compiled.loo.iter().for_each(|example| tally.count(agree(&compiled.index, example.class, example.answer)));
    tally
}
