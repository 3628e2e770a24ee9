//! The command line as it is typed.

mod answer;
mod check;
mod inform;
mod mistakes;
mod shared;
mod sides;
mod synonyms;
mod words;
mod work;

pub use answer::{AnswerFormat, ExplainArgs, ExplainFormat, InputFormat, PlanArgs, PlanFormat, RouteArgs};
pub use check::{CheckArgs, CheckFormat, Deny, DiffArgs, SuggestArgs};
pub use inform::{
    CompletionsArgs, HelpArgs, InitArgs, ListArgs, ListFormat, ManArgs, SchemaArgs, SchemaName, ShowArgs,
};
pub use shared::{BoundArgs, ChoiceArgs, Colour, PlaceArgs, SharedArgs, TerminalArgs, Verb, kind};
pub use synonyms::note as meant_as_verb;
pub use words::verb;
pub use work::{AskArgs, AuditArgs, Client, HookArgs, RunArgs, StatsArgs, StatsFormat};

use anyhow::anyhow;
use clap::builder::StyledStr;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use task_router_engine::did_you_mean::suggestion;
use words::{REQUEST_MARK, marked};

/// Route a request to the specialist that should handle it, and say why.
///
/// Agents come from --agents or ROUTE_AGENTS. Otherwise route reads the places in your repository and home folder where
/// clients keep agents: agents/, .claude/agents, .claude/skills, .github/agents and so on (`route list` shows which).
/// Without a request, route reads one request per line from standard input; `-` reads all of standard input as one
/// request.
#[derive(Debug, Parser)]
#[command(name = "route", version, long_version = LONG_VERSION, max_term_width = 100, after_help = EXAMPLES, override_usage = USAGE)]
#[command(disable_help_subcommand = true, subcommand_precedence_over_arg = false)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub route: RouteArgs,
    #[command(flatten)]
    pub shared: SharedArgs,
}

const USAGE: &str = "route [OPTIONS] [REQUEST]...\n       route COMMAND [OPTIONS] ...";

/// `--version`: what was built, from which commit and for which system. `-V` is the number alone.
const LONG_VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("ROUTE_ORIGIN"), ")");

/// The names of the verbs.
const VERBS: [&str; 17] = [
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
    "schema",
    "completions",
    "man",
    "help",
];

/// The result of a command line that does not ask for a command to run.
#[derive(Debug)]
pub enum EarlyExit {
    /// Help or the version was asked for.
    Page(StyledStr),
    /// An error.
    Mistake(String),
}

impl From<clap::Error> for EarlyExit {
    fn from(error: clap::Error) -> Self {
        match error.use_stderr() {
            true => Self::Mistake(mistakes::message(&error)),
            false => Self::Page(error.render()),
        }
    }
}

/// Parses the command line. Building the full parser takes longer than answering a request, so the plain calls of
/// scripts are parsed without it.
///
/// # Errors
/// If it asks for help, or is invalid.
pub fn parse(words: Vec<OsString>) -> Result<Cli, EarlyExit> {
    if let [_, only] = words.as_slice()
        && let Some(version) = only.to_str().and_then(version)
    {
        return Err(EarlyExit::Page(version.into()));
    }
    let is_set_apart = words.iter().any(|word| word == "--");
    let mut cli = match parse_simple_call(&words) {
        Some(cli) => cli,
        None => whole(words)?,
    };
    cli.route.is_set_apart = is_set_apart;
    match cli.route.request.first().and_then(|word| mistakes::of_verb(word, &VERBS)).filter(|_| !is_set_apart) {
        Some(mistake) => Err(EarlyExit::Mistake(mistake)),
        None => Ok(cli),
    }
}

/// What to print if only the version is asked for.
fn version(option: &str) -> Option<String> {
    let versions = [("-V", env!("CARGO_PKG_VERSION")), ("--version", LONG_VERSION)];
    versions.iter().find(|(name, _)| *name == option).map(|(_, version)| format!("route {version}\n"))
}

/// Parses any command line.
fn whole(words: Vec<OsString>) -> Result<Cli, EarlyExit> {
    let marked = marked(words);
    let matches = Cli::command().try_get_matches_from(&marked).map_err(|e| synonyms::explained(e, &marked))?;
    if let Some((verb, _)) = matches.subcommand() {
        sides::before_verb(&matches, verb)?;
        sides::on_both(&matches)?;
    }
    let mut cli = Cli::from_arg_matches(&matches)?;
    let shared = std::mem::take(&mut cli.shared);
    match &mut cli.command {
        None => cli.shared = shared,
        Some(command) => cli.shared = command.take_shared(shared),
    }
    if cli.shared.place.builtin && !cli.shared.place.agents.is_empty() {
        return Err(EarlyExit::Mistake(
            "`--builtin` and `--agents <DIR>` exclude each other; give one of them".to_owned(),
        ));
    }
    let request = match &mut cli.command {
        None => &mut cli.route.request,
        Some(Command::Explain(verb)) => &mut verb.args.request,
        Some(Command::Plan(verb)) => &mut verb.args.request,
        Some(Command::Run(verb)) => &mut verb.args.request,
        Some(_) => return Ok(cli),
    };
    for word in request.iter_mut() {
        if let Some(text) = word.strip_prefix(REQUEST_MARK) {
            *word = text.to_owned();
        }
    }
    Ok(cli)
}

/// The program or a command as described by help and manual.
///
/// # Errors
/// If there is no such command.
pub fn of_verb(verb: Option<&str>) -> anyhow::Result<clap::Command> {
    let mut command = Cli::command();
    command.build();
    let Some(verb) = verb else { return Ok(command) };
    command.find_subcommand(verb).cloned().ok_or_else(|| {
        let meant = synonyms::verb_meant(verb).map(|verb| format!("did you mean `{verb}`?"));
        let help = meant.unwrap_or_else(|| suggestion(verb, VERBS));
        anyhow!("no command `{verb}`; {help}")
    })
}

/// Parses a call with only a request and the most common options, each written in full and given once; `None` for any
/// other call.
fn parse_simple_call(words: &[OsString]) -> Option<Cli> {
    let mut cli = Cli { command: None, route: RouteArgs::default(), shared: SharedArgs::default() };
    let mut words = words.iter().skip(1).map(|word| word.to_str());
    while let Some(word) = words.next() {
        let mut value = || words.next()?.filter(|value| !value.is_empty() && !value.starts_with('-'));
        let route = &mut cli.route;
        match word? {
            "--agents" => cli.shared.place.agents.push(value()?.into()),
            "--builtin" => set_flag(&mut cli.shared.place.builtin)?,
            "-q" | "--quiet" => set_flag(&mut cli.shared.terminal.quiet)?,
            "--team" => set(&mut cli.shared.place.team, value()?.to_owned())?,
            "-f" | "--format" => set(&mut route.format, AnswerFormat::from_str(value()?, false).ok()?)?,
            "--fields" => set(&mut route.fields, value()?.to_owned())?,
            word if word.starts_with('-') || VERBS.contains(&word) => return None,
            word => route.request.push(word.to_owned()),
        }
    }
    (!cli.shared.place.builtin || cli.shared.place.agents.is_empty()).then_some(cli)
}

/// Sets a flag that may be given once.
fn set_flag(flag: &mut bool) -> Option<()> {
    (!std::mem::replace(flag, true)).then_some(())
}

/// Sets an option that may be given once.
fn set<T>(option: &mut Option<T>, value: T) -> Option<()> {
    option.replace(value).is_none().then_some(())
}

const EXAMPLES: &str = "\
Examples:
  route \"fix JWT expiry\"                  who should handle it, with prompt and document
  route -f name \"fix JWT expiry\"          the name alone, for a script
  git log --format=%s | route -f name     one answer per line
  route explain \"fix JWT expiry\"          every candidate, and which words decided
  route check                             test the definitions

Exit status: 0 done, 1 the answer is no (--strict, check), 2 the call or its input cannot be used.";

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Show every candidate with its evidence, and why the others lost.
    Explain(Verb<ExplainArgs>),
    /// Test the definitions: lint them, and route every fixture.
    Check(Verb<CheckArgs>),
    /// Print edits that fix failing fixtures, as a diff for `git apply`.
    Suggest(Verb<SuggestArgs>),
    /// List the requests whose answer changed since a git revision or another folder.
    Diff(Verb<DiffArgs>),
    /// List the agents and where they come from.
    List(Verb<ListArgs>),
    /// Show one agent: its evidence, prompt template and knowledge document.
    Show(Verb<ShowArgs>),
    /// Split a request into ordered tasks: who does each, and what it needs and produces.
    Plan(Verb<PlanArgs>),
    /// Run a command with the rendered prompt, and again with the fallback agent's prompt if it fails.
    Run(Verb<RunArgs>),
    /// Run as a hook of a coding agent: say which agent fits the prompt that was typed.
    Hook(Verb<HookArgs>),
    /// Run an MCP server on standard input and output, with the tools `route` and `load`.
    Mcp(SharedArgs),
    /// Summarise a log: requests, answers, outcomes of runs, and fixtures to add.
    Stats(Verb<StatsArgs, TerminalArgs>),
    /// Compare the recommendations in a log with what ran.
    Audit(Verb<AuditArgs, TerminalArgs>),
    /// Write fixtures and a configuration for the agents found here, or a starter team if there are none.
    Init(InitArgs),
    /// Print the JSON Schema of an input file or of JSON output.
    Schema(SchemaArgs),
    /// Print a shell's completion script for commands, options, agents, teams, keys and revisions.
    Completions(CompletionsArgs),
    /// Print the manual page of the program or a command.
    Man(ManArgs),
    /// Show the help of the program or a command.
    Help(Verb<HelpArgs, TerminalArgs>),
}

impl Command {
    /// Takes the shared arguments out, merged with those given before the verb.
    fn take_shared(&mut self, before: SharedArgs) -> SharedArgs {
        match self {
            Self::Explain(Verb { shared, .. })
            | Self::Check(Verb { shared, .. })
            | Self::Suggest(Verb { shared, .. })
            | Self::Diff(Verb { shared, .. })
            | Self::List(Verb { shared, .. })
            | Self::Show(Verb { shared, .. })
            | Self::Plan(Verb { shared, .. })
            | Self::Run(Verb { shared, .. })
            | Self::Hook(Verb { shared, .. })
            | Self::Mcp(shared) => {
                let mut shared = std::mem::take(shared);
                shared.place.add(before.place);
                shared.terminal.add(before.terminal);
                shared
            }
            Self::Stats(Verb { shared, .. }) | Self::Audit(Verb { shared, .. }) | Self::Help(Verb { shared, .. }) => {
                let mut terminal = std::mem::take(shared);
                terminal.add(before.terminal);
                SharedArgs { terminal, ..before }
            }
            Self::Init(args) => {
                args.team = args.team.take().or(before.place.team.clone());
                before
            }
            Self::Schema(_) | Self::Completions(_) | Self::Man(_) => before,
        }
    }
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
        /// Both parsers give the same result for everything that the short one accepts.
        #[test]
        fn simple_calls_are_read_as_all_are(
            words in prop::collection::vec(prop::sample::select(vec![
                "-f", "--format", "--agents", "--team", "--fields", "json", "name", "prompt", "agent,status", "a", "b", "",
                "fix JWT", "-", "--", "--strict", "-x", "-fjson", "--format=name", "explain", "check", "help", "--template",
                "--top", "3", "--input", "nul", "-q", "--quiet", "--builtin",
            ]), 0..8),
        ) {
            let words: Vec<OsString> = ["route"].into_iter().chain(words).map(Into::into).collect();
            if let Some(cli) = parse_simple_call(&words) {
                let whole = Cli::try_parse_from(&words);
                prop_assert!(whole.is_ok(), "{words:?}");
                prop_assert_eq!(format!("{:?}", cli), format!("{:?}", whole.unwrap()));
            }
        }
    }

    #[test]
    fn the_version_is_said_as_by_the_whole_command() {
        for option in ["-V", "--version"] {
            let whole = Cli::try_parse_from(["route", option]).unwrap_err().render().to_string();
            assert_eq!(version(option), Some(whole));
        }
        assert_eq!(version("--verbose"), None);
    }

    #[test]
    fn a_request_may_begin_with_a_dash() {
        let request = |words: &[&str]| {
            let words = ["route"].iter().chain(words).map(Into::into).collect();
            let cli = parse(words).unwrap();
            match cli.command {
                None => cli.route.request,
                Some(Command::Plan(verb)) => verb.args.request,
                Some(Command::Run(verb)) => verb.args.request,
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
    fn the_calls_of_scripts_are_simple() {
        let with_values = "route --agents a --team b --fields agent fix";
        for line in ["route fix JWT", "route -f name fix", "route -q --builtin fix", with_values, "route"] {
            let words: Vec<OsString> = line.split(' ').map(Into::into).collect();
            assert!(parse_simple_call(&words).is_some(), "{line}");
        }
    }
}
