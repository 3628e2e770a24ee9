//! Negated verbs of using, applying, covering and handling in languages other than English, in any inflection: what an
//! agent is not for is said with them, in sentences of its description and in headings of its body.

mod dense;
mod spaced;

/// A negated use in a clause: where it is, and where what it excludes starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Negated {
    pub(super) at: usize,
    pub(super) from: usize,
}

/// The first negated use of a clause in lower case.
pub(super) fn negated_use(clause: &str) -> Option<Negated> {
    let dense = Some(clause).filter(|clause| !clause.is_ascii()).and_then(dense::find);
    [spaced::find(clause), dense].into_iter().flatten().min_by_key(|negated| negated.from)
}

/// Whether a heading or a label says nothing else: `Kiedy nie używać`, `使用しない場合`.
pub(super) fn heads_negated_use(label: &str) -> bool {
    let label = label.to_lowercase();
    spaced::heads(&label) || dense::heads(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a clause excludes.
    fn excluded(clause: &str) -> Option<&str> {
        negated_use(clause).map(|negated| &clause[negated.from..])
    }

    #[test]
    fn negated_uses_exclude() {
        for clause in [
            "gilt nicht für rechnungen",
            "wird nicht auf rechnungen angewendet",
            "rechnungen gehören nicht dazu",
            "rechnungen werden nicht behandelt",
            "ne s'applique pas aux factures",
            "n'écrit jamais de factures",
            "no se aplica a facturas",
            "las facturas no se tratan aquí",
            "não se aplica a faturas",
            "non si applica alle fatture",
            "не применяется к счетам",
            "счета не обрабатываются",
            "nie dotyczy faktur",
            "faktury nie są obsługiwane",
            "faturalar için kullanılmaz",
            "gäller inte fakturor",
            "geldt niet voor facturen",
            "請求書には適用しない",
            "請求書、領収書には適用しません",
            "請求書の作成は行わないこと",
            "請求書では発火しない",
            "請求書には不向き",
            "請求書は他のエージェントに任せる",
            "不适合写发票",
            "不写发票",
            "发票请使用其他技能",
            "发票不在此范围内",
            "청구서에는 적용하지 않는다",
            "청구서는 담당하지 않습니다",
            "청구서 작성에는 쓰지 마세요",
        ] {
            assert_eq!(excluded(clause), Some(clause));
        }
        assert_eq!(excluded("该技能不会处理发票"), Some("不会处理发票"));
        assert_eq!(excluded("記事を書き、請求書には使わない"), Some("請求書には使わない"));
        assert_eq!(
            excluded("schreibt berichte, wird nicht für rechnungen genutzt"),
            Some(" wird nicht für rechnungen genutzt")
        );
    }

    #[test]
    fn others_do_not() {
        for clause in [
            "findet nicht genutzte variablen",
            "nicht nur für rechnungen geeignet",
            "n'oubliez pas d'utiliser les factures",
            "ne traite que les factures",
            "busca archivos no usados",
            "no solo trata facturas",
            "используется не только для счетов",
            "no user-facing changes",
            "no application of tests",
            "non-serving nodes",
            "使用しない変数を削除する",
            "動作しない場合に使う",
            "検出されないエラーを探す",
            "不仅处理发票",
            "查找不使用的变量",
            "如果服务不支持则使用",
            "사용하지 않는 코드를 삭제한다",
            "처리하지 않은 오류를 찾는다",
        ] {
            assert_eq!(excluded(clause), None, "{clause}");
        }
    }

    #[test]
    fn headings_of_negated_uses() {
        for (label, expected) in [
            ("Kiedy nie używać", true),
            ("Wann nicht anwenden", true),
            ("何时不使用", true),
            ("不要使用的情况", true),
            ("使わない場面", true),
            ("使用しない場合", true),
            ("逆に、以下では発火しない", true),
            ("사용하지 않는 경우", true),
            ("このスキルを使わないケース", true),
            // What the agent itself should not do, or do it with.
            ("Nicht verwenden", false),
            ("使用しないライブラリ", false),
            ("使用しないこと", false),
            ("Kiedy używać", false),
            ("使う場面", false),
        ] {
            assert_eq!(heads_negated_use(label), expected, "{label}");
        }
    }
}
