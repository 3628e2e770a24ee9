//! The arguments of the verbs that test definitions.

use super::ListFormat;
use crate::complete;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `route check`
#[derive(Debug, Args)]
#[command(after_help = CHECK_STATUS)]
pub struct CheckArgs {
    /// Fixture files or folders of them (.yaml, .json, .jsonl, .tsv), logs too; unless told, tests/routing/ beside the
    /// agents and at the repository's root, and the skills' own evals.
    pub fixtures: Vec<PathBuf>,
    /// What to print.
    #[arg(short, long, value_enum, default_value_t = CheckFormat::Table)]
    pub format: CheckFormat,
    /// Let a share of the fixtures fail: 0.95 wants 95 % to pass.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = share, allow_negative_numbers = true)]
    pub min_accuracy: f64,
    /// Fail where less than this share of a team's held-out fixtures passes.
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = share, allow_negative_numbers = true)]
    pub min_held_out: f64,
    /// Let warnings fail the check.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    /// Print what fails and nothing else.
    #[arg(long)]
    pub only_failing: bool,
    /// List every keyword, pattern and example that decided no fixture.
    #[arg(long)]
    pub coverage: bool,
    /// Show what became right and wrong since an earlier run, whose `-f json` stands in this file.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the report to this file.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Pass where there is nothing to test.
    #[arg(long)]
    pub allow_empty: bool,
    /// Check again whenever a definition, a fixture or the configuration changes.
    #[arg(long, conflicts_with_all = ["output", "list"])]
    pub watch: bool,
    /// List every kind of finding with its help, and check nothing.
    #[arg(long, conflicts_with_all = ["fixtures", "format", "baseline", "output"])]
    pub list: bool,
}

const CHECK_STATUS: &str = "\
Exit status: 0 everything passed, 1 a fixture or a lint failed, 2 a fixture or a file cannot be used,
or there is nothing to test.";

fn share(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "a share is a number from 0 to 1".to_owned())
}

/// What a check can be told not to let pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

/// How a check is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Table,
    /// One object with everything.
    Json,
    /// JUnit XML.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// The diagnostic format of reviewdog, one object.
    Rdjson,
    /// The code quality report of GitLab.
    Gitlab,
    /// A page that needs nothing from elsewhere.
    Html,
}

/// `route suggest`
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// Fixture files or folders of them; tests/routing/ beside the agents unless told.
    pub fixtures: Vec<PathBuf>,
    /// Write the edits into the files, in place of printing them.
    #[arg(long)]
    pub apply: bool,
    /// Look at this many failing fixtures of a team at most.
    #[arg(long, value_name = "N", default_value_t = 20, allow_negative_numbers = true)]
    pub limit: usize,
    /// Tell which of these requests the edits would move: a log, or a file of requests, one a line.
    #[arg(long, value_name = "FILE")]
    pub others: Option<PathBuf>,
    /// Fix, besides the fixtures, what this log says was done by another agent than the one chosen.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

/// `route diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// A git revision, or a folder of agents.
    #[arg(add = complete::revision())]
    pub base: String,
    /// A file of fixtures or of requests, one a line; `-` for standard input; the fixtures in tests/routing/ unless told.
    pub requests: Option<PathBuf>,
    /// What to print; json is one object a line.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
    /// Exit with status 1 where an answer differs.
    #[arg(long)]
    pub exit_code: bool,
}
