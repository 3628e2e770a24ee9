//! Descriptions as people write them: prose, dialogues that are examples, and sentences on what an agent is not for.

use crate::text;

/// Takes the dialogue out of a description: what remains as prose, and what the user says in it.
pub(super) fn dialogue(description: &str) -> (String, Vec<String>) {
    let mut prose = String::new();
    let mut said = Vec::new();
    for line in break_at_speakers(description).lines() {
        let bare = line.trim().trim_start_matches("- ").trim_start_matches("<example>").trim();
        let (speaker, rest) = bare.split_once(':').unwrap_or(("", bare));
        match speaker.trim().to_ascii_lowercase().as_str() {
            "user" | "human" => said.extend(utterance(rest)),
            "assistant" => {}
            "context" => push_line(&mut prose, rest.trim()),
            "examples" | "example" if rest.trim().is_empty() => {}
            _ if bare.starts_with('<') => {}
            _ => push_line(&mut prose, line.trim_end()),
        }
    }
    (prose.trim().to_owned(), said)
}

fn push_line(prose: &mut String, line: &str) {
    prose.push_str(line);
    prose.push('\n');
}

/// One line a speaker: some files hold a whole dialogue in one line. Commentary is dropped.
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
    for speaker in ["user:", "assistant:", "Context:", "User:", "Assistant:"] {
        for quote in ['"', '\''] {
            text = text.replace(&format!(" {speaker} {quote}"), &format!("\n{speaker} {quote}"));
        }
    }
    text
}

/// What stands in the quotes, or the line where there are none.
fn utterance(rest: &str) -> Option<String> {
    let rest = rest.trim();
    let inner = rest.trim_matches(|c| matches!(c, '"' | '\'' | '\u{201c}' | '\u{201d}')).trim();
    (!inner.is_empty()).then(|| inner.to_owned())
}

/// The part of a description that says what the agent is for, and the part that says what it is *not* for.
pub fn for_and_not_for(description: &str) -> (String, String) {
    let (mut for_text, mut against) = (String::new(), String::new());
    for sentence in text::sentences(description) {
        let lower = sentence.to_lowercase();
        match NEGATIONS.iter().filter_map(|negation| find_word(&lower, negation)).min() {
            Some(_) if lower.len() != sentence.len() => push_line(&mut against, sentence),
            // `X, not for Y`: what stands before the negation still counts for the agent.
            Some(at) => {
                push_line(&mut for_text, &sentence[..at]);
                push_line(&mut against, &sentence[at..]);
            }
            None => push_line(&mut for_text, sentence),
        }
    }
    (for_text, against)
}

const NEGATIONS: [&str; 14] = [
    "not for",
    "not use",
    "don't use",
    "never use",
    "not intended",
    "not meant",
    "not suitable",
    "avoid using",
    "avoid for",
    "should not",
    "do not",
    "not handle",
    "doesn't handle",
    "not to be used",
];

fn find_word(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase)
        .find(|(i, _)| {
            !text[..*i].ends_with(|c: char| c.is_alphanumeric())
                && !text[i + phrase.len()..].starts_with(|c: char| c.is_alphanumeric())
        })
        .map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_about_what_it_is_not_for_count_against_it() {
        let (for_text, against) =
            for_and_not_for("Handles tokens. Not for CSS. Use it early, but do not use it for HTML.");
        assert!(for_text.contains("tokens") && for_text.contains("early"));
        assert!(against.contains("CSS") && against.contains("HTML") && !for_text.contains("HTML"));
    }
}
