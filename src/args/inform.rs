//! The arguments of the verbs that show what is there, write what is missing, and help.

use super::VERBS;
use crate::complete;
use crate::schema::SchemaName;
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `route list`
#[derive(Debug, Args)]
pub struct ListArgs {
    /// What to print; json is one object an agent a line.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `route show`
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The agent, or the team for its lead.
    #[arg(add = complete::agent())]
    pub name: String,
    /// Print its knowledge document alone.
    #[arg(long, conflicts_with = "format")]
    pub knowledge: bool,
    /// What to print.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

/// `route init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder. Nothing in it is overwritten.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
    /// Write this built-in team.
    #[arg(long, value_name = "NAME", add = complete::team())]
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
    /// What to describe; without it the names are listed.
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
    /// The command; the program itself unless told.
    #[arg(value_name = "COMMAND", value_parser = PossibleValuesParser::new(VERBS), hide_possible_values = true, add = complete::command())]
    pub command: Option<String>,
}

/// `route help`
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// The command; the program itself unless told.
    #[arg(value_name = "COMMAND", add = complete::command())]
    pub command: Vec<String>,
}
