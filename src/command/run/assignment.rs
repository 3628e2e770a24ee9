//! An answer as a command is given it: the prompt, the placeholders of its arguments, its variables.

use std::ffi::OsString;
use task_router_engine::decide::Status;
use task_router_engine::render::Answer;
use task_router_engine::template::{self, Name};

/// The longest value of a variable; systems refuse much longer ones, and with them the command.
const LONGEST_VALUE: usize = 100_000;

/// Who is to do it, and everything they are given.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// Who.
    pub agent: String,
    /// Their team.
    pub team: String,
    /// How the request was decided.
    pub status: Status,
    /// The request.
    pub request: String,
    /// The knowledge document.
    pub knowledge: Option<String>,
    /// Everything they have to be told.
    pub prompt: String,
    /// What this is about, in a line.
    pub context: String,
    /// How often they may go round.
    pub max_iterations: Option<String>,
}

impl Assignment {
    /// What belongs to an answer; the lead's own name where nobody else is named.
    pub fn of(answer: &Answer) -> Self {
        let meta = &answer.index.meta;
        let agent = answer.agent().unwrap_or(&meta.team).to_owned();
        let context = meta.context.as_deref().unwrap_or("Task routed to {agent}");
        Self {
            context: answer.fill(context, None),
            max_iterations: meta.max_iterations.map(|most| most.to_string()),
            team: meta.team.clone(),
            status: answer.decision.status,
            request: answer.request.to_owned(),
            knowledge: answer.knowledge().map(str::to_owned),
            prompt: answer.prompt().unwrap_or_else(|| answer.request.to_owned()),
            agent,
        }
    }

    /// What is written to standard input: the prompt as `-f prompt` prints it.
    pub fn input(&self) -> Vec<u8> {
        format!("{}\n", self.prompt.trim_end_matches('\n')).into_bytes()
    }

    /// The arguments with their placeholders filled in.
    pub fn arguments(&self, arguments: &[OsString]) -> Vec<OsString> {
        arguments.iter().map(|argument| self.argument(argument)).collect()
    }

    fn argument(&self, argument: &OsString) -> OsString {
        match argument.to_str() {
            Some(text) => template::render(text, |name| self.value(name)).replace('\0', "\u{fffd}").into(),
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
            Name::Status => self.status.name(),
            Name::Context => &self.context,
            Name::MaxIterations => self.max_iterations.as_deref()?,
            _ => return None,
        })
    }

    /// The variables that the command finds set.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        let mut variables = vec![
            ("ROUTE_AGENT", value(&self.agent)),
            ("ROUTE_TEAM", value(&self.team)),
            ("ROUTE_STATUS", value(self.status.name())),
            ("ROUTE_KNOWLEDGE", value(self.knowledge.as_deref().unwrap_or(""))),
            ("ROUTE_REQUEST", value(&self.request)),
            ("ROUTE_CONTEXT", value(&self.context)),
        ];
        variables.extend(self.max_iterations.as_deref().map(|most| ("ROUTE_MAX_ITERATIONS", value(most))));
        variables
    }

    /// What names the knowledge document in a text that used it: its file name.
    pub fn document_name(&self) -> Option<&str> {
        self.knowledge.as_deref()?.rsplit(['/', '\\']).next().filter(|name| !name.is_empty())
    }
}

/// A text as a variable can hold it: without NUL, and cut where no system would take it.
fn value(text: &str) -> OsString {
    let end = (0..=LONGEST_VALUE.min(text.len())).rev().find(|&end| text.is_char_boundary(end));
    text[..end.unwrap_or_default()].replace('\0', "\u{fffd}").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assignment() -> Assignment {
        Assignment {
            agent: "auth".to_owned(),
            team: "backend".to_owned(),
            status: Status::Routed,
            request: "fix {agent}\0".to_owned(),
            knowledge: Some("docs/auth.md".to_owned()),
            prompt: "Do it.\n\n".to_owned(),
            context: "Task routed to auth".to_owned(),
            max_iterations: None,
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
    fn variables_are_what_a_system_takes() {
        let mut assignment = assignment();
        assignment.request = "\u{e9}".repeat(LONGEST_VALUE);
        let variables = assignment.environment();
        assert!(variables.iter().all(|(_, value)| value.len() <= LONGEST_VALUE));
        assert_eq!(assignment.document_name(), Some("auth.md"));
    }
}
