//! Prompt templates: known placeholders are replaced in one pass, everything else is kept.

pub mod code;
mod filled;
pub mod json;
pub mod names;

use code::{code_ranges, covers};
pub(crate) use filled::{Filled, Filling};
pub use names::{Name, PLACEHOLDERS};
use std::cell::LazyCell;

/// The placeholder of the task in commands of Claude Code.
const ARGUMENTS: &str = "$ARGUMENTS";
/// The name of the placeholder that `$ARGUMENTS` is equivalent to.
const TASK_NAME: &str = "user_task";
/// That placeholder.
pub const TASK: &str = "{user_task}";

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TemplatePiece<'t> {
    /// Text that is kept.
    Text(&'t str),
    /// `{name}`, `{{name}}` or `$ARGUMENTS`.
    Placeholder(Placeholder<'t>),
}

/// A potential placeholder; whether it is known is decided on rendering.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// Name without braces.
    pub name: &'t str,
    /// The placeholder as written.
    pub written: &'t str,
    /// Start in the template.
    pub at: usize,
}

/// Splits a template. Every `{name}` with a valid name is a placeholder, except `${name}`, which belongs to the code or
/// shell script around it. In double braces, only placeholders known in every prompt count.
pub fn pieces(template: &str) -> impl Iterator<Item = TemplatePiece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == template.len() {
            return None;
        }
        if let Some(placeholder) = placeholder_at(template, at) {
            at += placeholder.written.len();
            return Some(TemplatePiece::Placeholder(placeholder));
        }
        let end = next_placeholder(template, at);
        let text = &template[at..end];
        at = end;
        Some(TemplatePiece::Text(text))
    })
}

fn placeholder_at(template: &str, at: usize) -> Option<Placeholder<'_>> {
    let text = &template[at..];
    if let Some(behind) = text.strip_prefix(ARGUMENTS) {
        // `$ARGUMENTS_FILE` is another word, and `$ARGUMENTS[1]` is a part of it.
        let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[');
        return (!goes_on).then_some(Placeholder { name: TASK_NAME, written: ARGUMENTS, at });
    }
    if template[..at].ends_with('$') {
        return None;
    }
    if let Some(inner) = text.strip_prefix("{{") {
        let spaces = inner.len() - inner.trim_start_matches(' ').len();
        let name = name_at(&inner[spaces..]);
        let closing = inner[spaces + name.len()..].trim_start_matches(' ');
        let known = Name::in_prompt(name).is_some() && closing.starts_with("}}");
        if known {
            let written = &text[..text.len() - closing.len() + 2];
            return Some(Placeholder { name, written, at });
        }
    }
    let inner = text.strip_prefix('{')?;
    let name = name_at(inner);
    (!name.is_empty() && inner[name.len()..].starts_with('}')).then(|| Placeholder {
        name,
        written: &text[..name.len() + 2],
        at,
    })
}

fn name_at(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')));
    &text[..end.unwrap_or(text.len())]
}

fn next_placeholder(template: &str, from: usize) -> usize {
    let starts = memchr::memchr2_iter(b'{', b'$', &template.as_bytes()[from..]);
    let mut starts = starts.map(|at| from + at).filter(|&at| at > from);
    starts.find(|&at| placeholder_at(template, at).is_some()).unwrap_or(template.len())
}

/// Replaces the placeholders that `value` knows; others are kept as written. Inserted text is not scanned again, so a
/// request with `{user_task}` is inserted unchanged.
pub fn render<V: AsRef<str>>(template: &str, value: impl Fn(&str) -> Option<V>) -> String {
    let mut text = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            TemplatePiece::Text(same) => text.push_str(same),
            TemplatePiece::Placeholder(Placeholder { name, written, .. }) => match value(name) {
                Some(value) => text.push_str(value.as_ref()),
                None => text.push_str(written),
            },
        }
    }
    text
}

/// Splits a prompt: placeholders in code are text, except the task's.
pub fn pieces_of_prompt(template: &str) -> impl Iterator<Item = TemplatePiece<'_>> {
    // Many prompts have no other placeholder than the task's.
    let code = LazyCell::new(|| code_ranges(template));
    pieces(template).map(move |piece| match piece {
        TemplatePiece::Placeholder(found)
            if Name::in_prompt(found.name) != Some(Name::Task) && covers(&code, found.at) =>
        {
            TemplatePiece::Text(found.written)
        }
        piece => piece,
    })
}

/// Whether a template has a placeholder with this meaning.
pub fn places(template: &str, name: Name) -> bool {
    pieces(template)
        .any(|piece| matches!(piece, TemplatePiece::Placeholder(found) if Name::of(found.name) == Some(name)))
}

/// Whether a prompt has a placeholder with this meaning outside code, or the task's anywhere.
pub(crate) fn prompt_places(template: &str, name: Name) -> bool {
    let is = |found: Placeholder| Name::in_prompt(found.name) == Some(name);
    pieces_of_prompt(template).any(|piece| matches!(piece, TemplatePiece::Placeholder(found) if is(found)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn render_prompt(template: &str, value: impl Fn(&str) -> Option<&'static str>) -> String {
        let filling = |name: &str| match name {
            "user_task" => value(name).map(|_| Filling::Task),
            _ => value(name).map(Filling::Text),
        };
        Filled::of(template, filling).with(value("user_task").unwrap_or_default())
    }

    fn value(name: &str) -> Option<&'static str> {
        match name {
            "user_task" => Some("say {agent} and $ARGUMENTS"),
            "agent" => Some("a"),
            "persona" => Some("p"),
            _ => None,
        }
    }

    #[test]
    fn only_known_placeholders_are_replaced() {
        let cases = [
            ("{user_task}", "say {agent} and $ARGUMENTS"),
            ("{{user_task}}", "say {agent} and $ARGUMENTS"),
            ("{{ user_task }}", "say {agent} and $ARGUMENTS"),
            ("$ARGUMENTS by {agent}", "say {agent} and $ARGUMENTS by a"),
            ("$ARGUMENTS_FILE $ARGUMENTS1 $ARGUMENTS[0]", "$ARGUMENTS_FILE $ARGUMENTS1 $ARGUMENTS[0]"),
            ("{{agent}} {unknown} { agent } {\"json\": {}}", "a {unknown} { agent } {\"json\": {}}"),
            ("{{persona}} {{unknown}} {persona}", "{p} {{unknown}} p"),
            ("$ARG ${agent} {", "$ARG ${agent} {"),
            ("", ""),
        ];
        for (template, expected) in cases {
            assert_eq!(render(template, value), expected, "{template}");
        }
    }

    #[test]
    fn in_code_only_the_task_is_replaced() {
        let cases = [
            ("`{agent}` is {agent}", "`{agent}` is a"),
            ("```js\nimport {agent} from `x`;\n```\n{agent}", "```js\nimport {agent} from `x`;\n```\na"),
            ("run `go $ARGUMENTS`", "run `go say {agent} and $ARGUMENTS`"),
            ("```\n{user_task}\n```", "```\nsay {agent} and $ARGUMENTS\n```"),
            ("it's `one` {agent} `two`", "it's `one` a `two`"),
        ];
        for (template, expected) in cases {
            assert_eq!(render_prompt(template, value), expected, "{template}");
        }
        assert!(prompt_places("`{user_task}`", Name::Task) && !prompt_places("`{team}`", Name::Team));
    }

    #[test]
    fn an_inserted_prompt_keeps_its_places_for_the_task() {
        let inner = Filled::of("do {user_task} \"now\"", |_| Some(Filling::Task));
        let value = |name: &str| match name {
            "agent_prompt" => Some(Filling::Prompt(&inner)),
            "user_task" => Some(Filling::Task),
            _ => None,
        };
        let outer = Filled::of("<{agent_prompt}> {user_task}{other}", value);
        assert_eq!(outer.with("{agent}"), "<do {agent} \"now\"> {agent}{other}");
        assert_eq!(outer.json(), ["<do ", r#" \"now\"> "#, "{other}"]);
        let task = Filled::of("{user_task}", value);
        assert_eq!([task.is_empty("x"), task.is_empty(""), Filled::of("", value).is_empty("x")], [false, true, true]);
    }

    proptest! {
        #[test]
        fn joined_pieces_are_the_template(template in "([{}a-z_ $`\n\u{e9}]|\\$ARGUMENTS|\\{user_task\\}|\\{\\{){0,40}") {
            for whole in [render(&template, |_| None::<&str>), render_prompt(&template, |_| None)] {
                prop_assert_eq!(&whole, &template);
            }
            let mut at = 0;
            for piece in pieces(&template) {
                match piece {
                    TemplatePiece::Text(text) => at += text.len(),
                    TemplatePiece::Placeholder(found) => {
                        prop_assert_eq!(found.at, at);
                        at += found.written.len();
                    }
                }
            }
        }

        #[test]
        fn a_request_is_inserted_unchanged(request in "\\PC{0,60}") {
            let text = render("<{user_task}>", |name| (name == "user_task").then_some(request.as_str()));
            prop_assert_eq!(text, format!("<{request}>"));
        }
    }
}
