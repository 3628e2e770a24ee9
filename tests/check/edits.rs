//! Suggested edits, and the change that a wanted agent needs.

use crate::shop::{Shop, errors, string, text};
use serde_json::Value;
use std::fs;
use std::process::Command;

#[test]
fn a_suggested_diff_applies_and_mends_what_it_says() {
    let shop = Shop::new();
    shop.replace("agents/baker.md", ", kipferl", "");
    shop.replace(
        "tests/routing/shop.yaml",
        "- {request: \"a new",
        "- {request: \"straighten the hinge\", agent: smith}\n- {request: \"a new",
    );
    shop.commit_all();
    assert_eq!(shop.route(&["check"]).status.code(), Some(1));
    let done = shop.route(&["suggest"]);
    let said = errors(&done);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("fixes 1, breaks 0"), "{said}");
    assert!(shop.git(&["status", "--porcelain"]).is_empty(), "it edits nothing itself");
    shop.write("fix.patch", &text(&done));
    shop.git(&["apply", "--check", "fix.patch"]);
    shop.git(&["apply", "fix.patch"]);
    let patched = shop.git(&["diff"]);
    shop.git(&["checkout", "-q", "agents"]);
    fs::create_dir(shop.path().join("src")).unwrap();
    let elsewhere = errors(&shop.route_in("src", &["suggest"]));
    assert!(elsewhere.contains("take this with `git -C ") && !said.contains("git -C"), "{elsewhere}");
    let applied = shop.route_in("src", &["suggest", "--apply"]);
    assert_eq!((shop.git(&["diff"]), applied.status.code()), (patched, Some(0)), "written as the diff says");
    assert!(text(&applied).starts_with("edited ") && text(&applied).lines().count() == 2, "{}", text(&applied));
    let baker = fs::read_to_string(shop.path().join("agents/baker.md")).unwrap();
    assert!(baker.contains("# found by heart\nkeywords: [bread, dough]\n"), "{baker}");
    assert!(baker.contains("\n  - \"one kipferl please\"\n"), "the request as an example comes first: {baker}");
    let check = shop.route(&["check", "--deny", "warnings"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check));
    assert_eq!(text(&shop.route(&["suggest"])), "", "nothing is left to fix");
}

/// Git changes nothing through a link.
#[cfg(unix)]
#[test]
fn the_diff_for_a_linked_definition_applies() {
    let shop = Shop::new();
    fs::create_dir(shop.path().join("prompts")).unwrap();
    fs::rename(shop.path().join("agents/smith.md"), shop.path().join("prompts/smith.md")).unwrap();
    std::os::unix::fs::symlink("../prompts/smith.md", shop.path().join("agents/smith.md")).unwrap();
    shop.write("tests/routing/shop.yaml", "- {request: straighten the hinge, agent: smith}\n");
    shop.commit_all();
    let wanted = text(&shop.route(&["explain", "--want", "smith", "-f", "json", "repair the hinge"]));
    let wanted: Value = serde_json::from_str(&wanted).unwrap();
    // Beside the file itself the link is only another way to it.
    std::os::unix::fs::symlink("clerk.md", shop.path().join("agents/a-clerk.md")).unwrap();
    let clerk = text(&shop.route(&["show", "clerk", "-f", "json"]));
    assert!(clerk.contains(r#""file":"agents/clerk.md""#), "{clerk}");
    fs::remove_file(shop.path().join("agents/a-clerk.md")).unwrap();
    for diff in [string(&wanted["diff"]), &text(&shop.route(&["suggest"]))] {
        shop.write("fix.patch", diff);
        shop.git(&["apply", "fix.patch"]);
        assert_eq!(shop.git(&["diff", "--name-only"]), "prompts/smith.md\n");
        shop.git(&["checkout", "-q", "prompts"]);
    }
}

/// `route init` writes a built-in team where the diff changes it.
#[test]
fn the_diff_for_a_built_in_definition_applies_to_what_init_writes() {
    let shop = Shop::new();
    let asked = [
        "explain",
        "--team",
        "backend-task-dispatcher",
        "--want",
        "database-architect",
        "-f",
        "json",
        "frobnicate the gizmo",
    ];
    let wanted = text(&shop.route(&asked));
    let wanted: Value = serde_json::from_str(&wanted).unwrap();
    shop.write("fix.patch", string(&wanted["diff"]));
    assert_eq!(shop.route(&["init", "--team", "backend-task-dispatcher"]).status.code(), Some(0));
    shop.commit_all();
    shop.git(&["apply", "fix.patch"]);
}

/// No model has learned from the requests in which this edit is found out.
#[test]
fn an_edit_that_takes_small_talk_is_not_suggested() {
    let shop = Shop::new();
    shop.write("tests/routing/shop.yaml", "- {request: \"thanks, that is all\", agent: smith}\n");
    let done = shop.route(&["suggest"]);
    let said = errors(&done);
    assert_eq!((text(&done).as_str(), done.status.code()), ("", Some(1)), "{said}");
    assert!(said.contains("breaks the answer to \"thank"), "{said}");
}

/// A skill with its evidence in a rules file beside it is edited like any other, and keeps that evidence.
#[test]
fn a_skill_with_rules_beside_it_is_edited() {
    let shop = Shop::new();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    fs::remove_file(shop.path().join("tests/routing/shop.yaml")).unwrap();
    shop.write(".claude/skills/bake/SKILL.md", "---\nname: bake\ndescription: Bread and ovens.\n---\n");
    shop.write(".claude/skills/forge/SKILL.md", "---\nname: forge\ndescription: Iron and anvils.\n---\n");
    let rules = r#"{"skills": {"bake": {"promptTriggers": {"keywords": ["dough"], "intentPatterns": ["bake.*rye"]}}}}"#;
    shop.write(".claude/skills/skill-rules.json", rules);
    shop.write("tests/routing/x.yaml", "- {request: kipferl, agent: bake}\n- {request: the dough, agent: bake}\n");
    shop.commit_all();
    assert_eq!(shop.route(&["suggest", "--apply"]).status.code(), Some(0));
    assert!(shop.git(&["diff", "--name-only"]).lines().eq([".claude/skills/bake/SKILL.md"]));
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
}

/// Files that cannot be edited as text are reported; all others are edited, however they are written.
#[test]
fn a_file_that_is_not_edited_is_named() {
    let shop = Shop::new();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    shop.write(
        ".codex/agents/smith.toml",
        "name = 'smith'\ndescription = 'Iron.'\ndeveloper_instructions = 'Forge.'\n",
    );
    shop.write(".claude/commands/bake.md", "Bake bread.\n\n$ARGUMENTS\n");
    shop.write(
        "tests/routing/x.yaml",
        "- {request: kipferl, agent: bake}\n- {request: wrought hinges, agent: smith}\n",
    );
    fs::write(shop.path().join("latin.txt"), b"sch\xf6n\n").unwrap();
    assert!(Command::new("mkfifo").arg(shop.path().join("pipe")).status().unwrap().success());
    fs::remove_file(shop.path().join("tests/routing/shop.yaml")).unwrap();
    let done = shop.route(&["suggest"]);
    let said = errors(&done);
    assert!(
        text(&done).contains("+---\n+examples:\n+  - \"kipferl\"\n+---\n Bake bread.\n"),
        "{}\n{said}",
        text(&done)
    );
    assert!(!said.contains("is a peer"), "{said}");
    let by_hand = "`.codex/agents/smith.toml` is none that is edited (Markdown in UTF-8, its keys as YAML, on one line or as lists and maps); try by hand: give smith the example \"wrought hinges\"";
    assert!(said.contains(by_hand), "{said}");
    // Other requests are read in any encoding, and a pipe does not block.
    let latin = shop.route(&["suggest", "--others", "latin.txt"]);
    assert_eq!(latin.status.code(), Some(1), "{latin:?}");
    let piped = shop.route(&["suggest", "--others", "pipe"]);
    assert!(errors(&piped).contains("not a regular file"), "{piped:?}");
}

/// If examples are in a file of their own, new ones are added there.
#[test]
fn a_suggested_example_goes_into_the_file_of_examples() {
    let shop = Shop::new();
    let agent =
        |name: &str, more: &str| shop.write(&format!("agents/{name}.md"), &format!("---\nname: {name}\n{more}\n---\n"));
    shop.write("agents/team.md", "---\nname: shop\nfallback: clerk\n---\n{agent_prompt}\n");
    agent(
        "baker",
        "description: Bread, dough and ovens.\nkeywords: [bread, dough]\nexamples: [bake a loaf of bread, the dough does not rise, heat the oven, a cake with cream]",
    );
    agent(
        "clerk",
        "description: Bills, receipts and orders.\nkeywords: [bill, receipt]\nexamples: [print the receipt again, send the bill to the customer, count the money, write an order]",
    );
    agent(
        "smith",
        "description: Iron, forging and anvils.\nkeywords: [iron, anvil]\nexamples_from: examples/smith.txt",
    );
    let examples = "# what people ask\nforge a horseshoe\nthe anvil cracked\nmend the gate\nsharpen my knife\n";
    shop.write("agents/examples/smith.txt", examples);
    shop.write("tests/routing/shop.yaml", "- {request: sharpen the oven door, agent: smith}\n");
    shop.commit_all();
    assert_eq!(shop.route(&["check"]).status.code(), Some(1));
    let done = text(&shop.route(&["suggest"]));
    shop.write("fix.patch", &done);
    shop.git(&["apply", "fix.patch"]);
    let written = fs::read_to_string(shop.path().join("agents/examples/smith.txt")).unwrap();
    assert_eq!(written, format!("{examples}sharpen the oven door\n"), "{done}");
    assert!(shop.git(&["status", "--porcelain", "agents"]).lines().eq([" M agents/examples/smith.txt"]), "{done}");
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
}

#[test]
fn the_smallest_change_for_a_wanted_agent_is_tried() {
    let shop = Shop::new();
    let done = shop.route(&["explain", "--want", "smith", "-f", "json", "repair the hinge"]);
    let page: Value = serde_json::from_str(&text(&done)).unwrap();
    assert_eq!(done.status.code(), Some(0), "{page}");
    assert!(string(&page["change"]).starts_with("give smith the"), "{page}");
    shop.commit_all();
    shop.write("fix.patch", string(&page["diff"]));
    shop.git(&["apply", "fix.patch"]);
    assert_eq!(text(&shop.route(&["-f", "name", "repair the hinge"])), "smith\n");
    assert_eq!(shop.route(&["explain", "--want", "smiht", "x"]).status.code(), Some(2));
}

#[test]
fn why_a_wanted_agent_does_not_answer_and_why_no_change_was_found() {
    let shop = Shop::new();
    fs::remove_file(shop.path().join("agents/team.md")).unwrap();
    let asked = |request: &str| {
        let done = shop.route(&["explain", "--want", "smith", "-f", "json", request]);
        serde_json::from_str::<Value>(&text(&done)).unwrap()
    };
    let nobody = asked("repaint the chimney");
    assert_eq!((&nobody["got"], &nobody["problem"]), (&Value::Null, &Value::Null), "{nobody}");
    shop.write(
        ".codex/agents/mason.toml",
        "name = \"mason\"\ndescription = \"Stones and chimneys.\"\ndeveloper_instructions = \"Build.\"\n",
    );
    shop.write("route.toml", "min_confidence = 0.999\n");
    let done = shop.route(&["explain", "--want", "mason", "stones"]);
    let page = text(&done);
    assert_eq!(done.status.code(), Some(1), "{page}");
    assert!(page.contains("\nnow: nobody; too little to tell: mason is only "), "in front, and not behind: {page}");
    let by_hand = "\nchange: none was found: `.codex/agents/mason.toml` is none that is edited (Markdown in UTF-8, its keys as YAML, on one line or as lists and maps); try by hand: give mason the example \"stones\"\n";
    assert!(page.contains(by_hand), "{page}");
}

/// Neither a hint nor a reason promises what is not done.
#[test]
fn evidence_of_the_team_file_is_not_edited_and_that_is_said() {
    let shop = Shop::new();
    let team = "---\nname: shop\nfallback: clerk\npeers: [{name: bar, keywords: [cider]}]\nflows: [{name: feast, keywords: [banquet], steps: [baker]}]\n---\n{agent_prompt}\n";
    shop.write("agents/team.md", team);
    for (expected, name) in [
        ("flow: feast", "`feast` is a flow"),
        ("handoff: bar", "`bar` is a peer"),
        ("handoff: bar, status: direct", "`bar` is a peer"),
    ] {
        shop.write("tests/routing/shop.yaml", &format!("- {{request: \"a party with music\", {expected}}}\n"));
        let told = errors(&shop.route(&["suggest"]));
        assert!(
            told.contains(&format!("no edit: {name}; its evidence in team.md is not edited")),
            "{expected}: {told}"
        );
        let checked = text(&shop.route(&["check"]));
        assert!(!checked.contains("finds edits"), "{expected}: {checked}");
    }
}

/// A keyword says what a request is about.
#[test]
fn words_of_any_request_are_not_suggested_as_keywords() {
    let shop = Shop::new();
    for (request, word) in
        [("she spoke with somebody about the kettle yesterday", "kettle"), ("the others chose differently", "")]
    {
        shop.write("tests/routing/shop.yaml", &format!("- {{request: \"{request}\", agent: smith}}\n"));
        let checked = text(&shop.route(&["check"]));
        let offered: Vec<&str> =
            checked.split("or the keyword `").skip(1).filter_map(|rest| rest.split('`').next()).collect();
        assert_eq!(offered, if word.is_empty() { vec![] } else { vec![word] }, "{checked}");
    }
}

#[test]
fn a_fixture_that_nobody_can_mend_says_why() {
    let shop = Shop::new();
    for (expected, reason) in [
        ("not: baker", "`baker` should not answer"),
        ("status: unclear", "`baker` should not answer"),
        ("agent: null", "`baker` should not answer"),
        ("agent: [smith, baker], urgency: critical", "who answers is right already"),
    ] {
        shop.write("tests/routing/shop.yaml", &format!("- {{request: \"one kipferl please\", {expected}}}\n"));
        let told = errors(&shop.route(&["suggest"]));
        assert!(told.contains(reason), "{expected}: {told}");
    }
}
