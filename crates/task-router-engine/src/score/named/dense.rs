//! Agents named in Chinese, Japanese and Korean, which separate no words: `用NAME智能体查快递`, `NAMEエージェントで調べて`.

use super::push;
use crate::index::{ClassId, Index};
use crate::text::words;

/// Titles, and the verbs that precede the name in Chinese.
const CHINESE: &[&str] = words!("代理|智能体|智能體|专员|助手");
const VERBS: &[&str] = words!("使用|调用|用|请|让|叫|交给|由|找|问|转给|切换到");
/// What may precede a verb in its clause; anything else may refuse or tell (`停止使用`, `昨天用`).
const OPENERS: &[&str] = words!("请|麻烦|你|您|帮我|可以|能|直接|先|我想");
/// Titles of Japanese and Korean, and what asks for the agent behind them.
const OTHERS: [(&str, &[&str]); 4] =
    [("エージェント", JAPANESE), ("スペシャリスト", JAPANESE), ("에이전트", KOREAN), ("전문가", KOREAN)];
const JAPANESE: &[&str] = words!(
    "を使って|を使用して|を呼んで|を呼び出して|を起動して|に頼んで|に依頼して|に聞いて|に任せて|に渡して|をお願い|にお願い"
);
const KOREAN: &[&str] =
    words!("를 사용해 |를 사용해서 |를 이용해 |를 이용해서 |를 써서 |를 호출해|를 불러|를 통해 |로 |에게 |한테 ");
/// A particle of Japanese that asks for the agent if the clause ends in a request: `エージェントで調べて`.
const BY: char = 'で';
const ENDS_OF_REQUESTS: &[&str] = words!("て|ください|下さい|お願い|お願いします|ほしい");
/// Negations behind those particles: `を使わないで`, `를 사용하지 마`.
const REFUSING_BEHIND: &[&str] = words!("ない|ずに|ません|やめて|でなく|지 마|지 말|말고|대신");
/// Maximum length in bytes of a verb with a name, and of a particle with its verb.
const LONGEST: usize = 120;

/// Collects the agents that a request asks for by their names beside a title.
pub(super) fn asked_for(index: &Index, asking: &str, found: &mut Vec<ClassId>) {
    for title in CHINESE {
        asking.match_indices(title).for_each(|(at, _)| behind_verb(index, last_of_clause(&asking[..at]), found));
    }
    for (title, particles) in OTHERS {
        for (at, _) in asking.match_indices(title) {
            let behind = first_of_clause(&asking[at + title.len()..]);
            let is_refused = REFUSING_BEHIND.iter().any(|refusing| behind.contains(refusing));
            let is_done_by = || {
                // Not `ではなく`, `でなく`, `です`, `である`.
                let rest = behind.strip_prefix(BY).filter(|rest| !rest.starts_with(['は', 'な', 'す', 'あ', 'も']));
                rest.is_some_and(|rest| ENDS_OF_REQUESTS.iter().any(|end| rest.trim_end().ends_with(end)))
            };
            if !is_refused && (particles.iter().any(|particle| behind.starts_with(particle)) || is_done_by()) {
                before_title(index, last_of_clause(&asking[..at]), found);
            }
        }
    }
}

/// Collects the agent between a verb and the end of this text.
fn behind_verb(index: &Index, clause: &str, found: &mut Vec<ClassId>) {
    for (at, verb) in VERBS.iter().filter_map(|verb| Some((clause.rfind(verb)?, verb))) {
        if opens(&clause[..at]) {
            push(index, name_in(&clause[at + verb.len()..]), found);
        }
    }
}

/// Whether nothing but openers stand before a verb.
fn opens(before: &str) -> bool {
    let mut rest = before.trim();
    while let Some(shorter) = OPENERS.iter().find_map(|opener| rest.strip_prefix(opener)) {
        rest = shorter.trim_start();
    }
    rest.is_empty()
}

/// Collects the agent whose name ends this text: all of it, its last word, or its last letters of one script.
fn before_title(index: &Index, clause: &str, found: &mut Vec<ClassId>) {
    let clause = name_in(clause.trim_end().trim_end_matches('の'));
    let word = clause.rsplit(char::is_whitespace).next().unwrap_or(clause);
    let latin = clause.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' '));
    [clause, word, clause[latin.len()..].trim()].into_iter().for_each(|name| push(index, name, found));
}

/// A text without the spaces, quotes and signs around it.
fn name_in(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The end of a text from its last mark on.
fn last_of_clause(text: &str) -> &str {
    let mut start = text.len().saturating_sub(LONGEST);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text[start..].rsplit(is_mark).next().unwrap_or_default()
}

/// The start of a text up to its first mark.
fn first_of_clause(text: &str) -> &str {
    let mut end = text.len().min(LONGEST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].split(is_mark).next().unwrap_or_default()
}

fn is_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '！' | '？' | ',' | ';' | ':' | '.' | '!' | '?' | '\n')
}
