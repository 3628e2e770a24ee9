//! Preprocessing of the command line's words: which of them are requests, and which verb they are for.

use super::{Cli, VERBS};
use clap::CommandFactory;
use std::ffi::OsString;

/// Marks a request that begins with a dash, so that clap does not take it for an option.
pub(super) const REQUEST_MARK: char = '\u{1}';

/// An argument with a space in it is a request, even if it begins with a dash: `"- review the diffs"`. Values of
/// options, and everything behind `--`, are left alone.
pub(super) fn marked(words: Vec<OsString>) -> Vec<OsString> {
    let mut before: Option<String> = None;
    let mut done = false;
    let mark = |word: OsString| {
        let text = word.to_str().unwrap_or_default().to_owned();
        done |= text == "--";
        let is_request = !done && text.starts_with('-') && text.contains(char::is_whitespace);
        // Looking up options builds all of them, so that comes last.
        let is_value = || {
            text.split_once('=').is_some_and(|(option, _)| takes_value(option))
                || before.as_deref().is_some_and(takes_value)
        };
        let is_marked = is_request && !is_value();
        before = Some(text);
        match is_marked {
            true => format!("{REQUEST_MARK}{}", before.as_deref().unwrap_or_default()).into(),
            false => word,
        }
    };
    words.into_iter().map(mark).collect()
}

/// The verb of a command line, even of one that cannot be parsed.
pub fn verb(words: &[OsString]) -> Option<&str> {
    first_word(words).filter(|word| VERBS.contains(word))
}

/// The first word that is neither an option nor an option's value.
pub(super) fn first_word(words: &[OsString]) -> Option<&str> {
    let words: Vec<&str> = words.iter().map_while(|word| word.to_str()).collect();
    let is_value = |i: usize| !words[i - 1].contains('=') && takes_value(words[i - 1]);
    (1..words.len()).find(|&i| !words[i].starts_with('-') && !is_value(i)).map(|first| words[first])
}

/// Whether a word is an option of any verb that takes a value.
fn takes_value(word: &str) -> bool {
    let command = Cli::command();
    let is = |arg: &clap::Arg| {
        let long = word.strip_prefix("--").is_some_and(|name| arg.get_long() == Some(name));
        let short = word.strip_prefix('-').is_some_and(|name| arg.get_short().is_some_and(|c| name == c.to_string()));
        (long || short) && arg.get_action().takes_values()
    };
    word.starts_with('-')
        && (command.get_arguments().any(is) || command.get_subcommands().any(|verb| verb.get_arguments().any(is)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verb_is_told_behind_options() {
        let verb = |line: &str| {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            verb(&words).map(str::to_owned)
        };
        for line in ["route hook x", "route -q hook x", "route --agents list hook", "route --color=never -v hook --bad"]
        {
            assert_eq!(verb(line).as_deref(), Some("hook"), "{line}");
        }
        for line in ["route", "route fix hook", "route --agents hook", "route -q"] {
            assert_eq!(verb(line), None, "{line}");
        }
    }
}
