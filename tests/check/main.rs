//! `route check`, `suggest`, `diff` and `explain --want` from outside: planted faults, reports that other tools read,
//! edits that git applies.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

mod edits;
mod fixtures;
mod home;
mod reports;
mod revisions;
mod shop;
mod verdicts;
mod watching;

use shop::{Shop, text};
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
        let told = String::from_utf8(done.stderr).unwrap();
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

#[test]
fn every_seeded_fault_is_found_at_its_line() {
    let agents = |name: &str| format!("agents/{name}.md");
    // (file, text, replacement, finding)
    let faults: [(String, &str, &str, &str); 44] = [
        (agents("baker"), ", kipferl", "", "tests/routing/shop.yaml:2 fixture-fails"),
        ("tests/routing/shop.yaml".into(), "agent: smith}", "agent: clerk}", "tests/routing/shop.yaml:4 fixture-fails"),
        ("tests/routing/shop.yaml".into(), "agent: smith}", "agent: smiht}", "tests/routing/shop.yaml:4 unknown-agent"),
        (
            "tests/routing/shop.yaml".into(),
            "  agent: baker",
            "  agnet: baker",
            "tests/routing/shop.yaml:3 invalid-fixture",
        ),
        (
            "tests/routing/shop.yaml".into(),
            "- {request: \"a",
            "- {request: \"a\" b",
            "tests/routing/shop.yaml:4 invalid-fixture",
        ),
        (
            "tests/routing/shop.yaml".into(),
            "  agent: baker",
            "  agent: baker\n  team: shoe",
            "tests/routing/shop.yaml:2 unknown-team",
        ),
        (agents("baker"), "baking.md", "bakign.md", "agents/baker.md:10 missing-knowledge"),
        (agents("baker"), "ovens?\\b", "ovens?(", "agents/baker.md:6 invalid-pattern"),
        (agents("baker"), "ovens?\\b", ".*", "agents/baker.md:6 weak-pattern"),
        (agents("baker"), "{user_task}", "{user_tsk}", "agents/baker.md:14 unknown-placeholder"),
        (agents("baker"), "bread,", "bread, x,", "agents/baker.md:5 weak-keyword"),
        (agents("baker"), "bread,", "bread, the,", "agents/baker.md:5 weak-keyword"),
        (agents("baker"), "bread,", "bread, receipt,", "agents/baker.md:5 shared-keyword"),
        (agents("smith"), "  - \"forge", "  - kipferl\n  - \"forge", "agents/baker.md:5 lost-keyword"),
        (agents("baker"), "description: Bread, dough and ovens.\n", "", "agents/baker.md:2 missing-description"),
        (
            agents("baker"),
            "  - \"bake",
            "  - \"forge an iron gate\"\n  - \"bake",
            "agents/baker.md:8 near-identical-examples",
        ),
        (
            agents("smith"),
            "  - \"forge",
            "  - \"print the receipt again\"\n  - \"forge",
            "agents/smith.md:6 example-routes-elsewhere",
        ),
        (agents("smith"), "anvil: 1.5", "anvil: 1.5, customer: 8.0", "agents/smith.md:4 keyword-in-other-example"),
        (agents("smith"), "name: smith", "name: baker", "agents/smith.md:2 duplicate-name"),
        (agents("smith"), "name: smith", "name: direct", "agents/smith.md:2 reserved-name"),
        (agents("smith"), "name: smith", "name: --force", "agents/smith.md:2 reserved-name"),
        (agents("smith"), "Iron, forging", "Iron: forging", "agents/smith.md:3 leniently-read"),
        (agents("smith"), "name: smith", "name: smith\npriority: urgent", "agents/smith.md:3 invalid-value"),
        (agents("smith"), "name: smith", "name: smith\nkeyword: hoof", "agents/smith.md:3 unknown-key"),
        (agents("smith"), "name: smith", "name: Baker", "agents/smith.md:2 same-name-but-case"),
        (agents("smith"), "name: smith", "name: smith\nexamples_from: e.txt", "agents/smith.md:3 missing-examples"),
        (agents("smith"), "Iron, forging", "Iron #1, forging", "agents/smith.md:3 leniently-read"),
        (agents("team"), "fallback: clerk", "fallback: clark", "agents/team.md:3 unknown-agent"),
        (agents("smith"), "name: smith", "name: smith\nenabled: maybe", "agents/smith.md:3 invalid-value"),
        (agents("smith"), "name: smith", "name: smith\nknowledge: [a.md, b.md]", "agents/smith.md:3 invalid-value"),
        (agents("smith"), "name: smith", "name: smith\nKeywords: [ore]", "agents/smith.md:3 unknown-key"),
        (agents("team"), "fallback: clerk", "fallback: [clerk]", "agents/team.md:3 invalid-value"),
        (agents("team"), "fallback: clerk", "fallback: clerk\ndefault: maybe", "agents/team.md:4 invalid-value"),
        (
            agents("team"),
            "fallback: clerk",
            "fallback: clerk\nescalate:\n  - {when: fire, to: b, keyword: [fire]}",
            "agents/team.md:5 invalid-value",
        ),
        (
            agents("team"),
            "fallback: clerk",
            "urgency:\n  critical:\n    keywords: [fire]\n    keyword: [smoke]\nfallback: clerk",
            "agents/team.md:6 invalid-value",
        ),
        (agents("team"), "steps: [clerk, baker]", "steps: [clerk, backer]", "agents/team.md:7 unknown-agent"),
        (agents("team"), "    steps: [clerk, baker]\n", "", "agents/team.md:5 empty-flow"),
        (agents("team"), "    keywords: [recall everything]\n", "", "agents/team.md:5 flow-without-evidence"),
        (agents("smith"), "name: smith", "name: smith\n# route: allow weak-keywrd", "agents/smith.md:3 unknown-key"),
        (agents("smith"), "name: smith", "name: smith\n# route: allow all", "agents/smith.md:3 unknown-key"),
        (agents("smith"), "name: smith", "name: smith\n#route:allow everything", "agents/smith.md:3 unknown-key"),
        (
            agents("smith"),
            "  - \"the anvil cracked\"\n",
            "<<<<<<< HEAD\n  - \"the anvil cracked\"\n=======\n  - \"the anvil broke\"\n>>>>>>> topic\n",
            "agents/smith.md:7 leniently-read",
        ),
        (
            agents("smith"),
            "keywords: {iron: 1.0, anvil: 1.5}",
            "priority: 5\nkeywords: {iron: 1.0, anvil: 1.5, bill: 1.0, receipt: 1.0}",
            "agents/clerk.md:5 lost-keyword",
        ),
        (agents("notes"), "", "# Notes\n", "agents/notes.md:1 leniently-read"),
    ];
    for (file, from, to, finding) in faults {
        let shop = Shop::new();
        match from {
            "" => shop.write(&file, to),
            from => shop.replace(&file, from, to),
        }
        let found = shop.findings();
        assert!(found.contains(&finding.to_owned()), "{file}: {from} → {to}: {finding} is not in {found:#?}");
    }
}

#[test]
fn faults_that_take_whole_files() {
    let shop = Shop::new();
    shop.write("agents/ghost.md", "---\nname: ghost\n---\n");
    shop.write("agents/a.md", "---\nname: a\ndescription: Alpha.\nproduces: [x]\nneeds: [y]\n---\n");
    shop.write("agents/b.md", "---\nname: b\ndescription: Beta.\nproduces: [y]\nneeds: [x]\n---\n");
    shop.write("agents/shadow.md", "---\nname: shadow\ndescription: \"\"\nkeywords: {bread: 0.1}\n---\n");
    shop.write("tests/routing/empty.yaml", "# nothing yet\n");
    let found = shop.findings();
    for finding in [
        "agents/ghost.md:2 no-evidence",
        "agents/a.md:5 cyclic-needs",
        "agents/shadow.md:2 missing-description",
        "agents/shadow.md:2 never-wins",
        "tests/routing/empty.yaml:1 invalid-fixture",
    ] {
        assert!(found.iter().any(|f| f == finding), "{finding} is not in {found:#?}");
    }
    assert_eq!(shop.route(&["check"]).status.code(), Some(2));
}

#[test]
fn a_remote_agent_is_described_elsewhere() {
    let shop = Shop::new();
    shop.write("agents/far.md", "---\nkind: remote\nname: far\nagent_card_url: https://example.com/card.json\n---\n");
    let found: Vec<_> = shop.findings().into_iter().filter(|found| found.contains("far.md")).collect();
    assert_eq!(found, ["agents/far.md:3 missing-description"]);
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
}

#[test]
fn equal_descriptions_are_told_however_short() {
    let shop = Shop::new();
    for name in ["carter", "drover"] {
        shop.write(&format!("agents/{name}.md"), &format!("---\nname: {name}\ndescription: Oxen.\n---\n"));
    }
    let found = shop.findings();
    assert!(found.contains(&"agents/drover.md:3 similar-descriptions".to_owned()), "{found:?}");
}

/// In another number and another form they are the same words.
#[test]
fn descriptions_are_alike_by_the_stems_of_their_words() {
    let shop = Shop::new();
    for (name, text) in [
        ("carter", "Painting hulls with antifoulings in seasons."),
        ("drover", "Paints the hull with antifouling, before season."),
    ] {
        shop.write(&format!("agents/{name}.md"), &format!("---\nname: {name}\ndescription: {text}\n---\n"));
    }
    let found = shop.findings();
    assert!(found.contains(&"agents/drover.md:3 similar-descriptions".to_owned()), "{found:?}");
}

#[test]
fn a_file_that_an_ignore_file_names_is_named() {
    let shop = Shop::new();
    shop.write(".gitignore", "/agents/own.md\n/agents/drafts/\n");
    for path in ["own", "drafts/new"] {
        shop.write(&format!("agents/{path}.md"), "---\nname: n\ndescription: d\n---\n");
    }
    let found = shop.findings();
    let left_out: Vec<&String> = found.iter().filter(|found| found.ends_with("left-out")).collect();
    assert_eq!(left_out, ["agents/own.md:1 left-out"], "{found:?}");
}

#[test]
fn a_document_too_large_to_be_read_is_missing() {
    let shop = Shop::new();
    let document = fs::File::create(shop.path().join("knowledgebase/baking.md")).unwrap();
    document.set_len((4 << 20) + 1).unwrap();
    let said = text(&shop.route(&["check"]));
    assert!(said.contains("`baking.md` of `baker` holds more than the 4 MB that are read; shorten it"), "{said}");
    document.set_len(4 << 20).unwrap();
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
}

#[test]
fn the_advice_for_a_file_that_is_documentation_by_its_name_is_another_name() {
    let shop = Shop::new();
    shop.write("agents/LIESMICH.md", "---\nname: l\ndescription: Lies mich.\n---\n");
    let said = text(&shop.route(&["check"]));
    assert!(said.contains("documentation, by its name; nothing, if that is meant; else rename or move it"), "{said}");
}

#[test]
fn held_out_fixtures_alone_come_from_somewhere_too() {
    let shop = Shop::new();
    fs::remove_file(shop.path().join("tests/routing/shop.yaml")).unwrap();
    shop.write("tests/routing/held-out/shop.yaml", "- {request: \"dough\", agent: baker}\n");
    let said = text(&shop.route(&["check", "--min-held-out", "1"]));
    assert!(said.ends_with("; fixtures from tests/routing/held-out (1 file)\n"), "{said}");
}

/// A `team.md` without a key of a policy is an agent; what it has of a team would be lost without a word.
#[test]
fn a_team_file_that_is_none_is_told() {
    let shop = Shop::new();
    let team = "---\nname: stall\ndescription: Sells at the market.\nDomains:\n  - {agent: baker, keywords: [stall]}\n---\nHEAD\n{agent_prompt}\n";
    shop.write("agents/market/team.md", team);
    let found = shop.findings();
    assert_eq!(found, ["agents/market/team.md:4 unknown-key", "agents/market/team.md:8 unknown-placeholder"]);
    shop.replace("agents/market/team.md", "Domains", "default: false\nDomains");
    assert!(!shop.findings().iter().any(|found| found.contains("unknown")), "{:?}", shop.findings());
}

/// What `route` recommends for its users' agents, applied to its own.
#[test]
fn faults_of_a_team_file() {
    let shop = Shop::new();
    let lead = [
        "---",
        "name: shop",
        "max_iterations: 1000",
        "peers:",
        "  - {name: baker, keywords: [flour]}",
        "flows:",
        "  - name: smith",
        "    keywords: [horseshoe cake]",
        "    steps: [baker, {agent: smith, name: forge}, {agent: smith, name: forge, until: hot, back_to: baker}]",
        "  - {name: fair, keywords: [stall], steps: [baker]}",
        "  - {name: fair, keywords: [market], steps: [smith]}",
        "escalate:",
        "  - {when: the oven burns, to: mayor}",
        "risks:",
        "  - {risk: \"It is late: wait\", for: [nosuch]}",
        "requirements:",
        "  - {name: date, patterns: ['until (']}",
        "session: {command: /meet, patterns: ['meet(']}",
        "prompt: You answer {user_tsk} as {topic}.",
        "replies:",
        "  routed: \"{agent} does it, and {nosuch} too\"",
        "directive: \"{id}: {title}, {nowhere}\"",
        "scratchpad: \"{subagent_name} {confidence}\"",
        "---",
        "{agent_promt} for {topic}",
    ];
    shop.write("agents/team.md", &lead.join("\n"));
    let smith =
        "---\nname: smith\ndescription: Iron.\nkeywords: [horseshoe, forge]\ntopic: iron\n---\nTASK: {user_task}\n";
    shop.write("agents/smith.md", smith);
    let found = shop.findings();
    let of_team: Vec<&str> = found.iter().filter_map(|f| f.strip_prefix("agents/team.md:")).collect();
    for finding in [
        "3 invalid-value",
        "5 duplicate-name",
        "7 duplicate-name",
        "9 duplicate-name",
        "10 duplicate-name",
        "13 invalid-value",
        "15 unknown-agent",
        "17 invalid-pattern",
        "18 invalid-pattern",
        "19 unknown-placeholder",
        "21 unknown-placeholder",
        "22 unknown-placeholder",
        "23 unknown-placeholder",
        "25 unknown-placeholder",
    ] {
        assert!(of_team.contains(&finding), "{finding} is not in {found:#?}");
    }
    assert_eq!(of_team.len(), 14, "{found:#?}");
}

#[test]
fn the_repositorys_own_agents_pass() {
    let done = Command::new(env!("CARGO_BIN_EXE_route"))
        .args(["check", "--deny", "warnings", "--agents", "agents"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    let (told, errors) = (text(&done), String::from_utf8_lossy(&done.stderr).into_owned());
    assert_eq!(done.status.code(), Some(0), "{told}{errors}");
    assert!(!told.contains("ok: 0 of 0"), "{told}");
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

#[test]
fn a_long_file_is_checked_whole() {
    let shop = Shop::new();
    let lines: String =
        (0..20_000).map(|i| format!("bread number {i}\t{}\n", if i == 15_000 { "smith" } else { "baker" })).collect();
    shop.write("long.tsv", &lines);
    let out = text(&shop.route(&["check", "long.tsv", "--only-failing"]));
    assert!(out.contains("FAILED long.tsv:15001:") && out.contains("19999 of 20000 fixtures passed"), "{out}");
}
