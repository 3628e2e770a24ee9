//! Faults that are planted in a team, and where the check finds them.

use crate::shop::{Shop, text};
use std::fs;

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

#[test]
fn a_remote_agent_is_described_elsewhere() {
    let shop = Shop::new();
    shop.write("agents/far.md", "---\nkind: remote\nname: far\nagent_card_url: https://example.com/card.json\n---\n");
    let found: Vec<_> = shop.findings().into_iter().filter(|found| found.contains("far.md")).collect();
    assert_eq!(found, ["agents/far.md:3 missing-description"]);
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
}

/// In another number and another form they are the same words, however few.
#[test]
fn descriptions_are_alike_by_the_stems_of_their_words() {
    for [carter, drover] in [
        ["Oxen.", "Oxen."],
        ["Painting hulls with antifoulings in seasons.", "Paints the hull with antifouling, before season."],
    ] {
        let shop = Shop::new();
        for (name, text) in [("carter", carter), ("drover", drover)] {
            shop.write(&format!("agents/{name}.md"), &format!("---\nname: {name}\ndescription: {text}\n---\n"));
        }
        let found = shop.findings();
        assert!(found.contains(&"agents/drover.md:3 similar-descriptions".to_owned()), "{drover}: {found:?}");
    }
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
