//! The arguments of the commands that act on a decision.

use super::{BoundArgs, ChoiceArgs, ListFormat};
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

/// `route hook`
#[derive(Debug, Args)]
#[command(after_help = HOOK_HELP)]
pub struct HookArgs {
    /// The client that runs the hook.
    #[arg(value_enum)]
    pub client: Client,
    /// Print the entry for the client's settings instead of answering.
    #[arg(long)]
    pub install: bool,
    /// With --install: add the entry to the project's settings file for this client; everything else in it stays.
    #[arg(long, requires = "install")]
    pub write: bool,
    /// Append recommendations, and the agents that the client then started, to this file.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    /// How sure an answer has to be.
    #[command(flatten)]
    pub bound: BoundArgs,
}

const HOOK_HELP: &str = "\
Reads the client's event from standard input. Prints nothing if the request is unclear or the project
has no agents.

Exit status: 0 done, 1 trouble, with one line on standard error; never 2.";

/// A client with hooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Client {
    /// Claude Code.
    ClaudeCode,
    /// Codex.
    Codex,
    /// Gemini CLI.
    Gemini,
    /// GitHub Copilot CLI.
    Copilot,
}

impl Client {
    /// The client's name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClaudeCode => "claude-code",
            Self::Codex => "codex",
            Self::Gemini => "gemini",
            Self::Copilot => "copilot",
        }
    }
}

/// `route run`
#[derive(Debug, Args)]
#[command(after_help = RUN_HELP)]
pub struct RunArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required_unless_present_any = ["resume", "step"])]
    pub request: Vec<String>,
    /// The command, which gets the prompt on its standard input; no shell is involved.
    #[arg(value_name = "COMMAND", last = true, required_unless_present_any = ["resume", "step"])]
    pub command: Vec<OsString>,
    /// Stop the command and all processes it started after this time: 90s, 5m, 1h 30m.
    #[arg(long, value_name = "TIME", value_parser = duration, allow_hyphen_values = true)]
    pub timeout: Option<Duration>,
    /// Do not try again with the fallback agent if the command fails.
    #[arg(long)]
    pub no_retry: bool,
    /// Run the fallback agent if the request is unclear.
    #[arg(long)]
    pub fallback: bool,
    /// Append the run to this file, one JSON object per line.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArgs,
    /// Plan the request and carry out the plan; results and a journal are kept in .route/runs/ID.
    // Each part of the request goes to its own agent.
    #[arg(long, conflicts_with_all = ["agent", "only", "exclude"])]
    pub plan: bool,
    /// Continue a plan that was interrupted or stopped.
    #[arg(long, value_name = "ID", conflicts_with_all = OF_THE_BEGINNING)]
    pub resume: Option<String>,
    /// With --plan: number of tasks of a wave to run in parallel.
    #[arg(short, long, value_name = "N", default_value_t = 1, value_parser = jobs, allow_hyphen_values = true)]
    pub jobs: usize,
    /// With --plan: answer yes to every question about gates and approvals.
    #[arg(long)]
    pub yes: bool,
    /// With --plan: end with the lead's report to the one it reports to.
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub report: Option<ReportFormat>,
    /// Internal: carry out one try of a task, as described by this file.
    #[arg(long, hide = true, value_name = "FILE")]
    pub step: Option<PathBuf>,
    // The heading applies to all options that follow.
    #[command(flatten)]
    pub choice: ChoiceArgs,
}

/// Options of a new run, which `--resume` does not accept.
const OF_THE_BEGINNING: [&str; 14] = [
    "timeout",
    "no_retry",
    "fallback",
    "ask",
    "agent",
    "only",
    "exclude",
    "min_confidence",
    "agents",
    "team",
    "kind",
    "builtin",
    "no_user",
    "user",
];

fn jobs(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|jobs| *jobs > 0).ok_or_else(|| "a whole number from 1 on is expected".to_owned())
}

/// The program to ask about unclear requests and close calls.
#[derive(Debug, Clone, Default, Args)]
pub struct AskArgs {
    /// Ask this program about unclear requests and close calls; its answer counts if it names one of the candidates.
    #[arg(long, value_name = "COMMAND")]
    pub ask: Option<String>,
    /// Maximum time to wait for its answer.
    #[arg(long, value_name = "TIME", value_parser = duration, requires = "ask", allow_hyphen_values = true)]
    pub ask_timeout: Option<Duration>,
}

/// The format of the lead's report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// One object: agent, status, summary, metrics, concerns.
    Json,
}

impl RunArgs {
    /// The first option given that only applies to plans.
    pub fn flag_of_a_plan(&self) -> Option<&'static str> {
        match self {
            Self { yes: true, .. } => Some("--yes"),
            Self { report: Some(_), .. } => Some("--report"),
            Self { jobs, .. } if *jobs != 1 => Some("--jobs"),
            _ => None,
        }
    }
}

const RUN_HELP: &str = "\
Placeholders in an argument: {agent}, {user_task}, {knowledge_base}, {prompt}, {team}, {status}, {context},
{max_iterations}. Environment variables set for the command: ROUTE_AGENT, ROUTE_TEAM, ROUTE_STATUS,
ROUTE_KNOWLEDGE, ROUTE_REQUEST, ROUTE_CONTEXT and ROUTE_MAX_ITERATIONS.

Examples:
  route run \"fix JWT expiry\" -- claude -p --agent {agent}
  route run --timeout 10m --log runs.jsonl \"fix JWT expiry\" -- codex exec -

Exit status: 0 the command succeeded, 1 the request is unclear or the command failed, 2 the call cannot be used.";

/// Parses a duration; a bare number is in seconds.
fn duration(text: &str) -> Result<Duration, String> {
    // Nobody waits for months.
    if text.contains('M') {
        return Err("`M` means months; `5m` is five minutes".to_owned());
    }
    let seconds = text.trim().parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .or_else(|| humantime::parse_duration(text).ok())
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "a time is a number of seconds, or `90s`, `5m`, `1h 30m`".to_owned())
}

/// `route stats`
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// The log; `-` for standard input.
    pub log: PathBuf,
    /// Output format.
    #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t = StatsFormat::Text)]
    pub format: StatsFormat,
}

/// The output format of a log's statistics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StatsFormat {
    /// For people.
    Text,
    /// The full statistics, as one object.
    Json,
    /// A self-contained HTML page.
    Html,
    /// The proposed fixtures alone, for review.
    Fixtures,
}

/// `route audit`
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// The log; `-` for standard input.
    pub log: PathBuf,
    /// Output format.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}
