//! The verdict of a check: what counts as tested, whoever reads the report, and in the same words everywhere.

use crate::shop::{Shop, array, errors, string, text};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// A threshold that compares nothing would pass whatever became of the team.
#[test]
fn a_share_of_held_out_fixtures_needs_some() {
    let shop = Shop::new();
    let checked = shop.route(&["check", "--min-held-out", "0.9"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(
        text(&checked).contains("no held-out fixture was tested, though --min-held-out asks"),
        "{}",
        text(&checked)
    );
    let checked = shop.route(&["check", "--min-held-out", "0.9", "-f", "sarif"]);
    assert_eq!(checked.status.code(), Some(2));
    assert!(errors(&checked).starts_with("error: nothing was tested: no held-out fixture"), "{}", errors(&checked));
    let allowed = shop.route(&["check", "--min-held-out", "0.9", "--allow-empty"]);
    assert_eq!(allowed.status.code(), Some(0), "{}", text(&allowed));
}

#[test]
fn held_out_fixtures_without_a_threshold_test_nothing() {
    let shop = Shop::new();
    fs::remove_file(shop.path().join("tests/routing/shop.yaml")).unwrap();
    shop.write("tests/routing/held-out/shop.yaml", "- {request: \"dough\", agent: smith}\n");
    for (options, status) in
        [(&[][..], 2), (&["--allow-empty"], 0), (&["--min-held-out", "0"], 0), (&["--min-held-out", "0.5"], 1)]
    {
        let checked = shop.route(&[&["check"], options].concat());
        assert_eq!(checked.status.code(), Some(status), "{options:?}: {}", text(&checked));
    }
    let said = text(&shop.route(&["check"]));
    assert!(said.contains("nothing was tested:") && said.contains("--min-held-out SHARE tests them"), "{said}");
}

#[test]
fn a_held_out_accuracy_that_is_too_low_is_at_a_file_of_those_that_fail() {
    let shop = Shop::new();
    shop.write("tests/routing/held-out/a.yaml", "- {request: \"dough\", agent: baker}\n");
    shop.write("tests/routing/held-out/b.yaml", "# b\n- {request: \"dough\", agent: smith}\n");
    let report = |format: &str| text(&shop.route(&["check", "--min-held-out", "0.9", "-f", format]));
    let sarif: Value = serde_json::from_str(&report("sarif")).unwrap();
    let results = array(&sarif["runs"][0]["results"]);
    assert_eq!(results.len(), 1);
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(string(&place["artifactLocation"]["uri"]), "tests/routing/held-out/b.yaml");
    assert_eq!(place["region"]["startLine"], 1);
    let rdjson: Value = serde_json::from_str(&report("rdjson")).unwrap();
    assert_eq!(string(&rdjson["diagnostics"][0]["location"]["path"]), "tests/routing/held-out/b.yaml");
    let gitlab: Value = serde_json::from_str(&report("gitlab")).unwrap();
    assert_eq!(string(&gitlab[0]["location"]["path"]), "tests/routing/held-out/b.yaml");
    assert!(report("github").starts_with("::error file=tests/routing/held-out/b.yaml,line=1,"), "{}", report("github"));
}

/// A reason is the same sentence in every format, and nobody is ahead where nobody answered.
#[test]
fn every_format_gives_the_same_reason() {
    let shop = Shop::new();
    fs::remove_file(shop.path().join("agents/team.md")).unwrap();
    shop.write("tests/routing/shop.yaml", "- {request: \"kwiaty dla Anny\", agent: smith}\n");
    let json: Value = serde_json::from_str(&text(&shop.route(&["check", "-f", "json"]))).unwrap();
    let failure = &json["teams"][0]["failures"][0];
    assert_eq!(string(&failure["mismatches"][0]["got"]), "-");
    assert_eq!(failure["behind"], Value::Null);
    let sure = format!("the answer was {:.0} % sure: ", failure["confidence"].as_f64().unwrap() * 100.0);
    for format in ["table", "junit", "sarif", "gitlab", "rdjson", "github"] {
        let report = text(&shop.route(&["check", "-f", format])).replace("%25", "%");
        for part in ["agent: expected smith, got - (nobody)", &sure] {
            assert!(report.contains(part), "{format}: {part}\n{report}");
        }
        assert!(!report.contains("behind"), "{format}: {report}");
    }
}

/// What an option or a list cannot use is refused, so that nobody relies on it.
#[test]
fn options_without_an_effect_are_refused() {
    let shop = Shop::new();
    let refused = |args: &[&str]| {
        let done = shop.route(&[&["check"], args].concat());
        assert_eq!(done.status.code(), Some(2), "{args:?}: {}", text(&done));
        assert!(errors(&done).starts_with("error: ") && text(&done).is_empty(), "{args:?}: {}", errors(&done));
    };
    for format in ["json", "github", "sarif", "rdjson", "gitlab", "html"] {
        refused(&["-f", format, "--only-failing"]);
        refused(&["-f", format, "--coverage"]);
    }
    refused(&["-f", "junit", "--coverage"]);
    assert_eq!(shop.route(&["check", "-f", "junit", "--only-failing"]).status.code(), Some(0));
    for option in [
        &["--agents", "nowhere"][..],
        &["--team", "zz"],
        &["--builtin"],
        &["--kind", "skill"],
        &["--min-accuracy", "0.5"],
        &["--min-held-out", "0.5"],
        &["--min-confidence", "0.5"],
        &["--only-failing"],
        &["--coverage"],
        &["--deny", "warnings"],
        &["--allow-empty"],
    ] {
        refused(&[&["--list"], option].concat());
    }
    assert_eq!(shop.route(&["--agents", "nowhere", "check", "--list"]).status.code(), Some(2));
    assert_eq!(shop.route(&["check", "--list"]).status.code(), Some(0));
}

/// The status with which a command ends whose output nobody reads.
fn unread(shop: &Shop, args: &[&str], input: &str) -> (Option<i32>, String) {
    shop.write("input.txt", input);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("HOME", "/nonexistent").env_remove("ROUTE_AGENTS").args(args);
    let input = fs::File::open(shop.path().join("input.txt")).unwrap();
    let done = command.stdin(input).stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
    (done.status.code(), errors(&done))
}

/// `route check | head -1` fails under `pipefail` where `route check` does.
#[test]
fn a_closed_pipe_does_not_change_a_verdict() {
    let shop = Shop::new();
    shop.commit_all();
    for format in ["table", "json", "junit", "github", "html"] {
        assert_eq!(unread(&shop, &["check", "-f", format], ""), (Some(0), String::new()), "{format}");
    }
    assert_eq!(unread(&shop, &["--strict", "one kipferl"], "").0, Some(0));
    assert_eq!(unread(&shop, &["--strict", "qwxz"], "").0, Some(1));
    assert_eq!(unread(&shop, &["qwxz"], "").0, Some(0));
    assert_eq!(unread(&shop, &["--strict"], "qwxz\n").0, Some(1));
    assert_eq!(unread(&shop, &["--strict"], "one kipferl\n").0, Some(0));
    assert_eq!(unread(&shop, &["--input", "jsonl"], "{}\n").0, Some(2));
    shop.replace("tests/routing/shop.yaml", "agent: smith}", "agent: clerk}");
    for format in ["table", "json", "junit", "github", "html"] {
        assert_eq!(unread(&shop, &["check", "-f", format], ""), (Some(1), String::new()), "{format}");
    }
    shop.replace("agents/smith.md", "anvil: 1.5", "hammer: 1.5");
    shop.replace("agents/clerk.md", "  - bill\n", "  - bill\n  - anvil\n");
    assert_eq!(unread(&shop, &["diff", "HEAD", "--exit-code"], "").0, Some(1));
    assert_eq!(unread(&shop, &["diff", "HEAD"], "").0, Some(0));
}

#[test]
fn exit_statuses_and_thresholds() {
    let shop = Shop::new();
    shop.replace("tests/routing/shop.yaml", "agent: smith}", "agent: clerk}");
    assert_eq!(shop.route(&["check"]).status.code(), Some(1));
    assert_eq!(shop.route(&["check", "--min-accuracy", "0.6"]).status.code(), Some(0));
    let failing = text(&shop.route(&["check", "--only-failing"]));
    assert!(failing.starts_with("FAILED tests/routing/shop.yaml:4: a new anvil\n"), "{failing}");
    for part in [
        "agent: expected clerk, got smith",
        "behind",
        "evidence for got: anvil",
        "fix: give clerk this request as an example",
    ] {
        assert!(failing.contains(part), "{part} is not in {failing}");
    }
    shop.write("tests/routing/shop.yaml", "- {request: who are you, status: direct}\n");
    fs::remove_file(shop.path().join("agents/team.md")).unwrap();
    let failing = text(&shop.route(&["check", "--only-failing"]));
    assert!(failing.contains("fix: the team has no lead: write a `team.md`"), "{failing}");
    let shop = Shop::new();
    shop.replace("agents/baker.md", "bread,", "bread, the,");
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
    assert_eq!(shop.route(&["check", "--deny", "warnings"]).status.code(), Some(1));
    assert_eq!(shop.route(&["check", "no-such.yaml"]).status.code(), Some(2));
}

#[test]
fn a_share_of_held_out_fixtures_can_be_asked_for() {
    let shop = Shop::new();
    let held_out = "- {request: \"dough\", agent: baker}\n- {request: \"dough again\", agent: smith}\n";
    shop.write("tests/routing/held-out/shop.yaml", held_out);
    for (options, status) in [(vec![], 0), (vec!["--min-held-out", "0.5"], 0), (vec!["--min-held-out", "0.6"], 1)] {
        let output = shop.route(&[vec!["check"], options].concat());
        assert_eq!(output.status.code(), Some(status), "{}", String::from_utf8_lossy(&output.stdout));
    }
    // Every report for people or servers gives the reason.
    let reason = "1 of 2 held-out fixtures of shop passed, less than 0.6";
    for options in [
        &["-f", "table"][..],
        &["--only-failing"],
        &["-f", "html"],
        &["-f", "github"],
        &["-f", "junit"],
        &["-f", "sarif"],
        &["-f", "rdjson"],
        &["-f", "gitlab"],
    ] {
        let report = text(&shop.route(&[&["check", "--min-held-out", "0.6"], options].concat()));
        assert!(report.contains(reason), "{options:?}: {report}");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("HOME", "/nonexistent").env("GITHUB_STEP_SUMMARY", "summary.md");
    command.args(["check", "--min-held-out", "0.6"]).output().unwrap();
    let summary = fs::read_to_string(shop.path().join("summary.md")).unwrap();
    assert!(summary.contains("1 of 2 held-out fixtures of shop passed"), "{summary}");
}
