//! Recognises pasted chats: lines that begin with the names of people, of whom one speaks more than once and one asks.

use super::EARLIER_TURN;
use crate::speakers::{self, SpeakerContext};
use crate::text::is_english;
use std::collections::HashSet;
use std::ops::Range;

/// Maximum length in bytes of a name. It, the next and the fewest turns were chosen by hand.
const LONGEST_NAME: usize = 40;
/// Maximum number of words of a name.
const MOST_WORDS: usize = 3;
/// Minimum number of lines with a name.
const FEWEST_TURNS: usize = 3;

/// Adds the lines of a chat; what stands directly between two of them belongs to the first.
pub(super) fn find(request: &str, spans: &mut Vec<(Range<usize>, i32)>) {
    // Of each run of lines without an empty one between: its turns so far, and where the last of them ends.
    let (mut chats, mut turns): (Vec<Vec<ChatTurn>>, Vec<ChatTurn>) = Default::default();
    let mut start = 0;
    for line in request.split_inclusive('\n') {
        let end = start + line.len();
        if line.trim().is_empty() {
            chats.extend(Some(std::mem::take(&mut turns)).filter(|turns| !turns.is_empty()));
        } else if let Some((name, text)) = name_of(line) {
            turns.push(ChatTurn { name, asks: text.ends_with(['?', '？', '؟']), start, end });
        }
        start = end;
    }
    chats.push(turns);
    let all = || chats.iter().flatten();
    let names: HashSet<&str> = all().map(|turn| turn.name).collect();
    let is_person = |name: &&str| name.split(' ').any(|word| !is_english(&word.to_lowercase()));
    // What the program knows as speakers are the turns of a conversation with it.
    let is_speaker = |name: &&str| {
        let name = name.to_lowercase();
        speakers::asks(&name, SpeakerContext::Conversation) || speakers::answers(&name, SpeakerContext::Conversation)
    };
    let is_chat =
        !names.iter().any(is_speaker) && all().count() >= FEWEST_TURNS.max(names.len() + 1) && names.len() > 1;
    if is_chat && all().any(|turn| turn.asks) && names.iter().any(is_person) {
        let ends = chats.iter().filter_map(|turns| Some(turns.first()?.start..turns.last()?.end));
        spans.extend(ends.map(|lines| (lines, EARLIER_TURN)));
    }
}

/// A line that begins with a name.
struct ChatTurn<'r> {
    name: &'r str,
    asks: bool,
    start: usize,
    end: usize,
}

/// The name that a line begins with, and its text: `Ann: yes`. What is all in capitals is a label.
fn name_of(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once(": ")?;
    let is_word = |word: &str| {
        word.starts_with(char::is_uppercase)
            && word.contains(char::is_lowercase)
            && word.chars().all(|c| c.is_alphabetic() || "'-.\u{2019}".contains(c))
    };
    let is_name = name.len() <= LONGEST_NAME && name.split(' ').count() <= MOST_WORDS && name.split(' ').all(is_word);
    is_name.then_some((name, text.trim()))
}
