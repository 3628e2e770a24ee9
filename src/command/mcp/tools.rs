//! The two tools: `route` finds the agent for a request, `load` returns an agent's prompt and document.

use crate::args::{BoundArgs, PlaceArgs};
use crate::command::must_be_whole;
use crate::project::own_index;
use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};
use std::path::Path;
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::explanation::NO_EXPLANATION;
use task_router_engine::files::{self, LARGEST_FILE};
use task_router_engine::source::repository_of;
use task_router_engine::team::ChoiceError;
use task_router_engine::text::is_same_name;
use task_router_engine::{
    Answer, DecisionField, DecisionWriter, Detail, Explanation, Index, Options, Scorer, decide, load,
};

/// The keys of a decision for a client: all but the prompt, which `load` returns, and what the client already knows.
const FIELDS: [DecisionField; 18] = [
    DecisionField::Version,
    DecisionField::Team,
    DecisionField::Status,
    DecisionField::Agent,
    DecisionField::Kind,
    DecisionField::Confidence,
    DecisionField::Reason,
    DecisionField::Matched,
    DecisionField::Support,
    DecisionField::Flow,
    DecisionField::Urgency,
    DecisionField::Escalate,
    DecisionField::Approval,
    DecisionField::Handoff,
    DecisionField::Knowledge,
    DecisionField::Question,
    DecisionField::Suggestions,
    DecisionField::Warnings,
];

/// The list of tools for a client.
pub fn list() -> Value {
    let read_only =
        json!({ "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": false });
    let team = json!({ "type": "string", "description": "The team to ask, where there are several." });
    json!([
        {
            "name": "route",
            "title": "Who should do it",
            "description": "Which agent of this project fits a request, how sure that is, and the words that decided. \
                            The status is direct where the team's lead answers (`load` the agent `direct`), or the peer in `handoff`. It is unclear where nothing speaks clearly for anybody.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "request": { "type": "string", "description": "What somebody wants done, in their words." },
                    "team": team,
                },
                "required": ["request"],
                "additionalProperties": false,
            },
            "annotations": read_only,
        },
        {
            "name": "load",
            "title": "What an agent is told",
            "description": "The prompt of an agent of this project, with the request in its place, and its knowledge document.",
            "inputSchema": {
                "type": "object",
                "properties": {
                    "agent": { "type": "string", "description": "The agent's name; `direct` is the lead." },
                    "request": { "type": "string", "description": "The request for the prompt; without it `{user_task}` stays." },
                    "team": team,
                },
                "required": ["agent"],
                "additionalProperties": false,
            },
            "annotations": read_only,
        },
    ])
}

/// The decision for a request, shortened.
pub fn route(place_args: &PlaceArgs, arguments: &Value) -> anyhow::Result<Value> {
    only(arguments, &["request", "team"])?;
    let request = text(arguments, "request")?.context("`request` is missing: what somebody wants done, as text")?;
    let (index, options) = index(place_args, arguments)?;
    let mut scorer = Scorer::new(&index);
    let mut scored = scorer.score(&request);
    let decision = decide(&scored, &options);
    let explanation = Explanation::of(&mut scored, &decision, Detail::Chosen);
    let answer = Answer::new(&request, &decision, &explanation, &index);
    let mut line = Vec::new();
    DecisionWriter { fields: &FIELDS, top: 0 }.decision(&mut line, &answer, None);
    must_be_whole(&index)?;
    Ok(serde_json::from_slice(&line)?)
}

/// An agent's prompt and document.
pub fn load(place_args: &PlaceArgs, arguments: &Value) -> anyhow::Result<Value> {
    only(arguments, &["agent", "request", "team"])?;
    let name = text(arguments, "agent")?.context("`agent` is missing: the name of an agent")?;
    let (index, _) = index(place_args, arguments)?;
    // The lead (`direct`) and peers have prompts too.
    if !index.answers().any(|known| is_same_name(known, &name)) {
        bail!("no agent `{name}`; {}", suggestion(&name, index.answers()));
    }
    // Placeholders are filled in only once, so this one stays as it is.
    let request = text(arguments, "request")?.unwrap_or_else(|| "{user_task}".to_owned());
    let mut scorer = Scorer::new(&index);
    let decision = decide(&scorer.score(&request), &Options { agent: Some(name.clone()), ..Options::default() });
    let answer = Answer::new(&request, &decision, &NO_EXPLANATION, &index);
    let missing = answer.warnings();
    must_be_whole(&index)?;
    let document = answer.knowledge().filter(|_| missing.is_empty()).map(document).transpose()?;
    Ok(json!({
        "agent": name,
        "kind": answer.kind(),
        "team": index.team(),
        "prompt": answer.prompt(),
        "knowledge": answer.knowledge(),
        "document": document,
        "warnings": missing,
    }))
}

fn index(place_args: &PlaceArgs, arguments: &Value) -> anyhow::Result<(Index, Options)> {
    let mut place_args = place_args.clone();
    if let Some(team) = text(arguments, "team")? {
        place_args.team = Some(team);
    }
    let found = own_index(&place_args, &BoundArgs::default()).map_err(|e| match several(&e) {
        Some(teams) => anyhow!("several teams and none is the default; name one in `team`: {teams}"),
        None => e,
    });
    found?.with_context(|| match (&place_args.team, place_args.kind.is_empty()) {
        (Some(team), _) => format!("this project has no team `{team}`"),
        (None, true) => "this project has no agents".to_owned(),
        (None, false) => "this project has no agents of the kinds that `--kind` names".to_owned(),
    })
}

/// The teams of which the client must choose one.
fn several(e: &anyhow::Error) -> Option<&str> {
    let choice = match e.downcast_ref() {
        Some(load::LoadError::Choose(choice)) => Some(choice),
        _ => e.downcast_ref(),
    };
    choice.and_then(|choice| if let ChoiceError::Several(teams) = choice { Some(teams.as_str()) } else { None })
}

/// Refuses arguments that the tool does not have: a misspelt one would be missed in silence.
fn only(arguments: &Value, known: &[&str]) -> anyhow::Result<()> {
    let mut given = arguments.as_object().into_iter().flat_map(|arguments| arguments.keys());
    match given.find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => bail!("no argument `{unknown}`; {}", suggestion(unknown, known.iter().copied())),
        None => Ok(()),
    }
}

/// The argument `key`, which must be a text if given.
fn text(arguments: &Value, key: &str) -> anyhow::Result<Option<String>> {
    match arguments.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => bail!("`{key}` is no text"),
    }
}

/// A knowledge document. It may be a link within the repository, but not out of it.
fn document(path: &str) -> anyhow::Result<String> {
    let cannot = || format!("cannot read the knowledge document `{path}`");
    let whole = Path::new(path).canonicalize().with_context(cannot)?;
    let folder = Path::new(path).parent().unwrap_or(Path::new(".")).canonicalize().with_context(cannot)?;
    let root = repository_of(&folder).unwrap_or(&folder);
    if !whole.starts_with(root) {
        bail!("{}: it is a link out of the repository", cannot());
    }
    let bytes = files::read(&whole, LARGEST_FILE).with_context(cannot)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
