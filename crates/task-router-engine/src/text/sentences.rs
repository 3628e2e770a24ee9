//! Where sentences end, and where parts of them are separated.

use std::ops::Range;

/// The sentences of a text: split after `.`, `!` or `?` before a space, at line breaks, semicolons and full stops of
/// any script.
pub fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = sentence_end(rest);
        let (sentence, after) = rest.split_at(end);
        rest = after;
        Some(sentence.trim())
    })
    .filter(|sentence| !sentence.is_empty())
}

/// Ranges of the separators in a text, from left to right; where several start, the longest.
pub fn separators<'t>(text: &'t str, marks: &'t [&str]) -> impl Iterator<Item = Range<usize>> + 't {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let rest = &text.as_bytes()[start..];
            let length = marks.iter().filter(|mark| rest.starts_with(mark.as_bytes())).map(|mark| mark.len()).max();
            at += length.unwrap_or(1);
            if length.is_some() {
                return Some(start..at);
            }
        }
        None
    })
}

fn sentence_end(text: &str) -> usize {
    let mut characters = text.char_indices().peekable();
    while let Some((i, c)) = characters.next() {
        let space_next = characters.peek().is_some_and(|(_, next)| next.is_whitespace());
        // Full stops of scripts without spaces need no space after them.
        let ends = matches!(c, '\n' | ';' | '。' | '！' | '？' | '；') || (matches!(c, '.' | '!' | '?') && space_next);
        // `e.g. this` and `i.e. that` do not end a sentence.
        if ends && !(c == '.' && is_abbreviation(&text[..i])) {
            return i + c.len_utf8();
        }
    }
    text.len()
}

fn is_abbreviation(before: &str) -> bool {
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or("");
    matches!(last.to_ascii_lowercase().as_str(), "e.g" | "i.e" | "etc" | "vs" | "cf" | "incl")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_keep_abbreviations_together() {
        let found: Vec<_> = sentences("Use it, e.g. for CSS. Not for Rust v1.2!\nNever alone").collect();
        assert_eq!(found, ["Use it, e.g. for CSS.", "Not for Rust v1.2!", "Never alone"]);
    }
}
