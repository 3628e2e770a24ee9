//! Plans by what a team states: loops over parallel steps, needs, gates, handoffs.

use crate::calls::{Team, agent, assert_sound, list, tasks};
use crate::proportion::grows_in_proportion;
use serde_json::Value;

/// Agents named by single letters, and a team file with these keys.
fn team(keys: &str, agents: &[(&str, &str)]) -> Team {
    let lead = format!("---\nname: crew\n{keys}\n---\n");
    let mut files = vec![("team.md".to_owned(), lead)];
    files.extend(agents.iter().map(|(name, keys)| (format!("{name}.md"), agent(name, keys))));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    Team::of(&files)
}

fn flow(steps: &str) -> Team {
    let keys = format!("flows:\n  - name: f\n    keywords: [tune]\n    steps: {steps}");
    team(&keys, &["a", "b", "c", "d"].map(|name| (name, "")))
}

fn loops(plan: &Value) -> Vec<(&str, &str, Vec<&str>)> {
    let tasks = plan["tasks"].as_array().unwrap().iter().filter(|task| task["until"].is_string());
    tasks
        .map(|task| (task["id"].as_str().unwrap(), task["back_to"].as_str().unwrap(), list(&task["repeats"])))
        .collect()
}

#[test]
fn a_loop_repeats_all_tasks_of_its_steps() {
    let cases = [
        ("[a, {all: [b, c], name: par}, {agent: d, until: green, back_to: par}]", ("t4", "t2", vec!["t2", "t3", "t4"])),
        ("[{agent: a, name: s}, {all: [b, c], until: green, back_to: s}]", ("t3", "t1", vec!["t1", "t2", "t3"])),
        ("[a, {all: [b, c], until: green}]", ("t3", "t2", vec!["t2", "t3"])),
        // A plain step is called by its agent.
        ("[a, b, {agent: c, until: green, back_to: b}]", ("t3", "t2", vec!["t2", "t3"])),
    ];
    for (steps, expected) in cases {
        let team = flow(steps);
        let plan = team.json("tune it");
        assert_sound(&plan);
        assert_eq!(loops(&plan), std::slice::from_ref(&expected), "{steps}");
        let form = |format: &str| crate::text(&["--agents", team.path(), "-f", format], "tune it");
        let repeated = &expected.2;
        let workflow = form("github");
        for id in repeated {
            assert!(workflow.contains(&format!("\n  {id}-2:\n")), "{steps}: {id}");
        }
        let removed: Vec<String> = repeated.iter().map(|id| format!("$(RESULTS)/{id}.md")).collect();
        let makefile = form("make");
        assert!(makefile.contains(&format!("rm -f {}", removed.join(" "))), "{steps}");
        // Each task that a round begins with waits for the end of the round before it.
        let first = if steps.contains("back_to: par") { "t2, t3" } else { expected.1 };
        if !steps.starts_with("[a, {all: [b, c], until") {
            assert!(form("text").contains(&format!("again: from {first} on, until green")), "{steps}");
        }
    }
}

#[test]
fn nobody_whom_the_request_rules_out_has_a_task() {
    let steps = "[c, {all: [a], until: it floats, back_to: c}, {any: [a, b]}]";
    let flow = format!("flows:\n  work:\n    keywords: [haul]\n    steps: {steps}\n");
    let agents = [("a", "keywords: [winch]\nproduces: [rope]"), ("b", ""), ("c", "keywords: [sling]\nneeds: [rope]")];
    let team = team(&flow, &agents);
    let plan = team.json("haul");
    assert_eq!(tasks(&plan).len(), 3);
    let plan = team.json("haul, but not @a");
    assert_sound(&plan);
    assert_eq!(tasks(&plan), [("c", "flow", vec![]), ("b", "flow", vec!["t1"])]);
    assert_eq!(loops(&plan), []);
    assert_eq!(tasks(&team.json("haul without a winch")).len(), 3, "what is excluded is no agent");
    assert_eq!(tasks(&team.json("sling")).len(), 2);
    assert_eq!(tasks(&team.json("sling, but not @a")).len(), 1);
}

#[test]
fn what_is_needed_of_one_producer_is_one_condition() {
    let agents = [("x", "keywords: [alpha]\nneeds: [y, z]"), ("w", "produces: [y, q, z]")];
    let team = team("", &agents);
    let plan = team.json("alpha");
    assert_eq!(tasks(&plan), [("w", "needs", vec![]), ("x", "request", vec!["t1"])]);
    assert_eq!(plan["tasks"][0]["condition"], "if this is not there yet: y, z");
    assert_eq!(plan["tasks"][0]["title"], "Hand over the y, z");
}

#[test]
fn results_that_are_only_used_are_listed_apart() {
    let team = team("", &[("x", "keywords: [alpha]\ntakes: [y]\nneeds: [z]")]);
    let task = &team.json("alpha")["tasks"][0];
    assert_eq!((list(&task["needs"]), list(&task["takes"])), (vec!["z"], vec!["y"]));
}

#[test]
fn an_agent_that_needs_its_own_result_never_starts() {
    let team = team("", &[("x", "keywords: [alpha]\nneeds: [y]\nproduces: [y]")]);
    let error = team.error("alpha");
    assert!(error.contains("x needs `y` of x"), "{error}");
    // It can refine what another produces.
    let keys = [("x", "keywords: [alpha]\nneeds: [y]\nproduces: [y]"), ("w", "produces: [y]")];
    let refined = self::team("", &keys).json("alpha");
    assert_eq!(tasks(&refined), [("w", "needs", vec![]), ("x", "request", vec!["t1"])]);
}

#[test]
fn a_gate_for_some_agents_is_no_gate_of_other_plans() {
    let keys = "gates:\n  - {gate: the backup is there, for: [b], before: [a]}";
    let team = team(keys, &[("a", "keywords: [alpha]"), ("b", "keywords: [beta]")]);
    assert_eq!(list(&team.json("alpha")["tasks"][0]["gates"]), [""; 0]);
    let both = team.json("- alpha\n- beta\n");
    assert_eq!(list(&both["tasks"][0]["gates"]), ["the backup is there"]);
}

#[test]
fn a_handoff_without_a_message_says_whom_to_hand_it_to() {
    let keys = "peers:\n  - {name: press, keywords: [journalist]}";
    let team = team(keys, &[("a", "keywords: [alpha]")]);
    let plan = team.json("- alpha\n- answer the journalist\n");
    let prompt = plan["tasks"][1]["prompt"].as_str().unwrap();
    assert!(prompt.contains("This request belongs to press: hand it over"), "{prompt}");
    assert!(prompt.contains("TASK t2 OF A PLAN OF 2"), "{prompt}");
    let one = team.json("answer the journalist");
    assert!(!one["tasks"][0]["prompt"].as_str().unwrap().contains("yours to answer"));
}

#[test]
fn a_risk_can_state_its_mitigation_under_a_key_of_its_own() {
    let keys = "keywords: [alpha]\nrisks:\n  - {risk: cost, mitigation: cut, likelihood: likely, impact: severe}\n  - {risk: delay, mitigation: wait}\n  - locks: at night";
    let plan = team("", &[("a", keys)]).json("alpha");
    assert_eq!(list(&plan["tasks"][0]["risks"]), ["cost (likely, severe): cut", "delay: wait", "locks: at night"]);
    assert_eq!(plan["risk_register"][0]["mitigation"], "cut");
}

#[test]
fn a_flow_is_planned_in_proportion_to_its_length() {
    let agents = [("a", "needs: [rb]\nproduces: [ra]"), ("b", "needs: [ra]\nproduces: [rb]")];
    let of_steps = |many: usize| {
        let names: Vec<&str> = ["a", "b"].into_iter().cycle().take(many).collect();
        team(&format!("flows:\n  - name: f\n    keywords: [tune]\n    steps: [{}]", names.join(", ")), &agents)
    };
    assert_eq!(of_steps(400).json("tune it")["waves"].as_array().unwrap().len(), 400);
    grows_in_proportion("steps", &["plan", "-f", "json", "--agents", ".", "tune it"], 50, of_steps);
}

#[test]
fn a_number_of_rounds_without_bounds_is_bounded() {
    let keys = "max_iterations: 1000000\nflows:\n  - name: f\n    keywords: [tune]\n    steps: [a, {agent: b, until: green, back_to: a}]";
    let team = team(keys, &[("a", ""), ("b", "")]);
    let workflow = crate::text(&["--agents", team.path(), "-f", "github"], "tune it");
    assert!(workflow.contains("\n  t2-100:\n") && !workflow.contains("t2-101"));
}

#[test]
fn words_that_state_an_order_are_obeyed() {
    let agents = [("a", "keywords: [alpha]"), ("b", "keywords: [beta]"), ("c", "keywords: [gamma]")];
    let team = team("", &agents);
    let cases = [
        ("fix alpha and after that repair beta", "a b"),
        ("fix alpha, then repair beta, finally write gamma", "a b c"),
        ("First, fix alpha. Second, repair beta. Third, write gamma.", "a b c"),
        ("Step 1: fix alpha. Step 2: repair beta.", "a b"),
        ("repariere alpha, danach schreibe beta", "a b"),
        ("почини alpha, потом напиши beta", "a b"),
        ("before you do alpha, run beta", "b a"),
        ("After the alpha, send the beta.", "a b"),
        ("once alpha is done, run beta", "a b"),
    ];
    for (request, expected) in cases {
        let plan = team.json(request);
        let order: Vec<&str> = tasks(&plan).into_iter().map(|(agent, ..)| agent).collect();
        assert_eq!(order.join(" "), expected, "{request}");
        assert_eq!(plan["waves"].as_array().unwrap().len(), order.len(), "{request}");
    }
    assert_eq!(tasks(&team.json("[x] fix alpha\n[ ] repair beta")), [("b", "request", vec![])]);
    // What does not stand alone stays as it was written.
    let plan = team.json("fix alpha, then wait. Finally, repair beta.");
    assert_eq!(plan["tasks"][0]["request"], "fix alpha, then wait.");
}

#[test]
fn a_result_of_a_conditional_step_is_said_to_be_there_if_that_is_done() {
    let keys = "flows:\n  - name: f\n    keywords: [dock]\n    steps: [{agent: a, optional: true}, b, c]";
    let team = team(keys, &[("a", "produces: [report]"), ("b", "takes: [report]"), ("c", "takes: [report]")]);
    let plan = team.json("dock");
    for task in [1, 2] {
        let prompt = plan["tasks"][task]["prompt"].as_str().unwrap();
        assert!(prompt.contains("- report: from t1 (a), if that is done; else as it is today\n"), "{prompt}");
    }
}
