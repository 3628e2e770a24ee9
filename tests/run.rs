//! `route run` with commands that echo, fail, hang, flood, do not exist or do not read their input: small shell scripts
//! that stand in for agents.

// A panic fails the test.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod bakery;

use bakery::{route, stand_ins, team, text};
use serde_json::Value;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// `route run [options] -- sh -c script sh [arguments]`
fn run(folder: &Path, options: &[&str], script: &str, arguments: &[&str]) -> Output {
    started(folder, options, script, arguments).wait_with_output().unwrap()
}

fn started(folder: &Path, options: &[&str], script: &str, arguments: &[&str]) -> Child {
    let mut command = route(folder, &["run"]);
    command.args(options).args(["--", "sh", "-c", script, "sh"]).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn logged(folder: &Path) -> Value {
    let log = fs::read_to_string(folder.join("log")).unwrap();
    serde_json::from_str(log.lines().last().unwrap()).unwrap()
}

/// Whether the process whose id a script wrote to `file` still runs, a moment after it should have ended.
fn runs(file: &Path) -> bool {
    let number = fs::read_to_string(file).unwrap();
    (0..100).all(|_| {
        let state = fs::read_to_string(format!("/proc/{}/stat", number.trim())).unwrap_or_default();
        let runs = !state.is_empty() && !state.contains(") Z");
        if runs {
            std::thread::sleep(Duration::from_millis(20));
        }
        runs
    })
}

#[test]
fn the_prompt_goes_in_and_the_response_comes_out() {
    let folder = team();
    let prompt = route(folder.path(), &["-f", "prompt", "bake bread"]).output().unwrap();
    let output = run(folder.path(), &["bake bread", "--log", "log"], "cat", &[]);
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), text(&prompt.stdout), "standard input is the prompt");
    let log = logged(folder.path());
    assert_eq!((&log["event"], &log["outcome"], &log["agent"]), (&"run".into(), &"done".into(), &"baker".into()));
    let attempt = &log["attempts"][0];
    assert_eq!(attempt["output_bytes"], output.stdout.len());
    assert_eq!(attempt["knowledge_used"], true, "the prompt that was echoed names the document");
    assert!(log["time"].as_str().unwrap().ends_with('Z') && log["session"].is_null());
}

#[test]
fn arguments_and_variables_tell_who_and_what() {
    let folder = team();
    let script = "printf '%s|' \"$@\" \"$ROUTE_AGENT\" \"$ROUTE_TEAM\" \"$ROUTE_STATUS\" \"$ROUTE_KNOWLEDGE\" \"$ROUTE_REQUEST\" \
                  \"$ROUTE_CONTEXT\" \"$ROUTE_MAX_ITERATIONS\"";
    let request = "bake {agent} bread; $(rm -rf x) `y`";
    let arguments = ["{agent}", "{user_task}", "{knowledge_base}", "{context}", "{max_iterations}", "{other}"];
    let output = run(folder.path(), &[request], script, &arguments);
    let expected = format!(
        "baker|{request}|docs/bread.md|Bakery task for baker|4|{{other}}|baker|bakery|routed|docs/bread.md|{request}|Bakery task for baker|4|"
    );
    assert_eq!(text(&output.stdout), expected);
}

#[test]
fn a_task_of_a_plan_has_the_context_of_a_request() {
    let folder = team();
    let path = folder.path().join("agents/team.md");
    let lead = fs::read_to_string(&path).unwrap();
    let context = "context: \"{agent} ({persona}) of {team} reads {knowledge_base} for {user_task}\"";
    fs::write(path, lead.replace("context: Bakery task for {agent}", context)).unwrap();
    for options in [&["bake bread"][..], &["--plan", "bake bread"]] {
        let output = run(folder.path(), options, "printf %s \"$ROUTE_CONTEXT\" >context", &[]);
        assert!(output.status.success(), "{}", text(&output.stderr));
        let told = fs::read_to_string(folder.path().join("context")).unwrap();
        assert_eq!(told, "baker (Ann Baker) of bakery reads docs/bread.md for bake bread", "{options:?}");
    }
}

#[test]
fn a_failure_is_tried_once_more_with_the_fallback_and_then_a_person_is_told() {
    let folder = team();
    let output = run(folder.path(), &["bake bread", "--log", "log"], "echo \"no $ROUTE_AGENT\" >&2; exit 3", &[]);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    for part in [
        "try 1, baker: exit status 3: no baker",
        "with the fallback: running `sh` for helper",
        "try 2, helper: exit status 3: no helper",
        "ask: baker (Ann Baker), helper",
        "read: docs/bread.md, docs/all.md",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    let log = logged(folder.path());
    let tried: Vec<_> = log["attempts"].as_array().unwrap().iter().map(|a| (&a["agent"], &a["exit"])).collect();
    assert_eq!(tried, [(&"baker".into(), &3.into()), (&"helper".into(), &3.into())]);
    assert_eq!(log["outcome"], "failed");
}

#[test]
fn a_parent_that_ignores_its_children_is_no_hindrance() {
    let folder = team();
    let ignoring = ["-c", "trap '' CHLD; exec \"$@\"", "bash", env!("CARGO_BIN_EXE_route")];
    let mut command = Command::new("bash");
    command.args(ignoring).args(["run", "bake bread", "--timeout", "20s", "--agents", "agents", "--", "echo", "baked"]);
    let output = command.current_dir(folder.path()).env("ROUTE_CACHE", "").env("HOME", folder.path()).output().unwrap();
    assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(0), "baked\n"), "{}", text(&output.stderr));
}

#[test]
fn the_fallback_may_do_it() {
    let folder = team();
    let output = run(folder.path(), &["bake bread"], "[ \"$ROUTE_AGENT\" = helper ] && grep TASK", &[]);
    assert!(output.status.success());
    assert_eq!(text(&output.stdout), "TASK: bake bread\n");
}

#[test]
fn nobody_is_tried_twice() {
    let folder = team();
    for options in [&["bake bread", "--no-retry"][..], &["bake bread", "--agent", "helper"]] {
        let output = run(folder.path(), options, "echo x >> tries; exit 1", &[]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(fs::read_to_string(folder.path().join("tries")).unwrap(), "x\n", "{options:?}");
        fs::remove_file(folder.path().join("tries")).unwrap();
    }
}

#[test]
fn what_is_unclear_is_asked_and_not_run() {
    let folder = team();
    let output = run(folder.path(), &["zzz qqq"], "echo ran", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).starts_with("What is it about?\n"), "{}", text(&output.stdout));
    assert!(!text(&output.stdout).contains("ran"));
    let output = run(folder.path(), &["zzz qqq", "--fallback"], "echo $ROUTE_AGENT $ROUTE_STATUS", &[]);
    assert_eq!(text(&output.stdout), "helper unclear\n");
}

#[test]
fn what_the_lead_answers_goes_to_the_command_with_the_leads_prompt() {
    let folder = team();
    let output = run(folder.path(), &["who leads the budget"], "cat; echo $ROUTE_AGENT $ROUTE_STATUS", &[]);
    let out = text(&output.stdout);
    assert!(out.starts_with("You are the lead of bakery.") && out.ends_with("bakery direct\n"), "{out}");
}

#[test]
fn a_limit_in_time_reaches_grandchildren_that_do_not_listen() {
    let folder = team();
    let script = "trap '' TERM; (trap '' TERM; echo $$ >leader; sleep 60) & echo $! >child; sleep 61";
    let started = Instant::now();
    let output = run(folder.path(), &["bake bread", "--timeout", "300ms", "--no-retry", "--log", "log"], script, &[]);
    assert_eq!(output.status.code(), Some(1));
    // As long as they sleep.
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert!(!runs(&folder.path().join("child")) && !runs(&folder.path().join("leader")));
    assert_eq!(logged(folder.path())["attempts"][0]["outcome"], "timeout");
}

#[test]
fn a_command_that_is_not_there_is_named() {
    let folder = team();
    let output = route(folder.path(), &["run", "bake bread"]).args(["--", "no-such-command"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("cannot start `no-such-command`: "), "{}", text(&output.stderr));
    for arguments in [
        &["run", "bake bread"][..],
        &["run", "bake bread", "--timeout", "soon", "--", "cat"],
        &["run", "bake bread", "--timeout", "5M", "--", "cat"],
    ] {
        assert_eq!(route(folder.path(), arguments).output().unwrap().status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn a_command_may_close_its_input_at_once_or_never_read_it() {
    let folder = team();
    fs::write(folder.path().join("request"), format!("bread {}", "=".repeat(1_200_000))).unwrap();
    for script in ["exec <&-; echo done", "sleep 0.2; echo done"] {
        let mut command = route(folder.path(), &["run", "-", "-q"]);
        command.stdin(fs::File::open(folder.path().join("request")).unwrap()).args(["--", "sh", "-c", script]);
        let output = command.output().unwrap();
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "done\n".to_owned()), "{script}");
    }
}

#[test]
fn a_flood_passes_through_in_bounded_memory() {
    let folder = team();
    let script = "head -c 1000000000 /dev/zero; grep VmHWM /proc/$PPID/status >&2";
    let mut child = started(folder.path(), &["bake bread", "-q"], script, &[]);
    let (mut bytes, mut piece, mut stdout) = (0, vec![0; 1 << 18], child.stdout.take().unwrap());
    loop {
        match stdout.read(&mut piece).unwrap() {
            0 => break,
            n => bytes += n,
        }
    }
    let output = child.wait_with_output().unwrap();
    assert_eq!((bytes, output.status.code()), (1_000_000_000, Some(0)));
    let said = text(&output.stderr);
    let kilobytes: u64 = said.split_whitespace().nth(1).unwrap().parse().unwrap();
    assert!(kilobytes < 200_000, "{said}");
}

#[test]
fn a_reader_that_goes_away_ends_the_command() {
    let folder = team();
    let mut child = started(folder.path(), &["bake bread"], "echo $$ >pid; exec yes", &[]);
    let mut first = [0; 2];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(!runs(&folder.path().join("pid")));
}

#[test]
fn what_a_command_leaves_behind_is_not_waited_for() {
    let folder = team();
    let started = Instant::now();
    let output = run(folder.path(), &["bake bread"], "sleep 60 & echo $! >pid; echo done", &[]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(0), "done\n".to_owned()));
    assert!(started.elapsed() < Duration::from_secs(60));
    let said = text(&output.stderr);
    assert!(said.contains("left behind") && !said.contains("error:"), "it succeeded: {said}");
    let pid = fs::read_to_string(folder.path().join("pid")).unwrap();
    Command::new("kill").arg(pid.trim()).status().unwrap();
}

#[test]
fn an_interrupt_ends_the_command_too() {
    let folder = team();
    for (signal, number) in [("INT", 2), ("QUIT", 3), ("TERM", 15)] {
        let pid = folder.path().join("pid");
        let _ = fs::remove_file(&pid);
        let child =
            started(folder.path(), &["bake bread", "--log", "log"], "sleep 60 & echo $! >p; mv p pid; wait", &[]);
        while !pid.exists() {
            std::thread::sleep(Duration::from_millis(5));
        }
        Command::new("kill").args([format!("-{signal}"), child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(std::os::unix::process::ExitStatusExt::signal(&output.status), Some(number));
        assert!(!runs(&pid), "{signal}");
        assert_eq!(logged(folder.path())["outcome"], "interrupted");
    }
}

#[test]
fn a_request_too_long_for_a_variable_still_arrives() {
    let folder = team();
    let mut command = route(folder.path(), &["run", "-", "-q"]);
    command.args(["--", "sh", "-c", "wc -c; echo ${#ROUTE_REQUEST}"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("bread {}", "=".repeat(600_000)).as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let counts: Vec<usize> = text(&output.stdout).split_whitespace().map(|count| count.parse().unwrap()).collect();
    assert!(counts[0] > 600_000 && counts[1] <= 100_000, "{counts:?}");
}

#[test]
fn fifty_writers_tear_no_line() {
    let folder = team();
    let request = format!("bake bread {}", "and dough ".repeat(2_000));
    let writers: Vec<Child> = (0..50)
        .map(|_| route(folder.path(), &[&request, "--log", "log"]).stdout(Stdio::null()).spawn().unwrap())
        .collect();
    for mut writer in writers {
        assert!(writer.wait().unwrap().success());
    }
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert_eq!(log.lines().count(), 50);
    for line in log.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        assert_eq!((&record["event"], &record["request"]), (&"decision".into(), &request.as_str().into()));
    }
}

#[test]
fn a_log_that_cannot_be_written_is_said_and_the_command_has_run() {
    let folder = team();
    let output = run(folder.path(), &["bake bread", "--log", "no/such/folder"], "echo done", &[]);
    assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), "done\n".to_owned()));
    assert!(text(&output.stderr).contains("cannot write the log `no/such/folder`"));
}

/// The commands in docs/run.md, with stand-ins that accept what the real clients accept: the prompt on standard input,
/// and the documented options.
#[test]
fn documented_lines_run() {
    let folder = team();
    let bin = folder.path().join("bin");
    stand_ins(&bin);
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/run.md")).unwrap();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("route run \"")).collect();
    assert!(lines.len() >= 8, "{lines:?}");
    let program = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap();
    for line in lines {
        let line = line.replace("\"fix JWT expiry\"", "\"bake bread\"");
        let output = Command::new("sh")
            .args(["-c", &line])
            .current_dir(folder.path())
            .env("PATH", format!("{}:{}:{}", bin.display(), program.display(), std::env::var("PATH").unwrap()))
            .env("ROUTE_AGENTS", "agents")
            .env("ROUTE_CACHE", "")
            .stdin(Stdio::null())
            .output()
            .unwrap();
        assert!(output.status.success(), "{line}\n{}", text(&output.stderr));
        let out = text(&output.stdout);
        assert!(out.contains("baker") || out.contains("ROUTED"), "{line}\n{out}");
    }
}

#[test]
fn a_key_of_the_team_fills_placeholders_of_the_agents_without_it() {
    let folder = team();
    let path = folder.path().join("agents/team.md");
    let keys = "name: bakery\npersona: Ada Park\nMotto-Line: Always warm\nreplies: {routed: \"R {persona}, {motto_line}, {fallback}\"}";
    let context = "context: \"C {persona}, {motto_line}, {fallback}\"";
    let lead = fs::read_to_string(&path).unwrap().replace("name: bakery", keys);
    let lead = lead.replace("context: Bakery task for {agent}", context);
    fs::write(&path, lead.replace("ROUTED TO: {agent}", "P {persona}, {motto_line}, {fallback}")).unwrap();
    let template = "T {persona}, {motto_line}, {fallback}";
    for (request, persona) in [("@baker begin", "Ann Baker"), ("@helper begin", "Ada Park")] {
        // A key that `route` reads itself is text.
        let filled = format!("{persona}, Always warm, {{fallback}}");
        for arguments in [&[request][..], &["-f", "prompt", request], &["--template", template, request]] {
            let printed = text(&route(folder.path(), arguments).output().unwrap().stdout);
            assert!(printed.contains(&filled), "{arguments:?}: {printed}");
        }
        run(folder.path(), &[request], "printf %s \"$ROUTE_CONTEXT\" >context; cat >prompt", &[]);
        let told = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        assert_eq!(told("context"), format!("C {filled}"));
        assert!(told("prompt").contains(&format!("P {filled}")), "{}", told("prompt"));
    }
}
