//! Prompt templates: known placeholders are replaced in one pass, everything else is the author's and stays.

mod code;
mod filled;
pub mod json;
pub mod names;

use code::code_ranges;
pub use filled::{Filled, Filling};
pub use names::{Name, PLACEHOLDERS};

/// The placeholder of the task as Claude Code's commands write it.
const ARGUMENTS: &str = "$ARGUMENTS";
/// The name by which `$ARGUMENTS` is the same.
const TASK: &str = "user_task";

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text that stays.
    Text(&'t str),
    /// `{name}`, `{{name}}` or `$ARGUMENTS`.
    Placeholder(Placeholder<'t>),
}

/// What may be a placeholder; whether it is known is decided when it is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placeholder<'t> {
    /// The name without its braces.
    pub name: &'t str,
    /// All of it as it is written.
    pub written: &'t str,
    /// Where it starts in the template.
    pub at: usize,
}

/// Takes a template apart. Every `{name}` whose name could be a placeholder's is one, but for `${name}`, which belongs to
/// the code or the shell script that it stands in. In double braces only what is known in every prompt is one.
pub fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at == template.len() {
            return None;
        }
        if let Some(placeholder) = placeholder_at(template, at) {
            at += placeholder.written.len();
            return Some(Piece::Placeholder(placeholder));
        }
        let end = next_placeholder(template, at);
        let text = &template[at..end];
        at = end;
        Some(Piece::Text(text))
    })
}

fn placeholder_at(template: &str, at: usize) -> Option<Placeholder<'_>> {
    let text = &template[at..];
    if let Some(behind) = text.strip_prefix(ARGUMENTS) {
        // `$ARGUMENTS_FILE` is another word, and `$ARGUMENTS[1]` a part of it.
        let goes_on = behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '[');
        return (!goes_on).then_some(Placeholder { name: TASK, written: ARGUMENTS, at });
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
    let length = text.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    &text[..length]
}

fn next_placeholder(template: &str, from: usize) -> usize {
    let starts = template[from..].bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'$'));
    let mut starts = starts.map(|(i, _)| from + i).filter(|&at| at > from);
    starts.find(|&at| placeholder_at(template, at).is_some()).unwrap_or(template.len())
}

/// Replaces what `value` knows; a placeholder it does not know stays as it is written. What is put in is never looked
/// at again, so a request that holds `{user_task}` comes out as it went in.
pub fn render<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut text = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Text(same) => text.push_str(same),
            Piece::Placeholder(Placeholder { name, written, .. }) => text.push_str(value(name).unwrap_or(written)),
        }
    }
    text
}

/// Takes a prompt apart: what would be a placeholder but stands in code is text, the task's excepted.
pub fn pieces_of_prompt(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let code = code_ranges(template);
    let in_code = move |at: usize| {
        let behind = code.partition_point(|range| range.end <= at);
        code.get(behind).is_some_and(|range| range.contains(&at))
    };
    pieces(template).map(move |piece| match piece {
        Piece::Placeholder(found) if Name::in_prompt(found.name) != Some(Name::Task) && in_code(found.at) => {
            Piece::Text(found.written)
        }
        piece => piece,
    })
}

/// Whether a template has a placeholder of this meaning.
pub fn places(template: &str, name: Name) -> bool {
    pieces(template).any(|piece| matches!(piece, Piece::Placeholder(found) if Name::of(found.name) == Some(name)))
}

/// Whether a prompt has a placeholder of this meaning outside of code, or the task's anywhere.
pub fn prompt_places(template: &str, name: Name) -> bool {
    let is = |found: Placeholder| Name::in_prompt(found.name) == Some(name);
    pieces_of_prompt(template).any(|piece| matches!(piece, Piece::Placeholder(found) if is(found)))
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
    fn a_prompt_inside_another_has_its_places_for_the_task() {
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
        fn pieces_put_together_are_the_template(template in "([{}a-z_ $`\n\u{e9}]|\\$ARGUMENTS|\\{user_task\\}|\\{\\{){0,40}") {
            for whole in [render(&template, |_| None), render_prompt(&template, |_| None)] {
                prop_assert_eq!(&whole, &template);
            }
            let mut at = 0;
            for piece in pieces(&template) {
                match piece {
                    Piece::Text(text) => at += text.len(),
                    Piece::Placeholder(found) => {
                        prop_assert_eq!(found.at, at);
                        at += found.written.len();
                    }
                }
            }
        }

        #[test]
        fn a_request_comes_out_as_it_went_in(request in "\\PC{0,60}") {
            let text = render("<{user_task}>", |name| (name == "user_task").then_some(request.as_str()));
            prop_assert_eq!(text, format!("<{request}>"));
        }
    }
}
