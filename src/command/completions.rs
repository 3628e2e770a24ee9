//! `route completions SHELL`

use crate::args::CompletionsArgs;
use crate::complete::VARIABLE;
use crate::exit::Exit;
use crate::name::called_as;
use anyhow::Context;
use clap_complete::env::Shells;
use std::io::Write;

/// Bash splits words at `=` and `:`. The script that is generated does not join them again, and replaces the part behind
/// the last one by the whole word.
const BASH: [(&str, &str); 2] = [
    (
        r#"    local words=("${COMP_WORDS[@]}")
    if [[ "${BASH_VERSINFO[0]}" -ge 4 ]]; then
        words[COMP_CWORD]="$2"
    fi
"#,
        r#"    local words=() before= i part
    for ((i = 0; i < ${#COMP_WORDS[@]}; i++)); do
        part="${COMP_WORDS[i]}"
        if [[ $i -eq $COMP_CWORD && "${BASH_VERSINFO[0]}" -ge 4 && ! $part =~ ^[=:]+$ ]]; then
            part="$2"
        fi
        if [[ $i -gt 1 && ( $part =~ ^[=:]+$ || ${COMP_WORDS[i-1]} =~ ^[=:]+$ ) ]]; then
            [[ $i -eq $COMP_CWORD ]] && before="${words[${#words[@]}-1]}"
            words[${#words[@]}-1]+="$part"
            [[ $i -eq $COMP_CWORD && $part =~ ^[=:]+$ ]] && before+="$part"
        else
            words+=("$part")
        fi
        [[ $i -eq $COMP_CWORD ]] && _CLAP_COMPLETE_INDEX=$((${#words[@]} - 1))
    done
"#,
    ),
    (
        "        compopt -o nospace\n    fi\n}",
        "        compopt -o nospace\n    fi\n    COMPREPLY=(\"${COMPREPLY[@]#\"$before\"}\")\n}",
    ),
];

/// Prints the completion script for the name that the program was called by.
pub fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let shell_name = args.shell.to_string();
    let shells = Shells::builtins();
    let shell = shells.completer(&shell_name).with_context(|| format!("no completions for `{shell_name}`"))?;
    // The script finds the program when it runs, so that an update needs no new script.
    let name = called_as();
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, name, name, name, &mut script)?;
    let mut script = String::from_utf8(script)?;
    if shell_name == "bash" {
        BASH.iter().for_each(|(theirs, ours)| script = script.replacen(theirs, ours, 1));
    }
    std::io::stdout().lock().write_all(script.trim_start().as_bytes())?;
    Ok(Exit::Success)
}
