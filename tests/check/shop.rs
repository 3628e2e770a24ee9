//! A small, correct team in a repository, in which tests plant faults.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

// `kipferl` is a word that the program does not know.
pub const LEAD: &str = "---\nname: shop\nfallback: clerk\nflows:\n  - name: recall\n    keywords: [recall everything]\n    steps: [clerk, baker]\n---\n{agent_prompt}\n";
pub const BAKER: &str = "---\nname: baker\ndescription: Bread, dough and ovens.\n# found by heart\nkeywords: [bread, dough, kipferl]\npatterns: ['\\bovens?\\b']\nexamples:\n  - \"bake a loaf of bread\"\n  - \"the dough does not rise\"\nknowledge: baking.md\n---\nBake. Read {knowledge_base}.\n\nTASK: {user_task}\n";
pub const SMITH: &str = "---\nname: smith\ndescription: Iron, forging and anvils.\nkeywords: {iron: 1.0, anvil: 1.5}\nexamples:\n  - \"forge an iron gate\"\n  - \"the anvil cracked\"\n---\nForge. {user_task}\n";
pub const CLERK: &str = "---\nname: clerk\ndescription: Bills, receipts and orders.\nkeywords:\n  - bill\n  - receipt\nexamples:\n  - \"print the receipt again\"\n  - \"send the bill to the customer\"\n---\nWrite. {user_task}\n";
pub const FIXTURES: &str = "# what must hold\n- request: \"one kipferl please\"\n  agent: baker\n- {request: \"a new anvil\", agent: smith}\n- {request: \"the bill is wrong\", agent: [clerk, smith]}\n";

/// A repository with a team of three agents.
pub struct Shop {
    folder: TempDir,
}

impl AsRef<Path> for Shop {
    fn as_ref(&self) -> &Path {
        self.path()
    }
}

impl Shop {
    pub fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(shop.path().join(".git")).unwrap();
        let files = [("team.md", LEAD), ("baker.md", BAKER), ("smith.md", SMITH), ("clerk.md", CLERK)];
        files.iter().for_each(|(name, text)| shop.write(&format!("agents/{name}"), text));
        shop.write("knowledgebase/baking.md", "Flour.\n");
        shop.write("tests/routing/shop.yaml", FIXTURES);
        shop
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path().join(path)).unwrap();
        assert!(text.contains(from), "{path} does not hold {from}");
        self.write(path, &text.replacen(from, to, 1));
    }

    pub fn route(&self, args: &[&str]) -> Output {
        self.route_in("", args)
    }

    pub fn route_in(&self, folder: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_route"));
        command
            .current_dir(self.path().join(folder))
            .env_remove("ROUTE_AGENTS")
            .env("HOME", "/nonexistent")
            .args(args)
            .output()
            .unwrap()
    }

    pub fn git(&self, args: &[&str]) -> String {
        let name = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"];
        let done = Command::new("git").current_dir(self.path()).args(name).args(args).output().unwrap();
        assert!(done.status.success(), "git {args:?}: {}", errors(&done));
        String::from_utf8_lossy(&done.stdout).into_owned()
    }

    pub fn commit_all(&self) {
        let _ = fs::remove_dir(self.path().join(".git"));
        self.git(&["init", "-q"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", "one"]);
    }

    /// Every finding as `file:line code`.
    pub fn findings(&self) -> Vec<String> {
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

pub fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// What was said on standard error.
pub fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

pub fn string(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub fn array(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}
