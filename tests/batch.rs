//! Many requests through a pipe: each answered once, in order, however they are cut into blocks.

// A panic fails the test.
#![allow(clippy::unwrap_used)]

mod pipe;

use serde_json::Value;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Two agents, one for even numbers and one for odd numbers.
fn team() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("agents")).unwrap();
    for (name, word) in [("even", "anvil"), ("odd", "bread")] {
        let text = format!("---\nname: {name}\ndescription: Works with {word}.\nkeywords: [{word}]\n---\n");
        fs::write(folder.path().join(format!("agents/{name}.md")), text).unwrap();
    }
    folder
}

fn route(arguments: &[&str], input: Vec<u8>) -> Output {
    pipe::route(team().path(), arguments, input)
}

/// The word that leads a number to its agent, and the agent's name.
fn words(number: usize) -> (&'static str, &'static str) {
    if number.is_multiple_of(2) { ("anvil", "even") } else { ("bread", "odd") }
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Enough requests for several blocks per worker.
const MANY: usize = 40_000;

#[test]
fn answers_come_in_the_order_of_the_requests() {
    let input: String = (0..MANY).map(|i| format!("{} number {i}\n", words(i).0)).collect();
    let done = route(&["-f", "json", "--fields", "request,agent"], input.into_bytes());
    assert_eq!(done.status.code(), Some(0));
    let told = text(&done);
    assert_eq!(told.lines().count(), MANY);
    for (i, line) in told.lines().enumerate() {
        let (word, agent) = words(i);
        assert_eq!(line, format!("{{\"request\":\"{word} number {i}\",\"agent\":\"{agent}\"}}"));
    }
}

#[test]
fn long_prompts_come_in_order() {
    const PROMPTS: usize = 2_000;
    let folder = team();
    let prompt = "A long prompt. ".repeat(2_000);
    for name in ["even", "odd"] {
        let path = folder.path().join(format!("agents/{name}.md"));
        fs::write(&path, fs::read_to_string(&path).unwrap() + &prompt).unwrap();
    }
    let input: String = (0..PROMPTS).map(|i| format!("{}\n", words(i).0)).collect();
    let done = pipe::route(folder.path(), &["-f", "json", "--fields", "agent,prompt"], input.into_bytes());
    let told = text(&done);
    assert_eq!(told.lines().count(), PROMPTS);
    for (i, line) in told.lines().enumerate() {
        let answer: Value = serde_json::from_str(line).unwrap();
        assert_eq!(answer["agent"], words(i).1, "line {i}");
        assert!(answer["prompt"].as_str().unwrap().starts_with(prompt.trim_end()));
    }
}

#[test]
fn a_line_ends_however_systems_end_lines() {
    for (input, expected) in [
        ("anvil\r\nbread\r\n", &["anvil", "bread"][..]),
        ("anvil\nbread", &["anvil", "bread"]),
        ("anvil\n\nbread\n", &["anvil", "", "bread"]),
        ("an\rvil\r\r\n", &["an\rvil\r"]),
        ("", &[]),
    ] {
        let done = route(&["-f", "json", "--fields", "request"], input.into());
        let requests: Vec<String> = text(&done)
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["request"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(requests, expected, "{input:?}");
    }
    let done = route(&["--input", "nul", "-f", "json", "--fields", "request"], "two\nlines\r\0anvil\0".into());
    assert_eq!(text(&done), "{\"request\":\"two\\nlines\\r\"}\0{\"request\":\"anvil\"}\0");
    // What begins with the mark of UTF-16 is that.
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let input = "\u{feff}anvil\r\nPrüft\r\n".encode_utf16().flat_map(bytes).collect();
        let done = route(&["-f", "json", "--fields", "request"], input);
        assert_eq!(text(&done), "{\"request\":\"anvil\"}\n{\"request\":\"Prüft\"}\n");
    }
    // Bytes that are no UTF-8 are Windows-1252, as in files.
    let done = route(&["-f", "json", "--fields", "request"], b"Pr\xfcft\nPr\xc3\xbcft\n".to_vec());
    assert_eq!(text(&done), "{\"request\":\"Prüft\"}\n{\"request\":\"Prüft\"}\n");
}

#[test]
fn an_unreadable_line_is_told_by_its_number_wherever_it_stands() {
    const WRONG: [usize; 3] = [0, 12_345, MANY - 1];
    let line = |i: usize| match WRONG.contains(&i) {
        true => "{\"requests\": 1}\n".to_owned(),
        false => format!("{{\"text\": \"{} {i}\", \"id\": {i}}}\n", words(i).0),
    };
    let input: String = (0..MANY).map(line).collect();
    let done = route(&["--input", "jsonl", "-f", "json", "--fields", "agent,input"], input.into_bytes());
    assert_eq!(done.status.code(), Some(2));
    let told = text(&done);
    assert_eq!(told.lines().count(), MANY);
    for (i, line) in told.lines().enumerate() {
        let found: Value = serde_json::from_str(line).unwrap();
        match WRONG.contains(&i) {
            true => {
                let error = found["error"].as_str().unwrap();
                assert!(error.starts_with(&format!("line {} of the input: ", i + 1)), "{error}");
            }
            false => {
                assert_eq!((found["agent"].as_str(), found["input"]["id"].as_u64()), (Some(words(i).1), Some(i as u64)))
            }
        }
    }
    assert_eq!(String::from_utf8_lossy(&done.stderr).matches("of the input: ").count(), WRONG.len());
}

#[test]
fn one_unclear_request_among_many_is_enough_for_strict() {
    let input = |unclear: Option<usize>| -> String {
        (0..MANY / 4).map(|i| if Some(i) == unclear { "xyzzy\n" } else { "anvil\n" }).collect()
    };
    for (unclear, status) in [(None, 0), (Some(0), 1), (Some(MANY / 8), 1), (Some(MANY / 4 - 1), 1)] {
        let done = route(&["--strict", "-f", "name"], input(unclear).into_bytes());
        assert_eq!(done.status.code(), Some(status), "{unclear:?}");
    }
}

/// As `grep` and others do, it ends at the first line that it learns of after its reader has left.
#[test]
fn after_its_reader_has_left_it_takes_one_more_line() {
    let folder = team();
    let mut child = Command::new(env!("CARGO_BIN_EXE_route"));
    child.current_dir(folder.path()).env("HOME", folder.path()).args(["-f", "name", "--log", "log"]);
    let mut child = child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    input.write_all(b"bread\n").unwrap();
    output.read_line(&mut String::new()).unwrap();
    drop(output);
    input.write_all(b"bread\n").unwrap();
    // A line is printed right after it is logged.
    while fs::read_to_string(folder.path().join("log")).unwrap().lines().count() < 2 {
        sleep(Duration::from_millis(5));
    }
    sleep(Duration::from_millis(500));
    // A process that another test is starting may have held the reader when the second line was printed.
    for _ in 0..2 {
        let _ = input.write_all(b"bread\n");
        let started = Instant::now();
        while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(5) {
            sleep(Duration::from_millis(5));
        }
    }
    let ended = child.try_wait().unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
}
