//! Splits a request into parts and routes each: list items, sentences, what follows a "then", and the two sides of an
//! "and" or a comma if they clearly belong to different agents.
//!
//! No text is lost: what is unclear stays with the part before it, as its context.

mod clauses;
mod items;
mod order;
mod shared;
mod then;

use super::domains::Domains;
use super::headline;
use super::questions::asks_for_answer;
use crate::decide::{Decision, EVEN, Options, Status, decide};
use crate::request::noise;
use crate::score::Scorer;
use crate::text::{self, lowered};
use clauses::Sides;
use items::{are_boxed, item};
use std::ops::Range;

/// Maximum length in bytes of a sentence that is split: each possible split scores both sides, so that the time would
/// grow with the square of the length.
const LONGEST_SENTENCE: usize = 2000;
/// Maximum number of parts; the rest of the request stays with the last one.
pub const MAX_PARTS: usize = 100;
/// Minimum length of a line that may have been wrapped; a shorter one was ended by its author. Chosen by hand: mail and
/// editors wrap at 60 to 80.
const WRAPPED_LINE: usize = 50;

/// A part of a request with its decision.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestPart {
    /// Its text, with adjacent sentences that are unclear.
    pub text: String,
    /// The start of its own text.
    pub title: String,
    /// How it is separated from the part before it.
    pub joint: Joint,
    /// The decision on it.
    pub decision: Decision,
}

/// How a piece of text is separated from the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// It is a sentence.
    Sentence,
    /// It is a list item.
    Item,
    /// It is to be done after the one before.
    Then,
    /// It is one side of an "and".
    Clause,
    /// It is a list item that is ticked or struck out, and so no part.
    Done,
}

/// Result of [`route`].
#[derive(Debug, Default)]
pub struct RequestParts {
    /// Parts with a clear agent, and list items, which are kept even if they are unclear.
    pub parts: Vec<RequestPart>,
    /// Whether there were more than [`MAX_PARTS`].
    pub too_many: bool,
}

/// Splits a request and routes each part. A piece that names several domains is only split by those.
pub fn route(scorer: &mut Scorer, domains: &Domains, request: &str, options: &Options) -> RequestParts {
    let mut pieces = pieces(request);
    let mut found = RequestParts { too_many: pieces.len() > MAX_PARTS, ..RequestParts::default() };
    let rest: Vec<String> = pieces.drain(pieces.len().min(MAX_PARTS)..).map(|piece| piece.text).collect();
    let index = scorer.index();
    // The text before the first part, and the decisions on it.
    let mut context = String::new();
    let mut before: Vec<Decision> = Vec::new();
    for piece in pieces {
        for (i, (clause, joint)) in steps(scorer, domains, &piece, options).into_iter().enumerate() {
            let mut decision = decide(&scorer.score(&clause), options);
            let names_domains = || !domains.shares(&clause).is_empty();
            if piece.introduces || !(stands_alone(&decision, joint) || names_domains()) {
                // What nobody answers may still need an approval, for which only this part waits.
                match found.parts.last_mut() {
                    Some(part) => part.decision.take_approvals(index, &decision),
                    None => before.push(decision),
                }
                let text = found.parts.last_mut().map_or(&mut context, |part| &mut part.text);
                // What belongs to the text before is left as it was written.
                let mark = if i == 0 { piece.mark.as_str() } else { "" };
                match mark.starts_with([',', ';', ' ', '，']) && !text.is_empty() {
                    true => *text += &format!("{mark}{clause}"),
                    false => join(text, &format!("{mark}{clause}")),
                }
                continue;
            }
            let title = headline(&clause);
            before.drain(..).for_each(|of_context| decision.take_approvals(index, &of_context));
            join(&mut context, &clause);
            found.add(RequestPart { text: std::mem::take(&mut context), title, joint, decision });
        }
    }
    if let Some(last) = found.parts.last_mut() {
        rest.iter().for_each(|text| join(&mut last.text, text));
    }
    found
}

impl RequestParts {
    /// Adds a part; a sentence for the same agent as the one before continues that part.
    fn add(&mut self, part: RequestPart) {
        match self.parts.last_mut() {
            Some(last) if matches!(part.joint, Joint::Sentence | Joint::Clause) && same_answer(last, &part) => {
                join(&mut last.text, &part.text);
            }
            _ => self.parts.push(part),
        }
    }
}

fn stands_alone(decision: &Decision, joint: Joint) -> bool {
    match joint {
        Joint::Item => true,
        Joint::Sentence | Joint::Then | Joint::Clause | Joint::Done => {
            decision.status != Status::Unclear && decision.confidence >= EVEN
        }
    }
}

fn same_answer(a: &RequestPart, b: &RequestPart) -> bool {
    let answer = |part: &RequestPart| (part.decision.status, part.decision.agent, part.decision.handoff.clone());
    answer(a) == answer(b) && a.decision.flow == b.decision.flow
}

/// Appends text after a space.
pub fn join(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

/// Splits a piece into steps in the order they are to be done; the two sides of an "and" are in parallel.
fn steps(scorer: &mut Scorer, domains: &Domains, piece: &RequestPiece, options: &Options) -> Vec<(String, Joint)> {
    if piece.text.len() > LONGEST_SENTENCE {
        return vec![(piece.text.clone(), piece.joint)];
    }
    // An answer is one, and so is a fault.
    let is_one = asks_for_answer(&piece.text) || domains.keeps_whole(&piece.text) || domains.is_report(&piece.text);
    if is_one {
        return vec![(piece.text.clone(), piece.joint)];
    }
    let mut belong_apart = |left: &str, right: &str, sides| match sides {
        Sides::Tasks => clauses::belong_apart(scorer, left, right, options),
        Sides::Things => clauses::are_stated_apart(scorer, left, right, options),
    };
    // The word between them says that they are two.
    let is_long_enough = |side| clauses::is_long_enough(side, 1);
    let mut in_order = order::readings(&piece.text).into_iter();
    let in_order = in_order.find(|both| {
        is_long_enough(both.first) && is_long_enough(both.second) && belong_apart(both.first, both.second, Sides::Tasks)
    });
    let texts = match in_order {
        Some(both) => vec![(both.first, piece.joint), (both.second, Joint::Then)],
        None => vec![(piece.text.as_str(), piece.joint)],
    };
    let mut steps = Vec::new();
    for (text, joint) in texts {
        let clauses = match domains.shares(text).is_empty() {
            true => clauses::clauses(text, &mut belong_apart),
            false => vec![text.to_owned()],
        };
        let clauses = clauses.into_iter().enumerate();
        steps.extend(clauses.map(|(i, clause)| (clause, if i == 0 { joint } else { Joint::Clause })));
    }
    steps
}

/// A piece of a request, by its form alone.
#[derive(Debug, PartialEq)]
struct RequestPiece {
    text: String,
    /// What separates it from the piece before: ", then ".
    mark: String,
    joint: Joint,
    /// Whether it ends with a colon and a list follows.
    introduces: bool,
}

/// Splits a request by its form: into blocks, then the sentences of a paragraph, then what follows a "then".
fn pieces(request: &str) -> Vec<RequestPiece> {
    let mut blocks = blocks(request);
    blocks.retain(|block| block.joint != Joint::Done);
    let mut pieces = Vec::new();
    let counts = then::counts(request);
    for (i, block) in blocks.iter().enumerate() {
        let before_list = blocks.get(i + 1).is_some_and(|next| next.joint == Joint::Item);
        let introduces = before_list && block.joint == Joint::Sentence && block.text.ends_with(':');
        let sentences: Vec<&str> = match block.joint {
            Joint::Item => vec![block.text.as_str()],
            _ => text::sentences(&block.text).collect(),
        };
        for sentence in sentences {
            add_steps(&mut pieces, sentence, block.joint, introduces, counts);
        }
        if let (Some(last), false) = (pieces.last_mut(), block.verbatim.is_empty()) {
            last.text.push_str(&block.verbatim);
        }
    }
    pieces
}

/// Splits a sentence at each "then" that is not the second half of an "if", up to the maximum number of pieces.
fn add_steps(pieces: &mut Vec<RequestPiece>, sentence: &str, joint: Joint, introduces: bool, counts: bool) {
    const CONDITIONS: [&str; 3] = ["if", "when", "whenever"];
    let lower = lowered(sentence);
    let (mut at, later) = then::at_start(&lower, counts).unwrap_or_default();
    let mut joint = if later && joint != Joint::Item { Joint::Then } else { joint };
    let is_conditional = |left: &str| left.split_whitespace().any(|word| CONDITIONS.contains(&word));
    let mut begin = 0;
    let mut add = |text: Range<usize>, begin: usize, joint| {
        if sentence[text.clone()].contains(char::is_alphanumeric) {
            let mark = sentence[begin..text.start].to_owned();
            pieces.push(RequestPiece { text: sentence[text].trim().to_owned(), mark, joint, introduces });
        }
        pieces.len() < MAX_PARTS
    };
    for mark in then::inside(&sentence[at..], &lower[at..], counts)
        .map(|mark| mark.start + at..mark.end + at)
        .collect::<Vec<_>>()
    {
        if is_conditional(&lower[at..mark.start]) || !add(at..mark.start, begin, joint) {
            break;
        }
        (begin, at, joint) = (mark.start, mark.end, Joint::Then);
    }
    add(at..sentence.len(), begin, joint);
}

/// A paragraph or a list item.
struct TextBlock {
    text: String,
    joint: Joint,
    /// Pasted text that belongs to it (code, quoted mail, logs, comments), verbatim.
    verbatim: String,
}

fn blocks(request: &str) -> Vec<TextBlock> {
    let mut blocks: Vec<TextBlock> = Vec::new();
    let (mut fenced, mut open) = (false, false);
    let are_boxed = are_boxed(request);
    // Of a request that is only pasted text, that text is the request.
    let noise = noise::find(request).filter(|noise| !noise.covers(request, 0..request.len()));
    let is_pasted =
        |line: &str| noise.as_ref().is_some_and(|noise| noise.covers(request, text::range_in(line, request)));
    for line in request.lines().flat_map(numbered_lines) {
        let bare = line.trim();
        let fence = bare.starts_with("```") || bare.starts_with("~~~");
        let is_done = || item(bare, are_boxed).is_some_and(|item| item.is_done);
        if fence || fenced || (!bare.is_empty() && is_pasted(line) && !is_done()) {
            fenced ^= fence;
            if blocks.is_empty() {
                blocks.push(TextBlock { text: String::new(), joint: Joint::Sentence, verbatim: String::new() });
            }
            if let Some(block) = blocks.last_mut() {
                block.verbatim.push('\n');
                block.verbatim.push_str(line);
            }
            open = false;
        } else if bare.is_empty() {
            open = false;
        } else if let Some(item) = item(bare, are_boxed) {
            let joint = if item.is_done { Joint::Done } else { Joint::Item };
            blocks.push(TextBlock { text: item.text.to_owned(), joint, verbatim: String::new() });
            open = true;
        } else if let Some(block) = blocks.last_mut().filter(|block| open || goes_on(block, line)) {
            block.text.push(' ');
            block.text.push_str(bare);
        } else {
            let text = bare.trim_start_matches('#').trim_start().to_owned();
            blocks.push(TextBlock { text, joint: Joint::Sentence, verbatim: String::new() });
            open = true;
        }
        open &= line.chars().count() >= WRAPPED_LINE && !bare.starts_with('#');
    }
    blocks
}

/// Whether an indented line continues a list item.
fn goes_on(block: &TextBlock, line: &str) -> bool {
    matches!(block.joint, Joint::Item | Joint::Done) && line.starts_with(char::is_whitespace)
}

/// A line as it is; if it numbers several items from 1, one line for each.
fn numbered_lines(line: &str) -> Vec<&str> {
    let begins = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
    let digits = line.match_indices(|c: char| c.is_ascii_digit()).map(|(at, _)| at);
    let mut starts: Vec<usize> = Vec::new();
    for at in digits.filter(begins) {
        let behind = line[at..].strip_prefix(&(starts.len() + 1).to_string()).unwrap_or("");
        if behind.starts_with(". ") || behind.starts_with(") ") {
            starts.push(at);
        }
    }
    if starts.len() < 2 {
        return vec![line];
    }
    let mut lines = vec![&line[..starts[0]]];
    let ends = starts[1..].iter().copied().chain([line.len()]);
    lines.extend(starts.iter().zip(ends).map(|(&start, end)| line[start..end].trim_end()));
    lines.retain(|line| !line.trim().is_empty());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{is_proportional, repeated};

    fn split(request: &str) -> Vec<(String, Joint)> {
        pieces(request).into_iter().map(|piece| (piece.text, piece.joint)).collect()
    }

    fn texts(request: &str) -> Vec<String> {
        split(request).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn sentences_items_and_thens_are_pieces() {
        let cases: &[(&str, &[&str])] = &[
            ("Fix the login. Add an index!", &["Fix the login.", "Add an index!"]),
            (
                "- one thing\n* two things\n3. three\n4) four\n- [ ] five\n- [x] six\n  and more of it\n①七",
                &["one thing", "two things", "three", "four", "five", "七"],
            ),
            ("Please do: 1. add a table 2. write the route", &["Please do:", "add a table", "write the route"]),
            ("add a table, then fill it and then show it", &["add a table", "fill it", "show it"]),
            ("if it is old, then drop it", &["if it is old, then drop it"]),
            ("# Title\nfirst line\nsecond line", &["Title", "first line", "second line"]),
            ("- an item\n  and its second line\nA new sentence", &["an item and its second line", "A new sentence"]),
            ("Version 1.2 of e.g. this", &["Version 1.2 of e.g. this"]),
            // Lower case of other lengths, before the marks and behind them.
            ("Ⱥ add a table, then Éxport it ẞ", &["Ⱥ add a table", "Éxport it ẞ"]),
            ("", &[]),
            (" \n - \n", &[]),
        ];
        for (request, expected) in cases {
            assert_eq!(texts(request), *expected, "{request}");
        }
    }

    #[test]
    fn wrapped_lines_are_one_sentence_and_code_is_left_alone() {
        let long = "This sentence is long enough that its author's editor\nwrapped it here";
        assert_eq!(texts(long), [long.replace('\n', " ")]);
        assert_eq!(texts("Fix this:\n```\nx = 1. Then. y\n```"), ["Fix this:\n```\nx = 1. Then. y\n```"]);
        let mail = "Fix it. Test it.\n\nOn Mon, Ann wrote:\n> Add this. Then send that.\n> - and more";
        let [first, rest] = mail.split_at("Fix it.".len()).into();
        assert_eq!(texts(mail), [first, rest.trim_start().replace("\n\n", "\n").as_str()]);
        for pasted in ["> Add this.\n> Send that.", "<!-- Tell us why. Add a picture. -->\n"] {
            assert_eq!(texts(&format!("Fix it.\n{pasted}")), [format!("Fix it.\n{}", pasted.trim_end())]);
        }
        assert_eq!(texts("> Add this. Send that."), ["> Add this.", "Send that."]);
    }

    #[test]
    fn pieces_are_bounded() {
        let found = texts(&"fix it and then ".repeat(1000));
        assert_eq!((found.len(), found[0].as_str()), (MAX_PARTS + 1, "fix it"));
    }

    #[test]
    fn text_after_a_then_waits() {
        let joints: Vec<_> = split("a b and then c d. Then e f").into_iter().map(|(_, joint)| joint).collect();
        assert_eq!(joints, [Joint::Sentence, Joint::Then, Joint::Then]);
    }

    #[test]
    fn what_separates_pieces_is_found_in_proportion_to_the_text() {
        let numbered = |size: usize| (1..=size / 16).map(|number| format!("{number}. fix it ")).collect::<String>();
        assert!(is_proportional(numbered, 1 << 20, |text| assert!(numbered_lines(text).len() > 1_000)));
        let then = |size| repeated(", then ", size);
        assert!(is_proportional(then, 512 << 10, |text| assert_eq!(texts(text), [", then"])));
    }
}
