//! The hook's entry in a client's settings: printed, or added to the file with everything else in it kept, comments and
//! layout included.

use crate::args::{Client, HookArgs, PlaceArgs};
use crate::atomic::replace;
use crate::exit::Exit;
use crate::name::{NAMES, called_as};
use crate::terminal;
use anyhow::{Context, anyhow, bail};
use jsonc_parser::ParseOptions;
use jsonc_parser::cst::{CstArray, CstInputValue, CstRootNode};
use serde_json::{Map, Value, json};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use task_router_engine::agent::encoding::BYTE_ORDER_MARK;
use task_router_engine::files;
use task_router_engine::source::as_seen_from;

/// Prints the entry, or writes it.
pub fn run(args: &HookArgs, place_args: &PlaceArgs) -> anyhow::Result<Exit> {
    super::refuse_built_in(place_args)?;
    let root = crate::places::top();
    let entries = args.client.entries(&command(args, place_args, &root), args.log.is_some());
    let path = root.join(args.client.settings());
    if !args.write {
        let mut hooks = Map::new();
        for (event, entry) in entries {
            hooks.insert(event.to_owned(), json!([entry]));
        }
        let mut settings = Map::new();
        if args.client == Client::Copilot {
            settings.insert("version".to_owned(), json!(1));
        }
        settings.insert("hooks".to_owned(), Value::Object(hooks));
        let mut out = io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, &settings)?;
        writeln!(out)?;
        terminal::note(&format!("add this to `{}`, or let `--write` do it", path.display()));
        return Ok(Exit::Success);
    }
    let before = match files::read(&path, files::LARGEST_FILE) {
        Ok(bytes) => String::from_utf8(bytes).with_context(|| format!("`{}` is not UTF-8", path.display()))?,
        Err(e) if e.kind() == io::ErrorKind::NotFound => "{}\n".to_owned(),
        Err(e) => return Err(e).with_context(|| format!("cannot read `{}`", path.display())),
    };
    let after = added(&before, args.client, &entries).with_context(|| format!("cannot add to `{}`", path.display()))?;
    if after == before {
        terminal::note(&format!("`{}` has the hook already", path.display()));
        return Ok(Exit::Success);
    }
    write(&path, &root, &after).with_context(|| format!("cannot write `{}`", path.display()))?;
    terminal::note(&format!("added the hook to `{}`", path.display()));
    Ok(Exit::Success)
}

/// An option that becomes part of the entry.
struct Kept {
    name: &'static str,
    takes_value: bool,
    /// Its value, with paths relative to the repository's root, as the hook reads them; empty for a flag.
    typed: fn(&HookArgs, &PlaceArgs, &Path) -> Vec<String>,
}

/// The options that affect a hook's answers: all of its options except those for installing and for terminals.
const KEPT: [Kept; 6] = [
    Kept {
        name: "--agents",
        takes_value: true,
        typed: |_, place, root| place.agents.iter().map(|folder| as_called_from(folder, root)).collect(),
    },
    Kept { name: "--team", takes_value: true, typed: |_, place, _| place.team.iter().cloned().collect() },
    Kept { name: "--kind", takes_value: true, typed: |_, place, _| kinds(place).into_iter().collect() },
    Kept {
        name: "--min-confidence",
        takes_value: true,
        typed: |args, _, _| args.bound.min_confidence.iter().map(f64::to_string).collect(),
    },
    Kept { name: "--no-user", takes_value: false, typed: |_, place, _| vec![String::new(); place.no_user.into()] },
    Kept {
        name: "--log",
        takes_value: true,
        typed: |args, _, root| args.log.iter().map(|log| as_called_from(log, root)).collect(),
    },
];

fn kinds(place: &PlaceArgs) -> Option<String> {
    let names: Vec<&str> = place.kind.iter().map(|kind| kind.name()).collect();
    (!names.is_empty()).then(|| names.join(","))
}

/// A path typed in another folder, relative to the root.
fn as_called_from(path: &Path, root: &Path) -> String {
    let here = crate::folders::here();
    let is_as_typed = path.is_absolute() || here.canonicalize().is_ok_and(|here| here == root);
    match is_as_typed {
        true => path.to_string_lossy().into_owned(),
        false => as_seen_from(root, &path.canonicalize().unwrap_or_else(|_| here.join(path))),
    }
}

/// The command for the client to run: this one without the options that install it.
fn command(args: &HookArgs, place_args: &PlaceArgs, root: &Path) -> String {
    let mut words = vec![called_as().to_owned(), "hook".to_owned(), args.client.name().to_owned()];
    for option in &KEPT {
        for value in (option.typed)(args, place_args, root) {
            words.push(option.name.to_owned());
            words.extend(Some(value).filter(|_| option.takes_value));
        }
    }
    shell_words::join(words)
}

/// The settings with the hooks added.
fn added(settings: &str, client: Client, entries: &[(&str, Value)]) -> anyhow::Result<String> {
    let (mark, text) = match settings.strip_prefix(BYTE_ORDER_MARK) {
        Some(text) => (BYTE_ORDER_MARK, text),
        None => ("", settings),
    };
    let text = if text.trim().is_empty() { "{}\n" } else { text };
    let root = CstRootNode::parse(text, &ParseOptions::default()).map_err(|e| anyhow!("not JSON: {e}"))?;
    let object = root.object_value().context("not a JSON object")?;
    if client == Client::Copilot && object.get("version").is_none() {
        object.append("version", CstInputValue::Number("1".to_owned()));
    }
    let hooks = object.object_value_or_create("hooks").context("its `hooks` is no object")?;
    let mut changed = false;
    for (event, entry) in entries {
        let list = hooks.array_value_or_create(event).with_context(|| format!("its `{event}` is no list"))?;
        changed |= add(&list, client, entry);
    }
    // Removes an older entry for other events too, such as the one for the log.
    for (event, _) in client.entries("", true) {
        let list = hooks.array_value(event).filter(|_| entries.iter().all(|(wanted, _)| *wanted != event));
        changed |= list.is_some_and(|list| take_out(&list, client, None).is_some());
    }
    Ok(if changed { format!("{mark}{root}") } else { settings.to_owned() })
}

/// Adds an entry to an event's list, replacing older ones of ours; false if it is already there alone.
fn add(list: &CstArray, client: Client, entry: &Value) -> bool {
    let is_there = list.elements().iter().any(|element| element.to_serde_value().as_ref() == Some(entry));
    let taken = take_out(list, client, Some(entry));
    if !is_there {
        list.insert(taken.unwrap_or_else(|| list.elements().len()), input(entry));
    }
    !is_there || taken.is_some()
}

/// Removes all our entries but `kept` from an event's list and returns the index where the first was; `None` if there is
/// none. Other commands in the same entry, and commands that only contain ours, belong to somebody else and stay.
fn take_out(list: &CstArray, client: Client, kept: Option<&Value>) -> Option<usize> {
    let is_ours = |hook: &Value| ["command", "bash"].iter().any(|key| is_ours(hook[*key].as_str(), client));
    let mut first = None;
    for (i, element) in list.elements().into_iter().enumerate() {
        let Some(value) = element.to_serde_value().filter(|value| Some(value) != kept) else { continue };
        let hooks = value["hooks"].as_array().map(Vec::as_slice).unwrap_or_default();
        if is_ours(&value) || (!hooks.is_empty() && hooks.iter().all(is_ours)) {
            first.get_or_insert(i);
            element.remove();
        } else if hooks.iter().any(is_ours)
            && let Some(inside) = element.as_object().and_then(|object| object.array_value("hooks"))
        {
            first.get_or_insert(i + 1);
            inside
                .elements()
                .into_iter()
                .zip(hooks)
                .filter(|(_, hook)| is_ours(hook))
                .for_each(|(hook, _)| hook.remove());
        }
    }
    first
}

/// Whether a command is one that [`command`] writes.
fn is_ours(command: Option<&str>, client: Client) -> bool {
    let words = command.and_then(|command| shell_words::split(command).ok()).unwrap_or_default();
    let [program, hook, name, options @ ..] = words.as_slice() else { return false };
    let is_program = NAMES.iter().any(|name| Path::new(program).file_stem().is_some_and(|stem| stem == *name));
    is_program && hook == "hook" && name == client.name() && are_kept(options)
}

/// Whether the words are options in [`KEPT`], each with its value.
fn are_kept(words: &[String]) -> bool {
    let Some((first, rest)) = words.split_first() else { return true };
    let option = KEPT.iter().find(|option| option.name == first);
    option.and_then(|option| rest.get(usize::from(option.takes_value)..)).is_some_and(are_kept)
}

fn input(value: &Value) -> CstInputValue {
    match value {
        Value::Null => CstInputValue::Null,
        Value::Bool(flag) => CstInputValue::Bool(*flag),
        Value::Number(number) => CstInputValue::Number(number.to_string()),
        Value::String(text) => CstInputValue::String(text.clone()),
        Value::Array(items) => CstInputValue::Array(items.iter().map(input).collect()),
        Value::Object(keys) => {
            CstInputValue::Object(keys.iter().map(|(key, value)| (key.clone(), input(value))).collect())
        }
    }
}

/// Replaces the file atomically.
fn write(path: &Path, root: &Path, text: &str) -> anyhow::Result<()> {
    if let Err(e) = files::stays_inside(path, root) {
        bail!("{e}; add the entry there by hand");
    }
    fs::create_dir_all(path.parent().unwrap_or(root))?;
    Ok(replace(path, text.as_bytes())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(client: Client) -> Vec<(&'static str, Value)> {
        client.entries(&format!("route hook {}", client.name()), true)
    }

    #[test]
    fn everything_else_in_the_file_stays_as_it_is() {
        let before = "{\n  // mine\n  \"model\":   \"opus\", \"big\": 12345678901234567890,\n  \"hooks\": {\n    \"Stop\": [ { \"hooks\": [] } ],\n    \
                      \"UserPromptSubmit\": [\n      {\"hooks\": [{\"type\": \"command\", \"command\": \"date\"}]}\n    ]\n  },\n  \"z\": [1,2]\n}\n";
        let after = added(before, Client::ClaudeCode, &entries(Client::ClaudeCode)).unwrap();
        for line in before.lines().filter(|line| line.trim().len() > 3) {
            assert!(after.contains(line.trim_end_matches(',')), "{line}\n{after}");
        }
        assert_eq!(after.matches("route hook claude-code").count(), 3, "{after}");
        assert_eq!(added(&after, Client::ClaudeCode, &entries(Client::ClaudeCode)).unwrap(), after, "once is enough");
        let with_log = Client::ClaudeCode.entries("route hook claude-code --log l", true);
        let logged = added(&after, Client::ClaudeCode, &with_log).unwrap();
        assert_eq!(logged.matches("route hook claude-code").count(), 3, "the older entry is replaced: {logged}");
        assert!(logged.contains("date") && logged.contains("// mine"));
    }

    #[test]
    fn what_stands_beside_ours_stays() {
        let hook = |command: &str| json!({"type": "command", "command": command});
        let group = |hooks: [&Value; 1]| json!({ "matcher": "*", "hooks": hooks });
        let [ours, other] = ["route hook claude-code --log 'a b'", "date"].map(hook);
        let combined = hook("date; route hook claude-code");
        let both = json!({ "matcher": "*", "hooks": [&other, &ours] });
        let entry = json!({ "hooks": [hook("task-router hook claude-code")] });
        let cases = [
            (json!([group([&ours])]), json!([entry])),
            (json!([both]), json!([group([&other]), entry])),
            (json!([ours, group([&other])]), json!([entry, group([&other])])),
            (json!([group([&combined])]), json!([group([&combined]), entry])),
            (json!([group([&ours]), ours, entry, other]), json!([entry, other])),
            (json!([null, {"hooks": []}]), json!([null, {"hooks": []}, entry])),
        ];
        for (before, after) in cases {
            let settings = format!("\u{feff}{}", json!({"hooks": {"UserPromptSubmit": before}}));
            let found = added(&settings, Client::ClaudeCode, &[("UserPromptSubmit", entry.clone())]).unwrap();
            let found: Value = serde_json::from_str(found.strip_prefix('\u{feff}').unwrap()).unwrap();
            assert_eq!(found["hooks"]["UserPromptSubmit"], after, "{settings}");
        }
    }

    #[test]
    fn what_is_asked_for_no_more_is_taken_out() {
        let settings = r#"{"hooks": {"SubagentStart": [{"hooks": [{"type": "command", "command": "date"}]}]}}"#;
        let [with_log, without] = [true, false].map(|logs| Client::ClaudeCode.entries("route hook claude-code", logs));
        let logging = added(settings, Client::ClaudeCode, &with_log).unwrap();
        let after = added(&logging, Client::ClaudeCode, &without).unwrap();
        let hooks = &serde_json::from_str::<Value>(&after).unwrap()["hooks"];
        assert_eq!(after.matches("route hook claude-code").count(), 1, "{after}");
        assert_eq!((hooks["PostToolUse"].clone(), after.matches("date").count()), (json!([]), 1), "{after}");
        assert_eq!(added(&after, Client::ClaudeCode, &without).unwrap(), after, "once is enough");
    }

    #[test]
    fn every_option_that_is_kept_is_known_again() {
        for (options, is_known) in [
            ("", true),
            (" --agents 'a b' --agents c --team t --kind agent,skill --no-user --log l", true),
            (" --no-user --team", false),
            (" --verbose", false),
            ("; date", false),
        ] {
            assert_eq!(is_ours(Some(&format!("route hook codex{options}")), Client::Codex), is_known, "{options}");
        }
    }

    #[test]
    fn a_file_that_is_not_there_or_empty_is_begun() {
        for client in [Client::ClaudeCode, Client::Codex, Client::Gemini, Client::Copilot] {
            for before in ["{}\n", "", "  \n"] {
                let after = added(before, client, &entries(client)).unwrap();
                let value: Value = serde_json::from_str(&after).unwrap();
                assert!(value["hooks"].as_object().is_some_and(|hooks| !hooks.is_empty()), "{after}");
                assert_eq!(value.get("version").is_some(), client == Client::Copilot);
            }
        }
    }

    #[test]
    fn what_is_no_settings_file_is_refused() {
        for before in ["[", "[]", "{\"hooks\": 3}", "{\"hooks\": {\"UserPromptSubmit\": {}}}", "x"] {
            assert!(added(before, Client::ClaudeCode, &entries(Client::ClaudeCode)).is_err(), "{before}");
        }
    }
}
