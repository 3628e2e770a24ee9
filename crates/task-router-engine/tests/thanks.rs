//! Requests that are nothing but thanks, by whole decisions of small teams.

// A test that panics has failed.
#![allow(clippy::unwrap_used)]

use task_router_engine::{Files, Options, Scorer, decide};

const LOGIN: &str =
    "---\nname: auth\ndescription: Mends the login.\nkeywords: [login]\npatterns: ['\\blog[io]n\\b']\n---\n";
const TABLES: &str = "---\nname: tables\ndescription: Looks after tables.\nkeywords: [table]\n---\n";

/// Who answers the request in a team of these agents; an empty name is nobody.
fn answer(agents: &[&str], request: &str) -> String {
    let paths: Vec<String> = (0..agents.len()).map(|number| format!("{number}.md")).collect();
    let files: Vec<(&str, &str)> = paths.iter().map(String::as_str).zip(agents.iter().copied()).collect();
    let index = Files::from_texts("t", &files).index(None).unwrap();
    let decision = decide(&Scorer::new(&index).score(request), &Options::default());
    decision.agent.map_or_else(String::new, |agent| index.class(agent).name.clone())
}

#[test]
fn what_somebody_is_thanked_for_is_no_task() {
    for request in [
        "thanks for the login",
        "great job on the login",
        "the login works again, thanks",
        "danke für den Login",
        "merci pour le login",
    ] {
        assert_eq!(answer(&[LOGIN, TABLES], request), "", "{request}");
    }
}

#[test]
fn a_task_with_thanks_is_a_task() {
    for request in [
        "the login, thanks",
        "thanks, now the login",
        "thanks for the table, but the login fails",
        "thanks in advance for mending the login",
        "merci de réparer le login",
    ] {
        assert_eq!(answer(&[LOGIN, TABLES], request), "auth", "{request}");
    }
}

#[test]
fn thanks_are_the_task_of_who_asks_for_them() {
    let stated = "---\nname: praise\ndescription: Collects praise.\nkeywords: [thanks]\n---\n";
    assert_eq!(answer(&[LOGIN, stated], "thanks for everything"), "praise");
    let examples = |lines: &[&str]| lines.iter().map(|line| format!("  - {line}\n")).collect::<String>();
    let praise = examples(&["great job on the cakes", "thank you for the cakes", "the cakes are fine, thanks"]);
    let orders = examples(&["send us three cakes", "we need bread for sunday", "order two pies"]);
    let learned =
        |name: &str, examples: &str| format!("---\nname: {name}\ndescription: Reads mail.\nexamples:\n{examples}---\n");
    let team = [learned("praise", &praise), learned("orders", &orders)];
    assert_eq!(answer(&[&team[0], &team[1]], "great job on the bread"), "praise");
}
