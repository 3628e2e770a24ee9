//! Extracts quoted phrases that users say; they are examples.

use super::{AgentNames, for_and_not_for};

/// Pairs of quotation marks; single ones may be apostrophes, so they are checked more strictly.
const MARKS: [(char, char); 10] = [
    ('"', '"'),
    ('\'', '\''),
    ('\u{201c}', '\u{201d}'),
    ('\u{201e}', '\u{201c}'),
    ('\u{201e}', '\u{201d}'),
    ('\u{2018}', '\u{2019}'),
    ('\u{ab}', '\u{bb}'),
    ('\u{2039}', '\u{203a}'),
    ('\u{300c}', '\u{300d}'),
    ('\u{300e}', '\u{300f}'),
];
/// Maximum length of a phrase; a longer quotation is none.
const LONGEST: usize = 200;

/// Words that introduce what a user says.
const CUES: [&str; 44] = [
    "say",
    "says",
    "said",
    "ask",
    "asks",
    "asked",
    "asking",
    "mention",
    "mentions",
    "type",
    "types",
    "request",
    "requests",
    "want",
    "wants",
    "trigger",
    "triggers",
    "triggered",
    "phrase",
    "phrases",
    "keyword",
    "keywords",
    "query",
    "queries",
    "question",
    "questions",
    "prompt",
    "prompts",
    "utterance",
    "utterances",
    "invoke",
    "invoked",
    "activate",
    "activates",
    "use",
    "used",
    "when",
    "like",
    "such",
    "user",
    "users",
    "need",
    "needs",
    "example",
];
/// The same in other languages, matched anywhere: in their scripts or inflections, words are harder to separate.
const FOREIGN_CUES: [&str; 24] = [
    "sagt",
    "fragt",
    "bittet",
    "dit",
    "demande",
    "quand",
    "dice",
    "pide",
    "pregunta",
    "cuando",
    "disser",
    "pedir",
    "pede",
    "quando",
    "chiede",
    "vraagt",
    "говорит",
    "просит",
    "用户",
    "触发",
    "当",
    "言",
    "ユーザー",
    "사용자",
];

/// The phrases of a description that users say, except those that the agent is not for.
pub(in super::super) fn quoted_phrases(description: &str) -> Vec<String> {
    let (text, _) = for_and_not_for(description, &AgentNames::default(), "");
    // After an introduction, adjacent quotations continue what users say.
    quotations(&text).filter(|(from, _)| has_cue(&text[..*from])).map(|(_, phrase)| phrase.to_owned()).collect()
}

/// The quoted phrases of a text, with their positions.
pub(in super::super) fn quotations(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let next = move || {
        let (from, to, end) = next_quotation(text, at)?;
        at = end;
        Some((from, text[from..to].trim().trim_end_matches([',', '.'])))
    };
    std::iter::from_fn(next).filter(|(_, phrase)| is_phrase(phrase))
}

fn is_phrase(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.contains('\n') && text.chars().any(char::is_alphanumeric)
}

fn has_cue(before: &str) -> bool {
    let lower = before.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| CUES.contains(&word))
        || FOREIGN_CUES.iter().any(|cue| lower.contains(cue))
}

/// The next quotation from `at`: start and end of its text, and where to continue.
fn next_quotation(text: &str, at: usize) -> Option<(usize, usize, usize)> {
    for (i, c) in text[at..].char_indices().map(|(i, c)| (at + i, c)) {
        let pairs = MARKS.iter().filter(|(open, _)| *open == c);
        let start = i + c.len_utf8();
        if is_straight(c) && !(may_open(&text[..i]) && text[start..].starts_with(|c: char| !c.is_whitespace())) {
            continue;
        }
        let end = pairs.filter_map(|(_, close)| closing(text, start, *close).map(|end| (end, close.len_utf8()))).min();
        if let Some((end, length)) = end {
            return Some((start, end, end + length));
        }
    }
    None
}

/// Whether a mark is the same at both ends, or may be an apostrophe.
fn is_straight(mark: char) -> bool {
    matches!(mark, '"' | '\'' | '\u{2018}')
}

fn may_open(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
}

/// End of a quotation; an apostrophe inside a word ends none.
fn closing(text: &str, start: usize, close: char) -> Option<usize> {
    let line_end = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let apostrophe = matches!(close, '\'' | '\u{2019}');
    let ends = |i: &usize| {
        let inside = text[*i + close.len_utf8()..].starts_with(char::is_alphanumeric);
        !(apostrophe && inside)
    };
    let mut marks = text[start..line_end].match_indices(close).map(|(i, _)| start + i);
    marks.find(ends).filter(|end| *end > start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_of_users_are_found() {
        let cases: [(&str, &[&str]); 9] = [
            (
                "Trigger when the user says 'ship it', 'wrap up' or '/done'. Also for 'land the plane'.",
                &["ship it", "wrap up", "/done", "land the plane"],
            ),
            ("Use when asked \"what's new\", \"show the log.\"", &["what's new", "show the log"]),
            (
                "Use when users' questions are like “why is it slow”, ‘don’t wait’ or „langsam“.",
                &["why is it slow", "don’t wait", "langsam"],
            ),
            ("À utiliser quand on demande « la météo ».", &["la météo"]),
            ("当用户说「部署」或『上线』时使用", &["部署", "上线"]),
            ("Writes the so-called \"golden\" file.", &[]),
            ("The user's wishes don't matter when it's 'late'.", &["late"]),
            ("Use when asked to \"paint\". Do NOT use for \"sculpt\".", &["paint"]),
            ("When it says \"open", &[]),
        ];
        for (description, expected) in cases {
            assert_eq!(quoted_phrases(description), expected, "{description}");
        }
    }
}
