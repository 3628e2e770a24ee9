//! Places of agents in a revision: they are found there as in a checkout.

use crate::shop::{Shop, text};
use std::fs;

const MARKETPLACE: &str = r#"{"name": "m", "plugins": [
  {"name": "tools", "source": "./devtools/tools", "skills": ["./more/anvils", "./extra"]},
  {"name": "far", "source": {"source": "github", "repo": "a/b"}}]}"#;

fn agent(name: &str, does: &str) -> String {
    format!("---\nname: {name}\ndescription: {does}\n---\nDo it.\n")
}

/// Files of a repository that has agents in one kind of place, and the place of one of them.
fn repositories() -> [(&'static str, Vec<(&'static str, String)>); 5] {
    let (baker, smith) = (|| agent("baker", "Bread, dough and ovens."), || agent("smith", "Iron, forging and anvils."));
    let command = "---\ndescription: Weigh the flour for the dough\n---\nWeigh $ARGUMENTS\n".to_owned();
    [
        (
            "devtools/tools/more/anvils/SKILL.md",
            vec![
                (".claude-plugin/marketplace.json", MARKETPLACE.to_owned()),
                ("devtools/tools/agents/baker.md", baker()),
                ("devtools/tools/more/anvils/SKILL.md", smith()),
                ("devtools/tools/commands/weigh.md", command.clone()),
                ("devtools/other/agents/nobody.md", agent("nobody", "Dough that no list names.")),
            ],
        ),
        (
            "plugins/food/bakery/agents/baker.md",
            vec![
                (".claude-plugin/marketplace.json", r#"{"name": "m", "plugins": []}"#.to_owned()),
                ("plugins/food/bakery/agents/baker.md", baker()),
                ("plugins/smithy/agents/smith.md", smith()),
            ],
        ),
        (
            "commands/weigh.md",
            vec![
                (".claude-plugin/plugin.json", r#"{"name": "bakery"}"#.to_owned()),
                ("agents/baker.md", baker()),
                ("commands/weigh.md", command),
            ],
        ),
        ("smith/SKILL.md", vec![("baker/SKILL.md", baker()), ("smith/SKILL.md", smith())]),
        (
            ".claude/agents/food/baker.md",
            vec![(".claude/agents/food/baker.md", baker()), (".claude/agents/smith.md", smith())],
        ),
    ]
}

#[test]
fn an_unchanged_repository_answers_as_its_revision_whatever_its_places() {
    for (changed, files) in repositories() {
        let shop = Shop::new();
        ["agents", "knowledgebase", "tests"].iter().for_each(|old| fs::remove_dir_all(shop.path().join(old)).unwrap());
        files.iter().for_each(|(path, text)| shop.write(path, text));
        shop.write("requests.txt", "knead the dough\nforge an anvil\nweigh the flour\nmend the fence\n");
        shop.commit_all();
        let listed = text(&shop.route(&["list", "-f", "json"]));
        assert!(listed.contains(changed), "{changed}: {listed}");
        let same = shop.route(&["diff", "HEAD", "requests.txt", "--exit-code"]);
        let said = String::from_utf8_lossy(&same.stderr);
        assert!(said.contains("0 of 4 requests answered differently"), "{changed}: {said}");
        assert_eq!((text(&same).as_str(), same.status.code()), ("", Some(0)), "{changed}");
        shop.replace(changed, "description: ", "description: Mends fences. ");
        let other = shop.route(&["diff", "HEAD", "requests.txt", "--exit-code"]);
        assert!(
            text(&other).contains("mend the fence") && other.status.code() == Some(1),
            "{changed}: {}",
            text(&other)
        );
        fs::remove_file(shop.path().join(changed)).unwrap();
        assert_eq!(
            shop.route(&["diff", "HEAD", "requests.txt", "--exit-code"]).status.code(),
            Some(1),
            "{changed} removed"
        );
    }
}

#[cfg(unix)]
#[test]
fn links_on_the_way_to_plugins_are_those_of_a_checkout() {
    use std::os::unix::fs::symlink;
    let baker = agent("baker", "Bread, dough and ovens.");
    let (baker, list) = (baker.as_str(), r#"{"plugins": [{"name": "b", "source": "./far/b"}]}"#);
    // Files, and a link with its target; whether the agent behind it is read.
    let cases = [
        (vec![("meta/marketplace.json", list), ("far/b/agents/baker.md", baker)], (".claude-plugin", "meta"), true),
        (
            vec![(".claude-plugin/note", ""), ("list.json", list), ("far/b/agents/baker.md", baker)],
            (".claude-plugin/marketplace.json", "../list.json"),
            true,
        ),
        (
            vec![(".claude-plugin/marketplace.json", "{}"), ("plugins/note", ""), ("real/b/agents/baker.md", baker)],
            ("plugins/group", "../real"),
            false,
        ),
    ];
    for (files, (link, target), is_read) in cases {
        let shop = Shop::new();
        ["agents", "knowledgebase", "tests"].iter().for_each(|old| fs::remove_dir_all(shop.path().join(old)).unwrap());
        files.iter().for_each(|(path, text)| shop.write(path, text));
        shop.write(".claude/agents/smith.md", &agent("smith", "Iron, forging and anvils."));
        symlink(target, shop.path().join(link)).unwrap();
        shop.write("requests.txt", "knead the dough\nforge an anvil\n");
        shop.commit_all();
        assert_eq!(text(&shop.route(&["list"])).contains("baker"), is_read, "{link}");
        let same = shop.route(&["diff", "HEAD", "requests.txt", "--exit-code"]);
        assert_eq!((text(&same).as_str(), same.status.code()), ("", Some(0)), "{link}");
    }
}

#[test]
fn a_folder_without_definitions_had_no_agents() {
    let shop = Shop::new();
    shop.write("src/main.rs", "fn main() {}\n");
    shop.commit_all();
    shop.write("src/miller.md", &agent("miller", "Flour and mills."));
    let done = shop.route(&["diff", "HEAD", "--agents", "src"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.code() == Some(2) && said.contains("`HEAD` has no agent files in `src`"), "{said}");
}
