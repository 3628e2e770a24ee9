//! `route check`, `suggest`, `diff` and `explain --want` from outside: seeded faults, reports that others read, edits
//! that git applies.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

// `kipferl` is a word that the program knows nothing of.
const LEAD: &str = "---\nname: shop\nfallback: clerk\nflows:\n  - name: recall\n    keywords: [recall everything]\n    steps: [clerk, baker]\n---\n{agent_prompt}\n";
const BAKER: &str = "---\nname: baker\ndescription: Bread, dough and ovens.\n# found by heart\nkeywords: [bread, dough, kipferl]\npatterns: ['\\bovens?\\b']\nexamples:\n  - \"bake a loaf of bread\"\n  - \"the dough does not rise\"\nknowledge: baking.md\n---\nBake. Read {knowledge_base}.\n\nTASK: {user_task}\n";
const SMITH: &str = "---\nname: smith\ndescription: Iron, forging and anvils.\nkeywords: {iron: 1.0, anvil: 1.5}\nexamples:\n  - \"forge an iron gate\"\n  - \"the anvil cracked\"\n---\nForge. {user_task}\n";
const CLERK: &str = "---\nname: clerk\ndescription: Bills, receipts and orders.\nkeywords:\n  - bill\n  - receipt\nexamples:\n  - \"print the receipt again\"\n  - \"send the bill to the customer\"\n---\nWrite. {user_task}\n";
const FIXTURES: &str = "# what must hold\n- request: \"one kipferl please\"\n  agent: baker\n- {request: \"a new anvil\", agent: smith}\n- {request: \"the bill is wrong\", agent: [clerk, smith]}\n";

struct Shop {
    folder: TempDir,
}

impl Shop {
    fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(shop.path().join(".git")).unwrap();
        let files = [("team.md", LEAD), ("baker.md", BAKER), ("smith.md", SMITH), ("clerk.md", CLERK)];
        files.iter().for_each(|(name, text)| shop.write(&format!("agents/{name}"), text));
        shop.write("knowledgebase/baking.md", "Flour.\n");
        shop.write("tests/routing/shop.yaml", FIXTURES);
        shop
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path().join(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    fn route(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        command
            .current_dir(self.path())
            .env_remove("ROUTE_AGENTS")
            .env("HOME", "/nonexistent")
            .args(args)
            .output()
            .unwrap()
    }

    fn git(&self, args: &[&str]) -> String {
        let name = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").current_dir(self.path()).args(name).args(args).output().unwrap();
        assert!(done.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    fn commit_all(&self) {
        let _ = fs::remove_dir(self.path().join(".git"));
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "one"]);
    }

    /// Every finding as `file:line code`.
    fn findings(&self) -> Vec<String> {
        let report: Value = serde_json::from_str(&text(&self.route(&["check", "-f", "json"]))).unwrap();
        let one = |found: &Value| format!("{}:{} {}", string(&found["file"]), found["line"], string(&found["code"]));
        let mut all: Vec<String> = ["lints", "unusable"].iter().flat_map(|key| array(&report[key])).map(one).collect();
        for team in array(&report["teams"]) {
            all.extend(
                array(&team["failures"]).iter().map(|f| format!("{}:{} fixture-fails", string(&f["file"]), f["line"])),
            );
        }
        all
    }
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

#[test]
fn a_sound_team_passes_in_every_format() {
    let shop = Shop::new();
    assert_eq!(shop.findings(), Vec::<String>::new());
    for format in ["table", "json", "junit", "github", "sarif"] {
        let done = shop.route(&["check", "--deny", "warnings", "-f", format]);
        assert_eq!(done.status.code(), Some(0), "{format}: {}", text(&done));
    }
}

#[test]
fn every_seeded_fault_is_found_at_its_line() {
    let agents = |name: &str| format!("agents/{name}.md");
    // (file, what stands there, what is put there, the finding)
    let faults: [(String, &str, &str, &str); 30] = [
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
        (agents("smith"), "Iron, forging", "Iron: forging", "agents/smith.md:3 leniently-read"),
        (agents("smith"), "name: smith", "name: smith\npriority: urgent", "agents/smith.md:3 invalid-value"),
        (agents("smith"), "name: smith", "name: smith\nkeyword: hoof", "agents/smith.md:3 unknown-key"),
        (agents("smith"), "name: smith", "name: Baker", "agents/smith.md:2 same-name-but-case"),
        (agents("smith"), "name: smith", "name: smith\nexamples_from: e.txt", "agents/smith.md:3 missing-examples"),
        (agents("smith"), "Iron, forging", "Iron #1, forging", "agents/smith.md:3 leniently-read"),
        (agents("team"), "fallback: clerk", "fallback: clark", "agents/team.md:3 unknown-agent"),
        (agents("team"), "steps: [clerk, baker]", "steps: [clerk, backer]", "agents/team.md:7 unknown-agent"),
        (agents("team"), "    steps: [clerk, baker]\n", "", "agents/team.md:5 empty-flow"),
        (agents("team"), "    keywords: [recall everything]\n", "", "agents/team.md:5 flow-without-evidence"),
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

/// What `route` tells its users to do with their agents, done with its own.
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
    let shop = Shop::new();
    shop.replace("agents/baker.md", "bread,", "bread, the,");
    assert_eq!(shop.route(&["check"]).status.code(), Some(0));
    assert_eq!(shop.route(&["check", "--deny", "warnings"]).status.code(), Some(1));
    assert_eq!(shop.route(&["check", "no-such.yaml"]).status.code(), Some(2));
}

#[test]
fn the_report_counts_and_names_what_no_fixture_reaches() {
    let shop = Shop::new();
    let report: Value = serde_json::from_str(&text(&shop.route(&["check", "-f", "json"]))).unwrap();
    let team = &report["teams"][0];
    assert_eq!((&team["fixtures"], &team["right"], &team["accuracy"]), (&3.into(), &3.into(), &1.0.into()));
    assert!((team["baseline"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    assert_eq!(team["left_out"]["examples"], 6);
    let unused: Vec<&str> = array(&team["coverage"]["unused"]).iter().map(|rule| string(&rule["text"])).collect();
    assert!(unused.contains(&"dough") && unused.contains(&"\\bovens?\\b") && !unused.contains(&"anvil"), "{unused:?}");
    assert_eq!(team["coverage"]["agents"], Value::Array(Vec::new()));
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

/// Which children and attributes Jenkins' `junit-10.xsd` lets an element have, and which it must have.
fn junit_allows(element: &str) -> (&'static [&'static str], &'static [&'static str], &'static [&'static str]) {
    match element {
        "testsuites" => (&["testsuite"], &["name", "time", "tests", "failures", "disabled", "errors"], &[]),
        "testsuite" => {
            (&["testcase"], &["name", "tests", "failures", "errors", "time", "skipped", "timestamp"], &["name"])
        }
        "testcase" => (&["failure", "error", "skipped"], &["name", "classname", "time", "status"], &["name"]),
        "failure" | "error" => (&[], &["message", "type"], &[]),
        other => panic!("`{other}` is not in the schema"),
    }
}

#[test]
fn junit_is_what_its_schema_says() {
    use quick_xml::events::Event;
    let shop = Shop::new();
    shop.replace("tests/routing/shop.yaml", "a new anvil\", agent: smith", "<a> & \\\"b\\\" \\u0007\", agent: baker");
    let xml = text(&shop.route(&["check", "-f", "junit"]));
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut open, mut cases, mut failures, mut stated) = (Vec::<String>::new(), 0, 0, Vec::new());
    loop {
        let event = reader.read_event().unwrap_or_else(|e| panic!("{e}\n{xml}"));
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                let name = AsRef::<str>::as_ref(&start.name()).to_owned();
                if let Some(parent) = open.last() {
                    assert!(junit_allows(parent).0.contains(&name.as_str()), "{name} in {parent}");
                }
                let (_, allowed, required) = junit_allows(&name);
                let attributes: Vec<(String, String)> = start
                    .attributes()
                    .map(|a| a.unwrap())
                    .map(|a| (AsRef::<str>::as_ref(&a.key).to_owned(), a.value.into_owned()))
                    .collect();
                assert!(attributes.iter().all(|(key, _)| allowed.contains(&key.as_str())), "{attributes:?}");
                assert!(required.iter().all(|key| attributes.iter().any(|(known, _)| known == key)), "{attributes:?}");
                cases += usize::from(name == "testcase");
                failures += usize::from(name == "failure");
                if name == "testsuites" {
                    stated = attributes;
                }
                if matches!(event, Event::Start(_)) {
                    open.push(name);
                }
            }
            Event::End(_) => drop(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    let count = |key: &str| stated.iter().find(|(known, _)| known == key).unwrap().1.parse::<usize>().unwrap();
    assert_eq!((cases, failures), (count("tests"), count("failures")));
    assert_eq!((cases, failures), (4, 1), "{xml}");
}

#[test]
fn sarif_has_what_its_schema_requires() {
    let shop = Shop::new();
    shop.replace("agents/baker.md", "baking.md", "bakign.md");
    shop.replace("tests/routing/shop.yaml", "agent: smith}", "agent: clerk}");
    let sarif: Value = serde_json::from_str(&text(&shop.route(&["check", "-f", "sarif"]))).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let rules = array(&run["tool"]["driver"]["rules"]);
    assert_eq!(run["tool"]["driver"]["name"], "route");
    let mut places = Vec::new();
    for result in array(&run["results"]) {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["none", "note", "warning", "error"].contains(&string(&result["level"])));
        assert!(!string(&result["message"]["text"]).is_empty());
        let place = &result["locations"][0]["physicalLocation"];
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        let uri = string(&place["artifactLocation"]["uri"]);
        assert!(shop.path().join(uri).is_file(), "{uri}");
        places.push(format!("{uri}:{} {}", place["region"]["startLine"], string(&result["ruleId"])));
    }
    places.sort();
    assert_eq!(places, ["agents/baker.md:10 missing-knowledge", "tests/routing/shop.yaml:4 fixture-fails"]);
}

#[test]
fn annotations_of_github_name_file_and_line() {
    let shop = Shop::new();
    shop.replace("tests/routing/shop.yaml", "agent: smith}", "agent: clerk}");
    let out = text(&shop.route(&["check", "-f", "github"]));
    assert!(out.starts_with("::error file=tests/routing/shop.yaml,line=4,title=route fixture-fails::"), "{out}");
}

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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("fixes 1, breaks 0"), "{said}");
    assert!(shop.git(&["status", "--porcelain"]).is_empty(), "it edits nothing itself");
    shop.write("fix.patch", &text(&done));
    shop.git(&["apply", "--check", "fix.patch"]);
    shop.git(&["apply", "fix.patch"]);
    let baker = fs::read_to_string(shop.path().join("agents/baker.md")).unwrap();
    assert!(baker.contains("# found by heart\nkeywords: [bread, dough, "), "{baker}");
    let check = shop.route(&["check", "--deny", "warnings"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check));
    assert_eq!(text(&shop.route(&["suggest"])), "", "nothing is left to fix");
}

/// Whoever keeps examples in a file of their own gets new ones there.
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

/// Rules beside the skills are their evidence, and rules for nobody are named.
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
fn a_diff_says_what_became_right_and_wrong_and_what_a_shallow_clone_lacks() {
    let shop = Shop::new();
    shop.commit_all();
    shop.replace("agents/baker.md", "kipferl", "rye");
    shop.git(&["commit", "-qam", "two"]);
    let done = shop.route(&["diff", "HEAD~1"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(text(&done).contains("- baker (routed, right)"), "{}", text(&done));
    assert!(said.contains("0 became right, 1 wrong"), "{said}");
    // The same team under another name of its folder, without a team file.
    let other = tempfile::tempdir().unwrap();
    for name in ["baker.md", "smith.md", "clerk.md"] {
        fs::copy(shop.path().join("agents").join(name), other.path().join(name)).unwrap();
    }
    let done = shop.route(&["diff", other.path().to_str().unwrap()]);
    assert!(!text(&done).contains("absent"), "{}", text(&done));
    let clone = tempfile::tempdir().unwrap();
    let url = format!("file://{}", shop.path().display());
    shop.git(&["clone", "-q", "--depth", "1", &url, clone.path().join("c").to_str().unwrap()]);
    let mut route = Command::new(env!("CARGO_BIN_EXE_route"));
    route.current_dir(clone.path().join("c")).env_remove("ROUTE_AGENTS").env("HOME", "/nonexistent");
    let done = route.args(["diff", "HEAD~1"]).output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2));
    assert!(said.contains("this clone is shallow; check out with `fetch-depth: 2`"), "{said}");
}

/// What a repository makes of a finding is what every report says, and what a file allows is not told when routing either.
#[test]
fn levels_and_allowed_codes_hold_in_every_report() {
    let shop = Shop::new();
    shop.replace("agents/smith.md", "keywords: {iron: 1.0, anvil: 1.5}", "keywords: [iron, anvil]\nkeyword: [steel]");
    let found = [
        ("json", "\"severity\": \"error\""),
        ("sarif", "\"level\": \"error\""),
        ("github", "::error file=agents/smith.md,line="),
        ("gitlab", "\"severity\": \"major\""),
        ("rdjson", "\"severity\": \"ERROR\""),
        ("html", "<span class=\"badge error\">"),
    ];
    // The rules of SARIF have levels of their own.
    let report = |format: &str| {
        let done = text(&shop.route(&["check", "-f", format]));
        if format == "sarif" { done.split("\"results\"").nth(1).unwrap().to_owned() } else { done }
    };
    for (format, error) in found {
        assert!(!report(format).contains(error), "{format}: a warning");
    }
    shop.write("route.toml", "[lint]\ndeny = ['unknown-key']\n");
    for (format, error) in found {
        assert!(report(format).contains(error), "{format}: {}", report(format));
    }
    fs::remove_file(shop.path().join("route.toml")).unwrap();
    let told = |shop: &Shop| String::from_utf8(shop.route(&["-v", "forge iron"]).stderr).unwrap();
    assert!(told(&shop).contains("`keyword` is not known"), "{}", told(&shop));
    shop.replace("agents/smith.md", "keyword: [steel]", "# route: allow unknown-key\nkeyword: [steel]");
    assert_eq!(told(&shop), "");
}

/// Nobody typed the name that is wrong.
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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("route.toml:2: `team`: no team `elsewhere`; "), "{said}");
    assert_eq!(done.status.code(), Some(2));
}

/// The places of a revision are its own: agents that have moved, and such as are written in another client's way.
#[test]
fn a_diff_reads_the_places_of_the_revision() {
    let shop = Shop::new();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    let roo = "customModes:\n  - {slug: poet, roleDefinition: Write., whenToUse: Poems and rhymes.}\n";
    shop.write(".roomodes", roo);
    shop.write(
        ".kiro/agents/smith.json",
        r#"{"name": "smith", "description": "Iron and anvils.", "prompt": "Forge."}"#,
    );
    shop.write(".claude/skills/pdf/SKILL.md", "---\ndescription: Fills in PDF forms.\n---\n");
    shop.write(".claude/skills/pdf/notes.md", "---\nname: notes\ndescription: Iron, forging and anvils.\n---\n");
    shop.write("requests.txt", "a poem with rhymes\nan iron anvil\nfill in the pdf forms\n");
    shop.commit_all();
    fs::remove_file(shop.path().join(".roomodes")).unwrap();
    fs::remove_dir_all(shop.path().join(".kiro")).unwrap();
    fs::remove_dir_all(shop.path().join(".claude")).unwrap();
    shop.write("agents/clerk.md", CLERK);
    let done = text(&shop.route(&["diff", "HEAD", "requests.txt"]));
    for name in ["- poet (routed)", "- smith (routed)", "- pdf (routed)"] {
        assert!(done.contains(name), "{done}");
    }
}

#[test]
fn a_diff_lists_exactly_the_requests_whose_answers_differ() {
    let shop = Shop::new();
    shop.commit_all();
    assert_eq!(text(&shop.route(&["diff", "HEAD", "--exit-code"])), "");
    shop.replace("agents/smith.md", "anvil: 1.5", "anvil: 1.5, kipferl: 9.0");
    let done = shop.route(&["diff", "HEAD", "--exit-code", "-f", "json"]);
    assert_eq!(done.status.code(), Some(1));
    let changes: Vec<Value> = text(&done).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(changes.len(), 1, "{changes:?}");
    let expected = ("one kipferl please", "tests/routing/shop.yaml", "baker", "smith");
    let change = &changes[0];
    let fields = (&change["request"], &change["file"], &change["before"]["agent"], &change["after"]["agent"]);
    assert_eq!((string(fields.0), string(fields.1), string(fields.2), string(fields.3)), expected);
    assert_eq!(change["line"], 2);
    assert_eq!(shop.route(&["diff", "HEAD"]).status.code(), Some(0), "only --exit-code fails");
    assert_eq!(shop.route(&["diff", "no-such-revision"]).status.code(), Some(2));
    let other = Shop::new();
    let folder = other.path().to_str().unwrap();
    let lines = shop.path().join("requests.txt");
    fs::write(&lines, "bread\nkipferl\n").unwrap();
    let by_folder = text(&shop.route(&["diff", folder, "requests.txt"]));
    assert_eq!(by_folder, "shop: kipferl\n  - baker (routed)\n  + smith (routed)\n");
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
fn a_long_file_is_checked_whole() {
    let shop = Shop::new();
    let lines: String =
        (0..20_000).map(|i| format!("bread number {i}\t{}\n", if i == 15_000 { "smith" } else { "baker" })).collect();
    shop.write("long.tsv", &lines);
    let out = text(&shop.route(&["check", "long.tsv", "--only-failing"]));
    assert!(out.contains("FAILED long.tsv:15001:") && out.contains("19999 of 20000 fixtures passed"), "{out}");
}

#[test]
fn watching_checks_again_after_each_change() {
    let shop = Shop::new();
    let mut watch = Command::new(env!("CARGO_BIN_EXE_route"))
        .args(["check", "--watch"])
        .current_dir(shop.path())
        .env("HOME", shop.path())
        .env_remove("ROUTE_AGENTS")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut next = || lines.find(|line| ["ok:", "failed:"].iter().any(|verdict| line.starts_with(verdict)));
    assert!(next().unwrap().starts_with("ok: 3 of 3"));
    shop.replace("tests/routing/shop.yaml", "agent: baker", "agent: clerk");
    assert!(next().unwrap().starts_with("failed: 2 of 3"));
    shop.replace("tests/routing/shop.yaml", "agent: clerk", "agent: baker");
    assert!(next().unwrap().starts_with("ok: 3 of 3"));
    shop.write("tests/routing/more.yaml", "- {request: forge a gate, agent: baker}\n");
    assert!(next().unwrap().starts_with("failed: 3 of 4"));
    shop.write("agents/forger.md", "---\nname: forger\ndescription: Forges.\n---\n");
    assert!(next().unwrap().contains(" of 4"));
    watch.kill().unwrap();
    watch.wait().unwrap();
}
