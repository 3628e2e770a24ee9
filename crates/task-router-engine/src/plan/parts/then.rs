//! Finds words that state an order between what stands before and behind them: "then", "after that", "finally".

use crate::text::{Language, Role, Roles, words};
use std::ops::Range;

/// Words before what is done later, in lower case; a space or a comma follows.
const MARKS: &[&str] = words!(
    "then|after that|after this|afterwards|afterward|thereafter|subsequently|finally|lastly|secondly|thirdly|dann\
    |danach|anschließend|anschliessend|schließlich|zum schluss|zuletzt|puis|ensuite|enfin|après cela|luego|después\
    |a continuación|finalmente|por último|poi|infine|depois|em seguida|por fim|daarna|vervolgens|ten slotte|därefter\
    |derefter|potem|następnie|na koniec|потом|затем|после этого|а потом|а затем|наконец"
);
/// Words that are marks only with a comma behind them; ordinals also in a request that begins with "first".
const WITH_COMMA: [&str; 1] = ["next"];
const ORDINALS: &[&str] = words!("second|third|fourth|fifth");
/// Marks with what stands before them, where a part alone means something else, or no space does.
const WHOLE: &[&str] = words!(
    " puis |, a potem | a pak | a potom | en dan | och sedan |, followed by |然后|接着|，最后|그런 다음 |그 다음에 |그 다음 |그다음에 \
    |그다음 |한 다음 |한 다음에 |한 뒤 |한 뒤에 |한 후 |한 후에 |하고 나서 |その後、|その後|それから"
);
/// Marks behind a verb.
const BEHIND_VERB: &[&str] = words!(
    "danach|anschließend|anschliessend|dann|hinterher|ensuite|puis|después|luego|depois|poi|daarna|vervolgens\
    |därefter|sedan|derefter|потом|затем|после этого|наконец"
);
/// Words for a step that has a number.
const STEP: &[&str] = words!("step|schritt|étape|paso|passo|stap|krok|шаг");

/// Whether a request counts what it asks for: `first`, `step 1:`.
pub(super) fn counts(request: &str) -> bool {
    if step(&request.to_lowercase()).is_some_and(|(_, is_later)| !is_later) {
        return true;
    }
    let first = request.split_whitespace().next().unwrap_or("").trim_end_matches(',');
    ["first", "firstly"].iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// Length of the mark at the start of a text in lower case, and whether the text is done later; `None` if there is none.
pub(super) fn at_start(lower: &str, counts: bool) -> Option<(usize, bool)> {
    let whole = WHOLE.iter().filter(|mark| !mark.starts_with([' ', ','])).find(|mark| lower.starts_with(**mark));
    let later = mark(lower, counts).or(whole.map(|mark| mark.len())).map(|length| (length, true));
    later.or_else(|| step(lower))
}

/// Ranges of the marks inside a sentence, given also in lower case, with what separates them from the text before.
pub(super) fn inside(sentence: &str, lower: &str, counts: bool) -> impl Iterator<Item = Range<usize>> {
    let mut end = 0;
    let begins = |c: char| matches!(c, ' ' | ',' | ';') || !c.is_ascii();
    lower.char_indices().filter(move |(_, c)| begins(*c)).filter_map(move |(at, _)| {
        let text = &lower[at..];
        let whole = WHOLE.iter().filter(|mark| text.starts_with(**mark)).map(|mark| mark.len()).max();
        let before = separators(text).into_iter().flatten().map(|length| (length, &text[length..]));
        let joined = before.filter_map(|(length, rest)| Some(length + mark(rest, counts)?)).max();
        let behind_verb = || before_verb(sentence.get(at..)?, text);
        // `step 1: fix it step 2: write it`.
        let numbered = || Some(1 + step(text.strip_prefix(' ')?).filter(|(_, is_later)| *is_later && counts)?.0);
        let length = whole.max(joined).or_else(behind_verb).or_else(numbered).filter(|_| at >= end)?;
        end = at + length;
        Some(at..end)
    })
}

/// Lengths of what stands before a mark inside a sentence: a comma or semicolon, `and`, or both.
fn separators(lower: &str) -> [Option<usize>; 2] {
    let rest = lower.strip_prefix([',', ';']).unwrap_or(lower);
    let Some(behind) = rest.strip_prefix(' ') else { return [None, None] };
    let length = lower.len() - behind.len();
    [(length > 1).then_some(length), and(behind).map(|and| length + and)]
}

/// Length of `and` in any language at the start of a text, with the space behind it.
fn and(lower: &str) -> Option<usize> {
    let (word, _) = lower.split_once(' ')?;
    (!Roles::of(&[Role::And]).languages_of(word).is_empty()).then_some(word.len() + 1)
}

/// Length of a conjunction that a verb and a mark follow (`und schreibe danach`, `et écris ensuite`); the verb is one
/// word in lower case that is no pronoun.
fn before_verb(text: &str, lower: &str) -> Option<usize> {
    let length = and(lower.strip_prefix(' ')?).filter(|_| !lower.starts_with(" and "))? + 1;
    let (verb, behind) = lower[length..].split_once(' ')?;
    let is_verb = verb.chars().all(char::is_alphabetic) && text[length..].starts_with(verb);
    let is_marked = BEHIND_VERB.iter().any(|mark| {
        let rest = behind.strip_prefix(mark);
        // "después de" and "depois que" stand before what is done earlier; Dutch `de` is an article.
        let is_dutch = lower.starts_with(" en ");
        let is_earlier = |rest: &str| !is_dutch && (rest.starts_with(" de ") || rest.starts_with(" que "));
        rest.is_some_and(|rest| rest.starts_with(' ') && !is_earlier(rest))
    });
    let is_function = || Language::ALL.into_iter().any(|language| language.is_function_word(verb));
    (is_marked && is_verb && !is_function()).then_some(length)
}

/// Length of a mark, with the comma and the space behind it.
fn mark(lower: &str, counts: bool) -> Option<usize> {
    let behind = |mark: &&&str| lower.strip_prefix(**mark);
    let with_comma = WITH_COMMA.iter().chain(ORDINALS).filter(|mark| behind(mark).is_some_and(|b| b.starts_with(", ")));
    let counted = ORDINALS.iter().filter(|_| counts);
    let length = MARKS.iter().chain(with_comma).chain(counted).filter(|mark| {
        behind(mark).is_some_and(|b| {
            let text = b.strip_prefix(',').unwrap_or(b);
            // "después de" and "depois que" stand before what is done earlier.
            text.starts_with(' ') && !text.starts_with(" de ") && !text.starts_with(" que ")
        })
    });
    let length = length.map(|mark| mark.len()).max()?;
    let behind = lower[length..].strip_prefix(',').unwrap_or(&lower[length..]);
    Some(lower.len() - behind.trim_start_matches(' ').len())
}

/// `step 2:`; the first step waits for nothing.
fn step(lower: &str) -> Option<(usize, bool)> {
    let behind = STEP.iter().find_map(|word| lower.strip_prefix(word))?.trim_start();
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = behind[..digits].parse().ok()?;
    let text = behind[digits..].trim_start().strip_prefix([':', '.', ')', '-', '–'])?;
    Some((lower.len() - text.trim_start().len(), number > 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_sentences_and_at_their_start() {
        let parts = |text: &str| {
            let mut at = 0;
            let mut found = Vec::new();
            for mark in inside(text, &text.to_lowercase(), counts(text)) {
                found.push(text[at..mark.start].to_owned());
                at = mark.end;
            }
            found.push(text[at..].to_owned());
            found.join(" | ")
        };
        let cases = [
            ("fix it and after that write it", "fix it | write it"),
            ("fix it, after that, write it", "fix it | write it"),
            ("fix it, finally write it", "fix it | write it"),
            ("fix it and then, afterwards, write it", "fix it | afterwards, write it"),
            ("fix it, next, write it", "fix it | write it"),
            ("fix it, next week write it", "fix it, next week write it"),
            ("fix it, followed by the docs", "fix it | the docs"),
            ("first fix it, second write it", "first fix it | write it"),
            ("fix it, second try", "fix it, second try"),
            ("step 1: fix it step 2: write it step 3: test it", "step 1: fix it | write it | test it"),
            ("étape 1 : corrige étape 2 : écris", "étape 1 : corrige | écris"),
            ("see step 2: fix it", "see step 2: fix it"),
            ("repariere es, danach schreibe es", "repariere es | schreibe es"),
            ("arregla esto y después escribe", "arregla esto | escribe"),
            ("arregla esto, después de probar", "arregla esto, después de probar"),
            ("сначала почини, потом напиши", "сначала почини | напиши"),
            ("почини, а затем напиши", "почини | напиши"),
            ("oprav to a potem napiš", "oprav to | napiš"),
            ("fix it; and then write it", "fix it | write it"),
            ("먼저 고치고, 그 다음 써", "먼저 고치고,  | 써"),
            ("先修复，然后写", "先修复， | 写"),
            ("strengthen it and thence", "strengthen it and thence"),
            ("Prüfe die Belege und schreibe danach eine Meldung", "Prüfe die Belege | schreibe danach eine Meldung"),
            ("prüfe alle und die danach folgenden", "prüfe alle und die danach folgenden"),
            ("sortiere Belege und Rechnungen danach neu", "sortiere Belege und Rechnungen danach neu"),
            ("corrige le bug et écris ensuite les tests", "corrige le bug | écris ensuite les tests"),
            ("rédige le contrat puis prépare le bail", "rédige le contrat | prépare le bail"),
            ("verzet de afspraak en stuur daarna de factuur", "verzet de afspraak | stuur daarna de factuur"),
            ("zgłoś dziurę, a potem wyślij plan", "zgłoś dziurę | wyślij plan"),
            ("corrige el error y escribe después de probar", "corrige el error y escribe después de probar"),
            ("почини и напиши потом тесты", "почини | напиши потом тесты"),
            ("API 테스트를 한 다음 커밋해줘", "API 테스트를  | 커밋해줘"),
            ("테스트를 하고 나서 커밋해줘", "테스트를  | 커밋해줘"),
        ];
        for (text, expected) in cases {
            assert_eq!(parts(text), expected, "{text}");
        }
        let starts = [
            ("after that write", Some((11, true))),
            ("finally, write", Some((9, true))),
            ("step 1: fix", Some((8, false))),
            ("schritt 2 - schreibe", Some((12, true))),
            ("step by step", None),
            ("next write", None),
        ];
        for (text, expected) in starts {
            assert_eq!(at_start(text, false), expected, "{text}");
        }
    }
}
