//! The differences between two versions of a team.

use crate::shop::{CLERK, Shop, errors, string, text};
use serde_json::Value;
use std::fs;
use std::process::Command;

#[test]
fn a_diff_says_what_became_right_and_wrong_and_what_a_shallow_clone_lacks() {
    let shop = Shop::new();
    shop.commit_all();
    shop.replace("agents/baker.md", "kipferl", "rye");
    shop.git(&["commit", "-qam", "two"]);
    let done = shop.route(&["diff", "HEAD~1"]);
    let said = errors(&done);
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
    let said = errors(&done);
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
    assert!(errors(&typed).contains("`HEAD` has no agent files in `agents`"), "{typed:?}");
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
    assert!(errors(&done).contains("0 became right, 1 wrong"));
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
        let told = errors(&done);
        assert!(told.starts_with("1 of 2 requests answered differently"), "{file}: {told}");
        assert!(text(&done).contains("one krapfen") && !text(&done).contains("query"), "{file}: {}", text(&done));
    }
    assert_eq!(shop.route(&["check", "r.yaml"]).status.code(), Some(2), "a check needs what is expected");
}

/// What cannot be read is no end of the input.
#[test]
fn requests_that_cannot_be_read_are_told() {
    let shop = Shop::new();
    let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
    command.current_dir(shop.path()).env("HOME", "/nonexistent").args(["diff", "agents", "-"]);
    let done = command.stdin(fs::File::open(shop.path()).unwrap()).output().unwrap();
    let told = errors(&done);
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

#[test]
fn a_mistake_in_the_configuration_of_a_revision_is_told_with_its_file() {
    let shop = Shop::new();
    shop.write(".config/route.toml", "\nagnets = ['agents']\n");
    shop.commit_all();
    fs::remove_file(shop.path().join(".config/route.toml")).unwrap();
    let told = errors(&shop.route(&["diff", "HEAD"]));
    assert!(told.contains("HEAD:.config/route.toml:2: "), "{told}");
}

/// git asks which is meant; a folder is taken, and that is said.
#[test]
fn a_base_that_is_a_folder_and_a_revision_is_named() {
    let shop = Shop::new();
    shop.commit_all();
    shop.git(&["branch", "agents"]);
    let told = |base: &str| errors(&shop.route(&["diff", base]));
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
    let told = errors(&done);
    assert_eq!(done.status.code(), Some(0), "{told}");
    assert!(told.starts_with("note: `HEAD` has no agents") && told.contains("3 became right, 0 wrong"), "{told}");
    assert_eq!(shop.route(&["diff", "absent"]).status.code(), Some(2));
}
