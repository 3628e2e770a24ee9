//! Inputs that are long, deep or endless, and scarce resources.

use crate::proportion::grows_in_proportion;
use crate::repository::{agent, feed, repository, route, run, text, write};
use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[test]
fn a_request_that_is_too_long_is_a_record_with_an_error() {
    let folder = repository(&[("agents/baker.md", &agent("baker", "dough", ""))]);
    let mut input = b"dough\n".to_vec();
    input.resize(17 << 20, b'a');
    input.extend_from_slice(b"\ndough\n");
    for (format, lines) in [("name", ["baker", "-", "baker"]), ("text", ["baker\t", "-\terror\t", "baker\t"])] {
        let output = feed(folder.path(), &["-f", format], &input);
        let out = text(&output.stdout);
        assert_eq!((out.lines().count(), output.status.code()), (3, Some(2)));
        assert!(out.lines().zip(lines).all(|(line, start)| line.starts_with(start)), "{out:?}");
        let said = text(&output.stderr);
        assert!(said.contains("line 2 of the input: longer than the 16 MB of a request"), "{said}");
    }
    let output = feed(folder.path(), &["-"], &input);
    assert_eq!((output.stdout.len(), output.status.code()), (0, Some(2)));
    // Endless input without a line break stops with an error, in bounded memory.
    let mut command = Command::new("sh");
    let line =
        format!("head -c 200000000 /dev/zero | (ulimit -v 1000000; exec {} -f name)", env!("CARGO_BIN_EXE_route"));
    let output = command.args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    assert_eq!((text(&output.stdout).as_str(), output.status.code()), ("-\n", Some(2)), "{}", text(&output.stderr));
}

#[test]
fn fixtures_are_regular_files_of_bounded_size_and_depth() {
    let brackets = format!("- {{request: a, agent: {}{}}}\n", "[".repeat(200_000), "]".repeat(200_000));
    let whole = format!("{{tests: [{}]}}\n", "{request: a, agent: baker},\n".repeat(200_000));
    let line = format!("{{\"request\":\"{}\",\"agent\":\"baker\"}}\n", "a".repeat(5 << 20));
    let folder = repository(&[
        ("agents/baker.md", &agent("baker", "dough", "")),
        ("brackets.yaml", &brackets),
        ("whole.yaml", &whole),
        ("line.jsonl", &line),
    ]);
    mkfifo(&folder.path().join("pipe.yaml"));
    symlink("/dev/zero", folder.path().join("endless.yaml")).unwrap();
    for (file, said) in [
        ("brackets.yaml", "brackets are nested too deeply"),
        ("whole.yaml", "larger than the 4 MB of a fixture"),
        ("line.jsonl", "larger than the 4 MB of a fixture"),
        ("pipe.yaml", "not a regular file"),
        ("endless.yaml", "not a regular file"),
    ] {
        let output = run(folder.path(), &["check", file]);
        let out = text(&output.stdout) + &text(&output.stderr);
        assert!(out.contains(said) && output.status.code() == Some(2), "{file}: {out}");
    }
}

/// A pipe may be meant, so it is waited for; that nobody reads it is said.
#[test]
fn a_report_to_a_pipe_says_that_nobody_reads_it_yet() {
    let folder = repository(&[("agents/baker.md", &agent("baker", "dough", ""))]);
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe);
    let mut command = route(folder.path(), &["check", "-f", "json", "--output", "pipe"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.contains("nobody reads the pipe `pipe` yet: waiting"), "{said}");
    let report = fs::read_to_string(&pipe).unwrap();
    assert!(report.starts_with('{') && report.ends_with("}\n"), "{report}");
    child.wait().unwrap();
    // One that is read gets the whole report.
    let line = format!(
        "cat pipe >read & exec 3>pipe; {} check -f json --output pipe; exec 3>&-; wait",
        env!("CARGO_BIN_EXE_route")
    );
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    assert!(!text(&output.stderr).contains("nobody reads"), "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("read")).unwrap(), report);
}

fn mkfifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A shell for a user who may start one process and no more threads.
fn without_threads(folder: &Path, line: &str) -> Output {
    let line = format!("ulimit -u 1; exec {} {line}", env!("CARGO_BIN_EXE_route"));
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
    // Root has no limits.
    let mut command = if is_root { Command::new("setpriv") } else { Command::new("bash") };
    if is_root {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        command.args(["--reuid", "54321", "--regid", "54321", "--clear-groups", "bash"]);
    }
    command.args(["-c", &line]).current_dir(folder).env("HOME", folder).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn without_threads_all_is_done_in_one() {
    let agents: Vec<(String, String)> =
        (0..200).map(|i| (format!("agents/a{i}.md"), agent(&format!("a{i}"), &format!("word{i}"), ""))).collect();
    let files: Vec<(&str, &str)> = agents.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = repository(&files);
    write(
        folder.path(),
        &[("tests/routing/a.yaml", "- {request: word7, agent: a7}\n"), ("requests", "word7\nword8\n")],
    );
    for (line, out) in
        [("-f name word7", "a7\n"), ("-f name < requests", "a7\na8\n"), ("check --only-failing", "ok: 1 of 1")]
    {
        let output = without_threads(folder.path(), line);
        assert!(text(&output.stdout).starts_with(out), "{line}: {:?} {}", output.status, text(&output.stderr));
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
    }
}

#[test]
fn what_takes_long_grows_with_the_size_of_a_file() {
    let files = |many: usize| {
        let keywords: String = (0..many).map(|i| format!("  - kw{i}\n")).collect();
        let claims = |name: &str| format!("---\nname: {name}\ndescription: d\nkeywords:\n{keywords}---\n");
        let flows: String = (0..many).map(|i| format!("  - {{name: f{i}, steps: [nobody{i}]}}\n")).collect();
        repository(&[
            ("agents/team.md", &format!("---\nname: t\nflows:\n{flows}---\n")),
            ("agents/x.md", &claims("x")),
            ("agents/y.md", &claims("y")),
        ])
    };
    grows_in_proportion("keywords and flows", &["check", "-f", "json"], 1_000, files);
}

#[test]
fn half_a_file_is_not_left_behind() {
    let folder = tempfile::tempdir().unwrap();
    // Files may not grow beyond 512 bytes; the signal for that is ignored, so writing fails.
    let line = format!("trap '' XFSZ; ulimit -f 1; exec {} init --team backend-team made", env!("CARGO_BIN_EXE_route"));
    let output = Command::new("bash").args(["-c", &line]).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    // Nobody knows the temporary file.
    assert!(!text(&output.stderr).contains(".route-"), "{}", text(&output.stderr));
    let again = run(folder.path(), &["init", "--team", "backend-team", "made"]);
    assert_eq!(again.status.code(), Some(0), "{}", text(&again.stderr));
    assert_eq!(run(folder.path(), &["list", "--agents", "made/agents"]).status.code(), Some(0));
    let whole = |file: &str| fs::metadata(folder.path().join("made").join(file)).unwrap().len() > 512;
    let said = text(&output.stderr);
    let named = said.split('`').find(|part| part.ends_with(".md")).unwrap().to_owned();
    assert!(whole(&named), "{named} was kept as half a file");
}

#[test]
fn more_than_can_be_used_is_an_error() {
    let patterns: String = (0..10_001).map(|i| format!("  - 'p{i}'\n")).collect();
    let text = format!("---\nname: x\ndescription: d\npatterns:\n{patterns}---\n");
    let folder = repository(&[("agents/x.md", &text), ("agents/baker.md", &agent("baker", "dough", ""))]);
    for call in [["-f", "name", "dough"].as_slice(), &["list"], &["check"], &["plan", "dough"]] {
        let output = run(folder.path(), call);
        let said = text_of(&output);
        assert!(
            said.contains("10001 patterns, more than the 10000") && output.status.code() == Some(2),
            "{call:?}: {said}"
        );
    }
}

fn text_of(output: &Output) -> String {
    text(&output.stdout) + &text(&output.stderr)
}
