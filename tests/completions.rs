//! Completions, tested in the shells: each installed shell loads its script and completes.

// A test that cannot go on has failed.
#![allow(clippy::unwrap_used)]
#![cfg(unix)]

mod required;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// A folder with agents that a shell cannot know by itself.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for team in ["first", "second"] {
            fs::create_dir_all(folder.path().join(format!("agents/{team}"))).unwrap();
            let text = "---\ndefault: false\n---\n";
            fs::write(folder.path().join(format!("agents/{team}/team.md")), text).unwrap();
        }
        for (file, name) in [
            ("first/a", "baker"),
            ("first/b", "'$(touch run)'"),
            ("second/c", "smith-of-iron"),
            ("second/d", "git:setup"),
        ] {
            let text = format!("---\nname: {name}\ndescription: Work; $(touch run)\n---\n");
            fs::write(folder.path().join(format!("agents/{file}.md")), text).unwrap();
        }
        let git =
            "git init -q . && git -c user.name=n -c user.email=e@x commit -q --allow-empty -m one && git branch older";
        let done = Command::new("sh").args(["-c", git]).current_dir(folder.path()).env("HOME", folder.path()).output();
        assert!(done.unwrap().status.success());
        Self(folder)
    }

    /// The output of a program there; `None` if it is not installed and may be missing.
    fn run(&self, program: &str, arguments: &[&str]) -> Option<String> {
        let programs = Path::new(env!("CARGO_BIN_EXE_route")).parent().unwrap().to_owned();
        let path = std::env::var_os("PATH").unwrap_or_default();
        let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path))).unwrap();
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.0.path()).env("PATH", path).env("HOME", self.0.path());
        command.env_remove("ROUTE_AGENTS").env("ROUTE_CACHE", "").env("TERM", "dumb").stdin(Stdio::null());
        let Ok(output) = command.output() else {
            required::missing(program);
            return None;
        };
        assert!(!self.0.path().join("run").exists(), "a name was run");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{program}");
        Some(String::from_utf8(output.stdout).unwrap())
    }

    /// The commands, and the long options of one of them, as the help has them.
    fn help(&self, words: &[&str]) -> String {
        self.run("route", words).unwrap()
    }

    fn verbs(&self) -> Vec<String> {
        let help = self.help(&["--help"]);
        let list = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
        let named = list.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        named.filter_map(|line| line.split_whitespace().next().map(str::to_owned)).collect()
    }

    fn options(&self, verb: &str) -> Vec<String> {
        let help = self.help(&[verb, "--help"]);
        let pattern = regex::Regex::new(r"(?m)^ +(?:-\w, )?(--[a-z-]+)").unwrap();
        let mut options: Vec<String> = pattern.captures_iter(&help).map(|found| found[1].to_owned()).collect();
        options.sort();
        options
    }
}

/// A line as typed, and its possible completions.
const CASES: [(&str, &[&str]); 18] = [
    ("route che", &["check"]),
    ("route show b", &["baker"]),
    ("route show sm", &["smith-of-iron"]),
    ("route show sec", &["second"]),
    ("route --team first explain --want b", &["baker"]),
    ("route --team first explain --want dir", &["direct"]),
    ("route init --team backend-tea", &["backend-team"]),
    ("route --only baker,sm", &["baker,smith-of-iron"]),
    ("route --agents agents/second show sm", &["smith-of-iron"]),
    ("route --team fir", &["first"]),
    ("route --fields agent,stat", &["agent,status"]),
    ("route list --kind com", &["command"]),
    ("route plan -f mer", &["mermaid"]),
    ("route check --format sar", &["sarif"]),
    ("route completions po", &["powershell"]),
    ("route help expl", &["explain"]),
    ("route man su", &["suggest"]),
    ("route diff ol", &["older"]),
];

/// The two names of the program; each has scripts of its own.
const NAMES: [&str; 2] = ["route", "task-router"];

/// A line under the other name.
fn called(line: &str, name: &str) -> String {
    format!("{name}{}", line.strip_prefix("route").unwrap())
}

fn sorted(text: &str) -> Vec<String> {
    let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
    words.sort();
    words
}

/// Compares a shell's answers, `line => words` each, with the cases and the help of every command.
fn check(place: &Place, name: &str, lines: &str) {
    let answers: Vec<(&str, &str)> = lines.lines().filter_map(|line| line.split_once(" => ")).collect();
    let of = |typed: &str| answers.iter().find(|(line, _)| *line == typed).map(|(_, words)| sorted(words));
    for (typed, wanted) in CASES {
        assert_eq!(of(&called(typed, name)).unwrap(), *wanted, "{typed}");
    }
    for verb in place.verbs() {
        assert_eq!(of(&format!("{name} {verb} --")).unwrap(), place.options(&verb), "{verb}");
    }
}

fn lines(place: &Place, name: &str) -> Vec<String> {
    let options = place.verbs().into_iter().map(|verb| format!("{name} {verb} --"));
    CASES.iter().map(|(typed, _)| called(typed, name)).chain(options).collect()
}

#[test]
fn bash_completes_every_command() {
    let place = Place::new();
    for name in NAMES {
        let function = name.replace('-', "_");
        let ask = format!(
            "source <({name} completions bash)
            while read -r line; do
                read -ra COMP_WORDS <<< \"$line\"; COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9; COMPREPLY=()
                _clap_complete_{function} {name} \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD-1]}}\" < /dev/null
                echo \"$line => ${{COMPREPLY[*]}}\"
            done"
        );
        let script = format!("{ask} <<'END'\n{}\nEND\n", lines(&place, name).join("\n"));
        let Some(answers) = place.run("bash", &["--norc", "-c", &script]) else { return };
        check(&place, name, &answers);
        let names = place.run("bash", &["--norc", "-c", &format!("source <({name} completions bash); complete -p")]);
        let names = names.unwrap();
        assert!(names.lines().all(|line| line.ends_with(&format!(" {name}"))), "no other name: {names}");
    }
}

/// As bash splits words, and as it replaces what stands behind the last `=` or `:`.
#[test]
fn bash_joins_what_it_splits() {
    let place = Place::new();
    for (words, completed) in [
        ("--team = fir", "first"),
        ("--agents = agents/second show sm", "smith-of-iron"),
        ("show git : se", "setup"),
        ("--only = baker,smi", "baker,smith-of-iron"),
        ("--only baker,", "baker,git:setup baker,smith-of-iron"),
        ("--only smith-of-iron,s", ""),
        ("--fields agent,agent", ""),
        ("show git :", "setup"),
    ] {
        let script = format!(
            "source <(route completions bash); COMP_WORDS=(route {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE=9
            _clap_complete_route route \"${{COMP_WORDS[COMP_CWORD]#:}}\" x < /dev/null; echo \"${{COMPREPLY[*]}}\""
        );
        let Some(answer) = place.run("bash", &["--norc", "-c", &script]) else { return };
        assert_eq!(answer.trim_end(), completed, "{words}");
    }
}

#[test]
fn fish_completes_every_command() {
    let place = Place::new();
    for name in NAMES {
        let mut script = format!("{name} completions fish | source\n");
        for line in lines(&place, name) {
            script.push_str(&format!(
                "echo '{line} => '(complete -C '{line}' | string split -f1 \\t | string join ' ')\n"
            ));
        }
        let Some(answers) = place.run("fish", &["--no-config", "-c", &script]) else { return };
        check(&place, name, &answers);
    }
}

/// In a terminal: a line with a single completion is completed.
#[test]
fn zsh_completes_in_a_terminal() {
    let place = Place::new();
    for name in NAMES {
        let mut cases: Vec<(String, String)> = CASES
            .iter()
            .map(|(typed, wanted)| {
                let typed = called(typed, name);
                let (before, _) = typed.rsplit_once(' ').unwrap();
                (typed.clone(), format!("{before} {}", wanted[0]))
            })
            .collect();
        let help = |verb| (format!("{name} {verb} --hel"), format!("{name} {verb} --help"));
        cases.extend(place.verbs().into_iter().map(help));
        // Tab completes, Ctrl-T then records the line.
        let mut script = format!(
            "zmodload zsh/zpty && zpty shell zsh -f -i
            zpty -w shell 'keep() {{ print -r -- \"$BUFFER\" >> typed; BUFFER=; }}; zle -N keep; bindkey \"^T\" keep'
            zpty -w shell 'autoload -Uz compinit; compinit -u -D; source <({name} completions zsh)'\n"
        );
        for (typed, _) in &cases {
            script.push_str(&format!("zpty -n -w shell '{typed}'$'\\t\\x14'\n"));
        }
        script.push_str("zpty -w shell exit; while zpty -r shell seen; do :; done; cat typed; rm typed");
        let Some(answers) = place.run("zsh", &["-f", "-c", &script]) else { return };
        for (typed, wanted) in cases {
            assert!(answers.lines().any(|line| line.trim_end() == wanted), "{typed}: no {wanted} in {answers}");
        }
    }
}

#[test]
fn powershell_completes() {
    let place = Place::new();
    for name in NAMES {
        let mut script = format!("{name} completions powershell | Out-String | Invoke-Expression\n");
        for (line, _) in CASES {
            let line = called(line, name);
            script.push_str(&format!(
                "\"{line} => $((TabExpansion2 '{line}' {}).CompletionMatches.CompletionText -join ' ')\"\n",
                line.len()
            ));
        }
        let Some(answers) = place.run("pwsh", &["-NoProfile", "-Command", &script]) else { return };
        for (typed, wanted) in CASES {
            let expected = format!("{} => {}", called(typed, name), wanted.join(" "));
            assert!(answers.contains(&expected), "{expected}: {answers}");
        }
    }
}
