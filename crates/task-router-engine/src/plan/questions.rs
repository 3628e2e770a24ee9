//! Recognises questions and reports in English, which are not split into several tasks.

use crate::request::may_be_trouble;
use crate::text::{Language, Roles, words};

/// Starts of requests for an explanation or for the cause of a fault, which are not split into several tasks.
const QUESTIONS: &[&str] = words!(
    "why|what|how|which|when|where|who|explain|describe|is|are|does|did|do|fix|debug|investigate|repair|troubleshoot"
);
/// Starts of reports, beside determiners.
const REPORTING: &[&str] = words!("it|that|users|customers|there|they");
/// Words behind such a start with which something is asked for.
const ASKING: &[&str] = words!(
    "add|build|need|needs|want|wants|should|must|let|implement|create|introduce|support|give|make|set|move|integrate\
    |offer|allow|design|plan|please|migrate|replace|get|gets"
);

/// An `a` or `an` may start a list of requested things, unless one of these words makes it a statement.
const STATES: &[&str] = words!(
    "is|are|was|were|has|have|had|does|doesn|do|did|fails|failed|returns|takes|keeps|cannot|can|seems|shows|throws\
    |says|stopped|broke"
);
/// Verbs that begin a question, and modal verbs, which also begin a polite request.
const ASKED: &[&str] = words!("why|what|how|which|when|where|who|is|are|was|were|do|does|did|should|whose");
const MODAL: &[&str] = words!("can|could|would|will|may|might");
/// Who is asked to do something: `can you add it?`.
const HELPERS: &[&str] = words!("you|we|i|u|someone|somebody|anyone|anybody");
/// Verbs of reports by the one who writes: `I get an error`.
const MEETING: &[&str] = words!("get|got|have|see|saw|receive|received|keep|had|am");
/// Maximum number of words of a subject of which a failure is told: `refund invoices crash`.
const LONGEST_SUBJECT: usize = 2;

/// Whether a sentence whose first word this is, in lower case, may tell of something and ask for nothing.
pub(super) fn begins_report(first: &str) -> bool {
    Roles::DETERMINER.has(first, Language::English) || REPORTING.contains(&first)
}

/// Whether a text asks for work that may be shared out.
pub(super) fn asks_for_work(text: &str) -> bool {
    let first = words(text).into_iter().next();
    let asks = first.is_some_and(|first| !QUESTIONS.contains(&first.as_str()));
    asks && !asks_for_answer(text) && !is_report(text)
}

/// Whether a text is a question that wants one answer: `can the two be combined?`, but not `can you do the two?`.
pub(super) fn asks_for_answer(text: &str) -> bool {
    let words = words(text);
    let Some((first, rest)) = words.split_first() else { return false };
    let asks_helper = |pair: &[String]| MODAL.contains(&pair[0].as_str()) && HELPERS.contains(&pair[1].as_str());
    let begins = ASKED.contains(&first.as_str()) || MODAL.contains(&first.as_str()) && !rest.is_empty();
    text.trim_end().ends_with('?') && begins && !words.windows(2).any(asks_helper)
}

/// Whether a text reports something: `the endpoint is slow`, `refunds fail when it rains`, `I get an error`.
pub(super) fn is_report(text: &str) -> bool {
    let words = words(text);
    let Some((first, rest)) = words.split_first() else { return false };
    let asks = |word: &String| ASKING.contains(&word.as_str());
    // Unless a word of [`ASKING`] follows.
    if begins_report(first) || first == "since" {
        // "an endpoint that returns" is no statement.
        let states = |pair: &[String]| {
            STATES.contains(&pair[1].as_str()) && !matches!(pair[0].as_str(), "that" | "which" | "who")
        };
        let is_list = matches!(first.as_str(), "a" | "an") && !rest.windows(2).any(states);
        return !is_list && !rest.iter().any(asks);
    }
    if matches!(first.as_str(), "i" | "we") {
        let meets = rest.first().is_some_and(|verb| MEETING.contains(&verb.as_str()));
        return meets && rest.iter().any(|word| may_be_trouble(word)) && !rest[1..].iter().any(asks);
    }
    // What fails is told of a subject, not of the object of a verb: "log failed refunds".
    let clause = words_of_first_clause(text);
    let is_function = |word: &String| Language::English.is_function_word(word);
    let is_told = |&at: &usize| may_be_trouble(&clause[at]) && clause.get(at + 1).is_none_or(is_function);
    let told = (1..clause.len()).take(LONGEST_SUBJECT).find(is_told);
    told.is_some_and(|at| !clause[..at].iter().any(is_function))
        && !words.iter().any(asks)
        && !QUESTIONS.contains(&first.as_str())
}

fn words_of_first_clause(text: &str) -> Vec<String> {
    words(text.split([',', ';', '.', ':', '(']).next().unwrap_or_default())
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_and_reports() {
        for (text, expected) in [
            ("why do refunds and the endpoint differ?", true),
            ("can refunds and the endpoint be combined?", true),
            ("should I knead the dough and cut the rose?", true),
            ("can you add refunds and an endpoint?", false),
            ("is it broken and can you fix it?", false),
            ("when the dough is done, cut the rose", false),
            ("add a table", false),
            ("", false),
        ] {
            assert_eq!(asks_for_answer(text), expected, "{text}");
        }
        for (text, expected) in [
            ("the refund is wrong and the endpoint is slow", true),
            ("I get an error on refunds at the endpoint", true),
            ("refunds fail when the endpoint is called", true),
            ("refund broken, endpoint broken", true),
            ("the dough needs to rise and the rose a vase", false),
            ("log failed refunds and errors of the endpoint", false),
            ("add what fails in refunds to the endpoint", false),
            ("fix broken refunds and the endpoint", false),
            ("an endpoint that returns refunds, and a page", false),
            ("", false),
        ] {
            assert_eq!(is_report(text), expected, "{text}");
        }
    }
}
