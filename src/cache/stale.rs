//! Tests of changes that no file's own metadata shows.

use super::Cache;
use super::inputs::InputState;
use super::team::{index, place_key};
use crate::places::{Places, Surroundings, WantedPlaces};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Two files whose names are those of their agents.
const TWINS: &str =
    "mkdir -p .git agents; printf -- '---\\ndescription: Rotates Kafka brokers.\\n---\\nHi\\n' >agents/a.md";
const PLUGIN: &str =
    "mkdir -p .git plugins/foo/agents knowledgebase; echo d >knowledgebase/k.md; agent plugins/foo/agents/x.md";
const LINK: &str = "mkdir -p .git agents p/d; agent p/d/x.md; agent agents/q.md; ln -s ../p/d agents/L";
const LIBRARY: &str = "mkdir -p .git agents p/d; echo d >p/d/k.md; agent agents/x.md; ln -s p/d knowledgebase";
const EXAMPLES: &str =
    "mkdir -p .git agents p; echo 'rotate it' >p/e.txt; ln -s ../p/e.txt agents/e.txt; agent agents/x.md";
const NAMED: &str = "mkdir -p .git u1/.claude; agent u1/.claude/x.md; ln -s u1/.claude L";
const DOCUMENT: &str = "mkdir -p .git agents knowledgebase; echo d >knowledgebase/k.md; agent agents/x.md";
const COLLECTION: &str = "mkdir -p .git agents p/d; for i in 1 2 3 4 5 6 7 8 9; do agent p/d/x$i.md; \
    ln -s ../p/d/x$i.md agents; done; agent agents/q.md";
const MOVED_OUT: &str = "mv p ../out; ln -s ../out p";

/// How to make a repository, the folder of agents in it, and a change.
const CASES: [(&str, &str, &str); 13] = [
    ("cp agents/a.md agents/b.md", "agents", "rm agents/b.md; ln -s a.md agents/b.md"),
    ("ln -s a.md agents/b.md", "agents", "rm agents/b.md; cp agents/a.md agents/b.md"),
    (PLUGIN, "plugins/foo/agents", "mkdir plugins/foo/.git"),
    ("mkdir plugins/foo/.git", "plugins/foo/agents", "rmdir plugins/foo/.git"),
    (PLUGIN, "plugins/foo/agents", "chown 1234 plugins/foo"),
    (LINK, "agents", MOVED_OUT),
    (LIBRARY, "agents", MOVED_OUT),
    (COLLECTION, "agents", MOVED_OUT),
    (COLLECTION, "agents", "mv p/d/x1.md ../x1.md; ln -s ../../../x1.md p/d"),
    (COLLECTION, "agents", "mv p/d/x1.md p/d/x0.md; ln -s x0.md p/d/x1.md; ln -s ../p/d/x0.md agents"),
    (EXAMPLES, "agents", MOVED_OUT),
    (NAMED, "L", "mv u1 u2; ln -sfn u2/.claude L"),
    (DOCUMENT, "agents", "truncate -s 5000000 knowledgebase/k.md"),
];

fn shell(repository: &Path, line: &str) -> bool {
    let agent = "agent() { n=$(basename $1 .md); \
        printf -- '---\\nname: %s\\ndescription: Rotates %s.\\nknowledge: k.md\\nexamples_from: e.txt\\n---\\nHi\\n' $n $n >$1; }";
    let status = Command::new("sh").args(["-ec", &format!("{agent}; {line}")]).current_dir(repository).status();
    status.expect("a shell runs").success()
}

/// A place of the repository, whatever other repository is in it.
fn places(repository: &Path, folder: &str) -> Places {
    let wanted = WantedPlaces { named: vec![repository.join(folder)], ..WantedPlaces::default() };
    let mut places = Places::find(wanted, &Surroundings::default());
    for root in &mut places.roots {
        root.inside = vec![repository.to_owned()];
        root.at = "repository/agents".to_owned();
    }
    places
}

#[test]
fn what_no_file_tells_of_itself_is_noticed() {
    let top = tempfile::tempdir().unwrap();
    let cache = Cache::in_folder(top.path().join("cache"));
    let repository =
        |number: usize| -> PathBuf { top.path().canonicalize().unwrap().join(format!("{number}/repository")) };
    let bytes = |places: &Places| places.index(None).unwrap().0.image().bytes().to_vec();
    let cached = |places: &Places| index(places, None, &cache).unwrap().0.image().bytes().to_vec();
    for (number, (make, ..)) in CASES.iter().enumerate() {
        let repository = repository(number);
        std::fs::create_dir_all(&repository).unwrap();
        let before = if make.contains("a.md") {
            TWINS
        } else if make.contains(".git ") {
            "true"
        } else {
            PLUGIN
        };
        assert!(shell(&repository, &format!("{before}; {make}")), "{make}");
    }
    // What was stamped a moment ago is read again.
    std::thread::sleep(Duration::from_millis(2100));
    for (number, (_, folder, change)) in CASES.iter().enumerate() {
        let repository = repository(number);
        let found = places(&repository, folder);
        let before = bytes(&found);
        assert!(cached(&found) == before, "{change}");
        let known = cache.inputs(&place_key(&found, None)).expect("a list of inputs");
        assert_eq!(known.state(), InputState::Same, "{change}");
        if !shell(&repository, change) {
            assert!(change.starts_with("chown"), "{change}");
            continue;
        }
        let found = places(&repository, folder);
        let after = bytes(&found);
        assert!(before != after, "{change}");
        assert!(cached(&found) == after, "{change}");
    }
}

#[test]
fn an_empty_name_is_not_the_same_as_none() {
    let top = tempfile::tempdir().unwrap();
    assert!(shell(top.path(), DOCUMENT));
    std::thread::sleep(Duration::from_millis(50));
    let cache = Cache::in_folder(top.path().join("cache"));
    let found = places(top.path(), "agents");
    assert!(index(&found, None, &cache).is_ok());
    assert!(index(&found, Some(""), &cache).is_err());
}
