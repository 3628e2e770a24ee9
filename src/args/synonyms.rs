//! Words that people type for a verb because other programs call it so: `lint`, `ls`, `new`.

use super::words::first_word;
use super::{Cli, VERBS};
use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::path::Path;

/// What to type instead of each of the words.
const SYNONYMS: [(&str, &[&str]); 13] = [
    ("check", &["lint", "test", "tests", "validate", "verify", "eval", "evaluate", "doctor", "coverage"]),
    ("init", &["new", "create", "setup", "scaffold", "generate", "bootstrap"]),
    ("list", &["ls", "agents", "skills", "commands", "teams", "search", "find"]),
    ("show", &["info", "view", "cat", "get", "describe", "inspect"]),
    ("explain", &["why", "debug", "trace", "score"]),
    ("suggest", &["fix", "improve", "tune", "learn", "train"]),
    ("diff", &["compare", "changes"]),
    ("stats", &["log", "logs", "statistics", "report", "metrics"]),
    ("run", &["exec", "execute"]),
    ("hook", &["install", "integrate"]),
    ("mcp", &["serve", "server"]),
    ("help", &["usage", "manual", "docs"]),
    ("--version", &["version"]),
];

/// The verb that a word was probably meant as: a synonym of it, its inflection, or nearly the verb itself.
pub fn verb_meant(word: &str) -> Option<&'static str> {
    let synonym = SYNONYMS.iter().find(|(_, words)| words.contains(&word)).map(|(verb, _)| *verb);
    synonym.or_else(|| super::mistakes::near_verb(word, &VERBS))
}

/// A note for a request that was probably meant as a verb: one word, with nothing behind it but files.
pub fn note(request: &[String]) -> Option<String> {
    let (word, files) = request.split_first()?;
    let verb = verb_meant(word).filter(|_| files.iter().all(|file| Path::new(file).exists()))?;
    Some(format!("there is no command `{word}`, so this was routed as a request; did you mean `route {verb}`?"))
}

/// Tells the parser's error which option has the value that was typed as one (`-f json` for `--json`), or which verb was
/// meant by a word that has nothing but options behind it.
pub(super) fn explained(mut error: clap::Error, words: &[OsString]) -> clap::Error {
    // The parser says neither.
    if let (ErrorKind::InvalidUtf8, Some(word)) = (error.kind(), words.iter().find(|word| word.to_str().is_none())) {
        error.insert(ContextKind::InvalidValue, ContextValue::String(word.to_string_lossy().into_owned()));
    }
    let Some(ContextValue::String(typed)) = error.get(ContextKind::InvalidArg).cloned() else { return error };
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let word = first_word(words);
    let is_format = |value: &&str| formats_of(word).iter().any(|format| format == value);
    if let Some(format) = typed.strip_prefix("--").filter(is_format) {
        error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("-f {format}")));
    } else if let [_, word, option, ..] = words
        && let Some(verb) = word.to_str().and_then(verb_meant)
        && option.to_str().is_some_and(|option| option.starts_with('-'))
        && error.get(ContextKind::SuggestedArg).is_none()
    {
        error.insert(ContextKind::SuggestedArg, ContextValue::String(format!("route {verb}")));
    }
    error
}

/// The output formats of a verb, or of routing where the word is none.
fn formats_of(word: Option<&str>) -> Vec<String> {
    let program = Cli::command();
    let command = word.and_then(|word| program.find_subcommand(word)).unwrap_or(&program);
    let format = command.get_arguments().find(|arg| arg.get_id() == "format");
    let values = format.map(clap::Arg::get_possible_values).unwrap_or_default();
    values.iter().map(|value| value.get_name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verbs_of_synonyms_exist_and_no_synonym_is_a_verb() {
        for (verb, words) in SYNONYMS {
            assert!(VERBS.contains(&verb) || verb == "--version", "{verb}");
            assert!(words.iter().all(|word| !VERBS.contains(word)), "{words:?}");
        }
    }

    #[test]
    fn a_word_is_noted_that_may_have_been_a_verb() {
        let note = |line: &str| note(&line.split(' ').map(str::to_owned).collect::<Vec<_>>());
        for (line, verb) in [
            ("lint", "check"),
            ("lint src", "check"),
            ("checks", "check"),
            ("cheek", "check"),
            ("version", "--version"),
        ] {
            assert!(note(line).is_some_and(|note| note.ends_with(&format!("`route {verb}`?"))), "{line}");
        }
        for line in ["kubernetes", "lint the parser", "new", "xyzzy"] {
            assert_eq!(note(line).is_some(), line == "new", "{line}");
        }
    }
}
