//! Errors in a command line, in the same form as all others: one line, with what to do.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::error::Error;
use std::num::ParseIntError;
use task_router_engine::did_you_mean::{slips, suggestion};
use task_router_engine::text::is_english;

/// Shorter verbs are similar to too many words.
const SHORTEST_VERB: usize = 4;

/// The error for a request that begins with a word that is nearly a verb and not an English word.
pub fn of_verb(word: &str, verbs: &[&'static str]) -> Option<String> {
    let verb = near_verb(word, verbs)?;
    // An inflected verb is an English word, even if the word list does not have it.
    let is_inflected = word.strip_prefix(verb).is_some_and(|end| matches!(end, "s" | "es" | "ed" | "d" | "er" | "ing"));
    (!is_inflected && !is_english(word)).then(|| {
        format!("`{word}` is no command; did you mean `{verb}`? A request goes behind `--`: `route -- {word} ...`")
    })
}

/// The verb that a word differs from by a slip or two.
pub(super) fn near_verb(word: &str, verbs: &[&'static str]) -> Option<&'static str> {
    if !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return None;
    }
    let long = verbs.iter().filter(|verb| verb.len() >= SHORTEST_VERB);
    let (slips, near) = long.filter_map(|verb| Some((slips(word, verb)?, *verb))).min()?;
    (slips > 0).then_some(near)
}

/// The error in one line.
pub fn message(error: &clap::Error) -> String {
    let texts = |kind| texts(error, kind);
    let text = |kind| texts(kind).into_iter().next().unwrap_or_default();
    let argument = text(ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let similar = texts(ContextKind::SuggestedArg).into_iter().next();
            let help = similar.map_or("see `--help`".to_owned(), |similar| format!("did you mean `{similar}`?"));
            format!("there is no option or argument `{argument}` here; {help}")
        }
        ErrorKind::InvalidValue => {
            let (value, known) = (text(ContextKind::InvalidValue), texts(ContextKind::ValidValue));
            let help = match known.is_empty() {
                true => String::new(),
                false => format!("; {}", suggestion(&value, known.iter().map(String::as_str))),
            };
            match value.is_empty() {
                true => format!("`{argument}` needs a value{help}"),
                false => format!("`{value}` is no value of `{argument}`{help}"),
            }
        }
        ErrorKind::ValueValidation => {
            let why = match error.source() {
                Some(source) if source.is::<ParseIntError>() => "; a whole number from 0 on is expected".to_owned(),
                Some(source) => format!("; {source}"),
                None => String::new(),
            };
            format!("`{}` is no value of `{argument}`{why}", text(ContextKind::InvalidValue))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = texts(ContextKind::InvalidArg).join("`, `");
            format!("`{missing}` is missing; see `--help`")
        }
        ErrorKind::ArgumentConflict => match text(ContextKind::PriorArg) {
            prior if prior == argument || prior.is_empty() => format!("`{argument}` is given twice"),
            prior => format!("`{argument}` and `{prior}` exclude each other; give one of them"),
        },
        ErrorKind::TooManyValues => {
            format!("`{argument}` takes no value; leave `{}` out", text(ContextKind::InvalidValue))
        }
        ErrorKind::InvalidUtf8 => {
            let word = text(ContextKind::InvalidValue);
            format!("the argument `{word}` is not UTF-8; save or type it so, or give a request on standard input")
        }
        _ => first_line(error),
    }
}

fn texts(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
        _ => Vec::new(),
    }
}

/// Clap's own message, without its `error:` and the usage.
fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).replace('\'', "`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_is_nearly_a_verb_is_one_mistyped() {
        let verbs = ["explain", "check", "run", "list", "hook", "completions"];
        for (word, verb) in [
            ("chek", "check"),
            ("chekc", "check"),
            ("explian", "explain"),
            ("lsit", "list"),
            ("compleitns", "completions"),
        ] {
            assert!(of_verb(word, &verbs).is_some_and(|mistake| mistake.contains(&format!("`{verb}`"))), "{word}");
        }
        // Verbs themselves, English words, inflections, short words, names, sentences.
        for word in [
            "check",
            "checks",
            "cheek",
            "hooks",
            "listed",
            "lost",
            "lint",
            "runc",
            "ru",
            "Chekc",
            "chek the login",
            "chek:",
            "kubernetes",
        ] {
            assert_eq!(of_verb(word, &verbs), None, "{word}");
        }
    }
}
