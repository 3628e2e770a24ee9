//! What the manual pages and the documents say of all commands: variables, files, exit statuses.

/// Names with what they mean.
pub type Entries = &'static [(&'static str, &'static str)];

/// What is read from the environment.
pub const ENVIRONMENT: Entries = &[
    ("ROUTE_AGENTS", "folders of agents, separated as in PATH; --agents overrides it"),
    ("ROUTE_CACHE", "the folder in which compiled teams are kept, in place of the user's own; empty for none"),
    ("ROUTE_SESSION", "the session that --log notes with each decision"),
    ("CLAUDE_CONFIG_DIR, CODEX_HOME, XDG_CONFIG_HOME", "where clients, and this program, keep what is the user's own"),
    ("XDG_CACHE_HOME", "where caches are kept, in place of ~/.cache"),
    ("COLUMNS", "the width of pages, in place of the terminal's"),
    ("NO_COLOR", "no colour, where it is set and not empty; --color comes before it"),
    ("FORCE_COLOR, CLICOLOR_FORCE", "colour in files too, unless it is 0"),
    ("CLICOLOR", "no colour, where it is 0"),
    ("PAGER", "what shows a page that is longer than the terminal, less where it is not set; cat or nothing for none"),
    ("GITHUB_STEP_SUMMARY", "the file to which check appends its summary"),
];

/// What is read and written besides definitions.
pub const FILES: Entries = &[
    (
        "agents/, .claude/agents, .claude/skills, .github/agents, ...",
        "definitions, in every place in which clients keep them, from the current folder up to the repository's root and below the home folder; `route list` says which",
    ),
    ("tests/routing/", "fixtures, beside the agents or at the repository's root"),
    ("route.toml, .config/route.toml", "the repository's configuration"),
    ("~/.config/route/config.toml", "the user's configuration"),
    ("~/.cache/route/", "compiled teams"),
    (".route/runs/ID/", "results and the journal of `route run --plan`"),
];

/// How every command ends.
const STATUS: Entries = &[
    ("0", "done; a reader that goes away is no failure"),
    ("1", "the answer is no: --strict and the request is unclear"),
    (
        "2",
        "the call or its input cannot be used: an unknown option, agent or team, no agents, an unreadable line, a full disk",
    ),
];

/// Where 1 means something else.
const OF_COMMANDS: Entries = &[
    ("check", "a fixture fails, or a lint that is not let pass; 2 also where there was nothing to test"),
    ("suggest", "some failing fixture is left"),
    ("diff", "with --exit-code, an answer differs"),
    ("run", "the request is unclear, or the command failed"),
    ("hook", "trouble, which is one line on standard error; a hook never ends with 2"),
    ("explain", "with --want, no small change was found"),
];

/// How a command ends; the program itself where none is named.
pub fn exit_status(verb: Option<&str>) -> Vec<(&'static str, &'static str)> {
    let of_verb = verb.and_then(|verb| OF_COMMANDS.iter().find(|(name, _)| *name == verb));
    let mut status = STATUS.to_vec();
    match (verb, of_verb) {
        (_, Some((_, no))) => status[1].1 = no,
        (None | Some("plan"), None) => {}
        (Some(_), None) => {
            status.remove(1);
        }
    }
    if verb == Some("hook") {
        status.pop();
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, of_verb};
    use clap::CommandFactory;

    /// The page of all commands, from the same definitions as the help and the manual.
    fn page() -> String {
        let mut text = String::from(
            "# Commands\n\nWhat `route help` and `route help COMMAND` say. `route man COMMAND` is the same as a manual page.\n",
        );
        let verbs = Cli::command().get_subcommands().map(|verb| verb.get_name().to_owned()).collect::<Vec<_>>();
        for verb in std::iter::once(None).chain(verbs.iter().map(|verb| Some(verb.as_str()))) {
            let title = verb.map_or("route".to_owned(), |verb| format!("route {verb}"));
            let help = of_verb(verb).unwrap().render_long_help().to_string();
            let help: Vec<&str> = help.trim_end().lines().map(str::trim_end).collect();
            text.push_str(&format!("\n## {title}\n\n```text\n{}\n```\n", help.join("\n")));
        }
        let row = |(name, meaning): &(&str, &str)| format!("| `{}` | {meaning} |\n", name.replace(", ", "`, `"));
        for (title, entries) in [("Environment", ENVIRONMENT), ("Files", FILES), ("Exit status", STATUS)] {
            text.push_str(&format!("\n## {title}\n\n| | |\n|---|---|\n"));
            text.extend(entries.iter().map(row));
        }
        text.push_str("\nWhere 1 means something else:\n\n| | |\n|---|---|\n");
        text.extend(OF_COMMANDS.iter().map(row));
        text
    }

    #[test]
    fn the_document_holds_every_command() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, page()).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap(), page(), "UPDATE=1 cargo test --bin route manual writes it");
    }
}
