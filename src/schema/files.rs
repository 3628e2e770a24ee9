//! Schemas of input files, from the tables of keys that the readers use.

use crate::config;
use serde_json::{Map, Value, json};
use task_router_check::fixtures::{self, LISTS, LISTS_OF_ONE_KIND, REQUEST};
use task_router_check::settings::OF_FIXTURES;
use task_router_engine::agent::dialect::team_file::TEAM_KEYS;
use task_router_engine::agent::dialect::{DIALECTS, Dialect, TEAM};
use task_router_engine::diagnostic::Code;
use task_router_engine::value_type::{KeySpec, ValueType};

/// The frontmatter of an agent, skill or command in this program's dialect. Keys of clients and an author's
/// placeholders are allowed too.
pub fn agent() -> Value {
    let mut schema = object("the frontmatter of an agent for `route`", definition(&DIALECTS[0]), true);
    schema["anyOf"] = json!([{"required": ["name"]}, {"required": ["description"]}]);
    with_definitions(schema)
}

/// The frontmatter of a `team.md`.
pub fn team() -> Value {
    let mut properties = definition(&TEAM);
    properties.extend(TEAM_KEYS.iter().map(|(key, _)| property(key)));
    with_definitions(object("the frontmatter of a team file (`team.md`) for `route`", properties, true))
}

/// A file of fixtures: a list, or a map with one.
pub fn fixtures() -> Value {
    let named = |known: bool| {
        let own = object("", fixtures::keys().map(|key| property(&key)).collect(), !known);
        let names: Vec<Value> = REQUEST.iter().map(|name| json!({"required": [name]})).collect();
        let mut own = own;
        own["anyOf"] = names.into();
        own
    };
    let list = |of: &str| json!({"type": "array", "items": {"$ref": format!("#/definitions/{of}")}});
    let mut lists: Map<String, Value> = LISTS
        .iter()
        .map(|name| ((*name).to_owned(), list(if *name == "tests" { "fixture" } else { "foreign" })))
        .collect();
    let texts = json!({"oneOf": [{"type": "string"}, {"$ref": "#/definitions/foreign"}]});
    lists.extend(
        LISTS_OF_ONE_KIND.iter().map(|(name, _)| ((*name).to_owned(), json!({"type": "array", "items": texts}))),
    );
    let some: Vec<Value> = lists.keys().map(|name| json!({"required": [name]})).collect();
    let mut schema = with_definitions(json!({
        "title": "fixtures of `route check`: requests with the answers they must get",
        "oneOf": [
            list("fixture"),
            {"type": "object", "properties": lists, "anyOf": some},
            {"$ref": "#/definitions/fixture"},
        ],
    }));
    let names = json!({"type": "array", "items": reference("names")});
    schema["definitions"]["names"] = json!({"anyOf": [{"type": "null"}, reference("text"), names]});
    schema["definitions"]["fixture"] = named(true);
    schema["definitions"]["foreign"] = named(false);
    schema
}

/// `route.toml`.
pub fn config() -> Value {
    let mut schema =
        with_definitions(object("`route.toml`, the configuration of `route`", properties(config::KEYS), false));
    let codes = |codes: Vec<&str>| {
        let code = json!({"enum": codes});
        json!({"oneOf": [code, {"type": "array", "items": code}]})
    };
    let raised = ["all", "warnings"].into_iter().chain(Code::ALL.iter().map(|code| code.name())).collect();
    let lowered: Vec<&str> = std::iter::once("all")
        .chain(Code::ALL.iter().filter(|code| !OF_FIXTURES.contains(code)).map(|code| code.name()))
        .collect();
    let lint = &mut schema["properties"]["lint"]["properties"];
    lint["deny"]["allOf"] = json!([codes(raised)]);
    for key in ["warn", "allow"] {
        lint[key]["allOf"] = json!([codes(lowered.clone())]);
    }
    lint["paths"]["additionalProperties"] = codes(lowered);
    schema
}

/// The keys of any definition by path: `routing.triggers` is a key inside another.
fn definition(dialect: &'static Dialect) -> Map<String, Value> {
    let mut properties = Map::new();
    let known = dialect
        .paths()
        .chain(Dialect::paths_in_sections())
        .filter_map(|(path, field)| Some((path, KeySpec::new(path, field.shape()?, field.meaning()))));
    let (below, own): (Vec<_>, Vec<_>) = known.partition(|(path, _)| path.contains('.'));
    for (path, key) in own {
        properties.insert(spelling(path).to_owned(), property(&key).1);
    }
    for (path, key) in below {
        let (section, name) = path.split_once('.').unwrap_or((path, path));
        // A section here may be a list elsewhere; `properties` applies only to maps.
        properties.entry(section).or_insert_with(|| json!({}))["properties"][name] = property(&key).1;
    }
    properties
}

/// A key as its client writes it; `route` reads any spelling.
fn spelling(key: &str) -> &str {
    if key == "disable_model_invocation" { "disable-model-invocation" } else { key }
}

fn property(key: &KeySpec) -> (String, Value) {
    let mut schema = of(key.shape);
    if let (Value::Object(schema), false) = (&mut schema, key.meaning.is_empty()) {
        schema.insert("description".to_owned(), key.meaning.into());
    }
    // In draft 7, everything beside a reference is ignored.
    if schema.get("$ref").is_some() {
        schema = json!({"description": key.meaning, "allOf": [of(key.shape)]});
    }
    (key.name.to_owned(), schema)
}

fn properties(keys: &[KeySpec]) -> Map<String, Value> {
    keys.iter().map(property).collect()
}

fn object(title: &str, properties: Map<String, Value>, others: bool) -> Value {
    let mut schema = json!({"type": "object", "properties": properties});
    if !title.is_empty() {
        schema["title"] = title.into();
    }
    if !others {
        schema["additionalProperties"] = false.into();
    }
    schema
}

/// The schema of a key's value.
fn of(shape: ValueType) -> Value {
    match shape {
        ValueType::Text => reference("text"),
        ValueType::Prose => json!({"anyOf": [
            reference("text"),
            {"type": "array", "items": reference("text")},
            {"type": "object", "additionalProperties": reference("text")},
        ]}),
        ValueType::Flag => json!({"type": "boolean"}),
        ValueType::Count => json!({"type": "integer", "minimum": 1}),
        ValueType::Share => json!({"type": "number", "minimum": 0, "maximum": 1}),
        ValueType::OneOf(words) => json!({"enum": words}),
        ValueType::Texts => reference("texts"),
        ValueType::Names => reference("names"),
        ValueType::Sentences => reference("sentences"),
        ValueType::Evidence => reference("evidence"),
        ValueType::Priority => reference("priority"),
        ValueType::Null => json!({"type": "null"}),
        ValueType::Map(keys) => object("", properties(keys), false),
        ValueType::MapOf(value) => json!({"type": "object", "additionalProperties": of(*value)}),
        ValueType::Entries(keys) => entries(keys),
        ValueType::List(item) => json!({"type": "array", "items": of(*item)}),
        ValueType::Any(shapes) => json!({"anyOf": shapes.iter().map(|shape| of(*shape)).collect::<Vec<_>>()}),
    }
}

/// A list of maps, or a map from the first key's value to the rest.
fn entries(keys: &'static [KeySpec]) -> Value {
    let rest = object("", properties(&keys[1..]), false);
    json!({"anyOf": [
        {"type": "array", "items": {"anyOf": [{"type": "string"}, object("", properties(keys), false)]}},
        {"type": "object", "additionalProperties": {"anyOf": [{"type": "null"}, rest]}},
    ]})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/definitions/{name}")})
}

/// A schema with the definitions that shapes refer to.
fn with_definitions(mut schema: Value) -> Value {
    let number = "^[+-]?[0-9]+$";
    schema["definitions"] = json!({
        "text": {"type": ["string", "number", "boolean"]},
        "texts": {"anyOf": [reference("text"), {"type": "array", "items": reference("texts")}]},
        "sentences": {"anyOf": [
            reference("text"),
            {"type": "object", "additionalProperties": reference("text")},
            {"type": "array", "items": reference("sentences")},
        ]},
        "priority": {"anyOf": [
            {"enum": ["critical", "high", "medium", "normal", "low"]},
            {"type": "integer"},
            {"type": "string", "pattern": number},
        ]},
        "evidence": {"anyOf": [
            reference("text"),
            {"type": "array", "items": reference("evidence")},
            {
                "type": "object",
                "description": "words with their weights, groups of words, or an object that describes one",
                "properties": {"priority": reference("priority")},
                "additionalProperties": {"anyOf": [{"type": "null"}, reference("evidence")]},
            },
        ]},
    });
    schema
}
