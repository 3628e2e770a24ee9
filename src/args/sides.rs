//! Options before a verb and behind it: nothing typed is silently ignored.

use super::{Cli, EarlyExit, SharedArgs};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, CommandFactory};

/// Refuses an option before a verb that does not use it, which would be ignored.
pub(super) fn before_verb(matches: &ArgMatches, verb: &str) -> Result<(), EarlyExit> {
    let command = Cli::command();
    let shared = SharedArgs::augment_args(clap::Command::new("shared"));
    let own = command.find_subcommand(verb);
    let has = |command: &clap::Command, id: &clap::Id| command.get_arguments().any(|arg| arg.get_id() == id);
    for arg in command.get_arguments() {
        let id = arg.get_id();
        let is_typed = matches.value_source(id.as_str()) == Some(ValueSource::CommandLine);
        // Colours errors even for commands that take no options.
        let is_used = has(&shared, id) && (id == "color" || own.is_some_and(|own| has(own, id)));
        if is_typed && !is_used {
            let option = arg.get_long().unwrap_or(id.as_str());
            let help = match own.is_some_and(|own| has(own, id)) {
                true => format!("put it behind `{verb}`"),
                false => format!("see `route help {verb}`"),
            };
            return Err(EarlyExit::Mistake(format!("`--{option}` before `{verb}` has no meaning; {help}")));
        }
    }
    Ok(())
}

/// Refuses an option before a verb if it is given again behind it, or excludes one that is, as on one side.
pub(super) fn on_both(matches: &ArgMatches) -> Result<(), EarlyExit> {
    let Some((verb, behind)) = matches.subcommand() else { return Ok(()) };
    if !matches.ids().any(|id| matches.value_source(id.as_str()) == Some(ValueSource::CommandLine)) {
        return Ok(());
    }
    let mut command = Cli::command();
    command.build();
    let Some(own) = command.find_subcommand(verb) else { return Ok(()) };
    let is_typed = |matches: &ArgMatches, arg: &Arg| {
        let id = arg.get_id().as_str();
        matches.try_contains_id(id).is_ok() && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    for arg in command.get_arguments().filter(|arg| is_typed(matches, arg)) {
        let is_repeatable = matches!(arg.get_action(), ArgAction::Append);
        if is_typed(behind, arg) && !is_repeatable {
            return Err(EarlyExit::Mistake(format!("`{arg}` is given twice, before `{verb}` and behind it")));
        }
        let excludes = |other: &&Arg| {
            let has = |one: &Arg, other: &Arg| {
                own.get_arg_conflicts_with(one).iter().any(|known| known.get_id() == other.get_id())
            };
            has(arg, other) || has(other, arg)
        };
        let is_known = own.get_arguments().any(|known| known.get_id() == arg.get_id());
        let mut others = own.get_arguments().filter(|other| is_known && is_typed(behind, other));
        if let Some(other) = others.find(excludes) {
            return Err(EarlyExit::Mistake(format!("`{arg}` and `{other}` exclude each other; give one of them")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn mistake(line: &str) -> Option<String> {
        match parse(line.split(' ').map(Into::into).collect()) {
            Err(EarlyExit::Mistake(mistake)) => Some(mistake),
            Err(EarlyExit::Page(_)) => panic!("{line}"),
            Ok(_) => None,
        }
    }

    #[test]
    fn what_is_given_on_both_sides_of_a_verb_is_refused_as_on_one() {
        for verb in ["check", "explain", "suggest", "plan"] {
            for option in ["--team a", "--color never", "--builtin", "-q", "-v", "--no-user", "--no-pager"] {
                let said = mistake(&format!("route {option} {verb} {option} x"));
                assert!(said.as_ref().is_some_and(|said| said.contains("given twice")), "{option} {verb}: {said:?}");
            }
            for (before, behind) in
                [("-q", "-v"), ("-v", "--quiet"), ("--no-user", "--user"), ("--builtin", "--agents a")]
            {
                for line in [format!("route {before} {verb} {behind} x"), format!("route {behind} {verb} {before} x")] {
                    let said = mistake(&line);
                    assert!(said.as_ref().is_some_and(|said| said.contains("exclude each other")), "{line}: {said:?}");
                }
            }
            for line in ["--agents a VERB --agents b", "--kind agent VERB --kind skill", "-q VERB --team a"] {
                assert_eq!(mistake(&format!("route {} x", line.replace("VERB", verb))), None, "{line}");
            }
        }
        assert!(mistake("route --team a init --team b").is_some_and(|said| said.contains("given twice")));
        assert!(mistake("route --color never stats --color always x").is_some_and(|said| said.contains("given twice")));
    }
}
