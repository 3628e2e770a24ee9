//! The other built-in teams, used as a user would: their policy in decisions and in plans.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

use serde_json::Value;
use std::process::Command;
use tempfile::TempDir;

fn route(arguments: &[&str]) -> String {
    let empty = TempDir::new().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_route"))
        .args(arguments)
        .current_dir(empty.path())
        .env_remove("ROUTE_AGENTS")
        .env("HOME", "/nonexistent")
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn decision(team: &str, request: &str) -> Value {
    serde_json::from_str(&route(&["--team", team, "-f", "json", request])).unwrap()
}

fn plan(team: &str, request: &str) -> Value {
    serde_json::from_str(&route(&["plan", "--team", team, "-f", "json", request])).unwrap()
}

/// The agents of each wave, each wave sorted.
fn waves(plan: &Value) -> Vec<Vec<&str>> {
    let agent = |id: &Value| {
        plan["tasks"].as_array().unwrap().iter().find(|task| task["id"] == *id).unwrap()["agent"].as_str().unwrap()
    };
    let wave = |wave: &'_ Value| wave.as_array().unwrap().clone();
    let mut waves: Vec<Vec<&str>> = Vec::new();
    for ids in plan["waves"].as_array().unwrap().iter().map(wave) {
        let mut agents: Vec<&str> = ids.iter().map(agent).collect();
        agents.sort_unstable();
        waves.push(agents);
    }
    waves
}

fn conditional(plan: &Value) -> Vec<&str> {
    let tasks = plan["tasks"].as_array().unwrap().iter();
    tasks.filter(|task| task["condition"].is_string()).map(|task| task["agent"].as_str().unwrap()).collect()
}

/// A flow, a request for it, the agents of each wave, and the agents whose tasks have a condition.
type Expected<'a> = (&'a str, &'a str, &'a [&'a [&'a str]], &'a [&'a str]);

#[test]
fn the_orchestrator_brings_in_a_person_with_a_command() {
    let page = route(&["--team", "backend-orchestrator", "I need to add user authentication to my Express app"]);
    let reply = "I'll bring in Lisa Wong for their expertise on authentication, OAuth, JWT, RBAC and security. \
                 Use `/backend-auth-architect` to continue.";
    assert!(page.contains(reply), "{page}");
    let direct = decision("backend-orchestrator", "Do a trade-off analysis: which tech stack fits us?");
    assert_eq!((direct["status"].as_str(), direct["agent"].is_null()), (Some("direct"), true));
    let session = decision(
        "backend-orchestrator",
        "Add Stripe billing: the order tables and migrations, webhooks, and the REST endpoints for the checkout",
    );
    let suggestion = session["suggestions"][0].as_str().unwrap();
    assert!(suggestion.starts_with("/backend-team-session with backend-"), "{suggestion}");
    assert!(suggestion.split(", ").count() >= 3, "{suggestion}");
}

#[test]
fn the_backend_team_chains_what_its_specialists_produce() {
    let flows: [Expected; 5] = [
        (
            "new-feature",
            "Build a voucher feature end to end, with tables, policies and an API",
            &[&["db-architect"], &["security"], &["query-optimizer"], &["api-data"]],
            &[],
        ),
        (
            "performance-issue",
            "Our backend is slow, nobody knows why",
            &[&["monitor"], &["query-optimizer"], &["db-architect"]],
            &["db-architect"],
        ),
        ("deployment-issue", "The deploys keep failing, find out why", &[&["debugger"], &["deployment"]], &[]),
        (
            "security-review",
            "Please do a security audit of the whole backend",
            &[&["security"], &["db-architect"]],
            &["db-architect"],
        ),
        ("bug", "Find the bug behind the wrong totals and fix the RLS policy", &[&["debugger"], &["security"]], &[]),
    ];
    for (flow, request, expected, if_needed) in flows {
        let plan = plan("backend-team", request);
        assert_eq!(plan["flow"], flow, "{request}");
        assert_eq!(waves(&plan), expected, "{request}");
        assert_eq!(conditional(&plan), if_needed, "{request}");
    }
    let diagnosis = plan("backend-team", "Our backend is slow, nobody knows why");
    assert!(diagnosis["tasks"][1]["prompt"].as_str().unwrap().contains("diagnosis: from t1 (monitor)"));
    assert_eq!(diagnosis["tasks"][2]["condition"], "if an index or table must change");

    let unclear = decision("backend-team", "hello there");
    assert_eq!((unclear["status"].as_str(), unclear["agent"].is_null()), (Some("unclear"), true));
    assert!(unclear["question"].as_str().unwrap().ends_with('?'));
}

#[test]
fn deadelus_plans_what_an_architect_would() {
    let team = "deadelus-backend-orchestrator";
    let subscription = plan(team, "I need to add a subscription payment system with recurring billing");
    let expected: [&[&str]; 5] = [
        &["db-architect"],
        &["auth-admin", "payment-architect"],
        &["api-admin"],
        &["security-manager"],
        &["performance-admin"],
    ];
    assert_eq!(waves(&subscription), expected);
    for task in subscription["tasks"].as_array().unwrap() {
        assert!(task["rollback"].is_string() && !task["success"].as_array().unwrap().is_empty());
        assert!(task["risks"].as_array().unwrap().iter().all(|risk| risk.as_str().unwrap().contains(": ")));
    }
    let checkout = plan(team, "The checkout process is taking too long and timing out for some users");
    assert_eq!(
        waves(&checkout)[..3],
        [vec!["performance-admin"], vec!["db-admin", "payment-architect"], vec!["api-admin"]]
    );
    assert_eq!(checkout["urgency"], "high");
}

#[test]
fn the_coordinator_hands_over_escalates_and_asks() {
    let team = "backend-coordinator";
    let request = "The React sidebar overlaps the \"editor\", fix the css";
    let sideways = plan(team, request);
    assert_eq!(
        (sideways["handoff"].as_str(), sideways["tasks"][0]["agent"].is_null()),
        (Some("frontend-coordinator"), true)
    );
    let message: Value = serde_json::from_str(sideways["tasks"][0]["prompt"].as_str().unwrap()).unwrap();
    assert_eq!(
        (message["to"].as_str(), message["content"]["request"].as_str()),
        (Some("frontend-coordinator"), Some(request))
    );

    let vulnerability = decision(team, "CVE-2024-0001: a security vulnerability in our Firebase functions");
    assert_eq!(vulnerability["escalate"], "main-coordinator");
    let migration = decision(team, "schema migration: split the projects collection in Firestore");
    assert_eq!(migration["approval"], "main-coordinator");
    let outage = plan(team, "Production is down: the Cloud Functions of the exporter answer nothing");
    assert_eq!((outage["urgency"].as_str(), outage["escalate"].as_str()), (Some("critical"), Some("main-coordinator")));
    // The gates that concern a plan: fewer for an outage than for a new endpoint with its data.
    assert_eq!(outage["gates"].as_array().unwrap().len(), 7);
    let endpoint = plan(team, "We need to add a new endpoint for extracting metadata from documents");
    assert_eq!(endpoint["gates"].as_array().unwrap().len(), 8);
    let last = endpoint["tasks"].as_array().unwrap().last().unwrap();
    assert_eq!((last["title"].as_str(), last["agent"].is_null()), (Some("Report to the main coordinator"), true));
    assert!(endpoint["tasks"].as_array().unwrap().iter().any(|task| task["back_to"] == "t4"));

    let upward =
        route(&["plan", "--team", team, "-f", "status", "Can we add real-time document collaboration to the editor?"]);
    let upward: Value = serde_json::from_str(&upward).unwrap();
    let keys: Vec<&str> = upward.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["agent", "status", "summary", "metrics", "concerns"]);
    assert_eq!(upward["agent"], team);
}

#[test]
fn the_default_team_plans_out_of_the_box() {
    let plan =
        plan("backend-task-dispatcher", "add login with email confirmation and an admin page for locked accounts");
    let agents: Vec<&str> =
        plan["tasks"].as_array().unwrap().iter().map(|task| task["agent"].as_str().unwrap()).collect();
    let place = |agent: &str| agents.iter().position(|name| *name == agent).unwrap();
    assert!(place("database-architect") < place("auth-system-architect"));
    assert!(place("auth-system-architect") < place("user-management-architect"));
    assert!(place("user-management-architect") < place("api-endpoints-architect"));
    // The request itself asks for the admin page.
    let admin = &plan["tasks"][place("user-management-architect")];
    assert!(admin["condition"].is_null());
    assert_eq!(admin["request"], "an admin page for locked accounts");
}

/// All teams are data: no source of the engine names one.
#[test]
fn no_source_knows_a_team_by_name() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let teams: Vec<String> = std::fs::read_dir(root.join("agents"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(teams.len() >= 5);
    let mut folders = vec![root.join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let source = std::fs::read_to_string(&path).unwrap();
                let known = teams.iter().find(|team| source.contains(team.as_str()));
                assert_eq!(known, None, "{}", path.display());
            }
        }
    }
}
