//! Fixture files: where they lie, how their paths are written, and what is wrong in them.

use crate::shop::{Shop, errors, text};
use std::fs;

fn told(shop: &Shop, args: &[&str]) -> String {
    errors(&shop.route(args))
}

/// Neither the current folder nor the place of the clone says anything about a fixture.
#[test]
fn held_out_is_what_lies_below_such_a_folder_of_the_repository() {
    let shop = Shop::new();
    shop.write("tests/routing/held-out/shop.yaml", "- {request: \"mend the pothole\", agent: smith}\n");
    for (folder, path) in [("tests/routing/held-out", "shop.yaml"), ("agents", "../tests/routing/held-out/shop.yaml")] {
        let done = shop.route_in(folder, &["check", "--allow-empty", path]);
        assert_eq!(done.status.code(), Some(0), "{folder}: {}", text(&done));
    }
    let clone = shop.path().join("held-out/clone");
    fs::create_dir_all(clone.join(".git")).unwrap();
    shop.write("held-out/clone/agents/baker.md", crate::shop::BAKER);
    shop.write("held-out/clone/knowledgebase/baking.md", "Flour.\n");
    shop.write("held-out/clone/tests/routing/a.yaml", "- {request: \"mend the pothole\", agent: baker}\n");
    for folder in ["held-out/clone", "held-out/clone/agents"] {
        let done = shop.route_in(folder, &["check"]);
        assert_eq!(done.status.code(), Some(1), "{folder}: {}", text(&done));
    }
}

#[cfg(unix)]
#[test]
fn links_to_fixtures_are_followed_or_reported() {
    use std::os::unix::fs::symlink;
    let shop = Shop::new();
    let all = |shop: &Shop| text(&shop.route(&["check"])).contains("4 of 4 fixtures passed");
    shop.write("more/a.yaml", "- {request: \"forge an anvil\", agent: smith}\n");
    symlink("../../more", shop.path().join("tests/routing/linked")).unwrap();
    assert!(all(&shop), "{}", text(&shop.route(&["check"])));
    fs::remove_file(shop.path().join("tests/routing/linked")).unwrap();
    symlink("../../more/a.yaml", shop.path().join("tests/routing/linked.yaml")).unwrap();
    assert!(all(&shop), "{}", text(&shop.route(&["check"])));
    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("b.yaml"), "- {request: \"forge\", agent: smith}\n").unwrap();
    for (name, target) in [("out", other.path().to_owned()), ("out.yaml", other.path().join("b.yaml"))] {
        symlink(target, shop.path().join("tests/routing").join(name)).unwrap();
        let done = shop.route(&["check"]);
        assert_eq!(done.status.code(), Some(2), "{}", text(&done));
        assert!(text(&done).contains(&format!("tests/routing/{name}:1: error[invalid-fixture]")), "{}", text(&done));
        fs::remove_file(shop.path().join("tests/routing").join(name)).unwrap();
    }
}

/// A pull request may turn the folder itself, or one above it, into a link to anything on the machine that checks it.
#[cfg(unix)]
#[test]
fn a_folder_of_fixtures_that_leads_out_is_told_and_not_read() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    for file in ["routing/a.yaml", "a.yaml"] {
        let file = elsewhere.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "password: hunter2\n").unwrap();
    }
    let skill = "---\nname: weld\ndescription: Welds.\n---\nWeld.\n";
    for (link, target) in [("tests/routing", "routing"), ("tests", ""), ("skills/evals", "routing")] {
        let shop = Shop::new();
        shop.write("skills/weld/SKILL.md", skill);
        let at = shop.path().join(link);
        let _ = fs::remove_dir_all(&at);
        symlink(elsewhere.path().join(target), &at).unwrap();
        let done = shop.route(&["check"]);
        let out = text(&done);
        assert_eq!(done.status.code(), Some(2), "{link}: {out}");
        assert!(out.contains("leads out of the repository") && !out.contains("password"), "{link}: {out}");
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read_as_a_fixture_file_is_told() {
    let shop = Shop::new();
    let pipe = shop.path().join("tests/routing/pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(shop.path().join("tests/routing/s.jsonl")).unwrap();
    let done = shop.route(&["check"]);
    assert_eq!(done.status.code(), Some(2), "{}", text(&done));
    assert_eq!(text(&done).matches("it is not a regular file").count(), 2, "{}", text(&done));
}

/// What a decision leaves empty in its JSON may be written as it is there; and what is contradicted fails.
#[test]
fn null_is_an_expectation_like_any_other() {
    let shop = Shop::new();
    let team = "---\nname: shop\nfallback: clerk\nkeywords: [shopkeeper]\npeers: [{name: bar, keywords: [cider]}]\nflows: [{name: feast, keywords: [banquet], steps: [baker]}]\n---\n{agent_prompt}\n";
    shop.write("agents/team.md", team);
    for (fixture, holds) in [
        ("request: shopkeeper, agent: null, status: direct", true),
        ("request: cider, agent: null, handoff: bar", true),
        ("request: cider, handoff: null", false),
        ("request: dough, handoff: null", true),
        ("request: banquet, flow: null", false),
        ("request: dough, flow: null", true),
        ("request: dough, support: null", true),
        ("request: dough, support: []", true),
        ("request: dough and anvil, support: null", false),
        ("request: dough, knowledge: null", false),
        ("request: anvil, knowledge: null", true),
        ("request: dough, not: [smith, null]", true),
        ("request: xyzzy, not: [smith, null]", true),
    ] {
        shop.write("tests/routing/shop.yaml", &format!("- {{{fixture}}}\n"));
        let done = shop.route(&["check"]);
        assert_eq!(done.status.code(), Some(i32::from(!holds)), "{fixture}: {}", text(&done));
    }
}

#[test]
fn a_table_is_read_as_one_whatever_its_first_request_is() {
    let shop = Shop::new();
    shop.write("tests/routing/shop.yaml", "- {request: \"a new anvil\", agent: smith}\n");
    shop.write("tests/routing/a.tsv", "[BUG] the dough\tbaker\nthe anvil\tsmith\n");
    shop.write("tests/routing/b.tsv", "\u{feff}request\tagent\nthe anvil\tsmith\n");
    let done = shop.route(&["check"]);
    assert!(text(&done).contains("4 of 4 fixtures passed"), "{}", text(&done));
}

#[test]
fn null_among_names_is_nobody() {
    let shop = Shop::new();
    shop.write("tests/routing/a.yaml", "- {request: \"a new anvil\", agent: [baker, null]}\n");
    let done = text(&shop.route(&["check"]));
    assert!(
        done.contains("agent: expected baker or - (nobody), got smith")
            || done.contains("expected baker or -, got smith"),
        "{done}"
    );
}

/// Two fixtures may have the same request, and a fixture that can no longer be used is no better than one that fails.
#[test]
fn a_baseline_knows_twins_and_what_can_no_longer_be_used() {
    let shop = Shop::new();
    let twins = "- {request: \"a new anvil\", agent: smith}\n- {request: \"a new anvil\", agent: baker}\n";
    shop.write("tests/routing/shop.yaml", twins);
    shop.write("before.json", &text(&shop.route(&["check", "-f", "json"])));
    let same = "since the baseline 0 became right and 0 wrong; 1 fail as before\n";
    assert!(told(&shop, &["check", "--baseline", "before.json"]).ends_with(same));
    // As shells write what they redirect.
    let before = std::fs::read_to_string(shop.path().join("before.json")).unwrap();
    let marked = format!("\u{feff}{before}");
    for bytes in [marked.clone().into_bytes(), marked.encode_utf16().flat_map(u16::to_le_bytes).collect()] {
        std::fs::write(shop.path().join("marked.json"), bytes).unwrap();
        assert!(told(&shop, &["check", "--baseline", "marked.json"]).ends_with(same));
    }
    let below = shop.route_in("agents", &["check", "--baseline", "../before.json"]);
    let below = errors(&below);
    assert!(below.ends_with(same), "{below}");
    shop.replace("tests/routing/shop.yaml", "agent: smith", "agent: smiht");
    let now = told(&shop, &["check", "--baseline", "before.json"]);
    assert!(now.starts_with("! tests/routing/shop.yaml:1: "), "{now}");
    assert!(now.ends_with("; 1 fixture cannot be used, which is new\n"), "{now}");
    shop.write("before.json", &text(&shop.route(&["check", "-f", "json"])));
    assert!(told(&shop, &["check", "--baseline", "before.json"]).ends_with(same));
}

/// Its hint names who answers, and a bound may be typed.
#[test]
fn a_fixture_that_forbids_who_answers_says_what_to_remove() {
    let shop = Shop::new();
    shop.write("tests/routing/shop.yaml", "- {request: one kipferl please, not: baker}\n");
    let said = text(&shop.route(&["check"]));
    assert!(said.contains("remove the evidence of baker that is too broad"), "{said}");
    shop.write("tests/routing/shop.yaml", "- {request: one kipferl please, status: unclear}\n");
    assert_eq!(shop.route(&["check"]).status.code(), Some(1));
    assert_eq!(shop.route(&["check", "--min-confidence", "1"]).status.code(), Some(0));
    assert!(text(&shop.route(&["plan", "--min-confidence", "1", "one kipferl please"])).contains("uestion"));
}

/// A check that cannot be used says why, wherever its result is shown.
#[test]
fn every_report_says_that_a_fixture_cannot_be_used() {
    let shop = Shop::new();
    shop.replace("tests/routing/shop.yaml", "agent: smith", "agent: smiht");
    let lines = text(&shop.route(&["check", "-f", "github"]));
    assert!(lines.ends_with("2 of 2 fixtures passed; 1 fixture cannot be used\n"), "{lines}");
    let file = shop.path().join("summary.md");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("HOME", "/nonexistent").env("GITHUB_STEP_SUMMARY", &file);
    command.args(["check", "-f", "github"]).output().unwrap();
    let summary = fs::read_to_string(file).unwrap();
    assert!(summary.contains("passed; 1 fixture cannot be used;") && summary.contains("smiht"), "{summary}");
}

#[test]
fn three_forms_of_fixtures_are_run_and_other_teams_passed_over() {
    let shop = Shop::new();
    shop.write(
        "f.jsonl",
        "{\"request\": \"an anvil\", \"agent\": \"smith\"}\n{\"text\": \"bread\", \"label\": \"baker\"}\n",
    );
    shop.write("f.tsv", "the bill\tclerk\nbread\tsmith\n");
    let done = shop.route(&["check", "f.jsonl", "f.tsv", "--only-failing"]);
    assert!(text(&done).contains("FAILED f.tsv:2: bread"), "{}", text(&done));
    assert!(text(&done).contains("3 of 4 fixtures passed"), "{}", text(&done));
}

#[test]
fn a_fixture_says_who_does_the_tasks_of_its_plan() {
    let shop = Shop::new();
    let of = |plan: &str| format!("- {{request: \"forge an iron gate, then bake a loaf of bread\", plan: {plan}}}\n");
    for (plan, status) in [("[smith, baker]", 0), ("[baker, smith]", 1), ("[smith]", 1), ("[smth]", 2)] {
        shop.write("tests/routing/shop.yaml", &of(plan));
        let output = shop.route(&["check"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(status), "{plan}: {said}");
        assert!(status != 1 || said.contains("plan: expected"), "{said}");
    }
}

#[test]
fn held_out_fixtures_alone_come_from_somewhere_too() {
    let shop = Shop::new();
    fs::remove_file(shop.path().join("tests/routing/shop.yaml")).unwrap();
    shop.write("tests/routing/held-out/shop.yaml", "- {request: \"dough\", agent: baker}\n");
    let said = text(&shop.route(&["check", "--min-held-out", "1"]));
    assert!(said.ends_with("; fixtures from tests/routing/held-out (1 file)\n"), "{said}");
}

#[test]
fn a_long_file_is_checked_whole() {
    let shop = Shop::new();
    let lines: String =
        (0..20_000).map(|i| format!("bread number {i}\t{}\n", if i == 15_000 { "smith" } else { "baker" })).collect();
    shop.write("long.tsv", &lines);
    let out = text(&shop.route(&["check", "long.tsv", "--only-failing"]));
    assert!(out.contains("FAILED long.tsv:15001:") && out.contains("19999 of 20000 fixtures passed"), "{out}");
}
