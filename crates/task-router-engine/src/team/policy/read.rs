//! Reads the policy keys of a `team.md` and reports everything wrong with them.

use super::{Flow, FlowStep, Peer, Policy, Rule, Urgency, Who, step_called};
use crate::agent::dialect::team_file::{
    APPROVAL, ESCALATE, FLOW, LEVEL_OF_URGENCY, PEER, REPLY, SESSION, STEP, TEAM_KEYS,
};
use crate::agent::{Evidence, SourceText, flag, keywords, scalar, strings, strings_whole};
use crate::diagnostic::{Code, Diagnostic};
use crate::did_you_mean::suggestion;
use crate::escape;
use crate::evidence::EvidenceKind;
use crate::value_type::KeySpec;
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// Names of the documents that a team may have templates for.
const DOCUMENTS: [&str; 4] = ["directive", "status_report", "scratchpad", "output"];
/// Maximum of `max_iterations`: engines without loops have a job for each iteration.
const MOST_TIMES: u32 = 100;
/// Keys of a rule, and which of them state the subject and the receiver.
type RuleKeys = (&'static [KeySpec], [&'static str; 2]);

impl Policy {
    /// Reads the policy keys of a `team.md`. Whatever is wrong is added to `diagnostics`; the rest is used.
    pub fn read(keys: &Mapping, source: &SourceText, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut reader = PolicyReader { source, diagnostics };
        reader.fitting(keys, TEAM_KEYS.iter().map(|(key, _)| key));
        let reports_to = name(keys.get("reports_to"));
        let above = reports_to.clone().unwrap_or_default();
        let flows = reader.maps(keys, "flows", "name");
        let peers = reader.maps(keys, "peers", "name");
        let escalate = reader.maps(keys, "escalate", "when");
        let approval = reader.maps(keys, "approval", "what");
        Self {
            fallback: name(keys.get("fallback")),
            clarify: scalar(keys.get("clarify")),
            peers: peers.iter().map(|peer| reader.peer(peer)).collect(),
            flows: flows.iter().map(|flow| reader.flow(flow)).collect(),
            escalate: escalate
                .iter()
                .map(|rule| reader.rule("escalate", rule, (ESCALATE, ["when", "to"]), &above))
                .collect(),
            approval: approval
                .iter()
                .map(|rule| reader.rule("approval", rule, (APPROVAL, ["what", "from"]), &above))
                .collect(),
            urgency: reader.urgency(keys),
            gates: reader.gates(keys),
            risks: reader.risks(keys),
            domains: reader.domains(keys),
            requirements: reader.requirements(keys),
            notify: reader.notices(keys),
            timeframe: reader.timeframes(keys),
            replies: reader.texts(keys, "replies", REPLY),
            session: reader.session(keys),
            asks_for_session: keys.get("session").and_then(Value::as_mapping).map(Evidence::read).unwrap_or_default(),
            context: scalar(keys.get("context")),
            example_files: Vec::new(),
            max_iterations: reader.count(keys, "max_iterations"),
            documents: DOCUMENTS
                .iter()
                .filter_map(|name| Some(((*name).to_owned(), scalar(keys.get(*name))?)))
                .collect(),
            reports_to,
        }
    }
}

/// Reads a name or a few words, joined to one line.
pub(super) fn name(value: Option<&Value>) -> Option<String> {
    scalar(value).map(|text| escape::name(&text))
}

/// Reads evidence as a map of its kinds, or as a list of words.
pub(super) fn stated(value: &Value) -> Evidence {
    match value {
        Value::Mapping(map) => Evidence::read(map),
        list => Evidence::default().with(EvidenceKind::Keyword, keywords(Some(list))),
    }
}

/// Reads who does a step, and its title for each if they are a map.
fn who(map: &Mapping) -> (Who, BTreeMap<String, String>) {
    let (value, any) = match (map.get("agent"), map.get("any"), map.get("all")) {
        (_, Some(any), _) => (Some(any), true),
        (agent, None, all) => (agent.or(all), false),
    };
    let (names, titles) = match value {
        Some(Value::Mapping(titles)) => {
            let pair = |(name, title): (&Value, &Value)| Some((scalar(Some(name))?, scalar(Some(title))?));
            let names = titles.keys().filter_map(|name| scalar(Some(name))).collect();
            (names, titles.iter().filter_map(pair).collect())
        }
        names => (strings(names), BTreeMap::new()),
    };
    (if any { Who::Any(names) } else { Who::All(names) }, titles)
}

/// Reads nested values of one file and collects what is wrong with them.
pub(super) struct PolicyReader<'a> {
    source: &'a SourceText,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl PolicyReader<'_> {
    pub(super) fn wrong(&mut self, code: Code, key: &str, item: &str, message: String, help: impl Into<String>) {
        let line = self.source.line_of(key, item);
        self.diagnostics.push(Diagnostic::new(code, &self.source.file, line, message, help));
    }

    fn wrong_in_flow(&mut self, code: Code, flow: &str, items: &[&str], message: String, help: &str) {
        let line = self.source.line_in_entry("flows", flow, items);
        self.diagnostics.push(Diagnostic::new(code, &self.source.file, line, message, help));
    }

    /// Reads a list of maps, or one map from name to map, whose name is inserted as `name_key`; a plain text is its own
    /// name.
    pub(super) fn maps(&mut self, keys: &Mapping, key: &str, name_key: &str) -> Vec<Mapping> {
        let named = |name: &Value, rest: Option<&Mapping>| {
            let mut map = rest.cloned().unwrap_or_default();
            map.insert(name_key.into(), name.clone());
            map
        };
        match keys.get(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Sequence(items)) => items
                .iter()
                .filter_map(|item| match item {
                    Value::Mapping(map) => Some(map.clone()),
                    Value::String(_) => Some(named(item, None)),
                    _ => {
                        let message = format!("an entry of `{key}` is neither a text nor a map");
                        self.wrong(Code::InvalidValue, key, "", message, "docs/teams.md has its form");
                        None
                    }
                })
                .collect(),
            Some(Value::Mapping(map)) => map.iter().map(|(name, rest)| named(name, rest.as_mapping())).collect(),
            Some(_) => {
                let message = format!("`{key}` is not a list");
                self.wrong(Code::InvalidValue, key, "", message, "write a list of maps; docs/teams.md has its form");
                Vec::new()
            }
        }
    }

    pub(super) fn known_keys(&mut self, section: &str, map: &Mapping, known: &'static [KeySpec]) {
        for key in map.keys().filter_map(Value::as_str) {
            if !KeySpec::names(known).any(|name| name == key) {
                let message = format!("`{key}` is not known in `{section}`");
                let line = self.source.line_of(key, "");
                let help = suggestion(key, KeySpec::names(known));
                self.diagnostics.push(Diagnostic::new(Code::InvalidValue, &self.source.file, line, message, help));
            }
        }
        self.fitting(map, known);
    }

    /// Reports each value of the wrong type, with the expected one.
    fn fitting<'k>(&mut self, map: &Mapping, known: impl IntoIterator<Item = &'k KeySpec>) {
        for key in known {
            if let Some(wanted) = map.get(key.name).and_then(|value| key.shape.wanted_for(value)) {
                let message = format!("`{}` is not {wanted}", key.name);
                self.wrong(Code::InvalidValue, key.name, "", message, format!("write {wanted}: {}", key.meaning));
            }
        }
    }

    /// Reads the session command, or a map with it and its evidence.
    fn session(&mut self, keys: &Mapping) -> Option<String> {
        let Some(Value::Mapping(map)) = keys.get("session") else { return name(keys.get("session")) };
        self.known_keys("session", map, SESSION);
        name(map.get("command"))
    }

    fn peer(&mut self, map: &Mapping) -> Peer {
        self.known_keys("peers", map, PEER);
        Peer {
            name: name(map.get("name")).unwrap_or_default(),
            description: scalar(map.get("description")).unwrap_or_default(),
            evidence: Evidence::read(map),
            message: scalar(map.get("message")),
        }
    }

    fn flow(&mut self, map: &Mapping) -> Flow {
        self.known_keys("flows", map, FLOW);
        let name = name(map.get("name")).unwrap_or_default();
        let urgency = scalar(map.get("urgency")).and_then(|text| {
            let urgency = Urgency::of(&text);
            if urgency.is_none() {
                let message = format!("urgency `{text}` of the flow `{name}` is not known");
                self.wrong_in_flow(Code::InvalidValue, &name, &[], message, "write critical, high, medium or low");
            }
            urgency
        });
        let steps = match map.get("steps") {
            Some(Value::Sequence(steps)) => steps.iter().filter_map(|step| self.step(&name, step)).collect(),
            _ => Vec::new(),
        };
        let evidence = Evidence::read(map);
        if steps.is_empty() {
            let message = format!("the flow `{name}` has no steps");
            self.wrong_in_flow(Code::EmptyFlow, &name, &[], message, "list its agents under `steps`, in order");
        }
        if evidence.is_empty() {
            let message = format!("nothing in a request can ask for the flow `{name}`");
            self.wrong_in_flow(
                Code::FlowWithoutEvidence,
                &name,
                &[],
                message,
                "give it keywords, patterns or examples",
            );
        }
        self.loops(&name, &steps);
        let requires = map.get("requires").map(stated);
        let description = scalar(map.get("description")).unwrap_or_default();
        Flow { name, description, evidence, requires, urgency, steps }
    }

    /// Checks that each loop goes back to an existing step that is not after it, and that no two steps have one name.
    fn loops(&mut self, flow: &str, steps: &[FlowStep]) {
        for (at, step) in steps.iter().enumerate() {
            if let Some(name) = step.name.as_ref().filter(|_| steps[..at].iter().any(|other| other.name == step.name)) {
                let message = format!("two steps of the flow `{flow}` are called `{name}`; `back_to` means the first");
                self.wrong_in_flow(Code::DuplicateName, flow, &[name], message, "rename one of them");
            }
            let Some(back_to) = &step.back_to else { continue };
            let items = [format!("back_to: {back_to}"), back_to.clone()];
            let items = &items.each_ref().map(String::as_str);
            if step_called(&steps[..=at], back_to).is_none() {
                let message =
                    format!("a step of the flow `{flow}` goes back to `{back_to}`, which is no step before it");
                let help = "write the `name` or the `title` of a step";
                self.wrong_in_flow(Code::InvalidValue, flow, items, message, help);
            } else if step.until.is_none() {
                let message = format!("a step of the flow `{flow}` goes back to `{back_to}` and never says until when");
                self.wrong_in_flow(Code::InvalidValue, flow, items, message, "say what ends the loop with `until`");
            }
        }
    }

    fn step(&mut self, flow: &str, value: &Value) -> Option<FlowStep> {
        match value {
            Value::String(agent) => Some(FlowStep { who: Who::All(vec![agent.clone()]), ..FlowStep::default() }),
            Value::Sequence(_) => Some(FlowStep { who: Who::All(strings(Some(value))), ..FlowStep::default() }),
            Value::Mapping(map) => {
                self.known_keys("steps", map, STEP);
                let text = |key: &str| scalar(map.get(key)).filter(|text| !text.trim().is_empty());
                let (who, titles) = who(map);
                let kinds: Vec<&str> =
                    ["any", "agent", "all"].into_iter().filter(|kind| map.get(*kind).is_some()).collect();
                if let [read, others @ ..] = kinds.as_slice()
                    && !others.is_empty()
                {
                    let others = others.join("` and `");
                    let message =
                        format!("a step of the flow `{flow}` has `{read}` beside `{others}`, which is not read");
                    let kind = if map.get("all").is_some() { "all" } else { "any" };
                    self.wrong_in_flow(Code::InvalidValue, flow, &[kind], message, "keep one of them");
                }
                if who.names().is_empty() {
                    let message = format!("a step of the flow `{flow}` names no agent");
                    self.wrong_in_flow(Code::InvalidValue, flow, &[], message, "say `agent`, `any` or `all`");
                    return None;
                }
                let when = text("when");
                let optional = flag(map.get("optional")).unwrap_or(false) || when.is_some();
                Some(FlowStep {
                    who,
                    name: text("name"),
                    title: text("title"),
                    titles,
                    timeframe: text("timeframe"),
                    until: text("until"),
                    back_to: text("back_to"),
                    when,
                    optional,
                })
            }
            _ => {
                let message = format!("a step of the flow `{flow}` is neither an agent nor a map");
                self.wrong_in_flow(Code::InvalidValue, flow, &[], message, "write an agent's name or `{agent: ..}`");
                None
            }
        }
    }

    fn rule(&mut self, section: &str, map: &Mapping, (known, [about, to]): RuleKeys, above: &str) -> Rule {
        self.known_keys(section, map, known);
        let rule = Rule {
            about: name(map.get(about)).unwrap_or_default(),
            to: name(map.get(to)).unwrap_or_else(|| above.to_owned()),
            evidence: Evidence::of_rule(map),
            before: strings(map.get("before")),
        };
        if rule.evidence.is_empty() {
            let message = format!("nothing in a request can call for `{}`", rule.about);
            self.wrong(Code::InvalidValue, section, &rule.about, message, "give it keywords, patterns or examples");
        }
        if rule.to.is_empty() {
            let message = format!("`{section}` does not say to whom `{}` goes", rule.about);
            self.wrong(
                Code::InvalidValue,
                section,
                &rule.about,
                message,
                format!("add `{to}`, or `reports_to` to the team"),
            );
        }
        rule
    }

    fn urgency(&mut self, keys: &Mapping) -> Vec<(Urgency, Evidence)> {
        let Some(Value::Mapping(levels)) = keys.get("urgency") else { return Vec::new() };
        let mut found = Vec::new();
        for (level, words) in levels {
            let name = scalar(Some(level)).unwrap_or_default();
            let Some(urgency) = Urgency::of(&name) else {
                let message = format!("urgency `{name}` is not known");
                self.wrong(Code::InvalidValue, "urgency", &name, message, "write critical, high, medium or low");
                continue;
            };
            let mut evidence = stated(words);
            if let Value::Mapping(map) = words {
                self.known_keys("urgency", map, LEVEL_OF_URGENCY);
                evidence.not_examples = strings_whole(map.get("not_examples"));
            }
            found.push((urgency, evidence));
        }
        found
    }

    /// Reads a number of times; above the maximum it is the maximum.
    fn count(&mut self, keys: &Mapping, key: &str) -> Option<u32> {
        let text = scalar(keys.get(key))?;
        let digits = text.trim();
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let count = is_number.then(|| digits.parse().unwrap_or(u32::MAX)).filter(|&count| count > 0);
        if count.is_none_or(|count| count > MOST_TIMES) {
            let message = match count {
                None => format!("`{key}` is `{text}`, which is no number of times"),
                Some(_) => format!("`{key}` is `{text}`, more than the {MOST_TIMES} that are used"),
            };
            self.wrong(Code::InvalidValue, key, "", message, format!("write a whole number from 1 to {MOST_TIMES}"));
        }
        count.map(|count| count.min(MOST_TIMES))
    }

    fn texts(&mut self, keys: &Mapping, key: &str, known: &'static [KeySpec]) -> BTreeMap<String, String> {
        let Some(Value::Mapping(map)) = keys.get(key) else { return BTreeMap::new() };
        self.known_keys(key, map, known);
        map.iter().filter_map(|(name, text)| Some((name.as_str()?.to_owned(), scalar(Some(text))?))).collect()
    }
}
