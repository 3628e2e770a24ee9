//! `route explain REQUEST`

use super::list::why_silent;
use super::{definitions, index, places, request_text};
use crate::args::{ExplainArgs, ExplainFormat, PlaceArgs};
use crate::exit::Exit;
use crate::places::from_root;
use crate::print::explain::{MIN_SHOWN, page as text_page, want_page};
use crate::print::page;
use crate::terminal::{self, Style};
use anyhow::bail;
use serde::Serialize;
use std::io::Write;
use task_router_check::suggest::{diff_text, smallest};
use task_router_check::{CompiledTeam, Responder};
use task_router_engine::decide::{Options, decide};
use task_router_engine::diagnostic::suggestion;
use task_router_engine::escape;
use task_router_engine::explanation::{Detail, Explanation};
use task_router_engine::json::{Field, VERSION, Writer};
use task_router_engine::render::Answer;
use task_router_engine::score::Scorer;
use task_router_engine::team::LEAD;

/// Shows every candidate with its evidence; `min_confidence` comes from the configuration.
pub fn run(place_args: &PlaceArgs, args: &ExplainArgs, min_confidence: Option<f64>) -> anyhow::Result<Exit> {
    let request = request_text(&args.request)?;
    let options = Options::bounded(min_confidence);
    if let Some(wanted) = &args.want {
        let found = definitions(place_args, &places(place_args)?)?;
        let compiled = CompiledTeam::new(found.files.team(place_args.team.as_deref())?);
        let exit = want(&compiled, &request, wanted, &options, args.format)?;
        if found.built_in {
            let team = &compiled.team.name;
            terminal::note(&format!(
                "{team} is built into the program; `route init --team {team}` writes its files here, then `git apply` takes the change"
            ));
        }
        return Ok(exit);
    }
    let index = index(place_args)?;
    let mut scorer = Scorer::new(&index);
    let decision = decide(&mut scorer, &request, &options);
    let explanation = Explanation::of(&mut scorer, &request, &decision, Detail::All);
    let answer = Answer::new(&request, &decision, &explanation, &index);
    let style = Style::stdout();
    match args.format {
        ExplainFormat::Text => terminal::page(&text_page(&answer, args.top, style))?,
        ExplainFormat::Json => {
            let mut line = Vec::new();
            Writer { fields: Field::ALL, top: args.top }.decision(&mut line, &answer, None);
            std::io::stdout().lock().write_all(escape::json(&String::from_utf8_lossy(&line)).as_bytes())?;
        }
        ExplainFormat::Html => {
            let team = places(place_args)?.read(place_args.team.as_deref())?.files.team(place_args.team.as_deref())?;
            writeln!(std::io::stdout().lock(), "{}", page::explain::page(&answer, &team, args.top))?;
        }
    }
    Ok(Exit::Success)
}

/// The result of `--want`: version 1 of its JSON, with frozen keys. The HTML page shows the same.
#[derive(Serialize)]
pub struct Wanted<'a> {
    version: u32,
    pub request: &'a str,
    pub want: &'a str,
    /// Who answers now; null for nobody.
    pub got: Option<&'a str>,
    /// How far the wanted answer is behind, in log-odds.
    pub behind: f64,
    /// The change, in words; null if none is needed or none was found.
    pub change: Option<String>,
    /// The change as a diff.
    pub diff: Option<String>,
    /// The confidence of the answer after the change.
    pub confidence: Option<f64>,
    /// The reason for the answer now.
    pub reason: String,
    /// Why no change was found.
    pub problem: Option<String>,
}

impl Wanted<'_> {
    /// What keeps the wanted answer from being given now.
    pub fn obstacle(&self) -> String {
        let Self { want, got, behind, reason, .. } = self;
        let got = got.unwrap_or("nobody");
        // In front, or equal, it is not given for another reason.
        let behind = if *behind < MIN_SHOWN { String::new() } else { format!("{want} is {behind:.2} behind; ") };
        format!("{got}; {behind}{reason}")
    }
}

/// Shows the smallest change that would make `wanted` answer.
fn want(
    compiled: &CompiledTeam,
    request: &str,
    wanted: &str,
    options: &Options,
    format: ExplainFormat,
) -> anyhow::Result<Exit> {
    let known = || compiled.team.names().chain(compiled.team.lead.as_ref().map(|_| LEAD));
    let who = Responder::read(wanted);
    if compiled.team.policy.peers.iter().any(|peer| peer.name == wanted) {
        bail!("--want: `{wanted}` is a peer; give it the request as an example, below `peers` in team.md");
    }
    if !known().any(|name| name == wanted) {
        let help = suggestion(wanted, known().collect::<Vec<_>>());
        bail!("--want: no agent `{wanted}` in {}; {help}", compiled.team.name);
    }
    if let Some(agent) = compiled.team.agent(wanted).filter(|agent| agent.is_silent()) {
        bail!(
            "--want: `{wanted}` is not chosen by itself ({}); ask it by its name: `@{wanted} ...`",
            why_silent(agent)
        );
    }
    let decision = decide(&mut Scorer::new(&compiled.index), request, options);
    let got = Responder::of(&compiled.index, &decision);
    let score = |who: &Responder| {
        let class = who.class(&compiled.index);
        decision.candidates.iter().find(|candidate| Some(candidate.answer) == class).map_or(0.0, |c| c.score)
    };
    let behind = decision.candidates.first().map_or(0.0, |best| best.score) - score(&who);
    let found = (got != who).then(|| smallest(compiled, request, &who, options));
    let mut told = Wanted {
        version: VERSION,
        request,
        want: wanted,
        got: got.name_if_any(),
        behind,
        change: None,
        diff: None,
        confidence: None,
        reason: decision.reason(&compiled.index),
        problem: None,
    };
    match found {
        Some(Ok((edit, edited))) => {
            told.change = Some(edit.to_string());
            told.diff = Some(diff_text(&compiled.team, &edited.team, from_root));
            told.confidence = Some(decide(&mut Scorer::new(&edited.index), request, options).confidence);
        }
        Some(Err(problem)) => told.problem = Some(problem),
        None => {}
    }
    let style = Style::stdout();
    match format {
        ExplainFormat::Json => writeln!(std::io::stdout().lock(), "{}", escape::json(&serde_json::to_string(&told)?))?,
        ExplainFormat::Html => writeln!(std::io::stdout().lock(), "{}", page::explain::want(&told))?,
        ExplainFormat::Text => {
            terminal::page(&want_page(&told, style))?;
            // A diff is for programs, so its lines are not wrapped.
            if let Some(diff) = &told.diff {
                write!(std::io::stdout().lock(), "\n{}", style.safe(diff))?;
            }
        }
    }
    Ok(if told.problem.is_some() { Exit::No } else { Exit::Success })
}
