//! The texts that are evidence for a class.

use crate::agent::{Evidence, rules_out};
use crate::template::code::{CodeBlock, samples};
use crate::template::{self, TemplatePiece};
use crate::text::{Language, Words, range_in, without_accents, words};
use std::ops::Range;

/// Weight of a word in a code sample relative to the body's prose: samples are full of names without meaning.
const CODE_SHARE: f32 = 0.2;

/// A class and its texts.
pub(super) struct ClassText<'a> {
    pub(super) evidence: &'a Evidence,
    /// Name, description (what it is for), prose of the body.
    pub(super) fields: [String; 3],
    /// Code samples of the body.
    pub(super) code: String,
    pub(super) not_for: String,
    /// Where examples start in the description, if they became a part of it.
    pub(super) examples_from: usize,
    /// Language, detected once all texts are there.
    pub(super) language: Language,
}

impl<'a> ClassText<'a> {
    /// A class with nothing but this evidence and these fields.
    pub(super) fn of(evidence: &'a Evidence, fields: [String; 3]) -> Self {
        Self {
            evidence,
            fields,
            code: String::new(),
            not_for: String::new(),
            examples_from: usize::MAX,
            language: Language::English,
        }
    }

    /// Its texts, each with its field and the weight of its words.
    pub(super) fn shares(&self) -> impl Iterator<Item = (usize, f32, &str)> {
        let fields = self.fields.iter().enumerate().map(|(field, text)| (field, 1.0, text.as_str()));
        fields.chain([(self.fields.len() - 1, CODE_SHARE, self.code.as_str())])
    }

    /// Number of words of each field.
    pub(super) fn lengths(&self) -> [f32; 3] {
        let mut lengths = [0.0; 3];
        self.shares().for_each(|(field, share, text)| lengths[field] += share * Words::of(text).len() as f32);
        lengths
    }
}

/// A prompt template without its placeholders.
pub(super) fn prose_of(template: &str) -> String {
    let text = |piece| match piece {
        TemplatePiece::Text(text) => text,
        TemplatePiece::Placeholder(_) => " ",
    };
    template::pieces(template).map(text).collect()
}

/// Splits a text into the lines outside and inside fenced code samples; each line keeps its number, with empty lines in
/// place of the others.
pub(super) fn prose_and_code(text: &str) -> (String, String) {
    let (mut prose, mut code, mut at) = (String::new(), String::new(), 0);
    let blank = |range: Range<usize>| "\n".repeat(text[range].matches('\n').count());
    for CodeBlock { whole, inside } in samples(text) {
        prose.extend([&text[at..whole.start], &blank(whole.clone())]);
        code.extend([&blank(at..inside.start), &text[inside.clone()], &blank(inside.end..whole.end)]);
        at = whole.end;
    }
    prose.push_str(&text[at..]);
    code.push_str(&blank(at..text.len()));
    (prose, code)
}

/// Headings of lists of what an agent is not for, in lower case and without accents; English ones have a
/// [grammar](rules_out), but for those with other words.
const HEADS_EXCLUSIONS: &[&str] = words!(
    "when not to|when to not|not to use|do not use|dont use|do not invoke|dont invoke|do not trigger|dont trigger\
    |what this is not|is not for|not for|not intended for|out of scope|not in scope|wann nicht|nicht fur\
    |nicht zustandig|quand ne pas|cuando no|nicht verwenden|ne pas utiliser|hors perimetre|no usar|fuera de alcance\
    |quando nao|nao usar|quando non|non usare|niet gebruiken|wanneer niet|не использовать|когда не|коли не\
    |не використовувати|kiedy nie|nie uzywac|kdy ne|nepouzivat|nar inte|inte anvanda|inte anvandas|anvand inte\
    |hvornar ikke|ikke bruge|ikke bruges|ikke bruk|ikke brukes|mikor ne|milloin ei|kapan tidak|jangan gunakan"
);
/// The same in scripts without spaces.
const HEADS_EXCLUSIONS_DENSE: &[&str] = words!(
    "不适用|不適用|何时不|何時不|请勿使用|不要使用|使わない場合|使わないとき|使用しない場合|使用しないとき|対象外|사용하지 않는 경우|사용하지 않을 때|사용하지 말아야"
);

/// Splits the prose of a body into sections, lists and lines that say what the agent is not for (`## When not to use`,
/// `Not for: ...`), or does not do (`You do not ...`), and the rest, returned first. Each line keeps its number, with
/// empty lines in place of the others.
pub(super) fn without_exclusions(prose: &str) -> (String, String) {
    let (mut rest, mut excluded, mut inside) = (String::with_capacity(prose.len()), String::new(), None);
    let mut is_list = false;
    for line in prose.split_inclusive('\n') {
        if let Some(level) = heading_level(line) {
            let ends = inside.is_some_and(|open| level <= open);
            if inside.is_none() || ends {
                inside = heads_exclusions(line).then_some(level);
            }
            is_list = false;
        }
        let label = label(line).filter(|label| rules_out(label, true));
        is_list = match label {
            Some(label) => line.trim_end().trim_end_matches(['*', ':']).ends_with(label),
            None => is_list && (line.trim().is_empty() || is_item(line)),
        };
        let is_excluded = inside.is_some() || is_list || label.is_some();
        if let Some(end) = denial(line).filter(|_| !is_excluded) {
            excluded.extend([line[..end].trim_end(), "\n"]);
            rest.push_str(if end < line.len() { &line[end..] } else { "\n" });
            continue;
        }
        let (to, other) = if is_excluded { (&mut excluded, &mut rest) } else { (&mut rest, &mut excluded) };
        // The heading itself excludes nothing.
        let own = label.map_or(0, |label| range_in(label, line).end);
        to.push_str(if inside.is_some() && heading_level(line).is_some() { "\n" } else { &line[own..] });
        other.push('\n');
    }
    (rest, excluded)
}

/// End of a sentence that starts the line and says what the agent does not do: `**You do NOT write host code.** ...`.
fn denial(line: &str) -> Option<usize> {
    let start = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mut words = start.split_ascii_whitespace().map(str::to_ascii_lowercase);
    let is_denial = words.next()? == "you"
        && match words.next()?.as_str() {
            "do" => words.next()? == "not",
            word => matches!(word, "don't" | "don\u{2019}t"),
        };
    let end = || line.find(['.', '!', ';']).map_or(line.len(), |at| at + 1);
    is_denial.then(end)
}

/// The text before a line's colon, without list mark and emphasis.
fn label(line: &str) -> Option<&str> {
    let (label, _) = line.split_once(':')?;
    Some(label.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// Whether a line is an item of a list, or the continuation of one.
fn is_item(line: &str) -> bool {
    let bare = line.trim_start_matches(|c: char| c.is_ascii_digit());
    line.starts_with([' ', '\t', '-', '*', '+', '\u{2022}']) || bare.len() < line.len() && bare.starts_with(['.', ')'])
}

/// Heading level, 1 to 6; a bold line that ends with a colon or stands alone is the lowest.
fn heading_level(line: &str) -> Option<usize> {
    // Below the six levels of markdown.
    const LOWEST: usize = 7;
    let line = line.trim();
    let signs = line.len() - line.trim_start_matches('#').len();
    if (1..LOWEST).contains(&signs) && line[signs..].starts_with(' ') {
        return Some(signs);
    }
    let is_bold = line.starts_with("**") && (line.ends_with("**") || line.ends_with("**:"));
    (is_bold && line.len() > "****".len()).then_some(LOWEST)
}

fn heads_exclusions(heading: &str) -> bool {
    let words = Words::of(heading);
    let said: Vec<_> = words.iter().map(without_accents).collect();
    let said = format!(" {} ", said.join(" "));
    HEADS_EXCLUSIONS.iter().any(|words| said.contains(&format!(" {words} ")))
        || HEADS_EXCLUSIONS_DENSE.iter().any(|words| heading.contains(words))
        || rules_out(heading, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusion_sections_are_removed() {
        let body = "Mends.\n## When NOT to use\n- forging\n### More\n- selling\n## Steps\nanvil\n**Don't use for:**\nbread\n# End\nx";
        let (rest, excluded) = without_exclusions(body);
        assert_eq!(rest, "Mends.\n\n\n\n\n## Steps\nanvil\n\n\n# End\nx");
        assert_eq!(excluded, "\n\n- forging\n\n- selling\n\n\n\nbread\n\n\n");
        let body = "Mends.\n- **Not for:** selling\n### Exclusions\nbread\n# Steps\nDo not invoke for:\n- tea\n\n1. cups\nanvil\n**I will not:**\n- pour\n";
        let (rest, excluded) = without_exclusions(body);
        assert_eq!(rest, "Mends.\n\n\n\n# Steps\n\n\n\n\nanvil\n\n\n");
        assert_eq!(excluded, "\n:** selling\n\nbread\n\n:\n- tea\n\n1. cups\n\n\n- pour\n");
        let whole = "If not: wait.\nNever use: tabs\n**Avoid:**\n- tabs\n## When to use\nHere, not for there.\n**Do not use it for bread** but for cake.\n## Not found\nerrors";
        assert_eq!(without_exclusions(whole).0, whole);
    }

    #[test]
    fn exclusion_sections_have_headings_in_many_languages() {
        for heading in [
            "Kiedy nie używać",
            "Kdy nepoužívat",
            "Коли не використовувати",
            "När ska den inte användas",
            "Hvornår ikke",
            "Mikor ne használd",
            "Milloin ei",
            "Kapan tidak digunakan",
            "何时不使用",
            "不适用场景",
            "使わない場合",
            "사용하지 않는 경우",
        ] {
            let body = format!("one\n## {heading}\ntwo\n## three\n");
            assert_eq!(without_exclusions(&body).0, "one\n\n\n## three\n", "{heading}");
        }
        for heading in ["为什么不使用索引", "Gdy nie ma czasu", "När den används"] {
            let body = format!("one\n## {heading}\ntwo\n");
            assert_eq!(without_exclusions(&body).0, body);
        }
    }

    #[test]
    fn sentences_on_what_an_agent_does_not_do_are_removed() {
        let body = "**You do NOT write host code.** Others do.\nYou don't sell\n- You do not brew; you bake.\nYou do bake.\nDo not sell.\n";
        let (rest, excluded) = without_exclusions(body);
        assert_eq!(rest, "** Others do.\n\n you bake.\nYou do bake.\nDo not sell.\n");
        assert_eq!(excluded, "**You do NOT write host code.\nYou don't sell\n- You do not brew;\n\n\n");
    }

    #[test]
    fn code_samples_are_separated_from_prose() {
        let text = "one\n```sh\ntwo\n~~~\n```\nthree\n  ~~~\nfour";
        let (prose, code) = prose_and_code(text);
        assert_eq!((prose.as_str(), code.as_str()), ("one\n\n\n\n\nthree\n\n", "\n\ntwo\n~~~\n\n\n\nfour"));
        assert_eq!(prose_and_code("日本語\n"), ("日本語\n".to_owned(), "\n".to_owned()));
        let text = "one\n````md\n```\ntwo\n```\n````\nthree\n``` `four` ```\nfive\n";
        let (prose, code) = prose_and_code(text);
        assert_eq!(prose, "one\n\n\n\n\n\nthree\n``` `four` ```\nfive\n");
        assert_eq!(code, "\n\n```\ntwo\n```\n\n\n\n\n");
    }
}
