//! Parses YAML, JSON and TOML into values whose texts are those of the author: a number or flag that would be printed
//! differently (`3.10`, `0x1F`, `1e3`, `True`) is a text, and so is a `null` among words.

use super::encoding::BYTE_ORDER_MARK;
use super::scalar;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Mapping, Value};
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Parses YAML. A whole number that is too long for the parser is a text, since a value that nobody can use is no reason
/// to read the rest less strictly.
pub(super) fn yaml(text: &str) -> Result<Value, serde_yaml::Error> {
    let parsed = |text: &str| serde_yaml::from_str(text).map(|value| respelled(text, value));
    parsed(text).or_else(|e| {
        let mut quoted = with_quotes(text, &e);
        for _ in 0..MAX_LONG_NUMBERS {
            let Some(text) = quoted else { break };
            match parsed(&text) {
                Ok(value) => return Ok(value),
                Err(e) => quoted = with_quotes(&text, &e),
            }
        }
        Err(e)
    })
}

/// Maximum number of whole numbers that are read as texts because they are too long: each costs another parse.
const MAX_LONG_NUMBERS: usize = 4;

/// YAML with quotes around the whole number that is too long for the parser, if that is its error.
fn with_quotes(text: &str, error: &serde_yaml::Error) -> Option<String> {
    let message = error.to_string();
    let (number, kind) = message.split_once("invalid type: integer `")?.1.split_once('`')?;
    let is_long = kind.starts_with(" as u128") || kind.starts_with(" as i128");
    let line = error.location().filter(|_| is_long)?.line();
    let before: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = before + text[before..].lines().next()?.find(number)?;
    Some(format!("{}'{number}'{}", &text[..at], &text[at + number.len()..]))
}

/// Parses JSON.
pub(super) fn json(text: &str) -> serde_json::Result<Mapping> {
    let value = Value::Mapping(serde_json::from_str(text)?);
    match respelled(text, value) {
        Value::Mapping(keys) => Ok(keys),
        _ => Ok(Mapping::new()),
    }
}

/// Parses TOML; an error is a line and a reason.
pub(super) fn toml(text: &str) -> Result<Mapping, (usize, String)> {
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let table = DeTable::parse(text).map_err(|e| {
        let before = e.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        // An unclosed string is reported after the last line.
        let line = (before.matches('\n').count() + 1).min(text.lines().count().max(1));
        (line, e.message().replace('\n', " "))
    })?;
    Ok(of_table(text, table.get_ref()))
}

fn of_table(text: &str, table: &DeTable) -> Mapping {
    table.iter().map(|(key, value)| (Value::from(key.get_ref().as_ref()), of_toml(text, value))).collect()
}

fn of_toml(text: &str, value: &Spanned<DeValue>) -> Value {
    let written = || text.get(value.span()).unwrap_or_default();
    match value.get_ref() {
        DeValue::String(text) => Value::from(text.as_ref()),
        DeValue::Integer(_) => same_or(written(), written().parse().map(|number: i64| number.into())),
        DeValue::Float(_) => same_or(written(), written().parse().map(|number: f64| number.into())),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(_) => Value::from(written()),
        DeValue::Array(items) => items.iter().map(|item| of_toml(text, item)).collect::<Vec<_>>().into(),
        DeValue::Table(table) => of_table(text, table).into(),
    }
}

/// The value if it would be printed as it was written, else the text.
fn same_or<E>(written: &str, value: Result<Value, E>) -> Value {
    value.ok().filter(|value| scalar(Some(value)).as_deref() == Some(written)).unwrap_or_else(|| written.into())
}

/// A value with the spellings of its text, which is read once more: only a reader that asks for a text gets it as it
/// was written, and only a value that was read says where one can be asked for.
fn respelled(text: &str, value: Value) -> Value {
    match has_other_than_text(&value) {
        true => AsWritten(&value).deserialize(serde_yaml::Deserializer::from_str(text)).unwrap_or(value),
        false => value,
    }
}

fn has_other_than_text(value: &Value) -> bool {
    match value {
        Value::Number(_) | Value::Bool(_) => true,
        Value::Sequence(items) => items.iter().any(|item| item.is_null() || has_other_than_text(item)),
        Value::Mapping(map) => {
            map.iter().any(|(key, value)| key.is_null() || has_other_than_text(key) || has_other_than_text(value))
        }
        Value::Null | Value::String(_) | Value::Tagged(_) => false,
    }
}

/// Reads a value of which everything but the spelling is known.
struct AsWritten<'v>(&'v Value);

impl<'de> DeserializeSeed<'de> for AsWritten<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.0 {
            Value::Number(_) | Value::Bool(_) => {
                let written = String::deserialize(deserializer)?;
                Ok(same_or::<()>(&written, Ok(self.0.clone())))
            }
            Value::Sequence(items) => deserializer.deserialize_seq(ListAsWritten(items)),
            Value::Mapping(map) => deserializer.deserialize_map(MapAsWritten(map)),
            Value::Null | Value::String(_) | Value::Tagged(_) => {
                IgnoredAny::deserialize(deserializer)?;
                Ok(self.0.clone())
            }
        }
    }
}

/// Reads an item of a list or a key, of which `null`, unlike `~` or nothing, is a word.
struct ScalarAsWritten<'v>(&'v Value);

impl<'de> DeserializeSeed<'de> for ScalarAsWritten<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if !self.0.is_null() {
            return AsWritten(self.0).deserialize(deserializer);
        }
        let written = String::deserialize(deserializer)?;
        Ok(if written.eq_ignore_ascii_case("null") { Value::String(written) } else { Value::Null })
    }
}

struct ListAsWritten<'v>(&'v [Value]);

impl<'de> Visitor<'de> for ListAsWritten<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::with_capacity(self.0.len());
        for item in self.0 {
            items.push(
                list.next_element_seed(ScalarAsWritten(item))?.ok_or_else(|| A::Error::custom("a shorter list"))?,
            );
        }
        Ok(Value::Sequence(items))
    }
}

struct MapAsWritten<'v>(&'v Mapping);

impl<'de> Visitor<'de> for MapAsWritten<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the same map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Mapping::with_capacity(self.0.len());
        for (key, value) in self.0 {
            let key = map.next_key_seed(ScalarAsWritten(key))?.ok_or_else(|| A::Error::custom("a shorter map"))?;
            entries.insert(key, map.next_value_seed(AsWritten(value))?);
        }
        Ok(Value::Mapping(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of the value under `a`, in which lists and maps are printed with commas.
    fn text(value: &Value) -> String {
        let entry = |(key, value): (&Value, &Value)| format!("{}={}", text(key), text(value));
        match value {
            Value::Sequence(items) => items.iter().map(text).collect::<Vec<_>>().join(","),
            Value::Mapping(map) => map.iter().map(entry).collect::<Vec<_>>().join(","),
            value => scalar(Some(value)).unwrap_or_else(|| "null".to_owned()),
        }
    }

    #[test]
    fn numbers_and_flags_stay_as_written() {
        let scalars = ["3.10", "3.1", "1.20", "0x1F", "0o17", "1e3", "+5", "-0", "12", ".5", "007", "True", "false"];
        let long = ["0.1234567890123456789", "18446744073709551615"];
        for written in scalars.into_iter().chain(long) {
            for form in [
                "a: X",
                "a: X # 9.90",
                "{b: 1, a: X}",
                "b: &n X\na: *n",
                "a:\n  X",
                "b: X\n\"a\": X",
                "c: {a: 3.100}\na: X",
                "x: &x {a: X}\n<<: *x",
            ] {
                let mut value = yaml(&form.replace('X', written)).unwrap();
                value.apply_merge().unwrap();
                assert_eq!(text(&value["a"]), written, "{form}");
            }
        }
        assert_eq!(
            text(&yaml("a: [3.10, [3.1], {3.100: 1.0, b: 2.50}, ~, !t 3.10, 'x', 1]").unwrap()["a"]),
            "3.10,3.1,3.100=1.0,b=2.50,null,3.1,x,1"
        );
    }

    #[test]
    fn a_number_that_is_too_long_for_the_parser_is_a_text() {
        let long = ["99999999999999999999", "-99999999999999999999"];
        for written in long {
            for form in ["a: X", "b: 1\na: X # X", "{b: 1, a: X}", "a: X\nb: X\nc: X"] {
                let value = yaml(&form.replace('X', written)).unwrap();
                assert_eq!(text(&value["a"]), written, "{form}");
            }
        }
        assert!(yaml(&"- 99999999999999999999\n".repeat(MAX_LONG_NUMBERS + 1)).is_err());
        assert!(yaml("a: 99999999999999999999\nb: [").is_err());
    }

    #[test]
    fn other_languages_keep_spellings_too() {
        let read = json("{\"a\": [1.20, 1e3, true, \"x\", null],\n\t\"b\": {\"c\": 3.10}}").unwrap();
        assert_eq!((text(&read["a"]), text(&read["b"])), ("1.20,1e3,true,x,null".to_owned(), "c=3.10".to_owned()));
        let read = toml("a = [1.20, 0x1F, 1_000, true, 2024-01-02, 1979-05-27T07:32:00Z, 7]\nb.c = 3.10\n").unwrap();
        assert_eq!(text(&read["a"]), "1.20,0x1F,1_000,true,2024-01-02,1979-05-27T07:32:00Z,7");
        assert_eq!(text(&read["b"]), "c=3.10");
    }

    #[test]
    fn what_is_a_number_stays_one() {
        let value = yaml("{a: 2.0, b: 3, c: true}").unwrap();
        assert_eq!((&value["a"], &value["b"], &value["c"]), (&2.0.into(), &3.into(), &true.into()));
    }
}
