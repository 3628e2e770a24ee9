//! A log → a comparison of what was recommended with what ran.

use super::RunOutcome;
use super::read::LogRecord;
use serde::Serialize;
use std::collections::BTreeMap;

/// A request typed into a coding agent, and the agents started before the next request.
pub struct Turn<'a> {
    /// The hook's answer; for an agent started before any request, its start.
    pub hook: &'a LogRecord,
    /// The agents that were started.
    pub started: Vec<&'a str>,
}

/// Every turn of every session, in the order of the log. An agent started before any request is a turn by
/// itself.
pub fn turns(records: &[LogRecord]) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn> = Vec::new();
    let mut latest: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for record in records {
        let session = record.session.as_deref();
        match (record.event.as_str(), &record.agent) {
            ("hook", _) => {
                latest.insert(session, turns.len());
                turns.push(Turn { hook: record, started: Vec::new() });
            }
            ("started", Some(agent)) => match latest.get(&session).and_then(|&at| turns.get_mut(at)) {
                Some(turn) => turn.started.push(agent),
                None => turns.push(Turn { hook: record, started: vec![agent] }),
            },
            _ => {}
        }
    }
    turns
}

/// Whether two names mean the same: a client writes the plugin's name before that of its skill, and one of them may lack
/// it.
pub fn is_same(offered: &str, started: &str) -> bool {
    let is_own = |own: &str, whole: &str| whole.strip_suffix(own).is_some_and(|before| before.ends_with(':'));
    offered == started || is_own(offered, started) || is_own(started, offered)
}

/// The result of an audit.
#[derive(Debug, Default, Serialize)]
pub struct Audit {
    pub version: u32,
    /// Recommendations, by hooks that named an agent and by runs.
    pub recommended: usize,
    pub followed: usize,
    pub not_followed: usize,
    /// Agents that were started although no hook had named them.
    pub never_offered: usize,
    pub agents: Vec<AgentCounts>,
    /// Recommendations that were not followed, and agents that were never offered.
    pub cases: Vec<AuditCase>,
}

/// The counts of one agent.
#[derive(Debug, Default, Serialize)]
pub struct AgentCounts {
    pub agent: String,
    pub recommended: usize,
    pub followed: usize,
    pub ran: usize,
    pub never_offered: usize,
}

/// A request with its recommendation and what ran.
#[derive(Debug, Serialize)]
pub struct AuditCase {
    pub what: &'static str,
    pub request: String,
    pub recommended: Vec<String>,
    pub ran: Vec<String>,
    pub session: Option<String>,
    pub time: Option<String>,
}

impl Audit {
    /// Audits a log.
    pub fn of(records: &[LogRecord]) -> Self {
        let mut tally = AgentTally::default();
        for turn in turns(records) {
            tally.turn(turn.hook, &turn.hook.offered, &turn.started);
        }
        for run in records.iter().filter(|record| record.event == "run" && !record.attempts.is_empty()) {
            let recommended: Vec<String> = run.agent.iter().cloned().collect();
            // Only the last try can have done it.
            let last = run.attempts.last().filter(|last| last.outcome == RunOutcome::Done);
            let ran: Vec<&str> = last.map(|attempt| attempt.agent.as_str()).into_iter().collect();
            if !recommended.is_empty() {
                tally.turn(run, &recommended, &ran);
            }
        }
        tally.finish()
    }
}

#[derive(Default)]
struct AgentTally {
    audit: Audit,
    agents: BTreeMap<String, AgentCounts>,
}

impl AgentTally {
    fn turn(&mut self, record: &LogRecord, offered: &[String], ran: &[&str]) {
        let is_offered = |name: &&&str| offered.iter().any(|offered| is_same(offered, name));
        let followed: Vec<&str> = ran.iter().filter(is_offered).copied().collect();
        let others: Vec<&str> = ran.iter().filter(|name| !is_offered(name)).copied().collect();
        for name in ran {
            self.agent(name).ran += 1;
        }
        if let Some(first) = offered.first() {
            self.audit.recommended += 1;
            self.agent(first).recommended += 1;
            match followed.first() {
                Some(name) => {
                    self.audit.followed += 1;
                    self.agent(name).followed += 1;
                }
                None => {
                    self.audit.not_followed += 1;
                    self.case("not followed", record, offered, ran);
                }
            }
        }
        for name in &others {
            self.audit.never_offered += 1;
            self.agent(name).never_offered += 1;
        }
        let is_listed = !offered.is_empty() && followed.is_empty();
        if !others.is_empty() && !is_listed {
            self.case("never offered", record, offered, ran);
        }
    }

    fn agent(&mut self, name: &str) -> &mut AgentCounts {
        let counts = || AgentCounts { agent: name.to_owned(), ..AgentCounts::default() };
        self.agents.entry(name.to_owned()).or_insert_with(counts)
    }

    fn case(&mut self, what: &'static str, record: &LogRecord, offered: &[String], ran: &[&str]) {
        self.audit.cases.push(AuditCase {
            what,
            request: record.request.clone(),
            recommended: offered.to_vec(),
            ran: ran.iter().map(|name| (*name).to_owned()).collect(),
            session: record.session.clone(),
            time: record.time.clone(),
        });
    }

    fn finish(self) -> Audit {
        let mut agents: Vec<AgentCounts> = self.agents.into_values().collect();
        agents.sort_by(|a, b| b.recommended.cmp(&a.recommended).then_with(|| a.agent.cmp(&b.agent)));
        Audit { version: 1, agents, ..self.audit }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(event: &str, session: &str, agent: &str, offered: &[&str]) -> LogRecord {
        LogRecord {
            event: event.to_owned(),
            session: Some(session.to_owned()),
            agent: Some(agent.to_owned()),
            offered: offered.iter().map(|name| (*name).to_owned()).collect(),
            request: format!("{event} {session} {agent}"),
            ..LogRecord::default()
        }
    }

    #[test]
    fn one_of_two_names_may_lack_the_plugin() {
        for (offered, started, same) in [
            ("a", "a", true),
            ("a", "p:a", true),
            ("p:a", "a", true),
            ("git:a", "p:git:a", true),
            ("p:a", "q:a", false),
            ("a", "ba", false),
            ("a", "", false),
        ] {
            assert_eq!(is_same(offered, started), same, "{offered} {started}");
        }
    }

    #[test]
    fn what_was_offered_is_joined_with_what_was_started_by_session() {
        let records = [
            record("started", "s1", "early", &[]),
            record("hook", "s1", "a", &["a", "b"]),
            record("hook", "s2", "c", &["c"]),
            record("started", "s1", "plugin:b", &[]),
            record("started", "s1", "f", &[]),
            record("started", "s2", "d", &[]),
            record("hook", "s2", "x", &[]),
            record("started", "s2", "e", &[]),
            record("hook", "s1", "a", &["a"]),
        ];
        let audit = Audit::of(&records);
        assert_eq!((audit.recommended, audit.followed, audit.not_followed, audit.never_offered), (3, 1, 2, 4));
        let cases: Vec<_> = audit.cases.iter().map(|case| (case.what, case.ran.join(","))).collect();
        let expected = [
            ("never offered", "early"),
            ("never offered", "plugin:b,f"),
            ("not followed", "d"),
            ("never offered", "e"),
            ("not followed", ""),
        ];
        assert_eq!(cases, expected.map(|(what, ran)| (what, ran.to_owned())));
    }
}
