//! The command line as it is typed.

pub mod mistakes;
mod work;

pub use work::{AskArgs, AuditArgs, Client, HookArgs, RunArgs, StatsArgs, StatsFormat};

use anstream::ColorChoice;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use task_router_engine::agent::dialect::AgentKind;
use task_router_engine::diagnostic::suggestion;

/// Route a request to the specialist that should handle it, and say why.
///
/// Agents come from --agents or ROUTE_AGENTS, else from every place of the repository and of your home folder in which
/// clients keep them (agents/, .claude/agents, .claude/skills, .github/agents and so on; `route list` says which). Without
/// a request, each line of standard input is one; `-` reads all of standard input as one request.
#[derive(Debug, Parser)]
#[command(name = "route", version, long_version = LONG_VERSION, max_term_width = 100, after_help = EXAMPLES)]
#[command(disable_help_subcommand = true, subcommand_precedence_over_arg = false)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub place: PlaceArgs,
    #[command(flatten)]
    pub terminal: TerminalArgs,
    #[command(flatten)]
    pub route: RouteArgs,
}

/// `--version`: what was built, from which commit and for which system. `-V` is the number alone.
const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("ROUTE_ORIGIN"), ")");

/// The names of the verbs.
const VERBS: [&str; 15] = [
    "explain",
    "check",
    "suggest",
    "diff",
    "list",
    "show",
    "plan",
    "run",
    "hook",
    "mcp",
    "stats",
    "audit",
    "init",
    "completions",
    "man",
];

/// Reads the command line. Building what reads all of it takes longer than answering, so the plain calls that scripts make
/// in a loop are read without.
pub fn parse(words: Vec<OsString>) -> Result<Cli, clap::Error> {
    if let Some(cli) = plain(&words) {
        return Ok(cli);
    }
    let mut cli = Cli::try_parse_from(marked(words))?;
    let request = match &mut cli.command {
        None => &mut cli.route.request,
        Some(Command::Explain(args)) => &mut args.request,
        Some(Command::Plan(args)) => &mut args.request,
        Some(Command::Run(args)) => &mut args.request,
        Some(_) => return Ok(cli),
    };
    for word in request.iter_mut() {
        if let Some(text) = word.strip_prefix(REQUEST_MARK) {
            *word = text.to_owned();
        }
    }
    Ok(cli)
}

/// Keeps a request that begins with a dash from being taken for an option while the command line is read.
const REQUEST_MARK: char = '\u{1}';

/// An argument with a blank in it is a request, also where it begins with a dash: `"- review the diffs"`. What belongs to
/// an option, and what stands behind `--`, is left alone.
fn marked(words: Vec<OsString>) -> Vec<OsString> {
    let mut before: Option<String> = None;
    let mut done = false;
    let mark = |word: OsString| {
        let text = word.to_str().unwrap_or_default().to_owned();
        done |= text == "--";
        let is_request = !done && text.starts_with('-') && text.contains(char::is_whitespace);
        let is_value = text.split_once('=').is_some_and(|(option, _)| takes_value(option))
            || before.as_deref().is_some_and(takes_value);
        before = Some(text);
        match is_request && !is_value {
            true => format!("{REQUEST_MARK}{}", before.as_deref().unwrap_or_default()).into(),
            false => word,
        }
    };
    words.into_iter().map(mark).collect()
}

/// Whether a word is an option, of any verb, that takes a value.
fn takes_value(word: &str) -> bool {
    let command = <Cli as clap::CommandFactory>::command();
    let is = |arg: &clap::Arg| {
        let long = word.strip_prefix("--").is_some_and(|name| arg.get_long() == Some(name));
        let short = word.strip_prefix('-').is_some_and(|name| arg.get_short().is_some_and(|c| name == c.to_string()));
        (long || short) && arg.get_action().takes_values()
    };
    word.starts_with('-')
        && (command.get_arguments().any(is) || command.get_subcommands().any(|verb| verb.get_arguments().any(is)))
}

/// Reads a call of the main job that has nothing but a request and the commonest options, each written out and given once;
/// `None` for any other.
fn plain(words: &[OsString]) -> Option<Cli> {
    let (place, terminal, route) = (PlaceArgs::default(), TerminalArgs::default(), RouteArgs::default());
    let mut cli = Cli { command: None, place, terminal, route };
    let mut words = words.iter().skip(1).map(|word| word.to_str());
    while let Some(word) = words.next() {
        let mut value = || words.next()?.filter(|value| !value.is_empty() && !value.starts_with('-'));
        let route = &mut cli.route;
        match word? {
            "--agents" => cli.place.agents.push(value()?.into()),
            "--team" => set(&mut cli.place.team, value()?.to_owned())?,
            "-f" | "--format" => set(&mut route.format, Format::from_str(value()?, false).ok()?)?,
            "--fields" => set(&mut route.fields, value()?.to_owned())?,
            word if word.starts_with('-') || VERBS.contains(&word) => return None,
            word => route.request.push(word.to_owned()),
        }
    }
    Some(cli)
}

/// Sets an option that may be given once.
fn set<T>(option: &mut Option<T>, value: T) -> Option<()> {
    option.replace(value).is_none().then_some(())
}

const EXAMPLES: &str = "\
Examples:
  route \"fix JWT expiry\"                  who should do it, with the prompt and the document
  route -f name \"fix JWT expiry\"          just the name, for a script
  git log --format=%s | route -f name     one answer a line
  route explain \"fix JWT expiry\"          every candidate, and which words decided
  route check                             test the definitions

Exit status: 0 done, 1 the answer is no (--strict, check), 2 the call or its input cannot be used.";

/// Where the agents are.
#[derive(Debug, Clone, Default, Args)]
pub struct PlaceArgs {
    /// Read agents from this folder; give it again for more, the first of two agents of one name wins.
    #[arg(long, value_name = "DIR", global = true)]
    pub agents: Vec<PathBuf>,
    /// Use this team of several.
    #[arg(long, value_name = "NAME", global = true)]
    pub team: Option<String>,
    /// Use definitions of these kinds only: agent, skill, command.
    #[arg(long, value_name = "KIND,KIND", global = true, value_delimiter = ',', value_parser = kind)]
    pub kind: Vec<AgentKind>,
    /// Use the teams built into the program and no other.
    #[arg(long, global = true, conflicts_with = "agents")]
    pub builtin: bool,
    /// Leave out the agents of your home folder.
    #[arg(long, global = true)]
    pub no_user: bool,
    /// Take the agents of your home folder into `check`, `suggest` and `diff` too.
    #[arg(long, global = true, conflicts_with = "no_user")]
    pub user: bool,
    /// Say nothing about what is wrong with definitions.
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Say everything that is wrong with definitions, each in a line.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub verbose: bool,
}

fn kind(text: &str) -> Result<AgentKind, String> {
    let kind = AgentKind::ALL.into_iter().find(|kind| kind.name() == text);
    kind.ok_or_else(|| suggestion(text, AgentKind::ALL.iter().map(|kind| kind.name())))
}

/// How things are shown.
#[derive(Debug, Clone, Default, Args)]
pub struct TerminalArgs {
    /// Colour output: auto is on a terminal, unless NO_COLOR, FORCE_COLOR, CLICOLOR or CLICOLOR_FORCE say otherwise.
    #[arg(long, value_enum, value_name = "WHEN", global = true, default_value_t)]
    pub color: Colour,
    /// Do not read long pages with a pager.
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Do not show how far a long run has come.
    #[arg(long, global = true)]
    pub no_progress: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// Where somebody sees it.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Colour {
    /// What a command line asks for; also one that cannot be read otherwise, since its error is coloured or not.
    pub fn asked(words: &[OsString]) -> Self {
        let words = words.iter().map_while(|word| word.to_str().filter(|word| *word != "--"));
        let texts: Vec<&str> = words.collect();
        let behind = texts.windows(2).filter(|pair| pair[0] == "--color").map(|pair| pair[1]);
        let value = texts.iter().filter_map(|word| word.strip_prefix("--color=")).chain(behind).last();
        value.and_then(|value| Self::from_str(value, false).ok()).unwrap_or_default()
    }
}

impl From<Colour> for ColorChoice {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::Auto => Self::Auto,
            Colour::Always => Self::Always,
            Colour::Never => Self::Never,
        }
    }
}

/// The main job.
#[derive(Debug, Clone, Args)]
pub struct RouteArgs {
    /// What somebody wants done; words are joined by spaces, `-` reads all of standard input.
    #[arg(value_name = "REQUEST")]
    pub request: Vec<String>,
    /// Do not choose: use this agent.
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
    /// Choose among these agents only.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Never choose these agents.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Call a request unclear where the answer is less likely right than this, from 0 to 1.
    #[arg(long, value_name = "P", value_parser = probability)]
    pub min_confidence: Option<f64>,
    /// Exit with status 1 where a request is unclear.
    #[arg(long)]
    pub strict: bool,
    /// What to print.
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Print these keys of the JSON alone.
    #[arg(long, value_name = "KEY,KEY")]
    pub fields: Option<String>,
    /// List this many candidates in the JSON; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = RouteArgs::default().top)]
    pub top: usize,
    /// Print this text, its placeholders filled in: {agent}, {user_task}, {knowledge_base}, {prompt}, {status}, ...
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["format", "fields"])]
    pub template: Option<String>,
    /// How requests stand in standard input.
    #[arg(long, value_enum, value_name = "FORM", default_value_t = RouteArgs::default().input)]
    pub input: Input,
    /// Append every decision to this file, one JSON object a line.
    #[arg(long, value_name = "FILE")]
    pub log: Option<PathBuf>,
    #[command(flatten)]
    pub ask: AskArgs,
}

impl Default for RouteArgs {
    fn default() -> Self {
        Self {
            request: Vec::new(),
            agent: None,
            only: Vec::new(),
            exclude: Vec::new(),
            min_confidence: None,
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

/// The verbs besides the main job.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every candidate with its evidence, and why the others lost.
    Explain(ExplainArgs),
    /// Test the definitions: lint them, and route every fixture.
    Check(CheckArgs),
    /// Print edits that fix failing fixtures, as a diff for `git apply`.
    Suggest(SuggestArgs),
    /// List the requests whose answer changed since a git revision or another folder.
    Diff(DiffArgs),
    /// List the agents and where they come from.
    List(ListArgs),
    /// Show one agent: its evidence, its template and its knowledge document.
    Show(ShowArgs),
    /// Plan a request: the ordered tasks, who does each, and what it needs and produces.
    Plan(PlanArgs),
    /// Hand the rendered prompt to a command, and to the fallback where that fails.
    Run(RunArgs),
    /// Tell a coding agent, as its hook, who fits what was typed into it.
    Hook(HookArgs),
    /// Serve the Model Context Protocol on standard input and output: the tools `route` and `load`.
    Mcp,
    /// Tell from a log what was asked and answered, how it went, and what could be learned from it.
    Stats(StatsArgs),
    /// Compare what was recommended, by a log, with what ran.
    Audit(AuditArgs),
    /// Write what is missing: fixtures and a configuration for the agents that are here, or a team to start from.
    Init(InitArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// `route explain`
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// The request; `-` reads all of standard input.
    #[arg(value_name = "REQUEST", required = true)]
    pub request: Vec<String>,
    /// Find the smallest change by which this agent would answer.
    #[arg(long, value_name = "AGENT")]
    pub want: Option<String>,
    /// List this many candidates; 0 lists all.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub top: usize,
    /// What to print.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
}

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
    #[arg(long, value_name = "SHARE", default_value_t = 1.0, value_parser = share)]
    pub min_accuracy: f64,
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
    /// List every kind of finding with its help, and check nothing.
    #[arg(long)]
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
}

/// `route suggest`
#[derive(Debug, Args)]
pub struct SuggestArgs {
    /// Fixture files or folders of them; tests/routing/ beside the agents unless told.
    pub fixtures: Vec<PathBuf>,
    /// Look at this many failing fixtures of a team at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
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
    /// The agent.
    pub name: String,
    /// What to print.
    #[arg(short, long, value_enum, default_value_t = ListFormat::Text)]
    pub format: ListFormat,
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
}

/// `route init`
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder; --team NAME writes that built-in team into it. Nothing is overwritten.
    #[arg(default_value = ".")]
    pub dir: PathBuf,
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// A number from 0 to 1.
fn probability(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "a probability is a number from 0 to 1".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use proptest::prelude::*;

    #[test]
    fn every_verb_is_known_before_the_command_line_is_built() {
        let command = Cli::command();
        let names = command.get_subcommands().flat_map(|verb| verb.get_name_and_visible_aliases());
        assert_eq!(names.collect::<Vec<_>>(), VERBS);
    }

    proptest! {
        /// Whatever is read the short way is read alike the long way.
        #[test]
        fn plain_calls_are_read_as_all_are(
            words in prop::collection::vec(prop::sample::select(vec![
                "-f", "--format", "--agents", "--team", "--fields", "json", "name", "prompt", "agent,status", "a", "b", "",
                "fix JWT", "-", "--", "--strict", "-x", "-fjson", "--format=name", "explain", "check", "help", "--template",
                "--top", "3", "--input", "nul",
            ]), 0..8),
        ) {
            let words: Vec<OsString> = ["route"].into_iter().chain(words).map(Into::into).collect();
            if let Some(cli) = plain(&words) {
                let whole = Cli::try_parse_from(&words);
                prop_assert!(whole.is_ok(), "{words:?}");
                prop_assert_eq!(format!("{:?}", cli), format!("{:?}", whole.unwrap()));
            }
        }
    }

    #[test]
    fn a_request_may_begin_with_a_dash() {
        let request = |words: &[&str]| {
            let words = ["route"].iter().chain(words).map(Into::into).collect();
            let cli = parse(words).unwrap();
            match cli.command {
                None => cli.route.request,
                Some(Command::Plan(args)) => args.request,
                Some(Command::Run(args)) => args.request,
                Some(other) => panic!("{other:?}"),
            }
        };
        assert_eq!(request(&["-f", "name", "- review the diffs"]), ["- review the diffs"]);
        assert_eq!(request(&["--help is wrong, review the diffs"]), ["--help is wrong, review the diffs"]);
        assert_eq!(request(&["plan", "- [ ] one"]), ["- [ ] one"]);
        assert_eq!(request(&["run", "-x y", "--", "echo", "-a b"]), ["-x y"]);
        assert_eq!(request(&["--template=- {agent}", "fix it"]), ["fix it"]);
        assert!(parse(["route", "--hlep"].map(Into::into).to_vec()).is_err());
    }

    #[test]
    fn the_calls_of_scripts_are_plain() {
        for line in ["route fix JWT", "route -f name fix", "route --agents a --team b --fields agent fix", "route"] {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            assert!(plain(&words).is_some(), "{line}");
        }
    }
}
