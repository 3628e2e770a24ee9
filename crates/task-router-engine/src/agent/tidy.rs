//! Removes typographic quotes around values.

use super::SourceText;
use crate::diagnostic::{Code, Diagnostic};
use serde_yaml::{Mapping, Value};

/// Typographic quotes that people put around values, assuming that YAML knows them.
const QUOTES: [(char, char); 6] = [
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{201e}', '\u{201d}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{300c}', '\u{300d}'),
];

/// Removes typographic quotes around values, with a warning for each key.
pub(super) fn tidy(keys: &mut Mapping, source: &SourceText) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    for (key, value) in keys.iter_mut() {
        let Some(key) = key.as_str().map(str::to_owned) else { continue };
        let mut quoted = false;
        tidy_value(value, &mut quoted);
        if quoted {
            let line = source.line_of(&key, "");
            let message =
                format!("`{key}` has typographic quotes, which are part of the text to YAML; they were left out");
            warnings.push(Diagnostic::new(Code::LenientlyRead, &source.file, line, message, "write \" instead"));
        }
    }
    warnings
}

fn tidy_value(value: &mut Value, quoted: &mut bool) {
    match value {
        Value::String(text) => {
            if let Some(bare) = without_quotes(text) {
                *text = bare.to_owned();
                *quoted = true;
            }
        }
        Value::Sequence(items) => items.iter_mut().for_each(|item| tidy_value(item, quoted)),
        Value::Mapping(map) => map.values_mut().for_each(|value| tidy_value(value, quoted)),
        _ => {}
    }
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
        let source = SourceText::new("a.md", text);
        let warnings = tidy(&mut keys, &source).len();
        (keys, warnings)
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
