//! Chinese, Japanese and Korean.

use super::Negated;

// Lists are separated by bars.

/// Japanese verbs and nouns of use and of work, before their endings.
const JAPANESE: &str = "適用|使用|利用|活用|使わ|使え|用い|担当|対応|対象|対象と|処理|発火|起動|発動|呼び出さ|呼ば|扱わ|扱い|扱え|\
     行わ|行い|行え|実行|実施|作成|書か|書き|作ら|作り|生成|変更|修正|含ま|含み|含め|サポート|カバー|関与|負わ|\
     負い|想定|向か|向き|向いてい|適さ|適し|適してい|該当|やら|やり|触ら|触れ|触り|担わ|担い|受け付け|引き受け|\
     選択|推奨|参照|トリガー";
/// What may stand between such a stem and the negation.
const JAPANESE_LINKS: &str = "|し|され|でき|ては|では|しては|にし|はし|いたし|にはし|せ";
/// Negations of verbs and nouns, and what may follow at the end of a clause.
const JAPANESE_NEGATIONS: &str = "ません|ない|ではない|ではありません|ず|ぬ";
const JAPANESE_ENDS: &str =
    "|こと|でください|で下さい|です|ようにする|ようにしてください|ように|ものとする|もの|とする|でほしい|で|のです";
/// Nouns that end a clause and exclude what precedes them.
const JAPANESE_NOUNS: &str = "不向き|対象外|範囲外|担当外|管轄外|適用外|非対応|使用不可|使用禁止";
/// Chinese negations before a verb, longest first, and verbs of use and of work.
const CHINESE_NEGATIONS: &str = "请不要|不应该|不直接|不负责|不用来|不会|不能|不要|不得|不应|不可|不宜|不再|并不|无法|请勿|请别|不予|不|勿|别|\
     從不";
const CHINESE: &str = "用|使用|适用|適用|适合|適合|处理|處理|负责|負責|涉及|包括|包含|写|寫|编写|撰写|修改|做|执行|執行|运行|生成|\
     创建|支持|覆盖|触发|觸發|调用|激活|应用|回答|提供|参与|承担|触碰|管理|部署|测试|设计|审查|翻译|属于|屬於|\
     在此范围|在本范围|在范围|在其范围|针对|面向|解决|编辑|删除|推荐|受理|接受|接手|代替|替代|用于|用於|碰";
/// Subjects before a negation that starts a clause.
const CHINESE_SUBJECTS: &str =
    "本|此|该|該|这个|這個|技能|代理|智能体|模式|助手|工具|它|也|但是|但|而|切|均|都|注意|agent|skill|你";
/// Conditions in a clause: `如果服务不支持`.
const CHINESE_CONDITIONS: &str = "如果|若|当|當|时|為何|为何|为什么|是否";
/// Korean stems of use and of work, before `지`.
const KOREAN: &str = "사용하|사용되|적용하|적용되|담당하|처리하|다루|쓰|쓰이|이용하|활용하|해당하|해당되|포함하|포함되|지원하|\
     수행하|실행하|작성하|수정하|관여하|호출하|호출되|발동하|트리거하|생성하|변경하|건드리|맡|관리하|배포하|취급하";
/// Negations behind `지` that end a clause; before a noun they are adjectives (`사용하지 않는 코드`).
const KOREAN_NEGATIONS: &str =
    "않는다|않습니다|않음|않아요|않아|않다|않고|않으며|마세요|마십시오|말 것|말것|마라|못한다|못합니다|못함";
/// The same before a noun.
const ADJECTIVES: &str = "않는|않을|말아야 할|말아야 하는";
/// Nouns that exclude at the end of a clause.
const KOREAN_NOUNS: &str = "범위 밖|범위가 아님|대상이 아님|대상 아님|사용 금지|대상이 아니다";
/// Others that a matter is left to, and verbs of leaving it.
const OTHERS: &str = "他のエージェント|別のエージェント|他のスキル|別のスキル|ほかのスキル|他のツール|其他技能|其它技能|其他代理|\
     其他智能体|其他模式|其他工具|别的技能|다른 에이전트|다른 스킬|다른 도구";
const LEAVING: &str = "任せ|委譲|使|依頼|へ|用|交给|交給|由|맡|사용|쓰|위임|이용";
/// What else is in a heading.
const FILLERS: &str = "什么时候|何时|何時|的情况|情况|的场景|场景|时候|范围|使用|以下では|以下の場合は|以下の場合|次の場合は|\
     次の場合|逆に|場面|場合|とき|ケース|この|スキル|エージェント|を|は|に|本|该|此|技能|代理|模式|이|경우|때|상황|\
     스킬|에이전트|을|를|는|은|的|时|時|在";
/// Those that make it a condition.
const CONDITIONS: &str =
    "什么时候|何时|何時|情况|场景|时候|时|時|以下では|以下の場合|次の場合|場面|場合|とき|ケース|경우|때";
/// Nouns that are a heading alone.
const HEADS: &str =
    "対象外|範囲外|適用外|担当外|スコープ外|不适用|不適用|超出范围|范围之外|범위 밖|제외 대상|적용 제외";
/// Maximum length of a heading in bytes.
const LONGEST_LABEL: usize = 90;

/// The first negated use of a clause.
pub(super) fn find(clause: &str) -> Option<Negated> {
    [japanese(clause), chinese(clause), korean(clause), others(clause)].into_iter().flatten().min_by_key(|it| it.from)
}

/// Whether a label has nothing but a negated use and words about when.
pub(super) fn heads(label: &str) -> bool {
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    if label.len() > LONGEST_LABEL || label.is_ascii() {
        return false;
    }
    if HEADS.split('|').any(|head| head == label) {
        return true;
    }
    let uses = japanese_uses(label).chain(chinese_uses(label)).chain(korean_uses(label));
    CONDITIONS.split('|').any(|condition| label.contains(condition))
        && uses.into_iter().any(|(at, end)| {
            let mut rest = [&label[..at], " ", &label[end..]].concat();
            FILLERS.split('|').for_each(|filler| rest = rest.replace(filler, " "));
            !rest.contains(char::is_alphanumeric)
        })
}

/// Start and end of each negated use: stem, links and negation.
fn japanese_uses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    JAPANESE_NEGATIONS.split('|').flat_map(move |negation| {
        text.match_indices(negation).filter_map(move |(at, _)| {
            let linked = JAPANESE_LINKS.split('|').filter_map(|link| text[..at].strip_suffix(link));
            let stems = linked.flat_map(|before| JAPANESE.split('|').filter_map(move |stem| before.strip_suffix(stem)));
            Some((stems.map(str::len).min()?, at + negation.len()))
        })
    })
}

fn japanese(clause: &str) -> Option<Negated> {
    let bare = clause.trim_end_matches(|c: char| !c.is_alphanumeric());
    let verbs = japanese_uses(bare).filter(|&(_, end)| JAPANESE_ENDS.split('|').any(|ending| ending == &bare[end..]));
    let nouns = JAPANESE_NOUNS.split('|').filter_map(|noun| Some((bare.strip_suffix(noun)?.len(), bare.len())));
    let at = verbs.chain(nouns).map(|(at, _)| at).min()?;
    Some(Negated { at, from: object(clause, at) })
}

/// Start of what stands before a verb: its part of the clause, and nouns listed before.
fn object(clause: &str, at: usize) -> usize {
    let is_comma = |c: char| matches!(c, '\u{3001}' | ',');
    let mut start = clause[..at].rfind(is_comma).map_or(0, |comma| comma + length_at(clause, comma));
    while start > 0 {
        let listed = clause[..start].trim_end_matches(is_comma);
        let is_hiragana = |c: char| matches!(c, '\u{3041}'..='\u{309f}');
        if listed.ends_with(is_hiragana) && !listed.ends_with(['や', 'と']) {
            break;
        }
        start = listed.rfind(is_comma).map_or(0, |comma| comma + length_at(clause, comma));
    }
    start
}

fn length_at(text: &str, at: usize) -> usize {
    text[at..].chars().next().map_or(0, char::len_utf8)
}

fn chinese_uses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    CHINESE_NEGATIONS.split('|').flat_map(move |negation| {
        text.match_indices(negation).filter_map(move |(at, _)| {
            let behind = at + negation.len();
            let verbs = CHINESE.split('|').filter(|verb| text[behind..].starts_with(verb));
            let own = matches!(negation, "不负责" | "不用来").then_some(0);
            Some((at, behind + verbs.map(|verb| verb.len()).max().or(own)?))
        })
    })
}

fn chinese(clause: &str) -> Option<Negated> {
    let is_subject = |text: &str| {
        let mut rest = text.to_owned();
        CHINESE_SUBJECTS.split('|').for_each(|subject| rest = rest.replace(subject, " "));
        !rest.contains(char::is_alphanumeric)
    };
    chinese_uses(clause)
        .filter(|&(at, _)| !CHINESE_CONDITIONS.split('|').any(|word| clause[..at].contains(word)))
        .find_map(|(at, end)| {
            let (before, behind) = (&clause[..at], clause[end..].trim_end_matches(|c: char| !c.is_alphanumeric()));
            let part = before.rfind(',').map_or(0, |comma| comma + 1);
            let is_last = behind.is_empty() || matches!(behind, "内" | "之内" | "的范围" | "此范围" | "本范围");
            let starts = !behind.starts_with('的') && is_subject(&before[part..]);
            (is_last || starts).then_some(Negated { at, from: if is_last { part } else { at } })
        })
}

fn korean_uses(text: &str) -> impl Iterator<Item = (usize, usize)> {
    text.match_indices('지').filter_map(move |(at, particle)| {
        let stem = KOREAN.split('|').filter_map(|stem| text[..at].strip_suffix(stem)).map(str::len).min()?;
        let mut behind = text[at + particle.len()..].trim_start_matches(['는', '도', '를']).trim_start();
        let negations = KOREAN_NEGATIONS.split('|').chain(ADJECTIVES.split('|'));
        let negation = negations.filter(|negation| behind.starts_with(negation)).max_by_key(|it| it.len())?;
        behind = &behind[negation.len()..];
        Some((stem, text.len() - behind.len()))
    })
}

fn korean(clause: &str) -> Option<Negated> {
    let verbs =
        korean_uses(clause).filter(|&(_, end)| KOREAN_NEGATIONS.split('|').any(|it| clause[..end].ends_with(it)));
    let bare = clause.trim_end_matches(|c: char| !c.is_alphanumeric());
    let nouns = KOREAN_NOUNS.split('|').filter_map(|noun| Some((bare.strip_suffix(noun)?.len(), bare.len())));
    let at = verbs.chain(nouns).map(|(at, _)| at).min()?;
    Some(Negated { at, from: clause[..at].rfind(',').map_or(0, |comma| comma + 1) })
}

/// A clause that leaves something to others, without naming them.
fn others(clause: &str) -> Option<Negated> {
    let (at, other) = OTHERS.split('|').find_map(|other| Some((clause.find(other)?, other)))?;
    let beside = [&clause[..at], " ", &clause[at + other.len()..]].concat();
    let from = object(clause, at);
    LEAVING.split('|').any(|verb| beside.contains(verb)).then_some(Negated { at, from })
}
