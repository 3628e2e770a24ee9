//! Restores values as written: numbers keep trailing zeros, and typographic quotes around values are removed.

use super::Source;
use super::dialect::same_key;
use crate::diagnostic::{Code, Diagnostic};
use serde_yaml::{Mapping, Number, Value};

/// Typographic quotes that people put around values, assuming that YAML knows them.
const QUOTES: [(char, char); 6] = [
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{201e}', '\u{201d}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{300c}', '\u{300d}'),
];

/// Removes typographic quotes around values, and restores numbers in lists as written: as a keyword, `3.10` is no
/// number.
pub(super) fn tidy(keys: &mut Mapping, source: &Source) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (key, value) in keys.iter_mut() {
        let Some(key) = key.as_str().map(str::to_owned) else { continue };
        let mut quoted = false;
        tidy_value(value, &mut quoted, &|number| source.as_written(&key, number));
        if quoted {
            let line = source.line_of(&key, "");
            let message =
                format!("`{key}` has typographic quotes, which are part of the text to YAML; they were left out");
            warnings.push(Diagnostic::new(Code::LenientlyRead, &source.file, line, message, "write \" instead"));
        }
        let whole_number = |value: &Value| value.is_number() && same_key(&key, "name");
        if let Some(number) = value.as_f64().filter(|_| whole_number(value)) {
            *value = source.as_written(&key, number).map_or_else(|| value.clone(), Value::String);
        }
    }
    warnings
}

fn tidy_value(value: &mut Value, quoted: &mut bool, as_written: &dyn Fn(f64) -> Option<String>) {
    match value {
        Value::String(text) => {
            if let Some(bare) = without_quotes(text) {
                *text = bare.to_owned();
                *quoted = true;
            }
        }
        Value::Sequence(items) => {
            for item in items {
                match item {
                    Value::Number(number) => {
                        if let Some(text) = rewritten(number, as_written) {
                            *item = Value::String(text);
                        }
                    }
                    item => tidy_value(item, quoted, as_written),
                }
            }
        }
        Value::Mapping(map) => map.values_mut().for_each(|value| tidy_value(value, quoted, as_written)),
        _ => {}
    }
}

/// A number as its author wrote it, if it would be written differently now.
fn rewritten(number: &Number, as_written: &dyn Fn(f64) -> Option<String>) -> Option<String> {
    as_written(number.as_f64()?).filter(|text| *text != number.to_string())
}

/// The text between typographic quotes that enclose the whole text, or without one at a single end.
fn without_quotes(text: &str) -> Option<&str> {
    let trimmed = text.trim();
    let inner = |open, close| trimmed.strip_prefix(open)?.strip_suffix(close);
    let whole = QUOTES.into_iter().find_map(|(open, close)| {
        let inside: &str = inner(open, close)?;
        (!inside.contains([open, close])).then_some(inside)
    });
    // A comma inside the quotes has split the quoted text.
    let lone = || {
        let marks = trimmed.matches(|c| QUOTES.iter().any(|(open, close)| c == *open || c == *close)).count();
        let end = |c| matches!(c, '\u{201c}' | '\u{201d}' | '\u{201e}');
        (marks == 1 && (trimmed.starts_with(end) || trimmed.ends_with(end))).then(|| trimmed.trim_matches(end))
    };
    whole.or_else(lone).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tidied(text: &str) -> (Mapping, usize) {
        let mut keys: Mapping = serde_yaml::from_str(text).unwrap();
        let source = Source::new("a.md", text);
        let warnings = tidy(&mut keys, &source).len();
        (keys, warnings)
    }

    #[test]
    fn numbers_stay_as_written() {
        let (keys, warnings) = tidied("name: 1.0\ntags: [3.10, 007, 3, 1e3]\nweights: {a: 2.0}\n");
        assert_eq!(warnings, 0);
        assert_eq!(keys["name"], Value::from("1.0"));
        let tags: Vec<_> =
            keys["tags"].as_sequence().unwrap().iter().map(|tag| super::super::scalar(Some(tag)).unwrap()).collect();
        assert_eq!(tags, ["3.10", "007", "3", "1e3"]);
        assert_eq!(keys["weights"]["a"], Value::from(2.0));
    }

    #[test]
    fn typographic_quotes_are_removed_and_reported() {
        let (keys, warnings) = tidied("name: “writer”\nkeywords: [“change, log”, «x»]\ndescription: “A” and “B”\n");
        assert_eq!(keys["name"], Value::from("writer"));
        let words: Vec<_> = keys["keywords"].as_sequence().unwrap().iter().filter_map(Value::as_str).collect();
        assert_eq!(words, ["change", "log", "x"]);
        assert_eq!(keys["description"], Value::from("“A” and “B”"));
        assert_eq!(warnings, 2);
    }
}
