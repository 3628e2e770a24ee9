//! Finds the phrases of users that a prompt lists: below a heading that says so (`## Trigger Keywords`), behind such a
//! label (`User mentions: "..."`) and in such a column of a table. They are examples, as quoted ones in a description.

use super::description::quotations;
use super::labels::{negates_key, rules_out};
use super::listed::ListedPhrase;
use crate::template::code::{covers, samples};
use crate::text::{Language, Roles, Words, is_everyday, range_in, without_accents, words};
use std::sync::Arc;

/// What a heading, a label or the head of a column says about what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lists {
    /// It lists phrases, quoted or not.
    Phrases,
    /// It says when the agent is to be used; phrases in quotation marks are what users say.
    Occasions,
}

/// Maximum number of words of a phrase without quotation marks, and of characters in a script without spaces.
const LONGEST: (usize, usize) = (6, 24);
/// Maximum length of a label in bytes.
const LONGEST_LABEL: usize = 60;

const TRIGGERS: &[&str] = words!("trigger|triggers|triggering|activation|invocation|routing");
const PHRASES: &[&str] = words!("keyword|keywords|phrase|phrases|word|words|term|terms|utterances|requests");
const USERS: &[&str] = words!("user|users|they");
const SAY: &[&str] = words!("say|says|said|mention|mentions|ask|asks|type|types|phrases|keywords");
/// Whole labels, in lower case and without accents.
const ALONE: &[&str] = words!(
    "trigger|triggers|keywords|schlusselworter|stichworter|mots cles|palabras clave|disparadores|palavras chave\
    |gatilhos|parole chiave|trefwoorden|slowa kluczowe|ключевые слова|триггеры|слова триггеры"
);
/// Parts of labels in other languages.
const LABELS: &[&str] = words!(
    "auslosewort|auslosende wort|triggerwort|mots declencheurs|phrases declencheuses|palabras de activacion\
    |frases de activacion|palabras disparadoras|palavras de ativacao|frases de ativacao|palavras gatilho\
    |parole di attivazione|frasi di attivazione|triggerwoorden|slowa wyzwalajace|триггерные|用户说|用户提到|ユーザーが言|사용자가 말\
    |사용자 발화|사용자 요청"
);
/// The same in scripts without spaces, without spaces.
const DENSE_LABELS: &[&str] = words!(
    "触发词|触发关键词|触发短语|触发语|关键词|關鍵詞|觸發詞|キーワード|トリガーワード|トリガーフレーズ|起動ワード|키워드|트리거문구|트리거단어"
);
/// Parts of words that turn a label around in scripts without spaces.
const DENSE_NOT: &[&str] = words!("不|勿|非|ない|ません|않");
/// Parts of labels that say when the agent is to be used.
const OCCASIONS: &[&str] = words!(
    "when to use|when to invoke|when to activate|when to trigger|use when|use this|activate when|activates when\
    |trigger when|triggers when|skill applies|wann verwenden|verwenden wenn|quand utiliser|cuando usar|quando usar\
    |quando usare|wanneer gebruiken|kiedy uzywac|когда использовать|何时使用|使用场景|触发条件|発火条件|使用タイミング|트리거 조건"
);

impl Lists {
    /// What a heading, a label or the head of a column says; `None` if it is about something else.
    fn of(label: &str) -> Option<Self> {
        if label.len() > LONGEST_LABEL || is_negative(label) {
            return None;
        }
        let folded = words(label);
        let has = |list: &[&str]| folded.iter().any(|word| list.contains(&word.as_str()));
        let text = folded.join(" ");
        let dense: String = folded.concat();
        let is_dense = !dense.is_ascii() && DENSE_LABELS.iter().any(|label| dense.ends_with(label));
        let says = has(TRIGGERS) && has(PHRASES) || has(USERS) && has(SAY);
        match () {
            () if says || is_dense || ALONE.contains(&text.as_str()) => Some(Self::Phrases),
            () if LABELS.iter().any(|label| text.contains(label)) => Some(Self::Phrases),
            () if OCCASIONS.iter().any(|label| text.contains(label)) => Some(Self::Occasions),
            () => None,
        }
    }
}

/// Whether a label is about what is not meant.
fn is_negative(label: &str) -> bool {
    let is_not = |word: &String| negates_key(word) || Roles::NEGATION.has_any(word);
    let is_dense_not = || !label.is_ascii() && DENSE_NOT.iter().any(|part| label.contains(part));
    rules_out(label, true) || words(label).iter().any(is_not) || is_dense_not()
}

/// The words of a label.
fn words(label: &str) -> Vec<String> {
    label.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(folded).collect()
}

/// A word in lower case, without accents if it is in Latin letters: in other scripts the marks make other letters.
fn folded(word: &str) -> String {
    let lower = word.to_lowercase();
    match lower.chars().all(|c| c < '\u{250}') {
        true => without_accents(&lower).into_owned(),
        false => lower,
    }
}

/// The phrases of users that a prompt lists.
pub(super) fn listed(body: &str) -> Vec<(String, ListedPhrase)> {
    let mut reader = PhraseReader::default();
    let samples: Vec<_> = samples(body).into_iter().map(|sample| sample.whole).collect();
    for (number, line) in body.lines().enumerate() {
        reader.line = number;
        match line.trim() {
            "" => reader.column = None,
            _ if covers(&samples, range_in(line, body).start) => reader.column = None,
            bare => reader.read(bare),
        }
    }
    reader.listed
}

/// Reads a prompt line by line.
#[derive(Default)]
struct PhraseReader {
    listed: Vec<(String, ListedPhrase)>,
    /// Number of the line.
    line: usize,
    /// Level of the open section, and what it lists.
    section: Option<(usize, Lists)>,
    /// What the open list below a label is.
    list: Option<Lists>,
    /// The column of the open table that lists phrases, if one does.
    column: Option<Option<usize>>,
}

impl PhraseReader {
    fn read(&mut self, line: &str) {
        if let Some((level, text)) = heading(line) {
            self.heading(level, text);
        } else if let Some(row) = line.strip_prefix('|') {
            self.row(row);
        } else {
            self.text(line);
        }
    }

    fn add(&mut self, found: Vec<String>, beside: &[&str]) {
        // A row may have as many phrases as cells, so they share the cells.
        let (line, beside) = (self.line, beside.iter().map(|&cell| cell.to_owned()).collect::<Arc<[String]>>());
        self.listed
            .extend(found.into_iter().map(|phrase| (phrase, ListedPhrase { line, beside: Arc::clone(&beside) })));
    }

    fn heading(&mut self, level: usize, text: &str) {
        let is_below = self.section.is_some_and(|(open, _)| level > open);
        match Lists::of(text) {
            Some(lists) => self.section = Some((level, lists)),
            // A list of what is no trigger is none of triggers.
            None if is_below && !is_negative(text) => {}
            None => self.section = None,
        }
        (self.list, self.column) = (None, None);
    }

    fn row(&mut self, row: &str) {
        let mut cells: Vec<&str> = row.split('|').map(plain).collect();
        match self.column {
            None => {
                let head = cells.iter().position(|cell| Lists::of(cell) == Some(Lists::Phrases));
                self.column = Some(head.or(self.section.map(|_| 0)));
            }
            Some(Some(at)) if at < cells.len() => {
                let cell = cells.remove(at);
                self.add(phrases(cell, true), &cells);
            }
            Some(_) => {}
        }
    }

    fn text(&mut self, line: &str) {
        let item = item(line);
        let labelled = item.unwrap_or(line).split_once([':', '：']);
        let label = labelled.and_then(|(label, text)| Some((Lists::of(plain(label))?, text)));
        match (label, item) {
            (Some((lists, text)), _) if plain(text).is_empty() => self.list = Some(lists),
            (Some((lists, text)), _) => {
                self.add(phrases(plain(text), lists == Lists::Phrases), &[]);
                self.list = None;
            }
            (None, Some(item)) => {
                if let Some(lists) = self.list.or(self.section.map(|(_, lists)| lists)) {
                    self.add(phrases(plain(item), lists == Lists::Phrases), &[]);
                }
            }
            (None, None) => {
                self.list = None;
                if let Some((_, lists)) = self.section {
                    // A line of text is a list if commas separate its phrases.
                    let is_list = line.contains([',', '、', '，']) && !line.ends_with(['.', ':', '。', '：']);
                    self.add(phrases(plain(line), is_list && lists == Lists::Phrases), &[]);
                }
            }
        }
    }
}

/// Level and text of a heading; a line in bold letters is the lowest.
fn heading(line: &str) -> Option<(usize, &str)> {
    // Below the six levels of markdown.
    const LOWEST: usize = 7;
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if (1..LOWEST).contains(&level) && text.starts_with(' ') {
        return Some((level, text.trim()));
    }
    let bold = line.strip_prefix("**")?;
    let bold = bold.strip_suffix("**").or_else(|| bold.strip_suffix("**:")).or_else(|| bold.strip_suffix("**："))?;
    (!bold.is_empty() && !bold.contains("**")).then_some((LOWEST, bold))
}

/// The text of an item of a list.
fn item(line: &str) -> Option<&str> {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let text = match numbered.len() < line.len() {
        true => numbered.strip_prefix(['.', ')'])?,
        false => line.strip_prefix(['-', '*', '+', '\u{2022}'])?,
    };
    text.strip_prefix(' ').map(str::trim)
}

/// A text without the marks of emphasis around it.
fn plain(text: &str) -> &str {
    text.trim().trim_matches(['*', '`', '_']).trim()
}

/// The phrases of one item: those in quotation marks, or if there are none, those that commas separate.
fn phrases(text: &str, may_be_bare: bool) -> Vec<String> {
    let quoted: Vec<String> = quotations(text).map(|(_, phrase)| phrase.to_owned()).collect();
    if !quoted.is_empty() || !may_be_bare {
        return quoted;
    }
    let parts = text.split([',', '、', '，', ';', '/']).map(plain).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    // One that is longer shows that these are sentences.
    if !parts.iter().all(|part| is_short(part)) {
        return Vec::new();
    }
    parts.into_iter().filter(|part| is_telling(part)).map(str::to_owned).collect()
}

fn is_short(text: &str) -> bool {
    let (words, characters) = LONGEST;
    text.split_whitespace().count() <= words && (text.is_ascii() || text.chars().count() <= characters * 2)
}

/// Whether a phrase has a word that is not in requests of every kind.
fn is_telling(phrase: &str) -> bool {
    let words = Words::of(phrase);
    words.iter().any(|word| !Language::English.is_function_word(word) && !is_everyday(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_read_where_a_prompt_says_that_it_lists_them() {
        let cases: [(&str, &[&str]); 20] = [
            (
                "## Trigger Keywords\n\n- \"zyklop scan\", \"kraken pay\"\n- \"/scan\"\n\n## Context\n- \"other\"",
                &["zyklop scan", "kraken pay", "/scan"],
            ),
            ("## Triggers\n- zyklop scan\n- `kraken pay`\n1. help\n2) write", &["zyklop scan", "kraken pay"]),
            ("## Keywords\n\nzyklop scan, kraken pay\n\nA sentence, about the words.", &["zyklop scan", "kraken pay"]),
            ("**Trigger phrases:** zyklop scan, kraken pay", &["zyklop scan", "kraken pay"]),
            (
                "**Auto-activates when:**\n- User mentions: \"zyklop scan\", \"kraken pay\"\n- the file is open",
                &["zyklop scan", "kraken pay"],
            ),
            (
                "## When to use\n\n- User says \"zyklop scan\"\n- \"kraken pay\"\n- Making a plan",
                &["zyklop scan", "kraken pay"],
            ),
            ("Trigger words:\n\n- zyklop\n- kraken\n\nText.\n- other", &["zyklop", "kraken"]),
            (
                "## Routing\n\n| Trigger words | Action |\n|---|---|\n| \"zyklop scan\" | \"scan\" |\n| kraken, kelp | pay |\n\n| A | B |\n|---|---|\n| c | d |",
                &["zyklop scan", "kraken", "kelp"],
            ),
            ("## 触发词\n- 部署网站\n- 上线", &["部署网站", "上线"]),
            ("## 発火条件\n\n- 「記事を書く」\n- 文章のレビュー", &["記事を書く"]),
            ("## 트리거 키워드\n- 비용 확인", &["비용 확인"]),
            ("### Auslösewörter\n- Rechnung prüfen", &["Rechnung prüfen"]),
            ("## Mots-clés\n- facture", &["facture"]),
            ("## Trigger Keywords\n- The user wants to see how all of it works together.", &[]),
            ("## Do not trigger on these keywords\n- zyklop", &[]),
            ("## Trigger keywords\n### Do not trigger for\n- zyklop\n", &[]),
            ("## Trigger keywords\n```\n- zyklop\n```\n### German\n- kraken", &["kraken"]),
            ("## Steps\n- Run \"zyklop\"\n- User: \"kraken\"", &[]),
            ("## Database triggers\n- before insert", &[]),
            ("Trigger keywords", &[]),
        ];
        for (body, expected) in cases {
            let found: Vec<String> = listed(body).into_iter().map(|(phrase, _)| phrase).collect();
            assert_eq!(found, expected, "{body}");
        }
    }

    #[test]
    fn phrases_of_a_row_share_its_other_cells() {
        let listed = listed("| Trigger phrases | Agent |\n|---|---|\n| \"a\", \"b\" | smith |\n| \"c\" | smith |");
        let [a, b, c] = [0, 1, 2].map(|i| &listed[i].1.beside);
        assert!(a.iter().any(|cell| cell == "smith") && Arc::ptr_eq(a, b) && !Arc::ptr_eq(b, c));
    }
}
