//! The arguments of the main job, and of those that show how an answer comes about.

use super::{AskArgs, ChoiceArgs};
use crate::complete;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The main job.
#[derive(Debug, Clone, Args)]
pub struct RouteArgs {
    /// What somebody wants done; words are joined by spaces, `-` reads all of standard input.
    #[arg(value_name = "REQUEST")]
    pub request: Vec<String>,
    /// Exit with status 1 where a request is unclear.
    #[arg(long)]
    pub strict: bool,
    /// What to print.
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Print these keys of the JSON alone.
    #[arg(long, value_name = "KEY,KEY", add = complete::fields())]
    pub fields: Option<String>,
    /// List this many candidates in the JSON; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = RouteArgs::default().top, allow_negative_numbers = true)]
    pub top: usize,
    /// Print this text, its placeholders filled in: {agent}, {user_task}, {knowledge_base}, {prompt}, {status}, ...
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["format", "fields"])]
    pub template: Option<String>,
    /// How requests stand in standard input.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = RouteArgs::default().input, conflicts_with = "request")]
    pub input: Input,
    /// Append every decision to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArgs,
    // Its heading holds for all that follows.
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

impl Default for RouteArgs {
    fn default() -> Self {
        Self {
            request: Vec::new(),
            choice: ChoiceArgs::default(),
            strict: false,
            format: None,
            fields: None,
            top: 3,
            template: None,
            input: Input::Lines,
            log: None,
            ask: AskArgs::default(),
        }
    }
}

/// What is printed of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people; of many requests, a line each, in columns.
    Text,
    /// All there is, one object a line.
    Json,
    /// The agent's name.
    Name,
    /// The rendered prompt.
    Prompt,
    /// The path of the knowledge document.
    Knowledge,
}

/// How requests stand in standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Input {
    /// One a line.
    Lines,
    /// A JSON object a line, with `request`, `text` or `prompt`.
    Jsonl,
    /// Each ended by a NUL byte; so is each answer.
    Nul,
}

/// `route explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required = true)]
    pub request: Vec<String>,
    /// Find the smallest change by which this agent would answer.
    #[arg(long, value_name = "AGENT", add = complete::agent())]
    pub want: Option<String>,
    /// List this many candidates; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true, conflicts_with = "want")]
    pub top: usize,
    /// What to print.
    #[arg(short, long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
}

/// How an explanation is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A page that needs nothing from elsewhere.
    Html,
}

/// `route plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required = true)]
    pub request: Vec<String>,
    /// What to print.
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = PlanFormat::Text)]
    pub format: PlanFormat,
    /// Exit with status 1 where the request is unclear.
    #[arg(long)]
    pub strict: bool,
}

/// What is printed of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Text,
    /// All there is, as one object.
    Json,
    /// A document for an issue.
    Markdown,
    /// A flowchart for where markdown is shown.
    Mermaid,
    /// A graph for Graphviz.
    Dot,
    /// A makefile: `make -j` carries it out.
    Make,
    /// A DAG for Apache Airflow.
    Airflow,
    /// A workflow for GitHub Actions, a job a task.
    Github,
    /// What the specialists are told, in the team's form.
    Directive,
    /// What the one above the lead is told, in the team's form.
    Status,
    /// The notes for the work, in the team's form.
    Scratchpad,
    /// What teams beside this one are told, each in its own form.
    Messages,
}
