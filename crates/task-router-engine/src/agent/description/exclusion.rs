//! Recognises clauses that say what an agent is not for.

use super::{cues, cues_elsewhere, elsewhere, limits};
use crate::agent::labels::rules_out;
use crate::text::{Roles, range_in, words};
use std::collections::HashSet;
use std::sync::LazyLock;

/// Verbs of being called, which exclude behind a negation.
const CALLING: &[&str] = words!(
    "call|called|calling|invoke|invoked|trigger|triggered|activate|activated|select|selected|choose|chosen|pick\
    |picked|consult|consulted|delegate|route|routed|apply|applicable|responsible|relevant|support|supports"
);
/// The last word of a clause whose subject is excluded, also without `is`.
const EXCLUDED: &str = "excluded";
/// Others, behind `is`, and those that exclude behind a negation.
const UNSUPPORTED: &[&str] = words!("unsupported|disallowed");
const COVERED: &[&str] = words!(
    "supported|included|covered|handled|accepted|offered|provided|processed|touched|considered|addressed|wanted|job\
    |business|task|scope|part|concern"
);
/// Words before a negation that make it a condition or a property, which excludes nothing.
const CONDITIONS: &[&str] = words!(
    "when|if|whenever|where|that|which|who|because|why|while|what|how|once|after|until|or|things|ones|whether|unless"
);

/// Whether a lower-case word may only say that what follows is excluded, and not what.
pub fn is_of_exclusion(word: &str) -> bool {
    const OTHERS: &[&str] = words!(
        "user|users|asks|asked|asking|somebody|something|anything|everything|else|requests|handling|covering|instead\
        |involves|avoid|skip|exclude|want|wants"
    );
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let phrases = cues::ALWAYS.iter().chain(cues_elsewhere::ALWAYS).chain(cues::BEGINNINGS).chain(cues::REFUSED);
        let words = phrases.flat_map(|phrase| phrase.split_whitespace());
        let others = [CALLING, &[EXCLUDED], UNSUPPORTED, COVERED, ITSELF, OTHERS];
        words.chain(others.into_iter().flatten().copied()).collect()
    });
    WORDS.contains(word)
}

/// Where an exclusion starts in a clause: at a phrase that always excludes, or at a negation whose subject is the
/// agent.
pub(super) fn exclusion(clause: &str) -> Option<usize> {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let marked = clause.trim_start().starts_with(cues::MARKS);
    let labelled = begins.split_once([':', '\u{ff1a}']).is_some_and(|(label, _)| rules_out(label, false));
    if marked
        || labelled && !is_limited(begins)
        || cues::BEGINNINGS.iter().any(|beginning| begins.starts_with(beginning))
    {
        return Some(0);
    }
    let always = cues::ALWAYS.iter().filter_map(|phrase| Some((find_word(clause, phrase)?, phrase.len())));
    // `try/except` is a term, and so is `except` with nothing before it to be excepted from.
    let except = clause.find(" except ").map(|at| (at + 1, "except".len()));
    let always = always.chain(except).map(|(at, length)| from(clause, at, length));
    let own = cues::NEGATIONS.iter().filter_map(|negation| {
        let at = find_word(clause, negation)?;
        // `never ships without tests` says how it ships.
        let is_double = *negation == "never" && find_word(&clause[at..], "without").is_some();
        (!is_double && speaks_of_itself(&clause[..at], *negation != "not" && *negation != "never")).then_some(at)
    });
    let refuses = ["refuses", "declines", "ignores"].iter().filter_map(|verb| find_word(clause, verb));
    let refuses = refuses.filter(|&at| words(&clause[..at]).last().is_some_and(|(_, last)| ITSELF.contains(&last)));
    let is_need = || ["needed", "required", "necessary"].iter().any(|need| find_word(clause, need).is_some());
    let is_listed =
        |at: &usize| clause[..*at].trim_end().ends_with([',', ':', '-', '\u{2014}', '\u{2013}']) && !is_need();
    let listed = find_word(clause, "no").filter(is_listed);
    let limited = |at: &usize| {
        let is_condition = clause.get(..*at + "not".len()).is_some_and(|before| before.ends_with("if not"));
        !is_condition && !is_limited(&clause[*at..])
    };
    always
        .chain(own.min())
        .chain(refuses)
        .chain(listed)
        .chain(refused_use(clause))
        .chain(all_but(clause))
        .chain(not_when(clause))
        .chain(replaced(clause))
        .filter(limited)
        .chain(predicate(clause))
        .chain(exclusion_elsewhere(clause))
        .min()
}

/// Whether a text starts with a negation that a limiting word follows: `but is not limited to`.
pub(super) fn is_limited(text: &str) -> bool {
    const BEFORE: &[&str] = words!("but|and|is|are|do|does");
    let mut words = words(text).map(|(_, word)| word).skip_while(|word| BEFORE.contains(word));
    let is_negated = words.next().is_some_and(|word| is_negation(word) || word == "no");
    is_negated && words.next().is_some_and(|word| limits::LIMITING.contains(&word))
}

/// A negated verb of being called: `you should not call it for ...`.
fn refused_use(clause: &str) -> Option<usize> {
    let (mut part, mut end) = (ClausePart::default(), 0);
    // The word before, if it negates and what precedes it has the agent or its callers as subject.
    let mut negation = None;
    for (at, word) in words(clause) {
        if clause[end..at].contains(',') {
            part = ClausePart::default();
        }
        if word != "be" && word != "to" {
            if negation.is_some() && CALLING.contains(&word) && !part.is_condition {
                return negation;
            }
            negation = Some(at).filter(|_| is_negation(word) && part.is_about_agent_or_caller());
        }
        part.read(word);
        end = at + word.len();
    }
    None
}

/// What is known of a comma-separated part of a clause, read up to a word.
#[derive(Default)]
struct ClausePart<'c> {
    /// Whether it says under which condition, or of which things, something is so.
    is_condition: bool,
    subject: Option<&'c str>,
}

impl<'c> ClausePart<'c> {
    fn read(&mut self, word: &'c str) {
        const AUXILIARIES: &[&str] = words!("do|does|did|should|shall|must|can|could|will|would|may|is|are|be");
        self.is_condition |= CONDITIONS.contains(&word);
        self.subject = if AUXILIARIES.contains(&word) { self.subject } else { Some(word) };
    }

    /// Whether it has the agent or its callers as its subject, or none.
    fn is_about_agent_or_caller(&self) -> bool {
        self.subject.is_none_or(|word| {
            ITSELF.contains(&word) || ["you", "we", "callers", "please", "and", "but", "also"].contains(&word)
        })
    }
}

/// Whether a word negates, in any language.
pub(super) fn is_any_negation(word: &str) -> bool {
    is_negation(word) || Roles::DENYING.has_any(word)
}

fn is_negation(word: &str) -> bool {
    matches!(word, "not" | "never" | "dont" | "cannot") || word.ends_with("n't") || word.ends_with("n\u{2019}t")
}

/// `when booking, not when writing`.
fn not_when(clause: &str) -> Option<usize> {
    [", not when ", ", not if "].iter().filter_map(|when| Some(clause.find(when)? + ", ".len())).min()
}

/// `plans travel instead of invoices`. What callers use the agent instead of may be what they ask for (`use it instead of
/// grep`), and a verb says how something is done (`instead of guessing`).
fn replaced(clause: &str) -> Option<usize> {
    const USING: &[&str] = words!("use|used|using|uses|prefer|try|call|invoke|choose");
    const LONGEST: usize = 3;
    let at = find_word(clause, "instead of")?;
    let behind = &clause[at + "instead of".len()..];
    let is_long = || behind.contains(',') || words(behind).count() > LONGEST;
    let is_of_use = || words(&clause[..at]).any(|(_, word)| USING.contains(&word));
    let is_verb = || words(behind).next().is_none_or(|(_, word)| word.ends_with("ing"));
    let has_verb = words(&clause[..at]).count() > 1;
    (has_verb && !is_long() && !is_of_use() && !is_verb() && !is_condition(&clause[..at])).then_some(at)
}

/// Whether a clause behind others only says what there is not: `No invoices or taxes.`
pub(super) fn lacks(clause: &str) -> bool {
    const LONGEST: usize = 3;
    // What is easy or does not matter is not excluded: `No setup.`
    const EASE: &[&str] = words!(
        "need|needs|needed|required|necessary|matter|problem|problems|worries|doubt|more|longer|one|idea|setup|code\
        |coding|config|configuration|downtime|dependencies|experience|knowledge|hassle"
    );
    let is_joint = |word: &str| matches!(word, "no" | "or" | "and" | "nor");
    let is_short = |part: &str| {
        let told: Vec<&str> = words(part).map(|(_, word)| word).filter(|word| !is_joint(word)).collect();
        told.len() <= LONGEST && !told.iter().any(|word| EASE.contains(word))
    };
    clause.starts_with("no ") && clause.split(',').all(is_short)
}

/// `everything but X`; `files other than X`, if nothing follows that may be an example (`, e.g. X`) or a main clause.
fn all_but(clause: &str) -> Option<usize> {
    let is_all = |word: &str| matches!(word, "everything" | "anything" | "all");
    let but = find_word(clause, "but").filter(|&at| {
        let goes_on = ["but also ", "but only ", "but especially ", "but mostly "]
            .iter()
            .any(|but| clause[at..].starts_with(but));
        let before: Vec<&str> = words(&clause[..at]).map(|(_, word)| word).collect();
        // `any page but receipts`, but not `any language but shines at receipts`.
        let is_short = || words(&clause[at..]).count() <= 3;
        !goes_on
            && match before[..] {
                [.., last] if is_all(last) => true,
                [.., all, _] => (is_all(all) || matches!(all, "any" | "every")) && is_short(),
                _ => false,
            }
    });
    let is_negated = |at: usize| words(&clause[..at]).any(|(_, w)| ["no", "nothing", "none", "not"].contains(&w));
    let other = ["other than", "apart from", "aside from"].iter().filter_map(|other| find_word(clause, other));
    let other = other.filter(|&at| {
        !is_negated(at) && !clause[at..].contains([',', ':', '(']) && !clause[at..].contains(" such as ")
    });
    but.into_iter().chain(other).min()
}

/// Where the subject of a predicate that excludes it starts: `X excluded`, `X are not supported`, `X is not its job`.
fn predicate(clause: &str) -> Option<usize> {
    let bare = clause.trim_end_matches(|c: char| !c.is_alphanumeric());
    let bare = bare.strip_suffix(" of it").or_else(|| bare.strip_suffix(" of this")).unwrap_or(bare);
    let last = words(bare).last()?;
    // The negation is at most three words before the end.
    let end = words(bare).map(|(_, word)| word).collect::<Vec<_>>();
    let near = &end[end.len().saturating_sub(4)..end.len() - 1];
    // Without `is` it is what the agent looks for: `finds events not handled`.
    let is_copula =
        |word: &&str| ["is", "are", "be", "isn't", "aren't", "isn\u{2019}t", "aren\u{2019}t"].contains(word);
    let is_told = near.iter().any(is_copula);
    let is_excluded = last.1 == EXCLUDED || is_told && UNSUPPORTED.contains(&last.1);
    let is_not = is_told && COVERED.contains(&last.1) && near.iter().any(|word| is_negation(word));
    let is_conditional = || end.iter().any(|word| *word != "or" && CONDITIONS.contains(word));
    if !(is_excluded || is_not) || end.len() < 2 || is_conditional() {
        return None;
    }
    let start = part_start(bare, last.0);
    // `X, Y and Z are not supported` is one subject.
    let is_enumeration = words(&bare[start..]).any(|(_, word)| matches!(word, "and" | "or"))
        && bare[..start].split(',').all(|part| part.split_whitespace().count() <= 2);
    Some(if is_enumeration { 0 } else { start })
}

pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_edge = |c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}'));
    text.split(is_edge).filter(|word| !word.is_empty()).map(move |word| (range_in(word, text).start, word))
}

/// The same in other languages.
fn exclusion_elsewhere(clause: &str) -> Option<usize> {
    let dense = cues::ALWAYS_DENSE.iter().filter_map(|phrase| Some(from(clause, clause.find(phrase)?, phrase.len())));
    let behind = cues::BEHIND_DENSE.iter().filter_map(|phrase| Some(part_start(clause, clause.find(phrase)?)));
    dense.chain(behind).chain(elsewhere::exclusion(clause)).chain(negated_work(clause)).min()
}

/// A negated verb of an agent's work at the start of a clause, in a language where a description leaves the subject out:
/// `no reescribe los textos`, `non scrive le pagine`, `ne rédige pas les articles`. Other verbs say what a user cannot do
/// (`no carga la página`), or invite (`no dudes en usarlo`).
fn negated_work(clause: &str) -> Option<usize> {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (first, rest) = begins.split_once(' ')?;
    let elided = first.strip_prefix("n'").or_else(|| first.strip_prefix("n\u{2019}"));
    let verb = elided.or_else(|| words(rest).next().map(|(_, word)| word))?;
    let is_work = |(negation, verbs): &(&str, &[&str])| {
        (first == *negation || elided.is_some() && *negation == "ne") && verbs.contains(&verb)
    };
    limits::NEGATED_WORK.iter().any(is_work).then_some(clause.len() - begins.len())
}

/// Where the part excluded by a phrase starts: at the phrase, or before it if nothing follows (`X is out of scope`).
pub(super) fn from(clause: &str, at: usize, length: usize) -> usize {
    let is_last = !clause[at + length..].contains(char::is_alphanumeric);
    if is_last { part_start(clause, at) } else { at }
}

/// Start of the comma-separated part of a clause that contains a position.
pub(super) fn part_start(clause: &str, at: usize) -> usize {
    clause[..at].rfind(',').map_or(0, |comma| comma + 1)
}

/// Whether a text says under which condition, or of which things, something is so.
fn is_condition(text: &str) -> bool {
    words(text).any(|(_, word)| CONDITIONS.contains(&word))
}

/// Words for the agent that a description is about.
const ITSELF: &[&str] = words!("it|this|agent|skill|subagent|assistant|tool");

/// Whether the text before a negation ends with the agent, or those who call it, as its subject, outside clauses of
/// time or condition: `when the tests do not pass` says when to use the agent, and excludes nothing.
fn speaks_of_itself(before: &str, may_be_callers: bool) -> bool {
    if is_condition(before) {
        return false;
    }
    let is_subject = |last: &str| {
        ITSELF.contains(&last)
            || ["and", "but", "please", "also", "strictly", "i"].contains(&last)
            || may_be_callers && last == "you"
    };
    words(before).last().is_none_or(|(_, last)| is_subject(last))
        || before.trim_end().ends_with([',', ':', '-', '\u{2013}', '\u{2014}'])
}

/// Where a phrase stands as whole words.
pub(super) fn find_word(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase)
        .find(|(i, _)| {
            !text[..*i].ends_with(|c: char| c.is_alphanumeric() || c == '-')
                && !text[i + phrase.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
        })
        .map(|(i, _)| i)
}
