//! Renders a decision into an answer: names, documents, prompt and questions for a person or a script.

use crate::agent::dialect::{AgentKind, is_client_key};
use crate::decide::{Decision, SUGGESTED, Status};
use crate::explanation::Explanation;
use crate::index::{AgentCard, ClassId, Index};
pub use crate::team::NOBODY;
use crate::template::{self, Filled, Filling, Name, json};
use std::borrow::Cow;

/// The context of a command, if the team states none.
const DEFAULT_CONTEXT: &str = "Task routed to {agent}";
const DEFAULT_QUESTION: &str = "Which part of the system is this about, and what should be different afterwards?";

/// The answer to one request, ready to be printed in any format.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The request.
    pub request: &'a str,
    /// The decision.
    pub decision: &'a Decision,
    /// The evidence, as detailed as the format needs.
    pub explanation: &'a Explanation,
    /// The team that decided.
    pub index: &'a Index,
}

impl<'a> Answer<'a> {
    /// Combines a decision with what it belongs to.
    pub fn new(request: &'a str, decision: &'a Decision, explanation: &'a Explanation, index: &'a Index) -> Self {
        Self { request, decision, explanation, index }
    }

    fn card(&self) -> Option<&'a AgentCard> {
        self.decision.agent.map(|agent| self.index.card(agent))
    }

    /// The document of the fallback agent, if the chosen agent's is missing.
    fn replacement(&self) -> Option<&'a str> {
        self.missing_knowledge()?;
        let fallback = self.index.fallback()?;
        Some(self.index.card(fallback)).filter(|card| card.knowledge_found)?.knowledge.as_deref()
    }

    /// Name of the agent.
    pub fn agent(&self) -> Option<&'a str> {
        self.decision.agent.map(|agent| self.index.class(agent).name.as_str())
    }

    /// Kind of the agent.
    pub fn kind(&self) -> Option<AgentKind> {
        self.card().map(|card| card.kind)
    }

    /// Path of the agent's knowledge document, as the user would write it; the fallback's if the agent's is missing.
    pub fn knowledge(&self) -> Option<&str> {
        let own = self.card().and_then(|card| card.knowledge.as_deref());
        self.replacement().or(own)
    }

    /// A scalar of the agent's frontmatter.
    pub fn scalar(&self, key: &str) -> Option<&str> {
        self.card().and_then(|card| card.scalars.get(key)).map(String::as_str)
    }

    /// A scalar of the agent's frontmatter, otherwise of the team's.
    fn own_scalar(&self, key: &str) -> Option<&str> {
        let of_team = &self.index.meta.lead_scalars;
        match self.agent() {
            Some(_) => self.scalar(key).or_else(|| of_team.get_for_agents(key).map(String::as_str)),
            None => of_team.get(key).map(String::as_str),
        }
    }

    /// Warnings about this answer.
    pub fn warnings(&self) -> Vec<String> {
        let Some(missing) = self.missing_knowledge() else { return Vec::new() };
        let named = format!("the knowledge document `{missing}` of {}", self.agent().unwrap_or(NOBODY));
        let wrong = self.fault_of_knowledge();
        vec![match self.replacement() {
            Some(other) => format!("{named} {wrong}; {other} is offered instead"),
            None if self.is_knowledge_unreadable() => format!("{named} {wrong}; correct its permissions"),
            None => format!("{named} {wrong}; write it or remove `knowledge` from the agent"),
        }]
    }

    fn is_knowledge_unreadable(&self) -> bool {
        self.card().is_some_and(|card| card.knowledge_unreadable)
    }

    /// What is wrong with a document that is not found.
    fn fault_of_knowledge(&self) -> &'static str {
        if self.is_knowledge_unreadable() { "cannot be read" } else { "is missing" }
    }

    fn missing_knowledge(&self) -> Option<&str> {
        self.card().filter(|card| !card.knowledge_found).and_then(|card| card.knowledge.as_deref())
    }

    /// The rendered prompt: the agent's own inside the team's activation template. `None` if nobody answers.
    pub fn prompt(&self) -> Option<String> {
        match (self.decision.status, self.decision.agent) {
            (Status::Direct, _) => Some(self.lead_prompt()),
            (_, Some(agent)) => Some(self.agent_prompt(agent)),
            (_, None) => None,
        }
    }

    fn agent_prompt(&self, agent: ClassId) -> String {
        let mut text = self.agent_prompt_for(self.request, agent).with(self.request);
        text.extend(self.help());
        text
    }

    /// The agent's prompt around the request, and what follows it; `None` if no agent answers.
    pub(crate) fn prompt_around_request(&self) -> Option<(Cow<'a, Filled>, Option<String>)> {
        let agent = self.decision.agent.filter(|_| self.decision.status != Status::Direct)?;
        Some((self.agent_prompt_for(self.request, agent), self.help()))
    }

    /// The agent's prompt. It is built once for all requests, except the empty one.
    fn agent_prompt_for(&self, request: &str, agent: ClassId) -> Cow<'a, Filled> {
        match request.is_empty() {
            true => Cow::Owned(self.fill_agent_prompt(agent)),
            false => Cow::Borrowed(self.index.prompt(agent, || self.fill_agent_prompt(agent))),
        }
    }

    fn fill_agent_prompt(&self, agent: ClassId) -> Filled {
        let card = self.index.card(agent);
        let activation = self.index.meta.activation.as_str();
        let around = template::prompt_places(activation, Name::AgentPrompt);
        let inner = self.filled(card.body.trim_matches('\n'), self.who(), None);
        let mut text =
            if around { self.filled(activation.trim_matches('\n'), self.who(), Some(&inner)) } else { inner };
        let places =
            |name| template::prompt_places(&card.body, name) || (around && template::prompt_places(activation, name));
        if let Some(path) = self.knowledge_text().filter(|_| !places(Name::Knowledge)) {
            text.push(&heading("KNOWLEDGE BASE", text.is_empty(self.request)));
            text.push(&path);
        }
        if !places(Name::Task) {
            text.push(&heading("TASK", text.is_empty(self.request)));
            text.push_task();
        }
        text
    }

    /// Appendix to a prompt: whom the chosen agent can ask, if priority chose it over others with evidence of their
    /// own.
    fn help(&self) -> Option<String> {
        let others = self.decision.support.join(", ");
        let is_offered = self.decision.is_by_priority() && !others.is_empty();
        is_offered.then(|| {
            let heading = heading("HELP", false);
            format!("{heading}the request also concerns {others}; ask for help where their part begins")
        })
    }

    /// Prompt of the lead: its message to the peer, or the request under the lead's name.
    fn lead_prompt(&self) -> String {
        let meta = &self.index.meta;
        if let Some(peer) = &self.decision.handoff
            && let Some((_, message)) = meta.messages.iter().find(|(name, _)| name == peer)
        {
            return self.message(message);
        }
        if let Some(peer) = &self.decision.handoff {
            let mut text = format!(
                "You are the lead of {}. This request belongs to {peer}: hand it over, and do not work on it yourself.",
                meta.team
            );
            append(&mut text, "TASK", self.request);
            return text;
        }
        if let Some(own) = meta.lead_scalars.get("prompt") {
            let mut text = self.filled(own.trim_matches('\n'), self.who(), None).with(self.request);
            if !template::prompt_places(own, Name::Task) {
                append(&mut text, "TASK", self.request);
            }
            return text;
        }
        let mut text = match meta.lead_scalars.get("persona") {
            Some(persona) => format!("You are {persona}, the lead of {}.", meta.team),
            None => format!("You are the lead of {}.", meta.team),
        };
        text.push_str(" This request is yours to answer yourself, without a specialist.");
        append(&mut text, "TASK", self.request);
        text
    }

    /// A message to a peer; a JSON message stays valid JSON, whatever the request contains.
    fn message(&self, template: &str) -> String {
        let meta = &self.index.meta;
        json::fill(
            template,
            &[&|name| {
                let text = match Name::in_prompt(name) {
                    Some(Name::Task) => self.request,
                    Some(Name::Agent | Name::Team) => &meta.team,
                    _ => meta.lead_scalars.get(name)?,
                };
                Some(json::Value::from(text))
            }],
        )
    }

    /// Path of the document for a prompt, marked if the document is missing.
    fn knowledge_text(&self) -> Option<String> {
        match (self.missing_knowledge(), self.replacement()) {
            (None, _) => self.knowledge().map(str::to_owned),
            (Some(missing), Some(other)) => {
                Some(format!("{missing} (this document {}; use {other} instead)", self.fault_of_knowledge()))
            }
            (Some(missing), None) => {
                let wrong = self.fault_of_knowledge();
                Some(format!("{missing} (this document {wrong}; proceed with general knowledge)"))
            }
        }
    }

    /// Who answers: the agent, otherwise the team.
    pub fn who(&self) -> &'a str {
        self.agent().unwrap_or(&self.index.meta.team)
    }

    /// The context of a command that does the request, in a line; `who` is named as its agent.
    pub fn context_for(&self, who: &str) -> String {
        let context = self.index.meta.context.as_deref().unwrap_or(DEFAULT_CONTEXT);
        self.filled(context, who, None).with(self.request)
    }

    fn filled(&self, text: &str, who: &str, agent_prompt: Option<&Filled>) -> Filled {
        let knowledge = self.knowledge_text();
        let meta = &self.index.meta;
        Filled::of(text, |name| match Name::in_prompt(name) {
            Some(Name::Task) => Some(Filling::Task),
            Some(Name::Agent) => Some(Filling::Text(who)),
            Some(Name::Knowledge) => Some(Filling::Text(knowledge.as_deref().unwrap_or("(none)"))),
            Some(Name::Team) => Some(Filling::Text(&meta.team)),
            Some(Name::AgentPrompt) => agent_prompt.map(Filling::Prompt),
            // Clients' keys are too common in prompts to be placeholders: `/users/{id}/{name}` is kept.
            _ if is_client_key(name) => None,
            _ => self.own_scalar(name).map(Filling::Text),
        })
    }

    /// Question for an unclear request.
    pub fn question(&self) -> Option<&'a str> {
        let unclear = self.decision.status == Status::Unclear;
        unclear.then(|| self.index.meta.clarify.as_deref().unwrap_or(DEFAULT_QUESTION).trim())
    }

    /// Suggested next steps: the nearest agents for an unclear request with words that would select them, where nothing
    /// speaks for any of them the first of the team, or a joint session of those concerned.
    pub fn suggestions(&self) -> Vec<String> {
        if let Some(session) = self.decision.session(self.index) {
            let command = self.index.meta.session.as_deref().unwrap_or_default();
            return match session.is_empty() {
                true => vec![command.to_owned()],
                false => vec![format!("{command} with {}", session.join(", "))],
            };
        }
        if self.decision.status != Status::Unclear {
            return Vec::new();
        }
        let is_agent = |agent: &ClassId| self.index.class(*agent).kind == crate::index::ClassKind::Agent;
        let candidates = &self.decision.candidates;
        let near = candidates.iter().filter(|candidate| candidate.score > 0.0).map(|candidate| candidate.answer);
        let mut found: Vec<ClassId> = near.filter(is_agent).take(SUGGESTED).collect();
        if found.is_empty() {
            found.clone_from(&self.decision.first);
        }
        found.into_iter().map(|agent| self.hint(agent)).collect()
    }

    /// Guidance for a person who gets no specialist: the last resort, if all evidence was too weak.
    pub fn guidance(&self) -> Option<String> {
        if self.decision.status != Status::Unclear {
            return None;
        }
        let meta = &self.index.meta;
        let lead = || meta.lead_scalars.get("persona").or(meta.lead_scalars.get("reports_to"));
        // A team without a lead is called after its folder, which nobody can ask.
        let has_lead = || meta.classes.iter().any(|class| class.kind == crate::index::ClassKind::Lead);
        let team = || has_lead().then_some(&*meta.team);
        let ask = self.agent().or_else(|| lead().map(String::as_str)).or_else(team);
        let ask = ask.map(|who| format!("; else ask {who}")).unwrap_or_default();
        let read = self.knowledge().map(|path| format!(" and read {path}")).unwrap_or_default();
        Some(format!(
            "say which part it is about, in words of the suggestions, or choose with `--agent NAME` (`route list` shows everybody){ask}{read}"
        ))
    }

    fn hint(&self, agent: ClassId) -> String {
        let (name, hints) = (&self.index.class(agent).name, &self.index.card(agent).hints);
        let colon = if hints.is_empty() { "" } else { ": " };
        [name.as_str(), colon, hints].concat()
    }

    /// The team's own reply, filled in, if it has one.
    pub fn reply(&self) -> Option<String> {
        let meta = &self.index.meta;
        let session = self.decision.session(self.index);
        let asks = self.decision.asks_for_session(self.index);
        let occasion = match self.decision.status {
            // A request that is handed over is not answered here.
            Status::Direct if self.decision.handoff.is_some() => "handoff",
            Status::Routed if session.is_some() && meta.replies.contains_key("session") => "session",
            _ if asks && meta.replies.contains_key("session") => "session",
            status => status.name(),
        };
        Some(self.fill(meta.replies.get(occasion)?.trim_end()))
    }

    /// A reply of the team or a template of the user, filled in: it knows the decision's placeholders in addition to the
    /// agent's.
    pub fn fill(&self, text: &str) -> String {
        let (decision, meta) = (self.decision, &self.index.meta);
        let introduced = || {
            let agents = decision.session(self.index).unwrap_or_default();
            agents.iter().map(|name| self.introduce(name)).collect::<Vec<_>>().join(", ")
        };
        template::render(text, |name| {
            Some(match Name::of(name) {
                Some(Name::Task) => self.request.into(),
                Some(Name::Agent) => or_nobody(self.agent()),
                Some(Name::Knowledge) => or_nobody(self.knowledge()),
                Some(Name::Team) => meta.team.as_str().into(),
                Some(Name::Prompt | Name::AgentPrompt) => self.prompt().map_or(NOBODY.into(), Cow::from),
                Some(Name::Status) => decision.status.name().into(),
                Some(Name::Confidence) => format!("{:.2}", decision.confidence).into(),
                Some(Name::Reason) => decision.reason(self.index).into(),
                Some(Name::Analysis) => self.analysis().into(),
                Some(Name::Support) => decision.support.join(",").into(),
                Some(Name::Flow) => or_nobody(decision.flow.as_deref()),
                Some(Name::Urgency) => decision.urgency.name().into(),
                Some(Name::Escalate) => or_nobody(decision.escalate.as_deref()),
                Some(Name::Approval) => or_nobody(decision.approval.as_deref()),
                Some(Name::Handoff) => or_nobody(decision.handoff.as_deref()),
                Some(Name::Agents) => introduced().into(),
                Some(Name::Session) => meta.session.as_deref().unwrap_or_default().into(),
                Some(Name::Question) => self.question().unwrap_or_default().into(),
                Some(Name::Context | Name::MaxIterations) => return None,
                None => self.own_scalar(name)?.into(),
            })
        })
    }

    /// The expertise that the request needs: topics of the agents named, in their own words. The reason if none has
    /// any.
    fn analysis(&self) -> String {
        let topic = |name: &str| {
            let scalars = &self.index.card(self.index.agent(name)?).scalars;
            Some(format!("{} ({})", scalars.get("topic")?, scalars.get("role").map_or(name, String::as_str)))
        };
        let own = match (self.decision.status, self.agent()) {
            (Status::Routed, Some(agent)) => topic(agent),
            (Status::Direct, _) => self.index.meta.lead_scalars.get("topic").cloned(),
            _ => None,
        };
        let Some(own) = own else { return self.decision.reason(self.index) };
        let others = self.decision.session(self.index).unwrap_or_else(|| self.decision.support.clone());
        let others: Vec<String> =
            others.iter().filter(|name| self.agent() != Some(name)).filter_map(|name| topic(name)).collect();
        match others.is_empty() {
            true => format!("This needs expertise in {own}."),
            false => format!("This needs expertise in {own}, and beside it in {}.", others.join("; ")),
        }
    }

    /// Introduces an agent by its persona, if it has one.
    fn introduce(&self, name: &str) -> String {
        let persona = self.index.agent(name).and_then(|agent| self.index.card(agent).scalars.get("persona"));
        persona.map_or_else(|| name.to_owned(), |persona| format!("{persona} ({name})"))
    }
}

fn or_nobody(name: Option<&str>) -> Cow<'_, str> {
    name.unwrap_or(NOBODY).into()
}

fn append(text: &mut String, title: &str, content: &str) {
    text.push_str(&heading(title, text.is_empty()));
    text.push_str(content);
}

/// Heading of a part of a prompt.
fn heading(title: &str, is_first: bool) -> String {
    format!("{}{title}: ", if is_first { "" } else { "\n\n" })
}
