//! The input and output formats of each client's hooks.

use crate::args::Client;
use anyhow::{Context, bail};
use serde_json::{Value, json};
use task_router_engine::agent::encoding::BYTE_ORDER_MARK;

/// The parts of a client's event that matter here.
#[derive(Debug, PartialEq)]
pub struct HookInput {
    /// The event's name; empty if the client does not send it.
    pub event: String,
    /// The session.
    pub session: Option<String>,
    /// The user's working folder.
    pub folder: Option<String>,
    /// What happened.
    pub told: Told,
}

/// The kind of an event.
#[derive(Debug, PartialEq)]
pub enum Told {
    /// A user typed this prompt.
    Request(String),
    /// This agent or skill was started.
    Started(String),
    /// Any other event.
    Other,
}

impl HookInput {
    /// Reads an event.
    ///
    /// # Errors
    /// If it is not a JSON object, or lacks a key that this kind of event must have.
    pub fn parse(bytes: &[u8]) -> anyhow::Result<Self> {
        let text = String::from_utf8_lossy(bytes);
        let value: Value =
            serde_json::from_str(text.trim_start_matches(BYTE_ORDER_MARK)).context("the client's event is not JSON")?;
        if !value.is_object() {
            bail!("the client's event is not a JSON object");
        }
        // Some clients write `session_id`, some `sessionId`.
        let text = |keys: &[&str]| keys.iter().find_map(|key| value.get(key)?.as_str()).map(str::to_owned);
        let event = text(&["hook_event_name", "hookEventName"]).unwrap_or_default();
        let told = match event.as_str() {
            "UserPromptSubmit" | "BeforeAgent" | "userPromptSubmitted" | "" if value.get("prompt").is_some() => {
                Told::Request(text(&["prompt"]).context("the client's event has a `prompt` that is no text")?)
            }
            "UserPromptSubmit" | "BeforeAgent" | "userPromptSubmitted" => bail!("the client's event has no `prompt`"),
            "SubagentStart" | "subagentStart" => {
                Told::Started(text(&["agent_type", "agentType", "agentName"]).context("the event names no agent")?)
            }
            "PostToolUse" | "postToolUse" => started_by_tool(&value),
            "" => bail!("the client's event has neither a name nor a `prompt`"),
            _ => Told::Other,
        };
        Ok(Self { session: text(&["session_id", "sessionId"]), folder: text(&["cwd"]), event, told })
    }
}

/// The tool that starts skills.
fn started_by_tool(value: &Value) -> Told {
    let tool = value.get("tool_name").or(value.get("toolName")).and_then(Value::as_str).unwrap_or_default();
    let argument = |keys: &[&str]| {
        let arguments = value.get("tool_input").or(value.get("toolArgs"))?;
        keys.iter().find_map(|key| arguments.get(key)?.as_str()).map(str::to_owned)
    };
    let name = match tool.to_ascii_lowercase().as_str() {
        "skill" => argument(&["skill", "name", "command"]),
        _ => None,
    };
    name.map_or(Told::Other, Told::Started)
}

impl Client {
    /// The output with `text` in the client's format.
    pub fn envelope(self, event: &str, text: &str) -> Value {
        let event = match (self, event) {
            (Self::Copilot, _) => return json!({ "additionalContext": text }),
            (Self::Gemini, "") => "BeforeAgent",
            (Self::ClaudeCode | Self::Codex, "") => "UserPromptSubmit",
            (_, event) => event,
        };
        json!({ "hookSpecificOutput": { "hookEventName": event, "additionalContext": text } })
    }

    /// The client's settings file for a project's hooks, relative to the project's root.
    pub fn settings(self) -> &'static str {
        match self {
            Self::ClaudeCode => ".claude/settings.json",
            Self::Codex => ".codex/hooks.json",
            Self::Gemini => ".gemini/settings.json",
            Self::Copilot => ".github/hooks/route.json",
        }
    }

    /// The hooks to add, each under its event's name.
    pub fn entries(self, command: &str, logs: bool) -> Vec<(&'static str, Value)> {
        let plain = json!({ "type": "command", "command": command, "timeout": 10 });
        let group = |hook: &Value| json!({ "hooks": [hook] });
        match self {
            Self::ClaudeCode => {
                let mut entries = vec![("UserPromptSubmit", group(&plain))];
                if logs {
                    entries.push(("SubagentStart", group(&plain)));
                    entries.push(("PostToolUse", json!({ "matcher": "Skill", "hooks": [plain] })));
                }
                entries
            }
            Self::Codex => {
                let mut entries = vec![("UserPromptSubmit", group(&plain))];
                if logs {
                    entries.push(("SubagentStart", group(&plain)));
                }
                entries
            }
            Self::Gemini => {
                let hook = json!({ "name": "route", "type": "command", "command": command, "timeout": 10000 });
                vec![("BeforeAgent", group(&hook))]
            }
            Self::Copilot => {
                let hook = json!({ "type": "command", "bash": command, "powershell": command, "timeoutSec": 10 });
                vec![("userPromptSubmitted", hook)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_apart_by_their_names() {
        let request = |text: &str| Told::Request(text.to_owned());
        let cases = [
            (json!({"hook_event_name": "UserPromptSubmit", "prompt": "a"}), request("a")),
            (json!({"hook_event_name": "BeforeAgent", "prompt": "a"}), request("a")),
            (json!({"timestamp": 1, "cwd": "/", "prompt": "a"}), request("a")),
            (json!({"hook_event_name": "SubagentStart", "agent_type": "x"}), Told::Started("x".to_owned())),
            (
                json!({"hook_event_name": "PostToolUse", "tool_name": "Skill", "tool_input": {"skill": "p:x"}}),
                Told::Started("p:x".to_owned()),
            ),
            (
                json!({"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {"command": "ls"}}),
                Told::Other,
            ),
            (json!({"hook_event_name": "SessionStart"}), Told::Other),
        ];
        for (event, told) in cases {
            assert_eq!(HookInput::parse(event.to_string().as_bytes()).unwrap().told, told, "{event}");
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for text in ["", "{", "[]", "null", "{}", "{\"prompt\":1}", "{\"hook_event_name\":\"UserPromptSubmit\"}"] {
            assert!(HookInput::parse(text.as_bytes()).is_err(), "{text}");
        }
    }
}
