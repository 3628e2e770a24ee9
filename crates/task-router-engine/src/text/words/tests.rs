use super::*;
use crate::growth::{is_proportional, repeated};
use proptest::prelude::*;

fn split(text: &str) -> Vec<String> {
    Words::of(text).iter().map(str::to_owned).collect()
}

#[test]
fn a_phrase_is_shown_as_written() {
    for text in ["ฐานข้อมูล", "数据库很慢", "データの型", "데이터 고쳐", "log in"] {
        let words = Words::of(text);
        assert_eq!(words.phrase(0, words.len()), text);
    }
}

#[test]
fn words_of_a_text() {
    let cases = [
        ("Fix JWT-expiry, don't 500!", "fix jwt expiry dont 500"),
        ("C++ and C# but not issue#4", "c++ and c# but not issue 4"),
        ("port it to C++17", "port it to c++ 17"),
        ("Ünïcode ΣΑΣ", "ünïcode σασ"),
        ("su\u{31b}\u{309}a giao die\u{323}\u{302}n", "sửa giao diện"),
        ("ｐｙｔｈｏｎ ﬁle №5", "python file no 5"),
        ("soft\u{ad}hyphen zero\u{200b}width", "softhyphen zerowidth"),
        ("l'interface d’accueil qu'on dell'utente", "l interface d accueil qu on dell utente"),
        (
            "it's the customer’s and you'll see I'm 'quoted' O'Brien",
            "its the customers and youll see im quoted o brien",
        ),
        ("So war's. WÄR’S das? the user's", "so war s wär s das the users"),
        ("css's Redis's CSS’S boss's, customers' is's", "css redis css boss customers is"),
        ("CSS\u{fe0f} re\u{202a}order 1\u{fe0f}\u{20e3}", "css reorder 1"),
        ("ship🚀it ❤\u{fe0f} €50", "ship it 50"),
        ("createPaymentIntent getURLs HTTP404 user_roles", "create payment intent get url http 404 user roles"),
        ("review my PRs", "review my pr"),
        ("créerUtilisateur", "créer utilisateur"),
        ("\u{1b}[31mERROR\u{1b}[0m in \u{1b}[1;4mbuild", "error in build"),
        ("[31mERROR[0m waits [30m]", "error waits 30m"),
        ("\u{1b}]0;a title\u{7}done", "done"),
        ("\u{1b}[1é \u{1b}[\u{fffd} done", "é done"),
        ("  \0 \u{1b}[31m ", ""),
        ("", ""),
        ("हिन्दी में", "हिन्दी में"),
    ];
    for (text, expected) in cases {
        assert_eq!(split(text).join(" "), expected, "{text}");
    }
}

#[test]
fn symbols_are_words_on_demand() {
    let words = Words::with_symbols("Ship🚀it ❤\u{fe0f}\u{200d}🔥, €50 数据→ｐｙ🐛");
    let read: Vec<&str> = words.iter().collect();
    assert_eq!(read, ["ship", "🚀", "it", "❤", "🔥", "€", "50", "数据", "→", "py", "🐛"]);
    assert_eq!(words.phrase(0, 3), "ship 🚀 it");
    assert_eq!((words.origin(1), words.origin(3)), (4..8, 11..14));
}

#[test]
fn scripts_without_spaces_are_words_or_pairs() {
    let cases = [
        ("数据库很慢", "数据 据库 库很 很慢"),
        ("用python写", "用 python 写"),
        ("SQL查询", "sql 查询"),
        ("postgresのクエリ", "postgres の クエリ"),
        ("「数据库」", "数据 据库"),
        ("데이터를 앱", "데이터 앱"),
        ("데이터베이스에서는 회의 회의를 배포해주세요", "데이터베이스 회의 회의 배포"),
        ("記事を書いてコミットした", "記事 事を を書 書い いて コミット した"),
        ("らーめん、3ヶ月", "らー ーめ めん 3 ヶ 月"),
        ("ภาษาไทย", "ภา าษ ษา าไ ไท ทย"),
        ("ﾃｰﾌﾞﾙ", "テーブル"),
    ];
    for (text, expected) in cases {
        assert_eq!(split(text).join(" "), expected, "{text}");
    }
    let words = Words::of("数据库 very slow");
    assert_eq!(words.phrase(0, words.len()), "数据库 very slow");
}

#[test]
fn words_are_rewritten_from_left_to_right() {
    let mut words = Words::of("log in to-day now login");
    let replaced = words.rewrite(|words, i| match words.get(i) {
        "log" => Some((2, vec!["login".to_owned()])),
        "to" if words.get(i - 1) == "login" => Some((1, vec!["t".to_owned(), "o".to_owned()])),
        _ => None,
    });
    assert_eq!(words.iter().collect::<Vec<_>>(), ["login", "t", "o", "day", "now", "login"]);
    assert_eq!(replaced, [(0..2, 1), (2..3, 2)]);
    assert_eq!((words.origin(0), words.origin(2), words.separator(2)), (0..6, 7..9, "-"));
}

#[test]
fn words_are_rewritten_in_proportion_to_their_number() {
    let read = |text: &str| {
        let mut words = Words::of(text);
        let all = words.len();
        words.rewrite(|words, i| (words.get(i) == "log").then(|| (2, vec!["login".to_owned()])));
        assert_eq!(words.len(), all / 2);
    };
    assert!(is_proportional(|size| repeated("log in ", size), 1 << 20, read));
}

#[test]
fn short_names_keep_their_signs_beside_any_character() {
    for text in ["“c++”", "«C++»", "‘c++’", "„c++“", "\u{a0}c++", "\u{200b}c++.", "(c++)", "ｃ++"] {
        assert_eq!(split(text), ["c++"], "{text}");
    }
    assert_eq!(split("请用c++写 c#"), ["请用", "c++", "写", "c#"]);
    assert_eq!(split("éc++ abc++ “c”++ 2c#"), ["éc", "abc", "c", "2c"]);
    let text = "“c++”";
    assert_eq!(&text[Words::of(text).origin(0)], "c++");
}

#[test]
fn words_have_their_origin() {
    let text = "Fix l'été, createIntent 数据库!";
    let words = Words::of(text);
    let read: Vec<&str> = (0..words.len()).map(|i| &text[words.origin(i)]).collect();
    assert_eq!(read, ["Fix", "l", "été", "create", "Intent", "数", "据库"]);
    // Wide punctuation is normalised, and still separates words.
    let words = Words::of("数据，缓存！ｐｙ");
    let between: Vec<&str> = (1..words.len()).map(|i| words.separator(i - 1)).collect();
    assert_eq!(between, ["，", "！"]);
}

proptest! {
    #[test]
    fn plain_text_is_cut_between_words(
        text in r"(([A-Z]?[a-z]{0,9}|[0-9]{1,9}|[a-z]{60,70})[ .,()/\t\x00-]{1,3}|[ .]{60,70}){0,30}",
    ) {
        let lower = text.to_ascii_lowercase();
        let words: Vec<&str> = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
        prop_assert_eq!(split(&text), words);
    }

    #[test]
    fn any_text_is_read(text in any::<String>(), more in r"([a-zA-Z0-9'+#\x1b\[;]|\x1b\[|\x1b\]|数|ば|é|\u{301}|’|한|\u{200d}|ﬁ|¼|Ã|ü){0,40}") {
        for text in [text, more] {
            let words = Words::of(&text);
            for i in 0..words.len() {
                prop_assert!(!words.get(i).is_empty());
                // JSON output contains them unescaped.
                prop_assert!(!words.get(i).contains(|c: char| matches!(c, '\0'..' ' | '"' | '\\')), "{}", words.get(i));
                let origin = words.origin(i);
                prop_assert!(text.get(origin.clone()).is_some(), "{:?}", origin);
                words.signs(i, |byte| byte == b'.');
                prop_assert!(i + 1 == words.len() || words.separator(i).len() <= text.len());
            }
            words.phrase(0, words.len());
        }
    }
}
