//! Arguments that several commands share: places, choice of agents, and output.

use anstream::ColorChoice;
use clap::{Args, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;
use task_router_engine::decide::EVEN;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::{AgentKind, Options};

/// A command's own arguments, and the shared ones it uses. A command does not accept options that it does not use.
#[derive(Debug, Args)]
pub struct Verb<A: Args, S: Args = SharedArgs> {
    #[command(flatten)]
    pub args: A,
    #[command(flatten)]
    pub shared: S,
}

/// The shared arguments of commands that read agents.
#[derive(Debug, Clone, Default, Args)]
pub struct SharedArgs {
    #[command(flatten)]
    pub place: PlaceArgs,
    #[command(flatten)]
    pub terminal: TerminalArgs,
}

/// Where to look for agents.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Where the agents are")]
pub struct PlaceArgs {
    /// Read agents from this folder; repeatable, the first of two agents with one name wins.
    #[arg(long, value_name = "DIR")]
    pub agents: Vec<PathBuf>,
    /// Use this team if there are several.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// Use only definitions of these kinds: agent, skill, command.
    #[arg(long, value_name = "KIND,KIND", value_delimiter = ',', value_parser = kind)]
    pub kind: Vec<AgentKind>,
    /// Use only the teams built into the program.
    #[arg(long, conflicts_with = "agents")]
    pub builtin: bool,
    /// Ignore the agents in your home folder.
    #[arg(long)]
    pub no_user: bool,
    /// Use your own agents and configuration in `check`, `suggest` and `diff`, too.
    #[arg(long, conflicts_with = "no_user")]
    pub user: bool,
}

impl PlaceArgs {
    /// The first of these options that was typed.
    pub fn first_typed(&self) -> Option<&'static str> {
        let typed = [
            ("--agents", !self.agents.is_empty()),
            ("--team", self.team.is_some()),
            ("--kind", !self.kind.is_empty()),
            ("--builtin", self.builtin),
            ("--no-user", self.no_user),
            ("--user", self.user),
        ];
        typed.into_iter().find(|(_, is_typed)| *is_typed).map(|(option, _)| option)
    }

    /// Merges these, given behind a verb, with `before`, given before it.
    pub fn add(&mut self, before: Self) {
        self.agents.splice(0..0, before.agents);
        self.kind.splice(0..0, before.kind);
        self.team = self.team.take().or(before.team);
        self.builtin |= before.builtin;
        self.no_user |= before.no_user;
        self.user |= before.user;
    }
}

pub fn kind(text: &str) -> Result<AgentKind, String> {
    let kind = AgentKind::ALL.into_iter().find(|kind| kind.name() == text.trim());
    kind.ok_or_else(|| suggestion(text, AgentKind::ALL.iter().map(|kind| kind.name())))
}

/// How output is shown.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "What is shown")]
pub struct TerminalArgs {
    /// Do not print warnings and notes.
    #[arg(short, long)]
    pub quiet: bool,
    /// Print every warning, and full reports.
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// When to colour output; NO_COLOR, FORCE_COLOR, CLICOLOR and CLICOLOR_FORCE change `auto`.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t)]
    pub color: Colour,
    /// Do not show long output in a pager.
    #[arg(long)]
    pub no_pager: bool,
    /// Do not show progress.
    #[arg(long)]
    pub no_progress: bool,
}

impl TerminalArgs {
    /// Merges these, given behind a verb, with `before`, given before it.
    pub fn add(&mut self, before: Self) {
        self.quiet |= before.quiet;
        self.verbose |= before.verbose;
        self.no_pager |= before.no_pager;
        self.no_progress |= before.no_progress;
        if self.color == Colour::Auto {
            self.color = before.color;
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// The setting on a command line, even one that cannot be parsed, since its error may be coloured.
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

/// Which agents may answer.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Who may answer")]
pub struct ChoiceArgs {
    /// Use this agent, a peer or `direct`, the lead, instead of choosing one.
    #[arg(long, value_name = "NAME", conflicts_with_all = ["only", "exclude"])]
    pub agent: Option<String>,
    /// Choose only among these agents.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub only: Vec<String>,
    /// Never choose these agents.
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Confidence below which a request is unclear, from 0 to 1.
    #[arg(long, value_name = "P", value_parser = from_0_to_1, allow_hyphen_values = true)]
    pub min_confidence: Option<f64>,
}

impl ChoiceArgs {
    /// The options for deciding, with `most` candidates listed, 0 for all, and this minimum confidence if none is typed.
    pub fn options(&self, most: usize, min_confidence: Option<f64>) -> Options {
        Options {
            agent: self.agent.clone(),
            only: names(&self.only),
            exclude: names(&self.exclude),
            min_confidence: self.min_confidence.or(min_confidence).unwrap_or(EVEN),
            most,
        }
    }
}

/// Names from a list with commas, and spaces behind them. As in other lists, nothing need stand behind the last comma.
fn names(listed: &[String]) -> Vec<String> {
    let names = || listed.iter().map(|name| name.trim().to_owned());
    match names().all(|name| name.is_empty()) {
        // Nobody is named, which is a mistake.
        true => names().take(1).collect(),
        false => names().filter(|name| !name.is_empty()).collect(),
    }
}

/// How sure an answer has to be.
#[derive(Debug, Clone, Default, Args)]
pub struct BoundArgs {
    /// Confidence below which a request is unclear, from 0 to 1.
    #[arg(long, value_name = "P", value_parser = from_0_to_1, allow_hyphen_values = true)]
    pub min_confidence: Option<f64>,
}

/// A probability or a share.
pub fn from_0_to_1(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "it is a number from 0 to 1".to_owned())
}
