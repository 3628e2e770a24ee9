//! `route mcp`, driven by handwritten messages. `tests/mcp/run` drives it with the official client.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(all(unix, feature = "mcp"))]

mod bakery;

use bakery::{route, team};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

struct Server {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let mut child = route(folder, &["mcp"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        Self { child, to, from }
    }

    fn send(&mut self, line: &str) {
        writeln!(self.to, "{line}").unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.from.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        self.send(&json!({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).to_string());
        let answer = self.receive();
        assert_eq!((&answer["jsonrpc"], &answer["id"]), (&"2.0".into(), &1.into()));
        answer
    }

    fn tool(&mut self, name: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": name, "arguments": arguments}))["result"].take()
    }

    /// Closes the client's end and returns the exit status.
    fn end(mut self) -> Option<i32> {
        drop(self.to);
        self.child.wait().unwrap().code()
    }
}

#[test]
fn a_session_from_beginning_to_end() {
    let folder = team();
    let mut server = Server::start(folder.path());
    let hello = server.ask(
        "initialize",
        json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}),
    );
    assert_eq!(hello["result"]["protocolVersion"], "2025-06-18");
    assert_eq!(hello["result"]["serverInfo"]["name"], "route");
    assert!(
        hello["result"]["capabilities"]["tools"].is_object()
            && hello["result"]["capabilities"].get("resources").is_none()
    );
    server.send(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    assert_eq!(server.ask("ping", json!({}))["result"], json!({}));
    let tools = server.ask("tools/list", json!({}))["result"]["tools"].take();
    let names: Vec<_> = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["route", "load"]);
    assert!(tools.as_array().unwrap().iter().all(|tool| tool["inputSchema"]["type"] == "object"));
    let routed = server.tool("route", json!({"request": "bake bread"}));
    let decision = &routed["structuredContent"];
    assert_eq!(
        (&decision["agent"], &decision["status"], &decision["version"]),
        (&"baker".into(), &"routed".into(), &1.into())
    );
    assert!(decision.get("prompt").is_none());
    let told: Value = serde_json::from_str(routed["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(&told, decision);
    let loaded =
        server.tool("load", json!({"agent": "baker", "request": "bake {agent} bread"}))["structuredContent"].take();
    assert_eq!((&loaded["knowledge"], &loaded["document"]), (&"docs/bread.md".into(), &"Bread.".into()));
    assert!(loaded["prompt"].as_str().unwrap().contains("TASK: bake {agent} bread"));
    let template = server.tool("load", json!({"agent": "baker"}))["structuredContent"]["prompt"].take();
    assert!(template.as_str().unwrap().contains("TASK: {user_task}"), "{template}");
    assert_eq!(server.tool("route", json!({"request": "who leads"}))["structuredContent"]["status"], "direct");
    let lead = server.tool("load", json!({"agent": "direct", "request": "who leads"}))["structuredContent"].take();
    assert!(lead["prompt"].as_str().is_some_and(|prompt| prompt.contains("who leads")), "{lead}");
    assert_eq!(server.end(), Some(0));
}

#[test]
fn versions_are_agreed_on() {
    let folder = team();
    let mut server = Server::start(folder.path());
    let cases =
        [("2024-11-05", "2024-11-05"), ("2025-03-26", "2025-03-26"), ("1999-01-01", "2025-11-25"), ("", "2025-11-25")];
    for (asked, agreed) in cases {
        assert_eq!(server.ask("initialize", json!({"protocolVersion": asked}))["result"]["protocolVersion"], agreed);
    }
    assert_eq!(server.end(), Some(0));
}

#[test]
fn what_is_wrong_is_answered_and_the_server_goes_on() {
    let folder = team();
    let mut server = Server::start(folder.path());
    let cases = [
        ("{", -32700, Value::Null),
        ("\u{0}", -32700, Value::Null),
        ("[]", -32600, Value::Null),
        // No version of the protocol is agreed on yet, and but one has batches.
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, Value::Null),
        ("[{]", -32700, Value::Null),
        ("3", -32600, Value::Null),
        (r#"{"jsonrpc":"1.0","id":4,"method":"ping"}"#, -32600, json!(4)),
        (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":"x","method":"resources/list"}"#, -32601, json!("x")),
        (r#"{"jsonrpc":"2.0","id":5,"method":"tools/call"}"#, -32602, json!(5)),
        (r#"{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"rm"}}"#, -32602, json!(6)),
    ];
    for (message, code, id) in cases {
        server.send(message);
        let answer = server.receive();
        assert_eq!((&answer["error"]["code"], &answer["id"]), (&code.into(), &id), "{message}");
    }
    // Notifications and responses get no answer, and blank lines are ignored.
    for silent in [
        r#"{"jsonrpc":"2.0","method":"no/such"}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":{}}"#,
        r#"{"jsonrpc":"2.0","id":1,"result":null}"#,
        "",
        "  ",
    ] {
        server.send(silent);
    }
    for (tool, arguments, part) in [
        ("route", json!({}), "`request` is missing"),
        ("route", json!({"request": 3}), "`request` is no text"),
        ("route", json!({"request": "bread", "tem": "bakery"}), "no argument `tem`; did you mean `team`?"),
        ("load", json!({"agent": "baker", "why": 1}), "no argument `why`; there are: agent, request, team"),
        ("load", json!({"agent": "bakr"}), "did you mean `baker`?"),
        ("load", json!({"agent": "baker", "team": "bakry"}), "no team `bakry`"),
    ] {
        let result = server.tool(tool, arguments);
        assert_eq!(result["isError"], true);
        let said = result["content"][0]["text"].as_str().unwrap();
        assert!(said.contains(part), "{said}");
    }
    // Clients write the id before or after the rest; without an answer that has it, they would wait.
    let long = "a".repeat(17 << 20);
    for (message, id) in [
        (format!(r#"{{"jsonrpc":"2.0","id":7,"method":"{long}"}}"#), json!(7)),
        (
            format!(r#"{{"method":"tools/call","params":{{"id":1,"x":["{long}"]}},"jsonrpc":"2.0","id":"n"}}"#),
            json!("n"),
        ),
        (format!(r#"{{"id":[1],"method":"{long}"}}"#), Value::Null),
        (long.clone(), Value::Null),
    ] {
        server.send(&message);
        let answer = server.receive();
        assert_eq!(answer["error"], json!({"code": -32600, "message": "a message is longer than 16 MB"}));
        assert_eq!(answer["id"], id);
    }
    server.send(r#"{"jsonrpc":"2.0","id":8,"method":"ping"}"#);
    assert_eq!(server.receive()["id"], 8);
    assert_eq!(server.end(), Some(0));
}

/// Version 2025-06-18 of the protocol removed batches.
#[test]
fn a_batch_is_answered_in_the_version_that_has_batches() {
    let folder = team();
    let mut server = Server::start(folder.path());
    let batch = r#" [{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","method":"x"},["2.0",4,"ping"],{"jsonrpc":"2.0","id":2,"method":"ping"}]"#;
    for version in ["2025-11-25", "2025-06-18", "2024-11-05"] {
        server.ask("initialize", json!({"protocolVersion": version}));
        server.send(batch);
        let message =
            format!("a batch, but version {version} of the protocol has none; send each message in a line of its own");
        let error = json!({"code": -32600, "message": message});
        assert_eq!(server.receive(), json!({"jsonrpc": "2.0", "id": null, "error": error}));
    }
    server.ask("initialize", json!({"protocolVersion": "2025-03-26"}));
    server.send(batch);
    let answers = server.receive();
    let codes: Vec<_> = answers.as_array().unwrap().iter().map(|one| (&one["id"], &one["error"]["code"])).collect();
    let wrong = json!(-32600);
    assert_eq!(codes, [(&json!(1), &Value::Null), (&Value::Null, &wrong), (&json!(2), &Value::Null)]);
    server.send(r#"[{"jsonrpc":"2.0","method":"x"}]"#);
    assert_eq!(server.ask("ping", json!({}))["result"], json!({}));
    assert_eq!(server.end(), Some(0));
}

/// A number may have more digits than those that a machine counts with.
#[test]
fn an_id_comes_back_as_it_was_written() {
    let folder = team();
    let mut server = Server::start(folder.path());
    // A byte order mark before the first message is no part of it.
    server.send("\u{feff}{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"ping\"}");
    assert_eq!(server.receive()["id"], 0);
    server.ask("initialize", json!({"protocolVersion": "2025-03-26"}));
    for id in ["123456789012345678901234567890", "1.50", "-0", "1e3", "\"a\\u0041\""] {
        for message in [
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"ping"}}"#),
            format!(r#"[{{"jsonrpc":"2.0","method":"x"}}, {{"jsonrpc":"2.0","id": {id} ,"method":"ping"}}]"#),
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"no"}}"#),
            format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"{}"}}"#, "a".repeat(17 << 20)),
        ] {
            server.send(&message);
            let mut line = String::new();
            server.from.read_line(&mut line).unwrap();
            assert!(line.contains(&format!(r#"{{"jsonrpc":"2.0","id":{id},""#)), "{line}");
        }
    }
    for tool in server.ask("tools/list", json!({}))["result"]["tools"].as_array().unwrap() {
        assert_eq!(tool["inputSchema"]["additionalProperties"], false);
    }
    assert_eq!(server.end(), Some(0));
}

#[test]
fn of_several_teams_the_argument_chooses() {
    let folder = team();
    let second = "---\nname: forge\nfallback: smith\nkeywords: [iron]\n---\n";
    for (file, text) in [("team.md", second), ("smith.md", "---\nname: smith\ndescription: Iron.\n---\n")] {
        fs::create_dir_all(folder.path().join("agents/forge")).unwrap();
        fs::write(folder.path().join("agents/forge").join(file), text).unwrap();
    }
    let mut server = Server::start(folder.path());
    let said = server.tool("route", json!({"request": "bake bread"}))["content"][0]["text"].take();
    let said = said.as_str().unwrap();
    assert!(said.contains("name one in `team`: bakery, forge") && !said.contains("--team"), "{said}");
    assert!(server.tool("route", json!({"request": "bake bread", "team": "bakery"}))["isError"] != true);
    assert_eq!(server.end(), Some(0));
}

#[test]
fn what_is_edited_meanwhile_is_seen() {
    let folder = team();
    let mut server = Server::start(folder.path());
    assert_eq!(server.tool("load", json!({"agent": "smith"}))["isError"], true);
    fs::write(
        folder.path().join("agents/smith.md"),
        "---\nname: smith\ndescription: Iron.\nkeywords: [anvil]\n---\nForge.\n",
    )
    .unwrap();
    assert_eq!(server.tool("route", json!({"request": "mend the anvil"}))["structuredContent"]["agent"], "smith");
    let secret = tempfile::NamedTempFile::new().unwrap();
    fs::remove_file(folder.path().join("docs/bread.md")).unwrap();
    std::os::unix::fs::symlink(secret.path(), folder.path().join("docs/bread.md")).unwrap();
    assert!(server.tool("load", json!({"agent": "baker"}))["structuredContent"]["document"].is_null());
    assert_eq!(server.end(), Some(0));
}
