//! Suggested edits, the differences between two versions, and the change that a wanted agent needs.

use crate::shop::{CLERK, Shop, string, text};
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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert!(said.contains("fixes 1, breaks 0"), "{said}");
    assert!(shop.git(&["status", "--porcelain"]).is_empty(), "it edits nothing itself");
    shop.write("fix.patch", &text(&done));
    shop.git(&["apply", "--check", "fix.patch"]);
    shop.git(&["apply", "fix.patch"]);
    let patched = shop.git(&["diff"]);
    shop.git(&["checkout", "-q", "agents"]);
    fs::create_dir(shop.path().join("src")).unwrap();
    let elsewhere = String::from_utf8_lossy(&shop.route_in("src", &["suggest"]).stderr).into_owned();
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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
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
    assert!(String::from_utf8_lossy(&piped.stderr).contains("not a regular file"), "{piped:?}");
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
fn a_diff_says_what_became_right_and_wrong_and_what_a_shallow_clone_lacks() {
    let shop = Shop::new();
    shop.commit_all();
    shop.replace("agents/baker.md", "kipferl", "rye");
    shop.git(&["commit", "-qam", "two"]);
    let done = shop.route(&["diff", "HEAD~1"]);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(text(&done).contains("- baker (routed, right)"), "{}", text(&done));
    assert!(said.contains("0 became right, 1 wrong"), "{said}");
    // The same team in a folder with another name, without a team file.
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

/// A revision has its own places: agents that moved since, and agents in another client's format.
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
    let json = text(&shop.route(&["diff", "HEAD", "requests.txt", "-f", "json"]));
    assert!(json.contains(r#""after":{"agent":null,"status":"#) && !json.contains(r#""-""#), "nobody is null: {json}");
}

/// The folders in a revision's own configuration are read, whatever they are called now.
#[test]
fn a_diff_reads_the_folders_that_the_revision_names() {
    let shop = Shop::new();
    let moved = |from: &str, to: &str| fs::rename(shop.path().join(from), shop.path().join(to)).unwrap();
    moved("agents", "crew");
    shop.write("route.toml", "agents = ['crew']\n");
    shop.commit_all();
    moved("crew", "team");
    shop.write("route.toml", "agents = ['team']\n");
    assert_eq!(text(&shop.route(&["diff", "HEAD", "--exit-code"])), "");
    shop.replace("team/baker.md", "kipferl", "rye");
    let done = text(&shop.route(&["diff", "HEAD"]));
    assert!(done.contains("one kipferl please") && done.contains("- baker (routed, right)"), "{done}");
    moved("team", "agents");
    fs::remove_file(shop.path().join("route.toml")).unwrap();
    assert_eq!(text(&shop.route(&["diff", "HEAD"])), done, "known places now, a folder that was named then");
    let typed = shop.route(&["diff", "HEAD", "--agents", "agents"]);
    assert!(String::from_utf8_lossy(&typed.stderr).contains("`HEAD` has no agent files in `agents`"), "{typed:?}");
}

/// A revision, or another checkout, answers with the bound and the team of its own configuration.
#[test]
fn a_diff_decides_as_the_configuration_of_then_said() {
    let shop = Shop::new();
    shop.write("requests.txt", "one kipferl please\n");
    shop.write("route.toml", "min_confidence = 1.0\n");
    shop.commit_all();
    let then = tempfile::tempdir().unwrap();
    shop.git(&["worktree", "add", "-q", then.path().join("w").to_str().unwrap()]);
    shop.write("route.toml", "");
    let changed = "  - clerk (unclear)\n  + baker (routed)\n";
    for base in ["HEAD", then.path().join("w").to_str().unwrap()] {
        let done = text(&shop.route(&["diff", base, "requests.txt"]));
        assert!(done.ends_with(changed), "{base}: {done}");
    }
    let agents = then.path().join("w/agents");
    let done = shop.route(&["diff", agents.to_str().unwrap(), "requests.txt"]);
    assert_eq!(text(&done), "", "a folder of agents alone has no configuration");

    for team in ["red", "blue"] {
        shop.write(&format!("agents/{team}/team.md"), &format!("---\nname: {team}\nclarify: What?\n---\n"));
        let agent = format!("---\nname: {team}-smith\ndescription: Anvils.\nkeywords: [anvil]\n---\n");
        shop.write(&format!("agents/{team}/smith.md"), &agent);
    }
    shop.write("requests.txt", "the anvil\n");
    shop.write("route.toml", "team = 'red'\n");
    shop.commit_all();
    shop.write("route.toml", "team = 'blue'\n");
    let done = text(&shop.route(&["diff", "HEAD", "requests.txt"]));
    assert_eq!(done, "blue: the anvil\n  - red-smith (routed)\n  + blue-smith (routed)\n");
    assert_eq!(text(&shop.route(&["diff", "HEAD", "requests.txt", "--team", "red"])), "", "typed for both");
}

/// A fixture is right in a diff where `check` says so.
#[test]
fn a_diff_judges_as_check_does() {
    let shop = Shop::new();
    shop.write("tests/routing/shop.yaml", "- {request: one kipferl please, agent: baker, urgency: high}\n");
    shop.write("agents/team.md", "---\nname: shop\nclarify: What?\nurgency: {high: {keywords: [kipferl]}}\n---\n");
    shop.commit_all();
    assert_eq!(text(&shop.route(&["diff", "HEAD"])), "");
    shop.replace("agents/team.md", "[kipferl]", "[rye]");
    let done = shop.route(&["diff", "HEAD"]);
    let changed = "  - baker (routed, right)\n  + baker (routed, wrong: urgency)\n";
    assert!(text(&done).ends_with(changed), "{}", text(&done));
    assert!(String::from_utf8_lossy(&done.stderr).contains("0 became right, 1 wrong"));
}

/// Linked definitions, places that are links, and submodules are read in a revision as in a checkout.
#[cfg(unix)]
#[test]
fn a_diff_follows_links_and_submodules_as_a_checkout_does() {
    use std::os::unix::fs::symlink;
    let plugin = Shop::new();
    for name in ["team", "baker", "smith"] {
        fs::remove_file(plugin.path().join(format!("agents/{name}.md"))).unwrap();
    }
    plugin.commit_all();
    let shop = Shop::new();
    fs::rename(shop.path().join("agents/smith.md"), shop.path().join("forge.md")).unwrap();
    fs::remove_dir_all(shop.path().join("agents")).unwrap();
    shop.write("texts/skills/poet/SKILL.md", "---\ndescription: Poems and rhymes.\n---\n");
    fs::create_dir_all(shop.path().join(".claude/agents")).unwrap();
    symlink("../../again.md", shop.path().join(".claude/agents/smith.md")).unwrap();
    symlink("./forge.md", shop.path().join("again.md")).unwrap();
    symlink("../texts/skills", shop.path().join(".claude/skills")).unwrap();
    symlink("..", shop.path().join(".claude/loop")).unwrap();
    // Folders that are skipped in a checkout are skipped in a revision.
    for (folder, word) in [("vendor", "print"), ("node_modules/x", "rhymes"), (".cache", "anvil")] {
        let text = format!("---\nname: {word}er\ndescription: d\nkeywords: [{word}]\npriority: critical\n---\n");
        shop.write(&format!(".claude/agents/{folder}/a.md"), &text);
    }
    symlink("/etc/passwd", shop.path().join(".claude/agents/out.md")).unwrap();
    shop.write("requests.txt", "an iron anvil\na poem with rhymes\nprint the receipt\n");
    shop.commit_all();
    let allow = ["-c", "protocol.file.allow=always"];
    shop.git(&[&allow[..], &["submodule", "add", "-q", plugin.path().to_str().unwrap(), "plugins/shop"]].concat());
    shop.git(&["commit", "-qm", "two"]);
    let names = shop.route(&["-f", "name", "print the receipt"]);
    assert_eq!(text(&names), "clerk\n", "the submodule is read");
    let done = shop.route(&["diff", "HEAD", "requests.txt"]);
    assert_eq!((text(&done).as_str(), done.status.code()), ("", Some(0)), "{done:?}");
    let done = text(&shop.route(&["diff", "HEAD~1", "requests.txt"]));
    assert!(done.contains("print the receipt") && done.contains("+ clerk (routed)"), "{done}");
    assert_eq!(done.lines().count(), 3, "only what the submodule brought: {done}");
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
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(said.contains("route.toml:2: `team`: no team `elsewhere`; "), "{said}");
    assert_eq!(done.status.code(), Some(2));
    let said = String::from_utf8_lossy(&shop.route(&["check"]).stderr).into_owned();
    assert!(said.contains("route.toml:2: `team`: no team `elsewhere`; "), "{said}");
}

/// What cannot be read is no end of the input.
#[test]
fn requests_that_cannot_be_read_are_told() {
    let shop = Shop::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("HOME", "/nonexistent").args(["diff", "agents", "-"]);
    let done = command.stdin(fs::File::open(shop.path()).unwrap()).output().unwrap();
    let told = String::from_utf8(done.stderr).unwrap();
    assert_eq!(done.status.code(), Some(2), "{told}");
    assert!(told.contains("-:1: ") && told.contains("cannot read on: "), "{told}");
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_request() {
    let shop = Shop::new();
    fs::create_dir(shop.path().join("base")).unwrap();
    shop.write("base/clerk.md", "---\nname: clerk\ndescription: Counts money.\n---\n");
    let marked = "\u{feff}a new anvil\r\n";
    for bytes in [marked.as_bytes().to_vec(), marked.encode_utf16().flat_map(u16::to_le_bytes).collect()] {
        fs::write(shop.path().join("requests.txt"), bytes).unwrap();
        let done = text(&shop.route(&["diff", "base", "requests.txt", "-f", "json"]));
        let change: Value = serde_json::from_str(&done).unwrap();
        assert_eq!(change["request"], "a new anvil");
    }
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
        let told = String::from_utf8(shop.route(&["suggest"]).stderr).unwrap();
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

/// A file that is named holds requests, whatever its form.
#[test]
fn a_diff_reads_requests_that_expect_nothing() {
    let shop = Shop::new();
    shop.commit_all();
    shop.write("agents/baker.md", &crate::shop::BAKER.replace("kipferl", "krapfen"));
    let requests = [
        ("r.jsonl", "{\"request\": \"one krapfen\"}\n{\"text\": \"an anvil\", \"agent\": \"smith\"}\n"),
        ("r.yaml", "- request: one krapfen\n- {request: an anvil}\n"),
        ("texts.yaml", "- one krapfen\n- an anvil\n"),
        ("r.txt", "one krapfen\nan anvil\n"),
        ("mixed.txt", "{\"query\": \"one krapfen\"}\n{an anvil}\n"),
    ];
    for (file, requests) in requests {
        shop.write(file, requests);
        let done = shop.route(&["diff", "HEAD", file]);
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(told.starts_with("1 of 2 requests answered differently"), "{file}: {told}");
        assert!(text(&done).contains("one krapfen") && !text(&done).contains("query"), "{file}: {}", text(&done));
    }
    assert_eq!(shop.route(&["check", "r.yaml"]).status.code(), Some(2), "a check needs what is expected");
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
        let told = String::from_utf8(shop.route(&["suggest"]).stderr).unwrap();
        assert!(told.contains(reason), "{expected}: {told}");
    }
}

#[test]
fn a_mistake_in_the_configuration_of_a_revision_is_told_with_its_file() {
    let shop = Shop::new();
    shop.write(".config/route.toml", "\nagnets = ['agents']\n");
    shop.commit_all();
    fs::remove_file(shop.path().join(".config/route.toml")).unwrap();
    let told = String::from_utf8(shop.route(&["diff", "HEAD"]).stderr).unwrap();
    assert!(told.contains("HEAD:.config/route.toml:2: "), "{told}");
}

/// git asks which is meant; a folder is taken, and that is said.
#[test]
fn a_base_that_is_a_folder_and_a_revision_is_named() {
    let shop = Shop::new();
    shop.commit_all();
    shop.git(&["branch", "agents"]);
    let told = |base: &str| String::from_utf8(shop.route(&["diff", base]).stderr).unwrap();
    assert!(told("agents").starts_with("note: `agents` is a folder and a revision, and the folder was taken;"));
    for base in ["agents^{commit}", "./agents", "agents/", "HEAD"] {
        assert_eq!(told(base), format!("0 of 3 requests answered differently than in {base}\n"));
    }
}

/// A revision from before the first agent is compared as an empty folder is.
#[test]
fn a_base_without_agents_answers_nothing() {
    let shop = Shop::new();
    fs::remove_dir(shop.path().join(".git")).unwrap();
    shop.git(&["init", "-q"]);
    shop.git(&["commit", "-q", "--allow-empty", "-m", "nothing"]);
    let done = shop.route(&["diff", "HEAD"]);
    let told = String::from_utf8(done.stderr.clone()).unwrap();
    assert_eq!(done.status.code(), Some(0), "{told}");
    assert!(told.starts_with("note: `HEAD` has no agents") && told.contains("3 became right, 0 wrong"), "{told}");
    assert_eq!(shop.route(&["diff", "absent"]).status.code(), Some(2));
}
