//! A log → what was asked and answered, how it went, and fixtures to add.

use super::RunOutcome;
use super::audit::is_same;
use super::read::{LogRecord, LogRecords};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use task_router_engine::text::{Language, Words};

/// The first built-in team's target times for a simple and a complex task.
const TARGETS: [(&str, u64); 2] = [("5 min", 5 * 60_000), ("20 min", 20 * 60_000)];
/// The lower bounds of the ranges of confidence.
const RANGES: [f64; 6] = [0.0, 0.5, 0.6, 0.7, 0.8, 0.9];
/// How many groups of unclear requests are shown.
const MAX_GROUPS: usize = 10;
/// How many requests of each group are shown.
const MAX_SAMPLES: usize = 3;
/// How many fixtures are shown.
const MAX_PROPOSED: usize = 50;

/// The statistics of a log.
#[derive(Debug, Serialize)]
pub struct Stats {
    pub version: u32,
    /// Decisions, including those of runs.
    pub requests: usize,
    pub first: Option<String>,
    pub last: Option<String>,
    pub sessions: usize,
    pub unreadable_lines: usize,
    pub status: Vec<Proportion>,
    pub agents: Vec<Proportion>,
    /// How runs went, by confidence of the decision.
    pub confidence: Vec<ConfidenceBand>,
    pub durations: Durations,
    pub documents: Documents,
    pub unclear: Vec<Group>,
    pub fixtures: Vec<Proposed>,
}

/// A share of the total.
#[derive(Debug, Serialize)]
pub struct Proportion {
    pub name: String,
    pub count: usize,
    pub share: f64,
    pub runs: usize,
    pub done: usize,
}

/// Decisions in one range of confidence.
#[derive(Debug, Serialize)]
pub struct ConfidenceBand {
    pub from: f64,
    pub to: f64,
    pub count: usize,
    pub runs: usize,
    /// Runs in which the chosen agent succeeded itself.
    pub done: usize,
}

/// How long runs took.
#[derive(Debug, Serialize)]
pub struct Durations {
    pub runs: usize,
    pub median_ms: Option<u64>,
    pub p90_ms: Option<u64>,
    pub longest_ms: Option<u64>,
    /// How many took at most this long.
    pub within: Vec<Within>,
}

#[derive(Debug, Serialize)]
pub struct Within {
    pub target: &'static str,
    pub runs: usize,
}

/// How often a result mentioned the knowledge document of its task.
#[derive(Debug, Serialize)]
pub struct Documents {
    pub results: usize,
    pub used: usize,
}

/// Unclear requests with a word in common.
#[derive(Debug, Serialize)]
pub struct Group {
    pub word: String,
    pub count: usize,
    pub requests: Vec<String>,
}

/// A proposed fixture, for review: the log says that this went well.
#[derive(Debug, Serialize)]
pub struct Proposed {
    pub request: String,
    pub agent: String,
    pub team: Option<String>,
    pub why: &'static str,
    /// The line of the log it comes from.
    pub line: usize,
}

impl Stats {
    /// Summarises a log.
    pub fn of(log: &LogRecords) -> Self {
        let decisions: Vec<&LogRecord> = log.records.iter().filter(|record| !record.is_start()).collect();
        let times = || log.records.iter().filter_map(|record| record.time.clone());
        let sessions: BTreeSet<&str> = log.records.iter().filter_map(|record| record.session.as_deref()).collect();
        Self {
            version: 1,
            requests: decisions.len(),
            first: times().min(),
            last: times().max(),
            sessions: sessions.len(),
            unreadable_lines: log.unreadable.len(),
            status: shares(&decisions, |record| record.status.as_str()),
            agents: shares(&decisions, LogRecord::answer),
            confidence: RANGES
                .iter()
                .enumerate()
                .map(|(i, from)| range(&decisions, *from, RANGES.get(i + 1)))
                .collect(),
            durations: durations(&decisions),
            documents: documents(&decisions),
            unclear: groups(&decisions),
            fixtures: proposed(&log.records).into_iter().take(MAX_PROPOSED).collect(),
        }
    }
}

fn is_run(record: &LogRecord) -> bool {
    matches!(record.outcome, Some(RunOutcome::Done | RunOutcome::Failed))
}

/// Whether the chosen agent succeeded without the fallback.
fn is_done(record: &LogRecord) -> bool {
    record.outcome == Some(RunOutcome::Done) && record.is_by_chosen()
}

/// The most frequent first.
fn shares<'a>(decisions: &[&'a LogRecord], name: impl Fn(&'a LogRecord) -> &'a str) -> Vec<Proportion> {
    let mut by_name: BTreeMap<&str, Vec<&LogRecord>> = BTreeMap::new();
    decisions.iter().for_each(|record| by_name.entry(name(record)).or_default().push(record));
    let mut shares: Vec<Proportion> = by_name
        .into_iter()
        .map(|(name, records)| Proportion {
            name: name.to_owned(),
            count: records.len(),
            share: round(records.len() as f64 / decisions.len() as f64),
            runs: records.iter().filter(|record| is_run(record)).count(),
            done: records.iter().filter(|record| is_done(record)).count(),
        })
        .collect();
    shares.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    shares
}

fn round(share: f64) -> f64 {
    (share * 1e4).round() / 1e4
}

fn range(decisions: &[&LogRecord], from: f64, to: Option<&f64>) -> ConfidenceBand {
    let within = |record: &&&LogRecord| {
        record.confidence.is_some_and(|confidence| confidence >= from && to.is_none_or(|to| confidence < *to))
    };
    let records: Vec<&&LogRecord> = decisions.iter().filter(within).collect();
    ConfidenceBand {
        from,
        to: to.copied().unwrap_or(1.0),
        count: records.len(),
        runs: records.iter().filter(|record| is_run(record)).count(),
        done: records.iter().filter(|record| is_done(record)).count(),
    }
}

fn durations(decisions: &[&LogRecord]) -> Durations {
    let mut took: Vec<u64> =
        decisions.iter().filter(|record| is_run(record)).filter_map(|record| record.duration_ms).collect();
    took.sort_unstable();
    let at = |share: f64| took.get(((took.len() as f64 * share).ceil() as usize).saturating_sub(1)).copied();
    Durations {
        runs: took.len(),
        median_ms: at(0.5),
        p90_ms: at(0.9),
        longest_ms: took.last().copied(),
        within: TARGETS
            .iter()
            .map(|&(target, limit)| Within { target, runs: took.iter().filter(|&&ms| ms <= limit).count() })
            .collect(),
    }
}

fn documents(decisions: &[&LogRecord]) -> Documents {
    let last = decisions.iter().filter(|record| record.outcome == Some(RunOutcome::Done));
    let used: Vec<bool> = last.filter_map(|record| record.attempts.last()?.knowledge_used).collect();
    Documents { results: used.len(), used: used.iter().filter(|used| **used).count() }
}

/// Groups unclear requests by the word that most of them share, then the rest in the same way.
fn groups(decisions: &[&LogRecord]) -> Vec<Group> {
    let unclear: BTreeSet<&str> = decisions
        .iter()
        .filter(|record| record.status == "unclear" && !record.request.trim().is_empty())
        .map(|record| record.request.as_str())
        .collect();
    let mut rest: Vec<(&str, BTreeSet<String>)> =
        unclear.into_iter().map(|request| (request, content(request))).collect();
    let mut groups = Vec::new();
    while groups.len() < MAX_GROUPS && !rest.is_empty() {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        rest.iter().flat_map(|(_, words)| words).for_each(|word| *counts.entry(word).or_default() += 1);
        // Of equally frequent words, the first alphabetically.
        let best = counts.iter().filter(|(_, count)| **count > 1).max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        let Some(word) = best.map(|(word, _)| (*word).to_owned()) else { break };
        let (with, without): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(_, words)| words.contains(&word));
        groups.push(group(word, &with));
        rest = without;
    }
    if !rest.is_empty() {
        groups.push(group("(others)".to_owned(), &rest));
    }
    groups
}

fn group(word: String, requests: &[(&str, BTreeSet<String>)]) -> Group {
    let samples = requests.iter().take(MAX_SAMPLES).map(|(request, _)| (*request).to_owned());
    Group { word, count: requests.len(), requests: samples.collect() }
}

/// The content words of a request.
fn content(request: &str) -> BTreeSet<String> {
    let words = Words::of(request);
    let language = Language::of_words(words.iter());
    let says = |word: &&str| word.chars().count() > 2 && !language.is_function_word(word);
    words.iter().filter(says).map(str::to_owned).collect()
}

/// Requests known to have been done: in a run, or in a coding agent after a hook was asked.
pub fn proposed(records: &[LogRecord]) -> Vec<Proposed> {
    let agents = Names::of(records.iter().flat_map(LogRecord::agents));
    let mut known: BTreeSet<&str> = BTreeSet::new();
    let mut proposed = Vec::new();
    let mut propose = |record: &LogRecord, agent: &str, why: &'static str| {
        let (request, team) = (record.request.clone(), record.team.clone());
        proposed.push(Proposed { request, agent: agent.to_owned(), team, why, line: record.line });
    };
    let is_told = |record: &&LogRecord| record.outcome == Some(RunOutcome::Done) && record.is_of_request();
    for record in records.iter().filter(is_told).filter(|record| !record.request.is_empty()) {
        if let Some(last) = record.attempts.last().filter(|last| last.outcome == RunOutcome::Done)
            && known.insert(&record.request)
        {
            let is_chosen = record.is_by_chosen() && record.status != "unclear";
            let why = if is_chosen { "it did it" } else { "the fallback did it" };
            propose(record, record.responder(last), why);
        }
    }
    for turn in super::audit::turns(records) {
        if let [started] = turn.started.as_slice()
            && !turn.hook.is_start()
            && let Some((agent, offered)) = agent_of(turn.hook, started, &agents)
            && known.insert(&turn.hook.request)
        {
            propose(turn.hook, agent, if offered { "it was offered and started" } else { "it was started instead" });
        }
    }
    proposed
}

/// The name by which `route` knows an agent that was started, and whether it was offered; `None` if it is an agent of the
/// client's own, or of several.
fn agent_of<'a>(hook: &'a LogRecord, started: &'a str, agents: &Names<'a>) -> Option<(&'a str, bool)> {
    let is_same = |name: &&str| is_same(name, started);
    if let Some(offered) = hook.offered.iter().map(String::as_str).find(is_same) {
        return Some((offered, true));
    }
    agents.called(started).map(|name| (name, false))
}

/// The agents of a log, found by their names with or without the plugin's.
struct Names<'a> {
    whole: BTreeSet<&'a str>,
    /// By a name without what stands before one of its colons.
    own: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Names<'a> {
    fn of(names: impl Iterator<Item = &'a str>) -> Self {
        let whole: BTreeSet<&str> = names.collect();
        let mut own: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in &whole {
            own_names(name).for_each(|short| own.entry(short).or_default().push(name));
        }
        Self { whole, own }
    }

    /// The agent of this name, else the only one of [the same name](is_same).
    fn called(&self, name: &str) -> Option<&'a str> {
        if let Some(exact) = self.whole.get(name) {
            return Some(exact);
        }
        let longer = self.own.get(name).into_iter().flatten();
        let mut same = own_names(name).filter_map(|short| self.whole.get(short)).chain(longer);
        let only = same.next()?;
        same.next().is_none().then_some(*only)
    }
}

/// A name without what stands before each of its colons.
fn own_names(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices(':').map(|(at, _)| &name[at + 1..])
}
