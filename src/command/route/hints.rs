//! What people are told beside an answer.

use crate::terminal;
use std::collections::BTreeSet;
use std::path::Path;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::score::unknown_name;
use task_router_engine::source::KNOWLEDGE_FOLDER;
use task_router_engine::template::{Name, PLACEHOLDERS, Placeholder, TemplatePiece, pieces};
use task_router_engine::{Answer, Index};

/// A hint where to find a built-in team's document that is not in this folder.
pub fn not_here(answer: &Answer, path: &str) -> Option<String> {
    let team = answer.index.team();
    let document = path.strip_prefix(KNOWLEDGE_FOLDER)?.trim_start_matches('/');
    task_router_teams::document(document)?;
    let is_built_in = task_router_teams::names().any(|name| name == team);
    let agent = answer.agent().filter(|_| is_built_in && !Path::new(path).exists())?;
    Some(format!(
        "{path} is built into the program and not in this folder; `route show {agent} --knowledge` prints it, `route init --team {team}` \
         writes it here"
    ))
}

/// A note that a request names an agent, as in `@baker`, that is not there.
pub fn no_such_agent(index: &Index, request: &str) -> Option<String> {
    let name = unknown_name(index, request)?;
    let help = suggestion(name, index.answers().collect::<Vec<_>>());
    Some(format!("no agent `@{name}` in {}, so the words of the request decided; {help}", index.team()))
}

/// Warns of each placeholder of the user's template that stays as it is, whoever answers. It may be meant as text.
pub fn warn_of_unknown_placeholders(template: &str, index: &Index) {
    let is_filled = |name: Name| !matches!(name, Name::Context | Name::MaxIterations);
    let agents = || index.answers().filter_map(|name| index.agent(name));
    let is_key = |name: &str| {
        index.lead_scalars().contains_key(name) || agents().any(|agent| index.card(agent).scalars.contains_key(name))
    };
    let mut told = BTreeSet::new();
    for piece in pieces(template) {
        let TemplatePiece::Placeholder(Placeholder { name, written, .. }) = piece else { continue };
        let is_known = Name::of(name).map_or_else(|| is_key(name), is_filled);
        if !is_known && told.insert(name) {
            let known = PLACEHOLDERS.iter().filter(|row| is_filled(row.name));
            let known: Vec<&str> =
                known.filter_map(|row| row.in_prompts.iter().chain(row.elsewhere).next().copied()).collect();
            terminal::warning(&format!(
                "--template: the placeholder `{written}` is not known and stays as it is; there are {}, and the keys of the agents",
                known.join(", ")
            ));
        }
    }
}
