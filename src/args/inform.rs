//! The arguments of the commands that list, show, initialise and help.

use super::VERBS;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `route list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// Output format; json prints one object per agent, one per line.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `route show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The agent, or a team to show its lead.
    pub name: String,
    /// Print only its knowledge document.
    #[arg(long, conflicts_with = "format")]
    pub knowledge: bool,
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `route init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder to write to; for the agents of a repository, its root. Existing files are never overwritten.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Write this built-in team.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// `route schema`
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// The schema to print; without it the names are listed.
    #[arg(value_enum)]
    pub name: Option<SchemaName>,
}

/// The files and outputs that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    /// The frontmatter of an agent.
    Agent,
    /// The frontmatter of a `team.md`.
    Team,
    /// A file of fixtures, in YAML or JSON.
    Fixtures,
    /// `route.toml` and the user's `config.toml`.
    Config,
    /// A line of `route -f json`.
    Decision,
    /// `route plan -f json`.
    Plan,
    /// `route check -f json`.
    Report,
}

impl SchemaName {
    /// Its name on the command line and in its address.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    /// What it describes.
    pub fn about(self) -> String {
        let help = self.to_possible_value().and_then(|value| value.get_help().map(ToString::to_string));
        help.unwrap_or_default()
    }
}

/// `route completions`
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `route man`
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command; by default the program itself.
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(VERBS), hide_possible_values = true)]
    pub command: Option<String>,
}

/// `route help`
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// The command; by default the program itself.
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}
