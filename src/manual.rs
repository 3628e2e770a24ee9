//! Facts about all commands for the manual pages and documents: environment variables, files, exit statuses.

/// Names with their meanings.
pub type ManualEntries = &'static [(&'static str, &'static str)];

/// Environment variables.
pub const ENVIRONMENT: ManualEntries = &[
    ("ROUTE_AGENTS", "folders of agents, separated as in PATH; --agents overrides it"),
    ("ROUTE_CACHE", "the folder for compiled teams, instead of the default; empty for no cache"),
    ("ROUTE_SESSION", "the session that --log records with each decision"),
    ("CLAUDE_CONFIG_DIR, CODEX_HOME, XDG_CONFIG_HOME", "folders with the user's own definitions and configuration"),
    ("XDG_CACHE_HOME", "the folder for caches, instead of ~/.cache"),
    ("COLUMNS", "the width of the output, instead of the terminal's"),
    ("NO_COLOR", "no colour if set and not empty; --color overrides it"),
    ("FORCE_COLOR, CLICOLOR_FORCE", "colour even if the output is not a terminal, unless it is 0"),
    ("CLICOLOR", "no colour if it is 0"),
    ("PAGER", "the pager for output longer than the terminal, less by default; cat or empty for none"),
    ("GITHUB_STEP_SUMMARY", "the file to which check appends its summary"),
];

/// Files that are read and written.
pub const FILES: ManualEntries = &[
    (
        "agents/, .claude/agents, .claude/skills, .github/agents, ...",
        "definitions, from the current folder up to the repository's root and in the home folder; `route list` shows which places were read",
    ),
    ("tests/routing/", "fixtures, beside the agents or at the repository's root"),
    ("route.toml, .config/route.toml", "the repository's configuration"),
    ("~/.config/route/config.toml", "the user's configuration"),
    ("~/.cache/route/", "compiled teams"),
    (".route/runs/ID/", "results and the journal of `route run --plan`"),
];

/// The exit statuses of all commands.
const STATUS: ManualEntries = &[
    ("0", "done; a closed pipe is not a failure by itself"),
    ("1", "the answer is no: --strict and the request is unclear"),
    (
        "2",
        "the call or its input cannot be used: an unknown option, agent or team, no agents, an unreadable line, a full disk",
    ),
];

/// Commands for which status 1 means something else.
const OF_COMMANDS: ManualEntries = &[
    ("check", "a fixture or a denied lint fails; 2 also if there is nothing to test"),
    ("suggest", "some failing fixture has no fix"),
    ("diff", "with --exit-code, an answer differs"),
    ("run", "the request is unclear, or the command failed"),
    ("hook", "trouble, with one line on standard error; a hook never exits with 2"),
    ("explain", "with --want, no small change was found"),
];

/// The exit statuses of a command, or of the program itself.
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

    /// The page of all commands, generated from the same definitions as help and manual.
    fn page() -> String {
        let mut text = String::from(
            "# Commands\n\nThe output of `route help` and `route help COMMAND`. `route man COMMAND` shows the same as a manual page.\n",
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
        text.push_str("\nCommands for which 1 means something else:\n\n| | |\n|---|---|\n");
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
