use super::*;
use std::fs;

fn paths(tree: &Tree) -> Vec<&str> {
    tree.files.iter().map(|file| file.path.as_str()).collect()
}

fn write(folder: &Path, files: &[&str]) {
    for file in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, *file).unwrap();
    }
}

#[test]
fn dependency_folders_are_not_walked() {
    let top = tempfile::tempdir().unwrap();
    let files = [
        "a.md",
        "x.txt",
        "node_modules/p/b.md",
        ".hidden/c.md",
        ".claude/agents/d.md",
        ".claude-plugin/e.md",
        "drafts/f.md",
        "deep/g.md",
        "deep/kept.md",
    ];
    write(top.path(), &files);
    fs::write(top.path().join(".gitignore"), "drafts/\n*.md\n!/a.md\n!.claude/**\n!.claude-plugin/**\n").unwrap();
    fs::write(top.path().join("deep/.gitignore"), "!kept.md\n").unwrap();
    let tree = read(&Root::named(top.path())).unwrap();
    assert_eq!(paths(&tree), [".claude-plugin/e.md", ".claude/agents/d.md", "a.md", "deep/kept.md", "x.txt"]);
    let mut reasons: Vec<_> = tree.left_out.iter().map(|left_out| left_out.reason).collect();
    reasons.sort();
    assert_eq!(
        reasons,
        [LeftOutReason::Dependencies, LeftOutReason::Hidden, LeftOutReason::Ignored, LeftOutReason::IgnoredFolder]
    );
}

#[test]
fn a_place_is_the_same_however_it_is_named() {
    let top = tempfile::tempdir().unwrap();
    let repository = top.path().canonicalize().unwrap().join("plugins/mine");
    write(&repository, &[".git/HEAD", ".kiro/agents/a.json", ".gemini/agents/a.md"]);
    for name in [".kiro/agents", ".gemini/../.kiro/agents", ".kiro/agents/."] {
        assert_eq!(Root::named(&repository.join(name)).at, "mine/.kiro/agents");
    }
    // As in the place itself, where its path is `.`.
    let here = Root { folder: repository.join(".kiro/agents"), at: "mine/.kiro/agents".into(), ..Root::default() };
    assert_eq!(paths(&read(&here).unwrap()), ["a.json"]);
    assert_eq!(read(&here).unwrap().files[0].at, "mine/.kiro/agents/a.json");
    assert_eq!(read(&Root { at: String::new(), ..here }).unwrap().files.len(), 0);
    std::fs::remove_dir_all(repository.join(".git")).unwrap();
    let at = Root::named(&repository.join(".gemini/agents")).at;
    assert!(at.ends_with("plugins/mine/.gemini/agents") && at.len() > 27, "{at}");
}

#[cfg(unix)]
#[test]
fn a_repository_of_somebody_else_around_a_folder_is_not_its_repository() {
    let top = tempfile::tempdir().unwrap();
    let (repository, folder) = (top.path().canonicalize().unwrap(), top.path().canonicalize().unwrap().join("mine"));
    write(&repository, &[".git/HEAD", "mine/a.md"]);
    assert_eq!(repository_of(&folder), Some(repository.as_path()));
    assert_eq!(Root::named(&folder).inside, std::slice::from_ref(&repository));
    // Only an administrator can give folders away.
    if std::os::unix::fs::chown(&repository, Some(12345), None).is_ok() {
        assert_eq!(repository_of(&folder), None);
        assert_eq!(Root::named(&folder).inside, Vec::<PathBuf>::new());
    }
}

#[test]
fn a_root_that_is_a_file_has_the_files_of_examples_that_it_names() {
    let top = tempfile::tempdir().unwrap();
    write(top.path(), &["out.txt", "r/sub/a.txt", "r/b.txt", "r/no.md", "r/other.txt"]);
    let names = ["sub/a.txt", "./b.txt", "gone.txt", "../out.txt", "no.md"];
    let mode = |name| format!("  - {{slug: s, examples_from: {name}}}\n");
    let file = top.path().join("r/.roomodes");
    fs::write(&file, format!("customModes:\n{}", names.map(mode).concat())).unwrap();
    let tree = read(&Root::named(&file)).unwrap();
    assert_eq!(paths(&tree), [".roomodes", "b.txt", "sub/a.txt"]);
    assert!(tree.seen.contains(&top.path().join("r/gone.txt")), "it is read as soon as it is there");
    let card = top.path().join("r/agent-card.json");
    fs::write(&card, r#"{"name": "c", "skills": [{"description": "d", "examples_from": "b.txt"}]}"#).unwrap();
    assert_eq!(paths(&read(&Root::named(&card)).unwrap()), ["agent-card.json", "b.txt"]);
}

#[test]
fn ignore_files_above_count_for_known_places_only() {
    let top = tempfile::tempdir().unwrap();
    let repository = top.path().canonicalize().unwrap();
    write(&repository, &[".claude/agents/a.md", ".claude/agents/local/b.md"]);
    fs::write(repository.join(".gitignore"), ".claude/\nlocal\n").unwrap();
    let named = Root::named(&repository.join(".claude/agents"));
    assert_eq!(paths(&read(&named).unwrap()), ["a.md", "local/b.md"]);
    let known = Root { ignores_from: Some(repository), ..named };
    assert_eq!(paths(&read(&known).unwrap()), ["a.md"], "the place itself is its client's, ignored or not");
}

#[test]
fn the_file_of_a_prompt_is_read_in_the_repository_only() {
    let top = tempfile::tempdir().unwrap();
    let repository = top.path().join("r");
    write(
        &repository,
        &[".git/HEAD", "docs/a.md", ".kiro/agents/a.json", ".kiro/agents/b.json", ".kiro/agents/c.json"],
    );
    write(top.path(), &["b.md"]);
    for (name, prompt) in [("a", "../../docs/a.md"), ("b", "../../../b.md"), ("c", "./none.md")] {
        let text = format!(r#"{{"name": "{name}", "prompt": "file://{prompt}"}}"#);
        fs::write(repository.join(format!(".kiro/agents/{name}.json")), text).unwrap();
    }
    let tree = read(&Root::named(&repository.join(".kiro/agents"))).unwrap();
    let prompts: Vec<_> = tree.files.iter().map(|file| file.prompt.as_deref()).collect();
    assert_eq!(prompts, [Some(&b"docs/a.md"[..]), None, None]);
    assert!(["docs/a.md", "none.md"].iter().all(|name| tree.seen.iter().any(|seen| seen.ends_with(name))));
    let hash = |text: &str| {
        fs::write(repository.join("docs/a.md"), text).unwrap();
        survey(&Root::named(&repository.join(".kiro/agents")), |_| false).unwrap().1
    };
    assert_ne!(hash("one"), hash("another"));
}

#[test]
fn a_known_place_that_cannot_be_read_does_not_stop_the_others() {
    let top = tempfile::tempdir().unwrap();
    write(top.path(), &["commands"]);
    for (name, files) in [("gone", 1), ("commands", 0)] {
        let named = Root::named(&top.path().join(name));
        assert!(read(&named).is_err() && survey(&named, |_| false).is_err());
        let known = Root { origin: FolderOrigin::Project, ..named };
        let tree = read(&known).unwrap();
        assert!(tree.files.len() == files && tree.files.iter().all(|file| file.content.is_err()), "{name}");
        assert!(survey(&known, |_| false).is_ok_and(|(tree, _)| tree.seen == [top.path().join(name)]));
    }
}

#[cfg(unix)]
#[test]
fn links_are_read_inside_the_folder_or_its_repository_only() {
    use std::os::unix::fs::symlink;
    let top = tempfile::tempdir().unwrap();
    let repository = top.path().join("repository");
    let agents = repository.join("agents");
    write(top.path(), &["secret.md", "repository/agents/a.md", "repository/.agents/skills/pdf/SKILL.md"]);
    symlink(&agents, agents.join("loop")).unwrap();
    symlink(top.path().join("secret.md"), agents.join("out.md")).unwrap();
    symlink("nowhere", agents.join("gone.md")).unwrap();
    symlink("../.agents/skills/pdf", agents.join("pdf")).unwrap();
    let tree = read(&Root::named(&agents)).unwrap();
    assert_eq!(paths(&tree), ["a.md"]);
    let left_out: Vec<_> = tree.left_out.iter().map(|left_out| left_out.reason).collect();
    assert_eq!(
        left_out,
        [LeftOutReason::LeadsNowhere, LeftOutReason::SameFile, LeftOutReason::LeadsOut, LeftOutReason::LeadsOut]
    );
    fs::create_dir(repository.join(".git")).unwrap();
    assert_eq!(paths(&read(&Root::named(&agents)).unwrap()), ["a.md", "pdf/SKILL.md"]);
    assert!(read(&Root::named(&top.path().join("absent"))).is_err());
}
