//! Tests that definitions are read in time proportional to their size.

use super::description::{dialogue, quoted_phrases};
use super::lines::SourceText;
use super::{AgentNames, for_and_not_for, triggers, without_itself};
use crate::growth::{is_proportional, repeated};

const SIZE: usize = 16 << 10;

#[test]
fn descriptions_are_read_in_proportion_to_their_size() {
    let names = AgentNames::new(["adb", "the", "agent", "a", "t"]);
    let read = |text: &str| {
        let (prose, _) = dialogue(text);
        quoted_phrases(&prose);
        for_and_not_for(&without_itself(&prose), &names, "own");
    };
    for repetition in [
        "\"ab\", ",
        "\u{300c}\u{7528}\u{300d}",
        " 'a",
        "\u{201e}a ",
        "\u{201e}a\u{201c} ",
        "\u{ab}a ",
        "\u{2018}a ",
        "\u{300c}a ",
        "adb ",
        "use adb ",
        "adb'",
        "aaaa",
        "the ",
        "use the agent ",
        "to, adb ",
        "dogs not call ",
        "not to be ",
        "a, not be called ",
        " - ",
        "\u{2014}",
        "; ",
        ", use ",
        "(- ) ",
        "user: \"a\n*\n",
        "(not a) ",
        "not a but b ",
        "everything but ",
        "a excluded ",
        "a? ",
        "- not a:\n",
    ] {
        for start in ["", "Writes \u{300c}a, for a, "] {
            let text = |size| format!("{start}{}", repeated(repetition, size));
            assert!(is_proportional(text, SIZE, read), "{start:?} {repetition:?}");
        }
    }
}

#[test]
fn what_a_user_says_is_read_in_proportion_to_its_size() {
    for repetition in ["*\n", "b\n", "\"ab\", ", "user: \"a\n*\n"] {
        let text = |size| format!("user: \"a\n{}", repeated(repetition, size));
        let read = |text: &str| drop(dialogue(text));
        assert!(is_proportional(text, 16 * SIZE, read), "{repetition:?}");
    }
}

#[test]
fn prompts_are_read_in_proportion_to_their_size() {
    let read = |text: &str| drop(triggers::listed(text));
    let rows = |size| {
        let head = "| Trigger phrases |\n|---|\n| ";
        format!("{head}{} |{}", repeated("\"a\",", size / 2), repeated("c|", size / 2))
    };
    assert!(is_proportional(rows, SIZE, read));
    for repetition in [" 'a", "\u{201e}a ", "\"a\", ", "abc, ", "|", ":", "- ", "* ", "1. ", "`", "[a](", "not for "] {
        for start in ["## Triggers\n", "## Triggers\n- ", "User says: ", "| Trigger phrases |\n|---|\n| "] {
            let text = |size| format!("{start}{}", repeated(repetition, size));
            assert!(is_proportional(text, SIZE, read), "{start:?} {repetition:?}");
        }
    }
}

#[test]
fn keys_of_definitions_on_one_line_are_found_in_proportion_to_its_size() {
    const ENTRY: &str = "{\"slug\": \"a\", \"b\": \"c\"}, ";
    let text = |size| format!("[{}]", repeated(ENTRY, size));
    let read = |text: &str| {
        let source = SourceText::new("a.json", text);
        for key in (0..text.len() / ENTRY.len()).flat_map(|_| ["slug", "description", "b"]) {
            assert_eq!(source.below_line(1).line_of_key(key).is_some(), key != "description");
        }
    };
    assert!(is_proportional(text, 4 * SIZE, read));
}
