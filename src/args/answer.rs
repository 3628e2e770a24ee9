//! The arguments of routing a request, and of commands that explain how an answer comes about.

use super::{AskArgs, BoundArgs, ChoiceArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// The arguments of `route REQUEST`.
#[derive(Debug, Clone, Args)]
pub struct RouteArgs {
    /// The request; words are joined by spaces, `-` reads all of standard input.
    #[arg(value_name = "REQUEST")]
    pub request: Vec<String>,
    /// Whether a `--` says that nothing in the request is a command.
    #[arg(skip)]
    pub is_set_apart: bool,
    /// Exit with status 1 if a request is unclear.
    #[arg(long)]
    pub strict: bool,
    /// Output format.
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<AnswerFormat>,
    /// Print only these keys of the JSON.
    #[arg(long, value_name = "KEY,KEY")]
    pub fields: Option<String>,
    /// Number of candidates in the JSON: 3 unless told, 0 for all.
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub top: Option<usize>,
    /// Print this text with its placeholders filled in: {agent}, {user_task}, {knowledge_base}, {prompt}, {status}, ...
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["format", "fields"])]
    pub template: Option<String>,
    /// How requests are separated on standard input.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = RouteArgs::default().input, conflicts_with = "request")]
    pub input: InputFormat,
    /// Append every decision to this file, one JSON object per line.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArgs,
    // The heading applies to all options that follow.
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

impl Default for RouteArgs {
    fn default() -> Self {
        Self {
            request: Vec::new(),
            is_set_apart: false,
            choice: ChoiceArgs::default(),
            strict: false,
            format: None,
            fields: None,
            top: None,
            template: None,
            input: InputFormat::Lines,
            log: None,
            ask: AskArgs::default(),
        }
    }
}

/// The output format of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AnswerFormat {
    /// For people; for many requests, one line each, in columns.
    Text,
    /// The full decision, one object per line.
    Json,
    /// The agent's name.
    Name,
    /// The rendered prompt.
    Prompt,
    /// The path of the knowledge document.
    Knowledge,
}

/// How requests are separated on standard input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InputFormat {
    /// One request per line.
    Lines,
    /// One JSON object per line, with `request`, `text` or `prompt`.
    Jsonl,
    /// Each request ends with a NUL byte, and so does each answer.
    Nul,
}

/// `route explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required = true)]
    pub request: Vec<String>,
    /// Find the smallest change that would make this agent answer.
    #[arg(long, value_name = "AGENT")]
    pub want: Option<String>,
    /// Number of candidates to list; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = 0, allow_hyphen_values = true, conflicts_with = "want")]
    pub top: usize,
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = ExplainFormat::Text)]
    pub format: ExplainFormat,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}

/// The output format of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// A self-contained HTML page.
    Html,
}

/// `route plan`
#[derive(Debug, Args)]
pub struct PlanArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required = true)]
    pub request: Vec<String>,
    /// Output format.
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = PlanFormat::Text)]
    pub format: PlanFormat,
    /// Exit with status 1 if the request is unclear.
    #[arg(long)]
    pub strict: bool,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}

/// The output format of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Text,
    /// The full plan, as one object.
    Json,
    /// A document to paste into an issue.
    Markdown,
    /// A flowchart for Markdown renderers.
    Mermaid,
    /// A graph for Graphviz.
    Dot,
    /// A makefile: `make -j` carries the plan out.
    Make,
    /// A DAG for Apache Airflow.
    Airflow,
    /// A workflow for GitHub Actions, with one job per task.
    Github,
    /// The instructions for the specialists, from the team's template.
    Directive,
    /// The lead's status report, from the team's template.
    Status,
    /// The working notes, from the team's template.
    Scratchpad,
    /// The messages to other teams, each from its own template.
    Messages,
}
