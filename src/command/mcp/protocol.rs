//! The protocol: JSON-RPC 2.0, and the part of MCP that a server with tools needs.

use super::tools;
use crate::args::PlaceArgs;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};
use std::io::Read;

/// The supported versions of the protocol, newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;

/// Answers messages.
pub struct Server<'a> {
    place_args: &'a PlaceArgs,
}

/// An answer to a message or a batch.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// To a message.
    One(Response),
    /// To a batch.
    Many(Vec<Response>),
}

/// A response of JSON-RPC.
#[derive(Serialize)]
pub struct Response {
    jsonrpc: &'static str,
    /// As it was written: a number may have more digits than any number of a machine.
    id: Option<Box<RawValue>>,
    #[serde(flatten)]
    outcome: Outcome,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Outcome {
    Result(Value),
    Error { code: i32, message: String },
}

/// A protocol error, as opposed to a tool that reports an error.
struct Refusal {
    code: i32,
    message: String,
}

impl<'a> Server<'a> {
    /// A server for the agents of this place.
    pub fn new(place_args: &'a PlaceArgs) -> Self {
        Self { place_args }
    }

    /// The answer to a message or a batch; `None` if none is due.
    pub fn answer(&mut self, message: &[u8]) -> Option<Answer> {
        match serde_json::from_slice(message) {
            Err(e) => Some(Answer::One(failure(None, PARSE_ERROR, &format!("not JSON: {e}")))),
            Ok(Value::Array(messages)) if !messages.is_empty() => {
                let written: Vec<Envelope> = serde_json::from_slice(message).unwrap_or_default();
                let mut ids = written.into_iter().map(|envelope| envelope.id);
                let answers = messages.iter().filter_map(|message| self.one(message, ids.next().flatten()));
                let answers: Vec<Response> = answers.collect();
                (!answers.is_empty()).then_some(Answer::Many(answers))
            }
            Ok(read) => {
                let written = serde_json::from_slice::<Envelope>(message).ok();
                self.one(&read, written.and_then(|envelope| envelope.id)).map(Answer::One)
            }
        }
    }

    /// The answer to one message, with its id as it is written.
    fn one(&mut self, message: &Value, written: Option<Box<RawValue>>) -> Option<Response> {
        let id = message.get("id");
        let known_id = id.is_none_or(is_id);
        let written = written.or_else(|| to_raw_value(id?).ok()).filter(|_| known_id);
        let method = message.get("method").and_then(Value::as_str);
        let (Some(method), true) = (method.filter(|_| message["jsonrpc"] == "2.0"), known_id) else {
            // A response to a request that was never sent.
            if message.get("result").is_some() || message.get("error").is_some() {
                return None;
            }
            return Some(failure(written, INVALID_REQUEST, "not a JSON-RPC 2.0 request"));
        };
        // A message without an id is a notification, which is never answered.
        id?;
        Some(match self.call(method, message.get("params").unwrap_or(&Value::Null)) {
            Ok(result) => Response { jsonrpc: "2.0", id: written, outcome: Outcome::Result(result) },
            Err(refusal) => failure(written, refusal.code, &refusal.message),
        })
    }

    fn call(&mut self, method: &str, params: &Value) -> Result<Value, Refusal> {
        match method {
            "initialize" => Ok(initialize(params)),
            "ping" => Ok(json!({})),
            "tools/list" => Ok(json!({ "tools": tools::list() })),
            "tools/call" => self.tool(params),
            _ => Err(Refusal { code: METHOD_NOT_FOUND, message: format!("no method `{method}`") }),
        }
    }

    fn tool(&mut self, params: &Value) -> Result<Value, Refusal> {
        let refuse = |message: String| Refusal { code: INVALID_PARAMS, message };
        let name =
            params.get("name").and_then(Value::as_str).ok_or_else(|| refuse("no `name` of a tool".to_owned()))?;
        let nothing = json!({});
        let arguments = params.get("arguments").filter(|arguments| !arguments.is_null()).unwrap_or(&nothing);
        let result = match name {
            "route" => tools::route(self.place_args, arguments),
            "load" => tools::load(self.place_args, arguments),
            _ => return Err(refuse(format!("no tool `{name}`; there are `route` and `load`"))),
        };
        Ok(match result {
            Ok(value) => {
                json!({ "content": [{ "type": "text", "text": value.to_string() }], "structuredContent": value, "isError": false })
            }
            Err(e) => json!({ "content": [{ "type": "text", "text": format!("{e:#}") }], "isError": true }),
        })
    }
}

fn initialize(params: &Value) -> Value {
    let asked = params.get("protocolVersion").and_then(Value::as_str);
    let version = VERSIONS.into_iter().find(|version| Some(*version) == asked).unwrap_or(VERSIONS[0]);
    json!({
        "protocolVersion": version,
        "capabilities": { "tools": { "listChanged": false } },
        "serverInfo": { "name": "route", "title": "route", "version": env!("CARGO_PKG_VERSION") },
        "instructions": "route tells which of the project's agents fits a request, and on what evidence; load gives an \
                         agent's prompt and its knowledge document.",
    })
}

/// The id of a message as it is written, also of one that is too long to keep.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Option<Box<RawValue>>,
}

/// The id of a message that was not kept; none if it has none or is not a message.
pub fn id_of(message: impl Read) -> Option<Box<RawValue>> {
    let mut numbers = serde_json::Deserializer::from_reader(message);
    let id = Envelope::deserialize(&mut numbers).ok()?.id?;
    serde_json::from_str(id.get()).is_ok_and(|id| is_id(&id)).then_some(id)
}

/// Whether this value is a valid id.
fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_number()
}

/// The answer to a message that was not kept.
pub fn refused(id: Option<Box<RawValue>>, why: &str) -> Answer {
    Answer::One(failure(id, INVALID_REQUEST, why))
}

fn failure(id: Option<Box<RawValue>>, code: i32, message: &str) -> Response {
    Response { jsonrpc: "2.0", id, outcome: Outcome::Error { code, message: message.to_owned() } }
}
