//! Requests in scripts without spaces reach the agents whose words they have, and no others.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use task_router_engine::{Files, Index, Options, Scorer, decide};

/// Agents by name, with further lines of their frontmatter.
fn index(agents: &[(&str, &str)]) -> Index {
    let file = |(name, lines): &(&str, &str)| (format!("{name}.md"), format!("---\nname: {name}\n{lines}\n---\nX.\n"));
    let texts: Vec<(String, String)> = agents.iter().map(file).collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Files::from_texts("team", &files).index(None).unwrap()
}

fn assert_answers(agents: &[(&str, &str)], cases: &[(&str, Option<&str>)]) {
    let index = index(agents);
    for (request, expected) in cases {
        let decision = decide(&Scorer::new(&index).score(request), &Options::default());
        let agent = decision.agent.map(|agent| index.class(agent).name.as_str());
        assert_eq!(agent, *expected, "{request}: {}", decision.confidence);
    }
}

const JAPANESE: [(&str, &str); 4] = [
    ("commits", "description: コミットメッセージとプルリクエストの説明文を作成する。"),
    ("sessions", "description: セッション動画から記事を書き、ユーザーのコメントをまとめる。"),
    ("cloud", "description: AWSのインフラを設計し、デプロイメントのコストを下げる。"),
    ("data", "description: 顧客管理データベースの遅いクエリを速くする。"),
];

#[test]
fn a_loan_word_is_no_part_of_another() {
    let cases = [
        "マンションの家賃は？",
        "ファッションのおすすめ",
        "レストランを予約して",
        "ダイエットの方法を教えて",
        "リストラの不安",
    ];
    assert_answers(&JAPANESE, &cases.map(|request| (request, None)));
}

#[test]
fn grammar_and_verbs_of_any_request_are_no_evidence() {
    let cases = ["旅行の計画を作成して", "夕食を作って", "手紙を書いて", "猫の名前を考えて", "仕事を下さい"];
    assert_answers(&JAPANESE, &cases.map(|request| (request, None)));
}

#[test]
fn words_of_descriptions_are_found_in_any_compound_and_with_any_ending() {
    let cases = [
        ("コミットのメッセージ", Some("commits")),
        ("メッセージ", Some("commits")),
        ("コミットして", Some("commits")),
        ("プル・リクエストを出して", Some("commits")),
        ("セッションの内容を記事にして", Some("sessions")),
        ("ユーザコメント", Some("sessions")),
        ("インフラ設計", Some("cloud")),
        ("ｲﾝﾌﾗを見直して", Some("cloud")),
        ("顧客に連絡したい", Some("data")),
        ("クエリが遅いです", Some("data")),
        ("データベースサーバーが落ちた", Some("data")),
    ];
    assert_answers(&JAPANESE, &cases);
}

#[test]
fn a_keyword_inside_a_sentence_reaches_its_owner() {
    let agents = [
        ("one", "keywords: [テスト, 見積もり, 直す, 배포, 데이터베이스, 部署, メロンパン]"),
        ("two", "keywords: [レビュー, お問い合わせ, 遅い, 회의록, 리뷰, 数据库, 猫]"),
    ];
    let cases = [
        ("テスト", Some("one")),
        ("ユニットテストを書いて", Some("one")),
        ("見積もりをお願いします", Some("one")),
        ("バグを直すように", Some("one")),
        ("おいしいメロンパンを買う", Some("one")),
        ("배포", Some("one")),
        ("서버에 배포해주세요", Some("one")),
        ("데이터베이스에서는 안 돼요", Some("one")),
        ("帮我部署一下", Some("one")),
        ("コードレビューして", Some("two")),
        ("レビュ", Some("two")),
        ("顧客のお問い合わせに答えて", Some("two")),
        ("画面が遅いです", Some("two")),
        ("회의록을 써줘", Some("two")),
        ("코드리뷰 해줘", Some("two")),
        ("리뷰를 부탁해", Some("two")),
        ("我的数据库很慢", Some("two")),
        ("うちの猫が", Some("two")),
    ];
    assert_answers(&agents, &cases);
}

#[test]
fn hangul_words_are_compared_whole() {
    let agents = [
        ("commits", "description: 커밋 메시지를 분석하고 코드를 리뷰한다."),
        ("demo", "description: 브라우저 시연 스크립트를 준비한다."),
        ("config", "description: 설정 파일을 동기화하는 에이전트."),
    ];
    let cases = [
        ("브라우니 만드는 법", None),
        ("스크류바 먹고 싶어", None),
        ("커밋을 해주세요", Some("commits")),
        ("코드리뷰 부탁해", Some("commits")),
        ("브라우저에서 시연해줘", Some("demo")),
        ("설정 동기화", Some("config")),
        ("파일이 동기화되지 않아요", Some("config")),
    ];
    assert_answers(&agents, &cases);
}
