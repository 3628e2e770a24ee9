//! Templates of documents and messages: text, or JSON that stays valid whatever is inserted.
//!
//! A JSON template is filled value by value: text inserted into a string is escaped, a string that consists of one
//! placeholder for a list becomes a list, and the results of filling a template several times are merged into one
//! object.

use crate::template::{self, TemplatePiece};
use serde_json::{Map, Value as Json};

/// Value of a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// Several texts: a list in JSON, lines in text.
    List(Vec<String>),
    /// Texts by name: an object in JSON, lines in text.
    Map(Vec<(String, Vec<String>)>),
    /// Known, but without a value: an object member that consists of it is omitted.
    Nothing,
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::List(items) => items.join("\n"),
            Self::Map(items) => {
                items.iter().map(|(name, texts)| format!("{name}: {}", texts.join(", "))).collect::<Vec<_>>().join("\n")
            }
            Self::Nothing => "none".to_owned(),
        }
    }
}

/// Returns the value of a placeholder, if it is known.
pub(crate) type Lookup<'k> = &'k dyn Fn(&str) -> Option<Value>;

/// Fills a template once for each of `rounds`: JSON is merged into one value, texts are joined by line breaks.
pub fn fill(template: &str, rounds: &[Lookup]) -> String {
    match serde_json::from_str::<Json>(template) {
        Ok(json) if json.is_object() || json.is_array() => {
            let filled = rounds.iter().map(|known| fill_json(&json, known));
            let merged = filled.reduce(merge).unwrap_or_else(|| json.clone());
            // A value made of strings, lists and objects can always be serialised.
            serde_json::to_string_pretty(&merged).unwrap_or_default()
        }
        _ => rounds.iter().map(|known| fill_text(template.trim_end(), known)).collect::<Vec<_>>().join("\n\n"),
    }
}

fn fill_text(template: &str, known: Lookup) -> String {
    let mut text = String::with_capacity(template.len());
    for piece in template::pieces(template) {
        match piece {
            TemplatePiece::Text(same) => text.push_str(same),
            TemplatePiece::Placeholder(found) => match known(found.name) {
                Some(value) => text.push_str(&value.text()),
                None => text.push_str(found.written),
            },
        }
    }
    text
}

fn fill_json(json: &Json, known: Lookup) -> Json {
    match json {
        Json::String(text) => fill_string(json, text, known),
        Json::Array(items) => Json::Array(items.iter().map(|item| fill_json(item, known)).collect()),
        Json::Object(entries) => {
            let there = entries.iter().filter(|(_, value)| alone(value, known) != Some(Value::Nothing));
            let filled = there.map(|(key, value)| (fill_text(key, known), fill_json(value, known)));
            Json::Object(filled.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}

/// The value of a string that consists of one placeholder.
fn alone(json: &Json, known: Lookup) -> Option<Value> {
    let mut pieces = template::pieces(json.as_str()?);
    match (pieces.next(), pieces.next()) {
        (Some(TemplatePiece::Placeholder(found)), None) => known(found.name),
        _ => None,
    }
}

fn fill_string(json: &Json, text: &str, known: Lookup) -> Json {
    match alone(json, known) {
        Some(Value::List(items)) => items.into(),
        Some(Value::Map(items)) => {
            let one = |texts: Vec<String>| if texts.len() == 1 { texts.concat().into() } else { texts.into() };
            Json::Object(items.into_iter().map(|(name, texts)| (name, one(texts))).collect())
        }
        _ => fill_text(text, known).into(),
    }
}

/// Merges objects key by key; other values that differ are both kept, as a list. Objects with different `id`s are
/// different things, and are kept whole.
fn merge(one: Json, other: Json) -> Json {
    match (one, other) {
        (one, other) if one == other => one,
        (one, other) if one.get("id").zip(other.get("id")).is_some_and(|(a, b)| a != b) => {
            Json::Array(vec![one, other])
        }
        (Json::Object(mut entries), Json::Object(more)) => {
            for (key, value) in more {
                let merged = match entries.get_mut(&key) {
                    Some(known) => merge(known.take(), value),
                    None => value,
                };
                entries.insert(key, merged);
            }
            Json::Object(entries)
        }
        (Json::Array(mut items), more) => {
            let more = if let Json::Array(more) = more { more } else { vec![more] };
            for item in more {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            Json::Array(items)
        }
        (one, other) => Json::Array(vec![one, other]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> Option<Value> {
        match name {
            "task" => Some(Value::from("say \"{agent}\"\\n")),
            "agent" => Some(Value::from("a")),
            "steps" => Some(Value::List(vec!["one".into(), "two".into()])),
            _ => None,
        }
    }

    #[test]
    fn filled_json_stays_valid() {
        let filled = fill(r#"{"z": "<{task}>", "{agent}": {"list": "{steps}", "n": 1, "same": "{other}"}}"#, &[&known]);
        let json: Json = serde_json::from_str(&filled).unwrap();
        assert_eq!(json["z"], "<say \"{agent}\"\\n>");
        assert_eq!(json["a"], serde_json::json!({"list": ["one", "two"], "n": 1, "same": "{other}"}));
        assert!(filled.find("\"z\"") < filled.find("\"a\""), "the author's order is kept");
    }

    #[test]
    fn several_rounds_are_merged_into_one_object() {
        let other = |name: &str| (name == "agent").then(|| Value::from("b")).or_else(|| known(name));
        let template = r#"{"by": "lead", "to": {"{agent}": {"task": "{agent}"}}}"#;
        let json: Json = serde_json::from_str(&fill(template, &[&known, &other, &known])).unwrap();
        assert_eq!(json, serde_json::json!({"by": "lead", "to": {"a": {"task": "a"}, "b": {"task": "b"}}}));
        let template = r#"{"who": "{agent}"}"#;
        let json: Json = serde_json::from_str(&fill(template, &[&known, &other])).unwrap();
        assert_eq!(json, serde_json::json!({"who": ["a", "b"]}));
    }

    #[test]
    fn missing_values_are_omitted_and_objects_with_ids_stay_whole() {
        let round = |id: &'static str, limit: Option<&'static str>| {
            move |name: &str| match name {
                "id" => Some(Value::from(id)),
                "limit" => Some(limit.map_or(Value::Nothing, Value::from)),
                "asked" => {
                    Some(Value::Map(vec![("a".into(), vec!["1".into()]), ("b".into(), vec!["2".into(), "3".into()])]))
                }
                _ => None,
            }
        };
        let (first, second) = (round("t1", Some("5s")), round("t2", None));
        let template = r#"{"to": {"x": {"id": "{id}", "limit": "{limit}", "asked": "{asked}"}}}"#;
        let json: Json = serde_json::from_str(&fill(template, &[&first, &second])).unwrap();
        let asked = serde_json::json!({"a": "1", "b": ["2", "3"]});
        let expected = serde_json::json!([{"id": "t1", "limit": "5s", "asked": asked}, {"id": "t2", "asked": asked}]);
        assert_eq!(json["to"]["x"], expected);
        assert_eq!(fill("{limit}; {asked}", &[&second]), "none; a: 1\nb: 2, 3");
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(
            fill("- {agent}: {task} {other}\n{steps}\n", &[&known]),
            "- a: say \"{agent}\"\\n {other}\none\ntwo"
        );
        assert_eq!(fill("{agent}", &[&known, &known]), "a\n\na");
        assert_eq!(fill("{\"a\": {broken}", &[&known]), "{\"a\": {broken}");
    }
}
