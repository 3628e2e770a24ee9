use super::super::Agent;
use super::*;

fn agents(file: &str, text: &str) -> Vec<(Agent, Vec<Diagnostic>)> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let stem = of_file(file).map_or(name, |dialect| dialect.stem(name));
    let read = |definition| {
        let mut diagnostics = Vec::new();
        (Agent::read(definition, &mut diagnostics), diagnostics)
    };
    super::read(file, file, stem, text.as_bytes()).into_iter().map(read).collect()
}

/// A file of each dialect, with the name, description, prompt and keywords to be read from it.
#[test]
fn a_file_of_each_dialect() {
    let markdown = "---\ndescription: Reads maps.\n---\nYou read maps.";
    let cases = [
        ("/r/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        ("/r/.claude/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        (
            "/r/.github/agents/maps.agent.md",
            "---\ndescription: Reads maps.\ntools: ['read', 'edit']\nhandoffs:\n  - label: Go\n    agent: b\n---\nYou read maps.",
            ["maps", "Reads maps.", "You read maps.", ""],
        ),
        (
            "/r/.opencode/agents/maps.md",
            "---\ndescription: Reads maps.\nmode: subagent\npermission:\n  edit: deny\n---\nYou read maps.",
            ["maps", "Reads maps.", "You read maps.", ""],
        ),
        (
            "/r/.gemini/agents/maps.md",
            "---\nname: map-reader\ndescription: Reads maps.\nkind: local\ntools:\n  - read_file\nmax_turns: 10\n---\nYou read maps.",
            ["map-reader", "Reads maps.", "You read maps.", ""],
        ),
        ("/r/.cursor/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        (
            "/r/.codex/agents/maps.toml",
            "name = \"map_reader\"\ndescription = \"Reads maps.\"\nmodel_reasoning_effort = \"high\"\n\
             developer_instructions = \"\"\"\nYou read maps.\n\"\"\"\n",
            ["map_reader", "Reads maps.", "You read maps.", ""],
        ),
        (
            "/r/.kiro/agents/maps.json",
            r#"{"name": "map-reader", "description": "Reads maps.", "prompt": "You read maps.", "tools": ["read"]}"#,
            ["map-reader", "Reads maps.", "You read maps.", ""],
        ),
        ("/r/.kiro/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        (
            "/r/.factory/droids/maps.md",
            "---\nname: maps\ndescription: Reads maps.\nmodel: inherit\ntools: [\"Read\"]\n---\nYou read maps.",
            ["maps", "Reads maps.", "You read maps.", ""],
        ),
        ("/r/.qwen/agents/maps.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        (
            "/r/.claude/skills/maps/SKILL.md",
            "---\nmetadata:\n  tags: [atlas]\nwhen_to_use: For hikes.\n---\n# Maps\n\nReads maps.\n\nMore.",
            ["SKILL", "Reads maps.\nFor hikes.", "# Maps\n\nReads maps.\n\nMore.", "atlas"],
        ),
        (
            "/r/.claude/commands/maps.md",
            "---\ndescription: Reads maps.\nargument-hint: [file]\n---\nRead $ARGUMENTS.",
            ["maps", "Reads maps.", "Read $ARGUMENTS.", ""],
        ),
        (
            "/r/.claude/commands/maps.md",
            "For example:\n```\nx\n```\n\nRead the map $ARGUMENTS.\n",
            ["maps", "Read the map $ARGUMENTS.", "For example:\n```\nx\n```\n\nRead the map $ARGUMENTS.", ""],
        ),
        ("/r/.github/prompts/maps.prompt.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        ("/r/.github/chatmodes/maps.chatmode.md", markdown, ["maps", "Reads maps.", "You read maps.", ""]),
        (
            "/r/.github/instructions/maps.instructions.md",
            "---\ndescription: Reads maps.\napplyTo: '**/*.map'\n---\nYou read maps.",
            ["maps", "Reads maps.", "You read maps.", ""],
        ),
        (
            "/r/.cursor/rules/maps.mdc",
            "---\ndescription: Reads maps.\nglobs:\nalwaysApply: false\n---\nYou read maps.",
            ["maps", "Reads maps.", "You read maps.", ""],
        ),
        (
            "/r/.gemini/commands/maps.toml",
            "description = \"Reads maps.\"\nprompt = \"Read {{args}}.\"\n",
            ["maps", "Reads maps.", "Read {user_task}.", ""],
        ),
        (
            "/r/.well-known/agent-card.json",
            r#"{"name": "Maps", "description": "Reads maps.", "url": "https://x", "skills": [{"id": "a", "name": "Routes",
                "description": "Finds routes.", "tags": ["hike", "bike"], "examples": ["the way to the hut"]}]}"#,
            ["Maps", "Reads maps.\nRoutes\nFinds routes.", "", "hike bike"],
        ),
    ];
    for (file, text, expected) in cases {
        let found = agents(file, text);
        assert_eq!(found.len(), 1, "{file}");
        let (agent, diagnostics) = &found[0];
        assert!(diagnostics.is_empty(), "{file}: {diagnostics:?}");
        let keywords: Vec<_> = agent.evidence.words().map(|keyword| keyword.text.as_str()).collect();
        let got = [&agent.name, &agent.description, agent.body.trim(), keywords.join(" ").as_str()].map(String::from);
        assert_eq!(got.each_ref().map(String::as_str), expected, "{file}");
    }
}

#[test]
fn agents_that_their_clients_never_choose_answer_only_when_named() {
    let cases = [
        ("/r/.github/agents/a.agent.md", "description: d\ninfer: false", true),
        ("/r/.github/agents/a.agent.md", "description: d\ninfer: false\ndisable-model-invocation: false", false),
        ("/r/.github/agents/a.agent.md", "description: d\ninfer: true\ndisable-model-invocation: true", true),
        ("/r/.claude/agents/a.md", "description: d\ninfer: false", false),
        ("/r/.cursor/rules/a.mdc", "description:\nglobs:\nalwaysApply: false", true),
        ("/r/.cursor/rules/a.mdc", "description: d\nglobs:\nalwaysApply: false", false),
        ("/r/.cursor/rules/a.mdc", "globs: '*.ts'\nalwaysApply: false", false),
        ("/r/.cursor/rules/a.mdc", "keywords: [zyklop]", false),
        ("/r/.github/instructions/a.instructions.md", "name: a", true),
        ("/r/.cursor/commands/a.md", "name: a", false),
    ];
    for (file, keys, expected) in cases {
        let (agent, found) = agents(file, &format!("---\n{keys}\n---\nReads maps.\n")).remove(0);
        assert_eq!((agent.disabled, found), (expected, Vec::new()), "{file}: {keys}");
    }
}

#[test]
fn unquoted_patterns_of_cursor_are_read() {
    let text = "---\ndescription: Types.\nglobs: **/*.ts, *.{a,b}\nalwaysApply: false\n---\nglobs: *\n";
    let (agent, diagnostics) = agents("/r/.cursor/rules/types.mdc", text).remove(0);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    assert_eq!((agent.paths, agent.body.trim()), (vec!["**/*.ts".to_owned(), "*.{a,b}".to_owned()], "globs: *"));
    for (value, expected, codes) in [
        ("{src,test}/**/*.ts", &["{src,test}/**/*.ts"][..], &[][..]),
        ("*.ts # the types", &["*.ts"], &[]),
        ("**/*.{ts,tsx}", &["**/*.{ts,tsx}"], &[]),
        ("!vendor/**, *.ts", &["*.ts"], &[Code::InvalidValue]),
        ("src/**, *.ts", &["src/**", "*.ts"], &[]),
    ] {
        let (agent, found) = agents("/r/.cursor/rules/a.mdc", &format!("---\nglobs: {value}\n---\nText.\n")).remove(0);
        let found: Vec<Code> = found.iter().map(|found| found.code).collect();
        assert_eq!(
            (agent.paths, found.as_slice()),
            (expected.iter().map(|&path| path.to_owned()).collect(), codes),
            "{value}"
        );
    }
    let others = agents("/r/.claude/agents/types.md", text).remove(0);
    assert_eq!(others.1.first().map(|found| found.code), Some(Code::LenientlyRead));
}

#[test]
fn a_file_of_several_modes() {
    let text = "customModes:\n  - slug: maps\n    name: Map Reader\n    roleDefinition: You read maps.\n    \
                whenToUse: To read maps.\n    groups: [read]\n  - slug: cook\n    name: Cook\n    roleDefinition: You cook.\n    \
                description: Cooks.\n    customInstructions: Add salt.\n    keyword: soup\n";
    let found = agents("/r/.roomodes", text);
    let names: Vec<_> = found.iter().map(|(agent, _)| agent.name.as_str()).collect();
    assert_eq!(names, ["maps", "cook"]);
    assert_eq!([&found[0].0.title, &found[1].0.title].map(Option::as_deref), [Some("Map Reader"), Some("Cook")]);
    assert_eq!(found[0].0.description, "To read maps.");
    assert_eq!(found[1].0.body, "You cook.\n\nAdd salt.");
    let line = found[1].1.iter().map(|diagnostic| diagnostic.line).collect::<Vec<_>>();
    assert_eq!(line, [12], "a finding is at the line of its own mode");
}

#[test]
fn a_mode_is_described_by_its_role() {
    let text = "customModes:\n  - slug: maps\n    name: Map Reader\n    roleDefinition: >-\n      You read maps v1.2 well. \
                You never guess.\n    groups: [read]\n  - slug: tee\n    roleDefinition: 你泡茶。不加糖。\n";
    let found = agents("/r/.roomodes", text);
    let told: Vec<_> = found.iter().map(|(agent, _)| agent.description.as_str()).collect();
    assert_eq!(told, ["You read maps v1.2 well.", "你泡茶。"]);
}

#[test]
fn quotes_in_a_team_description_are_no_examples_of_its_lead() {
    let text = "---\ndescription: For who says \"ship it\".\nfallback: a\nprompt: Yours.\n---\n{agent_prompt}";
    let lead = Agent::read(read_team_file("team.md", "team.md", "t", text.as_bytes()), &mut Vec::new());
    assert!(lead.evidence.is_empty());
    assert_eq!(lead.body, "{agent_prompt}");
    assert!(agents("a.md", text)[0].0.evidence.examples().eq(["ship it"]));
}

#[test]
fn a_broken_file_is_reported() {
    let found = agents("/r/.codex/agents/maps.toml", "name = \"a\"\ndescription = \n");
    assert_eq!(found[0].1[0].code, Code::UnreadableFile);
    assert_eq!(found[0].1[0].line, 2);
}
