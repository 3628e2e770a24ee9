//! What a `team.md` says besides naming its lead: flows, peers, escalation, approval, urgency, gates, replies.

use crate::agent::dialect::team_file::{APPROVAL, ESCALATE, FLOW, PEER, REPLY, STEP};
use crate::agent::{Evidence, Source, keywords, scalar, strings, strings_whole};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::escape;
use crate::shape::Key;
use serde::{Deserialize, Serialize};
use serde_yaml::{Mapping, Value};
use std::collections::BTreeMap;

/// The policy of a team. Everything is optional; a team without a `team.md` has the default, empty one.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Who gets an unclear request.
    pub fallback: Option<String>,
    /// The question for an unclear request.
    pub clarify: Option<String>,
    /// To whom the lead reports; the default receiver of escalations and approvals.
    pub reports_to: Option<String>,
    /// Teams beside this one that a request may belong to.
    pub peers: Vec<Peer>,
    /// Named ways in which several agents handle one kind of request.
    pub flows: Vec<Flow>,
    /// What must be escalated.
    pub escalate: Vec<Rule>,
    /// What needs approval.
    pub approval: Vec<Rule>,
    /// What makes a request more or less urgent than `medium`.
    pub urgency: Vec<(Urgency, Evidence)>,
    /// What must hold before work counts as complete.
    pub gates: Vec<String>,
    /// Reply templates by the occasion: `routed`, `direct`, `unclear`, `session`.
    pub replies: BTreeMap<String, String>,
    /// The command that opens a joint session of several agents.
    pub session: Option<String>,
    /// What a command that is run with an answer is told of its work in a line, a template.
    pub context: Option<String>,
    /// How often such a command may go round.
    pub max_iterations: Option<u32>,
    /// The files that hold more examples of peers and flows.
    pub example_files: Vec<Source>,
    /// Document templates by name: `directive`, `status_report`, `scratchpad`, and `output`, the form of the result.
    pub documents: BTreeMap<String, String>,
}

/// A team beside this one.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// The name of its lead.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What in a request belongs there.
    pub evidence: Evidence,
    /// What is said to it, a template.
    pub message: Option<String>,
}

/// A named way in which several agents handle one kind of request.
#[derive(Debug, Clone, Default)]
pub struct Flow {
    /// Its name.
    pub name: String,
    /// What kind of request it is for.
    pub description: String,
    /// What in a request asks for it.
    pub evidence: Evidence,
    /// How urgent such a request is, where the flow says so.
    pub urgency: Option<Urgency>,
    /// What is done, in order.
    pub steps: Vec<Step>,
}

/// One step of a flow.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Who does it.
    pub who: Who,
    /// What it is called in a plan.
    pub title: Option<String>,
    /// Under which condition it is done.
    pub when: Option<String>,
    /// Whether it may be skipped.
    pub optional: bool,
}

/// Who does a step.
#[derive(Debug, Clone, PartialEq)]
pub enum Who {
    /// All of these, side by side; one agent is a list of one.
    All(Vec<String>),
    /// The one of these with the best evidence.
    Any(Vec<String>),
}

impl Default for Who {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl Who {
    /// Everybody named.
    pub fn names(&self) -> &[String] {
        match self {
            Self::All(names) | Self::Any(names) => names,
        }
    }
}

/// Something in a request that has to go to somebody above.
#[derive(Debug, Clone, Default)]
pub struct Rule {
    /// What it is about.
    pub about: String,
    /// To whom it goes.
    pub to: String,
    /// What in a request shows it.
    pub evidence: Evidence,
}

/// How urgent a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Urgency {
    /// When there is time.
    Low,
    /// Unless something says otherwise.
    #[default]
    Medium,
    /// Soon.
    High,
    /// Now.
    Critical,
}

impl Urgency {
    /// All, least urgent first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The urgency a word names.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|urgency| urgency.name() == name.trim().to_ascii_lowercase())
    }
}

/// The documents a team may bring templates for.
const DOCUMENTS: [&str; 4] = ["directive", "status_report", "scratchpad", "output"];

impl Policy {
    /// Reads the policy keys of a `team.md`. What is wrong is added to `diagnostics`, what can be used is used.
    pub fn read(keys: &Mapping, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let mut reader = Reader { source, diagnostics };
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
            gates: strings_whole(keys.get("gates")),
            replies: reader.texts(keys, "replies", REPLY),
            session: name(keys.get("session")),
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

/// A name or a few words: on one line, whatever the file says.
fn name(value: Option<&Value>) -> Option<String> {
    scalar(value).map(|text| escape::name(&text))
}

/// The keys of a rule, and which of them say what it is about and to whom that goes.
type RuleKeys = (&'static [Key], [&'static str; 2]);

/// Reads nested values of one file, collecting what is wrong with them.
struct Reader<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn wrong(&mut self, code: Code, key: &str, item: &str, message: String, help: impl Into<String>) {
        let line = self.source.line_of(key, item);
        self.diagnostics.push(Diagnostic::new(code, &self.source.file, line, message, help));
    }

    /// A list of maps; or one map from name to map, whose name goes in under `name_key`; a plain text is its own name.
    fn maps(&mut self, keys: &Mapping, key: &str, name_key: &str) -> Vec<Mapping> {
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

    fn known_keys(&mut self, section: &str, map: &Mapping, known: &'static [Key]) {
        for key in map.keys().filter_map(Value::as_str) {
            if !Key::names(known).any(|name| name == key) {
                let message = format!("`{key}` is not known in `{section}`");
                let line = self.source.line_of(key, "");
                let help = suggestion(key, Key::names(known));
                self.diagnostics.push(Diagnostic::new(Code::InvalidValue, &self.source.file, line, message, help));
            }
        }
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
                self.wrong(Code::InvalidValue, "flows", &name, message, "write critical, high, medium or low");
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
            self.wrong(Code::EmptyFlow, "flows", &name, message, "list its agents under `steps`, in order");
        }
        if evidence.is_empty() {
            let message = format!("nothing in a request can ask for the flow `{name}`");
            self.wrong(Code::FlowWithoutEvidence, "flows", &name, message, "give it keywords, patterns or examples");
        }
        Flow { name, description: scalar(map.get("description")).unwrap_or_default(), evidence, urgency, steps }
    }

    fn step(&mut self, flow: &str, value: &Value) -> Option<Step> {
        match value {
            Value::String(agent) => Some(Step { who: Who::All(vec![agent.clone()]), ..Step::default() }),
            Value::Sequence(_) => Some(Step { who: Who::All(strings(Some(value))), ..Step::default() }),
            Value::Mapping(map) => {
                self.known_keys("steps", map, STEP);
                let who = match (map.get("agent"), map.get("any"), map.get("all")) {
                    (_, Some(any), _) => Who::Any(strings(Some(any))),
                    (agent, None, all) => Who::All(strings(agent.or(all))),
                };
                if who.names().is_empty() {
                    let message = format!("a step of the flow `{flow}` names no agent");
                    self.wrong(Code::InvalidValue, "flows", flow, message, "say `agent`, `any` or `all`");
                    return None;
                }
                let when = scalar(map.get("when"));
                let optional = map.get("optional").and_then(Value::as_bool).unwrap_or(false);
                Some(Step { who, title: scalar(map.get("title")), optional: optional || when.is_some(), when })
            }
            _ => {
                let message = format!("a step of the flow `{flow}` is neither an agent nor a map");
                self.wrong(Code::InvalidValue, "flows", flow, message, "write an agent's name or `{agent: ..}`");
                None
            }
        }
    }

    fn rule(&mut self, section: &str, map: &Mapping, (known, [about, to]): RuleKeys, above: &str) -> Rule {
        self.known_keys(section, map, known);
        let rule = Rule {
            about: name(map.get(about)).unwrap_or_default(),
            to: name(map.get(to)).unwrap_or_else(|| above.to_owned()),
            evidence: Evidence {
                keywords: keywords(map.get("keywords")),
                patterns: strings_whole(map.get("patterns")),
                examples: strings_whole(map.get("examples")),
                not_for: strings(map.get("not_for")),
            },
        };
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
            found.push((
                urgency,
                match words {
                    Value::Mapping(map) => Evidence::read(map),
                    list => Evidence { keywords: keywords(Some(list)), ..Evidence::default() },
                },
            ));
        }
        found
    }

    fn count(&mut self, keys: &Mapping, key: &str) -> Option<u32> {
        let text = scalar(keys.get(key))?;
        let count = text.trim().parse().ok().filter(|&count| count > 0);
        if count.is_none() {
            let message = format!("`{key}` is `{text}`, which is no number of times");
            self.wrong(Code::InvalidValue, key, "", message, "write a whole number from 1");
        }
        count
    }

    fn texts(&mut self, keys: &Mapping, key: &str, known: &'static [Key]) -> BTreeMap<String, String> {
        let Some(Value::Mapping(map)) = keys.get(key) else { return BTreeMap::new() };
        self.known_keys(key, map, known);
        map.iter().filter_map(|(name, text)| Some((name.as_str()?.to_owned(), scalar(Some(text))?))).collect()
    }
}
