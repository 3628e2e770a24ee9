//! An answer in the form a command gets it: the prompt, the placeholders in its arguments, its variables.

use crate::child::variable;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use task_router_engine::explanation::NO_EXPLANATION;
use task_router_engine::plan::TaskOrigin;
use task_router_engine::template::{self, Name};
use task_router_engine::{Answer, Index, Options, Plan, Scorer, Status, Task, decide};

/// The agent that does the request, and everything it gets.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assignment {
    /// The agent.
    pub agent: String,
    /// Its team.
    pub team: String,
    /// The status of the decision.
    pub status: String,
    /// The request; for a task of a plan, its part of the request, or what the task hands over or does for it.
    pub request: String,
    /// The knowledge document.
    pub knowledge: Option<String>,
    /// The full prompt.
    pub prompt: String,
    /// The context, in a line.
    pub context: String,
    /// The maximum number of rounds.
    pub max_iterations: Option<String>,
    /// Additional variables.
    #[serde(default)]
    pub extra: Vec<(String, String)>,
}

impl Assignment {
    /// The assignment for an answer; the agent is the team if nobody else is named.
    pub fn of(answer: &Answer) -> Self {
        let index = answer.index;
        let agent = answer.who().to_owned();
        Self {
            context: answer.context_for(&agent),
            max_iterations: index.max_iterations().map(|most| most.to_string()),
            team: index.team().to_owned(),
            status: answer.decision.status.name().to_owned(),
            request: answer.request.to_owned(),
            knowledge: answer.knowledge().map(str::to_owned),
            prompt: answer.prompt().unwrap_or_else(|| answer.request.to_owned()),
            agent,
            extra: Vec::new(),
        }
    }

    /// The assignment for the team's fallback, unless that is the one who tried.
    pub fn of_fallback(index: &Index, request: &str, tried: &str) -> Option<Self> {
        let name = index.fallback_name().filter(|name| *name != tried)?;
        let options = Options { agent: Some(name.to_owned()), ..Options::default() };
        let decision = decide(&Scorer::new(index).score(request), &options);
        Some(Self::of(&Answer::new(request, &decision, &NO_EXPLANATION, index)))
    }

    /// The assignment for a task of a plan.
    pub fn of_task(task: &Task, plan: &Plan, index: &Index) -> Self {
        let agent = plan.who(task).to_owned();
        let status = if task.agent.is_some() { Status::Routed } else { Status::Direct };
        Self {
            context: task.context.clone(),
            max_iterations: index.max_iterations().map(|most| most.to_string()),
            team: index.team().to_owned(),
            status: status.name().to_owned(),
            request: if task.source == TaskOrigin::Request { &task.request } else { &task.asked }.clone(),
            knowledge: task.knowledge.clone(),
            prompt: task.prompt.clone(),
            agent,
            extra: Vec::new(),
        }
    }

    /// The standard input: the prompt as `-f prompt` prints it.
    pub fn input(&self) -> Vec<u8> {
        format!("{}\n", self.prompt.trim_end_matches('\n')).into_bytes()
    }

    /// The arguments with their placeholders filled in.
    pub fn arguments(&self, arguments: &[OsString]) -> Vec<OsString> {
        arguments.iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&self, argument: &OsString) -> OsString {
        match argument.to_str() {
            Some(text) => {
                let filled = template::render(text, |name| self.value(name)).replace('\0', "\u{fffd}");
                // What a definition or a request says is no option.
                match filled.starts_with('-') && !text.starts_with('-') {
                    true if self.knowledge.as_ref().is_some_and(|path| filled.starts_with(path.as_str())) => {
                        format!("./{filled}").into()
                    }
                    true => format!(" {filled}").into(),
                    false => filled.into(),
                }
            }
            None => argument.clone(),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        Some(match Name::of(name)? {
            Name::Agent => &self.agent,
            Name::Task => &self.request,
            Name::Knowledge => self.knowledge.as_deref().unwrap_or(""),
            Name::Prompt => self.prompt.trim_end_matches('\n'),
            Name::Team => &self.team,
            Name::Status => &self.status,
            Name::Context => &self.context,
            Name::MaxIterations => self.max_iterations.as_deref()?,
            _ => return None,
        })
    }

    /// The environment variables of the command.
    pub fn environment(&self) -> Vec<(String, OsString)> {
        let own = [
            ("ROUTE_AGENT", self.agent.as_str()),
            ("ROUTE_TEAM", &self.team),
            ("ROUTE_STATUS", &self.status),
            ("ROUTE_KNOWLEDGE", self.knowledge.as_deref().unwrap_or("")),
            ("ROUTE_REQUEST", &self.request),
            ("ROUTE_CONTEXT", &self.context),
        ];
        let most = self.max_iterations.iter().map(|most| ("ROUTE_MAX_ITERATIONS", most.as_str()));
        let extra = self.extra.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        own.into_iter().chain(most).chain(extra).map(|(name, text)| (name.to_owned(), variable(text))).collect()
    }

    /// The text whose presence in the output shows that the knowledge document was used: its file name.
    pub fn document_name(&self) -> Option<&str> {
        self.knowledge.as_deref()?.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::child::LONGEST_VALUE;

    fn assignment() -> Assignment {
        Assignment {
            agent: "auth".to_owned(),
            team: "backend".to_owned(),
            status: "routed".to_owned(),
            request: "fix {agent}\0".to_owned(),
            knowledge: Some("docs/auth.md".to_owned()),
            prompt: "Do it.\n\n".to_owned(),
            context: "Task routed to auth".to_owned(),
            max_iterations: None,
            extra: Vec::new(),
        }
    }

    #[test]
    fn placeholders_are_filled_in_once_and_others_stay() {
        let cases = [
            ("--agent={agent}", "--agent=auth"),
            ("{user_task}", "fix {agent}\u{fffd}"),
            ("{knowledge_base}:{team}:{status}:{context}", "docs/auth.md:backend:routed:Task routed to auth"),
            ("{prompt}", "Do it."),
            ("{\"json\": {}} {max_iterations} {unknown}", "{\"json\": {}} {max_iterations} {unknown}"),
        ];
        for (argument, expected) in cases {
            assert_eq!(assignment().arguments(&[argument.into()]), [expected], "{argument}");
        }
    }

    #[test]
    fn what_a_definition_says_is_no_option() {
        let mut assignment = assignment();
        assignment.knowledge = Some("--output=x/auth.md".to_owned());
        assignment.context = "--yolo auth".to_owned();
        assignment.prompt = "-rf".to_owned();
        let typed = ["{knowledge_base}", "{context}", "{prompt}", "--with={knowledge_base}", "-{agent}"];
        let filled = ["./--output=x/auth.md", " --yolo auth", " -rf", "--with=--output=x/auth.md", "-auth"];
        assert_eq!(assignment.arguments(&typed.map(OsString::from)), filled);
    }

    #[test]
    fn variables_are_what_a_system_takes() {
        let mut assignment = assignment();
        assignment.request = "\u{e9}".repeat(LONGEST_VALUE);
        let variables = assignment.environment();
        assert!(variables.iter().all(|(_, value)| value.len() <= LONGEST_VALUE));
        assert_eq!(assignment.document_name(), Some("auth.md"));
    }
}
