//! The pages of `check -f html` and `explain -f html` as text: complete, without network requests, and without markup
//! from outside. `tests/browser/run` opens them in a browser.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::program;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The elements and attributes of pages; none of them runs or fetches anything.
const ELEMENTS: &str = "html head meta title style body a main footer script section h1 h2 h3 p b span code ul li div table \
                        caption tr th td details summary mark data svg rect path circle text g label input select option \
                        button output";
const ATTRIBUTES: &str = "lang charset name content http-equiv class href id title role aria-label aria-hidden aria-live tabindex \
                          scope type hidden open placeholder autocomplete value viewBox preserveAspectRatio width height rx x y \
                          cx cy r d text-anchor data-of data-key data-expected data-got data-severity data-code";
const VOID: [&str; 2] = ["meta", "input"];
const HOSTILE: &str =
    "</title></style><script>alert(1)</script><img src=x onerror=alert(2)>\\\"' onload='x' javascript:x \u{202e}";

/// A team whose every text tries to be markup, with a fixture that passes, one that fails and one that cannot be used.
fn hostile() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    fs::create_dir(folder.path().join(".git")).unwrap();
    let yaml = |text: &str| serde_json::to_string(text).unwrap();
    let (bad, name) = (yaml(HOSTILE), yaml("<b>smith</b>"));
    write(
        "agents/team.md",
        &format!(
            "---\nname: {bad}\ndescription: {bad}\nfallback: {name}\nclarify: {bad}\npeers: [{{name: {bad}, keywords: [peering]}}]\nflows:\n  - name: {bad}\n    keywords: [recall]\n    steps: [{name}, {{agent: {name}, optional: true}}]\n---\n"
        ),
    );
    write(
        "agents/smith.md",
        &format!("---\nname: {name}\ndescription: {bad}\nkeywords: [iron, {bad}]\nnot_for: [bread]\n---\n"),
    );
    write("agents/<i>baker.md", "---\nname: baker\ndescription: Bread.\nkeywords: [bread, dough]\n---\n");
    write(
        "tests/routing/<u>team.yaml",
        &format!(
            "- {{request: \"bread and dough\", agent: baker}}\n- {{request: {}, agent: baker}}\n- {{request: a, agent: {bad}}}\n",
            yaml(&format!("an iron gate {HOSTILE}\nand a second line"))
        ),
    );
    folder
}

fn page(folder: &Path, arguments: &[&str]) -> String {
    let output = program(folder).args(arguments).output().unwrap();
    assert!(output.status.code() != Some(101), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The start tags of a page with their attributes. Panics on markup that is not ours, and on elements that are not
/// closed.
fn tags(page: &str) -> Vec<(String, BTreeMap<String, String>)> {
    let mut rest = page.strip_prefix("<!doctype html>\n").expect("a doctype");
    let (mut found, mut open) = (Vec::new(), Vec::<String>::new());
    while let Some(at) = rest.find('<') {
        let end = at + rest[at..].find('>').expect("a tag ends");
        let (tag, behind) = (&rest[at + 1..end], &rest[end + 1..]);
        rest = behind;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name), "closed in order, before {:.80}", behind);
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(' ').next().unwrap().to_owned();
        assert!(ELEMENTS.split_whitespace().any(|known| known == name), "an element `{name}` in {tag}");
        found.push((name.clone(), attributes(tag)));
        if !closed && !VOID.contains(&name.as_str()) {
            open.push(name.clone());
        }
        // Style and script are not parsed; their hashes are checked.
        if ["style", "script"].contains(&name.as_str()) {
            rest = &rest[rest.find("</").unwrap()..];
        }
    }
    assert!(open.is_empty(), "not closed: {open:?}");
    found
}

fn attributes(tag: &str) -> BTreeMap<String, String> {
    let pattern = regex::Regex::new(r#" ([A-Za-z-]+)(?:="([^"]*)")?"#).unwrap();
    let found: BTreeMap<_, _> = pattern
        .captures_iter(tag)
        .map(|one| (one[1].to_owned(), one.get(2).map_or("", |value| value.as_str()).to_owned()))
        .collect();
    let bare = pattern.replace_all(tag, "");
    assert!(!bare.contains([' ', '=', '"']), "more than attributes in {tag}");
    for name in found.keys() {
        assert!(ATTRIBUTES.split_whitespace().any(|known| known == name), "an attribute `{name}` in {tag}");
    }
    found
}

/// A log of requests to the team.
fn logged(folder: &Path) {
    for request in ["bread and dough", &format!("an iron gate {HOSTILE}"), "purple elephants", "purple giraffes"] {
        page(folder, &["--log", "log", "-f", "name", request]);
    }
    page(folder, &["run", "--log", "log", "bread and dough", "--", "true"]);
}

#[test]
fn a_log_is_told_and_a_wanted_answer_with_its_change() {
    let folder = hostile();
    logged(folder.path());
    let stats = page(folder.path(), &["stats", "-f", "html", "log"]);
    for expected in [
        "5 requests",
        "<td>baker</td>",
        "Done by the agent chosen <b>100.0 %</b>",
        "<b>purple</b>",
        "<ul id=\"fixtures\"><li>",
    ] {
        assert!(stats.contains(expected), "no {expected} in\n{stats}");
    }
    let want = page(folder.path(), &["explain", "-f", "html", "--want", "baker", "an iron gate"]);
    assert!(want.contains("&lt;b&gt;smith&lt;/b&gt;; baker is ") && want.contains("id=\"patch\""), "{want}");
}

#[test]
fn pages_are_whole_and_ask_for_nothing() {
    let folder = hostile();
    logged(folder.path());
    let elsewhere = regex::Regex::new(r"(?i)@import|url\(|https?:|<link|\u{202e}").unwrap();
    for arguments in [
        &["check", "-f", "html"][..],
        &["explain", "-f", "html", &format!("an iron gate {HOSTILE}\nof bread")],
        &["explain", "-f", "html", "peering"],
        &["explain", "-f", "html", "recall"],
        &["explain", "-f", "html", ""],
        &["explain", "-f", "html", "--want", "baker", &format!("an iron gate {HOSTILE}\nof bread")],
        &["explain", "-f", "html", "--want", "baker", "bread and dough"],
        &["stats", "-f", "html", "log"],
    ] {
        let page = page(folder.path(), arguments);
        let tags = tags(&page);
        assert_eq!(tags.iter().filter(|(name, _)| name == "script").count(), 1, "{arguments:?}");
        let hrefs: Vec<&str> = tags.iter().filter_map(|(_, own)| own.get("href").map(String::as_str)).collect();
        assert_eq!(hrefs, ["#main"], "the one link leads into the page");
        let policy = tags.iter().find(|(_, own)| own.contains_key("http-equiv")).unwrap().1["content"].clone();
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"), "{policy}");
        assert!(!elsewhere.is_match(&page), "{arguments:?}");
        let ids: Vec<&String> = tags.iter().filter_map(|(_, own)| own.get("id")).collect();
        let unique: std::collections::BTreeSet<_> = ids.iter().collect();
        assert_eq!(unique.len(), ids.len(), "ids are unique: {ids:?}");
    }
}

#[test]
fn a_check_tells_how_it_went() {
    let page = page(hostile().path(), &["check", "-f", "html"]);
    for expected in [
        "<span class=\"badge bad\">cannot be used</span>",
        "1 of 2 fixtures passed",
        "Accuracy <b>50.0 %</b>",
        "always the commonest answer: 100.0 %",
        "<td>&lt;b&gt;smith&lt;/b&gt;</td>",
        "an iron gate &lt;/title&gt;&lt;/style&gt;&lt;<mark class=\"for\"",
        ">script</mark>&gt;",
        "data-expected=\"baker\" data-got=\"&lt;b&gt;smith&lt;/b&gt;\" title=",
        "Confidence against outcome",
        "2 agents, 1 flow\"",
        "tests/routing/&lt;u&gt;team.yaml:3",
    ] {
        assert!(page.contains(expected), "no {expected} in\n{page}");
    }
    let team = bakery::team();
    let written = team.path().join("report.html");
    fs::create_dir_all(team.path().join("tests/routing")).unwrap();
    fs::write(team.path().join("tests/routing/a.yaml"), "- {request: bake bread, agent: baker}\n").unwrap();
    let arguments = ["check", "--agents", "agents", "tests/routing", "-f", "html", "--output", "report.html"];
    let summary = self::page(team.path(), &arguments);
    assert!(summary.starts_with("ok: 1 of 1 fixture passed"), "{summary}");
    let page = fs::read_to_string(written).unwrap();
    assert!(page.contains("<span class=\"badge good\">passed</span>") && tags(&page).len() > 50);
}

#[test]
fn an_explanation_marks_the_words_that_decided() {
    let folder = bakery::team();
    let page = page(folder.path(), &["explain", "--agents", "agents", "-f", "html", "please bake bread"]);
    let request = page.split("id=\"request\">").nth(1).unwrap().split("</div>").next().unwrap();
    assert!(request.contains(">bread</mark>"), "{request}");
    assert!(
        page.contains("<g class=\"agent chosen\"><title>baker</title>") || page.contains("chosen\"><title>baker"),
        "{page}"
    );
    assert!(page.contains("<b>bread</b> <span>keyword</span>"), "{page}");
}
