//! Exclusions in Chinese, Japanese, Korean and Thai, whose text is mostly read as overlapping pairs of characters.
//!
//! A cue is a run of characters. What it excludes follows it (`不要动数据库`) or precedes it (`データベースではなく`, `데이터베이스 말고`), up
//! to the end of its own run of characters.

use super::WordKinds;
use super::clause::is_boundary;
use crate::text::{Words, is_hangul, words};
use unicode_normalization::char::is_combining_mark;

/// Cues that exclude what follows.
const BEFORE_OBJECT: &[&str] = words!(
    "不要发给|不要交给|不要转给|不要给|别发给|别交给|别给|不要找|别找|不要问|不要|不要动|不要碰|不要改|不要修改|不要用|不要使用|不要管|别动|别碰|别改|别修改|别用|别管|不用|不使用|不包括|不涉及|无需\
    |忽略|跳过|除了|而不是|而非|不改|不碰|不动|不管|不需要改|不需要动|勿修改|勿改|勿动|不想动|不想改|禁止修改|禁止改|与其|不考虑|抛开",
    // Thai.
    "ไม่ใช่|อย่าแตะ|อย่าแก้|อย่าใช้|ไม่ต้องแก้|ไม่ต้องแตะ|ไม่ต้องใช้|ยกเว้น|นอกจาก|แทนที่จะ"
);
/// Excludes what follows if another statement comes after it (`不是数据库，是缓存`) or stands before it (`我要缓存，不是数据库`).
const DIAGNOSIS: &str = "不是";
/// Cues that exclude what follows, up to a mark after which another statement comes: `不需要缓存，只需要密码`.
const WISHES: &[&str] = words!("不需要|不想要|不想问|别给我|不要给我|不关心");
/// Number of characters from a word on among which is the mark behind it.
const MARK_BEHIND: usize = 4;
/// Starts of clauses that go on about what precedes them: `我不需要发票，但是又寄来了`, `我不需要会员了，想取消`.
const COMPLAINING: &[&str] = words!("但|可是|却|为什么|怎么|还是|结果|而且|所以|想取消|我想取消|我要取消|请取消");
/// Words that make a clause a question.
const ASKED: &[&str] = words!("吗|呢|么");
/// Characters that end the excluded part.
const ENDS: &[&str] = words!("而是|只|仅|以外|之外|的问题|就|请|但|な|不如");
/// Characters of a question about a reason, which excludes nothing: `为什么不用缓存`.
const ASKING: &[&str] = words!("什么|为何|怎么");
/// Cues that exclude what precedes.
const BEHIND_OBJECT: &[&str] = words!(
    "送らないで|渡さないで|보내지|ではなく|じゃなく|でなく|以外|なしで|抜きで|を除い|触らない|触れない|変更しない|変えない|使わず|使わない|使用しない|いじらない|しないで|書かないで|直さないで|消さないで\
    |作らないで|の代わり|말고|아니라|없이|제외하고|제외한|빼고|대신|건드리지|수정하지|바꾸지|사용하지|쓰지|没问题|没关系|没有关系|无关|放一边|放在一边|保持不变|就不用|は問題ない|は関係な|とは関係な\
    |手を付けず|手をつけず|はそのまま|は無視|を無視して|変更せず|触らず|変えず|触れず|は不要|はいいから|対象外|変えないで|상관없이|놔두고|내버려|무시하고|건들지|不重要|无所谓|不是问题|は要りません\
    |はいりません|は要らない|は必要ありません|は必要ない|はどうでもい|필요없|ไม่สำคัญ"
);
/// Maximum number of words (pairs of characters) in an exclusion.
const MAX_WORDS: usize = 12;
/// Maximum distance in words between what makes a question and the cue in it.
const LONGEST_QUESTION: usize = 40;

/// Whether a cue may start with a word, or is behind its object in the same word.
pub(super) fn is_cue(word: &str) -> bool {
    let mut cues = BEFORE_OBJECT.iter().chain(BEHIND_OBJECT).chain(WISHES).chain([&DIAGNOSIS]);
    !word.is_ascii() && (cues.any(|cue| cue.starts_with(word)) || is_behind_object(word))
}

/// Whether a word of Hangul is an object with its cue: `데이터말고`.
fn is_behind_object(word: &str) -> bool {
    is_hangul(word) && BEHIND_OBJECT.iter().any(|cue| word.find(cue).is_some_and(|at| at > 0))
}

/// Positions excluded by a cue at word `i`.
pub(super) fn excluded_by(words: &Words, i: usize) -> Vec<usize> {
    if let Some(end) = longest(words, i, WISHES) {
        let object = object(words, end);
        let complains = |at: usize| COMPLAINING.iter().any(|start| words.text_from(at).starts_with(start));
        let is_followed = |last: usize| last + 1 < words.len() && is_boundary(words, last) && !complains(last + 1);
        let goes_on = object.last().is_some_and(|&last| is_followed(last));
        return if goes_on && !is_question(words, i) { object } else { Vec::new() };
    }
    if let Some(end) = longest(words, i, BEFORE_OBJECT) {
        return if is_question(words, i) { Vec::new() } else { object(words, end) };
    }
    if longest(words, i, BEHIND_OBJECT).is_some() {
        return object_before(words, i);
    }
    if is_behind_object(words.get(i)) {
        return vec![i];
    }
    let Some(end) = longest(words, i, &[DIAGNOSIS]) else { return Vec::new() };
    let object = object(words, end);
    let last = object.last().copied().unwrap_or(i);
    let is_asked = || {
        ASKED.iter().any(|asked| {
            words.get(last).ends_with(asked) || words.text_from(last).chars().take(MARK_BEHIND).any(|c| c == '？')
        })
    };
    let is_set_behind = || i > 0 && is_boundary(words, i - 1) && !is_asked();
    let is_set_against = !object.is_empty() && (last + 1 < words.len() || is_set_behind());
    if is_set_against && !is_question(words, i) { object } else { Vec::new() }
}

/// Whether a run of words names a thing and excludes none.
pub(super) fn names_other_thing(words: &Words, kinds: &impl WordKinds, is_excluded: impl Fn(usize) -> bool) -> bool {
    let mut start = 0;
    (0..words.len()).filter(|&end| is_boundary(words, end)).any(|end| {
        let mut run = start..end + 1;
        start = end + 1;
        !run.clone().any(&is_excluded)
            && run.any(|i| kinds.languages(i).is_empty() && kinds.cue_languages(i).is_empty())
    })
}

/// Position after the longest of these cues that starts at word `i`.
fn longest(words: &Words, i: usize, cues: &[&str]) -> Option<usize> {
    cues.iter().filter_map(|cue| begins(words, i, cue)).max()
}

/// Position after a cue that starts at word `i`.
fn begins(words: &Words, i: usize, cue: &str) -> Option<usize> {
    if is_hangul(cue) {
        // Its words are read without their endings.
        return words.text_from(i).starts_with(cue).then_some(i + 1);
    }
    let (mut left, mut end) = (characters(cue), i);
    while left > 0 && end < words.len() {
        let shared = words.overlap(end).filter(|_| end > i).unwrap_or(0);
        left = left.saturating_sub(characters(&words.get(end)[shared..]));
        end += 1;
    }
    words.phrase(i, end).starts_with(cue).then_some(end)
}

/// Number of characters of a cue, without combining marks.
fn characters(cue: &str) -> usize {
    cue.chars().filter(|&c| !is_combining_mark(c)).count()
}

/// Whether it is a question: `要不要` (whether or not), or why.
fn is_question(words: &Words, cue: usize) -> bool {
    let Some(before) = cue.checked_sub(1).filter(|&before| words.separator(before).is_empty()) else { return false };
    let is_doubled = words.get(before).chars().next() == words.get(cue).chars().nth(1);
    let run = (0..=before).rev().take_while(|&at| at == before || !is_boundary(words, at));
    is_doubled || run.take(LONGEST_QUESTION).any(|at| ASKING.contains(&words.get(at)))
}

/// Words from `start` on, up to the end of their run, to a change from Latin to other letters, or to a word that ends
/// an object.
fn object(words: &Words, start: usize) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for i in start..words.len().min(start + MAX_WORDS) {
        let (separator, is_latin) = (words.separator(i - 1), words.get(i).is_ascii());
        let was_latin = !found.is_empty() && words.get(i - 1).is_ascii();
        let is_other_run = !(found.is_empty() || separator.is_empty() || is_latin && was_latin);
        let ends = is_other_run || (was_latin && !is_latin) || ENDS.iter().any(|end| is_at(words, i, end));
        if ends || is_boundary(words, i - 1) {
            break;
        }
        found.push(i);
    }
    found
}

/// Whether the characters of `text` start at word `i`.
fn is_at(words: &Words, i: usize, text: &str) -> bool {
    match characters(text) {
        // Katakana, behind a pair that ends with the character, has no pair with it.
        1 => {
            let is_behind = |before: usize| words.separator(before).is_empty() && words.overlap(i).is_none();
            let before = i.checked_sub(1).filter(|&before| is_behind(before));
            words.get(i).starts_with(text) || before.is_some_and(|before| words.get(before).ends_with(text))
        }
        _ => begins(words, i, text).is_some(),
    }
}

/// Words before `end`. Hiragana between them and the cue are particles and are skipped; Hiragana before them ends them,
/// as does a space.
fn object_before(words: &Words, end: usize) -> Vec<usize> {
    let is_particle = |i: usize| words.get(i).contains(|c| matches!(c, '\u{3041}'..='\u{309f}'));
    let mut found: Vec<usize> = Vec::new();
    for i in (end.saturating_sub(MAX_WORDS)..end).rev() {
        let is_other_run = !found.is_empty() && !words.separator(i).is_empty();
        if is_boundary(words, i) || (!found.is_empty() && is_particle(i)) || is_other_run {
            break;
        }
        if !is_particle(i) {
            found.push(i);
        }
    }
    found
}
