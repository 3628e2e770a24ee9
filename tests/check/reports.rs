//! Reports for other tools: JUnit, SARIF, annotations, and the counts of the report.

use crate::shop::{Shop, array, errors, string, text};
use serde_json::Value;
use std::fs;

/// The children and attributes that Jenkins' `junit-10.xsd` allows and requires for each element.
fn junit_allows(element: &str) -> (&'static [&'static str], &'static [&'static str], &'static [&'static str]) {
    match element {
        "testsuites" => (&["testsuite"], &["name", "time", "tests", "failures", "disabled", "errors"], &[]),
        "testsuite" => {
            (&["testcase"], &["name", "tests", "failures", "errors", "time", "skipped", "timestamp"], &["name"])
        }
        "testcase" => (&["failure", "error", "skipped"], &["name", "classname", "time", "status"], &["name"]),
        "failure" | "error" | "skipped" => (&[], &["message", "type"], &[]),
        other => panic!("`{other}` is not in the schema"),
    }
}

/// A held-out fixture fails no check, so nothing says that it did, or asks for an edit made for it.
#[test]
fn a_report_goes_to_the_named_file_or_to_standard_output() {
    let shop = Shop::new();
    let printed = text(&shop.route(&["check", "-f", "json"]));
    assert_eq!(text(&shop.route(&["check", "-f", "json", "--output", "-"])), printed);
    assert!(!shop.path().join("-").exists());
    let done = shop.route(&["check", "-f", "json", "--output", "nodir/x.json"]);
    let said = errors(&done);
    assert_eq!(done.status.code(), Some(2));
    assert!(said.contains("cannot write `nodir/x.json`: ") && !said.contains(".route-"), "{said}");
}

#[test]
fn a_held_out_fixture_that_does_not_pass_is_no_failure() {
    let shop = Shop::new();
    shop.write("tests/routing/held-out/shop.yaml", "- {request: \"mend the pothole\", agent: smith}\n");
    let report = shop.route(&["check", "-f", "json"]);
    assert_eq!(report.status.code(), Some(0), "{}", text(&report));
    shop.write("before.json", &text(&report));
    let junit = text(&shop.route(&["check", "-f", "junit"]));
    assert!(junit.contains("failures=\"0\"") && !junit.contains("failures=\"1\""), "{junit}");
    assert!(junit.contains("skipped=\"1\"") && junit.contains("<skipped message="), "{junit}");
    let told = |args: &[&str]| errors(&shop.route(args));
    let compared = told(&["check", "--baseline", "before.json"]);
    assert!(compared.ends_with("since the baseline 0 became right and 0 wrong; 0 fail as before\n"), "{compared}");
    let verbose = text(&shop.route(&["check", "-v"]));
    assert!(verbose.contains("mend the pothole") && !verbose.contains("as an example, or"), "{verbose}");
    let suggested = shop.route(&["suggest"]);
    assert_eq!((suggested.status.code(), text(&suggested)), (Some(0), String::new()));
    assert!(told(&["suggest"]).contains("1 held-out fixture left out"), "{}", told(&["suggest"]));
}

/// Programs tell cases by their names, and find files from the root of the repository.
#[test]
fn junit_names_each_case_once_as_seen_from_the_root_and_keeps_what_warnings_say() {
    let shop = Shop::new();
    shop.write(
        "tests/routing/shop.yaml",
        "[{request: a new anvil, agent: smith}, {request: a new anvil, agent: smith}]\n",
    );
    shop.replace("agents/smith.md", "keywords:", "keyword: [steel]\nkeywords:");
    let xml = text(&shop.route_in("agents", &["check", "-f", "junit"]));
    for part in [
        "name=\"tests/routing/shop.yaml:1 a new anvil\"",
        "name=\"tests/routing/shop.yaml:1 a new anvil (2)\"",
        "name=\"agents/smith.md:4 unknown-key\"",
        "<system-out>agents/smith.md:4: warning[unknown-key]",
    ] {
        assert!(xml.contains(part), "{part}\n{xml}");
    }
}

/// A report lists so many failures and counts the others, of which a comparison cannot know how they fared.
#[test]
fn a_baseline_that_does_not_list_every_failure_calls_none_new() {
    let shop = Shop::new();
    shop.replace("tests/routing/shop.yaml", "agent: smith}", "agent: clerk}");
    let team = r#"{"team": "shop", "failures": [], "failures_left": 1}"#;
    shop.write("before.json", &format!(r#"{{"teams": [{team}]}}"#));
    let told = errors(&shop.route(&["check", "--baseline", "before.json"]));
    assert!(told.contains("0 became right and 0 wrong") && told.contains("1 other failing fixture may"), "{told}");
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

/// Tools that show findings beside the code need paths from the repository's root, wherever the check was run.
#[test]
fn findings_are_where_the_repository_has_them() {
    let shop = Shop::new();
    shop.replace("agents/baker.md", "baking.md", "bakign.md");
    shop.write("api/.claude/agents/poet.md", "---\nname: poet\ndescription: Poems.\nknowledge: none.md\n---\n");
    for format in ["github", "gitlab", "sarif"] {
        let report = text(&shop.route_in("api", &["check", "-f", format]));
        for file in ["agents/baker.md", "api/.claude/agents/poet.md"] {
            let is_there = ["=", "\""].iter().any(|before| report.contains(&format!("{before}{file}")));
            assert!(is_there, "{format} {file}\n{report}");
        }
        let is_whole = ["file=/", "\"path\": \"/", "\"uri\": \"file:"].iter().any(|whole| report.contains(whole));
        assert!(!is_whole, "{report}");
    }
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

/// A repository's severities apply in every report, and findings that a file allows are not reported when routing
/// either.
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
    // SARIF rules have levels of their own.
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
    let told = |shop: &Shop| errors(&shop.route(&["-v", "forge iron"]));
    assert!(told(&shop).contains("`keyword` is not known"), "{}", told(&shop));
    shop.replace("agents/smith.md", "keyword: [steel]", "# route: allow unknown-key\nkeyword: [steel]");
    assert_eq!(told(&shop), "");
}

/// Patterns of the configuration are relative to its folder, wherever the check is run.
#[test]
fn codes_are_allowed_in_files_from_every_folder() {
    let shop = Shop::new();
    shop.replace("agents/smith.md", "keywords: {iron: 1.0, anvil: 1.5}", "keywords: [iron, anvil]\nkeyword: [steel]");
    shop.write("route.toml", "[lint.paths]\n'agents/sm*.md' = ['unknown-key']\n'other/*' = ['all']\n");
    for folder in ["", "agents", "tests/routing"] {
        let done = shop.route_in(folder, &["check", "--deny", "warnings"]);
        assert_eq!(done.status.code(), Some(0), "{folder}: {}", text(&done));
    }
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

/// What a fallback gets because a request is as unclear as expected is no confusion.
#[test]
fn an_expected_unclear_answer_is_no_confusion() {
    let shop = Shop::new();
    shop.write("tests/routing/shop.yaml", "- {request: \"zebra\", status: unclear}\n");
    let report: Value = serde_json::from_str(&text(&shop.route(&["check", "-f", "json"]))).unwrap();
    let team = &report["teams"][0];
    assert_eq!((&team["right"], array(&team["confusions"]).len()), (&1.into(), 0), "{report}");
}

/// The lead can be asked by name, whether or not it states evidence.
#[test]
fn the_lead_can_be_asked_without_evidence() {
    let shop = Shop::new();
    let status = |args: &[&str]| {
        let answer: Value = serde_json::from_str(&text(&shop.route(args))).unwrap();
        (string(&answer["status"]).to_owned(), answer["agent"].clone())
    };
    let clerk = Value::from("clerk");
    assert_eq!(status(&["the bill", "-f", "json", "--agent", "direct"]), ("direct".to_owned(), Value::Null));
    assert_eq!(status(&["the bill", "-f", "json", "--exclude", "direct, baker"]), ("routed".to_owned(), clerk));
    assert_eq!(status(&["the bill", "-f", "json", "--only", "direct"]).0, "unclear");
}

/// A finding is labelled with the severity that it has here.
#[test]
fn the_label_is_the_configured_severity() {
    let shop = Shop::new();
    shop.replace("agents/baker.md", "baking.md", "bakign.md");
    shop.write("route.toml", "[lint]\nwarn = [\"missing-knowledge\"]\n");
    let done = shop.route(&["check"]);
    assert_eq!(done.status.code(), Some(0), "{}", text(&done));
    assert!(text(&done).contains("agents/baker.md:10: warning[missing-knowledge]"), "{}", text(&done));
    let junit = text(&shop.route(&["check", "--deny", "warnings", "-f", "junit"]));
    assert!(junit.contains("agents/baker.md:10: warning[missing-knowledge]"), "{junit}");
}

/// A finding that names a line of another file is the same one after that file has grown.
#[test]
fn fingerprints_hold_no_lines() {
    let shop = Shop::new();
    shop.replace("agents/smith.md", "anvil: 1.5", "anvil: 1.5, bread: 1.0");
    let prints = || {
        let report: Value = serde_json::from_str(&text(&shop.route(&["check", "-f", "gitlab"]))).unwrap();
        let all = array(&report).iter().map(|found| string(&found["fingerprint"]).to_owned());
        all.collect::<Vec<_>>()
    };
    let before = prints();
    shop.replace("agents/smith.md", "name: smith", "# more\nname: smith");
    assert_eq!(prints(), before);
    assert!(!before.is_empty());
}

/// Evidence that a file beside a skill states is reported there.
#[test]
fn findings_about_rules_of_skills_are_in_their_file() {
    let shop = Shop::new();
    shop.write(".claude/skills/press/SKILL.md", "---\nname: press\ndescription: Handles psi.\n---\nx\n");
    shop.write(
        ".claude/skills/skill-rules.json",
        "{\n \"skills\": {\n  \"press\": {\n   \"promptTriggers\": {\n    \"keywords\": [\"psi\", \"the\"],\n    \"intentPatterns\": [\"((\"]\n }}}}\n",
    );
    let found = shop.findings();
    for expected in ["skill-rules.json:5 weak-keyword", "skill-rules.json:6 invalid-pattern"] {
        assert!(found.iter().any(|found| found == &format!(".claude/skills/{expected}")), "{expected}: {found:?}");
    }
}

#[test]
fn the_text_of_a_block_begins_below_its_key() {
    let shop = Shop::new();
    let toml =
        "name = \"z\"\ndescription = \"Handles zebras.\"\ndeveloper_instructions = \"\"\"\nx\n{user_tsk}\n\"\"\"\n";
    shop.write(".codex/agents/z.toml", toml);
    let found = shop.findings();
    assert!(found.contains(&".codex/agents/z.toml:5 unknown-placeholder".to_owned()), "{found:?}");
}

/// What git leaves in a file of examples is no example.
#[test]
fn a_conflict_in_a_file_of_examples_is_reported_there() {
    let shop = Shop::new();
    shop.replace("agents/smith.md", "name: smith", "name: smith\nexamples_from: more.txt");
    let more = "forge a fence of iron\n<<<<<<< HEAD\nan anvil for Anna\n=======\nan anvil for Otto\n>>>>>>> topic\n";
    shop.write("agents/more.txt", more);
    assert_eq!(shop.findings(), ["agents/more.txt:2 leniently-read"]);
}
