//! Splits a text at an "and" or a comma whose two sides clearly belong to different agents.

use super::shared::{is_thing, verb_before_thing};
use crate::decide::{Options, Status, decide};
use crate::score::Scorer;
use crate::text::{FunctionWords, Language, is_determiner, lowered};

/// Minimum confidence of both sides of an "and" to split it.
const CLAUSE_CONFIDENCE: f64 = 0.55;
/// Separators of two tasks, in lower case, each with the minimum number of words on both sides; a shorter side is part of an
/// enumeration. Languages without articles, or with compounds, need fewer words. Words that mean something else in another
/// language are left out (`a`, `i`) or need a text in theirs ([`DUTCH`]).
const BETWEEN: [(&str, usize); 36] = [
    (DUTCH, 3),
    (" & ", 3),
    (" + ", 3),
    (" and ", 3),
    (" as well as ", 3),
    (" ainsi que ", 3),
    (" así como ", 3),
    (" bem como ", 3),
    (" plus ", 3),
    (", ", 3),
    ("; ", 3),
    (" et ", 3),
    (" y ", 3),
    (" e ", 3),
    (" und ", 2),
    (" sowie ", 2),
    (" och ", 2),
    (" og ", 2),
    (" ja ", 2),
    (" és ", 2),
    (" ve ", 2),
    (" oraz ", 2),
    (" и ", 2),
    (" та ", 2),
    (" dan ", 2),
    (" và ", 2),
    (" और ", 2),
    ("，", 1),
    ("、", 1),
    ("；", 1),
    ("그리고 ", 1),
    ("하고 ", 1),
    (" 후 ", 1),
    (" 후에 ", 1),
    ("以及", 1),
    ("そして", 1),
];
/// Dutch `and`; in Spanish and French it is a preposition.
const DUTCH: &str = " en ";
/// Minimum number of characters of a side, for scripts without spaces.
const CLAUSE_CHARACTERS: usize = 4;

/// Possible split of a text: end of the left side, start of the right side, minimum number of words of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Cut {
    end: usize,
    next: usize,
    words: usize,
}

/// Splits a text at those commas and "and"s whose two sides clearly belong to different agents.
pub(super) fn clauses(text: &str, belong_apart: &mut impl FnMut(&str, &str, Sides) -> bool) -> Vec<String> {
    // Text of several lines contains code or a log, whose commas separate no clauses.
    let cuts = if text.contains('\n') { Vec::new() } else { cuts(text) };
    let mut found: Vec<String> = Vec::new();
    // What the verb of the things before is for these, too.
    let (mut start, mut verb) = (0, "");
    for (i, cut) in cuts.iter().enumerate() {
        let until = cuts.get(i + 1).map_or(text.len(), |cut| cut.end);
        let (left, right) = (&text[start..cut.end], &text[cut.next..until]);
        let shared = if verb.is_empty() { verb_before_thing(left).map(|length| &left[..length]) } else { Some(verb) };
        let whole = format!("{verb}{}", left.trim());
        if let Some(shared) = shared.filter(|_| is_thing(right))
            && belong_apart(&whole, &format!("{shared}{right}"), Sides::Tasks)
        {
            found.push(whole);
            (start, verb) = (cut.next, shared);
            continue;
        }
        let left = whole.as_str();
        let are_long = is_long_enough(left, cut.words) && is_long_enough(right, cut.words);
        let sides = if are_long || are_tasks(left, right) { Sides::Tasks } else { Sides::Things };
        if is_long_enough(left, 1) && is_long_enough(right, 1) && belong_apart(left, right, sides) {
            found.push(whole);
            (start, verb) = (cut.next, "");
        }
    }
    found.push(format!("{verb}{}", text[start..].trim()));
    found.retain(|clause| !clause.is_empty());
    found
}

/// What the two sides of an "and" may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    /// Two tasks.
    Tasks,
    /// Two things, or a part of an enumeration.
    Things,
}

/// Whether short sides are a verb each, the second with an object: `order flowers and pay the invoice`.
fn are_tasks(left: &str, right: &str) -> bool {
    let begins_with_one = |side: &str| side.split_whitespace().next().is_some_and(is_determiner);
    let has_object = || right.split_whitespace().skip(1).take(2).any(is_determiner);
    let are_long = is_long_enough(left, 2) && is_long_enough(right, 3);
    are_long && !begins_with_one(left) && !begins_with_one(right) && has_object()
}

/// Whether a side is long enough for a task.
pub(super) fn is_long_enough(side: &str, words: usize) -> bool {
    side.split_whitespace().nth(words - 1).is_some() && side.trim().chars().nth(CLAUSE_CHARACTERS - 1).is_some()
}

fn cuts(text: &str) -> Vec<Cut> {
    let lower = lowered(text);
    let mut cuts: Vec<Cut> = Vec::new();
    let is_dutch = lower.contains(DUTCH) && {
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let possible = FunctionWords::of(words.map(Language::of_word)).possible();
        possible.has(Language::Dutch) && !possible.has(Language::Spanish) && !possible.has(Language::French)
    };
    for (at, _) in lower.char_indices() {
        let Some(&(mark, words)) = BETWEEN.iter().find(|(mark, _)| lower[at..].starts_with(mark)) else { continue };
        if mark == DUTCH && !is_dutch {
            continue;
        }
        let next = at + mark.len();
        match cuts.last_mut() {
            // `, and ` is one separator, whose parts share a space, and so is `and and `.
            Some(last) if at < last.next => (last.next, last.words) = (next.max(last.next), words),
            Some(last) if at == last.next && text[last.end..at].trim_matches([' ', ',', ';']).is_empty() => {
                (last.next, last.words) = (next, words);
            }
            _ => cuts.push(Cut { end: at, next, words }),
        }
    }
    cuts
}

/// Whether both sides consist of words that the team's agents state, and belong to different ones: `flowers and invoice`.
pub(super) fn are_stated_apart(scorer: &mut Scorer, left: &str, right: &str, options: &Options) -> bool {
    let mut is_stated = |side| scorer.score(side).scores().is_stated;
    is_stated(left) && is_stated(right) && belong_apart(scorer, left, right, options)
}

/// Whether both sides are clear and answered differently: by two agents, an agent and a peer or the lead, two peers.
pub(super) fn belong_apart(scorer: &mut Scorer, left: &str, right: &str, options: &Options) -> bool {
    let mut sure = |side| {
        let decision = decide(&scorer.score(side), options);
        let is_sure = decision.status != Status::Unclear && decision.confidence >= CLAUSE_CONFIDENCE;
        is_sure.then_some((decision.agent, decision.handoff))
    };
    matches!((sure(left), sure(right)), (Some(left), Some(right)) if left != right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_are_found_in_order() {
        let text = "a b, c and d, and e";
        let sides: Vec<_> = cuts(text).into_iter().map(|cut| (&text[..cut.end], &text[cut.next..])).collect();
        assert_eq!(sides, [("a b", "c and d, and e"), ("a b, c", "d, and e"), ("a b, c and d", "e")]);
    }

    #[test]
    fn sides_in_many_languages() {
        let cases: &[(&str, &[&str])] = &[
            ("fix the login and style the page", &["fix the login", "style the page"]),
            ("fix the login, and also style the page", &["fix the login", "also style the page"]),
            ("fix the login; style the page", &["fix the login", "style the page"]),
            ("fix the login and and style the page", &["fix the login", "style the page"]),
            ("fix login and page", &["fix login and page"]),
            ("Gewerbe anmelden und Wohnsitz ummelden", &["Gewerbe anmelden", "Wohnsitz ummelden"]),
            ("Gewerbe und Wohnsitz anmelden", &["Gewerbe und Wohnsitz anmelden"]),
            ("résilier le contrat et rembourser la prime", &["résilier le contrat", "rembourser la prime"]),
            ("обнови схему базы И напиши тесты", &["обнови схему базы", "напиши тесты"]),
            ("修复数据库连接，更新用户文档", &["修复数据库连接", "更新用户文档"]),
            ("API 테스트를 하고 변경사항 커밋해줘", &["API 테스트를", "변경사항 커밋해줘"]),
            ("API 테스트 후 변경사항 커밋해줘", &["API 테스트", "변경사항 커밋해줘"]),
            ("order flowers and pay the invoice", &["order flowers", "pay the invoice"]),
            ("book a visit & refill my insulin", &["book a visit", "refill my insulin"]),
            ("order the flowers and the invoice", &["order the flowers", "order the invoice"]),
            ("fix my css as well as the api docs", &["fix my css", "fix the api docs"]),
            ("Explain the css, the api and my invoice", &["Explain the css", "Explain the api", "Explain my invoice"]),
            ("explain the css, the api and fix the login", &["explain the css", "explain the api", "fix the login"]),
            ("compare the css and the api", &["compare the css and the api"]),
            ("write about the css and the api", &["write about the css and the api"]),
            ("reset password and login page", &["reset password and login page"]),
            ("verzet mijn afspraak en stuur de factuur", &["verzet mijn afspraak", "stuur de factuur"]),
            ("traduce el informe en el fichero nuevo", &["traduce el informe en el fichero nuevo"]),
            ("can I get a refund if I cancel the visit", &["can I get a refund if I cancel the visit"]),
            ("在庫、価格", &["在庫、価格"]),
            ("open a file in the editor", &["open a file in the editor"]),
        ];
        for (text, expected) in cases {
            assert_eq!(clauses(text, &mut |_, _, sides| sides == Sides::Tasks), *expected, "{text}");
        }
    }

    #[test]
    fn stated_things_of_two_agents_are_two_tasks() {
        let agent = |name: &str, keys: &str| {
            format!("---\nname: {name}\ndescription: Looks after it.\nkeywords: [{keys}]\n---\n")
        };
        let texts = [("a.md", agent("a", "invoice, refund")), ("b.md", agent("b", "flowers, parking"))];
        let texts: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let index = crate::load::Files::from_texts("t", &texts).index(None).unwrap();
        let mut scorer = Scorer::new(&index);
        for (text, expected) in [
            ("the flowers and the invoice", 2),
            ("invoice + parking", 2),
            ("invoice & refund", 1),
            ("the invoice and the letter", 1),
            ("write about the invoice and parking", 1),
        ] {
            let mut apart = |left: &str, right: &str, sides| {
                sides == Sides::Things && are_stated_apart(&mut scorer, left, right, &Options::default())
            };
            assert_eq!(clauses(text, &mut apart).len(), expected, "{text}");
        }
    }
}
