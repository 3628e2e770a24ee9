//! Extracts quoted phrases that users say; they are examples.

use super::{AgentNames, for_and_not_for};
use crate::text::words;

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
const CUES: &[&str] = words!(
    "say|says|said|ask|asks|asked|asking|mention|mentions|type|types|request|requests|want|wants|trigger|triggers\
    |triggered|phrase|phrases|keyword|keywords|query|queries|question|questions|prompt|prompts|utterance|utterances\
    |invoke|invoked|activate|activates|use|used|when|like|such|user|users|need|needs|example"
);
/// The same in other languages, matched anywhere: in their scripts or inflections, words are harder to separate.
const FOREIGN_CUES: &[&str] = words!(
    "sagt|fragt|bittet|dit|demande|quand|dice|pide|pregunta|cuando|disser|pedir|pede|quando|chiede|vraagt|говорит\
    |просит|用户|触发|当|言|ユーザー|사용자"
);

/// The phrases of a description that users say, except those that the agent is not for.
pub(in super::super) fn quoted_phrases(description: &str) -> Vec<String> {
    let (text, _) = for_and_not_for(description, &AgentNames::default(), "");
    // After an introduction, adjacent quotations continue what users say. The mark before each separates words, so what
    // stands between two is read by itself.
    let (mut read, mut is_introduced) = (0, false);
    let is_said = |&(from, _): &(usize, &str)| {
        is_introduced = is_introduced || has_cue(&text[read..from]);
        read = from;
        is_introduced
    };
    quotations(&text).filter(is_said).map(|(_, phrase)| phrase.to_owned()).collect()
}

/// The quoted phrases of a text, with their positions.
pub(in super::super) fn quotations(text: &str) -> impl Iterator<Item = (usize, &str)> {
    Quotations { text, at: 0, stops: [None; MARKS.len()] }.filter(|(_, phrase)| is_phrase(phrase))
}

/// Reads quotations one after another.
struct Quotations<'t> {
    text: &'t str,
    /// Where to continue.
    at: usize,
    /// By pair of marks: where the search for the closing one ended last. Many marks may open what nothing closes, and
    /// one search serves all of those before its end.
    stops: [Option<QuoteEnd>; MARKS.len()],
}

/// Where the search for a closing mark ends.
#[derive(Debug, Clone, Copy)]
struct QuoteEnd {
    at: usize,
    /// Whether the mark is there, and not the end of the line.
    closes: bool,
}

impl<'t> Iterator for Quotations<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (text, at) = (self.text, self.at);
        for (i, c) in text[at..].char_indices().map(|(i, c)| (at + i, c)) {
            let start = i + c.len_utf8();
            if is_straight(c) && !(may_open(&text[..i]) && text[start..].starts_with(|c: char| !c.is_whitespace())) {
                continue;
            }
            let pairs = (0..MARKS.len()).filter(|&pair| MARKS[pair].0 == c);
            let ends = pairs.filter_map(|pair| Some((self.closing(pair, start)?, MARKS[pair].1.len_utf8())));
            if let Some((end, length)) = ends.min() {
                self.at = end + length;
                return Some((start, text[start..end].trim().trim_end_matches([',', '.'])));
            }
        }
        self.at = text.len();
        None
    }
}

impl Quotations<'_> {
    /// End of a quotation; an apostrophe inside a word ends none.
    fn closing(&mut self, pair: usize, start: usize) -> Option<usize> {
        let known = self.stops[pair].filter(|stop| stop.at >= start);
        let stop = known.unwrap_or_else(|| stop(self.text, start, MARKS[pair].1));
        self.stops[pair] = Some(stop);
        (stop.closes && stop.at > start).then_some(stop.at)
    }
}

/// The first mark from `start` that closes a quotation, or the end of the line.
fn stop(text: &str, start: usize, close: char) -> QuoteEnd {
    let is_apostrophe = matches!(close, '\'' | '\u{2019}');
    let is_inside = |at: usize| is_apostrophe && text[at + close.len_utf8()..].starts_with(char::is_alphanumeric);
    let mut marks = text[start..].match_indices(['\n', close]).map(|(i, mark)| (start + i, mark != "\n"));
    let found = marks.find(|&(at, closes)| !closes || !is_inside(at));
    found.map_or(QuoteEnd { at: text.len(), closes: false }, |(at, closes)| QuoteEnd { at, closes })
}

fn is_phrase(text: &str) -> bool {
    text.chars().count() <= LONGEST && !text.contains('\n') && text.chars().any(char::is_alphanumeric)
}

fn has_cue(before: &str) -> bool {
    let lower = before.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).any(|word| CUES.contains(&word))
        || FOREIGN_CUES.iter().any(|cue| lower.contains(cue))
}

/// Whether a mark is the same at both ends, or may be an apostrophe.
fn is_straight(mark: char) -> bool {
    matches!(mark, '"' | '\'' | '\u{2018}')
}

fn may_open(before: &str) -> bool {
    before.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
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
