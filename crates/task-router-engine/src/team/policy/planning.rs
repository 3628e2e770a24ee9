//! What plans are made by: parts of the system and who owns them, requirements, gates, and who is told of changes.

use super::Urgency;
use super::read::{Reader, name, stated};
use crate::agent::dialect::team_file::{DOMAIN, GATE, NOTICE, REQUIREMENT, RISK};
use crate::agent::{Evidence, scalar, strings, strings_whole};
use crate::diagnostic::Code;
use crate::shape::Key;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// A part of the system that a request can name, and who owns it.
#[derive(Debug, Clone, Default)]
pub struct Domain {
    /// Who does the task.
    pub agent: String,
    /// What the task is called; what the request says of it stands behind.
    pub title: String,
    /// The words that name the part, and those beside which they do not.
    pub evidence: Evidence,
    /// Whether a request that names it stays one task.
    pub whole: bool,
}

/// Something that must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// What.
    pub text: String,
    /// It concerns plans in which one of these does something; all plans where nobody is named.
    pub agents: Vec<String>,
    /// It must hold before the tasks of these begin; before the work counts as complete where nobody is named.
    pub before: Vec<String>,
}

impl Gate {
    /// Whether it concerns a plan in which these do something.
    pub fn concerns(&self, who: &[&str]) -> bool {
        let is_there = |name: &String| who.contains(&name.as_str());
        self.agents.is_empty() || self.agents.iter().any(is_there)
    }
}

/// Something that can go wrong with any work of the team.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TeamRisk {
    /// What, with its mitigation.
    pub text: String,
    /// It concerns plans in which one of these does something; all plans where nobody is named.
    pub agents: Vec<String>,
}

/// Something that a request can ask for besides, found by its pattern.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirement {
    /// What it is called.
    pub name: String,
    /// What it looks like; the first group is its value, the whole match where there is none.
    pub patterns: Vec<String>,
    /// Its value where a pattern matches, whatever stands there.
    pub value: Option<String>,
    /// Its value where no pattern matches.
    pub otherwise: Option<String>,
    /// Whose tasks it is for; everybody's where none of these does anything.
    pub agents: Vec<String>,
}

/// Who beside this team is told when something changes.
#[derive(Debug, Clone, Default)]
pub struct Notice {
    /// What has changed.
    pub about: String,
    /// Who is told.
    pub to: String,
    /// What in a request shows it.
    pub evidence: Evidence,
    /// The results of which a plan has to hand one on.
    pub produces: Vec<String>,
    /// What is said, a template.
    pub message: String,
}

impl Reader<'_> {
    /// Texts, or maps with `gate`, `for` and `before`.
    pub(super) fn gates(&mut self, keys: &Mapping) -> Vec<Gate> {
        let gates = self.scoped(keys, "gates", "gate", GATE);
        gates.into_iter().map(|(text, agents, before)| Gate { text, agents, before }).collect()
    }

    /// Texts, or maps with `risk` and `for`.
    pub(super) fn risks(&mut self, keys: &Mapping) -> Vec<TeamRisk> {
        let risks = self.scoped(keys, "risks", "risk", RISK);
        risks.into_iter().map(|(text, agents, _)| TeamRisk { text, agents }).collect()
    }

    /// A list of texts, each with whom it is for, and what waits for it, where it is a map.
    fn scoped(
        &mut self,
        keys: &Mapping,
        key: &str,
        text_key: &str,
        known: &'static [Key],
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
                whole: map.get("whole").and_then(Value::as_bool).unwrap_or(false),
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

    /// One text for all, or one for each urgency.
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
