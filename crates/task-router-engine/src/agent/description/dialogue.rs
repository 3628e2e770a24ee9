//! Extracts dialogues from descriptions: what the user says in them are examples.

use crate::speakers::{self, SpeakerContext};
use crate::text::words;

/// Words that introduce the context of an example.
const CONTEXTS: &[&str] = words!("context|contexte|contexto|kontext");

/// Splits a description into the prose without dialogues, and what the user says in them.
pub(in super::super) fn dialogue(description: &str) -> (String, Vec<String>) {
    let mut prose = String::new();
    let mut said: Vec<String> = Vec::new();
    let text = break_at_speakers(description);
    let mut inside = false;
    // Lines after a speaker's still belong to it while its quotes are open.
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_end();
        if let Some(mut utterance) = open.take() {
            if !line.trim().is_empty() && speaker(line, inside).is_none() && !line.trim().starts_with('<') {
                utterance.push(' ');
                utterance.push_str(line.trim());
                // What is open stays so behind marks alone, which are not read again with every line of them.
                match !line.trim().trim_matches(CLOSING_MARKS).is_empty() && closes(&utterance) {
                    true => said.extend(utterance_of(&utterance)),
                    false => open = Some(utterance),
                }
                continue;
            }
            said.extend(utterance_of(&utterance));
        }
        let tag = line.trim().trim_start_matches("- ");
        inside = (inside || tag.starts_with("<example")) && !tag.starts_with("</example");
        let bare = tag.strip_prefix("<example>").unwrap_or(tag).trim();
        match speaker(bare, inside) {
            Some((Speaker::User, rest)) if opens(rest) && !closes(rest) => open = Some(rest.to_owned()),
            Some((Speaker::User, rest)) => said.extend(utterance_of(rest)),
            Some((Speaker::Assistant, _)) => {}
            Some((Speaker::Context, rest)) => push_line(&mut prose, rest),
            Some((Speaker::Heading, _)) => {}
            None if bare.starts_with('<') => {}
            None => push_line(&mut prose, line),
        }
    }
    said.extend(open.as_deref().and_then(utterance_of));
    (prose.trim().to_owned(), said)
}

/// What may stand behind a closing quotation mark.
const CLOSING_MARKS: [char; 4] = ['*', '_', '.', ' '];

enum Speaker {
    User,
    Assistant,
    Context,
    /// `Examples:` above the dialogue.
    Heading,
}

/// Speaker and utterance of a line: `user: ..`, `**User**: ..`, `> Human - ..`, `Utilisateur : ..`.
fn speaker(line: &str, inside: bool) -> Option<(Speaker, &str)> {
    let is_marked = line.trim_start().starts_with(['*', '_', '>']);
    let line =
        line.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '>' | '-' | '#' | '•' | '`'));
    let end = line.find(|c: char| !(c.is_alphanumeric() || c == '\'')).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    let word = word.to_lowercase();
    let rest = rest.strip_prefix(" says").or_else(|| rest.strip_prefix(" asks")).unwrap_or(rest);
    let unmarked = rest.trim_start_matches(['*', '_', '`', ' ', '\u{a0}', ']', ')']);
    let mark = unmarked.chars().next()?;
    let after = &unmarked[mark.len_utf8()..];
    let place = if inside { SpeakerContext::Example } else { SpeakerContext::Prose };
    let (is_user, is_assistant) = (speakers::asks(&word, place), speakers::answers(&word, place));
    // `user-facing` and `human -> machine` are no speakers: a dash must be separated, and followed by an utterance.
    let dashed = matches!(mark, '-' | '\u{2013}' | '\u{2014}')
        && rest.starts_with([' ', '*'])
        && after.starts_with(' ')
        && (inside || is_marked || opens(after.trim_start()));
    let speaks = matches!(mark, ':' | '\u{ff1a}') || ((is_user || is_assistant) && (dashed || (mark == '>' && inside)));
    let said = after.trim_start_matches(['*', '_', '`', ' ', '\u{a0}']);
    match () {
        () if !speaks => None,
        () if is_user => Some((Speaker::User, said)),
        () if is_assistant => Some((Speaker::Assistant, said)),
        () if CONTEXTS.contains(&word.as_str()) => Some((Speaker::Context, said)),
        () if matches!(word.as_str(), "example" | "examples") && said.trim().is_empty() => {
            Some((Speaker::Heading, said))
        }
        () => None,
    }
}

pub(super) fn push_line(prose: &mut String, line: &str) {
    prose.push_str(line);
    prose.push('\n');
}

/// Puts each speaker on a line of its own: some files have a whole dialogue in one line. Commentary is dropped.
fn break_at_speakers(description: &str) -> String {
    let mut text = String::new();
    let mut rest = description;
    while let Some((before, after)) = rest.split_once("<commentary>") {
        text.push_str(before);
        text.push('\n');
        rest = after.split_once("</commentary>").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for mark in ["<example>", "</example>"] {
        text = text.replace(mark, &format!("\n{mark}\n"));
    }
    let (mut broken, mut done) = (String::with_capacity(text.len()), 0);
    for (colon, _) in text.match_indices(": ") {
        let Some(space) = text[done..colon].rfind(' ').map(|at| done + at) else { continue };
        let (word, speech) = (&text[space + 1..colon], &text[colon + 2..]);
        if (opens(speech) || speech.starts_with('\'')) && starts_turn(word) {
            broken.push_str(&text[done..space]);
            broken.push('\n');
            done = space + 1;
        }
    }
    broken + &text[done..]
}

/// Whether a word before a quotation is a speaker, or introduces the context.
fn starts_turn(word: &str) -> bool {
    let lower = word.to_lowercase();
    let is_context = CONTEXTS.contains(&lower.as_str()) && word.starts_with(char::is_uppercase);
    is_context || speakers::asks(&lower, SpeakerContext::Margin) || speakers::answers(&lower, SpeakerContext::Margin)
}

/// Whether a text starts with a quotation mark.
fn opens(text: &str) -> bool {
    text.starts_with(['"', '\u{201c}', '\u{201e}', '\u{ab}', '\u{300c}'])
}

/// Whether a text ends with a quotation mark, which is not all of it.
fn closes(text: &str) -> bool {
    let bare = text.trim_end_matches(CLOSING_MARKS);
    bare.ends_with(['"', '\u{201d}', '\u{201c}', '\u{bb}', '\u{300d}']) && bare.chars().nth(1).is_some()
}

/// The text in quotes, or the whole line if there are none.
fn utterance_of(rest: &str) -> Option<String> {
    let quote = |c| {
        matches!(
            c,
            '"' | '\''
                | '\u{201c}'
                | '\u{201d}'
                | '\u{201e}'
                | '\u{ab}'
                | '\u{bb}'
                | '\u{300c}'
                | '\u{300d}'
                | '`'
                | '*'
                | '_'
                | ' '
                | '\u{a0}'
        )
    };
    let inner = rest.trim().trim_matches(quote).trim();
    (!inner.is_empty()).then(|| inner.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speakers_are_marked_in_many_ways() {
        let cases = [
            "user: \"mend the roof\"",
            "- user: 'mend the roof'",
            "**User:** \"mend the roof\"",
            "**User**: mend the roof",
            "> **Human** - mend the roof",
            "Human — “mend the roof”",
            "Utilisateur : « mend the roof »",
            "用户：「mend the roof」",
            "User says: \"mend the roof\"",
            "user: \"mend\n  the roof\"\nassistant: \"ok\"",
            "<example>\nuser> mend the roof\nbot> ok\n</example>",
            "<example>\nQuestion: mend the roof\nAgent: ok\n</example>",
            "<example>Kontext: rain Nutzer: „mend the roof“ Assistent: „ok“</example>",
            "<example>\nCustomer: mend the roof\nResponse: ok\n</example>",
            "<example>Context: rain user: \"mend the roof\" assistant: \"ok\" <commentary>x</commentary></example>",
        ];
        for text in cases {
            let (prose, said) = dialogue(&format!("Builds houses.\n{text}\n"));
            assert_eq!(said, ["mend the roof"], "{text}");
            assert!(prose.starts_with("Builds houses.") && !prose.contains("ok"), "{text}: {prose}");
        }
    }

    #[test]
    fn prose_about_users_is_prose() {
        for text in [
            "User-facing pages - all of them",
            "Human -> machine",
            "Users - and their rights.",
            "Request: a form",
            "Note: x",
        ] {
            let (prose, said) = dialogue(text);
            assert_eq!((prose.as_str(), said.len()), (text, 0));
        }
    }
}
