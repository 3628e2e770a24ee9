//! `route check --watch`: what changes and is checked again.

use super::shop::Shop;
use std::fs;
use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A check that watches a shop, until it is dropped.
struct Watch {
    process: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Watch {
    fn of(shop: &Shop) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_route"))
            .args(["check", "--watch"])
            .current_dir(shop.path())
            .env("HOME", shop.path())
            .env_remove("ROUTE_AGENTS")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { process, lines }
    }

    /// The next verdict on the whole.
    fn verdict(&mut self) -> String {
        let is_one = |line: &String| ["ok:", "failed:", "unusable:"].iter().any(|verdict| line.starts_with(verdict));
        self.lines.by_ref().map_while(Result::ok).find(is_one).unwrap()
    }

    fn until(&mut self, part: &str) {
        assert!(self.lines.by_ref().map_while(Result::ok).any(|line| line.contains(part)), "{part}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn watching_checks_again_after_each_change() {
    let shop = Shop::new();
    let mut watch = Watch::of(&shop);
    assert!(watch.verdict().starts_with("ok: 3 of 3"));
    shop.replace("tests/routing/shop.yaml", "agent: baker", "agent: clerk");
    assert!(watch.verdict().starts_with("failed: 2 of 3"));
    shop.replace("tests/routing/shop.yaml", "agent: clerk", "agent: baker");
    assert!(watch.verdict().starts_with("ok: 3 of 3"));
    shop.write("tests/routing/more.yaml", "- {request: forge a gate, agent: baker}\n");
    assert!(watch.verdict().starts_with("failed: 3 of 4"));
    shop.write("agents/forger.md", "---\nname: forger\ndescription: Forges.\n---\n");
    assert!(watch.verdict().contains(" of 4"));
    shop.write("tests/routing/deep/a.yaml", "- {request: a new anvil, agent: smith}\n");
    watch.until(" of 5 fixtures");
    shop.write("tests/routing/deep/b.yaml", "- {request: a new anvil, agent: smith}\n");
    watch.until(" of 6 fixtures");
    shop.write(".claude/agents/brewer.md", "---\nname: brewer\ndescription: Brews.\nkeyword: x\n---\n");
    watch.until(" and 1 warning");
    // The folder that the configuration names from now on has none of the agents that fixtures name.
    shop.write("route.toml", "agents = ['.claude/agents']\n");
    watch.until("unusable:");
}

/// None of these changes a file or folder that is read.
#[cfg(unix)]
#[test]
fn watching_sees_where_links_lead_and_what_is_above() {
    use std::os::unix::fs::symlink;
    let shop = Shop::new();
    let elsewhere = tempfile::tempdir().unwrap();
    let (ours, theirs) = (shop.path().join("more"), elsewhere.path().join("more"));
    let brewer = "---\nname: brewer\ndescription: Brews beer of hops.\nkeywords: [hops]\n---\n{user_task}\n";
    shop.write("more/deep/brewer.md", brewer);
    symlink("../more/deep", shop.path().join("agents/linked")).unwrap();
    let brewer = brewer.replace("hops", "malt").replace("brewer", "maltster");
    shop.write("plugins/mill/agents/maltster.md", &brewer.replace("\n---\n{", "\nknowledge: baking.md\n---\n{"));
    shop.write("tests/routing/more.yaml", "- {request: hops, agent: brewer}\n- {request: malt, agent: maltster}\n");
    let mut watch = Watch::of(&shop);
    assert!(watch.verdict().starts_with("ok: 5 of 5"));
    fs::rename(&ours, &theirs).unwrap();
    symlink(&theirs, &ours).unwrap();
    watch.until("unusable:");
    fs::remove_file(&ours).unwrap();
    fs::rename(&theirs, &ours).unwrap();
    assert!(watch.verdict().starts_with("ok: 5 of 5"));
    shop.write("plugins/mill/skills/grind/SKILL.md", "---\nname: grind\ndescription: Grinds rye.\nkeyword: x\n---\n");
    watch.until(" and 1 warning");
    fs::create_dir(shop.path().join("plugins/mill/.git")).unwrap();
    watch.until("missing-knowledge");
    let (ours, theirs) = (shop.path().join("plugins"), elsewhere.path().join("plugins"));
    fs::rename(&ours, &theirs).unwrap();
    symlink(&theirs, &ours).unwrap();
    watch.until("unusable:");
}
