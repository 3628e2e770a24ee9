//! Splits a description, clause by clause, into what the agent is for and what others are for.

use super::dialogue::push_line;
use super::exclusion::{exclusion, find_word, is_any_negation, is_limited, lacks, words};
use super::names::is_sent_to_one_of;
use super::{AgentNames, cues, elsewhere, limits};
use crate::text::{self, FunctionWords, Language, Languages, Words, lowered, words};

/// The part of a description about what the agent is for, and the part about what it is *not* for: clauses that
/// exclude, and clauses that refer to an agent other than `own`.
pub fn for_and_not_for(description: &str, names: &AgentNames, own: &str) -> (String, String) {
    let own = lowered(own);
    let mut parts = ClauseParts {
        description,
        names,
        own,
        for_text: String::new(),
        against: String::new(),
        has_words: false,
        read: 0,
        topic: None,
        lists_excluded: false,
    };
    for sentence in text::sentences(description) {
        parts.sentence(sentence);
    }
    (parts.for_text, parts.against)
}

struct ClauseParts<'n> {
    description: &'n str,
    names: &'n AgentNames,
    own: String,
    for_text: String,
    against: String,
    /// Whether the text for the agent has words, as far as it was read.
    has_words: bool,
    read: usize,
    /// Where the last clause starts in the text for the agent, if the next one may say that it belongs to another agent.
    topic: Option<usize>,
    /// Whether the items of a list that follow are excluded.
    lists_excluded: bool,
}

impl ClauseParts<'_> {
    fn sentence(&mut self, sentence: &str) {
        if self.lists_excluded && sentence.starts_with(['-', '*', '\u{2022}', '+']) {
            return push_line(&mut self.against, sentence);
        }
        // Only brackets that exclude are removed; others are part of the sentence.
        let mut outside = String::with_capacity(sentence.len());
        let (mut rest, mut refers) = (sentence, false);
        while let Some([before, inside, whole, behind]) = next_bracket(rest) {
            outside.push_str(before);
            if corrections(&lowered(inside)).len() > 1 {
                self.clauses(inside);
            } else if self.bracket_excludes(inside) {
                push_line(&mut self.against, inside);
                refers |= self.refers_only(&lowered(inside), false);
            } else {
                outside.push_str(whole);
            }
            rest = behind;
        }
        outside.push_str(rest);
        self.clauses(&outside);
        if refers && !rest.contains(char::is_alphanumeric) {
            self.give_topic_away();
        }
        // `Need tables? Use the table-maker.`
        self.topic = self.topic.filter(|_| sentence.ends_with(['?', '\u{ff1f}']));
        self.lists_excluded = sentence.ends_with(':') && exclusion(&lowered(sentence)) == Some(0);
    }

    /// Whether no word was kept for the agent yet.
    fn is_first(&mut self) -> bool {
        // Words are only taken back behind others, so what has been read need not be read again.
        if !self.has_words {
            self.has_words = self.for_text[self.read..].contains(char::is_alphanumeric);
            self.read = self.for_text.len();
        }
        !self.has_words
    }

    /// What the last clause is about belongs to another agent.
    fn give_topic_away(&mut self) {
        if let Some(start) = self.topic.take() {
            push_line(&mut self.against, &self.for_text.split_off(start));
        }
    }

    /// Processes the clauses of a sentence. An exclusion extends to the end of the sentence, or to a clause that starts
    /// anew.
    fn clauses(&mut self, sentence: &str) {
        let lower = lowered(sentence);
        let clauses = corrections(&lower);
        // A question says what somebody may want.
        let is_question = sentence.trim_end().ends_with(['?', '\u{ff1f}']);
        // `build → test → deploy` refers to nobody.
        let is_chain = TRUE_ARROWS.iter().map(|arrow| lower.matches(arrow).count()).sum::<usize>() > 1;
        let mut excluded = false;
        for (i, &start) in clauses.iter().enumerate() {
            let end = clauses.get(i + 1).copied().unwrap_or(sentence.len());
            let (clause, lower) = (&sentence[start..end], &lower[start..end]);
            excluded = excluded && !begins_anew(lower);
            if !lower.contains(char::is_alphanumeric) {
                push_line(&mut self.for_text, clause);
                continue;
            }
            if self.refers_only(lower, is_chain) {
                self.give_topic_away();
            }
            // The first clause says what the agent is for; whom it works with does not refer to another agent.
            let is_first = self.is_first();
            if excluded || self.sends_elsewhere(lower, is_first) {
                push_line(&mut self.against, clause);
                continue;
            }
            self.topic = Some(self.for_text.len()).filter(|_| !is_first);
            let begins = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
            let refused = || !is_first && (refuses(begins) || lacks(begins) && may_be_english(self.description));
            match if refused() { Some(0) } else { exclusion(lower).filter(|_| !is_question) } {
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
        begins.iter().any(|word| lower.starts_with(word) && !is_limited(lower))
            || self.sends_elsewhere(lower, false)
            || elsewhere::leaves_out(lower)
            || exclusion(lower).is_some_and(|at| at == 0)
    }

    /// Whether a clause does nothing but refer to another agent, so that what it is about stands before it: `→ name`,
    /// `use the name skill`.
    fn refers_only(&self, clause: &str, is_chain: bool) -> bool {
        let mut rest = clause.to_owned();
        if let Some(name) = self.names.in_clause(clause, &self.own).max_by_key(|name| name.len()) {
            rest = rest.replacen(name, " ", 1);
        } else if !cues::ELSEWHERE.iter().any(|other| find_word(clause, other).is_some()) {
            return false;
        }
        cues::ELSEWHERE.iter().for_each(|other| rest = rest.replace(other, " "));
        let is_verb = |word: &str| cues::SENDING.contains(&word) || cues::TAKING.contains(&word);
        // Behind a dash a single word may be an ordinary word.
        let is_arrow = TRUE_ARROWS.iter().any(|arrow| clause.trim_start().starts_with(arrow)) && !is_chain;
        let points = is_arrow
            || clause.trim_start().starts_with(ARROWS) && self.names.in_clause(clause, &self.own).any(is_compound);
        let sends = points || cues::SENDING.iter().chain(cues::TAKING).any(|verb| find_word(&rest, verb).is_some());
        let mut words = rest.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|word| !word.is_empty());
        sends && words.all(|word| is_verb(word) || cues::OF_REFERRAL.contains(&word))
    }

    /// Whether a clause names another agent, or says to use something else instead.
    fn sends_elsewhere(&self, clause: &str, is_first: bool) -> bool {
        let sends = || {
            cues::SENDING.iter().any(|verb| find_word(clause, verb).is_some())
                || cues::SENDING_DENSE.iter().any(|verb| clause.contains(verb))
        };
        let taken = cues::ELSEWHERE.iter().any(|other| find_word(clause, other).is_some())
            && cues::TAKING.iter().any(|verb| find_word(clause, verb).is_some());
        let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
        // A name of ordinary words may stand for itself (`Use to review security and tests`, beside `security`).
        let may_mention = is_first && !["for ", "to ", "when ", "if "].iter().any(|word| begins.starts_with(word));
        let is_sure = |name: &str| !may_mention && (is_compound(name) || is_role(name));
        let names: Vec<&str> = self.names.in_clause(clause, &self.own).collect();
        let named = names.iter().any(|name| is_sure(name)) || is_sent_to_one_of(clause, &names);
        let instead = cues::INSTEAD.iter().filter_map(|instead| find_word(clause, instead));
        let instead = instead.min().is_some_and(|at| !clause[at..].starts_with("instead of") && sends());
        named || uses_another(clause) || instead || taken || (sends() && marks_a_name(clause))
    }
}

/// Whether no other language than English is told by a description: Spanish `no funciona` is a verb.
fn may_be_english(description: &str) -> bool {
    let words = Words::of(description);
    let told = FunctionWords::of(words.iter().map(Language::told_by));
    match told.language(Languages::of(Language::English)) {
        Some(language) => language == Language::English,
        None => description.is_ascii(),
    }
}

/// Whether a clause tells callers to use something else: `use another tool for X`.
fn uses_another(clause: &str) -> bool {
    let words: Vec<&str> =
        clause.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty() && *w != "a").collect();
    words.windows(3).any(|run| {
        let [verb, other, kind] = run else { return false };
        let is_other =
            *other == "something" && *kind == "else" || cues::OTHERS.contains(other) && cues::KINDS.contains(kind);
        is_other && (cues::TAKING.contains(verb) || cues::SENDING.contains(verb))
    })
}

/// Whether a name of several words ends with what somebody is: `css expert`.
fn is_role(name: &str) -> bool {
    name.rsplit_once(' ').is_some_and(|(_, last)| cues::ROLES.contains(&last))
}

fn is_compound(name: &str) -> bool {
    name.contains(['-', '_', '/', ':'])
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

/// Whether a clause after an exclusion is about what the agent is for again.
fn begins_anew(clause: &str) -> bool {
    let begins = clause.trim_start_matches(|c: char| !c.is_alphanumeric());
    let sends = |word: &str| cues::SENDING.contains(&word) || cues::TAKING.contains(&word);
    // `Keine Videos, aber auch keine Audios`, `but the film agent cuts videos` and `it knows no visas` are not for it.
    let is_of_others =
        || words(begins).any(|(_, word)| is_any_negation(word) || matches!(word, "agent" | "agents" | "may"));
    let mut first = words(begins).map(|(_, word)| word);
    let is_correction = first.next().is_some_and(|word| limits::corrects_behind_comma(word) || word == "it")
        && first.next().is_none_or(|word| word == "use" || !sends(word))
        && !is_of_others();
    is_correction
        || ["use ", "use it", "use this", "only ", "handles ", "it handles", "this agent", "instead it", "but use"]
            .iter()
            .any(|word| begins.starts_with(word))
}

/// Start positions of the clauses of a sentence, where a clause that excludes also ends before a word that corrects it:
/// `not a linter but a formatter`.
fn corrections(lower: &str) -> Vec<usize> {
    let starts = clause_starts(lower);
    let ends = starts.iter().skip(1).copied().chain([lower.len()]);
    let within = |(start, end): (usize, usize)| {
        let mut before = words(&lower[start..end]);
        let mut is_negated = false;
        let correction = before.find(|(_, word)| {
            let corrects = is_negated && limits::corrects(word);
            is_negated |= is_any_negation(word);
            corrects
        });
        let at = start + correction?.0;
        let goes_on = words(&lower[at..end]).nth(1).is_none_or(|(_, word)| is_any_negation(word));
        (!goes_on && exclusion(&lower[start..at]).is_some()).then_some(at)
    };
    let mut found: Vec<usize> = starts.iter().copied().zip(ends).filter_map(within).chain(starts.clone()).collect();
    found.sort_unstable();
    found
}

/// Whether a clause is a verb that refuses with what it refuses. With a longer object it may be the agent's work
/// (`exclude outliers and plot the rest`).
fn refuses(clause: &str) -> bool {
    let names_use = |object: &str| ["for ", "if ", "when ", "on "].iter().any(|word| object.starts_with(word));
    let is_object = |object: &str| names_use(object) || object.split_whitespace().count() <= 1;
    cues::REFUSED.iter().any(|refused| clause.starts_with(refused))
        || cues::LEFT_OUT.iter().any(|verb| clause.strip_prefix(verb).is_some_and(is_object))
}

/// Arrows that are nothing else.
const TRUE_ARROWS: &[&str] = words!("\u{2192}|\u{21d2}|=>|->");
/// Arrows from a subject to its agent, and dashes.
const ARROWS: [char; 5] = ['\u{2192}', '\u{21d2}', '\u{2014}', '-', '='];

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
        ", only ",
        ", sondern ",
        ", aber ",
        ", mais ",
        ", sino ",
        ", ma ",
        ", mas ",
        ", maar ",
        ", men ",
        ", utan ",
        ", lecz ",
        ", ale ",
        ", но ",
        ", prefer ",
        ", while ",
        "; ",
        ": use ",
        ": it ",
        ": only ",
        ", whereas ",
        " \u{2192} ",
        " \u{21d2} ",
        " -> ",
        " => ",
        "\u{ff0c}",
        "\u{3002}",
        "\u{ff1b}",
    ] {
        starts.extend(lower.match_indices(mark).map(|(at, _)| at + usize::from(mark.starts_with([',', ';', ':']))));
    }
    starts.sort_unstable();
    starts.dedup();
    // `for sums, use a calculator` is one clause.
    let (mut from, mut word) = (0, 0);
    starts.retain(|&at| {
        // The first word from there on, which may be far behind many marks.
        if word <= from {
            word = lower[from..].find(char::is_alphanumeric).map_or(lower.len(), |behind| from + behind);
        }
        let begins = &lower[word..];
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

#[cfg(test)]
mod tests;
