//! The protocol: JSON-RPC 2.0, and the part of MCP that a server with tools needs.

use super::tools;
use crate::args::PlaceArgs;
use serde::Deserialize;
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
    pub fn answer(&mut self, message: &[u8]) -> Option<Value> {
        match serde_json::from_slice(message) {
            Err(e) => Some(failure(&Value::Null, PARSE_ERROR, &format!("not JSON: {e}"))),
            Ok(Value::Array(messages)) if !messages.is_empty() => {
                let answers: Vec<Value> = messages.iter().filter_map(|message| self.one(message)).collect();
                (!answers.is_empty()).then_some(Value::Array(answers))
            }
            Ok(message) => self.one(&message),
        }
    }

    fn one(&mut self, message: &Value) -> Option<Value> {
        let id = message.get("id");
        let known_id = id.is_none_or(is_id);
        let method = message.get("method").and_then(Value::as_str);
        let (Some(method), true) = (method.filter(|_| message["jsonrpc"] == "2.0"), known_id) else {
            // A response to a request that was never sent.
            if message.get("result").is_some() || message.get("error").is_some() {
                return None;
            }
            let id = id.filter(|_| known_id).unwrap_or(&Value::Null);
            return Some(failure(id, INVALID_REQUEST, "not a JSON-RPC 2.0 request"));
        };
        // A message without an id is a notification, which is never answered.
        let id = id?;
        Some(match self.call(method, message.get("params").unwrap_or(&Value::Null)) {
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(refusal) => failure(id, refusal.code, &refusal.message),
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

/// The keys to find in a message that is too long to keep.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Value,
}

/// The id of a message that was not kept; null if it has none or is not a message.
pub fn id_of(message: impl Read) -> Value {
    let mut numbers = serde_json::Deserializer::from_reader(message);
    let id = Envelope::deserialize(&mut numbers).map(|envelope| envelope.id).unwrap_or_default();
    if is_id(&id) { id } else { Value::Null }
}

/// Whether this value is a valid id.
fn is_id(id: &Value) -> bool {
    id.is_string() || id.is_number()
}

/// The answer to a message that was not kept.
pub fn refused(id: &Value, why: &str) -> Value {
    failure(id, INVALID_REQUEST, why)
}

fn failure(id: &Value, code: i32, message: &str) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
}
