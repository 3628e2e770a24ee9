//! The arguments of the commands that list, show, initialise and help.

use super::VERBS;
use crate::complete;
use crate::schema::SchemaName;
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
    #[arg(add = complete::shown())]
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
    #[arg(long, value_name = "NAME", add = complete::built_in_team())]
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
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(VERBS), hide_possible_values = true, add = complete::command())]
    pub command: Option<String>,
}

/// `route help`
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// The command; by default the program itself.
    #[arg(value_name = "COMMAND", add = complete::command())]
    pub command: Vec<String>,
}
