//! `route hook` with the events that clients document, and with invalid ones.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::{program, team, text};
use serde_json::{Value, json};
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

/// A team in a repository, where hooks look for agents.
fn repository() -> tempfile::TempDir {
    let folder = team();
    fs::create_dir(folder.path().join(".git")).unwrap();
    folder
}

fn hook(folder: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = program(folder);
    command.arg("hook").args(arguments).current_dir("/");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

fn event(client: &str, folder: &Path, prompt: &str) -> Value {
    match client {
        "claude-code" => json!({
            "session_id": "s1", "transcript_path": "/t.jsonl", "cwd": folder, "permission_mode": "default",
            "hook_event_name": "UserPromptSubmit", "prompt": prompt,
        }),
        "codex" => json!({
            "session_id": "s1", "turn_id": "7", "transcript_path": null, "cwd": folder, "model": "m",
            "permission_mode": "default", "hook_event_name": "UserPromptSubmit", "prompt": prompt,
        }),
        "gemini" => json!({
            "session_id": "s1", "transcript_path": "/t.json", "cwd": folder, "hook_event_name": "BeforeAgent",
            "timestamp": "2026-01-01T00:00:00Z", "prompt": prompt,
        }),
        _ => json!({ "timestamp": 1_704_614_600_000_u64, "cwd": folder, "prompt": prompt }),
    }
}

/// Clients start skills and commands in other ways than agents.
#[test]
fn a_skill_and_a_command_are_called_so() {
    let folder = repository();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(".claude/skills/pdf/SKILL.md", "---\ndescription: Fills in PDF forms.\nkeywords: [pdf]\n---\n");
    write(".claude/commands/ship.md", "---\ndescription: Ships a release.\nkeywords: [release]\n---\n");
    fs::remove_dir_all(folder.path().join("agents")).unwrap();
    for (request, expected) in [("fill in the pdf", "the skill pdf fits"), ("ship a release", "the command ship fits")]
    {
        let output = hook(folder.path(), &["codex"], event("codex", folder.path(), request).to_string().as_bytes());
        assert!(text(&output.stdout).contains(expected), "{}", text(&output.stdout));
        let output = program(folder.path()).args(["--fields", "agent,kind", request]).output().unwrap();
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(
            expected.starts_with(&format!(
                "the {} {}",
                told["kind"].as_str().unwrap(),
                told["agent"].as_str().unwrap()
            )),
            "{told}"
        );
    }
}

const CLIENTS: [&str; 4] = ["claude-code", "codex", "gemini", "copilot"];

#[test]
fn each_client_is_told_in_its_own_envelope() {
    let folder = repository();
    for client in CLIENTS {
        let output = hook(folder.path(), &[client], event(client, folder.path(), "bake bread").to_string().as_bytes());
        assert_eq!(output.status.code(), Some(0), "{client}: {}", text(&output.stderr));
        let told: Value = serde_json::from_slice(&output.stdout).unwrap();
        let context = match client {
            "copilot" => &told["additionalContext"],
            _ => &told["hookSpecificOutput"]["additionalContext"],
        };
        let name = if client == "gemini" { "BeforeAgent" } else { "UserPromptSubmit" };
        assert!(client == "copilot" || told["hookSpecificOutput"]["hookEventName"] == name);
        let context = context.as_str().unwrap();
        assert!(context.contains("baker fits this request: confidence "), "{context}");
        assert!(
            context.contains("\"bread\"") && context.contains("docs/bread.md") && context.len() < 10_000,
            "{context}"
        );
        for shout in ["MUST", "!", "IMPORTANT", "Use "] {
            assert!(!context.contains(shout), "a statement, not a command: {context}");
        }
    }
}

/// The lead and peers answer, but no client can start them.
#[test]
fn neither_the_lead_nor_a_peer_is_offered_as_an_agent() {
    let folder = repository();
    let lead = folder.path().join("agents/team.md");
    let peers = "peers: [{name: mill, keywords: [flour]}]\nkeywords:";
    fs::write(&lead, fs::read_to_string(&lead).unwrap().replacen("keywords:", peers, 1)).unwrap();
    for (request, said) in [
        ("who leads", "This request is for the lead of the team bakery and none of its agents: confidence "),
        ("flour", "This request is for mill, a peer of the team bakery: confidence "),
    ] {
        let told = event("codex", folder.path(), request).to_string();
        let output = hook(folder.path(), &["codex", "--log", "log"], told.as_bytes());
        let context = text(&output.stdout);
        assert!(context.contains(said) && !context.contains("agents available"), "{context}{}", text(&output.stderr));
    }
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.matches("\"offered\":[]").count(), 2, "{log}");
}

/// Clients run hooks in any folder.
#[test]
fn relative_paths_are_those_of_the_root() {
    let folder = repository();
    let below = folder.path().join("src/deep");
    fs::create_dir_all(&below).unwrap();
    let told = event("codex", &below, "bake bread").to_string();
    let output = hook(folder.path(), &["codex", "--agents", "agents", "--log", "log"], told.as_bytes());
    assert!(text(&output.stdout).contains("baker fits"), "{}", text(&output.stderr));
    assert!(folder.path().join("log").is_file());
}

#[test]
fn nothing_is_said_where_nothing_is_sure() {
    let folder = repository();
    let quiet = |prompt: &str, folder: &Path, arguments: &[&str]| {
        let output = hook(folder, arguments, event("claude-code", folder, prompt).to_string().as_bytes());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()), "{prompt}");
    };
    for prompt in ["repaint the chimney", "", "   ", "hello"] {
        quiet(prompt, folder.path(), &["claude-code"]);
    }
    for other in [json!({"hook_event_name": "SessionStart", "cwd": folder.path()}), json!({"hook_event_name": "Stop"})]
    {
        let output = hook(folder.path(), &["claude-code"], other.to_string().as_bytes());
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), String::new()), "{other}");
    }
}

#[test]
fn a_project_without_agents_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join(".git")).unwrap();
    let mut command = program(folder.path());
    command.args(["hook", "claude-code"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let event = event("claude-code", folder.path(), "fix JWT expiry").to_string();
    child.stdin.take().unwrap().write_all(event.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), text(&output.stdout), text(&output.stderr)),
        (Some(0), String::new(), String::new())
    );
}

#[test]
fn no_trouble_is_status_2() {
    let folder = repository();
    let broken = br#"{"hook_event_name":"UserPromptSubmit","prompt":"bake bread""#;
    let inputs: [&[u8]; 9] = [
        b"",
        broken,
        b"[]",
        b"null",
        b"{}",
        b"\xff\xfe\x00",
        br#"{"prompt":{"text":"bread"}}"#,
        br#"{"hook_event_name":"UserPromptSubmit"}"#,
        br#"{"prompt":"bread","cwd":"/no/such/folder"}"#,
    ];
    for client in CLIENTS {
        for input in inputs {
            let output = hook(folder.path(), &[client], input);
            let said = text(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{client} {}\n{said}", text(input));
            assert!(output.stdout.is_empty() && said.lines().count() == 1, "{said}");
        }
    }
    for arguments in [&["no-such-client"][..], &[], &["claude-code", "--no-such-option"], &["claude-code", "--write"]] {
        assert_eq!(hook(folder.path(), arguments, b"").status.code(), Some(1), "{arguments:?}");
    }
    for line in ["-q hook no-such-client", "--color never hook codex --no-such-option", "--agents list hook"] {
        let output = program(folder.path()).args(line.split(' ')).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{line}");
    }
    let event = event("codex", folder.path(), "bake bread").to_string();
    let output = hook(folder.path(), &["codex", "--team", "nobody"], event.as_bytes());
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_log_keeps_what_was_offered_and_what_was_started() {
    let folder = repository();
    let log = folder.path().join("hooks.jsonl");
    let arguments = ["claude-code", "--log", log.to_str().unwrap()];
    let started = |event: Value| {
        assert_eq!(hook(folder.path(), &arguments, event.to_string().as_bytes()).status.code(), Some(0), "{event}");
    };
    started(event("claude-code", folder.path(), "bake bread"));
    started(event("claude-code", folder.path(), "repaint the chimney"));
    started(
        json!({"session_id": "s1", "cwd": folder.path(), "hook_event_name": "SubagentStart", "agent_id": "a", "agent_type": "baker"}),
    );
    started(json!({
        "session_id": "s1", "cwd": folder.path(), "hook_event_name": "PostToolUse", "tool_name": "Skill",
        "tool_input": {"skill": "oven"}, "tool_response": {"success": true}, "tool_use_id": "u",
    }));
    let lines: Vec<Value> =
        fs::read_to_string(&log).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let brief: Vec<_> = lines.iter().map(|l| json!([l["event"], l["session"], l["offered"], l["agent"]])).collect();
    let expected = [
        json!(["hook", "s1", ["baker"], "baker"]),
        json!(["hook", "s1", [], "helper"]),
        json!(["started", "s1", [], "baker"]),
        json!(["started", "s1", [], "oven"]),
    ];
    assert_eq!(brief, expected);
}

#[test]
fn installing_adds_the_entry_and_keeps_everything_else() {
    let folder = repository();
    let path = folder.path().join(".claude/settings.json");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let before = "{\n\t// kept\n\t\"model\": \"opus\",\n\t\"hooks\": {\"Stop\": []}\n}\n";
    fs::write(&path, before).unwrap();
    let install = |options: &[&str]| {
        program(folder.path()).args(["hook", "claude-code", "--install"]).args(options).output().unwrap()
    };
    let printed = install(&[]);
    let entry: Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(entry["hooks"]["UserPromptSubmit"][0]["hooks"][0]["command"], "route hook claude-code");
    assert_eq!(fs::read_to_string(&path).unwrap(), before, "printing writes nothing");
    assert_eq!(install(&["--write"]).status.code(), Some(0));
    let after = fs::read_to_string(&path).unwrap();
    assert!(after.contains("\t// kept\n\t\"model\": \"opus\",\n") && after.contains("\"Stop\": []"), "{after}");
    assert_eq!(after.matches("route hook claude-code").count(), 1);
    install(&["--write"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), after, "once is enough");
    fs::write(&path, "{ broken").unwrap();
    assert_eq!(install(&["--write"]).status.code(), Some(1));
    assert_eq!(fs::read_to_string(&path).unwrap(), "{ broken");
}

/// Options given at installation apply when the client calls, from the repository's root.
#[test]
fn the_entry_keeps_what_says_how_the_hook_answers() {
    let folder = repository();
    fs::create_dir_all(folder.path().join("src/deep")).unwrap();
    let installed = |below: &str, options: &str| {
        let mut command = program(&folder.path().join(below));
        let words = "hook codex --install".split(' ').chain(options.split(' '));
        let output = command.args(words).env("HOME", folder.path()).output().unwrap();
        let entry: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
        entry["hooks"]["UserPromptSubmit"][0]["hooks"][0]["command"].as_str().map(str::to_owned)
    };
    for (below, options, command) in [
        ("", "--kind agent,skill --no-user --log l", "route hook codex --kind agent,skill --no-user --log l"),
        ("src", "--agents ../agents --team t", "route hook codex --agents agents --team t"),
        (
            "src/deep",
            "--log l.jsonl --agents agents",
            "route hook codex --agents src/deep/agents --log src/deep/l.jsonl",
        ),
    ] {
        assert_eq!(installed(below, options).as_deref(), Some(command), "{options}");
    }
    assert_eq!(installed("", "--builtin"), None, "the built-in teams never answer in a hook");
}

#[test]
fn the_built_in_teams_are_refused_when_the_hook_is_called() {
    let folder = repository();
    let told = event("claude-code", folder.path(), "bake bread").to_string();
    let output = hook(folder.path(), &["claude-code", "--builtin"], told.as_bytes());
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(1), ""));
    assert!(text(&output.stderr).contains("--builtin: the built-in teams never answer in a hook"));
}

#[test]
fn documented_lines_run() {
    let folder = repository();
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/hooks.md")).unwrap();
    let lines: Vec<&str> =
        page.lines().filter(|line| line.starts_with("route hook ") || line.starts_with("echo ")).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    let here = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    let path = format!("{}:{}", here.display(), std::env::var("PATH").unwrap());
    for line in lines {
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &line.replace("fix JWT expiry", "bake bread")]).current_dir(folder.path());
        let output = shell
            .env("PATH", &path)
            .env("ROUTE_CACHE", "")
            .env_remove("ROUTE_AGENTS")
            .env("HOME", "/nonexistent")
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(0), "{line}\n{}", text(&output.stderr));
        assert!(line.contains("--install") || text(&output.stdout).contains("baker fits"), "{line}");
    }
    for file in [".claude/settings.json", ".codex/hooks.json", ".gemini/settings.json", ".github/hooks/route.json"] {
        assert!(fs::read_to_string(folder.path().join(file)).unwrap().contains("route hook "), "{file}");
    }
}
