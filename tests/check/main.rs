//! `route check`, `suggest`, `diff` and `explain --want` from outside: planted faults, reports that other tools read,
//! edits that git applies.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

mod diffs;
mod edits;
mod faults;
mod fixtures;
mod growth;
mod home;
#[path = "../proportion/mod.rs"]
mod proportion;
mod reports;
mod revisions;
mod shop;
mod verdicts;
mod watching;

use shop::{Shop, errors, text};
use std::fs;
use std::process::Command;

#[test]
fn a_sound_team_passes_in_every_format() {
    let shop = Shop::new();
    assert_eq!(shop.findings(), Vec::<String>::new());
    for format in ["table", "json", "junit", "github", "sarif"] {
        let done = shop.route(&["check", "--deny", "warnings", "-f", format]);
        assert_eq!(done.status.code(), Some(0), "{format}: {}", text(&done));
    }
}

/// Nobody waits for a pattern that never matches.
#[test]
fn patterns_that_cannot_be_used_are_told_when_routing() {
    for pattern in ["ovens?(", "(\\w{60}){60}"] {
        let shop = Shop::new();
        shop.replace("agents/baker.md", "\\bovens?\\b", pattern);
        let done = shop.route(&["bread"]);
        let told = errors(&done);
        assert!(told.starts_with("agents/baker.md:6: error[invalid-pattern]"), "{pattern}: {told}");
        assert_eq!(shop.findings().iter().filter(|found| found.contains("invalid-pattern")).count(), 1, "{pattern}");
    }
}

/// Of the kinds that are left out nothing is known, so nobody says that they do not exist.
#[test]
fn a_team_of_another_kind_has_no_unknown_agents_and_answers_nothing() {
    let shop = Shop::new();
    let done = shop.route(&["check", "--kind", "skill", "--allow-empty"]);
    assert!(!text(&done).contains("unknown-agent"), "{}", text(&done));
    for args in [["-f", "name", "bread"], ["explain", "the", "bread"]] {
        let done = shop.route(&[&["--kind", "skill"], &args[..]].concat());
        assert_eq!(done.status.code(), Some(2), "{args:?}: {}", text(&done));
    }
}

#[test]
fn an_unclear_request_has_suggestions_of_those_who_may_answer() {
    let shop = Shop::new();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    for (name, more) in [("a", "enabled: false\n"), ("b", ""), ("c", ""), ("d", ""), ("e", "")] {
        shop.write(
            &format!("agents/{name}.md"),
            &format!("---\nname: {name}\ndescription: Mends {name}-clocks.\n{more}---\n"),
        );
    }
    let suggested = |args: &[&str]| -> Vec<String> {
        let done = shop.route(&[args, &["-f", "json", "--fields", "status,suggestions", "xyzzy plugh"]].concat());
        let decision: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
        assert_eq!(decision["status"], "unclear");
        decision["suggestions"].as_array().unwrap().iter().map(|who| who.as_str().unwrap()[..1].to_owned()).collect()
    };
    assert_eq!(suggested(&[]), ["b", "c", "d"]);
    assert_eq!(suggested(&["--exclude", "c"]), ["b", "d", "e"]);
    assert_eq!(suggested(&["--only", "e"]), ["e"]);
}

/// What `route` recommends for its users' agents, applied to its own.
#[test]
fn the_repositorys_own_agents_pass() {
    let done = Command::new(env!("CARGO_BIN_EXE_route"))
        .args(["check", "--deny", "warnings", "--agents", "agents"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    let (told, said) = (text(&done), errors(&done));
    assert_eq!(done.status.code(), Some(0), "{told}{said}");
    assert!(!told.contains("ok: 0 of 0"), "{told}");
}

/// The lead is ahead of a better candidate by its priority, or because it was asked for.
#[test]
fn the_evidence_told_is_that_of_whoever_answers() {
    for (lead, agent, request, ask) in
        [("critical", "low", "alpha beta", None), ("medium", "medium", "alpha beta", Some("echo direct"))]
    {
        let shop = Shop::new();
        fs::remove_dir_all(shop.path().join("agents")).unwrap();
        shop.write(
            "agents/team.md",
            &format!("---\nname: t\nfallback: xeno\npriority: {lead}\nkeywords: [alpha]\n---\n"),
        );
        let weight = if ask.is_some() { 1 } else { 3 };
        let text_of =
            format!("---\nname: xeno\ndescription: d\nkeywords: {{beta: {weight}}}\npriority: {agent}\n---\n");
        shop.write("agents/xeno.md", &text_of);
        let told = |arguments: &[&str]| -> serde_json::Value {
            let asking = ask.map(|ask| ["--ask", ask]).into_iter().flatten();
            let arguments: Vec<&str> = arguments.iter().copied().chain(asking).collect();
            serde_json::from_str(&text(&shop.route(&arguments))).unwrap()
        };
        let decision = told(&[request, "-f", "json", "--fields", "status,matched"]);
        assert_eq!(decision, serde_json::json!({"status": "direct", "matched": ["alpha"]}));
        if ask.is_some() {
            continue;
        }
        let explained = text(&shop.route(&["explain", request]));
        assert!(explained.contains("\u{25b6} direct"), "{explained}");
        shop.write("tests/routing/shop.yaml", "- {request: alpha beta, agent: xeno}\n");
        let report = told(&["check", "-f", "json"]);
        let (team, failure) = (&report["teams"][0], &report["teams"][0]["failures"][0]);
        assert_eq!((&failure["behind"], &failure["evidence_got"][0]["text"]), (&(-5.0).into(), &"alpha".into()));
        assert_eq!(team["coverage"]["unused"][0]["text"], "beta");
    }
}

/// Rules beside skills are their evidence, and rules for unknown skills are reported.
#[test]
fn rules_for_skills_are_their_evidence() {
    let shop = Shop::new();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    for (skill, description) in [("pdf", "Fills in forms."), ("deploy", "Ships a release.")] {
        shop.write(
            &format!(".claude/skills/{skill}/SKILL.md"),
            &format!("---\nname: {skill}\ndescription: {description}\n---\n"),
        );
    }
    let rule = |keyword: &str, pattern: &str| serde_json::json!({ "type": "domain", "promptTriggers": { "keywords": [keyword], "intentPatterns": [pattern] } });
    let rules = serde_json::json!({ "version": "1.0", "skills": {
        "pdf": rule("questionnaire", "(extract|read).*?table"), "deploy": rule("kubectl", "roll.*?back"), "ghost": rule("boo", "boo+"),
    }});
    shop.write(".claude/skills/skill-rules.json", &rules.to_string());
    for (request, skill) in [
        ("a questionnaire", "pdf"),
        ("extract every table", "pdf"),
        ("kubectl hangs", "deploy"),
        ("roll it back", "deploy"),
    ] {
        assert_eq!(text(&shop.route(&["-q", "-f", "name", request])), format!("{skill}\n"), "{request}");
    }
    shop.write("tests/routing/shop.yaml", "- {request: a questionnaire, agent: pdf}\n");
    let check = text(&shop.route(&["check", "-v"]));
    assert!(check.contains("skill-rules.json") && check.contains("`ghost`"), "{check}");
}

/// The wrong name comes from the configuration, not from the command line.
#[test]
fn a_team_that_a_configuration_names_is_missed_where_it_is_named() {
    let shop = Shop::new();
    let ask = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        command.current_dir(shop.path()).env_remove("ROUTE_AGENTS").env("HOME", shop.path().join("home"));
        command.env_remove("XDG_CONFIG_HOME").args(["-f", "name", "forge iron"]).output().unwrap()
    };
    shop.write("home/.config/route/config.toml", "\nteam = 'elsewhere'\n");
    assert_eq!(ask().status.code(), Some(0), "what a user prefers breaks no repository");
    shop.write("route.toml", "\nteam = 'elsewhere'\n");
    let done = ask();
    let said = errors(&done);
    assert!(said.contains("route.toml:2: `team`: no team `elsewhere`; "), "{said}");
    assert_eq!(done.status.code(), Some(2));
    let said = errors(&shop.route(&["check"]));
    assert!(said.contains("route.toml:2: `team`: no team `elsewhere`; "), "{said}");
}
