//! Splits a description, clause by clause, into what the agent is for and what others are for.

use super::dialogue::push_line;
use super::{AgentNames, cues};
use crate::text;

/// The part of a description about what the agent is for, and the part about what it is *not* for: clauses that
/// exclude, and clauses that refer to an agent other than `own`.
pub fn for_and_not_for(description: &str, names: &AgentNames, own: &str) -> (String, String) {
    let mut parts = Parts { names, own: lowered(own), for_text: String::new(), against: String::new() };
    for sentence in text::sentences(description) {
        parts.sentence(sentence);
    }
    (parts.for_text, parts.against)
}

struct Parts<'n> {
    names: &'n AgentNames,
    own: String,
    for_text: String,
    against: String,
}

impl Parts<'_> {
    fn sentence(&mut self, sentence: &str) {
        // Only brackets that exclude are removed; others are part of the sentence.
        let mut outside = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some([before, inside, whole, behind]) = next_bracket(rest) {
            outside.push_str(before);
            if self.bracket_excludes(inside) {
                push_line(&mut self.against, inside);
            } else {
                outside.push_str(whole);
            }
            rest = behind;
        }
        outside.push_str(rest);
        self.clauses(&outside);
    }

    /// Processes the clauses of a sentence. An exclusion extends to the end of the sentence, or to a clause that starts
    /// anew.
    fn clauses(&mut self, sentence: &str) {
        let lower = lowered(sentence);
        let clauses = clause_starts(&lower);
        let mut excluded = false;
        for (i, &start) in clauses.iter().enumerate() {
            let end = clauses.get(i + 1).copied().unwrap_or(sentence.len());
            let (clause, lower) = (&sentence[start..end], &lower[start..end]);
            excluded = excluded && !begins_anew(lower);
            if excluded || self.sends_elsewhere(lower) {
                push_line(&mut self.against, clause);
                continue;
            }
            match exclusion(lower) {
                // `X, not for Y`: what precedes the negation still counts for the agent.
                Some(at) => {
                    push_line(&mut self.for_text, &clause[..at]);
                    push_line(&mut self.against, &clause[at..]);
                    excluded = true;
                }
                None => push_line(&mut self.for_text, clause),
            }
        }
    }

    fn bracket_excludes(&self, inside: &str) -> bool {
        let lower = lowered(inside);
        let lower = lower.trim_start();
        let begins =
            ["not ", "no ", "never ", "except", "excluding", "excludes", "but not", "rather than", "instead of"];
        begins
            .iter()
            .any(|word| lower.starts_with(word) && !lower.starts_with("not only") && !lower.starts_with("not just"))
            || self.sends_elsewhere(lower)
            || exclusion(lower).is_some_and(|at| at == 0)
    }

    /// Whether a clause names another agent, or says to use something else instead.
    fn sends_elsewhere(&self, clause: &str) -> bool {
        let sends = || {
            cues::SENDING.iter().any(|verb| find_word(clause, verb).is_some())
                || cues::SENDING_DENSE.iter().any(|verb| clause.contains(verb))
        };
        // `for X: name`.
        let is_pointed_at = |name: &str| {
            let before = clause.rfind(name).map_or("", |at| clause[..at].trim_end_matches([' ', '`', '*', '@']));
            let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
            begins.starts_with("for ") && before.ends_with([':', '\u{2192}', '>'])
        };
        // A single word may be an ordinary word; a compound name can only be a name.
        let is_sure = |name: &str| name.contains(['-', '_', ' ', '/', ':']) || is_pointed_at(name) || sends();
        let named = self.names.in_clause(clause, &self.own).any(is_sure);
        let instead = cues::INSTEAD.iter().filter_map(|instead| find_word(clause, instead));
        let instead = instead.min().is_some_and(|at| !clause[at..].starts_with("instead of") && sends());
        named || instead || (sends() && marks_a_name(clause))
    }
}

/// Whether a clause that starts with a purpose refers to a marked name: `` for X use `y` ``, `use the y-z skill`.
fn marks_a_name(clause: &str) -> bool {
    let named = clause.matches('`').count() >= 2 || clause.contains(" @");
    let hyphened = clause.split_whitespace().collect::<Vec<_>>().windows(2).any(|pair| {
        let kind = pair[1].trim_matches(|c: char| !c.is_alphanumeric());
        let name = pair[0].trim_matches(|c: char| !c.is_alphanumeric() && c != '-');
        matches!(kind, "skill" | "agent" | "subagent") && name.contains('-')
    });
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    (named || hyphened) && (begins.starts_with("for ") || begins.starts_with("to "))
}

/// Where an exclusion starts in a clause: at a phrase that always excludes, or at a negation whose subject is the
/// agent.
fn exclusion(clause: &str) -> Option<usize> {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let marked = clause.trim_start().starts_with(cues::MARKS);
    if marked || cues::BEGINNINGS.iter().any(|beginning| begins.starts_with(beginning)) {
        return Some(0);
    }
    let always = cues::ALWAYS.iter().filter_map(|phrase| Some((find_word(clause, phrase)?, phrase.len())));
    // `try/except` is a term, and so is `except` with nothing before it to be excepted from.
    let except = clause.find(" except ").map(|at| (at + 1, "except".len()));
    let always = always.chain(except).map(|(at, length)| from(clause, at, length));
    let own = cues::NEGATIONS.iter().filter_map(|negation| {
        let at = find_word(clause, negation)?;
        speaks_of_itself(&clause[..at]).then_some(at)
    });
    let listed = find_word(clause, "no").filter(|at| clause[..*at].trim_end().ends_with([',', '\u{2014}', '\u{2013}']));
    let limits =
        ["not only", "not just", "not limited", "not necessarily", "no matter", "not yet", "if not", "do not hesitate"];
    let limited = |at: &usize| {
        let ends_so = |limit: &str| clause.get(..*at + "not".len()).is_some_and(|before| before.ends_with(limit));
        !limits.iter().any(|limit| clause[*at..].starts_with(limit) || ends_so(limit))
    };
    always.chain(own.min()).chain(listed).filter(limited).chain(exclusion_elsewhere(clause)).min()
}

/// The same in other languages.
fn exclusion_elsewhere(clause: &str) -> Option<usize> {
    let is_condition = |at: usize| {
        let part = &clause[part_start(clause, at)..at];
        cues::CONDITIONS_ELSEWHERE.iter().any(|word| find_word(part, word).is_some())
    };
    let always = cues::ALWAYS_ELSEWHERE.iter().filter_map(|phrase| Some((find_word(clause, phrase)?, phrase.len())));
    let no = cues::NO_ELSEWHERE.iter().filter_map(|no| Some((find_word(clause, no)?, no.len()))).filter(|(at, _)| {
        let before = &clause[part_start(clause, *at)..*at];
        before.split_whitespace().count() <= 1
    });
    let spaced = always.chain(no).filter(|(at, _)| !is_condition(*at)).map(|(at, length)| from(clause, at, length));
    let dense = cues::ALWAYS_DENSE.iter().filter_map(|phrase| Some(from(clause, clause.find(phrase)?, phrase.len())));
    let behind = cues::BEHIND_DENSE.iter().filter_map(|phrase| Some(part_start(clause, clause.find(phrase)?)));
    spaced.chain(dense).chain(behind).min()
}

/// Where the part excluded by a phrase starts: at the phrase, or before it if nothing follows (`X is out of scope`).
fn from(clause: &str, at: usize, length: usize) -> usize {
    let is_last = !clause[at + length..].contains(char::is_alphanumeric);
    if is_last { part_start(clause, at) } else { at }
}

/// Start of the comma-separated part of a clause that contains a position.
fn part_start(clause: &str, at: usize) -> usize {
    clause[..at].rfind(',').map_or(0, |comma| comma + 1)
}

/// Whether the text before a negation ends with the agent as its subject, outside clauses of time or condition: `when
/// the tests do not pass` says when to use the agent, and excludes nothing.
fn speaks_of_itself(before: &str) -> bool {
    let words: Vec<&str> =
        before.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty()).collect();
    let conditions = [
        "when", "if", "whenever", "where", "that", "which", "who", "because", "why", "while", "what", "how", "once",
        "after", "until", "or", "things", "ones",
    ];
    if words.iter().any(|word| conditions.contains(word)) {
        return false;
    }
    let subjects = [
        "it",
        "this",
        "agent",
        "skill",
        "subagent",
        "assistant",
        "tool",
        "and",
        "but",
        "please",
        "also",
        "strictly",
        "i",
    ];
    words.last().is_none_or(|last| subjects.contains(last))
        || before.trim_end().ends_with([',', ':', '-', '\u{2013}', '\u{2014}'])
}

/// Whether a clause after an exclusion is about what the agent is for again.
fn begins_anew(clause: &str) -> bool {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    ["use ", "use it", "use this", "only ", "handles ", "it handles", "this agent", "instead it", "but use"]
        .iter()
        .any(|word| begins.starts_with(word))
}

/// Start positions of the clauses of a sentence.
fn clause_starts(lower: &str) -> Vec<usize> {
    let mut starts = vec![0];
    for mark in [
        " \u{2014} ",
        " \u{2013} ",
        "\u{2014}",
        " - ",
        ", for ",
        ", use ",
        ", see ",
        ", but ",
        ", prefer ",
        ", while ",
        "; ",
        ": use ",
        ", whereas ",
        " \u{2192} ",
        "\u{ff0c}",
        "\u{3002}",
        "\u{ff1b}",
    ] {
        starts.extend(lower.match_indices(mark).map(|(at, _)| at + usize::from(mark.starts_with([',', ';', ':']))));
    }
    starts.sort_unstable();
    starts.dedup();
    // `for sums, use a calculator` is one clause.
    let mut from = 0;
    starts.retain(|&at| {
        let begins = lower[from..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let sends = [" use ", " see ", " prefer "].iter().any(|verb| lower[at..].starts_with(verb));
        let goes_on = at > 0 && sends && ["for ", "to ", "when ", "if "].iter().any(|word| begins.starts_with(word));
        from = if goes_on { from } else { at };
        !goes_on
    });
    starts
}

/// Text before the next pair of brackets, inside it, including it, and after it.
fn next_bracket(text: &str) -> Option<[&str; 4]> {
    let open = text.find(['(', '\u{ff08}'])?;
    let close = open + text[open..].find([')', '\u{ff09}'])?;
    let length = |at: usize| text[at..].chars().next().map_or(0, char::len_utf8);
    let end = close + length(close);
    Some([&text[..open], &text[open + length(open)..close], &text[open..end], &text[end..]])
}

/// Lower case of the same length, so that positions correspond; characters whose length would change are kept.
pub(super) fn lowered(text: &str) -> String {
    let lower = |c: char| {
        let mut lower = c.to_lowercase();
        match (lower.next(), lower.next()) {
            (Some(one), None) if one.len_utf8() == c.len_utf8() => one,
            _ => c,
        }
    };
    text.chars().map(lower).collect()
}

fn find_word(text: &str, phrase: &str) -> Option<usize> {
    text.match_indices(phrase)
        .find(|(i, _)| {
            !text[..*i].ends_with(|c: char| c.is_alphanumeric() || c == '-')
                && !text[i + phrase.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-')
        })
        .map(|(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_that_exclude() {
        let cases = [
            ("Handles tokens. Not for CSS.", "tokens", "CSS"),
            ("Use it early, but do not use it for HTML.", "early", "HTML"),
            ("Deployment and releases (not database migrations).", "releases", "migrations"),
            ("Pages and CSS, but not deployment.", "CSS", "deployment"),
            ("Tunes queries; does not measure load times.", "queries", "load"),
            ("Runs load tests. It doesn't write them.", "load", "write"),
            ("Do NOT use for billing, refunds, or invoices.", "", "invoices"),
            ("Reviews code, not tests.", "code", "tests"),
            ("Everything about mail, excluding newsletters.", "mail", "newsletters"),
            ("Writes prose rather than code.", "prose", "code"),
            ("Plans (e.g. roadmaps) and budgets.", "roadmaps", ""),
            ("This skill should not be used for taxes — use it for savings.", "savings", "taxes"),
            ("Never deploys on Friday.", "", "Friday"),
            ("Builds pages. Anything about taxes is out of scope.", "pages", "taxes"),
            ("Builds pages, no taxes.", "pages", "taxes"),
            ("Builds pages except receipts.", "pages", "receipts"),
            ("Builds pages. \u{274c} taxes", "pages", "taxes"),
            ("Builds pages. Refuse taxes.", "pages", "taxes"),
            ("Builds pages. Other agents cover taxes.", "pages", "taxes"),
            ("Builds pages. Skip for taxes.", "pages", "taxes"),
            ("Baut Seiten. Nicht für Steuern.", "Seiten", "Steuern"),
            ("Baut Seiten, aber keine Formulare.", "Seiten", "Formulare"),
            ("Baut Seiten. Macht keine Steuern.", "Seiten", "Steuern"),
            ("Baut Seiten, für Steuern nicht geeignet.", "Seiten", "Steuern"),
            ("Baut Seiten (außer Formularen).", "Seiten", "Formularen"),
            ("Fait des pages. Ne pas utiliser pour les taxes.", "pages", "taxes"),
            ("Fait des pages, mais pas les taxes.", "pages", "taxes"),
            ("Fait des pages. Ne gère pas les taxes.", "pages", "taxes"),
            ("Hace páginas. No usar para impuestos.", "páginas", "impuestos"),
            ("Fa pagine, ma non tasse.", "pagine", "tasse"),
            ("Faz páginas. Não usar para impostos.", "páginas", "impostos"),
            ("Maakt pagina's, maar geen belastingen.", "pagina", "belastingen"),
            ("Строит страницы. Не для налогов.", "страницы", "налогов"),
            ("Строит страницы (кроме налогов).", "страницы", "налогов"),
            ("构建界面，但不包括数据库。", "界面", "数据库"),
            ("构建界面。请勿用于数据库。", "界面", "数据库"),
            ("画面を作ります（データベースは除く）。", "画面", "データベース"),
            ("画面を作ります。データベースには使わないでください。", "画面", "データベース"),
            ("화면을 만듭니다. 데이터베이스는 제외합니다.", "화면", "데이터베이스"),
        ];
        for (description, for_word, against_word) in cases {
            let (for_text, against) = for_and_not_for(description, &AgentNames::default(), "");
            assert!(for_text.contains(for_word), "{description}: {for_text:?}");
            if !against_word.is_empty() {
                assert!(
                    against.contains(against_word) && !for_text.contains(against_word),
                    "{description}: {for_text:?} {against:?}"
                );
            }
        }
    }

    #[test]
    fn failures_are_no_exclusions() {
        for description in [
            "Use when the app does not start",
            "Use this agent if tests don't pass or the build isn't green",
            "Covers not only pages but also forms",
            "Finds why a query is not using an index",
            "Handles requests that do not match",
            "Ships without downtime",
            "Use whenever you cannot log in",
            "Hilft, wenn die Seite nicht lädt",
            "Aide à ne pas perdre de données",
            "Cuando la página no carga los datos",
            "Fixes try/except blocks",
            "Refactors React pages",
            "Coordinates other agents",
        ] {
            let (for_text, against) = for_and_not_for(description, &AgentNames::default(), "");
            assert_eq!(against, "", "{description}");
            assert_eq!(for_text.split_whitespace().collect::<Vec<_>>().join(" "), description);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_description_is_split(
            text in r"(é|ж|, |\(|（|\)|）|no|not|out of scope|\. |❌|except |keine |不用于|除外|use |a-b|\x00|\PC){0,12}",
            other in proptest::prelude::any::<String>(),
        ) {
            for text in [text, other] {
                for_and_not_for(&text, &AgentNames::new(["a-b", "é"]), "");
            }
        }
    }

    #[test]
    fn clauses_that_refer_to_others() {
        let others = AgentNames::new(["database-architect", "painter", "css expert", "api-writer"]);
        let cases = [
            ("Writes API pages. For database schemas use database-architect instead.", "API", "schemas"),
            ("Writes API pages; for schemas, database-architect is better.", "API", "schemas"),
            ("Writes API pages, for schemas use the `db` skill.", "API", "schemas"),
            ("Writes API pages (for walls see painter).", "API", "walls"),
            ("Writes API pages (for walls: painter).", "API", "walls"),
            ("Writes API pages. Leave walls to painter.", "API", "walls"),
            ("Schreibt API-Seiten. Für Wände stattdessen painter verwenden.", "API", "Wände"),
            ("编写API。墙壁请使用painter。", "API", "墙壁"),
            ("Writes API pages. Styles are handled by css expert.", "API", "Styles"),
            ("Writes API pages. For sums, use a calculator instead.", "API", "sums"),
            ("Writes for the painter in everyone.", "painter", ""),
            ("The api-writer writes API pages.", "API", ""),
            ("Use for API pages instead of guessing.", "API", ""),
        ];
        for (description, for_word, against_word) in cases {
            let (for_text, against) = for_and_not_for(description, &others, "api-writer");
            assert!(for_text.contains(for_word), "{description}: {for_text:?}");
            if !against_word.is_empty() {
                assert!(
                    against.contains(against_word) && !for_text.contains(against_word),
                    "{description}: {for_text:?} {against:?}"
                );
            }
        }
    }
}
