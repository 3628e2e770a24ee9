//! Teams read from files: their agents, and what is reported of other files.

use super::*;
use crate::agent::dialect::AgentKind;
use crate::source::{LeftOut, LeftOutReason, SourceFile, Tree};

fn tree(files: &[(&str, &str)]) -> Tree {
    let files = files
        .iter()
        .map(|(path, text)| SourceFile::new(*path, format!("agents/{path}"), Ok(text.as_bytes().to_vec())))
        .collect();
    Tree { display: "agents".into(), name: "agents".into(), files, ..Tree::default() }.sifted(AgentKind::Agent)
}

fn load(files: &[(&str, &str)]) -> Vec<Team> {
    let trees = [tree(files)];
    group(&trees, |_, _, _| Library::default()).iter().map(Team::load).collect()
}

const A: &str = "---\nname: a\ndescription: d\n---\nBody";

#[test]
fn a_tree_without_team_file_is_one_team() {
    let teams =
        load(&[("README.md", "# no"), ("a.md", A), ("references/r.md", A), ("sub/b.md", "---\nname: b\n---\n")]);
    assert_eq!(teams.len(), 1);
    assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a", "b"]);
    let left_out: Vec<_> = teams[0].diagnostics.iter().filter(|d| d.code == Code::LeftOut).collect();
    assert_eq!(left_out.len(), 2);
}

#[test]
fn files_named_by_ignore_files_are_one_finding_with_the_first_of_them() {
    let ignored = |names: &[&str]| {
        let left_out =
            names.iter().map(|name| (*name, LeftOutReason::Ignored)).chain([("x.md", LeftOutReason::LeadsOut)]);
        let left_out = left_out.map(|(file, reason)| LeftOut::new(file.into(), reason)).collect();
        let trees = [Tree { left_out, ..tree(&[("a.md", A)]) }];
        let teams = group(&trees, |_, _, _| Library::default());
        let told = Team::load(&teams[0]).diagnostics;
        told.into_iter().map(|told| format!("{} {}", told.file, told.message)).collect::<Vec<_>>()
    };
    let link = "x.md not read: link out of the repository or the folder named";
    assert_eq!(ignored(&["b.md"]), ["b.md not read: named by .gitignore", link]);
    let told = "b.md 2 files not read: named by .gitignore (b.md, c.md)";
    assert_eq!(ignored(&["c.md", "b.md", "c.md"]), [told, link]);
    let told = "b.md 7 files not read: named by .gitignore (b.md, c.md, d.md, e.md, f.md and 2 more)";
    assert_eq!(ignored(&["c.md", "b.md", "d.md", "e.md", "f.md", "g.md", "h.md"]), [told, link]);
}

/// The name and default of a team are read in the same way before and after it is selected.
#[test]
fn a_team_file_may_be_written_in_several_ways() {
    let plain = "---\nname: Käse\ndefault: yes\nknowledge_root: docs\nfallback: a\n---\n";
    let utf16: Vec<u8> = format!("\u{feff}{plain}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let forms: [Vec<u8>; 6] = [
        plain.into(),
        utf16,
        plain.chars().map(|c| c as u8).collect(),
        plain.replace("name", "Name").replace("knowledge_root", "Knowledge-Root").replace("yes", "on").into(),
        format!("# Title\n\n{}", plain.replace("yes", "True")).into(),
        "+++\nname = 'Käse'\ndefault = true\nknowledge_root = 'docs'\nfallback = 'a'\n+++\n".into(),
    ];
    for form in forms {
        let mut tree = tree(&[("x/a.md", A)]);
        tree.files.push(SourceFile::new("x/team.md", "agents/x/team.md".to_owned(), Ok(form.clone())));
        let library = |_: &Tree, _: &str, stated: Option<&str>| Library {
            display: stated.unwrap_or_default().to_owned(),
            ..Library::default()
        };
        let trees = [tree];
        let teams = group(&trees, library);
        let text = String::from_utf8_lossy(&form);
        assert_eq!((teams[0].name.as_str(), teams[0].default), ("Käse", true), "{text}");
        assert_eq!(teams[0].library.display, "docs", "{text}");
    }
}

#[test]
fn a_file_without_frontmatter_is_an_agent_among_agents_only() {
    let teams = load(&[("a.md", A), ("guide.md", "# Guide"), ("Notes.md", "# Notes"), ("docs/page.md", "# Page")]);
    assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a", "guide"]);
    let codes: Vec<_> = teams[0].diagnostics.iter().map(|d| (d.file.as_str(), d.code)).collect();
    assert_eq!(
        codes,
        [
            ("agents/Notes.md", Code::LeftOut),
            ("agents/docs/page.md", Code::LeftOut),
            ("agents/guide.md", Code::LenientlyRead)
        ]
    );
}

#[test]
fn a_file_without_frontmatter_is_counted_within_its_place() {
    let place =
        |number| std::sync::Arc::new(crate::agent::source_folder::SourceFolder { number, ..Default::default() });
    let names = |files: &[(usize, &str, &str)]| {
        let file = |&(number, path, text): &(usize, &str, &str)| {
            let mut file = SourceFile::new(path, format!("{number}/{path}"), Ok(text.as_bytes().to_vec()));
            file.place = place(number);
            file
        };
        let tree = Tree { name: "agents".into(), files: files.iter().map(file).collect(), ..Tree::default() };
        let team = Team::load(&group(&[tree], |_, _, _| Library::default())[0]);
        team.names().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&[(0, "notes.md", "# Notes"), (1, "a.md", A)]), ["a"]);
    let notes = [(1, "x.md", "# X"), (1, "y.md", "# Y"), (1, "z.md", "# Z")];
    assert_eq!(names(&[&[(0, "a.md", A), (0, "pruner.md", "You prune.")], &notes[..]].concat()), ["a", "pruner"]);
}

#[test]
fn one_template_does_not_make_documents_agents() {
    let teams =
        load(&[("a.md", A), ("docs/template.md", A), ("docs/setup.md", "# Setup"), ("docs/usage.md", "# Usage")]);
    assert_eq!(teams[0].names().collect::<Vec<_>>(), ["a"]);
    let left_out = teams[0].diagnostics.iter().filter(|d| d.code == Code::LeftOut).map(|d| d.file.as_str());
    assert_eq!(left_out.collect::<Vec<_>>(), ["agents/docs/setup.md", "agents/docs/usage.md"]);
}

#[test]
fn no_definition_is_dropped_in_silence() {
    let team = load(&[
        ("a.md", A),
        ("c.toml", "name = \"c\"\ndescription = \"d\"\n"),
        ("sub/agent-card.json", r#"{"name": "card", "description": "d"}"#),
        ("x.toml", "[package]\nname = \"x\"\n"),
        (".roomodes", r#"{"customModes": [{"name": "Shown", "roleDefinition": "You show."}]}"#),
    ]);
    assert_eq!(team[0].names().collect::<Vec<_>>(), ["Shown", "a", "card"]);
    assert_eq!(team[0].diagnostics.iter().map(|d| d.file.as_str()).collect::<Vec<_>>(), ["agents/c.toml"]);
}

#[test]
fn prompts_are_read_from_the_files_that_definitions_name() {
    let kiro =
        |name: &str, prompt: &str| format!(r#"{{"name": "{name}", "description": "d", "prompt": "file://{prompt}"}}"#);
    let files = [
        (".kiro/agents/a.json", kiro("a", "./shared.md")),
        (".kiro/agents/b.json", kiro("b", "./shared.md")),
        (".kiro/agents/c.json", kiro("c", "./prompts/C-Prompt.md")),
        (".kiro/agents/d.md", "You are d.".to_owned()),
        (".kiro/agents/e.json", kiro("e", "../prompts/e.md")),
        (".kiro/prompts/e.md", "---\nname: x\n---\nYou are e.".to_owned()),
        (".kiro/agents/prompts/C-Prompt.md", "You are c.".to_owned()),
        (".kiro/agents/shared.md", "You share.".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let mut tree = tree(&files);
    let is_prompt = |file: &&mut SourceFile| file.path.contains("/prompts/e");
    tree.files.iter_mut().filter(is_prompt).for_each(|file| file.kind = AgentKind::Command);
    let team = Team::load(&group(&[tree], |_, _, _| Library::default())[0]);
    let prompts: Vec<_> = team.agents.iter().map(|agent| (agent.name.as_str(), agent.body.as_str())).collect();
    let expected =
        [("a", "You share."), ("b", "You share."), ("c", "You are c."), ("d", "You are d."), ("e", "You are e.")];
    assert_eq!(prompts, expected, "{:?}", team.diagnostics);
}

#[test]
fn unreadable_files_are_reported_wherever_they_are() {
    let cases = [
        (".codex/agents/c.toml", "name = \"c\"\ndescription = \"d\n", 2, Code::UnreadableFile),
        (".kiro/agents/k.json", "{\"name\": \"k\",", 1, Code::UnreadableFile),
        (".roomodes", "{\"customModes\": [{", 1, Code::UnreadableFile),
        ("skills/skill-rules.json", "{\"skills\": {", 1, Code::UnreadableFile),
        ("skills/skill-rules.json", "{\"skills\": []}", 1, Code::LeftOut),
        (
            ".kiro/agents/k.json",
            "{\"name\": \"k\", \"description\": \"d\",\n\"prompt\": \"file:///etc/passwd\"}",
            2,
            Code::LenientlyRead,
        ),
        ("agents/t.md", "+++\nname = \"t\"\ndescription = \"d\n+++\n", 3, Code::LenientlyRead),
    ];
    for (file, text, line, code) in cases {
        let found = load(&[("agents/a.md", A), (file, text)]).remove(0).diagnostics;
        let found = found.last().map(|found| (found.line, found.code));
        assert_eq!(found, Some((line, code)), "{file}");
    }
}

#[test]
fn the_first_of_two_agents_of_one_name_wins() {
    let second = "---\n# note\nname: a\ndescription: other\n---\n";
    let teams = load(&[("a.md", A), ("b.md", second)]);
    assert_eq!((teams[0].agents.len(), teams[0].agents[0].description.as_str()), (1, "d"));
    let found = &teams[0].diagnostics[0];
    assert_eq!((found.code, found.file.as_str(), found.line), (Code::DuplicateName, "agents/b.md", 3));
}

#[test]
fn two_modes_of_one_name_and_a_file_without_a_list_of_modes_are_told() {
    let mode = |about: &str| format!("- slug: cook\n  name: Cook\n  roleDefinition: {about}\n");
    let modes =
        format!("customModes:\n- slug: tea\n  roleDefinition: For a cook.\n{}{}", mode("Cooks."), mode("Bakes."));
    let one_line = r#"{"customModes": [{"slug": "y", "roleDefinition": "x"}, {"slug": "z", "roleDefinition": "y"}]}"#;
    let cases = [
        (modes.as_str(), Some((Code::DuplicateName, 8, "is taken in line 5"))),
        ("modes:\n- slug: cook\n", Some((Code::UnreadableFile, 1, "no list `customModes`"))),
        ("x: 1\ncustomModes:\n  cook: {name: Cook}\n", Some((Code::UnreadableFile, 2, "no list `customModes`"))),
        (one_line, None),
    ];
    for (text, expected) in cases {
        let team = load(&[("a.md", A), (".roomodes", text)]).remove(0);
        let found = team.diagnostics.first().map(|found| (found.code, found.line, found.message.as_str()));
        let is_expected = match (found, expected) {
            (Some((code, line, said)), Some((expected, at, text))) => {
                (code, line) == (expected, at) && said.contains(text)
            }
            (found, expected) => found.is_none() && expected.is_none(),
        };
        assert!(is_expected, "{text}: {found:?}");
    }
}

#[test]
fn a_row_that_names_another_agent_is_no_example_and_the_others_have_their_lines() {
    let table =
        "| Keywords | Agent |\n|---|---|\n| zyklop scan | tea |\n| kraken pay | `cook` |\n| kelp | steam it |\n";
    let cook = format!("---\nname: cook\ndescription: d\n---\n# Cook\n\n{table}\n## Triggers\n- tender soup\n");
    let team = load(&[("cook.md", &cook), ("tea.md", "---\nname: tea\ndescription: d\n---\n")]).remove(0);
    let agent = team.agent("cook").unwrap();
    assert!(agent.evidence.examples().eq(["kraken pay", "kelp", "tender soup"]));
    let lines = ["kraken pay", "kelp", "tender soup"].map(|example| agent.place_of("examples", example).1);
    assert_eq!(lines, [10, 11, 14]);
    let again = agent.with_text(format!("{cook}- kraken soup\n")).unwrap();
    assert!(again.evidence.examples().eq(["kraken pay", "kelp", "tender soup", "kraken soup"]));
}

#[test]
fn equal_names_in_plugins_and_command_folders_are_qualified() {
    let skill = "---\nname: setup\ndescription: d\n---\n";
    let files = [
        ".claude/commands/git/setup.md",
        ".claude/commands/setup.md",
        ".claude/commands/web/setup.md",
        "plugins/a/skills/setup/SKILL.md",
        "plugins/web/c/agents/setup.md",
    ];
    let team = load(&files.map(|file| (file, skill))).remove(0);
    assert_eq!(team.names().collect::<Vec<_>>(), ["setup", "a:setup", "c:setup", "git:setup", "web:setup"]);
    assert_eq!(team.diagnostics, []);
    let in_a_plugin = ["plugins/x/.claude/agents/setup.md", "plugins/x/.gemini/agents/setup.md"];
    let team = load(&in_a_plugin.map(|file| (file, skill))).remove(0);
    assert_eq!(team.names().collect::<Vec<_>>(), ["setup"], "what a client keeps in a plugin is not the plugin's");
}

#[test]
fn files_that_are_all_called_the_same_are_named_by_their_folders() {
    let files = [".cursor/rules/maps/RULE.md", ".cursor/rules/tea/RULE.md", "skills/cake/SKILL.md"];
    let team = load(&files.map(|file| (file, "---\ndescription: d\n---\n"))).remove(0);
    assert_eq!(team.names().collect::<Vec<_>>(), ["maps", "tea", "cake"]);
}

#[test]
fn codex_says_beside_a_skill_that_it_answers_only_when_named() {
    let skill = "---\ndescription: d\n---\n";
    let policy =
        |allowed: &str| format!("interface:\n  display_name: X\npolicy:\n  allow_implicit_invocation: {allowed}\n");
    let (no, yes) = (policy("false"), policy("true"));
    let files = [
        ("skills/a/SKILL.md", skill),
        ("skills/a/agents/openai.yaml", &no),
        ("skills/b/SKILL.md", skill),
        ("skills/b/agents/openai.yaml", &yes),
        ("skills/c/SKILL.md", skill),
        ("skills/c/deep/agents/openai.yaml", &no),
    ];
    let team = load(&files).remove(0);
    assert_eq!(team.agents.iter().map(|agent| agent.disabled).collect::<Vec<_>>(), [true, false, false]);
    assert_eq!(team.diagnostics, []);
}

#[test]
fn the_name_of_the_lead_is_reserved() {
    let lead = "---\nname: t\npeers:\n  - name: direct\n    keywords: [x]\nflows:\n  - {name: '-', keywords: [y], steps: [a]}\n---\n";
    let direct = "---\ndescription: d\nname: direct\n---\n";
    let team = load(&[("a.md", A), ("b.md", direct), ("team.md", lead)]).remove(0);
    assert_eq!(team.names().collect::<Vec<_>>(), ["a"]);
    assert!(team.policy.peers.is_empty() && team.policy.flows.is_empty());
    let found: Vec<_> = team.diagnostics.iter().map(|d| (d.code, d.file.as_str(), d.line)).collect();
    let reserved = |file, line| (Code::ReservedName, file, line);
    assert_eq!(found, [reserved("agents/b.md", 3), reserved("agents/team.md", 4), reserved("agents/team.md", 7)]);
}

#[test]
fn teams_are_selected_by_name_as_default_or_as_the_only_one() {
    let trees = [tree(&[
        ("x/a.md", A),
        ("x/team.md", "---\nname: x\nclarify: Which?\n---\n"),
        ("y/b.md", "---\nname: b\n---\n"),
        ("y/team.md", "---\nname: y-team\nfallback: c\n---\n"),
    ])];
    let teams = group(&trees, |_, _, _| Library::default());
    let names: Vec<_> = teams.iter().map(|team| team.name.as_str()).collect();
    assert_eq!(names, ["x", "y-team"]);
    assert_eq!(choose(&teams, Some("y-team"), ""), Ok(1));
    assert!(choose(&teams, Some("z"), "").unwrap_err().to_string().contains("there are: x, y-team"));
    assert!(choose(&teams, None, "").unwrap_err().to_string().contains("x, y-team"));
    assert_eq!(choose(&teams[..1], None, ""), Ok(0));
    let loaded = Team::load(&teams[1]);
    let found = &loaded.diagnostics[0];
    assert_eq!((found.code, found.line), (Code::UnknownAgent, 3));
}

#[test]
fn policy_mistakes_are_reported_at_their_line() {
    let lead = "---\nname: t\nflows:\n  - name: empty\n    keywords: [x]\n  - name: mute\n    steps: [a]\n    colour: red\n---\n";
    let teams = load(&[("a.md", A), ("team.md", lead)]);
    let codes: Vec<_> = teams[0].diagnostics.iter().map(|d| (d.code, d.line)).collect();
    assert_eq!(codes, [(Code::EmptyFlow, 4), (Code::FlowWithoutEvidence, 6), (Code::InvalidValue, 8)]);
}

/// Words of a flow occur in others, and in its own titles.
#[test]
fn a_mistake_in_a_flow_is_reported_at_its_own_line() {
    let lead = "---\nname: t\nflows:\n  - name: one\n    keywords: [dry, two, gone]\n    steps:\n      - agent: a\n        title: gone\n  - name: two\n    keywords: [gone]\n    steps:\n      - agent: a\n        title: gone\n      - agent: gone\n      - agent: a\n        back_to: a\n      - {agent: a, any: [a]}\n  - name: dry\n    keywords: [x]\n---\n";
    let team = &load(&[("a.md", A), ("team.md", lead)])[0];
    let found: Vec<_> = team.diagnostics.iter().map(|found| (found.line, found.message.as_str())).collect();
    let expected = [
        (14, "the flow `two` names `gone`"),
        (16, "a step of the flow `two` goes back to `a`, which is no step"),
        (17, "a step of the flow `two` has `any` beside `agent`"),
        (18, "the flow `dry` has no steps"),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (line, message) in expected {
        assert!(found.iter().any(|(at, text)| *at == line && text.starts_with(message)), "{line} {found:#?}");
    }
}

#[test]
fn a_list_in_place_of_one_value_is_reported() {
    for key in [
        "name: [x, y]",
        "max_iterations: [3]",
        "fallback: [a]",
        "flows: {f: {urgency: [high], keywords: [x], steps: [a]}}",
    ] {
        let team = &load(&[("a.md", A), ("team.md", &format!("---\nclarify: What?\n{key}\n---\n"))])[0];
        let found: Vec<_> = team.diagnostics.iter().map(|found| (found.code, found.line)).collect();
        assert_eq!(found, [(Code::InvalidValue, 3)], "{key}: {:?}", team.diagnostics);
    }
}

#[test]
fn teams_that_keep_each_other_from_being_reached_are_reported() {
    let team = |name: &str, more: &str| format!("---\nname: {name}\nfallback: a\n{more}---\n");
    let (one, two) = (team("one", "default: true\n"), team("two", "default: true\n"));
    let (same, loose) = (team("one", ""), team("agents", ""));
    let files = [("v/team.md", &*one), ("w/team.md", &two), ("x/team.md", &same), ("y/team.md", &loose)];
    let agents = ["v/a.md", "w/a.md", "x/a.md", "y/a.md", "loose.md"].map(|file| (file, A));
    let teams = load(&[&files[..], &agents].concat());
    let found: Vec<_> = teams.iter().flat_map(|team| &team.diagnostics).collect();
    let told: Vec<_> = found.iter().map(|found| (found.code, found.file.as_str(), found.line)).collect();
    let expected = [
        (Code::InvalidValue, "agents/w/team.md", 4),
        (Code::DuplicateName, "agents/x/team.md", 2),
        (Code::DuplicateName, "agents/y/team.md", 2),
    ];
    assert_eq!(told, expected);
    for (found, other) in found.iter().zip(["`agents/v/team.md`", "`agents/v/team.md`", "`agents`"]) {
        assert!(found.message.starts_with(other), "{found}");
    }
}

#[test]
fn a_rules_file_says_what_a_skill_is_for_and_its_priority() {
    let rules = r#"{"skills": {
        "a": {"priority": "low", "promptTriggers": {"keywords": ["table"]}, "fileTriggers": {"pathPatterns": ["x"]}},
        "b": {"priority": "critical", "description": "Quarterly ledger.", "promptTriggers": {"keywords": ["table"]}},
        "c": {"priority": "critical"},
        "d": {
            "priority": "urgent"
        }}}"#;
    let skill = |name: &str, more: &str| format!("---\nname: {name}\ndescription: Data.\n{more}---\n");
    let texts = [
        ("skills/a/SKILL.md", &*skill("a", "")),
        ("skills/b/SKILL.md", &*skill("b", "")),
        ("skills/c/SKILL.md", &*skill("c", "priority: low\n")),
        ("skills/d/SKILL.md", &*skill("d", "")),
        ("skills/skill-rules.json", rules),
    ];
    let team = &load(&texts)[0];
    let priorities: Vec<i32> = team.agents.iter().map(|agent| agent.priority).collect();
    assert_eq!(priorities, [0, 3, 0, 1], "a priority in the skill's own file counts first");
    let told: Vec<&str> = team.agents.iter().map(|agent| agent.description.as_str()).collect();
    assert_eq!(told, ["Data.", "Data.\nQuarterly ledger.", "Data.", "Data."]);
    let found: Vec<_> = team.diagnostics.iter().map(|found| (found.code, found.line)).collect();
    assert_eq!(found, [(Code::InvalidValue, 6)]);
}
