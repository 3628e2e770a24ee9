//! `route explain REQUEST`

use super::{definitions, index, path_in_diff, places, request_text};
use crate::args::{ExplainArgs, ListFormat, PlaceArgs};
use crate::exit::Exit;
use crate::terminal::{self, Style, one_line};
use anyhow::bail;
use comfy_table::{ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use serde::Serialize;
use std::io::Write;
use task_router_check::fixtures::LEAD;
use task_router_check::suggest::{diff_text, smallest};
use task_router_check::{CompiledTeam, answer_name, class_of};
use task_router_engine::decide::{Options, decide};
use task_router_engine::diagnostic::suggestion;
use task_router_engine::explanation::{CandidateEvidence, Detail, Explanation};
use task_router_engine::json::{Field, Writer};
use task_router_engine::render::Answer;
use task_router_engine::score::{ScorePart, Scorer};

/// Shows every candidate with its evidence.
pub fn run(place_args: &PlaceArgs, args: &ExplainArgs) -> anyhow::Result<Exit> {
    let request = request_text(&args.request)?;
    if let Some(wanted) = &args.want {
        let found = definitions(place_args, &places(place_args)?)?;
        let compiled = CompiledTeam::new(found.files.team(place_args.team.as_deref())?);
        return want(&compiled, &request, wanted, args.format);
    }
    let index = index(place_args)?;
    let mut scorer = Scorer::new(&index);
    let decision = decide(&mut scorer, &request, &Options::default());
    let explanation = Explanation::of(&mut scorer, &request, &decision, Detail::All);
    let answer = Answer::new(&request, &decision, &explanation, &index);
    let mut text = Vec::new();
    match args.format {
        ListFormat::Json => Writer { fields: Field::ALL, top: 0 }.decision(&mut text, &answer, None),
        ListFormat::Text => page(&mut text, &answer)?,
    }
    let text = String::from_utf8_lossy(&text);
    let text = if args.format == ListFormat::Json { Style::stdout().json(&text) } else { text };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(Exit::Success)
}

/// What `--want` finds, for programs.
#[derive(Serialize)]
struct Wanted<'a> {
    version: u32,
    request: &'a str,
    want: &'a str,
    /// Who answers now.
    got: &'a str,
    /// How far the wanted answer is behind it, in log-odds.
    behind: f64,
    /// The change, in words; null where none is needed or none was found.
    change: Option<String>,
    /// The same as a diff.
    diff: Option<String>,
    /// How sure the answer is with the change.
    confidence: Option<f64>,
}

/// Shows the smallest change by which `wanted` would answer.
fn want(compiled: &CompiledTeam, request: &str, wanted: &str, format: ListFormat) -> anyhow::Result<Exit> {
    let known = || compiled.team.names().chain(compiled.team.lead.as_ref().map(|_| LEAD));
    if !known().any(|name| name == wanted) {
        let help = suggestion(wanted, known().collect::<Vec<_>>());
        bail!("--want: no agent `{wanted}` in {}; {help}", compiled.team.name);
    }
    let decision = decide(&mut Scorer::new(&compiled.index), request, &Options::default());
    let got = answer_name(&compiled.index, &decision);
    let score = |name: &str| {
        let class = class_of(&compiled.index, name);
        decision.candidates.iter().find(|candidate| Some(candidate.answer) == class).map_or(0.0, |c| c.score)
    };
    let behind = decision.candidates.first().map_or(0.0, |best| best.score) - score(wanted);
    let found = if got == wanted { None } else { smallest(compiled, request, wanted) };
    let mut page =
        Wanted { version: 1, request, want: wanted, got, behind, change: None, diff: None, confidence: None };
    if let Some((edit, edited)) = &found {
        page.change = Some(edit.to_string());
        page.diff = Some(diff_text(&compiled.team, &edited.team, path_in_diff));
        page.confidence = Some(decide(&mut Scorer::new(&edited.index), request, &Options::default()).confidence);
    }
    let mut out = std::io::stdout().lock();
    match format {
        ListFormat::Json => writeln!(out, "{}", Style::stdout().json(&serde_json::to_string(&page)?))?,
        ListFormat::Text => want_page(&mut out, &page)?,
    }
    Ok(if found.is_some() || got == wanted { Exit::Success } else { Exit::No })
}

fn want_page(out: &mut dyn Write, page: &Wanted) -> std::io::Result<()> {
    let style = Style::stdout();
    let Wanted { request, want, got, behind, .. } = page;
    writeln!(out, "{} {}", style.bold("request:"), one_line(request))?;
    if got == want {
        return writeln!(out, "{} {} answers already", style.bold("change:"), one_line(want));
    }
    writeln!(out, "{} {}; {} is {behind:.2} behind", style.bold("now:"), one_line(got), one_line(want))?;
    match (&page.change, page.confidence, &page.diff) {
        (Some(change), Some(confidence), Some(diff)) => {
            writeln!(out, "{} {}", style.bold("change:"), one_line(change))?;
            writeln!(out, "{} {want} answers, {:.0} % sure", style.bold("tried:"), confidence * 100.0)?;
            write!(out, "\n{}", style.safe(diff))
        }
        _ => writeln!(out, "{} no small change was found", style.bold("change:")),
    }
}

fn page(out: &mut Vec<u8>, answer: &Answer) -> std::io::Result<()> {
    let style = Style::stdout();
    let decision = answer.decision;
    writeln!(out, "{} {}", style.bold("request:"), one_line(answer.request))?;
    writeln!(out, "{} {} ({:.0} % sure)", style.bold("answer:"), decision.status, decision.confidence * 100.0)?;
    writeln!(out, "{} {}", style.bold("why:"), one_line(&decision.reason(answer.index)))?;
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(terminal::columns()).set_header(["candidate", "score", "behind", "evidence", "lost by"]);
    let best = decision.candidates.first().map_or(0.0, |best| best.score);
    let listed = &answer.explanation.candidates;
    let strongest = listed.first().map(|best| best.parts.as_slice()).unwrap_or_default();
    for (candidate, CandidateEvidence { parts, .. }) in decision.candidates.iter().zip(listed) {
        let class = answer.index.class(candidate.answer);
        table.add_row([
            one_line(&class.name).into_owned(),
            format!("{:.2}", candidate.score),
            format!("{:.2}", best - candidate.score),
            one_line(&summary(parts)).into_owned(),
            one_line(&lacks(strongest, parts)).into_owned(),
        ]);
    }
    writeln!(out, "{table}")
}

/// What the best candidate has and this one does not: why it lost.
fn lacks(best: &[ScorePart], own: &[ScorePart]) -> String {
    const SHOWN: usize = 3;
    let of = |parts: &[ScorePart], text: &str| parts.iter().filter(|p| p.text == text).map(|p| p.score).sum::<f64>();
    let mut texts: Vec<&str> = best.iter().chain(own).map(|part| part.text.as_str()).collect();
    texts.sort_unstable();
    texts.dedup();
    let mut gaps: Vec<(f64, &str)> = texts.into_iter().map(|text| (of(best, text) - of(own, text), text)).collect();
    gaps.retain(|(gap, _)| *gap > 0.1);
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0));
    gaps.iter().take(SHOWN).map(|(gap, text)| format!("{text} {gap:.2}")).collect::<Vec<_>>().join(", ")
}

/// The parts that matter, strongest first; the rest in one number, so that they still add up.
fn summary(parts: &[ScorePart]) -> String {
    const SHOWN: usize = 8;
    let mut parts: Vec<&ScorePart> = parts.iter().collect();
    parts.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
    let rest: f64 = parts.iter().skip(SHOWN).map(|part| part.score).sum();
    let mut texts: Vec<String> = parts
        .iter()
        .take(SHOWN)
        .map(|part| format!("{} {:+.2} ({})", part.text, part.score, part.kind.label()))
        .collect();
    if parts.len() > SHOWN {
        texts.push(format!("the rest {rest:+.2}"));
    }
    texts.join(", ")
}
