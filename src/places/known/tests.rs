use super::plugins::MOST_PATHS;
use super::*;
use std::fs;

fn around(top: &Path, here: &str) -> Surroundings {
    let top = top.canonicalize().unwrap();
    let here = top.join(here);
    fs::create_dir_all(&here).unwrap();
    Surroundings::at(here, Some(top.join("home")))
}

fn write(path: &Path) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "---\nname: a\ndescription: d\n---\n").unwrap();
}

fn roots(around: &Surroundings, user: bool) -> Vec<String> {
    let top = around.home.as_ref().unwrap().parent().unwrap();
    let absolute = |root: &Root| around.here.join(&root.folder);
    let roots = find(around, user).roots;
    roots.iter().map(|r| absolute(r).strip_prefix(top).unwrap().display().to_string()).collect()
}

#[test]
fn places_are_found_from_here_up_to_the_repository_then_the_users() {
    let top = tempfile::tempdir().unwrap();
    let files = [
        "home/.claude/agents/a.md",
        "home/agents/a.md",
        "home/.copilot/agents/a.md",
        "home/.copilot/prompts/a.md",
        "home/.github/agents/a.md",
        "home/r/.claude/skills/s/SKILL.md",
        "home/r/agents/a.md",
        "home/r/plugins/p/skills/s/SKILL.md",
        "home/r/src/.github/prompts/p.prompt.md",
        "home/r/.roomodes",
    ];
    files.iter().for_each(|file| write(&top.path().join(file)));
    fs::create_dir_all(top.path().join("home/r/.git")).unwrap();
    let around = around(top.path(), "home/r/src");
    let project = [
        "home/r/src/.github/prompts",
        "home/r/agents",
        "home/r/.roomodes",
        "home/r/.claude/skills",
        "home/r/plugins/p/skills",
    ];
    assert_eq!(roots(&around, false), project);
    assert_eq!(roots(&around, true), [&project[..], &["home/.claude/agents", "home/.copilot/agents"]].concat());
}

#[test]
fn a_place_is_the_same_from_everywhere_in_the_repository() {
    let top = tempfile::tempdir().unwrap();
    write(&top.path().join("home/plugins/r/.kiro/agents/a.md"));
    write(&top.path().join("settings/skills/s/SKILL.md"));
    fs::create_dir_all(top.path().join("home/plugins/r/.git")).unwrap();
    let settings = top.path().join("settings");
    for here in ["", "/src", "/.kiro", "/.kiro/agents", "/.kiro/agents/deep"] {
        let around = Surroundings {
            moved: vec![(".claude", settings.clone())],
            ..around(top.path(), &format!("home/plugins/r{here}"))
        };
        let places: Vec<String> = find(&around, true).roots.into_iter().map(|root| root.at).collect();
        assert_eq!(places, ["r/.kiro/agents", ".claude/skills"], "{here}");
    }
}

#[test]
fn outside_a_repository_the_current_folder_alone_counts() {
    let top = tempfile::tempdir().unwrap();
    write(&top.path().join("agents/a.md"));
    write(&top.path().join("home/x/agents/a.md"));
    fs::create_dir_all(top.path().join(".git")).unwrap();
    assert_eq!(roots(&around(top.path(), "home/x/deep"), false), Vec::<String>::new(), "`.git` above the home folder");
    assert_eq!(roots(&around(top.path(), "home/x"), false), ["home/x/agents"]);
    assert_eq!(roots(&around(top.path(), "other"), false), ["agents"]);
}

#[cfg(unix)]
#[test]
fn links_lead_to_the_repository_and_a_place_is_read_once() {
    use std::os::unix::fs::symlink;
    let top = tempfile::tempdir().unwrap();
    write(&top.path().join("home/r/.agents/skills/s/SKILL.md"));
    write(&top.path().join("home/dotfiles/agents/a.md"));
    for folder in ["home/r/.git", "home/r/.claude", "home/.claude"] {
        fs::create_dir_all(top.path().join(folder)).unwrap();
    }
    symlink("../.agents/skills", top.path().join("home/r/.claude/skills")).unwrap();
    symlink("../../dotfiles/agents", top.path().join("home/r/.claude/agents")).unwrap();
    symlink("../dotfiles/agents", top.path().join("home/.claude/agents")).unwrap();
    let around = around(top.path(), "home/r");
    assert_eq!(roots(&around, true), ["home/r/.claude/skills", "home/.claude/agents"]);
    symlink("../gone", top.path().join("home/r/.github")).unwrap();
    let left_out = find(&around, true).left_out.into_iter().map(|left| (left.file, left.reason));
    let nowhere = dialect::places().filter(|(place, _)| place.starts_with(".github/"));
    let nowhere = nowhere.map(|(place, _)| (place.to_owned(), LeftOutReason::LeadsNowhere));
    let out = [(".claude/agents".to_owned(), LeftOutReason::LeadsOut)];
    assert_eq!(left_out.collect::<HashSet<_>>(), nowhere.chain(out).collect());
}

#[test]
fn places_that_are_not_read_are_named() {
    let top = tempfile::tempdir().unwrap();
    for file in [".clinerules/a.md", "config/agents.yaml", ".kiro/prompts/a.md"] {
        write(&top.path().join("home/r").join(file));
    }
    fs::create_dir_all(top.path().join("home/r/.git")).unwrap();
    for (file, text) in
        [(".codex/config.toml", "[agents.a]\n"), ("opencode.json", r#"{"agent": {}}"#), ("opencode.jsonc", "{}")]
    {
        write(&top.path().join("home/r").join(file));
        fs::write(top.path().join("home/r").join(file), text).unwrap();
    }
    let around = around(top.path(), "home/r");
    assert_eq!(roots(&around, false), ["home/r/.kiro/prompts"]);
    let left_out = find(&around, false).left_out;
    let expected = [".clinerules", "config/agents.yaml", ".codex/config.toml", "opencode.json"];
    assert!(left_out.iter().map(|left| &left.file).eq(expected), "{left_out:?}");
}

#[test]
fn the_commands_of_a_plugin_are_at_its_root() {
    let top = tempfile::tempdir().unwrap();
    for file in ["home/r/commands/a.md", "home/r/one/commands/a.md", "home/r/one/.claude-plugin/plugin.json"] {
        write(&top.path().join(file));
    }
    fs::create_dir_all(top.path().join("home/r/.git")).unwrap();
    let found = find(&around(top.path(), "home/r/one"), false).roots;
    let found: Vec<_> = found.iter().map(|root| (root.at.as_str(), root.kind)).collect();
    assert_eq!(found, [("plugins/one/commands", AgentKind::Command)]);
}

#[test]
fn a_marketplace_may_sort_its_plugins() {
    let top = tempfile::tempdir().unwrap();
    for file in ["plugins/a/agents/a.md", "plugins/web/b/agents/a.md", "plugins/a/sub/agents/a.md"] {
        write(&top.path().join(file));
    }
    let is_there = |below: &PathBuf| top.path().join(below).is_dir();
    let found = || expanded(&Checkout, top.path(), "plugins/*/agents").into_iter().filter(is_there).collect::<Vec<_>>();
    assert_eq!(found(), ["plugins/a/agents"].map(PathBuf::from));
    write(&top.path().join(".claude-plugin/marketplace.json"));
    assert_eq!(found(), ["plugins/a/agents", "plugins/web/b/agents"].map(PathBuf::from));
}

#[test]
fn the_folders_that_a_marketplace_names_are_read_if_they_lie_in_the_repository() {
    let top = tempfile::tempdir().unwrap();
    let repository = top.path().join("home/r");
    for file in [
        ".git/x",
        "ext/web/agents/ui.md",
        "ext/web/commands/ship.md",
        "ext/web/more/deploy.md",
        "documents/pdf/SKILL.md",
        "documents/doc/SKILL.md",
        "plugins/known/agents/a.md",
        "base/own/skills/s/SKILL.md",
        "ext/shared/s/SKILL.md",
        "../other/agents/a.md",
    ] {
        write(&repository.join(file));
    }
    let list = |plugins: &str| {
        fs::create_dir_all(repository.join(".claude-plugin")).unwrap();
        fs::write(repository.join(".claude-plugin/marketplace.json"), plugins).unwrap();
    };
    list(
        r#"{"metadata": {"pluginRoot": "./base"}, "plugins": [
            {"name": "web-tools", "source": "./ext/web", "commands": ["./more"]},
            {"name": "documents", "source": "./", "skills": ["./documents/pdf", "./documents/doc"]},
            {"name": "known", "source": "./plugins/known"},
            {"name": "own", "source": {"source": "local", "path": "own"}},
            {"name": "up", "source": "./ext/up", "skills": ["../shared"]},
            {"name": "out", "source": "../../other"},
            {"name": "absolute", "source": "/etc"},
            {"name": "far", "source": {"source": "github", "repo": "a/b", "path": "ext"}},
            {"name": "bad", "source": 3}, 4]}"#,
    );
    let around = around(top.path(), "home/r");
    let known = find(&around, false);
    let found: Vec<_> = known.roots.iter().map(|root| (root.folder.to_str().unwrap(), root.at.as_str())).collect();
    assert_eq!(
        found,
        [
            ("plugins/known/agents", "r/plugins/known/agents"),
            ("ext/web/agents", "plugins/web-tools/agents"),
            ("ext/web/commands", "plugins/web-tools/commands"),
            ("ext/web/more", "plugins/web-tools/commands/more"),
            ("documents", "plugins/documents/skills"),
            ("base/own/skills", "plugins/own/skills"),
            ("ext/shared", "plugins/up/skills/shared"),
        ]
    );
    let left_out: Vec<_> = known.left_out.iter().map(|left| (left.file.as_str(), left.reason)).collect();
    assert_eq!(left_out, [("../../other", LeftOutReason::NamedOutside), ("/etc", LeftOutReason::NamedOutside)]);
    let named_at: Vec<_> = known.left_out.iter().filter_map(|left| left.named_at.clone()).collect();
    assert_eq!(named_at, [7, 8].map(|line| (".claude-plugin/marketplace.json".to_owned(), line)));
    for nothing in ["", "[]", "{}", r#"{"plugins": {}}"#, r#"{"plugins": [{"source": "./gone"}]}"#] {
        list(nothing);
        assert_eq!(roots(&around, false), ["home/r/plugins/known/agents"], "{nothing}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../other", repository.join("linked")).unwrap();
        list(r#"{"plugins": [{"name": "l", "source": "./linked"}]}"#);
        assert_eq!(roots(&around, false), ["home/r/plugins/known/agents"]);
        assert_eq!(find(&around, false).left_out[0].reason, LeftOutReason::LeadsOut);
    }
}

#[test]
fn a_repository_may_be_a_collection_of_skills() {
    let top = tempfile::tempdir().unwrap();
    for file in ["pdf/SKILL.md", "doc/SKILL.md", "deep/er/SKILL.md", ".hidden/SKILL.md", ".git/x", "README.md"] {
        write(&top.path().join("home/r").join(file));
    }
    let around = around(top.path(), "home/r/pdf");
    assert_eq!(roots(&around, false), ["home/r/doc", "home/r/pdf"]);
    write(&top.path().join("home/r/agents/a.md"));
    assert_eq!(roots(&around, false), ["home/r/agents"], "a repository with places of its own");
    write(&top.path().join("home/x/SKILL.md"));
    let at_home = Surroundings { here: around.home.clone().unwrap(), repository: None, ..around };
    assert_eq!(roots(&at_home, false), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_marketplace_is_read_inside_the_repository_and_within_limits() {
    let top = tempfile::tempdir().unwrap();
    let (repository, list) = (top.path().join("home/r"), "home/r/.claude-plugin/marketplace.json");
    for folder in ["home/r/.git", "home/r/.claude-plugin", "home/r/many/agents"] {
        fs::create_dir_all(top.path().join(folder)).unwrap();
    }
    let paths = |path: &str, count: usize| serde_json::to_string(&vec![path; count]).unwrap();
    let text = format!(
        r#"{{"plugins": [{{"name": "many", "source": "./many", "skills": {}, "commands": {}}}]}}"#,
        paths("./gone", MOST_PATHS),
        paths("../../out", 3),
    );
    fs::write(top.path().join(list), &text).unwrap();
    let around = around(top.path(), "home/r");
    let known = find(&around, false);
    let left_out: Vec<_> = known.left_out.iter().map(|left| (left.file.as_str(), left.reason, left.count)).collect();
    assert_eq!(left_out, [(".claude-plugin/marketplace.json", LeftOutReason::BeyondLimit, 5)]);
    assert_eq!(roots(&around, false), ["home/r/many/agents"]);
    fs::rename(top.path().join(list), top.path().join("elsewhere.json")).unwrap();
    std::os::unix::fs::symlink(top.path().join("elsewhere.json"), repository.join(".claude-plugin/marketplace.json"))
        .unwrap();
    let known = find(&around, false);
    let left_out: Vec<_> = known.left_out.iter().map(|left| (left.file.as_str(), left.reason)).collect();
    assert_eq!(left_out, [(".claude-plugin/marketplace.json", LeftOutReason::LeadsOut)]);
    assert!(known.roots.is_empty());
}
