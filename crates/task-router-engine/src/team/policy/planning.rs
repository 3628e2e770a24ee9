//! Settings for plans: parts of the system and their owners, requirements, gates, and notifications.

use super::Urgency;
use super::read::{PolicyReader, name, stated};
use crate::agent::dialect::team_file::{DOMAIN, GATE, NOTICE, REQUIREMENT, RISK};
use crate::agent::{Evidence, flag, scalar, strings, strings_whole};
use crate::diagnostic::Code;
use crate::value_type::KeySpec;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// A part of the system that a request can name, and its owner.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    /// Who does the task.
    pub agent: String,
    /// Title of the task; what the request says about it is appended.
    pub title: String,
    /// Words that name the part, and `not_for` words beside which they do not.
    pub evidence: Evidence,
    /// Whether a request that names it stays one task.
    pub whole: bool,
}

/// A condition that must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// The condition.
    pub text: String,
    /// It applies to plans with a task of one of these agents; to all plans if empty.
    pub agents: Vec<String>,
    /// It must hold before the tasks of these agents start; if empty, before the work counts as complete.
    pub before: Vec<String>,
}

impl Gate {
    /// Whether it applies to a plan with tasks of these agents.
    pub fn concerns(&self, who: &[&str]) -> bool {
        let is_there = |name: &String| who.contains(&name.as_str());
        self.agents.is_empty() || self.agents.iter().any(is_there)
    }
}

/// A risk of any work of the team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamRisk {
    /// The risk, with its mitigation.
    pub text: String,
    /// It applies to plans with a task of one of these agents; to all plans if empty.
    pub agents: Vec<String>,
}

/// Something else that a request can ask for, found by a pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub name: String,
    /// Patterns; the first group is the value, or the whole match if there is none.
    pub patterns: Vec<String>,
    /// Fixed value for any match.
    pub value: Option<String>,
    /// Value if no pattern matches.
    pub otherwise: Option<String>,
    /// Agents whose tasks get it; everybody's if none of these has a task.
    pub agents: Vec<String>,
}

/// A notification to somebody outside this team when something changes.
#[derive(Debug, Clone, Default)]
pub struct Notice {
    /// What has changed.
    pub about: String,
    /// Who is notified.
    pub to: String,
    /// Its evidence in a request.
    pub evidence: Evidence,
    /// It applies if a plan produces one of these results.
    pub produces: Vec<String>,
    /// Template of the message.
    pub message: String,
}

impl PolicyReader<'_> {
    /// Reads texts, or maps with `gate`, `for` and `before`.
    pub(super) fn gates(&mut self, keys: &Mapping) -> Vec<Gate> {
        let gates = self.scoped(keys, "gates", "gate", GATE);
        gates.into_iter().map(|(text, agents, before)| Gate { text, agents, before }).collect()
    }

    /// Reads texts, or maps with `risk` and `for`.
    pub(super) fn risks(&mut self, keys: &Mapping) -> Vec<TeamRisk> {
        let risks = self.scoped(keys, "risks", "risk", RISK);
        risks.into_iter().map(|(text, agents, _)| TeamRisk { text, agents }).collect()
    }

    /// Reads a list of texts; an item that is a map also gives the agents it is for, and those that wait for it.
    fn scoped(
        &mut self,
        keys: &Mapping,
        key: &str,
        text_key: &str,
        known: &'static [KeySpec],
    ) -> Vec<(String, Vec<String>, Vec<String>)> {
        let items: Vec<Value> = match keys.get(key) {
            Some(Value::Sequence(items)) => items.clone(),
            other => strings_whole(other).into_iter().map(Value::from).collect(),
        };
        let mut found = Vec::new();
        for item in &items {
            match item {
                Value::Mapping(map) if map.contains_key(text_key) => {
                    self.known_keys(key, map, known);
                    let [agents, before] = ["for", "before"].map(|key| strings(map.get(key)));
                    found.push((scalar(map.get(text_key)).unwrap_or_default(), agents, before));
                }
                text => found.extend(strings_whole(Some(text)).into_iter().map(|text| (text, Vec::new(), Vec::new()))),
            }
        }
        found
    }

    pub(super) fn domains(&mut self, keys: &Mapping) -> Vec<Domain> {
        let mut domains = Vec::new();
        for map in self.maps(keys, "domains", "agent") {
            self.known_keys("domains", &map, DOMAIN);
            let agent = name(map.get("agent")).unwrap_or_default();
            let evidence = Evidence::read(&map);
            if evidence.is_empty() {
                let message = format!("no word names the domain of `{agent}`");
                self.wrong(Code::InvalidValue, "domains", &agent, message, "give it keywords or patterns");
            }
            domains.push(Domain {
                title: name(map.get("title")).unwrap_or_else(|| agent.clone()),
                agent,
                evidence,
                whole: flag(map.get("whole")).unwrap_or(false),
            });
        }
        domains
    }

    pub(super) fn requirements(&mut self, keys: &Mapping) -> Vec<Requirement> {
        let mut found = Vec::new();
        for map in self.maps(keys, "requirements", "name") {
            self.known_keys("requirements", &map, REQUIREMENT);
            let requirement = Requirement {
                name: name(map.get("name")).unwrap_or_default(),
                patterns: strings_whole(map.get("patterns")),
                value: scalar(map.get("is")),
                otherwise: scalar(map.get("else")),
                agents: strings(map.get("for")),
            };
            if requirement.patterns.is_empty() {
                let message = format!("nothing shows the requirement `{}`", requirement.name);
                self.wrong(Code::InvalidValue, "requirements", &requirement.name, message, "give it `patterns`");
            }
            found.push(requirement);
        }
        found
    }

    pub(super) fn notices(&mut self, keys: &Mapping) -> Vec<Notice> {
        let mut notices = Vec::new();
        for map in self.maps(keys, "notify", "when") {
            self.known_keys("notify", &map, NOTICE);
            let notice = Notice {
                about: name(map.get("when")).unwrap_or_default(),
                to: name(map.get("to")).unwrap_or_default(),
                evidence: stated(&Value::Mapping(map.clone())),
                produces: strings(map.get("produces")),
                message: scalar(map.get("message")).unwrap_or_default(),
            };
            if notice.to.is_empty() || notice.message.is_empty() {
                let message = format!("`notify` does not say whom to tell, or what, of `{}`", notice.about);
                self.wrong(Code::InvalidValue, "notify", &notice.about, message, "add `to` and `message`");
                continue;
            }
            notices.push(notice);
        }
        notices
    }

    /// Reads one text for all urgencies, or one for each.
    pub(super) fn timeframes(&mut self, keys: &Mapping) -> BTreeMap<Urgency, String> {
        match keys.get("timeframe") {
            Some(Value::Mapping(map)) => {
                let mut found = BTreeMap::new();
                for (level, text) in map {
                    let level = scalar(Some(level)).unwrap_or_default();
                    match (Urgency::of(&level), scalar(Some(text))) {
                        (Some(urgency), Some(text)) => _ = found.insert(urgency, text),
                        _ => {
                            let message = format!("`timeframe` cannot be read for `{level}`");
                            let help = "write critical, high, medium or low, each with a text";
                            self.wrong(Code::InvalidValue, "timeframe", &level, message, help);
                        }
                    }
                }
                found
            }
            value => {
                scalar(value).map(|text| Urgency::ALL.map(|urgency| (urgency, text.clone())).into()).unwrap_or_default()
            }
        }
    }
}
