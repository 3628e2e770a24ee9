//! Dynamic shell completions: the agents, teams, keys and revisions that exist now, read as a call would read them.
//!
//! The shell calls this program for each completion, with the words typed so far behind `--`. If anything goes wrong,
//! it completes nothing and prints nothing, since the user is in the middle of typing.

use crate::args::{Cli, PlaceArgs};
use crate::project::Project;
use crate::{args, folders, git};
use clap::{Arg, Command, CommandFactory};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter};
use std::ffi::OsStr;
use std::path::PathBuf;
use task_router_engine::team::LEAD;
use task_router_engine::{AgentKind, DecisionField, Team};

/// Set by the scripts of `route completions`, to the shell that asks.
pub const VARIABLE: &str = "ROUTE_COMPLETE";
/// How many characters of a description are shown beside a name.
const LONGEST_HELP: usize = 60;

/// Answers a shell that asks for completions and exits; returns if none does.
pub fn answer_shell() {
    if std::env::var_os(VARIABLE).is_some() {
        CompleteEnv::with_factory(command_line).var(VARIABLE).complete();
    }
}

/// What completes the values of an argument.
type Values = fn() -> ArgValueCompleter;

/// Where there is something to complete besides the options: the verb, if only that one, the argument, and its values.
/// The first row that fits counts.
const VALUES: [(Option<&str>, &str, Values); 12] = [
    (Some("diff"), "base", revision),
    (Some("explain"), "want", answer),
    (Some("help"), "command", command),
    (Some("init"), "team", built_in_team),
    (Some("man"), "command", command),
    (Some("show"), "name", shown),
    (None, "agent", agent),
    (None, "exclude", agents_listed),
    (None, "fields", fields),
    (None, "kind", kinds),
    (None, "only", agents_listed),
    (None, "team", team),
];

/// The command line, with what completes the values of its arguments.
fn command_line() -> Command {
    let command = Cli::command().mut_args(|arg| with_values(None, arg));
    command.mut_subcommands(|verb| {
        let name = verb.get_name().to_owned();
        verb.mut_args(|arg| with_values(Some(&name), arg))
    })
}

fn with_values(verb: Option<&str>, arg: Arg) -> Arg {
    match VALUES.iter().find(|(of, id, _)| arg.get_id() == id && of.is_none_or(|of| verb == Some(of))) {
        Some((_, _, values)) => arg.add(values()),
        None => arg,
    }
}

/// Whoever can be asked by name: an agent, the lead, a peer.
fn agent() -> ArgValueCompleter {
    let peers = |team: &Team| {
        let peers = team.policy.peers.iter();
        peers.map(|peer| (peer.name.clone(), peer.description.clone())).collect::<Vec<_>>()
    };
    ArgValueCompleter::new(move |typed: &OsStr| {
        let teams = teams(&place());
        starting_with(typed, teams.iter().flat_map(answers).chain(teams.iter().flat_map(peers)).collect())
    })
}

/// An agent or the lead.
fn answer() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| starting_with(typed, teams(&place()).iter().flat_map(answers).collect()))
}

/// An agent, or a team that has a lead to show.
fn shown() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let teams = teams(&place());
        let led = teams.iter().filter(|team| team.lead.is_some());
        let leads = led.map(|team| (team.name.clone(), team.description.clone()));
        starting_with(typed, leads.chain(teams.iter().flat_map(members)).collect())
    })
}

/// A built-in team.
fn built_in_team() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| starting_with(typed, built_in()))
}

/// Agents, separated by commas.
fn agents_listed() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| listed(typed, agents()))
}

/// A team.
fn team() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let here = teams(&PlaceArgs { team: None, ..place() })
            .iter()
            .map(|team| (team.name.clone(), team.description.clone()))
            .collect::<Vec<_>>();
        starting_with(typed, here.into_iter().chain(built_in()).collect())
    })
}

/// Keys of the JSON, separated by commas.
fn fields() -> ArgValueCompleter {
    let all = || DecisionField::ALL.iter().map(|field| (field.name().to_owned(), String::new())).collect();
    ArgValueCompleter::new(move |typed: &OsStr| listed(typed, all()))
}

/// Kinds of definitions.
fn kinds() -> ArgValueCompleter {
    let all = || AgentKind::ALL.iter().map(|kind| (kind.name().to_owned(), String::new())).collect();
    ArgValueCompleter::new(move |typed: &OsStr| listed(typed, all()))
}

/// A command of this program.
fn command() -> ArgValueCompleter {
    let all = || {
        let about = |verb: &Command| verb.get_about().map(ToString::to_string).unwrap_or_default();
        Cli::command().get_subcommands().map(|verb| (verb.get_name().to_owned(), about(verb))).collect()
    };
    ArgValueCompleter::new(move |typed: &OsStr| starting_with(typed, all()))
}

/// A branch, a tag or a folder.
fn revision() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let names = git::revisions(&folders::here()).unwrap_or_default();
        let mut found = starting_with(typed, names.into_iter().map(|name| (name, String::new())).collect());
        found.extend(clap_complete::engine::ValueCompleter::complete(&PathCompleter::dir(), typed));
        found
    })
}

fn agents() -> Vec<(String, String)> {
    teams(&place()).iter().flat_map(members).collect()
}

fn built_in() -> Vec<(String, String)> {
    task_router_teams::names().map(|name| (name.to_owned(), "built in".to_owned())).collect()
}

fn members(team: &Team) -> Vec<(String, String)> {
    team.agents.iter().map(|agent| (agent.name.clone(), agent.description.clone())).collect()
}

/// The agents and the lead by the name of its answers.
fn answers(team: &Team) -> Vec<(String, String)> {
    let lead = team.lead.iter().map(|_| (LEAD.to_owned(), format!("the lead of {}", team.name)));
    members(team).into_iter().chain(lead).collect()
}

/// The existing teams; none if they cannot be read.
fn teams(args: &PlaceArgs) -> Vec<Team> {
    let read = || -> anyhow::Result<Vec<Team>> {
        let project = Project::of_process(args, true)?;
        let wanted = project.team_name();
        Ok(project.places().read(wanted)?.files.teams_chosen(wanted)?)
    };
    read().unwrap_or_default()
}

/// Where to look for agents, according to the words typed so far.
fn place() -> PlaceArgs {
    place_in(std::env::args().skip_while(|word| word != "--").skip(1))
}

fn place_in(words: impl Iterator<Item = String>) -> PlaceArgs {
    let mut words = words.peekable();
    let mut place = PlaceArgs::default();
    while let Some(word) = words.next() {
        let (option, value) = match word.split_once('=') {
            Some((option, value)) => (option.to_owned(), Some(value.to_owned())),
            None => (word, words.peek().cloned()),
        };
        match (option.as_str(), value) {
            ("--agents", Some(folder)) => place.agents.push(expanded(&folder)),
            ("--team", Some(team)) if !team.is_empty() => place.team = Some(team),
            ("--kind", Some(kinds)) => place.kind.extend(kinds.split(',').filter_map(|kind| args::kind(kind).ok())),
            ("--builtin", _) => place.builtin = true,
            ("--no-user", _) => place.no_user = true,
            _ => {}
        }
    }
    place
}

/// A folder as typed, in which the shell has not replaced `~` yet.
fn expanded(folder: &str) -> PathBuf {
    let home = folder.strip_prefix("~/").and_then(|rest| Some(folders::home()?.join(rest)));
    home.unwrap_or_else(|| PathBuf::from(folder))
}

/// Completes the item after the last comma, and skips the items before it.
fn listed(typed: &OsStr, all: Vec<(String, String)>) -> Vec<CompletionCandidate> {
    let text = typed.to_string_lossy();
    let (before, last) = text.rsplit_once(',').map_or(("", &*text), |(before, last)| (before, last));
    // Of a list that is split at its commas, `typed` has the last item only.
    let words: Vec<String> = std::env::args().collect();
    let split = words.iter().filter_map(|word| word.strip_suffix(last)?.strip_suffix(',')?.rsplit('=').next());
    let known: Vec<&str> = split.chain([before]).flat_map(|list| list.split(',')).collect();
    let left = all.into_iter().filter(|(name, _)| !known.contains(&name.as_str())).collect();
    let prefix = if before.is_empty() { String::new() } else { format!("{before},") };
    starting_with(OsStr::new(last), left).into_iter().map(|candidate| candidate.add_prefix(prefix.clone())).collect()
}

/// The candidates that begin with what was typed.
fn starting_with(typed: &OsStr, all: Vec<(String, String)>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let mut found: Vec<_> =
        all.into_iter().filter(|(name, _)| name.starts_with(&*typed) && is_harmless(name)).collect();
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    let candidate = |(name, help): (String, String)| {
        let help =
            help.trim().lines().next().map(|line| crate::terminal::one_line(line).into_owned()).unwrap_or_default();
        let help = (!help.is_empty()).then(|| crate::terminal::shortened(&help, LONGEST_HELP).into_owned().into());
        CompletionCandidate::new(name).help(help)
    };
    found.into_iter().map(candidate).collect()
}

/// Whether a word is safe in a shell without quotes. Names come from strangers' files, and what is completed is about
/// to be run.
fn is_harmless(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || "-_.:/@+".contains(c)) && !name.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<(String, String)> {
        ["baker", "smith", "$(reboot)", "a b", "-x"].iter().map(|name| ((*name).to_owned(), String::new())).collect()
    }

    fn values(found: Vec<CompletionCandidate>) -> Vec<String> {
        found.iter().map(|candidate| candidate.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn every_row_of_values_is_for_some_argument() {
        let whole = Cli::command();
        let verbs = || whole.get_subcommands().map(|verb| (Some(verb.get_name()), verb));
        let all = || verbs().chain([(None, &whole)]);
        for (of, id, _) in VALUES {
            let is_it = |(verb, command): (Option<&str>, &Command)| {
                of.is_none_or(|of| verb == Some(of)) && command.get_arguments().any(|arg| arg.get_id() == id)
            };
            assert!(all().any(is_it), "{of:?} {id}");
        }
    }

    #[test]
    fn options_of_places_are_read_wherever_they_are_typed() {
        let place = |line: &str| place_in(line.split(' ').map(str::to_owned));
        let found =
            place("route --kind=skill,agent explain --agents a --team t --no-user --kind command --kind nothing");
        assert_eq!(found.kind, [AgentKind::Skill, AgentKind::Agent, AgentKind::Command]);
        assert_eq!((found.agents, found.team), (vec![PathBuf::from("a")], Some("t".to_owned())));
        assert!(found.no_user && !found.builtin);
    }

    #[test]
    fn what_a_shell_would_read_otherwise_is_not_completed() {
        assert_eq!(values(starting_with(OsStr::new(""), all())), ["baker", "smith"]);
    }

    #[test]
    fn a_list_goes_on_behind_its_last_comma() {
        assert_eq!(values(listed(OsStr::new("s"), all())), ["smith"]);
        assert_eq!(values(listed(OsStr::new("baker,"), all())), ["baker,smith"]);
        assert_eq!(values(listed(OsStr::new("baker,b"), all())), Vec::<String>::new());
    }
}
