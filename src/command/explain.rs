//! `route explain REQUEST`

use super::list::why_silent;
use super::{must_be_whole, request_text, warn, warn_of};
use crate::args::{ExplainArgs, ExplainFormat};
use crate::exit::Exit;
use crate::places::to_edit;
use crate::print::explain::{WantReport, page as text_page, want_page};
use crate::print::page;
use crate::project::Project;
use crate::terminal::{self, Style};
use anyhow::bail;
use std::io::Write;
use task_router_check::suggest::{diff_text, smallest};
use task_router_check::{CompiledTeam, Responder};
use task_router_engine::did_you_mean::suggestion;
use task_router_engine::json::VERSION;
use task_router_engine::team::LEAD;
use task_router_engine::{Answer, DecisionField, DecisionWriter, Detail, Explanation, Options, Scorer, decide, escape};

/// Shows every candidate with its evidence.
pub fn run(project: &Project, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let request = request_text(&args.request)?;
    let options = project.options(&args.bound);
    if let Some(wanted) = &args.want {
        let places = project.places();
        let found = project.definitions(&places)?;
        let team = found.files.team(project.team_name())?;
        places.must_have_somebody(&found, [&team])?;
        warn_of([&team]);
        let compiled = CompiledTeam::new(team);
        let wanted = want(&compiled, &request, wanted, &options)?;
        print_wanted(&wanted, args.format)?;
        if found.built_in {
            let team = &compiled.team.name;
            terminal::note(&format!(
                "{team} is built into the program; `route init --team {team}` writes its files here, then `git apply` takes the change"
            ));
        }
        return Ok(if wanted.problem.is_some() { Exit::No } else { Exit::Success });
    }
    let index = project.index()?;
    warn(index.warnings());
    let mut scorer = Scorer::new(&index);
    let mut scored = scorer.score(&request);
    let decision = decide(&scored, &options);
    let explanation = Explanation::of(&mut scored, &decision, Detail::All);
    let answer = Answer::new(&request, &decision, &explanation, &index);
    let style = Style::stdout();
    match args.format {
        ExplainFormat::Text => terminal::page(&text_page(&answer, args.top, style))?,
        ExplainFormat::Json => {
            let mut line = Vec::new();
            DecisionWriter { fields: DecisionField::ALL, top: args.top }.decision(&mut line, &answer, None);
            must_be_whole(&index)?;
            std::io::stdout().lock().write_all(escape::json(&String::from_utf8_lossy(&line)).as_bytes())?;
        }
        ExplainFormat::Html => {
            let team = project.places().read(project.team_name())?.files.team(project.team_name())?;
            writeln!(std::io::stdout().lock(), "{}", page::explain::page(&answer, &team, args.top))?;
        }
    }
    Ok(Exit::Success)
}

/// The smallest change that would make `wanted` answer.
fn want<'a>(
    compiled: &'a CompiledTeam,
    request: &'a str,
    wanted: &'a str,
    options: &Options,
) -> anyhow::Result<WantReport<'a>> {
    let who = answering(compiled, wanted)?;
    let mut scorer = Scorer::new(&compiled.index);
    let mut scored = scorer.score(request);
    let decision = decide(&scored, options);
    let got = Responder::of(&compiled.index, &decision);
    let score = |who: &Responder| {
        let class = who.class(&compiled.index);
        decision.candidates.iter().find(|candidate| Some(candidate.answer) == class).map_or(0.0, |c| c.score)
    };
    let found = (got != who).then(|| smallest(compiled, &mut scored, &decision, &who, options));
    let (fix, problem) = match found {
        Some(Ok(fix)) => (Some(fix), None),
        Some(Err(problem)) => (None, Some(problem)),
        None => (None, None),
    };
    Ok(WantReport {
        version: VERSION,
        request,
        want: wanted,
        got: got.name_if_any().map(str::to_owned),
        behind: decision.candidates.first().map_or(0.0, |best| best.score) - score(&who),
        change: fix.as_ref().map(|fix| fix.edit.to_string()),
        diff: fix.as_ref().map(|fix| diff_text(&compiled.team, &fix.edited.team, to_edit)),
        confidence: fix.as_ref().map(|fix| fix.decision.confidence),
        reason: decision.reason(&compiled.index),
        problem,
    })
}

/// The one of this name, if a change can make it answer.
fn answering(compiled: &CompiledTeam, wanted: &str) -> anyhow::Result<Responder> {
    let known = || compiled.team.names().chain(compiled.team.lead.as_ref().map(|_| LEAD));
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
    Ok(Responder::read(wanted))
}

/// Prints the result of `--want`.
fn print_wanted(wanted: &WantReport, format: ExplainFormat) -> anyhow::Result<()> {
    let (mut out, style) = (std::io::stdout(), Style::stdout());
    match format {
        ExplainFormat::Json => writeln!(out, "{}", escape::json(&serde_json::to_string(wanted)?))?,
        ExplainFormat::Html => writeln!(out, "{}", page::explain::want(wanted))?,
        ExplainFormat::Text => {
            terminal::page(&want_page(wanted, style))?;
            // A diff is for programs, so its lines are not wrapped.
            if let Some(diff) = &wanted.diff {
                write!(out, "\n{}", style.safe(diff))?;
            }
        }
    }
    Ok(())
}
