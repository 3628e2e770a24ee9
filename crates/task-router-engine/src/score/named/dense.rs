//! Agents named in Chinese, Japanese and Korean, which separate no words: `用NAME智能体查快递`, `NAMEエージェントで調べて`.

use super::push;
use crate::index::{ClassId, Index};

/// Titles, and the verbs that precede the name in Chinese.
const CHINESE: [&str; 5] = ["代理", "智能体", "智能體", "专员", "助手"];
const VERBS: [&str; 12] = ["使用", "调用", "用", "请", "让", "叫", "交给", "由", "找", "问", "转给", "切换到"];
/// Characters before a verb that negate it: `不要用`, `别让`.
const REFUSING: [char; 5] = ['不', '别', '勿', '莫', '没'];
/// Titles of Japanese and Korean, and the particles behind them.
const OTHERS: [(&str, &[&str]); 4] =
    [("エージェント", JAPANESE), ("スペシャリスト", JAPANESE), ("에이전트", KOREAN), ("전문가", KOREAN)];
const JAPANESE: &[&str] = &["で", "を使", "に頼", "に聞", "に任", "に依頼", "を呼", "に渡", "をお願い", "にお願い"];
const KOREAN: &[&str] = &["를 사용", "를 이용", "를 써", "를 호출", "를 통해", "로", "에게", "한테", "를 불러"];
/// Negations behind those particles: `を使わないで`, `를 사용하지 마`.
const REFUSING_BEHIND: [&str; 5] = ["ない", "ずに", "ません", "지 마", "지 말"];
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
            if !is_refused && particles.iter().any(|particle| behind.starts_with(particle)) {
                before_title(index, last_of_clause(&asking[..at]), found);
            }
        }
    }
}

/// Collects the agent between a verb and the end of this text.
fn behind_verb(index: &Index, clause: &str, found: &mut Vec<ClassId>) {
    for (at, verb) in VERBS.iter().filter_map(|verb| Some((clause.rfind(verb)?, verb))) {
        if !clause[..at].chars().rev().take(2).any(|c| REFUSING.contains(&c)) {
            push(index, name_in(&clause[at + verb.len()..]), found);
        }
    }
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
