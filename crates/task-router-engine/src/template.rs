//! Prompt templates: known placeholders are replaced in one pass, everything else is the author's and stays.

pub mod json;

/// The placeholder an author may write as Claude Code does.
const ARGUMENTS: &str = "$ARGUMENTS";
/// The placeholders that are known everywhere; scalars of the agent's frontmatter are known besides.
pub const PLACEHOLDERS: [&str; 8] = [
    "user_task",
    "agent",
    "subagent_name",
    "knowledge_base",
    "knowledge_base_file",
    "team",
    "agent_prompt",
    "subagent_specific_prompt",
];

/// A piece of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text that stays.
    Text(&'t str),
    /// `{name}`, the name without its braces.
    Placeholder(&'t str),
}

/// Takes a template apart. Every `{name}` whose name could be a placeholder's is one; whether it is known is decided
/// when it is rendered.
pub fn pieces(template: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, length) = match placeholder_at_start(rest) {
            Some((name, length)) => (Piece::Placeholder(name), length),
            None => {
                let end = next_placeholder(rest);
                (Piece::Text(&rest[..end]), end)
            }
        };
        rest = &rest[length..];
        Some(piece)
    })
}

fn placeholder_at_start(text: &str) -> Option<(&str, usize)> {
    if text.starts_with(ARGUMENTS) {
        return Some(("user_task", ARGUMENTS.len()));
    }
    let inner = text.strip_prefix('{')?;
    let length = inner.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    (length > 0 && inner[length..].starts_with('}')).then(|| (&inner[..length], length + 2))
}

fn next_placeholder(text: &str) -> usize {
    let starts = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'$'));
    starts.map(|(i, _)| i).find(|&i| i > 0 && placeholder_at_start(&text[i..]).is_some()).unwrap_or(text.len())
}

/// Replaces what `value` knows; a placeholder it does not know stays as it is written. What is put in is never looked
/// at again, so a request that holds `{user_task}` comes out as it went in.
pub fn render<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut text = String::with_capacity(template.len());
    for piece in pieces(template) {
        match piece {
            Piece::Text(same) => text.push_str(same),
            Piece::Placeholder(name) => match value(name) {
                Some(value) => text.push_str(value),
                None => {
                    text.push('{');
                    text.push_str(name);
                    text.push('}');
                }
            },
        }
    }
    text
}

/// Whether a template has one of these placeholders.
pub fn places(template: &str, names: &[&str]) -> bool {
    pieces(template).any(|piece| matches!(piece, Piece::Placeholder(name) if names.contains(&name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_known_placeholders_are_replaced() {
        let value = |name: &str| match name {
            "user_task" => Some("say {agent} and $ARGUMENTS"),
            "agent" => Some("a"),
            _ => None,
        };
        let cases = [
            ("{user_task}", "say {agent} and $ARGUMENTS"),
            ("$ARGUMENTS by {agent}", "say {agent} and $ARGUMENTS by a"),
            ("{{agent}} {unknown} { agent } {\"json\": {}}", "{a} {unknown} { agent } {\"json\": {}}"),
            ("$ARG ${agent} {", "$ARG $a {"),
            ("", ""),
        ];
        for (template, expected) in cases {
            assert_eq!(render(template, value), expected, "{template}");
        }
    }

    proptest! {
        #[test]
        fn pieces_put_together_are_the_template(template in "([{}a-z_ $\u{e9}]|\\$ARGUMENTS|\\{user_task\\}){0,40}") {
            let mut whole = String::new();
            let mut rest = template.as_str();
            for piece in pieces(&template) {
                let text = match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Placeholder("user_task") if rest.starts_with(ARGUMENTS) => ARGUMENTS.to_owned(),
                    Piece::Placeholder(name) => format!("{{{name}}}"),
                };
                rest = &rest[text.len()..];
                whole.push_str(&text);
            }
            prop_assert_eq!(whole, template);
        }

        #[test]
        fn a_request_comes_out_as_it_went_in(request in "\\PC{0,60}") {
            let text = render("<{user_task}>", |name| (name == "user_task").then_some(request.as_str()));
            prop_assert_eq!(text, format!("<{request}>"));
        }
    }
}
