//! Names after `@`, as clients complete them: `@name`, `@agent-name`, `@agent-plugin:name`.

use super::agent;
use crate::did_you_mean::slips;
use crate::index::Index;
use crate::text::range_in;

/// The name after an `@` that was probably meant for an agent, although there is none of this name: the request calls it
/// at its beginning (`@name: ...`, `@agent-name`), or it is nearly an agent's name. Annotations (`@Override`, `@media`),
/// attached files (`@main.py`), packages (`@types/node`) and addresses are none.
pub fn unknown_name<'r>(index: &Index, request: &'r str) -> Option<&'r str> {
    let is_of_agents = |name: &&str| {
        let bytes = name.as_bytes();
        bytes.first().is_some_and(u8::is_ascii_lowercase) && !bytes.iter().any(u8::is_ascii_uppercase)
    };
    let first = request.trim_start().strip_prefix('@');
    at_names(request).filter(is_of_agents).find(|name| {
        let is_known = forms_after_at(name)
            .iter()
            .any(|form| agent(index, form).is_some() || index.answers().any(|known| known == *form));
        let behind = &request[range_in(name, request).end..];
        let is_package = behind.starts_with('/');
        let is_called = first.is_some_and(|first| first.starts_with(name))
            && (behind.starts_with([',', ':']) || name.starts_with("agent-"));
        !is_known && !is_package && (is_called || is_nearly_one(index, name))
    })
}

/// Whether a name differs from an agent's by a slip or two.
fn is_nearly_one(index: &Index, name: &str) -> bool {
    index.answers().any(|known| slips(name, &known.to_lowercase()).is_some())
}

/// Possible names after `@`: the text itself, or the forms that clients write, with a prefix (`@agent-NAME`) and with
/// the plugin that provides it (`@agent-PLUGIN:NAME`).
pub(super) fn forms_after_at(name: &str) -> [&str; 3] {
    let bare = name.strip_prefix("agent-").unwrap_or(name);
    [name, bare, bare.rsplit(':').next().unwrap_or(bare)]
}

/// The names after `@`, except in addresses, where a letter precedes it.
pub(super) fn at_names(request: &str) -> impl Iterator<Item = &str> {
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':');
    request.match_indices('@').filter_map(move |(at, _)| {
        let is_address = request[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        let rest = &request[at + 1..];
        let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
        (!is_address).then(|| rest[..end].trim_end_matches(['.', ':', '-', '_']))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Files;

    #[test]
    fn a_name_that_nobody_has_is_found_and_other_signs_are_not() {
        let files = [("debugger.md", "---\nname: debugger\n---\n"), ("ui.md", "---\nname: ui-designer\n---\n")];
        let index = Files::from_texts("team", &files).index(None).unwrap();
        for (request, name) in [
            ("@debuger fix this", "debuger"),
            ("ask @debuger, please", "debuger"),
            (" @nobody: fix this", "nobody"),
            ("@agent-nobody fix this", "agent-nobody"),
        ] {
            assert_eq!(unknown_name(&index, request), Some(name), "{request}");
        }
        for request in [
            "@debugger fix this",
            "@agent-debugger fix this",
            "@ui_designer and @debugger",
            "the rule @media is ignored",
            "@media rule for wide screens",
            "@main.py add a test",
            "@here is the report",
            "@types/node is missing",
            "@Override is missing",
            "mail me@debuger about it",
            "fix this",
            "@",
        ] {
            assert_eq!(unknown_name(&index, request), None, "{request}");
        }
    }
}
