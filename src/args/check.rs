//! The arguments of the commands that test definitions.

use super::shared::from_0_to_1;
use super::{BoundArgs, ListFormat, PlaceArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `route check`
#[derive(Debug, Args)]
#[command(after_help = CHECK_STATUS)]
pub struct CheckArgs {
    /// Fixture files or folders (.yaml, .json, .jsonl, .tsv), or logs; by default tests/routing/ beside the agents and
    /// at the repository's root, and the skills' own evals.
    pub fixtures: Vec<PathBuf>,
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = CheckFormat::Table)]
    pub format: CheckFormat,
    /// Share of the fixtures that must pass, from 0 to 1.
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = from_0_to_1, allow_hyphen_values = true)]
    pub min_accuracy: f64,
    /// Share of each team's held-out fixtures that must pass, from 0 to 1.
    #[arg(long, value_name = "SHARE", value_parser = from_0_to_1, allow_hyphen_values = true)]
    pub min_held_out: Option<f64>,
    /// Fail the check if there are warnings.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub deny: Option<Deny>,
    /// Print failures only; for the formats table and junit.
    #[arg(long)]
    pub only_failing: bool,
    /// List every keyword, pattern and example that decided no fixture; for the format table (json always does).
    #[arg(long)]
    pub coverage: bool,
    /// Show which fixtures became right or wrong since an earlier run, saved to this file with `-f json`.
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the report to this file; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Pass if there is nothing to test.
    #[arg(long)]
    pub allow_empty: bool,
    /// Check again whenever a definition, a fixture or the configuration changes.
    #[arg(long, conflicts_with_all = ["output", "list"])]
    pub watch: bool,
    /// List every kind of finding with its help, without checking anything.
    #[arg(long, conflicts_with_all = [
        "fixtures", "format", "baseline", "output", "min_accuracy", "min_held_out", "deny", "only_failing", "coverage",
        "allow_empty", "min_confidence",
    ])]
    pub list: bool,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}

impl CheckArgs {
    /// Why these cannot be used together: nothing typed is silently ignored.
    pub fn contradiction(&self, place: &PlaceArgs) -> Option<String> {
        let only_failing = matches!(self.format, CheckFormat::Table | CheckFormat::Junit);
        if self.only_failing && !only_failing {
            return Some(
                "--only-failing shortens `-f table` and `-f junit`; leave it out, or use one of them".to_owned(),
            );
        }
        if self.coverage && self.format != CheckFormat::Table {
            return Some("--coverage is for `-f table`; `-f json` always lists what decided no fixture".to_owned());
        }
        let place = place.first_typed().filter(|_| self.list)?;
        Some(format!("`--list` and `{place}` exclude each other; give one of them"))
    }
}

const CHECK_STATUS: &str = "\
Exit status: 0 everything passed, 1 a fixture or a lint failed, 2 a fixture or file cannot be
used, or there is nothing to test.";

/// What fails a check in addition to errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

/// The output format of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    /// For people.
    Table,
    /// The full report, as one object.
    Json,
    /// JUnit XML.
    Junit,
    /// GitHub Actions annotations.
    Github,
    /// SARIF 2.1.0.
    Sarif,
    /// The diagnostic format of reviewdog, as one object.
    Rdjson,
    /// GitLab code quality report.
    Gitlab,
    /// A self-contained HTML page.
    Html,
}

/// `route suggest`
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// Fixture files or folders; by default tests/routing/ beside the agents.
    pub fixtures: Vec<PathBuf>,
    /// Write the edits into the files instead of printing them.
    #[arg(long)]
    pub apply: bool,
    /// Maximum number of failing fixtures to look at per team.
    #[arg(long, value_name = "N", default_value_t = 20, allow_hyphen_values = true)]
    pub limit: usize,
    /// Report which of these requests the edits would move: a log, or a file with one request per line.
    #[arg(long, value_name = "FILE")]
    pub others: Option<PathBuf>,
    /// Also fix requests that, according to this log, another agent did than the one chosen.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}

/// `route diff`
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// A git revision, or a folder of agents.
    pub base: String,
    /// A file of fixtures, or of requests, one per line; `-` for standard input; by default the fixtures in
    /// tests/routing/.
    pub requests: Option<PathBuf>,
    /// Output format; json prints one object per line.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
    /// Exit with status 1 if any answer differs.
    #[arg(long)]
    pub exit_code: bool,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}
