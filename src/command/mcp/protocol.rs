//! The protocol: JSON-RPC 2.0, and the part of MCP that a server with tools needs.

use super::tools;
use crate::args::PlaceArgs;
use serde::de::Deserializer;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::io::Read;

/// The supported versions of the protocol, newest first.
const VERSIONS: [&str; 4] = ["2025-11-25", "2025-06-18", WITH_BATCHES, "2024-11-05"];
/// The only version with batches: the next one removed them.
const WITH_BATCHES: &str = "2025-03-26";

// Error codes of JSON-RPC 2.0.
const PARSE_ERROR: i32 = -32700;
const INVALID_REQUEST: i32 = -32600;
const METHOD_NOT_FOUND: i32 = -32601;
const INVALID_PARAMS: i32 = -32602;

/// Answers messages.
pub struct Server<'a> {
    place_args: &'a PlaceArgs,
    /// The version that `initialize` agreed on.
    version: Option<&'static str>,
}

/// A message of JSON-RPC. What is missing is `null`, except where the difference matters.
#[derive(Deserialize)]
struct RpcMessage {
    #[serde(default)]
    jsonrpc: Value,
    /// As it is written; none in a notification.
    #[serde(default, deserialize_with = "as_written")]
    id: Option<Box<RawValue>>,
    #[serde(default)]
    method: Value,
    #[serde(default)]
    params: Value,
    /// `null` is a result, too.
    #[serde(default, deserialize_with = "as_written")]
    result: Option<Box<RawValue>>,
    #[serde(default, deserialize_with = "as_written")]
    error: Option<Box<RawValue>>,
}

/// A value as it is written, `null` included.
fn as_written<'de, D: Deserializer<'de>>(value: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(value).map(Some)
}

/// An answer to a message or a batch.
#[derive(Serialize)]
#[serde(untagged)]
pub enum Reply {
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
    outcome: ReplyBody,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum ReplyBody {
    Result(Value),
    Error { code: i32, message: String },
}

/// A protocol error, as opposed to a tool that reports an error.
struct ProtocolError {
    code: i32,
    message: String,
}

impl<'a> Server<'a> {
    /// A server for the agents of this place.
    pub fn new(place_args: &'a PlaceArgs) -> Self {
        Self { place_args, version: None }
    }

    /// The answer to a message or a batch; `None` if none is due.
    pub fn answer(&mut self, message: &[u8]) -> Option<Reply> {
        if !message.trim_ascii_start().starts_with(b"[") {
            return self.read(serde_json::from_slice(message)).map(Reply::One);
        }
        // An element may be anything, which is wrong only for itself.
        let elements: Vec<&RawValue> = match serde_json::from_slice(message) {
            Ok(elements) => elements,
            Err(e) => return Some(Reply::One(not_json(&e))),
        };
        if elements.is_empty() || self.version != Some(WITH_BATCHES) {
            return Some(Reply::One(failure(None, INVALID_REQUEST, &self.no_batch(&elements))));
        }
        let answers: Vec<Response> = elements.into_iter().filter_map(|element| self.element(element)).collect();
        (!answers.is_empty()).then_some(Reply::Many(answers))
    }

    /// Why a batch is refused.
    fn no_batch(&self, elements: &[&RawValue]) -> String {
        let version = match self.version {
            _ if elements.is_empty() => return "an empty batch".to_owned(),
            Some(version) => format!("version {version} of the protocol has none"),
            None => "no version of the protocol is agreed on yet".to_owned(),
        };
        format!("a batch, but {version}; send each message in a line of its own")
    }

    /// The answer to a message of a batch.
    fn element(&mut self, element: &RawValue) -> Option<Response> {
        // A list could be read as the fields of a message.
        match element.get().starts_with('{') {
            true => self.read(serde_json::from_str(element.get())),
            false => Some(not_a_request(None)),
        }
    }

    /// The answer to a message, if it can be read.
    fn read(&mut self, message: serde_json::Result<RpcMessage>) -> Option<Response> {
        match message {
            Ok(message) => self.one(message),
            Err(e) if e.classify() == Category::Data => Some(not_a_request(None)),
            Err(e) => Some(not_json(&e)),
        }
    }

    /// The answer to one message.
    fn one(&mut self, message: RpcMessage) -> Option<Response> {
        let is_response = message.result.is_some() || message.error.is_some();
        let is_known_id = message.id.as_deref().is_none_or(is_id);
        let method = message.method.as_str().filter(|_| message.jsonrpc == "2.0" && is_known_id);
        let Some(method) = method else {
            // A response to a request that was never sent is not answered.
            return (!is_response).then(|| not_a_request(message.id.filter(|_| is_known_id)));
        };
        // A message without an id is a notification, which is never answered.
        let id = Some(message.id?);
        Some(match self.call(method, &message.params) {
            Ok(result) => Response { jsonrpc: "2.0", id, outcome: ReplyBody::Result(result) },
            Err(refusal) => failure(id, refusal.code, &refusal.message),
        })
    }

    fn call(&mut self, method: &str, params: &Value) -> Result<Value, ProtocolError> {
        match method {
            "initialize" => Ok(self.initialize(params)),
            "ping" => Ok(json!({})),
            "tools/list" => Ok(json!({ "tools": tools::list() })),
            "tools/call" => self.tool(params),
            _ => Err(ProtocolError { code: METHOD_NOT_FOUND, message: format!("no method `{method}`") }),
        }
    }

    fn initialize(&mut self, params: &Value) -> Value {
        let asked = params.get("protocolVersion").and_then(Value::as_str);
        let version = VERSIONS.into_iter().find(|version| Some(*version) == asked).unwrap_or(VERSIONS[0]);
        self.version = Some(version);
        json!({
            "protocolVersion": version,
            "capabilities": { "tools": { "listChanged": false } },
            "serverInfo": { "name": "route", "title": "route", "version": env!("CARGO_PKG_VERSION") },
            "instructions": "route tells which of the project's agents fits a request, and on what evidence; load gives \
                             an agent's prompt and its knowledge document.",
        })
    }

    fn tool(&mut self, params: &Value) -> Result<Value, ProtocolError> {
        let refuse = |message: String| ProtocolError { code: INVALID_PARAMS, message };
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

/// The id of a message as it is written, also of one that is too long to keep.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Option<Box<RawValue>>,
}

/// The id of a message that was not kept; none if it has none or is not a message.
pub fn id_of(message: impl Read) -> Option<Box<RawValue>> {
    let mut numbers = serde_json::Deserializer::from_reader(message);
    Envelope::deserialize(&mut numbers).ok()?.id.filter(|id| is_id(id))
}

/// Whether this value is a valid id.
fn is_id(id: &RawValue) -> bool {
    id.get().starts_with(|first: char| first == '"' || first == '-' || first.is_ascii_digit())
}

/// The answer to a message that was not kept.
pub fn refused(id: Option<Box<RawValue>>, why: &str) -> Reply {
    Reply::One(failure(id, INVALID_REQUEST, why))
}

fn not_json(e: &serde_json::Error) -> Response {
    failure(None, PARSE_ERROR, &format!("not JSON: {e}"))
}

fn not_a_request(id: Option<Box<RawValue>>) -> Response {
    failure(id, INVALID_REQUEST, "not a JSON-RPC 2.0 request")
}

fn failure(id: Option<Box<RawValue>>, code: i32, message: &str) -> Response {
    Response { jsonrpc: "2.0", id, outcome: ReplyBody::Error { code, message: message.to_owned() } }
}
