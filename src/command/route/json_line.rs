//! Reads the request of a line of JSON.

use serde::Deserialize;
use serde_json::value::RawValue;
use std::borrow::Cow;

#[derive(Deserialize)]
struct InputLine<'a> {
    #[serde(borrow)]
    request: Option<Cow<'a, str>>,
    #[serde(borrow)]
    text: Option<Cow<'a, str>>,
    #[serde(borrow)]
    prompt: Option<Cow<'a, str>>,
}

/// Why a line cannot be read, and the line if it is JSON at all.
type Unreadable<'a> = (String, Option<&'a RawValue>);

/// The request in a JSON line, and the line itself; or the error, and the line if it is JSON at all.
pub(super) fn parse(record: &[u8]) -> Result<(Cow<'_, str>, &RawValue), Unreadable<'_>> {
    // The parser reports line 1, which is not the line of the input.
    let reason =
        |e: serde_json::Error| format!("not JSON: {}", e.to_string().replace(" at line 1 column ", " at column "));
    let input: &RawValue = serde_json::from_slice(record).map_err(|e| (reason(e), None))?;
    let parsed: InputLine = serde_json::from_str(input.get()).map_err(|e| (fault_of_object(&e), Some(input)))?;
    let request = parsed.request.or(parsed.text).or(parsed.prompt);
    request.map(|request| (request, input)).ok_or_else(|| ("no `request`, `text` or `prompt`".to_owned(), Some(input)))
}

/// What is wrong with a line that is JSON, and gives no request.
fn fault_of_object(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let said = text.split(" at line ").next().unwrap_or(&text);
    match said.strip_prefix("duplicate field ") {
        Some(key) => format!("{key} stands in it twice; keep one of them"),
        None if error.is_data() => "not an object with a text under `request`".to_owned(),
        None => format!("a text in it is not valid: {said}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_a_request_says_what_is_wrong_with_it() {
        for (line, wrong) in [
            (r#"{"request":"dough","request":"tulip"}"#, "`request` stands in it twice"),
            (r#"{"request":"\ud83d"}"#, "a text in it is not valid: "),
            (r#"{"request":3}"#, "not an object with a text under `request`"),
            ("3", "not an object with a text under `request`"),
            ("{}", "no `request`, `text` or `prompt`"),
            ("{", "not JSON: "),
        ] {
            let (said, _) = parse(line.as_bytes()).unwrap_err();
            assert!(said.starts_with(wrong), "{line}: {said}");
        }
    }
}
