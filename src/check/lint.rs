//! What is wrong with a team's definitions, each finding at the line that causes it.
//!
//! What loading found stands in the team already; here is what only the whole team shows. A lint that cries wolf is
//! switched off, so each one fires only where the mistake shows in the answers, or cannot be meant.

use crate::agent::{Agent, Evidence, Source, for_and_not_for};
use crate::check::{Subject, fixtures::LEAD};
use crate::decide::{Decision, Options, decide};
use crate::diagnostic::{Code, Diagnostic, close_match};
use crate::index::{Class, Index, Kind};
use crate::score::{Kind as PartKind, Part, Scorer, compile_pattern};
use crate::team::Team;
use crate::team::policy::Policy;
use crate::template::{PLACEHOLDERS, Piece, pieces};
use crate::text::{Feature, Stems, Words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Words that say nothing about what a request is for.
const COMMON: &str = " a about after all also am an and any are as at be been before but by can could did do does for \
     from get had has have he her here him his how i if in into is it its just let like make me more most my need \
     no not now of on one only or our out over please she should so some such than that the their them then there these \
     they thing things this those to too up us very want was we were what when where which who why will with would you \
     your ";

/// A word in fewer than one of so many examples of an agent is in them by chance.
const TYPICAL_IN: usize = 50;

/// Whether a word is too common to tell requests apart.
pub fn is_common(word: &str) -> bool {
    COMMON.contains(&format!(" {word} "))
}

/// Everything wrong with a team, in path order.
pub fn lint(subject: &Subject) -> Vec<Diagnostic> {
    let mut linter = Linter::new(subject);
    linter.agents();
    linter.patterns();
    linter.keywords();
    linter.cycles();
    linter.examples();
    linter.found.extend(subject.team.diagnostics.iter().cloned());
    linter.found.sort();
    linter.found.dedup();
    linter.found
}

/// The line of an item that stands under one of several keys, which are tried in order.
pub fn line_of_item(source: &Source, keys: &[&str], item: &str) -> usize {
    let first = item.lines().next().unwrap_or("").trim();
    let escaped = first.replace('\\', "\\\\").replace('"', "\\\"");
    let doubled = first.replace('\'', "''");
    let lines = keys.iter().map(|key| source.line_of(key, item));
    let holds = |line: &usize| {
        let text = source.text.lines().nth(line.saturating_sub(1)).unwrap_or("");
        [first, escaped.as_str(), doubled.as_str()].iter().any(|item| text.contains(item))
    };
    let mut lines = lines.filter(|line| *line > 1).peekable();
    let fallback = lines.peek().copied().unwrap_or(1);
    lines.find(holds).unwrap_or(fallback)
}

/// Evidence with whoever it speaks for and where it stands.
struct Voice<'t> {
    name: &'t str,
    evidence: &'t Evidence,
    source: &'t Source,
    /// The key of `team.md` that it stands under; empty for an agent or the lead, whose keys are their own.
    section: &'static str,
    priority: i32,
    /// Its class; `None` where it is none, as a rule.
    class: Option<usize>,
}

impl Voice<'_> {
    fn line_of(&self, key: &str, item: &str) -> usize {
        match self.section {
            "" => line_of_item(self.source, &[key, "description", "triggers", "signals", "tags", "routing"], item),
            section => line_of_item(self.source, &[section, key], item),
        }
    }
}

struct Linter<'s> {
    team: &'s Team,
    index: &'s Index,
    voices: Vec<Voice<'s>>,
    scorer: Scorer<'s>,
    stems: Stems,
    /// Who would answer each example, (class, number), without that example.
    left_out: HashMap<(usize, usize), usize>,
    found: Vec<Diagnostic>,
}

impl<'s> Linter<'s> {
    fn new(subject: &'s Subject) -> Self {
        let Subject { team, index, left_out } = subject;
        Self {
            team,
            index,
            voices: voices(team, index),
            scorer: Scorer::new(index),
            stems: Stems::default(),
            left_out: left_out.iter().map(|example| ((example.class, example.number), example.answer)).collect(),
            found: Vec::new(),
        }
    }

    fn add(&mut self, code: Code, source: &Source, line: usize, message: String, help: impl Into<String>) {
        self.found.push(Diagnostic::new(code, &source.file, line, message, help));
    }

    /// What one agent's file shows by itself.
    fn agents(&mut self) {
        for agent in &self.team.agents {
            let (for_text, _) = for_and_not_for(&agent.description);
            if agent.description.trim().is_empty() {
                let message = format!("`{}` has no description", agent.name);
                self.add(Code::MissingDescription, &agent.source, agent.line(), message, "add `description: ...`");
            }
            if agent.evidence.is_empty() && Words::of(&for_text).is_empty() {
                let message = format!("nothing in a request can speak for `{}`", agent.name);
                let help = "give it a description, keywords or examples";
                self.add(Code::NoEvidence, &agent.source, agent.line(), message, help);
            } else if !self.can_win(agent) {
                let message =
                    format!("not even its own keywords and examples reach `{}`: others always win", agent.name);
                let help = "give it keywords or examples of its own, or remove it";
                self.add(Code::NeverWins, &agent.source, agent.line(), message, help);
            }
            self.knowledge(agent);
            self.placeholders(agent);
        }
    }

    fn knowledge(&mut self, agent: &Agent) {
        let Some(path) = agent.knowledge.as_deref().filter(|_| !self.team.has_knowledge(agent)) else { return };
        let library = &self.team.library;
        let message = format!("the knowledge document `{path}` of `{}` is not in {}", agent.name, library.display);
        let help = match close_match(path, library.documents.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write it, or correct the path".to_owned(),
        };
        self.add(Code::MissingKnowledge, &agent.source, agent.source.line_of("knowledge", ""), message, help);
    }

    /// Text in braces is the author's own; a name that is nearly a placeholder's, or reads like one, hardly is.
    fn placeholders(&mut self, agent: &Agent) {
        let known = |name: &str| PLACEHOLDERS.contains(&name) || agent.scalars.contains_key(name);
        let first_line = agent.source.text.lines().count().saturating_sub(agent.body.lines().count());
        let mut fenced = false;
        for (i, line) in agent.body.lines().enumerate() {
            fenced ^= line.trim_start().starts_with("```");
            for (name, quoted) in placeholders_of(line) {
                let near = close_match(name, PLACEHOLDERS);
                if known(name) || quoted || fenced || (near.is_none() && !name.contains('_')) {
                    continue;
                }
                let message = format!("the placeholder `{{{name}}}` is not known and stays as it is");
                let help = match near {
                    Some(near) => format!("did you mean `{{{near}}}`?"),
                    None => format!("add `{name}: ...` to the frontmatter, or set it in backticks"),
                };
                self.add(Code::UnknownPlaceholder, &agent.source, first_line + i + 1, message, help);
            }
        }
    }

    /// Whether anything of its own makes an agent the best candidate.
    fn can_win(&mut self, agent: &Agent) -> bool {
        let evidence = &agent.evidence;
        let (for_text, _) = for_and_not_for(&agent.description);
        let texts = evidence.examples.iter().chain(evidence.keywords.iter().map(|keyword| &keyword.text));
        let all = evidence.keywords.iter().map(|keyword| keyword.text.as_str()).collect::<Vec<_>>().join(" ");
        // What the author listed has to suffice; only where nothing is listed, the description has to.
        let own = if evidence.is_empty() { vec![agent.name.clone(), for_text] } else { vec![all] };
        let texts: Vec<&String> = texts.chain(&own).collect();
        // A pattern is as good as a keyword, and what it matches cannot be told from it.
        let Some(class) = self.index.agent(&agent.name) else { return false };
        let scorer = &mut self.scorer;
        !evidence.patterns.is_empty()
            || texts.iter().any(|text| {
                let decision = decide(scorer, text, &Options::default());
                decision.agent == Some(class) || decision.candidates.first().is_some_and(|best| best.answer == class)
            })
    }

    fn patterns(&mut self) {
        for i in 0..self.voices.len() {
            let voice = &self.voices[i];
            let wrong: Vec<_> =
                voice.evidence.patterns.iter().filter_map(|p| Some((p, compile_pattern(p).err()?))).collect();
            let (source, name) = (voice.source, voice.name);
            for (pattern, error) in wrong {
                let line = self.voices[i].line_of("patterns", pattern);
                let text = error.to_string();
                let reason = text.lines().last().unwrap_or("").trim_start_matches("error: ").to_owned();
                let message = format!("the pattern `{pattern}` of `{name}` is not valid: {reason}");
                let help = "mend it; the syntax is that of the Rust crate regex, without look-around";
                self.add(Code::InvalidPattern, source, line, message, help);
            }
        }
    }

    fn keywords(&mut self) {
        let mut holders: BTreeMap<Vec<Feature>, Vec<(usize, usize)>> = BTreeMap::new();
        for i in 0..self.voices.len() {
            for (k, keyword) in self.voices[i].evidence.keywords.iter().enumerate() {
                let words = Words::of(&keyword.text);
                let features = words.iter().map(|word| self.stems.feature(word)).collect();
                holders.entry(features).or_default().push((i, k));
                if let Some(reason) = weakness(&words, self.voices[i].class.is_some()) {
                    let (voice, text) = (&self.voices[i], &keyword.text);
                    let (source, line) = (voice.source, voice.line_of("keywords", text));
                    let message = format!("the keyword `{text}` of `{}` {reason}", voice.name);
                    self.add(
                        Code::WeakKeyword,
                        source,
                        line,
                        message,
                        "use a longer or a more telling word, or a phrase",
                    );
                }
            }
        }
        for holders in holders.into_values() {
            self.shared(&holders);
        }
        self.in_other_examples();
    }

    /// One keyword of several agents, with nothing to settle whose it is.
    fn shared(&mut self, holders: &[(usize, usize)]) {
        let claims: Vec<(usize, &str, f32)> = holders
            .iter()
            .filter(|(voice, _)| self.voices[*voice].section.is_empty())
            .map(|&(voice, k)| {
                let keyword = &self.voices[voice].evidence.keywords[k];
                (voice, keyword.text.as_str(), keyword.weight)
            })
            .collect();
        for &(voice, text, weight) in &claims {
            let same = |&&(other, _, other_weight): &&(usize, &str, f32)| {
                other != voice && other_weight == weight && self.voices[other].priority == self.voices[voice].priority
            };
            let Some(&(other, ..)) = claims.iter().find(same) else { continue };
            let (own, other) = (&self.voices[voice], &self.voices[other]);
            let message = format!(
                "the keyword `{text}` belongs to `{}` and, with the same weight and priority, to `{}` ({}:{})",
                own.name,
                other.name,
                other.source.file,
                other.line_of("keywords", text)
            );
            let (source, line) = (own.source, own.line_of("keywords", text));
            self.add(
                Code::SharedKeyword,
                source,
                line,
                message,
                "give it to one of them, or different weights: `{word: 1.5}`",
            );
        }
    }

    /// A keyword that none of its agent's own examples holds, but an example of another agent does, which has less
    /// to set against it.
    fn in_other_examples(&mut self) {
        let examples = self.example_phrases();
        for i in 0..self.voices.len() {
            let voice = &self.voices[i];
            let (Some(class), "") = (voice.class, voice.section) else { continue };
            for keyword in &voice.evidence.keywords {
                let features = self.stems.features(&keyword.text);
                let Some(places) = examples.get(&phrase_key(&features)) else { continue };
                if keyword.weight <= 0.0 || places.iter().any(|(owner, _)| *owner == i) {
                    continue;
                }
                let taken = places.iter().find(|(owner, number)| {
                    self.is_typical(*owner, places) && self.takes_away(class, &features, *owner, *number)
                });
                let Some(&(owner, number)) = taken else { continue };
                let (source, line) = (self.voices[i].source, self.voices[i].line_of("keywords", &keyword.text));
                let message = format!(
                    "the keyword `{}` of `{}` stands in an example of `{}`: {:?}",
                    keyword.text,
                    self.voices[i].name,
                    self.voices[owner].name,
                    self.voices[owner].evidence.examples[number]
                );
                self.found.push(Diagnostic::new(
                    Code::KeywordInOtherExample,
                    &source.file,
                    line,
                    message,
                    "use a narrower phrase, or give the other agent a keyword for it",
                ));
            }
        }
    }

    /// Whether a word in these of its examples is typical of an agent: many examples outweigh what one holds by chance.
    fn is_typical(&self, owner: usize, places: &[(usize, usize)]) -> bool {
        let held = places.iter().filter(|(voice, _)| *voice == owner).count();
        held * TYPICAL_IN >= self.voices[owner].evidence.examples.len()
    }

    /// Whether the stated evidence in somebody's example speaks more for `class` than for its owner, and a request
    /// like it would go there because of this keyword.
    fn takes_away(&mut self, class: usize, keyword: &[Feature], owner: usize, number: usize) -> bool {
        let voice = &self.voices[owner];
        let Some(own) = voice.class.filter(|_| voice.section.is_empty()) else { return false };
        let learns = self.left_out.keys().any(|(learned, _)| *learned == class);
        if learns && self.left_out.get(&(own, number)).is_some_and(|answer| *answer != class) {
            return false;
        }
        let example = &voice.evidence.examples[number];
        let mut stated = |class: usize| {
            let mut parts = self.scorer.parts(example, class);
            parts.retain(|part| part.kind != PartKind::Example);
            parts
        };
        let sum = |parts: &[Part]| parts.iter().map(|part| part.score).sum::<f64>();
        let (own, theirs) = (sum(&stated(own)), stated(class));
        let is_keyword = |part: &&Part| part.kind == PartKind::Keyword && self.stems.features(&part.text) == keyword;
        let by_keyword: f64 = theirs.iter().filter(is_keyword).map(|part| part.score).sum();
        sum(&theirs) > own && sum(&theirs) - by_keyword <= own
    }

    /// Where each run of up to four words stands in the examples: (voice, number of its example).
    fn example_phrases(&self) -> HashMap<u64, Vec<(usize, usize)>> {
        const LONGEST: usize = 4;
        let mut found: HashMap<u64, Vec<(usize, usize)>> = HashMap::new();
        for (i, voice) in self.voices.iter().enumerate() {
            for (number, example) in voice.evidence.examples.iter().enumerate() {
                let features = self.stems.features(example);
                let runs = (1..=LONGEST).flat_map(|n| features.windows(n));
                let keys: BTreeSet<u64> = runs.map(phrase_key).collect();
                keys.into_iter().for_each(|key| found.entry(key).or_default().push((i, number)));
            }
        }
        found
    }

    fn examples(&mut self) {
        self.routing_of_examples();
        let mut alike: BTreeMap<Vec<Feature>, Vec<(usize, usize)>> = BTreeMap::new();
        for (i, voice) in self.voices.iter().enumerate().filter(|(_, voice)| voice.class.is_some()) {
            for (number, example) in voice.evidence.examples.iter().enumerate() {
                alike.entry(self.essence(example)).or_default().push((i, number));
            }
        }
        for group in alike.into_values() {
            for &(i, number) in &group {
                let Some(&(other, twin)) = group.iter().find(|(other, _)| self.disagree(i, *other)) else { continue };
                let (own, other) = (&self.voices[i], &self.voices[other]);
                let (text, twin) = (&own.evidence.examples[number], &other.evidence.examples[twin]);
                let message = format!(
                    "{text:?} is an example of `{}` and nearly the same one of `{}` ({}:{})",
                    own.name,
                    other.name,
                    other.source.file,
                    other.line_of("examples", twin)
                );
                let (source, line) = (own.source, own.line_of("examples", text));
                self.add(Code::NearIdenticalExamples, source, line, message, "keep it with the one that should answer");
            }
        }
    }

    /// The telling words of a text, in any order; all of them where none is telling.
    fn essence(&self, text: &str) -> Vec<Feature> {
        let words = Words::of(text);
        let telling: Vec<&str> = words.iter().filter(|word| !is_common(word)).collect();
        let kept: Vec<&str> = if telling.len() < 2 { words.iter().collect() } else { telling };
        let mut features: Vec<Feature> = kept.into_iter().map(|word| self.stems.feature(word)).collect();
        features.sort_unstable();
        features
    }

    /// Whether one request cannot belong to both: a flow agrees with those who take its first step.
    fn disagree(&self, a: usize, b: usize) -> bool {
        let (Some(a), Some(b)) = (self.voices[a].class, self.voices[b].class) else { return false };
        a != b && !agree(self.index, a, b)
    }

    /// Each example is answered by the team that knows it.
    fn routing_of_examples(&mut self) {
        for i in 0..self.voices.len() {
            let voice = &self.voices[i];
            let (Some(class), source) = (voice.class, voice.source) else { continue };
            for example in &voice.evidence.examples {
                let decision = decide(&mut self.scorer, example, &Options::default());
                if reaches(self.index, class, &decision) {
                    continue;
                }
                let line = self.voices[i].line_of("examples", example);
                let got = super::answer_name(self.index, &decision);
                let message = format!(
                    "{example:?} is an example of `{}` but goes to `{got}` ({})",
                    self.voices[i].name,
                    decision.reason(self.index)
                );
                let help = "give its owner a keyword of it, or move the example";
                self.add(Code::ExampleRoutesElsewhere, source, line, message, help);
            }
        }
    }

    /// Agents of whom none can begin, because each needs what only another of them produces.
    fn cycles(&mut self) {
        let agents = &self.team.agents;
        let producers =
            |what: &String| (0..agents.len()).filter(|&i| agents[i].produces.contains(what)).collect::<Vec<_>>();
        let mut ready = vec![false; agents.len()];
        loop {
            let met = |what: &String| {
                let producers = producers(what);
                producers.is_empty() || producers.iter().any(|&i| ready[i])
            };
            let next = (0..agents.len()).find(|&i| !ready[i] && agents[i].needs.iter().all(met));
            match next {
                Some(next) => ready[next] = true,
                None => break,
            }
        }
        let blocked = |i: usize| {
            let unmet = agents[i].needs.iter().map(producers).find(|p| !p.is_empty() && p.iter().all(|&i| !ready[i]));
            unmet.and_then(|producers| producers.first().copied())
        };
        let mut seen = vec![false; agents.len()];
        for start in 0..agents.len() {
            let mut path = Vec::new();
            let mut at = Some(start).filter(|&i| !ready[i]);
            while let Some(i) = at.filter(|&i| !seen[i]) {
                seen[i] = true;
                path.push(i);
                at = blocked(i);
            }
            let Some(from) = at.and_then(|end| path.iter().position(|&i| i == end)) else { continue };
            let names: Vec<&str> = path[from..].iter().chain([&path[from]]).map(|&i| agents[i].name.as_str()).collect();
            let first = &agents[path[from]].source;
            let message = format!("no order of work exists: {}", names.join(" needs "));
            let line = first.line_of("needs", "");
            self.add(Code::CyclicNeeds, first, line, message, "let one of them begin without the other's result");
        }
    }
}

fn voices<'t>(team: &'t Team, index: &Index) -> Vec<Voice<'t>> {
    let class = |name: &str, is: fn(Kind) -> bool| {
        index.meta.classes.iter().position(|class| is(class.kind) && class.name == name)
    };
    let mut voices: Vec<Voice> = Vec::new();
    for agent in &team.agents {
        let class = index.agent(&agent.name);
        voices.push(own_voice(&agent.name, agent, class));
    }
    let Some(lead) = &team.lead else { return voices };
    voices.push(own_voice(LEAD, lead, class(LEAD, |kind| kind == Kind::Lead)));
    let mut add = |name, evidence, section, class| {
        voices.push(Voice { name, evidence, source: &lead.source, section, priority: 0, class });
    };
    let Policy { peers, flows, escalate, approval, urgency, .. } = &team.policy;
    for peer in peers {
        add(&peer.name, &peer.evidence, "peers", class(&peer.name, |kind| kind == Kind::Peer));
    }
    for flow in flows {
        add(&flow.name, &flow.evidence, "flows", class(&flow.name, |kind| matches!(kind, Kind::Flow(_))));
    }
    for (section, rules) in [("escalate", escalate), ("approval", approval)] {
        rules.iter().for_each(|rule| add(&rule.about, &rule.evidence, section, None));
    }
    urgency.iter().for_each(|(urgency, evidence)| add(urgency.name(), evidence, "urgency", None));
    voices
}

fn own_voice<'t>(name: &'t str, agent: &'t Agent, class: Option<usize>) -> Voice<'t> {
    Voice { name, evidence: &agent.evidence, source: &agent.source, section: "", priority: agent.priority, class }
}

/// Why a keyword says nothing about a request. How urgent one is, common words (`now`) may well say.
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

/// The names in braces in a line, each with whether it stands in code, in a path or in other braces.
fn placeholders_of(line: &str) -> Vec<(&str, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    for piece in pieces(line) {
        at += match piece {
            Piece::Text(text) => text.len(),
            Piece::Placeholder("user_task") if line[at..].starts_with('$') => "$ARGUMENTS".len(),
            Piece::Placeholder(name) => {
                let (before, after) = (&line[..at], &line[at + name.len() + 2..]);
                let in_code = before.matches('`').count() % 2 == 1;
                let in_text =
                    before.ends_with(['/', '$', '{', '"', '\'', '=', '?']) || after.starts_with(['/', '}', '"', '\'']);
                found.push((name, in_code || in_text));
                name.len() + 2
            }
        };
    }
    found
}

/// Whether two classes can both be right about one request.
fn agree(index: &Index, a: usize, b: usize) -> bool {
    let takes_first_step = |flow: usize, agent: usize| match index.meta.classes[flow].kind {
        Kind::Flow(flow) => {
            let steps = &index.meta.flows[flow as usize].steps;
            steps.first().is_some_and(|(agents, _)| agents.contains(&agent))
        }
        _ => false,
    };
    a == b || takes_first_step(a, b) || takes_first_step(b, a)
}

/// Whether a decision is the answer of a class.
fn reaches(index: &Index, class: usize, decision: &Decision) -> bool {
    let Class { name, kind, .. } = &index.meta.classes[class];
    match kind {
        Kind::Flow(_) => {
            decision.flow.as_ref() == Some(name) || decision.agent.is_some_and(|agent| agree(index, class, agent))
        }
        _ => super::answer_name(index, decision) == name,
    }
}

/// Every example with whether its owner answers it.
pub fn examples_that_hold(subject: &Subject) -> Vec<(String, bool)> {
    let mut scorer = Scorer::new(&subject.index);
    let mut found = Vec::new();
    for voice in voices(&subject.team, &subject.index) {
        let Some(class) = voice.class else { continue };
        for example in &voice.evidence.examples {
            let decision = decide(&mut scorer, example, &Options::default());
            found.push((example.clone(), reaches(&subject.index, class, &decision)));
        }
    }
    found
}

/// The share of examples that a team answers rightly which has not seen them: (right, all).
pub fn left_out(subject: &Subject) -> (usize, usize) {
    let right = |answer: usize, class: usize| agree(&subject.index, class, answer);
    let all = &subject.left_out;
    (all.iter().filter(|example| right(example.answer, example.class)).count(), all.len())
}
